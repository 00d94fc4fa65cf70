/** The composition root: lays the ground, opens the rooms on it, and says in which order a node starts and stops. Everything is passed in here and nowhere else. */
import { outboxIn } from './exchange/outbox.ts'
import { followCases, openCases } from './assemble/cases.ts'
import { layGround, type AssembleOptions } from './assemble/ground.ts'
import { openMessages } from './assemble/messages.ts'
import { openProof } from './assemble/proof.ts'
import { openExchange, openWindow } from './assemble/sides.ts'
import { JuxtaError } from './values/errors.ts'
import { reloadTls } from './http/mtls.ts'
import { startRounds } from './operate/rounds.ts'

export type Node = Awaited<ReturnType<typeof assemble>>

export async function assemble(options: AssembleOptions) {
  const { onFatal } = options
  const ground = await layGround(options)
  const { settings, country, clock, log, store, events, signer, own, directory, queue, wake, transport, life } = ground
  const cases = openCases(ground)
  const messages = openMessages(ground, cases.enter)
  const views = followCases(ground, cases, messages)
  const proof = openProof(ground, messages)
  const window = openWindow(ground, messages, cases, views, proof)
  const exchange = openExchange(ground, messages, proof)
  const { courier, tally, owner } = messages
  const { publish, judgeOwnLog, witness, retain } = proof

  let stopRounds: () => Promise<void> = async () => undefined
  let shown = ground.tlsMaterial()
  const reload = async (): Promise<void> => {
    const material = ground.tlsMaterial()
    reloadTls(exchange.app, material)
    shown = material
    await transport.forget()
  }
  directory.onChange(async () => {
    await own.refresh()
    queue.watch(directory.all().map((p) => p.country))
    await reload()
  })

  return {
    settings,
    country,
    store,
    directory,
    events,
    courier,
    log,
    window: window.app,
    exchange: exchange.app,
    signer,
    own,
    reload,
    tally,
    publish,
    judgeOwnLog,
    witness,
    retain,

    nextShard: proof.nextShard,

    /**
     * Listens and works. The exchange side opens only after the store was checked. `acceptRollback`: why a log that lost its end goes on under another
     * name; without it the node refuses.
     */
    async start({ acceptRollback }: { acceptRollback?: string } = {}): Promise<void> {
      await store.check()
      queue.watch(directory.all().map((p) => p.country))
      // The witness port opens first, so that two nodes that start at once can answer each other.
      await exchange.app.listen({ host: settings.exchangeListen.host, port: settings.exchangeListen.port })
      // One process owns an embedded store: all leases are void.
      await outboxIn(store).releaseLeases(settings.store.startsWith('sqlite:') ? null : owner)
      try {
        await judgeOwnLog(acceptRollback ?? null)
      } catch (error) {
        await exchange.app.close()
        throw error
      }
      await queue.start((peer) => courier.drain(peer))
      await window.app.listen({ host: settings.windowListen.host, port: settings.windowListen.port })
      // Whoever has something for us need not wait for the end of a pause.
      for (const { country: peer, state } of directory.all())
        if (state === 'active')
          void transport.request(peer, { method: 'GET', path: '/v1/ping', timeoutMs: 5000 }).catch(() => undefined)
      stopRounds = startRounds({
        sweepMs: settings.sweepMs,
        tallyMs: settings.tallySeconds * 1000,
        dateMs: settings.tsaSeconds * 1000,
        clock,
        sweep: async () => {
          for (const peer of (await outboxIn(store).duePeers(clock.now())).peers) wake(peer)
        },
        async refresh() {
          await directory.refresh()
          // A renewed certificate or a new key is taken as soon as both lie in the folder, by every replica.
          const { certificate, key } = ground.tlsMaterial()
          if (certificate !== shown.certificate || key !== shown.key) await reload()
          if (proof.unsure() !== null) await proof.judgeOwnLog()
        },
        cases: views.follow,
        publish: async () => void (await publish()),
        cosign: () => witness.submit(),
        retain: async () => void (await retain.round()),
        date: async () => void (await proof.date?.()),
        tally: async () => {
          for (const peer of directory.all())
            if (peer.state === 'active') {
              await messages.introduce.lookAgain(peer.country)
              await tally.send(peer.country)
            }
        },
        failed: (round, error) => {
          log.error({ err: error }, `the round ${round} failed`)
          if (error instanceof JuxtaError && (error.code === 'store-failed' || error.rule === 'rollback'))
            onFatal(error)
        },
      })
    },

    /** Lets go of what was opened, of a node that was not started. */
    async close(): Promise<void> {
      await queue.close()
      await transport.close()
      await store.close()
    },

    /** Ends in order: nothing new is taken, what is in flight is finished, then the store closes. */
    async stop(): Promise<void> {
      life.stopping = true
      await stopRounds()
      await views.traderFeed.stop()
      await queue.close()
      await Promise.race([courier.stop(), new Promise((resolve) => setTimeout(resolve, 10_000).unref())])
      await outboxIn(store)
        .releaseLeases(owner)
        .catch(() => undefined)
      await Promise.all([window.app.close(), exchange.app.close()])
      // What was appended last is published too, so that an export of the stopped folder has it.
      if (proof.unsure() === null)
        await publish().catch((error: unknown) => log.warn({ err: error }, 'the last checkpoint failed'))
      await transport.close()
      await store.close()
    },
  }
}
