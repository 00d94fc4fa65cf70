/**
 * Pre-arrival (SAFE Pillar 1, UCC-DA 105 ff.): what is announced, judged, stopped, moved, controlled and released, per subject and agency.
 * Longer than most files, because one table of 31 messages is easier to check against the design page than three.
 */
import { fault, isFault, subjectKey, type CaseFault, type CaseMessage, type Subject } from '../../cases/case-message.ts'
import { ensProfile } from './ens-profile.ts'
import { bareResProfile, decProfile, resProfile } from './wco-profiles.ts'
import type { components } from '../../generated/procedures/pre-arrival.ts'
import { at, defineProcedure } from '../../cases/define.ts'
import { asks, states } from '../../cases/message-type.ts'
import type { Reference } from '../../store/types.ts'
import { isLate, limitsOf, lodgingDeadline, type Declaration } from './deadlines.ts'
import { answerDue, answerOrder, issue, lift, standing, unanswered } from './do-not-load.ts'
import type { Case, Due, Procedure } from '../../cases/procedure.ts'
import { change, defined, get, put, type Rec } from '../../cases/state-record.ts'
import {
  EMPTY,
  FINAL,
  HERE,
  subjectsOf,
  type Amendment,
  type Disposal,
  type Movement,
  type PreArrival,
  type Request,
  type SubjectState,
} from './state.ts'
import { parseTimeIf } from '../../values/time.ts'

type Bodies = components['schemas']

export const live = (s: PreArrival): boolean => s.lodgement === 'registered' || s.lodgement === 'amended'
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
  const { all, ...known } = remaining(s)
  const keys = named.map(subjectKey)
  const there = touch(
    { ...s, subjects: known },
    version,
    keys.filter((key) => get(known, key) !== undefined),
    named,
  )
  // What came unannounced as a whole is now known by its parts.
  const subjects =
    named.length === 0
      ? { ...known, all: { ...fresh(null, version), ...pick(all), since: version } }
      : change(there, keys, (was, key) => ({ ...was!, ...(get(known, key) ? {} : pick(all)) }))
  const lodged = { ...s, lodgement: 'lodged' as const, version, lodgedBy: m.id, lodgedAt: m.iat, declaration: m.body }
  const next = { ...lodged, subjects }
  return isLate(m.body, m.iat, limitsOf(s.limits)) ? flag(next, 'lodged-late', m) : next
}

/** Of a rejected declaration only what has moved is left when another is lodged. */
const remaining = (s: PreArrival): Rec<SubjectState> =>
  s.lodgement === 'rejected'
    ? Object.fromEntries(Object.entries(s.subjects).filter(([, x]) => x.movement !== 'expected'))
    : s.subjects

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

/** An arrival that nobody has announced opens a case too, in which a declaration may still be lodged. */
function arrive(s: PreArrival, m: CaseMessage & { body: Bodies['arrival'] }): PreArrival | CaseFault {
  if (s.version > 0) return move(s, m, m.body.xSubject, 'arrived', ['expected', 'exited', 'diverted', 'not-arrived'])
  const named = m.body.xSubject ?? m.context.xSubject ?? []
  const keys = named.length === 0 ? ['all'] : named.map(subjectKey)
  if (keys.some((key) => get(s.subjects, key) !== undefined)) return refuse('movement', 'it has arrived before')
  const subjects = change(s.subjects, keys, (_, key) => ({
    ...fresh(named[keys.indexOf(key)] ?? null, 0),
    movement: 'arrived' as const,
  }))
  return flag({ ...s, subjects }, 'unannounced', m)
}

function ask(kind: Request['kind']) {
  return (s: PreArrival, m: CaseMessage & { body: Bodies['information-request'] }): PreArrival | CaseFault => {
    if (!live(s) && s.lodgement !== 'lodged') return refuse('not-lodged', 'nothing was declared')
    const keys = about(s, m, m.body.xSubject)
    if (isFault(keys)) return keys
    const request: Request = defined({ kind, subjects: keys, asked: m.iat, answered: false, limit: m.body.xLimit })
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
    const next = { ...s, subjects, requests }
    return request.limit !== undefined && m.iat * 1000 > at(request.limit) ? flag(next, 'late', m) : next
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

/** The fault of a declaration that names an office which nobody knows here. The receiver answers it with `rejected`. */
export function unknownOffice(declaration: Declaration, known: ReadonlySet<string>): CaseFault | undefined {
  const office = declaration.xOfficeOfFirstEntry
  if (office === undefined || known.has(office)) return undefined
  return refuse('unknown-office', 'the office of first entry is not known', '/document/xOfficeOfFirstEntry')
}

function deadlines({ state: s, roles }: Case<PreArrival>): Due[] {
  const limits = limitsOf(s.limits)
  const found: Due[] = []
  for (const d of Object.values(s.doNotLoad))
    if (unanswered(d).length > 0)
      found.push({
        key: `do-not-load:${d.id}`,
        at: answerDue(d, limits.doNotLoadAnswer),
        owner: 'both',
        kind: 'alert',
        what: 'do-not-load unanswered',
        ref: d.id,
      })
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
  const due = s.declaration && lodgingDeadline(s.declaration, limits)
  if (due && s.declaration?.xEffect === 'advance-information' && s.lodgement !== 'invalidated')
    found.push({
      key: `lodge:${s.lodgedBy}`,
      at: due,
      owner: roles.exit!,
      kind: 'alert',
      what: 'declaration not lodged',
    })
  const arrival = parseTimeIf(s.declaration?.xEstimatedArrival)
  const expected = Object.values(s.subjects).every((x) => x.movement === 'expected' || x.movement === 'exited')
  if (live(s) && expected && arrival !== undefined)
    found.push({
      key: `lapse:${s.version}`,
      at: arrival + limits.lapse * 60_000,
      owner: roles.entry!,
      kind: 'send',
      what: 'invalidation-accepted',
      ref: s.lodgedBy!,
      body: { xGround: 'lapsed' },
    })
  return found
}

/** What a declaration, or a message about one, calls itself (WCO D014, D026, 016). */
function references({ body }: CaseMessage): Reference[] {
  const { declaration, goodsShipment } = body as { declaration?: Partial<Declaration> } & Partial<Declaration>
  const named = declaration ?? (goodsShipment === undefined ? {} : (body as Partial<Declaration>))
  const found = [
    ['mrn', named.id],
    ['lrn', named.functionalReferenceId],
    ['ucr', goodsShipment?.ucr?.id],
  ] as const
  return found.flatMap(([type, value]) => (value === undefined ? [] : [{ type, value }]))
}

export const preArrival: Procedure<PreArrival> = defineProcedure<Bodies, PreArrival>({
  name: 'pre-arrival',
  version: '1',
  roles: ['entry', 'exit'],
  opens: ['declaration', 'do-not-load', 'rejected', 'arrival'],
  initial: ({ terms }) => ({ ...EMPTY, limits: terms ?? {} }),
  deadlines,
  references,
  profiles: [decProfile, resProfile, bareResProfile, ensProfile],
  messages: {
    declaration: { ...asks('exit'), clock: { code: 'lodgement', at: ['issueDateTime'] }, step: lodge },
    amendment: {
      ...asks('exit'),
      step: (s, m) => {
        if (!live(s)) return refuse('not-registered', 'only a registered declaration is amended')
        const keys = about(s, m, m.body.xSubject)
        if (isFault(keys)) return keys
        if (keys.some((key) => HERE.includes(get(s.subjects, key)!.movement)))
          return refuse('arrived', 'no amendment after arrival')
        const subjects = m.body.xSubject || m.context.xSubject?.length ? keys : null
        const declaration = m.body.xDeclaration ?? null
        return { ...s, amending: put(s.amending, m.id, { asked: m.iat, subjects, declaration }) }
      },
    },
    invalidation: {
      ...asks('exit'),
      step: (s, m) => {
        if (!live(s)) return refuse('not-registered', 'only a registered declaration is invalidated')
        if (Object.values(s.subjects).some((x) => HERE.includes(x.movement)))
          return refuse('arrived', 'no invalidation after arrival')
        return { ...s, invalidating: put(s.invalidating, m.id, m.iat) }
      },
    },
    'information-response': {
      ...asks('exit'),
      clock: { code: 'documents-supplied', at: ['issueDateTime'] },
      step: answer('information'),
    },
    'screening-result': { ...states('exit'), step: answer('screening') },
    exit: {
      ...states('exit'),
      clock: { code: 'exit', at: ['exitDateTime'] },
      step: (s, m) => {
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
    },
    'do-not-load-answer': {
      ...states('exit'),
      priority: 0,
      step: (s, m) => answerOrder(s, m, limitsOf(s.limits).doNotLoadAnswer),
    },
    diverted: { ...states('exit'), step: (s, m) => move(s, m, undefined, 'diverted', ['expected', 'exited']) },
    'not-arrived': { ...states('exit'), step: (s, m) => move(s, m, undefined, 'not-arrived', ['expected', 'exited']) },
    registered: {
      ...states('entry'),
      clock: { code: 'acceptance', at: ['declaration.acceptanceDateTime', 'issueDateTime'] },
      by: 'machine',
      step: (s, m) => {
        if (s.lodgement !== 'lodged') return refuse('not-lodged', 'there is no declaration to register')
        const mrn = m.body.declaration?.id ?? s.mrn
        return { ...s, lodgement: 'registered', mrn, agencies: m.body.xAgencies ?? s.agencies }
      },
    },
    rejected: {
      ...states('entry'),
      by: 'machine',
      step: (s, m) => {
        const rule = m.body.error?.[0]?.validationCode ?? 'rejected'
        const rejections = put(s.rejections, m.ref ?? s.lodgedBy ?? m.id, rule)
        if (m.ref !== undefined && m.ref !== s.lodgedBy)
          return { ...s, rejections, invalidating: without(s.invalidating, m.ref) }
        if (s.lodgement !== 'lodged' && s.lodgement !== 'none')
          return refuse('registered', 'a registered declaration is not rejected any more')
        return { ...s, lodgement: 'rejected', rejections }
      },
    },
    'amendment-accepted': {
      ...states('entry'),
      step: (s, m) => {
        const [asked, amending] = take(s.amending, m.ref)
        if (asked === undefined || !live(s)) return refuse('no-amendment', 'it names no amendment that waits', '/ref')
        return amend({ ...s, amending }, asked)
      },
    },
    'amendment-rejected': {
      ...states('entry'),
      step: (s, m) => {
        const [asked, amending] = take(s.amending, m.ref)
        if (asked === undefined) return refuse('no-amendment', 'it names no amendment that waits', '/ref')
        const rule = m.body.error?.[0]?.validationCode ?? 'rejected'
        return { ...s, amending, rejections: put(s.rejections, m.ref!, rule) }
      },
    },
    'invalidation-accepted': {
      ...states('entry'),
      step: (s, m) => {
        if (!live(s)) return refuse('not-registered', 'there is nothing to invalidate')
        if (Object.values(s.subjects).some((x) => HERE.includes(x.movement)))
          return refuse('arrived', 'no invalidation after arrival')
        if (m.body.xGround === 'lapsed') return { ...s, lodgement: 'lapsed', amending: {}, invalidating: {} }
        if (m.ref === undefined || get(s.invalidating, m.ref) === undefined)
          return refuse('no-invalidation', 'it names no invalidation that waits', '/ref')
        return { ...s, lodgement: 'invalidated', amending: {}, invalidating: {} }
      },
    },
    'authority-amendment': {
      ...states('entry'),
      step: (s, m) => {
        if (!live(s)) return refuse('not-registered', 'only a registered declaration is amended')
        const keys = about(s, m, m.body.xSubject)
        if (isFault(keys)) return keys
        return amend(s, { asked: m.iat, subjects: keys, declaration: m.body.xDeclaration ?? null })
      },
    },
    'information-request': {
      ...asks('entry'),
      clock: { code: 'documents-requested', at: ['issueDateTime'] },
      step: ask('information'),
    },
    'screening-request': { ...asks('entry'), step: ask('screening') },
    'risk-outcome': { ...states('entry'), step: judge },
    'do-not-load': { ...states('entry'), by: 'person', priority: 0, waits: false, step: issue },
    'do-not-load-lifted': { ...states('entry'), by: 'person', priority: 0, step: lift },
    'control-recommendation': {
      ...states('entry'),
      step: (s) => (live(s) ? s : refuse('not-registered', 'there is no registered declaration')),
    },
    'control-notice': {
      ...states('entry'),
      step: (s, m) => {
        if (!live(s)) return refuse('not-registered', 'there is no registered declaration')
        const keys = about(s, m, m.body.xSubject)
        return isFault(keys) ? keys : s
      },
    },
    arrival: { ...states('entry'), clock: { code: 'arrival', at: ['xAt', 'issueDateTime'] }, step: arrive },
    presentation: {
      ...states('entry'),
      clock: { code: 'presentation', at: ['xAt', 'issueDateTime'] },
      step: (s, m) => move(s, m, m.body.xSubject, 'presented', ['arrived']),
    },
    'presentation-revoked': { ...states('entry'), step: (s, m) => move(s, m, undefined, 'arrived', ['presented']) },
    'control-decision': {
      ...states('entry'),
      clock: { code: 'control-decided', at: ['xAt', 'issueDateTime'] },
      priority: 3,
      step: (s, m) => dispose(s, m, m.body, 'control', ['open', 'conditional'], 'control'),
    },
    'control-result': {
      ...states('entry'),
      clock: { code: 'control-ended', at: ['xAt', 'issueDateTime'] },
      step: (s, m) => dispose(s, m, m.body, 'open', ['control'], 'no-control'),
    },
    'agency-decision': {
      ...states('entry'),
      clock: { code: 'agency-decision', at: ['xAt', 'issueDateTime'] },
      step: (s, m) => {
        const to = m.body.xDisposal
        const gone = to === 'released' || to === 'conditional' ? absent(s, m, m.body.xSubject) : undefined
        return gone ?? dispose(s, m, m.body, to, ['open', 'control', 'conditional'], 'disposal')
      },
    },
    release: {
      ...states('entry'),
      clock: { code: 'release', at: ['status.releaseDateTime', 'xAt', 'issueDateTime'] },
      priority: 3,
      step: (s, m) => {
        const to = m.body.xConditional === true ? 'conditional' : 'released'
        return absent(s, m, m.body.xSubject) ?? dispose(s, m, m.body, to, ['open', 'conditional'], 'under-control')
      },
    },
    'refusal-of-entry': {
      ...states('entry'),
      by: 'person',
      step: (s, m) => dispose(s, m, m.body, 'refused', ['open', 'control', 'conditional'], 'disposal'),
    },
    returned: {
      ...states('entry'),
      step: (s, m) => {
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
  },
})

const without = <T>(record: Rec<T>, id: string): Rec<T> =>
  Object.fromEntries(Object.entries(record).filter(([key]) => key !== id))

const take = (record: Rec<Amendment>, id: string | undefined): [Amendment | undefined, Rec<Amendment>] => {
  const found = id === undefined ? undefined : get(record, id)
  return [found, found === undefined ? record : without(record, id!)]
}
