/** Wycheproof through our own path: no invalid signature is accepted, whatever form it comes in. */
import { readFileSync } from 'node:fs'
import { createPublicKey, webcrypto } from 'node:crypto'
import t from 'tap'
import { JuxtaError } from '../../node/values/errors.ts'
import type { PublicJwk } from '../../node/message/identity.ts'
import { readJws, verifyJws, type VerifyKey } from '../../node/seal/jws.ts'
import { makeKey, publicKey } from '../../node/seal/keys.ts'
import {
  mlDsaBy,
  mlDsaPem,
  mlDsaPublicKey,
  readMlDsaPem,
  signMlDsa,
  verifyByNoble,
  verifyMlDsa,
} from '../../node/seal/ml-dsa.ts'
import { bareSign, privateKeyOf } from '../../bench/bare.ts'
import { needsShared, shared } from '../shared-data.ts'

type Vector = { tcId: number; comment: string; result: 'valid' | 'invalid' | 'acceptable' }
type Jws = Vector & { jws: string }
type Ecdsa = Vector & { msg: string; sig: string }
type Jwk = Record<string, string>

const read = <T>(name: string): T => JSON.parse(readFileSync(shared('vectors', 'wycheproof', name), 'utf8')) as T
const refusal = async (work: () => Promise<unknown>): Promise<JuxtaError | null> => {
  try {
    await work()
    return null
  } catch (error) {
    if (error instanceof JuxtaError) return error
    throw error
  }
}
/** As a receiver does: the key is chosen by `kid`, never by what else the header says. */
const open = async (jws: string, key: VerifyKey): Promise<void> => {
  const header = readJws(jws, 'juxta-node+jwt')
  await verifyJws(header, { ...key, kid: header.kid })
}
const publicOf = ({ kty, crv, x, y }: Jwk): PublicJwk =>
  ({ kty, crv, x, ...(y === undefined ? {} : { y }) }) as PublicJwk

t.test(
  'every JWS of the vectors is refused by name, and the valid ES256 ones verify where their header is ours',
  needsShared(),
  async (t) => {
    const { testGroups } = read<{ testGroups: { public?: Jwk; private: Jwk; tests: Jws[] }[] }>(
      'json_web_signature_test.json',
    )
    let count = 0
    for (const group of testGroups) {
      const jwk = group.public ?? group.private
      const key: VerifyKey = { kid: 'A'.repeat(43), alg: jwk['alg'] ?? 'ES256', jwk: publicOf(jwk) }
      for (const { jws, tcId, comment } of group.tests) {
        const error = await refusal(() => open(jws, key))
        t.ok(error, `${tcId} ${comment}`)
        t.match(error!.code, /^(malformed|algorithm-refused|key-unknown|signature-invalid)$/)
        count++
      }
    }
    t.ok(count >= 400, `${count} vectors`)
  },
)

t.test('P-256 with r and s as the wire has them: valid ones verify, invalid ones do not', needsShared(), async (t) => {
  const { testGroups } = read<{ testGroups: { publicKeyPem: string; tests: Ecdsa[] }[] }>(
    'ecdsa_secp256r1_sha256_p1363_test.json',
  )
  const ours = await makeKey('ES256')
  const header = { alg: 'ES256', typ: 'juxta-node+jwt', kid: ours.kid }
  const good = bareSign(header, '{}', privateKeyOf(ours.pem))
  await open(good, { kid: ours.kid, alg: 'ES256', jwk: ours.jwk })
  let [valid, invalid] = [0, 0]
  for (const group of testGroups) {
    const jwk = publicOf(createPublicKey(group.publicKeyPem).export({ format: 'jwk' }) as Jwk)
    const key = await publicKey(jwk, 'ES256')
    for (const { tcId, comment, msg, sig, result } of group.tests) {
      const [signature, message] = [Buffer.from(sig, 'hex'), Buffer.from(msg, 'hex')]
      const verified = await webcrypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signature, message)
      t.equal(verified, result === 'valid', `${tcId} ${comment}`)
      // The same signature bytes under a message of ours, with the key of the vector and with our own.
      const grafted = `${good.slice(0, good.lastIndexOf('.'))}.${signature.toString('base64url')}`
      for (const k of [jwk, ours.jwk]) {
        const error = await refusal(() => open(grafted, { kid: ours.kid, alg: 'ES256', jwk: k }))
        t.match(error?.code, /^(signature-invalid|malformed)$/, `${tcId} ${comment}, grafted`)
      }
      if (result === 'valid') valid++
      else invalid++
    }
  }
  t.ok(valid > 50 && invalid > 50, `${valid} valid, ${invalid} invalid`)
})

t.test('key sets that confuse are refused', needsShared(), async (t) => {
  const { testGroups } = read<{ testGroups: { private?: { keys?: Jwk[] }; tests: Jws[] }[] }>('json_web_key_test.json')
  for (const group of testGroups)
    for (const { jws, tcId, comment } of group.tests)
      for (const jwk of group.private?.keys ?? [])
        if (jwk['kty'] === 'EC' && jwk['crv'] === 'P-256')
          t.ok(
            await refusal(() => open(jws, { kid: 'A'.repeat(43), alg: 'ES256', jwk: publicOf(jwk) })),
            `${tcId} ${comment}`,
          )
})

type MlDsaVector = Vector & { msg: string; ctx?: string; sig: string; flags: string[] }

t.test(
  'ML-DSA-44 and 65: what is signed with an empty context verifies where it is valid, and nothing else does',
  needsShared(),
  async (t) => {
    for (const set of [44, 65] as const) {
      const { testGroups } = read<{ testGroups: { publicKey: string; tests: MlDsaVector[] }[] }>(
        `mldsa_${set}_verify_test.json`,
      )
      const count = { valid: 0, invalid: 0 }
      for (const { publicKey: key, tests } of testGroups)
        for (const { tcId, comment, msg, ctx = '', sig, result } of tests) {
          // Our signatures have no context: with one, even a valid signature is none of ours.
          const expected = result === 'valid' && ctx === ''
          const args = [set, Buffer.from(key, 'hex'), Buffer.from(msg, 'hex'), Buffer.from(sig, 'hex')] as const
          if (verifyMlDsa(...args) !== expected) t.fail(`${set} ${tcId} ${comment}`)
          // On a Node that has no ML-DSA of its own, noble has been asked.
          if (mlDsaBy() === 'native' && verifyByNoble(...args) !== expected) t.fail(`noble: ${set} ${tcId} ${comment}`)
          count[expected ? 'valid' : 'invalid']++
        }
      t.ok(count.valid > 20 && count.invalid > 50, `ML-DSA-${set}: ${count.valid} valid, ${count.invalid} not`)
    }
  },
)

t.test('what this Node signs by ML-DSA noble verifies, and a key comes back from its file', async (t) => {
  const bytes = Buffer.from('a manifest')
  for (const set of [44, 65] as const) {
    const seed = Buffer.alloc(32, set)
    const key = mlDsaPublicKey(set, seed)
    t.same(readMlDsaPem(mlDsaPem(set, seed)), { set, seed })
    const [signature, again] = [signMlDsa(set, seed, bytes), signMlDsa(set, seed, bytes)]
    t.notSame(signature, again, 'randomised')
    t.ok(verifyMlDsa(set, key, bytes, signature) && verifyByNoble(set, key, bytes, signature))
    t.notOk(verifyMlDsa(set, key, Buffer.from('a manifesto'), signature))
    t.notOk(verifyMlDsa(set === 44 ? 65 : 44, key, bytes, signature), 'of the other parameter set')
  }
  t.equal(readMlDsaPem((await makeKey('ES256')).pem), null)
})
