/**
 * What kind of data a member of a message holds: whether it is about a person, of a trade, confidential, or nothing of that; and from which list its codes are. A
 * member is named by its identifier in the WCO Data Model, by its name, by its name in what it stands in (an element, or the message), by what it is made of, or by
 * one of these in one procedure (`procedure/name`). The most particular of its names that stands in a list decides. No text is of a class by default: a test asks
 * for that of each. The data pages and sheets are made from it.
 */

/** Data about a person where the party, the driver or the owner is one. */
export const PERSONAL: ReadonlySet<string> = new Set([
  // Parties: declarant, agent, carrier, consignor, consignee, authorised traders.
  ...['R123', 'R124', 'R004', 'R003', 'R012', 'R011', 'R021', 'R020', 'R015', 'R014', 'R143', 'R144'],
  ...['aeo/Key.id', 'aeo/xSuccessorOf[]', 'aeo/xCertificateNumber'],
  // Address and communication.
  ...['239', '241', '245', '240'],
  // Means of transport are kept by somebody; a reference may be to one.
  ...['T006', 'T002', 'T004', 'TransportMeans.id', 'xReferences[].value'],
  ...[
    'xMandate.ref',
    'xMandate.givenBy',
    'xHolder',
    'xTirHolder',
    'xPresenter',
    'xName',
    'xAliases[].id',
    'xConsent.ref',
  ],
  ...['xSites[].id', 'xSites[].xName'],
  // Who decided.
  ...['DecidedBy.ref', 'DecidedBy.function', 'DecidedBy.client', 'Ruling.ref'],
  // Free text, which may name anybody.
  ...['225', '488', '137', 'remarks', 'xInstructions', 'xReason', 'xText', 'xConditions', 'xConditions[]', 'xExpect'],
  ...['joint-control/xDiscrepancies[].found', 'joint-control/xDiscrepancies[].declared'],
  ...['system/xMeasures', 'system/xConsequences', 'system/xContact', 'system/xDelayReason'],
  ...['assistance/xMatter', 'assistance/xQuestions[]', 'assistance/xText'],
  ...[
    'assistance/xDescription',
    'assistance/xRecipient',
    'assistance/onward-use-request.xPurpose',
    'assistance/xConditions[]',
  ],
  ...['assistance/UseLimitation.text', 'assistance/destroyed.xMethod'],
  // Marks of a package name whom it is for.
  '142',
  ...['juxtaposed-office/xWhat', 'juxtaposed-office/xDuty[].xRef', 'juxtaposed-office/xDuty[].xFunction'],
  ...['documents/xFishingVessel.id', 'documents/xFishingVessel.name', 'documents/xEndUse'],
  // Of a firearm or a specimen, which its owner has registered.
  'documents/xSpecimenMarks',
  // Whom a duty desk is.
  ...['system/reach[]', 'system/Contact.name'],
])

/** What is traded, how much of it and for how much, and the numbers by which it is found: secrets of whoever trades. */
export const COMMERCIAL: ReadonlySet<string> = new Set([
  // Goods, their packages, seals and where they are.
  ...['137', '142', '145', '506', '159', '165', 'L017', 'Subject.xReceptacle'],
  ...['Quantity.value', 'Measure.value', 'Amount.value'],
  // Declarations, transport documents, permits, guarantees.
  ...['D014', 'D026', 'D018', 'D005', '016', '100', 'xExportMrn', 'xSplit.previousMrn', 'xReplacedBy'],
  ...['documentNumber', 'endorsement.xTransportDocument', 'xReferences[].value'],
  // Crossings of one consignment or vehicle.
  ...['xGraceCrossings[]', 'xInstructions[].crossing', 'xCrossing', 'xCrossingLinked[]'],
  ...['Item.description', 'Item.xCatchArea', 'Item.xListCode', 'Item.xScientificName', 'documents/xGranted'],
  ...['Treatment.xTreatment', 'Treatment.xActiveIngredient', 'Treatment.xConcentration', 'Treatment.xDuration'],
  'Treatment.xTemperature',
  ...['Balance.granted', 'Balance.reserved', 'Balance.used', 'Balance.available'],
  'xWeighing.certificate',
])

/** For those alone who must know it: what a risk analysis or an inquiry found or looks for. */
export const CONFIDENTIAL: ReadonlySet<string> = new Set([
  ...['xResults[].resultCode', 'xResults[].level', 'xResults[].areaCode', 'xResults[].analysisType'],
  ...['xScreening[].resultCode', 'xScreening[].method', 'xControlTypes[]', 'xObjectives[]', 'xMethods[]'],
  ...['xControlRecommendations[].placeOfControl', 'pre-arrival/do-not-load.xReasonCodes[]', 'xResultCode'],
  ...['joint-control/xOutcomes[].xObjective', 'joint-control/xOutcomes[].xResultCode', 'juxtaposed-office/xWhat'],
  ...['assistance/xMatter', 'assistance/xQuestions[]', 'assistance/xText', 'assistance/xDescription'],
  ...['system/xMeasures', 'system/xConsequences'],
  ...['documents/xEndUse', 'documents/xSecurityStampId'],
  ...[
    'assistance/xConditions[]',
    'assistance/onward-use-request.xPurpose',
    'assistance/xRecipient',
    'assistance/proceedings[]',
  ],
  // Why a trader is authorised no more is known to few.
  'aeo/xReasonCategory',
])

/** Of nobody and of no trade: codes, offices, agencies, places, editions, and numbers by which machines find what they have said. */
export const PLAIN: ReadonlySet<string> = new Set([
  // What it is made of says it.
  ...['Digest', 'MessageId', 'Country', 'MediaType', 'OfficeId', 'ModeCode', 'ProcedureName'],
  ...['LocalTime', 'Duration', 'TimeZone', 'unitCode', 'currencyCode'],
  // Codes of the WCO Data Model.
  ...['017', '096', '099', '101', '102', '141', '166', '226', '253', '369', '375', '377', '379', '381', '383', '504'],
  ...['D006', 'D013', 'D019', 'D031', 'R005', 'R145', 'T010', 'T018', 'T029', 'T034'],
  'TransportMeans.identificationTypeCode',
  ...['classification[].identificationTypeCode', 'xTransportDocument.type', 'xTransportDocument[].type'],
  ...['xReasonCode', 'xDisposal', 'xSealingParty', 'xChannel', 'transit-result.xResultCode'],
  // Offices, agencies and places.
  ...['065', 'G002', 'G005', 'G012', 'G014', 'G015', 'L010', 'Office.id', 'Office.name', 'entryOffice.id'],
  ...['xOffice', 'xNotCompetent[]', 'xOfficeId', 'xActualOffice', 'xOfficeOfFirstEntry', 'xTo.office'],
  ...['xOfficeOfTransit[]', 'xOfficeOfDestination'],
  ...['xInstructions[].office'],
  ...['xAgency', 'xAgencies[]', 'xFromAgency', 'agency', 'xIssuingAuthority', 'xAlternatives[]'],
  ...['xToAgency', 'Ruling.authority'],
  ...['xPlace', 'xPlaceOfControl', 'xPlaceOfUnloading', 'xLoadingPlace', 'xZone', 'Zone.id', 'xLane', 'lanes[].id'],
  // By which law and agreement.
  ...['xLegalBasis', 'xLegalGround.ref', 'DecidedBy.legalGround', 'Context.xPurpose', 'xMarking'],
  ...[
    'UseLimitation.purposes[]',
    'PersonalData.categories[]',
    'system/xCategories[]',
    'xLanguage',
    'xLanguages[]',
    'languages[]',
  ],
  ...['aeo/Key.programme', 'aeo/Key.type', 'aeo/Key.role', 'xProgramme', 'xType', 'xBenefits[]', 'xAliases[].scheme'],
  ...['documents/Quota.id', 'documents/xKind', 'documents/xSubtype'],
  // Hours and what is served in them; what they cost is told to everybody.
  ...['Rule.service', 'Rule.lane', 'Scope.service', 'Scope.lane', 'Scope.offices[]', 'Scope.procedures[]', 'xDateList'],
  ...['Exception.dateList', 'Exception.recurs', 'xSlot', 'Slot.slot', 'opening-hours/Amount.value', 'currentCode[]'],
  ...['Competence.classificationId[]', 'Rule.classificationId[]', 'opening-hours/grossMassMeasure.value', 'xTzdb'],
  'system/Contact.hours',
  // Of a message, a list, a study, a system.
  ...['Attachment.part', 'Attachment.mediaType', 'xParts[]', 'xSchema', 'xProfile', 'xReferences[].type', 'xSnapshot'],
  ...[
    'xDiffers[]',
    'xNotCompared[]',
    'xUseId',
    'xRequestNo',
    'xControl',
    'xResults[].requestReference',
    'xDerivedFrom',
    'xEventId',
  ],
  ...['xSamples[].id', 'xSamples[].laboratory', 'xSamples[].laboratoryReference', 'xWeighing.instrument'],
  ...['xClock.source', 'xStudy', 'xTitle', 'xOutliers.factor', 'xSampling.seed', 'xHsChapter', 'xHsEdition'],
  ...[
    'Edition.name',
    'Edition.version',
    'xRateSource',
    'xSystem',
    'xTestId',
    'xProcedures[].versions[]',
    'xPointers[]',
  ],
])

/** From knowledge of the field; an agreement says which edition. */
export const CODE_LISTS: Readonly<Record<string, string>> = {
  '017': 'UNTDID 1225',
  D013: 'UNTDID 1001',
  D006: 'UNTDID 1001',
  R005: 'UNTDID 3035',
  T010: 'UNECE Recommendation 28',
  T022: 'UNECE Recommendation 19',
  T020: 'UNECE Recommendation 19',
  T021: 'UNECE Recommendation 19',
  '141': 'UNECE Recommendation 21',
  '253': 'UNTDID 3155',
  '242': 'ISO 3166-1 alpha-2',
  '062': 'ISO 3166-1 alpha-2',
  '063': 'ISO 3166-1 alpha-2',
  '064': 'ISO 3166-1 alpha-2',
  '465': 'ISO 3166-1 alpha-2',
  T014: 'ISO 3166-1 alpha-2',
  'documents/145': 'Harmonized System of the WCO',
  xPurposeCode: 'CITES, Resolution Conf. 12.3',
  xSourceCode: 'CITES, Resolution Conf. 12.3',
  xSecondSourceCode: 'CITES, Resolution Conf. 12.3',
  xCatchArea: 'FAO major fishing areas',
  xListCode: 'the list of the law by which the document is issued',
  xFlag: 'ISO 3166-1 alpha-2',
  'xDestinations[]': 'ISO 3166-1 alpha-2',
  'xCountriesConcerned[]': 'ISO 3166-1 alpha-2',
  currencyCode: 'ISO 4217',
  unitCode: 'UNECE Recommendation 20',
  '166': 'procedure codes of the sender, after the WCO Data Model',
  'xLanguages[]': 'BCP 47',
  xLanguage: 'BCP 47',
  'system/languages[]': 'BCP 47',
  xHsChapter: 'Harmonized System, chapters',
}

/**
 * The names of a member, the most particular first: the last two parts of its path, the last one, its identifier, and what it is made of; each in the procedure, then
 * in all. `within`: the element or the message in which its path begins.
 */
export function namesOf(procedure: string, within: string, path: string, wcoId = '', form = ''): readonly string[] {
  const parts = [within, ...path.split('.')]
  const names = [parts.slice(-2).join('.'), parts.at(-1)!, wcoId, form].filter((name) => name !== '')
  return [...names.map((name) => `${procedure}/${name}`), ...names]
}

const CLASSES = { personal: PERSONAL, commercial: COMMERCIAL, confidential: CONFIDENTIAL, plain: PLAIN } as const

export type DataClass = keyof typeof CLASSES

/** The classes of a member by its names; none where no list has it. */
export function classesOf(names: readonly string[]): readonly DataClass[] {
  const all = Object.entries(CLASSES) as [DataClass, ReadonlySet<string>][]
  const deciding = names.find((name) => all.some(([, list]) => list.has(name)))
  return deciding === undefined ? [] : all.filter(([, list]) => list.has(deciding)).map(([name]) => name)
}
