/** Times as an office writes them: its own, UTC on hover and for screen readers, the other side's beside it. */
import { signal } from '@preact/signals'
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { formatNumber, formatter, t } from '../text.ts'

const KEPT = 'juxta.zone'
const own = Intl.DateTimeFormat().resolvedOptions().timeZone
/** The zone in which times are shown: the one chosen, else that of this machine. */
export const zone = signal(localStorage.getItem(KEPT) ?? own)
export function chooseZone(of: string): void {
  if (of === own) localStorage.removeItem(KEPT)
  else localStorage.setItem(KEPT, of)
  zone.value = of
}

/** Whose clock a page goes by. */
export type Clock = {
  readonly zone: string
  /** The office, or the country whose offices have one zone; null where it is the clock of whoever looks. */
  readonly of: string | null
}
export const ClockOf = createContext<string | undefined>(undefined)
/** The zone of the page: that of its office, where one is known. */
export const useZone = (): string => useContext(ClockOf) ?? zone.value

const format = (at: Date, of: string, options: Intl.DateTimeFormatOptions): string =>
  formatter(
    `time ${of} ${JSON.stringify(options)}`,
    (l) => new Intl.DateTimeFormat(l, { timeZone: of, ...options }),
  ).format(at)
const HOURS = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
const DAY = { day: '2-digit', month: 'short' } as const

const dayOf = (at: Date, of: string): string => format(at, of, { year: 'numeric', month: '2-digit', day: '2-digit' })

/** A day as the language writes it. */
export const formatDay = (at: string | number | Date, of = zone.value): string =>
  format(new Date(at), of, { ...DAY, year: 'numeric' })

/** Hours and minutes; with the day where it is another than today. */
export function formatTime(at: string | number | Date, of = zone.value, withDay?: boolean): string {
  const date = new Date(at)
  const today = dayOf(new Date(), of)
  const that = dayOf(date, of)
  const day = withDay ?? that !== today
  if (!day) return format(date, of, HOURS)
  return format(date, of, { ...DAY, ...(that.slice(-4) === today.slice(-4) ? {} : { year: 'numeric' }), ...HOURS })
}

const utc = (at: string): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`

export function Time({
  at,
  zone: named,
  other,
  withDay,
}: {
  at: string | null | undefined
  zone?: string
  other?: { readonly zone: string; readonly name: string }
  withDay?: boolean
}) {
  const own = useZone()
  if (at === null || at === undefined) return <span class="none">{t('shell.none')}</span>
  const of = named ?? own
  return (
    <time class="time" dateTime={at} title={utc(at)} dir="auto">
      {formatTime(at, of, withDay)}
      {other && (
        <span class="time-other">
          {' '}
          <bdi>{other.name}</bdi> {formatTime(at, other.zone, withDay)}
        </span>
      )}
    </time>
  )
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

const ago = (at: string): string => {
  const seconds = (Date.parse(at) - Date.now()) / 1000
  const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1]
  return formatter('ago', (l) => new Intl.RelativeTimeFormat(l, { numeric: 'always', style: 'short' })).format(
    Math.round(seconds / size),
    unit,
  )
}

/** A time, and how long ago; never that alone. */
export function Ago({ at }: { at: string | null | undefined }) {
  if (at === null || at === undefined) return <Time at={at} />
  return (
    <span class="ago">
      <Time at={at} /> <small>{ago(at)}</small>
    </span>
  )
}

/** "1 h 05 min"; seconds only below a minute. */
export function formatDuration(seconds: number): string {
  const rounded = Math.round(Math.abs(seconds))
  const part = (value: number, unit: string): string =>
    formatNumber(value, { style: 'unit', unit, unitDisplay: 'short' })
  if (rounded < 60) return part(rounded, 'second')
  const [days, hours, minutes] = [
    Math.floor(rounded / 86_400),
    Math.floor((rounded % 86_400) / 3600),
    Math.floor((rounded % 3600) / 60),
  ]
  return [
    ...(days > 0 ? [part(days, 'day')] : []),
    ...(hours > 0 ? [part(hours, 'hour')] : []),
    ...(minutes > 0 && days === 0 ? [part(minutes, 'minute')] : []),
  ].join(' ')
}

export function Duration({ seconds }: { seconds: number | null | undefined }) {
  if (seconds === null || seconds === undefined) return <span class="none">{t('shell.none')}</span>
  return <span class="duration">{formatDuration(seconds)}</span>
}
