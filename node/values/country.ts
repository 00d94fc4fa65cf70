/** Countries, by which nodes, keys, agreements and logs are named. */
import type { Brand } from './brand.ts'

/** ISO 3166-1 alpha-2 code, upper case; XA to XZ are user-assigned. */
export type Country = Brand<string, 'Country'>

const COUNTRY = /^[A-Z]{2}$/

export const isCountry = (s: unknown): s is Country => typeof s === 'string' && COUNTRY.test(s)
