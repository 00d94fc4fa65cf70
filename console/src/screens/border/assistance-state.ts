/** What the procedure keeps of a request for assistance, as far as it is shown and answered here. */
import type { Schemas } from '../../api.ts'

type Given = {
  readonly type: string
  readonly at: number
  readonly retainUntil: number
  readonly limitations: Readonly<Record<string, { readonly onward: string }>>
  readonly destroyed: string | null
}
export type AssistanceState = {
  readonly state: string
  readonly request: {
    readonly id: string
    readonly instrument: string
    readonly urgent: boolean
    readonly marking: string | null
    readonly language: string | null
    readonly form: string | null
  } | null
  readonly given: Readonly<Record<string, Given>>
  readonly onward: Readonly<Record<string, { readonly given: string; readonly granted: boolean | null }>>
}
const NOTHING: AssistanceState = { state: '', request: null, given: {}, onward: {} }
/** The state that the procedure keeps; nothing where the role sees a part of the case alone. */
export const assistanceState = ({ state }: Pick<Schemas['Case'], 'state'>): AssistanceState =>
  typeof state === 'object' && state !== null && 'given' in state ? (state as unknown as AssistanceState) : NOTHING
