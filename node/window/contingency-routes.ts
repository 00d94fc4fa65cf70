/** What stands in for the network while there is none: sealed messages that a person carries from node to node, with every check but that of their expiry. */
import { messagesIn } from '../exchange/messages.ts'
import { JuxtaError } from '../values/errors.ts'
import type { Country, MessageId } from '../values/ids.ts'
import type { Receive } from '../exchange/receive.ts'
import type { Store } from '../store/store.ts'
import { summary } from './message-view.ts'
import type { Handler } from '../http/server.ts'

export type ContingencyNeeds = {
  readonly store: Store
  readonly receive: Receive
  /** Who sealed these bytes, as their header says; nothing is believed of it before the signature is verified. */
  senderOf(jwe: string): Country
  /** Fails with `peer-unknown` where it is no peer, or blocked. */
  activePeer(country: Country): void
  /** Fails with `log-unavailable` where nothing can be taken at the moment. */
  admitting(): void
  alert(kind: string, peer: Country, detail: string): Promise<void>
}

export function contingencyRoutes(needs: ContingencyNeeds, route: (id: string, handler: Handler) => void): void {
  const { store } = needs

  route('getSealed', async ({ params }) => {
    const row = await messagesIn(store).message(params['id'] as MessageId)
    if (!row || row.direction !== 'out') throw new JuxtaError('not-found', 'there is no such message of ours')
    const waiting = await messagesIn(store).outboxOf(row.id)
    if (!waiting?.body)
      throw new JuxtaError('state-conflict', `the message is ${row.state}: nothing is sealed that waits for its peer`, {
        rule: 'sealed',
      })
    return {
      type: 'application/jose',
      body: waiting.body,
      headers: { 'content-disposition': `attachment; filename="${row.id}.jwe"` },
    }
  })

  route('importSealed', async ({ params, bytes }) => {
    needs.admitting()
    const id = params['id'] as MessageId
    const jwe = bytes.toString('latin1').trim()
    const peer = needs.senderOf(jwe)
    needs.activePeer(peer)
    const answer = await needs.receive(peer, id, jwe, true)
    if ('problem' in answer) throw answer.problem
    const row = await messagesIn(store).message(id)
    if (!row) throw new JuxtaError('internal', 'a message that was taken is not there')
    await needs.alert('contingency-import', peer, `message ${id} of ${peer} was brought by a person and taken`)
    return { body: summary(row) }
  })
}
