/** Makes a procedure of its table of steps, one for each type of message, so that a step only says what is particular to it. */
import { fault, type CaseFault, type CaseMessage, type Roles } from './case-message.ts'
import type { Case, Due, PartBytes, Procedure } from './procedure.ts'
import type { Grave, MessageType, Role } from './message-type.ts'
import type { Profile } from '../documents/profile.ts'
import type { Reference } from '../message/reference.ts'
import { checkSchema } from './schemas.ts'
import { checkTimes } from './stated-times.ts'
import { parseTime } from '../values/time.ts'

/** The message of one type, its body as its schema has it. The engine applies no message without a body. */
export type Said<B> = CaseMessage<B> & { readonly body: B }

/** The state after a message, or what the case does not allow about it. */
export type Step<S, B> = (state: S, message: Said<B>, c: Case<S>) => S | CaseFault

/** The message types of a procedure: those definitions of its schema that begin with a small letter. What begins with a capital is part of others. */
export type MessageName<B> = { [K in keyof B & string]: K extends Uncapitalize<K> ? K : never }[keyof B & string]

/** One procedure in one version. `B`: the bodies that its schema has; each message type of the schema has its step here, or it does not compile. */
export type Definition<B, S> = {
  readonly name: string
  /** `1` to begin with. A later one is made of the definition of the one before, and says only what differs; its schema is `messages-<version>.yaml`. */
  readonly version: string
  readonly differs?: string
  /** Whose acts its messages are, where an administration has these agencies: what a draft of an agreement names. */
  readonly agencies: readonly string[]
  /** The two roles of a case, in their order among concurrent messages. */
  readonly roles: readonly [Role, Role]
  /** The role on the window side for which alone its content is. */
  readonly reservedFor?: string
  /** The types that may be the first of a case. */
  readonly opens: readonly MessageName<B>[]
  /** The role of the sender of the first message, where its type does not say. */
  readonly opener?: (message: CaseMessage) => Role | CaseFault
  readonly initial: (message: CaseMessage) => S
  readonly messages: { readonly [T in MessageName<B>]: MessageType & { readonly step: Step<S, B[T]> } }
  readonly grave?: { readonly [T in MessageName<B>]?: Grave }
  readonly deadlines?: (c: Case<S>, by?: number) => readonly Due[]
  readonly rank?: (message: CaseMessage, roles: Roles | undefined) => number
  /** What the document breaks, whatever the case, beyond its schema. */
  readonly check?: (message: CaseMessage) => CaseFault | undefined
  readonly keep?: (message: CaseMessage) => CaseMessage
  readonly attached?: (message: CaseMessage, part: PartBytes) => CaseFault | undefined
  readonly about?: Procedure<S>['about']
  /** What this node itself cannot work with. */
  readonly admit?: (message: CaseMessage, c: Case<S> | undefined) => CaseFault | undefined
  /** The names of the limits that an agreement may set for it; none, where absent. */
  readonly limits?: readonly string[]
  /** What of an agreement nobody could keep. */
  readonly agreed?: Procedure<S>['agreed']
  /** How XML maps to the bodies of its messages. */
  readonly profiles?: readonly Profile[]
  readonly register?: string
  /** What lists show of a case. */
  readonly shown?: Procedure<S>['shown']
  readonly needed?: Procedure<S>['needed']
  /** By what else a message is found than by its crossing. */
  readonly references?: (message: CaseMessage) => readonly Reference[]
}

export function defineProcedure<B, S>(d: Definition<B, S>): Procedure<S> {
  const messages = d.messages as Readonly<Record<string, MessageType & { readonly step: Step<S, unknown> }>>
  // A message never changes, and is folded again whenever another comes between: it is looked at once.
  const looked = new WeakMap<CaseMessage, { readonly fault: CaseFault | undefined }>()
  const check = (message: CaseMessage): CaseFault | undefined => {
    let found = looked.get(message)
    if (found === undefined) {
      found = { fault: checkSchema(message) ?? checkTimes(message) ?? d.check?.(message) }
      looked.set(message, found)
    }
    return found.fault
  }
  return {
    name: d.name,
    version: d.version,
    ...(d.differs === undefined ? {} : { differs: d.differs }),
    agencies: d.agencies,
    types: messages,
    opens: d.opens,
    roleOrder: d.roles,
    start(first) {
      if (!(d.opens as readonly string[]).includes(first.type))
        return fault('not-open', '/type', `no case of ${d.name} begins with ${first.type}`)
      const { from } = messages[first.type]!
      const role = from !== 'both' && from.length === 1 ? from[0]! : (d.opener?.(first) ?? d.roles[0])
      if (typeof role !== 'string') return role
      const other = d.roles.find((r) => r !== role)!
      return { roles: { [role]: first.from, [other]: first.to }, state: d.initial(first) }
    },
    apply: (c, message) => messages[message.type]!.step(c.state, message, c),
    deadlines: d.deadlines ?? (() => []),
    limits: d.limits ?? [],
    check,
    ...(d.reservedFor === undefined ? {} : { reservedFor: d.reservedFor }),
    ...(d.grave ? { grave: d.grave as Readonly<Record<string, Grave>> } : {}),
    ...(d.keep ? { keep: d.keep } : {}),
    ...(d.attached ? { attached: d.attached } : {}),
    ...(d.about ? { about: d.about } : {}),
    ...(d.rank ? { rank: d.rank } : {}),
    ...(d.admit ? { admit: d.admit } : {}),
    ...(d.agreed ? { agreed: d.agreed } : {}),
    ...(d.profiles ? { profiles: d.profiles } : {}),
    ...(d.references ? { references: d.references } : {}),
    ...(d.register === undefined ? {} : { register: d.register }),
    ...(d.shown ? { shown: d.shown } : {}),
    ...(d.needed ? { needed: d.needed } : {}),
  }
}

/** Milliseconds since 1970 of a time that its schema has accepted. */
export const at = (time: string): number => parseTime(time)

/** The country opposite to `country` in a case. */
export const opposite = (roles: Roles, country: string): string =>
  Object.values(roles).find((c) => c !== country) ?? country
