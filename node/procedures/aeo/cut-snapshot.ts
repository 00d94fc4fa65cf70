/** A granting country's list cut into the parts of a snapshot, each small enough for a message, with the hashes that hold them together. In bounded memory. */
import { digestOf, type Digest } from '../../values/digest.ts'
import type { Bodies } from './aeo.ts'
import { snapshotHash } from './aeo.ts'
import type { StatedGrounds } from './ground.ts'

/** So much of a list goes into one message: well below the 4 MiB of the wire, escapes of a JSON envelope included. */
export const PART_BYTES = 2 * 1024 * 1024

/** One part: its traders as NDJSON, how many they are, and the SHA-256 of the text. */
export type CutPart = { readonly text: string; readonly count: number; readonly digest: Digest }
export type Plan = {
  readonly parts: number
  readonly count: number
  readonly hash: Digest
  /** The grounds beside consent on which traders of the list are published. */
  readonly grounds: StatedGrounds
}

/** Those of the lines of a part that name one; a line that is none is refused where it is sent. */
function groundsIn(text: string): StatedGrounds {
  const found: StatedGrounds = []
  for (const line of text.split('\n').filter((one) => one.includes('"xLegalGround"')))
    try {
      const { xProgramme, xLegalGround } = JSON.parse(line) as Partial<Bodies['Trader']>
      if (xProgramme !== undefined && xLegalGround !== undefined) found.push({ xProgramme, kind: xLegalGround.kind })
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
    }
  return found
}

/** Lines (one trader each, as JSON) as parts of at most `bytes`. A list without traders is one empty part. */
export async function* cut(lines: AsyncIterable<string>, bytes = PART_BYTES): AsyncGenerator<CutPart> {
  let [held, size]: [string[], number] = [[], 0]
  const part = (): CutPart => {
    const text = held.join('')
    return { text, count: held.length, digest: digestOf(text) }
  }
  for await (const line of lines) {
    if (line.trim() === '') continue
    const text = `${line}\n`
    const length = Buffer.byteLength(text)
    if (held.length > 0 && size + length > bytes) {
      yield part()
      held = []
      size = 0
    }
    held.push(text)
    size += length
  }
  yield part()
}

/** The first reading of a list: every part of a snapshot names the hash of all, so that nothing can be sent before. */
export async function planOf(parts: AsyncIterable<CutPart>): Promise<Plan> {
  const digests: Digest[] = []
  const grounds = new Map<string, StatedGrounds[number]>()
  let count = 0
  for await (const part of parts) {
    digests.push(part.digest)
    count += part.count
    for (const ground of groundsIn(part.text)) grounds.set(JSON.stringify(ground), ground)
  }
  return { parts: digests.length, count, hash: snapshotHash(digests), grounds: [...grounds.values()] }
}

/** The document of part `number` (from 1 on); the traders go with it as the attachment. */
export const documentOf = (
  { xSnapshot, xSequence }: { xSnapshot: string; xSequence: number },
  plan: Plan,
  number: number,
  part: CutPart,
): Bodies['snapshot'] => ({
  xSnapshot,
  xPart: number,
  xParts: plan.parts,
  xCount: plan.count,
  xSequence,
  xHash: plan.hash,
  xPartCount: part.count,
  ...(plan.grounds.length === 0 ? {} : { xLegalGrounds: plan.grounds }),
  xAttachment: { part: 'attachment-1', digest: part.digest, mediaType: 'application/x-ndjson' },
})
