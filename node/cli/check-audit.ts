/** The table of audit records held against the log: each batch of records that a leaf stands for is hashed again as it stands in the store. */
import { CheckFindings, type CheckFinding } from '../auditor/check.ts'
import { batchObject } from '../operate/audit-proof.ts'
import { auditIn, type Logged } from '../operate/audit-table.ts'
import { logIn } from '../store/log.ts'
import type { Store } from '../store/store.ts'
import { isCount, isObject } from '../values/members.ts'
import { time } from '../values/time.ts'
import type { Shard } from './log-files.ts'

const PAGE = 500
/** Between the last record of a batch and its leaf. */
const LOGGED_WITHIN_MS = 600_000

/** What a leaf says of a batch; null where its object is about something else. */
function batchOf(object: string): { at: number; count: number } | null {
  try {
    const said: unknown = JSON.parse(object)
    if (!isObject(said) || said['action'] !== 'audit' || !isCount(said['at']) || !isCount(said['count'])) return null
    return { at: said['at'], count: said['count'] }
  } catch {
    return null
  }
}

/** Up to which time records were erased by their clock, as the newest record of that says; 0 for never. */
async function erasedUpTo(store: Store): Promise<number> {
  const [newest] = await auditIn(store).page({ what: 'erase audit', who: 'retention', outcome: 'done' }, null, 1)
  const id = / up to (\S+)$/.exec(newest?.subject ?? '')?.[1]
  // The time of a UUIDv7 (RFC 9562 §5.7): its first 48 bits.
  return id === undefined ? 0 : parseInt(id.replaceAll('-', '').slice(0, 12), 16)
}

const named = (records: readonly Logged[]): string =>
  records.length === 0
    ? 'none of them is left'
    : records.length === 1
      ? `record ${records[0]!.id}`
      : `records ${records[0]!.id} to ${records.at(-1)!.id}`

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
        const batch = batchOf(object)
        if (!batch) continue
        const kept = await auditIn(store).batch({ shard, index })
        const at = `audit ${shard}#${index}`
        const what = `the ${batch.count} records of ${time(batch.at)} under leaf ${index} of ${shard}`
        if (kept.length >= batch.count) {
          if ((await batchObject(kept, batch.at)) === object) records += kept.length
          else found.say('audit-altered', at, `${what} are not those that were logged: ${named(kept)}`)
        } else if (batch.at <= erased + LOGGED_WITHIN_MS) gone += batch.count - kept.length
        else found.say('audit-missing', at, `of ${what} ${batch.count - kept.length} are gone: ${named(kept)}`)
      }
      if (rows.length < PAGE) break
      from = rows.at(-1)!.index + 1
    }
  if (gone > 0)
    found.say('audit-erased', 'audit', `${gone} records of up to ${time(erased)} were erased when their time was over`)
  return { findings: found.findings, records, more: found.more }
}
