/** Tallies: a signed count and digest of what was exchanged since the last one, so that a message that somebody suppressed is noticed. */
import { logIn } from '../store/log.ts'
import { messagesIn } from './messages.ts'
import { setsIn } from './sets.ts'
import { digestOf, newMessageId, type Country, type Digest } from '../values/ids.ts'
import type { Node } from '../node.ts'
import { ownLeaf } from '../store/leaves.ts'
import { signSet } from './signed-events.ts'

type Received = {
  /** The shard of the receiver's log; the one it writes now where it is not told. */
  shard: string | null
  from: number
  to: number
  count: number
  digest: Digest
  pending: readonly Digest[]
  digests?: readonly Digest[]
}

export const sumOf = (digests: readonly Digest[]): Digest => digestOf([...digests].sort().join('\n'))

/** Above this a list would not fit a body: the reconciliation of the logs finds the difference (log.md). */
const MAX_LISTED = 20_000

export function createTally(node: Node): {
  send(peer: Country): Promise<boolean>
  compare(peer: Country, tally: Received): Promise<void>
} {
  const { store, clock, queue } = node

  async function issue(peer: Country, body: Record<string, unknown>): Promise<void> {
    const now = clock.now()
    const jti = newMessageId(now)
    const jws = await signSet(node, 'tally', body, peer, jti, null)
    await setsIn(store).issue({
      set: { jti, event: 'tally', jws, message: null, manifestDigest: null },
      peer,
      leaf: ownLeaf('event', peer, jws),
      deliver: { priority: 8, expiresAt: now + 7 * 86_400_000 },
      at: now,
    })
    queue.wake(peer)
  }

  return {
    /** Says what `peer` receipted since the last tally, by the indexes of its own log, and what waits for it. False where there is nothing to say. */
    async send(peer) {
      const last = await messagesIn(store).tallied(peer)
      // One shard of its log at a time: what stands in the next one is said the next time.
      const shard = (await messagesIn(store).shardToTally(peer, last)) ?? last.shard
      const from = shard === last.shard ? last.index : 0
      // The end is read first: what the peer wrote before it is then either receipted or among what is pending, whatever settles meanwhile.
      const to = Math.max(from, ((await messagesIn(store).highestReceipt(peer, shard))?.index ?? -1) + 1)
      const { receipted, pending } = await messagesIn(store).digestsSent(peer, shard, from, to)
      if (receipted.length === 0 && pending.length === 0) return false
      const digests = receipted.map((r) => r.digest)
      const named = shard === '' ? {} : { shard }
      await issue(peer, { ...named, from, to, count: digests.length, digest: sumOf(digests), pending })
      await messagesIn(store).setTallied(peer, { shard, index: to })
      return true
    },

    async compare(peer, tally) {
      if (tally.digests) {
        // The other side's list of what it received from us in that range: every difference is one alert.
        const { receipted, pending } = await messagesIn(store).digestsSent(
          peer,
          tally.shard ?? '',
          tally.from,
          tally.to,
        )
        const theirs = new Set(tally.digests)
        const ours = new Set([...receipted.map((r) => r.digest), ...pending])
        for (const { digest, id } of receipted)
          if (!theirs.has(digest))
            await node.alert(
              'tally-missing',
              peer,
              `message ${id} (${digest}) was receipted, but ${peer} does not count it as received`,
            )
        for (const digest of theirs)
          if (!ours.has(digest))
            await node.alert(
              'tally-extra',
              peer,
              `${peer} counts ${digest} as received, which is not among the messages it receipted`,
            )
        return
      }
      // What the sender still waits for was taken here where only its receipt was lost; the next attempt brings it.
      const pending = new Set(tally.pending)
      const shard = tally.shard ?? (await logIn(store).head()).shard
      const received = (await messagesIn(store).digestsReceived(peer, shard, tally.from, tally.to)).filter(
        (d) => !pending.has(d),
      )
      if (received.length === tally.count && sumOf(received) === tally.digest) return
      await node.alert(
        'tally-difference',
        peer,
        `${peer} counts ${tally.count} messages receipted at ${tally.from} to ${tally.to}, this node ${received.length}`,
      )
      if (received.length > MAX_LISTED) return
      await issue(peer, {
        shard,
        from: tally.from,
        to: tally.to,
        count: received.length,
        digest: sumOf(received),
        pending: [],
        digests: received,
      })
    },
  }
}
