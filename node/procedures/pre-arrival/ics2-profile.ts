/**
 * Profile of the messages of ICS2 between a national entry system and the common repository (version 2 of its name space): arrival, presentation, controls, requests
 * and their answers, results of risk analysis and do-not-load; and the entry summary declaration, as the repository holds it (IE4R05), which a trader's own (IE3F…) is
 * no message of this name space.
 */
import { each, every, text, values, type Place, type Places } from '../../documents/places.ts'
import { placesProfile } from '../../documents/places-profile.ts'
import { Unmapped, type Beside, type DocumentPlaces } from '../../documents/profile.ts'
import type { Json } from '../../documents/wco-xml.ts'
import { childOf, childrenOf, type Element } from '../../documents/xml-tree.ts'
import { entrySummary, noEntrySummary } from './ics2-entry-summary.ts'

const mrn: Place = ['MRN', 'declaration/id']
const reference: Place = ['functionalReference', 'functionalReferenceId']
const issued: Place = ['documentIssueDate/DateTime', 'issueDateTime']
const notified: Place = ['notificationDate/DateTime', 'issueDateTime']
const office: Place = ['customsOfficeOfControl/referenceNumber', 'xPlaceOfControl']

const equipment = every([['containerIdentificationNumber', 'transportEquipment/id']])
const receptacle = every([['receptacleIdentificationNumber', 'xReceptacle']])
const waybill = every(
  [
    ['documentNumber', 'xTransportDocument/documentNumber'],
    ['type', 'xTransportDocument/type'],
  ],
  'documentNumber',
  'type',
)
const remarks = each([
  ['code', 'statementCode'],
  ['text', 'statementDescription'],
  ['type', 'statementTypeCode'],
])

/** What of a consignment a message is about, as `member`: containers and receptacles of its master, and the transport documents of its houses. */
const subjectsAt = (consignment: string, member: string): Places => [
  [`${consignment}/receptacle*`, member, receptacle],
  [`${consignment}/consignmentHouseLevel*/transportDocumentHouseLevel`, member, waybill],
  [`${consignment}/transportEquipment*`, member, equipment],
]

/** What stands in a consignment and is a subject, or narrows it to no part. */
const IN_MASTER = ['receptacle', 'transportEquipment', 'carrier', 'sequenceNumber', 'transportDocumentMasterLevel']
const IN_HOUSE = ['sequenceNumber', 'transportDocumentHouseLevel']

/** The parts that a master consignment names and that are no subjects of a case: a goods item, a package, what stands in a house besides its transport document. */
function strangeParts(master: Element): Element[] {
  const strange = (e: Element, known: readonly string[]): Element[] => e.children.filter((c) => !known.includes(c.name))
  return strange(master, IN_MASTER).flatMap((part) => {
    if (part.name !== 'consignmentHouseLevel') return [part]
    return childOf(part, 'transportDocumentHouseLevel') === undefined ? [part] : strange(part, IN_HOUSE)
  })
}

/**
 * What names a part that is no subject of a case must not be taken for the whole, nor for the subjects that stand beside it: where none does, the context says which
 * are meant.
 */
function parted(consignments: (root: Element) => readonly Element[]) {
  return (root: Element, own: Json, beside: Beside): Unmapped | undefined => {
    const part = consignments(root).flatMap(strangeParts)[0]
    if (part === undefined) return undefined
    if (own['xSubject'] !== undefined)
      return new Unmapped(
        'subject',
        `this ${part.name} is no subject of a case, and what stands beside it is`,
        part.line,
      )
    if (beside['xSubject'] !== undefined) return undefined
    return new Unmapped('subject', 'it is about a part: xDocument says which subjects (xSubject)', part.line)
  }
}

/** A recommendation for a part must be none for the whole, and what stops must say what it stops. */
function unclear(root: Element, own: Json): Unmapped | undefined {
  const [stops] = childrenOf(root, 'doNotLoadDetails')
  if (stops !== undefined && own['xDoNotLoad'] === undefined)
    return new Unmapped('do-not-load', 'it does not say what must not be loaded', stops.line)
  const part = within(
    'controlRecommendations',
    'controlSubject',
    'consignmentMasterLevel',
  )(root).flatMap(strangeParts)[0]
  return (
    part &&
    new Unmapped('subject', `a control is recommended of a ${part.name}, which is no subject of a case`, part.line)
  )
}

const within =
  (...path: readonly string[]) =>
  (root: Element): readonly Element[] =>
    path.reduce<readonly Element[]>((found, name) => found.flatMap((e) => childrenOf(e, name)), [root])

/** The one element `name` of the root: a message of a case is about one. */
function oneOnly(name: string, then: NonNullable<DocumentPlaces['refuse']>): NonNullable<DocumentPlaces['refuse']> {
  return (root, own, beside) => {
    const [, second] = childrenOf(root, name)
    if (second !== undefined) return new Unmapped('one', `there is more than one ${name}`, second.line)
    return then(root, own, beside)
  }
}

const controlled: Places = [
  mrn,
  notified,
  ['scheduledControlDate/DateTime', 'xScheduledControl'],
  office,
  ...subjectsAt('control/controlSubject/consignmentMasterLevel', 'xSubject'),
]
const controlledPart = parted(within('control', 'controlSubject', 'consignmentMasterLevel'))

const requested: Places = [
  issued,
  ['riskAnalysisRequestReference', 'functionalReferenceId'],
  mrn,
  ['referralRequestDetails*/transportDocumentHouse', 'xSubject', waybill],
]

const recommended: Place = [
  'controlRecommendations*',
  'xControlRecommendations',
  each([
    ['placeOfControl', 'placeOfControl'],
    ...subjectsAt('controlSubject/consignmentMasterLevel', 'subject'),
    ['additionalInformation*', 'additionalInformation', remarks],
  ]),
]

const ANALYSED = ['IE4S02', 'IE4S01']

/** What results stop, as `member`: whichever message they are, whoever reads it alone sees that they stop it. */
const stoppedAs = (member: string): Places => [
  ['doNotLoadDetails/receptacle*', member, receptacle],
  ['doNotLoadDetails/transportDocument*', member, waybill],
  ['doNotLoadDetails/transportEquipment*', member, equipment],
]

const documents: Readonly<Record<string, DocumentPlaces>> = {
  declaration: { roots: ['IE4R05'], places: [reference, ...entrySummary], refuse: noEntrySummary },
  arrival: {
    roots: ['IE4N07'],
    places: [
      issued,
      mrn,
      ['activeBorderTransportMeans/identificationNumber', 'arrivalTransportMeans/id'],
      ['activeBorderTransportMeans/typeOfIdentification', 'arrivalTransportMeans/identificationTypeCode'],
      ['activeBorderTransportMeans/ModeOfTransport', 'arrivalTransportMeans/modeCode'],
      ['activeBorderTransportMeans/actualDateAndTimeOfArrival/DateTime', 'xAt'],
      ['actualCustomsOfficeOfFirstEntry/referenceNumber', 'xActualOffice'],
    ],
  },
  presentation: {
    roots: ['IE4N10'],
    places: [
      reference,
      issued,
      ['dateAndTimeOfPresentation/DateTime', 'xAt'],
      ['relatedENS/MRN', 'declaration/id'],
      ...subjectsAt('relatedENS/consignmentMasterLevel', 'xSubject'),
      ['personPresentingTheGoods/identificationNumber', 'xPresenter'],
      ['customsOfficeOfPresentation/referenceNumber', 'presentationOffice/id'],
    ],
    refuse: oneOnly('relatedENS', parted(within('relatedENS', 'consignmentMasterLevel'))),
  },
  'presentation-revoked': {
    roots: ['IE4Q08'],
    places: [reference, issued, ['relatedENS/MRN', 'declaration/id']],
    refuse: oneOnly('relatedENS', (root) => {
      const [part] = within('relatedENS', 'consignmentMasterLevel')(root)
      return part && new Unmapped('subject', 'a presentation is revoked as a whole', part.line)
    }),
  },
  'control-decision': { roots: ['IE4N09'], places: controlled, refuse: controlledPart },
  'control-notice': { roots: ['IE4N09'], places: controlled, refuse: controlledPart },
  'control-result': {
    roots: ['IE4S03'],
    places: [
      reference,
      issued,
      mrn,
      ['controlResultDate/DateTime', 'xAt'],
      office,
      ...subjectsAt('controlResults/controlSubject/consignmentMasterLevel', 'xSubject'),
      ['controlResults/additionalInformation*', 'xDiscrepancies', remarks],
      ['controlResults/controlResult/type*', 'xControlTypes', values(text)],
      ['controlResults/controlResult/code', 'xResultCode'],
    ],
    refuse: oneOnly('controlResults', parted(within('controlResults', 'controlSubject', 'consignmentMasterLevel'))),
  },
  'information-request': {
    roots: ['IE4Q04'],
    places: [...requested, ['referralRequestDetails/additionalInformation*', 'additionalInformation', remarks]],
  },
  'information-response': {
    roots: ['IE4R02'],
    places: [
      issued,
      ['additionalInformationResponse/additionalInformation*', 'additionalInformation', remarks],
      ['additionalInformationResponse*/transportDocumentHouseLevel', 'xSubject', waybill],
    ],
  },
  'screening-request': {
    roots: ['IE4Q05'],
    places: [...requested, ['referralRequestDetails/recommendedHRCMScreeningMethod*/method', 'xMethods', values(text)]],
  },
  'screening-result': {
    roots: ['IE4R03'],
    places: [
      issued,
      [
        'hrcmScreeningResults*',
        'xScreening',
        each(
          [
            ['result', 'resultCode'],
            ['screeningMethod*', '', each([['method', 'method']])],
            ['transportDocumentHouseLevel*', 'subject', waybill],
          ],
          'result',
          'screeningMethod/method',
        ),
      ],
    ],
  },
  'risk-outcome': {
    roots: ANALYSED,
    places: [
      reference,
      issued,
      [
        'riskAnalysis*',
        'xResults',
        each(
          [
            ['riskAnalysisRequestReference', 'requestReference'],
            [
              'riskAnalysisResult*',
              '',
              each(
                [
                  ['riskAnalysisType', 'analysisType'],
                  ['riskAreaCode', 'areaCode'],
                  ['riskLevel', 'level'],
                  ['resultCode', 'resultCode'],
                  ['dateAndTimeOfCompletion/DateTime', 'completedAt'],
                ],
                'resultCode',
              ),
            ],
          ],
          'riskAnalysisResult/resultCode',
        ),
      ],
      recommended,
      ...stoppedAs('xDoNotLoad'),
    ],
    // It names its request alone: which version was judged, the entry side knows.
    lacks: ['declaration'],
    refuse: unclear,
  },
  'control-recommendation': {
    roots: ANALYSED,
    places: [reference, issued, recommended, ...stoppedAs('xDoNotLoad')],
    lacks: ['declaration'],
    refuse: unclear,
  },
  'do-not-load': {
    roots: ANALYSED,
    places: [reference, issued, ...stoppedAs('xSubject')],
    lacks: ['declaration'],
    refuse: (root) =>
      childrenOf(root, 'doNotLoadDetails').length > 0
        ? undefined
        : new Unmapped('do-not-load', `this ${root.name} stops nothing`, root.line),
  },
}

export const ics2Profile = placesProfile(
  {
    name: 'ics2-2',
    mapping: '4',
    title: 'ICS2: messages between a national entry system and the common repository, version 2',
  },
  'pre-arrival',
  { namespace: 'urn:wco:datamodel:eu:ics2:2', prefix: '' },
  documents,
)
