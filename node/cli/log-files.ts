/** A log as static files: the sources from which a log is checked, and what stands beside the tiles of an export. All of an export is attacker-controlled. */
import { closeSync, constants, createReadStream, fstatSync, openSync, readSync } from 'node:fs'
import { opendir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { JuxtaError } from '../values/errors.ts'
import { isCountry, type Country } from '../values/country.ts'
import { isCount, isObject, Members } from '../values/members.ts'
import { isText } from '../values/text.ts'
import { checkLog, type CheckFinding, type CheckOptions, type CheckReport, type LogSource } from '../auditor/check.ts'
import { checkOpening, type Opening } from '../auditor/check-opening.ts'
import { readCheckpoint } from '../log/checkpoint.ts'
import { verdictOf } from '../auditor/findings.ts'
import { parseVerifierKey } from '../log/note.ts'
import { encodeEntries, parseEntries, tilePath, tileWidth, type EntriesId, type TileId } from '../log/tiles.ts'
import { MAX_LEAF_BYTES } from '../log/entry.ts'
import type { Identity } from '../message/identity.ts'
import { notes, type Cosigned } from '../store/checkpoints.ts'
import { logIn, type LogStore } from '../store/log.ts'
import type { Store } from '../store/store.ts'
import { parseStrictJson } from '../values/json.ts'
import { isTimeText } from '../values/time.ts'

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

const MAX_NOTE = 1 << 20
const MAX_LINE = 1 << 20
const MAX_TILE = 256 * 32
const MAX_BUNDLE = 256 * (2 + MAX_LEAF_BYTES)
const MAX_IDENTITIES = 10_000

const refused = (path: string, why: string, rule: string): JuxtaError =>
  new JuxtaError('log-invalid', `${path} ${why}`, { rule })

/** Opens a regular file which no link leads to; null where none is there. Fails with `log-invalid`. */
function open(path: string): number | null {
  let file: number
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    if (code === 'ELOOP') throw refused(path, 'is a symbolic link', 'link')
    throw error
  }
  if (fstatSync(file).isFile()) return file
  closeSync(file)
  throw refused(path, 'is no file', 'file')
}

/** A file of at most `most` bytes; null where none is there. Fails with `log-invalid`. */
function read(path: string, most: number): Buffer | null {
  const file = open(path)
  if (file === null) return null
  try {
    const { size } = fstatSync(file)
    if (size > most) throw refused(path, `is larger than the ${most} bytes that it may have`, 'too-large')
    const bytes = Buffer.allocUnsafe(size)
    let at = 0
    for (let n = 1; n > 0 && at < bytes.length; at += n) n = readSync(file, bytes, at, bytes.length - at, at)
    return bytes.subarray(0, at)
  } finally {
    closeSync(file)
  }
}

export const readText = (dir: string, name: string): string | null =>
  read(join(dir, name), MAX_NOTE)?.toString('utf8') ?? null

/** The log in a folder of static files. A full tile stands in for a partial one that is not there. */
export function folderSource(dir: string): LogSource {
  const of = (id: TileId | EntriesId, most: number): Buffer | null =>
    read(join(dir, tilePath(id)), most) ?? read(join(dir, tilePath({ ...id, width: 256 })), most)
  return {
    checkpoint: async () => readText(dir, 'checkpoint'),
    tile: async (id) => of(id, MAX_TILE),
    entries: async (id) => of(id, MAX_BUNDLE),
  }
}

export const FORMAT = 'juxta-log-export@v1'
/** What an export of a shard says of itself. `at`: when it was made, by its own word. */
export type ExportHead = {
  readonly format: typeof FORMAT
  readonly country: Country
  readonly origin: string
  readonly shard: string
  readonly size: number
  readonly at: string
  /** Of a later shard: what its first leaf commits to, and the salt in base64url. */
  readonly opening?: { readonly salt: string; readonly object: string }
}

const isShardName = (v: unknown): v is string => typeof v === 'string' && /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,31}$/.test(v)
const isTime = (v: unknown): v is string => typeof v === 'string' && isTimeText(v)

/** Fails with `log-invalid`, rule `export`. */
export function readHead(dir: string): ExportHead {
  const path = join(dir, 'export.json')
  const text = readText(dir, 'export.json')
  if (text === null) throw refused(path, 'is missing: this is no export of a log', 'export')
  try {
    const m = new Members(parseStrictJson(text))
    const opened = m.optional('opening', isObject, 'an object')
    const o = opened && new Members(opened, '/opening')
    const head: ExportHead = {
      format: m.required('format', (v): v is typeof FORMAT => v === FORMAT, FORMAT),
      country: m.required('country', isCountry, 'a country code'),
      origin: m.required('origin', isText(200), 'the name of a log'),
      shard: m.required('shard', isShardName, 'the name of a shard'),
      size: m.required('size', isCount, 'a number of entries'),
      at: m.required('at', isTime, 'a time'),
      ...(o && {
        opening: {
          salt: o.required('salt', isText(100), 'a salt'),
          object: o.required('object', isText(MAX_NOTE), 'a text'),
        },
      }),
    }
    o?.close()
    m.close()
    return head
  } catch (cause) {
    throw new JuxtaError('log-invalid', `${path} is not that of an export: ${(cause as Error).message}`, {
      rule: 'export',
      cause,
    })
  }
}

/** Lines of a file that may be longer than memory. Fails with `log-invalid` where one is longer than a line may be, or the file is none. */
export async function* linesOf(dir: string, name: string): AsyncGenerator<{ line: string; n: number }> {
  const path = join(dir, name)
  const file = open(path)
  if (file === null) return
  let rest = ''
  let n = 0
  const stream = createReadStream(path, { fd: file, encoding: 'utf8', highWaterMark: 1 << 16 })
  for await (const chunk of stream) {
    const lines = (rest + String(chunk)).split('\n')
    rest = lines.pop()!
    for (const line of lines) yield { line, n: ++n }
    if (rest.length > MAX_LINE) throw refused(`${path}, line ${n + 1},`, 'is longer than a line may be', 'line')
  }
  if (rest !== '') throw refused(`${path}, line ${n + 1},`, 'does not end', 'line')
}

/** A shard of a log: where it is read from, the key that signs it, and of a later one what its first leaf commits to. */
export type Shard = {
  readonly shard: string
  readonly origin: string
  readonly vkey: string
  readonly source: LogSource
  readonly opening: Opening | null
}

/** So many of the newest checkpoints are looked at for the one that most witnesses have cosigned. */
const NEWEST = 64
const ASK_EVERY_MS = 100

/**
 * The checkpoint up to which a log is shown: of those that hold all that was published at this moment, the newest under which most of `witnesses` stand.
 * Waited for until all of them do, or `waitMs` are over. Null before the first.
 */
async function shownCheckpoint(log: LogStore, shard: string, witnesses: ReadonlySet<string>, waitMs: number) {
  const from = (await log.published(shard))?.size
  if (from === undefined) return null
  const count = (c: Cosigned): number =>
    new Set(c.cosignatures.map(({ witness }) => witness).filter((name) => witnesses.has(name))).size
  for (const end = Date.now() + waitMs; ; await new Promise((done) => setTimeout(done, ASK_EVERY_MS))) {
    const [best] = (await log.newestFrom(shard, from, NEWEST)).sort((a, b) => count(b) - count(a) || b.size - a.size)
    if (!best || count(best) === witnesses.size || Date.now() >= end) return best ? notes(best) : null
  }
}

/** Who is to have cosigned, by the name of its key, and how long that is waited for. */
export type Awaited = { readonly witnesses: ReadonlySet<string>; readonly waitMs: number }

/** The shards of a store, oldest first; the keys are those of the country's own identities. */
export async function shardsOfStore(
  store: Store,
  identities: readonly Pick<Identity, 'log'>[],
  { witnesses, waitMs }: Awaited,
): Promise<Shard[]> {
  const shards: Shard[] = []
  for (const { shard, origin } of await logIn(store).shards()) {
    const vkey = identities.find((i) => i.log.origin === origin)?.log.vkey
    if (vkey === undefined)
      throw new JuxtaError('settings-invalid', `no identity of this node names the log ${origin}`, { rule: 'log-key' })
    const checkpoint = await shownCheckpoint(logIn(store), shard, witnesses, waitMs)
    shards.push({
      shard,
      origin,
      vkey,
      source: { ...storeSource(logIn(store), shard), checkpoint: () => Promise.resolve(checkpoint) },
      opening: shards.length === 0 ? null : await logIn(store).kept(shard, 0),
    })
  }
  return shards
}

/** Closed shards lie below the newest, each an export of its own. */
export const CLOSED = 'shards'
const MAX_SHARDS = 1000

/** Fails with `log-invalid` where a folder holds anything but files and folders: a link would lead out of it. */
async function refuseLinks(dir: string): Promise<void> {
  for await (const entry of await opendir(dir, { recursive: true }))
    if (!entry.isFile() && !entry.isDirectory())
      throw refused(join(entry.parentPath, entry.name), 'is neither a file nor a folder', 'link')
}

/** A shard of an export, and what it says of itself. */
export type ExportedShard = Shard & { readonly dir: string; readonly head: ExportHead }

/** The shards of an export, oldest first. Fails with `log-invalid`. */
export async function shardsOfFolder(dir: string): Promise<ExportedShard[]> {
  await refuseLinks(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') throw refused(dir, 'is no folder', 'export')
    throw error
  })
  const closed = await readdir(join(dir, CLOSED)).catch(() => [] as string[])
  if (closed.length > MAX_SHARDS) throw refused(join(dir, CLOSED), `holds more than ${MAX_SHARDS} shards`, 'too-many')
  const shards: ExportedShard[] = []
  for (const folder of [...closed.sort().map((name) => join(dir, CLOSED, name)), dir]) {
    const head = readHead(folder)
    const { shard, origin, opening, country } = head
    if (shards.some((s) => s.shard === shard || s.origin === origin || s.head.country !== country))
      throw refused(folder, `is shard ${shard} of ${origin}, ${country}, which does not fit the others`, 'export')
    shards.push({
      dir: folder,
      head,
      shard,
      origin,
      vkey: (readText(folder, 'log.vkey') ?? '').trim(),
      source: folderSource(folder),
      opening: opening ? { salt: Buffer.from(opening.salt, 'base64url'), object: opening.object } : null,
    })
  }
  return shards
}

/** The identities that an export carries, as compact JWS. */
export async function identitiesOfFolder(dir: string): Promise<string[]> {
  const all: string[] = []
  for await (const { line, n } of linesOf(dir, 'identities.jws')) {
    if (n > MAX_IDENTITIES)
      throw refused(join(dir, 'identities.jws'), `holds more than ${MAX_IDENTITIES} identities`, 'too-many')
    all.push(line)
  }
  return all
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

export type CheckedShard = { readonly shard: string; readonly report: CheckReport }

/** Checks every shard, and that each begins where the one before it ended. `more`: what is asked of a shard beside that. */
export async function checkShards(
  shards: readonly Shard[],
  more: (shard: Shard) => Partial<CheckOptions> & { readonly findings?: readonly CheckFinding[] } = () => ({}),
): Promise<CheckedShard[]> {
  const reports: CheckedShard[] = []
  let before: string | null = null
  for (const [i, one] of shards.entries()) {
    const asked = more(one)
    const report = await checkLog(one.source, { keys: keysOf(one), ...asked })
    const opened = i === 0 ? null : checkOpening(one.shard, await entryOf(one, 0), one.opening, before)
    const findings = [...(asked.findings ?? []), ...report.findings, ...(opened ? [opened] : [])]
    reports.push({ shard: one.shard, report: { ...report, findings, verdict: verdictOf(findings) } })
    before = await one.source.checkpoint()
  }
  return reports
}

/** The key that stands beside a log; none where it cannot be read. */
function keysOf({ vkey }: Shard): CheckOptions['keys'] {
  try {
    return [parseVerifierKey(vkey)]
  } catch {
    return []
  }
}
