/** The changes feed: what changed at the node, told to whoever shows it. By Server-Sent Events, by long polls where those do not pass. */
import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { signedOut } from './session.ts'

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
      if (answer.status === 401) signedOut()
      if ([401, 403, 404].includes(answer.status)) return become('off')
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

/** What pages of one browser say to each other: a browser opens six connections to a node and no more, and the feed is to take one of them. */
type Word = { readonly change: Change } | { readonly state: (typeof feed.value)['state'] } | 'which'

/** Asks the node, and hands on what it hears. */
function lead(ending: AbortSignal): void {
  const source = new EventSource('/v1/changes?after=now')
  ending.addEventListener('abort', () => source.close())
  let failures = 0
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
      void poll(ending)
    }
  })
}

/** Opens the feed; what it answers closes it. Of all pages of a browser one asks the node; where it is closed, another goes on. */
export function openFeed(): () => void {
  const ending = new AbortController()
  const { signal: over } = ending
  const channel = new BroadcastChannel('juxta.feed')
  const say = (word: Word): void => channel.postMessage(word)
  become('opening')
  let leads = false
  const begin = (): void => {
    leads = true
    const told = (change: Change): void => say({ change })
    listeners.add(told)
    const stop = feed.subscribe(({ state }) => say({ state }))
    over.addEventListener('abort', () => {
      listeners.delete(told)
      stop()
    })
    lead(over)
  }
  channel.addEventListener('message', ({ data }: MessageEvent<Word>) => {
    if (data === 'which') {
      if (leads) say({ state: feed.value.state })
    } else if (!leads) {
      if ('change' in data) tell(data.change)
      else become(data.state)
    }
  })
  say('which')
  // There are no locks where a page came over plain HTTP from another machine.
  if ('locks' in navigator)
    navigator.locks
      .request('juxta.feed', { signal: over }, () => {
        begin()
        return new Promise<void>((done) => over.addEventListener('abort', () => done()))
      })
      .catch(() => undefined)
  else begin()
  return () => {
    ending.abort()
    channel.close()
    become('off')
  }
}

/** What waits for a second person, or was settled. */
export const isProposal = ({ kind, list }: Change): boolean => kind === 'list' && list === 'proposals'

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
