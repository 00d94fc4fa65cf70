/** What a kind of permits and certificates is, as two countries write it into their agreement: pure, so that the console makes its forms of it. */
import type { components } from '../generated/procedures/documents.ts'
import type { Dimension } from '../values/units.ts'

/** What a document may state as a whole beside what all do. */
export const RECORD_MEMBERS = [
  'xValidTo',
  'xPurposeCode',
  'xSecurityStampId',
  'xTimber',
  'xCorrespondingPermit',
  'xTreatments',
  'xDestinations',
  'xCountriesConcerned',
  'xEndUse',
  'xFishingVessel',
  'seal',
  'xParcels',
  'xShipments',
] as const
export type RecordMember = (typeof RECORD_MEMBERS)[number]

/** What it may state of an item beside its number, quantity and description. */
export const ITEM_MEMBERS = [
  'xScientificName',
  'xAppendix',
  'xSourceCode',
  'xSecondSourceCode',
  'xQuota',
  'xSpecimenMarks',
  'origin',
  'classification',
  'xListCode',
  'valueAmount',
  'xCatchArea',
  'packaging',
  'previousDocument',
] as const
export type ItemMember = (typeof ITEM_MEMBERS)[number]

export type UsePoint = components['schemas']['UsePoint']
export const USE_POINTS = ['export', 're-export', 'import'] as const satisfies readonly UsePoint[]

export type Stated = { readonly record?: readonly RecordMember[]; readonly items?: readonly ItemMember[] }

/** The other document that one needs beside it, which its record or a use of it names. */
export type CorrespondingClause = {
  readonly record?: true
  readonly use?: readonly UsePoint[]
  /** Its code (UNTDID 1001), where only such a one will do. */
  readonly type_code?: string
}

/** One of the documents of a kind, and in what it differs from the others. */
export type PermitSubtypeClause = {
  readonly code: string
  readonly names: Readonly<Record<string, string>>
  readonly issued_by?: 'export' | 'import'
  readonly consignments?: 'one' | 'one-declaration' | 'as-issued'
  readonly points?: readonly UsePoint[]
  readonly months?: number
  readonly corresponding?: CorrespondingClause
}

/** A row of the table of kinds (procedures/documents/kinds.ts), as two countries have agreed on it. */
export type PermitKindClause = {
  readonly code: string
  /** It holds documents of the procedure's own kind of this name to these rules beside those that it has. */
  readonly narrows?: true
  /** How it is called, by language. */
  readonly names: Readonly<Record<string, string>>
  readonly agency: string
  readonly type_code?: string
  /** Whose agency issues it: of the country that goods leave, or of the one to which they come. */
  readonly issued_by: 'export' | 'import'
  readonly taken: 'written-off' | 'presented'
  readonly consignments: 'one' | 'one-declaration' | 'as-issued'
  readonly points: readonly UsePoint[]
  /** For how many months it is good at most. */
  readonly months?: number
  /** Its validity is tested when goods left, or when it is used. */
  readonly tested: 'export' | 'use'
  /** Who lets the last of it in cancels and keeps it. */
  readonly retained?: true
  /** In one of which its quantities are; in any, where absent. */
  readonly dimensions?: readonly Dimension[]
  readonly needs?: Stated
  readonly may?: Stated
  /** A use says which specimens these are. */
  readonly use_marks?: true
  /** With which digits of the Harmonized System its goods begin. */
  readonly commodities?: readonly string[]
  /** In which its values are (ISO 4217). */
  readonly currency?: string
  readonly corresponding?: CorrespondingClause
  /** Which documents the kind has; each says which of them it is. */
  readonly subtypes?: readonly PermitSubtypeClause[]
  /** By which law it is issued. */
  readonly law: string
  /** The last day (UTC) on which one is issued; those that were go on. */
  readonly in_force_until?: string
}
