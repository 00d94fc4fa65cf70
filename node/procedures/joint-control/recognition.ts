/** Whether the control of the other side counts: decided by each side for itself, for objectives that coincide and seals that were seen since. */
import { fault, subjectKey, type CaseFault } from '../../cases/case-message.ts'
import { at, type Said } from '../../cases/define.ts'
import { defined, get, put, type Rec } from '../../cases/state-record.ts'
import { bareNumber } from '../../values/plain.ts'
import {
  type Side,
  type Recognition,
  type Result,
  type ResultCode,
  type JointControl,
  resultKey,
  sideOf,
  otherOf,
  sealsOf,
  type Step,
} from './control-state.ts'

/** The record that a decision names. */
function recorded(s: JointControl, m: Said<{ xRecordDigest: string }>): CaseFault | undefined {
  if (s.record === null) return fault('not-recorded', '/type', 'there is no record to decide on')
  if (m.body.xRecordDigest !== s.record.digest)
    return fault('record', '/document/xRecordDigest', 'the record has another digest')
  return undefined
}

export const recognition: Step<'recognition'> = (s, m, c) => {
  const wrong = recorded(s, m)
  if (wrong) return wrong
  const side = sideOf(c, m)
  if (s.recognition[side]?.recognised === true) return fault('decided', '/type', 'this side has recognised it')
  const keys = m.body.xSubject?.map(subjectKey) ?? s.subjects
  const unknown = keys.findIndex((key) => !s.subjects.includes(key))
  if (unknown >= 0) return fault('unknown-subject', `/document/xSubject/${unknown}`, 'the control has no such subject')
  // It holds only where the objectives coincide: what the other side has controlled each subject for.
  const covered = (o: string, subject: string): boolean =>
    (s.agencies[otherOf(side)] ?? []).some((agency) => {
      const r = get(s.results, resultKey(otherOf(side), agency, subject))
      return r !== undefined && controlledFor(r, o) !== undefined
    })
  const alien = m.body.xObjectives.findIndex((o) => !keys.every((key) => covered(o, key)))
  if (alien >= 0)
    return fault('objective', `/document/xObjectives/${alien}`, 'the other side did not control for this objective')
  let seals: Rec<Rec<string>> = {}
  for (const [i, { transportEquipment: stated, seal, at: time }] of (m.body.xSealLastSeen ?? []).entries()) {
    const transportEquipment = bareNumber(stated)
    const left = sealsOf(s, transportEquipment)
    if (left === undefined || !left.seals.includes(seal))
      return fault('seal', `/document/xSealLastSeen/${i}/seal`, 'the control did not leave this seal on the equipment')
    if (at(time) < at(left.at))
      return fault('seal', `/document/xSealLastSeen/${i}/at`, 'the seal was put on after that')
    seals = put(seals, transportEquipment, put(get(seals, transportEquipment) ?? {}, seal, time))
  }
  const sealed = keys.findIndex((key) => {
    const id = key.startsWith('equipment:') ? key.slice('equipment:'.length) : undefined
    const left = id === undefined ? undefined : sealsOf(s, id)
    return left !== undefined && left.seals.some((seal) => get(get(seals, id!) ?? {}, seal) === undefined)
  })
  if (sealed >= 0) return fault('seal', '/document/xSealLastSeen', 'say when each seal was last seen')
  const decided: Recognition = defined({
    id: m.id,
    recognised: true,
    objectives: m.body.xObjectives,
    subjects: [...new Set(keys)],
    seals,
    until: m.body.xUntil,
  })
  return withRecognition(s, side, decided)
}

const withRecognition = (s: JointControl, side: Side, decided: Recognition): JointControl => {
  const all = { ...s.recognition, [side]: decided }
  const any = Object.values(all).some((r) => r.recognised)
  const { [side]: _, ...fallen } = s.fallen
  return { ...s, phase: any ? 'recognised' : 'recorded', recognition: all, fallen }
}

export const nonRecognition: Step<'non-recognition'> = (s, m, c) => {
  const wrong = recorded(s, m)
  if (wrong) return wrong
  const side = sideOf(c, m)
  if (s.recognition[side]?.recognised === false) return fault('decided', '/type', 'this side has decided against it')
  const decided: Recognition = {
    id: m.id,
    recognised: false,
    objectives: [],
    subjects: [],
    seals: {},
    reason: m.body.xReasonCode,
  }
  return withRecognition(s, side, decided)
}

type Found = Exclude<ResultCode, 'not-controlled'>

/** What a result says of an objective; undefined where it was not controlled for that. */
function controlledFor({ outcomes }: Result, objective: string): Found | undefined {
  const code = get(outcomes, objective)
  return code === 'not-controlled' ? undefined : code
}

/** `check-seal`: to be relied upon where the seals that it left are there. `discrepancy`: it counts, and something was not as declared. `not`: control it. */
export type Verdict = 'relied-upon' | 'check-seal' | 'discrepancy' | 'not'

/** What is made of a control that counts: relied upon is only what was found as it was declared. */
const relied = (found: Found, unseen: boolean): Verdict =>
  found === 'discrepancy' ? 'discrepancy' : unseen ? 'check-seal' : 'relied-upon'

export type Controlled = {
  readonly objective: string
  readonly controlled: boolean
  /** Whether the control of the other side counts for `by`; null: it has not said so. */
  readonly recognised: boolean | null
  readonly sealsIntact: boolean | null
  readonly at: string | null
  /** What the agencies of the other side found, each outcome once: of more than one they disagree, and nothing is relied upon. */
  readonly found: readonly Found[]
  readonly verdict: Verdict
}

/** "Already controlled, same objective, seal intact?": asked by `by` of a subject. `seals` are those seen now; null where nobody looked. */
export function alreadyControlled(
  s: JointControl,
  by: Side,
  subject: string,
  objective: string,
  seals: readonly string[] | null,
): Controlled {
  const results = (s.agencies[otherOf(by)] ?? []).flatMap((agency) => {
    const r = get(s.results, resultKey(otherOf(by), agency, subject))
    const code = r !== undefined && r.final ? controlledFor(r, objective) : undefined
    return code === undefined ? [] : [{ end: r!.end, code }]
  })
  const decision = s.recognition[by]
  const covers = decision?.subjects.includes(subject) === true && decision.objectives.includes(objective)
  const left = subject.startsWith('equipment:') ? sealsOf(s, subject.slice('equipment:'.length)) : undefined
  const controlled = s.record !== null && results.length > 0
  const recognised = decision === undefined ? null : decision.recognised && covers
  const sealsIntact = seals === null || left === undefined ? null : left.seals.every((seal) => seals.includes(seal))
  const found = [...new Set(results.map(({ code }) => code))].sort()
  const counts = controlled && recognised === true && found.length === 1 && sealsIntact !== false
  const isSealed = left !== undefined && left.seals.length > 0
  return {
    objective,
    controlled,
    recognised,
    sealsIntact,
    found,
    verdict: counts ? relied(found[0]!, isSealed && sealsIntact === null) : 'not',
    at: results.map((r) => r.end).sort((a, b) => at(b) - at(a))[0] ?? null,
  }
}
