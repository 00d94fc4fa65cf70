/** Brings what is kept beside the cases of what systems say of themselves to where the log is. What is said as a test is none of it, but how a test went. */
import { ROWS } from '../../cases/case-rows.ts'
import type { CaseName } from '../../cases/case-table.ts'
import type { Cases } from '../../cases/cases.ts'
import type { Came } from '../../cases/entered.ts'
import type { Projection } from '../../cases/runner.ts'
import type { Country } from '../../values/country.ts'
import { entriesOf } from './entries.ts'
import { systemEntriesIn } from './entry-table.ts'
import { systemRowsIn, type Announced } from './system-table.ts'
import type { Maintenance, System } from './system.ts'

/** Of some procedures or offices alone: the others go on. */
const isPart = ({ scope }: Maintenance): boolean => scope.procedures !== undefined || scope.offices !== undefined

const announcedIn = ({ maintenance, signed }: System): Announced[] =>
  Object.entries(maintenance).flatMap(([message, planned]): Announced[] => {
    if (planned.cancelled || isPart(planned)) return []
    const { country, from, to } = planned
    return [{ message, country: country as Country, startsAt: from, endsAt: to, said: signed[message] ?? 0 }]
  })

export function createSystemIndex({ node, book }: Cases): Projection {
  const rows = systemRowsIn(node.store)
  async function look(name: CaseName, _ids: unknown, came?: Came): Promise<void> {
    const { fold } = await book.open(name.peer, name.conversation, came)
    const c = fold.case
    if (c?.procedure !== 'system') return
    const state = c.state as System
    await systemEntriesIn(node.store).put(name, entriesOf({ state, test: c.test }))
    if (c.test) return
    await rows.putMaintenances(name, announcedIn(state))
    for (const [country, { xVersion }] of Object.entries(state.referenceData))
      await rows.putStated(name, country as Country, xVersion)
  }
  return {
    name: 'system',
    // What it says where to find is found there.
    behind: ROWS,
    shows: true,
    look,
    async lookAtAll(all) {
      for (const came of await rows.ofSystem(all)) await look(came, [], came)
    },
  }
}
