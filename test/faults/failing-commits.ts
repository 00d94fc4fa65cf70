/**
 * Loaded into a node before itself (`NODE_OPTIONS=--import`): the drivers of SQLite and PostgreSQL, whose commits fail, lie or end the process where a test has
 * said so in a file; of PostgreSQL they end the process or have it stand still alone.
 * The file is `$COMMIT_FAULTS/<folder of the node>.json`; what was done is told beside it, as `.fired`, and how often what is counted was committed. While there is a file `.ahead` the clock of
 * the node is ahead, which `.clock` tells.
 */
import Sqlite from 'libsql'
import pg from 'pg'
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'

/** What a transaction is, by the statements in it: each of `has`, none of `not`. Others may share the commit. */
const KINDS = {
  submit: { has: [/^insert into "message"/, /^insert into "outbox"/] },
  claim: { has: [/update "outbox" set "ready" = \?, "leaseOwner" = \?, "dueAt" = \?, "attempts"/] },
  seal: { has: [/^update "outbox" set "body" = \? where "id" = \? and "body" is null/] },
  accept: { has: [/^insert into "message"/, /^insert into "securityEvent"/] },
  settle: { has: [/^delete from "outbox"/, /^insert into "securityEvent"/] },
  refuse: { has: [/^insert into "refusal"/] },
  'issue-event': { has: [/^insert into "securityEvent"/, /^insert into "outbox"/, /^insert into "collection"/] },
  'take-event': {
    has: [/^insert into "securityEvent"/],
    not: [/^insert into "(message|outbox|refusal)"/, /^delete from "outbox"/],
  },
  'event-delivered': { has: [/^delete from "outbox"/], not: [/^insert into "securityEvent"/] },
  publish: { has: [/^insert into "checkpoint"/] },
  cosigned: { has: [/^insert into "cosignature"/] },
  witness: { has: [/^(update|insert into) "witnessed"/] },
  'upload-begun': { has: [/^insert into "upload"/] },
  'upload-stored': { has: [/^update "large" set "stored"/, /^update "upload" set "at"/] },
  'upload-dropped': { has: [/^delete from "upload"/] },
  'part-key': { has: [/^insert into "transfer"/], not: [/^insert into "large"/] },
  'parts-expected': { has: [/^insert into "transfer"/, /^insert into "large"/] },
  'part-stored': { has: [/^update "large" set "stored"/, /^update "transfer" set "at"/] },
  propose: { has: [/^insert into "proposal"/] },
  confirm: { has: [/^update "proposal"/, /^insert into "message"/] },
  // What is confirmed and what it does: in one commit, or it never comes to that.
  'two-erase': { has: [/^update "proposal"/, /^insert into "erasure"/] },
  'two-hold': { has: [/^update "proposal"/, /^insert into "legalHold"/, /^insert into "securityEvent"/] },
  'two-permit': { has: [/^update "proposal"/, /^insert into "permitEntry"/] },
  'two-agreement': { has: [/^update "proposal"/, /^insert into "agreement"/, /^insert into "outbox"/] },
  'two-suspension': { has: [/^update "proposal"/, /^update "agreement"/, /^insert into "securityEvent"/] },
  'two-peer': { has: [/^update "proposal"/, /^insert into "peer"/] },
  'two-identity': { has: [/^update "proposal"/, /^insert into "identity"/, /^insert into "securityEvent"/] },
  'two-retry': { has: [/^update "proposal"/, /^insert into "putBack"/] },
  erased: { has: [/^insert into "erasure"/] },
  swept: { has: [/^delete from "chunk"/] },
} satisfies Record<string, { has: RegExp[]; not?: RegExp[] }>

/**
 * `busy`, `io`: nothing is written, and the driver says so; one can be tried again, the other is the end of the process. `busy-after`, `io-after`: it is
 * written, and the driver says that it was not. `kill-before`, `kill-after`: kill -9 before and after it is written.
 */
export type Fault = 'busy' | 'io' | 'busy-after' | 'io-after' | 'kill-before' | 'kill-after'
/** The process stands still (SIGSTOP) before it is written, until it is let go on. */
export type Stop = 'stop-before'
export type Kind = keyof typeof KINDS
/** On the `nth` commit of the kind from now on, once. */
export type CommitFault = { kind: Kind; fault: Fault | Stop; nth: number }
/** How many commits of these were made, by all processes of a node together, is the length of the file of the name. */
export const COUNTED = ['parts-expected', 'part-stored'] as const satisfies readonly Kind[]

export const AHEAD_MS = 304_500

type Statement = { run(...args: unknown[]): unknown; iterate(...args: unknown[]): unknown }
type Connection = { prepare(this: Connection, sql: string): Statement }

const MATTERS = /^(with|insert|update|delete)/

function isOf(kind: Kind, done: ReadonlySet<string>): boolean {
  const { has, not = [] }: { has: RegExp[]; not?: RegExp[] } = KINDS[kind]
  const all = [...done]
  return has.every((r) => all.some((s) => r.test(s))) && !all.some((s) => not.some((r) => r.test(s)))
}

const DRIVER = {
  busy: ['database is locked', 'SQLITE_BUSY', 5],
  io: ['disk I/O error', 'SQLITE_IOERR_FSYNC', 1034],
} as const

function failing(file: string): void {
  const fired = file.replace(/\.json$/, '.fired')
  let counted = 0
  let counting = ''

  /** The fault that is due at this commit, taken away so that it comes once. */
  function due(done: ReadonlySet<string>): Fault | Stop | null {
    let text: string
    try {
      text = readFileSync(file, 'utf8')
    } catch {
      return null
    }
    if (text !== counting) [counting, counted] = [text, 0]
    const { kind, fault, nth } = JSON.parse(text) as CommitFault
    if (!isOf(kind, done) || ++counted < nth) return null
    rmSync(file)
    writeFileSync(fired, text)
    return fault
  }

  const count = (done: ReadonlySet<string>): void => {
    for (const kind of COUNTED) if (isOf(kind, done)) appendFileSync(file.replace(/json$/, kind), '.')
  }

  function commit(done: ReadonlySet<string>, write: () => unknown): unknown {
    const really = (): unknown => {
      const written = write()
      count(done)
      return written
    }
    const fault = due(done)
    if (fault === 'stop-before') process.kill(process.pid, 'SIGSTOP')
    if (fault === null || fault === 'stop-before') return really()
    if (fault.endsWith('-after')) really()
    if (fault.startsWith('kill')) process.kill(process.pid, 'SIGKILL')
    const [text, code, raw] = DRIVER[fault.startsWith('busy') ? 'busy' : 'io']
    throw new Sqlite.SqliteError(text, code, raw)
  }

  const written = new WeakMap<object, Set<string>>()
  const { prototype } = Sqlite as unknown as { prototype: Connection }
  const { prepare } = prototype
  prototype.prepare = function (sql) {
    const statement = prepare.call(this, sql)
    const run = statement.run.bind(statement)
    const iterate = statement.iterate.bind(statement)
    const note = (): void => {
      if (sql.startsWith('begin')) written.set(this, new Set())
      else if (MATTERS.test(sql)) written.get(this)?.add(sql)
    }
    statement.run = (...args) => {
      note()
      return sql === 'commit' ? commit(written.get(this) ?? new Set(), () => run(...args)) : run(...args)
    }
    statement.iterate = (...args) => {
      note()
      return iterate(...args)
    }
    return statement
  }

  // One text may write to several tables there.
  const parts = new WeakMap<object, Set<string>>()
  const client = pg.Client.prototype as unknown as { query(this: object, ...args: unknown[]): unknown }
  const { query } = client
  client.query = function (...args) {
    const [asked] = args
    const text = typeof asked === 'string' ? asked : (asked as { text?: unknown }).text
    if (typeof text !== 'string') return query.apply(this, args)
    const done = parts.get(this) ?? new Set()
    for (const [part] of text.matchAll(/(insert into|delete from|update) "\w+"/g)) done.add(part)
    // As SQLite has it, for what is told by more than its table.
    if (text !== 'commit') done.add(text.replace(/\$\d+/g, '?'))
    parts.set(this, done)
    if (text === 'rollback') parts.delete(this)
    if (text !== 'commit') return query.apply(this, args)
    parts.delete(this)
    const fault = due(done)
    if (fault === 'kill-before') process.kill(process.pid, 'SIGKILL')
    if (fault === 'stop-before') process.kill(process.pid, 'SIGSTOP')
    const committed = query.apply(this, args) as Promise<unknown>
    return committed.then((answer) => {
      count(done)
      if (fault === 'kill-after') process.kill(process.pid, 'SIGKILL')
      return answer
    })
  }
}

const folder = process.env['COMMIT_FAULTS']
const at = process.argv.indexOf('--dir')
if (folder !== undefined && process.argv.includes('start') && at > 0) {
  const name = join(folder, basename(process.argv[at + 1]!))
  failing(`${name}.json`)
  const { now } = Date
  const wanted = (): number => (existsSync(`${name}.ahead`) ? AHEAD_MS : 0)
  let ahead = wanted()
  Date.now = () => now() + ahead
  const look = (): void => {
    ahead = wanted()
    writeFileSync(`${name}.clock`, String(ahead))
  }
  setInterval(look, 20).unref()
}
