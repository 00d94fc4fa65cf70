/**
 * The sheet of a procedure, in the form of a utility block of the WCO: what its tables do not say of it. `sheet.ts` of each procedure states it, the pages in
 * `docs/procedures/` are made from it and from the tables, and no node reads it.
 */
import type { MessageName } from '../cases/define.ts'
import type { Role } from '../cases/message-type.ts'
import type { LegalBasisName } from './legal-bases.ts'

/** Sentences in Markdown; links are written from `docs/procedures/`. */
type Text = string

export type Deadline = {
  readonly what: Text
  /** How long, or from when until when. A number in it is the constant by which the code reckons (`span`), and never typed. */
  readonly term: Text
  /** Where the term comes from: a law, the agreement, a setting, or this procedure. */
  readonly source: Text
  /** What happens when it has passed. */
  readonly then: Text
}

export type Indicator = {
  readonly what: Text
  /** The operation (its operationId) or the metric from which it is read. */
  readonly from: string
}

export type Option = {
  readonly what: Text
  /** Where it is said: a member of the agreement, or a setting. */
  readonly by: string
}

/** How what is sent is to be handled by those who may read it. */
export type Marking = 'public' | 'official' | 'restricted'

/** Limits that an agreement may set, by their names. */
export type AgreedLimits = {
  /** Minutes where an agreement says nothing; undefined where there is no limit then. */
  readonly minutes: Readonly<Record<string, number | undefined>>
  /** Where each comes from. */
  readonly source: Readonly<Record<string, Text>>
}

/** The limits by which a procedure reckons, each with its source: one without does not compile. */
export const limitsFrom = <L extends AgreedLimits['minutes']>(
  minutes: L,
  source: { readonly [N in keyof L]: Text },
): AgreedLimits => ({ minutes, source: source })

/** So many, as people write it. */
export const number = (n: number): string => n.toLocaleString('en')

const UNITS = [
  [24 * 60, 'day'],
  [60, 'hour'],
  [1, 'minute'],
] as const

/** Minutes in words, in the largest unit of which they are whole. */
export function span(minutes: number): string {
  const [of, unit] = UNITS.find(([of]) => minutes >= of && minutes % of === 0) ?? [1, 'minute']
  return `${number(minutes / of)} ${unit}${minutes === of ? '' : 's'}`
}

/** `B`: the bodies of its messages; `R`: its two roles. A message type of the schema without its effect does not compile. */
export type Sheet<B, R extends Role> = {
  readonly title: string
  /** Who answers for the procedure in an administration, and with whom it is changed. */
  readonly owner: Text
  readonly need: Text
  readonly benefit: Text
  readonly law: readonly LegalBasisName[]
  readonly roles: { readonly [A in R]: { readonly is: Text; readonly owns: Text } }
  /** What else is owned, and by whom. */
  readonly facts?: readonly Text[]
  readonly trigger: Text
  /** Beside those of every procedure. */
  readonly preconditions: readonly Text[]
  readonly process: readonly Text[]
  /** What is told apart in a case, each with its states. */
  readonly states: Readonly<Record<string, readonly string[]>>
  /** What a message does, by law or by the agreement, once it has arrived. */
  readonly effects: { readonly [T in MessageName<B>]: Text }
  readonly exchange: Text
  readonly data: Text
  readonly decides: Text
  readonly deadlines: readonly Deadline[]
  readonly limits?: AgreedLimits
  readonly purpose: Text
  readonly recipients: Text
  readonly retention?: Text
  readonly onward: Text
  readonly contingency: Text
  readonly service: Text
  readonly security: { readonly marking: Marking; readonly why: Text }
  readonly indicators: readonly Indicator[]
  readonly options: readonly Option[]
  readonly open: readonly Text[]
}

/** What holds for every procedure, and is said once. */
export const COMMON = {
  legalBasis: 'What two countries rely on stands in their agreement.',
  preconditions: [
    'An agreement of the two is in force that names the procedure, its version, the type of the message, its direction, its purpose and the agencies.',
    'Each side holds the other’s identity, and what is sent is signed with its key.',
  ],
  agencies: [
    'An agency that the agreement does not name for the procedure (`procedures[].agencies`; all, where it says `*`) takes no part in it, on either side. One that a message is addressed to, or that sends it (`xAgency`, `xFromAgency` of the context), is refused before there is a receipt ([`no-agreement`](../reference/errors.md#no-agreement), rule `agency`); one that its body names, by the case on both sides (rule `agency`).',
    'A key that speaks for an agency speaks for no other: the window side refuses it another `xFromAgency`, and both sides a body that names another as the one that decides (rule `other-agency`). A key of no agency speaks for its whole administration. A decision that names no agency is that of the key, else of customs. What an agency was asked, that agency answers (rule `other-agency`).',
  ],
  exchange:
    'A request decides nothing; a fact is stated by its owner alone. A message waits, without a fault, for those that its sender had seen.',
  proof:
    'A decision of a person names in `xDecidedBy` of the context, inside what is signed, who it was (officer, head of office, higher authority, court), in which function, of which office and by which provision; the node adds by whose authenticated call it was stated. What proves a message: its signature, the receiver’s receipt, and the leaf in the log of each side ([concepts](../concepts.md)).',
  rules:
    'What a case does not allow is answered at once as [`case-conflict`](../reference/errors.md#case-conflict), with the rule and a pointer to the element; to a neighbour’s message, with a signed `rejected`.',
  timers: 'Timers change no case: the owner sends a message, or somebody is alerted.',
  retention:
    'Documents and manifests are erased by the two clocks of the agreement (`procedures[].retention`); proofs stay.',
  onward:
    'A message that one of the two has sent, the other passes on to a third country only where a clause of the agreement names it (`onward`).',
  contingency:
    'While the neighbour is away a message waits and is tried again by itself until it expires; where both are cut off, it is [carried](../how-to/contingency.md) and arrives as it would have.',
  service:
    'A message that can go at once is sent when it is submitted, and the answer to that one request is its receipt (within the second is the target, no promise).',
  security:
    'Encrypted for the receiver, signed by the sender, between nodes that know each other’s TLS key; it is read by those whose role and agency allow it, and who opened what is on record ([audit trail](../how-to/audit-trail.md)).',
  markings: {
    public: 'May be published.',
    official: 'For the administrations that the agreement names.',
    restricted: 'For those alone who must know it.',
  },
} as const
