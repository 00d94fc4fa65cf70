/** How a signature is judged: its key counts at the time by which others attest what it signed, and by the newest identity that is known, whatever date it bears. */
import type { Country } from '../values/country.ts'
import { digestOf } from '../values/digest.ts'
import { timeOfSeconds } from '../values/time.ts'
import type { IdentityKey } from '../message/identity.ts'
import type { Evidence, Subject } from '../evidence/bundle.ts'
import { namesCertificate } from '../seal/jades.ts'
import { attestedAt, type Attesters } from './attested.ts'
import type { EvidenceCrypto } from './evidence-crypto.ts'
import type { Details, FindingCode, Findings } from './findings.ts'
import type { Parties } from './parties.ts'

export type Signature = {
  readonly what: string
  readonly at: string
  readonly signer: Country
  readonly kid: string
  /** The signing certificate that the header names. */
  readonly x5t: string
  /** The time that it claims, in seconds. */
  readonly iat: number
  readonly input: string
  /** The earliest time by which others attest it; null where nobody does. */
  readonly attested: number | null
  readonly codes: Readonly<Record<'unknown' | 'certificate' | 'signature' | 'early', FindingCode>>
  /** Where a withdrawn key weighs less: what is signed is not what the verdict is about. */
  readonly aside?: boolean
  verify(key: IdentityKey): Promise<void>
}

export type Judged = {
  /** It verifies, and its key counted. */
  readonly counts: boolean
  readonly attested: number | null
}

/** Says everything that is wrong with a signature; whether it counts. */
export async function judgeSignature(s: Signature, by: Attesters, now: number, found: Findings): Promise<boolean> {
  const { what, at, signer } = s
  const bytes = `kid ${s.kid}, SHA-256 of the signing input ${digestOf(s.input)}`
  const say = (code: FindingCode, text: string, more: Details = {}): false => {
    found.say(code, at, text, { bytes, ...more })
    return false
  }
  const known = by.book.signingKey(signer, s.kid)
  if (!known) return say(s.codes.unknown, `no identity of ${signer} has the key that signed the ${what}`)
  const { key, over } = known
  if (!namesCertificate(s.x5t, key))
    say(s.codes.certificate, `the ${what} names another certificate than the identity has for its key`)
  try {
    await s.verify(key)
  } catch (error) {
    return say(s.codes.signature, (error as Error).message)
  }
  if (s.iat < key.from)
    return say(s.codes.early, `the key of ${signer} did not count yet at the time that the ${what} claims`)
  const told = `${bytes}, claimed ${timeOfSeconds(s.iat)}, attested ${s.attested === null ? 'by nobody' : timeOfSeconds(s.attested)}, over ${timeOfSeconds(over.at)}`
  const aside: Details = { bytes: told, ...(s.aside ? { weight: 'note' } : {}) }
  if (Math.max(s.iat, s.attested ?? s.iat) >= over.at)
    return say(
      'key-withdrawn',
      `the key of ${signer} that signed the ${what} did not count any more when others first attest it${s.attested === null ? '' : ` (${timeOfSeconds(s.attested)})`}: ${over.why}`,
      { ...aside, against: signer },
    )
  if (s.attested === null && over.at <= now)
    return say(
      'signature-unattested',
      `nobody attests that the ${what} is older than the end of its key: ${over.why}`,
      aside,
    )
  return true
}

const RECEIPT = {
  unknown: 'receipt-signature',
  certificate: 'receipt-certificate',
  signature: 'receipt-signature',
  early: 'receipt-signature',
} as const
const EVENT = {
  unknown: 'event-signature',
  certificate: 'event-certificate',
  signature: 'event-signature',
  early: 'event-signature',
} as const
const MANIFEST = {
  unknown: 'manifest-key-unknown',
  certificate: 'manifest-certificate',
  signature: 'manifest-signature',
  early: 'manifest-key-not-valid',
} as const

/** What counts of the message, the receipt and each event, and since when, as others attest. */
export type Signatures = {
  readonly manifest: Judged
  readonly receipt: Judged | null
  readonly events: readonly Judged[]
}

export async function judgeSignatures(
  evidence: Evidence,
  parties: Parties,
  by: Attesters,
  crypto: EvidenceCrypto,
  now: number,
  found: Findings,
): Promise<Signatures> {
  const { claims, manifest, receipt, events } = parties
  const set = async (
    jws: string,
    read: NonNullable<Parties['receipt']> | NonNullable<Parties['events'][number]>,
    of: Subject,
    what: 'receipt' | 'event',
  ): Promise<Judged> => {
    const signer = read.claims.iss
    const attested = attestedAt(by, [of], [signer])
    const { kid, x5t } = read
    const counts = await judgeSignature(
      {
        what: what === 'event' ? `event "${read.event}"` : what,
        at: `/${of}`,
        signer,
        kid,
        x5t,
        iat: read.claims.iat,
        input: jws.slice(0, jws.lastIndexOf('.')),
        attested,
        codes: what === 'receipt' ? RECEIPT : EVENT,
        aside: what === 'event',
        verify: (key) => crypto.verifySet(jws, key),
      },
      by,
      now,
      found,
    )
    return { counts, attested }
  }
  let judgedReceipt: Judged | null = null
  if (receipt) {
    const judged = await set(evidence.receipt!, receipt, 'receipt', 'receipt')
    judgedReceipt = { ...judged, counts: judged.counts && receipt.ours }
    if (judgedReceipt.counts)
      found.say(receipt.received ? 'receipt' : 'refusal', '/receipt', `signed by ${claims.aud}: ${receipt.event}`)
  }
  const judgedEvents: Judged[] = []
  for (const [i, event] of events.entries()) {
    const judged = event
      ? await set(evidence.events[i]!, event, `events/${i}`, 'event')
      : { counts: false, attested: null }
    const counts = judged.counts && event!.counts
    if (counts) found.say('event', `/events/${i}`, `signed by ${event!.claims.iss}: ${event!.event}`)
    judgedEvents.push({ ...judged, counts })
  }
  // The receipt names the manifest by its digest: whoever attests the one attests the other.
  const subjects: Subject[] = judgedReceipt?.counts ? ['manifest', 'receipt'] : ['manifest']
  const signers = judgedReceipt?.counts ? [claims.iss, claims.aud] : [claims.iss]
  const times = [attestedAt(by, ['manifest'], [claims.iss]), attestedAt(by, subjects, signers)].filter(
    (t) => t !== null,
  )
  const attested = times.length === 0 ? null : Math.min(...times)
  const counts = await judgeSignature(
    {
      what: 'manifest',
      at: '/manifest',
      signer: claims.iss,
      kid: manifest.kid,
      x5t: manifest.x5t,
      iat: claims.iat,
      input: parties.input,
      attested,
      codes: MANIFEST,
      verify: (key) => crypto.verifyManifest(evidence.manifest, key),
    },
    by,
    now,
    found,
  )
  if (counts) found.say('manifest', '/manifest', `signed by ${claims.iss} to ${claims.aud}`)
  return { manifest: { counts, attested }, receipt: judgedReceipt, events: judgedEvents }
}
