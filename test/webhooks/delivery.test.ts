/** What webhooks promise: each event at least once, of one conversation in its order, signed, over three days; and a target that is slow, dead or poisoned costs others nothing. */
import t from 'tap'
import { webhooksIn } from '../../node/webhooks/webhook-rows.ts'
import { replicaOf, settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import { stores } from '../servers.ts'
import { isSigned, keyOf, lanes, register, startReceiver, type Told } from './receiver.ts'

type Pair = [TestNode, TestNode]
const DAY = 86_400_000
const HOUR = 3_600_000

/** Takes it, but not before whoever else told it would have come too. */
const slowly = (): Promise<number> => new Promise((done) => setTimeout(() => done(204), 20))

const of = (state: string) => (told: Told) => told.data['state'] === state

/** The events of the messages that a node may tell a key, as the feed has them, by their webhook-ids. */
async function feed(node: TestNode, as: Record<string, string>, kind = 'message'): Promise<string[]> {
  const ids: string[] = []
  for (let after = ''; ;) {
    const { body } = await node.call('GET', `/v1/changes?after=${after}&limit=500&kind=${kind}`, undefined, as)
    ids.push(...body.items.map((c: { id: string }) => c.id.replaceAll('.', '_')))
    if (body.items.length === 0) return ids
    after = body.next
  }
}

const look = async (node: TestNode, id: string): Promise<any> => (await node.call('GET', `/v1/webhooks/${id}`)).body
const until = (node: TestNode, id: string, state: string): Promise<any> =>
  settled(`the webhook is ${state}`, async () => {
    const webhook = await look(node, id)
    return webhook.state === state && webhook
  })
const alertsOf = async (node: TestNode, kind: string, id: string): Promise<any[]> =>
  (await node.call('GET', '/v1/alerts?limit=500')).body.items.filter((a: any) => a.kind === kind && a.subject === id)

for (const store of stores())
  t.test(store.name, store.options, async (t) => {
    const [a, b] = (await startTestNodes(t, { env: async () => ({ JUXTA_STORE: await store.make(t) }) })) as Pair
    const key = await keyOf(a, 'the Single Window')
    /** Time goes by, on both sides of the border. */
    const pass = (ms: number): void => [a, b].forEach(({ clock }) => (clock.offset += ms))

    await t.test('every change is told once, signed, and of a conversation in its order', async (t) => {
      const receiver = await startReceiver(t)
      const { secret, id } = await register(a, key, receiver.url, { kinds: ['message'] })
      const conversations = await Promise.all(
        Array.from({ length: 6 }, async () => (await submit(a, b)).body.conversation as string),
      )
      const all = await Promise.all(conversations.map((conversation) => submit(a, b, { conversation })))
      for (const { body } of all) await untilState(a, body.id, 'delivered')
      const expected = (await feed(a, key)).length
      await settled('all are told', async () => receiver.once().length === expected)
      t.same(
        [...lanes(receiver.once())].sort(),
        [...lanes((await inOrder(a, key)) as unknown as Told[])].sort(),
        'in the order of the feed, each conversation by itself',
      )
      for (const told of receiver.told) {
        t.ok(isSigned(told, secret))
        t.match(told.id, /^[0-9a-z_-]+$/)
        t.equal(told.type, `message.${told.data['state']}`)
        t.equal(told.timestamp, told.data['at'])
      }
      t.notOk(isSigned(receiver.told[0]!, `whsec_${Buffer.alloc(32).toString('base64')}`))
      const items = await settled('every attempt is on record', async () => {
        const { body } = await a.call('GET', `/v1/webhooks/${id}/deliveries?limit=500`, undefined, key)
        return body.items.length === receiver.told.length && body.items
      })
      t.match(items[0], { attempt: 1, status: 204, nextAt: null, ms: Number })
      await a.call('DELETE', `/v1/webhooks/${id}`, undefined, key)
    })

    await t.test('of two replicas one tells each webhook, and the other goes on where that one ends', async (t) => {
      if (store.name === 'sqlite') return void t.pass('an embedded store has one process')
      const two = await replicaOf(t, a)
      two.clock.offset = a.clock.offset
      const receiver = await startReceiver(t, slowly)
      const hooks = await Promise.all(
        [a, two].map((by, n) => register(by, key, `${receiver.url}${n}`, { kinds: ['message'] })),
      )
      const toldAll = async (by: readonly TestNode[], count: number): Promise<string[]> => {
        const sent = await Promise.all(Array.from({ length: count }, (_, n) => submit(by[n % by.length]!, b)))
        const ids = sent.map(({ body }) => body.id as string)
        const arrived = () => receiver.told.filter((one) => of('delivered')(one) && ids.includes(one.data['message']))
        await settled('all are told', async () => arrived().length === ids.length * hooks.length)
        await settled('and that is kept', async () =>
          (await Promise.all(hooks.map(({ id }) => look(by[0]!, id)))).every((w) => w.waiting === 0),
        )
        return ids
      }
      const ids = await toldAll([a, two], 12)
      const { leaseOwner } = (await webhooksIn(a.node.store).find(hooks[0].id))!
      const [ends, goesOn] = leaseOwner === a.node.owner ? [a, two] : [two, a]
      await ends.node.stop()
      ids.push(...(await toldAll([goesOn], 6)))
      if (ends === a) await a.restart()
      t.same(
        receiver.told.map(({ path, id }) => `${path} ${id}`).sort(),
        (await feed(a, key))
          .filter((id) => ids.includes(id.split('_')[0]!))
          .flatMap((id) => hooks.map((_, n) => `/${n} ${id}`))
          .sort(),
        'each event once at each of them, though two processes could',
      )
      t.equal(receiver.beside, 0, 'nothing was told beside an event of the same conversation')
      for (const { id } of hooks) await a.call('DELETE', `/v1/webhooks/${id}`, undefined, key)
    })

    await t.test('both secrets sign while one is rotated, and the old one no longer than that', async (t) => {
      const receiver = await startReceiver(t)
      const { id, secret } = await register(a, key, receiver.url, { states: ['delivered'] })
      const { body: rotated } = await a.call('POST', `/v1/webhooks/${id}/rotate`, { previousHours: 1 }, key)
      t.not(rotated.secret, secret)
      await untilState(a, (await submit(a, b)).body.id, 'delivered')
      await settled('it is told', async () => receiver.told.length === 1)
      t.ok(isSigned(receiver.told[0]!, secret), 'for whoever has the old one')
      t.ok(isSigned(receiver.told[0]!, rotated.secret), 'for whoever has the new one')
      const { body: tried } = await a.call('POST', `/v1/webhooks/${id}/test`, undefined, key)
      t.match(tried, { type: 'webhook.test', status: 204 })
      await a.call('POST', `/v1/webhooks/${id}/rotate`, { previousHours: 0 }, key)
      await a.call('POST', `/v1/webhooks/${id}/test`, undefined, key)
      t.notOk(
        [secret, rotated.secret].some((old) => isSigned(receiver.told.at(-1)!, old)),
        'one that others have seen ends at once',
      )
      await a.call('DELETE', `/v1/webhooks/${id}`, undefined, key)
    })

    await t.test('one event, a stretch of time and all since then are told again, under their ids', async (t) => {
      const before = new Date(a.clock.now()).toISOString()
      const sent = await Promise.all(Array.from({ length: 4 }, () => submit(a, b)))
      for (const { body } of sent) await untilState(a, body.id, 'delivered')
      const receiver = await startReceiver(t)
      const { id } = await register(a, key, receiver.url, { kinds: ['message'], states: ['delivered'] })
      const replay = async (body: unknown) => a.call('POST', `/v1/webhooks/${id}/replay`, body, key)
      const { status, body } = await replay({ since: before })
      t.equal(status, 202)
      t.same(body, { events: 4, more: false })
      await settled('all are told', async () => receiver.told.length === 4)
      t.same(new Set(receiver.told.map(({ data }) => data['message'])), new Set(sent.map((s) => s.body.id)))
      const [one] = receiver.told
      t.same((await replay({ event: one!.id })).body, { events: 1, more: false })
      await settled('it is told again', async () => receiver.told.length === 5)
      t.equal(receiver.told[4]!.id, one!.id)
      t.equal(receiver.told[4]!.body, one!.body, 'the same bytes')
      t.same((await replay({ since: '2020-01-01T00:00:00Z', until: '2020-02-01T00:00:00Z' })).body, {
        events: 0,
        more: false,
      })
      t.match(await replay({ event: 'none_such' }), { status: 404, body: { pointer: '/event' } })
      t.match(await replay({ since: '2020-02-01T00:00:00Z', until: '2020-01-01T00:00:00Z' }), {
        status: 400,
        body: { pointer: '/until' },
      })
      await a.call('DELETE', `/v1/webhooks/${id}`, undefined, key)
    })

    await t.test('no tenant is told what is of another, and a key that has ended is told nothing more', async (t) => {
      const [vet, police] = await Promise.all([
        keyOf(a, 'vets', { agency: 'veterinary' }),
        keyOf(a, 'police', { agency: 'police', procedures: ['pre-arrival'] }),
      ])
      const [ofVets, ofPolice] = await Promise.all([startReceiver(t), startReceiver(t)])
      const webhook = await register(a, vet, ofVets.url, { kinds: ['message', 'case'] })
      await register(a, police, ofPolice.url)
      const order = {
        to: 'XB',
        procedure: 'pre-arrival',
        type: 'declaration',
        document: { mediaType: 'application/xml', text: '<a/>' },
      }
      const sentBy = async (as: Record<string, string>) =>
        (await a.call('POST', '/v1/messages', order, as)).body.id as string
      const own = await sentBy(vet)
      const theirs = await sentBy(police)
      for (const id of [own, theirs]) await untilState(a, id, 'delivered')
      const hears = (of: typeof ofVets, id: string) =>
        of.told.some(({ data }) => data['message'] === id && data['state'] === 'delivered')
      await settled('each hears of its own', async () => hears(ofVets, own) && hears(ofPolice, theirs))
      t.notOk(ofVets.told.some(({ data }) => data['message'] === theirs))
      t.notOk(ofPolice.told.some(({ data }) => data['message'] === own))
      await settled('all is told', async () => (await look(a, webhook.id)).waiting === 0)
      // The key of the vets ends.
      await a.call('POST', `/v1/keys/${vet.id}/revoke`)
      const told = ofVets.told.length
      const heir = await keyOf(a, 'vets', { agency: 'veterinary' })
      const next = await sentBy(heir)
      await untilState(a, next, 'delivered')
      await until(a, webhook.id, 'without-key')
      await settled('somebody is told', async () => (await alertsOf(a, 'webhook-key', webhook.id)).length === 1)
      t.equal(ofVets.told.length, told, 'nothing more is told')
      t.match(
        await a.call('POST', `/v1/webhooks/${webhook.id}/enable`),
        { status: 409, body: { rule: 'webhook-key' } },
        'no operator lends it his rights',
      )
      t.equal((await a.call('POST', `/v1/webhooks/${webhook.id}/enable`, undefined, police)).status, 404)
      t.equal((await a.call('POST', `/v1/webhooks/${webhook.id}/enable`, undefined, heir)).status, 200)
      await settled('it goes on where it was', async () => hears(ofVets, next))
      await settled('the alert is closed', async () => (await alertsOf(a, 'webhook-key', webhook.id)).length === 0)
      t.same(
        await feed(a, heir),
        ofVets
          .once()
          .filter(({ data }) => data['kind'] === 'message')
          .map((one) => one.id),
        'nothing was left out',
      )
    })

    await t.test('a target that is slow is given few places, and no other client waits for it', async (t) => {
      const held: (() => void)[] = []
      const slow = await startReceiver(t, () => new Promise((done) => held.push(() => done(200))))
      const quick = await startReceiver(t)
      const other = await keyOf(a, 'another')
      const hooks = await Promise.all([1, 2, 3, 4].map(() => register(a, key, slow.url, { states: ['delivered'] })))
      await register(a, other, quick.url, { states: ['delivered'] })
      const sent = await Promise.all(Array.from({ length: 30 }, () => submit(a, b)))
      for (const { body } of sent) await untilState(a, body.id, 'delivered')
      await settled('the other is told all', async () => quick.told.length === sent.length)
      await settled('the slow one has what it may have', async () => held.length >= 16)
      t.equal(slow.most, 16, 'so many at once for one client, whatever it has registered')
      slow.answers = () => 200
      held.forEach((release) => release())
      await settled(
        'it is told all too',
        async () =>
          slow.once().length === sent.length &&
          (await Promise.all(hooks.map(({ id }) => look(a, id)))).every((w) => w.waiting === 0),
      )
      for (const { id } of hooks) await a.call('DELETE', `/v1/webhooks/${id}`, undefined, key)
    })

    await t.test(
      'a conversation that fails holds back itself alone, and is told whole and in order later',
      async (t) => {
        const { id: before, conversation: poisoned } = (await submit(a, b)).body
        await untilState(a, before, 'delivered')
        let ill = true
        const receiver = await startReceiver(t, ({ data }) => (ill && data['conversation'] === poisoned ? 500 : 204))
        const { id } = await register(a, key, receiver.url, { kinds: ['message'], states: ['queued', 'delivered'] })
        const first = await submit(a, b, { conversation: poisoned })
        const others = await Promise.all(Array.from({ length: 5 }, () => submit(a, b)))
        const second = await submit(a, b, { conversation: poisoned })
        for (const { body } of [first, second, ...others]) await untilState(a, body.id, 'delivered')
        await settled('the others are told', async () => receiver.told.filter(of('delivered')).length >= 5)
        t.same(
          [
            ...new Set(
              receiver.told.filter(({ data }) => data['conversation'] === poisoned).map((told) => told.data['message']),
            ),
          ],
          [first.body.id],
          'what follows the event that fails is not even tried',
        )
        await settled('nothing else waits', async () => (await look(a, id)).waiting === 4)
        ill = false
        pass(HOUR)
        await settled('it is told too', async () => (await look(a, id)).waiting === 0)
        const told = receiver.once().filter(({ data }) => data['conversation'] === poisoned)
        const order = (await inOrder(a, key)).filter(
          ({ data }) =>
            [first.body.id, second.body.id].includes(data['message']) &&
            ['queued', 'delivered'].includes(data['state']),
        )
        t.equal(order.length, 4)
        t.same(
          told.map(({ id }) => id),
          order.map(({ id }) => id),
        )
        await a.call('DELETE', `/v1/webhooks/${id}`, undefined, key)
      },
    )

    await t.test('410 ends it at once; Retry-After is waited for, by all of its events', async (t) => {
      const gone = await startReceiver(t, () => 410)
      const busy = await startReceiver(t, (_told, response) => {
        response.writeHead(429, { 'retry-after': '3600' }).end('not now')
        return null
      })
      const ended = await register(a, key, gone.url, { states: ['delivered'] })
      const { id } = await register(a, key, busy.url, { states: ['queued', 'delivered'] })
      await untilState(a, (await submit(a, b)).body.id, 'delivered')
      t.match(await until(a, ended.id, 'disabled'), { disabled: 'gone' })
      await until(a, id, 'paused')
      const tried = busy.told.length
      await untilState(a, (await submit(a, b)).body.id, 'delivered')
      await settled('what is new waits', async () => (await look(a, id)).waiting === 4)
      t.equal(busy.told.length, tried, 'nothing is tried while it asks for peace')
      const { items } = (await a.call('GET', `/v1/webhooks/${id}/deliveries`, undefined, key)).body
      t.match(items.at(-1), { status: 429, answer: 'not now' })
      t.ok(Date.parse(items.at(-1).nextAt) - Date.parse(items.at(-1).at) >= HOUR)
      busy.answers = () => 200
      pass(HOUR + 60_000)
      await settled('then it is told', async () => (await look(a, id)).waiting === 0)
      for (const one of [id, ended.id]) await a.call('DELETE', `/v1/webhooks/${one}`, undefined, key)
    })

    await t.test('a dead target is told nothing for three days, is disabled, and goes on without a gap', async (t) => {
      const receiver = await startReceiver(t)
      const dead = await startReceiver(t, () => 503)
      const alive = await register(a, key, receiver.url, { kinds: ['message'], states: ['delivered'] })
      const { id } = await register(a, key, dead.url, { kinds: ['message'], states: ['delivered'] })
      const sent = await Promise.all(Array.from({ length: 12 }, () => submit(a, b)))
      for (const { body } of sent) await untilState(a, body.id, 'delivered')
      await settled('the other is told all', async () => receiver.told.length === sent.length)
      await settled('each was tried', async () => new Set(dead.told.map((told) => told.id)).size === sent.length)
      t.match(await until(a, id, 'failing'), { waiting: sent.length })
      // Each wait is over, and then three days.
      for (let day = 0; day < 4 && (await look(a, id)).state === 'failing'; day++) {
        const tried = dead.told.length
        pass(DAY)
        await settled(
          'it is tried again',
          async () => dead.told.length > tried || (await look(a, id)).state === 'disabled',
        )
      }
      t.match(await until(a, id, 'disabled'), { disabled: 'failing' })
      await settled('somebody is told', async () => (await alertsOf(a, 'webhook-disabled', id)).length === 1)
      const late = await submit(a, b)
      await untilState(a, late.body.id, 'delivered')
      const tried = dead.told.length
      dead.answers = () => 200
      await a.call('POST', `/v1/webhooks/${id}/enable`, undefined, key)
      await settled(
        'all is told',
        async () => (await look(a, id)).waiting === 0 && dead.told.length > tried + sent.length,
      )
      t.same(
        new Set(dead.told.slice(tried).map(({ data }) => data['message'])),
        new Set([...sent, late].map(({ body }) => body.id)),
        'what waited, and what came meanwhile',
      )
      await settled('the alert is closed', async () => (await alertsOf(a, 'webhook-disabled', id)).length === 0)
      for (const one of [id, alive.id]) await a.call('DELETE', `/v1/webhooks/${one}`, undefined, key)
    })
  })

/** What the feed has, in its order. */
async function inOrder(
  node: TestNode,
  as: Record<string, string>,
): Promise<{ id: string; data: Record<string, any> }[]> {
  const found: { id: string; data: Record<string, any> }[] = []
  for (let after = ''; ;) {
    const { body } = await node.call('GET', `/v1/changes?after=${after}&limit=500&kind=message`, undefined, as)
    found.push(...body.items.map((data: any) => ({ id: data.id.replaceAll('.', '_'), data })))
    if (body.items.length === 0) return found
    after = body.next
  }
}
