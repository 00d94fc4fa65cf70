/** What is left of the documents, and what own leaves of the logs say about the message: erasures, and records of operators and of the audit trail. */
import { time } from '../values/time.ts'
import { partDigest, type BundlePart } from '../message/bundle.ts'
import type { ManifestClaims } from '../message/manifest.ts'
import type { Evidence } from '../evidence/bundle.ts'
import { faultOfRecord } from '../operate/audit-proof.ts'
import { erasureOf } from './erasures.ts'
import type { Findings } from './findings.ts'
import type { CheckedLog, StandingLeaf } from './checked-log.ts'

type Standing = StandingLeaf & { readonly log: CheckedLog }

/** The leaf that commits to `records/n`, in whatever log. */
const leafOf = (logs: readonly (CheckedLog | null)[], n: number): Standing | undefined =>
  logs
    .flatMap((log) => log?.leaves.map((leaf): Standing => ({ ...leaf, log })) ?? [])
    .find((l) => l.opened && l.entry.of === `records/${n}`)

/** Opens the records against their leaves. Answers whether a log says that documents of the message were erased. */
export function checkRecords(evidence: Evidence, logs: readonly (CheckedLog | null)[], found: Findings): boolean {
  let erased = false
  for (const [i, record] of evidence.records.entries()) {
    const at = `/records/${i}`
    const leaf = leafOf(logs, i)
    if (!leaf) {
      found.say(
        'record-unproven',
        at,
        `no leaf of a log commits to the record "${record.kind}": it counts for nothing`,
        {
          bytes: record.object,
        },
      )
      continue
    }
    const { owner } = leaf.log
    const told = `leaf ${leaf.entry.index} of ${leaf.log.read.checkpoint.origin}`
    if (record.kind !== 'erased') {
      found.say('record', at, `${owner} logged a record "${record.kind}" (${told})`, { bytes: record.object })
      continue
    }
    try {
      const erasure = erasureOf(record, evidence.message)
      if (erasure) {
        erased = true
        const text = `${owner} erased ${erasure.what} of the message at ${time(erasure.at)}: ${erasure.cause} (${told})`
        found.say('erased', at, text, { bytes: record.object })
      } else found.say('record', at, `${owner} logged an erasure of other messages (${told})`, { bytes: record.object })
    } catch (error) {
      found.say('record-malformed', at, (error as Error).message, { bytes: record.object })
    }
  }
  return erased
}

/** Records of the audit trail: each must be in a batch that one of `records` is, under the leaf that it names. */
export function checkAudit(evidence: Evidence, logs: readonly (CheckedLog | null)[], found: Findings): void {
  for (const [i, proof] of (evidence.audit ?? []).entries()) {
    const at = `/audit/${i}`
    const batch = evidence.records.findIndex((r) => r.kind === 'operator' && r.object === proof.batch.object)
    const leaf = batch < 0 ? undefined : leafOf(logs, batch)
    const { origin } = leaf?.log.read.checkpoint ?? { origin: '' }
    const bytes = JSON.stringify(proof.record)
    if (!leaf || leaf.entry.index !== proof.leaf.index || !origin.endsWith(`/${proof.leaf.shard}`)) {
      found.say('audit-invalid', at, 'no leaf in the bundle commits to the batch that the record is said to be in', {
        bytes,
      })
      continue
    }
    let fault: string | null
    try {
      fault = faultOfRecord(proof, Buffer.from(leaf.entry.leaf))
    } catch (error) {
      fault = (error as Error).message
    }
    if (fault !== null) found.say('audit-invalid', at, fault, { bytes })
    else {
      const { what, client, subject, outcome } = proof.record
      const text = `${leaf.log.owner} recorded: ${what} ${subject} by ${client}, ${outcome}`
      found.say('audit', at, text, { bytes })
    }
  }
}

/** The size and digest of each document, by its id. */
export type Documents = ReadonlyMap<string, { readonly size: number; readonly digest: string }>
export const documentsOf = (parts: ReadonlyMap<string, BundlePart>): Documents =>
  new Map([...parts].map(([id, { salt, bytes }]) => [id, { size: bytes.length, digest: partDigest(salt, bytes) }]))

/** Holds the documents against the manifest; null where the bundle has none. */
export function checkDocuments(
  documents: Documents | null,
  claims: ManifestClaims,
  erased: boolean,
  found: Findings,
): void {
  if (!documents) {
    if (!erased)
      found.say(
        'documents-not-included',
        '/parts',
        'the documents are not in the bundle; the manifest holds their digests',
      )
    return
  }
  for (const { id, size, digest } of claims.parts) {
    const has = documents.get(id)
    const at = `/parts/${id}`
    const bytes = `signed ${digest} of ${size} bytes, computed ${has?.digest ?? 'nothing'} of ${has?.size ?? 0} bytes`
    if (!has) {
      if (!erased) found.say('document-missing', at, `document ${id} of the manifest is not in the bundle`, { bytes })
    } else if (has.size !== size || has.digest !== digest)
      found.say('document-differs', at, `document ${id} is not the one that the manifest commits to`, { bytes })
    else found.say('document', at, `document ${id}, ${size} bytes: the one that was signed`, { bytes })
  }
  for (const id of documents.keys())
    if (!claims.parts.some((p) => p.id === id))
      found.say('document-unknown', `/parts/${id}`, `the manifest has no document ${id}`)
}
