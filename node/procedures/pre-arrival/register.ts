/** A declaration is registered: under its number, with the traders whom the entry side recognises and the agencies that must decide. */
import type { CaseFault } from '../../cases/case-message.ts'
import type { Said } from '../../cases/define.ts'
import { refuse, type Bodies } from './lodge.ts'
import { unique } from '../../cases/state-record.ts'
import { isUndeclaredIn, type PreArrival } from './state.ts'

export function register(s: PreArrival, { body }: Said<Bodies['registered']>): PreArrival | CaseFault {
  if (s.lodgement !== 'lodged') return refuse('not-lodged', 'there is no declaration to register')
  const mrn = body.declaration?.id ?? s.mrn
  // What is only information is lodged nowhere, and has a number where its receiver gives it one.
  if (mrn === null && s.declaration?.xEffect === 'lodged')
    return refuse('mrn', 'a declaration that is lodged is registered under an MRN', '/document/declaration/id')
  const declared = s.declaration?.goodsShipment?.aeoMutualRecognitionParty ?? []
  const aeo = body.declaration?.aeoMutualRecognitionParty ?? []
  const other = aeo.findIndex((p) => !declared.some((d) => d.id === p.id && d.roleCode === p.roleCode))
  if (other >= 0)
    return refuse(
      'unknown-trader',
      'the declaration does not name this trader in this role',
      `/document/declaration/aeoMutualRecognitionParty/${other}`,
    )
  // Whoever has decided of goods that came before it has a say in them.
  const theirs = Object.values(s.subjects).filter((x) => !isUndeclaredIn(s, x))
  const before = theirs.flatMap(({ disposal }) => Object.keys(disposal))
  return { ...s, lodgement: 'registered', mrn, aeo, agencies: unique([...(body.xAgencies ?? s.agencies), ...before]) }
}
