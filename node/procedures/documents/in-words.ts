/** A line of a paper that says in words alone what is in it: nothing of it is compared, and it is there all the same. */
import type { Json } from '../../documents/wco-xml.ts'

/** As long as a name may be. */
const LONG = 512

export const isSaid = (item: Json): boolean => Object.keys(item).length > 0

export const inWords = (description: string | undefined): Json =>
  description === undefined || description === '' ? {} : { description: description.slice(0, LONG) }
