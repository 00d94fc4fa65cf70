/** The window side for the procedure system: offices, routes and editions checked against each neighbour's, who is on duty, what is interrupted, wrong or breached, and whether the two are ready. */
import { JuxtaError, noSuch } from '../../values/errors.ts'
import type { Cases } from '../../cases/cases.ts'
import { breachAt, isLate } from './breaches.ts'
import { correctionAt } from './corrections.ts'
import type { EntryKind } from './entries.ts'
import { createOfficeCheck } from './office-check-view.ts'
import { contactsWith, standingOf } from './on-duty.ts'
import { createReadiness } from './readiness.ts'
import { readinessSpeech } from './readiness-words.ts'
import { regularisedBy } from './interruptions.ts'
import { systemEntriesIn, type Listed } from './entry-table.ts'
import { mayRead, type Caller } from '../../http/caller.ts'
import type { WindowRoutes } from '../../http/window-auth.ts'
import type { Language } from '../../peers/clauses/words.ts'
import type { Peer } from '../../peers/directory.ts'
import { isMessageId } from '../../values/id.ts'
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
  /** A page of what was said of one kind, the newest first. */
  const listed =
    <K extends EntryKind>(kind: K, viewOf: (entry: Listed<K>, now: number) => object): WindowRoutes[string] =>
    async ({ caller, query, after, next }) => {
      reading(caller)
      const limit = Number(query['limit'] ?? 100)
      const found = await systemEntriesIn(store).page(
        kind,
        { peer: query['peer'], id: query['id'] },
        after(isMessageId)?.[0] ?? null,
        limit,
      )
      const last = found.length === limit ? found.at(-1) : undefined
      const now = clock.now()
      return { body: { items: found.map((one) => viewOf(one, now)), next: next(last && [last.name]) } }
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

    listInterruptions: listed('interruption', ({ name: id, peer, view: one }, now) => ({
      ...{ id, peer, country: one.country, what: one.what, scope: one.scope },
      ...{ from: time(one.from), expected: timeOrNull(one.expected), ended: timeOrNull(one.ended) },
      procedure: one.procedure ?? null,
      state: one.what === 'contingency' ? standingOf(one, now) : one.ended === null ? 'open' : 'over',
      regulariseBy: one.what === 'contingency' ? timeOrNull(regularisedBy(one)) : null,
      regularised: one.what === 'contingency' ? timeOrNull(one.regularised) : null,
    })),

    listCorrections: listed('correction', ({ name: id, peer, conversation, view: one }, now) => {
      const { country, procedure, message, pointers, by } = one
      return {
        ...{ id, peer, conversation, country, procedure, message, pointers, correctedBy: by },
        state: correctionAt(one, now),
        ...{ asked: time(one.asked), due: timeOrNull(one.due), answered: timeOrNull(one.answered) },
      }
    }),

    listBreaches: listed('breach', ({ name: id, peer, conversation, view: one }, now) => {
      const { country, procedure, messages, kinds } = one
      return {
        ...{ id, peer, conversation, country, procedure, messages, kinds },
        state: breachAt(one, now),
        late: isLate(one),
        ...{ known: time(one.known), told: time(one.told), due: timeOrNull(one.due) },
        ...{ answerBy: timeOrNull(one.answerBy), answered: timeOrNull(one.answered) },
        ...{ updated: timeOrNull(one.updated), remedied: timeOrNull(one.remedied) },
      }
    }),

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
