/** Command: one development authority and the certificates of any number of countries, as PEM files. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createAuthority, issueCertificate, type CertificateFault, type CertificateUse } from './authority.ts'

const USAGE = `usage: node dist/certs-dev/main.js --out DIR [--use tls|signing|encryption] [--fault FAULT] COUNTRY…

Makes DIR/ca.pem and, in a folder per country, certificate and key for TLS, signing and encryption. For development and tests only.
--use    only certificates of this use
--fault  make them bad: expired, not-yet-valid, wrong-usage, wrong-country, other-authority`

const USES: readonly CertificateUse[] = ['tls', 'signing', 'encryption']
const FAULTS: readonly string[] = ['expired', 'not-yet-valid', 'wrong-usage', 'wrong-country', 'other-authority']

async function main(argv: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { out: { type: 'string' }, use: { type: 'string' }, fault: { type: 'string' }, help: { type: 'boolean' } },
  })
  if (values.help) {
    console.log(USAGE)
    return 0
  }
  const uses = values.use === undefined ? USES : USES.filter((u) => u === values.use)
  if (
    !values.out ||
    positionals.length === 0 ||
    uses.length === 0 ||
    !positionals.every((c) => /^[A-Z]{2}$/.test(c)) ||
    (values.fault !== undefined && !FAULTS.includes(values.fault))
  ) {
    console.error(USAGE)
    return 3
  }
  const write = async (folder: string, name: string, text: string): Promise<void> => {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeFile(join(folder, name), text, { mode: 0o600, flag: 'wx' })
  }
  const authority = await createAuthority({ country: positionals[0]!, name: 'Juxta' })
  await write(values.out, 'ca.pem', authority.certificatePem)
  await write(values.out, 'ca-key.pem', authority.privateKeyPem)
  for (const country of positionals)
    for (const use of uses) {
      const fault = values.fault as CertificateFault | undefined
      const made = await issueCertificate(authority, {
        country,
        name: `Customs of ${country}`,
        use,
        ...(fault ? { fault } : {}),
      })
      await write(join(values.out, country), `${use}.crt.pem`, made.certificatePem)
      await write(join(values.out, country), `${use}.pem`, made.privateKeyPem!)
    }
  console.log(`made the certificates of ${positionals.join(', ')} in ${values.out}`)
  return 0
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') ? 3 : 1
  },
)
