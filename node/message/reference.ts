/** What a message names and is found by: references of the trade, and what cases are about. */

export type Reference = {
  /** What kind of key: the trade's own (`mrn`, `lrn`, `ucr`, `national`), `crossing`, or one of a procedure. */
  readonly type: string
  readonly value: string
}
