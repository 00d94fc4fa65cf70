/** Where the messages of a case are found, how far its followers have come in the log, and what becomes due. */
import { inStore, type Store } from '../store/store.ts'
import type { Country, Digest, MessageId } from '../values/ids.ts'
import { HELD, type Direction, type State } from '../message/lifecycle.ts'
import type { CaseContent, CaseStore, LogPlace } from '../store/types.ts'

/** The projection that acts where something is due. */
export const ACTS = 'acts'

const name = (row: { peer: string; conversation: string }) => ({
  peer: row.peer as Country,
  conversation: row.conversation as MessageId,
})

export function caseStore({ read, apart }: Store): CaseStore {
  return {
    async entries(conversation) {
      const rows = await read
        .selectFrom('message')
        .select(['id', 'peer', 'direction', 'state'])
        .where('conversation', '=', conversation)
        .execute()
      return rows.map((row) => ({
        id: row.id as MessageId,
        peer: row.peer as Country,
        direction: row.direction as Direction,
        state: row.state as State,
      }))
    },

    async contents(ids) {
      const found: CaseContent[] = []
      for (let i = 0; i < ids.length; i += 200) {
        const page = ids.slice(i, i + 200)
        const rows = await read
          .selectFrom('message')
          .select([
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
          ])
          .where('id', 'in', page)
          .execute()
        const parts = await read
          .selectFrom('part')
          .select(['message', 'mediaType', 'bytes'])
          .where('message', 'in', page)
          .where('part', '=', 'document')
          .execute()
        const documents = new Map(parts.map((p) => [p.message, p]))
        for (const row of rows) {
          const part = documents.get(row.id)
          found.push({
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
        }
      }
      return found
    },

    async entered(ids) {
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

    async ofProcedure(procedure, before, limit, peer) {
      let query = read
        .selectFrom('message')
        .select((e) => ['peer', 'conversation', e.fn.min('createdAt').as('first')])
        .where('procedure', '=', procedure)
        .groupBy(['conversation', 'peer'])
        .orderBy('conversation', 'desc')
        .limit(limit)
      if (before !== null) query = query.where('conversation', '<', before)
      if (peer !== undefined) query = query.where('peer', '=', peer)
      return (await query.execute()).map((row) => ({ ...name(row), first: Number(row.first) }))
    },

    async naming(type, value, limit, before = null) {
      let query = read
        .selectFrom('reference')
        .innerJoin('message', 'message.id', 'reference.message')
        .select(['message.peer', 'message.conversation', 'message.procedure'])
        .distinct()
        .where('reference.value', '=', value)
        .where('reference.type', '=', type)
        .orderBy('message.conversation', 'desc')
        .limit(limit)
      if (before !== null) query = query.where('message.conversation', '<', before)
      return (await query.execute()).map((row) => ({ ...name(row), procedure: row.procedure }))
    },

    async named(type, after, limit) {
      let query = read.selectFrom('reference').select('value').distinct().where('type', '=', type)
      if (after !== null) query = query.where('value', '>', after)
      return (await query.orderBy('value').limit(limit).execute()).map((row) => row.value)
    },

    async enteredSince(after, limit) {
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
        .where((e) =>
          e.or([e('shard', '>', place.shard), e.and([e('shard', '=', place.shard), e('logIndex', '>', place.index)])]),
        )
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
          e.or([
            e('securityEvent.shard', '>', place.shard),
            e.and([e('securityEvent.shard', '=', place.shard), e('securityEvent.logIndex', '>', place.index)]),
          ]),
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

    async inCase({ peer, conversation }) {
      const rows = await read
        .selectFrom('message')
        .select('id')
        .where('conversation', '=', conversation)
        .where('peer', '=', peer)
        .where((e) => e.or([e('direction', '=', 'in'), e('state', 'in', [...HELD])]))
        .execute()
      return rows.map((row) => row.id as MessageId)
    },

    async plan({ peer, conversation }, at, actedTo, was) {
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

    async planned({ peer, conversation }) {
      const row = await read
        .selectFrom('caseDue')
        .select(['at', 'actedTo'])
        .where('peer', '=', peer)
        .where('conversation', '=', conversation)
        .executeTakeFirst()
      return row ? { at: row.at === null ? null : Number(row.at), actedTo: Number(row.actedTo) } : null
    },

    async due(now, limit) {
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
}

export const casesIn = inStore(caseStore)
