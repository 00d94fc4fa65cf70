/** Agreements as a peer might send them: each is faultless but for one thing, and no agreement comes of it. */
import { createHash, randomUUID } from 'node:crypto'
import t from 'tap'
import type { Country } from '../../node/values/country.ts'
import { canonicalJson } from '../../node/values/json.ts'
import { forge, put, signed } from '../forge.ts'
import { drafted, agree, settled, startTestNodes, type Answer, type TestNode } from '../nodes.ts'

type Json = Record<string, any>
let a: TestNode, b: TestNode, c: TestNode
t.before(async () => {
  ;[a, b, c] = (await startTestNodes(t, { countries: ['XA', 'XB', 'XC'] })) as [TestNode, TestNode, TestNode]
})

const seconds = (): number => Math.floor(Date.now() / 1000)
const hashOf = (text: string): string => `sha-256:${createHash('sha256').update(text).digest('base64url')}`

type Fault = {
  /** The agreement before it is signed. */
  readonly document?: (document: Json) => Json
  /** Its text, where that is not RFC 8785. */
  readonly text?: (text: string) => string
  /** What is signed in place of the text that is sent. */
  readonly signs?: (text: string) => string
  readonly typ?: string
  readonly signedBy?: TestNode
  readonly signatures?: (signatures: Json) => Json
  readonly hash?: (hash: string) => string
  /** Who sends it. */
  readonly over?: TestNode
}

/** What XB, or who is named, offers to XA. */
function offer(fault: Fault = {}): { hash: string; body: string; over: TestNode } {
  const over = fault.over ?? b
  const draft = { ...drafted('XA' as never, 'XB' as never, seconds() - 60), title: `Agreement ${randomUUID()}` }
  const canonical = canonicalJson(fault.document?.(draft) ?? draft)
  const text = fault.text?.(canonical) ?? canonical
  const jws = signed(fault.signedBy ?? over, fault.typ ?? 'juxta-agreement+jwt', fault.signs?.(text) ?? text)
  const signatures = { [over.country]: jws }
  const hash = hashOf(text)
  const body = JSON.stringify({ agreement: text, signatures: fault.signatures?.(signatures) ?? signatures })
  return { hash: fault.hash?.(hash) ?? hash, body, over }
}
const send = ({ hash, body, over }: ReturnType<typeof offer>, to = a): Promise<Answer> =>
  over.ask(to, 'PUT', `/v1/agreements/${encodeURIComponent(hash)}`, 'application/json', body)
const held = async (hash: string, at = a): Promise<any> =>
  (await at.call('GET', `/v1/agreements/${encodeURIComponent(hash)}`)).body
const another = (text: string): string => text.replace('Agreement', 'Contract')

t.test('what is faultless is received, and waits for a person', async (t) => {
  const order = offer()
  t.match(await send(order), { status: 200 })
  t.match(await held(order.hash), { state: 'received', peer: 'XB' })
  t.match(await send(order), { status: 200 }, 'it may come again')
  t.equal((await held(order.hash)).state, 'received')
})

for (const [name, fault, problem, rule] of [
  ['a signature over another text', { signs: another }, 'signature-invalid', undefined],
  ['a signature of another kind', { typ: 'secevent+jwt' }, 'malformed', 'typ'],
  ['the signature of a third country', () => ({ signedBy: c }), 'key-unknown', undefined],
  ['our own signature in place of theirs', () => ({ signedBy: a }), 'key-unknown', undefined],
  ['no signature of theirs', { signatures: () => ({}) }, 'malformed', 'required'],
  [
    'the signature of a stranger beside theirs',
    { signatures: (s: Json) => ({ ...s, XC: s['XB'] }) },
    'malformed',
    'closed',
  ],
  ['the hash of another agreement', { hash: () => hashOf('another') }, 'agreement-invalid', 'hash'],
  [
    'a text that is not in the form of RFC 8785',
    { text: (x: string) => x.replace(',', ', ') },
    'agreement-invalid',
    'canonical',
  ],
  [
    'an agreement of two others',
    { document: (d: Json) => ({ ...d, parties: ['XB', 'XC'], procedures: [] }) },
    'agreement-invalid',
    'party',
  ],
  ['an agreement of ours with another than who offers it', () => ({ over: c }), 'agreement-invalid', 'party'],
  [
    'a third country that may send',
    { document: (d: Json) => ({ ...d, procedures: [{ ...d['procedures'][0], from: ['XA', 'XC'] }] }) },
    'malformed',
    'party',
  ],
  [
    'an end before its begin',
    { document: (d: Json) => ({ ...d, valid: { from: 2, until: 2 } }) },
    'malformed',
    'order',
  ],
  ['a member that nobody knows', { document: (d: Json) => ({ ...d, more: 1 }) }, 'malformed', 'closed'],
] as const)
  // prettier-ignore
  t.test(name, async (t) => {
    const order = offer(typeof fault === 'function' ? fault() : (fault))
    const before = (await a.call('GET', '/v1/agreements')).body.items.length
    const { status, body } = await send(order)
    t.match({ status, ...body }, { status: 400, type: `urn:juxta:problem:${problem}` }, JSON.stringify(body))
    if (rule) t.equal(body.rule, rule)
    t.equal((await a.call('GET', '/v1/agreements')).body.items.length, before, 'nothing is stored')
  })

t.test('nobody puts an agreement into force but who was asked, by a signature of its own', async (t) => {
  const order = offer({ signatures: (s) => ({ ...s, XA: s['XB'] }) })
  t.equal((await send(order)).status, 200)
  t.equal((await held(order.hash)).state, 'received', 'a signature that stands under our name is not ours')
  const message = await forge(b, a, { claims: (x) => ({ ...x, agreement: order.hash }) })
  t.match((await put(b, a, message)).body, { type: 'urn:juxta:problem:no-agreement', rule: 'unknown' })
})

t.test('what we proposed comes back with our own signature, or not at all', async (t) => {
  await b.node.stop()
  const draft = { ...drafted('XA' as never, 'XB' as never, seconds()), title: `Agreement ${randomUUID()}` }
  const { hash } = (await a.call('POST', '/v1/agreements', draft)).body
  const text = canonicalJson(draft)
  const back = (ours: string | undefined) => {
    const signatures = { XB: signed(b, 'juxta-agreement+jwt', text), XA: ours }
    return send({ hash, body: JSON.stringify({ agreement: text, signatures }), over: b })
  }
  const forged = await back(signed(a, 'juxta-agreement+jwt', another(text)))
  t.match(forged.body, { type: 'urn:juxta:problem:agreement-invalid', rule: 'own-signature' })
  t.equal((await held(hash)).state, 'proposed')
  t.equal((await back(undefined)).status, 200)
  t.equal((await held(hash)).state, 'in-force')
  await b.restart()
})

t.test('a revoked agreement does not come back by its signatures', async (t) => {
  const hash = await agree(a, b)
  t.equal((await a.call('POST', `/v1/agreements/${encodeURIComponent(hash)}/revoke`, { reason: 'x' })).status, 200)
  const { document } = await held(hash)
  const text = canonicalJson(document)
  t.equal(hashOf(text), hash)
  const signatures = { XB: signed(b, 'juxta-agreement+jwt', text) }
  t.equal((await send({ hash, body: JSON.stringify({ agreement: text, signatures }), over: b })).status, 200)
  t.equal((await held(hash)).state, 'revoked')
  await settled('XB knows', async () => (await held(hash, b)).state === 'revoked')
})

t.test('an agreement counts from the second that it names, and not before', async (t) => {
  const hash = await agree(a, b, (d) => ({ ...d, valid: { from: seconds() + 200, until: seconds() + 900 } }))
  const under = (iat: number) => ({ claims: (x: Json) => ({ ...x, agreement: hash, iat, exp: iat + 3600 }) })
  const { valid } = (await held(hash)).document
  const early = await put(b, a, await forge(b, a, under(valid.from - 1)))
  t.match(early.body, { type: 'urn:juxta:problem:no-agreement', rule: 'not-in-force' })
  t.equal((await put(b, a, await forge(b, a, under(valid.from)))).status, 202)
  a.clock.offset = b.clock.offset = 1_000_000
  t.equal((await put(b, a, await forge(b, a, under(valid.until - 1)))).status, 202)
  const late = await put(b, a, await forge(b, a, under(valid.until)))
  t.match(late.body, { type: 'urn:juxta:problem:no-agreement', rule: 'ended' })
  a.clock.offset = b.clock.offset = 0
})

t.test('who may send, how much, and which types, is as agreed', async (t) => {
  const hash = await agree(a, b, (d) => ({
    ...d,
    procedures: [
      { name: 'pre-arrival', versions: ['1'], types: ['declaration'], from: ['XA' as Country] },
      { name: 'opening-hours', versions: ['1'], types: ['*'], from: ['XB' as Country] },
    ],
    limits: { ...d.limits, message_bytes: 20 },
  }))
  const refused = async (from: TestNode, to: TestNode, rule: string, claims: Json, document = '<a/>') => {
    const change = (x: Json) => ({ ...x, agreement: hash, ...claims })
    const { body } = await put(from, to, await forge(from, to, { document, claims: change }))
    t.match(body, { type: 'urn:juxta:problem:no-agreement', rule }, rule)
  }
  await refused(b, a, 'direction', {})
  await refused(a, b, 'limit', {}, '<a>is longer than twenty</a>')
  await refused(a, b, 'type', { type: 'do-not-load' })
  await refused(a, b, 'procedure', { procedure: 'release-time', type: 'event' })
  await refused(a, b, 'version', { version: '2' })
  const fits = {
    document: '<a>twenty bytes..</a>'.slice(0, 16) + '</a>',
    claims: (x: Json) => ({ ...x, agreement: hash }),
  }
  t.equal(fits.document.length, 20)
  t.equal((await put(a, b, await forge(a, b, fits))).status, 202, 'to the byte')
})
