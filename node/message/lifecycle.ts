/** The states of a message and the one table of legal moves between them. */

export type Direction = 'out' | 'in'

/**
 * Outbound: `queued` waits for the first attempt; `sealed` was encrypted and is being tried; `delivered` the receiver's receipt is held;
 * `collected` its Single Window took it; `accepted`, `rejected` its business answer to this message. Aside: `refused` by the peer with a
 * signed refusal; `expired` and `cancelled` with the receiver's signed answer (or before any attempt); `parked` waits for a person.
 * Inbound: `received → collected → answered`.
 */
export type State =
  | 'queued'
  | 'sealed'
  | 'delivered'
  | 'collected'
  | 'accepted'
  | 'rejected'
  | 'refused'
  | 'expired'
  | 'parked'
  | 'cancelled'
  | 'received'
  | 'notified'
  | 'answered'

const OUT: Readonly<Partial<Record<State, readonly State[]>>> = {
  queued: ['sealed', 'delivered', 'refused', 'expired', 'parked', 'cancelled'],
  sealed: ['queued', 'delivered', 'refused', 'expired', 'parked', 'cancelled'],
  parked: ['queued', 'delivered', 'refused', 'expired', 'cancelled'],
  // Back to `queued` only where the receiver's log lost the leaf that the receipt names (a `rollback` event). An answer is undone by nothing.
  delivered: ['collected', 'accepted', 'rejected', 'queued'],
  collected: ['accepted', 'rejected', 'queued'],
}

const IN: Readonly<Partial<Record<State, readonly State[]>>> = {
  received: ['notified', 'collected', 'answered'],
  notified: ['collected', 'answered'],
  collected: ['answered'],
}

/** States of an outbound message whose receipt is held. */
export const HELD: ReadonlySet<State> = new Set<State>(['delivered', 'collected', 'accepted', 'rejected'])

/** Of those: the receiver's Single Window has not answered yet. */
export const UNANSWERED: readonly State[] = ['delivered', 'collected']

/** States of an outbound message that has ended on its way: it has not arrived, and never will. */
export const ENDED: ReadonlySet<State> = new Set<State>(['refused', 'expired', 'cancelled'])

export const canMove = (direction: Direction, from: State, to: State): boolean =>
  (direction === 'out' ? OUT : IN)[from]?.includes(to) ?? false

export const OUTBOUND_STATES = [
  'queued',
  'sealed',
  'delivered',
  'collected',
  'accepted',
  'rejected',
  'refused',
  'expired',
  'parked',
  'cancelled',
] as const satisfies State[]
export const INBOUND_STATES = ['received', 'notified', 'collected', 'answered'] as const satisfies State[]
