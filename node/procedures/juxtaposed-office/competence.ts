/** Who may act at a juxtaposed office: the agencies of its dossiers, and the functions on duty. An office is another case than its movements, so that each side asks this of its own messages, and sees it in what came. */
import { decidingAgency } from '../../cases/decided-by.ts'
import { fault, isFault, type CaseFault, type CaseMessage, type DecidedBy } from '../../cases/case-message.ts'
import { at } from '../../cases/define.ts'
import type { Bodies, Decision, Movement, Office, Roster, Side } from './office-state.ts'

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

/** The roster of a side that says who is on duty at `now` (milliseconds since 1970). Where none does, nobody is bound to one. */
const rosterAt = (office: Office, side: Side, now: number): Roster | undefined => {
  const roster = office.rosters[side]
  return roster !== undefined && at(roster.from) <= now && now < at(roster.to) ? roster : undefined
}

/** Why whoever decides this is not the one to do so: nobody of his function, or with his reference, is on duty or competent for it. */
export function offDuty(
  office: Office,
  side: Side,
  { type, context }: CaseMessage,
  now: number,
): CaseFault | undefined {
  const [roster, by] = [rosterAt(office, side, now), context.xDecidedBy]
  if (roster === undefined || by === undefined || !isAtOffice(by) || isOn(roster, { type, ...by })) return undefined
  return fault('not-on-duty', '/context/xDecidedBy', 'no such person on duty at the office is competent for this')
}

/** Whether somebody has decided in a movement who was not on duty then, as far as the roster that counts now says. */
export const strangersIn = (office: Office, { decisions }: Movement): boolean =>
  Object.values(decisions).some((d: Decision) => {
    const roster = rosterAt(office, d.side, d.at * 1000)
    return roster !== undefined && !isOn(roster, d)
  })

/** Why a control is not of the agencies that it names: the dossier of their side does not have them at the office. */
export function absentAgency(office: Office, side: Side, message: CaseMessage): CaseFault | undefined {
  const agency = decidingAgency(message as CaseMessage<Bodies['entry-started']> & { body: Bodies['entry-started'] })
  if (isFault(agency)) return agency
  const there = office.dossiers[side]?.agencies ?? []
  const { xAgencies = [] } = message.body as Bodies['entry-started']
  const absent = [agency, ...xAgencies].find((one) => !there.includes(one))
  return there.length === 0 || absent === undefined
    ? undefined
    : fault('agency', '/document/xAgencies', `${absent} is not at the office`)
}
