/** The window side for mutual assistance: its register with due dates, for the special role and nobody else. */
import { JuxtaError } from '../../values/errors.ts'
import type { AssistanceState } from './assistance-state.ts'
import { partOf } from '../../cases/readable-cases.ts'
import type { Cases } from '../../cases/cases.ts'
import { registerPage, type RegisterEntry } from './assistance-register.ts'
import type { components } from '../../generated/window.ts'
import { parseTime, time } from '../../values/time.ts'
import { mayRead } from '../../http/caller.ts'
import type { WindowRoutes } from '../../http/window-auth.ts'
import { isCountry } from '../../values/country.ts'
import { isMessageId } from '../../values/id.ts'

type Schemas = components['schemas']

function entryOf({ due, postponedUntil, retainUntil, openedAt, ...e }: RegisterEntry): Schemas['AssistanceEntry'] {
  return {
    ...e,
    // The register holds cases that were opened; the state before is never shown.
    state: e.state as Schemas['AssistanceState'],
    openedAt: time(openedAt),
    ...(due === undefined ? {} : { due: time(due) }),
    ...(postponedUntil === undefined ? {} : { postponedUntil: time(postponedUntil) }),
    ...(retainUntil === undefined ? {} : { retainUntil: time(retainUntil) }),
    links: {
      case: `/v1/cases/${e.conversation}?peer=${e.peer}`,
      messages: `/v1/messages?conversation=${e.conversation}`,
    },
  }
}

export function assistanceRoutes({ node }: Cases): WindowRoutes {
  return {
    async listAssistance({ caller, query, after, next }) {
      if (!mayRead(caller, { procedure: 'assistance' }))
        throw new JuxtaError('forbidden', 'the key may not read assistance', { rule: 'procedure' })
      const page = await registerPage(node, after(isMessageId, isCountry), Number(query['limit'] ?? 100), {
        whole: partOf(caller),
        ...(query['peer'] === undefined ? {} : { peer: query['peer'] }),
        ...(query['state'] === undefined ? {} : { state: query['state'] as AssistanceState }),
        ...(query['role'] === undefined ? {} : { role: query['role'] as 'requesting' | 'requested' }),
        ...(query['dueBefore'] === undefined ? {} : { dueBefore: parseTime(query['dueBefore']) }),
      })
      return { body: { items: page.items.map(entryOf), next: next(page.next) } }
    },
  }
}
