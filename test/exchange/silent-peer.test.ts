/** A peer that takes connections and never answers: it delays nobody else, and gets its messages when it speaks again. */
import { createServer, type Socket } from 'node:net'
import t from 'tap'
import { settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'

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
