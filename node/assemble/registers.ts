/** The registers that are shown on the window side and built of cases: permits, pre-arrivals, mutual assistance, offices and routes. */
import { preArrivalsIn } from '../procedures/pre-arrival/pre-arrival-table.ts'
import { permitsIn } from '../procedures/documents/permit-table.ts'
import { casesIn } from '../cases/case-table.ts'
import { createIssue } from '../procedures/documents/issue-permit.ts'
import { assistanceRoutes } from '../procedures/assistance/assistance-routes.ts'
import { preArrivalRoutes } from '../procedures/pre-arrival/pre-arrival-routes.ts'
import { permitRoutes } from '../procedures/documents/permit-routes.ts'
import type { Handler } from '../http/server.ts'
import { systemRoutes } from '../procedures/system/system-routes.ts'
import type { WindowAuth } from '../http/window-auth.ts'
import { createRegister } from '../procedures/assistance/assistance-register.ts'
import { createOfficeCheck } from '../procedures/system/office-check-view.ts'
import { createPermitView } from '../procedures/documents/permit-view.ts'
import type { Cases, Views } from './cases.ts'
import type { Node } from '../node.ts'
import { ownLeaf } from '../store/leaves.ts'

export function registerRoutes(
  { country, clock, store, directory, settings }: Node,
  { book, permits }: Cases,
  { runner }: Views,
  admitting: () => void,
  route: (id: string, handler: Handler) => void,
  caller: WindowAuth['caller'],
): void {
  const shared = { country, cases: casesIn(store), book, now: () => clock.now() }
  permitRoutes(
    {
      permits: createPermitView({ ...shared, permits: permitsIn(store) }),
      issue: createIssue({
        permits: permitsIn(store),
        clock,
        everyone: (permit) => permits.everyone(permit),
        operatorLeaf: (object) => ownLeaf('operator', country, object),
      }),
      caller,
      admitting,
      followSoon: () => runner.soon(),
    },
    route,
  )
  assistanceRoutes({ register: createRegister({ ...shared, answerDays: settings.assistanceDays }), caller }, route)
  preArrivalRoutes({ country, book, preArrivals: preArrivalsIn(store), caller, now: () => clock.now() }, route)
  const peers = () => directory.all().map((p) => p.country)
  systemRoutes({ checkOffices: createOfficeCheck({ ...shared, peers }), caller }, route)
}
