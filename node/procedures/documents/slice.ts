/** Permits and certificates: the procedure, the issuer's ledger over all who use one, and the register that agencies keep here. */
import type { Slice } from '../slice.ts'
import { documents } from './documents.ts'
import { findPermits } from './find-permits.ts'
import { gravePermits, permitRoutes } from './permit-routes.ts'
import { createPermitCases } from './permit-cases.ts'
import { createPermits } from './permits.ts'

export const documentsSlice: Slice = {
  ...documents,
  open(room) {
    const permits = createPermits(room.cases)
    return {
      routes: permitRoutes(room),
      projections: [createPermitCases(room.cases)],
      grave: gravePermits(room),
      find: findPermits(room.cases),
      due: (name, open) => permits.due(name, open),
    }
  },
}
