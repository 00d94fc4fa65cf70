/** The window side for messages: sending, following what was sent, reading what came. */
import type { Cases } from '../cases/cases.ts'
import type { EvidenceRoom } from '../evidence/evidence.ts'
import type { Under } from '../evidence/own-log.ts'
import { asideIn } from '../exchange/aside.ts'
import type { Exchange } from '../exchange/exchange.ts'
import { messagesIn, type MessageFilter } from '../exchange/messages.ts'
import type { Outgoing } from '../exchange/outgoing.ts'
import { requestFingerprint, type Two } from '../exchange/submit.ts'
import { mayRead, ownerOf, readableBy, type Caller } from '../http/caller.ts'
import type { WindowIncoming, WindowRoutes } from '../http/window-auth.ts'
import type { Node } from '../node.ts'
import { proposalsIn } from '../operate/proposals.ts'
import { logIn } from '../store/log.ts'
import { referenceAsked } from '../message/reference.ts'
import { JuxtaError, noSuch } from '../values/errors.ts'
import { isMessageId } from '../values/id.ts'
import { isCount } from '../values/members.ts'
import { parseTime } from '../values/time.ts'
import { documentAnswer, erased } from './document-answer.ts'
import { fieldsOf, UNREAD } from './fields.ts'
import { checkKept, keptAct, wantsTwo } from './kept-act.ts'
import { submitted, summary } from './message-view.ts'
import { opening } from './opened.ts'
import { proposalView } from './proposal-view.ts'
import { outgoingOf } from './submission.ts'
import { timelineOf } from './timeline.ts'
import { view, visible } from './visible.ts'

/** Sending, and what became of what was sent. */
export function sendingRoutes(node: Node, exchange: Exchange): WindowRoutes {
  const { store, clock, queue } = node
  return {
    async submitMessage(incoming) {
      const { caller, headers: sent, url, bytes } = incoming
      const allowed = async (): Promise<Outgoing> => {
        exchange.admission.admitting()
        const outgoing = await outgoingOf(store, incoming, node.settings.messageBytes)
        const { procedure, type } = outgoing
        if (!maySendOf(caller, procedure))
          throw new JuxtaError('forbidden', `the key ${caller.name} may not send ${procedure}`, {
            pointer: '/procedure',
            rule: 'procedure',
          })
        if (!mayRead(caller, { procedure, type }, 'act'))
          throw new JuxtaError('forbidden', `the key ${caller.name} may not send ${procedure}/${type}`, {
            pointer: '/type',
            rule: 'type',
          })
        const from = outgoing.context?.['xFromAgency']
        if (caller.agency !== null && from !== undefined && from !== caller.agency)
          throw new JuxtaError('forbidden', `the key ${caller.name} speaks for ${caller.agency} alone`, {
            pointer: '/context/xFromAgency',
            rule: 'agency',
          })
        checkKept(caller, outgoing)
        node.quotas.key.take(caller.id, 'leaves', outgoing.to.length)
        return outgoing
      }
      const { confirms } = caller
      const once = {
        client: caller.client,
        key: sent['idempotency-key']!,
        fingerprint: requestFingerprint(url, sent['content-type'] ?? '', bytes),
      }
      const two: Two | null = confirms
        ? { confirms: { id: confirms.id, by: caller.client, at: clock.now() } }
        : wantsTwo(node.settings, caller)
          ? { keep: (outgoing, does, at) => keptAct(incoming, outgoing, does, at) }
          : null
      // What is confirmed is sent once by its proposal, not by a key.
      const outcome = await exchange.submit(
        allowed,
        confirms ? null : once,
        ownerOf(caller),
        incoming.about,
        incoming.along,
        two,
      )
      if (outcome.proposal !== undefined) {
        const row = await proposalsIn(store).find(outcome.proposal)
        if (!row) throw noSuch('proposal')
        const headers = outcome.replayed ? { 'idempotent-replayed': 'true' } : {}
        return { status: 202, headers, body: proposalView(row, clock.now()) }
      }
      const messages = outcome.messages.map(submitted)
      const headers = outcome.replayed ? { 'idempotent-replayed': 'true' } : {}
      return {
        status: 202,
        headers,
        body: outcome.submission === null ? messages[0] : { submission: outcome.submission, messages },
      }
    },

    async cancelMessage(incoming) {
      const row = await visible(store, incoming, 'steer')
      if (row.direction !== 'out')
        throw new JuxtaError('state-conflict', 'only a message of our own can be withdrawn', { rule: 'direction' })
      const begun = !exchange.courier.takeBack(row.peer, row.id)
      const outcome = await asideIn(store).cancel(row.id, clock.now(), begun)
      if (outcome === false)
        throw new JuxtaError('state-conflict', `the message is ${row.state}: it can no longer be withdrawn`, {
          rule: 'state',
        })
      queue.wake(row.peer)
      return {
        status: outcome === 'cancelled' ? 200 : 202,
        body: await view(node, (await messagesIn(store).message(row.id))!, incoming.caller),
      }
    },

    async retryMessage(incoming) {
      const row = await visible(store, incoming, 'steer')
      if (!(await asideIn(store).retry(row.id, clock.now())))
        throw new JuxtaError('state-conflict', `the message is ${row.state}: there is nothing to try again`, {
          rule: 'state',
        })
      queue.wake(row.peer)
      return { status: 202, body: await view(node, (await messagesIn(store).message(row.id))!, incoming.caller) }
    },

    async getSubmission({ caller, params }) {
      const filter = { submission: params['id']!, reader: readableBy(caller, 'facts') }
      const rows = await messagesIn(store).search(filter, null, 100)
      if (rows.length === 0) throw noSuch('submission')
      return {
        body: {
          submission: params['id']!,
          status: statusOf(rows.map((row) => row.state)),
          messages: rows.map(summary),
        },
      }
    },
  }
}

/** What was sent and what came, to be searched and read. */
export function messageRoutes({ node, procedures }: Cases, evidence: EvidenceRoom): WindowRoutes {
  const { store, clock, settings } = node
  const { profiles } = procedures
  /** Until when a caller wants to wait (RFC 7240, `Prefer: wait=N`), at most a minute. */
  const waitUntil = ({ headers }: WindowIncoming): number => {
    const prefer = /(?:^|[,;\s])wait=([0-9]{1,3})(?:$|[,;\s])/.exec(headers['prefer'] ?? '')
    return clock.now() + Math.min(Number(prefer?.[1] ?? 0), 60) * 1000
  }

  return {
    async searchMessages({ caller, query, after, next }) {
      const limit = Number(query['limit'] ?? 100)
      const reference = query['reference']
      const filter: MessageFilter = {
        ...Object.fromEntries(
          ['peer', 'direction', 'procedure', 'type', 'state', 'conversation']
            .filter((n) => query[n] !== undefined)
            .map((n) => [n, query[n]]),
        ),
        ...(reference === undefined ? {} : { reference: referenceAsked(reference) }),
        ...(query['since'] === undefined ? {} : { since: parseTime(query['since']) }),
        ...(query['until'] === undefined ? {} : { until: parseTime(query['until']) }),
        ...(query['test'] === undefined ? {} : { test: query['test'] === 'true' }),
        // What a message is about is of its contents: by it are found those alone whose contents the caller may read.
        reader: readableBy(caller, reference === undefined ? 'facts' : 'contents'),
      }
      const [createdAt, id] = after(isCount, isMessageId) ?? []
      const before = createdAt === undefined || id === undefined ? null : { createdAt, id }
      const page = await messagesIn(store).page(filter, before, limit)
      return { body: { items: page.rows.map(summary), next: next(page.next && [page.next.createdAt, page.next.id]) } }
    },

    async getMessage(incoming) {
      const deadline = waitUntil(incoming)
      let row = await visible(store, incoming, 'facts')
      const isProven = async (): Promise<boolean> =>
        row.receiptJti !== null && (await logIn(store).covering(row.shard, row.logIndex)) !== null
      while (clock.now() < deadline && !(await isProven())) {
        await new Promise((r) => setTimeout(r, 200))
        row = await visible(store, incoming, 'facts')
      }
      return { body: await view(node, row, incoming.caller) }
    },

    async getTimeline(incoming) {
      return { body: await timelineOf(node, await visible(store, incoming, 'facts')) }
    },

    async getDocument(incoming) {
      const row = await visible(store, incoming, 'contents')
      opening(settings, incoming)
      const part = await messagesIn(store).part(row.id, incoming.query['part'] ?? 'document')
      if (!part)
        throw new JuxtaError('not-found', 'the message has no such part', { pointer: '/query/part', rule: 'known' })
      return documentAnswer(store, part, incoming.headers)
    },

    async getFields(incoming) {
      const row = await visible(store, incoming, 'contents')
      opening(settings, incoming)
      const part = await messagesIn(store).part(row.id, 'document')
      if (part?.large) return { body: UNREAD }
      if (!part?.bytes) throw erased()
      return { body: fieldsOf(row, { mediaType: part.mediaType, bytes: part.bytes }, profiles) }
    },

    async getEvidence(incoming) {
      const row = await visible(store, incoming, 'facts')
      const documents = incoming.query['documents'] === 'true'
      if (documents && !mayRead(incoming.caller, row, 'contents'))
        throw new JuxtaError('forbidden', 'the documents are not for this key', {
          pointer: '/query/documents',
          rule: 'role',
        })
      if (documents) opening(settings, incoming)
      await evidence.untilCosigned(row, waitUntil(incoming))
      return {
        type: 'application/vnd.juxta.evidence+json',
        body: await evidence.bundle(row.id, { documents, under: underOf(incoming.query['under']) }),
        headers: { 'content-disposition': `attachment; filename="${row.id}.evidence.json"` },
      }
    },

    async eraseDocuments(incoming) {
      const row = await visible(store, incoming, 'steer')
      const { reason } = incoming.json() as { reason: string }
      await evidence.retain.order(row.id, reason, incoming.caller.name)
      return { body: await view(node, (await messagesIn(store).message(row.id))!, incoming.caller) }
    },
  }
}

/** `SHARD/SIZE`, as the operation's pattern has it. */
function underOf(text: string | undefined): Under | null {
  const [shard, size] = text?.split('/') ?? []
  return shard === undefined ? null : { shard, size: Number(size) }
}

/** Whether a caller may send any type of a procedure. */
const maySendOf = (caller: Caller, procedure: string): boolean =>
  mayRead({ ...caller, types: null }, { procedure }, 'act')

const FAILED = ['refused', 'expired', 'cancelled', 'rejected']

/** The one status of a fan-out. */
function statusOf(states: readonly string[]): 'pending' | 'delivered' | 'accepted' | 'failed' | 'partly-failed' {
  const failed = states.filter((s) => FAILED.includes(s)).length
  if (failed === states.length) return 'failed'
  if (states.some((s) => ['queued', 'sealed', 'parked'].includes(s))) return 'pending'
  if (failed > 0) return 'partly-failed'
  return states.every((s) => s === 'accepted') ? 'accepted' : 'delivered'
}
