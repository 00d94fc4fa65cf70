/** Authorised traders between two real nodes: XA grants, XB recognises; told from both sides. */
import { retentionIn } from '../../node/evidence/retention.ts'
import t, { type Test } from 'tap'
import type { Country } from '../../node/values/country.ts'
import { digestOf } from '../../node/values/digest.ts'
import { queues, stores } from '../servers.ts'
import { json, replicaOf, settled, startTestNodes, untilState, type TestNode } from '../nodes.ts'
import { deltaOf, entry, key, post, PROGRAMME, snapshotOf, trader } from './traders.ts'
import { officer } from '../officer.ts'

type Scope = Parameters<typeof startTestNodes>[0] & Pick<typeof t, 'equal' | 'same'>

const ask = async (node: TestNode, id: string, query = '') =>
  (await node.call('GET', `/v1/traders/${encodeURIComponent(id)}${query}`)).body
const stateOf = async (node: TestNode, conversation: string) =>
  (await node.call('GET', `/v1/cases/${conversation}`)).body.state

const [sqlite, postgres] = stores()
const [embedded, redis] = queues()
const HOUSES = [
  { name: 'SQLite and the embedded queue', store: sqlite!, queue: embedded!, replicas: 1 },
  { name: 'PostgreSQL and Redis, two replicas of the receiver', store: postgres!, queue: redis!, replicas: 2 },
]
type House = (typeof HOUSES)[number]

/** Two nodes, and a list of three traders in two parts that XB has applied. */
async function loaded(t: Scope, house: House, traders = [[trader('XA1'), trader('XA2')], [trader('XA3')]]) {
  const [a, b] = (await startTestNodes(t, {
    // In force for as long as anything is asked for here: security is recognised, simplification (AEOC) is not.
    agreement: (draft) => ({
      ...draft,
      valid: { ...draft.valid, from: Date.parse('2026-01-01T00:00:00Z') / 1000 },
      aeo: [
        {
          of: 'XA' as Country,
          programme: PROGRAMME,
          types: ['AEOF', 'AEOS'],
          roles: ['*'],
          benefits: ['priority'],
          grounds: ['public-task'],
        },
      ],
    }),
    env: async () => {
      const { url, prefix } = await house.queue.make(t)
      return { JUXTA_STORE: await house.store.make(t), JUXTA_QUEUE: url, JUXTA_QUEUE_PREFIX: prefix }
    },
  })) as [TestNode, TestNode]
  // They follow the same log and feed the same register.
  for (let i = 1; i < house.replicas; i++) await replicaOf(t, b)
  const snapshot = snapshotOf('S1', 7, traders)
  let conversation: string | undefined
  for (const part of snapshot.posts) {
    const { status, body } = await post(a, b, conversation, part)
    t.equal(status, 202, JSON.stringify(body))
    conversation ??= body.conversation as string
  }
  const applied = (sequence: number) =>
    settled(`XA knows that ${sequence} was applied`, async () => {
      const state = await stateOf(a, conversation!)
      return state?.applied?.sequence === sequence && state
    })
  await applied(7)
  const say = async (from: TestNode, more: object): Promise<any> => {
    const { status, body } = await post(from, from === a ? b : a, conversation, more)
    t.equal(status, 202, JSON.stringify(body))
    return untilState(from, body.id, 'delivered', 'collected', 'accepted', 'rejected')
  }
  const same = async () => {
    await settled('both hold the same case', async () => {
      const [ours, theirs] = await Promise.all(
        [a, b].map(async (n) => (await n.call('GET', `/v1/cases/${conversation}`)).body),
      )
      return ours.hash === theirs.hash && ours.pending.length === 0 && theirs.pending.length === 0
    })
  }
  return { a, b, conversation: conversation!, snapshot, applied, say, same }
}
const person = { context: { xSchema: 'aeo', xDecidedBy: officer('XB-1') } }

for (const house of HOUSES)
  t.test(house.name, { ...house.store.options, ...house.queue.options }, (t) => {
    stories(t, house)
    t.end()
  })

function stories(t: Pick<Test, 'test'>, house: House): void {
  t.test(
    'a list arrives, is applied and answers; deltas change it; the risk engine takes it; queries are answered',
    async (t) => {
      const { a, b, conversation, snapshot, applied, say, same } = await loaded(t, house)
      t.match(await ask(b, 'XA1'), {
        recognised: true,
        status: 'active',
        since: '2026-01-01T00:00:00.000Z',
        items: [
          { granting: 'XA', key: key('XA1'), name: 'Trader XA1', holder: 'H-XA1', list: { conversation, sequence: 7 } },
        ],
      })
      t.match(await ask(b, 'XA1', '?at=2025-12-01T00:00:00Z'), { recognised: false, items: [{ reason: 'not-yet' }] })
      t.match(await ask(b, 'XA1', '?type=AEOC'), { recognised: false, status: 'unknown', items: [] })
      t.match(await ask(b, 'XB9'), { recognised: false, status: 'unknown', items: [] })
      t.match(await ask(a, 'XA1'), { recognised: false, items: [] }, 'XA is not asked whom it recognises of its own')

      const first = deltaOf(8, snapshot.hash, [
        entry('XA1', 'suspended'),
        entry('XA9', 'granted', {
          xAliases: [
            { scheme: 'EORI', id: 'XAEORI9' },
            { scheme: 'TIN', id: 'XA1' },
          ],
          xSuccessorOf: ['XA2'],
          xCertificateNumber: 'XA-AEOF-0009',
          xIssuingAuthority: 'Customs of XA',
          xSites: [{ id: 'XABRG', xName: 'Warehouse', address: { cityName: 'Bridge' } }],
          xEffectiveTo: '2999-12-31T00:00:00Z',
        }),
        entry('XA8', 'granted', { authorisationHolder: { id: 'H-XA8', categoryCode: 'AEOC' } }),
        entry('XA2', 'succeeded', { xGraceCrossings: ['CROSSING-1'] }),
      ])
      await say(a, first.post)
      const second = deltaOf(9, first.hash, [entry('XA1', 'reinstated', { xEffectiveFrom: '2026-03-01T00:00:00Z' })])
      await say(a, second.post)
      await applied(9)
      t.match(await ask(b, 'XA1'), { recognised: true, since: '2026-03-01T00:00:00.000Z' })
      t.match(await ask(b, 'XA1', '?at=2026-02-15T00:00:00Z'), { recognised: false, status: 'suspended' })
      t.match(await ask(b, 'XAEORI9'), {
        recognised: true,
        items: [
          {
            alias: 'XAEORI9',
            key: key('XA9'),
            successorOf: ['XA2'],
            certificateNumber: 'XA-AEOF-0009',
            issuingAuthority: 'Customs of XA',
            sites: [{ id: 'XABRG', name: 'Warehouse', address: { cityName: 'Bridge' } }],
            ground: 'consent',
            validUntil: '2999-12-31T00:00:00.000Z',
          },
        ],
      })
      const found = async (id: string, query: string) =>
        (await ask(b, id, query)).items.map((i: any) => [i.key.id, i.alias])
      t.same(await found('XA1', ''), [['XA1', undefined]], 'an identifier goes before an alias')
      t.same(await found('XA1', '?scheme=TIN'), [['XA9', 'XA1']], 'the same text is another trader’s TIN')
      t.same(await found('XA1', '?scheme=EORI'), [])
      const together = await b.call('POST', '/v1/traders/lookup', { traders: [{ id: 'XA1' }, { id: 'XA1', scheme: 'TIN' }] }) // prettier-ignore
      t.same(
        together.body.items.map((i: any) => i.items.map((x: any) => [x.key.id, x.alias])),
        [[['XA1', undefined]], [['XA9', 'XA1']]],
        'each question has its own answer, whatever is asked beside it',
      )
      t.match(await ask(b, 'XA9'), {
        recognised: true,
        benefits: ['priority'],
        items: [{ benefits: [{ benefit: 'priority', recognised: true }] }],
      })
      t.match(await ask(b, 'XA8'), {
        recognised: false,
        status: 'active',
        benefits: [],
        items: [{ reason: 'type-not-agreed', benefits: [{ recognised: false, reason: 'type-not-agreed' }] }],
      })
      t.match(await ask(b, 'XA2'), { recognised: false, status: 'succeeded', items: [{ succeededBy: ['XA9'] }] })
      t.match(await ask(b, 'XA2', '?crossing=CROSSING-1'), { recognised: true, items: [{ grace: true }] })
      t.match(await ask(b, 'XA2', '?crossing=CROSSING-2'), { recognised: false })

      const { body: bulk } = await b.call('POST', '/v1/traders/lookup', {
        traders: [
          { id: 'XA3' },
          { id: 'nobody' },
          { id: 'XA2', crossing: 'CROSSING-1' },
          { id: 'XA1', granting: 'XC' },
        ],
      })
      t.same(
        bulk.items.map((i: any) => [i.id, i.recognised, i.status]),
        [
          ['XA3', true, 'active'],
          ['nobody', false, 'unknown'],
          ['XA2', true, 'succeeded'],
          ['XA1', false, 'unknown'],
        ],
      )
      const page = (await b.call('GET', '/v1/traders?limit=3')).body
      t.same(
        page.items.map((i: any) => i.key.id),
        ['XA1', 'XA2', 'XA3'],
      )
      const rest = (await b.call('GET', `/v1/traders?limit=3&after=${page.next}`)).body
      t.same([rest.items.map((i: any) => i.key.id), rest.next], [['XA8', 'XA9'], null])

      await say(b, {
        type: 'applied',
        document: {
          mediaType: 'application/json',
          text: JSON.stringify({ xSequence: 9, xRiskEngineTookAt: '2026-11-25T05:00:00Z' }),
        },
      })
      t.same((await stateOf(a, conversation)).applied, { sequence: 9, tookAt: '2026-11-25T05:00:00Z' })

      const asked = await say(b, {
        type: 'query',
        document: {
          mediaType: 'application/json',
          text: JSON.stringify({ xKeys: [key('XA1'), key('XA2'), key('XA7')] }),
        },
      })
      const answer = await settled('the query is answered by the machine', async () => {
        const { items } = (await b.call('GET', `/v1/messages?type=status&direction=in`)).body
        return items[0]
      })
      t.equal(answer.inReplyTo, asked.id)
      const status = (await b.call('GET', `/v1/messages/${answer.id}/document`)).body
      const told = status.xTraders.map((x: any) => [x.key.id, x.status, x.since])
      t.same(told, [
        ['XA1', 'active', '2026-03-01T00:00:00.000Z'],
        ['XA2', 'succeeded', '2026-02-01T00:00:00.000Z'],
        ['XA7', 'unknown', undefined],
      ])
      await same()
    },
  )

  t.test('recognition is the receiving side’s own, apart from the status, and only a person decides it', async (t) => {
    const { b, say, conversation } = await loaded(t, house)
    const told = async (query = '') => {
      const { recognised, items } = await ask(b, 'XA1', query)
      return [recognised, items[0].status, items[0].reason]
    }
    const json = (value: object) => ({ document: { mediaType: 'application/json', text: JSON.stringify(value) } })
    const before = new Date().toISOString()
    // What is signed counts from the beginning of its second.
    await settled('another second', async () => Date.now() - (Date.now() % 1000) > Date.parse(before))
    const machine = await post(b, { country: 'XA' } as TestNode, conversation, {
      type: 'recognition-suspended',
      ...json({}),
    })
    t.match(machine.body, { rule: 'decided-by', pointer: '/context/xDecidedBy' })
    await say(b, { type: 'recognition-suspended', ...person, ...json({ xKeys: [key('XA1')] }) })
    await settled('XA1 is not recognised', async () => !(await told())[0])
    t.same(await told(), [false, 'active', 'recognition-suspended'])
    t.match(await ask(b, 'XA2'), { recognised: true })
    t.same(await told(`?at=${before}`), [true, 'active', undefined], 'it was then')
    t.same(await told('?at=2026-06-01T00:00:00Z'), [false, 'active', 'not-agreed'], 'nothing was agreed yet')
    await say(b, { type: 'recognition-restored', ...person, ...json({ xKeys: [key('XA1')] }) })
    await settled('XA1 is recognised again', async () => (await told())[0])
    t.ok(Date.parse((await ask(b, 'XA1')).since) > Date.parse('2026-11-01T00:00:00Z'), 'since it was restored')
    const whole = await say(b, { type: 'recognition-suspended', ...person, ...json({}) })
    await settled('nobody of the programme is recognised', async () => !(await ask(b, 'XA3')).recognised)
    t.equal((await b.call('POST', `/v1/messages/${whole.id}/erase`, { reason: 'a test' })).status, 200)
    await b.restart()
    const { id } = await say(b, { type: 'query', ...json({ xKeys: [key('XA1')] }) })
    await settled('the case went on', async () => (await stateOf(b, conversation)).queries[id])
    t.match(await ask(b, 'XA3'), { recognised: false }, 'an erased document gives nobody back his recognition')
  })

  t.test('a lost delta and a garbled one each ask for a resync by themselves; a snapshot mends the list', async (t) => {
    const { a, b, conversation, snapshot, applied, say, same } = await loaded(t, house)
    const resyncs = async (count: number) =>
      settled(`${count} resyncs came`, async () => {
        const { items } = (await a.call('GET', '/v1/messages?type=resync&direction=in')).body
        return items.length === count && items[0]
      })
    const lost = deltaOf(8, snapshot.hash, [entry('XA1', 'revoked')])
    const after = deltaOf(9, lost.hash, [entry('XA2', 'suspended')])
    const snapshots = async (): Promise<number> =>
      (await a.call('GET', '/v1/messages?type=snapshot&direction=out')).body.items.length
    const sent = await snapshots()
    await say(a, after.post)
    const first = await resyncs(1)
    const why = async (id: string) => (await a.call('GET', `/v1/messages/${id}/document`)).body
    t.same(await why(first.id), { xReason: 'gap', xLastSequence: 7 })
    const lacks = async (is: boolean) =>
      settled(`the list is ${is ? 'in' : ''}complete`, async () => (await ask(b, 'XA1')).incomplete === is)
    const open = async (node: TestNode) =>
      (await node.call('GET', '/v1/alerts')).body.items.filter((i: any) => i.kind === 'list-incomplete')
    await lacks(true)
    t.match(await ask(b, 'XA2'), { recognised: true, incomplete: true }, 'what came after the gap does not count')
    const lists = [{ granting: 'XA', conversation, sequence: 7, reason: 'gap' }]
    // XA1 was revoked in the delta that is lost: no answer says that it is recognised without saying what that is worth.
    const one = await ask(b, 'XA1')
    t.match(one, {
      recognised: true,
      incomplete: true,
      incompleteLists: lists,
      items: [{ list: { incomplete: true } }],
    })
    t.match(await ask(b, 'XA99'), { status: 'unknown', incomplete: true }, 'the lost delta might have named it')
    const page = (await b.call('GET', '/v1/traders?limit=1')).body
    t.match(page, { incomplete: true, incompleteLists: lists, items: [{ list: { incomplete: true } }] })
    t.match((await b.call('GET', '/v1/traders?id=XA1')).body, { incomplete: true, items: [{ recognised: true }] })
    t.match((await b.call('GET', '/v1/traders?granting=XC')).body, { incomplete: false, incompleteLists: [] })
    const asked = { traders: [{ id: 'XA1' }, { id: 'XA99' }, { id: 'XA1', granting: 'XC' }] }
    const found = (await b.call('POST', '/v1/traders/lookup', asked)).body
    t.match(found, { incomplete: true, incompleteLists: lists })
    t.same(
      found.items.map((i: any) => i.incomplete),
      [true, true, false],
    )
    for (const node of [a, b]) {
      await settled('the operators are told', async () => (await open(node)).length === 1)
      t.match(await open(node), [{ severity: 'critical', count: 1 }])
      t.match((await open(node))[0].detail, /XA .*up to sequence 7.*delta before it is missing/)
    }
    t.equal(await snapshots(), sent, 'the granting node lacks the delta too, and answers nothing by itself')
    await b.restart()
    t.match(await ask(b, 'XA1'), { incomplete: true }, 'after a restart too')
    await say(a, deltaOf(10, after.hash, [entry('XA3', 'suspended')]).post)
    const renewed = snapshotOf('S2', 9, [[trader('XA2', { xStatus: 'suspended' })], [trader('XA3')]])
    for (const part of renewed.posts) await say(a, part)
    await applied(9)
    await lacks(false)
    t.match(await ask(b, 'XA1'), { recognised: false, status: 'unknown', incomplete: false, incompleteLists: [] })
    for (const node of [a, b]) await settled('the alert closes', async () => (await open(node)).length === 0)
    t.match(await ask(b, 'XA2'), { recognised: false, status: 'suspended' })
    const garbled = deltaOf(10, snapshot.hash, [entry('XA3', 'revoked')])
    await say(a, garbled.post)
    t.same(await why((await resyncs(2)).id), { xReason: 'hash', xLastSequence: 9 })
    const wrong = snapshotOf('S3', 10, [[trader('XA3')], [trader('XA4')]])
    const other = snapshotOf('S3', 10, [[trader('XA3')], [trader('XA5')]])
    await say(a, wrong.posts[0]!)
    const text = { ...other.documents[1], xHash: wrong.hash }
    await say(a, { ...other.posts[1]!, document: { mediaType: 'application/json', text: JSON.stringify(text) } })
    t.same(await why((await resyncs(3)).id), { xReason: 'hash', xLastSequence: 9 }, 'the snapshot is not what it says')
    t.match(await ask(b, 'XA3'), { recognised: true }, 'the list that was whole goes on')
    for (const part of snapshotOf('S4', 11, [[trader('XA4')]]).posts) await say(a, part)
    await applied(11)
    t.same(
      (await b.call('GET', '/v1/traders')).body.items.map((i: any) => i.key.id),
      ['XA4'],
    )
    await same()
    t.equal((await stateOf(b, conversation)).broken, null)
  })

  t.test('no consent, no record; withdrawal ends the view, and old consent brings nobody back', async (t) => {
    const { a, b, conversation, snapshot, applied, say } = await loaded(t, house)
    const { xConsent: _, ...without } = trader('XA5')
    const refused = await post(
      a,
      b,
      conversation,
      deltaOf(8, snapshot.hash, [{ ...without, xAction: 'granted' } as any]).post,
    )
    t.equal(refused.status, 422)
    t.match(refused.body, { rule: 'ground', pointer: '/document/xEntries/0/xConsent' })
    const attached = await post(a, b, conversation, snapshotOf('S2', 8, [[trader('XA1'), without]]).posts[0]!)
    t.match(attached.body, { rule: 'ground', pointer: '/document/xAttachment', detail: /line 2/ })
    const ground = (kind: string) => ({ ...without, xLegalGround: { kind, ref: 'Customs Act, section 40' } }) as any
    const unnamed = deltaOf(8, snapshot.hash, [{ ...ground('legal-obligation'), xAction: 'granted' }]).post
    t.match((await post(a, b, conversation, unnamed)).body, {
      status: 409,
      rule: 'ground-not-agreed',
      pointer: '/document/xEntries/0/xLegalGround/kind',
    })
    const silent = await post(a, b, conversation, snapshotOf('S2', 8, [[ground('public-task')]]).posts[0]!)
    t.match(silent.body, { rule: 'ground', pointer: '/document/xAttachment', detail: /line 1\/xLegalGround/ })
    const gone = deltaOf(8, snapshot.hash, [
      entry('XA2', 'consent-withdrawn'),
      { ...ground('public-task'), xAction: 'granted' },
    ])
    await say(a, gone.post)
    await applied(8)
    t.match(await ask(b, 'XA5'), { recognised: true, items: [{ ground: 'public-task' }] })
    t.same(await ask(b, 'XA2').then(({ recognised, status, items }) => [recognised, status, items]), [
      false,
      'unknown',
      [],
    ])
    for (const part of snapshotOf('S3', 9, [[trader('XA1'), trader('XA2')]]).posts) await say(a, part)
    await applied(9)
    t.match(await ask(b, 'XA1'), { recognised: true })
    t.match(await ask(b, 'XA2'), { status: 'unknown', items: [] }, 'the consent is older than its withdrawal')
    const tombstones = () => b.node.store.read.selectFrom('traderTombstone').selectAll().execute()
    const [tombstone] = await tombstones()
    t.notOk(JSON.stringify(tombstone).includes('XA2'))
    const leaf = { kind: 'erased', peer: b.country, c: digestOf('x') }
    await retentionIn(b.node.store).erase(
      [tombstone!.message as never],
      'manifests',
      'retention is over',
      () => leaf,
      Date.now(),
    )
    t.same(await tombstones(), [], 'the tombstone stays until retention ends')
    const again = { xConsent: { ref: 'C-new', at: '2026-10-01T00:00:00Z' } }
    for (const part of snapshotOf('S4', 10, [[trader('XA1'), trader('XA2', again)]]).posts) await say(a, part)
    await applied(10)
    t.match(await ask(b, 'XA2'), { recognised: true })
    t.equal((await b.call('GET', `/v1/traders?programme=${PROGRAMME}`)).body.items.length, 2)
  })

  t.test('what the case does not allow is refused to the granting side at once, by rule and element', async (t) => {
    const { a, b, conversation, snapshot } = await loaded(t, house)
    const parts = snapshotOf('S2', 8, [[trader('XA1')], [trader('XA2')]])
    const changed = (n: number, more: object) => ({
      ...parts.posts[n]!,
      document: json({ ...parts.documents[n]!, ...more }),
    })
    const first = deltaOf(8, snapshot.hash, [entry('XA1', 'suspended')])
    const delta = (sequence: number, before: string, entries: Parameters<typeof deltaOf>[2]) =>
      deltaOf(sequence, before, entries).post
    const say = async (from: TestNode, to: TestNode, more: object) => {
      const { status, body } = await post(from, to, conversation, more)
      t.equal(status, 202, JSON.stringify(body))
      return untilState(from, body.id, 'delivered', 'collected', 'accepted', 'rejected')
    }
    const forbidden = async (from: TestNode, more: object, rule: string, pointer: string) => {
      const { status, body } = await post(from, from === a ? b : a, conversation, more)
      t.same(
        [status === 409 || status === 422, body.rule, body.pointer],
        [true, rule, pointer],
        `${rule}: ${body.detail}`,
      )
    }
    const of = (type: string, document: object, more: object = {}) => ({ type, document: json(document), ...more })

    t.match((await post(b, a, undefined, of('applied', { xSequence: 0 }))).body, {
      status: 409,
      rule: 'not-open',
      pointer: '/type',
    })
    await forbidden(a, changed(0, { xPart: 3 }), 'part', '/document/xPart')
    await forbidden(a, changed(0, { xPartHash: snapshot.hash }), 'part-hash', '/document/xPartHash')
    await forbidden(a, changed(0, { xPartCount: 2 }), 'count', '/document/xPartCount')
    const digest = { part: 'attachment-1', digest: snapshot.hash }
    await forbidden(a, changed(0, { xAttachment: digest }), 'attachment-digest', '/document/xAttachment/digest')
    await forbidden(
      a,
      changed(0, { xAttachment: { ...digest, part: 'attachment-2' } }),
      'attachment',
      '/document/xAttachment/part',
    )
    await forbidden(a, changed(0, { xSequence: 6 }), 'sequence', '/document/xSequence')
    await say(a, b, parts.posts[0]!)
    await forbidden(a, parts.posts[0]!, 'part', '/document/xPart')
    await forbidden(a, changed(1, { xCount: 9 }), 'snapshot', '/document/xSnapshot')
    await forbidden(a, delta(7, snapshot.hash, [entry('XA1', 'suspended')]), 'sequence', '/document/xSequence')
    await say(a, b, first.post)
    const again = [entry('XA2', 'changed'), entry('XA1', 'suspended')]
    await forbidden(a, delta(9, first.hash, again), 'status', '/document/xEntries/1/xAction')
    const self = entry('XA2', 'succeeded', { xSuccessorOf: ['XA2'] })
    await forbidden(a, delta(9, first.hash, [self]), 'successor', '/document/xEntries/0/xSuccessorOf')
    await forbidden(b, delta(9, first.hash, [entry('XA2', 'changed')]), 'sender-role', '/type')
    await forbidden(b, of('applied', { xSequence: 99 }), 'sequence', '/document/xSequence')
    await settled('8 is applied', async () => (await stateOf(b, conversation)).applied?.sequence === 8)
    await say(b, a, of('applied', { xSequence: 8, xRiskEngineTookAt: '2026-11-25T05:00:00Z' }))
    await forbidden(b, of('applied', { xSequence: 8 }), 'applied', '/document/xSequence')
    await forbidden(a, of('status', { xTraders: [] }), 'no-query', '/ref')
    const { body: query } = await post(b, a, conversation, of('query', { xKeys: [key('XA1')] }))
    await settled('it is answered', async () => (await stateOf(a, conversation)).queries[query.id])
    await forbidden(a, of('status', { xTraders: [] }, { inReplyTo: query.id }), 'answered', '/ref')
    await forbidden(b, of('recognition-restored', {}, person), 'recognised', '/type')
    await say(b, a, of('recognition-suspended', { xKeys: [key('XA1')] }, person))
    await forbidden(
      b,
      of('recognition-suspended', { xKeys: [key('XA2'), key('XA1')] }, person),
      'suspended',
      '/document/xKeys/1',
    )
    await forbidden(b, of('recognition-restored', { xKeys: [key('XA2')] }, person), 'recognised', '/document/xKeys/0')
  })

  t.test(
    'what the granting side did not see coming is rejected by the machine, signed; the list stays right',
    async (t) => {
      const { a, b, conversation, snapshot, applied } = await loaded(t, house)
      // Two that were judged before either was taken: each was right for who sent it, and only one of them can be. Now and then one comes too late.
      let before = snapshot.hash
      let sequence = 8
      let twice: Awaited<ReturnType<typeof post>>[] = []
      for (; sequence < 20; sequence++) {
        const deltas = ['XA1', 'XA2'].map((id) => deltaOf(sequence, before, [entry(id, 'changed')]))
        twice = await Promise.all(deltas.map((delta) => post(a, b, conversation, delta.post)))
        if (twice.every((x) => x.status === 202)) break
        before = deltas[twice.findIndex((x) => x.status === 202)]!.hash
        await applied(sequence)
      }
      const done = await settled('one is rejected', async () => {
        const found = await Promise.all(twice.map(async (x) => (await a.call('GET', `/v1/messages/${x.body.id}`)).body))
        return found.some((m) => m.state === 'rejected') && found
      })
      t.same(done.filter((m) => m.state === 'rejected').length, 1)
      t.match(done.find((m) => m.state === 'rejected').history.at(-1).cause, /sequence/)
      await applied(sequence)
      const { messages } = (await b.call('GET', `/v1/cases/${conversation}`)).body
      t.equal(messages.filter((m: any) => m.status === 'fault').length, 1)
      t.match(await ask(b, 'XA1'), { recognised: true, items: [{ list: { sequence } }] })
    },
  )
}
