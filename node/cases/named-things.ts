/**
 * What moves, as a message names it: the one place where plates, trailers, wagons, containers, transport documents and carnets become what messages and
 * cases are found by. Read of the context and of the body, which is the same whether it came as JSON or by a profile from XML; by the names of the WCO Data
 * Model, whatever the procedure. Both are attacker-controlled.
 */
import type { Reference, StatedType } from '../message/reference.ts'
import { isObject } from '../values/members.ts'
import type { CaseMessage } from './case-message.ts'

type Json = Readonly<Record<string, unknown>>
type Read = (stated: unknown) => Reference | undefined

/** More than one movement carries. */
const AT_MOST = 1000

/** Codes of UN/EDIFACT 1001 for transport documents, before which some code lists put an N. */
const TRANSPORT = new Set('703 704 705 706 707 709 710 711 712 714 716 720 722 730 740 741 743 750 760 761 764 765 766'.split(' ')) // prettier-ignore
const CARNETS: Readonly<Record<string, StatedType>> = {
  '952': 'tir-carnet',
  TIR: 'tir-carnet',
  '955': 'ata-carnet',
  ATA: 'ata-carnet',
}

const named = (type: StatedType, value: unknown): Reference | undefined =>
  typeof value === 'string' ? { type, value } : undefined

const byId =
  (type: StatedType): Read =>
  (stated) =>
    named(type, isObject(stated) ? stated['id'] : stated)

const codeOf = (code: unknown): string => (typeof code === 'string' ? code.toUpperCase().replace(/^N(?=\d)/, '') : '')

/** A document of whose kind its code tells: none where it is another paper than one by which goods travel. */
const byCode: Read = (stated) => {
  if (!isObject(stated)) return undefined
  const code = codeOf(stated['typeCode'])
  const type = CARNETS[code] ?? (TRANSPORT.has(code) ? 'transport-document' : undefined)
  return type === undefined ? undefined : named(type, stated['id'])
}

/** What is a transport document by where it stands, or a carnet by its code. */
const waybill: Read = (stated) =>
  isObject(stated)
    ? named(
        CARNETS[codeOf(stated['type'] ?? stated['typeCode'])] ?? 'transport-document',
        stated['documentNumber'] ?? stated['id'],
      )
    : named('transport-document', stated)

const READ: ReadonlyMap<string, Read> = new Map([
  ['borderTransportMeans', byId('transport-means')],
  ['arrivalTransportMeans', byId('transport-means')],
  ['departureTransportMeans', byId('transport-means')],
  ['transportEquipment', byId('equipment')],
  ['xReceptacle', byId('receptacle')],
  ['xTransportDocument', waybill],
  ['transportContractDocument', waybill],
  ['additionalDocument', byCode],
  ['previousDocument', byCode],
])

function read({ context, body }: Pick<CaseMessage, 'context' | 'body'>): Reference[] {
  const found = new Map<string, Reference>()
  const waiting: Json[] = []
  const look = (name: string, stated: unknown): void => {
    if (Array.isArray(stated)) {
      for (const one of stated) look(name, one)
      return
    }
    const reference = READ.get(name)?.(stated)
    if (reference !== undefined && found.size < AT_MOST) found.set(`${reference.type} ${reference.value}`, reference)
    if (isObject(stated)) waiting.push(stated)
  }
  look('xSubject', (context as Json)['xSubject'])
  look('', body)
  for (let at = 0; at < waiting.length && found.size < AT_MOST; at += 1)
    for (const [name, member] of Object.entries(waiting[at]!)) if (typeof member !== 'number') look(name, member)
  return [...found.values()]
}

/** A case is looked at again with each of its messages, and its messages stay as they are. */
const known = new WeakMap<object, Reference[]>()

export function thingsIn(message: CaseMessage): readonly Reference[] {
  const there = known.get(message)
  if (there !== undefined) return there
  const found = read(message)
  known.set(message, found)
  return found
}
