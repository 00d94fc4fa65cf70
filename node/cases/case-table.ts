/** Where the messages of a case are found, and what becomes due in it. Cases are rebuilt from their messages: nothing of their state is kept here. */
import type { Selectable, Transaction } from 'kysely'
import { inStore, type Store } from '../store/store.ts'
import type { Country } from '../values/country.ts'
import type { Digest } from '../values/digest.ts'
import { isMessageId, type MessageId } from '../values/id.ts'
import { ENDED, HELD, type Direction, type State } from '../message/lifecycle.ts'
import type { Tables } from '../store/tables.ts'
import type { LogPlace } from '../store/log.ts'
import type { Reference } from '../message/reference.ts'

export type { LogPlace } from '../store/log.ts'

/** A bilateral case by its name. */
export type CaseName = { readonly peer: Country; readonly conversation: MessageId }

export type CaseEntry = {
  readonly id: MessageId
  readonly direction: Direction
  readonly state: State
  /** The place of its own leaf. */
  readonly at?: LogPlace
}

/** The columns of what the case engine reads of a message. */
const CONTENT = [
  'id',
  'direction',
  'peer',
  'procedure',
  'type',
  'version',
  'conversation',
  'ref',
  'iat',
  'test',
  'agreement',
  'contextJson',
] as const

const contentOf = (
  row: Pick<Selectable<Tables['message']>, (typeof CONTENT)[number]>,
  part: Pick<Tables['part'], 'mediaType' | 'bytes'> | undefined,
) => ({
  ...row,
  id: row.id as MessageId,
  direction: row.direction as Direction,
  peer: row.peer as Country,
  conversation: row.conversation as MessageId,
  ref: row.ref as MessageId | null,
  iat: Number(row.iat),
  test: row.test !== 0,
  agreement: row.agreement as Digest,
  document: part?.bytes ? { mediaType: part.mediaType, bytes: part.bytes } : null,
})

/** What the case engine reads of a message. `contextJson` and `document` are null where there are none, or where they were erased. */
export type CaseContent = Readonly<ReturnType<typeof contentOf>>

/** The projection that acts where something is due. */
export const ACTS = 'acts'

/** Rows of one statement. */
const ROWS = 200

const name = (row: { peer: string; conversation: string }): CaseName => ({
  peer: row.peer as Country,
  conversation: row.conversation as MessageId,
})

const slices = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / ROWS) }, (_, i) => all.slice(i * ROWS, (i + 1) * ROWS))

/** The heads that a text of JSON names. */
const headsIn = (text: string | null): MessageId[] => {
  const read: unknown = text === null ? [] : JSON.parse(text)
  const heads = Array.isArray(read) ? (read as unknown[]) : (read as { xHeads?: unknown }).xHeads
  return Array.isArray(heads) ? heads.filter((id): id is MessageId => typeof id === 'string' && isMessageId(id)) : []
}

/** A case in which something is awaited is looked at now. */
export async function wakeCase(
  db: Transaction<Tables>,
  { peer, conversation }: { readonly peer: string; readonly conversation: string },
  at: number,
): Promise<void> {
  await db
    .updateTable('caseDue')
    .set({ at })
    .where('peer', '=', peer)
    .where('conversation', '=', conversation)
    .where('at', '>', at)
    .execute()
}

export const casesIn = inStore(({ read, apart }: Store) => {
  return {
    /** Messages of a case whose leaf stands after `after`, in the order of the log, whatever their state. */
    async entries({ peer, conversation }: CaseName, after: LogPlace | null): Promise<CaseEntry[]> {
      let query = read
        .selectFrom('message')
        .select(['id', 'direction', 'state', 'shard', 'logIndex'])
        .where('conversation', '=', conversation)
        .where('peer', '=', peer)
        .orderBy('shard')
        .orderBy('logIndex')
      if (after !== null)
        query = query.where((e) => e(e.refTuple('shard', 'logIndex'), '>', e.tuple(after.shard, after.index)))
      return (await query.execute()).map((row) => ({
        id: row.id as MessageId,
        direction: row.direction as Direction,
        state: row.state as State,
        at: { shard: row.shard, index: Number(row.logIndex) },
      }))
    },

    /** The same of messages by their ids. */
    async states(ids: readonly MessageId[]): Promise<CaseEntry[]> {
      const found: CaseEntry[] = []
      for (const page of slices(ids))
        for (const row of await read
          .selectFrom('message')
          .select(['id', 'direction', 'state'])
          .where('id', 'in', page)
          .execute())
          found.push({ id: row.id as MessageId, direction: row.direction as Direction, state: row.state as State })
      return found
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
      for (const page of slices(ids)) {
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
      for (const page of slices(ids))
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

    async contents(ids: readonly MessageId[]): Promise<CaseContent[]> {
      const found: CaseContent[] = []
      for (let i = 0; i < ids.length; i += 200) {
        const page = ids.slice(i, i + 200)
        const rows = await read.selectFrom('message').select(CONTENT).where('id', 'in', page).execute()
        const parts = await read
          .selectFrom('part')
          .select(['message', 'mediaType', 'bytes'])
          .where('message', 'in', page)
          .where('part', '=', 'document')
          .execute()
        const documents = new Map(parts.map((p) => [p.message, p]))
        for (const row of rows) found.push(contentOf(row, documents.get(row.id)))
      }
      return found
    },

    /** When each message came into its case, in milliseconds since 1970: received here, or its receipt held. */
    async entered(ids: readonly MessageId[]): Promise<ReadonlyMap<string, number>> {
      const at = new Map<string, number>()
      for (let i = 0; i < ids.length; i += 200) {
        const rows = await read
          .selectFrom('history')
          .select(['message', 'at'])
          .where('message', 'in', ids.slice(i, i + 200))
          .where('state', 'in', ['received', 'delivered'])
          .execute()
        for (const row of rows) at.set(row.message, Number(row.at))
      }
      return at
    },

    /** Cases in which a message names `value`, whatever became of it, newest first. */
    async naming(type: Reference['type'], value: string, limit: number): Promise<(CaseName & { procedure: string })[]> {
      const rows = await read
        .selectFrom('caseKey')
        .select((e) => [
          'caseKey.peer',
          'caseKey.conversation',
          // All messages of a case that count are of one procedure; the first that came is of it, or nothing is.
          e
            .selectFrom('message')
            .select('message.procedure')
            .whereRef('message.conversation', '=', 'caseKey.conversation')
            .whereRef('message.peer', '=', 'caseKey.peer')
            .orderBy('message.shard')
            .orderBy('message.logIndex')
            .limit(1)
            .as('procedure'),
        ])
        .where('caseKey.type', '=', type)
        .where('caseKey.value', '=', value)
        .where('caseKey.conversation', '!=', '')
        .orderBy('caseKey.conversation', 'desc')
        .orderBy('caseKey.peer', 'desc')
        .limit(limit)
        .execute()
      return rows.map((row) => ({ ...name(row), procedure: row.procedure ?? '' }))
    },

    /** Messages that came into a case after a place of the log, in its order. */
    async enteredSince(
      after: LogPlace | null,
      limit: number,
    ): Promise<(CaseName & { id: MessageId; direction: Direction; at: LogPlace })[]> {
      const place = after ?? { shard: '', index: -1 }
      // Bounded by the head that is read first: two reads see different ends, and nothing may be stepped over.
      const head = await read
        .selectFrom('node')
        .innerJoin('logHead', 'logHead.shard', 'node.shard')
        .select(['logHead.shard', 'logHead.size'])
        .where('node.id', '=', 1)
        .executeTakeFirstOrThrow()
      const bounded = (at: LogPlace): boolean =>
        at.shard < head.shard || (at.shard === head.shard && at.index < Number(head.size))
      const received = await read
        .selectFrom('message')
        .select(['id', 'peer', 'conversation', 'shard', 'logIndex'])
        .where('direction', '=', 'in')
        .where((e) => e(e.refTuple('shard', 'logIndex'), '>', e.tuple(place.shard, place.index)))
        .orderBy('shard')
        .orderBy('logIndex')
        .limit(limit)
        .execute()
      const receipted = await read
        .selectFrom('securityEvent')
        .innerJoin('message', 'message.id', 'securityEvent.message')
        .select(['message.id', 'message.peer', 'message.conversation', 'securityEvent.shard', 'securityEvent.logIndex'])
        .where('securityEvent.event', '=', 'received')
        .where('securityEvent.direction', '=', 'received')
        .where((e) =>
          e(e.refTuple('securityEvent.shard', 'securityEvent.logIndex'), '>', e.tuple(place.shard, place.index)),
        )
        .orderBy('securityEvent.shard')
        .orderBy('securityEvent.logIndex')
        .limit(limit)
        .execute()
      const placed = (direction: Direction) => (row: (typeof received)[number]) => ({
        ...name(row),
        id: row.id as MessageId,
        direction,
        at: { shard: row.shard, index: Number(row.logIndex) } satisfies LogPlace,
      })
      return [...received.map(placed('in')), ...receipted.map(placed('out'))]
        .filter(({ at }) => bounded(at))
        .sort((a, b) => (a.at.shard < b.at.shard ? -1 : a.at.shard > b.at.shard ? 1 : a.at.index - b.at.index))
        .slice(0, limit)
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

    /**
     * When something becomes due next in a case (null: nothing), and up to when alerts were raised. `was`: what `planned` said when the case was
     * looked at; somebody who has woken the case since stays heard.
     */
    async plan({ peer, conversation }: CaseName, at: number | null, actedTo: number, was: number | null) {
      await apart((db) =>
        db
          .insertInto('caseDue')
          .values({ peer, conversation, at, actedTo })
          .onConflict((c) =>
            c
              .columns(['peer', 'conversation'])
              .doUpdateSet({ at, actedTo })
              .where('caseDue.at', was === null ? 'is' : '=', was),
          )
          .execute(),
      )
    },

    async planned({ peer, conversation }: CaseName): Promise<{ at: number | null; actedTo: number } | null> {
      const row = await read
        .selectFrom('caseDue')
        .select(['at', 'actedTo'])
        .where('peer', '=', peer)
        .where('conversation', '=', conversation)
        .executeTakeFirst()
      return row ? { at: row.at === null ? null : Number(row.at), actedTo: Number(row.actedTo) } : null
    },

    /** Cases in which something is due by `now`, but for those that are set aside. */
    async due(now: number, limit: number): Promise<CaseName[]> {
      const rows = await read
        .selectFrom('caseDue')
        .select(['peer', 'conversation'])
        .where('at', '<=', now)
        .where((e) =>
          e.not(
            e.exists(
              e
                .selectFrom('setAside')
                .select('setAside.peer')
                .where('setAside.projection', '=', ACTS)
                .whereRef('setAside.conversation', '=', 'caseDue.conversation')
                .whereRef('setAside.peer', '=', 'caseDue.peer'),
            ),
          ),
        )
        .orderBy('at')
        .limit(limit)
        .execute()
      return rows.map(name)
    },
  }
})
