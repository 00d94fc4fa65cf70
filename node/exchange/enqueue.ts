/** The one way into the outbox: what is put there, and how each kind of it stands in a row. */
import type { Transaction } from 'kysely'
import { insertAll, type Rows } from '../store/insert-rows.ts'
import type { Tables } from '../store/tables.ts'
import type { Country } from '../values/country.ts'
import type { Digest } from '../values/digest.ts'
import type { MessageId } from '../values/id.ts'

type Waiting = { peer: Country; priority: number; expiresAt: number; at: number }
/** By whom a message is claimed as soon as it is there, and until when. */
export type Claim = { readonly leaseOwner: string; readonly dueAt: number }
export type Enqueued = Waiting &
  (
    | {
        kind: 'message'
        message: MessageId
        attempts: number
        withdraw?: boolean
        /** Its sealed bytes, where it is sealed. */
        body?: string | null
        claim?: Claim | null
      }
    | { kind: 'event'; jti: MessageId; message: MessageId | null; body: string }
    | { kind: 'agreement'; hash: Digest; state: string; body: string }
    | { kind: 'warning'; about: string; body: string }
  )

function rowOf(item: Enqueued) {
  const { peer, kind, priority, expiresAt, at } = item
  const waiting = {
    peer,
    kind,
    priority,
    ready: 1,
    leaseOwner: null,
    expiresAt,
    dueAt: at,
    createdAt: at,
    attempts: 0,
    withdraw: 0,
    body: null,
  }
  if (item.kind === 'message') {
    const { message, attempts, withdraw = false, body = null, claim = null } = item
    const row = { id: message, subject: message, ...waiting, attempts, withdraw: withdraw ? 1 : 0, body }
    return claim ? { ...row, ...claim, ready: 0, attempts: attempts + 1 } : row
  }
  if (item.kind === 'event') return { ...waiting, id: item.jti, subject: item.message ?? item.jti, body: item.body }
  if (item.kind === 'warning') return { ...waiting, id: `${item.about}/${peer}`, subject: item.about, body: item.body }
  return { ...waiting, id: `${item.hash}/${item.state}`, subject: item.hash, body: item.body }
}

/** What puts `items` into the outbox that do not wait there already, with what else is inserted. */
export const toEnqueue = (items: readonly Enqueued[]): Rows => ({
  table: 'outbox',
  rows: items.map(rowOf),
  there: 'stays',
})

/** Puts into the outbox what does not wait there already. Durable, and then due, with the transaction; whoever commits it wakes the queue of the peer. */
export const enqueue = (db: Transaction<Tables>, items: readonly Enqueued[]): Promise<void> =>
  insertAll(db, [toEnqueue(items)])
