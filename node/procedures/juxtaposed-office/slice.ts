/** Juxtaposed offices: the procedure, and the board of movements. */
import type { Country } from '../../values/country.ts'
import type { MessageId } from '../../values/id.ts'
import type { Slice } from '../slice.ts'
import { findMovements } from './find-movements.ts'
import { juxtaposedOffice } from './juxtaposed-office.ts'
import { movementRoutes } from './movement-routes.ts'
import { mayBegin, type Bodies, type JuxtaposedOffice } from './office-state.ts'

export const juxtaposedOfficeSlice: Slice = {
  ...juxtaposedOffice,
  open: ({ cases }) => ({
    routes: movementRoutes(cases),
    find: findMovements(cases),
    async admitOwn({ type, body, to }) {
      const { xOfficeCase } = (body ?? {}) as Partial<Bodies['exit-completed']>
      if (type !== 'exit-completed' || xOfficeCase === undefined) return undefined
      const { case: office } = await cases.book.foreseen(to as Country, xOfficeCase as MessageId)
      const state = office?.procedure === 'juxtaposed-office' ? (office.state as JuxtaposedOffice) : null
      return mayBegin(state?.office ?? null, body as Bodies['exit-completed'])
    },
  }),
}
