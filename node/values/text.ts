/** Text as it may cross the door: well-formed Unicode without U+0000, with a longest length. */

import { JuxtaError } from './errors.ts'

/** What becomes a column, a key or a row of an index, in bytes of UTF-8. */
export const MAX_KEY_BYTES = 512
/** A reference by which a message is found (`xReferences`), in characters: at most `MAX_KEY_BYTES` in UTF-8. */
export const MAX_REFERENCE = 128

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** UTF-8 without exception: no overlong forms, no lone surrogates. Fails with `malformed`, rule `utf-8`. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch (cause) {
    throw new JuxtaError('malformed', 'the bytes are not valid UTF-8', { rule: 'utf-8', cause })
  }
}

/** Why a text may not come in, as the end of a sentence; undefined where it may. */
export function textFault(text: string): string | undefined {
  if (text.includes('\0')) return 'holds U+0000'
  if (!text.isWellFormed()) return 'is not well-formed Unicode: it holds a lone surrogate'
  return undefined
}

export const isString = (value: unknown): value is string => typeof value === 'string'

/** A text of 1 to `max` characters (UTF-16 units). */
export const isText =
  (max: number) =>
  (value: unknown): value is string =>
    typeof value === 'string' && value.length > 0 && value.length <= max && textFault(value) === undefined

/** A text that may become a key: 1 to 512 bytes of UTF-8. */
export const isKey = (value: unknown): value is string =>
  isText(MAX_KEY_BYTES)(value) && Buffer.byteLength(value) <= MAX_KEY_BYTES

/** At most `max` UTF-16 units, never cut within a character; what was cut ends with an ellipsis. For what is shown to people and stored beside it. */
export function clipped(text: string, max: number): string {
  if (text.length <= max) return text
  const cut = text.slice(0, max - 1)
  return `${cut.isWellFormed() ? cut : cut.slice(0, -1)}…`
}

/** Characters that move what is beside them where a text is shown: controls, marks of direction, separators of lines. */
const STEERING = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u

/** Whether nothing in a text moves what is shown beside it. */
export const isPlain = (text: string): boolean => !STEERING.test(text)

/** A text as a terminal may show it, whoever wrote it: what steers stands there as an escape of JSON, but for tabs and ends of lines. */
export const shown = (text: string): string =>
  text.replaceAll(/\r?\n|\t|[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, (c) =>
    c === '\t' || c.endsWith('\n') ? c : `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
