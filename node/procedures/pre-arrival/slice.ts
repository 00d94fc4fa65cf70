/** Pre-arrival: the procedure, the index of its cases, and what the entry side's machine registers or rejects by itself. */
import type { Slice } from '../slice.ts'
import { findPreArrivals } from './find-pre-arrival.ts'
import { preArrivalRoutes } from './pre-arrival-routes.ts'
import { preArrival } from './pre-arrival.ts'
import { createPreArrivalIndex } from './pre-arrivals.ts'
import { registrationDue } from './registration.ts'

export const preArrivalSlice: Slice = {
  ...preArrival,
  open: ({ cases }) => ({
    routes: preArrivalRoutes(cases),
    projections: [createPreArrivalIndex(cases)],
    find: findPreArrivals(cases),
    due: (name, open) => registrationDue(cases, name, open),
  }),
}
