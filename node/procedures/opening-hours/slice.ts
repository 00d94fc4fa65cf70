/** Opening hours: the procedure, what two offices share, and the public calendar. */
import type { Slice } from '../slice.ts'
import { hoursRoutes } from './hours-routes.ts'
import { openingHours } from './opening-hours.ts'

export const openingHoursSlice: Slice = { ...openingHours, open: ({ cases }) => ({ routes: hoursRoutes(cases) }) }
