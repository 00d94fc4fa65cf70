/** Movements of waste against their notification (Basel Convention, Art. 6; notification, blocks 4 and 5): how many shipments it is for, and how much of each of its items. */
import { JuxtaError } from '../../values/errors.ts'
import { billionths, decimal } from '../../values/quantity.ts'
import { inUnit } from '../../values/units.ts'
import { propertiesOf } from './kinds.ts'
import type { Bodies, PermitRecord } from './ledger-entry.ts'
import type { PermitLedger } from './ledger.ts'
import { quantityOf, shipmentsOf, type QuotaSum } from './quotas.ts'

type Notified = NonNullable<Bodies['Item']['xNotified']>
/** By item of what moves: what was notified of it, and how much of that is moved with it. */
export type NotifiedItems = Readonly<Record<string, Notified>>

/** The notification of ours against which a permit is counted. */
export function notificationOf(record: PermitRecord, country: string): string | undefined {
  const { xCorrespondingPermit: other } = record
  const isCounted = propertiesOf(record).corresponding?.some(({ counted }) => counted) === true
  return isCounted && other?.xIssuer.country === country ? other.id : undefined
}

/** Under which what moves is summed: of a notification, and of what moves under one. */
export function sumsOf(record: PermitRecord, country: string): string[] {
  const id = propertiesOf(record).shipments === true ? record.additionalDocument.id : notificationOf(record, country)
  return id === undefined ? [] : [shipmentsOf(id), ...record.xItems.map(({ xItem }) => quantityOf(id, xItem))]
}

const conflict = (pointer: string, rule: string, reason: string): JuxtaError =>
  new JuxtaError('state-conflict', reason, { pointer, rule })

type Sums = ReadonlyMap<string, readonly QuotaSum[]>
/** What others move, in billionths of a unit. */
const moved = (sums: Sums, key: string, unitCode: string): bigint =>
  (sums.get(key) ?? []).reduce(
    (all, sum) => all + (inUnit({ value: decimal(sum.amount), unitCode: sum.unitCode }, unitCode) ?? 0n),
    0n,
  )

/** No notification falls below what moves under it, nor does an item leave it of which something moves. `was`: as it stood before. */
export function checkNotification(record: PermitRecord, was: PermitRecord | null, sums: Sums): void {
  if (propertiesOf(record).shipments !== true) return
  const { id } = record.additionalDocument
  const below = (pointer: string): JuxtaError => conflict(pointer, 'below-used', 'more than that moves under it')
  if (moved(sums, shipmentsOf(id), 'C62') > billionths(`${record.xShipments!}`)) throw below('/xShipments')
  for (const { xItem, quantityQuantity: whole } of was?.xItems ?? [])
    if (!record.xItems.some((one) => one.xItem === xItem) && moved(sums, quantityOf(id, xItem), whole.unitCode) > 0n)
      throw below('/xItems')
  for (const [i, { xItem, quantityQuantity: whole }] of record.xItems.entries())
    if (moved(sums, quantityOf(id, xItem), whole.unitCode) > billionths(whole.value))
      throw below(`/xItems/${i}/quantityQuantity/value`)
}

/**
 * What was notified of what moves with `record`, which is one shipment more. Fails with `state-conflict` where the notification is not in force, is for other goods, or
 * for fewer shipments or less of it.
 */
export function notifiedWith(record: PermitRecord, notification: PermitLedger, sums: Sums, now: number): NotifiedItems {
  const { record: of } = notification
  const at = '/xCorrespondingPermit/id'
  if (of === null || propertiesOf(of).shipments !== true)
    throw conflict(at, 'notification', 'no notification of this number is in the register')
  const standing = notification.standing(now)
  if (standing !== 'issued') throw conflict(at, 'notification', `the notification is ${standing}`)
  const { id } = of.additionalDocument
  const xShipments = of.xShipments!
  const count = moved(sums, shipmentsOf(id), 'C62') / billionths('1')
  if (count >= BigInt(xShipments))
    throw conflict(at, 'shipments', `all ${xShipments} shipments of the notification are made`)
  const items = record.xItems.map(({ xItem, xListCode, quantityQuantity: quantity }, i): [string, Notified] => {
    const whole = of.xItems.find((one) => one.xItem === xItem)
    if (whole === undefined || whole.xListCode !== xListCode)
      throw conflict(`/xItems/${i}/xItem`, 'notification', 'the notification has no such item')
    const { value, unitCode } = whole.quantityQuantity
    const here = inUnit(quantity, unitCode)
    if (here === undefined)
      throw conflict(`/xItems/${i}/quantityQuantity/unitCode`, 'unit', 'the notification is in another dimension')
    const all = here + moved(sums, quantityOf(id, xItem), unitCode)
    if (all > billionths(value))
      throw conflict(
        `/xItems/${i}/quantityQuantity/value`,
        'notified',
        `with it ${decimal(all)} ${unitCode} would be moved, and ${value} were notified`,
      )
    return [
      xItem,
      { xShipments, xShipment: Number(count) + 1, quantityQuantity: { value, unitCode }, xGranted: decimal(all) },
    ]
  })
  return Object.fromEntries(items)
}
