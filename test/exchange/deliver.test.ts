/** A peer that lies: it holds its own keys, so it is believed to be itself, and nothing more. Each answer is faultless but for one thing, and delivers nothing. */
import { randomBytes } from 'node:crypto'
import { asideIn } from '../../node/exchange/aside.ts'
import type { MessageId } from '../../node/values/id.ts'
import t from 'tap'
import { bareSign, privateKeyOf } from '../../bench/bare.ts'
import { eventOf, forge, opened, put, readJws, receiptOf, refusalOf, type Lie } from '../forge.ts'
import { settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import { aProblem, aSet, gone, pretend, type Said } from '../pretend.ts'

type Told = (jwe: string) => Said

t.test('a peer that lies', async (t) => {
  const [a, b, c] = (await startTestNodes(t, { countries: ['XA', 'XB', 'XC'] })) as [TestNode, TestNode, TestNode]
  // What XB really said, of other messages.
  const other = await submit(a, b)
  const foreign = (await untilState(a, other.body.id, 'delivered')).receipt as string
  const late = await forge(a, b, { claims: (x) => ({ ...x, exp: x['iat'] - 4000, iat: x['iat'] - 5000 }) })
  const foreignRefusal = (await put(a, b, late)).body.set as string
  t.ok(readJws(foreignRefusal).claims['events']['urn:juxta:event:refused'])
  await b.node.stop()

  const somebody = `sha-256:${'A'.repeat(43)}`
  const id = (await submit(a, c)).body.id as string
  const receipt =
    (lie: Lie = {}): Told =>
    (jwe) =>
      aSet(202, receiptOf(b, a, jwe, lie))
  const refusal =
    (lie: Lie = {}): Told =>
    (jwe) =>
      aProblem(422, { type: 'urn:juxta:problem:stale', set: refusalOf(b, a, jwe, lie) })
  const inLog = (log: Record<string, unknown>): Lie => ({ body: (x) => ({ ...x, log: { ...x['log'], ...log } }) })

  const lies: [string, Told][] = [
    ['the receipt of another message', () => aSet(202, foreign)],
    ['a receipt that another key signed', receipt({ signedBy: c })],
    [
      'a receipt that names a key of XB and is signed with one of XA',
      (jwe) => {
        const { header, claims } = readJws(receiptOf(b, a, jwe))
        return aSet(202, bareSign(header, JSON.stringify(claims), privateKeyOf(a.key('signing'))))
      },
    ],
    ['a receipt from somebody else', receipt({ claims: { iss: 'XC' } })],
    ['a receipt to somebody else', receipt({ claims: { aud: 'XC' } })],
    ['a receipt of another conversation', receipt({ claims: { txn: id } })],
    ['a receipt of no conversation', receipt({ claims: { txn: undefined } })],
    ['a receipt of another message of the same manifest', receipt({ body: (x) => ({ ...x, message: id }) })],
    ['a receipt of another manifest', receipt({ body: (x) => ({ ...x, manifest_digest: somebody }) })],
    ['a receipt of bytes that were never sent', receipt({ body: (x) => ({ ...x, sealed_digest: somebody }) })],
    ['a receipt of no form', receipt({ body: (x) => ({ ...x, more: 1 }) })],
    ['a receipt whose leaf is about another country', receipt({ leaf: (x) => ({ ...x, peer: 'XC' }) })],
    ['a receipt whose leaf is of another kind', receipt({ leaf: (x) => ({ ...x, kind: 'sent' }) })],
    ['a receipt whose leaf commits to another salt', receipt({ salt: randomBytes(32) })],
    ['a receipt whose leaf commits to another object', receipt({ leaf: (x) => ({ ...x, c: somebody }) })],
    ['a receipt whose leaf is not in its form', receipt({ leaf: (x) => ({ ...x, more: 1 }) })],
    ['a receipt whose leaf is in a log of nobody', receipt(inLog({ origin: 'juxta.xb.example/2026' }))],
    ['a receipt whose leaf is in a log of another country', receipt(inLog({ origin: c.node.own.identity.log.origin }))],
    ['a receipt under the id of another', receipt({ claims: { jti: readJws(foreign).claims['jti'] } })],
    ['a refusal under the id of a receipt', refusal({ claims: { jti: readJws(foreign).claims['jti'] } })],
    ['another event in place of a receipt', receipt({ event: 'accepted' })],
    [
      'a receipt without a signature',
      (jwe) => {
        const [h, p] = receiptOf(b, a, jwe).split('.')
        return aSet(202, `${h}.${p}.`)
      },
    ],
    ['a receipt that no success carries', (jwe) => aSet(200, receiptOf(b, a, jwe))],
    ['nothing', () => ({ status: 202 })],
    ['success in HTML', () => ({ status: 200, type: 'text/html', body: '<html>ok</html>' })],
    ['a redirection', () => ({ status: 307, headers: { location: 'https://127.0.0.1:1/' } })],
    ['more than is read', () => aSet(202, 'x'.repeat(2_000_000))],
    ['an unsigned refusal', () => aProblem(422, { type: 'urn:juxta:problem:stale', title: 'no', retryable: false })],
    ['the refusal of another message', () => aProblem(422, { type: 'urn:juxta:problem:stale', set: foreignRefusal })],
    ['a refusal that names another message', refusal({ body: (x) => ({ ...x, message: id }) })],
    ['a refusal of another manifest', refusal({ body: (x) => ({ ...x, manifest_digest: somebody }) })],
    ['a refusal that another key signed', refusal({ signedBy: c })],
    ['a refusal from somebody else', refusal({ claims: { iss: 'XC' } })],
    ['a refusal to somebody else', refusal({ claims: { aud: 'XC' } })],
    ['a refusal that may pass with time', refusal({ body: (x) => ({ ...x, retryable: true }) })],
    [
      'another event in place of a refusal',
      (jwe) => {
        const { claims, digest } = opened(b, jwe)
        const body = { message: claims['jti'], manifest_digest: digest }
        const set = eventOf(b, a, 'rejected', body, { txn: claims['txn'] })
        return aProblem(422, { type: 'urn:juxta:problem:stale', set })
      },
    ],
  ]

  let told: Told = () => ({ status: 500 })
  let heard = 0
  const server = await pretend(b, (request, body) => {
    if (!request.startsWith('PUT /v1/messages/')) return { status: 503 }
    heard++
    return told(body)
  })
  const tried = async (say: Told): Promise<string> => {
    told = say
    heard = 0
    const { body } = await submit(a, b)
    await settled('it was told', async () => heard > 0)
    return body.id
  }

  t.test('what is faultless is believed, so that each lie below fails by its one fault', async () => {
    await untilState(a, await tried(receipt()), 'delivered')
    await untilState(a, await tried(refusal()), 'refused')
  })
  t.test(
    'the receipt of what was sent before it was sealed anew counts, whichever sealing the peer took',
    async (t) => {
      for (const anew of ['sealed anew at the word of the peer', 'parked, and put back']) {
        const seen: string[] = []
        const id = await tried((jwe) => {
          seen.push(jwe)
          const first = seen[0]!
          if (jwe === first) return aProblem(400, { type: 'urn:juxta:problem:cannot-decrypt', rule: 'encryption-key' })
          return aSet(202, receiptOf(b, a, first))
        })
        if (anew.startsWith('parked')) {
          told = (jwe) => (jwe === seen[0] ? { status: 503 } : aSet(202, receiptOf(b, a, seen[0]!)))
          await asideIn(a.node.store).park(id as MessageId, 'for a while', a.clock.now())
        }
        await settled(anew, async () => {
          await a.call('POST', `/v1/messages/${id}/retry`)
          return (await a.call('GET', `/v1/messages/${id}`)).body.state === 'delivered'
        })
        t.pass(anew)
      }
    },
  )
  const waiting: string[] = []
  for (const [name, say] of lies)
    t.test(name, async (t) => {
      const at = await tried(say)
      const message = await settled('and noted', async () => {
        const seen = (await a.call('GET', `/v1/messages/${at}`)).body
        return (seen.delivery?.lastError || !['queued', 'sealed'].includes(seen.state)) && seen
      })
      t.equal(message.state, 'sealed')
      t.notOk(message.receipt)
      waiting.push(at)
    })
  t.test('and when the real one is back, all of it is delivered', async (t) => {
    await gone(server)
    await b.restart()
    t.equal(waiting.length, lies.length)
    for (const at of waiting) {
      await a.call('POST', `/v1/messages/${at}/retry`)
      await untilState(a, at, 'delivered')
    }
    const kinds = async (which: string): Promise<string[]> =>
      (await a.call('GET', `/v1/alerts${which}`)).body.items.map((x: any) => x.kind)
    const told = await kinds('?all=true')
    t.ok(told.includes('answer-invalid') && told.includes('delivery-refused'), 'the operator was told')
    const items = (await a.call('GET', '/v1/alerts')).body.items.filter((x: any) => x.kind === 'receipt-false')
    const ways = ['commitment', 'event', 'form', 'leaf', 'manifest-digest', 'message', 'origin', 'sealed-digest', 'txn']
    t.same(items.map((x: any) => x.subject).sort(), ways, 'once of each way in which a receipt was false')
    for (const { detail, subject } of items) {
      const signed = detail.slice(detail.indexOf('signed by XB:\n') + 'signed by XB:\n'.length)
      t.equal(readJws(signed).claims['iss'], 'XB', `what XB signed is the evidence (${subject})`)
    }
    await settled('and that it is over', async () => {
      const open = await kinds('')
      return !open.includes('answer-invalid') && !open.includes('delivery-refused')
    })
  })
})
