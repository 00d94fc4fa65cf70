/** Retention: documents go when their time is over or on order, and every proof still verifies; later manifests and salts go too, and the log stays whole. */
import { logIn } from '../../node/store/log.ts'
import t from 'tap'
import { newMessageId } from '../../node/values/id.ts'
import { storeSource } from '../../node/cli/log-files.ts'
import { parseEvidence } from '../../node/evidence/read-bundle.ts'
import { checkLog } from '../../node/auditor/check.ts'
import { parseVerifierKey } from '../../node/log/note.ts'
import { parseTrust } from '../../node/auditor/trust.ts'
import { verifyEvidence } from '../../node/auditor/verify.ts'
import { evidenceCrypto } from '../../node/seal/evidence.ts'
import { publicOf } from '../../node/seal/webcrypto.ts'
import { retentionIn } from '../../node/evidence/retention.ts'
import { ownLeaf } from '../../node/store/leaves.ts'
import { faultsOfForm } from './form.ts'
import { Border, lorry } from '../cases/border.ts'
import { settled, forAll, isLookedAt, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'

const DAY = 86_400_000

t.test('two clocks', async (t) => {
  const [a, b] = (await startTestNodes(t, {
    agreement: (draft) => forAll(draft, { retention: { documents_days: 2, manifests_days: 5 } }),
  })) as [TestNode, TestNode]
  const identities: Record<string, unknown> = {}
  for (const node of [a, b]) identities[node.country] = (await publicOf(node.key('identity'))).jwk
  const trust = parseTrust(JSON.stringify({ identities, quorum: 0 }))
  const context = { xPurpose: 'x', xLegalBasis: 'y', xReferences: [{ type: 'mrn', value: '26XA1' }] }
  const { id } = (await submit(a, b, { context })).body
  await untilState(a, id, 'delivered')
  const kinds = async (node: TestNode): Promise<string[]> => {
    const { shard, size } = await logIn(node.node.store).head()
    return (await logIn(node.node.store).leaves(shard, 0, size)).map((l) => JSON.parse(l.data.toString()).kind)
  }
  const bundle = async (): Promise<any> => {
    const { body } = await a.call('GET', `/v1/messages/${id}/evidence`, undefined, { prefer: 'wait=10' })
    t.same(faultsOfForm(JSON.stringify(body)), [], 'of the specified form')
    return body
  }
  const judge = (body: unknown) =>
    verifyEvidence(parseEvidence(JSON.stringify(body)), trust, evidenceCrypto, Math.floor(Date.now() / 1000) + 5)
  const isValid = () => settled('the proof is whole', async () => (await judge(await bundle())).verdict === 'valid')
  t.equal(await a.node.retain.round(), 0, 'nothing is due')
  await isValid()
  for (const node of [a, b]) {
    await isLookedAt(node, id)
    node.clock.offset = 3 * DAY
    t.equal(await node.node.retain.round(), 1)
    node.clock.offset = 0
    t.equal((await node.call('GET', `/v1/messages/${id}/document`)).status, 410)
    t.ok((await kinds(node)).includes('erased'), 'and that it was erased is logged')
  }
  t.same((await a.call('GET', '/v1/messages?reference=mrn:26XA1')).body.items, [], 'no business reference is left')
  await isValid()
  a.clock.offset = 6 * DAY
  t.equal(await a.node.retain.round(), 1)
  a.clock.offset = 0
  await a.node.publish()
  const rest = await bundle()
  const report = await judge(rest)
  t.match(report, { verdict: 'valid', facts: { sender: 'XA', receiver: 'XB', outcome: null } }, 'what is left counts')
  const codes = async (body: unknown) => (await judge(body)).findings.map((f) => f.code)
  t.ok((await codes(rest)).includes('manifest-erased'))
  const hidden = { ...rest, records: [], logs: rest.logs.map((l: any) => ({ ...l, leaves: l.leaves.filter((x: any) => x.of === 'manifest') })) } // prettier-ignore
  t.match(await judge(hidden), { verdict: 'incomplete' }, 'what was merely left out does not')
  const moved = JSON.parse(
    JSON.stringify(rest).replaceAll('"erase\\",\\"what\\":\\"manifests', '"erase\\",\\"what\\":\\"others'),
  )
  t.notOk((await codes(moved)).includes('manifest-erased'), 'nor what another record says')
  const { message, manifest, salt, receipt, records, logs } = rest
  t.same([message, manifest, salt, receipt], [id, null, null, null], 'what is left is evidence still')
  t.same(
    records.map((r: any) => [r.kind, JSON.parse(r.object).what, JSON.parse(r.object).messages]),
    [
      ['erased', 'documents', [id]],
      ['erased', 'manifests', [id]],
    ],
  )
  const left = logs[0].leaves.find((l: any) => l.of === 'manifest')
  for (const { object } of records)
    t.same(
      JSON.parse(object).leaves,
      [`${(await logIn(a.node.store).head()).shard}/${left.index}`],
      'which leaf it was',
    )
  t.equal(
    (await a.call('GET', `/v1/messages/${id}`)).body.history.at(-1).cause,
    'manifests erased: 5 days of retention are over',
  )
  await a.node.publish()
  const { shard } = await logIn(a.node.store).head()
  const keys = [parseVerifierKey(a.node.own.identity.log.vkey)]
  t.equal((await checkLog(storeSource(logIn(a.node.store), shard), { keys })).verdict, 'valid', 'the log is whole')

  await t.test('what a case that is not over cannot do without stays until it is', async (t) => {
    const border = await Border.open(a, b, 'declaration', lorry('XA-LRN-1', ['XATU1000001']))
    await border.says('XB', 'registered', { declaration: { id: '26XB0000000000001A' } })
    const isListed = async (node: TestNode, messages: number): Promise<unknown> => {
      const { hash } = await border.same(messages)
      return settled(`${node.country} lists the case as it is`, async () =>
        (await node.call('GET', '/v1/cases?procedure=pre-arrival')).body.items.some((c: any) => c.hash === hash),
      )
    }
    const documents = async (node: TestNode): Promise<number[]> => {
      const { messages } = await border.case(node)
      return Promise.all(
        messages.map(async (m: any) => (await node.call('GET', `/v1/messages/${m.id}/document`)).status),
      )
    }
    const later = async (node: TestNode): Promise<number> => {
      node.clock.offset = 9 * DAY
      const erased = await node.node.retain.round()
      node.clock.offset = 0
      return erased
    }
    for (const node of [a, b]) {
      await isListed(node, 2)
      await later(node)
      t.same(await documents(node), [200, 200], `${node.country}: a lorry that is still awaited`)
    }
    await border.says('XA', 'exit')
    await border.says('XB', 'arrival')
    await border.says('XB', 'presentation')
    await border.says('XB', 'release')
    for (const node of [a, b]) {
      await isListed(node, 6)
      t.ok((await later(node)) >= 6)
      t.same(new Set(await documents(node)), new Set([410]), `${node.country}: when it has left`)
    }
  })

  await t.test(
    'what is kept beside the case of a maintenance goes with it, and not of one that is to come',
    async (t) => {
      const say = async (type: string, said: object, more: object = {}) => {
        const document = { mediaType: 'application/json', text: JSON.stringify(said) }
        const { body } = await submit(a, b, { procedure: 'system', type, context: { xSchema: 'system' }, document, ...more }) // prettier-ignore
        await untilState(a, body.id, 'delivered', 'collected', 'accepted')
        return body as { id: string; conversation: string }
      }
      const announce = async (days: number, more: object = {}) => {
        const at = Date.now() + days * DAY
        const window = { xFrom: new Date(at).toISOString(), xTo: new Date(at + 3_600_000).toISOString() }
        return say('maintenance', window, more)
      }
      const since = { xSince: new Date(Date.now() - 60_000).toISOString() }
      const goesOn = await say('outage', since)
      const over = await say('outage', { ...since, xEndedAt: new Date(Date.now() - 30_000).toISOString() })
      const soon = await announce(0.1)
      const later = await announce(30, { conversation: soon.conversation })
      const alone = await announce(0.1)
      for (const node of [a, b]) {
        const announced = async () => {
          await node.call('GET', '/v1/interruptions')
          return (await node.node.store.read.selectFrom('maintenance').select('message').orderBy('message').execute()).map(({ message }) => message) // prettier-ignore
        }
        const told = async () => (await node.call('GET', '/v1/interruptions')).body.items.map((i: any) => i.id).sort()
        t.same(await announced(), [soon.id, later.id, alone.id].sort())
        t.same(await told(), [goesOn.id, over.id].sort())
        node.clock.offset = 9 * DAY
        await node.node.retain.round()
        node.clock.offset = 0
        const left = await announced()
        t.notOk(left.includes(alone.id), `${node.country}: it is over`)
        t.ok(left.includes(later.id), `${node.country}: it is still to come`)
        t.same(await told(), [goesOn.id], 'an outage that is over goes with it, and not one that goes on')
      }
    },
  )

  await t.test(
    'what somebody has ordered to be kept is erased on neither side, until whoever ordered it lifts that',
    async (t) => {
      const sent = async () => {
        const { id, conversation } = (await submit(a, b)).body
        await untilState(a, id, 'delivered')
        for (const node of [a, b]) await isLookedAt(node, id)
        return { id, conversation }
      }
      const [one, other] = [await sent(), await sent()]
      const order = { peer: 'XB', keeps: 'documents', authority: 'District Court, 12 Js 4/26', reason: 'evidence' }
      const set = (node: TestNode, more: object) => node.call('POST', '/v1/legal-holds', { ...order, ...more })
      const holdsOf = async (node: TestNode): Promise<any[]> => (await node.call('GET', '/v1/legal-holds')).body.items
      const told = (node: TestNode, hold: any, is: (of: any) => unknown = () => true) =>
        settled(`${node.country} is told`, async () => (await holdsOf(node)).find((h) => h.id === hold.id && is(h)))
      const left = async (node: TestNode, days: number): Promise<number[]> => {
        node.clock.offset = days * DAY
        await node.node.retain.round()
        node.clock.offset = 0
        return Promise.all(
          [one, other].map(async ({ id }) => (await node.call('GET', `/v1/messages/${id}/document`)).status),
        )
      }
      t.match(await set(a, { conversation: newMessageId(1) }), {
        status: 400,
        body: { pointer: '/conversation', rule: 'known' },
      })
      t.match(await set(a, {}), { status: 400, body: { pointer: '/procedure', rule: 'procedure' } })
      t.match(await set(a, { procedure: 'sea' }), { status: 403, body: { pointer: '/procedure', rule: 'legal-hold' } })
      const past = new Date(Date.now() - 60_000).toISOString()
      t.match(await set(a, { procedure: 'aeo', until: past }), {
        status: 400,
        body: { pointer: '/until', rule: 'order' },
      })

      const { status, body: hold } = await set(a, { conversation: one.conversation })
      t.match([status, hold], [201, { by: 'XA', procedure: 'pre-arrival', setBy: 'command line', liftedAt: null }])
      const theirs = await told(b, hold)
      t.match(theirs, { by: 'XA', peer: 'XA', conversation: one.conversation, authority: order.authority, setBy: null })
      for (const node of [a, b]) {
        t.same(await left(node, 3), [200, 410], `${node.country}: that case alone`)
        t.match(await node.call('POST', `/v1/messages/${one.id}/erase`, { reason: 'x' }), { status: 409, body: { rule: 'legal-hold' } }) // prettier-ignore
      }
      t.equal(
        (await b.call('POST', `/v1/legal-holds/${hold.id}/lift`, { reason: 'x' })).status,
        404,
        'nor lifted by others',
      )
      t.equal((await a.call('POST', `/v1/legal-holds/${hold.id}/lift`, { reason: 'it is over' })).status, 200)
      t.match(await a.call('POST', `/v1/legal-holds/${hold.id}/lift`, { reason: 'x' }), { status: 409, body: { rule: 'lifted' } }) // prettier-ignore
      t.match(await told(b, hold, (h) => h.liftedAt !== null), { reason: 'evidence', liftReason: 'it is over' })
      for (const node of [a, b]) t.same(await left(node, 3), [410, 410], `${node.country}: once it is lifted`)

      const signed = async (node: TestNode): Promise<boolean> =>
      (await node.node.store.read.selectFrom('message').select('manifest').where('id', '=', other.id).executeTakeFirstOrThrow()).manifest !== '' // prettier-ignore
      const until = new Date(Date.now() + 8 * DAY).toISOString()
      const all = (await set(b, { peer: 'XA', procedure: 'pre-arrival', keeps: 'manifests', until })).body
      await told(a, all)
      for (const node of [a, b]) {
        await left(node, 7)
        t.ok(await signed(node), `${node.country}: what was signed, of the whole procedure`)
        await left(node, 9)
        t.notOk(await signed(node), `${node.country}: until its time is over`)
      }
      const { items } = (await a.call('GET', '/v1/audit?what=setLegalHold')).body
      t.ok(
        items.some((r: any) => r.subject === one.conversation),
        'who ordered it is on record',
      )
    },
  )
})

t.test('on order, and not while a message is still to be delivered', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const { id } = (await submit(a, b)).body
  await untilState(a, id, 'delivered')
  t.equal((await b.call('POST', `/v1/messages/${id}/erase`, { reason: 'order of the court' })).status, 200)
  t.equal((await b.call('GET', `/v1/messages/${id}/document`)).status, 410)
  t.equal((await a.call('GET', `/v1/messages/${id}/document`)).status, 200, 'the neighbour decides for itself')
  await b.node.stop()
  const waiting = (await submit(a, b)).body.id
  const { status, body } = await a.call('POST', `/v1/messages/${waiting}/erase`, { reason: 'x' })
  t.same([status, body.type], [409, '/problems/state-conflict'])
  await b.restart()
  await untilState(a, waiting, 'delivered')
})

t.test('nothing that is still on its way is erased, by its time or on order', async (t) => {
  const [a, b] = (await startTestNodes(t, {
    agreement: (draft) => forAll(draft, { retention: { documents_days: 2, manifests_days: 5 } }),
  })) as [TestNode, TestNode]
  const gone = (await submit(a, b)).body.id
  await untilState(a, gone, 'delivered')
  await isLookedAt(a, gone)
  await b.node.stop()
  const waiting = (await submit(a, b)).body.id
  await untilState(a, waiting, 'sealed')
  const part = async (id: string) => (await a.call('GET', `/v1/messages/${id}/document`)).status
  a.clock.offset = 3 * DAY
  t.equal(await a.node.retain.round(), 1)
  t.same([await part(gone), await part(waiting)], [410, 200])
  a.clock.offset = 6 * DAY
  t.equal(await a.node.retain.round(), 1, 'nor is its manifest')
  t.same([await part(gone), await part(waiting)], [410, 200])
  // Whoever asked before it was sent on its way again is too late.
  const leaf = ownLeaf('erased', a.country, 'x')
  t.equal(await retentionIn(a.node.store).erase([waiting], 'documents', 'x', () => leaf, a.clock.now()), 0)
  t.same([await part(waiting), (await a.call('GET', `/v1/messages/${waiting}`)).body.state], [200, 'sealed'])
  a.clock.offset = 0
  await b.restart()
  await untilState(a, waiting, 'delivered')
})
