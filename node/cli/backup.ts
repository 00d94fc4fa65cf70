/** `juxta backup` and `juxta restore`: a consistent, encrypted copy of a node in one file, and a node made again from it. Longer than most, as each undoes the other. */
import { existsSync, readFileSync } from 'node:fs'
import { link, mkdir, open, readdir, readFile, rm, stat, unlink } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { SCHEMA } from '../schema.ts'
import { loadStore, logsIn, withSnapshot, type Cell, type TableShape } from '../store/dump.ts'
import { folder } from '../operate/node-folder.ts'
import { parseEnvFile, readSettings, SETTINGS } from '../operate/settings.ts'
import { asJuxtaError, JuxtaError } from '../values/errors.ts'
import { readBackupFile, SCRYPT_COST, writeBackupFile } from './backup-file.ts'
import {
  backupLines,
  isInside,
  readRecords,
  type BackupRecord,
  type End,
  type FileRecord,
  type LogEnd,
  type Start,
} from './backup-records.ts'
import { optional, required, usage, type Command, type Io, type Values } from './command.ts'
import { time } from '../values/time.ts'

const ENV_FILE = 'juxta.env'
const PASSPHRASE = 'JUXTA_BACKUP_PASSPHRASE'
const MIN_PASSPHRASE = 12
const BATCH_ROWS = 50
const BATCH_BYTES = 4 * 1024 * 1024

/** The environment as the node's settings see it. */
function nodeEnvironment(): NodeJS.ProcessEnv {
  const rest = { ...process.env }
  delete rest[PASSPHRASE]
  return rest
}

/** From the file or the environment, never from an argument, which every user of the machine may read. */
async function passphraseOf(values: Values): Promise<string> {
  const file = optional(values, 'passphrase-file')
  let given = process.env[PASSPHRASE]
  if (file !== undefined)
    given = await readFile(resolve(file), 'utf8').catch((cause: unknown) => {
      throw new JuxtaError('usage', `--passphrase-file cannot be read: ${file}`, { cause })
    })
  if (given === undefined) throw usage(`a passphrase is needed: --passphrase-file, or ${PASSPHRASE} in the environment`)
  const passphrase = given.replace(/\r?\n$/, '')
  if ([...passphrase].length < MIN_PASSPHRASE) throw usage(`the passphrase has less than ${MIN_PASSPHRASE} characters`)
  return passphrase
}

/** Shows on a terminal how far a long piece of work is, ten times a second at most. */
function progressOf(io: Io, what: string): { at(done: number, all: number): void; end(): void } {
  const shown = io.terminal && !io.json
  let last = 0
  return {
    at(done, all) {
      if (!shown || Date.now() - last < 100) return
      last = Date.now()
      process.stdout.write(`\r${what}: ${all === 0 ? 100 : Math.floor((100 * done) / all)} % `)
    },
    end: () => void (shown && process.stdout.write('\r\x1b[K')),
  }
}

const slashed = (path: string): string => path.split(sep).join('/')

async function readRecord(path: string, name: string): Promise<FileRecord> {
  return { path: slashed(name), mode: (await stat(path)).mode & 0o777, bytes: await readFile(path) }
}

async function filesBelow(dir: string, name: string): Promise<FileRecord[]> {
  const found: FileRecord[] = []
  const entries = existsSync(join(dir, name)) ? await readdir(join(dir, name), { withFileTypes: true }) : []
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(name, entry.name)
    if (entry.isDirectory()) found.push(...(await filesBelow(dir, path)))
    // What a link names may lie outside (secrets that are mounted): its content is what counts.
    else if (entry.isFile() || (await stat(join(dir, path))).isFile())
      found.push(await readRecord(join(dir, path), path))
  }
  return found
}

/** The files that make the node, and what its settings name that lies outside its folder and so is not among them. */
async function filesOf(dir: string, dataDir: string): Promise<{ files: FileRecord[]; outside: string[] }> {
  const paths = folder(dataDir)
  const files = [await readRecord(join(dir, ENV_FILE), ENV_FILE), await readRecord(paths.localKey, 'local.key')]
  for (const path of [paths.keys, paths.certificates, paths.developmentAuthority])
    files.push(...(await filesBelow(dataDir, relative(dataDir, path))))
  const outside: string[] = []
  for (const [name, value] of Object.entries(parseEnvFile(files[0]!.bytes.toString('utf8'), ENV_FILE))) {
    const base = name.endsWith('_FILE') ? dir : /^JUXTA_WINDOW_(CERTIFICATE|KEY)$/.test(name) ? dataDir : null
    if (base === null || files.some((f) => join(base, f.path) === resolve(base, value))) continue
    const path = slashed(relative(base, resolve(base, value)))
    if (!isAbsolute(value) && isInside(path) && existsSync(join(base, path)))
      files.push(await readRecord(join(base, path), path))
    else outside.push(`${name} (${value})`)
  }
  return { files, outside }
}

const tell = (io: Io, logs: readonly LogEnd[]): void => {
  for (const { origin, size, root } of logs) io.out(`  log ${origin}: ${size} leaves, root ${root}`)
}

/** Writes beside and then names it, so that a file of that name is always a whole backup. Refuses a file that is there. */
async function inPlace<T>(output: string, write: (path: string) => Promise<T>): Promise<T> {
  const refuse = (): JuxtaError =>
    new JuxtaError('state-conflict', `${output} is there already`, { rule: 'file-exists' })
  if (existsSync(output)) throw refuse()
  const part = `${output}.${process.pid}.part`
  try {
    const result = await write(part)
    await link(part, output).catch((cause: NodeJS.ErrnoException) => {
      throw cause.code === 'EEXIST' ? refuse() : cause
    })
    await syncFolder(dirname(output))
    return result
  } finally {
    await unlink(part).catch(() => undefined)
  }
}

async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(path, 'r')
  await handle.sync().finally(() => handle.close())
}

export type BackupDone = End & { start: Start; bytes: number; outside: string[] }

/** Writes a backup of the node in `dir` to the new file `output`. `cost` is scrypt's N. */
export async function makeBackup(
  dir: string,
  output: string,
  passphrase: string,
  {
    onRows = () => undefined,
    cost = SCRYPT_COST,
  }: { onRows?: (done: number, all: number) => void; cost?: number } = {},
): Promise<BackupDone> {
  const { settings } = readSettings(dir, nodeEnvironment())
  return inPlace(output, (part) =>
    withSnapshot(settings.store, SCHEMA, async (snapshot) => {
      // After the state of the store is fixed: a key lies in the folder before an identity in the store names it.
      const { files, outside } = await filesOf(dir, settings.dataDir)
      const start: Start = {
        madeAt: time(Date.now()),
        country: snapshot.node.country,
        name: snapshot.node.name,
        dialect: snapshot.dialect,
        schema: snapshot.schema,
      }
      let end: End | null = null
      const lines = backupLines(snapshot, start, files, onRows, (told) => (end = told))
      const bytes = await writeBackupFile(part, passphrase, lines, cost)
      return { ...end!, start, bytes, outside }
    }),
  )
}

export const backup: Command = {
  usage: 'backup --dir D -o F [--passphrase-file P]',
  about: `Writes everything that makes the node (settings, keys, certificates, every table of the store, the message log) as of one moment to one
encrypted file. The node may run meanwhile. The passphrase is the content of P, or ${PASSPHRASE} in the environment; without it nobody
restores the file. Keep both, and keep them apart.`,
  options: {
    dir: { type: 'string' },
    output: { type: 'string', short: 'o' },
    'passphrase-file': { type: 'string' },
  },
  async run(io, positionals, values) {
    if (positionals.length > 0) throw usage('the passphrase is never an argument, and nothing else is either')
    const [dir, output] = [resolve(required(values, 'dir')), resolve(required(values, 'output'))]
    const progress = progressOf(io, 'backing up')
    const done = await makeBackup(dir, output, await passphraseOf(values), { onRows: progress.at }).finally(
      progress.end,
    )
    const { start, logs, rows, files, bytes, outside } = done
    if (io.json) io.out(JSON.stringify({ ok: true, file: output, bytes, ...start, files, rows, logs, outside }))
    else {
      io.out(`${output}: ${bytes} bytes, the node of ${start.country} as of ${start.madeAt}`)
      io.out(`  ${files} files, ${Object.values(rows).reduce((a, b) => a + b, 0)} rows, ${rows['message']} messages`)
      tell(io, logs)
      for (const name of outside) io.out(`  not in it, because it lies outside the folder: ${name}`)
    }
    return 0
  },
}

type Verified = { start: Start; files: FileRecord[]; end: End }

/** Reads the whole file and keeps what is small. */
async function verifyAll(records: AsyncIterable<BackupRecord>): Promise<Verified> {
  const files: FileRecord[] = []
  let [start, end]: [Start | null, End | null] = [null, null]
  for await (const record of records)
    if (record.kind === 'file') files.push(record.file)
    else if (record.kind === 'start') start = record.start
    else if (record.kind === 'end') end = record.end
  if (!files.some((f) => f.path === ENV_FILE))
    throw new JuxtaError('malformed', `the backup holds no ${ENV_FILE}`, { rule: 'backup-format' })
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

/** `content` of a juxta.env with `name` set to `value`, or to its default with null. */
function withSetting(content: string, name: keyof typeof SETTINGS, value: string | null): string {
  const kept = content.split('\n').filter((line) => !new RegExp(`^\\s*${name}(_FILE)?\\s*=`).test(line))
  while (kept.at(-1) === '') kept.pop()
  return `${[...kept, ...(value === null ? [] : [`${name}=${value}`])].join('\n')}\n`
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

async function writeFiles(dir: string, files: readonly FileRecord[]): Promise<void> {
  // The settings last: a folder without them is no node, should this process end half way.
  const order = [...files].sort((a, b) => Number(a.path === ENV_FILE) - Number(b.path === ENV_FILE))
  for (const { path, mode, bytes } of order) {
    const to = join(dir, ...path.split('/'))
    await mkdir(dirname(to), { recursive: true, mode: 0o700 })
    const handle = await open(to, 'wx', mode & 0o755)
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
  }
  await syncFolder(dir)
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
  const envFile = verified.files.find((f) => f.path === ENV_FILE)!
  let env = envFile.bytes.toString('utf8')
  const url = targetStore(dir, parseEnvFile(env, ENV_FILE), verified.files, store)
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

export const restore: Command = {
  usage: 'restore F --dir D [--store URL] [--passphrase-file P]',
  about: `Makes the node of the backup F again in the empty folder D, with the store that its settings name, or the empty one at URL (SQLite or
PostgreSQL, whichever it was before). The whole file is verified before anything is written. A store that holds a log is refused. When the
node starts, its neighbours are asked whether they know a longer log than the backup has; where they do it does not go on.`,
  options: { dir: { type: 'string' }, store: { type: 'string' }, 'passphrase-file': { type: 'string' } },
  async run(io, [file, ...more], values) {
    if (file === undefined || more.length > 0) throw usage('one backup file is restored')
    const [dir, store] = [resolve(required(values, 'dir')), optional(values, 'store')]
    const progress = progressOf(io, 'restoring')
    const passphrase = await passphraseOf(values)
    const done = await restoreBackup(resolve(file), dir, passphrase, {
      ...(store === undefined ? {} : { store }),
      onBytes: progress.at,
    }).finally(progress.end)
    const { start, end, warnings } = done
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
      io.out(
        `  ${end.files} files, ${Object.values(end.rows).reduce((a, b) => a + b, 0)} rows, ${end.rows['message']} messages`,
      )
      tell(io, end.logs)
      for (const note of notes) io.out(note)
      for (const warning of warnings) io.out(`To mend before it starts: ${warning}`)
      io.out(`Then: juxta doctor --dir ${dir} and juxta start --dir ${dir}`)
    }
    return 0
  },
}
