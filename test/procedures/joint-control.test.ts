/** Joint control told from both sides: XA is the exit side and asks, XB the entry side. */
import t from 'tap'
import type { Case } from '../../node/cases/engine.ts'
import { alreadyControlled } from '../../node/procedures/joint-control/recognition.ts'
import { jointControl } from '../../node/procedures/joint-control/joint-control.ts'
import { ANSWERS, asking, type ControlQuestion } from '../../node/procedures/joint-control/joint-controls.ts'
import {
  EMPTY,
  isComplete,
  owed,
  recordDigest,
  resultKey,
  sealsOf,
  type JointControl,
  type Result,
} from '../../node/procedures/joint-control/control-state.ts'
import { converges, neverApplied, Sides, START, type Line, type T } from './sides.ts'

const BOX = { transportEquipment: { id: 'XATU1000001' } }
const KEY = 'equipment:XATU1000001'
const time = (minutes: number): string => new Date(START + minutes * 60_000).toISOString()
const request = {
  xControl: 'JC-1',
  xSide: 'exit',
  xPlace: 'XB000214',
  xStart: time(60),
  xObjectives: ['drugs', 'revenue'],
  xSubject: [BOX],
  xAgencies: ['customs'],
  xAnswerBy: time(30),
}
/** What was found for each of the two objectives. */
const found = (drugs: string, revenue = 'not-controlled') => ({
  xOutcomes: [
    { xObjective: 'drugs', xResultCode: drugs },
    { xObjective: 'revenue', xResultCode: revenue },
  ],
})
const result = (xAgency: string, xResultNo: number, more: object = {}) => ({
  xControl: 'JC-1',
  xResultNo,
  xFinality: 'final',
  xAgency,
  ...found('satisfactory', 'satisfactory'),
  xSubject: [BOX],
  xStart: time(61),
  xEnd: time(90),
  ...more,
})
const sealed = {
  transportEquipment: [{ id: 'XATU1000001', xSealBefore: [{ id: 'A-1', condition: 'intact' }], seal: [{ id: 'B-7' }] }],
}
const seen = [{ transportEquipment: 'XATU1000001', seal: 'B-7', at: time(120) }]

const begins = (sides: Sides<JointControl>, side: 'XA' | 'XB', minutes: number) =>
  sides.says(side, 'start', { xStart: time(minutes) }, { iat: START / 1000 + minutes * 60 })
const asked = (t: T, more: object = {}) => {
  const sides = new Sides<JointControl>(t, 'joint-control')
  return { sides, id: sides.says('XA', 'request', { ...request, ...more }) }
}
const agreed = (t: T) => {
  const { sides, id } = asked(t)
  sides.says('XB', 'acceptance', { xAgencies: ['customs', 'vet'] }, { ref: id })
  return sides
}
const running = (t: T) => {
  const sides = agreed(t)
  begins(sides, 'XA', 61)
  begins(sides, 'XB', 62)
  return sides
}
const recorded = (t: T) => {
  const sides = running(t)
  sides.says('XA', 'result', result('customs', 1))
  sides.says('XB', 'result', result('vet', 1, found('satisfactory')))
  sides.says('XB', 'result', result('customs', 1, { ...sealed, xEnd: time(95) }))
  const xRecordDigest = recordDigest(sides.state)
  sides.says('XA', 'joint-record', { xRecordDigest })
  return { sides, xRecordDigest }
}
const due = (s: Sides<JointControl>) => jointControl.deadlines(s.a.case as Case<JointControl>)

t.test('both meet at an office that can hold the control, by the agreement', async (t) => {
  const terms = (roles: readonly ('control' | 'entry')[]) => ({
    terms: { limits: {}, effects: [], presented: [], competence: { [request.xPlace]: { roles } } },
  })
  const sides = new Sides<JointControl>(t, 'joint-control')
  sides.fails('XA', 'request', request, 'competence', '/document/xPlace', terms(['entry']))
  const id = sides.says('XA', 'request', request, terms(['entry', 'control']))
  const elsewhere = { xStart: time(90), xPlace: request.xPlace, xAgencies: ['customs'] }
  sides.fails('XB', 'reschedule', elsewhere, 'competence', '/document/xPlace', { ...terms(['entry']), ref: id })
  sides.says('XB', 'reschedule', elsewhere, { ref: id })
})

t.test('asked, agreed, run, recorded by both, and recognised in each direction by whom it concerns', async (t) => {
  const sides = running(t)
  t.equal(sides.state.phase, 'running')
  const first = sides.says('XA', 'result', result('customs', 1, { xFinality: 'interim' }))
  sides.says('XB', 'result', result('vet', 1, found('satisfactory')))
  sides.says('XB', 'result', result('customs', 1, { ...sealed, xEnd: time(95) }))
  t.notOk(
    due(sides).some((d) => d.kind === 'send'),
    'an interim result makes no record',
  )
  sides.says('XA', 'result', result('customs', 2, { xSupersedes: first }))
  t.match(due(sides), [
    { kind: 'send', what: 'joint-record', owner: 'XA', at: 0 },
    { kind: 'send', what: 'joint-record', owner: 'XB', at: 0 },
  ])
  const { xRecordDigest } = due(sides)[0]!.body as { xRecordDigest: string }
  sides.says('XB', 'joint-record', { xRecordDigest })
  sides.says('XA', 'joint-record', { xRecordDigest })
  t.same([sides.state.phase, sides.state.record?.signedBy], ['recorded', ['entry', 'exit']])
  t.same(due(sides), [])
  t.same(sealsOf(sides.state, 'XATU1000001'), { seals: ['B-7'], at: time(95) })
  const question = (seals: string[] | null) => alreadyControlled(sides.state, 'entry', KEY, 'revenue', seals)
  t.same(question(['B-7']), {
    objective: 'revenue',
    controlled: true,
    recognised: null,
    sealsIntact: true,
    at: time(90),
    found: ['satisfactory'],
    verdict: 'not',
  })
  sides.says('XB', 'recognition', { xRecordDigest, xObjectives: ['revenue'], xSealLastSeen: seen })
  t.same([sides.state.phase, question(['B-7']).recognised, question(['X']).sealsIntact], ['recognised', true, false])
  t.same(
    [['B-7'], ['X'], null].map((seals) => question(seals).verdict),
    ['relied-upon', 'not', 'relied-upon'].map((verdict, i) => (i === 2 ? 'check-seal' : verdict)),
    'one word for whoever stands before it',
  )
  t.equal(alreadyControlled(sides.state, 'entry', KEY, 'drugs', null).recognised, false, 'not for another objective')
  t.equal(alreadyControlled(sides.state, 'exit', KEY, 'drugs', null).recognised, null, 'silence is not recognition')
  sides.says('XA', 'non-recognition', { xRecordDigest, xReasonCode: 'other-method' })
  t.equal(sides.state.phase, 'recognised', 'each direction is decided apart')
  sides.says('XB', 'non-recognition', { xRecordDigest, xReasonCode: 'new-intelligence' })
  t.same([sides.state.phase, question(null).recognised], ['recorded', false])
})

t.test(
  'of many seals each lookup is one, the last that was seen counts, and answers have an end that is said',
  async (t) => {
    const count = 300
    const name = (i: number): string => `XATU${1_000_000 + i}`
    let read = 0
    const stated = (i: number, end: number, after: string[]): Result => ({
      id: `${i}`,
      number: 1,
      final: true,
      outcomes: {},
      start: time(0),
      end: time(end),
      get seals() {
        read++
        return { [name(i)]: { before: {}, after, parties: {} } }
      },
    })
    const results: Record<string, Result> = {}
    for (let i = 0; i < count; i++) {
      results[`exit ${i}`] = stated(i, 10, ['late'])
      results[`entry ${i}`] = stated(i, i % 2 === 0 ? 9 : 10, ['other'])
    }
    const s: JointControl = { ...EMPTY, results }
    const seals = Array.from({ length: count }, (_, i) => sealsOf(s, name(i))?.seals[0])
    t.same([seals[0], seals[1]], ['late', 'other'], 'of the same time the later in order')
    t.equal(sealsOf(s, 'XATU1'), undefined)
    t.equal(read, 2 * count, 'all results are read once')
    t.same(sealsOf({ ...s, results: { one: stated(0, 1, ['new']) } }, name(0))?.seals, ['new'], 'others by themselves')

    const objective = (one: string): ControlQuestion => ({ objective: one, seals: null })
    const subjects = Array.from({ length: ANSWERS - 1 }, (_, i) => name(i))
    const one = asking([objective('drugs')], subjects)
    t.same([one.asked.length, one.more], [ANSWERS - 1, false])
    t.equal(asking([objective('drugs')], [...subjects, 'last']).more, false)
    const two = asking([objective('drugs'), objective('revenue')], subjects)
    t.same([two.asked.length, two.more, two.asked.at(-1)], [ANSWERS, true, [objective('revenue'), subjects[0]]])
  },
)

t.test('only what was controlled is recognised, subject by subject; each seal must be there', async (t) => {
  const TWO = { transportEquipment: { id: 'XATU1000002' } }
  const { sides, id } = asked(t, { xSubject: [BOX, TWO] })
  sides.says('XB', 'acceptance', { xAgencies: ['customs'] }, { ref: id })
  begins(sides, 'XA', 61)
  begins(sides, 'XB', 62)
  sides.says('XA', 'result', result('customs', 1, { xSubject: [BOX, TWO] }))
  const twice = {
    transportEquipment: [
      { id: 'XATU1000001', xSealBefore: [{ id: 'A-1', condition: 'intact' }], seal: [{ id: 'B-7' }, { id: 'B-8' }] },
    ],
  }
  const interim = sides.says('XB', 'result', result('customs', 1, { ...twice, xFinality: 'interim' }))
  const question = (seals: string[] | null, key = KEY) => alreadyControlled(sides.state, 'exit', key, 'drugs', seals)
  t.match(question(null), { controlled: false, at: null }, 'what is not final is none')
  sides.says('XB', 'result', result('customs', 2, { ...twice, xSupersedes: interim }))
  sides.says('XB', 'result', result('customs', 1, { xSubject: [TWO], ...found('not-controlled') }))
  const xRecordDigest = recordDigest(sides.state)
  sides.says('XB', 'joint-record', { xRecordDigest })
  sides.says('XA', 'joint-record', { xRecordDigest })
  t.equal(question(['B-7', 'B-8']).sealsIntact, true)
  t.equal(question(['B-7']).sealsIntact, false, 'one of two is broken')
  t.equal(question(null, 'equipment:XATU1000002').controlled, false)
  const xSealLastSeen = ['B-7', 'B-8'].map((seal) => ({ transportEquipment: 'XATU1000001', seal, at: time(120) }))
  const recognises = { xRecordDigest, xObjectives: ['drugs'], xSealLastSeen }
  sides.fails('XA', 'recognition', recognises, 'objective', '/document/xObjectives/0')
  sides.fails('XA', 'recognition', { ...recognises, xSubject: [TWO] }, 'objective', '/document/xObjectives/0')
  sides.says('XA', 'recognition', { ...recognises, xSubject: [BOX] })
  t.equal(question(null).recognised, true)
  t.equal(question(null, 'equipment:XATU1000002').recognised, false)
})

t.test(
  'what a laboratory finds later takes the place of the result: the record is made anew, and nobody relies on the old one',
  async (t) => {
    const { sides, xRecordDigest } = recorded(t)
    sides.says('XB', 'joint-record', { xRecordDigest })
    sides.says('XA', 'recognition', { xRecordDigest, xObjectives: ['drugs'], xSealLastSeen: seen })
    const verdict = () => alreadyControlled(sides.state, 'exit', KEY, 'drugs', ['B-7']).verdict
    t.equal(verdict(), 'relied-upon')
    const of = (agency: string) => sides.state.results[JSON.stringify(['entry', agency, KEY])]!.id
    const lab = {
      ...found('discrepancy'),
      xSamples: [{ id: 'S-1', laboratory: 'Central', laboratoryReference: 'L-77' }],
    }
    const interim = { ...lab, xFinality: 'interim', xSupersedes: of('vet') }
    sides.fails('XB', 'result', result('vet', 2, interim), 'recorded', '/type')
    sides.fails('XB', 'result', result('vet', 2, lab), 'supersedes', '/document/xSupersedes')
    const id = sides.says('XB', 'result', result('vet', 2, { ...lab, xSupersedes: of('vet') }))
    t.same([sides.state.phase, sides.state.record, verdict()], ['running', null, 'not'])
    const alerts = () => due(sides).filter((d) => d.kind === 'alert')
    t.match(alerts(), [{ owner: 'both', what: 'a control that was relied upon has another result', ref: id }])
    sides.fails('XA', 'joint-record', { xRecordDigest }, 'record', '/document/xRecordDigest')
    const anew = { xRecordDigest: recordDigest(sides.state) }
    t.match(due(sides).filter((d) => d.kind === 'send').map((d) => [d.owner, d.body]), [['XA', anew], ['XB', anew]]) // prettier-ignore
    for (const side of ['XA', 'XB'] as const) sides.says(side, 'joint-record', anew)
    t.same([sides.state.phase, verdict()], ['recorded', 'not'])
    sides.fails('XA', 'recognition', { xRecordDigest, xObjectives: ['drugs'] }, 'record', '/document/xRecordDigest')
    sides.says('XA', 'non-recognition', { ...anew, xReasonCode: 'laboratory' })
    t.same(alerts(), [], 'decided anew')
  },
)

t.test('where two agencies of a side disagree, nobody relies on their control', async (t) => {
  const sides = running(t)
  sides.says('XA', 'result', result('customs', 1))
  sides.says('XB', 'result', result('customs', 1, found('satisfactory')))
  const last = (more: object) => sides.says('XB', 'result', result('vet', 1, more))
  const samples = [
    { id: 'S-1', laboratory: 'XB-LAB', laboratoryReference: '26/0815', seal: { id: 'S-7', xSealingParty: 'AC' } },
  ]
  const xWeighing = {
    grossMassMeasure: { value: '18240', unitCode: 'KGM' },
    instrument: 'SCALE-7',
    xAxles: [{ value: '7100', unitCode: 'KGM' }],
  }
  last({ ...found('discrepancy'), xSamples: samples, xWeighing })
  const kept = sides.state.results[resultKey('entry', 'vet', KEY)]
  t.same([kept?.samples, kept?.weighing], [samples, xWeighing], 'what proves it is in the record')
  const xRecordDigest = recordDigest(sides.state)
  for (const side of ['XA', 'XB'] as const) sides.says(side, 'joint-record', { xRecordDigest })
  sides.says('XA', 'recognition', { xRecordDigest, xObjectives: ['drugs'] })
  const told = (objective: string) => alreadyControlled(sides.state, 'exit', KEY, objective, null)
  t.match(told('drugs'), { controlled: true, recognised: true, found: ['discrepancy', 'satisfactory'], verdict: 'not' })
  t.match(told('revenue'), { controlled: false, found: [], verdict: 'not' })
})

t.test('what is controlled for is agreed by both before it starts, and found objective by objective', async (t) => {
  const { sides, id } = asked(t)
  const other = sides.says('XB', 'reschedule', {
    ...{ xStart: time(90), xObjectives: ['drugs', 'arms'], xAgencies: ['customs'] },
  })
  t.same(sides.state.objectives, request.xObjectives, 'what is proposed is not agreed')
  sides.says('XA', 'reschedule-accepted', {}, { ref: other })
  t.same(sides.state.objectives, ['drugs', 'arms'])
  sides.fails('XB', 'acceptance', { xAgencies: ['customs'] }, 'phase', '/type', { ref: id })
  for (const side of ['XA', 'XB'] as const) begins(sides, side, 91)
  sides.fails('XA', 'reschedule', { xStart: time(99), xObjectives: ['revenue'] }, 'phase', '/type')
  sides.fails('XA', 'result', result('customs', 1), 'objective', '/document/xOutcomes/1/xObjective')
  const outcomes = (arms: string) => ({
    xOutcomes: [
      { xObjective: 'drugs', xResultCode: 'satisfactory' },
      { xObjective: 'arms', xResultCode: arms },
    ],
  })
  sides.says('XA', 'result', result('customs', 1, outcomes('discrepancy')))
  sides.says('XB', 'result', result('customs', 1, outcomes('satisfactory')))
  const xRecordDigest = recordDigest(sides.state)
  for (const side of ['XA', 'XB'] as const) sides.says(side, 'joint-record', { xRecordDigest })
  sides.says('XB', 'recognition', { xRecordDigest, xObjectives: ['drugs', 'arms'] })
  const told = (objective: string) => alreadyControlled(sides.state, 'entry', KEY, objective, null).found
  t.same([told('drugs'), told('arms')], [['satisfactory'], ['discrepancy']], 'one objective says nothing of the other')
  const verdict = (objective: string, seals: string[] | null) =>
    alreadyControlled(sides.state, 'entry', KEY, objective, seals).verdict
  t.same([verdict('drugs', null), verdict('arms', null)], ['relied-upon', 'discrepancy'], 'nor is it relied upon alike')
  t.equal(alreadyControlled(sides.state, 'exit', KEY, 'arms', null).verdict, 'not', 'who has not said that it counts')
})

t.test('a control is concluded by name without the agency that never reports', async (t) => {
  const LIMIT = { limits: { result: 120 }, effects: [], presented: [] }
  const sides = new Sides<JointControl>(t, 'joint-control')
  const ref = sides.says('XA', 'request', request, { terms: LIMIT })
  sides.says('XB', 'acceptance', { xAgencies: ['customs', 'vet'] }, { ref })
  begins(sides, 'XA', 61)
  const without = (xAgency: string, xSide = 'entry') => ({ xSide, xAgency, xReasonCode: 'never-came' })
  const agency = '/document/xAgency'
  const overdue = { iat: (START + (62 + 120) * 60_000) / 1000 }
  sides.fails('XA', 'concluded-without', without('vet'), 'not-due', agency, overdue)
  begins(sides, 'XB', 62)
  sides.says('XA', 'result', result('customs', 1))
  sides.says('XB', 'result', result('customs', 1))
  sides.says('XB', 'result', result('vet', 1, { xFinality: 'interim' }))
  t.match(due(sides), [{ key: `results:entry:${time(62)}`, at: START + (62 + 120) * 60_000 }], 'as the agreement says')
  sides.fails('XA', 'concluded-without', without('police'), 'unknown-agency', agency, overdue)
  sides.fails('XA', 'concluded-without', without('vet', 'exit'), 'unknown-agency', agency, overdue)
  sides.fails('XA', 'concluded-without', without('customs'), 'reported', agency, overdue)
  sides.fails('XA', 'concluded-without', without('vet'), 'not-due', agency, { iat: overdue.iat - 1 })
  const id = sides.says('XA', 'concluded-without', without('vet'), overdue)
  t.same(sides.state.without, { '["entry","vet"]': { id, by: 'exit', reason: 'never-came' } })
  t.notOk(
    Object.keys(sides.state.results).some((key) => key.includes('vet')),
    'what was not final is in no record',
  )
  t.match(due(sides), [{ what: 'joint-record' }, { what: 'joint-record' }])
  sides.fails('XB', 'result', result('vet', 1), 'concluded', agency)
  sides.fails('XB', 'concluded-without', without('vet'), 'concluded', agency)
  t.not(recordDigest(sides.state), recordDigest({ ...sides.state, without: {} }), 'the record says who is not in it')
})

t.test('a result that was on its way when the other side lost patience counts', async (t) => {
  const { sides, id } = asked(t, { xAgencies: ['customs', 'vet'] })
  sides.says('XB', 'acceptance', { xAgencies: ['customs'] }, { ref: id })
  for (const side of ['XA', 'XB'] as const) begins(sides, side, 61)
  for (const side of ['XA', 'XB'] as const) sides.says(side, 'result', result('customs', 1))
  const seen = { heads: sides.a.heads }
  const overdue = { ...seen, iat: (START + 2000 * 60_000) / 1000 }
  sides.says('XB', 'concluded-without', { xSide: 'exit', xAgency: 'vet', xReasonCode: 'never-came' }, overdue)
  sides.says('XA', 'result', result('vet', 1), seen)
  t.same([sides.state.without, owed(sides.state).length], [{}, 3])
  t.ok(isComplete(sides.state))
})

t.test('who says that he will start owes his results from when he said so, as far as clocks may differ', async (t) => {
  const sides = agreed(t)
  begins(sides, 'XB', 61)
  const iat = START / 1000 + 62 * 60
  sides.fails('XA', 'start', { xStart: time(9_000_000) }, 'future', '/document/xStart', { iat })
  sides.says('XA', 'start', { xStart: time(66) }, { iat })
  t.equal(sides.state.started.exit, time(62))
  t.match(due(sides), [{ key: `results:exit:${time(62)}`, at: START + (62 + 1440) * 60_000 }, {}])
})

t.test('a side gives up an agency of its own at once; a control without any result is broken off', async (t) => {
  const sides = running(t)
  const without = (xSide: string, xAgency: string) => ({ xSide, xAgency, xReasonCode: 'called-away' })
  sides.says('XB', 'concluded-without', without('entry', 'vet'))
  sides.says('XB', 'concluded-without', without('entry', 'customs'))
  sides.fails('XA', 'concluded-without', without('exit', 'customs'), 'nothing-left', '/document/xAgency')
  sides.says('XA', 'result', result('customs', 1))
  const xRecordDigest = recordDigest(sides.state)
  for (const side of ['XA', 'XB'] as const) sides.says(side, 'joint-record', { xRecordDigest })
  sides.fails('XA', 'concluded-without', without('exit', 'customs'), 'phase', '/type')
})

t.test('an agency that never reports is asked about, on both sides', async (t) => {
  const sides = running(t)
  const missing = () => due(sides).filter((d) => d.what === 'results of a joint control missing')
  t.same(
    missing().map((d) => [d.key, d.owner, d.kind, d.at]),
    [
      [`results:exit:${time(61)}`, 'both', 'alert', START + (61 + 1440) * 60_000],
      [`results:entry:${time(62)}`, 'both', 'alert', START + (62 + 1440) * 60_000],
    ],
  )
  sides.says('XA', 'result', result('customs', 1))
  sides.says('XB', 'result', result('customs', 1))
  t.same(missing().map((d) => d.key), [`results:entry:${time(62)}`]) // prettier-ignore
  sides.says('XB', 'result', result('vet', 1))
  t.same(missing(), [])
})

t.test('what one agency was asked is answered by it, or by whoever speaks for all of them', async (t) => {
  const asks = () => {
    const sides = new Sides<JointControl>(t, 'joint-control')
    return { sides, ref: sides.says('XA', 'request', request, { context: { xAgency: 'vet', xFromAgency: 'customs' } }) }
  }
  const accepts = { xAgencies: ['vet'] }
  const { sides, ref } = asks()
  const other = { ref, context: { xFromAgency: 'police' } }
  sides.fails('XB', 'acceptance', accepts, 'other-agency', '/context/xFromAgency', other)
  sides.fails('XB', 'decline', { xReasonCode: 'x' }, 'other-agency', '/context/xFromAgency', other)
  sides.says('XB', 'acceptance', accepts, { ref, context: { xFromAgency: 'vet' } })
  const second = asks()
  second.sides.says('XB', 'acceptance', accepts, { ref: second.ref })
  const third = asks()
  third.sides.says('XA', 'reschedule', { xStart: time(90), xAgencies: ['customs'] }, { ref: third.ref, context: { xFromAgency: 'police' } }) // prettier-ignore
})

t.test('another time, nobody comes, another time, begun and broken off', async (t) => {
  const { sides } = asked(t)
  const elsewhere = { xStart: time(180), xPlace: 'XB000215' }
  sides.fails('XB', 'reschedule', elsewhere, 'agencies', '/document/xAgencies')
  const other = sides.says('XB', 'reschedule', { ...elsewhere, xAgencies: ['customs', 'police'] })
  sides.says('XA', 'reschedule', { xStart: time(200) })
  sides.fails('XA', 'reschedule-accepted', {}, 'no-reschedule', '/ref')
  sides.fails('XB', 'reschedule-accepted', { xAgencies: ['customs'] }, 'own-reschedule', '/ref', { ref: other })
  sides.says('XA', 'reschedule-accepted', {}, { ref: other })
  t.match(sides.state, { phase: 'agreed', start: time(180), place: 'XB000215', reschedules: {} })
  t.same(
    sides.state.agencies,
    { exit: request.xAgencies, entry: ['customs', 'police'] },
    'of both, though nobody has accepted the request itself',
  )
  t.match(due(sides), [{ kind: 'alert', owner: 'both', at: START + 210 * 60_000 }])
  sides.fails('XA', 'no-show', { xWaitedUntil: time(179) }, 'too-early', '/document/xWaitedUntil')
  const signed = (minutes: number) => ({ iat: START / 1000 + minutes * 60 })
  const waited = { xWaitedUntil: time(180) }
  sides.fails('XA', 'no-show', waited, 'future', '/document/xWaitedUntil', signed(62))
  sides.fails('XA', 'no-show', waited, 'too-early', '/document/xWaitedUntil', signed(177))
  sides.says('XA', 'no-show', { xWaitedUntil: time(190) })
  sides.fails('XB', 'start', { xStart: time(191) }, 'phase', '/type')
  const third = sides.says('XB', 'reschedule', { xStart: time(300) })
  sides.says('XA', 'reschedule-accepted', {}, { ref: third })
  begins(sides, 'XB', 300)
  sides.says('XB', 'no-show', { xWaitedUntil: time(310) })
  const fourth = sides.says('XB', 'reschedule', { xStart: time(400) })
  sides.fails('XB', 'result', result('customs', 1), 'phase', '/type')
  sides.says('XA', 'reschedule-accepted', {}, { ref: fourth })
  sides.says('XA', 'aborted', { xReasonCode: 'strike' })
  t.equal(sides.state.phase, 'aborted')
  sides.fails('XA', 'reschedule', { xStart: time(500) }, 'phase', '/type')
})

t.test('what a request does not allow', async (t) => {
  const { sides, id } = asked(t)
  t.match(due(sides), [{ kind: 'alert', owner: 'both', at: START + 30 * 60_000, ref: id }])
  sides.fails('XB', 'request', { ...request, xSide: 'entry' }, 'requested', '/type')
  sides.fails('XA', 'acceptance', { xAgencies: ['customs'] }, 'own-request', '/type', { ref: id })
  sides.fails('XB', 'acceptance', { xAgencies: ['customs'] }, 'no-request', '/ref')
  const other = sides.says('XA', 'reschedule', { xStart: time(99) })
  sides.fails('XB', 'reschedule-accepted', {}, 'agencies', '/document/xAgencies', { ref: other })
  sides.fails('XB', 'start', { xStart: time(1) }, 'phase', '/type')
  sides.fails('XB', 'no-show', { xWaitedUntil: time(99) }, 'phase', '/type')
  sides.fails('XB', 'aborted', { xReasonCode: 'x' }, 'phase', '/type')
  sides.fails('XB', 'aborted', {}, 'schema', '/document/xReasonCode')
  sides.says('XB', 'decline', { xReasonCode: 'capacity' }, { ref: id })
  t.equal(sides.state.phase, 'declined')
  sides.fails('XB', 'acceptance', { xAgencies: ['customs'] }, 'phase', '/type', { ref: id })
})

t.test('what a result does not allow', async (t) => {
  const sides = agreed(t)
  sides.fails('XA', 'result', result('customs', 1), 'phase', '/type')
  begins(sides, 'XA', 61)
  sides.fails('XA', 'start', { xStart: time(61) }, 'started', '/type')
  sides.fails('XB', 'result', result('customs', 1), 'not-started', '/type')
  const wrong = (more: object, rule: string, pointer: string) =>
    sides.fails('XA', 'result', result('customs', 1, more), rule, pointer)
  wrong({ xControl: 'JC-2' }, 'control', '/document/xControl')
  wrong({ xAgency: 'vet' }, 'unknown-agency', '/document/xAgency')
  wrong({ xEnd: time(60) }, 'end', '/document/xEnd')
  const one = (xObjective: string) => ({ xObjective, xResultCode: 'satisfactory' })
  const outcomes = (...all: string[]) => ({ xOutcomes: all.map(one) })
  wrong(outcomes('drugs', 'arms'), 'objective', '/document/xOutcomes/1/xObjective')
  wrong(outcomes('drugs', 'drugs'), 'objective', '/document/xOutcomes/1/xObjective')
  wrong(outcomes('revenue'), 'objective', '/document/xOutcomes')
  const weighed = (grossMassMeasure: object, ...xAxles: object[]) => ({ xWeighing: { grossMassMeasure, instrument: 'S', xAxles } }) // prettier-ignore
  const [kilos, metres] = [{ value: '9', unitCode: 'TNE' }, { value: '9', unitCode: 'MTR' }] // prettier-ignore
  wrong(weighed(metres), 'unit', '/document/xWeighing/grossMassMeasure/unitCode')
  wrong(weighed({ value: '9' }), 'unit', '/document/xWeighing/grossMassMeasure/unitCode')
  wrong(weighed(kilos, kilos, metres), 'unit', '/document/xWeighing/xAxles/1/unitCode')
  wrong({ xSamples: [{ id: 'S' }, { id: 'S' }] }, 'sample', '/document/xSamples/1/id')
  wrong({ xSubject: [{ xReceptacle: 'R' }] }, 'unknown-subject', '/document/xSubject/0')
  wrong({ xResultNo: 2 }, 'result-no', '/document/xResultNo')
  wrong({ xSupersedes: '019ab000-0000-7000-8000-000000000001' }, 'supersedes', '/document/xSupersedes')
  sides.says('XA', 'result', result('customs', 1))
  sides.fails('XA', 'result', result('customs', 2), 'supersedes', '/document/xSupersedes')
  sides.fails('XA', 'joint-record', { xRecordDigest: recordDigest(sides.state) }, 'results-missing', '/type')
  sides.fails(
    'XA',
    'recognition',
    { xRecordDigest: recordDigest(sides.state), xObjectives: ['drugs'] },
    'not-recorded',
    '/type',
  )
})

t.test('what a record does not allow', async (t) => {
  const { sides, xRecordDigest } = recorded(t)
  const other = 'sha-256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
  sides.fails('XA', 'joint-record', { xRecordDigest }, 'recorded', '/type')
  sides.fails('XB', 'joint-record', { xRecordDigest: other }, 'record', '/document/xRecordDigest')
  sides.fails('XB', 'result', result('vet', 2, { xFinality: 'interim' }), 'recorded', '/type')
  sides.fails('XA', 'aborted', { xReasonCode: 'x' }, 'phase', '/type')
  const wrong = (from: 'XA' | 'XB', more: object, rule: string, pointer: string) =>
    sides.fails(
      from,
      'recognition',
      { xRecordDigest, xObjectives: ['drugs'], xSealLastSeen: seen, ...more },
      rule,
      pointer,
    )
  wrong('XA', { xRecordDigest: other }, 'record', '/document/xRecordDigest')
  wrong('XA', { xSubject: [BOX, { xReceptacle: 'R' }] }, 'unknown-subject', '/document/xSubject/1')
  wrong('XB', { xObjectives: ['arms'] }, 'objective', '/document/xObjectives/0')
  wrong('XB', { xSealLastSeen: [{ ...seen[0], seal: 'A-1' }] }, 'seal', '/document/xSealLastSeen/0/seal')
  wrong('XB', { xSealLastSeen: [{ ...seen[0], at: time(94) }] }, 'seal', '/document/xSealLastSeen/0/at')
  wrong('XB', { xSealLastSeen: [] }, 'seal', '/document/xSealLastSeen')
  sides.says('XB', 'recognition', { xRecordDigest, xObjectives: ['drugs'], xSealLastSeen: seen })
  wrong('XB', {}, 'decided', '/type')
  sides.says('XA', 'non-recognition', { xRecordDigest, xReasonCode: 'x' })
  sides.fails('XA', 'non-recognition', { xRecordDigest, xReasonCode: 'x' }, 'decided', '/type')
  sides.fails('XB', 'non-recognition', { xRecordDigest: other, xReasonCode: 'x' }, 'record', '/document/xRecordDigest')
})

t.test('any sequence, in any order of arrival, leaves both with the same case', async (t) => {
  const lines: Line[] = [
    { type: 'request', body: request, only: 'XA' },
    { type: 'acceptance', body: { xAgencies: ['customs'] }, only: 'XB', answers: 'request' },
    { type: 'start', body: { xStart: time(61) }, only: 'XA' },
    { type: 'start', body: { xStart: time(61) }, only: 'XB' },
    { type: 'result', body: result('customs', 1), only: 'XA' },
    { type: 'result', body: result('customs', 1, sealed), only: 'XB' },
    { type: 'reschedule', body: { xStart: time(100), xAgencies: ['customs'] } },
    { type: 'concluded-without', body: { xSide: 'entry', xAgency: 'customs', xReasonCode: 'x' } },
    { type: 'reschedule-accepted', body: { xAgencies: ['customs'] }, answers: 'reschedule' },
    { type: 'decline', body: { xReasonCode: 'x' }, answers: 'request', only: 'XB' },
    { type: 'no-show', body: { xWaitedUntil: time(400) } },
    { type: 'aborted', body: { xReasonCode: 'x' } },
  ]
  const digest = (s: JointControl | undefined): string =>
    s?.record?.digest ?? recordDigest(s ?? { results: {}, without: {} })
  const naming = (more: object) => (s: JointControl | undefined) => ({ xRecordDigest: digest(s), ...more })
  lines.push(
    { type: 'joint-record', body: naming({}) },
    { type: 'recognition', body: naming({ xObjectives: ['drugs'], xSealLastSeen: seen }) },
    { type: 'non-recognition', body: naming({ xReasonCode: 'x' }) },
  )
  const applied = converges(t, 'joint-control', lines, 6, 900)
  t.same(neverApplied('joint-control', applied), [])
})

t.test('after the record both act at once', async (t) => {
  const { sides, xRecordDigest } = recorded(t)
  const one = sides.a.heads
  sides.fails('XA', 'joint-record', { xRecordDigest }, 'recorded', '/type')
  // Both act at once: neither has seen what the other says.
  const heads = one
  const ids = [
    sides.says('XB', 'joint-record', { xRecordDigest }, { heads }),
    sides.says('XA', 'recognition', { xRecordDigest, xObjectives: ['drugs'], xSealLastSeen: seen }, { heads }),
    sides.says('XB', 'non-recognition', { xRecordDigest, xReasonCode: 'x' }, { heads }),
  ]
  t.equal(new Set(ids).size, 3)
  t.equal(sides.a.hash, sides.b.hash)
})
