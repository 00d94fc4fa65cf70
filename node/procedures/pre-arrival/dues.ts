/** What is owed in a case, by whom, and when: answers, the lodgement, what a transit waits for, and what the machine of the entry side sends of a declaration that lapses. */
import { isFault } from '../../cases/case-message.ts'
import { at } from '../../cases/define.ts'
import type { Case, Due } from '../../cases/procedure.ts'
import { limitsOf, lodgingDeadline } from './deadlines.ts'
import { answerDue, unanswered } from './do-not-load.ts'
import { lapse } from './lapse.ts'
import { live } from './lodge.ts'
import type { PreArrival } from './state.ts'
import { transitDeadlines } from './transit.ts'

export function dues({ state: s, roles }: Case<PreArrival>): Due[] {
  const limits = limitsOf(s.limits)
  const found: Due[] = []
  for (const d of Object.values(s.doNotLoad))
    if (unanswered(d).length > 0)
      found.push({
        key: `do-not-load:${d.id}`,
        at: answerDue(d, limits.doNotLoadAnswer),
        owner: 'both',
        kind: 'alert',
        what: 'do-not-load unanswered',
        ref: d.id,
      })
  for (const [id, r] of Object.entries(s.requests))
    if (!r.answered && r.limit !== undefined)
      found.push({
        key: `request:${id}`,
        at: at(r.limit),
        owner: roles.exit!,
        kind: 'alert',
        what: `${r.kind} request unanswered`,
        ref: id,
      })
  const due = s.declaration && lodgingDeadline(s.declaration, limits)
  if (due && s.mayLodge && s.declaration?.xEffect !== 'lodged' && s.lodgement !== 'invalidated')
    found.push({
      key: `lodge:${s.lodgedBy}`,
      at: due,
      owner: roles.exit!,
      kind: 'alert',
      what: 'declaration not lodged',
    })
  found.push(...transitDeadlines(s.transit, limits, roles.exit!))
  const lapses = lapse(s)
  if (live(s) && !isFault(lapses))
    found.push({
      key: `lapse:${s.lodgedBy}`,
      at: lapses,
      owner: roles.entry!,
      kind: 'send',
      what: 'invalidation-accepted',
      ref: s.lodgedBy!,
      body: { xGround: 'lapsed' },
    })
  return found
}
