/** How what stands on paper is compared: as people type it, whatever they do with spaces, case, dashes, width, marks and digits. */

/** What was forgiven, in the order in which it is. */
export type Forgiven = 'width' | 'marks' | 'digits' | 'case' | 'punctuation' | 'spaces'

/** A decimal digit of any script as one of 0 to 9: those of a script stand together, and begin at a multiple of ten from its zero. */
function digitOf(c: string): string {
  if (c <= '9') return c
  let zero = c.codePointAt(0)!
  const at = zero
  while (at - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1
  return String(at - zero)
}

/** Letters that Arabic hands write one for the other, and the line that only stretches a word. */
const ARABIC: Readonly<Record<string, string>> = { ى: 'ي', ة: 'ه', ـ: '' }

const STEPS: readonly (readonly [Forgiven, (text: string) => string])[] = [
  ['width', (text) => text.normalize('NFKC')],
  ['marks', (text) => text.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll(/[ىةـ]/gu, (c) => ARABIC[c]!).normalize('NFC')], // prettier-ignore
  ['digits', (text) => text.replaceAll(/\p{Nd}/gu, digitOf)],
  ['case', (text) => text.toUpperCase()],
  ['punctuation', (text) => text.replaceAll(/[^\p{L}\p{N}\p{Z}\s]/gu, '')],
  ['spaces', (text) => text.replaceAll(/[\p{Z}\s]/gu, '')],
]

/** The longest that is compared, in UTF-16 units. */
const MAX = 128

const cut = (text: string): string => (text.length <= MAX ? text : text.slice(0, MAX).toWellFormed())

/** What a value is found by. Empty where nothing of it is a letter or a digit. */
export const plain = (value: string): string => cut(STEPS.reduce((text, [, step]) => step(text), value))

/**
 * A number as states name it: without spaces, dashes, dots and underscores, and in capitals, of ASCII alone. Both nodes fold a case to the same hash, whatever
 * edition of Unicode each of them knows.
 */
export const bareNumber = (value: string): string =>
  value.replaceAll(/[ \t\u00a0._-]/g, '').replaceAll(/[a-z]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 32)) ||
  value

/** What two writings of one number have in common; what holds no letter and no digit is alike to itself alone. */
export const alike = (value: string): string => plain(value) || value

/** The plain form, and what had to be forgiven for it. That a text came composed in another way is no difference. */
export function read(asked: string): { readonly plain: string; readonly forgiven: readonly Forgiven[] } {
  const forgiven: Forgiven[] = []
  let text = asked.normalize('NFC')
  for (const [name, step] of STEPS) {
    const next = step(text)
    if (next !== text) forgiven.push(name)
    text = next
  }
  return { plain: cut(text), forgiven }
}

/** The plain forms by which a name is found: from its beginning, and from each of the words that follow. */
export function plainWords(name: string, most: number): string[] {
  const words = name.trim().split(/[\p{Z}\s]+/u)
  const found = words.slice(0, most).map((_, i) => plain(words.slice(i).join(' ')))
  return [...new Set(found.filter((text) => text !== ''))]
}

/** All that begins so: from this (inclusive) to this (exclusive), in the order of code points. */
export const beginning = (prefix: string): { readonly from: string; readonly to: string } => ({
  from: prefix,
  to: `${prefix}\u{10ffff}`,
})
