/** The bytes of a body, counted while they come: neither more than the limit nor faster than the caller's quota is read. */
import type { IncomingHttpHeaders } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Readable } from 'node:stream'
import type { Visit } from '../operate/quotas.ts'
import { asJuxtaError, JuxtaError } from '../values/errors.ts'

const tooLarge = (limit: number): JuxtaError =>
  new JuxtaError('too-large', `the body is larger than the limit of ${limit} bytes`, {
    rule: 'body-limit',
    members: { limit },
  })

/** Fails with `too-large`, or as the quota of `visit` has it; what comes after that is not kept. */
export function readBody(
  body: Readable,
  { 'content-length': stated }: IncomingHttpHeaders,
  limit: number,
  visit: Visit,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const end = (): void => {
      body.off('data', more).off('end', ended).off('error', brokeOff)
    }
    const failed = (error: Error): void => {
      end()
      reject(error)
    }
    const brokeOff = (cause: unknown): void =>
      failed(new JuxtaError('request-timeout', 'the body did not come to its end', { rule: 'broken-off', cause }))
    const ended = (): void => {
      end()
      resolve(Buffer.concat(chunks, size))
    }
    const more = (chunk: Buffer): void => {
      size += chunk.length
      if (size > limit) return failed(tooLarge(limit))
      chunks.push(chunk)
      try {
        const wait = visit.read(chunk.length)
        if (wait === 0) return
        body.pause()
        setTimeout(() => body.resume(), wait)
      } catch (error) {
        failed(asJuxtaError(error))
      }
    }
    const expected = Number(stated ?? 0)
    if (expected > limit) return reject(tooLarge(limit))
    visit.expects(expected)
    body.on('data', more).on('end', ended).on('error', brokeOff)
  })
}

/** How long nothing may come of a stream. */
const IDLE_MS = 30_000

/**
 * A body piece by piece, as fast as it is asked for and no faster than the caller's quota lets it come. Fails with `request-timeout` where it breaks off or stands
 * still; whoever stops asking leaves the connection as it is, so that he can still answer.
 */
export async function* streamBody(body: Readable, visit: Visit, idleMs = IDLE_MS): AsyncGenerator<Buffer, void> {
  const idle = setTimeout(() => body.destroy(), idleMs)
  try {
    for await (const piece of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      const wait = visit.read(piece.length)
      if (wait > 0) await sleep(wait)
      idle.refresh()
      yield piece
      idle.refresh()
    }
  } catch (cause) {
    if (cause instanceof JuxtaError) throw cause
    throw new JuxtaError('request-timeout', 'the body did not come to its end', { rule: 'broken-off', cause })
  } finally {
    clearTimeout(idle)
  }
}
