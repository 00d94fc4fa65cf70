/** What stands in for the network while there is none: sealed messages that a person carries from node to node, with every check but that of their expiry. */
import type { Exchange } from '../exchange/exchange.ts'
import { sealedOf } from '../exchange/deliver.ts'
import { messagesIn } from '../exchange/messages.ts'
import { mayRead } from '../http/caller.ts'
import type { WindowRoutes } from '../http/window-auth.ts'
import type { Node } from '../node.ts'
import { readSealedHeader, readSealedSyntax } from '../seal/sealing.ts'
import { JuxtaError, noSuch } from '../values/errors.ts'
import type { MessageId } from '../values/id.ts'
import { summary } from './message-view.ts'

export function contingencyRoutes(node: Node, exchange: Exchange): WindowRoutes {
  const { store, directory, alert, events } = node
  return {
    async getSealed({ caller, params }) {
      const row = await messagesIn(store).message(params['id'] as MessageId)
      if (!row || row.direction !== 'out' || !mayRead(caller, row, 'steer')) throw noSuch('message of ours')
      if ((await messagesIn(store).parts(row.id, false)).some((part) => part.large !== null))
        throw new JuxtaError('too-large', 'a part of the message follows it, and cannot be carried in this file', {
          rule: 'large-part',
        })
      const body = await sealedOf(node, row.id)
      if (body === null)
        throw new JuxtaError(
          'state-conflict',
          `the message is ${row.state}: nothing is sealed that waits for its peer`,
          {
            rule: 'sealed',
          },
        )
      return {
        type: 'application/jose',
        body,
        headers: { 'content-disposition': `attachment; filename="${row.id}.jwe"` },
      }
    },

    async importSealed({ caller, params, bytes }) {
      exchange.admission.admitting()
      const id = params['id'] as MessageId
      const jwe = bytes.toString('latin1').trim()
      // Nothing is believed of the header before the signature is verified.
      const peer = readSealedHeader(readSealedSyntax(jwe)).iss
      if (directory.get(peer).state === 'blocked')
        throw new JuxtaError('peer-unknown', `${peer} is blocked at this node`, { rule: 'blocked' })
      const answer = await exchange.receive(peer, id, Buffer.from(jwe, 'latin1'), { contingency: true })
      if ('problem' in answer) throw answer.problem
      const row = await messagesIn(store).message(id)
      if (!row) throw new JuxtaError('internal', 'a message that was taken is not there')
      if (events.isReserved(row.procedure))
        await alert('contingency-import', peer, `a message of ${peer} was brought by a person and taken`)
      else await alert('contingency-import', peer, `message ${id} of ${peer} was brought by a person and taken`, id)
      // Whoever carries a message need not be one who may read it.
      return mayRead(caller, row, 'facts') ? { body: summary(row) } : { status: 204 }
    },
  }
}
