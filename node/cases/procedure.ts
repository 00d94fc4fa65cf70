/**
 * What a procedure is: a pure state function over messages, with its deadlines and its order among concurrent messages. It does no I/O, reads
 * no clock and throws for no message that satisfies its schema: what it forbids is a `CaseFault`.
 */
import type { CaseFault, CaseMessage, Roles } from './case-message.ts'
import { roleOf } from './case-message.ts'
import type { Grave, MessageType, Role } from './message-type.ts'
import type { AgreementDocument } from '../peers/agreement.ts'
import type { Profile } from '../documents/profile.ts'
import type { Reference } from '../message/reference.ts'

/** A bilateral case after some of its messages. Everything in it follows from those messages alone; `state` is plain JSON and never mutated. */
export type Case<S> = {
  readonly conversation: string
  readonly procedure: string
  /** Pinned by the first message. */
  readonly version: string
  readonly roles: Roles
  readonly test: boolean
  readonly state: S
}

/** Something that becomes due. Timers change no case: at `at` the owner sends `send`, or somebody is alerted. */
export type Due = {
  /** Unique within the case and stable, so that it is acted on once. */
  readonly key: string
  /** Milliseconds since 1970. */
  readonly at: number
  /** The country whose node acts, or `both` where both are alerted. */
  readonly owner: string
  readonly kind: 'send' | 'alert'
  /** For people, or the type of the message to send. */
  readonly what: string
  /** The message that this answers or concerns. */
  readonly ref?: string
  readonly body?: unknown
  /** Another case of the same neighbour in which it is said; its own, where absent. */
  readonly conversation?: string
  /** The context that the message is sent with, where a person has decided it elsewhere. */
  readonly context?: Readonly<Record<string, unknown>>
}

/** What lists show of a case, as JSON, and what they are filtered by. */
export type Shown = {
  readonly status: string | null
  /** What this country is in it. */
  readonly side: string | null
  /** Milliseconds since 1970. */
  readonly due: number | null
  readonly view: unknown
}

/** Of a case that is not over: its messages signed from `from` on (all, where absent) are needed until `until`, to go on with it. Milliseconds since 1970. */
export type Needed = { readonly from?: number; readonly until: number }

/** As long as the case is led, whenever that ends. */
export const WHILE_OPEN = 8_640_000_000_000_000

/** The bytes of a part of the message; undefined where there is no such part. */
export type PartBytes = (part: string) => Buffer | undefined

export type Procedure<S> = {
  readonly name: string
  readonly version: string
  /** What is otherwise than in the version before, for people; the first has none before it. */
  readonly differs?: string
  readonly agencies: readonly string[]
  readonly types: Readonly<Record<string, MessageType>>
  /** The types by which a person acts so gravely that two must want it, where the node is set so. */
  readonly grave?: Readonly<Record<string, Grave>>
  /** The types that may be the first of a case. */
  readonly opens: readonly string[]
  /** The role on the window side for which alone its content is; undefined: it is for all who may read messages. */
  readonly reservedFor?: string
  /** Fixed order of roles among concurrent messages of equal standing; the first goes first. */
  readonly roleOrder: readonly Role[]
  /** The case before `first`, which was checked against `types` and its schema: who is who, and the empty state. */
  start(first: CaseMessage): { readonly roles: Roles; readonly state: S } | CaseFault
  /** The state after `message`. Sender, version, schema and `xDecidedBy` were checked before. */
  apply(c: Case<S>, message: CaseMessage): S | CaseFault
  /**
   * What is due in this case, sooner or later; the caller's clock decides what is due now. Of what is due after `by` (milliseconds since 1970; absent: never) the
   * first is there, and there may be more.
   */
  deadlines(c: Case<S>, by?: number): readonly Due[]
  /** The fault in the document itself, whatever the case (its JSON schema). A function of the message alone. */
  check(message: CaseMessage): CaseFault | undefined
  /**
   * What the case holds of a message whose document is large. It satisfies the same schema, leads to the same state, and is not kept again.
   */
  keep?(message: CaseMessage): CaseMessage
  /** The data that it is about, where those are of another message: the agreement under which they were sent, and their procedure. */
  about?(message: CaseMessage): { readonly agreement: string; readonly procedure: string } | undefined
  /** The fault of the attachments that the document names, looked at once, before the message is taken or sent: the case itself reads none. */
  attached?(message: CaseMessage, part: PartBytes): CaseFault | undefined
  /** What this node itself cannot work with, asked on the way in (without the case) and out, never by the fold: nodes differ in what they know. */
  admit?(message: CaseMessage, c: Case<S> | undefined): CaseFault | undefined
  /** The names of the limits that an agreement may set for it. */
  readonly limits: readonly string[]
  /** What of an agreement nobody could keep, asked before we sign or take it. Its pointer is into the agreement. */
  agreed?(document: AgreementDocument): CaseFault | undefined
  /** How XML maps to the bodies of its messages. */
  readonly profiles?: readonly Profile[]
  /** By what else a message is found than by its crossing: keys of a message whose document satisfies its schema. */
  references?(message: CaseMessage): readonly Reference[]
  /** The register that its cases make up, as those hear of it who follow what changes; without: they are told as cases alone. */
  readonly register?: string
  /** What lists show of a case to `country`; undefined: nothing. Tests are never asked for. */
  shown?(c: Case<S>, told: { readonly messages: readonly CaseMessage[] }, country: string): Partial<Shown> | undefined
  /** What retention leaves of the case meanwhile, whose last message was signed at `last`; undefined: nothing. Without: retention counts alone. */
  needed?(c: Case<S>, last: number): Needed | undefined
  /** Order among concurrent messages, lowest first, where `defaultRank` does not fit. */
  rank?(message: CaseMessage, roles: Roles | undefined): number
}

/** A procedure whose state type is of no concern to its user. */
export type AnyProcedure = Procedure<unknown>

/**
 * Facts before requests, then the fixed order of roles. Before a case is open, the role of a sender is known where a type has only one.
 * Messages that wait for nothing go before all.
 */
export function defaultRank(procedure: AnyProcedure, message: CaseMessage, roles: Roles | undefined): number {
  const type = Object.hasOwn(procedure.types, message.type) ? procedure.types[message.type] : undefined
  if (type === undefined) return 99
  const only = type.from !== 'both' && type.from.length === 1 ? type.from[0] : undefined
  const role = roles === undefined ? only : roleOf(roles, message.from)
  const place = role === undefined ? -1 : procedure.roleOrder.indexOf(role)
  return (type.waits ? (type.decides ? 10 : 30) : 0) + (place < 0 ? 9 : place)
}

/** What two persons must want of a message, where the node is set so; undefined: one is enough. Of what cannot be read nobody knows that it is nothing grave. */
export function graveIn(procedure: AnyProcedure | undefined, { type, body }: CaseMessage): Grave | undefined {
  const grave = Object.entries(procedure?.grave ?? {}).find(([name]) => name === type)?.[1]
  const { is } = grave?.some ?? {}
  return is === undefined || body === null || is(body as Readonly<Record<string, unknown>>) ? grave : undefined
}

/** `procedure` with its state type forgotten, for registries. */
export const anyProcedure = <S>(procedure: Procedure<S>): AnyProcedure => procedure

/** A procedure in a version; undefined where this node does not know it. Versions that open cases use must stay known. */
export type Lookup = (procedure: string, version: string) => AnyProcedure | undefined
