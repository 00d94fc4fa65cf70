/** The registers that are shown on the window side and built of cases: permits, pre-arrivals, mutual assistance, offices and routes. */
import { createIssue } from '../cases/issue-permit.ts'
import { assistanceRoutes } from '../http/assistance-routes.ts'
import { preArrivalRoutes } from '../http/pre-arrival-routes.ts'
import { permitRoutes } from '../http/permit-routes.ts'
import type { Handler } from '../http/server.ts'
import { systemRoutes } from '../http/system-routes.ts'
import type { WindowAuth } from '../http/window-auth.ts'
import { createRegister } from '../views/assistance-register.ts'
import { createOfficeCheck } from '../views/office-check.ts'
import { createPermitView } from '../views/permits.ts'
import type { Cases, Views } from './cases.ts'
import type { Ground } from './ground.ts'
import type { Proof } from './proof.ts'

export function registerRoutes(
  { country, clock, store, directory, ownLeaf, settings }: Ground,
  { book, permits }: Cases,
  { followSoon }: Views,
  { admitting }: Proof,
  route: (id: string, handler: Handler) => void,
  caller: WindowAuth['caller'],
): void {
  const shared = { country, cases: store.cases, book, now: () => clock.now() }
  permitRoutes(
    {
      permits: createPermitView({ ...shared, permits: store.permits }),
      issue: createIssue({
        permits: store.permits,
        clock,
        everyone: (permit) => permits.everyone(permit),
        operatorLeaf: (object) => ownLeaf('operator', country, object),
      }),
      caller,
      admitting,
      followSoon,
    },
    route,
  )
  assistanceRoutes({ register: createRegister({ ...shared, answerDays: settings.assistanceDays }), caller }, route)
  preArrivalRoutes({ country, book, preArrivals: store.preArrivals, caller, now: () => clock.now() }, route)
  const peers = () => directory.all().map((p) => p.country)
  systemRoutes({ checkOffices: createOfficeCheck({ ...shared, peers }), caller }, route)
}
