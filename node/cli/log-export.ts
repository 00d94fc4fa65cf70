/** Writing the log as static files, as C2SP tools read them, with what opens its leaves; and again into the same folder, of which only what is new is written. */
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { finished } from 'node:stream/promises'
import type { Node } from '../node.ts'
import { messagesIn, type SearchPlace } from '../exchange/messages.ts'
import { setsIn } from '../exchange/sets.ts'
import { registryIn } from '../peers/registry.ts'
import { commitment } from '../log/entry.ts'
import { readCheckpoint, type Checkpoint } from '../log/checkpoint.ts'
import { HASH_BYTES, rootAt } from '../log/merkle.ts'
import { entriesBetween, nodesFromTiles, tilePath, tilesBetween, tileWidth } from '../log/tiles.ts'
import { signingInput } from '../message/manifest.ts'
import { logIn } from '../store/log.ts'
import type { Store } from '../store/store.ts'
import { JuxtaError } from '../values/errors.ts'
import { time } from '../values/time.ts'
import { CLOSED, FORMAT, readHead, readText, type ExportHead, type Shard } from './log-files.ts'

const PAGE = 500

/** Writes lines to a file that takes the place of the one before when it is whole. */
async function writeLines(path: string, lines: AsyncIterable<string> | Iterable<string>): Promise<void> {
  const file = createWriteStream(`${path}.part`, { mode: 0o644 })
  const done = finished(file)
  done.catch(() => undefined)
  for await (const line of lines) if (!file.write(`${line}\n`)) await Promise.race([once(file, 'drain'), done])
  file.end()
  await done
  await rename(`${path}.part`, path)
}

/**
 * Which commitments are of which message, where its salt is still there: `message C ID RECEIPT`, RECEIPT being that of the receipt which the country holds
 * or `-`, and `event C ID` for what was said of it later.
 */
async function* namesOf(store: Store): AsyncGenerator<string> {
  for (let after = null as SearchPlace | null; ;) {
    const rows = await messagesIn(store).search({}, after, PAGE)
    const salts = new Map(rows.flatMap(({ id, salt }) => (salt ? [[id as string, salt] as const] : [])))
    const sets = await setsIn(store).ofMessages([...salts.keys()])
    const receipts = new Map(sets.flatMap((set) => (set.event === 'received' ? [[set.jti, set] as const] : [])))
    for (const { id, direction, salt, receiptJti, manifest } of rows) {
      if (!salt) continue
      const receipt = direction === 'out' && receiptJti !== null ? receipts.get(receiptJti) : undefined
      const held = receipt ? commitment('receipt-received', salt, signingInput(receipt.jws)) : '-'
      yield `message ${commitment('sent', salt, signingInput(manifest))} ${id} ${held}`
    }
    for (const { message, event, jws } of sets) {
      if (event === 'received' || jws === '') continue
      yield `event ${commitment('event', salts.get(message!)!, signingInput(jws))} ${message}`
    }
    if (rows.length < PAGE) return
    after = rows.at(-1)!
  }
}

/** What the leaves of a shard commit to where the log itself keeps it: keys, agreements, erasures, checkpoints of others, acts of operators. */
export async function* openedOf(store: Store, shard: string, size: number): AsyncGenerator<string> {
  for (let from = 0; ;) {
    const rows = await logIn(store).ownLeaves(shard, from, size, PAGE)
    for (const { index, salt, object } of rows)
      yield JSON.stringify({ index, salt: salt.toString('base64url'), object })
    if (rows.length < PAGE) return
    from = rows.at(-1)!.index + 1
  }
}

/** Identities of this country and of its neighbours, whose witnesses cosign. */
export async function* identitiesOf({ store, country, directory }: Pick<Node, 'store' | 'country' | 'directory'>) {
  const countries = new Set([country, ...directory.all().map((peer) => peer.country)])
  for (const one of countries) for (const { jws } of await registryIn(store).identities(one)) yield jws
}

/** The checkpoint that a folder already holds of the shard, which must be a beginning of it; null for none. */
async function beginning(dir: string, { shard, origin, source }: Shard, now: Checkpoint): Promise<Checkpoint | null> {
  const text = readText(dir, 'checkpoint')
  if (text === null) return null
  const there = readCheckpoint(text).checkpoint
  const other = (why: string): JuxtaError =>
    new JuxtaError('state-conflict', `${dir} is of another log than shard ${shard}: ${why}`, { rule: 'other-log' })
  if (there.origin !== origin) throw other(`of ${there.origin}`)
  if (there.size > now.size) throw other(`it holds ${there.size} entries, this log has ${now.size}`)
  if (!(await rootAt(there.size, nodesFromTiles(now.size, source.tile))).equals(there.root))
    throw other(`its ${there.size} entries are not the first of this log`)
  return there
}

/** Where the newest shard was closed since, it goes to the closed ones. */
async function moveClosed(dir: string, head: ExportHead, newest: string): Promise<void> {
  if (head.shard === newest) return
  const to = join(dir, CLOSED, head.shard)
  await mkdir(to, { recursive: true })
  for (const name of ['tile', 'log.vkey', 'opened.jsonl', 'export.json', 'checkpoint'])
    await rename(join(dir, name), join(to, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
    })
}

/** Makes the folder, or takes one that holds an export already. Fails with `state-conflict` where it holds something else than an export of this country. */
async function takeFolder(dir: string, country: string, newest: string): Promise<void> {
  await mkdir(dir, { recursive: true })
  const there = await readdir(dir)
  if (there.length === 0) return
  if (!there.includes('export.json'))
    throw new JuxtaError('state-conflict', `${dir} is not empty, and no export of a log`, { rule: 'empty-folder' })
  const head = readHead(dir)
  if (head.country !== country)
    throw new JuxtaError('state-conflict', `${dir} is an export of ${head.country}`, { rule: 'other-log' })
  await moveClosed(dir, head, newest)
}

export type Exported = { readonly size: number; readonly written: number }

/**
 * Writes the published shards into `dir`, the newest there and the closed ones below it; where they are there already, only what is new. Fails with
 * `log-unavailable` where nothing is published, with `state-conflict` where the folder holds something else, or what is no beginning of this log.
 */
export async function exportLog(
  node: Pick<Node, 'store' | 'country' | 'directory' | 'clock'> & { publish(): Promise<unknown> },
  shardsNow: () => Promise<readonly Shard[]>,
  dir: string,
  progress: (done: number, all: number) => void,
): Promise<Exported & { shards: readonly Shard[] }> {
  const { store, country } = node
  // First what was seen of others, then our own log up to now: so that whatever came before they were seen is in the export.
  const witnessed = await logIn(store).allWitnessed()
  await node.publish()
  const shards = await shardsNow()
  await takeFolder(dir, country, shards.at(-1)!.shard)
  const about = { format: FORMAT, country, at: time(node.clock.now()) } as const
  for (const closed of shards.slice(0, -1))
    await exportShard(store, about, closed, join(dir, CLOSED, closed.shard), progress)
  await writeLines(join(dir, 'identities.jws'), identitiesOf(node))
  await writeLines(
    join(dir, 'witnessed.jsonl'),
    witnessed.map(({ note, at }) => JSON.stringify({ note, at: time(at) })),
  )
  await writeLines(join(dir, 'messages.txt'), namesOf(store))
  return { ...(await exportShard(store, about, shards.at(-1)!, dir, progress)), shards }
}

async function exportShard(
  store: Store,
  about: Pick<ExportHead, 'format' | 'country' | 'at'>,
  one: Shard,
  dir: string,
  progress: (done: number, all: number) => void,
): Promise<Exported> {
  const { shard, origin, vkey, source, opening } = one
  const checkpoint = await source.checkpoint()
  if (checkpoint === null)
    throw new JuxtaError('log-unavailable', 'the log is not published yet', { rule: 'unpublished' })
  const now = readCheckpoint(checkpoint).checkpoint
  const { size } = now
  const from = (await beginning(dir, one, now))?.size ?? 0
  let written = 0
  const write = async (path: string, bytes: Uint8Array | string): Promise<void> => {
    await mkdir(dirname(join(dir, path)), { recursive: true })
    await writeFile(join(dir, path), bytes)
  }
  const missing = (path: string): JuxtaError =>
    new JuxtaError('log-invalid', `${path} is missing in the store`, { rule: 'tile-missing' })
  const head: ExportHead = {
    ...about,
    origin,
    shard,
    size,
    ...(opening ? { opening: { salt: Buffer.from(opening.salt).toString('base64url'), object: opening.object } } : {}),
  }
  // First, so that an export that broke off is known for what it is and goes on.
  await write('export.json', `${JSON.stringify(head)}\n`)
  for (const id of tilesBetween(from, size)) {
    const bytes = await source.tile(id)
    if (!bytes) throw missing(tilePath(id))
    await write(tilePath(id), bytes.subarray(0, id.width * HASH_BYTES))
    written++
  }
  for (const id of entriesBetween(from, size)) {
    const bytes = await source.entries(id)
    if (!bytes) throw missing(tilePath(id))
    await write(tilePath(id), bytes)
    written++
    progress(id.index * 256 + id.width, size)
  }
  await write('log.vkey', `${vkey}\n`)
  await writeLines(join(dir, 'opened.jsonl'), openedOf(store, shard, size))
  // After the tiles, so that a checkpoint never stands beside tiles that are not there.
  await write('checkpoint.part', checkpoint)
  await rename(join(dir, 'checkpoint.part'), join(dir, 'checkpoint'))
  if (from < size) await dropPartial(dir, from, size)
  return { size, written }
}

/** The partial tiles of the smaller tree, in whose place larger ones stand now. */
async function dropPartial(dir: string, from: number, size: number): Promise<void> {
  for (const level of ['entries', 0, 1, 2, 3, 4, 5, 6, 7] as const) {
    const index = Math.floor(from / 256 ** (level === 'entries' ? 1 : level + 1))
    const width = tileWidth(level, index, from)
    if (width > 0 && width < 256 && tileWidth(level, index, size) !== width)
      await rm(join(dir, tilePath({ level, index, width })), { force: true })
  }
}
