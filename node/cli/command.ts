/** What every command is: a name, a usage, options, and work that answers an exit code: 0 done, 1 no or failed, 2 incomplete, 3 wrong usage. */
import { parseArgs } from 'node:util'
import { JuxtaError } from '../values/errors.ts'
import { meant } from './nearest.ts'
import type { Styled } from './terminal.ts'

export type Values = Readonly<Record<string, string | boolean | string[] | undefined>>

export type Io = {
  out(line: string | Styled): void
  error(line: string | Styled): void
  readonly json: boolean
  readonly terminal: boolean
}

export type Option = {
  readonly type: 'string' | 'boolean'
  /** What it means, in one line. */
  readonly about: string
  /** What stands after it: FILE, DIR, a|b|c where nothing else may, or a word that says what it is. */
  readonly value?: string
  readonly short?: string
  readonly multiple?: boolean
}
export type Options = Readonly<Record<string, Option>>

export const text = (value: string, about: string, more: { short?: string; multiple?: true } = {}): Option => ({
  type: 'string',
  value,
  about,
  ...more,
})
/** One that may be given several times. */
export const texts = (value: string, about: string): Option => text(value, about, { multiple: true })
export const flag = (about: string): Option => ({ type: 'boolean', about })
/** What most commands work on. */
export const DIR: Options = { dir: text('DIR', 'the folder of the node') }
export const output = (value: string, about: string): Option => text(value, about, { short: 'o' })

export type Command = {
  readonly usage: string
  readonly about: string
  /** The words that may come first, where the command does several things: what each does. */
  readonly actions?: Readonly<Record<string, string>>
  readonly options: Options
  /** One that can be typed as it stands, without the `juxta` before it. */
  readonly example: string
  run(io: Io, positionals: string[], values: Values): Promise<number>
}

/** A command in the table of all of them: loaded when it is asked for. */
export type CommandRow = { readonly about: string; load(): Promise<Command> }

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

/** What every command takes. */
export const COMMON: Options = {
  json: flag('answers for programs, as JSON'),
  help: flag('says what the command does and what it takes'),
}

/** What stands before the meaning of an option: `-o, --output FILE`. */
const head = ([name, { short, value }]: readonly [string, Option]): string =>
  `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.min(30, Math.max(...rows.map(([name]) => name.length)))
  return rows.map(([name, about]) => `  ${name.padEnd(width)}  ${about}`).join('\n')
}

export function helpOf({ usage, about, actions = {}, options, example }: Command): string {
  const named = Object.entries({ ...options, ...COMMON }).map((option) => [head(option), option[1].about] as const)
  const parts = [
    `usage: juxta ${usage}`,
    about,
    ...(Object.keys(actions).length === 0 ? [] : [`actions:\n${table(Object.entries(actions))}`]),
    `options:\n${table(named)}`,
    `example:\n  juxta ${example}`,
  ]
  return parts.join('\n\n')
}

/** The words of the command line; an option that is not there is named with the one that may have been meant. */
function parsed(command: Command, argv: readonly string[]): { values: Values; positionals: string[] } {
  const options = { ...COMMON, ...command.options }
  try {
    const { values, positionals } = parseArgs({ args: argv.map(aside), allowPositionals: true, options })
    const read = Object.entries(values).map(([option, value]) => [
      option,
      Array.isArray(value) ? value.map((one) => back(one)) : back(value),
    ])
    return { values: Object.fromEntries(read) as Values, positionals: positionals.map(back) }
  } catch (error) {
    const { code, message } = error as Error & { code?: string }
    if (code?.startsWith('ERR_PARSE_ARGS') !== true) throw error
    const unknown =
      code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' ? /^Unknown option '(-[^]*?)'/.exec(message)?.[1] : undefined
    if (unknown === undefined) throw usage(message)
    const known = Object.keys(options).map((name) => `--${name}`)
    throw usage(`there is no option ${unknown}${meant(unknown, known)}`)
  }
}

/** The actions of which an option is, as the line says that tells what it means (`suspend, resume: …`); all, where it names none. */
function actionsOf({ actions = {}, options }: Command, option: string): readonly string[] {
  const named = /^([a-z-]+(?:, [a-z-]+)*): /.exec(options[option]?.about ?? '')?.[1]?.split(', ') ?? []
  return named.every((action) => Object.hasOwn(actions, action)) ? named : []
}

/** Fails with `usage` where an option is given that the action does not have: nobody is to think that it was heard. */
function checkOptions(command: Command, action: string | undefined, values: Values): void {
  if (action === undefined || !Object.hasOwn(command.actions ?? {}, action)) return
  for (const option of Object.keys(values)) {
    const known = actionsOf(command, option)
    if (known.length > 0 && !known.includes(action))
      throw usage(`--${option} is of ${known.join(', ')}, not of ${action}`)
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
      io.out(helpOf(command))
      return 0
    }
    const { values, positionals } = parsed(command, argv)
    checkOptions(command, positionals[0], values)
    return await command.run(io, positionals, values)
  } catch (error) {
    const wrong = error instanceof JuxtaError && error.code === 'usage'
    const message = error instanceof Error ? error.message : String(error)
    if (json)
      io.out(
        JSON.stringify({
          ok: false,
          error: error instanceof JuxtaError ? error.code : 'internal',
          message,
          ...(error instanceof JuxtaError ? { rule: error.rule, pointer: error.pointer, ...error.members } : {}),
        }),
      )
    else io.error(`juxta ${name}: ${message}${wrong ? `\nusage: juxta ${command.usage}` : ''}`)
    if (process.env['JUXTA_DEBUG_STACK'] && error instanceof Error) io.error(error.stack ?? '')
    return wrong ? 3 : 1
  }
}
