/** What carries the goods of a declaration. */
import { subjectKey } from '../../cases/case-message.ts'
import type { Declaration } from './deadlines.ts'

type Sealed = { readonly id?: string; readonly seal?: readonly { readonly id: string }[] }

/** What it is in, of the whole and of house consignments. */
const heldIn = (declaration: Declaration | null): readonly Sealed[] => [
  ...(declaration?.goodsShipment?.consignment?.transportEquipment ?? []),
  ...(declaration?.xHouseConsignment ?? []).flatMap(({ transportEquipment = [] }) => transportEquipment),
]
/** Each once. Their numbers: a load compartment that is sealed has none. */
export const equipmentOf = (declaration: Declaration | null): string[] => [
  ...new Set(heldIn(declaration).flatMap(({ id }) => id ?? [])),
]
export function sealsOf(declaration: Declaration | null): string[] {
  const parts = [declaration?.goodsShipment, ...(declaration?.xHouseConsignment ?? [])]
  const items = parts.flatMap((part) => part?.governmentAgencyGoodsItem ?? [])
  const sealed: Sealed[] = [...heldIn(declaration), ...items.flatMap(({ commodity }) => commodity?.transportEquipment ?? [])] // prettier-ignore
  return [...new Set(sealed.flatMap(({ seal = [] }) => seal.map(({ id }) => id)))]
}
/** Transport documents of the whole, and of house consignments. */
export const documentsOf = (declaration: Declaration): readonly Waybill[] =>
  declaration.xTransportDocument ??
  (declaration.xHouseConsignment ?? []).flatMap(({ xTransportDocument = [] }) => xTransportDocument)
type Waybill = NonNullable<Declaration['xTransportDocument']>[number]

/** The means of transport that a declaration names, as keys of subjects: whoever names one of them names all that is declared. */
export function meansOf(declaration: Declaration | null): string[] {
  const carried = declaration?.goodsShipment?.consignment
  const means = [
    declaration?.borderTransportMeans,
    carried?.arrivalTransportMeans,
    ...(carried?.departureTransportMeans ?? []),
  ]
  return means.flatMap((m) => (m?.id === undefined ? [] : subjectKey({ borderTransportMeans: { id: m.id } })))
}

type Kind = 'equipment' | 'document' | 'house' | 'item'
type Declared = {
  readonly means: ReadonlySet<string>
  readonly kinds: ReadonlyMap<string, Kind>
  /** By goods item, what it is in, where the declaration says that. */
  readonly within: ReadonlyMap<string, ReadonlySet<string>>
}

function declaredIn(declaration: Declaration): Declared {
  const { governmentAgencyGoodsItem: items = [] } = declaration.goodsShipment ?? {}
  const kinds = new Map<string, Kind>()
  const within = new Map<string, Set<string>>()
  const equipment = (id: string): string => subjectKey({ transportEquipment: { id } })
  for (const id of equipmentOf(declaration)) kinds.set(equipment(id), 'equipment')
  // A house consignment is in the whole one, and is another than the next.
  for (const { xTransportDocument = [] } of declaration.xHouseConsignment ?? [])
    for (const one of xTransportDocument) kinds.set(subjectKey({ xTransportDocument: one }), 'house')
  for (const one of declaration.xTransportDocument ?? []) kinds.set(subjectKey({ xTransportDocument: one }), 'document')
  for (const { sequenceNumeric, commodity } of items) {
    const key = subjectKey({ governmentAgencyGoodsItem: { sequenceNumeric } })
    const named = (commodity?.transportEquipment ?? []).map(({ id }) => equipment(id))
    kinds.set(key, 'item')
    for (const one of named) kinds.set(one, 'equipment')
    if (named.length > 0) within.set(key, new Set(named))
  }
  return { means: new Set(meansOf(declaration)), kinds, within }
}

/** A declaration never changes. */
const known = new WeakMap<Declaration, Declared>()

/**
 * Whether what is done to one thing that a declaration names is done to the subject of a key: it is its means of transport, carries it or is in it. Of two of one kind
 * neither is in the other; where the declaration does not say which equipment holds a goods item, or which goods a transport document is about, any may.
 */
export function movesWith(declaration: Declaration | null): (key: string, other: string) => boolean {
  if (declaration === null) return () => false
  const declared = known.get(declaration) ?? declaredIn(declaration)
  known.set(declaration, declared)
  const { means, kinds, within } = declared
  const kindOf = (key: string): string => kinds.get(key) ?? key.slice(0, key.indexOf(':'))
  const isIn = (item: string, equipment: string): boolean => within.get(item)?.has(equipment) ?? true
  return (key, other) => {
    if (means.has(other)) return true
    const [kind, of] = [kindOf(key), kinds.get(other)]
    if (of === undefined || of === kind) return false
    if (kind === 'item' && of === 'equipment') return isIn(key, other)
    return kind === 'equipment' && of === 'item' ? isIn(other, key) : true
  }
}
