/**
 * Service out of hours (RKC 3.2): asked for one crossing, by a side for its trader, and granted or declined by the other with what it costs, which is no more than the
 * approximate cost of the service. Where the other side has offered slots, places are given by its machine in the order of its log: each answer is its own, so that the
 * last place is given once.
 */
import { fault, type CaseFault, type CaseMessage } from '../../cases/case-message.ts'
import { at, type Said } from '../../cases/define.ts'
import type { Case, Due } from '../../cases/procedure.ts'
import { get, put } from '../../cases/state-record.ts'
import { beyondAgreed } from '../../peers/competence-clause.ts'
import { billionths } from '../../values/quantity.ts'
import { DAY } from '../../values/time.ts'
import { unagreed } from './closing-notice.ts'
import { beyond } from './competence.ts'
import {
  ALL,
  askedFor,
  dayOf,
  officeAt,
  ofSide,
  ofSlot,
  PLACES,
  type Bodies,
  type OpeningHours,
  type OutOfHours,
  type Side,
  type Slot,
} from './hours-state.ts'
import { other, side } from './hours-steps.ts'

type Amount = NonNullable<Slot['charge']>

const higher = (charge: Amount, cost: Amount): boolean =>
  charge.currencyCode !== cost.currencyCode || billionths(charge.value) > billionths(cost.value)

const overCost = (
  charge: Amount | undefined,
  cost: Amount | undefined,
  path: string,
  names: readonly [string, string],
) =>
  charge === undefined
    ? undefined
    : cost === undefined
      ? fault('charge', `${path}/${names[1]}`, 'a charge names the approximate cost of the service')
      : higher(charge, cost)
        ? fault('charge', `${path}/${names[0]}`, 'a charge is limited to the approximate cost of the service')
        : undefined

/** What a charge breaks, whatever the case. */
export function checkCharge(m: CaseMessage): CaseFault | undefined {
  if (m.type === 'out-of-hours-answer') {
    const { xGranted, xCharge, xCost } = m.body as Bodies['out-of-hours-answer']
    if (!xGranted && xCharge !== undefined)
      return fault('charge', '/document/xCharge', 'what is declined costs nothing')
    return overCost(xCharge, xCost, '/document', ['xCharge', 'xCost'])
  }
  if (m.type !== 'out-of-hours-slots') return undefined
  const { xSlots } = m.body as Bodies['out-of-hours-slots']
  for (const [i, one] of xSlots.entries()) {
    const path = `/document/xSlots/${i}`
    if (at(one.to) <= at(one.from)) return fault('hours', `${path}/to`, 'ends before it begins')
    if (xSlots.findIndex((x) => x.slot === one.slot) !== i) return fault('slot', `${path}/slot`, 'a slot is named once')
    const wrong = overCost(one.charge, one.cost, path, ['charge', 'cost'])
    if (wrong) return wrong
  }
  return undefined
}

const same = (a: Slot, b: Slot): boolean =>
  JSON.stringify({ ...a, capacity: 0, given: 0 }) === JSON.stringify({ ...b, capacity: 0, given: 0 })

/** More slots that are not over than a side has at one time. */
export const SLOTS = 1000

/** The slots without those of a side that are over and of which nobody has asked for a place. */
function withoutOver({ slots, outOfHours }: OpeningHours, own: Side, now: number): Record<string, Slot> {
  const isAsked = ({ slot }: Slot): boolean => outOfHours.sizeOf(ofSlot(other(own), slot)) > 0
  return Object.fromEntries(Object.entries(slots).filter(([, x]) => x.side !== own || x.to > now || isAsked(x)))
}

/** Slots are offered; one that was before changes its capacity alone, and keeps the places that are given. What is over by then leaves the case. */
export function offer(s: OpeningHours, m: Said<Bodies['out-of-hours-slots']>, c: Case<OpeningHours>) {
  const own = side(c, m)
  const wrong = unagreed(s, own, m)
  if (wrong) return wrong
  const now = m.iat * 1000
  const slots = withoutOver(s, own, now)
  for (const [i, one] of m.body.xSlots.entries()) {
    const key = ofSide(own, one.slot)
    const known = get(slots, key)
    const next: Slot = {
      side: own,
      slot: one.slot,
      from: at(one.from),
      to: at(one.to),
      modeCode: one.modeCode ?? null,
      capacity: one.capacity,
      given: known?.given ?? 0,
      charge: one.charge ?? null,
      cost: one.cost ?? null,
    }
    if (known !== undefined && !same(known, next))
      return fault('slot', `/document/xSlots/${i}/slot`, 'a slot that was offered changes its capacity alone')
    if (next.to <= now) return fault('over', `/document/xSlots/${i}/to`, 'the slot is over')
    if (next.capacity < next.given)
      return fault('slot', `/document/xSlots/${i}/capacity`, 'more places of the slot are given')
    slots[key] = next
  }
  if (Object.values(slots).filter((x) => x.side === own && x.to > now).length > SLOTS)
    return fault('slots', '/document/xSlots', `a side offers no more than ${SLOTS} slots that are not over`)
  return { ...s, slots }
}

export const isFull = (slot: Slot): boolean => slot.given >= slot.capacity

/** What the request breaks about the slot of which it asks for a place. */
function checkPlace(
  slot: Slot | undefined,
  { body, iat }: Said<Bodies['out-of-hours-request']>,
): CaseFault | undefined {
  if (slot === undefined) return fault('slot', '/document/xSlot', 'the other side offers no such slot')
  if (iat * 1000 >= slot.to) return fault('over', '/document/xSlot', 'the slot is over')
  if (at(body.xFrom) < slot.from || at(body.xFrom) >= slot.to)
    return fault('slot', '/document/xFrom', 'it does not begin within the slot')
  if (at(body.xTo) > slot.to) return fault('slot', '/document/xTo', 'it goes on after the slot')
  if (slot.modeCode !== null && !(body.modeCode !== undefined && slot.modeCode.includes(body.modeCode)))
    return fault('slot', '/document/modeCode', 'the slot is for another mode of transport')
  return isFull(slot) ? fault('slot-full', '/document/xSlot', 'no place of the slot is left') : undefined
}

const AGREED = {
  roles: '',
  permits: '',
  procedures: '/currentCode',
  modes: '/modeCode',
  goods: '/classificationId',
} as const

/** The first office that has no competence for what would be brought to it, by the agreement or by its hours. */
function checkCompetence(
  s: OpeningHours,
  { body, terms }: Said<Bodies['out-of-hours-request']>,
): CaseFault | undefined {
  const { modeCode: mode, currentCode: procedure, classificationId } = body
  const goods = classificationId === undefined ? [] : [classificationId]
  for (const one of ['exit', 'entry'] as const) {
    const office = (one === 'exit' ? s.exitOffice : s.entryOffice) ?? undefined
    const lacks = beyondAgreed(terms, office, { role: one, mode, procedure, goods })
    if (lacks !== undefined)
      return fault('competence', `/document${AGREED[lacks]}`, 'by the agreement the office is not competent for it')
    const pointer = beyond(officeAt(s, one, at(body.xFrom)).xCompetence, body)
    if (pointer !== undefined)
      return fault(
        'competence',
        `/document${pointer}`,
        one === 'exit' ? 'the office of exit has no competence for it' : 'the office of entry has no competence for it',
      )
  }
  return undefined
}

/** How many requests of a side for one day wait for an answer, or were withdrawn before there was one. */
export const REQUESTS = 500

/** For how many days ahead service out of hours is asked for at most; for as many a request stays in the case once it is over. */
export const AHEAD_DAYS = 366

function withoutOld({ outOfHours }: OpeningHours, now: number): OpeningHours['outOfHours'] {
  const over = now - AHEAD_DAYS * DAY
  return outOfHours.group(ALL, over).reduce((kept, [id, { to }]) => (to > over ? kept : kept.without(id)), outOfHours)
}

/**
 * Whatever a side asks for, the other has a bounded number to answer: so many for each day of the two offices, none for a day that is
 * far or over, and none in a case that the other side has agreed no hours in, of which anybody opens as many as he likes.
 */
function checkMany(s: OpeningHours, own: Side, m: Said<Bodies['out-of-hours-request']>): CaseFault | undefined {
  const { body, iat } = m
  const [from, now] = [at(body.xFrom), iat * 1000]
  if (unagreed(s, other(own), m))
    return fault('no-version', '/type', 'no hours of the other side are agreed in this case, or they are over')
  if (at(body.xTo) <= now) return fault('over', '/document/xTo', 'the time that is asked for is over')
  if (from > now + AHEAD_DAYS * DAY)
    return fault('ahead', '/document/xFrom', `service out of hours is asked for at most ${AHEAD_DAYS} days ahead`)
  return s.outOfHours.sizeOf(askedFor(own, dayOf(from))) < REQUESTS
    ? undefined
    : fault('requests', '/document/xFrom', `no more than ${REQUESTS} requests of a side for one day wait for an answer`)
}

export function request(s: OpeningHours, m: Said<Bodies['out-of-hours-request']>, c: Case<OpeningHours>) {
  const crossing = m.context.xCrossing
  if (crossing === undefined)
    return fault('crossing', '/context/xCrossing', 'service out of hours is asked for one crossing')
  const own = side(c, m)
  const { declarant, xSlot: slot, modeCode } = m.body
  const wrong =
    (slot === undefined ? undefined : checkPlace(get(s.slots, ofSide(other(own), slot)), m)) ??
    checkMany(s, own, m) ??
    checkCompetence(s, m)
  if (wrong) return wrong
  const asked: OutOfHours = {
    side: own,
    from: at(m.body.xFrom),
    to: at(m.body.xTo),
    crossing,
    modeCode: modeCode ?? null,
    ...(declarant === undefined ? {} : { declarant: declarant.id }),
    ...(slot === undefined ? {} : { slot }),
    granted: null,
  }
  return { ...s, outOfHours: withoutOld(s, m.iat * 1000).with(m.id, asked) }
}

/** The slot of which a place was asked for; undefined where none was. */
const slotOf = (s: OpeningHours, { slot, side: asker }: OutOfHours): Slot | undefined =>
  slot === undefined ? undefined : get(s.slots, ofSide(other(asker), slot))

const given = (s: OpeningHours, slot: Slot, more: 1 | -1): OpeningHours['slots'] =>
  put(s.slots, ofSide(slot.side, slot.slot), { ...slot, given: slot.given + more })

const isSame = (a: Amount | null | undefined, b: Amount | null | undefined): boolean =>
  a?.currencyCode === b?.currencyCode && (!a || !b || billionths(a.value) === billionths(b.value))

/** What is kept, where it is granted: what was asked for, or less of it; of a slot a place, while one is left. */
export function answer(s: OpeningHours, m: Said<Bodies['out-of-hours-answer']>, c: Case<OpeningHours>) {
  const asked = m.ref === undefined ? undefined : s.outOfHours.get(m.ref)
  if (asked === undefined) return fault('no-request', '/ref', 'it answers no request of this case')
  if (asked.side === side(c, m)) return fault('own-request', '/ref', 'the other side answers it')
  if (asked.granted !== null) return fault('answered', '/ref', 'the request has its answer')
  const { xGranted: granted, xFrom, xTo, xCharge: charge } = m.body
  const [from, to] = [xFrom === undefined ? asked.from : at(xFrom), xTo === undefined ? asked.to : at(xTo)]
  if (from < asked.from || from >= to)
    return fault('slot', '/document/xFrom', 'the slot does not begin within what was asked for')
  if (to > asked.to) return fault('slot', '/document/xTo', 'the slot ends later than what was asked for')
  const slot = slotOf(s, asked)
  if (m.body.xSlot !== undefined && m.body.xSlot !== asked.slot)
    return fault('slot', '/document/xSlot', 'a place of another slot was asked for')
  if (granted && slot !== undefined) {
    if (isFull(slot)) return fault('slot-full', '/document/xGranted', 'no place of the slot is left')
    if (!isSame(slot.charge, charge))
      return fault('charge', '/document/xCharge', 'the slot was offered for another charge')
  }
  const outOfHours = s.outOfHours.with(m.ref!, { ...asked, from, to, granted, ...(charge && { charge }) })
  return { ...s, outOfHours, slots: granted && slot !== undefined ? given(s, slot, 1) : s.slots }
}

/** Whoever has asked needs it no more: until the time is over, and a place that was given is free again. */
export function cancel(
  s: OpeningHours,
  m: CaseMessage,
  asked: OutOfHours,
  c: Case<OpeningHours>,
): OpeningHours | CaseFault {
  if (asked.side !== side(c, m)) return fault('not-own', '/ref', 'only its sender withdraws a request')
  if (asked.granted === false) return fault('answered', '/ref', 'the request was declined, or is over')
  if (m.iat * 1000 >= asked.to) return fault('over', '/ref', 'the time that was asked for is over')
  const slot = slotOf(s, asked)
  const unanswered = asked.granted === null ? { unanswered: true as const } : {}
  const outOfHours = s.outOfHours.with(m.ref!, { ...asked, granted: false, withdrawn: true as const, ...unanswered })
  return { ...s, outOfHours, slots: asked.granted === true && slot !== undefined ? given(s, slot, -1) : s.slots }
}

/** The answers that the machine of whoever offers slots owes: a place to each that asks, in the order of the case, while one is left. */
export function placesDue(s: OpeningHours, roles: Readonly<Partial<Record<Side, string>>>): Due[] {
  const left = new Map<Slot, number>()
  const found: Due[] = []
  for (const [id, asked] of s.outOfHours.group(PLACES)) {
    const slot = slotOf(s, asked)
    if (slot === undefined) continue
    const free = left.get(slot) ?? slot.capacity - slot.given
    left.set(slot, free - 1)
    const costs = { ...(slot.charge && { xCharge: slot.charge }), ...(slot.cost && { xCost: slot.cost }) }
    const body: Bodies['out-of-hours-answer'] = {
      xGranted: free > 0,
      xSlot: slot.slot,
      ...(free > 0 ? costs : {}),
    }
    found.push({ key: `place:${id}`, at: 0, owner: roles[slot.side]!, kind: 'send', what: 'out-of-hours-answer', ref: id, body }) // prettier-ignore
  }
  return found
}
