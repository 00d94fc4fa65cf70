/** Agreements that two readers must read alike: one in which every member is stated, and that with one thing changed, at each place that it has. */
import { canonicalJson } from '../../../node/values/json.ts'
import { readAgreementText } from '../../../node/peers/agreement.ts'
import { fullAgreement } from '../../peers/full-agreement.ts'
import type { Json } from './make-bundles.ts'

/** `at`: the place that is changed, without the numbers of entries. */
export type Terms = { readonly at: string; readonly change: string; readonly text: string }

export const isReadable = (text: string): boolean => {
  try {
    readAgreementText(text)
    return true
  } catch {
    return false
  }
}

/** On both sides of each length, number and form that a member may have. */
const TEXTS = [
  ...['', '*', 'a', 'AA', 'CH', 'IT', 'de-Latn-CH', 'fr-fr', 'other', 'test', 'a\n', '1.0', '1.0.0.0', '99.5', '0'],
  ...['2004-02-29', '2005-02-29', '0999-12-31', '1000-01-01', '2999-12-31', '2026-1-1'],
  ...[`sha-256:${'A'.repeat(43)}`, `sha-256:${'A'.repeat(42)}B`, '😀'.repeat(200)],
  ...[17, 50, 64, 100, 200, 300, 2000].flatMap((most) => ['a'.repeat(most), 'a'.repeat(most + 1)]),
]
const NUMBERS = [-1, 0, 1, 1.5, 60, 61, 36_500, 36_501, 100_000, 100_001, 1_000_000, 1_000_001, 2 ** 53 - 1, 2 ** 53]
const OTHERS = [null, true, '7', 7, [], {}, [{}], ['a']]

/** What may stand in the place of a value. */
function instead(value: Json): Json[] {
  if (typeof value === 'string') return [...TEXTS, ...OTHERS]
  if (typeof value === 'number') return [...NUMBERS, ...OTHERS]
  if (!Array.isArray(value)) return [{ ...value, more: 1 }, ...OTHERS]
  const [first] = value
  const many = (n: number): Json[] => Array.from({ length: n }, (_, i) => (typeof first === 'string' ? `a${i}` : first))
  return [[first, first], [...value, 7], value.slice(1), many(100), many(101), ...OTHERS]
}

/** Every place of `value`, and `set`, which puts something else there; undefined leaves it out. */
function* placesOf(value: Json, path = ''): Generator<{ at: string; value: Json; set: (next: Json) => void }> {
  for (const key of Object.keys(value)) {
    const at = `${path}/${Array.isArray(value) ? '' : key}`
    const set = (next: Json): void => {
      if (next !== undefined) value[key] = next
      else if (Array.isArray(value)) value.splice(Number(key), 1)
      else delete value[key]
    }
    yield { at, value: value[key], set }
    if (typeof value[key] === 'object') yield* placesOf(value[key], at)
  }
}

/** What two places say of each other, and no list of forms finds. */
const TOGETHER: readonly [change: string, work: (terms: Json) => void][] = [
  ['ends on the day it begins', (t) => (t.assistance.instruments[0].in_force_until = '2004-09-01')],
  ['ends before it begins', (t) => (t.assistance.instruments[0].in_force_until = '2004-08-31')],
  ['has no end', (t) => delete t.assistance.instruments[0].in_force_until],
  ['an instrument twice', (t) => t.assistance.instruments.push({ name: 'johannesburg', in_force_from: '2020-01-01' })],
  ['two instruments', (t) => t.assistance.instruments.push({ name: 'bilateral', in_force_from: '2020-01-01' })],
  ['no instrument', (t) => (t.assistance.instruments = [])],
  ['a programme in two clauses', (t) => t.aeo.push({ ...t.aeo[0], types: ['AEOC'] })],
  ['a clause of each party', (t) => t.aeo.push({ ...t.aeo[0], of: 'CH' })],
  ['all grounds', (t) => (t.aeo[0].grounds = ['legal-obligation', 'public-task', 'international-agreement'])],
  ['an office of another country', (t) => (t.offices[0].code = 'IT001251')],
  ['an office by its prefix', (t) => (t.offices[0].code = 'LI001251')],
  ['an office twice', (t) => t.offices.push(t.offices[0])],
  ['a prefix of both', (t) => (t.office_prefixes.FR = ['FR', 'LI'])],
  ['a prefix that is the other party', (t) => delete t.office_prefixes.FR && (t.office_prefixes.CH = ['FR'])],
  ['twenty prefixes', (t) => (t.office_prefixes.CH = Array.from({ length: 20 }, (_, i) => `X${String.fromCharCode(65 + i)}`).concat('CH').slice(1))], // prettier-ignore
  ['a procedure twice', (t) => (t.procedures[1].name = t.procedures[0].name)],
  ['a document twice', (t) => (t.permit_kinds[1].subtypes[1].code = t.permit_kinds[1].subtypes[0].code)],
  ['what is narrowed has documents', (t) => (t.permit_kinds[0].subtypes = t.permit_kinds[1].subtypes)],
  ['what is narrowed has a list of none', (t) => (t.permit_kinds[0].subtypes = [])],
  ['another document at no use of the kind', (t) => (t.permit_kinds[1].corresponding.use = ['re-export'])],
  ['another document at no use of its own', (t) => (t.permit_kinds[1].subtypes[0].corresponding.use = ['import'])],
  ['a use of the kind, where it has none of its own', (t) => delete t.permit_kinds[1].subtypes[0].points],
  ['another document that nobody names', (t) => (t.permit_kinds[1].corresponding = { type_code: '911' })],
  [
    'twenty-one documents',
    (t) => {
      const [one] = t.permit_kinds[1].subtypes
      t.permit_kinds[1].subtypes = Array.from({ length: 21 }, (_, i) => ({ ...one, code: `bird-${i}` }))
    },
  ],
  ['a profile twice', (t) => t.profiles.push({ name: t.profiles[0].name })],
  ['all versions end', (t) => (t.procedures[0].ending = ['1', '2'])],
  ['documents outlive what was signed', (t) => (t.procedures[0].retention.documents_days = 3651)],
  ['both end together', (t) => (t.procedures[0].retention.documents_days = 3650)],
  ['ends when it begins', (t) => (t.valid.until = t.valid.from)],
  ['parties in another order', (t) => t.parties.reverse()],
  ['decided for all', (t) => (t.default_context = { xDecidedBy: {} })],
  ['a deep context', (t) => (t.default_context = { a: [{ b: 'a'.repeat(2001) }] })],
  ['terms of another name', (t) => (t.deadlines = { assistance: { answer: 1, urgentAnswer: 1_000_000 } })],
  ['a term whose name is none', (t) => (t.deadlines = { assistance: { 'urgent-answer': 1 } })],
  ['a procedure whose name is none', (t) => (t.deadlines = { Assistance: { answer: 1 } })],
]

export function makeTerms(): Terms[] {
  const whole = (): Json => JSON.parse(canonicalJson(fullAgreement()))
  const made: Terms[] = []
  const add = (at: string, change: string, terms: Json): void => {
    made.push({ at, change, text: canonicalJson(terms) })
  }
  add('whole', 'as it is', whole())
  add('whole', 'nothing', {})
  const seen = new Set<string>()
  for (const [n, { at, value }] of [...placesOf(whole())].entries()) {
    if (seen.has(at)) continue
    seen.add(at)
    for (const next of [undefined, ...instead(value)]) {
      const terms = whole()
      ;[...placesOf(terms)][n]!.set(structuredClone(next))
      add(at, next === undefined ? 'left out' : JSON.stringify(next).slice(0, 60), terms)
    }
  }
  for (const [change, work] of TOGETHER) {
    const terms = whole()
    work(terms)
    add('together', change, terms)
  }
  return made
}
