/** Parts that follow their messages, as the store keeps them while they are under way: the keys of their streams, and where a part that comes is stored. */
import { randomBytes } from 'node:crypto'
import type { Selectable, Transaction } from 'kysely'
import type { ManifestPart } from '../message/manifest.ts'
import { KEY_BYTES } from '../seal/aes128gcm.ts'
import { fixed, oneOf } from '../store/fixed.ts'
import { CHUNK, countUses, makeLarge } from '../store/large.ts'
import { oneAtATime } from '../store/one-at-a-time.ts'
import { inStore, type Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import type { Country } from '../values/country.ts'
import type { Digest } from '../values/digest.ts'
import { JuxtaError } from '../values/errors.ts'
import { newMessageId, type MessageId } from '../values/id.ts'
import type { PartRow } from './message-rows.ts'

/** A part that the bundle of a message announces. */
export type Announced = Pick<ManifestPart, 'id' | 'size' | 'digest'> & { readonly salt: Buffer; readonly key: Buffer }

export type Transfer = ReturnType<typeof transferRow>

const transferRow = (row: Selectable<Tables['transfer']> & { stored: number }) => ({
  ...row,
  peer: row.peer as Country,
  message: row.message as MessageId,
  digest: row.digest as Digest,
  size: Number(row.size),
  stored: Number(row.stored),
  whole: row.whole !== 0,
})

/** Each message that is taken names the parts that came for it: what was kept of their transfer, key and all, is erased. */
export async function endTransfers(
  db: Transaction<Tables>,
  peer: string,
  message: string,
  parts: readonly Pick<PartRow, 'large'>[],
): Promise<void> {
  const due = parts.filter((part) => part.large !== null)
  if (due.length === 0) return
  const ended = await db
    .deleteFrom('transfer')
    .where('direction', '=', 'in')
    .where('peer', '=', peer)
    .where('message', '=', message)
    .returning('large')
    .execute()
  const there = new Set(ended.map((row) => row.large))
  if (!due.every((part) => there.has(part.large!)))
    throw new JuxtaError('store-conflict', 'a part of the message was erased before it was taken', { rule: 'transfer' })
}

/** Erases the keys of the streams of messages of ours that are settled. */
export const eraseKeys = fixed((db, v: { peers: readonly string[]; messages: readonly string[] }) =>
  db
    .deleteFrom('transfer')
    .where('direction', '=', 'out')
    .where(oneOf(db, 'peer', v.peers))
    .where(oneOf(db, 'message', v.messages)),
)

/** The keys of the streams of our own parts. */
export const partKeysIn = inStore(({ apart }: Store) => ({
  /** The key of the stream of a part of ours: made at the first time, the same until the message is settled. */
  keyOf: (message: string, peer: Country, part: PartRow): Promise<Buffer> =>
    apart(async (db) => {
      const one = { direction: 'out', peer, message, part: part.part }
      await db
        .insertInto('transfer')
        .values({
          ...one,
          manifestDigest: '',
          size: part.size,
          digest: part.digest,
          salt: part.salt!,
          key: randomBytes(KEY_BYTES),
          large: part.large!,
          whole: 1,
          at: 0,
        })
        .onConflict((c) => c.doNothing())
        .execute()
      const row = await db
        .selectFrom('transfer')
        .select('key')
        .where('direction', '=', 'out')
        .where('peer', '=', peer)
        .where('message', '=', message)
        .where('part', '=', part.part)
        .executeTakeFirstOrThrow()
      return row.key
    }),
}))

export const transfersIn = inStore(({ read, apart }: Store) => ({
  /** Parts of a message that are under way, with how much of each is there. */
  async of(direction: 'in' | 'out', peer: Country, message: string): Promise<Transfer[]> {
    const rows = await read
      .selectFrom('transfer')
      .innerJoin('large', 'large.id', 'transfer.large')
      .selectAll('transfer')
      .select('large.stored')
      .where('direction', '=', direction)
      .where('peer', '=', peer)
      .where('message', '=', message)
      .orderBy('part')
      .execute()
    return rows.map(transferRow)
  },

  /**
   * Expects the parts that a message announces. What has come of the same part before stays, whatever manifest announced it, and gets the newest key; what came of
   * another part goes. Nothing where the peer would have more than `most` bytes under way. Answers how many it has of other messages.
   */
  expect: (
    peer: Country,
    message: MessageId,
    manifestDigest: Digest,
    parts: readonly Announced[],
    at: number,
    most: number,
  ): Promise<number> =>
    apart(async (db) => {
      // Here, so that of those which come at once each finds what the one before it has taken.
      await oneAtATime(db, `transfers ${peer}`)
      const held = await heldBeside(db, peer, message)
      if (held + parts.reduce((sum, { size }) => sum + size, 0) > most) return held
      const there = await db
        .selectFrom('transfer')
        .selectAll()
        .where('direction', '=', 'in')
        .where('peer', '=', peer)
        .where('message', '=', message)
        .execute()
      const same = (row: Selectable<Tables['transfer']>): Announced | undefined =>
        parts.find(
          (p) => p.id === row.part && p.size === Number(row.size) && p.digest === row.digest && p.salt.equals(row.salt),
        )
      for (const row of there) {
        const announced = same(row)
        const one = db
          .updateTable('transfer')
          .set({ key: announced?.key ?? row.key, manifestDigest, at })
          .where('direction', '=', 'in')
          .where('peer', '=', peer)
          .where('message', '=', message)
          .where('part', '=', row.part)
        if (announced) await one.execute()
        else await dropTransfer(db, row)
      }
      for (const { id, size, digest, salt, key } of parts) {
        if (there.some((row) => row.part === id && same(row))) continue
        const large = newMessageId(at)
        await makeLarge(db, large, size)
        await db
          .insertInto('transfer')
          .values({
            direction: 'in',
            peer,
            message,
            part: id,
            manifestDigest,
            size,
            digest,
            salt,
            key,
            large,
            whole: 0,
            at,
          })
          .execute()
      }
      return held
    }),

  /** Gives one up: what has come of it goes. */
  drop: (row: Transfer): Promise<void> => apart((db) => dropTransfer(db, row)),

  /** Gives up what a peer has not gone on with since `before`, and erases the keys of messages that wait no more. */
  expire: (before: number): Promise<number> =>
    apart(async (db) => {
      const rows = await db
        .selectFrom('transfer')
        .selectAll()
        .where('direction', '=', 'in')
        .where('at', '<', before)
        .execute()
      for (const row of rows) await dropTransfer(db, row)
      await db
        .deleteFrom('transfer')
        .where('direction', '=', 'out')
        .where('message', 'not in', (e) =>
          e.selectFrom('outbox').select('outbox.id').whereRef('outbox.id', '=', 'transfer.message'),
        )
        .execute()
      return rows.length
    }),
}))

/** Bytes of parts of a peer whose messages are not complete, those of `message` aside; each counts a chunk more. */
async function heldBeside(db: Transaction<Tables>, peer: Country, message: MessageId): Promise<number> {
  const row = await db
    .selectFrom('transfer')
    .select((e) => [e.fn.sum<number>('size').as('bytes'), e.fn.countAll<number>().as('n')])
    .where('direction', '=', 'in')
    .where('peer', '=', peer)
    .where('message', '!=', message)
    .executeTakeFirst()
  return Number(row?.bytes ?? 0) + Number(row?.n ?? 0) * CHUNK
}

async function dropTransfer(
  db: Transaction<Tables>,
  {
    direction,
    peer,
    message,
    part,
    large,
  }: Pick<Tables['transfer'], 'direction' | 'peer' | 'message' | 'part' | 'large'>,
): Promise<void> {
  const { numDeletedRows } = await db
    .deleteFrom('transfer')
    .where('direction', '=', direction)
    .where('peer', '=', peer)
    .where('message', '=', message)
    .where('part', '=', part)
    .where('large', '=', large)
    .executeTakeFirst()
  if (Number(numDeletedRows) > 0) await countUses(db, large, -1)
}

/** Something of it has come; `whole`: all, of the digest that was signed. */
export async function came(
  db: Transaction<Tables>,
  { peer, message, part }: Transfer,
  whole: boolean,
  at: number,
): Promise<void> {
  await db
    .updateTable('transfer')
    .set({ at, whole: whole ? 1 : 0 })
    .where('direction', '=', 'in')
    .where('peer', '=', peer)
    .where('message', '=', message)
    .where('part', '=', part)
    .execute()
}
