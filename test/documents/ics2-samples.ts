/** Documents of ICS2, one for each message that its profile reads; written for these tests, and valid by its schemas. */

const at = (name: string, time: string): string => `<${name}><DateTime>${time}</DateTime></${name}>`
const container = '<transportEquipment><containerIdentificationNumber>XATU7741203</containerIdentificationNumber></transportEquipment>' // prettier-ignore
const paper = (name: string): string => `<${name}><documentNumber>HAWB-1</documentNumber><type>N741</type></${name}>`
const house = paper('transportDocumentHouseLevel')
const MRN = '<MRN>26XB0417000000000A</MRN>'
const remark = '<additionalInformation><code>R1</code><text>Two pallets &amp; a crate</text><type>CTL</type></additionalInformation>' // prettier-ignore
const issued = at('documentIssueDate', '2026-11-23T05:20:00Z')
const reference = '<functionalReference>XB-0417</functionalReference>'
const office = '<customsOfficeOfControl><referenceNumber>XB000214</referenceNumber></customsOfficeOfControl>'
const state = '<responsibleMemberState><country>XB</country></responsibleMemberState>'
const declarant = '<declarant><identificationNumber>XA4410027718</identificationNumber></declarant>'

const document = (root: string, ...parts: readonly string[]): string =>
  `<${root} xmlns="urn:wco:datamodel:eu:ics2:2"><MessageHeader><messageId>M-0417</messageId><messageTimestamp>2026-11-23T05:20:01Z</messageTimestamp><messageSender>NES.XB</messageSender><messageRecipient>CR</messageRecipient></MessageHeader>${parts.join('')}</${root}>`

const subject = (inner: string): string =>
  `<controlSubject><consignmentMasterLevel>${inner}</consignmentMasterLevel></controlSubject>`

const controlled = document(
  'IE4N09',
  MRN,
  at('notificationDate', '2026-11-24T09:00:00Z'),
  at('scheduledControlDate', '2026-11-24T10:00:00Z'),
  office,
  `<control><examinationPlace><placeOfExamination>Bay 4</placeOfExamination></examinationPlace>${subject(container)}</control>`,
)

/** Goods presented, of each declaration what is named. */
export const presentation = (...related: readonly string[]): string =>
  document(
    'IE4N10',
    '<requestENSData><Indicator>0</Indicator></requestENSData><messageFunction>9</messageFunction>',
    reference,
    issued,
    at('dateAndTimeOfPresentation', '2026-11-24T08:20:00Z'),
    ...related.map((inner) => `<relatedENS>${MRN}${inner}</relatedENS>`),
    '<personPresentingTheGoods><identificationNumber>XA5520001876</identificationNumber></personPresentingTheGoods>',
    '<customsOfficeOfPresentation><referenceNumber>XB000214</referenceNumber></customsOfficeOfPresentation>',
  )

export const ICS2: Readonly<Record<string, string>> = {
  presentation: presentation(`<consignmentMasterLevel>${container}</consignmentMasterLevel>`),
  'presentation-revoked': document('IE4Q08', reference, issued, `<relatedENS>${MRN}</relatedENS>`),
  'control-decision': controlled,
  'control-notice': controlled,
  'control-result': document(
    'IE4S03',
    '<messageFunction>9</messageFunction>',
    reference,
    issued,
    MRN,
    at('controlResultDate', '2026-11-24T11:00:00Z'),
    '<controlDecision><controlDecision>01</controlDecision></controlDecision>',
    office,
    `<controlResults>${subject(container)}${remark}<controlResult><type>10</type>${at('controlEndDateAndTime', '2026-11-24T10:50:00Z')}<code>A1</code></controlResult></controlResults>`,
  ),
  'information-request': document(
    'IE4Q04',
    issued,
    '<riskAnalysisRequestReference>RR-0417</riskAnalysisRequestReference>',
    MRN,
    state,
    `<referralRequestDetails><referralRequestReference>RF-1</referralRequestReference><requestType>RFI</requestType>${paper('transportDocumentHouse')}${remark}</referralRequestDetails>`,
  ),
  'information-response': document(
    'IE4R02',
    issued,
    MRN,
    state,
    declarant,
    `<additionalInformationResponse><referralRequestReference>RF-1</referralRequestReference>${remark}${house}</additionalInformationResponse>`,
  ),
  'screening-request': document(
    'IE4Q05',
    issued,
    '<riskAnalysisRequestReference>RR-0417</riskAnalysisRequestReference>',
    MRN,
    state,
    `<referralRequestDetails><referralRequestReference>RF-2</referralRequestReference><requestType>RFS</requestType><recommendedHRCMScreeningMethod><method>XRY</method></recommendedHRCMScreeningMethod><recommendedHRCMScreeningMethod><method>ETD</method></recommendedHRCMScreeningMethod>${paper('transportDocumentHouse')}</referralRequestDetails>`,
  ),
  'screening-result': document(
    'IE4R03',
    issued,
    MRN,
    state,
    declarant,
    `<hrcmScreeningResults><referralRequestReference>RF-2</referralRequestReference><result>OK</result><screeningMethod><method>XRY</method></screeningMethod><screeningMethod><method>ETD</method></screeningMethod>${house}</hrcmScreeningResults>`,
  ),
}
