/** Several messages in one request: what goes together and what does not, what the other side makes of each, and what both do where something goes wrong. */
import t from 'tap'
import { LIMITS, Quota } from '../../node/operate/quotas.ts'
import { SendTogether, type Going } from '../../node/exchange/send-together.ts'
import { takeSeveral } from '../../node/exchange/take-several.ts'
import type { Answer, Incoming } from '../../node/http/server.ts'
import type { Node } from '../../node/node.ts'
import type { PeerAnswer, PeerRequest } from '../../node/peers/transport.ts'
import type { Country } from '../../node/values/country.ts'
import { JuxtaError } from '../../node/values/errors.ts'
import { newMessageId } from '../../node/values/id.ts'
import { startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'

const XB = 'XB' as Country
const problem = (status: number, retryAfter: number | null = null): PeerAnswer => ({
  status,
  contentType: 'application/problem+json',
  retryAfter,
  body: JSON.stringify({ status }),
})
const receipt = (of: string): PeerAnswer => ({ status: 202, contentType: 'application/secevent+jwt', retryAfter: null, body: of }) // prettier-ignore
const json = (value: unknown): PeerAnswer => ({ ...receipt(JSON.stringify(value)), status: 200, contentType: 'application/json' }) // prettier-ignore
const linesOf = ({ body }: PeerRequest): string[][] =>
  String(body)
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' '))
/** A peer that takes all, and names each by its bytes. */
const takes = (request: PeerRequest): PeerAnswer =>
  request.method === 'PUT'
    ? receipt(`receipt of ${String(request.body)}`)
    : json({
        answers: linesOf(request).map(([, jwe]) => ({ status: 202, type: 'application/secevent+jwt', body: `receipt of ${jwe}` })), // prettier-ignore
      })

function sending(say: (request: PeerRequest) => PeerAnswer | Promise<PeerAnswer> = takes) {
  const asked: PeerRequest[] = []
  const clock = { now: () => clock.at, at: 1_800_000_000_000 }
  const peer = { say }
  const request = async (_: Country, asking: PeerRequest): Promise<PeerAnswer> => {
    asked.push(asking)
    return peer.say(asking)
  }
  const together = new SendTogether({ request }, clock as never)
  const put = (body: string | Buffer, priority = 5, to = XB): Promise<PeerAnswer> =>
    together.put(to, { id: newMessageId(clock.at), priority, body } satisfies Going)
  const many = (n: number, body = (i: number): string => `m${i}`): Promise<PromiseSettledResult<PeerAnswer>[]> =>
    Promise.allSettled(Array.from({ length: n }, (_, i) => put(body(i))))
  return { asked, clock, peer, put, many, shape: () => asked.map((r) => (r.method === 'PUT' ? 1 : linesOf(r).length)) }
}
const bodies = (all: readonly PromiseSettledResult<PeerAnswer>[]): string[] =>
  all.map((one) => (one.status === 'fulfilled' ? one.value.body : String(one.reason)))

t.test('what sets out in one turn goes together, each with its own answer', async (t) => {
  const { many, shape, asked, put } = sending()
  t.same(
    bodies(await many(40)),
    Array.from({ length: 40 }, (_, i) => `receipt of m${i}`),
  )
  t.same(shape(), [16, 16, 8], 'sixteen at a time')
  t.match(asked[0], { method: 'POST', path: '/v1/messages', contentType: 'text/plain', priority: 5 })
  asked.length = 0
  t.equal((await put('alone')).body, 'receipt of alone')
  t.match(asked, [{ method: 'PUT', contentType: 'application/jose', body: 'alone' }])
  asked.length = 0
  await Promise.all([put('text'), put(Buffer.from('bytes'))])
  t.same(linesOf(asked[0]!).map(([, jwe]) => jwe), ['text', 'bytes'], 'as text or as bytes') // prettier-ignore
})

t.test('a request of several has at most 256 KiB of them', async (t) => {
  const { many, shape } = sending()
  await many(6, () => 'x'.repeat(60_000))
  t.same(shape(), [4, 2])
})

t.test('what is urgent, large, of another priority or for another peer goes by itself', async (t) => {
  const { put, shape, asked } = sending()
  await Promise.all([put('a', 0), put('b', 1), put('c', 2), put('d', 3), put('x'.repeat(70_000)), put('e', 5, 'XC' as Country)]) // prettier-ignore
  t.same(shape(), [1, 1, 1, 1, 1, 1])
  t.same(asked.slice(0, 2).map((r) => r.priority), [0, 1], 'and what is urgent at once') // prettier-ignore
})

t.test('a peer that takes one at a time is sent one at a time, and asked again after ten minutes', async (t) => {
  for (const no of [
    problem(404),
    problem(405),
    problem(400),
    json({ answers: [] }),
    json({ answers: [{ status: 202, type: 'x', body: 'y' }] }),
    json({ answers: [1, 2] }),
    json({ answers: [{}, {}] }),
    { ...json({}), body: 'nonsense' },
  ]) {
    const { many, shape, peer, clock } = sending((request) => (request.method === 'POST' ? no : takes(request)))
    t.same(bodies(await many(2)), ['receipt of m0', 'receipt of m1'], 'none is lost by it')
    t.same(shape(), [2, 1, 1], JSON.stringify(no))
    await many(2)
    t.same(shape(), [2, 1, 1, 1, 1], 'it is known for a while')
    clock.at += 600_000
    peer.say = takes
    await many(2)
    t.same(shape().slice(5), [2])
  }
})

t.test('what a peer says of all is said of each, and who reaches nobody says so once', async (t) => {
  for (const [status, after] of [
    [503, 7],
    [429, 1],
    [403, null],
    [500, null],
  ] as const) {
    const { many, shape } = sending(() => problem(status, after))
    const all = await many(3)
    t.same(shape(), [3])
    t.ok(
      all.every((one) => one.status === 'fulfilled' && one.value.status === status && one.value.retryAfter === after),
    )
  }
  const { many, shape } = sending(() => {
    throw new JuxtaError('unreachable', 'nobody is there')
  })
  const all = await many(3)
  const reasons = all.map((one) => (one.status === 'rejected' ? (one.reason as unknown) : null))
  t.same([shape(), new Set(reasons).size], [[3], 1], 'one error for all that went together')
})

t.test('each message of several has its own wait, and its own refusal', async (t) => {
  const { many } = sending(() =>
    json({
      answers: [
        { status: 503, type: 'application/problem+json', body: '{}', retry_after: 3 },
        { status: 202, type: 'application/secevent+jwt', body: 'receipt' },
        { status: 503, type: 'application/problem+json', body: '{}' },
      ],
    }),
  )
  const all = await many(3)
  t.match(all, [
    { value: { status: 503, retryAfter: 3 } },
    { value: { status: 202, contentType: 'application/secevent+jwt', body: 'receipt' } },
    { value: { status: 503, retryAfter: null } },
  ])
})

/** A node that takes several; `put` takes one. */
function taking(put: (incoming: Incoming<Country>) => Promise<Answer>, requests = 100) {
  const errors: unknown[] = []
  const peer = new Quota('peer', { ...LIMITS.peer, requests }, () => undefined, () => 0) // prettier-ignore
  const node = { quotas: { peer }, logger: { error: (what: unknown) => errors.push(what) } } as unknown as Node
  const take = takeSeveral(node, put)
  const ask = async (body: string, mediaType = 'text/plain') =>
    ((await take({ caller: XB, bytes: Buffer.from(body, 'latin1'), mediaType, params: {}, headers: {} } as never)).body as { answers: any[] }).answers // prettier-ignore
  return { ask, errors }
}
const taken = async ({ params, bytes, mediaType }: Incoming<Country>): Promise<Answer> => ({
  status: 202,
  type: 'application/secevent+jwt',
  body: `${params['jti']} ${bytes.toString()} ${mediaType}`,
})

t.test('a body that is not in its form is refused as a whole, by name', async (t) => {
  let n = 0
  const { ask } = taking((incoming) => {
    n++
    return taken(incoming)
  })
  for (const [body, why] of [
    ['', /at least one/],
    ['no-space\n', /line 1 is not/],
    ['a b\nc\n', /line 2 is not/],
    ['a b\n\n', /line 2 is not/],
    ['a b\n'.repeat(33), /at most 32/],
  ] as const)
    await t.rejects(ask(body), { code: 'malformed', rule: 'lines', message: why }, JSON.stringify(body.slice(0, 20)))
  await t.rejects(ask('a b\n', 'application/jose'), { code: 'malformed', rule: 'media-type' })
  t.equal(n, 0, 'and nothing of it is taken')
  const answer = (of: string) => ({ status: 202, type: 'application/secevent+jwt', body: of })
  t.same(await ask('a b\nc d e'), [answer('a b application/jose'), answer('c d e application/jose')])
  t.same((await ask('a b\n'.repeat(32))).length, 32)
})

t.test('what becomes of one changes nothing for the others', async (t) => {
  const { ask, errors } = taking(async (incoming) => {
    const { jti } = incoming.params
    if (jti === 'busy') throw new JuxtaError('busy', 'come again', { retryAfter: 9 })
    if (jti === 'fault') throw new TypeError('a secret of ours')
    if (jti === 'refused') return { status: 422, type: 'application/problem+json', body: '{"set":"x"}' }
    return taken(incoming)
  })
  const answers = await ask('a 1\nbusy 2\nfault 3\nrefused 4\nb 5\n')
  t.match(answers, [
    { status: 202 },
    { status: 503, type: 'application/problem+json', retry_after: 9 },
    { status: 500, type: 'application/problem+json' },
    { status: 422, body: '{"set":"x"}' },
    { status: 202 },
  ])
  t.notMatch(JSON.stringify(answers), /secret/)
  t.match(errors, [{ peer: XB }])
})

t.test('each counts as a request of its caller', async (t) => {
  const { ask } = taking(taken, 2)
  const answers = await ask('a 1\nb 2\nc 3\nd 4\ne 5\nf 6\n')
  t.same(answers.map(({ status }) => status as number), [202, 202, 202, 202, 202, 503]) // prettier-ignore
  t.match(answers[5].body, /"rule":"requests"/)
})

t.test('one that takes its time does not keep the others waiting, and comes again by itself', async (t) => {
  const never = new Promise<Answer>(() => undefined)
  const { ask } = taking((incoming) => (incoming.params['jti'] === 'slow' ? never : taken(incoming)))
  const answers = await ask('a 1\nslow 2\nb 3\n')
  t.match(answers, [{ status: 202 }, { status: 503 }, { status: 202 }])
  t.match(answers[1].body, /urn:juxta:problem:busy.*"rule":"patience"/)
  t.notOk('retry_after' in answers[1])
})

for (const knows of [true, false])
  t.test(
    `messages of one moment between nodes, of which one ${knows ? 'takes' : 'does not take'} several`,
    async (t) => {
      const sent: PeerRequest[] = []
      const told = (request: PeerRequest): boolean => /^\/v1\/messages/.test(request.path) && sent.push(request) > 0
      const [a, b] = (await startTestNodes(t, {
        between: (country) => ({
          ...(country === 'XA' && {
            transport: (straight) => ({
              ...straight,
              request: (peer, request) => (told(request), straight.request(peer, request)),
            }),
          }),
          ...(country === 'XB' &&
            !knows && {
              routes: (straight) => ({
                ...straight,
                postMessages: () => Promise.reject(new JuxtaError('not-found', 'there is no POST /v1/messages')),
              }),
            }),
        }),
      })) as [TestNode, TestNode]
      const answers = await Promise.all(Array.from({ length: 20 }, () => submit(a, b)))
      const ids = answers.map(({ body }) => body.id as string)
      for (const id of ids) await untilState(a, id, 'delivered')
      const several = sent.filter(({ method }) => method === 'POST').map((request) => linesOf(request).length)
      t.ok(several.length > 0, `in ${sent.length} requests, of several: ${several.join(', ')}`)
      if (knows) t.ok(sent.length < ids.length, 'fewer requests than messages')
      else t.equal(sent.filter(({ method }) => method === 'PUT').length, ids.length, 'each by itself after that')
      const { messages } = (await b.call('GET', '/v1/inbox?limit=100')).body
      t.same(messages.map((m: { id: string }) => m.id).sort(), [...ids].sort(), 'each is received once')
      const row = (id: string) =>
        a.node.store.read.selectFrom('message').select('attempts').where('id', '=', id).executeTakeFirstOrThrow()
      for (const id of ids) t.equal(Number((await row(id)).attempts), 1, 'and was no second attempt')
    },
  )

t.test('over the line: each line is judged as it would be by itself', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const { status, body } = await a.ask(
    b,
    'POST',
    '/v1/messages',
    'text/plain',
    `${newMessageId(Date.now())} a.b.c.d.e\nno-id x\n`,
  )
  t.equal(status, 200)
  t.match(
    body.answers.map((one: { body: string }) => JSON.parse(one.body)),
    [
      { type: 'urn:juxta:problem:malformed', retryable: false },
      { type: 'urn:juxta:problem:malformed', rule: 'path' },
    ],
  )
  t.match(await a.ask(b, 'POST', '/v1/messages', 'text/plain', 'x\n'), { status: 400, body: { rule: 'lines' } })
  t.match(await a.ask(b, 'POST', '/v1/messages', 'application/json', '{}'), {
    status: 400,
    body: { rule: 'media-type' },
  })
  const large = await a.ask(b, 'POST', '/v1/messages', 'text/plain', 'x'.repeat(1_048_577)).catch(() => null)
  t.ok(large === null || large.status === 413, 'more than 1 MiB is not read')
})
