/** Lists of a node that are longer than a page, for commands that show them: as many as were asked for, from one place. */
import type { Client } from './client.ts'
import { optional, text, usage, type Values } from './command.ts'

/** What a node hands out at once. */
const PAGE = 500

export const LIMIT = text('N', 'how many at most, 100 unless told')

/** What --limit says. */
export function limitOf(values: Values): number {
  const limit = optional(values, 'limit') ?? '100'
  if (!/^[1-9][0-9]{0,6}$/.test(limit)) throw usage('--limit is a number from 1 on')
  return Number(limit)
}

/** The items of a list, page by page, up to `limit` of them. */
export async function listed<T>(
  client: Client,
  path: string,
  query: Readonly<Record<string, string | undefined>> = {},
  limit = Infinity,
): Promise<T[]> {
  const items: T[] = []
  for (let after: string | null = ''; after !== null && items.length < limit;) {
    const stated = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined)
    const asked = new URLSearchParams([
      ...stated,
      ['after', after],
      ['limit', String(Math.min(PAGE, limit - items.length))],
    ])
    const page: { items: T[]; next: string | null } = (await client.request('GET', `${path}?${asked}`)).json()
    items.push(...page.items)
    after = page.next
  }
  return items
}
