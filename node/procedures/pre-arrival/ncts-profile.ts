/**
 * Profile of the transit documents that traders and offices exchange with NCTS, phase 6 (those of phase 5 stand at the same places): what of them a case of
 * pre-arrival knows.
 */
import {
  count,
  day,
  decimal,
  each,
  fixed,
  kilograms,
  text,
  timeWithoutZone,
  values,
  type Place,
  type Places,
} from '../../documents/places.ts'
import { placesProfile } from '../../documents/places-profile.ts'
import { Unmapped, type Beside } from '../../documents/profile.ts'
import type { Json } from '../../documents/wco-xml.ts'
import { childOf, textOf, type Element } from '../../documents/xml-tree.ts'

const prepared: Place = ['preparationDateAndTime', 'issueDateTime', timeWithoutZone]
const mrn: Place = ['TransitOperation/MRN', 'declaration/id']
const seal = each([['sequenceNumber', 'sequenceNumeric', count], ['identifier', 'id']], 'identifier') // prettier-ignore
const papers = each([['type', 'typeCode'], ['referenceNumber', 'id']], 'referenceNumber') // prettier-ignore

/** Found by its number wherever a carnet is asked for (UN/EDIFACT 1001). */
const carnet: Place = [
  'TransitOperation/TIRCarnetNumber*',
  'additionalDocument',
  each([
    ['', 'id'],
    ['', 'typeCode', fixed('952')],
  ]),
]

/** Of each its number, where one stands there: what gives no number is found by none. */
const containers = each([['containerIdentificationNumber', 'id']], 'containerIdentificationNumber')
const means = each(
  [
    ['typeOfIdentification', 'identificationTypeCode'],
    ['identificationNumber', 'id'],
    ['nationality', 'registrationNationalityCode'],
  ],
  'identificationNumber',
)

/** Nobody but the holder has to know an access code. */
const guarantees: Place = [
  'Guarantee*',
  'obligationGuarantee',
  each(
    [
      ['guaranteeType', 'securityDetailsCode'],
      ['otherGuaranteeReference', 'id'],
      [
        'GuaranteeReference*',
        '',
        each([
          ['GRN', 'referenceId'],
          ['amountToBeCovered', 'amountAmount/value', decimal],
          ['currency', 'amountAmount/currencyCode'],
        ]),
      ],
    ],
    'guaranteeType',
  ),
]

/** Where it goes and by which offices. */
const route: Places = [
  ['CustomsOfficeOfDestinationDeclared/referenceNumber', 'xOfficeOfDestination'],
  ['CustomsOfficeOfTransitDeclared*/referenceNumber', 'xOfficeOfTransit', values(text)],
]
const tirHolder: Place = ['HolderOfTheTransitProcedure/TIRHolderIdentificationNumber', 'xTirHolder']
/** The one that crosses: of more than one the others are named as unread. */
const active: Places = [
  ['Consignment/ActiveBorderTransportMeans/typeOfIdentification', 'borderTransportMeans/identificationTypeCode'],
  ['Consignment/ActiveBorderTransportMeans/identificationNumber', 'borderTransportMeans/id'],
  ['Consignment/ActiveBorderTransportMeans/nationality', 'borderTransportMeans/registrationNationalityCode'],
]

const goodsItem = each(
  [
    ['declarationGoodsItemNumber', 'sequenceNumeric', count],
    ['Commodity/descriptionOfGoods', 'commodity/description'],
    [
      'Commodity/CommodityCode*/harmonizedSystemSubHeadingCode',
      'commodity/classification',
      each([
        ['', 'id'],
        ['', 'identificationTypeCode', fixed('HS')],
      ]),
    ],
    ['Commodity/DangerousGoods*', 'commodity/dangerousGoods', each([['UNNumber', 'undgid']])],
    ['Commodity/GoodsMeasure/grossMass', 'commodity/goodsMeasure/grossMassMeasure', kilograms],
    ['Commodity/GoodsMeasure/netMass', 'commodity/goodsMeasure/netNetWeightMeasure', kilograms],
    [
      'Packaging*',
      'packaging',
      each([
        ['sequenceNumber', 'sequenceNumeric', count],
        ['typeOfPackages', 'typeCode'],
        ['numberOfPackages', 'quantityQuantity', count],
        ['shippingMarks', 'marksNumbersId'],
      ]),
    ],
    ['PreviousDocument*', 'previousDocument', papers],
    ['SupportingDocument*', 'additionalDocument', papers],
  ],
  'declarationGoodsItemNumber',
)

/**
 * The declaration of whoever moves goods under transit, with the guarantee, the offices and the limit as he states them: what holds of them the office of departure says
 * with the release.
 */
const declaration: Places = [
  prepared,
  ['TransitOperation/LRN', 'functionalReferenceId'],
  ['TransitOperation/declarationType', 'typeCode'],
  carnet,
  ['TransitOperation/specificCircumstanceIndicator', 'specificCircumstancesCodeCode'],
  ['TransitOperation/limitDate', 'xLimit', day],
  ['CustomsOfficeOfDeparture/referenceNumber', 'declarationOfficeId'],
  ...route,
  ['CustomsOfficeOfExitForTransitDeclared/referenceNumber', 'exitOffice/id'],
  ['HolderOfTheTransitProcedure/identificationNumber', 'declarant/id'],
  tirHolder,
  ['HolderOfTheTransitProcedure/name', 'declarant/name'],
  ['Representative/identificationNumber', 'agent/id'],
  ['Representative/status', 'agent/functionCode'],
  guarantees,
  ['Consignment/countryOfDispatch', 'goodsShipment/exportCountry/id'],
  ['Consignment/countryOfDestination', 'goodsShipment/destination/countryCode'],
  ['Consignment/containerIndicator', 'goodsShipment/consignment/containerCode'],
  ['Consignment/modeOfTransportAtTheBorder', 'borderTransportMeans/modeCode'],
  ['Consignment/grossMass', 'totalGrossMassMeasure', kilograms],
  ['Consignment/referenceNumberUCR', 'goodsShipment/ucr/id'],
  ['Consignment/Carrier/identificationNumber', 'consignment/carrier/id'],
  ['Consignment/Consignor/identificationNumber', 'goodsShipment/consignor/id'],
  ['Consignment/Consignor/name', 'goodsShipment/consignor/name'],
  ['Consignment/Consignee/identificationNumber', 'goodsShipment/consignee/id'],
  ['Consignment/Consignee/name', 'goodsShipment/consignee/name'],
  [
    'Consignment/AdditionalSupplyChainActor*',
    'goodsShipment/aeoMutualRecognitionParty',
    each([['role', 'roleCode'], ['identificationNumber', 'id']], 'identificationNumber'), // prettier-ignore
  ],
  [
    'Consignment/TransportEquipment*',
    'goodsShipment/consignment/transportEquipment',
    each(
      [
        ['sequenceNumber', 'sequenceNumeric', count],
        ['containerIdentificationNumber', 'id'],
        ['Seal*', 'seal', seal],
      ],
      // Without a number it is the load compartment, which is sealed all the same.
      'containerIdentificationNumber|Seal/identifier',
    ),
  ],
  ['Consignment/LocationOfGoods/UNLocode', 'goodsShipment/consignment/goodsLocation/id'],
  ['Consignment/DepartureTransportMeans*', 'goodsShipment/consignment/departureTransportMeans', means],
  [
    'Consignment/CountryOfRoutingOfConsignment*',
    'consignment/itinerary',
    each([
      ['sequenceNumber', 'sequenceNumeric', count],
      ['country', 'routingCountryCode'],
    ]),
  ],
  ...active,
  ['Consignment/PlaceOfLoading/UNLocode', 'goodsShipment/consignment/loadingLocation/id'],
  ['Consignment/PlaceOfUnloading/UNLocode', 'xPlaceOfUnloading'],
  ['Consignment/PreviousDocument*', 'goodsShipment/previousDocument', papers],
  [
    'Consignment/TransportDocument*',
    'xTransportDocument',
    each([['type', 'type'], ['referenceNumber', 'documentNumber']], 'type', 'referenceNumber'), // prettier-ignore
  ],
  ['Consignment/HouseConsignment/ConsignmentItem*', 'goodsShipment/governmentAgencyGoodsItem', goodsItem],
]

const released: Places = [
  prepared,
  ['TransitOperation/LRN', 'functionalReferenceId'],
  mrn,
  ['TransitOperation/declarationType', 'declaration/typeCode'],
  carnet,
  ['TransitOperation/declarationAcceptanceDate', 'declaration/acceptanceDateTime', day],
  ['TransitOperation/releaseDate', 'xReleasedAt', day],
  ['CustomsOfficeOfDeparture/referenceNumber', 'xOfficeOfDeparture'],
  ...route,
  ['HolderOfTheTransitProcedure/identificationNumber', 'xHolder'],
  tirHolder,
  guarantees,
  ['Consignment/TransportEquipment*', 'transportEquipment', containers],
  ['Consignment/TransportEquipment/Seal*', 'seal', seal],
  ['Consignment/DepartureTransportMeans*', 'departureTransportMeans', means],
  ...active,
]

const arrived: Places = [
  prepared,
  mrn,
  ['TransitOperation/arrivalNotificationDateAndTime', 'xAt', timeWithoutZone],
  ['CustomsOfficeOfDestinationActual/referenceNumber', 'xActualOffice'],
  [
    'Consignment/Incident*',
    'additionalInformation',
    each([
      ['code', 'statementCode'],
      ['text', 'statementDescription'],
    ]),
  ],
  // What was transhipped on the way stands on other wheels, under other seals, than was declared.
  ['Consignment/Incident/TransportEquipment*', 'transportEquipment', containers],
  ['Consignment/Incident/TransportEquipment/Seal*', 'seal', seal],
  ['Consignment/Incident/Transhipment/TransportMeans*', 'arrivalTransportMeans', means],
]

/** Its releaseDate is a day: whoever knows the time at which a clock has read the release says it in xDocument (xAt), and that goes before the day. */
const goodsReleased: Places = [
  prepared,
  mrn,
  ['TransitOperation/releaseDate', 'status/releaseDateTime', day],
  ['TransitOperation/releaseIndicator', 'status/nameCode'],
]

/** Code list 164: all is released, or part of it, with the rest to follow or not. */
const ALL = '1'
const PART: readonly unknown[] = ['2', '3']

/** A release of part must not free the whole: its items are no subjects of a case, so that the context says which subjects are meant. */
function partOfIt(root: Element, _own: Json, beside: Beside): Unmapped | undefined {
  const indicator = textOf(root, 'TransitOperation', 'releaseIndicator')
  const line = childOf(root, 'TransitOperation', 'releaseIndicator')?.line ?? root.line
  if (indicator === ALL) return undefined
  if (!PART.includes(indicator))
    return new Unmapped('release-indicator', `release indicator ${indicator ?? 'none'} releases nothing`, line)
  if (beside['xSubject'] !== undefined) return undefined
  return new Unmapped('release-indicator', 'it releases a part: xDocument says which subjects (xSubject)', line)
}

export const nctsProfile = placesProfile(
  {
    name: 'ncts-6',
    mapping: '5',
    title: 'NCTS phase 6: declaration, release for transit, arrival, goods release, write-off',
  },
  'pre-arrival',
  { namespace: 'http://ncts.dgtaxud.ec', prefix: 'ncts' },
  {
    declaration: { roots: ['CC015C'], places: declaration },
    'transit-release': { roots: ['CC029C'], places: released },
    'transit-arrival': { roots: ['CC007C'], places: arrived },
    release: { roots: ['CC025C'], places: goodsReleased, refuse: partOfIt },
    'transit-discharged': { roots: ['CC045C'], places: [prepared, mrn] },
  },
)
