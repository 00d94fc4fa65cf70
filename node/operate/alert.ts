/** What each row of the table of alerts (alerts.ts) says. */

/**
 * Gravest first. `critical`: something that is promised to others is in doubt, now; `warning`: something does not go on until somebody looks; `info`: somebody
 * should know, and nothing waits for it.
 */
export const SEVERITIES = ['critical', 'warning', 'info'] as const
export type Severity = (typeof SEVERITIES)[number]

export type Alert = {
  readonly severity: Severity
  /** Somebody may lie, or speak for another: what a node is for is in doubt. Those come first in every list, whatever else is wrong. */
  readonly security?: true
  readonly means: string
  readonly mend: string
  /** When it closes without a person; absent: somebody closes it. */
  readonly closes?: string
}
