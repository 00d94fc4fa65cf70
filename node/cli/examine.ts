/** What `doctor` and `start --check` find out about keys and certificates: each check by name, with a mending line for each fault. */
import 'reflect-metadata'
import * as x509 from '@peculiar/x509'
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import { openFileSigner, readKeyFile } from '../seal/file-signer.ts'
import { folder, readText } from '../operate/node-folder.ts'
import type { Settings } from '../operate/settings.ts'
import { asJuxtaError, JuxtaError } from '../values/errors.ts'
import { digestOf } from '../values/digest.ts'
import { keyCounts, type Identity } from '../message/identity.ts'
import { DAY, parseCertificateTime } from '../values/time.ts'

export type Finding = { check: string; ok: boolean; warning?: boolean; detail: string; mend?: string }

const SERVER_AND_CLIENT = ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']
const KEY_USAGE = { tls: x509.KeyUsageFlags.digitalSignature, signing: x509.KeyUsageFlags.digitalSignature }

/** All certificates of a PEM file, in its order. */
export function certificatesIn(pem: string): X509Certificate[] {
  return [...pem.matchAll(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)].map(
    ([text]) => new X509Certificate(text),
  )
}

const fail = (detail: string, mend: string): JuxtaError =>
  new JuxtaError('settings-invalid', detail, { members: { mend } })

/** Follows issuers from the first of `chain` to an authority that has issued itself. */
function checkChain(chain: readonly X509Certificate[], authorities: readonly X509Certificate[]): void {
  let current = chain[0]!
  for (let i = 0; i < 8; i++) {
    const issuer = [...authorities, ...chain].find((c) => current.checkIssued(c) && current.verify(c.publicKey))
    if (!issuer)
      throw fail(
        `no certificate of authority.pem has issued "${current.subject.replaceAll('\n', ', ')}"`,
        'put the certificate of the authority that issued it, with all above it, into authority.pem',
      )
    if (authorities.includes(issuer) && issuer.checkIssued(issuer)) return
    current = issuer
  }
  throw fail('the chain does not end in an authority that has issued itself', 'put the root into authority.pem')
}

export type Wanted = {
  readonly check: string
  readonly path: string
  readonly use: 'tls' | 'signing' | 'authority' | 'server'
  readonly country?: string
  readonly authorities?: readonly X509Certificate[]
  /** Whether the private key is there. */
  readonly holds?: (certificate: X509Certificate) => Promise<boolean>
}

/** Judges one certificate file: times, chain, purpose, country, key. */
export async function examineCertificate(wanted: Wanted, now = Date.now()): Promise<Finding> {
  const { check, path, use } = wanted
  const again = `have it issued again, put it at ${path}, then: juxta identity publish`
  try {
    const [found, ...rest] = certificatesIn(readText(path))
    if (!found) throw fail(`${path} holds no PEM certificate`, `put a PEM certificate at ${path}`)
    const left = Math.floor((parseCertificateTime(found.validTo) - now) / DAY)
    if (parseCertificateTime(found.validFrom) > now)
      throw fail(`not valid before ${found.validFrom}`, 'check the clock of this machine, or have it issued again')
    if (parseCertificateTime(found.validTo) <= now) throw fail(`expired ${found.validTo}`, again)
    const parsed = new x509.X509Certificate(found.raw)
    if (use === 'authority') {
      if (!found.ca) throw fail('is not the certificate of an authority', 'put the certificate of the issuer there')
    } else {
      const usage = parsed.getExtension(x509.KeyUsagesExtension)
      if (use !== 'server' && usage && (usage.usages & KEY_USAGE[use]) === 0)
        throw fail('its key usage does not allow digital signatures', again)
      const purposes = parsed.getExtension(x509.ExtendedKeyUsageExtension)?.usages.map(String)
      const needed = use === 'tls' ? SERVER_AND_CLIENT : use === 'server' ? SERVER_AND_CLIENT.slice(0, 1) : []
      const lacking = purposes ? needed.filter((oid) => !purposes.includes(oid)) : []
      if (lacking.length > 0)
        throw fail(`its extended key usage lacks ${use === 'tls' ? 'TLS server and TLS client' : 'TLS server'}`, again)
    }
    if (wanted.country !== undefined) {
      const [country] = new x509.Name(parsed.subject).getField('C')
      if (country !== undefined && country !== wanted.country)
        throw fail(`is for the country ${country}, this node is of ${wanted.country}`, again)
    }
    if (wanted.authorities) checkChain([found, ...rest], wanted.authorities)
    if (wanted.holds && !(await wanted.holds(found)))
      throw fail('is not of a private key of this node', 'put the certificate and the key of one request together')
    return {
      check,
      ok: true,
      warning: left < 30,
      detail: `valid for ${left} days, until ${found.validTo}`,
      ...(left < 30 ? { mend: 'renew it soon; peers need no new invitation where the key stays' } : {}),
    }
  } catch (error) {
    const { message, members } = asJuxtaError(error)
    return { check, ok: false, detail: message, mend: String(members['mend'] ?? `put a PEM certificate at ${path}`) }
  }
}

const spkiOf = (certificate: X509Certificate): Buffer => certificate.publicKey.export({ type: 'spki', format: 'der' })

/** Everything about keys and certificates of the node in `settings`; `identity` is its newest, where it has one. */
export async function examineKeys(settings: Settings, identity: Identity | null, now = Date.now()): Promise<Finding[]> {
  const paths = folder(settings.dataDir)
  const { country } = settings
  const findings: Finding[] = []
  let authorities: X509Certificate[] | undefined
  try {
    authorities = certificatesIn(readText(paths.authority))
  } catch {
    // Named by the finding below.
  }
  const known = authorities === undefined ? {} : { authorities }
  const holdsFile = (path: string) => async (certificate: X509Certificate) =>
    certificate.checkPrivateKey(createPrivateKey(await readKeyFile(path)))
  let signer: Awaited<ReturnType<typeof openFileSigner>> | null = null
  try {
    signer = await openFileSigner(paths.keys)
    findings.push({ check: 'keys', ok: true, detail: `${paths.keys}, readable by their owner alone` })
  } catch (error) {
    const { message } = asJuxtaError(error)
    findings.push({ check: 'keys', ok: false, detail: message, mend: 'the keys are made by init and never again' })
  }
  findings.push(
    await examineCertificate(
      {
        check: 'tls certificate',
        path: paths.tlsCertificate,
        use: 'tls',
        country,
        holds: holdsFile(paths.tlsKey),
        ...known,
      },
      now,
    ),
    await examineCertificate(
      { check: 'signing certificate', path: paths.signingCertificate, use: 'signing', country, ...known },
      now,
    ),
    await examineCertificate({ check: 'authority', path: paths.authority, use: 'authority' }, now),
  )
  if (settings.windowTls)
    findings.push(
      await examineCertificate(
        {
          check: 'window certificate',
          path: settings.windowTls.certificate,
          use: 'server',
          holds: holdsFile(settings.windowTls.key),
        },
        now,
      ),
    )
  if (!identity)
    return [
      ...findings,
      {
        check: 'identity',
        ok: false,
        detail: 'none was published yet',
        mend: `put the certificates beside their requests in ${paths.certificates}, then: juxta identity publish`,
      },
    ]
  const seconds = Math.floor(now / 1000)
  const faults: string[] = []
  for (const use of ['sig', 'enc'] as const) {
    const counting = identity.keys.filter((k) => k.use === use && keyCounts(k, seconds, seconds))
    const name = use === 'sig' ? 'signing' : 'encryption'
    if (counting.length === 0) faults.push(`no ${name} key of it counts now`)
    else if (signer && !counting.some((k) => signer.has(k.kid)))
      faults.push(`none of its ${name} keys is in ${paths.keys}`)
  }
  try {
    const [tls] = certificatesIn(readText(paths.tlsCertificate))
    const pin = tls && identity.tls.find((entry) => entry.spki === digestOf(spkiOf(tls)))
    if (tls && !(pin && keyCounts(pin, seconds, seconds))) faults.push('it does not pin the key of the TLS certificate')
    const [signing] = certificatesIn(readText(paths.signingCertificate))
    const listed = (c: X509Certificate): boolean =>
      identity.keys.some(
        (k) =>
          k.x5c?.[0] === c.raw.toString('base64') ||
          createPublicKey({ key: k.jwk as never, format: 'jwk' })
            .export({ type: 'spki', format: 'der' })
            .equals(spkiOf(c)),
      )
    if (signing && !listed(signing)) faults.push('it does not list the key of the signing certificate')
  } catch {
    // Named by the findings above.
  }
  const soon = Math.min(...identity.keys.filter((k) => keyCounts(k, seconds, seconds)).map((k) => k.until)) - seconds
  const days = Math.floor(soon / 86_400)
  findings.push({
    check: 'identity',
    ok: faults.length === 0,
    warning: faults.length === 0 && days < 30,
    detail: faults.length > 0 ? `version ${identity.version}: ${faults.join('; ')}` : `version ${identity.version}`,
    ...(faults.length > 0
      ? { mend: 'juxta identity publish' }
      : days < 30
        ? { mend: `a key of it ends in ${days} days: juxta identity rotate` }
        : {}),
  })
  return findings
}
