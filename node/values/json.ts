/** JSON and base64url from outside, read strictly; and RFC 8785 for what is hashed. All input here is attacker-controlled. */
import canonicalize from 'canonicalize'
import { JuxtaError } from './errors.ts'

export const MAX_DEPTH = 64

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const malformed = (message: string, rule: string, pointer?: string): JuxtaError =>
  new JuxtaError('malformed', message, pointer === undefined ? { rule } : { rule, pointer })

/** UTF-8 without exception: no overlong forms, no lone surrogates. Fails with `malformed`, rule `utf-8`. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch (cause) {
    throw new JuxtaError('malformed', 'the bytes are not valid UTF-8', { rule: 'utf-8', cause })
  }
}

const escapePointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')

const QUOTE = 34
const BACKSLASH = 92
const COMMA = 44
const COLON = 58
const OPEN_BRACE = 123
const CLOSE_BRACE = 125
const OPEN_BRACKET = 91
const CLOSE_BRACKET = 93

/** The index of the quote that closes the string whose opening quote is at `start`. Long strings are skipped natively. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; ; at++) {
    at = text.indexOf('"', at)
    if (at < 0) throw malformed('a string is not closed', 'syntax')
    let back = at - 1
    while (text.charCodeAt(back) === BACKSLASH) back--
    if ((at - back) % 2 === 1) return at
  }
}

/** Walks the structure once: refuses duplicate keys (after unescaping), `__proto__` and more than `maxDepth` levels. Syntax is left to JSON.parse. */
function checkStructure(text: string, maxDepth: number): void {
  type Level = { keys: Set<string> | null; key: string; index: number; expectKey: boolean }
  const levels: Level[] = []
  const pointer = (last?: string): string =>
    levels
      .map((l) => (l.keys ? `/${escapePointer(l.key)}` : `/${l.index}`))
      .slice(0, last === undefined ? undefined : -1)
      .join('') + (last === undefined ? '' : `/${escapePointer(last)}`)
  for (let i = 0; i < text.length; i++) {
    const level = levels.at(-1)
    switch (text.charCodeAt(i)) {
      case QUOTE: {
        const end = endOfString(text, i)
        if (level?.keys && level.expectKey) {
          const raw = text.slice(i, end + 1)
          let key: string
          try {
            key = raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1)
          } catch (cause) {
            throw new JuxtaError('malformed', 'an object key is not valid JSON', {
              rule: 'syntax',
              pointer: pointer(),
              cause,
            })
          }
          if (key === '__proto__') throw malformed('the key __proto__ is not accepted', 'forbidden-key', pointer(key))
          if (level.keys.has(key))
            throw malformed(
              `the key ${JSON.stringify(key.slice(0, 64))} stands twice in one object`,
              'duplicate-key',
              pointer(key),
            )
          level.keys.add(key)
          level.key = key
          level.expectKey = false
        }
        i = end
        break
      }
      case OPEN_BRACE:
      case OPEN_BRACKET:
        if (levels.length >= maxDepth)
          throw malformed(`the JSON is nested deeper than ${maxDepth} levels`, 'depth', pointer())
        levels.push({ keys: text.charCodeAt(i) === OPEN_BRACE ? new Set() : null, key: '', index: 0, expectKey: true })
        break
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        levels.pop()
        break
      case COMMA:
        if (level) {
          level.index++
          level.expectKey = true
        }
        break
      case COLON:
        break
    }
  }
}

/** A JSON text (RFC 8259) with unique keys. Fails with `malformed` and a rule: `utf-8`, `syntax`, `duplicate-key`, `depth`, `forbidden-key`, `number`. */
export function parseStrictJson(
  input: Uint8Array | string,
  { maxDepth = MAX_DEPTH }: { maxDepth?: number } = {},
): unknown {
  const text = typeof input === 'string' ? input : decodeUtf8(input)
  checkStructure(text, maxDepth)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new JuxtaError('malformed', 'the text is not valid JSON', { rule: 'syntax', cause })
  }
  // Escaped ones are not in the text, so they are looked for in the value; text that came as a string may hold them as they are.
  if (!text.isWellFormed() || /\\u[dD][89a-fA-F]/.test(text)) refuseLoneSurrogates(value, '')
  if (HUGE_NUMBER.test(text)) refuseInfinity(value, '')
  return value
}

// What may be beyond the largest double, or only look like it inside a string.
const HUGE_NUMBER = /[0-9][eE]\+?[0-9]{3}|[0-9]{300}/

/** JSON.parse reads 1e999 as Infinity, which would be written back as null and has no form in RFC 8785. */
function refuseInfinity(value: unknown, pointer: string): void {
  if (value === Infinity || value === -Infinity)
    throw malformed('a number is beyond what a double can hold (RFC 7493 §2.2)', 'number', pointer)
  if (value !== null && typeof value === 'object')
    for (const [key, inner] of Object.entries(value)) refuseInfinity(inner, `${pointer}/${escapePointer(key)}`)
}

function refuseLoneSurrogates(value: unknown, pointer: string): void {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw malformed('a string holds a lone surrogate', 'utf-8', pointer)
  } else if (value !== null && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) {
      if (!key.isWellFormed()) throw malformed('a key holds a lone surrogate', 'utf-8', pointer)
      refuseLoneSurrogates(inner, `${pointer}/${escapePointer(key)}`)
    }
  }
}

/** The JSON Canonicalization Scheme (RFC 8785). */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new JuxtaError('internal', 'the value has no JSON form')
  return text
}

/** Bytes of base64url without padding (RFC 4648 §5), refusing every form but the canonical one. Fails with `malformed`, rule `base64url`. */
export function strictBase64url(text: string, pointer?: string): Buffer {
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.toString('base64url') !== text) throw malformed('not canonical base64url', 'base64url', pointer)
  return bytes
}

/** Readers for closed JSON objects from outside: every member is named, typed and expected. */
export class Members {
  readonly #value: Readonly<Record<string, unknown>>
  readonly #pointer: string
  readonly #seen = new Set<string>()

  constructor(value: unknown, pointer = '') {
    if (value === null || typeof value !== 'object' || Array.isArray(value))
      throw malformed('an object is expected', 'type', pointer)
    this.#value = value as Record<string, unknown>
    this.#pointer = pointer
  }

  at(name: string): string {
    return `${this.#pointer}/${escapePointer(name)}`
  }

  optional<T>(name: string, accept: (value: unknown) => value is T, rule: string): T | undefined {
    this.#seen.add(name)
    const value = Object.hasOwn(this.#value, name) ? this.#value[name] : undefined
    if (value === undefined) return undefined
    if (!accept(value)) throw malformed(`${this.at(name)} must be ${rule}`, 'type', this.at(name))
    return value
  }

  required<T>(name: string, accept: (value: unknown) => value is T, rule: string): T {
    const value = this.optional(name, accept, rule)
    if (value === undefined) throw malformed(`${this.at(name)} is missing`, 'required', this.at(name))
    return value
  }

  /** Refuses members that nobody asked for. */
  close(): void {
    for (const name of Object.keys(this.#value))
      if (!this.#seen.has(name))
        throw malformed(`${this.at(name)} is not a member this format knows`, 'closed', this.at(name))
  }
}

export const isString = (value: unknown): value is string => typeof value === 'string'
export const isText =
  (max: number) =>
  (value: unknown): value is string =>
    typeof value === 'string' && value.length > 0 && value.length <= max
export const isTime = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
export const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
export const isArray = (value: unknown): value is unknown[] => Array.isArray(value)
