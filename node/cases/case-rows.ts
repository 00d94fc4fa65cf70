/**
 * What lists and boards show of cases: a row for each, written by the runner as its procedure says, and the keys by which cases are found. No list reads a
 * case itself. Rows are made of the cases and may be made again from them.
 */
import { keepUntold, toldIn } from '../operate/change-rows.ts'
import { insertRows } from '../store/insert-rows.ts'
import { lookThrough, type Bounds, type Page } from '../store/look-through.ts'
import { unindexed } from '../store/unindexed.ts'
import { inStore, type Store } from '../store/store.ts'
import { keyOf, typesOf, type Asked, type Reference } from '../message/reference.ts'
import type { Country } from '../values/country.ts'
import { leastOf, type MessageId } from '../values/id.ts'
import type { CaseName } from './case-table.ts'
import type { Cases } from './cases.ts'
import type { Came } from './entered.ts'
import { readableCase, type Reader } from './readable-cases.ts'
import type { CaseFold } from './engine.ts'
import { WHILE_OPEN, type Needed, type Shown } from './procedure.ts'
import type { Projection } from './runner.ts'

export type CaseRow = CaseName & {
  readonly procedure: string
  readonly test: boolean
  /** Whether a message has opened it. */
  readonly open: boolean
  /** How many messages it had: a row of fewer is older, whichever replica writes it. */
  readonly size: number
  /** When its first message was signed, in milliseconds since 1970. */
  readonly openedAt: number
  readonly heads: readonly string[]
  readonly hash: string
  /** Its messages signed from then on are needed until then, in milliseconds since 1970; 0: they are not. */
  readonly neededFrom: number
  readonly neededUntil: number
} & Shown

export type RowFilter = {
  readonly procedure: string
  readonly peer?: string | undefined
  readonly status?: string | undefined
  readonly side?: string | undefined
  /** Due before, in milliseconds since 1970. */
  readonly dueBefore?: number | undefined
  /** Those alone whose whole state this reader may see, or in which he reads anything. */
  readonly whole?: Reader | null
  readonly some?: Reader | null
  /** Those alone of which the procedure shows something; tests are none of them. */
  readonly shown?: boolean
}

const cellsOf = (row: CaseRow) => ({
  ...row,
  test: row.test ? 1 : 0,
  open: row.open ? 1 : 0,
  heads: JSON.stringify(row.heads),
  view: row.view === null ? null : JSON.stringify(row.view),
})

/** What of registers has changed with rows. */
type News = Parameters<typeof keepUntold>[1]

/** The place of a row in a list: newest case first. */
export type RowPlace = readonly [conversation: MessageId, peer: Country]

type Raw = Omit<CaseRow, 'test' | 'open' | 'heads' | 'view'> & {
  test: number
  open: number
  heads: string
  view: string | null
}

const rowOf = (r: Raw): CaseRow => ({
  ...r,
  test: Number(r.test) === 1,
  open: Number(r.open) === 1,
  size: Number(r.size),
  openedAt: Number(r.openedAt),
  due: r.due === null ? null : Number(r.due),
  heads: JSON.parse(r.heads) as string[],
  view: r.view === null ? null : (JSON.parse(r.view) as unknown),
})

/** Cases by what their messages name. */
function byKey({ read }: Store) {
  async function keyed(
    { procedure, peer, status, whole, some, shown }: RowFilter,
    key: Reference,
    after: RowPlace | null,
    limit: number,
  ): Promise<CaseRow[]> {
    let query = read
      .selectFrom('caseKey')
      .innerJoin('caseRow', (j) =>
        j.onRef('caseRow.conversation', '=', 'caseKey.conversation').onRef('caseRow.peer', '=', 'caseKey.peer'),
      )
      .selectAll('caseRow')
      .where('caseKey.type', '=', key.type)
      .where('caseKey.value', '=', keyOf(key))
      // The key leads, in the order of the list; all cases of the procedure would have to be put in order.
      .where(unindexed('caseRow.procedure'), '=', procedure)
      .orderBy('caseKey.conversation', 'desc')
      .orderBy('caseKey.peer', 'desc')
      .limit(limit)
    if (shown === true) query = query.where('caseRow.view', 'is not', null)
    if (peer !== undefined) query = query.where('caseKey.peer', '=', peer)
    if (status !== undefined) query = query.where(unindexed('caseRow.status'), '=', status)
    if (whole) query = query.where(readableCase(whole, 'whole', 'caseRow'))
    if (some) query = query.where(readableCase(some, 'some', 'caseRow'))
    if (after !== null)
      query = query.where((e) => e(e.refTuple('caseKey.conversation', 'caseKey.peer'), '<', e.tuple(...after)))
    return (await query.execute()).map((row) => rowOf(row as Raw))
  }

  return {
    /** A page of the cases in which a message names `value` and of which their procedure shows something, newest first; `whole` as in `RowFilter`. */
    named(
      procedure: string,
      type: string,
      value: string,
      after: RowPlace | null,
      limit: number,
      whole: Reader | null = null,
    ): Promise<CaseRow[]> {
      return keyed({ procedure, whole, shown: true }, { type, value }, after, limit)
    },

    /** A page of the cases that are as asked and in which a message names this reference, of whatever type where none is asked for, newest first. */
    async naming(filter: RowFilter, asked: Asked, after: RowPlace | null, limit: number): Promise<CaseRow[]> {
      const found = new Map<string, CaseRow>()
      // One type after the other, each in the order of its index.
      for (const type of typesOf(asked))
        for (const row of await keyed(filter, { type, value: asked.value }, after, limit))
          found.set(`${row.conversation} ${row.peer}`, row)
      return [...found.entries()]
        .sort(([a], [b]) => (a < b ? 1 : -1))
        .slice(0, limit)
        .map(([, row]) => row)
    },
  }
}

export const rowsIn = inStore((store: Store) => {
  const { read, apart } = store
  return {
    ...byKey(store),

    /** Writes rows, each unless one of more messages is there; `news`: what of registers has changed with them. */
    async put(rows: readonly CaseRow[], news: News = []): Promise<void> {
      const values = rows.map(cellsOf)
      if (values.length > 0)
        await apart(async (db) => {
          await insertRows(db, 'caseRow', values, { key: ['conversation', 'peer'], by: 'size' })
          await keepUntold(db, news)
        })
      if (news.length > 0) await toldIn(store).tellKept()
    },

    /** A page of a procedure, newest case first, after a place. */
    async page(
      filter: RowFilter,
      after: RowPlace | null,
      limit: number,
      to: RowPlace | null = null,
    ): Promise<CaseRow[]> {
      let query = read
        .selectFrom('caseRow')
        .selectAll()
        .where('procedure', '=', filter.procedure)
        .orderBy('conversation', 'desc')
        .orderBy('peer', 'desc')
        .limit(limit)
      if (after !== null) query = query.where((e) => e(e.refTuple('conversation', 'peer'), '<', e.tuple(...after)))
      for (const which of ['whole', 'some'] as const) {
        const reader = filter[which]
        if (reader) query = query.where(readableCase(reader, which, 'caseRow'))
      }
      if (filter.shown === true) query = query.where('view', 'is not', null)
      for (const column of ['peer', 'status', 'side'] as const) {
        const value = filter[column]
        if (value !== undefined) query = query.where(column, '=', value)
      }
      if (filter.dueBefore !== undefined) query = query.where('due', '<', filter.dueBefore)
      if (to !== null) query = query.where('conversation', '>=', to[0])
      return (await query.execute()).map((row) => rowOf(row as Raw))
    },

    /** The same, of which one page looks through a bounded number of cases: `next` is where the next goes on, null at the end. */
    list(filter: RowFilter, after: RowPlace | null, limit: number, bounds?: Bounds): Promise<Page<CaseRow, RowPlace>> {
      return lookThrough<CaseRow, RowPlace>(
        {
          placeOf: ({ conversation, peer }) => [conversation, peer],
          rows: (from, to, count) => this.page(filter, from, count, to),
          async skip(from, count) {
            let query = read.selectFrom('caseRow').select('conversation').where('procedure', '=', filter.procedure)
            if (from) query = query.where((e) => e(e.refTuple('conversation', 'peer'), '<', e.tuple(...from)))
            const row = await query.orderBy('conversation', 'desc').orderBy('peer', 'desc').offset(count - 1).limit(1).executeTakeFirst() // prettier-ignore
            return row ? [leastOf(row.conversation as MessageId), 'AA' as Country] : null
          },
        },
        after,
        limit,
        bounds,
      )
    },

    /** The rows of these cases of which their procedure shows something; of the whole neighbourhood, in no order. */
    async shown(conversations: readonly string[]): Promise<CaseRow[]> {
      if (conversations.length === 0) return []
      const rows = await read
        .selectFrom('caseRow')
        .selectAll()
        .where('conversation', 'in', conversations)
        .where('view', 'is not', null)
        .execute()
      return rows.map((row) => rowOf(row as Raw))
    },

    /** What cases are found by, of one type, each once, in order, after `after`; `whole`: what is named in cases whose whole state this reader may see. */
    async values(type: string, after: string | null, limit: number, whole: Reader | null = null): Promise<string[]> {
      let query = read.selectFrom('caseKey').select('value').distinct().where('type', '=', type)
      if (whole) query = query.where(readableCase(whole, 'whole', 'caseKey'))
      if (after !== null) query = query.where('value', '>', after)
      return (await query.orderBy('value').limit(limit).execute()).map((row) => row.value)
    },
  }
})

/** When the last message of a case was signed, and of how many that was found. */
const lastOf = new WeakMap<CaseFold, { readonly size: number; readonly sorted: number; readonly signed: number }>()

/** In milliseconds since 1970; only what has come since is looked at. */
function lastSigned(fold: CaseFold): number {
  const { size, sorted } = fold
  const known = lastOf.get(fold)
  const before = known?.sorted === sorted ? known : { size: 0, signed: 0 }
  const signed = fold.messagesAfter(before.size).reduce((last, { iat }) => Math.max(last, iat * 1000), before.signed)
  lastOf.set(fold, { size, sorted, signed })
  return signed
}

/** A test is nothing to wait for. */
function neededOf(fold: CaseFold): Needed | undefined {
  const c = fold.case
  if ((c ?? fold.first)?.test === true) return undefined
  // What names something that has not come yet is folded again when that comes.
  return fold.isWhole ? c && fold.procedure?.needed?.(c, lastSigned(fold)) : { until: WHILE_OPEN }
}

/** The projection that writes the rows. */
export const ROWS = 'rows-8'

/** Brings the rows to where the log is. Another form of what a procedure shows is another number in its name: then all rows are made anew. */
export function createRows({ node, book }: Cases): Projection {
  const rows = rowsIn(node.store)
  /** What hears of a case that makes up a register, once for each state of it. */
  function newsOf(
    { procedure: name, peer, conversation, size, test, open }: CaseRow,
    register: string | undefined,
  ): News {
    if (register === undefined || test || !open) return []
    const of = { procedure: name, doing: 'facts', case: { peer, conversation } } as const
    const change = { list: register, subject: conversation, peer, at: node.clock.now(), of }
    return [{ id: `${register}.${peer}.${conversation}.${size}`, change }]
  }

  async function rowsOf({ peer, conversation }: CaseName, news: News[number][], came?: Came): Promise<CaseRow[]> {
    const { fold } = await book.open(peer, conversation, came)
    const { first, case: c } = fold
    if (first === undefined) return []
    const shown = c === undefined || c.test ? undefined : fold.procedure?.shown?.(c, fold, node.country)
    const needed = neededOf(fold)
    const row: CaseRow = {
      peer,
      conversation,
      procedure: c?.procedure ?? first.procedure,
      test: c?.test ?? first.test,
      open: c !== undefined,
      size: fold.size,
      openedAt: first.iat * 1000,
      heads: fold.heads,
      hash: fold.hash,
      status: null,
      side: null,
      due: null,
      view: null,
      neededFrom: needed?.from ?? 0,
      neededUntil: needed?.until ?? 0,
      ...shown,
    }
    news.push(...newsOf(row, fold.procedure?.register))
    return [row]
  }
  return {
    name: ROWS,
    shows: true,
    async look(name, _ids, came) {
      const news: News[number][] = []
      await rows.put(await rowsOf(name, news, came), news)
    },
    async lookAtAll(all) {
      const made: CaseRow[] = []
      const news: News[number][] = []
      for (const came of all) made.push(...(await rowsOf(came, news, came)))
      await rows.put(made, news)
    },
  }
}
