/**
 * Pre-arrival (SAFE Pillar 1, UCC-DA 105 ff.): what is announced, judged, stopped, moved, controlled and released, per subject and agency.
 * Longer than most files, because one table of 31 messages is easier to check against the design page than three.
 */
import { fault, isFault, subjectKey, type CaseFault, type CaseMessage, type Subject } from '../engine/case-message.ts'
import type { components } from '../api/pre-arrival.ts'
import { at, defineProcedure } from '../engine/define.ts'
import { lodgingDeadline, type Declaration } from './deadlines.ts'
import type { Case, Due, Procedure } from '../engine/procedure.ts'
import { change, defined, get, put, type Rec } from '../engine/state-record.ts'

type Bodies = components['schemas']

export type Lodgement = 'none' | 'lodged' | 'registered' | 'rejected' | 'amended' | 'invalidated' | 'lapsed'
export type Risk = 'pending' | 'referred' | 'complete'
export type Movement =
  'expected' | 'exited' | 'arrived' | 'presented' | 'left' | 'returned' | 'diverted' | 'not-arrived'
export type Disposal = 'open' | 'control' | 'released' | 'conditional' | 'refused' | 'seized' | 'destroyed' | 'returned'

export type SubjectState = {
  readonly subject: Subject | null
  /** The version of the declaration that touched it last. */
  readonly since: number
  readonly risk: Risk
  readonly movement: Movement
  /** By agency; `open` where an agency is not named. */
  readonly disposal: Rec<Disposal>
}

export type DoNotLoad = {
  readonly id: string
  readonly agency: string
  /** Seconds since 1970 at which it was signed. */
  readonly issued: number
  readonly subjects: readonly string[]
  readonly answers: readonly { id: string; outcome: string; at?: string }[]
  readonly lifted?: string
}

type Request = { kind: 'information' | 'screening'; subjects: readonly string[]; answered: boolean; limit?: string }
type Amendment = { subjects: readonly string[] | null; declaration: Declaration | null }

export type PreArrival = {
  readonly lodgement: Lodgement
  /** How often it was amended: the n of amended(n). */
  readonly amendments: number
  readonly version: number
  /** The id of the message that lodged it, and when it was signed (seconds). */
  readonly lodgedBy: string | null
  readonly lodgedAt: number
  readonly declaration: Declaration | null
  readonly mrn: string | null
  readonly agencies: readonly string[]
  readonly subjects: Rec<SubjectState>
  readonly amending: Rec<Amendment>
  readonly invalidating: readonly string[]
  readonly requests: Rec<Request>
  readonly doNotLoad: Rec<DoNotLoad>
  /** Functional errors by the message that they are about. */
  readonly rejections: Rec<string>
  /** Facts that came late or against the order of things, accepted all the same: `rule:message id`. */
  readonly flags: readonly string[]
}

const EMPTY: PreArrival = {
  lodgement: 'none',
  amendments: 0,
  version: 0,
  lodgedBy: null,
  lodgedAt: 0,
  declaration: null,
  mrn: null,
  agencies: ['customs'],
  subjects: {},
  amending: {},
  invalidating: [],
  requests: {},
  doNotLoad: {},
  rejections: {},
  flags: [],
}

const FINAL: readonly Disposal[] = ['released', 'refused', 'seized', 'destroyed', 'returned']
const HERE: readonly Movement[] = ['arrived', 'presented', 'left', 'returned']

/** What a declaration is about: what its context names, or its containers, transport documents or goods items, or all of it. */
export function subjectsOf(declaration: Declaration | null, named: readonly Subject[] | undefined): Subject[] {
  if (named && named.length > 0) return [...named]
  const equipment = declaration?.goodsShipment?.consignment?.transportEquipment ?? []
  if (equipment.length > 0) return equipment.map(({ id }) => ({ transportEquipment: { id } }))
  const documents = declaration?.xTransportDocument ?? []
  if (documents.length > 0) return documents.map((d) => ({ xTransportDocument: d }))
  const items = declaration?.goodsShipment?.governmentAgencyGoodsItem ?? []
  return items.map(({ sequenceNumeric }) => ({ governmentAgencyGoodsItem: { sequenceNumeric } }))
}

const live = (s: PreArrival): boolean => s.lodgement === 'registered' || s.lodgement === 'amended'
const refuse = (rule: string, reason: string, pointer = '/type'): CaseFault => fault(rule, pointer, reason)
const flag = (s: PreArrival, rule: string, m: CaseMessage): PreArrival => ({
  ...s,
  flags: [...s.flags, `${rule}:${m.id}`],
})

/** The keys of the subjects that a message is about (all of the case, where it names none), or the one that the case does not know. */
function about(s: PreArrival, m: CaseMessage, inBody?: readonly Subject[]): string[] | CaseFault {
  const named = inBody ?? m.context.xSubject
  if (named === undefined || named.length === 0) return Object.keys(s.subjects)
  const keys = named.map(subjectKey)
  const unknown = keys.findIndex((key) => get(s.subjects, key) === undefined)
  if (unknown < 0) return [...new Set(keys)]
  const pointer = inBody ? `/document/xSubject/${unknown}` : `/context/xSubject/${unknown}`
  return refuse('unknown-subject', 'the declaration has no such subject', pointer)
}

const fresh = (subject: Subject | null, since: number): SubjectState => ({
  subject,
  since,
  risk: 'pending',
  movement: 'expected',
  disposal: {},
})

/** The subjects of a new version: those it touches are judged again, new ones join, none is forgotten. */
function touch(s: PreArrival, version: number, keys: readonly string[], added: readonly Subject[]): Rec<SubjectState> {
  let subjects = change(s.subjects, keys, (was) => ({
    ...(was ?? fresh(null, version)),
    since: version,
    risk: 'pending' as const,
  }))
  for (const subject of added) {
    const key = subjectKey(subject)
    if (get(subjects, key) === undefined) subjects = put(subjects, key, fresh(subject, version))
  }
  return subjects
}

function lodge(s: PreArrival, m: CaseMessage<Declaration> & { body: Declaration }): PreArrival | CaseFault {
  const again = s.lodgement === 'none' || s.lodgement === 'rejected'
  const follows = s.declaration?.xEffect === 'advance-information' && m.body.xEffect !== 'advance-information'
  if (!again && !(follows && s.lodgement !== 'invalidated' && s.lodgement !== 'lapsed'))
    return refuse('already-lodged', 'the case has its declaration; amend it')
  const named = subjectsOf(m.body, m.context.xSubject)
  const version = s.version + 1
  const keys = named.map(subjectKey)
  const subjects =
    named.length === 0
      ? { all: { ...fresh(null, version), ...pick(get(s.subjects, 'all')), since: version } }
      : touch(
          s,
          version,
          keys.filter((key) => get(s.subjects, key) !== undefined),
          named,
        )
  return { ...s, lodgement: 'lodged', version, lodgedBy: m.id, lodgedAt: m.iat, declaration: m.body, subjects }
}

const pick = (was: SubjectState | undefined): Partial<SubjectState> =>
  was ? { movement: was.movement, disposal: was.disposal } : {}

function amend(s: PreArrival, a: Amendment): PreArrival {
  const version = s.version + 1
  const keys = a.subjects ?? Object.keys(s.subjects)
  const added = a.declaration ? subjectsOf(a.declaration, undefined) : []
  const subjects = touch(s, version, keys, added)
  const declaration = a.declaration ?? s.declaration
  return { ...s, lodgement: 'amended', amendments: s.amendments + 1, version, declaration, subjects }
}

/** Moves the subjects on from one of `from`; `late` are states in which the fact is only noted and flagged. */
function move(
  s: PreArrival,
  m: CaseMessage,
  inBody: readonly Subject[] | undefined,
  to: Movement,
  from: readonly Movement[],
  late: readonly Movement[] = [],
): PreArrival | CaseFault {
  const keys = about(s, m, inBody)
  if (isFault(keys)) return keys
  if (s.version === 0) return refuse('not-lodged', 'nothing was declared')
  const states = keys.map((key) => get(s.subjects, key)!.movement)
  const wrong = states.find((was) => !from.includes(was) && !late.includes(was))
  if (wrong !== undefined) return refuse('movement', `${m.type} does not follow ${wrong}`)
  const moved = {
    ...s,
    subjects: change(s.subjects, keys, (was) => (from.includes(was!.movement) ? { ...was!, movement: to } : was!)),
  }
  return states.some((was) => late.includes(was)) ? flag(moved, 'late', m) : moved
}

/** Sets the disposal of an agency, where its decision on each subject is still open to it. */
function dispose(
  s: PreArrival,
  m: CaseMessage,
  body: { xAgency?: string; xSubject?: readonly Subject[] },
  to: Disposal,
  from: readonly Disposal[],
  rule: string,
): PreArrival | CaseFault {
  if (!live(s)) return refuse('not-registered', 'there is no registered declaration to decide on')
  const keys = about(s, m, body.xSubject)
  if (isFault(keys)) return keys
  const agency = body.xAgency ?? m.context.xAgency ?? 'customs'
  if (!s.agencies.includes(agency))
    return refuse(
      'unknown-agency',
      'this agency does not decide here',
      body.xAgency ? '/document/xAgency' : '/context/xAgency',
    )
  for (const key of keys) {
    const was = get(get(s.subjects, key)!.disposal, agency) ?? 'open'
    if (!from.includes(was))
      return refuse(FINAL.includes(was) ? 'disposal-final' : rule, `${m.type} does not follow ${was}`)
  }
  const subjects = change(s.subjects, keys, (was) => {
    const disposal = put(was!.disposal, agency, to)
    const free = s.agencies.every((name) => get(disposal, name) === 'released')
    return { ...was!, disposal, movement: free && was!.movement === 'presented' ? 'left' : was!.movement }
  })
  return { ...s, subjects }
}

/** Release needs the goods at hand: they have arrived or been presented. */
function absent(s: PreArrival, m: CaseMessage, inBody: readonly Subject[] | undefined): CaseFault | undefined {
  const keys = about(s, m, inBody)
  if (isFault(keys)) return keys
  const away = keys.some((key) => !['arrived', 'presented'].includes(get(s.subjects, key)!.movement))
  return away ? refuse('not-arrived', 'the goods have not arrived') : undefined
}

function ask(kind: Request['kind']) {
  return (s: PreArrival, m: CaseMessage & { body: Bodies['information-request'] }): PreArrival | CaseFault => {
    if (!live(s) && s.lodgement !== 'lodged') return refuse('not-lodged', 'nothing was declared')
    const keys = about(s, m, m.body.xSubject)
    if (isFault(keys)) return keys
    const request: Request = defined({ kind, subjects: keys, answered: false, limit: m.body.xLimit })
    const subjects = change(s.subjects, keys, (was) => ({ ...was!, risk: 'referred' as const }))
    return { ...s, subjects, requests: put(s.requests, m.id, request) }
  }
}

function answer(kind: Request['kind']) {
  return (s: PreArrival, m: CaseMessage & { body: { xFinal?: boolean } }): PreArrival | CaseFault => {
    const request = m.ref === undefined ? undefined : get(s.requests, m.ref)
    if (request?.kind !== kind) return refuse('no-request', `it answers no ${kind} request of this case`, '/ref')
    if (request.answered) return refuse('answered', 'the request has its final answer', '/ref')
    if (m.body.xFinal === false) return s
    const requests = put(s.requests, m.ref!, { ...request, answered: true })
    const waiting = new Set(Object.values(requests).flatMap((r) => (r.answered ? [] : r.subjects)))
    const subjects = change(s.subjects, request.subjects, (was, key) =>
      was!.risk === 'referred' && !waiting.has(key) ? { ...was!, risk: 'pending' as const } : was!,
    )
    return { ...s, subjects, requests }
  }
}

function judge(s: PreArrival, m: CaseMessage & { body: Bodies['risk-outcome'] }): PreArrival | CaseFault {
  if (!live(s)) return refuse('not-registered', 'there is no registered declaration to judge')
  const judged = Number(m.body.declaration.versionId)
  const pointer = '/document/declaration/versionId'
  if (judged > s.version) return refuse('unknown-version', 'the declaration has no such version', pointer)
  const named = m.body.xSubject ?? m.body.xResults?.flatMap((r) => r.subject ?? [])
  const keys = about(s, m, named && named.length > 0 ? named : undefined)
  if (isFault(keys)) return keys
  const current = keys.filter((key) => get(s.subjects, key)!.since <= judged)
  if (current.length === 0)
    return refuse('outdated-version', 'a later version has touched every subject it judges', pointer)
  if (!m.body.xComplete) return s
  return { ...s, subjects: change(s.subjects, current, (was) => ({ ...was!, risk: 'complete' as const })) }
}

const stop = (s: PreArrival, m: CaseMessage & { body: Bodies['do-not-load'] }): PreArrival => {
  const agency = m.context.xAgency ?? 'customs'
  const order: DoNotLoad = { id: m.id, agency, issued: m.iat, subjects: m.body.xSubject.map(subjectKey), answers: [] }
  return { ...s, doNotLoad: put(s.doNotLoad, m.id, order) }
}

const orderOf = (s: PreArrival, m: CaseMessage): DoNotLoad | CaseFault =>
  (m.ref === undefined ? undefined : get(s.doNotLoad, m.ref)) ??
  refuse('no-do-not-load', 'it names no do-not-load of this case', '/ref')

/** The orders that forbid loading `key` now. */
export const standing = (s: PreArrival, key: string): DoNotLoad[] =>
  Object.values(s.doNotLoad).filter((d) => d.lifted === undefined && (d.subjects.includes(key) || key === 'all'))

/** Whether every subject has a final disposal of each agency that must decide, or will never need one. */
export const isClosed = (s: PreArrival): boolean =>
  s.lodgement === 'invalidated' ||
  s.lodgement === 'lapsed' ||
  (s.version > 0 &&
    Object.values(s.subjects).every((subject) =>
      s.agencies.every((agency) => FINAL.includes(get(subject.disposal, agency) ?? 'open')),
    ))

/** Milliseconds from the signature of a do-not-load to the carrier having it; undefined while nobody has said so. */
export function timeToCarrier(order: DoNotLoad): number | undefined {
  const told = order.answers.find((a) => a.at !== undefined && (a.outcome === 'relayed' || a.outcome === 'executed'))
  return told === undefined ? undefined : at(told.at) - order.issued * 1000
}

/** The fault of a declaration that names an office which nobody knows here. The receiver answers it with `rejected`. */
export function unknownOffice(declaration: Declaration, known: ReadonlySet<string>): CaseFault | undefined {
  const office = declaration.xOfficeOfFirstEntry
  if (office === undefined || known.has(office)) return undefined
  return refuse('unknown-office', 'the office of first entry is not known', '/document/xOfficeOfFirstEntry')
}

export type PreArrivalLimits = {
  /** Minutes after which an unanswered do-not-load alerts both sides. */
  readonly doNotLoadMinutes: number
  /** Days after the estimated arrival at which a declaration lapses (UCC Art. 129). */
  readonly lapseDays: number
}

function deadlines(c: Case<PreArrival>, limits: PreArrivalLimits): Due[] {
  const { state: s, roles } = c
  const found: Due[] = []
  for (const d of Object.values(s.doNotLoad))
    if (d.answers.length === 0 && d.lifted === undefined) {
      const due = d.issued * 1000 + limits.doNotLoadMinutes * 60_000
      found.push({
        key: `do-not-load:${d.id}`,
        at: due,
        owner: 'both',
        kind: 'alert',
        what: 'do-not-load unanswered',
        ref: d.id,
      })
    }
  for (const [id, r] of Object.entries(s.requests))
    if (!r.answered && r.limit !== undefined)
      found.push({
        key: `request:${id}`,
        at: at(r.limit),
        owner: roles.exit!,
        kind: 'alert',
        what: `${r.kind} request unanswered`,
        ref: id,
      })
  const due = s.declaration && lodgingDeadline(s.declaration)
  if (due && s.declaration?.xEffect === 'advance-information' && s.lodgement !== 'invalidated')
    found.push({
      key: `lodge:${s.lodgedBy}`,
      at: due,
      owner: roles.exit!,
      kind: 'alert',
      what: 'declaration not lodged',
    })
  const arrival = at(s.declaration?.xEstimatedArrival)
  const expected = Object.values(s.subjects).every((x) => x.movement === 'expected' || x.movement === 'exited')
  if (live(s) && expected && !Number.isNaN(arrival))
    found.push({
      key: `lapse:${s.version}`,
      at: arrival + limits.lapseDays * 86_400_000,
      owner: roles.entry!,
      kind: 'send',
      what: 'invalidation-accepted',
      ref: s.lodgedBy!,
      body: { xGround: 'lapsed' },
    })
  return found
}

/** The procedure; `limits` decide when this node is reminded, and nothing in a case. */
export const preArrivalWith = (limits: PreArrivalLimits): Procedure<PreArrival> =>
  defineProcedure<'pre-arrival', Bodies, PreArrival>('pre-arrival', {
    roles: ['entry', 'exit'],
    opens: ['declaration', 'do-not-load', 'rejected'],
    initial: () => EMPTY,
    deadlines: (c) => deadlines(c, limits),
    on: {
      declaration: lodge,
      amendment: (s, m) => {
        if (!live(s)) return refuse('not-registered', 'only a registered declaration is amended')
        const keys = about(s, m, m.body.xSubject)
        if (isFault(keys)) return keys
        if (keys.some((key) => HERE.includes(get(s.subjects, key)!.movement)))
          return refuse('arrived', 'no amendment after arrival')
        const subjects = m.body.xSubject || m.context.xSubject?.length ? keys : null
        return { ...s, amending: put(s.amending, m.id, { subjects, declaration: m.body.xDeclaration ?? null }) }
      },
      invalidation: (s, m) => {
        if (!live(s)) return refuse('not-registered', 'only a registered declaration is invalidated')
        if (Object.values(s.subjects).some((x) => HERE.includes(x.movement)))
          return refuse('arrived', 'no invalidation after arrival')
        return { ...s, invalidating: [...s.invalidating, m.id] }
      },
      'information-response': answer('information'),
      'screening-result': answer('screening'),
      exit: (s, m) => {
        const moved = move(
          s,
          m,
          m.body.xSubject,
          'exited',
          ['expected', 'diverted'],
          ['arrived', 'presented', 'left', 'returned'],
        )
        if (isFault(moved)) return moved
        const keys = about(s, m, m.body.xSubject) as string[]
        return keys.some((key) => standing(s, key).length > 0) ? flag(moved, 'left-despite-do-not-load', m) : moved
      },
      'do-not-load-answer': (s, m) => {
        const order = orderOf(s, m)
        if (isFault(order)) return order
        const answers = [...order.answers, defined({ id: m.id, outcome: m.body.xOutcome, at: m.body.xAt })]
        return { ...s, doNotLoad: put(s.doNotLoad, order.id, { ...order, answers }) }
      },
      diverted: (s, m) => move(s, m, undefined, 'diverted', ['expected', 'exited']),
      'not-arrived': (s, m) => move(s, m, undefined, 'not-arrived', ['expected', 'exited']),
      registered: (s, m) => {
        if (s.lodgement !== 'lodged') return refuse('not-lodged', 'there is no declaration to register')
        const mrn = m.body.declaration?.id ?? s.mrn
        return { ...s, lodgement: 'registered', mrn, agencies: m.body.xAgencies ?? s.agencies }
      },
      rejected: (s, m) => {
        const rule = m.body.error?.[0]?.validationCode ?? 'rejected'
        const rejections = put(s.rejections, m.ref ?? s.lodgedBy ?? m.id, rule)
        if (m.ref !== undefined && m.ref !== s.lodgedBy) return { ...s, rejections }
        if (s.lodgement !== 'lodged' && s.lodgement !== 'none')
          return refuse('registered', 'a registered declaration is not rejected any more')
        return { ...s, lodgement: 'rejected', rejections }
      },
      'amendment-accepted': (s, m) => {
        const [asked, amending] = take(s.amending, m.ref)
        if (asked === undefined || !live(s)) return refuse('no-amendment', 'it names no amendment that waits', '/ref')
        return amend({ ...s, amending }, asked)
      },
      'amendment-rejected': (s, m) => {
        const [asked, amending] = take(s.amending, m.ref)
        if (asked === undefined) return refuse('no-amendment', 'it names no amendment that waits', '/ref')
        const rule = m.body.error?.[0]?.validationCode ?? 'rejected'
        return { ...s, amending, rejections: put(s.rejections, m.ref!, rule) }
      },
      'invalidation-accepted': (s, m) => {
        if (!live(s)) return refuse('not-registered', 'there is nothing to invalidate')
        if (Object.values(s.subjects).some((x) => HERE.includes(x.movement)))
          return refuse('arrived', 'no invalidation after arrival')
        if (m.body.xGround === 'lapsed') return { ...s, lodgement: 'lapsed', amending: {}, invalidating: [] }
        if (m.ref === undefined || !s.invalidating.includes(m.ref))
          return refuse('no-invalidation', 'it names no invalidation that waits', '/ref')
        return { ...s, lodgement: 'invalidated', amending: {}, invalidating: [] }
      },
      'authority-amendment': (s, m) => {
        if (!live(s)) return refuse('not-registered', 'only a registered declaration is amended')
        const keys = about(s, m, m.body.xSubject)
        if (isFault(keys)) return keys
        return amend(s, { subjects: keys, declaration: m.body.xDeclaration ?? null })
      },
      'information-request': ask('information'),
      'screening-request': ask('screening'),
      'risk-outcome': judge,
      'do-not-load': stop,
      'do-not-load-lifted': (s, m) => {
        const order = orderOf(s, m)
        if (isFault(order)) return order
        if (order.agency !== (m.context.xAgency ?? 'customs'))
          return refuse('not-issuer', 'only the agency that issued it lifts it', '/context/xAgency')
        if (order.lifted !== undefined) return refuse('lifted', 'it was lifted before', '/ref')
        return { ...s, doNotLoad: put(s.doNotLoad, order.id, { ...order, lifted: m.id }) }
      },
      'control-recommendation': (s) => (live(s) ? s : refuse('not-registered', 'there is no registered declaration')),
      'control-notice': (s, m) => {
        if (!live(s)) return refuse('not-registered', 'there is no registered declaration')
        const keys = about(s, m, m.body.xSubject)
        return isFault(keys) ? keys : s
      },
      arrival: (s, m) => move(s, m, m.body.xSubject, 'arrived', ['expected', 'exited', 'diverted', 'not-arrived']),
      presentation: (s, m) => move(s, m, m.body.xSubject, 'presented', ['arrived']),
      'presentation-revoked': (s, m) => move(s, m, undefined, 'arrived', ['presented']),
      'control-decision': (s, m) => dispose(s, m, m.body, 'control', ['open', 'conditional'], 'control'),
      'control-result': (s, m) => dispose(s, m, m.body, 'open', ['control'], 'no-control'),
      'agency-decision': (s, m) => {
        const to = m.body.xDisposal
        const gone = to === 'released' || to === 'conditional' ? absent(s, m, m.body.xSubject) : undefined
        return gone ?? dispose(s, m, m.body, to, ['open', 'control', 'conditional'], 'disposal')
      },
      release: (s, m) => {
        const to = m.body.xConditional === true ? 'conditional' : 'released'
        return absent(s, m, m.body.xSubject) ?? dispose(s, m, m.body, to, ['open', 'conditional'], 'under-control')
      },
      'refusal-of-entry': (s, m) => dispose(s, m, m.body, 'refused', ['open', 'control', 'conditional'], 'disposal'),
      returned: (s, m) => {
        const keys = about(s, m, m.body.xSubject)
        if (isFault(keys)) return keys
        const refused = (x: SubjectState): boolean => Object.values(x.disposal).includes('refused')
        if (!keys.every((key) => refused(get(s.subjects, key)!)) || keys.length === 0)
          return refuse('not-refused', 'only what was refused entry is returned')
        const moved = move(s, m, m.body.xSubject, 'returned', [
          'expected',
          'exited',
          'arrived',
          'presented',
          'diverted',
        ])
        if (isFault(moved)) return moved
        const back = (was: Rec<Disposal>): Rec<Disposal> =>
          change(
            was,
            Object.keys(was).filter((a) => was[a] === 'refused'),
            () => 'returned' as const,
          )
        return { ...moved, subjects: change(moved.subjects, keys, (x) => ({ ...x!, disposal: back(x!.disposal) })) }
      },
    },
  })

const take = (record: Rec<Amendment>, id: string | undefined): [Amendment | undefined, Rec<Amendment>] => {
  const found = id === undefined ? undefined : get(record, id)
  return [
    found,
    found === undefined ? record : Object.fromEntries(Object.entries(record).filter(([key]) => key !== id)),
  ]
}

export const preArrival = preArrivalWith({ doNotLoadMinutes: 30, lapseDays: 200 })
