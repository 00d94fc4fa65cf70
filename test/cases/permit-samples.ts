/** Of each kind a record that stands in the register as it is, and what its own rules refuse. */
import type { PermitKindClause, PermitSubtypeClause } from '../../node/peers/permit-kind.ts'
import type { KindName } from '../../node/procedures/documents/kinds.ts'

const DAY = 86_400_000
export const inDays = (days: number): string => new Date(Date.now() + days * DAY).toISOString()

/** What is stated otherwise, at which element it is refused, and by which rule. */
type Broken = readonly [more: object, pointer: string, rule: string]
type Sample = { readonly record: Readonly<Record<string, any>>; readonly broken: readonly Broken[] }

const kilos = { value: '10', unitCode: 'KGM' }
const sample = (
  xKind: KindName,
  xUsePoints: readonly string[],
  more: object,
  item: object,
  broken: (items: (more: object) => object) => readonly Broken[],
): Sample => {
  const only = { xItem: '1', description: 'goods', quantityQuantity: kilos, ...item }
  const record = {
    ...{
      typeCode: '811',
      xKind,
      xAgency: 'AGENCY',
      xUse: 'single',
      xUsePoints,
      xIssuedAt: inDays(-1),
      xStanding: 'issued',
    },
    ...{ ...more, xItems: [only] },
  }
  return { record, broken: broken((changed) => ({ xItems: [{ ...only, ...changed }] })) }
}
const none = undefined
const other = { id: 'OTHER-1', typeCode: '911', xIssuer: { country: 'XB', agency: 'AGENCY' } }
const specimen = { xScientificName: 'Vanda coerulea', xAppendix: 'II', xSourceCode: 'W' }
const origin = { countryCode: 'XA' }
const usd = { value: '125000', currencyCode: 'USD' }
const pieces = { value: '2', unitCode: 'C62' }

/** A kind that two countries add by their agreement. */
export const FALCON: PermitKindClause = {
  code: 'falcon-passport',
  names: { en: 'Falcon passport', fr: 'Passeport de faucon' },
  agency: 'veterinary',
  issued_by: 'export',
  taken: 'written-off',
  consignments: 'as-issued',
  points: ['export', 'import'],
  months: 36,
  tested: 'use',
  dimensions: ['count'],
  needs: { record: ['xPurposeCode'], items: ['xScientificName', 'xSpecimenMarks'] },
  may: { record: ['xSecurityStampId', 'xTreatments'] },
  use_marks: true,
  law: 'Convention on falconry, Article 4',
}

/** One of the documents that a kind may have, which needs another one wherever goods under it come in. */
export const LENT: PermitSubtypeClause = {
  code: 'lent-bird',
  names: { en: 'Lent bird' },
  consignments: 'one',
  months: 3,
  corresponding: { record: true, use: ['import'], type_code: '911' },
}

/** One of everybody's that two hold to narrower rules. */
export const SEALED: PermitKindClause = {
  ...{ code: 'veterinary', narrows: true, names: { en: 'Veterinary certificate under seal' }, agency: 'veterinary' },
  ...{ issued_by: 'export', taken: 'written-off', consignments: 'as-issued', points: ['import'], tested: 'use' },
  months: 6,
  needs: { record: ['seal'] },
  may: { record: ['xDestinations'], items: ['xScientificName', 'origin'] },
  law: 'Protocol on seals, Article 2',
}

export const SAMPLES: Readonly<Record<KindName, Sample>> = {
  cites: sample(
    'cites',
    ['export', 'import'],
    { xPurposeCode: 'T', xSecurityStampId: 'S-77', xDestinations: ['XB'] },
    specimen,
    (items) => [
      [{ xPurposeCode: none }, '/xPurposeCode', 'required'],
      [{ xDestinations: none }, '/xDestinations', 'required'],
      [{ xSubtype: 're-export-certificate', xDestinations: none }, '/xDestinations', 'required'],
      [{ xSubtype: 'import-permit', xUsePoints: ['import'] }, '/xDestinations', 'destination'],
      [{ xPurposeCode: 'A' }, '/xPurposeCode', 'enum'],
      [items({ xAppendix: none }), '/xItems/0/xAppendix', 'required'],
      [items({ xSourceCode: 'Z' }), '/xItems/0/xSourceCode', 'enum'],
      [items({ xSourceCode: 'O', xSecondSourceCode: 'O' }), '/xItems/0/xSecondSourceCode', 'duplicate'],
      [{ xSubtype: 'individual' }, '/xSubtype', 'kind'],
      [{ xFishingVessel: { id: 'IMO', xFlag: 'XA' } }, '/xFishingVessel', 'kind'],
      [{ xUse: 'multiple' }, '/xUse', 'one-consignment'],
      [{ xValidTo: inDays(190) }, '/xValidTo', 'validity'],
    ],
  ),
  phytosanitary: sample(
    'phytosanitary',
    ['import'],
    {
      xTreatments: [{ xTreatment: 'fumigation', xTreatedAt: inDays(-3), xTemperature: '21 °C' }],
      ...{ xDestinations: ['XB'], xCountriesConcerned: ['XC'] },
    },
    { xScientificName: 'Zea mays', origin },
    (items) => [
      [{ xDestinations: none }, '/xDestinations', 'required'],
      [items({ origin: none }), '/xItems/0/origin', 'required'],
      [{ xTreatments: [{ xTreatment: 'heat', xTreatedAt: inDays(0) }] }, '/xTreatments/0/xTreatedAt', 'order'],
      [{ xPurposeCode: 'T' }, '/xPurposeCode', 'kind'],
    ],
  ),
  veterinary: sample('veterinary', ['import'], { xDestinations: ['XB'] }, {}, () => [
    [{ xTimber: true }, '/xTimber', 'kind'],
    [{ xDestinations: none }, '/xDestinations', 'required'],
  ]),
  'food-safety': sample('food-safety', ['import'], { xDestinations: ['XB'] }, {}, (items) => [
    [{ xDestinations: none }, '/xDestinations', 'required'],
    [items({ xAppendix: 'I' }), '/xItems/0/xAppendix', 'kind'],
  ]),
  origin: sample('origin', ['import'], {}, { origin }, (items) => [
    [items({ origin: none }), '/xItems/0/origin', 'required'],
  ]),
  kimberley: sample(
    'kimberley',
    ['export', 'import'],
    { xValidTo: inDays(60), xParcels: 2, seal: { id: 'SEAL-9' }, xDestinations: ['XB'] },
    { classification: { id: '710231' }, valueAmount: usd, quantityQuantity: { value: '1200', unitCode: 'CTM' } },
    (items) => [
      [items({ classification: { id: '710239' } }), '/xItems/0/classification/id', 'commodity'],
      [items({ valueAmount: { ...usd, currencyCode: 'EUR' } }), '/xItems/0/valueAmount/currencyCode', 'currency'],
      [items({ quantityQuantity: pieces }), '/xItems/0/quantityQuantity/unitCode', 'unit'],
      [{ xValidTo: none }, '/xValidTo', 'required'],
      [{ xDestinations: none }, '/xDestinations', 'required'],
      [{ xUse: 'multiple' }, '/xUse', 'one-consignment'],
      [{ xUsePoints: ['import', 're-export'] }, '/xUsePoints/1', 'use-point'],
    ],
  ),
  waste: sample(
    'waste',
    ['export', 'import'],
    { xSubtype: 'movement', xDestinations: ['XC'], xValidTo: inDays(30), xCorrespondingPermit: other },
    { xListCode: 'A1180' },
    (items) => [
      [{ xSubtype: none }, '/xSubtype', 'required'],
      [{ xDestinations: none }, '/xDestinations', 'required'],
      [{ xShipments: 3 }, '/xShipments', 'kind'],
      [{ xSubtype: 'notification' }, '/xShipments', 'required'],
      [{ xCorrespondingPermit: none }, '/xCorrespondingPermit', 'corresponding-permit'],
      [items({ quantityQuantity: pieces }), '/xItems/0/quantityQuantity/unitCode', 'unit'],
      [{ xSubtype: 'notification', xShipments: 3, xValidTo: inDays(380) }, '/xValidTo', 'validity'],
    ],
  ),
  catch: sample(
    'catch',
    ['import'],
    { xFishingVessel: { id: 'IMO 9074729', name: 'Aurora', xFlag: 'XA' }, xDestinations: ['XB', 'XC'] },
    { xScientificName: 'Gadus morhua', xCatchArea: '27.4.a' },
    (items) => [
      [{ xFishingVessel: { id: 'IMO 9074729', xFlag: 'XB' } }, '/xFishingVessel/xFlag', 'flag-state'],
      [items({ xCatchArea: none }), '/xItems/0/xCatchArea', 'required'],
    ],
  ),
  timber: sample(
    'timber',
    ['import'],
    { xValidTo: inDays(90) },
    { xScientificName: 'Tectona grandis', origin, classification: { id: '440349' } },
    () => [
      [{ xUse: 'multiple' }, '/xUse', 'one-consignment'],
      [{ xUsePoints: ['export'] }, '/xUsePoints/0', 'use-point'],
    ],
  ),
  'due-diligence': sample('due-diligence', ['import'], {}, { origin, classification: { id: '180100' } }, (items) => [
    [{ xDestinations: ['XB'] }, '/xDestinations', 'kind'],
    [items({ classification: none }), '/xItems/0/classification', 'required'],
  ]),
  'dual-use': sample(
    'dual-use',
    ['export'],
    { xSubtype: 'individual', xDestinations: ['XB'], xEndUse: 'a university' },
    { xListCode: '3A001' },
    () => [
      [{ xEndUse: none }, '/xEndUse', 'required'],
      [{ xDestinations: none }, '/xDestinations', 'required'],
      [{ xValidTo: inDays(800) }, '/xValidTo', 'validity'],
      [{ xUsePoints: ['import'] }, '/xUsePoints/0', 'use-point'],
    ],
  ),
  'cultural-goods': sample(
    'cultural-goods',
    ['export'],
    { xSubtype: 'standard-licence', xDestinations: ['XB'] },
    { xListCode: '3', quantityQuantity: pieces },
    (items) => [
      [items({ quantityQuantity: kilos }), '/xItems/0/quantityQuantity/unitCode', 'unit'],
      [{ xValidTo: inDays(380) }, '/xValidTo', 'validity'],
      [{ xUse: 'multiple' }, '/xUse', 'one-consignment'],
      [{ xDestinations: none }, '/xDestinations', 'required'],
      [{ xSubtype: 'import-licence', xUsePoints: ['import'] }, '/xDestinations', 'destination'],
    ],
  ),
  firearms: sample(
    'firearms',
    ['export', 'import'],
    {
      xSubtype: 'multiple-authorisation',
      xUse: 'multiple',
      xDestinations: ['XB'],
      xValidTo: inDays(60),
      xCorrespondingPermit: other,
    },
    { xListCode: 'B', xSpecimenMarks: 'SN-1, SN-2', quantityQuantity: pieces },
    (items) => [
      [{ xCorrespondingPermit: none }, '/xCorrespondingPermit', 'corresponding-permit'],
      [{ xDestinations: none }, '/xDestinations', 'required'],
      [items({ xSpecimenMarks: none }), '/xItems/0/xSpecimenMarks', 'required'],
      [items({ xSpecimenMarks: ',' }), '/xItems/0/xSpecimenMarks', 'marks'],
      [items({ xSpecimenMarks: 'SN-1' }), '/xItems/0/xSpecimenMarks', 'marks'],
      [items({ xSpecimenMarks: 'SN-1, SN-1' }), '/xItems/0/xSpecimenMarks', 'marks'],
      [{ xSubtype: 'single-authorisation' }, '/xUse', 'one-consignment'],
    ],
  ),
}
