/** The thread in which opening hours are worked out: what they cost is for whoever states them to decide. */
import { workerData } from 'node:worker_threads'
import { serve } from '../../threads/serve.ts'
import { HOURS_VIEWS, type HoursPiece } from './hours-work.ts'
import { useTzdata } from './time-zones.ts'

useTzdata(workerData as string)

serve(({ view, args }: HoursPiece) => (HOURS_VIEWS[view] as (...args: readonly unknown[]) => unknown)(...args))
