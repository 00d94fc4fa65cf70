/** The events that nodes tell each other, in one table: the members of each with their types, and whose word it is (wire.md). What is not in it is refused before it is kept. */
import { JuxtaError } from '../values/errors.ts'
import { isDigest, type Digest } from '../values/digest.ts'
import { isMessageId, type MessageId } from '../values/id.ts'
import { isArray, isCount, isObject, Members, oneOf } from '../values/members.ts'
import { isKey, isText } from '../values/text.ts'
import { isSeconds } from '../values/time.ts'
import { isName } from './manifest.ts'
import { EVENT, type EventName } from './security-event.ts'

/**
 * Whose word an event is: that of the `receiver` or the `sender` of the message that it is about, or of a country about `itself`. Receiver and sender speak of a message
 * that both hold, by its id, digest and conversation.
 */
export type Signer = 'receiver' | 'sender' | 'itself'

/** More heads than the tips of a case come to. */
const HEADS = 1000
/** Digests that a tally lists. */
const DIGESTS = 100_000
/** Classes on the way to an element of the WCO Data Model. */
const WCO_STEPS = 64
/** Longer than a signed note or a compact SET of this format gets. */
const PROOF = 20_000

const listOf =
  <T>(most: number, accept: (value: unknown) => value is T) =>
  (value: unknown): value is T[] =>
    isArray(value) && value.length <= most && value.every(accept)

/** Suspensions that a party has of one agreement at a time. */
export const SUSPENSIONS = 100
type Suspended = { readonly name: string; readonly from: number; readonly until?: number }
const isSuspended = (value: unknown): value is Suspended => {
  if (!isObject(value)) return false
  const { name, from, until, ...others } = value
  const ends = !('until' in value) || (isSeconds(until) && isSeconds(from) && until > from)
  return Object.keys(others).length === 0 && isName(name) && isSeconds(from) && ends
}

const areSuspended = (value: unknown): value is Suspended[] =>
  listOf(SUSPENSIONS, isSuspended)(value) &&
  new Set(value.map(({ name, from }) => `${name} ${from}`)).size === value.length

type WcoStep = Readonly<Record<string, string | number>>
const WCO_MEMBERS: ReadonlySet<string> = new Set(['documentSectionCode', 'tagId', 'sequenceNumeric'])
const isWcoStep = (value: unknown): value is WcoStep =>
  isObject(value) && Object.entries(value).every(([name, v]) => WCO_MEMBERS.has(name) && (isCount(v) || isText(20)(v)))

/** RFC 6901; empty: the whole document. */
const isPointer = (value: unknown): value is string => value === '' || isText(1000)(value)

const about = (m: Members) => ({
  message: m.required('message', isMessageId, 'a UUIDv7'),
  manifest_digest: m.required('manifest_digest', isDigest, 'a digest'),
})

/** Leaves out what was not said. */
function said<T extends Record<string, unknown>>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, v]) => v !== undefined)) as never
}

/** One of several agencies of the receiver speaks, or the receiver as a whole. */
const agency = (m: Members) => said({ agency: m.optional('agency', isKey, 'an agency') })

const answer = (m: Members) => ({
  ...about(m),
  ...agency(m),
  ...said({
    reason: m.optional('reason', isText(2000), 'a text of at most 2000 characters'),
    pointer: m.optional('pointer', isPointer, 'a JSON pointer'),
    rule: m.optional('rule', isText(100), 'a rule'),
    wco_pointer: m.optional('wco_pointer', listOf(WCO_STEPS, isWcoStep), 'a path in the WCO Data Model'),
  }),
})

type Withdrawal = {
  readonly message: MessageId
  readonly manifest_digest: Digest
  readonly status: 'requested' | 'received' | 'tombstone'
  readonly heads?: readonly MessageId[]
  readonly supersedes?: readonly Digest[]
  readonly receipt?: string
}

function withdrawal(m: Members): Withdrawal {
  const status = m.required('status', oneOf('requested', 'received', 'tombstone'), 'a status of a withdrawal')
  const heads = (): readonly MessageId[] | undefined =>
    m.optional('heads', listOf(HEADS, isMessageId), `at most ${HEADS} message ids`)
  return {
    ...about(m),
    status,
    ...(status === 'requested'
      ? said({ heads: heads(), supersedes: m.optional('supersedes', listOf(HEADS, isDigest), 'digests') })
      : {}),
    ...(status === 'received' ? said({ receipt: m.optional('receipt', isText(PROOF), 'a receipt') }) : {}),
  }
}

function tally(m: Members) {
  const read = {
    ...said({
      shard: m.optional('shard', isText(32), 'the name of a shard'),
      digests: m.optional('digests', listOf(DIGESTS, isDigest), 'digests'),
    }),
    from: m.required('from', isCount, 'an index'),
    to: m.required('to', isCount, 'an index'),
    count: m.required('count', isCount, 'a count'),
    digest: m.required('digest', isDigest, 'a digest'),
    pending: m.required('pending', listOf(DIGESTS, isDigest), 'digests'),
  }
  if (read.to < read.from)
    throw new JuxtaError('malformed', 'a stretch of a log ends before it begins', {
      pointer: m.at('to'),
      rule: 'range',
    })
  return read
}

type Row<B> = { readonly by: Signer | ((body: B) => Signer); readonly read: (m: Members) => B }
const row = <B>(by: Row<B>['by'], read: Row<B>['read']): Row<B> => ({ by, read })

const ofProposal = (m: Members) => ({
  agreement: m.required('agreement', isDigest, 'a digest'),
  ...said({ reason: m.optional('reason', isText(2000), 'a text of at most 2000 characters') }),
})

/** What comes after the receipt, to `POST /v1/events`. */
export const LATER_EVENTS = {
  collected: row('receiver', (m) => ({ ...about(m), ...agency(m) })),
  /** `pending`: agencies that have not answered yet; while there are any the message as a whole is not accepted. */
  accepted: row('receiver', (m) => ({
    ...answer(m),
    ...said({ pending: m.optional('pending', isCount, 'a count') }),
  })),
  rejected: row('receiver', answer),
  /**
   * The sender asks (`requested`) that a message be refused for ever unless it has come, with the heads that it had in its case, and the digests of the manifests
   * that it `supersedes`. The receiver answers that it came (`received`, with its receipt), or that it never will (`tombstone`).
   */
  withdrawn: row(({ status }) => (status === 'requested' ? 'sender' : 'receiver'), withdrawal),
  /**
   * What a peer counted in `from` (inclusive) to `to` (exclusive) of a shard of the receiver's log; of the one that it writes now where none is told. `digest` is that of
   * the sorted manifest digests, one a line; `digests` are those themselves, where the sums differed.
   */
  tally: row('itself', tally),
  /** `key`: the thumbprint of a signing or encryption key, or the pin of a TLS key. */
  'key-revoked': row('itself', (m) => ({
    key: m.required('key', isText(64), 'a thumbprint or a pin'),
    revoked_at: m.required('revoked_at', isSeconds, 'seconds since 1970'),
  })),
  /** `together`: sooner than after the notice that was agreed, where the other says so too. */
  'agreement-revoked': row('itself', (m) => ({
    agreement: m.required('agreement', isDigest, 'a digest'),
    effective_at: m.required('effective_at', isSeconds, 'seconds since 1970'),
    ...said({ together: m.optional('together', (v): v is true => v === true, 'true') }),
    ...said({ reason: m.optional('reason', isText(2000), 'a text of at most 2000 characters') }),
  })),
  /** Whoever proposed it takes it back before it was accepted. */
  'agreement-withdrawn': row('itself', ofProposal),
  /** The other one does not accept what was proposed. */
  'agreement-declined': row('itself', ofProposal),
  /** All that its signer suspends of what was agreed, each of a procedure from a time on, and until another where it names one; of none: nothing any more. It takes the place of what it said before. */
  'agreement-suspended': row('itself', (m) => ({
    agreement: m.required('agreement', isDigest, 'a digest'),
    procedures: m.required('procedures', areSuspended, 'different suspensions, each of a procedure from a time on'),
    ...said({ reason: m.optional('reason', isText(2000), 'a text of at most 2000 characters') }),
  })),
  /**
   * Its signer orders that data are kept beyond their time: of one conversation, or of all of a procedure; `lifted`: no longer, for the reason that it names. It takes
   * the place of what it said of the same `hold` before.
   */
  'legal-hold': row('itself', (m) => ({
    hold: m.required('hold', isMessageId, 'a UUIDv7'),
    agreement: m.required('agreement', isDigest, 'a digest'),
    procedure: m.required('procedure', isName, 'the name of a procedure'),
    keeps: m.required('keeps', oneOf('documents', 'manifests'), 'documents or manifests'),
    authority: m.required('authority', isText(300), 'who ordered it'),
    reason: m.required('reason', isText(2000), 'a text of at most 2000 characters'),
    ...said({
      conversation: m.optional('conversation', isMessageId, 'a UUIDv7'),
      until: m.optional('until', isSeconds, 'seconds since 1970'),
      lifted: m.optional('lifted', (v): v is true => v === true, 'true'),
    }),
  })),
  /**
   * The log `origin` lost its end: of its leaves `size` are left, as its signed `checkpoint` says (absent where none are left), and it had had more, as `seen` shows: a
   * checkpoint of it that somebody cosigned, or a receipt. The version `identity` of the identity names the log that takes its place.
   */
  rollback: row('itself', (m) => ({
    origin: m.required('origin', isText(200), 'the origin of a log'),
    size: m.required('size', isCount, 'a number of leaves'),
    identity: m.required('identity', isCount, 'a version of the identity'),
    seen: m.required('seen', isText(PROOF), 'a signed checkpoint or a receipt'),
    ...said({ checkpoint: m.optional('checkpoint', isText(PROOF), 'a signed checkpoint') }),
  })),
} as const

export type LaterEvent = keyof typeof LATER_EVENTS
export type BodyOf<E extends LaterEvent> = ReturnType<(typeof LATER_EVENTS)[E]['read']>
/** A later event as it was told. */
export type Told<E extends LaterEvent = LaterEvent> = {
  [N in E]: { readonly event: N; readonly body: BodyOf<N>; readonly by: Signer }
}[E]
/** What the two parties of a message say of it. */
export type AboutMessage = Told<'collected' | 'accepted' | 'rejected' | 'withdrawn'>

export const isAboutMessage = (told: Told): told is AboutMessage => told.by !== 'itself'

/** An attacker-controlled event, by the table. Fails with `malformed`. */
export function parseLater(event: EventName, body: Record<string, unknown>): Told {
  if (!Object.hasOwn(LATER_EVENTS, event))
    throw new JuxtaError('malformed', `the event ${event} is not taken here`, { pointer: '/events', rule: 'event' })
  const { by, read } = LATER_EVENTS[event as LaterEvent] as unknown as Row<object>
  const m = new Members(body, `/events/${EVENT}${event}`)
  const parsed = read(m)
  m.close()
  return { event, body: parsed, by: typeof by === 'function' ? by(parsed) : by } as Told
}
