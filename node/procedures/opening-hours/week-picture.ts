/**
 * The picture of a week at a border (SVG): a row per day with the hours of both offices and, between them, when both are open. What it says is there
 * without colour too: each side has its own hatching, the overlap is solid and names its times, zones stand on the axes.
 */
import { Temporal } from 'temporal-polyfill'
import { hatch, n, picture, rect, text } from '../../http/svg.ts'
import { commonHours, emergencies, sideHours, type Passage } from './common-hours.ts'
import { intersect, type Interval } from './intervals.ts'
import type { HoursTogether, Side } from './hours-state.ts'
import { dayBegins, offsetAt, stretches } from './time-zones.ts'
import { DAY, HOUR, parseDate, time } from '../../values/time.ts'

const [LEFT, TOP, WIDTH, ROW, RIGHT] = [120, 104, 816, 52, 32]
const COLOUR = { exit: '#2f6f9f', entry: '#b06a12', both: '#1e6b45', closed: '#f3f4f6', emergency: '#a3262a' } as const
const NAME: Readonly<Record<string, string>> = {
  '1': 'maritime',
  '2': 'rail',
  '3': 'road',
  '4': 'air',
  '8': 'inland waterway',
}

/** A mode of transport in words (UNECE Recommendation 19). */
export const modeName = (code: string): string => NAME[code] ?? `mode ${code}`

/** The zone in which a side states its hours; undefined where it has stated none. */
export const zoneOf = (s: HoursTogether, side: Side): string | undefined =>
  Object.values(s.versions)
    .filter((v) => v.side === side)
    .sort((a, b) => (b.from ?? 0) - (a.from ?? 0))[0]?.hours.xTimeZone

function offsetText(ms: number): string {
  const minutes = Math.abs(ms) / 60_000
  const rest = minutes % 60 === 0 ? '' : `:${String(minutes % 60).padStart(2, '0')}`
  return `UTC${ms < 0 ? '−' : '+'}${Math.floor(minutes / 60)}${rest}`
}

const clock = (local: number): string => time(local).slice(11, 16)

/** Intervals as the clock in `zone` shows them on one day: milliseconds from its midnight, cut where the clock is changed. */
function onClock(set: readonly Interval[], zone: string, start: number, end: number): Interval[] {
  const midnight = start + offsetAt(zone, start)
  const found: Interval[] = []
  for (const { span, offset } of stretches(zone, start, end)) {
    const shift = offset - midnight
    for (const [a, b] of intersect(set, [span])) found.push([a + shift, b + shift])
  }
  return found.map(([a, b]) => [Math.max(0, a), Math.min(DAY, b)] as const).filter(([a, b]) => a < b)
}

export type WeekOptions = {
  readonly name: string
  /** A local date, `2026-11-23`: the first day shown. */
  readonly monday: string
  /** The zone of the rows. */
  readonly zone: string
  /** Milliseconds since 1970, marked where it is in the week. */
  readonly now?: number
}

const x = (ms: number): number => LEFT + (ms / DAY) * WIDTH
/** The hours of the axis on top in `zone`, and at the foot those of the other office. */
function axes(zone: string, other: string | undefined, noon: number, foot: number, own: Side): string[] {
  const parts: string[] = []
  const shift = other === undefined ? 0 : offsetAt(other, noon) - offsetAt(zone, noon)
  for (let hour = 0; hour <= 24; hour += 1) {
    const at = x(hour * HOUR)
    const main = hour % 3 === 0
    parts.push(
      `<line x1="${n(at)}" y1="${TOP}" x2="${n(at)}" y2="${foot}" stroke="${main ? '#c3c8d0' : '#e6e8ec'}" stroke-width="1"/>`,
    )
    if (!main) continue
    parts.push(
      text(at, TOP - 8, `${String(hour).padStart(2, '0')}`, { anchor: 'middle', fill: COLOUR[own], weight: 600 }),
    )
    if (other !== undefined)
      parts.push(
        text(at, foot + 17, clock((hour * HOUR + shift + 2 * DAY) % DAY).replace(/:00$/, ''), {
          anchor: 'middle',
          fill: COLOUR[own === 'exit' ? 'entry' : 'exit'],
          size: 11,
        }),
      )
  }
  return parts
}

type Day = {
  readonly date: Temporal.PlainDate
  readonly zone: string
  /** Midnights of the zone, in milliseconds since 1970. */
  readonly start: number
  readonly end: number
  readonly top: number
  readonly now: number | undefined
}

/** One day: the hours of each side, those of both, and what is closed; and the same in words. */
function dayOf(
  s: HoursTogether,
  p: Passage,
  closings: readonly Interval[],
  { date, zone, start, end, top, now }: Day,
): { parts: string[]; told: string } {
  const parts: string[] = []
  const sets = {
    exit: sideHours(s, 'exit', p, start, end),
    entry: sideHours(s, 'entry', p, start, end),
    both: commonHours(s, p, start, end),
  }
  parts.push(
    `<line x1="16" y1="${top}" x2="${LEFT + WIDTH}" y2="${top}" stroke="#c3c8d0"/>`,
    text(LEFT - 14, top + 23, date.toLocaleString('en', { weekday: 'long' }), {
      anchor: 'end',
      weight: 600,
      size: 13,
    }),
    text(LEFT - 14, top + 39, date.toLocaleString('en', { month: 'short', day: 'numeric' }), {
      anchor: 'end',
      fill: '#5b6472',
    }),
  )
  const hours = (end - start) / HOUR
  if (hours !== 24)
    parts.push(
      text(LEFT + WIDTH - 4, top + ROW - 3, `clocks change: ${hours} h`, {
        anchor: 'end',
        size: 9.5,
        fill: '#5b6472',
      }),
    )
  for (const side of ['exit', 'entry'] as const)
    for (const [a, b] of onClock(sets[side], zone, start, end))
      parts.push(
        rect(
          x(a),
          x(b),
          side === 'exit' ? top + 6 : top + 36,
          9,
          `url(#${side})`,
          `${side}: ${clock(a)}–${b === DAY ? '24:00' : clock(b)}`,
          ` stroke="${COLOUR[side]}"`,
        ),
      )
  const spans = onClock(sets.both, zone, start, end)
  for (const [a, b] of spans) {
    const label = `${clock(a)}–${b === DAY ? '24:00' : clock(b)}`
    parts.push(rect(x(a), x(b), top + 16, 19, COLOUR.both, `both: ${label}`, ' rx="2"'))
    const wide = x(b) - x(a)
    if (wide > 78)
      parts.push(text((x(a) + x(b)) / 2, top + 30, label, { anchor: 'middle', fill: '#ffffff', weight: 600 }))
  }
  if (spans.length === 0)
    parts.push(text(LEFT + WIDTH / 2, top + 30, 'not open together', { anchor: 'middle', fill: '#5b6472' }))
  for (const [a, b] of onClock(intersect(closings, [[start, end]]), zone, start, end))
    parts.push(
      rect(
        x(a),
        x(b),
        top + 3,
        ROW - 6,
        'url(#emergency)',
        'emergency closing',
        ` stroke="${COLOUR.emergency}" stroke-width="1.5"`,
      ),
      ...(x(b) - x(a) > 150
        ? [
            rect(
              (x(a) + x(b)) / 2 - 68,
              (x(a) + x(b)) / 2 + 68,
              top + 17,
              18,
              '#ffffff',
              undefined,
              ` stroke="${COLOUR.emergency}" rx="2"`,
            ),
            text((x(a) + x(b)) / 2, top + 30, 'emergency closing', {
              anchor: 'middle',
              fill: COLOUR.emergency,
              weight: 600,
            }),
          ]
        : []),
    )
  if (now !== undefined && now >= start && now < end) {
    const at = x(onClock([[now, now + 1]], zone, start, end)[0]?.[0] ?? 0)
    parts.push(
      `<line x1="${n(at)}" y1="${top}" x2="${n(at)}" y2="${top + ROW}" stroke="#111827" stroke-width="2"><title>now</title></line>`,
      `<path d="M${n(at - 5)} ${top - 5}h10l-5 7z" fill="#111827"/>`,
    )
  }
  const told = `${date.toLocaleString('en', { weekday: 'long' })}: ${spans.map(([a, b]) => `${clock(a)} to ${b === DAY ? '24:00' : clock(b)}`).join(', ') || 'not open together'}`
  return { parts, told }
}

/** What the colours and hatchings mean. */
function legendOf(s: HoursTogether, zones: Readonly<Record<Side, string>>, noon: number, legendY: number): string[] {
  const label = (side: Side): string => {
    const own = zones[side]
    return `${(side === 'exit' ? s.exitOffice : s.entryOffice) ?? side} · ${own} (${offsetText(offsetAt(own, noon))})`
  }
  return [
    rect(LEFT, LEFT + 22, legendY - 9, 9, 'url(#exit)', undefined, ` stroke="${COLOUR.exit}"`),
    text(LEFT + 29, legendY, label('exit')),
    rect(LEFT + 272, LEFT + 294, legendY - 12, 15, COLOUR.both, undefined, ' rx="2"'),
    text(LEFT + 301, legendY, 'both open', { weight: 600 }),
    rect(LEFT + 392, LEFT + 414, legendY - 9, 9, 'url(#entry)', undefined, ` stroke="${COLOUR.entry}"`),
    text(LEFT + 421, legendY, label('entry')),
    rect(LEFT + 680, LEFT + 702, legendY - 12, 15, 'url(#emergency)', undefined, ` stroke="${COLOUR.emergency}"`),
    text(LEFT + 709, legendY, 'emergency closing'),
  ]
}

/** The week of a passage, as SVG of its own: no script, no style sheet, nothing fetched. */
export function weekPicture(s: HoursTogether, p: Passage, { name, monday, zone, now }: WeekOptions): string {
  const first = Temporal.PlainDate.from(monday)
  const midnight = (day: number): number => dayBegins(zone, parseDate(first.add({ days: day }).toString()))
  const [exitZone, entryZone] = [zoneOf(s, 'exit') ?? zone, zoneOf(s, 'entry') ?? zone]
  const other = zone === exitZone ? entryZone : exitZone
  const foot = TOP + 7 * ROW
  const noon = midnight(0) + DAY / 2
  const own: Side = zone === exitZone ? 'exit' : 'entry'
  const parts = axes(zone, other === zone ? undefined : other, noon, foot, own)
  const told: string[] = []
  const closings = emergencies(s, p)
  for (let day = 0; day < 7; day++) {
    const date = first.add({ days: day })
    const [start, end] = [midnight(day), midnight(day + 1)]
    const drawn = dayOf(s, p, closings, { date, zone, start, end, top: TOP + day * ROW, now })
    parts.push(...drawn.parts)
    told.push(drawn.told)
  }
  const legendY = foot + (other === zone ? 26 : 44)
  const legend = legendOf(s, { exit: exitZone, entry: entryZone }, noon, legendY)
  const [w, h] = [LEFT + WIDTH + RIGHT, legendY + 20]
  const way = p.direction === 'exit' ? [s.exitOffice, s.entryOffice] : [s.entryOffice, s.exitOffice]
  const [years, last] = [
    first.toLocaleString('en', { day: 'numeric', month: 'long', year: 'numeric' }),
    first.add({ days: 6 }),
  ]
  return picture(w, h, name, `Open on both sides, clock in ${zone}. ${told.join('. ')}.`, [
    `<defs>${hatch('exit', COLOUR.exit, 45, 6)}${hatch('entry', COLOUR.entry, -45, 6)}${hatch('emergency', COLOUR.emergency, 45, 12)}</defs>`,
    text(16, 32, name, { size: 19, weight: 700 }),
    text(
      16,
      54,
      `${way.join(' → ')} · ${modeName(p.modeCode)} · ${years} to ${last.toLocaleString('en', { day: 'numeric', month: 'long', year: 'numeric' })}`,
      { size: 13, fill: '#374151' },
    ),
    text(LEFT - 20, TOP - 8, `${zone.split('/').at(-1)!.replaceAll('_', ' ')} time`, {
      anchor: 'end',
      fill: COLOUR[own],
      size: 11,
    }),
    `<rect x="${LEFT}" y="${TOP}" width="${WIDTH}" height="${7 * ROW}" fill="${COLOUR.closed}"/>`,
    ...parts,
    `<line x1="16" y1="${foot}" x2="${LEFT + WIDTH}" y2="${foot}" stroke="#c3c8d0"/>`,
    ...(other === zone
      ? []
      : [
          text(LEFT - 20, foot + 17, `${other.split('/').at(-1)!.replaceAll('_', ' ')} time`, {
            anchor: 'end',
            fill: COLOUR[own === 'exit' ? 'entry' : 'exit'],
            size: 11,
          }),
        ]),
    ...legend,
  ])
}
