/**
 * The feed of changes: every change of state of messages, cases, lists and alerts that a caller may see, in the order of commits. What moves a message stands
 * in its history at the place of the move (message-rows.ts), so that nothing is written for the feed; a move that changes the case has the next place
 * for that. The rest is told in rows of its own (operate/change-rows.ts).
 */
import type { Selectable } from 'kysely'
import type { CaseName } from '../cases/case-table.ts'
import { wholeFor } from '../cases/readable-cases.ts'
import { mayOfProposal, mayRead, readableBy, type Caller, type Doing } from '../http/caller.ts'
import { readable } from '../http/readable.ts'
import { ENDED, type Direction, type State } from '../message/lifecycle.ts'
import { toldIn, type ChangeKind, type Told } from '../operate/change-rows.ts'
import { inStore, type Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import { PLACES } from '../store/tx.ts'
import { JuxtaError } from '../values/errors.ts'
import { time } from '../values/time.ts'
import { causeFor } from './message-rows.ts'

/** As the feed and webhooks tell it. */
export type Change = { readonly id: string; readonly at: string; readonly kind: ChangeKind } & Readonly<
  Record<string, unknown>
>
export type PlacedChange = { readonly place: number; readonly change: Change }

/** `next`: up to where was looked, which may be further than the last that was found; `more`: not all that there is was looked at. */
export type ChangePage = { readonly items: readonly PlacedChange[]; readonly next: number; readonly more: boolean }

/** Moves that one page looks through; what a reader may not see costs no more than that. */
const LOOKED_THROUGH = 2000

/** Whether a message changes its case by this move: what has come, and one of ours that has arrived or never will. */
const movesCase = (direction: Direction, state: State): boolean =>
  direction === 'in' ? state === 'received' : state === 'delivered' || ENDED.has(state)

type Row = Selectable<Tables['change']>

/** Whether a caller may hear of a register of the node, of a procedure or of its agency, of what somebody has proposed, or of an alert. */
function maySee(caller: Caller, { kind, procedure, agency, client, type, doing }: Row): boolean {
  if (kind === 'alert') return caller.roles.has('operator')
  if (client !== null) {
    const act = procedure === null || type === null ? null : { procedure, type, agency }
    return mayOfProposal(caller, { client, act }, 'facts')
  }
  return procedure === null || mayRead(caller, { procedure, direction: 'in', agency }, doing as Doing)
}

/** What was found up to a place, which is the end of what is looked through or, where there was more to find, the last that was found. */
type Found = { readonly items: readonly PlacedChange[]; readonly upTo: number }

/** Where a reader stands. */
function placeIn({ from, last }: Told, after: number | null): number {
  if (after === null) return from
  if (after > last)
    throw new JuxtaError('request-invalid', 'after is a cursor of changes that this store has not told', {
      pointer: '/query/after',
      rule: 'cursor',
    })
  if (after < from)
    throw new JuxtaError('changes-gone', 'the changes after this cursor are no longer kept', {
      pointer: '/query/after',
      rule: 'kept',
      members: { from },
    })
  return after
}

export const changesIn = inStore((store: Store) => {
  const { read } = store
  const { span } = toldIn(store)

  /** The end of what a page looks through after `place`; `last` where that is less. */
  async function endOf(table: 'history' | 'change', place: number, last: number): Promise<number> {
    const row = await read
      .selectFrom(table)
      .select('place')
      .where('place', '>', place)
      .orderBy('place')
      .offset(LOOKED_THROUGH - 1)
      .limit(1)
      .executeTakeFirst()
    return row ? Math.min(Number(row.place) + PLACES - 1, last) : last
  }

  async function moves(caller: Caller, after: number, last: number, limit: number): Promise<Found> {
    // Of a move that was told already its case may be left.
    const begin = after - PLACES
    const end = await endOf('history', begin, last)
    const rows = await read
      .selectFrom('history')
      .innerJoin('message', 'message.id', 'history.message')
      .select(['history.place', 'history.seq', 'history.state', 'history.at', 'history.cause'])
      .select(['message.id', 'direction', 'peer', 'procedure', 'type', 'conversation'])
      .select(['agency', 'ownerClient', 'ownerAgency'])
      .where('history.place', '>', begin)
      .where('history.place', '<=', end)
      .where((e) => readable(e, readableBy(caller, 'facts')))
      .orderBy('history.place')
      .limit(limit + 1)
      .execute()
    const items = rows.flatMap(({ id: message, place: at, seq, at: ms, ...row }) => {
      const { peer, procedure, type, conversation, state } = row
      const direction = row.direction as Direction
      const cause = causeFor(row, mayRead(caller, { ...row, direction }, 'contents'))
      const place = Number(at)
      const about = { at: time(Number(ms)), peer, procedure, conversation }
      const move = { message, direction, type, state, cause, ...about }
      const told: PlacedChange[] = [{ place, change: { id: `${message}.${seq}`, kind: 'message', ...move } }]
      if (movesCase(direction, state as State))
        told.push({ place: place + 1, change: { id: `${message}.${seq}.case`, kind: 'case', ...about } })
      return told
    })
    return { items, upTo: rows.length > limit ? Number(rows.at(-1)!.place) + PLACES - 1 : end }
  }

  async function others(caller: Caller, after: number, last: number, limit: number): Promise<Found> {
    const end = await endOf('change', after, last)
    const rows = await read
      .selectFrom('change')
      .selectAll()
      .where('place', '>', after)
      .where('place', '<=', end)
      .orderBy('place')
      .limit(limit)
      .execute()
    const his = rows.filter((row) => maySee(caller, row))
    const ofCases = his.filter((row): row is Row & CaseName => row.conversation !== null)
    const whole = new Set<Row>(await wholeFor(store, caller, ofCases))
    const items = his
      .filter((row) => row.conversation === null || whole.has(row))
      .map(({ place, id, at, kind, body }) => ({
        place: Number(place),
        change: { id, at: time(Number(at)), kind: kind as ChangeKind, ...(JSON.parse(body) as object) },
      }))
    return { items, upTo: rows.length === limit ? Number(rows.at(-1)!.place) : end }
  }

  return {
    /** Between which places the feed has something. */
    span,

    /**
     * A page of what `caller` may see of what has changed after the place `after` (null: of all that is kept), of one `kind` or of all. Fails with `changes-gone`
     * and the place `from` which what is kept begins after where that is no longer kept, with `request-invalid` where nothing was told there yet.
     */
    async page(caller: Caller, after: number | null, limit: number, kind?: ChangeKind): Promise<ChangePage> {
      // First, so that what is told meanwhile is left for the next page: both tables are read up to the same place.
      const told = await span()
      const { last } = told
      const from = placeIn(told, after)
      if (from >= last) return { items: [], next: from, more: false }
      const found = await Promise.all([
        ...(kind === undefined || kind === 'message' || kind === 'case' ? [moves(caller, from, last, limit)] : []),
        ...(kind === undefined || kind === 'list' || kind === 'alert' ? [others(caller, from, last, limit)] : []),
      ])
      const upTo = Math.min(...found.map((f) => f.upTo))
      const items = found
        .flatMap((f) => f.items)
        .filter(({ place, change }) => place > from && place <= upTo && (kind === undefined || change.kind === kind))
        .sort((a, b) => a.place - b.place)
      const full = items.length > limit
      const next = full ? items[limit - 1]!.place : upTo
      return { items: full ? items.slice(0, limit) : items, next, more: next < last }
    },
  }
})
