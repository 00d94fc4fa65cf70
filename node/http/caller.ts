/** Who calls on the window side, and the one rule that says what a caller may do with which messages: asked by every route, and by every statement that lists. */
import type { Readable, TypeName } from '../message/agencies.ts'
import type { MessageId } from '../values/id.ts'

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
  /** From where its key may be used (CIDR); null: from anywhere. */
  readonly addresses: readonly string[] | null
  /** Until when, in milliseconds since 1970. */
  readonly expiresAt: number
  /** A person at the console, whose reading is asked about; a program otherwise. */
  readonly session?: boolean
  /** As an identity provider knows him who has signed in by it. */
  readonly person?: string
  /** The client that proposed what this one has confirmed. */
  readonly proposer?: string
  /** The grave act of another person that this one confirms. */
  readonly confirms?: Confirming
  /** Procedures whose content is for a role of their own and for nobody else, by that role; and types (`procedure/type`), whose content needs that role too. */
  readonly reserved: Readonly<Record<string, string>>
}

/** A grave act that is confirmed: under which proposal, by whom it was proposed, whose it stays, and the digest of what was submitted. */
export type Confirming = {
  readonly id: MessageId
  readonly proposedBy: Pick<Caller, 'id' | 'client' | 'agency' | 'person'>
  readonly digest: string
}

/** Whose what a caller sends becomes: of what two persons want that of the one who proposed it. */
export const ownerOf = (caller: Caller): Pick<Caller, 'id' | 'client' | 'agency' | 'person'> =>
  caller.confirms?.proposedBy ?? caller

/** Who calls an operation that is open to all: reads nothing, and is nobody's client. */
export const NOBODY: Caller = {
  id: '',
  client: '',
  name: 'nobody',
  roles: new Set(),
  agency: null,
  procedures: null,
  types: null,
  addresses: null,
  expiresAt: 0,
  reserved: {},
}

/** Who answers for what is done: both, where two persons had to want it. */
export const answering = ({ proposer, client }: Caller): string =>
  proposer === undefined ? client : `${proposer} and ${client}`

/**
 * What is done with a message: its facts are seen (that it passed, between whom, how far it is), its contents (documents, context, references, what its case comes
 * to), it is sent, collected or answered, or its way is steered.
 */
export type Doing = 'facts' | 'contents' | 'act' | 'steer'

/** Of what is reserved for no role, which do what: operators run a node and do not read what passes through it, auditors read and do nothing. */
const MAY: Readonly<Record<Doing, readonly string[]>> = {
  facts: ['window', 'operator', 'auditor'],
  contents: ['window', 'auditor'],
  act: ['window'],
  steer: ['window', 'operator'],
}
const isGeneral = ({ roles }: Caller, doing: Doing): boolean => MAY[doing].some((role) => roles.has(role))
const hasRoleOf = ({ roles, reserved }: Caller, procedure: string): boolean =>
  Object.hasOwn(reserved, procedure) && roles.has(reserved[procedure]!)

/** Types of message of which this caller sees no more than that they passed, for want of the role that they are reserved for. */
const closedTypes = ({ roles, reserved }: Caller): readonly TypeName[] =>
  Object.entries(reserved).flatMap(([name, role]) => {
    const [procedure, type] = name.split('/')
    return type === undefined || roles.has(role) ? [] : [{ procedure: procedure!, type }]
  })
const INSIDE: readonly Doing[] = ['contents', 'act']

/** Whether a procedure is reserved for a role that this caller lacks: nothing of it is there for him. */
export const isReserved = (caller: Caller, procedure: string): boolean =>
  Object.hasOwn(caller.reserved, procedure) && !hasRoleOf(caller, procedure)

/** What is asked about: a procedure as a whole, a type of it, or a message. */
export type About = {
  readonly procedure: string
  readonly type?: string
  readonly direction?: 'in' | 'out'
  /** That a message which came is addressed to; null: to none in particular. */
  readonly agency?: string | null
  /** Whose key has sent a message, and for which agency; null: the machine of this node, all agencies. */
  readonly ownerClient?: string | null
  readonly ownerAgency?: string | null
}

/** Between agencies: what came is of those that it is addressed to, what was sent of those that sent it. */
function isOfAgency({ agency, client }: Caller, about: About): boolean {
  if (agency === null || about.direction === undefined) return true
  if (about.direction === 'in') return (about.agency ?? null) === null || about.agency === agency
  const { ownerClient = null, ownerAgency = null } = about
  return ownerAgency === agency || ownerClient === null || ownerClient === client
}

/**
 * Whether `caller` may do this with messages of a procedure and type, or with this message. A procedure may be reserved for its own role (mutual assistance), and
 * what a type says for one more role (an incident with its persons). A message that came for another agency, or was sent by another one, is not there for a key of an agency. What all of a procedure comes to is for nobody who may read
 * some of its types alone.
 */
export const mayRead = (caller: Caller, about: About, doing: Doing = 'contents'): boolean => {
  const { procedure, type } = about
  return (
    (Object.hasOwn(caller.reserved, procedure) ? hasRoleOf(caller, procedure) : isGeneral(caller, doing)) &&
    (caller.procedures === null || caller.procedures.includes(procedure)) &&
    (caller.types === null ||
      (type !== undefined && caller.types.some((t) => t.type === type && (t.procedure ?? procedure) === procedure))) &&
    isOfAgency(caller, about) &&
    !(INSIDE.includes(doing) && closedTypes(caller).some((t) => t.type === type && t.procedure === procedure))
  )
}

/** What somebody has proposed to do, or the grave act that he wants to do. */
type Proposing = {
  readonly client: string
  readonly act: { readonly procedure: string; readonly type: string; readonly agency: string | null } | null
}

/**
 * Whether a caller may see that something was proposed (`facts`), what exactly (`contents`), or settle it (`act`): what operators do those who run the node, a grave
 * act as the message that it would be, so that what an agency does is there for that agency, and for who speaks for all.
 */
export function mayOfProposal(caller: Caller, { act, client }: Proposing, doing: Exclude<Doing, 'steer'>): boolean {
  if (act === null) return caller.roles.has('operator') || (doing !== 'act' && caller.roles.has('auditor'))
  const { procedure, type, agency } = act
  return mayRead(caller, { procedure, type, direction: 'out', ownerClient: client, ownerAgency: agency }, doing)
}

/** The same rule for statements: of all messages, those with which `mayRead` lets this caller do this. */
export function readableBy(caller: Caller, doing: Doing = 'contents'): Omit<Readable, 'subscriptions'> {
  const own = Object.keys(caller.reserved).filter((procedure) => hasRoleOf(caller, procedure))
  const { procedures, types, agency, client } = caller
  return {
    procedures: isGeneral(caller, doing)
      ? procedures
      : own.filter((p) => procedures === null || procedures.includes(p)),
    exceptProcedures: Object.keys(caller.reserved).filter((procedure) => !hasRoleOf(caller, procedure)),
    types,
    exceptTypes: INSIDE.includes(doing) ? closedTypes(caller) : [],
    agency,
    client,
  }
}

/** Callers for whom this is the same may read the same: whose client one is counts between agencies alone. */
export const rightsOf = ({ roles, agency, procedures, types, client, reserved }: Caller): string =>
  JSON.stringify([[...roles].sort(), agency, procedures, types, agency === null ? null : client, reserved])

/** Whether there may be messages of the procedures that it reads, or of their cases, of which this caller reads nothing. */
export const readsInPart = ({ agency, types }: Caller): boolean => agency !== null || types !== null

/** Whether `caller` may do all that `other` may: nobody learns from what is made for `other` what he may not see himself. */
export const covers = (caller: Caller, other: Caller): boolean =>
  [...other.roles].every((role) => caller.roles.has(role)) &&
  (caller.agency === null || caller.agency === other.agency) &&
  (caller.procedures === null || (other.procedures ?? ['']).every((one) => caller.procedures!.includes(one))) &&
  (caller.types === null ||
    (other.types ?? [{ procedure: null, type: '' }]).every((one) =>
      caller.types!.some((t) => t.type === one.type && (t.procedure === null || t.procedure === one.procedure)),
    ))
