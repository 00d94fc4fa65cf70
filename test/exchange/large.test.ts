/** Documents that are too large to travel inside a message: uploaded in pieces, sent after their message, read in ranges, erased with it. */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import t from 'tap'
import { largeIn } from '../../node/store/large.ts'
import { transfersIn } from '../../node/exchange/transfers.ts'
import { uploadsIn } from '../../node/exchange/uploads.ts'
import { missingIn } from '../../node/exchange/send-parts.ts'
import type { PeerAnswer } from '../../node/peers/transport.ts'
import { KEY_BYTES, RECORD, sealRecords } from '../../node/seal/aes128gcm.ts'
import { forge, put } from '../forge.ts'
import { stores } from '../servers.ts'
import { settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'

const MIB = 1_048_576

const upload = (node: TestNode, id: string, bytes: Buffer, more: Record<string, string> = {}) =>
  node.call('PUT', `/v1/uploads/${id}`, bytes, { 'content-type': 'application/pdf', ...more })

const rowsOf = async ({ node }: TestNode, table: 'large' | 'chunk' | 'transfer' | 'upload'): Promise<number> =>
  Number(
    (
      await node.store.read
        .selectFrom(table)
        .select((e) => e.fn.countAll().as('n'))
        .executeTakeFirstOrThrow()
    ).n,
  )

/** A message made by hand whose document follows it, and its stream from `offset` on: the header, and each record. */
async function following(from: TestNode, to: TestNode, bytes: Buffer, stated: { size?: number; digest?: string } = {}) {
  const [key, salt] = [randomBytes(KEY_BYTES), randomBytes(16)]
  const digest = `sha-256:${createHash('sha256').update(salt).update(bytes).digest('base64url')}`
  const part = { id: 'document', media_type: 'application/pdf', size: bytes.length, digest, ...stated }
  const message = await forge(from, to, {
    claims: (x) => ({ ...x, parts: [part] }),
    bundle: (x) => ({
      ...x,
      parts: { document: { salt: salt.toString('base64url'), key: key.toString('base64url') } },
    }),
  })
  async function* pieces(offset: number): AsyncGenerator<Buffer> {
    for (let at = offset; at < bytes.length; at += RECORD) yield bytes.subarray(at, at + RECORD)
  }
  async function stream(offset = 0): Promise<Buffer[]> {
    const all: Buffer[] = []
    for await (const piece of sealRecords(key, randomBytes(16), pieces(offset), bytes.length - offset)) all.push(piece)
    const [header, ...halves] = all
    return [header!, ...halves.flatMap((half, i) => (i % 2 === 0 ? [Buffer.concat([half, halves[i + 1]!])] : []))]
  }
  const send = (offset: number | string, records: readonly Buffer[]) =>
    from.ask(
      to,
      'PUT',
      `/v1/messages/${message.jti}/parts/document`,
      'application/octet-stream',
      Buffer.concat(records),
      {
        'content-encoding': 'aes128gcm',
        'upload-offset': String(offset),
      },
    )
  return { message, stream, send, offer: () => put(from, to, message) }
}
const missing = (offset: number) => ({
  status: 409,
  body: { type: 'urn:juxta:problem:parts-missing', parts: [{ id: 'document', offset }] },
})

t.test('a peer that misses a part twice is not believed', async (t) => {
  const answer = (parts: object[]) => ({
    ...{ status: 409, contentType: 'application/problem+json', retryAfter: null },
    body: JSON.stringify({ type: 'urn:juxta:problem:parts-missing', parts }),
  })
  const one = { id: 'document', offset: 0 }
  t.same(missingIn(answer([one])), [one])
  for (const parts of [[], [one, one], [one, { ...one, offset: RECORD }], [{ ...one, offset: -1 }]])
    t.throws(() => missingIn(answer(parts)), { code: 'answer-invalid', rule: 'parts-missing' })
})

for (const store of stores())
  t.test(store.name, store.options, async (t) => {
    const [a, b] = (await startTestNodes(t, {
      env: async () => ({ JUXTA_STORE: await store.make(t), JUXTA_PEER_QUOTA: 'part-bytes=60000000' }),
      agreement: (draft) => ({ ...draft, limits: { ...draft.limits, message_bytes: 64 * MIB } }),
    })) as [TestNode, TestNode]
    const bytes = randomBytes(24 * MIB + 4711)
    const id = randomUUID()

    await t.test('an upload goes on where it broke off', async (t) => {
      const first = bytes.subarray(0, 10 * MIB + 77)
      const begun = await upload(a, id, first, { 'upload-length': String(bytes.length), 'upload-complete': '?0' })
      t.match(begun, { status: 201, headers: { 'upload-offset': String(first.length), 'upload-complete': '?0' } })
      const elsewhere = await upload(a, id, bytes.subarray(0, 5), { 'upload-offset': '5' })
      t.match(elsewhere, {
        status: 409,
        body: { type: '/problems/mismatching-upload-offset', 'expected-offset': first.length, 'provided-offset': 5 },
      })
      const early = await submit(a, b, { document: { upload: id } })
      t.match(early, { status: 409, body: { rule: 'upload-complete', pointer: '/document/upload' } })
      const longer = await upload(a, id, bytes, { 'upload-offset': String(first.length) })
      t.match(longer, { status: 400, body: { type: '/problems/inconsistent-upload-length' } })
      const rest = await upload(a, id, bytes.subarray(first.length), { 'upload-offset': String(first.length) })
      t.match(rest, { status: 200, body: { complete: true, length: bytes.length, mediaType: 'application/pdf' } })
      t.match((await a.call('GET', `/v1/uploads/${id}`)).headers, { 'upload-complete': '?1' })
      t.match(await a.call('GET', `/v1/uploads/${randomUUID()}`), { status: 404 })
    })

    await t.test('it arrives byte for byte, and is read in ranges', async (t) => {
      const small = randomUUID()
      await upload(a, small, Buffer.from('%PDF small'))
      const sent = await submit(a, b, { document: { upload: id }, attachments: [{ upload: small }, { upload: id }] })
      t.match(sent, { status: 202 })
      const { id: message } = sent.body
      await untilState(a, message, 'delivered')
      const path = `/v1/messages/${message}/document`
      const digest = createHash('sha256').update(bytes).digest('hex')
      for (const one of [a, b])
        for (const part of ['document', 'attachment-2']) {
          const whole = await one.call<Buffer>('GET', `${path}?part=${part}`)
          t.equal(whole.headers['content-type'], 'application/pdf')
          t.equal(createHash('sha256').update(whole.body).digest('hex'), digest, `${part} at ${one.country}`)
        }
      t.same((await b.call('GET', `${path}?part=attachment-1`)).body.toString(), '%PDF small')
      const range = (more: Record<string, string>, part = 'document') =>
        b.call<Buffer>('GET', `${path}?part=${part}`, undefined, more)
      const [from, to] = [262_140, 524_300]
      const middle = await range({ range: `bytes=${from}-${to - 1}` })
      t.match(middle, { status: 206, headers: { 'content-range': `bytes ${from}-${to - 1}/${bytes.length}` } })
      t.ok(middle.body.equals(bytes.subarray(from, to)), 'over the edges of chunks')
      t.ok((await range({ range: 'bytes=-7' })).body.equals(bytes.subarray(-7)), 'the end')
      t.same((await range({ range: 'bytes=1-3' }, 'attachment-1')).body.toString(), 'PDF', 'a small part too')
      const beyond = await range({ range: `bytes=${bytes.length}-` })
      t.match(beyond, { status: 416, headers: { 'content-range': `bytes */${bytes.length}` } })
      const etag = String(middle.headers['etag'])
      t.match(await range({ range: 'bytes=0-0', 'if-range': etag }), { status: 206 })
      t.match(await range({ range: 'bytes=0-0', 'if-range': '"other"' }, 'attachment-1'), { status: 200 })
      t.equal(await rowsOf(b, 'transfer'), 0, 'no key is kept of what has come')
      t.equal(await rowsOf(a, 'transfer'), 0, 'nor of what was sent')
      t.match(await b.call('GET', `/v1/messages/${message}/fields`), { body: { note: { rule: 'large-document' } } })
      t.match(await a.call('GET', `/v1/messages/${message}/evidence?documents=true`), {
        status: 413,
        body: { rule: 'large-part' },
      })
      t.match(await a.call('GET', `/v1/messages/${message}/evidence`), { status: 200 })

      await t.test('and is erased with its message', async (t) => {
        t.ok((await rowsOf(b, 'chunk')) > 0)
        await b.call('POST', `/v1/messages/${message}/erase`, { reason: 'asked for' })
        t.same([await rowsOf(b, 'large'), await rowsOf(b, 'chunk')], [0, 0], 'with its bytes')
        t.match(await b.call('GET', path), { status: 410 })
        t.match(await a.call('DELETE', `/v1/uploads/${id}`), { status: 204 })
        await largeIn(a.node.store).sweep()
        t.match(await a.call('GET', path), { status: 200 }, 'what is given up stays with the message that named it')
        await a.call('POST', `/v1/messages/${message}/erase`, { reason: 'asked for' })
        t.equal(await rowsOf(a, 'large'), 1, 'what an upload still names stays')
        await uploadsIn(a.node.store).expire(Date.now() + 1)
        await largeIn(a.node.store).sweep()
        t.same([await rowsOf(a, 'large'), await rowsOf(a, 'chunk')], [0, 0], 'until its time is over')
      })
    })

    await t.test('of a part that a peer sends each record counts once, in its place', async (t) => {
      const document = randomBytes(3 * RECORD + 17)
      const { message, stream, send, offer } = await following(a, b, document)
      t.match(await send(0, await stream()), { status: 404 }, 'before its message')
      t.match(await offer(), missing(0))
      const [header, one, two, three, last] = (await stream()) as [Buffer, Buffer, Buffer, Buffer, Buffer]
      t.match(await send(0, [header, two, one, three, last]), { body: { rule: 'record' } }, 'swapped')
      for (const offset of ['-1', '1e3', '0x0', '1.5', 'NaN', '9007199254740993'])
        t.match(await send(offset, [header, one]), { body: { pointer: '/header/upload-offset' } }, offset)
      t.match(await send(RECORD, [header, one]), { status: 409, body: { 'expected-offset': 0 } }, 'ahead')
      t.match(await offer(), missing(0), 'nothing of that is kept')
      t.match(await send(0, [header, one, one, two, last]), { body: { rule: 'record' } }, 'one twice')
      t.match(await send(0, [header, one]), { status: 409, body: { 'expected-offset': RECORD } }, 'once more')
      t.match(await send(RECORD, [header, two, three, last]), { body: { rule: 'record' } }, 'as in the first stream')
      const longer = [...(await stream(RECORD)), Buffer.from('x')]
      t.match(await send(RECORD, longer), { body: { rule: 'extra-bytes' } })
      t.match(await offer(), missing(3 * RECORD))
      t.match(await send(3 * RECORD, await stream(3 * RECORD)), { status: 204 })
      t.match(await offer(), { status: 202 })
      t.match(await send(0, await stream()), { status: 404 }, 'nobody waits for it any more')
      const read = await b.call<Buffer>('GET', `/v1/messages/${message.jti}/document`)
      t.ok(read.body.equals(document))
    })

    await t.test('a part of another digest is not kept, in one stream or in two', async (t) => {
      const digest = `sha-256:${'A'.repeat(43)}`
      const { stream, send, offer } = await following(a, b, randomBytes(RECORD + 17), { digest })
      t.match(await offer(), missing(0))
      t.match(await send(0, await stream()), { body: { rule: 'digest' } })
      t.match(await offer(), missing(0))
      t.match(await send(0, (await stream()).slice(0, 2)), { body: { rule: 'truncated' } })
      t.match(await send(RECORD, await stream(RECORD)), { body: { rule: 'digest' } })
      t.match(await offer(), missing(0))
    })

    await t.test(
      'a stream that is refused or cut off leaves the way free, and goes on from where it stands',
      async (t) => {
        const bytes = randomBytes(3 * RECORD + 4711)
        const { message, stream, offer } = await following(a, b, bytes)
        t.match(await offer(), missing(0))
        const send = (offset: number, records: Iterable<Buffer> | AsyncIterable<Buffer>) =>
          a.node.transport.request(b.country, {
            method: 'PUT',
            path: `/v1/messages/${message.jti}/parts/document`,
            contentType: 'application/octet-stream',
            headers: { 'content-encoding': 'aes128gcm', 'upload-offset': String(offset) },
            stream: Readable.from(records),
          })
        const [head, first, second, third, last] = await stream()
        t.match(await send(0, [head!, first!, third!, second!, last!]), { status: 400 })
        // What came of the refused ones beyond the answer would stand before these on their connection.
        for (const wrong of [0, 1, 2 * RECORD, bytes.length])
          t.match(await send(wrong, await stream()), { status: 409 })
        const rest = await stream(RECORD)
        await t.rejects(
          send(
            RECORD,
            (async function* () {
              yield* [rest[0]!, rest[1]!, rest[2]!.subarray(0, 1000)]
              throw new Error('the line is cut')
            })(),
          ),
        )
        // What was on the wire when it was cut may still come.
        const both = await settled('it has gone on', async () => {
          const [{ offset }] = (await offer()).body.parts
          const end = await stream(offset)
          const answers = await Promise.all([send(offset, end), send(offset, end)])
          return answers.some(({ status }) => status === 204) && answers
        })
        t.ok(both.every(({ status }) => [204, 409].includes(status)))
        t.match(await offer(), { status: 202 }, 'of two at a time one is taken')
      },
    )

    await t.test('a part that is not taken now goes on later, and nobody is accused for it', async (t) => {
      const large = randomUUID()
      const document = randomBytes(5 * MIB)
      await upload(a, large, document)
      const transport = a.node.transport as { request: typeof a.node.transport.request }
      const { request } = transport
      const said = (status: number, code: string): PeerAnswer => ({
        ...{ status, contentType: 'application/problem+json', retryAfter: null },
        body: JSON.stringify({ type: `urn:juxta:problem:${code}`, title: code, status }),
      })
      const kinds = async (): Promise<string[]> =>
        (await a.call('GET', '/v1/alerts')).body.items.map((x: { kind: string }) => x.kind)
      const before = await kinds()
      let parts = 0
      let lied = false
      const told: string[][] = []
      transport.request = async (peer, what) => {
        const part = what.path.includes('/parts/')
        if (part) told.push(await kinds())
        if (part && ++parts === 1) {
          // As after what was still on the wire has come.
          const elsewhere = { ...what, headers: { ...what.headers, 'upload-offset': String(RECORD) } }
          const answer = await request(peer, elsewhere)
          t.equal(answer.status, 409)
          return answer
        }
        if (part && parts === 2) return said(503, 'busy')
        if (part && parts === 3) return said(422, 'digest-mismatch')
        if (part || parts < 4 || lied || !what.path.startsWith('/v1/messages/')) return request(peer, what)
        lied = true
        await transfersIn(b.node.store).expire(Date.now() + 1)
        return { ...{ status: 202, contentType: 'application/secevent+jwt', retryAfter: null }, body: 'no receipt' }
      }
      t.teardown(() => (transport.request = request))
      const { body } = await submit(a, b, { document: { upload: large } })
      await settled('it is delivered', async () => {
        await a.call('POST', `/v1/messages/${body.id}/retry`)
        return (await a.call('GET', `/v1/messages/${body.id}`)).body.state === 'delivered'
      })
      t.equal(parts, 5, 'what a neighbour loses that has given no receipt goes once more, under the same key')
      t.same(told.slice(0, 3), [before, before, before], 'neither for what had come already, nor for being busy')
      t.same(
        told[4]!.filter((kind) => !before.includes(kind)).sort(),
        ['answer-invalid', 'delivery-refused'],
        'but for another digest, and for what is no receipt',
      )
      await settled('until it is delivered', async () => (await kinds()).join() === before.join())
      t.equal(await rowsOf(a, 'transfer'), 0, 'and no longer than until there is a receipt')
      const read = await b.call<Buffer>('GET', `/v1/messages/${body.id}/document`)
      t.ok(read.body.equals(document))
    })

    await t.test('a peer announces no more than its quota, though all comes at once', async (t) => {
      const many = await Promise.all([1, 2, 3, 4, 5].map(() => following(a, b, Buffer.alloc(0), { size: 20_000_000 })))
      const answers = await Promise.all(many.map(({ offer }) => offer()))
      const taken = answers.filter(({ status }) => status === 409)
      t.match(taken, [missing(0), missing(0)])
      t.equal(taken.length, 2)
      t.ok(answers.every(({ status, body }) => status === 409 || body.rule === 'part-bytes'))
    })

    await t.test('what it may not be', async (t) => {
      const large = randomUUID()
      await upload(a, large, randomBytes(5 * MIB))
      t.match(await submit(a, b, { document: { upload: large }, context: { xSchema: 'pre-arrival' } }), {
        status: 422,
        body: { rule: 'large-document', pointer: '/context/xSchema' },
      })
      t.match(await submit(a, b, { document: { upload: randomUUID() } }), { status: 400, body: { rule: 'upload' } })
      const text = randomUUID()
      const doctype = Buffer.concat([Buffer.from('<!DOCTYPE a><a>'), Buffer.alloc(5 * MIB, 'x'), Buffer.from('</a>')])
      await upload(a, text, doctype, { 'content-type': 'application/xml' })
      t.match(await submit(a, b, { document: { upload: text } }), { status: 422, body: { rule: 'xml-doctype' } })
      const tooMuch = randomUUID()
      const over = await upload(a, tooMuch, Buffer.from('x'), { 'upload-length': '2147483649' })
      t.match(over, { status: 413, body: { rule: 'part-bytes' } })
      const most = { 'upload-length': '2147483648' }
      const ids = Array.from({ length: 5 }, () => randomUUID())
      const begun = await Promise.all(ids.map((one) => upload(a, one, Buffer.from('x'), most)))
      t.ok(begun.filter(({ status }) => status === 201).length < 4, 'nor more than the quota, though all begin at once')
      t.ok(begun.every(({ status, body }) => status === 201 || body.rule === 'upload-bytes'))
      for (const one of ids) await a.call('DELETE', `/v1/uploads/${one}`)
      for (const method of ['GET', 'DELETE'] as const)
        t.match(await a.call(method, `/v1/uploads/${ids[0]}`), { status: 404 }, 'what is given up is gone')
      t.match(await upload(a, randomUUID(), Buffer.from('x'), most), { status: 201 }, 'and counts no more')
    })
    await transfersIn(b.node.store).expire(Date.now() + 1)
  })
