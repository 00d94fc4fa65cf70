/** A finding against a log: what proves that it showed two histories, signed by the country that found it, so that it can be handed to a court or a neighbour. */
import { isCountry, type Country } from '../values/country.ts'
import { JuxtaError } from '../values/errors.ts'
import { isMessageId, type MessageId } from '../values/id.ts'
import { parseStrictJson } from '../values/json.ts'
import { isArray, Members, oneOf } from '../values/members.ts'
import { isText } from '../values/text.ts'
import { isSeconds } from '../values/time.ts'

/** Longer than a signed checkpoint with its cosignatures gets. */
const NOTE = 20_000
/** Hashes of a proof in the largest tree. */
const HASHES = 63
const MOST_IDENTITIES = 1000

/**
 * The checkpoints that contradict each other (C2SP signed notes), the smaller first: of one size with two roots; or of two sizes, where `proof` (RFC 6962 §2.1.2) leads
 * from `prefix_root`, the root of the first leaves of the larger one, to the root of that one, and the smaller one has another. Hashes in base64.
 */
export type TwoViews = {
  readonly notes: readonly [string, string]
  readonly prefix_root?: string
  readonly proof?: readonly string[]
}

/** Claims of a `juxta-finding+jwt`. It counts by the signatures of the log under its notes; who signs the finding vouches for no more than having found it. */
export type Finding = TwoViews & {
  readonly iss: Country
  readonly iat: number
  readonly jti: MessageId
  readonly kind: 'split-view'
  readonly origin: string
}

/** What an operator hands on: the finding (JWS), and the identities (JWS) of its signer and of the country whose log it is. */
export type FindingFile = { readonly finding: string; readonly identities: readonly string[] }

export const FINDING_FORMAT = 'juxta-finding@v1'

const isHash = (v: unknown): v is string => typeof v === 'string' && /^[A-Za-z0-9+/]{43}=$/.test(v)
const isNotes = (v: unknown): v is [string, string] => isArray(v) && v.length === 2 && v.every(isText(NOTE))
const isProof = (v: unknown): v is string[] => isArray(v) && v.length <= HASHES && v.every(isHash)
const isIdentities = (v: unknown): v is string[] =>
  isArray(v) && v.length <= MOST_IDENTITIES && v.every(isText(1_000_000))

/** Attacker-controlled claims. What they show is judged by `contradictionOf` (log/contradiction.ts). Fails with `malformed`. */
export function parseFinding(value: unknown): Finding {
  const m = new Members(value)
  const prefix_root = m.optional('prefix_root', isHash, 'a hash in base64')
  const proof = m.optional('proof', isProof, `at most ${HASHES} hashes in base64`)
  const finding: Finding = {
    iss: m.required('iss', isCountry, 'a country code'),
    iat: m.required('iat', isSeconds, 'seconds since 1970'),
    jti: m.required('jti', isMessageId, 'a UUIDv7'),
    kind: m.required('kind', oneOf('split-view'), 'split-view'),
    origin: m.required('origin', isText(200), 'the origin of a log'),
    notes: m.required('notes', isNotes, 'two signed checkpoints'),
    ...(prefix_root === undefined ? {} : { prefix_root }),
    ...(proof === undefined ? {} : { proof }),
  }
  m.close()
  if ((prefix_root === undefined) !== (proof === undefined))
    throw new JuxtaError('malformed', 'prefix_root and proof belong together', { pointer: '/proof', rule: 'together' })
  return finding
}

/** Attacker-controlled: `{ "format": "juxta-finding@v1", "finding": JWS, "identities": [JWS …] }`. Fails with `malformed`. */
export function parseFindingFile(input: Uint8Array | string): FindingFile {
  const m = new Members(parseStrictJson(input))
  m.required('format', oneOf(FINDING_FORMAT), FINDING_FORMAT)
  const file = {
    finding: m.required('finding', isText(100_000), 'a finding (JWS)'),
    identities: m.required('identities', isIdentities, 'identities (JWS)'),
  }
  m.close()
  return file
}

export const encodeFindingFile = (file: FindingFile): string =>
  `${JSON.stringify({ format: FINDING_FORMAT, ...file }, null, 1)}\n`
