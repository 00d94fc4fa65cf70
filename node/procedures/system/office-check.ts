/**
 * Offices and routes of two sides against each other, before go-live: at the start of DUCA in 2019 routes that one side had and the other had not
 * stopped the trade of a region for days. Pure: two statements of reference data give the list of differences.
 */
import type { components } from '../../generated/procedures/system.ts'
import { routeKey, type ReferenceData } from './reference-data.ts'
import { parseTimeIf } from '../../values/time.ts'

type Bodies = components['schemas']
type Office = Bodies['Office']
type Route = Bodies['Route']

export type Difference = {
  readonly kind:
    | 'route-missing'
    | 'route-differs'
    | 'office-unknown'
    | 'office-missing'
    | 'office-differs'
    | 'office-not-valid'
    | 'mode-not-served'
    | 'code-list-missing'
    | 'code-list-differs'
    | 'code-list-not-agreed'
    | 'hs-edition-differs'
    | 'rate-source-differs'
    | 'tzdb-differs'
  /** Whose statement lacks it, or says it differently from the owner. */
  readonly at: string
  readonly office?: string
  readonly route?: { readonly exitOffice: string; readonly entryOffice: string; readonly modeCode: string }
  /** The member that differs, and what each says. */
  readonly member?: string
  readonly ours?: unknown
  readonly theirs?: unknown
  readonly agreed?: string
}

export type Side = { readonly country: string; readonly data: ReferenceData }

const routeOf = (r: Route): NonNullable<Difference['route']> => ({
  exitOffice: r.exitOffice.id,
  entryOffice: r.entryOffice.id,
  modeCode: r.modeCode,
})
const byId = (offices: readonly Office[]): Map<string, Office> => new Map(offices.map((o) => [o.id, o]))
const said = (v: unknown): string => JSON.stringify(Array.isArray(v) ? [...(v as string[])].sort() : (v ?? null))

const MEMBERS = ['name', 'modeCode', 'xRoles', 'xValidFrom', 'xValidTo'] as const

/** What `ours` and `theirs` state differently; offices that routes use are looked at as they are at `at` (milliseconds since 1970). */
export function differences(ours: Side, theirs: Side, at: number): Difference[] {
  const found: Difference[] = []
  const both = [
    [ours, theirs],
    [theirs, ours],
  ] as const
  const offices = new Map([...byId(ours.data.xOffices), ...byId(theirs.data.xOffices)])
  const routes = new Map<string, Route>()
  for (const [one, other] of both) {
    const own = byId(one.data.xOffices)
    const ownerOf = (id: string): string => (own.has(id) ? one.country : other.country)
    const there = new Map(other.data.xRoutes.map((r) => [routeKey(r), r]))
    for (const r of one.data.xRoutes) {
      const key = routeKey(r)
      const same = there.get(key)
      if (same === undefined) found.push({ kind: 'route-missing', at: other.country, route: routeOf(r) })
      else if (one === ours && (same.xTransit === true) !== (r.xTransit === true))
        found.push({
          kind: 'route-differs',
          at: other.country,
          route: routeOf(r),
          member: 'xTransit',
          ours: r.xTransit === true,
          theirs: same.xTransit === true,
        })
      const known = routes.has(key)
      routes.set(key, r)
      for (const id of known ? [] : [r.exitOffice.id, r.entryOffice.id]) {
        const office = offices.get(id)
        const route = routeOf(r)
        // Whoever states a route has named his own end of it.
        if (office === undefined) found.push({ kind: 'office-unknown', at: other.country, office: id, route })
        else {
          if (!office.modeCode.includes(r.modeCode))
            found.push({ kind: 'mode-not-served', at: ownerOf(id), office: id, route })
          if ((parseTimeIf(office.xValidFrom) ?? -Infinity) > at || (parseTimeIf(office.xValidTo) ?? Infinity) < at)
            found.push({ kind: 'office-not-valid', at: ownerOf(id), office: id, route })
        }
      }
    }
    // What `one` has on file of the other's offices, where it says that it has a file.
    const file = one.data.xForeignOffices
    if (file === undefined) continue
    const filed = byId(file)
    for (const own of other.data.xOffices) {
      const copy = filed.get(own.id)
      if (copy === undefined) found.push({ kind: 'office-missing', at: one.country, office: own.id })
      else
        for (const member of MEMBERS)
          if (said(copy[member]) !== said(own[member])) {
            const [mine, yours] = one === ours ? [copy, own] : [own, copy]
            found.push({
              kind: 'office-differs',
              at: one.country,
              office: own.id,
              member,
              ours: mine[member] ?? null,
              theirs: yours[member] ?? null,
            })
          }
    }
    const owned = byId(other.data.xOffices)
    for (const id of filed.keys())
      if (!owned.has(id)) found.push({ kind: 'office-unknown', at: other.country, office: id })
  }
  return found
}
