/** Cosignatures (C2SP tlog-cosignature, Ed25519, `cosignature/v1`): a witness says that, at a time, this was the largest consistent checkpoint it had seen. */
import { JuxtaError } from '../values/errors.ts'
import {
  isBy,
  SIGNATURE_BYTES,
  verifyBytes,
  type Note,
  type NoteSignature,
  type SignBytes,
  type VerifierKey,
} from './note.ts'

const TIME_BYTES = 8

/** What is signed: the header, the time in seconds since 1970, and the body of the checkpoint. */
export const cosignedBytes = (body: string, time: number | bigint): Buffer =>
  Buffer.from(`cosignature/v1\ntime ${time}\n${body}`)

/** Cosigns the body of a checkpoint whose consistency was checked and stored. `time` in seconds since 1970. */
export async function cosign(body: string, key: VerifierKey, time: number, sign: SignBytes): Promise<NoteSignature> {
  if (key.type !== 4 || !Number.isSafeInteger(time) || time <= 0)
    throw new JuxtaError('internal', 'this key or time is not for a cosignature')
  const stamp = Buffer.alloc(TIME_BYTES)
  stamp.writeBigUInt64BE(BigInt(time))
  return { name: key.name, id: key.id, signature: Buffer.concat([stamp, await sign(cosignedBytes(body, time))]) }
}

/** The time of a cosignature by `key` over `body`, in seconds since 1970; null where it does not verify. */
export function cosignatureTime(body: string, signature: NoteSignature, key: VerifierKey): number | null {
  if (key.type !== 4 || !isBy(signature, key) || signature.signature.length !== TIME_BYTES + SIGNATURE_BYTES)
    return null
  const time = signature.signature.readBigUInt64BE()
  if (time === 0n || time > BigInt(Number.MAX_SAFE_INTEGER)) return null
  const valid = verifyBytes(key, cosignedBytes(body, time), signature.signature.subarray(TIME_BYTES))
  return valid ? Number(time) : null
}

export type Cosignature = { readonly key: VerifierKey; readonly time: number; readonly signature: NoteSignature }

/** The cosignatures on `note` by witnesses among `keys`: the earliest that verifies of each key, and those that name a key and fail. */
export function checkCosignatures(
  note: Note,
  keys: readonly VerifierKey[],
): { valid: Cosignature[]; invalid: NoteSignature[] } {
  const valid = new Map<VerifierKey, Cosignature>()
  const invalid: NoteSignature[] = []
  for (const signature of note.signatures) {
    const key = keys.find((k) => k.type === 4 && isBy(signature, k))
    if (!key) continue
    const time = cosignatureTime(note.text, signature, key)
    if (time === null) invalid.push(signature)
    else if (time < (valid.get(key)?.time ?? Infinity)) valid.set(key, { key, time, signature })
  }
  return { valid: [...valid.values()], invalid }
}
