/** What carries the goods of a declaration. */
import { subjectKey } from '../../cases/case-message.ts'
import type { Declaration } from './deadlines.ts'

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

type Kind = 'equipment' | 'document' | 'item'
type Declared = {
  readonly means: ReadonlySet<string>
  readonly kinds: ReadonlyMap<string, Kind>
  /** By goods item, what it is in, where the declaration says that. */
  readonly within: ReadonlyMap<string, ReadonlySet<string>>
}

function declaredIn(declaration: Declaration): Declared {
  const { consignment, governmentAgencyGoodsItem: items = [] } = declaration.goodsShipment ?? {}
  const kinds = new Map<string, Kind>()
  const within = new Map<string, Set<string>>()
  const equipment = ({ id }: { readonly id: string }): string => subjectKey({ transportEquipment: { id } })
  for (const one of consignment?.transportEquipment ?? []) kinds.set(equipment(one), 'equipment')
  for (const one of declaration.xTransportDocument ?? []) kinds.set(subjectKey({ xTransportDocument: one }), 'document')
  for (const { sequenceNumeric, commodity } of items) {
    const key = subjectKey({ governmentAgencyGoodsItem: { sequenceNumeric } })
    const named = (commodity?.transportEquipment ?? []).map(equipment)
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
