/**
 * The statuses of the traders that deltas have touched since the last snapshot, as the case holds them: so small that a case in which a hundred
 * thousand were touched is still cheap to copy and to hash. A trader is eleven characters in one of 64 texts: 60 bits of the SHA-256 of its key, and
 * its status; the case names nobody.
 */
import { digestOf } from '../../values/digest.ts'
import { get, type Rec } from '../../cases/state-record.ts'
import type { Status } from './trader-record.ts'

export type Touched = Rec<string>

const LETTERS: Readonly<Record<Status, string>> = {
  active: 'a',
  suspended: 's',
  revoked: 'r',
  expired: 'e',
  succeeded: 'u',
  withdrawn: 'w',
}
const STATUSES = new Map(Object.entries(LETTERS).map(([status, letter]) => [letter, status as Status]))
const HASH = 10
const WIDTH = HASH + 1

const placeOf = (key: string): { bucket: string; hash: string } => {
  const digest = digestOf(key).slice('sha-256:'.length)
  return { bucket: digest[0]!, hash: digest.slice(1, WIDTH) }
}

/** The status of the trader with this key; undefined where no delta has touched it. */
export function statusOf(touched: Touched, key: string): Status | undefined {
  const { bucket, hash } = placeOf(key)
  const text = get(touched, bucket) ?? ''
  let [low, high] = [0, text.length / WIDTH]
  while (low < high) {
    const middle = (low + high) >> 1
    const there = text.slice(middle * WIDTH, middle * WIDTH + HASH)
    if (there === hash) return STATUSES.get(text[middle * WIDTH + HASH]!)
    if (there < hash) low = middle + 1
    else high = middle
  }
  return undefined
}

/** `touched` with the statuses of `changes`, by key. */
export function withStatuses(touched: Touched, changes: ReadonlyMap<string, Status>): Touched {
  const buckets = new Map<string, Map<string, string>>()
  for (const [key, status] of changes) {
    const { bucket, hash } = placeOf(key)
    let entries = buckets.get(bucket)
    if (entries === undefined) {
      entries = new Map()
      const text = get(touched, bucket) ?? ''
      for (let i = 0; i < text.length; i += WIDTH) entries.set(text.slice(i, i + HASH), text[i + HASH]!)
      buckets.set(bucket, entries)
    }
    entries.set(hash, LETTERS[status])
  }
  const next: Record<string, string> = { ...touched }
  for (const [bucket, entries] of buckets)
    next[bucket] = [...entries]
      .map(([hash, letter]) => hash + letter)
      .sort()
      .join('')
  return next
}

/** How many traders were touched. */
export const touchedCount = (touched: Touched): number =>
  Object.values(touched).reduce((sum, text) => sum + text.length / WIDTH, 0)
