/**
 * Profile of IATA ONE Record (cargo ontology 3, API ontology 2): a shipment, by itself or in the notification of its server, announces goods; customs information (an OCI line)
 * answers what was asked about them. What is said of pieces by reference alone stays with its server.
 */
import { heldLiteral, linkedTo, literalOf, type Linked } from '../../documents/json-ld.ts'
import { Unmapped, type Beside, type MessageName, type ProfileOf } from '../../documents/profile.ts'
import type { Json, Shape } from '../../documents/wco-xml.ts'
import { isObject } from '../../values/members.ts'

const CARGO = 'https://onerecord.iata.org/ns/cargo#'
const API = 'https://onerecord.iata.org/ns/api#'
const COUNTRIES = 'https://vocabulary.uncefact.org/CountryId#'
const UNITS = 'https://onerecord.iata.org/ns/code-lists/MeasurementUnitCode#'
const HANDLING = 'https://onerecord.iata.org/ns/code-lists/SpecialHandlingCode#'
/** By which the freight messages of IATA name special handling codes: dangerous, valuable, live, perishable. */
const SPH = 'SPH'

/** UN/EDIFACT 1001 of the types of a waybill: house, master, and one that is both. */
const WAYBILLS: Readonly<Record<string, string>> = { HOUSE: '703', MASTER: '741', DIRECT: '740' }
/** What a notification tells of a shipment, by the message that may carry it. */
const EVENTS: Readonly<Record<string, string>> = {
  declaration: 'LOGISTICS_OBJECT_CREATED',
  amendment: 'LOGISTICS_OBJECT_UPDATED',
}

/** Without what is undefined or holds nothing. */
function compact(value: Json): Json | undefined {
  const held = Object.entries(value).filter(([, v]) => v !== undefined && !(Array.isArray(v) && v.length === 0))
  return held.length === 0 ? undefined : Object.fromEntries(held)
}

/** Where the code begins in the IRI of an element of `list`; a list that the ontology lacks (undefined) is its server's own, named as the property. */
function codeAt({ held: iri = '', types }: Linked, property: string, list: string | undefined): number {
  const own = types.includes(`${CARGO}CodeListElement`) ? `/${property}#` : undefined
  const place = iri.indexOf('#') + 1
  return (list === undefined ? own !== undefined && iri.slice(0, place).endsWith(own) : iri.slice(0, place) === list)
    ? place
    : iri.length
}

/** The code that an element of a code list states, or is by its name in that list; none, and left unread, where `known` has no such code. */
function codeOf(
  node: Linked | undefined,
  property: string,
  list?: string,
  known: (code: string) => boolean = () => true,
): string | undefined {
  const [element] = linkedTo(node, CARGO + property)
  return element === undefined ? undefined : codeIn(element, property, list, known)
}

function codeIn(
  element: Linked,
  property: string,
  list: string | undefined,
  known: (code: string) => boolean = () => true,
): string | undefined {
  const stated = heldLiteral(element, `${CARGO}code`)
  if (stated !== undefined) return known(stated) ? literalOf(element, `${CARGO}code`) : undefined
  const place = codeAt(element, property, list)
  const code = element.held?.slice(place)
  return code && known(code) ? element.id!.slice(place) : undefined
}

/** A number without its unit is no weight. */
function weightOf(node: Linked, property: string): Json | undefined {
  const [measure] = linkedTo(node, CARGO + property)
  if (heldLiteral(measure, `${CARGO}numericalValue`) === undefined) return undefined
  const unitCode = codeOf(measure, 'unit', UNITS)
  return unitCode === undefined ? undefined : { value: literalOf(measure, `${CARGO}numericalValue`), unitCode }
}

/** `whole`: the shipment, which describes what no piece does. */
function goodsItem(piece: Linked, sequenceNumeric: number, whole: Linked): Json {
  const marksNumbersId = literalOf(piece, `${CARGO}shippingMarks`)
  const commodity = compact({
    description: literalOf(piece, `${CARGO}goodsDescription`) ?? literalOf(whole, `${CARGO}goodsDescription`),
    goodsMeasure: compact({ grossMassMeasure: weightOf(piece, 'grossWeight') }),
  })
  const packaging = marksNumbersId === undefined ? [] : [{ sequenceNumeric: 1, marksNumbersId }]
  const additionalInformation = linkedTo(piece, `${CARGO}specialHandlingCodes`).flatMap((element) => {
    const statementCode = codeIn(element, 'specialHandlingCodes', HANDLING)
    return statementCode === undefined ? [] : [{ statementTypeCode: SPH, statementCode }]
  })
  return compact({ sequenceNumeric, commodity, packaging, additionalInformation })!
}

function waybillOf(waybill: Linked): Json[] {
  if (heldLiteral(waybill, `${CARGO}waybillNumber`) === undefined) return []
  // One that does not say what it is of these is none of them.
  const kind = codeOf(waybill, 'waybillType', CARGO, (code) => Object.hasOwn(WAYBILLS, code))
  if (kind === undefined) return []
  const [prefix, number] = [literalOf(waybill, `${CARGO}waybillPrefix`), literalOf(waybill, `${CARGO}waybillNumber`)]
  return [{ documentNumber: prefix === undefined ? number : `${prefix}-${number}`, type: WAYBILLS[kind] }]
}

function declarationOf(shipment: Linked): Json | Unmapped {
  if (shipment.id === undefined) return new Unmapped('identifier', 'the shipment has no @id')
  // Of a piece by its name alone nothing is known here.
  const pieces = linkedTo(shipment, `${CARGO}pieces`).filter((one) => Object.keys(one.properties).length > 0)
  // What is described as a whole alone is one item of goods.
  const undivided = pieces.length === 0 && shipment.properties[`${CARGO}goodsDescription`] !== undefined
  const items = undivided ? [shipment] : pieces
  return compact({
    functionalReferenceId: shipment.id,
    totalGrossMassMeasure: weightOf(shipment, 'totalGrossWeight'),
    goodsShipment: compact({ governmentAgencyGoodsItem: items.map((p, i) => goodsItem(p, i + 1, shipment)) }),
    xTransportDocument: linkedTo(shipment, `${CARGO}waybill`).flatMap(waybillOf),
  })!
}

/** The shipment that the document is, or tells of in a notification that fits the message. */
function shipmentIn(root: Linked, type: string): Linked | Unmapped {
  if (root.types.includes(`${CARGO}Shipment`)) return root
  if (!root.types.includes(`${API}Notification`))
    return new Unmapped('root', `a ${root.types[0] ?? 'document without @type'} is no shipment and no notification`)
  const [event] = linkedTo(root, `${API}hasEventType`)
  if (event?.id !== API + EVENTS[type])
    return new Unmapped('event-type', `a notification of ${event?.id ?? 'nothing'} is no ${type}`)
  const [told, other] = linkedTo(root, `${API}hasLogisticsObject`)
  if (told === undefined || !told.types.includes(`${CARGO}Shipment`))
    return new Unmapped('root', 'the notification holds no shipment')
  return other === undefined ? told : new Unmapped('one', 'the notification is about more than one object')
}

function informationOf(root: Linked): Json | Unmapped {
  if (!root.types.includes(`${CARGO}CustomsInformation`))
    return new Unmapped('root', `a ${root.types[0] ?? 'document without @type'} is no customs information`)
  const statement = compact({
    statementTypeCode: codeOf(root, 'subjectCode'),
    statementCode: codeOf(root, 'contentCode'),
    statementDescription: literalOf(root, `${CARGO}otherCustomsInformation`),
    xCountry: codeOf(root, 'country', COUNTRIES),
  })
  if (statement === undefined) return new Unmapped('empty', 'the customs information holds nothing that is mapped')
  return { additionalInformation: [statement] }
}

function read(root: Linked, { type }: MessageName, _shape: Shape, beside: Beside): Json | Unmapped {
  if (type === 'information-response') {
    const told = informationOf(root)
    return told instanceof Unmapped ? told : { ...beside, ...told }
  }
  const shipment = shipmentIn(root, type)
  if (shipment instanceof Unmapped) return shipment
  const declaration = declarationOf(shipment)
  if (declaration instanceof Unmapped) return declaration
  if (type === 'declaration') return { ...beside, ...declaration }
  return { ...beside, functionalReferenceId: declaration['functionalReferenceId'], xDeclaration: declaration }
}

const inList = (list: string, code: unknown): Json | undefined =>
  code === undefined ? undefined : { '@id': list + String(code) }
/** Of a code that is in no list of the ontology. */
const coded = (code: unknown): Json | undefined =>
  code === undefined ? undefined : { '@type': 'cargo:CodeListElement', 'cargo:code': code }
const weight = (measure: unknown): Json | undefined =>
  isObject(measure)
    ? compact({
        '@type': 'cargo:Value',
        'cargo:numericalValue': { '@type': 'http://www.w3.org/2001/XMLSchema#double', '@value': measure['value'] },
        'cargo:unit': inList(UNITS, measure['unitCode']),
      })
    : undefined

function piece(item: Json): Json {
  const commodity = (item['commodity'] ?? {}) as Json
  const [packaging] = (item['packaging'] ?? []) as Json[]
  return compact({
    '@type': 'cargo:Piece',
    'cargo:goodsDescription': commodity['description'],
    'cargo:grossWeight': weight((commodity['goodsMeasure'] as Json | undefined)?.['grossMassMeasure']),
    'cargo:shippingMarks': packaging?.['marksNumbersId'],
    'cargo:specialHandlingCodes': ((item['additionalInformation'] ?? []) as Json[])
      .filter((one) => one['statementTypeCode'] === SPH)
      .flatMap((one) => inList(HANDLING, one['statementCode']) ?? []),
  })!
}

function waybill({ documentNumber, type }: Json): Json {
  const [, prefix, number] = /^(?:([^-]{3})-)?(.*)$/s.exec(String(documentNumber))!
  const kind = Object.keys(WAYBILLS).find((name) => WAYBILLS[name] === type)
  return compact({
    '@type': 'cargo:Waybill',
    'cargo:waybillPrefix': prefix,
    'cargo:waybillNumber': number,
    'cargo:waybillType': kind === undefined ? undefined : { '@id': `cargo:${kind}` },
  })!
}

function shipment(declaration: Json): Json {
  const items = ((declaration['goodsShipment'] as Json | undefined)?.['governmentAgencyGoodsItem'] ?? []) as Json[]
  return compact({
    '@type': 'cargo:Shipment',
    '@id': declaration['functionalReferenceId'],
    'cargo:totalGrossWeight': weight(declaration['totalGrossMassMeasure']),
    'cargo:pieces': items.map(piece),
    'cargo:waybill': ((declaration['xTransportDocument'] ?? []) as Json[]).map(waybill),
  })!
}

function customsInformation([statement]: readonly Json[]): Json {
  return compact({
    '@type': 'cargo:CustomsInformation',
    'cargo:country': inList(COUNTRIES, statement?.['xCountry']),
    'cargo:subjectCode': coded(statement?.['statementTypeCode']),
    'cargo:contentCode': coded(statement?.['statementCode']),
    'cargo:otherCustomsInformation': statement?.['statementDescription'],
  })!
}

function write(body: Json, { type }: MessageName): string {
  const own =
    type === 'information-response'
      ? customsInformation((body['additionalInformation'] ?? []) as Json[])
      : shipment(type === 'amendment' ? (body['xDeclaration'] as Json) : body)
  return `${JSON.stringify({ '@context': { cargo: CARGO }, ...own }, null, 2)}\n`
}

export const oneRecordProfile: ProfileOf<'json-ld'> = {
  name: 'iata-one-record-3',
  mapping: '3',
  title: 'IATA ONE Record, cargo ontology 3: shipments, their notifications and customs information',
  notation: 'json-ld',
  messages: ['pre-arrival/declaration', 'pre-arrival/amendment', 'pre-arrival/information-response'],
  read,
  write,
}
