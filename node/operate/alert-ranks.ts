/** The order in which alerts stand in every list: what is about security first, then the gravest. */
import { SEVERITIES, type Severity } from './alert.ts'
import { alertOf } from './alerts.ts'

/** The ranks of a severity: of its kinds that are about security, and of its others. */
export const ranksOf = (severity: Severity): [number, number] => {
  const at = SEVERITIES.indexOf(severity)
  return [at, SEVERITIES.length + at]
}

/** The place of a kind in lists: what is about security first, then the gravest; from 0 on. */
export const rankOf = (kind: string): number => {
  const { severity, security } = alertOf(kind)
  return ranksOf(severity)[security ? 0 : 1]
}
