/** What each agency found, objective by objective; and an agency that never reports, without which a control is concluded by name. */
import { fault, subjectKey, type CaseFault } from '../../cases/case-message.ts'
import { at } from '../../cases/define.ts'
import { change, defined, get, put, unique } from '../../cases/state-record.ts'
import { bareNumber } from '../../values/plain.ts'
import { inUnit } from '../../values/units.ts'
import {
  type Bodies,
  type JointControl,
  type Result,
  type Side,
  type SealsOf,
  type Step,
  agencyKey,
  otherOf,
  owed,
  phaseFault,
  reporting,
  resultKey,
  resultsDue,
  sideOf,
} from './control-state.ts'

type Stated = Bodies['result']

const isMass = ({ value, unitCode }: { readonly value: string; readonly unitCode?: string }): boolean =>
  unitCode !== undefined && inUnit({ value, unitCode }, 'KGM') !== undefined

/** What a result breaks by itself: times, units and numbers. */
function incoherent({ xStart, xEnd, xOutcomes, xWeighing, xSamples = [] }: Stated): CaseFault | undefined {
  if (at(xEnd) < at(xStart)) return fault('end', '/document/xEnd', 'it ends before it starts')
  const named = xOutcomes.map((o) => o.xObjective)
  const twice = named.findIndex((o, i) => named.indexOf(o) < i)
  if (twice >= 0)
    return fault('objective', `/document/xOutcomes/${twice}/xObjective`, 'one thing is found for each objective')
  if (xWeighing !== undefined && !isMass(xWeighing.grossMassMeasure))
    return fault('unit', '/document/xWeighing/grossMassMeasure/unitCode', 'a weight is stated in a unit of mass')
  const odd = (xWeighing?.xAxles ?? []).findIndex((axle) => !isMass(axle))
  if (odd >= 0)
    return fault('unit', `/document/xWeighing/xAxles/${odd}/unitCode`, 'a weight is stated in a unit of mass')
  const numbers = xSamples.map((sample) => sample.id)
  const again = numbers.findIndex((id, i) => numbers.indexOf(id) < i)
  return again < 0 ? undefined : fault('sample', `/document/xSamples/${again}/id`, 'two samples have one number')
}

const sealsIn = ({ xSealBefore = [], seal = [] }: NonNullable<Stated['transportEquipment']>[number]): SealsOf => ({
  before: Object.fromEntries(xSealBefore.map((b) => [b.id, b.condition])),
  after: seal.map((x) => x.id),
  parties: Object.fromEntries(
    [...xSealBefore, ...seal].flatMap(({ id, xSealingParty }) =>
      xSealingParty === undefined ? [] : [[id, xSealingParty]],
    ),
  ),
})

/** Whether it takes the place of what its agency has stated as final of each of the subjects: what a laboratory finds comes after the lorry has gone on. */
const putsRight = (s: JointControl, side: Side, { xFinality, xAgency, xSubject }: Stated): boolean =>
  xFinality === 'final' &&
  xSubject.every((subject) => get(s.results, resultKey(side, xAgency, subjectKey(subject)))?.final === true)

/** A record that no longer says what was found is none: it is made anew, and each side decides anew whether it relies on it. */
function withoutRecord(s: JointControl, id: string): JointControl {
  const fallen: Partial<Record<Side, string>> = { ...s.fallen }
  for (const side of ['exit', 'entry'] as const) if (s.recognition[side]?.recognised === true) fallen[side] = id
  return { ...s, phase: 'running', record: null, recognition: {}, fallen }
}

export const result: Step<'result'> = (s, m, c) => {
  const { body } = m
  const side = sideOf(c, m)
  if (s.record !== null && !putsRight(s, side, body))
    return fault(
      'recorded',
      '/type',
      'after the record a final result takes the place of a final one, and nothing else is added',
    )
  if (s.record === null && s.phase !== 'running') return phaseFault(s, m)
  if (s.started[side] === undefined) return fault('not-started', '/type', 'this side has not started')
  if (body.xControl !== s.control) return fault('control', '/document/xControl', 'the case is about another control')
  if (!(s.agencies[side] ?? []).includes(body.xAgency))
    return fault('unknown-agency', '/document/xAgency', 'this agency does not take part')
  if (!reporting(s, side).includes(body.xAgency))
    return fault('concluded', '/document/xAgency', 'the control is concluded without this agency')
  const wrong = incoherent(body)
  if (wrong) return wrong
  const alien = body.xOutcomes.findIndex((o) => !s.objectives.includes(o.xObjective))
  if (alien >= 0)
    return fault('objective', `/document/xOutcomes/${alien}/xObjective`, 'the two have not agreed on this objective')
  const silent = s.objectives.find((o) => !body.xOutcomes.some((x) => x.xObjective === o))
  if (body.xFinality === 'final' && silent !== undefined)
    return fault('objective', '/document/xOutcomes', `a final result says what was found for ${silent}`)
  const keys = body.xSubject.map(subjectKey)
  const unknown = keys.findIndex((key) => !s.subjects.includes(key))
  if (unknown >= 0) return fault('unknown-subject', `/document/xSubject/${unknown}`, 'the control has no such subject')
  const names = unique(keys).map((key) => resultKey(side, body.xAgency, key))
  for (const name of names) {
    const before = get(s.results, name)
    if (body.xResultNo !== (before?.number ?? 0) + 1)
      return fault('result-no', '/document/xResultNo', `the next result is number ${(before?.number ?? 0) + 1}`)
    if (body.xSupersedes !== before?.id)
      return fault('supersedes', '/document/xSupersedes', 'it does not name the result before it')
  }
  const stated: Result = defined({
    id: m.id,
    number: body.xResultNo,
    final: body.xFinality === 'final',
    outcomes: Object.fromEntries(body.xOutcomes.map((o) => [o.xObjective, o.xResultCode])),
    start: body.xStart,
    end: body.xEnd,
    disposal: body.xDisposal,
    seals: Object.fromEntries((body.transportEquipment ?? []).map((e) => [bareNumber(e.id), sealsIn(e)])),
    weighing: body.xWeighing,
    samples: body.xSamples,
  })
  const found = { ...s, results: change(s.results, names, () => stated) }
  return s.record === null ? found : withoutRecord(found, m.id)
}

/** A side may say at once that an agency of its own will not report, and of the other side once its results are overdue. */
export const concludedWithout: Step<'concluded-without'> = (s, m, c) => {
  if (s.phase !== 'running') return phaseFault(s, m)
  const { xSide, xAgency, xReasonCode } = m.body
  if (!(s.agencies[xSide] ?? []).includes(xAgency))
    return fault('unknown-agency', '/document/xAgency', 'this agency does not take part')
  if (!reporting(s, xSide).includes(xAgency))
    return fault('concluded', '/document/xAgency', 'the control is concluded without this agency')
  const mine = s.subjects.map((subject) => resultKey(xSide, xAgency, subject))
  if (mine.every((key) => get(s.results, key)?.final === true))
    return fault('reported', '/document/xAgency', 'this agency has stated its final results')
  const by = sideOf(c, m)
  const due = resultsDue(s, xSide)
  if (by !== xSide && (due === undefined || m.iat * 1000 < due))
    return fault('not-due', '/document/xAgency', 'the results of this agency are not overdue')
  const without = put(s.without, agencyKey(xSide, xAgency), { id: m.id, by, reason: xReasonCode })
  // What it has stated so far is no final result, and is in no record.
  const results = Object.fromEntries(Object.entries(s.results).filter(([key, r]) => !mine.includes(key) || r.final))
  const next = { ...s, without, results }
  if (owed(next, [xSide, otherOf(xSide)]).length === 0)
    return fault('nothing-left', '/document/xAgency', 'a control without any result is broken off')
  return next
}
