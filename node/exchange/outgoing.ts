/** A message on its way out before it is taken: checked, judged in its case and under its agreement, given its manifest and signed. */
import type { Enter } from '../cases/enter.ts'
import { admitDocument, notationOf } from '../documents/admit.ts'
import { partDigest } from '../message/bundle.ts'
import { manifestDigest, type ManifestClaims } from '../message/manifest.ts'
import { isStated, type Reference } from '../message/reference.ts'
import type { Node } from '../node.ts'
import type { AgreementDocument } from '../peers/agreement.ts'
import { onlyPurpose, type Agreement, type Content, type Question } from '../peers/allows.ts'
import { signManifest } from '../seal/manifest.ts'
import { signedLeaf } from '../store/leaves.ts'
import type { Store } from '../store/store.ts'
import { NODE } from '../threads/workshop.ts'
import type { Country } from '../values/country.ts'
import { digestOf } from '../values/digest.ts'
import { JuxtaError } from '../values/errors.ts'
import { newMessageId, type MessageId } from '../values/id.ts'
import { canonicalJson } from '../values/json.ts'
import { freshBytes } from '../values/random.ts'
import { admitLarge, largeDigest } from './large-parts.ts'
import type { PartRow } from './message-rows.ts'
import { openedAt } from './suspend.ts'
import { statedBy } from './stated-by.ts'
import type { Submission } from './submissions.ts'

/** What is too large to travel inside a message is kept in chunks (`large`), and follows it. */
export type OutgoingPart =
  | { readonly mediaType: string; readonly bytes: Buffer }
  | { readonly mediaType: string; readonly bytes: null; readonly large: string; readonly size: number }

const sizeOf = (part: OutgoingPart): number => (part.bytes === null ? part.size : part.bytes.length)

export type Receiver = { readonly country: Country; readonly agency?: string }

export type Outgoing = {
  readonly to: readonly Receiver[]
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

/** Whose a message is: the client and the agency of the key that sent it; `id`: the key itself. */
export type Owner = {
  readonly id: string
  readonly client: string
  readonly agency: string | null
  /** As its identity provider knows a person who has signed in. */
  readonly person?: string
}

/** The references of a context, which is attacker-controlled where it was received. */
export function referencesIn(context: Readonly<Record<string, unknown>> | undefined): Reference[] {
  const listed = context?.['xReferences']
  if (!Array.isArray(listed)) return []
  return (listed as Reference[])
    .filter((r) => isStated(r?.type) && typeof r.value === 'string')
    .map(({ type, value }) => ({ type, value }))
}

/** The context of a document that came without one. */
const contextOf = (agreed: Outgoing['context'], stated: Outgoing['stated'] = {}): Outgoing['context'] =>
  agreed === undefined && Object.keys(stated).length === 0 ? undefined : { ...agreed, ...stated }

/** The parts of a message in their order, each under a salt of its own. */
function partsOf(store: Store, { document, attachments }: Outgoing, contextJson: string | null): Promise<PartRow[]> {
  const context = contextJson === null ? null : { mediaType: 'application/json', bytes: Buffer.from(contextJson) }
  const named: [string, OutgoingPart][] = [
    ...(context ? [['context', context] as [string, OutgoingPart]] : []),
    ['document', document],
    ...attachments.map((part, i): [string, OutgoingPart] => [`attachment-${i + 1}`, part]),
  ]
  return Promise.all(
    named.map(async ([part, content]): Promise<PartRow> => {
      const { mediaType, bytes } = content
      const salt = freshBytes(16)
      if (bytes !== null)
        return { part, mediaType, size: bytes.length, digest: partDigest(salt, bytes), salt, bytes, large: null }
      const { large, size } = content
      return { part, mediaType, size, digest: await largeDigest(store, large, size, salt), salt, bytes, large }
    }),
  )
}

/** The context of a message under an agreement. */
function contextUnder(
  document: AgreementDocument,
  outgoing: Outgoing,
  to: Receiver,
  owner: Owner | null,
): Outgoing['context'] {
  const agency = owner?.agency ?? null
  const more = {
    ...(to.agency === undefined ? {} : { xAgency: to.agency }),
    ...(agency === null ? {} : { xFromAgency: agency }),
  }
  // Whoever says nothing of a purpose says the only one that is agreed: it stands in what he signs.
  const stated = statedBy(outgoing.context ?? contextOf(document.default_context, outgoing.stated), owner)
  const purpose = stated?.['xPurpose'] === undefined ? onlyPurpose(document, outgoing.procedure) : undefined
  const added = { ...(purpose === undefined ? {} : { xPurpose: purpose }), ...more }
  return Object.keys(added).length === 0 ? stated : { ...stated, ...added }
}

/** What the agreements with its receiver are asked for a message, whichever version it goes in. */
export function questionOf(
  { country }: Pick<Node, 'country'>,
  { xsdSet }: Pick<Enter, 'xsdSet'>,
  outgoing: Outgoing,
  to: Receiver,
  owner: Owner | null,
  now: number,
): Omit<Question, 'version'> {
  const { procedure, type, test } = outgoing
  const iat = Math.floor(now / 1000)
  const bytes = [outgoing.document, ...outgoing.attachments].reduce((sum, part) => sum + sizeOf(part), 0)
  const profiled = notationOf(outgoing.document.mediaType) !== undefined
  const content = (document: AgreementDocument): Content => {
    const context = contextUnder(document, outgoing, to, owner)
    return { procedure, context, test, profiled }
  }
  return { iss: country, procedure, type, iat, now: iat, bytes, xsdSet, content }
}

/** The agreement that lets the message pass. Fails with `no-agreement` or `receiver-unknown`. */
async function agreed(
  node: Node,
  enter: Enter,
  outgoing: Outgoing,
  version: string,
  to: Receiver,
  owner: Owner | null,
  now: number,
): Promise<Agreement> {
  const { store, directory } = node
  const { conversation } = outgoing
  const opened =
    conversation !== undefined && directory.suspends(to.country)
      ? await openedAt(store, to.country, conversation)
      : undefined
  const question = { ...questionOf(node, enter, outgoing, to, owner, now), version, opened }
  return directory.upToDate(() => {
    directory.get(to.country)
    return directory.allow(to.country, question)
  })
}

/** A grave act that one person alone does not do: what it would do. */
export type Withheld = { readonly does: string }

/**
 * One message of a submission, of a `version` that is known here, judged, given its manifest and signed. Fails with the first rule that it breaks. `alone`: what two
 * persons must want is withheld, and nothing of it is signed.
 */
export async function prepare(
  node: Node,
  enter: Enter,
  outgoing: Outgoing,
  version: string,
  to: Receiver,
  submission: MessageId | null,
  owner: Owner | null,
  now: number,
  alone: boolean,
): Promise<Submission | Withheld> {
  const { country, settings } = node
  const type = enter.procedures.typeOf({ ...outgoing, version })!
  if (outgoing.priority !== undefined && outgoing.priority < type.priority)
    throw new JuxtaError(
      'request-invalid',
      `the priority of ${outgoing.type} may only be lowered: ${type.priority} to 9`,
      { pointer: '/priority', rule: 'priority-raise' },
    )
  const iat = Math.floor(now / 1000)
  const documents = [outgoing.document, ...outgoing.attachments]
  const inside = documents.reduce((sum, part) => sum + (part.bytes?.length ?? 0), 0)
  if (inside > settings.messageBytes)
    throw new JuxtaError(
      'too-large',
      `the documents in a message are at most ${settings.messageBytes} bytes together, these are ${inside}: upload what is larger (PUT /v1/uploads/{id})`,
      { pointer: '/document', rule: 'message-bytes' },
    )
  const agreement = await agreed(node, enter, outgoing, version, to, owner, now)
  const addressed = contextUnder(agreement.document, outgoing, to, owner)
  const { limits } = agreement.document
  if (outgoing.document.bytes === null) checkUnread(addressed)
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
    document: outgoing.document.bytes === null ? null : outgoing.document,
    agreement: agreement.hash,
    payer: owner === null ? NODE : node.quotas.key.payer(owner.id),
    part: (part) =>
      (part === 'document'
        ? outgoing.document.bytes
        : outgoing.attachments.find((_, i) => part === `attachment-${i + 1}`)?.bytes) ?? undefined,
  })
  const contextJson = entered.context === undefined ? null : canonicalJson(entered.context)
  const salt = freshBytes(32)
  const parts = await partsOf(node.store, outgoing, contextJson)
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
  if (alone && entered.grave !== undefined) return entered.grave
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
      ownerClient: owner?.client ?? null,
      ownerAgency: owner?.agency ?? null,
      contextJson,
    },
    parts,
    references: [...referencesIn(addressed), ...entered.keys],
    leaf: signedLeaf('sent', to.country, salt, manifest),
  }
}

/** Fails where what is claimed of a document would have to be read in it, and it is too large for that. */
export function checkUnread(context: Readonly<Record<string, unknown>> | undefined): void {
  const claim = ['xSchema', 'xProfile'].find((name) => context?.[name] !== undefined)
  if (claim !== undefined)
    throw new JuxtaError(
      'schema-invalid',
      `a document that follows its message is not read, and nothing can be claimed of it: send it as an attachment, or without ${claim}`,
      { pointer: `/context/${claim}`, rule: 'large-document' },
    )
}

/** Fails with the first document that cannot be sent as what it is said to be, and where one receiver is named twice. */
export async function admitAll(store: Store, { to, document, attachments }: Outgoing): Promise<void> {
  for (const [pointer, part] of [
    ...attachments.map((part, i) => [`/attachments/${i}`, part] as const),
    ['/document', document] as const,
  ])
    if (part.bytes === null) await admitLarge(store, part, pointer)
    else admitDocument(part.mediaType, part.bytes, pointer)
  const twice = to.findIndex((one, i) =>
    to.slice(0, i).some((other) => other.country === one.country && other.agency === one.agency),
  )
  if (twice >= 0)
    throw new JuxtaError('request-invalid', 'the same receiver is named twice', {
      pointer: `/to/${twice}`,
      rule: 'unique',
    })
}
