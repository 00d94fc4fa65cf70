/** Certificates of signing keys: whether an authority of the trust file issued them, and what it says of them at the time by which others attest the signature. */
import { X509Certificate } from 'node:crypto'
import type { Country } from '../values/country.ts'
import { parseCertificateTime, time, timeOfSeconds } from '../values/time.ts'
import type { Evidence } from '../evidence/bundle.ts'
import { readComponent } from '../evidence/jades.ts'
import { isCrlOf, readCrl, readNames, type Crl } from '../log/crl.ts'
import type { Attesters } from './attested.ts'
import type { Findings } from './findings.ts'
import type { Parties } from './parties.ts'
import type { Judged, Signatures } from './signatures.ts'

const MOST_STEPS = 8

/** Every list in the bundle that can be read. */
function listsOf({ certificates, signatureTimestamps }: Evidence): Crl[] {
  const inTimes = (signatureTimestamps ?? []).flatMap(({ etsiU }) =>
    etsiU.flatMap((text) => {
      try {
        const component = readComponent(text, '')
        return 'revocation' in component ? component.revocation : []
      } catch {
        return []
      }
    }),
  )
  return [...(certificates?.revocation ?? []), ...inTimes].flatMap(({ type, der }) => {
    try {
      return type === 'crl' ? [readCrl(der)] : []
    } catch {
      return []
    }
  })
}

const issued = (certificate: X509Certificate, issuer: X509Certificate): boolean => {
  try {
    return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
  } catch {
    return false
  }
}

/** Issuer by issuer from `certificate` to one of `authorities`; null where none stands behind it. */
function pathOf(
  certificate: X509Certificate,
  between: readonly X509Certificate[],
  authorities: readonly X509Certificate[],
): X509Certificate[] | null {
  const path: X509Certificate[] = []
  for (let current = certificate; path.length < MOST_STEPS;) {
    const anchor = authorities.find((a) => a.raw.equals(current.raw) || issued(current, a))
    if (anchor) return [...path, anchor]
    const next = between.find((c) => !c.raw.equals(current.raw) && issued(current, c))
    if (!next) return null
    path.push(next)
    current = next
  }
  return null
}

export function checkCertificates(
  evidence: Evidence,
  parties: Parties,
  judged: Signatures,
  { trust, book }: Attesters,
  found: Findings,
): void {
  if (trust.authorities.length === 0) return
  const lists = listsOf(evidence)
  const check = (what: 'manifest' | 'receipt', signer: Country, kid: string, { attested }: Judged): void => {
    const at = `/${what}`
    const x5c = book.signingKey(signer, kid)?.key.x5c
    if (!x5c) return
    const unchecked = (why: string): void =>
      found.say('certificate-unchecked', at, `the certificate of the ${what}: ${why}`)
    try {
      const [certificate, ...between] = x5c.map((text) => new X509Certificate(Buffer.from(text, 'base64')))
      const issuer = pathOf(certificate!, between, trust.authorities)?.[0]
      if (!issuer) return unchecked('no authority of the trust file stands behind it')
      const { serial } = readNames(certificate!.raw)
      const own = lists.filter((crl) => isCrlOf(crl, issuer))
      const withdrawn = own.flatMap((crl) => crl.withdrawn.get(serial) ?? [])
      const bytes = `serial ${serial}, lists of ${own.map((crl) => time(crl.thisUpdate)).join(', ') || 'no time'}, attested ${attested === null ? 'by nobody' : timeOfSeconds(attested)}`
      const since = withdrawn.length > 0 ? Math.min(...withdrawn) : null
      if (since !== null && (attested === null || since <= attested * 1000))
        return found.say(
          'certificate-revoked',
          at,
          `the authority that issued the certificate of the ${what} withdrew it at ${time(since)}, before others first attest the signature`,
          { bytes, against: signer },
        )
      // A list may leave out what has run out by then.
      const ends = parseCertificateTime(certificate!.validTo)
      const told = own.some((c) => attested !== null && c.thisUpdate >= attested * 1000 && c.thisUpdate <= ends)
      if (since === null && !told)
        return unchecked('no list of its authority says how it stood when others first attest the signature')
      const later = since === null ? 'it had not been withdrawn' : `it was withdrawn later, at ${time(since)}`
      found.say('certificate', at, `the certificate of the ${what} is by an authority of the trust file; ${later}`, {
        bytes,
      })
    } catch (error) {
      unchecked((error as Error).message)
    }
  }
  check('manifest', parties.claims.iss, parties.manifest.kid, judged.manifest)
  if (parties.receipt && judged.receipt)
    check('receipt', parties.receipt.claims.iss, parties.receipt.kid, judged.receipt)
}
