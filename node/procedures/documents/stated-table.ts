/**
 * What is shown of permits, row by row, so that no answer reads a case or a ledger: which permits are known, what each case says of one of another country, and what was
 * said of each. Made of cases and ledgers, and may be made again from them; what retention erases of a case takes its rows with it.
 */
import { sql, type Expression, type ExpressionBuilder, type SqlBool } from 'kysely'
import { caseName, type CaseName } from '../../cases/case-table.ts'
import { readableCase, type Reader } from '../../cases/readable-cases.ts'
import { readable } from '../../http/readable.ts'
import { insertAll } from '../../store/insert-rows.ts'
import { lookThrough, type Page } from '../../store/look-through.ts'
import { inStore, type Store } from '../../store/store.ts'
import type { Tables } from '../../store/tables.ts'
import type { Country } from '../../values/country.ts'
import type { Said, SaidKind, SaidOf } from './permit-said.ts'
import { BY_SIZE, saidRow } from './permit-table.ts'

/** What the cases about a permit of another country come to: of each member what was stated last. Texts of JSON where they are not plain. */
export type StatedPermit = Omit<CaseStated, 'stated'>

/** What one case says of a permit; `stated`: when its issuer spoke there last, in milliseconds since 1970. */
export type CaseStated = {
  readonly permit: string
  readonly issuer: Country
  readonly stated: number
  readonly typeCode: string
  readonly standing: string
  readonly validTo: string | null
  readonly replacedBy: string | null
  readonly issued: string | null
  readonly balance: string | null
}

/** What a case is kept as: `size`, how many messages it had; `gone`: messages that have said nothing, as is seen now. */
export type KeptCase = CaseName &
  CaseStated & { readonly size: number; readonly own: boolean; readonly said: readonly Said[]; readonly gone: readonly string[] } // prettier-ignore

/** A permit by its number and the country that has issued it. */
export type PermitName = { readonly permit: string; readonly issuer: Country }
export type PermitPlace = readonly [permit: string, issuer: Country]
export type SaidPlace = readonly [place: number, message: string]

type OfKnown = ExpressionBuilder<Tables & { k: Tables['permitKnown'] }, 'k'>

/** The cases about a permit of another country whose whole state the reader may see; null: all. */
const casesOf = (e: OfKnown, reader: Reader | null) => {
  const cases = e
    .selectFrom('permitCase as c')
    .where('k.own', '=', e.lit(0))
    .whereRef('c.permit', '=', 'k.permit')
    .whereRef('c.issuer', '=', 'k.issuer')
  return reader === null ? cases : cases.where(readableCase(reader, 'whole', 'c'))
}

/** Of each member what was stated last, sought by its own index, where nothing later than `upTo` counts. What is replaced or revoked stays so, whatever was stated since in another case. */
function statedIn(e: OfKnown, reader: Reader | null, upTo: number | null) {
  const cases = () => {
    const all = casesOf(e, reader)
    return upTo === null ? all : all.where('c.stated', '<=', upTo)
  }
  const newest = () => cases().orderBy('c.stated', 'desc').orderBy('c.conversation', 'desc').limit(1)
  const last = (column: 'validTo' | 'replacedBy' | 'issued' | 'balance') =>
    newest().select(`c.${column}`).where(`c.${column}`, 'is not', null).as(column)
  const final = (standing: 'replaced' | 'revoked') =>
    casesOf(e, reader).select('c.standing').where('c.standing', '=', standing).limit(1)
  return [
    newest().select('c.typeCode').as('typeCode'),
    e.fn
      .coalesce(
        final('replaced'),
        final('revoked'),
        newest()
          .select('c.standing')
          .where(sql<boolean>`"c"."standing" <> 'unknown'`),
        e.val('unknown'),
      )
      .as('standing'),
    last('validTo'),
    last('replacedBy'),
    last('issued'),
    last('balance'),
  ]
}

/** Before all of them: a page that begins there seeks as any other. */
const BEGINNING: readonly [string, string] = ['', '']

/** Which permits are asked for: those of a number, or a page behind a place. */
type Asked = { readonly permit: string } | { readonly after: PermitPlace | null; readonly limit: number }
type Known = { readonly name: PermitName; readonly own: boolean; readonly stated: StatedPermit | null }

const showing = ({ read }: Store) => {
  const permits = (asked: Asked) => {
    const query = read.selectFrom('permitKnown as k').select(['k.permit', 'k.issuer', 'k.own']).orderBy('k.permit').orderBy('k.issuer') // prettier-ignore
    if ('permit' in asked) return query.where('k.permit', '=', asked.permit)
    const { after, limit } = asked
    return query.limit(limit).where((e) => e(e.refTuple('k.permit', 'k.issuer'), '>', e.tuple(...(after ?? BEGINNING))))
  }
  const stated = (asked: Asked, reader: Reader | null, upTo: number | null) =>
    permits(asked).select((e) => statedIn(e as unknown as OfKnown, reader, upTo))

  type Row = Awaited<ReturnType<ReturnType<typeof stated>['execute']>>[number]
  const knownOf = ({ permit, typeCode, standing, validTo, replacedBy, issued, balance, ...row }: Row): Known => {
    const [own, name] = [Number(row.own) === 1, { permit, issuer: row.issuer as Country }]
    const members = { standing: standing, validTo, replacedBy, issued, balance }
    return { name, own, stated: own || typeCode === null ? null : { ...name, typeCode, ...members } }
  }

  /** Of others' permits those of which `reader` may see any case, of ours those of `agency`, where he speaks for one. What is hidden from him before that case is gone through once. */
  async function seenBy(reader: Reader, asked: Asked, agency: string | null): Promise<Known[]> {
    const found = await permits(asked)
      .where((e) => {
        let shown = e
          .selectFrom('permitShown')
          .select(e.lit(1).as('there'))
          .whereRef('permitShown.permit', '=', 'k.permit')
          .where('k.own', '=', e.lit(1))
          .limit(1)
        if (agency !== null) shown = shown.where('permitShown.agency', '=', agency)
        const theirs = casesOf(e as unknown as OfKnown, reader)
          .select(e.lit(1).as('there'))
          .limit(1)
        // One row of each is looked for: no planner gathers all of them first.
        return e(e.fn.coalesce(shown, theirs), '=', e.lit(1))
      })
      .select((e) =>
        casesOf(e as unknown as OfKnown, reader)
          .select('c.stated')
          .orderBy('c.stated', 'desc')
          .orderBy('c.conversation', 'desc')
          .limit(1)
          .as('upTo'),
      )
      .execute()
    const known: Known[] = []
    for (const { permit, issuer, own, upTo } of found)
      if (Number(own) === 1) known.push({ name: { permit, issuer: issuer as Country }, own: true, stated: null })
      else {
        const of = stated({ permit }, reader, Number(upTo)).where('k.issuer', '=', issuer)
        known.push(...(await of.execute()).map(knownOf))
      }
    return known
  }

  const known = async (asked: Asked, reader: Reader | null, agency: string | null): Promise<Known[]> =>
    reader === null ? (await stated(asked, null, null).execute()).map(knownOf) : seenBy(reader, asked, agency)

  return {
    /** What is known under one number, in the order of the issuers. */
    ofNumber: (permit: string, reader: Reader | null, agency: string | null) => known({ permit }, reader, agency),

    /** A page in the order of the numbers. */
    page: (after: PermitPlace | null, limit: number, reader: Reader | null, agency: string | null) =>
      known({ after, limit }, reader, agency),

    /** The cases about a permit whose whole state `reader` may see, of which its issuer spoke last in the first. */
    async cases({ permit, issuer }: PermitName, limit: number, reader: Reader | null): Promise<CaseName[]> {
      let query = read
        .selectFrom('permitCase as c')
        .select(['c.peer', 'c.conversation'])
        .where('c.permit', '=', permit)
        .where('c.issuer', '=', issuer)
        .orderBy('c.stated', 'desc')
        .orderBy('c.conversation', 'desc')
        .limit(limit)
      if (reader !== null) query = query.where(readableCase(reader, 'whole', 'c'))
      return (await query.execute()).map(caseName)
    },
  }
}

/** What `reader` sees of what was said: of one of ours what came in messages that he may read, of others' what was said in cases whose whole state he may see. */
const maySee = (e: ExpressionBuilder<Tables, 'permitSaid'>, own: boolean, reader: Reader): Expression<SqlBool> =>
  own
    ? e.exists(
        e
          .selectFrom('message')
          .select(e.lit(1).as('there'))
          .whereRef('message.id', '=', 'permitSaid.message')
          .where((m) => readable(m as Parameters<typeof readable>[0], reader)),
      )
    : readableCase(reader, 'whole', 'permitSaid')

/** Of one kind, newest first. */
const listing = ({ read }: Store) => ({
  said<K extends SaidKind>(
    { permit, issuer, own }: PermitName & { readonly own: boolean },
    kind: K,
    after: SaidPlace | null,
    limit: number,
    reader: Reader | null,
  ): Promise<Page<{ place: number; message: string; body: SaidOf[K] }, SaidPlace>> {
    const all = () =>
      read
        .selectFrom('permitSaid')
        .where('permit', '=', permit)
        .where('issuer', '=', issuer)
        .where('kind', '=', kind)
        .orderBy('place', 'desc')
        .orderBy('message', 'desc')
    return lookThrough<{ place: number; message: string; body: SaidOf[K] }, SaidPlace>(
      {
        placeOf: ({ place, message }) => [place, message],
        async rows(from, to, count) {
          let query = all().select(['place', 'message', 'body']).limit(count)
          if (from !== null) query = query.where((e) => e(e.refTuple('place', 'message'), '<', e.tuple(...from)))
          if (to !== null) query = query.where((e) => e(e.refTuple('place', 'message'), '>=', e.tuple(...to)))
          if (reader !== null) query = query.where((e) => maySee(e, own, reader))
          const rows = await query.execute()
          return rows.map(({ place, message, body }) => ({
            place: Number(place),
            message,
            body: JSON.parse(body) as SaidOf[K],
          }))
        },
        async skip(from, count) {
          let query = all().select(['place', 'message'])
          if (from !== null) query = query.where((e) => e(e.refTuple('place', 'message'), '<', e.tuple(...from)))
          const row = await query
            .offset(count - 1)
            .limit(1)
            .executeTakeFirst()
          return row === undefined ? null : [Number(row.place), '']
        },
      },
      after,
      limit,
    )
  },
})

const keeping = ({ apart }: Store) => ({
  /** Writes what cases say now, each unless it was kept with more messages. */
  async put(cases: readonly KeptCase[]): Promise<void> {
    if (cases.length === 0) return
    await apart(async (db) => {
      for (const { gone } of cases)
        if (gone.length > 0)
          await db.deleteFrom('permitSaid').where('message', 'in', gone).where('own', '=', 0).execute()
      await insertAll(db, [
        {
          table: 'permitKnown',
          rows: cases.flatMap(({ permit, issuer, own }) => (own ? [] : [{ permit, issuer, own: 0 }])),
          there: 'stays',
        },
        {
          table: 'permitCase',
          rows: cases.map(({ own: _, said: __, gone: ___, ...row }) => row),
          there: { key: ['conversation', 'peer'], by: 'size' },
        },
        {
          table: 'permitSaid',
          rows: cases.flatMap(({ said, permit, issuer, size }) =>
            said.map((one) => saidRow(one, { permit, issuer, own: 0, size })),
          ),
          there: BY_SIZE,
        },
      ])
    })
  },
})

export const permitRowsIn = inStore((store) => ({ ...showing(store), ...listing(store), ...keeping(store) }))
