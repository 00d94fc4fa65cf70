/** Agreements between two countries: what may pass, and on what terms. Everything is denied that no agreement in force allows (allows.ts). */
import { JuxtaError } from '../values/errors.ts'
import { isCountry, type Country } from '../values/country.ts'
import { digestOf, isDigest, type Digest } from '../values/digest.ts'
import { canonicalJson, parseStrictJson } from '../values/json.ts'
import { isObject, Members } from '../values/members.ts'
import { isSeconds } from '../values/time.ts'
import { isName } from '../message/manifest.ts'
import { readAeoClause, type AeoClause } from './aeo-clause.ts'
import { readAssistanceClause, type AssistanceClause } from './assistance-clause.ts'
import { checkOffices, readOfficePrefixes, type OfficePrefixes } from './office-clause.ts'
import { readOnwardClause, type OnwardClause } from './onward-clause.ts'
import { readPermitKinds } from './permit-kind-clause.ts'
import type { PermitKindClause } from './permit-kind.ts'
import { readDeadlines, type Deadlines } from './agreed-deadlines.ts'
import { readProcedures, type AgreedProcedure } from './agreed-procedures.ts'
import { readAnnexes, type Annexes } from './annexes.ts'
import {
  differentOf,
  entriesIf,
  isDays,
  isParty,
  isPositive,
  isTitle,
  MOST_OF_PHRASE,
  only,
  textsIn,
  within,
  withinIf,
} from './clause-values.ts'

/** An XML document type that may pass: its profile, and the digest of the XSD set by which both sides judge it, where they have agreed on one. */
export type AgreedProfile = { readonly name: string; readonly xsd_set?: Digest }

/** Times in seconds since 1970. What only parties that exchange more than tests have to state may be absent (stated.ts). */
export type AgreementDocument = Annexes & {
  readonly version: 1
  readonly parties: readonly [Country, Country]
  readonly title: string
  readonly procedures: readonly AgreedProcedure[]
  /** XML and JSON-LD pass by one of these alone; by any profile and by none, where absent. */
  readonly profiles?: readonly AgreedProfile[]
  readonly default_context?: Readonly<Record<string, unknown>>
  /** By procedure: minutes by the name that the procedure gives the limit, where the two agree on others than its own. */
  readonly deadlines?: Deadlines
  /** What may be passed on to third countries of what a party (`of`) has sent under this agreement; nothing, where absent. */
  readonly onward?: readonly OnwardClause[]
  /** What each party recognises of the authorised traders of the other, and for what; nothing, where absent. */
  readonly aeo?: readonly AeoClause[]
  /** Under which instruments mutual assistance is asked for, and in which form; under none, where absent. */
  readonly assistance?: AssistanceClause
  /** Kinds of permits that the two add to those of the procedure, or hold to narrower rules; none, where absent. */
  readonly permit_kinds?: readonly PermitKindClause[]
  /** Parties in which the validity of a permit is tested when it is presented there, and not when the goods left. */
  readonly permits_presented?: readonly Country[]
  /** By party: what the ids of its offices begin with, where that is not its own code alone. */
  readonly office_prefixes?: OfficePrefixes
  readonly limits: { readonly message_bytes: number; readonly expiry_days: number }
  readonly valid: { readonly from: number; readonly until: number }
  readonly issued_at: number
  /** Agreements of the two, by their hashes, that end when this one begins; none, where absent. */
  readonly replaces?: readonly Digest[]
  /** Until when it may be accepted; as long as it stands, where absent. */
  readonly accept_by?: number
}

/** Longer is no agreement that people have read: 64 KiB of UTF-8. */
export const AGREEMENT_BYTES = 65_536

/** Fails with `too-large` where an agreement has more bytes than any may have; asked before it is read. */
export function checkAgreementSize(bytes: number, pointer = '', limit = AGREEMENT_BYTES): void {
  if (bytes > limit)
    throw new JuxtaError('too-large', `an agreement has at most ${limit} bytes, this one has ${bytes}`, {
      ...(pointer === '' ? {} : { pointer }),
      rule: 'agreement-bytes',
      members: { limit },
    })
}

/** Its texts are as long as any that a party states. */
const isContext = (v: unknown): v is Record<string, unknown> =>
  isObject(v) && [...textsIn(v)].every(([, text]) => text.length <= MOST_OF_PHRASE)

/** Reads an attacker-controlled agreement. Fails with `malformed` and a pointer. */
export function parseAgreement(value: unknown): AgreementDocument {
  const m = new Members(value)
  const context = m.optional('default_context', isContext, 'an object, its texts of at most 2000 characters')
  // It would answer for every message that comes without a context.
  if (context?.['xDecidedBy'] !== undefined)
    throw new JuxtaError('malformed', 'nobody decides for all that is to come', {
      pointer: '/default_context/xDecidedBy',
      rule: 'decided-by',
    })
  const deadlines = m.optional('deadlines', isObject, 'an object')
  const isParties = (v: unknown): v is [Country, Country] =>
    Array.isArray(v) && v.length === 2 && v.every(isCountry) && v[0]! < v[1]!
  const parties = m.required('parties', isParties, 'two country codes in alphabetical order')
  const prefixes = m.optional('office_prefixes', isObject, 'an object')
  const document: AgreementDocument = {
    version: m.required('version', (v): v is 1 => v === 1, '1'),
    parties,
    title: m.required('title', isTitle, 'a title'),
    ...readAnnexes(m, parties),
    procedures: readProcedures(m, parties),
    ...only(
      'profiles',
      entriesIf(m, 'profiles', (p) => ({
        name: p.required('name', isName, 'the name of a profile'),
        ...only('xsd_set', p.optional('xsd_set', isDigest, 'a sha-256 digest')),
      })),
    ),
    ...only('default_context', context),
    ...only('deadlines', deadlines && readDeadlines(deadlines)),
    ...only(
      'onward',
      entriesIf(m, 'onward', (c) => readOnwardClause(c, parties)),
    ),
    ...only(
      'aeo',
      entriesIf(m, 'aeo', (c) => readAeoClause(c, parties)),
    ),
    ...only('assistance', withinIf(m, 'assistance', readAssistanceClause)),
    ...only('permit_kinds', readPermitKinds(m)),
    ...only('office_prefixes', prefixes && readOfficePrefixes(prefixes, parties)),
    ...only('permits_presented', m.optional('permits_presented', differentOf(isParty(parties)), 'parties')),
    limits: within(m, 'limits', (i) => ({
      message_bytes: i.required('message_bytes', isPositive, 'bytes'),
      expiry_days: i.required('expiry_days', isDays, 'days, 1 to 36500'),
    })),
    valid: within(m, 'valid', (i) => ({
      from: i.required('from', isSeconds, 'seconds since 1970'),
      until: i.required('until', isSeconds, 'seconds since 1970'),
    })),
    issued_at: m.required('issued_at', isSeconds, 'seconds since 1970'),
    ...only('replaces', m.optional('replaces', differentOf(isDigest), 'different sha-256 digests')),
    ...only('accept_by', m.optional('accept_by', isSeconds, 'seconds since 1970')),
  }
  m.close()
  const { valid, profiles = [], issued_at: issued, accept_by: acceptBy, authentic, texts = [] } = document
  if (authentic?.prevails === 'texts' && texts.length === 0)
    throw new JuxtaError('malformed', 'no text on paper is named', { pointer: '/authentic/prevails', rule: 'texts' })
  if (valid.until <= valid.from)
    throw new JuxtaError('malformed', 'the agreement ends before it begins', { pointer: '/valid/until', rule: 'order' })
  if (acceptBy !== undefined && (acceptBy < issued || acceptBy >= valid.until))
    throw new JuxtaError('malformed', 'it is accepted after it was drawn up, and before it ends', {
      pointer: '/accept_by',
      rule: 'order',
    })
  for (const [i, { name }] of profiles.entries())
    if (profiles.findIndex((p) => p.name === name) !== i)
      throw new JuxtaError('malformed', 'a profile is named once', { pointer: `/profiles/${i}/name`, rule: 'unique' })
  checkOffices(document.offices, document.office_prefixes)
  return document
}

/** Reads the text of an agreement as it is signed: attacker-controlled, and one text alone for what it says. Fails with `too-large` or `malformed`. */
export function readAgreementText(text: string): AgreementDocument {
  checkAgreementSize(Buffer.byteLength(text))
  const document = parseAgreement(parseStrictJson(text))
  if (agreementText(document) !== text)
    throw new JuxtaError('malformed', 'the agreement is not in the form of RFC 8785', { rule: 'canonical' })
  return document
}

export const agreementText = (document: AgreementDocument): string => canonicalJson(document)
export const agreementHash = (text: string): Digest => digestOf(text)
