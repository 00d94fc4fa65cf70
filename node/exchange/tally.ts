/** Tallies: a signed count and digest of what was exchanged since the last one, so that a message that somebody suppressed is noticed. */
import type { BodyOf } from '../message/events.ts'
import { messagesIn } from './messages.ts'
import type { Node } from '../node.ts'
import { logIn } from '../store/log.ts'
import type { Tx } from '../store/tx.ts'
import type { Country } from '../values/country.ts'
import { digestOf, type Digest } from '../values/digest.ts'
import { DAY, HOUR } from '../values/time.ts'
import { issueSet } from './sets.ts'
import { newEvent } from './signed-events.ts'
import { setTallied, tallyRowsIn } from './tally-rows.ts'

/** What a peer counted. All attacker-controlled. */
export type Tally = BodyOf<'tally'>

export const sumOf = (digests: readonly Digest[]): Digest => digestOf([...digests].sort().join('\n'))

/** Above this a list would not fit a body: the reconciliation of the logs finds the difference (log.md). */
const MAX_LISTED = 20_000

/** Lists that a peer is sent. */
const LISTS_AN_HOUR = 20

/** Differences that an alert names; all are counted. */
const NAMED = 5

const some = (what: readonly string[]): string =>
  what.slice(0, NAMED).join(', ') + (what.length > NAMED ? ` and ${what.length - NAMED} more` : '')

export function createTally(node: Node): {
  send(peer: Country): Promise<boolean>
  compare(peer: Country, tally: Tally): Promise<(tx: Tx) => Promise<void>>
} {
  const { store, queue } = node
  const rows = tallyRowsIn(store)

  const UNTIL_MS = 7 * DAY
  /** When lists were sent to each peer: what a peer counts wrong on purpose costs it one tally, and us a list. */
  const listed = new Map<Country, number[]>()

  /** Whether another list may be sent to `peer` now. */
  function mayList(peer: Country): boolean {
    const now = node.clock.now()
    const lately = (listed.get(peer) ?? []).filter((at) => at > now - HOUR)
    if (lately.length >= LISTS_AN_HOUR) return false
    listed.set(peer, [...lately, now])
    return true
  }

  /** The other side's list of what it received from us in a range: one alert for each kind of difference, however many there are. */
  async function compareLists(
    peer: Country,
    { shard, from, to }: Tally,
    digests: readonly Digest[],
  ): Promise<(tx: Tx) => Promise<void>> {
    const { receipted, pending } = await rows.sent(peer, shard ?? '', from, to)
    const theirs = new Set(digests)
    const ours = new Set([...receipted.map((r) => r.digest), ...pending])
    const lacking = receipted.filter(({ digest }) => !theirs.has(digest))
    // What is reserved is counted and not named.
    const procedures = new Map((await messagesIn(store).proceduresOf(lacking.map(({ id }) => id))).map((m) => [m.id, m.procedure])) // prettier-ignore
    const missing = lacking.filter(({ id }) => !node.events.isReserved(procedures.get(id) ?? '')).map(({ digest, id }) => `${id} (${digest})`) // prettier-ignore
    const extra = [...theirs].filter((digest) => !ours.has(digest))
    return async (tx) => {
      if (lacking.length > 0) {
        const detail = `${peer} does not count as received what it has receipted: ${lacking.length} messages${missing.length > 0 ? `, ${some(missing)}` : ''}`
        await node.alert('tally-missing', peer, detail, '', tx)
      }
      if (extra.length > 0) {
        const detail = `${peer} counts as received what is not among the messages it receipted: ${extra.length} digests, ${some(extra)}`
        await node.alert('tally-extra', peer, detail, '', tx)
      }
    }
  }

  return {
    /** Says what `peer` receipted since the last tally, by the indexes of its own log, and what waits for it. False where there is nothing to say. */
    async send(peer) {
      const last = await rows.tallied(peer)
      // One shard of its log at a time: what stands in the next one is said the next time.
      const shard = (await rows.shardToTally(peer, last)) ?? last.shard
      const from = shard === last.shard ? last.index : 0
      // The end is read first: what the peer wrote before it is then either receipted or among what is pending, whatever settles meanwhile.
      const to = Math.max(from, ((await rows.highestReceipt(peer, shard))?.index ?? -1) + 1)
      const { receipted, pending } = await rows.sent(peer, shard, from, to)
      if (receipted.length === 0 && pending.length === 0) return false
      const digests = receipted.map((r) => r.digest)
      const named = shard === '' ? {} : { shard }
      const body = { ...named, from, to, count: digests.length, digest: sumOf(digests), pending }
      const event = await newEvent(node, 'tally', body, peer)
      await store.transact(async (tx) => {
        await issueSet(tx, event, { priority: 8, expiresAt: event.at + UNTIL_MS })
        await setTallied(tx.db, peer, { shard, index: to })
      })
      queue.wake(peer)
      return true
    },

    /**
     * Compares what a peer counted with what was received here. What follows, where they differ, is done in the transaction that keeps the event: people are told, and
     * the list waits for the peer.
     */
    async compare(peer, tally) {
      if (tally.digests) return compareLists(peer, tally, tally.digests)
      // What the sender still waits for was taken here where only its receipt was lost; the next attempt brings it.
      const pending = new Set(tally.pending)
      const shard = tally.shard ?? (await logIn(store).head()).shard
      const { from, to } = tally
      const received = (await rows.received(peer, shard, from, to)).filter((d) => !pending.has(d))
      const digest = sumOf(received)
      if (received.length === tally.count && digest === tally.digest) return async () => undefined
      const list =
        received.length > MAX_LISTED || !mayList(peer)
          ? null
          : await newEvent(
              node,
              'tally',
              { shard, from, to, count: received.length, digest, pending: [], digests: received },
              peer,
            )
      return async (tx) => {
        const detail = `${peer} counts ${tally.count} messages receipted at ${from} to ${to}, this node ${received.length}`
        await node.alert('tally-difference', peer, detail, '', tx)
        if (list) await issueSet(tx, list, { priority: 8, expiresAt: list.at + UNTIL_MS })
      }
    },
  }
}
