/** The receiving half in the store: acceptance with its receipt in one transaction, signed refusals, and the inbox feed in the order of the log. */
import { sql, type Kysely, type Transaction } from 'kysely'
import type { Readable } from '../message/agencies.ts'
import type { Direction, State } from '../message/lifecycle.ts'
import { looking, type Write } from '../store/commit.ts'
import { fixed, oneOf } from '../store/fixed.ts'
import { gathered } from '../store/gather.ts'
import { inStore, type Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import type { AppendedLeaf, NewLeaf } from '../store/tx.ts'
import type { LogPlace } from '../store/log.ts'
import type { Reference } from '../message/reference.ts'
import type { Country } from '../values/country.ts'
import type { Digest } from '../values/digest.ts'
import type { MessageId } from '../values/id.ts'
import { forInbox } from './agencies.ts'
import { keepSecond } from './second-signatures.ts'
import { endTransfers } from './transfers.ts'
import { insertMessages, knownIds, messageRow, type MessageRow, type PartRow } from './message-rows.ts'

export type KnownMessage = {
  iss: Country
  direction: Direction
  manifestDigest: Digest
  receipt: string | null
  state: State
  /** The salt of the message; null once it was erased, and of what never came. */
  salt: Buffer | null
  tombstone: boolean
}

type Accepted = {
  message: Omit<MessageRow, 'shard' | 'logIndex' | 'receiptJti' | 'attempts'>
  parts: PartRow[]
  references: Reference[]
  leaf: NewLeaf
  /** The second signature of the manifest. */
  second?: string | null
  /** What its history begins with, where that is not the ordinary way. */
  cause?: string
  /** Signs the receipt once the index is known; called under the log's lock, so it must not wait for a network. */
  receipt(appended: AppendedLeaf): Promise<{ jti: string; jws: string; leaf: NewLeaf }>
  at: number
}
/** `known`: a message with this id was there already; nothing was written. */
type AcceptResult = { receipt: string } | { known: KnownMessage }

type Refused = {
  iss: Country
  /** The address that it came to, which another message may have: what is said there says nothing of the same bytes elsewhere. */
  address: MessageId
  jti: MessageId
  manifestDigest: Digest
  sealedDigest: Digest
  problem: string
  status: number
  set: { jti: string; jws: string }
  leaf: NewLeaf
  at: number
}

export type FeedRow = {
  message: MessageRow
  parts: Omit<PartRow, 'bytes' | 'salt' | 'large'>[]
  references: Reference[]
  receivedAt: number
}

type Read = Pick<Kysely<Tables>, 'getExecutor'>
type KnownRow = {
  what: 'message' | 'tombstone' | 'refusal'
  id: string
  iss: string
  direction: string
  manifestDigest: string
  sealedDigest: string | null
  jws: string | null
  state: string
  salt: Buffer | null
  status: number
  problem: string
}

const receiptIssued = sql`(select "jws" from "securityEvent" where "securityEvent"."peer" = "message"."peer" and "jti" = "receiptJti" and "securityEvent"."direction" = 'issued')`
const ofMessage = sql`select 'message' as "what", "id", "peer" as "iss", "direction", "manifestDigest", "sealedDigest", ${receiptIssued} as "jws", "state", "salt",
  202 as "status", '' as "problem" from "message"`
const ofTombstone = sql`select 'tombstone', "jti", "iss", 'in', "manifestDigest", null, null, 'received', null, 0, '' from "tombstone"`
const ofRefusal = sql`select 'refusal', "jti", "iss", 'in', "manifestDigest", "sealedDigest", "jws", 'received', null, "status", "problem" from "refusal"`

const knownOf = ({ iss, direction, manifestDigest, jws, state, salt, what }: KnownRow): KnownMessage => ({
  iss: iss as Country,
  direction: direction as Direction,
  manifestDigest: manifestDigest as Digest,
  receipt: jws,
  state: state as State,
  salt,
  tombstone: what === 'tombstone',
})

/** Whatever is known under `jti`, be it a message or a tombstone. */
export async function findKnown(db: Read, jti: MessageId): Promise<KnownMessage | null> {
  const { rows } =
    await sql<KnownRow>`${ofMessage} where "id" = ${jti} union all ${ofTombstone} where "jti" = ${jti}`.execute(db)
  return rows[0] ? knownOf(rows[0]) : null
}

/** What is there before a message is looked into: the answer that the same bytes from the same peer got before at the same address, and what is known under its id. */
export type Seen = {
  readonly answer: { readonly status: number; readonly set: string } | null
  readonly known: KnownMessage | null
}

/** A message that has come, before it is looked into. */
type Arrived = { readonly peer: Country; readonly jti: string; readonly sealedDigest: Digest }

const seen = fixed((db, v: { jtis: readonly string[]; sealedDigests: readonly string[] }) => ({
  compile: () =>
    sql<KnownRow>`${ofMessage} where ${oneOf(db, 'id', v.jtis)}
      union all ${ofTombstone} where ${oneOf(db, 'jti', v.jtis)}
      union all ${ofRefusal} where ${oneOf(db, 'sealedDigest', v.sealedDigests)}`.compile(db),
}))

async function see(db: Read, arrived: readonly Arrived[]): Promise<Seen[]> {
  const rows = await seen.all(db, {
    jtis: arrived.map(({ jti }) => jti),
    sealedDigests: arrived.map(({ sealedDigest }) => sealedDigest),
  })
  return arrived.map((one) => seenOf(one, rows))
}

/** `rows`: what there is about it, among others. */
function seenOf({ peer, jti, sealedDigest }: Arrived, rows: readonly KnownRow[]): Seen {
  const known = rows.find(({ what, id }) => what !== 'refusal' && id === jti)
  // A refusal that may pass with time is judged anew.
  const answer = rows.find(
    (row) =>
      (row === known || (row.what === 'refusal' && row.id === jti)) &&
      row.iss === peer &&
      row.sealedDigest === sealedDigest &&
      row.direction === 'in' &&
      row.jws !== null &&
      row.problem !== 'not-yet-valid',
  )
  return {
    answer: answer ? { status: Number(answer.status), set: answer.jws! } : null,
    known: known ? knownOf(known) : null,
  }
}

const refusedForEver = fixed((db, v: { ids: readonly string[] }) =>
  db
    .selectFrom('tombstone')
    .select('jti')
    .where(oneOf(db, 'jti', v.ids)),
)

/** What is there of messages that are to be accepted. */
async function there(db: Transaction<Tables>, items: readonly Accepted[]) {
  const ids = items.map((i) => i.message.id)
  const [dead, known] = await Promise.all([refusedForEver.all(db, { ids }), knownIds(db, ids)])
  return { tombstones: new Set(dead.map((row) => row.jti)), known }
}

const accept: Write<Accepted, AcceptResult> = looking(there, async (tx, items, { tombstones, known }) => {
  const living = items.filter((item) => !tombstones.has(item.message.id))
  const issued = new Map<string, string>()
  const given: { item: Accepted; receipt: Awaited<ReturnType<Accepted['receipt']>> }[] = []
  const receipts = () =>
    given.map(({ item: { message, at }, receipt: { jti, jws, leaf } }) => {
      const { index: logIndex, shard } = tx.append(leaf)
      const { peer, id, manifestDigest } = message
      const event = { jti, direction: 'issued', peer, event: 'received', message: id, manifestDigest, jws }
      return { shard, logIndex, at, ...event }
    })
  await insertMessages(
    tx,
    living.map((item) => ({
      item,
      causes: [{ state: 'received', cause: item.cause ?? 'verified, logged and receipted' }],
      ...item,
      message: { receiptJti: null, attempts: 0, ...item.message },
    })),
    known,
    () => [{ table: 'securityEvent', rows: receipts() }],
    async ({ item }, appended) => {
      const receipt = await item.receipt(appended)
      given.push({ item, receipt })
      issued.set(item.message.id, receipt.jws)
      return receipt.jti
    },
  )
  for (const { item } of given) await endTransfers(tx.db, item.message.peer, item.message.id, item.parts)
  for (const { item } of given) await keepSecond(tx.db, item.message.id, item.second ?? null)
  const results: AcceptResult[] = []
  for (const item of items) {
    const receipt = issued.get(item.message.id)
    // The same message twice in one commit: the second is answered as known.
    if (receipt !== undefined && issued.delete(item.message.id)) results.push({ receipt })
    else results.push({ known: (await findKnown(tx.db, item.message.id))! })
  }
  return results
})

const refuse: Write<Refused, { status: number; set: string }> = async (tx, items) => {
  const results = []
  for (const { iss, address, jti, manifestDigest, problem, sealedDigest, status, set, leaf, at } of items) {
    const there = await tx.db
      .selectFrom('refusal')
      .select(['status', 'jws'])
      .where('iss', '=', iss)
      .where('jti', '=', address)
      .where('manifestDigest', '=', manifestDigest)
      .where('problem', '=', problem)
      .executeTakeFirst()
    if (there) {
      results.push({ status: there.status, set: there.jws })
      continue
    }
    const { index: logIndex, shard } = tx.append(leaf)
    await tx.db
      .insertInto('refusal')
      .values({ iss, jti: address, manifestDigest, problem, sealedDigest, status, jws: set.jws })
      .execute()
    const about = { direction: 'issued', peer: iss, event: 'refused', message: jti, manifestDigest }
    await tx.db
      .insertInto('securityEvent')
      .values({ ...set, ...about, shard, logIndex, at })
      .execute()
    results.push({ status, set: set.jws })
  }
  return results
}

/** Leaves that one page of the feed looks through; what a reader may not read costs no more than that. */
const LOOKED_THROUGH = 2000

export const inboxIn = inStore(({ read, commit }: Store) => ({
  /** What is known under an id. */
  known: (jti: MessageId): Promise<KnownMessage | null> => findKnown(read, jti),

  /** The stored answer to these sealed bytes from `peer`, a receipt or a signed refusal, and what is known under the id: one look. */
  see: gathered((arrived: readonly Arrived[]) => see(read, arrived)),

  accept: (item: Accepted): Promise<AcceptResult> => commit(accept, item),

  /** Stores a signed refusal once per (address, digest, problem); answers the one that is stored. */
  refuse: (item: Refused): Promise<{ status: number; set: string }> => commit(refuse, item),

  /**
   * What came, in the order of the log, from `after` (exclusive) on. `next`: up to where it was looked, which may be further than the last that was found;
   * `more`: there is something after it that was not looked at.
   */
  async feed(
    after: LogPlace | null,
    limit: number,
    filter: Readable,
  ): Promise<{ rows: FeedRow[]; next: LogPlace | null; more: boolean }> {
    const all = () => {
      const query = read.selectFrom('message').where('direction', '=', 'in').orderBy('shard').orderBy('logIndex')
      return after
        ? query.where((e) => e(e.refTuple('shard', 'logIndex'), '>', e.tuple(after.shard, after.index)))
        : query
    }
    // First, so that what comes meanwhile is looked at or left for the next page.
    const end = await all()
      .select(['shard', 'logIndex as index'])
      .offset(LOOKED_THROUGH - 1)
      .limit(1)
      .executeTakeFirst()
    let query = all()
      .selectAll()
      .where((e) => forInbox(e, filter))
      .limit(limit)
    if (end) query = query.where((e) => e(e.refTuple('shard', 'logIndex'), '<=', e.tuple(end.shard, end.index)))
    const messages = (await query.execute()).map(messageRow)
    const last = messages.at(-1)
    const found = last && { shard: last.shard, index: last.logIndex }
    const full = messages.length === limit
    return {
      rows: await whole(read, messages),
      next: (full ? found : end && { shard: end.shard, index: Number(end.index) }) ?? found ?? after,
      more: full || end !== undefined,
    }
  },
}))

async function whole(db: Pick<Kysely<Tables>, 'selectFrom'>, messages: readonly MessageRow[]): Promise<FeedRow[]> {
  if (messages.length === 0) return []
  const ids = messages.map((row) => row.id)
  const parts = await db
    .selectFrom('part')
    .select(['message', 'part', 'mediaType', 'size', 'digest'])
    .where('message', 'in', ids)
    .orderBy('ordinal')
    .execute()
  const references = await db.selectFrom('reference').selectAll().where('message', 'in', ids).execute()
  return messages.map((message): FeedRow => ({
    message,
    parts: parts
      .filter((p) => p.message === message.id)
      .map(({ part, mediaType, size, digest }) => ({ part, mediaType, size: Number(size), digest: digest as Digest })),
    references: references.filter((r) => r.message === message.id).map(({ type, value }) => ({ type, value })),
    receivedAt: message.createdAt,
  }))
}
