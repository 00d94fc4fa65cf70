/** What an agreement lets pass, and why it does not let pass what it does not. */
import type { Country } from '../values/country.ts'
import type { Digest } from '../values/digest.ts'
import { JuxtaError } from '../values/errors.ts'
import { timeOfSeconds } from '../values/time.ts'
import type { AgreedProcedure } from './agreed-procedures.ts'
import type { AgreementDocument } from './agreement.ts'
import { GRACE_SECONDS, SKEW_SECONDS } from './notice.ts'
import { stoppedBy, type Opened, type Suspension } from './suspensions.ts'

/** Whether the receiver may pass on to `to` what `of` sent under the agreement. */
export const allowsOnward = (
  { onward = [] }: AgreementDocument,
  q: { readonly of: Country; readonly procedure: string; readonly to: Country },
): boolean => onward.some((c) => c.procedure === q.procedure && c.of.includes(q.of) && c.to.includes(q.to))

/** An agreement as it stands between us and a peer. */
export type Agreement = {
  readonly hash: Digest
  readonly document: AgreementDocument
  /** When this node had both signatures, in milliseconds since 1970. */
  readonly inForceAt: number | null
  /** In seconds since 1970. */
  readonly revokedAt: number | null
  /** When another began that replaces it, in seconds since 1970. */
  readonly replacedAt?: number | null
  /** What each side suspends; nothing, where absent. */
  readonly suspensions?: readonly Suspension[]
}

export type Question = {
  readonly iss: Country
  readonly procedure: string
  readonly type: string
  readonly version: string
  readonly iat: number
  readonly now: number
  readonly bytes: number
  /** What opened its case, where there is one and something is suspended. */
  readonly opened?: Opened | undefined
  /** Whether the other side sent it. */
  readonly heard?: true
  /** When it ends by itself, where that is settled. */
  readonly exp?: number
  /** What it says beside its manifest, where that is known already: under the agreement in question. */
  readonly content?: (document: AgreementDocument) => Content
  readonly xsdSet?: XsdSetOf
}

type Denial = { readonly rule: string; readonly reason: string; readonly pointer?: string }

const agreedOf = ({ procedures }: AgreementDocument, procedure: string): AgreedProcedure | undefined =>
  procedures.find((p) => p.name === procedure)

/** From when an agreement counts: as it says, and never before both had signed. In seconds since 1970. */
export const beginOf = ({ document: { valid }, inForceAt }: Pick<Agreement, 'document' | 'inForceAt'>): number =>
  inForceAt === null ? Infinity : Math.max(valid.from, Math.floor(inForceAt / 1000))

/** When it ends or has ended: as it says, sooner where a party has revoked it or another has taken its place. In seconds since 1970. */
export const endOf = ({ document, revokedAt, replacedAt }: Agreement): number =>
  Math.min(document.valid.until, revokedAt ?? Infinity, replacedAt ?? Infinity)

/** Whether a party has revoked it, or another has taken or will take its place. */
export const isEnding = ({ revokedAt, replacedAt }: Agreement): boolean => (revokedAt ?? replacedAt ?? null) !== null

/** The same agreements, each with when another of them has taken its place. One that ended before it began has taken nobody's. */
export function withReplaced<A extends Agreement>(agreements: readonly A[]): A[] {
  const known = new Map<Digest, number | null>()
  const replacedAt = (hash: Digest): number | null => {
    if (!known.has(hash)) {
      const begins = agreements
        .filter(
          (a) => a.document.replaces?.includes(hash) && beginOf(a) < endOf({ ...a, replacedAt: replacedAt(a.hash) }),
        )
        .map(beginOf)
      known.set(hash, begins.length === 0 ? null : Math.min(...begins))
    }
    return known.get(hash)!
  }
  return agreements.map((a) => ({ ...a, replacedAt: replacedAt(a.hash) }))
}

/** The newest first: by when they began; in the same second by when they were drawn up, and then by their hashes. */
export const newestFirst = <A extends Pick<Agreement, 'hash' | 'document' | 'inForceAt'>>(
  agreements: readonly A[],
): A[] =>
  [...agreements].sort(
    (a, b) => beginOf(b) - beginOf(a) || b.document.issued_at - a.document.issued_at || (a.hash < b.hash ? 1 : -1),
  )

/** What stops the procedure: under the agreement itself, or under another one `beside` it that has not ended. */
function suspendedBy(agreement: Agreement, beside: readonly Agreement[], q: Question): ReturnType<typeof stoppedBy> {
  for (const other of [agreement, ...beside])
    if (other === agreement || q.now < endOf(other)) {
      const stopped = stoppedBy(other.document, other.suspensions ?? [], q)
      if (stopped) return stopped
    }
  return undefined
}

/** Why `agreement` does not allow what is asked; null where it does. `beside`: all that the two have agreed. Times in seconds. */
export function denies(agreement: Agreement, q: Question, beside: readonly Agreement[] = []): Denial | null {
  const { document, inForceAt } = agreement
  const end = endOf(agreement)
  // Both hear at different times that another has taken its place.
  const late = q.heard === true && end === agreement.replacedAt ? SKEW_SECONDS : 0
  if (inForceAt === null) return { rule: 'not-in-force', reason: 'the agreement is not signed by both' }
  if (q.iat < document.valid.from) return { rule: 'not-in-force', reason: 'the agreement was not yet in force' }
  if (q.iat >= end + late) return { rule: 'ended', reason: 'the agreement had ended' }
  if (q.now > end + GRACE_SECONDS) return { rule: 'grace', reason: 'the agreement ended more than 72 hours ago' }
  const procedure = agreedOf(document, q.procedure)
  if (!procedure) return { rule: 'procedure', reason: `the agreement does not name the procedure ${q.procedure}` }
  if (!procedure.versions.includes(q.version))
    return { rule: 'version', reason: `the agreement does not name version ${q.version} of ${q.procedure}` }
  if (!procedure.types.includes('*') && !procedure.types.includes(q.type))
    return { rule: 'type', reason: `the agreement does not name the type ${q.type}` }
  if (!procedure.from.includes(q.iss))
    return { rule: 'direction', reason: `the agreement does not let ${q.iss} send ${q.procedure}` }
  const stopped = suspendedBy(agreement, beside, q)
  if (stopped)
    return {
      rule: 'suspended',
      pointer: '/procedure',
      reason:
        stopped.until === undefined
          ? `${stopped.by} has suspended ${q.procedure} from ${timeOfSeconds(stopped.from)} on`
          : `${stopped.by} has suspended ${q.procedure} from ${timeOfSeconds(stopped.from)} until ${timeOfSeconds(stopped.until)}`,
    }
  if (q.bytes > document.limits.message_bytes)
    return { rule: 'limit', reason: `the agreement allows ${document.limits.message_bytes} bytes a message` }
  if (q.exp !== undefined && q.exp > q.iat + document.limits.expiry_days * 86_400)
    return {
      rule: 'expiry',
      reason: `the agreement allows ${document.limits.expiry_days} days until a message expires`,
    }
  return q.content ? deniesContent(document, q.content(document), q.xsdSet ?? (() => undefined)) : null
}

/** The agreement that counts for what is asked: the newest that allows it; where none does, why, above all that it is suspended. */
export function allowing(
  agreements: readonly Agreement[],
  q: Question,
): { readonly agreement: Agreement } | { readonly agreement: undefined; readonly denial: Denial | undefined } {
  let denial: Denial | undefined
  for (const agreement of newestFirst(agreements)) {
    const denied = denies(agreement, q, agreements)
    if (denied === null) return { agreement }
    if (denial === undefined || denied.rule === 'suspended') denial = denied
  }
  return { agreement: undefined, denial }
}

/** What a message says of itself beside its manifest. */
export type Content = {
  readonly procedure: string
  readonly context: Readonly<Record<string, unknown>> | undefined
  /** Whether it says that it is a test. */
  readonly test: boolean
  /** Whether its document is of a notation that only a profile reads. */
  readonly profiled: boolean
}

/** The digest of the XSD set that this node has for a profile; undefined where it has none. */
export type XsdSetOf = (profile: string) => string | undefined

/** What a message of a procedure is for where it says nothing; undefined where the agreement leaves it open, or names several. */
export function onlyPurpose(document: AgreementDocument, procedure: string): string | undefined {
  const [first, ...others] = agreedOf(document, procedure)?.purposes ?? []
  return first === '*' || others.length > 0 ? undefined : first
}

/** Why the agreement does not allow what a message is for, who sends it to whom, its document type, or that it is more than a test; null where it does. A message that names no purpose is under the only one that the agreement names for its procedure. */
export function deniesContent(
  document: AgreementDocument,
  content: Content,
  xsdSet: XsdSetOf,
): Required<Denial> | null {
  const { xPurpose, xAgency, xFromAgency, xProfile } = content.context ?? {}
  const { purposes = [], agencies = [] } = agreedOf(document, content.procedure) ?? {}
  const named = (v: unknown, among: readonly string[]): boolean =>
    v === undefined || among.includes('*') || (typeof v === 'string' && among.includes(v))
  const deny = (rule: string, member: string, reason: string): Required<Denial> => ({
    rule,
    pointer: `/context/${member}`,
    reason,
  })
  if (document.stage.name === 'test' && !content.test)
    return deny('stage', 'xTest', 'the agreement is for tests: only what says that it is one passes')
  if (xPurpose === undefined && purposes.length > 1 && !purposes.includes('*'))
    return deny(
      'purpose',
      'xPurpose',
      `the agreement names several purposes, state for which it is: ${purposes.join(', ')}`,
    )
  if (!named(xPurpose, purposes))
    return deny(
      'purpose',
      'xPurpose',
      `the agreement does not let data be used for this: it names ${purposes.join(', ')}`,
    )
  if (!named(xAgency, agencies))
    return deny(
      'agency',
      'xAgency',
      `the agreement does not name the agency that it is addressed to for ${content.procedure}`,
    )
  // Who names none is customs, as whoever decides is (cases/decided-by.ts).
  if (!named(xFromAgency ?? 'customs', agencies))
    return deny('agency', 'xFromAgency', `the agreement does not name the agency that sends for ${content.procedure}`)
  if (!content.profiled || document.profiles === undefined) return null
  const profile = document.profiles.find((p) => p.name === xProfile)
  if (profile === undefined)
    return deny(
      'profile',
      'xProfile',
      `XML and JSON-LD pass by the profiles ${document.profiles.map((p) => p.name).join(', ')}`,
    )
  if (profile.xsd_set !== undefined && profile.xsd_set !== xsdSet(profile.name))
    return deny(
      'xsd-set',
      'xProfile',
      `the agreement pins another XSD set of ${profile.name} than this node has: ${profile.xsd_set}`,
    )
  return null
}

/** Fails with `agreement-invalid` where the agreement pins an XSD set that this node does not have: it could keep nothing that it signs. */
export function checkSets(document: AgreementDocument, xsdSet: XsdSetOf): void {
  for (const [i, { name, xsd_set }] of (document.profiles ?? []).entries())
    if (xsd_set !== undefined && xsdSet(name) !== xsd_set)
      throw new JuxtaError(
        'agreement-invalid',
        `this node's XSD set of ${name} is ${xsdSet(name) ?? 'not configured (JUXTA_XSD)'}`,
        { pointer: `/profiles/${i}/xsd_set`, rule: 'xsd-set' },
      )
}
