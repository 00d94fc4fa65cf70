/** The entry summary declaration of ICS2 as the common repository holds it (IE4R05, which answers a query), element by element. */
import { count, each, fixed, kilograms, type Places } from '../../documents/places.ts'
import { Unmapped } from '../../documents/profile.ts'
import { childOf, type Element } from '../../documents/xml-tree.ts'

const papers = each([['type', 'typeCode'], ['referenceNumber', 'id']], 'referenceNumber') // prettier-ignore
const actor = each([['role', 'roleCode'], ['identificationNumber', 'id']], 'identificationNumber') // prettier-ignore
const remarks = each([['code', 'statementCode'], ['text', 'statementDescription']]) // prettier-ignore
const party = (name: string, member: string): Places => [
  [`${name}/identificationNumber`, `${member}/id`],
  [`${name}/name`, `${member}/name`],
]

const item = each(
  [
    ['goodsItemNumber', 'sequenceNumeric', count],
    ['commodity/descriptionOfGoods', 'commodity/description'],
    [
      'commodity/commodityCode*/harmonizedSystemSubHeadingCode',
      'commodity/classification',
      each([
        ['', 'id'],
        ['', 'identificationTypeCode', fixed('HS')],
      ]),
    ],
    ['commodity/dangerousGoods*', 'commodity/dangerousGoods', each([['UNNumber', 'undgid']])],
    ['weight/grossMass', 'commodity/goodsMeasure/grossMassMeasure', kilograms],
    [
      'transportEquipment*',
      'commodity/transportEquipment',
      each(
        [
          ['containerIdentificationNumber', 'id'],
          ['seal*', 'seal', each([['identifier', 'id']], 'identifier')],
        ],
        'containerIdentificationNumber',
      ),
    ],
    [
      'packaging*',
      'packaging',
      each([
        ['typeOfPackages', 'typeCode'],
        ['numberOfPackages', 'quantityQuantity', count],
        ['shippingMarks', 'marksNumbersId'],
      ]),
    ],
    ['supportingDocuments*', 'additionalDocument', papers],
    ['additionalInformation*', 'additionalInformation', remarks],
  ],
  'goodsItemNumber',
)

/** Containers, each with its seals; what is sealed and has no number is the load compartment. */
const equipment = each(
  [
    ['containerIdentificationNumber', 'id'],
    ['seal*', 'seal', each([['identifier', 'id']], 'identifier')],
  ],
  'containerIdentificationNumber|seal/identifier',
)
const waybill = each([['documentNumber', 'documentNumber'], ['type', 'type']], 'documentNumber', 'type') // prettier-ignore

/** A consignment within the whole: its parties, papers and goods are its own. */
const house = each([
  ['sequenceNumber', 'sequenceNumeric', count],
  ['totalGrossMass', 'totalGrossMassMeasure', kilograms],
  ['supportingDocuments*', 'additionalDocument', papers],
  ['additionalInformation*', 'additionalInformation', remarks],
  ...party('consignee', 'consignee'),
  ['goodsItem*', 'governmentAgencyGoodsItem', item],
  ...party('consignor', 'consignor'),
  ['transportDocumentHouseLevel*', 'xTransportDocument', waybill],
  ['transportEquipment*', 'transportEquipment', equipment],
  ['referenceNumberUCR/referenceNumberUCR', 'ucr/id'],
])

const means = 'activeBorderTransportMeans'
/** An entry summary declaration as it was lodged elsewhere: what goes on from there is announced by it. */
const summarised: Places = [
  ['DocumentIssueDate/DateTime', 'issueDateTime'],
  ['SpecificCircumstanceIndicator', 'specificCircumstancesCodeCode'],
  ['MRN', 'id'],
  ['splitConsignment/previousMRN', 'xSplit/previousMrn'],
  ...party('representative', 'agent'),
  ['representative/status', 'agent/functionCode'],
  [`${means}/identificationNumber`, 'borderTransportMeans/id'],
  [`${means}/typeOfIdentification`, 'borderTransportMeans/identificationTypeCode'],
  [`${means}/typeOfMeansOfTransport`, 'borderTransportMeans/typeCode'],
  [`${means}/nationality`, 'borderTransportMeans/registrationNationalityCode'],
  [`${means}/ModeOfTransport`, 'borderTransportMeans/modeCode'],
  [`${means}/estimatedDateAndTimeOfDeparture/DateTime`, 'xScheduledDeparture'],
  [`${means}/estimatedDateAndTimeOfArrival/DateTime`, 'xEstimatedArrival'],
  [
    `${means}/countriesOfRoutingOfMeansOfTransport*`,
    'consignment/itinerary',
    each([
      ['sequenceNumber', 'sequenceNumeric', count],
      ['country', 'routingCountryCode'],
    ]),
  ],
  ...party('declarant', 'declarant'),
  ['customsOfficeOfFirstEntry/referenceNumber', 'xOfficeOfFirstEntry'],
]
const master = 'consignmentMasterLevel'
const consigned: Places = [
  [`${master}/containerIndicator`, 'goodsShipment/consignment/containerCode'],
  [`${master}/totalGrossMass`, 'totalGrossMassMeasure', kilograms],
  [`${master}/supportingDocuments*`, 'additionalDocument', papers],
  [`${master}/additionalInformation*`, 'additionalInformation', remarks],
  [`${master}/additionalSupplyChainActor*`, 'goodsShipment/aeoMutualRecognitionParty', actor],
  ...party(`${master}/carrier`, 'consignment/carrier'),
  ...party(`${master}/consignee`, 'goodsShipment/consignee'),
  [`${master}/goodsItem*`, 'goodsShipment/governmentAgencyGoodsItem', item],
  ...party(`${master}/consignor`, 'goodsShipment/consignor'),
  [`${master}/placeOfLoading/UNLOCODE`, 'goodsShipment/consignment/loadingLocation/id'],
  [
    `${master}/passiveBorderTransportMeans*`,
    'goodsShipment/consignment/departureTransportMeans',
    each([['identificationNumber', 'id'], ['typeOfIdentification', 'identificationTypeCode']], 'identificationNumber'), // prettier-ignore
  ],
  [`${master}/transportDocumentMasterLevel*`, 'xTransportDocument', waybill],
  [`${master}/transportEquipment*`, 'goodsShipment/consignment/transportEquipment', equipment],
  [`${master}/consignmentHouseLevel*`, 'xHouseConsignment', house],
  [`${master}/referenceNumberUCR/referenceNumberUCR`, 'goodsShipment/ucr/id'],
  [`${master}/placeOfUnloading/UNLOCODE`, 'xPlaceOfUnloading'],
]
/** As they stand in the answer. */
export const entrySummary: Places = [...summarised, ...consigned].map(([path, member, as]) => {
  const place = `relatedENS/${path}`
  return as === undefined ? [place, member] : [place, member, as]
})

/** It is the answer to a question, and holds a declaration or not. */
export const noEntrySummary = (root: Element): Unmapped | undefined =>
  childOf(root, 'relatedENS') === undefined
    ? new Unmapped('declaration', 'it holds no entry summary declaration', root.line)
    : undefined
