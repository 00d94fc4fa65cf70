/** Search that forgives, at running nodes on both stores: what stands on the paper is found however it is typed, and nothing of what a key may not read. */
import t from 'tap'
import { box, Border, lorry, minutes, PERSON } from '../cases/border.ts'
import { snapshotOf, trader } from '../cases/traders.ts'
import { json, settled, startTestNodes, untilState, type TestNode } from '../nodes.ts'
import { stores } from '../servers.ts'

type Result = {
  kind: string
  id: string
  title: string | null
  state: string | null
  by: { type: string; value: string; whole: boolean }
}
type Found = { read: { as: string; forgiven: string[] }; items: Result[]; more: boolean }

const HELD = ['delivered', 'collected', 'accepted', 'rejected']

const keyOf = async (node: TestNode, more: Record<string, unknown>): Promise<Record<string, string>> => {
  const { status, body } = await node.call('POST', '/v1/keys', {
    name: JSON.stringify(more),
    roles: ['window'],
    ...more,
  })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return { authorization: `Bearer ${body.secret}` }
}

/** A clock time of a movement that the trade knows by `value`. */
const clockTime = (value: string) => ({
  procedure: 'release-time',
  type: 'event',
  context: { xReferences: [{ type: 'national', value }] },
  document: json({
    xEventId: value,
    xCode: 'arrival',
    xOccurredAt: '2026-11-01T00:00:00Z',
    xRecordedAt: '2026-11-01T00:00:00Z',
    xClock: { source: 'ntp', uncertaintyMs: 50 },
    xCapture: 'automatic',
  }),
})

for (const store of stores())
  t.test(store.name, store.options, async (t) => {
    const env = async () => ({ JUXTA_STORE: await store.make(t) })
    const [a, b] = (await startTestNodes(t, { env })) as [TestNode, TestNode]
    const find = async (q: string, headers?: Record<string, string>, more = ''): Promise<Found> => {
      const { status, body } = await b.call('GET', `/v1/search?q=${encodeURIComponent(q)}${more}`, undefined, headers)
      if (status !== 200) throw new Error(`${q}: ${JSON.stringify(body)}`)
      return body as Found
    }
    const kinds = (found: Found): string[] => found.items.map(({ kind }) => kind)
    const send = async (
      from: TestNode,
      order: Record<string, unknown>,
    ): Promise<{ id: string; conversation: string }> => {
      const to = from === a ? 'XB' : 'XA'
      const context = { xSchema: order['procedure'], ...(order['context'] as object | undefined) }
      const { status, body } = await from.call('POST', '/v1/messages', { to, ...order, context })
      if (status !== 202) throw new Error(JSON.stringify(body))
      const sent = body.messages?.[0] ?? body
      await untilState(from, sent.id, ...HELD)
      return sent
    }

    const border = await Border.open(
      a,
      b,
      'declaration',
      lorry('LRN 2026/0001-é', ['MSKU 123456-7'], 300, {
        xTransportDocument: [{ documentNumber: 'CMR-77/001', type: '730' }],
        goodsShipment: {
          previousDocument: [{ id: 'XA.778899', typeCode: '952' }],
          consignment: {
            departureTransportMeans: [{ id: 'TR 55-66', identificationTypeCode: '31' }],
            transportEquipment: [{ id: 'MSKU 123456-7' }],
          },
        },
      }),
      { context: { xCrossing: 'crossing-of-2026-1', xSubject: [box('MSKU 123456-7')] } },
    )
    await settled('the pre-arrival is listed', async () => kinds(await find('XA1234')).includes('pre-arrival'))

    await t.test('a lorry is found by all that stands on its papers, however it is typed', async (t) => {
      for (const q of [
        'xa-1234',
        'XA 1234',
        'ＸＡ１２３４',
        'xa١٢٣٤',
        'msku1234567',
        'MSKU 123',
        'lrn20260001',
        'Lrn 2026/0001-E\u0301',
        'cmr 77',
      ])
        t.ok(
          (await find(q)).items.some(({ kind, id }) => kind === 'pre-arrival' && id === border.conversation),
          q,
        )
      t.equal(
        kinds(await find('xa-1234'))[0],
        'pre-arrival',
        'what was announced goes before the crossing that it names',
      )
      const plate = (await find('xa-1234')).items.find(({ kind }) => kind === 'pre-arrival')
      t.match(plate, { kind: 'pre-arrival', state: 'expected', title: 'LRN 2026/0001-é' })
      t.same(plate!.by, { type: 'transport-means', value: 'XA 1234', whole: true }, 'as it was written')
      t.equal((await find('xa-12')).items[0]!.by.whole, false, 'a beginning is one')
      t.same((await find('xa-1234')).read, { as: 'XA1234', forgiven: ['case', 'punctuation'] })
      t.notOk(
        kinds(await find('lrn20260001')).includes('case'),
        'a case that is found as what it is, is not found again',
      )
    })

    await t.test('the plate finds it in every view of both sides, and so do trailer, waybill and carnet', async (t) => {
      const subject = [{ borderTransportMeans: { id: 'xa 12-34' } }]
      await border.says('XB', 'do-not-load', { xSubject: subject }, { context: PERSON })
      const request = {
        ...{ xControl: 'JC-1', xSide: 'entry', xPlace: 'XB000214', xStart: minutes(30), xObjectives: ['drugs'] },
        ...{ xSubject: subject, xAgencies: ['customs'] },
      }
      const asked = await send(b, { procedure: 'joint-control', type: 'request', document: json(request) })
      const views = (reference: string): Record<string, string> => ({
        [`/v1/messages?type=declaration&reference=${reference}`]: border.conversation,
        [`/v1/cases?procedure=pre-arrival&reference=${reference}`]: border.conversation,
        [`/v1/pre-arrivals?reference=${reference}`]: border.conversation,
        [`/v1/pre-arrivals?state=do-not-load&reference=${reference}`]: border.conversation,
        [`/v1/crossings?reference=${reference}`]: 'crossing-of-2026-1',
      })
      const controls = (reference: string) => ({ [`/v1/controls?reference=${reference}`]: asked.conversation })
      const shown = async (node: TestNode, path: string): Promise<string[]> => {
        const { status, body } = await node.call('GET', path)
        if (status !== 200) throw new Error(`${path}: ${JSON.stringify(body)}`)
        return body.items.map((item: any) => item.conversation ?? item.crossing)
      }
      const all: Record<string, string> = {
        ...views('xa1234'),
        ...views('transport-means:XA-12%2034'),
        ...views('transport-means:tr5566'),
        ...views('tir-carnet:xa778899'),
        ...views('transport-document:cmr%2077001'),
        ...views('msku1234567'),
        ...controls('transport-means:xa1234'),
        ...controls('Xa1234'),
      }
      for (const node of [a, b])
        for (const [path, expected] of Object.entries(all))
          await settled(`${node.country} ${path}`, async () => (await shown(node, path)).includes(expected))
      for (const reference of ['xa123', 'equipment:xa1234', 'ata-carnet:xa778899'])
        for (const path of [...Object.keys(views(reference)), ...Object.keys(controls(reference))])
          t.same(await shown(b, path), [], `${path}: a part, and another kind, is another thing`)
      const { body } = await b.call('GET', '/v1/controls?reference=xa1234&objective=drugs')
      t.match(body.items[0].answers, [{ subject: 'means:XA1234', controlled: false }])
      const vet = await keyOf(b, { agency: 'vet' })
      const byKey = await b.call('GET', '/v1/cases?procedure=joint-control&reference=xa1234', undefined, vet)
      t.same(byKey.body.items, [], 'not by a key that reads none of it')
      const operator = await keyOf(b, { roles: ['operator'] })
      const refused = await b.call('GET', '/v1/cases?procedure=pre-arrival&reference=xa1234', undefined, operator)
      t.equal(refused.status, 403, 'what it is about is of its contents')
    })

    await t.test('what is found by a message of it: the crossing, and a case of whatever procedure', async (t) => {
      await settled('the crossing is there', async () => kinds(await find('crossing of 2026')).includes('crossing'))
      t.equal(kinds(await find('crossing of 2026'))[0], 'crossing', 'by its own name it goes first')
      const found = await find('CROSSING-OF-2026-1')
      t.match(found.items[0], { kind: 'crossing', id: 'crossing-of-2026-1' })
      t.ok(kinds(await find('lrn 2026/0001')).includes('crossing'), 'the crossing of a declaration too')
      const { conversation } = await send(a, clockTime('N° 55.66-77'))
      const national = await find('n 556677')
      t.match(national.items, [{ kind: 'case', id: conversation, by: { type: 'national', value: 'N° 55.66-77' } }])
    })

    await t.test('of many crossings with one reference each is listed once, page by page', async (t) => {
      const all = ['crossing-of-2026-1', 'crossing-p1', 'crossing-p2', 'crossing-p3']
      for (const xCrossing of [...all, 'crossing-p1']) {
        const order = clockTime('FLEET 9')
        await send(a, { ...order, context: { ...order.context, xCrossing } })
      }
      const page = async (node: TestNode, after: string, headers?: Record<string, string>) => {
        const path = `/v1/crossings?reference=national:fleet9&limit=3&after=${after}`
        const { body } = await node.call('GET', path, undefined, headers)
        return { names: body.items.map((item: any) => item.crossing), next: body.next }
      }
      for (const node of [a, b]) {
        const [first, second] = await settled(`${node.country} lists the fleet`, async () => {
          const first = await page(node, '')
          return first.next !== null && [first.names, (await page(node, first.next)).names]
        })
        t.same([first.length, second.length], [3, 1])
        t.same([...first, ...second].sort(), all)
      }
      t.same((await page(b, '', await keyOf(b, { procedures: ['pre-arrival'] }))).names, [], 'not by a key that reads a crossing and not what names it so') // prettier-ignore
    })

    await t.test('ids are found whole', async (t) => {
      const { body } = await b.call('GET', `/v1/messages?conversation=${border.conversation}&type=declaration`)
      const { id } = body.items[0]
      t.same(kinds(await find(` ${id.toUpperCase()} `)), id === border.conversation ? ['case', 'message'] : ['message'])
    })

    await t.test('traders by identifier, alias and any word of the name', async (t) => {
      const list = snapshotOf('s-1', 1, [
        [
          trader('XAAEO-000 123', {
            xName: 'Société Générale de Fromages',
            xAliases: [{ scheme: 'EORI', id: 'xa.eori.9' }],
          }),
          trader('XAAEO9', { xName: 'Milk & Sons' }),
        ],
      ])
      for (const post of list.posts) await send(a, { procedure: 'aeo', ...post })
      await settled('the list counts', async () => kinds(await find('XAAEO000123')).includes('trader'))
      for (const [q, type] of [
        ['xaaeo 000123', 'id'],
        ['XA EORI 9', 'alias'],
        ['generale', 'name'],
        ['societe generale', 'name'],
        ['fromages', 'name'],
      ] as const)
        t.match((await find(q)).items.filter(({ kind }) => kind === 'trader'), [{ id: 'XAAEO-000 123', by: { type }, state: 'recognised' }], q) // prettier-ignore
      t.equal((await find('xaaeo')).items.filter(({ kind }) => kind === 'trader').length, 2)
      t.equal((await find('xaaeo', undefined, '&limit=1')).more, true, 'that there is more is said')
    })

    await t.test('permits by their numbers', async (t) => {
      const { status, body } = await b.call('PUT', `/v1/permits/${encodeURIComponent('CITES/26-XB 0007')}`, {
        typeCode: '811',
        xKind: 'cites',
        xAgency: 'nature',
        xStanding: 'issued',
        xUse: 'single',
        xSubtype: 'export-permit',
        xUsePoints: ['import'],
        xDestinations: ['XA'],
        xIssuedAt: '2026-01-01T00:00:00Z',
        xPurposeCode: 'T',
        xItems: [
          {
            xItem: '1',
            xScientificName: 'Vanda coerulea',
            xAppendix: 'II',
            xSourceCode: 'A',
            quantityQuantity: { value: '10', unitCode: 'KGM' },
          },
        ],
      })
      t.equal(status, 201, JSON.stringify(body))
      t.match((await find('cites26xb')).items, [{ kind: 'permit', id: 'CITES/26-XB 0007', by: { whole: false } }])
      t.same((await find('cites26xb', await keyOf(b, { agency: 'vet' }))).items, [], 'not by another agency')
    })

    await t.test('of what a key may not read nothing is found', async (t) => {
      for (const more of [{ roles: ['operator'] }, { procedures: ['system'] }, { roles: ['assistance'] }]) {
        const key = await keyOf(b, more)
        for (const q of ['xa1234', 'lrn20260001', 'crossing of 2026', 'n556677', 'xaaeo', 'cites26xb'])
          t.same((await find(q, key)).items, [], `${JSON.stringify(more)}: ${q}`)
      }
      await send(a, { ...clockTime('POLICE-1'), to: [{ country: 'XB', agency: 'police' }] })
      t.equal(
        (await find('police 1', await keyOf(b, { agency: 'vet' }))).items.length,
        0,
        'what came for another agency',
      )
      t.equal((await find('police 1', await keyOf(b, { agency: 'police' }))).items.length, 1)
    })

    await t.test('a question that is too short, and one of nothing, are refused by name', async (t) => {
      for (const q of ['a', '--', 'a-1'])
        t.match(await b.call('GET', `/v1/search?q=${encodeURIComponent(q)}`), { status: 400, body: { pointer: '/query/q', rule: 'too-short' } }) // prettier-ignore
    })

    await t.test('what was erased is found no more', async (t) => {
      const { body } = await b.call('GET', `/v1/messages?conversation=${border.conversation}&type=declaration`)
      const erased = await b.call('POST', `/v1/messages/${body.items[0].id}/erase`, { reason: 'a court said so' })
      t.ok(erased.status < 300, JSON.stringify(erased.body))
      t.notOk(kinds(await find('xa1234')).includes('pre-arrival'), 'other messages of its case still name the plate')
      t.same((await find('tr5566')).items, [])
      t.same((await find('lrn20260001')).items, [])
    })
  })
