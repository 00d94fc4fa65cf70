/** The ids of messages, conversations and submissions: one on both sides. */
import { v7 } from 'uuid'
import type { Brand } from './brand.ts'
import { freshBytes } from './random.ts'

/** UUIDv7 (RFC 9562) in lower case: one id for a message on both sides, the `jti` of its manifest. */
export type MessageId = Brand<string, 'MessageId'>

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

export const isMessageId = (s: unknown): s is MessageId => typeof s === 'string' && UUID_V7.test(s)

/** A new id. `now` in milliseconds since 1970 orders ids roughly by time. */
export const newMessageId = (now: number): MessageId => v7({ msecs: now, random: freshBytes(16) }) as MessageId

/** The least id of the millisecond of another: a place before it in every list, which tells nothing of it but its time. */
export const leastOf = (id: MessageId): MessageId => `${id.slice(0, 13)}-7000-8000-000000000000` as MessageId

/** What no id from `ms` (milliseconds since 1970) on stands before, and every older one does. */
export const firstIdAt = (ms: number): string => {
  const hex = Math.max(0, ms).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}
