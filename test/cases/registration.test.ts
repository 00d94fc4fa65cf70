/** What the machines of both sides do with declarations by themselves, limits that a pair has agreed, and arrivals that nobody announced. */
import t from 'tap'
import { stores } from '../servers.ts'
import { json, settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import type { Country } from '../../node/values/country.ts'
import { deltaOf, entry, post, PROGRAMME, snapshotOf, trader } from './traders.ts'
import { Border, box, HELD, listed, lorry, minutes, offBoard, onBoard } from './border.ts'

const untilLodgement = (border: Border, node: TestNode, state: string): Promise<any> =>
  settled(`the declaration is ${state} at ${node.country}`, async () => {
    const view = await border.view(node)
    return view.lodgement === state && view
  })

t.test('where the settings say so, the node registers by itself; an unknown office is rejected at once', async (t) => {
  const [a, b] = (await startTestNodes(t, {
    env: (country): Record<string, string> =>
      country === 'XB' ? { JUXTA_PRE_ARRIVAL_REGISTER: 'node', JUXTA_OFFICES: 'XB000214,XB000215' } : {},
  })) as [TestNode, TestNode]
  const border = await Border.open(a, b, 'declaration', lorry('XA-LRN-1', ['XATU1000001']))
  const ours = await untilLodgement(border, a, 'registered')
  t.match(ours.mrn, new RegExp(`^${new Date().getUTCFullYear() % 100}XB[0-9A-Z]{13}[0-9]$`))
  await border.same(2)
  t.match(await listed(a, `reference=mrn:${ours.mrn}`, 1), [{ conversation: border.conversation }])
  await b.restart()
  await b.call('GET', '/v1/cases?procedure=pre-arrival')
  t.equal((await border.same()).messages.length, 2, 'once, whatever happens')

  const strange = await Border.open(
    a,
    b,
    'declaration',
    lorry('XA-LRN-2', ['XATU1000002'], 300, { xOfficeOfFirstEntry: 'XB999999' }),
  )
  await untilLodgement(strange, a, 'rejected')
  const { messages } = await strange.same(2)
  const rejected = (await a.call('GET', `/v1/messages/${messages[1].id}/document`)).body
  t.match(rejected, {
    declaration: { functionalReferenceId: 'XA-LRN-2', versionId: '1' },
    error: [{ validationCode: 'unknown-office', description: /^\/document\/xOfficeOfFirstEntry/ }],
  })
  t.match((await strange.view(b)).rejections, [{ message: strange.conversation, rule: 'unknown-office' }])
  await listed(a, 'state=rejected', 1)
  await strange.says('XA', 'declaration', lorry('XA-LRN-2', ['XATU1000003']))
  const again = await untilLodgement(strange, b, 'registered')
  t.same(
    again.subjects.map((s: any) => s.key),
    ['equipment:XATU1000003'],
    'what was rejected leaves nothing behind',
  )
})

t.test(
  'whom a declaration names as authorised traders counts as he was when it was lodged, on both sides',
  async (t) => {
    const [a, b] = (await startTestNodes(t, {
      agreement: (draft) => ({
        ...draft,
        aeo: [{ of: 'XA' as Country, programme: PROGRAMME, types: ['AEOF'], roles: ['*'], benefits: ['priority'] }],
      }),
      env: (country): Record<string, string> => (country === 'XB' ? { JUXTA_PRE_ARRIVAL_REGISTER: 'node' } : {}),
    })) as [TestNode, TestNode]
    const simplified = trader('XA2', { authorisationHolder: { id: 'H-XA2', categoryCode: 'AEOC' } })
    const list = snapshotOf('S1', 7, [[trader('XA1'), simplified]])
    const { conversation } = (await post(a, b, undefined, list.posts[0]!)).body
    const recognised = (is: boolean) =>
      settled(`XA1 is ${is ? '' : 'not '}recognised`, async () => {
        const { body } = await b.call('GET', '/v1/traders/XA1')
        return body.status !== 'unknown' && body.recognised === is
      })
    await recognised(true)
    const parties = ['XA1', 'XA2', 'XA3'].map((id) => ({ id, roleCode: 'CZ' }))
    const named = (lrn: string) => {
      const said = lorry(lrn, ['XATU1000001'])
      return { ...said, goodsShipment: { ...said.goodsShipment, aeoMutualRecognitionParty: parties } }
    }
    const told = (border: Border) =>
      Promise.all(
        [a, b].map(async (node) => {
          const { aeo } = await untilLodgement(border, node, 'registered')
          return aeo.map((p: any) => `${p.id} ${p.xStatus} ${p.xReason ?? p.xBenefits}`)
        }),
      )
    const first = await Border.open(a, b, 'declaration', named('XA-LRN-1'))
    const then = ['XA1 active priority', 'XA2 active type-not-agreed', 'XA3 unknown ']
    t.same(await told(first), [then, then])
    t.equal((await post(a, b, conversation, deltaOf(8, list.hash, [entry('XA1', 'suspended')]).post)).status, 202)
    await recognised(false)
    const now = ['XA1 suspended not-active', ...then.slice(1)]
    t.same(await told(await Border.open(a, b, 'declaration', named('XA-LRN-2'))), [now, now])
    t.same(await told(first), [then, then], 'what was lodged before goes on as it was')

    const underWay = async (node: TestNode, query = '') => {
      const { body } = await node.call('GET', `/v1/traders/XA1/under-way${query}`)
      return [body.items.map((i: any) => [i.mrn !== null, i.side, i.atLodgement.map((p: any) => p.xStatus)]), body.next]
    }
    for (const [node, side] of [
      [a, 'exit'],
      [b, 'entry'],
    ] as const) {
      const both = [
        [true, side, ['suspended']],
        [true, side, ['active']],
      ]
      t.same(await underWay(node), [both, null], 'either side sees which lorries are on the road, with what was frozen')
      const [[one], next] = await underWay(node, '?limit=1')
      t.same([one, (await underWay(node, `?limit=1&after=${next}`))[0]], [both[0], [both[1]]])
      const alert = await settled('and is told so', async () =>
        (await node.call('GET', '/v1/alerts')).body.items.find((i: any) => i.kind === 'traders-under-way'),
      )
      t.match(alert, { severity: 'warning', count: 1, detail: /case .* traders of XA .* open declarations 1$/ })
      t.notMatch(alert.detail, /XA1/, 'who was suspended is not for everybody')
    }
    // A delta was lost that revoked XA2: the snapshot that mends the list has him no more.
    const mended = snapshotOf('S2', 10, [[trader('XA1')]])
    t.equal((await post(a, b, conversation, mended.posts[0]!)).status, 202)
    const alerts = async (node: TestNode) =>
      (await node.call('GET', '/v1/alerts')).body.items.filter((i: any) => i.kind === 'traders-under-way')
    for (const node of [a, b]) {
      await settled('of whom a snapshot has no more both are told', async () => (await alerts(node)).length === 2)
      t.same((await alerts(node)).filter((i: any) => / open declarations 2$/.test(i.detail)).length, 1)
    }
    const inReplyTo = await first.says('XA', 'invalidation', { functionalReferenceId: 'XA-LRN-1' })
    await first.says('XB', 'invalidation-accepted', {}, { inReplyTo })
    for (const node of [a, b])
      await settled('what is over is under way no more', async () => (await underWay(node))[0].length === 1)
  },
)

t.test('the offices may be those that the reference data has named to the peer', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const anywhere = lorry('XA-LRN-1', ['XATU1000001'], 300, { xOfficeOfFirstEntry: 'XB999999' })
  const before = await Border.open(a, b, 'declaration', anywhere)
  await onBoard(b, 'to-register', before.conversation)
  t.equal((await before.view(b)).lodgement, 'lodged', 'no offices are known: none is unknown')
  const data = {
    xVersion: 1,
    xOffices: [{ id: 'XB000214', name: 'Bridge', modeCode: ['3'] }],
    xRoutes: [],
  }
  const sent = await submit(b, a, {
    procedure: 'system',
    type: 'reference-data',
    context: { xSchema: 'system' },
    document: json(data),
  })
  await untilState(b, sent.body.id, ...HELD)
  const after = await Border.open(a, b, 'declaration', { ...anywhere, functionalReferenceId: 'XA-LRN-2' })
  await untilLodgement(after, a, 'rejected')
  const good = await Border.open(a, b, 'declaration', lorry('XA-LRN-3', ['XATU1000001']))
  await good.says('XB', 'registered', { declaration: { id: '26XB0000000000001A' } })
})

t.test('the limits are those of the agreement that the case began under, on both sides and for ever', async (t) => {
  const [a, b] = (await startTestNodes(t, {
    agreement: (draft) => ({
      ...draft,
      deadlines: { 'pre-arrival': { road: 20 } },
      office_prefixes: { XA: ['XA', 'XI'] },
    }),
  })) as [TestNode, TestNode]
  const inTime = await Border.open(a, b, 'declaration', lorry('XA-LRN-1', ['XATU1000001'], 40))
  const late = await Border.open(a, b, 'declaration', lorry('XA-LRN-2', ['XATU1000002'], 10))
  for (const node of [a, b]) {
    t.match(await inTime.view(node), { late: false, limits: { road: 20, rail: 120 }, flags: [] })
    t.match(await late.view(node), { late: true, flags: [{ rule: 'lodged-late', message: late.conversation }] })
    t.match(await listed(node, 'state=late', 1), [{ lrn: 'XA-LRN-2' }])
  }
  await late.says('XB', 'registered', {})
  t.match(await onBoard(b, 'lodged-late', late.conversation), { ours: true }, 'accepted, flagged, and looked at first')
  await late.says('XB', 'risk-outcome', { declaration: { versionId: '1' }, xComplete: true })
  await offBoard(b, 'lodged-late', late.conversation)
  const bad = async (deadlines: unknown) =>
    (
      await a.call('POST', '/v1/agreements', {
        ...(await a.call('GET', '/v1/agreements')).body.items[0].document,
        deadlines,
      })
    ).body
  t.match(await bad({ 'pre-arrival': { road: 0 } }), { pointer: '/deadlines/pre-arrival/road', rule: 'deadline' })
  t.match(await bad({ 'pre-arrival': 7 }), { pointer: '/deadlines/pre-arrival', rule: 'deadline' })
  const offices = (xVersion: number, id: string) =>
    submit(a, b, {
      procedure: 'system',
      type: 'reference-data',
      context: { xSchema: 'system' },
      document: json({ xVersion, xOffices: [{ id, name: 'North', modeCode: ['3'] }], xRoutes: [] }),
    })
  t.match((await offices(1, 'XL000101')).body, { rule: 'office', pointer: '/document/xOffices/0/id' })
  const north = await offices(1, 'XI000101')
  t.equal(north.status, 202, 'an office by a code that was agreed')
  await untilState(a, north.body.id, ...HELD)
  for (const node of [a, b]) {
    const theirs = `/v1/cases/${north.body.conversation}`
    const held = await settled('the case is there', async () => {
      const { body } = await node.call('GET', theirs)
      return body.messages?.length === 1 && body
    })
    t.match(held.messages, [{ status: 'applied' }], node.country)
  }
  await Promise.all([inTime.same(), late.same()])
})

t.test('an arrival that nobody announced is shown, and may still be declared', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  await listed(b, 'reference=equipment:XATU7777777', 0)
  const border = await Border.open(b, a, 'arrival', { xSubject: [box('XATU7777777')], xActualOffice: 'XB000214' }, {}, [
    a,
    b,
  ])
  t.match(await listed(b, 'state=unannounced&office=XB000214', 1), [{ lodgement: 'none', version: 0 }])
  t.match(await onBoard(b, 'unannounced', border.conversation), { turn: 'exit', ours: false })
  t.match(await onBoard(a, 'unannounced', border.conversation), { ours: true })
  t.match(await border.fails('XB', 'release'), { status: 409, rule: 'not-registered' })
  await border.says('XA', 'declaration', { ...lorry('XA-LRN-1', ['XATU7777777']), xEstimatedArrival: minutes(-5) })
  await offBoard(a, 'unannounced', border.conversation)
  const view = await border.view(a)
  t.match(view, { lodgement: 'lodged', late: true, status: 'arrived' })
  t.match(view.subjects, [{ movement: 'arrived', risk: 'pending' }])
  await border.says('XB', 'registered', {})
  await border.says('XB', 'presentation')
  await border.says('XB', 'release')
  await listed(a, 'state=closed', 1)
  await border.same()
})

for (const store of stores())
  t.test(`crossings that were linked are one (${store.name})`, store.options, async (t) => {
    const [a, b] = (await startTestNodes(t, { env: async () => ({ JUXTA_STORE: await store.make(t) }) })) as [
      TestNode,
      TestNode,
    ]
    const announced = lorry('XA-LRN-1', ['XATU1000001'])
    const border = await Border.open(a, b, 'declaration', announced, { context: { xCrossing: 'XA-CROSSING-1' } })
    await listed(b, 'crossing=XB-CROSSING-9', 0)
    // Another procedure has found that its lorry is this one.
    const body = {
      xEventId: 'E-1',
      xCode: 'arrival',
      xOccurredAt: minutes(-1),
      xRecordedAt: minutes(-1),
      xClock: { source: 'gate', uncertaintyMs: 1000 },
      xCapture: 'automatic',
      modeCode: '3',
    }
    const context = {
      xSchema: 'release-time',
      xCrossing: 'XB-CROSSING-9',
      xCrossingLinked: ['XA-CROSSING-1', 'XB-CROSSING-9'],
    }
    const sent = await submit(b, a, { procedure: 'release-time', type: 'event', context, document: json(body) })
    t.equal(sent.status, 202, JSON.stringify(sent.body))
    for (const node of [a, b])
      t.match(await listed(node, 'crossing=XB-CROSSING-9', 1), [{ conversation: border.conversation }])
  })
