/** `juxta doctor`: checks all that a node needs, with a mending line for each fault. */
import { X509Certificate } from 'node:crypto'
import { connect as connectTcp } from 'node:net'
import { resolve } from 'node:path'
import { openStore } from '../adapters/sql/store.ts'
import { folder, readText } from '../config/node-folder.ts'
import { readSettings, type Settings } from '../config/settings.ts'
import { asJuxtaError } from '../errors.ts'
import type { components } from '../http/api/window.ts'
import { connect } from './client.ts'
import { required, type Command } from './command.ts'

type Finding = { check: string; ok: boolean; warning?: boolean; detail: string; mend?: string }

const DAY = 86_400_000

function certificate(check: string, path: string, authority: X509Certificate | null): Finding[] {
  try {
    const found = new X509Certificate(readText(path))
    const left = Math.floor((Date.parse(found.validTo) - Date.now()) / DAY)
    if (Date.parse(found.validFrom) > Date.now())
      return [
        {
          check,
          ok: false,
          detail: `not valid before ${found.validFrom}`,
          mend: 'check the clock of this machine, or have it issued again',
        },
      ]
    if (left < 0)
      return [
        {
          check,
          ok: false,
          detail: `expired ${found.validTo}`,
          mend: `have it issued again, put it at ${path}, then: juxta identity publish`,
        },
      ]
    if (authority && !found.verify(authority.publicKey))
      return [
        {
          check,
          ok: false,
          detail: 'not issued by the authority in authority.pem',
          mend: 'put the right authority beside it',
        },
      ]
    return [
      {
        check,
        ok: true,
        warning: left < 30,
        detail: `valid for ${left} days, until ${found.validTo}`,
        ...(left < 30 ? { mend: 'renew it soon; peers need no new invitation where the key stays' } : {}),
      },
    ]
  } catch (error) {
    return [{ check, ok: false, detail: asJuxtaError(error).message, mend: `put a PEM certificate at ${path}` }]
  }
}

const reachable = ({ host, port }: { host: string; port: number }): Promise<boolean> =>
  new Promise((done) => {
    const socket = connectTcp({ host: host === '0.0.0.0' ? '127.0.0.1' : host, port, timeout: 2000 })
    socket.once('connect', () => (socket.destroy(), done(true)))
    socket.once('error', () => done(false))
    socket.once('timeout', () => (socket.destroy(), done(false)))
  })

async function examine(dir: string): Promise<Finding[]> {
  const findings: Finding[] = []
  let settings: Settings
  try {
    settings = readSettings(dir, process.env).settings
    findings.push({ check: 'settings', ok: true, detail: `${settings.country}, ${settings.name}` })
  } catch (error) {
    return [
      {
        check: 'settings',
        ok: false,
        detail: asJuxtaError(error).message,
        mend: 'edit juxta.env; "juxta start --check" shows all settings',
      },
    ]
  }
  const paths = folder(settings.dataDir)
  let authority: X509Certificate | null = null
  try {
    authority = new X509Certificate(readText(paths.authority))
  } catch {
    // Named by the findings below.
  }
  findings.push(
    ...certificate('tls certificate', paths.tlsCertificate, authority),
    ...certificate('signing certificate', paths.signingCertificate, authority),
    ...certificate('authority', paths.authority, null),
  )
  try {
    const store = await openStore(settings.store, () => undefined)
    await store.check()
    const head = await store.log.head()
    findings.push({
      check: 'store',
      ok: true,
      detail: `${settings.store.split(':')[0]}, durable, log of ${head.size} leaves`,
    })
    await store.close()
  } catch (error) {
    findings.push({
      check: 'store',
      ok: false,
      detail: asJuxtaError(error).message,
      mend: 'is the database there, initialised and reachable?',
    })
  }
  const [window, exchange] = [await reachable(settings.windowListen), await reachable(settings.exchangeListen)]
  findings.push({
    check: 'window port',
    ok: true,
    warning: !window,
    detail: `${settings.windowListen.host}:${settings.windowListen.port} ${window ? 'answers' : 'does not answer'}`,
    ...(window ? {} : { mend: `juxta start --dir ${dir}` }),
  })
  findings.push({
    check: 'exchange port',
    ok: true,
    warning: !exchange,
    detail: `${settings.exchangeListen.host}:${settings.exchangeListen.port} ${exchange ? 'answers' : 'does not answer'}`,
    ...(exchange ? {} : { mend: `juxta start --dir ${dir}` }),
  })
  try {
    const client = await connect(dir)
    try {
      const ready = await client.request('GET', '/readyz').then(
        (r) => r.json<{ checks: Record<string, string> }>().checks,
        () => null,
      )
      if (client.running)
        findings.push({
          check: 'queue',
          ok: ready !== null,
          warning: ready?.['queue'] !== 'ok',
          detail: ready?.['queue'] ?? 'the node is not ready',
        })
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
            ...(step.turn
              ? { mend: step.turn === 'ours' ? 'it is our turn' : `it is the turn of ${peer.country}` }
              : {}),
          })
      }
      const { items: alerts } = (await client.request('GET', '/v1/alerts')).json<{
        items: { kind: string; detail: string }[]
      }>()
      findings.push({
        check: 'alerts',
        ok: true,
        warning: alerts.length > 0,
        detail:
          alerts.length === 0 ? 'none open' : `${alerts.length} open, newest: ${alerts[0]!.kind}: ${alerts[0]!.detail}`,
      })
    } finally {
      await client.close()
    }
  } catch (error) {
    findings.push({
      check: 'node',
      ok: false,
      detail: asJuxtaError(error).message,
      mend: 'mend what is named above first',
    })
  }
  return findings
}

export const doctor: Command = {
  usage: 'doctor --dir D',
  about:
    'Checks settings, clock, ports, store, queue, every certificate and each peer. Exit 0 where nothing is wrong, 1 where something is.',
  options: { dir: { type: 'string' } },
  async run(io, _positionals, values) {
    const findings = await examine(resolve(required(values, 'dir')))
    const ok = findings.every((f) => f.ok)
    if (io.json) io.out(JSON.stringify({ ok, findings }))
    else
      for (const { check, ok: good, warning, detail, mend } of findings) {
        io.out(`${good ? (warning ? 'warn' : 'ok  ') : 'FAIL'} ${check}: ${detail}`)
        if (mend) io.out(`     → ${mend}`)
      }
    return ok ? 0 : 1
  },
}
