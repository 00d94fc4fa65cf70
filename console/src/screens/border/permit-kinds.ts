/** The kinds of permits of which forms are made: those of the node's table, and those that agreements add or narrow. */
import { api } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { hasText, language, t } from '../../text.ts'
import type { PermitKindClause } from '../../../../node/peers/permit-kind.ts'
import { agreedOn, KINDS, kindOf } from '../../../../node/procedures/documents/kinds.ts'
import type { Kind } from '../../../../node/procedures/documents/kind.ts'

export type Agreed = readonly PermitKindClause[]

/** What is agreed on with one neighbour; with all, where none is named. Null until it is known. */
export function useAgreedKinds(peer?: string): Agreed | null {
  const { data, problem } = useLoad((signal) => api.GET('/v1/permit-kinds', { signal }), [])
  if (!data && !problem) return null
  const items = data?.items ?? []
  return items.flatMap((one) =>
    peer === undefined || one.peer === peer ? [one.kind as unknown as PermitKindClause] : [],
  )
}

/** The names of all, those of everybody first. */
export const kindNames = (agreed: Agreed): string[] => [
  ...new Set([...Object.keys(KINDS), ...agreed.flatMap(({ code, narrows }) => (narrows === true ? [] : [code]))]),
]

/** How a kind is called in the language that is shown: as everybody does, or as the agreement says. */
export function nameOfKind(name: string, agreed: Agreed): string {
  const key = `border.permit.kind.${name}`
  if (hasText(key)) return t(key)
  const names = agreedOn(name, agreed)?.names ?? {}
  return names[language.value] ?? Object.values(names)[0] ?? name
}

/** How a document of a kind is called: as everybody does, or as the agreement says. */
export function nameOfSubtype(name: string, subtype: string, agreed: Agreed): string {
  const { subtypes = [] } = agreedOn(name, agreed) ?? {}
  const names = subtypes.find(({ code }) => code === subtype)?.names
  if (names !== undefined) return names[language.value] ?? Object.values(names)[0]!
  const key = `border.permit.subtype.${subtype}`
  return hasText(key) ? t(key) : subtype
}

/** What holds for documents of a kind; those of one that is nobody's any more are shown as certificates are. */
export const rulesOf = (name: string, agreed: Agreed): Kind => kindOf(name, agreedOn(name, agreed)) ?? KINDS.veterinary
