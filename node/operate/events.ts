/** Business events: what happens in a node, told to whoever listens in the same process (log lines, metrics, long polls, the demo). Nothing depends on them being heard. */
import type { AlertKind } from './alerts.ts'
import type { Counted, Whose } from './quotas.ts'
import { EventEmitter } from 'node:events'

export type BusinessEvent =
  | { kind: 'submitted'; id: string; peer: string; procedure: string; type: string }
  | {
      kind: 'attempt-failed'
      id: string
      peer: string
      attempt: number
      code: string
      detail: string
      retryInMs: number
    }
  | { kind: 'delivered'; id: string; peer: string; procedure: string; type: string; ms: number; index: number }
  | { kind: 'refused-by-peer'; id: string; peer: string; problem: string; detail: string }
  | { kind: 'accepted'; id: string; peer: string; procedure: string; type: string; index: number; bytes: number }
  | { kind: 'refused'; peer: string; id: string | null; problem: string; detail: string }
  | { kind: 'event-received'; id: string | null; peer: string; event: string }
  | { kind: 'parked'; id: string; peer: string; detail: string }
  | { kind: 'peer-down'; peer: string; detail: string }
  | { kind: 'peer-up'; peer: string }
  | { kind: 'agreement'; peer: string; hash: string; state: string }
  | { kind: 'shed'; whose: Whose; name: string; quota: Counted }
  | { kind: 'alert'; peer: string | null; alert: AlertKind; detail: string }

export class BusinessEvents {
  readonly #emitter = new EventEmitter().setMaxListeners(0)

  tell(event: BusinessEvent): void {
    this.#emitter.emit('event', event)
  }

  /** Calls `listener` for each event until the answer is called. */
  listen(listener: (event: BusinessEvent) => void): () => void {
    this.#emitter.on('event', listener)
    return () => void this.#emitter.off('event', listener)
  }
}
