/** One attempt to bring one outbox row to its peer, top to bottom; what the peer answers decides what becomes of the row. */
import { messagesIn } from './messages.ts'
import { outboxIn } from './outbox.ts'
import { asJuxtaError, JuxtaError } from '../values/errors.ts'
import type { BusinessEvents } from '../operate/events.ts'
import type { Country, Digest, MessageId } from '../values/ids.ts'
import { isObject, parseStrictJson } from '../values/json.ts'
import type { Bundle } from '../message/bundle.ts'
import { signingInput, type ManifestClaims } from '../message/manifest.ts'
import { parseReceived, parseRefused, type EventName, type SetClaims } from '../message/security-event.ts'
import type { Clock } from '../values/clock.ts'
import type { Store } from '../store/store.ts'
import type { MessageRow, NewLeaf, OutboxRow } from '../store/types.ts'
import type { PeerAnswer, Transport } from '../peers/transport.ts'
import { backoff } from './retry.ts'

export type OpenedSet = { claims: SetClaims; event: EventName; body: Record<string, unknown> }

export type DeliverNeeds = {
  readonly country: Country
  readonly store: Store
  readonly clock: Clock
  readonly transport: Transport
  readonly events: BusinessEvents
  random(): number
  seal(bundle: Bundle, peer: Country): Promise<{ jwe: string; digest: Digest }>
  /** A SET of `peer` to us, its signature verified with a key of the peer's identity. */
  openSet(jws: string, peer: Country): Promise<OpenedSet>
  /** The kind, peer and commitment of a leaf. */
  readLeaf(text: string): { kind: string; peer: string; c: string }
  leaf(kind: 'sent' | 'receipt-received' | 'event', peer: Country, salt: Buffer, object: string): NewLeaf
  commitment(kind: 'received', salt: Buffer, object: string): string
  /** A signed request to withdraw a message. */
  withdrawal(message: MessageRow): Promise<string>
  alert(kind: string, peer: Country, detail: string): Promise<void>
  /** Whether our signing key `kid` was withdrawn. */
  isWithdrawn(kid: string): boolean
  /** `manifest` with other claims, signed with the key of the moment. */
  signAnew(
    manifest: string,
    change: (claims: ManifestClaims) => ManifestClaims,
  ): Promise<{ manifest: string; digest: Digest; claims: ManifestClaims }>
  /** Looks whether the peer has published newer keys. */
  lookAgain(peer: Country): Promise<boolean>
}

/** `reached`: the peer answered, whatever it said; `unreached`: nobody did, which is what the circuit breaker counts. */
export type Attempt = 'reached' | 'unreached'

/** The key that a manifest of our own names. */
const kidOf = (manifest: string): string =>
  (JSON.parse(Buffer.from(manifest.slice(0, manifest.indexOf('.')), 'base64url').toString('utf8')) as { kid: string })
    .kid

/** Withdrawn messages without an answer are left to a person after this time past their deadline. */
const ANSWER_WAIT_MS = 7 * 86_400_000

export function createDeliver(needs: DeliverNeeds): (row: OutboxRow) => Promise<Attempt> {
  const { store, clock, transport, events } = needs

  async function postpone(row: OutboxRow, error: JuxtaError, retryAfterMs = 0): Promise<void> {
    const wait = backoff(row.attempts, needs.random(), retryAfterMs)
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

  async function sealed(row: OutboxRow, message: MessageRow): Promise<{ body: string; digest: Digest }> {
    if (row.body !== null) return { body: row.body, digest: row.bodyDigest! }
    const parts = new Map<string, { salt: Buffer; bytes: Buffer }>()
    for (const part of await messagesIn(store).parts(message.id, true)) {
      if (!part.bytes || !part.salt) throw new JuxtaError('gone', `part ${part.part} was erased`)
      parts.set(part.part, { salt: part.salt, bytes: part.bytes })
    }
    if (!message.salt) throw new JuxtaError('gone', 'the message was erased')
    const made = await needs.seal({ manifest: message.manifest, salt: message.salt, parts }, row.peer)
    return outboxIn(store).storeSealed(row.id, { body: made.jwe, digest: made.digest, at: clock.now() })
  }

  /** The same message under a key that counts: same id and parts, its own time, and the digest of what it replaces. */
  async function signedAnew(row: OutboxRow, message: MessageRow): Promise<[OutboxRow, MessageRow]> {
    const iat = Math.floor(clock.now() / 1000)
    const { manifest, digest, claims } = await needs.signAnew(message.manifest, (before) => ({
      ...before,
      iat,
      exp: iat + (before.exp - before.iat),
      supersedes: message.manifestDigest,
    }))
    await outboxIn(store).signAnew({
      outboxId: row.id,
      messageId: message.id,
      manifest,
      manifestDigest: digest,
      iat,
      exp: claims.exp,
      leaf: needs.leaf('sent', row.peer, message.salt!, signingInput(manifest)),
      at: clock.now(),
    })
    return [
      { ...row, body: null, bodyDigest: null, expiresAt: claims.exp * 1000 },
      { ...message, manifest, manifestDigest: digest, iat, exp: claims.exp },
    ]
  }

  /** The receipt must be of this manifest, of a sealing of ours, and name a leaf that commits to exactly this message. */
  async function settleReceipt(row: OutboxRow, message: MessageRow, set: string, sealedDigest: Digest): Promise<void> {
    const { claims, event, body } = await needs.openSet(set, row.peer)
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
    const leaf = needs.readLeaf(receipt.log.leaf)
    if (leaf.kind !== 'received' || leaf.peer !== needs.country) throw wrong('leaf')
    if (leaf.c !== needs.commitment('received', message.salt!, signingInput(manifest))) throw wrong('commitment')
    await outboxIn(store).settle({
      outboxId: row.id,
      messageId: message.id,
      set: { jti: claims.jti, event, jws: set, manifestDigest: receipt.manifest_digest },
      ...(superseded ? { superseded: receipt.manifest_digest } : {}),
      leaf: needs.leaf('receipt-received', row.peer, message.salt!, set),
      state: 'delivered',
      cause: `receipt ${claims.jti}, leaf ${receipt.log.index} of ${receipt.log.origin}`,
      sealedDigest: receipt.sealed_digest === sealedDigest ? sealedDigest : receipt.sealed_digest,
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
    const { claims, event, body } = await needs.openSet(set, row.peer)
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
      leaf: needs.leaf('event', row.peer, message.salt!, set),
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
    if (needs.isWithdrawn(kidOf(message.manifest))) [row, message] = await signedAnew(row, message)
    const { body, digest } = await sealed(row, message)
    const answer = await transport.request(row.peer, {
      method: 'PUT',
      path: `/v1/messages/${message.id}`,
      contentType: 'application/jose',
      body,
    })
    if (answer.status === 202) return settleReceipt(row, message, answer.body, digest)
    const { error, set, rule } = problemOf(answer)
    if (set !== null && (await settleRefusal(row, message, set))) return
    // Unsigned, so it never ends a message; but a peer that lost this decryption key gets the same manifest sealed anew with its newest.
    if (error.rule === 'cannot-decrypt' && rule === 'encryption-key') {
      await needs.lookAgain(row.peer)
      await outboxIn(store).unseal(row.id)
    }
    if (set === null && answer.status < 500 && answer.status !== 429)
      await needs.alert('delivery-refused', row.peer, error.message)
    await postpone(row, error, (answer.retryAfter ?? 0) * 1000)
  }

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
      body: await needs.withdrawal(message),
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
      await needs.alert('event-undelivered', row.peer, `event ${row.id} about ${row.subject} was not taken in time`)
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
      if (error.code === 'answer-invalid') await needs.alert('answer-invalid', row.peer, error.message)
      await postpone(row, error)
      return error.code === 'unreachable' || error.code === 'tls-failed' ? 'unreached' : 'reached'
    }
  }
}
