/**
 * The evidence bundle: everything an auditor needs about one message, in one JSON file that is read without a node, a database or a network. It
 * brings no trust of its own: the keys in it count only as far as the auditor's trust file vouches for them. Read by `read-bundle.ts`.
 */
import { JuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import type { MessageId } from '../values/id.ts'
import type { BundlePart } from '../message/bundle.ts'
import { readCheckpoint } from '../log/checkpoint.ts'
import { proveConsistency, proveInclusion, type NodeReader } from '../log/merkle.ts'
import type { AuditProof } from '../operate/audit-proof.ts'

export const EVIDENCE_FORMAT = 'juxta-evidence@v2'
export const MAX_EVIDENCE_BYTES = 256 * 1024 * 1024

/**
 * What a leaf commits to: the manifest's signing input, the receipt's or an event's, the agreement with both signatures, a timestamp token, or what one of
 * `records` is the exact text of.
 */
export type Subject =
  'manifest' | 'receipt' | 'agreement' | `events/${number}` | `timestamps/${number}` | `records/${number}`

/** A leaf with its proof; `salt` where it is not the message's. */
export type ProvenLeaf = {
  readonly of: Subject
  readonly index: number
  readonly leaf: string
  readonly proof: readonly Buffer[]
  readonly salt?: Buffer
}
/** A checkpoint that was cosigned before the message was logged, and the consistency proof from it: the message came after its cosignatures. */
export type Before = { readonly checkpoint: string; readonly proof: readonly Buffer[] }
/** Leaves of one log, all proven against one checkpoint (a signed note with its cosignatures, verbatim). */
export type LogEvidence = {
  readonly checkpoint: string
  readonly before?: Before
  readonly leaves: readonly ProvenLeaf[]
}
/** That the checkpoint of `logs[from]` is the beginning of the one of `logs[to]`, which is not smaller and of the same log. */
export type ConsistencyEvidence = { readonly from: number; readonly to: number; readonly proof: readonly Buffer[] }
/** An RFC 3161 token (DER) over the body of the checkpoint of `logs[log]`. */
export type TimestampEvidence = { readonly log: number; readonly token: Buffer }
/** The text whose digest the manifest names, and the signature of each party. */
export type AgreementEvidence = { readonly text: string; readonly signatures: readonly [string, string] }

export const RECORD_KINDS = ['erased', 'operator', 'agreement', 'key', 'shard'] as const
/** What a leaf of one of these kinds commits to, as exact text. */
export type RecordEvidence = { readonly kind: (typeof RECORD_KINDS)[number]; readonly object: string }

export type Signed = 'manifest' | 'receipt'
/** A second signature over the same payload, by a key that outlasts quantum computers. */
export type SecondSignature = { readonly of: Signed; readonly jws: string }
/** The unsigned half of a JAdES signature: its `etsiU` array, each component as base64url text (`jades.ts`). */
export type SignatureTimestamps = { readonly of: Signed; readonly etsiU: readonly string[] }
/** What an authority said of the certificates of signing keys. */
export type Revocation = { readonly type: 'crl' | 'ocsp'; readonly der: Buffer }
/** Who made the file, when (seconds since 1970) and with which version: a claim that nothing rests on. */
export type Made = { readonly by: Country; readonly at: number; readonly version: string }

export type Evidence = {
  readonly made: Made
  readonly message: MessageId
  /** The manifest, a compact JWS; empty where it was erased (null in the file): then salt, receipt, events and agreement are none either. */
  readonly manifest: string
  /** Null where it was erased: the leaves can no longer be opened. */
  readonly salt: Buffer | null
  /** The receiver's SET: received or refused; null where none is held. */
  readonly receipt: string | null
  /** Later SETs about the message, oldest first. */
  readonly events: readonly string[]
  readonly second?: readonly SecondSignature[]
  readonly agreement: AgreementEvidence | null
  /** Signed identities of both countries and of the witnesses that cosigned: every version that is known, so the newest too. */
  readonly identities: readonly string[]
  readonly logs: readonly LogEvidence[]
  readonly consistency: readonly ConsistencyEvidence[]
  readonly timestamps: readonly TimestampEvidence[]
  readonly records: readonly RecordEvidence[]
  /** Records of the audit trail, each in a batch that one of `records` is. */
  readonly audit?: readonly AuditProof[]
  readonly certificates?: { readonly revocation: readonly Revocation[] }
  readonly signatureTimestamps?: readonly SignatureTimestamps[]
  /** The documents, where they were asked for. */
  readonly parts?: ReadonlyMap<string, BundlePart>
}

/** What a node hands over; a proof is computed from `nodes` (the tiles at the checkpoint's size) where it is not given (as by the peer). */
export type EvidencePieces = Omit<Evidence, 'logs' | 'consistency'> & {
  readonly logs: readonly {
    readonly checkpoint: string
    readonly before?: Before
    readonly nodes?: NodeReader
    readonly leaves: readonly (Omit<ProvenLeaf, 'proof'> & { readonly proof?: readonly Buffer[] })[]
  }[]
  readonly consistency?: readonly ConsistencyEvidence[]
}

/** Proofs from each checkpoint of a log to the next larger one, where the tiles of that are at hand; two of one size need none. */
async function proveGrowth(logs: EvidencePieces['logs']): Promise<ConsistencyEvidence[]> {
  const all = logs.map(({ checkpoint, nodes }, place) => ({ place, nodes, ...readCheckpoint(checkpoint).checkpoint }))
  const proofs: ConsistencyEvidence[] = []
  for (const origin of new Set(all.map((c) => c.origin))) {
    const grown = all.filter((c) => c.origin === origin && c.size > 0).sort((a, b) => a.size - b.size)
    for (const [i, to] of grown.entries()) {
      const from = grown[i - 1]
      if (from && from.size < to.size && to.nodes)
        proofs.push({ from: from.place, to: to.place, proof: await proveConsistency(from.size, to.size, to.nodes) })
    }
  }
  return proofs
}

/** Puts a bundle together. Fails with `log-unavailable` where a leaf is not under its checkpoint yet: later it will be. */
export async function buildEvidence(pieces: EvidencePieces): Promise<Evidence> {
  const logs = await Promise.all(
    pieces.logs.map(async ({ checkpoint, before, nodes, leaves }): Promise<LogEvidence> => {
      const { size } = readCheckpoint(checkpoint).checkpoint
      return {
        checkpoint,
        ...(before ? { before } : {}),
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
  return { ...pieces, logs, consistency: pieces.consistency ?? (await proveGrowth(pieces.logs)) }
}

const base64 = (bytes: Buffer): string => bytes.toString('base64')

/** Members that a bundle need not have. */
function writeOptional(evidence: Evidence): object {
  const { second, audit, certificates, signatureTimestamps, parts } = evidence
  return {
    ...(second && { second }),
    ...(audit && { audit }),
    ...(certificates && {
      certificates: { revocation: certificates.revocation.map(({ type, der }) => ({ type, der: base64(der) })) },
    }),
    ...(signatureTimestamps && { signature_timestamps: signatureTimestamps }),
    ...(parts && {
      parts: Object.fromEntries(
        [...parts].map(([id, p]) => [id, { salt: p.salt.toString('base64url'), data: p.bytes.toString('base64url') }]),
      ),
    }),
  }
}

/** The file. Salts and documents are base64url as in the message; hashes, tokens and DER base64 as in the files of C2SP and PEM. */
export function writeEvidence(evidence: Evidence): string {
  return JSON.stringify(
    {
      format: EVIDENCE_FORMAT,
      made: evidence.made,
      message: evidence.message,
      manifest: evidence.manifest === '' ? null : evidence.manifest,
      salt: evidence.salt?.toString('base64url') ?? null,
      receipt: evidence.receipt,
      events: evidence.events,
      agreement: evidence.agreement,
      identities: evidence.identities,
      logs: evidence.logs.map(({ checkpoint, before, leaves }) => ({
        checkpoint,
        ...(before && { before: { checkpoint: before.checkpoint, proof: before.proof.map(base64) } }),
        leaves: leaves.map((l) => ({
          of: l.of,
          index: l.index,
          leaf: l.leaf,
          proof: l.proof.map(base64),
          ...(l.salt && { salt: l.salt.toString('base64url') }),
        })),
      })),
      consistency: evidence.consistency.map(({ from, to, proof }) => ({ from, to, proof: proof.map(base64) })),
      timestamps: evidence.timestamps.map(({ log, token }) => ({ log, token: base64(token) })),
      records: evidence.records,
      ...writeOptional(evidence),
    },
    null,
    1,
  )
}
