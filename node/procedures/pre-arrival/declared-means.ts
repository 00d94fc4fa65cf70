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
