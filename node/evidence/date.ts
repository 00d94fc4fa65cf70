/** Has the newest checkpoint dated by a timestamp authority (RFC 3161), and dates it again before the authority's certificate runs out. */
import { randomBytes } from 'node:crypto'
import { asJuxtaError } from '../values/errors.ts'
import { sha256 } from '../values/digest.ts'
import { commitment } from '../log/entry.ts'
import { readCheckpoint } from '../log/checkpoint.ts'
import type { Node } from '../node.ts'
import { logIn } from '../store/log.ts'
import type { Published } from '../store/checkpoints.ts'
import { createTimestamp } from './timestamp.ts'

/** A token is followed by another so long before the certificate of its authority ends. */
export const RENEW_MS = 30 * 86_400_000
/** An authority whose certificate ends soon may have no other yet. */
export const RENEW_EVERY_MS = 3_600_000

/** Answers whether a timestamp was added. That the authority is away stops nothing: it raises an alert, and the next round tries again. */
export function createDate(node: Node, authority = createTimestamp(node)): (() => Promise<boolean>) | null {
  if (authority === null) return null
  const { country, clock } = node
  const log = logIn(node.store)

  async function isDue(published: Published, closed: boolean): Promise<boolean> {
    const last = await log.newestTimestamp(published.shard)
    if (!last) return published.size > 0
    // A closed shard is dated once over its last checkpoint; the leaf of that timestamp stands in a later shard, which is dated in its turn.
    if (closed) return last.size < published.size
    // The leaf of a timestamp grows the log by one: that alone is no reason for the next, but a certificate that ends is.
    const grown = published.size > last.size + 1
    const ends = last.validUntil - clock.now() < RENEW_MS && clock.now() - last.genTime >= RENEW_EVERY_MS
    return grown || (ends && published.size > last.leafIndex)
  }

  async function date(published: Published): Promise<void> {
    const { token, genTime, validUntil } = await authority!.date(sha256(readCheckpoint(published.note).note.text))
    const salt = randomBytes(32)
    await log.addTimestamp(
      { shard: published.shard, size: published.size, token, genTime, validUntil, salt },
      { kind: 'timestamp', peer: country, c: commitment('timestamp', salt, token) },
    )
  }

  return async () => {
    let added = false
    const current = (await log.head()).shard
    for (const { shard } of await log.shards()) {
      const published = await log.published(shard)
      if (!published || !(await isDue(published, shard !== current))) continue
      try {
        await date(published)
        await node.settle('timestamp', null)
        added = true
      } catch (cause) {
        const error = asJuxtaError(cause)
        if (error.fault === 'fatal' && error.code !== 'internal') throw error
        await node.alert('timestamp', null, `the timestamp authority did not date the log: ${error.message}`)
        return added
      }
    }
    return added
  }
}
