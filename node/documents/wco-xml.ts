/**
 * The XML notation of the WCO Data Model beside our JSON of it: the same names, `lowerCamelCase` there, `UpperCamelCase` with capital runs here. What
 * the model lacks (`x…`) is not in the XML. The shape of the JSON says what is a list, a number, a measure or a time.
 */
import { dayOrTimeOf, formatted, timeOf } from './model-time.ts'
import { escapeXml, type Element } from './xml-tree.ts'

/** As in procedures/engine/shape.ts, which is passed in. */
export type Shape =
  | { readonly kind: 'object'; readonly members: Readonly<Record<string, Shape>> }
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'measure'; readonly unit: 'unitCode' | 'currencyCode'; readonly weighs: boolean }
  | { readonly kind: 'integer' | 'time' | 'day-or-time' | 'text' | 'flag' }

export type Json = { [key: string]: unknown }

/** Words that the model writes in capitals. */
const CAPITALS: Readonly<Record<string, string>> = { id: 'ID', ucr: 'UCR', undgid: 'UNDGID', aeo: 'AEO', lpco: 'LPCO' }

/** `functionalReferenceId` → `FunctionalReferenceID`, `ucr` → `UCR`. */
export const tagOf = (name: string): string =>
  name
    .split(/(?=[A-Z])/)
    .map((word) => CAPITALS[word.toLowerCase()] ?? word.charAt(0).toUpperCase() + word.slice(1))
    .join('')

/** The order in which the model has the members of a class, where it is not the one of our schema. */
const ORDER: Readonly<Record<string, readonly string[]>> = {
  Declaration:
    'FunctionCode FunctionalReferenceID ID IssueDateTime TypeCode GoodsItemQuantity DeclarationOfficeID TotalGrossMassMeasure TotalPackageQuantity SpecificCircumstancesCodeCode AdditionalDocument AdditionalInformation Agent Amendment BorderTransportMeans Consignment Declarant ExitOffice GoodsShipment'.split(
      ' ',
    ),
  BorderTransportMeans: 'ID IdentificationTypeCode TypeCode RegistrationNationalityCode ModeCode'.split(' '),
  GoodsShipment:
    'AEOMutualRecognitionParty Consignee Consignment Consignor Destination ExportCountry GovernmentAgencyGoodsItem PreviousDocument UCR'.split(
      ' ',
    ),
  Consignment:
    'ContainerCode ArrivalTransportMeans Carrier DepartureTransportMeans GoodsLocation Itinerary LoadingLocation TransportEquipment'.split(
      ' ',
    ),
  GovernmentAgencyGoodsItem: 'SequenceNumeric AdditionalDocument Commodity Origin Packaging PreviousDocument'.split(
    ' ',
  ),
  AdditionalDocument: 'CategoryCode ID TypeCode'.split(' '),
  Packaging: 'SequenceNumeric MarksNumbersID QuantityQuantity TypeCode'.split(' '),
  Agent: 'Name ID FunctionCode'.split(' '),
  ...Object.fromEntries(['Carrier', 'Declarant', 'Consignee', 'Consignor'].map((party) => [party, ['Name', 'ID']])),
}

/** What `e` is in our JSON; undefined where it holds nothing of the shape. Values that break the shape are kept as they are, for the schema to refuse. */
export function fromXml(e: Element, shape: Shape): unknown {
  switch (shape.kind) {
    case 'object': {
      const found: Json = {}
      for (const [name, member] of Object.entries(shape.members)) {
        if (/^x[A-Z]/.test(name)) continue
        const tag = tagOf(name)
        // What stands in another namespace than its class is an extension of somebody else's.
        const there = e.children.filter((c) => c.name === tag && c.namespace === e.namespace)
        if (there.length === 0) continue
        const values = there.map((c) => fromXml(c, member.kind === 'list' ? member.of : member))
        const held = values.filter((v) => v !== undefined)
        if (held.length > 0) found[name] = member.kind === 'list' ? held : held.length === 1 ? held[0] : held
      }
      return Object.keys(found).length === 0 ? undefined : found
    }
    case 'list':
      return [fromXml(e, shape.of)]
    case 'measure': {
      const unit = unitOf(e, shape.unit)
      // A number without its unit is no weight, and is left unread.
      if (!e.hasText || (shape.weighs && unit === undefined)) return undefined
      return { value: e.text, ...unit }
    }
    case 'integer':
      return /^\d{1,15}$/.test(e.text) ? Number(e.text) : e.text === '' ? undefined : e.text
    case 'time':
      return timeOf(e)
    case 'day-or-time':
      return dayOrTimeOf(e)
    case 'flag':
      return e.text === '' ? undefined : (FLAGS[e.text] ?? e.text)
    case 'text':
      return e.text === '' ? undefined : e.text
  }
}

const FLAGS: Readonly<Record<string, boolean>> = { true: true, '1': true, false: false, '0': false }

const unitOf = (e: Element, unit: 'unitCode' | 'currencyCode'): Json | undefined => {
  const code = e.attributes[unit] ?? e.attributes[unit === 'currencyCode' ? 'currencyID' : unit]
  return code === undefined ? undefined : { [unit]: code }
}

/** The members of `value` that the shape knows, as elements in the order of the model. */
export function toXml(value: unknown, shape: Shape, tag: string, indent = ''): string {
  const lines = (inner: string): string => `${indent}<${tag}>\n${inner}${indent}</${tag}>\n`
  if (value === undefined || value === null) return ''
  switch (shape.kind) {
    case 'list':
      return (value as unknown[]).map((v) => toXml(v, shape.of, tag, indent)).join('')
    case 'object': {
      const order = ORDER[tag] ?? []
      const place = (t: string): number => (order.includes(t) ? order.indexOf(t) : order.length)
      const inner = Object.entries(shape.members)
        .filter(([name]) => !/^x[A-Z]/.test(name))
        .map(([name, member]) => ({ tag: tagOf(name), member, held: (value as Json)[name] }))
        .sort((a, b) => place(a.tag) - place(b.tag))
        .map((m) => toXml(m.held, m.member, m.tag, `${indent}  `))
        .join('')
      return inner === '' ? '' : lines(inner)
    }
    case 'measure': {
      if (typeof value === 'number') return `${indent}<${tag}>${value}</${tag}>\n`
      const { value: number, [shape.unit]: unit } = value as Json
      const attribute =
        typeof unit === 'string'
          ? ` ${shape.unit === 'currencyCode' ? 'currencyID' : 'unitCode'}="${escapeXml(unit)}"`
          : ''
      return `${indent}<${tag}${attribute}>${escapeXml(String(number))}</${tag}>\n`
    }
    case 'time':
    case 'day-or-time': {
      const [code, text] = formatted(String(value))
      return lines(`${indent}  <DateTimeString formatCode="${code}">${escapeXml(text)}</DateTimeString>\n`)
    }
    default:
      return `${indent}<${tag}>${escapeXml(String(value))}</${tag}>\n`
  }
}
