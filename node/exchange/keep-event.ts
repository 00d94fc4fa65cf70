/** The one way in which an event of a peer is kept: judged, logged and acted on in one transaction, under the log's lock, so that nothing comes between. */
import type { AboutMessage, Told } from '../message/events.ts'
import { EVENT, type SetClaims } from '../message/security-event.ts'
import type { Node } from '../node.ts'
import { ownEventLeaf } from '../store/leaves.ts'
import type { NewLeaf, Tx } from '../store/tx.ts'
import type { Country } from '../values/country.ts'
import { JuxtaError } from '../values/errors.ts'
import { findKnown } from './inbox.ts'
import type { MessageRow } from './message-rows.ts'
import { findMessage } from './messages.ts'
import { aboutMessage, isSameSet, receivedSet, receiveSet, toldAbout, type NewSet, type ToldSet } from './sets.ts'

/** An event of `peer` whose signature is verified and whose members are those of its kind. */
export type Heard<T extends Told = Told> = {
  readonly peer: Country
  readonly jws: string
  readonly claims: SetClaims
  readonly told: T
  readonly at: number
}

/** What becomes of an event: refused; known, where it says what was said before; or kept, with what it changes. */
export type Verdict = JuxtaError | 'known' | (() => Promise<unknown>)

/** Judges an event about `row`, of which `said` was said before. */
export type Judge<Row = MessageRow> = (tx: Tx, row: Row, said: readonly ToldSet[], at: number) => Promise<Verdict>

/** Events of a peer about one message: more than its agencies have to say, and no more. */
const MOST_ABOUT_ONE = 128

const malformed = (message: string, pointer: string, rule: string): JuxtaError =>
  new JuxtaError('malformed', message, { pointer, rule })

/** An event that says another thing than its signer has said before. */
export const contradicts = (message: string, rule: string): JuxtaError =>
  new JuxtaError('state-conflict', message, { pointer: '/events', rule })

/** The event as it is kept. */
export function asSet({ peer, jws, claims, told, at }: Heard, leaf: NewLeaf): NewSet {
  const about = told.by === 'itself' ? null : (told as AboutMessage).body
  const { message = null, manifest_digest: manifestDigest = null } = about ?? {}
  return { set: { jti: claims.jti, event: told.event, jws, message, manifestDigest }, peer, leaf, at }
}

/**
 * Keeps an event where `judge` does not refuse it, and does then what it changes. True where it was new. The same SET again is known, and answered like the first time.
 * A refusal made inside the transaction comes out of it as a value: thrown, it would undo what others write in the same commit.
 */
async function keep(
  { store }: Node,
  heard: Heard,
  judge: (tx: Tx) => Promise<{ verdict: Verdict; leaf: NewLeaf }>,
): Promise<boolean> {
  const { peer, jws, claims } = heard
  // Stays where the commit is tried again, of which nobody heard that it was done.
  let fresh = false
  const refused = await store.transact(async (tx) => {
    const before = await receivedSet(tx.db, peer, claims.jti)
    if (before !== null) return isSameSet(before, jws) ? null : malformed('another event has this id', '/jti', 'jti')
    const { verdict, leaf } = await judge(tx)
    if (verdict instanceof JuxtaError) return verdict
    if (verdict === 'known') return null
    await receiveSet(tx, asSet(heard, leaf))
    await verdict()
    fresh = true
    return null
  })
  if (refused) throw refused
  return fresh
}

/** Keeps what a country says of itself. */
export const keepOwnWord = (node: Node, heard: Heard, judge: (tx: Tx) => Promise<Verdict>): Promise<boolean> =>
  keep(node, heard, async (tx) => ({ verdict: await judge(tx), leaf: ownEventLeaf(heard.peer, heard.jws) }))

/** The stored message that the event is about; null where the sender asks to withdraw one that never came. */
async function messageOf(tx: Tx, { peer, claims, told }: Heard<AboutMessage>): Promise<MessageRow | JuxtaError | null> {
  const { message, manifest_digest: digest } = told.body
  const at = (member: string): string => `/events/${EVENT}${told.event}/${member}`
  const bySender = told.by === 'sender'
  const unknown = (pointer: string): JuxtaError =>
    malformed(
      bySender
        ? 'the event is about no message of its sender that is known here'
        : 'the event is about no message that was sent to this peer',
      pointer,
      'unknown-message',
    )
  if (claims.txn === undefined) return unknown('/txn')
  const row = await findMessage(tx.db, message)
  if (!row && bySender) {
    const tombstone = await findKnown(tx.db, message)
    return tombstone && tombstone.iss !== peer ? unknown(at('message')) : null
  }
  if (!row || row.direction !== (bySender ? 'in' : 'out') || row.peer !== peer) return unknown(at('message'))
  // What was signed anew since is the same message.
  const earlier = (told.event === 'withdrawn' && told.body.supersedes) || []
  if (row.manifestDigest !== digest && !earlier.includes(row.manifestDigest)) return unknown(at('manifest_digest'))
  return row.conversation === claims.txn ? row : unknown('/txn')
}

/** Keeps what is said of a message by the one of its two parties who may say it. */
export const keepAboutMessage = (
  node: Node,
  heard: Heard<AboutMessage>,
  judge: Judge<MessageRow | null>,
): Promise<boolean> =>
  keep(node, heard, async (tx) => {
    const row = await messageOf(tx, heard)
    if (row instanceof JuxtaError) return { verdict: row, leaf: ownEventLeaf(heard.peer, heard.jws) }
    const said = await toldAbout(tx.db, heard.told.body.message)
    const verdict = await judge(tx, row, said, heard.at)
    const many = typeof verdict === 'function' && said.length >= MOST_ABOUT_ONE
    return {
      verdict: many ? contradicts('more was said of this message than anybody has to say', 'events') : verdict,
      leaf: aboutMessage(row?.salt ?? null, heard.peer, heard.jws),
    }
  })
