/** The stream of a part that follows its message: what a stock reader of RFC 8188 opens, and each way in which one is not what it should be. */
import { randomBytes } from 'node:crypto'
import t from 'tap'
import { openRecords, RECORD, sealedSize, sealRecords } from '../../node/seal/aes128gcm.ts'
import type { JuxtaError } from '../../node/values/errors.ts'

const key = randomBytes(16)

async function* piecesOf(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function whole(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = []
  for await (const piece of pieces) all.push(Buffer.from(piece))
  return Buffer.concat(all)
}

const sealed = (bytes: Buffer, under = key): Promise<Buffer> =>
  whole(sealRecords(under, randomBytes(16), piecesOf(bytes, RECORD), bytes.length))

/** The records that were given, and with which rule it ended. */
async function opened(
  stream: Buffer,
  size: number,
  under = key,
  pieces = 65_536,
): Promise<{ n: number; rule: unknown }> {
  let n = 0
  try {
    for await (const bytes of openRecords(under, piecesOf(stream, pieces), size)) n += bytes.length
    return { n, rule: null }
  } catch (error) {
    return { n, rule: (error as JuxtaError).rule }
  }
}

t.test('what was sealed is opened, in whatever pieces it comes', async (t) => {
  for (const size of [1, 17, RECORD - 1, RECORD, RECORD + 1, 3 * RECORD, 3 * RECORD + 5]) {
    const bytes = randomBytes(size)
    const stream = await sealed(bytes)
    t.equal(stream.length, sealedSize(size), `${size} bytes have the length that is foretold`)
    for (const pieces of [1009, 65_536, stream.length])
      t.ok((await whole(openRecords(key, piecesOf(stream, pieces), size))).equals(bytes), `${size} in ${pieces}`)
  }
})

t.test('each fault by its name, and nothing after it', async (t) => {
  const size = 3 * RECORD + 100
  const stream = await sealed(randomBytes(size))
  const record = RECORD + 17
  const at = (n: number): Buffer => stream.subarray(21 + n * record, 21 + (n + 1) * record)
  const changed = (place: number): Buffer => {
    const copy = Buffer.from(stream)
    copy[place]! ^= 1
    return copy
  }
  t.same(await opened(stream, size, randomBytes(16)), { n: 0, rule: 'record' }, 'another key')
  t.same(await opened(changed(30), size), { n: 0, rule: 'record' }, 'a byte of the first record')
  t.same(await opened(changed(21 + record + 5), size), { n: RECORD, rule: 'record' }, 'of the second: the first stays')
  const swapped = Buffer.concat([stream.subarray(0, 21), at(1), at(0), at(2), at(3)])
  t.same(await opened(swapped, size), { n: 0, rule: 'record' }, 'records in another order')
  t.same(await opened(stream.subarray(0, -1), size), { n: 3 * RECORD, rule: 'truncated' }, 'its last byte is missing')
  t.same(await opened(stream.subarray(0, 21 + 2 * record), size), { n: 2 * RECORD, rule: 'truncated' }, 'two of four')
  t.same(await opened(Buffer.alloc(0), size), { n: 0, rule: 'truncated' }, 'nothing')
  t.same(
    await opened(Buffer.concat([stream, Buffer.of(0)]), size),
    { n: 3 * RECORD, rule: 'extra-bytes' },
    'a byte more',
  )
  t.same((await opened(stream, size - 1)).rule, 'extra-bytes', 'more than was signed')
  const short = await sealed(randomBytes(RECORD))
  t.same(await opened(short, size), { n: 0, rule: 'padding' }, 'a last record that should not be the last')
  t.same(await opened(changed(19), size), { n: 0, rule: 'record-size' }, 'records of another size')
  t.same(await opened(changed(20), size), { n: 0, rule: 'key-id' }, 'a key id')
})
