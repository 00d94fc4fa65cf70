/** The entries of the ledger of a permit, and until when a permit and a reservation hold. */
import type { DecidedBy } from '../../cases/case-message.ts'
import type { components } from '../../generated/procedures/documents.ts'
import type { RefusalReason, UsePoint } from './documents-state.ts'
import type { PermitKindClause } from '../../peers/permit-kind.ts'
import type { Corresponding } from './kind.ts'
import { propertiesOf } from './kinds.ts'
import { parseTime } from '../../values/time.ts'
import { inUnit } from '../../values/units.ts'

export type Bodies = components['schemas']

type Quantity = Bodies['Quantity']

/** The register says of which quota an item is. */
type Item = Omit<Bodies['Item'], 'xQuota'> & {
  readonly xQuota?: Bodies['Quota'] & { readonly id: string; readonly year: number }
}

/** A permit as its agency has issued it, with what its kind has (kinds.ts). Times are RFC 3339. */
export type PermitRecord = Readonly<Omit<Bodies['Particulars'], 'xKind' | 'xItems'>> & {
  readonly additionalDocument: Bodies['AdditionalDocument']
  readonly xKind: Bodies['Kind']
  /** What its kind is, where those of our neighbours for which it is have agreed on it with us. */
  readonly agreed?: PermitKindClause
  /** Who had agreed on it when it was entered. */
  readonly agreedWith?: readonly string[]
  readonly xAgency: string
  /** `single`: for one consignment. */
  readonly xUse: 'single' | 'multiple'
  readonly xUsePoints: readonly UsePoint[]
  readonly xIssuedAt: string
  readonly xValidTo?: string
  /** SHA-256 of the electronic document, by which a presented one is verified. */
  readonly xDigest?: string
  readonly xItems: readonly (Readonly<Item> & { readonly xItem: string; readonly quantityQuantity: Quantity })[]
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
    readonly ofKind: string
    readonly provisional: boolean
    readonly declaration: string
    /** Which consignment, however many declarations it is in; the declaration where it is not said. */
    readonly consignment: string
    /** Validity is tested when it is presented, by the agreement under which it came. */
    readonly atPresentation?: true
    readonly final: boolean
    readonly reservation?: string
    readonly corresponding?: Bodies['CorrespondingPermit']
    /** Which specimens these are. */
    readonly marks?: string
    /** Milliseconds since 1970. */
    readonly exportedAt?: number
    readonly signed: number
  }

export type AskedReservation = Said &
  Amount & { readonly kind: 'reservation'; readonly until: number; readonly signed: number }

/** Of the validity of a permit by a country of import, for itself. Milliseconds since 1970. */
export type Extension = Said & { readonly kind: 'extension'; readonly arrivedAt: number; readonly validTo: number }

/** What the two had agreed on of kinds of permits when it was said; what is decided by it is kept, and not this. */
type Under = { readonly kinds?: readonly PermitKindClause[] }

/** What a message says to the ledger. `void`: its case does not allow it, or it cannot be read. */
export type Draft =
  | (AskedUse & Under)
  | (AskedReservation & Under)
  | (Said & { readonly kind: 'cancel'; readonly ref: string })
  | (Said & {
      readonly kind: 'endorsement'
      readonly item: string
      readonly value: string
      readonly unitCode: string
      /** Milliseconds since 1970. */
      readonly endorsedAt?: number
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
  /** A reservation is over, by the clock or because its issuer has withdrawn it. */
  | (Said & { readonly kind: 'lapse'; readonly ref: string; readonly reason?: string })
  | (Said & { readonly kind: 'void' })

/** One entry. `at` in milliseconds since 1970, when it was decided. */
export type Entry = { readonly at: number } & (
  | {
      readonly kind: 'record'
      readonly message: string
      readonly record: PermitRecord
      readonly by: string
      /** By item: how much was granted of its quota with this permit, as it was counted when this was entered. */
      readonly granted?: Readonly<Record<string, string>>
      /** By item of a movement of waste: what was notified of it, and how much of that is moved with it. */
      readonly notified?: Readonly<Record<string, NonNullable<Item['xNotified']>>>
    }
  | (AskedUse & Decided & { readonly overdrawn?: string })
  | (AskedReservation & Decided)
  | (Exclude<Draft, { kind: 'use' | 'reservation' }> & { readonly refused?: RefusalReason })
)

export type UseEntry = Extract<Entry, { kind: 'use' }>

export type ReservationEntry = Extract<Entry, { kind: 'reservation' }>

/** The second in which a reservation is over: a message is signed to the second. */
export const lapseAt = (until: number): number => Math.ceil(until / 1000) * 1000

/** Whether it may be for more than one consignment. */
export const mayServeMany = (r: PermitRecord): boolean => propertiesOf(r).consignments === 'as-issued'

/** What accompanies a consignment and is presented, and of which nothing is written off. */
export const isPresented = (r: PermitRecord): boolean => propertiesOf(r).taken === 'presented'

function monthsAfter(from: number, months: number): number {
  const date = new Date(from)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + months)
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(day, last))
  return date.getTime()
}

/** The last moment at which a permit is good, in milliseconds since 1970; Infinity where it has no end. */
export function validUntil(r: PermitRecord): number {
  const { months, longer = false } = propertiesOf(r)
  const stated = r.xValidTo === undefined ? Infinity : parseTime(r.xValidTo)
  const asStated = months === undefined || (longer && r.xValidTo !== undefined)
  return asStated ? stated : Math.min(stated, monthsAfter(parseTime(r.xIssuedAt), months))
}

/** For how long a country of import may extend a permit at most (Res. Conf. 12.3). */
export const EXTENSION_MONTHS = 6

/** Until when it may at the latest. */
export const extendedAtMost = (r: PermitRecord): number => monthsAfter(validUntil(r), EXTENSION_MONTHS)

/** Which other document an item needs beside this one (CITES Art. III 2 and 3, and VII for sources that are exempt). */
export function othersNeeded(
  r: PermitRecord,
  item: PermitRecord['xItems'][number] | undefined,
): readonly Corresponding[] {
  const { corresponding = [] } = propertiesOf(r)
  if (item === undefined) return []
  const sources = [item.xSourceCode, item.xSecondSourceCode]
  return corresponding.filter(({ appendix, exceptSources = [] }) => {
    const exempt = sources.some((source) => source !== undefined && exceptSources.includes(source))
    return (appendix === undefined || item.xAppendix === appendix) && !exempt
  })
}

/** Whether a use names the other document that it needs: of the code that is needed, and the one of the record, where that names one. */
export function corresponds(
  { xCorrespondingPermit: other }: PermitRecord,
  { corresponding: named }: AskedUse,
  { typeCode = named?.typeCode }: Corresponding,
): boolean {
  if (named === undefined || named.typeCode !== typeCode) return false
  if (other === undefined) return true
  return named.id === other.id && named.xIssuer.country === other.xIssuer.country
}

/** Whether the permit names a country: as one of destination, export, re-export or transit, or as that of the document which belongs to it. */
export const isNamed = (
  { xDestinations, xCountriesConcerned, xCorrespondingPermit }: PermitRecord,
  country: string,
): boolean =>
  [...(xDestinations ?? []), ...(xCountriesConcerned ?? [])].includes(country) ||
  xCorrespondingPermit?.xIssuer.country === country

/** Whether a country may come to be told what stands in it: what names no destination may be used by any. */
export const isFor = (record: PermitRecord, country: string): boolean =>
  record.xDestinations === undefined || isNamed(record, country)

/** Whether goods under it may leave from there: a country of destination, which is named as nothing else, sees none leave. */
export const leavesFrom = (record: PermitRecord, country: string): boolean =>
  isFor(record, country) && (record.xDestinations === undefined || isNamed({ ...record, xDestinations: [] }, country))

/** Whether goods under it may come in there: where it names no destination, in any country. */
export const comesInto = ({ xDestinations }: PermitRecord, country: string): boolean =>
  xDestinations?.includes(country) ?? true

/** When the goods of a use left, by who uses it; what was endorsed where it left had not left before. Milliseconds since 1970. */
export function exportedOf({ item, exportedAt }: AskedUse, entries: readonly Entry[]): number | undefined {
  const endorsed = entries.flatMap((e) =>
    e.kind === 'endorsement' && e.refused === undefined && e.item === item ? (e.endorsedAt ?? []) : [],
  )
  return exportedAt === undefined || endorsed.length === 0 ? exportedAt : Math.max(exportedAt, Math.min(...endorsed))
}

/** In billionths of the unit; what is of another dimension is told as wrong and counts for nothing. */
export const sum = (
  amounts: readonly { readonly value: string; readonly unitCode: string }[],
  unitCode: string,
): bigint => amounts.reduce((total, amount) => total + (inUnit(amount, unitCode) ?? 0n), 0n)

/** Whether two uses are of one consignment: of one name, or in one declaration of which one of them names none. */
export const isOneConsignment = (a: Pick<AskedUse, 'declaration' | 'consignment'>, b: typeof a): boolean =>
  a.consignment === b.consignment ||
  (a.declaration === b.declaration && [a, b].some((x) => x.consignment === x.declaration))

/** What says that a country had nothing to do with the permit: what it has done takes nothing of it, whatever it calls it. */
export const ALIEN: ReadonlySet<RefusalReason> = new Set(['destination', 'kind'])
