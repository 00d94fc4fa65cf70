/**
 * A log that is proven to have two histories, or to have lost its end, is told to the other neighbours, so that whoever cheats is not the only one to know (log.md). What they
 * are told counts by its signatures alone, never by who tells it.
 */
import { readCheckpoint } from '../log/checkpoint.ts'
import { parseLater, type Told } from '../message/events.ts'
import type { Node } from '../node.ts'
import type { Tx } from '../store/tx.ts'
import { openSecurityEvent, readSecurityEvent } from '../seal/security-event.ts'
import { isCountry, type Country } from '../values/country.ts'
import { asJuxtaError, JuxtaError } from '../values/errors.ts'
import { isArray, Members } from '../values/members.ts'
import { isText } from '../values/text.ts'
import { MINUTE } from '../values/time.ts'
import { logsOf } from './logs-of.ts'
import { proveRollback } from './rollback.ts'
import { toldOfItself } from './sets.ts'
import { tellWarnings, warningsIn, warnOthers, type LogWarning } from './warn-others.ts'

const isNotes = (v: unknown): v is [string, string] => isArray(v) && v.length === 2 && v.every(isText(20_000))

/** Attacker-controlled. Fails with `malformed`. */
function parse(body: unknown): LogWarning {
  const m = new Members(body)
  const notes = m.optional('notes', isNotes, 'two signed checkpoints')
  const rollback = m.optional('rollback', isText(100_000), 'a SET')
  m.close()
  if (notes !== undefined && rollback === undefined) return { notes }
  if (rollback !== undefined && notes === undefined) return { rollback }
  throw new JuxtaError('malformed', 'a warning shows either two checkpoints or a rollback', { rule: 'one-of' })
}

const unproven = (message: string, cause?: unknown): JuxtaError =>
  new JuxtaError('malformed', `the warning is not proven: ${message}`, { rule: 'unproven', cause })

/** Warnings of one peer that are judged in a minute. */
const MOST_A_MINUTE = 10

export function createLogWarning(node: Node) {
  const { clock, directory, store, country: own } = node
  const heard = new Map<Country, number[]>()

  /** Fails with `busy` where a peer warns more often than is judged. */
  function admit(peer: Country): void {
    const now = clock.now()
    const lately = (heard.get(peer) ?? []).filter((at) => at > now - MINUTE)
    if (lately.length >= MOST_A_MINUTE)
      throw new JuxtaError('busy', `more than ${MOST_A_MINUTE} warnings in a minute`, { retryAfter: 60 })
    heard.set(peer, [...lately, now])
  }

  /** Commits what lets others be told, and wakes their queues. */
  async function relay(work: (tx: Tx) => Promise<readonly Country[]>): Promise<void> {
    for (const peer of await store.transact(work)) node.queue.wake(peer)
  }

  async function ownerOf(origin: string): Promise<Country> {
    for (const country of [own, ...directory.all().map((p) => p.country)])
      if ((await logsOf(node, country)).owns(origin)) return country
    throw unproven('nobody here knows this log')
  }

  async function takeFork(peer: Country, notes: readonly [string, string]): Promise<void> {
    const { origin } = readCheckpoint(notes[0]).checkpoint
    const owner = await ownerOf(origin)
    const logs = await logsOf(node, owner)
    const [one, other] = [logs.checkpoint(notes[0]), logs.checkpoint(notes[1])]
    if (other.origin !== origin || one.size !== other.size || one.root.equals(other.root))
      throw unproven('the checkpoints do not contradict each other')
    const what = `${peer} shows two histories of ${origin}, both signed by the log. The one:\n${notes[0]}\nthe other:\n${notes[1]}`
    await relay(async (tx) => {
      await node.alert('split-view', owner === own ? null : owner, what, origin, tx)
      // Of our own log the others hear from whoever found it.
      return owner === own ? [] : warnOthers(node, tx, { owner, origin, warning: { notes } }, peer)
    })
  }

  async function takeForeignRollback(peer: Country, jws: string): Promise<void> {
    const { iss: owner } = readSecurityEvent(jws).claims
    // Nobody needs to be told what he has said himself.
    if (owner === own) return
    if (!isCountry(owner) || !directory.find(owner)) throw unproven('nobody here knows this log')
    const { event, body } = await openSecurityEvent(jws, (await logsOf(node, owner)).signing)
    const said = parseLater(event, body)
    if (said.event !== 'rollback') throw unproven(`a ${said.event} event says nothing of a log`)
    await proveRollback(node, owner, said satisfies Told<'rollback'>)
    const { origin, size } = said.body
    await relay(async (tx) => {
      const known = (await toldOfItself(tx.db, owner, 'rollback')).some((t) => t.body['origin'] === origin)
      if (known) return []
      const what = `${owner} has told ${peer} that its log ${origin} lost all from leaf ${size} on`
      await node.alert('log-warning', owner, `${what}:\n${jws}`, origin, tx)
      return warnOthers(node, tx, { owner, origin, warning: { rollback: jws } }, peer)
    })
  }

  return {
    /** Takes the body of a peer's `POST /v1/log-warning`. Fails with `malformed`, rule `unproven` where nothing shows it, and `busy`. */
    async take(peer: Country, body: unknown): Promise<void> {
      admit(peer)
      const warning = parse(body)
      try {
        await ('notes' in warning ? takeFork(peer, warning.notes) : takeForeignRollback(peer, warning.rollback))
      } catch (cause) {
        const error = asJuxtaError(cause)
        if (error.fault !== 'reject') throw error
        throw error.rule === 'unproven' && error.code === 'malformed' ? error : unproven(error.message, error)
      }
    },

    /** Tells the other neighbours of two histories of a log of `owner` that were found. */
    async tellFork(owner: Country, notes: readonly [string, string]): Promise<void> {
      const { origin } = readCheckpoint(notes[0]).checkpoint
      await relay((tx) => warnOthers(node, tx, { owner, origin, warning: { notes } }))
    },

    /** Tells what is known of logs to those who have not heard of it: who was away for long, was blocked, or became a neighbour since. */
    async tellAll(): Promise<void> {
      if (await warningsIn(store).any()) await relay((tx) => tellWarnings(node, tx.db))
    },
  }
}

export type LogWarnings = ReturnType<typeof createLogWarning>
