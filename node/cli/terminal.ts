/** How what a command says looks on a terminal: what is coloured, and how far long work is. Nothing else in the command line knows a colour. */
import { createInterface } from 'node:readline/promises'
import { styleText } from 'node:util'
import { shown } from '../values/text.ts'

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | 'white'
type Piece = { readonly text: string; readonly style?: Style }

/** A text of which parts are coloured where the reader is a terminal; to everybody else it is the text. */
export class Styled {
  readonly pieces: readonly Piece[]

  constructor(pieces: readonly Piece[]) {
    this.pieces = pieces
  }

  toString(): string {
    return this.pieces.map(({ text }) => text).join('')
  }
}

export const paint = (style: Style, text: string): Styled => new Styled([{ text, style }])

/** A template of which the values may be coloured: styled`${id}  ${tinted(state)}`. */
export function styled(texts: TemplateStringsArray, ...values: readonly (string | number | Styled)[]): Styled {
  const pieces = texts.flatMap((text, i) => {
    const value = values[i]
    return [
      { text },
      ...(value instanceof Styled ? value.pieces : value === undefined ? [] : [{ text: String(value) }]),
    ]
  })
  return new Styled(pieces.filter(({ text }) => text !== ''))
}

/** The one meaning of each colour: green has gone well, yellow wants a look, red wants somebody; what is dim is over without either. */
const TINTS: Readonly<Record<string, Style>> = {
  ...shade(
    'green',
    'delivered',
    'collected',
    'accepted',
    'answered',
    'in-force',
    'done',
    'valid',
    'ok',
    'recognised',
    'enabled',
  ),
  ...shade('yellow', 'warning', 'sealed', 'expired', 'incomplete', 'suspended', 'proposed', 'received', 'open'),
  ...shade(
    'red',
    'critical',
    'parked',
    'refused',
    'rejected',
    'failed',
    'invalid',
    'blocked',
    'FAIL',
    'fault',
    'disabled',
  ),
  ...shade('cyan', 'queued', 'notified', 'info'),
  ...shade('dim', 'cancelled', 'closed', 'revoked', 'none'),
}
function shade(style: Style, ...words: readonly string[]): Record<string, Style> {
  return Object.fromEntries(words.map((word) => [word, style]))
}

/** A state, severity, outcome or verdict in its colour; `text` is what stands there, where it is not the word alone. */
export const tinted = (word: string, text = word): Styled =>
  Object.hasOwn(TINTS, word) ? paint(TINTS[word]!, text) : new Styled([{ text }])

const MARKS = { ok: 'ok  ', note: 'note', incomplete: 'MISS', invalid: 'FAIL' } as const

/** What stands before a finding of a check. */
export const mark = (weight: keyof typeof MARKS): Styled => tinted(weight, MARKS[weight])
/** What a check has come to. */
export const verdictOf = (verdict: string): Styled => tinted(verdict, verdict.toUpperCase())

/** Whether a stream is to be coloured: a terminal is, unless NO_COLOR says no; FORCE_COLOR says yes of anything. */
export function coloured({ isTTY }: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  if ((env['NO_COLOR'] ?? '') !== '') return false
  const forced = env['FORCE_COLOR']
  if (forced !== undefined) return !['0', 'false'].includes(forced)
  return isTTY === true && env['TERM'] !== 'dumb'
}

/** A line as it goes out, with nothing in it by which a neighbour's words would steer a terminal. */
export function rendered(line: string | Styled, colours: boolean): string {
  if (!(line instanceof Styled)) return shown(line)
  const piece = ({ text, style }: Piece): string =>
    colours && style !== undefined ? styleText(style, shown(text), { validateStream: false }) : shown(text)
  return line.pieces.map(piece).join('')
}

/** Where the reader is: nobody else is asked, or shown how far something is. */
type Reader = { readonly json: boolean; readonly terminal: boolean }

/** Whether a person at the terminal types yes; false where nobody can be asked. */
export async function confirmed({ json }: Pick<Reader, 'json'>, question: string): Promise<boolean> {
  if (json || !process.stdin.isTTY) return false
  const asked = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await asked.question(question)
  asked.close()
  return answer.trim().toLowerCase() === 'yes'
}

export type Progress = { at(done: number, all?: number): void; end(): void }

/** Shows on a terminal how far a long piece of work is, ten times a second at most: in per cent, or as a count where nobody knows how much there is. */
export function progressOf({ json, terminal }: Reader, what: string): Progress {
  const shows = terminal && !json
  let last = 0
  return {
    at(done, all) {
      if (!shows || Date.now() - last < 100) return
      last = Date.now()
      const far = all === undefined ? `${done}` : `${all === 0 ? 100 : Math.floor((100 * done) / all)} %`
      process.stdout.write(`\r${what}: ${far} `)
    },
    end: () => void (shows && last > 0 && process.stdout.write('\r\x1b[K')),
  }
}
