/** Pre-arrival: the procedure, the index of its cases, what the entry side's machine registers or rejects by itself, and what the hours of its offices say of them. */
import { fault, type CaseMessage } from '../../cases/case-message.ts'
import type { Case } from '../../cases/procedure.ts'
import type { Country } from '../../values/country.ts'
import type { MessageId } from '../../values/id.ts'
import { competentOffices } from '../opening-hours/competent-offices.ts'
import type { Slice } from '../slice.ts'
import { findPreArrivals } from './find-pre-arrival.ts'
import { unfit, visits } from './offices.ts'
import { preArrivalRoutes } from './pre-arrival-routes.ts'
import { preArrival } from './pre-arrival.ts'
import { createPreArrivalIndex } from './pre-arrivals.ts'
import { registrationDue } from './registration.ts'
import type { PreArrival } from './state.ts'

/** Where an office that is not competent is refused, and not only found. */
const REFUSED: readonly string[] = ['transit-release', 'transit-diverted']

export const preArrivalSlice: Slice = {
  ...preArrival,
  open({ cases }) {
    const { book } = cases
    const competent = competentOffices(cases)

    /** The offices of a message that the hours agreed with `peer` do not let handle it. */
    async function beyondHours(peer: string, m: CaseMessage, c: Case<unknown> | undefined) {
      if (m.test) return []
      const { offices, mode, goods } = visits(m, c?.state as PreArrival | undefined)
      const named = offices.map(({ office }) => office)
      const lacking = await competent.lacking(peer as Country, named, { mode, goods }, m.iat * 1000)
      return offices.filter(({ office }) => lacking.includes(office))
    }

    return {
      routes: preArrivalRoutes(cases),
      projections: [createPreArrivalIndex(cases)],
      find: findPreArrivals(cases),
      due: (name, open) => registrationDue(cases, name, open),

      async admitOwn(message, c) {
        const found = await beyondHours(message.to, message, c)
        const xNotCompetent = [...new Set(found.map(({ office }) => office))]
        const stated = message.context.xNotCompetent
        if (stated !== undefined && JSON.stringify(stated) !== JSON.stringify(xNotCompetent))
          return fault('competence', '/context/xNotCompetent', 'the node writes which offices are not competent')
        if (found[0] === undefined) return undefined
        return REFUSED.includes(message.type) ? unfit(found[0].pointer) : { context: { xNotCompetent } }
      },

      /** What is found of an office only marks a case, and is said by whoever sends; what would be refused is in the case of neither. */
      async admitTheirs(message) {
        if (!REFUSED.includes(message.type)) return undefined
        const { case: c } = await book.foreseen(message.from as Country, message.conversation as MessageId)
        const [first] = c?.procedure === 'pre-arrival' ? await beyondHours(message.from, message, c) : []
        return first && unfit(first.pointer)
      },
    }
  },
}
