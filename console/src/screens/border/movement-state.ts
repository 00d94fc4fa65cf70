/** What the case of a movement at a juxtaposed office holds, as far as what can be said of it depends on that. */
import type { Schemas } from '../../api.ts'
import { formatList } from '../../text.ts'
import { subjectName } from './fields.tsx'

type Movement = Schemas['Movement']
export type Stage = Schemas['MovementStage']
export type Taking = { readonly named: readonly string[]; readonly ended: readonly string[] }
export type MovementState = {
  readonly office: string
  readonly officeCase: string
  readonly zone: string
  readonly lane: string
  readonly subjects: Readonly<
    Record<
      string,
      {
        readonly declared: boolean
        readonly stage: Stage
        readonly since: string
        /** Whose law governs its control now. */
        readonly law: string
        readonly agencies: Readonly<Record<'exit' | 'entry', Taking>>
        readonly detainedBy: readonly string[]
        readonly seizedBy: readonly string[]
        readonly refusedBy: string | null
        readonly disposal: 'destroyed' | 'returned' | 'abandoned' | 'confiscated' | null
        readonly readmitted: boolean
        readonly again: { readonly id: string; readonly consent: boolean | null } | null
      }
    >
  >
  readonly incidents: Readonly<
    Record<string, { readonly side: string; readonly at: string; readonly zone: string; readonly law: string }>
  >
  readonly suspension: { readonly id: string; readonly ends: string } | null
}
/** What a movement is called, by what moves. */
export const movementName = (m: Pick<Movement, 'subjects'>): string =>
  formatList(m.subjects.map((s) => subjectName(s.key)))

export const unique = (all: readonly string[]): string[] => [...new Set(all)].sort()

/** The agencies of a side that have to end their controls yet. */
export const working = (m: MovementState, of: 'exit' | 'entry'): string[] =>
  unique(
    Object.values(m.subjects).flatMap((s) => s.agencies[of].named.filter((a) => !s.agencies[of].ended.includes(a))),
  )
