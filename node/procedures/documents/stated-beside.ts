/** What whoever holds a paper says beside it (`xPresented` of `xDocument`): what its form has no element for, or says in words. */
import { Unmapped, type Beside } from '../../documents/profile.ts'
import type { Json } from '../../documents/wco-xml.ts'
import { isObject } from '../../values/members.ts'

const isItem = (value: unknown): value is Json => isObject(value)

/** With the members of `presented` and of its items, which go before: nothing that stands on a paper is said otherwise. An item is the one of its number, or of its place. */
export function withStated(presented: Json, { xPresented: beside }: Beside): Json | Unmapped {
  if (beside === undefined) return presented
  const refuse = (reason: string): Unmapped => new Unmapped('stated', reason)
  if (!isItem(beside)) return refuse('xPresented of xDocument is no object')
  const { xItems: stated = [], ...whole } = beside
  if (!Array.isArray(stated) || !stated.every(isItem)) return refuse('xItems of xDocument is no list of items')
  const items = [...((presented['xItems'] as Json[] | undefined) ?? [])]
  for (const [place, item] of stated.entries()) {
    const { xItem } = item
    const at = xItem === undefined ? place : items.findIndex((one) => one['xItem'] === xItem)
    if (items[at] === undefined) return refuse(`xDocument states item ${place} of xItems, which is not on the paper`)
    items[at] = { ...item, ...items[at] }
  }
  return { ...whole, ...presented, ...(items.length === 0 ? {} : { xItems: items }) }
}
