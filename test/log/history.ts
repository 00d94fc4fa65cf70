/** The history of a log, and another one of the same log. */
import { hash } from 'node:crypto'
import { signCheckpoint } from '../../node/log/checkpoint.ts'
import { CompactRange, proveConsistency } from '../../node/log/merkle.ts'
import { nodesFromTiles, TileBuilder, tilePath } from '../../node/log/tiles.ts'
import type { Seen } from '../../node/log/witness.ts'
import type { TestKey } from './note-keys.ts'

/** A log of 300 leaves; from leaf `forkAt` on, another history. */
export function historyOf({ key, sign }: Pick<TestKey, 'key' | 'sign'>, forkAt = Infinity) {
  const builder = new TileBuilder()
  const range = new CompactRange()
  const files = new Map<string, Buffer>()
  const roots = [range.root()]
  for (let i = 0; i < 300; i++) {
    const leaf = hash('sha256', `${i >= forkAt ? 'other' : 'leaf'} ${i}`, 'buffer')
    range.append(leaf)
    roots.push(range.root())
    for (const tile of [...builder.append(leaf), ...builder.partial()]) files.set(tilePath(tile), tile.bytes)
  }
  return {
    signed: (size: number) => signCheckpoint({ origin: key.name, size, root: roots[size]! }, key, sign),
    proof: (from: number, to: number) =>
      proveConsistency(
        from,
        to,
        nodesFromTiles(to, async (tile) => files.get(tilePath(tile)) ?? null),
      ),
    /** A hash tile by its path; null where there is none. */
    tile: (path: string): Buffer | null => files.get(path) ?? null,
    at: (size: number): Seen => ({ size, root: roots[size]! }),
  }
}
