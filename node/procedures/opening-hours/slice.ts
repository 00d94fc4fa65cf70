/** Opening hours: the procedure, what two offices share, and the public calendar. */
import type { Case } from '../../cases/procedure.ts'
import { folder } from '../../operate/node-folder.ts'
import type { Slice } from '../slice.ts'
import { hoursRoutes } from './hours-routes.ts'
import type { OpeningHours } from './hours-state.ts'
import { openHoursWork } from './hours-work.ts'
import { openingHours, otherIntervals, stated } from './opening-hours.ts'
import { useTzdata } from './time-zones.ts'

export const openingHoursSlice: Slice = {
  ...openingHours,
  open({ cases }) {
    const { settings } = cases.node
    const { tzdata } = folder(settings.dataDir)
    useTzdata(tzdata)
    const work = openHoursWork(settings.expensiveMs, tzdata)
    return {
      routes: hoursRoutes(cases, work),
      async admitOwn(message, c, payer) {
        for (const one of stated(message, c as Case<OpeningHours> | undefined)) {
          const digest = await work.work(payer, 'intervalsDigest', one.hours, one.tzdb)
          if (digest !== one.digest) return otherIntervals(one)
        }
        return undefined
      },
      stop: () => work.close(),
    }
  },
}
