/** The routes about what happens at the border itself: opening hours, crossings and their release times, joint controls and juxtaposed offices. */
import { crossingRoutes } from '../http/crossing-routes.ts'
import { hoursRoutes, type HoursNeeds } from '../http/hours-routes.ts'
import { jointRoutes } from '../http/joint-routes.ts'
import type { Handler } from '../http/server.ts'
import { arrivalsOf } from '../views/crossing-record.ts'
import { createJointControls } from '../views/joint-controls.ts'
import { createMovements } from '../views/movements.ts'
import type { Cases, Views } from './cases.ts'
import type { Ground } from './ground.ts'

export function borderRoutes(
  { country, store, clock }: Ground,
  { book }: Cases,
  { pairs, crossings }: Views,
  route: (id: string, handler: Handler) => void,
  caller: HoursNeeds['caller'],
): void {
  const now = (): number => clock.now()
  hoursRoutes({ country, pairs, arrivals: (...asked) => arrivalsOf(store.crossings, ...asked), caller, now }, route)
  crossingRoutes({ crossings, rows: store.crossings, caller, now }, route)
  const shared = { country, cases: store.cases, book, now }
  const controls = createJointControls({ ...shared, crossings })
  jointRoutes({ controls, movements: createMovements(shared), caller }, route)
}
