/** The publisher: signs a checkpoint over what was appended since the last one, and writes the tiles that grew. Any replica may; one at a time does. */
import { JuxtaError } from '../values/errors.ts'
import type { Clock } from '../values/clock.ts'
import type { LogStore, Published } from '../store/types.ts'
import { signCheckpoint } from '../log/checkpoint.ts'
import type { SignBytes, VerifierKey } from '../log/note.ts'
import { TileBuilder, type Tile } from '../log/tiles.ts'

export type PublisherNeeds = {
  readonly store: LogStore
  readonly clock: Clock
  /** The verifier key of a log, whose name is its origin. Fails where this node does not hold its private key. */
  keyOf(origin: string): Promise<VerifierKey>
  /** Signs with the key of a log. */
  sign(key: VerifierKey, bytes: Uint8Array): ReturnType<SignBytes>
}

const AT_ONCE = 4096

/** Answers the checkpoint that it published; null where the log has not grown, or another replica was faster. */
export function createPublisher({ store, clock, keyOf, sign }: PublisherNeeds): () => Promise<Published | null> {
  // The right edge of the tree that was published last, so that a round reads only what is new.
  let edge: { shard: string; builder: TileBuilder } | null = null
  let running: Promise<Published | null> | null = null

  async function publish(): Promise<Published | null> {
    const head = await store.head()
    const last = await store.published(head.shard)
    const from = last?.size ?? 0
    if (last && head.size <= from) return null
    const { shard, origin } = head
    const builder =
      edge?.shard === shard && edge.builder.size === from
        ? edge.builder
        : await TileBuilder.resume(from, ({ level, index }) => store.tile(shard, level, index))
    edge = null
    const tiles: Tile[] = []
    while (builder.size < head.size) {
      const leaves = await store.leaves(shard, builder.size, Math.min(AT_ONCE, head.size - builder.size))
      for (const { index, hash } of leaves) {
        if (index !== builder.size)
          throw new JuxtaError('internal', `the log ${origin} has no leaf ${builder.size}`, { rule: 'log-gap' })
        tiles.push(...builder.append(hash))
      }
      if (leaves.length === 0)
        throw new JuxtaError('internal', `the log ${origin} has no leaf ${builder.size}`, { rule: 'log-gap' })
    }
    const { size } = builder
    const root = builder.root()
    const at = clock.now()
    let note = ''
    const done = await store.publish(
      { shard, from: last ? from : null, size, root, tiles: [...tiles, ...builder.partial()], at },
      async () => {
        const key = await keyOf(origin)
        return (note = await signCheckpoint({ origin, size, root }, key, (bytes) => sign(key, bytes)))
      },
    )
    if (!done) return null
    edge = { shard, builder }
    return { shard, size, root, note, at }
  }

  return () => (running ??= publish().finally(() => (running = null)))
}
