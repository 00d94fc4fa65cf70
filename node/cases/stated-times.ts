/**
 * What a message says of times, held against the time at which it was signed: the same on both sides and in each fold. In the schemas every time is one of two. `x-fact`
 * is of what has happened: it is not later than the message, and one that is further back than this span (`P90D`) is doubted: it stays in the case and enters no figure.
 * `x-plan` is of what is to come, or of a validity: it is within these spans before and after the message (`P1D/P1Y`). Times are attacker-controlled.
 */
import { SKEW_SECONDS } from '../peers/notice.ts'
import { DAY, FIRST_ZONE, HOUR, isDateText, LAST_ZONE, parseDate, parseTime, SECOND } from '../values/time.ts'
import { fault, type CaseFault, type CaseMessage } from './case-message.ts'
import type { MessageTypeName } from './message-type.ts'
import { documentOf, resolveSchema, schemaDocument, type Schema } from './schemas.ts'

/** Of hours, days or years; a year is as long as the longest. */
const SPAN = /^P(T?)([0-9]{1,3})([HDY])$/
const UNITS: Readonly<Record<string, number>> = { TH: HOUR, D: DAY, Y: 366 * DAY }
const CLOCKS = SKEW_SECONDS * SECOND
/** What is signed within a second states no part of it. */
const WITHIN = SECOND - 1

/** Milliseconds of a span as the schemas have it. */
export function spanOf(text: string): number {
  const [, time = '', count, unit = ''] = SPAN.exec(text) ?? []
  const ms = UNITS[time + unit]
  if (ms === undefined) throw new Error(`${text} is no span of hours, days or years`)
  return Number(count) * ms
}

/** One member of a message that is a time. `ago` and `ahead`: how far from the signature, in milliseconds. */
export type StatedTime = {
  /** Names of members; `[]` for each of a list. */
  readonly path: readonly string[]
  readonly is: 'fact' | 'plan'
  readonly ago: number
  readonly ahead: number
}

const FORMATS: readonly unknown[] = ['date-time', 'date-or-time', 'date']

/** What a schema says of its time; undefined where it says neither or both. */
function classOf(schema: Schema): Omit<StatedTime, 'path'> | undefined {
  const { 'x-fact': happened, 'x-plan': planned } = schema as Readonly<Record<string, string | undefined>>
  if ((happened === undefined) === (planned === undefined)) return undefined
  if (happened !== undefined) return { is: 'fact', ago: spanOf(happened), ahead: CLOCKS }
  const [ago = '', ahead = ''] = planned!.split('/')
  return { is: 'plan', ago: spanOf(ago) + CLOCKS, ahead: spanOf(ahead) + CLOCKS }
}

/** The times in a schema. `unclassed` is told of those of which it does not say what they are. */
function timesIn(
  file: string,
  reference: Schema,
  path: readonly string[],
  unclassed: (path: readonly string[]) => void,
): StatedTime[] {
  const { file: within, schema } = resolveSchema(file, reference)
  const inner = (of: unknown, more: readonly string[]): StatedTime[] =>
    timesIn(within, of as Schema, [...path, ...more], unclassed)
  if (FORMATS.includes(schema['format'])) {
    const found = classOf(schema)
    if (found === undefined) unclassed(path)
    return found === undefined ? [] : [{ path, ...found }]
  }
  const either = ['oneOf', 'anyOf', 'allOf'].flatMap((word) => (schema[word] as readonly Schema[] | undefined) ?? [])
  return [
    ...Object.entries((schema['properties'] as Schema | undefined) ?? {}).flatMap(([name, of]) => inner(of, [name])),
    ...(schema['items'] === undefined ? [] : inner(schema['items'], ['[]'])),
    ...either.flatMap((of) => inner(of, [])),
  ]
}

/** The times that messages of a type may state, and the paths of those of which the schema does not say what they are. */
export function timesOf({ procedure, version, type }: MessageTypeName): {
  readonly times: readonly StatedTime[]
  readonly unclassed: readonly string[]
} {
  const document = documentOf(procedure, version)
  const defs = schemaDocument(document)?.['$defs'] as Schema | undefined
  const unclassed: string[] = []
  const times =
    defs && Object.hasOwn(defs, type)
      ? timesIn(document, defs[type] as Schema, [], (path) => unclassed.push(`/${path.join('/')}`))
      : []
  return { times, unclassed }
}

const known = new Map<string, readonly StatedTime[]>()

function knownTimes(m: CaseMessage): readonly StatedTime[] {
  const key = `${m.procedure} ${m.version} ${m.type}`
  let found = known.get(key)
  if (found === undefined) known.set(key, (found = timesOf(m).times))
  return found
}

type Found = { readonly pointer: string; readonly text: string }

/** The values at a path of a body, which its schema has accepted. */
function valuesAt(value: unknown, path: readonly string[], pointer = '/document', from = 0): readonly Found[] {
  if (value === undefined) return []
  const name = path[from]
  if (name === undefined) return typeof value === 'string' ? [{ pointer, text: value }] : []
  if (name === '[]')
    return Array.isArray(value) ? value.flatMap((one, i) => valuesAt(one, path, `${pointer}/${i}`, from + 1)) : []
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? valuesAt((value as Readonly<Record<string, unknown>>)[name], path, `${pointer}/${name}`, from + 1)
    : []
}

/** The first and the last moment of what is stated: a day is one in some zone. */
const momentsOf = (text: string): { readonly first: number; readonly last: number } => {
  if (!isDateText(text)) return { first: parseTime(text), last: parseTime(text) }
  const day = parseDate(text)
  return { first: day - FIRST_ZONE, last: day + DAY + LAST_ZONE }
}

/** What a message states of times, whose body its schema has accepted: where, what, and how far from its signature it may be. */
export const statedIn = (m: CaseMessage): readonly (Found & { readonly time: StatedTime })[] =>
  knownTimes(m).flatMap((time) => valuesAt(m.body, time.path).map((found) => ({ ...found, time })))

/** The rules of faults that are about when something is stated to be. */
export const TIME_RULES: ReadonlySet<string> = new Set(['future', 'past', 'too-far-ahead'])

/** The time that no message signed then could state. A function of the message alone. */
export function checkTimes(m: CaseMessage): CaseFault | undefined {
  const signed = m.iat * SECOND
  for (const { pointer, text, time } of statedIn(m)) {
    const { first, last } = momentsOf(text)
    const ahead = first > signed + WITHIN + time.ahead
    if (ahead && time.is === 'fact')
      return fault('future', pointer, 'it is later than its message, and what is stated there has happened')
    if (ahead)
      return fault('too-far-ahead', pointer, 'it is longer after the message was signed than such a time may be')
    if (time.is === 'plan' && last < signed - time.ago)
      return fault('past', pointer, 'it is longer before the message was signed than such a time may be')
  }
  return undefined
}

/**
 * Where a message states of what has happened a time so far back that no figure is made of it: JSON pointers. A function of the message alone, and of when what it corrects
 * was signed (seconds since 1970), where it corrects something.
 */
export function doubtedTimes(m: CaseMessage, signed = m.iat): readonly string[] {
  if (m.body === null) return []
  return statedIn(m)
    .filter(({ text, time }) => time.is === 'fact' && momentsOf(text).last < signed * SECOND - time.ago)
    .map(({ pointer }) => pointer)
}
