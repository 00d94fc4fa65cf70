/** Cleaning by rule: what serves for a while goes when its time is over, a few rows in each commit, so that no message waits for it. docs/reference/growth.md has every table. */
import { setTimeout } from 'node:timers/promises'
import type { Node } from '../node.ts'
import { keptActsIn } from '../exchange/kept-acts.ts'
import { alertsIn } from '../operate/alert-rows.ts'
import { toldIn } from '../operate/change-rows.ts'
import { PROPOSED_MS, proposalsIn } from '../operate/proposals.ts'
import { attemptsIn } from '../webhooks/attempt-rows.ts'
import { oldCheckpointsIn } from '../store/thin-checkpoints.ts'
import { DAY } from '../values/time.ts'

/** Rows of one commit. */
const AT_ONCE = 200
/** Between two of them whoever else writes has his turn, in milliseconds. */
const PAUSE_MS = 20

type Needs = Pick<Node, 'store' | 'clock' | 'settings' | 'leaving'>

export function createClean({ store, clock, settings, leaving }: Needs) {
  /** Does `some` again and again until it finds less than it may take; answers how many rows it was. */
  async function all(some: (limit: number) => Promise<number>): Promise<number> {
    for (let done = 0; ;) {
      const count = await some(AT_ONCE)
      done += count
      if (count < AT_ONCE || leaving.signal.aborted) return done
      await setTimeout(PAUSE_MS)
    }
  }
  return {
    /** Answers how many rows it was of each kind. */
    async round(): Promise<{
      alerts: number
      proposals: number
      changes: number
      attempts: number
      checkpoints: number
    }> {
      const now = clock.now()
      const closed = now - settings.alertDays * DAY
      await all((limit) => proposalsIn(store).end(now, limit))
      return {
        alerts: await all((limit) => alertsIn(store).forget(closed, limit)),
        proposals: await all((limit) => keptActsIn(store).forget(closed - PROPOSED_MS, limit)),
        changes: await all((limit) => toldIn(store).forget(now - settings.changeDays * DAY, limit)),
        attempts: await all((limit) => attemptsIn(store).forget(now - settings.webhooks.days * DAY, limit)),
        checkpoints: await thinned(now - settings.checkpointDays * DAY),
      }
    },
  }

  /** The end of what is looked at may be left for the next call: it is done when nothing is found. */
  async function thinned(before: number): Promise<number> {
    for (let done = 0; ;) {
      const count = await oldCheckpointsIn(store).thin(before, AT_ONCE)
      done += count
      if (count === 0 || leaving.signal.aborted) return done
      await setTimeout(PAUSE_MS)
    }
  }
}
