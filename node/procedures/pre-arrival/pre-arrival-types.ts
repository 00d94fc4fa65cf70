/**
 * The port behind which the index of the pre-arrival cases lives: one row a case with what lists are filtered by, and the keys by which an arrival
 * finds its case. It is made of the cases and may be made again from them; documents erased by retention take their rows with them.
 */
import type { CaseName } from '../../cases/case-table.ts'

export type ArrivalKeyType = 'crossing' | 'equipment' | 'transport-document' | 'mrn' | 'lrn' | 'ucr'
export type ArrivalKey = { readonly type: ArrivalKeyType; readonly value: string }

/** Times in milliseconds since 1970. */
export type PreArrivalRow = CaseName & {
  /** What this node is in the case. */
  readonly side: 'exit' | 'entry'
  /** How many messages the case had: a row of fewer is older, whichever replica writes it. */
  readonly messages: number
  readonly status: string
  readonly late: boolean
  readonly doNotLoad: boolean
  readonly office: string | null
  readonly mode: string | null
  readonly estimatedArrival: number | null
  /** From when on somebody must look at it, and how urgently (0 first); null where nobody must. */
  readonly attentionFrom: number | null
  readonly urgency: number
  /** What lists show of it, as JSON. */
  readonly body: string
}

export type PreArrivalFilter = {
  readonly peer?: string
  readonly side?: string
  readonly office?: string
  readonly mode?: string
  readonly status?: string
  readonly late?: boolean
  readonly doNotLoad?: boolean
  /** Estimated arrival, from (inclusive) and until (exclusive). */
  readonly since?: number
  readonly until?: number
  /** All of them. */
  readonly keys: readonly ArrivalKey[]
}

export interface PreArrivalStore {
  /** Writes the row and its keys, unless one of more messages is there. */
  put(row: PreArrivalRow, keys: readonly ArrivalKey[]): Promise<void>
  /** Newest case first, after `after` (exclusive). */
  page(filter: PreArrivalFilter, after: CaseName | null, limit: number): Promise<PreArrivalRow[]>
  /** What needs attention at `now`, the most urgent first and the longest waiting of these. */
  attention(now: number, limit: number, office?: string): Promise<PreArrivalRow[]>
}
