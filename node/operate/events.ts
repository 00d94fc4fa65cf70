/** Business events: what happens in a node, told to whoever listens in the same process (log lines, metrics, long polls, the demo). Nothing depends on them being heard. */
import type { AlertKind } from './alerts.ts'
import type { Counted, Whose } from './quotas.ts'
import { EventEmitter } from 'node:events'

/** Of which message it is told; null where it is of a procedure whose content is for a role of its own, or where what it is of could not be read. */
type OfMessage = { id: string | null; peer: string; procedure: string | null }

export type BusinessEvent =
  | ({ kind: 'submitted'; type: string | null } & OfMessage)
  | ({ kind: 'attempt-failed'; attempt: number; code: string; detail: string; retryInMs: number } & OfMessage)
  | ({ kind: 'delivered'; type: string | null; ms: number; index: number } & OfMessage)
  | ({ kind: 'refused-by-peer'; problem: string; detail: string } & OfMessage)
  | ({ kind: 'accepted'; type: string | null; index: number; bytes: number } & OfMessage)
  | ({ kind: 'refused'; problem: string; detail: string } & OfMessage)
  | ({ kind: 'parked'; detail: string } & OfMessage)
  | { kind: 'event-received'; peer: string; event: string }
  | { kind: 'peer-down'; peer: string; detail: string }
  | { kind: 'peer-up'; peer: string }
  | { kind: 'agreement'; peer: string; hash: string; state: string }
  | { kind: 'shed'; whose: Whose; name: string; quota: Counted }
  | { kind: 'webhook-attempt'; outcome: 'taken' | 'failed' | 'dropped' }
  | { kind: 'alert'; peer: string | null; alert: AlertKind; detail: string }

/** An event of a message that is reserved, as everybody may hear it: that something passed between two countries, and no word that leads to it. */
function discreet(event: BusinessEvent): BusinessEvent {
  const silent: Record<string, unknown> = { ...event, id: null, procedure: null }
  if ('type' in event) silent['type'] = null
  if ('detail' in event) silent['detail'] = ''
  // How large it is tells of what it is.
  if ('bytes' in event) silent['bytes'] = 0
  return silent as BusinessEvent
}

export class BusinessEvents {
  readonly #emitter = new EventEmitter().setMaxListeners(0)
  readonly #reserved = new Set<string>()

  /** Of these procedures nobody hears which message it was, nor that it was one of theirs: log lines and metrics are for more people than their messages. */
  reserve(procedures: readonly string[]): void {
    for (const procedure of procedures) this.#reserved.add(procedure)
  }

  isReserved(procedure: string): boolean {
    return this.#reserved.has(procedure)
  }

  tell(event: BusinessEvent): void {
    const reserved = 'procedure' in event && this.isReserved(event.procedure ?? '')
    this.#emitter.emit('event', reserved ? discreet(event) : event)
  }

  /** Calls `listener` for each event until the answer is called. */
  listen(listener: (event: BusinessEvent) => void): () => void {
    this.#emitter.on('event', listener)
    return () => void this.#emitter.off('event', listener)
  }
}
