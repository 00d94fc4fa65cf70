/** Runs rows one after the other on one pair of countries under load, and finds out what became of every message, which alerts were raised, and what the logs say. */
import { logsAgree } from '../logs.ts'
import { introduce, type Alert, type Desk } from './desk.ts'
import { Load, type Judged } from './load.ts'
import { pause, until } from './machine.ts'
import type { Row, Up, Working } from './rows/row.ts'

export type Result = Judged & {
  readonly row: Pick<Row, 'name' | 'fault'>
  /** How long the fault lasted. */
  readonly seconds: number
  /** From its end until the last receipt of what had been submitted before; null: not before the end of the run was waited for. */
  recovery: number | null
  /** Each alert that was raised or counted up, and what became of it. */
  readonly alerts: readonly string[]
  /** How often a process ended that nobody had ended. */
  readonly ended: readonly string[]
}

export type Order<W> = {
  up(): Promise<Up<W>>
  readonly rows: readonly Row<W>[]
  readonly seconds: number
  /** Waits for each row to settle, and for its alerts to close; else the next begins, and all are judged at the end. */
  readonly patient: boolean
  tell(text: string): void
}

const SETTLE_MS = 120_000
const CLOSE_MS = 90_000

/** What an alert is, by what may happen to it. */
const markOf = ({ id, count, closedAt }: Alert): string => `${id} ${count} ${closedAt ?? ''}`

class Watch {
  readonly #countries: readonly Desk[]
  #before = new Set<string>()

  constructor(countries: readonly Desk[]) {
    this.#countries = countries
  }

  async #all(): Promise<{ at: Desk; alert: Alert }[]> {
    const found = await Promise.all(
      this.#countries.map(async (at) => (await at.alerts()).map((alert) => ({ at, alert }))),
    )
    return found.flat()
  }

  async begin(): Promise<void> {
    this.#before = new Set((await this.#all()).map(({ alert }) => markOf(alert)))
  }

  /** What is new since `begin`; those that close by themselves are given time to. */
  async end(ms: number): Promise<string[]> {
    const fresh = async () => (await this.#all()).filter(({ alert }) => !this.#before.has(markOf(alert)))
    let found = await fresh()
    const open = () => found.some(({ alert }) => alert.closedAt === null && alert.closes !== undefined)
    for (const end = Date.now() + ms; open() && Date.now() < end; found = await fresh()) await pause(1000)
    return found
      .map(({ at, alert: { kind, closedAt, closes } }) => {
        const now = closedAt !== null ? 'closed' : closes === undefined ? 'for a person' : 'open'
        return `${kind} (${at.code}, ${now})`
      })
      .sort()
  }
}

/** Fails with what kept the countries from coming up; what fails later stands in `faults`. */
export async function run<W>({
  up,
  rows,
  seconds,
  patient,
  tell,
}: Order<W>): Promise<{ results: Result[]; whole: Judged; faults: string[] }> {
  const { a, b, all, world: worldOf } = await up()
  tell('both countries run')
  await introduce(a, b)
  tell('they know each other')
  const load = new Load(a, b, 200)
  const world = worldOf(load)
  const watch = new Watch([a, b])
  const faults: string[] = []
  const done: (Omit<Result, keyof Judged> & { from: number; lifted: number })[] = []
  await pause(1000)
  const well = async (): Promise<boolean> => (await Promise.all(all.map((host) => host.healthy()))).every(Boolean)
  for (const row of rows) {
    // A row finds everything well, by itself.
    if (patient) await until('all services to be healthy', well).catch((error: unknown) => faults.push(String(error)))
    await watch.begin()
    const ends = new Map<Working, number>(all.map((host) => [host, host.ends.length]))
    const from = Date.now()
    tell(`${row.name}: ${row.fault}`)
    try {
      const lift = await row.inject(world)
      if (!row.passes) await pause(seconds * 1000 - (Date.now() - from))
      await lift()
    } catch (error) {
      // The rows after it tell what it left behind.
      faults.push(`${row.name}: ${String(error)}`)
    }
    const lifted = Date.now()
    const recovery = await load.settled(lifted, patient ? (row.settleMs ?? SETTLE_MS) : 8000)
    tell(
      `${row.name}: lifted, ${recovery === null ? 'some wait still' : `the last receipt after ${recovery.toFixed(1)} s`}`,
    )
    const alerts = await watch.end(patient ? CLOSE_MS : 0)
    const ended = all.flatMap((host) => host.ends.slice(ends.get(host)).map((how) => `${host.name} (${how})`))
    done.push({ row, seconds: (lifted - from) / 1000, from, lifted, recovery, alerts, ended })
  }
  await load.end(SETTLE_MS)
  tell('nothing more is submitted')
  const results: Result[] = []
  for (const [i, { from, lifted, ...found }] of done.entries()) {
    const judged = await load.judge(i === 0 ? 0 : from, done[i + 1]?.from ?? Infinity)
    const recovery = found.recovery ?? load.lastReceipt(lifted, lifted)
    results.push({ ...found, ...judged, recovery })
  }
  const whole = await load.judge(0, Infinity)
  faults.push(...load.faults)
  for (const what of ['lost', 'twice', 'stuck', 'parked'] as const)
    if (whole[what].length > 0) faults.push(`${what}: ${whole[what].slice(0, 5).join(', ')}`)
  await agreed([a, b], faults)
  await until('all processes to run', () => all.every((host) => host.running)).catch((error: unknown) =>
    faults.push(String(error)),
  )
  return { results, whole, faults }
}

/** The logs of both, exported, checked and held against each other and against the stores. */
async function agreed([a, b]: readonly [Desk, Desk], faults: string[]): Promise<void> {
  const short = (value: unknown): string => JSON.stringify(value).slice(0, 500)
  const checks = {
    equal: (x: unknown, y: unknown, what = '') => x === y || (faults.push(`${what}: ${short(x)}`), false),
    same: (x: unknown, y: unknown, what = '') => short(x) === short(y) || (faults.push(`${what}: ${short(x)}`), false),
  }
  const owner = ({ code, dir, environment }: Desk) => ({ country: code, dir, environment })
  await logsAgree(checks as never, [owner(a), owner(b)])
}
