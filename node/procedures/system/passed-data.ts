/** Whether data passed between the two as a message says of them: asked on both sides before it is receipted, since the terms of those data follow from what it says. */
import { fault, type CaseFault, type CaseMessage } from '../../cases/case-message.ts'
import type { Node } from '../../node.ts'
import { inStore, type Store } from '../../store/store.ts'
import type { Country } from '../../values/country.ts'
import type { components } from '../../generated/procedures/system.ts'

type Bodies = components['schemas']

const passedIn = inStore(({ read }: Store) => ({
  find: (ids: readonly string[]) =>
    read
      .selectFrom('message')
      .select(['id', 'peer', 'procedure', 'agreement', 'direction'])
      .where('id', 'in', ids)
      .execute(),
}))

/** Which messages `m` names, with where it does. */
function namedIn(m: CaseMessage): { readonly id: string; readonly pointer: string }[] {
  if (m.type === 'correction-request')
    return [{ id: (m.body as Bodies['correction-request']).xMessage, pointer: '/document/xMessage' }]
  return ((m.body as Bodies['breach-notice']).xMessages ?? []).map((id, i) => ({ id, pointer: `/document/xMessages/${i}` })) // prettier-ignore
}

/** Why the data that a message of the procedure `system` is about did not pass as it says; a message that is about none is not asked. */
export async function notPassed({ store, country, directory }: Node, m: CaseMessage): Promise<CaseFault | undefined> {
  if (m.type !== 'correction-request' && m.type !== 'breach-notice') return undefined
  const { xProcedure: procedure, xAgreement: agreement } = m.body as Bodies['correction-request']
  const peer = (m.from === country ? m.to : m.from) as Country
  const agreed = directory.find(peer)?.agreements.find(({ hash }) => hash === agreement)
  if (agreed?.document.procedures.every(({ name }) => name !== procedure) !== false)
    return fault('agreement', '/document/xAgreement', 'the two have no agreement of this hash that names the procedure')
  const named = namedIn(m)
  if (named.length === 0) return undefined
  const rows = new Map((await passedIn(store).find(named.map(({ id }) => id))).map((row) => [row.id, row]))
  // What is to be put right was sent by the other side; what was lost may have come from either.
  const by = m.type === 'correction-request' ? (m.from === country ? 'in' : 'out') : undefined
  for (const { id, pointer } of named) {
    const row = rows.get(id)
    if (row?.peer !== peer || row.procedure !== procedure || (by !== undefined && row.direction !== by))
      return fault('no-message', pointer, 'no such message of this procedure has passed between the two')
    if (row.agreement !== agreement)
      return fault('agreement', '/document/xAgreement', 'what it names was sent under another agreement')
  }
  return undefined
}
