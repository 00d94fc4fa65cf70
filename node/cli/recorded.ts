/** What a command does to the folder and the store of a node itself is on record there, as what comes through the window side is. */
import { systemClock } from '../adapters/system-clock.ts'
import { byCommand, onRecord } from '../operate/audit.ts'
import type { Settings } from '../operate/settings.ts'
import { withStore } from './make-node.ts'

/** Does `work` for the command `what`, and has it on record in the store of `settings`. */
export const recorded = <T>(settings: Settings, what: string, subject: string, work: () => Promise<T>): Promise<T> =>
  withStore(settings, (store) => onRecord({ store, clock: systemClock }, byCommand(what, subject), work))
