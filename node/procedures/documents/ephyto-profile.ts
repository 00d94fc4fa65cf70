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

/** What grows or is made of it, where, and how much of it is there. Its number is that of the line on the paper, by which no register counts. */
function itemOf(line: Element): Json {
  const [countryCode, another] = new Set(childrenOf(line, 'OriginSPSCountry').map((country) => textOf(country, 'ID')))
  const [id] = childrenOf(line, 'ApplicableSPSClassification').flatMap((one) =>
    textOf(one, 'SystemName') === 'HS' ? (textOf(one, 'ClassCode') ?? []) : [],
  )
  const item = defined({
    xScientificName: textOf(line, 'ScientificName'),
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
  const items = lines.map(itemOf).filter(isSaid)
  const treatments = once(
    lines.flatMap((line) =>
      childrenOf(line, 'AppliedSPSProcess').flatMap((one): Json[] => {
        const found = treatmentOf(one)
        return found === undefined ? [] : [found]
      }),
    ),
  )
  const presented: Json = {
    xKind: 'phytosanitary',
    ...(treatments.length === 0 ? {} : { xTreatments: treatments }),
    ...(at === undefined ? {} : { xIssuedAt: at }),
    ...destinationOf(textOf(consignment, 'ImportSPSCountry', 'ID')),
    ...(items.length === 0 ? {} : { xItems: items }),
  }
  return {
    ...beside,
    ...issuer,
    additionalDocument: { id, typeCode },
    xPresented: presented,
  }
}

export const ephytoProfile: ProfileOf<'xml'> = {
  name: 'ephyto-sps-17',
  mapping: '6',
  title: 'ePhyto: UN/CEFACT SPSCertificate 17',
  notation: 'xml',
  messages: ['documents/verification'],
  read,
}
