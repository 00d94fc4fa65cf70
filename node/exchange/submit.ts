/**
 * The first step of a message on its way out: prepared (outgoing.ts), sealed where its peer is reached, and then message, leaf, outbox row and idempotency key in
 * one commit.
 */
import { createHash } from 'node:crypto'
import { digestOf } from '../values/digest.ts'
import { JuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import { newMessageId, type MessageId } from '../values/id.ts'
import type { Enter } from '../cases/enter.ts'
import type { Node } from '../node.ts'
import { settledBefore, type Proposal } from '../operate/proposals.ts'
import type { Along } from '../store/along.ts'
import type { Courier, Place } from './courier.ts'
import type { OutboxRow } from './outbox.ts'
import { createCaseVersion } from './case-version.ts'
import { keptActsIn } from './kept-acts.ts'
import { admitAll, prepare, type Outgoing, type Owner } from './outgoing.ts'
import { sealMessage } from './seal-message.ts'
import { submissionsIn, type Confirms, type Idempotency, type Sealed, type Submission } from './submissions.ts'

export type SubmitAnswer = { id: MessageId; to: Country; state: 'queued'; conversation: MessageId }
/** `proposal`: it is a grave act, and was kept under this id for a second person; no message was made. */
export type SubmitOutcome = {
  submission: MessageId | null
  messages: SubmitAnswer[]
  replayed: boolean
  proposal?: MessageId
}

/** Of a grave act: how it is kept for a second person, or what that one confirms. */
export type Two =
  { readonly keep: (outgoing: Outgoing, does: string, at: number) => Proposal } | { readonly confirms: Confirms }

/**
 * Takes a submission, or what makes one: whatever that fails with is a judgement of the request like any other. `idempotent`: under which key it is taken once; null
 * for one of which that is known otherwise. `owner`: whose messages they become; null: nobody's, the machine of this node has sent them.
 */
export type Submit = (
  outgoing: Outgoing | (() => Outgoing | Promise<Outgoing>),
  idempotent: Idempotent | null,
  owner: Owner | null,
  /** Hears its id, or that of its one message, before anything is written. */
  named?: (id: MessageId) => void,
  /** Goes along with what is written. */
  along?: Along | null,
  /** Null: one person is enough. */
  two?: Two | null,
) => Promise<SubmitOutcome>

export type Idempotent = { readonly client: string; readonly key: string; readonly fingerprint: string }

/** Fingerprint of a request for its Idempotency-Key: path, query, media type and bytes. */
export function requestFingerprint(path: string, mediaType: string, body: Uint8Array): string {
  return createHash('sha256').update(`${path}\n${mediaType}\n`).update(body).digest('base64url')
}

/** What was answered the first time. Fails with `idempotency-conflict` where that was another request. */
function again(first: Pick<Idempotency, 'fingerprint' | 'answer'>, { fingerprint }: Idempotent): SubmitOutcome {
  if (first.fingerprint !== fingerprint)
    throw new JuxtaError(
      'idempotency-conflict',
      'this Idempotency-Key was used for a request with another path, query, media type or body',
      { rule: 'fingerprint' },
    )
  return { ...(JSON.parse(first.answer) as Omit<SubmitOutcome, 'replayed'>), replayed: true }
}

/** Keeps a grave act for a second person. A crash before its one commit leaves nothing of it, and after it a proposal that is whole. */
async function keepAct(
  store: Node['store'],
  proposal: Proposal,
  idempotent: Idempotent | null,
  along: Along | null,
): Promise<SubmitOutcome> {
  const outcome = { submission: null, messages: [], proposal: proposal.id }
  const answer = JSON.stringify(outcome)
  const { replayed } = await keptActsIn(store).keep(
    { proposal, idempotency: idempotent && { answer, ...idempotent } },
    along,
  )
  return replayed && replayed.answer !== answer ? again(replayed, idempotent!) : { ...outcome, replayed: false }
}

/**
 * Seals what a peer that is reached will be sent, and takes a place in the courier's hand where there is one. Null for what waits in the store as it is, where it
 * is sealed at its first attempt.
 */
async function sealNow(node: Node, courier: Hands, { message, parts }: Submission): Promise<SealedNow | null> {
  // What has parts that follow it is no work for the fast way.
  if (!courier.reaches(message.peer) || parts.some((part) => part.large !== null)) return null
  const place = courier.offer(message.peer)
  try {
    const { body, second } = await sealMessage(node, message, parts)
    const bytes = Buffer.from(body, 'latin1')
    const digest = digestOf(bytes)
    if (!place) return { place, sealed: { digest, second, claim: null, body } }
    // It stays in memory: whatever ends its first attempt without an answer keeps it, and after a crash it is sealed anew.
    const { leaseOwner, dueAt } = place
    return { place, bytes, sealed: { digest, second, claim: { leaseOwner, dueAt }, body: null } }
  } catch (error) {
    // The courier will say of its first attempt what stands against it.
    place?.giveBack()
    node.logger.debug({ err: error, peer: message.peer }, 'a message could not be sealed when it was submitted')
    return null
  }
}

type Hands = Pick<Courier, 'offer' | 'reaches'>
type SealedNow = { readonly sealed: Sealed } & (
  { readonly place: Place; readonly bytes: Buffer } | { readonly place: null }
)

/** The outbox row of a message that was committed as claimed. */
const claimedRow = ({ message }: Submission, { dueAt }: Place): OutboxRow => ({
  id: message.id,
  peer: message.peer,
  kind: 'message',
  subject: message.id,
  priority: message.priority,
  dueAt,
  attempts: 1,
  body: null,
  expiresAt: message.exp * 1000,
  lastError: null,
  createdAt: message.createdAt,
  withdraw: false,
})

/** `courier`: takes what can be sent at once. */
export function createSubmit(node: Node, enter: Enter, courier: Hands): Submit {
  const { store, clock } = node
  const versionOf = createCaseVersion(node, enter)
  /** By key, the end of the last request that uses it. */
  const underway = new Map<string, Promise<unknown>>()

  type Make = () => Outgoing | Promise<Outgoing>
  type Named = (id: MessageId) => void
  async function take(
    make: Make,
    idempotent: Idempotent | null,
    owner: Owner | null,
    named: Named,
    along: Along | null,
    two: Two | null,
  ): Promise<SubmitOutcome> {
    const outgoing = await make()
    await admitAll(node.store, outgoing)
    const at = clock.now()
    const submission = outgoing.fanOut ? newMessageId(at) : null
    const keep = two && 'keep' in two ? two.keep : null
    const prepared = await Promise.all(
      outgoing.to.map(async (to) => {
        const version = await versionOf(outgoing, to, owner, at)
        return prepare(node, enter, outgoing, version, to, submission, owner, at, keep !== null)
      }),
    )
    const withheld = prepared.find((p) => 'does' in p)
    if (keep && withheld) return keepAct(store, keep(outgoing, withheld.does, at), idempotent, along)
    const submissions = prepared as Submission[]
    const messages = submissions.map(({ message: { id, peer, conversation } }): SubmitAnswer => ({
      id,
      to: peer,
      state: 'queued',
      conversation,
    }))
    named(submission ?? messages[0]!.id)
    const idempotency = idempotent && { answer: JSON.stringify({ submission, messages }), ...idempotent }
    const now = await Promise.all(submissions.map((s) => sealNow(node, courier, s)))
    const items = submissions.map((s, i) => ({ ...s, sealed: now[i]?.sealed ?? null }))
    // A crash before this commit leaves nothing; after it, the sweep finds what waits, and what was claimed when its lease ends.
    const taken = await submissionsIn(store)
      .take({ submissions: items, idempotency, at, confirms: two && 'confirms' in two ? two.confirms : null }, along)
      .catch((error: unknown) => {
        now.forEach((one) => one?.place?.giveBack())
        throw error
      })
    if (taken === false) {
      now.forEach((one) => one?.place?.giveBack())
      throw settledBefore()
    }
    // Its own answer was written by a commit of which nobody heard that it was done.
    if (taken.replayed && taken.replayed.answer !== idempotency?.answer) {
      now.forEach((one) => one?.place?.giveBack())
      return again(taken.replayed, idempotent!)
    }
    for (const [i, one] of submissions.entries()) {
      const { id, peer, procedure, type } = one.message
      node.events.tell({ kind: 'submitted', id, peer, procedure, type })
      const sealed = now[i]
      if (sealed?.place)
        sealed.place.carry({
          row: claimedRow(one, sealed.place),
          what: { message: one.message, parts: [], sealed: { body: sealed.bytes, digest: sealed.sealed.digest } },
        })
      else node.queue.wake(peer)
    }
    return { submission, messages, replayed: false }
  }

  /**
   * The same request is answered as the first time, whatever has changed since. What can still be taken finds the first answer in its own transaction; what no longer
   * can (its time is over, the agreement ended, its case has gone on, the caller may not any more) is looked up before it is refused.
   */
  async function once(
    make: Make,
    idempotent: Idempotent,
    owner: Owner | null,
    named: Named,
    along: Along | null,
    two: Two | null,
  ): Promise<SubmitOutcome> {
    try {
      return await take(make, idempotent, owner, named, along, two)
    } catch (error) {
      const first = await submissionsIn(store).answered(idempotent.client, idempotent.key)
      if (first) return again(first, idempotent)
      throw error
    }
  }

  return async (what, idempotent, owner, named = () => undefined, along = null, two = null) => {
    const make = typeof what === 'function' ? what : () => what
    if (!idempotent) return take(make, null, owner, named, along, two)
    // One request of a key at a time: the next one sees what became of the first.
    const name = `${idempotent.client}\n${idempotent.key}`
    const outcome = (underway.get(name) ?? Promise.resolve()).then(() =>
      once(make, idempotent, owner, named, along, two),
    )
    const end = outcome.catch(() => undefined).finally(() => underway.get(name) === end && underway.delete(name))
    underway.set(name, end)
    return outcome
  }
}
