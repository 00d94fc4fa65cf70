/** What is said of agreements, the same in any language: a sentence that is missing does not compile. */
import type { en } from './words-en.ts'

type Said<T> = { readonly [K in keyof T]: T[K] extends string ? string : Said<T[K]> }
export type Words = Said<typeof en>
