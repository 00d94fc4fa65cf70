/**
 * What a peer tells afterwards: its Single Window took a message, answered it, wants one withdrawn, or says what it counted. All attacker-controlled. What an event
 * changes is decided in the transaction that keeps it, under the log's lock, so that nothing comes between.
 */
import type { State } from '../message/lifecycle.ts'
import { EVENT } from '../message/security-event.ts'
import type { Node } from '../node.ts'
import { wakeCase } from '../cases/case-plans.ts'
import type { Tables } from '../store/tables.ts'
import type { Tx } from '../store/tx.ts'
import { JuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import { isDigest, type Digest } from '../values/digest.ts'
import { isMessageId, newMessageId, type MessageId } from '../values/id.ts'
import { isCount, Members } from '../values/members.ts'
import { isKey, isText } from '../values/text.ts'
import { isSeconds } from '../values/time.ts'
import type { Agree } from './agree.ts'
import { fetchReceipt, sendAgain } from './aside.ts'
import { findKnown, inboxIn } from './inbox.ts'
import { moveMessage, type MessageRow, type Move } from './message-rows.ts'
import { findMessage } from './messages.ts'
import { SKEW_SECONDS } from './check-message.ts'
import { aboutMessage, issueSet, receiveSet, setsIn, type NewSet } from './sets.ts'
import { openSet, signSet, type OpenedSet } from './signed-events.ts'
import { parseTally, type createTally } from './tally.ts'

/** More heads than the tips of a case come to. */
const HEADS = 1000
const isHeads = (v: unknown): v is MessageId[] => Array.isArray(v) && v.length <= HEADS && v.every(isMessageId)

const MONTH_MS = 30 * 86_400_000

/** An event whose signature is verified, as it will be kept. */
type Taken = OpenedSet & {
  readonly peer: Country
  readonly message: MessageId | null
  readonly manifestDigest: Digest | null
  readonly m: Members
  readonly item: NewSet
}

type Rooms = { readonly agree: Agree; readonly tally: ReturnType<typeof createTally> }

/** A judgement made inside a transaction comes out of it as a value: thrown, it would undo what others write in the same commit. */
async function judged<T>(work: Promise<T | JuxtaError>): Promise<T> {
  const result = await work
  if (result instanceof JuxtaError) throw result
  return result
}

async function open(node: Node, peer: Country, jws: string): Promise<Taken> {
  const opened = await openSet(node, jws, peer)
  const m = new Members(opened.body, `/events/${EVENT}${opened.event}`)
  const message = m.optional('message', isMessageId, 'a UUIDv7') ?? null
  const manifestDigest = m.optional('manifest_digest', isDigest, 'a digest') ?? null
  const salt = message === null ? null : ((await inboxIn(node.store).known(message))?.salt ?? null)
  const set = { jti: opened.claims.jti, event: opened.event, jws, message, manifestDigest }
  const item = { set, peer, leaf: aboutMessage(salt, peer, jws), at: node.clock.now() }
  return { ...opened, peer, message, manifestDigest, m, item }
}

const nameless = (m: Members): JuxtaError =>
  new JuxtaError('malformed', 'the event names no message', { pointer: m.at('message'), rule: 'required' })

/**
 * Keeps an event about a message that was sent to this peer, and does with the message what `then` says where the event is new. Fails with `malformed` where there is
 * no such message.
 */
function aboutSent(
  { store }: Node,
  { peer, message, manifestDigest, claims, m, item }: Taken,
  then: (tx: Tx, row: MessageRow) => Promise<unknown>,
): Promise<boolean> {
  if (!message || !manifestDigest) throw nameless(m)
  return judged(
    store.transact(async (tx) => {
      const row = await findMessage(tx.db, message)
      const theirs = row?.direction === 'out' && row.peer === peer && row.conversation === claims.txn
      if (!theirs || row.manifestDigest !== manifestDigest)
        return new JuxtaError('malformed', 'the event is about no message that was sent to this peer', {
          pointer: m.at('message'),
          rule: 'unknown-message',
        })
      const fresh = await receiveSet(tx, item)
      if (fresh) await then(tx, row)
      return fresh
    }),
  )
}

/** One of several agencies of the receiver speaks; while others have not, the message as a whole is not accepted. */
async function takeWord(node: Node, taken: Taken, event: 'collected' | 'accepted' | 'rejected'): Promise<void> {
  const { m, item } = taken
  const reason = m.optional('reason', isText(2000), 'a text of at most 2000 characters')
  const agency = m.optional('agency', isKey, 'an agency')
  const pending = m.optional('pending', isCount, 'a count') ?? 0
  const by = agency === undefined ? 'the receiver' : `${agency.slice(0, 100)} of the receiver`
  const move: Omit<Move, 'id'> = {
    from: ['delivered', 'collected'],
    to: event === 'accepted' && pending > 0 ? 'collected' : event,
    cause: reason ? `${event} by ${by}: ${reason.slice(0, 300)}` : `${event} by ${by}`,
    at: item.at,
  }
  // Where its receipt is not held yet, it moves when that is settled.
  await aboutSent(node, taken, (tx, { id }) => moveMessage(tx.db, { id, ...move }))
}

/** A message that never came is not taken any more; where its sender has told the heads that it had, what names it in a case goes on without it. */
async function refuseForEver(
  db: Tx['db'],
  { heads, ...row }: Omit<Tables['tombstone'], 'heads'> & { readonly heads: readonly MessageId[] | null },
): Promise<void> {
  const told = heads && JSON.stringify(heads)
  await db
    .insertInto('tombstone')
    .values({ ...row, heads: told })
    .onConflict((c) =>
      c
        .column('jti')
        .doUpdateSet({ heads: told })
        .where('tombstone.heads', 'is', null)
        .where('tombstone.iss', '=', row.iss),
    )
    .execute()
}

/** The peer asks whether a message came. One that never came is refused for ever; one that came is said to have come. */
async function answerWithdrawal(node: Node, { peer, message, manifestDigest, claims, m, item }: Taken): Promise<void> {
  if (!message || !manifestDigest) throw nameless(m)
  const { at } = item
  const jti = newMessageId(at)
  const heads = m.optional('heads', isHeads, `at most ${HEADS} message ids`) ?? null
  await judged(
    node.store.transact(async (tx) => {
      const known = await findKnown(tx.db, message)
      if (known && (known.iss !== peer || known.direction !== 'in'))
        return new JuxtaError('malformed', 'the event is about a message of somebody else', {
          pointer: m.at('message'),
          rule: 'sender',
        })
      if (!(await receiveSet(tx, item))) return
      const arrived = known !== null && !known.tombstone
      if (!arrived) await refuseForEver(tx.db, { jti: message, iss: peer, manifestDigest, at, heads })
      // What waits for it in its case waits no more.
      if (!arrived && claims.txn) await wakeCase(tx.db, { peer, conversation: claims.txn }, at)
      const body = {
        message,
        manifest_digest: manifestDigest,
        status: arrived ? 'received' : 'tombstone',
        ...(arrived && known.receipt ? { receipt: known.receipt } : {}),
      }
      const jws = await signSet(node, 'withdrawn', body, peer, jti, claims.txn ?? null)
      const set = { jti, event: 'withdrawn', jws, message, manifestDigest }
      const leaf = aboutMessage(known?.salt ?? null, peer, jws)
      await issueSet(tx, { set, peer, leaf, at }, { priority: 1, expiresAt: at + MONTH_MS })
      return
    }),
  )
  node.queue.wake(peer)
}

/** The receiver's word on a message that we asked about. */
async function takeWithdrawn(node: Node, taken: Taken, status: string | undefined): Promise<void> {
  const { at } = taken.item
  await aboutSent(node, taken, async ({ db }, { id, exp }) => {
    // It had arrived: one more attempt with the same bytes brings the stored receipt.
    if (status === 'received') return fetchReceipt(db, id, at)
    if (status !== 'tombstone') return
    const to: State = at >= exp * 1000 ? 'expired' : 'cancelled'
    const cause = 'the receiver confirms that it never took it'
    if (await moveMessage(db, { id, from: ['queued', 'sealed', 'parked'], to, cause, at }))
      await db.deleteFrom('outbox').where('id', '=', id).where('kind', '=', 'message').execute()
  })
  node.queue.wake(taken.peer)
}

async function takeRevocation({ agree }: Rooms, { peer, claims, m, item }: Taken): Promise<void> {
  const hash = m.required('agreement', isDigest, 'a digest')
  const at = m.required('effective_at', isSeconds, 'seconds since 1970')
  // What was sent while it was in force stays allowed: nobody takes that back.
  if (at < claims.iat - SKEW_SECONDS)
    throw new JuxtaError('malformed', 'an agreement cannot end before it was signed that it ends', {
      pointer: m.at('effective_at'),
      rule: 'backwards',
    })
  await agree.revokedByPeer(peer, hash, at, item)
}

/** The peer's log has lost its end: what it had receipted there is sent again. */
async function takeRollback(node: Node, { peer, m, item }: Taken): Promise<void> {
  const origin = m.required('origin', isText(200), 'the origin of a log')
  const size = m.required('size', isCount, 'a number of leaves')
  if (!(await node.introduce.isLogOf(peer, origin)))
    throw new JuxtaError('malformed', `${origin} is no log of ${peer}`, { pointer: m.at('origin'), rule: 'origin' })
  const lost = { shard: origin.slice(origin.lastIndexOf('/') + 1), size }
  // Kept from the first time, where it is tried again after a commit of which nobody heard that it was done.
  const done: Awaited<ReturnType<typeof sendAgain>>[] = []
  await node.store.transact(async (tx) => {
    if (await receiveSet(tx, item)) done.push(await sendAgain(tx.db, peer, lost, item.at))
  })
  const found = done.at(-1)
  if (!found) return
  const gone =
    found.gone.length > 0
      ? `; not these, whose documents were erased or whose time has ended: ${found.gone.join(', ')}`
      : ''
  await node.alert(
    'peer-rollback',
    peer,
    `${peer} lost its log ${origin} from leaf ${size} on; ${found.requeued.length} messages that it had receipted there are sent again${gone}`,
    origin,
  )
  node.queue.wake(peer)
}

async function take(node: Node, rooms: Rooms, taken: Taken): Promise<void> {
  const { event, body, m, peer, item } = taken
  const sets = setsIn(node.store)
  switch (event) {
    case 'collected':
    case 'accepted':
    case 'rejected':
      return takeWord(node, taken, event)
    case 'withdrawn': {
      const status = m.optional('status', isText(32), 'a status')
      return status === 'requested' ? answerWithdrawal(node, taken) : takeWithdrawn(node, taken, status)
    }
    case 'tally': {
      const tally = parseTally(body)
      if (await sets.receive(item)) await rooms.tally.compare(peer, tally)
      return
    }
    case 'agreement-revoked':
      return takeRevocation(rooms, taken)
    case 'key-revoked':
      await sets.receive(item)
      await node.introduce.refreshIdentity(peer)
      return
    case 'rollback':
      return takeRollback(node, taken)
    default:
      throw new JuxtaError('malformed', `the event ${event} is not taken here`, { pointer: '/events', rule: 'event' })
  }
}

/** Takes a SET of `peer`. Fails with the errors of a JWS, or with `malformed`. */
export function createTakeEvent(node: Node, rooms: Rooms): (peer: Country, jws: string) => Promise<void> {
  return async (peer, jws) => {
    const taken = await open(node, peer, jws)
    await take(node, rooms, taken)
    node.events.tell({ kind: 'event-received', id: taken.message, peer, event: taken.event })
  }
}
