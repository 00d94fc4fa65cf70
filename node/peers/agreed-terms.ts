/** What stored agreements say, by their hash: one that cannot be read keeps none of the others from being followed. */
import { asJuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import type { Digest } from '../values/digest.ts'
import { parseStrictJson } from '../values/json.ts'
import type { AgreementRow, PeerStore } from '../store/types.ts'
import { allowing, beginOf, endOf, newestFirst, type Agreement, type Question } from './allows.ts'
import type { AeoClause } from './aeo-clause.ts'
import type { AssistanceClause } from './assistance-clause.ts'
import type { Competences } from './competence-clause.ts'
import type { OfficePrefixes } from './office-clause.ts'
import type { PermitKindClause } from './permit-kind.ts'
import { only } from './clause-values.ts'
import { parseAgreement, type AgreementDocument } from './agreement.ts'
import type { Office, Stage } from './annexes.ts'

/** What an agreement says of a procedure, so that both sides reckon with the same. */
export type Terms = {
  /** Minutes by the name that the procedure gives the limit. */
  readonly limits: Readonly<Record<string, number>>
  /** Agencies of either side that may send, be addressed, decide and take part; any, where absent or `*`. */
  readonly agencies?: readonly string[]
  /** The legal effects that a message of it has by this agreement alone. */
  readonly effects: readonly string[]
  /** Parties in which the validity of a permit is tested when it is presented there. */
  readonly presented: readonly string[]
  /** Kinds of permits that the two have beside those of the procedure, or hold to narrower rules. */
  readonly permitKinds?: readonly PermitKindClause[]
  /** Versions of the procedure in which no new case begins. */
  readonly ending?: readonly string[]
  /** By which codes offices are told apart, where those are not the codes of their countries. */
  readonly offices?: OfficePrefixes
  /** By the code of an office, where the agreement says it: for what it is competent, and the zone of its clock. */
  readonly competence?: Competences
  readonly zones?: Readonly<Record<string, string>>
  /** Whether what passes has effect in law. */
  readonly stage?: Stage['name']
  /** What either party recognises of the authorised traders of the other. */
  readonly aeo?: readonly AeoClause[]
  /** Under which instruments assistance is asked for, and in which form. */
  readonly assistance?: AssistanceClause
  /** By what the protection of personal data by either party counts as equivalent. */
  readonly equivalence?: string
  /** Categories of personal data that may pass. */
  readonly categories?: readonly string[]
  /** Hours within which a breach of data is told, and answered. */
  readonly breachHours?: number
  /** Hours within which wrong data are corrected. */
  readonly correctionHours?: number
}

export type ReadAgreements = {
  readonly readable: readonly Omit<Agreement, 'suspensions'>[]
  /** `fault`: why it cannot be read. It was checked before it was stored: the store was changed or damaged. */
  readonly unreadable: readonly { readonly row: AgreementRow; readonly fault: string }[]
}

export function readAgreements(rows: readonly AgreementRow[]): ReadAgreements {
  const readable: Omit<Agreement, 'suspensions'>[] = []
  const unreadable: { row: AgreementRow; fault: string }[] = []
  for (const row of rows)
    try {
      readable.push({
        hash: row.hash,
        document: parseAgreement(parseStrictJson(row.document)),
        inForceAt: row.inForceAt,
        revokedAt: row.revokedAt,
      })
    } catch (error) {
      unreadable.push({ row, fault: asJuxtaError(error).message })
    }
  return { readable, unreadable }
}

/** A member of the offices, by their codes; undefined where none has it. */
function ofOffices<M extends 'competence' | 'time_zone'>(
  offices: readonly Office[],
  member: M,
): Readonly<Record<string, NonNullable<Office[M]>>> | undefined {
  const said = offices.flatMap(({ code, [member]: value }) => (value === undefined ? [] : [[code, value] as const]))
  return said.length === 0 ? undefined : Object.fromEntries(said)
}

const termsOf = ({
  deadlines = {},
  procedures,
  permits_presented: presented = [],
  permit_kinds: kinds,
  office_prefixes: prefixes,
  offices = [],
  aeo,
  assistance,
  stage: { name: stage },
}: AgreementDocument): ReadonlyMap<string, Terms> =>
  new Map(
    procedures.map(({ name, agencies, effects = [], ending = [], data_protection: protection }): [string, Terms] => {
      const limits = Object.hasOwn(deadlines, name) ? deadlines[name]! : {}
      const more = {
        agencies,
        ...only('permitKinds', kinds),
        ...only('ending', ending.length === 0 ? undefined : ending),
        ...only('offices', prefixes),
        ...only('competence', ofOffices(offices, 'competence')),
        ...only('zones', ofOffices(offices, 'time_zone')),
        ...only('aeo', aeo),
        ...only('assistance', assistance),
        ...only('equivalence', protection?.equivalence),
        ...only('categories', protection?.categories),
        ...only('breachHours', protection?.breach_notice_hours),
        ...only('correctionHours', protection?.correction_hours),
      }
      return [name, { limits, effects, presented, stage, ...more }]
    }),
  )

/** What an agreement sets for a procedure; undefined where it does not name it, is not known here, or cannot be read. An agreement never changes, and is read once. */
export function agreedTerms(
  store: Pick<PeerStore, 'agreements'>,
): (agreement: Digest, procedure: string) => Promise<Terms | undefined> {
  const known = new Map<Digest, ReadonlyMap<string, Terms>>()
  return async (agreement, procedure) => {
    if (!known.has(agreement))
      for (const { hash, document } of readAgreements(await store.agreements()).readable)
        known.set(hash, termsOf(document))
    return known.get(agreement)?.get(procedure)
  }
}

/** From the one under which most counts. */
const STAGES: readonly Stage['name'][] = ['live', 'parallel', 'test']

/** Those of these agreements that hold at `now` (milliseconds since 1970), signed by both by then: those of the stage that goes furthest first, and of one stage the newest. */
export function inForce(agreements: readonly Agreement[], now: number): Agreement[] {
  // To the second, as what is signed says when.
  const at = now / 1000
  const holding = newestFirst(agreements).filter((a) => beginOf(a) <= at && at < endOf(a))
  return STAGES.flatMap((stage) => holding.filter(({ document }) => document.stage.name === stage))
}

/** Those of the agreements in force that name the procedure, of the stage that goes furthest: what is tried changes nothing of what counts. */
function holding(agreements: readonly Agreement[], procedure: string, now: number): Agreement[] {
  const all = inForce(agreements, now).filter(({ document }) =>
    document.procedures.some(({ name }) => name === procedure),
  )
  return all.filter(({ document: { stage } }) => stage.name === all[0]!.document.stage.name)
}

/** Those of `versions` in which a case may begin with what is asked: of each, what the agreement says under which it would go. */
export function versionsToBegin(
  agreements: readonly Agreement[],
  versions: readonly string[],
  q: Omit<Question, 'version'>,
): string[] {
  return versions.filter((version) => {
    const { agreement } = allowing(agreements, { ...q, version })
    const agreed = agreement?.document.procedures.find(({ name }) => name === q.procedure)
    return agreed !== undefined && agreed.ending?.includes(version) !== true
  })
}

/** The working languages of the two (BCP 47), as the newest of these agreements that holds at `now` and names the procedure says. */
export const workingLanguages = (agreements: readonly Agreement[], procedure: string, now: number): readonly string[] =>
  holding(agreements, procedure, now)[0]?.document.service?.languages ?? []

/** What the newest of these agreements that holds at `now` (milliseconds since 1970) and names the procedure says of what `of` grants. */
export function aeoClauses(agreements: readonly Agreement[], of: Country, now: number): readonly AeoClause[] {
  const [newest] = holding(agreements, 'aeo', now)
  return newest?.document.aeo?.filter((clause) => clause.of === of) ?? []
}

/** The kinds of permits that the newest of these agreements which holds at `now` (milliseconds since 1970) and names the procedure has. */
export const permitKinds = (agreements: readonly Agreement[], now: number): readonly PermitKindClause[] =>
  holding(agreements, 'documents', now)[0]?.document.permit_kinds ?? []
