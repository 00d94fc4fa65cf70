/** How messages are called and how their states look, the same on every screen. */
import { State, type Kind } from '../../parts/index.ts'
import { named } from '../../text.ts'

export const KINDS: Readonly<Record<string, Kind>> = {
  accepted: 'good',
  answered: 'good',
  collected: 'busy',
  delivered: 'busy',
  notified: 'waiting',
  parked: 'bad',
  queued: 'waiting',
  received: 'waiting',
  refused: 'bad',
  rejected: 'bad',
  sealed: 'waiting',
  cancelled: 'stopped',
  expired: 'stopped',
}

export const MessageState = ({ state }: { state: string }) => (
  <State kind={KINDS[state] ?? 'none'}>{named('messages.state', state)}</State>
)

/** Procedures of this release, by the names that stand in addresses and agreements. */
export const PROCEDURES = [
  'pre-arrival',
  'juxtaposed-office',
  'joint-control',
  'opening-hours',
  'documents',
  'aeo',
  'release-time',
  'assistance',
  'system',
] as const

/** What a message is, in words and as it is typed to be found. */
export const whatOf = ({ procedure, type }: { readonly procedure: string; readonly type: string }): string =>
  `${named('shell.procedure', procedure)} / ${type}`
