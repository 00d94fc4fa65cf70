/** What a case about a joint control holds: what is asked, who takes part, the results of each agency for each subject, the record and its recognition. */
import { fault, roleOf, type CaseFault, type CaseMessage } from '../../cases/case-message.ts'
import type { components } from '../../generated/procedures/joint-control.ts'
import { digestOf, type Digest } from '../../values/digest.ts'
import { canonicalJson } from '../../values/json.ts'
import { at, type Said } from '../../cases/define.ts'
import type { Case } from '../../cases/procedure.ts'
import { get, type Rec } from '../../cases/state-record.ts'
import { MINUTE } from '../../values/time.ts'

export type Bodies = components['schemas']

export type Side = 'exit' | 'entry'

export type Phase = 'requested' | 'agreed' | 'running' | 'recorded' | 'recognised' | 'declined' | 'aborted' | 'no-show'

/** Minutes that an agreement may set otherwise (`deadlines`, by this name). */
export const LIMITS = {
  /** After a side has started, until the final results of each of its agencies are due. */
  result: 24 * 60,
} as const

export type ResultCode = Bodies['result']['xOutcomes'][number]['xResultCode']

export type SealsOf = {
  readonly before: Rec<string>
  readonly after: readonly string[]
  /** Who affixed a seal, where it was said. */
  readonly parties: Rec<string>
}

export type Result = {
  /** The message that states it. */
  readonly id: string
  readonly number: number
  readonly final: boolean
  /** What was found, by objective. */
  readonly outcomes: Rec<ResultCode>
  readonly start: string
  readonly end: string
  readonly disposal?: string
  /** Seals by equipment: as they were found, and as they were left. */
  readonly seals: Rec<SealsOf>
  readonly weighing?: Bodies['result']['xWeighing']
  readonly samples?: Bodies['result']['xSamples']
}

/** An agency without which a control was concluded. */
export type Without = { readonly id: string; readonly by: Side; readonly reason: string }

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
    readonly objectives?: readonly string[]
    /** Those of the proposer that take part. */
    readonly agencies: readonly string[]
  }>
  readonly started: Readonly<Partial<Record<Side, string>>>
  /** By side, agency and subject; the last that was stated. */
  readonly results: Rec<Result>
  /** By side and agency. */
  readonly without: Rec<Without>
  /** Minutes that the agreement of the first message sets (`LIMITS` by their names). */
  readonly limits: Rec<number>
  readonly record: { readonly digest: Digest; readonly signedBy: readonly Side[] } | null
  /** Of the control of the other side, by the side that recognises. */
  readonly recognition: Readonly<Partial<Record<Side, Recognition>>>
  /** Whose recognition fell with the record that it named, by the result that put it right, until that side decides anew. */
  readonly fallen: Readonly<Partial<Record<Side, string>>>
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
  without: {},
  limits: {},
  record: null,
  recognition: {},
  fallen: {},
}

export const resultKey = (side: Side, agency: string, subject: string): string =>
  JSON.stringify([side, agency, subject])

export const agencyKey = (side: Side, agency: string): string => JSON.stringify([side, agency])

/** Those of a side from which results are expected. */
export const reporting = (s: JointControl, side: Side): readonly string[] =>
  (s.agencies[side] ?? []).filter((agency) => get(s.without, agencyKey(side, agency)) === undefined)

/** When the final results of a side are due, in milliseconds since 1970; undefined where it has not started. */
export const resultsDue = (s: JointControl, side: Side): number | undefined => {
  const started = s.started[side]
  return started === undefined ? undefined : at(started) + (get(s.limits, 'result') ?? LIMITS.result) * MINUTE
}

export const sideOf = (c: Case<JointControl>, m: CaseMessage): Side => roleOf(c.roles, m.from) as Side

export const otherOf = (side: Side): Side => (side === 'exit' ? 'entry' : 'exit')

/** The results that are owed: of each side's agencies, for each subject. */
export const owed = (s: JointControl, sides: readonly Side[] = ['exit', 'entry']): string[] =>
  sides.flatMap((side) =>
    reporting(s, side).flatMap((agency) => s.subjects.map((subject) => resultKey(side, agency, subject))),
  )

export const isComplete = (s: JointControl, sides?: readonly Side[]): boolean =>
  owed(s, sides).every((key) => get(s.results, key)?.final === true)

/** The digest by which a record is named: of all results, which are final, and of the agencies that stated none. */
export const recordDigest = ({ results, without }: Pick<JointControl, 'results' | 'without'>): Digest =>
  digestOf(canonicalJson({ results, without }))

export type SealsLeft = { readonly seals: readonly string[]; readonly at: string }

/** Worked out once for results, which never change: they are asked for by each subject and objective. */
const left = new WeakMap<JointControl['results'], ReadonlyMap<string, SealsLeft>>()

/** The seals with which each equipment was left, by whoever saw it last. */
export function sealsLeft({ results }: JointControl): ReadonlyMap<string, SealsLeft> {
  const known = left.get(results)
  if (known) return known
  const found = new Map<string, SealsLeft>()
  for (const r of Object.values(results))
    for (const [equipment, { after }] of Object.entries(r.seals)) {
      const last = found.get(equipment)
      if (last === undefined || at(r.end) >= at(last.at)) found.set(equipment, { seals: after, at: r.end })
    }
  left.set(results, found)
  return found
}

export const sealsOf = (s: JointControl, equipment: string): SealsLeft | undefined => sealsLeft(s).get(equipment)

export const phaseFault = (s: JointControl, m: CaseMessage): CaseFault =>
  fault('phase', '/type', `${m.type} does not follow ${s.phase}`)

export type Step<T extends keyof Bodies> = (
  s: JointControl,
  m: Said<Bodies[T]>,
  c: Case<JointControl>,
) => JointControl | CaseFault
