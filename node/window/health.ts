/** How each part of the node is, and since when: looked at whenever somebody asks, as load balancers do all the time. */
import type { Runner } from '../cases/runner.ts'
import type { Node } from '../node.ts'
import { time } from '../values/time.ts'

/** `degraded`: messages are taken all the same. */
export type PartHealth = {
  readonly check: string
  readonly state: 'ok' | 'degraded' | 'failing'
  readonly detail: string
  /** When it was first seen so, in milliseconds since 1970. */
  readonly since: number
}

export function openHealth({ store, queue, leaving, clock }: Node, runner: Runner) {
  const startedAt = clock.now()
  const seen = new Map<string, { state: string; since: number }>()
  /** Since when `of` has been in this state. */
  const since = (of: string, state: string): number => {
    const before = seen.get(of)
    if (before?.state === state) return before.since
    // What is well when it is first looked at has been since the start.
    const at = before === undefined && state === 'ok' ? startedAt : clock.now()
    seen.set(of, { state, since: at })
    return at
  }
  const part = (check: string, state: PartHealth['state'], detail: string): PartHealth => ({
    check,
    state,
    detail,
    since: since(check, state),
  })

  return {
    startedAt,
    async look(): Promise<{ status: 'ok' | 'failing'; since: number; checks: readonly PartHealth[] }> {
      const stopping = leaving.signal.aborted
      const fault = await store.check().then(
        () => null,
        (error: unknown) => (error instanceof Error ? error.message : 'failing'),
      )
      const { stands } = runner
      const checks = [
        queue.healthy() ? part('queue', 'ok', 'ok') : part('queue', 'degraded', 'degraded: woken by the sweep'),
        ...(stopping ? [part('process', 'failing', 'stopping')] : []),
        fault === null ? part('store', 'ok', 'ok') : part('store', 'failing', fault),
        stands === null
          ? part('cases', 'ok', 'ok')
          : {
              ...part('cases', 'degraded', `standing since ${time(stands.since)}: ${stands.error}`),
              since: stands.since,
            },
      ]
      const status = checks.some(({ state }) => state === 'failing') ? 'failing' : 'ok'
      return { status, since: since('', status), checks }
    },
  }
}
