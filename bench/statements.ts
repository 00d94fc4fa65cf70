/** `juxta bench statements`: how often two nodes speak to their SQLite databases while messages pass, statement by statement. */
import Sqlite from 'libsql'
import type { Io } from '../node/cli/command.ts'
import { settled, startTestNodes, submit, type TestNode } from '../test/nodes.ts'

type Count = { grouped: number; alone: number }
type Counts = { readonly statements: Map<string, Count>; commits: number }
type Prepared = ReturnType<Sqlite.Database['prepare']>

/** Where values are many the text of a statement depends on how many; here it is one statement. */
const shape = (sql: string): string =>
  sql
    .replace(/\s+/g, ' ')
    .replace(/\((\?|null)(, (\?|null))*\)(, \((\?|null)(, (\?|null))*\))*/g, '(…)')
    .replace(/"/g, '')

/** Counts what every connection of this process runs from now on, by the file of its database. */
function record(): (file: RegExp) => Counts {
  const counted = new Map<string, Counts>()
  const prepare = Sqlite.prototype.prepare
  const files = new WeakMap<object, { counts: Counts; inside: boolean }>()
  Sqlite.prototype.prepare = function (this: Sqlite.Database, sql: string): Prepared {
    let connection = files.get(this)
    if (!connection) {
      const [main] = prepare.call(this, 'pragma database_list').all([]) as { file: string }[]
      const counts = counted.get(main!.file) ?? { statements: new Map<string, Count>(), commits: 0 }
      counted.set(main!.file, counts)
      files.set(this, (connection = { counts, inside: false }))
    }
    const here = connection
    const statement = prepare.call(this, sql)
    const text = shape(sql)
    const note = (): void => {
      if (/^begin/.test(text)) here.inside = true
      else if (/^(commit|rollback)/.test(text)) {
        here.inside = false
        here.counts.commits++
      } else {
        const count = here.counts.statements.get(text) ?? { grouped: 0, alone: 0 }
        count[here.inside ? 'grouped' : 'alone']++
        here.counts.statements.set(text, count)
      }
    }
    // `all` and `get` of this driver are made of these two.
    for (const method of ['run', 'iterate'] as const) {
      const run = statement[method].bind(statement) as (...values: unknown[]) => never
      statement[method] = (...values: unknown[]) => {
        note()
        return run(...values)
      }
    }
    return statement
  } as typeof prepare
  return (file) => {
    const found = [...counted].find(([name]) => file.test(name))
    if (!found) throw new Error(`nothing was counted for ${String(file)}`)
    return found[1]
  }
}

const clear = (counts: Counts): void => {
  counts.statements.clear()
  counts.commits = 0
}

type Sum = { commits: number; grouped: number; alone: number }

function summed({ statements, commits }: Counts, messages: number): Sum {
  const all = [...statements.values()]
  const per = (of: keyof Count): number => all.reduce((sum, count) => sum + count[of], 0) / messages
  return { commits: commits / messages, grouped: per('grouped'), alone: per('alone') }
}

/** Sends `messages` from one node to another, 32 at a time, both in this process. */
export async function benchStatements(io: Io, messages: number): Promise<number> {
  const ends: (() => unknown)[] = []
  const of = record()
  const nodes = await startTestNodes({ teardown: (end) => void ends.push(end) })
  try {
    const [a, b] = nodes as [TestNode, TestNode]
    const counts = { sender: of(/xa[^/]*\/[^/]*$/i), receiver: of(/xb[^/]*\/[^/]*$/i) }
    let delivered = 0
    a.node.events.listen((event) => void (event.kind === 'delivered' && delivered++))
    const flow = async (count: number): Promise<void> => {
      const before = delivered
      let taken = 0
      await Promise.all(
        Array.from({ length: 32 }, async () => {
          while (taken < count) {
            if (taken - (delivered - before) >= 64) await new Promise((r) => setTimeout(r, 5))
            else {
              taken++
              const { status } = await submit(a, b)
              if (status !== 202) throw new Error(`a submission was answered ${status}`)
            }
          }
        }),
      )
      await settled('all is delivered', async () => delivered - before >= count, 300_000)
    }
    await flow(Math.ceil(messages / 10))
    Object.values(counts).forEach(clear)
    await flow(messages)
    const found = Object.fromEntries(Object.entries(counts).map(([who, c]) => [who, summed(c, messages)]))
    const statements = Object.entries(counts).flatMap(([who, c]) =>
      [...c.statements].map(([text, { grouped, alone }]) => ({
        who,
        text,
        grouped: grouped / messages,
        alone: alone / messages,
      })),
    )
    if (io.json) io.out(JSON.stringify({ ok: true, messages, ...found, statements }))
    else {
      const two = (n: number): string => n.toFixed(2).padStart(6)
      io.out(`a message, of ${messages}          commits  in groups  by itself`)
      for (const [who, { commits, grouped, alone }] of Object.entries(found))
        io.out(`${who.padEnd(24)} ${two(commits)}     ${two(grouped)}     ${two(alone)}`)
      io.out('\nmore often than once in twenty messages:\nnode      in groups  by itself')
      for (const { who, text, grouped, alone } of statements.sort((x, y) => y.alone + y.grouped - x.alone - x.grouped))
        if (grouped + alone > 0.05) io.out(`${who.padEnd(9)} ${two(grouped)}   ${two(alone)}   ${text.slice(0, 200)}`)
    }
    return 0
  } finally {
    for (const end of ends.reverse()) await end()
  }
}
