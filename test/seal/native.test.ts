/** The everyday cases by node:crypto against the reference, jose: both take the same and make the same, or both refuse. */
import { createPublicKey, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { CompactEncrypt } from 'jose'
import t from 'tap'
import type { PublicJwk } from '../../node/message/identity.ts'
import { readCompact, type Compact } from '../../node/seal/compact.ts'
import { verifyByJose } from '../../node/seal/jws.ts'
import { makeKey, privateKey, publicKey, type LocalKey } from '../../node/seal/keys.ts'
import { decryptCompactWith, openByJose, signByJose, signCompactWith } from '../../node/seal/local-keys.ts'
import { openNatively, sealNatively } from '../../node/seal/native-sealing.ts'
import { signNatively, verifyNatively } from '../../node/seal/native.ts'
import { sealByJose } from '../../node/seal/sealing.ts'
import { needsShared, shared } from '../shared-data.ts'

const [es256, ed25519, p256, x25519] = await Promise.all([
  makeKey('ES256'),
  makeKey('Ed25519'),
  makeKey('ECDH-ES+A256KW', 'P-256'),
  makeKey('ECDH-ES+A256KW', 'X25519'),
])
const base64url = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64url')
const jwkOf = ({ kty, crv, x, y }: Record<string, string>): PublicJwk =>
  ({ kty, crv, x, ...(y === undefined ? {} : { y }) }) as PublicJwk

/** What both say of a signature: `refused` is a key that jose does not take, and for which the other has no verdict. */
async function verdict(jws: string, jwk: PublicJwk, alg: string): Promise<boolean | 'refused'> {
  const native = verifyNatively(jws, jwk, alg)
  const jose = await verifyByJose(jws, jwk, alg).catch((error: { code: string }) => {
    if (error.code !== 'algorithm-refused') throw error
    return 'refused' as const
  })
  if (native !== (jose === 'refused' ? null : jose))
    throw new Error(`native ${native}, jose ${jose}: ${alg} ${JSON.stringify(jwk)} ${jws}`)
  return jose
}

const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
const number = (n: bigint): Buffer => Buffer.from(n.toString(16).padStart(64, '0'), 'hex')

t.test('signing', async (t) => {
  for (const [made, alg] of [
    [es256, 'ES256'],
    [ed25519, 'Ed25519'],
  ] as const) {
    const key = await privateKey(made.pem, alg)
    const header = { alg, typ: 'secevent+jwt', kid: made.kid, iat: 1 } as const
    for (const payload of ['{"a":1}', '{"a":"Grüße, 海关 \ud83d\udea2"}', '{"a":"\ud800"}', '']) {
      const native = signNatively(key, header, payload)!
      const jose = await signByJose(key, header, payload)
      const input = (jws: string): string => jws.slice(0, jws.lastIndexOf('.'))
      t.equal(input(native), input(jose), 'the same is signed')
      if (alg === 'Ed25519') t.equal(native, jose, 'Ed25519 signs always the same')
      for (const jws of [native, jose]) t.equal(await verdict(jws, made.jwk, alg), true)
    }
    const other = alg === 'ES256' ? 'Ed25519' : 'ES256'
    t.equal(signNatively(key, { ...header, alg: other }, '{}'), null, 'under another algorithm it is left to jose')
    await t.rejects(signCompactWith(key, { ...header, alg: other }, '{}'), 'which refuses')
  }
  for (const [pem, alg] of [
    [es256.pem, 'Ed25519'],
    [ed25519.pem, 'ES256'],
    [x25519.pem, 'ES256'],
    [ed25519.pem, 'ECDH-ES+A256KW'],
    [` ${es256.pem}`, 'ES256'],
    ['', 'ES256'],
  ] as const)
    await t.rejects(privateKey(pem, alg), { code: 'settings-invalid' }, `no key for ${alg}`)
})

t.test('verifying what was changed', async (t) => {
  let good = 0
  for (const [made, alg] of [
    [es256, 'ES256'],
    [ed25519, 'Ed25519'],
  ] as const) {
    const header = { alg, typ: 'secevent+jwt', kid: made.kid } as const
    const jws = signNatively(await privateKey(made.pem, alg), header, '{"a":1}')!
    const input = jws.slice(0, jws.lastIndexOf('.'))
    const signature = Buffer.from(jws.slice(input.length + 1), 'base64url')
    const [r, s] = [signature.subarray(0, 32), signature.subarray(32)]
    const zero = Buffer.alloc(32)
    const odd = [
      ...[Buffer.alloc(0), signature.subarray(1), signature.subarray(0, 63), Buffer.concat([signature, zero])],
      ...[Buffer.concat([zero, s]), Buffer.concat([r, zero]), Buffer.alloc(64), Buffer.alloc(64, 0xff)],
      ...[N, N - 1n, N + 1n, 1n].flatMap((n) => [Buffer.concat([number(n), s]), Buffer.concat([r, number(n)])]),
      Buffer.concat([r, number(N - (BigInt(`0x${s.toString('hex')}`) % N))]),
      createPublicKey(made.pem).export({ type: 'spki', format: 'der' }),
      Buffer.concat([Buffer.from('30440220', 'hex'), r, Buffer.from('0220', 'hex'), s]),
    ]
    for (const bytes of odd) if (await verdict(`${input}.${base64url(bytes)}`, made.jwk, alg)) good++
    const flips = fc.tuple(fc.nat(63), fc.integer({ min: 1, max: 255 }), fc.boolean())
    await fc.assert(
      fc.asyncProperty(flips, async ([at, by, payload]) => {
        const changed = Buffer.from(signature)
        changed[at]! ^= by
        const text = payload ? `${input.slice(0, -1)}B.${base64url(signature)}` : `${input}.${base64url(changed)}`
        if (await verdict(text, made.jwk, alg)) throw new Error('a changed signature verifies')
      }),
      { numRuns: 60 },
    )
    // Keys of another curve, off the curve, of no curve: jose refuses them, and nothing else decides.
    const off = { ...es256.jwk, y: base64url(zero) }
    const long = { ...made.jwk, x: base64url(randomBytes(33)) }
    const none = { ...made.jwk, x: base64url(zero), ...(made.jwk.y ? { y: base64url(zero) } : {}) }
    for (const jwk of [es256.jwk, ed25519.jwk, p256.jwk, x25519.jwk, off, long, none]) await verdict(jws, jwk, alg)
    t.equal(await verdict(jws, off, alg), 'refused', 'a point off the curve')
  }
  t.equal(good, 1, 'of all these only r, n − s verifies, as it must')
})

type Vector = { msg: string; sig: string; tcId: number; comment: string; result: string }

t.test('P-256 vectors: what is valid verifies, what is not does not', needsShared(), async (t) => {
  const path = shared('vectors', 'wycheproof', 'ecdsa_secp256r1_sha256_p1363_test.json')
  const { testGroups } = JSON.parse(readFileSync(path, 'utf8')) as {
    testGroups: { publicKeyPem: string; tests: Vector[] }[]
  }
  let count = 0
  for (const { publicKeyPem, tests } of testGroups) {
    const jwk = jwkOf(createPublicKey(publicKeyPem).export({ format: 'jwk' }) as Record<string, string>)
    for (const { tcId, comment, msg, sig, result } of tests) {
      const signed = `${Buffer.from(msg, 'hex').toString('latin1')}.${base64url(Buffer.from(sig, 'hex'))}`
      if (verifyNatively(signed, jwk, 'ES256') !== (result === 'valid')) t.fail(`${tcId} ${comment}`)
      count++
    }
  }
  t.ok(count > 200, `${count} signatures`)
})

const HEADER = { enc: 'A256GCM', typ: 'juxta-message+jwe', cty: 'juxta-bundle+json', iss: 'XA', aud: 'XB' } as const
const ALGORITHMS = ['ECDH-ES', 'ECDH-ES+A256KW'] as const
const encryption = await Promise.all(
  [p256, x25519].map(async (made) => ({ ...made, key: await privateKey(made.pem, 'ECDH-ES+A256KW') })),
)

/** What both make of a JWE: its plaintext, or that it cannot be decrypted. `native` is null where it was left to jose. */
async function opened(
  jwe: string,
  key: LocalKey,
): Promise<{ native: Buffer | 'fault' | null; jose: Buffer | 'fault' }> {
  let read: Compact
  try {
    read = readCompact(jwe, 'JWE')
  } catch {
    return { native: 'fault', jose: 'fault' }
  }
  const jose = await openByJose(key, jwe).then(Buffer.from, () => 'fault' as const)
  let native: Buffer | 'fault' | null = 'fault'
  try {
    native = openNatively(key, read)
  } catch {
    // Any fault is told as `cannot-decrypt`.
  }
  if (native !== null && (native === 'fault' || jose === 'fault' ? native !== jose : !native.equals(jose)))
    throw new Error(`native ${native}, jose ${jose}: ${jwe}`)
  const told = await decryptCompactWith(key, read).catch((error: { code: string; message: string }) => {
    if (error.code !== 'cannot-decrypt' || error.message !== 'the message cannot be decrypted') throw error
    return 'fault' as const
  })
  if (typeof told === 'string' ? told !== jose : !Buffer.from(told).equals(jose as Buffer)) throw new Error('told')
  return { native, jose }
}

t.test('what the one seals the other opens, byte for byte', async (t) => {
  for (const { jwk, kid, key } of encryption)
    for (const alg of ALGORITHMS)
      for (const plaintext of [Buffer.from('x'), randomBytes(15), randomBytes(16), randomBytes(70_000)]) {
        const header = { ...HEADER, alg, kid }
        const native = sealNatively(header, plaintext, jwk)
        t.equal(native === null, alg === 'ECDH-ES+A256KW', 'wrapped keys are left to jose')
        for (const jwe of [...(native === null ? [] : [native]), await sealByJose(header, plaintext, jwk)]) {
          const both = await opened(jwe, key)
          t.ok(Buffer.isBuffer(both.native) && both.native.equals(plaintext), `${jwk.crv} ${alg} ${plaintext.length}`)
        }
      }
  const parties = new CompactEncrypt(Buffer.from('x'))
    .setProtectedHeader({ alg: 'ECDH-ES', ...HEADER })
    .setKeyManagementParameters({ apu: Buffer.from('XA') })
  const named = await opened(await parties.encrypt(await publicKey(p256.jwk, 'ECDH-ES')), encryption[0]!.key)
  t.same(named, { native: null, jose: Buffer.from('x') }, 'a party that is named is known to jose alone')
  const zero = base64url(Buffer.alloc(32))
  const one = base64url(Buffer.concat([Buffer.of(1), Buffer.alloc(31)]))
  for (const jwk of [
    { ...p256.jwk, y: zero },
    { ...p256.jwk, x: p256.jwk.y!, y: p256.jwk.x },
    { ...p256.jwk, x: base64url(randomBytes(31)) },
    ...[zero, one].map((x) => ({ ...x25519.jwk, x })),
    ed25519.jwk,
  ]) {
    const header = { ...HEADER, alg: 'ECDH-ES', kid: p256.kid } as const
    t.equal(sealNatively(header, randomBytes(1), jwk), null, `no key: ${JSON.stringify(jwk)}`)
    await t.rejects(sealByJose(header, randomBytes(1), jwk), 'jose refuses it as well')
  }
})

t.test('opening what was changed', async (t) => {
  const zero = Buffer.alloc(32)
  const p = Buffer.from('ffffffff00000001000000000000000000000000ffffffffffffffffffffffff', 'hex')
  let refused = 0
  for (const { jwk, kid, key, alg: _ } of encryption)
    for (const alg of ALGORITHMS) {
      const seal = (more: object = {}, to = jwk) => sealByJose({ ...HEADER, alg, kid, ...more }, randomBytes(40), to)
      const jwe = await seal()
      const parts = jwe.split('.')
      const head = JSON.parse(Buffer.from(parts[0]!, 'base64url').toString())
      const withPart = (at: number, value: string): string => parts.map((p, i) => (i === at ? value : p)).join('.')
      const withHead = (more: object): string => withPart(0, base64url(JSON.stringify({ ...head, ...more })))
      const epks = [
        ...encryption.map((e) => e.jwk),
        ...[zero, randomBytes(32), p, Buffer.alloc(32, 0xff), Buffer.from([1, ...zero.subarray(1)])].flatMap((x) => [
          { ...head.epk, x: base64url(x) },
          { ...head.epk, y: base64url(x) },
        ]),
        // The points of X25519 whose order is small (RFC 7748 §6.1), with which all agree on nothing.
        ...[
          'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
          '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
          'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
        ].map((x) => ({ ...head.epk, x: base64url(Buffer.from(x, 'hex')) })),
        ...[
          {},
          [],
          null,
          'x',
          { ...head.epk, d: head.epk.x },
          { ...head.epk, crv: 'P-384' },
          { ...head.epk, kty: 'oct' },
        ],
        ...[7, '', `${head.epk.x}A`, `${head.epk.x}=`, head.epk.x.slice(1)].map((x) => ({ ...head.epk, x })),
      ]
      const odd = [
        ...epks.map((epk) => withHead({ epk })),
        ...['ES256', 'dir', 'A256KW', 'none', 'RSA-OAEP', 7, ...ALGORITHMS.filter((a) => a !== alg)].map((alg) =>
          withHead({ alg }),
        ),
        ...['A128GCM', 'A256CBC-HS512', 7].map((enc) => withHead({ enc })),
        ...['apu', 'apv', 'zip', 'crit', 'more'].map((name) => withHead({ [name]: 'AAAA' })),
        ...[0, 1, 2, 3, 4].flatMap((at) =>
          [0, 4, 11, 12, 16, 20, 40, 48].map((n) => withPart(at, base64url(randomBytes(n)))),
        ),
        ...[parts.slice(0, 4).join('.'), `${jwe}.`, `${jwe}.AAAA`, ''],
        [parts[0], parts[1], parts[4], parts[3], parts[2]].join('.'),
        [parts[0], parts[1], parts[2], parts[4], parts[3]].join('.'),
        withPart(4, parts[4]!.slice(0, 16)),
        await seal({}, encryption.find((e) => e.kid !== kid)!.jwk),
        await seal({}, (await makeKey('ECDH-ES+A256KW', jwk.crv as 'P-256')).jwk),
      ]
      for (const text of odd.filter((text) => text !== jwe)) {
        t.equal((await opened(text, key)).jose, 'fault', text)
        refused++
      }
      const flip = fc.tuple(fc.nat(jwe.length - 1), fc.constantFrom(...'AQgw-_8+/=. \u0141'))
      await fc.assert(
        fc.asyncProperty(flip, async ([at, by]) => {
          const changed = jwe.slice(0, at) + by + jwe.slice(at + 1)
          if (changed !== jwe && (await opened(changed, key)).jose !== 'fault') throw new Error('a changed JWE opens')
        }),
        { numRuns: 100 },
      )
      const cut = fc.tuple(fc.nat(jwe.length), fc.nat(jwe.length))
      await fc.assert(
        fc.asyncProperty(cut, async ([a, b]) => {
          const text = jwe.slice(0, Math.min(a, b)) + jwe.slice(Math.max(a, b))
          if (text !== jwe && (await opened(text, key)).jose !== 'fault') throw new Error('a cut JWE opens')
        }),
        { numRuns: 40 },
      )
    }
  t.ok(refused > 250, `${refused} refused`)
})
