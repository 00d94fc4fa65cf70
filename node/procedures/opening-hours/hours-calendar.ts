/** The public calendar of a border crossing as iCalendar (RFC 5545, RFC 7986): when both sides are open, and what is closed until further notice. */
import { digestOf } from '../../values/digest.ts'
import { admittedUntil, wholeOpenings, type Passage } from './common-hours.ts'
import type { HoursTogether } from './hours-state.ts'
import { shown } from '../../values/text.ts'
import { time } from '../../values/time.ts'

const stamp = (ms: number): string => time(ms).replace(/[-:]|\.\d{3}/g, '')
/** Text of peers as a value (RFC 5545 §3.3.11): what would steer the text around it stands there as an escape. */
const escaped = (text: string): string =>
  shown(text)
    .replace(/[\\;,]/g, (c) => `\\${c}`)
    .replace(/\r?\n/g, '\\n')

/** Lines of at most 75 octets, never cut within a character (RFC 5545 §3.1). */
function fold(line: string): string {
  let [out, length] = ['', 0]
  for (const character of line) {
    const size = Buffer.byteLength(character)
    if (length + size > 75) {
      out += '\r\n '
      length = 1
    }
    out += character
    length += size
  }
  return out
}

export type CalendarOptions = {
  readonly name: string
  readonly from: number
  readonly to: number
  readonly now: number
}

/** An iCalendar with one event per common opening, and one per emergency closing; one that says so where nothing is open. Times in milliseconds since 1970. */
export function calendarText(s: HoursTogether, p: Passage, { name, from, to, now }: CalendarOptions): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Juxta//Opening hours//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `NAME:${escaped(name)}`,
    `X-WR-CALNAME:${escaped(name)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
  ]
  const event = (kind: string, start: number, end: number, summary: string, more: readonly string[]): void => {
    const uid = digestOf(
      `${s.exitOffice}/${s.entryOffice}/${p.direction}/${p.modeCode}/${p.lane ?? ''}/${kind}/${start}`,
    )
    lines.push('BEGIN:VEVENT', `UID:${uid.slice(8, 40)}@juxta`, `DTSTAMP:${stamp(now)}`, `DTSTART:${stamp(start)}`)
    lines.push(`DTEND:${stamp(end)}`, `SUMMARY:${escaped(summary)}`, ...more, 'TRANSP:TRANSPARENT', 'END:VEVENT')
  }
  const openings = wholeOpenings(s, p, from, to)
  for (const [start, end] of openings) {
    const until = end === to ? end : admittedUntil(s, p, end)
    const be =
      until < end && until > start ? [`DESCRIPTION:${escaped(`Be there by ${stamp(until)} to be served.`)}`] : []
    event('open', start, end, `${name}: open on both sides`, ['CATEGORIES:OPEN', ...be])
  }
  for (const [id, closing] of Object.entries(s.closings)) {
    const end = closing.reopened ?? Math.max(closing.reviewAt, closing.from + 3_600_000)
    if (end <= from || closing.from >= to || end <= closing.from) continue
    const notes = [
      ...(closing.reopened === null
        ? [`Closed until further notice; looked at again at ${stamp(closing.reviewAt)}.`]
        : []),
      ...(closing.alternatives.length === 0 ? [] : [`Instead: ${closing.alternatives.join(', ')}.`]),
    ]
    const office = closing.side === 'exit' ? s.exitOffice : s.entryOffice
    event(id, closing.from, end, `${name}: emergency closing of ${office}`, [
      'CATEGORIES:CLOSED',
      ...(notes.length === 0 ? [] : [`DESCRIPTION:${escaped(notes.join(' '))}`]),
    ])
  }
  // A calendar has one component at least (RFC 5545 §3.6).
  if (!lines.includes('BEGIN:VEVENT')) event('closed', from, to, `${name}: not open`, ['CATEGORIES:CLOSED'])
  lines.push('END:VCALENDAR')
  return `${lines.map(fold).join('\r\n')}\r\n`
}
