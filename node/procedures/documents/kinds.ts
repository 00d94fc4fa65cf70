/**
 * Kinds of permits and certificates, each as data: who issues it, where and how it is used, for how long it is good, what must stand in it, and by which law. Two
 * countries add rows of their own by their agreement, or narrow one of these. The rules (record-rules.ts, ledger.ts, documents.ts) read such rows and name no kind;
 * the console makes its forms of them.
 */
import type { PermitKindClause, RecordMember, UsePoint } from '../../peers/permit-kind.ts'
import { agreedKind, narrowed, type Corresponding, type Kind, type Row, type Subtype } from './kind.ts'

const leaving: Corresponding = { record: false, use: ['import'], appendix: 'I', exceptSources: ['D', 'O'] }
/** The register names it. */
const named: readonly Corresponding[] = [{ record: true, use: [] }]

const TABLE = {
  cites: {
    agency: 'cites',
    typeCode: '811',
    issuedBy: 'export',
    taken: 'written-off',
    consignments: 'one',
    points: ['export', 're-export', 'import'],
    tested: 'export',
    retained: true,
    destination: 'named',
    needs: { record: ['xPurposeCode'], items: ['xScientificName', 'xAppendix', 'xSourceCode'] },
    may: {
      record: ['xSecurityStampId', 'xTimber', 'xCorrespondingPermit', 'xDestinations', 'xCountriesConcerned'],
      items: ['xSecondSourceCode', 'xQuota', 'xSpecimenMarks', 'origin', 'classification', 'previousDocument'],
    },
    law: [
      'citesValidity',
      'citesConsignment',
      'citesDestination',
      'citesAppendixI',
      'citesPurpose',
      'citesSource',
      'citesQuota',
    ],
    unstated: [
      ['export', 'export-permit'],
      ['re-export', 're-export-certificate'],
      ['import', 'import-permit'],
    ],
    subtypes: {
      'export-permit': { months: 6, extendable: true, corresponding: [{ ...leaving, record: true }] },
      're-export-certificate': { months: 6, extendable: true, corresponding: [leaving] },
      'import-permit': { months: 12, issuedBy: 'import', corresponding: [leaving] },
      'introduction-from-the-sea': { months: 12, issuedBy: 'import', points: ['import'] },
      'certificate-of-origin': { months: 12 },
      'certificate-of-ownership': { months: 36, consignments: 'as-issued', destination: 'any' },
      'travelling-exhibition': { months: 36, consignments: 'as-issued', destination: 'any' },
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
    destination: 'named',
    needs: { record: [], items: ['xScientificName', 'origin'] },
    may: {
      record: ['xTreatments', 'xDestinations', 'seal', 'xCountriesConcerned'],
      items: ['xSpecimenMarks', 'classification', 'packaging'],
    },
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
    destination: 'named',
    needs: { record: [], items: [] },
    may: {
      record: ['xDestinations', 'seal', 'xCountriesConcerned'],
      items: ['xScientificName', 'xSpecimenMarks', 'origin', 'classification', 'packaging'],
    },
    law: ['sanitary', 'veterinaryCode'],
  },
  'food-safety': {
    agency: 'food-safety',
    typeCode: '852',
    issuedBy: 'export',
    taken: 'written-off',
    consignments: 'as-issued',
    points: ['export', 're-export', 'import'],
    tested: 'use',
    destination: 'named',
    needs: { record: [], items: [] },
    may: {
      record: ['xDestinations', 'seal', 'xCountriesConcerned'],
      items: ['xSpecimenMarks', 'origin', 'classification', 'packaging'],
    },
    law: ['sanitary', 'foodCertificate'],
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
    may: {
      record: ['xDestinations', 'xCountriesConcerned'],
      items: ['xSpecimenMarks', 'classification', 'valueAmount', 'packaging'],
    },
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
    destination: 'named',
    needs: { record: ['xValidTo', 'xParcels'], items: ['classification', 'valueAmount'] },
    may: { record: ['xDestinations', 'seal', 'xCountriesConcerned'], items: ['origin'] },
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
    destination: 'named',
    needs: { record: ['xValidTo'], items: ['xListCode'] },
    may: {
      record: ['xDestinations', 'xCorrespondingPermit', 'xCountriesConcerned', 'xShipments'],
      items: ['origin', 'classification'],
    },
    law: ['wasteBasel', 'wasteEu'],
    subtypes: {
      notification: { months: 12, shipments: true },
      movement: { consignments: 'one', corresponding: [{ record: true, use: [], counted: true }] },
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
    may: { record: ['xDestinations', 'xCountriesConcerned'], items: ['classification'] },
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
    may: { record: ['xDestinations', 'xCountriesConcerned'], items: ['xSpecimenMarks', 'valueAmount'] },
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
    may: { record: ['xCorrespondingPermit', 'xCountriesConcerned'], items: ['xScientificName'] },
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
    destination: 'named',
    needs: { record: ['xEndUse'], items: ['xListCode'] },
    may: {
      record: ['xDestinations', 'xCountriesConcerned'],
      items: ['origin', 'classification', 'valueAmount', 'xSpecimenMarks'],
    },
    law: ['dualUse'],
    subtypes: { individual: { months: 24 }, global: { months: 24 }, 'large-project': { months: 48, longer: true } },
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
      record: ['xDestinations', 'xCountriesConcerned'],
      items: ['xSpecimenMarks', 'origin', 'classification', 'valueAmount'],
    },
    law: ['culturalExport', 'culturalImport'],
    subtypes: {
      'standard-licence': { months: 12, destination: 'named' },
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
    destination: 'named',
    needs: { record: ['xValidTo'], items: ['xListCode', 'xSpecimenMarks'] },
    may: {
      record: ['xDestinations', 'xCorrespondingPermit', 'xEndUse', 'xCountriesConcerned'],
      items: ['origin', 'classification', 'valueAmount'],
    },
    useMarks: true,
    law: ['firearms'],
    subtypes: {
      'single-authorisation': { consignments: 'one', corresponding: named },
      'multiple-authorisation': { corresponding: named },
      'global-authorisation': {},
      'import-authorisation': { issuedBy: 'import', points: ['import'] },
    },
  },
} satisfies Readonly<Record<string, Row>>

/** The kinds that are everybody's. */
export type KindName = keyof typeof TABLE
export const KINDS: Readonly<Record<KindName, Row>> = TABLE

const everybodys = (name: string): Kind | undefined =>
  Object.hasOwn(KINDS, name) ? KINDS[name as KindName] : undefined

/** What holds for documents that are called so; undefined where it is no kind. `agreed`: what the agreement says of it, where it says something. */
export function kindOf(name: string, agreed?: PermitKindClause): Kind | undefined {
  const kind = everybodys(name)
  if (agreed === undefined) return kind
  return agreed.narrows === true && kind !== undefined ? narrowed(kind, agreedKind(agreed)) : agreedKind(agreed)
}

/** What of `agreed` is said of the kind. */
export const agreedOn = (
  name: string | undefined,
  agreed: readonly PermitKindClause[] = [],
): PermitKindClause | undefined => agreed.find(({ code }) => code === name)

/** What decides which of its kind a document is. */
export type OfKind = {
  readonly xKind: string
  readonly xSubtype?: Subtype
  readonly xUsePoints?: readonly UsePoint[]
  /** What two countries have agreed on of its kind. */
  readonly agreed?: PermitKindClause
}

/** Which of its kind it is; undefined where there is no telling apart, or it does not say. */
export function subtypeOf({ xKind, xSubtype, xUsePoints = [], agreed }: OfKind): Subtype | undefined {
  return xSubtype ?? kindOf(xKind, agreed)?.unstated?.find(([point]) => xUsePoints.includes(point))?.[1]
}

/** What holds for a document of its kind and subtype; it is of one that is known. */
export function propertiesOf(document: OfKind): Kind {
  const kind = kindOf(document.xKind, document.agreed)!
  const subtype = subtypeOf(document)
  return stating(subtype === undefined ? kind : { ...kind, ...kind.subtypes?.[subtype] })
}

/** What is for a country that its law has it name says which; for how many shipments it is states what these are counted against, and nothing else. */
function stating(kind: Kind): Kind {
  const { needs, may, shipments, destination } = kind
  const must: readonly RecordMember[] = [
    ...(destination === 'named' ? (['xDestinations'] as const) : []),
    ...(shipments === true ? (['xShipments'] as const) : []),
  ]
  const added = must.filter((name) => may.record.includes(name))
  const left = may.record.filter((name) => name !== 'xShipments' && !added.includes(name))
  return { ...kind, needs: { ...needs, record: [...needs.record, ...added] }, may: { ...may, record: left } }
}
