/** Business events: what happens in a node, told to whoever listens in the same process (log lines, metrics, long polls, the demo). Nothing depends on them being heard. */
import type { AlertKind } from './alerts.ts'
import type { Counted, Whose } from './quotas.ts'
import { EventEmitter } from 'node:events'

export type BusinessEvent =
  | { kind: 'submitted'; id: string; peer: string; procedure: string | null; type: string | null }
  | {
      kind: 'attempt-failed'
      id: string
      peer: string
      attempt: number
      code: string
      detail: string
      retryInMs: number
    }
  | {
      kind: 'delivered'
      id: string
      peer: string
      procedure: string | null
      type: string | null
      ms: number
      index: number
    }
  | { kind: 'refused-by-peer'; id: string; peer: string; problem: string; detail: string }
  | {
      kind: 'accepted'
      id: string
      peer: string
      procedure: string | null
      type: string | null
      index: number
      bytes: number
    }
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
  readonly #reserved = new Set<string>()

  /** Of these procedures nobody hears that it was one of theirs: log lines and metrics are for more people than their messages. */
  reserve(procedures: readonly string[]): void {
    for (const procedure of procedures) this.#reserved.add(procedure)
  }

  isReserved(procedure: string): boolean {
    return this.#reserved.has(procedure)
  }

  tell(event: BusinessEvent): void {
    const discreet = 'procedure' in event && this.isReserved(event.procedure ?? '')
    this.#emitter.emit('event', discreet ? { ...event, procedure: null, type: null } : event)
  }

  /** Calls `listener` for each event until the answer is called. */
  listen(listener: (event: BusinessEvent) => void): () => void {
    this.#emitter.on('event', listener)
    return () => void this.#emitter.off('event', listener)
  }
}
