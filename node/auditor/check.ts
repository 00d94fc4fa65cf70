/** Checking a whole log, of a node or of an export: every entry is hashed again, every tile compared, and the root held against the checkpoint. */
import { JuxtaError } from '../values/errors.ts'
import { openCheckpoint, type Checkpoint, type ReadCheckpoint } from '../log/checkpoint.ts'
import { checkCosignatures } from '../log/cosignature.ts'
import { isLeafKind, parseLeaf, type LeafKind } from '../log/entry.ts'
import { hashEntries, tileRoot } from '../log/hash-entries.ts'
import { verdictOf, type Verdict, type Weight } from './findings.ts'
import { CHECKS, type CheckCode } from './log-findings.ts'
import { HASH_BYTES } from '../log/merkle.ts'
import type { VerifierKey } from '../log/note.ts'
import {
  entriesBetween,
  entryEnds,
  TILE_WIDTH,
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

/** `at`: the path of the file at fault, with `#index` for an entry. */
export type CheckFinding = {
  readonly code: CheckCode
  readonly weight: Weight
  readonly at: string
  readonly text: string
}

export const checkFinding = (code: CheckCode, at: string, text: string): CheckFinding => ({
  code,
  weight: CHECKS[code].weight,
  at,
  text,
})

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

/** A checkpoint seen before; `said`: who showed it, for the sentence about it. */
export type Earlier = Pick<Checkpoint, 'size' | 'root'> & { readonly said?: string }

/** A key that cosigns, and whose it is: a country may have had several. */
export type Witness = { readonly who: string; readonly key: VerifierKey }

export type CheckOptions = {
  /** Keys of the log, of which one must have signed. */
  readonly keys: readonly VerifierKey[]
  /** Independent witnesses, and how many of them must have cosigned. */
  readonly witnesses?: readonly Witness[]
  readonly quorum?: number
  /** Checkpoints seen before, which must be beginnings of this log. */
  readonly earlier?: readonly Earlier[]
  /** Called for every entry, in order. */
  readonly onEntry?: (index: number, data: Buffer) => void
  /** Called for every entry that is a leaf, in order; `c` in 43 characters of base64url. */
  readonly onLeaf?: (index: number, kind: LeafKind, peer: string, c: string) => void
}

const MAX_FINDINGS = 100
const AT_ONCE = 32
// The one canonical form of a leaf: what matches is what `parseLeaf` accepts, ten times as fast.
const LEAF =
  /^\{"c":"sha-256:([A-Za-z0-9_-]{42}[AEIMQUYcgkosw048])","kind":"([a-z-]{1,32})","mid":"[A-Za-z0-9_-]{21}[AQgw]","peer":"([A-Z]{2})","v":1\}$/

/** Collects findings: the first hundred of each code, and how many more there are. */
export class CheckFindings {
  readonly findings: CheckFinding[] = []
  readonly #counts = new Map<CheckCode, number>()
  more = 0

  say(code: CheckCode, at: string, text: string): void {
    const count = (this.#counts.get(code) ?? 0) + 1
    this.#counts.set(code, count)
    if (count > MAX_FINDINGS) this.more++
    else this.findings.push(checkFinding(code, at, text))
  }
}

async function readTop(
  source: LogSource,
  options: CheckOptions,
  report: CheckFindings,
): Promise<ReadCheckpoint | null> {
  let read: ReadCheckpoint
  try {
    const text = await source.checkpoint()
    if (text === null) {
      report.say('checkpoint-missing', 'checkpoint', 'there is no checkpoint')
      return null
    }
    read = openCheckpoint(text, options.keys)
  } catch (error) {
    if (!(error instanceof JuxtaError)) throw error
    report.say('checkpoint-invalid', 'checkpoint', error.message)
    return null
  }
  const witnesses = options.witnesses ?? []
  const { valid, invalid } = checkCosignatures(
    read.note,
    witnesses.map((w) => w.key),
  )
  for (const { name } of invalid)
    report.say('cosignature-invalid', 'checkpoint', `the cosignature of ${name} does not verify`)
  const who = new Set(valid.map(({ key }) => witnesses.find((w) => w.key === key)!.who))
  if (who.size < (options.quorum ?? 0))
    report.say(
      'quorum-missing',
      'checkpoint',
      `cosigned by ${who.size} independent witnesses of the ${options.quorum} asked for`,
    )
  return read
}

/** What a file holds; null where it is not there, or with a finding where it cannot be one. */
async function readFrom<T>(
  read: () => Promise<T | null>,
  malformed: CheckCode,
  path: string,
  report: CheckFindings,
): Promise<T | null | 'refused'> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof JuxtaError)) throw error
    report.say(malformed, path, error.message)
    return 'refused'
  }
}

/** Compares what a tile should hold with what is there; names the first hash that differs. */
async function compareTile(source: LogSource, tile: TileId, wanted: Buffer, report: CheckFindings): Promise<void> {
  const path = tilePath(tile)
  const got = await readFrom(() => source.tile(tile), 'tile-malformed', path, report)
  if (got === 'refused') return
  if (!got) return report.say('tile-missing', path, `${path} is missing`)
  if (got.length % HASH_BYTES !== 0 || got.length < wanted.length)
    return report.say('tile-malformed', path, `${path} does not have its length`)
  if (wanted.equals(got.subarray(0, wanted.length))) return
  const at = wanted.findIndex((byte, i) => byte !== got[i])
  const n = tile.index * TILE_WIDTH + Math.floor(at / HASH_BYTES)
  report.say('tile-differs', path, `hash ${n} of level ${tile.level} is not that of the entries`)
}

type Bundle = { id: EntriesId; data: Buffer; ends: readonly number[] | null }
const NOTHING = Buffer.alloc(0)

async function readBundle(source: LogSource, id: EntriesId, report: CheckFindings): Promise<Bundle> {
  const path = tilePath(id)
  const read = await readFrom(
    async () => {
      const bytes = await source.entries(id)
      const data = bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
      return data && { id, data, ends: entryEnds(data, id.width) }
    },
    'entries-malformed',
    path,
    report,
  )
  if (read === null) report.say('entries-missing', path, `${path} is missing`)
  return read === null || read === 'refused' ? { id, data: NOTHING, ends: null } : read
}

/** Where entries cannot be read, their tile stands in, so that what follows can still be checked. */
async function tileInstead(source: LogSource, { index, width }: EntriesId): Promise<Buffer | null> {
  const bytes = await source.tile({ level: 0, index, width }).catch(() => null)
  return bytes && bytes.length >= width * HASH_BYTES ? Buffer.from(bytes.subarray(0, width * HASH_BYTES)) : null
}

/** The checkpoints that were seen before, compared where the log has grown to their size. */
class EarlierOnes {
  readonly #left: Earlier[]
  readonly #report: CheckFindings

  constructor(earlier: readonly Earlier[], report: CheckFindings) {
    this.#left = [...earlier].sort((a, b) => b.size - a.size)
    this.#report = report
  }

  /** Those of sizes after the end of `builder`'s tree and up to its end with the leaves of `tile`, and of the empty tree. */
  compare(builder: TileBuilder, tile: Buffer): void {
    const end = builder.size + tile.length / HASH_BYTES
    if ((this.#left.at(-1)?.size ?? Infinity) > end) return
    const range = builder.range()
    while ((this.#left.at(-1)?.size ?? Infinity) <= end) {
      const { size, root, said } = this.#left.pop()!
      for (let i = range.size - builder.size; range.size < size; i++)
        range.append(tile.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES))
      if (range.root().equals(root)) continue
      const text = `the first ${size} entries are not those of a checkpoint seen before${said ? `: ${said}` : ''}`
      this.#report.say('history-differs', 'checkpoint', text)
    }
  }

  /** What is left is of a longer log than this one. */
  end(size: number): void {
    for (const { size: before, said } of this.#left.reverse())
      this.#report.say(
        'history-differs',
        'checkpoint',
        `a checkpoint seen before had ${before} entries; this log has ${size}${said ? `: ${said}` : ''}`,
      )
  }
}

/** Tells the leaves of a bundle, and counts their kinds. */
function readLeaves(
  { id, data, ends }: Bundle,
  kinds: Partial<Record<LeafKind, number>>,
  { onEntry, onLeaf }: CheckOptions,
  report: CheckFindings,
): void {
  let at = 0
  for (const [i, end] of ends!.entries()) {
    const index = id.index * TILE_WIDTH + i
    const found = LEAF.exec(data.toString('latin1', at + 2, end))
    const kind = found?.[2]
    if (found && isLeafKind(kind)) {
      kinds[kind] = (kinds[kind] ?? 0) + 1
      onLeaf?.(index, kind, found[3]!, found[1]!)
    } else {
      let why = 'the leaf is not one of this format'
      try {
        parseLeaf(data.subarray(at + 2, end))
      } catch (error) {
        why = (error as Error).message
      }
      report.say('entry-malformed', `${tilePath(id)}#${index}`, `entry ${index}: ${why}`)
    }
    onEntry?.(index, data.subarray(at + 2, end))
    at = end
  }
}

/** Recomputes the log under its checkpoint. Never fails on what is in the log; what the source throws passes through, but for a `JuxtaError`, which is a finding. */
export async function checkLog(source: LogSource, options: CheckOptions): Promise<CheckReport> {
  const report = new CheckFindings()
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
  const earlier = new EarlierOnes(options.earlier ?? [], report)
  earlier.compare(builder, NOTHING)
  const all = entriesBetween(0, size)
  for (;;) {
    // Read ahead, since a file is waited for longer than it is hashed; and never more of a size that is only claimed.
    const ids: EntriesId[] = []
    for (let next; ids.length < AT_ONCE && !(next = all.next()).done;) ids.push(next.value)
    if (ids.length === 0) break
    const compared: Promise<void>[] = []
    for (const bundle of await Promise.all(ids.map((id) => readBundle(source, id, report)))) {
      const { id, data, ends } = bundle
      const tile = ends ? hashEntries(data, ends) : await tileInstead(source, id)
      if (!tile) {
        report.say('root-differs', 'checkpoint', `the log cannot be followed beyond entry ${builder.size}`)
        await Promise.all(compared)
        return done()
      }
      if (ends) {
        readLeaves(bundle, kinds, options, report)
        compared.push(compareTile(source, { ...id, level: 0 }, tile, report))
        entries += ends.length
      }
      earlier.compare(builder, tile)
      if (id.width === TILE_WIDTH)
        for (const full of builder.appendTile(tileRoot(tile)))
          compared.push(compareTile(source, full, full.bytes, report))
      else for (let i = 0; i < id.width; i++) builder.append(tile.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES))
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
  earlier.end(size)
  return done()
}
