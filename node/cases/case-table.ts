/** Which messages are in a case, and what became of each. Cases are rebuilt from their messages: nothing of their state is kept here. */
import type { Selectable } from 'kysely'
import { fixed, oneOf } from '../store/fixed.ts'
import { inStore, type Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import type { Country } from '../values/country.ts'
import type { Digest } from '../values/digest.ts'
import { isMessageId, type MessageId } from '../values/id.ts'
import { ENDED, HELD, type Direction, type State } from '../message/lifecycle.ts'
import type { LogPlace } from '../store/log.ts'

export type { LogPlace } from '../store/log.ts'

/** A bilateral case by its name. */
export type CaseName = { readonly peer: Country; readonly conversation: MessageId }

export type CaseEntry = {
  readonly id: MessageId
  readonly direction: Direction
  readonly state: State
  readonly agreement: Digest
  /** Seconds since 1970 at which it was signed. */
  readonly iat: number
  /** The place of its own leaf. */
  readonly at: LogPlace
}

const ENTRY = ['id', 'direction', 'state', 'agreement', 'iat', 'shard', 'logIndex'] as const

const entryOf = (row: Pick<Selectable<Tables['message']>, (typeof ENTRY)[number]>): CaseEntry => ({
  id: row.id as MessageId,
  direction: row.direction as Direction,
  state: row.state as State,
  agreement: row.agreement as Digest,
  iat: Number(row.iat),
  at: { shard: row.shard, index: Number(row.logIndex) },
})

const entriesOf = fixed((db, { peer, conversation }: CaseName) =>
  db
    .selectFrom('message')
    .select(ENTRY)
    .where('conversation', '=', conversation)
    .where('peer', '=', peer)
    .orderBy('shard')
    .orderBy('logIndex'),
)
const entriesAfter = fixed((db, v: CaseName & LogPlace) =>
  db
    .selectFrom('message')
    .select(ENTRY)
    .where('conversation', '=', v.conversation)
    .where('peer', '=', v.peer)
    .where((e) => e(e.refTuple('shard', 'logIndex'), '>', e.tuple(v.shard, v.index)))
    .orderBy('shard')
    .orderBy('logIndex'),
)
const entriesNamed = fixed((db, { ids }: { ids: readonly string[] }) =>
  db
    .selectFrom('message')
    .select(ENTRY)
    .where(oneOf(db, 'message.id', ids)),
)

/** Rows of one statement. */
const ROWS = 200
export const pages = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / ROWS) }, (_, i) => all.slice(i * ROWS, (i + 1) * ROWS))

/** What cases are told apart by in memory. */
export const keyOf = ({ peer, conversation }: CaseName): string => `${peer} ${conversation}`

export const caseName = (row: { peer: string; conversation: string }): CaseName => ({
  peer: row.peer as Country,
  conversation: row.conversation as MessageId,
})

/** The heads that a text of JSON names. */
const headsIn = (text: string | null): MessageId[] => {
  const read: unknown = text === null ? [] : JSON.parse(text)
  const heads = Array.isArray(read) ? (read as unknown[]) : (read as { xHeads?: unknown }).xHeads
  return Array.isArray(heads) ? heads.filter((id): id is MessageId => typeof id === 'string' && isMessageId(id)) : []
}

export const casesIn = inStore(({ read }: Store) => ({
  /** Messages of a case whose leaf stands after `after`, in the order of the log, whatever their state. */
  async entries({ peer, conversation }: CaseName, after: LogPlace | null): Promise<CaseEntry[]> {
    const rows =
      after === null
        ? await entriesOf.all(read, { peer, conversation })
        : await entriesAfter.all(read, { peer, conversation, shard: after.shard, index: after.index })
    return rows.map(entryOf)
  },

  /** The same of messages by their ids. */
  async states(ids: readonly MessageId[]): Promise<CaseEntry[]> {
    return ids.length === 0 ? [] : (await entriesNamed.all(read, { ids })).map(entryOf)
  },

  /** The procedures of the messages of a case: one, unless somebody mixes them. */
  async procedures({ peer, conversation }: CaseName): Promise<string[]> {
    const rows = await read
      .selectFrom('message')
      .select('procedure')
      .distinct()
      .where('conversation', '=', conversation)
      .where('peer', '=', peer)
      .execute()
    return rows.map((row) => row.procedure)
  },

  /** With whom the messages of a conversation are exchanged, in their order. */
  async peersOf(conversation: MessageId): Promise<Country[]> {
    const peers: Country[] = []
    for (let last = ''; ;) {
      const row = await read
        .selectFrom('message')
        .select('peer')
        .where('conversation', '=', conversation)
        .where('peer', '>', last)
        .orderBy('peer')
        .limit(1)
        .executeTakeFirst()
      if (row === undefined) return peers
      peers.push((last = row.peer) as Country)
    }
  },

  /**
   * Those of `ids` that have ended on their way between us and `peer`, each with the heads that it had: ours as soon as they have ended, the peer's
   * when it has told so and we have refused them for ever.
   */
  async ended(peer: Country, ids: readonly string[]): Promise<{ id: string; heads: MessageId[] }[]> {
    const found: { id: string; heads: MessageId[] }[] = []
    for (const page of pages(ids)) {
      const ours = await read
        .selectFrom('message')
        .select(['id', 'contextJson'])
        .where('id', 'in', page)
        .where('direction', '=', 'out')
        .where('peer', '=', peer)
        .where('state', 'in', [...ENDED])
        .execute()
      const theirs = await read
        .selectFrom('tombstone')
        .select(['jti as id', 'heads'])
        .where('jti', 'in', page)
        .where('iss', '=', peer)
        .where('heads', 'is not', null)
        .execute()
      for (const { id, contextJson } of ours) found.push({ id, heads: headsIn(contextJson) })
      for (const { id, heads } of theirs) found.push({ id, heads: headsIn(heads) })
    }
    return found
  },

  /** Those of `ids` that were received and have no answer yet. */
  async unanswered(ids: readonly string[]): Promise<Set<string>> {
    const found = new Set<string>()
    for (const page of pages(ids))
      for (const { id } of await read
        .selectFrom('message')
        .select('id')
        .where('id', 'in', page)
        .where('direction', '=', 'in')
        .where('state', '!=', 'answered')
        .execute())
        found.add(id)
    return found
  },

  /** Messages that are in a case now. */
  async inCase({ peer, conversation }: CaseName): Promise<MessageId[]> {
    const rows = await read
      .selectFrom('message')
      .select('id')
      .where('conversation', '=', conversation)
      .where('peer', '=', peer)
      .where((e) => e.or([e('direction', '=', 'in'), e('state', 'in', [...HELD])]))
      .execute()
    return rows.map((row) => row.id as MessageId)
  },
}))
