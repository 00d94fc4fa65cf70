/** An agreement in which every member is stated: one that is missing here does not compile. */
import type { AgreementDocument } from '../../node/peers/agreement.ts'
import type { Country } from '../../node/values/country.ts'
import { digestOf } from '../../node/values/digest.ts'

type Whole<T> = T extends string | number | boolean
  ? T
  : T extends readonly (infer E)[]
    ? number extends T['length']
      ? readonly Whole<E>[]
      : T
    : { readonly [K in keyof T]-?: Whole<NonNullable<T[K]>> }

/** What narrows a kind keeps its documents; one that narrows none says which it has. */
type WholeKind = Whole<NonNullable<AgreementDocument['permit_kinds']>[number]>
type Full = Omit<Whole<AgreementDocument>, 'permit_kinds'> & {
  readonly permit_kinds: readonly [Omit<WholeKind, 'subtypes'>, Omit<WholeKind, 'narrows'>]
}

const [CH, FR, IT] = ['CH', 'FR', 'IT'] as Country[] as [Country, Country, Country]

const procedure = (name: string): Whole<AgreementDocument>['procedures'][number] => ({
  name,
  versions: ['1', '2'],
  ending: ['1'],
  types: ['*'],
  from: [CH, FR],
  purposes: [`risk assessment in ${name}`, 'control'],
  agencies: ['customs', 'border-guard'],
  effects: ['lodged'],
  retention: { documents_days: 1095, manifests_days: 3650 },
  data_protection: {
    categories: ['identification of traders'],
    recipients: ['customs of both parties'],
    legal_hold: 'a court, for its proceedings',
    rights: [
      { party: CH, contact: 'rights@customs.example.ch' },
      { party: FR, contact: 'rights@customs.example.fr' },
    ],
    correction_hours: 72,
    breach_notice_hours: 48,
    equivalence: 'Convention 108+ of the Council of Europe',
  },
  suspension: { notice_hours: 24, open_cases: 'go-on' },
})

const kind: Omit<WholeKind, 'narrows' | 'subtypes'> = {
  code: 'falcon-passport',
  names: { fr: 'Passeport de faucon', de: 'Falkenpass' },
  agency: 'veterinary',
  type_code: '811',
  issued_by: 'export',
  taken: 'written-off',
  consignments: 'one',
  points: ['export', 'import'],
  months: 36,
  tested: 'use',
  retained: true,
  dimensions: ['count'],
  needs: {
    record: ['xPurposeCode'],
    items: ['xScientificName', 'xSpecimenMarks', 'classification', 'valueAmount'],
  },
  may: { record: ['xTreatments'], items: ['origin'] },
  use_marks: true,
  commodities: ['0106'],
  currency: 'CHF',
  corresponding: { record: true, use: ['import'], type_code: '911' },
  law: 'Article 4 of the convention on falconry',
  in_force_until: '2030-12-31',
}

export const fullAgreement = (): Full => ({
  version: 1,
  parties: [FR, CH].sort() as [Country, Country],
  title: 'Exchange of customs data at the border',
  instrument: {
    kind: 'treaty',
    title: 'Convention on the simplification of formalities',
    article: 'Article 13',
    date: '1987-05-20',
    in_force: 'the notification of the depositary',
  },
  texts: [
    { name: 'The agreement on paper', digest: digestOf('text') },
    { name: 'Its annex', digest: digestOf('annex') },
  ],
  signatories: [
    {
      party: CH,
      name: 'A. Müller',
      function: 'Director General',
      authority: 'full powers of 2026-01-05',
      date: '2026-01-20',
    },
    {
      party: FR,
      name: 'B. Martin',
      function: 'Directrice générale',
      authority: 'pleins pouvoirs du 2026-01-06',
      date: '2026-01-21',
    },
  ],
  stage: { name: 'live', ends: ['another agreement takes its place'] },
  procedures: [procedure('pre-arrival'), procedure('aeo')],
  profiles: [{ name: 'wco-dec-dms-2', xsd_set: digestOf('xsd') }],
  code_lists: [{ name: 'HS', version: '2022' }],
  default_context: { xLegalBasis: 'Article 13' },
  deadlines: { 'pre-arrival': { doNotLoadAnswer: 20 }, 'opening-hours': { closingNotice: 20_160 } },
  onward: [{ procedure: 'pre-arrival', of: [CH], to: [IT] }],
  aeo: [
    {
      of: FR,
      programme: 'EU-AEO',
      types: ['AEOS', 'AEOF'],
      roles: ['*'],
      benefits: ['reduced-controls'],
      grounds: ['public-task'],
    },
  ],
  assistance: {
    instruments: [
      { name: 'johannesburg', in_force_from: '2004-09-01', in_force_until: '2030-12-31', open_requests: 'stop' },
    ],
    markings: ['restricted'],
    languages: ['fr', 'de'],
    evidential_forms: ['information', 'certified-copy'],
  },
  permit_kinds: [
    { ...kind, narrows: true },
    {
      ...{ ...kind, code: 'breeding-certificate' },
      subtypes: [
        {
          ...{ code: 'breeding-bird', names: { fr: 'Oiseau d’élevage' }, issued_by: 'import', months: 12 },
          ...{ consignments: 'one-declaration', points: ['export'] },
          corresponding: { record: true, use: ['export'], type_code: '811' },
        },
        {
          ...{ code: 'lent-bird', names: { fr: 'Oiseau prêté' }, issued_by: 'export', months: 3 },
          ...{ consignments: 'one', points: ['import'] },
          corresponding: { record: true, use: ['import'], type_code: '911' },
        },
      ],
    },
  ],
  permits_presented: [CH],
  limits: { message_bytes: 4_194_304, expiry_days: 30 },
  offices: [
    {
      party: CH,
      code: 'CH001251',
      name: 'Basel',
      hours: 'as agreed by opening-hours',
      time_zone: 'Europe/Zurich',
      competence: {
        roles: ['exit', 'destination'],
        procedures: ['40'],
        modes: ['2', '3'],
        goods: ['01', '8703'],
        permits: ['cites'],
      },
    },
  ],
  office_prefixes: { CH: ['CH', 'LI'], FR: ['FR'] },
  service: {
    levels: [
      { name: 'availability', level: '99.5 % a month', target: { measure: 'availability', percent: '99.5' } },
      {
        ...{ name: 'receipts', level: '98 % within two minutes' },
        target: { measure: 'receipt', percent: '98', within_seconds: 120 },
      },
    ],
    maintenance_notice_hours: 96,
    languages: ['fr', 'de'],
  },
  contacts: [
    { party: CH, role: 'duty-desk', name: 'Desk Bern', reach: ['+41 00 000 00 00'], hours: 'at all times' },
    { party: FR, role: 'legal', name: 'Bureau juridique', reach: ['juridique@customs.example.fr'], hours: 'weekdays' },
  ],
  security: { key_bits: 256, key_days: 730, witnesses: ['a third party'] },
  tests: ['a declaration, its registration and its release, on both sides'],
  evidence: 'the receipts are evidence in administrative proceedings',
  liability: 'each party answers for what it states; nobody is bound to act on what he hears',
  disputes: { settled: 'by negotiation', proof: 'the log of each party proves what it sent and received' },
  authentic: { prevails: 'texts', languages: ['fr', 'de'], prevailing_language: 'fr' },
  exit: { notice_days: 180, open_cases: 'they end under this agreement' },
  valid: { from: Date.UTC(2026, 1, 1) / 1000, until: Date.UTC(2031, 0, 31) / 1000 },
  issued_at: Date.UTC(2026, 0, 15) / 1000,
  replaces: [digestOf('the agreement before')],
  accept_by: Date.UTC(2026, 0, 31) / 1000,
})
