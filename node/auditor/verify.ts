/**
 * What an auditor does with a bundle and a trust file, offline: who signed what, which logs hold it, who witnessed them and when. Every check runs,
 * whatever the ones before it found, and every finding is reported. Longer than most files because the order of the argument is its content.
 */
import { JuxtaError } from '../values/errors.ts'
import { isCountry, type Country } from '../values/country.ts'
import { digestOf } from '../values/digest.ts'
import { parseStrictJson, strictBase64url } from '../values/json.ts'
import { isObject } from '../values/members.ts'
import { partDigest } from '../message/bundle.ts'
import { isSigning, keyCounts, type Identity, type IdentityKey, type PublicJwk } from '../message/identity.ts'
import { signingInput, type ManifestClaims } from '../message/manifest.ts'
import { parseReceived, type EventName, type ReceivedEvent, type SetClaims } from '../message/security-event.ts'
import { namesCertificate } from '../seal/jades.ts'
import type { Evidence } from '../evidence/bundle.ts'
import { Findings, verdictOf, type Finding, type Verdict } from './findings.ts'
import type { Trust } from './trust.ts'
import { verifyLogs, type LogFacts } from './verify-logs.ts'

/** Clocks of two countries may differ by this many seconds (as the receiver allows, wire format). */
export const SKEW = 300

/** The checks on JWS, which live elsewhere and are passed in. Reading fails where the form is wrong, verifying where the signature is. */
export type EvidenceCrypto = {
  openIdentity(jws: string, identityKey: PublicJwk): Promise<Identity>
  readManifest(jws: string): {
    readonly kid: string
    /** base64url SHA-256 of the signing certificate. */
    readonly x5t: string
    readonly claims: ManifestClaims
    readonly digest: string
  }
  readSet(jws: string): {
    readonly kid: string
    /** base64url SHA-256 of the signing certificate. */
    readonly x5t: string
    readonly claims: SetClaims
    readonly event: EventName
    readonly body: Record<string, unknown>
  }
  verifyManifest(jws: string, key: IdentityKey): Promise<void>
  verifySet(jws: string, key: IdentityKey): Promise<void>
}

/** The parties and their message, as far as they are known. */
export type Parties = {
  readonly claims: ManifestClaims
  readonly digest: string
  readonly input: string
  readonly receipt: ReadReceipt | null
  readonly events: readonly (ReadSet | null)[]
}
export type ReadSet = ReturnType<EvidenceCrypto['readSet']>
export type ReadReceipt = ReadSet & { readonly received: ReceivedEvent | null }

export type Report = {
  readonly message: string
  readonly verdict: Verdict
  readonly findings: readonly Finding[]
  /** What the findings establish; null where they do not. Times in seconds since 1970. */
  readonly facts: {
    readonly sender: Country | null
    readonly receiver: Country | null
    readonly procedure: string | null
    readonly type: string | null
    /** The sender's claim. */
    readonly issuedAt: number | null
    readonly outcome: 'received' | 'refused' | null
    /** The receipt's time: the legal one. */
    readonly receiptAt: number | null
    /** The earliest time by which, as foreign witnesses and TSAs say, the message had been logged. */
    readonly loggedBy: number | null
    readonly logs: readonly LogFacts[]
  }
}

/** Identities that the trust file vouches for, newest version first within a country. */
export type TrustedIdentities = ReadonlyMap<Country, readonly Identity[]>

async function trustedIdentities(
  evidence: Evidence,
  trust: Trust,
  crypto: EvidenceCrypto,
  found: Findings,
): Promise<TrustedIdentities> {
  const known = new Map<Country, Identity[]>()
  for (const [i, jws] of evidence.identities.entries()) {
    const at = `/identities/${i}`
    const identity = await found.attempt('identity-invalid', at, async () => {
      const claims = parseStrictJson(strictBase64url(jws.split('.')[1] ?? ''))
      const country = isObject(claims) ? claims['country'] : undefined
      if (!isCountry(country)) throw new JuxtaError('malformed', 'the identity names no country')
      const anchor = trust.identities.get(country)
      if (!anchor) {
        found.say('identity-untrusted', at, `the trust file does not know ${country}`)
        return null
      }
      return crypto.openIdentity(jws, anchor.key)
    })
    if (!identity) continue
    found.say('identity', at, `${identity.country}, version ${identity.version}: signed by its identity key`)
    known.set(identity.country, [...(known.get(identity.country) ?? []), identity])
  }
  for (const list of known.values()) list.sort((a, b) => b.version - a.version)
  return known
}

/** The signing key `kid` of a country, as its newest identity that has it says. */
const signingKey = (identities: TrustedIdentities, country: Country, kid: string): IdentityKey | undefined =>
  identities
    .get(country)
    ?.flatMap((i) => i.keys)
    .filter(isSigning)
    .find((k) => k.kid === kid)

/** Whether the signature on a SET holds: its issuer's key, counting at its time. `what` it is. */
async function verifySet(
  jws: string,
  set: ReadSet,
  [what, at]: readonly ['receipt' | 'event', string],
  identities: TrustedIdentities,
  crypto: EvidenceCrypto,
  found: Findings,
): Promise<void> {
  const key = signingKey(identities, set.claims.iss, set.kid)
  if (!key) throw new JuxtaError('key-unknown', `no identity of ${set.claims.iss} has the key that signed this`)
  if (!namesCertificate(set.x5t, key))
    found.say(`${what}-certificate`, at, `the ${what} names another certificate than the identity has for its key`)
  await crypto.verifySet(jws, key)
  if (!keyCounts(key, set.claims.iat, set.claims.iat))
    throw new JuxtaError('key-unknown', `the key of ${set.claims.iss} did not count at the time of signing`)
}

const parts = (claims: ManifestClaims, set: ReadSet): boolean =>
  (set.claims.iss === claims.iss && set.claims.aud === claims.aud) ||
  (set.claims.iss === claims.aud && set.claims.aud === claims.iss)

/** Why a SET is not about this message; null where it is. */
function otherMessage(set: ReadSet, claims: ManifestClaims, digest: string): string | null {
  if (set.body['message'] !== claims.jti) return 'it names another message'
  if (set.body['manifest_digest'] !== digest) return 'it names another manifest'
  if (set.claims.txn !== undefined && set.claims.txn !== claims.txn) return 'it names another conversation'
  return parts(claims, set) ? null : 'it is not between the two countries of the message'
}

async function verifyReceipt(
  evidence: Evidence,
  claims: ManifestClaims,
  digest: string,
  identities: TrustedIdentities,
  crypto: EvidenceCrypto,
  found: Findings,
): Promise<ReadReceipt | null> {
  const { receipt: jws } = evidence
  if (jws === null) {
    found.say('receipt-missing', '/receipt', 'there is no receipt: that the message arrived is not shown')
    return null
  }
  const read = await found.attempt('receipt-malformed', '/receipt', (): ReadReceipt => {
    const set = crypto.readSet(jws)
    if (set.event !== 'received' && set.event !== 'refused')
      throw new JuxtaError('malformed', `a "${set.event}" event is no receipt`)
    return { ...set, received: set.event === 'received' ? parseReceived(set.body) : null }
  })
  if (!read) return null
  const other =
    otherMessage(read, claims, digest) ?? (read.claims.iss === claims.aud ? null : 'it is not from the receiver')
  if (other) found.say('receipt-other-message', '/receipt', `the receipt is not of this message: ${other}`)
  const verified = await found.attempt('receipt-signature', '/receipt', async () => {
    await verifySet(jws, read, ['receipt', '/receipt'], identities, crypto, found)
    return true
  })
  if (!verified || other) return null
  const what = read.received ? 'received' : 'refused'
  found.say(read.received ? 'receipt' : 'refusal', '/receipt', `signed by ${claims.aud}: ${what}`)
  return read
}

async function verifyEvents(
  evidence: Evidence,
  claims: ManifestClaims,
  digest: string,
  identities: TrustedIdentities,
  crypto: EvidenceCrypto,
  found: Findings,
): Promise<(ReadSet | null)[]> {
  const events: (ReadSet | null)[] = []
  for (const [i, jws] of evidence.events.entries()) {
    const at = `/events/${i}`
    const set = await found.attempt('event-malformed', at, () => crypto.readSet(jws))
    events.push(set)
    if (!set) continue
    const other = otherMessage(set, claims, digest)
    if (other) found.say('event-other-message', at, `the event is not about this message: ${other}`)
    const verified = await found.attempt('event-signature', at, async () => {
      await verifySet(jws, set, ['event', at], identities, crypto, found)
      return true
    })
    if (verified && !other) found.say('event', at, `signed by ${set.claims.iss}: ${set.event}`)
  }
  return events
}

async function verifyManifest(
  evidence: Evidence,
  read: ReturnType<EvidenceCrypto['readManifest']>,
  firstSeen: number,
  identities: TrustedIdentities,
  crypto: EvidenceCrypto,
  found: Findings,
): Promise<void> {
  const { claims, kid, x5t } = read
  if (claims.jti !== evidence.message)
    found.say('manifest-other-message', '/message', 'the manifest is of another message than the bundle says')
  if (evidence.salt && claims.salt_hash !== digestOf(evidence.salt))
    found.say('salt-differs', '/salt', 'the salt is not the one that the manifest commits to')
  const key = signingKey(identities, claims.iss, kid)
  if (!key) {
    found.say('manifest-key-unknown', '/manifest', `no identity of ${claims.iss} has the key that signed the manifest`)
    return
  }
  if (!namesCertificate(x5t, key))
    found.say(
      'manifest-certificate',
      '/manifest',
      'the manifest names another certificate than the identity has for its key',
    )
  const signed = await found.attempt('manifest-signature', '/manifest', async () => {
    await crypto.verifyManifest(evidence.manifest, key)
    return true
  })
  const counts = keyCounts(key, claims.iat, firstSeen)
  if (!counts)
    found.say(
      'manifest-key-not-valid',
      '/manifest',
      `the key of ${claims.iss} did not count when the manifest was signed or first received`,
    )
  if (signed && counts) found.say('manifest', '/manifest', `signed by ${claims.iss} to ${claims.aud}`)
}

function verifyDocuments(evidence: Evidence, claims: ManifestClaims, found: Findings): void {
  if (!evidence.parts) {
    found.say(
      'documents-not-included',
      '/parts',
      'the documents are not in the bundle; the manifest holds their digests',
    )
    return
  }
  for (const { id, size, digest } of claims.parts) {
    const part = evidence.parts.get(id)
    const at = `/parts/${id}`
    if (!part) found.say('document-missing', at, `document ${id} of the manifest is not in the bundle`)
    else if (part.bytes.length !== size || partDigest(part.salt, part.bytes) !== digest)
      found.say('document-differs', at, `document ${id} is not the one that the manifest commits to`)
    else found.say('document', at, `document ${id}, ${size} bytes: the one that was signed`)
  }
  for (const id of evidence.parts.keys())
    if (!claims.parts.some((p) => p.id === id))
      found.say('document-unknown', `/parts/${id}`, `the manifest has no document ${id}`)
}

/** Verifies a bundle as of `at` (seconds since 1970): what is dated later does not count yet. Never fails on what is in the bundle. */
export async function verifyEvidence(
  evidence: Evidence,
  trust: Trust,
  crypto: EvidenceCrypto,
  at: number,
): Promise<Report> {
  const found = new Findings()
  const identities = await trustedIdentities(evidence, trust, crypto, found)
  const read = await found.attempt('manifest-malformed', '/manifest', () => crypto.readManifest(evidence.manifest))
  let parties: Parties | null = null
  if (read) {
    const { claims, digest } = read
    for (const country of [claims.iss, claims.aud])
      if (!identities.has(country))
        found.say(
          'party-unknown',
          '/identities',
          `no identity of ${country} in the bundle is vouched for by the trust file`,
        )
    const receipt = await verifyReceipt(evidence, claims, digest, identities, crypto, found)
    const events = await verifyEvents(evidence, claims, digest, identities, crypto, found)
    parties = { claims, digest, input: signingInput(evidence.manifest), receipt, events }
  }
  const logs = verifyLogs(evidence, parties, trust, identities, at, found)
  if (read && parties) {
    const receiptAt = parties.receipt?.claims.iat ?? null
    const firstSeen = receiptAt ?? logs.loggedBy.get('manifest') ?? at
    await verifyManifest(evidence, read, firstSeen, identities, crypto, found)
    const impossible = (what: string, at: string, claimed: number, by: number | undefined): void => {
      if (by !== undefined && claimed > by + SKEW)
        found.say('time-impossible', at, `the ${what} claims a time after the one at which it had been logged`)
    }
    impossible('manifest', '/manifest', read.claims.iat, logs.loggedBy.get('manifest'))
    if (receiptAt !== null) impossible('receipt', '/receipt', receiptAt, logs.loggedBy.get('receipt'))
    verifyDocuments(evidence, read.claims, found)
  }
  const claims = read?.claims ?? null
  return {
    message: evidence.message,
    verdict: verdictOf(found.all),
    findings: found.all,
    facts: {
      sender: claims?.iss ?? null,
      receiver: claims?.aud ?? null,
      procedure: claims?.procedure ?? null,
      type: claims?.type ?? null,
      issuedAt: claims?.iat ?? null,
      outcome: parties?.receipt ? (parties.receipt.received ? 'received' : 'refused') : null,
      receiptAt: parties?.receipt?.claims.iat ?? null,
      loggedBy: logs.loggedBy.get('manifest') ?? null,
      logs: logs.facts,
    },
  }
}

/** A bundle that cannot be read is a finding of its own, so that one bad file among many is reported like the others. */
export const unreadable = (file: string, error: JuxtaError): Report => ({
  message: file,
  verdict: 'invalid',
  findings: [
    {
      code: 'manifest-malformed',
      weight: 'invalid',
      at: error.pointer ?? '/',
      text: `the bundle cannot be read: ${error.message}`,
    },
  ],
  facts: {
    sender: null,
    receiver: null,
    procedure: null,
    type: null,
    issuedAt: null,
    outcome: null,
    receiptAt: null,
    loggedBy: null,
    logs: [],
  },
})
