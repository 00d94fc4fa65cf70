/**
 * Kinds of permits and certificates, each as data: who issues it, where and how it is used, for how long it is good, what must stand in it, and by which law. The
 * rules (record-rules.ts, ledger.ts, documents.ts) read this table and name no kind; the console makes its forms of it.
 */
import type { components } from '../../generated/procedures/documents.ts'
import type { Dimension } from '../../values/units.ts'
import type { LegalBasisName } from '../legal-bases.ts'

type Bodies = components['schemas']
export type KindName = Bodies['Kind']
export type Subtype = Bodies['Subtype']
type UsePoint = Bodies['UsePoint']

/** What a document may state as a whole beside what all do. */
export const RECORD_MEMBERS = [
  'xValidTo',
  'xPurposeCode',
  'xSecurityStampId',
  'xTimber',
  'xCorrespondingPermit',
  'xTreatments',
  'xDestinations',
  'xEndUse',
  'xFishingVessel',
  'seal',
  'xParcels',
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
] as const
export type ItemMember = (typeof ITEM_MEMBERS)[number]

/** The other document that one needs beside it. */
type Corresponding = {
  /** The register names it. */
  readonly record: boolean
  /** A use there names it. */
  readonly use: readonly UsePoint[]
  /** Only where an item is of it, and from no such source (CITES Art. III 2 and 3, VII 4 and 2). */
  readonly appendix?: Bodies['Appendix']
  readonly exceptSources?: readonly Bodies['SourceCode'][]
}

type Properties = {
  /** Whose agency issues it: of the country that goods leave, or of the one to which they come. What left is endorsed by the first, whoever has issued it. */
  readonly issuedBy: 'export' | 'import'
  /** `presented`: it accompanies goods, and nothing is written off it. */
  readonly taken: 'written-off' | 'presented'
  /** For one consignment, for one in one declaration, or for as many as its agency says. */
  readonly consignments: 'one' | 'one-declaration' | 'as-issued'
  readonly points: readonly UsePoint[]
  /** For how many months it is good at most. */
  readonly months?: number
  /** Its validity is tested when goods left, or when it is used. */
  readonly tested: 'export' | 'use'
  /** What is for one consignment is cancelled and kept by who lets the last of it in. */
  readonly retained?: boolean
  /** A country of import may let it be good for longer, where its register says `xTimber`. */
  readonly extendable?: boolean
  readonly corresponding?: Corresponding
}

export type Kind = Properties & {
  /** Which agency it is of, where an administration has it. */
  readonly agency: string
  /** UNTDID 1001, where it has one for it; what the form proposes. */
  readonly typeCode?: string
  /** In one of which its quantities are; in any, where absent. */
  readonly dimensions?: readonly Dimension[]
  /** What must stand in it, and what else may. */
  readonly needs: { readonly record: readonly RecordMember[]; readonly items: readonly ItemMember[] }
  readonly may: { readonly record: readonly RecordMember[]; readonly items: readonly ItemMember[] }
  /** A use says which specimens these are. */
  readonly useMarks?: boolean
  /** With which digits of the Harmonized System its goods begin. */
  readonly commodities?: readonly string[]
  /** In which its values are (ISO 4217). */
  readonly currency?: string
  readonly law: readonly [LegalBasisName, ...LegalBasisName[]]
  /** What it can be, and in what these differ. */
  readonly subtypes?: Readonly<Partial<Record<Subtype, Partial<Properties>>>>
  /** Which of them it is where it says none, by the first of its use points that is here. Where absent, it says one. */
  readonly unstated?: readonly (readonly [UsePoint, Subtype])[]
}

const leaving: Corresponding = { record: false, use: ['import'], appendix: 'I', exceptSources: ['D', 'O'] }

export const KINDS: Readonly<Record<KindName, Kind>> = {
  cites: {
    agency: 'cites',
    typeCode: '811',
    issuedBy: 'export',
    taken: 'written-off',
    consignments: 'one',
    points: ['export', 're-export', 'import'],
    tested: 'export',
    retained: true,
    needs: { record: ['xPurposeCode'], items: ['xScientificName', 'xAppendix', 'xSourceCode'] },
    may: {
      record: ['xSecurityStampId', 'xTimber', 'xCorrespondingPermit'],
      items: ['xSecondSourceCode', 'xQuota', 'xSpecimenMarks', 'origin', 'classification'],
    },
    law: ['citesValidity', 'citesConsignment', 'citesAppendixI', 'citesPurpose', 'citesSource', 'citesQuota'],
    unstated: [
      ['export', 'export-permit'],
      ['re-export', 're-export-certificate'],
      ['import', 'import-permit'],
    ],
    subtypes: {
      'export-permit': { months: 6, extendable: true, corresponding: { ...leaving, record: true } },
      're-export-certificate': { months: 6, extendable: true, corresponding: leaving },
      'import-permit': { months: 12, issuedBy: 'import', corresponding: leaving },
      'introduction-from-the-sea': { months: 12 },
      'certificate-of-origin': { months: 12 },
      'certificate-of-ownership': { months: 36, consignments: 'as-issued' },
      'travelling-exhibition': { months: 36, consignments: 'as-issued' },
    },
  },
  phytosanitary: {
    agency: 'plant-health',
    typeCode: '851',
    issuedBy: 'export',
    taken: 'presented',
    consignments: 'as-issued',
    points: ['export', 're-export', 'import'],
    tested: 'use',
    needs: { record: [], items: ['xScientificName', 'origin'] },
    may: { record: ['xTreatments', 'xDestinations'], items: ['xSpecimenMarks', 'classification'] },
    law: ['phytosanitary'],
  },
  veterinary: {
    agency: 'veterinary',
    typeCode: '853',
    issuedBy: 'export',
    taken: 'written-off',
    consignments: 'as-issued',
    points: ['export', 're-export', 'import'],
    tested: 'use',
    needs: { record: [], items: [] },
    may: {
      record: ['xDestinations', 'seal'],
      items: ['xScientificName', 'xSpecimenMarks', 'origin', 'classification'],
    },
    law: ['singleWindow'],
  },
  'food-safety': {
    agency: 'food-safety',
    typeCode: '852',
    issuedBy: 'export',
    taken: 'written-off',
    consignments: 'as-issued',
    points: ['export', 're-export', 'import'],
    tested: 'use',
    needs: { record: [], items: [] },
    may: { record: ['xDestinations', 'seal'], items: ['xSpecimenMarks', 'origin', 'classification'] },
    law: ['singleWindow'],
  },
  origin: {
    agency: 'chamber-of-commerce',
    typeCode: '861',
    issuedBy: 'export',
    taken: 'presented',
    consignments: 'as-issued',
    points: ['export', 're-export', 'import'],
    tested: 'use',
    needs: { record: [], items: ['origin'] },
    may: { record: ['xDestinations'], items: ['xSpecimenMarks', 'classification', 'valueAmount'] },
    law: ['originRkc'],
  },
  kimberley: {
    agency: 'kimberley-process',
    issuedBy: 'export',
    taken: 'written-off',
    consignments: 'one',
    points: ['export', 'import'],
    tested: 'use',
    retained: true,
    dimensions: ['mass'],
    needs: { record: ['xValidTo', 'xParcels'], items: ['classification', 'valueAmount'] },
    may: { record: ['xDestinations', 'seal'], items: ['origin'] },
    commodities: ['710210', '710221', '710231'],
    currency: 'USD',
    law: ['kimberley'],
  },
  waste: {
    agency: 'environment',
    issuedBy: 'export',
    taken: 'written-off',
    consignments: 'as-issued',
    points: ['export', 'import'],
    tested: 'use',
    dimensions: ['mass', 'volume'],
    needs: { record: ['xDestinations', 'xValidTo'], items: ['xListCode'] },
    may: { record: ['xCorrespondingPermit'], items: ['origin', 'classification'] },
    law: ['wasteBasel', 'wasteEu'],
    subtypes: {
      notification: { months: 12 },
      movement: { consignments: 'one', corresponding: { record: true, use: [] } },
    },
  },
  catch: {
    agency: 'fisheries',
    issuedBy: 'export',
    taken: 'written-off',
    consignments: 'as-issued',
    points: ['re-export', 'import'],
    tested: 'use',
    dimensions: ['mass'],
    needs: { record: ['xFishingVessel'], items: ['xScientificName', 'xCatchArea'] },
    may: { record: ['xDestinations'], items: ['classification'] },
    law: ['catchCertificate'],
  },
  timber: {
    agency: 'forestry',
    issuedBy: 'export',
    taken: 'written-off',
    consignments: 'one-declaration',
    points: ['import'],
    tested: 'use',
    retained: true,
    dimensions: ['mass', 'volume', 'count'],
    needs: { record: ['xValidTo'], items: ['xScientificName', 'origin', 'classification'] },
    may: { record: ['xDestinations'], items: ['xSpecimenMarks', 'valueAmount'] },
    law: ['timberFlegt'],
  },
  'due-diligence': {
    agency: 'forestry',
    issuedBy: 'import',
    taken: 'presented',
    consignments: 'as-issued',
    points: ['export', 'import'],
    tested: 'use',
    dimensions: ['mass', 'volume', 'count'],
    needs: { record: [], items: ['classification', 'origin'] },
    may: { record: ['xCorrespondingPermit'], items: ['xScientificName'] },
    law: ['dueDiligenceEudr'],
  },
  'dual-use': {
    agency: 'export-control',
    typeCode: '811',
    issuedBy: 'export',
    taken: 'written-off',
    consignments: 'as-issued',
    points: ['export', 're-export'],
    tested: 'use',
    needs: { record: ['xDestinations', 'xEndUse'], items: ['xListCode'] },
    may: { record: [], items: ['origin', 'classification', 'valueAmount', 'xSpecimenMarks'] },
    law: ['dualUse'],
    subtypes: { individual: { months: 24 }, global: { months: 24 }, 'large-project': { months: 48 } },
  },
  'cultural-goods': {
    agency: 'culture',
    issuedBy: 'export',
    taken: 'written-off',
    consignments: 'one',
    points: ['export', 're-export'],
    tested: 'use',
    dimensions: ['count'],
    needs: { record: [], items: ['xListCode'] },
    may: {
      record: ['xDestinations'],
      items: ['xSpecimenMarks', 'origin', 'classification', 'valueAmount'],
    },
    law: ['culturalExport', 'culturalImport'],
    subtypes: {
      'standard-licence': { months: 12 },
      'specific-open-licence': { months: 60, consignments: 'as-issued' },
      'general-open-licence': { months: 60, consignments: 'as-issued' },
      'import-licence': { issuedBy: 'import', points: ['import'] },
    },
  },
  firearms: {
    agency: 'firearms',
    typeCode: '811',
    issuedBy: 'export',
    taken: 'written-off',
    consignments: 'as-issued',
    points: ['export', 'import'],
    tested: 'use',
    dimensions: ['count'],
    needs: { record: ['xDestinations', 'xValidTo'], items: ['xListCode', 'xSpecimenMarks'] },
    may: { record: ['xCorrespondingPermit', 'xEndUse'], items: ['origin', 'classification', 'valueAmount'] },
    useMarks: true,
    law: ['firearms'],
    subtypes: {
      'single-authorisation': { consignments: 'one', corresponding: { record: true, use: [] } },
      'multiple-authorisation': { corresponding: { record: true, use: [] } },
      'global-authorisation': {},
      'import-authorisation': { issuedBy: 'import', points: ['import'] },
    },
  },
}

/** What decides which of its kind a document is. */
export type OfKind = {
  readonly xKind: KindName
  readonly xSubtype?: Subtype
  readonly xUsePoints?: readonly UsePoint[]
}

/** Which of its kind it is; undefined where there is no telling apart, or it does not say. */
export function subtypeOf({ xKind, xSubtype, xUsePoints = [] }: OfKind): Subtype | undefined {
  return xSubtype ?? KINDS[xKind].unstated?.find(([point]) => xUsePoints.includes(point))?.[1]
}

/** What holds for a document of its kind and subtype. */
export function propertiesOf(document: OfKind): Kind {
  const kind = KINDS[document.xKind]
  const subtype = subtypeOf(document)
  return subtype === undefined ? kind : { ...kind, ...kind.subtypes?.[subtype] }
}

/** Where documents of the kind are used, whichever of it they are. */
export const pointsOf = (kind: Kind): readonly UsePoint[] => [
  ...new Set([...kind.points, ...Object.values(kind.subtypes ?? {}).flatMap((one) => one.points ?? [])]),
]
