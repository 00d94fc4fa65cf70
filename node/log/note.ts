/** Signed notes (C2SP signed-note): text under lines of signatures, the envelope of every checkpoint. Types 01 and 04 (Ed25519) and 06 (ML-DSA-44). */
import { createPublicKey, verify, type KeyObject } from 'node:crypto'
import { JuxtaError } from '../values/errors.ts'
import { sha256 } from '../values/digest.ts'
import { decodeUtf8 } from '../values/text.ts'
import { ML_DSA, verifyMlDsa } from '../seal/ml-dsa.ts'

/** 1: the key signs the text (a log); 4 and 6: it cosigns checkpoints with a time (a witness, C2SP tlog-cosignature), by Ed25519 or by ML-DSA-44. */
export type NoteKeyType = 1 | 4 | 6
/** A public key that signs notes; `id` is the key id as eight hex digits. */
export type VerifierKey = {
  readonly name: string
  readonly id: string
  readonly type: NoteKeyType
  readonly publicKey: Buffer
}
export type NoteSignature = { readonly name: string; readonly id: string; readonly signature: Buffer }
export type Note = { readonly text: string; readonly signatures: readonly NoteSignature[] }
/** The signature over `bytes` by the algorithm of the key: pure Ed25519, or pure ML-DSA-44. The private key stays where the signer keeps it. */
export type SignBytes = (bytes: Uint8Array) => Promise<Uint8Array>

const MAX_NOTE_BYTES = 1 << 20
const MAX_SIGNATURES = 100
const SIGNATURE_BYTES = 64
const KEY_BYTES = 32

const isMlDsa = (type: number): type is 6 => type === 6
export const isCosigner = ({ type }: VerifierKey): boolean => type === 4 || type === 6
/** How long a signature by a key of this type is. */
export const signatureBytes = ({ type }: VerifierKey): number =>
  isMlDsa(type) ? ML_DSA[44].signature : SIGNATURE_BYTES

const invalid = (message: string, rule: string): JuxtaError => new JuxtaError('log-invalid', message, { rule })

const isKeyName = (name: string): boolean =>
  name !== '' && name.isWellFormed() && !/[\p{White_Space}\p{Cc}+]/u.test(name)

/** Bytes of padded base64 (RFC 4648 §4), refusing every form but the canonical one; null otherwise. */
export function strictBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : null
}

/** The decimal digits of a safe integer without leading zeros; null otherwise. */
export function strictDecimal(text: string): number | null {
  const n = /^(0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : NaN
  return Number.isSafeInteger(n) ? n : null
}

/** A verifier key with its key id, `SHA-256(name ‖ "\n" ‖ type ‖ key)[:4]`. `publicKey` is 32 bytes, of type 06 the 1312 of FIPS 204. */
export function verifierKey(name: string, type: NoteKeyType, publicKey: Uint8Array): VerifierKey {
  if (!isKeyName(name)) throw invalid('the name of a note key is empty or has a space or plus in it', 'key-name')
  if (publicKey.length !== (isMlDsa(type) ? ML_DSA[44].publicKey : KEY_BYTES))
    throw invalid('an Ed25519 key is 32 bytes, an ML-DSA-44 key 1312', 'key-length')
  const id = sha256(name, '\n', Buffer.from([type]), publicKey).toString('hex', 0, 4)
  return { name, id, type, publicKey: Buffer.from(publicKey) }
}

/** `name+id+base64(type ‖ key)`. */
export const encodeVerifierKey = ({ name, id, type, publicKey }: VerifierKey): string =>
  `${name}+${id}+${Buffer.concat([Buffer.from([type]), publicKey]).toString('base64')}`

/** Reads an attacker-controlled verifier key. Fails with `log-invalid`. */
export function parseVerifierKey(text: string): VerifierKey {
  const m = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(text)
  const typed = m && strictBase64(m[3]!)
  const type = typed?.[0]
  if (!m || !typed || (type !== 1 && type !== 4 && type !== 6))
    throw invalid('not a verifier key of a signed note, Ed25519 or ML-DSA-44', 'vkey')
  const key = verifierKey(m[1]!, type, typed.subarray(1))
  if (key.id !== m[2]) throw invalid('the verifier key does not have its key id', 'key-id')
  return key
}

const imported = new WeakMap<VerifierKey, KeyObject>()
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

/** Whether `signature` is that of `key` over `bytes` (RFC 8032, FIPS 204). */
export function verifyBytes(key: VerifierKey, bytes: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== signatureBytes(key)) return false
  if (isMlDsa(key.type)) return verifyMlDsa(44, key.publicKey, bytes, signature)
  let object = imported.get(key)
  try {
    object ??= createPublicKey({ key: Buffer.concat([SPKI_PREFIX, key.publicKey]), format: 'der', type: 'spki' })
    imported.set(key, object)
    return verify(null, bytes, object, signature)
  } catch {
    return false
  }
}

/** `— name base64(id ‖ signature)` and a newline. */
export const signatureLine = ({ name, id, signature }: NoteSignature): string =>
  `— ${name} ${Buffer.concat([Buffer.from(id, 'hex'), signature]).toString('base64')}\n`

export const encodeNote = ({ text, signatures }: Note): string => `${text}\n${signatures.map(signatureLine).join('')}`

/** Reads signature lines from outside, as a witness answers them too. Fails with `log-invalid`. */
export function parseSignatureLines(block: string): NoteSignature[] {
  if (!block.endsWith('\n')) throw invalid('the last signature line is not closed', 'note-newline')
  const lines = block.slice(0, -1).split('\n')
  if (lines.length > MAX_SIGNATURES) throw invalid(`more than ${MAX_SIGNATURES} signatures`, 'note-signatures')
  return lines.map((line) => {
    const m = /^— ([^ ]+) ([A-Za-z0-9+/]+=*)$/.exec(line)
    const bytes = m && strictBase64(m[2]!)
    if (!m || !bytes || bytes.length < 5 || !isKeyName(m[1]!))
      throw invalid('a line under the note is not a signature', 'note-signature-line')
    return { name: m[1]!, id: bytes.toString('hex', 0, 4), signature: bytes.subarray(4) }
  })
}

/** Reads an attacker-controlled note without judging its signatures. Fails with `log-invalid`. */
export function parseNote(input: Uint8Array | string): Note {
  if (input.length > MAX_NOTE_BYTES) throw invalid('the note is too long', 'note-size')
  let all: string
  try {
    all = typeof input === 'string' ? input : decodeUtf8(input)
  } catch (cause) {
    throw new JuxtaError('log-invalid', 'the note is not UTF-8', { rule: 'note-utf-8', cause })
  }

  if (!all.isWellFormed() || /[\0-\x09\x0b-\x1f]/.test(all))
    throw invalid('the note has control characters in it', 'note-control')
  const at = all.lastIndexOf('\n\n')
  if (at < 0) throw invalid('the note has no signatures', 'note-unsigned')
  return { text: all.slice(0, at + 1), signatures: parseSignatureLines(all.slice(at + 2)) }
}

/** Whether `key` is named by the signature: name and id both. */
export const isBy = (signature: NoteSignature, key: VerifierKey): boolean =>
  signature.name === key.name && signature.id === key.id

/** Signs `text` (ending in a newline) with a key of type 01. */
export async function signText(text: string, key: VerifierKey, sign: SignBytes): Promise<NoteSignature> {
  if (!text.endsWith('\n') || key.type !== 1) throw new JuxtaError('internal', 'this text or key is not for a note')
  return { name: key.name, id: key.id, signature: Buffer.from(await sign(Buffer.from(text))) }
}

/** The outcome for one key of type 01: a signature that names the key and fails makes the whole note worthless. */
export function checkNote(note: Note, key: VerifierKey): 'valid' | 'invalid' | 'absent' {
  const named = note.signatures.filter((s) => isBy(s, key))
  if (key.type !== 1 || named.length === 0) return 'absent'
  const bytes = Buffer.from(note.text)
  return named.every((s) => verifyBytes(key, bytes, s.signature)) ? 'valid' : 'invalid'
}
