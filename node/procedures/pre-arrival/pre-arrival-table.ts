/**
 * The index of the pre-arrival cases: one row a case with what lists are filtered by, and the keys by which an arrival finds its case. It is made of the
 * cases and may be made again from them; documents erased by retention take their rows with them.
 */
import { insertRows } from '../../store/insert-rows.ts'
import { lookThrough, type Page } from '../../store/look-through.ts'
import { inStore, type Store } from '../../store/store.ts'
import { unindexed } from '../../store/unindexed.ts'
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Country } from '../../values/country.ts'
import { leastOf, type MessageId } from '../../values/id.ts'
import type { CaseName } from '../../cases/case-table.ts'
import { readableCase, type Reader } from '../../cases/readable-cases.ts'
import type { Tables } from '../../store/tables.ts'
import { typesOf, type Asked, type Reference } from '../../message/reference.ts'
import { alike, beginning } from '../../values/plain.ts'

/** A crossing, an authorised trader, or what a context may state (`message/reference.ts`). */
export type ArrivalKey = Reference

/** The key of authorised traders whose status at lodgement is frozen in a case that is open. */
export const TRADER = 'trader'

/** What carries goods, as a reference names it. */
export const CARRIERS = ['transport-means', 'equipment'] as const
export type Carrier = (typeof CARRIERS)[number]
export const isCarrier = (type: string): type is Carrier => (CARRIERS as readonly string[]).includes(type)

/** The second key of what carries goods that are held by what somebody has decided: they are found before all that it carries beside. */
export const HELD = { 'transport-means': 'held-transport-means', equipment: 'held-equipment' } as const

/** Times in milliseconds since 1970. */
export type PreArrivalRow = CaseName & {
  /** What this node is in the case. */
  readonly side: 'exit' | 'entry'
  /** How many messages the case had: a row of fewer is older, whichever replica writes it. */
  readonly messages: number
  readonly status: string
  readonly late: boolean
  readonly doNotLoad: boolean
  readonly office: string | null
  readonly mode: string | null
  readonly estimatedArrival: number | null
  /** By urgency (0 first): from when on something of it is to be looked at; null where nothing is. */
  readonly urgent: Urgent
  /** What lists show of it, as JSON. */
  readonly body: string
}

export type Urgent = readonly [number | null, number | null, number | null, number | null]
const URGENT = ['urgent0', 'urgent1', 'urgent2', 'urgent3'] as const

export type PreArrivalFilter = {
  readonly peer?: string
  readonly side?: string
  readonly office?: string
  readonly mode?: string
  readonly status?: string
  readonly late?: boolean
  readonly doNotLoad?: boolean
  /** Estimated arrival, from (inclusive) and until (exclusive). */
  readonly since?: number
  readonly until?: number
  /** Those whose whole state this reader may see. */
  readonly whole: Reader | null
  /** All of them. */
  readonly keys: readonly Asked[]
}

const digestOf = (keys: readonly ArrivalKey[]): string =>
  createHash('sha256')
    .update(JSON.stringify(keys.map(({ type, value }) => [type, value])))
    .digest('base64url')

export const rowOf = (r: Tables['preArrival']): PreArrivalRow => ({
  peer: r.peer as Country,
  conversation: r.conversation as MessageId,
  side: r.side as PreArrivalRow['side'],
  messages: Number(r.messages),
  status: r.status,
  late: Number(r.late) === 1,
  doNotLoad: Number(r.doNotLoad) === 1,
  office: r.office,
  mode: r.mode,
  estimatedArrival: r.estimatedArrival === null ? null : Number(r.estimatedArrival),
  urgent: [r.urgent0, r.urgent1, r.urgent2, r.urgent3],
  body: r.body,
})

/**
 * The cases that are as asked, whatever their keys. `leads`: of the columns the one by whose index they are found; the others are looked at on the way, and stand so
 * that no planner begins with them. What an index of a part of the table is for stands as it does in the index.
 */
function filtered(
  read: Store['read'],
  { peer, side, office, mode, status, late, doNotLoad, since, until, whole }: PreArrivalFilter,
  leads: PreArrivalFilter,
) {
  const equal = { peer, side, office, mode, status }
  let query = read.selectFrom('preArrival as p').selectAll('p')
  for (const column of ['peer', 'side', 'office', 'mode', 'status'] as const) {
    const value = equal[column]
    if (value === undefined) continue
    query =
      column === 'peer' || leads[column] !== undefined
        ? query.where(`p.${column}`, '=', value)
        : query.where(unindexed(`p.${column}`), '=', value)
  }
  // What is over is neither late nor stopped any more.
  if (late === true)
    query = query.where((e) => e('p.late', '=', e.lit(1))).where(sql<boolean>`"p"."status" <> 'closed'`)
  if (doNotLoad === true) query = query.where((e) => e('p.doNotLoad', '=', e.lit(1)))
  if (whole) query = query.where(readableCase(whole, 'whole', 'p'))
  if (since !== undefined) query = query.where('p.estimatedArrival', '>=', since)
  if (until !== undefined) query = query.where('p.estimatedArrival', '<', until)
  return query
}

/** Of a filter what an index of its own finds in the order of the list: the most telling; a key has its own index, and goes before all. */
const leadingOf = ({ late, doNotLoad, status, office, keys }: PreArrivalFilter): PreArrivalFilter => ({
  keys: [],
  whole: null,
  ...(keys.length > 0
    ? {}
    : late === true
      ? { late }
      : doNotLoad === true
        ? { doNotLoad }
        : office !== undefined
          ? { office }
          : status !== undefined
            ? { status }
            : {}),
})

/** No country stands before it. */
const FIRST = 'AA' as Country

function listing({ read }: Store) {
  /** The values by which a key is found: for a crossing also those that a message, of whatever procedure, has stated to be one with it. */
  const valuesOf = async ({ type, value }: Asked): Promise<string[]> => {
    if (type !== 'crossing') return [value]
    const linked = await read
      .selectFrom('reference as named')
      .innerJoin('reference as same', 'same.message', 'named.message')
      .select('same.value')
      .where('named.value', '=', value)
      .where('named.type', '=', 'crossing')
      .where('same.type', '=', 'crossing')
      .execute()
    return [...new Set([value, ...linked.map((row) => row.value)])]
  }

  async function found(
    filter: PreArrivalFilter,
    after: CaseName | null,
    to: CaseName | null,
    limit: number,
  ): Promise<PreArrivalRow[]> {
    const [first, ...others] = await Promise.all(
      filter.keys.map(async (key) => ({ types: typesOf(key), values: await valuesOf(key) })),
    )
    let query = filtered(read, filter, leadingOf(filter)).limit(limit)
    if (to !== null) query = query.where('p.conversation', '>=', to.conversation)
    for (const { types, values } of others)
      query = query.where((e) =>
        e.exists(
          e
            .selectFrom('preArrivalKey as o')
            .select(e.lit(1).as('there'))
            .where('o.plain', 'in', values.map(alike))
            .where('o.type', 'in', types)
            .whereRef('o.conversation', '=', 'p.conversation')
            .whereRef('o.peer', '=', 'p.peer'),
        ),
      )
    if (first === undefined) {
      query = query.orderBy('p.conversation', 'desc').orderBy('p.peer', 'desc')
      if (after !== null)
        query = query.where((e) =>
          e(e.refTuple('p.conversation', 'p.peer'), '<', e.tuple(after.conversation, after.peer)),
        )
      return (await query.execute()).map(rowOf)
    }
    // One value and type after the other, each in the order of its index; a crossing of several names may be in more than one.
    const all = new Map<string, PreArrivalRow>()
    for (const [value, type] of first.values.flatMap((value) => first.types.map((type) => [value, type] as const))) {
      let keyed = query
        .innerJoin('preArrivalKey as k', (j) =>
          j.onRef('k.conversation', '=', 'p.conversation').onRef('k.peer', '=', 'p.peer'),
        )
        .where('k.plain', '=', alike(value))
        .where('k.type', '=', type)
        .orderBy('k.conversation', 'desc')
        .orderBy('k.peer', 'desc')
      if (after !== null)
        keyed = keyed.where((e) =>
          e(e.refTuple('k.conversation', 'k.peer'), '<', e.tuple(after.conversation, after.peer)),
        )
      for (const row of (await keyed.execute()).map(rowOf)) all.set(`${row.conversation} ${row.peer}`, row)
    }
    return [...all.entries()]
      .sort(([a], [b]) => (a < b ? 1 : -1))
      .slice(0, limit)
      .map(([, row]) => row)
  }

  return {
    /**
     * Newest case first, after `after` (exclusive). Read in the order of an index: that of the first key, where there is one, of what is late or stopped,
     * or of all cases.
     */
    async page(
      filter: PreArrivalFilter,
      after: CaseName | null,
      limit: number,
    ): Promise<Page<PreArrivalRow, CaseName>> {
      const placeOf = ({ conversation, peer }: PreArrivalRow): CaseName => ({ conversation, peer })
      if (filter.keys.length > 0) {
        const rows = await found(filter, after, null, limit)
        return { rows, next: rows.length === limit ? placeOf(rows.at(-1)!) : null }
      }
      const list = {
        placeOf,
        rows: (from: CaseName | null, to: CaseName | null, count: number) => found(filter, from, to, count),
        async skip(from: CaseName | null, count: number): Promise<CaseName | null> {
          const leads = leadingOf(filter)
          let query = filtered(read, leads, leads).clearSelect().select('p.conversation')
          if (from) query = query.where((e) => e(e.refTuple('p.conversation', 'p.peer'), '<', e.tuple(from.conversation, from.peer))) // prettier-ignore
          const row = await query.orderBy('p.conversation', 'desc').orderBy('p.peer', 'desc').offset(count - 1).limit(1).executeTakeFirst() // prettier-ignore
          return row ? { conversation: leastOf(row.conversation as MessageId), peer: FIRST } : null
        },
      }
      return lookThrough(list, after, limit)
    },
  }
}

const keeping = ({ read, apart }: Store) => {
  return {
    /** Writes the row and its keys, unless one of more messages is there. */
    async put({ peer, conversation, urgent, ...row }: PreArrivalRow, keys: readonly ArrivalKey[]): Promise<void> {
      const [urgent0, urgent1, urgent2, urgent3] = urgent
      const waits = { urgent0, urgent1, urgent2, urgent3 }
      const values = { ...row, ...waits, late: row.late ? 1 : 0, doNotLoad: row.doNotLoad ? 1 : 0 }
      const keyDigest = digestOf(keys)
      await apart(async (tx) => {
        const there = await tx
          .selectFrom('preArrival')
          .select('keyDigest')
          .where('peer', '=', peer)
          .where('conversation', '=', conversation)
          .executeTakeFirst()
        const written = await tx
          .insertInto('preArrival')
          .values({ peer, conversation, ...values, keyDigest })
          .onConflict((c) =>
            c
              .columns(['peer', 'conversation'])
              .doUpdateSet({ ...values, keyDigest })
              .where('preArrival.messages', '<=', row.messages),
          )
          .returning('messages')
          .executeTakeFirst()
        if (written === undefined || there?.keyDigest === keyDigest) return
        await tx.deleteFrom('preArrivalKey').where('peer', '=', peer).where('conversation', '=', conversation).execute()
        // However many writings of one number a case names, it is found by it once.
        const plainly = new Map(
          keys.map((key) => [`${key.type} ${alike(key.value)}`, { ...key, plain: alike(key.value) }]),
        )
        const rows = [...plainly.values()].map((key) => ({ peer, conversation, ...key }))
        await insertRows(tx, 'preArrivalKey', rows, 'stays')
      })
    },

    /**
     * What needs attention at `now`, the most urgent first and the longest waiting of these. A case is as urgent as what has begun in it: what is still to come
     * puts it before nobody.
     */
    async attention(now: number, limit: number, whole: Reader | null, office?: string): Promise<PreArrivalRow[]> {
      const found: PreArrivalRow[] = []
      for (const [i, column] of URGENT.entries()) {
        let query = read
          .selectFrom('preArrival')
          .selectAll()
          .where(column, '<=', now)
          .orderBy(column)
          .orderBy('conversation')
          .orderBy('peer')
          .limit(limit - found.length)
        for (const worse of URGENT.slice(0, i))
          query = query.where((e) => e.or([e(worse, 'is', null), e(worse, '>', now)]))
        if (office !== undefined) query = query.where('office', '=', office)
        if (whole) query = query.where(readableCase(whole, 'whole', 'preArrival'))
        found.push(...(await query.execute()).map(rowOf))
        if (found.length === limit) break
      }
      return found
    },
  }
}

/** Of the keys that begin so, how many are looked at. */
const LOOKED_AT = 200

const finding = ({ read }: Store) => ({
  /** Cases with a key that begins so when it is read plainly, with the key that fits best; those whose whole state this reader may see. */
  async beginning(
    prefix: string,
    whole: Reader | null,
  ): Promise<{ row: PreArrivalRow; key: ArrivalKey & { plain: string } }[]> {
    const { from, to } = beginning(prefix)
    let query = read
      .selectFrom((e) =>
        e
          .selectFrom('preArrivalKey')
          .select(['plain', 'type', 'value', 'conversation', 'peer'])
          .where('plain', '>=', from)
          .where('plain', '<', to)
          .where(unindexed('type'), 'not in', Object.values(HELD))
          .orderBy('plain')
          .orderBy('conversation', 'desc')
          .orderBy('peer')
          .limit(LOOKED_AT)
          .as('k'),
      )
      .innerJoin('preArrival as p', (j) =>
        j.onRef('p.conversation', '=', 'k.conversation').onRef('p.peer', '=', 'k.peer'),
      )
      .selectAll('p')
      .select(['k.plain as keyPlain', 'k.type as keyType', 'k.value as keyValue'])
    if (whole) query = query.where(readableCase(whole, 'whole', 'p'))
    return (await query.execute()).map((r) => ({
      row: rowOf(r),
      key: { type: r.keyType, value: r.keyValue, plain: r.keyPlain },
    }))
  },
})

export const preArrivalsIn = inStore((store) => ({ ...listing(store), ...keeping(store), ...finding(store) }))
