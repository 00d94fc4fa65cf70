/** What a message names and is found by: references of the trade, the things that move, and what cases are about. */
import { alike } from '../values/plain.ts'

/** One for each declaration of the same goods, where a message tells of which it is: that of export, and that under which the side of entry registered. */
const MRNS = ['mrn', 'export-mrn', 'entry-mrn'] as const
/** The trade's own. */
const TRADE = [...MRNS, 'lrn', 'ucr', 'national'] as const
/**
 * What stands before an officer: means of transport (plate, trailer, wagon, vessel, flight), transport equipment, receptacles, transport documents (CMR, bill of
 * lading, waybill), and the carnets that stand for a declaration.
 */
const THINGS = ['transport-means', 'equipment', 'receptacle', 'transport-document', 'tir-carnet', 'ata-carnet'] as const

/** What a context may state in `xReferences`. */
export const STATED = [...TRADE, ...THINGS] as const
export type StatedType = (typeof STATED)[number]
export const isStated = (type: unknown): type is StatedType => (STATED as readonly unknown[]).includes(type)

export type Reference = {
  /** What kind of key: one that a context may state, `crossing`, or one of a procedure. */
  readonly type: string
  readonly value: string
}

/** By what cases are found by a reference: what stands on paper however it is written, what nodes have minted as it is. */
export const keyOf = ({ type, value }: Reference): string => (isStated(type) ? alike(value) : value)

/** The types under which what is asked for may stand: an MRN may be that of either declaration. Of any, where no type is asked for. */
export const typesOf = ({ type }: Asked): readonly string[] =>
  type === undefined ? [...STATED, 'crossing'] : type === 'mrn' ? MRNS : [type]

/** What is asked for as `value` or `type:value`. */
export type Asked = { readonly type?: string; readonly value: string }
export function referenceAsked(text: string): Asked {
  const [, type, value] = /^([a-z-]+):(.+)$/s.exec(text) ?? []
  return type !== undefined && (isStated(type) || type === 'crossing') ? { type, value: value! } : { value: text }
}
