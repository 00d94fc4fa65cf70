/** One step of the fold: what a message makes of the case before it. A message that the case does not allow leaves it as it was. */
import { fault, isFault, roleOf, type CaseFault, type CaseMessage } from './case-message.ts'
import { undecided, unnamedAgency } from './decided-by.ts'
import type { AnyProcedure, Case, Lookup } from './procedure.ts'
import { get, put, type Rec } from './state-record.ts'

/** What became of a message that is in the case. `noted`: the document could not be mapped, so nothing changed. */
export type Outcome = {
  readonly id: string
  readonly status: 'applied' | 'noted' | 'fault'
  readonly fault?: CaseFault
}

/** What came of adding one message. */
export type Added = {
  /** Messages that are in the case only now: this one, and those that waited for it. Empty: it waits, or was there already. */
  readonly placed: readonly Outcome[]
  /** Messages placed earlier whose outcome another order of concurrent messages has changed. */
  readonly turned: readonly Outcome[]
  /** Where this message waits: the heads that are missing. */
  readonly waitsFor: readonly string[]
}

/** Nothing has changed its place. */
export const NONE: Added = { placed: [], turned: [], waitsFor: [] }

/** A message in its place, with the state before it and after it; null before one has opened the case. */
export type Applied = {
  readonly message: CaseMessage
  readonly outcome: Outcome
  readonly before: unknown
  readonly after: unknown
}

/** The case after a number of messages. `unread`: a message was noted before any opened the case, so what it began is not known here. */
export type Snapshot = {
  readonly procedure: AnyProcedure | undefined
  readonly case: Case<unknown> | undefined
  readonly unread: boolean
  /** Which agencies of whom requests of the case were addressed to, by message. */
  readonly addressed: Rec<{ readonly of: string; readonly agency: string }>
}

export const EMPTY: Snapshot = { procedure: undefined, case: undefined, unread: false, addressed: {} }

export const sameOutcome = (a: Outcome, b: Outcome): boolean =>
  a.status === b.status && a.fault?.rule === b.fault?.rule && a.fault?.pointer === b.fault?.pointer

export function step(
  before: Snapshot,
  { message, checked }: { readonly message: CaseMessage; readonly checked: CaseFault | undefined },
  lookup: Lookup,
): { snapshot: Snapshot; outcome: Outcome } {
  const refuse = (found: CaseFault) => ({
    snapshot: before,
    outcome: { id: message.id, status: 'fault', fault: found } as const,
  })
  const { id, from, to } = message
  const open = before.case
  if (open !== undefined) {
    if (open.procedure !== message.procedure)
      return refuse(fault('procedure', '/procedure', `the case belongs to ${open.procedure}`))
    if (open.version !== message.version)
      return refuse(fault('version', '/version', `the case is pinned to version ${open.version}`))
    if (roleOf(open.roles, from) === undefined || roleOf(open.roles, to) === undefined || from === to)
      return refuse(fault('parties', '/from', 'the case is between two others'))
    if (open.test !== message.test)
      return refuse(fault('test', '/context/xTest', 'test and real messages do not share a case'))
  }
  if (checked !== undefined) return refuse(checked)
  const procedure = before.procedure ?? lookup(message.procedure, message.version)!
  const noted = { id, status: 'noted' } as const
  if (open === undefined && message.body === null) return { snapshot: { ...before, unread: true }, outcome: noted }
  const started = open ?? begin(procedure, message)
  // What answers a message that could not be read is neither allowed nor forbidden by a case that nobody here has seen open.
  if (isFault(started)) return before.unread ? { snapshot: before, outcome: noted } : refuse(started)
  const type = procedure.types[message.type]!
  if (type.from !== 'both' && !type.from.some((role) => started.roles[role] === from))
    return refuse(fault('sender-role', '/type', `only ${type.from.join(' or ')} may send ${message.type}`))
  if (message.body === null) return { snapshot: before, outcome: noted }
  const { xAgency, xFromAgency } = message.context
  const asked = message.ref === undefined ? undefined : get(before.addressed, message.ref)
  // A key of no agency speaks for its whole administration.
  if (type.waits && asked?.of === from && xFromAgency !== undefined && xFromAgency !== asked.agency)
    return refuse(fault('other-agency', '/context/xFromAgency', `the agency ${asked.agency} was asked, and answers`))
  const alien = unnamedAgency(message)
  if (alien) return refuse(alien)
  const state = procedure.apply(started, message)
  if (isFault(state)) return refuse(state)
  const addressed =
    type.decides || type.toEach || xAgency === undefined
      ? before.addressed
      : put(before.addressed, id, { of: to, agency: xAgency })
  const snapshot = { procedure, case: { ...started, state }, unread: false, addressed }
  return { snapshot, outcome: { id, status: 'applied' } }
}

function begin(procedure: AnyProcedure, message: CaseMessage): Case<unknown> | CaseFault {
  if (message.from === message.to) return fault('parties', '/from', 'a case is between two countries')
  // The agreement is named in what was signed: both sides find the same. Heads are a claim: had one of them begun the case, it would be open, unless
  // the message did not wait for them.
  const isAhead = !procedure.types[message.type]!.waits && message.heads.length > 0
  if (!isAhead && message.terms?.ending?.includes(message.version) === true)
    return fault('version-ending', '/version', 'the agreement lets no new case begin in this version')
  const started = procedure.start(message)
  if (isFault(started)) return started
  const { conversation, version, test } = message
  return { conversation, procedure: procedure.name, version, roles: started.roles, test, state: started.state }
}

/** The faults of the message itself, which no order changes. */
export function checkAlone(message: CaseMessage, lookup: Lookup): CaseFault | undefined {
  const procedure = lookup(message.procedure, message.version)
  if (procedure === undefined)
    return fault('version', '/version', `${message.procedure} has no version ${message.version}`)
  const type = Object.hasOwn(procedure.types, message.type) ? procedure.types[message.type] : undefined
  if (type === undefined) return fault('type', '/type', `${message.procedure} has no such message type`)
  if (message.body === null) return undefined
  return undecided(type, message) ?? procedure.check(message)
}
