/** Checkpoints (C2SP tlog-checkpoint): the size and root that a log vouches for, as a note that it signs. */
import { JuxtaError } from '../values/errors.ts'
import { EMPTY_ROOT, HASH_BYTES } from './merkle.ts'
import {
  checkNote,
  encodeNote,
  parseNote,
  signText,
  strictBase64,
  strictDecimal,
  type Note,
  type SignBytes,
  type VerifierKey,
} from './note.ts'

export type Checkpoint = { readonly origin: string; readonly size: number; readonly root: Buffer }
/** A checkpoint as read, signatures not yet judged. `note.text` is the body: what is signed, cosigned and timestamped. */
export type ReadCheckpoint = { readonly checkpoint: Checkpoint; readonly note: Note }

const invalid = (message: string, rule: string): JuxtaError => new JuxtaError('log-invalid', message, { rule })

/** `origin\nsize\nbase64(root)\n`; no extension lines. */
export const checkpointBody = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${root.toString('base64')}\n`

/** Reads an attacker-controlled body. Extension lines are refused: this log has none, and nobody could audit them. Fails with `log-invalid`. */
export function parseCheckpointBody(text: string): Checkpoint {
  const lines = text.split('\n')
  const [origin, sizeText, rootText] = lines
  if (lines.length !== 4 || lines[3] !== '' || !origin || origin.length > 200)
    throw invalid('a checkpoint is an origin, a size and a root, and nothing else', 'checkpoint-lines')
  const size = strictDecimal(sizeText!)
  if (size === null) throw invalid('the size in the checkpoint is not a number in its shortest form', 'checkpoint-size')
  const root = strictBase64(rootText!)
  if (root?.length !== HASH_BYTES) throw invalid('the root in the checkpoint is not 32 bytes', 'checkpoint-root')
  return { origin, size, root }
}

/** Reads an attacker-controlled signed checkpoint. Fails with `log-invalid`. */
export function readCheckpoint(input: Uint8Array | string): ReadCheckpoint {
  const note = parseNote(input)
  return { checkpoint: parseCheckpointBody(note.text), note }
}

/** Signs `checkpoint` with the log's key, whose name is the origin. The caller has made sure that nothing larger was ever signed. */
export async function signCheckpoint(checkpoint: Checkpoint, key: VerifierKey, sign: SignBytes): Promise<string> {
  if (key.name !== checkpoint.origin || key.type !== 1)
    throw new JuxtaError('internal', 'the log key does not have the name of the origin')
  const text = checkpointBody(checkpoint)
  return encodeNote({ text, signatures: [await signText(text, key, sign)] })
}

/** Whether a key of the log signed: `keys` are those that the reader trusts for the origin. Fails with `log-invalid` or `signature-invalid`. */
export function openCheckpoint(input: Uint8Array | string, keys: readonly VerifierKey[]): ReadCheckpoint {
  const read = readCheckpoint(input)
  const results = keys.filter((k) => k.name === read.checkpoint.origin).map((key) => checkNote(read.note, key))
  if (results.includes('invalid')) throw new JuxtaError('signature-invalid', 'the signature of the log does not verify')
  if (!results.includes('valid'))
    throw new JuxtaError('signature-invalid', 'no key that is known for this origin signed the checkpoint')
  if (read.checkpoint.size === 0 && !read.checkpoint.root.equals(EMPTY_ROOT))
    throw invalid('the root of an empty log is not that of an empty tree', 'checkpoint-root')
  return read
}
