/** What proves: the log published, dated, gathered into bundles, erased on time, and carried on in the next shard. */
import type { Node } from '../node.ts'
import type { MessageId } from '../values/id.ts'
import { writeEvidence } from './bundle.ts'
import { createDate } from './date.ts'
import { createGather, type Asked } from './gather.ts'
import { openNextShard, type NextShard } from './next-shard.ts'
import { createLogAudit } from './log-audit.ts'
import { createPublisher } from './publish.ts'
import { createRetain } from './retain.ts'

export type EvidenceRoom = ReturnType<typeof openEvidence>

export function openEvidence(node: Node) {
  const audit = createLogAudit(node)
  const gather = createGather(node, audit)
  return {
    publish: createPublisher(node),
    retain: createRetain(node),
    audit,
    /** Null where no timestamp authority is configured. */
    date: createDate(node),
    /** The evidence bundle of a message as JSON. Fails with `log-unavailable` while it is not under a published checkpoint. */
    bundle: async (id: MessageId, asked: Asked): Promise<string> => writeEvidence(await gather(id, asked)),
    nextShard: (order: NextShard) => openNextShard(node, order),
  }
}
