/** The entries of the ledger of a permit, and until when a permit and a reservation hold. */
import type { DecidedBy } from '../../cases/case-message.ts'
import type { components } from '../../generated/procedures/documents.ts'
import type { RefusalReason, UsePoint } from './documents-state.ts'
import { parseTime } from '../../values/time.ts'

export type Bodies = components['schemas']

type Quantity = Bodies['Quantity']

/** A permit as its agency has issued it. Times are RFC 3339. */
export type PermitRecord = {
  readonly additionalDocument: Bodies['AdditionalDocument']
  readonly xKind: Bodies['Kind']
  readonly xAgency: string
  /** Which of the documents of the Convention, where that is not plain from where it is used. */
  readonly xCitesType?: Bodies['CitesType']
  /** Of timber of which a country of import may extend the validity. */
  readonly xTimber?: boolean
  readonly xCorrespondingPermit?: Bodies['CorrespondingPermit']
  readonly xPurposeCode?: Bodies['PurposeCode']
  /** `single`: for one consignment. */
  readonly xUse: 'single' | 'multiple'
  readonly xUsePoints: readonly UsePoint[]
  readonly xIssuedAt: string
  readonly xValidTo?: string
  /** SHA-256 of the electronic document, by which a presented one is verified. */
  readonly xDigest?: string
  readonly xItems: readonly {
    readonly xItem: string
    readonly description?: string
    readonly xSpecimenMarks?: string
    readonly xScientificName?: string
    readonly xAppendix?: Bodies['Appendix']
    readonly xSourceCode?: string
    readonly origin?: { readonly countryCode: string }
    readonly quantityQuantity: Quantity
  }[]
  readonly xStanding: 'issued' | 'revoked' | 'replaced'
  readonly xReason?: string
  readonly xReplacement?: Bodies['AdditionalDocument']
  readonly xDecidedBy?: DecidedBy
}

/** Who said it, in which case. */
type Said = { readonly message: string; readonly country: string; readonly conversation: string }

export type Amount = {
  readonly item: string
  readonly usePoint: UsePoint
  readonly value: string
  readonly unitCode: string
}

/** `noted`: a provisional use, which is a fact; `reason` says what is wrong with it. `against`: the uses that were decided before it. */
export type Decided = {
  readonly outcome: 'confirmed' | 'refused' | 'noted'
  readonly reason?: RefusalReason
  readonly against?: readonly string[]
}

export type AskedUse = Said &
  Amount & {
    readonly kind: 'use'
    readonly useId: string
    readonly provisional: boolean
    readonly declaration: string
    /** Which consignment, however many declarations it is in; the declaration where it is not said. */
    readonly consignment: string
    /** Validity is tested when it is presented, by the agreement under which it came. */
    readonly atPresentation?: true
    readonly final: boolean
    readonly reservation?: string
    readonly corresponding?: Bodies['CorrespondingPermit']
    /** Milliseconds since 1970. */
    readonly exportedAt?: number
    readonly signed: number
  }

export type AskedReservation = Said &
  Amount & { readonly kind: 'reservation'; readonly until: number; readonly signed: number }

/** Of the validity of a permit by a country of import, for itself. Milliseconds since 1970. */
export type Extension = Said & { readonly kind: 'extension'; readonly arrivedAt: number; readonly validTo: number }

/** What a message says to the ledger. `void`: its case does not allow it, or it cannot be read. */
export type Draft =
  | AskedUse
  | AskedReservation
  | (Said & { readonly kind: 'cancel'; readonly ref: string })
  | (Said & {
      readonly kind: 'endorsement'
      readonly item: string
      readonly value: string
      readonly unitCode: string
      readonly byIssuer: boolean
    })
  | Extension
  | (Said & { readonly kind: 'interception'; readonly reason: string; readonly item?: string; measure?: string })
  | (Said & {
      readonly kind: 'revocation'
      readonly reason: string
      readonly decidedBy?: DecidedBy
    })
  | (Said & { readonly kind: 'replacement'; readonly replacement: Bodies['AdditionalDocument'] })
  | (Said & { readonly kind: 'void' })

/** One entry. `at` in milliseconds since 1970, when it was decided. */
export type Entry = { readonly at: number } & (
  | { readonly kind: 'record'; readonly message: string; readonly record: PermitRecord; readonly by: string }
  | { readonly kind: 'lapse'; readonly message: string; readonly ref: string }
  | (AskedUse & Decided & { readonly overdrawn?: string })
  | (AskedReservation & Decided)
  | (Exclude<Draft, AskedUse | AskedReservation> & { readonly refused?: RefusalReason })
)

export type UseEntry = Extract<Entry, { kind: 'use' }>

export type ReservationEntry = Extract<Entry, { kind: 'reservation' }>

/** The second in which a reservation is over: a message is signed to the second. */
export const lapseAt = (until: number): number => Math.ceil(until / 1000) * 1000

/** For how many months a document of the Convention is good at most (Art. VI 2; Res. Conf. 12.3). */
const MONTHS: Readonly<Record<Bodies['CitesType'], number>> = {
  'export-permit': 6,
  're-export-certificate': 6,
  'import-permit': 12,
  'introduction-from-the-sea': 12,
  'certificate-of-origin': 12,
  'certificate-of-ownership': 36,
  'travelling-exhibition': 36,
}

export const citesTypeOf = ({ xCitesType, xUsePoints }: PermitRecord): Bodies['CitesType'] =>
  xCitesType ??
  (xUsePoints.includes('export')
    ? 'export-permit'
    : xUsePoints.includes('re-export')
      ? 're-export-certificate'
      : 'import-permit')

/** A document of the Convention is for one consignment (Art. VI 5), but for those that go with their owner or an exhibition over many borders. */
export const mayServeMany = (r: PermitRecord): boolean =>
  r.xKind !== 'cites' || ['certificate-of-ownership', 'travelling-exhibition'].includes(citesTypeOf(r))

/** What accompanies a consignment and is presented, and of which nothing is written off. */
export const isPresented = ({ xKind }: PermitRecord): boolean => xKind === 'phytosanitary' || xKind === 'origin'

function monthsAfter(from: number, months: number): number {
  const date = new Date(from)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + months)
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(day, last))
  return date.getTime()
}

/** The last moment at which a permit is good, in milliseconds since 1970; Infinity where it has no end (CITES Art. VI 2; Res. Conf. 12.3). */
export function validUntil(r: PermitRecord): number {
  const stated = r.xValidTo === undefined ? Infinity : parseTime(r.xValidTo)
  if (r.xKind !== 'cites') return stated
  return Math.min(stated, monthsAfter(parseTime(r.xIssuedAt), MONTHS[citesTypeOf(r)]))
}

/** Which document of the Convention may be extended, and which needs another beside it: one for export or re-export. */
const LEAVES: readonly Bodies['CitesType'][] = ['export-permit', 're-export-certificate']
export const mayBeExtended = (r: PermitRecord): boolean => r.xKind === 'cites' && LEAVES.includes(citesTypeOf(r))

/** Until when a country of import may extend a permit at the latest (Res. Conf. 12.3). */
export const extendedAtMost = (r: PermitRecord): number => monthsAfter(validUntil(r), 6)

/** What is bred or propagated for trade, or older than the Convention, is as if it were in Appendix II (Art. VII). */
const EXEMPT = ['D', 'O']

/** Whether an item needs an import permit beside the one for export, and the other way round (Art. III 2 and 3). */
export const needsBoth = (r: PermitRecord, item: PermitRecord['xItems'][number] | undefined): boolean =>
  r.xKind === 'cites' &&
  item?.xAppendix === 'I' &&
  !EXEMPT.includes(item.xSourceCode ?? '') &&
  [...LEAVES, 'import-permit'].includes(citesTypeOf(r))
