/**
 * What kind of data an element of a message holds: whether it is about a person, whether it is confidential, and from which list its codes are. An element
 * is named by its identifier in the WCO Data Model, by its name, or by its name in one procedure (`procedure/name`). The data pages and sheets are made from it.
 */

/** Data about a person where the party, the driver or the owner is one. */
export const PERSONAL: ReadonlySet<string> = new Set([
  // Parties: declarant, agent, carrier, consignor, consignee, authorised traders.
  ...['R123', 'R124', 'R004', 'R003', 'R012', 'R011', 'R021', 'R020', 'R015', 'R014', 'R143', 'R144'],
  // Address and communication.
  ...['239', '241', '245', '240'],
  // Means of transport are kept by somebody.
  ...['T006', 'T002', 'T004'],
  ...[
    'xMandate.ref',
    'xMandate.givenBy',
    'xHolder',
    'xPresenter',
    'xName',
    'xAliases[].id',
    'xConsent.ref',
    'xSites[].xName',
  ],
  // Free text, which may name anybody.
  ...[
    '225',
    'remarks',
    'xInstructions',
    'joint-control/xDiscrepancies[].found',
    'joint-control/xDiscrepancies[].declared',
    'assistance/xMeasures',
  ],
  ...['assistance/xMatter', 'assistance/xQuestions[]', 'assistance/xText', 'assistance/xDescription'],
  'assistance/xRecipient',
  ...['juxtaposed-office/xWhat', 'juxtaposed-office/xDuty[].xRef'],
  ...['documents/xFishingVessel.id', 'documents/xFishingVessel.name', 'documents/xEndUse'],
  // Of a firearm or a specimen, which its owner has registered.
  'documents/xSpecimenMarks',
  // Whom a duty desk is.
  'system/reach[]',
])

/** For those alone who must know it: what a risk analysis or an inquiry found or looks for. */
export const CONFIDENTIAL: ReadonlySet<string> = new Set([
  ...['xResults[].resultCode', 'xResults[].level', 'xResults[].areaCode', 'xResults[].analysisType'],
  ...['xScreening[].resultCode', 'xScreening[].method', 'xControlTypes[]', 'xObjectives[]', 'xMethods[]'],
  ...['joint-control/xOutcomes[].xObjective', 'joint-control/xOutcomes[].xResultCode', 'juxtaposed-office/xWhat'],
  ...['assistance/xMatter', 'assistance/xQuestions[]', 'assistance/xText', 'assistance/xDescription'],
  'assistance/xMeasures',
  ...['documents/xEndUse', 'documents/xSecurityStampId'],
  ...['assistance/xConditions[]', 'assistance/xPurpose', 'assistance/xRecipient', 'assistance/proceedings[]'],
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
  currencyCode: 'ISO 4217',
  unitCode: 'UNECE Recommendation 20',
  '166': 'procedure codes of the sender, after the WCO Data Model',
  'xLanguages[]': 'BCP 47',
  xLanguage: 'BCP 47',
  'system/languages[]': 'BCP 47',
  xHsChapter: 'Harmonized System, chapters',
}

/** Under which of its names an element stands in a list: the last two parts of its path, the last one, or its identifier; each also in the procedure alone. */
export function namesOf(procedure: string, path: string, wcoId: string): readonly string[] {
  const parts = path.split('.')
  const names = [wcoId, parts.at(-1)!, parts.slice(-2).join('.')].filter((name) => name !== '')
  return [...names, ...names.map((name) => `${procedure}/${name}`)]
}
