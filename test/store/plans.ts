/** What a planner says that it will do, read for what must not be: going through a table that grows, or sorting what it holds. */
import { sql } from 'kysely'
import type { Store } from '../../node/store/store.ts'
import { SMALL } from './backlog.ts'
import type { Heard } from './heard.ts'

/** So many rows are a message's, a case's or a page's; more are a backlog. A list of values may bring as many for each of them. */
const FEW = 600

type Plan = {
  'Node Type': string
  'Plan Rows': number
  'Relation Name'?: string
  'Index Cond'?: string
  'Recheck Cond'?: string
  Filter?: string
  'Parent Relationship'?: string
  Plans?: Plan[]
}

const grows = (table: string | undefined): table is string => table !== undefined && !SMALL.has(table)

/** `limited`: whoever asks takes a few rows, as `limit`, `exists` and the minimum by an index do. */
function faultsOf(plan: Plan, few: number, above: boolean): string[] {
  const limited = above || ['SubPlan', 'InitPlan'].includes(plan['Parent Relationship'] ?? '')
  const type = plan['Node Type']
  const table = plan['Relation Name']
  const below = (plan.Plans ?? []).flatMap((p) => faultsOf(p, few, limited || type === 'Limit'))
  const own: string[] = []
  const rows = plan['Plan Rows']
  if (grows(table)) {
    if (type === 'Seq Scan') own.push(`goes through ${table}`)
    else if (/^Index/.test(type) && plan['Index Cond'] === undefined && (!limited || plan.Filter !== undefined))
      own.push(`goes through an index of ${table}`)
    else if (rows > few && !limited) own.push(`reads ${rows} rows of ${table}`)
  }
  if (/Sort/.test(type) && Math.max(...(plan.Plans ?? []).map((p) => p['Plan Rows'])) > few) own.push('sorts a backlog')
  return [...own, ...below]
}

/** How many values the longest list of a statement has, as `in ($1, $2)` or as an array; 1 without one. */
const longestList = ({ sql: text, values }: Heard): number =>
  Math.max(
    1,
    ...[...text.matchAll(/\bin \((\$\d+(?:, \$\d+)*)\)/g)].map((m) => m[1]!.split(',').length),
    ...values.map((v) => (Array.isArray(v) ? v.length : 1)),
  )

/** What PostgreSQL has to do wrong: it is told to go through a table, and to sort, only where no index does without. */
async function ofPostgres(store: Store, heard: Heard): Promise<string[]> {
  const { sql: text, values } = heard
  const parts = text.split(/\$\d+/)
  const order = [...text.matchAll(/\$(\d+)/g)].map((m) => values[Number(m[1]) - 1])
  const bound = order.map((v) =>
    typeof v === 'object' && v !== null && 'hex' in v ? Buffer.from(String(v.hex), 'hex') : v,
  )
  const statement = sql.join(
    parts.flatMap((p, i) => (i === 0 ? [sql.raw(p)] : [sql`${bound[i - 1]}`, sql.raw(p)])),
    sql.raw(''),
  )
  return store.apart(async (db) => {
    for (const way of ['seqscan', 'bitmapscan', 'sort'])
      await sql`${sql.raw(`set local enable_${way} = off`)}`.execute(db)
    const { rows } = await sql<{ 'QUERY PLAN': { Plan: Plan }[] }>`explain (format json) ${statement}`.execute(db)
    return faultsOf(rows[0]!['QUERY PLAN'][0]!.Plan, FEW * longestList(heard), false)
  })
}

/** Average rows that share the first k columns of each index, as SQLite has counted them: by name of the index. */
export async function counted(store: Store): Promise<Map<string, number[]>> {
  const { rows } = await sql<{
    tbl: string
    idx: string | null
    stat: string
  }>`select tbl, idx, stat from sqlite_stat1`.execute(store.read)
  return new Map(
    rows.map(({ tbl, idx, stat }) => [
      idx ?? tbl,
      stat
        .split(' ')
        .filter((n) => /^\d+$/.test(n))
        .map(Number),
    ]),
  )
}

async function ofSqlite(
  store: Store,
  { sql: text }: Heard,
  counts: Map<string, number[]>,
  tables: ReadonlySet<string>,
  partial: ReadonlySet<string>,
): Promise<string[]> {
  const { rows } = await sql<{
    id: number
    parent: number
    detail: string
  }>`${sql.raw(`explain query plan ${text}`)}`.execute(store.read)
  const alias = new Map([...text.matchAll(/"(\w+)" as "(\w+)"/g)].map((m) => [m[2]!, m[1]!]))
  const inSubquery = new Set<number>()
  const faults: string[] = []
  let most = 0
  for (const { id, parent, detail } of rows) {
    if (/SCALAR SUBQUERY/.test(detail) || inSubquery.has(parent)) inSubquery.add(id)
    const limited = /\blimit\b/.test(text) || inSubquery.has(id)
    const [, how, name, using] = /^(SCAN|SEARCH) (\w+)(.*)$/.exec(detail) ?? []
    const table = name === undefined ? undefined : (alias.get(name) ?? name)
    if (grows(table) && tables.has(table)) {
      const index = /INDEX (\w+)/.exec(using!)?.[1] ?? table
      const equal = (using!.match(/\w+=\?/g) ?? []).length
      const ranged = /[<>]\?/.test(using!)
      const each = /rowid=\?/.test(using!) ? 1 : (counts.get(index)?.[equal] ?? 1)
      if (how === 'SCAN') {
        if (!limited || !/INDEX/.test(using!) || (/ where /.test(text) && !partial.has(index)))
          faults.push(`goes through ${table}`)
      } else if (each > FEW && !limited && !ranged) faults.push(`reads ${each} rows of ${table}`)
      most = Math.max(most, how === 'SCAN' ? Infinity : each)
    }
    if (/USE TEMP B-TREE FOR (ORDER|GROUP|DISTINCT)/.test(detail) && most > FEW) faults.push('sorts a backlog')
  }
  return faults
}

/** Indexes of a part of their table: they hold what is looked for, and nothing else. */
async function partialIndexes(store: Store): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{
    name: string
  }>`select name from sqlite_master where type = 'index' and sql like '% where %'`.execute(store.read)
  return new Set(rows.map((row) => row.name))
}

/** For each statement of the dialect of `store` what its plan does that it must not. `counts`: where the planner itself has counted nothing. */
export async function plansOf(
  store: Store,
  heard: readonly Heard[],
  known?: Map<string, number[]>,
): Promise<{ statement: Heard; faults: string[] }[]> {
  const counts = known ?? (store.dialect === 'sqlite' ? await counted(store) : new Map<string, number[]>())
  const tables = new Set((await store.apart((db) => db.introspection.getTables())).map((x) => x.name))
  const partial = store.dialect === 'sqlite' ? await partialIndexes(store) : new Set<string>()
  const found: { statement: Heard; faults: string[] }[] = []
  for (const statement of heard)
    if (statement.dialect === store.dialect)
      try {
        const faults =
          store.dialect === 'sqlite'
            ? await ofSqlite(store, statement, counts, tables, partial)
            : await ofPostgres(store, statement)
        found.push({ statement, faults: [...new Set(faults)] })
      } catch (error) {
        found.push({ statement, faults: [`cannot be explained: ${String((error as Error).cause ?? error)}`] })
      }
  return found
}
