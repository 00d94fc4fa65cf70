/** What the entry side finds with what was handed over to it, and no exit was completed for: it is a subject of its own, under entry control. */
import { fault, isFault, subjectKey, type CaseFault } from '../../cases/case-message.ts'
import { decidingAgency } from '../../cases/decided-by.ts'
import { change, get, unique } from '../../cases/state-record.ts'
import { FREE, joined, NONE, entryStarted as started } from './movement-steps.ts'
import { here, lawAt, type Movement, type Stage, type Step, type SubjectStage } from './office-state.ts'

/** What is not there to be found with: it has not come to the entry side, or has gone back. */
const ELSEWHERE: readonly Stage[] = ['exit', 'returned']

const refuse = (reason: string): CaseFault => fault('undeclared', '/document/xUndeclared', reason)

/** It is found also where the office is suspended and what is open goes back: to find it sends nothing on. */
const found: Step<'entry-started'> = (s, m, c) => {
  const movement = here<Movement>(s.movement, m)
  if (isFault(movement)) return movement
  const agency = decidingAgency(m)
  if (isFault(agency)) return agency
  const { xSubject = [], xAgencies = [], xAt } = m.body
  const keys = xSubject.map(subjectKey)
  if (keys.length === 0) return refuse('what was found and nobody has declared is named')
  if (keys.some((key) => get(movement.subjects, key) !== undefined)) return refuse('it is known to the case')
  if (Object.values(movement.subjects).every(({ stage }) => ELSEWHERE.includes(stage)))
    return fault('not-handed-over', '/type', 'the entry control begins after the exit release')
  const entry = { named: joined([], agency, ...xAgencies), ended: [] }
  const subjects = change(movement.subjects, unique(keys), (_was, key): SubjectStage => ({
    subject: xSubject[keys.indexOf(key)]!,
    declared: false,
    stage: 'entry',
    by: m.id,
    since: xAt,
    law: lawAt('entry', c.roles),
    agencies: { exit: NONE, entry },
    ...FREE,
    readmitted: false,
  }))
  return { ...s, movement: { ...movement, subjects } }
}

export const entryStarted: Step<'entry-started'> = (s, m, c) =>
  m.body.xUndeclared === true ? found(s, m, c) : started(s, m, c)
