/** The window side for the agencies that share an inbox: which subscribes to what. */
import type { Cases } from '../cases/cases.ts'
import { agenciesIn } from '../exchange/agencies.ts'
import type { components } from '../generated/window.ts'
import { mayRead, type Caller } from '../http/caller.ts'
import type { WindowRoutes } from '../http/window-auth.ts'
import type { Subscription } from '../message/agencies.ts'
import { JuxtaError, noSuch } from '../values/errors.ts'
import { newMessageId } from '../values/id.ts'
import { time } from '../values/time.ts'

const view = ({ id, agency, procedure, types, createdAt }: Subscription): components['schemas']['Subscription'] => ({
  id,
  agency,
  procedure,
  ...(types === null ? {} : { types: [...types] }),
  createdAt: time(createdAt),
})

/** Operators subscribe anybody; a key of an agency that agency alone. */
const speaksFor = (caller: Caller, agency: string): boolean => caller.roles.has('operator') || caller.agency === agency

/** Of a procedure, any type of which the caller may see that it passes. */
const subscribes = (caller: Caller, procedure: string): boolean =>
  mayRead({ ...caller, types: null }, { procedure }, 'facts')

export function subscriptionRoutes({ node: { clock, store }, procedures }: Cases): WindowRoutes {
  const agencies = agenciesIn(store)
  return {
    async listSubscriptions({ caller }) {
      const { agency } = caller
      const all = await agencies.subscriptions()
      const own = all.filter((s) => (agency === null || s.agency === agency) && subscribes(caller, s.procedure))
      return { body: { items: own.map(view), next: null } }
    },

    async subscribe({ caller, json, about }) {
      const { agency, procedure, types } = json() as { agency: string; procedure: string; types?: string[] }
      if (!speaksFor(caller, agency))
        throw new JuxtaError('forbidden', `the key ${caller.name} does not speak for ${agency}`, {
          pointer: '/agency',
          rule: 'agency',
        })
      if (procedures.newest(procedure) === undefined)
        throw new JuxtaError('request-invalid', `there is no procedure ${procedure}`, {
          pointer: '/procedure',
          rule: 'known',
        })
      if (!subscribes(caller, procedure))
        throw new JuxtaError('forbidden', `the key ${caller.name} may not read ${procedure}`, {
          pointer: '/procedure',
          rule: 'procedure',
        })
      const unknown = (types ?? []).findIndex((type) => procedures.type(procedure, type) === undefined)
      if (unknown >= 0)
        throw new JuxtaError('request-invalid', `the procedure ${procedure} has no message type ${types![unknown]}`, {
          pointer: `/types/${unknown}`,
          rule: 'known',
        })
      const row: Subscription = {
        id: newMessageId(clock.now()),
        agency,
        procedure,
        types: types ?? null,
        createdAt: clock.now(),
      }
      about(row.id)
      await agencies.subscribe(row)
      return { status: 201, body: view(row) }
    },

    async unsubscribe({ caller, params }) {
      const there = (await agencies.subscriptions()).find((s) => s.id === params['id'])
      const may = there !== undefined && speaksFor(caller, there.agency) && subscribes(caller, there.procedure)
      if (!may || !(await agencies.unsubscribe(there.id))) throw noSuch('subscription')
      return { status: 204 }
    },
  }
}
