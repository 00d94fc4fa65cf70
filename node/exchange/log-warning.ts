/**
 * A log that is proven to have two histories, or to have lost its end, is told to the other neighbours, so that whoever cheats is not the only one to know (log.md). What they
 * are told counts by its signatures alone, never by who tells it.
 */
import { contradictionOf } from '../log/contradiction.ts'
import { parseLater, type Told } from '../message/events.ts'
import { parseFinding, type Finding, type TwoViews } from '../message/finding.ts'
import type { Node } from '../node.ts'
import type { Tx } from '../store/tx.ts'
import { claimsOf, openJws, signJws } from '../seal/jws.ts'
import { openSecurityEvent, readSecurityEvent } from '../seal/security-event.ts'
import { isCountry, type Country } from '../values/country.ts'
import { asJuxtaError, JuxtaError } from '../values/errors.ts'
import { Members } from '../values/members.ts'
import { newMessageId } from '../values/id.ts'
import { isText } from '../values/text.ts'
import { MINUTE } from '../values/time.ts'
import { logsOf } from './logs-of.ts'
import { proveRollback } from './rollback.ts'
import { saidOfItself } from './sets.ts'
import { tellWarnings, warningsIn, warnOthers, type LogWarning } from './warn-others.ts'

/** Attacker-controlled. Fails with `malformed`. */
function parse(body: unknown): LogWarning {
  const m = new Members(body)
  const finding = m.optional('finding', isText(100_000), 'a finding (JWS)')
  const rollback = m.optional('rollback', isText(100_000), 'a SET')
  m.close()
  if (finding !== undefined && rollback === undefined) return { finding }
  if (rollback !== undefined && finding === undefined) return { rollback }
  throw new JuxtaError('malformed', 'a warning shows either a finding or a rollback', { rule: 'one-of' })
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

  /** Our own finding of two histories of a log, which whoever knows us and the log can verify. */
  function sign(origin: string, views: TwoViews): Promise<string> {
    const at = clock.now()
    const finding: Finding = {
      iss: own,
      iat: Math.floor(at / 1000),
      jti: newMessageId(at),
      kind: 'split-view',
      origin,
      notes: views.notes,
      ...(views.prefix_root === undefined || views.proof === undefined
        ? {}
        : { prefix_root: views.prefix_root, proof: views.proof }),
    }
    return signJws(node.signer, node.own.signingKey, 'juxta-finding+jwt', JSON.stringify(finding))
  }

  /** Two histories of a log of `owner` are proven: people are told, it is kept as a finding of our own, once for each log, and told to the other neighbours but `by`, from whom it was heard. */
  async function found(
    owner: Country,
    origin: string,
    views: TwoViews,
    what: string,
    by: Country | null = null,
  ): Promise<void> {
    const detail = `${what}, both signed by the log. The one:\n${views.notes[0]}\nthe other:\n${views.notes[1]}`
    // Of our own log the others hear from whoever found it.
    const known = owner === own ? null : await warningsIn(store).finding(origin)
    const finding = owner === own ? null : (known?.finding ?? (await sign(origin, views)))
    await relay(async (tx) => {
      await node.alert('split-view', owner === own ? null : owner, detail, origin, tx)
      return finding === null ? [] : warnOthers(node, tx, { owner, origin, warning: { finding } }, by)
    })
  }

  async function takeFinding(peer: Country, jws: string): Promise<void> {
    const { signing } = await logsOf(node, peer)
    const finding = parseFinding(claimsOf(await openJws(jws, 'juxta-finding+jwt', signing)))
    if (finding.iss !== peer) throw unproven('the finding is not that of the peer who shows it')
    const { origin } = finding
    const owner = await ownerOf(origin)
    contradictionOf(finding, (await logsOf(node, owner)).keys)
    await found(owner, origin, finding, `${peer} shows two histories of ${origin}`, peer)
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
      const known = (await saidOfItself(tx.db, 'received', owner, 'rollback')).some((t) => t.body['origin'] === origin)
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
        await ('finding' in warning ? takeFinding(peer, warning.finding) : takeForeignRollback(peer, warning.rollback))
      } catch (cause) {
        const error = asJuxtaError(cause)
        if (error.fault !== 'reject') throw error
        throw error.rule === 'unproven' && error.code === 'malformed' ? error : unproven(error.message, error)
      }
    },

    found,

    /** Tells what is known of logs to those who have not heard of it: who was away for long, was blocked, or became a neighbour since. */
    async tellAll(): Promise<void> {
      if (await warningsIn(store).any()) await relay((tx) => tellWarnings(node, tx.db))
    },
  }
}

export type LogWarnings = ReturnType<typeof createLogWarning>
