/**
 * The log as files that anybody may fetch (C2SP tlog-tiles): hash tiles of 256 hashes, entry bundles of 256 entries, partial ones at the right edge.
 * Built leaf by leaf by the publisher; every root and proof is computed from them alone.
 */
import { JuxtaError } from '../values/errors.ts'
import { CompactRange, HASH_BYTES, nodeHash, type NodeReader } from './merkle.ts'

export const TILE_WIDTH = 256
const TILE_BYTES = TILE_WIDTH * HASH_BYTES

/** `level` 0 holds leaf hashes; each hash above is the root of a full tile below. `width` (1 to 256) is the number of hashes, below 256 in a partial tile. */
export type TileId = { readonly level: number; readonly index: number; readonly width: number }
export type EntriesId = { readonly level: 'entries'; readonly index: number; readonly width: number }
export type Tile = TileId & { readonly bytes: Buffer }

function indexPath(index: number): string {
  let path = String(index % 1000).padStart(3, '0')
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000))
    path = `x${String(rest % 1000).padStart(3, '0')}/${path}`
  return path
}

/** `tile/<L>/<N>[.p/<W>]`, L being `entries` for an entry bundle. */
export const tilePath = ({ level, index, width }: TileId | EntriesId): string =>
  `tile/${level}/${indexPath(index)}${width < TILE_WIDTH ? `.p/${width}` : ''}`

const PATH =
  /^tile\/(entries|0|[1-9]|[1-5][0-9]|6[0-3])\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([1-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5]))?$/

/** Reads an attacker-controlled path; null where it is not one of this form or not in its shortest. */
export function parseTilePath(path: string): TileId | EntriesId | null {
  const m = PATH.exec(path)
  if (!m) return null
  const index = Number(m[2]!.replaceAll(/[x/]/g, ''))
  if (!Number.isSafeInteger(index)) return null
  const id = { level: m[1] === 'entries' ? m[1] : Number(m[1]), index, width: m[3] ? Number(m[3]) : TILE_WIDTH }
  return tilePath(id as TileId) === path ? (id as TileId | EntriesId) : null
}

/** How many hashes a tree of `size` leaves has at tile level `level`. */
const hashesAt = (level: number, size: number): number => Math.floor(size / TILE_WIDTH ** level)

/** The width that the tile has in a tree of `size` leaves; 0 where it is not there. */
export const tileWidth = (level: number | 'entries', index: number, size: number): number =>
  Math.max(0, Math.min(TILE_WIDTH, hashesAt(level === 'entries' ? 0 : level, size) - index * TILE_WIDTH))

/** The hash tiles of a tree of `size` leaves that are not already in one of `from` leaves. Full tiles take the place of the partial ones before. */
export function* tilesBetween(from: number, size: number): Generator<TileId> {
  for (let level = 0; hashesAt(level, size) > 0; level++) {
    const before = hashesAt(level, from)
    const now = hashesAt(level, size)
    if (before === now) continue
    for (let index = Math.floor(before / TILE_WIDTH); index * TILE_WIDTH < now; index++)
      yield { level, index, width: tileWidth(level, index, size) }
  }
}

/** The entry bundles of a log of `size` leaves that are not already in one of `from` leaves. */
export function* entriesBetween(from: number, size: number): Generator<EntriesId> {
  if (from === size) return
  for (let index = Math.floor(from / TILE_WIDTH); index * TILE_WIDTH < size; index++)
    yield { level: 'entries', index, width: tileWidth('entries', index, size) }
}

/** The root of the complete subtree over `hashes`, whose number is a power of two. */
function subtreeRoot(hashes: readonly Buffer[]): Buffer {
  let row = hashes
  while (row.length > 1) row = Array.from({ length: row.length / 2 }, (_, i) => nodeHash(row[2 * i]!, row[2 * i + 1]!))
  return row[0]!
}

/** Answers a tile's bytes, of the width asked for or wider (a full tile in place of a partial one); null where there is none. */
export type TileReader = (tile: TileId) => Promise<Uint8Array | null>

const split = (bytes: Uint8Array, width: number): Buffer[] =>
  Array.from({ length: width }, (_, i) => Buffer.from(bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES)))

async function readTile(read: TileReader, tile: TileId): Promise<Buffer[]> {
  const bytes = await read(tile)
  if (!bytes) throw new JuxtaError('log-invalid', `${tilePath(tile)} is missing`, { rule: 'tile-missing' })
  if (bytes.length % HASH_BYTES !== 0 || bytes.length < tile.width * HASH_BYTES || bytes.length > TILE_BYTES)
    throw new JuxtaError('log-invalid', `${tilePath(tile)} does not have its length`, { rule: 'tile-length' })
  return split(bytes, tile.width)
}

/** Reads nodes of the tree of `size` leaves from its tiles, each of them once per call. */
export function nodesFromTiles(size: number, read: TileReader): NodeReader {
  return async (nodes) => {
    const tiles = new Map<string, Promise<Buffer[]>>()
    return Promise.all(
      nodes.map(async (node) => {
        const level = Math.floor(node.level / 8)
        const span = 2 ** (node.level % 8)
        const first = node.index * span
        const index = Math.floor(first / TILE_WIDTH)
        const tile = { level, index, width: tileWidth(level, index, size) }
        const offset = first % TILE_WIDTH
        if (offset + span > tile.width) throw new JuxtaError('internal', 'the node is not in a tree of this size')
        const key = `${level}/${index}`
        const hashes = tiles.get(key) ?? readTile(read, tile)
        tiles.set(key, hashes)
        return subtreeRoot((await hashes).slice(offset, offset + span))
      }),
    )
  }
}

/** Grows hash tiles leaf by leaf. What it holds is the right edge: at most 255 hashes a level, and so the root too. */
export class TileBuilder {
  readonly #levels: { index: number; hashes: Buffer[] }[] = []
  #size = 0

  /** Goes on where a tree of `size` leaves stopped, from its partial tiles. */
  static async resume(size: number, read: TileReader): Promise<TileBuilder> {
    const builder = new TileBuilder()
    builder.#size = size
    for (let level = 0; hashesAt(level, size) > 0; level++) {
      const index = Math.floor(hashesAt(level, size) / TILE_WIDTH)
      const width = tileWidth(level, index, size)
      builder.#levels.push({ index, hashes: width === 0 ? [] : await readTile(read, { level, index, width }) })
    }
    return builder
  }

  get size(): number {
    return this.#size
  }

  /** Appends one leaf and answers the tiles that it filled: none, or one of level 0 and perhaps some above. */
  append(leafHash: Buffer): Tile[] {
    this.#size++
    return this.#carry(0, leafHash)
  }

  /** Appends the 256 leaves of a full tile, whose root is known, where the tree ends with a full one. Answers the tiles that were filled above it. */
  appendTile(root: Buffer): Tile[] {
    const edge = (this.#levels[0] ??= { index: 0, hashes: [] })
    if (edge.hashes.length > 0) throw new JuxtaError('internal', 'the tree ends within a tile')
    edge.index++
    this.#size += TILE_WIDTH
    return this.#carry(1, root)
  }

  #carry(from: number, of: Buffer): Tile[] {
    const full: Tile[] = []
    let hash = of
    for (let level = from; ; level++) {
      const edge = (this.#levels[level] ??= { index: 0, hashes: [] })
      edge.hashes.push(hash)
      if (edge.hashes.length < TILE_WIDTH) return full
      full.push({ level, index: edge.index, width: TILE_WIDTH, bytes: Buffer.concat(edge.hashes) })
      hash = subtreeRoot(edge.hashes)
      edge.index++
      edge.hashes = []
    }
  }

  /** The partial tiles at the current size, none of them empty. */
  partial(): Tile[] {
    return this.#levels.flatMap(({ index, hashes }, level) =>
      hashes.length === 0 ? [] : [{ level, index, width: hashes.length, bytes: Buffer.concat(hashes) }],
    )
  }

  /** The right edge as a compact range. */
  range(): CompactRange {
    const peaks: Buffer[] = []
    for (const { hashes } of [...this.#levels].reverse())
      for (let at = 0, span = TILE_WIDTH / 2; span >= 1; span /= 2)
        if ((hashes.length & span) !== 0) peaks.push(subtreeRoot(hashes.slice(at, (at += span))))
    return new CompactRange(this.#size, peaks)
  }

  root(): Buffer {
    return this.range().root()
  }
}

const MAX_ENTRY = 0xffff

/** Entries, each behind its length as big-endian uint16. */
export function encodeEntries(entries: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    entries.flatMap((entry) => {
      if (entry.length > MAX_ENTRY) throw new JuxtaError('internal', 'a log entry is too long for an entry bundle')
      return [Buffer.from([entry.length >> 8, entry.length & 0xff]), entry]
    }),
  )
}

/**
 * Where the entries of an attacker-controlled bundle end, which holds `width` of them or more (up to 256) and nothing after them: entry `i` lies from two
 * bytes behind the end of the one before to `ends[i]`. Fails with `log-invalid`.
 */
export function entryEnds(data: Buffer, width: number): number[] {
  const ends: number[] = []
  for (let at = 0; at < data.length;) {
    const end = at + 2 <= data.length ? at + 2 + data.readUInt16BE(at) : Infinity
    if (end > data.length)
      throw new JuxtaError('log-invalid', 'an entry bundle ends within an entry', { rule: 'entries-length' })
    ends.push(end)
    at = end
  }
  if (ends.length < width || ends.length > TILE_WIDTH)
    throw new JuxtaError('log-invalid', `an entry bundle holds ${ends.length} entries instead of ${width}`, {
      rule: 'entries-count',
    })
  return ends.slice(0, width)
}

/** The first `width` entries of an attacker-controlled bundle. Fails as `entryEnds`. */
export function parseEntries(bytes: Uint8Array, width: number): Buffer[] {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  return entryEnds(data, width).map((end, i, ends) => data.subarray((ends[i - 1] ?? 0) + 2, end))
}
