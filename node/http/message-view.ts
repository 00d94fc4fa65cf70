/** How a message looks on the window side. */
import type { components } from './api/window.ts'
import type { FeedRow, HistoryRow, MessageRow, OutboxRow, PartRow, Reference, SetRow } from '../ports/store.ts'

type Schemas = components['schemas']

export const time = (ms: number): string => new Date(ms).toISOString()

const links = (id: string): Record<string, string> => ({
  self: `/v1/messages/${id}`,
  document: `/v1/messages/${id}/document`,
})

export const submitted = (m: {
  id: string
  to: string
  conversation: string
  state: string
}): Schemas['Submitted'] => ({ id: m.id, to: m.to, state: m.state, conversation: m.conversation, links: links(m.id) })

export function summary(m: MessageRow): Schemas['MessageSummary'] {
  return {
    id: m.id,
    direction: m.direction,
    peer: m.peer,
    procedure: m.procedure,
    type: m.type,
    version: m.version,
    conversation: m.conversation,
    ...(m.ref === null ? {} : { inReplyTo: m.ref }),
    ...(m.submission === null ? {} : { submission: m.submission }),
    ...(m.agency === null ? {} : { agency: m.agency }),
    state: m.state,
    priority: m.priority,
    createdAt: time(m.createdAt),
    expiresAt: time(m.exp * 1000),
    test: m.test,
  }
}

const part = ({ part: id, mediaType, size, digest }: Omit<PartRow, 'bytes' | 'salt'>): Schemas['Part'] => ({
  id,
  mediaType,
  size,
  digest,
})
const context = (json: string | null): { context?: Record<string, never> } =>
  json === null ? {} : { context: JSON.parse(json) as Record<string, never> }

/** Of all that a message is found by, what the trade knows it by. */
const named = (references: readonly Reference[]): Schemas['Reference'][] =>
  references.filter((r): r is Schemas['Reference'] => r.type !== 'crossing' && r.type !== 'permit')

export function whole(
  m: MessageRow,
  more: {
    parts: PartRow[]
    history: HistoryRow[]
    references: Reference[]
    sets: SetRow[]
    outbox: OutboxRow | null
    origin: string
  },
): Schemas['Message'] {
  return {
    ...summary(m),
    agreement: m.agreement,
    ...context(m.contextJson),
    manifest: m.manifest,
    manifestDigest: m.manifestDigest,
    receipt: m.receipt,
    log: { origin: more.origin, index: m.logIndex },
    history: more.history.map(({ state, at, cause }) => ({ state, at: time(at), cause })),
    parts: more.parts.map(part),
    references: named(more.references),
    events: more.sets.map(({ event, direction, at, jws }) => ({ event, direction, at: time(at), set: jws })),
    delivery: more.outbox && {
      attempts: more.outbox.attempts,
      nextAttemptAt: time(more.outbox.dueAt),
      lastError: more.outbox.lastError,
      withdrawing: more.outbox.withdraw,
    },
    links: links(m.id),
  }
}

export function inboxMessage({ message: m, parts, references, receivedAt }: FeedRow): Schemas['InboxMessage'] {
  return {
    id: m.id,
    from: m.peer,
    procedure: m.procedure,
    type: m.type,
    version: m.version,
    conversation: m.conversation,
    ...(m.ref === null ? {} : { inReplyTo: m.ref }),
    ...(m.agency === null ? {} : { agency: m.agency }),
    priority: m.priority,
    receivedAt: time(receivedAt),
    state: m.state,
    test: m.test,
    ...context(m.contextJson),
    parts: parts.map(part),
    references: named(references),
    links: { ...links(m.id), collected: `/v1/inbox/${m.id}/collected`, answer: `/v1/inbox/${m.id}/answer` },
  }
}
