/** What a party may pass on to third countries of what the other has sent: the part `onward` of an agreement. What no clause names stays where it is. */
import { isCountry, type Country } from '../values/country.ts'
import { JuxtaError } from '../values/errors.ts'
import type { Members } from '../values/members.ts'
import { isName } from '../message/manifest.ts'
import { differentOf } from './clause-values.ts'

/** What the parties `of` have sent in a procedure may go on to the countries `to`. */
export type OnwardClause = {
  readonly procedure: string
  readonly of: readonly Country[]
  readonly to: readonly Country[]
}

/** Reads an attacker-controlled clause. Fails with `malformed` and a pointer. */
export function readOnwardClause(m: Members, parties: readonly Country[]): OnwardClause {
  const clause = {
    procedure: m.required('procedure', isName, 'the name of a procedure'),
    of: m.required('of', differentOf(isCountry), 'different country codes'),
    to: m.required('to', differentOf(isCountry), 'different country codes'),
  }
  if (!clause.of.every((country) => parties.includes(country)))
    throw new JuxtaError('malformed', 'what goes on was sent by a party', { pointer: m.at('of'), rule: 'party' })
  if (clause.to.some((country) => parties.includes(country)))
    throw new JuxtaError('malformed', 'what goes on goes to a country that is no party', {
      pointer: m.at('to'),
      rule: 'party',
    })
  return clause
}
