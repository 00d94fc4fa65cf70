/** Asking a timestamp authority over HTTP (RFC 3161 §3.4). */
import { request } from 'undici'
import { readOk, unreachable } from './bounded-answer.ts'

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
      return await readOk(answer, MAX_ANSWER)
    } catch (cause) {
      throw unreachable(cause)
    }
  }
