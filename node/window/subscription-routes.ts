/** The window side for the agencies that share an inbox: which subscribes to what. */
import type { Request } from '../http/server.ts'
import { JuxtaError } from '../values/errors.ts'
import { newMessageId, type MessageId } from '../values/ids.ts'
import type { AgencyStore, Subscription } from '../message/agencies.ts'
import { PROCEDURES } from '../procedures/procedures.ts'
import type { components } from '../generated/window.ts'
import { time } from '../values/time.ts'
import type { Answer, Handler } from '../http/server.ts'
import { mayUse, type Caller } from '../http/window-auth.ts'

export type SubscriptionNeeds = {
  readonly agencies: AgencyStore
  caller(request: Request): Caller
  now(): number
}

const view = ({ id, agency, procedure, types, createdAt }: Subscription): components['schemas']['Subscription'] => ({
  id,
  agency,
  procedure,
  ...(types === null ? {} : { types: [...types] }),
  createdAt: time(createdAt),
})

/** Operators subscribe anybody; a key of an agency that agency alone. */
const speaksFor = (caller: Caller, agency: string): boolean => caller.roles.has('operator') || caller.agency === agency

export function subscriptionRoutes(needs: SubscriptionNeeds, route: (id: string, handler: Handler) => void): void {
  const { agencies } = needs

  route('listSubscriptions', async ({ request }) => {
    const { agency } = needs.caller(request)
    const all = await agencies.subscriptions()
    return { body: { items: all.filter((s) => agency === null || s.agency === agency).map(view), next: null } }
  })

  route('subscribe', async ({ request, json }): Promise<Answer> => {
    const caller = needs.caller(request)
    const { agency, procedure, types } = json() as { agency: string; procedure: string; types?: string[] }
    if (!speaksFor(caller, agency))
      throw new JuxtaError('forbidden', `the key ${caller.name} does not speak for ${agency}`, {
        pointer: '/agency',
        rule: 'agency',
      })
    if (PROCEDURES.newest(procedure) === undefined)
      throw new JuxtaError('request-invalid', `there is no procedure ${procedure}`, {
        pointer: '/procedure',
        rule: 'known',
      })
    if (!caller.roles.has('operator') && !mayUse(caller, procedure))
      throw new JuxtaError('forbidden', `the key ${caller.name} may not read ${procedure}`, {
        pointer: '/procedure',
        rule: 'procedure',
      })
    const unknown = (types ?? []).findIndex((type) => PROCEDURES.type(procedure, type) === undefined)
    if (unknown >= 0)
      throw new JuxtaError('request-invalid', `the procedure ${procedure} has no message type ${types![unknown]}`, {
        pointer: `/types/${unknown}`,
        rule: 'known',
      })
    const row: Subscription = {
      id: newMessageId(needs.now()),
      agency,
      procedure,
      types: types ?? null,
      createdAt: needs.now(),
    }
    await agencies.subscribe(row)
    return { status: 201, body: view(row) }
  })

  route('unsubscribe', async ({ request, params }): Promise<Answer> => {
    const caller = needs.caller(request)
    const there = (await agencies.subscriptions()).find((s) => s.id === params['id'])
    if (!there || !speaksFor(caller, there.agency) || !(await agencies.unsubscribe(params['id'] as MessageId)))
      throw new JuxtaError('not-found', 'there is no such subscription')
    return { status: 204 }
  })
}
