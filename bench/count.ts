/** How often connections of this process speak to their databases, statement by statement, in groups and by themselves. */
import Sqlite from 'libsql'
import pg from 'pg'

export type Count = { grouped: number; alone: number }
export type Counts = { readonly statements: Map<string, Count>; commits: number }
type Prepared = ReturnType<Sqlite.Database['prepare']>

const shapes = new Map<string, string>()

/** Where values are many the text of a statement depends on how many; here it is one statement. */
function shape(sql: string): string {
  let known = shapes.get(sql)
  if (known === undefined) {
    if (shapes.size > 5000) shapes.clear()
    shapes.set(sql, (known = shapeOf(sql)))
  }
  return known
}

const shapeOf = (sql: string): string =>
  sql
    .replace(/\s+/g, ' ')
    .replace(/\((\?|null)(, (\?|null))*\)(, \((\?|null)(, (\?|null))*\))*/g, '(…)')
    .replace(/"/g, '')

type Connection = { readonly counts: Counts; inside: boolean }
type Kind = 'begins' | 'ends' | 'asks'

const kindOf = (text: string): Kind =>
  /^(begin|start transaction)/i.test(text) ? 'begins' : /^(commit|rollback)/i.test(text) ? 'ends' : 'asks'

function note(here: Connection, kind: Kind, text: string): void {
  if (kind === 'begins') here.inside = true
  else if (kind === 'ends') {
    here.inside = false
    here.counts.commits++
  } else {
    const count = here.counts.statements.get(text) ?? { grouped: 0, alone: 0 }
    count[here.inside ? 'grouped' : 'alone']++
    here.counts.statements.set(text, count)
  }
}

const none = (): Counts => ({ statements: new Map(), commits: 0 })

export type Record = {
  /** Nothing is counted while it is false, and then counting costs next to nothing. */
  counts: boolean
  of(file: RegExp): Counts
  all(): Counts
  clear(): void
}

/** Counts what every connection of this process runs, by the file of its database; all of a server under one name. */
export function record(): Record {
  const counted = new Map<string, Counts>()
  const countsOf = (name: string): Counts => {
    const counts = counted.get(name) ?? none()
    counted.set(name, counts)
    return counts
  }
  const connections = new WeakMap<object, Connection>()
  const prepare = Sqlite.prototype.prepare
  Sqlite.prototype.prepare = function (this: Sqlite.Database, sql: string): Prepared {
    let connection = connections.get(this)
    if (!connection) {
      const [main] = prepare.call(this, 'pragma database_list').all([]) as { file: string }[]
      connections.set(this, (connection = { counts: countsOf(main!.file), inside: false }))
    }
    const here = connection
    const statement = prepare.call(this, sql)
    const text = shape(sql)
    const kind = kindOf(text)
    // `all` and `get` of this driver are made of these two.
    for (const method of ['run', 'iterate'] as const) {
      const run = statement[method].bind(statement) as (...values: unknown[]) => never
      statement[method] = (...values: unknown[]) => {
        if (recorded.counts || kind !== 'asks') note(here, kind, text)
        return run(...values)
      }
    }
    return statement
  } as typeof prepare
  const query = pg.Client.prototype.query as (this: pg.Client, ...given: unknown[]) => never
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const connection = connections.get(this) ?? { counts: countsOf('postgres'), inside: false }
    connections.set(this, connection)
    if (recorded.counts) {
      const [first] = given
      const text = shape(typeof first === 'string' ? first : String((first as { text?: string }).text))
      note(connection, kindOf(text), text)
    }
    return query.apply(this, given)
  }
  const recorded: Record = {
    counts: false,
    of(file) {
      const found = [...counted].find(([name]) => file.test(name))
      if (!found) throw new Error(`nothing was counted for ${String(file)}`)
      return found[1]
    },
    all() {
      const sum = none()
      for (const { statements, commits } of counted.values()) {
        sum.commits += commits
        for (const [text, { grouped, alone }] of statements) {
          const so = sum.statements.get(text) ?? { grouped: 0, alone: 0 }
          sum.statements.set(text, { grouped: so.grouped + grouped, alone: so.alone + alone })
        }
      }
      return sum
    },
    clear() {
      for (const counts of counted.values()) {
        counts.statements.clear()
        counts.commits = 0
      }
    },
  }
  return recorded
}

export type Sum = { commits: number; grouped: number; alone: number }

/** For each of so many messages. */
export function summed({ statements, commits }: Counts, messages: number): Sum {
  const all = [...statements.values()]
  const per = (of: keyof Count): number => all.reduce((sum, count) => sum + count[of], 0) / messages
  return { commits: commits / messages, grouped: per('grouped'), alone: per('alone') }
}
