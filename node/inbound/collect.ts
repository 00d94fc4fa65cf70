/** The last step of an inbound message: our Single Window took it, and says what it makes of it; both are signed back to the sender. */
import { JuxtaError } from '../errors.ts'
import { newMessageId, type Country, type MessageId } from '../ids.ts'
import type { EventName } from '../message/security-event.ts'
import type { Clock } from '../ports/clock.ts'
import type { MessageRow, NewLeaf, Store } from '../ports/store.ts'
import type { State } from '../message/lifecycle.ts'

export type CollectNeeds = {
  readonly store: Store
  readonly clock: Clock
  signSet(
    name: EventName,
    body: Record<string, unknown>,
    to: Country,
    jti: MessageId,
    txn: MessageId | null,
  ): Promise<string>
  leaf(kind: 'event', peer: Country, salt: Uint8Array, object: string): NewLeaf
  wake(peer: Country): void
}

export type BusinessAnswer = {
  readonly outcome: 'accepted' | 'rejected'
  readonly reason?: string
  readonly pointer?: string
}

export function createCollect(needs: CollectNeeds): {
  collected(id: MessageId): Promise<MessageRow>
  answer(id: MessageId, answer: BusinessAnswer): Promise<MessageRow>
} {
  const { store, clock } = needs

  async function inbound(id: MessageId): Promise<MessageRow> {
    const row = await store.messages.message(id)
    if (!row || row.direction !== 'in') throw new JuxtaError('not-found', 'there is no such message in the inbox')
    return row
  }

  async function tell(
    row: MessageRow,
    event: 'collected' | 'accepted' | 'rejected',
    more: Record<string, unknown>,
    from: readonly State[],
    to: State,
  ): Promise<boolean> {
    const now = clock.now()
    const jti = newMessageId(now)
    const jws = await needs.signSet(
      event,
      { message: row.id, manifest_digest: row.manifestDigest, ...more },
      row.peer,
      jti,
      row.conversation,
    )
    const issued = await store.sets.issue({
      set: { jti, event, jws, message: row.id, manifestDigest: row.manifestDigest },
      peer: row.peer,
      leaf: needs.leaf('event', row.peer, row.salt!, jws),
      deliver: { priority: 3, expiresAt: now + 30 * 86_400_000 },
      move: { id: row.id, from, to, cause: event },
      at: now,
    })
    if (issued) needs.wake(row.peer)
    return issued
  }

  return {
    /** Idempotent: collecting twice is answered like once. */
    async collected(id) {
      const row = await inbound(id)
      if (row.state === 'received' || row.state === 'notified')
        await tell(row, 'collected', {}, ['received', 'notified'], 'collected')
      return inbound(id)
    },
    async answer(id, { outcome, reason, pointer }) {
      const row = await inbound(id)
      const told =
        row.state !== 'answered' &&
        (await tell(
          row,
          outcome,
          { ...(reason === undefined ? {} : { reason }), ...(pointer === undefined ? {} : { pointer }) },
          ['received', 'notified', 'collected'],
          'answered',
        ))
      if (!told) throw new JuxtaError('state-conflict', 'the message was answered before', { rule: 'answered' })
      return inbound(id)
    },
  }
}
