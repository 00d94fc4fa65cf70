/** Whether a vehicle, a trailer, a wagon or a container may drive on: what holds the consignments that it carries, of whichever case and neighbour. */
import type { Cases } from '../../cases/cases.ts'
import { readableCase, type Reader } from '../../cases/readable-cases.ts'
import type { Reference } from '../../message/reference.ts'
import { subjectKey } from '../../cases/case-message.ts'
import { get } from '../../cases/state-record.ts'
import { inStore, type Store } from '../../store/store.ts'
import { unindexed } from '../../store/unindexed.ts'
import { firstIdAt } from '../../values/id.ts'
import { alike } from '../../values/plain.ts'
import { DAY, parseTime } from '../../values/time.ts'
import { driveOn, type Verdict } from './may-drive-on.ts'
import { rowOf, type PreArrivalRow } from './pre-arrival-table.ts'
import { caseOf, driveOnView, summaryIn, type PreArrivalSummary } from './pre-arrivals.ts'

/** What carries goods, as a reference names it. */
const CARRIERS = ['transport-means', 'equipment'] as const
type Carrier = (typeof CARRIERS)[number]
export const isCarrier = (type: string): type is Carrier => (CARRIERS as readonly string[]).includes(type)
/** Of either type, where none is said. */
export type CarrierAsked = { readonly type?: Carrier; readonly value: string }

/** A plate carries many loads one after the other. Of its journey are those that are here, that are expected within these times, and what was let go so lately. */
const LATE = 7 * DAY
const AHEAD = 2 * DAY
const LET_GO = DAY
/** Of what is over nothing is of a journey that was announced so long ago. */
const ANNOUNCED = 45 * DAY
/** So many cases are looked at: of what is in more nobody is told that it may drive on. */
const CASES = 1000

const carryingIn = inStore(({ read }: Store) => ({
  /** Of the cases in which something names this thing, newest first, those that are not over and those that began since `since` (milliseconds since 1970). */
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
      .where((e) => e.or([e(unindexed('p.status'), '<>', 'closed'), e('p.conversation', '>=', firstIdAt(since))]))
      .orderBy('k.conversation', 'desc')
      .orderBy('k.peer', 'desc')
      .limit(limit)
    if (whole) query = query.where(readableCase(whole, 'whole', 'p'))
    return (await query.execute()).map(rowOf)
  },
}))

/** Whether a consignment is of the journey that is made at `now`. */
function isOfJourney(s: PreArrivalSummary, now: number): boolean {
  if (s.status === 'closed') return s.movedAt !== null && parseTime(s.movedAt) >= now - LET_GO
  if (s.status === 'arrived' || s.status === 'unannounced' || s.doNotLoad) return true
  const at = s.estimatedArrival ?? s.lodgedAt
  return at === null || (parseTime(at) >= now - LATE && parseTime(at) <= now + AHEAD)
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

export function vehicles({ node, book }: Cases) {
  const carrying = carryingIn(node.store)

  /** What of a case is about a container: its own subjects, where the case tells it from others; all of it, where it does not. */
  async function within(s: PreArrivalSummary, id: string): Promise<PreArrivalSummary['driveOn']> {
    const state = caseOf(await book.open(s.peer, s.conversation))?.state
    const key = subjectKey({ transportEquipment: { id } })
    const apart = state !== undefined && (get(state.subjects, key) !== undefined || state.version === 0)
    return apart ? driveOnView(driveOn(state, [key])) : s.driveOn
  }

  /** As far as `reader` may see; null: all. */
  return async ({ type, value }: CarrierAsked, now: number, reader: Reader | null): Promise<Vehicle> => {
    const types = CARRIERS.filter((one) => type === undefined || type === one)
    const found = new Map<string, Carrier>()
    const rows: PreArrivalRow[] = []
    let whole = reader === null
    for (const one of types) {
      const named = await carrying.carriedBy({ type: one, value }, now - ANNOUNCED, reader, CASES)
      whole &&= named.length < CASES
      for (const row of named) {
        const id = `${row.conversation} ${row.peer}`
        if (!found.has(id)) rows.push(row)
        found.set(id, found.get(id) ?? one)
      }
    }
    const consignments: Consignment[] = []
    let others = 0
    for (const row of rows) {
      const summary = summaryIn(row.body)
      if (!isOfJourney(summary, now)) {
        if (summary.status !== 'closed') others += 1
        continue
      }
      const own = found.get(`${row.conversation} ${row.peer}`) === 'equipment'
      const answer = own ? await within(summary, value) : summary.driveOn
      if (answer.verdict !== 'none') consignments.push({ summary, driveOn: answer })
    }
    const verdicts = new Set(consignments.map((c) => c.driveOn.verdict))
    const free = verdicts.has('conditions') ? 'conditions' : verdicts.size > 0 ? 'may-drive-on' : 'none'
    const verdict = verdicts.has('held') ? 'held' : whole ? free : 'in-part'
    // What holds it stands first.
    consignments.sort((a, b) => Number(b.driveOn.verdict === 'held') - Number(a.driveOn.verdict === 'held'))
    return { verdict, consignments, others }
  }
}
