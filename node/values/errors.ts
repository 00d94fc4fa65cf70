/** Every failure the node can name, in one closed list: where it may be answered, with which HTTP status, and whose turn it is. */

/** `reject`: the caller's or the peer's doing; `retry`: passing; `fatal`: one of our own invariants broke, the process must stop. */
export type Fault = 'reject' | 'retry' | 'fatal'

/** `title`: what it means; `mend`: what whoever gets it can do. */
type Row = { readonly fault: Fault; readonly status: number; readonly title: string; readonly mend: string }

const reject = (status: number, title: string, mend: string): Row => ({ fault: 'reject', status, title, mend })
const retry = (status: number, title: string, mend: string): Row => ({ fault: 'retry', status, title, mend })

/** The problem types (RFC 9457). Those of the first block are named by the wire format and travel between nodes. */
export const ERRORS = {
  // between nodes
  'too-large': reject(413, 'The body is larger than the limit', 'Send less at once; the problem names the limit.'),
  'peer-unknown': reject(
    403,
    'The caller is no known peer of this node',
    'Introduce the two nodes (juxta peer), or renew the certificate that the rule names; the problem says whose turn it is.',
  ),
  malformed: reject(400, 'The input is malformed', 'Correct what the pointer names.'),
  'algorithm-refused': reject(
    400,
    'The algorithm or header is not on the closed list',
    'Use an algorithm of the closed list: the release of the sender is too old, or no node has made the message.',
  ),
  'cannot-decrypt': reject(
    400,
    'The message cannot be decrypted with a key of this node',
    'Seal it anew for the newest key of the receiver; a sender asks for its newest identity by itself.',
  ),
  'key-unknown': reject(
    400,
    'The signing key is not in the identity of the sender',
    'Publish the identity that names the key, or sign with one that it names.',
  ),
  'signature-invalid': reject(
    400,
    'The signature does not verify',
    'Nothing of it can be believed: find out who made it.',
  ),
  'second-signature': retry(
    422,
    'The second signature is missing or does not hold',
    'Both identities list keys of ML-DSA-65: seal the message anew with one, as a sender does by itself; where it stays, look at the key with juxta doctor.',
  ),
  'sender-mismatch': reject(
    403,
    'The sender is not the peer of this connection',
    'Send it over the connection of the country that signed it.',
  ),
  'wrong-recipient': reject(
    403,
    'The message is addressed to somebody else',
    'Send it to the node that it is addressed to.',
  ),
  'not-yet-valid': retry(422, 'The message was issued in the future', 'Set the clocks: one of the two is wrong.'),
  stale: reject(
    422,
    'The message has expired',
    'Send it anew with a later expiry, or bring it as a contingency import.',
  ),
  conflict: reject(
    409,
    'Another message is already known under this id',
    'Give another id: this one is taken by another message.',
  ),
  'no-agreement': reject(
    403,
    'No agreement in force allows this',
    'Agree on it: juxta agreement shows what is in force and proposes more.',
  ),
  'parts-missing': retry(409, 'Parts of the message have not arrived yet', 'Wait, or send the parts.'),
  'digest-mismatch': reject(
    422,
    'A part does not have the digest or size that the manifest states',
    'Send the part that the manifest names.',
  ),
  'schema-invalid': reject(
    422,
    'The document does not satisfy its schema',
    'Correct what the pointer names; GET /v1/schemas has the schema.',
  ),
  'unsupported-version': reject(
    422,
    'This version is not supported',
    'Use a version that the description of the other node names.',
  ),
  busy: retry(503, 'The node is busy', 'Try again after Retry-After.'),
  'log-unavailable': retry(
    503,
    'The message log cannot be written at the moment',
    'Try again after Retry-After; where it stays, the alerts of the node say why.',
  ),
  'provider-unavailable': retry(
    503,
    'The identity provider does not answer',
    'Try again after Retry-After, or sign in with an API key; where it stays, see to the provider and to JUXTA_OIDC_ISSUER.',
  ),
  // window side and command line
  unauthorized: reject(401, 'A valid API key is required', 'Send a valid key as "Authorization: Bearer …".'),
  forbidden: reject(
    403,
    'The API key may not do this',
    'Use a key that has the role, procedure, type or agency which the rule names.',
  ),
  'not-found': reject(
    404,
    'There is no such resource',
    'Look it up first; what a key may not read does not exist for it.',
  ),
  'method-not-allowed': reject(405, 'The resource does not take this method', 'Use a method of the Allow header.'),
  'request-timeout': reject(408, 'The request did not come to its end in time', 'Send the request without pauses.'),
  'too-many-requests': retry(
    429,
    'The caller has used up what it may ask for',
    'Try again after Retry-After; the rule names the quota, and the settings of the node how much it is.',
  ),
  'uri-too-long': reject(414, 'The address is too long', 'Ask for less in one address.'),
  'header-too-large': reject(431, 'The header of the request is too large', 'Send fewer or shorter headers.'),
  'receiver-unknown': reject(
    403,
    'The receiver is no peer of this node',
    'Name a peer of this node (GET /v1/peers), or introduce it.',
  ),
  'request-invalid': reject(
    400,
    'The request does not satisfy its schema',
    'Correct what the pointer names; the API is described at /docs.',
  ),
  'media-type': reject(415, 'The media type is not supported', 'Send the type that the detail names.'),
  'idempotency-key-missing': reject(
    400,
    'The Idempotency-Key header is required',
    'Send a new Idempotency-Key for each submission, and the same one when it is tried again.',
  ),
  'idempotency-conflict': reject(
    409,
    'The Idempotency-Key was used for another request',
    'Take a new key, or send the very same request.',
  ),
  'case-conflict': reject(
    409,
    'The case does not allow this message',
    'Look at the case (GET /v1/cases) for what it allows now.',
  ),
  'state-conflict': reject(
    409,
    'The state of the resource does not allow this',
    'Look at the resource for the state that it is in.',
  ),
  'precondition-failed': reject(
    412,
    'What was to be changed is not as the request says',
    'Read it again, look at what has changed, and send the request with the ETag that it has now.',
  ),
  'range-not-satisfiable': reject(
    416,
    'No bytes are in the range',
    'Ask for a range within the size that the problem names.',
  ),
  'mismatching-upload-offset': reject(
    409,
    'The upload stands at another offset',
    'Go on from the offset that the problem names.',
  ),
  'inconsistent-upload-length': reject(
    400,
    'The length of the upload is not the one that it began with',
    'State the same length each time, and send no more than that.',
  ),
  'changes-gone': reject(
    410,
    'The changes after the cursor are no longer kept',
    'Go on from the cursor `next` that the problem names, and read anew what may have changed before it.',
  ),
  gone: reject(410, 'The content was erased', 'Nothing: its proofs are kept.'),
  'settings-invalid': reject(400, 'The settings are invalid', 'Correct the setting that the pointer names.'),
  usage: reject(400, 'The command was used wrongly', 'See juxta help.'),
  'identity-invalid': reject(400, 'The identity document is invalid', 'Make the identity anew (juxta identity).'),
  'agreement-invalid': reject(400, 'The agreement is invalid', 'Correct what the pointer names.'),
  'log-invalid': reject(
    422,
    'The log or a proof does not verify',
    'Keep everything as it is and find out which copy is wrong.',
  ),
  'tls-failed': retry(502, 'The TLS connection failed', 'See the rule: a certificate, or a proxy in between.'),
  unreachable: retry(
    502,
    'The peer cannot be reached',
    'Nothing at first: it is tried again. juxta peer test says how far one gets.',
  ),
  'answer-invalid': retry(
    502,
    'The peer gave an answer that is not acceptable',
    'Ask the neighbour; it is tried again.',
  ),
  // our own
  'store-conflict': retry(503, 'The store rolled the transaction back', 'Try again.'),
  'store-failed': {
    fault: 'fatal',
    status: 500,
    title: 'The store failed',
    mend: 'See the journal: the database, its disk or its rights.',
  },
  internal: {
    fault: 'fatal',
    status: 500,
    title: 'An invariant of the node broke',
    mend: 'Report it with the trace id and the lines of the journal.',
  },
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

  /** The same of a value that stands at `pointer` of another. */
  under(pointer: string): JuxtaError {
    const { code, message, rule, retryAfter, members, cause } = this
    return new JuxtaError(code, message, {
      pointer: pointer + (this.pointer ?? ''),
      ...(rule === undefined ? {} : { rule }),
      ...(retryAfter === undefined ? {} : { retryAfter }),
      members,
      cause,
    })
  }
}

/** What the path of a request names is not there, or not for who asks, which is one answer. `name`: the parameter that names it. */
export const noSuch = (what: string, name = 'id'): JuxtaError =>
  new JuxtaError('not-found', `there is no such ${what}`, { pointer: `/path/${name}`, rule: 'known' })

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
