/** How the command line reaches its node: by the socket in its folder, for the owner of the folder alone, and never by showing its key to whoever listens on the port. */
import { createServer, get } from 'node:http'
import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { execFileSync } from 'node:child_process'
import t from 'tap'
import { fastify } from 'fastify'
import { connect } from '../../node/cli/client.ts'
import { makeNode } from '../../node/cli/make-node.ts'
import { answersAt, isOfFolder, listenLocally, reachable } from '../../node/http/local-socket.ts'
import { startTestNodes, type TestNode } from '../nodes.ts'
import { temporaryFolder } from '../servers.ts'
import { juxta } from './juxta.ts'

/** A socket that a process has left which was killed. */
function leave(path: string): void {
  const script = `const s=require('net').createServer();s.listen(${JSON.stringify(path)},()=>process.kill(process.pid,'SIGKILL'))`
  try {
    execFileSync(process.execPath, ['-e', script], { stdio: 'ignore' })
  } catch {
    // It was killed.
  }
}

t.test('commands reach a node that runs by the socket in its folder', async (t) => {
  const [a] = (await startTestNodes(t, { countries: ['XA'] })) as [TestNode]
  const path = join(a.dir, 'juxta.sock')
  t.equal(statSync(path).mode & 0o777, 0o600)
  const client = await connect(a.dir)
  t.ok(client.running)
  t.match((await client.request('GET', '/v1/keys')).json(), { items: [{}, {}] })
  await client.close()
  t.match(
    await juxta(
      'key',
      'create',
      '--dir',
      a.dir,
      '--name',
      'k',
      '--role',
      'window',
      '--expires',
      '90d',
      '--addresses',
      '10.0.0.0/8,::1',
      '--json',
    ),
    {
      code: 0,
      json: { key: { addresses: ['10.0.0.0/8', '::1'], expiresAt: /^20/ } },
    },
  )
  // It is the socket that lets in, and the key that says who calls: without it there is nothing to be had.
  const shown = await new Promise((done) => get({ socketPath: path, path: '/v1/keys' }, (r) => done(r.statusCode)))
  t.equal(shown, 401)
  await a.restart()
  const again = await connect(a.dir)
  t.ok(again.running, 'the next process has it')
  await again.close()
})

t.test('the key of the folder is shown to nobody who listens on the port', async (t) => {
  const dir = join(temporaryFolder(t), 'xa')
  const heard: string[] = []
  const thief = createServer((request, reply) => {
    heard.push(JSON.stringify(request.headers))
    reply.end('{"status":"ok"}')
  })
  await new Promise<void>((done) => thief.listen(0, '127.0.0.1', done))
  t.teardown(() => thief.close())
  const windowPort = (thief.address() as { port: number }).port
  await makeNode({ dir, country: 'XA', name: 'XA', development: true, windowPort })
  const client = await connect(dir)
  t.notOk(client.running)
  t.equal((await client.request('GET', '/v1/keys')).status, 200, 'the folder itself is asked')
  await client.close()
  t.same(heard, [])
  t.ok(readFileSync(join(dir, 'local.key'), 'utf8').startsWith('jx_'))
})

t.test('a stale socket is replaced, one that answers is left, and what is no socket is refused', async (t) => {
  const path = join(temporaryFolder(t), 'juxta.sock')
  leave(path)
  t.ok(lstatSync(path).isSocket(), 'a killed process leaves it')
  t.notOk(await answersAt(path))
  const app = fastify()
  app.get('/', async () => 'one')
  const other = fastify()
  const end = await listenLocally(app, path)
  t.ok(await answersAt(path))
  t.equal(statSync(path).mode & 0o777, 0o600)
  t.ok(isOfFolder(path))
  const second = await listenLocally(other, path)
  await second()
  t.ok(await answersAt(path), 'the first has it still')
  await end()
  t.notOk(existsSync(path))
  writeFileSync(path, '')
  await t.rejects(listenLocally(app, path), { code: 'settings-invalid', rule: 'socket' })
  t.notOk(isOfFolder(path))
  t.ok(existsSync(path), 'nothing of somebody else is removed')
  rmSync(path)
  chmodSync(dirname(path), 0o500)
  if (process.getuid?.() !== 0) await t.rejects(listenLocally(app, path), { code: 'settings-invalid', rule: 'socket' })
  chmodSync(dirname(path), 0o700)
})

t.test('a folder may lie deeper than the path of a socket is long', async (t) => {
  const deep = join(temporaryFolder(t), ...Array.from({ length: 6 }, (_, i) => `${i}`.repeat(40)))
  mkdirSync(deep, { recursive: true })
  const path = join(deep, 'juxta.sock')
  t.ok(Buffer.byteLength(path) > 200)
  const app = fastify()
  if (process.platform !== 'linux') {
    t.throws(() => reachable(path), { message: /too long for a socket/ })
    return
  }
  leave(path)
  const end = await listenLocally(app, path)
  t.ok(lstatSync(path).isSocket())
  t.equal(statSync(path).mode & 0o777, 0o600)
  t.ok(await answersAt(path))
  await end()
  t.notOk(existsSync(path), 'it is in the folder, and goes with it')
})
