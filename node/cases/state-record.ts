/** Small steps on the immutable records of which case states are made. Keys come from messages, so only own members count. */

export type Rec<T> = Readonly<Record<string, T>>

export const get = <T>(record: Rec<T>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined

export const put = <T>(record: Rec<T>, key: string, value: T): Rec<T> => ({ ...record, [key]: value })

/** The record with each of `keys` replaced by what `change` makes of it. */
export function change<T>(
  record: Rec<T>,
  keys: readonly string[],
  change: (value: T | undefined, key: string) => T,
): Rec<T> {
  const next: Record<string, T> = { ...record }
  for (const key of keys) define(next, key, change(get(record, key), key))
  return next
}

/** Assignment that takes `__proto__` for a key like any other. */
const define = <T>(record: Record<string, T>, key: string, value: T): void => {
  Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true })
}

/** `value` without its undefined members, which JSON does not have. */
export const defined = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } => {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> }
}

export const unique = (values: readonly string[]): string[] => [...new Set(values)]
