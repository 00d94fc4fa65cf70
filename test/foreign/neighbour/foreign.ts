/** The neighbour of another make, in Python, as a process that is told what to do by its standard input. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { settled } from '../../nodes.ts'
import { sparePort, temporaryFolder } from '../../servers.ts'
import { ROOT } from '../../shared-data.ts'

type Scope = { teardown(fn: () => unknown): unknown }

export type ForeignState = {
  readonly messages: readonly { direction: 'in' | 'out'; state: string; count: number; receipts: number }[]
  readonly leaves: number
  /** Leaves of its log that its peer has cosigned, and of the log of its peer that it has. */
  readonly cosigned: number
  readonly witnessed: number
  readonly heard: number
  readonly agreement: string | null
  /** Procedures that its peer suspends, as it knows. */
  readonly suspended: number
}

export type Foreign = {
  readonly url: string
  /** Where it writes its invitation, and the one that it waits for. */
  readonly invite: string
  readonly awaits: string
  /** The words of its identity key. */
  readonly words: string
  /** Gives it an order; answers what it says to it. */
  tell<T = unknown>(order: string): Promise<T>
  readonly state: () => Promise<ForeignState>
}

/** `python`: an interpreter with requirements.txt. `faults`: what it is to do wrong. It ends with the test. */
export async function startForeign(
  t: Scope,
  python: string,
  country: string,
  faults: readonly string[] = [],
): Promise<Foreign> {
  const dir = join(temporaryFolder(t), country.toLowerCase())
  const port = await sparePort()
  const awaits = `${dir}.peer`
  const script = join(ROOT, 'test/foreign/neighbour/neighbour.py')
  const child = spawn(
    python,
    [
      script,
      dir,
      '--country',
      country,
      '--port',
      String(port),
      '--peer',
      awaits,
      ...faults.flatMap((f) => ['--fault', f]),
    ],
    { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } },
  )
  const waiting: ((line: string) => void)[] = []
  const said: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => {
    const next = waiting.shift()
    if (next) next(line)
    else said.push(line)
  })
  const hear = async <T>(): Promise<T> =>
    JSON.parse(said.shift() ?? (await new Promise<string>((done) => waiting.push(done)))) as T
  const ended = new Promise((done) => child.once('close', done))
  t.teardown(async () => {
    child.stdin.end('end\n')
    const late = setTimeout(() => child.kill('SIGKILL'), 5000)
    await ended
    clearTimeout(late)
  })
  const { words } = await hear<{ words: string }>()
  let ready = false
  const tell = async <T>(order: string): Promise<T> => {
    if (!ready) ready = (await hear<{ ready: boolean }>()).ready
    child.stdin.write(`${order}\n`)
    return hear<T>()
  }
  const invite = join(dir, 'neighbour.invite')
  await settled(
    'the neighbour has written its invitation',
    async () => existsSync(invite) && readFileSync(invite).length > 0,
  )
  return { url: `https://127.0.0.1:${port}`, invite, awaits, words, tell, state: () => tell<ForeignState>('state') }
}
