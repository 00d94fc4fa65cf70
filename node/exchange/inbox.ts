/** The receiving half of the store: acceptance with its receipt in one transaction, signed refusals, and the inbox feed in the order of the log. */
import { inStore, type Reader, type Store } from '../store/store.ts'
import type { Country, Digest } from '../values/ids.ts'
import type { Direction, State } from '../message/lifecycle.ts'
import type { AcceptItem, AcceptResult, FeedRow, InboundStore, KnownMessage } from '../store/types.ts'
import { forInbox } from './agencies.ts'
import type { Write } from '../store/commit.ts'
import { insertMessages, messageRow } from '../store/message-rows.ts'

async function findKnown(db: Reader, jti: string): Promise<KnownMessage | null> {
  const row = await db
    .selectFrom('message')
    .select(['peer', 'direction', 'manifestDigest', 'receipt', 'state'])
    .where('id', '=', jti)
    .executeTakeFirst()
  if (row)
    return {
      iss: row.peer as Country,
      direction: row.direction as Direction,
      manifestDigest: row.manifestDigest as Digest,
      receipt: row.receipt,
      state: row.state as State,
      tombstone: false,
    }
  const dead = await db.selectFrom('tombstone').selectAll().where('jti', '=', jti).executeTakeFirst()
  if (!dead) return null
  return {
    iss: dead.iss as Country,
    direction: 'in',
    manifestDigest: dead.manifestDigest as Digest,
    receipt: null,
    state: 'received',
    tombstone: true,
  }
}

const accept: Write<AcceptItem, AcceptResult> = async (tx, items) => {
  const dead = await tx.db
    .selectFrom('tombstone')
    .select('jti')
    .where(
      'jti',
      'in',
      items.map((i) => i.message.id),
    )
    .execute()
  const tombstones = new Set(dead.map((row) => row.jti))
  const living = items.filter((item) => !tombstones.has(item.message.id))
  const issued = new Map<string, string>()
  const given: { item: AcceptItem; receipt: Awaited<ReturnType<AcceptItem['receipt']>> }[] = []
  await insertMessages(
    tx,
    living.map((item) => ({
      ...item,
      message: { ...item.message, receipt: null },
      causes: [{ state: 'received', cause: item.cause ?? 'verified, logged and receipted' }],
    })),
    async ({ message: { id } }, appended) => {
      const item = living.find((i) => i.message.id === id)!
      const receipt = await item.receipt(appended)
      given.push({ item, receipt })
      issued.set(id, receipt.jws)
      return receipt.jws
    },
  )
  if (given.length > 0)
    await tx.db
      .insertInto('securityEvent')
      .values(
        given.map(({ item, receipt }) => {
          const { index, shard } = tx.append(receipt.leaf)
          return {
            jti: receipt.jti,
            direction: 'issued',
            peer: item.message.peer,
            event: 'received',
            message: item.message.id,
            manifestDigest: item.message.manifestDigest,
            jws: receipt.jws,
            shard,
            logIndex: index,
            at: item.at,
          }
        }),
      )
      .execute()
  const results: AcceptResult[] = []
  for (const item of items) {
    const receipt = issued.get(item.message.id)
    // The same message twice in one commit: the second is answered as known.
    if (receipt !== undefined && issued.delete(item.message.id)) results.push({ receipt })
    else results.push({ known: (await findKnown(tx.db, item.message.id))! })
  }
  return results
}

type Refusal = Parameters<InboundStore['refuse']>[0]

const refuse: Write<Refusal, { status: number; set: string }> = async (tx, items) => {
  const results = []
  for (const item of items) {
    const key = { iss: item.iss, jti: item.jti, manifestDigest: item.manifestDigest, problem: item.problem }
    const there = await tx.db
      .selectFrom('refusal')
      .select(['status', 'jws'])
      .where('iss', '=', key.iss)
      .where('jti', '=', key.jti)
      .where('manifestDigest', '=', key.manifestDigest)
      .where('problem', '=', key.problem)
      .executeTakeFirst()
    if (there) {
      results.push({ status: there.status, set: there.jws })
      continue
    }
    const { index, shard } = tx.append(item.leaf)
    await tx.db
      .insertInto('refusal')
      .values({ ...key, sealedDigest: item.sealedDigest, status: item.status, jws: item.set.jws })
      .execute()
    await tx.db
      .insertInto('securityEvent')
      .values({
        jti: item.set.jti,
        direction: 'issued',
        peer: item.iss,
        event: 'refused',
        message: item.jti,
        manifestDigest: item.manifestDigest,
        jws: item.set.jws,
        shard,
        logIndex: index,
        at: item.at,
      })
      .execute()
    results.push({ status: item.status, set: item.set.jws })
  }
  return results
}

export function inboundStore({ read, commit }: Store): InboundStore {
  return {
    known: (jti) => findKnown(read, jti),
    async storedAnswer(peer, sealedDigest) {
      const message = await read
        .selectFrom('message')
        .select('receipt')
        .where('peer', '=', peer)
        .where('sealedDigest', '=', sealedDigest)
        .where('direction', '=', 'in')
        .executeTakeFirst()
      if (message?.receipt) return { status: 202, set: message.receipt }
      const refusal = await read
        .selectFrom('refusal')
        .select(['status', 'jws', 'problem'])
        .where('iss', '=', peer)
        .where('sealedDigest', '=', sealedDigest)
        .executeTakeFirst()
      // A refusal that may pass with time is judged anew.
      if (!refusal || refusal.problem === 'not-yet-valid') return null
      return { status: refusal.status, set: refusal.jws }
    },
    accept: (item) => commit(accept, item),
    refuse: (item) => commit(refuse, item),
    async feed(after, limit, filter) {
      let query = read
        .selectFrom('message')
        .selectAll()
        .where('direction', '=', 'in')
        .orderBy('shard')
        .orderBy('logIndex')
        .limit(limit)
      if (after)
        query = query.where((e) =>
          e.or([e('shard', '>', after.shard), e.and([e('shard', '=', after.shard), e('logIndex', '>', after.index)])]),
        )
      query = query.where((e) => forInbox(e, filter))
      const rows = await query.execute()
      if (rows.length === 0) return []
      const ids = rows.map((row) => row.id)
      const parts = await read
        .selectFrom('part')
        .select(['message', 'part', 'mediaType', 'size', 'digest'])
        .where('message', 'in', ids)
        .orderBy('ordinal')
        .execute()
      const references = await read.selectFrom('reference').selectAll().where('message', 'in', ids).execute()
      const times = await read
        .selectFrom('history')
        .select(['message', 'at'])
        .where('message', 'in', ids)
        .where('seq', '=', 0)
        .execute()
      return rows.map((row): FeedRow => ({
        message: messageRow(row),
        parts: parts
          .filter((p) => p.message === row.id)
          .map(({ part, mediaType, size, digest }) => ({
            part,
            mediaType,
            size: Number(size),
            digest: digest as Digest,
          })),
        references: references.filter((r) => r.message === row.id).map(({ type, value }) => ({ type, value })),
        receivedAt: Number(times.find((t) => t.message === row.id)?.at ?? row.createdAt),
      }))
    },
  }
}

export const inboxIn = inStore(inboundStore)
