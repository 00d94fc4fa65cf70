/** How a message looks on the window side. */
import { time } from '../values/time.ts'
import type { components } from '../generated/window.ts'
import type { Collection } from '../message/agencies.ts'
import type { FeedRow } from '../exchange/inbox.ts'
import type { OutboxRow } from '../exchange/outbox.ts'
import { receiptIn, type SetRow } from '../exchange/sets.ts'
import type { HistoryRow, MessageRow, PartRow } from '../exchange/message-rows.ts'
import { isStated, type Reference } from '../message/reference.ts'

type Schemas = components['schemas']

const links = (id: string): Record<string, string> => ({
  self: `/v1/messages/${id}`,
  document: `/v1/messages/${id}/document`,
})

export const submitted = (m: {
  id: string
  to: string
  conversation: string
  state: Schemas['MessageState']
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

const part = ({ part: id, mediaType, size, digest }: Omit<PartRow, 'bytes' | 'salt' | 'large'>): Schemas['Part'] => ({
  id,
  mediaType,
  size,
  digest,
})
const context = (json: string | null): { context?: Record<string, never> } =>
  json === null ? {} : { context: JSON.parse(json) as Record<string, never> }

/** Of all that a message is found by, what the trade knows it by. */
const named = (references: readonly Reference[]): Schemas['Reference'][] =>
  references.filter((r): r is Schemas['Reference'] => isStated(r.type))

export function whole(
  m: MessageRow,
  more: {
    parts: PartRow[]
    history: HistoryRow[]
    references: Reference[]
    sets: SetRow[]
    outbox: OutboxRow | null
    /** Of a message that came. */
    collections: readonly Collection[]
    origin: string
  },
): Schemas['Message'] {
  return {
    ...summary(m),
    agreement: m.agreement,
    ...(more.history[0]?.cause.startsWith('contingency import') ? { contingency: true } : {}),
    ...context(m.contextJson),
    manifest: m.manifest,
    manifestDigest: m.manifestDigest,
    receipt: receiptIn(more.sets, m)?.jws ?? null,
    log: { origin: more.origin, index: m.logIndex },
    history: more.history.map(({ state, at, cause }) => ({ state, at: time(at), cause })),
    parts: more.parts.map(part),
    references: named(more.references),
    agencies:
      m.direction === 'in'
        ? more.collections
            .filter((c) => c.agency !== '')
            .map(({ agency, state, at }) => ({ agency, state, at: time(at) }))
        : agenciesIn(more.sets),
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

/** How far each agency of the receiver is, as the events that it signed say. */
function agenciesIn(sets: readonly SetRow[]): Schemas['Message']['agencies'] {
  const found = new Map<string, Schemas['Message']['agencies'][number]>()
  for (const { event, direction, at, jws } of sets) {
    const state = (['collected', 'accepted', 'rejected'] as const).find((s) => s === event)
    const payload = jws.split('.')[1]
    if (direction !== 'received' || state === undefined || payload === undefined) continue
    // It was read strictly when it was taken.
    const { events } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as {
      events: Record<string, { agency?: string }>
    }
    const agency = Object.values(events)[0]?.agency
    if (agency !== undefined && !(state === 'collected' && found.has(agency)))
      found.set(agency, { agency, state, at: time(at) })
  }
  return [...found.values()]
}

/** `state`: how far the reader is with it, who may be one of several agencies. */
export function inboxMessage(
  { message: m, parts, references, receivedAt }: FeedRow,
  state: Schemas['InboxMessage']['state'],
): Schemas['InboxMessage'] {
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
    state,
    test: m.test,
    ...context(m.contextJson),
    parts: parts.map(part),
    references: named(references),
    links: { ...links(m.id), collected: `/v1/inbox/${m.id}/collected`, answer: `/v1/inbox/${m.id}/answer` },
  }
}
