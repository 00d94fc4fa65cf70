/** Whether what is shown of a log proves that it has two histories: pure arithmetic over what the log itself has signed. */
import type { TwoViews } from '../message/finding.ts'
import { JuxtaError } from '../values/errors.ts'
import { openCheckpoint, type Checkpoint } from './checkpoint.ts'
import { verifyConsistency } from './merkle.ts'
import { strictBase64, type VerifierKey } from './note.ts'

const none = (message: string): JuxtaError =>
  new JuxtaError('log-invalid', `this proves no two histories: ${message}`, { rule: 'no-contradiction' })

/**
 * The two checkpoints of `origin`, smaller first, that contradict each other; attacker-controlled. `keys`: those that are trusted for the origin. Of two sizes, the tree
 * of the larger one has exactly one root for its first leaves, which `proof` binds to the larger root: where the smaller checkpoint has another, its log has signed two
 * histories. Fails with `log-invalid` or `signature-invalid` where nothing is proven.
 */
export function contradictionOf(
  { origin, notes, prefix_root, proof }: TwoViews & { readonly origin: string },
  keys: readonly VerifierKey[],
): readonly [Checkpoint, Checkpoint] {
  const [one, other] = [openCheckpoint(notes[0], keys).checkpoint, openCheckpoint(notes[1], keys).checkpoint]
  if (one.origin !== origin || other.origin !== origin) throw none('a checkpoint is of another log')
  if (one.size > other.size) throw none('the larger checkpoint comes first')
  if (one.size === other.size) {
    if (prefix_root !== undefined) throw none('checkpoints of one size need no proof')
    if (one.root.equals(other.root)) throw none('they are the same')
    return [one, other]
  }
  const prefix = prefix_root === undefined ? null : strictBase64(prefix_root)
  const hashes = (proof ?? []).map(strictBase64)
  if (!prefix || !hashes.every((h): h is Buffer => h !== null)) throw none('there is no proof between the two sizes')
  if (!verifyConsistency(one.size, other.size, hashes, prefix, other.root))
    throw none('the proof does not lead to the larger checkpoint')
  if (prefix.equals(one.root)) throw none('the smaller checkpoint is the beginning of the larger one')
  return [one, other]
}
