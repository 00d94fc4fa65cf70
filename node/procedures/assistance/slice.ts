/** Mutual assistance: the procedure, and its register with due dates. */
import type { Slice } from '../slice.ts'
import { assistanceRoutes } from './assistance-routes.ts'
import { assistance } from './assistance.ts'

export const assistanceSlice: Slice = {
  ...assistance,
  open: ({ cases }) => ({ routes: assistanceRoutes(cases) }),
}
