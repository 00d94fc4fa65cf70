/**
 * Hosts on one machine, as Docker makes them: each a network namespace on the bridges of its networks, with folders of its own mounted, and one process that
 * is started again when it ends by itself. Needs root on Linux, in a mount and process namespace of its own (apart.sh), with which all of it ends.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import {
  appendFileSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

/** Where everything of a run lies, in memory. */
export const WORK = '/faults'

export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

/** Until `question` is answered with yes. Fails with what it waited for. */
export async function until(what: string, question: () => boolean | Promise<boolean>, ms = 120_000): Promise<void> {
  for (const end = Date.now() + ms; !(await question()); await pause(100))
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`)
}

/** `docker stop` waits for as long. */
const GRACE_MS = 10_000

const ip = (...args: string[]): void => void execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] })

type Network = { readonly name: string; readonly bridge: string; readonly prefix: string; hosts: number }
const networks = new Map<string, Network>()

/** A network is a bridge, on which this process has the first address. */
function networkOf(name: string): Network {
  let network = networks.get(name)
  if (!network) {
    const number = networks.size + 1
    network = { name, bridge: `br${number}`, prefix: `10.90.${number}`, hosts: 1 }
    ip('link', 'add', network.bridge, 'type', 'bridge')
    ip('addr', 'add', `${network.prefix}.1/24`, 'dev', network.bridge)
    ip('link', 'set', network.bridge, 'up')
    networks.set(name, network)
  }
  return network
}

export type Service = {
  readonly name: string
  readonly networks: readonly string[]
  /** Names of hosts are resolved to the address on this one of their networks. */
  readonly known: string
  readonly command: readonly string[]
  /** What says, by its exit code, whether the service is healthy. */
  readonly health: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** What is mounted where. */
  readonly mounts: readonly { readonly from: string; readonly at: string }[]
  readonly user?: string
  readonly restart: boolean
}

let links = 0

export class Host {
  readonly service: Service
  /** Its address on each of its networks. */
  readonly addresses = new Map<string, string>()
  /** What its environment has besides, and the command that is run instead of its own, from its next start on. */
  more: Record<string, string> = {}
  instead: readonly string[] | null = null
  /** How its process ended each time that nobody here had ended it. */
  readonly ends: (number | NodeJS.Signals)[] = []
  #child: ChildProcess | null = null
  #held = false
  /** The process that was killed here, and that its host starts again. */
  #killed: ChildProcess | null = null
  #starts = 0

  constructor(service: Service) {
    this.service = service
    const { name } = service
    ip('netns', 'add', name)
    ip('-n', name, 'link', 'set', 'lo', 'up')
    for (const on of service.networks) {
      const network = networkOf(on)
      const address = `${network.prefix}.${++network.hosts}`
      const link = `v${++links}`
      ip('link', 'add', link, 'type', 'veth', 'peer', 'name', on, 'netns', name)
      ip('link', 'set', link, 'master', network.bridge, 'up')
      ip('-n', name, 'addr', 'add', `${address}/24`, 'dev', on)
      ip('-n', name, 'link', 'set', on, 'up')
      this.addresses.set(on, address)
    }
    appendFileSync(join(WORK, 'hosts'), `${this.addresses.get(service.known)!} ${name}\n`)
    for (const { from, at } of service.mounts) {
      if (existsSync(at)) continue
      mkdirSync(statSync(from).isDirectory() ? at : dirname(at), { recursive: true })
      if (!existsSync(at)) writeFileSync(at, '')
    }
  }

  get name(): string {
    return this.service.name
  }

  get pid(): number {
    return this.#child!.pid!
  }

  get running(): boolean {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** A program on this host, as its service sees the machine; the process that is answered is the program itself. */
  #spawn(command: readonly string[], environment: Readonly<Record<string, string>>, user?: string): ChildProcess {
    const named = `echo '${this.service.name}' > /proc/sys/kernel/hostname`
    const mounts = this.service.mounts.map(({ from, at }) => `mount --bind '${from}' '${at}'`)
    const as = user === undefined ? '' : `setpriv --reuid=${user} --regid=${user} --clear-groups `
    const script = [named, ...mounts, `exec ${as}"$@"`].join(' && ')
    return spawn(
      'nsenter',
      [`--net=/run/netns/${this.service.name}`, 'unshare', '--mount', '--uts', 'sh', '-c', script, 'sh', ...command],
      { env: { PATH: process.env['PATH']!, ...environment }, stdio: ['ignore', 'pipe', 'pipe'], cwd: WORK },
    )
  }

  /** Starts the process; where it ends by itself, and the service says so, it is started again, after as long as Docker would wait. */
  start(): void {
    if (this.running) return
    this.#held = false
    const { command, environment, user, restart } = this.service
    const child = this.#spawn(this.instead ?? command, { ...environment, ...this.more }, user)
    const began = Date.now()
    const said = createWriteStream(logOf(this), { flags: 'a' })
    child.stdout!.pipe(said, { end: false })
    child.stderr!.pipe(said, { end: false })
    this.#child = child
    // What it said last may come after it has ended.
    child.once('close', () => said.end())
    child.once('exit', (code, signal) => {
      if (this.#held || this.#child !== child) return
      if (this.#killed !== child) this.ends.push(signal ?? code!)
      if (!restart) return
      if (Date.now() - began > 10_000) this.#starts = 0
      setTimeout(() => !this.#held && this.start(), Math.min(60_000, 100 * 2 ** this.#starts++))
    })
  }

  /** Until the process has ended; answers its exit code. */
  async ended(): Promise<number | NodeJS.Signals> {
    const child = this.#child!
    if (this.running) await new Promise((done) => child.once('exit', done))
    return child.signalCode ?? child.exitCode!
  }

  /** Ends the process, and it is not started again before `start`. What does not stop is killed as late as Docker would, which counts as an end of its own. */
  async hold(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.#held = true
    const late = setTimeout(() => {
      this.ends.push('SIGKILL')
      this.signal('SIGKILL')
    }, GRACE_MS)
    this.signal(signal)
    await this.ended()
    clearTimeout(late)
  }

  /** kill -9, after which its host starts it again. Answers whether there was anything to kill. */
  kill(): boolean {
    if (!this.running) return false
    this.#killed = this.#child
    this.signal('SIGKILL')
    return true
  }

  /** To stand still and to go on is told to its children too: PostgreSQL works in them. */
  signal(signal: NodeJS.Signals): void {
    if (!this.running) return
    const family = signal === 'SIGSTOP' || signal === 'SIGCONT' ? [this.pid, ...descendants(this.pid)] : [this.pid]
    for (const pid of family)
      try {
        process.kill(pid, signal)
      } catch {
        // It has ended meanwhile.
      }
  }

  /** Starts another program on this host, which goes on until the run ends. */
  beside(command: readonly string[]): ChildProcess {
    const child = this.#spawn(command, {})
    child.stdout!.resume()
    child.stderr!.resume()
    return child
  }

  /** Runs a program on this host, beside its process and with what that sees. Answers its exit code and what it said. */
  async run(command: readonly string[], input = ''): Promise<{ code: number; out: string }> {
    const where = this.running
      ? ['-t', `${this.pid}`, '--mount', '--net', '--root', '--wd']
      : [`--net=/run/netns/${this.service.name}`]
    const child = spawn('nsenter', [...where, ...command], {
      env: { PATH: process.env['PATH']!, ...this.service.environment },
      timeout: 60_000,
    })
    let out = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (out += text))
    child.stdin.on('error', () => undefined).end(input)
    const code = await new Promise<number>((done) => child.once('close', (code) => done(code ?? -1)))
    return { code, out }
  }

  async healthy(): Promise<boolean> {
    return this.running && (await this.run(this.service.health)).code === 0
  }
}

/** Processes below `pid` (proc(5): the fourth field of stat is the parent). */
function descendants(pid: number): number[] {
  const below = readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name))
    .filter((name) => {
      try {
        return Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[1]) === pid
      } catch {
        return false
      }
    })
    .map(Number)
  return below.flatMap((child) => [child, ...descendants(child)])
}

export const logOf = ({ service: { name } }: Host): string => join(process.env['FAULTS_LOGS'] ?? WORK, `${name}.log`)
