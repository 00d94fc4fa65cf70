/** What a server outside of the neighbourhood answers over HTTP: read up to a size, and what goes wrong told in one way. */
import type { Dispatcher } from 'undici'
import { JuxtaError } from '../values/errors.ts'

/** The whole body, attacker-controlled. `most`: bytes, in whole KiB. Fails with `answer-invalid` where it is larger. */
export async function readBounded({ body }: Pick<Dispatcher.ResponseData, 'body'>, most: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > most)
      throw new JuxtaError('answer-invalid', `the answer is larger than ${most / 1024} KiB`, { rule: 'size' })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The same of an answer that has to be 200. Fails with `answer-invalid`. */
export async function readOk(
  answer: Pick<Dispatcher.ResponseData, 'body' | 'statusCode'>,
  most: number,
): Promise<Buffer> {
  const body = await readBounded(answer, most)
  if (answer.statusCode !== 200)
    throw new JuxtaError('answer-invalid', `it answered ${answer.statusCode}`, { rule: 'status' })
  return body
}

/** Why a request failed: as it says itself where it is one of our errors, else `unreachable`. */
export function unreachable(cause: unknown): JuxtaError {
  if (cause instanceof JuxtaError) return cause
  const why = cause instanceof Error ? cause.message || String((cause as { code?: string }).code) : 'no answer'
  return new JuxtaError('unreachable', `it cannot be reached: ${why}`, { cause })
}
