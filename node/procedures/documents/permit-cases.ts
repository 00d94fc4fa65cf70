/** What cases say of permits, kept as rows (stated-table.ts): the projection that brings them to where the log is. */
import type { Cases } from '../../cases/cases.ts'
import type { CaseName } from '../../cases/case-table.ts'
import type { Came } from '../../cases/entered.ts'
import type { Projection } from '../../cases/runner.ts'
import type { Country } from '../../values/country.ts'
import type { Documents } from './documents-state.ts'
import { balanceIn } from './known-permit.ts'
import { saidIn, touchedIn } from './permit-said.ts'
import { permitRowsIn, type KeptCase } from './stated-table.ts'

export function createPermitCases({ node, book }: Cases): Projection {
  const { country, store } = node
  const rows = permitRowsIn(store)

  /** What the case says now that messages `ids` have come into it. A test is in no view. */
  async function keptOf({ peer, conversation }: CaseName, ids: readonly string[], came?: Came): Promise<KeptCase[]> {
    const { fold } = await book.open(peer, conversation, came)
    const c = fold.case
    if (c === undefined || c.test || c.procedure !== 'documents') return []
    const s = c.state as Documents
    const issuer = c.roles.issuer as Country
    const { document } = s
    if (document === null) return []
    const messages = fold.messages
    const own = issuer === country
    const fresh = new Set(ids)
    const first = messages.findIndex(({ id }) => fresh.has(id))
    // What stands behind the first that came may have been applied anew.
    const since = own || first < 0 ? [] : messages.slice(first)
    const touched = new Set(since.flatMap((m) => touchedIn(s, m)))
    const signed = (id: string): number => (fold.message(id)?.iat ?? 0) * 1000
    const said = [...touched].flatMap((id) => saidIn(s, id, { peer, conversation, country, signed }))
    const there = new Set(said.map(({ message }) => message))
    const balance = own ? [] : balanceIn(s)
    return [
      {
        peer,
        conversation,
        permit: document.id,
        issuer,
        own,
        size: fold.size,
        stated: messages.reduce((last, m) => (m.from === issuer ? Math.max(last, m.iat * 1000) : last), 0),
        typeCode: document.typeCode,
        standing: s.standing,
        validTo: s.validTo,
        replacedBy: s.replacedBy,
        issued: own || s.issued === null ? null : JSON.stringify(s.issued),
        balance: balance.length === 0 ? null : JSON.stringify(balance),
        said,
        // A question may have become a fault by what came before it.
        gone: since.flatMap(({ id }) => (there.has(id) || fold.outcome(id)?.status === 'applied' ? [] : [id])),
      },
    ]
  }

  return {
    name: 'permits',
    shows: true,
    async look(name, ids, came) {
      await rows.put(await keptOf(name, ids, came))
    },
    async lookAtAll(all) {
      const kept: KeptCase[] = []
      for (const came of all) kept.push(...(await keptOf(came, came.messages.map(({ id }) => id), came))) // prettier-ignore
      await rows.put(kept)
    },
  }
}
