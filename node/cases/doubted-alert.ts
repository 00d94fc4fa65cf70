/** What an operator hears of times that a neighbour states: what is refused or doubted of one message is the clock, the zone or a field of its system, and so of many. */
import { MINUTE } from '../values/time.ts'
import { fault, type CaseFault } from './case-message.ts'
import type { caseAlerts } from './case-alerts.ts'
import type { CaseName } from './case-table.ts'
import type { CaseFold } from './engine.ts'
import { doubtedTimes, TIME_RULES } from './stated-times.ts'

/** What is wrong with the times of a message of the other side that is in the case; undefined: nothing. */
function wrongIn(fold: CaseFold, id: string, own: string): CaseFault | undefined {
  const message = fold.message(id)
  if (message === undefined || message.from === own) return undefined
  const { fault: wrong } = fold.outcome(id)!
  if (wrong !== undefined) return TIME_RULES.has(wrong.rule) ? wrong : undefined
  const [doubted] = doubtedTimes(message)
  return doubted === undefined
    ? undefined
    : fault('long-ago', doubted, 'it happened so long before that it enters no figure')
}

/** Tells of what has come into a case; of a neighbour and procedure no more often than once a minute, however many messages there are. */
export function createDoubtedAlert(country: string, clock: { now(): number }, alerts: ReturnType<typeof caseAlerts>) {
  const toldAt = new Map<string, number>()
  return async function tell(name: CaseName, fold: CaseFold, ids: readonly string[]): Promise<void> {
    if (fold.first?.test !== false) return
    const { peer, conversation } = name
    const of = `${peer} ${fold.first.procedure}`
    for (const id of ids) {
      const wrong = wrongIn(fold, id, country)
      if (wrong === undefined || clock.now() - (toldAt.get(of) ?? -Infinity) < MINUTE) continue
      await alerts.alert('stated-times', name, fold, {
        said: `message ${id} of case ${conversation} states a time that is refused or doubted: ${wrong.pointer}: ${wrong.reason}`,
        reserved: 'a message states a time that is refused or doubted',
      })
      toldAt.set(of, clock.now())
    }
  }
}
