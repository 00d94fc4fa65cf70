/**
 * Receiving a message: the ordered checks of the wire format, each with its own refusal. Read this first. Everything that comes in here is
 * attacker-controlled. Up to the signature (`open-message.ts`) a failure is an unsigned problem, counted and never logged; after it
 * (`check-message.ts`) the refusal is a signed event that is stored and logged.
 */
import { inboxIn, type KnownMessage } from './inbox.ts'
import { asJuxtaError, ERRORS, JuxtaError, type ErrorCode } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import { digestOf, type Digest } from '../values/digest.ts'
import { isMessageId, newMessageId, type MessageId } from '../values/id.ts'
import { parseStrictJson } from '../values/json.ts'
import { isObject } from '../values/members.ts'
import { clipped } from '../values/text.ts'
import type { Bundle } from '../message/bundle.ts'
import { type ManifestClaims } from '../message/manifest.ts'
import type { ReceivedEvent, RefusedEvent } from '../message/security-event.ts'
import type { Enter } from '../cases/enter.ts'
import { notationOf } from '../documents/admit.ts'
import type { Between, Node } from '../node.ts'
import { signedLeaf } from '../store/leaves.ts'
import type { AppendedLeaf } from '../store/tx.ts'
import type { PartRow } from './message-rows.ts'
import type { Reference } from '../message/reference.ts'
import { checkAddress, checkContent } from './check-message.ts'
import { openMessage, type OpenedManifest, type OpenedMessage } from './open-message.ts'
import { secondOfReceipt } from './second-signatures.ts'
import { signSet } from './signed-events.ts'
import { checkUnread, referencesIn } from './outgoing.ts'
import { arrivedParts } from './take-part.ts'

/** Our own trouble. */
const OURS: ReadonlySet<ErrorCode> = new Set(['log-unavailable', 'store-conflict', 'busy'])

/** How the history of a message that was brought by a person begins. */
export const CONTINGENCY = 'contingency import: brought by a person, exempt from exp; verified, logged and receipted'

export type Answer =
  | { readonly status: number; readonly receipt: string; readonly second: string | null }
  | { readonly status: number; readonly problem: JuxtaError; readonly set: string | null }
/** An answer before its second signature. */
type Judged = Exclude<Answer, { readonly receipt: string }> | { readonly status: number; readonly receipt: string }

export type Way = {
  /** It was brought by a person, on a stick or paper, instead of over the network: exempt from `exp`, and flagged. */
  readonly contingency?: boolean
  /** Asked before anything that costs is done with it, which a stored answer does not; answers what is called at the end. Fails with `busy`. */
  begin?(): Promise<() => void>
}
/** Sealed bytes as they came, and their digest. */
type Came = { readonly jwe: string; readonly sealedDigest: Digest; readonly contingency: boolean }

/** `sealed`: a compact JWE, which is ASCII; what is not is caught by the strict syntax. */
export type Receive = (peer: Country, jti: string, sealed: Buffer, way?: Way) => Promise<Answer>

/** `wish`: refuses, by failing, what a sandbox is told to refuse. */
export function createReceive(node: Node, enter: Enter, wish?: Between['judge']): Receive {
  const { store, country } = node

  return async (peer, jti, sealed, { contingency = false, begin } = {}) => {
    const sealedDigest = digestOf(sealed)
    const { answer, known } = await inboxIn(store).see({ peer, jti, sealedDigest })
    if (answer) return withSecond(peer, jti, answerStored(answer))
    const end = await begin?.()
    try {
      return await withSecond(
        peer,
        jti,
        await judge(peer, jti, { jwe: sealed.toString('latin1'), sealedDigest, contingency }, known),
      )
    } finally {
      end?.()
    }
  }

  async function withSecond(peer: Country, jti: string, answer: Judged): Promise<Answer> {
    if (!('receipt' in answer)) return answer
    return { ...answer, second: await secondOfReceipt(node, peer, jti as MessageId, answer.receipt) }
  }

  /** `seen`: what was known under its id when it came. */
  async function judge(peer: Country, jti: string, came: Came, seen: KnownMessage | null): Promise<Judged> {
    const { jwe, sealedDigest, contingency } = came
    let opened
    try {
      if (!isMessageId(jti)) throw new JuxtaError('malformed', 'the path names no message id', { rule: 'path' })
      opened = await openMessage(node, jwe)
    } catch (cause) {
      const fault = asJuxtaError(cause)
      if (fault.fault === 'fatal') throw fault
      // What it is of cannot be known: its id may be that of a message which comes again and is reserved.
      node.events.tell({
        kind: 'refused',
        peer,
        id: null,
        procedure: null,
        problem: fault.code,
        detail: fault.message,
      })
      return { status: ERRORS[fault.code].status, problem: fault, set: null }
    }
    const { bundle, manifest } = opened
    try {
      checkAddress(country, opened, peer, jti)
      if (seen) return answerKnown(seen, manifest, peer)
      wish?.(manifest.claims)
      await checkContent(node, enter, opened, peer, contingency)
      return await accept(node, enter, peer, opened, came)
    } catch (cause) {
      const fault = asJuxtaError(cause)
      // Our own trouble is no judgement of the message: unsigned, and the sender tries again.
      if (fault.fault === 'fatal' || OURS.has(fault.code)) throw fault
      // It may have come meanwhile, on another connection: what was receipted is not refused.
      const known = seen ? null : await inboxIn(store).known(manifest.claims.jti)
      if (known && isReceipted(known, manifest, peer)) return answerKnown(known, manifest, peer)
      if (fault.code === 'parts-missing') return { status: ERRORS[fault.code].status, problem: fault, set: null }
      return refuse(node, peer, { jti, sealedDigest }, manifest, bundle.salt, fault)
    }
  }
}

/** What the context part says, and under which references the message is found: agreement and case may refuse it here. */
function contextOf(
  { directory }: Node,
  enter: Enter,
  claims: ManifestClaims,
  bundle: Bundle,
): {
  json: string | null
  agency: string | null
  test: boolean
  references: Reference[]
  readonly admit?: () => Promise<void>
  /** Hands on to its case what was read of it, once it is durable. */
  taken(): void
} {
  const bytesOf = (part: string): Buffer | null => bundle.parts.get(part)?.bytes ?? null
  const bytes = bytesOf('context')
  const context = bytes ? parseStrictJson(bytes) : {}
  if (!isObject(context))
    throw new JuxtaError('schema-invalid', 'the context is an object', { pointer: '/parts/context', rule: 'type' })
  const mediaType = claims.parts.find((p) => p.id === 'document')!.media_type
  const test = context['xTest'] === true
  const said = { procedure: claims.procedure, context, test, profiled: notationOf(mediaType) !== undefined }
  if (bytesOf('document') === null) checkUnread(context)
  directory.allowContent(claims.iss, claims.agreement, said, enter.xsdSet)
  const agency = context['xAgency']
  const arrived = enter.arrive({
    id: claims.jti,
    from: claims.iss,
    to: claims.aud,
    procedure: claims.procedure,
    type: claims.type,
    version: claims.version,
    conversation: claims.txn,
    ref: claims.ref ?? null,
    iat: claims.iat,
    test,
    context,
    document: bytesOf('document') === null ? null : { mediaType, bytes: bytesOf('document')! },
    part: (part) => bytesOf(part) ?? undefined,
  })
  return {
    json: bytes ? bytes.toString('utf8') : null,
    agency: typeof agency === 'string' ? agency : null,
    test,
    references: [...referencesIn(context), ...arrived.keys],
    ...(arrived.admit && { admit: arrived.admit }),
    taken: () => arrived.taken(claims.agreement),
  }
}

async function refuse(
  node: Node,
  peer: Country,
  came: { readonly jti: MessageId; readonly sealedDigest: Digest },
  manifest: OpenedManifest,
  salt: Buffer,
  fault: JuxtaError,
): Promise<Judged> {
  const { fault: kind, status } = ERRORS[fault.code]
  const { jti: message } = manifest.claims
  const body: RefusedEvent = {
    message,
    manifest_digest: manifest.digest,
    problem: fault.code,
    detail: clipped(fault.message, 2000),
    ...(fault.pointer ? { pointer: clipped(fault.pointer, 1000) } : {}),
    ...(fault.rule === undefined ? {} : { rule: fault.rule }),
    retryable: kind === 'retry',
  }
  const now = node.clock.now()
  const jti = newMessageId(now)
  const jws = await signSet(node, 'refused', body, peer, jti, manifest.claims.txn)
  const stored = await inboxIn(node.store).refuse({
    iss: peer,
    address: came.jti,
    jti: message,
    manifestDigest: manifest.digest,
    sealedDigest: came.sealedDigest,
    problem: fault.code,
    status,
    set: { jti, jws },
    leaf: signedLeaf('refused', peer, salt, jws),
    at: now,
  })
  node.events.tell({
    kind: 'refused',
    peer,
    id: message,
    procedure: manifest.claims.procedure,
    problem: fault.code,
    detail: fault.message,
  })
  return { status: stored.status, problem: fault, set: stored.set }
}

/** Whether this manifest, or the one that it takes the place of, was receipted before. */
const isReceipted = (known: KnownMessage, { digest, claims }: OpenedManifest, peer: Country): boolean =>
  known.iss === peer &&
  known.direction === 'in' &&
  (known.manifestDigest === digest || known.manifestDigest === claims.supersedes) &&
  known.receipt !== null

/** The stored receipt, whatever `exp`, key or agreement say now, also of what this one was signed anew of; another digest under the same id is a conflict. */
function answerKnown(known: KnownMessage, manifest: OpenedManifest, peer: Country): Judged {
  if (known.tombstone && known.iss === peer)
    throw new JuxtaError('conflict', 'the message was withdrawn before it came', { rule: 'withdrawn' })
  if (isReceipted(known, manifest, peer)) return { status: 202, receipt: known.receipt! }
  throw new JuxtaError('conflict', 'another message is already known under this id', { pointer: '/jti', rule: 'jti' })
}

async function accept(
  node: Node,
  enter: Enter,
  peer: Country,
  opened: OpenedMessage,
  { sealedDigest, contingency }: Came,
): Promise<Judged> {
  const { manifest, bundle } = opened
  const { claims, digest } = manifest
  const now = node.clock.now()
  const context = contextOf(node, enter, claims, bundle)
  if (context.admit) await context.admit()
  const arrived = await arrivedParts(node, peer, opened)
  const parts = claims.parts.map(({ id, media_type, size, digest: partDigest }): PartRow => {
    const { salt, bytes } = bundle.parts.get(id)!
    return { part: id, mediaType: media_type, size, digest: partDigest, salt, bytes, large: arrived.get(id) ?? null }
  })
  let index = -1
  // A crash before the commit leaves nothing: the sender tries again. After it, the sender gets the stored receipt for the same bytes.
  const result = await inboxIn(node.store).accept({
    message: {
      id: claims.jti,
      direction: 'in',
      peer,
      procedure: claims.procedure,
      type: claims.type,
      version: claims.version,
      conversation: claims.txn,
      ref: claims.ref ?? null,
      priority: claims.priority,
      test: context.test,
      state: 'received',
      agreement: claims.agreement,
      iat: claims.iat,
      exp: claims.exp,
      createdAt: now,
      manifest: bundle.manifest,
      manifestDigest: digest,
      salt: bundle.salt,
      sealedDigest,
      submission: null,
      agency: context.agency,
      ownerClient: null,
      ownerAgency: null,
      contextJson: context.json,
    },
    parts,
    references: context.references,
    second: bundle.second ?? null,
    leaf: signedLeaf('received', peer, bundle.salt, bundle.manifest),
    ...(contingency ? { cause: CONTINGENCY } : {}),
    async receipt({ origin, index: at, leaf }: AppendedLeaf) {
      index = at
      const jti = newMessageId(now)
      const body: ReceivedEvent = {
        message: claims.jti,
        manifest_digest: digest,
        sealed_digest: sealedDigest,
        log: { origin, index: at, leaf },
      }
      const jws = await signSet(node, 'received', body, peer, jti, claims.txn)
      return { jti, jws, leaf: signedLeaf('receipt-issued', peer, bundle.salt, jws) }
    },
    at: now,
  })
  if ('known' in result) return answerKnown(result.known, manifest, peer)
  context.taken()
  node.events.tell({
    kind: 'accepted',
    id: claims.jti,
    peer,
    procedure: claims.procedure,
    type: claims.type,
    index,
    bytes: parts.reduce((sum, p) => sum + p.size, 0),
  })
  return { status: 202, receipt: result.receipt }
}

/** An answer that was given before for the same bytes. */
function answerStored({ status, set }: { status: number; set: string }): Judged {
  if (status === 202) return { status, receipt: set }
  const [, payload] = set.split('.')
  const claims = parseStrictJson(Buffer.from(payload!, 'base64url')) as { events: Record<string, RefusedEvent> }
  const [event] = Object.values(claims.events)
  const { problem, detail, pointer, rule } = event!
  const code = Object.hasOwn(ERRORS, problem) ? (problem as keyof typeof ERRORS) : 'malformed'
  return {
    status,
    problem: new JuxtaError(code, detail, {
      ...(pointer === undefined ? {} : { pointer }),
      ...(rule === undefined ? {} : { rule }),
    }),
    set,
  }
}
