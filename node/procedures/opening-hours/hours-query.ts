/** What a question about opening hours names: what passes, and the span that is looked at. */
import { JuxtaError } from '../../values/errors.ts'
import { DAY, parseTime } from '../../values/time.ts'
import type { Passage } from './common-hours.ts'
import type { HoursTogether } from './hours-state.ts'
import { modesOf } from './hours-view.ts'

export type Query = Record<string, string>
/** What one request may ask to be worked out: with a key, and without one. */
export const LONGEST = { key: 400 * DAY, open: 100 * DAY }

/** What the query asks about. Without a mode: road, or the first that the hours know. */
export function passageOf(q: Query, s: HoursTogether): Passage {
  const modes = modesOf(s)
  const { lane, currentCode, classificationId, agency, service, crossing, admittedAt, grossMassMeasure: mass } = q
  return {
    direction: (q['direction'] ?? 'exit') as Passage['direction'],
    modeCode: q['modeCode'] ?? (modes.includes('3') ? '3' : (modes[0] ?? '3')),
    ...(lane === undefined ? {} : { lane }),
    ...(currentCode === undefined ? {} : { currentCode }),
    ...(classificationId === undefined ? {} : { classificationId }),
    ...(agency === undefined ? {} : { agency }),
    ...(service === undefined ? {} : { service }),
    ...(mass === undefined ? {} : { goodsMeasure: { grossMassMeasure: { value: mass, unitCode: 'KGM' as const } } }),
    ...(crossing === undefined ? {} : { crossing }),
    ...(admittedAt === undefined ? {} : { admittedAt: parseTime(admittedAt) }),
  }
}

/** The span asked for: from midnight UTC today, for `days`, where it is not said. */
export function spanOf(q: Query, now: number, days: number, longest: number): [number, number] {
  const from = q['from'] === undefined ? Math.floor(now / DAY) * DAY : parseTime(q['from'])
  const to = q['to'] === undefined ? from + days * DAY : parseTime(q['to'])
  if (to <= from)
    throw new JuxtaError('request-invalid', 'the span ends before it begins', { pointer: '/query/to', rule: 'span' })
  if (to - from > longest)
    throw new JuxtaError('request-invalid', `at most ${longest / DAY} days at once`, {
      pointer: '/query/to',
      rule: 'span',
    })
  return [from, to]
}
