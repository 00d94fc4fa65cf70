/** One attempt to bring one outbox row to its peer, top to bottom; what the peer answers decides what becomes of the row. */
import { digestOf } from '../values/digest.ts'
import { asJuxtaError, JuxtaError } from '../values/errors.ts'
import { isMessageId, newMessageId, type MessageId } from '../values/id.ts'
import { manifestDigest } from '../message/manifest.ts'
import type { Node } from '../node.ts'
import type { PeerAnswer } from '../peers/transport.ts'
import { readManifest, readManifestHeader, signManifest } from '../seal/manifest.ts'
import { signedLeaf } from '../store/leaves.ts'
import type { PartRow } from './message-rows.ts'
import { problemOf, settleReceipt, settleRefusal, tellInvalid } from './answers.ts'
import { asideIn } from './aside.ts'
import { messagesIn, type SealedBytes, type SentMessage, type ToSend } from './messages.ts'
import { outboxIn, type OutboxRow } from './outbox.ts'
import { withdrawal } from './ended.ts'
import { backoff } from './retry.ts'
import { sealMessage } from './seal-message.ts'
import { missingIn, sendParts } from './send-parts.ts'
import type { SendTogether } from './send-together.ts'
import { settlementsIn } from './settlements.ts'
import { warningsIn } from './warn-others.ts'

/**
 * `reached`: the peer answered, whatever it said; `unreached`: nobody did, and why, which is one error for all that went in one request, and what the circuit
 * breaker counts; `pauseMs`: it answered that it takes nothing more for so many milliseconds.
 */
export type Attempt = 'reached' | { readonly unreached: JuxtaError } | { readonly pauseMs: number }

/** What an answer says of all that waits for the peer: one that is out of room for this has none for the next either. */
const saidOfAll = ({ status, retryAfter }: PeerAnswer): Attempt =>
  (status === 429 || status === 503) && retryAfter !== null ? { pauseMs: retryAfter * 1000 } : 'reached'

/** The key that a manifest of our own names. */
const kidOf = (manifest: string): string =>
  (JSON.parse(Buffer.from(manifest.slice(0, manifest.indexOf('.')), 'base64url').toString('utf8')) as { kid: string })
    .kid

/** How long a receiver is asked about a message whose time has ended, from that or from when it was put back; then it is left to a person. */
const ANSWER_WAIT_MS = 7 * 86_400_000

const settled = async (work: Promise<unknown>): Promise<Attempt> => {
  await work
  return 'reached'
}

/** `sealed`: what the next attempt sends again, where it is in memory alone. */
async function postpone(
  node: Node,
  row: OutboxRow,
  error: JuxtaError,
  retryAfterMs = 0,
  sealed: SealedBytes | null = null,
): Promise<void> {
  const wait = backoff(row.attempts, node.chance(), retryAfterMs)
  const until = node.clock.now() + wait
  const body = sealed?.body.toString('latin1') ?? null
  await outboxIn(node.store).postpone(row.id, node.owner, until, `${error.code}: ${error.message}`, body)
  const about = isMessageId(row.subject) ? await messagesIn(node.store).procedureOf(row.subject) : null
  node.events.tell({
    kind: 'attempt-failed',
    id: row.subject,
    peer: row.peer,
    procedure: about,
    attempt: row.attempts,
    code: error.code,
    detail: error.message,
    retryInMs: wait,
  })
}

/** The sealed bytes of a message where they are in memory alone; null where there are none, or none that are to be sent: those of a key that was withdrawn. */
const heldOf = ({ own }: Node, found: ToSend | undefined): SealedBytes | null =>
  found?.sealed && !own.isWithdrawn(kidOf(found.message.manifest)) ? found.sealed : null

async function sealed(
  node: Node,
  row: OutboxRow,
  message: SentMessage,
  rows: readonly PartRow[] | undefined,
): Promise<string> {
  if (row.body !== null) return row.body
  const parts = rows ?? (await messagesIn(node.store).parts(message.id, true))
  const { body, second } = await sealMessage(node, message, parts)
  return outboxIn(node.store).seal(message.id, body, node.clock.now(), second)
}

/** The sealed bytes of a message of ours that waits, for somebody who carries them, sealed now where the store has none; null where it is being tried, or does not wait. */
export async function sealedOf(node: Node, id: MessageId): Promise<string | null> {
  const outbox = outboxIn(node.store)
  const there = await outbox.takeOut(id)
  const row = there === null ? await outbox.unheld(id, node.clock.now()) : null
  const found = row && !row.withdraw ? (await messagesIn(node.store).toSend([id], new Set())).get(id) : undefined
  if (!row || !found || node.own.isWithdrawn(kidOf(found.message.manifest))) return there
  await sealed(node, row, found.message, found.parts)
  return outbox.takeOut(id)
}

/** The same message under a key that counts: same id and parts, its own time, and the digest of what it replaces. */
async function signedAnew(node: Node, row: OutboxRow, message: SentMessage): Promise<[OutboxRow, SentMessage]> {
  const at = node.clock.now()
  const iat = Math.floor(at / 1000)
  const before = readManifest(readManifestHeader(message.manifest)).claims
  const claims = { ...before, iat, exp: iat + (before.exp - before.iat), supersedes: message.manifestDigest }
  const manifest = await signManifest(node.signer, node.own.signingKey, claims)
  const anew = { manifest, manifestDigest: manifestDigest(manifest), iat, exp: claims.exp }
  const leaf = signedLeaf('sent', row.peer, message.salt!, manifest)
  await settlementsIn(node.store).signAnew({ messageId: message.id, ...anew, leaf, at })
  return [
    { ...row, body: null, expiresAt: claims.exp * 1000 },
    { ...message, ...anew },
  ]
}

async function tryMessage(
  { node, together, answered }: Way,
  claimed: OutboxRow,
  found: ToSend | undefined,
): Promise<Attempt> {
  const { store, clock, own } = node
  if (!found) return settled(outboxIn(store).taken(claimed.id))
  let row = claimed
  let { message } = found
  if (row.withdraw || clock.now() >= row.expiresAt) return withdraw(node, row, message)
  if (own.isWithdrawn(kidOf(message.manifest))) [row, message] = await signedAnew(node, row, message)
  // What was sealed for the manifest before is of no use: its parts were not read then.
  const held = heldOf(node, found)
  const parts = claimed.body === null && !found.sealed ? found.parts : undefined
  if (!held) row = { ...row, body: await sealed(node, row, message, parts) }
  const body = held?.body ?? row.body!
  const send = (): Promise<PeerAnswer> => together.put(row.peer, { id: message.id, priority: row.priority, body })
  let answer = await send()
  const missing = missingIn(answer)
  if (missing !== null) {
    const went = await sendParts(node, row, missing)
    if (went === 'later') return later(node, row)
    answer = went === 'sent' ? await send() : went
  }
  if (answer.status === 202) {
    answered()
    await settleReceipt(node, row, message, held?.digest ?? digestOf(body), answer)
    // One that went well at once says nothing of those that do not.
    if (row.lastError === null) return 'reached'
    await node.settleOnce('delivery-refused', row.peer)
    return settled(node.settleOnce('answer-invalid', row.peer))
  }
  const { error, set, rule } = problemOf(answer)
  if (set !== null && (await settleRefusal(node, row, message, set))) return 'reached'
  // Unsigned, so it never ends a message; but a peer that lost this decryption key gets the same manifest sealed anew with its newest, and one that lists a
  // key of second signatures gets one.
  const anew = (error.rule === 'cannot-decrypt' && rule === 'encryption-key') || error.rule === 'second-signature'
  if (anew) {
    await node.introduce.lookAgain(row.peer)
    await outboxIn(store).unseal(message.id)
  }
  // What of a part was still on the wire when it was begun again is there meanwhile: it goes on from where it stands.
  const stands = error.rule === 'mismatching-upload-offset'
  if (set === null && answer.status < 500 && answer.status !== 429 && !stands)
    await node.alert(
      'delivery-refused',
      row.peer,
      node.events.isReserved(message.procedure) ? error.code : error.message,
    )
  await postpone(node, row, error, (answer.retryAfter ?? 0) * 1000, anew ? null : held)
  return saidOfAll(answer)
}

/** How long a message waits while the parts of others are under way to its peer. */
const BEHIND_MS = 5000

async function later(node: Node, row: OutboxRow): Promise<Attempt> {
  const until = node.clock.now() + BEHIND_MS
  return settled(outboxIn(node.store).postpone(row.id, node.owner, until, 'the parts of other messages go first'))
}

/** Once an attempt was made only the receiver can say whether the message arrived. Its answer is a later event, or its receipt. */
async function withdraw(node: Node, row: OutboxRow, message: SentMessage): Promise<Attempt> {
  const { store, clock } = node
  const now = clock.now()
  const { id, peer } = message
  const end = now >= row.expiresAt ? 'expired' : 'cancelled'
  if (row.attempts <= 1 && (await asideIn(store).endUnattempted(id, end, now))) return 'reached'
  if (now >= Math.max(row.expiresAt, row.createdAt) + ANSWER_WAIT_MS) {
    const detail = `no answer to the withdrawal${row.lastError === null ? '' : `; the last attempt: ${row.lastError}`}`
    await asideIn(store).park(id, detail, now)
    node.events.tell({ kind: 'parked', id, peer, procedure: message.procedure, detail })
    return 'reached'
  }
  const answer = await node.transport.request(peer, {
    method: 'POST',
    path: '/v1/events',
    contentType: 'application/secevent+jwt',
    body: await withdrawal(node, message, newMessageId(now)),
  })
  await postpone(
    node,
    row,
    new JuxtaError(
      'answer-invalid',
      answer.status === 202 ? 'the withdrawal waits for its answer' : `the withdrawal was answered ${answer.status}`,
    ),
    (answer.retryAfter ?? 0) * 1000,
  )
  return saidOfAll(answer)
}

async function tryEvent(node: Node, row: OutboxRow): Promise<Attempt> {
  if (node.clock.now() >= row.expiresAt) {
    await outboxIn(node.store).taken(row.id)
    const procedure = isMessageId(row.subject) ? await messagesIn(node.store).procedureOf(row.subject) : null
    const what = node.events.isReserved(procedure ?? '') ? 'an event' : `event ${row.id} about ${row.subject}`
    await node.alert('event-undelivered', row.peer, `${what} was not taken in time`)
    return 'reached'
  }
  const request = {
    event: { method: 'POST', path: '/v1/events', contentType: 'application/secevent+jwt' },
    warning: { method: 'POST', path: '/v1/log-warning', contentType: 'application/json' },
    agreement: {
      method: 'PUT',
      path: `/v1/agreements/${encodeURIComponent(row.subject)}`,
      contentType: 'application/json',
    },
  } as const
  const answer = await node.transport.request(row.peer, {
    ...request[row.kind as keyof typeof request],
    body: row.body!,
  })
  const taken = answer.status >= 200 && answer.status < 300
  // Whoever does not believe a warning, because he knows neither the log nor its country, is left in peace for a while.
  const refused = row.kind === 'warning' && answer.status >= 400 && answer.status < 500 && answer.status !== 429
  if (row.kind === 'warning' && (taken || refused)) {
    const { id, subject: about, peer } = row
    return settled(warningsIn(node.store).told(id, { about, peer, believed: taken ? 1 : 0, at: node.clock.now() }))
  }
  if (taken) return settled(outboxIn(node.store).taken(row.id))
  await postpone(node, row, problemOf(answer).error, (answer.retryAfter ?? 0) * 1000)
  // Of agreements that wait for somebody to look at them there may be too many, and room for all else.
  return row.kind === 'event' ? saidOfAll(answer) : 'reached'
}

/** What is to be read of the messages among `rows` before they are tried, all at once. */
export const toSend = (node: Node, rows: readonly OutboxRow[]): Promise<ReadonlyMap<string, ToSend>> =>
  messagesIn(node.store).toSend(
    rows.filter((row) => row.kind === 'message').map((row) => row.subject as MessageId),
    new Set(rows.filter((row) => row.body !== null).map((row) => row.subject)),
  )

/** How a row is tried. `answered`: its peer has taken it, and what is left is our own to do. */
export type Way = { readonly node: Node; readonly together: SendTogether; readonly answered: () => void }

/** Tries a row that this process has claimed. `found`: what was read of its message. */
export async function deliver(way: Way, row: OutboxRow, found: ToSend | undefined): Promise<Attempt> {
  const { node } = way
  try {
    return await (row.kind === 'message' ? tryMessage(way, row, found) : tryEvent(node, row))
  } catch (cause) {
    const error = asJuxtaError(cause)
    if (error.fault === 'fatal') throw error
    if (error.code === 'answer-invalid') await tellInvalid(node, row, error)
    await postpone(node, row, error, 0, heldOf(node, found))
    return error.code === 'unreachable' || error.code === 'tls-failed' ? { unreached: error } : 'reached'
  }
}
