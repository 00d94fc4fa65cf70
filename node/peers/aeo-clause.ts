/** What of a party's authorised traders the other recognises, and for what: the part `aeo` of an agreement (SAFE Pillar 2). What no clause names is not recognised. */
import { isCountry, type Country } from '../values/country.ts'
import { JuxtaError } from '../values/errors.ts'
import { Members } from '../values/members.ts'
import { isText } from '../values/text.ts'
import { isName } from '../message/manifest.ts'

/** Authorisations that `of` grants under a programme, by their types and roles, and the benefits that they bring in the other country; `*`: any, also of one that names none. */
export type AeoClause = {
  readonly of: Country
  readonly programme: string
  readonly types: readonly string[]
  readonly roles: readonly string[]
  readonly benefits: readonly string[]
}

const listOf =
  (accept: (v: unknown) => v is string) =>
  (v: unknown): v is string[] =>
    Array.isArray(v) && v.length > 0 && v.length <= 100 && v.every(accept) && new Set(v).size === v.length

/** Reads an attacker-controlled clause. Fails with `malformed` and a pointer. */
export function readAeoClause(entry: unknown, i: number, parties: readonly Country[]): AeoClause {
  const m = new Members(entry, `/aeo/${i}`)
  const codes = listOf(isText(50))
  const clause = {
    of: m.required('of', isCountry, 'a country code'),
    programme: m.required('programme', isText(50), 'a programme or *'),
    types: m.required('types', codes, 'different types of authorisation or *'),
    roles: m.required('roles', codes, 'different roles or *'),
    benefits: m.required('benefits', listOf(isName), 'different names of benefits'),
  }
  m.close()
  if (!parties.includes(clause.of))
    throw new JuxtaError('malformed', 'a party recognises what the other party grants', {
      pointer: `/aeo/${i}/of`,
      rule: 'party',
    })
  return clause
}
