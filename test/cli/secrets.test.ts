/** A password in the address of a store, a queue or an authority is in nothing that a node or a command says: started, failed, checked, at any level of its log. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import t from 'tap'
import { makeNode } from '../../node/cli/make-node.ts'
import { needsPostgres, needsRedis, sparePort, startPostgres, startRedis, temporaryFolder } from '../servers.ts'
import { ROOT } from '../shared-data.ts'
import { juxtaWith } from './juxta.ts'

const MARK = 's3cret-mark'

type Ran = { readonly code: number | null; readonly said: string }

/** `juxta` in a process of its own, until it ends; `then` is called once it says `when`. */
async function run(
  env: Record<string, string>,
  words: string[],
  when = '',
  then?: (pid: number) => unknown,
): Promise<Ran> {
  const child = spawn(process.execPath, [join(ROOT, 'bin/juxta.js'), ...words], {
    env: { ...process.env, JUXTA_LOG_LEVEL: 'debug', JUXTA_DEBUG_STACK: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  let called = false
  const late = setTimeout(() => child.kill('SIGKILL'), 90_000)
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (called || !then || !said.includes(when)) return
      called = true
      void then(child.pid!)
    })
  return new Promise((done) =>
    child.once('close', (code) => {
      clearTimeout(late)
      done({ code, said })
    }),
  )
}

t.test('nothing says a password', { ...needsPostgres(), ...needsRedis() }, async (t) => {
  const [server, redis] = await Promise.all([startPostgres(), startRedis()])
  t.teardown(() => Promise.all([server.stop(), redis.stop()]))
  const control = new Redis(redis.url)
  await control.config('SET', 'requirepass', MARK)
  control.disconnect()
  const [store, queue] = [new URL(server.url), new URL(redis.url)]
  queue.password = MARK
  const marks = [MARK, store.password]

  const dir = join(temporaryFolder(t), 'xa')
  const [window, exchange] = [await sparePort(), await sparePort()]
  const right = { JUXTA_STORE: store.href, JUXTA_QUEUE: queue.href }
  await makeNode({
    dir,
    country: 'XA',
    name: 'Customs of XA',
    exchangeUrl: `https://127.0.0.1:${exchange}`,
    windowPort: window,
    development: true,
    environment: right,
  })
  const start = ['start', '--dir', dir]
  const heard: [string, Ran][] = []
  const hear = async (what: string, ran: Promise<Ran>): Promise<void> => void heard.push([what, await ran])

  let metrics = ''
  await hear(
    'a node that runs, loses its store and its queue, and ends',
    run(right, start, '"msg":"ready"', async (pid) => {
      await Promise.all([server.kill(), redis.kill()])
      await new Promise((done) => setTimeout(done, 3000))
      metrics = await (await fetch(`http://127.0.0.1:${window}/metrics`)).text().catch(String)
      process.kill(pid, 'SIGTERM')
    }),
  )
  await Promise.all([server.restart(), redis.restart()])
  t.match(heard[0]![1].said, /"level":(40|50)/, 'it said that something was wrong')
  for (const mark of marks) t.notOk(metrics.includes(mark))

  const at = (url: URL, change: (url: URL) => void): string => {
    const changed = new URL(url.href)
    change(changed)
    return changed.href
  }
  const wrong: [string, Record<string, string>][] = [
    [
      'a wrong password',
      {
        JUXTA_STORE: at(store, (u) => (u.password = `${MARK}-wrong`)),
        JUXTA_QUEUE: at(queue, (u) => (u.password = `${MARK}-wrong`)),
      },
    ],
    [
      'no such host',
      {
        JUXTA_STORE: at(store, (u) => (u.host = 'nowhere.invalid:1')),
        JUXTA_QUEUE: at(queue, (u) => (u.host = 'nowhere.invalid:1')),
      },
    ],
    ['no such database', { JUXTA_STORE: at(store, (u) => (u.pathname = '/none')) }],
    ['a password in the query', { JUXTA_STORE: `postgres://127.0.0.1:1/x?user=u&password=${MARK}` }],
    [
      'no port',
      { JUXTA_STORE: `postgres://juxta:${MARK}@127.0.0.1:port/x`, JUXTA_QUEUE: `redis://:${MARK}@127.0.0.1:port` },
    ],
    [
      'a slash in it that is not encoded',
      { JUXTA_STORE: `postgres://juxta:1/${MARK}@127.0.0.1:1/x`, JUXTA_QUEUE: `redis://:1/${MARK}@127.0.0.1:1` },
    ],
    [
      'a # and a ? in it',
      { JUXTA_STORE: `postgres://juxta:a#${MARK}@127.0.0.1:1/x`, JUXTA_QUEUE: `redis://:a?${MARK}@127.0.0.1:1` },
    ],
    [
      'an address where the name of a file belongs',
      { JUXTA_STORE_FILE: `postgres://juxta:${MARK}@h/x`, JUXTA_QUEUE_FILE: `redis://:${MARK}@h` },
    ],
    ['another kind of address', { JUXTA_STORE: `mysql://juxta:${MARK}@h/x`, JUXTA_QUEUE: `amqp://u:${MARK}@h` }],
    [
      'an authority of times',
      { ...right, JUXTA_TSA_URL: `https://u:1/${MARK}@tsa.invalid/?key=${MARK}`, JUXTA_TSA_CERTIFICATE: '/dev/null' },
    ],
  ]
  process.env['JUXTA_DEBUG_STACK'] = '1'
  t.teardown(() => delete process.env['JUXTA_DEBUG_STACK'])
  for (const [what, env] of wrong)
    for (const words of [['start'], ['start', '--check'], ['doctor', '--json'], ['key', 'list', '--json']]) {
      // What starts would stay.
      if ('JUXTA_TSA_URL' in env && words.length === 1) continue
      const { code, out } = await juxtaWith(env, ...words, '--dir', dir)
      heard.push([`${words.join(' ')} with ${what}`, { code, said: out }])
    }
  await hear(
    'a node whose queue does not let it in',
    run({ ...right, JUXTA_QUEUE: wrong[0]![1]['JUXTA_QUEUE']! }, start, '"msg":"ready"', (pid) =>
      setTimeout(() => process.kill(pid, 'SIGTERM'), 2000),
    ),
  )
  const { code, out } = await juxtaWith(right, 'start', '--check', '--dir', dir)
  heard.push(['start --check of what is right', { code, said: out }])
  for (const [what, { said }] of heard) {
    const line = said.split('\n').find((text) => marks.some((mark) => text.includes(mark)))
    t.notOk(line, `${what}: ${line?.slice(0, 300)}`)
    t.ok(said.length > 0, `${what} says something`)
  }
})
