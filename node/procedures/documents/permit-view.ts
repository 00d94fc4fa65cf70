/** The permits that a node knows, one by one and as a list. Tests are in no view. */
import { rowsIn } from '../../cases/case-rows.ts'
import { findingIn } from '../../cases/case-finding.ts'
import type { CaseName } from '../../cases/case-table.ts'
import type { Cases } from '../../cases/cases.ts'
import type { Country } from '../../values/country.ts'
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

  /** All that is known under `id`: one for each issuer. */
  async function known(id: string): Promise<KnownPermit[]> {
    const ledger = await readLedger(permits, id)
    const ours: CaseName[] = []
    const theirs = new Map<Country, Held[]>()
    for (const found of await cases.naming('permit', id, ALL)) {
      if (found.procedure !== 'documents') continue
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
        theirs.set(issuer, [...(theirs.get(issuer) ?? []), { name, s, issuer, stated }])
      }
    }
    return [
      ...(ledger.record === null ? [] : [ownPermit(id, ledger, country, clock.now(), ours)]),
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
    ): Promise<{ items: KnownPermit[]; next: string | null }> {
      const ids = await rows.values('permit', after ?? null, limit)
      const shown = await permits.shown(ids)
      const items: KnownPermit[] = []
      for (const id of ids) {
        const own = shown.get(id)
        if (own !== undefined) items.push(readShown(own, clock.now()))
        const theirs = new Map<Country, Held[]>()
        for (const row of await rows.named('documents', 'permit', id, null, ALL)) {
          const { s, stated, issuer: of } = row.view as PermitStated
          if (s.document?.id === id)
            theirs.set(of, [...(theirs.get(of) ?? []), { name: { peer: row.peer, conversation: row.conversation }, s, issuer: of, stated }]) // prettier-ignore
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
