/** A log as static files, as C2SP tools read them, and the sources from which a log is checked. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { JuxtaError } from '../errors.ts'
import { notes } from '../evidence/gather.ts'
import { isCountry, type Country } from '../ids.ts'
import type { LogSource } from '../log/check.ts'
import { readCheckpoint } from '../log/checkpoint.ts'
import { commitment } from '../log/entry.ts'
import { encodeEntries, entriesBetween, tilePath, tilesBetween } from '../log/tiles.ts'
import { signingInput } from '../message/manifest.ts'
import type { LogStore, Store } from '../ports/store.ts'

const HASH_BYTES = 32

/** The log of a store. */
export const storeSource = (log: LogStore, shard: string): LogSource => ({
  async checkpoint() {
    const last = await log.published(shard)
    const read = last && (await log.checkpoint(shard, last.size))
    return read ? notes(read) : null
  },
  tile: ({ level, index }) => log.tile(shard, level, index),
  async entries({ index, width }) {
    const leaves = await log.leaves(shard, index * 256, width)
    return leaves.length === 0 ? null : encodeEntries(leaves.map((l) => l.data))
  },
})

const readOrNull = (path: string): Promise<Buffer | null> =>
  readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
    throw error
  })

/** The log in a folder of static files. A full tile stands in for a partial one that is not there. */
export const folderSource = (dir: string): LogSource => ({
  checkpoint: async () => (await readOrNull(join(dir, 'checkpoint')))?.toString('utf8') ?? null,
  tile: async (id) =>
    (await readOrNull(join(dir, tilePath(id)))) ?? (await readOrNull(join(dir, tilePath({ ...id, width: 256 })))),
  entries: async (id) =>
    (await readOrNull(join(dir, tilePath(id)))) ?? (await readOrNull(join(dir, tilePath({ ...id, width: 256 })))),
})

/** What stands beside the tiles: whose log it is, and which receipt the country holds for which message, by their commitments. */
export type ExportNotes = {
  country: Country
  origin: string
  shard: string
  size: number
  receipts: [string, string][]
}

async function receiptsOf(store: Store): Promise<[string, string][]> {
  const found: [string, string][] = []
  for (let after = null as string | null; ;) {
    const rows = await store.messages.search({ direction: 'out' }, after as never, 500)
    for (const { salt, receipt, manifest } of rows)
      if (salt && receipt)
        found.push([commitment('sent', salt, signingInput(manifest)), commitment('receipt-received', salt, receipt)])
    if (rows.length < 500) return found
    after = rows.at(-1)!.id
  }
}

/** Writes the published log of `shard` into `dir`. Answers its size. Fails with `log-unavailable` where nothing is published. */
export async function exportLog(
  store: Store & { node: { country: Country } },
  at: { shard: string; origin: string; vkey: string },
  dir: string,
  progress: (done: number, all: number) => void,
): Promise<number> {
  const source = storeSource(store.log, at.shard)
  const checkpoint = await source.checkpoint()
  if (checkpoint === null)
    throw new JuxtaError('log-unavailable', 'the log is not published yet', { rule: 'unpublished' })
  const { size } = readCheckpoint(checkpoint).checkpoint
  const write = async (path: string, bytes: Uint8Array | string): Promise<void> => {
    await mkdir(dirname(join(dir, path)), { recursive: true })
    await writeFile(join(dir, path), bytes)
  }
  const missing = (path: string): JuxtaError =>
    new JuxtaError('log-invalid', `${path} is missing in the store`, { rule: 'tile-missing' })
  for (const id of tilesBetween(0, size)) {
    const bytes = await source.tile(id)
    if (!bytes) throw missing(tilePath(id))
    await write(tilePath(id), bytes.subarray(0, id.width * HASH_BYTES))
  }
  for (const id of entriesBetween(0, size)) {
    const bytes = await source.entries(id)
    if (!bytes) throw missing(tilePath(id))
    await write(tilePath(id), bytes)
    progress(id.index * 256 + id.width, size)
  }
  await write('log.vkey', `${at.vkey}\n`)
  const about: ExportNotes = {
    country: store.node.country,
    origin: at.origin,
    shard: at.shard,
    size,
    receipts: await receiptsOf(store),
  }
  await write('export.json', `${JSON.stringify(about)}\n`)
  // Last, so that a checkpoint never stands beside tiles that are not there.
  await write('checkpoint', checkpoint)
  return size
}

/** The notes of an export, which are attacker-controlled. Fails with `malformed`. */
export async function readExportNotes(dir: string): Promise<ExportNotes> {
  const text = await readOrNull(join(dir, 'export.json'))
  let notes: Partial<ExportNotes> = {}
  try {
    notes = JSON.parse(text?.toString('utf8') ?? '') as ExportNotes
  } catch {
    // Told below.
  }
  if (!isCountry(notes.country) || !Array.isArray(notes.receipts))
    throw new JuxtaError('malformed', `${join(dir, 'export.json')} is not that of an export`, { rule: 'export' })
  return notes as ExportNotes
}
