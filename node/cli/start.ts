/** `juxta start`: runs a node until it is told to end. It makes no key, schema or log. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { systemClock } from '../adapters/system-clock.ts'
import { assemble, type RunningNode } from '../assemble.ts'
import { hashSecret } from '../http/window-auth.ts'
import type { NodeOptions } from '../node.ts'
import { byCommand, COMMAND_LINE, onRecord } from '../operate/audit.ts'
import { keysIn } from '../peers/registry.ts'
import { unusable } from '../store/faults.ts'
import type { Store } from '../store/store.ts'
import { readSettings, type Read } from '../operate/settings.ts'
import type { Identity } from '../message/identity.ts'
import { JuxtaError } from '../values/errors.ts'
import { type Command, DIR, flag, type Io, optional, required, text, usage } from './command.ts'
import type { Finding } from './examine.ts'

/** How long a node may take to open, and what a failed start has opened to close, in milliseconds: whoever starts it is told in ten seconds. */
const OPENING_MS = 7000
const CLOSING_MS = 1000

/** Fails with `settings-invalid` where the store, the only one that is waited for, keeps silent. */
async function openInTime(options: NodeOptions): Promise<RunningNode> {
  const waiting = new AbortController()
  const silence = setTimeout(OPENING_MS, null, { signal: waiting.signal }).then(() => {
    throw new JuxtaError(
      'settings-invalid',
      `the store cannot be used: timeout, it said nothing for ${OPENING_MS} ms`,
      {
        pointer: '/JUXTA_STORE',
        rule: 'store',
      },
    )
  })
  try {
    return await Promise.race([assemble(options), silence])
  } finally {
    silence.catch(() => undefined)
    waiting.abort()
  }
}

/** Fails where nobody beside the command line is there: the key in `file` is an operator's, of another client, and counts. */
async function checkSecondPerson(store: Store, file: string | undefined): Promise<void> {
  if (file === undefined)
    throw usage('this node wants two persons to accept a rollback: --second-key-file holds the key of the second')
  const row = await keysIn(store).keyByHash(hashSecret(readFileSync(file, 'utf8').trim()))
  const counts = row !== null && row.revokedAt === null && row.expiresAt > systemClock.now()
  if (!counts || !row.roles.includes('operator') || row.client === COMMAND_LINE)
    throw new JuxtaError('forbidden', 'the second key is no valid operator key of another client', {
      rule: 'two-persons',
    })
  await onRecord(
    { store, clock: systemClock },
    { ...byCommand('confirm rollback'), key: row.id, client: row.client },
    () => Promise.resolve(),
  )
}

/** Says all that is wrong, also where the node does not even open. */
async function check(io: Io, { settings }: Read): Promise<number> {
  const { examineClock, examineKeys } = await import('./examine.ts')
  const opened: Finding[] = []
  let identity: Identity | null = null
  try {
    const node = await openInTime({ settings, onFatal: () => undefined })
    try {
      await node.store.check()
      identity = node.own.identity
      opened.push(await examineClock(node.store, Date.now()))
    } finally {
      await node.stop()
    }
  } catch (error) {
    const { message, members } = unusable(error)
    opened.push({ check: 'start', ok: false, detail: message, mend: String(members['mend'] ?? 'juxta doctor') })
  }
  // Whether there is an identity is not known of a node that does not open.
  const kept = (await examineKeys(settings, identity)).filter((f) => identity || f.check !== 'identity')
  const findings = [...opened, ...kept]
  const faults = findings.filter((f) => !f.ok)
  const shown = settings.shown.filter((s) => s.value !== null).map(({ fallback: _fallback, ...said }) => said)
  if (io.json) io.out(JSON.stringify({ ok: faults.length === 0, settings: shown, findings }))
  else {
    for (const { name, value, from, doc } of shown) io.out(`${name}=${value}    # ${doc} (${from})`)
    for (const { check, detail, mend } of faults) io.error(`FAIL ${check}: ${detail}\n     → ${mend}`)
  }
  return faults.length === 0 ? 0 : 1
}

export const start: Command = {
  usage: 'start --dir D [--check] [--accept-rollback "reason" [--second-key-file F]]',
  about: `Runs the node. With --check: validates settings, keys, certificates and store, prints the settings with secrets hidden, and exits.
A node whose neighbours know a longer log than it holds (it was restored from an older copy) refuses to start. With --accept-rollback it goes on in a new
log, whose first leaf commits to what a neighbour has seen, and has its neighbours send again what they had sent since; where no neighbour that has
witnessed its log says what it has seen, and nothing new is taken for that, it goes on all the same, on record, and stops when one shows more. Where
JUXTA_TWO_PERSONS names rollback, a second person is there: F holds the secret of an operator key of another client than the command line.`,
  options: {
    ...DIR,
    check: flag('says whether everything is right, and ends'),
    'accept-rollback': text('REASON', 'goes on in a new log after an older copy was restored'),
    'second-key-file': text('FILE', 'holds the key of the second person for that'),
  },
  example: 'start --dir xa',
  async run(io, _positionals, values) {
    const read = readSettings(resolve(required(values, 'dir')), process.env)
    if (values['check']) return check(io, read)
    const { settings } = read
    let failed: (code: number) => void = () => undefined
    const ended = new Promise<number>((done) => (failed = done))
    let opened: RunningNode | null = null
    const node = await openInTime({
      settings,
      onFatal: (error) => {
        // Of one that does not open the fault is what opening it fails with.
        if (!opened) return
        opened.logger.fatal({ err: error, code: error.code }, 'the node stops: recovery is the ordinary start')
        // Nothing that is in memory may be answered any more.
        setImmediate(() => process.exit(70))
        failed(70)
      },
    })
    opened = node
    const acceptRollback = optional(values, 'accept-rollback')
    if (acceptRollback?.trim() === '') throw usage('--accept-rollback wants a reason')
    try {
      if (acceptRollback !== undefined && settings.twoPersons.includes('rollback'))
        await checkSecondPerson(node.store, optional(values, 'second-key-file'))
      await node.start(acceptRollback === undefined ? {} : { acceptRollback })
    } catch (error) {
      await Promise.race([node.close().catch(() => undefined), setTimeout(CLOSING_MS, null, { ref: false })])
      throw error
    }
    node.logger.info({ window: node.window.listeningOrigin, exchange: settings.exchangeUrl, pid: process.pid }, 'ready')
    let asked = false
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.on(signal, () => {
        if (asked) process.exit(1)
        asked = true
        node.logger.info({ signal }, 'stopping')
        node.stop().then(
          () => failed(0),
          (error: unknown) => {
            node.logger.error({ err: error }, 'stopping failed')
            failed(1)
          },
        )
      })
    // Started with a channel by a program of ours: it ends with it.
    if (process.send) {
      const end = (): boolean => process.kill(process.pid, 'SIGTERM')
      if (process.connected) process.once('disconnect', end)
      else end()
      void ended.then(() => {
        process.off('disconnect', end)
        if (process.connected) process.disconnect()
      })
    }
    process.on('SIGHUP', () => {
      node.reload().then(
        () => node.logger.info('certificates and keys of TLS read again; settings are read at a start'),
        (error: unknown) => node.logger.error({ err: error }, 'certificates could not be read again'),
      )
    })
    return ended
  },
}
