/** What of a party's authorised traders the other recognises, and for what: the part `aeo` of an agreement (SAFE Pillar 2). What no clause names is not recognised. */
import { isCountry, type Country } from '../values/country.ts'
import { JuxtaError } from '../values/errors.ts'
import type { Members } from '../values/members.ts'
import { isText } from '../values/text.ts'
import { isName } from '../message/manifest.ts'
import { differentOf } from './clause-values.ts'

/** Authorisations that `of` grants under a programme, by their types and roles, and the benefits that they bring in the other country; `*`: any, also of one that names none. */
export type AeoClause = {
  readonly of: Country
  readonly programme: string
  readonly types: readonly string[]
  readonly roles: readonly string[]
  readonly benefits: readonly string[]
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
  }
  if (!parties.includes(clause.of))
    throw new JuxtaError('malformed', 'a party recognises what the other party grants', {
      pointer: m.at('of'),
      rule: 'party',
    })
  return clause
}
