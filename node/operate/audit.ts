/** Keeping who does what: a piece of work and its record, in one transaction where the work writes something. */
import { Along, type Second } from '../store/along.ts'
import type { Store } from '../store/store.ts'
import type { Clock } from '../values/clock.ts'
import { asJuxtaError, type ErrorCode, type JuxtaError } from '../values/errors.ts'
import { newMessageId } from '../values/id.ts'
import { auditIn, auditRows, type AuditRecord, type Outcome } from './audit-table.ts'

/** Who asks for what. What is not known when the work begins (who calls, the id of what is made) is named while it goes on. */
export type Asked = Pick<AuditRecord, 'request' | 'address' | 'what'> & {
  key: string | null
  client: string
  agency: string | null
  subject: string
  /** What it is where it is done; `done` unless told. */
  done?: Outcome
  /** Who proposed what is confirmed here. */
  readonly proposer?: string | null
  /** Why contents were opened. */
  readonly reason?: string | null
  /** Who has to want it too, and says so in what decides it. */
  readonly second?: Second
}

/** The client of the key in the node's folder, and of what a command does without one. */
export const COMMAND_LINE = 'command line'

/** What a command does to the store itself: whoever may read the node's folder. */
export const byCommand = (what: string, subject = ''): Asked => ({
  request: '',
  key: null,
  client: COMMAND_LINE,
  agency: null,
  address: 'local',
  what,
  subject,
})

/** What passes leaves no record: the store that cannot be written takes none either, and a flood that a quota turns away fills nothing. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  'log-unavailable',
  'store-conflict',
  'store-failed',
  'busy',
  'too-many-requests',
])
const outcomeOf = ({ code, fault }: JuxtaError): Outcome | null =>
  PASSING.has(code) ? null : fault === 'reject' ? 'refused' : 'failed'

const recordOf = (
  { done: _done, second: _second, proposer = null, reason = null, ...asked }: Asked,
  now: number,
  outcome: Outcome,
  fault?: JuxtaError,
): AuditRecord => ({
  proposer,
  reason,
  id: newMessageId(now),
  at: now,
  outcome,
  problem: fault === undefined ? null : [fault.code, fault.rule].filter((s) => s !== undefined).join(' '),
  ...asked,
  subject: asked.subject.slice(0, 300),
})

/**
 * Does `work` and has on record, before this is fulfilled or fails, what became of it: in the transaction of the first thing that it writes, or, where it
 * writes nothing or fails, by itself. Work that fails after it has written something has two records of one request.
 */
export async function onRecord<T>(
  { store, clock }: { readonly store: Store; readonly clock: Pick<Clock, 'now'> },
  asked: Asked,
  /** Gets the record where it is `handed` to it. */
  work: (along: Along | null) => Promise<T>,
  /** Whether what became of it is worth a record; null: it was done. */
  counts: (fault: JuxtaError | null) => boolean = () => true,
  /** It hands its record on to what it writes first, itself; else that finds it. */
  handed = false,
): Promise<T> {
  const write = (outcome: Outcome, fault?: JuxtaError): Promise<unknown> =>
    auditIn(store).write(recordOf(asked, clock.now(), outcome, fault))
  let done: AuditRecord | undefined
  const along = counts(null)
    ? new Along(() => auditRows((done ??= recordOf(asked, clock.now(), asked.done ?? 'done'))), asked.second)
    : null
  try {
    const answer = await (along === null ? work(null) : handed ? along.handed(work) : along.within(() => work(null)))
    if (along && !along.written) await write(asked.done ?? 'done')
    return answer
  } catch (error) {
    const fault = asJuxtaError(error)
    const outcome = outcomeOf(fault)
    // Whoever is refused is told so, whatever becomes of the record: nothing was done, and nothing is handed out.
    if (outcome !== null && counts(fault)) await write(outcome, fault).catch(() => undefined)
    throw error
  }
}
