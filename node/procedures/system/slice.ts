/** System messages: the procedure, offices and routes checked against each neighbour's, and data that were wrong or breached. */
import type { Slice } from '../slice.ts'
import { announcedAway } from './announced-away.ts'
import { notPassed } from './passed-data.ts'
import { createSystemIndex } from './system-index.ts'
import { systemRoutes } from './system-routes.ts'
import { system } from './system.ts'

export const systemSlice: Slice = {
  ...system,
  open: ({ cases }) => ({
    routes: systemRoutes(cases),
    admitOwn: (message) => notPassed(cases.node, message),
    admitTheirs: (message) => notPassed(cases.node, message),
    projections: [createSystemIndex(cases)],
    away: (peer, from, to) => announcedAway(cases.node, peer, from, to),
  }),
}
