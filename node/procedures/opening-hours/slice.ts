/** Opening hours: the procedure, what two offices share, and the public calendar. */
import type { Case } from '../../cases/procedure.ts'
import type { Slice } from '../slice.ts'
import { hoursRoutes } from './hours-routes.ts'
import type { OpeningHours } from './hours-state.ts'
import { openHoursWork } from './hours-work.ts'
import { accepted, openingHours, otherIntervals } from './opening-hours.ts'

export const openingHoursSlice: Slice = {
  ...openingHours,
  open({ cases }) {
    const work = openHoursWork(cases.node.settings.expensiveMs)
    return {
      routes: hoursRoutes(cases, work),
      async admitOwn(message, c, payer) {
        const said = accepted(message, c as Case<OpeningHours> | undefined)
        if (said === undefined) return undefined
        const digest = await work.work(payer, 'intervalsDigest', said.hours, said.tzdb)
        return digest === said.digest ? undefined : otherIntervals()
      },
      stop: () => work.close(),
    }
  },
}
