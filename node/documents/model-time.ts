/** The forms in which a document of the model states a time (UN/EDIFACT 2379), as the one time that this node knows. */
import { isDateText, isTimeText } from '../values/time.ts'
import type { Element } from './xml-tree.ts'

const DAY = '(\\d{4})(\\d\\d)(\\d\\d)'
const ZONE = '(Z|[+-]\\d\\d(?::?\\d\\d)?)'
/** By format code: a day, to the minute, to the second, to the second with a zone. */
const FORMS: Readonly<Record<string, RegExp>> = {
  '102': new RegExp(`^${DAY}$`),
  '203': new RegExp(`^${DAY}(\\d\\d)(\\d\\d)$`),
  '204': new RegExp(`^${DAY}(\\d\\d)(\\d\\d)(\\d\\d)$`),
  '304': new RegExp(`^${DAY}(\\d\\d)(\\d\\d)(\\d\\d)${ZONE}$`),
}

function zoneOf(zone: string | undefined): string {
  if (zone === undefined || zone === 'Z') return 'Z'
  return `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`
}

function converted(text: string, form: RegExp): string | undefined {
  const m = form.exec(text)
  if (m === null) return undefined
  // What states no zone is in UTC, a day begins at midnight.
  return `${m[1]}-${m[2]}-${m[3]}T${m[4] ?? '00'}:${m[5] ?? '00'}:${m[6] ?? '00'}${zoneOf(m[7])}`
}

/**
 * The time that `e`, or the `DateTimeString` or `DateTime` in it, states: by its format code, and where it names none by its form. What is no time stays
 * as it is, for the schema to refuse; undefined where there is nothing.
 */
export function timeOf(e: Element): string | undefined {
  const inner = e.children.find((c) => c.name === 'DateTimeString' || c.name === 'DateTime') ?? e
  const { text } = inner
  if (text === '') return undefined
  const code = inner.attributes['formatCode']
  if (code !== undefined) return (FORMS[code] && converted(text, FORMS[code])) ?? text
  if (isTimeText(text)) return text
  return (
    Object.values(FORMS)
      .map((form) => converted(text, form))
      .find((time) => time !== undefined) ?? text
  )
}

/** The same where the day alone may be known: that is its date, in whatever zone the office is. */
export function dayOrTimeOf(e: Element): string | undefined {
  const inner = e.children.find((c) => c.name === 'DateTimeString' || c.name === 'DateTime') ?? e
  const { text } = inner
  const code = inner.attributes['formatCode']
  if (code === undefined && isDateText(text)) return text
  const day = code === undefined || code === '102' ? FORMS['102']!.exec(text) : null
  return day === null ? timeOf(e) : `${day[1]}-${day[2]}-${day[3]}`
}

/** A day or a time with the code of its format. */
export const formatted = (time: string): readonly [code: string, text: string] =>
  isDateText(time) ? ['102', time.replaceAll('-', '')] : ['304', format304(time)]

/** Form 304 of a time. */
function format304(time: string): string {
  const m = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(time)
  if (m === null) return time
  const zone = m[7] === 'Z' ? '+00' : m[7]!.replace(/:00$/, '').replace(':', '')
  return m.slice(1, 7).join('') + zone
}
