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

export async function readSession(): Promise<void> {
  const response = await fetch('/console/session', { credentials: 'same-origin', cache: 'no-store' })
  if (!response.ok) throw new Error(`${response.status}`)
  session.value = (await response.json()) as Session
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
