/** One attempt to bring one outbox row to its peer, top to bottom; what the peer answers decides what becomes of the row. */
import { messagesIn } from './messages.ts'
import { outboxIn } from './outbox.ts'
import { asJuxtaError, JuxtaError } from '../values/errors.ts'
import { newMessageId, type MessageId } from '../values/ids.ts'
import { parseStrictJson } from '../values/json.ts'
import { isObject } from '../values/members.ts'
import { commitment, parseLeaf } from '../log/entry.ts'
import { manifestDigest, signingInput } from '../message/manifest.ts'
import { parseReceived, parseRefused } from '../message/security-event.ts'
import type { Node } from '../node.ts'
import { readManifest, readManifestHeader, signManifest } from '../seal/manifest.ts'
import { sealBundle } from '../seal/sealing.ts'
import { leafOf } from '../store/leaves.ts'
import type { MessageRow, OutboxRow } from '../store/types.ts'
import type { PeerAnswer } from '../peers/transport.ts'
import { openSet, signSet } from './signed-events.ts'
import { backoff } from './retry.ts'

/** `reached`: the peer answered, whatever it said; `unreached`: nobody did, which is what the circuit breaker counts. */
export type Attempt = 'reached' | 'unreached'

/** The key that a manifest of our own names. */
const kidOf = (manifest: string): string =>
  (JSON.parse(Buffer.from(manifest.slice(0, manifest.indexOf('.')), 'base64url').toString('utf8')) as { kid: string })
    .kid

/** Withdrawn messages without an answer are left to a person after this time past their deadline. */
const ANSWER_WAIT_MS = 7 * 86_400_000

export function createDeliver(node: Node): (row: OutboxRow) => Promise<Attempt> {
  const { country, store, clock, transport, events, directory, signer, own } = node

  async function postpone(row: OutboxRow, error: JuxtaError, retryAfterMs = 0): Promise<void> {
    const wait = backoff(row.attempts, node.chance(), retryAfterMs)
    await outboxIn(store).postpone(row.id, clock.now() + wait, `${error.code}: ${error.message}`)
    events.tell({
      kind: 'attempt-failed',
      id: row.subject,
      peer: row.peer,
      attempt: row.attempts,
      code: error.code,
      detail: error.message,
      retryInMs: wait,
    })
  }

  async function sealed(row: OutboxRow, message: MessageRow): Promise<string> {
    if (row.body !== null) return row.body
    const parts = new Map<string, { salt: Buffer; bytes: Buffer }>()
    for (const part of await messagesIn(store).parts(message.id, true)) {
      if (!part.bytes || !part.salt) throw new JuxtaError('gone', `part ${part.part} was erased`)
      parts.set(part.part, { salt: part.salt, bytes: part.bytes })
    }
    if (!message.salt) throw new JuxtaError('gone', 'the message was erased')
    const { kid, jwk } = directory.encryptionKey(row.peer, clock.now())
    const made = await sealBundle(
      { manifest: message.manifest, salt: message.salt, parts },
      { kid, jwk },
      country,
      row.peer,
    )
    return (await outboxIn(store).storeSealed(row.id, { body: made.jwe, digest: made.digest, at: clock.now() })).body
  }

  /** The same message under a key that counts: same id and parts, its own time, and the digest of what it replaces. */
  async function signedAnew(row: OutboxRow, message: MessageRow): Promise<[OutboxRow, MessageRow]> {
    const iat = Math.floor(clock.now() / 1000)
    const before = readManifest(readManifestHeader(message.manifest)).claims
    const claims = { ...before, iat, exp: iat + (before.exp - before.iat), supersedes: message.manifestDigest }
    const manifest = await signManifest(signer, own.signingKey, claims)
    const digest = manifestDigest(manifest)
    await outboxIn(store).signAnew({
      outboxId: row.id,
      messageId: message.id,
      manifest,
      manifestDigest: digest,
      iat,
      exp: claims.exp,
      leaf: leafOf('sent', row.peer, message.salt!, signingInput(manifest)),
      at: clock.now(),
    })
    return [
      { ...row, body: null, bodyDigest: null, expiresAt: claims.exp * 1000 },
      { ...message, manifest, manifestDigest: digest, iat, exp: claims.exp },
    ]
  }

  /** The receipt must be of this manifest, and name a leaf of the peer's own log that commits to exactly this message. */
  async function settleReceipt(row: OutboxRow, message: MessageRow, set: string): Promise<void> {
    const { claims, event, body } = await openSet(node, set, row.peer, true)
    if (event !== 'received')
      throw new JuxtaError('answer-invalid', `the peer answered 202 with an event "${event}" instead of a receipt`, {
        rule: 'event',
      })
    const receipt = parseReceived(body)
    const wrong = (rule: string): JuxtaError =>
      new JuxtaError('answer-invalid', `the receipt is not one of this message (${rule})`, { rule })
    if (receipt.message !== message.id) throw wrong('message')
    const superseded = receipt.manifest_digest !== message.manifestDigest
    const manifest = superseded
      ? await outboxIn(store).superseded(message.id, receipt.manifest_digest)
      : message.manifest
    if (manifest === null) throw wrong('manifest-digest')
    if (claims.txn !== message.conversation) throw wrong('txn')
    const leaf = parseLeaf(receipt.log.leaf)
    if (leaf.kind !== 'received' || leaf.peer !== country) throw wrong('leaf')
    if (leaf.c !== commitment('received', message.salt!, signingInput(manifest))) throw wrong('commitment')
    // Whoever proves the message later looks for the leaf in that log, and a rollback of it sends the message again.
    if (!(await node.introduce.isLogOf(row.peer, receipt.log.origin))) throw wrong('origin')
    await outboxIn(store).settle({
      outboxId: row.id,
      messageId: message.id,
      set: { jti: claims.jti, event, jws: set, manifestDigest: receipt.manifest_digest },
      ...(superseded ? { superseded: receipt.manifest_digest } : {}),
      leaf: leafOf('receipt-received', row.peer, message.salt!, set),
      state: 'delivered',
      cause: `receipt ${claims.jti}, leaf ${receipt.log.index} of ${receipt.log.origin}`,
      sealedDigest: receipt.sealed_digest,
      receiptShard: receipt.log.origin.slice(receipt.log.origin.lastIndexOf('/') + 1),
      receiptIndex: receipt.log.index,
      at: clock.now(),
    })
    events.tell({
      kind: 'delivered',
      id: message.id,
      peer: row.peer,
      procedure: message.procedure,
      type: message.type,
      ms: clock.now() - message.createdAt,
      index: receipt.log.index,
    })
  }

  /** True where a signed, non-retryable refusal of exactly this manifest ended the message. */
  async function settleRefusal(row: OutboxRow, message: MessageRow, set: string): Promise<boolean> {
    const { claims, event, body } = await openSet(node, set, row.peer, true)
    if (event !== 'refused')
      throw new JuxtaError('answer-invalid', `the peer refused with an event "${event}"`, { rule: 'event' })
    const refusal = parseRefused(body)
    if (refusal.message !== message.id || refusal.manifest_digest !== message.manifestDigest)
      throw new JuxtaError('answer-invalid', 'the refusal is not one of this message', { rule: 'message' })
    if (refusal.retryable) return false
    const withdrawn = refusal.rule === 'withdrawn'
    await outboxIn(store).settle({
      outboxId: row.id,
      messageId: message.id,
      set: { jti: claims.jti, event, jws: set, manifestDigest: message.manifestDigest },
      leaf: leafOf('event', row.peer, message.salt!, set),
      state: withdrawn ? (clock.now() >= row.expiresAt ? 'expired' : 'cancelled') : 'refused',
      cause: `${refusal.problem}: ${refusal.detail}`,
      sealedDigest: null,
      receiptShard: null,
      receiptIndex: null,
      at: clock.now(),
    })
    events.tell({
      kind: 'refused-by-peer',
      id: message.id,
      peer: row.peer,
      problem: refusal.problem,
      detail: refusal.detail,
    })
    return true
  }

  /** The problem document of an answer that is attacker-controlled. */
  function problemOf(answer: PeerAnswer): { error: JuxtaError; set: string | null; rule: string | null } {
    let problem: Record<string, unknown> = {}
    try {
      const parsed = parseStrictJson(answer.body, { maxDepth: 16 })
      if (isObject(parsed)) problem = parsed
    } catch {
      // Not a problem document: the status is all there is.
    }
    const type =
      typeof problem['type'] === 'string'
        ? problem['type'].replace('urn:juxta:problem:', '')
        : `status ${answer.status}`
    const detail = typeof problem['detail'] === 'string' ? problem['detail'].slice(0, 300) : ''
    return {
      error: new JuxtaError('answer-invalid', `the peer answered ${type}${detail ? `: ${detail}` : ''}`, {
        rule: type,
      }),
      set: typeof problem['set'] === 'string' ? problem['set'] : null,
      rule: typeof problem['rule'] === 'string' ? problem['rule'] : null,
    }
  }

  async function tryMessage(row: OutboxRow): Promise<void> {
    let message = await messagesIn(store).message(row.subject as MessageId)
    if (!message) return outboxIn(store).delivered(row.id)
    if (row.withdraw || clock.now() >= row.expiresAt) return withdraw(row, message)
    if (own.isWithdrawn(kidOf(message.manifest))) [row, message] = await signedAnew(row, message)
    const body = await sealed(row, message)
    const answer = await transport.request(row.peer, {
      method: 'PUT',
      path: `/v1/messages/${message.id}`,
      contentType: 'application/jose',
      body,
    })
    if (answer.status === 202) return settleReceipt(row, message, answer.body)
    const { error, set, rule } = problemOf(answer)
    if (set !== null && (await settleRefusal(row, message, set))) return
    // Unsigned, so it never ends a message; but a peer that lost this decryption key gets the same manifest sealed anew with its newest.
    if (error.rule === 'cannot-decrypt' && rule === 'encryption-key') {
      await node.introduce.lookAgain(row.peer)
      await outboxIn(store).unseal(row.id)
    }
    if (set === null && answer.status < 500 && answer.status !== 429)
      await node.alert('delivery-refused', row.peer, error.message)
    await postpone(row, error, (answer.retryAfter ?? 0) * 1000)
  }

  /** A signed request to withdraw a message. */
  const withdrawal = ({ id, manifestDigest: digest, peer, conversation }: MessageRow): Promise<string> =>
    signSet(
      node,
      'withdrawn',
      { message: id, manifest_digest: digest, status: 'requested' },
      peer,
      newMessageId(clock.now()),
      conversation,
    )

  /** Once an attempt was made only the receiver can say whether the message arrived. Its answer is a later event, or its receipt. */
  async function withdraw(row: OutboxRow, message: MessageRow): Promise<void> {
    const expired = clock.now() >= row.expiresAt
    if (row.attempts <= 1 && row.body === null) {
      await outboxIn(store).endUnattempted(message.id, expired ? 'expired' : 'cancelled', clock.now())
      return
    }
    if (clock.now() >= row.expiresAt + ANSWER_WAIT_MS) {
      await outboxIn(store).park(row.id, message.id, 'no answer to the withdrawal', clock.now())
      events.tell({ kind: 'parked', id: message.id, peer: row.peer, detail: 'no answer to the withdrawal' })
      return
    }
    const answer = await transport.request(row.peer, {
      method: 'POST',
      path: '/v1/events',
      contentType: 'application/secevent+jwt',
      body: await withdrawal(message),
    })
    await postpone(
      row,
      new JuxtaError(
        'answer-invalid',
        answer.status === 202 ? 'the withdrawal waits for its answer' : `the withdrawal was answered ${answer.status}`,
      ),
    )
  }

  async function tryEvent(row: OutboxRow): Promise<void> {
    if (clock.now() >= row.expiresAt) {
      await outboxIn(store).delivered(row.id)
      await node.alert('event-undelivered', row.peer, `event ${row.id} about ${row.subject} was not taken in time`)
      return
    }
    const request =
      row.kind === 'event'
        ? ({ method: 'POST', path: '/v1/events', contentType: 'application/secevent+jwt' } as const)
        : ({
            method: 'PUT',
            path: `/v1/agreements/${encodeURIComponent(row.subject)}`,
            contentType: 'application/json',
          } as const)
    const answer = await transport.request(row.peer, { ...request, body: row.body! })
    if (answer.status >= 200 && answer.status < 300) return outboxIn(store).delivered(row.id)
    await postpone(row, problemOf(answer).error, (answer.retryAfter ?? 0) * 1000)
  }

  return async (row) => {
    try {
      await (row.kind === 'message' ? tryMessage(row) : tryEvent(row))
      return 'reached'
    } catch (cause) {
      const error = asJuxtaError(cause)
      if (error.fault === 'fatal') throw error
      if (error.code === 'answer-invalid') await node.alert('answer-invalid', row.peer, error.message)
      await postpone(row, error)
      return error.code === 'unreachable' || error.code === 'tls-failed' ? 'unreached' : 'reached'
    }
  }
}
