/** Whether a document that was presented is the one that was issued: what the register says of it, member by member. What was not compared is said, and never conforms. */
import { billionths } from '../../values/quantity.ts'
import { mayBe, parseTime } from '../../values/time.ts'
import { DIMENSION_NAMES, inUnit, isMeasuredIn } from '../../values/units.ts'
import { canonicalJson } from '../../values/json.ts'
import { ITEM_MEMBERS } from '../../peers/permit-kind.ts'
import { propertiesOf } from './kinds.ts'
import { comesInto, validUntil, type Bodies, type PermitRecord } from './ledger-entry.ts'
import { marksIn } from './marks.ts'
import { PARTICULARS, particularsOf, type Particulars } from './particulars.ts'

/** So many are told (`xDiffers`, `xNotCompared`). */
const TOLD = 20

type Presented = Bodies['verification']['xPresented']
/** By member of what was presented: whether it is as issued; undefined where it is not compared. */
type Same = Readonly<Record<string, boolean | undefined>>

/** What is not stated, and what is stated not to be so, are one. */
const told = (member: unknown): string => canonicalJson(member === false ? null : (member ?? null))
const isStated = (member: unknown): boolean => told(member) !== 'null'

/** Whether these members are as issued; of what the document lacks, those that its kind `states`, which were added. */
const sameMembers = <T extends object>(
  issued: T,
  presented: { readonly [K in keyof T]?: unknown },
  names: readonly (keyof T & string)[],
  states: readonly string[],
): Same =>
  Object.fromEntries(
    names
      .filter((name) => issued[name] !== undefined || states.includes(name))
      .map((name) => [name, told(presented[name]) === told(issued[name])]),
  )

type Item = NonNullable<Presented['xItems']>[number]
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

type Issued = PermitRecord['xItems'][number]

/** A paper may name goods with more digits of the Harmonized System, or with fewer. */
const sameGoods = (issued: { readonly id: string }, presented: { readonly id: string }): boolean =>
  issued.id.startsWith(presented.id) || presented.id.startsWith(issued.id)

/** Whether a quantity is the one that was issued; undefined where it is in a unit that we do not know. */
function sameQuantity(issued: Issued['quantityQuantity'], presented: Item['quantityQuantity']): boolean | undefined {
  if (presented === undefined) return undefined
  const amount = inUnit(presented, issued.unitCode)
  if (amount === undefined && !isMeasuredIn(presented.unitCode, DIMENSION_NAMES)) return undefined
  return amount === billionths(issued.value)
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

function sameItem(own: Issued, item: Item, states: readonly string[], granted: Granted): Same {
  return {
    quantityQuantity: sameQuantity(own.quantityQuantity, item.quantityQuantity),
    ...sameMembers(own, item, ITEM_MEMBERS, states),
    ...both('classification', own.classification, item.classification, sameGoods),
    ...both('xSpecimenMarks', own.xSpecimenMarks, item.xSpecimenMarks, sameMarks),
    ...both('packaging', own.packaging, item.packaging, (a, b) => sameList(a, b, (x, y) => told(x) === told(y))),
    ...both('previousDocument', own.previousDocument, item.previousDocument, (a, b) => sameList(a, b, samePrevious)),
    ...(own.xQuota === undefined
      ? {}
      : {
          xQuota: sameQuota(
            own.xQuota,
            item.xQuota,
            Object.hasOwn(granted, own.xItem) ? granted[own.xItem] : undefined,
          ),
        }),
  }
}

/** What of an item was stated beside its number. */
const statedOf = ({ xItem: _, ...stated }: Item): string[] => Object.keys(stated)

/**
 * Which item each one is that was presented, and each once: the one of its number; of one that has none the only item that was issued, or that one which is
 * most like it. Those that state more choose first.
 */
function matched(issued: readonly Issued[], items: readonly Item[], differing: (own: Issued, item: Item) => number) {
  const left = new Map(issued.map((own) => [own.xItem, own]))
  const found = new Map<Item, Issued>()
  const take = (item: Item, own: Issued | undefined): void => {
    if (own === undefined) return
    found.set(item, own)
    left.delete(own.xItem)
  }
  for (const item of items) if (item.xItem !== undefined) take(item, left.get(item.xItem))
  const unnumbered = items
    .filter((item) => item.xItem === undefined)
    .sort((a, b) => statedOf(b).length - statedOf(a).length)
  for (const most of [0, Infinity])
    for (const item of unnumbered) {
      if (found.has(item)) continue
      let [best, least] = [undefined as Issued | undefined, Infinity]
      for (const own of left.values()) {
        const differs = differing(own, item)
        if (differs < least && differs <= most) [best, least] = [own, differs]
        if (least === 0) break
      }
      take(item, best)
    }
  return { found, isAll: left.size === 0 }
}

/** Whether each item that was presented is as issued, by pointer. */
function sameItems(record: PermitRecord, items: readonly Item[], granted: Granted): [string, boolean | undefined][] {
  const { needs, may } = propertiesOf(record)
  const states = [...needs.items, ...may.items]
  const compare = (own: Issued, item: Item): Same => sameItem(own, item, states, granted)
  const differing = (own: Issued, item: Item): number => {
    const same = compare(own, item)
    return statedOf(item).filter((name) => same[name] === false).length
  }
  const { found, isAll } = matched(record.xItems, items, differing)
  const pointed = items.flatMap((item, i): [string, boolean | undefined][] => {
    const own = found.get(item)
    const at = `xItems/${i}`
    if (own === undefined) return [[`${at}/xItem`, false]]
    const same = compare(own, item)
    const lacking = ['quantityQuantity', ...ITEM_MEMBERS].filter(
      (name) => isStated(own[name as keyof Issued]) && item[name as keyof Item] === undefined,
    )
    return [
      ...statedOf(item).map((name): [string, boolean | undefined] => [`${at}/${name}`, same[name]]),
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
  const same: Same = {
    ...sameMembers<Particulars>(issued, document, PARTICULARS, [...needs.record, ...may.record]),
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
