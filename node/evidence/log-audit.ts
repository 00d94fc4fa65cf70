/** The audit trail in the log: one leaf over the records since the last one, and what shows that a record is among them. */
import type { Node } from '../node.ts'
import { auditIn } from '../operate/audit-table.ts'
import { batchObject, pathIn, shownRecord, type AuditProof } from '../operate/audit-proof.ts'
import { ownLeaf } from '../store/leaves.ts'
import { logIn } from '../store/log.ts'
import { JuxtaError } from '../values/errors.ts'
import type { MessageId } from '../values/id.ts'

export function createLogAudit({ store, clock, country }: Pick<Node, 'store' | 'clock' | 'country'>) {
  return {
    /** Appends what is not logged yet. Answers how many records it was. */
    async round(): Promise<number> {
      for (let all = 0; ;) {
        const count = await auditIn(store).log(async (records) =>
          ownLeaf('operator', country, await batchObject(records, clock.now())),
        )
        if (count === 0) return all
        all += count
      }
    },

    /** Fails with `not-found`, with `state-conflict` while the record is under no leaf, with `gone` where its batch is no longer whole. */
    async prove(id: MessageId): Promise<AuditProof> {
      const record = await auditIn(store).find(id)
      if (!record) throw new JuxtaError('not-found', 'there is no such record')
      if (!record.leaf)
        throw new JuxtaError('state-conflict', 'the record is not in the log yet: within a minute it is', {
          rule: 'unlogged',
          retryAfter: 60,
        })
      const batch = await auditIn(store).batch(record.leaf)
      const kept = (await logIn(store).kept(record.leaf.shard, record.leaf.index))!
      const { count } = JSON.parse(kept.object) as { count: number }
      if (batch.length < count)
        throw new JuxtaError('gone', 'records that were logged with it were erased when their time was over')
      const index = batch.findIndex((r) => r.id === id)
      return {
        record: shownRecord(record),
        index,
        path: await pathIn(batch, index),
        batch: { object: kept.object, salt: kept.salt.toString('base64url') },
        leaf: record.leaf,
      }
    },
  }
}
