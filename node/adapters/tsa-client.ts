/** Asking a timestamp authority over HTTP (RFC 3161 §3.4). */
import { request } from 'undici'
import { JuxtaError } from '../values/errors.ts'

const MAX_ANSWER = 64 * 1024

/** Fails with `unreachable` or `answer-invalid`. The answer is attacker-controlled. */
export const tsaClient =
  (url: string) =>
  async (query: Buffer): Promise<Buffer> => {
    try {
      const answer = await request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
        body: query,
        headersTimeout: 15_000,
        bodyTimeout: 15_000,
      })
      const chunks: Buffer[] = []
      let size = 0
      for await (const chunk of answer.body as AsyncIterable<Buffer>) {
        size += chunk.length
        if (size > MAX_ANSWER)
          throw new JuxtaError('answer-invalid', 'the answer is larger than 64 KiB', { rule: 'size' })
        chunks.push(chunk)
      }
      if (answer.statusCode !== 200)
        throw new JuxtaError('answer-invalid', `it answered ${answer.statusCode}`, { rule: 'status' })
      return Buffer.concat(chunks)
    } catch (cause) {
      if (cause instanceof JuxtaError) throw cause
      throw new JuxtaError(
        'unreachable',
        `it cannot be reached: ${cause instanceof Error ? cause.message : 'no answer'}`,
        {
          cause,
        },
      )
    }
  }
