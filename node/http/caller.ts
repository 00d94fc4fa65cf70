/** Who calls on the window side, and the one rule that says what of the messages a caller may read: asked by every route, and by every statement that lists. */
import type { Readable, TypeName } from '../message/agencies.ts'

export type Caller = {
  readonly id: string
  readonly client: string
  readonly name: string
  readonly roles: ReadonlySet<string>
  /** The agency that it speaks for; null: all of them. */
  readonly agency: string | null
  /** Null: all. */
  readonly procedures: readonly string[] | null
  /** The message types that it may send and read, of one procedure or of any; null: all of its procedures. */
  readonly types: readonly TypeName[] | null
  /** Procedures whose content is for a role of their own and for nobody else, by that role. */
  readonly reserved: Readonly<Record<string, string>>
}

/** Who calls an operation that is open to all: reads nothing, and is nobody's client. */
export const NOBODY: Caller = {
  id: '',
  client: '',
  name: 'nobody',
  roles: new Set(),
  agency: null,
  procedures: null,
  types: null,
  reserved: {},
}

/** The roles that read what is reserved for none. */
const GENERAL = ['window', 'operator', 'auditor']
const isGeneral = ({ roles }: Caller): boolean => GENERAL.some((role) => roles.has(role))
const hasRoleOf = ({ roles, reserved }: Caller, procedure: string): boolean =>
  Object.hasOwn(reserved, procedure) && roles.has(reserved[procedure]!)

/** What is asked about: a procedure as a whole, a type of it, or a message. */
export type About = {
  readonly procedure: string
  readonly type?: string
  readonly direction?: 'in' | 'out'
  /** That a message which came is addressed to; null: to none in particular. */
  readonly agency?: string | null
}

/**
 * Whether `caller` may see or send messages of a procedure and type, and this message. A procedure may be reserved for its own role (contents of mutual
 * assistance); what came for another agency is not there for a key of an agency. What a procedure's cases amount to is for whoever may read one of
 * its types.
 */
export const mayRead = (caller: Caller, { procedure, type, direction, agency }: About): boolean =>
  (Object.hasOwn(caller.reserved, procedure) ? hasRoleOf(caller, procedure) : isGeneral(caller)) &&
  (caller.procedures === null || caller.procedures.includes(procedure)) &&
  (type === undefined ||
    caller.types === null ||
    caller.types.some((t) => t.type === type && (t.procedure ?? procedure) === procedure)) &&
  !(direction === 'in' && caller.agency !== null && (agency ?? null) !== null && agency !== caller.agency)

/** The same rule for statements: of all messages, those that `mayRead` lets this caller read. */
export function readableBy(caller: Caller): Omit<Readable, 'subscriptions'> {
  const own = Object.keys(caller.reserved).filter((procedure) => hasRoleOf(caller, procedure))
  const { procedures, types, agency } = caller
  return {
    procedures: isGeneral(caller) ? procedures : own.filter((p) => procedures === null || procedures.includes(p)),
    exceptProcedures: Object.keys(caller.reserved).filter((procedure) => !hasRoleOf(caller, procedure)),
    types,
    agency,
  }
}
