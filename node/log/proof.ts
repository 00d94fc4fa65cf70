/** Inclusion proofs as files (`c2sp.org/tlog-proof@v1`): what a stock verifier needs beside the leaf and its trusted keys. */
import { JuxtaError } from '../values/errors.ts'
import { HASH_BYTES } from './merkle.ts'
import { strictBase64, strictDecimal } from './note.ts'

const MAGIC = 'c2sp.org/tlog-proof@v1'
export const MAX_PROOF_HASHES = 63

/** `checkpoint` is the signed note, verbatim; `extra` is authenticated by nobody. */
export type ProofFile = {
  readonly extra?: Buffer
  readonly index: number
  readonly proof: readonly Buffer[]
  readonly checkpoint: string
}

export const encodeProofFile = ({ extra, index, proof, checkpoint }: ProofFile): string =>
  [
    MAGIC,
    ...(extra === undefined ? [] : [`extra ${extra.toString('base64')}`]),
    `index ${index}`,
    ...proof.map((h) => h.toString('base64')),
    '',
    checkpoint,
  ].join('\n')

/** Hashes from outside, one base64 line each; null where one is not. */
export function parseHashLines(lines: readonly string[]): Buffer[] | null {
  if (lines.length > MAX_PROOF_HASHES) return null
  const hashes = lines.map(strictBase64)
  return hashes.every((h): h is Buffer => h?.length === HASH_BYTES) ? hashes : null
}

/** Reads an attacker-controlled proof file; the checkpoint in it is not read. Fails with `log-invalid`. */
export function parseProofFile(text: string): ProofFile {
  const at = text.indexOf('\n\n')
  const lines = text.slice(0, Math.max(at, 0)).split('\n')
  const magic = lines.shift()
  const extraText = lines[0]?.startsWith('extra ') ? lines.shift()!.slice('extra '.length) : null
  const extra = extraText === null ? undefined : strictBase64(extraText)
  const indexLine = lines.shift()
  const index = indexLine?.startsWith('index ') ? strictDecimal(indexLine.slice('index '.length)) : null
  const proof = parseHashLines(lines)
  if (magic !== MAGIC || extra === null || index === null || proof === null)
    throw new JuxtaError('log-invalid', `not a proof of the form ${MAGIC}`, { rule: 'tlog-proof' })
  return { ...(extra === undefined ? {} : { extra }), index, proof, checkpoint: text.slice(at + 2) }
}
