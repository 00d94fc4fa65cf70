/** What a case about a joint control holds: what is asked, who takes part, the results of each agency for each subject, the record and its recognition. */
import { fault, roleOf, type CaseFault, type CaseMessage } from '../../cases/case-message.ts'
import type { components } from '../../generated/procedures/joint-control.ts'
import { digestOf, type Digest } from '../../values/digest.ts'
import { canonicalJson } from '../../values/json.ts'
import { at, type Said } from '../../cases/define.ts'
import type { Case } from '../../cases/procedure.ts'
import { get, type Rec } from '../../cases/state-record.ts'

export type Bodies = components['schemas']

export type Side = 'exit' | 'entry'

export type Phase = 'requested' | 'agreed' | 'running' | 'recorded' | 'recognised' | 'declined' | 'aborted' | 'no-show'

export type Result = {
  /** The message that states it. */
  readonly id: string
  readonly number: number
  readonly final: boolean
  readonly code: Bodies['result']['xResultCode']
  readonly objectives: readonly string[]
  readonly start: string
  readonly end: string
  readonly disposal?: string
  /** Seals by equipment: as they were found, and as they were left. */
  readonly seals: Rec<{ readonly before: Rec<string>; readonly after: readonly string[] }>
}

export type Recognition = {
  readonly id: string
  readonly recognised: boolean
  readonly objectives: readonly string[]
  readonly subjects: readonly string[]
  /** When each seal was last seen intact, by equipment and seal. */
  readonly seals: Rec<Rec<string>>
  readonly until?: string
  readonly reason?: string
}

export type JointControl = {
  readonly control: string | null
  readonly phase: Phase
  readonly requestedBy: Side | null
  readonly request: string | null
  readonly answerBy: string | null
  readonly place: string | null
  /** RFC 3339: the start that is asked for or agreed. */
  readonly start: string | null
  readonly objectives: readonly string[]
  readonly subjects: readonly string[]
  readonly agencies: Readonly<Partial<Record<Side, readonly string[]>>>
  /** Proposals of another time, by message. */
  readonly reschedules: Rec<{
    readonly side: Side
    readonly start: string
    readonly place?: string
    /** Those of the proposer that take part. */
    readonly agencies: readonly string[]
  }>
  readonly started: Readonly<Partial<Record<Side, string>>>
  /** By side, agency and subject; the last that was stated. */
  readonly results: Rec<Result>
  readonly record: { readonly digest: Digest; readonly signedBy: readonly Side[] } | null
  /** Of the control of the other side, by the side that recognises. */
  readonly recognition: Readonly<Partial<Record<Side, Recognition>>>
}

export const EMPTY: JointControl = {
  control: null,
  phase: 'requested',
  requestedBy: null,
  request: null,
  answerBy: null,
  place: null,
  start: null,
  objectives: [],
  subjects: [],
  agencies: {},
  reschedules: {},
  started: {},
  results: {},
  record: null,
  recognition: {},
}

export const resultKey = (side: Side, agency: string, subject: string): string =>
  JSON.stringify([side, agency, subject])

export const sideOf = (c: Case<JointControl>, m: CaseMessage): Side => roleOf(c.roles, m.from) as Side

export const otherOf = (side: Side): Side => (side === 'exit' ? 'entry' : 'exit')

/** The results that are owed: of each side's agencies, for each subject. */
export const owed = (s: JointControl, sides: readonly Side[] = ['exit', 'entry']): string[] =>
  sides.flatMap((side) =>
    (s.agencies[side] ?? []).flatMap((agency) => s.subjects.map((subject) => resultKey(side, agency, subject))),
  )

export const isComplete = (s: JointControl, sides?: readonly Side[]): boolean =>
  owed(s, sides).every((key) => get(s.results, key)?.final === true)

/** The digest by which a record is named: of all results, which are final, in the order of their keys. */
export const recordDigest = (s: JointControl): Digest =>
  digestOf(canonicalJson(Object.fromEntries(Object.entries(s.results).sort(([a], [b]) => (a < b ? -1 : 1)))))

/** The seals that equipment was left with, by whoever saw it last. */
export function sealsOf(s: JointControl, equipment: string): { seals: readonly string[]; at: string } | undefined {
  let last: { seals: readonly string[]; at: string } | undefined
  for (const r of Object.values(s.results)) {
    const seen = get(r.seals, equipment)
    if (seen !== undefined && (last === undefined || at(r.end) >= at(last.at))) last = { seals: seen.after, at: r.end }
  }
  return last
}

export const phaseFault = (s: JointControl, m: CaseMessage): CaseFault =>
  fault('phase', '/type', `${m.type} does not follow ${s.phase}`)

export type Step<T extends keyof Bodies> = (
  s: JointControl,
  m: Said<Bodies[T]>,
  c: Case<JointControl>,
) => JointControl | CaseFault
