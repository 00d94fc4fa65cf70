/** System messages: the procedure, and offices and routes checked against each neighbour's. */
import type { Slice } from '../slice.ts'
import { announcedAway } from './announced-away.ts'
import { createSystemIndex } from './system-index.ts'
import { systemRoutes } from './system-routes.ts'
import { system } from './system.ts'

export const systemSlice: Slice = {
  ...system,
  open: ({ cases }) => ({
    routes: systemRoutes(cases),
    projections: [createSystemIndex(cases)],
    away: (peer, from, to) => announcedAway(cases.node, peer, from, to),
  }),
}
