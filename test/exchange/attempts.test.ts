/** What becomes of what waits, by what its peer answers: a store, a clock and a peer that says what it is told to; no network. */
import { generateKeyPairSync } from 'node:crypto'
import pino from 'pino'
import t from 'tap'
import { asideIn } from '../../node/exchange/aside.ts'
import { Courier, IN_HAND } from '../../node/exchange/courier.ts'
import { deliver, sealedOf, toSend, type Attempt, type Way } from '../../node/exchange/deliver.ts'
import { issueSet } from '../../node/exchange/sets.ts'
import { SendTogether } from '../../node/exchange/send-together.ts'
import { outboxIn, type OutboxRow } from '../../node/exchange/outbox.ts'
import type { Node } from '../../node/node.ts'
import type { PeerAnswer, PeerRequest } from '../../node/peers/transport.ts'
import { ownLeaf } from '../../node/store/leaves.ts'
import { JuxtaError } from '../../node/values/errors.ts'
import type { Country } from '../../node/values/country.ts'
import { digestOf } from '../../node/values/digest.ts'
import { newMessageId, type MessageId } from '../../node/values/id.ts'
import { settled, ShiftedClock } from '../nodes.ts'
import { stores } from '../servers.ts'
import { among } from './neighbour.ts'
import { emptyStore, messageOf, sent as putOut, XA, XB, XC } from './stored.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))
const { kty, crv, x, y } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })
const manifest = `${Buffer.from('{"kid":"ours"}').toString('base64url')}.e30.AA`

type Say = (request: PeerRequest) => PeerAnswer | Promise<PeerAnswer>
const says = (status: number, body: object = {}, retryAfter: number | null = null): PeerAnswer => ({
  status,
  retryAfter,
  contentType: 'application/problem+json',
  body: JSON.stringify(body),
})
const nobody: Say = () => {
  throw new JuxtaError('unreachable', 'nobody there')
}

async function alone(t: Parameters<typeof emptyStore>[0], inFlight = 8) {
  const { store } = await emptyStore(t, stores()[0]!)
  const clock = new ShiftedClock()
  const asked: (PeerRequest & { peer: Country })[] = []
  const alerts: string[] = []
  const events: { kind: string }[] = []
  const woken: [Country, number | undefined][] = []
  let looked = 0
  const told = { say: (() => says(503)) as Say, several: false }
  const node = {
    country: XA,
    store,
    clock,
    owner: 'one',
    settings: { inFlight },
    chance: () => 0,
    logger: pino({ level: 'silent' }),
    events: { tell: (event: { kind: string }) => void events.push(event), isReserved: () => false },
    queue: { wake: (peer: Country, ms?: number) => void woken.push([peer, ms]) },
    alert: async (kind: string) => void alerts.push(kind),
    settleOnce: async () => undefined,
    own: { isWithdrawn: () => false, signingKey: { alg: 'ES256', kid: 'ours' }, identity: { keys: [] } },
    signer: { signCompact: async (_: object, payload: string) => `h.${Buffer.from(payload).toString('base64url')}.s` },
    directory: {
      get: () => ({ identity: { keys: [] } }),
      encryptionKey: () => ({ kid: 'theirs', jwk: { kty, crv, x, y, alg: 'ECDH-ES', use: 'enc' } }),
    },
    introduce: { lookAgain: async () => void looked++ },
    transport: {
      async request(peer: Country, request: PeerRequest) {
        // It takes one message at a time, so that each attempt is seen.
        if (request.path === '/v1/messages' && !told.several) return says(404)
        asked.push({ ...request, peer })
        return told.say(request)
      },
    },
  } as unknown as Node
  const way: Way = { node, together: new SendTogether(node.transport, clock), answered: () => undefined }
  const outbox = outboxIn(store)
  const put = (more: NonNullable<Parameters<typeof putOut>[1]> = {}) => putOut(store, { manifest, ...more })
  const state = async (id: MessageId): Promise<string> =>
    (await store.read.selectFrom('message').select('state').where('id', '=', id).executeTakeFirstOrThrow()).state
  /** Claims what is due and tries it once. */
  async function attempt(change: (row: OutboxRow) => OutboxRow = (row) => row, peer = XB) {
    await outbox.duePeers(clock.now())
    const rows = (await outbox.claim(peer, 'one', clock.now(), 9, 45_000)).map(change)
    const found = await toSend(node, rows)
    const outcomes: Attempt[] = []
    for (const row of rows) outcomes.push(await deliver(way, row, found.get(row.id)))
    return outcomes
  }
  /** All waits are over. */
  const later = (): Promise<unknown> =>
    store.apart((db) => db.updateTable('outbox').set({ dueAt: 0 }).where('leaseOwner', 'is', null).execute())
  const paths = (): string[] => asked.map(({ method, path }) => `${method} ${path}`)
  return { store, clock, node, way, outbox, asked, alerts, events, woken, told, put, state, attempt, later, paths, looks: () => looked } // prettier-ignore
}

/** The peer answers as `say` has it, but not before what is returned was called. */
function holdBack({ told }: { told: { say: Say } }, say: Say): () => void {
  let go = (): void => undefined
  const gate = new Promise<void>((open) => (go = open))
  told.say = async (request) => {
    await gate
    return say(request)
  }
  return go
}

t.test('each attempt sends the same bytes, so that the answer that is stored fits', async (t) => {
  const at = await alone(t)
  const id = await at.put()
  for (let i = 0; i < 3; i++) {
    t.same(await at.attempt(), ['reached'])
    await at.later()
  }
  t.same(at.paths(), Array(3).fill(`PUT /v1/messages/${id}`))
  t.equal(new Set(at.asked.map((r) => r.body)).size, 1)
  t.equal(String(at.asked[0]!.body).split('.').length, 5, 'sealed')
  t.equal(await at.state(id), 'sealed')
})

t.test('who asks for time gets it, and no more than an hour', async (t) => {
  const at = await alone(t)
  const id = await at.put()
  for (const [seconds, from, to] of [
    [30, 29_000, 31_000],
    [7200, HOUR - 1000, HOUR + 1000],
    [null, 0, 60_000],
  ] as const) {
    at.told.say = () => says(503, {}, seconds)
    await at.attempt()
    const wait = (await at.outbox.of(id))!.dueAt - at.clock.now()
    t.ok(wait >= from && wait <= to, `${seconds}: ${wait}`)
    t.same(await at.attempt(), [], 'it is not due before')
    await at.later()
  }
  t.same(at.alerts, [], 'a peer that is busy is no alert')
})

t.test('an unsigned no ends nothing, and is told; a peer that lost its key gets the message sealed anew', async (t) => {
  const at = await alone(t)
  const id = await at.put()
  at.told.say = () => says(403, { type: 'urn:juxta:problem:no-agreement', rule: 'encryption-key' })
  t.same(await at.attempt(), ['reached'])
  t.match(await at.outbox.of(id), { lastError: /no-agreement/ })
  t.same([await at.state(id), at.alerts, at.looks()], ['sealed', ['delivery-refused'], 0])
  await at.later()
  at.told.say = () => says(429)
  await at.attempt()
  t.equal(at.alerts.length, 1)
  await at.later()
  at.told.say = () => says(400, { type: 'urn:juxta:problem:cannot-decrypt', rule: 'payload' })
  await at.attempt()
  await at.later()
  at.told.say = () => says(400, { type: 'urn:juxta:problem:cannot-decrypt', rule: 'encryption-key' })
  await at.attempt()
  await at.later()
  t.equal(at.looks(), 1)
  await at.attempt()
  const bodies = at.asked.map((r) => r.body)
  t.equal(new Set(bodies.slice(0, 4)).size, 1, 'another fault of sealing is none of its key')
  t.not(bodies[4], bodies[3])
})

t.test('what has expired is not sent: unknown to its receiver it ends, else that one is asked', async (t) => {
  const at = await alone(t)
  const exp = Math.floor(at.clock.now() / 1000) + 60
  const [never, tried] = [await at.put({ exp }), await at.put({ exp, peer: XC })]
  await at.attempt(undefined, XC)
  t.same(at.paths(), [`PUT /v1/messages/${tried}`])
  at.clock.offset = 60_000
  await at.later()
  await at.attempt()
  await at.attempt(undefined, XC)
  t.same(at.paths().slice(1), ['POST /v1/events'])
  t.same([await at.state(never), await at.state(tried)], ['expired', 'sealed'])
  const { claims, event } = setOf(at.asked[1]!)
  t.match(claims, { iss: 'XA', aud: 'XC' })
  t.match(event, { message: tried, status: 'requested', heads: [] })
  t.equal(await at.outbox.of(never), null)
  t.match(await at.outbox.of(tried), { attempts: 2, lastError: /answered 503/ })
})

t.test(
  'what nobody has tried yet is sealed for whoever carries it, and what is being tried is left alone',
  async (t) => {
    const at = await alone(t)
    const id = await at.put()
    const sealed = await sealedOf(at.node, id)
    t.equal(sealed?.split('.').length, 5, 'a JWE')
    t.same(
      [await at.state(id), (await at.outbox.of(id))?.body, await sealedOf(at.node, id)],
      ['sealed', sealed, sealed],
    )
    at.told.say = () => says(503, {})
    await at.attempt()
    t.equal(at.asked[0]?.body, sealed, 'what is tried later are the same bytes')
    const claim = { leaseOwner: 'somebody', dueAt: at.clock.now() + 1000 }
    const message = messageOf('out', { manifest, createdAt: at.clock.now() })
    await putOut(at.store, message, [], undefined, { body: null, digest: digestOf('held'), second: null, claim })
    t.equal(await sealedOf(at.node, message.id), null)
    await at.outbox.release([message.id], 'somebody')
    t.equal((await sealedOf(at.node, message.id))?.split('.').length, 5, 'what was let go is sealed anew')
    t.equal(await sealedOf(at.node, newMessageId(at.clock.now())), null)
  },
)

t.test('cancelled: what was never tried ends at once, what may have left is asked about', async (t) => {
  const at = await alone(t)
  const id = await at.put()
  at.told.say = () => says(202)
  await at.attempt((row) => ({ ...row, withdraw: true }))
  t.same([at.paths(), await at.state(id)], [[], 'cancelled'])
  const waits = { body: 'sealed', digest: digestOf('sealed'), second: null, claim: null }
  const message = () => messageOf('out', { manifest, createdAt: at.clock.now() })
  const [sealed, carried] = [message(), message()]
  for (const one of [sealed, carried]) await putOut(at.store, one, [], undefined, waits)
  t.equal(await at.outbox.takeOut(carried.id), 'sealed')
  await at.attempt((row) => ({ ...row, withdraw: true }))
  t.equal(await at.state(sealed.id), 'cancelled', 'sealed when it was submitted, and never tried')
  t.same(
    [at.paths(), await at.state(carried.id)],
    [['POST /v1/events'], 'sealed'],
    'whoever carries it may have brought it',
  )
  const again = await at.put()
  await at.attempt((row) => ({ ...row, withdraw: true, attempts: 2 }))
  t.same(at.paths().length, 2)
  t.equal(await at.state(again), 'queued', 'its answer is another event')
  t.match((await at.outbox.of(again))!.lastError, /waits for its answer/)
})

t.test('who is asked in vain for a week leaves it to a person, from when it was put back on', async (t) => {
  const at = await alone(t)
  const exp = Math.floor(at.clock.now() / 1000) + 60
  const id = await at.put({ exp, createdAt: at.clock.now() })
  at.told.say = nobody
  t.match(await at.attempt(), [{ unreached: { code: 'unreachable' } }])
  at.clock.offset = 60_000 + 7 * DAY - 5000
  await at.later()
  t.match(await at.attempt(), [{ unreached: { code: 'unreachable' } }])
  t.equal(await at.state(id), 'sealed')
  at.clock.offset = 60_000 + 7 * DAY + 1000
  await at.later()
  t.same(await at.attempt(), ['reached'])
  t.equal(await at.state(id), 'parked')
  t.match(at.events.at(-1), { kind: 'parked', id, detail: /the last attempt: unreachable: nobody there/ })
  t.equal(await asideIn(at.store).retry(id, at.clock.now()), true)
  await at.attempt()
  t.not(await at.state(id), 'parked', 'it is asked again for as long')
  t.equal(at.asked.at(-1)!.path, '/v1/events')
})

t.test('a signed refusal ends a message, where it is of it and not for now', async (t) => {
  const at = await alone(t)
  const { node: knows, XB: them, XC: others } = among(at.store)
  const node = { ...at.node, directory: { ...knows.directory, ...at.node.directory }, introduce: { ...knows.introduce, ...at.node.introduce } } as Node // prettier-ignore
  const told = async (said: object, { by = them, ahead = 0 }: { by?: typeof them; ahead?: number } = {}) => {
    await at.store.apart((db) => db.deleteFrom('outbox').execute())
    const id = await at.put({ exp: Math.floor(at.clock.now() / 1000) + 60 })
    const body = {
      message: id,
      manifest_digest: digestOf(id),
      problem: 'stale',
      detail: 'x',
      retryable: false,
      ...said,
    }
    at.told.say = () => {
      at.clock.offset = ahead
      return says(422, { type: 'urn:juxta:problem:stale', set: by.says('refused', body, { txn: id }) })
    }
    const [row] = await at.outbox.claim(XB, 'one', at.clock.now(), 1, 45_000)
    await deliver({ ...at.way, node }, row!, (await toSend(node, [row!])).get(id))
    at.clock.offset = 0
    return at.state(id)
  }
  t.equal(await told({}), 'refused')
  t.equal(await told({ retryable: true }), 'sealed', 'it is asked again')
  t.equal(await told({ rule: 'withdrawn' }), 'cancelled')
  t.equal(await told({ rule: 'withdrawn' }, { ahead: 61_000 }), 'expired', 'its time had ended by then')
  at.alerts.length = 0
  t.equal(await told({ manifest_digest: digestOf('an earlier one') }), 'sealed')
  t.equal(await told({ message: newMessageId(1) }), 'sealed')
  t.equal(await told({}, { by: others }), 'sealed', 'another country refuses nothing')
  t.ok(at.alerts.includes('answer-invalid'))
})

t.test('an event is tried until it is taken, or its time is over', async (t) => {
  const at = await alone(t)
  const issue = (ms: number) => {
    const jti = newMessageId(at.clock.now())
    const set = { jti, event: 'tally', jws: `jws ${jti}`, message: null, manifestDigest: null }
    const item = { set, peer: XB, leaf: ownLeaf('event', XB, set.jws), at: at.clock.now() }
    return at.store.transact((tx) => issueSet(tx, item, { priority: 1, expiresAt: at.clock.now() + ms }))
  }
  const waiting = async () => (await at.store.read.selectFrom('outbox').select('id').execute()).length
  await issue(HOUR)
  for (const status of [400, 503, 302]) {
    at.told.say = () => says(status)
    await at.attempt()
    await at.later()
    t.equal(await waiting(), 1, String(status))
  }
  at.told.say = () => says(202)
  await at.attempt()
  t.equal(await waiting(), 0)
  t.match(at.asked.at(-1), {
    method: 'POST',
    path: '/v1/events',
    contentType: 'application/secevent+jwt',
    body: /^jws/,
  })
  await issue(1000)
  at.clock.offset = 1000
  const before = at.asked.length
  await at.attempt()
  t.same([await waiting(), at.asked.length, at.alerts], [0, before, ['event-undelivered']])
})

t.test('only a peer that nobody reached is away', async (t) => {
  const at = await alone(t)
  await at.put()
  for (const [code, outcome] of [
    ['unreachable', { unreached: { code: 'unreachable' } }],
    ['tls-failed', { unreached: { code: 'tls-failed' } }],
    ['answer-invalid', 'reached'],
    ['key-unknown', 'reached'],
  ] as const) {
    at.told.say = () => {
      throw new JuxtaError(code, 'so it is')
    }
    t.match(await at.attempt(), [outcome], code)
    await at.later()
  }
  t.same(at.alerts, ['answer-invalid'])
  at.told.say = () => {
    throw new JuxtaError('store-failed', 'the disk')
  }
  await t.rejects(at.attempt(), { code: 'store-failed' }, 'what ends the node is no answer of a peer')
})

t.test('a peer that is away: five in a row, then one at a time, and all at once when it is back', async (t) => {
  const at = await alone(t, 4)
  const courier = new Courier(at.node)
  at.told.say = nobody
  for (let n = 0; n < 12; n++) await at.put()
  await courier.drain(XB)
  t.ok(at.asked.length >= 5 && at.asked.length <= 8, `${at.asked.length} attempts`)
  t.ok(courier.circuitOpen(XB))
  t.notOk(courier.circuitOpen(XC))
  t.equal(at.events.filter((e) => e.kind === 'peer-down').length, 1)
  t.ok(at.woken.some(([peer, ms]) => peer === XB && ms! > 0), 'it comes back to it') // prettier-ignore
  const before = at.asked.length
  await courier.drain(XB)
  t.equal(at.asked.length, before, 'not before its pause is over')
  at.clock.offset = 61_000
  const go = holdBack(at, nobody)
  await at.outbox.duePeers(at.clock.now())
  const work = courier.drain(XB)
  await settled('one is on its way', async () => at.asked.length > before)
  await pause(60)
  t.equal(at.asked.length, before + 1, 'one')
  go()
  await work
  t.equal(at.asked.length, before + 1)
  at.told.say = () => says(503)
  at.clock.offset = 200_000
  await at.outbox.duePeers(at.clock.now())
  at.woken.length = 0
  await courier.drain(XB)
  t.notOk(courier.circuitOpen(XB), 'it has answered')
  t.equal(at.events.filter((e) => e.kind === 'peer-up').length, 1)
  t.ok(at.woken.some(([peer, ms]) => peer === XB && ms === 0)) // prettier-ignore
  await courier.drain(XB)
  const tried = new Set(at.asked.slice(before + 1).map((r) => r.path))
  t.equal(tried.size, 12, 'all that waited was due at once')
  await courier.stop()
})

t.test('a request of several that reaches nobody is one failure, however many messages were in it', async (t) => {
  const at = await alone(t, 8)
  const courier = new Courier(at.node)
  at.told.several = true
  at.told.say = nobody
  for (let n = 0; n < 8; n++) await at.put()
  await courier.drain(XB)
  t.ok(at.paths().includes('POST /v1/messages'), at.paths().join(', '))
  t.equal(courier.circuitOpen(XB), at.asked.length >= 5, `${at.asked.length} have failed, and five open it`)
  await courier.stop()
})

t.test('no more at a time than was set, most urgent first, and nothing twice', async (t) => {
  const at = await alone(t, 3)
  const courier = new Courier(at.node)
  let [flying, most] = [0, 0]
  at.told.say = async () => {
    most = Math.max(most, ++flying)
    await pause(5)
    flying--
    return says(500, {}, 600)
  }
  const ids: MessageId[] = []
  for (let n = 0; n < 20; n++) ids.push(await at.put({ priority: 9 - (n % 5), createdAt: n }))
  await Promise.all([courier.drain(XB), courier.drain(XB)])
  t.equal(most, 3)
  t.equal(at.asked.length, 20, 'each once')
  const order = at.asked.map((r) => 9 - (ids.findIndex((id) => r.path.endsWith(id)) % 5))
  t.same(order.slice(0, 3), [5, 5, 5])
  t.same(order.slice(-3), [9, 9, 9])
})

t.test('a peer that is out of room is asked by those under way, then by nobody, then by one', async (t) => {
  const at = await alone(t, 3)
  const courier = new Courier(at.node)
  for (const status of [503, 429]) {
    at.asked.length = 0
    at.told.say = async () => says(status, {}, 600)
    for (let n = 0; n < 20; n++) await at.put()
    await courier.drain(XB)
    await courier.drain(XB)
    t.ok(at.asked.length <= 3, `${at.asked.length} attempts`)
    at.asked.length = 0
    at.clock.offset += 751_000
    await courier.drain(XB)
    t.equal(at.asked.length, 1)
    at.clock.offset += 600_000
    at.asked.length = 0
    await courier.drain(XB)
    t.ok(at.asked.length <= 1, 'it waits a while longer than it was told, or not')
    await courier.greeted(XB)
    at.told.say = async () => says(500)
    at.asked.length = 0
    await courier.drain(XB)
    t.ok(at.asked.length >= 20, 'one that has just started gets all of it')
  }
})

t.test('a node that is told to stop begins nothing more, and waits for what it has begun', async (t) => {
  const at = await alone(t, 2)
  const courier = new Courier(at.node)
  const go = holdBack(at, () => says(503, {}, 600))
  for (let n = 0; n < 6; n++) await at.put()
  const work = courier.drain(XB)
  await settled('two are on their way', async () => at.asked.length === 2)
  let stopped = false
  const stop = courier.stop().then(() => (stopped = true))
  await pause(30)
  t.notOk(stopped)
  go()
  await Promise.all([stop, work])
  t.equal(at.asked.length, 2)
})

/** Claims and event of a SET that was sent. */
function setOf({ body }: PeerRequest): { claims: Record<string, unknown>; event: unknown } {
  const claims = JSON.parse(Buffer.from(String(body).split('.')[1]!, 'base64url').toString()) as Record<string, unknown>
  return { claims, event: Object.values(claims['events'] as object)[0] }
}

/** Submits a message that is sealed, and hands it to the courier where it takes it; answers its id. `meanwhile`: before it is handed over. */
async function handOver(
  at: Awaited<ReturnType<typeof alone>>,
  courier: Courier,
  priority = 5,
  meanwhile = async (): Promise<void> => undefined,
): Promise<MessageId | null> {
  const place = courier.offer(XB)
  if (!place) return null
  const message = messageOf('out', { manifest, priority, createdAt: at.clock.now() })
  const { leaseOwner, dueAt } = place
  const body = `sealed ${message.id}`
  const digest = digestOf(body)
  await putOut(at.store, message, [], undefined, { body: null, digest, second: null, claim: { leaseOwner, dueAt } })
  const row = (await at.outbox.of(message.id))!
  await meanwhile()
  place.carry({ row, what: { message, parts: [], sealed: { body: Buffer.from(body), digest } } })
  return message.id
}

t.test('what is handed over goes out as it was sealed, the most urgent first, and is read by nobody', async (t) => {
  const at = await alone(t, 2)
  const courier = new Courier(at.node)
  const told: (() => void)[] = []
  at.told.say = () => new Promise((answer) => told.push(() => answer(says(503, {}))))
  const first = [await handOver(at, courier), await handOver(at, courier)]
  await settled('two are on their way', async () => at.asked.length === 2)
  const [later, sooner] = [await handOver(at, courier, 7), await handOver(at, courier, 4)]
  const urgent = await handOver(at, courier, 0)
  await settled('what cannot wait has a place of its own', async () => at.asked.length === 3)
  t.ok(at.asked[2]!.path.endsWith(urgent!))
  let inHand = 2
  while (await handOver(at, courier, 8)) inHand++
  t.equal(inHand, 2 * IN_HAND, 'no more than that: the urgent one has left')
  t.equal(courier.offer(XB), null)
  t.same((await at.outbox.claim(XB, 'other', at.clock.now(), 9, 1000)).length, 0, 'nobody else gets it')
  const all = 3 + inHand
  for (let n = 0; n < all; n++) {
    await settled('the next is on its way', async () => told.length > n)
    told[n]!()
  }
  await settled('all were tried', async () => at.asked.length === all)
  t.same(at.asked.slice(0, 2).map((r) => r.path), first.map((id) => `/v1/messages/${id}`)) // prettier-ignore
  t.same(at.asked.slice(3, 5).map((r) => r.path), [sooner, later].map((id) => `/v1/messages/${id}`)) // prettier-ignore
  for (const { path, body } of at.asked) t.equal(String(body), `sealed ${path.split('/').at(-1)}`)
  await courier.stop()
  const kept = await Promise.all(first.map((id) => at.outbox.of(id!)))
  t.same(kept.map((row) => row?.body), first.map((id) => `sealed ${id}`), 'what was not taken is sent again as it was') // prettier-ignore
})

t.test('what is in hand for a peer that is away waits in the store, and what is new waits behind it', async (t) => {
  const at = await alone(t, 5)
  const courier = new Courier(at.node)
  const go = holdBack(at, nobody)
  const ids: (MessageId | null)[] = []
  for (let n = 0; n < 10; n++) ids.push(await handOver(at, courier))
  t.notOk(ids.includes(null))
  go()
  await settled('what was not begun was let go', async () => {
    const rows = await Promise.all(ids.map((id) => at.outbox.of(id!)))
    return (await at.outbox.queues())[0]!.due === 10 - at.asked.length && rows.every((row) => row!.attempts === 1)
  })
  t.ok(courier.circuitOpen(XB))
  t.equal(courier.offer(XB), null)
  const before = at.asked.length
  at.told.say = () => says(503)
  at.clock.offset = 200_000
  await at.outbox.duePeers(at.clock.now())
  await courier.drain(XB)
  await courier.drain(XB)
  t.equal(new Set(at.asked.slice(before).map((r) => r.path)).size, 10, 'each is tried')
  const place = courier.offer(XB)
  t.ok(place, 'nothing waits any more')
  place!.giveBack()
  await courier.stop()
})

t.test('what has lain in hand for long is not begun, and is let go', async (t) => {
  const at = await alone(t, 1)
  const courier = new Courier(at.node)
  const go = holdBack(at, () => says(503))
  await handOver(at, courier)
  const waits = await handOver(at, courier)
  at.clock.offset = 20_000
  go()
  await settled('it is due in the store', async () => (await at.outbox.queues())[0]!.due === 1)
  t.equal(at.asked.length, 1)
  await courier.drain(XB)
  await settled('and is claimed there', async () => at.asked.some((r) => r.path.endsWith(waits!)))
  await courier.stop()
})

t.test('the next are on the line while what was answered is settled', async (t) => {
  const at = await alone(t, 2)
  // What is wrong with a receipt is an alert before anything else: here it takes for ever.
  let settling = 0
  const alert = (): Promise<never> => new Promise(() => settling++)
  at.told.say = () => ({ ...says(202), contentType: 'application/json' })
  const courier = new Courier({ ...at.node, alert })
  for (let n = 0; n < 9; n++) t.ok(await handOver(at, courier))
  await settled('three times as many as there are places are under way', async () => at.asked.length === 6)
  await pause(50)
  t.same([at.asked.length, settling], [6, 6], 'and no more')
})

t.test('what is handed over when the peer has asked for time is let go though another attempt hangs', async (t) => {
  const at = await alone(t, 2)
  const courier = new Courier(at.node)
  const told: ((answer: PeerAnswer) => void)[] = []
  at.told.say = () => new Promise((answer) => told.push(answer))
  await handOver(at, courier)
  await handOver(at, courier)
  await settled('two are on their way', async () => at.asked.length === 2)
  const asksForTime = async (): Promise<void> => {
    told[0]!(says(503, {}, 600))
    await settled('it is heard', async () => {
      const place = courier.offer(XB)
      place?.giveBack()
      return place === null
    })
    await pause(50)
  }
  t.ok(await handOver(at, courier, 5, asksForTime))
  await settled('it is due in the store', async () => (await at.outbox.queues())[0]!.due === 1)
  t.equal(at.asked.length, 2)
  told[1]!(says(503))
  await courier.stop()
})

t.test('what waits in the store goes before what is new', async (t) => {
  const at = await alone(t, 2)
  const courier = new Courier(at.node)
  const go = holdBack(at, () => says(503))
  for (let n = 0; n < 3; n++) await at.put()
  const work = courier.drain(XB)
  await settled('two are on their way', async () => at.asked.length === 2)
  t.equal(courier.offer(XB), null)
  go()
  await work
  t.equal(at.asked.length, 3)
  const place = courier.offer(XB)
  t.ok(place)
  place!.giveBack()
  await courier.stop()
})
