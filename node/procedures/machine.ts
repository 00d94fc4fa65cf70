/** How the machine of this node speaks in its cases: what a case does not allow is rejected with a signature, and what becomes due is sent once. */
import type { Acting } from '../cases/acts.ts'
import { tellEnded } from '../exchange/ended.ts'
import type { Exchange } from '../exchange/exchange.ts'
import { submissionsIn } from '../exchange/submissions.ts'
import type { Node } from '../node.ts'

export const answerByMachine = (
  node: Node,
  { collect, submit }: Exchange,
): Pick<Acting, 'reject' | 'send' | 'tellEnded'> => ({
  tellEnded: (id) => tellEnded(node, id),

  reject: (id, { rule, pointer, reason }, wcoPointer) =>
    collect.answer(id, { outcome: 'rejected', rule, pointer, reason: `${rule}: ${reason}`, wcoPointer }, null),

  async send({ key, to, procedure, type, version, conversation, ref, body, context, purpose, test }) {
    const once = { client: 'node', key, fingerprint: key }
    if (await submissionsIn(node.store).answered(once.client, key)) return
    const stated = purpose === undefined ? {} : { xPurpose: purpose }
    const document = { mediaType: 'application/json', bytes: Buffer.from(JSON.stringify(body)) }
    await submit(
      {
        to: [{ country: to }],
        procedure,
        type,
        version,
        conversation,
        ...(ref === undefined ? {} : { inReplyTo: ref }),
        ...(context === undefined ? {} : { context: { ...stated, ...context } }),
        ...(context === undefined ? { stated } : {}),
        document,
        attachments: [],
        test,
        fanOut: false,
      },
      once,
      null,
    )
  },
})
