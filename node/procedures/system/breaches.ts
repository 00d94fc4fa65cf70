/**
 * A breach of data that passed between the two, whatever their procedure: told by the side at which it happened, completed as more of it is known, and answered by the
 * other (GDPR Art. 33; Directive (EU) 2016/680 Art. 30, whose paragraph 6 has it told to the administration that sent the data or received them).
 */
import { fault, type CaseFault, type Roles } from '../../cases/case-message.ts'
import { at, opposite, type Said } from '../../cases/define.ts'
import { WHILE_OPEN, type Due } from '../../cases/procedure.ts'
import { get, put, type Rec } from '../../cases/state-record.ts'
import type { components } from '../../generated/procedures/system.ts'
import { HOUR } from '../../values/time.ts'

type Bodies = components['schemas']

/**
 * A breach at `country`. Times in milliseconds since 1970: `known` when it was found, `told` when that was signed, `due` when it was to be told at the latest, and `answerBy` when
 * the other side is to have answered; both null where the agreement under which the data were sent names no hours.
 */
export type Breach = {
  readonly country: string
  readonly procedure: string
  /** By which the data came; null: it is not known, or all of the procedure. */
  readonly messages: readonly string[] | null
  readonly kinds: Bodies['breach-notice']['xKinds']
  readonly known: number
  readonly told: number
  readonly due: number | null
  readonly answerBy: number | null
  readonly updated: number | null
  readonly remedied: number | null
  readonly answered: number | null
}

type Breaches = Rec<Breach>

/** How a breach stands at `now` (milliseconds since 1970), the same on both sides. */
export const breachAt = (
  { answered, remedied, answerBy }: Breach,
  now: number,
): 'told' | 'overdue' | 'answered' | 'remedied' =>
  answered === null ? (answerBy !== null && answerBy <= now ? 'overdue' : 'told') : remedied === null ? 'answered' : 'remedied' // prettier-ignore

export const isLate = ({ due, told }: Breach): boolean => due !== null && told > due

/** Beyond the schema: its times are in their order. */
export const checkNotice = ({ xKnownAt, xOccurredAt }: Bodies['breach-notice']): CaseFault | undefined =>
  xOccurredAt !== undefined && at(xOccurredAt) > at(xKnownAt)
    ? fault('time', '/document/xOccurredAt', 'it was found before it happened')
    : undefined

/** It is told late rather than not at all, and then with the reason. */
export function tellBreach(list: Breaches, m: Said<Bodies['breach-notice']>): Breaches | CaseFault {
  const { xProcedure: procedure, xMessages: messages = null, xKinds: kinds, xKnownAt, xDelayReason } = m.body
  const hours = m.sentUnder?.breachHours
  const [known, told] = [at(xKnownAt), m.iat * 1000]
  const within = (from: number): number | null => (hours === undefined ? null : from + hours * HOUR)
  const more = { updated: null, remedied: null, answered: null }
  const breach = { country: m.from, procedure, messages, kinds, known, told, due: within(known), answerBy: within(told), ...more } // prettier-ignore
  if (isLate(breach) && xDelayReason === undefined)
    return fault('delay', '/document/xDelayReason', 'it is told after the hours of the agreement: state why')
  return put(list, m.id, breach)
}

const named = (list: Breaches, ref: string | undefined): Breach | CaseFault =>
  (ref === undefined ? undefined : get(list, ref)) ?? fault('no-breach', '/ref', 'it names no breach of this case')

/** What is found out later, and that it is over, by whoever told of it. */
export function updateBreach(list: Breaches, m: Said<Bodies['breach-update']>): Breaches | CaseFault {
  const breach = named(list, m.ref)
  if (!('country' in breach)) return breach
  if (breach.country !== m.from) return fault('not-own', '/ref', 'only the side at which it happened says more of it')
  const { xRemediedAt } = m.body
  if (xRemediedAt === undefined) return put(list, m.ref!, { ...breach, updated: m.iat * 1000 })
  if (breach.remedied !== null) return fault('remedied', '/document/xRemediedAt', 'it was remedied before')
  const remedied = at(xRemediedAt)
  if (remedied < breach.known)
    return fault('time', '/document/xRemediedAt', 'it would have been remedied before it was found')
  return put(list, m.ref!, { ...breach, updated: m.iat * 1000, remedied })
}

/** The other side has taken note, late rather than not at all. */
export function answerBreach(list: Breaches, m: Said<Bodies['breach-answer']>): Breaches | CaseFault {
  const breach = named(list, m.ref)
  if (!('country' in breach)) return breach
  if (breach.country === m.from) return fault('own-breach', '/ref', 'the side that was told answers')
  if (breach.answered !== null) return fault('answered', '/ref', 'it was answered before')
  return put(list, m.ref!, { ...breach, answered: m.iat * 1000 })
}

/** Both sides are to go on with it until it is answered and remedied. */
export const breachUntil = ({ answered, remedied, updated }: Breach): number =>
  answered === null || remedied === null ? WHILE_OPEN : Math.max(answered, updated!)

/** Whoever was told is alerted at once; both are where the hours have passed in which it was to answer. */
export const breachesDue = (list: Breaches, roles: Roles): Due[] =>
  Object.entries(list).flatMap(([id, { country, answered, answerBy }]): Due[] => {
    if (answered !== null) return []
    const due = { kind: 'alert', ref: id } as const
    const told = { ...due, key: `breach:${id}`, at: 0, owner: opposite(roles, country), what: 'a breach of data was told: answer it' } // prettier-ignore
    if (answerBy === null) return [told]
    return [told, { ...due, key: `breach-answer:${id}`, at: answerBy, owner: 'both', what: 'a breach of data was told and not answered' }] // prettier-ignore
  })
