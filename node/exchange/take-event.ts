/**
 * What a peer tells afterwards: its Single Window took a message, answered it, wants one withdrawn, or what it says of itself. All attacker-controlled. What an event may
 * hold and whose word it is stands in one table (message/events.ts); what it changes is decided in the transaction that keeps it (keep-event.ts).
 */
import { isAboutMessage, parseLater, type AboutMessage, type Told } from '../message/events.ts'
import { EVENT } from '../message/security-event.ts'
import type { Node } from '../node.ts'
import { ownEventLeaf } from '../store/leaves.ts'
import type { Tx } from '../store/tx.ts'
import { afterNotice, noticeFrom, SKEW_SECONDS } from '../peers/notice.ts'
import { JuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import type { Agree } from './agree.ts'
import { earliestEnd, isInTime } from './agreement-ends.ts'
import type { LegalHolds } from './legal-holds.ts'
import type { Suspend } from './suspend.ts'
import { asSet, keepAboutMessage, keepOwnWord, type Heard, type Judge, type Verdict } from './keep-event.ts'
import type { MessageRow } from './message-rows.ts'
import { takeRollback } from './rollback.ts'
import { saidOfItself } from './sets.ts'
import { openSet } from './signed-events.ts'
import type { createTally } from './tally.ts'
import { answerWithdrawal, judgeWithdrawn } from './withdrawn.ts'
import { judgeWord } from './words.ts'

type Rooms = {
  readonly agree: Agree
  readonly suspend: Suspend
  readonly legalHolds: LegalHolds
  readonly tally: ReturnType<typeof createTally>
}

const at = (event: string, member: string): string => `/events/${EVENT}${event}/${member}`

/** A message that both hold. */
const ofHeld =
  (judge: Judge): Judge<MessageRow | null> =>
  (tx, row, said, now) =>
    judge(tx, row!, said, now)

async function takeAboutMessage(node: Node, heard: Heard<AboutMessage>): Promise<void> {
  const { told } = heard
  if (told.event !== 'withdrawn') return void (await keepAboutMessage(node, heard, ofHeld(judgeWord(told))))
  const withdrawal = { ...heard, told }
  const judge = told.by === 'sender' ? answerWithdrawal(node, withdrawal) : ofHeld(judgeWithdrawn(told))
  await keepAboutMessage(node, heard, judge)
  node.queue.wake(heard.peer)
}

/** What a peer says of itself is kept once, by the member that names what it is about. */
const once =
  ({ peer, told }: Heard, member: string) =>
  async (tx: Tx): Promise<Verdict> => {
    const name = (body: object): unknown => (body as Record<string, unknown>)[member]
    const known = (await saidOfItself(tx.db, 'received', peer, told.event)).some(
      ({ body }) => name(body) === name(told.body),
    )
    return known ? 'known' : async () => undefined
  }

/** What a peer says of an agreement counts by the time at which it says it: one that has not come is none. */
function checkSaid({ claims, at }: Heard): void {
  if (claims.iat > Math.floor(at / 1000) + SKEW_SECONDS)
    throw new JuxtaError('malformed', 'the event was signed in the future', { pointer: '/iat', rule: 'iat' })
}

async function takeRevocation(node: Node, { agree }: Rooms, heard: Heard<Told<'agreement-revoked'>>): Promise<void> {
  const { peer, claims, told, jws } = heard
  const { agreement, effective_at: end, reason = null } = told.body
  const came = Math.floor(heard.at / 1000)
  checkSaid(heard)
  // What was sent while it was in force stays allowed: nobody takes that back.
  if (end < claims.iat - SKEW_SECONDS)
    throw new JuxtaError('malformed', 'an agreement cannot end before it was signed that it ends', {
      pointer: at(told.event, 'effective_at'),
      rule: 'backwards',
    })
  const row = await agree.ofPeer(peer, agreement)
  const event = asSet(heard, ownEventLeaf(peer, jws))
  const runsOn = row.state === 'in-force' || row.state === 'revoked'
  if (told.body.together === true) {
    return runsOn && isInTime(claims.iat, came)
      ? agree.wantedByPeer(row, { end, said: claims.iat }, reason, event)
      : void (await keepOwnWord(node, heard, async () => async () => undefined))
  }
  if (end < earliestEnd(row, claims.iat) - SKEW_SECONDS)
    throw new JuxtaError('malformed', 'the agreement ends after the notice that it names, and not before', {
      pointer: at(told.event, 'effective_at'),
      rule: 'notice',
    })
  // Never before it came: who had not heard of it has kept to what was agreed.
  const counts = Math.max(came, afterNotice(end, earliestEnd(row, noticeFrom(claims.iat, came))))
  const known = row.state === 'revoked' && (row.revokedAt ?? 0) <= counts
  if (known) await keepOwnWord(node, heard, once(heard, 'agreement'))
  else await agree.revokedByPeer(row, counts, reason, event)
}

/** A proposal is taken back by who made it, or declined by who was asked. Said again it is known. */
async function takeGivenUp(
  node: Node,
  { agree }: Rooms,
  heard: Heard<Told<'agreement-withdrawn' | 'agreement-declined'>>,
): Promise<void> {
  checkSaid(heard)
  const row = await agree.ofPeer(heard.peer, heard.told.body.agreement)
  const event = asSet(heard, ownEventLeaf(heard.peer, heard.jws))
  // Of two who give it up the first is right.
  if (row.state === 'withdrawn' || row.state === 'declined') await keepOwnWord(node, heard, once(heard, 'agreement'))
  else {
    const { reason = null } = heard.told.body
    await (heard.told.event === 'agreement-withdrawn' ? agree.withdrawnByPeer : agree.declinedByPeer)(
      row,
      reason,
      event,
    )
  }
}

/** The peer says what it suspends: its newest word counts, an older one that comes later is kept and changes nothing. */
async function takeSuspension(
  node: Node,
  { suspend }: Rooms,
  heard: Heard<Told<'agreement-suspended'>>,
): Promise<void> {
  checkSaid(heard)
  const row = await suspend.find(heard.peer, heard.told.body.agreement)
  if (await keepOwnWord(node, heard, async (tx) => () => suspend.heard(tx, row, heard))) await suspend.told(row)
}

/** The peer orders that data are kept, or lifts that: its newest word on each order counts. */
async function takeHold(node: Node, { legalHolds }: Rooms, heard: Heard<Told<'legal-hold'>>): Promise<void> {
  checkSaid(heard)
  await legalHolds.check(heard)
  await keepOwnWord(node, heard, async (tx) => () => legalHolds.heard(tx, heard))
}

/** The peer has withdrawn a key: so says its identity, which is fetched before anything is kept. */
async function takeKeyRevocation(node: Node, heard: Heard<Told<'key-revoked'>>): Promise<void> {
  const { peer, told } = heard
  const { key, revoked_at } = told.body
  const withdrawn = (): boolean => {
    const { keys, tls } = node.directory.get(peer).identity
    const all = [...keys.map((k) => ({ ...k, name: k.kid })), ...tls.map((k) => ({ ...k, name: k.spki }))]
    return all.some((k) => k.name === key && k.revoked_at === revoked_at)
  }
  if (!withdrawn()) await node.introduce.refreshIdentity(peer)
  if (!withdrawn())
    throw new JuxtaError('state-conflict', 'the identity of the peer does not withdraw this key at this time', {
      pointer: at(told.event, 'key'),
      rule: 'unproven',
    })
  await keepOwnWord(node, heard, once(heard, 'key'))
}

async function takeTally(node: Node, { tally }: Rooms, heard: Heard<Told<'tally'>>): Promise<void> {
  const act = await tally.compare(heard.peer, heard.told.body)
  if (await keepOwnWord(node, heard, async (tx) => () => act(tx))) node.queue.wake(heard.peer)
}

async function take(node: Node, rooms: Rooms, heard: Heard): Promise<void> {
  const { told } = heard
  if (isAboutMessage(told)) return takeAboutMessage(node, { ...heard, told })
  switch (told.event) {
    case 'tally':
      return takeTally(node, rooms, { ...heard, told })
    case 'agreement-revoked':
      return takeRevocation(node, rooms, { ...heard, told })
    case 'agreement-withdrawn':
    case 'agreement-declined':
      return takeGivenUp(node, rooms, { ...heard, told })
    case 'agreement-suspended':
      return takeSuspension(node, rooms, { ...heard, told })
    case 'legal-hold':
      return takeHold(node, rooms, { ...heard, told })
    case 'key-revoked':
      return takeKeyRevocation(node, { ...heard, told })
    case 'rollback':
      return takeRollback(node, { ...heard, told })
  }
}

/** Takes a SET of `peer`. Fails with the errors of a JWS, with `malformed`, or with `state-conflict`, of
 * which people are told, where its signer has said another thing before, or does not prove what it says. */
export function createTakeEvent(node: Node, rooms: Rooms): (peer: Country, jws: string) => Promise<void> {
  return async (peer, jws) => {
    const { claims, event, body } = await openSet(node, jws, peer)
    const told = parseLater(event, body)
    if (!isAboutMessage(told) && claims.txn !== undefined)
      throw new JuxtaError('malformed', `the event ${event} belongs to no conversation`, {
        pointer: '/txn',
        rule: 'closed',
      })
    try {
      await take(node, rooms, { peer, jws, claims, told, at: node.clock.now() })
    } catch (error) {
      if (error instanceof JuxtaError && error.code === 'state-conflict')
        await node.alert('event-refused', peer, `the event ${event} was not taken: ${error.message}`)
      throw error
    }
    node.events.tell({ kind: 'event-received', peer, event })
  }
}
