/** What `doctor`, `start --check` and `identity publish` find out about keys, certificates and the clock: each check by name, with a mending line for each fault. */
import 'reflect-metadata'
import * as x509 from '@peculiar/x509'
import { existsSync } from 'node:fs'
import { createPublicKey, type X509Certificate } from 'node:crypto'
import { messagesIn } from '../exchange/messages.ts'
import { keysIn } from '../peers/registry.ts'
import type { Store } from '../store/store.ts'
import { openFileSigner, readKeyFile } from '../seal/file-signer.ts'
import { folder, readText } from '../operate/node-folder.ts'
import type { Settings } from '../operate/settings.ts'
import { asJuxtaError, JuxtaError } from '../values/errors.ts'
import {
  certificateFault,
  certificatesIn,
  checkCertificate,
  checkKey,
  readChain,
  type CertificateWanted,
} from '../peers/certificate.ts'
import { digestOf } from '../values/digest.ts'
import { isSecond, isSigning, keyCounts, type Identity } from '../message/identity.ts'
import { DAY, parseCertificateTime, time } from '../values/time.ts'

/** What may lie between two clocks. */
const SKEW_MS = 300_000

export type Finding = { check: string; ok: boolean; warning?: boolean; detail: string; mend?: string }

const KEY_USAGE = { tls: x509.KeyUsageFlags.digitalSignature, signing: x509.KeyUsageFlags.digitalSignature }

/** `holds`: whether the private key is there. */
export type Wanted = CertificateWanted & {
  readonly check: string
  readonly holds?: (certificate: X509Certificate) => Promise<void>
}

/** Judges one certificate file: times, chain, purpose, country, key. */
export async function examineCertificate(wanted: Wanted, now = Date.now()): Promise<Finding> {
  const { check, path, use } = wanted
  try {
    const chain = readChain(readText(path), path)
    const [found] = chain
    checkCertificate(chain, wanted, now)
    if (use === 'tls' || use === 'signing') {
      const usage = new x509.X509Certificate(found.raw).getExtension(x509.KeyUsagesExtension)
      if (usage && (usage.usages & KEY_USAGE[use]) === 0)
        throw certificateFault(
          'key-usage',
          'its key usage does not allow digital signatures',
          `have it issued again, put it at ${path}, then: juxta identity publish`,
        )
    }
    await wanted.holds?.(found)
    const left = Math.floor((parseCertificateTime(found.validTo) - now) / DAY)
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

const NEXT_TLS = 'next tls certificate'

/**
 * Before neighbours are told of keys and certificates: what they would refuse is named here first. Where the next TLS certificate waits to be switched to it
 * is judged, and not the one that it follows. `clockIsRight`: an operator says so, of a store in which a clock that was wrong before has left later times.
 * Fails with `settings-invalid`, member `faults`.
 */
export async function checkPublishable(settings: Settings, store: Store, clockIsRight: boolean): Promise<void> {
  const now = Date.now()
  const clock = await examineClock(store, now)
  const judged = { ...clock, mend: `${clock.mend}; where it is right now, and was wrong before: --clock-is-right` }
  const findings = [...(clockIsRight ? [] : [judged]), ...(await examineKeys(settings, null, now))]
  const follows = findings.some(({ check }) => check === NEXT_TLS)
  const faults = findings.filter(
    ({ ok, check }) => !ok && check !== 'identity' && !(follows && check === 'tls certificate'),
  )
  if (faults.length > 0)
    throw new JuxtaError(
      'settings-invalid',
      faults.map(({ check, detail, mend }) => `${check}: ${detail}\n     → ${mend}`).join('\n'),
      { rule: 'unpublishable', members: { faults: faults.map(({ check, detail }) => `${check}: ${detail}`) } },
    )
}

const spkiOf = (certificate: X509Certificate): Buffer => certificate.publicKey.export({ type: 'spki', format: 'der' })

/** The newest time that the store holds: nothing in it can be later than now, unless a clock is or was wrong. */
export async function examineClock(store: Store, now: number): Promise<Finding> {
  const [newest] = await messagesIn(store).search({}, null, 1)
  const keys = await keysIn(store).keys()
  const last = Math.max(newest?.createdAt ?? 0, ...keys.map((k) => k.createdAt))
  const ahead = Math.round((last - now) / 1000)
  return ahead * 1000 > SKEW_MS
    ? {
        check: 'clock',
        ok: false,
        detail: `${time(now)}, but the store holds something from ${ahead} seconds later`,
        mend: 'set the clock of this machine by NTP: messages would be refused as stale or not yet valid',
      }
    : { check: 'clock', ok: true, detail: `${time(now)}, not before what the store holds` }
}

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
  const holdsFile = (path: string, of: string) => async (certificate: X509Certificate) =>
    checkKey(certificate, await readKeyFile(path), of)
  let signer: Awaited<ReturnType<typeof openFileSigner>> | null = null
  try {
    signer = await openFileSigner(paths.keys)
    findings.push({ check: 'keys', ok: true, detail: `${paths.keys}, readable by their owner alone` })
  } catch (error) {
    const { message } = asJuxtaError(error)
    findings.push({ check: 'keys', ok: false, detail: message, mend: 'the keys are made by init and never again' })
  }
  const host = new URL(settings.exchangeUrl).hostname.replace(/^\[|\]$/g, '')
  const examineTls = (check: string, path: string, key: string): Promise<Finding> =>
    examineCertificate({ check, path, use: 'tls', country, host, holds: holdsFile(key, path), ...known }, now)
  findings.push(
    await examineTls('tls certificate', paths.tlsCertificate, paths.tlsKey),
    ...(existsSync(paths.nextTlsCertificate)
      ? [await examineTls(NEXT_TLS, paths.nextTlsCertificate, paths.nextTlsKey)]
      : []),
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
          holds: holdsFile(settings.windowTls.key, settings.windowTls.certificate),
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
  const ofSecond = identity.keys.filter(isSecond).filter((k) => keyCounts(k, seconds, seconds))
  if (signer && ofSecond.length > 0 && !ofSecond.some((k) => signer.has(k.kid)))
    faults.push(
      `none of its keys of second signatures is in ${paths.keys}: neighbours that have such refuse what it sends`,
    )
  try {
    const [tls] = certificatesIn(readText(paths.tlsCertificate))
    const pin = tls && identity.tls.find((entry) => entry.spki === digestOf(spkiOf(tls)))
    if (tls && !(pin && keyCounts(pin, seconds, seconds))) faults.push('it does not pin the key of the TLS certificate')
    const [signing] = certificatesIn(readText(paths.signingCertificate))
    const listed = (c: X509Certificate): boolean =>
      identity.keys.filter(isSigning).some(
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
