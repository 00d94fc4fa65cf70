/** What of cases a reader sees who does not read all of their messages: one of an agency, or of some types alone. */
import { expressionBuilder, sql, type Expression, type SqlBool } from 'kysely'
import { readableBy, readsInPart, type About, type Caller, type Doing } from '../http/caller.ts'
import { readable } from '../http/readable.ts'
import type { Readable } from '../message/agencies.ts'
import { inStore, type Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import type { Country } from '../values/country.ts'
import { pages, type CaseName } from './case-table.ts'

export type Reader = Omit<Readable, 'subscriptions'>
type Among = (name: CaseName) => boolean

/** Whose a message is: what the rule of who may read it asks about. */
export type Whose = Required<About> & { readonly peer: Country }

const keyOf = ({ peer, conversation }: { peer: string; conversation: string }): string => `${peer} ${conversation}`

/** What of the messages of a case counts for its reader: of a type whose content is reserved the case holds none. */
const readerOf = (caller: Caller, doing: Doing = 'contents'): Reader => ({
  ...readableBy(caller, doing),
  exceptTypes: [],
})

/** Whom a list of cases is for, where something in them may be hidden from him; null: nothing is. */
export const partOf = (caller: Caller, doing: Doing = 'contents'): Reader | null =>
  readsInPart(caller) ? readerOf(caller, doing) : null

/**
 * Of the rows of cases in `table`, those whose whole state the reader may see, or those in which he reads anything: a condition of the list itself, so that neither
 * the length of a page nor its cursor tells of what is hidden.
 */
export function readableCase(reader: Reader, which: 'whole' | 'some', table: string): Expression<SqlBool> {
  const e = expressionBuilder<Tables, never>()
  const messages = e
    .selectFrom('message')
    .select(e.lit(1).as('there'))
    .where('message.conversation', '=', sql.ref<string>(`${table}.conversation`))
    .where('message.peer', '=', sql.ref<string>(`${table}.peer`))
  return which === 'some'
    ? e.exists(messages.where((m) => readable(m, reader)))
    : e.not(e.exists(messages.where((m) => m.not(readable(m, reader)))))
}

/** Of these rows of cases, those whose whole state the caller may see: nothing in them came for another agency, or was sent by one. */
export async function wholeFor<Row extends CaseName>(
  store: Store,
  caller: Caller,
  rows: readonly Row[],
): Promise<Row[]> {
  if (!readsInPart(caller)) return [...rows]
  return rows.filter(await readableCasesIn(store).whole(readerOf(caller), rows))
}

export const readableCasesIn = inStore(({ read }: Store) => {
  /** The messages of a case that the reader may read, or those that he may not. */
  async function messagesOf(
    may: boolean,
    reader: Reader,
    { peer, conversation }: CaseName,
  ): Promise<ReadonlySet<string>> {
    const rows = await read
      .selectFrom('message')
      .select('id')
      .where('conversation', '=', conversation)
      .where('peer', '=', peer)
      .where((e) => (may ? readable(e, reader) : e.not(readable(e, reader))))
      .execute()
    return new Set(rows.map((row) => row.id))
  }

  /** Of these cases, those with a message that the reader may read, or with one that it may not. */
  async function having(may: boolean, reader: Reader, cases: readonly CaseName[]): Promise<ReadonlySet<string>> {
    if (cases.length === 0) return new Set()
    const rows = await read
      .selectFrom('message')
      .select(['peer', 'conversation'])
      .distinct()
      .where('conversation', 'in', [...new Set(cases.map((c) => c.conversation))])
      .where((e) => (may ? readable(e, reader) : e.not(readable(e, reader))))
      .execute()
    return new Set(rows.map(keyOf))
  }

  return {
    /** Which of these cases the reader may read in part. */
    async some(reader: Reader, cases: readonly CaseName[]): Promise<Among> {
      const there = await having(true, reader, cases)
      return (name) => there.has(keyOf(name))
    },

    /** Which of these cases hold nothing that the reader may not read: their whole state is his to see. */
    async whole(reader: Reader, cases: readonly CaseName[]): Promise<Among> {
      const hidden = await having(false, reader, cases)
      return (name) => !hidden.has(keyOf(name))
    },

    /** The messages of a case that the reader may read. */
    messages: (reader: Reader, name: CaseName) => messagesOf(true, reader, name),

    /** The messages of a case that the reader may not read: mostly none, however long the case is. */
    hidden: (reader: Reader, name: CaseName) => messagesOf(false, reader, name),

    /** Whose each of these messages is. */
    async whose(ids: readonly string[]): Promise<ReadonlyMap<string, Whose>> {
      const found = new Map<string, Whose>()
      for (const page of pages(ids))
        for (const { id, ...whose } of await read
          .selectFrom('message')
          .select(['id', 'peer', 'procedure', 'type', 'direction', 'agency', 'ownerClient', 'ownerAgency'])
          .where('id', 'in', page)
          .execute())
          found.set(id, whose as Whose)
      return found
    },

    /** Of these messages, those that the reader may read. */
    async among(reader: Reader, ids: readonly string[]): Promise<ReadonlySet<string>> {
      if (ids.length === 0) return new Set()
      const rows = await read
        .selectFrom('message')
        .select('id')
        .where('id', 'in', ids)
        .where((e) => readable(e, reader))
        .execute()
      return new Set(rows.map((row) => row.id))
    },
  }
})
