/**
 * How the service of each neighbour was in a month, as this node has seen it, beside what its agreements promise. Each side measures for itself: what it says is its own
 * figure, of its own records. A month is that of the calendar in UTC.
 */
import type { Node } from '../node.ts'
import { inForce } from '../peers/agreed-terms.ts'
import type { Target } from '../peers/annexes.ts'
import type { Peer } from '../peers/directory.ts'
import { BOUNDS, boundOf } from '../peers/receipt-times.ts'
import type { Country } from '../values/country.ts'
import type { Digest } from '../values/digest.ts'
import { MINUTE, monthIn, SECOND, spanOfMonth } from '../values/time.ts'
import { serviceCountsIn, type Count, type Counted } from './service-counts.ts'

/** When all of the system of one side is away and it has said so as long before as was agreed: milliseconds since 1970. */
export type Away = { readonly country: Country; readonly from: number; readonly to: number }
/** Of both sides of a pair, what overlaps a span: milliseconds since 1970, both ends included. */
type AwayOf = (peer: Peer, from: number, to: number) => Promise<readonly Away[]>

/** `of` and `in`: on how many it was reckoned, and how many of them were as promised. `kept`: null where nothing could be counted, or the promise is in words alone. */
export type MeasuredLevel = {
  readonly name: string
  readonly level: string
  readonly target: Target | null
  readonly of: number
  readonly in: number
  readonly kept: boolean | null
}

/** Milliseconds since 1970. `over`: nothing of the month is still to come. `percentiles`: by the bounds below which they lie; null where no receipt is held. */
export type Measured = {
  readonly month: string
  readonly from: number
  readonly to: number
  readonly over: boolean
  readonly asked: { readonly answered: number; readonly silent: number; readonly maintenance: number }
  readonly messages: {
    readonly receipted: number
    readonly unreceipted: number
    readonly waiting: number
    readonly excused: number
    readonly p50: number | null
    readonly p95: number | null
  }
  /** The agreement that states the levels: the newest that was in force at the end of the month and states any. */
  readonly agreement: Digest | null
  readonly levels: readonly MeasuredLevel[]
}

/** Thousandths of a percent, as whole as they are written. */
const WHOLE = 100_000
const parts = (percent: string): number => Math.round(Number(percent) * (WHOLE / 100))

/** After a month, until all that was made in it has had its time, and has been counted. */
const SETTLING_MS = 10 * MINUTE

const overlaps = (away: readonly Away[], from: number, to: number): boolean =>
  away.some((a) => a.from <= to && from <= a.to)

/** The least bound below which this part of receipts lies. */
function percentile(receipts: ReadonlyMap<number, number>, part: number): number | null {
  const all = [...receipts.values()].reduce((sum, n) => sum + n, 0)
  let seen = 0
  for (const bound of BOUNDS) {
    seen += receipts.get(bound) ?? 0
    if (all > 0 && seen >= all * part) return bound
  }
  return null
}

export type ServiceLevels = ReturnType<typeof createServiceLevels>

export function createServiceLevels(node: Node, awayOf: AwayOf) {
  const { store, clock, directory } = node
  const counts = serviceCountsIn(store)

  async function measured(peer: Peer, month: string): Promise<Measured> {
    const { from, to } = spanOfMonth(month)
    const now = clock.now()
    const rows = await counts.of(peer.country, month)
    const total = (what: Counted): number =>
      rows.filter((row) => row.what === what).reduce((sum, { count }) => sum + count, 0)
    const receipts = new Map(rows.flatMap((row) => (row.what === 'receipt' ? [[row.bound, row.count] as const] : [])))
    // What waits while a side is away as it has said is not late.
    const back = Math.max(from, ...(await awayOf(peer, from, now)).map((a) => a.to))
    const waitingFor = (ms: number): Promise<number> => counts.waiting(peer.country, back, Math.min(to, now - ms))
    const [answered, silent, unreceipted] = [total('answered'), total('silent'), total('unreceipted')]

    async function reckoned(target: Target): Promise<{ of: number; in: number }> {
      if (target.measure === 'availability') return { of: answered + silent, in: answered }
      const within = target.within_seconds * SECOND
      const inTime = [...receipts].reduce((sum, [bound, count]) => sum + (bound <= within ? count : 0), 0)
      return { of: total('receipt') + unreceipted + (await waitingFor(within)), in: inTime }
    }

    const levels: MeasuredLevel[] = []
    const agreed = inForce(peer.agreements, Math.min(now, to - 1)).find(
      ({ document }) => document.service !== undefined,
    )
    for (const { name, level, target = null } of agreed?.document.service?.levels ?? []) {
      const found = target === null ? { of: 0, in: 0 } : await reckoned(target)
      const kept = target === null || found.of === 0 ? null : found.in * WHOLE >= parts(target.percent) * found.of
      levels.push({ name, level, target, ...found, kept })
    }
    return {
      ...{ month, from, to, over: to <= now, agreement: agreed?.hash ?? null, levels },
      asked: { answered, silent, maintenance: total('maintenance') },
      messages: {
        ...{ receipted: total('receipt'), unreceipted, waiting: await waitingFor(0), excused: total('excused') },
        ...{ p50: percentile(receipts, 0.5), p95: percentile(receipts, 0.95) },
      },
    }
  }

  const isAway = async (peer: Peer, now: number): Promise<boolean> =>
    (await awayOf(peer, now, now)).some(({ country }) => country === peer.country)

  /** Counts what has ended since it was last looked; it is up to date then, unless another process is at it. */
  async function count(): Promise<void> {
    for (let page = await counts.next(); page !== null; page = await counts.next()) {
      const away = new Map<Country, readonly Away[]>()
      for (const country of new Set(page.ended.map(({ peer }) => peer))) {
        const [known, theirs] = [directory.find(country), page.ended.filter(({ peer }) => peer === country)]
        const [from, to] = [Math.min(...theirs.map(({ made }) => made)), Math.max(...theirs.map(({ ended }) => ended))]
        away.set(country, known === undefined ? [] : await awayOf(known, from, to))
      }
      const found = new Map<string, Count>()
      for (const { peer, made, ended, receipted } of page.ended) {
        const what = overlaps(away.get(peer)!, made, ended) ? 'excused' : receipted ? 'receipt' : 'unreceipted'
        const bound = what === 'receipt' ? boundOf(ended - made) : 0
        const one = { peer, month: monthIn(made), what, bound } as const
        const key = JSON.stringify(one)
        found.set(key, { ...one, count: (found.get(key)?.count ?? 0) + 1 })
      }
      if (!(await counts.keep(page, [...found.values()]))) return
    }
  }

  /** Up to which month each neighbour was judged by this process, so that a month is looked for once. */
  const judgedTo = new Map<Country, string>()

  /** Once for each month that is over, those before a down time too: what was promised and not kept is an alert. */
  async function judge(peer: Peer): Promise<void> {
    const { country } = peer
    for (;;) {
      const month = await counts.monthAfter(country, judgedTo.get(country) ?? '')
      if (month === undefined || month >= monthIn(clock.now()) || !(await judged(peer, month))) return
      judgedTo.set(country, month)
    }
  }

  /** Whether it was judged, now or before; false while some of it has not had its time. */
  async function judged(peer: Peer, month: string): Promise<boolean> {
    const rows = await counts.of(peer.country, month)
    if (rows.some(({ what }) => what === 'judged')) return true
    const { to, levels } = await measured(peer, month)
    const longest = Math.max(0, ...levels.map(({ target }) => (target?.measure === 'receipt' ? target.within_seconds : 0))) // prettier-ignore
    if (clock.now() < to + longest * SECOND + SETTLING_MS) return false
    for (const { name, target, of, in: kept } of levels.filter((one) => one.kept === false))
      await node.alert(
        'service-level',
        peer.country,
        `${name}: ${kept} of ${of} in ${month}, and at least ${target!.percent} % were agreed (${target!.measure})`,
        `${month} ${name}`,
      )
    await counts.add([{ peer: peer.country, month, what: 'judged', bound: 0, count: 1 }])
    return true
  }

  return {
    of: measured,

    /** Which neighbours have answered when they were asked just now, and which have not. */
    async heard(answers: readonly { readonly peer: Peer; readonly answered: boolean }[]): Promise<void> {
      const now = clock.now()
      const found: Count[] = []
      for (const { peer, answered } of answers) {
        const what = answered ? 'answered' : (await isAway(peer, now)) ? 'maintenance' : 'silent'
        found.push({ peer: peer.country, month: monthIn(now), what, bound: 0, count: 1 })
      }
      await counts.add(found)
    },

    async round(): Promise<void> {
      await count()
      for (const peer of directory.all()) if (peer.state === 'active') await judge(peer)
    },
  }
}
