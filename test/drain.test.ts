/** A node that is told to stop says first that it is not ready, lets nobody in, and answers to the end whoever was there; it waits for no peer without end. */
import { connect } from 'node:net'
import { createServer } from 'node:tls'
import t from 'tap'
import { Agent, request } from 'undici'
import { settled, startTestNodes, submit, type TestNode } from './nodes.ts'

const at = (node: TestNode): string => node.node.window.listeningOrigin

async function get(
  node: TestNode,
  origin: string,
  path: string,
  dispatcher: Agent,
): Promise<{ status: number; body: any }> {
  const { statusCode, body } = await request(`${origin}${path}`, {
    dispatcher,
    headers: { authorization: `Bearer ${node.localKey}` },
  })
  return { status: statusCode, body: await body.json() }
}

t.test('not ready first, then closed; a long poll and a body on its way are answered', async (t) => {
  const [a, b] = (await startTestNodes(t, {
    env: (country) => (country === 'XA' ? { JUXTA_DRAIN_MS: '1500' } : {}),
  })) as [TestNode, TestNode]
  const [origin, agent] = [at(a), new Agent()]
  t.teardown(() => agent.destroy())
  const poll = get(a, origin, '/v1/inbox?wait=60', agent)
  const never = connect(Number(new URL(origin).port), '127.0.0.1')
  const ended = new Promise((done) => never.once('close', done))
  never.on('error', () => undefined)
  // The head of a request, whose body comes when the node is closing.
  const slow = connect(Number(new URL(origin).port), '127.0.0.1')
  t.teardown(() => slow.destroy())
  let heard = ''
  slow.on('data', (chunk) => (heard += chunk.toString())).on('error', () => undefined)
  const invitation = '{}'
  slow.write(
    `POST /v1/peers/invite HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${a.localKey}\r\ncontent-type: application/json\r\ncontent-length: ${invitation.length}\r\n\r\n`,
  )
  t.equal((await get(a, origin, '/readyz', agent)).status, 200)
  const stopping = a.node.stop()
  const unready = await get(a, origin, '/readyz', agent)
  t.equal(unready.status, 503)
  t.match(unready.body.checks, { process: 'stopping', store: 'ok' })
  const { status } = await submit(a, b)
  t.equal(status, 202, 'whoever has not heard of it yet is served')
  await settled('nothing new is taken', async () => a.node.ending.signal.aborted)
  slow.write(invitation)
  t.match(await poll, { status: 200, body: { messages: [] } })
  await settled('the slow one is answered', async () => heard.includes('\r\n\r\n'))
  t.match(heard, /^HTTP\/1\.1 \d{3} /)
  await stopping
  await ended
  t.pass('the connection on which nothing was said is ended too')
  await t.rejects(get(a, origin, '/livez', new Agent()), { code: 'ECONNREFUSED' })
})

t.test('a peer that takes requests and keeps silent', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const { port } = new URL(b.url)
  await b.node.stop()
  const sockets = new Set<{ destroy(): void }>()
  let asked = 0
  const silent = createServer({ cert: b.node.tls.exchange.used().certificate, key: b.key('tls') }, (socket) => {
    sockets.add(socket)
    socket.on('data', () => asked++).on('error', () => undefined)
  })
  await new Promise<void>((done) => silent.listen(Number(port), '127.0.0.1', done))
  t.teardown(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((done) => silent.close(done))
    await b.restart()
  })
  const { body } = await submit(a, b)
  await settled('it is asked', async () => asked > 0)
  const began = Date.now()
  await a.node.stop()
  t.ok(Date.now() - began < 20_000, `stopped after ${Date.now() - began} ms, and not after the 30 s of an attempt`)
  await a.restart()
  t.match((await a.call('GET', `/v1/messages/${body.id}`)).body.state, /^(queued|sealed)$/, 'it is tried again')
})
