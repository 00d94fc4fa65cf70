/** What of cases a reader sees who does not read all of their messages: one of an agency, or of some types alone. */
import { readableBy, readsInPart, type Caller } from '../http/caller.ts'
import { readable } from '../http/readable.ts'
import type { Readable } from '../message/agencies.ts'
import { inStore, type Store } from '../store/store.ts'
import type { CaseName } from './case-table.ts'

type Reader = Omit<Readable, 'subscriptions'>
type Among = (name: CaseName) => boolean

const keyOf = ({ peer, conversation }: { peer: string; conversation: string }): string => `${peer} ${conversation}`

/** Of these rows of cases, those whose whole state the caller may see: nothing in them came for another agency, or was sent by one. */
export async function wholeFor<Row extends CaseName>(
  store: Store,
  caller: Caller,
  rows: readonly Row[],
): Promise<Row[]> {
  if (!readsInPart(caller)) return [...rows]
  return rows.filter(await readableCasesIn(store).whole(readableBy(caller), rows))
}

export const readableCasesIn = inStore(({ read }: Store) => {
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
    async messages(reader: Reader, { peer, conversation }: CaseName): Promise<ReadonlySet<string>> {
      const rows = await read
        .selectFrom('message')
        .select('id')
        .where('conversation', '=', conversation)
        .where('peer', '=', peer)
        .where((e) => readable(e, reader))
        .execute()
      return new Set(rows.map((row) => row.id))
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
