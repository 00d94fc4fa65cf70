/** Mutual assistance told from both sides: XB asks, XA is asked. */
import t from 'tap'
import { answerDue, registerLine, type Assistance } from '../../node/procedures/assistance/assistance-state.ts'
import { assistance, assistanceWith } from '../../node/procedures/assistance/assistance.ts'
import { PROCEDURES } from '../../node/procedures/procedures.ts'
import { foldCase, type Case } from '../../node/cases/engine.ts'
import { converges, message, neverApplied, Sides, START, type Line, type T } from './sides.ts'
import { MACHINE } from '../officer.ts'

const DAY = 86_400_000
const context = { xLegalBasis: 'Agreement XA-XB of 2024, Art. 7', xPurpose: 'undervaluation' }
const request = (more: object = {}) => ({
  xInstrument: 'tfa-12',
  xMatter: 'invoice 4711',
  xQuestions: ['Was the invoice presented at export?'],
  ...more,
})
const limit = (onward = 'with-consent') => ({ purposes: ['undervaluation'], proceedings: ['administrative'], onward })
const DIGEST = `sha-256:${'A'.repeat(43)}`
const answer = (more: object = {}) => ({
  xText: 'It was.',
  xUseLimitation: limit(),
  xRetainUntil: '2027-11-23T00:00:00Z',
  xAttachments: [{ part: 'attachment-1', digest: DIGEST, xUseLimitation: limit('none') }],
  ...more,
})
const due = (s: Sides<Assistance>) => assistance.deadlines(s.a.case as Case<Assistance>)
const asked = (t: T, more: object = {}): Sides<Assistance> => {
  const s = new Sides<Assistance>(t, 'assistance')
  s.says('XB', 'request', request(more), { context })
  return s
}

t.test('received, accepted on conditions, postponed, resumed, answered in parts, used onward, destroyed', async (t) => {
  const s = asked(t)
  t.same([s.state.state, answerDue(s.state, 90)], ['received', START + 90 * DAY])
  s.says('XB', 'supplement', { xText: 'and invoice 4712' })
  s.says('XA', 'conditional', { xConditions: ['administrative use only'] })
  s.says('XB', 'conditions-accepted')
  t.equal(s.state.state, 'accepted')
  s.says('XA', 'postponed', { xReason: 'prosecution', xUntil: '2027-06-01T00:00:00Z' })
  t.same([s.state.state, answerDue(s.state, 90)], ['postponed', Date.parse('2027-06-01T00:00:00Z')])
  s.says('XA', 'resumed', { xAnswerBy: '2027-07-01T00:00:00Z' })
  t.same([s.state.state, answerDue(s.state, 90)], ['accepted', Date.parse('2027-07-01T00:00:00Z')])
  const part = s.says('XA', 'partial-answer', answer({ xRetainUntil: '2027-01-01T00:00:00Z' }))
  t.equal(s.state.state, 'accepted')
  const whole = s.says('XA', 'answer', answer())
  t.same([s.state.state, answerDue(s.state, 90)], ['answered', null])
  t.same(Object.keys(s.state.given[whole]!.limitations), ['document', 'attachment-1'], 'a limitation for each part')
  const onward = s.says(
    'XB',
    'onward-use-request',
    { xRecipient: 'court of XB', xPurpose: 'evidence', xParts: ['document'] },
    { ref: whole },
  )
  s.says('XA', 'onward-use-answer', { xGranted: true, xConditions: ['in camera'] }, { ref: onward })
  t.equal(s.state.onward[onward]?.granted, true)
  t.same(
    due(s).map((d) => [d.owner, d.kind, d.ref]),
    [
      ['XB', 'alert', part],
      ['XB', 'alert', whole],
    ],
  )
  s.says('XB', 'destroyed', { xDestroyedAt: '2026-12-31T00:00:00Z' }, { ref: part })
  t.equal(s.state.state, 'answered')
  s.says('XB', 'destroyed', { xDestroyedAt: '2027-11-01T00:00:00Z' })
  t.equal(s.state.state, 'closed')
  t.same(due(s), [])
})

t.test('the case and its line in the register hold nothing of the content', async (t) => {
  const s = asked(t, { xUrgent: true })
  s.says('XA', 'accepted')
  s.says('XA', 'answer', answer())
  const told = JSON.stringify([s.state, registerLine(s.state, 90)])
  for (const content of ['4711', 'presented', 'It was', 'undervaluation, '])
    t.notOk(told.includes(content), `${content} is not in it`)
  t.match(registerLine(s.state, 90), { state: 'answered', instrument: 'tfa-12', urgent: true, answers: 1 })
})

t.test('the term: 90 days by default, configurable, or as it was named', async (t) => {
  const s = asked(t)
  t.match(due(s), [{ owner: 'both', kind: 'alert', at: START + 90 * DAY }])
  t.match(assistanceWith({ answerDays: 30 }).deadlines(s.a.case as Case<Assistance>), [{ at: START + 30 * DAY }])
  const named = asked(t, { xAnswerBy: '2026-12-01T00:00:00Z' })
  t.match(due(named), [{ at: Date.parse('2026-12-01T00:00:00Z') }])
  const agreed = message('assistance', 'XB', 'XA', 'request', request(), { context })
  const fold = foldCase(
    [{ ...agreed, terms: { limits: { answer: 60 }, effects: [], presented: [], stage: 'live' as const } }],
    PROCEDURES.lookup,
  )
  t.match(
    assistance.deadlines(fold.case as Case<Assistance>),
    [{ at: START + 3_600_000 }],
    'or as the agreement has it',
  )
})

t.test('refused, declined, withdrawn and unasked', async (t) => {
  const refused = asked(t)
  refused.says('XA', 'refused', { xReason: 'sovereignty' })
  t.same([refused.state.state, refused.state.reason, due(refused)], ['refused', 'sovereignty', []])
  const declined = asked(t)
  declined.says('XA', 'conditional', { xConditions: ['x'] })
  declined.says('XB', 'conditions-declined')
  t.equal(declined.state.state, 'closed')
  const withdrawn = asked(t)
  withdrawn.says('XB', 'withdrawal')
  t.same([withdrawn.state.state, withdrawn.state.reason], ['closed', 'withdrawn'])
  const given = new Sides<Assistance>(t, 'assistance')
  given.says('XA', 'spontaneous', answer(), { context })
  t.same([given.state.state, given.a.case?.roles], ['answered', { requested: 'XA', requesting: 'XB' }])
  given.says('XB', 'destroyed', { xDestroyedAt: '2027-01-01T00:00:00Z' })
  t.equal(given.state.state, 'closed')
})

t.test('every functional error names its rule and its element', async (t) => {
  const s = new Sides<Assistance>(t, 'assistance')
  s.fails('XA', 'accepted', {}, 'not-open', '/type')
  const { xPurpose, xLegalBasis } = context
  s.fails('XB', 'request', request(), 'legal-basis', '/context/xLegalBasis', { context: { xPurpose } })
  s.fails('XB', 'request', request(), 'purpose', '/context/xPurpose', { context: { xLegalBasis } })
  const personal = { xPersonalData: { categories: ['name'] } }
  const equivalence = '/document/xPersonalData/xEquivalence'
  s.fails('XB', 'request', request(personal), 'equivalence', equivalence, { context })
  s.fails('XA', 'spontaneous', answer(), 'legal-basis', '/context/xLegalBasis')
  s.fails('XA', 'spontaneous', answer(personal), 'equivalence', equivalence, { context })
  const past = request({ xAnswerBy: '2026-11-01T00:00:00Z' })
  s.fails('XB', 'request', past, 'term', '/document/xAnswerBy', { context })
  const nobody = { ...context, xDecidedBy: MACHINE }
  s.fails('XB', 'request', request(), 'decided-by', '/context/xDecidedBy', { context: nobody })
  const agreed = { categories: ['name'], xEquivalence: { ref: 'E-1', agreedAt: '2024-01-01T00:00:00Z' } }
  s.says('XB', 'request', request({ xPersonalData: agreed }), { context })
  t.ok(s.state.personalData)
  s.fails('XB', 'request', request(), 'request-open', '/type', { context })
  s.fails('XA', 'answer', answer(), 'not-accepted', '/type')
  s.fails('XA', 'resumed', {}, 'not-postponed', '/type')
  s.fails('XB', 'conditions-accepted', {}, 'no-conditions', '/type')
  s.fails('XB', 'conditions-declined', {}, 'no-conditions', '/type')
  s.fails('XB', 'answer', answer(), 'sender-role', '/type')
  s.says('XA', 'postponed', { xReason: 'resources' })
  s.fails('XA', 'postponed', { xReason: 'resources' }, 'postponed', '/type')
  s.says('XA', 'resumed')
  s.says('XA', 'conditional', { xConditions: ['x'] })
  s.fails('XA', 'answer', answer(), 'conditions-open', '/type')
  s.fails('XA', 'accepted', {}, 'decided', '/type')
  s.says('XB', 'conditions-accepted')
  s.fails('XA', 'conditional', { xConditions: ['x'] }, 'decided', '/type')
  const bare = answer({ xAttachments: [{ part: 'attachment-1', digest: DIGEST }] })
  s.fails('XA', 'answer', bare, 'schema', '/document/xAttachments/0/xUseLimitation')
  const twice = [1, 2].map(() => ({ part: 'attachment-1', digest: DIGEST, xUseLimitation: limit() }))
  s.fails('XA', 'answer', answer({ xAttachments: twice }), 'part', '/document/xAttachments/1/part')
  const late = answer({ xRetainUntil: '2026-01-01T00:00:00Z' })
  s.fails('XA', 'answer', late, 'retention', '/document/xRetainUntil')
  const given = s.says('XA', 'answer', answer())
  const wish = (xParts?: string[]) => ({ xRecipient: 'court', xPurpose: 'evidence', ...(xParts ? { xParts } : {}) })
  for (const type of ['accepted', 'refused', 'answer', 'partial-answer', 'postponed', 'conditional'])
    s.fails('XA', type, bodies[type] ?? {}, 'closed', '/type')
  for (const type of ['supplement', 'withdrawal']) s.fails('XB', type, bodies[type] ?? {}, 'closed', '/type')
  s.fails('XB', 'onward-use-request', wish(), 'no-answer', '/ref')
  const ref = given
  s.fails('XB', 'onward-use-request', wish(['attachment-9']), 'no-part', '/document/xParts/0', { ref })
  s.fails('XB', 'onward-use-request', wish(['attachment-1']), 'onward-excluded', '/document/xParts/0', { ref })
  const after = Date.parse('2027-11-23T00:00:00Z') / 1000
  s.fails('XB', 'onward-use-request', wish(), 'retention-ended', '/ref', { ref, iat: after })
  s.fails('XA', 'onward-use-answer', { xGranted: true }, 'no-request', '/ref', { ref })
  const wished = s.says('XB', 'onward-use-request', wish(), { ref })
  s.says('XA', 'onward-use-answer', { xGranted: false }, { ref: wished })
  s.fails('XA', 'onward-use-answer', { xGranted: true }, 'answered', '/ref', { ref: wished })
  s.fails('XB', 'destroyed', { xDestroyedAt: '2027-01-01T00:00:00Z' }, 'no-answer', '/ref', { ref: wished })
  s.says('XB', 'destroyed', { xDestroyedAt: '2027-01-01T00:00:00Z' }, { ref })
  s.fails('XB', 'destroyed', { xDestroyedAt: '2027-01-01T00:00:00Z' }, 'destroyed', '/ref', { ref })
  s.fails('XB', 'onward-use-request', wish(), 'destroyed', '/ref', { ref })
  const told = new Sides<Assistance>(t, 'assistance')
  const closed = answer({ xUseLimitation: limit('none') })
  const only = told.says('XA', 'spontaneous', closed, { context })
  told.fails('XB', 'onward-use-request', wish(), 'onward-excluded', '/ref', { ref: only })
  told.fails('XB', 'supplement', bodies['supplement'], 'no-request', '/type')
})

const bodies: Record<string, object> = {
  refused: { xReason: 'other' },
  answer: answer(),
  'partial-answer': answer(),
  postponed: { xReason: 'other' },
  conditional: { xConditions: ['x'] },
  supplement: { xText: 'x' },
}

const lines: Line[] = [
  { type: 'request', body: request(), context, only: 'XB' },
  { type: 'spontaneous', body: answer(), context, only: 'XA' },
  { type: 'supplement', body: { xText: 'x' }, only: 'XB' },
  { type: 'accepted', body: {}, only: 'XA' },
  { type: 'accepted', body: {}, only: 'XA' },
  { type: 'conditional', body: { xConditions: ['x'] }, only: 'XA' },
  { type: 'conditions-accepted', body: {}, only: 'XB' },
  { type: 'conditions-accepted', body: {}, only: 'XB' },
  { type: 'conditions-declined', body: {}, only: 'XB' },
  { type: 'postponed', body: { xReason: 'other' }, only: 'XA' },
  { type: 'resumed', body: {}, only: 'XA' },
  { type: 'refused', body: { xReason: 'other' }, only: 'XA' },
  { type: 'partial-answer', body: answer(), only: 'XA' },
  { type: 'answer', body: answer(), only: 'XA' },
  { type: 'answer', body: answer(), only: 'XA' },
  { type: 'withdrawal', body: {}, only: 'XB' },
  {
    type: 'onward-use-request',
    body: { xRecipient: 'c', xPurpose: 'p', xParts: ['document'] },
    only: 'XB',
    answers: 'spontaneous',
  },
  { type: 'onward-use-answer', body: { xGranted: true }, only: 'XA', answers: 'onward-use-request' },
  { type: 'destroyed', body: { xDestroyedAt: '2027-01-01T00:00:00Z' }, only: 'XB', answers: 'answer' },
]

t.test('any messages in any order of arrival leave both sides with the same case', async (t) => {
  t.same(neverApplied('assistance', converges(t, 'assistance', lines)), [])
})
