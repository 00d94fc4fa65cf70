/** Every screen: where it is, whose it is, and how it is loaded; one row each. */
import type { ComponentType } from 'preact'
import { openRoom } from './text.ts'

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
    path: '/console/border',
    room: 'border',
    title: 'shell.nav.border',
    roles: ['window', 'auditor', 'assistance'],
    group: 'border',
    load: () => import('./screens/border/border.tsx'),
  },
  {
    path: '/console/pre-arrivals/:conversation',
    room: 'border',
    title: 'shell.nav.border',
    roles: ['window', 'auditor', 'assistance'],
    group: null,
    load: () => import('./screens/border/pre-arrival.tsx'),
  },
  {
    path: '/console/controls/:conversation',
    room: 'border',
    title: 'shell.nav.border',
    roles: ['window', 'auditor', 'assistance'],
    group: null,
    load: () => import('./screens/border/controls.tsx'),
  },
  {
    path: '/console/crossings',
    room: 'border',
    title: 'shell.nav.crossings',
    roles: ['window', 'auditor', 'assistance'],
    group: 'border',
    load: () => import('./screens/border/crossings.tsx'),
  },
  {
    path: '/console/crossings/:id',
    room: 'border',
    title: 'shell.nav.crossings',
    roles: ['window', 'auditor', 'assistance'],
    group: null,
    load: () => import('./screens/border/crossing.tsx'),
  },
  {
    path: '/console/hours',
    room: 'border',
    title: 'shell.nav.hours',
    roles: ['window', 'operator', 'auditor', 'assistance'],
    group: 'border',
    load: () => import('./screens/border/hours.tsx'),
  },
  {
    path: '/console/hours/:exit/:entry',
    room: 'border',
    title: 'shell.nav.hours',
    roles: ['window', 'operator', 'auditor', 'assistance'],
    group: null,
    load: () => import('./screens/border/hours-pair.tsx'),
  },
  {
    path: '/console/traders',
    room: 'border',
    title: 'shell.nav.traders',
    roles: ['window', 'auditor', 'assistance'],
    group: 'border',
    load: () => import('./screens/border/traders.tsx'),
  },
  {
    path: '/console/permits',
    room: 'border',
    title: 'shell.nav.permits',
    roles: ['window', 'auditor', 'assistance'],
    group: 'border',
    load: () => import('./screens/border/permits.tsx'),
  },
  {
    path: '/console/permits/:permit',
    room: 'border',
    title: 'shell.nav.permits',
    roles: ['window', 'auditor', 'assistance'],
    group: null,
    load: () => import('./screens/border/permit.tsx'),
  },
  {
    path: '/console/times',
    room: 'border',
    title: 'shell.nav.times',
    roles: ['window', 'auditor', 'assistance'],
    group: 'border',
    load: () => import('./screens/border/times.tsx'),
  },
  {
    path: '/console/assistance',
    room: 'border',
    title: 'shell.nav.assistance',
    roles: ['assistance'],
    group: 'border',
    load: () => import('./screens/border/assistance.tsx'),
  },
  {
    path: '/console/assistance/:conversation',
    room: 'border',
    title: 'shell.nav.assistance',
    roles: ['assistance'],
    group: null,
    load: () => import('./screens/border/assistance-case.tsx'),
  },
  {
    path: '/console/messages',
    room: 'messages',
    title: 'shell.nav.messages',
    roles: ['window', 'operator', 'auditor', 'assistance'],
    group: 'operations',
    load: () => import('./screens/messages/messages.tsx'),
  },
  {
    path: '/console/messages/put-back',
    room: 'messages',
    title: 'shell.nav.messages',
    roles: ['window', 'operator', 'assistance'],
    group: null,
    load: () => import('./screens/messages/put-back.tsx'),
  },
  {
    path: '/console/messages/:id',
    room: 'messages',
    title: 'shell.nav.messages',
    roles: ['window', 'operator', 'auditor', 'assistance'],
    group: null,
    load: () => import('./screens/messages/message.tsx'),
  },
  {
    path: '/console/messages/:id/answer',
    room: 'messages',
    title: 'shell.nav.messages',
    roles: ['window', 'assistance'],
    group: null,
    load: () => import('./screens/messages/answer.tsx'),
  },
  {
    path: '/console/messages/:id/withdraw',
    room: 'messages',
    title: 'shell.nav.messages',
    roles: ['window', 'operator', 'assistance'],
    group: null,
    load: () => import('./screens/messages/withdraw.tsx'),
  },
  {
    path: '/console/neighbours',
    room: 'neighbours',
    title: 'shell.nav.neighbours',
    roles: ['window', 'operator', 'auditor', 'assistance'],
    group: 'operations',
    load: () => import('./screens/neighbours/neighbours.tsx'),
  },
  {
    path: '/console/neighbours/introduce',
    room: 'neighbours',
    title: 'shell.nav.neighbours',
    roles: ['operator'],
    group: null,
    load: () => import('./screens/neighbours/introduce.tsx'),
  },
  {
    path: '/console/neighbours/:country',
    room: 'neighbours',
    title: 'shell.nav.neighbours',
    roles: ['window', 'operator', 'auditor', 'assistance'],
    group: null,
    load: () => import('./screens/neighbours/neighbour.tsx'),
  },
  {
    path: '/console/neighbours/:country/block',
    room: 'neighbours',
    title: 'shell.nav.neighbours',
    roles: ['operator'],
    group: null,
    load: () => import('./screens/neighbours/standing.tsx'),
  },
  {
    path: '/console/neighbours/:country/unblock',
    room: 'neighbours',
    title: 'shell.nav.neighbours',
    roles: ['operator'],
    group: null,
    load: () => import('./screens/neighbours/standing.tsx'),
  },
  {
    path: '/console/agreements/new',
    room: 'neighbours',
    title: 'shell.nav.neighbours',
    roles: ['operator'],
    group: null,
    load: () => import('./screens/neighbours/draft.tsx'),
  },
  {
    path: '/console/agreements/:hash',
    room: 'neighbours',
    title: 'shell.nav.neighbours',
    roles: ['window', 'operator', 'auditor', 'assistance'],
    group: null,
    load: () => import('./screens/neighbours/agreement.tsx'),
  },
  {
    path: '/console/agreements/:hash/revoke',
    room: 'neighbours',
    title: 'shell.nav.neighbours',
    roles: ['operator'],
    group: null,
    load: () => import('./screens/neighbours/revoke.tsx'),
  },
  {
    path: '/console/calendar',
    room: 'neighbours',
    title: 'shell.nav.neighbours',
    roles: ['operator', 'auditor'],
    group: null,
    load: () => import('./screens/neighbours/calendar-page.tsx'),
  },
  {
    path: '/console/rotation',
    room: 'neighbours',
    title: 'shell.nav.neighbours',
    roles: ['operator'],
    group: null,
    load: () => import('./screens/neighbours/rotation.tsx'),
  },
  {
    path: '/console/node',
    room: 'node',
    title: 'shell.nav.node',
    roles: ['operator'],
    group: 'operations',
    load: () => import('./screens/node/node.tsx'),
  },
  {
    path: '/console/node/keys/:id/revoke',
    room: 'node',
    title: 'shell.nav.node',
    roles: ['operator'],
    group: null,
    load: () => import('./screens/node/revoke-key.tsx'),
  },
  {
    path: '/console/node/proposals/:id',
    room: 'node',
    title: 'shell.nav.node',
    roles: ['operator'],
    group: null,
    load: () => import('./screens/node/proposal.tsx'),
  },
  {
    path: '/console/audit',
    room: 'audit',
    title: 'shell.nav.audit',
    roles: ['auditor'],
    group: 'proof',
    // It shows the log as the node's own page does.
    load: () => Promise.all([import('./screens/audit/audit.tsx'), openRoom('node')]).then(([made]) => made),
  },
]
