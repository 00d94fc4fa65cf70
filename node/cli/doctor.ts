/** `juxta doctor`: checks all that a node needs, with a mending line for each fault. */
import { logIn } from '../store/log.ts'
import { registryIn } from '../peers/registry.ts'
import { connect as connectTcp, createServer } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { resolve } from 'node:path'
import { Redis } from 'ioredis'
import { SCHEMA } from '../schema.ts'
import { openStore } from '../store/store.ts'
import { folder, readText } from '../operate/node-folder.ts'
import { readSettings, type Listen, type Settings } from '../operate/settings.ts'
import { asJuxtaError } from '../values/errors.ts'
import type { components } from '../generated/window.ts'
import { parseIdentity, type Identity } from '../message/identity.ts'
import { connect, type Client } from './client.ts'
import { type Command, DIR, required } from './command.ts'
import { styled, tinted } from './terminal.ts'
import { certificatesIn } from '../peers/certificate.ts'
import { examineClock, examineKeys, type Finding } from './examine.ts'

const local = ({ host, port }: Listen): { host: string; port: number } => ({
  host: { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host,
  port,
})

const reachable = (listen: Listen): Promise<boolean> =>
  new Promise((done) => {
    const socket = connectTcp({ ...local(listen), timeout: 2000 })
    socket.once('connect', () => (socket.destroy(), done(true)))
    socket.once('error', () => done(false))
    socket.once('timeout', () => (socket.destroy(), done(false)))
  })

/** Why this process could not listen there; null where it could. */
const cannotListen = (listen: Listen): Promise<string | null> =>
  new Promise((done) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message))
    server.listen(listen.port, listen.host, () => server.close(() => done(null)))
  })

/** The SHA-256 of the certificate that whoever listens there shows; null where it speaks no TLS. */
const shownAt = (listen: Listen): Promise<string | null> =>
  new Promise((done) => {
    const socket = connectTls({ ...local(listen), rejectUnauthorized: false, timeout: 2000 })
    const end = (found: string | null): void => (socket.destroy(), done(found))
    socket.once('secureConnect', () => end(socket.getPeerCertificate().fingerprint256 ?? null))
    socket.once('error', () => end(null))
    socket.once('timeout', () => end(null))
  })

async function examinePorts(settings: Settings, dir: string, running: boolean): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const [check, listen, setting] of [
    ['window port', settings.windowListen, 'JUXTA_WINDOW_LISTEN'],
    ['exchange port', settings.exchangeListen, 'JUXTA_EXCHANGE_LISTEN'],
  ] as const) {
    const where = `${listen.host}:${listen.port}`
    const taken = {
      check,
      ok: false,
      detail: `${where} is taken by another program`,
      mend: `end it, or change ${setting}`,
    }
    const answers = await reachable(listen)
    if (running && answers && check === 'exchange port') {
      const [own] = certificatesIn(readText(folder(settings.dataDir).tlsCertificate))
      const shown = await shownAt(listen)
      findings.push(
        shown === null
          ? taken
          : shown === own?.fingerprint256
            ? { check, ok: true, detail: `${where} answers with the certificate of this node` }
            : {
                check,
                ok: true,
                warning: true,
                detail: `${where} shows another certificate than certificates/tls.pem`,
                mend: 'kill -HUP the node: it takes new certificates without a restart',
              },
      )
    } else if (running)
      findings.push({
        check,
        ok: answers,
        detail: `${where} ${answers ? 'answers' : 'does not answer'}`,
        ...(answers ? {} : { mend: `juxta start --dir ${dir}` }),
      })
    else if (answers) findings.push(taken)
    else {
      const fault = await cannotListen(listen)
      findings.push(
        fault === null
          ? {
              check,
              ok: true,
              warning: true,
              detail: `${where} is free: the node is not running`,
              mend: `juxta start --dir ${dir}`,
            }
          : { check, ok: false, detail: `${where} cannot be listened on: ${fault}`, mend: `change ${setting}` },
      )
    }
  }
  return findings
}

async function examineQueue(settings: Settings): Promise<Finding> {
  const check = 'queue'
  if (settings.queue === 'embedded') return { check, ok: true, detail: 'embedded' }
  const redis = new Redis(settings.queue, {
    lazyConnect: true,
    connectTimeout: 3000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  })
  redis.on('error', () => undefined)
  try {
    await redis.connect()
    const policy = (await redis.config('GET', 'maxmemory-policy').catch(() => [])) as string[]
    const evicts = policy[1] !== undefined && policy[1] !== 'noeviction'
    return {
      check,
      ok: true,
      warning: evicts,
      detail: evicts ? `Redis answers, with maxmemory-policy ${policy[1]}` : 'Redis answers',
      ...(evicts ? { mend: 'BullMQ wants maxmemory-policy noeviction' } : {}),
    }
  } catch (error) {
    return {
      check,
      ok: false,
      detail: `Redis cannot be reached: ${error instanceof Error ? error.message : String(error)}`,
      mend: 'is the server of JUXTA_QUEUE running? Meanwhile the node works on by its sweep, slower',
    }
  } finally {
    redis.disconnect()
  }
}

async function examinePeers(client: Client): Promise<Finding[]> {
  const findings: Finding[] = []
  const { items } = (await client.request('GET', '/v1/peers')).json<components['schemas']['PeerList']>()
  if (items.length === 0)
    findings.push({
      check: 'peers',
      ok: true,
      warning: true,
      detail: 'there is no peer yet',
      mend: 'juxta peer invite',
    })
  for (const peer of items) {
    const test = (await client.request('POST', `/v1/peers/${peer.country}/test`)).json<
      components['schemas']['PeerTest']
    >()
    for (const step of test.steps)
      findings.push({
        check: `peer ${peer.country} ${step.check}`,
        ok: step.ok,
        detail: step.detail,
        ...(step.turn ? { mend: step.turn === 'ours' ? 'it is our turn' : `it is the turn of ${peer.country}` } : {}),
      })
  }
  const { items: alerts, next } = (await client.request('GET', '/v1/alerts')).json<{
    items: components['schemas']['Alert'][]
    next: string | null
  }>()
  const [gravest] = alerts
  findings.push({
    check: 'alerts',
    ok: true,
    warning: gravest !== undefined,
    detail: gravest
      ? `${alerts.length}${next === null ? '' : ' and more'} open, the gravest: ${gravest.kind}: ${gravest.detail}`
      : 'none open',
    ...(gravest ? { mend: 'juxta alerts' } : {}),
  })
  return findings
}

async function examine(dir: string): Promise<Finding[]> {
  let settings: Settings
  try {
    settings = readSettings(dir, process.env).settings
  } catch (error) {
    const { message, members } = asJuxtaError(error)
    const faults = (members['faults'] as string[] | undefined) ?? [message]
    return faults.map((detail) => ({
      check: 'settings',
      ok: false,
      detail,
      mend: 'edit juxta.env; "juxta start --check" shows all settings',
    }))
  }
  const findings: Finding[] = [{ check: 'settings', ok: true, detail: `${settings.country}, ${settings.name}` }]
  const now = Date.now()
  const stored: Finding[] = []
  let identity: Identity | null = null
  let initialised = false
  try {
    const store = await openStore(settings.store, SCHEMA, () => undefined)
    try {
      await store.check()
      const head = await logIn(store).head()
      stored.push(
        { check: 'store', ok: true, detail: `${settings.store.split(':')[0]}, durable, log of ${head.size} leaves` },
        await examineClock(store, now),
      )
      const newest = (await registryIn(store).identities(settings.country)).at(-1)
      if (newest)
        identity = parseIdentity(JSON.parse(Buffer.from(newest.jws.split('.')[1]!, 'base64url').toString('utf8')))
      initialised = true
    } finally {
      await store.close()
    }
  } catch (error) {
    stored.push({
      check: 'store',
      ok: false,
      detail: asJuxtaError(error).message,
      mend: 'is the database there, initialised and reachable?',
    })
  }
  findings.push(...(await examineKeys(settings, identity, now)).filter((f) => initialised || f.check !== 'identity'))
  findings.push(...stored, await examineQueue(settings))
  let client: Client | null = null
  let fault: unknown
  try {
    client = await connect(dir)
  } catch (error) {
    fault = error
  }
  try {
    findings.push(...(await examinePorts(settings, dir, client?.running === true)))
    if (client) findings.push(...(await examinePeers(client)))
    // Where the store or the identity is what is wrong, it was named above.
    else if (identity)
      findings.push({
        check: 'node',
        ok: false,
        detail: asJuxtaError(fault).message,
        mend: 'mend what is named above first',
      })
  } catch (error) {
    findings.push({
      check: 'node',
      ok: false,
      detail: asJuxtaError(error).message,
      mend: 'mend what is named above first',
    })
  } finally {
    await client?.close()
  }
  return findings
}

export const doctor: Command = {
  usage: 'doctor --dir D',
  about:
    'Checks settings, clock, ports, store, queue, every certificate and each peer. Exit 0 where nothing is wrong, 1 where something is.',
  options: DIR,
  example: 'doctor --dir xa',
  async run(io, _positionals, values) {
    const findings = await examine(resolve(required(values, 'dir')))
    const ok = findings.every((f) => f.ok)
    if (io.json) io.out(JSON.stringify({ ok, findings }))
    else
      for (const { check, ok: good, warning, detail, mend } of findings) {
        const word = good ? (warning ? tinted('warning', 'warn') : tinted('ok', 'ok  ')) : tinted('FAIL')
        io.out(styled`${word} ${check}: ${detail}`)
        if (mend) io.out(`     → ${mend}`)
      }
    return ok ? 0 : 1
  },
}
