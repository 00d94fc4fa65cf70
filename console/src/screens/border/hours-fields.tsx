/** The hours that a side states: since when, by which clock, and the week; and how they are read again. */
import { useState } from 'preact/hooks'
import { Field } from '../../parts/index.ts'
import { t } from '../../text.ts'
import { addDays, dayAt, instantOf } from './clock.ts'
import { text, type Wrong } from './fields.tsx'
import { dayName } from './week.tsx'

export type Weekly = { day: string; from: string; to: string; nextDay?: boolean }
export type Span = { from: string; to: string; nextDay?: true }

const DAYS = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'] as const
/** A Monday, to name the days by. */
const MONDAY = '2024-01-01'
/** Days from today until what is proposed begins. */
const NOTICE = 14

const weeklyText = (weekly: readonly Weekly[], day: string): string =>
  weekly
    .filter((w) => w.day === day)
    .map(({ from, to }) => `${from}–${to}`)
    .join(', ')

/** `06:00–12:00, 13:00–22:00`; undefined where it is no such thing. A span that ends before it begins ends on the next day. */
export function spansOf(value: string): Span[] | undefined {
  const found: Span[] = []
  for (const part of value.split(/[,;]/).map((s) => s.trim())) {
    if (part === '') continue
    const match = /^(\d{1,2})(?::(\d\d))?\s*[-–—]\s*(\d{1,2})(?::(\d\d))?$/.exec(part)
    if (!match) return undefined
    const clock = (h: string, m = '00'): string => `${h.padStart(2, '0')}:${m}`
    const [from, to] = [clock(match[1]!, match[2]), clock(match[3]!, match[4])]
    if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(from) || !/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(to)) return undefined
    found.push({ from, to, ...(to <= from ? { nextDay: true as const } : {}) })
  }
  return found
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== ''
  } catch {
    return false
  }
}

export type Stated = { readonly xTimeZone: string; readonly xValidFrom: string | undefined; readonly weekly: Weekly[] }

/** What `HoursFields` say, and what of it is wrong, by the field. */
export function statedOf(values: FormData): [Stated, Wrong] {
  const wrong: Wrong = {}
  const weekly: Weekly[] = []
  for (const day of DAYS) {
    const spans = spansOf(text(values, day))
    if (spans === undefined) wrong[day] = t('border.hours.spans.wrong')
    else weekly.push(...spans.map((span) => ({ day, ...span })))
  }
  const xTimeZone = text(values, 'xTimeZone')
  const known = isZone(xTimeZone)
  const xValidFrom = known ? instantOf(text(values, 'xValidFrom'), xTimeZone) : undefined
  if (!known) wrong['xTimeZone'] = t('border.hours.zone.wrong')
  else if (xValidFrom === undefined) wrong['xValidFrom'] = t('border.act.at.wrong')
  return [{ xTimeZone, xValidFrom, weekly }, wrong]
}

/** `zone`: that of the hours as they are, else a guess. */
export function HoursFields({ zone, weekly, rest }: { zone: string; weekly: readonly Weekly[]; rest?: boolean }) {
  const [typed, setTyped] = useState(zone)
  return (
    <>
      <Field
        name="xTimeZone"
        label={t('border.hours.zone')}
        hint={t('border.hours.zone.hint')}
        value={zone}
        onInput={setTyped}
        width={24}
        required
      />
      <Field
        name="xValidFrom"
        type="datetime-local"
        label={t('border.hours.valid')}
        hint={t('border.act.at.hint', { zone: typed })}
        value={`${addDays(dayAt(Date.now(), zone), NOTICE)}T00:00`}
        width={20}
        required
      />
      <fieldset class="field days">
        <legend>{t('border.hours.weekly')}</legend>
        <small class="hint">
          {t('border.hours.spans.hint')} {rest && t('border.hours.spans.rest')}
        </small>
        {DAYS.map((day, i) => (
          <Field
            key={day}
            name={day}
            label={dayName(addDays(MONDAY, i))
              .replace(/[\d,.].*$/, '')
              .trim()}
            value={weeklyText(weekly, day)}
            width={24}
          />
        ))}
      </fieldset>
    </>
  )
}
