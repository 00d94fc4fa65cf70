/** `juxta restore`: a node made again from its backup, in an empty folder and an empty store. */
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { SCHEMA } from '../schema.ts'
import { loadStore, logsIn, type Cell, type TableShape } from '../store/dump.ts'
import { SETTINGS_FILE } from '../operate/node-folder.ts'
import { parseEnvFile, readSettings } from '../operate/settings.ts'
import { SETTINGS } from '../operate/settings-table.ts'
import { asJuxtaError, JuxtaError } from '../values/errors.ts'
import { readBackupFile } from './backup-file.ts'
import {
  amounts,
  readRecords,
  type BackupRecord,
  type End,
  type FileRecord,
  type LogEnd,
  type Start,
} from './backup-records.ts'
import { type Command, optional, required, text, usage } from './command.ts'
import { progressOf } from './terminal.ts'
import { withSetting, writeFiles } from './node-files.ts'
import { nodeEnvironment, passphraseOf } from './passphrase.ts'
import { recorded } from './recorded.ts'

const BATCH_ROWS = 50
const BATCH_BYTES = 4 * 1024 * 1024

type Verified = { start: Start; files: FileRecord[]; end: End }

/** Reads the whole file and keeps what is small. */
async function verifyAll(records: AsyncIterable<BackupRecord>): Promise<Verified> {
  const files: FileRecord[] = []
  let [start, end]: [Start | null, End | null] = [null, null]
  for await (const record of records)
    if (record.kind === 'file') files.push(record.file)
    else if (record.kind === 'start') start = record.start
    else if (record.kind === 'end') end = record.end
  if (!files.some((f) => f.path === SETTINGS_FILE))
    throw new JuxtaError('malformed', `the backup holds no ${SETTINGS_FILE}`, { rule: 'backup-format' })
  return { start: start!, files, end: end! }
}

async function* batchesOf(records: AsyncIterable<BackupRecord>): AsyncGenerator<{ table: TableShape; rows: Cell[][] }> {
  let [table, rows, bytes]: [TableShape | null, Cell[][], number] = [null, [], 0]
  for await (const record of records) {
    if (record.kind !== 'row') continue
    if (
      table !== null &&
      rows.length > 0 &&
      (record.table !== table || rows.length >= BATCH_ROWS || bytes > BATCH_BYTES)
    ) {
      yield { table, rows }
      ;[rows, bytes] = [[], 0]
    }
    table = record.table
    rows.push(record.row)
    for (const cell of record.row) if (typeof cell === 'string' || Buffer.isBuffer(cell)) bytes += cell.length
  }
  if (table !== null && rows.length > 0) yield { table, rows }
}

/** The store that the restored node will use, as an absolute URL: told, or of the environment, or of the backup's own settings. */
function targetStore(dir: string, env: Record<string, string>, files: readonly FileRecord[], told?: string): string {
  const environment = nodeEnvironment()
  if (told !== undefined && (environment['JUXTA_STORE'] ?? environment['JUXTA_STORE_FILE']) !== undefined)
    throw usage('JUXTA_STORE in the environment would win over --store: unset one')
  const dataDir = environment['JUXTA_DATA_DIR']
  if (dataDir !== undefined && resolve(dir, dataDir) !== dir)
    throw usage('JUXTA_DATA_DIR in the environment names another folder than --dir: unset it')
  const content = (path: string): string => {
    const kept = files.find((f) => f.path === path)
    if (kept) return kept.bytes.toString('utf8').trim()
    try {
      return readFileSync(resolve(dir, path), 'utf8').trim()
    } catch (cause) {
      throw new JuxtaError(
        'settings-invalid',
        `JUXTA_STORE_FILE cannot be read: ${path}; name the store with --store`,
        {
          pointer: '/JUXTA_STORE',
          cause,
        },
      )
    }
  }
  let url = told
  for (const source of [environment, env])
    url ??= source['JUXTA_STORE'] ?? (source['JUXTA_STORE_FILE'] && content(source['JUXTA_STORE_FILE']))
  url ??= SETTINGS.JUXTA_STORE.fallback
  const fault = SETTINGS.JUXTA_STORE.check(url)
  if (fault) throw usage(`the store ${fault}`)
  return url.startsWith('sqlite:') ? `sqlite:${resolve(dir, url.slice('sqlite:'.length))}` : url
}

/** Refuses a store that holds a node: most of all one that knows more of the same log than the backup does. */
function checkTarget(there: readonly { origin: string; size: number }[], ours: readonly LogEnd[]): void {
  for (const { origin, size } of there) {
    const same = ours.find((o) => o.origin === origin)
    if (same && size > same.size)
      throw new JuxtaError(
        'state-conflict',
        `the store holds the same log ${origin} with ${size} leaves, the backup has ${same.size}: restoring it would roll the log back`,
        { pointer: '/JUXTA_STORE', rule: 'log-rollback', members: { origin, size, backup: same.size } },
      )
  }
  if (there.length > 0)
    throw new JuxtaError(
      'state-conflict',
      `the store already holds the log ${there[0]!.origin} with ${there[0]!.size} leaves: name an empty store with --store`,
      { pointer: '/JUXTA_STORE', rule: 'store-not-empty' },
    )
}

export type RestoreDone = Verified & { store: string; warnings: string[] }

/**
 * Makes the node of the backup `file` again in the empty folder `dir`. The whole file is verified before anything is written; what was written
 * is removed where writing fails.
 */
export async function restoreBackup(
  file: string,
  dir: string,
  passphrase: string,
  { store, onBytes = () => undefined }: { store?: string; onBytes?: (done: number, all: number) => void } = {},
): Promise<RestoreDone> {
  const existed = existsSync(dir)
  if (existed && (await readdir(dir)).length > 0)
    throw new JuxtaError('state-conflict', `${dir} is not empty`, { rule: 'empty-folder' })
  // Once to verify, once to write.
  const read = (pass: 0 | 1): AsyncGenerator<BackupRecord> =>
    readRecords(readBackupFile(file, passphrase, (done, all) => onBytes(done + pass * all, 2 * all)))
  const verified = await verifyAll(read(0))
  const envFile = verified.files.find((f) => f.path === SETTINGS_FILE)!
  let env = envFile.bytes.toString('utf8')
  const url = targetStore(dir, parseEnvFile(env, SETTINGS_FILE), verified.files, store)
  checkTarget(await logsIn(url), verified.end.logs)
  env = withSetting(env, 'JUXTA_DATA_DIR', null)
  if (store !== undefined) env = withSetting(env, 'JUXTA_STORE', store)
  const files = verified.files.map((f) => (f === envFile ? { ...f, bytes: Buffer.from(env) } : f))
  await mkdir(dir, { recursive: true, mode: 0o700 })
  try {
    await loadStore(url, SCHEMA, verified.start.schema, Date.now(), batchesOf(read(1)))
    await writeFiles(dir, files)
  } catch (error) {
    for (const name of await readdir(dir)) await rm(join(dir, name), { recursive: true, force: true })
    if (!existed) await rm(dir, { recursive: true, force: true })
    throw error
  }
  const warnings: string[] = []
  try {
    readSettings(dir, nodeEnvironment())
  } catch (error) {
    warnings.push(...asJuxtaError(error).message.split('\n'))
  }
  return { ...verified, files, store: url, warnings }
}

/** At the node whose backup was tried. Fails with `usage` where it is another's. */
async function recordTried(dir: string, { country }: Start, file: string): Promise<void> {
  const { settings } = readSettings(dir, nodeEnvironment())
  if (settings.country !== country)
    throw usage(`--tried-for names the node of ${settings.country}, the backup is of ${country}`)
  await recorded(settings, 'restore-tried', file, () => Promise.resolve())
}

export const restore: Command = {
  usage: 'restore F --dir D [--store URL] [--passphrase-file P] [--tried-for NODE]',
  about: `Makes the node of the backup F again in the empty folder D, with the store that its settings name, or the empty one at URL (SQLite or
PostgreSQL, whichever it was before). The whole file is verified before anything is written. A store that holds a log is refused. When the
node starts, its neighbours are asked whether they know a longer log than the backup has; where they do it does not go on. To try a backup, restore it and do
not start what was made: --tried-for NODE has that on record at the node in the folder NODE, for its list before go-live (juxta ready).`,
  options: {
    dir: text('DIR', 'the folder to make; it must be empty'),
    store: text('URL', 'another store than that of the backup’s settings'),
    'passphrase-file': text('FILE', 'holds the passphrase'),
    'tried-for': text('NODE', 'the folder of the node whose backup is tried'),
  },
  example: 'restore xa.backup --dir again --passphrase-file passphrase',
  async run(io, [file, ...more], values) {
    if (file === undefined || more.length > 0) throw usage('one backup file is restored')
    const [dir, store] = [resolve(required(values, 'dir')), optional(values, 'store')]
    const tried = optional(values, 'tried-for')
    const progress = progressOf(io, 'restoring')
    const passphrase = await passphraseOf(values)
    const done = await restoreBackup(resolve(file), dir, passphrase, {
      ...(store === undefined ? {} : { store }),
      onBytes: progress.at,
    }).finally(progress.end)
    const { start, end, warnings } = done
    if (warnings.length === 0)
      await recorded(readSettings(dir, nodeEnvironment()).settings, 'restore', basename(file), () => Promise.resolve())
    if (tried !== undefined) await recordTried(resolve(tried), start, basename(file))
    const dialect = done.store.startsWith('sqlite:') ? 'sqlite' : 'postgres'
    const notes = [
      'The node that the backup was made of must never run again: two nodes that write the same log contradict each other, and neighbours hold proof of it.',
      'At its start the neighbours are asked whether they know a longer log; where one does, messages of after the backup are missing here, and the node does not go on.',
    ]
    if (io.json) io.out(JSON.stringify({ ok: true, dir, ...start, dialect, ...end, notes, warnings }))
    else {
      io.out(
        `The node of ${start.country} (${start.name}) as of ${start.madeAt} is in ${dir}, its store in ${dialect}.`,
      )
      for (const line of amounts(end)) io.out(`  ${line}`)
      for (const note of notes) io.out(note)
      for (const warning of warnings) io.out(`To mend before it starts: ${warning}`)
      io.out(`Then: juxta doctor --dir ${dir} and juxta start --dir ${dir}`)
    }
    return 0
  },
}
