/** Whether a document that was presented is the one that was issued: what the register says of it, member by member. */
import { billionths } from '../../values/quantity.ts'
import { parseTime, parseTimeIf } from '../../values/time.ts'
import { inUnit } from '../../values/units.ts'
import { canonicalJson } from '../../values/json.ts'
import { ITEM_MEMBERS } from './kinds.ts'
import { validUntil, type Bodies, type PermitRecord } from './ledger-entry.ts'
import { PARTICULARS, particularsOf, type Particulars } from './particulars.ts'

type Presented = Bodies['verification']['xPresented']
/** By member of what was presented: whether it is as issued; undefined where the record says nothing of it. */
type Same = Readonly<Record<string, boolean | undefined>>

/** Whether these members are as issued. */
const sameMembers = <T extends object>(issued: T, presented: T, names: readonly (keyof T & string)[]): Same =>
  Object.fromEntries(
    names
      .filter((name) => issued[name] !== undefined)
      .map((name) => [name, canonicalJson(presented[name] ?? null) === canonicalJson(issued[name])]),
  )

function sameItem({ xItems }: PermitRecord, item: NonNullable<Presented['xItems']>[number]): Same {
  const [only, another] = xItems
  const numbered = xItems.find((i) => i.xItem === item.xItem)
  const own = item.xItem === undefined && another === undefined ? only : numbered
  if (own === undefined) return { xItem: false }
  const { quantityQuantity: amount } = item
  return {
    xItem: true,
    quantityQuantity:
      amount !== undefined && inUnit(amount, own.quantityQuantity.unitCode) === billionths(own.quantityQuantity.value),
    ...sameMembers(own, item, ITEM_MEMBERS),
  }
}

/** How a document that was presented differs from the one that was issued; `unknown` where there is nothing to compare. */
export function verify(
  record: PermitRecord | null,
  presented: Presented,
): { result: 'conforms' | 'differs' | 'unknown'; differs: string[] } {
  if (record === null) return { result: 'unknown', differs: [] }
  const end = validUntil(record)
  const { xItems, ...document } = presented
  const same: Same = {
    ...sameMembers<Particulars>(particularsOf(record, {}), document, PARTICULARS),
    xDigest: record.xDigest === undefined ? undefined : document.xDigest === record.xDigest,
    xIssuedAt: parseTimeIf(document.xIssuedAt) === parseTime(record.xIssuedAt),
    xValidTo: Number.isFinite(end) ? parseTimeIf(document.xValidTo) === end : undefined,
  }
  const asked = [
    ...Object.keys(document).map((name) => [name, same[name]] as const),
    ...(xItems ?? []).flatMap((item, i) => {
      const own = sameItem(record, item)
      const names = own['xItem'] === false ? ['xItem'] : Object.keys(item)
      return names.map((name) => [`xItems/${i}/${name}`, own[name]] as const)
    }),
  ]
  const differs = asked.flatMap(([name, conforms]) => (conforms === false ? [name] : []))
  const compared = asked.some(([, conforms]) => conforms !== undefined)
  return { result: differs.length > 0 ? 'differs' : compared ? 'conforms' : 'unknown', differs }
}
