/** Lodging and amending: which version of a declaration the case has, and which of its subjects a version touches. */
import { fault, subjectKey, type CaseFault, type CaseMessage, type Subject } from '../../cases/case-message.ts'
import type { components } from '../../generated/procedures/pre-arrival.ts'
import { isLate, limitsOf, type Declaration } from './deadlines.ts'
import { change, get, put, type Rec } from '../../cases/state-record.ts'
import { meansOf } from './declared-means.ts'
import { isUndeclared, isVoid, subjectsOf, type Amendment, type PreArrival, type SubjectState } from './state.ts'

export type Bodies = components['schemas']

export const live = (s: PreArrival): boolean => s.lodgement === 'registered' || s.lodgement === 'amended'

export const refuse = (rule: string, reason: string, pointer = '/type'): CaseFault => fault(rule, pointer, reason)

/** What is taken all the same. */
export type Flag =
  | 'lodged-late'
  | 'late'
  | 'unannounced'
  | 'left-despite-do-not-load'
  | 'office-not-competent'
  | 'transit-late'
  | 'transit-elsewhere'

export const flag = (s: PreArrival, rule: Flag, m: CaseMessage): PreArrival => ({
  ...s,
  flags: [...s.flags, `${rule}:${m.id}`],
})

/** Goods that set out or come while no declaration is in effect are unannounced, also where there was one: the case is open again, and another may be lodged in it. */
export const unannounced = (s: PreArrival, m: CaseMessage): PreArrival =>
  isUndeclared(s) ? flag(isVoid(s) ? { ...s, lodgement: 'none' } : s, 'unannounced', m) : s

/** The keys of the subjects that a message is about (all of the case, where it names none), or the one that the case does not know. */
export function about(s: PreArrival, m: CaseMessage, inBody?: readonly Subject[]): string[] | CaseFault {
  const named = inBody ?? m.context.xSubject
  if (named === undefined || named.length === 0) return Object.keys(s.subjects)
  const means = meansOf(s.declaration)
  const keys = named.map((subject) => {
    const key = subjectKey(subject)
    return get(s.subjects, key) === undefined && means.includes(key) ? null : key
  })
  const unknown = keys.findIndex((key) => key !== null && get(s.subjects, key) === undefined)
  if (unknown < 0) return keys.includes(null) ? Object.keys(s.subjects) : [...new Set(keys as string[])]
  const pointer = inBody ? `/document/xSubject/${unknown}` : `/context/xSubject/${unknown}`
  return refuse('unknown-subject', 'the declaration has no such subject', pointer)
}

export const fresh = (subject: Subject | null, since: number): SubjectState => ({
  subject,
  since,
  risk: 'pending',
  movement: 'expected',
  disposal: {},
  onArrival: {},
  consents: {},
})

/** The subjects of a new version: those it touches are judged again, new ones join, none is forgotten. */
function touch(s: PreArrival, version: number, keys: readonly string[], added: readonly Subject[]): Rec<SubjectState> {
  let subjects = change(s.subjects, keys, (was) => ({
    ...(was ?? fresh(null, version)),
    since: version,
    risk: 'pending' as const,
    // What was decided of an earlier version was not decided of this one.
    onArrival: {},
  }))
  for (const subject of added) {
    const key = subjectKey(subject)
    if (get(subjects, key) === undefined) subjects = put(subjects, key, fresh(subject, version))
  }
  return subjects
}

const EFFECT = '/document/xEffect'

export function lodge(s: PreArrival, m: CaseMessage<Declaration> & { body: Declaration }): PreArrival | CaseFault {
  const again = s.lodgement === 'none' || s.lodgement === 'rejected'
  const lodged = m.body.xEffect === 'lodged'
  const follows = s.declaration !== null && s.declaration.xEffect !== 'lodged' && lodged
  if (!again && !(follows && s.lodgement !== 'invalidated' && s.lodgement !== 'lapsed'))
    return refuse('already-lodged', 'the case has its declaration; amend it')
  if (lodged && m.terms?.effects.includes('lodged') !== true)
    return refuse('lodging', 'by the agreement what is forwarded is advance information, and lodges nothing', EFFECT)
  if (lodged && m.body.xMandate === undefined)
    return refuse('mandate', 'a declaration is lodged for whoever must lodge it by his mandate', '/document/xMandate')
  const named = subjectsOf(m.body, m.context.xSubject)
  const version = s.version + 1
  const { all, ...known } = again ? remaining(s) : s.subjects
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
      ? {
          ...touch({ ...s, subjects: known }, version, Object.keys(known), []),
          all: { ...fresh(null, version), ...pick(all) },
        }
      : change(there, keys, (was, key) => ({ ...was!, ...(get(known, key) ? {} : pick(all)) }))
  const begun = {
    ...s,
    lodgement: 'lodged' as const,
    version,
    lodgedBy: m.id,
    lodgedAt: m.iat,
    declaration: m.body,
    aeo: [],
    // The number of one that has lost its effect is that of no other.
    mrn: s.lodgement === 'none' ? null : s.mrn,
  }
  const next = { ...begun, subjects }
  return isLate(m.body, m.iat, limitsOf(s.limits)) ? flag(next, 'lodged-late', m) : next
}

/** Of a declaration without effect only what has moved is left when another is lodged, and is declared where that names it. */
const remaining = (s: PreArrival): Rec<SubjectState> =>
  Object.fromEntries(
    Object.entries(s.subjects).flatMap(([key, x]) => (x.movement === 'expected' ? [] : [[key, { ...x, since: 0 }]])),
  )

const pick = (was: SubjectState | undefined): Partial<SubjectState> =>
  was ? { movement: was.movement, disposal: was.disposal, consents: was.consents } : {}

export function amend(s: PreArrival, a: Amendment): PreArrival {
  const version = s.version + 1
  const added = a.declaration ? subjectsOf(a.declaration, undefined) : []
  const names = new Set(added.map(subjectKey))
  // What was found beside the declaration is declared once that names it.
  const isFound = (key: string): boolean => get(s.subjects, key)?.since === 0
  const found = [...names].filter(isFound)
  const keys = (a.subjects ?? Object.keys(s.subjects)).filter((key) => !isFound(key))
  const subjects = touch(s, version, [...keys, ...found], added)
  const declaration = a.declaration ?? s.declaration
  const named = declaration?.goodsShipment?.aeoMutualRecognitionParty ?? []
  // What a trader was when it was lodged is of those alone whom the declaration still names.
  const aeo = s.aeo.filter((p) => named.some(({ id, roleCode }) => id === p.id && roleCode === p.roleCode))
  return { ...s, aeo, lodgement: 'amended', amendments: s.amendments + 1, version, declaration, subjects }
}
