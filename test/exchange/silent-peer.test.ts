/** A peer that takes connections and never answers, or answers without end: it delays nobody else, and gets its messages when it speaks again. */
import { readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { httpsTransport } from '../../node/adapters/https-transport.ts'
import { settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'

/** Writes for as long as somebody reads. */
function pour(response: ServerResponse): void {
  while (response.writable && response.write('x'.repeat(65_536)));
  if (response.writable) response.once('drain', () => pour(response))
}

t.test('a silent peer', async (t) => {
  const [a, b, c] = (await startTestNodes(t, { countries: ['XA', 'XB', 'XC'] })) as [TestNode, TestNode, TestNode]
  await b.node.stop()
  const sockets = new Set<Socket>()
  const server = createServer((socket) => void sockets.add(socket.on('error', () => undefined)))
  await new Promise<void>((done) => server.listen(Number(new URL(b.url).port), '127.0.0.1', done))
  const waiting = await Promise.all(Array.from({ length: 50 }, () => submit(a, b)))
  await settled('it was tried', async () => sockets.size > 0)
  const others = await Promise.all(Array.from({ length: 50 }, () => submit(a, c)))
  for (const { body } of others) await untilState(a, body.id, 'delivered')
  t.equal((await a.call('GET', '/readyz')).status, 200)
  for (const { body } of waiting) t.match((await a.call('GET', `/v1/messages/${body.id}`)).body.state, /queued|sealed/)
  for (const socket of sockets) socket.destroy()
  await new Promise((done) => server.close(done))
  await b.restart()
  for (const { body } of waiting) await untilState(a, body.id, 'delivered')
})

t.test('an answer that comes byte by byte is none after a time, and one without end none at all', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  await b.node.stop()
  const pem = (node: TestNode): { certificate: string; key: string } => ({
    certificate: readFileSync(join(node.dir, 'certificates', 'tls.pem'), 'utf8'),
    key: node.key('tls'),
  })
  const { certificate: cert, key } = pem(b)
  const drips: NodeJS.Timeout[] = []
  const asked = new Set<string>()
  const server = createHttpsServer({ cert, key, requestCert: true, rejectUnauthorized: false }, (request, response) => {
    request.resume()
    asked.add(request.url!)
    if (request.url === '/whole') return void response.end('x'.repeat(1 << 20))
    if (request.url === '/endless') return void pour(response)
    if (request.url === '/body') response.writeHead(200)
    drips.push(
      setInterval(
        () =>
          request.url === '/body' ? response.write('x') : request.socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'),
        50,
      ),
    )
  })
  await new Promise<void>((done) => server.listen(Number(new URL(b.url).port), '127.0.0.1', done))
  const transport = httpsTransport({
    directory: a.node.directory,
    clock: a.clock,
    connections: 2,
    material: () => pem(a),
    wholeMs: 1500,
  })
  t.teardown(async () => {
    for (const drip of drips) clearInterval(drip)
    await transport.close()
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  })
  for (const path of ['/body', '/hints'])
    await t.rejects(transport.request(b.country, { method: 'PUT', path, body: 'x' }), { code: 'unreachable' }, path)
  t.ok(asked.has('/body') && asked.has('/hints'), 'both had begun to answer')
  t.equal((await transport.request(b.country, { method: 'GET', path: '/whole' })).body.length, 1 << 20)
  const endless = transport.request(b.country, { method: 'GET', path: '/endless' })
  await t.rejects(endless, { code: 'answer-invalid', rule: 'answer-size' })
})
