/** How long the messages of a pre-arrival are needed, whatever the clocks of the agreement say: while goods are on the way, held or under transit. */
import { WHILE_OPEN, type Case, type Needed } from '../../cases/procedure.ts'
import { MINUTE } from '../../values/time.ts'
import { limitsOf } from './deadlines.ts'
import { isClosed, isSeized, type PreArrival } from './state.ts'
import { isOver } from './transit-state.ts'

/** Where nobody says any more what became of the goods, it is over when a declaration would have lapsed. What is seized is so until somebody ends that. */
export function needed({ state: s }: Case<PreArrival>, last: number): Needed | undefined {
  if (isSeized(s)) return { until: WHILE_OPEN }
  if (isClosed(s)) return undefined
  return { until: isOver(s.transit) ? last + limitsOf(s.limits).lapse * MINUTE : WHILE_OPEN }
}
