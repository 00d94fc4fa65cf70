/** What erasures leave of a message: the record that names it and its leaf. Where its manifest is gone, that record is all that ties the leaf to it. */
import type { Country } from '../values/country.ts'
import { parseStrictJson } from '../values/json.ts'
import { isArray, isCount, isObject } from '../values/members.ts'
import type { Evidence, RecordEvidence } from '../evidence/bundle.ts'
import type { Leaf } from '../log/entry.ts'
import type { CheckedLog } from './checked-log.ts'
import type { Findings } from './findings.ts'

/** `leaf`: the leaf of the message, as `shard/index`. */
export type Erasure = {
  readonly what: string
  readonly at: number
  readonly cause: string
  readonly leaf: string | null
}

/** What an `erased` record says of the message: what was erased, when and why; null where it is about others. Fails with `malformed`. */
export function erasureOf({ object }: RecordEvidence, message: string): Erasure | null {
  const said = parseStrictJson(object)
  if (!isObject(said) || said['action'] !== 'erase' || !isArray(said['messages'])) return null
  const { what, at, cause, messages, leaves } = said as Record<string, unknown> & { messages: unknown[] }
  const place = messages.indexOf(message)
  if (place < 0 || typeof what !== 'string' || !isCount(at)) return null
  const leaf = isArray(leaves) ? leaves[place] : null
  return { what, at, cause: String(cause), leaf: typeof leaf === 'string' ? leaf : null }
}

/** The place of the record by which the manifest of the message, whose leaf is `index` of the log `origin`, was erased; −1 where there is none. */
export const erasedManifest = ({ records, message }: Evidence, origin: string, index: number): number =>
  records.findIndex((record) => {
    if (record.kind !== 'erased') return false
    try {
      const erasure = erasureOf(record, message)
      return erasure?.what === 'manifests' && erasure.leaf === `${origin.slice(origin.lastIndexOf('/') + 1)}/${index}`
    } catch {
      return false
    }
  })

/** Between whom an erased message was, sender first, as its leaf says. */
export type Left = readonly [Country, Country]

const partiesOf = (owner: Country, { kind, peer }: Leaf): Left => (kind === 'sent' ? [owner, peer] : [peer, owner])

/** What is left of a message without a manifest; null with a finding where no log says that it was erased. */
export function leftOf(evidence: Evidence, logs: readonly (CheckedLog | null)[], found: Findings): Left | null {
  for (const log of logs)
    for (const { entry, leaf, opened } of log?.leaves ?? []) {
      if (!log || !leaf || !opened || entry.of !== 'manifest') continue
      const record = erasedManifest(evidence, log.read.checkpoint.origin, entry.index)
      // The same log says both.
      const isLogged = logs.some(
        (l) => l?.owner === log.owner && l.leaves.some((s) => s.opened && s.entry.of === `records/${record}`),
      )
      if (!isLogged) continue
      const left = partiesOf(log.owner, leaf)
      const text = `${log.owner} erased the manifest; that a message from ${left[0]} to ${left[1]} is leaf ${entry.index} of its log is what is left`
      found.say('manifest-erased', '/manifest', text, { bytes: entry.leaf })
      return left
    }
  found.say('manifest-missing', '/manifest', 'there is no manifest, and no log is shown to say that it was erased')
  return null
}
