/** In which cases something is named, and into which cases messages have come. */
import { inStore, type Store } from '../store/store.ts'
import type { LogPlace } from '../store/log.ts'
import type { Reference } from '../message/reference.ts'
import type { MessageId } from '../values/id.ts'
import type { Direction } from '../message/lifecycle.ts'
import { caseName, type CaseName } from './case-table.ts'

export const findingIn = inStore(({ read }: Store) => ({
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
    return rows.map((row) => ({ ...caseName(row), procedure: row.procedure ?? '' }))
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
      ...caseName(row),
      id: row.id as MessageId,
      direction,
      at: { shard: row.shard, index: Number(row.logIndex) } satisfies LogPlace,
    })
    return [...received.map(placed('in')), ...receipted.map(placed('out'))]
      .filter(({ at }) => bounded(at))
      .sort((a, b) => (a.at.shard < b.at.shard ? -1 : a.at.shard > b.at.shard ? 1 : a.at.index - b.at.index))
      .slice(0, limit)
  },
}))
