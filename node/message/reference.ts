/** What a message names and is found by: references of the trade, the things that move, and what cases are about. */
import { alike } from '../values/plain.ts'

/** The trade's own. */
const TRADE = ['mrn', 'lrn', 'ucr', 'national'] as const
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

/** What is asked for as `value` or `type:value`. */
export type Asked = { readonly type?: string; readonly value: string }
export function referenceAsked(text: string): Asked {
  const [, type, value] = /^([a-z-]+):(.+)$/s.exec(text) ?? []
  return type !== undefined && (isStated(type) || type === 'crossing') ? { type, value: value! } : { value: text }
}
