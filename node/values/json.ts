/** JSON and base64url from outside, read strictly and in a time that grows with their length alone; and RFC 8785 for what is hashed. */
import canonicalize from 'canonicalize'
import { JuxtaError } from './errors.ts'
import { clipped, decodeUtf8 } from './text.ts'

export const MAX_DEPTH = 64
/** Longer than any double needs (RFC 7493 §2.2), and shorter than what makes reading one slow. */
export const MAX_NUMBER = 400
/**
 * What a text may hold before it is read, so that what is made of it stays within a few times its length: so many values whatever its length, and one more for each
 * 8 characters; an object or a list counts as two. A name counts as so many values once there are more different ones than a record of any schema has.
 */
const VALUES = 20_000
const CHARACTERS_A_VALUE = 8
const VALUES_A_LEVEL = 2
const NAMES = 1000
const VALUES_A_NAME = 16
/** A pointer that is shown: the names in it are somebody else's. */
const MAX_POINTER = 300

const malformed = (message: string, rule: string, pointer?: string): JuxtaError =>
  new JuxtaError('malformed', message, pointer === undefined ? { rule } : { rule, pointer })

export const escapePointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')

const code = (character: string): number => character.charCodeAt(0)
const QUOTE = code('"')
const BACKSLASH = code('\\')
const COMMA = code(',')
const OPEN_BRACE = code('{')
const CLOSE_BRACE = code('}')
const OPEN_BRACKET = code('[')
const CLOSE_BRACKET = code(']')
const MINUS = code('-')

const isDigit = (c: number): boolean => c >= 48 && c <= 57
/** What a number of JSON is made of: digits, `+`, `-`, `.`, `e`, `E`. */
const isOfNumber = (c: number): boolean => isDigit(c) || c === 43 || c === MINUS || c === 46 || c === 69 || c === 101

/** Digits of a whole number and the power of ten by which it goes, the same for each writing of one number; undefined where the text is no number of JSON. */
function digitsOf(text: string): string | undefined {
  const [, whole, part = '', power = '0'] = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? []
  if (whole === undefined) return undefined
  const digits = (whole + part).replace(/^0+/, '')
  const significant = digits.replace(/(?<!0)0+$/, '')
  return significant === '' ? '0' : `${significant}e${Number(power) - part.length + digits.length - significant.length}`
}

/** Any number of so few characters is held as it is written. */
const SHORT = 15

/** Whether a double is the number that is written, to its last digit. What is no number is left to `JSON.parse`. */
const isExact = (text: string): boolean => {
  const written = text.length <= SHORT && !/e/i.test(text) ? undefined : digitsOf(text)
  return written === undefined || written === digitsOf(String(Number(text)))
}

/** Where some characters stand next; a text is asked for growing places only, so that it is searched once. */
class NextOf {
  readonly #text: string
  readonly #sought: string
  #at = -1

  constructor(text: string, sought: string) {
    this.#text = text
    this.#sought = sought
  }

  /** Beyond the text where there is none. */
  from(place: number): number {
    if (this.#at < place) {
      const found = this.#text.indexOf(this.#sought, place)
      this.#at = found < 0 ? this.#text.length : found
    }
    return this.#at
  }
}

type Level = { keys: Set<string> | null; readonly own: Set<string>; key: string; index: number; expectKey: boolean }

/**
 * Walks a text once and refuses what `JSON.parse` lets pass: keys that stand twice (after unescaping), `__proto__`, too many levels, U+0000 and half a
 * surrogate pair however they are written, numbers that no double holds, more values than its length allows. Other faults of syntax are left to `JSON.parse`.
 */
class Walk {
  readonly #text: string
  readonly #maxDepth: number
  readonly #exact: boolean
  readonly #levels: Level[] = []
  /** One for each depth, used again and again: a text of a million objects makes no more of them. */
  readonly #kept: Level[] = []
  readonly #names = new Set<string>()
  #values: number
  readonly #quotes: NextOf
  readonly #units: NextOf

  constructor(text: string, maxDepth: number, exact: boolean) {
    this.#text = text
    this.#maxDepth = maxDepth
    this.#exact = exact
    this.#values = VALUES + Math.floor(text.length / CHARACTERS_A_VALUE)
    this.#quotes = new NextOf(text, '"')
    this.#units = new NextOf(text, '\\u')
  }

  run(): void {
    for (let at = 0; at < this.#text.length; at++) {
      const c = this.#text.charCodeAt(at)
      if (c === QUOTE) at = this.#string(at)
      else if (c === MINUS || isDigit(c)) at = this.#number(at)
      else if (c === OPEN_BRACE || c === OPEN_BRACKET) {
        this.#count(VALUES_A_LEVEL)
        if (this.#levels.length >= this.#maxDepth)
          throw malformed(`the JSON is nested deeper than ${this.#maxDepth} levels`, 'depth', this.#pointer())
        this.#levels.push(this.#level(c === OPEN_BRACE))
      } else if (c === CLOSE_BRACE || c === CLOSE_BRACKET) this.#levels.pop()
      else if (c === COMMA) {
        this.#count(1)
        const level = this.#levels.at(-1)
        if (level) {
          level.index++
          level.expectKey = true
        }
      }
    }
  }

  #level(isObject: boolean): Level {
    const depth = this.#levels.length
    const level = (this.#kept[depth] ??= { keys: null, own: new Set(), key: '', index: 0, expectKey: true })
    if (level.own.size > 0) level.own.clear()
    level.keys = isObject ? level.own : null
    level.key = ''
    level.index = 0
    level.expectKey = true
    return level
  }

  #count(values: number): void {
    this.#values -= values
    if (this.#values < 0)
      throw malformed('the JSON holds more values, or more names, than its length lets it have', 'values')
  }

  /** To the value that is read, or to its member `last`. */
  #pointer(last?: string): string {
    const names = this.#levels.map((l) => (l.keys ? escapePointer(l.key) : String(l.index)))
    if (last !== undefined) names.splice(-1, 1, escapePointer(last))
    return clipped(names.map((name) => `/${name}`).join(''), MAX_POINTER)
  }

  /** To the object whose key is read, else to the value. */
  #around(): string {
    const level = this.#levels.at(-1)
    return level?.keys && level.expectKey ? this.#pointer().replace(/\/[^/]*$/, '') : this.#pointer()
  }

  /** The place of the quote that closes the string that opens at `start`. */
  #string(start: number): number {
    let quote = this.#quotes.from(start + 1)
    while (quote < this.#text.length && this.#isEscaped(quote, start)) quote = this.#quotes.from(quote + 1)
    for (let unit = this.#units.from(start); unit < quote;)
      unit = this.#units.from(this.#isEscaped(unit, start) ? unit + 2 : this.#escape(unit))
    if (quote >= this.#text.length) throw malformed('a string is not closed', 'syntax')
    const level = this.#levels.at(-1)
    if (level?.keys && level.expectKey) this.#key(level, start, quote)
    return quote
  }

  /** Whether the character at `place` of the string that opens at `start` has an odd number of backslashes before it. */
  #isEscaped(place: number, start: number): boolean {
    let first = place
    while (first - 1 > start && this.#text.charCodeAt(first - 1) === BACKSLASH) first--
    return (place - first) % 2 === 1
  }

  /** The place after the escape `\\u` at `at`. */
  #escape(at: number): number {
    const unit = this.#unit(at)
    // What are no four digits is a fault of syntax.
    if (unit === undefined) return at + 2
    if (unit === 0) throw malformed('U+0000 is not accepted, nor as \\u0000', 'nul', this.#around())
    if (unit < 0xd800 || unit > 0xdfff) return at + 6
    const low = unit < 0xdc00 ? this.#unit(at + 6) : undefined
    if (low === undefined || low < 0xdc00 || low > 0xdfff)
      throw malformed('a string holds a lone surrogate', 'utf-8', this.#around())
    return at + 12
  }

  /** The UTF-16 unit that the escape `\u` with four digits at `at` stands for. */
  #unit(at: number): number | undefined {
    const found = /^\\u([0-9a-fA-F]{4})$/.exec(this.#text.slice(at, at + 6))
    return found ? parseInt(found[1]!, 16) : undefined
  }

  #key(level: Level, start: number, end: number): void {
    let key = this.#text.slice(start + 1, end)
    if (key.includes('\\'))
      try {
        key = JSON.parse(`"${key}"`) as string
      } catch (cause) {
        const pointer = this.#around()
        throw new JuxtaError('malformed', 'an object key is not valid JSON', { rule: 'syntax', pointer, cause })
      }
    if (key === '__proto__') throw malformed('the key __proto__ is not accepted', 'forbidden-key', this.#pointer(key))
    if (level.keys!.has(key))
      throw malformed(
        `the key ${JSON.stringify(clipped(key, 64))} stands twice in one object`,
        'duplicate-key',
        this.#pointer(key),
      )
    if (!this.#names.has(key)) {
      if (this.#names.size < NAMES) this.#names.add(key)
      else this.#count(VALUES_A_NAME)
    }
    level.keys!.add(key)
    level.key = key
    level.expectKey = false
  }

  /** The last place of the number that begins at `start`. */
  #number(start: number): number {
    let end = start
    while (end < this.#text.length && isOfNumber(this.#text.charCodeAt(end))) end++
    const length = end - start
    if (length > MAX_NUMBER)
      throw malformed(`a number is longer than ${MAX_NUMBER} characters`, 'number', this.#pointer())
    // JSON.parse reads 1e999 as Infinity, which would be written back as null and has no form in RFC 8785.
    if (length > 4 && Math.abs(Number(this.#text.slice(start, end))) === Infinity)
      throw malformed('a number is beyond what a double can hold (RFC 7493 §2.2)', 'number', this.#pointer())
    if (this.#exact && !isExact(this.#text.slice(start, end)))
      throw malformed('a number has more digits than a double holds (RFC 7493 §2.2)', 'number', this.#pointer())
    return end - 1
  }
}

/**
 * A JSON text (RFC 8259) with unique keys, in UTF-8 without a byte order mark and without U+0000. Fails with `malformed`, a pointer and a rule: `utf-8`,
 * `byte-order-mark`, `nul`, `syntax`, `duplicate-key`, `depth`, `forbidden-key`, `number`, `values`. `exact`: a number that a double does not hold to its last digit is refused too.
 */
export function parseStrictJson(
  input: Uint8Array | string,
  { maxDepth = MAX_DEPTH, exact = false }: { maxDepth?: number; exact?: boolean } = {},
): unknown {
  const text = typeof input === 'string' ? input : decodeUtf8(input)
  if (text.startsWith('\ufeff'))
    throw malformed('the JSON begins with a byte order mark, which it must not (RFC 8259 §8.1)', 'byte-order-mark')
  if (text.includes('\0')) throw malformed('the JSON holds U+0000, or is in UTF-16 and not in UTF-8', 'nul')
  if (!text.isWellFormed()) throw malformed('the text holds a lone surrogate', 'utf-8')
  new Walk(text, maxDepth, exact).run()
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw new JuxtaError('malformed', 'the text is not valid JSON', { rule: 'syntax', cause })
  }
}

/** Whether `JSON.stringify` writes a value as RFC 8785 has it: all names in their order, all texts well-formed, and nothing that writes itself. */
function isOrdered(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed()
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object') return typeof value === 'boolean'
  if (value === null) return true
  const prototype = Object.getPrototypeOf(value) as unknown
  if (prototype === Array.prototype) {
    // A hole is no value, which `every` would pass over.
    for (let i = 0; i < (value as unknown[]).length; i++) if (!isOrdered((value as unknown[])[i])) return false
    return true
  }
  if (prototype !== Object.prototype) return false
  let before = ''
  for (const [name, member] of Object.entries(value)) {
    if (name < before || !name.isWellFormed() || !isOrdered(member)) return false
    before = name
  }
  return true
}

/** The JSON Canonicalization Scheme (RFC 8785). What stands in its order already, as what we make ourselves should, costs a fraction. */
export function canonicalJson(value: unknown): string {
  if (isOrdered(value)) return JSON.stringify(value)
  const text = canonicalize(value)
  if (text === undefined) throw new JuxtaError('internal', 'the value has no JSON form')
  return text
}

/** From so many characters on it is cheaper to look for what does not belong than to encode again. */
const LONG = 2000

/**
 * Whether `bytes`, which were decoded from a long text, are all that it holds. What is in no alphabet is passed over in decoding, so that bytes are missing;
 * but `+` and `/` are taken for `-` and `_`, and characters beyond ASCII for others.
 */
const isWhole = (text: string, bytes: Buffer): boolean =>
  bytes.length === Math.floor((text.length * 3) / 4) &&
  !text.includes('+') &&
  !text.includes('/') &&
  Buffer.byteLength(text) === text.length

/** Bytes of base64url without padding (RFC 4648 §5), refusing every form but the canonical one. Fails with `malformed`, rule `base64url`. */
export function strictBase64url(text: string, pointer?: string): Buffer {
  const bytes = Buffer.from(text, 'base64url')
  if (text.length < LONG) {
    if (bytes.toString('base64url') === text) return bytes
  } else if (isWhole(text, bytes)) {
    // The last characters decide whether an encoding is canonical.
    const rest = text.length % 4
    if (rest !== 0) strictBase64url(text.slice(-rest), pointer)
    return bytes
  }
  throw malformed('not canonical base64url', 'base64url', pointer)
}
