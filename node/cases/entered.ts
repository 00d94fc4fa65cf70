/** Which messages have come into cases, in the order of the log; and the end of that list in memory, which all who follow the log share. */
import { sql } from 'kysely'
import { fixed } from '../store/fixed.ts'
import { inStore, type Reader, type Store } from '../store/store.ts'
import type { LogPlace } from '../store/log.ts'
import type { Digest } from '../values/digest.ts'
import type { MessageId } from '../values/id.ts'
import type { Direction } from '../message/lifecycle.ts'
import { caseName, keyOf, type CaseName } from './case-table.ts'

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

/** What has come into a case at a time, all of it that came up to `upTo`. */
export type Came = CaseName & { readonly messages: readonly Entered[]; readonly upTo: LogPlace }

/** Before the first leaf. */
const START: LogPlace = { shard: '', index: -1 }

/** A page of the log, case by case. */
export function cameOf(page: readonly Entered[]): Came[] {
  const cases = new Map<string, Entered[]>()
  for (const one of page) {
    const there = cases.get(keyOf(one))
    if (there) there.push(one)
    else cases.set(keyOf(one), [one])
  }
  const upTo = page.at(-1)?.at ?? START
  return [...cases.values()].map((messages) => {
    const { peer, conversation } = messages[0]!
    return { peer, conversation, messages, upTo }
  })
}

/** Whether `a` stands after `b`; null stands before all. */
export const isAfter = (a: LogPlace | null, b: LogPlace | null): boolean =>
  a !== null && (b === null || a.shard > b.shard || (a.shard === b.shard && a.index > b.index))

type Range = LogPlace & { readonly limit: number }

/** Whether another message of the case is there. */
const ALONE = sql<number>`case when exists (select 1 from "message" as "other" where "other"."conversation" = "message"."conversation"
  and "other"."peer" = "message"."peer" and ("other"."logIndex" <> "message"."logIndex" or "other"."shard" <> "message"."shard"))
  then 0 else 1 end`

const COLUMNS = [
  'message.id',
  'message.peer',
  'message.conversation',
  'message.shard',
  'message.logIndex',
  'message.agreement',
  'message.iat',
  ALONE.as('alone'),
] as const

const received = (db: Reader, { shard, index, limit }: Range) =>
  db
    .selectFrom('message')
    .where('direction', '=', 'in')
    .where((e) => e(e.refTuple('shard', 'logIndex'), '>', e.tuple(shard, index)))
    .orderBy('shard')
    .orderBy('logIndex')
    .limit(limit)
const receipts = (db: Reader, { shard, index, limit }: Range) =>
  db
    .selectFrom('securityEvent')
    // Written out, as in the index of these.
    .where('securityEvent.event', '=', sql.lit('received'))
    .where('securityEvent.direction', '=', sql.lit('received'))
    .where((e) => e(e.refTuple('securityEvent.shard', 'securityEvent.logIndex'), '>', e.tuple(shard, index)))
    .orderBy('securityEvent.shard')
    .orderBy('securityEvent.logIndex')
    .limit(limit)

const theirsAfter = fixed((db, range: Range) =>
  received(db, range).select([...COLUMNS, 'message.shard as atShard', 'message.logIndex as atIndex']),
)
const oursAfter = fixed((db, range: Range) =>
  receipts(db, range)
    .innerJoin('message', 'message.id', 'securityEvent.message')
    .select([...COLUMNS, 'securityEvent.shard as atShard', 'securityEvent.logIndex as atIndex']),
)
const counts = [
  (db: Reader, range: Range) => received(db, range).select('message.logIndex'),
  (db: Reader, range: Range) => receipts(db, range).select('securityEvent.logIndex'),
].map((some) =>
  fixed((db, range: Range) => db.selectFrom(some(db, range).as('some')).select((e) => e.fn.countAll<number>().as('n'))),
)

const logHead = fixed((db, { node }: { node: number }) =>
  db
    .selectFrom('node')
    .innerJoin('logHead', 'logHead.shard', 'node.shard')
    .select(['logHead.shard', 'logHead.size'])
    .where('node.id', '=', node),
)

export const enteredIn = inStore(({ read }: Store) => {
  /** The place of the last leaf. Below the first of a shard stands all of the one before. */
  async function head(): Promise<LogPlace> {
    const { shard, size } = (await logHead.first(read, { node: 1 }))!
    return { shard, index: Number(size) - 1 }
  }

  return {
    head,

    /** At most `limit` messages that came into a case after `after`, and not after `upTo`, in the order of the log. */
    async since(after: LogPlace | null, limit: number, upTo?: LogPlace | null): Promise<Entered[]> {
      // The end is read first: two reads see different ends, and nothing may be stepped over.
      const end = upTo === undefined ? await head() : upTo
      const range = { ...(after ?? START), limit }
      const theirs = await theirsAfter.all(read, range)
      const ours = await oursAfter.all(read, range)
      const entered =
        (direction: Direction) =>
        (row: (typeof theirs)[number]): Entered => ({
          ...caseName(row),
          id: row.id as MessageId,
          direction,
          at: { shard: row.atShard, index: Number(row.atIndex) },
          leaf: { shard: row.shard, index: Number(row.logIndex) },
          agreement: row.agreement as Digest,
          iat: Number(row.iat),
          alone: Number(row.alone) === 1,
        })
      return [...theirs.map(entered('in')), ...ours.map(entered('out'))]
        .filter(({ at }) => !isAfter(at, end))
        .sort((a, b) => (isAfter(a.at, b.at) ? 1 : -1))
        .slice(0, limit)
    },

    /** How many there are after `after`, counted to `limit` at most. */
    async count(after: LogPlace | null, limit: number): Promise<number> {
      let sum = 0
      for (const count of counts) sum += Number((await count.first(read, { ...(after ?? START), limit }))!.n)
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
  async look(): Promise<LogPlace> {
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
      const first = this.#firstAfter(after)
      if (first < this.#kept.length) return this.#kept.slice(first, first + PAGE)
      if (!isAfter(this.#head, this.#to)) return []
      await this.#readOn()
    }
  }

  /** Whether nothing came after `after` and not after `upTo`; undefined where that is not known here. */
  isAll(after: LogPlace | null, upTo: LogPlace | null): boolean | undefined {
    if (!isAfter(upTo, after)) return true
    if (this.#to === undefined || isAfter(this.#from, after) || isAfter(upTo, this.#to)) return undefined
    const next = this.#kept[this.#firstAfter(after)]
    return next === undefined || isAfter(next.at, upTo)
  }

  /** The first that is kept of those after `after`: they stand in the order of the log. */
  #firstAfter(after: LogPlace | null): number {
    let [low, high] = [0, this.#kept.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (isAfter(this.#kept[middle]!.at, after)) high = middle
      else low = middle + 1
    }
    return low
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
