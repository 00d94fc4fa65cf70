/** The everyday cases by node:crypto against the reference, jose: both take the same and make the same, or both refuse. */
import { randomBytes } from 'node:crypto'
import { createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import type { PublicJwk } from '../../node/message/identity.ts'
import { verifyByJose } from '../../node/seal/jws.ts'
import { makeKey, privateKey } from '../../node/seal/keys.ts'
import { signByJose, signCompactWith } from '../../node/seal/local-keys.ts'
import { signNatively, verifyNatively } from '../../node/seal/native.ts'
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
