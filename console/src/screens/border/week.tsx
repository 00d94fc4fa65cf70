/** A week of two offices in one look: for each day what each side says and what both share, by pattern as well as colour, with the words in the picture and its table. */
import type { Schemas } from '../../api.ts'
import { DataTable } from '../../parts/index.ts'
import { formatNumber, formatter, t } from '../../text.ts'
import { addDays, dayAt, minutesAt } from './clock.ts'

type Intervals = Schemas['OpeningIntervals']
type Band = readonly [from: number, to: number]
const BANDS = ['exit', 'both', 'entry'] as const
export type Sides = Readonly<Record<'exit' | 'entry', string>>

const [WIDTH, LABEL, DAY, TOP] = [960, 168, 72, 32] as const
const HOURS = WIDTH - LABEL - 24
const DAY_MINUTES = 1440

/** What of the intervals lies on a day of the clock of `zone`, in minutes since midnight. */
function bandsOf(
  intervals: readonly { readonly from: string; readonly to: string }[],
  day: string,
  zone: string,
): Band[] {
  return intervals.flatMap(({ from, to }): Band[] => {
    const [a, b] = [Date.parse(from), Date.parse(to)]
    const [first, last] = [dayAt(a, zone), dayAt(b, zone)]
    if (first > day || last < day) return []
    const start = first < day ? 0 : minutesAt(a, zone)
    const end = last > day ? DAY_MINUTES : minutesAt(b, zone)
    return end > start ? [[start, end]] : []
  })
}

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(Math.round(minutes % 60)).padStart(2, '0')}`
export const dayName = (day: string): string =>
  formatter(
    'weekday',
    (l) => new Intl.DateTimeFormat(l, { weekday: 'short', day: '2-digit', month: 'short', timeZone: 'UTC' }),
  ).format(new Date(`${day}T00:00:00Z`))

export function Week({
  monday,
  intervals,
  zone,
  sides,
  now,
}: {
  monday: string
  intervals: Intervals
  zone: string
  sides: Sides
  now: number
}) {
  const rtl = document.documentElement.dir === 'rtl'
  const days = Array.from({ length: 7 }, (_, i) => addDays(monday, i))
  const height = TOP + days.length * DAY + 8
  const x = (at: number, wide: number): number => (rtl ? WIDTH - at - wide : at)
  const anchor = rtl ? 'end' : 'start'
  const at = (minutes: number): number => LABEL + (minutes / DAY_MINUTES) * HOURS
  const today = dayAt(now, zone)
  const name = (band: (typeof BANDS)[number]): string => (band === 'both' ? t('border.week.both') : sides[band])
  return (
    <figure class="week">
      <svg
        viewBox={`0 0 ${WIDTH} ${height}`}
        role="img"
        aria-label={t('border.week.label', { day: dayName(monday), zone })}
      >
        <defs>
          <pattern id="week-exit" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="8" height="8" class="week-ground-exit" />
            <rect width="2" height="8" class="week-line-exit" />
          </pattern>
          <pattern id="week-entry" width="8" height="8" patternUnits="userSpaceOnUse">
            <rect width="8" height="8" class="week-ground-entry" />
            <circle cx="4" cy="4" r="1.600" class="week-line-entry" />
          </pattern>
          <pattern id="week-both" width="8" height="8" patternUnits="userSpaceOnUse">
            <rect width="8" height="8" class="week-ground-both" />
          </pattern>
        </defs>
        {Array.from({ length: 9 }, (_, i) => i * 180).map((minutes) => (
          <g key={minutes}>
            <line class="week-hour" x1={x(at(minutes), 0)} x2={x(at(minutes), 0)} y1={TOP - 8} y2={height - 8} />
            <text class="week-clock" x={x(at(minutes), 0)} y={TOP - 14} text-anchor="middle" direction="ltr">
              {clock(minutes)}
            </text>
          </g>
        ))}
        {days.map((day, i) => {
          const top = TOP + i * DAY
          return (
            <g key={day}>
              <line class="week-day" x1="0" x2={WIDTH} y1={top} y2={top} />
              <text
                class={`week-name ${day === today ? 'week-today' : ''}`}
                x={x(4, 0)}
                y={top + 28}
                text-anchor={anchor}
                direction="ltr"
              >
                {dayName(day)}
              </text>
              {BANDS.map((band, row) => {
                const bands = bandsOf(intervals[band], day, zone)
                const y = top + 8 + row * 20
                return (
                  <g key={band}>
                    <text
                      class="week-side"
                      x={x(LABEL - 6, 0)}
                      y={y + 12}
                      text-anchor={rtl ? 'start' : 'end'}
                      direction="ltr"
                    >
                      {name(band)}
                    </text>
                    {bands.map(([from, to]) => {
                      const wide = at(to) - at(from)
                      return (
                        <g key={from}>
                          <rect
                            class={`week-band week-band-${band}`}
                            fill={`url(#week-${band})`}
                            x={x(at(from), wide)}
                            y={y}
                            width={wide}
                            height="16"
                            rx="2"
                          />
                          {wide > 88 && (
                            <text
                              class={`week-words week-words-${band}`}
                              x={x(at(from), wide) + wide / 2}
                              y={y + 12}
                              text-anchor="middle"
                              direction="ltr"
                            >
                              {`${clock(from)}–${clock(to)}`}
                            </text>
                          )}
                        </g>
                      )
                    })}
                    {bands.length === 0 && (
                      <text class="week-closed" x={x(LABEL + 8, 0)} y={y + 12} text-anchor={anchor} direction="ltr">
                        {t('border.week.closed')}
                      </text>
                    )}
                  </g>
                )
              })}
              {day === today && (
                <line
                  class="week-now"
                  x1={x(at(minutesAt(now, zone)), 0)}
                  x2={x(at(minutesAt(now, zone)), 0)}
                  y1={top + 2}
                  y2={top + DAY - 2}
                />
              )}
            </g>
          )
        })}
      </svg>
      <details class="picture-table">
        <summary>{t('shell.chart.table')}</summary>
        <DataTable
          label={t('border.week.label', { day: dayName(monday), zone })}
          rows={days}
          rowKey={(day) => day}
          columns={[
            { key: 'day', title: t('border.week.day'), narrow: true, cell: (day) => dayName(day) },
            ...BANDS.map((band) => ({
              key: band,
              title: name(band),
              cell: (day: string) => (
                <bdi dir="ltr">
                  {bandsOf(intervals[band], day, zone)
                    .map(([from, to]) => `${clock(from)}–${clock(to)}`)
                    .join(', ') || t('border.week.closed')}
                </bdi>
              ),
            })),
            {
              key: 'hours',
              title: t('border.week.hours'),
              numeric: true,
              cell: (day) =>
                formatNumber(bandsOf(intervals.both, day, zone).reduce((sum, [from, to]) => sum + to - from, 0) / 60, {
                  maximumFractionDigits: 1,
                }),
            },
          ]}
          empty={null}
        />
      </details>
    </figure>
  )
}
