/**
 * The evidence bundle: everything an auditor needs about one message, in one JSON file that is read without a node, a database or a network. It
 * brings no trust of its own: the keys in it count only as far as the auditor's trust file vouches for them.
 */
import { JuxtaError } from '../values/errors.ts'
import { isMessageId, type MessageId } from '../values/id.ts'
import { parseStrictJson, strictBase64url } from '../values/json.ts'
import { isArray, isCount, isObject, Members } from '../values/members.ts'
import { isString, isText } from '../values/text.ts'
import type { BundlePart } from '../message/bundle.ts'
import { isPartId } from '../message/manifest.ts'
import { readCheckpoint } from '../log/checkpoint.ts'
import { MAX_LEAF_BYTES } from '../log/entry.ts'
import { HASH_BYTES, proveInclusion, type NodeReader } from '../log/merkle.ts'
import { strictBase64 } from '../log/note.ts'
import { MAX_PROOF_HASHES } from '../log/proof.ts'

export const EVIDENCE_FORMAT = 'juxta-evidence@v1'
export const MAX_EVIDENCE_BYTES = 256 * 1024 * 1024

/** What a leaf commits to: the manifest's signing input, the receipt, one of `events`, or one of `timestamps`. */
export type Subject = 'manifest' | 'receipt' | `events/${number}` | `timestamps/${number}`

/** A leaf with its proof; `salt` where it is not the message's. */
export type ProvenLeaf = {
  readonly of: Subject
  readonly index: number
  readonly leaf: string
  readonly proof: readonly Buffer[]
  readonly salt?: Buffer
}
/** Leaves of one log, all proven against one checkpoint (a signed note with its cosignatures, verbatim). */
export type LogEvidence = { readonly checkpoint: string; readonly leaves: readonly ProvenLeaf[] }
/** An RFC 3161 token (DER) over the body of the checkpoint of `logs[log]`. */
export type TimestampEvidence = { readonly log: number; readonly token: Buffer }

export type Evidence = {
  readonly message: MessageId
  /** The manifest, a compact JWS. */
  readonly manifest: string
  readonly salt: Buffer
  /** The receiver's SET: received or refused; null where none is held. */
  readonly receipt: string | null
  /** Later SETs about the message, oldest first. */
  readonly events: readonly string[]
  /** Signed identities of both countries and of the witnesses: every version whose keys are needed. */
  readonly identities: readonly string[]
  readonly logs: readonly LogEvidence[]
  readonly timestamps: readonly TimestampEvidence[]
  /** The documents, where they were asked for. */
  readonly parts?: ReadonlyMap<string, BundlePart>
}

/** What a node hands over; a proof is computed from `nodes` (the tiles at the checkpoint's size) where it is not given (as by the peer). */
export type EvidencePieces = Omit<Evidence, 'logs'> & {
  readonly logs: readonly {
    readonly checkpoint: string
    readonly nodes?: NodeReader
    readonly leaves: readonly (Omit<ProvenLeaf, 'proof'> & { readonly proof?: readonly Buffer[] })[]
  }[]
}

/** Puts a bundle together. Fails with `log-unavailable` where a leaf is not under its checkpoint yet: later it will be. */
export async function buildEvidence(pieces: EvidencePieces): Promise<Evidence> {
  const logs = await Promise.all(
    pieces.logs.map(async ({ checkpoint, nodes, leaves }): Promise<LogEvidence> => {
      const { size } = readCheckpoint(checkpoint).checkpoint
      return {
        checkpoint,
        leaves: await Promise.all(
          leaves.map(async (leaf): Promise<ProvenLeaf> => {
            if (leaf.index >= size)
              throw new JuxtaError('log-unavailable', 'the leaf is not under a published checkpoint yet', {
                rule: 'unpublished',
              })
            if (!leaf.proof && !nodes) throw new JuxtaError('internal', 'there is nothing to prove the leaf from')
            return { ...leaf, proof: leaf.proof ?? (await proveInclusion(leaf.index, size, nodes!)) }
          }),
        ),
      }
    }),
  )
  return { ...pieces, logs }
}

const fromBase64 = (text: string, pointer: string): Buffer => {
  const bytes = strictBase64(text)
  if (!bytes) throw new JuxtaError('malformed', `${pointer} is not canonical base64`, { pointer, rule: 'base64' })
  return bytes
}

/** The file. Salts are base64url as in the message; proofs and tokens base64 as in the files of C2SP and PEM. */
export function writeEvidence(evidence: Evidence): string {
  const { logs, timestamps, salt, parts } = evidence
  return JSON.stringify(
    {
      format: EVIDENCE_FORMAT,
      message: evidence.message,
      manifest: evidence.manifest,
      salt: salt.toString('base64url'),
      receipt: evidence.receipt,
      events: evidence.events,
      identities: evidence.identities,
      logs: logs.map(({ checkpoint, leaves }) => ({
        checkpoint,
        leaves: leaves.map((l) => ({
          of: l.of,
          index: l.index,
          leaf: l.leaf,
          proof: l.proof.map((h) => h.toString('base64')),
          ...(l.salt === undefined ? {} : { salt: l.salt.toString('base64url') }),
        })),
      })),
      timestamps: timestamps.map(({ log, token }) => ({ log, token: token.toString('base64') })),
      ...(parts === undefined
        ? {}
        : {
            parts: Object.fromEntries(
              [...parts].map(([id, p]) => [
                id,
                { salt: p.salt.toString('base64url'), data: p.bytes.toString('base64url') },
              ]),
            ),
          }),
    },
    null,
    1,
  )
}

const isSubject = (v: unknown): v is Subject =>
  typeof v === 'string' && /^(manifest|receipt|(events|timestamps)\/(0|[1-9][0-9]{0,3}))$/.test(v)
const list =
  (max: number) =>
  (v: unknown): v is unknown[] =>
    isArray(v) && v.length <= max
const texts =
  (max: number) =>
  (v: unknown): v is string[] =>
    list(max)(v) && v.every(isText(2_000_000))

function readLeaf(value: unknown, pointer: string): ProvenLeaf {
  const m = new Members(value, pointer)
  const proof = m.required('proof', texts(MAX_PROOF_HASHES), 'hashes in base64').map((text, i) => {
    const hash = fromBase64(text, `${pointer}/proof/${i}`)
    if (hash.length !== HASH_BYTES)
      throw new JuxtaError('malformed', 'a hash is 32 bytes', { pointer: `${pointer}/proof/${i}`, rule: 'length' })
    return hash
  })
  const salt = m.optional('salt', isText(200), 'base64url')
  const leaf = {
    of: m.required('of', isSubject, 'manifest, receipt, events/N or timestamps/N'),
    index: m.required('index', isCount, 'an index'),
    leaf: m.required('leaf', isText(MAX_LEAF_BYTES), 'a leaf'),
    proof,
    ...(salt === undefined ? {} : { salt: strictBase64url(salt, `${pointer}/salt`) }),
  }
  m.close()
  return leaf
}

function readPart(value: unknown, pointer: string): BundlePart {
  const m = new Members(value, pointer)
  const part = {
    salt: strictBase64url(m.required('salt', isText(200), 'base64url'), `${pointer}/salt`),
    bytes: strictBase64url(m.required('data', isString, 'base64url'), `${pointer}/data`),
  }
  m.close()
  return part
}

/** Reads an attacker-controlled bundle. Fails with `malformed` and a pointer; whether it proves anything is for `verifyEvidence`. */
export function parseEvidence(input: Uint8Array | string): Evidence {
  if (input.length > MAX_EVIDENCE_BYTES) throw new JuxtaError('too-large', 'the evidence bundle is too large')
  const m = new Members(parseStrictJson(input, { maxDepth: 8 }))
  m.required('format', (v): v is string => v === EVIDENCE_FORMAT, EVIDENCE_FORMAT)
  const salt = strictBase64url(m.required('salt', isText(200), 'base64url'), '/salt')
  if (salt.length !== 32)
    throw new JuxtaError('malformed', 'the salt is 32 bytes', { pointer: '/salt', rule: 'length' })
  const logs = m.required('logs', list(100), 'a list of logs').map((value, i): LogEvidence => {
    const l = new Members(value, `/logs/${i}`)
    const read = {
      checkpoint: l.required('checkpoint', isText(1_000_000), 'a signed checkpoint'),
      leaves: l
        .required('leaves', list(1000), 'a list of leaves')
        .map((leaf, j) => readLeaf(leaf, `/logs/${i}/leaves/${j}`)),
    }
    l.close()
    return read
  })
  const timestamps = m.required('timestamps', list(100), 'a list of timestamps').map((value, i): TimestampEvidence => {
    const stamp = new Members(value, `/timestamps/${i}`)
    const isLog = (v: unknown): v is number => isCount(v) && v < logs.length
    const read = {
      log: stamp.required('log', isLog, 'the number of one of the logs'),
      token: fromBase64(stamp.required('token', isText(200_000), 'base64'), `/timestamps/${i}/token`),
    }
    stamp.close()
    return read
  })
  const parts = m.optional('parts', isObject, 'an object')
  for (const id of Object.keys(parts ?? {}))
    if (!isPartId(id))
      throw new JuxtaError('malformed', 'a part has an id that is not allowed', { pointer: '/parts', rule: 'part-id' })
  const evidence: Evidence = {
    message: m.required('message', isMessageId, 'a message id'),
    manifest: m.required('manifest', isText(2_000_000), 'a JWS'),
    salt,
    receipt: m.required('receipt', (v): v is string | null => v === null || isText(2_000_000)(v), 'a JWS or null'),
    events: m.required('events', texts(1000), 'a list of JWS'),
    identities: m.required('identities', texts(1000), 'a list of JWS'),
    logs,
    timestamps,
    ...(parts === undefined
      ? {}
      : { parts: new Map(Object.entries(parts).map(([id, part]) => [id, readPart(part, `/parts/${id}`)])) }),
  }
  m.close()
  return evidence
}
