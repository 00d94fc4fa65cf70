/** Permits between real nodes: XA issues, XB and XC use. The issuer's machine decides, once, and everybody learns it. */
import { permitsIn } from '../../node/procedures/documents/permit-table.ts'
import t from 'tap'
import { plansIn } from '../../node/cases/case-plans.ts'
import type { AgreementDocument } from '../../node/peers/agreement.ts'
import type { MessageId } from '../../node/values/id.ts'
import { forAll, json, settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import type { Country } from '../../node/values/country.ts'
import { officer } from '../officer.ts'
import type { KindName } from '../../node/procedures/documents/kinds.ts'
import { FALCON, SAMPLES, SEALED } from './permit-samples.ts'

const HELD = ['delivered', 'collected', 'accepted', 'rejected']
const xIssuer = { country: 'XA', agency: 'CITES-MA' }
const written = (id: string, value: string, unitCode = 'KGM') => ({
  id,
  typeCode: '811',
  writeOff: { quantityQuantity: { value, unitCode } },
})
/** What a CITES document states of a specimen. */
const specimen = { xScientificName: 'Acipenser gueldenstaedtii', xAppendix: 'II', xSourceCode: 'C' }
const record = (more: object = {}) => ({
  typeCode: '811',
  xKind: 'cites',
  xPurposeCode: 'T',
  // Crosses many borders with its exhibition: all else of the Convention is for one consignment.
  xSubtype: 'travelling-exhibition',
  xAgency: 'CITES-MA',
  xUse: 'multiple',
  xUsePoints: ['export', 'import'],
  xIssuedAt: new Date(Date.now() - 86_400_000).toISOString(),
  xDestinations: 'xUse' in more && more.xUse === 'single' ? ['XB'] : ['XB', 'XC'],
  xItems: [{ xItem: '1', description: 'caviar', ...specimen, quantityQuantity: { value: '10', unitCode: 'KGM' } }],
  xStanding: 'issued',
  ...more,
})
const put = (node: TestNode, id: string, body: object, headers = {}) =>
  node.call('PUT', `/v1/permits/${encodeURIComponent(id)}`, body, headers)
const permit = async (node: TestNode, id: string) =>
  (await node.call('GET', `/v1/permits/${encodeURIComponent(id)}`)).body
const line = (p: any, usePoint = 'import') => p.balance?.find((b: any) => b.usePoint === usePoint)

const useOf = (id: string, xUseId: string, value: string, more: object = {}) => ({
  xUseId,
  xMode: 'request',
  xKind: 'cites',
  xUsePoint: 'import',
  additionalDocument: written(id, value),
  xIssuer,
  xItem: '1',
  xExportedAt: new Date(Date.now() - 3_600_000).toISOString(),
  declaration: { id: `MRN-${xUseId}` },
  xFinal: false,
  ...more,
})
const say = async (from: TestNode, to: TestNode, type: string, document: object, more: object = {}) => {
  const { status, body } = await submit(from, to, {
    procedure: 'documents',
    type,
    context: { xSchema: 'documents', ...(more as any).context },
    document: json(document),
    ...Object.fromEntries(Object.entries(more).filter(([k]) => k !== 'context')),
  })
  if (status !== 202) throw new Error(JSON.stringify(body))
  return body as { id: string; conversation: string }
}
const caseOf = async (node: TestNode, conversation: string) =>
  (await node.call('GET', `/v1/cases/${conversation}`)).body
/** Waits until the case at `node` says so of the use or reservation `id`. */
const decided = (node: TestNode, { id, conversation }: { id: string; conversation: string }, where = 'uses') =>
  settled(`${id} is decided at ${node.country}`, async () => {
    const thing = (await caseOf(node, conversation)).state?.[where]?.[id]
    return thing && thing.state !== 'requested' && thing
  })

t.test(
  'a permit is reserved, used, cancelled and used up, and both sides hold the same case and balance',
  async (t) => {
    const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
    const id = 'XA/CITES/2026 7'
    const made = await put(a, id, record())
    t.equal(made.status, 201, JSON.stringify(made.body))
    t.match(line(made.body), { state: 'issued', available: '10' })
    t.equal((await put(a, id, made.body.own ? record({ xIssuedAt: made.body.validFrom }) : {})).status, 200)

    const asked = await say(b, a, 'query', { additionalDocument: { id, typeCode: '811' }, xIssuer })
    const seen = await settled('XB knows the balance', async () => {
      const p = await permit(b, id)
      return line(p)?.available === '10' && p
    })
    t.match(seen, { own: false, issuer: 'XA', standing: 'issued' })
    const again = { conversation: asked.conversation }
    const held = await say(
      b,
      a,
      'reservation',
      {
        additionalDocument: written(id, '4.25'),
        xIssuer,
        xItem: '1',
        xUsePoint: 'import',
        xUntil: new Date(Date.now() + 3_600_000).toISOString(),
      },
      again,
    )
    t.match(await decided(b, held, 'reservations'), { state: 'reserved' })
    t.match(line(await permit(a, id)), { state: 'reserved', reserved: '4.25', available: '5.75' })
    const first = await say(b, a, 'use', useOf(id, 'U1', '4.25', { xReservation: held.id }), again)
    t.match(await decided(b, first), { state: 'confirmed' })
    t.match(line(await permit(a, id)), { state: 'partly-used', used: '4.25', reserved: '0', available: '5.75' })
    const large = await say(b, a, 'use', useOf(id, 'U2', '5.750000001'), again)
    t.match(await decided(b, large), { state: 'refused', reason: 'overdraw' })
    const last = await say(b, a, 'use', useOf(id, 'U3', '5.75', { xFinal: true }), again)
    t.match(await decided(b, last), { state: 'confirmed' })
    t.match(line(await permit(b, id)), { state: 'used', used: '10', available: '0' })
    await say(
      b,
      a,
      'use-cancelled',
      { additionalDocument: { id, typeCode: '811' }, xReason: 'declaration invalidated' },
      { ...again, inReplyTo: last.id },
    )
    await settled('XB has it back', async () => line(await permit(b, id)).available === '5.75')
    const double = await say(b, a, 'use', useOf(id, 'U1', '1'), again)
    t.match(await decided(b, double), { state: 'refused', reason: 'duplicate-use' })
    const [ours, theirs] = await settled('both hold the same case', async () => {
      const both = [await caseOf(a, asked.conversation), await caseOf(b, asked.conversation)] as const
      return both[0].hash === both[1].hash && both
    })
    t.same(ours.state, theirs.state)
    t.same(
      theirs.messages.filter((m: any) => m.status === 'fault'),
      [],
    )
    t.same(
      (await permit(a, id)).uses.map((u: any) => [u.country, u.useId, u.state]),
      [
        ['XB', 'U1', 'confirmed'],
        ['XB', 'U2', 'refused'],
        ['XB', 'U3', 'cancelled'],
        ['XB', 'U1', 'refused'],
      ],
    )

    t.test('the list shows it on both sides; a key without the procedure sees none of it', async (t) => {
      for (const [node, own] of [
        [a, true],
        [b, false],
      ] as const) {
        const { items, next } = (await node.call('GET', '/v1/permits')).body
        t.match(items, [{ id, own, issuer: 'XA' }])
        t.equal(next, null)
      }
      const { secret } = (await a.call('POST', '/v1/keys', { name: 'aeo', roles: ['window'], procedures: ['aeo'] }))
        .body
      const other = { authorization: `Bearer ${secret}` }
      t.equal((await a.call('GET', '/v1/permits', undefined, other)).status, 403)
      t.equal((await put(a, id, record(), other)).status, 403)
      const asking = { name: 'asks', roles: ['window'], types: ['documents/query'] }
      const { secret: third } = (await a.call('POST', '/v1/keys', asking)).body
      t.equal((await put(a, id, record(), { authorization: `Bearer ${third}` })).status, 403)
      const key = (await a.call('POST', '/v1/keys', { name: 'vet', roles: ['window'], agency: 'VET' })).body
      const vet = { authorization: `Bearer ${key.secret}` }
      t.match((await put(a, id, record(), vet)).body, { pointer: '/xAgency', rule: 'agency' })
    })

    t.test('a test is judged by the balance and takes nothing of it', async (t) => {
      const trial = await say(b, a, 'use', useOf(id, 'T1', '1'), { test: true })
      t.match(await decided(b, trial), { state: 'confirmed' })
      t.equal(line(await permit(a, id)).available, '5.75')
      t.equal((await permit(a, id)).uses.length, 4)
    })

    t.test('timber is extended where it lies; goods of Appendix I name both permits', async (t) => {
      const wood = { ...specimen, xItem: '1', quantityQuantity: { value: '10', unitCode: 'KGM' } }
      const end = Date.now() + 86_400_000
      const at = (days: number) => new Date(end + days * 86_400_000).toISOString()
      const timber = { xSubtype: 'export-permit', xUse: 'single', xTimber: true, xItems: [wood], xValidTo: at(0) }
      t.equal((await put(a, 'T1', record(timber))).status, 201)
      const extension = { additionalDocument: { id: 'T1', typeCode: '811' }, xIssuer, xArrivedAt: at(-2) }
      const decider = { context: { xDecidedBy: officer('MA-4') } }
      const extended = await say(b, a, 'extension', { ...extension, xValidTo: at(100) }, decider)
      const known = async (node: TestNode, { id, conversation }: typeof extended) =>
        settled(`${node.country} knows`, async () => {
          const { state } = await caseOf(node, conversation)
          return state?.extensions[id]?.noted && state
        })
      t.match(await known(b, extended), { validTo: at(100), discrepancies: {} })
      t.equal((await permit(a, 'T1')).validTo, at(100))
      const again = await say(b, a, 'extension', { ...extension, xValidTo: at(150) }, { ...decider, conversation: extended.conversation }) // prettier-ignore
      const twice = await known(b, again)
      t.match(Object.values(twice.discrepancies), [{ use: again.id, reason: 'extended' }])
      await settled('both hold the same case', async () => {
        const [ours, theirs] = await Promise.all([a, b].map((node) => caseOf(node, extended.conversation)))
        return ours!.hash === theirs!.hash
      })

      const rare = { xSubtype: 'export-permit', xUse: 'single', xItems: [{ ...wood, xAppendix: 'I' }] }
      t.match((await put(a, 'T2', record(rare))).body, {
        rule: 'corresponding-permit',
        pointer: '/xCorrespondingPermit',
      })
      t.match((await put(a, 'T2', record({ ...rare, xTimber: true }))).body, { rule: 'timber', pointer: '/xTimber' })
      const xCorrespondingPermit = { id: 'I-9', typeCode: '911', xIssuer: { country: 'XB', agency: 'CITES-MA' } }
      t.equal((await put(a, 'T2', record({ ...rare, xCorrespondingPermit }))).status, 201)
      const alone = await say(b, a, 'use', useOf('T2', 'U7', '1'))
      t.match(await decided(b, alone), { state: 'refused', reason: 'corresponding-permit' })
      const both = await say(b, a, 'use', useOf('T2', 'U8', '1', { xCorrespondingPermit }), {
        conversation: alone.conversation,
      })
      t.match(await decided(b, both), { state: 'confirmed' })
    })

    t.test('each kind is held to its own rules where it is issued and where it is used', async (t) => {
      for (const [kind, { record: whole, broken }] of Object.entries(SAMPLES)) {
        for (const [more, pointer, rule] of broken)
          t.match((await put(a, kind, { ...whole, ...more })).body, { pointer, rule }, `${kind} ${pointer}`)
        t.equal((await put(a, kind, whole)).status, 201, kind)
      }
      const opened = new Map<KindName, string>()
      /** What the issuer decides of a use that XB states, in one case for each document. */
      const takes = async (kind: KindName, unitCode: string, value: string, more: object = {}) => {
        const conversation = opened.get(kind)
        const xUseId = `K${opened.size}-${Object.keys(more)}-${value}`
        const { xExportedAt: _, ...stated } = useOf(kind, xUseId, value)
        const document = { ...stated, additionalDocument: written(kind, value, unitCode), xKind: kind, ...more }
        const said = await say(b, a, 'use', document, conversation === undefined ? {} : { conversation })
        opened.set(kind, said.conversation)
        const { state, reason } = await decided(b, said)
        return reason ?? state
      }
      t.equal(await takes('kimberley', 'CTM', '1', { xKind: 'veterinary' }), 'kind')
      t.equal(await takes('kimberley', 'CTM', '1200', { xFinal: true }), 'confirmed')
      t.equal(await takes('kimberley', 'CTM', '1'), 'retained')
      t.equal(await takes('waste', 'KGM', '1'), 'destination', 'it goes to XC')
      t.equal(await takes('timber', 'KGM', '4', { declaration: { id: 'D1' }, ucr: { id: 'U' } }), 'confirmed')
      t.equal(await takes('timber', 'KGM', '5', { declaration: { id: 'D2' }, ucr: { id: 'U' } }), 'one-declaration')
      t.equal(await takes('timber', 'KGM', '6', { declaration: { id: 'D1' }, ucr: { id: 'U' } }), 'confirmed')
      t.equal(await takes('firearms', 'C62', '1', { xSpecimenMarks: 'SN-3' }), 'marks')
      t.equal(await takes('firearms', 'C62', '1.0', { xSpecimenMarks: 'SN-1' }), 'confirmed')
      t.equal(await takes('firearms', 'C62', '1.00', { xSpecimenMarks: 'SN-1' }), 'marks', 'it has come in')
      for (const kind of ['cites', 'phytosanitary', 'catch', 'firearms'] as const) {
        await say(b, a, 'query', { additionalDocument: { id: kind, typeCode: '811' }, xIssuer })
        const seen = await settled(`XB reads what ${kind} states`, async () => {
          const found = await permit(b, kind)
          return found.particulars && found
        })
        const own = await permit(a, kind)
        const { xSecurityStampId: _, xEndUse: __, ...told } = own.particulars
        t.same(seen.particulars, told, 'what makes it hard to forge is compared, and not told')
        t.match([seen, own], [{ kind, use: own.use }, { kind }])
        const ofAll = ['typeCode', 'xUse', 'xUsePoints', 'xIssuedAt', 'xValidTo', 'xAgency', 'xStanding']
        const { record: whole } = SAMPLES[kind]
        const stated = Object.fromEntries(Object.entries(whole).filter(([name]) => !ofAll.includes(name)))
        t.match(own.particulars, stated)
      }
    })

    t.test('a quota of the year is counted over all permits that are of it', async (t) => {
      const year = new Date(record().xIssuedAt).getUTCFullYear()
      const xQuota = { id: 'sturgeon, caviar', year, quantityQuantity: { value: '15', unitCode: 'KGM' } }
      const of = (value: string, unitCode = 'KGM', quota: object = xQuota, more: object = {}) =>
        record({
          ...{ xSubtype: 'export-permit', xUse: 'single', xCountriesConcerned: ['XB'], ...more },
          xItems: [{ ...specimen, xItem: '1', quantityQuantity: { value, unitCode }, xQuota: quota }],
        })
      const granted = (p: any) => p.particulars.xItems[0].xQuota
      t.match(granted((await put(a, 'Q1', of('10'))).body), { ...xQuota, xGranted: '10' })
      t.match(await put(a, 'Q2', of('5.1')), { status: 409, body: { rule: 'quota', pointer: '/xItems/0/xQuota' } })
      t.match(granted((await put(a, 'Q2', of('5000', 'GRM'))).body), { xGranted: '15' })
      t.match(
        granted((await put(a, 'Q2', of('4000', 'GRM'))).body),
        { xGranted: '14' },
        'what it was counts for nothing',
      )
      t.match(granted((await put(a, 'Q3', of('15', 'KGM', { ...xQuota, id: 'live' }))).body), { xGranted: '15' })
      t.match((await put(a, 'Q4', of('1', 'LTR'))).body, { rule: 'unit' })
      const tonne = { ...xQuota, id: 'tonne', quantityQuantity: { value: '1', unitCode: 'TNE' } }
      const kilos = { ...tonne, quantityQuantity: { value: '1000', unitCode: 'KGM' } }
      t.equal((await put(a, 'Q6', of('900', 'KGM', tonne))).status, 201)
      t.match((await put(a, 'Q7', of('900', 'KGM', kilos))).body, { rule: 'quota' }, 'in another unit it is the same')
      t.match(granted((await put(a, 'Q7', of('99.5', 'KGM', kilos))).body), { xGranted: '999.5' })
      const more = { ...tonne, quantityQuantity: { value: '2', unitCode: 'TNE' } }
      const differs = { rule: 'quota-total', pointer: '/xItems/0/xQuota/quantityQuantity' }
      t.match((await put(a, 'Q8', of('1', 'KGM', more))).body, differs)
      const two = of('1', 'KGM', tonne).xItems[0]!
      t.match(
        (await put(a, 'Q8', { ...of('1'), xItems: [two, { ...two, xItem: '2', xQuota: kilos }] })).body,
        { ...differs, pointer: '/xItems/1/xQuota/quantityQuantity' },
        'of one permit too',
      )
      t.equal((await put(a, 'Q7', of('99.5', 'KGM', { ...kilos, id: 'elsewhere' }))).status, 200)
      t.match(
        granted((await put(a, 'Q8', of('100', 'KGM', tonne))).body),
        { xGranted: '1' },
        'it is of another one now',
      )
      t.match((await put(a, 'Q4', of('1', 'KGM', { ...xQuota, year: year - 1 }))).body, { rule: 'quota-year' })
      await say(b, a, 'query', { additionalDocument: { id: 'Q2', typeCode: '811' }, xIssuer })
      const seen = await settled('XB reads it', async () => (await permit(b, 'Q2')).particulars)
      t.match(seen.xItems[0].xQuota, { ...xQuota, xGranted: '14' })
      const left = await say(b, a, 'use', useOf('Q1', 'U1', '4', { xUsePoint: 'export' }))
      t.match(await decided(b, left), { state: 'confirmed' })
      const over = { xStanding: 'revoked', xReason: 'issued in error', xDecidedBy: officer('MA-7') }
      t.equal((await put(a, 'Q1', of('10', 'KGM', xQuota, over))).status, 200)
      t.match((await put(a, 'Q4', of('7.1'))).body, { rule: 'quota' }, 'what has left under it counts on')
      t.match(granted((await put(a, 'Q4', of('7'))).body), { xGranted: '15' })
    })

    t.test('movements of waste are counted against their notification, and both sides read the count', async (t) => {
      const waste = (value: string, more: object) =>
        record({
          ...{
            xKind: 'waste',
            xPurposeCode: undefined,
            xAgency: 'ENV',
            xValidTo: new Date(Date.now() + 9e9).toISOString(),
          },
          xItems: [{ xItem: '1', xListCode: 'A1180', quantityQuantity: { value, unitCode: 'TNE' } }],
          ...more,
        })
      const notification = { xSubtype: 'notification', xShipments: 2 }
      const xCorrespondingPermit = { id: 'N1', typeCode: '811', xIssuer: { country: 'XA', agency: 'ENV' } }
      const movement = { xSubtype: 'movement', xUse: 'single', xCorrespondingPermit }
      const refused = async (number: string, value: string, more: object = movement) => {
        const { status, body } = await put(a, number, waste(value, more))
        return [status, body.pointer, body.rule]
      }
      t.same(await refused('M1', '4'), [409, '/xCorrespondingPermit/id', 'notification'])
      t.equal((await put(a, 'N1', waste('10', notification))).status, 201)
      t.same(await refused('M1', '10.5'), [409, '/xItems/0/quantityQuantity/value', 'notified'])
      t.equal((await put(a, 'M1', waste('4', movement))).status, 201)
      t.same(await refused('M2', '6.000000001'), [409, '/xItems/0/quantityQuantity/value', 'notified'])
      t.equal((await put(a, 'M2', waste('5', movement))).status, 201)
      t.equal((await put(a, 'M2', waste('5.5', movement))).status, 200, 'what it was counts for nothing')
      t.same(await refused('M3', '0.1'), [409, '/xCorrespondingPermit/id', 'shipments'])
      t.same(await refused('N1', '9', notification), [409, '/xItems/0/quantityQuantity/value', 'below-used'])
      t.same(await refused('N1', '10', { ...notification, xShipments: 1 }), [409, '/xShipments', 'below-used'])
      await say(b, a, 'query', { additionalDocument: { id: 'M2', typeCode: '811' }, xIssuer })
      const seen = await settled('XB reads it', async () => (await permit(b, 'M2')).particulars)
      const counted = {
        xShipments: 2,
        xShipment: 2,
        quantityQuantity: { value: '10', unitCode: 'TNE' },
        xGranted: '9.5',
      }
      t.same(seen.xItems[0].xNotified, counted)
      t.same((await permit(a, 'M2')).particulars.xItems[0].xNotified, counted)
    })

    t.test('the register refuses what is no permit and what was used', async (t) => {
      const rule = async (more: object) => {
        const { status, body } = await put(a, id, record(more))
        return [status, body.pointer, body.rule]
      }
      const quantity = (value: string) => ({ xItems: [{ ...specimen, xItem: '1', quantityQuantity: { value, unitCode: 'KGM' } }] }) // prettier-ignore
      const origin = { xItem: '1', origin: { countryCode: 'XA' }, quantityQuantity: { value: '10', unitCode: 'KGM' } }
      const certificate = { xKind: 'origin', xSubtype: undefined, xPurposeCode: undefined, xItems: [origin] }
      t.same(await rule(quantity('4')), [409, '/xItems/0/quantityQuantity/value', 'below-used'])
      t.same(await rule(quantity('1e3')), [400, '/xItems/0/quantityQuantity/value', 'pattern'])
      t.same(await rule(quantity('0.0')), [400, '/xItems/0/quantityQuantity/value', 'quantity'])
      t.same(await rule({ xUsePoints: ['export'] }), [409, '/xItems', 'used'])
      t.same(await rule(certificate), [409, '/xKind', 'kind'])
      t.same(await rule({ xAgency: 'OTHER' }), [409, '/xAgency', 'agency'])
      t.same(await rule({ xValidTo: '2099-01-01T00:00:00Z' }), [400, '/xValidTo', 'validity'])
      t.same(await rule({ xSubtype: 'export-permit' }), [400, '/xUse', 'one-consignment'])
      t.same(await rule({ xKind: 'origin' }), [400, '/xSubtype', 'kind'])
      t.same(await rule({ xValidTo: '1999-01-01T00:00:00Z' }), [400, '/xValidTo', 'order'])
      t.same(await rule({ xStanding: 'revoked', xReason: 'x' }), [400, '/xDecidedBy', 'decided-by'])
      t.same(await rule({ xStanding: 'replaced' }), [400, '/xReplacement', 'required'])
    })
  },
)

t.test('two countries race for the last of a permit: exactly one is confirmed, and both learn it', async (t) => {
  const [a, b, c] = (await startTestNodes(t, { countries: ['XA', 'XB', 'XC'] })) as [TestNode, TestNode, TestNode]
  for (let round = 1; round <= 3; round++) {
    const id = `CITES-${round}`
    await put(a, id, record())
    // Both are signed before the issuer has seen either.
    await a.node.exchange.close()
    const [one, two] = await Promise.all([
      say(b, a, 'use', useOf(id, 'B1', '7')),
      say(c, a, 'use', useOf(id, 'C1', '7')),
    ])
    await a.restart()
    const [atB, atC] = await Promise.all([decided(b, one), decided(c, two)])
    t.same([atB.state, atC.state].sort(), ['confirmed', 'refused'], `round ${round}: exactly one`)
    const [winner, loser] = atB.state === 'confirmed' ? [one, two] : [two, one]
    const [winning, losing] = atB.state === 'confirmed' ? [b, c] : [c, b]
    const lost = (await caseOf(losing, loser.conversation)).state.uses[loser.id]
    t.match(lost, { reason: 'overdraw', contested: true }, 'the one that was refused learns that it was a race')
    await settled(
      'the one that was preferred learns of it too',
      async () => (await caseOf(winning, winner.conversation)).state.uses[winner.id]?.contested === true,
    )
    const held = await permit(a, id)
    t.match(line(held), { used: '7', available: '3', state: 'partly-used' })
    t.same(
      held.uses.map((u: any) => [u.state, u.contested]),
      [
        ['confirmed', true],
        ['refused', true],
      ],
    )
    // The issuer's log says who was first.
    const index = async (m: { id: string }) => (await a.call('GET', `/v1/messages/${m.id}`)).body.log.index
    t.ok((await index(winner)) < (await index(loser)), 'the first in the log of the issuer has it')
    for (const [node, m] of [
      [winning, winner],
      [losing, loser],
    ] as const)
      await settled(
        'both sides of each case agree',
        async () => (await caseOf(node, m.conversation)).hash === (await caseOf(a, m.conversation)).hash,
      )
  }
  const ids: string[] = []
  for (let next: string | null = ''; next !== null;) {
    const page: any = (await a.call('GET', `/v1/permits?limit=2${next === '' ? '' : `&after=${next}`}`)).body
    ids.push(...page.items.map((p: any) => p.id))
    next = page.next
  }
  t.same(ids, ['CITES-1', 'CITES-2', 'CITES-3'], 'the list in pages')
})

t.test('a decision outlives a crash between ledger and message, and is never made twice', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  await put(a, 'P1', record())
  // The answer cannot leave: XB is not reachable, but its message is in.
  const use = await say(b, a, 'use', useOf('P1', 'U1', '6'))
  await untilState(b, use.id, ...HELD)
  await b.node.exchange.close()
  await settled('it is entered', async () => (await permit(a, 'P1')).uses.length === 1)
  await a.restart()
  await a.restart()
  await b.restart()
  t.match(await decided(b, use), { state: 'confirmed' })
  await settled('nothing more is on its way', async () => (await caseOf(a, use.conversation)).pending.length === 0)
  const types = (await caseOf(b, use.conversation)).messages.map((m: any) => m.type)
  t.same(types, ['use', 'use-confirmed'])
  t.equal(line(await permit(a, 'P1')).used, '6')
})

t.test('what stands in the ledger is the decision, whoever has entered it', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  await put(a, 'P1', record())
  await a.node.exchange.close()
  const use = await say(b, a, 'use', useOf('P1', 'U1', '6'))
  // As if another replica had entered it and died before its answer was on its way.
  const entry = {
    ...{ kind: 'use', at: Date.now(), message: use.id, country: 'XB', conversation: use.conversation },
    ...{ useId: 'U1', provisional: false, item: '1', usePoint: 'import', value: '6', unitCode: 'KGM' },
    ...{ declaration: 'MRN-U1', final: false, signed: 0, outcome: 'refused', reason: 'retained' },
  }
  await permitsIn(a.node.store).enter('P1', Date.now(), () => ({
    entries: [{ message: use.id, body: JSON.stringify(entry) }],
    wake: [],
    shown: null,
    said: [],
  }))
  await a.restart()
  t.match(await decided(b, use), { state: 'refused', reason: 'retained' }, 'there is enough, and still')
  t.equal(line(await permit(a, 'P1')).used, '0')
})

t.test('a provisional use is a fact; what it overdraws is a discrepancy', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  await put(a, 'P1', record())
  const small = await say(b, a, 'use', useOf('P1', 'U1', '4', { xMode: 'provisional' }))
  const again = { conversation: small.conversation }
  await settled('the issuer has noted it', async () => {
    const use = (await caseOf(b, small.conversation)).state?.uses?.[small.id]
    return use?.noted === true && use.state === 'provisional'
  })
  const large = await say(b, a, 'use', useOf('P1', 'U2', '9.5', { xMode: 'provisional' }), again)
  const found = await settled('XB knows of the discrepancy', async () => {
    const all = Object.values((await caseOf(b, small.conversation)).state.discrepancies)
    return all.length > 0 && all
  })
  t.match(found, [{ use: large.id, reason: 'overdraw', overdrawn: '3.5' }])
  t.match(line(await permit(a, 'P1')), { used: '13.5', available: '0', state: 'used' })
  t.match((await permit(a, 'P1')).discrepancies, [{ use: large.id, reason: 'overdraw', overdrawn: '3.5' }])
})

/** Of which no more is issued. */
const ENDED = { ...FALCON, code: 'hawk-passport', in_force_until: '2020-01-01' }

t.test('a CITES export permit: one consignment, six months at the export date, retained at import', async (t) => {
  const [a, b, c] = (await startTestNodes(t, {
    countries: ['XA', 'XB', 'XC'],
    agreement: (draft) => ({
      ...draft,
      ...(draft.parties[1] === 'XC'
        ? { permits_presented: ['XC' as Country] }
        : { permit_kinds: [FALCON, ENDED, SEALED] }),
    }),
  })) as [TestNode, TestNode, TestNode]
  const single = (more: object) => record({ xSubtype: undefined, xUse: 'single', ...more })
  const old = new Date(Date.now() - 200 * 86_400_000).toISOString()
  await put(a, 'OLD', single({ xIssuedAt: old }))
  t.equal((await permit(a, 'OLD')).standing, 'expired')
  const late = await say(b, a, 'use', useOf('OLD', 'U1', '1'))
  t.match(await decided(b, late), { state: 'refused', reason: 'expired-at-export' })
  const intime = { xExportedAt: new Date(Date.parse(old) + 86_400_000).toISOString() }
  const travelled = await say(b, a, 'use', useOf('OLD', 'U2', '1', intime))
  t.match(await decided(b, travelled), { state: 'confirmed' }, 'it left while it was good')
  await put(a, 'OLD C', single({ xIssuedAt: old, xDestinations: ['XC'] }))
  const presented = await say(c, a, 'use', useOf('OLD C', 'U1', '1', intime))
  t.match(await decided(c, presented), { state: 'refused', reason: 'expired' }, 'there it counts when it is presented')

  const two = { pointer: '/xDestinations/1', rule: 'one-consignment' }
  t.match((await put(a, 'ONE', single({ xDestinations: ['XB', 'XC'] }))).body, two, 'it goes to one country')
  await put(a, 'ONE', single({}))
  const first = await say(b, a, 'use', useOf('ONE', 'U1', '2', { ucr: { id: 'UCR-1' } }))
  t.match(await decided(b, first), { state: 'confirmed' })
  const other = await say(b, a, 'use', useOf('ONE', 'U4', '2'), { conversation: first.conversation })
  t.match(await decided(b, other), { state: 'refused', reason: 'one-consignment' })
  const last = await say(
    b,
    a,
    'use',
    useOf('ONE', 'U2', '2000', {
      ucr: { id: 'UCR-1' },
      additionalDocument: written('ONE', '2000', 'GRM'),
      xFinal: true,
    }),
    {
      conversation: first.conversation,
    },
  )
  t.match(await decided(b, last), { state: 'confirmed' })
  t.match(line(await permit(a, 'ONE'), 'export'), { state: 'used', available: '0' }, 'retained at import')
  await say(
    b,
    a,
    'use-cancelled',
    { additionalDocument: { id: 'ONE', typeCode: '811' }, xReason: 'mistake' },
    { conversation: first.conversation, inReplyTo: last.id },
  )
  await settled('what was retained does not come back', async () =>
    Object.values((await caseOf(b, first.conversation)).state.discrepancies).some((d: any) => d.reason === 'retained'),
  )
  t.equal(line(await permit(a, 'ONE')).available, '0')

  const asked = (id: string) => ({ additionalDocument: { id, typeCode: '811' }, xIssuer })
  /** What `node` is told of `id` that it asks about. */
  const told = async (node: TestNode, id: string) => {
    const { id: query, conversation } = await say(node, a, 'query', asked(id))
    await settled(
      `${node.country} is answered`,
      async () => (await caseOf(node, conversation)).state?.questions[query]?.answer,
    )
    return permit(node, id)
  }

  await t.test(
    'what stands in a permit is told to the countries that it names; others learn whether it is good',
    async (t) => {
      const little = { standing: 'issued', particulars: null, kind: undefined, balance: [], validTo: null }
      const names = (p: any) => ({ ...little, particulars: p.particulars ?? null, kind: p.kind, balance: p.balance, validTo: p.validTo, standing: p.standing }) // prettier-ignore
      await put(a, 'TOLD', single({ xDestinations: ['XB'] }))
      t.match(await told(b, 'TOLD'), { kind: 'cites', particulars: { xPurposeCode: 'T' }, balance: [{}, {}] })
      t.same(names(await told(c, 'TOLD')), little, 'XC sees neither goods nor what is left')
      t.match(await permit(a, 'TOLD'), { kind: 'cites', particulars: { xDestinations: ['XB'] } })
      const stranger = await say(c, a, 'use', useOf('TOLD', 'U1', '1'))
      t.match(await decided(c, stranger), { state: 'refused', reason: 'destination' })
      t.same(names(await permit(c, 'TOLD')), little, 'a use that is refused opens it to nobody')
      await put(a, 'PASSES', single({ xDestinations: ['XB'], xCountriesConcerned: ['XC'] }))
      t.match(await told(c, 'PASSES'), { kind: 'cites', balance: [{}, {}] }, 'it is in transit there')
      t.match((await put(a, 'ANYWHERE', single({ xDestinations: undefined }))).body, { pointer: '/xDestinations', rule: 'required' }) // prettier-ignore
      await put(a, 'ANYWHERE', single({ xSubtype: 'certificate-of-ownership', xDestinations: undefined }))
      t.same(names(await told(b, 'ANYWHERE')), little, 'it names nobody')
      const used = await say(b, a, 'use', useOf('ANYWHERE', 'U1', '1'))
      t.match(await decided(b, used), { state: 'confirmed' })
      t.match(await told(b, 'ANYWHERE'), { kind: 'cites', particulars: { xPurposeCode: 'T' } }, 'who used it knows it')
      t.same(names(await told(c, 'ANYWHERE')), little)
    },
  )

  await t.test('two countries add a kind and narrow one; nobody else knows of it', async (t) => {
    const bird = { xItem: '1', xScientificName: 'Falco cherrug', xSpecimenMarks: 'R-1 R-2' }
    const falcon = (more: object = {}) =>
      record({
        ...{ xKind: 'falcon-passport', xSubtype: undefined, xPurposeCode: 'P', xDestinations: undefined },
        xItems: [{ ...bird, quantityQuantity: { value: '2', unitCode: 'C62' } }],
        ...more,
      })
    const refused = async (id: string, body: object) => {
      const { pointer, rule } = (await put(a, id, body)).body
      return [pointer, rule]
    }
    t.same(await refused('F1', falcon({ xPurposeCode: undefined })), ['/xPurposeCode', 'required'])
    t.same(await refused('F1', falcon({ xEndUse: 'hunting' })), ['/xEndUse', 'kind'])
    t.same(await refused('F1', falcon({ xUsePoints: ['re-export'] })), ['/xUsePoints/0', 'use-point'])
    t.same(await refused('F1', falcon({ xValidTo: '2039-01-01T00:00:00Z' })), ['/xValidTo', 'validity'])
    t.same(await refused('F1', falcon({ xKind: 'owl-passport' })), ['/xKind', 'kind'])
    t.same(await refused('F1', falcon({ xKind: 'hawk-passport' })), ['/xKind', 'kind'], 'it has ended')
    t.same(await refused('F1', falcon({ xDestinations: ['XC'] })), ['/xKind', 'kind'], 'XC has not agreed on it')
    t.equal((await put(a, 'F1', falcon())).status, 201)
    const ring = (xUseId: string, mark: string, more: object = {}) =>
      useOf('F1', xUseId, '1', {
        ...{ xKind: 'falcon-passport', xExportedAt: undefined, xSpecimenMarks: mark },
        additionalDocument: written('F1', '1', 'C62'),
        ...more,
      })
    const first = await say(b, a, 'use', ring('U1', 'R-1'))
    const again = { conversation: first.conversation }
    t.match(await decided(b, first), { state: 'confirmed' })
    t.match(await decided(b, await say(b, a, 'use', ring('U2', 'R-1'), again)), { state: 'refused', reason: 'marks' })
    const wrong = async (from: TestNode, document: object) => {
      const { body } = await submit(from, a, { procedure: 'documents', type: 'use', context: { xSchema: 'documents' }, document: json(document) }) // prettier-ignore
      return [body.pointer, body.rule]
    }
    t.same(await wrong(b, ring('U3', 'R-2', { xUsePoint: 're-export' })), ['/document/xUsePoint', 'use-point'])
    t.same(await wrong(b, ring('U3', 'R-2', { xKind: 'owl-passport' })), ['/document/xKind', 'kind'])
    t.same(await wrong(c, ring('U3', 'R-2')), ['/document/xKind', 'kind'], 'XC knows no such kind')
    const other = await say(c, a, 'use', ring('U3', 'R-2', { xKind: 'firearms' }))
    t.match(await decided(c, other), { state: 'refused', reason: 'kind' })
    t.match(await told(c, 'F1'), { standing: 'issued', balance: [] })
    t.match([await permit(a, 'F1'), await told(b, 'F1')], [{ kind: 'falcon-passport' }, { kind: 'falcon-passport' }])
    await settled('both hold the same case', async () => {
      const [ours, theirs] = await Promise.all([a, b].map((node) => caseOf(node, first.conversation)))
      return ours!.hash === theirs!.hash
    })
    const kinds = async (node: TestNode) => (await node.call('GET', '/v1/permit-kinds')).body.items
    t.match(
      await kinds(a),
      [FALCON, ENDED, SEALED].map((kind) => ({ peer: 'XB', code: kind.code, kind })),
    )
    t.same(await kinds(c), [])

    const meat = (more: object = {}) =>
      record({
        ...{ xKind: 'veterinary', xSubtype: undefined, xPurposeCode: undefined },
        xItems: [{ xItem: '1', description: 'beef', quantityQuantity: { value: '10', unitCode: 'KGM' } }],
        ...more,
      })
    t.same(await refused('V1', meat({ xDestinations: ['XB'] })), ['/seal', 'required'], 'what goes to XB is sealed')
    t.equal((await put(a, 'V1', meat({ xDestinations: ['XC'], xCountriesConcerned: ['XB'] }))).status, 201)
    const beef = (xUseId: string) => useOf('V1', xUseId, '1', { xKind: 'veterinary', xExportedAt: undefined })
    t.match(await decided(c, await say(c, a, 'use', beef('U1'))), { state: 'confirmed' }, 'XC has agreed on nothing')
    const unsealed = await say(b, a, 'use', beef('U1'))
    t.match(await decided(b, unsealed), { state: 'refused', reason: 'kind' })
    t.equal((await put(a, 'V1', meat({ seal: { id: 'S-1' } }))).status, 200)
    const sealed = await say(b, a, 'use', beef('U2'), { conversation: unsealed.conversation })
    t.match(await decided(b, sealed), { state: 'confirmed' })
    t.same(await wrong(b, { ...beef('U3'), xUsePoint: 'export' }), ['/document/xUsePoint', 'use-point'])

    const [{ document }] = (await a.call('GET', '/v1/agreements')).body.items.filter((one: any) => one.peer === 'XB')
    const proposes = async (kind: object) => {
      const { code, body } = await a
        .call('POST', '/v1/agreements', { ...document, permit_kinds: [kind] })
        .then((answer) => ({ code: answer.status, body: answer.body }))
      return [code, body.pointer, body.rule]
    }
    t.same(await proposes({ ...FALCON, code: 'cites' }), [400, '/permit_kinds/0/code', 'kind'])
    t.same(await proposes({ ...FALCON, narrows: true }), [400, '/permit_kinds/0/code', 'kind'])
    t.same(await proposes({ ...SEALED, taken: 'presented' }), [400, '/permit_kinds/0/taken', 'narrows'])
    t.same(await proposes({ ...SEALED, needs: { record: ['xEndUse'] } }), [400, '/permit_kinds/0/needs', 'narrows'])
  })
})

t.test('revoked in the register: everybody who has a case about it is told, and nothing more is used', async (t) => {
  const [a, b, c] = (await startTestNodes(t, { countries: ['XA', 'XB', 'XC'] })) as [TestNode, TestNode, TestNode]
  await put(a, 'P1', record())
  const query = { additionalDocument: { id: 'P1', typeCode: '811' }, xIssuer }
  const [one, two] = [await say(b, a, 'query', query), await say(c, a, 'query', query)]
  for (const node of [b, c]) await settled('it is known', async () => (await permit(node, 'P1')).standing === 'issued')
  const decidedBy = officer('MA-7')
  const revoked = { ...record(), xStanding: 'revoked', xReason: 'issued in error', xDecidedBy: decidedBy }
  const answer = await put(a, 'P1', revoked)
  t.match(answer.body, { standing: 'revoked' }, JSON.stringify(answer.body))
  for (const [node, m] of [
    [b, one],
    [c, two],
  ] as const) {
    await settled(`${node.country} knows`, async () => (await permit(node, 'P1')).standing === 'revoked')
    const told = (await caseOf(node, m.conversation)).messages.at(-1)
    t.equal(told.type, 'revocation')
    t.match((await node.call('GET', `/v1/messages/${told.id}`)).body.context, { xDecidedBy: decidedBy })
  }
  const use = await say(c, a, 'use', useOf('P1', 'U1', '1'), { conversation: two.conversation })
  t.match(await decided(c, use), { state: 'refused', reason: 'revoked' })
  t.match((await put(a, 'P1', record())).body, { rule: 'final', pointer: '/xStanding' })
})

t.test(
  'what the agency says in one case holds for all; a reservation lapses by the clock; expiry is told',
  async (t) => {
    const stops = { suspension: { notice_hours: 0, open_cases: 'stop' as const } }
    const agreement = (d: AgreementDocument) => forAll(d, stops)
    const [a, b, c] = (await startTestNodes(t, { countries: ['XA', 'XB', 'XC'], agreement })) as [TestNode, TestNode, TestNode] // prettier-ignore
    await put(
      a,
      'P1',
      record({
        ...{ xKind: 'veterinary', xSubtype: undefined, xPurposeCode: undefined },
        xItems: [{ xItem: '1', description: 'beef', quantityQuantity: { value: '10', unitCode: 'KGM' } }],
        xValidTo: new Date(Date.now() + 7_200_000).toISOString(),
      }),
    )
    const query = { additionalDocument: { id: 'P1', typeCode: '811' }, xIssuer }
    const [one, two] = [await say(b, a, 'query', query), await say(c, a, 'query', query)]
    const again = { conversation: two.conversation }
    const held = await say(
      c,
      a,
      'reservation',
      {
        additionalDocument: written('P1', '8'),
        xIssuer,
        xItem: '1',
        xUsePoint: 'import',
        xUntil: new Date(Date.now() + 60_000).toISOString(),
      },
      again,
    )
    t.match(await decided(c, held, 'reservations'), { state: 'reserved' })
    // While the procedure is suspended the machine says nothing in it, and says it when it goes on.
    const { items } = (await c.call('GET', '/v1/agreements')).body
    const path = `/v1/agreements/${encodeURIComponent(items.find((one: any) => one.peer === 'XA').hash)}`
    const suspended = (is: boolean) =>
      settled(`XA knows ${is}`, async () => (await a.call('GET', path)).body.suspensions.some((s: any) => s.procedures.length > 0) === is) // prettier-ignore
    t.equal((await c.call('POST', `${path}/suspend`, { procedures: ['documents'], reason: 'a leak' })).status, 200)
    await suspended(true)
    a.clock.offset = c.clock.offset = b.clock.offset = 120_000
    const name = { peer: 'XC' as Country, conversation: two.conversation as MessageId }
    await settled(
      'the machine has been refused',
      async () => ((await plansIn(a.node.store).planned(name))?.at ?? 0) > a.clock.now() + 300_000,
    )
    t.equal((await caseOf(a, two.conversation)).state.reservations[held.id]?.state, 'reserved')
    t.notOk((await a.call('GET', '/v1/alerts')).body.items.some((one: any) => one.kind === 'machine-message'))
    t.equal((await c.call('POST', `${path}/resume`, { reason: 'it is mended' })).status, 200)
    await suspended(false)
    a.clock.offset = c.clock.offset = b.clock.offset = 121_000 + 600_000
    await settled(
      'it has lapsed',
      async () => (await caseOf(c, two.conversation)).state.reservations[held.id]?.state === 'lapsed',
    )
    t.equal(line(await permit(a, 'P1')).available, '10')
    const part = { additionalDocument: written('P1', '7'), xIssuer, xItem: '1', xUsePoint: 'import' }
    const until = (ms: number) => ({ ...part, xUntil: new Date(a.clock.now() + ms).toISOString() })
    const long = await say(c, a, 'reservation', until(7_200_000), again)
    t.match(await decided(c, long, 'reservations'), { state: 'refused', reason: 'too-long' }, 'its permit ends before')
    const wanted = await say(c, a, 'reservation', until(600_000), again)
    t.match(await decided(c, wanted, 'reservations'), { state: 'reserved' })
    const withdrawn = { additionalDocument: { id: 'P1', typeCode: '811' }, xReason: 'XB needs it' }
    await say(a, c, 'reservation-withdrawn', withdrawn, { ...again, inReplyTo: wanted.id, context: { xDecidedBy: officer('V-1') } }) // prettier-ignore
    const lapsed = { state: 'lapsed', withdrawn: 'XB needs it' }
    for (const node of [a, c]) {
      const is = async () => (await permit(node, 'P1')).reservations.find((r: any) => r.message === wanted.id)
      await settled(`it has lapsed at ${node.country}`, async () => (await is())?.state === 'lapsed')
      t.match(await is(), lapsed)
      t.equal(line(await permit(node, 'P1')).available, '10')
    }
    await say(
      a,
      b,
      'endorsement',
      {
        additionalDocument: { id: 'P1', typeCode: '811' },
        xItem: '1',
        xEndorsedAt: new Date().toISOString(),
        xQuantity: { value: '6', unitCode: 'KGM' },
      },
      { conversation: one.conversation },
    )
    await settled('what may come in is what left', async () => line(await permit(a, 'P1')).available === '6')
    t.equal(line(await permit(a, 'P1'), 'export').available, '10')
    const seen = await say(
      c,
      a,
      'verification',
      { ...query, xPresented: { xKind: 'veterinary', xItems: [{ xItem: '7' }] } },
      again,
    )
    const answered = await settled(
      'it is verified',
      async () => (await caseOf(c, two.conversation)).state.questions[seen.id]?.answer,
    )
    t.equal(answered, 'differs')
    const bare = { xKind: 'veterinary', xItems: [{ quantityQuantity: { value: '10000', unitCode: 'GRM' } }] }
    const shown = await say(c, a, 'verification', { ...query, xPresented: bare }, again)
    const asked = async () => (await permit(c, 'P1')).questions.find((q: any) => q.message === shown.id)
    await settled('it is verified', async () => (await asked())?.answer)
    const notCompared = ['xDestinations', 'xIssuedAt', 'xValidTo']
    t.match(await asked(), { answer: 'not-compared', differs: [], notCompared }, 'what was not shown does not conform')
    await say(
      b,
      a,
      'interception',
      { ...query, xReason: 'pest-found', xMeasure: 'destroyed' },
      { conversation: one.conversation, context: { xDecidedBy: officer('PH-3') } },
    )
    await settled('the issuer learns what was found', async () => (await permit(a, 'P1')).interceptions.length === 1)
    a.clock.offset = c.clock.offset = b.clock.offset = 8_000_000
    for (const node of [b, c])
      await settled(
        `${node.country} knows that it is over`,
        async () => (await permit(node, 'P1')).standing === 'expired',
      )
    const replaced = { additionalDocument: { id: 'P1', typeCode: '811' }, xReplacement: { id: 'P2', typeCode: '811' } }
    await say(a, b, 'replacement', replaced, { conversation: one.conversation })
    await settled('XC is told too', async () => (await permit(c, 'P1')).replacedBy === 'P2')
  },
)
