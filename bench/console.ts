/**
 * `juxta bench console`: whether every page stays quick with a million messages. Lorries really pass the border between two nodes; what they left at the node of the entry
 * side is copied until it holds as many messages; then more pass, and stand there now. Each screen is opened in Chromium, what stands on papers is searched for as people
 * type it, lists and feeds are asked for at their beginning, in their middle and at their end, and a thousand follow the feed of changes while it stands and while it moves.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { optional, usage, type Io, type Values } from '../node/cli/command.ts'
import { tellDay } from '../node/cli/demo-day.ts'
import { stopNodes, type DemoNode } from '../node/cli/demo-nodes.ts'
import { readSettings } from '../node/operate/settings.ts'
import { SCHEMA } from '../node/schema.ts'
import { openStore } from '../node/store/store.ts'
import { startTwo, two, until } from './drive.ts'
import { fillStore, OF_ITSELF, rowsIn } from './fill.ts'
import { askFeeds, askSearches, type Papers, type Took } from './forgiving.ts'
import { startBoth, type Both } from './growing.ts'
import { followIdly } from './idle-readers.ts'
import { MESSAGES, passBorder } from './lorries.ts'
import { openScreens } from './screens.ts'

/** Lorries that really pass, of which there are copies; and those that stand at the border when it is measured. */
const LORRIES = 143
const NOW = { expected: 40, overdue: 10, arrived: 30, released: 20 } as const

type Plan = { readonly messages: number; readonly store: string | undefined; readonly readers: number }

export function consoleOf(values: Values): Plan {
  const messages = Number(optional(values, 'messages') ?? 1_000_000)
  const readers = Number(optional(values, 'concurrency') ?? 1000)
  if (!Number.isInteger(messages) || messages < 2 * LORRIES * MESSAGES)
    throw usage(`--messages is ${2 * LORRIES * MESSAGES} or more`)
  if (!Number.isInteger(readers) || readers < 1 || readers > 2000)
    throw usage('--concurrency is from 1 to 2000 readers')
  return { messages, readers, store: optional(values, 'store') }
}

/** Copies what passed until the node holds `messages`. Fails where a copy is not all that sending leaves. */
async function fill(io: Io, [a, b]: Both, messages: number, before: ReadonlyMap<string, number>): Promise<void> {
  const sent = await rowsIn(b.dir)
  const grown = (table: string): number => sent.get(table)! - before.get(table)!
  const like = grown('message')
  const copies = Math.ceil((messages - like) / like)
  const started = performance.now()
  await fillStore(b.dir, {
    like,
    copies,
    look: (copy) => {
      if (copy % 50 === 0)
        io.error(`${copy * like} of ${messages} after ${two((performance.now() - started) / 1000)} s`)
    },
  })
  const filled = await rowsIn(b.dir)
  for (const [table, count] of filled) {
    const wanted = sent.get(table)! + copies * grown(table)
    // A lorry that comes again has its keys already.
    if (!OF_ITSELF.includes(table) && grown(table) > like / 20 && Math.abs(count - wanted) > wanted / 50)
      throw new Error(`sending left ${grown(table)} rows of ${table}, and ${copies} copies of that ${count - sent.get(table)!}`) // prettier-ignore
  }
  // The neighbour counts nothing of it.
  const store = await openStore(readSettings(a.dir, {}).settings.store, SCHEMA, () => undefined)
  await store.apart((db) =>
    db
      .updateTable('peer')
      .set({ tallied: 2 * messages })
      .execute(),
  )
  await store.close()
}

/** What stands on papers of all times. */
export async function papersOf(b: DemoNode): Promise<Papers> {
  const store = await openStore(readSettings(b.dir, {}).settings.store, SCHEMA, () => undefined)
  try {
    const { read } = store
    const of = async (type: string): Promise<string[]> => {
      const found: string[] = []
      for (let i = 0; i < 60; i++) {
        // Wherever a random name would stand.
        const from = String.fromCharCode(48 + ((i * 7) % 10), 48 + ((i * 3) % 10))
        const begins = { mrn: '26XB', lrn: 'LRN-', crossing: 'XA-XB-', equipment: ['MSKU ', 'TGHU ', 'CSQU ', 'HLXU '][i % 4], 'transport-means': 'XA ' }[type]! // prettier-ignore
        const row = await read.selectFrom('preArrivalKey').select('value').where('value', '>=', begins + from).where('type', '=', type).orderBy('value').limit(1).executeTakeFirst() // prettier-ignore
        if (row) found.push(row.value)
      }
      return found
    }
    const kinds = ['mrn', 'lrn', 'crossing', 'equipment', 'transport-means'] as const
    const all = Object.fromEntries(await Promise.all(kinds.map(async (kind) => [kind, await of(kind)] as const)))
    const middle = await read.selectFrom('message').select(['id', 'conversation']).orderBy('createdAt').offset(5000).limit(200).execute() // prettier-ignore
    return { ...(all as unknown as Pick<Papers, (typeof kinds)[number]>), messages: middle }
  } finally {
    await store.close()
  }
}

export async function benchConsole(io: Io, plan: Plan): Promise<number> {
  const dir = await mkdtemp(join(tmpdir(), 'juxta-console-'))
  const nodes: DemoNode[] = []
  const quiet = { step: () => undefined, result: () => undefined, onLine: () => undefined }
  const where = `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim()}, ${plan.store ? 'PostgreSQL' : 'SQLite'}, ${plan.messages} messages` // prettier-ignore
  const say = (text: string): void => void (io.json || io.out(text))
  try {
    say(where)
    await startTwo(nodes, dir, { store: plan.store })
    const both = [nodes[0]!, nodes[1]!] as const
    const began = performance.now()
    const after = (what: string): void => io.error(`${what} after ${two((performance.now() - began) / 1000)} s`)
    await tellDay({ nodes, ...quiet })
    after('a day at the border')
    const before = await rowsIn(both[1].dir)
    await passBorder(both, LORRIES, 'released')
    after(`${LORRIES} lorries`)
    // What follows the log may be behind it: copies are of all that is left of a lorry.
    await until(async () => {
      const now = await rowsIn(both[1].dir)
      return ['caseRow', 'preArrival', 'crossing'].every((name) => now.get(name)! - before.get(name)! >= LORRIES)
    }, 120_000, 500) // prettier-ignore
    await stopNodes(nodes)
    await fill(io, both, plan.messages, before)
    after('filled')
    const papers = await papersOf(both[1])
    const start = await startBoth(both)
    say(`started after ${start.map(two).join(', ')} s`)
    for (const stage of ['expected', 'overdue', 'arrived', 'released'] as const) await passBorder(both, NOW[stage], stage) // prettier-ignore
    const took: Took[] = []
    const show = (one: Took): void => {
      took.push(one)
      say(`  ${one.name.padEnd(44)} ${[one.p50Ms, one.p95Ms, one.mostMs].map((ms) => two(ms).padStart(8)).join(' ')} ${one.cpuMs === null ? '' : two(one.cpuMs).padStart(8)}${one.said ? `   ${one.said}` : ''}`) // prettier-ignore
    }
    say('  what is asked for                           p50 ms   p95 ms   most ms   CPU ms of the node')
    await askSearches(both[1], papers, show)
    await askFeeds(both[1], papers, show)
    const screens = await openScreens(both, papers, say)
    const idle = await followIdly(both, plan.readers)
    say(JSON.stringify(idle))
    if (io.json) io.out(JSON.stringify({ ok: true, where, took, screens, idle }))
    return 0
  } finally {
    await stopNodes(nodes)
    await rm(dir, { recursive: true, force: true, maxRetries: 5 })
  }
}
