/** Tallies: a signed count and digest of what was exchanged since the last one, so that a message that somebody suppressed is noticed. */
import type { BodyOf } from '../message/events.ts'
import type { Node } from '../node.ts'
import { logIn } from '../store/log.ts'
import type { Tx } from '../store/tx.ts'
import type { Country } from '../values/country.ts'
import { digestOf, type Digest } from '../values/digest.ts'
import { issueSet } from './sets.ts'
import { newEvent } from './signed-events.ts'
import { setTallied, tallyRowsIn } from './tally-rows.ts'

/** What a peer counted. All attacker-controlled. */
export type Tally = BodyOf<'tally'>

export const sumOf = (digests: readonly Digest[]): Digest => digestOf([...digests].sort().join('\n'))

/** Above this a list would not fit a body: the reconciliation of the logs finds the difference (log.md). */
const MAX_LISTED = 20_000

/** Differences that an alert names; all are counted. */
const NAMED = 5

const some = (what: readonly string[]): string =>
  what.slice(0, NAMED).join(', ') + (what.length > NAMED ? ` and ${what.length - NAMED} more` : '')

export function createTally(node: Node): {
  send(peer: Country): Promise<boolean>
  compare(peer: Country, tally: Tally): Promise<void>
} {
  const { store, queue } = node
  const rows = tallyRowsIn(store)

  async function issue(peer: Country, body: Tally, also: (tx: Tx) => Promise<void>): Promise<void> {
    const event = await newEvent(node, 'tally', body, peer)
    await store.transact(async (tx) => {
      await issueSet(tx, event, { priority: 8, expiresAt: event.at + 7 * 86_400_000 })
      await also(tx)
    })
    queue.wake(peer)
  }

  /** The other side's list of what it received from us in a range: one alert for each kind of difference, however many there are. */
  async function compareLists(peer: Country, { shard, from, to }: Tally, digests: readonly Digest[]): Promise<void> {
    const { receipted, pending } = await rows.sent(peer, shard ?? '', from, to)
    const theirs = new Set(digests)
    const ours = new Set([...receipted.map((r) => r.digest), ...pending])
    const missing = receipted.filter(({ digest }) => !theirs.has(digest)).map(({ digest, id }) => `${id} (${digest})`)
    const extra = [...theirs].filter((digest) => !ours.has(digest))
    if (missing.length > 0)
      await node.alert(
        'tally-missing',
        peer,
        `${peer} does not count as received what it has receipted: ${missing.length} messages, ${some(missing)}`,
      )
    if (extra.length > 0)
      await node.alert(
        'tally-extra',
        peer,
        `${peer} counts as received what is not among the messages it receipted: ${extra.length} digests, ${some(extra)}`,
      )
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
      await issue(peer, body, ({ db }) => setTallied(db, peer, { shard, index: to }))
      return true
    },

    /** Compares what a peer counted with what was received here, and sends the list where they differ. */
    async compare(peer, tally) {
      if (tally.digests) return compareLists(peer, tally, tally.digests)
      // What the sender still waits for was taken here where only its receipt was lost; the next attempt brings it.
      const pending = new Set(tally.pending)
      const shard = tally.shard ?? (await logIn(store).head()).shard
      const { from, to } = tally
      const received = (await rows.received(peer, shard, from, to)).filter((d) => !pending.has(d))
      if (received.length === tally.count && sumOf(received) === tally.digest) return
      await node.alert(
        'tally-difference',
        peer,
        `${peer} counts ${tally.count} messages receipted at ${from} to ${to}, this node ${received.length}`,
      )
      if (received.length > MAX_LISTED) return
      const digest = sumOf(received)
      const body = { shard, from, to, count: received.length, digest, pending: [], digests: received }
      await issue(peer, body, async () => undefined)
    },
  }
}
