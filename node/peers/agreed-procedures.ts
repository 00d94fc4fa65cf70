/** What two countries agree on for a procedure: who may send what for which purpose, how long it is kept, how its data are protected, and how it is suspended. */
import { isCountry, type Country } from '../values/country.ts'
import { JuxtaError } from '../values/errors.ts'
import { oneOf, type Members } from '../values/members.ts'
import { isText } from '../values/text.ts'
import { isName, isVersion } from '../message/manifest.ts'
import {
  differentOf,
  entries,
  isDays,
  isNotice,
  isPhrase,
  isTitle,
  listOf,
  only,
  within,
  withinIf,
} from './clause-values.ts'

/**
 * What a message of a procedure does by law because two countries have agreed so, and not otherwise. `lodged`: a declaration that is forwarded is lodged with the
 * receiver. `release-after-discharge`: goods are released when their transit is discharged. `officers-by-reference`: a roster may name officers by their reference,
 * and not by their function alone.
 */
export const EFFECTS = ['lodged', 'release-after-discharge', 'officers-by-reference'] as const
export type Effect = (typeof EFFECTS)[number]

export type AgreedProcedure = {
  readonly name: string
  readonly versions: readonly string[]
  /** Those of them whose open cases go on to their end, and in which no new one begins. */
  readonly ending?: readonly string[]
  /** Types of message, or `*` for all of the procedure. */
  readonly types: readonly string[]
  /** Who may send. */
  readonly from: readonly Country[]
  /** What data may be used for; `*`: whatever a message states. */
  readonly purposes: readonly string[]
  /** Agencies of either side that may send and be addressed; `*`: any. */
  readonly agencies: readonly string[]
  readonly effects?: readonly Effect[]
  /** How long each class of data is kept: documents with their contexts, and what was signed about them. */
  readonly retention: { readonly documents_days: number; readonly manifests_days: number }
  readonly data_protection?: DataProtection
  readonly suspension?: SuspensionTerms
}

export type DataProtection = {
  readonly categories: readonly string[]
  readonly recipients: readonly string[]
  /** Who may order that data are kept longer, and for what. */
  readonly legal_hold: string
  /** Where data subjects turn to, at each party. */
  readonly rights: readonly { readonly party: Country; readonly contact: string }[]
  readonly correction_hours: number
  readonly breach_notice_hours: number
  /** By what the protection of either party counts as equivalent. */
  readonly equivalence: string
}

/** How long before a suspension it is told, and whether cases that were open before it go on. */
export type SuspensionTerms = { readonly notice_hours: number; readonly open_cases: 'go-on' | 'stop' }

const readProtection = (m: Members, isParty: (v: unknown) => v is Country): DataProtection => ({
  categories: m.required('categories', listOf(isTitle), 'categories of data'),
  recipients: m.required('recipients', listOf(isTitle), 'recipients'),
  legal_hold: m.required('legal_hold', isPhrase, 'who may order that data are kept longer'),
  rights: entries(m, 'rights', (e) => ({
    party: e.required('party', isParty, 'a party'),
    contact: e.required('contact', isTitle, 'a contact'),
  })),
  correction_hours: m.required('correction_hours', isNotice, 'hours'),
  breach_notice_hours: m.required('breach_notice_hours', isNotice, 'hours'),
  equivalence: m.required('equivalence', isPhrase, 'by what protection is equivalent'),
})

/** Reads attacker-controlled procedures. Fails with `malformed` and a pointer. */
export function readProcedures(m: Members, parties: readonly Country[]): AgreedProcedure[] {
  const isParty = (v: unknown): v is Country => isCountry(v) && parties.includes(v)
  const isType = (v: unknown): v is string => v === '*' || isName(v)
  const read = entries(m, 'procedures', (p): AgreedProcedure => ({
    name: p.required('name', isName, 'the name of a procedure'),
    versions: p.required('versions', differentOf(isVersion), 'different versions'),
    ...only('ending', p.optional('ending', differentOf(isVersion), 'different versions')),
    types: p.required('types', differentOf(isType), 'different types of message or *'),
    from: p.required('from', differentOf(isCountry), 'different country codes'),
    purposes: p.required('purposes', differentOf(isText(200)), 'different purposes'),
    agencies: p.required('agencies', differentOf(isText(100)), 'different agencies'),
    ...only(
      'effects',
      p.optional('effects', differentOf(oneOf(...EFFECTS)), `different ones of ${EFFECTS.join(', ')}`),
    ),
    retention: within(p, 'retention', (i) => ({
      documents_days: i.required('documents_days', isDays, 'days, 1 to 36500'),
      manifests_days: i.required('manifests_days', isDays, 'days, 1 to 36500'),
    })),
    ...only(
      'data_protection',
      withinIf(p, 'data_protection', (i) => readProtection(i, isParty)),
    ),
    ...only(
      'suspension',
      withinIf(p, 'suspension', (i) => ({
        notice_hours: i.required('notice_hours', isNotice, 'hours'),
        open_cases: i.required('open_cases', oneOf('go-on', 'stop'), 'go-on or stop'),
      })),
    ),
  }))
  for (const [i, { name, from, versions, ending = [], retention }] of read.entries()) {
    if (!from.every((c) => parties.includes(c)))
      throw new JuxtaError('malformed', 'only the parties may send', {
        pointer: `/procedures/${i}/from`,
        rule: 'party',
      })
    if (!ending.every((version) => versions.includes(version)))
      throw new JuxtaError('malformed', 'a version that ends is one of those that are agreed', {
        pointer: `/procedures/${i}/ending`,
        rule: 'version',
      })
    if (retention.manifests_days < retention.documents_days)
      throw new JuxtaError('malformed', 'documents go with what was signed about them, and would not be kept so long', {
        pointer: `/procedures/${i}/retention/manifests_days`,
        rule: 'order',
      })
    if (read.findIndex((p) => p.name === name) !== i)
      throw new JuxtaError('malformed', 'a procedure is named once', {
        pointer: `/procedures/${i}/name`,
        rule: 'unique',
      })
  }
  return read
}
