/** What is tried with a part that follows its message: it is asked for, comes in pieces, and nothing counts that is not authentic. */
import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { Agent, request } from 'undici'
import { KEY_BYTES, RECORD, sealedSize, sealRecords } from '../seal/aes128gcm.ts'
import { digestOf } from '../values/digest.ts'
import { asJuxtaError } from '../values/errors.ts'
import { newMessageId } from '../values/id.ts'
import { parseStrictJson } from '../values/json.ts'
import { isObject } from '../values/members.ts'
import type { Clause } from './clauses.ts'
import type { Forged, Json } from './forged.ts'
import { expect, judgeForm, make, put, said, type Kit } from './kit.ts'
import { receiptIn } from './trials-of-messages.ts'

/** Two records, the second of them short. */
const SIZE = RECORD + 40_000
const PART = 'enclosure'
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

type Answered = {
  readonly status: number
  readonly contentType: string
  readonly body: string
  readonly retryAfter: number | null
  readonly headers: Readonly<Record<string, unknown>>
}

/** What is sent of a part: its bytes from `offset` on under `key`. `breaksAfter`: the line is cut so many milliseconds after the first record. */
type Piece = { readonly bytes: Buffer; readonly key: Buffer; readonly offset: number; readonly breaksAfter?: number }

async function* records({ bytes, key, offset, breaksAfter }: Piece): AsyncGenerator<Buffer> {
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let at = offset; at < bytes.length; at += RECORD) {
      if (at > offset && breaksAfter !== undefined) {
        await pause(breaksAfter)
        throw new Error('the kit cuts the line')
      }
      yield bytes.subarray(at, at + RECORD)
    }
  }
  yield* sealRecords(key, randomBytes(16), pieces(), bytes.length - offset)
}

/**
 * Over a connection of its own, so that all of the answer is seen; one that is kept, so that whoever answers before the end of the part need not close it while
 * the rest is under way. Null where the line was cut.
 */
async function putPart(kit: Kit, jti: string, piece: Piece, part = PART): Promise<Answered | null> {
  const { node, peer, book } = kit
  const { certificate: cert, key } = node.tlsMaterial()
  const agent = new Agent({ connect: { cert, key, rejectUnauthorized: false }, pipelining: 1 })
  const path = `/v1/messages/${jti}/parts/${part}`
  const stream = `the part from byte ${piece.offset} on`
  const line = { method: 'PUT', path, contentType: 'application/octet-stream, aes128gcm', body: stream }
  try {
    const { statusCode, headers, body } = await request(`${node.directory.get(peer).exchangeUrl}${path}`, {
      method: 'PUT',
      dispatcher: agent,
      headers: {
        'content-type': 'application/octet-stream',
        'content-encoding': 'aes128gcm',
        'upload-offset': String(piece.offset),
        'content-length': String(sealedSize(piece.bytes.length - piece.offset)),
      },
      body: Readable.from(records(piece), { objectMode: false }),
    })
    const answer = {
      status: statusCode,
      contentType: String(headers['content-type'] ?? ''),
      body: await body.text(),
      retryAfter: null,
      headers,
    }
    book.overheard(line, answer)
    return answer
  } catch (error) {
    book.overheard(line, null)
    if (piece.breaksAfter !== undefined) return null
    throw error
  } finally {
    await agent.destroy()
  }
}

/** How much of the part is there, as the message that comes again is answered; null where it is answered otherwise. */
async function offsetOf(kit: Kit, message: Forged): Promise<number | null> {
  const { status, body } = await put(kit, message)
  if (status !== 409) return null
  try {
    const problem = parseStrictJson(body)
    const parts = isObject(problem) ? problem['parts'] : null
    const [one] = Array.isArray(parts) ? (parts as unknown[]) : []
    return isObject(one) && one['id'] === PART && typeof one['offset'] === 'number' ? one['offset'] : null
  } catch {
    return null
  }
}

/** A message of which one part follows. */
async function announced(kit: Kit, bytes: Buffer, key: Buffer): Promise<Forged> {
  const salt = randomBytes(16)
  const stated = { id: PART, media_type: 'application/octet-stream', size: bytes.length, digest: digestOf(salt, bytes) }
  return make(kit, {
    claims: (c) => (c['parts'] as Json[]).push(stated),
    bundle: (b) => {
      ;(b['parts'] as Json)[PART] = { salt: salt.toString('base64url'), key: key.toString('base64url') }
    },
  })
}

async function refusedPart(
  kit: Kit,
  clause: Clause,
  tried: string,
  [status, name]: [number, string],
  answer: Answered | null,
) {
  const expected = `${status} ${name}`
  if (answer === null) return kit.book.write(clause, tried, false, 'no answer', expected)
  if (answer.status < 300) return kit.book.write(clause, tried, false, `it was taken: ${said(answer)}`, expected)
  const problem = judgeForm(kit, tried, answer)
  const right = answer.status === status && problem?.['type'] === `urn:juxta:problem:${name}`
  return kit.book.write(clause, tried, right, said(answer), expected)
}

/** Cuts the line after the first record; later each time, where it was too soon for the receiver. */
async function breakOff(kit: Kit, message: Forged, bytes: Buffer, key: Buffer): Promise<number | null> {
  for (const breaksAfter of [500, 2000, 6000]) {
    await putPart(kit, message.jti, { bytes, key, offset: 0, breaksAfter })
    for (const end = Date.now() + 2000; Date.now() < end; await pause(200)) {
      const there = await offsetOf(kit, message)
      if (there !== 0) return there
    }
  }
  return 0
}

export async function tryParts(kit: Kit): Promise<void> {
  const { book, node } = kit
  const [bytes, key] = [randomBytes(SIZE), randomBytes(KEY_BYTES)]
  const message = await announced(kit, bytes, key)
  const first = await put(kit, message)
  const tried = 'a message of which one part follows'
  const problem = judgeForm(kit, tried, first)
  const wanted = JSON.stringify([{ id: PART, offset: 0 }])
  const asked =
    first.status === 409 &&
    problem?.['type'] === 'urn:juxta:problem:parts-missing' &&
    problem['retryable'] === true &&
    problem['set'] === undefined &&
    JSON.stringify(problem['parts']) === wanted
  book.write('PRT-1', tried, asked, said(first), `409 parts-missing, retryable, unsigned, with parts ${wanted}`)
  const nobody = await putPart(kit, newMessageId(node.clock.now()), { bytes, key, offset: 0 })
  await refusedPart(kit, 'PRT-5', 'a part of a message that never came', [404, 'not-found'], nobody)
  if (!asked) return
  const other = await putPart(kit, message.jti, { bytes, key: randomBytes(KEY_BYTES), offset: 0 })
  await refusedPart(kit, 'PRT-4', 'a stream under another key', [400, 'cannot-decrypt'], other)
  const changed = Buffer.from(bytes)
  changed[SIZE - 1]! ^= 1
  const wrong = await putPart(kit, message.jti, { bytes: changed, key, offset: 0 })
  await refusedPart(kit, 'PRT-4', 'other bytes than the manifest states', [422, 'digest-mismatch'], wrong)
  const kept = await offsetOf(kit, message)
  book.write('PRT-4', 'the message again, after both', kept === 0, `offset ${kept}`, 'parts-missing, from byte 0 on')

  const there = await breakOff(kit, message, bytes, key)
  book.write(
    'PRT-3',
    'the line is cut after the first record',
    there === RECORD,
    `offset ${there}`,
    `parts-missing, from byte ${RECORD} on`,
  )
  if (there !== RECORD) return
  await book.try('PRT-3', 'all of it again, from byte 0 on', async () => {
    const answer = await putPart(kit, message.jti, { bytes, key, offset: 0 })
    const where = `${answer?.status} with Upload-Offset ${String(answer?.headers['upload-offset'])}`
    const right = answer?.status === 409 && answer.headers['upload-offset'] === String(RECORD)
    expect(right && /mismatching-upload-offset/.test(answer.body), where)
    return where
  })
  await book.try('PRT-2', 'the rest of the part', async () => {
    const answer = await putPart(kit, message.jti, { bytes, key, offset: RECORD })
    const { 'upload-offset': offset, 'upload-complete': complete } = answer?.headers ?? {}
    const where = `${answer?.status}, Upload-Offset ${String(offset)}, Upload-Complete ${String(complete)}`
    expect(answer?.status === 204 && offset === String(SIZE) && complete === '?1', where)
    return where
  })
  const again = await put(kit, message).catch((error: unknown) => asJuxtaError(error))
  if (again instanceof Error)
    return void book.write('PRT-2', 'the message again, all parts being there', false, again.message)
  const event = await receiptIn(kit, 'the message again, all parts being there', again, message)
  const right = event?.message === message.jti && event.manifest_digest === message.digest
  book.write(
    'PRT-2',
    'the message again, all parts being there',
    right,
    right ? 'its receipt' : said(again),
    'its receipt',
  )
}
