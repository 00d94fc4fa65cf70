/** Retention: erases on time, by the two clocks that each agreement sets for a procedure, or on order. The erasure itself is a leaf, and every proof still verifies. */
import { messagesIn } from '../exchange/messages.ts'
import { auditIn } from '../operate/audit-table.ts'
import { registryIn } from '../peers/registry.ts'
import { retentionIn, type Erased, type Erasure } from './retention.ts'
import { JuxtaError } from '../values/errors.ts'
import type { MessageId } from '../values/id.ts'
import { createConditions } from '../operate/conditions.ts'
import { readAgreements } from '../peers/agreed-terms.ts'
import type { Node } from '../node.ts'
import { largeIn } from '../store/large.ts'
import { ownLeaf } from '../store/leaves.ts'
import type { NewLeaf } from '../store/tx.ts'

const DAY = 86_400_000
const AT_ONCE = 200

/** What the leaf `erased` commits to (docs/proof/evidence.md, Records). */
const erasureObject = (done: {
  readonly what: Erasure
  readonly erased: readonly Erased[]
  readonly cause: string
  readonly by: string
  readonly at: number
}): string =>
  JSON.stringify({
    action: 'erase',
    what: done.what,
    messages: done.erased.map((m) => m.id),
    leaves: done.erased.map((m) => `${m.shard}/${m.index}`),
    cause: done.cause,
    by: done.by,
    at: done.at,
  })

type Needs = Pick<Node, 'country' | 'store' | 'clock' | 'settings' | 'alert' | 'settle'>

export function createRetain({ country, store, clock, settings, alert, settle }: Needs) {
  const hold = createConditions({ store, alert, settle })
  const erase = (ids: readonly MessageId[], what: Erasure, cause: string, by: string): Promise<number> => {
    const at = clock.now()
    const leafOver = (erased: readonly Erased[]): NewLeaf =>
      ownLeaf('erased', country, erasureObject({ what, erased, cause, by, at }))
    return retentionIn(store).erase(ids, what, cause, leafOver, at)
  }
  return {
    /** Erases what is due. Answers how many messages it was. */
    async round(): Promise<number> {
      let count = 0
      const { readable, unreadable } = readAgreements(await registryIn(store).agreements())
      await hold(
        'agreement-unreadable',
        unreadable.map(({ row, fault }) => ({ peer: row.peer, subject: row.hash, detail: fault })),
      )
      const clauses = readable.flatMap(({ hash, document }) =>
        document.procedures.map(({ name, retention }) => ({ under: { agreement: hash, procedure: name }, retention })),
      )
      for (const { under, retention } of clauses)
        for (const [what, days] of [
          ['documents', retention.documents_days],
          ['manifests', retention.manifests_days],
        ] as const)
          for (;;) {
            const now = clock.now()
            const ids = await retentionIn(store).due(under, now - days * DAY, now, what, AT_ONCE)
            if (ids.length === 0) break
            const erased = await erase(ids, what, `${what} erased: ${days} days of retention are over`, 'retention')
            count += erased
            if (erased === 0) break
          }
      await largeIn(store).sweep()
      return count
    },

    /** Erases what the audit trail has no longer to keep, by a clock of its own; that it did is a record. Answers how many records it was. */
    async auditRound(): Promise<number> {
      const before = clock.now() - settings.auditDays * DAY
      for (let all = 0; ;) {
        const count = await auditIn(store).erase(before, AT_ONCE, clock.now())
        all += count
        if (count === 0) return all
      }
    },

    /** Erases the documents of one message on order. Fails with `state-conflict` while it is still to be delivered, or under a legal hold. */
    async order(id: MessageId, reason: string, by: string): Promise<void> {
      const message = await messagesIn(store).message(id)
      if (!message) throw new JuxtaError('not-found', 'there is no such message')
      const erased = await erase([id], 'documents', `documents erased on order: ${reason}`, by)
      const part = erased === 0 ? await messagesIn(store).part(id, 'document') : null
      await largeIn(store).sweep()
      if ((part?.bytes || part?.large) && (await retentionIn(store).held(id, clock.now())))
        throw new JuxtaError('state-conflict', 'the message is under a legal hold, which has to be lifted first', {
          rule: 'legal-hold',
        })
      if (part?.bytes || part?.large)
        throw new JuxtaError('state-conflict', 'the message is still to be delivered: cancel it first', {
          rule: 'state',
        })
    },
  }
}
