/** Every failure the node can name, in one closed list: where it may be answered, with which HTTP status, and whose turn it is. */

/** `reject`: the caller's or the peer's doing; `retry`: passing; `fatal`: one of our own invariants broke, the process must stop. */
export type Fault = 'reject' | 'retry' | 'fatal'

type Row = { readonly fault: Fault; readonly status: number; readonly title: string }

const reject = (status: number, title: string): Row => ({ fault: 'reject', status, title })
const retry = (status: number, title: string): Row => ({ fault: 'retry', status, title })

/** The problem types (RFC 9457). Those of the first block are named by the wire format and travel between nodes. */
export const ERRORS = {
  // between nodes
  'too-large': reject(413, 'The body is larger than the limit'),
  'peer-unknown': reject(403, 'The caller is no known peer of this node'),
  malformed: reject(400, 'The input is malformed'),
  'algorithm-refused': reject(400, 'The algorithm or header is not on the closed list'),
  'cannot-decrypt': reject(400, 'The message cannot be decrypted with a key of this node'),
  'key-unknown': reject(400, 'The signing key is not in the identity of the sender'),
  'signature-invalid': reject(400, 'The signature does not verify'),
  'sender-mismatch': reject(403, 'The sender is not the peer of this connection'),
  'wrong-recipient': reject(403, 'The message is addressed to somebody else'),
  'not-yet-valid': retry(422, 'The message was issued in the future'),
  stale: reject(422, 'The message has expired'),
  conflict: reject(409, 'Another message is already known under this id'),
  'no-agreement': reject(403, 'No agreement in force allows this'),
  'parts-missing': retry(409, 'Parts of the message have not arrived yet'),
  'digest-mismatch': reject(422, 'A part does not have the digest or size that the manifest states'),
  'schema-invalid': reject(422, 'The document does not satisfy its schema'),
  'unsupported-version': reject(422, 'This version is not supported'),
  busy: retry(503, 'The node is busy'),
  'log-unavailable': retry(503, 'The message log cannot be written at the moment'),
  // window side and command line
  unauthorized: reject(401, 'A valid API key is required'),
  forbidden: reject(403, 'The API key may not do this'),
  'not-found': reject(404, 'There is no such resource'),
  'method-not-allowed': reject(405, 'The resource does not take this method'),
  'request-timeout': reject(408, 'The request did not come to its end in time'),
  'uri-too-long': reject(414, 'The address is too long'),
  'header-too-large': reject(431, 'The header of the request is too large'),
  'receiver-unknown': reject(403, 'The receiver is no peer of this node'),
  'request-invalid': reject(400, 'The request does not satisfy its schema'),
  'media-type': reject(415, 'The media type is not supported'),
  'idempotency-key-missing': reject(400, 'The Idempotency-Key header is required'),
  'idempotency-conflict': reject(409, 'The Idempotency-Key was used for another request'),
  'case-conflict': reject(409, 'The case does not allow this message'),
  'state-conflict': reject(409, 'The state of the resource does not allow this'),
  gone: reject(410, 'The content was erased'),
  'settings-invalid': reject(400, 'The settings are invalid'),
  usage: reject(400, 'The command was used wrongly'),
  'identity-invalid': reject(400, 'The identity document is invalid'),
  'agreement-invalid': reject(400, 'The agreement is invalid'),
  'log-invalid': reject(422, 'The log or a proof does not verify'),
  'tls-failed': retry(502, 'The TLS connection failed'),
  unreachable: retry(502, 'The peer cannot be reached'),
  'answer-invalid': retry(502, 'The peer gave an answer that is not acceptable'),
  // our own
  'store-conflict': retry(503, 'The store rolled the transaction back'),
  'store-failed': { fault: 'fatal', status: 500, title: 'The store failed' },
  internal: { fault: 'fatal', status: 500, title: 'An invariant of the node broke' },
} as const satisfies Record<string, Row>

export type ErrorCode = keyof typeof ERRORS

export type ErrorMore = {
  /** JSON pointer (RFC 6901) to the field at fault. */
  readonly pointer?: string
  /** The rule that was broken, short and stable. */
  readonly rule?: string
  /** Seconds after which trying again makes sense. */
  readonly retryAfter?: number
  /** Members added to the problem document. */
  readonly members?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/** The one error class. `message` is for people and never holds a secret or a document. */
export class JuxtaError extends Error {
  override readonly name = 'JuxtaError'
  readonly code: ErrorCode
  readonly pointer: string | undefined
  readonly rule: string | undefined
  readonly retryAfter: number | undefined
  readonly members: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, message: string, more: ErrorMore = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause })
    this.code = code
    this.pointer = more.pointer
    this.rule = more.rule
    this.retryAfter = more.retryAfter
    this.members = more.members ?? {}
  }

  get fault(): Fault {
    return ERRORS[this.code].fault
  }
}

/** `error` as a `JuxtaError`; anything else becomes `internal` with the original as its cause. */
export function asJuxtaError(error: unknown): JuxtaError {
  if (error instanceof JuxtaError) return error
  return new JuxtaError('internal', error instanceof Error ? error.message : String(error), { cause: error })
}

/** What the name of a problem begins with: between nodes a URN, on the window side an address that says more. */
export const PROBLEM_URN = 'urn:juxta:problem:'
export const PROBLEM_PATH = '/problems/'

/** The unsigned problem document (RFC 9457) for `error`. */
export function toProblem(
  error: JuxtaError,
  types: typeof PROBLEM_URN | typeof PROBLEM_PATH = PROBLEM_URN,
): Record<string, unknown> & { status: number } {
  const { status, title, fault } = ERRORS[error.code]
  return {
    type: `${types}${error.code}`,
    title,
    status,
    detail: error.fault === 'fatal' ? title : error.message,
    retryable: fault === 'retry',
    ...(error.pointer === undefined ? {} : { pointer: error.pointer }),
    ...(error.rule === undefined ? {} : { rule: error.rule }),
    ...error.members,
  }
}
