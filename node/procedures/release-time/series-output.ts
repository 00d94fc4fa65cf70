/** Series of release times for others to use: CSV (RFC 4180) and a picture (SVG) of median and 90th percentile. Figures that are hidden are empty, and drawn as such. */
import { hatch, n, picture, rect, text } from '../../http/svg.ts'
import { durationText } from './door-to-door.ts'
import type { Measure } from './measures.ts'
import type { Percentiles, Series } from './release-series.ts'

const minutes = (ms: number): string => (ms / 60_000).toFixed(1)

/** A field of a CSV: quoted where it must be, and never a formula to a spreadsheet that opens it. */
function field(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** RFC 4180: what the rows are by, which time of a movement, movements, the mean and the percentiles in minutes; the last row is the total of what is shown. */
export const seriesCsv = ({ rows, total }: Series, by: string, measure: Measure): string =>
  csv([
    [by, ...HEADS],
    ...rows.map(({ key, times }) => [key, ...cells(measure, times)]),
    ['total', ...cells(measure, total)],
  ])

/** What the figures of a row are, and these figures; empty where they are hidden. */
export const HEADS = ['measure', 'movements', 'mean_min', 'p50_min', 'p75_min', 'p90_min', 'p95_min'] as const
export const cells = (measure: Measure, times: Percentiles | null): string[] =>
  times === null
    ? [measure, ...HEADS.slice(1).map(() => '')]
    : [measure, String(times.n), ...[times.mean, times.p50, times.p75, times.p90, times.p95].map(minutes)]

/** RFC 4180. */
export const csv = (lines: readonly (readonly string[])[]): string =>
  lines.map((line) => line.map(field).join(',')).join('\r\n') + '\r\n'

const [LEFT, TOP, HEIGHT] = [86, 76, 220]
const COLOUR = { p50: '#2f6f9f', p90: '#8fb3cf' }

/** A step of the axis that makes at most five lines, in units that people use. */
const step = (top: number): number =>
  [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080]
    .map((m) => m * 60_000)
    .find((ms) => top / ms <= 5) ?? top / 5

/** The series as bars: the median solid, the 90th percentile hatched above it. */
export function seriesPicture({ rows, total }: Series, name: string): string {
  const highest = Math.max(60_000, ...rows.map((r) => r.times?.p90 ?? 0))
  const every = step(highest)
  const top = Math.ceil(highest / every) * every
  const slot = Math.max(30, Math.min(84, 820 / Math.max(1, rows.length)))
  const width = Math.max(560, LEFT + rows.length * slot + 32)
  const y = (ms: number): number => TOP + HEIGHT - (ms / top) * HEIGHT
  const parts: string[] = [
    `<defs>${hatch('p90', COLOUR.p50, 45, 6)}${hatch('few', '#9aa1ac', -45, 5)}</defs>`,
    text(16, 30, name, { size: 17, weight: 700 }),
    text(
      16,
      52,
      total
        ? `${total.n} movements · mean ${durationText(total.mean)} · median ${durationText(total.p50)} · 90th percentile ${durationText(total.p90)}`
        : 'too few movements to be shown',
      { fill: '#374151', size: 13 },
    ),
  ]
  for (let ms = 0; ms <= top; ms += every)
    parts.push(
      `<line x1="${LEFT}" y1="${n(y(ms))}" x2="${n(width - 24)}" y2="${n(y(ms))}" stroke="${ms === 0 ? '#6b7280' : '#e1e4e9'}"/>`,
      text(LEFT - 8, y(ms) + 4, ms === 0 ? '0' : durationText(ms), { anchor: 'end', size: 11, fill: '#5b6472' }),
    )
  const told: string[] = []
  const sparse = Math.ceil(74 / slot)
  for (const [i, { key, times }] of rows.entries()) {
    const at = LEFT + (i + 0.5) * slot
    const half = Math.min(18, slot / 2 - 4)
    if (times) {
      const label = `${key}: mean ${durationText(times.mean)}, median ${durationText(times.p50)}, 90th percentile ${durationText(times.p90)}, ${times.n} movements`
      parts.push(
        rect(
          at - half,
          at + half,
          y(times.p90),
          y(times.p50) - y(times.p90),
          'url(#p90)',
          label,
          ` stroke="${COLOUR.p50}"`,
        ),
        rect(at - half, at + half, y(times.p50), TOP + HEIGHT - y(times.p50), COLOUR.p50, label),
      )
      told.push(label)
    } else {
      parts.push(
        rect(at - half, at + half, TOP + HEIGHT - 14, 14, 'url(#few)', `${key}: hidden, too few`),
        text(at, TOP + HEIGHT - 20, 'few', { anchor: 'middle', size: 10.5, fill: '#5b6472' }),
      )
      told.push(`${key}: hidden, too few movements`)
    }
    if (i % sparse === 0)
      parts.push(
        text(at, TOP + HEIGHT + 18, key.length > 12 ? `${key.slice(0, 11)}…` : key, { anchor: 'middle', size: 11 }),
      )
  }
  const foot = TOP + HEIGHT + 46
  parts.push(
    rect(LEFT, LEFT + 16, foot - 11, 13, COLOUR.p50),
    text(LEFT + 23, foot, 'median'),
    rect(LEFT + 90, LEFT + 106, foot - 11, 13, 'url(#p90)', undefined, ` stroke="${COLOUR.p50}"`),
    text(LEFT + 113, foot, '90th percentile'),
    rect(LEFT + 232, LEFT + 248, foot - 11, 13, 'url(#few)', undefined, ' stroke="#9aa1ac"'),
    text(LEFT + 255, foot, 'hidden: too few movements'),
  )
  return picture(width, foot + 22, name, `${told.join('. ')}.`, parts)
}
