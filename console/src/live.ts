/** The changes feed: what changed at the node, told to whoever shows it. By Server-Sent Events, by long polls where those do not pass. */
import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'

export type Change = {
  readonly id: string
  readonly at: string
  readonly kind: 'message' | 'case' | 'list' | 'alert'
  readonly peer?: string | null
  readonly message?: string
  readonly conversation?: string | null
  readonly procedure?: string
  readonly type?: string
  readonly state?: string
  readonly list?: string
  readonly subject?: string
  readonly alert?: string
  readonly name?: string
  readonly severity?: string
}

/** `since`: from when on nothing is heard. */
export const feed = signal<{ readonly state: 'off' | 'opening' | 'live' | 'lost'; readonly since: number }>({
  state: 'off',
  since: Date.now(),
})
const listeners = new Set<(change: Change) => void>()
const KINDS = ['message', 'case', 'list', 'alert'] as const
/** After so many attempts of which none came to stand, long polls are tried. */
const ATTEMPTS = 3
const POLL_SECONDS = 25
const PAUSE_MS = 5000

const become = (state: (typeof feed.value)['state']): void => {
  if (feed.value.state !== state) feed.value = { state, since: Date.now() }
}
const tell = (change: Change): void => {
  for (const listener of listeners) listener(change)
}
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

async function poll(ending: AbortSignal): Promise<void> {
  let after = 'now'
  while (!ending.aborted) {
    try {
      const answer = await fetch(`/v1/changes?after=${encodeURIComponent(after)}&wait=${POLL_SECONDS}`, {
        credentials: 'same-origin',
        headers: { accept: 'application/json' },
        signal: ending,
      })
      if (answer.status === 401 || answer.status === 403 || answer.status === 404) return become('off')
      if (!answer.ok) throw new Error(`${answer.status}`)
      const { items, next } = (await answer.json()) as { items: Change[]; next: string }
      become('live')
      after = next
      items.forEach(tell)
    } catch {
      if (ending.aborted) return
      become('lost')
      await pause(PAUSE_MS)
    }
  }
}

/** Opens the feed; what it answers closes it. */
export function openFeed(): () => void {
  const ending = new AbortController()
  become('opening')
  let failures = 0
  const source = new EventSource('/v1/changes?after=now')
  source.addEventListener('open', () => {
    failures = 0
    become('live')
  })
  for (const kind of KINDS)
    source.addEventListener(kind, (event) => tell(JSON.parse((event as MessageEvent<string>).data) as Change))
  source.addEventListener('error', () => {
    failures++
    become('lost')
    if (source.readyState === EventSource.CLOSED || failures >= ATTEMPTS) {
      source.close()
      void poll(ending.signal)
    }
  })
  return () => {
    ending.abort()
    source.close()
    become('off')
  }
}

/** Calls `changed` for each change of these kinds, while the component that asks is shown. */
export function useLive(
  { kinds, match }: { kinds: readonly Change['kind'][]; match?: (change: Change) => boolean },
  changed: (change: Change) => void,
): void {
  const latest = useRef({ kinds, match, changed })
  latest.current = { kinds, match, changed }
  useEffect(() => {
    const listener = (change: Change): void => {
      const { kinds, match, changed } = latest.current
      if (kinds.includes(change.kind) && (match?.(change) ?? true)) changed(change)
    }
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }, [])
}
