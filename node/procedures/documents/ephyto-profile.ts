/** Profile of the ePhyto certificate (ISPM 12 Appendix 1; UN/CEFACT SPSCertificate 17): whoever was shown one asks its issuer whether it is the one that was issued. */
import { Unmapped, type Beside, type MessageName, type ProfileOf } from '../../documents/profile.ts'
import { defined } from '../../cases/state-record.ts'
import { dayOrTimeOf } from '../../documents/model-time.ts'
import { isCountry } from '../../values/country.ts'
import type { Json } from '../../documents/wco-xml.ts'
import { childOf, childrenOf, textOf, type Element } from '../../documents/xml-tree.ts'
import { destinationOf, issuerOf } from './issuer.ts'
import { inWords, isSaid } from './in-words.ts'
import { measured } from './measured.ts'
import { withStated } from './stated-beside.ts'
import { canonicalJson } from '../../values/json.ts'

const NAMESPACE = 'urn:un:unece:uncefact:data:standard:SPSCertificate:17'

/** What the codes of a characteristic stand for (ePhyto of the IPPC: treatment, in full or by its level, chemical, concentration, temperature). */
const LEVELS = ['TTFT', 'TTL2', 'TTL1']

const measure = (e: Element | undefined): string | undefined =>
  e?.hasText === true ? [e.text, e.attributes['unitCode']].filter((part) => part !== undefined).join(' ') : undefined

/** A treatment, as the model certificate has it (part III); undefined where it is not said which. */
function treatmentOf(process: Element): Json | undefined {
  const found = childrenOf(process, 'ApplicableSPSProcessCharacteristic').map((one) => {
    const [code, ...texts] = childrenOf(one, 'Description').map((description) => description.text)
    return { code, said: texts[0] ?? measure(childOf(one, 'ValueMeasure')) }
  })
  const of = (code: string): string | undefined =>
    found.flatMap((one) => (one.code === code && one.said !== undefined ? [one.said] : [])).join(', ') || undefined
  const xTreatment = LEVELS.map(of).find((said) => said !== undefined)
  if (xTreatment === undefined) return undefined
  const completed = childOf(process, 'CompletionSPSPeriod')
  const ended = childOf(completed, 'EndDateTime')
  const at = ended && dayOrTimeOf(ended)
  return defined({
    xTreatment,
    xTreatedAt: at,
    xActiveIngredient: of('TTCH'),
    xConcentration: of('TTCO'),
    xDuration: measure(childOf(completed, 'DurationMeasure')),
    xTemperature: of('TTTM'),
  })
}

/** Subjects of the notes in which distinguishing marks stand: of all that is consigned, and of a line of trade. */
const MARKS = { consignment: 'DMCL', line: 'DMTLIL' }

const notesOf = (within: Element | undefined, name: string, subject: string): string[] =>
  childrenOf(within, name).flatMap((note) =>
    textOf(note, 'Subject') === subject ? (textOf(note, 'Content') ?? []) : [],
  )

/** The marks of a line, wherever its issuer has put them: in a note of it or of a treatment, and on its packages. */
const marksOf = (line: Element): string[] => [
  ...[line, ...childrenOf(line, 'AppliedSPSProcess')].flatMap((within) =>
    notesOf(within, 'AdditionalInformationSPSNote', MARKS.line),
  ),
  ...[line, ...childrenOf(line, 'PhysicalSPSPackage')].flatMap((within) =>
    childrenOf(within, 'PhysicalSPSShippingMarks').flatMap((marks) => textOf(marks, 'Marking') ?? []),
  ),
]

/** Zeros behind a whole number say nothing; what is no number stays as it is, for the schema to refuse. */
const counted = (text: string): number | string => (/^\d{1,10}(\.0*)?$/.test(text) ? Number.parseInt(text, 10) : text)

/** Packages of a kind, and how many; of a level of packages that is in another each is there by itself. */
const packagesOf = (line: Element): Json[] =>
  childrenOf(line, 'PhysicalSPSPackage').flatMap((one): Json[] => {
    const [typeCode, quantity] = [childOf(one, 'TypeCode'), childOf(one, 'ItemQuantity')]
    return typeCode?.hasText === true && quantity?.hasText === true
      ? [{ typeCode: typeCode.text, quantityQuantity: counted(quantity.text) }]
      : []
  })

/** What grows or is made of it, where, how much of it is there and in which packages. Its number is that of the line on the paper, by which no register counts. */
function itemOf(line: Element, document: Element | undefined): Json {
  const [countryCode, another] = new Set(childrenOf(line, 'OriginSPSCountry').map((country) => textOf(country, 'ID')))
  const [id] = childrenOf(line, 'ApplicableSPSClassification').flatMap((one) =>
    textOf(one, 'SystemName') === 'HS' ? (textOf(one, 'ClassCode') ?? []) : [],
  )
  const [marks, packaging] = [marksOf(line), packagesOf(line)]
  // The marks of the consignment are those of each line that has none of its own.
  const marked = marks.length > 0 ? marks : notesOf(document, 'IncludedSPSNote', MARKS.consignment)
  const item = defined({
    xScientificName: textOf(line, 'ScientificName'),
    xSpecimenMarks: marked.length === 0 ? undefined : marked.join(', '),
    packaging: packaging.length === 0 ? undefined : packaging,
    // Of two countries none is the one that was issued.
    origin: another === undefined && countryCode !== undefined && isCountry(countryCode) ? { countryCode } : undefined,
    classification: id !== undefined && /^[0-9]{6,14}$/.test(id) ? { id } : undefined,
    quantityQuantity: measured(childOf(line, 'NetWeightMeasure')) ?? measured(childOf(line, 'NetVolumeMeasure')),
  })
  return isSaid(item) ? item : inWords(textOf(line, 'CommonName') ?? textOf(line, 'Description'))
}

/** Each once: a paper repeats at each line how all of them were treated. */
const once = (treatments: readonly Json[]): Json[] => [
  ...new Map(treatments.map((one): [string, Json] => [canonicalJson(one), one])).values(),
]

function read(root: Element, _message: MessageName, _shape: unknown, beside: Beside): Json | Unmapped {
  if (root.name !== 'SPSCertificate') return new Unmapped('root', `a ${root.name} is no SPSCertificate`, root.line)
  if (root.namespace !== NAMESPACE)
    return new Unmapped('namespace', `SPSCertificate is in ${root.namespace || 'no namespace'}`, root.line)
  const document = childOf(root, 'SPSExchangedDocument')
  const consignment = childOf(root, 'SPSConsignment')
  const [id, typeCode] = [textOf(document, 'ID'), textOf(document, 'TypeCode')]
  if (id === undefined || typeCode === undefined)
    return new Unmapped('identifier', 'the certificate has no ID or no TypeCode', document?.line ?? root.line)
  const issued = childOf(document, 'IssueDateTime')
  const at = issued && dayOrTimeOf(issued)
  const issuer = issuerOf(childOf(consignment, 'ExportSPSCountry', 'ID'), beside)
  if (issuer instanceof Unmapped) return issuer
  const lines = childrenOf(consignment, 'IncludedSPSConsignmentItem').flatMap((i) =>
    childrenOf(i, 'IncludedSPSTradeLineItem'),
  )
  // An item for each line of trade.
  const items = lines.map((line) => itemOf(line, document)).filter(isSaid)
  const treatments = once(
    lines.flatMap((line) =>
      childrenOf(line, 'AppliedSPSProcess').flatMap((one): Json[] => {
        const found = treatmentOf(one)
        return found === undefined ? [] : [found]
      }),
    ),
  )
  const transit = [...new Set(childrenOf(consignment, 'TransitSPSCountry').flatMap((c) => textOf(c, 'ID') ?? []))]
  const seals = childrenOf(consignment, 'UtilizedSPSTransportEquipment').flatMap((equipment) =>
    childrenOf(equipment, 'AffixedSPSSeal').flatMap((seal) => childrenOf(seal, 'ID').filter(({ hasText }) => hasText)),
  )
  const presented = withStated(
    {
      xKind: 'phytosanitary',
      ...(treatments.length === 0 ? {} : { xTreatments: treatments }),
      ...(at === undefined ? {} : { xIssuedAt: at }),
      ...destinationOf(textOf(consignment, 'ImportSPSCountry', 'ID')),
      ...(transit.length === 0 ? {} : { xCountriesConcerned: transit }),
      // Of several none is the one that was issued.
      ...(seals.length === 1 ? { seal: { id: seals[0]!.text } } : {}),
      ...(items.length === 0 ? {} : { xItems: items }),
    },
    beside,
  )
  if (presented instanceof Unmapped) return presented
  return { ...beside, ...issuer, additionalDocument: { id, typeCode }, xPresented: presented }
}

export const ephytoProfile: ProfileOf<'xml'> = {
  name: 'ephyto-sps-17',
  mapping: '7',
  title: 'ePhyto: UN/CEFACT SPSCertificate 17',
  notation: 'xml',
  messages: ['documents/verification'],
  read,
}
