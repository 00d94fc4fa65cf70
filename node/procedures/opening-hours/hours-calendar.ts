/** The public calendar of a border crossing: iCalendar (RFC 5545) of the common hours, and an SVG picture of a week with both sides and the overlap. */
import { Temporal } from 'temporal-polyfill'
import { digestOf } from '../../ids.ts'
import { commonHours, sideHours, type Passage } from './common-hours.ts'
import type { Interval } from './intervals.ts'
import type { OpeningHours } from './opening-hours.ts'

const stamp = (time: number): string => new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '')
const escaped = (text: string): string => text.replace(/[\\;,]/g, (c) => `\\${c}`).replace(/\r\n|\r|\n/g, '\\n')

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

/** An iCalendar with one event per common opening. Times in milliseconds since 1970. */
export function calendarText(s: OpeningHours, p: Passage, { name, from, to, now }: CalendarOptions): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Juxta//Opening hours//EN',
    `X-WR-CALNAME:${escaped(name)}`,
  ]
  for (const [start, end] of commonHours(s, p, from, to)) {
    const uid = digestOf(`${s.exitOffice}/${s.entryOffice}/${p.direction}/${p.modeCode}/${start}`).slice(8, 40)
    lines.push('BEGIN:VEVENT', `UID:${uid}@juxta`, `DTSTAMP:${stamp(now)}`, `DTSTART:${stamp(start)}`)
    lines.push(
      `DTEND:${stamp(end)}`,
      `SUMMARY:${escaped(`${name}: open on both sides`)}`,
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
    )
  }
  lines.push('END:VCALENDAR')
  return `${lines.map(fold).join('\r\n')}\r\n`
}

const xml = (text: string): string => text.replace(/[<>&"']/g, (c) => `&#${c.charCodeAt(0)};`)
const HOUR = 3_600_000
const ROWS = ['exit', 'entry', 'both'] as const
const COLOUR = { exit: '#5b8db8', entry: '#c98b3c', both: '#3f8f5b' }

/** The week that begins on `monday` (a local date, `2026-11-23`) in `zone`: a row per day with both sides' hours and the overlap. */
export function weekPicture(s: OpeningHours, p: Passage, name: string, monday: string, zone: string): string {
  const first = Temporal.PlainDate.from(monday)
  const left = 90
  const width = 24 * 24
  const row = 36
  const parts: string[] = []
  const text = (x: number, y: number, what: string, anchor = 'start'): string =>
    `<text x="${x}" y="${y}" text-anchor="${anchor}">${xml(what)}</text>`
  for (let hour = 0; hour <= 24; hour += 3) {
    const x = left + (hour / 24) * width
    parts.push(
      `<line x1="${x}" y1="34" x2="${x}" y2="${34 + 7 * row}" stroke="#ddd"/>`,
      text(x, 30, `${hour}`, 'middle'),
    )
  }
  for (let day = 0; day < 7; day++) {
    const date = first.add({ days: day })
    const start = date.toZonedDateTime(zone).epochMilliseconds
    const end = date.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds
    const top = 36 + day * row
    parts.push(
      text(left - 8, top + 20, date.toLocaleString('en', { weekday: 'short', month: 'short', day: 'numeric' }), 'end'),
    )
    for (const [index, which] of ROWS.entries()) {
      const set: Interval[] = which === 'both' ? commonHours(s, p, start, end) : sideHours(s, which, p, start, end)
      for (const [a, b] of set) {
        const x = left + ((a - start) / (end - start)) * width
        const w = ((b - a) / (end - start)) * width
        const told = `${which}: ${((b - a) / HOUR).toFixed(2)} h from ${new Date(a).toISOString()}`
        parts.push(
          `<rect x="${x.toFixed(1)}" y="${top + index * 10}" width="${w.toFixed(1)}" height="8" fill="${COLOUR[which]}"><title>${xml(told)}</title></rect>`,
        )
      }
    }
  }
  const foot = 36 + 7 * row + 14
  const legend = ROWS.map((which, i) => {
    const x = left + i * 190
    const what = which === 'both' ? 'both' : `${which} ${(which === 'exit' ? s.exitOffice : s.entryOffice) ?? ''}`
    return `<rect x="${x}" y="${foot - 8}" width="10" height="8" fill="${COLOUR[which]}"/>${text(x + 14, foot, what)}`
  })
  const [w, h] = [left + width + 20, foot + 12]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}" font-family="sans-serif" font-size="11" role="img">`,
    `<title>${xml(name)}</title>`,
    text(left, 14, `${name} · week of ${monday} · ${zone}`),
    ...parts,
    ...legend,
    '</svg>',
  ].join('\n')
}
