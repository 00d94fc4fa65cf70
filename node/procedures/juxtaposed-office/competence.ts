/**
 * Who may act at a juxtaposed office: the agencies of its dossiers, and the functions on duty. An office is another case than its movements, and what a movement comes to follows
 * from its own messages alone: so each side asks this of its own messages before they leave, and of what comes before it is receipted, and sees it in what was in its case before
 * the roster was.
 */
import { decidingAgency } from '../../cases/decided-by.ts'
import {
  fault,
  isFault,
  subjectKey,
  type CaseFault,
  type CaseMessage,
  type DecidedBy,
  type Subject,
} from '../../cases/case-message.ts'
import { get } from '../../cases/state-record.ts'
import { at } from '../../cases/define.ts'
import {
  isRepeated,
  OVER,
  pairAt,
  type Bodies,
  type Decision,
  type Movement,
  type Office,
  type Roster,
  type Side,
} from './office-state.ts'

/** A higher authority or a court decides wherever it sits; a machine decides nothing that is a person's. */
const AT_OFFICE: readonly string[] = ['officer', 'head-of-office']

export const isAtOffice = ({ kind }: Pick<DecidedBy, 'kind'>): boolean => AT_OFFICE.includes(kind)

type Who = { readonly type: string; readonly function: string; readonly ref?: string }

const isOn = ({ duty }: Roster, { type, function: held, ref }: Who): boolean =>
  duty.some(
    (d) =>
      d.xFunction === held &&
      (d.xRef === undefined || ref === undefined || d.xRef === ref) &&
      (d.xDecides === undefined || (d.xDecides as readonly string[]).includes(type)),
  )

/**
 * The roster of a side that counts at a time (seconds since 1970): the last that was told by then and covers it; of one that was told within that very second, the one that
 * was `named`. Where none does, nobody is bound to one.
 */
function rosterAt(office: Office, side: Side, time: number, named?: string): Roster | undefined {
  const told = (office.rosters[side] ?? []).filter(
    (r) => r.told <= time && at(r.from) <= time * 1000 && time * 1000 < at(r.to),
  )
  const last = told.at(-1)
  return last?.told === time ? (told.find(({ id }) => id === named) ?? last) : last
}

const knows = (office: Office, side: Side, roster: string): boolean =>
  office.rosters[side]?.some(({ id }) => id === roster) === true

/** Why whoever decides this is not the one to do so: by the roster that counts when it is signed nobody of his function, or with his reference, is on duty or competent for it. */
export function offDuty(office: Office, side: Side, { type, context, iat }: CaseMessage): CaseFault | undefined {
  const by = context.xDecidedBy
  const roster = rosterAt(office, side, iat, by?.roster)
  if (roster === undefined || by === undefined || !isAtOffice(by) || isOn(roster, { type, ...by })) return undefined
  return fault('not-on-duty', '/context/xDecidedBy', 'no such person on duty at the office is competent for this')
}

/** Why what our own message says of its roster is not so: the node writes it. */
export function misnamed(office: Office, side: Side, message: CaseMessage): CaseFault | undefined {
  const named = message.context.xDecidedBy?.roster
  return named === undefined || named === rosterOf(office, side, message)
    ? undefined
    : fault('not-on-duty', '/context/xDecidedBy/roster', 'the node writes by which roster somebody is on duty')
}

/** Why what a peer sends was decided by somebody who is not on duty: a roster that it names and that has not come yet cannot be held against it. */
export function strangerHere(office: Office, side: Side, message: CaseMessage): CaseFault | undefined {
  const named = message.context.xDecidedBy?.roster
  return named !== undefined && !knows(office, side, named) ? undefined : offDuty(office, side, message)
}

/** The roster by which whoever decides this is on duty; undefined where he is bound to none. */
export function rosterOf(office: Office, side: Side, { context, iat }: CaseMessage): string | undefined {
  const by = context.xDecidedBy
  return by !== undefined && isAtOffice(by) ? rosterAt(office, side, iat)?.id : undefined
}

/** What was decided in a movement by somebody who was not on duty then, as far as the rosters say that are known by now. */
export const strangersIn = (office: Office, { decisions, suspension }: Movement): string[] =>
  Object.entries(decisions).flatMap(([id, d]: [string, Decision]) => {
    // Whoever suspended the office was held against its roster there.
    if (id === suspension?.id && isRepeated(office, d.side, suspension.repeats)) return []
    const roster = rosterAt(office, d.side, d.at, d.roster)
    return roster === undefined || isOn(roster, d) ? [] : [id]
  })

/** The agencies of a side that take part already in the control which goes on, of each subject that a message is about. */
function taking(movement: Movement | null, side: Side, named: readonly Subject[] | undefined): readonly string[][] {
  const known = movement?.subjects ?? {}
  const keys = named?.map(subjectKey) ?? Object.keys(known).filter((key) => !OVER.includes(known[key]!.stage))
  return keys.map((key) => {
    const was = get(known, key)
    return was?.stage === side ? [...was.agencies[side].named] : []
  })
}

/**
 * Why a control is not of the agencies that it names: by the dossier of their side that counts when it is signed one of them is not at the office, or one that is there neither is
 * named nor takes part. Each of them ends its control before what it controls goes on.
 */
export function unlikeDossier(
  office: Office,
  side: Side,
  movement: Movement | null,
  message: CaseMessage,
): CaseFault | undefined {
  const agency = decidingAgency(message as CaseMessage<Bodies['entry-started']> & { body: Bodies['entry-started'] })
  if (isFault(agency)) return agency
  const { xSubject, xAgencies = [] } = message.body as Bodies['entry-started']
  const there = pairAt(office, message.iat * 1000)?.[side].agencies ?? []
  const named = [agency, ...xAgencies]
  const absent = named.find((one) => !there.includes(one))
  if (there.length > 0 && absent !== undefined)
    return fault('agency', '/document/xAgencies', `${absent} is not at the office`)
  const before = taking(movement, side, xSubject)
  const left = there.find((one) => !named.includes(one) && !before.every((agencies) => agencies.includes(one)))
  return left === undefined
    ? undefined
    : fault('agency', '/document/xAgencies', `${left} is at the office, and takes part: it is named too`)
}
