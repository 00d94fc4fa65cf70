/** The client at real nodes: what it asks, how it fails, and how it goes on where the line breaks. */
import { randomBytes, randomUUID } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import t from 'tap'
import {
  createJuxta,
  JuxtaProblem,
  JuxtaProposed,
  JuxtaUnreachable,
  verifyWebhook,
  WebhookVerificationError,
  type JuxtaOptions,
  type Repetition,
} from '../../client/src/index.ts'
import { json, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import { cuttingProxy } from './cutting-proxy.ts'

type Scope = { teardown(fn: () => unknown): unknown }

const portOf = ({ node }: TestNode): number => (node.window.server.address() as AddressInfo).port
const QUICK = { firstPauseMs: 5 }
const clientOf = (node: TestNode, more: Partial<JuxtaOptions> = {}) =>
  createJuxta({ url: `http://127.0.0.1:${portOf(node)}/`, key: node.localKey, ...QUICK, ...more })

/** A server that answers as a test says. */
async function answering(t: Scope, listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.teardown(() => (server.closeAllConnections(), server.close()))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** What a call fails with. */
const thrown = (asked: Promise<unknown>): Promise<any> =>
  asked.then(
    () => Promise.reject(new Error('it was done')),
    (error: unknown) => error,
  )

const declaration = (text = randomUUID()) =>
  ({
    to: 'XB',
    procedure: 'pre-arrival',
    type: 'declaration',
    context: { xSchema: 'pre-arrival' },
    document: json({ functionalReferenceId: text }),
  }) as const

t.test('a message goes out, is read from the feed, collected and answered', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const [ours, theirs] = [clientOf(a), clientOf(b)]
  const { next: before } = (await ours.GET('/v1/changes', { params: { query: { after: 'now' } } })) as { next: string }
  const message = declaration()
  const sent = await ours.send(message)
  t.equal(sent.to, 'XB', 'one receiver, one message')
  const many = await ours.send({ ...declaration(), to: [{ country: 'XB' }] })
  t.equal(many.messages.length, 1)

  let stored = ''
  for await (const { message, cursor } of theirs.inbox({ limit: 1 })) {
    stored = cursor
    if (message.id === sent.id) break
  }
  const read = await theirs.document(sent.id)
  t.equal(read.mediaType, 'application/json')
  t.equal(await read.text(), message.document.text)
  await t.rejects(read.bytes(), /read once/)
  t.equal((await theirs.collect(sent.id)).state, 'collected')
  t.equal((await theirs.answer(sent.id, { outcome: 'accepted' })).state, 'answered')
  const states: string[] = []
  for await (const { change, cursor } of ours.changes({ after: before, kind: 'message', limit: 3 })) {
    t.ok(cursor)
    if (change.message === sent.id) states.push(change.state!)
    if (states.at(-1) === 'accepted') break
  }
  t.match(states.join(), /delivered.*,collected,accepted$/, 'the feed of changes tells what has become of it')
  t.equal((await ours.GET('/v1/messages/{id}', { params: { path: { id: sent.id } } })).state, 'accepted')

  const after: string[] = []
  for await (const { message } of theirs.inbox({ after: stored, wait: 0 })) after.push(message.id)
  t.notOk(after.includes(sent.id), 'the feed goes on after its cursor, and ends where nothing waits')

  const ended = new AbortController()
  const rest: unknown[] = []
  t.ok(after.length > 0)
  for await (const one of theirs.inbox({ after: stored, signal: ended.signal }))
    if (rest.push(one) === after.length) setTimeout(() => ended.abort(), 50)
  t.equal(rest.length, after.length, 'a feed whose signal is aborted ends')
})

t.test('a grave act that waits for a second person was not sent', async (t) => {
  const [a] = (await startTestNodes(t, { env: () => ({ JUXTA_TWO_PERSONS: 'grave' }) })) as [TestNode]
  const officer = {
    kind: 'officer',
    ref: '1',
    function: 'head of unit',
    office: 'XA000100',
    legalGround: 'Act, 40',
  } as const
  const act = {
    ...declaration(),
    procedure: 'aeo',
    type: 'recognition-suspended',
    context: { xSchema: 'aeo', xDecidedBy: officer },
    document: json({ xKeys: [{ id: 'XB1', programme: 'AEO-XB' }] }),
  } as const
  const key = randomUUID()
  const waits = await thrown(clientOf(a).send(act, { key }))
  t.ok(waits instanceof JuxtaProposed)
  t.match(waits, {
    name: 'JuxtaProposed',
    message: / is open: traders /,
    proposal: { state: 'open', act: { message: null } },
  })
  t.same((await thrown(clientOf(a).send(act, { key }))).proposal, waits.proposal, 'once')
  t.same((await clientOf(a).GET('/v1/messages', { params: { query: { procedure: 'aeo' } } })).items, [])
})

t.test('with a key the key goes along, without one what a session needs to write', async (t) => {
  const said: (string | null)[][] = []
  const fetch = async (request: unknown): Promise<Response> => {
    const { headers } = request as Request
    said.push(['authorization', 'x-juxta-console'].map((name) => headers.get(name)))
    return Response.json({})
  }
  for (const key of ['k', undefined]) await createJuxta({ url: 'http://a.example', key, fetch }).collect('x')
  t.same(said, [
    ['Bearer k', null],
    [null, '1'],
  ])
})

t.test('a list is read to its end, whatever a page holds', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const sent: string[] = []
  for (let i = 0; i < 5; i++) sent.unshift((await submit(a, b)).body.id)
  const found: string[] = []
  for await (const { id } of clientOf(a).items('/v1/messages', { params: { query: { direction: 'out', limit: 2 } } }))
    found.push(id)
  t.same(found, sent)
})

t.test('a problem is thrown with all that it says', async (t) => {
  const [a] = (await startTestNodes(t, { countries: ['XA'] })) as [TestNode]
  const node = clientOf(a)
  const wrong = await thrown(node.GET('/v1/messages', { params: { query: { limit: 0 } } }))
  t.match(wrong, { code: 'request-invalid', status: 400, pointer: '/query/limit', rule: 'minimum', retryable: false })
  t.type(wrong, JuxtaProblem)
  t.match(wrong.traceId, /^[0-9a-f-]{36}$/)
  t.match(wrong.message, /^request-invalid: /)
  const missing = await thrown(node.document('00000000-0000-7000-8000-000000000000'))
  t.match(missing, { code: 'not-found', status: 404 })
  t.match(await thrown(clientOf(a, { key: 'juxta_wrong' }).GET('/v1/peers')), { code: 'unauthorized', status: 401 })
  t.match(await thrown(clientOf(a, { key: 'juxta_wrong' }).inbox().next()), { code: 'unauthorized' }, 'a feed too')
  const given = (await node.api.GET('/v1/messages', { params: { query: { limit: 0 } } })).error
  t.equal(given?.type, '/problems/request-invalid', 'openapi-fetch’s own form is there as well')
})

t.test('what passes is asked for again, when the node says', async (t) => {
  let asked: { method: string; key: string | undefined }[] = []
  let answers: [number, Record<string, string>, object?][] = []
  const url = await answering(t, (request, response) => {
    asked.push({ method: request.method!, key: request.headers['idempotency-key'] as string | undefined })
    const [status, headers, body] = answers.shift() ?? [200, {}, { items: [], next: null }]
    request
      .resume()
      .once('end', () =>
        response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body ?? {})),
      )
  })
  const said: Repetition[] = []
  const node = createJuxta({ url, ...QUICK, attempts: 3, onRepeat: (r) => said.push(r) })
  const begin = (...all: typeof answers) => ((asked = []), (answers = all), said.splice(0))

  begin([503, { 'retry-after': '1' }], [503, {}, { type: '/problems/busy', retryable: true }])
  await node.GET('/v1/peers')
  t.equal(asked.length, 3)
  t.ok(said[0]!.waitMs >= 1000, 'Retry-After is kept')
  t.ok(said[1]!.waitMs <= 10, 'else its own pause')

  begin([429, {}], [503, {}])
  t.match(await thrown(node.POST('/v1/peers/invite')), { status: 503 })
  t.equal(asked.length, 2, 'what may be done twice is not asked for twice, but where a quota had it not done at all')

  begin([503, {}], [503, {}], [202, {}, { id: 'x' }])
  await node.send(declaration())
  t.equal(asked.length, 3)
  t.equal(new Set(asked.map(({ key }) => key)).size, 1, 'one key')
  t.ok(asked[0]!.key)

  begin([503, { 'retry-after': '3600' }])
  t.match(await thrown(node.GET('/v1/peers')), { status: 503, retryAfterSeconds: 3600 }, 'nobody is kept for an hour')
  begin([503, {}, { type: '/problems/busy', retryable: false }])
  t.match(await thrown(node.GET('/v1/peers')), { code: 'busy' })
  t.equal(asked.length, 1, 'what the node calls final is final')
  begin([502, { 'content-type': 'text/html' }], [502, {}], [502, {}])
  t.match(await thrown(node.GET('/v1/peers')), { code: 'answer-invalid', status: 502 })
  t.equal(asked.length, 3, 'so often and no more')

  const ended = new AbortController()
  begin([503, { 'retry-after': '20' }])
  const waiting = node.GET('/v1/peers', { signal: ended.signal })
  while (said.length === 0) await new Promise((turn) => setTimeout(turn, 5))
  ended.abort(new Error('enough'))
  await t.rejects(waiting, /enough/)
})

t.test('an answer that breaks off amid its body is asked for again', async (t) => {
  let asked = 0
  const url = await answering(t, (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '24' })
    if (++asked > 1) return void response.end('{"items":[],"next":null}')
    response.write('{"items":')
    setTimeout(() => response.destroy(), 20)
  })
  t.same(await createJuxta({ url, ...QUICK }).GET('/v1/peers'), { items: [], next: null })
  t.equal(asked, 2)
})

t.test('each item of a feed comes with the cursor from which nothing is missed', async (t) => {
  const pages: Record<string, object> = {
    '': { messages: [{ id: '1' }, { id: '2' }, { id: '3' }], next: 'c1' },
    c1: { messages: [], next: 'c2' },
    c2: { messages: [{ id: '4' }], next: 'c3' },
  }
  const url = await answering(t, (request, response) => {
    const after = new URL(request.url!, 'http://node').searchParams.get('after')!
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(pages[after] ?? {}))
  })
  const came: string[] = []
  for await (const { message, cursor } of createJuxta({ url, ...QUICK }).inbox()) {
    came.push(`${message.id} ${cursor}`)
    if (message.id === '4') break
  }
  t.same(came, ['1 ', '2 ', '3 c1', '4 c3'], 'amid a page, that of the page before')
})

t.test('a node that is not there, or says nothing, is named as such', async (t) => {
  const url = await answering(t, () => undefined)
  const silent = createJuxta({ url, ...QUICK, attempts: 2, timeoutMs: 50 })
  t.match(await thrown(silent.GET('/v1/peers')), {
    name: 'JuxtaUnreachable',
    attempts: 2,
    message: /no answer in time/,
  })
  const patience = AbortSignal.timeout(20)
  const patiently = createJuxta({ url, ...QUICK })
  t.match(
    await thrown(patiently.POST('/v1/peers/invite', { signal: patience })),
    { name: 'TimeoutError' },
    'its reason',
  )
  const gone = createJuxta({ url: 'http://127.0.0.1:1', ...QUICK, attempts: 2 })
  t.match(await thrown(gone.send(declaration())), { name: 'JuxtaUnreachable', attempts: 2 })
  t.match(await thrown(gone.POST('/v1/peers/invite')), { attempts: 1 }, 'nobody knows whether it was done')

  const faults: unknown[] = []
  const ended = new AbortController()
  const feed = gone.inbox({
    signal: ended.signal,
    onFault: (error) => faults.push(error) === 3 && ended.abort(),
  })
  t.same(await feed.next(), { done: true, value: undefined })
  t.equal(faults.length, 3, 'a feed goes on until it is ended')
  t.ok(faults.every((fault) => fault instanceof JuxtaUnreachable))
})

t.test('a large document goes over, and is read, on a line that breaks again and again', async (t) => {
  const large = (draft: any) => ({ ...draft, limits: { ...draft.limits, message_bytes: 64 << 20 } })
  const [a, b] = (await startTestNodes(t, { agreement: large })) as [TestNode, TestNode]
  const proxy = await cuttingProxy(t, portOf(a))
  const ours = clientOf(a, { url: proxy.url })
  const bytes = randomBytes(9 << 20)
  const blob = new Blob([bytes], { type: 'application/pdf' })
  proxy.cuts.push(
    { of: 'request', after: 1 << 20 },
    { of: 'request', after: 700_000 },
    { of: 'answer', after: 10 },
    { of: 'request', after: 1 << 20 },
  )
  const steps: number[] = []
  const id = randomUUID()
  const document = await ours.upload(blob, { id, chunkBytes: 4 << 20, onProgress: (done) => steps.push(done) })
  t.same(document, { upload: id })
  t.equal(proxy.cuts.length, 0, 'each cut came to pass')
  t.equal(steps.at(-1), bytes.length)
  t.same(await ours.upload(blob, { id }), { upload: id }, 'one that is complete needs nothing more')
  const sent = await ours.send({ to: 'XB', procedure: 'pre-arrival', type: 'declaration', document })
  await untilState(a, sent.id, 'delivered')

  const other = await cuttingProxy(t, portOf(b))
  other.cuts.push({ of: 'answer', after: 3 << 20 }, { of: 'answer', after: 2 << 20 })
  const read = await clientOf(b, { url: other.url }).document(sent.id)
  t.match(read, { mediaType: 'application/pdf', length: bytes.length })
  t.ok(Buffer.from(await read.bytes()).equals(bytes), 'byte for byte')
  t.equal(other.cuts.length, 0)

  const ended = new AbortController()
  const broken = ours.upload(new Blob([bytes]), {
    signal: ended.signal,
    onProgress: () => ended.abort(new Error('enough')),
    chunkBytes: 1 << 20,
  })
  await t.rejects(broken, /enough/)
})

t.test('a webhook counts that one of the secrets has signed, now', async (t) => {
  const secret = (): string => `whsec_${randomBytes(24).toString('base64')}`
  const [before, now, strange] = [secret(), secret(), secret()]
  const body = JSON.stringify({
    type: 'message.accepted',
    timestamp: new Date().toISOString(),
    data: { kind: 'message' },
  })
  const signed = (secrets: readonly string[], at = new Date()) => ({
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': secrets.map((s) => new Webhook(s).sign('msg_1', at, body)).join(' '),
  })
  t.match(verifyWebhook(now, signed([now]), body), { type: 'message.accepted' })
  t.match(verifyWebhook([before, now], signed([now]), Buffer.from(body)), { type: 'message.accepted' })
  t.match(
    verifyWebhook(before, new Headers(signed([now, before])), body),
    { type: 'message.accepted' },
    'signed by both',
  )
  const headers = signed([now])
  t.match(verifyWebhook(now, { ...headers, 'webhook-signature': [headers['webhook-signature']] }, body), { data: {} })
  for (const [what, attempt] of Object.entries({
    'another secret': () => verifyWebhook([before, strange], signed([now]), body),
    'another body': () => verifyWebhook(now, signed([now]), `${body} `),
    'another id': () => verifyWebhook(now, { ...signed([now]), 'webhook-id': 'msg_2' }, body),
    'no signature': () => verifyWebhook(now, {}, body),
    'of yesterday': () => verifyWebhook(now, signed([now], new Date(Date.now() - 86_400_000)), body),
    'of tomorrow': () => verifyWebhook(now, signed([now], new Date(Date.now() + 86_400_000)), body),
    'not UTF-8': () => verifyWebhook(now, signed([now]), new Uint8Array([0xff])),
    'no secret': () => verifyWebhook([], signed([now]), body),
  }))
    t.throws(attempt, WebhookVerificationError, what)
})
