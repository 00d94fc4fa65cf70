/**
 * What an error of a database driver means: the one table by which every read and every write is judged. Fatal is a closed list, of what may have lost or
 * garbled what was promised; everything else is an answer, and the node goes on.
 */
import { asJuxtaError, JuxtaError, type ErrorCode } from '../values/errors.ts'
import { RETRY_AFTER_S } from './limits.ts'

/**
 * `again`: passing, and tried again before anybody is told. `later`: a condition of the whole store that lasts a while. `refused`: one statement is at fault,
 * and others are not. `fatal`: the process must stop, and recover by its ordinary start.
 */
export type Meaning = 'again' | 'later' | 'refused' | 'fatal'

type Row = {
  readonly rule: string
  readonly meaning: Meaning
  readonly code: ErrorCode
  readonly says: string
  /** Codes of the drivers: SQLSTATE, SQLite's result codes, Node's system errors. */
  readonly codes?: RegExp
  /** What a driver says that gives no code. */
  readonly text?: RegExp
}

const ROWS: readonly Row[] = [
  {
    rule: 'store-io',
    meaning: 'fatal',
    code: 'store-failed',
    says: 'the store may have lost what was written',
    codes: /^(SQLITE_(IOERR|CORRUPT|NOTADB)|58030|XX001|XX002)/,
  },
  { rule: 'store-invariant', meaning: 'fatal', code: 'store-failed', says: 'an invariant of the store broke' },
  {
    rule: 'store-locked',
    meaning: 'again',
    code: 'log-unavailable',
    says: 'the store is held by somebody else',
    codes: /^(SQLITE_(BUSY|LOCKED)|40001|40P01|55P03)/,
  },
  {
    rule: 'store-away',
    meaning: 'again',
    code: 'log-unavailable',
    says: 'the store cannot be reached',
    codes:
      /^(08|57P0[1235]|25P03|53300|E(CONN|PIPE|TIMEDOUT|HOSTUNREACH|HOSTDOWN|NETUNREACH|NETDOWN|AI_AGAIN|NOTFOUND|NOENT|SOCKET))/,
    text: /Connection terminated|timeout exceeded when trying to connect|not queryable|Query read timeout|server closed the connection|remaining connection slots/i,
  },
  {
    rule: 'store-changed',
    meaning: 'again',
    code: 'log-unavailable',
    says: 'what was prepared for a connection does not hold any more',
    codes: /^26000/,
    text: /cached plan must not change result type/,
  },
  {
    rule: 'store-full',
    meaning: 'later',
    code: 'log-unavailable',
    says: 'the disk of the store is full',
    codes: /^(SQLITE_FULL|53100|ENOSPC|EDQUOT)/,
  },
  {
    rule: 'store-read-only',
    meaning: 'later',
    code: 'log-unavailable',
    says: 'the store takes no writes at the moment',
    codes: /^(SQLITE_READONLY|25006)/,
  },
  {
    rule: 'store-slow',
    meaning: 'later',
    code: 'log-unavailable',
    says: 'the store took too long',
    codes: /^57014/,
  },
  {
    rule: 'store-unusable',
    meaning: 'later',
    code: 'log-unavailable',
    says: 'the store cannot be used at the moment',
    // Short of memory or of another resource, not let in, the database gone, another operator's work on it.
    codes: /^(53|28|3D000|42501|55|57|58|SQLITE_(NOMEM|CANTOPEN|PERM|AUTH|PROTOCOL|INTERRUPT))/,
    text: /database connection is not open|driver has already been destroyed|after calling end on the pool/i,
  },
  {
    rule: 'store-constraint',
    meaning: 'refused',
    code: 'store-conflict',
    says: 'a constraint of the store was violated',
    codes: /^(SQLITE_CONSTRAINT|23)/,
  },
  {
    rule: 'store-value',
    meaning: 'refused',
    code: 'schema-invalid',
    says: 'the store cannot hold a value of this document',
    codes: /^(22|54|SQLITE_(TOOBIG|MISMATCH|RANGE))/,
  },
]

const BY_RULE = new Map(ROWS.map((row) => [row.rule, row]))

export type Judge = (error: unknown) => JuxtaError

/** `error` of a driver as an answer, its cause inside; what is an answer already stays. What stands in no row is a fault of ours: `internal`. */
export function judge(error: unknown): JuxtaError {
  if (error instanceof JuxtaError) return error
  const code = String((error as { code?: unknown } | null)?.code ?? '')
  const text = error instanceof Error ? error.message : String(error)
  const row = ROWS.find((r) => r.codes?.test(code) || r.text?.test(text))
  if (!row) return asJuxtaError(error)
  const { rule, says } = row
  return new JuxtaError(row.code, row.meaning === 'fatal' ? `${says}: ${text}` : says, {
    rule,
    cause: error,
    ...(row.code === 'log-unavailable' ? { retryAfter: RETRY_AFTER_S } : {}),
  })
}

/** What `judge` has found; what a feature has thrown itself is about its own statement. */
export const meaningOf = (fault: JuxtaError): Meaning => BY_RULE.get(fault.rule ?? '')?.meaning ?? 'refused'

/** Whether it is the store, or the way to it, that does not work, and not what was asked of it. */
export function isOfStore(error: unknown): boolean {
  const fault = judge(error)
  return fault.code === 'log-unavailable' || fault.code === 'busy' || meaningOf(fault) !== 'refused'
}

/** For whoever works on the store itself, a fault of it with what the driver said, which no caller over the network is told. */
export function unusable(error: unknown): JuxtaError {
  const fault = judge(error)
  if (!isOfStore(fault) || fault.cause === undefined) return fault
  const { message, code, errors } = fault.cause as { message?: string; code?: string; errors?: Error[] }
  // Of several addresses of one host each has failed in its own way.
  const reason = message || errors?.map((e) => e.message).join(', ') || code || String(fault.cause)
  return new JuxtaError('settings-invalid', `the store cannot be used: ${reason}`, {
    pointer: '/JUXTA_STORE',
    rule: 'store',
    cause: fault,
  })
}

/** A connection on which that has happened is of no use any more. */
export const endsConnection = ({ rule }: JuxtaError): boolean => rule === 'store-away' || rule === 'store-changed'

/** What can only be where the store, or whoever writes to it, is broken. */
export const broken = (what: string, cause?: unknown): JuxtaError =>
  new JuxtaError('store-failed', what, { rule: 'store-invariant', cause })

/** Somebody came between, and nothing was written: it is tried again. */
export const meanwhile = (what: string): JuxtaError =>
  new JuxtaError('log-unavailable', what, { rule: 'store-locked', retryAfter: RETRY_AFTER_S })

/** A pause before attempt `n` (1 is the first after a failure), the longer the more often it failed. */
export const pause = (n: number, longest: number): Promise<void> =>
  new Promise((done) => setTimeout(done, Math.min(longest, 20 * 2 ** n) * (0.5 + Math.random() / 2)))
