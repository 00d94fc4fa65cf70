/** What two countries may agree on of terms of permits, in minutes. */
import { MINUTE } from '../../values/time.ts'
import { get } from '../../cases/state-record.ts'
import type { CaseMessage } from '../../cases/case-message.ts'

/** `reservation`: for how long a quantity is held at most. */
export const LIMITS = { reservation: 90 * 24 * 60 }

/** For how long a reservation may hold, in milliseconds. */
export const heldAtMost = ({ terms }: CaseMessage): number =>
  (get(terms?.limits ?? {}, 'reservation') ?? LIMITS.reservation) * MINUTE
