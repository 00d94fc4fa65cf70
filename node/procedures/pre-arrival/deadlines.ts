/** How long before what a declaration must be lodged, per mode (SAFE Framework, Pillar 1; UCC-DA 105 to 110), as values that a pair of countries may change. */
import type { components } from '../../generated/procedures/pre-arrival.ts'
import type { Rec } from '../../cases/state-record.ts'
import { MINUTE, parseTimeIf } from '../../values/time.ts'

export type Declaration = components['schemas']['Declaration']

/**
 * Minutes, each of which the agreement of a pair may set otherwise (`deadlines`, by these names). The case holds those of the agreement that its first
 * message was sent under, so that both sides reckon with the same.
 */
export const LIMITS = {
  /** Before loading: containers at sea, and the minimum of data on goods by air. */
  deepSeaContainer: 24 * 60,
  airMinimum: 0,
  /** Before take-off: all data, of a short flight. */
  airShort: 0,
  /** These before arrival. `sea` is of bulk and break bulk, and of what is on no short sea. */
  sea: 4 * 60,
  shortSea: 2 * 60,
  inlandWaterway: 2 * 60,
  rail: 2 * 60,
  railShort: 60,
  road: 60,
  airLong: 4 * 60,
  /** After which an unanswered do-not-load alerts both sides. */
  doNotLoadAnswer: 30,
  /** After it was lodged, where the goods were not brought: the declaration lapses (UCC Art. 129(2)(b): 200 days). */
  lapse: 200 * 24 * 60,
  /** Of a transit: after the limit for its arrival, until the exit side enquires; of the enquiry, until nobody's answer alerts both sides; after it arrived, the control results, and its discharge where they are in order. */
  transitEnquiry: 7 * 24 * 60,
  transitEnquiryAnswer: 28 * 24 * 60,
  transitResult: 3 * 24 * 60,
  transitDischarge: 10 * 24 * 60,
} as const

export type Limits = { readonly [L in keyof typeof LIMITS]: number }

/** The limits that hold where an agreement says `terms`; a name that this version does not know says nothing. */
export function limitsOf(terms: Rec<number> = {}): Limits {
  const known = Object.entries(terms).filter(([name]) => Object.hasOwn(LIMITS, name))
  return { ...LIMITS, ...Object.fromEntries(known) }
}

const before = (time: number | undefined, minutes: number): number | undefined =>
  time === undefined ? undefined : time - minutes * MINUTE

/** Minutes: a short flight takes less, and so does a short run by rail from where the train was last made up. */
export const SHORT = { air: 4 * 60, rail: 2 * 60 } as const

/** The short way of a mode: as `xRoute` says, or else by the two times of the declaration. */
function isShort(mode: 'air' | 'rail', route: Declaration['xRoute'], travel: number | undefined): boolean {
  if (route === 'short-haul' || route === 'short-run') return true
  if (route === 'long-haul' || route === 'long-run') return false
  return travel !== undefined && travel < SHORT[mode] * MINUTE
}

/**
 * When `declaration` had to be lodged, in milliseconds since 1970; undefined where it does not say enough. Mode as in UNECE Recommendation 19: its first digit is
 * the active means that crosses the border, by which the limit is also of what it carries (a lorry on a ferry, 16, is due as the ferry is). Which rule of a mode
 * holds is said by `xRoute`; where it is not, short sea by `specificCircumstancesCodeCode` SSS, containers at sea as deep sea, and a flight under four hours and a run
 * by rail under two by its two times.
 */
export function lodgingDeadline(d: Declaration, limits: Limits = LIMITS): number | undefined {
  const arrival = parseTimeIf(d.xEstimatedArrival)
  const departure = parseTimeIf(d.xScheduledDeparture)
  const loading = parseTimeIf(d.xScheduledLoading) ?? departure
  const travel = arrival !== undefined && departure !== undefined ? arrival - departure : undefined
  switch (d.borderTransportMeans?.modeCode?.[0]) {
    case '1': {
      const contained = d.xContainerised ?? d.goodsShipment?.consignment?.containerCode === '1'
      const short = d.xRoute === 'short-sea' || (!d.xRoute && d.specificCircumstancesCodeCode === 'SSS')
      if (short) return before(arrival, limits.shortSea)
      return contained && (d.xRoute ?? 'deep-sea') === 'deep-sea'
        ? before(loading, limits.deepSeaContainer)
        : before(arrival, limits.sea)
    }
    case '2':
      return before(arrival, isShort('rail', d.xRoute, travel) ? limits.railShort : limits.rail)
    case '3':
      return before(arrival, limits.road)
    case '4':
      if (d.xEffect !== 'lodged') return before(loading, limits.airMinimum)
      return isShort('air', d.xRoute, travel) ? before(departure, limits.airShort) : before(arrival, limits.airLong)
    case '8':
      return before(arrival, limits.inlandWaterway)
    default:
      return undefined
  }
}

/** Whether a declaration signed at `iat` (seconds) came too late. It is in the case all the same. */
export function isLate(declaration: Declaration, iat: number, limits: Limits = LIMITS): boolean {
  const deadline = lodgingDeadline(declaration, limits)
  return deadline !== undefined && iat * 1000 > deadline
}
