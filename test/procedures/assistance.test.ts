/** Mutual assistance told from both sides: XB asks, XA is asked. */
import t from 'tap'
import { answerDue, registerLine, type Assistance } from '../../node/procedures/assistance/assistance-state.ts'
import { assistance } from '../../node/procedures/assistance/assistance.ts'
import type { Case, CaseMessage } from '../../node/cases/engine.ts'
import { converges, neverApplied, Sides, START, type Line, type T } from './sides.ts'
import { MACHINE } from '../officer.ts'

const DAY = 86_400_000
const context = { xLegalBasis: 'Agreement XA-XB of 2024, Art. 7', xPurpose: 'undervaluation' }
/** What the agreement under which it is asked says. */
const terms = (more: object = {}): NonNullable<CaseMessage['terms']> => ({
  limits: {},
  effects: [],
  presented: [],
  categories: ['name', 'date of birth'],
  equivalence: 'Convention 108+',
  assistance: {
    instruments: [
      { name: 'tfa-12', in_force_from: '2017-02-22' },
      { name: 'nairobi', in_force_from: '1980-05-21', in_force_until: '2026-11-22' },
      { name: 'bilateral', in_force_from: '2026-11-24' },
      { name: 'johannesburg', in_force_from: '2026-11-23', in_force_until: '2026-11-23' },
    ],
    markings: ['restricted'],
    languages: ['fr', 'en'],
    evidential_forms: ['copy', 'certified-copy'],
  },
  ...more,
})
const asking = { context, terms: terms() }
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
const unasked = (more: object = {}) => answer({ xInstrument: 'tfa-12', ...more })
const due = (s: Sides<Assistance>) => assistance.deadlines(s.a.case as Case<Assistance>)
const asked = (t: T, more: object = {}): Sides<Assistance> => {
  const s = new Sides<Assistance>(t, 'assistance')
  s.says('XB', 'request', request(more), asking)
  return s
}

t.test('received, accepted on conditions, postponed, resumed, answered in parts, used onward, destroyed', async (t) => {
  const s = asked(t)
  t.same([s.state.state, answerDue(s.state)], ['received', START + 90 * DAY])
  s.says('XB', 'supplement', { xText: 'and invoice 4712' })
  s.says('XA', 'conditional', { xConditions: ['administrative use only'] })
  s.says('XB', 'conditions-accepted')
  t.equal(s.state.state, 'accepted')
  s.says('XA', 'postponed', { xReason: 'ongoing-proceedings', xUntil: '2027-06-01T00:00:00Z' })
  t.same(
    [s.state.state, answerDue(s.state)],
    ['postponed', START + 90 * DAY],
    'what is put off for longer still alerts',
  )
  t.equal(registerLine(s.state).laterTerm, true)
  s.says('XA', 'resumed', { xAnswerBy: '2027-07-01T00:00:00Z' }, { iat: Date.parse('2027-06-01T00:00:00Z') / 1000 })
  t.same([s.state.state, answerDue(s.state)], ['accepted', Date.parse('2027-07-01T00:00:00Z')])
  const part = s.says('XA', 'partial-answer', answer({ xRetainUntil: '2027-01-01T00:00:00Z' }))
  t.equal(s.state.state, 'accepted')
  const whole = s.says('XA', 'answer', answer())
  t.same([s.state.state, answerDue(s.state)], ['answered', null])
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
  const told = JSON.stringify([s.state, registerLine(s.state)])
  for (const content of ['4711', 'presented', 'It was', 'undervaluation, '])
    t.notOk(told.includes(content), `${content} is not in it`)
  t.match(registerLine(s.state), { state: 'answered', instrument: 'tfa-12', urgent: true, answers: 1 })
})

t.test('the term: as it was named, as the agreement has it, or 90 days; an urgent one has its own', async (t) => {
  const dueOf = (agreed: object, more: object = {}) => {
    const s = new Sides<Assistance>(t, 'assistance')
    s.says('XB', 'request', request(more), { context, terms: terms(agreed) })
    const [one] = due(s)
    t.match(one, { owner: 'both', kind: 'alert', what: 'assistance not answered in time' })
    t.same(assistance.shown!(s.b.case as Case<Assistance>, s.b, 'XB')?.due, one!.at, 'the register of either side')
    return one!.at - START
  }
  const agreed = { limits: { answer: 60, urgentAnswer: 15 } }
  t.same([dueOf({}), dueOf({}, { xUrgent: true })], [90 * DAY, 7 * DAY])
  t.same([dueOf(agreed), dueOf(agreed, { xUrgent: true })], [3_600_000, 900_000])
  const named = { xAnswerBy: '2026-12-01T00:00:00Z' }
  t.same(
    [dueOf(agreed, named), dueOf(agreed, { ...named, xUrgent: true })],
    Array(2).fill(Date.parse(named.xAnswerBy) - START),
  )
  const s = asked(t, { xUrgent: true })
  const sooner = '2026-11-25T00:00:00Z'
  s.says('XA', 'accepted', { xAnswerBy: sooner })
  t.match(due(s), [{ at: Date.parse(sooner) }], 'or as the acceptance has it, where that is sooner')
  t.notOk('laterTerm' in registerLine(s.state))
  const later = asked(t, { xUrgent: true })
  const id = later.says('XA', 'accepted', named)
  t.match(due(later), [{ at: START + 7 * DAY }], 'a later term than was agreed moves nothing')
  t.same([later.state.laterTerms, registerLine(later.state).laterTerm], [{ [id]: Date.parse(named.xAnswerBy) }, true])
  const never = { xAnswerBy: '2099-01-01T00:00:00Z' }
  asked(t).fails('XA', 'accepted', never, 'too-far-ahead', '/document/xAnswerBy')
})

t.test('asked under what is in force, and in a form that was agreed', async (t) => {
  const s = new Sides<Assistance>(t, 'assistance')
  const asks = (more: object, rule: string, member: string, agreed = asking) =>
    s.fails('XB', 'request', request(more), rule, `/document/${member}`, agreed)
  asks({ xInstrument: 'other' }, 'instrument', 'xInstrument')
  const silent = { context, terms: { ...terms(), assistance: undefined } as never }
  asks({}, 'instrument', 'xInstrument', silent)
  asks({}, 'instrument', 'xInstrument', { context } as typeof asking)
  asks({ xInstrument: 'nairobi' }, 'instrument-not-in-force', 'xInstrument')
  asks({ xInstrument: 'bilateral' }, 'instrument-not-in-force', 'xInstrument')
  asks({ xMarking: 'secret' }, 'not-agreed', 'xMarking')
  asks({ xLanguage: 'de' }, 'not-agreed', 'xLanguage')
  asks({ xEvidentialForm: 'original' }, 'not-agreed', 'xEvidentialForm')
  asks({ xEvidentialForm: 'hearsay' }, 'schema', 'xEvidentialForm')
  const form = { xMarking: 'restricted', xLanguage: 'fr', xEvidentialForm: 'certified-copy' }
  const gives = (more: object, rule: string, member: string, agreed = asking) =>
    s.fails('XA', 'spontaneous', unasked(more), rule, `/document/${member}`, agreed)
  gives({ xInstrument: undefined }, 'schema', 'xInstrument')
  gives({ xInstrument: 'other' }, 'instrument', 'xInstrument')
  gives({}, 'instrument', 'xInstrument', silent)
  gives({}, 'instrument', 'xInstrument', { context } as typeof asking)
  gives({ xInstrument: 'nairobi' }, 'instrument-not-in-force', 'xInstrument')
  gives({ xMarking: 'secret' }, 'not-agreed', 'xMarking')
  s.says('XB', 'request', request({ xInstrument: 'johannesburg', ...form }), asking)
  gives({ xInstrument: 'nairobi' }, 'instrument-not-in-force', 'xInstrument')
  t.match(registerLine(s.state), { marking: 'restricted', language: 'fr', evidentialForm: 'certified-copy' })
})

t.test('refused and put off on the grounds of the instrument, domestic law by its provision', async (t) => {
  for (const type of ['refused', 'postponed'] as const) {
    const s = asked(t)
    s.fails('XA', type, { xReason: 'because' }, 'schema', '/document/xReason')
    s.fails('XA', type, { xReason: 'sovereignty' }, 'ground', '/document/xReason')
    s.fails('XA', type, { xReason: 'domestic-law' }, 'law-reference', '/document/xLawReference')
    s.says('XA', type, { xReason: 'domestic-law', xLawReference: 'Customs Act, section 12' })
    t.same([s.state.state, s.state.reason], [type, 'domestic-law'])
    const other = asked(t, { xInstrument: 'johannesburg' })
    other.says('XA', type, { xReason: 'sovereignty' })
  }
})

t.test(
  'what was asked in time is answered after its instrument has ended, unless it was agreed that it is not',
  async (t) => {
    const instruments = (name: string, more: object) => terms({ assistance: { instruments: [{ name, in_force_from: '2017-02-22', ...more }] } }) // prettier-ignore
    const ends = { in_force_until: '2026-11-23' }
    const later = { iat: START / 1000 + 2 * 86_400 }
    const under = (more: object, open = asked(t)) => ({ open, then: { ...later, context, terms: instruments('tfa-12', more) } }) // prettier-ignore
    // By the newest word of the two: of an agreement that names it still, or that names it no more.
    for (const more of [ends, { ...ends, open_requests: 'go-on' }, { in_force_from: '2026-12-01' }]) {
      const { open, then } = under(more)
      open.says('XB', 'supplement', { xText: 'and invoice 4712' }, then)
      const beside = { xText: 'and another matter', xQuestions: ['Was it paid?'] }
      open.fails('XB', 'supplement', beside, 'instrument-not-in-force', '/document/xQuestions', then)
      open.fails('XB', 'request', request(), 'request-open', '/type', then)
      open.fails('XA', 'refused', { xReason: 'instrument-ended' }, 'ground', '/document/xReason', then)
      open.says('XA', 'accepted', {}, then)
      open.says('XA', 'partial-answer', answer(), then)
      open.says('XA', 'answer', answer(), then)
    }
    const begins = new Sides<Assistance>(t, 'assistance')
    const { then } = under(ends)
    begins.fails('XB', 'request', request(), 'instrument-not-in-force', '/document/xInstrument', then)
    begins.fails('XA', 'spontaneous', unasked(), 'instrument-not-in-force', '/document/xInstrument', then)
    const promised = (open_requests: 'go-on' | 'stop') => {
      const s = new Sides<Assistance>(t, 'assistance')
      s.says('XB', 'request', request(), { context, terms: instruments('tfa-12', { open_requests }) })
      return s
    }
    const unnamed = { ...later, context, terms: instruments('bilateral', { open_requests: 'go-on' }) }
    const stops: [Sides<Assistance>, object][] = [
      [promised('stop'), unnamed],
      [promised('go-on'), { ...later, context, terms: instruments('tfa-12', { ...ends, open_requests: 'stop' }) }],
    ]
    for (const [s, then] of stops) {
      s.says('XA', 'postponed', { xReason: 'burden' })
      s.fails('XA', 'resumed', {}, 'instrument-ended', '/type', then)
      s.says('XA', 'resumed', {}, asking)
      for (const [type, body] of [
        ['accepted', {}],
        ['conditional', { xConditions: ['x'] }],
      ] as const)
        // prettier-ignore
        s.fails('XA', type, body, 'instrument-ended', '/type', then)
      s.says('XA', 'accepted', {}, asking)
      for (const type of ['answer', 'partial-answer']) s.fails('XA', type, answer(), 'instrument-ended', '/type', then)
      s.fails('XB', 'supplement', { xText: 'x' }, 'instrument-ended', '/type', then)
      s.says('XA', 'partial-answer', answer(), asking)
      s.fails('XA', 'postponed', { xReason: 'instrument-ended' }, 'ground', '/document/xReason', then)
      s.fails('XA', 'refused', { xReason: 'instrument-ended' }, 'ground', '/document/xReason', asking)
      s.says('XA', 'refused', { xReason: 'instrument-ended' }, then)
      t.same([s.state.state, due(s).map((d) => d.key.split(':')[0])], ['refused', ['retention']], 'what was given stays under its limits') // prettier-ignore
    }
    const last = under({ ...ends, open_requests: 'stop' })
    last.open.says('XA', 'accepted', {}, { ...last.then, iat: Date.parse('2026-11-23T23:59:59Z') / 1000 })
    last.open.fails('XA', 'answer', answer(), 'instrument-ended', '/type', { ...last.then, iat: Date.parse('2026-11-24T00:00:00Z') / 1000 }) // prettier-ignore
    promised('go-on').says('XA', 'accepted', {}, unnamed)
  },
)

t.test('personal data pass of the categories that the agreement names, by their names', async (t) => {
  const personal = (...categories: string[]) => ({ xPersonalData: { categories } })
  const refused = (s: Sides<Assistance>, from: 'XA' | 'XB', type: string, body: object) =>
    s.fails(from, type, body, 'categories', '/document/xPersonalData/categories/1', asking)
  const [named, other] = [personal('name', 'date of birth'), personal('name', 'nationality')]
  const s = new Sides<Assistance>(t, 'assistance')
  refused(s, 'XB', 'request', request(other))
  refused(s, 'XA', 'spontaneous', unasked(other))
  s.says('XB', 'request', request(named), asking)
  refused(s, 'XB', 'supplement', { xText: 'x', ...other })
  s.says('XB', 'supplement', { xText: 'x', ...named }, asking)
  s.says('XA', 'accepted')
  for (const type of ['partial-answer', 'answer']) {
    refused(s, 'XA', type, answer(other))
    s.says('XA', type, answer(named), asking)
  }
  const none = new Sides<Assistance>(t, 'assistance')
  const unnamed = { context, terms: { ...terms(), categories: undefined } as never }
  none.fails('XB', 'request', request(personal('name')), 'categories', '/document/xPersonalData/categories/0', unnamed)
})

t.test('refused, declined, withdrawn and unasked', async (t) => {
  const refused = asked(t)
  refused.says('XA', 'refused', { xReason: 'public-interest' })
  t.same([refused.state.state, refused.state.reason, due(refused)], ['refused', 'public-interest', []])
  const declined = asked(t)
  declined.says('XA', 'conditional', { xConditions: ['x'] })
  declined.says('XB', 'conditions-declined')
  t.equal(declined.state.state, 'closed')
  const withdrawn = asked(t)
  withdrawn.says('XB', 'withdrawal')
  t.same([withdrawn.state.state, withdrawn.state.reason], ['closed', 'withdrawn'])
  const given = new Sides<Assistance>(t, 'assistance')
  given.says('XA', 'spontaneous', unasked({ xMarking: 'restricted' }), asking)
  t.match(registerLine(given.state), { instrument: 'tfa-12', marking: 'restricted', spontaneous: 1 })
  t.same([given.state.state, given.a.case?.roles], ['answered', { requested: 'XA', requesting: 'XB' }])
  const until = () => assistance.needed!(given.a.case as Case<Assistance>, START)
  const ends = (day: string) => ({ until: Date.parse(day) + 7 * DAY })
  t.same(until(), ends('2027-11-23'), 'kept until it is destroyed, and until its end can be stated')
  const [longer] = ['2028-11-23', '2027-02-01'].map((day) =>
    given.says('XA', 'spontaneous', unasked({ xRetainUntil: `${day}T00:00:00Z` }), asking),
  )
  t.same(until(), ends('2028-11-23'), 'the last of them')
  given.says('XB', 'destroyed', { xDestroyedAt: '2027-01-01T00:00:00Z' }, { ref: longer! })
  t.same(until(), ends('2027-11-23'), 'of those that are left')
  given.says('XB', 'destroyed', { xDestroyedAt: '2027-01-01T00:00:00Z' })
  t.same([given.state.state, until()], ['closed', undefined])
})

t.test('every functional error names its rule and its element', async (t) => {
  const s = new Sides<Assistance>(t, 'assistance')
  s.fails('XA', 'accepted', {}, 'not-open', '/type')
  const { xPurpose, xLegalBasis } = context
  s.fails('XB', 'request', request(), 'legal-basis', '/context/xLegalBasis', { context: { xPurpose } })
  s.fails('XB', 'request', request(), 'purpose', '/context/xPurpose', { context: { xLegalBasis } })
  const personal = { xPersonalData: { categories: ['name'] } }
  const unequal = (from: 'XA' | 'XB', type: string, body: object, of: Sides<Assistance> = s) =>
    of.fails(from, type, body, 'equivalence', '/document/xPersonalData', {
      ...{ context, terms: { ...terms(), equivalence: undefined } as never },
    })
  unequal('XB', 'request', request(personal))
  s.fails('XA', 'spontaneous', unasked(), 'legal-basis', '/context/xLegalBasis')
  unequal('XA', 'spontaneous', unasked(personal))
  const past = request({ xAnswerBy: '2026-11-23T03:00:00Z' })
  s.fails('XB', 'request', past, 'term', '/document/xAnswerBy', asking)
  const nobody = { ...context, xDecidedBy: MACHINE }
  s.fails('XB', 'request', request(), 'decided-by', '/context/xDecidedBy', { ...asking, context: nobody })
  s.says('XB', 'request', request(personal), asking)
  unequal('XB', 'supplement', { xText: 'x', ...personal })
  t.ok(s.state.personalData)
  s.fails('XB', 'request', request(), 'request-open', '/type', asking)
  s.fails('XA', 'answer', answer(), 'not-accepted', '/type')
  s.fails('XA', 'resumed', {}, 'not-postponed', '/type')
  s.fails('XB', 'conditions-accepted', {}, 'no-conditions', '/type')
  s.fails('XB', 'conditions-declined', {}, 'no-conditions', '/type')
  s.fails('XB', 'answer', answer(), 'sender-role', '/type')
  s.says('XA', 'postponed', { xReason: 'burden' })
  s.fails('XA', 'postponed', { xReason: 'burden' }, 'postponed', '/type')
  s.says('XA', 'resumed')
  s.says('XA', 'conditional', { xConditions: ['x'] })
  s.fails('XA', 'answer', answer(), 'conditions-open', '/type')
  s.fails('XA', 'accepted', {}, 'decided', '/type')
  s.says('XB', 'conditions-accepted')
  s.fails('XA', 'conditional', { xConditions: ['x'] }, 'decided', '/type')
  for (const type of ['answer', 'partial-answer']) unequal('XA', type, answer(personal))
  const bare = answer({ xAttachments: [{ part: 'attachment-1', digest: DIGEST }] })
  s.fails('XA', 'answer', bare, 'schema', '/document/xAttachments/0/xUseLimitation')
  const twice = [1, 2].map(() => ({ part: 'attachment-1', digest: DIGEST, xUseLimitation: limit() }))
  s.fails('XA', 'answer', answer({ xAttachments: twice }), 'part', '/document/xAttachments/1/part')
  const late = answer({ xRetainUntil: '2026-11-23T03:00:00Z' })
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
  s.fails('XB', 'onward-use-request', wish(), 'onward-excluded', '/ref', { ref })
  const open = ['document']
  const wished = s.says('XB', 'onward-use-request', wish(open), { ref })
  s.says('XA', 'onward-use-answer', { xGranted: false }, { ref: wished })
  s.fails('XA', 'onward-use-answer', { xGranted: true }, 'answered', '/ref', { ref: wished })
  const again = s.says('XB', 'onward-use-request', wish(open), { ref })
  const last = s.says('XB', 'onward-use-request', wish(open), { ref })
  s.fails('XA', 'onward-use-answer', { xGranted: true }, 'retention-ended', '/ref', { ref: again, iat: after })
  s.says('XA', 'onward-use-answer', { xGranted: false }, { ref: again, iat: after })
  s.fails('XB', 'destroyed', { xDestroyedAt: '2027-01-01T00:00:00Z' }, 'no-answer', '/ref', { ref: wished })
  s.says('XB', 'destroyed', { xDestroyedAt: '2027-01-01T00:00:00Z' }, { ref })
  s.fails('XB', 'destroyed', { xDestroyedAt: '2027-01-01T00:00:00Z' }, 'destroyed', '/ref', { ref })
  s.fails('XB', 'onward-use-request', wish(open), 'destroyed', '/ref', { ref })
  s.fails('XA', 'onward-use-answer', { xGranted: true }, 'destroyed', '/ref', { ref: last })
  const told = new Sides<Assistance>(t, 'assistance')
  const closed = unasked({ xUseLimitation: limit('none') })
  const only = told.says('XA', 'spontaneous', closed, asking)
  told.fails('XB', 'onward-use-request', wish(), 'onward-excluded', '/ref', { ref: only })
  told.fails('XB', 'supplement', bodies['supplement'], 'no-request', '/type')
})

const bodies: Record<string, object> = {
  refused: { xReason: 'burden' },
  answer: answer(),
  'partial-answer': answer(),
  postponed: { xReason: 'burden' },
  conditional: { xConditions: ['x'] },
  supplement: { xText: 'x' },
}

const lines: Line[] = [
  { type: 'request', body: request(), ...asking, only: 'XB' },
  { type: 'spontaneous', body: unasked(), ...asking, only: 'XA' },
  { type: 'supplement', body: { xText: 'x' }, only: 'XB' },
  { type: 'accepted', body: {}, only: 'XA' },
  { type: 'accepted', body: {}, only: 'XA' },
  { type: 'conditional', body: { xConditions: ['x'] }, only: 'XA' },
  { type: 'conditions-accepted', body: {}, only: 'XB' },
  { type: 'conditions-accepted', body: {}, only: 'XB' },
  { type: 'conditions-declined', body: {}, only: 'XB' },
  { type: 'postponed', body: { xReason: 'burden' }, only: 'XA' },
  { type: 'resumed', body: {}, only: 'XA' },
  { type: 'refused', body: { xReason: 'burden' }, only: 'XA' },
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
