/** The window side for the procedure system: offices and routes checked against each neighbour's. */
import type { Request } from '../../http/server.ts'
import { JuxtaError } from '../../values/errors.ts'
import type { OfficeCheck } from './office-check-view.ts'
import type { Handler } from '../../http/server.ts'
import { mayUse, type Caller } from '../../http/window-auth.ts'

export type SystemRouteNeeds = {
  checkOffices(peer: string | undefined): Promise<OfficeCheck[]>
  caller(request: Request): Caller
}

export function systemRoutes(needs: SystemRouteNeeds, route: (id: string, handler: Handler) => void): void {
  route('checkOffices', async ({ request, query }) => {
    if (!mayUse(needs.caller(request), 'system'))
      throw new JuxtaError('forbidden', 'the key may not read system', { rule: 'procedure' })
    return { body: { items: await needs.checkOffices(query['peer']), next: null } }
  })
}
