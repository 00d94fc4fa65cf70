/** What proves: the log published, dated, gathered into bundles, erased on time, and carried on in the next shard. */
import type { Node } from '../node.ts'
import type { MessageId } from '../values/id.ts'
import { writeEvidence } from './bundle.ts'
import { createClean } from './clean.ts'
import { createDate } from './date.ts'
import { createGather, type Asked } from './gather.ts'
import { openNextShard, type NextShard } from './next-shard.ts'
import { createLogAudit } from './log-audit.ts'
import { createPublisher } from './publish.ts'
import { createAskReceiver } from './receiver.ts'
import { createRetain } from './retain.ts'
import { createRevocation } from './revocation.ts'
import { certificatesOf, createSignatureTimes } from './signature-times.ts'
import { createTimestamp } from './timestamp.ts'
import { createUntilCosigned } from './until-cosigned.ts'

export type EvidenceRoom = ReturnType<typeof openEvidence>

export function openEvidence(node: Node) {
  const audit = createLogAudit(node)
  const askReceiver = createAskReceiver(node)
  const gather = createGather(node, audit, askReceiver)
  const authority = createTimestamp(node)
  const revocation = createRevocation(node, () => authority?.certificates() ?? [])
  const signatureTimes = createSignatureTimes(node, authority, revocation.of)
  return {
    publish: createPublisher(node),
    retain: createRetain(node),
    clean: createClean(node),
    audit,
    untilCosigned: createUntilCosigned(node, askReceiver),
    /** Null where no timestamp authority is configured. */
    date: createDate(node, authority),
    revocation,
    signatureTimes,
    /** The evidence bundle of a message as JSON. Fails with `log-unavailable` while it is not under a published checkpoint. */
    async bundle(id: MessageId, asked: Asked): Promise<string> {
      const evidence = await gather(id, asked)
      const { manifest, receipt, identities } = evidence
      // An erased message has no signature left that could be dated.
      if (manifest === '') return writeEvidence(evidence)
      const signed = [manifest, receipt].filter((jws) => jws !== null)
      const revoked = await revocation.of(signed.flatMap((jws) => certificatesOf(jws, identities)))
      const times = await signatureTimes.of(evidence)
      return writeEvidence({
        ...evidence,
        ...(revoked.length > 0 && { certificates: { revocation: revoked } }),
        ...(times.length > 0 && { signatureTimestamps: times }),
      })
    },
    nextShard: (order: NextShard) => openNextShard(node, order),
  }
}
