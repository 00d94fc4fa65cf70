/** The keys of post-quantum signatures as files: ML-DSA-65 of second signatures, ML-DSA-44 of the witness. Each file holds the seed alone. */
import { randomBytes } from 'node:crypto'
import type { AkpJwk } from '../message/identity.ts'
import { thumbprint } from './keys.ts'
import { mlDsaPem, mlDsaPublicKey, SEED_BYTES } from './ml-dsa.ts'

/** The public half of a seed as a JWK (RFC 9964 §3). */
export const secondJwk = (seed: Uint8Array): AkpJwk => ({
  kty: 'AKP',
  alg: 'ML-DSA-65',
  pub: mlDsaPublicKey(65, seed).toString('base64url'),
})

/** A new key of second signatures, and the name of its file. */
export async function makeSecondKey(): Promise<{ pem: string; jwk: AkpJwk; kid: string; file: string }> {
  const seed = randomBytes(SEED_BYTES)
  const jwk = secondJwk(seed)
  const kid = await thumbprint(jwk)
  return { pem: mlDsaPem(65, seed), jwk, kid, file: `second-${kid}.pem` }
}

/** A new ML-DSA-44 key of the witness, its raw public half, and the name of its file. */
export function makeWitnessKey(): { pem: string; publicKey: Buffer; file: string } {
  const seed = randomBytes(SEED_BYTES)
  const publicKey = mlDsaPublicKey(44, seed)
  return { pem: mlDsaPem(44, seed), publicKey, file: `witness-ml-dsa-44-${publicKey.toString('hex', 0, 4)}.pem` }
}
