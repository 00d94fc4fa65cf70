/** Asking one witness to cosign a checkpoint of ours (C2SP tlog-witness), from the size that it has cosigned, or says that it has, on. */
import type { Cosignature } from '../log/cosignature.ts'
import { proveConsistency } from '../log/merkle.ts'
import { signatureLine, type VerifierKey } from '../log/note.ts'
import { nodesFromTiles } from '../log/tiles.ts'
import { addCheckpointRequest, readWitnessAnswer, type WitnessAnswer } from '../log/witness.ts'
import type { CosignatureRow, Published } from '../store/checkpoints.ts'
import { logIn } from '../store/log.ts'
import type { Store } from '../store/store.ts'

/** Not `other-size`: that is asked again at once. */
export type FinalAnswer = Exclude<WitnessAnswer, { kind: 'other-size' }>

type Asked = {
  readonly keys: readonly VerifierKey[]
  /** What this witness has cosigned of the log already, as far as we know. */
  readonly oldSize: number
  /** Sends the body of `add-checkpoint`. */
  ask(body: string): Promise<{ readonly status: number; readonly body: string }>
  /** Whether an answer means only that it is asked again some other time. */
  isLater(status: number): boolean
}

/** A witness counts once, with all the lines that it answered. */
function linesByName(cosignatures: readonly Cosignature[]): CosignatureRow[] {
  const rows = new Map<string, CosignatureRow>()
  for (const { key, time, signature } of cosignatures) {
    const there = rows.get(key.name)
    const line = (there?.line ?? '') + signatureLine(signature)
    rows.set(key.name, { witness: key.name, line, time: Math.min(there?.time ?? time, time) })
  }
  return [...rows.values()]
}

/** How often another size is tried in a row. */
const TRIES = 3

/** Keeps what it cosigned. Null where it is to be asked again some other time. Fails with `answer-invalid`, or as `ask` does. */
export async function askWitness(
  store: Store,
  { shard, size, note }: Published,
  { keys, oldSize, ask, isLater }: Asked,
): Promise<FinalAnswer | null> {
  const body = note.slice(0, note.indexOf('\n\n') + 1)
  const nodes = nodesFromTiles(size, ({ level, index }) => logIn(store).tile(shard, level, index))
  let from = oldSize
  for (let tries = 0; tries < TRIES; tries++) {
    const proof = from > 0 && from < size ? await proveConsistency(from, size, nodes) : []
    const answer = await ask(addCheckpointRequest(from, proof, note))
    if (isLater(answer.status)) return null
    const read = readWitnessAnswer(answer, { oldSize: from, size, body }, size, keys)
    if (read.kind === 'other-size') {
      from = read.size
      continue
    }
    if (read.kind === 'cosigned') await logIn(store).addCosignatures(shard, size, linesByName(read.cosignatures))
    return read
  }
  return null
}
