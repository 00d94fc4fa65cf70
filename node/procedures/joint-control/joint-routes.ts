/** The window side for what two countries do at one place: joint controls, juxtaposed offices and the board of their movements. */
import type { Request } from '../../http/server.ts'
import { JuxtaError } from '../../values/errors.ts'
import { isMessageId, type MessageId } from '../../values/ids.ts'
import type { Stage } from '../juxtaposed-office/juxtaposed-office.ts'
import type { ControlQuestion, JointControls, KnownControl } from './joint-controls.ts'
import type { KnownMovement, KnownOffice, Movements, MovementState } from '../juxtaposed-office/movements.ts'
import type { components } from '../../generated/window.ts'
import { parseTime, time } from '../../values/time.ts'
import type { Handler, Incoming } from '../../http/server.ts'
import { mayUse, type Caller } from '../../http/window-auth.ts'

export type JointRouteNeeds = {
  readonly controls: JointControls
  readonly movements: Movements
  caller(request: Request): Caller
}

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
    answers: c.answers.map(({ at, ...answer }) => ({ ...answer, at: at === null ? null : utc(at) })),
    links: linksOf(c),
  }
}

function officeOf({ office: o, countries, ...c }: KnownOffice): Schemas['JuxtaposedOffice'] {
  const s = o.suspension
  return {
    office: o.id,
    conversation: c.conversation,
    peer: c.peer,
    side: c.side,
    state: c.standing,
    dossiers: (['exit', 'entry'] as const).flatMap((side) => {
      const d = o.dossiers[side]
      if (d === undefined) return []
      return {
        by: countries[side],
        message: d.id,
        version: d.version,
        agreed: o.agreed[side === 'exit' ? 'entry' : 'exit'] ?? null,
        zones: [...d.zones],
        validFrom: utc(d.from),
        validTo: d.to === undefined ? null : utc(d.to),
      }
    }),
    suspension:
      s === null
        ? null
        : {
            by: countries[s.side],
            message: s.id,
            reason: s.reason,
            from: utc(s.from),
            until: s.until === undefined ? null : utc(s.until),
            ends: s.ends,
            exceptions: Object.entries(s.exceptions).map(([movement, ends]) => ({ movement, ends })),
          },
    links: { ...linksOf(c), movements: `/v1/movements?office=${encodeURIComponent(o.id)}` },
  }
}

function movementOf({ movement: m, countries, ...c }: KnownMovement): Schemas['Movement'] {
  return {
    conversation: c.conversation,
    peer: c.peer,
    side: c.side,
    crossing: c.crossing,
    office: m.office,
    officeCase: c.officeCase,
    zone: m.zone,
    lane: m.lane,
    state: c.state,
    subjects: Object.entries(m.subjects).map(([key, { stage, since, by, detained, readmitted }]) => {
      return { key, stage, since: utc(since), message: by, detained, readmitted }
    }),
    incidents: Object.entries(m.incidents).map(([message, { side, at, zone, law }]) => {
      return { message, by: countries[side], at: utc(at), zone, lawApplied: law }
    }),
    flags: [...c.flags],
    ending: c.ending,
    links: linksOf(c),
  }
}

const wrong = (pointer: string, rule: string, detail: string): JuxtaError =>
  new JuxtaError('request-invalid', detail, { pointer, rule })
const cursorText = (text: string | null): string | null =>
  text === null ? null : Buffer.from(text).toString('base64url')

/** A cursor comes back from outside: one that is not ours is refused. */
function cursorOf(after: string | undefined): string | null {
  if (after === undefined) return null
  const text = Buffer.from(after, 'base64url').toString('utf8')
  if (cursorText(text) !== after || text === '' || text.includes('\0'))
    throw wrong('/query/after', 'cursor', 'the cursor is none that was given out')
  return text
}
function placeOf(after: string | undefined): MessageId | null {
  const text = cursorOf(after)
  if (text !== null && !isMessageId(text))
    throw wrong('/query/after', 'cursor', 'the cursor is none that was given out')
  return text
}

function questionOf({ objective, seal }: Record<string, string>): ControlQuestion | undefined {
  if (objective === undefined) {
    if (seal !== undefined) throw wrong('/query/seal', 'objective', 'name the objective that is asked about')
    return undefined
  }
  return { objective, seals: seal === undefined ? null : seal.split(',').filter((s) => s !== '') }
}

export function jointRoutes(needs: JointRouteNeeds, route: (id: string, handler: Handler) => void): void {
  const { controls, movements } = needs
  const allowed = ({ request }: Incoming, procedure: string): void => {
    if (!mayUse(needs.caller(request), procedure))
      throw new JuxtaError('forbidden', `the key may not use ${procedure}`, { rule: 'procedure' })
  }

  route('listControls', async (incoming) => {
    allowed(incoming, 'joint-control')
    const { query, request } = incoming
    const { crossing, equipment } = query
    const asked = questionOf(query)
    if (crossing !== undefined) {
      const may = (procedure: string): boolean => mayUse(needs.caller(request), procedure)
      const items = await controls.ofCrossing(crossing, may, asked, equipment)
      return { body: { items: items.map(controlOf), next: null } }
    }
    if (equipment === undefined) throw wrong('/query/equipment', 'subject', 'name an equipment or a crossing')
    const limit = Number(query['limit'] ?? 100)
    const page = await controls.ofEquipment(equipment, placeOf(query['after']), limit, asked)
    return { body: { items: page.items.map(controlOf), next: cursorText(page.next) } }
  })

  route('listJuxtaposedOffices', async (incoming) => {
    allowed(incoming, 'juxtaposed-office')
    const { query } = incoming
    const { office } = query
    if (office !== undefined) return { body: { items: (await movements.officesOf(office)).map(officeOf), next: null } }
    const page = await movements.offices(cursorOf(query['after']), Number(query['limit'] ?? 100))
    return { body: { items: page.items.map(officeOf), next: cursorText(page.next) } }
  })

  route('listMovements', async (incoming) => {
    allowed(incoming, 'juxtaposed-office')
    const { query } = incoming
    const page = await movements.at(query['office']!, placeOf(query['after']), Number(query['limit'] ?? 100), {
      ...(query['peer'] === undefined ? {} : { peer: query['peer'] }),
      ...(query['state'] === undefined ? {} : { state: query['state'] as MovementState }),
      ...(query['stage'] === undefined ? {} : { stage: query['stage'] as Stage }),
    })
    return { body: { items: page.items.map(movementOf), next: cursorText(page.next) } }
  })
}
