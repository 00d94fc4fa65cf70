/** Checking a whole log, of a node or of an export: every entry is hashed again, every tile compared, and the root held against the checkpoint. */
import { JuxtaError } from '../values/errors.ts'
import { openCheckpoint, readCheckpoint, type Checkpoint, type ReadCheckpoint } from '../log/checkpoint.ts'
import { checkCosignatures } from '../log/cosignature.ts'
import { commitment, isLeafKind, leafHash, parseLeaf, type LeafKind } from '../log/entry.ts'
import { verdictOf, type Verdict, type Weight } from './findings.ts'
import { HASH_BYTES } from '../log/merkle.ts'
import type { VerifierKey } from '../log/note.ts'
import {
  entriesBetween,
  parseEntries,
  TileBuilder,
  tilePath,
  type EntriesId,
  type TileId,
  type TileReader,
} from '../log/tiles.ts'

/** Where a log is read from; null where a file is not there. Bytes may be of a wider tile than was asked for. */
export type LogSource = {
  readonly checkpoint: () => Promise<string | null>
  readonly tile: TileReader
  readonly entries: (bundle: EntriesId) => Promise<Uint8Array | null>
}

export const CHECKS = {
  'checkpoint-missing': 'invalid',
  'checkpoint-invalid': 'invalid',
  'entries-missing': 'invalid',
  'entries-malformed': 'invalid',
  'entry-malformed': 'invalid',
  'tile-missing': 'invalid',
  'tile-malformed': 'invalid',
  'tile-differs': 'invalid',
  'root-differs': 'invalid',
  'history-differs': 'invalid',
  'shard-differs': 'invalid',
  'shard-rollback': 'note',
  'cosignature-invalid': 'invalid',
  'quorum-missing': 'incomplete',
} as const satisfies Record<string, Weight>

export type CheckCode = keyof typeof CHECKS
/** `at`: the path of the file at fault, with `#index` for an entry. */
export type CheckFinding = {
  readonly code: CheckCode
  readonly weight: Weight
  readonly at: string
  readonly text: string
}

export type CheckReport = {
  readonly verdict: Verdict
  readonly checkpoint: Checkpoint | null
  /** Entries that were read and hashed. */
  readonly entries: number
  readonly kinds: Readonly<Partial<Record<LeafKind, number>>>
  readonly findings: readonly CheckFinding[]
  /** Findings beyond the first hundred of each code. */
  readonly more: number
}

export type CheckOptions = {
  /** Keys of the log, of which one must have signed. */
  readonly keys: readonly VerifierKey[]
  /** Foreign witnesses, and how many of them must have cosigned. */
  readonly witnesses?: readonly VerifierKey[]
  readonly quorum?: number
  /** Checkpoints seen before, which must be beginnings of this log. */
  readonly earlier?: readonly Pick<Checkpoint, 'size' | 'root'>[]
  /** Called for every entry, in order. */
  readonly onEntry?: (index: number, data: Buffer) => void
}

const MAX_FINDINGS = 100
const AT_ONCE = 32
// The one canonical form of a leaf: what matches is what `parseLeaf` accepts, ten times as fast.
const LEAF =
  /^\{"c":"sha-256:[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]","kind":"([a-z-]{1,32})","mid":"[A-Za-z0-9_-]{21}[AQgw]","peer":"[A-Z]{2}","v":1\}$/

function leafKind(data: Buffer): LeafKind {
  const kind = LEAF.exec(data.toString('latin1'))?.[1]
  return isLeafKind(kind) ? kind : parseLeaf(data).kind
}

/** What the first leaf of a later shard commits to, as its log keeps it. */
export type Opening = { readonly salt: Uint8Array; readonly object: string }

/**
 * Whether a shard begins where the one before it ended: its first leaf must be a `shard` that commits to the last checkpoint of that one (`before`, signed,
 * with or without cosignatures). After an accepted rollback it commits to a larger one, which a neighbour had seen. Null where all is as it should be.
 */
export function checkOpening(
  at: string,
  first: Uint8Array | null,
  opening: Opening | null,
  before: string | null,
): CheckFinding | null {
  const say = (code: CheckCode, text: string): CheckFinding => ({ code, weight: CHECKS[code], at, text })
  const differs = (text: string): CheckFinding =>
    say('shard-differs', `the shard does not follow the one before: ${text}`)
  if (!first || !opening) return differs('what its first leaf commits to is not there')
  try {
    const leaf = parseLeaf(first)
    if (leaf.kind !== 'shard') return differs(`its first leaf is "${leaf.kind}"`)
    if (leaf.c !== commitment('shard', opening.salt, opening.object))
      return differs('its first leaf commits to something else')
    const last = before === null ? null : readCheckpoint(before).checkpoint
    let seen: Checkpoint
    try {
      seen = readCheckpoint(opening.object).checkpoint
    } catch {
      return say('shard-rollback', `the shard was opened after a rollback: ${opening.object}`)
    }
    if (!last || seen.origin !== last.origin) return differs(`it follows ${seen.origin}, which is not the one before`)
    if (seen.size === last.size && seen.root.equals(last.root)) return null
    return seen.size > last.size
      ? say(
          'shard-rollback',
          `the shard was opened after a rollback: ${seen.origin} had had ${seen.size} leaves, ${last.size} are left`,
        )
      : differs(`it commits to ${seen.size} leaves of it, not to its last checkpoint`)
  } catch (error) {
    return differs((error as Error).message)
  }
}

class Report {
  readonly findings: CheckFinding[] = []
  readonly #counts = new Map<CheckCode, number>()
  more = 0

  say(code: CheckCode, at: string, text: string): void {
    const count = (this.#counts.get(code) ?? 0) + 1
    this.#counts.set(code, count)
    if (count > MAX_FINDINGS) this.more++
    else this.findings.push({ code, weight: CHECKS[code], at, text })
  }

  has(code: CheckCode): boolean {
    return this.#counts.has(code)
  }
}

async function readTop(source: LogSource, options: CheckOptions, report: Report): Promise<ReadCheckpoint | null> {
  const text = await source.checkpoint()
  if (text === null) {
    report.say('checkpoint-missing', 'checkpoint', 'there is no checkpoint')
    return null
  }
  let read: ReadCheckpoint
  try {
    read = openCheckpoint(text, options.keys)
  } catch (error) {
    report.say('checkpoint-invalid', 'checkpoint', (error as Error).message)
    return null
  }
  const { valid, invalid } = checkCosignatures(read.note, options.witnesses ?? [])
  for (const { name } of invalid)
    report.say('cosignature-invalid', 'checkpoint', `the cosignature of ${name} does not verify`)
  if (valid.length < (options.quorum ?? 0))
    report.say(
      'quorum-missing',
      'checkpoint',
      `cosigned by ${valid.length} witnesses of the ${options.quorum} asked for`,
    )
  return read
}

/** Compares what a tile should hold with what is there; names the first hash that differs. */
async function compareTile(source: LogSource, tile: TileId, wanted: Buffer, report: Report): Promise<void> {
  const path = tilePath(tile)
  const got = await source.tile(tile)
  if (!got) return report.say('tile-missing', path, `${path} is missing`)
  if (got.length % HASH_BYTES !== 0 || got.length < wanted.length)
    return report.say('tile-malformed', path, `${path} does not have its length`)
  if (wanted.equals(got.subarray(0, wanted.length))) return
  const at = wanted.findIndex((byte, i) => byte !== got[i])
  const n = tile.index * 256 + Math.floor(at / HASH_BYTES)
  report.say('tile-differs', path, `hash ${n} of level ${tile.level} is not that of the entries`)
}

type Bundle = { id: EntriesId; entries: Buffer[] | null }

async function readBundle(source: LogSource, id: EntriesId, report: Report): Promise<Bundle> {
  const path = tilePath(id)
  const bytes = await source.entries(id)
  if (!bytes) {
    report.say('entries-missing', path, `${path} is missing`)
    return { id, entries: null }
  }
  try {
    return { id, entries: parseEntries(bytes, id.width) }
  } catch (error) {
    if (!(error instanceof JuxtaError)) throw error
    report.say('entries-malformed', path, error.message)
    return { id, entries: null }
  }
}

/** Where entries cannot be read, their tile stands in, so that what follows can still be checked. */
async function hashesInstead(source: LogSource, { index, width }: EntriesId): Promise<Buffer[] | null> {
  const bytes = await source.tile({ level: 0, index, width })
  if (!bytes || bytes.length < width * HASH_BYTES) return null
  return Array.from({ length: width }, (_, i) => Buffer.from(bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES)))
}

/** Recomputes the log under its checkpoint. Never fails on what is in the log; what the source throws passes through. */
export async function checkLog(source: LogSource, options: CheckOptions): Promise<CheckReport> {
  const report = new Report()
  const kinds: Partial<Record<LeafKind, number>> = {}
  let entries = 0
  const read = await readTop(source, options, report)
  const done = (): CheckReport => ({
    verdict: verdictOf(report.findings),
    checkpoint: read?.checkpoint ?? null,
    entries,
    kinds,
    findings: report.findings,
    more: report.more,
  })
  if (!read) return done()
  const { origin, size, root } = read.checkpoint
  const builder = new TileBuilder()
  const earlier = [...(options.earlier ?? [])].sort((a, b) => a.size - b.size)
  const compareEarlier = (): void => {
    while (earlier[0]?.size === builder.size)
      if (!builder.root().equals(earlier.shift()!.root))
        report.say(
          'history-differs',
          'checkpoint',
          `the first ${builder.size} entries are not those of a checkpoint seen before`,
        )
  }
  compareEarlier()
  const all = [...entriesBetween(0, size)]
  for (let at = 0; at < all.length; at += AT_ONCE) {
    const bundles = await Promise.all(all.slice(at, at + AT_ONCE).map((id) => readBundle(source, id, report)))
    const compared: Promise<void>[] = []
    for (const { id, entries: found } of bundles) {
      const hashes = found ? [] : await hashesInstead(source, id)
      if (!hashes) {
        report.say('root-differs', 'checkpoint', `the log cannot be followed beyond entry ${builder.size}`)
        await Promise.all(compared)
        return done()
      }
      for (const [i, data] of (found ?? []).entries()) {
        const index = id.index * 256 + i
        try {
          const kind = leafKind(data)
          kinds[kind] = (kinds[kind] ?? 0) + 1
        } catch (error) {
          report.say('entry-malformed', `${tilePath(id)}#${index}`, `entry ${index}: ${(error as Error).message}`)
        }
        hashes.push(leafHash(data))
        options.onEntry?.(index, data)
        entries++
      }
      if (found && id.width < 256)
        compared.push(compareTile(source, { ...id, level: 0 }, Buffer.concat(hashes), report))
      for (const leaf of hashes) {
        for (const tile of builder.append(leaf)) compared.push(compareTile(source, tile, tile.bytes, report))
        if (earlier.length > 0) compareEarlier()
      }
    }
    await Promise.all(compared)
  }
  for (const tile of builder.partial()) if (tile.level > 0) await compareTile(source, tile, tile.bytes, report)
  if (!builder.root().equals(root))
    report.say(
      'root-differs',
      'checkpoint',
      `the ${size} entries of ${origin} do not have the root that its checkpoint states`,
    )
  for (const { size: before } of earlier)
    report.say('history-differs', 'checkpoint', `a checkpoint seen before had ${before} entries; this log has ${size}`)
  return done()
}
