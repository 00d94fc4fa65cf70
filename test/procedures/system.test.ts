/** What two systems say of themselves, told from both sides. */
import t from 'tap'
import { otherEditions, otherThanAgreed } from '../../node/procedures/system/edition-check.ts'
import { breachAt, isLate } from '../../node/procedures/system/breaches.ts'
import { correctionAt } from '../../node/procedures/system/corrections.ts'
import { standingOf } from '../../node/procedures/system/on-duty.ts'
import type { ReferenceData } from '../../node/procedures/system/reference-data.ts'
import { system, type System } from '../../node/procedures/system/system.ts'
import type { Case } from '../../node/cases/engine.ts'
import { WHILE_OPEN } from '../../node/cases/procedure.ts'
import { converges, neverApplied, Sides, START, type Line } from './sides.ts'
import { MACHINE } from '../officer.ts'

const office = (id: string, modeCode = ['3']) => ({ id, name: `Office ${id}`, modeCode })
const route = (exit: string, entry: string, modeCode = '3') => ({
  exitOffice: { id: exit },
  entryOffice: { id: entry },
  modeCode,
})
const reference = (more: object = {}) => ({
  xVersion: 1,
  xOffices: [office('XA1'), office('XA2')],
  xForeignOffices: [office('XB1')],
  xRoutes: [route('XA1', 'XB1')],
  ...more,
})
const window = { xFrom: '2026-12-01T00:00:00Z', xTo: '2026-12-01T02:00:00Z' }
const outage = { xSince: '2026-11-23T04:00:00Z', xExpectedEnd: '2026-11-23T06:00:00Z' }
const over = { ...outage, xEndedAt: '2026-11-23T05:00:00Z' }
const paper = { xProcedure: 'paper', xFrom: '2026-11-23T04:00:00Z', xReviewAt: '2026-11-24T04:00:00Z' }
const digital = { ...paper, xEndedAt: '2026-11-23T05:30:00Z' }
const desk = { role: 'duty-desk', name: 'Duty desk', reach: ['+1 555 0100'], hours: '24/7' }
const AGREEMENT = `sha-256:${'A'.repeat(43)}`
const WRONG = { xProcedure: 'aeo', xMessage: '019ab000-0000-7000-8000-0000000000aa', xAgreement: AGREEMENT }
const BREACH = {
  ...{ xProcedure: 'aeo', xAgreement: AGREEMENT, xKnownAt: '2026-11-23T03:00:00Z', xKinds: ['confidentiality'] },
  xText: 'A copy was left behind.',
}
const due = (s: Sides<System>) => system.deadlines(s.a.case as Case<System>)

t.test('capabilities, offices, a maintenance, an outage with paper meanwhile, a test before go-live', async (t) => {
  const s = new Sides<System>(t, 'system')
  s.says('XA', 'capabilities', { xProcedures: [{ name: 'pre-arrival', versions: ['1'] }], xMessageBytes: 1000000 })
  s.says('XB', 'capabilities', { xProcedures: [] })
  t.same(Object.keys(s.state.capabilities).sort(), ['XA', 'XB'])
  s.says('XA', 'reference-data', reference())
  s.says('XA', 'reference-data', reference({ xVersion: 2 }))
  const islands = { xOffices: [office('XI1'), office('XA1')], xRoutes: [route('XI1', 'XB1')] }
  s.fails('XA', 'reference-data', reference({ xVersion: 3, ...islands }), 'office', '/document/xOffices/0/id')
  const terms = { limits: {}, effects: [], presented: [], offices: { XA: ['XA', 'XI'] } }
  s.says('XA', 'reference-data', reference({ xVersion: 3, ...islands }), { terms })
  s.says('XB', 'reference-data', { xVersion: 1, xOffices: [office('XB1')], xRoutes: [route('XB1', 'XA1')] })
  t.same([s.state.referenceData['XA']?.xVersion, s.state.referenceData['XB']?.xVersion], [3, 1])
  const planned = s.says('XA', 'maintenance', { ...window, xScope: { procedures: ['aeo'] } })
  s.says('XA', 'maintenance', { ...window, xCancelled: true }, { ref: planned })
  t.equal(s.state.maintenance[planned]?.cancelled, true)
  const away = s.says('XB', 'outage', outage)
  const meanwhile = s.says('XB', 'contingency', paper)
  t.same(
    due(s).map((d) => [d.what, d.owner, d.kind, new Date(d.at).toISOString()]),
    [
      ['outage lasts longer than expected', 'both', 'alert', '2026-11-23T06:00:00.000Z'],
      ['contingency not reviewed', 'both', 'alert', '2026-11-24T04:00:00.000Z'],
    ],
  )
  const never = '2099-01-01T00:00:00Z'
  s.fails('XB', 'outage', { ...over, xEndedAt: never }, 'future', '/document/xEndedAt', { ref: away })
  s.fails('XB', 'contingency', { ...digital, xEndedAt: never }, 'future', '/document/xEndedAt', { ref: meanwhile })
  const begun = { xSince: '2026-11-20T00:00:00Z', xEndedAt: '2026-11-22T00:00:00Z' }
  s.fails('XB', 'outage', begun, 'window', '/document/xEndedAt', { ref: away })
  s.says('XB', 'outage', over, { ref: away })
  s.says('XB', 'contingency', digital, { ref: meanwhile })
  t.same(
    due(s).map((d) => [d.what, d.owner, new Date(d.at).toISOString()]),
    [['contingency not regularised', 'both', '2026-11-26T05:30:00.000Z']],
    'three days after its end, where the agreement says nothing',
  )
  t.match(s.state.contingencies[meanwhile], { procedure: 'paper', country: 'XB', ended: Number, regularised: null })
  s.says('XA', 'outage', over)
  t.equal(Object.keys(s.state.outages).length, 2, 'one that is told when it is over is there too')
  const asked = s.says('XA', 'test', { xTestId: 'T1', xExpect: 'the declaration is registered' })
  s.says('XB', 'test', { xTestId: 'T1', xResult: 'passed' }, { ref: asked })
  t.same(s.state.tests[asked], { country: 'XA', testId: 'T1', result: 'passed' })
})

t.test(
  'what was done meanwhile is in the exchange within the term that was agreed, or is overdue on both sides',
  async (t) => {
    const s = new Sides<System>(t, 'system')
    const terms = { limits: { regularisation: 60 }, effects: [], presented: [] }
    const regular = { ...digital, xRegularisedAt: '2026-11-23T06:00:00Z' }
    const meanwhile = s.says('XB', 'contingency', paper, { terms })
    const refused = (from: 'XA' | 'XB', body: object, rule: string, pointer: string, more = {}) =>
      s.fails(from, 'contingency', body, rule, pointer, { ref: meanwhile, ...more })
    refused('XB', { ...paper, xRegularisedAt: regular.xRegularisedAt }, 'not-ended', '/document/xRegularisedAt')
    refused('XB', { ...digital, xRegularisedAt: digital.xFrom }, 'window', '/document/xRegularisedAt')
    s.says('XB', 'contingency', digital, { ref: meanwhile })
    const overdue = () => due(s).map((d) => [d.what, d.owner, d.kind, new Date(d.at).toISOString()])
    t.same(
      overdue(),
      [['contingency not regularised', 'both', 'alert', '2026-11-23T06:30:00.000Z']],
      'as it was agreed',
    )
    t.match(s.b.case && system.deadlines(s.b.case as Case<System>), due(s), 'and the same on the other side')
    const standing = () => standingOf(s.state.contingencies[meanwhile]!, Date.parse('2026-11-23T06:30:00Z'))
    t.equal(standing(), 'overdue')
    t.equal(standingOf(s.state.contingencies[meanwhile]!, Date.parse('2026-11-23T06:29:59Z')), 'to-regularise')
    const whole = { ...paper, xRegularisedAt: regular.xRegularisedAt }
    refused('XA', whole, 'not-own', '/ref')
    refused('XB', whole, 'no-interruption', '/ref', { ref: '019ab000-0000-7000-8000-00000000dead' })
    refused('XB', { ...paper, xRegularisedAt: '2026-11-23T05:29:59Z' }, 'window', '/document/xRegularisedAt')
    s.says('XB', 'contingency', whole, { ref: meanwhile })
    t.same([overdue(), standing()], [[], 'over'])
    refused('XB', whole, 'regularised', '/ref')
    s.says('XA', 'contingency', regular)
    t.same(overdue(), [], 'what is told when all of it is over')
    const away = s.says('XA', 'contingency', paper)
    s.says('XA', 'contingency', regular, { ref: away })
    t.same(overdue(), [], 'ended and regularised in one')
    const nothing = s.says('XA', 'contingency', { ...paper, xProcedure: 'none' })
    s.says('XA', 'contingency', digital, { ref: nothing })
    t.same(overdue(), [], 'where nothing stood in, nothing is left to do')
  },
)

t.test('wrong data are put right within the hours of the agreement, or that is overdue on both sides', async (t) => {
  const s = new Sides<System>(t, 'system')
  const sentUnder = { limits: {}, effects: [], presented: [], correctionHours: 72 }
  const terms = { ...sentUnder, correctionHours: 1 }
  const wrong = {
    xProcedure: 'documents',
    xMessage: '019ab000-0000-7000-8000-0000000000aa',
    xAgreement: AGREEMENT,
    xPointers: ['/xItems/0'],
  }
  const asked = s.says('XA', 'correction-request', wrong, { terms, sentUnder, iat: START / 1000 })
  const at = START + 72 * 3_600_000
  const expected = { key: `correction:${asked}`, at, owner: 'both', kind: 'alert', what: 'wrong data not corrected', ref: asked } // prettier-ignore
  for (const side of [s.a, s.b]) t.same(system.deadlines(side.case as Case<System>), [expected])
  const stands = (now: number) => correctionAt(s.state.corrections[asked]!, now)
  t.same([stands(at - 1), stands(at)], ['open', 'overdue'])
  t.match(s.state.corrections[asked], { country: 'XB', procedure: 'documents', pointers: ['/xItems/0'], result: null })
  const refused = (from: 'XA' | 'XB', body: object, rule: string, pointer: string, ref = asked) =>
    s.fails(from, 'correction-answer', body, rule, pointer, { ref })
  refused('XA', { xResult: 'corrected' }, 'not-own', '/ref')
  refused('XB', { xResult: 'corrected' }, 'no-correction', '/ref', wrong.xMessage)
  refused('XB', { xResult: 'refused' }, 'reason', '/document/xText')
  const standing = { xResult: 'refused', xText: 'they are as the certificate has them' }
  refused('XB', { ...standing, xCorrectedBy: wrong.xMessage }, 'refused', '/document/xCorrectedBy')
  const machine = { context: { xDecidedBy: MACHINE } }
  for (const more of [machine, { context: { xDecidedBy: undefined } as never }])
    s.fails('XB', 'correction-answer', standing, 'decided-by', '/context/xDecidedBy', { ref: asked, ...more })
  // Late rather than not at all.
  const by = '019ab000-0000-7000-8000-0000000000bb'
  s.says(
    'XB',
    'correction-answer',
    { xResult: 'corrected', xCorrectedBy: by },
    { ref: asked, iat: at / 1000 + 60, ...machine },
  )
  t.same([due(s), stands(at + 60_000)], [[], 'corrected'])
  t.match(s.state.corrections[asked], { answered: at + 60_000, by, due: at })
  refused('XB', { xResult: 'corrected' }, 'answered', '/ref')
  const silent = s.says('XB', 'correction-request', { ...wrong, xProcedure: 'aeo' }, { terms })
  t.match(s.state.corrections[silent], { country: 'XA', due: null }, 'the agreement names no hours of it')
  t.same(due(s), [])
  s.says('XA', 'correction-answer', standing, { ref: silent })
  t.equal(correctionAt(s.state.corrections[silent]!, Infinity), 'refused')
})

t.test(
  'a breach of data is told within the hours of the agreement, completed, and answered; or that is overdue',
  async (t) => {
    const s = new Sides<System>(t, 'system')
    const sentUnder = { limits: {}, effects: [], presented: [], breachHours: 48 }
    const more = { sentUnder, terms: { ...sentUnder, breachHours: 1 } }
    const hour = (n: number) => new Date(START + n * 3_600_000).toISOString()
    const told = (known: number, rest: object = {}) => ({ ...BREACH, xKnownAt: hour(known), ...rest })
    s.fails('XB', 'breach-notice', told(1), 'future', '/document/xKnownAt', { ...more, iat: START / 1000 })
    s.fails('XB', 'breach-notice', told(-2, { xOccurredAt: hour(-1) }), 'time', '/document/xOccurredAt', more)
    s.fails('XB', 'breach-notice', told(-49), 'delay', '/document/xDelayReason', more)
    for (const xDecidedBy of [MACHINE, undefined as never])
      s.fails('XB', 'breach-notice', told(-1), 'decided-by', '/context/xDecidedBy', {
        ...more,
        context: { xDecidedBy },
      })
    const notice = s.says('XB', 'breach-notice', told(-48, { xMessages: [WRONG.xMessage] }), more)
    const late = s.says('XA', 'breach-notice', told(-49, { xDelayReason: 'it was a weekend' }), more)
    t.match(s.state.breaches[notice], { country: 'XB', procedure: 'aeo', messages: [WRONG.xMessage], due: START })
    const of = (id: string) => s.state.breaches[id]!
    t.same([isLate(of(notice)), isLate(of(late)), of(late).messages], [false, true, null])
    const by = START + 48 * 3_600_000
    const duty = () => due(s).map((d) => [d.key, d.at, d.owner, d.kind, d.ref])
    const open = (id: string, owner: string) => [
      [`breach:${id}`, 0, owner, 'alert', id],
      [`breach-answer:${id}`, by, 'both', 'alert', id],
    ]
    t.same(
      duty(),
      [...open(notice, 'XA'), ...open(late, 'XB')],
      'whoever was told at once, both where the hours have passed',
    )
    t.same(s.b.case && system.deadlines(s.b.case as Case<System>), due(s))
    t.same([breachAt(of(notice), by - 1), breachAt(of(notice), by)], ['told', 'overdue'])
    s.fails('XA', 'breach-update', { xPersons: 3 }, 'not-own', '/ref', { ref: notice })
    s.fails('XB', 'breach-update', {}, 'schema', '/document', { ref: notice })
    for (const type of ['breach-update', 'breach-answer'])
      s.fails('XB', type, { xText: 'x' }, 'no-breach', '/ref', { ref: WRONG.xMessage })
    s.fails('XB', 'breach-answer', {}, 'own-breach', '/ref', { ref: notice })
    s.fails('XA', 'breach-answer', {}, 'decided-by', '/context/xDecidedBy', {
      ref: notice,
      context: { xDecidedBy: MACHINE },
    })
    s.says(
      'XB',
      'breach-update',
      { xPersons: 3, xCategories: ['identification of traders'] },
      { ref: notice, iat: START / 1000 + 60 },
    )
    t.match(of(notice), { updated: START + 60_000, remedied: null, answered: null })
    const remedied = (n: number) => ({ xRemediedAt: hour(n) })
    s.fails('XB', 'breach-update', remedied(-49), 'time', '/document/xRemediedAt', { ref: notice })
    s.fails('XB', 'breach-update', remedied(1), 'future', '/document/xRemediedAt', { ref: notice, iat: START / 1000 })
    s.says('XA', 'breach-answer', { xMeasures: 'the persons were told' }, { ref: notice, iat: by / 1000 })
    s.fails('XA', 'breach-answer', {}, 'answered', '/ref', { ref: notice })
    t.same([duty(), breachAt(of(notice), Infinity)], [open(late, 'XB'), 'answered'])
    const needed = () => system.needed!(s.a.case as Case<System>, START - 1)
    s.says('XB', 'breach-answer', {}, { ref: late })
    t.same(needed(), { from: START, until: WHILE_OPEN }, 'kept until it is over')
    s.says('XB', 'breach-update', remedied(0), { ref: notice })
    s.fails('XB', 'breach-update', remedied(0), 'remedied', '/document/xRemediedAt', { ref: notice })
    s.says('XB', 'breach-update', { xText: 'found later still' }, { ref: notice })
    s.says('XA', 'breach-update', remedied(0), { ref: late })
    t.same([duty(), breachAt(of(notice), 0), needed()?.until], [[], 'remedied', by])
    const silent = s.says('XB', 'breach-notice', told(-1000), { terms: more.terms })
    t.match(of(silent), { due: null, answerBy: null }, 'the agreement names no hours of it')
    t.same(duty(), open(silent, 'XA').slice(0, 1))
  },
)

t.test('contacts take the place of what was said before, and have a duty desk', async (t) => {
  const s = new Sides<System>(t, 'system')
  const legal = { ...desk, role: 'legal' }
  s.says('XA', 'contacts', { xContacts: [desk] })
  s.says('XB', 'contacts', { xContacts: [desk, legal] })
  s.says('XA', 'contacts', { xContacts: [{ ...desk, reach: ['+1 555 0101'] }] })
  s.fails('XA', 'contacts', { xContacts: [legal] }, 'duty-desk', '/document/xContacts')
  t.same(
    Object.entries(s.state.contacts).map(([country, all]) => [country, all.map(({ role, reach }) => [role, ...reach])]),
    [
      ['XA', [['duty-desk', '+1 555 0101']]],
      [
        'XB',
        [
          ['duty-desk', '+1 555 0100'],
          ['legal', '+1 555 0100'],
        ],
      ],
    ],
  )
})

t.test('editions of two sides against each other, and against what was agreed', async (t) => {
  const side = (country: string, more: object) => ({ country, data: { ...reference(), ...more } as ReferenceData })
  const list = (name: string, version: string) => ({ name, version })
  const ours = side('XA', { xCodeLists: [list('packages', '21'), list('offices', '3')], xHsEdition: '2022', xTzdb: '2026a' }) // prettier-ignore
  const theirs = side('XB', { xCodeLists: [list('packages', '20'), list('modes', '1')], xHsEdition: '2028', xRateSource: 'ECB' }) // prettier-ignore
  const told = (found: ReturnType<typeof otherEditions>) => found.map((d) => [d.kind, d.at, d.member, d.ours, d.theirs])
  const expected = [
    ['code-list-missing', 'XA', 'modes', null, '1'],
    ['code-list-missing', 'XB', 'offices', '3', null],
    ['code-list-differs', 'XB', 'packages', '21', '20'],
    ['hs-edition-differs', 'XB', 'xHsEdition', '2022', '2028'],
    ['rate-source-differs', 'XA', 'xRateSource', null, 'ECB'],
    ['tzdb-differs', 'XB', 'xTzdb', '2026a', null],
  ]
  t.same(told(otherEditions(ours, theirs)), expected)
  t.same(
    otherEditions(theirs, ours)
      .map((d) => [d.member, d.theirs, d.ours])
      .sort(),
    expected.map(([, , member, mine, yours]) => [member, mine, yours]).sort(),
    'the other side sees the same',
  )
  t.same(told(otherEditions(ours, { ...ours, country: 'XB' })), [])
  t.same(
    otherThanAgreed([ours, theirs], [list('packages', '21')], 'XA').map((d) => [d.kind, d.at, d.member, d.ours, d.theirs, d.agreed]), // prettier-ignore
    [['code-list-not-agreed', 'XB', 'packages', undefined, '20', '21']],
  )
  t.same(
    otherThanAgreed([theirs], [list('offices', '3')], 'XB').map((d) => d.ours),
    [null],
    'not stated at all',
  )
})

t.test('needed from the earliest message on of which something still holds', async (t) => {
  const s = new Sides<System>(t, 'system')
  const day = (n: number) => ({ iat: START / 1000 + n * 86_400 })
  const needed = (last: number) => system.needed!(s.a.case as Case<System>, day(last).iat * 1000)
  const from = (n: number, until = WHILE_OPEN) => ({ from: day(n).iat * 1000, until })
  const away = s.says('XA', 'outage', outage, day(0))
  t.same(needed(0), from(0))
  s.says('XA', 'outage', over, { ref: away, ...day(1) })
  t.same(needed(1), undefined, 'it is over')
  const planned = s.says('XB', 'maintenance', window, day(2))
  t.same(needed(2), from(2, Date.parse(window.xTo)))
  s.says('XA', 'capabilities', { xProcedures: [] }, day(3))
  s.says('XB', 'reference-data', { xVersion: 1, xOffices: [office('XB1')], xRoutes: [] }, day(4))
  t.same(needed(4), from(2))
  s.says('XB', 'maintenance', { ...window, xCancelled: true }, { ref: planned, ...day(5) })
  t.same(needed(5), from(3))
  s.says('XA', 'capabilities', { xProcedures: [] }, day(6))
  t.same(needed(6), from(4), 'what was said before was said anew')
  s.says('XB', 'reference-data', { xVersion: 2, xOffices: [office('XB1')], xRoutes: [] }, day(7))
  t.same(needed(7), from(6))
  s.says('XA', 'contacts', { xContacts: [desk] }, day(8))
  s.says('XA', 'capabilities', { xProcedures: [] }, day(9))
  s.says('XB', 'reference-data', { xVersion: 3, xOffices: [office('XB1')], xRoutes: [] }, day(9))
  t.same(needed(9), from(8), 'contacts hold until there are others')
  const meanwhile = s.says('XB', 'contingency', paper, day(10))
  s.says('XB', 'contingency', digital, { ref: meanwhile, ...day(11) })
  s.says('XA', 'contacts', { xContacts: [desk] }, day(12))
  s.says('XA', 'capabilities', { xProcedures: [] }, day(12))
  s.says('XB', 'reference-data', { xVersion: 4, xOffices: [office('XB1')], xRoutes: [] }, day(12))
  t.same(needed(12), from(10), 'what is not in the exchange yet')
  s.says('XB', 'contingency', { ...paper, xRegularisedAt: '2026-11-24T00:00:00Z' }, { ref: meanwhile, ...day(13) })
  t.same(needed(13), from(12), 'and is by now')
  const wrong = { ...WRONG, xMessage: meanwhile }
  const asked = s.says('XA', 'correction-request', wrong, day(14))
  for (const type of ['capabilities', 'contacts'])
    s.says('XA', type, type === 'contacts' ? { xContacts: [desk] } : { xProcedures: [] }, day(15))
  s.says('XB', 'reference-data', { xVersion: 5, xOffices: [office('XB1')], xRoutes: [] }, day(15))
  t.same(needed(15), from(14), 'data that are to be put right')
  s.says('XB', 'correction-answer', { xResult: 'corrected' }, { ref: asked, ...day(16) })
  t.same(needed(16), from(15), 'and are by now')
})

t.test('every functional error names its rule and its element', async (t) => {
  const s = new Sides<System>(t, 'system')
  const ref = '019ab000-0000-7000-8000-00000000dead'
  const data = (more: object) => reference(more)
  const at = (path: string) => `/document/${path}`
  s.fails('XA', 'reference-data', data({ xOffices: [office('XB1')] }), 'office', at('xOffices/0/id'))
  s.fails('XA', 'reference-data', data({ xForeignOffices: [office('XC1')] }), 'office', at('xForeignOffices/0/id'))
  s.fails('XA', 'reference-data', data({ xOffices: [office('XA1'), office('XA1')] }), 'duplicate', at('xOffices/1/id'))
  s.fails('XA', 'reference-data', data({ xRoutes: [route('XA1', 'XA2')] }), 'route', at('xRoutes/0'))
  s.fails('XA', 'reference-data', data({ xRoutes: [route('XA1', 'XC2')] }), 'route', at('xRoutes/0'))
  s.fails('XA', 'reference-data', data({ xRoutes: [route('XA9', 'XB1')] }), 'unknown-office', at('xRoutes/0'))
  const twice = [route('XA1', 'XB1'), route('XA1', 'XB1')]
  s.fails('XA', 'reference-data', data({ xRoutes: twice }), 'duplicate', at('xRoutes/1'))
  const lists = [
    { name: 'packages', version: '1' },
    { name: 'packages', version: '2' },
  ]
  s.fails('XA', 'reference-data', data({ xCodeLists: lists }), 'duplicate', at('xCodeLists/1/name'))
  s.says('XA', 'reference-data', data({ xVersion: 3 }))
  s.fails('XA', 'reference-data', data({ xVersion: 3 }), 'version', at('xVersion'))
  s.fails('XA', 'maintenance', { xFrom: window.xTo, xTo: window.xFrom }, 'window', at('xTo'))
  s.fails('XA', 'maintenance', { ...window, xCancelled: true }, 'no-maintenance', '/ref', { ref })
  for (const from of ['XA', 'XB'] as const) {
    s.fails(from, 'maintenance', { ...window, xTo: '2027-01-01T00:00:01Z' }, 'window', at('xTo'))
    s.says(from, 'maintenance', { ...window, xTo: '2027-01-01T00:00:00Z' })
  }
  const planned = s.says('XA', 'maintenance', window)
  s.fails('XB', 'maintenance', { ...window, xCancelled: true }, 'not-own', '/ref', { ref: planned })
  s.says('XA', 'maintenance', { ...window, xCancelled: true }, { ref: planned })
  s.fails('XA', 'maintenance', { ...window, xCancelled: true }, 'cancelled', '/ref', { ref: planned })
  const early = '2026-11-23T03:00:00Z'
  s.fails('XA', 'outage', { ...outage, xEndedAt: early }, 'window', at('xEndedAt'))
  s.fails('XA', 'outage', { ...outage, xExpectedEnd: early }, 'window', at('xExpectedEnd'))
  s.fails('XA', 'outage', over, 'no-interruption', '/ref', { ref })
  const away = s.says('XA', 'outage', outage)
  s.fails('XB', 'outage', over, 'not-own', '/ref', { ref: away })
  s.says('XA', 'outage', over, { ref: away })
  s.fails('XA', 'outage', over, 'ended', '/ref', { ref: away })
  s.fails('XA', 'contingency', { ...paper, xEndedAt: early }, 'window', at('xEndedAt'))
  s.fails('XA', 'contingency', digital, 'no-interruption', '/ref', { ref })
  s.fails('XA', 'test', { xTestId: 'T1', xResult: 'passed' }, 'no-test', '/ref')
  const asked = s.says('XA', 'test', { xTestId: 'T1' })
  s.fails('XA', 'test', { xTestId: 'T1', xResult: 'passed' }, 'own-test', '/ref', { ref: asked })
  s.fails('XB', 'test', { xTestId: 'T2', xResult: 'passed' }, 'test-id', at('xTestId'), { ref: asked })
  s.says('XB', 'test', { xTestId: 'T1', xResult: 'failed' }, { ref: asked })
  s.fails('XB', 'test', { xTestId: 'T1', xResult: 'passed' }, 'answered', '/ref', { ref: asked })
})

t.test('a case holds a hundred of a kind, and what it holds is ended all the same', async (t) => {
  const s = new Sides<System>(t, 'system')
  const last: Record<string, string> = {}
  for (let i = 0; i < 100; i++) {
    const from = i % 2 === 0 ? 'XA' : 'XB'
    const say = (type: string, body: object) => (last[type] = s.says(from, type, body))
    say('maintenance', window)
    say('correction-request', WRONG)
    say('breach-notice', BREACH)
    // Of one kind: what is down, and what stands in for it.
    if (from === 'XA') say('outage', outage)
    else say('contingency', paper)
    say('test', { xTestId: 'T' })
  }
  for (const from of ['XA', 'XB'] as const) {
    const refused = (type: string, body: object) => s.fails(from, type, body, 'too-many', '/conversation')
    refused('maintenance', window)
    refused('correction-request', WRONG)
    refused('breach-notice', BREACH)
    refused('outage', outage)
    refused('contingency', { ...paper, xEndedAt: over.xEndedAt })
    refused('test', { xTestId: 'T' })
  }
  s.says('XB', 'maintenance', { ...window, xCancelled: true }, { ref: last['maintenance']! })
  s.says('XA', 'correction-answer', { xResult: 'corrected' }, { ref: last['correction-request']! })
  s.says('XA', 'breach-answer', {}, { ref: last['breach-notice']! })
  s.says('XA', 'outage', over, { ref: last['outage']! })
  s.says('XB', 'contingency', digital, { ref: last['contingency']! })
  s.says('XA', 'test', { xTestId: 'T', xResult: 'passed' }, { ref: last['test']! })
  s.fails('XA', 'maintenance', window, 'too-many', '/conversation')
})

const lines: Line[] = [
  { type: 'capabilities', body: { xProcedures: [] } },
  { type: 'reference-data', body: reference(), only: 'XA' },
  { type: 'reference-data', body: reference({ xVersion: 2 }), only: 'XA' },
  { type: 'contacts', body: { xContacts: [desk] } },
  { type: 'contingency', body: { ...paper, xRegularisedAt: '2026-11-23T06:00:00Z' }, answers: 'contingency' },
  { type: 'maintenance', body: window },
  { type: 'maintenance', body: { ...window, xCancelled: true }, answers: 'maintenance' },
  { type: 'outage', body: outage },
  { type: 'outage', body: over, answers: 'outage' },
  { type: 'contingency', body: paper },
  { type: 'contingency', body: digital, answers: 'contingency' },
  { type: 'correction-request', body: WRONG },
  { type: 'correction-answer', body: { xResult: 'corrected' }, answers: 'correction-request' },
  { type: 'correction-answer', body: { xResult: 'refused', xText: 'it stands' }, answers: 'correction-request' },
  { type: 'breach-notice', body: BREACH },
  { type: 'breach-update', body: { xPersons: 3 }, answers: 'breach-notice' },
  { type: 'breach-update', body: { xRemediedAt: '2026-11-23T03:30:00Z' }, answers: 'breach-notice' },
  { type: 'breach-answer', body: {}, answers: 'breach-notice' },
  { type: 'test', body: { xTestId: 'T' } },
  { type: 'test', body: { xTestId: 'T', xResult: 'passed' }, answers: 'test' },
]

t.test('any messages in any order of arrival leave both sides with the same case', async (t) => {
  t.same(neverApplied('system', converges(t, 'system', lines)), [])
})
