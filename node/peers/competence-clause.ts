/** For what the offices of the parties are competent, and in which zone their clocks are: what an agreement says of an office beside its code and name. */
import { oneOf, type Members } from '../values/members.ts'
import { differentOf, only } from './clause-values.ts'

export const OFFICE_ROLES = ['exit', 'entry', 'departure', 'transit', 'destination', 'control'] as const
export type OfficeRole = (typeof OFFICE_ROLES)[number]

/** Each list is closed; what no list is about is not limited. `procedures`: by their codes (WCO 166); `modes`: UNECE Recommendation 19; `goods`: how their HS codes begin; `permits`: the kinds of documents that are used there. */
export type Competence = {
  readonly roles?: readonly OfficeRole[]
  readonly procedures?: readonly string[]
  readonly modes?: readonly string[]
  readonly goods?: readonly string[]
  readonly permits?: readonly string[]
}

const matching =
  (pattern: RegExp) =>
  (v: unknown): v is string =>
    typeof v === 'string' && pattern.test(v)

const isProcedureCode = matching(/^[A-Z0-9]{1,10}$/)
const isMode = matching(/^[0-9]$/)
const isKind = matching(/^[a-z][a-z-]{0,49}$/)
const isHeading = matching(/^[0-9]{2,10}$/)
/** A zone of the IANA time zone database; whether a node knows it is found out where it is read. */
export const isZone = matching(/^(?=.{1,64}$)[A-Za-z_]+(\/[A-Za-z0-9_+-]+)*$/)

/** Reads what is attacker-controlled. Fails with `malformed` and a pointer. */
export const readCompetence = (m: Members): Competence => ({
  ...only('roles', m.optional('roles', differentOf(oneOf(...OFFICE_ROLES)), 'different roles of an office')),
  ...only('procedures', m.optional('procedures', differentOf(isProcedureCode), 'different codes of procedures')),
  ...only('modes', m.optional('modes', differentOf(isMode), 'different modes of transport')),
  ...only('goods', m.optional('goods', differentOf(isHeading), 'different beginnings of HS codes')),
  ...only('permits', m.optional('permits', differentOf(isKind), 'different kinds of documents')),
})

/** What is brought to an office, as far as it is known; what is not is no reason to find anything wrong. */
export type Brought = {
  readonly role: OfficeRole
  readonly procedure?: string | undefined
  readonly mode?: string | undefined
  readonly goods?: readonly string[]
  readonly permit?: string | undefined
}

/** By the codes of the offices of which an agreement says it. */
export type Competences = Readonly<Record<string, Competence>>

/** The first thing asked for that the agreement does not let the office handle; undefined where it says nothing of the office, or lets it handle all of it. */
export function beyondAgreed(
  terms: { readonly competence?: Competences } | undefined,
  office: string | undefined,
  { role, procedure, mode, goods = [], permit }: Brought,
): keyof Competence | undefined {
  const { competence = {} } = terms ?? {}
  if (office === undefined || !Object.hasOwn(competence, office)) return undefined
  const { roles, procedures, modes, goods: headings, permits } = competence[office]!
  if (roles?.includes(role) === false) return 'roles'
  if (procedure !== undefined && procedures?.includes(procedure) === false) return 'procedures'
  if (permit !== undefined && permits?.includes(permit) === false) return 'permits'
  // Of two digits the first is the active means, which comes to the office.
  if (mode !== undefined && modes?.includes(mode.charAt(0)) === false) return 'modes'
  return headings !== undefined && goods.some((code) => !headings.some((heading) => code.startsWith(heading)))
    ? 'goods'
    : undefined
}
