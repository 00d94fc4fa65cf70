/** Two systems before go-live: each states its offices and routes, and both see where they do not fit. */
import t from 'tap'
import { systemEntriesIn } from '../../node/procedures/system/entry-table.ts'
import { juxta } from '../cli/juxta.ts'
import { agree, json, settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import { officer } from '../officer.ts'
import { stores } from '../servers.ts'

const HELD = ['delivered', 'collected', 'accepted', 'rejected']
const office = (id: string, name = id, modeCode = ['3']) => ({ id, name, modeCode })
const route = (exit: string, entry: string, modeCode = '3', more: object = {}) => ({
  exitOffice: { id: exit },
  entryOffice: { id: entry },
  modeCode,
  ...more,
})
const say = async (from: TestNode, to: TestNode, type: string, document: object, more: object = {}) => {
  const { status, body } = await submit(from, to, {
    procedure: 'system',
    type,
    context: { xSchema: 'system' },
    document: json(document),
    ...more,
  })
  if (status !== 202) throw new Error(JSON.stringify(body))
  await untilState(from, body.id, ...HELD)
  return body as { id: string; conversation: string }
}
const check = async (node: TestNode, query = '') => (await node.call('GET', `/v1/office-check${query}`)).body.items

t.test('offices and routes are checked against each other before go-live', async (t) => {
  const [a, b, c] = (await startTestNodes(t, { countries: ['XA', 'XB', 'XC'] })) as [TestNode, TestNode, TestNode]
  t.same(
    (await check(a)).map((x: any) => [x.peer, x.ours, x.theirs, x.ready]),
    [
      ['XB', null, null, false],
      ['XC', null, null, false],
    ],
  )
  await say(a, b, 'reference-data', {
    xVersion: 1,
    xOffices: [office('XA1', 'Bridge'), office('XA2', 'Tunnel', ['2', '3'])],
    xForeignOffices: [office('XB1', 'Brücke'), office('XB9')],
    xRoutes: [route('XA1', 'XB1'), route('XA2', 'XB2', '2'), route('XB1', 'XA1', '3', { xTransit: true })],
  })
  await say(b, a, 'reference-data', {
    xVersion: 1,
    xOffices: [office('XB1', 'Bridge'), { ...office('XB2', 'Tunnel'), xValidTo: '2020-01-01T00:00:00Z' }],
    xRoutes: [route('XA1', 'XB1'), route('XB1', 'XA1'), route('XB2', 'XA7')],
  })
  const [here] = await check(a, '?peer=XB')
  const [there] = await check(b, '?peer=XA')
  t.same([here.ours, here.theirs, here.ready], [1, 1, false])
  const told = (x: any) =>
    x.differences
      .map((d: any) =>
        [d.kind, d.at, d.office, d.route && `${d.route.exitOffice}>${d.route.entryOffice}`, d.member]
          .filter(Boolean)
          .join(' '),
      )
      .sort()
  const expected = [
    'mode-not-served XB XB2 XA2>XB2',
    'office-differs XA XB1 name',
    'office-missing XA XB2',
    'office-not-valid XB XB2 XA2>XB2',
    'office-not-valid XB XB2 XB2>XA7',
    'office-unknown XA XA7 XB2>XA7',
    'office-unknown XB XB9',
    'route-differs XB XB1>XA1 xTransit',
    'route-missing XA XB2>XA7',
    'route-missing XB XA2>XB2',
  ]
  t.same(told(here), expected)
  t.same(
    told(there),
    expected.map((x) => (x.startsWith('route-differs') ? x.replace('XB', 'XA') : x)).sort(),
    'both sides see the same',
  )
  const named = here.differences.find((d: any) => d.member === 'name')
  t.same([named.ours, named.theirs], ['Brücke', 'Bridge'])
  const same = there.differences.find((d: any) => d.member === 'name')
  t.same([same.ours, same.theirs], ['Bridge', 'Brücke'])

  await say(a, b, 'reference-data', {
    xVersion: 2,
    xOffices: [office('XA1', 'Bridge')],
    xForeignOffices: [office('XB1', 'Bridge')],
    xRoutes: [route('XA1', 'XB1'), route('XB1', 'XA1')],
  })
  const second = {
    xVersion: 2,
    xOffices: [office('XB1', 'Bridge')],
    xRoutes: [route('XA1', 'XB1'), route('XB1', 'XA1')],
  }
  await say(b, a, 'reference-data', second, { test: true })
  t.equal((await check(a, '?peer=XB'))[0].ready, false, 'a test is in no view')
  await say(b, a, 'reference-data', second)
  for (const node of [a, b])
    t.match(
      (await check(node)).find((x: any) => x.peer !== 'XC'),
      { ready: true, differences: [] },
    )
  t.match(
    (await check(c)).map((x: any) => x.ready),
    [false, false],
    'and it is nobody else’s',
  )
})

t.test('an outage that lasts alerts both; its end and a test are in the case on both sides', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const now = (ms: number): string => new Date(Date.now() + ms).toISOString()
  const away = await say(a, b, 'outage', { xSince: now(0), xExpectedEnd: now(60_000) })
  const again = { conversation: away.conversation }
  await say(a, b, 'contingency', { xProcedure: 'paper', xFrom: now(0) }, again)
  a.clock.offset = b.clock.offset = 120_000
  for (const node of [a, b])
    await settled(`${node.country} is alerted`, async () =>
      (await node.call('GET', '/v1/alerts')).body.items.some((x: any) => /outage lasts longer/.test(x.detail)),
    )
  await say(a, b, 'outage', { xSince: now(0), xEndedAt: now(100_000) }, { ...again, inReplyTo: away.id })
  const asked = await say(a, b, 'test', { xTestId: 'T-1', xExpect: 'the declaration is registered' }, again)
  await say(b, a, 'test', { xTestId: 'T-1', xResult: 'passed' }, { ...again, inReplyTo: asked.id })
  const [ours, theirs] = await Promise.all(
    [a, b].map(async (n) => (await n.call('GET', `/v1/cases/${away.conversation}`)).body),
  )
  t.equal(ours.hash, theirs.hash)
  t.match(ours.state.tests[asked.id], { result: 'passed' })
  t.type(ours.state.outages[away.id].ended, 'number')
})

t.test(
  'duty desks of both are known, at first by the agreement and then as they say; what is missing before go-live is found',
  async (t) => {
    const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
    const get = async (node: TestNode, path: string): Promise<any> => (await node.call('GET', path)).body
    const both = [a, b] as const
    const peerOf = (node: TestNode) => (node === a ? 'XB' : 'XA')
    const reached = async (node: TestNode) =>
      (await get(node, '/v1/contacts')).items.map((c: any) => [c.country, c.by, c.contacts[0].reach[0]]).sort()
    for (const node of both)
      t.same(await reached(node), [
        ['XA', 'agreement', 'whoever tries it'],
        ['XB', 'agreement', 'whoever tries it'],
      ])
    const desk = (number: string) => ({ role: 'duty-desk', name: 'Duty desk', reach: [number], hours: '24/7', languages: ['en'] }) // prettier-ignore
    a.clock.offset = b.clock.offset = 5000
    const { conversation } = await say(a, b, 'contacts', { xContacts: [desk('+1 555 0100')] })
    await say(a, b, 'contacts', { xContacts: [desk('+1 555 0999')] }, { test: true })
    for (const node of both)
    t.same(await reached(node), [
      ['XA', 'message', '+1 555 0100'],
      ['XB', 'agreement', 'whoever tries it'],
    ], 'a test says nothing') // prettier-ignore
    const stated = async (node: TestNode): Promise<string> =>
      (await get(node, '/v1/contacts')).items.find((c: any) => c.country === 'XA').statedAt
    const before = await stated(b)
    a.clock.offset = b.clock.offset = 9000
    await say(a, b, 'contacts', { xContacts: [desk('+1 555 0100')] }, { conversation })
    for (const node of both)
      await settled('what was said anew counts from then on, though it is the same', async () => (await stated(node)) > before) // prettier-ignore

    const items = async (node: TestNode) => {
      const { ready, items } = await get(node, `/v1/peers/${peerOf(node)}/readiness`)
      t.equal(
        ready,
        items.every((i: any) => i.met),
      )
      return Object.fromEntries(items.map((i: any) => [i.item, i.met ? true : i.turn]))
    }
    const unmet = { live: true, tests: 'both', offices: 'both', hours: 'both', editions: 'both', backup: 'ours', restore: 'ours' } // prettier-ignore
    for (const node of both)
    t.match(await items(node), { agreement: true, contacts: true, 'own-keys': true, 'peer-keys': true, 'tz-database': 'theirs', alerts: true, ...unmet }) // prettier-ignore
    t.equal((await a.call('GET', '/v1/peers/XQ/readiness')).status, 404)
    const details = async (language: string): Promise<Record<string, string>> =>
      Object.fromEntries((await get(a, `/v1/peers/XB/readiness?language=${language}`)).items.map((i: any) => [i.item, i.detail])) // prettier-ignore
    await a.node.alert('disk', null, 'little is free')
    const english = await details('en')
    t.match(english, { alerts: 'open: the disk is nearly full', offices: 'offices, routes and editions are not stated by both (reference-data)', hours: 'no route is stated by both' }) // prettier-ignore
    for (const [language, hours] of [
      ['fr', 'aucun itinéraire n’est indiqué par les deux'],
      ['es', 'ninguna ruta está declarada por ambos'],
      ['ar', 'لا طريق ذكره الطرفان كلاهما'],
    ] as const) {
      const said = await details(language)
      t.equal(said['hours'], hours)
      t.same(Object.keys(said), Object.keys(english))
      t.same(
        Object.keys(said).filter((item) => said[item] === english[item]),
        [],
        `each is said in ${language}`,
      )
    }
    t.equal((await items(a))['alerts'], 'ours')
    await a.node.settle('disk', null)
    t.equal((await items(a))['alerts'], true)
    const data = (own: string, more: object) => ({
      xVersion: 1,
      xOffices: [office(`${own}1`)],
      xRoutes: [route('XA1', 'XB1')],
      xTzdb: process.versions['tz'],
      xHsEdition: '2022',
      ...more,
    })
    await say(a, b, 'reference-data', data('XA', { xCodeLists: [{ name: 'packages', version: '21' }] }))
    await say(b, a, 'reference-data', data('XB', { xCodeLists: [{ name: 'packages', version: '20' }], xTzdb: '2020a' }))
    for (const node of both) {
      t.match(await items(node), { offices: true, hours: 'both', editions: node === a ? 'theirs' : 'theirs' })
      const found = (await check(node))[0].differences.map((d: any) => [d.kind, d.member]).sort()
      t.same(found, [['code-list-differs', 'packages'], ['tzdb-differs', 'xTzdb']], 'both sides find the same') // prettier-ignore
    }
    await say(b, a, 'reference-data', data('XB', { xVersion: 2, xCodeLists: [{ name: 'packages', version: '21' }] }))
    const asked = await say(a, b, 'test', { xTestId: '1' }, { test: true })
    const again = { conversation: asked.conversation, inReplyTo: asked.id, test: true }
    for (const node of both) t.match(await items(node), { editions: true, 'tz-database': true, tests: 'both' })
    await say(b, a, 'test', { xTestId: '1', xResult: 'passed' }, again)
    for (const node of both) t.match(await items(node), { tests: true }, 'a test of the agreement is sent as a test')
  },
)

for (const store of stores())
  t.test(
    `what was done on paper, and data that were found wrong, are overdue on both sides once their terms have passed: ${store.name}`,
    store.options,
    async (t) => {
      const [a, b] = (await startTestNodes(t, {
        env: async () => ({ JUXTA_STORE: await store.make(t) }),
      })) as [TestNode, TestNode]
      const now = (ms: number): string => new Date(Date.now() + ms).toISOString()
      const paper = { xProcedure: 'paper', xFrom: now(-10_000) }
      const meanwhile = await say(a, b, 'contingency', paper)
      const more = { conversation: meanwhile.conversation, inReplyTo: meanwhile.id }
      const items = async (node: TestNode, path: string) => (await node.call('GET', path)).body.items
      const state = async (node: TestNode) =>
        (await items(node, '/v1/interruptions')).map((i: any) => [i.country, i.what, i.state])
      await say(a, b, 'contingency', { ...paper, xEndedAt: now(-5000) }, more)
      const longAgo = now(-100 * 86_400_000)
      const event = { xEventId: 'E-1', xCode: 'arrival', xOccurredAt: longAgo, xRecordedAt: longAgo, xClock: { source: 'gate', uncertaintyMs: 1000 }, xCapture: 'automatic', modeCode: '3' } // prettier-ignore
      t.equal((await submit(b, a, { procedure: 'release-time', type: 'event', context: { xSchema: 'release-time' }, document: json(event) })).status, 202) // prettier-ignore
      const doubted = async (node: TestNode) =>
        (await items(node, '/v1/alerts')).filter((x: any) => x.kind === 'stated-times')
      await settled('whoever is told what was long ago is alerted', async () => (await doubted(a)).length === 1)
      t.match(await doubted(a), [{ peer: 'XB', subject: 'release-time', detail: /\/document\/xOccurredAt/ }])
      t.same(await doubted(b), [], 'and whoever tells it is not')
      // The newest agreement promises more of what is sent from now on, and nothing of what was sent before.
      const before = (await a.call('GET', `/v1/messages/${meanwhile.id}`)).body.agreement
      a.clock.offset = b.clock.offset = 5000
      await agree(a, b, (draft) => ({
        ...draft,
        procedures: draft.procedures.map((p) => ({
          ...p,
          ...(p.data_protection && {
            data_protection: { ...p.data_protection, correction_hours: 1, breach_notice_hours: 1 },
          }),
        })),
      }))
      const of = { xProcedure: 'system', xAgreement: before }
      const wrong = { ...of, xMessage: meanwhile.id, xPointers: ['/xFrom'] }
      const asked = await say(b, a, 'correction-request', wrong)
      t.not((await b.call('GET', `/v1/messages/${asked.id}`)).body.agreement, before)
      const refused = async (type: string, document: object, more: object = {}) => {
        const { status, body } = await submit(a, b, { procedure: 'system', type, context: { xSchema: 'system', ...more }, document: json(document) }) // prettier-ignore
        return [status, body.rule, body.pointer]
      }
      const none = '019ab000-0000-7000-8000-00000000dead'
      for (const [change, rule, at] of [
        [{ xMessage: none }, 'no-message', '/document/xMessage'],
        // Sent by the side that asks.
        [{ xMessage: meanwhile.id }, 'no-message', '/document/xMessage'],
        [{ xMessage: asked.id, xProcedure: 'aeo' }, 'no-message', '/document/xMessage'],
        [{ xMessage: asked.id }, 'agreement', '/document/xAgreement'],
        [{ xMessage: asked.id, xAgreement: `sha-256:${'A'.repeat(43)}` }, 'agreement', '/document/xAgreement'],
      ] as const)
        t.same(await refused('correction-request', { ...wrong, ...change }), [409, rule, at])
      const found = { xKnownAt: now(-49 * 3_600_000), xKinds: ['confidentiality'], xText: 'A copy was left behind.' }
      const breach = { ...of, ...found, xMessages: [meanwhile.id] }
      const person = { context: { xSchema: 'system', xDecidedBy: officer('XA-77') } }
      const lost = (change: object) => refused('breach-notice', { ...breach, ...change }, person.context)
      t.same(await lost({ xMessages: [meanwhile.id, none] }), [409, 'no-message', '/document/xMessages/1'])
      t.same(await lost({ xMessages: [meanwhile.id, asked.id] }), [409, 'agreement', '/document/xAgreement'])
      const notice = await say(a, b, 'breach-notice', breach, person)
      const breaches = async (node: TestNode) =>
        (await items(node, '/v1/breaches')).map((x: any) => [x.id, x.country, x.state, x.late, x.messages])
      for (const node of [a, b]) t.same(await breaches(node), [[notice.id, 'XA', 'told', false, [meanwhile.id]]])
      await settled('who was told is alerted at once', async () =>
        (await items(b, '/v1/alerts')).some((x: any) => /a breach of data was told: answer it/.test(x.detail)),
      )
      const correction = async (node: TestNode) =>
        (await items(node, '/v1/corrections')).map((c: any) => [c.id, c.country, c.state, c.due, c.correctedBy])
      const [[, , , due]] = await correction(a)
      const { createdAt } = (await b.call('GET', `/v1/messages/${asked.id}`)).body
      const hours = (Date.parse(due) - Date.parse(createdAt)) / 3_600_000
      t.ok(hours > 71.9 && hours <= 72, `as the agreement has it: ${hours}`)
      for (const node of [a, b]) {
        t.same(await state(node), [['XA', 'contingency', 'to-regularise']])
        t.same(await correction(node), [[asked.id, 'XA', 'open', due, null]])
      }
      await a.node.watch()
      t.equal((await doubted(a)).length, 1, 'it stays for a day')
      a.clock.offset = b.clock.offset = 3 * 86_400_000
      await a.node.watch()
      t.same(await doubted(a), [], 'and closes where none follows')
      for (const node of [a, b]) {
        for (const what of [/contingency not regularised/, /wrong data not corrected/, /told and not answered/])
          await settled(`${node.country} is alerted of ${what}`, async () =>
            (await items(node, '/v1/alerts')).some((x: any) => what.test(x.detail)),
          )
        t.same(await state(node), [['XA', 'contingency', 'overdue']])
        t.same(await correction(node), [[asked.id, 'XA', 'overdue', due, null]])
        t.same(await breaches(node), [[notice.id, 'XA', 'overdue', false, [meanwhile.id]]])
      }
      await say(a, b, 'contingency', { ...paper, xRegularisedAt: now(0) }, more)
      const put = { xResult: 'corrected', xCorrectedBy: meanwhile.id }
      const answering = { conversation: asked.conversation, inReplyTo: asked.id }
      const standing = {
        ...{ procedure: 'system', type: 'correction-answer', context: { xSchema: 'system' }, ...answering },
        document: json({ xResult: 'refused', xText: 'it was so' }),
      }
      const { status, body } = await submit(a, b, standing)
      t.match({ status, ...body }, { status: 409, rule: 'decided-by', pointer: '/context/xDecidedBy' }, 'by a machine')
      await say(a, b, 'correction-answer', put, answering)
      for (const node of [a, b]) {
        t.same(await state(node), [['XA', 'contingency', 'over']])
        t.same(await correction(node), [[asked.id, 'XA', 'corrected', due, meanwhile.id]])
      }
      const told = { ...person, conversation: notice.conversation, inReplyTo: notice.id }
      await say(b, a, 'breach-answer', { xMeasures: 'the persons were told' }, told)
      await say(a, b, 'breach-update', { xPersons: 3, xRemediedAt: now(-49 * 3_600_000) }, told)
      for (const node of [a, b]) t.same(await breaches(node), [[notice.id, 'XA', 'remedied', false, [meanwhile.id]]])
      const one = async (list: string, id: string) => (await items(a, `/v1/${list}?id=${id}`)).map((x: any) => x.id)
      t.same([await one('breaches', notice.id), await one('breaches', asked.id)], [[notice.id], []])
      t.same([await one('corrections', asked.id), await one('interruptions', meanwhile.id)], [[asked.id], [meanwhile.id]]) // prettier-ignore

      // A version that is older, or the same, in a newer case takes no place of the newest.
      const stated = (xVersion: number, name: string) => ({ xVersion, xOffices: [office('XA1', name)], xRoutes: [] })
      const versions = async (node: TestNode) => (await check(node)).map((c: any) => [c.ours, c.theirs])
      const newest = await say(a, b, 'reference-data', stated(2, 'Bridge'))
      await say(a, b, 'reference-data', stated(1, 'Ford'))
      t.same([await versions(a), await versions(b)], [[[2, null]], [[null, 2]]])
      await say(a, b, 'reference-data', stated(3, 'Tunnel'), { conversation: newest.conversation })
      t.same([await versions(a), await versions(b)], [[[3, null]], [[null, 3]]])

      // Page by page, the newest first, none twice; of one neighbour as of all.
      const sent: string[] = [asked.id]
      for (let i = 0; i < 4; i++) sent.push((await say(b, a, 'correction-request', wrong)).id)
      for (const of of ['', '&peer=XB']) {
        const pages: string[][] = []
        for (let next: string | null = ''; next !== null && pages.length < 9;) {
          const { body }: { body: any } = await a.call('GET', `/v1/corrections?limit=2${of}&after=${next}`)
          pages.push(body.items.map((x: any) => x.id))
          next = body.next
        }
        t.same([pages.flat(), pages.map((page) => page.length)], [[...sent].sort().reverse(), [2, 2, 1]])
      }
      t.same(await items(a, '/v1/corrections?peer=XC'), [])
      const listed = async (list: string, ...more: string[]) => {
        const { code, out } = await juxta('system', list, '--dir', a.dir, ...more)
        return [code, out.trim().split('\n').length, out]
      }
      t.match(await listed('corrections', '--limit', '3'), [1, 3, / open .* XA .*system /])
      t.match(await listed('breaches', '--peer', 'XB'), [0, 1, new RegExp(`^${notice.id}  remedied .* XA  system: confidentiality`)]) // prettier-ignore
      t.match(await listed('interruptions'), [0, 1, / over .* XA  contingency since /])
      t.equal((await listed('everything'))[0], 3)
      const rows = systemEntriesIn(a.node.store)
      const entries = await rows.page('correction', {}, null, 100)
      const [first] = entries.slice(-1)
      await rows.put(first!, [])
      t.equal(
        (await rows.page('correction', {}, null, 100)).length,
        entries.length - 1,
        'what a case says no more is in no list',
      )
    },
  )
