/** Which messages have come into cases, in the order of the log; and the end of that list in memory, which all who follow the log share. */
import { sql } from 'kysely'
import { inStore, type Store } from '../store/store.ts'
import type { LogPlace } from '../store/log.ts'
import type { Digest } from '../values/digest.ts'
import type { MessageId } from '../values/id.ts'
import type { Direction } from '../message/lifecycle.ts'
import { caseName, type CaseName } from './case-table.ts'

/** A message that has come into its case. */
export type Entered = CaseName & {
  readonly id: MessageId
  readonly direction: Direction
  /** Where it came in: at its own leaf, or, one of ours, at that of its receipt. */
  readonly at: LogPlace
  /** Its own leaf. */
  readonly leaf: LogPlace
  readonly agreement: Digest
  /** Seconds since 1970 at which it was signed. */
  readonly iat: number
  /** It was the only message of its case when this was read. */
  readonly alone: boolean
}

/** Whether `a` stands after `b`; null stands before all. */
export const isAfter = (a: LogPlace | null, b: LogPlace | null): boolean =>
  a !== null && (b === null || a.shard > b.shard || (a.shard === b.shard && a.index > b.index))

const START: LogPlace = { shard: '', index: -1 }

export const enteredIn = inStore(({ read }: Store) => {
  const received = (after: LogPlace | null, limit: number) => {
    const { shard, index } = after ?? START
    return read
      .selectFrom('message')
      .where('direction', '=', 'in')
      .where((e) => e(e.refTuple('shard', 'logIndex'), '>', e.tuple(shard, index)))
      .orderBy('shard')
      .orderBy('logIndex')
      .limit(limit)
  }
  const receipts = (after: LogPlace | null, limit: number) => {
    const { shard, index } = after ?? START
    return read
      .selectFrom('securityEvent')
      .where('securityEvent.event', '=', 'received')
      .where('securityEvent.direction', '=', 'received')
      .where((e) => e(e.refTuple('securityEvent.shard', 'securityEvent.logIndex'), '>', e.tuple(shard, index)))
      .orderBy('securityEvent.shard')
      .orderBy('securityEvent.logIndex')
      .limit(limit)
  }
  const COLUMNS = [
    'message.id',
    'message.peer',
    'message.conversation',
    'message.shard',
    'message.logIndex',
    'message.agreement',
    'message.iat',
    sql<number>`case when exists (select 1 from "message" as "other" where "other"."conversation" = "message"."conversation"
      and "other"."peer" = "message"."peer" and ("other"."logIndex" <> "message"."logIndex" or "other"."shard" <> "message"."shard"))
      then 0 else 1 end`.as('alone'),
  ] as const

  /** The place of the last leaf; null in an empty log. */
  async function head(): Promise<LogPlace | null> {
    const { shard, size } = await read
      .selectFrom('node')
      .innerJoin('logHead', 'logHead.shard', 'node.shard')
      .select(['logHead.shard', 'logHead.size'])
      .where('node.id', '=', 1)
      .executeTakeFirstOrThrow()
    // Below the first leaf of a shard all of the one before counts.
    return { shard, index: Number(size) - 1 }
  }

  return {
    head,

    /** At most `limit` messages that came into a case after `after`, and not after `upTo`, in the order of the log. */
    async since(after: LogPlace | null, limit: number, upTo?: LogPlace | null): Promise<Entered[]> {
      // The end is read first: two reads see different ends, and nothing may be stepped over.
      const end = upTo === undefined ? await head() : upTo
      const ours = await receipts(after, limit)
        .innerJoin('message', 'message.id', 'securityEvent.message')
        .select([...COLUMNS, 'securityEvent.shard as atShard', 'securityEvent.logIndex as atIndex'])
        .execute()
      const theirs = await received(after, limit).select(COLUMNS).execute()
      const entered = (direction: Direction, row: (typeof theirs)[number], shard: string, index: number): Entered => ({
        ...caseName(row),
        id: row.id as MessageId,
        direction,
        at: { shard, index: Number(index) },
        leaf: { shard: row.shard, index: Number(row.logIndex) },
        agreement: row.agreement as Digest,
        iat: Number(row.iat),
        alone: Number(row.alone) === 1,
      })
      return [
        ...theirs.map((row) => entered('in', row, row.shard, row.logIndex)),
        ...ours.map((row) => entered('out', row, row.atShard, row.atIndex)),
      ]
        .filter(({ at }) => !isAfter(at, end))
        .sort((a, b) => (isAfter(a.at, b.at) ? 1 : -1))
        .slice(0, limit)
    },

    /** How many there are after `after`, counted to `limit` at most. */
    async count(after: LogPlace | null, limit: number): Promise<number> {
      let sum = 0
      for (const some of [
        received(after, limit).select('message.logIndex'),
        receipts(after, limit).select('securityEvent.logIndex'),
      ]) {
        const rows = read.selectFrom(some.as('some')).select((e) => e.fn.countAll<number>().as('count'))
        sum += Number((await rows.executeTakeFirstOrThrow()).count)
      }
      return Math.min(sum, limit)
    },
  }
})

/** Messages that are read at once. */
export const PAGE = 200
/** Messages that are kept for whoever comes later. */
const KEPT = 1000

/** The end of what came into cases: a page of it is read once, by whoever comes to it first. */
export class EnteredTail {
  readonly #entered: ReturnType<typeof enteredIn>
  #head: LogPlace | null = null
  /** All that came after `#from` and not after `#to`; nothing is kept where that is undefined. */
  #from: LogPlace | null = null
  #to: LogPlace | null | undefined
  #kept: Entered[] = []

  constructor(store: Store) {
    this.#entered = enteredIn(store)
  }

  /** Where the log is now, up to which `after` answers from now on. */
  async look(): Promise<LogPlace | null> {
    return (this.#head = await this.#entered.head())
  }

  /** A page of what came after `after`, up to where the log was looked at last; empty: that is all. One asks at a time. */
  async after(after: LogPlace | null): Promise<readonly Entered[]> {
    // Who is far behind reads for himself, and does not take the end away from the others.
    if (this.#to !== undefined && isAfter(this.#from, after)) return this.#entered.since(after, PAGE, this.#head)
    if (this.#to === undefined || isAfter(after, this.#to)) {
      this.#kept = []
      this.#from = this.#to = after
    }
    for (;;) {
      const first = this.#kept.findIndex(({ at }) => isAfter(at, after))
      if (first >= 0) return this.#kept.slice(first, first + PAGE)
      if (!isAfter(this.#head, this.#to)) return []
      await this.#readOn()
    }
  }

  /** Whether nothing came after `after` and not after `upTo`; undefined where that is not known here. */
  isAll(after: LogPlace | null, upTo: LogPlace | null): boolean | undefined {
    if (!isAfter(upTo, after)) return true
    if (this.#to === undefined || isAfter(this.#from, after) || isAfter(upTo, this.#to)) return undefined
    return !this.#kept.some(({ at }) => isAfter(at, after) && !isAfter(at, upTo))
  }

  async #readOn(): Promise<void> {
    const page = await this.#entered.since(this.#to ?? null, PAGE, this.#head)
    this.#to = page.length < PAGE ? this.#head : page.at(-1)!.at
    this.#kept.push(...page)
    if (this.#kept.length <= KEPT) return
    const gone = this.#kept.splice(0, this.#kept.length - KEPT)
    this.#from = gone.at(-1)!.at
  }
}
