/** What of a party's authorised traders the other recognises, and for what: the part `aeo` of an agreement (SAFE Pillar 2). What no clause names is not recognised. */
import { isCountry, type Country } from '../values/country.ts'
import { JuxtaError } from '../values/errors.ts'
import { oneOf, type Members } from '../values/members.ts'
import { isText } from '../values/text.ts'
import { isName } from '../message/manifest.ts'
import { differentOf, only } from './clause-values.ts'

/**
 * On what else than his consent a trader is published: a law of the granting country that obliges its customs, a task in the public interest that its law gives them,
 * or a treaty that binds both parties.
 */
export const LEGAL_GROUNDS = ['legal-obligation', 'public-task', 'international-agreement'] as const
export type LegalGround = (typeof LEGAL_GROUNDS)[number]

/** What an authorised trader has of it in the other country: TFA Art. 7.7.3 and SAFE Annex IV. */
export const BENEFITS = [
  'priority',
  'reduced-controls',
  'reduced-data',
  'rapid-release',
  'deferred-payment',
  'reduced-guarantee',
  'periodic-declaration',
  'clearance-at-premises',
  'resumption-priority',
] as const

/** Authorisations that `of` grants under a programme, by their types and roles, and the benefits that they bring in the other country; `*`: any, also of one that names none. */
export type AeoClause = {
  readonly of: Country
  readonly programme: string
  readonly types: readonly string[]
  readonly roles: readonly string[]
  readonly benefits: readonly string[]
  /** On what else than their consent its traders may be published; on nothing else, where absent. */
  readonly grounds?: readonly LegalGround[]
}

/** Reads an attacker-controlled clause. Fails with `malformed` and a pointer. */
export function readAeoClause(m: Members, parties: readonly Country[]): AeoClause {
  const codes = differentOf(isText(50))
  const clause = {
    of: m.required('of', isCountry, 'a country code'),
    programme: m.required('programme', isText(50), 'a programme or *'),
    types: m.required('types', codes, 'different types of authorisation or *'),
    roles: m.required('roles', codes, 'different roles or *'),
    benefits: m.required('benefits', differentOf(isName), 'different names of benefits'),
    ...only(
      'grounds',
      m.optional('grounds', differentOf(oneOf(...LEGAL_GROUNDS)), `different ones of ${LEGAL_GROUNDS.join(', ')}`),
    ),
  }
  if (!parties.includes(clause.of))
    throw new JuxtaError('malformed', 'a party recognises what the other party grants', {
      pointer: m.at('of'),
      rule: 'party',
    })
  return clause
}
