/** A neighbour whose next identity names what is another country's, between real nodes: nothing of it is believed, it is an alert, and the other country loses nothing. */
import { createHash, createPrivateKey, sign } from 'node:crypto'
import t from 'tap'
import { bareSign, privateKeyOf } from '../../bench/bare.ts'
import { signCheckpoint } from '../../node/log/checkpoint.ts'
import { encodeVerifierKey, parseVerifierKey, verifierKey } from '../../node/log/note.ts'
import { readJws } from '../forge.ts'
import { settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import { gone, pretend } from '../pretend.ts'

type Json = Record<string, any>
const digestOf = (text: string): string => `sha-256:${createHash('sha256').update(text).digest('base64url')}`
const identityOf = async (of: TestNode, by: TestNode): Promise<string> =>
  (await by.ask(of, 'GET', '/v1/identity?after=0')).body.identities.at(-1)

t.test('log, witness, TLS key and key of another country', async (t) => {
  const [a, b, c] = (await startTestNodes(t, { countries: ['XA', 'XB', 'XC'] })) as [TestNode, TestNode, TestNode]
  const [first, other] = [await identityOf(c, a), readJws(await identityOf(b, a)).claims]
  const { header, claims } = readJws(first)
  const withKeyOf = (vkey: string, name: string): Json => {
    const { type, publicKey } = parseVerifierKey(vkey)
    return { name, vkey: encodeVerifierKey(verifierKey(name, type, publicKey)) }
  }
  const { name: origin, vkey } = withKeyOf(claims['log'].vkey, other['log'].origin)
  const next = (change: Json): string =>
    bareSign(
      header,
      JSON.stringify({ ...claims, version: claims['version'] + 1, prev: digestOf(first), ...change }),
      privateKeyOf(c.key('identity')),
    )
  const noteOf = (size: number): Promise<string> =>
    signCheckpoint({ origin, size, root: Buffer.alloc(32, 7) }, parseVerifierKey(vkey), async (bytes) =>
      sign(null, bytes, createPrivateKey(c.key('log'))),
    )
  await c.node.stop()
  let shows = first
  const server = await pretend(c, (request) => {
    if (request.startsWith('GET /v1/identity'))
      return { status: 200, type: 'application/json', body: JSON.stringify({ identities: [shows] }) }
    const pong = JSON.stringify({ country: 'XC', peer: 'XA', time: new Date().toISOString() })
    return request === 'GET /v1/ping' ? { status: 200, type: 'application/json', body: pong } : { status: 503 }
  })
  t.teardown(() => gone(server))
  const conflicts = async (): Promise<number> =>
    (await a.call('GET', '/v1/alerts')).body.items
      .filter((x: Json) => x['kind'] === 'identity-conflict' && x['peer'] === 'XC')
      .reduce((sum: number, x: Json) => sum + (x['count'] as number), 0)

  let told = 0
  for (const [what, change] of [
    ['its log', { log: other['log'] }],
    ['its log, under another key', { log: { origin, vkey } }],
    ['its witness', { witness: other['witness'] }],
    ['its witness, under another key', { witness: withKeyOf(claims['witness'].vkey, other['witness'].name) }],
    ['its TLS key', { tls: [...claims['tls'], ...other['tls']] }],
    ['its keys', { keys: [...claims['keys'], ...other['keys']] }],
  ] as const) {
    shows = next(change)
    const { body } = await a.call('POST', '/v1/peers/XC/test')
    t.match(body.steps.at(-1), { check: 'identity', ok: false, detail: /which is that of XB/ }, what)
    const known = (await a.call('GET', '/v1/peers')).body.items.find((p: Json) => p['country'] === 'XC')
    t.equal(known.identityVersion, claims['version'], `${what}: the identity that was compared stays`)
    t.ok((await conflicts()) > told, `${what}: people are told`)
    told = await conflicts()
  }
  for (const old of [0, 1, 4, 8, 16]) {
    const { status } = await c.ask(
      a,
      'POST',
      '/add-checkpoint',
      'text/plain',
      `old ${old}\n\n${await noteOf(old || 100)}`,
    )
    t.equal(status, 403, 'its log is cosigned for nobody else')
  }
  for (const [from, to] of [
    [b, a],
    [a, b],
  ] as const)
    await untilState(from, (await submit(from, to)).body.id, 'delivered')
  for (const [log, by] of [
    [b, a],
    [a, b],
  ] as const) {
    const { size } = (await log.call('GET', '/v1/log')).body
    const { name } = log === b ? a.node.own.identity.witness : b.node.own.identity.witness
    await settled(`${by.country} cosigns the log of ${log.country}`, async () =>
      (await log.call('GET', '/v1/log')).body.cosigned.some((x: Json) => x['witness'] === name && x['size'] >= size),
    )
  }
  t.same(
    (await b.call('GET', '/v1/alerts')).body.items.filter((x: Json) =>
      ['split-view', 'log-behind'].includes(x['kind']),
    ),
    [],
    'and nobody says that it has two histories',
  )
})
