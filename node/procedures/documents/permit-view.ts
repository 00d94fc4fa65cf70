/** The permits that a node knows, one by one and as a list, as far as a caller may see them. Tests are in no view. */
import { partOf } from '../../cases/readable-cases.ts'
import type { CaseName } from '../../cases/case-table.ts'
import type { Cases } from '../../cases/cases.ts'
import type { Caller } from '../../http/caller.ts'
import type { Page } from '../../store/look-through.ts'
import { foreignPermit, readShown, type KnownPermit } from './known-permit.ts'
import { permitsIn } from './permit-table.ts'
import { isReservation, type PermitReservation, type PermitUse, type SaidKind, type SaidOf } from './permit-said.ts'
import { permitRowsIn, type PermitPlace, type SaidPlace } from './stated-table.ts'

/** So many of whatever grows with a permit are shown with it. */
const SHOWN = 100

/** What was said of a permit last, the newest at the end, with its cases; `more`: of what there is more. */
export type PermitLists = {
  readonly uses: readonly PermitUse[]
  readonly reservations: readonly PermitReservation[]
  readonly interceptions: readonly SaidOf['interception'][]
  readonly discrepancies: readonly SaidOf['discrepancy'][]
  readonly questions: readonly SaidOf['question'][]
  /** The one in which its issuer spoke last at the end. */
  readonly cases: readonly CaseName[]
  readonly more: readonly ('uses' | 'interceptions' | 'discrepancies' | 'questions' | 'cases')[]
}

export function createPermitView({ node }: Cases) {
  const permits = permitsIn(node.store)
  const rows = permitRowsIn(node.store)

  /** Of rows those that are there for the caller, each with what is known of it. */
  async function knownOf(found: Awaited<ReturnType<typeof rows.ofNumber>>, caller: Caller): Promise<KnownPermit[]> {
    const own = found.flatMap((one) => (one.own ? [one.name.permit] : []))
    const shown = await permits.shown(own, caller.agency)
    return found.flatMap(({ name, own, stated }) => {
      const text = own ? shown.get(name.permit) : undefined
      if (text !== undefined) return [readShown(text, node.clock.now())]
      return stated === null ? [] : [foreignPermit(stated)]
    })
  }

  /** A page of what was said of a permit, newest first. */
  const saidOf = <K extends SaidKind>(
    { id: permit, issuer, own }: KnownPermit,
    kind: K,
    after: SaidPlace | null,
    limit: number,
    caller: Caller,
  ): Promise<Page<{ place: number; message: string; body: SaidOf[K] }, SaidPlace>> =>
    rows.said({ permit, issuer, own }, kind, after, limit, partOf(caller))

  return {
    /**
     * All that the caller may read of what is known under `id`: one for each issuer. One of our own is of the agency that has put it into the register, and of its uses
     * those are shown that came in messages which may be read; one of another country is what was stated in cases whose whole state may be seen.
     */
    async known(id: string, caller: Caller): Promise<KnownPermit[]> {
      return knownOf(await rows.ofNumber(id, partOf(caller), caller.agency), caller)
    },

    /** What is shown with a permit. */
    async lists(permit: KnownPermit, caller: Caller): Promise<PermitLists> {
      const newest = async <K extends SaidKind>(kind: K) => {
        const { rows: found, next } = await saidOf(permit, kind, null, SHOWN + 1, caller)
        return {
          items: found
            .slice(0, SHOWN)
            .map(({ body }) => body)
            .reverse(),
          isMore: next !== null,
        }
      }
      const [uses, interceptions, discrepancies, questions, cases] = await Promise.all([
        newest('use'),
        newest('interception'),
        newest('discrepancy'),
        newest('question'),
        rows.cases({ permit: permit.id, issuer: permit.issuer }, SHOWN + 1, partOf(caller)),
      ])
      const isMore = {
        uses: uses.isMore,
        interceptions: interceptions.isMore,
        discrepancies: discrepancies.isMore,
        questions: questions.isMore,
        cases: cases.length > SHOWN,
      }
      return {
        uses: uses.items.filter((one): one is PermitUse => !isReservation(one)),
        reservations: uses.items.filter(isReservation),
        interceptions: interceptions.items,
        discrepancies: discrepancies.items,
        questions: questions.items,
        cases: cases.slice(0, SHOWN).reverse(),
        more: (Object.keys(isMore) as (keyof typeof isMore)[]).filter((name) => isMore[name]),
      }
    },

    /** A page of its uses and reservations, newest first. */
    uses: (permit: KnownPermit, after: SaidPlace | null, limit: number, caller: Caller) =>
      saidOf(permit, 'use', after, limit, caller),

    /** A page in the order of the numbers after `after`; `next` is where the next one goes on. */
    async page(
      after: PermitPlace | null,
      limit: number,
      caller: Caller,
    ): Promise<{ items: KnownPermit[]; next: PermitPlace | null }> {
      const found = await rows.page(after, limit, partOf(caller), caller.agency)
      const last = found.length === limit ? found.at(-1)!.name : null
      return { items: await knownOf(found, caller), next: last && [last.permit, last.issuer] }
    },
  }
}

export type PermitView = ReturnType<typeof createPermitView>
