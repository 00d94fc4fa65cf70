/** How a call fails: with the problem that the node answered, or because nobody answered. */
import type { components } from '../../node/generated/window.ts'

type Problem = components['schemas']['Problem']
type Proposal = components['schemas']['Proposal']

/** Statuses of what passes by itself, where an answer is no problem document and says nothing of that: a proxy before the node writes its own. */
const PASSING = [408, 429, 502, 503, 504]

/** Seconds of Retry-After (RFC 9110 §10.2.3), which may be a number or a date. */
function retryAfter(headers: Headers): number | undefined {
  const said = headers.get('retry-after')
  if (said === null) return undefined
  const seconds = /^\d{1,9}$/.test(said) ? Number(said) : (Date.parse(said) - Date.now()) / 1000
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined
}

/** The node answered that it does not do what it was asked (RFC 9457). */
export class JuxtaProblem extends Error {
  override readonly name = 'JuxtaProblem'
  /** The last word of the problem's type, such as `case-conflict`; `answer-invalid` where the answer was no problem document: a proxy may have written it. */
  readonly code: string
  readonly status: number
  readonly title: string
  readonly detail: string | undefined
  /** JSON pointer (RFC 6901) to the field at fault: into the body, or below /query, /path or /header. */
  readonly pointer: string | undefined
  /** The rule that was broken, short and stable. */
  readonly rule: string | undefined
  /** Names the line of the node's journal: what to tell its operator. */
  readonly traceId: string | undefined
  /** Whether the same request can succeed later. */
  readonly retryable: boolean
  /** After how many seconds, where the node says so. */
  readonly retryAfterSeconds: number | undefined
  /** Everything that the problem says, with members of its own such as `given` or `limit`. */
  readonly members: Readonly<Record<string, unknown>>

  constructor(status: number, headers: Headers, body: unknown) {
    const problem = (typeof body === 'object' && body !== null ? body : {}) as Partial<Problem>
    const code = typeof problem.type === 'string' ? problem.type.replace(/^.*\//, '') : 'answer-invalid'
    const said = problem.detail ?? problem.title ?? `the answer has the status ${status}`
    super(`${code}: ${said}`)
    this.code = code
    this.status = status
    this.title = problem.title ?? said
    this.detail = problem.detail
    this.pointer = problem.pointer
    this.rule = problem.rule
    this.traceId = problem.traceId
    this.retryable = problem.retryable ?? PASSING.includes(status)
    this.retryAfterSeconds = retryAfter(headers)
    this.members = { ...problem }
  }
}

/**
 * Nothing was sent: it is a grave act, and the node keeps it until a second person confirms it (`JUXTA_TWO_PERSONS`). What became of it says
 * `GET('/v1/proposals/{id}')`, or sending it again with the same `key`: `proposal.act.message` is what was sent when it was confirmed.
 */
export class JuxtaProposed extends Error {
  override readonly name = 'JuxtaProposed'
  readonly proposal: Proposal

  constructor(proposal: Proposal) {
    super(`the proposal ${proposal.id} is ${proposal.state}: ${proposal.detail}`)
    this.proposal = proposal
  }
}

/** Nobody answered, or the answer broke off; `cause` says how. What was asked for may have been done. */
export class JuxtaUnreachable extends Error {
  override readonly name = 'JuxtaUnreachable'
  /** How often it was tried. */
  readonly attempts: number

  constructor(url: string, attempts: number, cause: unknown) {
    const { origin, pathname } = new URL(url)
    super(`${origin}${pathname} gave no whole answer${attempts === 1 ? '' : `, ${attempts} times`}: ${reason(cause)}`, {
      cause,
    })
    this.attempts = attempts
  }
}

function reason(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  const { cause: deeper } = cause as { cause?: unknown }
  return deeper instanceof Error && deeper.message !== '' ? deeper.message : cause.message
}

/** The problem that an answer of 400 or more holds. */
export async function problemIn(answer: Response): Promise<JuxtaProblem> {
  const text = await answer.text().catch(() => '')
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    // Written by something else than a node.
  }
  return new JuxtaProblem(answer.status, answer.headers, body)
}

/** Whether what failed may go well later without anybody doing anything. */
export const passes = (error: unknown): boolean =>
  error instanceof JuxtaUnreachable || (error instanceof JuxtaProblem && error.retryable)
