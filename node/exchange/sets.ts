/** Security events (SETs) in the store: those we issue, which wait in the outbox for their peer, and those we received. Each has its leaf. */
import { signingInput } from '../message/manifest.ts'
import type { SetClaims } from '../message/security-event.ts'
import { sql, type Kysely, type SqlBool, type Transaction } from 'kysely'
import { ownEventLeaf, signedLeaf } from '../store/leaves.ts'
import { inStore, type Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import type { NewLeaf, Tx } from '../store/tx.ts'
import type { LogPlace } from '../store/log.ts'
import type { Country } from '../values/country.ts'
import type { Digest } from '../values/digest.ts'
import type { MessageId } from '../values/id.ts'
import { enqueue } from './enqueue.ts'
import type { MessageRow } from './message-rows.ts'
import { OF_ITSELF } from './tables.ts'

/** A SET (RFC 8417) that was issued or received: receipt, refusal or later event. */
export type SetRow = {
  jti: string
  direction: 'issued' | 'received'
  peer: Country
  event: string
  message: string | null
  manifestDigest: string | null
  jws: string
  shard: string
  logIndex: number
  at: number
}

/** The receipt of a message, issued or held, among the SETs about it; undefined where it has none, or it was erased. */
export const receiptIn = (
  sets: readonly SetRow[],
  { receiptJti }: Pick<MessageRow, 'receiptJti'>,
): SetRow | undefined => sets.find((set) => set.jti === receiptJti && set.event === 'received' && set.jws !== '')

/** A SET that is new, of either direction. */
export type NewSet = {
  readonly set: {
    readonly jti: MessageId
    readonly event: string
    readonly jws: string
    readonly message: MessageId | null
    readonly manifestDigest: Digest | null
  }
  readonly peer: Country
  readonly leaf: NewLeaf
  readonly at: number
}

/** The leaf of a SET: under the salt of the message that it is about, else under one of its own, as where the message was erased. */
export const aboutMessage = (salt: Buffer | null, peer: Country, jws: string): NewLeaf =>
  salt ? signedLeaf('event', peer, salt, jws) : ownEventLeaf(peer, jws)

export async function isKnownSet(
  db: Transaction<Tables>,
  direction: SetRow['direction'],
  peer: Country,
  jti: string,
): Promise<boolean> {
  return (await textOf(db, direction, peer, jti)) !== null
}

/** Whether a SET is the one that is kept under its id, of which nothing may be left: signatures are malleable, what is signed is not. */
export const isSameSet = (kept: string, jws: string): boolean => kept === '' || signingInput(kept) === signingInput(jws)

/** The SET that a peer sent under an id, empty once it was erased; null where there is none. */
export const receivedSet = (db: Transaction<Tables>, peer: Country, jti: string): Promise<string | null> =>
  textOf(db, 'received', peer, jti)

async function textOf(
  db: Transaction<Tables>,
  direction: SetRow['direction'],
  peer: Country,
  jti: string,
): Promise<string | null> {
  const there = await db
    .selectFrom('securityEvent')
    .select('jws')
    .where('peer', '=', peer)
    .where('jti', '=', jti)
    .where('direction', '=', direction)
    .executeTakeFirst()
  return there?.jws ?? null
}

/** An event that a peer told, as it is kept; without members once its text was erased. */
export type ToldSet = {
  readonly event: string
  readonly jti: string
  readonly at: number
  readonly erased: boolean
  readonly body: Readonly<Record<string, unknown>>
}

/** What a SET claims that was verified when it was kept. */
const claimsOf = (jws: string): Pick<SetClaims, 'iat' | 'events'> =>
  JSON.parse(Buffer.from(jws.split('.')[1]!, 'base64url').toString('utf8')) as SetClaims

/** The members of the one event of a SET that was verified when it was kept. */
export const bodyOf = (jws: string): Record<string, unknown> =>
  jws === '' ? {} : Object.values(claimsOf(jws).events)[0]!

const toldSet = ({ event, jti, at, jws }: Pick<Tables['securityEvent'], 'event' | 'jti' | 'at' | 'jws'>): ToldSet => ({
  event,
  jti,
  at: Number(at),
  erased: jws === '',
  body: bodyOf(jws),
})

/** What was told about a message after its receipt or refusal, in the order in which it came. */
export async function toldAbout(db: Transaction<Tables>, message: MessageId): Promise<ToldSet[]> {
  const rows = await db
    .selectFrom('securityEvent')
    .select(['event', 'jti', 'at', 'jws'])
    .where('message', '=', message)
    .where('direction', '=', 'received')
    .where('event', 'not in', ['received', 'refused'])
    .orderBy('at')
    .orderBy('shard')
    .orderBy('logIndex')
    .execute()
  return rows.map(toldSet)
}

/** What one side told the other of itself in events of one kind, in the order in which it was kept; `issued`: what we told `peer`. `iat`, in seconds: when it was signed. */
export async function saidOfItself(
  db: Pick<Transaction<Tables>, 'selectFrom'>,
  direction: SetRow['direction'],
  peer: Country,
  event: string,
): Promise<(ToldSet & { readonly iat: number })[]> {
  const rows = await db
    .selectFrom('securityEvent')
    .select(['event', 'jti', 'at', 'jws'])
    .where('peer', '=', peer)
    .where('direction', '=', direction)
    .where('event', '=', event)
    .where(sql.raw<SqlBool>(OF_ITSELF))
    .orderBy('shard')
    .orderBy('logIndex')
    .execute()
  return rows.map((row) => ({ ...toldSet(row), iat: claimsOf(row.jws).iat }))
}

/** Whether an event of ours about a message still waits for its peer. */
export async function waitsToTell(db: Transaction<Tables>, event: string, message: MessageId): Promise<boolean> {
  const waiting = await db
    .selectFrom('securityEvent')
    .innerJoin('outbox', 'outbox.id', 'securityEvent.jti')
    .select('outbox.id')
    .where('securityEvent.message', '=', message)
    // Without statistics a database would read all events of this kind.
    .where(sql<string>`coalesce("securityEvent"."direction", '')`, '=', 'issued')
    .where(sql<string>`coalesce("securityEvent"."event", '')`, '=', event)
    .executeTakeFirst()
  return waiting !== undefined
}

async function record(tx: Tx, direction: SetRow['direction'], { set, peer, leaf, at }: NewSet): Promise<boolean> {
  if (await isKnownSet(tx.db, direction, peer, set.jti)) return false
  const { shard, index } = tx.append(leaf)
  await tx.db
    .insertInto('securityEvent')
    .values({ ...set, direction, peer, shard, logIndex: index, at })
    .execute()
  return true
}

/** Keeps a SET of a peer and appends its leaf; false where it was received before. */
export const receiveSet = (tx: Tx, item: NewSet): Promise<boolean> => record(tx, 'received', item)

/** Keeps a SET of ours, appends its leaf and lets it wait for its peer; nothing where it is issued already. */
export async function issueSet(tx: Tx, item: NewSet, deliver: { priority: number; expiresAt: number }): Promise<void> {
  if (!(await record(tx, 'issued', item))) return
  const { set, peer, at } = item
  await enqueue(tx.db, [{ kind: 'event', jti: set.jti, message: set.message, body: set.jws, peer, at, ...deliver }])
}

const setRow = (row: Tables['securityEvent']): SetRow =>
  ({ ...row, logIndex: Number(row.logIndex), at: Number(row.at) }) as SetRow

/** All SETs about a message, in the order in which they came. */
export async function setsAbout(db: Pick<Kysely<Tables>, 'selectFrom'>, message: string): Promise<SetRow[]> {
  const rows = await db.selectFrom('securityEvent').selectAll().where('message', '=', message).execute()
  return rows.map(setRow).sort((a, b) => a.at - b.at || a.logIndex - b.logIndex)
}

export const setsIn = inStore(({ read, transact }: Store) => ({
  issue: (item: NewSet, deliver: { priority: number; expiresAt: number }): Promise<void> =>
    transact((tx) => issueSet(tx, item, deliver)),
  /** False where it was received before. */
  receive: (item: NewSet): Promise<boolean> => transact((tx) => receiveSet(tx, item)),

  setsOf: (message: MessageId): Promise<SetRow[]> => setsAbout(read, message),

  /** All SETs about some messages, in no order. */
  ofMessages: async (ids: readonly string[]): Promise<SetRow[]> =>
    ids.length === 0
      ? []
      : (await read.selectFrom('securityEvent').selectAll().where('message', 'in', ids).execute()).map(setRow),

  /** What was issued to `peer` after a place of our log, in its order. */
  async issuedSince(after: LogPlace | null, peer: Country, limit: number): Promise<SetRow[]> {
    let query = read
      .selectFrom('securityEvent')
      .selectAll()
      .where('peer', '=', peer)
      .where('direction', '=', 'issued')
      .orderBy('shard')
      .orderBy('logIndex')
      .limit(limit)
    if (after) query = query.where((e) => e(e.refTuple('shard', 'logIndex'), '>', e.tuple(after.shard, after.index)))
    return (await query.execute()).map(setRow)
  },
}))
