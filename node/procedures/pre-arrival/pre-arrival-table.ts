/** The index of the pre-arrival cases on SQL. */
import { insertRows } from '../../store/insert-rows.ts'
import { inStore, type Store } from '../../store/store.ts'
import { createHash } from 'node:crypto'
import type { Country, MessageId } from '../../values/ids.ts'
import type { ArrivalKey, PreArrivalRow, PreArrivalStore } from './pre-arrival-types.ts'
import type { Tables } from '../../store/tables.ts'

const digestOf = (keys: readonly ArrivalKey[]): string =>
  createHash('sha256')
    .update(JSON.stringify(keys.map(({ type, value }) => [type, value])))
    .digest('base64url')

const rowOf = (r: Tables['preArrival']): PreArrivalRow => ({
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
  attentionFrom: r.attentionFrom === null ? null : Number(r.attentionFrom),
  urgency: Number(r.urgency),
  body: r.body,
})

export function preArrivalStore({ read, apart }: Store): PreArrivalStore {
  /** The names of crossings that a message, of whatever procedure, has stated to be one with `crossing`. */
  const linked = (crossing: string) =>
    read
      .selectFrom('reference as named')
      .innerJoin('reference as same', 'same.message', 'named.message')
      .select('same.value')
      .where('named.value', '=', crossing)
      .where('named.type', '=', 'crossing')
      .where('same.type', '=', 'crossing')

  return {
    async put({ peer, conversation, ...row }, keys) {
      const values = { ...row, late: row.late ? 1 : 0, doNotLoad: row.doNotLoad ? 1 : 0 }
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
        const rows = keys.map((key) => ({ peer, conversation, ...key }))
        await insertRows(tx, 'preArrivalKey', rows, 'stays')
      })
    },

    async page({ keys, since, until, late, doNotLoad, ...equal }, after, limit) {
      let query = read
        .selectFrom('preArrival as p')
        .selectAll('p')
        .orderBy('p.conversation', 'desc')
        .orderBy('p.peer')
        .limit(limit)
      for (const column of ['peer', 'side', 'office', 'mode', 'status'] as const)
        if (equal[column] !== undefined) query = query.where(`p.${column}`, '=', equal[column])
      // What is over is neither late nor stopped any more.
      if (late === true) query = query.where('p.late', '=', 1).where('p.status', '!=', 'closed')
      if (doNotLoad === true) query = query.where('p.doNotLoad', '=', 1)
      if (since !== undefined) query = query.where('p.estimatedArrival', '>=', since)
      if (until !== undefined) query = query.where('p.estimatedArrival', '<', until)
      for (const { type, value } of keys)
        query = query.where((e) =>
          e.exists(
            e
              .selectFrom('preArrivalKey as k')
              .select('k.peer')
              .whereRef('k.peer', '=', 'p.peer')
              .whereRef('k.conversation', '=', 'p.conversation')
              .where((k) =>
                type === 'crossing'
                  ? k.or([k('k.value', '=', value), k('k.value', 'in', linked(value))])
                  : k('k.value', '=', value),
              )
              .where('k.type', '=', type),
          ),
        )
      if (after !== null)
        query = query.where((e) =>
          e.or([
            e('p.conversation', '<', after.conversation),
            e.and([e('p.conversation', '=', after.conversation), e('p.peer', '>', after.peer)]),
          ]),
        )
      return (await query.execute()).map(rowOf)
    },

    async attention(now, limit, office) {
      let query = read
        .selectFrom('preArrival')
        .selectAll()
        .where('attentionFrom', '<=', now)
        .orderBy('urgency')
        .orderBy('attentionFrom')
        .limit(limit)
      if (office !== undefined) query = query.where('office', '=', office)
      return (await query.execute()).map(rowOf)
    },
  }
}

export const preArrivalsIn = inStore(preArrivalStore)
