/** The composition root: opens the rooms on the Node, and says in which order they start and stop. */
import { setTimeout } from 'node:timers/promises'
import { openCases } from './cases/cases.ts'
import { Procedures } from './cases/procedures.ts'
import { openProcedures, SLICES } from './procedures/procedures.ts'
import { versionsOf, type Slice } from './procedures/slice.ts'
import { openWindow } from './window/window.ts'
import { openEvidence } from './evidence/evidence.ts'
import { openExchange, openExchangeSide } from './exchange/exchange.ts'
import { createServiceLevels } from './exchange/service-levels.ts'
import { createWatch } from './exchange/watch.ts'
import { eraseLeftovers } from './exchange/leftovers.ts'
import { outboxIn } from './exchange/outbox.ts'
import { putBackLeft } from './exchange/put-back.ts'
import { closer } from './http/closing.ts'
import { listenLocally } from './http/local-socket.ts'
import { reloadTls, reloadWindowTls } from './http/mtls.ts'
import { openNode, type Node, type NodeOptions } from './node.ts'
import { byCommand, onRecord } from './operate/audit.ts'
import { toldIn } from './operate/change-rows.ts'
import { processesIn } from './operate/processes.ts'
import { startRounds } from './operate/rounds.ts'
import { SCHEMA } from './schema.ts'
import { ownLeaf } from './store/leaves.ts'
import { logIn } from './store/log.ts'
import { isOfStore, unusable } from './store/faults.ts'
import { openWebhooks } from './webhooks/webhooks.ts'
import { webhooksIn } from './webhooks/webhook-rows.ts'
import { asJuxtaError, JuxtaError } from './values/errors.ts'

/** A Node with its rooms, which can be started. */
export type RunningNode = Awaited<ReturnType<typeof assemble>>

/**
 * `slices`: what procedures it knows, where they are others than those of this release: what a node of another release is tried with. `listsWaitMs`: how long a list waits
 * for what came before it was asked for, where that is another time.
 */
export type AssembleOptions = NodeOptions & { readonly slices?: readonly Slice[]; readonly listsWaitMs?: number }

export async function assemble(options: AssembleOptions) {
  const opened = await openNode(options, SCHEMA)
  const rooms = await openRooms(opened, options).catch(async (error: unknown) => {
    await letGo(opened)
    throw error
  })
  const { node, cases, exchange, evidence, procedures, window, peerSide } = rooms
  const { settings, logger, store, directory, queue, transport } = node
  const { courier, admission } = exchange
  const tls = showTls(rooms)
  directory.onChange(async () => {
    await node.own.refresh()
    queue.watch(directory.all().map((p) => p.country))
    await tls.show()
  })

  const closers = [closer(window), closer(peerSide)]
  let stopRounds: (() => Promise<void>) | null = null
  let stopLocal: () => Promise<void> = async () => undefined
  return {
    ...node,
    ...exchange,
    ...evidence,
    window,
    watch: rooms.watch,
    levels: rooms.levels,
    exchange: peerSide,
    reload: tls.reload,
    judgeOwnLog: () => judgeOwnLog(rooms, null),

    /**
     * Listens and works. The exchange side opens only after the store was checked. `acceptRollback`: why a log that lost its end goes on under another
     * name, without which the node refuses, or why one that no neighbour confirms goes on.
     */
    async start({ acceptRollback }: { acceptRollback?: string } = {}): Promise<void> {
      try {
        store.own()
        await store.check()
        queue.watch(directory.all().map((p) => p.country))
        // The witness port opens first, so that two nodes that start at once can answer each other.
        await listen(peerSide, settings.exchangeListen, 'JUXTA_EXCHANGE_LISTEN')
        // One process owns an embedded store: all leases are void.
        const predecessor = settings.store.startsWith('sqlite:') ? null : node.owner
        await outboxIn(store).releaseLeases(predecessor)
        await webhooksIn(store).release(predecessor)
        await judgeOwnLog(rooms, acceptRollback ?? null)
        await listen(window, settings.windowListen, 'JUXTA_WINDOW_LISTEN')
        stopLocal = await listenLocally(window, node.paths.socket)
      } catch (error) {
        // Not half open: neither side answers for a node that does not work.
        await Promise.all([peerSide.close(), window.close()])
        store.disown()
        throw unusable(error)
      }
      await queue.start((peer) => courier.drain(peer))
      greet(node)
      stopRounds = goRound(rooms, tls)
    },

    /** Lets go of what was opened, of a node that was not started. */
    async close(): Promise<void> {
      await cases.close()
      await exchange.publicWitnesses.close()
      await rooms.webhooks.close()
      await letGo(node)
    },

    /** Ends in order: nothing new is taken, what is in flight is finished, then the store closes. */
    async stop(): Promise<void> {
      node.leaving.abort()
      // Those who lead others here hear first that they must not; they are answered until they have heard it.
      if (stopRounds) await setTimeout(settings.drainMs)
      node.ending.abort()
      // All are told at once: a round that brings cases to where the log is goes on under load until their runner is told to end.
      const work = Promise.allSettled([
        stopRounds?.(),
        rooms.webhooks.stop(),
        procedures.stop(),
        courier.stop(),
        queue.close(),
      ])
      await Promise.all([...closers.map((close) => close(CLOSING_MS)), stopLocal(), soon(work)])
      // Whoever still waits for a peer that keeps silent waits no longer.
      await Promise.all([transport.close(), exchange.publicWitnesses.close()])
      await soon(work)
      await Promise.all([outboxIn(store).releaseLeases(node.owner), processesIn(store).ended(node.owner)]).catch(
        () => undefined,
      )
      await cases.close()
      // What was appended last is published too, so that an export of the stopped folder has it.
      if (admission.unsure === null)
        await evidence.publish().catch((error: unknown) => logger.warn({ err: error }, 'the last checkpoint failed'))
      await store.close()
    },
  }
}

/** How long what is being answered, or under way to a peer, may take when the node stops, in milliseconds: a supervisor kills after ten seconds. */
const CLOSING_MS = 3000

/** Waits for `work`, but not for long. */
const soon = (work: Promise<unknown>): Promise<unknown> =>
  Promise.race([work, setTimeout(CLOSING_MS, null, { ref: false })])

/** Lets go of what a node has opened. */
async function letGo({ queue, transport, store }: Node): Promise<void> {
  await queue.close()
  await transport.close()
  await store.close()
}

type Rooms = Awaited<ReturnType<typeof openRooms>>

async function openRooms(node: Node, { between, slices = SLICES, listsWaitMs }: AssembleOptions) {
  const cases = openCases(node, new Procedures(slices.flatMap(versionsOf)))
  const exchange = openExchange(node, cases.enter, between?.judge)
  const procedures = openProcedures(slices, cases, exchange, listsWaitMs)
  const evidence = openEvidence(node)
  const webhooks = openWebhooks(node, cases.procedures.reserved)
  const levels = createServiceLevels(node, procedures.away)
  const window = openWindow(node, { cases, exchange, procedures, evidence, webhooks, levels }).app
  const peerSide = openExchangeSide(node, exchange, between?.routes).app
  const watch = createWatch(node, exchange.courier, levels)
  return { watch, levels, node, cases, exchange, procedures, evidence, webhooks, window, peerSide }
}

const ACCEPTS = 'start --accept-rollback'

/** `reason`: why a log that lost its end goes on under another name, or one that nobody confirms goes on; null where nobody has ordered that. */
const judgeOwnLog = ({ node, exchange, evidence }: Rooms, reason: string | null): Promise<void> =>
  exchange.admission.judge(
    reason === null
      ? null
      : {
          async goOn({ peer, checkpoint, detail }) {
            const order = { reason, by: ACCEPTS, keepKey: true, lost: { peer, checkpoint } }
            const { origin } = await onRecord(node, byCommand(ACCEPTS, peer), () => evidence.nextShard(order))
            await node.alert('log-rollback', peer, `${detail}; accepted: ${reason}; the log goes on as ${origin}`)
          },
          async goOnUnconfirmed(silent) {
            const order = JSON.stringify({
              action: 'go on unconfirmed',
              reason,
              silent,
              by: ACCEPTS,
              at: node.clock.now(),
            })
            await onRecord(node, byCommand(ACCEPTS, silent.join()), () =>
              logIn(node.store).append(ownLeaf('operator', node.country, order)),
            )
          },
        },
  )

/** The certificates that the node shows, to peers and to Single Windows. */
function showTls({ node, peerSide, window }: Rooms) {
  /** Shows what is in use, to those whom the node trusts now. */
  async function show(): Promise<void> {
    reloadTls(peerSide, node.tlsMaterial())
    await node.transport.forget()
  }
  /** Why the newest files of a side do not count, which is said once; null: they do. Before the first look nobody knows what an alert is open for. */
  const said = new Map<string, string | null>()
  async function renewed(side: 'exchange' | 'window', again: boolean): Promise<boolean> {
    try {
      const isNew = node.tls[side]?.renew() ?? false
      if (again || said.get(side) !== null) await node.settle('tls-files', null, side)
      said.set(side, null)
      return isNew
    } catch (error) {
      const { message } = asJuxtaError(error)
      if (again || said.get(side) !== message)
        await node.alert(
          'tls-files',
          null,
          `the ${side} side keeps its certificate, because the new one does not hold: ${message}`,
          side,
        )
      said.set(side, message)
      return false
    }
  }
  /** Takes what lies in the folder and holds; what does not is an alert, and the old stays. `again`: an operator has asked for it. */
  async function renew(again = false): Promise<void> {
    if (await renewed('exchange', again)) await show()
    if (await renewed('window', again)) reloadWindowTls(window, node.tls.window!.used())
  }
  return {
    show,
    /** A renewed certificate or a new key is taken as soon as both lie in the folder, by every replica. */
    renew: () => renew(),
    reload: () => renew(true),
  }
}

/** What is done again and again while the node works; answers what ends it. */
function goRound(rooms: Rooms, tls: ReturnType<typeof showTls>): () => Promise<void> {
  const { node, exchange, evidence, procedures } = rooms
  const { settings, clock, logger, store, directory, queue } = node
  const { tally, witness, admission } = exchange
  return startRounds({
    sweepMs: settings.sweepMs,
    tallyMs: settings.tallySeconds * 1000,
    dateMs: settings.tsaSeconds * 1000,
    clock,
    sweep: async () => {
      await putBackLeft(store, clock.now())
      for (const peer of await outboxIn(store).duePeers(clock.now())) queue.wake(peer)
      // What a process that died has not told any more.
      await toldIn(store).tellKept()
    },
    async refresh() {
      await directory.refresh()
      await tls.renew()
      await node.quotas.round()
      if (admission.unconfirmed) await judgeOwnLog(rooms, null)
    },
    cases: () => procedures.round(),
    webhooks: () => rooms.webhooks.round(),
    publish: async () => void (await evidence.publish()),
    cosign: () => witness.submit(),
    cosignBeyond: () => exchange.publicWitnesses.submit(),
    watch: rooms.watch,
    levels: () => rooms.levels.round(),
    async retain() {
      await evidence.retain.round()
      await evidence.retain.auditRound()
      await evidence.clean.round()
    },
    clean: () => eraseLeftovers(store, clock.now() - settings.uploadHours * 3_600_000),
    async audit() {
      // Nothing is appended to a log that may have lost its end.
      if (admission.unsure === null) await evidence.audit.round()
    },
    async date() {
      await evidence.date?.()
      await evidence.signatureTimes.renew()
    },
    revocation: async () => void (await evidence.revocation.round()),
    tally: async () => {
      await exchange.logWarnings.tellAll()
      for (const peer of directory.all())
        if (peer.state === 'active') {
          await node.introduce.lookAgain(peer.country)
          await tally.send(peer.country)
        }
      const active = directory.all().filter(({ state }) => state === 'active')
      await Promise.all(active.map(({ country }) => exchange.witnessed.compare(country)))
    },
    failed: (round, error) => {
      logger[isOfStore(error) ? 'warn' : 'error']({ err: error }, `the round ${round} failed`)
      if (error instanceof JuxtaError && error.rule === 'rollback') node.fatal(error)
    },
  })
}

/** Fails with `settings-invalid` where the address cannot be listened at. */
async function listen(
  side: { listen(at: { host: string; port: number }): Promise<unknown> },
  { host, port }: { host: string; port: number },
  setting: string,
): Promise<void> {
  try {
    await side.listen({ host, port })
  } catch (error) {
    const { message } = error as Error
    throw new JuxtaError('settings-invalid', `nothing can be served at ${setting}: ${message}`, {
      pointer: `/${setting}`,
      rule: 'listen',
      cause: error,
    })
  }
}

/** Whoever has something for us need not wait for the end of a pause. */
function greet({ directory, transport }: Node): void {
  for (const { country, state } of directory.all())
    if (state === 'active')
      void transport.request(country, { method: 'GET', path: '/v1/ping', timeoutMs: 5000 }).catch(() => undefined)
}
