/** What of a case is in lists, each thing by itself: no list reads a case, and none is longer than a page. */
import type { Case } from '../../cases/procedure.ts'
import type { Breach } from './breaches.ts'
import type { Correction } from './corrections.ts'
import type { Contingency, Interruption } from './interruptions.ts'
import type { Contact, System } from './system.ts'

export type Interrupted =
  (Contingency & { readonly what: 'contingency' }) | (Interruption & { readonly what: 'outage' })

type Views = {
  readonly interruption: Interrupted
  readonly correction: Correction
  readonly breach: Breach
  readonly contacts: readonly Contact[]
  readonly test: System['tests'][string]
}
export type EntryKind = keyof Views
export type ViewOf<K extends EntryKind> = Views[K]

/** As `systemEntry` in tables.ts. */
export type Entry<K extends EntryKind = EntryKind> = {
  readonly kind: K
  readonly name: string
  readonly about: string
  readonly said: number
  readonly view: ViewOf<K>
}

/** Of a case that is a test, its tests are all that counts. */
export function entriesOf({ state: s, test }: Pick<Case<System>, 'state' | 'test'>): Entry[] {
  const said = (key: string): number => s.signed[key] ?? 0
  const entry = <K extends EntryKind>(kind: K, name: string, about: string, view: ViewOf<K>, key = name): Entry<K> => ({
    ...{ kind, name, about, view },
    said: said(key),
  })
  const all = <V>(list: Readonly<Record<string, V>>, of: (name: string, view: V) => Entry): Entry[] =>
    Object.entries(list).map(([name, view]) => of(name, view))
  const tests = all(s.tests, (id, one) => entry('test', id, one.testId, one))
  if (test) return tests
  return [
    ...tests,
    ...all(s.outages, (id, one) => entry('interruption', id, one.country, { ...one, what: 'outage' })),
    ...all(s.contingencies, (id, one) => entry('interruption', id, one.country, { ...one, what: 'contingency' })),
    ...all(s.corrections, (id, one) => entry('correction', id, one.country, one)),
    ...all(s.breaches, (id, one) => entry('breach', id, one.country, one)),
    ...all(s.contacts, (country, contacts) => entry('contacts', country, country, contacts, `contacts ${country}`)),
  ]
}
