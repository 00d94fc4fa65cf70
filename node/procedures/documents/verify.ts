/** Whether a document that was presented is the one that was issued: what the register says of it, member by member. What was not compared is said, and never conforms. */
import { billionths } from '../../values/quantity.ts'
import { mayBe, parseTime } from '../../values/time.ts'
import { DIMENSION_NAMES, inUnit, isMeasuredIn } from '../../values/units.ts'
import { canonicalJson } from '../../values/json.ts'
import { ITEM_MEMBERS } from '../../peers/permit-kind.ts'
import { propertiesOf } from './kinds.ts'
import { matched, statedOf, type Issued, type Item } from './match-items.ts'
import { comesInto, validUntil, type Bodies, type PermitRecord } from './ledger-entry.ts'
import { marksIn } from './marks.ts'
import { PARTICULARS, particularsOf, type Particulars } from './particulars.ts'

/** So many are told (`xDiffers`, `xNotCompared`). */
const TOLD = 20

type Presented = Bodies['verification']['xPresented']
/** By member of what was presented: whether it is as issued; undefined where it is not compared. */
type Same = Readonly<Record<string, boolean | undefined>>

/** What is held against many is put into its form once. */
const forms = new WeakMap<object, string>()

/** What is not stated, and what is stated not to be so, are one. */
function told(member: unknown): string {
  if (typeof member === 'string') return `"${member}`
  if (typeof member !== 'object' || member === null) return canonicalJson(member === false ? null : (member ?? null))
  const form = forms.get(member) ?? canonicalJson(member)
  forms.set(member, form)
  return form
}
const isStated = (member: unknown): boolean => told(member) !== 'null'

/** Whether a member is as issued; undefined where it is not compared. What the document lacks is, where its kind `states` it: then it was added. */
const sameMember = <T extends object>(
  issued: T,
  presented: { readonly [K in keyof T]?: unknown },
  name: keyof T & string,
  states: readonly string[],
): boolean | undefined =>
  issued[name] !== undefined || states.includes(name) ? told(presented[name]) === told(issued[name]) : undefined

type Granted = Readonly<Record<string, string>>

/** The quota that a paper states is the one of which it was issued; what was granted of it by then is as it was counted. */
function sameQuota(
  issued: NonNullable<Item['xQuota']>,
  presented: Item['xQuota'],
  granted: string | undefined,
): boolean {
  if (presented === undefined) return false
  const { id, year, quantityQuantity: total, xGranted } = presented
  const { unitCode } = issued.quantityQuantity
  const isWhole = inUnit(total, unitCode) === billionths(issued.quantityQuantity.value)
  const counted = granted === undefined ? undefined : billionths(granted)
  const isCounted =
    xGranted === undefined ||
    counted === undefined ||
    inUnit({ value: xGranted, unitCode: total.unitCode }, unitCode) === counted
  return (id ?? issued.id) === issued.id && (year ?? issued.year) === issued.year && isWhole && isCounted
}

/** Each entry that a paper states is one of those that were issued, in whatever order, and none is left out. */
function sameList<T>(issued: readonly T[], presented: readonly T[], same: (own: T, stated: T) => boolean): boolean {
  const left = [...issued]
  for (const stated of presented) {
    const place = left.findIndex((own) => same(own, stated))
    if (place < 0) return false
    left.splice(place, 1)
  }
  return left.length === 0
}

type Treatment = NonNullable<Presented['xTreatments']>[number]

/** At a time that may be the one of the register. */
function sameTreatment({ xTreatedAt: at, ...own }: Treatment, { xTreatedAt, ...stated }: Treatment): boolean {
  const isThen = xTreatedAt === undefined || at === undefined ? xTreatedAt === at : mayBe(xTreatedAt, parseTime(at))
  return isThen && told(stated) === told(own)
}

/** A paper names the other document by its number and country: which agency and of which code it is need not stand there. */
function sameOther(
  { xIssuer: issuer, ...own }: NonNullable<Particulars['xCorrespondingPermit']>,
  { xIssuer, ...stated }: NonNullable<Presented['xCorrespondingPermit']>,
): boolean | undefined {
  if (told({ ...own, ...stated }) !== told(own)) return false
  return xIssuer === undefined ? undefined : told({ ...issuer, ...xIssuer }) === told(issuer)
}

type Previous = NonNullable<Item['previousDocument']>[number]

/** The day counts, as each of the two has written it. */
const samePrevious = ({ xIssuedAt: at, ...own }: Previous, { xIssuedAt, ...stated }: Previous): boolean =>
  told(stated) === told(own) && at?.slice(0, 10) === xIssuedAt?.slice(0, 10)

/** The countries that a paper names are all of those that were issued: where it leaves some out, these are not compared. */
function sameCountries(issued: readonly string[], presented: readonly string[]): boolean | undefined {
  if (!presented.every((country) => issued.includes(country))) return false
  return issued.every((country) => presented.includes(country)) ? true : undefined
}

/** A paper may name goods with more digits of the Harmonized System, or with fewer. */
const sameGoods = (issued: { readonly id: string }, presented: { readonly id: string }): boolean =>
  issued.id.startsWith(presented.id) || presented.id.startsWith(issued.id)

type Quantity = Issued['quantityQuantity']
const amounts = new WeakMap<Quantity, Map<string, bigint | undefined>>()

/** A quantity in a unit, reckoned once. */
function amountIn(quantity: Quantity, unitCode: string): bigint | undefined {
  const known = amounts.get(quantity) ?? new Map<string, bigint | undefined>()
  amounts.set(quantity, known)
  if (!known.has(unitCode)) known.set(unitCode, inUnit(quantity, unitCode))
  return known.get(unitCode)
}

/** Whether a quantity is the one that was issued; undefined where it is in a unit that we do not know. */
function sameQuantity(issued: Issued['quantityQuantity'], presented: Item['quantityQuantity']): boolean | undefined {
  if (presented === undefined) return undefined
  const amount = amountIn(presented, issued.unitCode)
  if (amount === undefined && !isMeasuredIn(presented.unitCode, DIMENSION_NAMES)) return undefined
  return amount === amountIn(issued, issued.unitCode)
}

/** `same` of what both state under a name; a member that one of them lacks is compared by that alone. */
const both = <T, U>(
  name: string,
  issued: T | undefined,
  presented: U | undefined,
  same: (issued: T, presented: U) => boolean | undefined,
): Same => (issued === undefined || presented === undefined ? {} : { [name]: same(issued, presented) })

const sameMarks = (issued: string, presented: string): boolean =>
  sameList(marksIn(issued), marksIn(presented), (one, other) => one === other)

type Alike = 'classification' | 'xSpecimenMarks' | 'packaging' | 'previousDocument'
/** What need not be alike to the letter, where both state it. */
const ALIKE: { readonly [K in Alike]: (issued: NonNullable<Issued[K]>, presented: NonNullable<Item[K]>) => boolean } = {
  classification: sameGoods,
  xSpecimenMarks: sameMarks,
  packaging: (issued, presented) => sameList(issued, presented, (one, other) => told(one) === told(other)),
  previousDocument: (issued, presented) => sameList(issued, presented, samePrevious),
}
const isAlike = (name: string): name is Alike => Object.hasOwn(ALIKE, name)

const ITEM = new Set<string>(ITEM_MEMBERS)

function sameOfItem(
  own: Issued,
  item: Item,
  name: string,
  states: readonly string[],
  granted: Granted,
): boolean | undefined {
  if (name === 'quantityQuantity') return sameQuantity(own.quantityQuantity, item.quantityQuantity)
  if (name === 'xQuota' && own.xQuota !== undefined)
    return sameQuota(own.xQuota, item.xQuota, Object.hasOwn(granted, own.xItem) ? granted[own.xItem] : undefined)
  if (isAlike(name) && own[name] !== undefined && item[name] !== undefined)
    return (ALIKE[name] as (issued: unknown, presented: unknown) => boolean)(own[name], item[name])
  return ITEM.has(name) ? sameMember<Item>(own, item, name as keyof Item, states) : undefined
}

/** Whether each item that was presented is as issued, by pointer. */
function sameItems(record: PermitRecord, items: readonly Item[], granted: Granted): [string, boolean | undefined][] {
  const { needs, may } = propertiesOf(record)
  const states = [...needs.items, ...may.items]
  const same = (own: Issued, item: Item, name: string) => sameOfItem(own, item, name, states, granted)
  const differing = (own: Issued, item: Item, most: number): number => {
    let n = 0
    for (const name in item) {
      if (name !== 'xItem' && same(own, item, name) === false) n++
      if (n > most) break
    }
    return n
  }
  const { found, isAll } = matched(record.xItems, items, differing)
  const pointed = items.flatMap((item, i): [string, boolean | undefined][] => {
    const own = found.get(item)
    const at = `xItems/${i}`
    if (own === undefined) return [[`${at}/xItem`, false]]
    const lacking = ['quantityQuantity', ...ITEM_MEMBERS].filter(
      (name) => isStated(own[name as keyof Issued]) && item[name as keyof Item] === undefined,
    )
    return [
      ...statedOf(item).map((name): [string, boolean | undefined] => [`${at}/${name}`, same(own, item, name)]),
      ...lacking.map((name): [string, undefined] => [`${at}/${name}`, undefined]),
    ]
  })
  // Nothing was said of the others.
  return isAll ? pointed : [...pointed, ['xItems', undefined]]
}

/** What an answer to a verification says: `unknown` where there is nothing to compare with; `not-compared` where all is as issued that was compared, and not all was. */
export type Verdict = {
  readonly result: NonNullable<Bodies['status']['xVerification']>
  readonly differs: readonly string[]
  readonly notCompared: readonly string[]
}

/** How a document that was presented differs from the one that was issued. `granted`: by item, how much was granted of its quota. */
export function verify(record: PermitRecord | null, presented: Presented, granted: Granted = {}): Verdict {
  if (record === null) return { result: 'unknown', differs: [], notCompared: [] }
  const end = validUntil(record)
  const { xItems = [], ...document } = presented
  const { needs, may } = propertiesOf(record)
  const issued = particularsOf(record, { granted: {} })
  const ofKind = [...needs.record, ...may.record]
  const same: Same = {
    ...Object.fromEntries(PARTICULARS.map((name) => [name, sameMember<Particulars>(issued, document, name, ofKind)])),
    // A paper names the country of its consignee; a document for several is for each.
    ...both('xDestinations', record.xDestinations, document.xDestinations, (_, presented) =>
      presented.every((country) => comesInto(record, country)),
    ),
    ...both('xTreatments', record.xTreatments, document.xTreatments, (a, b) => sameList(a, b, sameTreatment)),
    ...both('xCorrespondingPermit', record.xCorrespondingPermit, document.xCorrespondingPermit, sameOther),
    ...both('xCountriesConcerned', record.xCountriesConcerned, document.xCountriesConcerned, sameCountries),
    xDigest: record.xDigest === undefined ? undefined : document.xDigest === record.xDigest,
    xIssuedAt: document.xIssuedAt !== undefined && mayBe(document.xIssuedAt, parseTime(record.xIssuedAt)),
    xValidTo: document.xValidTo !== undefined && mayBe(document.xValidTo, end),
  }
  const stated = PARTICULARS.filter((name) => name !== 'xItems' && isStated(issued[name]))
  const must = [...stated, 'xIssuedAt', ...(Number.isFinite(end) ? ['xValidTo'] : [])]
  const lacking = must.filter((name) => !Object.hasOwn(document, name))
  const asked: readonly (readonly [string, boolean | undefined])[] = [
    ...Object.keys(document).map((name) => [name, same[name]] as const),
    ...sameItems(record, xItems, granted),
    ...lacking.map((name) => [name, undefined] as const),
  ]
  const differs = asked.flatMap(([name, conforms]) => (conforms === false ? [name] : []))
  // The electronic document is compared with all that stands in it.
  const isWhole = same['xDigest'] === true
  const notCompared = isWhole ? [] : asked.flatMap(([name, conforms]) => (conforms === undefined ? [name] : []))
  const result = differs.length > 0 ? 'differs' : notCompared.length > 0 ? 'not-compared' : 'conforms'
  return { result, differs: differs.slice(0, TOLD), notCompared: notCompared.slice(0, TOLD) }
}
