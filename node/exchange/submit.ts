/** The first step of a message on its way out: checked, given its manifest and signed; message, leaf, outbox row and idempotency key in one commit. */
import { outboxIn } from './outbox.ts'
import { createHash, randomBytes } from 'node:crypto'
import { asJuxtaError, JuxtaError } from '../values/errors.ts'
import type { BusinessEvents } from '../operate/events.ts'
import { digestOf, newMessageId, type Country, type MessageId } from '../values/ids.ts'
import { canonicalJson } from '../values/json.ts'
import { partDigest } from '../message/bundle.ts'
import { manifestDigest, signingInput, type ManifestClaims } from '../message/manifest.ts'
import type { Clock } from '../values/clock.ts'
import type { Store } from '../store/store.ts'
import type { NewLeaf, PartRow, Reference, Submission } from '../store/types.ts'

export type OutgoingPart = { readonly mediaType: string; readonly bytes: Buffer }

export type Outgoing = {
  readonly to: readonly { readonly country: Country; readonly agency?: string }[]
  readonly procedure: string
  readonly type: string
  readonly version?: string
  readonly context?: Readonly<Record<string, unknown>>
  readonly document: OutgoingPart
  readonly attachments: readonly OutgoingPart[]
  readonly conversation?: MessageId
  readonly inReplyTo?: MessageId
  /** Seconds since 1970. */
  readonly expiresAt?: number
  readonly priority?: number
  readonly test: boolean
  readonly fanOut: boolean
}

export type SubmitAnswer = { id: MessageId; to: Country; state: 'queued'; conversation: MessageId }
export type SubmitOutcome = { submission: MessageId | null; messages: SubmitAnswer[]; replayed: boolean }

/** What submitting needs of the rest of the house. */
export type SubmitNeeds = {
  readonly country: Country
  readonly store: Store
  readonly clock: Clock
  readonly events: BusinessEvents
  readonly limits: { readonly messageBytes: number }
  /** The agreement that lets this pass, newest first. Fails with `no-agreement` or `peer-unknown`. */
  allow(
    peer: Country,
    q: { procedure: string; type: string; version: string; iat: number; now: number; bytes: number },
  ): Promise<{
    hash: ManifestClaims['agreement']
    defaultContext: Readonly<Record<string, unknown>> | undefined
    expiryDays: number
  }>
  /** Version and default priority of a type. Fails with `request-invalid`. */
  known(procedure: string, type: string): { version: string; priority: number }
  /** The version that a case is pinned to, which its messages keep; undefined where there is no case yet. */
  pinned(peer: Country, conversation: MessageId): Promise<string | undefined>
  admit(part: OutgoingPart, pointer: string): void
  /**
   * The context with which a message enters its case, and what else it is found by. Fails with `schema-invalid` where it breaks the schema that
   * it claims, with `case-conflict` where the case forbids it.
   */
  enterCase(message: {
    id: MessageId
    from: Country
    to: Country
    procedure: string
    type: string
    version: string
    conversation: MessageId
    ref: MessageId | null
    iat: number
    test: boolean
    context: Readonly<Record<string, unknown>> | undefined
    document: OutgoingPart
    agreement: ManifestClaims['agreement']
    /** The bytes of a part by its id. */
    part(id: string): Buffer | undefined
  }): Promise<{ context: Readonly<Record<string, unknown>> | undefined; keys: Reference[] }>
  sign(claims: ManifestClaims): Promise<string>
  leaf(kind: 'sent', peer: Country, salt: Buffer, object: string): NewLeaf
  wake(peer: Country): void
}

export type Idempotent = { readonly client: string; readonly key: string; readonly fingerprint: string }

/** Fingerprint of a request for its Idempotency-Key: path, query, media type and bytes. */
export function requestFingerprint(path: string, mediaType: string, body: Uint8Array): string {
  return createHash('sha256').update(`${path}\n${mediaType}\n`).update(body).digest('base64url')
}

function referencesIn(context: Readonly<Record<string, unknown>> | undefined): Reference[] {
  const listed = context?.['xReferences']
  if (!Array.isArray(listed)) return []
  return (listed as Reference[])
    .filter((r) => ['mrn', 'lrn', 'ucr', 'national'].includes(r?.type) && typeof r.value === 'string')
    .map(({ type, value }) => ({ type, value }))
}

/** The references of a received context, which is attacker-controlled. */
export { referencesIn }

export function createSubmit(
  needs: SubmitNeeds,
): (outgoing: Outgoing, idempotent: Idempotent | null) => Promise<SubmitOutcome> {
  async function one(
    outgoing: Outgoing,
    to: { country: Country; agency?: string },
    submission: MessageId | null,
    now: number,
  ): Promise<Submission> {
    const known = needs.known(outgoing.procedure, outgoing.type)
    const version =
      outgoing.version ??
      (outgoing.conversation && (await needs.pinned(to.country, outgoing.conversation))) ??
      known.version
    if (outgoing.priority !== undefined && outgoing.priority < known.priority)
      throw new JuxtaError(
        'request-invalid',
        `the priority of ${outgoing.type} may only be lowered: ${known.priority} to 9`,
        { pointer: '/priority', rule: 'priority-raise' },
      )
    const iat = Math.floor(now / 1000)
    const documents = [outgoing.document, ...outgoing.attachments]
    const bytes = documents.reduce((sum, part) => sum + part.bytes.length, 0)
    if (bytes > needs.limits.messageBytes)
      throw new JuxtaError(
        'too-large',
        `the documents of a message are at most ${needs.limits.messageBytes} bytes together, these are ${bytes}`,
        { pointer: '/document', rule: 'message-bytes' },
      )
    const agreement = await needs.allow(to.country, {
      procedure: outgoing.procedure,
      type: outgoing.type,
      version,
      iat,
      now: iat,
      bytes,
    })
    const context = outgoing.context ?? agreement.defaultContext
    const addressed = to.agency === undefined ? context : { ...context, xAgency: to.agency }
    const id = newMessageId(now)
    const entered = await needs.enterCase({
      id,
      from: needs.country,
      to: to.country,
      procedure: outgoing.procedure,
      type: outgoing.type,
      version,
      conversation: outgoing.conversation ?? id,
      ref: outgoing.inReplyTo ?? null,
      iat,
      test: outgoing.test,
      // The receiver learns from the context that a message is a test.
      context: outgoing.test ? { ...addressed, xTest: true } : addressed,
      document: outgoing.document,
      agreement: agreement.hash,
      part: (part) =>
        part === 'document'
          ? outgoing.document.bytes
          : outgoing.attachments.find((_, i) => part === `attachment-${i + 1}`)?.bytes,
    })
    const contextJson = entered.context === undefined ? null : canonicalJson(entered.context)
    const salt = randomBytes(32)
    const named: [string, OutgoingPart][] = [
      ...(contextJson === null
        ? []
        : ([['context', { mediaType: 'application/json', bytes: Buffer.from(contextJson) }]] as [
            string,
            OutgoingPart,
          ][])),
      ['document', outgoing.document],
      ...outgoing.attachments.map((part, i): [string, OutgoingPart] => [`attachment-${i + 1}`, part]),
    ]
    const parts = named.map(([part, { mediaType, bytes: content }]): PartRow => {
      const partSalt = randomBytes(16)
      return {
        part,
        mediaType,
        size: content.length,
        digest: partDigest(partSalt, content),
        salt: partSalt,
        bytes: content,
      }
    })
    const claims: ManifestClaims = {
      iss: needs.country,
      aud: to.country,
      jti: id,
      iat,
      exp: outgoing.expiresAt ?? iat + agreement.expiryDays * 86_400,
      txn: outgoing.conversation ?? id,
      ...(outgoing.inReplyTo === undefined ? {} : { ref: outgoing.inReplyTo }),
      procedure: outgoing.procedure,
      type: outgoing.type,
      version,
      agreement: agreement.hash,
      priority: outgoing.priority ?? known.priority,
      salt_hash: digestOf(salt),
      parts: parts.map(({ part, mediaType, size, digest }) => ({ id: part, media_type: mediaType, size, digest })),
    }
    if (claims.exp <= iat)
      throw new JuxtaError('request-invalid', 'expiresAt lies in the past', { pointer: '/expiresAt', rule: 'future' })
    const manifest = await needs.sign(claims)
    return {
      message: {
        id,
        direction: 'out',
        peer: to.country,
        procedure: claims.procedure,
        type: claims.type,
        version,
        conversation: claims.txn,
        ref: claims.ref ?? null,
        priority: claims.priority,
        test: outgoing.test,
        state: 'queued',
        agreement: claims.agreement,
        iat,
        exp: claims.exp,
        createdAt: now,
        manifest,
        manifestDigest: manifestDigest(manifest),
        salt,
        submission,
        agency: to.agency ?? null,
        contextJson,
      },
      parts,
      references: [...referencesIn(addressed), ...entered.keys],
      leaf: needs.leaf('sent', to.country, salt, signingInput(manifest)),
      expiresAt: claims.exp * 1000,
    }
  }

  function again(first: { fingerprint: string; answer: string }, idempotent: Idempotent): SubmitOutcome {
    if (first.fingerprint !== idempotent.fingerprint)
      throw new JuxtaError(
        'idempotency-conflict',
        'this Idempotency-Key was used for a request with another path, query, media type or body',
        { rule: 'fingerprint' },
      )
    return { ...(JSON.parse(first.answer) as Omit<SubmitOutcome, 'replayed'>), replayed: true }
  }

  async function earlier(idempotent: Idempotent): Promise<SubmitOutcome | null> {
    const first = await outboxIn(needs.store).findIdempotent(idempotent.client, idempotent.key)
    return first && again(first, idempotent)
  }

  return async (outgoing, idempotent) => {
    outgoing.attachments.forEach((part, i) => needs.admit(part, `/attachments/${i}`))
    needs.admit(outgoing.document, '/document')
    const twice = outgoing.to.findIndex((to, i) =>
      outgoing.to.slice(0, i).some((other) => other.country === to.country && other.agency === to.agency),
    )
    if (twice >= 0)
      throw new JuxtaError('request-invalid', 'the same receiver is named twice', {
        pointer: `/to/${twice}`,
        rule: 'unique',
      })
    const now = needs.clock.now()
    const submission = outgoing.fanOut ? newMessageId(now) : null
    let submissions: Submission[]
    try {
      submissions = await Promise.all(outgoing.to.map((to) => one(outgoing, to, submission, now)))
    } catch (error) {
      // A case does not allow the same message twice, but the same request is answered as the first time.
      const first = idempotent && asJuxtaError(error).code === 'case-conflict' && (await earlier(idempotent))
      if (first) return first
      throw error
    }
    const messages = submissions.map(({ message }): SubmitAnswer => ({
      id: message.id,
      to: message.peer,
      state: 'queued',
      conversation: message.conversation,
    }))
    // A crash before this commit leaves nothing; after it, the sweep finds the outbox row.
    const { replayed } = await outboxIn(needs.store).submit({
      submissions,
      idempotency: idempotent && { ...idempotent, answer: JSON.stringify({ submission, messages }) },
      at: now,
    })
    if (replayed) return again(replayed, idempotent!)
    for (const { message } of submissions) {
      needs.events.tell({
        kind: 'submitted',
        id: message.id,
        peer: message.peer,
        procedure: message.procedure,
        type: message.type,
      })
      needs.wake(message.peer)
    }
    return { submission, messages, replayed: false }
  }
}
