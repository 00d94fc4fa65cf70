/**
 * By which codes the offices of the parties are known, where that is not the code of their country alone: the part `office_prefixes` of an agreement. Greece
 * numbers its offices with EL, Switzerland also those of Liechtenstein (LI), the United Kingdom those of Northern Ireland with XI.
 */
import { isCountry, type Country } from '../values/country.ts'
import { JuxtaError } from '../values/errors.ts'
import type { Office } from './annexes.ts'

/** By party: what the ids of its offices begin with, each two letters. */
export type OfficePrefixes = Readonly<Record<string, readonly string[]>>

const isPrefixes = (v: unknown): v is string[] =>
  Array.isArray(v) && v.length > 0 && v.length <= 20 && v.every(isCountry) && new Set(v).size === v.length

/** Reads attacker-controlled prefixes. Fails with `malformed` and a pointer. */
export function readOfficePrefixes(
  value: Readonly<Record<string, unknown>>,
  parties: readonly Country[],
): OfficePrefixes {
  const wrong = (party: string, rule: string, reason: string): JuxtaError =>
    new JuxtaError('malformed', reason, { pointer: `/office_prefixes/${party}`, rule })
  for (const [party, prefixes] of Object.entries(value)) {
    if (!parties.includes(party as Country)) throw wrong(party, 'party', 'offices are those of a party')
    if (!isPrefixes(prefixes)) throw wrong(party, 'type', 'must be different codes of two letters')
  }
  const [first, second] = parties.map((party) => prefixesOf(value as OfficePrefixes, party))
  if (first!.some((prefix) => second!.includes(prefix)))
    throw new JuxtaError('malformed', 'an office would be of both parties', {
      pointer: '/office_prefixes',
      rule: 'duplicate',
    })
  return value as OfficePrefixes
}

const prefixesOf = (prefixes: OfficePrefixes, country: string): readonly string[] =>
  Object.hasOwn(prefixes, country) ? prefixes[country]! : [country]

/** Whether `office` is one of `country`; by the code of the country, where nothing else was agreed. */
export const isOfficeOf = (prefixes: OfficePrefixes | undefined, country: string, office: string): boolean =>
  prefixesOf(prefixes ?? {}, country).some((prefix) => office.startsWith(prefix))

/** Fails with `malformed` where an office stands twice, or has the code of an office of another country. */
export function checkOffices(offices: readonly Office[] = [], prefixes?: OfficePrefixes): void {
  for (const [i, { party, code }] of offices.entries()) {
    const pointer = `/offices/${i}/code`
    if (!isOfficeOf(prefixes, party, code))
      throw new JuxtaError('malformed', 'the code of an office begins as those of its party do', {
        pointer,
        rule: 'office-prefix',
      })
    if (offices.findIndex((o) => o.code === code) !== i)
      throw new JuxtaError('malformed', 'an office is named once', { pointer, rule: 'unique' })
  }
}
