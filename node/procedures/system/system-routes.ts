/** The window side for the procedure system: offices, routes and editions checked against each neighbour's, who is on duty, what is interrupted or to be corrected, and whether the two are ready. */
import { JuxtaError, noSuch } from '../../values/errors.ts'
import type { Cases } from '../../cases/cases.ts'
import { correctionAt } from './corrections.ts'
import { createOfficeCheck } from './office-check-view.ts'
import { contactsWith, correctionsWith, interruptionsWith, standingOf } from './on-duty.ts'
import { createReadiness } from './readiness.ts'
import { readinessSpeech } from './readiness-words.ts'
import { regularisedBy } from './system.ts'
import { mayRead, type Caller } from '../../http/caller.ts'
import type { WindowRoutes } from '../../http/window-auth.ts'
import type { Language } from '../../peers/clauses/words.ts'
import type { Peer } from '../../peers/directory.ts'
import { time, timeOfSeconds } from '../../values/time.ts'

const timeOrNull = (ms: number | null): string | null => (ms === null ? null : time(ms))

/** Fails with `forbidden`. */
function reading(caller: Caller): void {
  if (!mayRead(caller, { procedure: 'system' }, 'facts'))
    throw new JuxtaError('forbidden', 'the key may not read system', { rule: 'procedure' })
}

export function systemRoutes(room: Cases): WindowRoutes {
  const { country, clock, directory, store } = room.node
  const check = createOfficeCheck(room)
  const readiness = createReadiness(room)
  /** What is agreed may have been written a moment ago, by another replica. */
  const peers = async (only: string | undefined): Promise<Peer[]> => {
    await directory.refresh()
    return directory.all().filter((peer) => only === undefined || peer.country === only)
  }
  return {
    async checkOffices({ caller, query }) {
      reading(caller)
      return { body: { items: await check(query['peer']), next: null } }
    },

    async listContacts({ caller, query }) {
      reading(caller)
      const items = []
      for (const peer of await peers(query['peer']))
        for (const { said, ...stated } of await contactsWith(store, country, peer, clock.now()))
          items.push({ peer: peer.country, ...stated, statedAt: timeOfSeconds(said) })
      return { body: { items, next: null } }
    },

    async listInterruptions({ caller, query }) {
      reading(caller)
      const items = []
      for (const peer of await peers(query['peer']))
        for (const one of await interruptionsWith(store, peer.country))
          items.push({
            ...{ id: one.id, peer: peer.country, country: one.country, what: one.what, scope: one.scope },
            ...{ from: time(one.from), expected: timeOrNull(one.expected), ended: timeOrNull(one.ended) },
            procedure: one.procedure ?? null,
            state: one.what === 'contingency' ? standingOf(one, clock.now()) : one.ended === null ? 'open' : 'over',
            regulariseBy: one.what === 'contingency' ? timeOrNull(regularisedBy(one)) : null,
            regularised: one.what === 'contingency' ? timeOrNull(one.regularised) : null,
          })
      return { body: { items, next: null } }
    },

    async listCorrections({ caller, query }) {
      reading(caller)
      const items = []
      for (const peer of await peers(query['peer']))
        for (const one of await correctionsWith(store, peer.country)) {
          const { id, conversation, country, procedure, message, pointers, by } = one
          items.push({
            ...{ id, peer: peer.country, conversation, country, procedure, message, pointers, correctedBy: by },
            state: correctionAt(one, clock.now()),
            ...{ asked: time(one.asked), due: timeOrNull(one.due), answered: timeOrNull(one.answered) },
          })
        }
      return { body: { items, next: null } }
    },

    async checkReadiness({ params, query }) {
      const [peer] = await peers(params['country'])
      if (peer === undefined) throw noSuch('peer', 'country')
      const items = await readiness(peer)
      const speech = readinessSpeech((query['language'] ?? 'en') as Language)
      return {
        body: {
          peer: peer.country,
          ready: items.every(({ met }) => met),
          items: items.map((item) => ({ ...item, detail: item.detail(speech) })),
        },
      }
    },
  }
}
