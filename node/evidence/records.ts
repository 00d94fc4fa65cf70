/** What leaves of our own log say around a message: its agreement, its erasure, keys that were withdrawn, acts of two persons, and how its shard began. */
import { auditIn, type Logged } from '../operate/audit-table.ts'
import type { AuditProof } from '../operate/audit-proof.ts'
import { registryIn } from '../peers/registry.ts'
import type { MessageRow } from '../exchange/message-rows.ts'
import type { Node } from '../node.ts'
import { logIn, type LogPlace } from '../store/log.ts'
import { asJuxtaError } from '../values/errors.ts'
import { parseStrictJson, strictBase64url } from '../values/json.ts'
import { isObject } from '../values/members.ts'
import type { RecordEvidence } from './bundle.ts'
import type { createLogAudit } from './log-audit.ts'
import type { Wanted } from './own-log.ts'
import { retentionIn } from './retention.ts'

export type Around = {
  readonly records: readonly RecordEvidence[]
  readonly audit: readonly AuditProof[]
  /** The leaves of `records` and of the agreement. */
  readonly leaves: readonly Wanted[]
}

/** What operators do to a message. What was read of it, and by whom, is nobody's business who gets the bundle. */
const ACTS: ReadonlySet<string> = new Set([
  'eraseDocuments',
  'importSealed',
  'cancelMessage',
  'retryMessage',
  'forwardMessage',
])
/** Records of the trail about one subject that are looked at. */
const MOST = 200

/** The key that a stored JWS, verified when it was stored, names. */
function signerOf(jws: string): string | null {
  const header = parseStrictJson(strictBase64url(jws.slice(0, jws.indexOf('.'))))
  return isObject(header) && typeof header['kid'] === 'string' ? header['kid'] : null
}

type Needs = Pick<Node, 'country' | 'store' | 'directory'>

export function createRecords({ country, store, directory }: Needs, { prove }: ReturnType<typeof createLogAudit>) {
  const log = logIn(store)

  /** The leaves that say when a version became known in which one of `keys` is withdrawn for the first time. */
  async function withdrawals(message: MessageRow, keys: ReadonlySet<string>): Promise<LogPlace[]> {
    const places: LogPlace[] = []
    for (const one of [country, message.peer]) {
      const known = new Set<string>()
      for (const { jws, shard, index } of await registryIn(store).identities(one)) {
        const gone = directory.read(jws).keys.filter((k) => keys.has(k.kid) && k.revoked_at !== undefined)
        if (gone.some((k) => !known.has(k.kid))) places.push({ shard, index })
        for (const { kid } of gone) known.add(kid)
      }
    }
    return places
  }

  /** What two persons, or an operator, did to the message, or to a key that signed it. */
  async function acts(message: MessageRow, keys: ReadonlySet<string>): Promise<AuditProof[]> {
    const found: Logged[] = []
    for (const subject of [message.id, ...keys]) {
      const about = await auditIn(store).page({ subject, outcome: 'done' }, null, MOST)
      found.push(
        ...about.filter((r) => r.leaf && (r.proposer !== null || (subject === message.id && ACTS.has(r.what)))),
      )
    }
    const proofs: AuditProof[] = []
    for (const { id } of found)
      try {
        proofs.push(await prove(id))
      } catch (error) {
        // Records that were logged with it were erased when their time was over: it can no longer be shown to be what was logged.
        if (asJuxtaError(error).code !== 'gone') throw error
      }
    return proofs
  }

  /** `signed`: every JWS of the bundle. `shards`: those in which the message has leaves. */
  return async (message: MessageRow, signed: readonly string[], shards: readonly string[]): Promise<Around> => {
    const records: RecordEvidence[] = []
    const leaves: Wanted[] = []
    const isPublished = async ({ shard, index }: LogPlace): Promise<boolean> =>
      ((await log.published(shard))?.size ?? 0) > index
    async function add(kind: RecordEvidence['kind'], places: readonly LogPlace[]): Promise<void> {
      for (const { shard, index } of places) {
        const kept = await log.kept(shard, index)
        if (!kept || !(await isPublished({ shard, index }))) continue
        leaves.push({ of: `records/${records.length}`, shard, index, salt: kept.salt })
        records.push({ kind, object: kept.object })
      }
    }
    const keys = new Set(signed.map(signerOf).filter((kid) => kid !== null))
    const agreed = message.salt && (await registryIn(store).agreementLeaf(message.agreement))
    const kept = agreed && (await log.kept(agreed.shard, agreed.index))
    if (kept && (await isPublished(agreed))) leaves.push({ of: 'agreement', ...agreed, salt: kept.salt })
    await add('erased', await retentionIn(store).erasuresOf(message.id))
    await add('key', await withdrawals(message, keys))
    const first = (await log.shards())[0]!.shard
    await add(
      'shard',
      [...new Set(shards)].filter((shard) => shard !== first).map((shard) => ({ shard, index: 0 })),
    )
    const audit = await acts(message, keys)
    const batches = new Map(audit.map(({ leaf }) => [`${leaf.shard}/${leaf.index}`, leaf]))
    await add('operator', [...batches.values()])
    return { records, audit, leaves }
  }
}
