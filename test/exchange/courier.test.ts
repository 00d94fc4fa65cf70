/** When a message is tried, by whom and how often: told from the requests that reach the peer. */
import { hostname } from 'node:os'
import t from 'tap'
import { receiptOf, refusalOf } from '../forge.ts'
import { drafted, json, replicaOf, settled, startTestNodes, submit, untilState, xml, type TestNode } from '../nodes.ts'
import { aProblem, aSet, gone, pretend, type Said } from '../pretend.ts'
import { queues, stores } from '../servers.ts'
import { rowsOf, tamper } from '../tamper.ts'

type Scope = Parameters<typeof startTestNodes>[0]
type Say = (request: string, body: string) => Said | null | Promise<Said | null>
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

/** XA, and in place of XB one that notes what it is asked and says what it is told to. */
async function withStandIn(
  t: Scope,
  env: (country: string) => Promise<Record<string, string>> | Record<string, string>,
) {
  const [a, b] = (await startTestNodes(t, { env })) as [TestNode, TestNode]
  await b.node.stop()
  const asked: { request: string; body: string; at: number }[] = []
  const told: { say: Say } = { say: () => ({ status: 503 }) }
  const server = await pretend(b, (request, body) => {
    asked.push({ request, body, at: Date.now() })
    return told.say(request, body)
  })
  t.teardown(() => gone(server))
  return {
    a,
    b,
    asked,
    told,
    receipts: ((request, body) =>
      request.startsWith('PUT /v1/messages/') ? aSet(202, receiptOf(b, a, body)) : { status: 503 }) as Say,
    puts: (id: string) => asked.filter((x) => x.request === `PUT /v1/messages/${id}`),
    /** The real one comes back. */
    async back(): Promise<void> {
      await gone(server)
      await b.restart()
    },
  }
}
const message = async (node: TestNode, id: string): Promise<any> => (await node.call('GET', `/v1/messages/${id}`)).body
const cancel = (node: TestNode, id: string) => node.call('POST', `/v1/messages/${id}/cancel`)
/** What tried message `id` and failed is noted. */
const noted = (node: TestNode, id: string): Promise<any> =>
  settled('the attempt is noted', async () => {
    const seen = await message(node, id)
    return seen.delivery?.lastError && seen
  })
const busy = (seconds: number): Said =>
  aProblem(503, { type: 'urn:juxta:problem:busy' }, { 'retry-after': `${seconds}` })

t.test('a peer that answers', async (t) => {
  const { a, b, asked, told, puts, receipts, back } = await withStandIn(t, (country): Record<string, string> =>
    country === 'XA' ? { JUXTA_IN_FLIGHT: '3' } : {},
  )

  t.test('and asks for time gets it', async (t) => {
    told.say = () => busy(3)
    const { id } = (await submit(a, b)).body
    const { delivery } = await noted(a, id)
    t.ok(Date.parse(delivery.nextAttemptAt) >= puts(id)[0]!.at + 2900, delivery.nextAttemptAt)
    told.say = receipts
    await untilState(a, id, 'delivered')
    t.equal(puts(id).length, 2)
    t.ok(puts(id)[1]!.at - puts(id)[0]!.at >= 2900, 'and is not asked again before')
  })

  t.test('and asks for time gets it with events and agreements too', async (t) => {
    told.say = () => busy(600)
    const { hash } = (
      await a.call('POST', '/v1/agreements', drafted(a.country, b.country, Math.floor(Date.now() / 1000)))
    ).body
    const [row] = await settled('it was tried', async () => {
      const rows = rowsOf(a, `select "dueAt" from "outbox" where "subject" = '${hash}' and "lastError" is not null`)
      return rows.length > 0 && rows
    })
    t.ok(row!.dueAt > Date.now() + 500_000, String(row!.dueAt))
  })

  /** All places are taken by messages whose answers wait until they are let go. */
  async function full(): Promise<{ held: string[]; go(): void }> {
    let go = (): void => undefined
    const gate = new Promise<void>((open) => (go = open))
    told.say = async (request, body) => {
      await gate
      return receipts(request, body)
    }
    const held = (await Promise.all(Array.from({ length: 3 }, () => submit(a, b)))).map((x) => x.body.id as string)
    await settled('what hangs keeps no other from its place', async () => held.every((id) => puts(id).length > 0))
    return { held, go }
  }

  t.test('gets no more at a time than was set', async (t) => {
    const { held, go } = await full()
    const more = (await Promise.all(Array.from({ length: 9 }, () => submit(a, b)))).map((x) => x.body.id as string)
    await pause(300)
    t.same(more.map((id) => puts(id).length), more.map(() => 0)) // prettier-ignore
    go()
    for (const id of [...held, ...more]) await untilState(a, id, 'delivered')
    t.same([...held, ...more].filter((id) => puts(id).length !== 1), [], 'each once') // prettier-ignore
  })

  t.test('gets what is asked for again and again no second time, and what is new at once', async (t) => {
    told.say = receipts
    const asked = { to: b.country, procedure: 'pre-arrival', type: 'declaration', document: xml('<Declaration/>') }
    const ids: string[] = []
    for (let n = 0; n < 12; n++)
      ids.push((await a.call('POST', '/v1/messages', asked, { 'idempotency-key': 'the same' })).body.id)
    t.equal(new Set(ids).size, 1)
    await untilState(a, ids[0]!, 'delivered')
    const place = a.node.courier.offer(b.country)
    t.ok(place, 'every place in hand was given back')
    place!.giveBack()
  })

  t.test('gets what is most urgent first', async (t) => {
    const { go } = await full()
    const [later, sooner]: [string[], string[]] = [[], []]
    for (const [priority, ids] of [
      [7, later],
      [5, sooner],
    ] as const)
      // prettier-ignore
      for (let i = 0; i < 4; i++) ids.push((await submit(a, b, { priority })).body.id)
    const from = asked.length
    go()
    for (const id of [...later, ...sooner]) await untilState(a, id, 'delivered')
    const came = asked.slice(from).map((x) => x.request.split('/').at(-1)!)
    const places = (ids: string[]) => ids.reduce((sum, id) => sum + came.indexOf(id), 0)
    t.ok(places(sooner) < places(later), came.join(' '))
  })

  t.test('gets what cannot wait though all places are taken, and nothing else', async (t) => {
    const { held, go } = await full()
    const outage = { xSince: '2026-11-23T04:00:00Z', xExpectedEnd: '2026-11-23T06:00:00Z' }
    const ordinary = (await submit(a, b)).body.id
    const urgent = (await submit(a, b, { procedure: 'system', type: 'outage', document: json(outage) })).body.id
    await settled('it is on its way', async () => puts(urgent).length > 0)
    t.equal(puts(ordinary).length, 0)
    go()
    for (const id of [...held, ordinary, urgent]) await untilState(a, id, 'delivered')
  })

  t.test('with a refusal for now is asked again', async () => {
    told.say = (request, body) =>
      request.startsWith('PUT /v1/messages/')
        ? aProblem(422, {
            set: refusalOf(b, a, body, { body: (x) => ({ ...x, problem: 'not-yet-valid', retryable: true }) }),
          })
        : { status: 503 }
    const { id } = (await submit(a, b)).body
    await noted(a, id)
    told.say = receipts
    await untilState(a, id, 'delivered')
  })

  t.test('cannot decrypt, and gets the same manifest sealed anew', async (t) => {
    told.say = () => aProblem(400, { type: 'urn:juxta:problem:cannot-decrypt', rule: 'encryption-key' })
    const { id } = (await submit(a, b)).body
    await noted(a, id)
    told.say = receipts
    await untilState(a, id, 'delivered')
    const [one, two] = puts(id).slice(-2)
    t.not(one!.body, two!.body)
  })

  t.test('and is out of room gets nothing until the time that it asked for is over, and then one first', async (t) => {
    const of = (ids: string[]): number => ids.reduce((sum, id) => sum + puts(id).length, 0)
    // What else waits for its time would be the first.
    tamper(a, `delete from "outbox" where "kind" != 'message'`)
    told.say = () => busy(600)
    const first = (await submit(a, b)).body.id
    await noted(a, first)
    const outage = { xSince: '2026-11-23T04:00:00Z', xExpectedEnd: '2026-11-23T06:00:00Z' }
    const urgent = (await submit(a, b, { procedure: 'system', type: 'outage', document: json(outage) })).body.id
    const more = (await Promise.all(Array.from({ length: 20 }, () => submit(a, b)))).map((x) => x.body.id as string)
    await pause(500)
    t.equal(of([urgent, ...more]), 0, 'what is urgent neither')
    let go = (): void => undefined
    const gate = new Promise<void>((open) => (go = open))
    told.say = (request, body) => gate.then(() => receipts(request, body))
    for (const { clock } of [a, b]) clock.offset += 751_000
    await settled('it is tried again', async () => of([urgent, ...more]) > 0)
    await pause(300)
    t.same([puts(urgent).length, of(more)], [1, 0], 'the most urgent, alone')
    go()
    for (const id of [first, urgent, ...more]) await untilState(a, id, 'delivered')
    t.ok(of(more) === 20, `${of(more)} attempts for 20 messages`)
  })

  t.test('is asked about a message that was tried, though nothing of it is sealed', async (t) => {
    told.say = () => ({
      ...aProblem(400, { type: 'urn:juxta:problem:cannot-decrypt', rule: 'encryption-key' }),
      headers: { 'retry-after': '600' },
    })
    const { id } = (await submit(a, b)).body
    await noted(a, id)
    t.equal(rowsOf(a, `select "body" from "outbox" where "subject" = '${id}'`)[0]?.body, null, 'not sealed any more')
    t.equal((await cancel(a, id)).status, 202)
    await settled('it is asked', async () => asked.some((x) => x.request === 'POST /v1/events'))
    t.not((await message(a, id)).state, 'cancelled', 'nobody has answered yet')
  })

  t.test('takes back what was never tried without a word', async (t) => {
    const { held, go } = await full()
    const { id } = (await submit(a, b)).body
    const { status, body } = await cancel(a, id)
    t.same([status, body.state], [200, 'cancelled'])
    t.equal((await cancel(a, id)).status, 409, 'once')
    t.equal((await cancel(a, held[0]!)).status, 202, 'what is on its way is asked for')
    go()
    for (const other of held) await untilState(a, other, 'delivered')
    t.equal(puts(id).length, 0)
  })

  t.test('and when it is back, says what it has', async (t) => {
    let go = (): void => undefined
    const gate = new Promise<void>((open) => (go = open))
    told.say = () => gate.then(() => busy(600))
    const [never, arrived] = [(await submit(a, b)).body.id, (await submit(a, b)).body.id]
    await settled('both are tried', async () => puts(never).length + puts(arrived).length === 2)
    go()
    await noted(a, never)
    await noted(a, arrived)
    const sealed = puts(arrived).at(-1)!.body
    t.equal((await cancel(a, never)).status, 202)
    await back()
    t.equal((await a.ask(b, 'PUT', `/v1/messages/${arrived}`, 'application/jose', sealed)).status, 202)
    // The courier may have been there first: then there is nothing left to take back.
    t.match((await cancel(a, arrived)).status, /^(202|409)$/)
    t.equal((await untilState(a, never, 'cancelled', 'delivered')).state, 'cancelled')
    t.equal((await untilState(a, arrived, 'cancelled', 'delivered')).state, 'delivered')
    t.equal((await b.call('GET', `/v1/messages/${never}`)).status, 404)
    const bytes = puts(never).at(-1)!.body
    const late = await a.ask(b, 'PUT', `/v1/messages/${never}`, 'application/jose', bytes)
    t.same([late.status, late.body.rule], [409, 'withdrawn'], 'and it never takes it')
  })

  t.test('all that waits for a peer that is back is due at once', async (t) => {
    await b.node.stop()
    const ids = (await Promise.all(Array.from({ length: 8 }, () => submit(a, b)))).map((x) => x.body.id as string)
    await settled('the circuit opens', async () => (await a.call('GET', '/v1/peers/XB')).body.circuit === 'open')
    // Longer than anything here waits.
    const later = Date.now() + 3_600_000
    await settled('all of it waits', async () => {
      tamper(a, `update "outbox" set "dueAt" = ${later}, "ready" = 0 where "leaseOwner" is null`)
      return rowsOf(a, `select "id" from "outbox" where "dueAt" < ${later} and "peer" = 'XB'`).length === 0
    })
    await b.restart()
    for (const id of ids) await untilState(a, id, 'delivered')
    t.equal((await a.call('GET', '/v1/peers/XB')).body.circuit, 'closed')
  })
})

t.test('who stops lets go of what it had claimed itself', async (t) => {
  const { a, b } = await withStandIn(t, () => ({}))
  const [one, two] = [(await submit(a, b)).body.id, (await submit(a, b)).body.id]
  for (const id of [one, two]) await noted(a, id)
  // The other row is in the hands of another replica, the one in those of this process.
  const owner = `${hostname()}:${new URL(a.url).port}`
  const until = Date.now() + 40_000
  tamper(
    a,
    `update "outbox" set "ready" = 0, "dueAt" = ${until}, "leaseOwner" = case "id" when '${one}' then '${owner}' else 'elsewhere:1' end`,
  )
  await a.node.stop()
  const left = rowsOf(a, 'select "id", "leaseOwner", "ready" from "outbox"')
  t.same(left.find((row) => row.id === one), { id: one, leaseOwner: null, ready: 1 }) // prettier-ignore
  t.same(left.find((row) => row.id === two), { id: two, leaseOwner: 'elsewhere:1', ready: 0 }) // prettier-ignore
})

const [, postgres] = stores()
const [embedded, redis] = queues()
for (const queue of [embedded!, redis!])
  t.test(
    `two replicas send each message once: ${queue.name}`,
    { ...postgres!.options, ...queue.options },
    async (t) => {
      const { a, b, told, puts, receipts } = await withStandIn(t, async (country): Promise<Record<string, string>> => {
        if (country === 'XB') return {}
        const { url, prefix } = await queue.make(t)
        return { JUXTA_STORE: await postgres!.make(t), JUXTA_QUEUE: url, JUXTA_QUEUE_PREFIX: prefix }
      })
      const two = await replicaOf(t, a)
      told.say = async (request, body) => {
        await pause(20)
        return receipts(request, body)
      }
      const answers = await Promise.all(Array.from({ length: 80 }, (_, i) => submit(i % 2 ? a : two, b)))
      const ids = answers.map((x) => x.body.id as string)
      for (const id of ids) await untilState(a, id, 'delivered')
      t.same(ids.filter((id) => puts(id).length !== 1), [], 'each is asked for once') // prettier-ignore
    },
  )
