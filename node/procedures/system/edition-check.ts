/**
 * Lists of codes, the Harmonized System, rates of exchange and the tz database of two sides against each other and against what was agreed: a code that one side
 * reads in another edition is another code. Pure, as office-check.ts is.
 */
import type { CodeList } from '../../peers/annexes.ts'
import type { Difference, Side } from './office-check.ts'

/** What is one value for a side, and not a list of them. */
const SINGLE = {
  xHsEdition: 'hs-edition-differs',
  xRateSource: 'rate-source-differs',
  xTzdb: 'tzdb-differs',
} as const satisfies Readonly<Record<string, Difference['kind']>>

const listsOf = ({ data }: Side): ReadonlyMap<string, string> =>
  new Map((data.xCodeLists ?? []).map(({ name, version }) => [name, version]))

/** What `ours` and `theirs` name in other editions; what one of them has said nothing of is missing there. */
export function otherEditions(ours: Side, theirs: Side): Difference[] {
  const found: Difference[] = []
  const [own, other] = [listsOf(ours), listsOf(theirs)]
  for (const member of [...new Set([...own.keys(), ...other.keys()])].sort()) {
    const [mine, yours] = [own.get(member), other.get(member)]
    const values = { member, ours: mine ?? null, theirs: yours ?? null }
    if (mine === undefined || yours === undefined)
      found.push({ kind: 'code-list-missing', at: (mine === undefined ? ours : theirs).country, ...values })
    else if (mine !== yours) found.push({ kind: 'code-list-differs', at: theirs.country, ...values })
  }
  for (const [member, kind] of Object.entries(SINGLE) as [keyof typeof SINGLE, Difference['kind']][]) {
    const [mine, yours] = [ours.data[member], theirs.data[member]]
    if (mine !== yours)
      found.push({
        kind,
        at: (mine === undefined ? ours : theirs).country,
        ...{ member, ours: mine ?? null, theirs: yours ?? null },
      })
  }
  return found
}

/** What a side states of the lists of its agreement in another edition, or does not state; `own`: the country that asks. */
export const otherThanAgreed = (sides: readonly Side[], agreed: readonly CodeList[], own: string): Difference[] =>
  sides.flatMap((side) =>
    agreed.flatMap(({ name, version }): Difference[] => {
      const stated = listsOf(side).get(name)
      if (stated === version) return []
      const said = { [side.country === own ? 'ours' : 'theirs']: stated ?? null }
      return [{ kind: 'code-list-not-agreed', at: side.country, member: name, ...said, agreed: version }]
    }),
  )
