/** What every command is: a name, a usage, options, and work that answers an exit code: 0 done, 1 no or failed, 2 incomplete, 3 wrong usage. */
import { createInterface } from 'node:readline/promises'
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { JuxtaError } from '../values/errors.ts'

export type Values = Readonly<Record<string, string | boolean | string[] | undefined>>

export type Io = {
  out(line: string): void
  error(line: string): void
  readonly json: boolean
  readonly terminal: boolean
}

export type Command = {
  readonly usage: string
  readonly about: string
  readonly options: NonNullable<ParseArgsConfig['options']>
  run(io: Io, positionals: string[], values: Values): Promise<number>
}

export const usage = (message: string): JuxtaError => new JuxtaError('usage', message)

export function required(values: Values, name: string): string {
  const value = values[name]
  if (typeof value !== 'string' || value === '') throw usage(`--${name} is missing`)
  return value
}

export const optional = (values: Values, name: string): string | undefined =>
  typeof values[name] === 'string' ? values[name] : undefined

/** A key or a digest (RFC 7638, 32 bytes in base64url): one in 64 begins with `-`, and is no option for that. */
const NAMES_A_KEY = /^-[A-Za-z0-9_-]{42}$/
/** Is put before such a word while options are read: no argument of a process can hold it itself (POSIX). */
const ASIDE = '\0'
const aside = (word: string): string => (NAMES_A_KEY.test(word) ? `${ASIDE}${word}` : word)
const back = <T>(word: T): T => (typeof word === 'string' && word.startsWith(ASIDE) ? (word.slice(1) as T) : word)

/** Whether a person at the terminal types yes; false where nobody can be asked. */
export async function confirmed(io: Pick<Io, 'json'>, question: string): Promise<boolean> {
  if (io.json || !process.stdin.isTTY) return false
  const asked = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await asked.question(question)
  asked.close()
  return answer.trim().toLowerCase() === 'yes'
}

/** Shows on a terminal how far a long piece of work is, ten times a second at most. */
export function progressOf(io: Io, what: string): { at(done: number, all: number): void; end(): void } {
  const shown = io.terminal && !io.json
  let last = 0
  return {
    at(done, all) {
      if (!shown || Date.now() - last < 100) return
      last = Date.now()
      process.stdout.write(`\r${what}: ${all === 0 ? 100 : Math.floor((100 * done) / all)} % `)
    },
    end: () => void (shown && process.stdout.write('\r\x1b[K')),
  }
}

/** Runs a command on `argv`; tells faults to a person, or as a problem with --json. */
export async function runCommand(
  name: string,
  command: Command,
  argv: string[],
  write: Pick<Io, 'out' | 'error'>,
): Promise<number> {
  const json = argv.includes('--json')
  const io: Io = { ...write, json, terminal: process.stdout.isTTY === true }
  try {
    if (argv.includes('--help')) {
      io.out(`usage: juxta ${command.usage}\n\n${command.about}`)
      return 0
    }
    const { values, positionals } = parseArgs({
      args: argv.map(aside),
      allowPositionals: true,
      options: { json: { type: 'boolean' }, ...command.options },
    })
    const read = Object.entries(values).map(([option, value]) => [
      option,
      Array.isArray(value) ? value.map(back) : back(value),
    ])
    return await command.run(io, positionals.map(back), Object.fromEntries(read) as Values)
  } catch (error) {
    const wrong =
      (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') === true ||
      (error instanceof JuxtaError && error.code === 'usage')
    const message = error instanceof Error ? error.message : String(error)
    if (json)
      io.out(
        JSON.stringify({
          ok: false,
          error: error instanceof JuxtaError ? error.code : wrong ? 'usage' : 'internal',
          message,
          ...(error instanceof JuxtaError ? { rule: error.rule, pointer: error.pointer, ...error.members } : {}),
        }),
      )
    else io.error(`juxta ${name}: ${message}${wrong ? `\nusage: juxta ${command.usage}` : ''}`)
    if (process.env['JUXTA_DEBUG_STACK'] && error instanceof Error) io.error(error.stack ?? '')
    return wrong ? 3 : 1
  }
}
