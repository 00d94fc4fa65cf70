/** The transaction of one commit: under the lock of the log's head it gives leaves their indexes, and writes them at its end. */
import type { Transaction } from 'kysely'
import { encodeLeaf, leafHash } from '../log/entry.ts'
import type { JuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import { freshBytes } from '../values/random.ts'
import { broken, meanwhile } from './faults.ts'
import { dialectOf, fixed } from './fixed.ts'
import { insertAll, together, type Rows } from './insert-rows.ts'
import type { Tables } from './tables.ts'

/** A leaf to append. `object` and `salt` are kept beside the leaf where nothing else in the store holds them (log.md, "own, stored"). */
export type NewLeaf = {
  kind: string
  peer: Country
  /** `sha-256:…` commitment. */
  c: string
  own?: { salt: Buffer; object: string }
}

export type AppendedLeaf = { origin: string; shard: string; index: number; leaf: string }

/** The end of a log: its shard, its name, and how many leaves it has. */
export type LogHead = { readonly shard: string; readonly origin: string; readonly size: number }

/** The head as whoever holds its lock goes on from it. */
export type LockedHead = LogHead & {
  /** The last place that was given to a change. */
  readonly changes: number
}

/** Places of one change: its own, and the next one for the case that has changed with it. */
export const PLACES = 2

/** More than a store gives out between a backup and what is restored of it. */
export const LOST_CHANGES = 2 ** 32

const grow = fixed((db, v: { size: number; changes: number; shard: string }) =>
  db.updateTable('logHead').set({ size: v.size, changes: v.changes }).where('shard', '=', v.shard),
)

/** In which many items of many kinds may be written. */
export class Tx {
  readonly #appended: Tables['leaf'][] = []
  readonly #head: LockedHead | null
  #size: number
  #changes: number
  readonly db: Transaction<Tables>

  /** `head` null: its lock was not taken. */
  constructor(db: Transaction<Tables>, head: LockedHead | null) {
    this.db = db
    this.#head = head
    this.#size = head?.size ?? 0
    this.#changes = head?.changes ?? 0
  }

  get #locked(): LockedHead {
    if (!this.#head)
      throw broken('what stands in the order of the log is written by a transaction that does not hold its lock')
    return this.#head
  }

  get shard(): string {
    return this.#locked.shard
  }

  get origin(): string {
    return this.#locked.origin
  }

  /** Leaves of the shard, with those that this transaction appends. */
  get size(): number {
    return this.#size
  }

  /** The last place that it has given to a change. */
  get changes(): number {
    return this.#changes
  }

  /** The place of the next change in the order of commits: whoever holds the lock after this transaction sees all that it has placed. */
  place(): number {
    void this.#locked
    return (this.#changes += PLACES)
  }

  /** Gives `leaf` the next index. It is written at the end of the transaction, under the head's lock that this transaction holds. */
  append(leaf: NewLeaf): AppendedLeaf {
    const { shard, origin } = this.#locked
    const data = encodeLeaf({ kind: leaf.kind, peer: leaf.peer, mid: freshBytes(16).toString('base64url'), c: leaf.c })
    const index = this.#size++
    this.#appended.push({
      shard,
      idx: index,
      data,
      hash: leafHash(data),
      ownSalt: leaf.own?.salt ?? null,
      ownObject: leaf.own?.object ?? null,
    })
    return { origin, shard, index, leaf: data.toString('utf8') }
  }

  /** The end of the transaction: its leaves, and what goes along with the writes in it. */
  async flush(along: readonly Rows[] = []): Promise<void> {
    await insertAll(this.db, [...together(along), { table: 'leaf', rows: this.#appended }])
    if (this.#head && (this.#size > this.#head.size || this.#changes > this.#head.changes))
      await grow.run(this.db, { size: this.#size, changes: this.#changes, shard: this.shard })
  }
}

/** A fault that says that a leaf stands already where one was to be written: somebody has written past the lock of the head. */
export function givenTwice(fault: JuxtaError): JuxtaError {
  const { table, message } = (fault.cause ?? {}) as { table?: string; message?: string }
  const ofLeaf = table === 'leaf' || /constraint failed: leaf\./.test(message ?? '')
  return fault.rule === 'store-constraint' && ofLeaf ? broken('a place of the log is given twice', fault) : fault
}

const head = fixed((db, _: object) => {
  const query = db
    .selectFrom('node')
    .innerJoin('logHead', 'logHead.shard', 'node.shard')
    .select(['logHead.shard', 'logHead.origin', 'logHead.size', 'logHead.changes'])
    .where('node.id', '=', 1)
  // The node's row too: whoever waited while the next shard was opened must not go on with the one before.
  return dialectOf(db) === 'postgres' ? query.forUpdate(['node', 'logHead']) : query
})

/** Takes the lock of the head's row, under which an index is given and a checkpoint is signed. */
export async function lockHead(db: Transaction<Tables>): Promise<LockedHead> {
  const found = await head.first(db, {})
  if (!found) throw meanwhile('the next shard was opened meanwhile')
  return { ...found, size: Number(found.size), changes: Number(found.changes) }
}
