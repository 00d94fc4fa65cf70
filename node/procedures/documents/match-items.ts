/** Which of the items that were issued each one is that stands on a paper. A true paper has a place for all of them, whatever it leaves out; a forged one leaves the true items theirs. */
import type { Bodies, PermitRecord } from './ledger-entry.ts'

export type Item = NonNullable<Bodies['verification']['xPresented']['xItems']>[number]
export type Issued = PermitRecord['xItems'][number]

/** What of an item was stated beside its number. */
export const statedOf = ({ xItem: _, ...stated }: Item): string[] => Object.keys(stated)

/** Gives each of `items` one of `issued` that it conforms to, for as many as there can be: whoever has one gives it up where another will do. */
function conforming(
  issued: readonly Issued[],
  items: readonly Item[],
  conforms: (own: Issued, item: Item) => boolean,
): ReadonlyMap<Issued, Item> {
  const holders = new Map<Issued, Item>()
  const known = new Map<Item, readonly Issued[]>()
  const placesOf = (item: Item): readonly Issued[] => {
    const places = known.get(item) ?? issued.filter((own) => conforms(own, item))
    known.set(item, places)
    return places
  }
  /** `seen`: where nobody can make room. */
  const place = (item: Item, seen: Set<Issued>): boolean => {
    const places = placesOf(item)
    const own =
      places.find((one) => !holders.has(one)) ??
      places.find((one) => !seen.has(one) && seen.add(one) && place(holders.get(one)!, seen))
    if (own === undefined) return false
    holders.set(own, item)
    return true
  }
  let seen = new Set<Issued>()
  for (const item of items) if (place(item, seen)) seen = new Set()
  return holders
}

/**
 * The one of its number; of one that has none one that it conforms to, for as many of them as there can be, and else that one which is most like it. Each once.
 * `differing`: in how many members the two differ, counted no further than beyond `most`.
 */
export function matched(
  issued: readonly Issued[],
  items: readonly Item[],
  differing: (own: Issued, item: Item, most: number) => number,
): { readonly found: ReadonlyMap<Item, Issued>; readonly isAll: boolean } {
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
  for (const [own, item] of conforming([...left.values()], unnumbered, (own, item) => differing(own, item, 0) === 0))
    take(item, own)
  for (const item of unnumbered) {
    if (found.has(item)) continue
    let [best, least] = [undefined as Issued | undefined, Infinity]
    for (const own of left.values()) {
      const differs = differing(own, item, least - 1)
      if (differs < least) [best, least] = [own, differs]
    }
    take(item, best)
  }
  return { found, isAll: left.size === 0 }
}
