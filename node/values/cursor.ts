/** Cursors: a place in a list as an opaque text, bound to the list and to the log of the node that gave it, so that one of elsewhere is refused by name. */
import { JuxtaError } from './errors.ts'
import { digestOf } from './digest.ts'
import { isString, textFault } from './text.ts'

/** What the rows of a list are ordered by. */
export type Place = readonly (string | number)[]
/** One check for each value of a place. */
export type PlaceChecks<P extends Place> = { readonly [I in keyof P]: (value: unknown) => value is P[I] }

/** Longer than any place that is given out. */
export const MAX_CURSOR = 4000

const CHECK_LENGTH = 12
const checkOf = (list: string, place: Place): string =>
  digestOf(JSON.stringify([list, ...place])).slice('sha-256:'.length, 'sha-256:'.length + CHECK_LENGTH)

/** The cursor of `place` in `list`, whose name says which list it is and whose. */
export const writeCursor = (list: string, place: Place): string =>
  Buffer.from(JSON.stringify([checkOf(list, place), ...place])).toString('base64url')

/** Text of a place as it may come back. */
export const isPlaceText = (value: unknown): value is string => isString(value) && textFault(value) === undefined

/** The place of a cursor of `list`; null, the beginning, where it is empty or absent. Fails with `request-invalid`, rule `cursor`. */
export function readCursor<P extends Place>(
  list: string,
  cursor: string | undefined,
  checks: PlaceChecks<P>,
  pointer = '/query/after',
): P | null {
  if (cursor === undefined || cursor === '') return null
  const place = placeIn(cursor)
  const fits =
    place !== undefined &&
    place.length === checks.length &&
    checks.every((check, i) => check(place[i])) &&
    writeCursor(list, place) === cursor
  if (fits) return place as unknown as P
  throw new JuxtaError(
    'request-invalid',
    'after is no cursor that this list of this node has given: begin without one',
    {
      pointer,
      rule: 'cursor',
    },
  )
}

function placeIn(cursor: string): Place | undefined {
  if (cursor.length > MAX_CURSOR) return undefined
  try {
    const [, ...place] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[]
    return place as unknown as Place
  } catch {
    return undefined
  }
}
