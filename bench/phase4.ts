/** `juxta bench phase4`: Juxta and phase4, an AS4 engine in Java, in turns: the same documents, as bench/phase4/README.md has it. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createAuthority, issueCertificate } from '../certs-dev/authority.ts'
import { usage, type Io } from '../node/cli/command.ts'
import { stopNodes, type DemoNode } from '../node/cli/demo-nodes.ts'
import { document, two, startTwo } from './drive.ts'
import { cpuMs, Flow, PROBE } from './flow.ts'

const PROJECT = fileURLToPath(new URL('../../bench/phase4/', import.meta.url))
const BUILT = fileURLToPath(new URL('../phase4/', import.meta.url))
const COUNTRIES = ['XA', 'XB']

/** Builds what is in bench/phase4, with what Maven brings, and answers the class path. */
async function built(): Promise<string> {
  for (const [command, name] of [
    ['javac', 'a JDK from 17 on'],
    ['mvn', 'Maven'],
  ] as const)
    if (spawnSync(command, ['-version']).status !== 0)
      throw usage(`this bench needs ${name}, and there is no ${command} here`)
  const list = join(BUILT, 'classpath')
  const { status } = spawnSync(
    'mvn',
    ['-q', '-B', '-Dstyle.color=never', 'package', 'dependency:build-classpath', `-Dmdep.outputFile=${list}`],
    { cwd: PROJECT, stdio: ['ignore', 2, 2] },
  )
  if (status !== 0) throw usage('Maven does not build bench/phase4')
  return [join(BUILT, 'classes'), (await readFile(list, 'utf8')).trim()].join(delimiter)
}

/** An authority, and the certificates of two countries, for this run alone. */
async function certificates(folder: string): Promise<void> {
  const authority = await createAuthority({ country: 'XA', name: 'Bench' })
  await mkdir(folder)
  await writeFile(join(folder, 'ca.pem'), authority.certificatePem)
  for (const country of COUNTRIES)
    for (const use of ['tls', 'signing', 'encryption'] as const) {
      const made = await issueCertificate(authority, { country, name: `Customs of ${country}`, use })
      await mkdir(join(folder, country), { recursive: true })
      await writeFile(join(folder, country, `${use}.crt.pem`), made.certificatePem)
      await writeFile(join(folder, country, `${use}.pem`), made.privateKeyPem!, { mode: 0o600 })
    }
}

/** One JVM, which ends when its input does. */
class Jvm {
  readonly #child: ChildProcess
  readonly #lines: Interface
  readonly #ended: Promise<never>

  constructor(classpath: string, main: string, ...own: readonly string[]) {
    // The collector that costs the least where only throughput counts.
    const options = ['-XX:+UseParallelGC', '-Xms512m', '-cp', classpath, `juxta.bench.${main}`]
    this.#child = spawn('java', [...options, ...own], { stdio: ['pipe', 'pipe', 2] })
    this.#lines = createInterface({ input: this.#child.stdout! })
    this.#ended = new Promise((_, fail) => {
      this.#child.once('exit', (code) => fail(new Error(`phase4's ${main} ended with ${code}`)))
    })
    this.#ended.catch(() => undefined)
  }

  get pid(): number {
    return this.#child.pid!
  }

  /** What stands behind `word` in the next line that begins with it. */
  next(word: string): Promise<string> {
    const found = new Promise<string>((done) => {
      const look = (line: string): void => {
        if (!line.startsWith(word)) return
        this.#lines.off('line', look)
        done(line.slice(word.length).trim())
      }
      this.#lines.on('line', look)
    })
    return Promise.race([found, this.#ended])
  }

  say(line: string): void {
    this.#child.stdin!.write(`${line}\n`)
  }

  end(): Promise<void> {
    return new Promise((done) => {
      if (this.#child.exitCode !== null) return done()
      this.#child.once('exit', () => done())
      this.#child.stdin!.end()
    })
  }
}

type Turn = { readonly perSecond: number; readonly senderMs: number; readonly receiverMs: number; driverMs?: number }
type Engine = { readonly turns: Turn[]; turn(messages: number): Promise<Turn> }

const median = (values: readonly number[]): number => [...values].sort((x, y) => x - y)[values.length >> 1]!
const cpuOf = (t: Turn): number => t.senderMs + t.receiverMs

function juxta(flow: Flow, body: Buffer): Engine {
  return {
    turns: [],
    async turn(messages) {
      const { ms, sender, receiver, driver } = await flow.run(body, messages)
      return { perSecond: (messages * 1000) / ms, senderMs: sender, receiverMs: receiver, driverMs: driver }
    },
  }
}

function phase4(sender: Jvm, receiver: Jvm): Engine {
  return {
    turns: [],
    async turn(messages) {
      const before = [cpuMs(sender.pid), cpuMs(receiver.pid)] as const
      const done = sender.next('done')
      sender.say(String(messages))
      const perSecond = (messages * 1000) / Number(await done)
      return {
        perSecond,
        senderMs: (cpuMs(sender.pid) - before[0]) / messages,
        receiverMs: (cpuMs(receiver.pid) - before[1]) / messages,
      }
    },
  }
}

export type Plan = { messages: number; turns: number; warm: number; bytes: number; atOnce: number }

export async function benchPhase4(io: Io, { messages, turns, warm, bytes, atOnce }: Plan): Promise<number> {
  const classpath = await built()
  const dir = await mkdtemp(join(tmpdir(), 'juxta-bench-'))
  const nodes: DemoNode[] = []
  const jvms: Jvm[] = []
  const closing: (() => Promise<void>)[] = []
  try {
    const body = Buffer.from(document(bytes))
    const [certs, file] = [join(dir, 'certificates'), join(dir, 'document.xml')]
    await certificates(certs)
    await writeFile(file, body)
    const receiver = new Jvm(classpath, 'Receiver', certs, dir)
    jvms.push(receiver)
    const url = await receiver.next('ready')
    const sender = new Jvm(classpath, 'Sender', certs, dir, url, file, String(atOnce))
    jvms.push(sender)
    await sender.next('ready')
    await startTwo(nodes, dir, { preload: PROBE })
    const flow = new Flow([nodes[0]!], nodes[1]!, atOnce)
    closing.push(() => flow.close())
    const engines = { juxta: juxta(flow, body), phase4: phase4(sender, receiver) }
    const where = `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim()}, ${bytes} bytes, ${atOnce} at a time, ${turns} turns of ${messages} each, after ${warm}`
    if (!io.json) io.out(`${where}\n\nturn   engine   messages/s   CPU ms/message (sender + receiver)`)
    for (const engine of Object.values(engines)) await engine.turn(warm)
    for (let i = 1; i <= turns; i++)
      for (const [name, engine] of Object.entries(engines)) {
        const t = await engine.turn(messages)
        engine.turns.push(t)
        if (!io.json)
          io.out(
            `${String(i).padStart(4)}   ${name.padEnd(7)} ${two(t.perSecond).padStart(11)}   ${two(cpuOf(t))} (${two(t.senderMs)} + ${two(t.receiverMs)})${t.driverMs === undefined ? '' : `, its driver ${two(t.driverMs)}`}`,
          )
      }
    const medians = (of: (t: Turn) => number) => ({
      juxta: median(engines.juxta.turns.map(of)),
      phase4: median(engines.phase4.turns.map(of)),
    })
    const [perSecond, cpu] = [medians((t) => t.perSecond), medians(cpuOf)]
    const ratio = { perSecond: perSecond.juxta / perSecond.phase4, cpu: cpu.phase4 / cpu.juxta }
    const found = { juxta: engines.juxta.turns, phase4: engines.phase4.turns }
    if (io.json) io.out(JSON.stringify({ ok: true, where, turns: found, perSecond, cpu, ratio }))
    else
      io.out(
        `\nmedian: Juxta ${two(perSecond.juxta)} messages/s and ${two(cpu.juxta)} ms of CPU, phase4 ${two(perSecond.phase4)} and ${two(cpu.phase4)}\nJuxta moves ${two(ratio.perSecond)} times as many, at a CPU of 1/${two(ratio.cpu)} a message`,
      )
    return 0
  } finally {
    for (const close of closing) await close()
    await stopNodes(nodes)
    await Promise.all(jvms.map((jvm) => jvm.end()))
    await rm(dir, { recursive: true, force: true })
  }
}
