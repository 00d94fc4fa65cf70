/** A peer that lies: it holds its TLS key, so it is believed to be itself, and nothing more. No answer but a valid receipt of this message delivers it. */
import { messagesIn } from '../../node/exchange/messages.ts'
import { createServer, type Server } from 'node:https'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { bareSign, privateKeyOf } from '../../bench/bare.ts'
import { newMessageId } from '../../node/values/ids.ts'
import { put, forge, readJws } from '../forge.ts'
import { settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'

type Said = { status: number; type?: string; body?: string; headers?: Record<string, string> }

/** Stands in for `node`, which must be stopped, with its certificate. */
async function pretend(node: TestNode, say: (path: string, body: string) => Said | null): Promise<Server> {
  const server = createServer(
    {
      cert: readFileSync(join(node.dir, 'certificates', 'tls.pem')),
      key: node.key('tls'),
      requestCert: true,
      rejectUnauthorized: false,
    },
    (request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const said = say(`${request.method} ${request.url}`, Buffer.concat(chunks).toString())
        // Silence: the connection stays open and nothing comes.
        if (said)
          response.writeHead(said.status, { 'content-type': said.type ?? 'text/plain', ...said.headers }).end(said.body)
      })
    },
  )
  await new Promise<void>((done) => server.listen(Number(new URL(node.url).port), '127.0.0.1', done))
  return server
}
const gone = (server: Server): Promise<void> =>
  new Promise((done) => {
    server.close(() => done())
    server.closeAllConnections()
  })

t.test('a peer that lies', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  // A receipt that XB really gave, for another message.
  const other = await submit(a, b)
  const foreign = (await untilState(a, other.body.id, 'delivered')).receipt as string
  const forged = await forge(a, b, { claims: (x) => ({ ...x, exp: x['iat'] - 4000, iat: x['iat'] - 5000 }) })
  const foreignRefusal = (await put(a, b, forged)).body.set as string
  const keys = b.node.own
  const set = (
    events: Record<string, unknown>,
    more: Record<string, unknown> = {},
    header: Record<string, unknown> = {},
  ): string =>
    bareSign(
      { alg: 'ES256', typ: 'secevent+jwt', kid: keys.signing.kid, ...header },
      JSON.stringify({
        iss: 'XB',
        aud: 'XA',
        jti: newMessageId(Date.now()),
        iat: Math.floor(Date.now() / 1000),
        ...more,
        events,
      }),
      privateKeyOf(b.key('signing')),
    )
  const receiptOf = (id: string, manifest_digest: string, more: Record<string, unknown> = {}) => ({
    'urn:juxta:event:received': {
      message: id,
      manifest_digest,
      sealed_digest: manifest_digest,
      log: { origin: keys.identity.log.origin, index: 1, leaf: '{}' },
      ...more,
    },
  })
  const digestOf = async (id: string): Promise<string> =>
    (await messagesIn(a.node.store).message(id as never))!.manifestDigest

  const receipt = (body: string): Said => ({ status: 202, type: 'application/secevent+jwt', body })
  const problem = (status: number, body: Record<string, unknown>): Said => ({
    status,
    type: 'application/problem+json',
    body: JSON.stringify(body),
  })
  const lies: [string, (id: string, digest: string) => Said][] = [
    ['the receipt of another message', () => receipt(foreign)],
    [
      'a receipt of ours, signed with a key that is not theirs',
      (id, d) =>
        receipt(
          bareSign(
            { alg: 'ES256', typ: 'secevent+jwt', kid: a.node.own.signing.kid },
            JSON.stringify({
              iss: 'XB',
              aud: 'XA',
              jti: newMessageId(Date.now()),
              iat: 1,
              txn: id,
              events: receiptOf(id, d),
            }),
            privateKeyOf(a.key('signing')),
          ),
        ),
    ],
    ['a receipt whose leaf commits to nothing', (id, d) => receipt(set(receiptOf(id, d), { txn: id }))],
    ['a receipt of another manifest', (id) => receipt(set(receiptOf(id, `sha-256:${'A'.repeat(43)}`), { txn: id }))],
    ['a receipt to somebody else', (id, d) => receipt(set(receiptOf(id, d), { txn: id, aud: 'XC' }))],
    [
      'another event in place of a receipt',
      (id, d) => receipt(set({ 'urn:juxta:event:accepted': { message: id, manifest_digest: d } }, { txn: id })),
    ],
    [
      'a receipt without a signature',
      (id, d) => {
        const [h, p] = set(receiptOf(id, d)).split('.')
        return receipt(`${h}.${p}.`)
      },
    ],
    ['nothing', () => ({ status: 202 })],
    ['success in HTML', () => ({ status: 200, type: 'text/html', body: '<html>ok</html>' })],
    ['a redirection', () => ({ status: 307, headers: { location: 'https://127.0.0.1:1/' } })],
    ['more than is read', () => receipt('x'.repeat(2_000_000))],
    [
      'an unsigned refusal',
      () => problem(422, { type: 'urn:juxta:problem:stale', title: 'no', status: 422, retryable: false }),
    ],
    [
      'the refusal of another message',
      () => problem(422, { type: 'urn:juxta:problem:stale', status: 422, retryable: false, set: foreignRefusal }),
    ],
    [
      'a refusal that is retryable',
      (id, d) =>
        problem(422, {
          type: 'urn:juxta:problem:not-yet-valid',
          status: 422,
          set: set(
            {
              'urn:juxta:event:refused': {
                message: id,
                manifest_digest: d,
                problem: 'not-yet-valid',
                detail: 'x',
                retryable: true,
              },
            },
            { txn: id },
          ),
        }),
    ],
  ]
  t.ok(readJws(foreignRefusal).claims['events']['urn:juxta:event:refused'])

  await b.node.stop()
  let lie: Said = { status: 500 }
  let heard = 0
  const server = await pretend(b, (path) => {
    if (!path.startsWith('PUT /v1/messages/')) return { status: 503 }
    heard++
    return lie
  })
  for (const [name, say] of lies)
    t.test(name, async (t) => {
      heard = 0
      lie = { status: 500 }
      const { body } = await submit(a, b)
      await settled('a first attempt', async () => heard > 0)
      lie = say(body.id, await digestOf(body.id))
      heard = 0
      await a.call('POST', `/v1/messages/${body.id}/retry`)
      await settled('the lie was told', async () => heard > 0)
      const message = await settled('and noted', async () => {
        const seen = (await a.call('GET', `/v1/messages/${body.id}`)).body
        return !/status 500|unreachable/.test(seen.delivery?.lastError ?? 'unreachable') && seen
      })
      t.equal(message.state, 'sealed')
      t.notOk(message.receipt)
    })
  t.test('and when the real one is back, all of it is delivered', async (t) => {
    await gone(server)
    await b.restart()
    const waiting = (await a.call('GET', '/v1/messages?state=sealed&limit=200')).body.items
    t.equal(waiting.length, lies.length)
    for (const { id } of waiting) await untilState(a, id, 'delivered')
    t.ok(
      (await a.call('GET', '/v1/alerts')).body.items.some((x: any) => x.kind === 'answer-invalid'),
      'and the operator was told',
    )
  })
})
