/** A draft of an agreement for all procedures of this release, to be read and changed by people before it is proposed. */
import type { AgreedProcedure } from '../peers/agreed-procedures.ts'
import type { AgreementDocument } from '../peers/agreement.ts'
import type { Annexes, Level, Stage } from '../peers/annexes.ts'
import { EVIDENTIAL_FORMS, INSTRUMENTS } from '../peers/assistance-clause.ts'
import type { Country } from '../values/country.ts'
import { digestOf, type Digest } from '../values/digest.ts'
import { escapePointer } from '../values/json.ts'
import { date } from '../values/time.ts'
import { PROCEDURES } from './procedures.ts'

/** What only the parties can say. */
export type Stated = {
  readonly stage?: Stage['name']
  readonly annexes?: Partial<Annexes>
  /** Of the instrument, where no annexes say it. */
  readonly title?: string
  readonly purposes?: readonly string[]
  /** Those whose acts a procedure is, where none is named. */
  readonly agencies?: readonly string[]
  /** What is said alike of each procedure. */
  readonly procedure?: Pick<AgreedProcedure, 'data_protection' | 'suspension'>
  /** Whose authorised traders are recognised, and for what; nobody's, where nothing is stated. */
  readonly aeo?: NonNullable<AgreementDocument['aeo']>
  /** Under what assistance is asked for; under nothing, where nothing is stated. */
  readonly assistance?: NonNullable<AgreementDocument['assistance']>
  readonly defaultContext?: Readonly<Record<string, unknown>>
}

const of = <T>(parties: readonly Country[], one: (party: Country) => T): T[] => parties.map(one)

/** In words that the parties find, and with numbers that they change. */
const LEVELS: readonly Level[] = [
  { name: '', level: '', target: { measure: 'availability', percent: '99' } },
  { name: '', level: '', target: { measure: 'receipt', percent: '95', within_seconds: 60 } },
]

/** What comes with more than tests, left open. */
const openAnnexes = (parties: readonly Country[], title: string): Partial<AgreementDocument> => ({
  instrument: { kind: 'treaty', title, article: '', date: '', in_force: '' },
  texts: [{ name: '', digest: '' as Digest }],
  signatories: of(parties, (party) => ({ party, name: '', function: '', authority: '' })),
  service: { levels: LEVELS, maintenance_notice_hours: 72, languages: [] },
  contacts: of(parties, (party) => ({ party, role: 'duty-desk', name: '', reach: [], hours: '' })),
  security: { key_bits: 256, key_days: 730, witnesses: [...parties] },
  assistance: { instruments: [] },
  tests: [],
  evidence: '',
  liability: '',
  disputes: { settled: '', proof: '' },
  authentic: { prevails: 'texts', languages: [] },
  exit: { notice_days: 90, open_cases: '' },
})
const openProcedure = (parties: readonly Country[]): NonNullable<Stated['procedure']> => ({
  data_protection: {
    categories: [],
    recipients: [],
    legal_hold: '',
    rights: of(parties, (party) => ({ party, contact: '' })),
    correction_hours: 72,
    breach_notice_hours: 72,
    equivalence: '',
  },
  suspension: { notice_hours: 24, open_cases: 'go-on' },
})

/**
 * An agreement for all procedures in both directions, to be read and changed before it is proposed. What is stated is in it, and what is left is open: empty, so that it
 * cannot be proposed, and no message gets a context that nobody gave it.
 */
export function draftAgreement(ours: Country, theirs: Country, now: number, stated: Stated = {}): AgreementDocument {
  const {
    stage = 'test',
    title = '',
    annexes,
    purposes = [],
    agencies,
    procedure,
    aeo,
    assistance,
    defaultContext,
  } = stated
  const parties = [ours, theirs].sort() as [Country, Country]
  const more = stage !== 'test'
  return {
    version: 1,
    parties,
    title: `Exchange of customs data between ${parties[0]} and ${parties[1]}`,
    instrument: { kind: 'other', title },
    ...(more ? openAnnexes(parties, title) : {}),
    stage: { name: stage, ends: more ? [] : ['an agreement of the stage parallel or live is in force'] },
    ...annexes,
    procedures: PROCEDURES.newestOfEach.map(({ name, agencies: acting }) => ({
      name,
      versions: PROCEDURES.versions(name),
      types: ['*'],
      from: parties,
      purposes,
      agencies: agencies ?? acting,
      retention: { documents_days: 1095, manifests_days: 3650 },
      ...(more ? openProcedure(parties) : {}),
      ...procedure,
    })),
    ...(aeo === undefined ? {} : { aeo }),
    ...(assistance === undefined ? {} : { assistance }),
    ...(defaultContext === undefined ? {} : { default_context: defaultContext }),
    limits: { message_bytes: 4194304, expiry_days: 30 },
    valid: { from: now - 300, until: now + 5 * 365 * 86_400 },
    issued_at: now,
  }
}

/** Where a draft is open: what is empty in it, as JSON pointers. */
export function openIn(value: unknown, pointer = ''): string[] {
  if (value === '' || (Array.isArray(value) && value.length === 0)) return [pointer]
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, member]) => openIn(member, `${pointer}/${escapePointer(name)}`))
    : []
}

/** Before anything that is tried. */
const TRIED_FROM = '2000-01-01'

/** What two nodes state that concern nobody else, as on one machine or for a trial: `what` it is. It passes whatever a message states. */
export function trialTerms(parties: readonly Country[], what: string, now: number): Stated {
  const none = `none: ${what}`
  const day = date(now * 1000)
  return {
    stage: 'parallel',
    annexes: {
      instrument: { kind: 'other', title: none, article: none, date: day, in_force: none },
      texts: [{ name: none, digest: digestOf(what) }],
      signatories: of(parties, (party) => ({ party, name: 'nobody', function: 'none', authority: none, date: day })),
      stage: { name: 'parallel', ends: ['whoever tries it ends it'] },
      service: { levels: [{ name: 'all', level: none }], maintenance_notice_hours: 0, languages: ['en'] },
      contacts: of(parties, (party) => ({
        party,
        role: 'duty-desk',
        name: 'nobody',
        reach: ['whoever tries it'],
        hours: 'none',
      })),
      security: { key_bits: 256, key_days: 730, witnesses: [...parties] },
      tests: [what],
      evidence: none,
      liability: none,
      disputes: { settled: none, proof: 'the log of each party proves what it sent and received' },
      authentic: { prevails: 'data', languages: ['en'] },
      exit: { notice_days: 0, open_cases: 'they end with it' },
    },
    purposes: ['*'],
    agencies: ['*'],
    assistance: {
      instruments: INSTRUMENTS.map((name) => ({ name, in_force_from: TRIED_FROM })),
      markings: ['official', 'restricted'],
      languages: ['en', 'fr', 'es', 'ar'],
      evidential_forms: EVIDENTIAL_FORMS,
    },
    procedure: {
      data_protection: {
        categories: ['invented'],
        recipients: ['whoever tries it'],
        legal_hold: none,
        rights: of(parties, (party) => ({ party, contact: 'whoever tries it' })),
        correction_hours: 72,
        breach_notice_hours: 72,
        equivalence: 'the data are invented',
      },
      suspension: { notice_hours: 0, open_cases: 'go-on' },
    },
  }
}
