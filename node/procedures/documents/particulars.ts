/** What a document states beside its balance: what neighbours are told of it, and what views show, of our own and of theirs alike. */
import { ITEM_MEMBERS, RECORD_MEMBERS } from '../../peers/permit-kind.ts'
import { subtypeOf } from './kinds.ts'
import type { Bodies, Entry, PermitRecord } from './ledger-entry.ts'

export type Particulars = Bodies['Particulars']

/** Those of `names` that are there. */
export const pick = <T extends object, K extends keyof T>(of: T, names: readonly K[]): Partial<Pick<T, K>> =>
  Object.fromEntries(names.filter((name) => of[name] !== undefined).map((name) => [name, of[name]])) as Partial<
    Pick<T, K>
  >

export const PARTICULARS = [
  'xKind',
  'xSubtype',
  ...RECORD_MEMBERS.filter((name) => name !== 'xValidTo'),
  'xItems',
] as const satisfies readonly (keyof Particulars)[]

export type Counted = {
  readonly granted: Readonly<Record<string, string>>
  readonly notified?: Extract<Entry, { kind: 'record' }>['notified']
}

/** Of a permit of our own; `granted`, `notified`: by item, how much was granted of its quota, or is moved of what was notified. */
export function particularsOf(record: PermitRecord, { granted, notified = {} }: Counted): Particulars {
  const xSubtype = subtypeOf(record)
  const { xValidTo: _, ...stated } = pick(record, RECORD_MEMBERS)
  return {
    xKind: record.xKind,
    ...(xSubtype === undefined ? {} : { xSubtype }),
    ...stated,
    xItems: record.xItems.map((item) => {
      const { xQuota, ...told } = pick(item, ['xItem', 'description', 'quantityQuantity', ...ITEM_MEMBERS])
      const xNotified = Object.hasOwn(notified, item.xItem) ? notified[item.xItem] : undefined
      const counted = Object.hasOwn(granted, item.xItem) ? granted[item.xItem] : undefined
      return {
        ...told,
        ...(xNotified === undefined ? {} : { xNotified }),
        ...(xQuota === undefined
          ? {}
          : { xQuota: { ...xQuota, ...(counted === undefined ? {} : { xGranted: counted }) } }),
      }
    }),
  }
}
