/** The node as its pages ask it: the same API as everybody's, with the cookie of the session. */
import createClient from 'openapi-fetch'
import type { components, paths } from '../../node/generated/window.ts'
import { signedOut } from './session.ts'

export type Schemas = components['schemas']
export type Problem = Schemas['Problem']

/** What the node refused, as problem+json says it (RFC 9457), or that it did not answer. */
export class ProblemError extends Error {
  readonly problem: Partial<Problem> & { readonly title: string; readonly status: number }
  constructor(problem: ProblemError['problem']) {
    super(problem.title)
    this.problem = problem
  }
}

/** A request that never came back: the node is away, or the line is. */
export const UNREACHABLE = 0

const problemOf = async (response: Response): Promise<ProblemError> => {
  const fallback = { title: response.statusText || String(response.status), status: response.status }
  if (!/json/.test(response.headers.get('content-type') ?? '')) return new ProblemError(fallback)
  const said = (await response.json().catch(() => ({}))) as Partial<Problem>
  return new ProblemError({ ...said, title: said.title ?? fallback.title, status: response.status })
}

/** A header that no form of another page can send: writing requests with the cookie need it. */
const OURS = { 'x-juxta-console': '1' } as const

async function send(request: Request): Promise<Response> {
  let response: Response
  try {
    response = await fetch(request)
  } catch (error) {
    if (request.signal.aborted) throw error
    throw new ProblemError({ title: '', status: UNREACHABLE, detail: String(error) })
  }
  if (response.ok || response.status === 304) return response
  const problem = await problemOf(response)
  if (response.status === 401) signedOut()
  throw problem
}

export const api = createClient<paths>({
  baseUrl: location.origin,
  credentials: 'same-origin',
  headers: OURS,
  fetch: send,
})

/** What `api.GET` and its like answer, once they have; they fail with a ProblemError. */
export async function ask<T>(call: Promise<{ readonly data?: T }>): Promise<T> {
  return (await call).data as T
}

/** A request whose answer is no JSON: a file, a picture, a document. */
export const fetchRaw = (path: string, init: RequestInit = {}): Promise<Response> =>
  send(
    new Request(new URL(path, location.origin), {
      ...init,
      credentials: 'same-origin',
      headers: { ...OURS, ...(init.headers as Record<string, string> | undefined) },
    }),
  )
