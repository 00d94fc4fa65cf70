/** Security event tokens (RFC 8417): the receipt, the signed refusal, and everything one node tells another about a message afterwards. */
import { JuxtaError } from '../values/errors.ts'
import { isCountry, type Country } from '../values/country.ts'
import { isDigest, type Digest } from '../values/digest.ts'
import { isMessageId, type MessageId } from '../values/id.ts'
import { isCount, isObject, Members } from '../values/members.ts'
import { isText } from '../values/text.ts'
import { isSeconds } from '../values/time.ts'

export const EVENT = 'urn:juxta:event:'

export type EventName =
  | 'received'
  | 'refused'
  | 'collected'
  | 'accepted'
  | 'rejected'
  | 'withdrawn'
  | 'tally'
  | 'key-revoked'
  | 'agreement-revoked'
  | 'agreement-withdrawn'
  | 'agreement-declined'
  | 'agreement-suspended'
  | 'legal-hold'
  | 'rollback'

/** Claims of a SET; no `exp` (RFC 8417 §2.2). */
export type SetClaims = {
  readonly iss: Country
  readonly aud: Country
  readonly jti: MessageId
  readonly iat: number
  /** The conversation, where the event is about a message. */
  readonly txn?: MessageId
  readonly events: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

export type ReceivedEvent = {
  readonly message: MessageId
  readonly manifest_digest: Digest
  readonly sealed_digest: Digest
  /** Where the receiver's log holds the leaf `received`, and the leaf itself (RFC 8785 text), so that the sender can compute it again. */
  readonly log: { readonly origin: string; readonly index: number; readonly leaf: string }
}

export type RefusedEvent = {
  readonly message: MessageId
  readonly manifest_digest: Digest
  readonly problem: string
  readonly detail: string
  readonly pointer?: string
  readonly rule?: string
  readonly retryable: boolean
}

const oneEvent = (events: Record<string, unknown>): [EventName, Record<string, unknown>] => {
  const names = Object.keys(events)
  const [name] = names
  if (names.length !== 1 || !name!.startsWith(EVENT))
    throw new JuxtaError('malformed', 'a SET carries exactly one event of this format', {
      pointer: '/events',
      rule: 'one-event',
    })
  const body = events[name!]
  if (!isObject(body)) throw new JuxtaError('malformed', 'an event is an object', { pointer: '/events', rule: 'type' })
  return [name!.slice(EVENT.length) as EventName, body]
}

/** Claims of an attacker-controlled SET, with the name and body of its one event. */
export function parseSetClaims(value: unknown): { claims: SetClaims; event: EventName; body: Record<string, unknown> } {
  const m = new Members(value)
  const txn = m.optional('txn', isMessageId, 'a UUIDv7')
  const claims: SetClaims = {
    iss: m.required('iss', isCountry, 'a country code'),
    aud: m.required('aud', isCountry, 'a country code'),
    jti: m.required('jti', isMessageId, 'a UUIDv7'),
    iat: m.required('iat', isSeconds, 'seconds since 1970'),
    ...(txn === undefined ? {} : { txn }),
    events: m.required('events', isObject, 'an object') as SetClaims['events'],
  }
  m.close()
  const [event, body] = oneEvent(claims.events)
  return { claims, event, body }
}

export function parseReceived(body: Record<string, unknown>): ReceivedEvent {
  const m = new Members(body, `/events/${EVENT}received`)
  const log = new Members(m.required('log', isObject, 'an object'), m.at('log'))
  const event: ReceivedEvent = {
    message: m.required('message', isMessageId, 'a UUIDv7'),
    manifest_digest: m.required('manifest_digest', isDigest, 'a sha-256 digest'),
    sealed_digest: m.required('sealed_digest', isDigest, 'a sha-256 digest'),
    log: {
      origin: log.required('origin', isText(400), 'the origin of a log'),
      index: log.required('index', isCount, 'an index'),
      leaf: log.required('leaf', isText(2000), 'a leaf'),
    },
  }
  log.close()
  m.close()
  return event
}

export function parseRefused(body: Record<string, unknown>): RefusedEvent {
  const m = new Members(body, `/events/${EVENT}refused`)
  const pointer = m.optional('pointer', isText(1000), 'a JSON pointer')
  const rule = m.optional('rule', isText(100), 'a rule')
  const event: RefusedEvent = {
    message: m.required('message', isMessageId, 'a UUIDv7'),
    manifest_digest: m.required('manifest_digest', isDigest, 'a sha-256 digest'),
    problem: m.required('problem', isText(64), 'a problem name'),
    detail: m.required('detail', isText(2000), 'a text of at most 2000 characters'),
    ...(pointer === undefined ? {} : { pointer }),
    ...(rule === undefined ? {} : { rule }),
    retryable: m.required('retryable', (v): v is boolean => typeof v === 'boolean', 'true or false'),
  }
  m.close()
  return event
}
