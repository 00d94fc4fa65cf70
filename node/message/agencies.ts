/** The agencies of this country that share its inbox: what each subscribes to, and how far each is with a message. */
import type { MessageId } from '../values/id.ts'

/** A message type, of one procedure or of any (null). */
export type TypeName = { readonly procedure: string | null; readonly type: string }

/** An agency wants the messages of a procedure; of all its types, where none are named. */
export type Subscription = {
  readonly id: MessageId
  readonly agency: string
  readonly procedure: string
  readonly types: readonly string[] | null
  readonly createdAt: number
}

/** How far an agency is with a message; `agency` is empty where the whole node spoke. */
export type Collection = {
  readonly message: MessageId
  readonly agency: string
  readonly state: 'collected' | 'answered'
  readonly at: number
}

/** What of the inbox is for a reader: by procedure and type what it may read at all, and of that what its agency gets. */
export type Readable = {
  readonly procedures: readonly string[] | null
  readonly exceptProcedures: readonly string[]
  readonly types: readonly TypeName[] | null
  readonly exceptTypes: readonly TypeName[]
  /** Null: a reader that stands for all agencies. Messages to another agency, and those that another one has sent, are never there. */
  readonly agency: string | null
  /** Whose own messages are there, whichever agency they were sent for. */
  readonly client: string
  /** Of what is addressed to no agency in particular; null: the agency has no subscription, and gets all. */
  readonly subscriptions: readonly Pick<Subscription, 'procedure' | 'types'>[] | null
}
