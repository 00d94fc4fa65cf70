/** Joint controls: the procedure, and what was controlled already. */
import type { Slice } from '../slice.ts'
import { controlRoutes } from './control-routes.ts'
import { jointControl } from './joint-control.ts'

export const jointControlSlice: Slice = { ...jointControl, open: ({ cases }) => ({ routes: controlRoutes(cases) }) }
