/** What a document states beside its balance: what neighbours are told of it, and what views show, of our own and of theirs alike. */
import { ITEM_MEMBERS, RECORD_MEMBERS, subtypeOf } from './kinds.ts'
import type { Bodies, PermitRecord } from './ledger-entry.ts'

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

/** Of a permit of our own; `granted`: by item, how much was granted of its quota. */
export function particularsOf(record: PermitRecord, granted: Readonly<Record<string, string>>): Particulars {
  const xSubtype = subtypeOf(record)
  const { xValidTo: _, ...stated } = pick(record, RECORD_MEMBERS)
  return {
    xKind: record.xKind,
    ...(xSubtype === undefined ? {} : { xSubtype }),
    ...stated,
    xItems: record.xItems.map((item) => {
      const { xQuota, ...told } = pick(item, ['xItem', 'description', 'quantityQuantity', ...ITEM_MEMBERS])
      const counted = Object.hasOwn(granted, item.xItem) ? granted[item.xItem] : undefined
      return {
        ...told,
        ...(xQuota === undefined
          ? {}
          : { xQuota: { ...xQuota, ...(counted === undefined ? {} : { xGranted: counted }) } }),
      }
    }),
  }
}
