/** The sending half of the store: submissions, the outbox that is the truth of what waits, and what a peer's answer changes. */
import { inStore, type Store } from '../store/store.ts'
import { sql, type Selectable } from 'kysely'
import type { Country, Digest, MessageId } from '../values/ids.ts'
import { HELD } from '../message/lifecycle.ts'
import type {
  Idempotency,
  OutboundStore,
  OutboxRow,
  QueueRow,
  SettleItem,
  SubmitItem,
  SubmitResult,
} from '../store/types.ts'
import type { Write } from '../store/commit.ts'
import type { Tx } from '../store/tx.ts'
import { insertRows } from '../store/insert-rows.ts'
import { insertMessages, moveMessage } from '../store/message-rows.ts'
import { record } from './sets.ts'
import type { Tables } from '../store/tables.ts'

const submit: Write<SubmitItem, SubmitResult> = async (tx, items) => {
  const results: SubmitResult[] = []
  const fresh: SubmitItem[] = []
  const answered = new Map<string, Idempotency>()
  const asked = items.flatMap((i) => (i.idempotency ? [i.idempotency] : []))
  if (asked.length > 0) {
    const rows = await tx.db
      .selectFrom('idempotency')
      .select(['client', 'key', 'fingerprint', 'answer'])
      .where(
        'key',
        'in',
        asked.map((a) => a.key),
      )
      .execute()
    for (const row of rows) answered.set(`${row.client}\n${row.key}`, row)
  }
  for (const item of items) {
    const known = item.idempotency && answered.get(`${item.idempotency.client}\n${item.idempotency.key}`)
    if (known) {
      results.push({ replayed: { fingerprint: known.fingerprint, answer: known.answer } })
      continue
    }
    if (item.idempotency) answered.set(`${item.idempotency.client}\n${item.idempotency.key}`, item.idempotency)
    fresh.push(item)
    results.push({ replayed: null })
  }
  const submissions = fresh.flatMap((item) => item.submissions.map((s) => ({ ...s, at: item.at })))
  const inserted = await insertMessages(
    tx,
    submissions.map((s) => ({
      ...s,
      message: { ...s.message, sealedDigest: null, receipt: null },
      causes: [{ state: 'queued', cause: 'submitted' }],
    })),
  )
  const queued = submissions.filter((s) => inserted.has(s.message.id))
  await insertRows(
    tx.db,
    'outbox',
    queued.map((s) => ({
      id: s.message.id,
      peer: s.message.peer,
      kind: 'message',
      subject: s.message.id,
      priority: s.message.priority,
      dueAt: s.at,
      attempts: 0,
      expiresAt: s.expiresAt,
      createdAt: s.at,
    })),
  )
  const keys = fresh.flatMap((i) => (i.idempotency ? [{ ...i.idempotency, at: i.at }] : []))
  await insertRows(tx.db, 'idempotency', keys)
  return results
}

/** Nothing waits longer (a Retry-After counts for at most an hour): a time further ahead was written by a clock that was wrong, and is over. */
const LONGEST_WAIT_MS = 2 * 3_600_000

type Claim = { peer: Country; owner: string; now: number; limit: number; leaseMs: number; dialect: Store['dialect'] }

const claim: Write<Claim, OutboxRow[]> = async (tx, items) => {
  const results: OutboxRow[][] = []
  for (const { peer, owner, now, limit, leaseMs, dialect } of items) {
    let due = tx.db
      .selectFrom('outbox')
      .select('id')
      .where('peer', '=', peer)
      .where((e) => e.or([e('dueAt', '<=', now), e('dueAt', '>', now + LONGEST_WAIT_MS)]))
      .where((e) => e.or([e('leaseUntil', '<=', now), e('leaseUntil', '>', now + LONGEST_WAIT_MS)]))
      .orderBy('priority')
      .orderBy('createdAt')
      .orderBy('id')
      .limit(limit)
    if (dialect === 'postgres') due = due.forUpdate().skipLocked()
    const ids = (await due.execute()).map((row) => row.id)
    if (ids.length === 0) {
      results.push([])
      continue
    }
    const rows = await tx.db
      .updateTable('outbox')
      .set((e) => ({ leaseOwner: owner, leaseUntil: now + leaseMs, attempts: e('attempts', '+', 1) }))
      .where('id', 'in', ids)
      .returningAll()
      .execute()
    results.push(
      rows
        .sort((a, b) => a.priority - b.priority || a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
        .map(outboxRow),
    )
  }
  return results
}

export function outboxRow(row: Selectable<Tables['outbox']>): OutboxRow {
  const { leaseOwner: _owner, leaseUntil: _until, ...rest } = row
  return { ...rest, withdraw: row.withdraw !== 0 } as OutboxRow
}

const storeSealed: Write<
  { id: string; body: string; digest: Digest; at: number },
  { body: string; digest: Digest }
> = async (tx, items) => {
  const results: { body: string; digest: Digest }[] = []
  for (const { id, body, digest, at } of items) {
    const won = await tx.db
      .updateTable('outbox')
      .set({ body, bodyDigest: digest })
      .where('id', '=', id)
      .where('body', 'is', null)
      .returning('subject')
      .executeTakeFirst()
    if (won) {
      await moveMessage(tx, { id: won.subject, from: ['queued'], to: 'sealed', cause: 'encrypted to the receiver' }, at)
      results.push({ body, digest })
      continue
    }
    const there = await tx.db
      .selectFrom('outbox')
      .select(['body', 'bodyDigest'])
      .where('id', '=', id)
      .executeTakeFirst()
    results.push(there?.body ? { body: there.body, digest: there.bodyDigest as Digest } : { body, digest })
  }
  return results
}

/** Events that arrived before the receipt was settled are applied after it. */
async function applyWaiting(tx: Tx, item: SettleItem): Promise<void> {
  const waiting = await tx.db
    .selectFrom('securityEvent')
    .select(['event', 'jti', 'at'])
    .where('message', '=', item.messageId)
    .where('direction', '=', 'received')
    .where('event', 'in', ['collected', 'accepted', 'rejected'])
    .orderBy('at')
    .orderBy('logIndex')
    .execute()
  if (waiting.length === 0) return
  // What was told before the receiver's log lost its end is about a message that it no longer has.
  const states = await tx.db
    .selectFrom('history')
    .select(['state', 'at'])
    .where('message', '=', item.messageId)
    .orderBy('seq')
    .execute()
  const held = states.findIndex((h) => HELD.has(h.state as SettleItem['state']))
  const again = held < 0 ? undefined : states.slice(held).findLast((h) => h.state === 'queued')
  for (const { event, jti, at } of waiting)
    if (again === undefined || Number(at) >= Number(again.at))
      await moveMessage(
        tx,
        {
          id: item.messageId,
          from: ['delivered', 'collected'],
          to: event as SettleItem['state'],
          cause: `event ${jti}, which came before the receipt`,
        },
        item.at,
      )
}

/** Puts the manifest back that the receiver holds, and keeps the one that took its place. */
async function restore(tx: Tx, message: string, digest: Digest): Promise<void> {
  const earlier = await tx.db
    .selectFrom('supersededManifest')
    .selectAll()
    .where('message', '=', message)
    .where('manifestDigest', '=', digest)
    .executeTakeFirstOrThrow()
  await keepManifest(tx, message)
  const { manifest, manifestDigest, shard, logIndex, iat, exp } = earlier
  await tx.db
    .updateTable('message')
    .set({ manifest, manifestDigest, shard, logIndex, iat, exp })
    .where('id', '=', message)
    .execute()
}

async function keepManifest(tx: Tx, message: string): Promise<void> {
  const { id, ...row } = await tx.db
    .selectFrom('message')
    .select(['id', 'manifest', 'manifestDigest', 'shard', 'logIndex', 'iat', 'exp'])
    .where('id', '=', message)
    .executeTakeFirstOrThrow()
  await tx.db
    .insertInto('supersededManifest')
    .values({ message: id, ...row })
    .onConflict((c) => c.doNothing())
    .execute()
}

const settle: Write<SettleItem, void> = async (tx, items) => {
  const there = await tx.db
    .selectFrom('securityEvent')
    .select(['peer', 'jti'])
    .where('direction', '=', 'received')
    .where(
      'jti',
      'in',
      items.map((i) => i.set.jti),
    )
    .execute()
  const known = new Set(there.map((row) => `${row.peer} ${row.jti}`))
  const fresh = items.filter(({ leaf, set }) => {
    const key = `${leaf.peer} ${set.jti}`
    return !known.has(key) && known.add(key)
  })
  await tx.db
    .deleteFrom('outbox')
    .where(
      'id',
      'in',
      items.map((i) => i.outboxId),
    )
    .execute()
  if (fresh.length > 0)
    await tx.db
      .insertInto('securityEvent')
      .values(
        fresh.map(({ set, leaf, messageId, at }) => {
          const { shard, index } = tx.append(leaf)
          const { jti, event, manifestDigest, jws } = set
          return {
            jti,
            direction: 'received',
            peer: leaf.peer,
            event,
            message: messageId,
            manifestDigest,
            jws,
            shard,
            logIndex: index,
            at,
          }
        }),
      )
      .execute()
  // Also where the SET was there before: what a peer's lost log has sent on its way again comes back with the receipt of the first time.
  for (const item of items) {
    if (item.superseded !== undefined) await restore(tx, item.messageId, item.superseded)
    const receipt =
      item.state === 'delivered'
        ? { receipt: item.set.jws, receiptIndex: item.receiptIndex, receiptShard: item.receiptShard }
        : {}
    const moved = await moveMessage(
      tx,
      { id: item.messageId, from: ['queued', 'sealed', 'parked'], to: item.state, cause: item.cause },
      item.at,
      { ...receipt, sealedDigest: item.sealedDigest, withdrawing: 0 },
    )
    if (moved && item.state === 'delivered') await applyWaiting(tx, item)
  }
  return items.map(() => undefined)
}

export function outboundStore({ read, commit, transact, dialect }: Store): OutboundStore {
  return {
    submit: (item) => commit(submit, item),
    async findIdempotent(client, key) {
      const row = await read
        .selectFrom('idempotency')
        .selectAll()
        .where('client', '=', client)
        .where('key', '=', key)
        .executeTakeFirst()
      return row ?? null
    },
    claimDue: (peer, owner, now, limit, leaseMs) => commit(claim, { peer, owner, now, limit, leaseMs, dialect }),
    storeSealed: (id, sealed) => commit(storeSealed, { id, ...sealed }),
    unseal: (id) =>
      transact(
        async (tx) =>
          void (await tx.db.updateTable('outbox').set({ body: null, bodyDigest: null }).where('id', '=', id).execute()),
      ),
    signAnew: ({ outboxId, messageId, manifest, manifestDigest, iat, exp, leaf, at }) =>
      transact(async (tx) => {
        await keepManifest(tx, messageId)
        const { shard, index } = tx.append(leaf)
        await tx.db
          .updateTable('message')
          .set({ manifest, manifestDigest, iat, exp, shard, logIndex: index, sealedDigest: null })
          .where('id', '=', messageId)
          .execute()
        await tx.db
          .updateTable('outbox')
          .set({ body: null, bodyDigest: null, expiresAt: exp * 1000 })
          .where('id', '=', outboxId)
          .execute()
        const cause = 'signed anew: the key that had signed it was withdrawn'
        await moveMessage(tx, { id: messageId, from: ['sealed'], to: 'queued', cause }, at)
      }),
    async superseded(messageId, digest) {
      const row = await read
        .selectFrom('supersededManifest')
        .select('manifest')
        .where('message', '=', messageId)
        .where('manifestDigest', '=', digest)
        .executeTakeFirst()
      return row?.manifest ?? null
    },
    settle: (item) => commit(settle, item),
    delivered: (id) => transact(async (tx) => void (await tx.db.deleteFrom('outbox').where('id', '=', id).execute())),
    postpone: (id, dueAt, error) =>
      transact(
        async (tx) =>
          void (await tx.db
            .updateTable('outbox')
            .set({ dueAt, lastError: error.slice(0, 500), leaseOwner: null, leaseUntil: 0 })
            .where('id', '=', id)
            .execute()),
      ),
    park: (id, messageId, cause, at) =>
      transact(async (tx) => {
        await tx.db.deleteFrom('outbox').where('id', '=', id).execute()
        if (messageId) await moveMessage(tx, { id: messageId, from: ['queued', 'sealed'], to: 'parked', cause }, at)
      }),
    endUnattempted: (id, to, at) =>
      transact(async (tx) => {
        await tx.db.deleteFrom('outbox').where('subject', '=', id).where('kind', '=', 'message').execute()
        await moveMessage(
          tx,
          {
            id,
            from: ['queued', 'sealed'],
            to,
            cause: to === 'expired' ? 'its time ended before any attempt' : 'cancelled before any attempt',
          },
          at,
        )
      }),
    retryOutbound: (id, at) =>
      transact(async (tx) => {
        const waiting = await tx.db
          .updateTable('outbox')
          .set({ dueAt: at, leaseOwner: null, leaseUntil: 0 })
          .where('subject', '=', id)
          .where('kind', '=', 'message')
          .returning('id')
          .executeTakeFirst()
        if (waiting) return true
        const message = await tx.db
          .selectFrom('message')
          .select(['peer', 'priority', 'exp'])
          .where('id', '=', id)
          .where('state', '=', 'parked')
          .executeTakeFirst()
        if (!message) return false
        await tx.db
          .insertInto('outbox')
          .values({
            id,
            peer: message.peer,
            kind: 'message',
            subject: id,
            priority: message.priority,
            dueAt: at,
            attempts: 0,
            expiresAt: message.exp * 1000,
            createdAt: at,
          })
          .execute()
        await moveMessage(tx, { id, from: ['parked'], to: 'queued', cause: 'put back by an operator' }, at)
        return true
      }),
    cancel: (id, at) =>
      transact(async (tx) => {
        const row = await tx.db
          .selectFrom('outbox')
          .select(['id', 'attempts'])
          .where('subject', '=', id)
          .where('kind', '=', 'message')
          .executeTakeFirst()
        const message = await tx.db
          .selectFrom('message')
          .select(['state', 'peer'])
          .where('id', '=', id)
          .executeTakeFirst()
        if (row && row.attempts === 0) {
          await tx.db.deleteFrom('outbox').where('id', '=', row.id).execute()
          await moveMessage(
            tx,
            { id, from: ['queued', 'sealed'], to: 'cancelled', cause: 'cancelled before any attempt' },
            at,
          )
          return 'cancelled'
        }
        if (row) {
          await tx.db.updateTable('outbox').set({ withdraw: 1, dueAt: at }).where('id', '=', row.id).execute()
          await tx.db.updateTable('message').set({ withdrawing: 1 }).where('id', '=', id).execute()
          return 'asking'
        }
        if (message?.state === 'parked') {
          const full = await tx.db
            .selectFrom('message')
            .select(['peer', 'priority', 'exp'])
            .where('id', '=', id)
            .executeTakeFirstOrThrow()
          await tx.db
            .insertInto('outbox')
            .values({
              id,
              peer: full.peer,
              kind: 'message',
              subject: id,
              priority: full.priority,
              dueAt: at,
              attempts: 1,
              expiresAt: full.exp * 1000,
              createdAt: at,
              withdraw: 1,
            })
            .execute()
          await tx.db.updateTable('message').set({ withdrawing: 1 }).where('id', '=', id).execute()
          return 'asking'
        }
        return 'too-late'
      }),
    clearWithdrawal: (id, at) =>
      transact(async (tx) => {
        await tx.db
          .updateTable('outbox')
          .set({ withdraw: 0, dueAt: at, expiresAt: at + 86_400_000 })
          .where('subject', '=', id)
          .where('kind', '=', 'message')
          .execute()
        await tx.db.updateTable('message').set({ withdrawing: 0 }).where('id', '=', id).execute()
      }),
    requeue: ({ set, peer, leaf, lost, at }) =>
      transact(async (tx) => {
        if (!(await record(tx, 'received', { set, peer, leaf, at }))) return null
        const rows = await tx.db
          .selectFrom('message')
          .select(['id', 'priority', 'exp', 'state', 'receiptIndex'])
          .where('direction', '=', 'out')
          .where('peer', '=', peer)
          .where('receiptShard', '=', lost.shard)
          .where('receiptIndex', '>=', lost.size)
          .where('state', 'in', [...HELD])
          .execute()
        const result = { requeued: [] as MessageId[], gone: [] as MessageId[] }
        for (const { id, priority, exp, receiptIndex } of rows) {
          const erased = await tx.db
            .selectFrom('part')
            .select('part')
            .where('message', '=', id)
            .where('bytes', 'is', null)
            .executeTakeFirst()
          if (erased || exp * 1000 <= at) {
            result.gone.push(id as MessageId)
            continue
          }
          const cause = `the log of ${peer} lost leaf ${receiptIndex}, which the receipt names: sent again`
          await moveMessage(tx, { id, from: [...HELD], to: 'queued', cause }, at)
          await tx.db
            .updateTable('message')
            .set({ receipt: null, receiptIndex: null, receiptShard: null, sealedDigest: null })
            .where('id', '=', id)
            .execute()
          await tx.db
            .insertInto('outbox')
            .values({
              id,
              peer,
              kind: 'message',
              subject: id,
              priority,
              dueAt: at,
              attempts: 0,
              expiresAt: exp * 1000,
              createdAt: at,
            })
            .onConflict((c) => c.doNothing())
            .execute()
          result.requeued.push(id as MessageId)
        }
        return result
      }),
    async duePeers(now) {
      const rows = await read
        .selectFrom('outbox')
        .select([
          'peer',
          (e) => e.fn.min(sql<number>`case when "leaseUntil" > "dueAt" then "leaseUntil" else "dueAt" end`).as('next'),
        ])
        .groupBy('peer')
        .execute()
      const isDue = (next: number): boolean => next <= now || next > now + LONGEST_WAIT_MS
      const due = rows.filter((row) => isDue(Number(row.next)))
      const later = rows.map((row) => Number(row.next)).filter((next) => !isDue(next))
      return { peers: due.map((row) => row.peer as Country), next: later.length > 0 ? Math.min(...later) : null }
    },
    wakePeer: (peer, now) =>
      transact(
        async (tx) =>
          void (await tx.db
            .updateTable('outbox')
            .set({ dueAt: now })
            .where('peer', '=', peer)
            .where('dueAt', '>', now)
            .execute()),
      ),
    releaseLeases: (owner) =>
      transact(async (tx) => {
        let update = tx.db
          .updateTable('outbox')
          .set({ leaseOwner: null, leaseUntil: 0 })
          .where('leaseOwner', 'is not', null)
        if (owner !== null) update = update.where('leaseOwner', '=', owner)
        await update.execute()
      }),
    async queues(now) {
      const waiting = await read
        .selectFrom('outbox')
        .select([
          'peer',
          (e) => e.fn.countAll<number>().as('waiting'),
          (e) => e.fn.min('createdAt').as('oldest'),
          sql<number>`sum(case when "dueAt" <= ${now} then 1 else 0 end)`.as('due'),
        ])
        .groupBy('peer')
        .execute()
      const parked = await read
        .selectFrom('message')
        .select(['peer', (e) => e.fn.countAll<number>().as('parked')])
        .where('state', '=', 'parked')
        .groupBy('peer')
        .execute()
      const peers = new Set([...waiting, ...parked].map((row) => row.peer))
      return [...peers].sort().map((peer): QueueRow => {
        const w = waiting.find((row) => row.peer === peer)
        const p = parked.find((row) => row.peer === peer)
        return {
          peer: peer as Country,
          waiting: Number(w?.waiting ?? 0),
          due: Number(w?.due ?? 0),
          parked: Number(p?.parked ?? 0),
          oldest: w ? Number(w.oldest) : null,
        }
      })
    },
  }
}

export const outboxIn = inStore(outboundStore)
