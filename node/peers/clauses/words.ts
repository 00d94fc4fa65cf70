/** The languages in which an agreement is said, and its values as each of them writes them. Pure, so that the console says it as the command line does. */
import { ar } from './words-ar.ts'
import { en } from './words-en.ts'
import { LIMITS } from './limit-words.ts'
import type { Words } from './words-type.ts'
import { es } from './words-es.ts'
import { fr } from './words-fr.ts'

export const LANGUAGES = { en, fr, es, ar } as const satisfies Readonly<Record<string, Words>>
export type Language = keyof typeof LANGUAGES
export const isLanguage = (v: string): v is Language => Object.hasOwn(LANGUAGES, v)

/** Digits as those of the ids that stand beside them, whatever the language; hours to 24, days before months. */
const LOCALES: Readonly<Partial<Record<Language, string>>> = { ar: 'ar-u-nu-latn', en: 'en-GB' }
const localeOf = (language: Language): string => LOCALES[language] ?? language

/** A text with what stands in braces filled in. One full stop is enough. */
export const filled = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (all, name: string) => values[name] ?? all).replace(/([.!?…])\.$/u, '$1')

const amount =
  (unit: string) =>
  (value: unknown, locale: string): string =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(Number(value))

const named =
  (type: 'region' | 'language') =>
  (value: unknown, locale: string): string => {
    const name = new Intl.DisplayNames(locale, { type, fallback: 'none' }).of(String(value))
    return name === undefined ? String(value) : `${name} (${String(value)})`
  }

type Form = (value: unknown, locale: string) => string
const [country, tongue] = [named('region'), named('language')]

/** XA and XB are nobody's, and tests of scripts by the names that they have: they are called by their codes. */
const party: Form = (value, locale) => (/^X[AB]$/.test(String(value)) ? String(value) : country(value, locale))

/** In French the first of a month is an ordinal. */
const first = (locale: string, date: string): string => (locale.startsWith('fr') ? date.replace(/^1 /, '1er ') : date)

const time = (value: unknown, locale: string): string =>
  first(
    locale,
    new Intl.DateTimeFormat(locale, {
      dateStyle: 'long',
      timeStyle: 'medium',
      hourCycle: 'h23',
      timeZone: 'UTC',
    }).format(Number(value) * 1000),
  ) + ' UTC'

/** A date that was read when the agreement was. */
const day = (value: unknown, locale: string): string => {
  const [year, month, date] = String(value).split('-').map(Number) as [number, number, number]
  const written = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' })
  return first(locale, written.format(Date.UTC(year, month - 1, date)))
}

const [days, hours, months] = [amount('day'), amount('hour'), amount('month')]

/** Minutes, in days or hours where they are whole ones. */
const minutes: Form = (value, locale) => {
  const [of, unit] = ([[1440, 'day'], [60, 'hour'], [1, 'minute']] as const).find(([of]) => Number(value) % of === 0) ?? [1, 'minute'] // prettier-ignore
  return amount(unit)(Number(value) / of, locale)
}

/** A length of time from seconds on, in the largest unit of which it is a whole number. */
const seconds: Form = (value, locale) =>
  Number(value) % 60 === 0 ? minutes(Number(value) / 60, locale) : amount('second')(value, locale)

/** Without the marks of direction that Arabic has around it: the lines into which it is set have their own. */
const percent: Form = (value, locale) =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 3 })
    .format(Number(value) / 100)
    .replaceAll(/[\u200e\u200f\u061c]/g, '')

/** How the value of a member is written, with its unit; as it stands, where nothing is said here. */
const FORMS: Readonly<Record<string, Form>> = {
  parties: party,
  issued_at: time,
  accept_by: time,
  'instrument.date': day,
  'valid.from': time,
  'valid.until': time,
  'exit.notice_days': days,
  'procedures.from': party,
  'procedures.retention.documents_days': days,
  'procedures.retention.manifests_days': days,
  'procedures.data_protection.rights.party': party,
  'procedures.data_protection.correction_hours': hours,
  'procedures.data_protection.breach_notice_hours': hours,
  'procedures.suspension.notice_hours': hours,
  'deadlines.*.*': minutes,
  'onward.of': party,
  'onward.to': party,
  'aeo.of': party,
  'assistance.instruments.in_force_from': day,
  'assistance.instruments.in_force_until': day,
  'assistance.languages': tongue,
  'permit_kinds.months': months,
  'permit_kinds.subtypes.months': months,
  'permit_kinds.in_force_until': day,
  permits_presented: party,
  'limits.message_bytes': amount('byte'),
  'limits.expiry_days': days,
  'security.key_bits': amount('bit'),
  'security.key_days': days,
  'offices.party': party,
  'service.levels.target.percent': percent,
  'service.levels.target.within_seconds': seconds,
  'service.maintenance_notice_hours': hours,
  'service.languages': tongue,
  'authentic.languages': tongue,
  'authentic.prevailing_language': tongue,
  'contacts.party': party,
  'signatories.party': party,
  'signatories.date': day,
}

/** Members that name a procedure. */
const PROCEDURE: ReadonlySet<string> = new Set(['procedures.name', 'onward.procedure'])

/** Sentences beside each other, which have commas of their own. */
const PHRASES: ReadonlySet<string> = new Set(['stage.ends', 'tests', 'procedures.purposes'])

/** Lists of which one counts. */
const EITHER: ReadonlySet<string> = new Set([
  'assistance.markings',
  'assistance.languages',
  'assistance.evidential_forms',
])

/** Vocabularies that the parties may add to: a word of ours is told from one of theirs by the code behind it. */
const OPEN: ReadonlySet<string> = new Set(['procedures.agencies'])

/** Members that name what a permit states. */
const STATED = /^permit_kinds\.(needs|may)\./
/** A member whose values have the words of another. */
const WORDS_OF: Readonly<Record<string, string>> = {
  'permit_kinds.agency': 'procedures.agencies',
  'permit_kinds.corresponding.use': 'permit_kinds.points',
  'permit_kinds.subtypes.issued_by': 'permit_kinds.issued_by',
  'permit_kinds.subtypes.consignments': 'permit_kinds.consignments',
  'permit_kinds.subtypes.points': 'permit_kinds.points',
  'permit_kinds.subtypes.corresponding.use': 'permit_kinds.points',
}

/** A procedure by its name in the language, and by that of the wire. */
export const procedureName = (name: string, language: Language): string => {
  const { procedures } = LANGUAGES[language]
  return Object.hasOwn(procedures, name) ? `${procedures[name as keyof typeof procedures]} (${name})` : name
}

/** A limit by its name in the language; as the agreement names it, where no procedure of this release knows it. */
export const limitName = (procedure: string, name: string, language: Language): string => {
  const limits = LIMITS[language]
  const key = `${procedure}.${name}`
  return Object.hasOwn(limits, key) ? `${limits[key as keyof typeof limits]} (${name})` : name
}

const QUOTES = { en: '“”', fr: '«»', es: '«»', ar: '«»' } as const
/** A sentence beside others, with its ends; French has a space within them at which no line ends. */
const quoted = (text: string, language: Language): string =>
  `${QUOTES[language][0]}${language === 'fr' ? `\u00a0${text}\u00a0` : text}${QUOTES[language][1]}`

/** What a draft leaves open is written in by hand. */
const BLANK = '_'.repeat(12)

/** The value of a member as the language writes it, with its unit. What has another form is shown as it is. */
export function valueOf(member: string, value: unknown, language: Language): string {
  const words = LANGUAGES[language]
  if (value === '') return BLANK
  if (Array.isArray(value)) {
    if (value.length === 0) return words.none
    const each = value.map((one: unknown) => valueOf(member, one, language))
    if (PHRASES.has(member)) return each.length === 1 ? each[0]! : each.map((one) => quoted(one, language)).join('; ')
    const type = EITHER.has(member) ? 'disjunction' : 'conjunction'
    return new Intl.ListFormat(localeOf(language), { type }).format(each)
  }
  if (value === '*') return words.all
  if (typeof value === 'object' && value !== null) return JSON.stringify(value)
  const list = WORDS_OF[member] ?? member
  const known = `${list}.${String(value)}`
  if (Object.hasOwn(words.values, known)) {
    const word = words.values[known as keyof typeof words.values]
    return OPEN.has(list) && word !== value ? `${word} (${String(value)})` : word
  }
  if (STATED.test(member) && Object.hasOwn(words.stated, String(value)))
    return words.stated[value as keyof typeof words.stated]
  if (PROCEDURE.has(member)) return procedureName(String(value), language)
  try {
    return FORMS[member]?.(value, localeOf(language)) ?? String(value)
  } catch (error) {
    if (error instanceof RangeError) return String(value)
    throw error
  }
}
