/**
 * Transit (TFA 11; after NCTS): the goods of a declaration move under the guarantee of somebody. The exit side, where the office of departure is or to which it
 * told, tells of the transit and discharges it; the entry side, the office of destination or of transit, tells of its passage, its arrival and its end.
 */
import type { Said } from '../../cases/define.ts'
import { at } from '../../cases/define.ts'
import { isFault, type CaseFault } from '../../cases/case-message.ts'
import { asks, states } from '../../cases/message-type.ts'
import type { Due } from '../../cases/procedure.ts'
import { get, put } from '../../cases/state-record.ts'
import { MINUTE } from '../../values/time.ts'
import type { Limits } from './deadlines.ts'
import { endedEverywhere, endedSomewhere, endsAt, soonest } from './limit-day.ts'
import { flag, refuse, type Bodies } from './lodge.ts'
import { takeEffect } from './movement.ts'
import { atOffices, unfitForTransit } from './offices.ts'
import { HERE, isUndeclared, TAKEN, type Disposal, type PreArrival } from './state.ts'
import { isPresentedLate, isTir, type Guarantee, type Transit, type TransitPhase } from './transit-state.ts'

type Body = Readonly<Record<string, unknown>>
type Step<T extends keyof Bodies> = (s: PreArrival, m: Said<Bodies[T]>) => PreArrival | CaseFault

const guaranteeOf = (g: Bodies['transit-release']['obligationGuarantee'][number]): Guarantee => ({
  type: g.securityDetailsCode,
  reference: g.referenceId ?? g.id ?? null,
  amount: g.amountAmount ?? null,
})

/** The transit of the case in one of these phases, or why what is said of it does not hold. */
function inPhase(s: PreArrival, type: string, ...phases: readonly TransitPhase[]): Transit | CaseFault {
  if (s.transit === null) return refuse('no-transit', 'the goods of the case are under no transit')
  return phases.includes(s.transit.phase)
    ? s.transit
    : refuse('transit-phase', `${type} does not follow ${s.transit.phase}`)
}
const isTransit = (t: Transit | CaseFault): t is Transit => 'mrn' in t

/** What customs has let go. */
const FREE: readonly Disposal[] = ['released', 'conditional']

/** The phase of what is over on this side: `discharged` at once where the exit side has discharged its own operation before. */
const over = (t: Transit, phase: 'crossed' | 'diverted' | 'ended'): TransitPhase =>
  t.discharge === null ? phase : 'discharged'

const OPEN = ['under-transit', 'crossed', 'diverted', 'arrived', 'ended', 'irregular'] as const

/**
 * Under TIR the exit side ends and discharges the operation on its own territory once the goods have left it (TIR Convention, Articles 1(b), (d), (e) and 28). What is
 * under way beyond is an operation of the entry side, which frees its goods by its own results.
 */
function ownOperation(s: PreArrival, t: Transit, m: Said<Bodies['transit-discharged']>): PreArrival | CaseFault {
  if (t.discharge !== null) return refuse('transit-phase', `${m.type} does not follow ${m.type}`)
  if (Object.values(s.subjects).some(({ movement }) => movement === 'expected'))
    return refuse('not-exited', 'its goods have not left: the operation on the territory of the exit side goes on')
  const phase = ['crossed', 'diverted', 'ended'].includes(t.phase) ? ('discharged' as const) : t.phase
  return { ...s, transit: { ...t, phase, discharge: { id: m.id, ground: 'control-results' } } }
}

const releaseForTransit: Step<'transit-release'> = (s, m) => {
  const { body } = m
  if (s.version === 0) return refuse('not-lodged', 'nothing was declared')
  if (s.transit !== null && s.transit.phase !== 'discharged')
    return refuse('under-transit', 'its goods are under a transit that is not discharged')
  if (isUndeclared(s)) return refuse('not-registered', 'there is no registered declaration to decide on')
  // Of a transport that is split, part is released where it was unloaded, and the rest goes on.
  const subjects = Object.values(s.subjects)
  if (subjects.length > 0 && subjects.every((x) => FREE.includes(get(x.disposal, 'customs') ?? 'open')))
    return refuse('disposal-final', 'what was released is put under no transit any more')
  const customs = subjects.map((x) => get(x.disposal, 'customs') ?? 'open')
  if (customs.length > 0 && customs.every((is) => TAKEN.includes(is)))
    return refuse('disposal-final', 'goods that are no longer here cannot be put under transit')
  // It may be told after its limit, and then is one of those that are late.
  const told = m.iat * 1000
  if (endedEverywhere(body.xLimit) <= (body.xReleasedAt === undefined ? told : soonest(body.xReleasedAt)))
    return refuse('limit', 'the limit of the transit lies before its release', '/document/xLimit')
  const unfit = unfitForTransit(s, m)
  if (unfit) return unfit
  const transit: Transit = {
    by: m.id,
    mrn: body.declaration.id,
    type: body.declaration.typeCode,
    entry: body.xEntry,
    departure: body.xOfficeOfDeparture,
    transit: body.xOfficeOfTransit ?? [],
    destination: body.xOfficeOfDestination,
    limit: body.xLimit,
    zone: get(m.terms?.zones ?? {}, body.xOfficeOfDestination) ?? null,
    guarantees: body.obligationGuarantee.map(guaranteeOf),
    phase: 'under-transit',
    at: null,
    result: null,
    discharge: null,
    enquiries: {},
  }
  const begun = { ...s, transit }
  const late = endedEverywhere(body.xLimit) <= told || Object.values(s.subjects).some((x) => HERE.includes(x.movement))
  return late ? flag(begun, 'late', m) : begun
}

/** The office of destination changes under way: to another of this side, to one beyond, or so that it does not come here at all. */
const divert: Step<'transit-diverted'> = (s, m) => {
  const t = inPhase(s, m.type, 'under-transit', 'crossed', 'diverted')
  if (!isTransit(t)) return t
  const { xEntry, xOfficeOfDestination, xLimit } = m.body
  if (xOfficeOfDestination === t.destination)
    return refuse('office', 'this is its office of destination', '/document/xOfficeOfDestination')
  if (t.phase === 'crossed' && xEntry === 'none')
    return refuse('transit-phase', 'it has passed here: it ends here, or beyond', '/document/xEntry')
  if (xLimit !== undefined && endedEverywhere(xLimit) <= m.iat * 1000)
    return refuse('limit', 'the limit of the transit lies before it was changed', '/document/xLimit')
  const unfit = unfitForTransit(s, m)
  if (unfit) return unfit
  const passed = t.phase === 'crossed' && xEntry === 'transit'
  const transit: Transit = {
    ...t,
    entry: xEntry === 'none' ? t.entry : xEntry,
    destination: xOfficeOfDestination,
    limit: xLimit ?? t.limit,
    zone: get(m.terms?.zones ?? {}, xOfficeOfDestination) ?? null,
    phase: xEntry === 'none' ? over(t, 'diverted') : passed ? 'crossed' : 'under-transit',
    at: passed ? t.at : null,
  }
  return { ...s, transit }
}

const crossed: Step<'transit-crossing'> = (s, m) => {
  const t = inPhase(s, m.type, 'under-transit')
  if (!isTransit(t)) return t
  if (t.entry !== 'transit') return refuse('office-of-destination', 'its destination is here: tell of its arrival')
  return atOffices({ ...s, transit: { ...t, phase: over(t, 'crossed'), at: m.body.xAt } }, m)
}

const arrivedUnderTransit: Step<'transit-arrival'> = (s, m) => {
  const t = inPhase(s, m.type, 'under-transit', 'crossed', 'diverted')
  if (!isTransit(t)) return t
  const { xActualOffice: office = t.destination, xAt } = m.body
  const passes = t.entry === 'transit' || t.phase !== 'under-transit'
  if (passes && office === t.destination)
    return refuse('office-of-transit', 'the goods are to end elsewhere: name the office at which they end here')
  // The office at which it is presented is that of destination.
  const moved = { destination: office, zone: get(m.terms?.zones ?? {}, office) ?? null }
  const elsewhere = office !== t.destination
  const arrived: Transit = {
    ...{ ...t, entry: 'destination', phase: 'arrived', at: xAt },
    ...(elsewhere ? moved : {}),
  }
  const there = { ...s, transit: arrived }
  const late = isPresentedLate(arrived) ? flag(there, 'transit-late', m) : there
  return atOffices(elsewhere ? flag(late, 'transit-elsewhere', m) : late, m)
}

const controlResults: Step<'transit-result'> = (s, m) => {
  const t = inPhase(s, m.type, 'arrived', 'irregular')
  if (!isTransit(t)) return t
  const { xOutcome: outcome, xDelayJustified: justified } = m.body
  const late = isPresentedLate(t)
  const pointer = '/document/xDelayJustified'
  if (!late && justified !== undefined)
    return refuse('limit', 'it was presented within its limit: there is no delay to justify', pointer)
  if (late && outcome !== 'discrepancies' && justified !== true)
    return refuse(
      'transit-late',
      'it was presented after its limit: say that the delay was justified, or answer with discrepancies',
      pointer,
    )
  const phase = outcome === 'discrepancies' ? ('irregular' as const) : over(t, 'ended')
  // What waited for the end of the transit takes effect on what is here.
  return takeEffect(
    { ...s, transit: { ...t, phase, result: { id: m.id, outcome, at: m.iat } } },
    Object.keys(s.subjects),
  )
}

const writtenOff = (s: PreArrival, t: Transit, discharge: NonNullable<Transit['discharge']>): PreArrival => ({
  ...s,
  transit: { ...t, phase: 'discharged', discharge },
})

const discharged: Step<'transit-discharged'> = (s, m) => {
  const ground = m.body.xGround ?? 'control-results'
  const byResults = ground === 'control-results'
  const waits = byResults && s.transit?.entry !== 'transit' && s.transit?.phase !== 'diverted' && !isTir(s.transit)
  const t = inPhase(s, m.type, ...(waits ? (['ended'] as const) : OPEN))
  if (!isTransit(t)) return t
  const strange = (m.body.obligationGuarantee ?? []).findIndex(
    ({ referenceId }) => !t.guarantees.some(({ reference }) => reference === referenceId),
  )
  if (strange >= 0)
    return refuse(
      'guarantee',
      'the transit moves under no such guarantee',
      `/document/obligationGuarantee/${strange}/referenceId`,
    )
  const written = byResults && isTir(t) ? ownOperation(s, t, m) : writtenOff(s, t, { id: m.id, ground })
  return isFault(written) ? written : takeEffect(written, Object.keys(s.subjects))
}

const enquire: Step<'transit-enquiry'> = (s, m) => {
  const t = inPhase(s, m.type, 'under-transit')
  if (!isTransit(t)) return t
  if (m.iat * 1000 < endedSomewhere(t.limit)) return refuse('limit', 'nobody enquires before the limit has passed')
  return { ...s, transit: { ...t, enquiries: put(t.enquiries, m.id, { asked: m.iat, outcome: null }) } }
}

const answerEnquiry: Step<'transit-enquiry-answer'> = (s, m) => {
  const asked = m.ref === undefined || s.transit === null ? undefined : get(s.transit.enquiries, m.ref)
  if (asked === undefined) return refuse('no-enquiry', 'it answers no enquiry of this case', '/ref')
  if (asked.outcome !== null) return refuse('answered', 'the enquiry has its answer', '/ref')
  const answered = put(s.transit!.enquiries, m.ref!, { ...asked, outcome: m.body.xOutcome })
  return { ...s, transit: { ...s.transit!, enquiries: answered } }
}

/** The messages of a transit. */
export const transitMessages = {
  'transit-release': { ...states('exit'), step: releaseForTransit },
  'transit-discharged': {
    ...states('exit'),
    by: {
      person: ({ xGround = 'control-results' }: Body) => xGround !== 'control-results',
      when: 'unless it follows the control results',
    },
    step: discharged,
  },
  'transit-diverted': { ...states('exit'), step: divert },
  'transit-enquiry': { ...asks('exit'), step: enquire },
  'transit-crossing': { ...states('entry'), step: crossed },
  'transit-arrival': { ...states('entry'), step: arrivedUnderTransit },
  'transit-result': {
    ...states('entry'),
    by: {
      person: ({ xOutcome, xDelayJustified }: Body) =>
        xOutcome !== 'considered-satisfactory' || xDelayJustified !== undefined,
      when: 'unless it came in time and is considered satisfactory without a control',
    },
    step: controlResults,
  },
  'transit-enquiry-answer': { ...states('entry'), step: answerEnquiry },
}

/** What is owed in a transit, and when. Timers change no case: the exit side sends the enquiry. */
export function transitDeadlines(t: Transit | null, limits: Limits, exit: string): Due[] {
  if (t === null) return []
  const alert = (key: string, when: number, what: string): Due => {
    return { key: `${key}:${t.by}`, at: when, owner: 'both', kind: 'alert', what, ref: t.by }
  }
  const found: Due[] = []
  const limit = endsAt(t.limit, t.zone)
  if (t.phase === 'under-transit') {
    found.push(alert('transit-limit', limit, 'transit not arrived within its limit'))
    const enquiry = { key: `transit-enquiry:${t.by}`, at: limit + limits.transitEnquiry * MINUTE, owner: exit }
    // Who has discharged its own operation asks nothing about that of the other side.
    if (Object.keys(t.enquiries).length === 0 && t.discharge === null)
      found.push({ ...enquiry, kind: 'send', what: 'transit-enquiry', ref: t.by, body: { declaration: { id: t.mrn } } })
    for (const [id, e] of Object.entries(t.enquiries))
      if (e.outcome === null)
        found.push(alert(`transit-answer:${id}`, e.asked * 1000 + limits.transitEnquiryAnswer * MINUTE, 'enquiry about a transit unanswered')) // prettier-ignore
  }
  if (t.phase === 'arrived') {
    const due = at(t.at!) + limits.transitResult * MINUTE
    found.push(alert('transit-result', due, 'control results of a transit missing'))
  }
  if (t.phase === 'ended') {
    const due = t.result!.at * 1000 + limits.transitDischarge * MINUTE
    found.push(alert('transit-discharge', due, 'transit that has ended not discharged'))
  }
  return found
}
