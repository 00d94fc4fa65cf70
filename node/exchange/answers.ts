/** What a peer answers to a message: its receipt or its signed refusal, checked and settled, or a problem that says why not now. All attacker-controlled. */
import { commitment, parseLeaf } from '../log/entry.ts'
import { signingInput } from '../message/manifest.ts'
import { parseReceived, parseRefused } from '../message/security-event.ts'
import type { Node } from '../node.ts'
import type { PeerAnswer } from '../peers/transport.ts'
import { signedLeaf } from '../store/leaves.ts'
import { messagesIn, type SentMessage } from './messages.ts'
import type { Country } from '../values/country.ts'
import type { Digest } from '../values/digest.ts'
import { JuxtaError } from '../values/errors.ts'
import { isMessageId } from '../values/id.ts'
import { parseStrictJson } from '../values/json.ts'
import { isObject, Members } from '../values/members.ts'
import { isString } from '../values/text.ts'
import type { OutboxRow } from './outbox.ts'
import { settlementsIn } from './settlements.ts'
import { checkSecond } from './second-signatures.ts'
import { openSet, type OpenedSet } from './signed-events.ts'
import { sealingsIn } from './sealings.ts'

/** What a peer signs as its answer. Fails with `answer-invalid` where it is nothing that it has signed to us. */
async function answerIn(node: Node, peer: Country, jws: string): Promise<OpenedSet> {
  try {
    return await openSet(node, jws, peer, true)
  } catch (cause) {
    if (!(cause instanceof JuxtaError) || cause.fault !== 'reject') throw cause
    throw new JuxtaError('answer-invalid', `the answer is no event that ${peer} has signed to us: ${cause.message}`, {
      rule: cause.code,
      cause,
    })
  }
}

/**
 * The receipt must be of this manifest and of bytes that were sent, of which those of this attempt are `sealed`, and name a leaf of the peer's own log that commits to
 * exactly this message. Fails with `answer-invalid`; what is signed and not so is in its members.
 */
export async function settleReceipt(
  node: Node,
  row: OutboxRow,
  message: SentMessage,
  sealed: Digest,
  answer: PeerAnswer,
): Promise<void> {
  const { set: jws, second } = receiptOf(answer)
  const { claims, event, body } = await answerIn(node, row.peer, jws)
  const wrong = (rule: string, what = `the receipt is not one of this message (${rule})`): JuxtaError =>
    new JuxtaError('answer-invalid', what, { rule, members: { signed: jws, sent: sealed } })
  if (event !== 'received') throw wrong('event', `the peer answered 202 with an event "${event}" instead of a receipt`)
  const receipt = parsedReceipt(body, wrong)
  if (receipt.message !== message.id) throw wrong('message')
  const superseded = receipt.manifest_digest !== message.manifestDigest
  const manifest = superseded
    ? await settlementsIn(node.store).superseded(message.id, receipt.manifest_digest)
    : message.manifest
  if (manifest === null) throw wrong('manifest-digest')
  if (claims.txn !== message.conversation) throw wrong('txn')
  const { sealed_digest: taken } = receipt
  if (taken !== sealed && !(await sealingsIn(node.store).wasSent(message.id, taken))) throw wrong('sealed-digest')
  const leaf = parsedLeaf(receipt.log.leaf, wrong)
  if (leaf.kind !== 'received' || leaf.peer !== node.country) throw wrong('leaf')
  if (leaf.c !== commitment('received', message.salt!, signingInput(manifest))) throw wrong('commitment')
  // Whoever proves the message later looks for the leaf in that log, and a rollback of it sends the message again.
  const { origin, index } = receipt.log
  if (!(await node.introduce.isLogOf(row.peer, origin))) throw wrong('origin')
  await secondHolds(node, row, jws, second)
  const at = node.clock.now()
  await settlementsIn(node.store).settle({
    row,
    messageId: message.id,
    set: { jti: claims.jti, event, jws, manifestDigest: receipt.manifest_digest },
    second,
    ...(superseded ? { superseded: receipt.manifest_digest } : {}),
    leaf: signedLeaf('receipt-received', row.peer, message.salt!, jws),
    state: 'delivered',
    cause: `receipt ${claims.jti}, leaf ${index} of ${origin}`,
    sealedDigest: taken,
    receiptShard: origin.slice(origin.lastIndexOf('/') + 1),
    receiptIndex: index,
    at,
  })
  const { id, peer, procedure, type, createdAt } = message
  node.events.tell({ kind: 'delivered', id, peer, procedure, type, ms: node.clock.now() - createdAt, index })
}

type Wrong = (rule: string) => JuxtaError

/** What a peer has signed as a receipt, and is of no form of one, is as false as any other. */
function formed<T>(read: () => T, rule: string, wrong: Wrong): T {
  try {
    return read()
  } catch (cause) {
    if (!(cause instanceof JuxtaError) || cause.fault === 'fatal') throw cause
    throw wrong(rule)
  }
}
const parsedReceipt = (body: Record<string, unknown>, wrong: Wrong) => formed(() => parseReceived(body), 'form', wrong)
const parsedLeaf = (leaf: string, wrong: Wrong) => formed(() => parseLeaf(leaf), 'leaf', wrong)

/** Tells people of an answer that cannot be taken; of one that the peer has signed what it signed, which is the evidence: one alert for each way in which it is false. */
export async function tellInvalid(node: Node, { peer, subject }: OutboxRow, error: JuxtaError): Promise<void> {
  const { signed, sent } = error.members
  if (typeof signed !== 'string') return node.alert('answer-invalid', peer, error.message)
  const procedure = isMessageId(subject) ? await messagesIn(node.store).procedureOf(subject) : null
  const reserved = node.events.isReserved(procedure ?? '')
  const detail = reserved
    ? error.message
    : `${error.message}: message ${subject}, sent as ${String(sent)}\nsigned by ${peer}:\n${signed}`
  await node.alert('receipt-false', peer, detail, error.rule ?? '')
}

/** The receipt of an answer, alone or with its second signature. Fails with `answer-invalid`. */
function receiptOf({ contentType, body }: PeerAnswer): { set: string; second: string | null } {
  if (!contentType.startsWith('application/json')) return { set: body, second: null }
  try {
    const m = new Members(parseStrictJson(body))
    const read = {
      set: m.required('set', isString, 'a receipt'),
      second: m.required('second', isString, 'a compact JWS'),
    }
    m.close()
    return read
  } catch (cause) {
    throw new JuxtaError('answer-invalid', 'the answer is no receipt with its second signature', {
      rule: 'second',
      cause,
    })
  }
}

/** A receipt without the second signature that is due proves nothing yet: the peer's identity is looked at again, and the peer asked again. */
async function secondHolds(node: Node, { peer }: OutboxRow, receipt: string, second: string | null): Promise<void> {
  try {
    await checkSecond(node, peer, receipt, second)
  } catch (cause) {
    if (!(cause instanceof JuxtaError) || cause.code !== 'second-signature') throw cause
    await node.introduce.lookAgain(peer)
    throw new JuxtaError('answer-invalid', `the receipt is not complete: ${cause.message}`, { rule: 'second', cause })
  }
}

/** True where a signed, non-retryable refusal of exactly this manifest ended the message. Fails with `answer-invalid`. */
export async function settleRefusal(node: Node, row: OutboxRow, message: SentMessage, jws: string): Promise<boolean> {
  const { claims, event, body } = await answerIn(node, row.peer, jws)
  if (event !== 'refused')
    throw new JuxtaError('answer-invalid', `the peer refused with an event "${event}"`, { rule: 'event' })
  const refusal = parseRefused(body)
  if (refusal.message !== message.id || refusal.manifest_digest !== message.manifestDigest)
    throw new JuxtaError('answer-invalid', 'the refusal is not one of this message', { rule: 'message' })
  if (refusal.retryable) return false
  const at = node.clock.now()
  const withdrawn = refusal.rule === 'withdrawn'
  const { problem, detail } = refusal
  await settlementsIn(node.store).settle({
    row,
    messageId: message.id,
    set: { jti: claims.jti, event, jws, manifestDigest: message.manifestDigest },
    leaf: signedLeaf('event', row.peer, message.salt!, jws),
    state: withdrawn ? (at >= row.expiresAt ? 'expired' : 'cancelled') : 'refused',
    cause: `${problem}: ${detail}`,
    sealedDigest: null,
    receiptShard: null,
    receiptIndex: null,
    at,
  })
  node.events.tell({
    kind: 'refused-by-peer',
    id: message.id,
    peer: row.peer,
    procedure: message.procedure,
    problem,
    detail,
  })
  return true
}

/** The problem document of an answer. */
export function problemOf(answer: PeerAnswer): { error: JuxtaError; set: string | null; rule: string | null } {
  let problem: Record<string, unknown> = {}
  try {
    const parsed = parseStrictJson(answer.body, { maxDepth: 16 })
    if (isObject(parsed)) problem = parsed
  } catch {
    // Not a problem document: the status is all there is.
  }
  const type =
    typeof problem['type'] === 'string' ? problem['type'].replace('urn:juxta:problem:', '') : `status ${answer.status}`
  const detail = typeof problem['detail'] === 'string' ? problem['detail'].slice(0, 300) : ''
  return {
    error: new JuxtaError('answer-invalid', `the peer answered ${type}${detail ? `: ${detail}` : ''}`, { rule: type }),
    set: typeof problem['set'] === 'string' ? problem['set'] : null,
    rule: typeof problem['rule'] === 'string' ? problem['rule'] : null,
  }
}
