/** The window side for the procedure system: offices and routes checked against each neighbour's. */
import type { FastifyRequest } from 'fastify'
import { JuxtaError } from '../errors.ts'
import type { OfficeCheck } from '../views/office-check.ts'
import type { Handler } from './server.ts'
import { mayUse, type Caller } from './window-auth.ts'

export type SystemRouteNeeds = {
  checkOffices(peer: string | undefined): Promise<OfficeCheck[]>
  caller(request: FastifyRequest): Caller
}

export function systemRoutes(needs: SystemRouteNeeds, route: (id: string, handler: Handler) => void): void {
  route('checkOffices', async ({ request, query }) => {
    if (!mayUse(needs.caller(request), 'system'))
      throw new JuxtaError('forbidden', 'the key may not read system', { rule: 'procedure' })
    return { body: { items: await needs.checkOffices(query['peer']), next: null } }
  })
}
