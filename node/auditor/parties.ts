/** What a bundle says of its message before any signature is judged: the manifest, the receipt and the later events, read and held against each other. */
import type { Country } from '../values/country.ts'
import { digestOf } from '../values/digest.ts'
import { JuxtaError } from '../values/errors.ts'
import { parseLater, type Signer } from '../message/events.ts'
import { signingInput, type ManifestClaims } from '../message/manifest.ts'
import { parseReceived, parseRefused, type ReceivedEvent, type RefusedEvent } from '../message/security-event.ts'
import type { Evidence } from '../evidence/bundle.ts'
import type { EvidenceCrypto, ReadManifest, ReadSet } from './evidence-crypto.ts'
import type { Findings } from './findings.ts'

export type ReadReceipt = ReadSet & {
  readonly received: ReceivedEvent | null
  readonly refused: RefusedEvent | null
  /** It names this message and comes from its receiver; false with a finding. */
  readonly ours: boolean
}
/** A later event. `counts`: it is about this message and by the one whose word it is; false with a finding. */
export type ReadEvent = ReadSet & { readonly counts: boolean }

/** The parties and their message, as far as they are known. */
export type Parties = {
  readonly manifest: ReadManifest
  readonly claims: ManifestClaims
  readonly digest: string
  readonly input: string
  readonly receipt: ReadReceipt | null
  readonly events: readonly (ReadEvent | null)[]
}

const isBetween = ({ iss, aud }: ManifestClaims, set: ReadSet): boolean =>
  (set.claims.iss === iss && set.claims.aud === aud) || (set.claims.iss === aud && set.claims.aud === iss)

/** Why a SET is not about this message; null where it is. */
function otherMessage(set: ReadSet, { claims, digest }: ReadManifest): string | null {
  if (set.body['message'] !== claims.jti) return 'it names another message'
  if (set.body['manifest_digest'] !== digest) return 'it names another manifest'
  if (set.claims.txn !== undefined && set.claims.txn !== claims.txn) return 'it names another conversation'
  return isBetween(claims, set) ? null : 'it is not between the two countries of the message'
}

function readReceipt(
  evidence: Evidence,
  manifest: ReadManifest,
  crypto: EvidenceCrypto,
  found: Findings,
): ReadReceipt | null {
  const { receipt: jws } = evidence
  const at = '/receipt'
  if (jws === null) {
    found.say('receipt-missing', at, 'there is no receipt: that the message arrived is not shown')
    return null
  }
  try {
    const set = crypto.readSet(jws)
    if (set.event !== 'received' && set.event !== 'refused')
      throw new JuxtaError('malformed', `a "${set.event}" event is no receipt`)
    const received = set.event === 'received' ? parseReceived(set.body) : null
    const refused = set.event === 'refused' ? parseRefused(set.body) : null
    const other =
      otherMessage(set, manifest) ?? (set.claims.iss === manifest.claims.aud ? null : 'it is not from the receiver')
    if (other)
      found.say('receipt-other-message', at, `the receipt is not of this message: ${other}`, {
        bytes: JSON.stringify(set.body),
      })
    return { ...set, received, refused, ours: other === null }
  } catch (error) {
    found.say('receipt-malformed', at, (error as Error).message)
    return null
  }
}

/** Whose word an event is; a receipt among the later ones is an earlier one, of a receiver whose log lost its end since. */
const signerOf = (set: ReadSet): Signer =>
  set.event === 'received' || set.event === 'refused' ? 'receiver' : parseLater(set.event, set.body).by

function readEvent(
  jws: string,
  at: string,
  manifest: ReadManifest,
  crypto: EvidenceCrypto,
  found: Findings,
): ReadEvent | null {
  try {
    const set = crypto.readSet(jws)
    const by = signerOf(set)
    const { iss, aud } = manifest.claims
    const other =
      by === 'itself' ? `a "${set.event}" event is about a country, not about a message` : otherMessage(set, manifest)
    const wanted: Country = by === 'sender' ? iss : aud
    if (other) found.say('event-other-message', at, `the event counts for nothing: ${other}`)
    else if (set.claims.iss !== wanted)
      found.say(
        'event-signer',
        at,
        `${set.claims.iss} says "${set.event}", which is the word of the ${by}, ${wanted}: it counts for nothing`,
        { against: set.claims.iss },
      )
    return { ...set, counts: other === null && set.claims.iss === wanted }
  } catch (error) {
    found.say('event-malformed', at, (error as Error).message)
    return null
  }
}

/** Reads what is attacker-controlled; null where there is no manifest to begin from: with a finding, unless it was erased. */
export function readParties(evidence: Evidence, crypto: EvidenceCrypto, found: Findings): Parties | null {
  if (evidence.manifest === '') return null
  let manifest: ReadManifest
  try {
    manifest = crypto.readManifest(evidence.manifest)
  } catch (error) {
    found.say('manifest-malformed', '/manifest', (error as Error).message)
    return null
  }
  const { claims, digest } = manifest
  if (claims.jti !== evidence.message)
    found.say('manifest-other-message', '/message', 'the manifest is of another message than the bundle says', {
      bytes: `manifest ${claims.jti}, bundle ${evidence.message}`,
    })
  if (evidence.salt === null)
    found.say('salt-erased', '/salt', 'the salt of the message was erased: its leaves cannot be opened')
  else if (claims.salt_hash !== digestOf(evidence.salt))
    found.say('salt-differs', '/salt', 'the salt is not the one that the manifest commits to', {
      bytes: `signed ${claims.salt_hash}, SHA-256 of the salt ${digestOf(evidence.salt)}`,
    })
  return {
    manifest,
    claims,
    digest,
    input: signingInput(evidence.manifest),
    receipt: readReceipt(evidence, manifest, crypto, found),
    events: evidence.events.map((jws, i) => readEvent(jws, `/events/${i}`, manifest, crypto, found)),
  }
}
