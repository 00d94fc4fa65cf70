/** What two versions of an agreement say differently, member by member, as people read it. */
export type Line = { readonly path: string; readonly before: string | null; readonly after: string | null }

const isObject = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v)

/** Members of a list are told apart by what names them, so that one more in front is not a change of all. */
const nameOf = (value: unknown, i: number): string =>
  isObject(value)
    ? String(value['name'] ?? value['procedure'] ?? i)
    : typeof value === 'string' || typeof value === 'number'
      ? String(value)
      : String(i)

function flat(value: unknown, path: string, into: Map<string, string>): Map<string, string> {
  if (isObject(value))
    for (const [name, member] of Object.entries(value)) flat(member, path ? `${path}.${name}` : name, into)
  else if (Array.isArray(value) && value.some(isObject))
    value.forEach((one, i) => flat(one, `${path}.${nameOf(one, i)}`, into))
  else if (Array.isArray(value)) into.set(path, (value as unknown[]).map(String).sort().join(', '))
  else into.set(path, String(value))
  return into
}

/** Times of a document are seconds since 1970. */
export const TIMES: ReadonlySet<string> = new Set(['valid.from', 'valid.until', 'issued_at'])

/** All members of `after`, and of `before` where there is one, with what each says. */
export function linesOf(after: unknown, before?: unknown): Line[] {
  const [a, b] = [flat(after, '', new Map()), before === undefined ? null : flat(before, '', new Map())]
  return [...new Set([...a.keys(), ...(b?.keys() ?? [])])].map((path) => ({
    path,
    before: b?.get(path) ?? null,
    after: a.get(path) ?? null,
  }))
}
export const differences = (after: unknown, before: unknown): Line[] =>
  linesOf(after, before).filter((line) => line.before !== line.after)
