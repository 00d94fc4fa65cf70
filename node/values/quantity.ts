/** Quantities: exact decimals as texts on the wire, with their unit, and integers of billionths within, so that no balance ever passes through a float. */

const DIGITS = 9
const UNIT = 10n ** BigInt(DIGITS)

/** Billionths of a decimal that its schema has accepted (at most nine digits after the point). */
export function billionths(decimal: string): bigint {
  const [whole = '0', part = ''] = decimal.split('.')
  const sign = whole.startsWith('-') ? -1n : 1n
  return sign * (BigInt(whole.replace('-', '')) * UNIT + BigInt(part.padEnd(DIGITS, '0')))
}

/** The shortest decimal of a number of billionths. */
export function decimal(value: bigint): string {
  const size = value < 0n ? -value : value
  const part = (size % UNIT).toString().padStart(DIGITS, '0').replace(/0+$/, '')
  return `${value < 0n ? '-' : ''}${size / UNIT}${part === '' ? '' : `.${part}`}`
}
