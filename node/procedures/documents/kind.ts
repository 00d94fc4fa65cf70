/** What holds for a kind of permits, and what two countries make of one by their agreement (peers/permit-kind-clause.ts): a kind of their own, or narrower rules for one of everybody's. */
import type { components } from '../../generated/procedures/documents.ts'
import type {
  ItemMember,
  PermitKindClause,
  PermitSubtypeClause,
  RecordMember,
  UsePoint,
} from '../../peers/permit-kind.ts'
import type { Dimension } from '../../values/units.ts'
import type { LegalBasisName } from '../legal-bases.ts'

type Bodies = components['schemas']
export type Subtype = Bodies['Subtype']

/** The other document that one needs beside it. */
export type Corresponding = {
  /** The register names it. */
  readonly record: boolean
  /** A use there names it. */
  readonly use: readonly UsePoint[]
  /** Of which code it is (UNTDID 1001), where only such a one will do. */
  readonly typeCode?: string
  /** Only where an item is of it, and from no such source (CITES Art. III 2 and 3, VII 4 and 2). */
  readonly appendix?: Bodies['Appendix']
  readonly exceptSources?: readonly Bodies['SourceCode'][]
  /** What moves under it is counted against it. */
  readonly counted?: boolean
}

type Properties = {
  /** Whose agency issues it: of the country that goods leave, or of the one to which they come. What left is endorsed by the first, whoever has issued it. */
  readonly issuedBy: 'export' | 'import'
  /** `presented`: it accompanies goods, and nothing is written off it. */
  readonly taken: 'written-off' | 'presented'
  /** For one consignment, for one in one declaration, or for as many as its agency says. */
  readonly consignments: 'one' | 'one-declaration' | 'as-issued'
  readonly points: readonly UsePoint[]
  /** For how many months it is good at most. */
  readonly months?: number
  /** Its agency may state a longer time, where the project takes longer ((EU) 2021/821 Art. 12: a large project). */
  readonly longer?: boolean
  /** Its validity is tested when goods left, or when it is used. */
  readonly tested: 'export' | 'use'
  /** What is for one consignment is cancelled and kept by who lets the last of it in. */
  readonly retained?: boolean
  /** A country of import may let it be good for longer, where its register says `xTimber`. */
  readonly extendable?: boolean
  /** Whether its law has it name a country of destination, where goods under it come in. What names none may be used by any. */
  readonly destination?: 'named' | 'any'
  readonly corresponding?: readonly Corresponding[]
  /** It says for how many shipments it is, and they are counted against it. */
  readonly shipments?: boolean
}

export type Kind = Properties & {
  /** Which agency it is of, where an administration has it. */
  readonly agency: string
  /** UNTDID 1001, where it has one for it; what the form proposes. */
  readonly typeCode?: string
  /** In one of which its quantities are; in any, where absent. */
  readonly dimensions?: readonly Dimension[]
  /** What must stand in it, and what else may. */
  readonly needs: { readonly record: readonly RecordMember[]; readonly items: readonly ItemMember[] }
  readonly may: { readonly record: readonly RecordMember[]; readonly items: readonly ItemMember[] }
  /** A use says which specimens these are. */
  readonly useMarks?: boolean
  /** With which digits of the Harmonized System its goods begin. */
  readonly commodities?: readonly string[]
  /** In which its values are (ISO 4217). */
  readonly currency?: string
  /** What it can be, and in what these differ. */
  readonly subtypes?: Readonly<Record<Subtype, Partial<Properties>>>
  /** Which of them it is where it says none, by the first of its use points that is here. Where absent, it says one. */
  readonly unstated?: readonly (readonly [UsePoint, Subtype])[]
}

/** A row of the table: by which law its documents are issued. */
export type Row = Kind & { readonly law: readonly [LegalBasisName, ...LegalBasisName[]] }

const without = (list: readonly string[], some: readonly string[]): string[] =>
  list.filter((one) => !some.includes(one))
const beginsAsOneOf = (digits: string, of: readonly string[]): boolean => of.some((one) => digits.startsWith(one))

const correspondingOf = ({ corresponding: other }: Pick<PermitKindClause, 'corresponding'>): Partial<Properties> => {
  if (other === undefined) return {}
  const { record = false, use = [], type_code: typeCode } = other
  return { corresponding: [{ record, use, ...(typeCode === undefined ? {} : { typeCode }) }] }
}

/** In what one of the documents of an agreed kind differs from it. */
function agreedSubtype(clause: PermitSubtypeClause): Partial<Properties> {
  const { issued_by: issuedBy, consignments, points, months } = clause
  return {
    ...(issuedBy === undefined ? {} : { issuedBy }),
    ...(consignments === undefined ? {} : { consignments }),
    ...(points === undefined ? {} : { points }),
    ...(months === undefined ? {} : { months }),
    ...correspondingOf(clause),
  }
}

/** What two countries have agreed on, as a row of the table. For which countries one is it may always say, and the other document that it needs. */
export function agreedKind(clause: PermitKindClause): Kind {
  const { needs = {}, may = {}, type_code, months, dimensions, commodities, currency, subtypes } = clause
  const others = [clause, ...(subtypes ?? [])].some(({ corresponding }) => corresponding !== undefined)
  const own: readonly RecordMember[] = ['xDestinations', ...(others ? (['xCorrespondingPermit'] as const) : [])]
  const added = without(own, [...(needs.record ?? []), ...(may.record ?? [])]) as RecordMember[]
  return {
    agency: clause.agency,
    issuedBy: clause.issued_by,
    taken: clause.taken,
    consignments: clause.consignments,
    points: clause.points,
    tested: clause.tested,
    needs: { record: needs.record ?? [], items: needs.items ?? [] },
    may: { record: [...(may.record ?? []), ...added], items: may.items ?? [] },
    ...(type_code === undefined ? {} : { typeCode: type_code }),
    ...(months === undefined ? {} : { months }),
    ...(clause.retained === true ? { retained: true } : {}),
    ...(dimensions === undefined ? {} : { dimensions }),
    ...(clause.use_marks === true ? { useMarks: true } : {}),
    ...(commodities === undefined ? {} : { commodities }),
    ...(currency === undefined ? {} : { currency }),
    ...correspondingOf(clause),
    ...(subtypes === undefined
      ? {}
      : { subtypes: Object.fromEntries(subtypes.map((one) => [one.code, agreedSubtype(one)])) }),
  }
}

/** From the strictest on. */
const CONSIGNMENTS: readonly Kind['consignments'][] = ['one', 'one-declaration', 'as-issued']

/** `of` for documents that are held to `by` beside it. */
function narrowedProperties<P extends Partial<Properties>>(of: P, by: Kind): P {
  const months = Math.min(of.months ?? Infinity, by.months ?? Infinity)
  const stricter = CONSIGNMENTS.find((one) => one === of.consignments || one === by.consignments)!
  return {
    ...of,
    ...(Number.isFinite(months) ? { months } : {}),
    ...(of.longer === true && by.months !== undefined ? { longer: false } : {}),
    ...(of.points === undefined ? {} : { points: of.points.filter((point) => by.points.includes(point)) }),
    ...(of.consignments === undefined ? {} : { consignments: stricter }),
    ...(of.corresponding === undefined ? {} : { corresponding: [...of.corresponding, ...(by.corresponding ?? [])] }),
  }
}

/** What a document of any kind may state. */
const ENDS = ['xValidTo']

type Members<N extends string> = { readonly needs: readonly N[]; readonly may: readonly N[] }
function narrowedMembers<N extends string>(of: Members<N>, by: Members<N>): Members<N> {
  const needs = [...of.needs, ...of.may.filter((name) => by.needs.includes(name))]
  return { needs, may: of.may.filter((name) => by.may.includes(name)) }
}

/** A kind of everybody's as two countries hold it to rules of their own too: never to fewer than it has. */
export function narrowed(kind: Kind, by: Kind): Kind {
  const of = <N extends 'record' | 'items'>(name: N, { needs, may }: Kind) =>
    ({ needs: needs[name], may: may[name] }) as Members<Kind['needs'][N][number]>
  const { needs, may } = of('record', kind)
  const record = narrowedMembers<RecordMember>(
    { needs, may: [...may, ...without(ENDS, needs)] as RecordMember[] },
    of('record', by),
  )
  const items = narrowedMembers<ItemMember>(of('items', kind), of('items', by))
  const { dimensions = kind.dimensions, commodities = kind.commodities, currency = kind.currency } = by
  const subtypes = Object.entries(kind.subtypes ?? {}).map(([name, one]): [string, Partial<Properties>] => [
    name,
    narrowedProperties(one, by),
  ])
  return {
    ...narrowedProperties<Kind>({ ...kind, corresponding: kind.corresponding ?? [] }, by),
    needs: { record: record.needs, items: items.needs },
    may: { record: record.may, items: items.may },
    ...(dimensions === undefined ? {} : { dimensions }),
    ...(commodities === undefined ? {} : { commodities }),
    ...(currency === undefined ? {} : { currency }),
    ...(kind.useMarks === true || by.useMarks === true ? { useMarks: true } : {}),
    ...(kind.subtypes === undefined ? {} : { subtypes: Object.fromEntries(subtypes) }),
  }
}

/** The member by which an agreement would let documents of a kind of everybody's be more than they are; undefined where it narrows it. */
export function widening(kind: Kind, clause: PermitKindClause): string | undefined {
  const { months = 0, dimensions, commodities, currency, needs = {}, may = {} } = clause
  const states = (list: typeof needs): boolean =>
    [
      without(list.record ?? [], [...kind.needs.record, ...kind.may.record, ...ENDS]),
      without(list.items ?? [], [...kind.needs.items, ...kind.may.items]),
    ].some((more) => more.length > 0)
  const wider: Readonly<Record<string, boolean>> = {
    issued_by: clause.issued_by !== kind.issuedBy,
    taken: clause.taken !== kind.taken,
    tested: clause.tested !== kind.tested,
    consignments: CONSIGNMENTS.indexOf(clause.consignments) > CONSIGNMENTS.indexOf(kind.consignments),
    // What documents of the kind cannot name nobody can ask of them.
    'corresponding/record': clause.corresponding?.record === true && states({ record: ['xCorrespondingPermit'] }),
    points: without(clause.points, pointsOf(kind)).length > 0,
    months: months > (kind.months ?? Infinity),
    retained: clause.retained === true && kind.retained !== true,
    dimensions: without(dimensions ?? [], kind.dimensions ?? dimensions ?? []).length > 0,
    needs: states(needs),
    may: states(may),
    commodities: commodities?.some((digits) => !beginsAsOneOf(digits, kind.commodities ?? [''])) === true,
    currency: currency !== undefined && kind.currency !== undefined && currency !== kind.currency,
  }
  return Object.keys(wider).find((member) => wider[member])
}

/** Whether documents of the kind are told apart, and one of them is called so. */
export const hasSubtype = ({ subtypes }: Kind, name: Subtype): boolean => Object.hasOwn(subtypes ?? {}, name)

/** Where documents of the kind are used, whichever of it they are. */
export const pointsOf = (kind: Kind): readonly UsePoint[] => [
  ...new Set([...kind.points, ...Object.values(kind.subtypes ?? {}).flatMap((one) => one.points ?? [])]),
]
