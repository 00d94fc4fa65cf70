/** Later events, as a peer might send them: each fault between real nodes, and the refusal read by name (RFC 8935 §2.4). */
import t from 'tap'
import { bareSeal, bareSign, privateKeyOf, publicKeyOf } from '../../bench/bare.ts'
import { newMessageId } from '../../node/values/id.ts'
import { timeOfSeconds } from '../../node/values/time.ts'
import { forge, put, setHeader } from '../forge.ts'
import { agree, forAll, leavesOf, settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'

type Json = Record<string, any>
let a: TestNode, b: TestNode, c: TestNode
let sent: { id: string; digest: string; conversation: string }
t.before(async () => {
  ;[a, b, c] = (await startTestNodes(t, { countries: ['XA', 'XB', 'XC'] })) as [TestNode, TestNode, TestNode]
  const { id } = (await submit(a, b)).body
  const { manifestDigest, conversation } = await untilState(a, id, 'delivered')
  sent = { id, digest: manifestDigest, conversation }
})

const about = () => ({ message: sent.id, manifest_digest: sent.digest })
const collected = (): Json => ({ 'urn:juxta:event:collected': about() })
const seconds = (): number => Math.floor(Date.now() / 1000)

type Change = { header?: Json; claims?: Json; by?: TestNode; text?: (claims: string) => string | Buffer }
/** A SET of XB to XA. */
function set(events: Json, { header = {}, claims = {}, by = b, text = (x) => x }: Change = {}): string {
  const txn = Object.values(events)[0]?.message ? sent.conversation : undefined
  const stated = { iss: 'XB', aud: 'XA', jti: newMessageId(Date.now()), iat: seconds(), txn, events, ...claims }
  const { kid } = by.node.own.signing
  const head = { alg: 'ES256', typ: 'secevent+jwt', kid, ...setHeader(by, stated), ...header }
  return bareSign(head, text(JSON.stringify(stated)), privateKeyOf(by.key('signing')))
}
const post = (jws: string | Buffer, over = b, type = 'application/secevent+jwt') =>
  over.ask(a, 'POST', '/v1/events', type, jws)
const state = async (): Promise<string> => (await a.call('GET', `/v1/messages/${sent.id}`)).body.state
const leaves = (): Promise<number> => leavesOf(a, 'event', 'refused')

/** Refused with `err`, nothing logged and nothing moved. */
const refused = (
  name: string,
  make: () => string | Promise<string>,
  err: string,
  says: RegExp,
  over = () => b,
): void => {
  t.test(name, async (t) => {
    const [jws, before] = [await make(), await leaves()]
    const { status, body } = await post(jws, over())
    t.match({ status, ...body }, { status: 400, err, description: says }, JSON.stringify(body))
    t.equal(await state(), 'delivered', 'the message stands where it stood')
    t.equal(await leaves(), before, 'and nothing is on the log')
  })
}

const b64 = (text: string): string => Buffer.from(text).toString('base64url')
const INVALID = 'invalid_request'
refused(
  'a JWE where a JWS is expected',
  async () => {
    const key = a.node.own.identity.keys.find((k) => k.use === 'enc')!
    return bareSeal(
      { alg: 'ECDH-ES', enc: 'A256GCM', kid: key.kid },
      Buffer.from(set(collected())),
      publicKeyOf(key.jwk),
    )
  },
  INVALID,
  /3 segments/,
)
for (const alg of ['none', 'HS256', 'RS256', 'ES384', 'EdDSA'])
  refused(`alg ${alg}`, () => set(collected(), { header: { alg } }), INVALID, /alg must be/)
refused('no signature', () => set(collected()).replace(/[^.]*$/, ''), INVALID, /is empty/)
for (const [member, value] of [
  ['jwk', { kty: 'EC' }],
  ['x5c', ['AA']],
  ['jku', 'https://x.invalid'],
  ['crit', ['b64']],
  ['b64', false],
  ['zip', 'DEF'],
] as const)
  refused(
    `header member ${member}`,
    () => set(collected(), { header: { [member]: value } }),
    INVALID,
    new RegExp(`${member} is not accepted`),
  )
refused('a kid that is a path', () => set(collected(), { header: { kid: '../keys/signing' } }), INVALID, /thumbprint/)
refused(
  'a manifest in place of an event',
  () => set(collected(), { header: { typ: 'juxta-manifest+jwt' } }),
  INVALID,
  /typ/,
)
refused('a key that is in no identity', () => set(collected(), { by: c }), 'invalid_key', /kid names no key/)
refused(
  'claims changed after signing',
  () => {
    const [h, p, s] = set(collected()).split('.') as [string, string, string]
    const bent = Buffer.from(p, 'base64url').toString().replace('collected', 'accepted')
    return `${h}.${b64(bent)}.${s}`
  },
  'authentication_failed',
  /does not verify/,
)
refused(
  'an event of XC over the connection of XB',
  () => set(collected(), { by: c, claims: { iss: 'XC' } }),
  'invalid_key',
  /kid/,
)
refused(
  'an event that claims to be of XC',
  () => set(collected(), { claims: { iss: 'XC' } }),
  'invalid_issuer',
  /not from this peer/,
)
refused('an event for XC', () => set(collected(), { claims: { aud: 'XC' } }), 'invalid_audience', /somebody else/)
refused(
  'reflection: XA is sent what it signed itself',
  () => set(collected(), { by: a, claims: { iss: 'XA', aud: 'XB' } }),
  'invalid_key',
  /kid/,
)
refused(
  'two events in one token',
  () => set({ ...collected(), 'urn:juxta:event:accepted': about() }),
  INVALID,
  /exactly one event/,
)
refused('an event of another format', () => set({ 'urn:x:y': {} }), INVALID, /exactly one event/)
refused('an event that this node does not take', () => set({ 'urn:juxta:event:cheese': {} }), INVALID, /not taken/)
refused('a receipt by another way', () => set({ 'urn:juxta:event:received': about() }), INVALID, /not taken/)
refused(
  'about a message of somebody else',
  () => set(collected(), { by: c, claims: { iss: 'XC' } }),
  INVALID,
  /no message that was sent to this peer/,
  () => c,
)
refused(
  'about another manifest',
  () => set({ 'urn:juxta:event:accepted': { ...about(), manifest_digest: `sha-256:${'A'.repeat(43)}` } }),
  INVALID,
  /no message that was sent/,
)
refused(
  'of another conversation',
  () => set(collected(), { claims: { txn: newMessageId(Date.now()) } }),
  INVALID,
  /no message that was sent/,
)
refused('of no conversation', () => set(collected(), { claims: { txn: undefined } }), INVALID, /no message that was/)
refused('about nothing', () => set({ 'urn:juxta:event:accepted': {} }), INVALID, /message is missing/)
refused('with exp', () => set(collected(), { claims: { exp: seconds() + 60 } }), INVALID, /exp is not a member/)
refused(
  'a member twice',
  () => set(collected(), { text: (x) => x.replace('{', '{"iss":"XC",') }),
  INVALID,
  /stands twice/,
)
refused('__proto__', () => set(collected(), { text: (x) => x.replace('{', '{"__proto__":{},') }), INVALID, /__proto__/)
refused(
  'too deep',
  () => set(collected(), { text: (x) => x.replace('{', `{"x":${'['.repeat(70)}${']'.repeat(70)},`) }),
  INVALID,
  /nested deeper than 64/,
)
refused(
  'invalid UTF-8',
  () =>
    set(collected(), {
      text: (x) => Buffer.concat([Buffer.from(x.slice(0, -1)), Buffer.from(',"x":"\xff"}', 'latin1')]),
    }),
  INVALID,
  /UTF-8/,
)

t.test('nobody answers what it has sent itself', async (t) => {
  const message = await forge(b, a)
  t.equal((await put(b, a, message)).status, 202)
  const before = await leaves()
  const word = { message: message.jti, manifest_digest: message.digest }
  for (const event of ['collected', 'accepted', 'rejected', 'withdrawn']) {
    const body = event === 'withdrawn' ? { ...word, status: 'tombstone' } : word
    const jws = set({ [`urn:juxta:event:${event}`]: body }, { claims: { txn: message.claims['txn'] } })
    t.match(
      (await post(jws)).body,
      { err: INVALID, description: /no message (that was sent to this peer|of its sender)/ },
      event,
    )
  }
  t.equal(await leaves(), before)
})

t.test('an answer is final, and what was delivered is not said never to have come', async (t) => {
  for (const [first, again, others, ends] of [
    ['accepted', 'accepted', ['rejected', 'withdrawn'], 'accepted'],
    ['rejected', 'rejected', ['accepted', 'withdrawn'], 'rejected'],
    ['collected', 'collected', ['withdrawn'], 'collected'],
  ] as const) {
    const { id } = (await submit(a, b)).body
    const { manifestDigest } = await untilState(a, id, 'delivered')
    const say = async (event: string) => {
      const word = { message: id, manifest_digest: manifestDigest }
      const body = event === 'withdrawn' ? { ...word, status: 'tombstone' } : word
      return post(set({ [`urn:juxta:event:${event}`]: body }, { claims: { txn: id } }))
    }
    t.equal((await say(first)).status, 202)
    const before = await leaves()
    t.equal((await say(again)).status, 202, 'the same again is known')
    for (const event of others) {
      const { status, body } = await say(event)
      t.match({ status, ...body }, { status: 400, err: INVALID, description: /final|receipted/ }, `${first}, ${event}`)
    }
    t.equal(await leaves(), before, 'and nothing of it is kept')
    t.equal((await a.call('GET', `/v1/messages/${id}`)).body.state, ends, `${first}, then ${others.join(' and ')}`)
  }
})

t.test('an event of a country about itself is not kept beside a message', async (t) => {
  const own = {
    'key-revoked': { key: 'x', revoked_at: seconds() },
    'agreement-revoked': { agreement: sent.digest, effective_at: seconds() },
    'agreement-suspended': { agreement: sent.digest, procedures: [{ name: 'pre-arrival', from: seconds() }] },
    'legal-hold': {
      hold: sent.id,
      agreement: sent.digest,
      procedure: 'aeo',
      keeps: 'documents',
      authority: 'x',
      reason: 'x',
    },
    tally: { from: 0, to: 1, count: 0, digest: sent.digest, pending: [] },
    rollback: { origin: b.node.own.identity.log.origin, size: 1000, identity: 2, seen: 'x' },
  }
  const before = await leaves()
  for (const [event, body] of Object.entries(own))
    t.match(
      (await post(set({ [`urn:juxta:event:${event}`]: { ...body, ...about() } }))).body,
      { err: INVALID, description: /not a member|no conversation/ },
      event,
    )
  t.equal(await leaves(), before)
})

t.test('another media type is refused before it is read', async (t) => {
  const { status, body } = await post(set(collected()), b, 'application/json')
  t.match({ status, ...body }, { status: 400, type: 'urn:juxta:problem:malformed', rule: 'media-type' })
})

t.test('an event that comes twice counts once', async (t) => {
  const { id } = (await submit(a, b)).body
  const { manifestDigest } = await untilState(a, id, 'delivered')
  const body = { message: id, manifest_digest: manifestDigest }
  const jws = set({ 'urn:juxta:event:collected': body }, { claims: { txn: id } })
  t.equal((await post(jws)).status, 202)
  const size = await leaves()
  t.same([(await post(jws)).status, (await post(jws)).body], [202, ''])
  t.equal(await leaves(), size, 'one leaf')
  const { history, state: now } = (await a.call('GET', `/v1/messages/${id}`)).body
  t.same([now, history.filter((h: any) => h.state === 'collected').length], ['collected', 1])
})

t.test('what comes before the receipt is settled is kept and applied after it', async (t) => {
  await b.node.stop()
  const { id } = (await submit(a, b)).body
  const { manifestDigest } = await untilState(a, id, 'sealed')
  const body = { message: id, manifest_digest: manifestDigest, reason: 'mouldy' }
  const jws = set({ 'urn:juxta:event:rejected': body }, { claims: { txn: id } })
  t.equal((await post(jws)).status, 202)
  t.equal((await a.call('GET', `/v1/messages/${id}`)).body.state, 'sealed', 'an answer delivers nothing')
  await b.restart()
  const { history } = await untilState(a, id, 'rejected')
  t.same(
    history.map((h: any) => h.state),
    ['queued', 'sealed', 'delivered', 'rejected'],
  )
  t.ok(
    history.every((h: any) => h.cause && h.at),
    'each with a time and a cause',
  )
})

t.test('a peer ends an agreement from now on, not backwards', async (t) => {
  const hash = await agree(a, b)
  const revoked = (effective_at: number) =>
    set({ 'urn:juxta:event:agreement-revoked': { agreement: hash, effective_at, reason: 'x' } })
  const { status, body } = await post(revoked(1))
  t.match({ status, ...body }, { status: 400, err: INVALID, description: /before it was signed/ })
  t.equal((await post(revoked(seconds()))).status, 202)
  const path = `/v1/agreements/${encodeURIComponent(hash)}`
  await settled('revoked', async () => (await a.call('GET', path)).body.state === 'revoked')
  const foreign = await put(b, a, await forge(b, a, { claims: (x) => ({ ...x, agreement: hash, iat: seconds() + 2 }) }))
  t.match(foreign.body, { type: 'urn:juxta:problem:no-agreement', rule: 'ended' })
})

t.test('a peer ends an agreement after the notice that it names, and not before', async (t) => {
  const hash = await agree(a, b, (d) => ({ ...d, exit: { ...d.exit!, notice_days: 30 } }))
  const path = `/v1/agreements/${encodeURIComponent(hash)}`
  const revoked = (effective_at: number) =>
    set({ 'urn:juxta:event:agreement-revoked': { agreement: hash, effective_at, reason: 'x' } })
  const stranger = { 'urn:juxta:event:agreement-revoked': { agreement: hash, effective_at: seconds(), reason: 'x' } }
  const third = await post(set(stranger, { by: c, claims: { iss: 'XC' } }), c)
  t.notMatch(third.body, { description: /notice/ }, 'what others have agreed is told to nobody')
  const early = await post(revoked(seconds() + 29 * 86_400))
  t.match(early, { status: 400, body: { err: INVALID, description: /notice/ } })
  const soon = new Date(Date.now() + 86_400_000).toISOString()
  t.match(await a.call('POST', `${path}/revoke`, { reason: 'x', effectiveAt: soon }), {
    status: 409,
    body: { rule: 'notice', pointer: '/effectiveAt' },
  })
  t.equal((await post(revoked(seconds() + 30 * 86_400))).status, 202)
  const end = async () => Date.parse((await a.call('GET', path)).body.revokedAt) / 1000
  t.ok(Math.abs((await end()) - seconds() - 30 * 86_400) < 60)
  const message = await forge(b, a, { claims: (x) => ({ ...x, agreement: hash }) })
  t.equal((await put(b, a, message)).status, 202, 'until then it goes on')
  const order = { procedures: ['aeo'], reason: 'x' }
  t.equal((await a.call('POST', `${path}/suspend`, order)).status, 200, 'and is suspended until then')
  t.equal((await a.call('POST', `${path}/resume`, order)).status, 200)
  t.match(await a.call('POST', `${path}/revoke`, { reason: 'x', effectiveAt: timeOfSeconds((await end()) + 9) }), {
    status: 409,
    body: { rule: 'sooner' },
  })
})

t.test(
  'of two who end an agreement the sooner is right, and no word dates from elsewhere than its notice',
  async (t) => {
    const hash = await agree(a, b, (d) => ({ ...d, exit: { ...d.exit!, notice_days: 2 } }))
    const path = `/v1/agreements/${encodeURIComponent(hash)}`
    const end = async () => Date.parse((await a.call('GET', path)).body.revokedAt) / 1000
    const day = 86_400
    const now = seconds()
    const revoked = (iat: number, effective_at: number) =>
      post(
        set(
          { 'urn:juxta:event:agreement-revoked': { agreement: hash, effective_at, reason: 'x' } },
          { claims: { iat } },
        ),
      )
    t.match(await revoked(now + 3600, now + 9 * day), { status: 400, body: { description: /in the future/ } })
    const late = { reason: 'x', effectiveAt: timeOfSeconds(now + 9 * day) }
    t.equal((await a.call('POST', `${path}/revoke`, late)).status, 200)
    t.equal(await end(), now + 9 * day)
    t.equal((await revoked(now - 1, now + 12 * day)).status, 202)
    t.equal(await end(), now + 9 * day, 'a later end changes nothing')
    t.equal((await revoked(now - 2, now + 5 * day)).status, 202)
    t.equal(await end(), now + 5 * day, 'the sooner one counts')
    a.clock.offset = 2 * day * 1000
    t.equal((await revoked(now - 3, now + 2 * day)).status, 202)
    a.clock.offset = 0
    const least = (await end()) - (now + 4 * day - 6 * 3600)
    t.ok(least >= 0 && least < 300, 'notice counts from when it came, but for the time that it may have been under way')
  },
)

t.test('nobody ends or suspends the agreement of two others', async (t) => {
  const hash = await agree(a, b)
  for (const [event, more] of [
    ['agreement-revoked', { effective_at: seconds() }],
    ['agreement-suspended', { procedures: [{ name: 'pre-arrival', from: seconds() }] }],
  ] as const) {
    const jws = set({ [`urn:juxta:event:${event}`]: { agreement: hash, ...more, reason: 'x' } }, { by: c, claims: { iss: 'XC' } }) // prettier-ignore
    t.not((await post(jws, c)).status, 202)
    t.match((await a.call('GET', `/v1/agreements/${encodeURIComponent(hash)}`)).body, { state: 'in-force', suspensions: [] }) // prettier-ignore
  }
})

t.test(
  'of a peer the newest word on each order to keep data counts, under an agreement that says who may order it',
  async (t) => {
    const hash = await agree(a, b)
    const bare = await agree(a, b, (d) => ({
      ...{ ...d, stage: { name: 'test', ends: ['it ends'] } },
      procedures: d.procedures.map(({ data_protection: _, suspension: __, effects: ___, ...p }) => p),
    }))
    const hold = newMessageId(Date.now())
    const order = {
      hold,
      agreement: hash,
      procedure: 'aeo',
      keeps: 'documents',
      authority: 'a court',
      reason: 'evidence',
    }
    const word = (iat: number, more: object = {}, change: Change = {}, over = b) =>
      post(set({ 'urn:juxta:event:legal-hold': { ...order, ...more } }, { claims: { iat }, ...change }), over)
    const stands = async () => (await a.call('GET', '/v1/legal-holds')).body.items.find((h: Json) => h['id'] === hold)
    const now = seconds()
    for (const [more, says] of [
      [{ agreement: bare }, /who may order/],
      [{ procedure: 'sea' }, /who may order/],
      [{ agreement: sent.digest }, /who may order/],
      [{ lifted: false }, /true/],
    ] as const)
      t.match(await word(now, more), { status: 400, body: { err: INVALID, description: says } })
    t.match(await word(now + 3600), { status: 400, body: { description: /in the future/ } })
    t.match(await word(now, {}, { by: c, claims: { iss: 'XC', iat: now } }, c), { status: 400 }, 'nor of two others')
    t.equal(await stands(), undefined)
    t.equal((await word(now - 10, { lifted: true, reason: 'it is over' })).status, 202)
    t.equal((await word(now - 20)).status, 202, 'what was said before and comes later is kept')
    t.match(
      await stands(),
      { by: 'XB', liftReason: 'it is over', liftedAt: timeOfSeconds(now - 10) },
      'and changes nothing',
    )
    t.equal((await word(now - 5, { keeps: 'manifests', until: now + 60 })).status, 202)
    t.match(await stands(), { keeps: 'manifests', liftedAt: null, until: timeOfSeconds(now + 60), reason: 'evidence' })
  },
)

t.test(
  'of a peer the newest word on what it suspends counts, whatever came first, and none counts before its notice',
  async (t) => {
    const notice = { suspension: { notice_hours: 2, open_cases: 'stop' as const } }
    const hash = await agree(a, b, (d) => forAll(d, notice))
    const path = `/v1/agreements/${encodeURIComponent(hash)}`
    const word = (iat: number, ...procedures: { name: string; from: number }[]) =>
      post(set({ 'urn:juxta:event:agreement-suspended': { agreement: hash, procedures } }, { claims: { iat } }))
    const now = seconds()
    const holds = async () => (await a.call('GET', path)).body.suspensions[0].procedures
    const at = timeOfSeconds
    t.equal(
      (await word(now - 20, { name: 'aeo', from: now - 20 }, { name: 'documents', from: now + 9000 })).status,
      202,
    )
    const told = [{ name: 'aeo', from: at(now - 20 + 7200), until: null }, { name: 'documents', from: at(now + 9000), until: null }] // prettier-ignore
    t.same(await holds(), told, 'what begins before its notice is over begins when it is')
    const old = await agree(a, b, (d) => forAll(d, { suspension: { notice_hours: 48, open_cases: 'stop' } }))
    const back = { agreement: old, procedures: [{ name: 'aeo', from: now }] }
    const dated = set({ 'urn:juxta:event:agreement-suspended': back }, { claims: { iat: now - 20 } })
    a.clock.offset = 48 * 3_600_000
    t.equal((await post(dated)).status, 202)
    a.clock.offset = 0
    const [{ procedures }] = (await a.call('GET', `/v1/agreements/${encodeURIComponent(old)}`)).body.suspensions
    const less = Date.parse(procedures[0].from) / 1000 - (now + (48 + 42) * 3600)
    t.ok(less >= 0 && less < 300, 'a word counts from about when it came: dated back it would walk around its notice')
    t.equal((await word(now - 30)).status, 202)
    t.same(await holds(), told, 'an older word that comes later is kept, and changes nothing')
    t.equal((await word(now - 10, { name: 'aeo', from: now - 20 + 7200 })).status, 202)
    t.same(await holds(), [told[0]], 'a newer one takes its place')
    const over = await word(now - 7, { name: 'aeo', from: now + 9000, until: now + 9000 } as never)
    t.match(over, { status: 400, body: { description: /different suspensions/ } }, 'an end is after its beginning')
    const twice = [{ name: 'aeo', from: now + 9000 }, { name: 'aeo', from: now + 9000, until: now + 9001 } as never]
    t.match(await word(now - 6, ...twice), { status: 400, body: { description: /different suspensions/ } })
    const planned = { name: 'aeo', from: now + 90_000, until: now + 99_000 } as const
    t.equal((await word(now - 6, planned, { name: 'aeo', from: now + 9000 })).status, 202)
    t.match(await holds(), [{ from: at(now + 90_000), until: at(now + 99_000) }, { from: at(now + 9000) }], 'several of one procedure stand') // prettier-ignore
    t.equal((await word(now - 5)).status, 202)
    t.same(await holds(), [])
    t.match(await word(now + 3600), { status: 400, body: { description: /in the future/ } })

    // What runs is carried on without a notice until its end, and beyond that only where the notice is over by then.
    const said = (iat: number, from: number, until?: number) =>
      word(iat, { name: 'aeo', from, ...(until === undefined ? {} : { until }) })
    const begun = now - 4 + 7200
    for (const [iat, until] of [
      [now - 4, undefined],
      [now - 3, now + 9000],
      [now - 2, now + 20_000],
      [now - 1, now + 7300],
    ] as const) {
      // prettier-ignore
      t.equal((await said(iat, begun, until)).status, 202)
      t.same(await holds(), [{ name: 'aeo', from: at(begun), until: until === undefined ? null : at(until) }])
    }
    t.equal((await said(now, begun, now + 20_000)).status, 202)
    t.same(await holds(), [{ name: 'aeo', from: at(begun), until: at(now + 20_000) }])
    const later = now + 15_000
    a.clock.offset = 15_000_000
    t.equal((await said(later, begun, now + 90_000)).status, 202)
    const late = [
      { name: 'aeo', from: at(begun), until: at(now + 20_000) },
      { name: 'aeo', from: at(later + 7200), until: at(now + 90_000) },
    ]
    t.same(await holds(), late, 'a notice that comes late takes nothing of what runs')
    t.equal((await said(later + 1, begun, now + 90_000)).status, 202)
    t.same(await holds(), late, 'what is said again keeps its beginning')
    a.clock.offset = 200_000_000
    const ended = now + 200_000
    t.equal((await said(ended, later, ended + 90_000)).status, 202)
    t.same(await holds(), [{ name: 'aeo', from: at(ended + 7200), until: at(ended + 90_000) }], 'what has ended has one again') // prettier-ignore
    a.clock.offset = 0
  },
)
