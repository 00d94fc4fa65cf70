/** Annual export quotas (CITES, Res. Conf. 14.7): how much of one was granted over all permits of ours that are of it. */
import { billionths, decimal } from '../../values/quantity.ts'
import { inUnit } from '../../values/units.ts'
import { readShown, type KnownPermit } from './known-permit.ts'
import type { PermitRecord } from './ledger-entry.ts'

type Item = PermitRecord['xItems'][number]

/** Under which the permits of a quota are found. */
const keyOf = ({ year, id }: NonNullable<Item['xQuota']>): string => JSON.stringify([year, id])

export const quotasOf = (record: PermitRecord | null): string[] => [
  ...new Set((record?.xItems ?? []).flatMap(({ xQuota }) => (xQuota === undefined ? [] : [keyOf(xQuota)]))),
]

/** What an item takes of its quota: what was granted, and once its permit is over what has left of it. */
function taken(permit: KnownPermit, { xItem, quantityQuantity, xQuota }: Item): bigint {
  const { unitCode } = xQuota!.quantityQuantity
  const line = permit.balance.find((b) => b.item === xItem && b.usePoint === 'export')
  const counts =
    permit.standing === 'issued' ? quantityQuantity : { value: line?.used ?? '0', unitCode: quantityQuantity.unitCode }
  return inUnit(counts, unitCode) ?? 0n
}

export type Counted = {
  readonly item: number
  readonly xItem: string
  readonly granted: string
  readonly isOver: boolean
}

/**
 * Of each item of `record` that is of a quota, how much of the quota is granted with it, in the quota's unit. `others`: by quota, our permits of it as lists show
 * them, of which an older record of this one counts for nothing.
 */
export function counted(
  record: PermitRecord,
  others: ReadonlyMap<string, readonly string[]>,
  now: number,
): readonly Counted[] {
  const own = new Map<string, bigint>()
  return record.xItems.flatMap((item, place) => {
    if (item.xQuota === undefined) return []
    const key = keyOf(item.xQuota)
    const before = (others.get(key) ?? [])
      .map((body) => readShown(body, now))
      .filter((permit) => permit.id !== record.additionalDocument.id)
      .flatMap((permit) => (permit.record?.xItems ?? []).map((one) => ({ permit, one })))
      .filter(({ one }) => one.xQuota !== undefined && keyOf(one.xQuota) === key)
      .reduce((sum, { permit, one }) => sum + taken(permit, one), 0n)
    const here = (own.get(key) ?? 0n) + (inUnit(item.quantityQuantity, item.xQuota.quantityQuantity.unitCode) ?? 0n)
    own.set(key, here)
    const granted = before + here
    const isOver = granted > billionths(item.xQuota.quantityQuantity.value)
    return [{ item: place, xItem: item.xItem, granted: decimal(granted), isOver }]
  })
}
