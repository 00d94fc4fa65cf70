/** When a declaration lapses, because its goods were not brought (UCC Art. 129(2)(b)). */
import type { CaseFault } from '../../cases/case-message.ts'
import { MINUTE } from '../../values/time.ts'
import { limitsOf } from './deadlines.ts'
import { refuse } from './lodge.ts'
import { HERE, type PreArrival } from './state.ts'
import { isOver } from './transit-state.ts'

/** In milliseconds since 1970; the fault of one that does not. */
export function lapse(s: PreArrival): number | CaseFault {
  const movements = Object.values(s.subjects).map(({ movement }) => movement)
  if (movements.some((one) => HERE.includes(one))) return refuse('arrived', 'no invalidation after arrival')
  if (movements.includes('diverted'))
    return refuse('diverted', 'what was diverted is on its way to another office, and does not lapse')
  if (!isOver(s.transit)) return refuse('under-transit', 'its goods are under a transit that is not discharged')
  if (s.transit !== null && s.transit.at !== null)
    return refuse('arrived', 'an office of transit or of destination has seen its goods')
  return s.lodgedAt * 1000 + limitsOf(s.limits).lapse * MINUTE
}
