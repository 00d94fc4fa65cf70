/** What a peer tells afterwards: its Single Window took a message, answered it, wants one withdrawn, or says what it counted. All attacker-controlled. */
import { randomBytes } from 'node:crypto'
import { outboxIn } from './outbox.ts'
import { setsIn } from './sets.ts'
import { inboxIn } from './inbox.ts'
import { messagesIn } from './messages.ts'
import { JuxtaError } from '../values/errors.ts'
import { isDigest, isMessageId, newMessageId, type Country, type Digest, type MessageId } from '../values/ids.ts'
import { isArray, isCount, Members } from '../values/members.ts'
import { isKey, isText } from '../values/text.ts'
import { isSeconds } from '../values/time.ts'
import { EVENT } from '../message/security-event.ts'
import type { Node } from '../node.ts'
import { leafOf } from '../store/leaves.ts'
import type { KnownMessage } from '../store/types.ts'
import type { Agree } from './agree.ts'
import { openSet, signSet } from './signed-events.ts'
import type { createTally } from './tally.ts'
import { SKEW_SECONDS } from './receive.ts'

export type Tally = {
  /** The shard of the receiver's log that is compared; null where it is not told. */
  readonly shard: string | null
  /** Range of indexes of the receiver's log that is compared, from inclusive, to exclusive. */
  readonly from: number
  readonly to: number
  readonly count: number
  /** SHA-256 of the sorted manifest digests, one a line. */
  readonly digest: Digest
  readonly pending: readonly Digest[]
  /** The digests themselves, where the sums differed. */
  readonly digests?: readonly Digest[]
}

export function parseTally(body: Record<string, unknown>): Tally {
  const m = new Members(body, `/events/${EVENT}tally`)
  const digests = (v: unknown): v is Digest[] => isArray(v) && v.length <= 100_000 && v.every(isDigest)
  const listed = m.optional('digests', digests, 'digests')
  const tally: Tally = {
    shard: m.optional('shard', isText(32), 'the name of a shard') ?? null,
    from: m.required('from', isCount, 'an index'),
    to: m.required('to', isCount, 'an index'),
    count: m.required('count', isCount, 'a count'),
    digest: m.required('digest', isDigest, 'a digest'),
    pending: m.required('pending', digests, 'digests'),
    ...(listed === undefined ? {} : { digests: listed }),
  }
  m.close()
  return tally
}

export function createTakeEvent(
  node: Node,
  agree: Agree,
  tallies: ReturnType<typeof createTally>,
): (peer: Country, jws: string) => Promise<void> {
  const { store, clock, queue, introduce } = node

  async function saltFor(message: MessageId | null): Promise<{ salt: Buffer; own: boolean }> {
    const row = message ? await messagesIn(store).message(message) : null
    return row?.salt ? { salt: row.salt, own: false } : { salt: randomBytes(32), own: true }
  }

  /** A message that never came is refused for ever; one that came is said to have come. */
  async function withdraw(
    peer: Country,
    message: MessageId,
    digest: Digest,
    txn: MessageId | null,
    known: KnownMessage | null,
  ): Promise<void> {
    const now = clock.now()
    const jti = newMessageId(now)
    const arrived = known !== null && !known.tombstone
    const body = {
      message,
      manifest_digest: digest,
      status: arrived ? 'received' : 'tombstone',
      ...(arrived && known.receipt ? { receipt: known.receipt } : {}),
    }
    const jws = await signSet(node, 'withdrawn', body, peer, jti, txn)
    const { salt, own } = await saltFor(message)
    await setsIn(store).issue({
      set: { jti, event: 'withdrawn', jws, message, manifestDigest: digest },
      peer,
      leaf: leafOf('event', peer, salt, jws, own ? 'keep' : 'held'),
      deliver: { priority: 1, expiresAt: now + 30 * 86_400_000 },
      ...(arrived || known?.tombstone ? {} : { tombstone: { iss: peer, jti: message, digest } }),
      at: now,
    })
    queue.wake(peer)
  }

  return async (peer, jws) => {
    const { claims, event, body } = await openSet(node, jws, peer)
    const now = clock.now()
    const m = new Members(body, `/events/${EVENT}${event}`)
    const message = m.optional('message', isMessageId, 'a UUIDv7') ?? null
    const manifestDigest = m.optional('manifest_digest', isDigest, 'a digest') ?? null
    const status = m.optional('status', isText(32), 'a status')
    const { salt, own } = await saltFor(message)
    const set = { jti: claims.jti as string, event: event as string, jws, message, manifestDigest }
    const leaf = leafOf('event', peer, salt, jws, own ? 'keep' : 'held')
    const about = async (): Promise<MessageId> => {
      if (!message || !manifestDigest)
        throw new JuxtaError('malformed', 'the event names no message', { pointer: m.at('message'), rule: 'required' })
      const row = await messagesIn(store).message(message)
      const theirs = row?.direction === 'out' && row.peer === peer && row.conversation === claims.txn
      if (!theirs || row.manifestDigest !== manifestDigest)
        throw new JuxtaError('malformed', 'the event is about no message that was sent to this peer', {
          pointer: m.at('message'),
          rule: 'unknown-message',
        })
      return message
    }
    switch (event) {
      case 'collected':
      case 'accepted':
      case 'rejected': {
        const id = await about()
        const reason = m.optional('reason', isText(2000), 'a text of at most 2000 characters')
        // One of several agencies of the receiver speaks; while others have not, the message as a whole is not accepted.
        const agency = m.optional('agency', isKey, 'an agency')
        const pending = m.optional('pending', isCount, 'a count') ?? 0
        const by = agency === undefined ? 'the receiver' : `${agency.slice(0, 100)} of the receiver`
        await setsIn(store).receive({
          set,
          peer,
          leaf,
          move: {
            id,
            from: ['delivered', 'collected'],
            to: event === 'accepted' && pending > 0 ? 'collected' : event,
            cause: reason ? `${event} by ${by}: ${reason.slice(0, 300)}` : `${event} by ${by}`,
          },
          at: now,
        })
        break
      }
      case 'withdrawn': {
        if (status === 'requested') {
          if (!message || !manifestDigest)
            throw new JuxtaError('malformed', 'the event names no message', {
              pointer: m.at('message'),
              rule: 'required',
            })
          const known = await inboxIn(store).known(message)
          if (known && (known.iss !== peer || known.direction !== 'in'))
            throw new JuxtaError('malformed', 'the event is about a message of somebody else', {
              pointer: m.at('message'),
              rule: 'sender',
            })
          if (await setsIn(store).receive({ set, peer, leaf, at: now }))
            await withdraw(peer, message, manifestDigest, claims.txn ?? null, known)
          break
        }
        const id = await about()
        const row = (await messagesIn(store).message(id))!
        const to = now >= row.exp * 1000 ? ('expired' as const) : ('cancelled' as const)
        await setsIn(store).receive({
          set,
          peer,
          leaf,
          ...(status === 'tombstone'
            ? {
                move: {
                  id,
                  from: ['queued', 'sealed', 'parked'],
                  to,
                  cause: 'the receiver confirms that it never took it',
                },
              }
            : {}),
          at: now,
        })
        // It had arrived: one more attempt with the same bytes brings the stored receipt.
        if (status === 'received') await outboxIn(store).clearWithdrawal(id, now)
        queue.wake(peer)
        break
      }
      case 'tally': {
        const tally = parseTally(body)
        if (await setsIn(store).receive({ set, peer, leaf, at: now })) await tallies.compare(peer, tally)
        break
      }
      case 'agreement-revoked': {
        const hash = m.required('agreement', isDigest, 'a digest')
        const at = m.required('effective_at', isSeconds, 'seconds since 1970')
        // What was sent while it was in force stays allowed: nobody takes that back.
        if (at < claims.iat - SKEW_SECONDS)
          throw new JuxtaError('malformed', 'an agreement cannot end before it was signed that it ends', {
            pointer: m.at('effective_at'),
            rule: 'backwards',
          })
        // Also where it was received before: a crash may have come between the two, and doing it twice changes nothing.
        await setsIn(store).receive({ set, peer, leaf, at: now })
        await agree.revokedByPeer(peer, hash, at)
        break
      }
      case 'key-revoked':
        await setsIn(store).receive({ set, peer, leaf, at: now })
        await introduce.refreshIdentity(peer)
        break
      case 'rollback': {
        const origin = m.required('origin', isText(200), 'the origin of a log')
        const size = m.required('size', isCount, 'a number of leaves')
        if (!(await introduce.isLogOf(peer, origin)))
          throw new JuxtaError('malformed', `${origin} is no log of ${peer}`, {
            pointer: m.at('origin'),
            rule: 'origin',
          })
        const lost = { shard: origin.slice(origin.lastIndexOf('/') + 1), size }
        const found = await outboxIn(store).requeue({ set, peer, leaf, lost, at: now })
        if (!found) break
        const gone =
          found.gone.length > 0
            ? `; not these, whose documents were erased or whose time has ended: ${found.gone.join(', ')}`
            : ''
        await node.alert(
          'peer-rollback',
          peer,
          `${peer} lost its log ${origin} from leaf ${size} on; ${found.requeued.length} messages that it had receipted there are sent again${gone}`,
        )
        queue.wake(peer)
        break
      }
      default:
        throw new JuxtaError('malformed', `the event ${event} is not taken here`, { pointer: '/events', rule: 'event' })
    }
    node.events.tell({ kind: 'event-received', id: message, peer, event })
  }
}
