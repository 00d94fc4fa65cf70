/** How long before it begins a closing is told that was planned: by what the two countries have agreed, and by the version in force of the side that closes. */
import { fault, roleOf, type CaseFault, type CaseMessage } from '../../cases/case-message.ts'
import type { Said } from '../../cases/define.ts'
import type { Case } from '../../cases/procedure.ts'
import { get, put } from '../../cases/state-record.ts'
import { date, DAY, MINUTE, parseDate } from '../../values/time.ts'
import { ofSide, type Bodies, type HoursVersion, type OpeningHours, type Side } from './hours-state.ts'

/**
 * In milliseconds: the longest of what the agreement of the message (its limit `closingNotice`, in minutes) and the versions of the side say that are in force, also those
 * that were withdrawn and go on until their notice is over.
 */
export const noticeOf = (s: OpeningHours, of: Side, m: CaseMessage): number =>
  Math.max(
    MINUTE * (get(m.terms?.limits ?? {}, 'closingNotice') ?? 0),
    ...serving(s, of, m).map((v) => (v.hours.xNoticeDays ?? 0) * DAY),
  )

/** The versions of a side that serve when a message is signed, or will. */
const serving = (s: OpeningHours, of: Side, { iat }: CaseMessage): HoursVersion[] =>
  Object.values(s.versions).filter((v) => v.side === of && v.from !== null && (v.until ?? Infinity) > iat * 1000)

/** Of hours that nobody has agreed in this case nothing is closed, listed, offered or asked for beyond them: the notice of others would be passed by. */
export const unagreed = (s: OpeningHours, of: Side, m: CaseMessage): CaseFault | undefined =>
  serving(s, of, m).length > 0
    ? undefined
    : fault('no-version', '/type', 'no hours of this side are agreed in this case, or they are over')

/** Whether what closes at `from` (milliseconds since 1970) is told in time; always, where no notice is agreed. */
export function keepsNotice(s: OpeningHours, of: Side, m: CaseMessage, from: number): boolean {
  const notice = noticeOf(s, of, m)
  return notice === 0 || from >= m.iat * 1000 + notice
}

/** Whether a version in force opens on the days of a list: there a day that is taken off is one on which it closes. */
const opensOn = (s: OpeningHours, of: Side, m: CaseMessage, list: string): boolean =>
  serving(s, of, m).some(({ hours }) =>
    hours.xRules.some((rule) => rule.exceptions?.some((e) => e.dateList === list && e.hours !== undefined)),
  )

/** The days of a list from today on: one that is new, or is taken off where the list opens, is told as long before as a closing is. What was before stays. */
export function renew(s: OpeningHours, m: Said<Bodies['date-list']>, c: Case<OpeningHours>): OpeningHours | CaseFault {
  const own = roleOf(c.roles, m.from) as Side
  const wrong = unagreed(s, own, m)
  if (wrong) return wrong
  const key = ofSide(own, m.body.xDateList)
  const known = get(s.dateLists, key) ?? []
  const today = date(m.iat * 1000)
  for (const [i, day] of m.body.xDays.entries())
    if (day >= today && !known.includes(day) && !keepsNotice(s, own, m, parseDate(day)))
      return fault('notice', `/document/xDays/${i}`, 'it begins before the notice that is agreed; an emergency closing needs none') // prettier-ignore
  const off = known.filter((day) => day >= today && !m.body.xDays.includes(day))
  if (off.some((day) => !keepsNotice(s, own, m, parseDate(day))) && opensOn(s, own, m, m.body.xDateList))
    return fault('notice', '/document/xDays', 'it begins before the notice that is agreed; an emergency closing needs none') // prettier-ignore
  const days = [...known.filter((day) => day < today), ...m.body.xDays.filter((day) => day >= today)].sort()
  return { ...s, dateLists: put(s.dateLists, key, days) }
}
