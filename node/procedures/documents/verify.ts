/** Whether a document that was presented is the one that was issued: what the register says of it, member by member. */
import { billionths } from '../../values/quantity.ts'
import { mayBe, parseTime } from '../../values/time.ts'
import { inUnit } from '../../values/units.ts'
import { canonicalJson } from '../../values/json.ts'
import { ITEM_MEMBERS } from '../../peers/permit-kind.ts'
import { propertiesOf } from './kinds.ts'
import { comesInto, validUntil, type Bodies, type PermitRecord } from './ledger-entry.ts'
import { PARTICULARS, particularsOf, type Particulars } from './particulars.ts'

/** So many are told (`xDiffers`). */
const DIFFERS = 20

type Presented = Bodies['verification']['xPresented']
/** By member of what was presented: whether it is as issued; undefined where the record says nothing of it. */
type Same = Readonly<Record<string, boolean | undefined>>

/** What is not stated, and what is stated not to be so, are one. */
const told = (member: unknown): string => canonicalJson(member === false ? null : (member ?? null))

/** Whether these members are as issued; of what the document lacks, those that its kind `states`, which were added. */
const sameMembers = <T extends object>(
  issued: T,
  presented: T,
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

type Treatments = NonNullable<Presented['xTreatments']>

/** Each treatment that a paper states is one of those that were issued, at a time that may be the one of the register. */
const sameTreatments = (issued: Treatments, presented: Treatments): boolean =>
  issued.length === presented.length &&
  presented.every(({ xTreatedAt, ...stated }, i) => {
    const { xTreatedAt: at, ...own } = issued[i]!
    const isThen = xTreatedAt === undefined || at === undefined ? xTreatedAt === at : mayBe(xTreatedAt, parseTime(at))
    return isThen && told(stated) === told(own)
  })

function sameItem(record: PermitRecord, item: Item, granted: Granted): Same {
  const { xItems } = record
  const { needs, may } = propertiesOf(record)
  const [only, another] = xItems
  const numbered = xItems.find((i) => i.xItem === item.xItem)
  const own = item.xItem === undefined && another === undefined ? only : numbered
  if (own === undefined) return { xItem: false }
  const { quantityQuantity: amount } = item
  return {
    xItem: true,
    quantityQuantity:
      amount !== undefined && inUnit(amount, own.quantityQuantity.unitCode) === billionths(own.quantityQuantity.value),
    ...sameMembers(own, item, ITEM_MEMBERS, [...needs.items, ...may.items]),
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

/** How a document that was presented differs from the one that was issued; `unknown` where there is nothing to compare. `granted`: by item, how much was granted of its quota. */
export function verify(
  record: PermitRecord | null,
  presented: Presented,
  granted: Granted = {},
): { result: 'conforms' | 'differs' | 'unknown'; differs: string[] } {
  if (record === null) return { result: 'unknown', differs: [] }
  const end = validUntil(record)
  const { xItems, ...document } = presented
  const { needs, may } = propertiesOf(record)
  const same: Same = {
    ...sameMembers<Particulars>(particularsOf(record, { granted: {} }), document, PARTICULARS, [
      ...needs.record,
      ...may.record,
    ]),
    // A paper names the country of its consignee; a document for several is for each.
    ...(record.xDestinations === undefined || document.xDestinations === undefined
      ? {}
      : { xDestinations: document.xDestinations.every((country) => comesInto(record, country)) }),
    ...(record.xTreatments === undefined || document.xTreatments === undefined
      ? {}
      : { xTreatments: sameTreatments(record.xTreatments, document.xTreatments) }),
    xDigest: record.xDigest === undefined ? undefined : document.xDigest === record.xDigest,
    xIssuedAt: document.xIssuedAt !== undefined && mayBe(document.xIssuedAt, parseTime(record.xIssuedAt)),
    xValidTo: document.xValidTo !== undefined && mayBe(document.xValidTo, end),
  }
  const asked = [
    ...Object.keys(document).map((name) => [name, same[name]] as const),
    ...(xItems ?? []).flatMap((item, i) => {
      const own = sameItem(record, item, granted)
      const names = own['xItem'] === false ? ['xItem'] : Object.keys(item)
      return names.map((name) => [`xItems/${i}/${name}`, own[name]] as const)
    }),
  ]
  const differs = asked.flatMap(([name, conforms]) => (conforms === false ? [name] : [])).slice(0, DIFFERS)
  const compared = asked.some(([, conforms]) => conforms !== undefined)
  return { result: differs.length > 0 ? 'differs' : compared ? 'conforms' : 'unknown', differs }
}
