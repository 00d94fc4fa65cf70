/**
 * For what the offices of two countries are competent by the hours that both have agreed, as other procedures ask of a message that is not in its case yet: hours are cases of their
 * own, which no other case reads. Tests are held against none.
 */
import { rowsIn } from '../../cases/case-rows.ts'
import type { Cases } from '../../cases/cases.ts'
import type { Country } from '../../values/country.ts'
import { beyond } from './competence.ts'
import type { Hours } from './office-hours.ts'
import { AGREED, OFFICE } from './opening-hours.ts'
import type { HoursTogether, Side } from './hours-state.ts'
import { merged, type HoursCase } from './office-pairs.ts'
import { addTo } from '../../values/groups.ts'

/** What is brought to an office, as far as it is known. */
export type Load = { readonly mode?: string | undefined; readonly goods: readonly string[] }

type Term = { readonly from: number; readonly until: number | null; readonly competence: Hours['xCompetence'] }

/** More cases that name one office than there are pairs of it. */
const CASES = 200
/** How long what was read of an office serves (milliseconds): a message costs no statement of its own. */
const SERVES = 5000
/** Offices that are remembered; then all are read anew. */
const OFFICES = 1000

/** What the versions that are or were in force say of an office, each pair of offices for itself. */
function termsOf(office: string, cases: readonly (HoursCase & { readonly state: HoursTogether })[]): Term[] {
  const pairs = new Map<string, HoursCase[]>()
  for (const one of cases) {
    const key = JSON.stringify([one.state.exitOffice, one.state.entryOffice])
    addTo(pairs, key, one)
  }
  return [...pairs.values()].flatMap((pair) => {
    const { exitOffice, versions } = merged(pair)
    const side: Side = exitOffice === office ? 'exit' : 'entry'
    return Object.values(versions).flatMap(({ side: of, from, until, hours }) =>
      of === side && from !== null ? [{ from, until, competence: hours.xCompetence }] : [],
    )
  })
}

/** An office of several pairs is competent by any of them. */
function lacks(terms: readonly Term[], at: number, { mode, goods }: Load): boolean {
  const counting = terms.filter(({ from, until }) => from <= at && (until === null || at < until))
  // Of two digits the first is the active means, which comes to the office.
  const means = mode === undefined ? {} : { modeCode: mode.charAt(0) }
  const brought = [means, ...goods.map((classificationId) => ({ ...means, classificationId }))]
  return (
    counting.length > 0 &&
    counting.every(({ competence }) => brought.some((one) => beyond(competence, one) !== undefined))
  )
}

export function competentOffices({ node }: Pick<Cases, 'node'>) {
  const rows = rowsIn(node.store)
  const known = new Map<string, { readonly until: number; readonly terms: Promise<Term[]> }>()

  async function read(peer: Country, office: string): Promise<Term[]> {
    const filter = { procedure: 'opening-hours', peer, status: AGREED, shown: true }
    const found = await rows.naming(filter, { type: OFFICE, value: office }, null, CASES)
    return termsOf(
      office,
      found.map(({ conversation, hash, view }) => ({
        conversation,
        hash,
        state: view as HoursTogether,
      })),
    )
  }

  function remembered(peer: Country, office: string): Promise<Term[]> {
    const [key, now] = [`${peer} ${office}`, node.clock.now()]
    const there = known.get(key)
    if (there !== undefined && now < there.until && now > there.until - 2 * SERVES) return there.terms
    if (known.size >= OFFICES) known.clear()
    const terms = read(peer, office)
    known.set(key, { until: now + SERVES, terms })
    terms.catch(() => known.delete(key))
    return terms
  }

  return {
    /** Those of these offices that are not competent at `at` (milliseconds since 1970) for what is brought there, by what is agreed with a peer. */
    async lacking(peer: Country, offices: readonly string[], load: Load, at: number): Promise<string[]> {
      const asked = [...new Set(offices)]
      const terms = await Promise.all(asked.map((office) => remembered(peer, office)))
      return asked.filter((_, i) => lacks(terms[i]!, at, load))
    },
  }
}
