/** Every screen: where it is, whose it is, and how it is loaded; one row each. */
import type { ComponentType } from 'preact'

export type Screen = {
  readonly path: string
  /** Whose locale files it needs. */
  readonly room: string
  /** Key of the text in the navigation, in `shell.json`: the navigation is there before the room is. */
  readonly title: string
  /** Of which somebody needs one. */
  readonly roles: readonly string[]
  /** Where it stands in the navigation; null: it is reached from another. */
  readonly group: 'border' | 'operations' | 'proof' | null
  readonly load: () => Promise<{
    readonly default: ComponentType<{ readonly params: Readonly<Record<string, string>> }>
  }>
}

export const GROUPS = ['border', 'operations', 'proof'] as const

export const SCREENS: readonly Screen[] = [
  {
    path: '/console/messages',
    room: 'messages',
    title: 'shell.nav.messages',
    roles: ['window', 'operator', 'auditor', 'assistance'],
    group: 'operations',
    load: () => import('./screens/messages/messages.tsx'),
  },
]
