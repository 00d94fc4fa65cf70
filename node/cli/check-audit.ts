/** The table of audit records held against the log: each batch of records that a leaf stands for is hashed again as it stands in the store. */
import { CheckFindings, type CheckFinding } from '../auditor/check.ts'
import { faultsOfBatch } from '../operate/audit-proof.ts'
import { auditIn } from '../operate/audit-table.ts'
import { logIn } from '../store/log.ts'
import type { Store } from '../store/store.ts'
import { time } from '../values/time.ts'
import type { Shard } from './log-files.ts'

const PAGE = 500

/** The time of a UUIDv7 (RFC 9562 §5.7), in milliseconds since 1970: its first 48 bits. */
const timeOf = (id: string): number => parseInt(id.replaceAll('-', '').slice(0, 12), 16)

/** Up to which time records were erased by their clock, as the newest record of that says; 0 for never. */
async function erasedUpTo(store: Store): Promise<number> {
  const [newest] = await auditIn(store).page({ what: 'erase audit', who: 'retention', outcome: 'done' }, null, 1)
  const id = / up to (\S+)$/.exec(newest?.subject ?? '')?.[1]
  return id === undefined ? 0 : timeOf(id)
}

const MOST_NAMED = 10
const named = (ids: readonly string[]): string =>
  `record${ids.length > 1 ? 's' : ''} ${ids.slice(0, MOST_NAMED).join(', ')}${ids.length > MOST_NAMED ? ` and ${ids.length - MOST_NAMED} more` : ''}`

/** Hashes again every batch of records that is still kept. Answers what is wrong with them, and how many records were found as they were logged. */
export async function checkAuditTable(
  store: Store,
  shards: readonly Shard[],
): Promise<{ findings: readonly CheckFinding[]; records: number; more: number }> {
  const found = new CheckFindings()
  const erased = await erasedUpTo(store)
  let [records, gone] = [0, 0]
  for (const { shard } of shards)
    for (let from = 0; ;) {
      const rows = await logIn(store).ownLeaves(shard, from, Number.MAX_SAFE_INTEGER, PAGE)
      for (const { index, object } of rows) {
        if (!object.startsWith('{"action":"audit"')) continue
        const kept = await auditIn(store).batch({ shard, index })
        const batch = await faultsOfBatch(object, kept)
        if (!batch) continue
        const { altered, missing, added } = batch.faults
        const at = `audit ${shard}#${index}`
        const where = `logged ${time(batch.at)} under leaf ${index} of ${shard}`
        if (altered.length > 0) found.say('audit-altered', at, `${named(altered)}, ${where}: not as it was logged`)
        if (added.length > 0) found.say('audit-altered', at, `${named(added)}: said to be ${where}, and is not`)
        const lost = missing.filter((id) => timeOf(id) > erased)
        if (lost.length > 0) found.say('audit-missing', at, `${named(lost)}, ${where}: gone`)
        gone += missing.length - lost.length
        records += kept.length - altered.length - added.length
      }
      if (rows.length < PAGE) break
      from = rows.at(-1)!.index + 1
    }
  if (gone > 0)
    found.say('audit-erased', 'audit', `${gone} records of up to ${time(erased)} were erased when their time was over`)
  return { findings: found.findings, records, more: found.more }
}
