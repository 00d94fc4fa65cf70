/** Who is signed in, as the node says; what a role may see is judged by the node, here it is only shown or named as hidden. */
import { computed, signal } from '@preact/signals'
import type { components } from '../../node/generated/window.ts'

export type Session = components['schemas']['ConsoleSession']
export type Role = components['schemas']['Role']

/** Undefined until the node has said; `person` is null where nobody is signed in. */
export const session = signal<Session | undefined>(undefined)
/** Somebody was signed in, and is no more: his session ended or his key was revoked. */
export const ended = signal(false)

export const person = computed(() => session.value?.person ?? null)
export const mayUse = (roles: readonly string[]): boolean =>
  person.value?.roles.some((role) => roles.includes(role)) ?? false

async function askSession(): Promise<Session> {
  const response = await fetch('/console/session', { credentials: 'same-origin', cache: 'no-store' })
  if (!response.ok) throw new Error(`${response.status}`)
  return (await response.json()) as Session
}
export async function readSession(): Promise<void> {
  session.value = await askSession()
}

/** Tells the other pages of this browser that somebody else is signed in now, or nobody. */
const others = new BroadcastChannel('juxta.session')
others.addEventListener('message', () => void readSession().catch(() => undefined))
export const tellOthers = (): void => others.postMessage('changed')

/** The node knows this session no more. */
export function signedOut(): void {
  if (session.value?.person) {
    ended.value = true
    session.value = { ...session.value, person: null }
  }
}

/** How often the node hears that somebody is there: within the shortest time after which it ends a session, a minute. */
const PRESENT_MS = 20_000
const ACTS = ['pointerdown', 'click', 'keydown', 'wheel'] as const

/** Tells the node of what a person does at the page, since nothing that a page reads keeps a session open. What it answers stops that. */
export function attend(): () => void {
  const over = new AbortController()
  let told = Date.now()
  const act = (): void => {
    // Either way: a clock is set back too.
    if (Math.abs(Date.now() - told) < PRESENT_MS) return
    told = Date.now()
    askSession()
      .then((now) => {
        if (now.person === null) signedOut()
      })
      .catch(() => undefined)
  }
  for (const kind of ACTS) addEventListener(kind, act, { capture: true, passive: true, signal: over.signal })
  return () => over.abort()
}
