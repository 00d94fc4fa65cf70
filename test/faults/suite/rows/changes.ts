/** What changes under load because it must: certificates, keys, the release. */
import { cpSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { createPublicKey } from 'node:crypto'
import { join } from 'node:path'
import { issueCertificate } from '../../../../certs-dev/authority.ts'
import { folder } from '../../../../node/operate/node-folder.ts'
import { SCHEMA } from '../../../../node/schema.ts'
import { ROOT } from '../../../shared-data.ts'
import type { Country } from '../country.ts'
import { pause, until, WORK, type Host } from '../machine.ts'
import { ready, type Row } from './row.ts'

/** Puts a certificate of the key in use into the folder of a country, of its own authority. */
async function certify(country: Country, seconds: number): Promise<void> {
  const paths = folder(country.dir)
  const authority = {
    country: country.code,
    certificatePem: readFileSync(paths.authority, 'utf8'),
    privateKeyPem: readFileSync(paths.developmentAuthorityKey, 'utf8'),
  }
  const { certificatePem } = await issueCertificate(authority, {
    country: country.code,
    name: `Customs of ${country.code}`,
    use: 'tls',
    publicKeyPem: createPublicKey(readFileSync(paths.tlsKey)).export({ type: 'spki', format: 'pem' }) as string,
    hosts: ['localhost', '127.0.0.1', '::1', country.code.toLowerCase()],
    days: seconds / 86_400,
  })
  writeFileSync(`${paths.tlsCertificate}.new`, certificatePem)
  renameSync(`${paths.tlsCertificate}.new`, paths.tlsCertificate)
  for (const host of country.replicas) host.signal('SIGHUP')
}

/** The release after this one: the same, with one more migration that this one may go on beside. */
function nextRelease(): string {
  const at = join(WORK, 'next')
  mkdirSync(at)
  for (const name of ['dist', 'bin', 'openapi', 'package.json'])
    cpSync(join(ROOT, name), join(at, name), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(at, 'node_modules'))
  const schema = join(at, 'dist', 'node', 'schema.js')
  const number = SCHEMA.length + 1
  const more = `SCHEMA.push({ number: ${number}, name: 'next', minReader: ${SCHEMA.at(-1)!.number}, statements: () => ['alter table "message" add column "next" text'] })\n`
  writeFileSync(schema, `${readFileSync(schema, 'utf8')}\n${more}`)
  return join(at, 'bin', 'juxta.js')
}

/** Whether somebody listens for peers. */
const LISTENS = [
  process.execPath,
  '-e',
  "require('net').connect(7443, '127.0.0.1').on('connect', () => process.exit(0)).on('error', () => process.exit(1))",
]

export const CHANGES: readonly Row[] = [
  {
    name: 'certificate-expires',
    fault: 'the TLS certificate of XB expires, and is renewed',
    async inject({ b }) {
      await certify(b, 8)
      await pause(9000)
      // Who is connected stays so: all connect anew. Its own health check says that it is not well, for its window shows the same certificate.
      for (const host of b.replicas) {
        await host.hold()
        host.start()
        await until(`${host.service.name} to listen`, async () => (await host.run(LISTENS)).code === 0, 60_000)
      }
      return () => certify(b, 365 * 86_400)
    },
  },
  {
    name: 'keys-rotated',
    fault: 'signing, encryption and TLS keys of XA are rotated, with their overlap',
    passes: true,
    async inject({ a }) {
      for (const use of ['signing', 'encryption', 'tls']) await a.juxta('identity', 'rotate', '--use', use)
      await a.juxta('identity', 'publish', '--overlap', '8', '--clock-is-right')
      await pause(12_000)
      await a.juxta('identity', 'switch')
      return () => undefined
    },
  },
  {
    name: 'migration',
    fault: 'a release with a newer schema beside this one, during its migration',
    async inject({ a }) {
      const next = nextRelease()
      const { code, out } = await a.replicas[0]!.run([process.execPath, next, 'migrate', '--dir', '/data'])
      if (code !== 0) throw new Error(`migrate: ${out}`)
      const [first, second] = a.replicas as [Host, Host]
      const turn = async (host: Host, command: readonly string[] | null): Promise<void> => {
        await host.hold('SIGTERM')
        host.instead = command
        host.start()
        await ready(host)
      }
      await turn(first, [process.execPath, next, 'start', '--dir', '/data'])
      return async () => {
        // First to the end, then back, as one does who finds a fault in the new one.
        await turn(second, [process.execPath, next, 'start', '--dir', '/data'])
        for (const host of [first, second]) await turn(host, null)
      }
    },
  },
]
