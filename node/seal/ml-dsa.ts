/**
 * ML-DSA (FIPS 204), pure and with an empty context, as C2SP's cosignatures and JOSE's AKP keys (RFC 9964) use it: OpenSSL's where this Node has it, else
 * that of noble, which is loaded when the first such key is met. Both give and take the same bytes. In a browser `ml-dsa-in-browser.ts` stands here.
 */
import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto'
import { createRequire } from 'node:module'
import type * as Noble from '@noble/post-quantum/ml-dsa.js'

/** The parameter set: 44 for cosignatures, 65 for second signatures. */
export type MlDsa = 44 | 65

/** Lengths in bytes. */
export const ML_DSA = {
  44: { publicKey: 1312, signature: 2420 },
  65: { publicKey: 1952, signature: 3309 },
} as const
export const SEED_BYTES = 32

let loaded: typeof Noble | null = null
const noble = (set: MlDsa): typeof Noble.ml_dsa44 => {
  loaded ??= createRequire(import.meta.url)('@noble/post-quantum/ml-dsa.js') as typeof Noble
  return set === 44 ? loaded.ml_dsa44 : loaded.ml_dsa65
}

// DER around the raw key (RFC 9881): an AlgorithmIdentifier without parameters, and a private key that is its seed alone.
const SPKI = {
  44: Buffer.from('30820532300b06096086480165030403110382052100', 'hex'),
  65: Buffer.from('308207b2300b0609608648016503040312038207a100', 'hex'),
} as const
const PKCS8 = {
  44: Buffer.from('3034020100300b060960864801650304031104228020', 'hex'),
  65: Buffer.from('3034020100300b060960864801650304031204228020', 'hex'),
} as const

/** Whether OpenSSL of this Node has ML-DSA (3.5, Node 24.6); found out once. */
let native: boolean | null = null
const MAX_KEPT = 256
const kept = new Map<string, KeyObject>()

function natively(id: string, read: () => KeyObject): KeyObject | null {
  if (native === false) return null
  let key = kept.get(id)
  if (key) return key
  try {
    key = read()
    native ??= key.asymmetricKeyType?.startsWith('ml-dsa') ?? false
  } catch {
    // Every string of the right length is a key, so that only what does not know the algorithm fails.
    native = false
  }
  if (!native || !key) return null
  if (kept.size >= MAX_KEPT) kept.clear()
  kept.set(id, key)
  return key
}

/** Which of the two does the work in this process: `native` or `noble`. */
export const mlDsaBy = (): 'native' | 'noble' => {
  natively('probe', () => publicObject(44, new Uint8Array(ML_DSA[44].publicKey)))
  return native ? 'native' : 'noble'
}

const publicObject = (set: MlDsa, key: Uint8Array): KeyObject =>
  createPublicKey({ key: Buffer.concat([SPKI[set], key]), format: 'der', type: 'spki' })
const privateObject = (set: MlDsa, seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8[set], seed]), format: 'der', type: 'pkcs8' })

/** Whether `signature` is that of the raw `publicKey` over `bytes`; false for every wrong length. */
export function verifyMlDsa(set: MlDsa, publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== ML_DSA[set].publicKey || signature.length !== ML_DSA[set].signature) return false
  const key = natively(`${set} ${Buffer.from(publicKey).toString('base64')}`, () => publicObject(set, publicKey))
  return key ? verify(null, bytes, key, signature) : verifyByNoble(set, publicKey, bytes, signature)
}

/** The same by noble alone, whatever this Node has. */
export function verifyByNoble(set: MlDsa, publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  try {
    return noble(set).verify(signature, bytes, publicKey)
  } catch {
    return false
  }
}

/** Signs `bytes` with the key of this seed (32 bytes). Randomised (FIPS 204 §3.4), so that no two signatures are the same. */
export function signMlDsa(set: MlDsa, seed: Uint8Array, bytes: Uint8Array): Uint8Array {
  const key = expanded(set, seed)
  return 'secretKey' in key ? noble(set).sign(bytes, key.secretKey) : sign(null, bytes, key)
}

/** What a seed stands for, worked out once for as long as its holder keeps it: making it costs as much as signing. */
const kinds = { 44: new WeakMap<Uint8Array, Expanded>(), 65: new WeakMap<Uint8Array, Expanded>() }
type Expanded = KeyObject | { readonly secretKey: Uint8Array }

function expanded(set: MlDsa, seed: Uint8Array): Expanded {
  const there = kinds[set].get(seed)
  if (there) return there
  const made = mlDsaBy() === 'native' ? privateObject(set, seed) : noble(set).keygen(seed)
  kinds[set].set(seed, made)
  return made
}

/** The raw public key of a seed (FIPS 204 §6.1). */
export function mlDsaPublicKey(set: MlDsa, seed: Uint8Array): Buffer {
  if (mlDsaBy() === 'noble') return Buffer.from(noble(set).keygen(seed).publicKey)
  const spki = createPublicKey(privateObject(set, seed)).export({ type: 'spki', format: 'der' })
  return spki.subarray(-ML_DSA[set].publicKey)
}

const pemOf = (label: string, der: Buffer): string =>
  `-----BEGIN ${label}-----\n${der.toString('base64').replace(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----\n`

/** A raw public key as SubjectPublicKeyInfo in PEM (RFC 9881 §4). */
export const mlDsaPublicPem = (set: MlDsa, key: Uint8Array): string =>
  pemOf('PUBLIC KEY', Buffer.concat([SPKI[set], key]))

/** A private key as PKCS#8 PEM that holds the seed alone (RFC 9881 §6), as OpenSSL 3.5 writes and reads it. */
export const mlDsaPem = (set: MlDsa, seed: Uint8Array): string =>
  pemOf('PRIVATE KEY', Buffer.concat([PKCS8[set], seed]))

/** Parameter set and seed of such a PEM; null where it is a key of another kind. */
export function readMlDsaPem(pem: string): { set: MlDsa; seed: Buffer } | null {
  const base64 = /^-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END PRIVATE KEY-----\s*$/.exec(pem.trim())?.[1]
  const der = Buffer.from(base64 ?? '', 'base64')
  for (const set of [44, 65] as const)
    if (der.length === PKCS8[set].length + SEED_BYTES && der.subarray(0, PKCS8[set].length).equals(PKCS8[set]))
      return { set, seed: der.subarray(-SEED_BYTES) }
  return null
}
