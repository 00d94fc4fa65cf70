/** Contents are closed until somebody says why he opens them, where that is asked: the reason stands in the audit trail beside who read what. */
import type { Caller } from '../http/caller.ts'
import type { WindowIncoming } from '../http/window-auth.ts'
import type { Settings } from '../operate/settings.ts'
import { JuxtaError } from '../values/errors.ts'

/** Whether this caller has to say why. */
export const mustSayWhy = ({ readReason }: Pick<Settings, 'readReason'>, caller: Caller): boolean =>
  readReason === 'always' || caller.session === true

/** Puts the reason on record. Fails with `request-invalid` where there is none and one is asked for. */
export function opening(settings: Pick<Settings, 'readReason'>, { caller, query, because }: WindowIncoming): void {
  const reason = query['reason']?.trim()
  if (reason !== undefined) return because(reason)
  if (mustSayWhy(settings, caller))
    throw new JuxtaError('request-invalid', 'say why the contents are opened: ?reason=…', {
      pointer: '/query/reason',
      rule: 'required',
    })
}
