/** What of the kinds in an agreement cannot be kept, whoever signs it. */
import { fault, type CaseFault } from '../../cases/case-message.ts'
import type { AgreementDocument } from '../../peers/agreement.ts'
import { widening } from './kind.ts'
import { kindOf } from './kinds.ts'

/** Of the kinds that an agreement has, what nobody could keep: one that is everybody's and made another, or let be more than it is. */
export function agreedFault({ permit_kinds: kinds = [] }: AgreementDocument): CaseFault | undefined {
  for (const [i, clause] of kinds.entries()) {
    const kind = kindOf(clause.code)
    const at = `/permit_kinds/${i}`
    if (clause.narrows !== true) {
      if (kind !== undefined) return fault('kind', `${at}/code`, 'a kind of everybody’s is narrowed, or left as it is')
    } else if (kind === undefined) {
      return fault('kind', `${at}/code`, 'no common kind has this code, so there is none to narrow')
    } else {
      const wider = widening(kind, clause)
      if (wider !== undefined)
        return fault('narrows', `${at}/${wider}`, 'this is no narrower than the kind is for everybody')
    }
  }
  return undefined
}
