/** Timestamps of authorities (RFC 3161) over checkpoints: which of them count, also after their certificates have run out. */
import { sha256 } from '../values/digest.ts'
import { time } from '../values/time.ts'
import type { Evidence } from '../evidence/bundle.ts'
import { verifyTimestamp, type Timestamp } from '../log/rfc3161.ts'
import type { Findings } from './findings.ts'
import type { CheckedLog } from './checked-log.ts'
import type { Trust } from './trust.ts'

/** A timestamp that counts, over the checkpoint of `logs[log]`. `time` in seconds since 1970. */
export type CountedStamp = { readonly log: number; readonly stamp: Timestamp; readonly time: number }

export function checkTimestamps(
  evidence: Evidence,
  logs: readonly (CheckedLog | null)[],
  trust: Trust,
  now: number,
  found: Findings,
): CountedStamp[] {
  if (trust.tsa.length === 0) {
    if (evidence.timestamps.length > 0)
      found.say('timestamp-unchecked', '/timestamps', 'the trust file names no timestamp authority')
    return []
  }
  const stamps = evidence.timestamps.map(({ log, token }, i): CountedStamp | null => {
    const read = logs[log]?.read
    if (!read) return null
    try {
      const stamp = verifyTimestamp(token, sha256(read.note.text), trust.tsa)
      const seconds = Math.floor(stamp.genTime / 1000)
      if (seconds <= now) return { log, stamp, time: seconds }
      found.say('timestamp-later', `/timestamps/${i}`, 'the timestamp is of a later date')
    } catch (error) {
      found.say('timestamp-invalid', `/timestamps/${i}`, (error as Error).message, { bytes: read.note.text })
    }
    return null
  })
  // A token whose certificate has run out still counts if one that counts was made in time over a leaf that commits to it.
  const counted = new Set(stamps.flatMap((s, i) => (s && s.stamp.validUntil >= now * 1000 ? [i] : [])))
  for (let before = -1; before !== counted.size;) {
    before = counted.size
    for (const [i, s] of stamps.entries())
      for (const j of counted) {
        const later = stamps[j]!
        if (s && later.stamp.genTime <= s.stamp.validUntil && logs[later.log]!.subjects.has(`timestamps/${i}`))
          counted.add(i)
      }
  }
  const all = stamps.flatMap((s, i) => {
    if (!s) return []
    const at = `/timestamps/${i}`
    const what = `${s.stamp.tsa}: ${time(s.stamp.genTime)}`
    if (s.stamp.validUntil >= now * 1000) found.say('timestamp', at, what)
    else if (counted.has(i))
      found.say('timestamp-renewed', at, `${what}; its certificate has run out, a later timestamp covers it`)
    else found.say('timestamp-expired', at, `${what}; its certificate has run out and no later timestamp covers it`)
    return counted.has(i) ? [s] : []
  })
  if (!all.some((s) => logs[s.log]!.subjects.has('manifest')))
    found.say('timestamp-missing', '/timestamps', 'no timestamp counts over a checkpoint that holds the message')
  return all
}
