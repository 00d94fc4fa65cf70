/** Agreements between two countries: what may pass. Everything is denied that no agreement in force allows. */
import { JuxtaError } from '../values/errors.ts'
import { isCountry, type Country } from '../values/country.ts'
import { digestOf, isDigest, type Digest } from '../values/digest.ts'
import { canonicalJson } from '../values/json.ts'
import { isArray, isObject, Members } from '../values/members.ts'
import { isText } from '../values/text.ts'
import { isSeconds } from '../values/time.ts'
import { isName, isVersion } from '../message/manifest.ts'
import { readAeoClause, type AeoClause } from './aeo-clause.ts'
import { readDeadlines, type Deadlines } from './agreed-deadlines.ts'

export type AgreedProcedure = {
  readonly name: string
  readonly versions: readonly string[]
  /** Types of message, or `*` for all of the procedure. */
  readonly types: readonly string[]
  /** Who may send. */
  readonly from: readonly Country[]
  /** For what, where that is less than the whole agreement is for. */
  readonly purposes?: readonly string[]
  /** What a message of it does by law because the two have agreed so, and not otherwise: `lodged`, a declaration that is forwarded is lodged with the receiver. */
  readonly effects?: readonly string[]
}

/** An XML document type that may pass: its profile, and the digest of the XSD set by which both sides judge it, where they have agreed on one. */
export type AgreedProfile = { readonly name: string; readonly xsd_set?: Digest }

export type OnwardClause = {
  readonly procedure: string
  readonly of: readonly Country[]
  readonly to: readonly Country[]
}

/** Times in seconds since 1970. */
export type AgreementDocument = {
  readonly version: 1
  readonly parties: readonly [Country, Country]
  readonly title: string
  readonly legal_basis: string
  readonly procedures: readonly AgreedProcedure[]
  /** What data may be used for; `*`: whatever a message states. */
  readonly purposes: readonly string[]
  /** Agencies of either side that may send and be addressed; `*`: any. */
  readonly agencies: readonly string[]
  /** XML passes by one of these alone; by any profile and by none, where absent. */
  readonly profiles?: readonly AgreedProfile[]
  readonly default_context?: Readonly<Record<string, unknown>>
  /** By procedure: minutes by the name that the procedure gives the limit, where the two agree on others than its own. */
  readonly deadlines?: Deadlines
  /** What may be passed on to third countries of what a party (`of`) has sent under this agreement; nothing, where absent. */
  readonly onward?: readonly OnwardClause[]
  /** What each party recognises of the authorised traders of the other, and for what; nothing, where absent. */
  readonly aeo?: readonly AeoClause[]
  /** Parties in which the validity of a permit is tested when it is presented there, and not when the goods left. */
  readonly permits_presented?: readonly Country[]
  readonly retention: { readonly documents_days: number; readonly manifests_days: number }
  readonly limits: { readonly message_bytes: number; readonly expiry_days: number }
  readonly valid: { readonly from: number; readonly until: number }
  readonly witness: boolean
  readonly issued_at: number
}

/** Whether the receiver may pass on to `to` what `of` sent under the agreement. */
export const allowsOnward = (
  { onward = [] }: AgreementDocument,
  q: { readonly of: Country; readonly procedure: string; readonly to: Country },
): boolean => onward.some((c) => c.procedure === q.procedure && c.of.includes(q.of) && c.to.includes(q.to))

/** How long after its end an agreement still admits what was signed while it was in force. */
export const GRACE_SECONDS = 72 * 3600

/** Longer than anything is kept or under way. */
const isDays = (v: unknown): v is number => isPositive(v) && v <= 36_500
const isPositive = (v: unknown): v is number => Number.isSafeInteger(v) && (v as number) > 0
const isFlag = (v: unknown): v is boolean => typeof v === 'boolean'

const strings =
  (accept: (v: unknown) => v is string) =>
  (v: unknown): v is string[] =>
    Array.isArray(v) && v.length > 0 && v.length <= 100 && v.every(accept)

function readOnward(entry: unknown, i: number): OnwardClause {
  const m = new Members(entry, `/onward/${i}`)
  const countries = strings(isCountry) as (v: unknown) => v is Country[]
  const clause = {
    procedure: m.required('procedure', isName, 'the name of a procedure'),
    of: m.required('of', countries, 'country codes'),
    to: m.required('to', countries, 'country codes'),
  }
  m.close()
  return clause
}

/** A member that is there only where it has a value. */
const only = <N extends string, T>(name: N, value: T | undefined): { [K in N]?: T } =>
  value === undefined ? {} : ({ [name]: value } as { [K in N]: T })

function readProfile(entry: unknown, i: number): AgreedProfile {
  const m = new Members(entry, `/profiles/${i}`)
  const profile = {
    name: m.required('name', isName, 'the name of a profile'),
    ...only('xsd_set', m.optional('xsd_set', isDigest, 'a sha-256 digest')),
  }
  m.close()
  return profile
}

/** Longer is no agreement that people have read: 64 KiB of UTF-8. */
export const AGREEMENT_BYTES = 65_536
/** Of entries in one of its lists. */
const MOST = 100

/** Fails with `too-large` where an agreement has more bytes than any may have; asked before it is read. */
export function checkAgreementSize(bytes: number, pointer = '', limit = AGREEMENT_BYTES): void {
  if (bytes > limit)
    throw new JuxtaError('too-large', `an agreement has at most ${limit} bytes, this one has ${bytes}`, {
      ...(pointer === '' ? {} : { pointer }),
      rule: 'agreement-bytes',
      members: { limit },
    })
}

const isList = (v: unknown): v is unknown[] => isArray(v) && v.length <= MOST

/** Reads an attacker-controlled agreement. Fails with `malformed` and a pointer. */
export function parseAgreement(value: unknown): AgreementDocument {
  const m = new Members(value)
  const inner = <T>(name: string, read: (i: Members) => T): T => {
    const i = new Members(m.required(name, isObject, 'an object'), `/${name}`)
    const result = read(i)
    i.close()
    return result
  }
  const context = m.optional('default_context', isObject, 'an object')
  // It would answer for every message that comes without a context.
  if (context?.['xDecidedBy'] !== undefined)
    throw new JuxtaError('malformed', 'nobody decides for all that is to come', {
      pointer: '/default_context/xDecidedBy',
      rule: 'decided-by',
    })
  const deadlines = m.optional('deadlines', isObject, 'an object')
  const onward = m.optional('onward', isList, 'an array of at most 100')
  const aeo = m.optional('aeo', isList, 'an array of at most 100')
  const profiles = m.optional('profiles', isList, 'an array of at most 100')
  const isParties = (v: unknown): v is [Country, Country] =>
    Array.isArray(v) && v.length === 2 && v.every(isCountry) && v[0]! < v[1]!
  const parties = m.required('parties', isParties, 'two country codes in alphabetical order')
  const isPartyList = (v: unknown): v is Country[] =>
    Array.isArray(v) && v.length > 0 && new Set(v).size === v.length && v.every((c) => parties.includes(c as Country))
  const document: AgreementDocument = {
    version: m.required('version', (v): v is 1 => v === 1, '1'),
    parties,
    title: m.required('title', isText(300), 'a title'),
    legal_basis: m.required('legal_basis', isText(500), 'a legal basis'),
    procedures: m.required('procedures', isList, 'an array of at most 100').map((entry, i) => {
      const p = new Members(entry, `/procedures/${i}`)
      const read: AgreedProcedure = {
        name: p.required('name', isName, 'the name of a procedure'),
        versions: p.required('versions', strings(isVersion), 'versions'),
        types: p.required(
          'types',
          strings((v): v is string => v === '*' || isName(v)),
          'types of message or *',
        ),
        from: p.required('from', strings(isCountry) as (v: unknown) => v is Country[], 'country codes'),
        ...only('purposes', p.optional('purposes', strings(isText(200)), 'purposes')),
        ...only('effects', p.optional('effects', strings(isName), 'names of effects')),
      }
      p.close()
      return read
    }),
    purposes: m.required('purposes', strings(isText(200)), 'purposes'),
    agencies: m.required('agencies', strings(isText(100)), 'agencies'),
    ...(profiles === undefined ? {} : { profiles: profiles.map(readProfile) }),
    ...(context === undefined ? {} : { default_context: context }),
    ...(deadlines === undefined ? {} : { deadlines: readDeadlines(deadlines) }),
    ...(onward === undefined ? {} : { onward: onward.map(readOnward) }),
    ...(aeo === undefined ? {} : { aeo: aeo.map((entry, i) => readAeoClause(entry, i, parties)) }),
    ...only('permits_presented', m.optional('permits_presented', isPartyList, 'parties')),
    retention: inner('retention', (i) => ({
      documents_days: i.required('documents_days', isDays, 'days, 1 to 36500'),
      manifests_days: i.required('manifests_days', isDays, 'days, 1 to 36500'),
    })),
    limits: inner('limits', (i) => ({
      message_bytes: i.required('message_bytes', isPositive, 'bytes'),
      expiry_days: i.required('expiry_days', isDays, 'days, 1 to 36500'),
    })),
    valid: inner('valid', (i) => ({
      from: i.required('from', isSeconds, 'seconds since 1970'),
      until: i.required('until', isSeconds, 'seconds since 1970'),
    })),
    witness: m.required('witness', isFlag, 'true or false'),
    issued_at: m.required('issued_at', isSeconds, 'seconds since 1970'),
  }
  m.close()
  const { valid, procedures } = document
  if (valid.until <= valid.from)
    throw new JuxtaError('malformed', 'the agreement ends before it begins', { pointer: '/valid/until', rule: 'order' })
  for (const [i, p] of procedures.entries())
    if (!p.from.every((c) => parties.includes(c)))
      throw new JuxtaError('malformed', 'only the parties may send', {
        pointer: `/procedures/${i}/from`,
        rule: 'party',
      })
  return document
}

export const agreementText = (document: AgreementDocument): string => canonicalJson(document)
export const agreementHash = (text: string): Digest => digestOf(text)

/** An agreement as it stands between us and a peer. */
export type Agreement = {
  readonly hash: Digest
  readonly document: AgreementDocument
  readonly inForceAt: number | null
  readonly revokedAt: number | null
}

export type Question = {
  readonly iss: Country
  readonly procedure: string
  readonly type: string
  readonly version: string
  readonly iat: number
  readonly now: number
  readonly bytes: number
  /** When it ends by itself, where that is settled. */
  readonly exp?: number
  /** What it says beside its manifest, where that is known already: under the agreement in question. */
  readonly content?: (document: AgreementDocument) => Content
  readonly xsdSet?: XsdSetOf
}

/** Why `agreement` does not allow what is asked; null where it does. Times in seconds. */
export function denies(agreement: Agreement, q: Question): { rule: string; reason: string; pointer?: string } | null {
  const { document, inForceAt, revokedAt } = agreement
  const end = Math.min(document.valid.until, revokedAt ?? Infinity)
  if (inForceAt === null) return { rule: 'not-in-force', reason: 'the agreement is not signed by both' }
  if (q.iat < document.valid.from) return { rule: 'not-in-force', reason: 'the agreement was not yet in force' }
  if (q.iat >= end) return { rule: 'ended', reason: 'the agreement had ended' }
  if (q.now > end + GRACE_SECONDS) return { rule: 'grace', reason: 'the agreement ended more than 72 hours ago' }
  const procedure = document.procedures.find((p) => p.name === q.procedure)
  if (!procedure) return { rule: 'procedure', reason: `the agreement does not name the procedure ${q.procedure}` }
  if (!procedure.versions.includes(q.version))
    return { rule: 'version', reason: `the agreement does not name version ${q.version} of ${q.procedure}` }
  if (!procedure.types.includes('*') && !procedure.types.includes(q.type))
    return { rule: 'type', reason: `the agreement does not name the type ${q.type}` }
  if (!procedure.from.includes(q.iss))
    return { rule: 'direction', reason: `the agreement does not let ${q.iss} send ${q.procedure}` }
  if (q.bytes > document.limits.message_bytes)
    return { rule: 'limit', reason: `the agreement allows ${document.limits.message_bytes} bytes a message` }
  if (q.exp !== undefined && q.exp > q.iat + document.limits.expiry_days * 86_400)
    return {
      rule: 'expiry',
      reason: `the agreement allows ${document.limits.expiry_days} days until a message expires`,
    }
  return q.content ? deniesContent(document, q.content(document), q.xsdSet ?? (() => undefined)) : null
}

/** What a message says of itself beside its manifest. */
export type Content = {
  readonly procedure: string
  readonly context: Readonly<Record<string, unknown>> | undefined
  /** Whether its document is XML. */
  readonly xml: boolean
}

type Denial = { readonly rule: string; readonly pointer: string; readonly reason: string }

/** The digest of the XSD set that this node has for a profile; undefined where it has none. */
export type XsdSetOf = (profile: string) => string | undefined

const purposesOf = ({ procedures, purposes }: AgreementDocument, procedure: string): readonly string[] =>
  procedures.find((p) => p.name === procedure)?.purposes ?? purposes

/** What a message of a procedure is for where it says nothing; undefined where the agreement leaves it open, or names several. */
export function onlyPurpose(document: AgreementDocument, procedure: string): string | undefined {
  const [first, ...others] = purposesOf(document, procedure)
  return first === '*' || others.length > 0 ? undefined : first
}

/** Why the agreement does not allow what a message is for, who sends it to whom, or its document type; null where it does. A message that names no purpose is under the only one that the agreement names for its procedure. */
export function deniesContent(document: AgreementDocument, content: Content, xsdSet: XsdSetOf): Denial | null {
  const { xPurpose, xAgency, xFromAgency, xProfile } = content.context ?? {}
  const purposes = purposesOf(document, content.procedure)
  const named = (v: unknown, among: readonly string[]): boolean =>
    v === undefined || among.includes('*') || (typeof v === 'string' && among.includes(v))
  const deny = (rule: string, member: string, reason: string): Denial => ({
    rule,
    pointer: `/context/${member}`,
    reason,
  })
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
  if (!named(xAgency, document.agencies))
    return deny('agency', 'xAgency', 'the agreement does not name the agency that it is addressed to')
  if (!named(xFromAgency, document.agencies))
    return deny('agency', 'xFromAgency', 'the agreement does not name the agency that sends')
  if (!content.xml || document.profiles === undefined) return null
  const profile = document.profiles.find((p) => p.name === xProfile)
  if (profile === undefined)
    return deny('profile', 'xProfile', `XML passes by the profiles ${document.profiles.map((p) => p.name).join(', ')}`)
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
