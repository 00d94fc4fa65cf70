/** Group commit: what is in flight shares one transaction and one fsync, and all are answered after it (measured: three to five times as fast). */
import type { Transaction } from 'kysely'
import { randomBytes } from 'node:crypto'
import { asJuxtaError, JuxtaError } from '../values/errors.ts'
import { encodeLeaf, leafHash } from '../log/entry.ts'
import type { AppendedLeaf, NewLeaf } from './types.ts'
import type { Database } from './database.ts'
import type { Tables } from './tables.ts'

/** The transaction of one commit, in which many items of many kinds may be written. */
export class Tx {
  readonly #appended: {
    shard: string
    idx: number
    data: Buffer
    hash: Buffer
    ownSalt: Buffer | null
    ownObject: string | null
  }[] = []
  #size: number
  readonly db: Transaction<Tables>
  readonly shard: string
  readonly origin: string

  constructor(db: Transaction<Tables>, head: { shard: string; origin: string; size: number }) {
    this.db = db
    this.shard = head.shard
    this.origin = head.origin
    this.#size = head.size
  }

  /** Leaves of the shard, with those that this transaction appends. */
  get size(): number {
    return this.#size
  }

  /** Gives `leaf` the next index. It is written at the end of the transaction, under the head's lock that this transaction holds. */
  append(leaf: NewLeaf): AppendedLeaf {
    const data = encodeLeaf({ kind: leaf.kind, peer: leaf.peer, mid: randomBytes(16).toString('base64url'), c: leaf.c })
    const index = this.#size++
    this.#appended.push({
      shard: this.shard,
      idx: index,
      data,
      hash: leafHash(data),
      ownSalt: leaf.own?.salt ?? null,
      ownObject: leaf.own?.object ?? null,
    })
    return { origin: this.origin, shard: this.shard, index, leaf: data.toString('utf8') }
  }

  async flush(): Promise<void> {
    if (this.#appended.length === 0) return
    for (let i = 0; i < this.#appended.length; i += 500)
      await this.db
        .insertInto('leaf')
        .values(this.#appended.slice(i, i + 500))
        .execute()
    await this.db.updateTable('logHead').set({ size: this.#size }).where('shard', '=', this.shard).execute()
  }
}

/** Takes the lock of the head's row, under which an index is given and a checkpoint is signed. */
export async function lockHead(
  db: Transaction<Tables>,
  dialect: Database['dialect'],
): Promise<{ shard: string; origin: string; size: number }> {
  let query = db
    .selectFrom('node')
    .innerJoin('logHead', 'logHead.shard', 'node.shard')
    .select(['logHead.shard', 'logHead.origin', 'logHead.size'])
    .where('node.id', '=', 1)
  // The node's row too: whoever waited while the next shard was opened must not go on with the one before.
  if (dialect === 'postgres') query = query.forUpdate(['node', 'logHead'])
  const head = await query.executeTakeFirst()
  if (!head) throw Object.assign(new Error('the next shard was opened meanwhile'), { code: '40001' })
  return { ...head, size: Number(head.size) }
}

/** A kind of write. `run` gets all items of the kind that share the commit and answers one result for each, in order. */
export type Write<I, O> = (tx: Tx, items: I[]) => Promise<O[]>

type Pending = {
  write: Write<never, unknown>
  item: unknown
  resolve(value: never): void
  reject(error: unknown): void
}

const AT_ONCE = 128
const TRIES = 4

/** What a driver's error means: try again, a passing condition to report, or the end of this process (log.md, "Order of writes"). */
export function classify(error: unknown): JuxtaError | 'again' {
  if (error instanceof JuxtaError) return error
  const code = String((error as { code?: unknown } | null)?.code ?? '')
  if (/^SQLITE_(BUSY|LOCKED)/.test(code) || code === '40001' || code === '40P01') return 'again'
  if (/^(08|57P)/.test(code) || /^E(CONN|PIPE|TIMEDOUT|AI_AGAIN|NOTFOUND)/.test(code)) return 'again'
  if (
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
      String(error),
    )
  )
    return 'again'
  // The statement was rolled back and nothing is half done: the sender tries again when there is room.
  if (/^SQLITE_FULL/.test(code) || code === '53100')
    return new JuxtaError('log-unavailable', 'the disk of the store is full', { cause: error })
  if (/^SQLITE_CONSTRAINT/.test(code) || code.startsWith('23'))
    return new JuxtaError('store-conflict', 'a constraint of the store was violated', { cause: error })
  return new JuxtaError('store-failed', `the store failed: ${error instanceof Error ? error.message : String(error)}`, {
    cause: error,
  })
}

export class Committer {
  readonly #database: Database
  readonly #onFatal: (error: JuxtaError) => void
  #pending: Pending[] = []
  #running = false
  #failed: JuxtaError | null = null

  constructor(database: Database, onFatal: (error: JuxtaError) => void) {
    this.#database = database
    this.#onFatal = onFatal
  }

  /** Fulfilled once `item` is durable. */
  commit<I, O>(write: Write<I, O>, item: I): Promise<O> {
    if (this.#failed) return Promise.reject(this.#failed)
    return new Promise<O>((resolve, reject) => {
      this.#pending.push({
        write: write,
        item,
        resolve: resolve,
        reject,
      })
      if (!this.#running) {
        this.#running = true
        // After this turn of the event loop, so that everything that arrived in it shares the commit.
        setImmediate(() => void this.#loop())
      }
    })
  }

  async #loop(): Promise<void> {
    while (this.#pending.length > 0) {
      const batch = this.#pending.splice(0, AT_ONCE)
      try {
        await this.#commitTogether(batch)
      } catch {
        // One of them is at fault: alone, each gets the answer that is its own.
        for (const one of batch) await this.#commitTogether([one]).catch((error: unknown) => one.reject(error))
      }
      if (this.#failed) for (const one of this.#pending.splice(0)) one.reject(this.#failed)
    }
    this.#running = false
  }

  async #commitTogether(batch: Pending[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        const results = await this.#transact(batch)
        batch.forEach((one, i) => one.resolve(results[i] as never))
        return
      } catch (error) {
        const meaning = classify(error)
        if (meaning === 'again' && attempt < TRIES) {
          await new Promise((resolve) => setTimeout(resolve, 20 * 2 ** attempt * (0.5 + Math.random())))
          continue
        }
        const fault =
          meaning === 'again'
            ? new JuxtaError('log-unavailable', 'the store cannot be reached', { cause: error })
            : asJuxtaError(meaning)
        if (fault.code === 'store-failed' && !this.#failed) {
          this.#failed = fault
          this.#onFatal(fault)
        }
        throw fault
      }
    }
  }

  /** A crash anywhere in here leaves nothing behind; a lost answer to `commit` is safe because every write finds what is there already. */
  #transact(batch: Pending[]): Promise<unknown[]> {
    return this.#database.writer.transaction().execute(async (db) => {
      const tx = new Tx(db, await lockHead(db, this.#database.dialect))
      const results: unknown[] = new Array(batch.length)
      const kinds = new Map<Write<never, unknown>, number[]>()
      batch.forEach((one, i) => kinds.set(one.write, [...(kinds.get(one.write) ?? []), i]))
      for (const [write, places] of kinds) {
        const answers = await write(tx, places.map((i) => batch[i]!.item) as never[])
        places.forEach((place, i) => (results[place] = answers[i]))
      }
      await tx.flush()
      return results
    })
  }
}
