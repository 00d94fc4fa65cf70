/** The window side for joint controls: what of a thing that moves or of a crossing was controlled already, and what of it counts here. */
import { partOf } from '../../cases/readable-cases.ts'
import type { Cases } from '../../cases/cases.ts'
import type { components } from '../../generated/window.ts'
import { mayRead, type About } from '../../http/caller.ts'
import { referenceAsked } from '../../message/reference.ts'
import type { WindowRoutes } from '../../http/window-auth.ts'
import { JuxtaError } from '../../values/errors.ts'
import { parseTime, time } from '../../values/time.ts'
import { isCountry } from '../../values/country.ts'
import { isMessageId } from '../../values/id.ts'
import type { Side } from './control-state.ts'
import { createJointControls, type ControlQuestion, type KnownControl } from './joint-controls.ts'

type Schemas = components['schemas']

/** A time of a document in UTC. */
const utc = (text: string): string => time(parseTime(text))

const linksOf = ({ conversation, peer }: { conversation: string; peer: string }): Record<string, string> => ({
  case: `/v1/cases/${conversation}?peer=${peer}`,
  messages: `/v1/messages?conversation=${conversation}`,
})

function controlOf({ control: s, countries, ...c }: KnownControl): Schemas['JointControl'] {
  return {
    conversation: c.conversation,
    peer: c.peer,
    side: c.side,
    crossing: c.crossing,
    control: s.control!,
    phase: s.phase,
    place: s.place,
    start: s.start === null ? null : utc(s.start),
    objectives: [...s.objectives],
    subjects: [...s.subjects],
    record:
      s.record === null
        ? null
        : { digest: s.record.digest, signedBy: s.record.signedBy.map((side) => countries[side]) },
    owed: c.owed.map(({ side, due, subjects, ...o }) => ({
      ...o,
      by: countries[side],
      subjects: [...subjects],
      due: due === null ? null : time(due),
    })),
    without: Object.entries(s.without).map(([key, w]) => {
      const [side, agency] = JSON.parse(key) as [Side, string]
      return { of: countries[side], agency, by: countries[w.by], message: w.id, reason: w.reason }
    }),
    recognition: (['exit', 'entry'] as const).flatMap((side) => {
      const r = s.recognition[side]
      if (r === undefined) return []
      return {
        by: countries[side],
        message: r.id,
        recognised: r.recognised,
        objectives: [...r.objectives],
        subjects: [...r.subjects],
        ...(r.until === undefined ? {} : { until: utc(r.until) }),
        ...(r.reason === undefined ? {} : { reason: r.reason }),
      }
    }),
    seals: c.seals.map(({ at, ...seal }) => ({ ...seal, lastSeen: utc(at) })),
    answers: c.answers.map(({ at, found, ...answer }) => ({
      ...answer,
      found: [...found],
      at: at === null ? null : utc(at),
    })),
    moreAnswers: c.moreAnswers,
    links: linksOf(c),
  }
}

const wrong = (pointer: string, rule: string, detail: string): JuxtaError =>
  new JuxtaError('request-invalid', detail, { pointer, rule })
function questionOf({ objective, seal }: Record<string, string>): ControlQuestion | undefined {
  if (objective === undefined) {
    if (seal !== undefined) throw wrong('/query/seal', 'objective', 'name the objective that is asked about')
    return undefined
  }
  return { objective, seals: seal === undefined ? null : seal.split(',').filter((s) => s !== '') }
}

export function controlRoutes(room: Cases): WindowRoutes {
  const controls = createJointControls(room)
  return {
    async listControls({ caller, query, after, next }) {
      if (!mayRead(caller, { procedure: 'joint-control' }))
        throw new JuxtaError('forbidden', 'the key may not use joint-control', { rule: 'procedure' })
      const { crossing, reference } = query
      const asked = questionOf(query)
      if (crossing !== undefined) {
        const may = (one: About): boolean => mayRead(caller, one)
        const thing = reference === undefined ? undefined : referenceAsked(reference)
        const items = await controls.ofCrossing(crossing, may, partOf(caller), asked, thing)
        return { body: { items: items.map(controlOf), next: null } }
      }
      const limit = Number(query['limit'] ?? 100)
      const place = after(isMessageId, isCountry)
      const page = await (reference === undefined
        ? controls.newest(place, limit, partOf(caller), asked)
        : controls.naming(referenceAsked(reference), place, limit, partOf(caller), asked))
      return { body: { items: page.items.map(controlOf), next: next(page.next) } }
    },
  }
}
