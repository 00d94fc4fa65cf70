/** That a record of the audit trail is the one that was logged: records are the leaves of a tree (RFC 6962), to whose root a leaf of the log commits. */
import { commitment, leafHash, parseLeaf } from '../log/entry.ts'
import { nodeHash, proveInclusion, rootAt, verifyInclusion, type NodeReader } from '../log/merkle.ts'
import { strictBase64 } from '../log/note.ts'
import { MAX_PROOF_HASHES } from '../log/proof.ts'
import { JuxtaError } from '../values/errors.ts'
import { canonicalJson, parseStrictJson } from '../values/json.ts'
import { isCount, Members } from '../values/members.ts'
import { isString } from '../values/text.ts'
import { time } from '../values/time.ts'
import type { AuditRecord } from './audit-table.ts'

/** A record as it is shown and hashed: its time as text. */
export type ShownRecord = Omit<AuditRecord, 'at'> & { readonly at: string }

export const shownRecord = ({
  id,
  at,
  request,
  key,
  client,
  agency,
  address,
  what,
  subject,
  outcome,
  problem,
  proposer,
  reason,
}: AuditRecord): ShownRecord => ({
  id,
  at: time(at),
  request,
  key,
  client,
  agency,
  address,
  what,
  subject,
  outcome,
  problem,
  proposer,
  reason,
})

/** `SHA-256(0x00 ‖ RFC 8785 JSON of the record as it is shown)`. */
const hashOfShown = (record: ShownRecord): Buffer => leafHash(Buffer.from(canonicalJson(record)))
const hashOf = (record: AuditRecord): Buffer => hashOfShown(shownRecord(record))

function readerOf(hashes: readonly Buffer[]): NodeReader {
  const subtree = (from: number, width: number): Buffer =>
    width === 1 ? hashes[from]! : nodeHash(subtree(from, width / 2), subtree(from + width / 2, width / 2))
  return (nodes) => Promise.resolve(nodes.map(({ level, index }) => subtree(index * 2 ** level, 2 ** level)))
}

const ID_BYTES = 16
const MARK_BYTES = 8

/** The id of a record and the beginning of its hash, by which it is named where the root no longer fits. */
const markOf = ({ id }: AuditRecord, hash: Buffer): Buffer =>
  Buffer.concat([Buffer.from(id.replaceAll('-', ''), 'hex'), hash.subarray(0, MARK_BYTES)])

/**
 * What the leaf over a batch of records, in the order of their ids, commits to: RFC 8785 JSON with how many they are and their root, and in `records`, as
 * base64, the 16 bytes of each id with the first 8 of the record's hash.
 */
export async function batchObject(records: readonly AuditRecord[], at: number): Promise<string> {
  const hashes = records.map(hashOf)
  const root = await rootAt(records.length, readerOf(hashes))
  return canonicalJson({
    action: 'audit',
    at,
    count: records.length,
    records: Buffer.concat(records.map((r, i) => markOf(r, hashes[i]!))).toString('base64'),
    root: root.toString('base64'),
  })
}

/** What is no longer as it was logged, by the ids of records. */
export type BatchFaults = {
  readonly altered: readonly string[]
  readonly missing: readonly string[]
  readonly added: readonly string[]
}

/** Holds the records that are kept of a batch against what its leaf commits to; null where that is no batch of records. */
export async function faultsOfBatch(
  object: string,
  kept: readonly AuditRecord[],
): Promise<{ at: number; faults: BatchFaults } | null> {
  const said = parseStrictJson(object)
  if (!isObject(said) || said['action'] !== 'audit' || !isCount(said['at']) || !isString(said['records'])) return null
  const marks = strictBase64(said['records'])
  if (!marks || marks.length % (ID_BYTES + MARK_BYTES) !== 0) return null
  const wanted = new Map<string, Buffer>()
  for (let i = 0; i < marks.length; i += ID_BYTES + MARK_BYTES) {
    const hex = marks.toString('hex', i, i + ID_BYTES)
    const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
    wanted.set(id, marks.subarray(i, i + ID_BYTES + MARK_BYTES))
  }
  const there = new Set(kept.map((record) => record.id as string))
  const added = kept.filter((record) => !wanted.has(record.id)).map((record) => record.id)
  const missing = [...wanted.keys()].filter((id) => !there.has(id))
  let altered = kept
    .filter((record) => wanted.get(record.id)?.equals(markOf(record, hashOf(record))) === false)
    .map(({ id }) => id)
  // The root is what counts; a mark is too short to rely on.
  const whole = altered.length + added.length + missing.length === 0
  if (whole && (await batchObject(kept, said['at'])) !== object) altered = kept.map(({ id }) => id)
  return { at: said['at'], faults: { altered, missing, added } }
}

/** What shows that a record is the one that was logged, beside the leaf itself. */
export type AuditProof = {
  readonly record: ShownRecord
  /** Place in its batch, and the path from there to the batch's root, in base64. */
  readonly index: number
  readonly path: readonly string[]
  /** What the leaf commits to, and the salt in base64url. */
  readonly batch: { readonly object: string; readonly salt: string }
  readonly leaf: { readonly shard: string; readonly index: number }
}

/** The path of record `index` in its batch. */
export const pathIn = async (records: readonly AuditRecord[], index: number): Promise<string[]> =>
  (await proveInclusion(index, records.length, readerOf(records.map(hashOf)))).map((h) => h.toString('base64'))

const isObject = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v)
const isPath = (v: unknown): v is string[] =>
  Array.isArray(v) && v.length <= MAX_PROOF_HASHES && v.every((h) => isString(h) && strictBase64(h)?.length === 32)

/** Reads an attacker-controlled proof. Fails with `log-invalid`. */
export function parseAuditProof(text: string | Uint8Array): AuditProof {
  try {
    return readAuditProof(parseStrictJson(text))
  } catch (cause) {
    throw new JuxtaError('log-invalid', 'this is no proof of a record', { rule: 'audit-proof', cause })
  }
}

/** The same where it is JSON already, within something that was read. */
export function readAuditProof(value: unknown): AuditProof {
  try {
    const m = new Members(value)
    const batch = new Members(m.required('batch', isObject, 'an object'))
    const leaf = new Members(m.required('leaf', isObject, 'an object'))
    const proof: AuditProof = {
      record: m.required('record', isObject, 'a record') as ShownRecord,
      index: m.required('index', isCount, 'a number'),
      path: m.required('path', isPath, 'hashes in base64'),
      batch: {
        object: batch.required('object', isString, 'a text'),
        salt: batch.required('salt', isString, 'a salt in base64url'),
      },
      leaf: { shard: leaf.required('shard', isString, 'a shard'), index: leaf.required('index', isCount, 'a number') },
    }
    for (const closed of [m, batch, leaf]) closed.close()
    return proof
  } catch (cause) {
    throw new JuxtaError('log-invalid', 'this is no proof of a record', { rule: 'audit-proof', cause })
  }
}

/** Why `entry`, the entry of the log that the proof names, does not show that the record was logged as it is; null where it does. */
export function faultOfRecord({ record, index, path, batch }: AuditProof, entry: Uint8Array): string | null {
  const leaf = parseLeaf(entry)
  if (leaf.kind !== 'operator') return `its leaf is of kind ${leaf.kind}`
  if (commitment('operator', Buffer.from(batch.salt, 'base64url'), batch.object) !== leaf.c)
    return 'its leaf commits to something else than its batch'
  const said = parseStrictJson(batch.object)
  if (!isObject(said) || said['action'] !== 'audit' || !isCount(said['count']) || !isString(said['root']))
    return 'what its leaf commits to is no batch of records'
  const root = strictBase64(said['root'])
  const hashes = path.map((h) => Buffer.from(h, 'base64'))
  return root && verifyInclusion(hashOfShown(record), index, said['count'], hashes, root)
    ? null
    : 'it is not the record that was logged: it, or its place, was changed'
}
