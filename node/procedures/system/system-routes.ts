/** The window side for the procedure system: offices and routes checked against each neighbour's. */
import { JuxtaError } from '../../values/errors.ts'
import type { Cases } from '../../cases/cases.ts'
import { createOfficeCheck } from './office-check-view.ts'
import { mayRead } from '../../http/caller.ts'
import type { WindowRoutes } from '../../http/window-auth.ts'

export function systemRoutes(room: Cases): WindowRoutes {
  const check = createOfficeCheck(room)
  return {
    async checkOffices({ caller, query }) {
      if (!mayRead(caller, { procedure: 'system' }, 'facts'))
        throw new JuxtaError('forbidden', 'the key may not read system', { rule: 'procedure' })
      return { body: { items: await check(query['peer']), next: null } }
    },
  }
}
