/** The nouns of the wire, each member of their closed forms varied alone: what a peer signs is read as one thing or not at all. */
import { createHash, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { JuxtaError, toProblem } from '../../node/values/errors.ts'
import { isCountry } from '../../node/values/country.ts'
import { digestBytes, digestOf, isDigest, sha256 } from '../../node/values/digest.ts'
import { freshBytes } from '../../node/values/random.ts'
import { isMessageId, newMessageId } from '../../node/values/id.ts'
import { checkParts, parseBundle, partDigest, writeBundle } from '../../node/message/bundle.ts'
import { keyCounts, parseIdentity, parsePublicJwk } from '../../node/message/identity.ts'
import { canMove, HELD, INBOUND_STATES, OUTBOUND_STATES } from '../../node/message/lifecycle.ts'
import { manifestDigest, parseManifestClaims } from '../../node/message/manifest.ts'
import { EVENT, parseReceived, parseRefused, parseSetClaims } from '../../node/message/security-event.ts'

const id = newMessageId(1_700_000_000_000)
const other = newMessageId(1_700_000_000_001)
const digest = digestOf('x')
const COORDINATE = 'A'.repeat(43)
const base64url = (bytes: Buffer): string => bytes.toString('base64url')

/** `read` takes `good` as it is, and refuses each variation at its pointer. */
function refuses(
  t: Test,
  read: (value: any) => unknown,
  good: object,
  bad: readonly (readonly [pointer: string, change: object])[],
): void {
  t.doesNotThrow(() => read(structuredClone(good)), 'the faultless one')
  for (const [pointer, change] of bad)
    t.throws(
      () => read({ ...structuredClone(good), ...change }),
      { name: 'JuxtaError', pointer },
      `${pointer} ${JSON.stringify(change).slice(0, 60)}`,
    )
}

t.test('ids', async (t) => {
  t.ok(isCountry('XA'))
  for (const bad of ['XAB', 'xa', 'X', 'X1', '', 7, null]) t.notOk(isCountry(bad), String(bad))
  t.ok(isMessageId(id))
  t.notOk(isMessageId('019ab000-0000-4000-8000-000000000000'), 'version 4 has no time in it')
  t.notOk(isMessageId(id.toUpperCase()))
  t.ok(isDigest(digest))
  t.same(`sha-256:${base64url(digestBytes(digest))}`, digest)
  t.equal(digestBytes(digest).length, 32)
  const last = digest.at(-1)!
  const beside = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const spelled = digest.slice(0, -1) + beside[beside.indexOf(last) + 1]
  t.notOk(isDigest(spelled), 'the same 32 bytes in another spelling')
})

t.test('what is answered says whose turn it is, and nothing of what broke inside', async (t) => {
  const of = (code: ConstructorParameters<typeof JuxtaError>[0]) =>
    toProblem(new JuxtaError(code, 'password of the store'))
  t.match(of('stale'), { status: 422, retryable: false, detail: 'password of the store' })
  t.match(of('parts-missing'), { status: 409, retryable: true })
  t.match(of('log-unavailable'), { status: 503, retryable: true })
  const broken = of('internal')
  t.match(broken, { status: 500, retryable: false })
  t.notMatch(JSON.stringify(broken), /password/)
})

t.test('a manifest', async (t) => {
  const part = { id: 'document', media_type: 'application/xml', size: 3, digest }
  const good = {
    iss: 'XA',
    aud: 'XB',
    jti: id,
    iat: 1_700_000_000,
    exp: 1_700_003_600,
    txn: id,
    procedure: 'pre-arrival',
    type: 'declaration',
    version: '1.0',
    agreement: digest,
    priority: 5,
    salt_hash: digest,
    parts: [part],
  }
  const many = (n: number) => Array.from({ length: n }, (_, i) => ({ ...part, id: `p${i}` }))
  refuses(t, parseManifestClaims, good, [
    ['/iss', { iss: 'xa' }],
    ['/aud', { aud: 'XBC' }],
    ['/jti', { jti: id.toUpperCase() }],
    ['/iat', { iat: 1.5 }],
    ['/exp', { exp: '2027-01-01T00:00:00Z' }],
    ['/txn', { txn: 'x' }],
    ['/ref', { ref: 'x' }],
    ['/supersedes', { supersedes: 'x' }],
    ['/procedure', { procedure: 'p'.repeat(65) }],
    ['/procedure', { procedure: 'Pre-arrival' }],
    ['/type', { type: '' }],
    ['/version', { version: '1.' }],
    ['/agreement', { agreement: 'x' }],
    ['/priority', { priority: -1 }],
    ['/priority', { priority: 10 }],
    ['/priority', { priority: 1.5 }],
    ['/salt_hash', { salt_hash: 'x' }],
    ['/parts', { parts: [] }],
    ['/parts', { parts: many(65) }],
    ['/parts', { parts: [part, part] }],
    ['/parts/0/id', { parts: [{ ...part, id: '../x' }] }],
    ['/parts/0/media_type', { parts: [{ ...part, media_type: 'xml' }] }],
    ['/parts/0/media_type', { parts: [{ ...part, media_type: 'application/pdf; name="Zeugnis für M.pdf"' }] }],
    ['/parts/0/media_type', { parts: [{ ...part, media_type: `text/plain; x=${'y'.repeat(255)}` }] }],
    ['/parts/0/size', { parts: [{ ...part, size: -1 }] }],
    ['/parts/0/more', { parts: [{ ...part, more: 1 }] }],
    ['/more', { more: 1 }],
  ])
  t.doesNotThrow(() => parseManifestClaims({ ...good, parts: many(64), ref: other, supersedes: digest }))
  t.equal(manifestDigest('h.p.one'), manifestDigest('h.p.two'), 'a signature can be written in two ways')
  t.not(manifestDigest('h.p.one'), manifestDigest('h.q.one'))
})

t.test('a bundle', async (t) => {
  const salt = base64url(randomBytes(32))
  const part = { salt: base64url(randomBytes(16)), text: 'cheese' }
  const good = { manifest: 'a.b.c', salt, parts: { document: part } }
  const read = (value: unknown) => parseBundle(Buffer.from(JSON.stringify(value)))
  refuses(t, read, good, [
    ['/salt', { salt: base64url(randomBytes(31)) }],
    ['/salt', { salt: base64url(randomBytes(33)) }],
    ['/parts/document/salt', { parts: { document: { ...part, salt: base64url(randomBytes(15)) } } }],
    ['/parts/document', { parts: { document: { ...part, data: 'AA' } } }],
    ['/parts/document', { parts: { document: { salt: part.salt } } }],
    ['/parts/document/data', { parts: { document: { salt: part.salt, data: 'A' } } }],
    ['/parts/document/more', { parts: { document: { ...part, more: 1 } } }],
    ['/parts', { parts: { '../document': part } }],
    ['/more', { more: 1 }],
  ])
  const bytes = [
    Buffer.from('cheese'),
    Buffer.from('a\0b'),
    Buffer.from([0xff, 0xfe]),
    Buffer.from('\ufeffx'),
    Buffer.alloc(0),
  ]
  const parts = new Map(bytes.map((b, i) => [`p${i}`, { salt: randomBytes(16), bytes: b }]))
  const written = writeBundle({ manifest: 'a.b.c', salt: randomBytes(32), parts })
  t.same(
    [...parseBundle(written).parts.values()].map((p) => p.bytes),
    bytes,
    'every byte comes back',
  )
  t.notOk(written.toString().includes('\\u0000'), 'a NUL travels as base64url')
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('<a b="c">\r\n\t</a>', '海关 \u2028 \x7f \x1f \\ 🚢'),
  )
  fc.assert(
    fc.property(text, text, (manifest, document) => {
      if (document.includes('\0') || !document.isWellFormed()) return
      const [salt, part] = [randomBytes(32), { salt: randomBytes(16), bytes: Buffer.from(document) }]
      const json = JSON.stringify({
        manifest: manifest.toWellFormed(),
        salt: base64url(salt),
        parts: { document: { salt: base64url(part.salt), text: document } },
      })
      const bytes = writeBundle({ manifest, salt, parts: new Map([['document', part]]) })
      if (!bytes.equals(Buffer.from(json))) throw new Error(`${bytes} is not ${json}`)
    }),
  )

  const stated = [...parts].map(([id, p]) => ({
    id,
    media_type: 'text/plain',
    size: p.bytes.length,
    digest: partDigest(p.salt, p.bytes),
  }))
  checkParts(stated, parts)
  const fault = (rule: string, change: () => ReadonlyMap<string, { salt: Buffer; bytes: Buffer }>) =>
    t.throws(() => checkParts(stated, change()), { code: 'digest-mismatch', rule }, rule)
  const with0 = (p: { salt: Buffer; bytes: Buffer }) => new Map([...parts, ['p0', p]])
  fault('digest', () => with0({ ...parts.get('p0')!, bytes: Buffer.from('butter') }))
  fault('digest', () => with0({ ...parts.get('p0')!, salt: randomBytes(16) }))
  fault('size', () => with0({ ...parts.get('p0')!, bytes: Buffer.from('cheese!') }))
  fault('extra', () => new Map([...parts, ['more', parts.get('p0')!]]))
  fault('present', () => new Map([...parts].slice(1)))
})

t.test('a security event', async (t) => {
  const good = { iss: 'XA', aud: 'XB', jti: id, iat: 1_700_000_000, txn: other, events: { [`${EVENT}tally`]: {} } }
  refuses(t, parseSetClaims, good, [
    ['/iss', { iss: 'x' }],
    ['/aud', { aud: 'x' }],
    ['/jti', { jti: 'x' }],
    ['/iat', { iat: -1 }],
    ['/txn', { txn: 'x' }],
    ['/exp', { exp: 1_800_000_000 }],
    ['/events', { events: {} }],
    ['/events', { events: { [`${EVENT}received`]: {}, [`${EVENT}collected`]: {} } }],
    ['/events', { events: { 'urn:other:event:received': {} } }],
    ['/events', { events: { [`${EVENT}received`]: 'x' } }],
    ['/events', { events: { [`${EVENT}received`]: [] } }],
  ])
  const received = {
    message: id,
    manifest_digest: digest,
    sealed_digest: digest,
    log: { origin: 'log.xb.example/2026', index: 3, leaf: '{}' },
  }
  const at = `/events/${EVENT}received`
  refuses(t, parseReceived, received, [
    [`${at}/message`, { message: 'x' }],
    [`${at}/manifest_digest`, { manifest_digest: 'x' }],
    [`${at}/sealed_digest`, { sealed_digest: 'x' }],
    [`${at}/log/index`, { log: { ...received.log, index: -1 } }],
    [`${at}/log/more`, { log: { ...received.log, more: 1 } }],
    [`${at}/more`, { more: 1 }],
  ])
  const refused = { message: id, manifest_digest: digest, problem: 'stale', detail: 'too late', retryable: false }
  refuses(t, parseRefused, refused, [
    [`/events/${EVENT}refused/retryable`, { retryable: 'no' }],
    [`/events/${EVENT}refused/problem`, { problem: 7 }],
    [`/events/${EVENT}refused/more`, { more: 1 }],
  ])
})

t.test('an identity', async (t) => {
  const jwk = { kty: 'EC', crv: 'P-256', x: COORDINATE, y: COORDINATE }
  const key = { kid: 'k', use: 'sig', alg: 'ES256', jwk, from: 0, until: 10 }
  const good = {
    version: 1,
    prev: null,
    country: 'XA',
    name: 'Customs of XA',
    issued_at: 0,
    tls: [{ spki: digest, from: 0, until: 10 }],
    keys: [key],
    log: { origin: 'log', vkey: 'v' },
    witness: { name: 'w', vkey: 'v' },
  }
  refuses(t, parseIdentity, good, [
    ['/version', { version: 0 }],
    ['/version', { version: -1 }],
    ['/prev', { prev: 'x' }],
    ['/country', { country: 'XAX' }],
    ['/name', { name: '' }],
    ['/name', { name: 'Customs\n— XB' }],
    ['/name', { name: 'Customs \u202eBX fo' }],
    ['/log/origin', { log: { origin: 'log\u2066', vkey: 'v' } }],
    ['/witness/name', { witness: { name: 'w\u0085', vkey: 'v' } }],
    ...['juxta.xb/1\u200b', 'juxta.\u0445b/1', 'Juxta.xb/1', 'juxta.xb/1 ', 'juxta.xb+1', 'l'.repeat(201)].flatMap(
      (origin): [string, object][] => [
        ['/log/origin', { log: { origin, vkey: 'v' } }],
        ['/witness/name', { witness: { name: origin, vkey: 'v' } }],
      ],
    ),
    [
      '/tls',
      {
        tls: Array.from({ length: 33 }, (_, i) => ({
          spki: digest.slice(0, -2) + Buffer.from([i]).toString('hex'),
          from: 0,
          until: 10,
        })),
      },
    ],
    ['/tls', { tls: [0, 1].map(() => ({ spki: digest, from: 0, until: 10 })) }],
    ['/tls/0/until', { tls: [{ spki: digest, from: 10, until: 10 }] }],
    ['/keys', { keys: Array.from({ length: 33 }, (_, i) => ({ ...key, kid: `k${i}` })) }],
    ['/keys', { keys: [key, key] }],
    ['/keys', { keys: [key, { ...key, use: 'enc', alg: 'ECDH-ES+A256KW' }] }],
    ['/keys/0/alg', { keys: [{ ...key, use: 'enc' }] }],
    ['/keys/0/alg', { keys: [{ ...key, alg: 'ECDH-ES+A256KW' }] }],
    ['/keys/0/alg', { keys: [{ ...key, alg: 'Ed25519' }] }],
    ['/keys/0/alg', { keys: [{ ...key, jwk: { kty: 'OKP', crv: 'X25519', x: COORDINATE } }] }],
    ['/keys/0/x5c', { keys: [{ ...key, x5c: [] }] }],
    ['/keys/0/x5c', { keys: [{ ...key, x5c: [7] }] }],
    ['/tls/0/spki', { tls: [{ spki: 'x', from: 0, until: 10 }] }],
    ['/tls/0/until', { tls: [{ spki: digest, from: 0 }] }],
    ['/keys/0/use', { keys: [{ ...key, use: 'both' }] }],
    ['/keys/0/alg', { keys: [{ ...key, alg: 'RS256' }] }],
    ['/keys/0/revoked_at', { keys: [{ ...key, revoked_at: '2027' }] }],
    ['/log/more', { log: { ...good.log, more: 1 } }],
    ['/more', { more: 1 }],
  ])
  refuses(t, (v) => parsePublicJwk(v, '/jwk'), jwk, [
    ['/jwk/x', { x: 'AAAA' }],
    ['/jwk/y', { y: 7 }],
    ['/jwk', { kty: 'OKP' }],
    ['/jwk', { crv: 'Ed25519' }],
    ['/jwk/d', { d: COORDINATE }],
  ])
  t.throws(() => parsePublicJwk({ kty: 'EC', crv: 'P-256', x: COORDINATE }, '/jwk'), {
    code: 'identity-invalid',
    rule: 'curve',
  })
  t.throws(() => parsePublicJwk({ kty: 'EC', crv: 'Ed25519', x: COORDINATE }, '/jwk'), {
    code: 'identity-invalid',
    rule: 'curve',
  })
})

t.test(
  'a key counts from its first second to the one before its last, and not once its revocation is known',
  async (t) => {
    const key = { from: 100, until: 200 }
    const counts = (at: number, now = at) => keyCounts(key, at, now)
    t.same(
      [99, 100, 199, 200].map((at) => counts(at)),
      [false, true, true, false],
    )
    const revoked = { ...key, revoked_at: 150 }
    t.ok(keyCounts(revoked, 120, 149), 'seen before')
    t.notOk(keyCounts(revoked, 120, 150), 'signed before, first seen after: it may have been dated back')
  },
)

t.test('a message moves as the table says', async (t) => {
  const moves = (direction: 'out' | 'in', from: string) =>
    (direction === 'out' ? OUTBOUND_STATES : INBOUND_STATES).filter((to) => canMove(direction, from as never, to))
  t.same(
    Object.fromEntries(OUTBOUND_STATES.map((from) => [from, moves('out', from)])),
    {
      queued: ['sealed', 'delivered', 'refused', 'expired', 'parked', 'cancelled'],
      sealed: ['queued', 'delivered', 'refused', 'expired', 'parked', 'cancelled'],
      delivered: ['queued', 'collected', 'accepted', 'rejected'],
      collected: ['queued', 'accepted', 'rejected'],
      accepted: [],
      rejected: [],
      refused: [],
      expired: [],
      parked: ['queued', 'delivered', 'refused', 'expired', 'cancelled'],
      cancelled: [],
    },
    'outbound',
  )
  t.same(
    Object.fromEntries(INBOUND_STATES.map((from) => [from, moves('in', from)])),
    {
      received: ['collected', 'notified', 'answered'].sort(
        (a, b) => INBOUND_STATES.indexOf(a as never) - INBOUND_STATES.indexOf(b as never),
      ),
      notified: ['collected', 'answered'],
      collected: ['answered'],
      answered: [],
    },
    'inbound',
  )
  t.same([...HELD].sort(), ['accepted', 'collected', 'delivered', 'rejected'], 'a receipt is held')
})

t.test('the digest of chunks is that of all of them, however long', async (t) => {
  for (const size of [0, 1, 1000, 65_535, 65_536, 70_000]) {
    const [salt, bytes] = [randomBytes(16), randomBytes(size)]
    const expected = createHash('sha256').update(salt).update('Grüße').update(bytes).digest()
    t.ok(sha256(salt, 'Grüße', bytes).equals(expected), String(size))
    t.ok(sha256(bytes).equals(createHash('sha256').update(bytes).digest()))
  }
  t.ok(sha256('Grüße').equals(sha256(Buffer.from('Grüße'))))
})

t.test('random bytes are given to nobody twice', async (t) => {
  const seen = new Set<string>()
  const bits = Buffer.alloc(16)
  const zero = Buffer.alloc(16)
  let count = 0
  for (const length of [16, 12, 32, 1024, 16, 17])
    for (let i = 0; i < 400; i++, count++) {
      const bytes = freshBytes(length)
      if (bytes.length !== length) t.fail(`${bytes.length} bytes`)
      // What is written into them reaches nobody else, and nothing is handed out that was wiped.
      for (const at of [0, length - 12]) {
        const part = bytes.subarray(at, at + 12)
        if (part.equals(zero.subarray(0, 12))) t.fail('zeros')
        seen.add(part.toString('hex'))
      }
      for (let at = 0; at < 12; at++) bits[at]! |= bytes[at]!
      bytes.fill(0)
    }
  // In those of twelve bytes both parts are the same.
  t.equal(seen.size, 2 * count - 400)
  t.same(bits.subarray(0, 12), Buffer.alloc(12, 0xff), 'each bit is set in some')
})
