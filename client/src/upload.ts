/** Hands over a document that is too large for a submission, before it: in as many requests as it takes. */
import { newId } from './new-id.ts'
import { JuxtaProblem, passes, problemIn } from './problem.ts'
import { pause, pauseMs, type Patience } from './repeat.ts'

export type UploadOptions = {
  /** Of the document; that of the blob unless told. */
  readonly mediaType?: string | undefined
  /** A UUID, new for each document; with that of an upload that was broken off it goes on there. */
  readonly id?: string | undefined
  /** How many bytes go in one request, 8 MiB unless told. */
  readonly chunkBytes?: number | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((done: number, all: number) => void) | undefined
}

type Ask = (method: 'GET' | 'PUT', path: string, init: RequestInit) => Promise<Response>

const OFFSET = 'upload-offset'

/**
 * Uploads `blob` and answers what names it in a submission, as its document or an attachment. After a fault it asks how much is there and goes on from that byte;
 * it gives up after so many faults between which nothing came over.
 */
export async function uploadOf(
  ask: Ask,
  blob: Blob,
  options: UploadOptions,
  patience: Patience,
): Promise<{ upload: string }> {
  const { mediaType = blob.type || 'application/octet-stream', id = newId(), signal } = options
  const chunkBytes = options.chunkBytes ?? 8 * 2 ** 20
  const path = `/v1/uploads/${id}`
  const more = signal === undefined ? {} : { signal }

  /** How many bytes are there; undefined where the node knows of none. */
  async function there(): Promise<number | undefined> {
    const answer = await ask('GET', path, more)
    if (answer.status === 404) return undefined
    if (!answer.ok) throw await problemIn(answer)
    return Number(answer.headers.get(OFFSET))
  }
  async function put(offset: number): Promise<number> {
    const part = blob.slice(offset, offset + chunkBytes)
    const last = offset + part.size === blob.size
    const headers = {
      'content-type': mediaType,
      'upload-offset': String(offset),
      'upload-length': String(blob.size),
      'upload-complete': last ? '?1' : '?0',
    }
    const answer = await ask('PUT', path, { ...more, headers, body: part })
    if (!answer.ok) throw await problemIn(answer)
    return Number(answer.headers.get(OFFSET))
  }
  const mismatch = (error: unknown): boolean =>
    error instanceof JuxtaProblem && error.status === 409 && 'expected-offset' in error.members

  let done = await there()
  for (let failed = 0; done === undefined || done < blob.size;) {
    try {
      done = await put(done ?? 0)
      failed = 0
    } catch (error) {
      signal?.throwIfAborted()
      if (!passes(error) && !mismatch(error)) throw error
      if (++failed >= patience.attempts) throw error
      await pause(pauseMs(failed, patience), signal)
      const now = await there()
      if ((now ?? 0) > (done ?? 0)) failed = 0
      done = now
    }
    options.onProgress?.(done ?? 0, blob.size)
  }
  return { upload: id }
}
