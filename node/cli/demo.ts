/** `juxta demo`: neighbouring nodes on this machine, and a day at their border, alive to look at. */
import { mkdtemp, rm, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Country } from '../values/country.ts'
import { type Command, flag, type Io, optional, text, usage } from './command.ts'
import { tellDay } from './demo-day.ts'
import { tell } from './demo-lines.ts'
import { startNodes, stopNodes, type DemoNode, type Line } from './demo-nodes.ts'
import { printMessage } from './messages.ts'
import { paint, styled, type Styled } from './terminal.ts'

const COLOURS = ['cyan', 'magenta', 'yellow', 'green', 'blue', 'red', 'cyan', 'magenta', 'yellow', 'green'] as const

async function runDemo(
  io: Io,
  options: { countries: number; keep: boolean; dir?: string; store?: string; queue?: string },
): Promise<number> {
  const started = Date.now()
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'juxta-demo-')))
  await mkdir(dir, { recursive: true })
  const named = (country: Country): Styled => paint(COLOURS[country.charCodeAt(1) - 65] ?? 'white', country)
  const say = (text: string | Styled): void => void (io.json || io.out(text))
  const step = (text: string): void => say(styled`\n${paint('bold', `— ${text}`)}`)
  const result = (text: string): void => say(styled`  ${paint('green', '▸')} ${text}`)
  const onLine = (country: Country, line: Line): void => {
    const text = tell(line)
    if (text) say(styled`  ${named(country)}  ${text}`)
  }
  const nodes: DemoNode[] = []
  const interrupted = new Promise<null>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done(null))
  })
  try {
    step(
      `${options.countries} countries, ${options.store ? 'each with a database on PostgreSQL' : 'each with an embedded store'}${options.queue ? ' and a queue on Redis' : ' and an embedded queue'}`,
    )
    const starting = startNodes(nodes, {
      dir,
      countries: options.countries,
      onLine,
      onStep: step,
      ...(options.store === undefined ? {} : { store: options.store }),
      ...(options.queue === undefined ? {} : { queue: options.queue }),
    })
    const made = await Promise.race([starting, interrupted])
    if (!made) return 1
    if (options.keep && io.json) {
      io.out(
        JSON.stringify({
          nodes: nodes.map(({ country, name, dir: own, window, exchange, pid, keys }) => ({
            country,
            name,
            dir: own,
            window,
            exchange,
            pid,
            keys,
          })),
          trust: made.trust,
        }),
      )
      await interrupted
      return 0
    }
    const told = await Promise.race([tellDay({ nodes, step, result, onLine }), interrupted])
    if (!told) return 1
    step('One message, its whole history, and its receipt')
    if (!io.json) printMessage({ out: (line) => io.out(styled`  ${line}`) }, told.shown)
    const ok = told.delivered === told.sent
    if (options.keep) {
      step(`The nodes keep running (folders in ${dir}); stop with Ctrl-C`)
      for (const node of nodes) say(styled`  ${named(node.country)}  ${node.window}/docs   key ${node.keys.window}`)
      await interrupted
    }
    const seconds = (Date.now() - started) / 1000
    step(
      `${told.sent} messages sent, ${told.delivered} delivered with a receipt, ${told.refused} refused, in ${seconds.toFixed(1)} s`,
    )
    if (io.json)
      io.out(
        JSON.stringify({
          ok,
          nodes: nodes.length,
          messages: { sent: told.sent, delivered: told.delivered, refused: told.refused },
          seconds,
        }),
      )
    return ok ? 0 : 1
  } finally {
    await stopNodes(nodes)
    if (options.dir === undefined && !options.keep) await rm(dir, { recursive: true, force: true })
  }
}

export const demo: Command = {
  usage: 'demo [--countries N] [--keep] [--dir D] [--store postgres://…] [--queue redis://…] [--json]',
  about: `Starts neighbouring nodes on this machine, peers them, exchanges real messages and shows what happens. --keep leaves them running until Ctrl-C;
--keep --json prints one line that says how to reach them; --dir keeps their folders.`,
  options: {
    countries: text('N', 'how many, 2 to 10; 3 unless told'),
    keep: flag('leaves the nodes running until Ctrl-C'),
    dir: text('DIR', 'keeps their folders there'),
    store: text('URL', 'a PostgreSQL server on which each gets a database'),
    queue: text('URL', 'a Redis server that all of them use'),
  },
  example: 'demo --keep --countries 2',
  async run(io, positionals, values) {
    if (positionals.length > 0) throw usage(`unexpected: ${positionals.join(' ')}`)
    const countries = Number(optional(values, 'countries') ?? 3)
    if (!Number.isInteger(countries) || countries < 2 || countries > 10) throw usage('--countries is 2 to 10')
    const [dir, store, queue] = [optional(values, 'dir'), optional(values, 'store'), optional(values, 'queue')]
    return runDemo(io, {
      countries,
      keep: values['keep'] === true,
      ...(dir === undefined ? {} : { dir: resolve(dir) }),
      ...(store === undefined || store.startsWith('sqlite') ? {} : { store }),
      ...(queue === undefined || queue === 'embedded' ? {} : { queue }),
    })
  },
}
