/**
 * Witnessing between neighbours (C2SP tlog-witness `add-checkpoint`), both ends of it, as decisions without I/O. Who calls holds the lock on the
 * stored (size, root) while `judge` decides, stores what it accepted, and only then cosigns and answers.
 */
import { JuxtaError } from '../values/errors.ts'
import { readCheckpoint, type Checkpoint, type ReadCheckpoint } from './checkpoint.ts'
import { cosignatureTime, type Cosignature } from './cosignature.ts'
import { EMPTY_ROOT, verifyConsistency } from './merkle.ts'
import { checkNote, isBy, parseSignatureLines, strictDecimal, type VerifierKey } from './note.ts'
import { MAX_PROOF_HASHES, parseHashLines } from './proof.ts'

export const TLOG_SIZE = 'text/x.tlog.size'
export const MAX_REQUEST_BYTES = 64 * 1024

/** The largest checkpoint of a log that was cosigned. */
export type Seen = { readonly size: number; readonly root: Buffer }

export type AddCheckpoint = ReadCheckpoint & { readonly oldSize: number; readonly proof: readonly Buffer[] }

/** An answer that is no cosignature: status, media type where it is not text/plain, body. */
export type Refusal = {
  readonly status: 400 | 403 | 404 | 409 | 422
  readonly type?: typeof TLOG_SIZE
  readonly body: string
}

/**
 * What a validly signed but unacceptable checkpoint says about the log. `split-view`: another root at the size that was cosigned, which proves two
 * histories. `inconsistent`: larger, but its proof does not lead there from what was cosigned; no proof that none exists. `behind`: smaller than what
 * was cosigned; a delayed request, or a log that lost its end.
 */
export type Suspicion = 'split-view' | 'inconsistent' | 'behind'

/** The body of a request: the old size, the consistency proof from there, and the signed checkpoint. */
export function addCheckpointRequest(oldSize: number, proof: readonly Buffer[], signedCheckpoint: string): string {
  if (proof.length > MAX_PROOF_HASHES) throw new JuxtaError('internal', 'the consistency proof is too long')
  return [`old ${oldSize}`, ...proof.map((h) => h.toString('base64')), '', signedCheckpoint].join('\n')
}

/** Reads an attacker-controlled request. `keysOf` answers the keys that are trusted for an origin, null where the origin is not known. */
export function readAddCheckpoint(
  body: Uint8Array | string,
  keysOf: (origin: string) => readonly VerifierKey[] | null,
): AddCheckpoint | Refusal {
  const bad: Refusal = { status: 400, body: 'not an add-checkpoint request\n' }
  if (body.length > MAX_REQUEST_BYTES) return bad
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('utf8')
  const at = text.indexOf('\n\n')
  const lines = text.slice(0, Math.max(at, 0)).split('\n')
  const first = lines.shift()!
  const oldSize = first.startsWith('old ') ? strictDecimal(first.slice('old '.length)) : null
  const proof = parseHashLines(lines)
  if (at < 0 || oldSize === null || proof === null) return bad
  let read: ReadCheckpoint
  try {
    read = readCheckpoint(text.slice(at + 2))
  } catch (error) {
    if (error instanceof JuxtaError && error.code === 'log-invalid') return bad
    throw error
  }
  const keys = keysOf(read.checkpoint.origin)
  if (keys === null) return { status: 404, body: 'the origin is not known here\n' }
  const results = keys.map((key) => checkNote(read.note, key))
  if (results.includes('invalid') || !results.includes('valid'))
    return { status: 403, body: 'the checkpoint is not signed by a key of its origin\n' }
  if (oldSize > read.checkpoint.size) return { status: 400, body: 'the old size is larger than the checkpoint\n' }
  return { ...read, oldSize, proof }
}

/** `accept`: store it, cosign `note.text`, answer 200; `grown` is false where the same checkpoint is cosigned once more. */
export type Judgement =
  | { readonly accept: Checkpoint; readonly grown: boolean }
  | { readonly refuse: Refusal; readonly suspicion: Suspicion | null }

const conflict = (size: number): Refusal => ({ status: 409, type: TLOG_SIZE, body: `${size}\n` })

/** Decides on a request that was read; `seen` is what this witness last cosigned for the origin, null where nothing. */
export function judge({ checkpoint, oldSize, proof }: AddCheckpoint, seen: Seen | null): Judgement {
  const { size, root } = checkpoint
  const last = seen ?? { size: 0, root: EMPTY_ROOT }
  // Two histories are told apart before anything else, so that the alert does not hang on the old size that was claimed.
  if (size === last.size && !root.equals(last.root)) {
    if (size === 0)
      return { refuse: { status: 422, body: 'an empty log has the root of an empty tree\n' }, suspicion: null }
    return { refuse: conflict(last.size), suspicion: 'split-view' }
  }
  if (oldSize !== last.size)
    return { refuse: conflict(last.size), suspicion: seen && size < last.size ? 'behind' : null }
  const consistent = oldSize === 0 ? proof.length === 0 : verifyConsistency(oldSize, size, proof, last.root, root)
  if (!consistent)
    return {
      refuse: { status: 422, body: 'the consistency proof does not verify\n' },
      suspicion: oldSize === 0 ? null : 'inconsistent',
    }
  return { accept: checkpoint, grown: size > last.size }
}

export const isRefusal = (read: AddCheckpoint | Refusal): read is Refusal => 'status' in read

/** What a witness answered, read by the log that asked. */
export type WitnessAnswer =
  | { readonly kind: 'cosigned'; readonly cosignatures: readonly Cosignature[] }
  /** It holds another size: try again from there. */
  | { readonly kind: 'other-size'; readonly size: number }
  /** It cosigned a longer log of this origin than the one we hold: we lost our end. Stop. */
  | { readonly kind: 'ahead'; readonly size: number }
  /** It cosigned another root at this size, or refuses our proof: two histories. */
  | { readonly kind: 'split-view'; readonly status: 409 | 422 }

/**
 * Reads an attacker-controlled answer to a request over `submitted`. `current` is the size our log has now. Cosignatures by other keys than the
 * witness's are passed over. Fails with `answer-invalid`.
 */
export function readWitnessAnswer(
  answer: { readonly status: number; readonly body: string },
  submitted: { readonly oldSize: number; readonly size: number; readonly body: string },
  current: number,
  keys: readonly VerifierKey[],
): WitnessAnswer {
  const wrong = (message: string, rule: string, cause?: unknown): JuxtaError =>
    new JuxtaError('answer-invalid', message, { rule, cause })
  if (answer.body.length > MAX_REQUEST_BYTES) throw wrong('the witness answered more than it may', 'size')
  if (answer.status === 200) {
    let lines
    try {
      lines = parseSignatureLines(answer.body)
    } catch (cause) {
      throw wrong('the witness answered no signature lines', 'cosignature', cause)
    }
    const cosignatures: Cosignature[] = []
    for (const signature of lines) {
      const key = keys.find((k) => isBy(signature, k))
      if (!key) continue
      const time = cosignatureTime(submitted.body, signature, key)
      if (time === null) throw wrong('the cosignature of the witness does not verify', 'cosignature')
      cosignatures.push({ key, time, signature })
    }
    if (cosignatures.length === 0) throw wrong('the witness did not cosign with a key that is known', 'cosignature')
    return { kind: 'cosigned', cosignatures }
  }
  if (answer.status === 409) {
    const size = answer.body.endsWith('\n') ? strictDecimal(answer.body.slice(0, -1)) : null
    if (size === null) throw wrong('the witness named no size', 'tlog-size')
    if (size > current) return { kind: 'ahead', size }
    // With our size as the old one, only another root is left as the reason (a replica that asked with the same checkpoint is not).
    if (size !== submitted.oldSize) return { kind: 'other-size', size }
    if (size === submitted.size) return { kind: 'split-view', status: 409 }
    throw wrong('the witness holds the size that was named and refuses it', 'tlog-size')
  }
  if (answer.status === 422) return { kind: 'split-view', status: 422 }
  throw wrong(`the witness answered ${answer.status}`, 'status')
}
