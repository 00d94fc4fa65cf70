/** A log as static files, as C2SP tools read them, and the sources from which a log is checked. */
import { notes } from '../store/checkpoints.ts'
import { logIn } from '../store/log.ts'
import { messagesIn, type SearchPlace } from '../exchange/messages.ts'
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { JuxtaError } from '../values/errors.ts'
import { isCountry, type Country } from '../values/country.ts'
import { checkLog, checkOpening, type CheckReport, type LogSource, type Opening } from '../auditor/check.ts'
import { readCheckpoint } from '../log/checkpoint.ts'
import { commitment } from '../log/entry.ts'
import { verdictOf } from '../auditor/findings.ts'
import { parseVerifierKey } from '../log/note.ts'
import { encodeEntries, entriesBetween, parseEntries, tilePath, tilesBetween, tileWidth } from '../log/tiles.ts'
import type { Identity } from '../message/identity.ts'
import { signingInput } from '../message/manifest.ts'
import type { Store } from '../store/store.ts'
import type { LogStore } from '../store/log.ts'
import { parseStrictJson } from '../values/json.ts'

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
  /** Which message a commitment is of, by its id, for those whose salt is still there. */
  messages: [string, string][]
  /** Of a later shard: what its first leaf commits to, and the salt in base64url. */
  opening?: { salt: string; object: string }
}

async function messagesOf(store: Store): Promise<Pick<ExportNotes, 'receipts' | 'messages'>> {
  const receipts: [string, string][] = []
  const messages: [string, string][] = []
  for (let after = null as SearchPlace | null; ;) {
    const rows = await messagesIn(store).search({}, after, 500)
    for (const { id, direction, salt, receipt, manifest } of rows) {
      if (!salt) continue
      const c = commitment('sent', salt, signingInput(manifest))
      messages.push([c, id])
      if (receipt && direction === 'out')
        receipts.push([c, commitment('receipt-received', salt, signingInput(receipt))])
    }
    if (rows.length < 500) return { receipts, messages }
    after = rows.at(-1)!
  }
}

/** A shard of a log: where it is read from, the key that signs it, and of a later one what its first leaf commits to. */
export type Shard = {
  readonly shard: string
  readonly origin: string
  readonly vkey: string
  readonly source: LogSource
  readonly opening: Opening | null
}

/** The shards of a store, oldest first; the keys are those of the country's own identities. */
export async function shardsOfStore(store: Store, identities: readonly Pick<Identity, 'log'>[]): Promise<Shard[]> {
  const shards: Shard[] = []
  for (const { shard, origin } of await logIn(store).shards()) {
    const vkey = identities.find((i) => i.log.origin === origin)?.log.vkey
    if (vkey === undefined)
      throw new JuxtaError('settings-invalid', `no identity of this node names the log ${origin}`, { rule: 'log-key' })
    shards.push({
      shard,
      origin,
      vkey,
      source: storeSource(logIn(store), shard),
      opening: shards.length === 0 ? null : await logIn(store).kept(shard, 0),
    })
  }
  return shards
}

/** Closed shards lie below the newest, each an export of its own. */
const CLOSED = 'shards'

/** The shards of an export, oldest first. */
export async function shardsOfFolder(dir: string): Promise<Shard[]> {
  const closed = await readdir(join(dir, CLOSED)).catch(() => [] as string[])
  const shards: Shard[] = []
  for (const folder of [...closed.sort().map((name) => join(dir, CLOSED, name)), dir]) {
    const { shard, origin, opening } = await readExportNotes(folder)
    shards.push({
      shard,
      origin,
      vkey: (await readFile(join(folder, 'log.vkey'), 'utf8')).trim(),
      source: folderSource(folder),
      opening: opening ? { salt: Buffer.from(opening.salt, 'base64url'), object: opening.object } : null,
    })
  }
  return shards
}

/** An entry of a shard; null where its checkpoint does not reach to it, or it cannot be read. */
export async function entryOf({ source }: Shard, index: number): Promise<Buffer | null> {
  try {
    const { size } = readCheckpoint((await source.checkpoint()) ?? '').checkpoint
    if (index >= size) return null
    const bundle = Math.floor(index / 256)
    const width = tileWidth('entries', bundle, size)
    const bytes = await source.entries({ level: 'entries', index: bundle, width })
    return bytes && parseEntries(bytes, width)[index % 256]!
  } catch {
    return null
  }
}

/** Checks every shard, and that each begins where the one before it ended. */
export async function checkShards(
  shards: readonly Shard[],
  onEntry?: (shard: string, data: Buffer) => void,
): Promise<{ shard: string; report: CheckReport }[]> {
  const reports: { shard: string; report: CheckReport }[] = []
  let before: string | null = null
  for (const [i, one] of shards.entries()) {
    const report = await checkLog(one.source, {
      keys: [parseVerifierKey(one.vkey)],
      ...(onEntry ? { onEntry: (_index: number, data: Buffer) => onEntry(one.shard, data) } : {}),
    })
    const opened = i === 0 ? null : checkOpening(one.shard, await entryOf(one, 0), one.opening, before)
    const findings = opened ? [...report.findings, opened] : report.findings
    reports.push({ shard: one.shard, report: { ...report, findings, verdict: verdictOf(findings) } })
    before = await one.source.checkpoint()
  }
  return reports
}

/** Writes the published shards into `dir`, the newest there and the closed ones below it. Answers the size of the newest. Fails with `log-unavailable` where nothing is published. */
export async function exportLog(
  country: Country,
  store: Store,
  shards: readonly Shard[],
  dir: string,
  progress: (done: number, all: number) => void,
): Promise<number> {
  const told = await messagesOf(store)
  for (const closed of shards.slice(0, -1))
    await exportShard(country, { receipts: [], messages: [] }, closed, join(dir, CLOSED, closed.shard), progress)
  return exportShard(country, told, shards.at(-1)!, dir, progress)
}

async function exportShard(
  country: Country,
  told: Pick<ExportNotes, 'receipts' | 'messages'>,
  { shard, origin, vkey, source, opening }: Shard,
  dir: string,
  progress: (done: number, all: number) => void,
): Promise<number> {
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
  await write('log.vkey', `${vkey}\n`)
  const about: ExportNotes = {
    country,
    origin,
    shard,
    size,
    ...told,
    ...(opening ? { opening: { salt: Buffer.from(opening.salt).toString('base64url'), object: opening.object } } : {}),
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
    notes = parseStrictJson(text ?? '') as ExportNotes
  } catch {
    // Told below.
  }
  const { opening, shard, messages } = notes
  const opens = opening === undefined || (typeof opening.salt === 'string' && typeof opening.object === 'string')
  if (
    !isCountry(notes.country) ||
    !Array.isArray(notes.receipts) ||
    !Array.isArray(messages) ||
    typeof shard !== 'string' ||
    !/^[A-Za-z0-9._-]{1,32}$/.test(shard) ||
    !opens
  )
    throw new JuxtaError('malformed', `${join(dir, 'export.json')} is not that of an export`, { rule: 'export' })
  return notes as ExportNotes
}
