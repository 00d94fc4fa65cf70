/** What two versions of an agreement say differently, member by member, as people read it. */
import { hasText, named, t } from '../../text.ts'

export type Line = { readonly path: string; readonly before: string | null; readonly after: string | null }

const isObject = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v)

/** Members of a list are told apart by what names them, so that one more in front is not a change of all: of what each party has, the party too. */
const nameOf = (value: unknown, i: number): string =>
  isObject(value)
    ? [value['party'], value['role'], value['code'] ?? value['name'] ?? value['procedure'] ?? value['programme'] ?? i]
        .filter((one) => one !== undefined)
        .join(' ')
    : typeof value === 'string' || typeof value === 'number'
      ? String(value)
      : String(i)

function flat(value: unknown, path: string, into: Map<string, string>): Map<string, string> {
  if (isObject(value))
    for (const [name, member] of Object.entries(value)) flat(member, path ? `${path}.${name}` : name, into)
  else if (Array.isArray(value) && value.some(isObject))
    value.reduce<Set<string>>((known, one, i) => {
      const name = nameOf(one, i)
      flat(one, `${path}.${known.has(name) ? `${name} ${i}` : name}`, into)
      return known.add(name)
    }, new Set())
  else if (Array.isArray(value)) into.set(path, (value as unknown[]).map(String).sort().join(', '))
  else into.set(path, String(value))
  return into
}

/** Times of a document are seconds since 1970. */
export const TIMES: ReadonlySet<string> = new Set(['valid.from', 'valid.until', 'issued_at'])

/** Objects within an entry of a list: its members are named as if they stood in the entry. */
const INNER: ReadonlySet<string> = new Set(['retention', 'data_protection', 'suspension', 'rights', 'levels'])

/** What a member is called: `procedures.aeo.types` is the types of the procedure aeo. One that has no words here is shown as the document names it. */
export function memberName(path: string): string {
  if (hasText(`neighbours.member.${path}`)) return t(`neighbours.member.${path}`)
  const [list = '', ...inner] = path.split('.')
  const member = inner.at(-1)!
  // Of a list, each entry with its members; of what the parties name themselves, the names.
  const words = (names: readonly string[]): string =>
    names
      .filter((name) => !INNER.has(name))
      .map((name) => named('shell.procedure', name))
      .join('.')
  const [key, of] = hasText(`neighbours.member.${list}.${member}`)
    ? [`${list}.${member}`, words(inner.slice(0, -1))]
    : [list, words(inner)]
  return hasText(`neighbours.member.${key}`)
    ? t('neighbours.member', { what: t(`neighbours.member.${key}`), of })
    : path
}

/** What stands for all, yes and no, in words; all else as it is. */
export const valueName = (text: string): string =>
  text === '*' ? t('neighbours.value.all') : named('neighbours.value', text)

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
