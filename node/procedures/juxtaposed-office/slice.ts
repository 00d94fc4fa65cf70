/** Juxtaposed offices: the procedure, and the board of movements. */
import { roleOf } from '../../cases/case-message.ts'
import type { Country } from '../../values/country.ts'
import type { MessageId } from '../../values/id.ts'
import type { Slice } from '../slice.ts'
import { absentAgency, offDuty } from './competence.ts'
import { findMovements } from './find-movements.ts'
import { juxtaposedOffice } from './juxtaposed-office.ts'
import { movementRoutes } from './movement-routes.ts'
import { mayBegin, type Bodies, type JuxtaposedOffice, type Office, type Side } from './office-state.ts'

export const juxtaposedOfficeSlice: Slice = {
  ...juxtaposedOffice,
  open: ({ cases }) => ({
    routes: movementRoutes(cases),
    find: findMovements(cases),
    async admitOwn(message, c) {
      const { type, body, to } = message
      const officeIn = async (named: string): Promise<Office | null> => {
        const { case: known } = await cases.book.foreseen(to as Country, named as MessageId)
        return known?.procedure === 'juxtaposed-office' ? (known.state as JuxtaposedOffice).office : null
      }
      const begins = type === 'exit-completed' ? (body as Bodies['exit-completed']) : undefined
      const state = c?.state as JuxtaposedOffice | undefined
      const named = begins?.xOfficeCase ?? state?.movement?.officeCase ?? undefined
      const office = named === undefined ? (state?.office ?? null) : await officeIn(named)
      if (begins?.xOfficeCase !== undefined) {
        const fault = mayBegin(office, begins)
        if (fault) return fault
      }
      if (office === null) return undefined
      const side = type === 'exit-completed' ? 'exit' : ((c && roleOf(c.roles, message.from)) as Side | undefined)
      if (side === undefined) return undefined
      return (
        (type === 'exit-completed' || type === 'entry-started' ? absentAgency(office, side, message) : undefined) ??
        (juxtaposedOffice.types[type]?.by === 'person'
          ? offDuty(office, side, message, cases.node.clock.now())
          : undefined)
      )
    },
  }),
}
