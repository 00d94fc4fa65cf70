/** Members of a draft by their JSON pointers (RFC 6901), as the clauses name what they say. Nothing is changed in place. */
export type Json = Record<string, unknown>

const partsOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))

export const parentOf = (pointer: string): string => pointer.slice(0, pointer.lastIndexOf('/'))

export const valueAt = (document: unknown, pointer: string): unknown =>
  partsOf(pointer).reduce<unknown>((of, part) => (of as Json | undefined)?.[part], document)

/** The same with what `become` makes of the value there. */
function changedAt(of: unknown, [part, ...rest]: readonly string[], become: (value: unknown) => unknown): unknown {
  if (part === undefined) return become(of)
  const next = changedAt((of as Json | undefined)?.[part], rest, become)
  return Array.isArray(of)
    ? (of as readonly unknown[]).map((one, i) => (String(i) === part ? next : one))
    : { ...(of as Json), [part]: next }
}
export const withChanged = (document: Json, pointer: string, become: (value: unknown) => unknown): Json =>
  changedAt(document, partsOf(pointer), become) as Json
export const withValue = (document: Json, pointer: string, value: unknown): Json =>
  withChanged(document, pointer, () => value)
