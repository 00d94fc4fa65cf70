/** Juxtaposed offices: the procedure, and the board of movements. */
import type { Slice } from '../slice.ts'
import { findMovements } from './find-movements.ts'
import { juxtaposedOffice } from './juxtaposed-office.ts'
import { movementRoutes } from './movement-routes.ts'

export const juxtaposedOfficeSlice: Slice = {
  ...juxtaposedOffice,
  open: ({ cases }) => ({ routes: movementRoutes(cases), find: findMovements(cases) }),
}
