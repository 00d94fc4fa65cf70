/** What a pre-arrival case holds: the lodgement, and per subject its risk, its movement and what each agency has decided. */
import type { Subject } from '../../cases/case-message.ts'
import type { Consents, EndOfGoods } from '../../cases/consent.ts'
import { get, unique, type Rec } from '../../cases/state-record.ts'
import type { components } from '../../generated/procedures/pre-arrival.ts'
import type { Declaration } from './deadlines.ts'
import { documentsOf, equipmentOf } from './declared-means.ts'
import type { DoNotLoad } from './do-not-load.ts'
import { isOver, type Transit } from './transit-state.ts'

export type Lodgement = 'none' | 'lodged' | 'registered' | 'rejected' | 'amended' | 'invalidated' | 'lapsed'
export type Risk = 'pending' | 'referred' | 'complete'
export type Movement =
  'expected' | 'exited' | 'arrived' | 'presented' | 'withdrawn' | 'left' | 'returned' | 'diverted' | 'not-arrived'
export type Disposal = 'open' | 'control' | 'released' | 'conditional' | 'refused' | 'seized' | EndOfGoods

export type SubjectState = {
  readonly subject: Subject | null
  /** The version of the declaration that touched it last; 0: no declaration has named it. */
  readonly since: number
  readonly risk: Risk
  readonly movement: Movement
  /** By agency; `open` where an agency is not named. */
  readonly disposal: Rec<Disposal>
  /** By agency, what it has decided before the goods are there, and what takes effect when they arrive. */
  readonly onArrival: Rec<'released' | 'conditional'>
  /** Which of those that keep it let another dispose of it, and how. */
  readonly consents: Consents
}

/** `asked` in seconds since 1970. */
export type Request = {
  readonly kind: 'information' | 'screening'
  readonly subjects: readonly string[]
  readonly asked: number
  readonly answered: boolean
  readonly limit?: string
}
export type Amendment = {
  readonly asked: number
  readonly subjects: readonly string[] | null
  readonly declaration: Declaration | null
}

export type PreArrival = {
  /** Minutes that the agreement of the first message sets (`LIMITS` by their names). */
  readonly limits: Rec<number>
  /** Whether the agreement of the first message lets a declaration be lodged by being forwarded. */
  readonly mayLodge: boolean
  readonly lodgement: Lodgement
  /** How often it was amended: the n of amended(n). */
  readonly amendments: number
  readonly version: number
  /** The id of the message that lodged it, and when it was signed (seconds). */
  readonly lodgedBy: string | null
  readonly lodgedAt: number
  readonly declaration: Declaration | null
  readonly mrn: string | null
  /** Authorised traders of the declaration, as they were when it was lodged. */
  readonly aeo: readonly components['schemas']['RecognisedParty'][]
  readonly agencies: readonly string[]
  readonly subjects: Rec<SubjectState>
  readonly amending: Rec<Amendment>
  /** Invalidations that wait, and when each was asked for (seconds). */
  readonly invalidating: Rec<number>
  /** Why its declarant cannot amend it any more (UCC Art. 129(1)): an examination was announced, or its particulars were found wrong. */
  readonly closed: 'examination' | 'incorrect' | null
  /** The transit under which its goods move, the last that was told of. */
  readonly transit: Transit | null
  /** Whether the agreement of the first message holds goods under transit until it is discharged, and not only until it has ended here. */
  readonly heldUntilDischarged: boolean
  readonly requests: Rec<Request>
  readonly doNotLoad: Rec<DoNotLoad>
  /** Functional errors by the message that they are about. */
  readonly rejections: Rec<string>
  /** Facts that came late or against the order of things, accepted all the same: `rule:message id`. */
  readonly flags: readonly string[]
}

export const EMPTY: PreArrival = {
  limits: {},
  mayLodge: false,
  lodgement: 'none',
  amendments: 0,
  version: 0,
  lodgedBy: null,
  lodgedAt: 0,
  declaration: null,
  mrn: null,
  aeo: [],
  agencies: ['customs'],
  subjects: {},
  amending: {},
  invalidating: {},
  closed: null,
  transit: null,
  heldUntilDischarged: false,
  requests: {},
  doNotLoad: {},
  rejections: {},
  flags: [],
}

/** By these it is here no more. */
export const TAKEN: readonly Disposal[] = ['destroyed', 'returned', 'abandoned', 'confiscated']
export const FINAL: readonly Disposal[] = ['released', 'refused', 'seized', ...TAKEN]
/** By these an agency keeps what it has decided on. */
export const KEPT: readonly Disposal[] = ['control', 'seized']
/** Where the goods are, or were, on this side. Who has turned round has not brought them. */
export const HERE: readonly Movement[] = ['arrived', 'presented', 'left', 'returned']

/** What a declaration is about: what its context names, or its containers, transport documents or goods items, or all of it. */
export function subjectsOf(declaration: Declaration | null, named: readonly Subject[] | undefined): Subject[] {
  if (named && named.length > 0) return [...named]
  const equipment = equipmentOf(declaration)
  if (equipment.length > 0) return equipment.map((id) => ({ transportEquipment: { id } }))
  const documents = declaration === null ? [] : documentsOf(declaration)
  if (documents.length > 0) return documents.map((d) => ({ xTransportDocument: d }))
  const items = declaration?.goodsShipment?.governmentAgencyGoodsItem ?? []
  return items.map(({ sequenceNumeric }) => ({ governmentAgencyGoodsItem: { sequenceNumeric } }))
}

/** Whether an agency has seized some of it, whoever else has decided what. */
export const isSeized = (s: PreArrival): boolean =>
  Object.values(s.subjects).some(({ disposal }) => Object.values(disposal).includes('seized'))

/** What was seized while its risk was still judged: what the seizure has found is for those who judge it. */
const isSeizedUnjudged = ({ risk, disposal }: SubjectState): boolean =>
  risk !== 'complete' && Object.values(disposal).includes('seized')

/** Whether no declaration is in effect, or waits to be: what comes then comes unannounced. */
export const isUndeclared = (s: PreArrival): boolean =>
  s.lodgement === 'none' || s.lodgement === 'rejected' || isVoid(s)

/** Whether nobody has declared it, or not with effect: it was found with what is declared, or came without a declaration. */
export const isUndeclaredIn = (s: PreArrival, { since }: SubjectState): boolean => isUndeclared(s) || since === 0

/** The agencies that must decide on it: those of the case, and of what was found beside a declaration customs and whoever has decided. */
export const decidersOf = ({ version, agencies }: PreArrival, { since, disposal }: SubjectState): readonly string[] =>
  version > 0 && since === 0 ? unique([...EMPTY.agencies, ...Object.keys(disposal)]) : agencies

/** Whether its declaration has lost its effect, and nothing of it has set out or come since. */
export const isVoid = ({ lodgement }: PreArrival): boolean => lodgement === 'invalidated' || lodgement === 'lapsed'

/** What never comes here, as the exit side alone says: that ends nothing which the entry side has decided. Nor does anybody wait for what a declaration without effect has named. */
export const isElsewhere = (s: PreArrival, { movement }: SubjectState): boolean =>
  movement === 'diverted' || movement === 'not-arrived' || (s.lodgement === 'none' && movement === 'expected')

const isUndecided = ({ disposal }: SubjectState): boolean => Object.values(disposal).every((one) => one === 'open')

/** Whether a subject has a final disposal of each agency that must decide, and no risk is left open of what was seized. */
export const isSettled = (s: PreArrival, x: SubjectState): boolean =>
  !(isSeizedUnjudged(x) && !isUndeclaredIn(s, x)) &&
  decidersOf(s, x).every((agency) => FINAL.includes(get(x.disposal, agency) ?? 'open'))

/** Whether every subject is settled, or will never need to be, and no transit is left open. */
export function isClosed(s: PreArrival): boolean {
  if (isVoid(s)) return true
  const subjects = Object.values(s.subjects)
  const over = (x: SubjectState): boolean => isSettled(s, x) || (isElsewhere(s, x) && isUndecided(x))
  // What was diverted as a whole may still come to another office of this side.
  const comes = subjects.every((x) => !isSettled(s, x)) && subjects.some(({ movement }) => movement === 'diverted')
  return subjects.length > 0 && !comes && isOver(s.transit) && subjects.every(over)
}
