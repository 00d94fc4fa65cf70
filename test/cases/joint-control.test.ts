/** Joint control between two real nodes, told from both sides: XA is the exit side and asks, XB the entry side; each asks its node what was controlled already. */
import t from 'tap'
import { forAll, settled, startTestNodes, submit, untilState, json, type TestNode } from '../nodes.ts'
import { NOBODY, Story } from './story.ts'
import { MACHINE, officer } from '../officer.ts'

const start = Date.now()
const time = (minutes: number): string => new Date(start + minutes * 60_000).toISOString()
const box = (id = 'XATU1000001') => ({ transportEquipment: { id } })
const request = (more: object = {}) => ({
  xControl: 'JC-1',
  xSide: 'exit',
  xPlace: 'XB000214',
  xStart: time(60),
  xObjectives: ['drugs', 'revenue'],
  xSubject: [box()],
  xAgencies: ['customs'],
  ...more,
})
const found = (revenue: string) => ({
  xOutcomes: [
    { xObjective: 'drugs', xResultCode: 'satisfactory' },
    { xObjective: 'revenue', xResultCode: revenue },
  ],
})
const result = (xResultNo: number, more: object = {}) => ({
  xControl: 'JC-1',
  xResultNo,
  xFinality: 'final',
  xAgency: 'customs',
  ...found('satisfactory'),
  xSubject: [box()],
  xStart: time(61),
  xEnd: time(90),
  ...more,
})
const sealed = {
  transportEquipment: [{ id: 'XATU1000001', xSealBefore: [{ id: 'A-1', condition: 'intact' }], seal: [{ id: 'B-7' }] }],
}
const seen = [{ transportEquipment: 'XATU1000001', seal: 'B-7', at: time(120) }]
const OTHER = `sha-256:${'A'.repeat(43)}`
const pair = async (t: any, agencies = ['*']) =>
  (await startTestNodes(t, { agreement: (draft) => forAll(draft, { agencies }) })) as [TestNode, TestNode]
const controls = async (node: TestNode, query: string, headers = {}) =>
  (await node.call('GET', `/v1/controls?${query}`, undefined, headers)).body

/** Asked, accepted and begun by both. */
async function running(s: Story, context: object = {}): Promise<void> {
  const ref = await s.says('XA', 'request', request(), { context })
  await s.says('XB', 'acceptance', { xAgencies: ['customs'] }, { ref })
  await s.says('XA', 'start', { xStart: time(61) })
  await s.says('XB', 'start', { xStart: time(62) })
}
const recorded = (s: Story) =>
  s.both('both nodes have made the record', (state) => state?.record?.signedBy.length === 2)

t.test('the record is made by both machines; each side is told whether the control of the other counts', async (t) => {
  const nodes = await pair(t)
  const [a, b] = nodes
  const s = new Story(t, 'joint-control', nodes)
  await running(s, { xCrossing: 'CR-1' })
  await s.says('XB', 'result', result(1, { ...sealed, xEnd: time(95) }))
  const interim = await s.says('XA', 'result', result(1, { xFinality: 'interim' }))
  const question = 'reference=equipment:XATU1000001&objective=revenue&seal=B-7'
  t.match((await controls(b, question)).items, [{ phase: 'running', record: null, answers: [{ controlled: false }] }])
  await s.says('XA', 'result', result(2, { xSupersedes: interim }))
  const { state, messages } = await recorded(s)
  const made = messages.filter((m: any) => m.type === 'joint-record')
  t.same(made.map((m: any) => m.from).sort(), ['XA', 'XB'], 'by each node by itself, once')

  const xRecordDigest = state.record.digest
  const answer = async (node: TestNode, query = question) => (await controls(node, query)).items[0].answers[0]
  t.match(await answer(b), {
    ...{ subject: 'equipment:XATU1000001', objective: 'revenue', controlled: true, recognised: null },
    ...{ lapsed: false, sealsIntact: true, at: time(90), found: ['satisfactory'], verdict: 'not' },
  })
  await s.says('XB', 'recognition', { xRecordDigest, xObjectives: ['revenue'], xSealLastSeen: seen, xUntil: time(600) })
  await s.says('XA', 'non-recognition', { xRecordDigest, xReasonCode: 'other-method' })
  t.match(await answer(b), { controlled: true, recognised: true, sealsIntact: true, verdict: 'relied-upon' })
  t.match(await answer(b, question.replace('B-7', 'X-1,X-2')), { recognised: true, sealsIntact: false, verdict: 'not' })
  t.match(
    await answer(b, question.replace('B-7', '')),
    { sealsIntact: false },
    'somebody looked, and nothing was there',
  )
  t.match(
    await answer(b, 'reference=equipment:XATU1000001&objective=revenue'),
    { sealsIntact: null, verdict: 'check-seal' },
    'nobody looked',
  )
  t.match(await answer(b, question.replace('revenue', 'drugs')), { controlled: true, recognised: false })
  t.match(await answer(b, question.replace('revenue', 'arms')), { controlled: false, recognised: false, at: null })
  t.match(await answer(a), { controlled: true, recognised: false, at: time(95) }, 'for XA: what XB has controlled')
  b.clock.offset = 601 * 60_000
  t.match(await answer(b), { recognised: false, lapsed: true, verdict: 'not' })
  b.clock.offset = 0

  for (const node of nodes) {
    const { items, next } = await controls(node, 'crossing=CR-1')
    t.equal(next, null)
    t.match(items, [
      {
        ...{ conversation: s.conversation, crossing: 'CR-1', control: 'JC-1', phase: 'recognised' },
        peer: node === a ? 'XB' : 'XA',
        side: node === a ? 'exit' : 'entry',
        record: { digest: xRecordDigest, signedBy: ['XB', 'XA'] },
        recognition: [
          { by: 'XA', recognised: false, reason: 'other-method' },
          { by: 'XB', recognised: true, objectives: ['revenue'], until: time(600) },
        ],
        seals: [{ equipment: 'XATU1000001', seal: 'B-7', lastSeen: time(120) }],
        owed: [],
        without: [],
        answers: ['drugs', 'revenue'].map((objective) => ({
          objective,
          verdict: node === b && objective === 'revenue' ? 'check-seal' : 'not',
        })),
      },
    ])
    t.same((await controls(node, 'crossing=CR-1&reference=equipment:XATU9')).items, [])
    t.same((await controls(node, 'reference=equipment:XATU9')).items, [])
    t.same((await controls(node, 'crossing=CR-2')).items, [])
  }
  await s.ends()
  for (const node of nodes) {
    const path = `/v1/controls/${s.conversation}/record`
    const page = String((await node.call('GET', `${path}.html?languages=fr,ar`)).body)
    for (const text of [
      ...['Procès-verbal du contrôle conjoint JC-1', 'محضر المراقبة المشتركة JC-1', 'XATU1000001', xRecordDigest],
      ...['stupéfiants', 'المخدرات', 'conforme à la déclaration', 'duty officer, XB000214'],
    ])
      t.ok(page.includes(text), text)
    t.notOk(page.includes(officer('X-1').ref), 'by function, not by reference')
    for (const m of messages) {
      const { body } = await node.call('GET', `/v1/messages/${m.id}`)
      const { jti } = JSON.parse(Buffer.from(body.receipt.split('.')[1], 'base64url').toString())
      for (const proof of [m.id, body.manifestDigest, jti]) t.ok(page.includes(proof), `${m.type} ${proof}`)
    }
    const file = await node.call('GET', `${path}.pdf?languages=en,es`)
    t.same([file.status, String(file.body).slice(0, 5)], [200, '%PDF-'])
    for (const two of ['en,ar', 'ar,fr'])
      t.same((await node.call('GET', `${path}.pdf?languages=${two}`)).status, 200, `${two}: from the right too`)
    t.match((await node.call('GET', `${path}.html?languages=en`)).body, { status: 400 })
  }
})

t.test(
  'an agency that never reports is overdue on both sides, and the control is concluded without it by name',
  async (t) => {
    const nodes = await pair(t)
    const s = new Story(t, 'joint-control', nodes)
    const long = { xStart: time(-1500), xEnd: time(-1400) }
    const ref = await s.says('XA', 'request', request({ xStart: time(-1440) }))
    await s.says('XB', 'acceptance', { xAgencies: ['customs', 'vet'] }, { ref })
    await s.says('XA', 'start', { xStart: time(-60) })
    await s.says('XB', 'start', { xStart: time(-1500) })
    await s.says('XB', 'result', result(1, long))
    const query = 'reference=equipment:XATU1000001'
    const owes = (by: string, agency: string, from: number) => ({
      by,
      agency,
      due: time(from + 1440),
      overdue: by === 'XB',
    })
    for (const node of nodes)
      t.match((await controls(node, query)).items[0], {
        owed: [owes('XA', 'customs', -60), owes('XB', 'vet', -1500)],
        answers: [],
      })
    const without = (xSide: string, xAgency: string) => ({ xSide, xAgency, xReasonCode: 'never-came' })
    await s.fails('XB', 'concluded-without', without('exit', 'customs'), 'not-due', '/document/xAgency')
    const message = await s.says('XA', 'concluded-without', without('entry', 'vet'))
    await s.fails('XB', 'result', result(1, { xAgency: 'vet', ...long }), 'concluded', '/document/xAgency')
    await s.says('XA', 'result', result(1, { xStart: time(-60), xEnd: time(-30) }))
    await recorded(s)
    for (const node of nodes)
      t.match((await controls(node, query)).items[0], {
        phase: 'recorded',
        owed: [],
        without: [{ of: 'XB', agency: 'vet', by: 'XA', message, reason: 'never-came' }],
      })
    await s.ends()
  },
)

t.test('the list goes by the equipment, in pages, without tests, for whoever may read joint controls', async (t) => {
  const nodes = await pair(t)
  const [a, b] = nodes
  const opened: string[] = []
  for (const [i, test] of [false, true, false, false].entries()) {
    const s = new Story(t, 'joint-control', nodes)
    await s.says('XA', 'request', request({ xControl: `JC-${i}`, xSubject: [box('C-9'), box(`C-${i}`)] }), { test })
    if (!test) opened.unshift(s.conversation!)
  }
  const sent = await submit(a, b, { document: json({ xControl: 'no', xSide: 'exit', xSubject: [box('C-9')] }) })
  await untilState(a, sent.body.id, 'delivered')
  const found: string[] = []
  let after = ''
  for (let pages = 0; pages < 6; pages++) {
    const { items, next } = await controls(b, `reference=equipment:C-9&limit=1${after}`)
    found.push(...items.map((c: any) => c.conversation))
    if (next === null) break
    after = `&after=${next}`
  }
  t.same(found, opened, 'newest first, each once')
  t.same((await controls(b, 'reference=equipment:C-1')).items, [], 'a test is in no view')

  const all = (await controls(b, 'limit=200')).items.map((c: any) => c.conversation)
  t.same(
    all.filter((conversation: string) => opened.includes(conversation)),
    opened,
    'without either, all of them, newest first',
  )
  t.match(await controls(b, 'reference=equipment:C-9&seal=X'), {
    status: 400,
    pointer: '/query/seal',
    rule: 'objective',
  })
  for (const cursor of ['AA', Buffer.from('x\0').toString('base64url'), 'a%20b'])
    t.match(await controls(b, `reference=equipment:C-9&after=${cursor}`), { status: 400, pointer: '/query/after' })
  const { secret } = (await b.call('POST', '/v1/keys', { name: 'aeo', roles: ['window'], procedures: ['aeo'] })).body
  t.match(await controls(b, 'reference=equipment:C-9', { authorization: `Bearer ${secret}` }), {
    status: 403,
    rule: 'procedure',
  })
})

t.test('another time, nobody comes, and what may not be said before the control', async (t) => {
  const s = new Story(t, 'joint-control', await pair(t, ['customs', 'vet', 'police']))
  const { fails, says } = { fails: s.fails.bind(s), says: s.says.bind(s) }
  const agencies = { xAgencies: ['customs'] }
  const machine = { context: { xDecidedBy: MACHINE } }
  await fails('XA', 'start', { xStart: time(61) }, 'not-open', '/type')
  await fails('XA', 'request', request({ xSubject: [] }), 'schema', '/document/xSubject')
  const alien = request({ xAgencies: ['customs', 'secret-service'] })
  await fails('XA', 'request', alien, 'agency', '/document/xAgencies/1')
  const ref = await says('XA', 'request', request())
  await fails('XB', 'request', request({ xSide: 'entry' }), 'requested', '/type')
  await fails('XA', 'acceptance', agencies, 'own-request', '/type', { ref })
  await fails('XA', 'decline', { xReasonCode: 'x' }, 'own-request', '/type', { ref })
  await fails('XB', 'acceptance', agencies, 'no-request', '/ref')
  await fails('XB', 'decline', { xReasonCode: 'x' }, 'no-request', '/ref', { ref: NOBODY })
  await fails('XB', 'acceptance', agencies, 'decided-by', '/context/xDecidedBy', { ref, ...machine })
  await fails('XB', 'start', { xStart: time(61) }, 'phase', '/type')
  await fails('XB', 'no-show', { xWaitedUntil: time(99) }, 'phase', '/type')
  await fails('XB', 'aborted', { xReasonCode: 'x' }, 'phase', '/type')
  await fails('XB', 'result', result(1), 'phase', '/type')
  await fails('XB', 'joint-record', { xRecordDigest: OTHER }, 'phase', '/type')
  await fails('XB', 'recognition', { xRecordDigest: OTHER, xObjectives: ['drugs'] }, 'not-recorded', '/type')
  await fails('XB', 'non-recognition', { xRecordDigest: OTHER, xReasonCode: 'x' }, 'not-recorded', '/type')
  const early = await says('XA', 'reschedule', { xStart: time(99) })
  await fails('XB', 'reschedule-accepted', {}, 'agencies', '/document/xAgencies', { ref: early })
  await fails('XA', 'reschedule-accepted', {}, 'own-reschedule', '/ref', { ref: early })
  await fails('XB', 'reschedule-accepted', agencies, 'no-reschedule', '/ref')
  await says('XB', 'reschedule-accepted', agencies, { ref: early })
  await fails('XB', 'acceptance', agencies, 'phase', '/type', { ref })
  await fails('XB', 'decline', { xReasonCode: 'x' }, 'phase', '/type', { ref })
  await fails('XA', 'no-show', { xWaitedUntil: time(98) }, 'too-early', '/document/xWaitedUntil')
  await says('XA', 'no-show', { xWaitedUntil: time(120) })
  t.match((await controls(s.nodes.XB, 'reference=equipment:XATU1000001')).items, [
    { phase: 'no-show', start: time(99) },
  ])
  const again = await says('XB', 'reschedule', { xStart: time(200), xPlace: 'XB000215' })
  await says('XA', 'reschedule-accepted', {}, { ref: again })
  await says('XA', 'start', { xStart: time(200) })
  await says('XA', 'aborted', { xReasonCode: 'strike' })
  await fails('XB', 'reschedule', { xStart: time(300) }, 'phase', '/type')
  await fails('XB', 'no-show', { xWaitedUntil: time(300) }, 'phase', '/type')
  for (const node of Object.values(s.nodes))
    t.match((await controls(node, 'reference=equipment:XATU1000001')).items, [{ phase: 'aborted', place: 'XB000215' }])
  await s.ends()

  const declined = new Story(t, 'joint-control', [s.nodes.XA, s.nodes.XB])
  const asked = await declined.says('XA', 'request', request())
  await declined.says('XB', 'decline', { xReasonCode: 'capacity' }, { ref: asked })
  await declined.fails('XA', 'reschedule', { xStart: time(300) }, 'phase', '/type')
  await declined.ends()
})

t.test('what results, the record and its recognition do not allow', async (t) => {
  const [a, b] = await pair(t)
  const s = new Story(t, 'joint-control', [a, b])
  const ref = await s.says('XA', 'request', request())
  await s.says('XB', 'acceptance', { xAgencies: ['customs'] }, { ref })
  await s.says('XA', 'start', { xStart: time(61) })
  await s.fails('XA', 'start', { xStart: time(61) }, 'started', '/type')
  await s.fails('XB', 'result', result(1), 'not-started', '/type')
  await s.says('XB', 'start', { xStart: time(62) })
  const wrong = (more: object, rule: string, pointer: string) =>
    s.fails('XA', 'result', result(1, more), rule, `/document/${pointer}`)
  await wrong({ xControl: 'JC-2' }, 'control', 'xControl')
  await wrong({ xAgency: 'vet' }, 'unknown-agency', 'xAgency')
  await wrong({ xEnd: time(60) }, 'end', 'xEnd')
  const arms = { xOutcomes: [...found('satisfactory').xOutcomes, { xObjective: 'arms', xResultCode: 'satisfactory' }] }
  await wrong(arms, 'objective', 'xOutcomes/2/xObjective')
  await wrong({ xSubject: [box(), { xReceptacle: 'R' }] }, 'unknown-subject', 'xSubject/1')
  await wrong({ xResultNo: 2 }, 'result-no', 'xResultNo')
  await wrong({ xSupersedes: NOBODY }, 'supersedes', 'xSupersedes')
  const missing = { xRecordDigest: OTHER }
  await s.says('XB', 'result', result(1, { ...sealed, ...found('not-controlled'), xEnd: time(95) }))
  await s.fails('XA', 'joint-record', missing, 'results-missing', '/type')
  // While XA cannot reach XB, its last result is on its way and no machine has made the record.
  await b.node.exchange.close()
  const last = await submit(a, b, {
    ...{
      procedure: 'joint-control',
      type: 'result',
      context: { xSchema: 'joint-control', xDecidedBy: officer('XA-7') },
    },
    ...{ document: json(result(1)), conversation: s.conversation! },
  })
  t.equal(last.status, 202, JSON.stringify(last.body))
  await s.fails('XA', 'joint-record', { xRecordDigest: OTHER }, 'record', '/document/xRecordDigest')
  await b.restart()
  const xRecordDigest: string = (await recorded(s)).state.record.digest
  await s.fails('XA', 'joint-record', { xRecordDigest }, 'recorded', '/type')
  await s.fails('XB', 'result', result(2, { xFinality: 'interim' }), 'recorded', '/type')
  await s.fails('XA', 'aborted', { xReasonCode: 'x' }, 'phase', '/type')
  const claims = (from: 'XA' | 'XB', more: object, rule: string, pointer: string) => {
    const document = { xRecordDigest, xObjectives: ['drugs'], xSealLastSeen: seen, ...more }
    return s.fails(from, 'recognition', document, rule, pointer)
  }
  const at = (member: string) => `/document/xSealLastSeen${member}`
  await claims('XB', { xRecordDigest: OTHER }, 'record', '/document/xRecordDigest')
  await claims('XB', { xSubject: [{ xReceptacle: 'R' }] }, 'unknown-subject', '/document/xSubject/0')
  await claims('XA', { xObjectives: ['drugs', 'revenue'] }, 'objective', '/document/xObjectives/1')
  await claims('XB', { xSealLastSeen: [{ ...seen[0], seal: 'A-1' }] }, 'seal', at('/0/seal'))
  await claims('XB', { xSealLastSeen: [{ ...seen[0], at: time(94) }] }, 'seal', at('/0/at'))
  await claims('XB', { xSealLastSeen: [] }, 'seal', at(''))
  await s.says('XB', 'recognition', { xRecordDigest, xObjectives: ['drugs'], xSealLastSeen: seen })
  await claims('XB', {}, 'decided', '/type')
  const against = { xRecordDigest, xReasonCode: 'x' }
  const machine = { context: { xDecidedBy: MACHINE } }
  await s.fails('XA', 'non-recognition', against, 'decided-by', '/context/xDecidedBy', machine)
  await s.fails('XA', 'non-recognition', { ...against, xRecordDigest: OTHER }, 'record', '/document/xRecordDigest')
  await s.says('XA', 'non-recognition', against)
  await s.fails('XA', 'non-recognition', against, 'decided', '/type')
  // What a laboratory of XA finds later: nobody relies on what was stated before.
  const drugs = 'reference=equipment:XATU1000001&objective=drugs&seal=B-7'
  const verdict = async () => (await controls(b, drugs)).items[0].answers[0].verdict
  t.equal(await verdict(), 'relied-upon')
  await s.says('XA', 'result', result(2, { ...found('discrepancy'), xSupersedes: last.body.id }))
  const { state } = await s.both(
    'both nodes have made the record anew',
    (now) => now?.record?.signedBy.length === 2 && now.record.digest !== xRecordDigest,
  )
  t.same([state.recognition, await verdict()], [{}, 'not'])
  for (const node of [a, b])
    await settled('who relied on it is told, on both sides', async () =>
      (await node.call('GET', '/v1/alerts')).body.items.some((i: any) => i.detail.includes('another result')),
    )
  await s.ends()
})
