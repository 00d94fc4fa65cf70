/**
 * Between which leaves of our log a period lies, as others attest it: after the last checkpoint that a witness cosigned before the period began, up to the
 * first that it cosigned after the period had ended. Rounded outwards, so that nothing of the period is outside.
 */
import { logIn } from '../store/log.ts'
import { notes } from '../store/checkpoints.ts'
import type { Store } from '../store/store.ts'
import { completeNodes } from '../log/merkle.ts'
import { nodesFromTiles } from '../log/tiles.ts'
import { JuxtaError } from '../values/errors.ts'
import type { LeafRange } from './format.ts'
import { inspectionIn } from './rows.ts'

/** A range without the files of its leaves, which are written afterwards. */
export type Bounded = Omit<LeafRange, 'files'> & {
  /** Whether somebody attests that the range reaches to the end of the period. */
  readonly closed: boolean
}

type Cosigned = { readonly size: number; readonly time: number }

/** The last checkpoint that `witness` cosigned before the second `before`, since within that second it may have been after; its sizes and times rise together. */
async function lastBefore(
  store: Store,
  witness: string,
  shard: string,
  size: number,
  before: number,
): Promise<Cosigned | null> {
  let found: Cosigned | null = null
  for (let low = 0, high = size; low < high;) {
    const middle = Math.floor((low + high) / 2)
    const at = await inspectionIn(store).cosignedOver(witness, shard, middle)
    if (at && at.time < before) [found, low] = [at, at.size]
    else high = middle
  }
  return found
}

/** The range of one shard; `last`: no shard follows it. */
async function boundsOf(
  store: Store,
  { shard, origin, size }: { shard: string; origin: string; size: number },
  { from, to, witnesses, last }: { from: number; to: number; witnesses: readonly string[]; last: boolean },
): Promise<Bounded> {
  const log = logIn(store)
  const sizes = new Set<number>()
  const firsts: number[] = []
  const ends: number[] = []
  for (const witness of witnesses) {
    const before = await lastBefore(store, witness, shard, size, from)
    const inside = await lastBefore(store, witness, shard, size, to)
    const after = await inspectionIn(store).cosignedOver(witness, shard, inside?.size ?? 0)
    if (before) firsts.push(before.size)
    if (after) ends.push(after.size)
  }
  const closed = ends.length > 0
  if (!closed) {
    const newest = last ? await log.newestCosigned(shard) : await log.published(shard)
    if (!newest)
      throw new JuxtaError('log-unavailable', 'the log is not published yet', { rule: 'unpublished', retryAfter: 1 })
    ends.push(newest.size)
    const cosigned = await log.newestCosigned(shard)
    if (cosigned) sizes.add(cosigned.size)
  }
  const first = firsts.length > 0 ? Math.min(...firsts) : 0
  const end = Math.max(...ends)
  for (const found of [...firsts, ...ends]) sizes.add(found)
  const checkpoints: string[] = []
  for (const at of [...sizes].filter((s) => s >= first).sort((a, b) => a - b)) {
    const checkpoint = await log.checkpoint(shard, at)
    if (checkpoint) checkpoints.push(notes(checkpoint))
  }
  const nodes = nodesFromTiles(end, ({ level, index }) => log.tile(shard, level, index))
  return {
    origin,
    shard,
    first,
    end,
    edge: first === 0 ? [] : await nodes(completeNodes([0, first])),
    checkpoints,
    opening: null,
    closed,
  }
}

/**
 * The ranges of the shards in which the period lies, oldest first. `witnesses`: names of the witness keys that count, those of the peer only where there is no
 * other. Fails with `log-unavailable` before the first checkpoint.
 */
export async function boundPeriod(
  store: Store,
  period: { from: number; to: number },
  peerWitnesses: ReadonlySet<string>,
): Promise<Bounded[]> {
  const ranges: Bounded[] = []
  const shards = await logIn(store).shards()
  for (const [i, head] of shards.entries()) {
    const names = [...(await logIn(store).cosignedSizes(head.shard)).keys()]
    const independent = names.filter((name) => !peerWitnesses.has(name))
    const last = i === shards.length - 1
    const range = await boundsOf(store, head, {
      ...period,
      witnesses: independent.length > 0 ? independent : names,
      last,
    })
    // A shard that was closed and cosigned whole before the period began has nothing of it.
    if (!last && ranges.length === 0 && range.first === head.size) continue
    const opening = ranges.length > 0 ? await logIn(store).kept(head.shard, 0) : null
    ranges.push({ ...range, opening })
    if (range.closed) break
  }
  return ranges
}
