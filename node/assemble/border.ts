/** The routes about what happens at the border itself: opening hours, crossings and their release times, joint controls and juxtaposed offices. */
import { casesIn } from '../cases/case-table.ts'
import { crossingsIn } from '../procedures/release-time/crossing-table.ts'
import { crossingRoutes } from '../procedures/release-time/crossing-routes.ts'
import { hoursRoutes, type HoursNeeds } from '../procedures/opening-hours/hours-routes.ts'
import { jointRoutes } from '../procedures/joint-control/joint-routes.ts'
import type { Handler } from '../http/server.ts'
import { arrivalsOf } from '../procedures/release-time/crossing-record.ts'
import { createJointControls } from '../procedures/joint-control/joint-controls.ts'
import { createMovements } from '../procedures/juxtaposed-office/movements.ts'
import type { Cases, Views } from './cases.ts'
import type { Node } from '../node.ts'

export function borderRoutes(
  { country, store, clock }: Node,
  { book }: Cases,
  { pairs, crossings }: Views,
  route: (id: string, handler: Handler) => void,
  caller: HoursNeeds['caller'],
): void {
  const now = (): number => clock.now()
  hoursRoutes({ country, pairs, arrivals: (...asked) => arrivalsOf(crossingsIn(store), ...asked), caller, now }, route)
  crossingRoutes({ crossings, rows: crossingsIn(store), caller, now }, route)
  const shared = { country, cases: casesIn(store), book, now }
  const controls = createJointControls({ ...shared, crossings })
  jointRoutes({ controls, movements: createMovements(shared), caller }, route)
}
