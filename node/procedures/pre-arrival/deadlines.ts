/** How long before what a declaration must be lodged, per mode (SAFE Framework, Pillar 1; UCC-DA 105 to 109), as values that a pair of countries may change. */
import type { components } from '../api/pre-arrival.ts'

export type Declaration = components['schemas']['Declaration']

/** Minutes before the moment that counts for this kind of traffic. */
export type LodgingRules = {
  readonly deepSeaContainer: number
  readonly sea: number
  readonly shortSea: number
  readonly inlandWaterway: number
  readonly rail: number
  readonly railShort: number
  readonly road: number
  readonly airLong: number
}

export const LODGING_RULES: LodgingRules = {
  deepSeaContainer: 24 * 60,
  sea: 4 * 60,
  shortSea: 2 * 60,
  inlandWaterway: 2 * 60,
  rail: 2 * 60,
  railShort: 60,
  road: 60,
  airLong: 4 * 60,
}

const MINUTE = 60_000
const moment = (text: string | undefined): number | undefined => (text === undefined ? undefined : Date.parse(text))
const before = (time: number | undefined, minutes: number): number | undefined =>
  time === undefined ? undefined : time - minutes * MINUTE

/**
 * When `declaration` had to be lodged, in milliseconds since 1970; undefined where it does not say enough. Mode as in UNECE Recommendation 19;
 * short sea by `specificCircumstancesCodeCode` SSS; a flight under four hours and a run by rail under two from its two times.
 */
export function lodgingDeadline(declaration: Declaration, rules: LodgingRules = LODGING_RULES): number | undefined {
  const arrival = moment(declaration.xEstimatedArrival)
  const departure = moment(declaration.xScheduledDeparture)
  const travel = arrival !== undefined && departure !== undefined ? arrival - departure : undefined
  const containers = declaration.goodsShipment?.consignment?.containerCode === '1'
  const short = declaration.specificCircumstancesCodeCode === 'SSS'
  switch (declaration.borderTransportMeans?.modeCode) {
    case '1':
    case '10':
      if (short) return before(arrival, rules.shortSea)
      if (containers) {
        const loading = moment(declaration.xScheduledLoading) ?? departure
        return before(loading, rules.deepSeaContainer)
      }
      return before(arrival, rules.sea)
    case '2':
      return before(arrival, travel !== undefined && travel < 120 * MINUTE ? rules.railShort : rules.rail)
    case '3':
      return before(arrival, rules.road)
    case '4':
      if (declaration.xEffect === 'advance-information') return moment(declaration.xScheduledLoading) ?? departure
      return travel !== undefined && travel < 240 * MINUTE ? departure : before(arrival, rules.airLong)
    case '8':
      return before(arrival, rules.inlandWaterway)
    default:
      return undefined
  }
}

/** Whether a declaration signed at `iat` (seconds) came too late. It is in the case all the same. */
export function isLate(declaration: Declaration, iat: number, rules: LodgingRules = LODGING_RULES): boolean {
  const deadline = lodgingDeadline(declaration, rules)
  return deadline !== undefined && iat * 1000 > deadline
}
