/**
 * Receiving a message: the ordered checks of the wire format, each with its own refusal. Read this first. Everything that comes in here is
 * attacker-controlled. Before the signature is verified a failure is an unsigned problem, counted and never logged; after it, the refusal is a
 * signed event that is stored and logged. Longer than most files because the order is the specification and belongs on one page.
 */
import { inboxIn, type KnownMessage } from './inbox.ts'
import { asJuxtaError, ERRORS, JuxtaError } from '../values/errors.ts'
import { digestOf, isMessageId, newMessageId, type Country, type Digest } from '../values/ids.ts'
import { parseStrictJson } from '../values/json.ts'
import { isObject } from '../values/members.ts'
import { clipped } from '../values/text.ts'
import { checkParts, type Bundle } from '../message/bundle.ts'
import { keyCounts, type IdentityKey } from '../message/identity.ts'
import { signingInput, type ManifestClaims } from '../message/manifest.ts'
import type { ReceivedEvent, RefusedEvent } from '../message/security-event.ts'
import type { Enter } from '../cases/enter.ts'
import { admitDocument } from '../documents/admit.ts'
import type { Node } from '../node.ts'
import { verifyJws } from '../seal/jws.ts'
import { readManifest, readManifestHeader } from '../seal/manifest.ts'
import { openSealed, readSealedHeader, readSealedSyntax } from '../seal/sealing.ts'
import { leafOf } from '../store/leaves.ts'
import type { AppendedLeaf } from '../store/tx.ts'
import type { PartRow, Reference } from '../store/types.ts'
import { signSet } from './signed-events.ts'
import { referencesIn } from './submit.ts'

/** How the history of a message that was brought by a person begins. */
export const CONTINGENCY = 'contingency import: brought by a person, exempt from exp; verified, logged and receipted'

/** How far a peer's clock may run ahead of or behind ours. */
export const SKEW_SECONDS = 300

/** A manifest as it was read, its signature not yet verified. */
type Opened = {
  readonly kid: string
  readonly x5t: string
  readonly claims: ManifestClaims
  readonly digest: Digest
  verify(key: IdentityKey): Promise<void>
}

function openManifest(jws: string): Opened {
  const read = readManifestHeader(jws)
  const { claims, digest } = readManifest(read)
  const x5t = read.header['x5t#S256'] as string
  return { kid: read.kid, x5t, claims, digest, verify: (key) => verifyJws(read, key) }
}

export type Answer =
  | { readonly status: number; readonly receipt: string }
  | { readonly status: number; readonly problem: JuxtaError; readonly set: string | null }

/** `contingency`: it was brought by a person, on a stick or paper, instead of over the network: exempt from `exp`, and flagged. */
export type Receive = (peer: Country, jti: string, jwe: string, contingency?: boolean) => Promise<Answer>

export function createReceive(node: Node, enter: Enter): Receive {
  const { store, clock, country, directory, signer } = node

  /** The checks up to and with the signature: whoever fails here gets an unsigned problem. */
  async function verify(
    jwe: string,
  ): Promise<{ bundle: Bundle; manifest: Opened; key: IdentityKey; outer: { iss: Country; aud: Country } }> {
    const syntax = readSealedSyntax(jwe)
    const outer = readSealedHeader(syntax)
    const bundle = await openSealed(signer, jwe, outer)
    const manifest = openManifest(bundle.manifest)
    const { iss } = manifest.claims
    const key = await node.introduce.knowing(iss, () =>
      directory.upToDate(() => directory.signingKey(iss, manifest.kid)),
    )
    if (key.x5c?.[0] === undefined || digestOf(Buffer.from(key.x5c[0], 'base64')) !== `sha-256:${manifest.x5t}`)
      throw new JuxtaError('key-unknown', 'x5t#S256 is not the certificate that the identity holds for this key', {
        pointer: '/x5t#S256',
        rule: 'x5t',
      })
    await manifest.verify(key)
    return { bundle, manifest, key, outer }
  }

  /** The checks on what is signed. `known` is answered by the caller, because the answer is not a refusal. */
  function checkAddress({ claims }: Opened, peer: Country, outer: { iss: Country; aud: Country }, jti: string): void {
    if (claims.iss !== peer)
      throw new JuxtaError('sender-mismatch', `the manifest is from ${claims.iss}, the connection from ${peer}`, {
        pointer: '/iss',
        rule: 'tls-peer',
      })
    if (claims.aud !== country)
      throw new JuxtaError('wrong-recipient', `the manifest is addressed to ${claims.aud}`, {
        pointer: '/aud',
        rule: 'audience',
      })
    if (outer.iss !== claims.iss || outer.aud !== claims.aud)
      throw new JuxtaError('malformed', 'iss and aud of the JWE are not those of the manifest', {
        pointer: '/iss',
        rule: 'replicated-claims',
      })
    if (claims.jti !== jti)
      throw new JuxtaError('malformed', 'the path does not name the jti of the manifest', {
        pointer: '/jti',
        rule: 'path',
      })
  }

  async function checkContent(
    { claims }: Opened,
    key: IdentityKey,
    peer: Country,
    bundle: Bundle,
    now: number,
    contingency: boolean,
  ): Promise<void> {
    if (!keyCounts(key, claims.iat, now))
      throw new JuxtaError(
        'key-unknown',
        'the signing key does not count at the time of the manifest, or was revoked before it came',
        { pointer: '/kid', rule: 'key-validity' },
      )
    if (claims.iat > now + SKEW_SECONDS)
      throw new JuxtaError('not-yet-valid', `the manifest was issued ${claims.iat - now} seconds in the future`, {
        pointer: '/iat',
        rule: 'iat',
      })
    // What came on paper or a stick was under way for as long as it took.
    if (!contingency && now >= claims.exp + SKEW_SECONDS)
      throw new JuxtaError('stale', 'the message has expired', { pointer: '/exp', rule: 'exp' })
    const bytes = claims.parts.reduce((sum, part) => sum + part.size, 0)
    await directory.upToDate(() => directory.allowUnder(peer, claims.agreement, { ...claims, now, bytes }))
    if (enter.procedures.type(claims.procedure, claims.type) === undefined)
      throw new JuxtaError('unsupported-version', `this node does not know ${claims.procedure}/${claims.type}`, {
        pointer: '/type',
        rule: 'known',
      })
    if (claims.salt_hash !== digestOf(bundle.salt))
      throw new JuxtaError('digest-mismatch', 'the salt does not have the digest that the manifest states', {
        pointer: '/salt_hash',
        rule: 'salt',
      })
    checkParts(claims.parts, bundle.parts)
    for (const { id, media_type } of claims.parts)
      admitDocument(media_type, bundle.parts.get(id)!.bytes, `/parts/${id}`)
    if (!bundle.parts.has('document'))
      throw new JuxtaError('schema-invalid', 'a message has a part "document"', { pointer: '/parts', rule: 'document' })
  }

  function contextOf(
    claims: ManifestClaims,
    bundle: Bundle,
  ): {
    json: string | null
    agency: string | null
    test: boolean
    references: Reference[]
  } {
    const bytes = bundle.parts.get('context')?.bytes
    const context = bytes ? parseStrictJson(bytes) : {}
    if (!isObject(context))
      throw new JuxtaError('schema-invalid', 'the context is an object', { pointer: '/parts/context', rule: 'type' })
    const agency = context['xAgency']
    const test = context['xTest'] === true
    const keys = enter.arrive({
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
      document: {
        mediaType: claims.parts.find((p) => p.id === 'document')!.media_type,
        bytes: bundle.parts.get('document')!.bytes,
      },
      part: (part) => bundle.parts.get(part)?.bytes,
    })
    return {
      json: bytes ? bytes.toString('utf8') : null,
      agency: typeof agency === 'string' ? agency : null,
      test,
      references: [...referencesIn(context), ...keys],
    }
  }

  async function refuse(
    peer: Country,
    jwe: string,
    manifest: Opened,
    salt: Buffer,
    fault: JuxtaError,
  ): Promise<Answer> {
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
    const now = clock.now()
    const jti = newMessageId(now)
    const jws = await signSet(node, 'refused', body, peer, jti, manifest.claims.txn)
    const stored = await inboxIn(store).refuse({
      iss: peer,
      jti: message,
      manifestDigest: manifest.digest,
      sealedDigest: digestOf(jwe),
      problem: fault.code,
      status,
      set: { jti, jws },
      leaf: leafOf('refused', peer, salt, jws),
      at: now,
    })
    node.events.tell({ kind: 'refused', peer, id: message, problem: fault.code, detail: fault.message })
    return { status: stored.status, problem: fault, set: stored.set }
  }

  /** The stored receipt, whatever `exp`, key or agreement say now, also of what this one was signed anew of; another digest under the same id is a conflict. */
  function answerKnown(known: KnownMessage, manifest: Opened, peer: Country): Answer {
    if (known.tombstone && known.iss === peer)
      throw new JuxtaError('conflict', 'the message was withdrawn before it came', { rule: 'withdrawn' })
    if (
      known.iss === peer &&
      known.direction === 'in' &&
      (known.manifestDigest === manifest.digest || known.manifestDigest === manifest.claims.supersedes) &&
      known.receipt !== null
    )
      return { status: 202, receipt: known.receipt }
    throw new JuxtaError('conflict', 'another message is already known under this id', { pointer: '/jti', rule: 'jti' })
  }

  async function accept(
    peer: Country,
    jwe: string,
    manifest: Opened,
    bundle: Bundle,
    contingency: boolean,
  ): Promise<Answer> {
    const { claims, digest } = manifest
    const now = clock.now()
    const sealedDigest = digestOf(jwe)
    const context = contextOf(claims, bundle)
    const parts = claims.parts.map(({ id, media_type, size, digest: partDigest }): PartRow => {
      const { salt, bytes } = bundle.parts.get(id)!
      return { part: id, mediaType: media_type, size, digest: partDigest, salt, bytes }
    })
    let index = -1
    // A crash before the commit leaves nothing: the sender tries again. After it, the sender gets the stored receipt for the same bytes.
    const result = await inboxIn(store).accept({
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
        contextJson: context.json,
      },
      parts,
      references: context.references,
      leaf: leafOf('received', peer, bundle.salt, signingInput(bundle.manifest)),
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
        return { jti, jws, leaf: leafOf('receipt-issued', peer, bundle.salt, jws) }
      },
      at: now,
    })
    if ('known' in result) return answerKnown(result.known, manifest, peer)
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

  return async (peer, jti, jwe, contingency = false) => {
    const stored = await inboxIn(store).storedAnswer(peer, jti, digestOf(jwe))
    if (stored) return answerStored(stored)
    let verified
    try {
      if (!isMessageId(jti)) throw new JuxtaError('malformed', 'the path names no message id', { rule: 'path' })
      verified = await verify(jwe)
    } catch (cause) {
      const fault = asJuxtaError(cause)
      if (fault.fault === 'fatal') throw fault
      node.events.tell({
        kind: 'refused',
        peer,
        id: isMessageId(jti) ? jti : null,
        problem: fault.code,
        detail: fault.message,
      })
      return { status: ERRORS[fault.code].status, problem: fault, set: null }
    }
    const { bundle, manifest, key, outer } = verified
    try {
      checkAddress(manifest, peer, outer, jti)
      const known = await inboxIn(store).known(manifest.claims.jti)
      if (known) return answerKnown(known, manifest, peer)
      await checkContent(manifest, key, peer, bundle, Math.floor(clock.now() / 1000), contingency)
      return await accept(peer, jwe, manifest, bundle, contingency)
    } catch (cause) {
      const fault = asJuxtaError(cause)
      // Our own trouble is no judgement of the message: unsigned, and the sender tries again.
      if (fault.fault === 'fatal' || fault.code === 'log-unavailable' || fault.code === 'store-conflict') throw fault
      return refuse(peer, jwe, manifest, bundle.salt, fault)
    }
  }
}

/** An answer that was given before for the same bytes. */
function answerStored({ status, set }: { status: number; set: string }): Answer {
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
