/** The first step of a message on its way out: checked, given its manifest and signed; message, leaf, outbox row and idempotency key in one commit. */
import { outboxIn } from './outbox.ts'
import { createHash, randomBytes } from 'node:crypto'
import { asJuxtaError, JuxtaError } from '../values/errors.ts'
import { digestOf, newMessageId, type Country, type MessageId } from '../values/ids.ts'
import { canonicalJson } from '../values/json.ts'
import { partDigest } from '../message/bundle.ts'
import { manifestDigest, signingInput, type ManifestClaims } from '../message/manifest.ts'
import type { Enter } from '../cases/enter.ts'
import type { Procedures } from '../cases/procedures.ts'
import { admitDocument } from '../documents/admit.ts'
import type { Node } from '../node.ts'
import { signManifest } from '../seal/manifest.ts'
import { leafOf } from '../store/leaves.ts'
import type { PartRow, Reference, Submission } from '../store/types.ts'

export type OutgoingPart = { readonly mediaType: string; readonly bytes: Buffer }

export type Outgoing = {
  readonly to: readonly { readonly country: Country; readonly agency?: string }[]
  readonly procedure: string
  readonly type: string
  readonly version?: string
  readonly context?: Readonly<Record<string, unknown>>
  /** What is stated beside the default context of the agreement, where there is no context. */
  readonly stated?: Readonly<Record<string, unknown>>
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

/** Takes a submission. `idempotent`: under which key it is taken once; null for one of which that is known otherwise. */
export type Submit = (outgoing: Outgoing, idempotent: Idempotent | null) => Promise<SubmitOutcome>

export type Idempotent = { readonly client: string; readonly key: string; readonly fingerprint: string }

/** Fingerprint of a request for its Idempotency-Key: path, query, media type and bytes. */
export function requestFingerprint(path: string, mediaType: string, body: Uint8Array): string {
  return createHash('sha256').update(`${path}\n${mediaType}\n`).update(body).digest('base64url')
}

/** The references of a context, which is attacker-controlled where it was received. */
export function referencesIn(context: Readonly<Record<string, unknown>> | undefined): Reference[] {
  const listed = context?.['xReferences']
  if (!Array.isArray(listed)) return []
  return (listed as Reference[])
    .filter((r) => ['mrn', 'lrn', 'ucr', 'national'].includes(r?.type) && typeof r.value === 'string')
    .map(({ type, value }) => ({ type, value }))
}

/** Version and default priority of a type. Fails with `request-invalid`. */
function known(procedures: Procedures, procedure: string, type: string): { version: string; priority: number } {
  const newest = procedures.newest(procedure)
  const priority = procedures.type(procedure, type)?.priority
  if (newest === undefined)
    throw new JuxtaError('request-invalid', `there is no procedure ${procedure}`, {
      pointer: '/procedure',
      rule: 'known',
    })
  if (priority === undefined)
    throw new JuxtaError('request-invalid', `the procedure ${procedure} has no message type ${type}`, {
      pointer: '/type',
      rule: 'known',
    })
  return { version: newest.version, priority }
}

/** The context of a document that came without one. */
const contextOf = (agreed: Outgoing['context'], stated: Outgoing['stated'] = {}): Outgoing['context'] =>
  agreed === undefined && Object.keys(stated).length === 0 ? undefined : { ...agreed, ...stated }

export function createSubmit(node: Node, enter: Enter): Submit {
  const { country, store, clock, directory, settings } = node

  async function one(
    outgoing: Outgoing,
    to: { country: Country; agency?: string },
    submission: MessageId | null,
    now: number,
  ): Promise<Submission> {
    const type = known(enter.procedures, outgoing.procedure, outgoing.type)
    const version =
      outgoing.version ??
      (outgoing.conversation && (await enter.pinned(to.country, outgoing.conversation))) ??
      type.version
    if (outgoing.priority !== undefined && outgoing.priority < type.priority)
      throw new JuxtaError(
        'request-invalid',
        `the priority of ${outgoing.type} may only be lowered: ${type.priority} to 9`,
        { pointer: '/priority', rule: 'priority-raise' },
      )
    const iat = Math.floor(now / 1000)
    const documents = [outgoing.document, ...outgoing.attachments]
    const bytes = documents.reduce((sum, part) => sum + part.bytes.length, 0)
    if (bytes > settings.messageBytes)
      throw new JuxtaError(
        'too-large',
        `the documents of a message are at most ${settings.messageBytes} bytes together, these are ${bytes}`,
        { pointer: '/document', rule: 'message-bytes' },
      )
    const { procedure } = outgoing
    const question = { iss: country, procedure, type: outgoing.type, version, iat, now: iat, bytes }
    const agreement = await directory.upToDate(() => {
      directory.get(to.country)
      return directory.allow(to.country, question)
    })
    const { default_context: defaultContext, limits } = agreement.document
    const context = outgoing.context ?? contextOf(defaultContext, outgoing.stated)
    const addressed = to.agency === undefined ? context : { ...context, xAgency: to.agency }
    const id = newMessageId(now)
    const entered = await enter.leave({
      id,
      from: country,
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
      iss: country,
      aud: to.country,
      jti: id,
      iat,
      exp: outgoing.expiresAt ?? iat + limits.expiry_days * 86_400,
      txn: outgoing.conversation ?? id,
      ...(outgoing.inReplyTo === undefined ? {} : { ref: outgoing.inReplyTo }),
      procedure: outgoing.procedure,
      type: outgoing.type,
      version,
      agreement: agreement.hash,
      priority: outgoing.priority ?? type.priority,
      salt_hash: digestOf(salt),
      parts: parts.map(({ part, mediaType, size, digest }) => ({ id: part, media_type: mediaType, size, digest })),
    }
    if (claims.exp > iat + limits.expiry_days * 86_400)
      throw new JuxtaError(
        'request-invalid',
        `expiresAt is at most ${limits.expiry_days} days ahead, as the agreement says`,
        { pointer: '/expiresAt', rule: 'expiry' },
      )
    if (claims.exp <= iat)
      throw new JuxtaError('request-invalid', 'expiresAt lies in the past', { pointer: '/expiresAt', rule: 'future' })
    const manifest = await signManifest(node.signer, node.own.signingKey, claims)
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
      leaf: leafOf('sent', to.country, salt, signingInput(manifest)),
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
    const first = await outboxIn(store).findIdempotent(idempotent.client, idempotent.key)
    return first && again(first, idempotent)
  }

  return async (outgoing, idempotent) => {
    outgoing.attachments.forEach(({ mediaType, bytes }, i) => admitDocument(mediaType, bytes, `/attachments/${i}`))
    admitDocument(outgoing.document.mediaType, outgoing.document.bytes, '/document')
    const twice = outgoing.to.findIndex((to, i) =>
      outgoing.to.slice(0, i).some((other) => other.country === to.country && other.agency === to.agency),
    )
    if (twice >= 0)
      throw new JuxtaError('request-invalid', 'the same receiver is named twice', {
        pointer: `/to/${twice}`,
        rule: 'unique',
      })
    const now = clock.now()
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
    const { replayed } = await outboxIn(store).submit({
      submissions,
      idempotency: idempotent && { ...idempotent, answer: JSON.stringify({ submission, messages }) },
      at: now,
    })
    if (replayed) return again(replayed, idempotent!)
    for (const { message } of submissions) {
      node.events.tell({
        kind: 'submitted',
        id: message.id,
        peer: message.peer,
        procedure: message.procedure,
        type: message.type,
      })
      node.queue.wake(message.peer)
    }
    return { submission, messages, replayed: false }
  }
}
