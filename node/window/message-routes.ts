/** The window side for Single Windows: sending, following what was sent, reading and collecting what came. */
import { inboxIn } from '../exchange/inbox.ts'
import { outboxIn } from '../exchange/outbox.ts'
import { logIn } from '../store/log.ts'
import { agenciesIn } from '../exchange/agencies.ts'
import { setsIn } from '../exchange/sets.ts'
import { messagesIn } from '../exchange/messages.ts'
import type { Request } from '../http/server.ts'
import { JuxtaError } from '../values/errors.ts'
import { isMediaType, MEDIA_TYPE_RULE } from '../values/media-type.ts'
import { charsetFault } from '../documents/admit.ts'
import type { BusinessEvents } from '../operate/events.ts'
import { sha256, type Country, type MessageId } from '../values/ids.ts'
import type { BusinessAnswer } from '../exchange/collect.ts'
import {
  requestFingerprint,
  type Idempotent,
  type Outgoing,
  type OutgoingPart,
  type SubmitOutcome,
} from '../exchange/submit.ts'
import type { Store } from '../store/store.ts'
import type { MessageFilter, MessageRow, Reference } from '../store/types.ts'
import type { components } from '../generated/window.ts'
import { inboxMessage, submitted, summary, whole } from './message-view.ts'
import { mediaTypeOf, type Answer, type Handler, type Incoming } from '../http/server.ts'
import { mayUse, type Caller } from '../http/window-auth.ts'
import { parseSeconds, parseTime } from '../values/time.ts'

export type MessageNeeds = {
  readonly store: Store
  readonly events: BusinessEvents
  caller(request: Request): Caller
  submit(outgoing: Outgoing, idempotent: Idempotent | null): Promise<SubmitOutcome>
  /** `agency` null: the whole node speaks. */
  collected(id: MessageId, agency: string | null): Promise<MessageRow>
  answer(id: MessageId, answer: BusinessAnswer, agency: string | null): Promise<MessageRow>
  wake(peer: Country): void
  originOf(shard: string): string
  /** The evidence bundle as JSON. Fails with `log-unavailable` while the message is not under a published checkpoint. */
  /** The fields of a document, by the profile that the context of its message names. */
  fields(message: MessageRow, document: { mediaType: string; bytes: Buffer }): components['schemas']['Fields']
  evidence(id: MessageId, documents: boolean): Promise<string>
  erase(id: MessageId, reason: string, by: string): Promise<void>
  /** Whether a foreign witness has cosigned the leaf of the message. */
  witnessed(row: MessageRow): Promise<boolean>
  /** Fails with `log-unavailable` where nothing can be taken at the moment. */
  admitting(): void
  now(): number
}

type SubmissionBody = components['schemas']['Submission']

function bytesOf(content: { mediaType: string; text?: string; data?: string }, pointer: string): OutgoingPart {
  if (content.text !== undefined) return { mediaType: content.mediaType, bytes: Buffer.from(content.text) }
  const bytes = Buffer.from(content.data!, 'base64')
  if (bytes.toString('base64') !== content.data)
    throw new JuxtaError('request-invalid', `${pointer}/data is not base64 (RFC 4648 §4)`, {
      pointer: `${pointer}/data`,
      rule: 'base64',
    })
  return { mediaType: content.mediaType, bytes }
}

/** The two forms of a submission: an envelope in JSON, or the raw document with its address in the query. */
function outgoingOf({ request, query, bytes, json }: Incoming): Outgoing {
  const raw = query['to'] !== undefined || query['procedure'] !== undefined || query['type'] !== undefined
  const stated = {
    ...(query['schema'] === undefined ? {} : { xSchema: query['schema'] }),
    ...(query['profile'] === undefined ? {} : { xProfile: query['profile'] }),
  }
  const more = {
    ...(query['conversation'] === undefined ? {} : { conversation: query['conversation'] as MessageId }),
    ...(query['inReplyTo'] === undefined ? {} : { inReplyTo: query['inReplyTo'] as MessageId }),
  }
  if (raw) {
    for (const name of ['to', 'procedure', 'type'])
      if (query[name] === undefined)
        throw new JuxtaError('request-invalid', `a raw document needs ?${name}=`, {
          pointer: `/query/${name}`,
          rule: 'required',
        })
    const mediaType = request.headers['content-type']
    if (!mediaType) throw new JuxtaError('media-type', 'a raw document needs a Content-Type', { rule: 'required' })
    if (!isMediaType(mediaType))
      throw new JuxtaError('request-invalid', `the Content-Type ${MEDIA_TYPE_RULE}`, {
        pointer: '/header/content-type',
        rule: 'media-type',
      })
    const charset = charsetFault(mediaType, bytes)
    if (charset !== undefined) throw new JuxtaError('media-type', charset, { rule: 'charset' })
    return {
      to: [{ country: query['to'] as Country }],
      procedure: query['procedure']!,
      type: query['type']!,
      document: { mediaType, bytes },
      stated,
      attachments: [],
      test: false,
      fanOut: false,
      ...more,
    }
  }
  if (mediaTypeOf(request) === 'application/xml')
    throw new JuxtaError('request-invalid', 'a raw document needs ?to=, ?procedure= and ?type=', {
      pointer: '/query/to',
      rule: 'required',
    })
  const body = json() as SubmissionBody
  const fanOut = typeof body.to !== 'string'
  return {
    to:
      typeof body.to === 'string'
        ? [{ country: body.to as Country }]
        : (body.to as { country: Country; agency?: string }[]),
    procedure: body.procedure,
    type: body.type,
    ...(body.version === undefined ? {} : { version: body.version }),
    ...(body.context === undefined ? {} : { context: body.context }),
    document: bytesOf(body.document, '/document'),
    attachments: (body.attachments ?? []).map((content, i) =>
      bytesOf(content as { mediaType: string }, `/attachments/${i}`),
    ),
    ...(body.conversation === undefined ? {} : { conversation: body.conversation as MessageId }),
    ...(body.inReplyTo === undefined ? {} : { inReplyTo: body.inReplyTo as MessageId }),
    ...(body.expiresAt === undefined ? {} : { expiresAt: parseSeconds(body.expiresAt) }),
    ...(body.priority === undefined ? {} : { priority: body.priority }),
    test: body.test ?? false,
    fanOut,
  }
}

/** A place in the inbox: opaque to callers, shard and index of the leaf that exposes a message. */
const cursorOf = (at: { shard: string; index: number } | null): string =>
  Buffer.from(at ? `${at.shard}:${at.index}` : '').toString('base64url') || '-'

function placeOf(cursor: string | undefined): { shard: string; index: number } | null {
  if (cursor === undefined || cursor === '' || cursor === '-') return null
  const found = /^([A-Za-z0-9._-]+):(-?[0-9]{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'))
  if (!found)
    throw new JuxtaError('request-invalid', 'after is not a cursor that this node gave', {
      pointer: '/query/after',
      rule: 'cursor',
    })
  return { shard: found[1]!, index: Number(found[2]) }
}

export function messageRoutes(needs: MessageNeeds, route: (id: string, handler: Handler) => void): void {
  const { store } = needs

  async function visible(incoming: Incoming): Promise<MessageRow> {
    const row = await messagesIn(store).message(incoming.params['id'] as MessageId)
    const caller = needs.caller(incoming.request)
    const elsewhere =
      row?.direction === 'in' && caller.agency !== null && row.agency !== null && row.agency !== caller.agency
    // What a key may not read does not exist for it.
    if (!row || elsewhere || !mayUse(caller, row.procedure, row.type))
      throw new JuxtaError('not-found', 'there is no such message')
    return row
  }

  async function view(row: MessageRow): Promise<components['schemas']['Message']> {
    const [parts, history, references, sets, outbox, collections] = await Promise.all([
      messagesIn(store).parts(row.id, false),
      messagesIn(store).history(row.id),
      messagesIn(store).references(row.id),
      setsIn(store).setsOf(row.id),
      messagesIn(store).outboxOf(row.id),
      row.direction === 'in' ? agenciesIn(store).collections([row.id]) : [],
    ])
    return whole(row, { parts, history, references, sets, outbox, collections, origin: needs.originOf(row.shard) })
  }

  route('submitMessage', async (incoming): Promise<Answer> => {
    const { request, bytes } = incoming
    const caller = needs.caller(request)
    needs.admitting()
    const outgoing = outgoingOf(incoming)
    if (!mayUse(caller, outgoing.procedure))
      throw new JuxtaError('forbidden', `the key ${caller.name} may not send ${outgoing.procedure}`, {
        pointer: '/procedure',
        rule: 'procedure',
      })
    if (!mayUse(caller, outgoing.procedure, outgoing.type))
      throw new JuxtaError('forbidden', `the key ${caller.name} may not send ${outgoing.procedure}/${outgoing.type}`, {
        pointer: '/type',
        rule: 'type',
      })
    const key = request.headers['idempotency-key'] as string
    const outcome = await needs.submit(outgoing, {
      client: caller.client,
      key,
      fingerprint: requestFingerprint(request.url, request.headers['content-type'] ?? '', bytes),
    })
    const messages = outcome.messages.map(submitted)
    const headers = outcome.replayed ? { 'idempotent-replayed': 'true' } : {}
    return {
      status: 202,
      headers,
      body: outcome.submission === null ? messages[0] : { submission: outcome.submission, messages },
    }
  })

  route('searchMessages', async ({ request, query }): Promise<Answer> => {
    const caller = needs.caller(request)
    const limit = Number(query['limit'] ?? 100)
    const reference = query['reference']
    const typed = reference === undefined ? null : /^(mrn|lrn|ucr|national):(.+)$/.exec(reference)
    const filter: MessageFilter = {
      ...Object.fromEntries(
        ['peer', 'direction', 'procedure', 'type', 'state', 'conversation']
          .filter((n) => query[n] !== undefined)
          .map((n) => [n, query[n]]),
      ),
      ...(reference === undefined
        ? {}
        : { reference: typed ? { type: typed[1] as Reference['type'], value: typed[2]! } : { value: reference } }),
      ...(query['since'] === undefined ? {} : { since: parseTime(query['since']) }),
      ...(query['until'] === undefined ? {} : { until: parseTime(query['until']) }),
      ...(query['test'] === undefined ? {} : { test: query['test'] === 'true' }),
      ...(caller.procedures === null ? {} : { procedures: [...caller.procedures] }),
      ...(caller.types === null ? {} : { types: caller.types }),
      ...(caller.agency === null ? {} : { agency: caller.agency }),
      ...(caller.roles.has('assistance') ? {} : { exceptProcedures: ['assistance'] }),
    }
    const after = query['after']
    const rows = await messagesIn(store).search(
      filter,
      after === undefined ? null : (Buffer.from(after, 'base64url').toString('latin1') as MessageId),
      limit,
    )
    const last = rows.length === limit ? rows.at(-1) : undefined
    return { body: { items: rows.map(summary), next: last ? Buffer.from(last.id).toString('base64url') : null } }
  })

  /** Until when a caller wants to wait (RFC 7240, `Prefer: wait=N`), at most a minute. */
  const waitUntil = ({ request }: Incoming): number => {
    const prefer = /(?:^|[,;\s])wait=([0-9]{1,3})(?:$|[,;\s])/.exec(String(request.headers['prefer'] ?? ''))
    return needs.now() + Math.min(Number(prefer?.[1] ?? 0), 60) * 1000
  }

  route('getMessage', async (incoming) => {
    const deadline = waitUntil(incoming)
    let row = await visible(incoming)
    const isProven = async (): Promise<boolean> =>
      row.receipt !== null && (await logIn(store).covering(row.shard, row.logIndex)) !== null
    while (needs.now() < deadline && !(await isProven())) {
      await new Promise((r) => setTimeout(r, 200))
      row = await visible(incoming)
    }
    return { body: await view(row) }
  })

  route('getDocument', async (incoming): Promise<Answer> => {
    const row = await visible(incoming)
    const part = await messagesIn(store).part(row.id, incoming.query['part'] ?? 'document')
    if (!part) throw new JuxtaError('not-found', 'the message has no such part')
    if (!part.bytes)
      throw new JuxtaError('gone', 'the document was erased when its retention ended; its proofs are kept')
    return {
      type: part.mediaType,
      body: part.bytes,
      // Shown by no browser as a page of this origin: the bytes are somebody else's.
      headers: {
        'content-disposition': 'attachment',
        'x-content-type-options': 'nosniff',
        'repr-digest': `sha-256=:${sha256(part.bytes).toString('base64')}:`,
      },
    }
  })

  route('getFields', async (incoming) => {
    const row = await visible(incoming)
    const part = await messagesIn(store).part(row.id, 'document')
    if (!part?.bytes) throw new JuxtaError('gone', 'the document was erased when its retention ended')
    return { body: needs.fields(row, { mediaType: part.mediaType, bytes: part.bytes }) }
  })

  route('getEvidence', async (incoming): Promise<Answer> => {
    const row = await visible(incoming)
    const documents = incoming.query['documents'] === 'true'
    const { roles } = needs.caller(incoming.request)
    // Operators run the node; they do not read what passes through it.
    if (documents && !['window', 'auditor', 'assistance'].some((role) => roles.has(role)))
      throw new JuxtaError('forbidden', 'the documents are not for this key', {
        pointer: '/query/documents',
        rule: 'role',
      })
    const deadline = waitUntil(incoming)
    while (needs.now() < deadline && !(await needs.witnessed(row))) await new Promise((r) => setTimeout(r, 200))
    return {
      type: 'application/vnd.juxta.evidence+json',
      body: await needs.evidence(row.id, documents),
      headers: { 'content-disposition': `attachment; filename="${row.id}.evidence.json"` },
    }
  })

  route('eraseDocuments', async (incoming): Promise<Answer> => {
    const row = await visible(incoming)
    const { reason } = incoming.json() as { reason: string }
    await needs.erase(row.id, reason, needs.caller(incoming.request).name)
    return { body: await view((await messagesIn(store).message(row.id))!) }
  })

  route('cancelMessage', async (incoming): Promise<Answer> => {
    const row = await visible(incoming)
    if (row.direction !== 'out')
      throw new JuxtaError('state-conflict', 'only a message of our own can be withdrawn', { rule: 'direction' })
    const outcome = await outboxIn(store).cancel(row.id, needs.now())
    if (outcome === 'too-late')
      throw new JuxtaError('state-conflict', `the message is ${row.state}: it can no longer be withdrawn`, {
        rule: 'state',
      })
    needs.wake(row.peer)
    return { status: outcome === 'cancelled' ? 200 : 202, body: await view((await messagesIn(store).message(row.id))!) }
  })

  route('retryMessage', async (incoming): Promise<Answer> => {
    const row = await visible(incoming)
    if (!(await outboxIn(store).retryOutbound(row.id, needs.now())))
      throw new JuxtaError('state-conflict', `the message is ${row.state}: there is nothing to try again`, {
        rule: 'state',
      })
    needs.wake(row.peer)
    return { status: 202, body: await view((await messagesIn(store).message(row.id))!) }
  })

  route('getSubmission', async ({ request, params }): Promise<Answer> => {
    const caller = needs.caller(request)
    const rows = (await messagesIn(store).search({ submission: params['id']! }, null, 100)).filter((row) =>
      mayUse(caller, row.procedure, row.type),
    )
    if (rows.length === 0) throw new JuxtaError('not-found', 'there is no such submission')
    return {
      body: { submission: params['id']!, status: statusOf(rows.map((row) => row.state)), messages: rows.map(summary) },
    }
  })

  route('readInbox', async ({ request, query }): Promise<Answer> => {
    const caller = needs.caller(request)
    const after = placeOf(query['after'])
    const limit = Number(query['limit'] ?? 100)
    const deadline = needs.now() + Number(query['wait'] ?? 0) * 1000
    const own = (await agenciesIn(store).subscriptions()).filter((s) => s.agency === caller.agency)
    const filter = {
      procedures: caller.procedures,
      exceptProcedures: caller.roles.has('assistance') ? [] : ['assistance'],
      types: caller.types,
      agency: caller.agency,
      subscriptions: own.length === 0 ? null : own,
    }
    let gone = false
    request.raw.once('close', () => (gone = request.raw.destroyed))
    for (;;) {
      const rows = await inboxIn(store).feed(after, limit, filter)
      const left = deadline - needs.now()
      if (rows.length > 0 || left <= 0 || gone) {
        const last = rows.at(-1)?.message
        const collections =
          caller.agency === null ? [] : await agenciesIn(store).collections(rows.map((r) => r.message.id))
        return {
          body: {
            messages: rows.map((row) =>
              inboxMessage(
                row,
                caller.agency === null
                  ? (row.message.state as components['schemas']['InboxMessage']['state'])
                  : (collections.find((c) => c.message === row.message.id && c.agency === caller.agency)?.state ??
                      'received'),
              ),
            ),
            next: last ? cursorOf({ shard: last.shard, index: last.logIndex }) : query['after'] || cursorOf(null),
          },
        }
      }
      // A message that this process takes is seen at once, one that another replica takes within a second.
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer)
          stop()
          resolve()
        }
        const timer = setTimeout(done, Math.min(left, 1000))
        const stop = needs.events.listen((event) => event.kind === 'accepted' && done())
      })
    }
  })

  route('collectMessage', async (incoming) => {
    const row = await visible(incoming)
    return { body: await view(await needs.collected(row.id, needs.caller(incoming.request).agency)) }
  })

  route('answerMessage', async (incoming) => {
    const row = await visible(incoming)
    const { agency } = needs.caller(incoming.request)
    return { body: await view(await needs.answer(row.id, incoming.json() as BusinessAnswer, agency)) }
  })
}

const FAILED = ['refused', 'expired', 'cancelled', 'rejected']

/** The one status of a fan-out. */
function statusOf(states: readonly string[]): 'pending' | 'delivered' | 'accepted' | 'failed' | 'partly-failed' {
  const failed = states.filter((s) => FAILED.includes(s)).length
  if (failed === states.length) return 'failed'
  if (states.some((s) => ['queued', 'sealed', 'parked'].includes(s))) return 'pending'
  if (failed > 0) return 'partly-failed'
  return states.every((s) => s === 'accepted') ? 'accepted' : 'delivered'
}
