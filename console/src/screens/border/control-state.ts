/** What the case of a joint control holds, as its procedure keeps it: who owes which result, what was proposed, what was found. */
import type { Schemas } from '../../api.ts'

export type Side = 'exit' | 'entry'
export const otherSide = (side: Side): Side => (side === 'exit' ? 'entry' : 'exit')

export type Result = {
  readonly id: string
  readonly number: number
  readonly final: boolean
  readonly code: string
  readonly objectives: readonly string[]
  readonly start: string
  readonly end: string
  readonly disposal?: string
  readonly seals: Readonly<
    Record<string, { readonly before: Readonly<Record<string, string>>; readonly after: readonly string[] }>
  >
}
export type ControlState = {
  readonly requestedBy: Side | null
  readonly request: string | null
  readonly agencies: Readonly<Partial<Record<Side, readonly string[]>>>
  readonly reschedules: Readonly<
    Record<string, { readonly side: Side; readonly start: string; readonly place?: string }>
  >
  readonly started: Readonly<Partial<Record<Side, string>>>
  readonly results: Readonly<Record<string, Result>>
}
const NOTHING: ControlState = {
  requestedBy: null,
  request: null,
  agencies: {},
  reschedules: {},
  started: {},
  results: {},
}

/** The state of the case; of one of which a part alone may be seen there is none. */
export const stateOf = ({ state }: Pick<Schemas['Case'], 'state'>): ControlState =>
  typeof state === 'object' && state !== null && 'reschedules' in state ? (state as unknown as ControlState) : NOTHING

export type StatedResult = Result & { readonly side: Side; readonly agency: string; readonly subject: string }

const keyOf = (side: Side, agency: string, subject: string): string => JSON.stringify([side, agency, subject])
export const resultOf = (s: ControlState, side: Side, agency: string, subject: string): Result | undefined =>
  s.results[keyOf(side, agency, subject)]

/** All results, each with whose and about what it is. */
export const allResults = (s: ControlState): StatedResult[] =>
  Object.entries(s.results).map(([key, result]) => {
    const [side, agency, subject] = JSON.parse(key) as [Side, string, string]
    return { ...result, side, agency, subject }
  })

/** What is still owed before there is a record: by which agency of which side, about what. */
export const owed = (s: ControlState, subjects: readonly string[]): { side: Side; agency: string; subject: string }[] =>
  (['exit', 'entry'] as const).flatMap((side) =>
    (s.agencies[side] ?? []).flatMap((agency) =>
      subjects
        .filter((subject) => resultOf(s, side, agency, subject)?.final !== true)
        .map((subject) => ({ side, agency, subject })),
    ),
  )
