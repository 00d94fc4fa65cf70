/**
 * What the lines of a backup say: first which node it is of, then its files, then every table row by row, then how much there was of each.
 * Reading checks all of it, and hashes the message log anew; it is used on the way in as well as on the way out.
 */
import { tablesOf, type Cell, type LogSize, type Snapshot, type TableShape } from '../store/dump.ts'
import { SCHEMA } from '../schema.ts'
import { newest } from '../store/migrate.ts'
import { JuxtaError } from '../values/errors.ts'
import { leafHash } from '../log/entry.ts'
import { CompactRange } from '../log/merkle.ts'
import { parseStrictJson } from '../values/json.ts'

/** Path below the node's folder, with `/`; `mode` as in stat(2), the lowest nine bits. */
export type FileRecord = { readonly path: string; readonly mode: number; readonly bytes: Buffer }
export type Start = {
  readonly madeAt: string
  readonly country: string
  readonly name: string
  readonly dialect: string
  readonly schema: number
}
export type LogEnd = LogSize & { readonly root: string }
export type End = {
  readonly files: number
  readonly rows: Readonly<Record<string, number>>
  readonly logs: readonly LogEnd[]
}

/** What a backup amounts to, line by line, as it is told to a person. */
export const amounts = ({ files, rows, logs }: End): string[] => [
  `${files} files, ${Object.values(rows).reduce((a, b) => a + b, 0)} rows, ${rows['message']} messages`,
  ...logs.map(({ origin, size, root }) => `log ${origin}: ${size} leaves, root ${root}`),
]

export type BackupRecord =
  | { kind: 'start'; start: Start }
  | { kind: 'file'; file: FileRecord }
  | { kind: 'row'; table: TableShape; row: Cell[] }
  | { kind: 'end'; end: End }

const wrong = (message: string): JuxtaError =>
  new JuxtaError('malformed', `the backup is not well formed: ${message}`, { rule: 'backup-format' })
const broken = (message: string): JuxtaError =>
  new JuxtaError('log-invalid', `the message log is not whole: ${message}`, { rule: 'backup-log' })

/** Hashes the leaves that pass by, in the order of their keys, and holds them against heads and the newest checkpoint of each shard. */
class LogCheck {
  readonly #trees = new Map<string, CompactRange>()
  readonly #checkpoints = new Map<string, { size: number; root: Buffer }>()
  readonly #heads: LogSize[] = []

  row({ name, columns }: TableShape, row: readonly Cell[]): void {
    if (name !== 'leaf' && name !== 'logHead' && name !== 'checkpoint') return
    const cell = <T extends Cell>(column: string): T => row[columns.indexOf(column)] as T
    const shard = cell<string>('shard')
    if (name === 'logHead') this.#heads.push({ shard, origin: cell('origin'), size: Number(cell('size')) })
    else if (name === 'checkpoint') {
      // Rows come in the order of their size, and before the leaves.
      this.#checkpoints.set(shard, { size: Number(cell('size')), root: cell('root') })
    } else {
      const tree = this.#trees.get(shard) ?? new CompactRange()
      this.#trees.set(shard, tree)
      const [index, data, hash] = [cell<number>('idx'), cell<Buffer>('data'), cell<Buffer>('hash')]
      if (index !== tree.size) throw broken(`leaf ${tree.size} of ${shard} is missing`)
      if (!Buffer.isBuffer(data) || !Buffer.isBuffer(hash) || !leafHash(data).equals(hash))
        throw broken(`leaf ${index} of ${shard} does not have the hash that is stored`)
      tree.append(hash)
      const signed = this.#checkpoints.get(shard)
      if (signed?.size === tree.size && !tree.root().equals(signed.root))
        throw broken(`the leaves of ${shard} do not lead to its checkpoint of size ${signed.size}`)
    }
  }

  /** The logs, newest shard last. */
  finish(): LogEnd[] {
    const ends = this.#heads.map((head) => {
      const tree = this.#trees.get(head.shard) ?? new CompactRange()
      if (tree.size !== head.size) throw broken(`${head.origin} has ${tree.size} leaves, its head says ${head.size}`)
      if ((this.#checkpoints.get(head.shard)?.size ?? 0) > head.size)
        throw broken(`${head.origin} has ${head.size} leaves, a checkpoint over more was signed`)
      return { ...head, root: tree.root().toString('base64') }
    })
    if (ends.length === 0) throw broken('there is none')
    return ends
  }
}

const encode = (cell: Cell): unknown => {
  if (Buffer.isBuffer(cell)) return { b: cell.toString('base64') }
  if (cell === null || typeof cell === 'string' || (typeof cell === 'number' && Number.isSafeInteger(cell))) return cell
  throw new JuxtaError('internal', `a backup cannot hold a value of type ${typeof cell}`)
}

const isBlob = (v: unknown): v is { b: string } =>
  typeof v === 'object' && v !== null && typeof (v as { b?: unknown }).b === 'string' && Object.keys(v).length === 1

const decode = (cell: unknown): Cell => {
  if (cell === null || typeof cell === 'string' || (typeof cell === 'number' && Number.isSafeInteger(cell))) return cell
  if (isBlob(cell)) return Buffer.from(cell.b, 'base64')
  throw wrong('a cell of an unknown type')
}

/** The lines of a backup of `snapshot` and `files`. `told` gets the same end as the file, once all is written. */
export async function* backupLines(
  snapshot: Snapshot,
  start: Start,
  files: readonly FileRecord[],
  onRows: (done: number, all: number) => void,
  told: (end: End) => void,
): AsyncGenerator<string> {
  yield JSON.stringify({ backup: start })
  for (const { path, mode, bytes } of files) yield JSON.stringify({ file: path, mode, bytes: bytes.toString('base64') })
  const check = new LogCheck()
  const all = snapshot.tables.reduce((sum, t) => sum + t.rows, 0)
  const rows: Record<string, number> = {}
  let done = 0
  for (const table of snapshot.tables) {
    yield JSON.stringify({ table: table.name, columns: table.columns })
    rows[table.name] = 0
    for await (const page of snapshot.pages(table)) {
      for (const row of page) {
        check.row(table, row)
        yield JSON.stringify(row.map(encode))
      }
      rows[table.name]! += page.length
      onRows((done += page.length), all)
    }
  }
  const end: End = { files: files.length, rows, logs: check.finish() }
  yield JSON.stringify({ end })
  told(end)
}

const parse = (line: string): unknown => {
  try {
    return parseStrictJson(line)
  } catch {
    throw wrong('a line is not JSON')
  }
}

const text = (v: unknown, what: string): string => {
  if (typeof v !== 'string') throw wrong(`${what} is not a text`)
  return v
}

/** A path that stays below the folder it is written to. */
export const isInside = (path: string): boolean =>
  path.length < 1000 &&
  !/[\\\0:]/.test(path) &&
  path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')

/** Reads what whoever knew the passphrase wrote. Fails with `malformed`, `log-invalid`, or `unsupported-version` (a newer schema). */
export async function* readRecords(lines: AsyncIterable<string>): AsyncGenerator<BackupRecord> {
  const check = new LogCheck()
  const rows: Record<string, number> = {}
  let files = 0
  let tables: TableShape[] | null = null
  let at = -1
  let ended = false
  for await (const line of lines) {
    if (ended) throw wrong('something follows its end')
    const value = parse(line)
    if (tables === null) {
      const start = startOf(value)
      tables = await tablesOf(SCHEMA, start.schema)
      yield { kind: 'start', start }
      continue
    }
    if (Array.isArray(value)) {
      const table = tables[at]
      if (!table || value.length !== table.columns.length) throw wrong('a row does not fit its table')
      const row = value.map(decode)
      check.row(table, row)
      rows[table.name]!++
      yield { kind: 'row', table, row }
      continue
    }
    const { file, table, end } = (value ?? {}) as Record<string, unknown>
    if (file !== undefined && at < 0) {
      const { mode, bytes } = value as Record<string, unknown>
      const path = text(file, 'a path')
      if (!isInside(path)) throw wrong('a path leads out of the folder')
      if (typeof mode !== 'number' || !Number.isInteger(mode)) throw wrong('a file has no mode')
      files++
      yield { kind: 'file', file: { path, mode, bytes: Buffer.from(text(bytes, 'a file'), 'base64') } }
    } else if (table !== undefined) {
      const expected = tables[++at]
      const columns = (value as { columns?: unknown }).columns
      if (!expected || table !== expected.name || JSON.stringify(columns) !== JSON.stringify(expected.columns))
        throw wrong(`the table ${String(table)} is not one of its schema, or not in its place`)
      rows[expected.name] = 0
    } else if (end !== undefined) {
      if (at !== tables.length - 1) throw wrong('tables are missing')
      const counted: End = { files, rows, logs: check.finish() }
      if (JSON.stringify(end) !== JSON.stringify(counted)) throw wrong('its end does not count what is in it')
      ended = true
      yield { kind: 'end', end: counted }
    } else throw wrong('a line of an unknown kind')
  }
  if (!ended) throw wrong('it has no end')
}

function startOf(value: unknown): Start {
  const start = (value as { backup?: Record<string, unknown> } | null)?.backup
  if (typeof start !== 'object' || start === null) throw wrong('it does not say what node it is of')
  const schema = start['schema']
  if (typeof schema !== 'number' || !Number.isInteger(schema) || schema < 1) throw wrong('it names no schema')
  if (schema > newest(SCHEMA))
    throw new JuxtaError(
      'unsupported-version',
      `the backup has schema ${schema}, this release knows up to ${newest(SCHEMA)}: restore it with the release that made it, or a newer one`,
      { rule: 'schema-new' },
    )
  const [madeAt, country, name, dialect] = ['madeAt', 'country', 'name', 'dialect'].map((k) => text(start[k], k))
  return { madeAt: madeAt!, country: country!, name: name!, dialect: dialect!, schema }
}
