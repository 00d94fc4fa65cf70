/**
 * Cosignatures (C2SP tlog-cosignature): a witness says that, at a time, this was the largest consistent checkpoint it had seen. Two kinds: Ed25519 over
 * text (`cosignature/v1`), and ML-DSA-44 over a structure that names the witness too (`subtree/v1`), which a quantum computer does not forge.
 */
import { JuxtaError } from '../values/errors.ts'
import { parseCheckpointBody } from './checkpoint.ts'
import {
  isBy,
  isCosigner,
  parseVerifierKey,
  signatureBytes,
  verifyBytes,
  type Note,
  type NoteSignature,
  type SignBytes,
  type VerifierKey,
} from './note.ts'

const TIME_BYTES = 8

const u64 = (n: number | bigint): Buffer => {
  const bytes = Buffer.alloc(TIME_BYTES)
  bytes.writeBigUInt64BE(BigInt(n))
  return bytes
}
/** `opaque <1..2^8-1>` (RFC 8446 §3.4). */
const opaque = (text: string): Buffer => {
  const bytes = Buffer.from(text)
  if (bytes.length === 0 || bytes.length > 255)
    throw new JuxtaError('log-invalid', 'a name is 1 to 255 bytes', { rule: 'name-length' })
  return Buffer.concat([Buffer.from([bytes.length]), bytes])
}

/** What is signed of the body of a checkpoint at a time in seconds since 1970. Fails with `log-invalid` where type 06 has no form for it. */
export function cosignedBytes(body: string, time: number | bigint, key: Pick<VerifierKey, 'name' | 'type'>): Buffer {
  if (key.type !== 6) return Buffer.from(`cosignature/v1\ntime ${time}\n${body}`)
  const { origin, size, root } = parseCheckpointBody(body)
  return Buffer.concat([
    Buffer.from('subtree/v1\n\0'),
    opaque(key.name),
    u64(time),
    opaque(origin),
    u64(0),
    u64(size),
    root,
  ])
}

/** Cosigns the body of a checkpoint whose consistency was checked and stored. `time` in seconds since 1970. */
export async function cosign(body: string, key: VerifierKey, time: number, sign: SignBytes): Promise<NoteSignature> {
  if (!isCosigner(key) || !Number.isSafeInteger(time) || time <= 0)
    throw new JuxtaError('internal', 'this key or time is not for a cosignature')
  const signature = Buffer.concat([u64(time), await sign(cosignedBytes(body, time, key))])
  return { name: key.name, id: key.id, signature }
}

/** The time of a cosignature by `key` over `body`, in seconds since 1970; null where it does not verify. */
export function cosignatureTime(body: string, signature: NoteSignature, key: VerifierKey): number | null {
  if (!isCosigner(key) || !isBy(signature, key) || signature.signature.length !== TIME_BYTES + signatureBytes(key))
    return null
  const time = signature.signature.readBigUInt64BE()
  if (time === 0n || time > BigInt(Number.MAX_SAFE_INTEGER)) return null
  try {
    return verifyBytes(key, cosignedBytes(body, time, key), signature.signature.subarray(TIME_BYTES))
      ? Number(time)
      : null
  } catch (error) {
    if (error instanceof JuxtaError && error.code === 'log-invalid') return null
    throw error
  }
}

/** The keys of one witness as an identity names them: `more` are its ML-DSA-44 keys. Fails with `log-invalid`. */
export const witnessKeys = (witness: { readonly vkey: string; readonly more?: readonly string[] }): VerifierKey[] =>
  [witness.vkey, ...(witness.more ?? [])].map(parseVerifierKey)

export type Cosignature = { readonly key: VerifierKey; readonly time: number; readonly signature: NoteSignature }

/** The cosignatures on `note` by witnesses among `keys`: the earliest that verifies of each key, and those that name a key and fail. */
export function checkCosignatures(
  note: Note,
  keys: readonly VerifierKey[],
): { valid: Cosignature[]; invalid: NoteSignature[] } {
  const valid = new Map<VerifierKey, Cosignature>()
  const invalid: NoteSignature[] = []
  for (const signature of note.signatures) {
    const key = keys.find((k) => isCosigner(k) && isBy(signature, k))
    if (!key) continue
    const time = cosignatureTime(note.text, signature, key)
    if (time === null) invalid.push(signature)
    else if (time < (valid.get(key)?.time ?? Infinity)) valid.set(key, { key, time, signature })
  }
  return { valid: [...valid.values()], invalid }
}
