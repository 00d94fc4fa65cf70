/** Marks of specimens, as they are listed in one text. */
import { billionths } from '../../values/quantity.ts'
import { inUnit } from '../../values/units.ts'
import type { Kind } from './kind.ts'

/** Each once. */
export const marksIn = (text = ''): string[] => [...new Set(text.split(/[\s,;]+/).filter((mark) => mark !== ''))]

/** What is wrong with the marks of so much of a kind; undefined where they are right. */
export function againstMarks(
  { useMarks }: Kind,
  text: string | undefined,
  quantity: { readonly value: string; readonly unitCode: string },
): { readonly reason: string } | undefined {
  if (text === undefined)
    return useMarks === true ? { reason: 'goods of this kind are named by their marks' } : undefined
  const named = marksIn(text).length
  if (named === 0) return { reason: 'no mark is named' }
  const pieces = useMarks === true ? inUnit(quantity, 'C62') : undefined
  return pieces === undefined || pieces === billionths(`${named}`)
    ? undefined
    : { reason: 'each piece is named by its own mark' }
}
