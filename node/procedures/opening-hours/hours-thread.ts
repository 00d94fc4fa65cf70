/** The thread in which opening hours are worked out: what they cost is for whoever states them to decide. */
import { serve } from '../../threads/serve.ts'
import { HOURS_VIEWS, type HoursPiece } from './hours-work.ts'

serve(({ view, args }: HoursPiece) => (HOURS_VIEWS[view] as (...args: readonly unknown[]) => unknown)(...args))
