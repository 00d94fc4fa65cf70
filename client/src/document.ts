/** The bytes of a message's document, as they were sent: for whoever reads what has come, however large it is. */
import { JuxtaUnreachable, problemIn } from './problem.ts'

export type JuxtaDocument = AsyncIterable<Uint8Array> & {
  /** As the sender stated it. */
  readonly mediaType: string
  /** In bytes, where the node says so. */
  readonly length: number | undefined
  /** All of it, in memory. */
  bytes(): Promise<Uint8Array>
  /** All of it as text, which must be UTF-8. */
  text(): Promise<string>
}

/**
 * A document as it comes. Where the line breaks, the rest is asked for from there (RFC 9110 §14), as long as each request brings something; it is never put
 * together from two documents, since the digest of the first answer goes along.
 */
export async function documentOf(
  ask: (headers: Record<string, string>) => Promise<Response>,
  url: string,
): Promise<JuxtaDocument> {
  const good = async (answer: Response): Promise<Response> => {
    if (!answer.ok) throw await problemIn(answer)
    return answer
  }
  const first = await good(await ask({}))
  const [tag, size] = [first.headers.get('etag'), first.headers.get('content-length')]
  const length = size === null || first.headers.has('content-encoding') ? undefined : Number(size)
  let begun = false
  async function* chunks(): AsyncGenerator<Uint8Array, void> {
    if (begun) throw new TypeError('a document is read once; ask for it again')
    begun = true
    let answer = first
    let read = 0
    for (let before = 0; ; before = read) {
      try {
        if (answer.body === null) return
        for (const reader = answer.body.getReader(); ;) {
          const { done, value } = await reader.read()
          if (done) break
          read += value.byteLength
          yield value
        }
        if (length === undefined || read >= length) return
        throw new TypeError('the answer ended before the document')
      } catch (error) {
        if (tag === null || length === undefined || read === before) throw new JuxtaUnreachable(url, 1, error)
        answer = await good(await ask({ range: `bytes=${read}-`, 'if-range': tag }))
        if (answer.status !== 206) throw new JuxtaUnreachable(url, 2, error)
      }
    }
  }
  const bytes = async (): Promise<Uint8Array> => {
    const parts: Uint8Array<ArrayBuffer>[] = []
    for await (const part of chunks()) parts.push(part as Uint8Array<ArrayBuffer>)
    return new Uint8Array(await new Blob(parts).arrayBuffer())
  }
  return {
    mediaType: first.headers.get('content-type') ?? 'application/octet-stream',
    length,
    bytes,
    text: async () => new TextDecoder('utf-8', { fatal: true }).decode(await bytes()),
    [Symbol.asyncIterator]: chunks,
  }
}
