/** Until when an answer is owed where a request names no term: minutes, which the agreement may set (`deadlines.assistance`). Both sides count by the same. */
import type { Rec } from '../../cases/state-record.ts'

const DAY = 24 * 60

export const LIMITS = { answer: 90 * DAY, urgentAnswer: 7 * DAY } as const

/** Minutes after the retention of what was given has ended, in which its destruction is stated at the latest: so long its case is kept for that, whatever the clocks of the agreement say. */
export const SAID_WITHIN = 7 * DAY

/** Milliseconds after the request. */
export const answerWithin = (urgent: boolean, agreed: Rec<number> = {}): number => {
  const name = urgent ? 'urgentAnswer' : 'answer'
  return (agreed[name] ?? LIMITS[name]) * 60_000
}
