/** Release times: the procedure, and the crossings that messages of all procedures speak of, kept as rows with their times. */
import type { Slice } from '../slice.ts'
import { crossingRoutes } from './crossing-routes.ts'
import { Crossings } from './crossings.ts'
import { findCrossings } from './find-crossings.ts'
import { releaseTime, releaseTime1 } from './release-time.ts'

export const releaseTimeSlice: Slice = {
  ...releaseTime,
  former: [releaseTime1],
  open: ({ cases }) => ({
    routes: crossingRoutes(cases),
    projections: [new Crossings(cases)],
    find: findCrossings(cases),
  }),
}
