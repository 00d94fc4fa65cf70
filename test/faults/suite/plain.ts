/** Two countries as two plain processes with embedded stores and a line of ours in front of each, for a machine on which no network namespaces can be made. */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../../node/cli/demo-nodes.ts'
import { makeNode } from '../../../node/cli/make-node.ts'
import type { Country as Code } from '../../../node/values/country.ts'
import { ROOT } from '../../shared-data.ts'
import { Desk } from './desk.ts'
import { Line, type Weather } from './line.ts'
import type { Load } from './load.ts'
import { pause, until } from './machine.ts'
import type { Row, Up, Working } from './rows/row.ts'

const JUXTA = join(ROOT, 'bin', 'juxta.js')
const NONSENSE = fileURLToPath(new URL('nonsense.js', import.meta.url))

class Plain extends Desk implements Working {
  readonly environment = {}
  readonly seen: string
  readonly line: Line
  /** Where the node itself listens for peers, behind its line. */
  readonly port: number
  readonly ends: (number | NodeJS.Signals)[] = []
  #child: ChildProcess | null = null
  #held = false

  constructor(code: Code, at: { dir: string; url: string; operator: string; line: Line; port: number }) {
    super(code, at)
    this.seen = at.dir
    this.line = at.line
    this.port = at.port
  }

  get name(): string {
    return this.code.toLowerCase()
  }

  get running(): boolean {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null
  }

  start(): void {
    this.#held = false
    const child = spawn(process.execPath, [JUXTA, 'start', '--dir', this.dir], { stdio: ['ignore', 'pipe', 'pipe'] })
    const said = createWriteStream(`${this.dir}.log`, { flags: 'a' })
    for (const stream of [child.stdout, child.stderr]) stream.pipe(said, { end: false })
    this.#child = child
    child.once('exit', (code, signal) => {
      if (this.#held || this.#child !== child) return
      this.ends.push(signal ?? code!)
      setTimeout(() => !this.#held && this.start(), 500)
    })
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal)
  }

  /** Ends it, until it is started again. */
  async hold(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.#held = true
    if (!this.running) return
    const gone = new Promise((done) => this.#child!.once('exit', done))
    this.signal(signal)
    await gone
  }

  healthy(): Promise<boolean> {
    return this.ask('GET', '/readyz').then(
      ({ status }) => status === 200,
      () => false,
    )
  }

  juxta(...words: string[]): Promise<string> {
    return new Promise((done, failed) =>
      execFile(process.execPath, [JUXTA, ...words, '--dir', this.dir], (error, out, errors) =>
        error ? failed(new Error(`juxta ${words.join(' ')} of ${this.code}: ${out}${errors}`)) : done(out),
      ),
    )
  }
}

type World = { readonly a: Plain; readonly b: Plain; readonly load: Load }

async function plain(dir: string, code: Code): Promise<Plain> {
  const [window, port, shown] = [await freePort(), await freePort(), await freePort()]
  const own = join(dir, code.toLowerCase())
  const { operatorKey } = await makeNode({
    dir: own,
    country: code,
    name: `Customs of ${code}`,
    exchangeUrl: `https://127.0.0.1:${shown}`,
    exchangeListen: `127.0.0.1:${port}`,
    windowPort: window,
    development: true,
  })
  const line = new Line(port)
  await line.listen(shown)
  const node = new Plain(code, { dir: own, url: `http://127.0.0.1:${window}`, operator: operatorKey, line, port })
  node.start()
  return node
}

export async function plainUp(): Promise<Up<World>> {
  const dir = mkdtempSync(join(tmpdir(), 'juxta-faults-'))
  const nodes: Plain[] = []
  process.on('exit', () => {
    for (const node of nodes) node.signal('SIGKILL')
    rmSync(dir, { recursive: true, force: true })
  })
  for (const code of ['XA', 'XB'] as Code[]) nodes.push(await plain(dir, code))
  const [a, b] = nodes as [Plain, Plain]
  await until('both to be ready', async () => (await a.healthy()) && (await b.healthy()))
  return { a, b, all: nodes, world: (load) => ({ a, b, load }) }
}

const weather =
  (to: (world: World) => readonly Plain[], kind: Weather): Row<World>['inject'] =>
  async (world) => {
    for (const { line } of to(world)) line.weather = kind
    return () => to(world).forEach(({ line }) => (line.weather = 'sound'))
  }

const BOTH: (world: World) => readonly Plain[] = ({ a, b }) => [a, b]

/** The rows that can be run so, under the names of those that they stand for. */
export const PLAIN: readonly Row<World>[] = [
  ...(['a', 'b'] as const).flatMap((side): Row<World>[] => [
    {
      name: `kill-x${side}`,
      fault: `kill -9 of the node of X${side.toUpperCase()}`,
      short: true,
      async inject(world) {
        await world[side].hold()
        return () => world[side].start()
      },
    },
    {
      name: `still-x${side}`,
      fault: `SIGSTOP of the node of X${side.toUpperCase()}`,
      async inject(world) {
        world[side].signal('SIGSTOP')
        return () => world[side].signal('SIGCONT')
      },
    },
    {
      name: `cut-to-x${side}`,
      fault: `nobody reaches X${side.toUpperCase()}, which reaches the other`,
      inject: weather((world) => [world[side]], 'cut'),
    },
    {
      name: `black-hole-to-x${side}`,
      fault: `black hole: what is sent to X${side.toUpperCase()} vanishes`,
      inject: weather((world) => [world[side]], 'hole'),
      ...(side === 'b' ? { short: true as const } : {}),
    },
  ]),
  { name: 'cut', fault: 'the line between both is down', inject: weather(BOTH, 'cut') },
  { name: 'slow', fault: 'a slow line between the countries, both ways', inject: weather(BOTH, 'slow') },
  { name: 'lossy', fault: 'every tenth piece on the line is sent again, both ways', inject: weather(BOTH, 'lossy') },
  {
    name: 'reset',
    fault: 'connections are reset at every tenth piece',
    short: true,
    inject: weather(BOTH, 'reset'),
  },
  {
    name: 'nonsense-in-tls',
    fault: 'whoever answers for XB holds its TLS key, and speaks nonsense inside TLS or in its place',
    short: true,
    async inject({ b }) {
      const port = await freePort()
      const liar = spawn(process.execPath, [NONSENSE, b.dir, `${port}`], { stdio: 'ignore' })
      await pause(1000)
      b.line.lead(port)
      return () => {
        b.line.lead(b.port)
        liar.kill('SIGKILL')
      }
    },
  },
]
