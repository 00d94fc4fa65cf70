/** The publisher: signs a checkpoint over what was appended since the last one, and writes the tiles that grew. Any replica may; one at a time does. */
import { JuxtaError } from '../values/errors.ts'
import { renewOwn, type Node } from '../node.ts'
import { logIn } from '../store/log.ts'
import type { Published } from '../store/checkpoints.ts'
import { signCheckpoint } from '../log/checkpoint.ts'
import { parseVerifierKey, type VerifierKey } from '../log/note.ts'
import { TileBuilder, type Tile } from '../log/tiles.ts'

const AT_ONCE = 4096

/** Answers the checkpoint that it published; null where the log has not grown, or another replica was faster. */
export function createPublisher(node: Node): () => Promise<Published | null> {
  const { clock, signer, own } = node
  const store = logIn(node.store)
  /** The verifier key of the log that is written now. */
  async function keyOf(origin: string): Promise<VerifierKey> {
    await renewOwn(node)
    const key = parseVerifierKey(own.identity.log.vkey)
    if (origin !== key.name)
      throw new JuxtaError('settings-invalid', `the identity of this node names no key for the log ${origin}`, {
        rule: 'log-key',
      })
    return key
  }
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
        return (note = await signCheckpoint({ origin, size, root }, key, (bytes) =>
          signer.signNote(key.publicKey, bytes),
        ))
      },
    )
    if (!done) return null
    edge = { shard, builder }
    return { shard, size, root, note, at }
  }

  return () => (running ??= publish().finally(() => (running = null)))
}
