/** Permits told from both sides: XA issues, XB uses. The balance over several users is in documents-ledger.test.ts. */
import t from 'tap'
import { FALCON, LENT } from '../cases/permit-samples.ts'
import { documents } from '../../node/procedures/documents/documents.ts'
import type { Documents } from '../../node/procedures/documents/documents-state.ts'
import type { Case } from '../../node/cases/engine.ts'
import { WHILE_OPEN } from '../../node/cases/procedure.ts'
import { wcoPointer } from '../../node/cases/schemas.ts'
import { converges, neverApplied, Sides, START, type Line } from './sides.ts'
import { MACHINE, stated } from '../officer.ts'

const doc = (id = 'CITES-1') => ({ id, typeCode: '811', categoryCode: 'CIT' })
const written = (value: string, id?: string) => ({
  ...doc(id),
  writeOff: { quantityQuantity: { value, unitCode: 'KGM' } },
})
const xIssuer = { country: 'XA', agency: 'CITES-MA' }
const asks = { additionalDocument: doc(), xIssuer }
const use = (xUseId: string, value = '2.5', more: object = {}) => ({
  xUseId,
  xMode: 'request',
  xKind: 'cites',
  xUsePoint: 'import',
  additionalDocument: written(value),
  xIssuer,
  xItem: '1',
  xExportedAt: '2026-11-20T08:00:00Z',
  declaration: { id: `MRN-${xUseId}` },
  xFinal: false,
  ...more,
})
const cancelled = { additionalDocument: doc(), xReason: 'declaration invalidated' }
const withdrawn = { additionalDocument: doc(), xReason: 'another needs it' }
const reservation = (value = '3', more: object = {}) => ({
  additionalDocument: written(value),
  xIssuer,
  xItem: '1',
  xUsePoint: 'import',
  xUntil: '2026-11-30T00:00:00Z',
  ...more,
})
const balance = (state: string, used: string, reserved: string, available: string) => [
  { item: '1', usePoint: 'import', state, granted: '10', used, reserved, available, unitCode: 'KGM' },
]
const status = (more: object = {}) => ({ additionalDocument: doc(), xStanding: 'issued', ...more })
const person = { xDecidedBy: stated('MA-1') }
const line = (s: Sides<Documents>) => s.state.lines['import:1']

t.test(
  'a document is used at an office where the agreement has it used, and a provisional use is a fact',
  async (t) => {
    const s = new Sides<Documents>(t, 'documents')
    s.says('XB', 'query', asks)
    const at = (competence: object) => ({
      context: { ...person, xOffice: 'XB000214' },
      terms: { limits: {}, effects: [], presented: [], competence: { XB000214: competence } },
    })
    s.fails('XB', 'use', use('U1'), 'competence', '/context/xOffice', at({ permits: ['phytosanitary'] }))
    s.fails('XB', 'use', use('U1'), 'competence', '/context/xOffice', at({ roles: ['exit'] }))
    s.says('XB', 'use', use('U1'), at({ roles: ['entry'], permits: ['cites'] }))
    s.says('XB', 'use', use('U2', '1', { xMode: 'provisional' }), at({ permits: [] }))
  },
)

t.test('issued, reserved, partly used, used; what is cancelled is given back', async (t) => {
  const s = new Sides<Documents>(t, 'documents')
  const asked = s.says('XB', 'query', asks)
  t.same(s.state.questions[asked]?.answer, null)
  s.says('XA', 'status', status({ xBalance: balance('issued', '0', '0', '10'), xValidTo: '2027-05-01T00:00:00Z' }), {
    ref: asked,
  })
  t.same([s.state.standing, line(s)?.state, s.state.questions[asked]?.answer], ['issued', 'issued', 'issued'])
  const held = s.says('XB', 'reservation', reservation())
  t.equal(line(s)?.state, 'issued', 'a request changes nothing')
  s.says('XA', 'reservation-confirmed', { xBalance: balance('reserved', '0', '3', '7') }, { ref: held })
  t.same([line(s)?.state, s.state.reservations[held]?.state], ['reserved', 'reserved'])
  const first = s.says('XB', 'use', use('U1', '2.5', { xReservation: held }))
  s.says('XA', 'use-confirmed', { xUseId: 'U1', xBalance: balance('partly-used', '2.5', '0', '7.5') }, { ref: first })
  t.same(
    [line(s)?.state, s.state.uses[first]?.state, s.state.reservations[held]?.state],
    ['partly-used', 'confirmed', 'used'],
  )
  const second = s.says('XB', 'use', use('U2', '7.5', { xFinal: true }))
  s.says('XA', 'use-confirmed', { xUseId: 'U2', xBalance: balance('used', '10', '0', '0') }, { ref: second })
  t.equal(line(s)?.state, 'used')
  const back = s.says('XB', 'use-cancelled', cancelled, { ref: second })
  s.says('XA', 'status', status({ xBalance: balance('partly-used', '2.5', '0', '7.5') }), { ref: back })
  t.equal(line(s)?.state, 'partly-used')
  t.equal(s.state.document?.id, 'CITES-1')
})

t.test('a use that was cancelled stays so, and one that is refused leaves its reservation', async (t) => {
  const s = new Sides<Documents>(t, 'documents')
  const held = s.says('XB', 'reservation', reservation())
  s.says('XA', 'reservation-confirmed', { xBalance: balance('reserved', '0', '3', '7') }, { ref: held })
  const refused = s.says('XB', 'use', use('U1', '9', { xReservation: held }))
  const no = { xUseId: 'U1', xReason: 'overdraw', xBalance: balance('reserved', '0', '3', '7') }
  s.says('XA', 'use-refused', no, { ref: refused })
  t.same([s.state.uses[refused]?.state, s.state.reservations[held]?.state], ['refused', 'reserved'])
  const taken = s.says('XB', 'use', use('U2', '1', { xReservation: held }))
  s.says('XB', 'use-cancelled', cancelled, { ref: taken })
  s.says('XA', 'use-confirmed', { xUseId: 'U2', xBalance: balance('partly-used', '1', '0', '9') }, { ref: taken })
  t.equal(s.state.uses[taken]?.state, 'cancelled', 'whatever the issuer had decided meanwhile')
})

t.test('a reservation ends as the two have agreed, with its document, or when its issuer wants it back', async (t) => {
  const s = new Sides<Documents>(t, 'documents')
  const within = (minutes: number) => ({ terms: { limits: { reservation: minutes }, effects: [], presented: [] } })
  const hours = (count: number) => reservation('1', { xUntil: new Date(START + count * 3_600_000).toISOString() })
  const late = ['too-long', '/document/xUntil'] as const
  s.fails('XB', 'reservation', hours(50), ...late, within(48 * 60))
  s.fails('XB', 'reservation', hours(91 * 24), ...late)
  s.says('XB', 'reservation', hours(300 * 24), within(365 * 24 * 60))
  const first = s.says('XB', 'reservation', hours(40), within(48 * 60))
  s.fails('XA', 'reservation-withdrawn', withdrawn, 'not-reserved', '/ref', { ref: first, context: person })
  s.says('XA', 'reservation-confirmed', { xBalance: balance('reserved', '0', '1', '9') }, { ref: first })
  s.fails('XB', 'reservation-withdrawn', withdrawn, 'sender-role', '/type', { ref: first, context: person })
  s.fails('XA', 'reservation-withdrawn', withdrawn, 'decided-by', '/context/xDecidedBy', { ref: first, context: { xDecidedBy: MACHINE } }) // prettier-ignore
  const free = { xBalance: balance('issued', '0', '0', '10') }
  s.fails('XA', 'reservation-lapsed', free, 'not-due', '/type', { ref: first })
  s.says('XA', 'reservation-withdrawn', withdrawn, { ref: first, context: person })
  t.match(s.state.reservations[first], { state: 'reserved', withdrawn: 'another needs it' }, 'its ledger decides')
  s.fails('XA', 'reservation-withdrawn', withdrawn, 'withdrawn', '/ref', { ref: first, context: person })
  s.says('XA', 'reservation-lapsed', free, { ref: first })
  t.same([line(s)?.state, s.state.reservations[first]?.state], ['issued', 'lapsed'])
  const second = s.says('XB', 'reservation', hours(40))
  s.says('XA', 'reservation-confirmed', { xBalance: balance('reserved', '0', '1', '9') }, { ref: second })
  s.says('XB', 'use-cancelled', cancelled, { ref: second })
  s.says('XA', 'reservation-withdrawn', withdrawn, { ref: second, context: person })
  t.equal(s.state.reservations[second]?.state, 'cancelled', 'who held it was first')
  const third = s.says('XB', 'reservation', hours(40))
  s.says('XA', 'reservation-confirmed', { xBalance: balance('reserved', '0', '1', '9') }, { ref: third })
  s.says('XA', 'revocation', { additionalDocument: doc(), xReason: 'x' }, { context: person })
  s.says('XA', 'reservation-lapsed', { xBalance: balance('revoked', '0', '0', '10') }, { ref: third })
  t.equal(s.state.reservations[third]?.state, 'lapsed', 'of what is void nothing is held')
})

t.test('refused, lapsed, provisional with a discrepancy, endorsed, intercepted, revoked, replaced', async (t) => {
  const s = new Sides<Documents>(t, 'documents')
  const big = s.says('XB', 'use', use('U1', '11'))
  s.says(
    'XA',
    'use-refused',
    { xUseId: 'U1', xReason: 'overdraw', xConcurrent: true, xBalance: balance('issued', '0', '0', '10') },
    { ref: big },
  )
  t.match(s.state.uses[big], { state: 'refused', reason: 'overdraw', contested: true })
  t.equal(line(s)?.state, 'issued')
  const soon = s.says('XB', 'reservation', reservation('3', { xUntil: '2026-11-23T05:00:00Z' }))
  s.says('XA', 'reservation-confirmed', { xBalance: balance('reserved', '0', '3', '7') }, { ref: soon })
  s.says(
    'XA',
    'reservation-lapsed',
    { xBalance: balance('issued', '0', '0', '10') },
    { ref: soon, iat: START / 1000 + 3600 },
  )
  t.same([line(s)?.state, s.state.reservations[soon]?.state], ['issued', 'lapsed'])
  const large = s.says('XB', 'reservation', reservation('99'))
  s.says(
    'XA',
    'reservation-refused',
    { xReason: 'overdraw', xBalance: balance('issued', '0', '0', '10') },
    { ref: large },
  )
  const fact = s.says('XB', 'use', use('U2', '12', { xMode: 'provisional' }))
  t.same([line(s)?.state, s.state.uses[fact]?.state], ['partly-used', 'provisional'], 'a fact counts at once')
  s.says(
    'XA',
    'discrepancy',
    {
      xReason: 'overdraw',
      xOverdrawn: { value: '2', unitCode: 'KGM' },
      xBalance: balance('used', '12', '0', '0'),
    },
    { ref: fact },
  )
  t.match(Object.values(s.state.discrepancies), [{ use: fact, reason: 'overdraw', overdrawn: '2' }])
  s.says('XA', 'status', status({ xContested: true }), { ref: fact })
  t.equal(s.state.uses[fact]?.contested, true)
  const presented = s.says('XB', 'verification', { ...asks, xPresented: { xKind: 'cites' } })
  s.says('XA', 'status', status({ xVerification: 'differs', xDiffers: ['xKind'] }), { ref: presented })
  t.equal(s.state.questions[presented]?.answer, 'differs')
  s.says('XA', 'endorsement', {
    additionalDocument: doc(),
    xItem: '1',
    xEndorsedAt: '2026-11-20T09:00:00Z',
    xQuantity: { value: '9', unitCode: 'KGM' },
  })
  s.says('XB', 'interception', { ...asks, xReason: 'altered-document', xMeasure: 'detained' })
  t.match(Object.values(s.state.interceptions), [{ reason: 'altered-document', measure: 'detained' }])
  s.says('XA', 'revocation', { additionalDocument: doc(), xReason: 'issued in error' }, { context: person })
  t.same([s.state.standing, line(s)?.state], ['revoked', 'revoked'])
  s.says('XA', 'status', status())
  t.equal(s.state.standing, 'revoked', 'a status that crossed it does not bring it back')
  s.says('XA', 'replacement', { additionalDocument: doc(), xReplacement: doc('CITES-2') })
  t.same([s.state.standing, s.state.replacedBy, line(s)?.state], ['replaced', 'CITES-2', 'replaced'])
})

t.test('timber is extended where it lies, and an import permit endorsed where goods leave', async (t) => {
  const s = new Sides<Documents>(t, 'documents')
  const left = { additionalDocument: doc(), xItem: '1', xEndorsedAt: '2026-11-20T09:00:00Z', xQuantity: { value: '9', unitCode: 'KGM' } } // prettier-ignore
  const seen = s.says('XB', 'endorsement', { ...left, xIssuer })
  t.match(s.state.endorsements[seen], { item: '1', value: '9', unitCode: 'KGM' })
  s.says('XA', 'status', status({ xKind: 'cites', xSubtype: 'import-permit' }), { ref: seen })
  t.same([s.state.endorsements[seen]?.noted, s.state.issued], [true, { xKind: 'cites', xSubtype: 'import-permit' }])
  s.fails('XA', 'endorsement', left, 'endorser', '/type')
  const longer = { ...asks, xArrivedAt: '2026-11-20T08:00:00Z', xValidTo: '2027-10-01T00:00:00Z' }
  const extended = s.says('XB', 'extension', longer)
  t.match(s.state.extensions[extended], { validTo: '2027-10-01T00:00:00Z' })
  s.says('XA', 'discrepancy', { xReason: 'not-extendable', xBalance: [] }, { ref: extended })
  t.equal(s.state.extensions[extended]?.noted, true)
  t.match(Object.values(s.state.discrepancies), [{ use: extended, reason: 'not-extendable' }])
  s.fails('XB', 'extension', { ...longer, xValidTo: longer.xArrivedAt }, 'order', '/document/xValidTo', {
    iat: Date.parse(longer.xArrivedAt) / 1000,
  })
  const early = { ...longer, xArrivedAt: '2026-11-24T08:00:00Z' }
  s.fails('XB', 'extension', early, 'future', '/document/xArrivedAt', { iat: START / 1000 })
  s.fails('XA', 'extension', longer, 'wrong-issuer', '/document/xIssuer/country')
  s.fails('XA', 'discrepancy', { xReason: 'endorser', xBalance: [] }, 'no-fact', '/ref')
})

t.test('needed while it may be used, be it without end, and while an answer is owed', async (t) => {
  const s = new Sides<Documents>(t, 'documents')
  const until = (of = s) => documents.needed!(of.a.case as Case<Documents>, START)?.until
  const asked = s.says('XB', 'query', asks)
  t.equal(until(), WHILE_OPEN, 'a question waits')
  s.says('XA', 'status', status({ xValidTo: '2027-05-01T00:00:00Z' }), { ref: asked })
  t.equal(until(), Date.parse('2027-05-01T00:00:00Z'))
  const held = s.says('XB', 'reservation', reservation())
  t.equal(until(), WHILE_OPEN, 'a reservation waits')
  s.says('XA', 'reservation-confirmed', { xBalance: balance('reserved', '0', '3', '7') }, { ref: held })
  t.equal(until(), Date.parse('2027-05-01T00:00:00Z'))
  const used = s.says('XB', 'use', use('U1', '2.5', { xReservation: held }))
  t.equal(until(), WHILE_OPEN, 'a use waits')
  s.says('XA', 'use-confirmed', { xUseId: 'U1', xBalance: balance('partly-used', '2.5', '0', '7.5') }, { ref: used })
  t.equal(until(), Date.parse('2027-05-01T00:00:00Z'))
  s.says('XA', 'revocation', { additionalDocument: doc(), xReason: 'issued in error' }, { context: person })
  t.equal(until(), undefined)
  const endless = new Sides<Documents>(t, 'documents')
  endless.says('XA', 'status', status())
  t.equal(until(endless), WHILE_OPEN, 'a permit without end')
})

t.test('a request that the issuer does not answer alerts its sender', async (t) => {
  const s = new Sides<Documents>(t, 'documents')
  const asked = s.says('XB', 'use', use('U1'))
  const due = documents.deadlines(s.b.case as Case<Documents>)
  t.match(due, [{ owner: 'XB', kind: 'alert', what: 'use unanswered', at: START + 4 * 3_600_000, ref: asked }])
  s.says('XA', 'use-confirmed', { xUseId: 'U1', xBalance: [] }, { ref: asked })
  t.same(documents.deadlines(s.b.case as Case<Documents>), [])
})

t.test('every functional error names its rule and its element', async (t) => {
  const s = new Sides<Documents>(t, 'documents')
  s.fails('XA', 'use-confirmed', { xUseId: 'U1', xBalance: [] }, 'not-open', '/type')
  const elsewhere = { ...xIssuer, country: 'XB' }
  s.fails('XB', 'query', { ...asks, xIssuer: elsewhere }, 'wrong-issuer', '/document/xIssuer/country')
  s.fails('XB', 'use', use('U1', '1', { xTransit: true }), 'transit-exempt', '/document/xTransit')
  const amount = '/document/additionalDocument/writeOff/quantityQuantity/value'
  s.fails('XB', 'use', use('U1', '0.000'), 'quantity', amount)
  t.same(wcoPointer({ procedure: 'documents', version: '1', type: 'use' }, amount).slice(0, 3), [
    { documentSectionCode: '02A' },
    { documentSectionCode: '22C', tagId: '502' },
  ])
  s.fails('XB', 'use', use('U1', '1e3'), 'schema', amount)
  const { xExportedAt: _, ...undated } = use('U1')
  s.fails('XB', 'use', undated, 'export-date', '/document/xExportedAt')
  s.says('XB', 'use', { ...undated, xKind: 'phytosanitary' })
  s.fails('XB', 'use', { ...undated, xKind: 'timber', xUsePoint: 'export' }, 'use-point', '/document/xUsePoint')
  const unit = '/document/additionalDocument/writeOff/quantityQuantity/unitCode'
  s.fails('XB', 'use', { ...undated, xKind: 'cultural-goods' }, 'unit', unit)
  const pieces = { ...doc(), writeOff: { quantityQuantity: { value: '1', unitCode: 'C62' } } }
  const armed = { ...undated, xKind: 'firearms', additionalDocument: pieces }
  s.fails('XB', 'use', armed, 'marks', '/document/xSpecimenMarks')
  for (const xSpecimenMarks of [',', ' ; ', 'SN-1, SN-2'])
    s.fails('XB', 'use', { ...armed, xSpecimenMarks }, 'marks', '/document/xSpecimenMarks')
  const pairs = { ...doc(), writeOff: { quantityQuantity: { value: '1', unitCode: 'PR' } } }
  for (const xSpecimenMarks of ['SN-1', 'SN-1 SN-1'])
    s.fails('XB', 'use', { ...armed, additionalDocument: pairs, xSpecimenMarks }, 'marks', '/document/xSpecimenMarks')
  s.says('XB', 'use', { ...armed, additionalDocument: pairs, xSpecimenMarks: 'SN-8, SN-9' })
  s.says('XB', 'use', { ...armed, xSpecimenMarks: 'SN-1' })
  s.fails('XB', 'use', use('U1', '1', { xSpecimenMarks: ',' }), 'marks', '/document/xSpecimenMarks')
  const presented = { ...undated, xKind: 'origin', xReservation: '019ab000-0000-7000-8000-00000000dead' }
  s.fails('XB', 'use', presented, 'presented', '/document/xReservation')
  s.fails('XA', 'status', status({ xKind: 'waste', xSubtype: 'individual' }), 'kind', '/document/xSubtype')
  s.fails('XA', 'status', status({ xSubtype: 'individual' }), 'kind', '/document/xSubtype')
  const falcon = { xKind: 'falcon-passport' }
  const pair = { ...doc(), writeOff: { quantityQuantity: { value: '2', unitCode: 'C62' } } }
  const ringed = { ...undated, ...falcon, additionalDocument: pair, xSpecimenMarks: 'R-1 R-2' }
  s.fails('XB', 'use', ringed, 'kind', '/document/xKind')
  s.fails('XB', 'use', { ...undated, xKind: 'constructor' }, 'kind', '/document/xKind')
  s.fails('XB', 'use', { ...undated, xKind: '__proto__' }, 'schema', '/document/xKind')
  s.fails('XA', 'status', status(falcon), 'kind', '/document/xKind')
  s.fails('XB', 'verification', { ...asks, xPresented: falcon }, 'kind', '/document/xPresented/xKind')
  const terms = (more: object = {}) => ({ terms: { limits: {}, effects: [], presented: [], permitKinds: [{ ...FALCON, ...more }] } }) // prettier-ignore
  s.says('XB', 'use', { ...ringed, xUseId: 'F1' }, terms())
  s.fails('XB', 'use', { ...ringed, xSpecimenMarks: 'R-1' }, 'marks', '/document/xSpecimenMarks', terms())
  s.fails('XB', 'use', { ...ringed, xUsePoint: 're-export' }, 'use-point', '/document/xUsePoint', terms())
  s.says('XB', 'verification', { ...asks, xPresented: falcon }, terms())
  const other1 = { id: 'O-1', typeCode: '911', xIssuer: { country: 'XA', agency: 'MA' } }
  const needs = terms({ corresponding: { use: ['import'], type_code: '911' } })
  const uses = (xUseId: string, more: object = {}) => ({ ...ringed, xUseId, ...more })
  const place = '/document/xCorrespondingPermit'
  s.fails('XB', 'use', uses('F2'), 'corresponding-permit', place, needs)
  s.fails('XB', 'use', uses('F2', { xCorrespondingPermit: { ...other1, typeCode: '811' } }), 'corresponding-permit', `${place}/typeCode`, needs) // prettier-ignore
  s.says('XB', 'use', uses('F2', { xUsePoint: 'export' }), needs)
  s.says('XB', 'use', uses('F3', { xCorrespondingPermit: other1 }), needs)
  const [kept, lent] = [{ ...LENT, code: 'kept-bird', corresponding: undefined }, LENT]
  s.fails('XB', 'use', uses('F4'), 'corresponding-permit', place, terms({ subtypes: [lent] }))
  s.says('XB', 'use', uses('F4'), terms({ subtypes: [lent, kept] }))
  s.fails('XA', 'status', status({ ...falcon, xSubtype: 'sold-bird' }), 'kind', '/document/xSubtype', terms({ subtypes: [lent] })) // prettier-ignore
  s.fails('XA', 'status', status({ ...falcon, xSubtype: 'constructor' }), 'kind', '/document/xSubtype', terms({ subtypes: [lent] })) // prettier-ignore
  s.says('XA', 'status', status({ ...falcon, xSubtype: 'lent-bird' }), terms({ subtypes: [lent] }))
  const waste = { xKind: 'waste', xValidTo: '2026-12-20T00:00:00Z', xDestinations: ['XB'] }
  const moved = (xShipment: number, xGranted: string) =>
    status({ ...waste, xItems: [{ xItem: '1', xNotified: { xShipments: 3, xShipment, quantityQuantity: { value: '10', unitCode: 'TNE' }, xGranted } }] }) // prettier-ignore
  s.fails('XA', 'status', moved(4, '9'), 'notified', '/document/xItems/0/xNotified')
  s.fails('XA', 'status', moved(3, '10.1'), 'notified', '/document/xItems/0/xNotified')
  const { xDestinations: __, ...anywhere } = moved(3, '10.0') as Record<string, unknown>
  s.fails('XA', 'status', anywhere, 'required', '/document/xDestinations')
  const movement = { ...anywhere, xKind: 'cites', xPurposeCode: 'T', xSubtype: 'certificate-of-ownership' }
  s.says('XA', 'status', { ...movement, xItems: [{ xItem: '1' }] })
  s.fails('XA', 'status', { ...movement, xSubtype: 'export-permit', xItems: [{ xItem: '1' }] }, 'required', '/document/xDestinations') // prettier-ignore
  s.says('XA', 'status', moved(3, '10.0'))
  const issued = status({ ...falcon, xValidFrom: '2026-11-20T00:00:00Z' })
  s.says('XA', 'status', issued, terms({ in_force_until: '2026-11-20' }))
  s.fails('XA', 'status', issued, 'kind', '/document/xKind', terms({ in_force_until: '2026-11-19' }))
  s.fails(
    'XB',
    'reservation',
    reservation('1', { xUntil: '2099-01-01T00:00:00Z' }),
    'too-far-ahead',
    '/document/xUntil',
  )
  s.fails('XB', 'reservation', reservation('1', { xUntil: '2026-11-23T03:00:00Z' }), 'until', '/document/xUntil')
  const other = { ...asks, additionalDocument: doc('CITES-9') }
  s.fails('XB', 'query', other, 'other-document', '/document/additionalDocument/id')
  s.fails(
    'XB',
    'use',
    use('U2', '1', { xReservation: '019ab000-0000-7000-8000-00000000dead' }),
    'no-reservation',
    '/document/xReservation',
  )
  const held = s.says('XB', 'reservation', reservation())
  s.fails(
    'XB',
    'use',
    use('U2', '1', { xReservation: held, xItem: '2' }),
    'reservation-differs',
    '/document/xReservation',
  )
  const asked = s.says('XB', 'use', use('U2'))
  const fact = s.says('XB', 'use', use('U3', '1', { xMode: 'provisional' }))
  s.fails('XA', 'use-confirmed', { xUseId: 'U2', xBalance: [] }, 'no-use', '/ref', { ref: held })
  s.fails('XA', 'use-confirmed', { xUseId: 'U9', xBalance: [] }, 'use-id', '/document/xUseId', { ref: asked })
  s.fails('XA', 'use-confirmed', { xUseId: 'U3', xBalance: [] }, 'provisional', '/ref', { ref: fact })
  s.says('XA', 'use-confirmed', { xUseId: 'U2', xBalance: [] }, { ref: asked })
  const refusal = { xUseId: 'U2', xReason: 'overdraw', xBalance: [] }
  s.fails('XA', 'use-refused', refusal, 'answered', '/ref', { ref: asked })
  s.fails('XA', 'reservation-confirmed', { xBalance: [] }, 'no-reservation', '/ref', { ref: asked })
  s.fails('XA', 'reservation-lapsed', { xBalance: [] }, 'not-reserved', '/ref', { ref: held })
  s.says('XA', 'reservation-confirmed', { xBalance: [] }, { ref: held })
  s.fails('XA', 'reservation-refused', { xReason: 'overdraw', xBalance: [] }, 'answered', '/ref', { ref: held })
  s.fails('XA', 'reservation-lapsed', { xBalance: [] }, 'not-due', '/type', { ref: held })
  s.fails('XB', 'use-cancelled', cancelled, 'no-use', '/ref')
  s.says('XB', 'use-cancelled', cancelled, { ref: asked })
  s.fails('XB', 'use-cancelled', cancelled, 'cancelled', '/ref', { ref: asked })
  s.says('XB', 'use-cancelled', cancelled, { ref: held })
  s.fails('XB', 'use-cancelled', cancelled, 'cancelled', '/ref', { ref: held })
  s.fails('XA', 'discrepancy', { xReason: 'overdraw', xBalance: [] }, 'no-fact', '/ref', { ref: held })
  const query = s.says('XB', 'query', asks)
  s.fails('XA', 'status', status(), 'no-query', '/ref', { ref: '019ab000-0000-7000-8000-00000000dead' })
  s.says('XA', 'status', status(), { ref: query })
  s.fails('XA', 'status', status(), 'answered', '/ref', { ref: query })
  const revoked = { additionalDocument: doc(), xReason: 'x' }
  s.fails('XA', 'revocation', revoked, 'decided-by', '/context/xDecidedBy', {
    context: { xDecidedBy: MACHINE },
  })
  s.says('XA', 'revocation', revoked)
  s.fails('XA', 'revocation', revoked, 'revoked', '/type')
  const replaced = { additionalDocument: doc(), xReplacement: doc('CITES-2') }
  s.fails('XA', 'replacement', { ...replaced, xReplacement: doc() }, 'replacement', '/document/xReplacement/id')
  s.says('XA', 'replacement', replaced)
  s.fails('XA', 'replacement', replaced, 'replaced', '/type')
  s.fails('XB', 'revocation', revoked, 'sender-role', '/type')
  s.fails('XA', 'use', use('U8'), 'wrong-issuer', '/document/xIssuer/country')
})

const b = { xBalance: balance('partly-used', '1', '0', '9') }
const lines: Line[] = [
  { type: 'use', body: use('U1'), only: 'XB' },
  { type: 'use-confirmed', body: { xUseId: 'U1', ...b }, only: 'XA', answers: 'use' },
  { type: 'use-refused', body: { xUseId: 'U1', xReason: 'overdraw', ...b }, only: 'XA', answers: 'use' },
  { type: 'use', body: use('U1', '4', { xMode: 'provisional' }), only: 'XB' },
  { type: 'use', body: use('U2', '4', { xFinal: true }), only: 'XB' },
  { type: 'use-cancelled', body: cancelled, only: 'XB', answers: 'use' },
  { type: 'use-cancelled', body: cancelled, only: 'XB', answers: 'reservation' },
  { type: 'reservation', body: reservation('1', { xUntil: '2026-11-23T04:00:01Z' }), only: 'XB' },
  { type: 'reservation-confirmed', body: b, only: 'XA', answers: 'reservation' },
  { type: 'reservation-lapsed', body: b, only: 'XA', answers: 'reservation', iat: START / 1000 + 60 },
  { type: 'reservation-refused', body: { xReason: 'expired', ...b }, only: 'XA', answers: 'reservation' },
  { type: 'reservation-withdrawn', body: withdrawn, only: 'XA', answers: 'reservation' },
  { type: 'query', body: asks, only: 'XB' },
  { type: 'verification', body: { ...asks, xPresented: { xItems: [{ xItem: '1' }] } }, only: 'XB' },
  { type: 'status', body: status(b), only: 'XA', answers: 'query' },
  {
    type: 'status',
    body: status({ xVerification: 'not-compared', xNotCompared: ['xItems'] }),
    only: 'XA',
    answers: 'verification',
  },
  { type: 'interception', body: { ...asks, xReason: 'pest-found' }, only: 'XB' },
  {
    type: 'endorsement',
    body: {
      additionalDocument: doc(),
      xItem: '1',
      xEndorsedAt: '2026-11-20T09:00:00Z',
      xQuantity: { value: '1', unitCode: 'KGM' },
    },
    only: 'XA',
  },
  {
    type: 'extension',
    body: { ...asks, xArrivedAt: '2026-11-20T08:00:00Z', xValidTo: '2027-10-01T00:00:00Z' },
    only: 'XB',
  },
  { type: 'revocation', body: { additionalDocument: doc(), xReason: 'x' }, only: 'XA' },
  { type: 'replacement', body: { additionalDocument: doc(), xReplacement: doc('CITES-2') }, only: 'XA' },
  { type: 'discrepancy', body: { xReason: 'overdraw', ...b }, only: 'XA', answers: 'use' },
  { type: 'discrepancy', body: { xReason: 'too-long', ...b }, only: 'XA', answers: 'extension' },
  { type: 'query', body: { ...asks, additionalDocument: doc('CITES-3') } },
]

t.test('any messages in any order of arrival leave both sides with the same case', async (t) => {
  t.same(neverApplied('documents', converges(t, 'documents', lines, 2)), [])
})
