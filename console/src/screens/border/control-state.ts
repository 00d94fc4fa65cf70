/** What the case of a joint control holds, as its procedure keeps it: who owes which result, what was proposed, what was found. */
import type { Schemas } from '../../api.ts'

export type Side = 'exit' | 'entry'
export const otherSide = (side: Side): Side => (side === 'exit' ? 'entry' : 'exit')

export type Result = {
  readonly id: string
  readonly number: number
  readonly final: boolean
  readonly outcomes: Readonly<Record<string, string>>
  readonly start: string
  readonly end: string
  readonly disposal?: string
  readonly seals: Readonly<
    Record<
      string,
      {
        readonly before: Readonly<Record<string, string>>
        readonly after: readonly string[]
        readonly parties: Readonly<Record<string, string>>
      }
    >
  >
  readonly weighing?: {
    readonly grossMassMeasure: Quantity
    readonly instrument: string
    readonly certificate?: string
    readonly xAxles?: readonly Quantity[]
  }
  readonly samples?: readonly {
    readonly id: string
    readonly laboratory?: string
    readonly laboratoryReference?: string
  }[]
}
export type Quantity = { readonly value: string; readonly unitCode?: string }
export type ControlState = {
  readonly requestedBy: Side | null
  readonly request: string | null
  readonly agencies: Readonly<Partial<Record<Side, readonly string[]>>>
  readonly reschedules: Readonly<
    Record<
      string,
      { readonly side: Side; readonly start: string; readonly place?: string; readonly objectives?: readonly string[] }
    >
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

/** The objectives for which it was controlled. */
export const controlledFor = ({ outcomes }: Pick<Result, 'outcomes'>): string[] =>
  Object.keys(outcomes).filter((o) => outcomes[o] !== 'not-controlled')
