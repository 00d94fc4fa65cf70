/**
 * The index of the pre-arrival cases: one row a case with what lists are filtered by, and the keys by which an arrival finds its case. It is made of the
 * cases and may be made again from them; documents erased by retention take their rows with them.
 */
import { insertRows } from '../../store/insert-rows.ts'
import { inStore, type Store } from '../../store/store.ts'
import { createHash } from 'node:crypto'
import type { Country } from '../../values/country.ts'
import type { MessageId } from '../../values/id.ts'
import type { CaseName } from '../../cases/case-table.ts'
import type { Tables } from '../../store/tables.ts'

export type ArrivalKeyType = 'crossing' | 'equipment' | 'transport-document' | 'mrn' | 'lrn' | 'ucr'
export type ArrivalKey = { readonly type: ArrivalKeyType; readonly value: string }

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
  /** From when on somebody must look at it, and how urgently (0 first); null where nobody must. */
  readonly attentionFrom: number | null
  readonly urgency: number
  /** What lists show of it, as JSON. */
  readonly body: string
}

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
  /** All of them. */
  readonly keys: readonly ArrivalKey[]
}

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

export const preArrivalsIn = inStore(({ read, apart }: Store) => {
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
    /** Writes the row and its keys, unless one of more messages is there. */
    async put({ peer, conversation, ...row }: PreArrivalRow, keys: readonly ArrivalKey[]): Promise<void> {
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

    /** Newest case first, after `after` (exclusive). */
    async page(
      { keys, since, until, late, doNotLoad, ...equal }: PreArrivalFilter,
      after: CaseName | null,
      limit: number,
    ): Promise<PreArrivalRow[]> {
      let query = read
        .selectFrom('preArrival as p')
        .selectAll('p')
        .orderBy('p.conversation', 'desc')
        .orderBy('p.peer', 'desc')
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
          e(
            e.refTuple('p.conversation', 'p.peer'),
            'in',
            e
              .selectFrom('preArrivalKey as k')
              .select(['k.conversation', 'k.peer'])
              .where('k.type', '=', type)
              .where((k) =>
                type === 'crossing'
                  ? k.or([k('k.value', '=', value), k('k.value', 'in', linked(value))])
                  : k('k.value', '=', value),
              )
              .$asTuple('conversation', 'peer'),
          ),
        )
      if (after !== null)
        query = query.where((e) =>
          e(e.refTuple('p.conversation', 'p.peer'), '<', e.tuple(after.conversation, after.peer)),
        )
      return (await query.execute()).map(rowOf)
    },

    /** What needs attention at `now`, the most urgent first and the longest waiting of these. */
    async attention(now: number, limit: number, office?: string): Promise<PreArrivalRow[]> {
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
})
