/** What our own log shows of a message: its leaves in every shard that has one, the checkpoints over them, and the timestamps over those. */
import { JuxtaError } from '../values/errors.ts'
import { proveConsistency, type NodeReader } from '../log/merkle.ts'
import { nodesFromTiles } from '../log/tiles.ts'
import { notes, type Cosigned } from '../store/checkpoints.ts'
import type { LogPlace, LogStore, TimestampRow } from '../store/log.ts'
import type { Before, EvidencePieces, ProvenLeaf, Subject, TimestampEvidence } from './bundle.ts'

/** Where a leaf stands that the bundle shows; `salt` where it is not the message's. */
export type Wanted = LogPlace & { readonly of: Subject; readonly salt?: Buffer }

/** What a bundle holds of our own log, and the checkpoints in it, of which its reader has to know the witnesses. */
export type OwnLog = {
  readonly logs: readonly EvidencePieces['logs'][number][]
  readonly timestamps: readonly TimestampEvidence[]
  readonly cosigned: readonly Cosigned[]
}

/**
 * The first timestamp over a leaf, and as long as there is one, the newest over the leaf of the one before that was made before the certificate of that ended:
 * only such a one shows that the one before had been there in time. The leaf of a timestamp may stand in a later shard than what it dates.
 */
async function stampsOver(log: LogStore, { shard, index }: LogPlace): Promise<TimestampRow[]> {
  const stamps = [await log.timestampOver(shard, index)].filter((s) => s !== null)
  for (let last = stamps[0]; last;) {
    const newest = await log.timestampBy(last.leafShard, last.validUntil)
    if (
      !newest ||
      newest.size <= last.leafIndex ||
      stamps.some((s) => s.leafIndex === newest.leafIndex && s.leafShard === newest.leafShard)
    )
      break
    stamps.push(newest)
    last = newest
  }
  return stamps
}

/** A checkpoint under which files that were asked for together stand; of another shard than it names the newest cosigned one. */
export type Under = Pick<Cosigned, 'shard' | 'size'>

/** Checkpoints that show when what was signed was attested, beside those that show all. */
const MOST_ATTESTING = 16

/**
 * The checkpoints of a shard that show leaves: the first cosigned one over the first leaf of the message; of each leaf that commits to what somebody signed the first
 * that each witness has cosigned, since a key that is withdrawn later counts until then, and whom the reader trusts is not known here; where none of them reaches, the
 * first over the last leaf; and the one that was asked for.
 */
async function checkpointsOver(
  log: LogStore,
  shard: string,
  here: readonly Wanted[],
  under: Under | null,
): Promise<Cosigned[]> {
  const all = here.map((w) => w.index)
  const ofMessage = here.filter((w) => isOfMessage(w.of)).map((w) => w.index)
  const last = Math.max(...all)
  const first = await log.covering(shard, ofMessage.length > 0 ? Math.min(...ofMessage) : last)
  if (!first)
    throw new JuxtaError('log-unavailable', 'the message is not under a published checkpoint yet', {
      rule: 'unpublished',
      retryAfter: 1,
    })
  const found = [first]
  const add = (one: Cosigned | null): void => {
    if (one && found.every((c) => c.size !== one.size)) found.push(one)
  }
  const attesting = new Set<number>()
  for (const index of ofMessage) for (const size of await log.firstCosigned(shard, index)) attesting.add(size)
  for (const size of [...attesting].slice(0, MOST_ATTESTING)) add(await log.checkpoint(shard, size))
  if (found.every((c) => last >= c.size)) add(await log.covering(shard, last))
  if (under) add(under.shard === shard ? await log.checkpoint(shard, under.size) : await log.newestCosigned(shard))
  return found.sort((a, b) => a.size - b.size)
}

const isOfMessage = (of: Subject): boolean => of === 'manifest' || of === 'receipt' || of.startsWith('events/')

/** The last cosigned checkpoint before the message, and that the log grew from there to `at`. */
async function boundBelow(
  log: LogStore,
  shard: string,
  index: number,
  at: Cosigned,
  nodes: NodeReader,
): Promise<{ before: Before; cosigned: Cosigned } | null> {
  const cosigned = await log.before(shard, index)
  if (!cosigned) return null
  const proof = await proveConsistency(cosigned.size, at.size, nodes)
  return { before: { checkpoint: notes(cosigned), proof }, cosigned }
}

/** Shows the leaves of a message, its manifest's first, what stands around it, and what dates that. Fails with `log-unavailable` while one is under no published checkpoint. */
export async function showOwnLog(
  log: LogStore,
  told: readonly [Wanted, ...Wanted[]],
  under: Under | null,
): Promise<OwnLog> {
  const stamps = await stampsOver(log, told[0])
  const dated = stamps.map(({ leafShard, leafIndex, salt }, i): Wanted => ({
    of: `timestamps/${i}`,
    shard: leafShard,
    index: leafIndex,
    salt,
  }))
  const logs: EvidencePieces['logs'][number][] = []
  const cosigned: Cosigned[] = []
  const bounds: Cosigned[] = []
  for (const shard of new Set([...told, ...dated].map((w) => w.shard))) {
    const here = (wanted: readonly Wanted[]): Wanted[] => wanted.filter((w) => w.shard === shard)
    const leaves: Omit<ProvenLeaf, 'proof'>[] = []
    for (const { of, index, salt } of here([...told, ...dated])) {
      const [row] = await log.leaves(shard, index, 1)
      if (row?.index !== index) throw new JuxtaError('internal', `the log has no leaf ${index}`, { rule: 'log-gap' })
      leaves.push({ of, index, leaf: row.data.toString('utf8'), ...(salt === undefined ? {} : { salt }) })
    }
    const lead = here(told)
    const checkpoints = await checkpointsOver(log, shard, lead.length > 0 ? lead : here(dated), under)
    for (const stamp of stamps.filter((s) => s.shard === shard))
      if (!checkpoints.some((c) => c.size === stamp.size)) checkpoints.push((await log.checkpoint(shard, stamp.size))!)
    for (const [i, at] of checkpoints.entries()) {
      const nodes = nodesFromTiles(at.size, ({ level, index }) => log.tile(shard, level, index))
      const manifest = i === 0 ? leaves.find((l) => l.of === 'manifest') : undefined
      const bound = manifest ? await boundBelow(log, shard, manifest.index, at, nodes) : null
      if (bound) bounds.push(bound.cosigned)
      cosigned.push(at)
      logs.push({
        checkpoint: notes(at),
        ...(bound && { before: bound.before }),
        nodes,
        leaves: leaves.filter((l) => l.index < at.size),
      })
    }
  }
  const place = ({ shard, size }: TimestampRow): number =>
    cosigned.findIndex((c) => c.shard === shard && c.size === size)
  return {
    logs,
    timestamps: stamps.map((stamp) => ({ log: place(stamp), token: stamp.token })),
    cosigned: [...cosigned, ...bounds],
  }
}
