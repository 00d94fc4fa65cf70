/** What holds or does not, looked at again and again: an alert is raised when it begins to hold, counted when what is said of it changes, and closed when it is over. */
import type { Store } from '../store/store.ts'
import type { Country } from '../values/country.ts'
import { alertsIn } from './alert-rows.ts'
import type { AlertKind, ClosingKind } from './alerts.ts'

export type Holding = { readonly peer: Country | null; readonly subject?: string; readonly detail: string }

/** The subject of `clock` where it is the timestamp authority that shows another time. */
export const TSA_CLOCK = 'timestamp authority'

type Told = {
  readonly store: Store
  alert(kind: AlertKind, peer: Country | null, detail: string, subject?: string): Promise<void>
  settle(kind: ClosingKind, peer: Country | null, subject?: string): Promise<void>
}

const keyOf = (peer: Country | null, subject = ''): string => `${peer ?? ''} ${subject}`

/**
 * Answers what is told what holds of a kind now. What is open and does not hold is closed, whoever has raised it, where this process can judge that; what a
 * person has closed stays closed until something else is to be said of it.
 */
export function createConditions({ store, alert, settle }: Told) {
  const said = new Map<ClosingKind, Map<string, string>>()
  return async function hold(
    kind: ClosingKind,
    holding: readonly Holding[],
    judges: (peer: Country | null, subject: string) => boolean = () => true,
  ): Promise<void> {
    const before = said.get(kind) ?? new Map<string, string>()
    const now = new Map<string, string>()
    const open = await alertsIn(store).openOf(kind)
    const isOpen = new Set(open.map(({ peer, subject }) => keyOf(peer, subject)))
    for (const { peer, subject, detail } of holding) {
      const key = keyOf(peer, subject)
      if (before.get(key) !== detail && (before.has(key) || !isOpen.has(key))) await alert(kind, peer, detail, subject)
      now.set(key, detail)
    }
    for (const { peer, subject } of open)
      if (!now.has(keyOf(peer, subject)) && judges(peer, subject)) await settle(kind, peer, subject)
    said.set(kind, now)
  }
}
