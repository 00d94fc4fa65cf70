/** Readers for closed JSON objects from outside: every member is named, typed and expected. */
import { JuxtaError } from './errors.ts'
import { escapePointer } from './json.ts'
import { clipped } from './text.ts'

const malformed = (message: string, rule: string, pointer: string): JuxtaError =>
  new JuxtaError('malformed', message, { rule, pointer })

export class Members {
  readonly #value: Readonly<Record<string, unknown>>
  readonly #pointer: string
  readonly #seen = new Set<string>()

  constructor(value: unknown, pointer = '') {
    if (!isObject(value)) throw malformed('an object is expected', 'type', pointer)
    this.#value = value
    this.#pointer = pointer
  }

  at(name: string): string {
    return clipped(`${this.#pointer}/${escapePointer(name)}`, 300)
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

/** A whole number from 0 to 2^53 − 1: a size, an index, a count. */
export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
export const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean'
export const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
export const isArray = (value: unknown): value is unknown[] => Array.isArray(value)
/** One of a closed list of texts. */
export const oneOf =
  <const T extends readonly string[]>(...values: T) =>
  (value: unknown): value is T[number] =>
    values.includes(value as string)
