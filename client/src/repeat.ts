/** Repeats what may be repeated: on the way of every request to the node. */
import { JuxtaUnreachable, problemIn } from './problem.ts'

/** One request that is going to be made again. */
export type Repetition = {
  readonly method: string
  readonly url: string
  /** Which attempt has failed, from 1. */
  readonly attempt: number
  /** What it failed with: a `JuxtaProblem`, or what `fetch` threw. */
  readonly error: unknown
  readonly waitMs: number
}

export type Patience = {
  /** How often a request is tried at most. */
  readonly attempts: number
  /** The pause after the first attempt; it doubles with each. */
  readonly firstPauseMs: number
  /** No pause is longer; where the node asks for a longer one, its problem is thrown instead. */
  readonly longestPauseMs: number
  /** How long a whole answer may take, beyond the time that the request itself asks to wait. */
  readonly timeoutMs: number
  readonly onRepeat?: ((repetition: Repetition) => void) | undefined
}

/** Idempotent by definition (RFC 9110 §9.2.2). */
const IDEMPOTENT = ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']
/** The same answer again is answered as the first time, and so is collecting: the node says so of these two. */
const SAME_AGAIN = /\/v1\/inbox\/[^/]+\/(collected|answer)$/

/** Whether doing it twice does no more than doing it once. */
const repeatable = ({ method, headers, url }: Request): boolean =>
  IDEMPOTENT.includes(method) || headers.has('idempotency-key') || SAME_AGAIN.test(new URL(url).pathname)

/** How long a request itself asks the node to wait: a long poll, or a preference (RFC 7240). */
function asksToWaitMs({ url, headers }: Request): number {
  const said = new URL(url).searchParams.get('wait') ?? /\bwait=(\d+)/.exec(headers.get('prefer') ?? '')?.[1]
  return Math.min(Number(said ?? 0) || 0, 60) * 1000
}

/** Somewhere in the upper half of a pause that doubles, so that many callers do not come back at the same moment. */
export const pauseMs = (failed: number, { firstPauseMs, longestPauseMs }: Patience): number =>
  Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failed - 1, 30)) * (0.5 + Math.random() / 2)

/** Waits; fails with the signal's reason where it is aborted first. */
export async function pause(ms: number, signal: AbortSignal | null | undefined): Promise<void> {
  signal?.throwIfAborted()
  await new Promise<void>((done, fail) => {
    const ended = (): void => {
      clearTimeout(timer)
      fail(signal!.reason as Error)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', ended)
      done()
    }, ms)
    signal?.addEventListener('abort', ended, { once: true })
  })
}

/** A `Response` without a body may not be made with one (Fetch §2.2.3). */
const BODILESS = [204, 205, 304]

/** The whole answer: one that breaks off fails here, where it can still be asked for again. */
async function whole(answer: Response): Promise<Response> {
  const bytes = await answer.arrayBuffer()
  const { status, statusText, headers } = answer
  return new Response(BODILESS.includes(status) ? null : bytes, { status, statusText, headers })
}

/** How an answer is taken: `whole` in memory, or as a `stream` whose end nobody has seen yet. */
export type Taken = 'whole' | 'stream'

/**
 * `fetch` that goes on after faults: a network that breaks, 429, and where a repetition does no harm 502, 503 and 504, each unless the node calls its problem
 * final. Answers with a problem that stays; fails with `JuxtaUnreachable`, or with the reason of the request's own signal.
 */
export function repeating(
  fetch: typeof globalThis.fetch,
  patience: Patience,
  taken: Taken = 'whole',
): (request: Request) => Promise<Response> {
  async function once(request: Request, body: ArrayBuffer | undefined): Promise<Response> {
    const limit = new AbortController()
    const timer = setTimeout(
      () => limit.abort(new DOMException('no answer in time', 'TimeoutError')),
      patience.timeoutMs + asksToWaitMs(request),
    )
    try {
      const signal = AbortSignal.any([request.signal, limit.signal])
      const answer = await fetch(new Request(request, { signal, ...(body === undefined ? {} : { body }) }))
      return taken === 'whole' || !answer.ok ? await whole(answer) : answer
    } finally {
      clearTimeout(timer)
    }
  }
  return async (request) => {
    // Read once, sent as often as it takes.
    const sent = ['GET', 'HEAD'].includes(request.method) ? undefined : await request.arrayBuffer()
    const body = sent?.byteLength === 0 ? undefined : sent
    for (let attempt = 1; ; attempt++) {
      let error: unknown
      let asked = 0
      try {
        const answer = await once(request, body)
        if (answer.ok || attempt === patience.attempts) return answer
        const problem = await problemIn(answer.clone())
        asked = (problem.retryAfterSeconds ?? 0) * 1000
        // Whoever has used up a quota has had nothing done.
        const may = problem.retryable && (problem.status === 429 || repeatable(request))
        if (!may || asked > patience.longestPauseMs) return answer
        error = problem
      } catch (thrown) {
        request.signal.throwIfAborted()
        if (attempt === patience.attempts || !repeatable(request))
          throw new JuxtaUnreachable(request.url, attempt, thrown)
        error = thrown
      }
      const waitMs = Math.max(asked, pauseMs(attempt, patience))
      patience.onRepeat?.({ method: request.method, url: request.url, attempt, error, waitMs })
      await pause(waitMs, request.signal)
    }
  }
}
