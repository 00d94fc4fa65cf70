/** Every functional error of permits, assistance and system between two real nodes: named by rule and element to whoever causes it, and the case stays the same on both sides. */
import t from 'tap'
import { digestOf } from '../../node/values/digest.ts'
import { settled, startTestNodes, type TestNode } from '../nodes.ts'
import { NOBODY, Story } from './story.ts'
import { MACHINE } from '../officer.ts'

const DAY = 86_400_000
const time = (ms: number): string => new Date(Date.now() + ms).toISOString()

t.test('permits', async (t) => {
  const s = new Story(t, 'documents', (await startTestNodes(t)) as [TestNode, TestNode])
  const doc = (id = 'C-1') => ({ id, typeCode: '811' })
  const written = (value: string) => ({ ...doc(), writeOff: { quantityQuantity: { value, unitCode: 'KGM' } } })
  const xIssuer = { country: 'XA', agency: 'MA' }
  const asks = { additionalDocument: doc(), xIssuer }
  const use = (xUseId: string, value = '1', more: object = {}) => ({
    ...{ xUseId, xMode: 'request', xKind: 'cites', xUsePoint: 'import', additionalDocument: written(value), xIssuer },
    ...{ xItem: '1', xExportedAt: time(-DAY), declaration: { id: 'MRN' }, xFinal: false },
    ...more,
  })
  const reservation = (more: object = {}) => ({
    ...{ additionalDocument: written('1'), xIssuer, xItem: '1', xUsePoint: 'import', xUntil: time(DAY) },
    ...more,
  })
  const cancelled = { additionalDocument: doc(), xReason: 'x' }
  const amount = '/document/additionalDocument/writeOff/quantityQuantity/value'

  await s.fails('XA', 'use-confirmed', { xUseId: 'U', xBalance: [] }, 'not-open', '/type')
  const there = { ...asks, xIssuer: { country: 'XB', agency: 'MA' } }
  await s.fails('XB', 'query', there, 'wrong-issuer', '/document/xIssuer/country')
  await s.fails('XB', 'use', use('U', '1', { xTransit: true }), 'transit-exempt', '/document/xTransit')
  await s.fails('XB', 'use', use('U', '0.00'), 'quantity', amount)
  await s.fails('XB', 'use', use('U', '01'), 'schema', amount)
  const { xExportedAt: _, ...undated } = use('U')
  await s.fails('XB', 'use', undated, 'export-date', '/document/xExportedAt')
  const unit = '/document/additionalDocument/writeOff/quantityQuantity/unitCode'
  await s.fails('XB', 'use', { ...undated, xKind: 'timber', xUsePoint: 'export' }, 'use-point', '/document/xUsePoint')
  await s.fails('XB', 'use', { ...undated, xKind: 'cultural-goods' }, 'unit', unit)
  const pieces = { ...doc(), writeOff: { quantityQuantity: { value: '1', unitCode: 'C62' } } }
  const armed = { ...undated, xKind: 'firearms', additionalDocument: pieces }
  await s.fails('XB', 'use', armed, 'marks', '/document/xSpecimenMarks')
  const shown = { ...undated, xKind: 'origin', xReservation: NOBODY }
  await s.fails('XB', 'use', shown, 'presented', '/document/xReservation')
  const stated = { additionalDocument: doc(), xStanding: 'issued' }
  await s.fails('XA', 'status', { ...stated, xKind: 'waste', xSubtype: 'individual' }, 'kind', '/document/xSubtype')
  const whole = { ...stated, xKind: 'kimberley', xValidTo: time(DAY), xParcels: 2, xItems: [{ xItem: '1' }] }
  await s.fails('XA', 'status', whole, 'required', '/document/xDestinations')
  await s.fails('XB', 'reservation', reservation({ xUntil: time(-DAY) }), 'until', '/document/xUntil')
  const record = {
    ...{ typeCode: '811', xKind: 'cites', xSubtype: 'export-permit', xAgency: 'MA', xUse: 'single' },
    xUsePoints: ['import'],
    ...{ xIssuedAt: time(-2 * DAY), xStanding: 'issued', xPurposeCode: 'T', xDestinations: ['XB'] },
    xItems: [
      {
        xItem: '1',
        xScientificName: 'Vanda coerulea',
        xAppendix: 'II',
        xSourceCode: 'A',
        quantityQuantity: { value: '10', unitCode: 'KGM' },
      },
    ],
  }
  t.same((await s.nodes.XA.call('PUT', '/v1/permits/C-1', record)).status, 201)
  const asked = await s.says('XB', 'query', asks)
  await settled('it is answered', async () => (await s.state()).state?.questions[asked]?.answer)
  await s.fails('XA', 'status', { additionalDocument: doc(), xStanding: 'issued' }, 'answered', '/ref', { ref: asked })
  await s.fails('XA', 'status', { additionalDocument: doc(), xStanding: 'issued' }, 'no-query', '/ref', { ref: NOBODY })
  const other = { ...asks, additionalDocument: doc('C-9') }
  await s.fails('XB', 'query', other, 'other-document', '/document/additionalDocument/id')
  const pointer = '/document/xReservation'
  await s.fails('XB', 'use', use('U', '1', { xReservation: NOBODY }), 'no-reservation', pointer)
  const held = await s.says('XB', 'reservation', reservation())
  const is = (where: string, id: string, state: string) =>
    settled(`${id} is ${state}`, async () => {
      const both = [await s.state('XA'), await s.state('XB')]
      return both.every((c) => c.state?.[where]?.[id]?.state === state)
    })
  await is('reservations', held, 'reserved')
  await s.fails('XB', 'use', use('U', '1', { xReservation: held, xItem: '2' }), 'reservation-differs', pointer)
  const u1 = await s.says('XB', 'use', use('U1'))
  await is('uses', u1, 'confirmed')
  const u2 = await s.says('XB', 'use', use('U2', '1', { xMode: 'provisional' }))
  const refusal = { xUseId: 'U1', xReason: 'overdraw', xBalance: [] }
  await s.fails('XA', 'use-refused', refusal, 'answered', '/ref', { ref: u1 })
  await s.fails('XA', 'use-confirmed', { xUseId: 'U9', xBalance: [] }, 'use-id', '/document/xUseId', { ref: u1 })
  await s.fails('XA', 'use-confirmed', { xUseId: 'U2', xBalance: [] }, 'provisional', '/ref', { ref: u2 })
  await s.fails('XA', 'use-confirmed', { xUseId: 'U1', xBalance: [] }, 'no-use', '/ref', { ref: held })
  await s.fails('XA', 'discrepancy', { xReason: 'overdraw', xBalance: [] }, 'no-fact', '/ref', { ref: held })
  await s.fails('XA', 'reservation-confirmed', { xBalance: [] }, 'no-reservation', '/ref', { ref: u1 })
  await s.fails('XA', 'reservation-confirmed', { xBalance: [] }, 'answered', '/ref', { ref: held })
  await s.fails('XA', 'reservation-lapsed', { xBalance: [] }, 'not-due', '/type', { ref: held })
  await s.fails('XB', 'use-cancelled', cancelled, 'no-use', '/ref')
  await s.says('XB', 'use-cancelled', cancelled, { ref: held })
  await s.fails('XB', 'use-cancelled', cancelled, 'cancelled', '/ref', { ref: held })
  await is('reservations', held, 'cancelled')
  await s.fails('XA', 'reservation-lapsed', { xBalance: [] }, 'not-reserved', '/ref', { ref: held })
  const revoked = { additionalDocument: doc(), xReason: 'x' }
  const machine = { context: { xDecidedBy: MACHINE } }
  await s.fails('XA', 'revocation', revoked, 'decided-by', '/context/xDecidedBy', machine)
  await s.fails('XB', 'revocation', revoked, 'sender-role', '/type')
  await s.says('XA', 'revocation', revoked)
  await s.fails('XA', 'revocation', revoked, 'revoked', '/type')
  const replaced = { additionalDocument: doc(), xReplacement: doc('C-2') }
  const self = { ...replaced, xReplacement: doc() }
  await s.fails('XA', 'replacement', self, 'replacement', '/document/xReplacement/id')
  await s.says('XA', 'replacement', replaced)
  await s.fails('XA', 'replacement', replaced, 'replaced', '/type')
  await s.ends()
})

t.test('assistance', async (t) => {
  const nodes = (await startTestNodes(t)) as [TestNode, TestNode]
  const s = new Story(t, 'assistance', nodes)
  const context = { xLegalBasis: 'Art. 7', xPurpose: 'undervaluation' }
  const request = (more: object = {}) => ({ xInstrument: 'tfa-12', xMatter: 'x', xQuestions: ['y'], ...more })
  const limit = (onward: string) => ({ purposes: ['x'], onward })
  const photo = { mediaType: 'text/plain', text: 'z' }
  const attachments = [photo]
  const named = (onward = 'none') => ({ part: 'attachment-1', digest: digestOf('z'), xUseLimitation: limit(onward) })
  const answer = (more: object = {}) => ({
    ...{ xText: 'x', xUseLimitation: limit('with-consent'), xRetainUntil: time(30 * DAY), xAttachments: [] },
    ...more,
  })
  const personal = { xPersonalData: { categories: ['invented'] } }

  await s.fails('XA', 'accepted', {}, 'not-open', '/type')
  await s.fails('XB', 'request', request(), 'legal-basis', '/context/xLegalBasis', { context: { xPurpose: 'x' } })
  await s.fails('XB', 'request', request(), 'purpose', '/context/xPurpose', { context: { xLegalBasis: 'x' } })
  await s.fails('XB', 'request', request({ xMarking: 'secret' }), 'not-agreed', '/document/xMarking', { context })
  await s.fails('XB', 'request', request({ xLanguage: 'de' }), 'not-agreed', '/document/xLanguage', { context })
  await s.fails('XB', 'request', request({ xAnswerBy: time(-DAY) }), 'term', '/document/xAnswerBy', { context })
  const nobody = { context: { ...context, xDecidedBy: MACHINE } }
  await s.fails('XB', 'request', request(), 'decided-by', '/context/xDecidedBy', nobody)
  await s.says('XB', 'request', request(personal), { context })
  await s.fails('XB', 'request', request(), 'request-open', '/type', { context })
  await s.fails('XA', 'answer', answer(), 'not-accepted', '/type')
  await s.fails('XA', 'resumed', {}, 'not-postponed', '/type')
  for (const type of ['conditions-accepted', 'conditions-declined'])
    await s.fails('XB', type, {}, 'no-conditions', '/type')
  await s.fails('XB', 'answer', answer(), 'sender-role', '/type')
  await s.says('XA', 'postponed', { xReason: 'burden' })
  await s.fails('XA', 'postponed', { xReason: 'burden' }, 'postponed', '/type')
  await s.fails('XA', 'refused', { xReason: 'security' }, 'ground', '/document/xReason')
  await s.fails('XA', 'refused', { xReason: 'domestic-law' }, 'law-reference', '/document/xLawReference')
  await s.says('XA', 'resumed')
  await s.says('XA', 'conditional', { xConditions: ['x'] })
  await s.fails('XA', 'answer', answer(), 'conditions-open', '/type')
  await s.fails('XA', 'accepted', {}, 'decided', '/type')
  await s.says('XB', 'conditions-accepted')
  await s.fails('XA', 'conditional', { xConditions: ['x'] }, 'decided', '/type')
  const at = (member: string) => `/document/xAttachments/0/${member}`
  const bare = answer({ xAttachments: [{ part: 'attachment-1', digest: digestOf('z') }] })
  await s.fails('XA', 'answer', bare, 'schema', at('xUseLimitation'), { attachments })
  const twice = answer({ xAttachments: [named(), named()] })
  await s.fails('XA', 'answer', twice, 'part', '/document/xAttachments/1/part', { attachments })
  await s.fails('XA', 'answer', answer({ xAttachments: [named()] }), 'no-part', at('part'))
  const wrong = { attachments: [{ ...photo, text: 'Z' }] }
  await s.fails('XA', 'answer', answer({ xAttachments: [named()] }), 'digest', at('digest'), wrong)
  await s.fails('XA', 'answer', answer({ xRetainUntil: time(-DAY) }), 'retention', '/document/xRetainUntil')
  const ref = await s.says('XA', 'answer', answer({ xAttachments: [named()] }), { attachments })
  await s.fails('XA', 'refused', { xReason: 'burden' }, 'closed', '/type')
  await s.fails('XB', 'supplement', { xText: 'x' }, 'closed', '/type')
  await s.fails('XB', 'withdrawal', {}, 'closed', '/type')
  const wish = (...xParts: string[]) => ({ xRecipient: 'x', xPurpose: 'y', ...(xParts.length > 0 ? { xParts } : {}) })
  const part = '/document/xParts/0'
  await s.fails('XB', 'onward-use-request', wish(), 'no-answer', '/ref')
  await s.fails('XB', 'onward-use-request', wish('attachment-9'), 'no-part', part, { ref })
  await s.fails('XB', 'onward-use-request', wish('attachment-1'), 'onward-excluded', part, { ref })
  await s.fails('XA', 'onward-use-answer', { xGranted: true }, 'no-request', '/ref', { ref })
  const wished = await s.says('XB', 'onward-use-request', wish('document'), { ref })
  await s.says('XA', 'onward-use-answer', { xGranted: false }, { ref: wished })
  await s.fails('XA', 'onward-use-answer', { xGranted: true }, 'answered', '/ref', { ref: wished })
  for (const node of nodes) node.clock.offset = 31 * DAY
  await s.fails('XB', 'onward-use-request', wish(), 'retention-ended', '/ref', { ref })
  for (const node of nodes) node.clock.offset = 0
  const destroyed = { xDestroyedAt: time(0) }
  await s.fails('XB', 'destroyed', destroyed, 'no-answer', '/ref', { ref: wished })
  await s.says('XB', 'destroyed', destroyed, { ref })
  await s.fails('XB', 'destroyed', destroyed, 'destroyed', '/ref', { ref })
  await s.fails('XB', 'onward-use-request', wish(), 'destroyed', '/ref', { ref })
  await s.ends()
  const told = new Story(t, 'assistance', nodes)
  const unasked = (more: object = {}) => answer({ xInstrument: 'tfa-12', ...more })
  await told.fails('XA', 'spontaneous', unasked({ xMarking: 'secret' }), 'not-agreed', '/document/xMarking', {
    context,
  })
  await told.says('XA', 'spontaneous', unasked(), { context })
  await told.fails('XB', 'supplement', { xText: 'x' }, 'no-request', '/type')
})

t.test('system', async (t) => {
  const s = new Story(t, 'system', (await startTestNodes(t)) as [TestNode, TestNode])
  const office = (id: string) => ({ id, name: id, modeCode: ['3'] })
  const route = (exit: string, entry: string) => ({
    exitOffice: { id: exit },
    entryOffice: { id: entry },
    modeCode: '3',
  })
  const data = (more: object = {}) => ({ xVersion: 1, xOffices: [office('XA1')], xRoutes: [], ...more })
  const at = (path: string) => `/document/${path}`
  await s.fails('XA', 'reference-data', data({ xOffices: [office('XB1')] }), 'office', at('xOffices/0/id'))
  const foreign = data({ xForeignOffices: [office('XA1')] })
  await s.fails('XA', 'reference-data', foreign, 'office', at('xForeignOffices/0/id'))
  const twice = [office('XA1'), office('XA1')]
  await s.fails('XA', 'reference-data', data({ xOffices: twice }), 'duplicate', at('xOffices/1/id'))
  await s.fails('XA', 'reference-data', data({ xRoutes: [route('XA1', 'XA1')] }), 'route', at('xRoutes/0'))
  await s.fails('XA', 'reference-data', data({ xRoutes: [route('XA9', 'XB1')] }), 'unknown-office', at('xRoutes/0'))
  await s.says('XA', 'reference-data', data())
  await s.fails('XA', 'reference-data', data(), 'version', at('xVersion'))
  const window = { xFrom: time(DAY), xTo: time(2 * DAY) }
  await s.fails('XA', 'maintenance', { xFrom: window.xTo, xTo: window.xFrom }, 'window', at('xTo'))
  const off = { ...window, xCancelled: true }
  await s.fails('XA', 'maintenance', off, 'no-maintenance', '/ref', { ref: NOBODY })
  const planned = await s.says('XA', 'maintenance', window)
  await s.fails('XB', 'maintenance', off, 'not-own', '/ref', { ref: planned })
  await s.says('XA', 'maintenance', off, { ref: planned })
  await s.fails('XA', 'maintenance', off, 'cancelled', '/ref', { ref: planned })
  const outage = { xSince: time(0) }
  const over = { ...outage, xEndedAt: time(1000) }
  await s.fails('XA', 'outage', { ...outage, xEndedAt: time(-DAY) }, 'window', at('xEndedAt'))
  await s.fails('XA', 'outage', { ...outage, xExpectedEnd: time(-DAY) }, 'window', at('xExpectedEnd'))
  await s.fails('XA', 'outage', over, 'no-interruption', '/ref', { ref: NOBODY })
  const away = await s.says('XA', 'outage', outage)
  await s.fails('XB', 'outage', over, 'not-own', '/ref', { ref: away })
  await s.says('XA', 'outage', over, { ref: away })
  await s.fails('XA', 'outage', over, 'ended', '/ref', { ref: away })
  await s.fails('XA', 'test', { xTestId: 'T', xResult: 'passed' }, 'no-test', '/ref')
  const ref = await s.says('XA', 'test', { xTestId: 'T' })
  await s.fails('XA', 'test', { xTestId: 'T', xResult: 'passed' }, 'own-test', '/ref', { ref })
  await s.fails('XB', 'test', { xTestId: 'U', xResult: 'passed' }, 'test-id', at('xTestId'), { ref })
  await s.says('XB', 'test', { xTestId: 'T', xResult: 'failed' }, { ref })
  await s.fails('XB', 'test', { xTestId: 'T', xResult: 'passed' }, 'answered', '/ref', { ref })
  await s.ends()
})
