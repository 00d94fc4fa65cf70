/** Mutual assistance: the procedure, and its register with due dates. */
import type { Slice } from '../slice.ts'
import { assistanceRoutes } from './assistance-routes.ts'
import { assistanceWith, type AssistanceLimits } from './assistance.ts'

export const assistanceSlice = (limits: AssistanceLimits): Slice => ({
  ...assistanceWith(limits),
  open: ({ cases }) => ({ routes: assistanceRoutes(cases) }),
})
