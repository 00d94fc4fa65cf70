/** Offices and routes as one side states them, beyond the schema. */
import { fault, type CaseFault, type CaseMessage } from '../../cases/case-message.ts'
import type { components } from '../../generated/procedures/system.ts'
import { isOfficeOf } from '../../peers/office-clause.ts'

type Bodies = components['schemas']
export type ReferenceData = Bodies['reference-data']

/** Where an id is there for the second time; -1 where none is. */
function repeated(ids: readonly string[]): number {
  const seen = new Set<string>()
  return ids.findIndex((id) => seen.size === seen.add(id).size)
}

/** The text by which a route is known. */
export const routeKey = (r: Bodies['Route']): string => JSON.stringify([r.exitOffice.id, r.entryOffice.id, r.modeCode])

/** Offices are those of whom they are said to be, and routes lead from one side to the other. */
export function checkReferenceData(m: CaseMessage, body: ReferenceData): CaseFault | undefined {
  const lists = [
    ['xOffices', body.xOffices, m.from],
    ['xForeignOffices', body.xForeignOffices ?? [], m.to],
  ] as const
  for (const [list, offices, country] of lists) {
    const foreign = offices.findIndex((o) => !isOfficeOf(m.terms?.offices, country, o.id))
    if (foreign >= 0) return fault('office', `/document/${list}/${foreign}/id`, `it is no office of ${country}`)
    const twice = repeated(offices.map((o) => o.id))
    if (twice >= 0) return fault('duplicate', `/document/${list}/${twice}/id`, 'the office is there twice')
  }
  const own = new Set(body.xOffices.map((o) => o.id))
  for (const [i, r] of body.xRoutes.entries()) {
    const ends = [r.exitOffice.id, r.entryOffice.id]
    const is = (country: string, id: string): boolean => isOfficeOf(m.terms?.offices, country, id)
    const sides = ends.map((id) => (is(m.from, id) ? 'own' : is(m.to, id) ? 'other' : 'none'))
    if (sides.includes('none') || sides[0] === sides[1])
      return fault('route', `/document/xRoutes/${i}`, 'a route leads from an office of one side to one of the other')
    if (!own.has(ends[sides.indexOf('own')]!))
      return fault('unknown-office', `/document/xRoutes/${i}`, 'the sender names no such office of its own')
  }
  const twice = repeated(body.xRoutes.map(routeKey))
  if (twice >= 0) return fault('duplicate', `/document/xRoutes/${twice}`, 'the route is there twice')
  const list = repeated((body.xCodeLists ?? []).map(({ name }) => name))
  return list < 0 ? undefined : fault('duplicate', `/document/xCodeLists/${list}/name`, 'the code list is there twice')
}
