/** The permits that a node knows, one by one and as a list. Tests are in no view. */
import { rowsIn } from '../../cases/case-rows.ts'
import { findingIn } from '../../cases/case-finding.ts'
import { partOf, readableCasesIn, wholeFor } from '../../cases/readable-cases.ts'
import type { Caller } from '../../http/caller.ts'
import type { CaseName } from '../../cases/case-table.ts'
import type { Cases } from '../../cases/cases.ts'
import type { Country } from '../../values/country.ts'
import { addTo } from '../../values/groups.ts'
import type { Documents, PermitStated } from './documents-state.ts'
import { foreignPermit, ownPermit, readShown, type Held, type KnownPermit } from './known-permit.ts'
import { permitsIn } from './permit-table.ts'
import { readLedger } from './permits.ts'

const ALL = 10_000

export function createPermitView({ node, book }: Cases) {
  const { country, clock } = node
  const cases = findingIn(node.store)
  const permits = permitsIn(node.store)
  const rows = rowsIn(node.store)

  /**
   * All that the caller may read of what is known under `id`: one for each issuer. One of our own is of the agency that has put it into the register, and of its uses
   * those are shown that came in messages which may be read; one of another country is what was stated in cases whose whole state may be seen.
   */
  async function known(id: string, caller: Caller): Promise<KnownPermit[]> {
    const ledger = await readLedger(permits, id)
    const isOwn = ledger.record !== null && (caller.agency ?? ledger.record.xAgency) === ledger.record.xAgency
    const named = (await cases.naming('permit', id, ALL)).filter((found) => found.procedure === 'documents')
    const ours: CaseName[] = []
    const theirs = new Map<Country, Held[]>()
    for (const found of await wholeFor(node.store, caller, named)) {
      const name = { peer: found.peer, conversation: found.conversation }
      const { fold } = await book.open(name.peer, name.conversation)
      const c = fold.case
      if (c === undefined || c.test || c.procedure !== 'documents') continue
      const s = c.state as Documents
      if (s.document?.id !== id) continue
      if (c.roles.issuer === country) ours.push(name)
      else {
        const issuer = c.roles.issuer as Country
        const stated = Math.max(0, ...fold.messages.filter((m) => m.from === issuer).map((m) => m.iat * 1000))
        addTo(theirs, issuer, { name, s, issuer, stated })
      }
    }
    const reader = partOf(caller)
    const ids = reader && (await readableCasesIn(node.store).among(reader, ledger.entries.map((e) => e.message))) // prettier-ignore
    return [
      ...(isOwn ? [ownPermit(id, ledger, country, clock.now(), ours, (message) => ids?.has(message) ?? true)] : []),
      ...[...theirs.values()].map((held) => foreignPermit(id, held, country)),
    ]
  }

  return {
    known,

    /** A page in the order of the ids after `after`, made of rows; `next` is the id to go on after. */
    async page(
      after: string | undefined,
      limit: number,
      issuer: string | undefined,
      caller: Caller,
    ): Promise<{ items: KnownPermit[]; next: string | null }> {
      const whole = partOf(caller)
      const ids = await permits.numbers(after ?? null, limit, whole)
      const shown = await permits.shown(ids, caller.agency)
      const items: KnownPermit[] = []
      for (const id of ids) {
        const own = shown.get(id)
        if (own !== undefined) items.push(readShown(own, clock.now()))
        const theirs = new Map<Country, Held[]>()
        for (const row of await rows.named('documents', 'permit', id, null, ALL, whole)) {
          const { s, stated, issuer: of } = row.view as PermitStated
          if (s.document?.id === id)
            addTo(theirs, of, { name: { peer: row.peer, conversation: row.conversation }, s, issuer: of, stated })
        }
        items.push(...[...theirs.values()].map((held) => foreignPermit(id, held, country)))
      }
      return {
        items: items.filter((p) => issuer === undefined || p.issuer === issuer),
        next: ids.length === limit ? ids.at(-1)! : null,
      }
    },
  }
}

export type PermitView = ReturnType<typeof createPermitView>
