/** The bytes of a part as they are given out: whole or a range of them (RFC 9110 §14), as a stream where they are many. */
import { Readable } from 'node:stream'
import type { PartRow } from '../exchange/message-rows.ts'
import type { Answer } from '../http/server.ts'
import { largeIn } from '../store/large.ts'
import type { Store } from '../store/store.ts'
import { sha256 } from '../values/digest.ts'
import { JuxtaError } from '../values/errors.ts'

/** What is kept of a document whose retention has ended: its proofs, and none of its bytes. */
export const erased = (): JuxtaError =>
  new JuxtaError('gone', 'the document was erased when its retention ended; its proofs are kept', { rule: 'retention' })

/** From `from` to before `to`. */
export type Range = { readonly from: number; readonly to: number }

/**
 * What of `size` bytes a request asks for: null where it is the whole, because it names no range, one that is no single range of bytes (which a server may ignore,
 * RFC 9110 §14.2), or one of another version (`If-Range`). Fails with `range-not-satisfiable`.
 */
export function rangeOf(
  { range, 'if-range': condition }: Readonly<Record<string, string | undefined>>,
  size: number,
  etag: string,
): Range | null {
  const [, first, last] = /^bytes=([0-9]{0,15})-([0-9]{0,15})$/i.exec(range?.replaceAll(' ', '') ?? '') ?? []
  if (first === undefined || (first === '' && last === '') || (condition !== undefined && condition !== etag))
    return null
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const to = first === '' || last === '' ? size : Math.min(size, Number(last) + 1)
  if (first !== '' && last !== '' && Number(last) < from) return null
  if (from >= to)
    throw new JuxtaError('range-not-satisfiable', `the document has ${size} bytes`, {
      pointer: '/header/range',
      rule: 'range',
      members: { size },
    })
  return { from, to }
}

/** Fails with `gone` where it was erased. */
export function documentAnswer(
  store: Store,
  part: PartRow,
  headers: Readonly<Record<string, string | undefined>>,
): Answer {
  const { bytes, large, size, mediaType } = part
  if (bytes === null && large === null) throw erased()
  // The digest is of these bytes under a salt of their own: the same as long as they are.
  const etag = `"${part.digest}"`
  const range = rangeOf(headers, size, etag)
  const { from, to } = range ?? { from: 0, to: size }
  return {
    status: range ? 206 : 200,
    type: mediaType,
    body: bytes === null ? Readable.from(largeIn(store).bytes(large!, from, to)) : bytes.subarray(from, to),
    headers: {
      // Shown by no browser as a page of this origin: the bytes are somebody else's.
      'content-disposition': 'attachment',
      'x-content-type-options': 'nosniff',
      'accept-ranges': 'bytes',
      etag,
      'content-length': String(to - from),
      ...(range ? { 'content-range': `bytes ${from}-${to - 1}/${size}` } : {}),
      ...(bytes === null ? {} : { 'repr-digest': `sha-256=:${sha256(bytes).toString('base64')}:` }),
    },
  }
}
