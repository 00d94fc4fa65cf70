/** Kinds of permits and certificates that two countries add to those of the procedure, or hold to narrower rules: the part `permit_kinds` of an agreement. Nobody else knows them. */
import { JuxtaError } from '../values/errors.ts'
import { escapePointer } from '../values/json.ts'
import { isObject, oneOf, type Members } from '../values/members.ts'
import { isText } from '../values/text.ts'
import { date } from '../values/time.ts'
import { DIMENSION_NAMES } from '../values/units.ts'
import { isName } from '../message/manifest.ts'
import {
  differentOf,
  entriesIf,
  isDay,
  isLanguage,
  isPhrase,
  isPositive,
  isTitle,
  only,
  within,
} from './clause-values.ts'
import {
  ITEM_MEMBERS,
  RECORD_MEMBERS,
  USE_POINTS,
  type CorrespondingClause,
  type ItemMember,
  type PermitKindClause,
  type PermitSubtypeClause,
  type Stated,
  type UsePoint,
} from './permit-kind.ts'

/** So many at most: each is read by officers, and shown in a form. */
const MOST_KINDS = 50
const MOST_SUBTYPES = 20
const MOST_MONTHS = 1200

const isTrue = (v: unknown): v is true => v === true
const isMonths = (v: unknown): v is number => isPositive(v) && v <= MOST_MONTHS
const isCurrency = (v: unknown): v is string => typeof v === 'string' && /^[A-Z]{3}$/.test(v)
const isDigits = (v: unknown): v is string => typeof v === 'string' && /^[0-9]{2,14}$/.test(v)
const isNames = (v: unknown): v is Record<string, unknown> =>
  isObject(v) && Object.keys(v).length > 0 && Object.keys(v).length <= 20

const wrong = (pointer: string, rule: string, reason: string): JuxtaError =>
  new JuxtaError('malformed', reason, { pointer, rule })

function readNames(m: Members): Readonly<Record<string, string>> {
  const names = m.required('names', isNames, 'names by language, 1 to 20')
  for (const [language, name] of Object.entries(names)) {
    const pointer = `${m.at('names')}/${escapePointer(language)}`
    if (!isLanguage(language)) throw wrong(pointer, 'language', 'a name is in a language (BCP 47)')
    if (!isTitle(name)) throw wrong(pointer, 'type', 'must be the name of a kind')
  }
  return names as Readonly<Record<string, string>>
}

const readStated = (m: Members): Stated => ({
  ...only(
    'record',
    m.optional('record', differentOf(oneOf(...RECORD_MEMBERS)), `different ones of ${RECORD_MEMBERS.join(', ')}`),
  ),
  ...only(
    'items',
    m.optional('items', differentOf(oneOf(...ITEM_MEMBERS)), `different ones of ${ITEM_MEMBERS.join(', ')}`),
  ),
})

const statedIf = (m: Members, name: 'needs' | 'may'): Stated | undefined =>
  m.optional(name, isObject, 'an object') === undefined ? undefined : within(m, name, readStated)

/** Whichever part of a kind needs another document, its record or a use of it names that. */
function readCorresponding(m: Members): CorrespondingClause {
  const other = {
    ...only('record', m.optional('record', isTrue, 'true')),
    ...only('use', m.optional('use', differentOf(oneOf(...USE_POINTS)), `different ones of ${USE_POINTS.join(', ')}`)),
    ...only('type_code', m.optional('type_code', isText(50), 'a code of UNTDID 1001')),
  }
  if (other.record === undefined && other.use === undefined)
    throw wrong(m.at('record'), 'needs', 'the other document is named by the record, by a use, or by both')
  return other
}

const correspondingIf = (m: Members): CorrespondingClause | undefined =>
  m.optional('corresponding', isObject, 'an object') === undefined
    ? undefined
    : within(m, 'corresponding', readCorresponding)

const CONSIGNMENTS = ['one', 'one-declaration', 'as-issued'] as const

const readSubtype = (m: Members): PermitSubtypeClause => ({
  code: m.required('code', isName, 'the name of a document'),
  names: readNames(m),
  ...only('issued_by', m.optional('issued_by', oneOf('export', 'import'), 'export or import')),
  ...only('consignments', m.optional('consignments', oneOf(...CONSIGNMENTS), CONSIGNMENTS.join(', '))),
  ...only(
    'points',
    m.optional('points', differentOf(oneOf(...USE_POINTS)), `different ones of ${USE_POINTS.join(', ')}`),
  ),
  ...only('months', m.optional('months', isMonths, `months, 1 to ${MOST_MONTHS}`)),
  ...only('corresponding', correspondingIf(m)),
})

/** Another document is named at a use where documents are used. */
function checkCorresponding(
  { corresponding, points }: Pick<PermitSubtypeClause, 'corresponding' | 'points'>,
  used: readonly UsePoint[],
  at: (name: string) => string,
): void {
  const nowhere = (corresponding?.use ?? []).findIndex((point) => !(points ?? used).includes(point))
  if (nowhere >= 0)
    throw wrong(`${at('corresponding')}/use/${nowhere}`, 'use-point', 'a document of this kind is not used there')
}

function checkSubtypes({ subtypes = [], points, narrows }: PermitKindClause, at: string): void {
  if (subtypes.length > 0 && narrows === true)
    throw wrong(at, 'narrows', 'what is narrowed keeps the documents that it has')
  if (subtypes.length > MOST_SUBTYPES) throw wrong(at, 'type', `a kind has at most ${MOST_SUBTYPES} documents`)
  for (const [i, one] of subtypes.entries()) {
    if (subtypes.findIndex(({ code }) => code === one.code) !== i)
      throw wrong(`${at}/${i}/code`, 'unique', 'a document is named once')
    checkCorresponding(one, points, (name) => `${at}/${i}/${name}`)
  }
}

/** What its members say of each other. */
function checkKind(kind: PermitKindClause, at: (name: string) => string): void {
  const { needs = {}, may = {}, narrows } = kind
  for (const of of ['record', 'items'] as const) {
    const twice = (may[of] ?? []).findIndex((name) => (needs[of] as readonly string[] | undefined)?.includes(name))
    if (twice >= 0)
      throw wrong(`${at('may')}/${of}/${twice}`, 'unique', 'a member is named once: it must be stated, or it may be')
  }
  checkCorresponding(kind, kind.points, at)
  checkSubtypes(kind, at('subtypes'))
  // A narrower rule stands beside those that are there.
  if (narrows === true) return
  const states = (name: ItemMember): boolean => needs.items?.includes(name) === true
  if (kind.use_marks === true && !states('xSpecimenMarks'))
    throw wrong(
      at('use_marks'),
      'needs',
      'goods that are used by their marks state them: needs.items has xSpecimenMarks',
    )
  if (kind.commodities !== undefined && !states('classification'))
    throw wrong(at('commodities'), 'needs', 'goods of these headings state them: needs.items has classification')
  if (kind.currency !== undefined && !states('valueAmount'))
    throw wrong(at('currency'), 'needs', 'values in this currency are stated: needs.items has valueAmount')
  if (kind.retained === true && (kind.consignments === 'as-issued' || kind.taken === 'presented'))
    throw wrong(at('retained'), 'consignments', 'what is kept at its last use is written off, and for one consignment')
  for (const list of ['needs', 'may'] as const)
    for (const [i, name] of (kind[list]?.record ?? []).entries())
      if (name === 'xTimber' || name === 'xShipments')
        throw wrong(`${at(list)}/record/${i}`, 'kind', 'only documents of the kinds of everybody state it')
}

function readKind(m: Members): PermitKindClause {
  const kind: PermitKindClause = {
    code: m.required('code', isName, 'the name of a kind'),
    ...only('narrows', m.optional('narrows', isTrue, 'true')),
    names: readNames(m),
    agency: m.required('agency', isText(100), 'an agency'),
    ...only('type_code', m.optional('type_code', isText(50), 'a code of UNTDID 1001')),
    issued_by: m.required('issued_by', oneOf('export', 'import'), 'export or import'),
    taken: m.required('taken', oneOf('written-off', 'presented'), 'written-off or presented'),
    consignments: m.required('consignments', oneOf(...CONSIGNMENTS), CONSIGNMENTS.join(', ')),
    points: m.required('points', differentOf(oneOf(...USE_POINTS)), `different ones of ${USE_POINTS.join(', ')}`),
    ...only('months', m.optional('months', isMonths, `months, 1 to ${MOST_MONTHS}`)),
    tested: m.required('tested', oneOf('export', 'use'), 'export or use'),
    ...only('retained', m.optional('retained', isTrue, 'true')),
    ...only(
      'dimensions',
      m.optional(
        'dimensions',
        differentOf(oneOf(...DIMENSION_NAMES)),
        `different ones of ${DIMENSION_NAMES.join(', ')}`,
      ),
    ),
    ...only('needs', statedIf(m, 'needs')),
    ...only('may', statedIf(m, 'may')),
    ...only('use_marks', m.optional('use_marks', isTrue, 'true')),
    ...only(
      'commodities',
      m.optional('commodities', differentOf(isDigits), 'different digits of the Harmonized System'),
    ),
    ...only('currency', m.optional('currency', isCurrency, 'a currency (ISO 4217)')),
    ...only('corresponding', correspondingIf(m)),
    ...only('subtypes', entriesIf(m, 'subtypes', readSubtype)),
    law: m.required('law', isPhrase, 'the law by which it is issued'),
    ...only('in_force_until', m.optional('in_force_until', isDay, 'a date')),
  }
  checkKind(kind, (name) => m.at(name))
  return kind
}

/** Reads attacker-controlled kinds. Fails with `malformed` and a pointer. */
export function readPermitKinds(m: Members): readonly PermitKindClause[] | undefined {
  const kinds = entriesIf(m, 'permit_kinds', readKind)
  if (kinds !== undefined && kinds.length > MOST_KINDS)
    throw wrong('/permit_kinds', 'type', `an agreement has at most ${MOST_KINDS} kinds of permits`)
  for (const [i, { code }] of (kinds ?? []).entries())
    if (kinds!.findIndex((other) => other.code === code) !== i)
      throw wrong(`/permit_kinds/${i}/code`, 'unique', 'a kind is named once')
  return kinds
}

/** Whether one that was issued at `at` (milliseconds since 1970) was issued while the parties had the kind. */
export const isIssuedIn = ({ in_force_until: until }: PermitKindClause, at: number): boolean =>
  until === undefined || date(at) <= until
