/**
 * The opening hours of a pair of offices, from all cases that are about it. Each side may have opened a case of its own (crossed proposals), so what
 * is in force is read from all of them together; the cases themselves stay as both countries hold them.
 */
import type { CaseBook } from '../../cases/book.ts'
import { rowsIn } from '../../cases/case-rows.ts'
import { findingIn } from '../../cases/case-finding.ts'
import type { Store } from '../../store/store.ts'
import type { Cases } from '../../cases/cases.ts'
import type { CaseName } from '../../cases/case-table.ts'
import { officesKey } from './opening-hours.ts'
import { JuxtaError } from '../../values/errors.ts'
import type { Country } from '../../values/country.ts'
import type { MessageId } from '../../values/id.ts'
import {
  ALL,
  GRANTED,
  OPEN_REQUESTS,
  readable,
  type HoursTogether,
  type HoursVersion,
  type OpeningHours,
  type OutOfHours,
  type Side,
} from './hours-state.ts'

/** Whether the caller may see the whole state of each of these cases; undefined: nobody in particular asks. */
export type MaySee = (cases: readonly CaseName[]) => Promise<(name: CaseName) => boolean>

type Named = { readonly conversation: MessageId; readonly hash: string }

export type HoursCase = Named & { readonly state: HoursTogether }

export type OfficePair = {
  readonly peer: Country
  readonly exitOffice: string
  readonly entryOffice: string
  /** Those that may be seen whole. */
  readonly cases: readonly Named[]
  /** Of all cases together. */
  readonly hours: HoursTogether
}

/** The countries of the two offices: whoever has stated hours has said on which side he stands. */
export function countriesOf({ hours, peer }: OfficePair, own: Country): Record<Side, Country> {
  const isOurs = Object.values(hours.versions).some((v) => (v.hours.xSide === own) === (v.side === 'exit'))
  return isOurs ? { exit: own, entry: peer } : { exit: peer, entry: own }
}

/** More cases of one pair of offices than anybody has. */
const CASES = 200

const began = (v: HoursVersion): boolean => v.from !== null && (v.until === null || v.from < v.until)

/** The versions of all cases of a pair: a later one ends an earlier one of its side, and of two crossed proposals the exit side's stands. */
export function merged(cases: readonly HoursCase[]): HoursTogether {
  const versions = new Map<string, HoursVersion>()
  for (const c of cases) for (const v of Object.values(c.state.versions)) versions.set(v.id, v)
  if (cases.length > 1) {
    for (const side of ['exit', 'entry'] as const) {
      const line = [...versions.values()]
        .filter((v) => v.side === side && began(v))
        .sort((a, b) => a.from! - b.from! || (a.id < b.id ? -1 : 1))
      for (const [i, v] of line.entries()) {
        const next = line[i + 1]
        if (next === undefined || (v.until !== null && v.until <= next.from!)) continue
        const state = v.state === 'in-force' ? 'superseded' : v.state
        versions.set(v.id, { ...v, state, until: next.from })
      }
    }
    const alone = (side: Side): HoursVersion | undefined => {
      const c = cases.find(({ state }) => Object.values(state.versions).every((v) => v.side === side))
      return c && Object.values(c.state.versions).find((v) => v.state === 'proposed')
    }
    const [stands, crossed] = [alone('exit'), alone('entry')]
    if (stands && crossed) {
      versions.set(stands.id, { ...stands, state: 'countered' })
      versions.set(crossed.id, { ...crossed, counters: stands.id })
    }
  }
  const [first] = cases
  return {
    exitOffice: first?.state.exitOffice ?? null,
    entryOffice: first?.state.entryOffice ?? null,
    versions: Object.fromEntries(versions),
    changes: Object.assign({}, ...cases.map((c) => c.state.changes)) as OpeningHours['changes'],
    closings: Object.assign({}, ...cases.map((c) => c.state.closings)) as OpeningHours['closings'],
    outOfHours: Object.assign({}, ...cases.map((c) => c.state.outOfHours)) as HoursTogether['outOfHours'],
    // What a case calls by a name hides nothing of the same name in another.
    slots: Object.fromEntries(
      cases.flatMap((c) => Object.entries(c.state.slots).map(([key, slot]) => [`${c.conversation} ${key}`, slot])),
    ),
    dateLists: {},
    ownOf: Object.fromEntries(
      cases.flatMap(({ state: { versions, changes, dateLists } }) => {
        const own = { dateLists, changes }
        return [...Object.keys(versions), ...Object.keys(changes)].map((id) => [id, own])
      }),
    ),
  }
}

type Found = HoursCase & { readonly peer: Country }
type Folded = Named & { readonly peer: Country; readonly state: OpeningHours }

/** For whom a pair is read. */
export type Asks = {
  readonly maySee?: MaySee | undefined
  /** The names of a crossing, what was granted to which counts. */
  readonly crossings?: readonly string[] | undefined
}

/** A request for service out of hours, and where it stands in the list. */
export type Request = RequestPlace & { readonly asked: OutOfHours }
export type RequestPlace = { readonly conversation: MessageId; readonly to: number; readonly id: MessageId }
export type RequestFilter = {
  readonly state?: 'waiting' | 'granted' | undefined
  /** Those that are not over by then, in milliseconds since 1970. */
  readonly since?: number | undefined
}
const GROUPS = { waiting: OPEN_REQUESTS, granted: GRANTED }

/** Of a case what anybody may know: what is agreed and what is closed; nothing that is only proposed, and nothing of persons or crossings. */
const agreedIn = (s: HoursTogether): HoursTogether => ({
  ...s,
  versions: Object.fromEntries(Object.entries(s.versions).filter(([, v]) => v.from !== null)),
  changes: Object.fromEntries(Object.entries(s.changes).filter(([, x]) => x.state === 'in-force')),
  closings: Object.fromEntries(Object.entries(s.closings).map(([id, x]) => [id, { ...x, instructions: [] }])),
  outOfHours: {},
})

async function pairOf(
  exitOffice: string,
  entryOffice: string,
  found: readonly Found[],
  maySee: MaySee | undefined,
): Promise<OfficePair | undefined> {
  const sees = (await maySee?.(found)) ?? (() => true)
  const cases = found
    .filter(({ state }) => state.exitOffice === exitOffice && state.entryOffice === entryOffice)
    .flatMap((one) => {
      if (sees(one)) return [one]
      const state = agreedIn(one.state)
      return Object.keys(state.versions).length === 0 ? [] : [{ ...one, state }]
    })
    .sort((a, b) => (a.conversation < b.conversation ? -1 : 1))
  const [first] = cases
  const seen = cases.filter(sees).map(({ conversation, hash }) => ({ conversation, hash }))
  return first && { peer: first.peer, exitOffice, entryOffice, cases: seen, hours: merged(cases) }
}

const unknown = (exitOffice: string, entryOffice: string): JuxtaError =>
  new JuxtaError('not-found', `there are no opening hours of the offices ${exitOffice} and ${entryOffice}`, {
    rule: 'known',
  })

export class OfficePairs {
  readonly #book: CaseBook
  readonly #store: Store

  constructor({ book, node }: Cases) {
    this.#book = book
    this.#store = node.store
  }

  /** All cases about the pair, newest first. */
  async #casesOf(exitOffice: string, entryOffice: string): Promise<Folded[]> {
    const found: Folded[] = []
    const { type, value } = officesKey(exitOffice, entryOffice)
    for (const { peer, conversation } of await findingIn(this.#store).naming(type, value, CASES)) {
      const { fold } = await this.#book.open(peer, conversation)
      const c = fold.case
      if (c?.procedure !== 'opening-hours' || c.test) continue
      found.push({ peer, conversation, hash: fold.hash, state: c.state as OpeningHours })
    }
    return found
  }

  /** The pair; undefined where no case is about it. */
  async find(
    exitOffice: string,
    entryOffice: string,
    { maySee, crossings }: Asks = {},
  ): Promise<OfficePair | undefined> {
    const found = await this.#casesOf(exitOffice, entryOffice)
    const read = found.map((one) => ({ ...one, state: readable(one.state, crossings) }))
    return pairOf(exitOffice, entryOffice, read, maySee)
  }

  /** The pair. Fails with `not-found`; `agreed`: also where nothing was ever in force, so that nobody learns what is only proposed. */
  async get(
    exitOffice: string,
    entryOffice: string,
    { agreed = false, ...asks }: Asks & { readonly agreed?: boolean } = {},
  ): Promise<OfficePair> {
    const pair = await this.find(exitOffice, entryOffice, asks)
    const none = pair === undefined || (agreed && !Object.values(pair.hours.versions).some((v) => v.from !== null))
    if (none) throw unknown(exitOffice, entryOffice)
    return pair
  }

  /** A page of what was asked for out of hours, in cases that may be seen whole: case by case, the newest first, and in each what is over first. Fails with `not-found`. */
  async requests(
    exitOffice: string,
    entryOffice: string,
    maySee: MaySee,
    { state, since }: RequestFilter,
    after: RequestPlace | null,
    limit: number,
  ): Promise<Request[]> {
    const cases = await this.#casesOf(exitOffice, entryOffice)
    const read = cases.map((one) => ({ ...one, state: readable(one.state) }))
    // Whoever may not know of the pair learns nothing of it by a list that is empty.
    if (!(await pairOf(exitOffice, entryOffice, read, maySee))) throw unknown(exitOffice, entryOffice)
    const sees = await maySee(cases)
    const found: Request[] = []
    for (const one of cases) {
      const { conversation, state: s } = one
      if (!sees(one) || (after && conversation > after.conversation)) continue
      const place = after?.conversation === conversation ? { key: after.id, rank: after.to } : null
      const group = state === undefined ? ALL : GROUPS[state]
      for (const [id, asked] of s.outOfHours.page(group, place, limit - found.length, since))
        found.push({ conversation, to: asked.to, id: id as MessageId, asked })
      if (found.length === limit) break
    }
    return found
  }

  /** Pairs in the order of their offices, made of rows. `next`: for the page after; null where there is none. */
  async list(
    after: string | null,
    limit: number,
    maySee: MaySee,
  ): Promise<{ pairs: OfficePair[]; next: string | null }> {
    const rows = rowsIn(this.#store)
    const pairs: OfficePair[] = []
    // Read on until there are enough that may be seen: where a page ends tells of no other.
    for (let names, place = after; ; place = names.at(-1)!) {
      names = await rows.values('offices', place, limit)
      for (const value of names) {
        const [exit, entry] = JSON.parse(value) as [string, string]
        const found = await rows.named('opening-hours', 'offices', value, null, CASES)
        const states = found.map(({ peer, conversation, hash, view }) => ({
          peer,
          conversation,
          hash,
          state: view as HoursTogether,
        }))
        const pair = await pairOf(exit, entry, states, maySee)
        if (pair) pairs.push(pair)
        if (pairs.length === limit) return { pairs, next: value }
      }
      if (names.length < limit) return { pairs, next: null }
    }
  }
}
