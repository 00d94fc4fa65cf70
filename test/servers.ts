/** The stores and queues that a suite runs on, and private servers for tests that kill them. With CI=true every one of them must be there. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createConnection, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { Redis } from 'ioredis'
import pg from 'pg'

/** tap's test, as far as it is needed here. */
type Scope = { teardown(fn: () => unknown): unknown }

export type TestStore = {
  readonly name: 'sqlite' | 'postgres'
  /** For tap's options: `{ skip: reason }` where the store is not on this machine. */
  readonly options: { skip?: string }
  /** A `JUXTA_STORE` for an empty store of its own, gone when the test ends. Call it before what opens the store registers its teardown. */
  make(t: Scope): Promise<string>
}

export type TestQueue = {
  readonly name: 'embedded' | 'redis'
  readonly options: { skip?: string }
  /** `JUXTA_QUEUE` and `JUXTA_QUEUE_PREFIX` of a queue of its own, emptied when the test ends. */
  make(t: Scope): Promise<{ url: string; prefix: string }>
}

export type Server = {
  readonly url: string
  /** Of the running process; another one after `restart`. */
  readonly pid: number
  /** kill -9, and waits until the process is gone. */
  kill(): Promise<void>
  /** Starts it again on the same port and data; `empty` removes the data first (Redis only). */
  restart(options?: { empty?: boolean }): Promise<void>
  /** Ends it and removes its data. */
  stop(): Promise<void>
}

/** Absence is a reason to skip, and with CI=true a failure. */
export function absent(reason: string): { skip: string } {
  if (process.env['CI'] === 'true') throw new Error(`CI=true and ${reason}`)
  return { skip: reason }
}

const random = (): string => randomBytes(6).toString('hex')

export function temporaryFolder(t: Scope): string {
  const dir = mkdtempSync(join(tmpdir(), 'juxta-test-'))
  t.teardown(() => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }))
  return dir
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** A database of its own on the PostgreSQL server at `url`; the answer is its URL. Dropped, connections and all, when the test ends. */
export async function makeDatabase(t: Scope, url: string): Promise<string> {
  const name = `juxta_test_${random()}`
  await onServer(url, `create database ${name}`)
  t.teardown(() => onServer(url, `drop database if exists ${name} with (force)`))
  const own = new URL(url)
  own.pathname = `/${name}`
  return own.href
}

/** The stores of this machine: SQLite always, PostgreSQL where JUXTA_TEST_POSTGRES names a server whose user may create databases. */
export function stores(): readonly TestStore[] {
  const server = process.env['JUXTA_TEST_POSTGRES']
  return [
    { name: 'sqlite', options: {}, make: async (t) => `sqlite:${join(temporaryFolder(t), 'juxta.db')}` },
    {
      name: 'postgres',
      options: server ? {} : absent('JUXTA_TEST_POSTGRES names no server'),
      make: (t) => makeDatabase(t, server!),
    },
  ]
}

/** The queues of this machine: the embedded one always, BullMQ where JUXTA_TEST_REDIS names a server. */
export function queues(): readonly TestQueue[] {
  const server = process.env['JUXTA_TEST_REDIS']
  return [
    { name: 'embedded', options: {}, make: async () => ({ url: 'embedded', prefix: 'juxta' }) },
    {
      name: 'redis',
      options: server ? {} : absent('JUXTA_TEST_REDIS names no server'),
      async make(t) {
        const prefix = `juxta-test-${random()}`
        t.teardown(async () => {
          const redis = new Redis(server!)
          for await (const keys of redis.scanStream({ match: `${prefix}:*`, count: 500 }) as AsyncIterable<string[]>)
            if (keys.length > 0) await redis.unlink(...keys)
          redis.disconnect()
        })
        return { url: server!, prefix }
      },
    },
  ]
}

/** Where the program `name` lies: on the PATH, or among Debian's PostgreSQL programs. */
export function programNamed(name: string): string | undefined {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  return [...(process.env['PATH'] ?? '').split(delimiter), ...versions.map((v) => join(debian, v, 'bin'))]
    .map((dir) => join(dir, name))
    .find((path) => existsSync(path))
}

/** For tap's options, of tests that hold our formats against openssl. */
export const needsOpenssl = (): { skip?: string } => (programNamed('openssl') ? {} : absent('openssl is not installed'))
/** For tap's options, of tests that start their own Redis. */
export const needsRedis = (): { skip?: string } =>
  programNamed('redis-server') ? {} : absent('redis-server is not installed')
/** For tap's options, of tests that start their own PostgreSQL. */
export const needsPostgres = (): { skip?: string } =>
  programNamed('initdb') && programNamed('postgres') ? {} : absent('PostgreSQL is not installed')

/** Ports that no system gives to outgoing connections by itself (they begin at 32768, or at 49152), nor the demo to its nodes. */
const PORTS = { from: 12_000, to: 20_000 } as const
/** A file for each port that a process of tests holds, with its id: a node that is stopped and comes back finds its port free. */
const HELD = join(tmpdir(), 'juxta-test-ports')
const held = new Set<string>()

const lives = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Removes the file of somebody who was killed and holds nothing any more. */
function letGo(file: string): void {
  try {
    if (!lives(Number(readFileSync(file, 'utf8')) || process.pid)) rmSync(file)
  } catch (error) {
    // Its process has ended meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

/** Whether this process holds the port from now on, until it ends. */
function hold(port: number): boolean {
  const file = join(HELD, `${port}`)
  if (held.size === 0) {
    mkdirSync(HELD, { recursive: true })
    process.once('exit', () => held.forEach((one) => rmSync(one, { force: true })))
  }
  try {
    writeFileSync(file, `${process.pid}`, { flag: 'wx' })
    held.add(file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    letGo(file)
    return false
  }
}

/** A port of loopback on which nobody listens, and that no other process of tests takes while this one runs. */
export async function sparePort(): Promise<number> {
  for (;;) {
    const port = randomInt(PORTS.from, PORTS.to)
    if (!hold(port)) continue
    const server = createServer()
    const free = await new Promise<boolean>((done) =>
      server.once('error', () => done(false)).listen(port, '127.0.0.1', () => done(true)),
    )
    if (free) await new Promise((done) => server.close(done))
    if (free) return port
  }
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

/** Waits until `ready` answers; a server that ends or stays silent for a minute fails with what it said. */
async function awaitReady(child: ChildProcess, said: () => string, ready: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await pause(50)) {
    if (child.exitCode !== null || child.signalCode !== null) break
    if (await ready().catch(() => false)) return
  }
  child.kill('SIGKILL')
  throw new Error(`the server did not start: ${said()}`)
}

type Run = {
  program: string
  args: readonly string[]
  cwd: string
  uid?: number
  gid?: number
  ready: () => Promise<boolean>
}

async function serve(
  url: string,
  run: Run,
  end: NodeJS.Signals,
  empty: () => void,
  remove: () => void,
): Promise<Server> {
  let child: ChildProcess
  let gone: Promise<unknown>
  const launch = async (): Promise<void> => {
    const { program, args, ready, ...where } = run
    child = spawn(program, args, { ...where, stdio: ['ignore', 'pipe', 'pipe'] })
    gone = new Promise((done) => child.once('exit', done).once('error', done))
    let said = ''
    for (const stream of [child.stdout!, child.stderr!])
      stream.on('data', (chunk) => (said = (said + String(chunk)).slice(-4000)))
    await awaitReady(child, () => said, ready)
  }
  const finish = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal)
    await gone
  }
  await launch()
  return {
    url,
    get pid() {
      return child.pid!
    },
    kill: () => finish('SIGKILL'),
    async restart(options = {}) {
      await finish('SIGKILL')
      if (options.empty) empty()
      await launch()
    },
    async stop() {
      await finish(end)
      remove()
    },
  }
}

/** A real redis-server of the test's own, with its appendonly file fsynced on each write. Stop it in a teardown. */
export async function startRedis(): Promise<Server> {
  const program = programNamed('redis-server')
  if (!program) throw new Error('redis-server is not installed')
  const dir = mkdtempSync(join(tmpdir(), 'juxta-redis-'))
  const port = await sparePort()
  const args = [
    '--port',
    `${port}`,
    '--bind',
    '127.0.0.1',
    '--dir',
    dir,
    '--save',
    '',
    '--appendonly',
    'yes',
    '--appendfsync',
    'always',
  ]
  const ready = (): Promise<boolean> =>
    new Promise((done) => {
      const socket = createConnection(port, '127.0.0.1', () => socket.write('PING\r\n'))
      socket.setTimeout(1000, () => socket.destroy())
      socket.once('data', (chunk) => (done(String(chunk).startsWith('+PONG')), socket.destroy()))
      socket.once('error', () => done(false)).once('close', () => done(false))
    })
  const empty = (): void => readdirSync(dir).forEach((name) => rmSync(join(dir, name), { recursive: true }))
  const remove = (): void => rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
  return serve(`redis://127.0.0.1:${port}`, { program, args, cwd: dir, ready }, 'SIGTERM', empty, remove)
}

/** A real PostgreSQL of the test's own, fsync on. PostgreSQL refuses root, so it runs as `postgres` or `nobody` there. Stop it in a teardown. */
export async function startPostgres(): Promise<Server> {
  const [initdb, program] = [programNamed('initdb'), programNamed('postgres')]
  if (!initdb || !program) throw new Error('PostgreSQL is not installed')
  const base = mkdtempSync(join(tmpdir(), 'juxta-postgres-'))
  const who: { uid?: number; gid?: number } = {}
  if (process.getuid?.() === 0) {
    const id = (flag: string): number => {
      for (const user of ['postgres', 'nobody'])
        try {
          return Number(execFileSync('id', [flag, user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
        } catch {
          continue
        }
      throw new Error('there is no user postgres or nobody to run PostgreSQL as')
    }
    Object.assign(who, { uid: id('-u'), gid: id('-g') })
    chownSync(base, who.uid!, who.gid!)
  }
  const password = randomBytes(18).toString('hex')
  const secret = join(base, 'password')
  writeFileSync(secret, password)
  if (who.uid !== undefined) chownSync(secret, who.uid, who.gid!)
  const data = join(base, 'data')
  const make = ['-D', data, '-U', 'juxta', '-A', 'scram-sha-256', `--pwfile=${secret}`, '-E', 'UTF8', '--no-locale']
  execFileSync(initdb, make, { cwd: base, ...who, stdio: ['ignore', 'ignore', 'pipe'] })
  const port = await sparePort()
  const url = `postgres://juxta:${password}@127.0.0.1:${port}/postgres`
  const args = ['-D', data, '-p', `${port}`, '-h', '127.0.0.1', '-c', 'unix_socket_directories=']
  const ready = async (): Promise<boolean> => onServer(url, 'select 1').then(() => true)
  const remove = (): void => rmSync(base, { recursive: true, force: true, maxRetries: 5 })
  const empty = (): void => {
    throw new Error('a PostgreSQL cannot be emptied')
  }
  return serve(url, { program, args, cwd: base, ...who, ready }, 'SIGINT', empty, remove)
}
