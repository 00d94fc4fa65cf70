/** Two declarations are of the same goods, that of export and that of entry, and each has an MRN: neither number stands for the other. */
import type { CaseFault, CaseMessage } from '../../cases/case-message.ts'
import type { Definition, Step } from '../../cases/define.ts'
import type { MessageType } from '../../cases/message-type.ts'
import type { Reference } from '../../message/reference.ts'
import { bareNumber } from '../../values/plain.ts'
import type { Declaration } from './deadlines.ts'
import { refuse, type Bodies } from './lodge.ts'
import type { PreArrival } from './state.ts'

export type Steps = Definition<Bodies, PreArrival>['messages']
type AnyStep = MessageType & { readonly step: Step<PreArrival, unknown> }
type Naming = { readonly declaration?: { readonly id?: string }; readonly xDeclaration?: Partial<Declaration> }

const same = (a: string | null | undefined, b: string | null | undefined): boolean =>
  typeof a === 'string' && typeof b === 'string' && bareNumber(a) === bareNumber(b)

/** What is forwarded may be the export declaration itself (WCO D013: EX…), whose own number that is. */
const isExport = ({ typeCode }: Partial<Declaration>): boolean => /^EX/.test(typeCode ?? '')

/** The MRN of the export declaration, where a declaration tells of it. */
export const exportMrnOf = (d: Partial<Declaration> | null | undefined): string | undefined =>
  d?.xExportMrn ?? (d && isExport(d) ? d.id : undefined)

/** The declaration that a message states, and where. */
function statedIn({ type, body }: CaseMessage): [declaration: Partial<Declaration> | undefined, pointer: string] {
  if (type === 'declaration') return [body ?? {}, '/document']
  return [(body as Naming | null)?.xDeclaration, '/document/xDeclaration']
}

/** What stops goods, or lets them go on, is never refused for a number: whoever issues it may know that of the export declaration alone. */
const STOPS = ['do-not-load', 'do-not-load-lifted']

/** Why a number is not the one that it is given as. `entry`: it is said by the side that registers. */
function mistaken(s: PreArrival, m: CaseMessage, entry: boolean): CaseFault | undefined {
  const [stated, pointer] = statedIn(m)
  const exported = exportMrnOf(stated)
  const twice = stated !== undefined && !isExport(stated) && same(exported, stated.id)
  if (twice || same(exported, s.mrn)) {
    const member = stated?.xExportMrn === undefined ? 'id' : 'xExportMrn'
    return refuse('entry-mrn', 'the number of the declaration of entry is none of export', `${pointer}/${member}`)
  }
  if (STOPS.includes(m.type)) return undefined
  const named = (m.body as Naming | null)?.declaration?.id
  // The side of entry names the declaration as it came, and by any number before it has given its own.
  const own = m.type === 'registered' || (s.mrn !== null && !same(named, s.declaration?.id))
  if (entry && own && same(named, exported ?? exportMrnOf(s.declaration)))
    return refuse('export-mrn', 'this is the number of the export declaration', '/document/declaration/id')
  return undefined
}

/** The steps, each behind the question whether a number is what it is given as. Those of `others` name declarations of another kind. */
export const numbersApart = (messages: Steps, others: object): Steps =>
  Object.fromEntries(
    Object.entries(messages as unknown as Readonly<Record<string, AnyStep>>).map(([type, one]) => {
      if (Object.hasOwn(others, type)) return [type, one]
      const entry = one.from.includes('entry')
      const step: AnyStep['step'] = (s, m, c) => mistaken(s, m, entry) ?? one.step(s, m, c)
      return [type, { ...one, step }]
    }),
  ) as unknown as Steps

/** What a declaration, or a message about one, calls itself (WCO D014, D026, 016), and the number of the export declaration. */
export function references(m: CaseMessage): Reference[] {
  const { declaration, goodsShipment } = m.body as Naming & Partial<Declaration>
  const named = (declaration ?? (goodsShipment === undefined ? {} : m.body)) as Partial<Declaration>
  const exported = exportMrnOf(statedIn(m)[0])
  const found = [
    [m.type === 'registered' ? 'entry-mrn' : 'mrn', named.id === exported ? undefined : named.id],
    ['export-mrn', exported],
    ['lrn', named.functionalReferenceId],
    ['ucr', goodsShipment?.ucr?.id],
  ] as const
  return found.flatMap(([type, value]) => (value === undefined ? [] : [{ type, value }]))
}
