/** The receiver's order of checks, line by line: exactly that fault is sent between real nodes over mutual TLS, and the refusal is read by name. */
import { randomBytes } from 'node:crypto'
import t from 'tap'
import { bareSeal, publicKeyOf } from '../../bench/bare.ts'
import { setsIn } from '../../node/exchange/sets.ts'
import { newMessageId } from '../../node/values/id.ts'
import { eventOf, forge, put, readJws, type Fault, type Forged } from '../forge.ts'
import { agree, drafted, leavesOf, settled, startTestNodes, type TestNode } from '../nodes.ts'
import { tamper } from '../tamper.ts'

let a: TestNode, b: TestNode, c: TestNode
t.before(async () => {
  ;[a, b, c] = (await startTestNodes(t, {
    countries: ['XA', 'XB', 'XC'],
    env: () => ({ JUXTA_MESSAGE_BYTES: '200000' }),
  })) as [TestNode, TestNode, TestNode]
})

const b64 = (value: string | Buffer): string => Buffer.from(value as string).toString('base64url')

/** `signed`: whether the refusal comes as a SET of the receiver that is stored and logged. */
type Expected = { status: number; problem: string; rule?: string; pointer?: string; signed: boolean }

async function refused(t: Checks, message: { jti: string; jwe: string }, expected: Expected, over = a): Promise<void> {
  const size = await logged()
  const { status, body } = await put(over, b, message)
  t.equal(body.type, `urn:juxta:problem:${expected.problem}`, JSON.stringify(body).slice(0, 300))
  t.equal(status, expected.status)
  if (expected.rule) t.equal(body.rule, expected.rule)
  if (expected.pointer) t.equal(body.pointer, expected.pointer)
  t.equal((await b.call('GET', `/v1/messages/${message.jti}`)).status, 404, 'nothing was taken')
  if (!expected.signed) {
    t.notOk(body.set, 'unsigned')
    t.equal(await logged(), size, 'and not logged')
    return
  }
  const { header, claims } = readJws(body.set)
  t.equal(header['typ'], 'secevent+jwt')
  const event = claims['events']['urn:juxta:event:refused']
  t.equal(event.problem, expected.problem)
  t.equal(event.message, message.jti)
  t.equal(event.retryable, expected.problem === 'not-yet-valid', 'whether it may come again')
  t.equal(await logged(), size + 1, 'one leaf')
  t.same((await put(over, b, message)).body.set, body.set, 'the same bytes get the stored answer')
  t.equal(await logged(), size + 1, 'and no second leaf')
}
/** The signed refusal stands. */
async function refusedAgain(t: Checks, message: { jti: string; jwe: string }): Promise<void> {
  const { status, body } = await put(a, b, message)
  t.equal(status, 403, JSON.stringify(body))
  t.equal((await b.call('GET', `/v1/messages/${message.jti}`)).status, 404)
}
type Checks = Pick<typeof t, 'equal' | 'notOk' | 'same'>

/** Leaves about messages and refusals of them. */
const logged = (): Promise<number> => leavesOf(b, 'received', 'receipt-issued', 'refused')

/** A fault in a message of XA to XB. */
const faulty = (name: string, fault: Fault, expected: Expected): void => {
  t.test(name, async (t) => refused(t, await forge(a, b, fault), expected))
}
const wire = (status: number, problem: string, rule?: string, pointer?: string): Expected => ({
  status,
  problem,
  signed: false,
  ...(rule === undefined ? {} : { rule }),
  ...(pointer === undefined ? {} : { pointer }),
})
const judged = (status: number, problem: string, rule?: string, pointer?: string): Expected => ({
  ...wire(status, problem, rule, pointer),
  signed: true,
})

t.test('what is faultless is received, so that each refusal below is of its fault alone', async (t) => {
  const message = await forge(a, b)
  const { status, body, headers } = await put(a, b, message)
  t.equal(status, 202)
  t.equal(headers['content-type'], 'application/secevent+jwt')
  const { claims } = readJws(body)
  const receipt = claims['events']['urn:juxta:event:received']
  t.equal(receipt.message, message.jti)
  t.equal(receipt.manifest_digest, message.digest)
  t.equal(
    (await b.call('GET', `/v1/messages/${message.jti}/document`)).body.toString(),
    '<Declaration>cheese</Declaration>',
  )
})

t.test('size', async (t) => {
  const message = await forge(a, b, { document: `<a>${'x'.repeat(600_000)}</a>` })
  await refused(t, message, wire(413, 'too-large'))
})

t.test('TLS peer: an unknown key, and a peer of somebody else', async (t) => {
  const [stranger] = (await startTestNodes(t, { countries: ['XD'], peered: false })) as [TestNode]
  const { status, body } = await put(stranger, b, await forge(a, b))
  t.equal(status, 403)
  t.equal(body.type, 'urn:juxta:problem:peer-unknown')
})

// --- strict compact syntax
faulty('four segments', { jwe: (j) => j.split('.').slice(0, 4).join('.') }, wire(400, 'malformed', 'segments'))
faulty(
  'a JWS where a JWE is expected',
  { jwe: () => 'eyJhbGciOiJFUzI1NiJ9.e30.AAAA' },
  wire(400, 'malformed', 'segments'),
)
faulty('padding', { jwe: (j) => `${j}=` }, wire(400, 'malformed', 'base64url'))
faulty('a line break', { jwe: (j) => `${j}\n` }, wire(400, 'malformed', 'base64url'))
faulty(
  'base64url that is not canonical',
  {
    jwe: (j) => {
      // The tag is 16 bytes: its last character carries 2 bits that must be zero times four.
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
      return j.slice(0, -1) + alphabet[alphabet.indexOf(j.at(-1)!) | 1]
    },
  },
  wire(400, 'malformed', 'base64url'),
)
faulty('a header that is no JSON', { sealed: () => '{' }, wire(400, 'malformed'))
faulty(
  'a header with a member twice',
  { sealed: (h) => JSON.stringify(h).replace('{', '{"alg":"dir",') },
  wire(400, 'malformed', 'duplicate-key'),
)

// --- JWE header
faulty('another typ', { sealed: (h) => ({ ...h, typ: 'JWE' }) }, wire(400, 'malformed', 'typ', '/typ'))
faulty('another cty', { sealed: (h) => ({ ...h, cty: 'json' }) }, wire(400, 'malformed', 'cty', '/cty'))
for (const alg of ['dir', 'RSA-OAEP', 'RSA1_5', 'PBES2-HS256+A128KW', 'A256KW', 'none', 'ECDH-ES+A128KW'])
  faulty(`alg ${alg}`, { sealed: (h) => ({ ...h, alg }) }, wire(400, 'algorithm-refused', 'alg', '/alg'))
for (const enc of ['A128CBC-HS256', 'A128GCM', 'none'])
  faulty(`enc ${enc}`, { sealed: (h) => ({ ...h, enc }) }, wire(400, 'algorithm-refused', 'enc', '/enc'))
for (const [member, value] of [
  ['zip', 'DEF'],
  ['crit', ['exp']],
  ['jwk', {}],
  ['jku', 'https://x.invalid'],
  ['x5u', 'https://x.invalid'],
  ['p2c', 1],
  ['apu', 'AA'],
  ['b64', false],
] as const)
  faulty(
    `header member ${member}`,
    { sealed: (h) => ({ ...h, [member]: value }) },
    wire(400, 'algorithm-refused', member, `/${member}`),
  )
faulty(
  'an unknown header member',
  { sealed: (h) => ({ ...h, foo: 1 }) },
  wire(400, 'algorithm-refused', 'closed', '/foo'),
)
faulty(
  'a missing header member',
  { sealed: ({ kid: _, ...h }) => h },
  wire(400, 'algorithm-refused', 'required', '/kid'),
)
faulty(
  'an epk off the curve',
  { sealed: (h) => ({ ...h, epk: { ...h['epk'], y: h['epk'].x } }) },
  wire(400, 'cannot-decrypt'),
)
faulty(
  'an epk on P-384',
  { sealed: (h) => ({ ...h, epk: { ...h['epk'], crv: 'P-384' } }) },
  wire(400, 'algorithm-refused', 'epk'),
)
faulty(
  'an epk with a private part',
  { sealed: (h) => ({ ...h, epk: { ...h['epk'], d: 'AA' } }) },
  wire(400, 'algorithm-refused', 'epk'),
)

// --- decrypt
faulty(
  'a ciphertext that was changed',
  { jwe: (j) => j.replace(/[^.]{4}(?=[^.]{8}\.[^.]*$)/, (x) => (x === 'AAAA' ? 'BBBB' : 'AAAA')) },
  wire(400, 'cannot-decrypt'),
)
t.test('sealed to a key of another node', async (t) =>
  refused(t, await forge(a, b, { sealedTo: c }), wire(400, 'cannot-decrypt')),
)
faulty(
  'a kid that is a path',
  { sealed: (h) => ({ ...h, kid: '../../etc/passwd' }) },
  wire(400, 'algorithm-refused', 'kid', '/kid'),
)

// --- the bundle
faulty('a bundle that is no JSON', { bundle: () => 'cheese' }, wire(400, 'malformed'))
faulty(
  'a bundle with a member twice',
  { bundle: (x) => JSON.stringify(x).replace('{', '{"salt":"AA",') },
  wire(400, 'malformed', 'duplicate-key'),
)
faulty(
  'a bundle of invalid UTF-8',
  {
    bundle: (x) => Buffer.concat([Buffer.from(JSON.stringify(x).slice(0, -1)), Buffer.from([0x2c, 0x22, 0xff, 0x22])]),
  },
  wire(400, 'malformed', 'utf-8'),
)
faulty('a bundle that is too deep', { bundle: () => '['.repeat(100_000) }, wire(400, 'malformed', 'depth'))
faulty(
  'a bundle with __proto__',
  { bundle: (x) => JSON.stringify(x).replace('{', '{"__proto__":{},') },
  wire(400, 'malformed', 'forbidden-key'),
)
faulty(
  'a bundle with an unknown member',
  { bundle: (x) => ({ ...x, more: 1 }) },
  wire(400, 'malformed', 'closed', '/more'),
)
faulty(
  'a part with text and data',
  { bundle: (x) => ({ ...x, parts: { document: { ...x['parts'].document, data: 'AA' } } }) },
  wire(400, 'malformed', 'one-of'),
)

// --- JWS header
for (const alg of ['none', 'HS256', 'RS256', 'PS256', 'ES384', 'EdDSA'])
  faulty(`manifest alg ${alg}`, { header: (h) => ({ ...h, alg }) }, wire(400, 'algorithm-refused', 'alg', '/alg'))
faulty(
  'alg none without a signature',
  { manifest: (j) => `${b64(JSON.stringify({ ...readJws(j).header, alg: 'none' }))}.${j.split('.')[1]}.` },
  wire(400, 'malformed', 'base64url'),
)
for (const [member, value] of [
  ['jwk', { kty: 'EC' }],
  ['x5c', ['AA']],
  ['jku', 'https://x.invalid'],
  ['crit', ['b64']],
  ['b64', false],
] as const)
  faulty(
    `manifest header member ${member}`,
    { header: (h) => ({ ...h, [member]: value }) },
    wire(400, 'algorithm-refused', member, `/${member}`),
  )
for (const [name, iat] of [
  ['a header whose time is not that of the claims', (h: any) => h.iat - 1],
  ['a header whose time is a text', (h: any) => String(h.iat)],
] as const)
  faulty(name, { header: (h) => ({ ...h, iat: iat(h) }) }, wire(400, 'malformed', undefined, '/iat'))
faulty(
  'a receipt in place of a manifest',
  { header: (h) => ({ ...h, typ: 'secevent+jwt' }) },
  wire(400, 'malformed', 'typ', '/typ'),
)
faulty('a JWE in place of the manifest', { manifest: (j) => `${j}.AA.AA` }, wire(400, 'malformed', 'segments'))

// --- the key, the signature
faulty(
  'a key that is in no identity',
  { header: (h) => ({ ...h, kid: b64(randomBytes(32)) }) },
  wire(400, 'key-unknown'),
)
t.test('a key of the identity of somebody else', async (t) =>
  refused(t, await forge(a, b, { signedBy: c }), wire(400, 'key-unknown')),
)
faulty(
  'the certificate of another key',
  { header: (h) => ({ ...h, 'x5t#S256': b64(randomBytes(32)) }) },
  wire(400, 'key-unknown', 'x5t'),
)
faulty(
  'claims changed after signing',
  {
    manifest: (j) => {
      const [h, p, s] = j.split('.')
      return `${h}.${b64(Buffer.from(p!, 'base64url').toString().replace('"priority":5', '"priority":0'))}.${s}`
    },
  },
  wire(400, 'signature-invalid'),
)
faulty(
  'a signature of zeros',
  { manifest: (j) => `${j.slice(0, j.lastIndexOf('.'))}.${b64(Buffer.alloc(64))}` },
  wire(400, 'signature-invalid'),
)
faulty(
  'a DER signature',
  {
    manifest: (j) =>
      `${j.slice(0, j.lastIndexOf('.'))}.${b64(Buffer.concat([Buffer.from('3046022100', 'hex'), randomBytes(67)]))}`,
  },
  wire(400, 'signature-invalid'),
)

// --- addresses
t.test('a manifest of XC over the connection of XA', async (t) =>
  refused(t, await forge(c, b), judged(403, 'sender-mismatch', 'tls-peer', '/iss')),
)
t.test('surreptitious forwarding: XB seals to XC what XA signed for XB', async (t) => {
  const { jti, bundle } = await forge(a, b)
  const forward = async (over: TestNode) => {
    const key = c.node.own.identity.keys.find((k) => k.use === 'enc')!
    const header = { alg: 'ECDH-ES', enc: 'A256GCM', kid: key.kid, typ: 'juxta-message+jwe', cty: 'juxta-bundle+json' }
    const jwe = await bareSeal(
      { ...header, iss: 'XA', aud: 'XC' },
      Buffer.from(JSON.stringify(bundle)),
      publicKeyOf(key.jwk),
    )
    const { status, body } = await put(over, c, { jti, jwe })
    return [status, body.type, body.rule]
  }
  t.same(await forward(b), [403, 'urn:juxta:problem:sender-mismatch', 'tls-peer'])
  t.same(
    await forward(a),
    [403, 'urn:juxta:problem:wrong-recipient', 'audience'],
    'nor does it help if XA is the one to forward',
  )
})
faulty(
  'outer and inner audience differ',
  { sealed: (h) => ({ ...h, aud: 'XC' }) },
  judged(400, 'malformed', 'replicated-claims', '/iss'),
)
faulty(
  'outer and inner issuer differ',
  { sealed: (h) => ({ ...h, iss: 'XC' }) },
  judged(400, 'malformed', 'replicated-claims', '/iss'),
)
faulty(
  'addressed to somebody else',
  { claims: (x) => ({ ...x, aud: 'XC' }), sealed: (h) => ({ ...h, aud: 'XC' }) },
  judged(403, 'wrong-recipient', 'audience', '/aud'),
)
t.test('reflection: XB is sent what it signed itself', async (t) => {
  const { jti, bundle } = await forge(b, a)
  const key = b.node.own.identity.keys.find((k) => k.use === 'enc')!
  const header = { alg: 'ECDH-ES', enc: 'A256GCM', kid: key.kid, typ: 'juxta-message+jwe', cty: 'juxta-bundle+json' }
  const jwe = await bareSeal(
    { ...header, iss: 'XB', aud: 'XA' },
    Buffer.from(JSON.stringify(bundle)),
    publicKeyOf(key.jwk),
  )
  const { status, body } = await put(a, b, { jti, jwe })
  t.same([status, body.type], [400, 'urn:juxta:problem:key-unknown'], 'its own key is no peer’s')
})
t.test('the path names another message', async (t) => {
  const message = await forge(a, b)
  const other = await forge(a, b)
  const { status, body } = await put(a, b, { jti: other.jti, jwe: message.jwe })
  t.equal(status, 400)
  t.same([body.type, body.rule], ['urn:juxta:problem:malformed', 'path'])
  t.same((await put(a, b, { jti: other.jti, jwe: message.jwe })).body, body, 'there it is answered so again')
  t.equal(
    (await put(a, b, message)).status,
    202,
    'that a message came to a wrong address says nothing of it at its own',
  )
  t.equal((await put(a, b, other)).status, 202, 'nor of the message that has that address')
})

// --- known message
t.test(
  'the same message again gets its receipt, sealed anew too; another one under its id is a conflict',
  async (t) => {
    const message = await forge(a, b)
    const { bundle } = message
    const first = await put(a, b, message)
    t.equal(first.status, 202)
    t.equal((await put(a, b, message)).body, first.body)
    const again = await forge(a, b, { claims: () => message.claims, bundle: () => bundle })
    t.not(again.jwe, message.jwe)
    t.equal((await put(a, b, again)).body, first.body)
    const other = await forge(a, b, { claims: (x) => ({ ...x, jti: message.jti }) })
    const { status, body } = await put(a, b, other)
    t.equal(status, 409)
    t.equal(body.type, 'urn:juxta:problem:conflict')
    t.ok(body.set, 'logged and signed')
    // A manifest with another, equally valid signature is the same manifest: ES256 signatures are malleable.
    const { manifest } = message
    const flipped = malleate(manifest)
    t.not(flipped, manifest)
    const twin = await forge(a, b, { claims: () => message.claims, bundle: () => ({ ...bundle, manifest: flipped }) })
    t.equal((await put(a, b, twin)).body, first.body)
  },
)

/** (r, s) and (r, n − s) are both valid. */
function malleate(jws: string): string {
  const n = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
  const at = jws.lastIndexOf('.')
  const signature = Buffer.from(jws.slice(at + 1), 'base64url')
  const s = BigInt(`0x${signature.subarray(32).toString('hex')}`)
  signature.set(Buffer.from((n - s).toString(16).padStart(64, '0'), 'hex'), 32)
  return `${jws.slice(0, at)}.${signature.toString('base64url')}`
}

// --- time
const seconds = (): number => Math.floor(Date.now() / 1000)
faulty(
  'issued 301 seconds ahead',
  { claims: (x) => ({ ...x, iat: seconds() + 310, exp: seconds() + 4000 }) },
  judged(422, 'not-yet-valid', 'iat', '/iat'),
)
t.test('issued 290 seconds ahead is taken', async (t) => {
  t.equal((await put(a, b, await forge(a, b, { claims: (x) => ({ ...x, iat: seconds() + 290 }) }))).status, 202)
})
t.test('expired 301 seconds ago is stale, 299 seconds ago is not', async (t) => {
  const [one, other] = [await forge(a, b, { claims: (x) => ({ ...x, exp: x['iat'] + 1 }) }), await forge(a, b)]
  t.teardown(() => (b.clock.offset = 0))
  b.clock.offset = 299_000
  t.equal((await put(a, b, one)).status, 202)
  b.clock.offset = 3_600_000 + 302_000
  await refused(t, other, judged(422, 'stale', 'exp', '/exp'))
})
t.test('replay before, at and after exp gets the receipt that was given', async (t) => {
  const message = await forge(a, b, { claims: (x) => ({ ...x, exp: x['iat'] + 60 }) })
  const { body } = await put(a, b, message)
  for (const offset of [59_000, 60_000, 360_000, 86_400_000 * 40]) {
    b.clock.offset = offset
    t.equal((await put(a, b, message)).body, body, `${offset / 1000} s later`)
  }
  b.clock.offset = 0
})
t.test('a known message that is sealed anew after its end still gets its receipt', async (t) => {
  const message = await forge(a, b, { claims: (x) => ({ ...x, exp: x['iat'] + 60 }) })
  const { body } = await put(a, b, message)
  t.teardown(() => (b.clock.offset = 0))
  b.clock.offset = 86_400_000 * 40
  const again = await forge(a, b, { claims: () => message.claims, bundle: () => message.bundle })
  t.not(again.jwe, message.jwe)
  t.same(await put(a, b, again).then((x) => [x.status, x.body]), [202, body])
})
t.test('a message that comes twice at once, and is over for the second, gets one receipt', async (t) => {
  const { jti, jwe } = await forge(a, b, { claims: (x) => ({ ...x, exp: x['iat'] + 60 }) })
  t.teardown(() => (b.clock.offset = 0))
  let first: unknown
  const second = await b.node.receive(a.country, jti, Buffer.from(jwe), {
    // The other one is taken while this one waits for its turn.
    async begin() {
      first = await b.node.receive(a.country, jti, Buffer.from(jwe))
      b.clock.offset = 86_400_000
      return () => undefined
    },
  })
  t.match(second, { status: 202 })
  t.same(second, first)
})
faulty(
  'signed before its key counted',
  { claims: (x) => ({ ...x, iat: 1_000_000_000, exp: seconds() + 3600 }) },
  judged(400, 'key-unknown', 'key-validity', '/kid'),
)

// --- agreement
faulty(
  'an agreement that is not in force',
  { claims: (x) => ({ ...x, agreement: `sha-256:${b64(randomBytes(32))}` }) },
  judged(403, 'no-agreement', 'unknown', '/agreement'),
)
t.test('what was refused for ever stays refused, though it would be taken now', async (t) => {
  const draft = drafted(a.country, b.country, seconds())
  const { hash } = (await a.call('POST', '/v1/agreements', { ...draft, title: 'not accepted yet' })).body
  const path = `/v1/agreements/${encodeURIComponent(hash)}`
  await settled('it is offered', async () => (await b.call('GET', path)).body.state === 'received')
  const message = await forge(a, b, { claims: (x) => ({ ...x, agreement: hash }) })
  await refused(t, message, judged(403, 'no-agreement', undefined, '/agreement'))
  t.equal((await b.call('POST', `${path}/accept`)).status, 200)
  await refusedAgain(t, message)
  t.equal((await put(a, b, await forge(a, b, { claims: (x) => ({ ...x, agreement: hash }) }))).status, 202)
})
faulty(
  'a procedure that is not agreed',
  { claims: (x) => ({ ...x, procedure: 'cheese' }) },
  judged(403, 'no-agreement', 'procedure', '/agreement'),
)
faulty(
  'a version that is not agreed',
  { claims: (x) => ({ ...x, version: '9.9' }) },
  judged(403, 'no-agreement', 'version', '/agreement'),
)
faulty(
  'a type that the procedure does not have',
  { claims: (x) => ({ ...x, type: 'cheese' }) },
  judged(422, 'unsupported-version', 'known', '/type'),
)

// --- parts
faulty(
  'a part of another size',
  { claims: (x) => ({ ...x, parts: [{ ...x['parts'][0], size: 1 }] }) },
  judged(422, 'digest-mismatch', 'size', '/parts/0'),
)
faulty(
  'a part of another digest',
  {
    bundle: (x) => ({
      ...x,
      parts: { document: { ...x['parts'].document, text: x['parts'].document.text.replace('cheese', 'butter') } },
    }),
  },
  judged(422, 'digest-mismatch', 'digest', '/parts/0'),
)
faulty(
  'a part that is missing',
  { bundle: (x) => ({ ...x, parts: {} }) },
  judged(422, 'digest-mismatch', 'present', '/parts/0'),
)
faulty(
  'no document',
  {
    context: '{}',
    claims: (x) => ({ ...x, parts: [x['parts'][0]] }),
    bundle: (x) => ({ ...x, parts: { context: x['parts'].context } }),
  },
  judged(422, 'schema-invalid', 'document', '/parts'),
)
t.test('a test is taken as one, and nothing else is', async (t) => {
  for (const [context, is] of [
    ['{"xTest":true}', true],
    ['{"xTest":false}', false],
    ['{}', false],
    [undefined, false],
  ] as const) {
    const message = await forge(a, b, context === undefined ? {} : { context })
    t.equal((await put(a, b, message)).status, 202)
    t.equal((await b.call('GET', `/v1/messages/${message.jti}`)).body.test, is, String(context))
  }
})
faulty(
  'a part too many',
  { bundle: (x) => ({ ...x, parts: { ...x['parts'], more: x['parts'].document } }) },
  judged(422, 'digest-mismatch', 'extra', '/parts'),
)
faulty(
  'another salt',
  { bundle: (x) => ({ ...x, salt: b64(randomBytes(32)) }) },
  judged(422, 'digest-mismatch', 'salt', '/salt_hash'),
)

// --- document
faulty(
  'XML with a DOCTYPE and entities',
  { document: '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>' },
  judged(422, 'schema-invalid'),
)
for (const document of [
  '<a></b>',
  '<a/><a/>',
  '<a b="1" b="2"/>',
  '<a>&b;</a>',
  '<b:a/>',
  `${'<a>'.repeat(257)}${'</a>'.repeat(257)}`,
])
  faulty(
    `XML that is not well-formed: ${document.slice(0, 20)}`,
    { document },
    judged(422, 'schema-invalid', 'xml-syntax', '/parts/document'),
  )
t.test(
  'XML that is well-formed is taken, and what would be many times as large as its text without a look',
  async (t) => {
    const deep = `${'<a>'.repeat(256)}${'</a>'.repeat(256)}`
    const dense = `<a>${'<b/>'.repeat(30_000)}</c>`
    for (const document of ['<a b="1">&lt;<?c d?><!-- e --><![CDATA[<]]></a>', deep, dense])
      t.equal((await put(a, b, await forge(a, b, { document }))).status, 202, document.slice(0, 40))
    t.equal((await put(a, b, await forge(a, b, { document: '<a></b>', mediaType: 'text/plain' }))).status, 202)
  },
)
faulty(
  'JSON with a member twice',
  { document: '{"a":1,"a":2}', mediaType: 'application/json' },
  judged(422, 'schema-invalid'),
)

// --- claims
for (const [name, fault, pointer] of [
  ['a member too many', (x: any) => ({ ...x, more: 1 }), '/more'],
  ['a missing member', ({ txn: _, ...x }: any) => x, '/txn'],
  ['an audience list', (x: any) => ({ ...x, aud: ['XB'] }), '/aud'],
  ['a fractional time', (x: any) => ({ ...x, exp: 1.5 }), '/exp'],
  ['an upper-case id', (x: any) => ({ ...x, txn: x.txn.toUpperCase() }), '/txn'],
] as const)
  faulty(`claims with ${name}`, { claims: fault }, wire(400, 'malformed', undefined, pointer))

t.test('a message after the revocation of the agreement is refused, one before its end is not', async (t) => {
  const nodes = (await startTestNodes(t)) as [TestNode, TestNode]
  const [x, y] = nodes
  const before = await forge(x, y)
  const hash = before.claims['agreement']
  t.equal((await put(x, y, before)).status, 202)
  const inFlight = await forge(x, y)
  y.clock.offset = x.clock.offset = 2_000
  t.equal((await y.call('POST', `/v1/agreements/${encodeURIComponent(hash)}/revoke`, { reason: 'test' })).status, 200)
  y.clock.offset = x.clock.offset = 4_000
  const after = await forge(x, y, { claims: (c) => ({ ...c, agreement: hash }) })
  const refusal = await put(x, y, after)
  t.equal(refusal.body.type, 'urn:juxta:problem:no-agreement')
  t.equal((await put(x, y, inFlight)).status, 202, 'signed while it was in force')
  y.clock.offset = x.clock.offset = 73 * 3_600_000
  const late = await forge(x, y, {
    claims: () => ({ ...inFlight.claims, jti: newMessageId(Date.now()), exp: seconds() + 90 * 3600 }),
  })
  t.equal((await put(x, y, late)).body.type, 'urn:juxta:problem:no-agreement', '72 hours are over')
  y.clock.offset = x.clock.offset = 0
  await agree(x, y)
  t.equal((await put(x, y, await forge(x, y))).status, 202)
  await settled(
    'both know the revocation',
    async () => (await x.call('GET', `/v1/agreements/${encodeURIComponent(hash)}`)).body.state === 'revoked',
  )
})

// --- what stands in the store already
t.test('a message that comes after its sender took it back is refused for ever', async (t) => {
  const message = await forge(a, b)
  const about = { message: message.jti, manifest_digest: message.digest, status: 'requested' }
  const set = eventOf(a, b, 'withdrawn', about, { txn: message.claims['txn'] })
  t.equal((await a.ask(b, 'POST', '/v1/events', 'application/secevent+jwt', set)).status, 202)
  await refused(t, message, judged(409, 'conflict', 'withdrawn'))
  const anew = await forge(a, b, { claims: () => message.claims, bundle: () => message.bundle })
  t.match((await put(a, b, anew)).body, { rule: 'withdrawn', set: /./ }, 'sealed anew too')
})
t.test('nobody takes back the message of another country', async (t) => {
  const [arrived, coming] = [await forge(a, b), await forge(a, b)]
  const { body } = await put(a, b, arrived)
  const withdraw = ({ jti, digest, claims }: Forged) =>
    c.ask(
      b,
      'POST',
      '/v1/events',
      'application/secevent+jwt',
      eventOf(
        c,
        b,
        'withdrawn',
        { message: jti, manifest_digest: digest, status: 'requested' },
        { txn: claims['txn'] },
      ),
    )
  const { status, body: said } = await withdraw(arrived)
  t.match({ status, ...said }, { status: 400, description: /no message of its sender/ })
  const told = (await setsIn(b.node.store).setsOf(arrived.jti as never)).map((s) => [s.event, s.peer])
  t.notOk(
    told.some(([event, peer]) => event === 'withdrawn' && peer === 'XC'),
    JSON.stringify(told),
  )
  t.equal((await put(a, b, arrived)).body, body)
  await withdraw(coming)
  t.not((await put(a, b, coming)).body.rule, 'withdrawn', 'nor one that is still to come')
})
t.test('nobody gets the receipt of another by what it says that it replaces', async (t) => {
  const message = await forge(a, b)
  await put(a, b, message)
  const claims = (x: any) => ({ ...x, jti: message.jti, supersedes: message.digest })
  const { status, body } = await put(c, b, await forge(c, b, { claims }))
  t.match({ status, ...body }, { status: 409, type: 'urn:juxta:problem:conflict', rule: 'jti' })
  const own = await put(a, b, await forge(a, b, { claims }))
  t.equal(own.status, 202, 'its sender does')
})
t.test('a passing conflict of the store is no judgement of the message', async (t) => {
  const message = await forge(a, b)
  tamper(
    b,
    `create trigger conflicts before insert on "message" when new."id" = '${message.jti}' begin select raise(abort, 'in the way'); end`,
  )
  const { status, body } = await put(a, b, message)
  t.ok(status === 409 || status === 503, String(status))
  t.notOk(body.set, 'nothing is signed')
  t.equal((await setsIn(b.node.store).setsOf(message.jti as never)).length, 0, 'and nothing kept')
  tamper(b, 'drop trigger conflicts')
  t.equal((await put(a, b, message)).status, 202, 'the next attempt is judged anew')
})
t.test('what is refused because it is too early is judged anew when its time has come', async (t) => {
  const message = await forge(a, b, { claims: (x) => ({ ...x, iat: seconds() + 310, exp: seconds() + 4000 }) })
  const { body } = await put(a, b, message)
  t.equal(body.type, 'urn:juxta:problem:not-yet-valid')
  t.equal(readJws(body.set).claims['events']['urn:juxta:event:refused'].retryable, true)
  t.teardown(() => (b.clock.offset = 0))
  b.clock.offset = 20_000
  t.equal((await put(a, b, message)).status, 202, 'the same bytes')
})

// --- the order: of two faults the earlier check answers
for (const [name, fault, expected] of [
  ['who sends before to whom it goes', { claims: (x: any) => ({ ...x, iss: 'XC', aud: 'XC' }) }, 'key-unknown'],
  [
    'to whom it goes before when',
    { claims: (x: any) => ({ ...x, aud: 'XC', exp: 1 }), sealed: (h: any) => ({ ...h, aud: 'XC' }) },
    'wrong-recipient',
  ],
  [
    'the key before the time',
    { claims: (x: any) => ({ ...x, iat: 1_000_000_000, exp: 1_000_000_001 }) },
    'key-unknown',
  ],
  [
    'the agreement before the parts',
    { claims: (x: any) => ({ ...x, procedure: 'cheese' }), bundle: (x: any) => ({ ...x, parts: {} }) },
    'no-agreement',
  ],
  [
    'the parts before the document',
    { document: '{', mediaType: 'application/json', bundle: (x: any) => ({ ...x, salt: b64(randomBytes(32)) }) },
    'digest-mismatch',
  ],
] as const)
  t.test(`of two faults the first counts: ${name}`, async (t) => {
    const { body } = await put(a, b, await forge(a, b, fault))
    t.equal(body.type, `urn:juxta:problem:${expected}`, JSON.stringify(body))
  })
t.test('of two faults the first counts: the time before the agreement', async (t) => {
  t.teardown(() => (b.clock.offset = 0))
  b.clock.offset = 400_000
  const message = await forge(a, b, { claims: (x) => ({ ...x, exp: x['iat'] + 1, procedure: 'cheese' }) })
  t.equal((await put(a, b, message)).body.type, 'urn:juxta:problem:stale')
})
t.test('of two faults the first counts: a known message before its time and its agreement', async (t) => {
  const message = await forge(a, b)
  await put(a, b, message)
  const other = await forge(a, b, {
    claims: (x) => ({ ...x, jti: message.jti, exp: x['iat'] - 900, procedure: 'cheese' }),
  })
  t.match((await put(a, b, other)).body, { type: 'urn:juxta:problem:conflict', rule: 'jti' })
})
