/** Limits of time that two countries agree on: the part `deadlines` of an agreement. */
import { JuxtaError } from '../values/errors.ts'
import { isObject } from '../values/members.ts'
import { isName } from '../message/manifest.ts'

/** By procedure: minutes by the name that the procedure gives the limit. */
export type Deadlines = Readonly<Record<string, Readonly<Record<string, number>>>>

const isMinutes = (v: unknown): boolean => Number.isSafeInteger(v) && (v as number) > 0 && (v as number) <= 1_000_000

const isLimitName = (v: string): boolean => /^[a-z][A-Za-z0-9]{0,63}$/.test(v)

/** Reads attacker-controlled deadlines. Fails with `malformed` and a pointer. */
export function readDeadlines(value: Readonly<Record<string, unknown>>): Deadlines {
  for (const [procedure, limits] of Object.entries(value)) {
    const wrong = (name: string, what: string): JuxtaError =>
      new JuxtaError('malformed', what, { pointer: `/deadlines/${procedure}${name}`, rule: 'deadline' })
    if (!isName(procedure)) throw wrong('', 'deadlines are given by the name of a procedure')
    if (!isObject(limits)) throw wrong('', 'must be an object of minutes by the name of a limit')
    for (const [name, minutes] of Object.entries(limits)) {
      if (!isLimitName(name)) throw wrong(`/${name}`, 'is not the name of a limit')
      if (!isMinutes(minutes)) throw wrong(`/${name}`, 'must be whole minutes, 1 to 1000000')
    }
  }
  return value as Deadlines
}
