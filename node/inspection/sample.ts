/** A sample that anybody draws again: messages in the order of SHA-256("juxta-sample-v1\0" ‖ seed ‖ "\0" ‖ id), of which the first are taken. */
import { sha256 } from '../values/digest.ts'
import type { MessageId } from '../values/id.ts'

/** How it is drawn, for a report. */
export const SAMPLE_METHOD =
  'For each message the SHA-256 of "juxta-sample-v1", a zero byte, the seed, a zero byte and the id of the message is computed; the messages with the lowest values are the sample. Whoever knows the seed draws the same sample.'

/** The `size` ids of the sample; all of them where there are no more. */
export function drawSample(ids: readonly MessageId[], seed: string, size: number): ReadonlySet<MessageId> {
  const ranked = ids.map((id) => [sha256(`juxta-sample-v1\0${seed}\0${id}`).toString('hex'), id] as const)
  ranked.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return new Set(ranked.slice(0, size).map(([, id]) => id))
}
