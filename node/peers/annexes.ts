/** What an agreement says beside its procedures: the instrument on which it rests, who signed it, its stage, and its annexes as data. */
import type { Country } from '../values/country.ts'
import { isDigest, type Digest } from '../values/digest.ts'
import { oneOf, type Members } from '../values/members.ts'
import { isText } from '../values/text.ts'
import { isReceiptTime, RECEIPT_TIMES } from './receipt-times.ts'
import {
  differentOf,
  entriesIf,
  isDay,
  isDays,
  isLanguage,
  isNotice,
  isParty,
  isPhrase,
  isPositive,
  isTitle,
  listOf,
  only,
  within,
  withinIf,
} from './clause-values.ts'
import { isZone, readCompetence, type Competence } from './competence-clause.ts'

/** The treaty, law or arrangement by which the parties may exchange. `in_force`: what proves that it is. */
export type Instrument = {
  readonly kind: 'treaty' | 'other'
  readonly title: string
  readonly article?: string
  readonly date?: string
  readonly in_force?: string
}
/** What was signed on paper, by its digest: the text first, then each annex. */
export type SignedText = { readonly name: string; readonly digest: Digest }
/** Who signed for a party, and by what power: the key of a node is no signature of a ministry. */
export type Signatory = {
  readonly party: Country
  readonly name: string
  readonly function: string
  readonly authority: string
  /** Of the signature; where it is signed on paper afterwards, it is written there. */
  readonly date?: string
}
/**
 * `test`: only what says that it is a test passes. `parallel`: what passes is processed and has no legal effect, the paper counts. `live`: it has the effect that law and
 * this agreement give it. `ends`: what ends the stage.
 */
export type Stage = { readonly name: 'test' | 'parallel' | 'live'; readonly ends: readonly string[] }

/** `time_zone`: in which the days of its limits end. */
export type Office = {
  readonly party: Country
  readonly code: string
  readonly name: string
  readonly hours?: string
  readonly time_zone?: string
  readonly competence?: Competence
}
export type CodeList = { readonly name: string; readonly version: string }
/** What is measured of a level, by each side of the other and by the calendar month (UTC). `availability`: how often it answers; `receipt`: how soon what is sent has its receipt. */
export const MEASURES = ['availability', 'receipt'] as const
/** `percent`: the least part, a decimal number. `within_seconds`: of a receipt, from when a message was made. */
export type Target =
  | { readonly measure: 'availability'; readonly percent: string }
  | { readonly measure: 'receipt'; readonly percent: string; readonly within_seconds: number }
/** `level`: what is promised of it. `target`: the same as data, so that it is measured. */
export type Level = { readonly name: string; readonly level: string; readonly target?: Target }
export type Service = {
  readonly levels: readonly Level[]
  readonly maintenance_notice_hours: number
  readonly languages: readonly string[]
}
export type Contact = {
  readonly party: Country
  readonly role: 'duty-desk' | 'technical' | 'legal' | 'data-protection'
  readonly name: string
  /** Telephone numbers and addresses. */
  readonly reach: readonly string[]
  readonly hours: string
}
/** `key_bits`: the least length of keys on elliptic curves; `key_days`: how long one is used at most; `witnesses`: whose logs cosign those of the parties. */
export type Security = {
  readonly key_bits: number
  readonly key_days: number
  readonly witnesses: readonly string[]
}
/** `proof`: whose log proves what. */
export type Disputes = { readonly settled: string; readonly proof: string }
/**
 * What counts where the JSON that the nodes sign and the texts on paper differ, in which languages those are authentic (Vienna Convention on the Law of Treaties,
 * Articles 10 and 33), and the one that prevails where these differ; each as the others, where none does.
 */
export type Authentic = {
  readonly prevails: 'data' | 'texts'
  readonly languages: readonly string[]
  readonly prevailing_language?: string
}
/** How long before it an end is told, and what becomes of open cases. */
export type Exit = { readonly notice_days: number; readonly open_cases: string }

export type Annexes = {
  readonly instrument: Instrument
  readonly texts?: readonly SignedText[]
  readonly signatories?: readonly Signatory[]
  readonly stage: Stage
  readonly offices?: readonly Office[]
  readonly code_lists?: readonly CodeList[]
  readonly service?: Service
  readonly contacts?: readonly Contact[]
  readonly security?: Security
  /** What is tried before the stage ends. */
  readonly tests?: readonly string[]
  /** Use as evidence, in which proceedings. */
  readonly evidence?: string
  /** Liability, and that nobody is bound to act on what he hears. */
  readonly liability?: string
  readonly disputes?: Disputes
  readonly authentic?: Authentic
  readonly exit?: Exit
}

const isName = isText(100)

/** A text, so that every writing of JSON has it alike. */
const isPercent = (v: unknown): v is string =>
  typeof v === 'string' && /^(100|[1-9]?[0-9](\.[0-9]{1,3})?)$/.test(v) && Number(v) > 0

function readTarget(m: Members): Target {
  const measure = m.required('measure', oneOf(...MEASURES), 'availability or receipt')
  const percent = m.required(
    'percent',
    isPercent,
    'a text as in 99.5: more than 0, at most 100, with at most three decimals',
  )
  if (measure === 'availability') return { measure, percent }
  return { measure, percent, within_seconds: m.required('within_seconds', isReceiptTime, RECEIPT_TIMES) }
}

function readAuthentic(m: Members): Authentic {
  const languages = m.required('languages', differentOf(isLanguage), 'different languages')
  const isOne = (v: unknown): v is string => isLanguage(v) && languages.includes(v)
  return {
    prevails: m.required('prevails', oneOf('data', 'texts'), 'data or texts'),
    languages,
    ...only('prevailing_language', m.optional('prevailing_language', isOne, 'one of the languages')),
  }
}

/** Reads what is attacker-controlled. Fails with `malformed` and a pointer. */
export function readAnnexes(m: Members, parties: readonly Country[]): Annexes {
  const party = isParty(parties)
  const text = (name: string): string | undefined => m.optional(name, isPhrase, 'a text of at most 2000 characters')
  return {
    instrument: within(m, 'instrument', (i) => ({
      kind: i.required('kind', oneOf('treaty', 'other'), 'treaty or other'),
      title: i.required('title', isTitle, 'the title of the instrument'),
      ...only('article', i.optional('article', isTitle, 'an article')),
      ...only('date', i.optional('date', isDay, 'a date')),
      ...only('in_force', i.optional('in_force', isPhrase, 'what proves that it is in force')),
    })),
    ...only(
      'texts',
      entriesIf(m, 'texts', (e) => ({
        name: e.required('name', isTitle, 'the name of a text'),
        digest: e.required('digest', isDigest, 'a sha-256 digest'),
      })),
    ),
    ...only(
      'signatories',
      entriesIf(m, 'signatories', (e) => ({
        party: e.required('party', party, 'a party'),
        name: e.required('name', isTitle, 'the name of a person'),
        function: e.required('function', isTitle, 'a function'),
        authority: e.required('authority', isTitle, 'by what authority'),
        ...only('date', e.optional('date', isDay, 'a date')),
      })),
    ),
    stage: within(m, 'stage', (i) => ({
      name: i.required('name', oneOf('test', 'parallel', 'live'), 'test, parallel or live'),
      ends: i.required('ends', listOf(isPhrase), 'what ends the stage'),
    })),
    ...only(
      'offices',
      entriesIf(m, 'offices', (e) => ({
        party: e.required('party', party, 'a party'),
        code: e.required('code', isText(17), 'the code of an office'),
        name: e.required('name', isTitle, 'the name of an office'),
        ...only('hours', e.optional('hours', isTitle, 'hours')),
        ...only('time_zone', e.optional('time_zone', isZone, 'a zone of the IANA time zone database')),
        ...only('competence', withinIf(e, 'competence', readCompetence)),
      })),
    ),
    ...only(
      'code_lists',
      entriesIf(m, 'code_lists', (e) => ({
        name: e.required('name', isTitle, 'the name of a code list'),
        version: e.required('version', isName, 'a version'),
      })),
    ),
    ...only(
      'service',
      withinIf(m, 'service', (i) => ({
        levels:
          entriesIf(i, 'levels', (e) => ({
            name: e.required('name', isTitle, 'of what'),
            level: e.required('level', isTitle, 'what is promised'),
            ...only('target', withinIf(e, 'target', readTarget)),
          })) ?? [],
        maintenance_notice_hours: i.required('maintenance_notice_hours', isNotice, 'hours'),
        languages: i.required('languages', differentOf(isLanguage), 'different languages'),
      })),
    ),
    ...only(
      'contacts',
      entriesIf(m, 'contacts', (e) => ({
        party: e.required('party', party, 'a party'),
        role: e.required('role', oneOf('duty-desk', 'technical', 'legal', 'data-protection'), 'the role of a contact'),
        name: e.required('name', isTitle, 'a name'),
        reach: e.required('reach', listOf(isTitle), 'telephone numbers and addresses'),
        hours: e.required('hours', isTitle, 'hours'),
      })),
    ),
    ...only(
      'security',
      withinIf(m, 'security', (i) => ({
        key_bits: i.required('key_bits', isPositive, 'bits'),
        key_days: i.required('key_days', isDays, 'days, 1 to 36500'),
        witnesses: i.required('witnesses', differentOf(isTitle), 'different witnesses'),
      })),
    ),
    ...only('tests', m.optional('tests', listOf(isPhrase), 'tests')),
    ...only('evidence', text('evidence')),
    ...only('liability', text('liability')),
    ...only('authentic', withinIf(m, 'authentic', readAuthentic)),
    ...only(
      'disputes',
      withinIf(m, 'disputes', (i) => ({
        settled: i.required('settled', isPhrase, 'how disputes are settled'),
        proof: i.required('proof', isPhrase, 'whose log proves what'),
      })),
    ),
    ...only(
      'exit',
      withinIf(m, 'exit', (i) => ({
        notice_days: i.required('notice_days', isNotice, 'days'),
        open_cases: i.required('open_cases', isPhrase, 'what becomes of open cases'),
      })),
    ),
  }
}
