/**
 * `docker compose up` of deploy/compose.yaml as it stands, without Docker: its services with their entrypoints, volumes, networks, conditions and health checks,
 * on the hosts of machine.ts. PostgreSQL, Redis and haproxy are those of this machine; what an image would do with them is said here and nowhere else.
 */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { programNamed } from '../../servers.ts'
import { ROOT } from '../../shared-data.ts'
import { Host, logOf, until, WORK, type Service } from './machine.ts'

type Described = {
  image: string
  restart?: string
  entrypoint?: string[]
  command?: string[]
  environment?: Record<string, string>
  volumes?: string[]
  networks: string[]
  depends_on?: string[] | Record<string, { condition: string }>
  healthcheck?: { test: string[]; interval?: string; retries?: number }
}

const OURS = 'juxta:dev'
const FILE = join(ROOT, 'deploy', 'compose.yaml')
const BIN = join(WORK, 'bin')

/** `${NAME}` and `${NAME:?why}`, as Compose puts them in. */
const filled = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\$\{(\w+)(?::\?[^}]*)?\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`compose.yaml asks for ${name}`)
    return value
  })

/** An instruction of the Dockerfile whose words are a JSON array. */
function instruction(name: string): string[] {
  const text = readFileSync(join(ROOT, 'Dockerfile'), 'utf8').replace(/\\\n/g, ' ')
  const found = new RegExp(`^(?:${name}) .*?(\\[.*\\])$`, 'm').exec(text)
  if (!found) throw new Error(`the Dockerfile has no ${name}`)
  return JSON.parse(found[1]!) as string[]
}

function program(name: string): string {
  const found = programNamed(name)
  if (found === undefined) throw new Error(`${name} is not installed`)
  return found
}

/** The names by which scripts and health checks call programs. */
function layPrograms(): void {
  mkdirSync(BIN)
  writeFileSync(join(BIN, 'juxta'), `#!/bin/sh\nexec '${process.execPath}' '${join(ROOT, 'bin', 'juxta.js')}' "$@"\n`)
  chmodSync(join(BIN, 'juxta'), 0o755)
  symlinkSync(process.execPath, join(BIN, 'node'))
  symlinkSync(program('redis-cli'), join(BIN, 'valkey-cli'))
  process.env['PATH'] = [BIN, process.env['PATH'], dirname(program('initdb'))].join(':')
}

/** Where a volume lies: one that is named in memory, with as much room as is said; a path beside the file. */
function volumeOf(from: string, megabytes: number): string {
  if (from.startsWith('.')) return resolve(dirname(FILE), from)
  const at = join(WORK, 'volumes', from)
  if (!volumes.has(from)) {
    volumes.add(from)
    mkdirSync(at, { recursive: true })
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'tmpfs', at])
  }
  return at
}
const volumes = new Set<string>()
/** Of each volume. */
export const ROOM_MB = 1024

function postgres(
  name: string,
  described: Described,
  volume: string,
): Pick<Service, 'command' | 'environment' | 'mounts' | 'user'> {
  const { POSTGRES_USER: user = '', POSTGRES_DB: database = '', POSTGRES_PASSWORD = '' } = described.environment ?? {}
  const data = join(volume, 'data')
  const sockets = join(WORK, 'sockets', name)
  const secret = join(WORK, `${name}.password`)
  mkdirSync(sockets, { recursive: true })
  writeFileSync(secret, POSTGRES_PASSWORD)
  for (const path of [volume, sockets, secret]) execFileSync('chown', ['postgres:postgres', path])
  const asPostgres = (...words: string[]): void =>
    void execFileSync('setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', ...words], {
      stdio: ['ignore', 'ignore', 'pipe'],
      cwd: volume,
    })
  asPostgres(program('initdb'), '-D', data, '-U', user, '-A', 'scram-sha-256', `--pwfile=${secret}`, '-E', 'UTF8')
  asPostgres('sh', '-c', `echo 'host all all all scram-sha-256' >> '${data}/pg_hba.conf'`)
  execFileSync(
    'sh',
    [
      '-c',
      `echo 'create database ${database}' | setpriv --reuid=postgres --regid=postgres --clear-groups '${program('postgres')}' --single -D '${data}' postgres >'${WORK}/${name}.made' 2>&1`,
    ],
    { cwd: volume },
  )
  return {
    // Its log of writes would grow to the size of the volume by default.
    command: [program('postgres'), '-D', data, '-h', '*', '-k', sockets, '-c', 'max_wal_size=128MB'],
    environment: { PGHOST: sockets },
    mounts: [],
    user: 'postgres',
  }
}

/** What is run on a host for a service of the file. */
function serviceOf(name: string, described: Described): Service {
  const mounted = (described.volumes ?? []).map((text) => {
    const [from, at] = text.split(':') as [string, string]
    return { from: volumeOf(from, ROOM_MB), at }
  })
  const service = {
    name,
    networks: described.networks,
    known: described.networks.at(-1)!,
    health: testOf(described),
    restart: described.restart !== 'no',
    environment: described.environment ?? {},
    mounts: [],
  }
  if (described.image.startsWith('postgres')) return { ...service, ...postgres(name, described, mounted[0]!.from) }
  if (described.image.startsWith('valkey')) {
    const command = [
      program('redis-server'),
      '--bind',
      '0.0.0.0',
      '--protected-mode',
      'no',
      '--save',
      '',
      '--dir',
      WORK,
    ]
    return { ...service, command }
  }
  if (described.image.startsWith('haproxy'))
    return { ...service, command: [program('haproxy'), '-db', '-f', mounted[0]!.from] }
  const command = described.entrypoint ?? [...instruction('ENTRYPOINT'), ...instruction('CMD')]
  return { ...service, known: described.networks[0]!, command, mounts: mounted }
}

/** The health check of the file, or of the Dockerfile for what is made from it. */
function testOf({ image, healthcheck }: Described): string[] {
  const own = image === OURS ? ['CMD', ...instruction('HEALTHCHECK(?: --\\S+)*\\s+CMD')] : ['CMD', 'true']
  const [kind, ...words] = healthcheck?.test ?? own
  return kind === 'CMD-SHELL' ? ['sh', '-c', ...words] : words
}

/** Starts all services in the order of their conditions; answers their hosts by name. Fails with what the service said that did not come up. */
export async function composeUp(): Promise<ReadonlyMap<string, Host>> {
  layPrograms()
  const password = (): string => randomBytes(16).toString('hex')
  const values = { XA_POSTGRES_PASSWORD: password(), XB_POSTGRES_PASSWORD: password() }
  const text = filled(readFileSync(FILE, 'utf8'), values)
  const { services } = parse(text, { merge: true }) as { services: Record<string, Described> }
  const hosts = new Map<string, Host>()
  const starting = new Map<string, Promise<void>>()

  const failed = (name: string): Error =>
    new Error(`${name} did not come up: ${readFileSync(logOf(hosts.get(name)!), 'utf8').slice(-2000)}`)

  const start = (name: string): Promise<void> => {
    const there = starting.get(name)
    if (there) return there
    const described = services[name]!
    const coming = (async () => {
      const needs = described.depends_on ?? {}
      const conditions = Array.isArray(needs)
        ? needs.map((other) => [other, 'service_started'] as const)
        : Object.entries(needs).map(([other, { condition }]) => [other, condition] as const)
      for (const [other, condition] of conditions) {
        await start(other)
        if (condition === 'service_healthy')
          await until(other, () => hosts.get(other)!.healthy()).catch(() => Promise.reject(failed(other)))
        if (condition === 'service_completed_successfully' && (await hosts.get(other)!.ended()) !== 0)
          throw failed(other)
      }
      const host = new Host(serviceOf(name, described))
      hosts.set(name, host)
      if (described.image.startsWith('haproxy')) nameServer(host)
      host.start()
    })()
    starting.set(name, coming)
    return coming
  }
  await Promise.all(Object.keys(services).map(start))
  for (const [name, { image, restart }] of Object.entries(services))
    if (image === OURS && restart !== 'no')
      await until(name, () => hosts.get(name)!.healthy(), 60_000).catch(() => Promise.reject(failed(name)))
  return hosts
}

/** Docker's name server listens on the host itself. */
function nameServer(host: Host): void {
  host.beside([process.execPath, fileURLToPath(new URL('name-server.js', import.meta.url)), join(WORK, 'hosts')])
}
