/** The port of what is kept of each crossing beside its cases. */

export type CrossingRow = {
  readonly crossing: string
  /** The crossing that it was merged into; its own id where it stands for itself. */
  readonly root: string
  /** When it was first heard of, in milliseconds since 1970; never changed. */
  readonly seenAt: number
  /** Its first clock time. */
  readonly startAt: number | null
  /** How many messages it was made of: a row is never put in the place of one that was made of more. */
  readonly revision: number
  /** JSON, made and read by the view of crossings. */
  readonly summary: string
}

export interface CrossingStore {
  /** Puts the row in the place of the one that is there, whose `seenAt` stays. */
  put(row: CrossingRow): Promise<void>
  find(crossing: string): Promise<CrossingRow | null>
  /** Those that stand for themselves, newest first. */
  newest(before: { seenAt: number; crossing: string } | null, limit: number): Promise<CrossingRow[]>
  /** Those that stand for themselves and whose first clock time lies in [from, to), in its order. */
  started(from: number, to: number): Promise<CrossingRow[]>
}
