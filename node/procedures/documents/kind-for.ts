/** Of which kind a permit is that its agency puts into the register: one of everybody's, or one that we have agreed on with the neighbours for which it is. */
import { permitKinds } from '../../peers/agreed-terms.ts'
import type { Peer } from '../../peers/directory.ts'
import { isIssuedIn } from '../../peers/permit-kind-clause.ts'
import { JuxtaError } from '../../values/errors.ts'
import { parseTime } from '../../values/time.ts'
import type { PermitRecord } from './ledger-entry.ts'
import { isSameKind, narrowedBy } from './record-rules.ts'

const refuse = (reason: string): JuxtaError =>
  new JuxtaError('request-invalid', reason, { pointer: '/xKind', rule: 'kind' })

type Resolved = {
  readonly record: PermitRecord
  /** The same as those have to find it to which it goes, and with whom we hold its kind to narrower rules. */
  readonly narrower: readonly PermitRecord[]
}

/**
 * `stated` with what was agreed on of its kind. `was`: as it stood in the register; it goes on by what was agreed then, where nobody has the kind any more. Fails with
 * `request-invalid` where those for which it is do not have one kind of this name, or have ended it.
 */
export function kindFor(
  stated: PermitRecord,
  was: PermitRecord | null,
  neighbours: readonly Pick<Peer, 'country' | 'agreements'>[],
  now: number,
): Resolved {
  const { xKind, xDestinations } = stated
  const isFor = (country: string): boolean => xDestinations?.includes(country) === true
  const agreed = neighbours.flatMap(({ country, agreements }) =>
    xDestinations === undefined || isFor(country)
      ? permitKinds(agreements, now).flatMap((clause) => (clause.code === xKind ? [{ country, clause }] : []))
      : [],
  )
  const narrower = agreed.flatMap(({ country, clause }) =>
    clause.narrows === true && isFor(country) ? [narrowedBy(clause, stated)] : [],
  )
  const own = agreed.filter(({ clause }) => clause.narrows !== true)
  const [first] = own
  if (first === undefined) {
    const { agreed: before, agreedWith } = was ?? {}
    return { record: { ...stated, ...(before && agreedWith ? { agreed: before, agreedWith } : {}) }, narrower }
  }
  const at = was === null ? Math.max(now, parseTime(stated.xIssuedAt)) : parseTime(stated.xIssuedAt)
  if (!own.every(({ clause }) => isSameKind(clause, first.clause)))
    throw refuse('our agreements read this kind differently: xDestinations must name the countries that it is for')
  if (!own.some(({ clause }) => isIssuedIn(clause, at)))
    throw refuse('the parties have ended this kind: no more of it is issued')
  return { record: { ...stated, agreed: first.clause, agreedWith: own.map(({ country }) => country).sort() }, narrower }
}
