/** What becomes of a case whose work in a projection fails: it is set aside, with an alert that names it, until somebody asks to have it tried again. */
import { asJuxtaError } from '../values/errors.ts'
import { isOfStore } from '../store/faults.ts'
import type { Node } from '../node.ts'
import { setAsideAlert } from './case-alerts.ts'
import { casesIn, type CaseName } from './case-table.ts'
import { projectionsIn } from './projection-table.ts'

const SET_ASIDE = 'case-set-aside'

/**
 * Does `work` in a case for `projection`. False: it failed, and the case is set aside. `again`: it was, and is no longer where it succeeds. Fails where the store
 * does, which is no case's fault.
 */
export async function orSetAside(
  node: Pick<Node, 'store' | 'clock' | 'alert' | 'settle' | 'events'>,
  projection: string,
  { peer, conversation }: CaseName,
  work: () => Promise<void>,
  again = false,
): Promise<boolean> {
  const projections = projectionsIn(node.store)
  const row = { peer, conversation, projection }
  const alertOf = async (fault: string) =>
    setAsideAlert(row, (await casesIn(node.store).procedures(row)).some((p) => node.events.isReserved(p)), projection, fault) // prettier-ignore
  try {
    await work()
  } catch (error) {
    if (isOfStore(error)) throw error
    const fault = asJuxtaError(error)
    await projections.setAside(row, `${fault.code}: ${fault.message}`.slice(0, 500), node.clock.now())
    const { detail, subject } = await alertOf(fault.message)
    await node.alert(SET_ASIDE, peer, detail, subject)
    return false
  }
  if (again) {
    await projections.done(row)
    const still = (await projections.asideOf(conversation)).some((a) => a.peer === peer)
    if (!still) await node.settle(SET_ASIDE, peer, (await alertOf('')).subject)
  }
  return true
}
