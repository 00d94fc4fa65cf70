/** Pre-arrival told from both sides: XA is the exit side, XB the entry side. */
import t from 'tap'
import type { Competences } from '../../node/peers/competence-clause.ts'
import { isLate, limitsOf, lodgingDeadline, type Declaration } from '../../node/procedures/pre-arrival/deadlines.ts'
import { standing, timeToCarrier } from '../../node/procedures/pre-arrival/do-not-load.ts'
import { preArrival, unknownOffice } from '../../node/procedures/pre-arrival/pre-arrival.ts'
import { attention, statusOf } from '../../node/procedures/pre-arrival/attention.ts'
import { driveOn, heldByDecision } from '../../node/procedures/pre-arrival/may-drive-on.ts'
import { indexed, summaryIn } from '../../node/procedures/pre-arrival/pre-arrivals.ts'
import { OPENED, verdictOf, type Carried } from '../../node/procedures/pre-arrival/vehicle.ts'
import { CHANGES, changesBetween, versionsIn } from '../../node/procedures/pre-arrival/versions.ts'
import { needed } from '../../node/procedures/pre-arrival/needed.ts'
import { isClosed, type PreArrival } from '../../node/procedures/pre-arrival/state.ts'
import { WHILE_OPEN } from '../../node/cases/procedure.ts'
import { CaseFold, type Case } from '../../node/cases/engine.ts'
import type { OpenCase } from '../../node/cases/book.ts'
import type { Country } from '../../node/values/country.ts'
import { time } from '../../node/values/time.ts'
import type { MessageId } from '../../node/values/id.ts'
import { PROCEDURES } from '../../node/procedures/procedures.ts'
import { converges, message, neverApplied, Sides, START, type Line, type T } from './sides.ts'
import { MACHINE } from '../officer.ts'

const CONVERSATION = '019ab000-0000-7000-8000-ffffffffffff' as MessageId
const box = (id: string) => ({ transportEquipment: { id } })
const ONE = box('XATU1000001')
const TWO = box('XATU1000002')
const equipment = (...ids: string[]) => ({
  consignment: { containerCode: '1', transportEquipment: ids.map((id) => ({ id })) },
})
const declaration = {
  functionCode: '9',
  functionalReferenceId: 'XA-LRN-1',
  issueDateTime: '2026-11-23T05:00:00+01:00',
  borderTransportMeans: { id: 'XA 1234', modeCode: '3' },
  goodsShipment: equipment('XATU1000001', 'XATU1000002'),
  xOfficeOfFirstEntry: 'XB000214',
  xEstimatedArrival: '2026-11-23T09:00:00+01:00',
}
const registered = {
  declaration: { id: '26XB0000000000001A', acceptanceDateTime: '2026-11-23T04:00:01Z' },
  xAgencies: ['customs', 'vet'],
}
const outcome = (versionId: string, xComplete = true) => ({ declaration: { versionId }, xComplete })

const open = (t: T): Sides<PreArrival> => {
  const sides = new Sides<PreArrival>(t, 'pre-arrival')
  sides.says('XA', 'declaration', declaration)
  sides.says('XB', 'registered', registered)
  return sides
}
const key = (id: string) => `equipment:${id}`
/** What the index of a side has of the case. */
const rowOf = (country: string, fold: CaseFold) =>
  indexed(
    { peer: (country === 'XA' ? 'XB' : 'XA') as Country, conversation: CONVERSATION },
    { fold } as OpenCase,
    country as Country,
  )!
const movements = (s: Sides<PreArrival>) => Object.values(s.state.subjects).map((x) => x.movement)
const due = (s: Sides<PreArrival>, what: string) =>
  preArrival.deadlines(s.a.case as Case<PreArrival>).find((d) => d.key.startsWith(`${what}:`))

t.test('a lorry is announced, judged, moved, controlled by one agency and released by both', async (t) => {
  const sides = open(t)
  t.equal(sides.state.lodgement, 'registered')
  const asked = sides.says('XB', 'information-request', { xSubject: [ONE], xLimit: '2026-11-23T06:00:00Z' })
  t.equal(sides.state.subjects[key('XATU1000001')]?.risk, 'referred')
  sides.says('XA', 'information-response', { additionalInformation: [{ statementCode: 'AA' }] }, { ref: asked })
  t.equal(sides.state.subjects[key('XATU1000001')]?.risk, 'pending')
  const screened = sides.says('XB', 'screening-request', { xMethods: ['XRAY'] })
  sides.says('XA', 'screening-result', { xScreening: [{ method: 'XRAY', resultCode: 'clear' }] }, { ref: screened })
  sides.says('XB', 'risk-outcome', outcome('1'))
  sides.says('XB', 'control-recommendation', {
    xControlRecommendations: [{ placeOfControl: 'XB000214', subject: [ONE] }],
  })
  sides.says('XB', 'control-notice', { xSubject: [ONE] })
  sides.fails('XA', 'amendment', { functionalReferenceId: 'late' }, 'examination', '/type')
  sides.says('XA', 'exit', { exitOffice: { id: 'XA000101' }, exitDateTime: '2026-11-23T08:00:00Z' })
  sides.says('XB', 'arrival', { xActualOffice: 'XB000214' })
  sides.says('XB', 'presentation')
  sides.says('XB', 'presentation-revoked', { xReasonCode: 'wrong-lane' })
  sides.says('XB', 'presentation')
  sides.says('XB', 'control-decision', { xAgency: 'vet', xSubject: [ONE] })
  sides.says('XB', 'control-result', { xAgency: 'vet', xSubject: [ONE], xResultCode: 'satisfactory' })
  sides.says('XB', 'agency-decision', { xAgency: 'vet', xDisposal: 'released' })
  t.notOk(isClosed(sides.state), 'customs has not decided yet')
  sides.says('XB', 'release', { xConditional: true, xSubject: [ONE] })
  sides.says('XB', 'release')
  t.ok(isClosed(sides.state))
  t.equal(sides.state.subjects[key('XATU1000001')]?.movement, 'left')
  t.same(sides.state.flags, [])
})

t.test('an authorised trader counts as it was when the declaration was lodged, of those whom it names', async (t) => {
  const sides = new Sides<PreArrival>(t, 'pre-arrival')
  const parties = [{ id: 'XA4410027718', roleCode: 'CZ' }]
  const named = {
    ...declaration,
    goodsShipment: { ...declaration.goodsShipment, aeoMutualRecognitionParty: parties },
  }
  sides.says('XA', 'declaration', named)
  const told = { xRecognised: true, xStatus: 'active', xProgramme: 'AEO-XA', xType: 'AEOS', xBenefits: ['priority'] }
  const says = (party: object) => ({
    ...registered,
    declaration: { ...registered.declaration, aeoMutualRecognitionParty: [{ ...party, ...told }] },
  })
  const pointer = '/document/declaration/aeoMutualRecognitionParty/0'
  sides.fails('XB', 'registered', says({ id: 'XA4410027718', roleCode: 'CA' }), 'unknown-trader', pointer)
  sides.fails('XB', 'registered', says({ id: 'XA-OTHER', roleCode: 'CZ' }), 'unknown-trader', pointer)
  sides.says('XB', 'registered', says(parties[0]!))
  t.same(sides.state.aeo, [{ ...parties[0], ...told }])
  const amended = (xDeclaration: object): number => {
    const ref = sides.says('XA', 'amendment', { functionalReferenceId: 'XA-A1', xDeclaration })
    sides.says('XB', 'amendment-accepted', {}, { ref })
    return sides.state.aeo.length
  }
  t.equal(amended(named), 1, 'an amendment lodges nothing anew')
  t.equal(amended(declaration), 0, 'whom it names no more was nothing to it')
})

t.test('an amendment makes a new version and reopens only what it touches', async (t) => {
  const sides = open(t)
  sides.says('XB', 'risk-outcome', outcome('1'))
  const first = sides.says('XA', 'amendment', { functionalReferenceId: 'XA-A1', xSubject: [TWO] })
  sides.says('XB', 'amendment-accepted', {}, { ref: first })
  t.same([sides.state.lodgement, sides.state.version, sides.state.amendments], ['amended', 2, 1])
  t.equal(sides.state.subjects[key('XATU1000001')]?.risk, 'complete')
  t.equal(sides.state.subjects[key('XATU1000002')]?.risk, 'pending')
  sides.fails(
    'XB',
    'risk-outcome',
    { ...outcome('1'), xSubject: [TWO] },
    'outdated-version',
    '/document/declaration/versionId',
  )
  sides.fails('XB', 'risk-outcome', outcome('3'), 'unknown-version', '/document/declaration/versionId')
  const second = sides.says('XA', 'amendment', { functionalReferenceId: 'XA-A2' })
  const third = sides.says('XA', 'amendment', { functionalReferenceId: 'XA-A3' })
  sides.says('XB', 'amendment-rejected', { error: [{ validationCode: 'C12' }] }, { ref: second })
  t.equal(sides.state.rejections[second], 'C12')
  sides.says('XB', 'authority-amendment', { xSubject: [ONE] })
  t.equal(sides.state.version, 3)
  sides.fails('XA', 'amendment', { functionalReferenceId: 'XA-A4' }, 'incorrect', '/type')
  sides.fails('XB', 'amendment-accepted', {}, 'incorrect', '/type', { ref: third })
  const last = sides.says('XA', 'invalidation')
  sides.says('XB', 'invalidation-accepted', {}, { ref: last })
  t.equal(sides.state.lodgement, 'invalidated')
  t.ok(isClosed(sides.state))
})

t.test(
  'what is forwarded lodges nothing, unless the agreement says so and the declarant has given his mandate',
  async (t) => {
    const lodged = { ...declaration, xEffect: 'lodged' }
    const xMandate = { ref: 'M-1', givenBy: 'XB12345678', capacity: 'carrier' }
    const none = new Sides<PreArrival>(t, 'pre-arrival')
    none.fails('XA', 'declaration', { ...lodged, xMandate }, 'lodging', '/document/xEffect')
    const open = new Sides<PreArrival>(t, 'pre-arrival')
    open.says('XA', 'declaration', declaration)
    t.equal(due(open, 'lodge'), undefined, 'nobody waits for what this agreement does not let them lodge here')
    open.fails('XA', 'declaration', { ...lodged, xMandate }, 'lodging', '/document/xEffect')
    const agreed = new Sides<PreArrival>(t, 'pre-arrival')
    const terms = { limits: {}, effects: ['lodged'], presented: [], stage: 'live' as const }
    agreed.says('XA', 'declaration', declaration, { terms })
    t.equal(due(agreed, 'lodge')?.owner, 'XA')
    agreed.fails('XA', 'declaration', lodged, 'mandate', '/document/xMandate', { terms })
    agreed.says('XA', 'declaration', { ...lodged, xMandate }, { terms })
    t.equal(due(agreed, 'lodge'), undefined)
  },
)

t.test('a rejected declaration may be lodged again; advance information is followed by the declaration', async (t) => {
  const sides = new Sides<PreArrival>(t, 'pre-arrival')
  const terms = { limits: {}, effects: ['lodged'], presented: [], stage: 'live' as const }
  const lodged = { ...declaration, xEffect: 'lodged', xMandate: { ref: 'M', givenBy: 'XB1', capacity: 'importer' } }
  const first = sides.says('XA', 'declaration', { ...declaration, xEffect: 'advance-information' })
  sides.says('XB', 'rejected', { error: [{ validationCode: 'unknown-office' }] }, { ref: first })
  t.equal(sides.state.lodgement, 'rejected')
  sides.says('XA', 'declaration', { ...declaration, xEffect: 'advance-information' })
  sides.says('XB', 'registered', registered)
  sides.says('XA', 'declaration', lodged, { terms })
  t.equal(sides.state.lodgement, 'lodged')
  sides.says('XB', 'registered', registered)
  sides.fails('XA', 'declaration', lodged, 'already-lodged', '/type', { terms })
  sides.fails('XB', 'rejected', {}, 'registered', '/type')
})

t.test('do-not-load goes first, is answered by its carrier and lifted by its issuer alone', async (t) => {
  const sides = open(t)
  const stop = sides.says('XB', 'do-not-load', { xSubject: [ONE] }, { context: { xFromAgency: 'aviation' } })
  t.equal(standing(sides.state, key('XATU1000001')).length, 1)
  t.equal(standing(sides.state, key('XATU1000002')).length, 0, 'it has the scope of one container')
  const due = () =>
    preArrival.deadlines(sides.a.case as Case<PreArrival>).filter((d) => d.key.startsWith('do-not-load'))
  t.same(
    due().map((d) => [d.owner, d.at]),
    [['both', START + 30 * 60_000]],
  )
  sides.says('XA', 'do-not-load-answer', { xOutcome: 'relayed', xAt: '2026-11-23T04:02:30Z' }, { ref: stop })
  t.same(due(), [])
  t.equal(timeToCarrier(sides.state.doNotLoad[stop]!), 150_000)
  sides.says('XA', 'exit')
  t.match(sides.state.flags[0], /^left-despite-do-not-load:/)
  sides.fails('XB', 'do-not-load-lifted', {}, 'not-issuer', '/context/xFromAgency', { ref: stop })
  sides.says('XB', 'do-not-load-lifted', {}, { ref: stop, context: { xFromAgency: 'aviation' } })
  sides.fails('XB', 'do-not-load-lifted', {}, 'lifted', '/ref', { ref: stop, context: { xFromAgency: 'aviation' } })
  sides.fails('XA', 'do-not-load-answer', { xOutcome: 'relayed' }, 'no-do-not-load', '/ref')
  sides.fails('XB', 'do-not-load-lifted', {}, 'no-do-not-load', '/ref')
  const stray = sides.says('XB', 'do-not-load', { xSubject: [box('NOBODY-KNOWS-IT')] })
  const board = () => attention(sides.a.case as Case<PreArrival>).filter((x) => x.ref === stray)
  t.match(board(), [{ cause: 'do-not-load-unanswered', turn: 'exit', subjects: [key('NOBODYKNOWSIT')] }])
  sides.says('XA', 'do-not-load-answer', { xOutcome: 'not-found' }, { ref: stray })
  t.match(board(), [{ cause: 'do-not-load-not-carried-out', turn: 'entry', subjects: [key('NOBODYKNOWSIT')] }])
  t.equal(sides.state.subjects[key('NOBODYKNOWSIT')], undefined, 'what nobody declared is no part of the declaration')
  sides.fails('XB', 'do-not-load', { xSubject: [ONE] }, 'decided-by', '/context/xDecidedBy', {
    context: { xDecidedBy: MACHINE },
  })
})

t.test('a do-not-load stops what began in a version that ends, even where it is there first', async (t) => {
  const terms = { limits: {}, effects: [], presented: [], ending: ['1'] }
  const began = message('pre-arrival', 'XA', 'XB', 'declaration', declaration)
  const more = { terms, heads: [began.id] }
  const stop = message('pre-arrival', 'XB', 'XA', 'do-not-load', { xSubject: [ONE] }, more)
  for (const order of [
    [began, stop],
    [stop, began],
  ]) {
    const fold = new CaseFold(PROCEDURES.lookup)
    const outcomes = order.map((m) => fold.add(m).placed.map(({ status }) => status))
    t.same(outcomes, [['applied'], ['applied']])
    t.same(
      fold.messages.map(({ id }) => id),
      [began.id, stop.id],
    )
  }
  const alone = new Sides<PreArrival>(t, 'pre-arrival')
  alone.fails('XB', 'do-not-load', { xSubject: [ONE] }, 'version-ending', '/version', { terms })
})

t.test('a declaration is answered by each agency for itself, a question by the one that was asked', async (t) => {
  const sides = new Sides<PreArrival>(t, 'pre-arrival')
  const ref = sides.says('XA', 'declaration', declaration, { context: { xAgency: 'customs' } })
  sides.says('XB', 'registered', registered, { ref })
  const by = (xFromAgency: string) => ({ ref, context: { xFromAgency } })
  sides.says('XB', 'risk-outcome', outcome('1', false), by('border-guard'))
  sides.says('XB', 'do-not-load', { xSubject: [ONE] }, by('aviation'))
  const asked = sides.says('XB', 'information-request', { xSubject: [TWO] }, { context: { xAgency: 'vet' } })
  const info = { additionalInformation: [{ statementCode: 'AA' }] }
  const other = { ref: asked, context: { xFromAgency: 'customs' } }
  sides.fails('XA', 'information-response', info, 'other-agency', '/context/xFromAgency', other)
  sides.says('XA', 'information-response', info, { ref: asked, context: { xFromAgency: 'vet' } })
})

t.test('a seizure while the risk is judged leaves the case open for those who judge it', async (t) => {
  const sides = open(t)
  sides.says('XA', 'exit')
  sides.says('XB', 'arrival')
  sides.says('XB', 'presentation')
  sides.says('XB', 'agency-decision', { xAgency: 'vet', xDisposal: 'seized' })
  sides.says('XB', 'agency-decision', { xAgency: 'customs', xDisposal: 'seized' })
  t.equal(isClosed(sides.state), false)
  const board = attention(sides.a.case as Case<PreArrival>)
  t.match(board, [{ cause: 'risk-open-after-arrival', turn: 'entry' }])
  sides.says('XB', 'risk-outcome', outcome('1'))
  t.equal(isClosed(sides.state), true)
  const freed = open(t)
  for (const type of ['arrival', 'presentation', 'release']) freed.says('XB', type)
  freed.says('XB', 'agency-decision', { xAgency: 'vet', xDisposal: 'released' })
  t.equal(isClosed(freed.state), true, 'what was released by all needs no judgement any more')
})

t.test('what is lodged is registered under an MRN, and what is only information need not be', async (t) => {
  const terms = { limits: {}, effects: ['lodged'], presented: [] }
  const lodged = { ...declaration, xEffect: 'lodged', xMandate: { ref: 'M', givenBy: 'XB1', capacity: 'importer' } }
  const sides = new Sides<PreArrival>(t, 'pre-arrival')
  sides.says('XA', 'declaration', lodged, { terms })
  for (const without of [{}, { declaration: { acceptanceDateTime: '2026-11-23T04:00:01Z' } }])
    sides.fails('XB', 'registered', without, 'mrn', '/document/declaration/id')
  sides.says('XB', 'registered', registered)
  t.equal(sides.state.mrn, registered.declaration.id)
  const told = new Sides<PreArrival>(t, 'pre-arrival')
  told.says('XA', 'declaration', declaration)
  told.says('XB', 'registered', {})
  t.same([told.state.lodgement, told.state.mrn], ['registered', null])
})

t.test('do-not-load is answered and lifted container by container', async (t) => {
  const sides = open(t)
  const stop = sides.says('XB', 'do-not-load', { xSubject: [ONE, TWO], xAgency: 'aviation' })
  sides.says('XA', 'do-not-load-answer', { xOutcome: 'executed', xSubject: [ONE] }, { ref: stop })
  t.equal(
    preArrival.deadlines(sides.a.case as Case<PreArrival>).filter((d) => d.key === `do-not-load:${stop}`).length,
    1,
  )
  sides.fails(
    'XA',
    'do-not-load-answer',
    { xOutcome: 'executed', xSubject: [box('OTHER')] },
    'unknown-subject',
    '/document/xSubject/0',
    { ref: stop },
  )
  sides.fails('XB', 'do-not-load-lifted', { xAgency: 'customs' }, 'not-issuer', '/document/xAgency', { ref: stop })
  sides.says('XB', 'do-not-load-lifted', { xAgency: 'aviation', xSubject: [ONE] }, { ref: stop })
  t.same([standing(sides.state, key('XATU1000001')).length, standing(sides.state, key('XATU1000002')).length], [0, 1])
  sides.says('XB', 'do-not-load-lifted', { xAgency: 'aviation' }, { ref: stop })
  t.equal(standing(sides.state, key('XATU1000002')).length, 0)
})

t.test('what names no container is stopped by an order for any; the first word from the carrier counts', async (t) => {
  const sides = open(t)
  const stop = sides.says('XB', 'do-not-load', { xSubject: [ONE] })
  t.equal(standing(sides.state, 'all').length, 1)
  t.equal(timeToCarrier(sides.state.doNotLoad[stop]!), undefined)
  sides.says('XA', 'do-not-load-answer', { xOutcome: 'executed', xAt: '2026-11-23T04:05:00Z' }, { ref: stop })
  t.equal(timeToCarrier(sides.state.doNotLoad[stop]!), 300_000, 'who has carried it out had it')
  sides.says('XA', 'do-not-load-answer', { xOutcome: 'relayed', xAt: '2026-11-23T04:02:00Z' }, { ref: stop })
  sides.says('XA', 'do-not-load-answer', { xOutcome: 'relayed', xAt: '2026-11-23T04:09:00Z' }, { ref: stop })
  t.equal(timeToCarrier(sides.state.doNotLoad[stop]!), 120_000)
  sides.says('XB', 'do-not-load-lifted', {}, { ref: stop })
  t.equal(standing(sides.state, 'all').length, 0)
})

t.test('do-not-load waits for nothing, not even for the declaration', async (t) => {
  const sides = new Sides<PreArrival>(t, 'pre-arrival')
  sides.says('XB', 'do-not-load', { xSubject: [ONE] })
  t.equal(sides.state.lodgement, 'none')
  sides.says('XA', 'declaration', declaration)
  t.equal(standing(sides.state, key('XATU1000001')).length, 1)
})

t.test('a plate stands for all that the vehicle carries, however it is written', async (t) => {
  const sides = new Sides<PreArrival>(t, 'pre-arrival')
  const plate = (id: string) => ({ borderTransportMeans: { id } })
  const stop = sides.says('XB', 'do-not-load', { xSubject: [plate('xa-1234')] })
  sides.says('XA', 'declaration', declaration)
  sides.says('XB', 'registered', registered)
  const stopped = () => [ONE, TWO].map((x) => standing(sides.state, key(x.transportEquipment.id)).length)
  t.same(stopped(), [1, 1], 'both containers of the lorry, before anybody had declared them')
  sides.says('XB', 'do-not-load', { xSubject: [plate('XA 9999')] })
  t.same(stopped(), [1, 1], 'another lorry is another')
  sides.says('XB', 'do-not-load-lifted', {}, { ref: stop })
  t.same(stopped(), [0, 0])
  sides.fails('XB', 'arrival', { xSubject: [plate('XA 9999')] }, 'unknown-subject', '/document/xSubject/0')
  sides.says('XB', 'arrival', { xSubject: [plate('Xa 12-34')] })
  t.same(movements(sides), ['arrived', 'arrived'])
  sides.says('XB', 'presentation', { xSubject: [box('xatu 100000-1')] })
  t.same(movements(sides), ['presented', 'arrived'])
})

t.test('refusal of entry, return, diversion and what never arrives', async (t) => {
  const refused = open(t)
  refused.says('XB', 'arrival')
  refused.fails('XB', 'returned', {}, 'not-refused', '/type')
  refused.says('XB', 'refusal-of-entry', { xReasonCode: 'health' })
  refused.says('XB', 'returned', { xTo: 'XA' })
  t.equal(refused.state.subjects[key('XATU1000001')]?.movement, 'returned')
  t.equal(refused.state.subjects[key('XATU1000001')]?.disposal['customs'], 'returned')
  const diverted = open(t)
  diverted.says('XA', 'exit')
  diverted.says('XA', 'diverted', { xTo: { country: 'XC' } })
  diverted.fails('XA', 'not-arrived', {}, 'movement', '/type')
  const gone = open(t)
  gone.says('XA', 'not-arrived')
  const lapsed = open(t)
  const due = preArrival.deadlines(lapsed.a.case as Case<PreArrival>).find((d) => d.what === 'invalidation-accepted')!
  t.same([due.owner, due.kind, due.at], ['XB', 'send', START + 200 * 86_400_000])
  lapsed.says('XB', 'invalidation-accepted', due.body, { ref: due.ref!, iat: due.at / 1000 })
  t.equal(lapsed.state.lodgement, 'lapsed')
})

t.test('a declaration lapses when its time has run out and its goods were not brought, and not before', async (t) => {
  const lapsed = { xGround: 'lapsed' }
  const told = (s: Sides<PreArrival>) => due(s, 'lapse')?.at
  const at = (s: number, minutes = 200 * 24 * 60) => ({ iat: START / 1000 + minutes * 60 + s })
  const s = open(t)
  s.fails('XB', 'invalidation-accepted', lapsed, 'not-due', '/type')
  s.fails('XB', 'invalidation-accepted', lapsed, 'not-due', '/type', at(-1))
  const short = new Sides<PreArrival>(t, 'pre-arrival')
  short.says('XA', 'declaration', declaration, { terms: { limits: { lapse: 90 }, effects: [], presented: [], stage: 'live' } })
  short.says('XB', 'registered', registered)
  short.fails('XB', 'invalidation-accepted', lapsed, 'not-due', '/type', at(-1, 90))
  short.says('XB', 'invalidation-accepted', lapsed, at(0, 90))
  t.equal(short.state.lodgement, 'lapsed', 'by the term of the agreement')
  s.says('XA', 'exit', { xSubject: [ONE] })
  t.ok(told(s), 'what has left and was never brought lapses')
  s.says('XA', 'diverted', { xTo: { office: 'XB000301' } }, { context: { xSubject: [ONE] } })
  t.equal(told(s), undefined)
  s.fails('XB', 'invalidation-accepted', lapsed, 'diverted', '/type', at(0))
  const moved = open(t)
  moved.says('XA', 'transit-release', TRANSIT)
  moved.fails('XB', 'invalidation-accepted', lapsed, 'under-transit', '/type', at(0))
  moved.says('XB', 'transit-arrival', { xAt: IN_TIME })
  moved.says('XB', 'transit-result', { xOutcome: 'satisfactory' })
  moved.says('XA', 'transit-discharged')
  t.equal(told(moved), undefined)
  moved.fails('XB', 'invalidation-accepted', lapsed, 'arrived', '/type', at(0))
}) // prettier-ignore

t.test('what one agency keeps leaves by the word of no other, and one who says that it is gone lifts the hold of none', async (t) => {
  const by = (xAgency: string, xDisposal: string) => ({ xAgency, xDisposal })
  const holds = (s: Sides<PreArrival>) =>
    [s.a, s.b].map(({ case: c }) => driveOn((c as Case<PreArrival>).state).holds.map((h) => `${h.cause} ${h.agencies.join()}`))
  const both = (...held: string[]) => [held, held]
  for (const [disposal, hold] of [['control', 'under-control'], ['seized', 'seized']] as const) {
    const s = open(t)
    s.says('XB', 'arrival')
    s.says('XB', 'refusal-of-entry')
    s.says('XB', 'agency-decision', { ...by('vet', disposal), xSubject: [ONE] })
    s.fails('XB', 'returned', {}, 'kept', '/type')
    for (const gone of ['returned', 'destroyed']) s.fails('XB', 'agency-decision', by('customs', gone), 'kept', '/type')
    t.same(holds(s), both('refused customs', `${hold} vet`, 'not-decided vet'))
    s.says('XB', 'returned', { xSubject: [TWO] })
    t.same(movements(s), ['arrived', 'returned'], 'what stands beside it may go back')
    if (disposal === 'control') s.says('XB', 'control-result', { xAgency: 'vet', xSubject: [ONE], xResultCode: 'x' })
    else s.says('XB', 'agency-decision', { ...by('vet', 'returned'), xSubject: [ONE] })
    s.says('XB', 'returned', { xSubject: [ONE] })
    t.same(holds(s), both(), 'whoever kept it has let it go')
  }
  const own = open(t)
  own.says('XB', 'agency-decision', by('vet', 'seized'))
  own.says('XB', 'agency-decision', by('vet', 'destroyed'))
  own.fails('XB', 'agency-decision', by('vet', 'seized'), 'disposal-final', '/type')
  t.same(holds(own), both(), 'who has seized it may destroy it')
  const late = open(t)
  late.says('XB', 'do-not-load', { xSubject: [ONE], xAgency: 'aviation' })
  late.says('XB', 'agency-decision', by('vet', 'destroyed'))
  t.same(holds(late), both('do-not-load aviation'), 'what nobody has decided waits for nothing more')
  late.says('XB', 'agency-decision', { ...by('customs', 'seized'), xSubject: [ONE] })
  late.says('XB', 'refusal-of-entry', { xSubject: [TWO] })
  t.same(holds(late), both('do-not-load aviation', 'refused customs', 'seized customs'))
  late.says('XB', 'agency-decision', { ...by('customs', 'destroyed'), xSubject: [TWO] })
  t.same(holds(late), both('do-not-load aviation', 'seized customs'))
}) // prettier-ignore

const RULING = { kind: 'authority', authority: 'Central customs of XB', ref: 'D-17/26', date: '2026-11-30' }

t.test('a seizure ends by the word of a court or of an authority above, and its agency decides anew', async (t) => {
  const s = open(t)
  const vet = { xAgency: 'vet' }
  s.says('XB', 'arrival')
  s.says('XB', 'presentation')
  s.says('XB', 'release')
  s.says('XB', 'risk-outcome', outcome('1'))
  s.fails('XB', 'seizure-lifted', { xRuling: RULING, ...vet }, 'not-seized', '/type')
  s.says('XB', 'agency-decision', { ...vet, xDisposal: 'seized' })
  t.ok(isClosed(s.state))
  t.same(needed(s.a.case as Case<PreArrival>, 0), { until: WHILE_OPEN }, 'its messages are needed until that ends')
  s.fails('XB', 'seizure-lifted', vet, 'schema', '/document/xRuling')
  s.fails(
    'XB',
    'seizure-lifted',
    { xRuling: { ...RULING, kind: 'officer' }, ...vet },
    'schema',
    '/document/xRuling/kind',
  )
  s.fails('XB', 'seizure-lifted', { xRuling: RULING }, 'disposal-final', '/type')
  s.fails('XA', 'seizure-lifted', { xRuling: RULING, ...vet }, 'sender-role', '/type')
  s.says('XB', 'seizure-lifted', { xRuling: RULING, xSubject: [ONE], ...vet })
  t.same(driveOn(s.state).holds.map((h) => [h.cause, h.agencies, h.subjects]), [['seized', ['vet'], [key('XATU1000002')]], ['not-decided', ['vet'], [key('XATU1000001')]]]) // prettier-ignore
  s.says('XB', 'seizure-lifted', { xRuling: RULING, xSubject: [TWO], ...vet })
  t.notOk(isClosed(s.state))
  s.says('XB', 'agency-decision', { ...vet, xDisposal: 'released' })
  t.same([movements(s), driveOn(s.state).verdict], [['left', 'left'], 'may-drive-on'])
  t.equal(needed(s.b.case as Case<PreArrival>, 0), undefined)
})

t.test('of goods that two have seized each ends its own, and one disposes of them where the other consents', async (t) => {
  const both = () => {
    const s = open(t)
    s.says('XB', 'arrival')
    for (const xAgency of ['customs', 'vet']) s.says('XB', 'agency-decision', { xAgency, xDisposal: 'seized' })
    s.says('XB', 'risk-outcome', outcome('1'))
    return s
  }
  const held = (s: Sides<PreArrival>) => driveOn(s.state).holds.map((h) => `${h.cause} ${h.agencies.join()}`)
  const yes = (more: object = {}) => ({ xAgency: 'vet', xToAgency: 'customs', xDisposal: 'destroyed', xConsent: true, ...more })
  const gone = (xDisposal: string, xAgency = 'customs') => ({ xAgency, xDisposal })
  for (const end of ['destroyed', 'returned', 'abandoned', 'confiscated']) {
    const s = both()
    for (const by of ['customs', 'vet']) s.fails('XB', 'agency-decision', gone(end, by), 'kept', '/type')
    s.says('XB', 'disposal-consent', yes({ xDisposal: end }))
    s.fails('XB', 'agency-decision', gone(end, 'vet'), 'kept', '/type')
    s.says('XB', 'agency-decision', gone(end))
    t.same(Object.values(s.state.subjects).map((x) => x.disposal), [{ customs: end, vet: end }, { customs: end, vet: end }]) // prettier-ignore
    t.same([held(s), isClosed(s.state)], [[], true], 'what both held ends with the goods')
  }
  const s = both()
  s.fails('XB', 'disposal-consent', yes({ xToAgency: 'vet' }), 'own-consent', '/document/xToAgency')
  s.fails('XB', 'disposal-consent', yes({ xToAgency: 'police' }), 'unknown-agency', '/document/xToAgency')
  s.fails('XA', 'disposal-consent', yes(), 'sender-role', '/type')
  s.says('XB', 'disposal-consent', yes({ xSubject: [ONE] }))
  s.fails('XB', 'agency-decision', gone('destroyed'), 'kept', '/type')
  s.fails('XB', 'agency-decision', { ...gone('returned'), xSubject: [ONE] }, 'kept', '/type')
  s.says('XB', 'disposal-consent', yes({ xConsent: false }))
  s.fails('XB', 'agency-decision', { ...gone('destroyed'), xSubject: [ONE] }, 'kept', '/type')
  s.says('XB', 'disposal-consent', yes())
  s.says('XB', 'seizure-lifted', { xAgency: 'vet', xRuling: RULING })
  t.same(held(s), ['seized customs', 'not-decided vet'], 'free only once none holds them')
  s.fails('XB', 'disposal-consent', yes(), 'not-kept', '/type')
  s.says('XB', 'agency-decision', gone('seized', 'vet'))
  s.fails('XB', 'agency-decision', gone('destroyed'), 'kept', '/type')
  t.same(s.state.subjects[key('XATU1000001')]!.consents, {}, 'a consent ends with the hold for which it was given')
  for (const xAgency of ['customs', 'vet']) s.says('XB', 'seizure-lifted', { xAgency, xRuling: RULING })
  t.same(held(s), ['not-decided customs,vet'])
}) // prettier-ignore

t.test('a release by mistake is revoked by its agency while the goods are there, and what has left is not called back', async (t) => {
  const s = open(t)
  const mistake = (more: object = {}) => ({ xReasonCode: 'wrong-lorry', ...more })
  const of = (id: string) => s.state.subjects[key(id)]!
  s.says('XB', 'arrival')
  s.says('XB', 'presentation')
  s.fails('XB', 'release-revoked', mistake(), 'not-released', '/type')
  s.says('XB', 'release')
  s.fails('XB', 'release-revoked', {}, 'schema', '/document/xReasonCode')
  s.fails('XA', 'release-revoked', mistake(), 'sender-role', '/type')
  s.fails('XB', 'release-revoked', mistake({ xAgency: 'vet' }), 'not-released', '/type')
  s.says('XB', 'release-revoked', mistake({ xSubject: [ONE] }))
  t.same([of('XATU1000001').disposal, of('XATU1000002').disposal], [{ customs: 'open' }, { customs: 'released' }])
  s.says('XB', 'agency-decision', { xAgency: 'vet', xDisposal: 'released' })
  t.same(movements(s), ['presented', 'left'])
  s.fails('XB', 'release-revoked', mistake(), 'left', '/document/goodsLocation')
  s.fails('XB', 'release-revoked', mistake({ xAgency: 'vet' }), 'left', '/document/goodsLocation')
  t.equal(driveOn(s.state, [key('XATU1000002')]).verdict, 'may-drive-on')
  s.says('XB', 'release-revoked', mistake({ xAgency: 'vet', xSubject: [TWO], goodsLocation: { id: 'YARD 3' } }))
  t.match(of('XATU1000002'), { movement: 'presented', disposal: { customs: 'released', vet: 'open' } })
  t.same(driveOn(s.state).verdict, 'held')
  s.says('XB', 'control-decision', { xAgency: 'vet', xSubject: [TWO] })

  const early = open(t)
  early.says('XB', 'release', { xEffectiveOnArrival: true })
  early.says('XB', 'release-revoked', mistake())
  early.says('XB', 'arrival')
  t.same(Object.values(early.state.subjects).map((x) => x.disposal['customs']), ['open', 'open'], 'what waited waits no more') // prettier-ignore
  early.says('XB', 'release', { xConditional: true })
  early.fails('XB', 'agency-decision', { xDisposal: 'open' }, 'disposal', '/type')
  early.says('XB', 'release-revoked', mistake())
  t.same(movements(early), ['arrived', 'arrived'])
}) // prettier-ignore

t.test('whoever has turned round, or was not to come, leaves again, goes elsewhere or stays away', async (t) => {
  const turned = () => {
    const s = open(t)
    s.says('XB', 'arrival')
    s.says('XB', 'withdrawn')
    return s
  }
  const staying = open(t)
  staying.says('XA', 'not-arrived')
  for (const [s, type, movement] of [[turned(), 'exit', 'exited'], [turned(), 'diverted', 'diverted'], [turned(), 'not-arrived', 'not-arrived'], [staying, 'exit', 'exited']] as const) {
    const id = s.says('XA', type)
    t.same(movements(s), [movement, movement])
    t.same(s.state.flags, [`late:${id}`], `${type}, against the order of things`)
    s.says('XB', 'arrival')
    t.same(movements(s), ['arrived', 'arrived'])
  }
  const again = turned()
  again.says('XB', 'do-not-load', { xSubject: [ONE] })
  again.says('XA', 'exit')
  t.match(attention(again.b.case as Case<PreArrival>)[1], { cause: 'left-despite-do-not-load', subjects: [key('XATU1000001')] })
  staying.fails('XA', 'not-arrived', {}, 'movement', '/type')
  staying.fails('XA', 'diverted', {}, 'movement', '/type')
}) // prettier-ignore

t.test('a driver turns round to fetch a paper before anything is decided, and comes again', async (t) => {
  const s = open(t)
  s.fails('XB', 'withdrawn', {}, 'movement', '/type')
  s.says('XB', 'arrival')
  s.says('XB', 'presentation', { xSubject: [ONE] })
  s.says('XB', 'withdrawn', { xAt: '2026-11-23T08:30:00Z', xReasonCode: 'missing-paper' })
  t.same(movements(s), ['withdrawn', 'withdrawn'])
  s.fails('XB', 'release', {}, 'not-arrived', '/type')
  s.says('XB', 'arrival')
  s.says('XB', 'control-decision', { xSubject: [TWO] })
  s.fails('XB', 'withdrawn', {}, 'decided', '/type')
  s.says('XB', 'withdrawn', { xSubject: [ONE] })
  t.same(movements(s), ['withdrawn', 'arrived'])
  const away = open(t)
  away.says('XB', 'arrival')
  away.says('XB', 'withdrawn')
  t.equal(due(away, 'lapse')?.at, START + 200 * 86_400_000, 'what was never brought lapses, from its lodgement on')
  const asked = away.says('XA', 'invalidation')
  away.says('XB', 'invalidation-accepted', {}, { ref: asked })
})

/** What both sides hold of a case. */
const seenOf = (s: Sides<PreArrival>) =>
  [s.a, s.b].map((fold) => {
    const c = fold.case as Case<PreArrival>
    const { verdict, holds } = driveOn(c.state)
    return {
      status: statusOf(c.state),
      verdict,
      holds: holds.map((h) => `${h.cause} ${h.agencies.join()}`.trim()),
      decided: heldByDecision(c.state)(),
      causes: attention(c).map((x) => x.cause),
    }
  })
const bothSee = (
  t: T,
  s: Sides<PreArrival>,
  seen: Partial<ReturnType<typeof seenOf>[number]>,
  why = 'on both sides',
): void => {
  const names = Object.keys(seen) as (keyof typeof seen)[]
  for (const side of seenOf(s)) t.same(Object.fromEntries(names.map((n) => [n, side[n]])), seen, why)
}

t.test('goods that nobody has declared are controlled, seized, refused and sent back; they are released once they are declared', async (t) => {
  const unannounced = () => {
    const s = new Sides<PreArrival>(t, 'pre-arrival')
    s.says('XB', 'arrival', { xSubject: [ONE] })
    return s
  }
  const rejected = () => {
    const s = new Sides<PreArrival>(t, 'pre-arrival')
    const ref = s.says('XA', 'declaration', { ...declaration, goodsShipment: equipment('XATU1000001') })
    s.says('XB', 'rejected', { error: [{ validationCode: 'x' }] }, { ref })
    s.fails('XB', 'agency-decision', { xDisposal: 'seized' }, 'not-registered', '/type')
    s.says('XB', 'arrival')
    t.match(s.state.flags, [/^unannounced:/])
    return s
  }
  for (const begins of [unannounced, rejected]) {
    const s = begins()
    bothSee(t, s, { status: 'unannounced', verdict: 'held', holds: ['not-registered'], causes: ['unannounced'] })
    s.says('XB', 'presentation')
    s.fails('XB', 'release', {}, 'not-registered', '/type')
    s.fails('XB', 'agency-decision', { xDisposal: 'conditional' }, 'not-registered', '/type')
    s.fails('XB', 'release', { xEffectiveOnArrival: true }, 'not-registered', '/type')
    s.says('XB', 'control-decision', { xAgency: 'border-guard' })
    bothSee(t, s, { holds: ['not-registered', 'under-control border-guard'], decided: true }, 'whoever decides has a say')
    s.fails('XB', 'withdrawn', {}, 'decided', '/type')
    s.says('XB', 'refusal-of-entry')
    s.fails('XB', 'returned', {}, 'kept', '/type')
    s.says('XB', 'control-result', { xAgency: 'border-guard', xResultCode: 'x' })
    s.says('XB', 'agency-decision', { xAgency: 'border-guard', xDisposal: 'refused' })
    s.says('XB', 'returned')
    bothSee(t, s, { status: 'closed', verdict: 'none', holds: [], causes: [] }, 'and nothing is left open')
    const seized = begins()
    seized.says('XB', 'agency-decision', { xDisposal: 'seized' })
    bothSee(t, seized, { status: 'closed', verdict: 'held', holds: ['not-registered', 'seized customs'], decided: true })
    const turned = begins()
    turned.says('XB', 'withdrawn')
    t.same(movements(turned), ['withdrawn'])
    turned.says('XB', 'arrival')
    turned.fails('XB', 'arrival', {}, 'movement', '/type')
    const declared = begins()
    declared.says('XB', 'agency-decision', { xAgency: 'border-guard', xDisposal: 'seized' })
    declared.says('XA', 'declaration', declaration)
    declared.says('XB', 'registered', registered)
    t.same(declared.state.agencies, ['customs', 'vet', 'border-guard'], 'who has decided before decides on')
    bothSee(t, declared, { holds: ['seized border-guard', 'not-decided border-guard,customs,vet'] })
    declared.fails('XB', 'control-decision', { xAgency: 'police' }, 'unknown-agency', '/document/xAgency')
    declared.says('XB', 'release', { xSubject: [ONE] })
  }
  const stopped = new Sides<PreArrival>(t, 'pre-arrival')
  stopped.says('XB', 'do-not-load', { xSubject: [ONE] })
  for (const type of ['presentation', 'withdrawn']) stopped.fails('XB', type, {}, 'not-lodged', '/type')
  stopped.fails('XB', 'control-decision', {}, 'not-registered', '/type')
}) // prettier-ignore

t.test('what is found on a declared lorry and nobody declared is controlled, seized and returned, and keeps the rest no longer', async (t) => {
  const FOUND = box('XATU9000009')
  const [yes, about] = [{ xUndeclared: true }, { xSubject: [FOUND] }]
  const finds = (body: object = about) => {
    const s = open(t)
    s.says('XB', 'risk-outcome', outcome('1'))
    s.says('XB', 'arrival')
    s.fails('XB', 'control-decision', about, 'unknown-subject', '/document/xSubject/0')
    s.fails('XB', 'arrival', about, 'unknown-subject', '/document/xSubject/0')
    s.fails('XB', 'arrival', yes, 'undeclared', '/document/xUndeclared')
    for (const known of [ONE, { borderTransportMeans: { id: 'XA 1234' } }])
      s.fails('XB', 'arrival', { ...yes, xSubject: [FOUND, known] }, 'undeclared', '/document/xUndeclared')
    const found = s.says('XB', 'arrival', { ...yes, ...body })
    t.same(s.state.flags, [`unannounced:${found}`])
    s.fails('XB', 'arrival', { ...yes, ...body }, 'undeclared', '/document/xUndeclared')
    bothSee(t, s, { status: 'arrived', holds: ['not-registered', 'not-decided customs,vet'], causes: ['unannounced'] })
    t.same(driveOn(s.state).holds[0]?.subjects, [key('XATU9000009')])
    for (const [type, body] of [['release', {}], ['agency-decision', { xDisposal: 'conditional' }]] as const)
      s.fails('XB', type, { ...body, ...about }, 'not-registered', '/type')
    s.fails('XB', 'release', {}, 'not-registered', '/type')
    return s
  }
  const s = finds()
  s.says('XB', 'control-decision', { xAgency: 'police', ...about })
  t.same(s.state.agencies, ['customs', 'vet'], 'whoever decides on what was found has no say in the rest')
  s.fails('XB', 'control-decision', { xAgency: 'police' }, 'unknown-agency', '/document/xAgency')
  s.says('XB', 'release', { xSubject: [ONE, TWO] })
  s.says('XB', 'agency-decision', { xAgency: 'vet', xDisposal: 'released', xSubject: [ONE, TWO] })
  bothSee(t, s, { status: 'arrived', holds: ['not-registered', 'under-control police'], decided: true }, 'the rest is free')
  s.says('XB', 'refusal-of-entry', about)
  s.fails('XB', 'returned', about, 'kept', '/type')
  s.fails('XB', 'disposal-consent', { xAgency: 'police', xToAgency: 'vet', xDisposal: 'returned', xConsent: true, ...about }, 'unknown-agency', '/document/xToAgency')
  s.says('XB', 'disposal-consent', { xAgency: 'police', xToAgency: 'customs', xDisposal: 'destroyed', xConsent: true, ...about })
  s.says('XB', 'control-result', { xAgency: 'police', xResultCode: 'x', ...about })
  s.says('XB', 'agency-decision', { xAgency: 'police', xDisposal: 'refused', ...about })
  s.says('XB', 'returned', about)
  bothSee(t, s, { status: 'closed', verdict: 'may-drive-on', holds: [], causes: [] })
  const seized = finds()
  seized.says('XB', 'agency-decision', { xDisposal: 'seized', ...about })
  bothSee(t, seized, { holds: ['not-registered', 'seized customs', 'not-decided customs,vet'], causes: [] })
  // Once a declaration names it, it is as all that is declared.
  const declared = finds()
  declared.says('XB', 'authority-amendment', { xDeclaration: declaration })
  t.equal(declared.state.subjects[key('XATU9000009')]?.since, 0, 'an amendment that does not name it declares it not')
  const more = { ...declaration, goodsShipment: equipment('XATU1000001', 'XATU1000002', 'XATU9000009') }
  declared.says('XB', 'authority-amendment', { xSubject: [ONE], xDeclaration: more })
  bothSee(t, declared, { holds: ['not-decided customs,vet'], causes: ['risk-open-after-arrival'] })
  declared.says('XB', 'release', about)
  // Of a declaration that lost its effect nothing counts which the next one does not name.
  const anew = open(t)
  const ref = anew.says('XA', 'invalidation')
  anew.says('XB', 'invalidation-accepted', {}, { ref })
  anew.says('XB', 'arrival')
  anew.says('XB', 'agency-decision', { xAgency: 'police', xDisposal: 'seized', xSubject: [TWO] })
  anew.says('XA', 'declaration', { ...declaration, goodsShipment: equipment('XATU1000001') })
  anew.says('XB', 'registered', registered)
  t.same(anew.state.agencies, ['customs', 'vet'])
  bothSee(t, anew, { holds: ['not-registered', 'seized police', 'not-decided customs,vet'] })
  anew.fails('XB', 'release', { xSubject: [TWO] }, 'not-registered', '/type')
  anew.says('XB', 'release', { xSubject: [ONE] })
  // One that names no parts is of all that came.
  const whole = new Sides<PreArrival>(t, 'pre-arrival')
  whole.says('XB', 'arrival', { xSubject: [FOUND] })
  const { goodsShipment, ...lorry } = declaration
  t.ok(goodsShipment)
  whole.says('XA', 'declaration', lorry)
  whole.says('XB', 'registered', registered)
  whole.says('XB', 'release', about)
}) // prettier-ignore

t.test('goods that set out or come under a declaration without effect are unannounced, and may be declared anew', async (t) => {
  const invalidated = (s: Sides<PreArrival>) => {
    const ref = s.says('XA', 'invalidation')
    s.says('XB', 'invalidation-accepted', {}, { ref })
    return s
  }
  const lapsed = (s: Sides<PreArrival>) => {
    s.says('XB', 'invalidation-accepted', { xGround: 'lapsed' }, { iat: START / 1000 + 200 * 86_400 })
    return s
  }
  for (const ends of [invalidated, lapsed]) {
    const s = ends(open(t))
    bothSee(t, s, { status: 'closed', verdict: 'none', causes: [] })
    s.fails('XA', 'declaration', declaration, 'already-lodged', '/type')
    const left = s.says('XA', 'exit', { xSubject: [ONE] })
    t.equal(s.state.flags.at(-1), `unannounced:${left}`)
    bothSee(t, s, { status: 'expected', verdict: 'held', holds: ['not-registered'], causes: ['unannounced'] })
    s.fails('XA', 'transit-release', TRANSIT, 'not-registered', '/type')
    const came = s.says('XB', 'arrival', { xSubject: [ONE] })
    t.equal(s.state.flags.at(-1), `unannounced:${came}`)
    bothSee(t, s, { status: 'unannounced', verdict: 'held', holds: ['not-registered'], causes: ['unannounced'] })
    t.same(driveOn(s.state).holds[0]?.subjects, [key('XATU1000001')], 'nobody waits for what has not set out')
    t.same(await Promise.all(([['XA', s.a], ['XB', s.b]] as const).map(async ([country, fold]) => (await verdictOf([{ ...carriedOf(country, fold), opens: false }], true, START, () => Promise.reject(new Error('opened')))).verdict)), ['held', 'held'])
    s.says('XB', 'refusal-of-entry', { xSubject: [ONE] })
    s.says('XB', 'agency-decision', { xSubject: [ONE], xAgency: 'vet', xDisposal: 'refused' })
    s.says('XB', 'returned', { xSubject: [ONE] })
    bothSee(t, s, { status: 'closed', verdict: 'none', causes: [] })
    const anew = ends(open(t))
    anew.says('XB', 'arrival', { xSubject: [TWO] })
    anew.says('XA', 'declaration', { ...declaration, goodsShipment: equipment('XATU1000002') })
    t.equal(anew.state.mrn, null, 'the number of the old declaration is not that of the new one')
    anew.says('XB', 'registered', { ...registered, declaration: { id: '26XB0000000000002B' } })
    t.same([Object.keys(anew.state.subjects), movements(anew)], [[key('XATU1000002')], ['arrived']])
    anew.says('XB', 'release')
    anew.says('XB', 'agency-decision', { xAgency: 'vet', xDisposal: 'released' })
    bothSee(t, anew, { status: 'closed', verdict: 'may-drive-on' })
  }
}) // prettier-ignore

t.test('what the exit side says of where goods are ends no control, refusal or seizure', async (t) => {
  for (const away of ['diverted', 'not-arrived'])
    for (const [type, body, hold] of [
      ['control-decision', {}, 'under-control customs'],
      ['refusal-of-entry', {}, 'refused customs'],
      ['agency-decision', { xDisposal: 'seized' }, 'seized customs'],
    ] as const) {
      const s = open(t)
      s.says('XB', type, body)
      s.says('XA', away)
      bothSee(t, s, { verdict: 'held', holds: [hold], decided: true }, away)
      for (const [country, fold] of [['XA', s.a], ['XB', s.b]] as const) t.equal(carriedOf(country, fold).decided, true)
      if (type !== 'control-decision') continue
      t.notOk(isClosed(s.state))
      s.says('XB', 'control-result', { xResultCode: 'x' })
      bothSee(t, s, { verdict: 'none', holds: [], decided: false }, 'the entry side has ended it')
    }
}) // prettier-ignore

t.test('what never came keeps no case open, unless somebody has decided something of it', async (t) => {
  const s = open(t)
  s.says('XB', 'risk-outcome', outcome('1'))
  s.says('XB', 'arrival', { xSubject: [ONE] })
  s.says('XB', 'release', { xSubject: [ONE] })
  s.says('XB', 'agency-decision', { xSubject: [ONE], xAgency: 'vet', xDisposal: 'released' })
  bothSee(t, s, { status: 'arrived' })
  const control = s.says('XB', 'control-decision', { xSubject: [TWO] })
  t.ok(control)
  s.says('XA', 'not-arrived', {}, { context: { xSubject: [TWO] } })
  bothSee(t, s, { status: 'arrived', verdict: 'held' })
  s.says('XB', 'control-result', { xSubject: [TWO], xResultCode: 'x' })
  bothSee(t, s, { status: 'closed', verdict: 'may-drive-on', causes: [] })
  s.says('XB', 'arrival', { xSubject: [TWO] })
  bothSee(t, s, { status: 'arrived' }, 'it came all the same')
  const gone = open(t)
  gone.says('XA', 'diverted')
  bothSee(t, gone, { status: 'expected' }, 'what was diverted as a whole may come to another office')
  gone.says('XB', 'arrival', { xSubject: [ONE] })
  bothSee(t, gone, { status: 'arrived' })
  const stayed = open(t)
  stayed.says('XA', 'not-arrived')
  bothSee(t, stayed, { status: 'closed', verdict: 'none' })
}) // prettier-ignore

t.test('nothing is amended of goods on which it was decided for good', async (t) => {
  const amendment = (more: object = {}) => ({ functionalReferenceId: 'A', ...more })
  const s = open(t)
  const before = s.says('XA', 'amendment', amendment())
  s.says('XB', 'arrival')
  s.says('XB', 'release', { xSubject: [ONE] })
  s.fails('XA', 'amendment', amendment(), 'disposal-final', '/type')
  s.fails('XA', 'amendment', amendment({ xSubject: [ONE] }), 'disposal-final', '/type')
  s.fails('XB', 'amendment-accepted', {}, 'disposal-final', '/type', { ref: before })
  s.says('XB', 'authority-amendment', { xSubject: [ONE] })
  s.says('XB', 'agency-decision', { xSubject: [ONE], xAgency: 'vet', xDisposal: 'released' })
  s.fails('XB', 'authority-amendment', { xSubject: [ONE] }, 'disposal-final', '/type')
  s.says('XB', 'authority-amendment', { xSubject: [TWO] })
  bothSee(t, s, { causes: ['risk-open-after-arrival', 'amendment-to-decide'] })
  t.same(
    attention(s.a.case as Case<PreArrival>)[0]?.subjects,
    [key('XATU1000002')],
    'what was let go is judged no more',
  )
  const beside = open(t)
  beside.says('XB', 'arrival')
  beside.says('XB', 'release', { xSubject: [ONE] })
  const ref = beside.says('XA', 'amendment', amendment({ xSubject: [TWO] }))
  beside.says('XB', 'amendment-accepted', {}, { ref })
})

t.test('an order stops whatever moves with what it names', async (t) => {
  const item = (sequenceNumeric: number, ...ids: string[]) => ({
    sequenceNumeric,
    ...(ids.length === 0 ? {} : { commodity: { transportEquipment: ids.map((id) => ({ id })) } }),
  })
  const paper = { type: 'CMR', documentNumber: 'A1' }
  const items = [item(1, 'XATU1000001'), item(2, 'XATU1000002'), item(3)]
  const named = (n: number) => ({ governmentAgencyGoodsItem: { sequenceNumeric: n } })
  const goods = {
    ...declaration,
    goodsShipment: { ...declaration.goodsShipment, governmentAgencyGoodsItem: items },
    xTransportDocument: [paper],
  }
  const stopped = (subjects: object[], order: object) => {
    const s = new Sides<PreArrival>(t, 'pre-arrival')
    s.says('XA', 'declaration', goods, { context: { xSubject: subjects } })
    s.says('XB', 'registered', { declaration: registered.declaration })
    s.says('XB', 'release', { xEffectiveOnArrival: true })
    s.says('XB', 'do-not-load', { xSubject: [order] })
    s.says('XA', 'exit')
    const left = s.state.flags.some((flag) => flag.startsWith('left-despite-do-not-load'))
    s.says('XB', 'arrival')
    const held = Object.values(s.state.subjects).map(({ disposal }) => disposal['customs'] !== 'released')
    t.equal(left, held.includes(true), 'what has left despite it is not released by arriving')
    return held
  }
  const three = [named(1), named(2), named(3)]
  t.same(stopped(three, ONE), [true, false, true], 'a container stops what is in it, and what nobody says where it is')
  t.same(stopped(three, named(2)), [false, true, false])
  t.same(stopped(three, { xTransportDocument: paper }), [true, true, true])
  t.same(stopped(three, box('XATU7777777')), [false, false, false])
  t.same(stopped([ONE, TWO], named(2)), [false, true], 'and goods the container that they are in')
  t.same(stopped([ONE, TWO], named(3)), [true, true])
  t.same(stopped([ONE, TWO], TWO), [false, true])
  t.same(stopped([{ xTransportDocument: paper }], TWO), [true])
  t.same(stopped([{ xReceptacle: 'R1' }], { borderTransportMeans: { id: 'xa1234' } }), [true])
})

t.test('a release that was decided before the goods are there takes effect when they arrive', async (t) => {
  const s = open(t)
  const onArrival = { xEffectiveOnArrival: true }
  s.fails('XB', 'release', {}, 'not-arrived', '/type')
  s.says('XB', 'release', onArrival)
  s.says('XB', 'agency-decision', { xAgency: 'vet', xDisposal: 'released', ...onArrival })
  const not = { xAgency: 'vet', xDisposal: 'seized', ...onArrival }
  s.fails('XB', 'agency-decision', not, 'on-arrival', '/document/xEffectiveOnArrival')
  t.notOk(isClosed(s.state), 'nothing is released that is not there')
  s.says('XB', 'control-decision', { xAgency: 'vet', xSubject: [TWO] })
  s.says('XB', 'arrival')
  const disposals = () => [ONE, TWO].map((x) => s.state.subjects[key(x.transportEquipment.id)]?.disposal)
  t.same(disposals(), [{ customs: 'released', vet: 'released' }, { customs: 'released', vet: 'control' }], 'a control that was decided since goes before') // prettier-ignore
  const amended = open(t)
  amended.says('XB', 'release', onArrival)
  const asked = amended.says('XA', 'amendment', { functionalReferenceId: 'A', xSubject: [TWO] })
  amended.says('XB', 'amendment-accepted', {}, { ref: asked })
  amended.says('XB', 'do-not-load', { xSubject: [ONE] })
  amended.says('XB', 'arrival')
  const left = Object.values(amended.state.subjects).map((x) => x.disposal)
  t.same(left, [{}, {}], 'it was decided of another version, or of what must not be loaded')
})

t.test('results that stop something hold once an order has named it', async (t) => {
  const s = open(t)
  const agency = { context: { xFromAgency: 'customs' } }
  const all = { xDoNotLoad: [ONE, TWO] }
  const recommended = { xControlRecommendations: [{ placeOfControl: 'XB000214' }] }
  s.fails('XB', 'risk-outcome', { ...outcome('1'), ...all }, 'not-stopped', '/document/xDoNotLoad/0')
  s.fails('XB', 'control-recommendation', { ...recommended, ...all }, 'not-stopped', '/document/xDoNotLoad/0')
  s.says('XB', 'control-recommendation', recommended)
  s.says('XB', 'do-not-load', { xSubject: [ONE] }, agency)
  s.fails('XB', 'risk-outcome', { ...outcome('1'), ...all }, 'not-stopped', '/document/xDoNotLoad/1')
  s.says('XB', 'risk-outcome', { ...outcome('1', false), xDoNotLoad: [ONE] })
  s.says('XB', 'do-not-load', { xSubject: [TWO] }, agency)
  s.says('XB', 'control-recommendation', { ...recommended, ...all })
  s.says('XB', 'risk-outcome', { ...outcome('1'), ...all })
  t.same(Object.values(s.state.subjects).map(({ risk }) => risk), ['complete', 'complete'])
}) // prettier-ignore

t.test('every functional error names its rule and its element', async (t) => {
  const early = new Sides<PreArrival>(t, 'pre-arrival')
  early.fails('XB', 'registered', registered, 'not-open', '/type')
  early.fails('XA', 'declaration', {}, 'schema', '/document/functionalReferenceId')
  early.says('XA', 'declaration', declaration)
  early.fails('XA', 'amendment', { functionalReferenceId: 'x' }, 'not-registered', '/type')
  early.fails('XA', 'invalidation', {}, 'not-registered', '/type')
  early.fails('XB', 'risk-outcome', outcome('1'), 'not-registered', '/type')
  early.fails('XB', 'authority-amendment', {}, 'not-registered', '/type')
  early.fails('XB', 'control-notice', {}, 'not-registered', '/type')
  early.fails('XB', 'control-recommendation', { xControlRecommendations: [] }, 'not-registered', '/type')
  early.fails('XB', 'control-decision', {}, 'not-registered', '/type')
  early.says('XB', 'arrival')
  early.fails('XB', 'release', {}, 'not-registered', '/type')
  early.fails('XB', 'invalidation-accepted', {}, 'not-registered', '/type')
  early.fails('XA', 'registered', registered, 'sender-role', '/type')
  early.fails('XB', 'nonsense', {}, 'type', '/type')
  const s = open(t)
  s.fails('XB', 'registered', registered, 'not-lodged', '/type')
  s.fails('XA', 'information-response', {}, 'no-request', '/ref')
  const asked = s.says('XB', 'information-request')
  s.fails('XA', 'screening-result', { xScreening: [{ method: 'm', resultCode: 'r' }] }, 'no-request', '/ref', {
    ref: asked,
  })
  s.says('XA', 'information-response', { xFinal: false }, { ref: asked })
  s.says('XA', 'information-response', {}, { ref: asked })
  s.fails('XA', 'information-response', {}, 'answered', '/ref', { ref: asked })
  s.fails('XB', 'arrival', { xSubject: [ONE, box('NOT-HERE')] }, 'unknown-subject', '/document/xSubject/1')
  s.fails('XB', 'amendment-accepted', {}, 'no-amendment', '/ref')
  s.fails('XB', 'amendment-rejected', {}, 'no-amendment', '/ref')
  s.fails('XB', 'invalidation-accepted', {}, 'no-invalidation', '/ref')
  s.fails('XB', 'release', {}, 'not-arrived', '/type')
  s.fails('XB', 'presentation', {}, 'movement', '/type')
  s.says('XB', 'arrival')
  const before = s.says('XA', 'amendment', { functionalReferenceId: 'x' })
  s.says('XB', 'amendment-accepted', {}, { ref: before })
  const presented = open(t)
  presented.says('XB', 'arrival')
  presented.says('XB', 'presentation', { xSubject: [ONE] })
  presented.fails('XA', 'amendment', { functionalReferenceId: 'x', xSubject: [TWO] }, 'presented', '/type')
  s.fails('XA', 'invalidation', {}, 'arrived', '/type')
  s.fails('XB', 'invalidation-accepted', { xGround: 'lapsed' }, 'arrived', '/type')
  s.fails('XB', 'invalidation-accepted', {}, 'arrived', '/type')
  s.says('XA', 'exit')
  t.match(s.state.flags[0], /^late:/, 'an exit that comes after the arrival is accepted and flagged')
  s.fails('XB', 'control-result', { xResultCode: 'x' }, 'no-control', '/type')
  s.fails('XB', 'control-decision', { xAgency: 'police' }, 'unknown-agency', '/document/xAgency')
  s.says('XB', 'control-decision')
  s.fails('XB', 'release', {}, 'under-control', '/type')
  s.says('XB', 'control-result', { xResultCode: 'x' })
  s.says('XB', 'release')
  s.fails('XB', 'refusal-of-entry', {}, 'disposal-final', '/type')
  s.fails('XA', 'amendment', { functionalReferenceId: 'x' }, 'examination', '/type')
  t.same(
    [unknownOffice(declaration, new Set(['XB1']))?.rule, unknownOffice(declaration, new Set(['XB000214']))],
    ['unknown-office', undefined],
  )
})

t.test('a number without its unit is no weight, to either side', async (t) => {
  const sides = new Sides<PreArrival>(t, 'pre-arrival')
  const weighing = (totalGrossMassMeasure: object, grossMassMeasure: object = { value: '5', unitCode: 'TNE' }) => {
    const governmentAgencyGoodsItem = [{ sequenceNumeric: 1, commodity: { goodsMeasure: { grossMassMeasure } } }]
    return { ...declaration, totalGrossMassMeasure, goodsShipment: { ...declaration.goodsShipment, governmentAgencyGoodsItem } }
  }
  const [kilograms, bare] = [{ value: '5000', unitCode: 'KGM' }, { value: '5000' }]
  const item = '/document/goodsShipment/governmentAgencyGoodsItem/0/commodity/goodsMeasure/grossMassMeasure/unitCode'
  sides.says('XA', 'declaration', weighing(kilograms))
  sides.says('XB', 'registered', registered)
  const amendment = (xDeclaration: object) => ({ functionalReferenceId: 'A', xDeclaration })
  sides.fails('XA', 'amendment', amendment(weighing(bare)), 'schema', '/document/xDeclaration/totalGrossMassMeasure/unitCode')
  sides.fails('XB', 'authority-amendment', { xDeclaration: weighing(bare) }, 'schema', '/document/xDeclaration/totalGrossMassMeasure/unitCode')
  const other = new Sides<PreArrival>(t, 'pre-arrival')
  other.fails('XA', 'declaration', weighing(bare), 'schema', '/document/totalGrossMassMeasure/unitCode')
  other.fails('XA', 'declaration', weighing(kilograms, bare), 'schema', item)
  other.says('XA', 'declaration', weighing(kilograms))
}) // prettier-ignore

t.test('the number of the export declaration is not that of entry, whoever says so', async (t) => {
  const exported = { ...declaration, xExportMrn: '26XA0000000000009E' }
  const sides = new Sides<PreArrival>(t, 'pre-arrival')
  const entry = { declaration: { id: '26XB0000000000001A' } }
  sides.fails('XA', 'declaration', { ...exported, id: '26xa 0000000000009-E' }, 'entry-mrn', '/document/xExportMrn')
  sides.says('XA', 'declaration', exported)
  const number = '/document/declaration/id'
  sides.fails('XB', 'registered', { declaration: { id: '26XA0000000000009e' } }, 'export-mrn', number)
  sides.says('XB', 'registered', entry)
  t.same([sides.state.mrn, sides.state.declaration?.xExportMrn], ['26XB0000000000001A', '26XA0000000000009E'])
  const about = (id: string) => ({ declaration: { id, versionId: '1' }, xComplete: true })
  sides.fails('XB', 'risk-outcome', about('26XA0000000000009E'), 'export-mrn', number)
  sides.says('XB', 'risk-outcome', about('26XB0000000000001A'))
  sides.says('XA', 'exit', { declaration: { id: '26XA0000000000009E' } })
  const amended = { functionalReferenceId: 'A', xDeclaration: { ...declaration, xExportMrn: '26XB0000000000001A' } }
  sides.fails('XA', 'amendment', amended, 'entry-mrn', '/document/xDeclaration/xExportMrn')
  const known = (type: string, body: object) =>
    preArrival.references!(message('pre-arrival', 'XA', 'XB', type, body)).map((r) => `${r.type} ${r.value}`)
  t.same(known('declaration', exported), ['export-mrn 26XA0000000000009E', 'lrn XA-LRN-1'])
  t.same(known('registered', entry), ['entry-mrn 26XB0000000000001A'])
  t.same(known('amendment', { xDeclaration: exported }), ['export-mrn 26XA0000000000009E'])
  const itself = new Sides<PreArrival>(t, 'pre-arrival')
  itself.says('XA', 'declaration', { ...declaration, typeCode: 'EXA', id: '26XA0000000000009E' })
  itself.fails('XB', 'registered', { declaration: { id: '26XA0000000000009E' } }, 'export-mrn', number)
  itself.says('XB', 'information-request', { declaration: { id: '26XA0000000000009E' } })
  itself.says('XB', 'rejected', { declaration: { id: '26XA0000000000009E' } })
  for (const stated of [exported, { ...declaration, typeCode: 'EXA', id: '26XA0000000000009E' }]) {
    const stop = new Sides<PreArrival>(t, 'pre-arrival')
    stop.says('XA', 'declaration', stated)
    stop.says('XB', 'registered', entry)
    const names = { declaration: { id: '26XA0000000000009E' } }
    const ref = stop.says('XB', 'do-not-load', { ...names, xSubject: [ONE] })
    t.equal(standing(stop.state, key('XATU1000001')).length, 1, 'a stop names the number that its issuer knows')
    stop.says('XB', 'do-not-load-lifted', names, { ref })
    if (stated === exported) stop.fails('XB', 'arrival', names, 'export-mrn', number)
    else stop.says('XB', 'risk-outcome', about('26XA0000000000009E'))
  }
  t.same(
    known('declaration', { ...exported, typeCode: 'EXA', id: exported.xExportMrn })[0],
    'export-mrn 26XA0000000000009E',
  )
  t.same(
    known('declaration', { ...declaration, id: '26XA0000000000009E' })[0],
    'mrn 26XA0000000000009E',
    'another declaration is not that of export',
  )
  // What a transit is moved under is another declaration, and may be that of export.
  const transit = { ...TRANSIT, declaration: { id: '26XA0000000000009E', typeCode: 'T1' } }
  sides.says('XA', 'transit-release', transit)
  sides.says('XB', 'transit-arrival', { xAt: IN_TIME, declaration: { id: '26XA0000000000009E' } })
})

t.test('a do-not-load says why by the list, and what the list has not in words', async (t) => {
  const sides = open(t)
  const stop = (more: object) => ({ xSubject: [ONE], ...more })
  sides.fails('XB', 'do-not-load', stop({ xReasonCodes: ['because'] }), 'schema', '/document/xReasonCodes/0')
  sides.fails('XB', 'do-not-load', stop({ xReasonCodes: [] }), 'schema', '/document/xReasonCodes')
  const other = { xReasonCodes: ['parties', 'other'] }
  sides.fails('XB', 'do-not-load', stop(other), 'reason', '/document/additionalInformation')
  const coded = { ...other, additionalInformation: [{ statementCode: 'X' }] }
  sides.fails('XB', 'do-not-load', stop(coded), 'reason', '/document/additionalInformation')
  const said = sides.says('XB', 'do-not-load', stop({ ...other, additionalInformation: [{ statementDescription: 'A tip' }] }))
  const named = sides.says('XB', 'do-not-load', stop({ xReasonCodes: ['screening'], xReasonDisclosable: true }))
  const silent = sides.says('XB', 'do-not-load', stop({}))
  t.same(
    [said, named, silent].map((id) => [sides.state.doNotLoad[id]?.reasons, sides.state.doNotLoad[id]?.disclosable]),
    [[['parties', 'other'], false], [['screening'], true], [[], false]],
  )
}) // prettier-ignore

t.test('whether goods may drive on is made of what was decided of them', async (t) => {
  const s = open(t)
  const held = (keys?: string[]) => driveOn(s.state, keys).holds.map((h) => [h.cause, h.agencies.join(), h.subjects.length])
  const verdict = (keys?: string[]) => driveOn(s.state, keys).verdict
  t.same(held(), [['not-decided', 'customs,vet', 2]])
  const [one, two] = [ONE, TWO].map((x) => key(x.transportEquipment.id)) as [string, string]
  s.says('XB', 'release', { xEffectiveOnArrival: true })
  t.same(held(), [['not-decided', 'vet', 2]], 'a release for its arrival counts')
  s.says('XB', 'agency-decision', { xAgency: 'vet', xDisposal: 'released', xEffectiveOnArrival: true, xSubject: [ONE] })
  t.same([verdict(), verdict([one]), verdict([two])], ['held', 'may-drive-on', 'held'])
  t.equal(driveOn(s.state, [one]).onArrival, true)
  const stop = s.says('XB', 'do-not-load', { xSubject: [ONE] }, { context: { xFromAgency: 'aviation' } })
  t.same(held([one]), [['do-not-load', 'aviation', 1]], 'what must not be loaded is held, whatever was decided')
  s.says('XB', 'do-not-load-lifted', {}, { ref: stop, context: { xFromAgency: 'aviation' } })
  s.says('XB', 'control-decision', { xAgency: 'vet', xSubject: [TWO] })
  t.same(held(), [['under-control', 'vet', 1]])
  s.says('XB', 'arrival')
  s.says('XB', 'control-result', { xAgency: 'vet', xSubject: [TWO], xResultCode: 'x' })
  s.says('XB', 'agency-decision', { xAgency: 'vet', xDisposal: 'conditional', xSubject: [TWO] })
  t.same([verdict(), verdict([one]), driveOn(s.state).onArrival], ['conditions', 'may-drive-on', false])
  const refused = open(t)
  refused.says('XB', 'refusal-of-entry', { xSubject: [ONE] })
  refused.says('XB', 'agency-decision', { xAgency: 'customs', xDisposal: 'seized', xSubject: [TWO] })
  t.same(driveOn(refused.state).holds.map((h) => [h.cause, h.subjects]), [['refused', [one]], ['seized', [two]], ['not-decided', [one, two]]])
  refused.says('XB', 'returned', { xSubject: [ONE] })
  t.same(driveOn(refused.state).holds.map((h) => h.cause), ['seized', 'not-decided'], 'what went back is on no vehicle here')
  const moved = open(t)
  moved.says('XA', 'transit-release', TRANSIT)
  moved.says('XB', 'release', { xEffectiveOnArrival: true })
  moved.says('XB', 'agency-decision', { xAgency: 'vet', xDisposal: 'released', xEffectiveOnArrival: true })
  t.same(driveOn(moved.state).holds.map((h) => h.cause), ['under-transit'], 'what waits for the end of a transit is not let go')
  const early = new Sides<PreArrival>(t, 'pre-arrival')
  early.says('XB', 'do-not-load', { xSubject: [ONE] })
  t.equal(driveOn(early.state).verdict, 'held', 'an order counts before anything is declared')
  early.says('XA', 'declaration', declaration)
  t.same(driveOn(early.state, [two]).holds.map((h) => h.cause), ['not-registered'])
  const gone = open(t)
  gone.says('XA', 'not-arrived')
  t.equal(driveOn(gone.state).verdict, 'none')
  const void_ = open(t)
  const ref = void_.says('XA', 'invalidation')
  void_.says('XB', 'invalidation-accepted', {}, { ref })
  t.equal(driveOn(void_.state).verdict, 'none')
  void_.says('XB', 'do-not-load', { xSubject: [ONE] })
  t.equal(driveOn(void_.state).verdict, 'held', 'what must not be loaded must not, without a declaration too')
}) // prettier-ignore

const DAY = 24 * 3600_000
/** A case as the question about a carrier finds it: by its plate, or by a container. */
function carriedOf(country: string, fold: CaseFold, container?: string): Carried {
  const { row, keys } = rowOf(country, fold)
  const twin = container === undefined ? 'held-transport-means' : 'held-equipment'
  const decided = keys.some(({ type, value }) => type === twin && (container === undefined || value === container))
  return { summary: summaryIn(row.body), decided, moves: container === undefined, opens: container !== undefined }
}

t.test('what somebody has decided to hold counts at any time, and times sort the rest', async (t) => {
  const asks = (sides: Sides<PreArrival>, days: number, container?: string) =>
    Promise.all(
      ([['XA', sides.a], ['XB', sides.b]] as const).map(async ([country, fold]) => {
        const now = START + days * DAY
        const { verdict, others } = await verdictOf([{ ...carriedOf(country, fold, container), opens: false }], true, now, () => Promise.reject(new Error('opened')))
        return `${verdict} ${others}`
      }),
    )
  const both = (answer: string) => [answer, answer]
  const decides = (xDisposal: string) => {
    const s = open(t)
    s.says('XB', 'risk-outcome', outcome('1'))
    for (const xAgency of ['customs', 'vet']) s.says('XB', 'agency-decision', { xAgency, xDisposal })
    t.ok(isClosed(s.state))
    return s
  }
  for (const decision of ['seized', 'refused'] as const) {
    t.same(await asks(decides(decision), 2), both('held 0'), `${decision}, and nothing of it has moved`)
    t.same(await asks(decides(decision), 2, 'XATU1000002'), both('held 0'))
  }
  t.same(await asks(decides('destroyed'), 2), both('none 0'), 'of what is no more nothing can be said')
  const stopped = open(t)
  const stop = stopped.says('XB', 'do-not-load', { xSubject: [ONE] })
  const ref = stopped.says('XA', 'invalidation')
  stopped.says('XB', 'invalidation-accepted', {}, { ref })
  t.same(await asks(stopped, 9), both('held 0'), 'an order stands without a declaration')
  t.same(await asks(stopped, 9, 'XATU1000002'), both('none 0'), 'and is about the container that it names')
  stopped.says('XB', 'do-not-load-lifted', {}, { ref: stop })
  t.same(await asks(stopped, 9), both('none 0'))
  const early = new Sides<PreArrival>(t, 'pre-arrival')
  early.says('XA', 'declaration', { ...declaration, xEstimatedArrival: '2026-11-27T09:00:00Z' })
  early.says('XB', 'registered', registered)
  t.same(await asks(early, 0), both('none 1'), 'the load of another journey')
  early.says('XB', 'control-decision', { xSubject: [ONE] })
  t.same(await asks(early, 0), both('held 0'))
  t.same(await asks(early, 0, 'XATU1000002'), both('none 1'))
}) // prettier-ignore

t.test('what was seized holds its goods and containers, and the plate until that is on a later journey', async (t) => {
  const at = (hours: number) => ({ iat: START / 1000 + hours * 3600 })
  const journey = (hours: number, ...types: string[]) => {
    const s = new Sides<PreArrival>(t, 'pre-arrival')
    const estimated = time(START + (hours + 5) * 3600_000)
    s.says('XA', 'declaration', { ...declaration, xEstimatedArrival: estimated }, at(hours))
    s.says('XB', 'registered', registered, at(hours))
    types.forEach((type, i) => s.says(type === 'exit' ? 'XA' : 'XB', type, {}, at(hours + 1 + i)))
    return s
  }
  const seize = (s: Sides<PreArrival>) => s.says('XB', 'agency-decision', { xDisposal: 'seized', xAgency: 'vet' })
  const free = (s: Sides<PreArrival>) => {
    for (const xAgency of ['customs', 'vet']) s.says('XB', 'agency-decision', { xDisposal: 'released', xEffectiveOnArrival: true, xAgency })
    return s
  }
  const asks = (hours: number, cases: readonly Sides<PreArrival>[], container?: string) =>
    Promise.all(
      (['XA', 'XB'] as const).map(async (country) => {
        const carried = cases.map((s) => ({ ...carriedOf(country, country === 'XA' ? s.a : s.b, container), opens: false }))
        return (await verdictOf(carried, true, START + hours * 3600_000, () => Promise.reject(new Error('opened')))).verdict
      }),
    )
  const both = (verdict: string) => [verdict, verdict]
  const first = journey(0, 'exit', 'arrival', 'presentation')
  seize(first)
  const beside = free(journey(0))
  beside.says('XB', 'arrival', {}, at(8))
  const told = journey(24)
  free(told)
  t.same(await asks(26, [first]), both('held'), 'as long as nothing else is known of the plate')
  t.same(await asks(26, [first, beside]), both('held'), 'what came in the same lorry is of the same journey')
  t.same(await asks(26, [first, told]), both('held'), 'it may not have left for what is only declared')
  const behind = free(journey(0))
  behind.says('XB', 'arrival', { xAt: time(START + 2 * 3600_000) }, at(26))
  t.same(await asks(26, [first, behind]), both('held'), 'nor for what came with it and is told of a day later')
  told.says('XA', 'exit', { exitDateTime: '2026-11-24' }, at(26))
  t.same(await asks(26, [first, told]), both('held'), 'the word of the other side frees no plate that this one holds')
  told.says('XB', 'arrival', {}, at(26))
  t.same(await asks(26, [first, told]), both('may-drive-on'), 'the later journey is judged by its own')
  t.same(await asks(26, [first, told], 'XATU1000001'), both('held'), 'what was seized, and what it is in, stay')
  const undecided = journey(24, 'exit', 'arrival')
  t.same(await asks(26, [first, undecided]), both('held'))
  const waits = journey(0, 'exit', 'arrival')
  t.same(await asks(26, [waits, told]), both('may-drive-on'), 'nor is what nobody has decided on the lorry any more')
  waits.says('XB', 'do-not-load', { xSubject: [ONE] })
  t.same(await asks(26, [waits, told]), both('held'), 'an order stands until it is lifted')
  const coming = journey(0)
  seize(coming)
  t.same(await asks(26, [coming, told]), both('held'), 'what was seized before it came may be on the lorry yet')
  t.same(await asks(400, [coming, told]), both('none'), 'and is not, when it should have come a week ago')
  const begun = { exit: time(START + 26 * 3600_000), entry: time(START + 26 * 3600_000) }
  t.same([told.a, told.b].map((fold, i) => summaryIn(rowOf(['XA', 'XB'][i]!, fold).row.body).begunAt), [begun, begun])
  // Of another neighbour: its word is not that of the side that holds the plate, and that side's own word in its case is.
  const one = carriedOf('XB', first.b)
  const other = (side: 'exit' | 'entry', begunAt: object) => ({ ...carriedOf('XB', told.b), summary: { ...carriedOf('XB', told.b).summary, peer: 'XC' as Country, side, begunAt: { exit: null, entry: null, ...begunAt } } })
  const here = async (held: Carried, ...more: Carried[]) => (await verdictOf([held, ...more].map((c) => ({ ...c, opens: false })), true, START + 26 * 3600_000, () => Promise.reject(new Error('opened')))).verdict
  const [entry, exit] = [{ entry: begun.entry }, { exit: begun.exit }]
  t.same([await here(one, other('entry', exit)), await here(one, other('entry', entry)), await here(one, other('exit', exit)), await here(one, other('exit', entry))], ['held', 'may-drive-on', 'may-drive-on', 'held'])
  const theirs = carriedOf('XA', first.a)
  t.equal(await here(theirs, other('entry', entry), other('exit', exit)), 'held', 'nor does our own frees what a neighbour holds'.replace('frees', 'free'))
}) // prettier-ignore

t.test('however many cases name a container, few of them are opened, and those that hold it first', async (t) => {
  const s = open(t)
  for (const [country, fold] of [['XA', s.a], ['XB', s.b]] as const) {
    const many = Array.from({ length: 900 }, () => carriedOf(country, fold, 'XATU1000001'))
    const free = { verdict: 'may-drive-on' as const, onArrival: false, holds: [] }
    const ask = async (cases: readonly Carried[]) => {
      let opened = 0
      const { verdict, consignments } = await verdictOf(cases, true, START, (one) => {
        opened += 1
        return Promise.resolve(one.mrn === 'HELD' ? one.driveOn : free)
      })
      return [verdict, opened, consignments[0]?.summary.mrn]
    }
    t.same(await ask(many.slice(0, OPENED)), ['may-drive-on', OPENED, '26XB0000000000001A'])
    t.same(await ask(many), ['in-part', OPENED, '26XB0000000000001A'])
    t.same(await ask(many.map((one) => ({ ...one, opens: false }))), ['held', 0, '26XB0000000000001A'], 'what a row tells alone is not opened')
    const held = { ...many[0]!, summary: { ...many[0]!.summary, mrn: 'HELD' }, decided: true }
    t.same(await ask([...many, held]), ['held', OPENED, 'HELD'])
    const let_ = { ...many[0]!, summary: { ...many[0]!.summary, driveOn: free } }
    t.same(await ask([...Array.from({ length: 60 }, () => let_), many[0]!]), ['may-drive-on', OPENED, '26XB0000000000001A'], 'of what is free as a whole nothing is unknown')
  }
}) // prettier-ignore

t.test('of a row of an earlier build nothing is told to be free, and no trader', async (t) => {
  const s = open(t)
  s.says('XB', 'refusal-of-entry', { xSubject: [ONE] })
  for (const [country, fold] of [['XA', s.a], ['XB', s.b]] as const) {
    const { row } = rowOf(country, fold)
    const { driveOn, aeo, ...earlier } = JSON.parse(row.body)
    t.match(summaryIn(row.body), { driveOn, aeo, side: country === 'XA' ? 'exit' : 'entry' })
    t.same(driveOn.holds.map((h: { cause: string }) => h.cause), ['refused', 'not-decided'])
    t.match(summaryIn(JSON.stringify(earlier)), { ...earlier, driveOn: { verdict: 'held', holds: [{ cause: 'not-decided' }] }, aeo: [] })
  }
}) // prettier-ignore

t.test('what the exit side says of where goods are lifts no order of the entry side', async (t) => {
  const [one, two] = [ONE, TWO].map((x) => key(x.transportEquipment.id)) as [string, string]
  for (const away of ['diverted', 'not-arrived'])
    for (const [subject, keys] of [[ONE, [one]], [{ borderTransportMeans: { id: 'xa-1234' } }, [one, two]]] as const) {
      const s = open(t)
      const ref = s.says('XB', 'do-not-load', { xSubject: [subject] })
      s.says('XA', away)
      for (const side of [s.a, s.b]) {
        const { state } = side.case as Case<PreArrival>
        t.match(driveOn(state), { verdict: 'held', holds: [{ cause: 'do-not-load', agencies: ['customs'] }] }, away)
        t.same(driveOn(state).holds[0]!.subjects, keys, 'a plate stands for what it carries')
        t.same([one, two].map((k) => driveOn(state, [k]).verdict), [one, two].map((k) => (keys.includes(k as never) ? 'held' : 'none')))
      }
      s.says('XB', 'do-not-load-lifted', {}, { ref })
      t.equal(driveOn(s.state).verdict, 'none', 'its issuer lifts it')
    }
  const back = open(t)
  back.says('XB', 'do-not-load', { xSubject: [ONE] })
  back.says('XB', 'refusal-of-entry')
  back.says('XB', 'returned')
  t.equal(driveOn(back.state).verdict, 'none', 'what the entry side has sent back is on no vehicle here')
}) // prettier-ignore

t.test('the versions of a declaration, and what two of them say differently', async (t) => {
  const s = new Sides<PreArrival>(t, 'pre-arrival')
  const first = s.says('XA', 'declaration', declaration)
  s.says('XB', 'registered', registered)
  const third = { ...declaration.goodsShipment, consignment: { containerCode: '1', transportEquipment: [{ id: 'XATU1000002', seal: [{ id: 'S-1' }] }, { id: 'XATU1000003' }] } }
  const asked = s.says('XA', 'amendment', { functionalReferenceId: 'A', xDeclaration: { ...declaration, goodsShipment: third } })
  s.fails('XB', 'amendment-accepted', {}, 'no-amendment', '/ref')
  const taken = s.says('XB', 'amendment-accepted', {}, { ref: asked })
  const found = s.says('XB', 'authority-amendment', { xDeclaration: { ...declaration, goodsShipment: third, borderTransportMeans: { modeCode: '3' } } })
  for (const side of [s.a, s.b]) {
    const versions = versionsIn(side)
    t.same(versions.map((v) => [v.version, v.message]), [[1, first], [2, taken], [3, found]])
    const [one, two, three] = versions.map((v) => v.declaration)
    const at = '/goodsShipment/consignment/transportEquipment'
    t.same(changesBetween(one, two), {
      count: 3,
      changes: [
        { pointer: `${at}/0/seal/0/id`, before: null, after: 'S-1' },
        { pointer: `${at}/1/id`, before: null, after: 'XATU1000003' },
        { pointer: `${at}/0/id`, before: 'XATU1000001', after: null },
      ],
    })
    t.same(changesBetween(two, three).changes, [{ pointer: '/borderTransportMeans/id', before: 'XA 1234', after: null }])
    t.same(changesBetween(two, two), { count: 0, changes: [] })
  }
  const items = (n: number, description: string) => ({ governmentAgencyGoodsItem: Array.from({ length: n }, (_, i) => ({ sequenceNumeric: i + 1, commodity: { description } })) })
  const many = changesBetween(items(CHANGES + 7, 'a'), items(CHANGES + 7, 'b'.repeat(900)))
  t.same([many.count, many.changes.length, (many.changes[0]?.after as string).length], [CHANGES + 7, CHANGES, 200])
  const twice = (...ids: string[]) => ({ previousDocument: ids.map((id) => ({ id })) })
  t.same(changesBetween(twice('A', 'A'), twice('A', 'B')).changes, [{ pointer: '/previousDocument/1/id', before: 'A', after: 'B' }], 'what has no name of its own is compared by its place')
}) // prettier-ignore

t.test('each mode has its deadline', async (t) => {
  const due = (mode: string, more: object = {}): string => {
    const d = { ...declaration, xEffect: 'lodged', borderTransportMeans: { modeCode: mode }, ...more } as Declaration
    const found = lodgingDeadline(d)
    return found === undefined ? 'none' : new Date(found).toISOString().slice(5, 16)
  }
  t.equal(due('3'), '11-23T07:00')
  t.equal(due('1', { xScheduledLoading: '2026-11-22T08:00:00Z' }), '11-21T08:00')
  t.equal(due('1', { goodsShipment: {} }), '11-23T04:00')
  t.equal(due('1', { specificCircumstancesCodeCode: 'SSS' }), '11-23T06:00')
  t.equal(due('2'), '11-23T06:00')
  t.equal(due('2', { xScheduledDeparture: '2026-11-23T07:00:00Z' }), '11-23T07:00')
  t.equal(due('2', { xScheduledDeparture: '2026-11-23T06:00:00Z' }), '11-23T06:00', 'two hours are not under two')
  t.equal(due('4', { xRoute: 'long-haul', xScheduledDeparture: '2026-11-23T07:00:00Z' }), '11-23T04:00', 'what the declaration says of its route counts') // prettier-ignore
  t.equal(due('8'), '11-23T06:00')
  t.equal(due('4', { xScheduledDeparture: '2026-11-22T20:00:00Z' }), '11-23T04:00')
  t.equal(due('4', { xScheduledDeparture: '2026-11-23T06:00:00Z' }), '11-23T06:00')
  t.equal(due('9'), 'none')
  t.equal(due('2', { xRoute: 'short-run' }), '11-23T07:00', 'a train that was made up near the border')
  t.equal(due('2', { xRoute: 'long-run', xScheduledDeparture: '2026-11-23T07:00:00Z' }), '11-23T06:00')
  t.equal(due('16', { xRoute: 'short-sea' }), '11-23T06:00', 'a lorry on a ferry is due as the ferry')
  t.equal(due('23'), '11-23T06:00', 'a lorry on a train as the train')
  t.equal(due('30'), '11-23T07:00', 'a lorry that carries nothing but itself as a lorry')
  t.equal(due('1', { xRoute: 'short-sea', xContainerised: true }), '11-23T06:00', 'the declaration may say its route')
  t.equal(due('1', { xRoute: 'other-sea' }), '11-23T04:00')
  t.equal(
    due('1', { xContainerised: true, goodsShipment: {} }),
    'none',
    'deep sea counts from a loading that is not named',
  )
  t.equal(due('4', { xRoute: 'short-haul', xScheduledDeparture: '2026-11-23T02:00:00Z' }), '11-23T02:00')
  t.equal(
    due('4', { xEffect: 'advance-information', xScheduledLoading: '2026-11-23T01:00:00Z' }),
    '11-23T01:00',
    'the minimum of data before loading',
  )
  const at = Date.parse('2026-11-23T07:00:00Z') / 1000
  t.notOk(isLate(declaration, at))
  t.ok(isLate(declaration, at + 1))
  t.notOk(isLate(declaration, at + 1, limitsOf({ road: 30 })), 'a pair may agree on another limit')
  t.same(limitsOf({ road: 30, unheardOf: 1 }).road, 30)
  const agreed = (mode: string, limits: object, more: object = {}): string => {
    const flight = { xScheduledLoading: '2026-11-23T01:00:00Z', xScheduledDeparture: '2026-11-23T06:00:00Z' }
    const d = { ...declaration, borderTransportMeans: { modeCode: mode }, ...flight, ...more } as Declaration
    return new Date(lodgingDeadline(d, limitsOf(limits as Record<string, number>))!).toISOString().slice(11, 16)
  }
  t.equal(agreed('4', { airMinimum: 30 }), '00:30', 'each limit is one of the agreement')
  t.equal(agreed('4', { airShort: 15 }, { xEffect: 'lodged' }), '05:45')
  t.equal(agreed('4', { airLong: 300 }, { xEffect: 'lodged', xRoute: 'long-haul' }), '03:00')
  t.equal(agreed('1', { sea: 180 }, { goodsShipment: {} }), '05:00')
})

const TRANSIT = {
  declaration: { id: '26XA00000000000T12', typeCode: 'T1' },
  obligationGuarantee: [
    {
      securityDetailsCode: '1',
      referenceId: '26XA0000000000GRN',
      amountAmount: { value: '7000', currencyCode: 'EUR' },
    },
  ],
  xEntry: 'destination',
  xOfficeOfDeparture: 'XA000101',
  xOfficeOfTransit: ['XA000105'],
  xOfficeOfDestination: 'XB000300',
  xLimit: '2026-11-24T12:00:00Z',
}
const IN_TIME = '2026-11-24T08:00:00Z'
const LIMIT = Date.parse(TRANSIT.xLimit)

t.test('goods under transit are not released before it ends here; it is discharged and its guarantee is free', async (t) => {
  const s = open(t)
  const secret = { ...TRANSIT, obligationGuarantee: [{ ...TRANSIT.obligationGuarantee[0], accessCode: '1234' }] }
  s.fails('XA', 'transit-release', secret, 'schema', '/document/obligationGuarantee/0/accessCode')
  s.fails('XA', 'transit-release', { ...TRANSIT, obligationGuarantee: [] }, 'schema', '/document/obligationGuarantee')
  s.fails('XA', 'transit-release', { ...TRANSIT, xLimit: '2026-11-20T00:00:00Z' }, 'limit', '/document/xLimit')
  s.fails('XB', 'transit-arrival', { xAt: IN_TIME }, 'no-transit', '/type')
  s.fails('XB', 'transit-release', TRANSIT, 'sender-role', '/type')
  s.says('XA', 'transit-release', TRANSIT)
  s.fails('XA', 'transit-release', TRANSIT, 'under-transit', '/type')
  s.fails('XA', 'invalidation', {}, 'under-transit', '/type')
  t.equal(due(s, 'invalidation-accepted'), undefined, 'what is under transit does not lapse')
  s.says('XB', 'release', { xEffectiveOnArrival: true })
  s.says('XB', 'arrival')
  s.says('XB', 'presentation')
  const customs = () => Object.values(s.state.subjects).map((x) => x.disposal['customs'] ?? 'open')
  t.same(customs(), ['open', 'open'], 'what was decided for their arrival waits for the end of the transit')
  s.fails('XB', 'release', {}, 'under-transit', '/type')
  s.fails('XB', 'agency-decision', { xDisposal: 'conditional' }, 'under-transit', '/type')
  s.says('XB', 'agency-decision', { xDisposal: 'released', xAgency: 'vet' })
  s.fails('XB', 'transit-result', { xOutcome: 'satisfactory' }, 'transit-phase', '/type')
  s.fails('XB', 'transit-crossing', { xAt: IN_TIME }, 'office-of-destination', '/type')
  s.says('XB', 'transit-arrival', { xAt: IN_TIME, xActualOffice: 'XB000300', xSealsIntact: true })
  t.same(s.state.flags, [])
  s.fails('XB', 'release', {}, 'under-transit', '/type')
  s.fails('XA', 'transit-discharged', {}, 'transit-phase', '/type')
  s.fails('XB', 'transit-result', { xOutcome: 'satisfactory' }, 'decided-by', '/context/xDecidedBy', { context: { xDecidedBy: MACHINE } })
  s.says('XB', 'transit-result', { xOutcome: 'discrepancies', xResultCode: 'B1' })
  s.fails('XB', 'release', {}, 'under-transit', '/type')
  s.fails('XA', 'transit-discharged', {}, 'transit-phase', '/type')
  s.says('XB', 'transit-result', { xOutcome: 'satisfactory', xResultCode: 'A1' })
  t.same(customs(), ['released', 'released'], 'it has ended: what waited takes effect')
  t.notOk(isClosed(s.state), 'it is not discharged yet')
  const other = { obligationGuarantee: [{ referenceId: 'OTHER' }] }
  s.fails('XA', 'transit-discharged', other, 'guarantee', '/document/obligationGuarantee/0/referenceId')
  s.says('XA', 'transit-discharged', { obligationGuarantee: [{ referenceId: '26XA0000000000GRN' }] })
  t.ok(isClosed(s.state))
  s.fails('XA', 'transit-discharged', {}, 'transit-phase', '/type')
  s.fails('XA', 'transit-release', TRANSIT, 'disposal-final', '/type')
}) // prettier-ignore

t.test('where the agreement says so, goods are held until the transit is discharged', async (t) => {
  const held = new Sides<PreArrival>(t, 'pre-arrival')
  held.says('XA', 'declaration', declaration, {
    terms: { limits: {}, effects: ['release-after-discharge'], presented: [], stage: 'live' as const },
  })
  held.says('XB', 'registered', { declaration: registered.declaration })
  held.says('XA', 'transit-release', TRANSIT)
  held.says('XB', 'arrival')
  held.says('XB', 'transit-arrival', { xAt: IN_TIME })
  held.says('XB', 'transit-result', { xOutcome: 'considered-satisfactory' })
  held.fails('XB', 'release', {}, 'under-transit', '/type')
  held.says('XA', 'transit-discharged')
  held.says('XB', 'release')
})

t.test('at an office of transit goods go on under it, and are released by nobody', async (t) => {
  const s = open(t)
  s.fails('XB', 'release', { xUnderTransit: true }, 'not-arrived', '/type')
  s.says('XB', 'arrival')
  s.fails('XB', 'release', { xUnderTransit: true }, 'no-transit', '/document/xUnderTransit')
  s.says('XA', 'transit-release', { ...TRANSIT, xEntry: 'transit', xOfficeOfDestination: 'XC000900' })
  t.match(s.state.flags.at(-1), /^late:/, 'it is told after they arrived, and counts')
  s.says('XB', 'presentation')
  s.fails('XB', 'transit-arrival', { xAt: IN_TIME }, 'office-of-transit', '/type')
  const waits = { xUnderTransit: true, xEffectiveOnArrival: true }
  s.fails('XB', 'release', waits, 'on-arrival', '/document/xUnderTransit')
  s.fails('XB', 'release', {}, 'under-transit', '/type')
  s.fails(
    'XB',
    'agency-decision',
    { xDisposal: 'released', xAgency: 'vet', xUnderTransit: true },
    'release',
    '/document/xUnderTransit',
  )
  s.says('XB', 'release', { xUnderTransit: true })
  s.says('XB', 'agency-decision', { xDisposal: 'released', xAgency: 'vet' })
  t.same(movements(s), ['left', 'left'])
  t.notOk(isClosed(s.state))
  s.says('XB', 'transit-crossing', { xAt: IN_TIME })
  t.ok(isClosed(s.state), 'to an office of transit it is over once it has passed')
  s.fails('XB', 'transit-crossing', { xAt: IN_TIME }, 'transit-phase', '/type')
  s.says('XA', 'transit-discharged')
  t.equal(s.state.transit?.phase, 'discharged', 'by the control results of an office beyond')
})

t.test('a limit that is a day lasts until it ends at the office of destination', async (t) => {
  const DAY = 86_400_000
  const limit = { ...TRANSIT, xLimit: '2026-11-24' }
  const midnight = Date.parse('2026-11-24T00:00:00Z')
  const under = (zone?: string): Sides<PreArrival> => {
    const s = open(t)
    const zones = zone === undefined ? {} : { zones: { XB000300: zone } }
    s.says('XA', 'transit-release', limit, { terms: { limits: {}, effects: [], presented: [], ...zones } })
    t.same(s.state.transit?.zone, zone ?? null)
    return s
  }
  const ends = (s: Sides<PreArrival>) => [
    preArrival.deadlines(s.a.case as Case<PreArrival>).find((d) => d.key.startsWith('transit-limit'))?.at,
    attention(s.a.case as Case<PreArrival>).find((x) => x.cause === 'transit-overdue')?.due,
  ]
  const [far, west] = [under('Pacific/Kiritimati'), under('Pacific/Honolulu')]
  t.same(ends(far), [midnight + DAY - 14 * 3_600_000, midnight + DAY - 14 * 3_600_000], 'where the day ends first')
  t.same(ends(west), [midnight + DAY + 10 * 3_600_000, midnight + DAY + 10 * 3_600_000])
  t.same(ends(under('Asia/Kathmandu'))[0], midnight + DAY - 5.75 * 3_600_000)
  t.same(ends(under())[0], midnight + DAY + 12 * 3_600_000, 'of an office without a zone: once it is over everywhere')
  const over = { ...limit, xLimit: '2026-11-21' }
  open(t).fails('XA', 'transit-release', over, 'limit', '/document/xLimit')
  open(t).says('XA', 'transit-release', { ...limit, xLimit: '2026-11-22' })
  open(t).fails('XA', 'transit-release', { ...limit, xLimit: '2026-11-31' }, 'schema', '/document/xLimit')
  const lateBy = (xAt: string) => {
    const s = under('Pacific/Auckland')
    s.says('XB', 'transit-arrival', { xAt })
    return s.state.flags.some((f) => f.startsWith('transit-late'))
  }
  t.same(
    ['2026-11-24T23:59:59+13:00', '2026-11-25T00:00:01+13:00', '2026-11-24T23:00:00-10:00', '2026-11-25T01:00:00-10:00'].map(lateBy),
    [false, true, false, true],
    'by the clock of the office, as whoever tells of it writes its time',
  )
  t.same(['2026-11-25T11:59:00Z', '2026-11-25T12:00:01+00:00'].map(lateBy), [false, true], 'in UTC: once the day is over everywhere')
  far.fails('XA', 'transit-enquiry', {}, 'limit', '/type', { iat: midnight / 1000 + 9 * 3600 })
  far.says('XA', 'transit-enquiry', {}, { iat: midnight / 1000 + 10 * 3600 })
}) // prettier-ignore

t.test('an office that is not competent takes what comes, and both see it; a transit to it is refused', async (t) => {
  const terms = (competence: object) => ({
    terms: { limits: {}, effects: [], presented: [], competence: competence as Competences },
  })
  const goods = { ...declaration, exitOffice: { id: 'XA000101' } }
  const item = { sequenceNumeric: 1, commodity: { classification: [{ id: '870323' }, { id: 'X', identificationTypeCode: 'ZZ' }] } }
  const car = { ...goods, goodsShipment: { ...goods.goodsShipment, governmentAgencyGoodsItem: [item] } }
  const found = (competence: object, body: object = car) => {
    const s = new Sides<PreArrival>(t, 'pre-arrival')
    s.says('XA', 'declaration', body, terms(competence))
    return s.state.flags.filter((f) => f.startsWith('office-not-competent')).length
  }
  t.same(
    [
      found({ XB000214: { roles: ['destination'] } }),
      found({ XB000214: { modes: ['2'] } }),
      found({ XA000101: { goods: ['01'] } }),
      found({ XB000214: { roles: ['entry'], modes: ['3'], goods: ['8703', '01'] } }),
      found({ XB000300: { roles: [] } }),
      found({ XB000214: { goods: ['01'] } }, goods),
    ],
    [1, 1, 1, 0, 0, 0],
    'by role, mode and goods; not for what is not known, and not at another office',
  )
  const s = open(t)
  const flags = () => s.state.flags.filter((f) => f.startsWith('office-not-competent')).length
  const none = terms({ XB000301: { roles: ['transit'] } })
  s.says('XB', 'arrival', { xActualOffice: 'XB000301' }, none)
  t.equal(flags(), 1, 'whoever arrives there is sent on')
  s.says('XB', 'presentation', { presentationOffice: { id: 'XB000301' } }, none)
  t.equal(flags(), 2)
  const to = { ...TRANSIT, xOfficeOfDestination: 'XB000301' }
  s.fails('XA', 'transit-release', to, 'competence', '/document/xOfficeOfDestination', none)
  s.fails('XA', 'transit-release', TRANSIT, 'competence', '/document/xOfficeOfTransit/0', terms({ XA000105: { modes: ['2'] } }))
  s.fails('XA', 'transit-release', TRANSIT, 'competence', '/document/xOfficeOfDeparture', terms({ XA000101: { roles: ['exit'] } }))
  s.says('XA', 'transit-release', TRANSIT, none)
  s.says('XB', 'transit-arrival', { xAt: IN_TIME, xActualOffice: 'XB000301' }, none)
  t.equal(flags(), 3)
}) // prettier-ignore

t.test('under TIR each side ends its own operation: the exit side once the goods have left, the entry side by its results', async (t) => {
  const tir = { ...TRANSIT, declaration: { id: '26XA00000000000TIR', typeCode: 'TIR' } }
  const s = open(t)
  s.says('XA', 'transit-release', tir)
  s.fails('XA', 'transit-discharged', {}, 'not-exited', '/type')
  s.says('XA', 'exit')
  const owed = () => preArrival.deadlines(s.a.case as Case<PreArrival>).filter((d) => d.key.startsWith('transit-')).map((d) => d.what)
  t.same(owed(), ['transit not arrived within its limit', 'transit-enquiry'])
  s.says('XA', 'transit-discharged')
  t.same([s.state.transit?.phase, s.state.transit?.discharge?.ground], ['under-transit', 'control-results'])
  t.same(owed(), ['transit not arrived within its limit'], 'its own operation is over: it asks nothing')
  s.fails('XA', 'transit-discharged', {}, 'transit-phase', '/type')
  s.says('XB', 'arrival')
  s.says('XB', 'presentation')
  s.fails('XB', 'release', {}, 'under-transit', '/type')
  s.says('XB', 'transit-arrival', { xAt: IN_TIME })
  s.says('XB', 'transit-result', { xOutcome: 'discrepancies' })
  s.fails('XB', 'release', {}, 'under-transit', '/type')
  t.match(attention(s.a.case as Case<PreArrival>).filter((x) => x.cause === 'transit-irregular'), [{ turn: 'entry' }])
  s.says('XB', 'transit-result', { xOutcome: 'satisfactory' })
  t.equal(s.state.transit?.phase, 'discharged', 'nothing of it is owed any more')
  s.says('XB', 'release')
  const passing = open(t)
  passing.says('XA', 'transit-release', { ...tir, xEntry: 'transit', xOfficeOfDestination: 'XC000900' })
  passing.says('XA', 'exit')
  passing.says('XA', 'transit-discharged')
  passing.says('XB', 'transit-crossing', { xAt: IN_TIME })
  t.equal(passing.state.transit?.phase, 'discharged')
  const after = open(t)
  after.says('XA', 'transit-release', tir)
  after.says('XB', 'arrival')
  after.says('XB', 'transit-arrival', { xAt: IN_TIME })
  after.says('XB', 'transit-result', { xOutcome: 'satisfactory' })
  after.says('XA', 'transit-discharged')
  t.equal(after.state.transit?.phase, 'discharged', 'in whichever order')
  const lost = open(t)
  lost.says('XA', 'transit-release', tir)
  lost.says('XA', 'transit-discharged', { xGround: 'debt-paid' })
  t.equal(lost.state.transit?.phase, 'discharged', 'what never left is written off as a whole')
}) // prettier-ignore

t.test('of a transport that is split part is released, and the rest goes on under another transit', async (t) => {
  const s = open(t)
  s.says('XA', 'transit-release', TRANSIT)
  s.says('XB', 'arrival')
  s.says('XB', 'presentation')
  s.says('XB', 'transit-arrival', { xAt: IN_TIME })
  s.says('XB', 'transit-result', { xOutcome: 'satisfactory' })
  const [first, rest] = Object.values(s.state.subjects).map((x) => x.subject!)
  s.says('XB', 'release', { xSubject: [first] })
  s.fails('XA', 'transit-release', TRANSIT, 'under-transit', '/type')
  s.says('XA', 'transit-discharged')
  s.says('XA', 'transit-release', { ...TRANSIT, declaration: { id: '26XA00000000000T13', typeCode: 'T1' } })
  s.fails('XB', 'release', { xSubject: [rest] }, 'under-transit', '/type')
  s.says('XB', 'transit-arrival', { xAt: IN_TIME })
  s.says('XB', 'transit-result', { xOutcome: 'satisfactory' })
  s.says('XB', 'release', { xSubject: [rest] })
  s.says('XA', 'transit-discharged')
  s.fails('XA', 'transit-release', TRANSIT, 'disposal-final', '/type')
}) // prettier-ignore

t.test('a transit is of goods that are declared, and that customs has not let go', async (t) => {
  const s = open(t)
  s.says('XB', 'arrival')
  s.says('XB', 'presentation')
  s.says('XB', 'agency-decision', { xDisposal: 'released', xAgency: 'vet' })
  s.says('XA', 'transit-release', TRANSIT)
  const free = open(t)
  free.says('XB', 'arrival')
  free.says('XB', 'presentation')
  free.says('XB', 'agency-decision', { xDisposal: 'conditional' })
  free.fails('XA', 'transit-release', TRANSIT, 'disposal-final', '/type')
  const over = open(t)
  const ref = over.says('XA', 'invalidation')
  over.says('XB', 'invalidation-accepted', {}, { ref })
  over.fails('XA', 'transit-release', TRANSIT, 'not-registered', '/type')
})

t.test('a transit that does not arrive in time alerts both, is enquired about, and is discharged by other proof', async (t) => {
  const s = open(t)
  const all = () => preArrival.deadlines(s.a.case as Case<PreArrival>).filter((d) => d.key.startsWith('transit-'))
  s.says('XA', 'transit-release', TRANSIT)
  const DAY = 86_400_000
  t.same(
    all().map((d) => [d.what, d.kind, d.owner, d.at]),
    [
      ['transit not arrived within its limit', 'alert', 'both', LIMIT],
      ['transit-enquiry', 'send', 'XA', LIMIT + 7 * DAY],
    ],
  )
  t.match(attention(s.a.case as Case<PreArrival>).filter((x) => x.cause.startsWith('transit')), [{ cause: 'transit-overdue', from: LIMIT, turn: 'entry' }])
  s.fails('XA', 'transit-enquiry', {}, 'limit', '/type')
  s.fails('XB', 'transit-enquiry-answer', { xOutcome: 'lost' }, 'no-enquiry', '/ref')
  const asked = s.says('XA', 'transit-enquiry', {}, { iat: LIMIT / 1000 + 60 })
  t.same(all().map((d) => d.what), ['transit not arrived within its limit', 'enquiry about a transit unanswered'])
  s.says('XB', 'transit-enquiry-answer', { xOutcome: 'not-found' }, { ref: asked })
  s.fails('XB', 'transit-enquiry-answer', { xOutcome: 'lost' }, 'answered', '/ref', { ref: asked })
  t.same(all().map((d) => d.what), ['transit not arrived within its limit'])
  s.fails('XA', 'transit-discharged', { xGround: 'alternative-proof' }, 'decided-by', '/context/xDecidedBy', { context: { xDecidedBy: MACHINE } })
  s.says('XA', 'transit-discharged', { xGround: 'alternative-proof' })
  t.same(all(), [])
  const late = open(t)
  late.says('XA', 'transit-release', TRANSIT)
  late.says('XB', 'transit-arrival', { xAt: '2026-11-24T12:00:01Z', xActualOffice: 'XB000301' })
  t.match(late.state.flags.join(' '), /^transit-late:\S+ transit-elsewhere:\S+$/)
  const due = preArrival.deadlines(late.a.case as Case<PreArrival>).find((d) => d.key.startsWith('transit-'))
  t.equal(due?.at, Date.parse('2026-11-27T12:00:01Z'), 'its control results are due')
  // It ends when its results are said, not when it arrives.
  late.says('XB', 'transit-result', { xOutcome: 'satisfactory', xResultCode: 'A1', xDelayJustified: true }, { iat: Date.parse('2026-11-25T09:00:00Z') / 1000 })
  const [owed, ...more] = preArrival.deadlines(late.b.case as Case<PreArrival>).filter((d) => d.key.startsWith('transit-'))
  t.match(owed, { what: 'transit that has ended not discharged', owner: 'both', at: Date.parse('2026-12-05T09:00:00Z') })
  t.same(more, [])
  t.match(attention(late.a.case as Case<PreArrival>).filter((x) => x.cause.startsWith('transit')), [{ cause: 'transit-to-discharge', from: Date.parse('2026-11-25T09:00:00Z'), due: owed!.at, turn: 'exit' }])
  late.says('XA', 'transit-discharged')
  t.notOk(preArrival.deadlines(late.a.case as Case<PreArrival>).some((d) => d.key.startsWith('transit-')))
}) // prettier-ignore

t.test('what was presented after its limit ends in order where its delay was justified; a transit may be told of after it was over', async (t) => {
  const LATE = '2026-11-24T12:00:01Z'
  const arrives = (xAt: string) => {
    const s = open(t)
    s.says('XA', 'transit-release', TRANSIT)
    s.says('XB', 'transit-arrival', { xAt })
    return s
  }
  const pointer = '/document/xDelayJustified'
  const s = arrives(LATE)
  t.match(s.state.flags, [/^transit-late:/])
  for (const body of [{}, { xDelayJustified: false }])
    for (const xOutcome of ['satisfactory', 'considered-satisfactory'])
      s.fails('XB', 'transit-result', { xOutcome, ...body }, 'transit-late', pointer)
  const by = { context: { xDecidedBy: MACHINE } }
  s.fails('XB', 'transit-result', { xOutcome: 'considered-satisfactory', xDelayJustified: true }, 'decided-by', '/context/xDecidedBy', by)
  s.says('XB', 'transit-result', { xOutcome: 'discrepancies', xDelayJustified: false })
  t.same([s.a, s.b].map((fold) => (fold.case as Case<PreArrival>).state.transit?.phase), ['irregular', 'irregular'])
  s.fails('XA', 'transit-discharged', {}, 'transit-phase', '/type')
  s.says('XB', 'transit-result', { xOutcome: 'satisfactory', xDelayJustified: true })
  s.says('XA', 'transit-discharged')
  const timely = arrives(TRANSIT.xLimit)
  for (const xDelayJustified of [true, false])
    timely.fails('XB', 'transit-result', { xOutcome: 'satisfactory', xDelayJustified }, 'limit', pointer)
  timely.says('XB', 'transit-result', { xOutcome: 'considered-satisfactory' }, by)

  const after = { iat: LIMIT / 1000 + 13 * 3600 }
  const told = (body: object) => {
    const one = open(t)
    one.says('XA', 'transit-release', { ...TRANSIT, ...body }, after)
    return one.state.flags
  }
  open(t).fails('XA', 'transit-release', TRANSIT, 'limit', '/document/xLimit', after)
  for (const xReleasedAt of [TRANSIT.xLimit, '2026-11-25T00:00:00Z'])
    open(t).fails('XA', 'transit-release', { ...TRANSIT, xReleasedAt }, 'limit', '/document/xLimit', after)
  t.match(told({ xReleasedAt: '2026-11-23T08:00:00Z' }), [/^late:/], 'it had been released in time, and is told late')
  t.match(told({ xReleasedAt: '2026-11-24' }), [/^late:/])
  t.same(told({ xReleasedAt: '2026-11-23', xLimit: '2026-11-24' }), [], 'its limit is a day that lasts')
  const gone = open(t)
  gone.says('XB', 'arrival')
  gone.says('XB', 'agency-decision', { xDisposal: 'destroyed', xSubject: [ONE] })
  gone.says('XB', 'presentation', { xSubject: [TWO] })
  gone.says('XB', 'control-decision', { xSubject: [TWO] })
  const held = gone.says('XA', 'transit-release', TRANSIT)
  t.same(gone.state.flags, [`late:${held}`], 'over goods that are presented already it counts, and is late')
  gone.says('XB', 'control-result', { xResultCode: 'x', xSubject: [TWO] })
  gone.fails('XB', 'release', { xSubject: [TWO] }, 'under-transit', '/type')
  gone.says('XA', 'transit-discharged', { xGround: 'alternative-proof' })
  gone.says('XB', 'agency-decision', { xDisposal: 'confiscated', xSubject: [TWO] })
  gone.fails('XA', 'transit-release', TRANSIT, 'disposal-final', '/type')
}) // prettier-ignore

t.test('the office of destination of a transit changes on its way: here, beyond, or so that it does not come', async (t) => {
  const goes = (xEntry: string, xOfficeOfDestination: string, more: object = {}) => ({ xEntry, xOfficeOfDestination, ...more })
  const under = (more: object = {}) => {
    const s = open(t)
    s.says('XA', 'transit-release', { ...TRANSIT, ...more })
    return s
  }
  const passing = { xEntry: 'transit', xOfficeOfDestination: 'XC000900' }
  const bothHave = (s: Sides<PreArrival>, transit: object) => {
    for (const fold of [s.a, s.b]) t.match((fold.case as Case<PreArrival>).state.transit, transit)
  }
  open(t).fails('XA', 'transit-diverted', goes('none', 'XC000900'), 'no-transit', '/type')
  const s = under()
  s.fails('XB', 'transit-diverted', goes('destination', 'XB000301'), 'sender-role', '/type')
  s.fails('XA', 'transit-diverted', goes('transit', 'XB000300'), 'office', '/document/xOfficeOfDestination')
  s.fails('XA', 'transit-diverted', goes('destination', 'XB000301', { xLimit: '2026-11-20T00:00:00Z' }), 'limit', '/document/xLimit')
  const zones = { limits: {}, effects: [], presented: [], zones: { XB000301: 'Asia/Kathmandu' } }
  const unfit = { terms: { ...zones, competence: { XB000301: { roles: ['entry'] } } as unknown as Competences } }
  s.fails('XA', 'transit-diverted', goes('destination', 'XB000301'), 'competence', '/document/xOfficeOfDestination', unfit)
  s.says('XA', 'transit-diverted', goes('destination', 'XB000301', { xLimit: '2026-11-26' }), { terms: zones })
  bothHave(s, { phase: 'under-transit', entry: 'destination', destination: 'XB000301', limit: '2026-11-26', zone: 'Asia/Kathmandu' })
  t.equal(due(s, 'transit-limit')?.at, Date.parse('2026-11-26T18:15:00Z'), 'the limit is that of the new office')
  s.says('XB', 'transit-arrival', { xAt: '2026-11-26T09:00:00Z', xActualOffice: 'XB000301' })
  t.same(s.state.flags, [], 'it has come where it was to come, and in time')
  s.fails('XA', 'transit-diverted', goes('destination', 'XB000300'), 'transit-phase', '/type')

  const away = under()
  away.says('XA', 'transit-diverted', goes('none', 'XC000900'))
  bothHave(away, { phase: 'diverted', destination: 'XC000900' })
  t.same(preArrival.deadlines(away.a.case as Case<PreArrival>).filter((d) => d.key.startsWith('transit')), [], 'nothing is owed here')
  away.fails('XB', 'transit-crossing', { xAt: IN_TIME }, 'transit-phase', '/type')
  away.says('XB', 'arrival')
  away.fails('XB', 'release', {}, 'under-transit', '/type')
  away.fails('XB', 'transit-arrival', { xAt: IN_TIME }, 'office-of-transit', '/type')
  const came = away.says('XB', 'transit-arrival', { xAt: IN_TIME, xActualOffice: 'XB000302' })
  t.same(away.state.flags, [`transit-elsewhere:${came}`], 'it came all the same')
  bothHave(away, { phase: 'arrived', destination: 'XB000302' })
  const never = under()
  never.says('XA', 'transit-diverted', goes('none', 'XC000900'))
  never.says('XA', 'not-arrived')
  t.ok(isClosed(never.state))
  never.says('XA', 'transit-discharged')

  const passes = under(passing)
  passes.says('XB', 'transit-crossing', { xAt: IN_TIME })
  passes.fails('XA', 'transit-diverted', goes('none', 'XC000901'), 'transit-phase', '/document/xEntry')
  passes.says('XA', 'transit-diverted', goes('transit', 'XC000901'))
  bothHave(passes, { phase: 'crossed', destination: 'XC000901', at: IN_TIME })
  passes.says('XA', 'transit-diverted', goes('destination', 'XB000300'))
  bothHave(passes, { phase: 'under-transit', entry: 'destination', at: null })
  passes.says('XB', 'transit-arrival', { xAt: IN_TIME })
  passes.says('XB', 'transit-result', { xOutcome: 'satisfactory' })
  const ends = under(passing)
  ends.says('XB', 'transit-crossing', { xAt: IN_TIME })
  const there = ends.says('XB', 'transit-arrival', { xAt: IN_TIME, xActualOffice: 'XB000300' })
  t.same(ends.state.flags, [`transit-elsewhere:${there}`], 'and where it ends short of its destination that is told by whoever has it')
  bothHave(ends, { phase: 'arrived', entry: 'destination', destination: 'XB000300' })
  ends.fails('XA', 'transit-discharged', {}, 'transit-phase', '/type')
}) // prettier-ignore

const lines: Line[] = [
  { type: 'declaration', body: declaration, only: 'XA' },
  { type: 'registered', body: registered, only: 'XB' },
  { type: 'registered', body: registered, only: 'XB' },
  { type: 'rejected', body: {}, only: 'XB', answers: 'declaration' },
  { type: 'amendment', body: { functionalReferenceId: 'A', xSubject: [ONE] }, only: 'XA' },
  { type: 'amendment-accepted', body: {}, only: 'XB', answers: 'amendment' },
  { type: 'amendment-rejected', body: {}, only: 'XB', answers: 'amendment' },
  { type: 'invalidation', body: {}, only: 'XA' },
  { type: 'invalidation-accepted', body: {}, only: 'XB', answers: 'invalidation' },
  { type: 'invalidation-accepted', body: { xGround: 'lapsed' }, only: 'XB', iat: START / 1000 + 200 * 86_400 },
  { type: 'authority-amendment', body: { xSubject: [TWO] }, only: 'XB' },
  { type: 'information-request', body: {}, only: 'XB' },
  { type: 'information-response', body: {}, only: 'XA', answers: 'information-request' },
  { type: 'screening-request', body: { xSubject: [ONE] }, only: 'XB' },
  {
    type: 'screening-result',
    body: { xScreening: [{ method: 'm', resultCode: 'r' }] },
    only: 'XA',
    answers: 'screening-request',
  },
  { type: 'risk-outcome', body: outcome('1'), only: 'XB' },
  { type: 'risk-outcome', body: outcome('2'), only: 'XB' },
  { type: 'do-not-load', body: { xSubject: [ONE] }, only: 'XB' },
  { type: 'do-not-load-answer', body: { xOutcome: 'executed' }, only: 'XA', answers: 'do-not-load' },
  { type: 'do-not-load-lifted', body: {}, only: 'XB', answers: 'do-not-load' },
  { type: 'exit', body: { xSubject: [ONE] }, only: 'XA' },
  { type: 'arrival', body: {}, only: 'XB' },
  { type: 'arrival', body: {}, only: 'XB' },
  { type: 'arrival', body: { xUndeclared: true, xSubject: [box('XATU9000009')] }, only: 'XB' },
  { type: 'presentation', body: {}, only: 'XB' },
  { type: 'presentation-revoked', body: {}, only: 'XB' },
  { type: 'withdrawn', body: {}, only: 'XB' },
  { type: 'release', body: { xEffectiveOnArrival: true }, only: 'XB' },
  { type: 'diverted', body: {}, only: 'XA' },
  { type: 'not-arrived', body: {}, only: 'XA' },
  { type: 'control-recommendation', body: { xControlRecommendations: [] }, only: 'XB' },
  { type: 'control-notice', body: {}, only: 'XB' },
  { type: 'control-decision', body: {}, only: 'XB' },
  { type: 'control-result', body: { xResultCode: 'r' }, only: 'XB' },
  { type: 'agency-decision', body: { xAgency: 'vet', xDisposal: 'released' }, only: 'XB' },
  { type: 'release', body: {}, only: 'XB' },
  { type: 'refusal-of-entry', body: {}, only: 'XB' },
  { type: 'returned', body: {}, only: 'XB' },
  { type: 'agency-decision', body: { xAgency: 'vet', xDisposal: 'seized' }, only: 'XB' },
  { type: 'agency-decision', body: { xDisposal: 'returned' }, only: 'XB' },
  { type: 'seizure-lifted', body: { xAgency: 'vet', xRuling: RULING }, only: 'XB' },
  {
    type: 'disposal-consent',
    body: { xAgency: 'vet', xToAgency: 'customs', xDisposal: 'returned', xConsent: true },
    only: 'XB',
  },
  { type: 'release-revoked', body: { xReasonCode: 'x', goodsLocation: { id: 'Y' } }, only: 'XB' },
  { type: 'transit-release', body: TRANSIT, only: 'XA' },
  { type: 'transit-release', body: { ...TRANSIT, xEntry: 'transit' }, only: 'XA' },
  { type: 'transit-crossing', body: { xAt: IN_TIME }, only: 'XB' },
  { type: 'transit-diverted', body: { xEntry: 'none', xOfficeOfDestination: 'XC000901' }, only: 'XA' },
  { type: 'transit-arrival', body: { xAt: IN_TIME }, only: 'XB' },
  { type: 'transit-result', body: { xOutcome: 'satisfactory' }, only: 'XB' },
  { type: 'transit-discharged', body: {}, only: 'XA' },
  { type: 'transit-enquiry', body: {}, only: 'XA', iat: LIMIT / 1000 },
  { type: 'transit-enquiry-answer', body: { xOutcome: 'not-found' }, only: 'XB', answers: 'transit-enquiry' },
]

t.test('any messages in any order of arrival leave both sides with the same case', async (t) => {
  const applied = converges(t, 'pre-arrival', lines, 2)
  t.same(neverApplied('pre-arrival', applied), [])
})
