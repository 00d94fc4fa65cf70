/** Agreements as a peer might send them: each is faultless but for one thing, and no agreement comes of it. */
import { createHash, randomUUID } from 'node:crypto'
import t from 'tap'
import type { AgreedProcedure } from '../../node/peers/agreed-procedures.ts'
import type { AgreementDocument } from '../../node/peers/agreement.ts'
import type { Country } from '../../node/values/country.ts'
import { canonicalJson } from '../../node/values/json.ts'
import { eventOf, forge, put, signed } from '../forge.ts'
import { Border, lorry } from '../cases/border.ts'
import { stores } from '../servers.ts'
import {
  drafted,
  agree,
  forAll,
  leavesOf,
  settled,
  startTestNodes,
  submit,
  untilState,
  type Answer,
  type TestNode,
} from '../nodes.ts'

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
/** What an agreement says of a procedure. */
const named = (d: AgreementDocument, name: string): AgreedProcedure => d.procedures.find((p) => p.name === name)!
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
    { document: (d: Json) => ({ ...JSON.parse(JSON.stringify(d).replaceAll('"XA"', '"XC"')), parties: ['XB', 'XC'] }) },
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
      { ...d.procedures[0]!, name: 'pre-arrival', versions: ['1'], types: ['declaration'], from: ['XA' as Country] },
      { ...d.procedures[0]!, name: 'opening-hours', versions: ['1'], types: ['*'], from: ['XB' as Country] },
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

t.test(
  'what data may be used for, whose agencies speak and which XML passes is as agreed, at both sides',
  async (t) => {
    const hash = await agree(a, b, (d) => ({
      ...d,
      procedures: [
        { ...named(d, 'pre-arrival'), purposes: ['risk analysis'], agencies: ['customs', 'veterinary'] },
        { ...named(d, 'release-time'), purposes: ['statistics'], agencies: ['police'] },
      ],
      profiles: [{ name: 'wco-dec-dms-2' }],
      default_context: { xPurpose: 'risk analysis', xProfile: 'wco-dec-dms-2' },
    }))
    const claims = (x: Json) => ({ ...x, agreement: hash })
    const fits = { xPurpose: 'risk analysis', xAgency: 'customs', xFromAgency: 'veterinary', xProfile: 'wco-dec-dms-2' }
    const sent = async (context: Json, mediaType = 'application/xml', document = '<a/>') =>
      put(b, a, await forge(b, a, { claims, mediaType, document, context: JSON.stringify(context) }))
    t.equal((await sent(fits)).status, 202)
    t.equal(
      (await sent({ xProfile: 'wco-dec-dms-2' })).status,
      202,
      'what states nothing is for the only purpose that is agreed',
    )
    t.equal((await sent({}, 'text/plain')).status, 202, 'profiles are of XML and JSON-LD')
    t.match((await sent({}, 'application/ld+json', '{}')).body, { rule: 'profile', pointer: '/context/xProfile' })
    for (const [rule, member, value] of [
      ['purpose', 'xPurpose', 'statistics'],
      ['purpose', 'xPurpose', 'Risk analysis'],
      ['agency', 'xAgency', 'police'],
      ['agency', 'xFromAgency', 'police'],
      ['profile', 'xProfile', 'ens-ics1'],
      ['profile', 'xProfile', undefined],
    ] as const) {
      const { status, body } = await sent({ ...fits, [member]: value })
      const denied = { type: 'urn:juxta:problem:no-agreement', rule, pointer: `/context/${member}` }
      t.match({ status, ...body }, { status: 403, ...denied, set: /\./ }, `${member}: ${value}, signed`)
    }
  },
)

t.test(
  'who names no purpose says the only one that is agreed, and where several are, has to say for which',
  async (t) => {
    const several = ['risk analysis', 'statistics']
    const one = (d: AgreementDocument) => {
      const { default_context: _, ...bare } = forAll(d, { purposes: several })
      const pre = { ...named(d, 'pre-arrival'), purposes: ['risk analysis'] }
      return { ...bare, procedures: [pre, ...bare.procedures.filter(({ name }) => name !== pre.name)] }
    }
    const [x, y] = (await startTestNodes(t, { countries: ['XA', 'XB'], agreement: one })) as [TestNode, TestNode]
    const order = { to: 'XB', type: 'declaration', document: { mediaType: 'text/plain', text: 'a' } }
    const send = (procedure: string, more: Json = {}) =>
      x.call('POST', '/v1/messages', { ...order, procedure, ...more })
    const { status, body } = await send('pre-arrival')
    t.equal(status, 202)
    await untilState(x, body.id, 'delivered')
    for (const node of [x, y]) {
      const { context } = (await node.call('GET', `/v1/messages/${body.id}`)).body
      t.same(context, { xPurpose: 'risk analysis' }, `${node.country} holds for what it was sent`)
    }
    const denied = { rule: 'purpose', pointer: '/context/xPurpose' }
    t.match(await send('release-time', { type: 'event' }), { status: 403, body: denied })
    t.match(await send('release-time', { type: 'event', context: {} }), { status: 403, body: denied })
    t.match(await send('release-time', { type: 'event', context: { xPurpose: 'statistics' } }), { status: 202 })
    const forged = await forge(x, y, {
      context: '{}',
      claims: (c: Json) => ({ ...c, procedure: 'release-time', type: 'event' }),
    })
    t.match((await put(x, y, forged)).body, { type: 'urn:juxta:problem:no-agreement', ...denied, set: /\./ })
  },
)

t.test('what the machine says is for what its case is for', async (t) => {
  const several = (d: AgreementDocument) => {
    const { default_context: _, ...bare } = forAll(d, { purposes: ['risk analysis', 'border management'] })
    return bare
  }
  const env = async () => ({ JUXTA_PRE_ARRIVAL_REGISTER: 'node' })
  const [x, y] = (await startTestNodes(t, { countries: ['XA', 'XB'], agreement: several, env })) as [TestNode, TestNode]
  await Border.open(x, y, 'declaration', lorry('LRN-P', ['XATU1000001']))
  await settled('the machine has registered it, for the same', async () => {
    const { items } = (await x.call('GET', '/v1/messages?type=registered')).body
    return items.length === 1 && (await x.call('GET', `/v1/messages/${items[0].id}`)).body.context.xPurpose === 'border management'
  }) // prettier-ignore
})

t.test('a draft names agencies and no purpose', async (t) => {
  const { body } = await a.call('GET', '/v1/agreements/draft?with=XB')
  const agencies = (name: string): string[] => named(body, name).agencies as string[]
  t.notOk(body.procedures.some(({ name }: { name: string }) => agencies(name).includes('*')))
  t.ok(['customs', 'veterinary', 'cites'].every((agency) => agencies('documents').includes(agency)))
  t.notOk(agencies('release-time').includes('cites'), 'of each procedure those whose acts it is')
  t.same(named(body, 'documents').purposes, [])
})

t.test('nothing leaves that the agreement does not let pass', async (t) => {
  const narrow = (d: AgreementDocument) => forAll(d, { purposes: ['risk analysis'], agencies: ['customs'] })
  const [x] = (await startTestNodes(t, { countries: ['XA', 'XB'], agreement: narrow })) as [TestNode, TestNode]
  const send = (context: Json, key?: string, more: Json = {}) =>
    x.call(
      'POST',
      '/v1/messages',
      {
        to: 'XB',
        procedure: 'pre-arrival',
        type: 'declaration',
        context,
        document: { mediaType: 'application/xml', text: '<a/>' },
        ...more,
      },
      key === undefined ? {} : { authorization: `Bearer ${key}` },
    )
  t.match(await send({ xPurpose: 'risk analysis' }), { status: 202 })
  const denied = { status: 403, body: { type: '/problems/no-agreement' } }
  t.match(await send({ xPurpose: 'curiosity' }), { ...denied, body: { rule: 'purpose', pointer: '/context/xPurpose' } })
  t.match(await send({}, undefined, { to: [{ country: 'XB', agency: 'police' }] }), {
    ...denied,
    body: { rule: 'agency', pointer: '/context/xAgency' },
  })
})

t.test('what nobody has stated is signed by nobody', async (t) => {
  for (const [change, pointer] of [
    [{ instrument: { kind: 'treaty', title: 'to be named' } }, '/instrument/title'],
    [{ instrument: { kind: 'treaty', title: '   ' } }, '/instrument/title'],
    [{ liability: 'à convenir' }, '/liability'],
    [{ default_context: { xLegalBasis: '[article]' } }, '/default_context/xLegalBasis'],
  ] as const) {
    const draft = { ...drafted('XA' as never, 'XB' as never, seconds()), title: `Agreement ${randomUUID()}`, ...change }
    const placeholder = { type: '/problems/agreement-invalid', rule: 'placeholder', pointer }
    t.match((await a.call('POST', '/v1/agreements', draft)).body, placeholder)
    const theirs = offer({ document: (d) => ({ ...d, ...change }) })
    const at = { pointer: `/agreement${pointer}`, type: 'urn:juxta:problem:agreement-invalid' }
    const refused = { status: 400, body: { ...placeholder, ...at } }
    t.match(await send(theirs), refused, 'nor is it taken of a peer')
    t.equal((await held(theirs.hash)).type, '/problems/not-found')
  }
  for (const [more, at] of [
    [{ purposes: ['risk analysis', 'TBD'] }, 'purposes/1'],
    [{ agencies: ['<agency>'] }, 'agencies/0'],
    [{ suspension: undefined }, 'suspension'],
    [{ data_protection: undefined }, 'data_protection'],
  ] as const) {
    const change = (d: AgreementDocument) => JSON.parse(JSON.stringify(forAll(d, more as never)))
    const draft = change(drafted('XA' as never, 'XB' as never, seconds()))
    const rule = at.includes('/') ? 'placeholder' : 'stated'
    const unstated = { rule, pointer: `/procedures/0/${at}` }
    t.match((await a.call('POST', '/v1/agreements', draft)).body, { ...unstated, type: '/problems/agreement-invalid' })
    const theirs = { status: 400, body: { rule, pointer: `/agreement${unstated.pointer}` } }
    t.match(await send(offer({ document: (d) => change(d as never) })), theirs)
  }
})

t.test(
  'what this node cannot keep it neither proposes nor accepts, and a place is told as it stands in what was sent',
  async (t) => {
    for (const [rule, member, promised] of [
      ['key-bits', 'key_bits', 16_384],
      ['key-days', 'key_days', 1],
      ['witness', 'witnesses', ['XC', 'nobody']],
    ] as const) {
      const change = (d: Json) => ({ ...d, security: { ...d['security'], [member]: promised } })
      const title = `Agreement ${randomUUID()}`
      const refused = { type: '/problems/agreement-invalid', rule, pointer: new RegExp(`^/security/${member}`) }
      const draft = { ...drafted('XA' as never, 'XB' as never, seconds()), title }
      t.match((await a.call('POST', '/v1/agreements', change(draft))).body, refused)
      const theirs = offer({ document: change })
      t.match(await send(theirs), { status: 200 })
      t.match((await a.call('POST', `/v1/agreements/${encodeURIComponent(theirs.hash)}/accept`)).body, refused)
      t.equal((await held(theirs.hash)).state, 'received')
    }
    const known = (d: AgreementDocument): AgreementDocument => ({
      ...d,
      security: { ...d.security!, witnesses: ['XA', 'XC'] },
    })
    await agree(a, b, known)
    for (const [document, pointer] of [
      [(d: Json) => ({ ...d, stage: 'live' }), '/agreement/stage'],
      [(d: Json) => ({ ...d, parties: ['XB', 'XC'] }), /^\/agreement\//],
    ] as const)
      t.match(await send(offer({ document })), { status: 400, body: { pointer } })
  },
)

t.test('what is agreed for tests alone lets nothing else pass, at both sides', async (t) => {
  const stage = { name: 'test', ends: ['the tests have passed'] } as const
  const bare = (d: AgreementDocument): AgreementDocument => ({
    ...{ version: 1, parties: d.parties, title: d.title, instrument: { kind: 'other', title: 'a trial' }, stage },
    procedures: d.procedures.map(({ data_protection: _, suspension: __, ...p }) => p),
    ...{ limits: d.limits, valid: d.valid, issued_at: d.issued_at },
  })
  const [x, y] = (await startTestNodes(t, { countries: ['XA', 'XB'], agreement: bare })) as [TestNode, TestNode]
  const order = { to: 'XB', procedure: 'pre-arrival', type: 'declaration', document: { mediaType: 'text/plain', text: 'a' } } // prettier-ignore
  const denied = { rule: 'stage', pointer: '/context/xTest' }
  t.match(await x.call('POST', '/v1/messages', order), { status: 403, body: denied })
  t.match(await x.call('POST', '/v1/messages', { ...order, test: true }), { status: 202 })
  const forged = (context: Json) => forge(y, x, { context: JSON.stringify(context) })
  t.match((await put(y, x, await forged({}))).body, { type: 'urn:juxta:problem:no-agreement', ...denied, set: /\./ })
  t.match((await put(y, x, await forged({ xTest: true }))).status, 202)
  const hold = { peer: 'XB', procedure: 'pre-arrival', keeps: 'documents', authority: 'a court', reason: 'x' }
  const unsaid = { status: 403, body: { type: '/problems/no-agreement', rule: 'legal-hold', pointer: '/procedure' } }
  t.match(await x.call('POST', '/v1/legal-holds', hold), unsaid, 'it does not say who may order that data are kept')
})

t.test(
  'either side suspends a procedure: nothing of it begins, at both sides, until that side takes it back',
  async (t) => {
    const go = { suspension: { notice_hours: 0, open_cases: 'go-on' as const } }
    const stop = (d: AgreementDocument) => ({ ...named(d, 'release-time'), suspension: { notice_hours: 0, open_cases: 'stop' as const } }) // prettier-ignore
    const clauses = (d: AgreementDocument): AgreementDocument => ({
      ...forAll(d, go),
      procedures: [...forAll(d, go).procedures.filter(({ name }) => name !== 'release-time'), stop(d)],
    })
    const [x, y] = (await startTestNodes(t, { countries: ['XA', 'XB'], agreement: clauses })) as [TestNode, TestNode]
    const [{ hash }] = (await x.call('GET', '/v1/agreements')).body.items
    const path = `/v1/agreements/${encodeURIComponent(hash)}`
    const order = { to: 'XB', procedure: 'pre-arrival', type: 'declaration', document: { mediaType: 'text/plain', text: 'a' } } // prettier-ignore
    const say = (more: Json = {}) => x.call('POST', '/v1/messages', { ...order, ...more })
    const forged = async (claims: Json = {}) =>
      put(y, x, await forge(y, x, { context: '{}', claims: (c: Json) => ({ ...c, ...claims }) }))
    const suspends = (node: TestNode, by: string, names: string[]) =>
      settled(`${node.country} knows what ${by} suspends`, async () => {
        const { suspensions } = (await node.call('GET', path)).body
        const all = suspensions.filter((s: Json) => s['by'] === by).flatMap((s: Json) => s['procedures'])
        return JSON.stringify(all.map(({ name }: Json) => name).sort()) === JSON.stringify(names)
      })
    const open = (await say()).body
    const hours = (await say({ procedure: 'release-time', type: 'event' })).body
    for (const { id } of [open, hours]) await untilState(x, id, 'delivered')
    // The second after: what was signed in the one before is of before.
    x.clock.offset = y.clock.offset = 2000

    const size = await leavesOf(y, 'event')
    t.equal(
      (await x.call('POST', `${path}/suspend`, { procedures: ['pre-arrival', 'release-time'], reason: 'a leak' }))
        .status,
      200,
    )
    await suspends(y, 'XA', ['pre-arrival', 'release-time'])
    t.ok((await leavesOf(y, 'event')) > size, 'what was said is on the log')
    t.match(await x.call('POST', `${path}/suspend`, { procedures: ['aeo', 'sea'], reason: 'x' }), {
      status: 400,
      body: { pointer: '/procedures/1' },
    })
    t.match(await x.call('POST', `${path}/suspend`, { procedures: ['pre-arrival'], reason: 'x' }), {
      status: 409,
      body: { rule: 'suspended' },
    })
    const denied = { rule: 'suspended', pointer: '/procedure' }
    t.match(await say(), {
      status: 403,
      body: { type: '/problems/no-agreement', ...denied, detail: /XA has suspended pre-arrival/ },
    })
    t.match((await forged()).body, { type: 'urn:juxta:problem:no-agreement', ...denied, set: /\./ })
    t.equal((await say({ procedure: 'system', type: 'capabilities' })).status, 202, 'what is not suspended goes on')
    t.equal((await forged({ iat: seconds() - 60 })).status, 202, 'what was signed before may still come')
    t.equal((await say({ conversation: open.conversation })).status, 202, 'open cases go on where it was agreed so')
    t.equal((await forged({ txn: open.conversation })).status, 202)
    t.match(await say({ procedure: 'release-time', type: 'event', conversation: hours.conversation }), {
      status: 403,
      body: denied,
    })
    t.match((await forged({ procedure: 'release-time', type: 'event', txn: hours.conversation })).body, denied)

    t.equal((await y.call('POST', `${path}/suspend`, { reason: 'a strike' })).status, 200)
    await settled(
      'XA knows that all is suspended',
      async () => (await x.call('GET', path)).body.suspensions.length === 2,
    )
    t.match(await y.call('POST', `${path}/resume`, { procedures: ['sea'], reason: 'x' }), { status: 400 })
    t.equal(
      (await say({ procedure: 'system', type: 'capabilities' })).status,
      202,
      'outages are announced until that is suspended by its name',
    )
    t.equal((await y.call('POST', `${path}/suspend`, { procedures: ['system'], reason: 'a strike' })).status, 200)
    await settled(
      'XA knows that system is suspended too',
      async () => (await say({ procedure: 'system', type: 'capabilities' })).status === 403,
    )
    t.equal((await x.call('POST', `${path}/resume`, { reason: 'it is mended' })).status, 200)
    await suspends(y, 'XA', [])
    t.match(await say(), { status: 403, body: { detail: /XB has suspended/ } }, 'nobody takes back what the other said')
    t.match(await x.call('POST', `${path}/resume`, { reason: 'x' }), { status: 409, body: { rule: 'suspended' } })
    t.equal((await y.call('POST', `${path}/resume`, { reason: 'it is over' })).status, 200)
    await suspends(x, 'XB', [])
    t.equal((await say()).status, 202)
    t.equal((await forged()).status, 202)

    // Said within one second they count in the order in which they were said.
    for (const name of ['aeo', 'documents', 'joint-control'])
      t.equal((await x.call('POST', `${path}/suspend`, { procedures: [name], reason: name })).status, 200)
    t.equal((await x.call('POST', `${path}/resume`, { procedures: ['aeo'], reason: 'x' })).status, 200)
    await suspends(y, 'XA', ['documents', 'joint-control'])
    await suspends(x, 'XA', ['documents', 'joint-control'])
    t.match((await x.call('GET', path)).body.suspensions[0], { saidBy: 'command line', reason: 'x' })
    t.equal((await x.call('POST', `${path}/resume`, { reason: 'x' })).status, 200)
    await suspends(y, 'XA', [])

    // For a time, by each of them: what one has ended the other goes on to stop, until its own is over.
    const began = seconds()
    const at = (hours: number): string => new Date((began + hours * 3600) * 1000).toISOString()
    const planned = (node: TestNode, from: number, until: number) =>
      node.call('POST', `${path}/suspend`, { procedures: ['aeo'], reason: 'a strike', effectiveAt: at(from), until: at(until) }) // prettier-ignore
    t.match(await planned(x, 2, 2), { status: 409, body: { rule: 'order', pointer: '/until' } })
    t.equal((await planned(x, 1, 3)).status, 200)
    t.equal((await planned(y, 2, 5)).status, 200)
    for (const [node, by] of [[y, 'XA'], [x, 'XB']] as const) await suspends(node, by, ['aeo']) // prettier-ignore
    t.match(await planned(x, 1, 3), { status: 409, body: { rule: 'suspended' } })
    // What is planned for another time stands beside it, and so does one in the midst of it.
    t.equal((await planned(x, 7, 9)).status, 200)
    t.equal((await planned(x, 8, 9)).status, 200)
    t.equal((await planned(x, 8, 8.5)).status, 200, 'of the same beginning it says another end')
    await suspends(y, 'XA', ['aeo', 'aeo', 'aeo'])
    const resumes = (more: Json) => x.call('POST', `${path}/resume`, { procedures: ['aeo'], reason: 'x', ...more })
    t.match(await resumes({ effectiveAt: at(-1) }), { status: 409, body: { rule: 'backwards', pointer: '/effectiveAt' } }) // prettier-ignore
    t.match(await resumes({ from: at(6) }), { status: 409, body: { rule: 'suspended' } }, 'none begins then')
    t.equal((await resumes({ from: at(8) })).status, 200)
    t.equal((await resumes({ from: at(7), effectiveAt: at(8) })).status, 200)
    await suspends(y, 'XA', ['aeo', 'aeo'])
    const told = [[1, 3], [7, 8]].map(([from, until]) => ({ name: 'aeo', from: at(from!), until: at(until!) })) // prettier-ignore
    for (const node of [x, y])
      await settled(`${node.country} knows of both`, async () => {
        const [{ procedures }] = (await node.call('GET', path)).body.suspensions.filter((s: Json) => s['by'] === 'XA')
        return JSON.stringify(procedures.map((p: Json) => [p['name'], p['from'], p['until']])) === JSON.stringify(told.map(Object.values)) // prettier-ignore
      })
    for (const [hours, by] of [
      [0.5, null],
      [1.5, 'XA'],
      [4, 'XB'],
      [5.1, null],
      [7.5, 'XA'],
      [8.1, null],
    ] as const) {
      // prettier-ignore
      x.clock.offset = y.clock.offset = hours * 3_600_000
      const iat = began + Math.floor(hours * 3600)
      const ours = await say({ procedure: 'aeo', type: 'resync' })
      const theirs = await put(y, x, await forge(y, x, { context: '{}', claims: (c: Json) => ({ ...c, procedure: 'aeo', type: 'resync', iat, exp: iat + 3600 }) })) // prettier-ignore
      if (by === null)
        t.same([ours.body.rule === 'suspended', theirs.body.rule === 'suspended'], [false, false], `${hours} h`) // prettier-ignore
      else
        for (const { body } of [ours, theirs])
          t.match(
            body,
            { rule: 'suspended', detail: new RegExp(`${by} has suspended aeo from .* until`) },
            `${hours} h`,
          )
    }
    // What was signed while one ran that has ended is refused, whatever is said since.
    t.equal((await planned(x, 20, 21)).status, 200)
    await suspends(y, 'XA', ['aeo'])
    const iat = began + 5400
    for (const [from, to] of [
      [y, x],
      [x, y],
    ] as const) {
      // prettier-ignore
      const late = await put(from, to, await forge(from, to, { context: '{}', claims: (c: Json) => ({ ...c, procedure: 'aeo', type: 'resync', iat, exp: iat + 86_400 }) })) // prettier-ignore
      t.match(late.body, { rule: 'suspended', detail: /XA has suspended aeo/ }, `${to.country} refuses it`)
    }
    x.clock.offset = y.clock.offset = 0
  },
)

t.test('a suspension has the notice that was agreed', async (t) => {
  const hash = await agree(a, b, (d) => forAll(d, { suspension: { notice_hours: 24, open_cases: 'stop' } }))
  const path = `/v1/agreements/${encodeURIComponent(hash)}`
  const early = {
    procedures: ['pre-arrival'],
    reason: 'x',
    effectiveAt: new Date(Date.now() + 3_600_000).toISOString(),
  }
  t.match(await a.call('POST', `${path}/suspend`, early), {
    status: 409,
    body: { rule: 'notice', pointer: '/effectiveAt' },
  })
  const { body } = await a.call('POST', `${path}/suspend`, { procedures: ['pre-arrival'], reason: 'x' })
  const from = Date.parse(body.suspensions[0].procedures[0].from)
  t.ok(Math.abs(from - Date.now() - 86_400_000) < 60_000)
  await settled('XB knows', async () => (await held(hash, b)).suspensions.length === 1)
  const under = async (iat: number) =>
    (await put(a, b, await forge(a, b, { claims: (x) => ({ ...x, agreement: hash, iat, exp: iat + 3600 }) }))).body
  t.notMatch(await under(seconds()), { rule: 'suspended' }, 'until then it goes on')
  a.clock.offset = b.clock.offset = 86_400_000 + 60_000
  t.match(await under(seconds() + 86_400 + 60), {
    type: 'urn:juxta:problem:no-agreement',
    rule: 'suspended',
    set: /\./,
  })
  a.clock.offset = b.clock.offset = 0
  t.equal((await a.call('POST', `${path}/resume`, { reason: 'x' })).status, 200)
})

t.test(
  'each message of a case says at both sides under which stage it came, and the case whether they are mixed',
  async (t) => {
    const stage = (name: 'parallel' | 'live') => (d: AgreementDocument) => ({
      ...d,
      stage: { name, ends: ['it ends'] },
      issued_at: d.issued_at + (name === 'live' ? 100 : 200),
    })
    const says = async (conversation: string, stages: readonly string[], messages: readonly string[]) => {
      for (const node of [a, b]) {
        const { body } = await node.call('GET', `/v1/cases/${conversation}`)
        t.match(body, { stages, messages: messages.map((stage) => ({ stage })) }, `${node.country}: ${messages.join()}`)
        t.equal(body.stages.length, stages.length)
      }
    }
    const open: string[] = []
    for (const name of ['live', 'parallel'] as const) {
      const hash = await agree(a, b, stage(name))
      const sent = (await submit(a, b)).body
      const { agreement } = await untilState(a, sent.id, 'delivered')
      t.equal(agreement, hash, 'the newest is the one that is used')
      await says(sent.conversation, [name], [name])
      open.push(sent.conversation)
      const tried = (await submit(a, b, { test: true })).body
      await untilState(a, tried.id, 'delivered')
      await says(tried.conversation, ['test'], ['test'])
    }
    const later = (await submit(a, b, { conversation: open[0] })).body
    await untilState(a, later.id, 'delivered')
    await says(open[0]!, ['live', 'parallel'], ['live', 'parallel'])
  },
)

t.test('an agreement that pins an XSD set is signed where that set is', async (t) => {
  const pinned = { profiles: [{ name: 'wco-dec-dms-2', xsd_set: hashOf('another set') }] }
  const draft = { ...drafted('XA' as never, 'XB' as never, seconds()), title: `Agreement ${randomUUID()}`, ...pinned }
  t.match((await a.call('POST', '/v1/agreements', draft)).body, {
    type: '/problems/agreement-invalid',
    rule: 'xsd-set',
    pointer: '/profiles/0/xsd_set',
    detail: /JUXTA_XSD/,
  })
})

t.test('what nobody could follow, or has ended, is neither signed nor taken, and its place is told', async (t) => {
  const plain = (): Json => ({
    ...drafted('XA' as never, 'XB' as never, seconds()),
    title: `Agreement ${randomUUID()}`,
  })
  const first = (d: Json, more: Json): Json => ({ ...d, procedures: [{ ...d['procedures'][0], ...more }, ...d['procedures'].slice(1)] }) // prettier-ignore
  const office = { party: 'XA', code: 'XA000001', name: 'Border' }
  const wrong: readonly (readonly [string, string, (d: Json) => Json])[] = [
    ['/valid/until', 'ended', (d) => ({ ...d, valid: { from: 1, until: seconds() - 1 } })],
    ['/issued_at', 'future', (d) => ({ ...d, issued_at: seconds() + 3600 })],
    ['/signatories/0/date', 'future', (d) => ({ ...d, signatories: d['signatories'].map((s: Json) => ({ ...s, date: '2999-01-01' })) })], // prettier-ignore
    ['/deadlines/pre-arrival/roadd', 'deadline', (d) => ({ ...d, deadlines: { 'pre-arrival': { roadd: 5 } } })],
    ['/deadlines/nosuch', 'procedure', (d) => ({ ...d, deadlines: { nosuch: { road: 5 } } })],
    ['/procedures/0/types/0', 'type', (d) => first(d, { types: ['declaraton'] })],
    ['/procedures/0/name', 'procedure', (d) => first(d, { name: 'pre-arival' })],
    ['/procedures/0/versions/1', 'version', (d) => first(d, { versions: ['1', '77'] })],
    ['/profiles/0/name', 'profile', (d) => ({ ...d, profiles: [{ name: 'ncts-9' }] })],
    ['/aeo/0/benefits/0', 'benefit', (d) => ({ ...d, aeo: [{ ...d['aeo'][0], benefits: ['bribery'] }] })],
    ['/onward/0/procedure', 'procedure', (d) => ({ ...d, onward: [{ procedure: 'assistnce', of: ['XA'], to: ['XC'] }] })], // prettier-ignore
    ['/offices/0/time_zone', 'time-zone', (d) => ({ ...d, offices: [{ ...office, time_zone: 'Europe/Nowhere' }] })],
    ['/replaces/0', 'replaces', (d) => ({ ...d, replaces: [hashOf('nothing')] })],
    ['/accept_by', 'accept-by', (d) => ({ ...d, issued_at: seconds() - 9, accept_by: seconds() - 3 })],
  ]
  for (const [pointer, rule, change] of wrong) {
    const said = await a.call('POST', '/v1/agreements', change(plain()))
    t.match(said, { status: 400, body: { type: '/problems/agreement-invalid', rule, pointer } }, `${pointer}, proposed`)
    const { status, body } = await send(offer({ document: change }))
    t.match({ status, ...body }, { status: 400, rule, pointer: `/agreement${pointer}` }, `${pointer}, offered`)
  }
  const known = (d: Json): Json => ({
    ...first(d, { versions: [...d['procedures'][0].versions], types: ['declaration'] }),
    ...{ deadlines: { 'pre-arrival': { road: 5 } }, offices: [{ ...office, time_zone: 'Europe/Zurich' }] },
    ...{ onward: [{ procedure: 'assistance', of: ['XA'], to: ['XC'] }], accept_by: seconds() + 60 },
  })
  t.equal((await send(offer({ document: known }))).status, 200, 'what is known is taken')
})

/** The first word at the head of its print. */
const mark = async (hash: string, node: TestNode): Promise<string | undefined> =>
  /class="standing">(\w+)/.exec(String((await node.call('GET', `/v1/agreements/${encodeURIComponent(hash)}/document.html`)).body))?.[1] // prettier-ignore

t.test('an agreement takes the place of those that it names when it begins, at both sides', async (t) => {
  const [x, y] = (await startTestNodes(t, { countries: ['XA', 'XB'], agreement: (d) => forAll(d, { purposes: ['control', 'statistics'] }) })) as [TestNode, TestNode] // prettier-ignore
  const first = (await x.call('GET', '/v1/agreements')).body.items[0]
  const say = (xPurpose: string) => submit(x, y, { context: { xPurpose, xLegalBasis: 'a law' } })
  t.equal((await say('statistics')).status, 202)
  const { default_context: _, ...bare } = first.document
  const draft = { ...bare, title: 'narrower', issued_at: bare.issued_at + 1, replaces: [first.hash], exit: { ...bare.exit, notice_days: 180 } } // prettier-ignore
  t.match(await x.call('POST', '/v1/agreements', { ...draft, issued_at: bare.issued_at }), { status: 400, body: { rule: 'order', pointer: '/replaces/0' } }) // prettier-ignore
  const hash = await agree(x, y, () => forAll(draft, { purposes: ['control'] }))
  for (const node of [x, y]) {
    t.match(await held(first.hash, node), { replacedBy: hash, replacedAt: (await held(hash, node)).inForceAt.slice(0, 19) + '.000Z' }) // prettier-ignore
    t.same([await mark(first.hash, node), await mark(hash, node)], ['REPLACED', 'SIGNED'], 'in print')
    t.match((await node.call('POST', `/v1/agreements/${encodeURIComponent(hash)}/suspend`, { procedures: ['aeo'], reason: 'x' })).status, 200) // prettier-ignore
  }
  t.match(await say('statistics'), { status: 403, body: { rule: 'purpose' } }, 'the wider one opens nothing any more')
  t.equal((await say('control')).status, 202)
  const under = (iat: number) => forge(x, y, { context: JSON.stringify({ xPurpose: 'statistics' }), claims: (c: Json) => ({ ...c, agreement: first.hash, iat, exp: iat + 3600 }) }) // prettier-ignore
  const late = Math.floor(Date.parse((await held(first.hash, y)).replacedAt) / 1000)
  t.equal((await put(x, y, await under(late - 1))).status, 202, 'what was signed before is on its way')
  x.clock.offset = y.clock.offset = 3_600_000
  t.match((await put(x, y, await under(late + 301))).body, { type: 'urn:juxta:problem:no-agreement', rule: 'ended' })
  x.clock.offset = y.clock.offset = 0

  const end = (node: TestNode, hours: number, more: Json = { together: true }, of = hash) =>
    node.call('POST', `/v1/agreements/${encodeURIComponent(of)}/revoke`, { reason: 'both', effectiveAt: new Date(Date.now() + hours * 3_600_000).toISOString(), ...more }) // prettier-ignore
  t.match(await end(x, 2, {}), { status: 409, body: { rule: 'notice' } }, 'one alone has to wait')
  t.match(await end(x, 2), { status: 200, body: { state: 'in-force', together: { theirs: null } } })
  await settled('XB knows that XA would end it', async () => (await held(hash, y)).together.theirs !== null)
  t.equal((await held(hash, y)).state, 'in-force')
  t.match(await end(y, 3), { status: 200, body: { state: 'revoked' } }, 'both do not')
  await settled('XA knows that it ends', async () => (await held(hash, x)).state === 'revoked')
  const ends = await Promise.all([x, y].map(async (node) => Date.parse((await held(hash, node)).revokedAt)))
  t.equal(ends[0], ends[1])
  t.same([await mark(hash, x), await mark(hash, y)], ['REVOKED', 'REVOKED'])
  t.ok(Math.abs(ends[0]! - Date.now() - 3 * 3_600_000) < 120_000, 'at the later of the two times')

  const other = await agree(x, y)
  const sooner = (node: TestNode, hours: number) => end(node, hours, { together: true }, other)
  const wanted = async (node: TestNode): Promise<Json> => (await held(other, node)).together
  t.match(await sooner(x, 0.1), { status: 200, body: { state: 'in-force', together: { theirs: null } } })
  await settled('XB knows that XA would end it', async () => (await wanted(y))['theirs'] !== null)
  x.clock.offset = y.clock.offset = 73 * 3_600_000
  for (const node of [x, y]) t.same(await wanted(node), { ours: null, theirs: null }, 'what nobody answered is over')
  t.match(
    await sooner(y, 74),
    { status: 200, body: { state: 'in-force', together: { theirs: null } } },
    'so that nothing ends by an answer',
  )
  await settled('XA knows that XB would end it', async () => (await wanted(x))['theirs'] !== null)
  x.clock.offset = y.clock.offset = 150 * 3_600_000
  t.match(await sooner(x, 150.5), { status: 200, body: { state: 'in-force' } }, 'it is said again') // prettier-ignore
  await settled('XB knows of that', async () => (await wanted(y))['theirs'] !== null)
  t.match(await sooner(x, 151), { status: 409, body: { rule: 'sooner' } }, 'once')
  x.clock.offset = y.clock.offset = 0
})

for (const kind of stores())
  t.test(
    `what both want ends in the same second for both, however long a word was under way: ${kind.name}`,
    kind.options,
    async (t) => {
      const env = async (country: string) => (country === 'XA' ? { JUXTA_STORE: await kind.make(t) } : {})
      const [x, y] = (await startTestNodes(t, { countries: ['XA', 'XB'], env })) as [TestNode, TestNode]
      const [plain, twice, late] = [
        await agree(x, y, (d) => ({ ...d, title: 'answered in time' })),
        await agree(x, y, (d) => ({ ...d, title: 'answered in time, and said again' })),
        await agree(x, y, (d) => ({ ...d, title: 'answered by a word that nobody waits for any more' })),
      ]
      const began = Date.now()
      const now = (hours: number) => (x.clock.offset = y.clock.offset = began + hours * 3_600_000 - Date.now())
      const ends = (node: TestNode, hash: string, hours: number) =>
    node.call('POST', `/v1/agreements/${encodeURIComponent(hash)}/revoke`, { reason: 'both', together: true, effectiveAt: new Date(began + hours * 3_600_000).toISOString() }) // prettier-ignore
      const at = async (node: TestNode, hash: string): Promise<number | null> => {
        const { revokedAt } = await held(hash, node)
        return revokedAt === null ? null : Math.round((Date.parse(revokedAt) - began) / 360_000) / 10
      }
      for (const hash of [plain, twice, late])
        t.match(await ends(x, hash, 1), { status: 200, body: { state: 'in-force' } })
      for (const hash of [plain, twice, late])
        await settled('XB knows what XA wants', async () => (await held(hash, y)).together.theirs !== null)
      await x.node.stop()
      now(70)
      for (const hash of [plain, twice]) t.match(await ends(y, hash, 71), { status: 200, body: { state: 'revoked' } })
      await y.node.stop()
      now(80)
      await x.restart()
      t.match(await ends(x, twice, 81), { status: 200, body: { state: 'in-force' } }, 'nobody has answered it')
      now(120)
      await y.restart()
      for (const hash of [plain, twice]) {
        await settled('XA knows that it has ended', async () => (await held(hash, x)).state === 'revoked')
        t.same([await at(x, hash), await at(y, hash)], [71, 71], (await held(hash, x)).document.title)
      }

      // Signed in time, as it says, and so late that whoever had signed it then would have given it up.
      const word = (iat: number) =>
        eventOf(y, x, 'agreement-revoked', { agreement: late, effective_at: iat, together: true }, { iat })
      const tell = (jws: string) => y.ask(x, 'POST', '/v1/events', 'application/secevent+jwt', jws)
      const inTime = Math.floor(began / 1000) + 72 * 3600
      now(72 + 30 * 24 + 1)
      t.equal((await tell(word(inTime))).status, 202)
      t.equal((await held(late, x)).state, 'in-force')
      now(72 + 30 * 24 - 1)
      t.equal((await tell(word(inTime + 1))).status, 202)
      t.match(await held(late, x), { state: 'revoked' })
      x.clock.offset = y.clock.offset = 0
    },
  )

t.test(
  'a proposal is taken back by who made it, or declined by who was asked, and nobody accepts it then',
  async (t) => {
    const path = (hash: string, action: string): string => `/v1/agreements/${encodeURIComponent(hash)}/${action}`
    const proposed = async (more: Json = {}): Promise<string> => {
      const draft = { ...drafted('XA' as never, 'XB' as never, seconds()), title: `Agreement ${randomUUID()}`, ...more }
      const { hash } = (await a.call('POST', '/v1/agreements', draft)).body
      await settled('XB was asked', async () => (await held(hash, b)).state === 'received')
      return hash
    }
    for (const [who, action, other, state] of [
      [a, 'withdraw', b, 'withdrawn'],
      [b, 'decline', a, 'declined'],
    ] as const) {
      const hash = await proposed()
      const reason = { reason: 'the text was wrong' }
      t.same([await mark(hash, a), await mark(hash, b)], ['PROPOSAL', 'PROPOSAL'])
      t.match(await other.call('POST', path(hash, action), reason), { status: 409 }, 'each gives up its own part alone')
      t.match(await who.call('POST', path(hash, action), reason), { status: 200, body: { state, ...reason } })
      await settled(`${other.country} knows`, async () => (await held(hash, other)).state === state)
      t.match(await held(hash, other), reason, 'and why')
      t.same([await mark(hash, a), await mark(hash, b)], [state.toUpperCase(), state.toUpperCase()])
      t.match(await b.call('POST', path(hash, 'accept')), { status: 409, body: { rule: 'received' } })
      const jws = signed(b, 'juxta-agreement+jwt', canonicalJson((await held(hash)).document))
      const back = JSON.stringify({ agreement: canonicalJson((await held(hash)).document), signatures: { XB: jws } })
      t.match(await send({ hash, body: back, over: b }), { status: 400, body: { rule: state } }, 'nor by a signature')
      t.equal((await held(hash)).state, state)
    }
    const hash = await agree(a, b)
    for (const [node, action] of [
      [a, 'withdraw'],
      [b, 'decline'],
    ] as const)
      // prettier-ignore
      t.match(await node.call('POST', path(hash, action), { reason: 'x' }), { status: 409 }, 'what both have signed stays')

    const soon = await proposed({ accept_by: seconds() + 600 })
    a.clock.offset = b.clock.offset = 3_600_000
    t.match(await b.call('POST', path(soon, 'accept')), { status: 400, body: { rule: 'accept-by', pointer: '/accept_by' } }) // prettier-ignore
    const { document } = await held(soon)
    const back = JSON.stringify({ agreement: canonicalJson(document), signatures: { XB: signed(b, 'juxta-agreement+jwt', canonicalJson(document)) } }) // prettier-ignore
    a.clock.offset = b.clock.offset = 73 * 3_600_000
    t.match(await send({ hash: soon, body: back, over: b }), { status: 400, body: { rule: 'accept-by' } })
    a.clock.offset = b.clock.offset = 0
  },
)

t.test('who names no agency is customs, which the agreement names or does not', async (t) => {
  const hash = await agree(a, b, (d) => forAll(d, { agencies: ['plant-health'] }))
  const sent = async (context: Json) =>
    put(b, a, await forge(b, a, { context: JSON.stringify({ xPurpose: 'x', ...context }), claims: (x: Json) => ({ ...x, agreement: hash }) })) // prettier-ignore
  t.match((await sent({})).body, { type: 'urn:juxta:problem:no-agreement', rule: 'agency', pointer: '/context/xFromAgency' }) // prettier-ignore
  t.equal((await sent({ xFromAgency: 'plant-health' })).status, 202)
  t.match(
    await submit(a, b, { context: { xAgency: 'plant-health' } }),
    { status: 202 },
    'another agreement names customs',
  )
})
