/** Opening hours: the procedure, what two offices share, and the public calendar. */
import type { Slice } from '../slice.ts'
import { hoursRoutes } from './hours-routes.ts'
import { openHoursWork } from './hours-work.ts'
import { openingHours } from './opening-hours.ts'

export const openingHoursSlice: Slice = {
  ...openingHours,
  open({ cases }) {
    const work = openHoursWork(cases.node.settings.expensiveMs)
    return { routes: hoursRoutes(cases, work), stop: () => work.close() }
  },
}
