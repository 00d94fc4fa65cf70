/** Whether a vehicle, a trailer, a wagon or a container may drive on: what holds the consignments that it carries, of whichever case and neighbour. */
import type { Cases } from '../../cases/cases.ts'
import { readableCase, type Reader } from '../../cases/readable-cases.ts'
import type { Reference } from '../../message/reference.ts'
import { subjectKey } from '../../cases/case-message.ts'
import { inStore, type Store } from '../../store/store.ts'
import { unindexed } from '../../store/unindexed.ts'
import { firstIdAt } from '../../values/id.ts'
import { alike } from '../../values/plain.ts'
import { DAY, parseTime } from '../../values/time.ts'
import { driveOn, isApart, type Verdict } from './may-drive-on.ts'
import { CARRIERS, HELD, rowOf, type Carrier, type PreArrivalRow } from './pre-arrival-table.ts'
import { caseOf, driveOnView, summaryIn, type PreArrivalSummary } from './pre-arrivals.ts'

/** Of either type, where none is said. */
export type CarrierAsked = { readonly type?: Carrier; readonly value: string }

/** A plate carries many loads one after the other. Of its journey are those that are here, that are expected within these times, and what was let go so lately. */
const LATE = 7 * DAY
const AHEAD = 2 * DAY
const LET_GO = DAY
/** Of what is over nothing is of a journey that was announced so long ago. */
const ANNOUNCED = 45 * DAY
/** What sets out so long after another has moved last is of a later journey, and not of the same. */
const APART = DAY / 2
/** So many cases are looked at, and so many of them are opened: of what is in more nobody is told that it may drive on. */
const CASES = 1000
export const OPENED = 50

const carryingIn = inStore(({ read }: Store) => ({
  /** Of the cases with this key, newest first, those that are not over, those that began since `since` (milliseconds since 1970) and those that are stopped. */
  async carriedBy(
    { type, value }: Reference,
    since: number,
    whole: Reader | null,
    limit: number,
  ): Promise<PreArrivalRow[]> {
    let query = read
      .selectFrom('preArrivalKey as k')
      .innerJoin('preArrival as p', (j) =>
        j.onRef('p.conversation', '=', 'k.conversation').onRef('p.peer', '=', 'k.peer'),
      )
      .selectAll('p')
      .where('k.plain', '=', alike(value))
      .where('k.type', '=', type)
      .where((e) =>
        e.or([
          e(unindexed('p.status'), '<>', 'closed'),
          e('p.conversation', '>=', firstIdAt(since)),
          e('p.doNotLoad', '=', 1),
        ]),
      )
      .orderBy('k.conversation', 'desc')
      .orderBy('k.peer', 'desc')
      .limit(limit)
    if (whole) query = query.where(readableCase(whole, 'whole', 'p'))
    return (await query.execute()).map(rowOf)
  },
}))

/** Whether a consignment that nobody has decided to hold is of the journey that is made at `now`. */
function isOfJourney(s: PreArrivalSummary, now: number): boolean {
  if (s.status === 'closed') return s.movedAt !== null && parseTime(s.movedAt) >= now - LET_GO
  if (s.status === 'arrived' || s.status === 'unannounced') return true
  const at = s.estimatedArrival ?? s.lodgedAt
  return at === null || (parseTime(at) >= now - LATE && parseTime(at) <= now + AHEAD)
}

/** When the side of entry of `held`, which alone says what becomes of its goods, has last seen another journey begin: by its own word, and not by that of a neighbour. */
function beganFor(held: PreArrivalSummary, cases: readonly Carried[]): number {
  const times = cases.flatMap(({ moves, summary: { side, peer, begunAt } }) => {
    if (!moves || (held.side === 'exit' && peer !== held.peer)) return []
    const seen = begunAt[held.side === 'entry' ? side : side === 'entry' ? 'exit' : 'entry']
    return seen === null ? [] : [parseTime(seen)]
  })
  return Math.max(...times)
}

/**
 * Whether the plate that carried it is on a later journey by now, which began at `began`: it holds its goods and what they are in, and not that plate any more. What must
 * not be loaded is stopped until its issuer lifts it, and what nobody has seen yet may still come.
 */
function isLeft(s: PreArrivalSummary, began: number, now: number): boolean {
  const last = s.movedAt ?? s.lodgedAt
  if (s.doNotLoad || last === null) return false
  const comes = s.status === 'expected' && isOfJourney(s, now)
  return !comes && began >= parseTime(last) + APART
}

type Consignment = {
  readonly summary: PreArrivalSummary
  /** What holds what of it the vehicle carries. */
  readonly driveOn: PreArrivalSummary['driveOn']
}

export type Vehicle = {
  /** `in-part`: nothing that could be seen holds it, and not all could be. */
  readonly verdict: Verdict | 'in-part'
  readonly consignments: readonly Consignment[]
  /** Its consignments that are not over and of another journey. */
  readonly others: number
}

/** A case that names what is asked about. */
export type Carried = {
  readonly summary: PreArrivalSummary
  /** It is held by what somebody has decided: whatever its journey. */
  readonly decided: boolean
  /** It names it as a means of transport alone, which goes on journey after journey. */
  readonly moves: boolean
  /** It may name others beside the one that is asked about, and what holds that one is found in the case. */
  readonly opens: boolean
}

/** Of the cases those that are held by a decision first, then those of the journey; what a plate has carried on an earlier one is of none. `whole`: they are all that there are. */
export async function verdictOf(
  cases: readonly Carried[],
  whole: boolean,
  now: number,
  within: (s: PreArrivalSummary) => Promise<PreArrivalSummary['driveOn']>,
): Promise<Vehicle> {
  const consignments: Consignment[] = []
  let others = 0
  let opened = 0
  let all = whole
  const urgency = ({ summary, decided }: Carried): number => (decided ? 0 : summary.driveOn.verdict === 'held' ? 1 : 2)
  for (const { summary, decided, moves, opens } of cases.toSorted((a, b) => urgency(a) - urgency(b))) {
    if ((moves && isLeft(summary, beganFor(summary, cases), now)) || (!decided && !isOfJourney(summary, now))) {
      if (summary.status !== 'closed') others += 1
      continue
    }
    // What is held may be what stands beside it.
    const unknown = opens && opened === OPENED && !decided && summary.driveOn.verdict === 'held'
    if (unknown) {
      all = false
      continue
    }
    const looks = opens && opened < OPENED
    if (looks) opened += 1
    const answer = looks ? await within(summary) : summary.driveOn
    if (answer.verdict !== 'none') consignments.push({ summary, driveOn: answer })
  }
  const verdicts = new Set(consignments.map((c) => c.driveOn.verdict))
  const free = verdicts.has('conditions') ? 'conditions' : verdicts.size > 0 ? 'may-drive-on' : 'none'
  const verdict = verdicts.has('held') ? 'held' : all ? free : 'in-part'
  // What holds it stands first.
  consignments.sort((a, b) => Number(b.driveOn.verdict === 'held') - Number(a.driveOn.verdict === 'held'))
  return { verdict, consignments, others }
}

/** Whether all that a case tells is of this one subject. */
const isAlone = ({ movements, driveOn: { holds } }: PreArrivalSummary, key: string): boolean =>
  Object.values(movements).reduce((sum, n) => sum + n, 0) === 1 &&
  holds.every(({ count, subjects }) => count === 1 && subjects[0] === key)

export function vehicles({ node, book }: Cases) {
  const carrying = carryingIn(node.store)

  /** As far as `reader` may see; null: all. */
  return async ({ type, value }: CarrierAsked, now: number, reader: Reader | null): Promise<Vehicle> => {
    const key = subjectKey({ transportEquipment: { id: value } })
    const found = new Map<string, Carried>()
    let whole = reader === null
    const look = async (one: Carrier, decided: boolean): Promise<void> => {
      const asked = { type: decided ? HELD[one] : one, value }
      const rows = await carrying.carriedBy(asked, now - ANNOUNCED, reader, CASES)
      whole &&= rows.length < CASES
      for (const row of rows) {
        const id = `${row.conversation} ${row.peer}`
        const known = found.get(id)
        if (known) {
          if (one === 'equipment') found.set(id, { ...known, moves: false })
          continue
        }
        const summary = summaryIn(row.body)
        const moves = one === 'transport-means'
        found.set(id, { summary, decided, moves, opens: !moves && !isAlone(summary, key) })
      }
    }
    const carriers = CARRIERS.filter((one) => type === undefined || type === one)
    for (const decided of [true, false]) for (const one of carriers) await look(one, decided)

    /** What of a case is about a container: its own subjects, where the case tells it from others; all of it, where it does not. */
    return verdictOf([...found.values()], whole, now, async (s) => {
      const state = caseOf(await book.open(s.peer, s.conversation))?.state
      return state !== undefined && isApart(state, key) ? driveOnView(driveOn(state, [key])) : s.driveOn
    })
  }
}
