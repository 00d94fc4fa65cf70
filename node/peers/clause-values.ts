/** What members of an agreement are read as. */
import { isCountry, type Country } from '../values/country.ts'
import { escapePointer } from '../values/json.ts'
import { isCount, isObject, Members } from '../values/members.ts'
import { isText } from '../values/text.ts'
import { isTreatyDate } from '../values/time.ts'

/** Of entries in one of its lists. */
export const MOST = 100
/** Of characters in a text that a party states. */
export const MOST_OF_PHRASE = 2000
/** A sentence or a paragraph that a party states. */
export const isPhrase = isText(MOST_OF_PHRASE)
/** What is called by a name. */
export const isTitle = isText(300)

export const isPositive = (v: unknown): v is number => Number.isSafeInteger(v) && (v as number) > 0
/** Longer than anything is kept or under way. */
export const isDays = (v: unknown): v is number => isPositive(v) && v <= 36_500
/** A notice, which may be none. */
export const isNotice = (v: unknown): v is number => isCount(v) && v <= 100_000

/** A day of the calendar, also of the years from which treaties are. */
export const isDay = (v: unknown): v is string => typeof v === 'string' && isTreatyDate(v)

/** A language by its tag of BCP 47, without extensions. */
export const isLanguage = (v: unknown): v is string =>
  typeof v === 'string' && /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/.test(v)

/** One to a hundred of them. */
export const listOf =
  <T extends string>(accept: (v: unknown) => v is T) =>
  (v: unknown): v is T[] =>
    Array.isArray(v) && v.length > 0 && v.length <= MOST && v.every(accept)

/** The same, none of them twice. */
export const differentOf =
  <T extends string>(accept: (v: unknown) => v is T) =>
  (v: unknown): v is T[] =>
    listOf(accept)(v) && new Set(v).size === v.length

export const isParty =
  (parties: readonly Country[]) =>
  (v: unknown): v is Country =>
    isCountry(v) && parties.includes(v)

/** A member that is there only where it has a value. */
export const only = <N extends string, T>(name: N, value: T | undefined): { [K in N]?: T } =>
  value === undefined ? {} : ({ [name]: value } as { [K in N]: T })

/** An object among the members of another: read whole, and closed. */
export function within<T>(m: Members, name: string, read: (inner: Members) => T): T {
  const inner = new Members(m.required(name, isObject, 'an object'), m.at(name))
  const result = read(inner)
  inner.close()
  return result
}

/** The same, where it is there. */
export const withinIf = <T>(m: Members, name: string, read: (inner: Members) => T): T | undefined =>
  m.optional(name, isObject, 'an object') === undefined ? undefined : within(m, name, read)

const isList = (v: unknown): v is unknown[] => Array.isArray(v) && v.length <= MOST

/** Objects in a list, each read whole, and closed. */
export const entries = <T>(m: Members, name: string, read: (entry: Members) => T): T[] =>
  m.required(name, isList, `an array of at most ${MOST}`).map((value, i) => {
    const entry = new Members(value, `${m.at(name)}/${i}`)
    const result = read(entry)
    entry.close()
    return result
  })

/** The same, where they are there. */
export const entriesIf = <T>(m: Members, name: string, read: (entry: Members) => T): T[] | undefined =>
  m.optional(name, isList, `an array of at most ${MOST}`) === undefined ? undefined : entries(m, name, read)

/** Every text of a value, with the place where it stands. */
export function* textsIn(value: unknown, pointer = ''): Generator<readonly [pointer: string, text: string]> {
  if (typeof value === 'string') yield [pointer, value]
  else if (typeof value === 'object' && value !== null)
    for (const [name, member] of Object.entries(value)) yield* textsIn(member, `${pointer}/${escapePointer(name)}`)
}
