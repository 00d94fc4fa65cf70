/** `juxta` as an operator runs it, in this process: a process of its own for each command costs a second. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { juxta as run } from '../../node/cli/juxta.ts'
import { ROOT } from '../shared-data.ts'

export type Ran = {
  readonly code: number
  /** All that it said, to whatever stream. */
  readonly out: string
  /** What it said as JSON; undefined where it spoke to people. */
  readonly json: any
}

const ran = (code: number, said: string, told: string): Ran => {
  let json: unknown
  try {
    json = JSON.parse(said)
  } catch {
    // For people.
  }
  return { code, out: said + told, json }
}

export async function juxta(...words: string[]): Promise<Ran> {
  const [said, told]: [string[], string[]] = [[], []]
  const code = await run(words, { out: (line) => said.push(`${line}\n`), error: (line) => told.push(`${line}\n`) })
  return ran(code, said.join(''), told.join(''))
}

/** The same in a process of its own: a node that does not start, or what writes bytes. */
export const juxtaAlone = (...words: string[]): Promise<Ran> =>
  new Promise((done) =>
    execFile(process.execPath, [join(ROOT, 'bin', 'juxta.js'), ...words], { timeout: 120_000 }, (error, said, told) =>
      done(ran(error ? Number(error.code ?? -1) : 0, said, told)),
    ),
  )

/** The same under other settings. */
export async function juxtaWith(env: Readonly<Record<string, string>>, ...words: string[]): Promise<Ran> {
  const before = Object.keys(env).map((name) => [name, process.env[name]] as const)
  Object.assign(process.env, env)
  try {
    return await juxta(...words)
  } finally {
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
  }
}
