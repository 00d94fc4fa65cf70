/** Annual export quotas (CITES, Res. Conf. 14.7): how much of one was granted over all permits of ours that are of it. */
import { billionths, decimal } from '../../values/quantity.ts'
import { inUnit } from '../../values/units.ts'
import type { Bodies, PermitRecord } from './ledger-entry.ts'
import type { PermitLedger } from './ledger.ts'

type Item = PermitRecord['xItems'][number]
type Quota = NonNullable<Item['xQuota']>
type Quantity = Bodies['Quantity']

/** Under which the permits of a quota are found. */
const keyOf = ({ year, id }: Quota): string => JSON.stringify([year, id])

export const quotasOf = (record: PermitRecord | null): string[] => [
  ...new Set((record?.xItems ?? []).flatMap(({ xQuota }) => (xQuota === undefined ? [] : [keyOf(xQuota)]))),
]

/** Under which the movements of a notification of waste are found: all of them, and those of one of its items. */
export const shipmentsOf = (id: string): string => JSON.stringify(['shipments', id])
export const quantityOf = (id: string, item: string): string => JSON.stringify(['notified', id, item])

/** What is whole of an amount, and the billionths that are left: each sums exactly. */
const ONE = 10n ** 9n

/**
 * What one permit takes of a quota, in the unit in which it states the quota: what it grants until it is over, and then what has left under it, which is at most
 * the whole quota.
 */
export type QuotaShare = {
  readonly quota: string
  readonly total: string
  readonly unitCode: string
  readonly granted: string
  readonly grantedPart: number
  readonly taken: string
  readonly takenPart: number
  /** The last moment at which it is good, in milliseconds since 1970. */
  readonly until: number
}

/** What others take of it together who state this total of it; whether one of them still grants something. */
export type QuotaSum = Quantity & { readonly amount: bigint; readonly isGranted: boolean }

export const sumOf = (whole: string, part: string): bigint => BigInt(whole) * ONE + BigInt(part)

/** The last moment that a time can name. */
const NEVER = 8_640_000_000_000_000

/** What a permit takes of its quotas; undefined where it never was of one. */
export function sharesOf(ledger: PermitLedger, now: number): QuotaShare[] | undefined {
  const { record } = ledger
  const ever = ledger.entries.some((e) => e.kind === 'record' && (quotasOf(e.record).length > 0 || e.notified))
  if (record === null || !ever) return undefined
  const standing = ledger.standing(now)
  const isOver = standing === 'revoked' || standing === 'replaced'
  const until = isOver ? 0 : Math.floor(Math.min(ledger.until(), NEVER))
  const ofYear = quotasOf(record).map((quota) => {
    const items = record.xItems.filter(({ xQuota }) => xQuota !== undefined && keyOf(xQuota) === quota)
    const { value, unitCode } = items[0]!.xQuota!.quantityQuantity
    const total = billionths(value)
    const sum = (of: (item: Item) => Quantity): bigint =>
      items.reduce((all, item) => all + (inUnit(of(item), unitCode) ?? total), 0n)
    const granted = sum((item) => item.quantityQuantity)
    const left = sum(({ xItem, quantityQuantity }) => ({
      value: ledger.balance(xItem, 'export', now)?.used ?? '0',
      unitCode: quantityQuantity.unitCode,
    }))
    const taken = left < total ? left : total
    return {
      quota,
      total: decimal(total),
      unitCode,
      granted: String(granted / ONE),
      grantedPart: Number(granted % ONE),
      taken: String(taken / ONE),
      takenPart: Number(taken % ONE),
      until,
    }
  })
  return [...ofYear, ...movedBy(ledger, now, until)]
}

/** What a movement of waste takes of its notification: a shipment, and of each item how much; once it is over, what has left or come in under it. */
function movedBy(ledger: PermitLedger, now: number, until: number): QuotaShare[] {
  const { record, notified } = ledger
  const id = record?.xCorrespondingPermit?.id
  if (record === null || notified === undefined || id === undefined) return []
  const usedOf = ({ xItem, quantityQuantity }: Item): bigint => {
    const at = (point: 'export' | 'import') => billionths(ledger.balance(xItem, point, now)?.used ?? '0')
    const most = at('export') > at('import') ? at('export') : at('import')
    const { unitCode } = notified[xItem]!.quantityQuantity
    return inUnit({ value: decimal(most), unitCode: quantityQuantity.unitCode }, unitCode) ?? 0n
  }
  const items = record.xItems.filter(({ xItem }) => Object.hasOwn(notified, xItem))
  const share = (quota: string, { value, unitCode }: Quantity, granted: bigint, used: bigint): QuotaShare => {
    const taken = used < billionths(value) ? used : billionths(value)
    const [whole, part] = [(of: bigint) => String(of / ONE), (of: bigint) => Number(of % ONE)]
    const parts = { granted: whole(granted), grantedPart: part(granted), taken: whole(taken), takenPart: part(taken) }
    return { quota, total: decimal(billionths(value)), unitCode, ...parts, until }
  }
  const [first] = items
  if (first === undefined) return []
  const { xShipments } = notified[first.xItem]!
  const isUsed = items.some((item) => usedOf(item) > 0n)
  return [
    share(shipmentsOf(id), { value: `${xShipments}`, unitCode: 'C62' }, ONE, isUsed ? ONE : 0n),
    ...items.map((item) => {
      const { quantityQuantity: total } = notified[item.xItem]!
      const granted = inUnit(item.quantityQuantity, total.unitCode) ?? billionths(total.value)
      return share(quantityOf(id, item.xItem), total, granted, usedOf(item))
    }),
  ]
}

export type Counted = {
  readonly item: number
  readonly xItem: string
  readonly granted: string
  readonly isOver: boolean
  /** Another total of the quota, which a permit of it states. */
  readonly otherTotal?: Quantity
}

/** Of each item of `record` that is of a quota, how much of the quota is granted with it, in the quota's unit. `others`: by quota, what our other permits take of it. */
export function counted(record: PermitRecord, others: ReadonlyMap<string, readonly QuotaSum[]>): readonly Counted[] {
  const own = new Map<string, bigint | undefined>()
  return record.xItems.flatMap((item, place) => {
    const { xItem, xQuota, quantityQuantity } = item
    if (xQuota === undefined) return []
    const key = keyOf(xQuota)
    const { value, unitCode } = xQuota.quantityQuantity
    const total = billionths(value)
    const sums = others.get(key) ?? []
    const other = sums.find((sum) => sum.isGranted && inUnit(sum, unitCode) !== total)
    const here = inUnit(quantityQuantity, unitCode)
    const parts = [own.has(key) ? own.get(key) : 0n, here]
    own.set(key, added(parts))
    const granted = added([
      own.get(key),
      ...sums.map((sum) => inUnit({ value: decimal(sum.amount), unitCode: sum.unitCode }, unitCode)),
    ])
    // What cannot be told in its unit is too much.
    const isOver = granted === undefined || granted > total
    const otherTotal = other === undefined ? {} : { otherTotal: { value: other.value, unitCode: other.unitCode } }
    return [{ item: place, xItem, granted: decimal(granted ?? total), isOver, ...otherTotal }]
  })
}

/** Undefined where one of them is. */
const added = (parts: readonly (bigint | undefined)[]): bigint | undefined =>
  parts.reduce((all, part) => (all === undefined || part === undefined ? undefined : all + part), 0n)
