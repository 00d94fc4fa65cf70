/** Random bytes in small numbers, for salts, initialisation vectors and ids: drawn from OpenSSL's generator a page at a time, because a call of it costs more than what a message takes. */
import { randomFillSync } from 'node:crypto'

const PAGE = 4096
const page = Buffer.alloc(PAGE)
let taken = PAGE

/** `length` random bytes, at most 1024, that nobody else is given; where they were drawn from they are wiped. No keys: those are made where they stay. */
export function freshBytes(length: number): Buffer {
  if (taken + length > PAGE) {
    randomFillSync(page)
    taken = 0
  }
  const drawn = page.subarray(taken, taken + length)
  const bytes = Buffer.from(drawn)
  drawn.fill(0)
  taken += length
  return bytes
}
