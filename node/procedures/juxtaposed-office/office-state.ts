/** What a case about a juxtaposed office, or about one movement there, holds. */
import type { Consents, EndOfGoods } from '../../cases/consent.ts'
import { fault, roleOf, subjectKey, type CaseFault, type CaseMessage, type Subject } from '../../cases/case-message.ts'
import type { components } from '../../generated/procedures/juxtaposed-office.ts'
import { at, type Said } from '../../cases/define.ts'
import { WHILE_OPEN, type Case, type Needed } from '../../cases/procedure.ts'
import { get, unique, type Rec } from '../../cases/state-record.ts'

export type Bodies = components['schemas']

export type Side = 'exit' | 'entry'

export type Ends = Bodies['Ends']

export type Stage = 'exit' | 'handover' | 'entry' | 'done' | 'refused' | 'returned' | 'seized' | 'disposed'

export type Dossier = {
  readonly id: string
  readonly version: number
  readonly zones: Bodies['dossier']['xZones']
  /** Those of its side that are there. */
  readonly agencies: readonly string[]
  readonly from: string
  readonly to?: string
}

export type Suspension = {
  readonly id: string
  readonly side: Side
  readonly from: string
  readonly until?: string
  readonly reason: string
  readonly ends: Ends
  /** Open movements that end otherwise, by conversation. */
  readonly exceptions: Rec<Ends>
}

/** Who is on duty at the office for a side. */
export type Roster = {
  readonly id: string
  /** When it was told, in seconds since 1970. */
  readonly told: number
  readonly from: string
  readonly to: string
  readonly duty: Bodies['roster']['xDuty']
}

/** A dossier of each side, to which the other has agreed. */
export type Agreed = Readonly<Record<Side, Dossier>>

export type Office = {
  readonly id: string
  /** The newest of each side. */
  readonly dossiers: Readonly<Partial<Record<Side, Dossier>>>
  /** The dossier of each side to which the other has agreed last. */
  readonly agreed: Readonly<Partial<Agreed>>
  /** What was agreed, in the order in which it begins: each is in force until the next one begins. */
  readonly pairs: readonly Agreed[]
  /** Of either side, those that were not over when the last one was said. */
  readonly suspensions: readonly Suspension[]
  /** Those of each side that what comes may still be held against, the newest last. */
  readonly rosters: Readonly<Partial<Record<Side, readonly Roster[]>>>
}

/** The agencies of one side that control a subject, and those of them that have ended theirs. */
export type Taking = { readonly named: readonly string[]; readonly ended: readonly string[] }

export type SubjectStage = {
  readonly subject: Subject
  /** Whether its exit was completed: what was found beside it nobody has declared. */
  readonly declared: boolean
  readonly stage: Stage
  /** The message that brought it there, and its time (RFC 3339). */
  readonly by: string
  readonly since: string
  /** Whose law governs its control now (`lawAt`). */
  readonly law: string
  readonly agencies: Readonly<Record<Side, Taking>>
  /** By which agencies. */
  readonly detainedBy: readonly string[]
  readonly seizedBy: readonly string[]
  /** Which has refused it entry; and whether that one detained it then, which stands again where the refusal is taken back. */
  readonly refusedBy: string | null
  readonly refusedDetained: boolean
  /** Which of those that hold it let another dispose of it, and how. */
  readonly consents: Consents
  /** What became of it, once it was seized or refused. */
  readonly disposal: EndOfGoods | null
  /** The exit was reversed. */
  readonly readmitted: boolean
  /** The exit side wants to control it once more after the handover: its request, and what the entry side has answered. */
  readonly again: { readonly id: string; readonly consent: boolean | null } | null
}

/** Of a decision of a person: of which side, in which function, when it was signed (seconds since 1970), and by which roster, as its sender says. */
export type Decision = {
  readonly side: Side
  readonly type: string
  readonly function: string
  readonly at: number
  readonly roster?: string
}

export type Movement = {
  readonly office: string
  readonly officeCase: string
  readonly zone: string
  readonly lane: string
  readonly subjects: Rec<SubjectStage>
  readonly incidents: Rec<{ readonly side: Side; readonly at: string; readonly zone: string; readonly law: string }>
  /** How it ends, since the office is suspended; `repeats`: the suspension of the office that was said again here. */
  readonly suspension: { readonly id: string; readonly ends: Ends; readonly repeats?: string } | null
  /** What persons have decided, by message. */
  readonly decisions: Rec<Decision>
}

/** One of the two is there, once the first message has said which case it is. */
export type JuxtaposedOffice = { readonly office: Office | null; readonly movement: Movement | null }

/** Where nothing of it has to enter or to go back; what is seized stays until that ends. */
export const OVER: readonly Stage[] = ['done', 'returned', 'seized', 'disposed']

/** The agencies without whose word it neither enters nor goes: of what was refused also those whose control goes on. */
export function holders({ stage, detainedBy, seizedBy, agencies: { entry } }: SubjectStage): string[] {
  const controls = stage === 'refused' ? entry.named.filter((one) => !entry.ended.includes(one)) : []
  return unique([...seizedBy, ...detainedBy, ...controls])
}

/** Whose law governs the control at a stage: that of the exit side until the handover and of what has gone back, that of the entry side between. */
export const lawAt = (stage: Stage, roles: Case<unknown>['roles']): string =>
  (stage === 'exit' || stage === 'returned' ? roles.exit : roles.entry)!

export const hasEnded = ({ named, ended }: Taking): boolean => named.every((agency) => ended.includes(agency))

export const SIDES = ['exit', 'entry'] as const

export const sideOf = (c: Case<JuxtaposedOffice>, m: CaseMessage): Side => roleOf(c.roles, m.from) as Side

export const otherOf = (side: Side): Side => (side === 'exit' ? 'entry' : 'exit')

export const here = <T>(state: T | null, m: CaseMessage): T | CaseFault =>
  state ?? fault('other-case', '/type', `${m.type} does not belong to this case`)

export type Standing = 'proposed' | 'in-force' | 'suspended' | 'not-valid'

const begins = (pair: Agreed): number => Math.max(...SIDES.map((side) => at(pair[side].from)))

/** With one more that was agreed: what would have begun after it does so no more. */
export const withPair = (pairs: readonly Agreed[], pair: Agreed): readonly Agreed[] => [
  ...pairs.filter((p) => begins(p) < begins(pair)),
  pair,
]

/** The dossiers that count at a time (milliseconds since 1970): those agreed that began last; a proposal changes nothing of them. */
export const pairAt = ({ pairs }: Office, now: number): Agreed | undefined =>
  pairs.findLast((pair) => begins(pair) <= now)

export const isOver = ({ until }: Suspension, now: number): boolean => until !== undefined && at(until) <= now

export const suspensionsAt = ({ suspensions }: Office, now: number): readonly Suspension[] =>
  suspensions.filter((s) => at(s.from) <= now && !isOver(s, now))

/** The suspension by which an open movement ends at a time; undefined where none runs. Where both sides have suspended the office, what either sends back goes back. */
export function endedBy(
  o: Office,
  conversation: string,
  now: number,
): { readonly id: string; readonly ends: Ends } | undefined {
  const told = suspensionsAt(o, now).map(({ id, ends, exceptions }) => ({
    id,
    ends: get(exceptions, conversation) ?? ends,
  }))
  return told.find(({ ends }) => ends === 'return') ?? told[0]
}

/**
 * The suspension of a side that says of an open movement how it ends, where its own case does not say so yet: of those that run what sends back, else the first, or the next
 * to come. What was said of the movement by itself stands.
 */
export function unsaidOf(
  o: Office,
  side: Side,
  conversation: string,
  { suspension }: Movement,
  now: number,
): Suspension | undefined {
  const unsaid = o.suspensions
    .filter((s) => s.side === side && !isOver(s, now))
    .map((s) => ({ ...s, ends: get(s.exceptions, conversation) ?? s.ends }))
    .filter(
      ({ ends }) =>
        suspension === null || (suspension.repeats !== undefined && ends === 'return' && suspension.ends !== 'return'),
    )
    .sort((a, b) => at(a.from) - at(b.from))
  const running = unsaid.filter((s) => at(s.from) <= now)
  return running.find(({ ends }) => ends === 'return') ?? running[0] ?? unsaid[0]
}

/** Whether a movement says again what a suspension of its office says. */
export const isRepeated = (o: Office, side: Side, id: string | undefined): boolean =>
  o.suspensions.some((s) => s.id === id && s.side === side)

/** Whether its dossiers are agreed and valid, be it suspended or not. */
export const isAgreedAt = (o: Office, now: number): boolean => {
  const pair = pairAt(o, now)
  return pair !== undefined && SIDES.every((side) => pair[side].to === undefined || now < at(pair[side].to))
}

/** How an office stands at a time: time changes no case, but dossiers become valid and end, and suspensions run out. */
export function standingAt(o: Office, now: number): Standing {
  if (suspensionsAt(o, now).length > 0) return 'suspended'
  if (o.pairs.length === 0) return 'proposed'
  return isAgreedAt(o, now) ? 'in-force' : 'not-valid'
}

/** Whether something of a movement still has to enter or to go back. */
export const isOpen = (movement: Movement): boolean =>
  Object.values(movement.subjects).some((x) => !OVER.includes(x.stage))

/** Whether what nobody has declared was found with it, and has neither entered nor gone yet. */
export const hasFound = (movement: Movement): boolean =>
  Object.values(movement.subjects).some((x) => !x.declared && !OVER.includes(x.stage))

const isSeized = (movement: Movement): boolean => Object.values(movement.subjects).some((x) => x.stage === 'seized')

/** An office as long as anybody may agree on it, a movement until it has ended and nothing of it is seized any more. */
export const needed = ({ state: { office, movement } }: Case<JuxtaposedOffice>): Needed | undefined =>
  office !== null || (movement !== null && (isOpen(movement) || isSeized(movement))) ? { until: WHILE_OPEN } : undefined

/** Whether all of it has begun and is under exit control: another agency ends its own there, and no movement begins. */
export const isInExit = (movement: Movement | null, subjects: readonly Subject[]): boolean =>
  movement !== null && subjects.every((x) => get(movement.subjects, subjectKey(x))?.stage === 'exit')

export type Step<T extends keyof Bodies> = (
  s: JuxtaposedOffice,
  m: Said<Bodies[T]>,
  c: Case<JuxtaposedOffice>,
) => JuxtaposedOffice | CaseFault

/** `split`: not all of it has ended alike. */
export type MovementState = 'open' | 'done' | 'returned' | 'seized' | 'disposed' | 'split'

export function movementState(m: Movement): MovementState {
  if (isOpen(m)) return 'open'
  const stages = new Set(Object.values(m.subjects).map((x) => x.stage))
  if (stages.size > 1) return 'split'
  return [...stages][0] as MovementState
}

/** What begins a movement. */
export type Begins = CaseMessage & { readonly body: Bodies['exit-completed'] }

const notInForce = (standing: Standing): CaseFault =>
  fault('not-in-force', '/document/xOfficeCase', `no movement begins at an office that is ${standing}`)

/**
 * Whether a movement of our own may begin at the office that it names, as its case stands on this side when it is signed, whatever time it states: a movement itself waits for no
 * message of the office.
 */
export function mayBegin(office: Office | null, { body, iat }: Begins): CaseFault | undefined {
  if (office === null || office.id !== body.xOfficeId)
    return fault('office', '/document/xOfficeCase', 'it is not the case of this office')
  const standing = standingAt(office, iat * 1000)
  return standing === 'in-force' ? undefined : notInForce(standing)
}

/**
 * The same of a movement that a peer begins. What it has said of the office may still be on its way, then the office is not known here; and a suspension of ours may not have
 * reached it: such a movement is flagged.
 */
export function mayBeginThere(office: Office | null, m: Begins): CaseFault | undefined {
  if (office === null) return undefined
  const now = m.iat * 1000
  if (suspensionsAt(office, now).some(({ side }) => side === 'exit')) return notInForce('suspended')
  return isAgreedAt(office, now) ? undefined : notInForce(office.pairs.length === 0 ? 'proposed' : 'not-valid')
}
