/** A message as a case sees it: what the signed manifest and its parts say, after the envelope was checked and the document read. */
import type { Terms } from '../peers/agreed-terms.ts'
import { bareNumber } from '../values/plain.ts'
import type { Role } from './message-type.ts'

/** What a message is about within a consignment; exactly one member is there. Members named after the WCO Data Model keep its names. */
export type Subject = {
  readonly borderTransportMeans?: { readonly id: string; readonly identificationTypeCode?: string }
  readonly xTransportDocument?: { readonly documentNumber: string; readonly type: string }
  readonly transportEquipment?: { readonly id: string }
  readonly xReceptacle?: string
  readonly governmentAgencyGoodsItem?: { readonly sequenceNumeric: number }
}

/** A person, and by what power; `client`: whose authenticated call stated it, and `roster`: by which message he is on duty, as the node of the sender knows. */
export type DecidedBy = {
  readonly kind: string
  readonly ref: string
  readonly function: string
  readonly office: string
  readonly legalGround: string
  readonly client?: string
  readonly roster?: string
}

/** Our JSON beside the document (design page "fields"). Only what every procedure may rely on is typed. */
export type Context = {
  readonly xHeads?: readonly string[]
  readonly xCaseHash?: string
  readonly xCrossing?: string
  /** Crossings that this message states to be one and the same. */
  readonly xCrossingLinked?: readonly string[]
  readonly xSubject?: readonly Subject[]
  readonly xPurpose?: string
  readonly xLegalBasis?: string
  readonly xOffice?: string
  readonly xAgency?: string
  readonly xFromAgency?: string
  readonly xDecidedBy?: DecidedBy
  /** Offices that it names and that the hours agreed do not let handle what was declared, as the node of the sender knows. */
  readonly xNotCompetent?: readonly string[]
  readonly xReferences?: readonly { readonly type: string; readonly value: string }[]
  readonly xTest?: boolean
}

export type CaseMessage<B = unknown> = {
  /** UUIDv7, the `jti` of the manifest. */
  readonly id: string
  /** ISO 3166-1 alpha-2 of sender and receiver. */
  readonly from: string
  readonly to: string
  readonly procedure: string
  readonly type: string
  readonly version: string
  readonly conversation: string
  /** The message that this one answers. */
  readonly ref?: string
  /** Ids in this case that its sender had applied (`xHeads`). */
  readonly heads: readonly string[]
  readonly context: Context
  /** What the agreement that its manifest names sets for this procedure. */
  readonly terms?: Terms
  /** What the agreement under which other data were sent sets for their procedure, where this one is about them. */
  readonly sentUnder?: Terms
  /** The document as JSON, derived for XML. `null`: it could not be mapped; the message is in the case and changes nothing. */
  readonly body: B | null
  /** Seconds since 1970 (NumericDate, RFC 7519) at which it was signed. Shown and compared with limits, never used to order messages. */
  readonly iat: number
  readonly test: boolean
}

/** A functional error: the case stays as it was, the receiver answers with a signed `rejected`, and both sides find the same. */
export class CaseFault {
  /** Short and stable. */
  readonly rule: string
  /** JSON pointer (RFC 6901) into `{type, version, ref, context, document}` of the message. */
  readonly pointer: string
  /** For people; holds no document content. */
  readonly reason: string

  constructor(rule: string, pointer: string, reason: string) {
    this.rule = rule
    this.pointer = pointer
    this.reason = reason
  }
}

export const fault = (rule: string, pointer: string, reason: string): CaseFault => new CaseFault(rule, pointer, reason)
export const isFault = (v: unknown): v is CaseFault => v instanceof CaseFault

/** Which country has which role; both parties are there. */
export type Roles = Readonly<Partial<Record<Role, string>>>

/** The crossing that a case is about: that of the first of its messages that names one. */
export const crossingIn = (messages: readonly CaseMessage[]): string | null =>
  messages.find((m) => m.context.xCrossing !== undefined)?.context.xCrossing ?? null

export const roleOf = (roles: Roles, country: string): Role | undefined => {
  for (const role of Object.keys(roles) as Role[]) if (roles[role] === country) return role
  return undefined
}

/** The text by which states name a subject, the same however its number is written. */
export function subjectKey(s: Subject): string {
  if (s.borderTransportMeans !== undefined) return `means:${bareNumber(s.borderTransportMeans.id)}`
  if (s.transportEquipment !== undefined) return `equipment:${bareNumber(s.transportEquipment.id)}`
  if (s.xTransportDocument !== undefined)
    return `document:${s.xTransportDocument.type}:${bareNumber(s.xTransportDocument.documentNumber)}`
  if (s.xReceptacle !== undefined) return `receptacle:${bareNumber(s.xReceptacle)}`
  if (s.governmentAgencyGoodsItem !== undefined) return `item:${s.governmentAgencyGoodsItem.sequenceNumeric}`
  return 'all'
}
