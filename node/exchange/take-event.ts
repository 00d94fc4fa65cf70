/**
 * What a peer tells afterwards: its Single Window took a message, answered it, wants one withdrawn, or what it says of itself. All attacker-controlled. What an event may
 * hold and whose word it is stands in one table (message/events.ts); what it changes is decided in the transaction that keeps it (keep-event.ts).
 */
import { isAboutMessage, parseLater, type AboutMessage, type Told } from '../message/events.ts'
import { EVENT } from '../message/security-event.ts'
import type { Node } from '../node.ts'
import { ownLeaf } from '../store/leaves.ts'
import { JuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import type { Agree } from './agree.ts'
import { sendAgain } from './aside.ts'
import { SKEW_SECONDS } from './check-message.ts'
import { asSet, keepAboutMessage, keepOwnWord, type Heard, type Judge } from './keep-event.ts'
import type { MessageRow } from './message-rows.ts'
import { setsIn } from './sets.ts'
import { openSet } from './signed-events.ts'
import type { createTally } from './tally.ts'
import { answerWithdrawal, judgeWithdrawn } from './withdrawn.ts'
import { judgeWord } from './words.ts'

type Rooms = { readonly agree: Agree; readonly tally: ReturnType<typeof createTally> }

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

async function takeRevocation({ agree }: Rooms, heard: Heard<Told<'agreement-revoked'>>): Promise<void> {
  const { peer, claims, told, jws } = heard
  const { agreement, effective_at: end } = told.body
  // What was sent while it was in force stays allowed: nobody takes that back.
  if (end < claims.iat - SKEW_SECONDS)
    throw new JuxtaError('malformed', 'an agreement cannot end before it was signed that it ends', {
      pointer: at(told.event, 'effective_at'),
      rule: 'backwards',
    })
  await agree.revokedByPeer(peer, agreement, end, asSet(heard, ownLeaf('event', peer, jws)))
}

/** The peer's log has lost its end: what it had receipted there is sent again. */
async function takeRollback(node: Node, heard: Heard<Told<'rollback'>>): Promise<void> {
  const { peer, told } = heard
  const { origin, size } = told.body
  if (!(await node.introduce.isLogOf(peer, origin)))
    throw new JuxtaError('malformed', `${origin} is no log of ${peer}`, {
      pointer: at(told.event, 'origin'),
      rule: 'origin',
    })
  const lost = { shard: origin.slice(origin.lastIndexOf('/') + 1), size }
  // Kept from the first time, where it is tried again after a commit of which nobody heard that it was done.
  const done: Awaited<ReturnType<typeof sendAgain>>[] = []
  await keepOwnWord(
    node,
    heard,
    async ({ db }) =>
      async () =>
        done.push(await sendAgain(db, peer, lost, heard.at)),
  )
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

async function take(node: Node, rooms: Rooms, heard: Heard): Promise<void> {
  const { told, peer, jws } = heard
  if (isAboutMessage(told)) return takeAboutMessage(node, { ...heard, told })
  const item = () => asSet(heard, ownLeaf('event', peer, jws))
  switch (told.event) {
    case 'tally':
      if (await setsIn(node.store).receive(item())) await rooms.tally.compare(peer, told.body)
      return
    case 'agreement-revoked':
      return takeRevocation(rooms, { ...heard, told })
    case 'key-revoked':
      await setsIn(node.store).receive(item())
      await node.introduce.refreshIdentity(peer)
      return
    case 'rollback':
      return takeRollback(node, { ...heard, told })
  }
}

/** Takes a SET of `peer`. Fails with the errors of a JWS, with `malformed`, or with `state-conflict` where its signer has said another thing before. */
export function createTakeEvent(node: Node, rooms: Rooms): (peer: Country, jws: string) => Promise<void> {
  return async (peer, jws) => {
    const { claims, event, body } = await openSet(node, jws, peer)
    const told = parseLater(event, body)
    if (!isAboutMessage(told) && claims.txn !== undefined)
      throw new JuxtaError('malformed', `the event ${event} belongs to no conversation`, {
        pointer: '/txn',
        rule: 'closed',
      })
    await take(node, rooms, { peer, jws, claims, told, at: node.clock.now() })
    const message = isAboutMessage(told) ? told.body.message : null
    node.events.tell({ kind: 'event-received', id: message, peer, event })
  }
}
