/** Quantities on papers that were presented, as their elements state them. */
import type { Element } from '../../documents/xml-tree.ts'
import { billionths, decimal } from '../../values/quantity.ts'

type Quantity = { readonly value: string; readonly unitCode: string }

/** A number is none without its unit. */
export function measured(e: Element | undefined): Quantity | undefined {
  const unitCode = e?.attributes['unitCode']
  return e === undefined || !e.hasText || unitCode === undefined ? undefined : { value: e.text, unitCode }
}

const isDecimal = (text: string): boolean => /^(0|[1-9][0-9]{0,17})(\.[0-9]{1,9})?$/.test(text)

/** What these come to together; undefined where one of them is no number, or in another unit. */
export function together(quantities: readonly (Quantity | undefined)[]): Quantity | undefined {
  const [first, ...others] = quantities
  if (first === undefined || others.length === 0) return first
  if (!quantities.every((one) => one?.unitCode === first.unitCode && isDecimal(one.value))) return undefined
  const value = decimal(quantities.reduce((all, one) => all + billionths(one!.value), 0n))
  return { value, unitCode: first.unitCode }
}
