/** A certificate and its key as they lie in files: those in use, and newer ones, which count only where they hold. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import type { Country } from '../values/country.ts'
import { JuxtaError } from '../values/errors.ts'
import { parseCertificateTime, time } from '../values/time.ts'

/** PEM: the chain, its own certificate first, and the key of that. */
export type TlsPair = { readonly certificate: string; readonly key: string }

const refused = (rule: string, message: string, cause?: unknown): JuxtaError =>
  new JuxtaError('settings-invalid', message, { rule, ...(cause === undefined ? {} : { cause }) })

/** Fails with `settings-invalid` where the two cannot be read or are none of each other. */
function checkPair({ certificate, key }: TlsPair): void {
  let fits: boolean
  try {
    fits = new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))
    // The rest of the chain too.
    if (fits) createSecureContext({ cert: certificate, key, minVersion: 'TLSv1.2' })
  } catch (cause) {
    throw refused('tls-files', `the TLS certificate or its key cannot be read: ${(cause as Error).message}`, cause)
  }
  if (!fits) throw refused('tls-pair', 'the TLS certificate is not one of the TLS key')
}

/** Fails with `settings-invalid` where the certificate is over, or not yet. `now` in milliseconds since 1970. */
function checkTimes({ certificate }: TlsPair, now: number): void {
  const { validFrom, validTo } = new X509Certificate(certificate)
  const [from, to] = [parseCertificateTime(validFrom), parseCertificateTime(validTo)]
  if (now > to) throw refused('expired', `the TLS certificate has expired on ${time(to)}`)
  if (now < from)
    throw refused('not-yet-valid', `the TLS certificate is valid from ${time(from)} on, and now is ${time(now)}`)
}

/** Extended key usages (RFC 5280 §4.2.1.12): a node is client and server to its peers. */
const PURPOSES = { 'TLS servers': '1.3.6.1.5.5.7.3.1', 'TLS clients': '1.3.6.1.5.5.7.3.2' }

/** Fails with `settings-invalid` where peers would refuse it: it is for another country, or not for both sides of a connection. */
export function checkForPeers({ certificate }: TlsPair, country: Country): void {
  const read = new X509Certificate(certificate)
  const named = /^C=([A-Z]{2})$/m.exec(read.subject)?.[1]
  if (named !== undefined && named !== country)
    throw refused('country', `the TLS certificate is for ${named}, the node is that of ${country}`)
  const usages = read.keyUsage as readonly string[] | undefined
  for (const [whom, usage] of Object.entries(PURPOSES))
    if (usages && usages.length > 0 && !usages.includes(usage))
      throw refused('purpose', `the TLS certificate is not made for ${whom}`)
}

/** Whether an authority's certificate can be given to OpenSSL: one that cannot would keep all others from being trusted. */
export function isCertificate(pem: string): boolean {
  try {
    new X509Certificate(pem)
    createSecureContext({ ca: pem })
    return true
  } catch {
    return false
  }
}

/** Opens what `read` finds in the files. A certificate that has expired is shown all the same: the node starts, and neighbours say by name why they refuse it. `check`: what else newer files must be. */
export function openTlsFiles(
  read: () => TlsPair,
  now: () => number,
  check: (found: TlsPair) => void = () => undefined,
) {
  let used = read()
  checkPair(used)
  return {
    used: (): TlsPair => used,

    /** Takes what lies in the files now; answers whether it is new. Fails with `settings-invalid`, and what was in use stays. */
    renew(): boolean {
      const found = read()
      if (found.certificate === used.certificate && found.key === used.key) return false
      checkPair(found)
      checkTimes(found, now())
      check(found)
      used = found
      return true
    },
  }
}

export type TlsFiles = ReturnType<typeof openTlsFiles>
