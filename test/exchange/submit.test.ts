/** What leaves with a message, as its receiver finds it, and what does not leave. */
import t from 'tap'
import { requestFingerprint } from '../../node/exchange/submit.ts'
import { readJws } from '../forge.ts'
import { json, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'

t.test('a message says to its receiver what was said to its sender', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const sent = async (more: object): Promise<{ id: string; claims: Record<string, any>; there: any }> => {
    const { status, body } = await submit(a, b, { ...more })
    if (status !== 202) throw new Error(JSON.stringify(body))
    await untilState(a, body.id, 'delivered', 'rejected')
    const there = (await b.call('GET', `/v1/messages/${body.id}`)).body
    return { id: body.id, claims: readJws(there.manifest).claims, there }
  }

  const first = await sent({})
  t.match(first.claims, { iss: 'XA', aud: 'XB', jti: first.id, txn: first.id, ref: undefined })
  t.equal(first.there.test, false)
  const answer = await sent({ inReplyTo: first.id, conversation: first.claims['txn'], type: 'amendment' })
  t.match([answer.claims['ref'], answer.claims['txn']], [first.id, first.id], 'what it answers, and where')
  t.equal(answer.there.inReplyTo, first.id)

  const test = await sent({ test: true })
  t.equal(test.there.test, true, 'a test is one there too')
  t.equal(test.there.context.xTest, true)
  t.equal((await a.call('GET', `/v1/messages/${test.id}`)).body.test, true)

  t.equal((await sent({ priority: 9 })).claims['priority'], 9)
  const now = Date.now()
  for (const [ms, rule] of [
    [-1000, 'future'],
    [0, 'future'],
    [31 * 86_400_000, 'expiry'],
  ] as const) {
    const { status, body } = await submit(a, b, { expiresAt: new Date(now + ms).toISOString() })
    t.match({ status, ...body }, { status: 400, rule, pointer: '/expiresAt' }, `${ms} ms from now`)
  }
  const soon = Math.floor(now / 1000) + 600
  t.equal((await sent({ expiresAt: new Date(soon * 1000).toISOString() })).claims['exp'], soon)

  const document = await b.call('GET', `/v1/messages/${first.id}/document`)
  t.match(document.headers, { 'content-disposition': 'attachment', 'x-content-type-options': 'nosniff' }, 'no browser shows it as a page') // prettier-ignore
  const typed = await sent({ document: json({ cheese: true }) })
  t.same((await b.call('GET', `/v1/messages/${typed.id}/document`)).body, { cheese: true })
})

t.test('a request is the same where its path, media type and bytes are', async (t) => {
  const of = (path: string, type: string, body: string) => requestFingerprint(path, type, Buffer.from(body))
  const one = of('/v1/messages?to=XB', 'application/xml', '<a/>')
  t.equal(of('/v1/messages?to=XB', 'application/xml', '<a/>'), one)
  for (const other of [
    of('/v1/messages?to=XC', 'application/xml', '<a/>'),
    of('/v1/messages?to=XB', 'application/pdf', '<a/>'),
    of('/v1/messages?to=XB', 'application/xml', '<b/>'),
    of('/v1/messages?to=XB', 'application/xml\n<a/>', ''),
  ])
    t.not(other, one)
})
