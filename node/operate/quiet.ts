/** Alerts of what a neighbour does now and then: nothing tells that it is over but that it was not done again for a day. */
import type { Store } from '../store/store.ts'
import type { Clock } from '../values/clock.ts'
import type { Country } from '../values/country.ts'
import { DAY } from '../values/time.ts'
import { alertsIn } from './alert-rows.ts'
import type { ClosingKind } from './alerts.ts'

const QUIET: readonly ClosingKind[] = ['stated-times']

type Needs = {
  readonly store: Store
  readonly clock: Clock
  settle(kind: ClosingKind, peer: Country | null, subject?: string): Promise<void>
}

/** Closes those that were not raised for a day. */
export async function settleQuiet({ store, clock, settle }: Needs): Promise<void> {
  for (const kind of QUIET)
    for (const { peer, subject, lastAt } of await alertsIn(store).openOf(kind))
      if (clock.now() - lastAt >= DAY) await settle(kind, peer, subject)
}
