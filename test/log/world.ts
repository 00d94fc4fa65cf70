/** Three countries with keys, logs and witnesses, and one message between two of them: the stuff that evidence is made of. */
import { createHash, randomBytes } from 'node:crypto'
import type { Country } from '../../node/values/country.ts'
import type { Digest } from '../../node/values/digest.ts'
import type { MessageId } from '../../node/values/id.ts'
import { digestOf } from '../../node/values/digest.ts'
import { newMessageId } from '../../node/values/id.ts'
import { buildEvidence, type Evidence, type Subject } from '../../node/evidence/bundle.ts'
import { readCheckpoint, signCheckpoint } from '../../node/log/checkpoint.ts'
import { cosign } from '../../node/log/cosignature.ts'
import { commitment, encodeLeaf, leafHash, type LeafKind } from '../../node/log/entry.ts'
import { encodeNote, encodeVerifierKey } from '../../node/log/note.ts'
import { nodesFromTiles, TileBuilder, tilePath, type TileReader } from '../../node/log/tiles.ts'
import { partDigest, type BundlePart } from '../../node/message/bundle.ts'
import type { Identity } from '../../node/message/identity.ts'
import { manifestDigest, signingInput, type ManifestClaims } from '../../node/message/manifest.ts'
import { EVENT, type EventName } from '../../node/message/security-event.ts'
import type { Signer } from '../../node/seal/signer.ts'
import { identityDigest, signIdentity } from '../../node/seal/identity.ts'
import { makeKey, privateKey, type MadeKey } from '../../node/seal/keys.ts'
import { signCompactWith } from '../../node/seal/local-keys.ts'
import { signManifest } from '../../node/seal/manifest.ts'
import { signSecurityEvent } from '../../node/seal/security-event.ts'
import { makeNoteKey, type TestKey } from './note-keys.ts'

/** Well in the past, so that timestamps made while a test runs are later. */
export const NOW = 1_700_000_000

export { evidenceCrypto as crypto } from '../../node/seal/evidence.ts'

export const signerOf = (made: MadeKey): Signer => ({
  has: (kid) => kid === made.kid,
  signCompact: async (header, payload) => signCompactWith(await privateKey(made.pem, made.alg), header, payload),
  decryptCompact: () => Promise.reject(new Error('no')),
  signNote: () => Promise.reject(new Error('no')),
})

/** A country's log in memory. */
export class TestLog {
  readonly files = new Map<string, Buffer>()
  readonly entries: Buffer[] = []
  readonly builder = new TileBuilder()
  readonly key: TestKey

  constructor(key: TestKey) {
    this.key = key
  }

  append(kind: LeafKind, peer: string, salt: Buffer, object: string | Buffer): { index: number; leaf: string } {
    const mid = randomBytes(16).toString('base64url')
    const data = encodeLeaf({ kind, peer, mid, c: commitment(kind, salt, object) })
    for (const tile of this.builder.append(leafHash(data))) this.files.set(tilePath(tile), tile.bytes)
    this.entries.push(data)
    return { index: this.entries.length - 1, leaf: data.toString() }
  }

  fill(n: number): void {
    for (let i = 0; i < n; i++) this.append('event', 'XC', randomBytes(32), String(i))
  }

  readonly read: TileReader = async (tile) => this.files.get(tilePath(tile)) ?? null

  /** The signed checkpoint of now, its partial tiles written. */
  async publish(cosigners: readonly TestKey[] = [], time = NOW): Promise<string> {
    for (const tile of this.builder.partial()) this.files.set(tilePath(tile), tile.bytes)
    const checkpoint = { origin: this.key.key.name, size: this.builder.size, root: this.builder.root() }
    const signed = await signCheckpoint(checkpoint, this.key.key, this.key.sign)
    const { note } = readCheckpoint(signed)
    const marks = await Promise.all(cosigners.map((w) => cosign(note.text, w.key, time, w.sign)))
    return encodeNote({ text: note.text, signatures: [...note.signatures, ...marks] })
  }

  nodes(size = this.builder.size) {
    return nodesFromTiles(size, this.read)
  }
}

export type TestCountry = {
  country: Country
  identityKey: MadeKey
  identity: string
  signing: MadeKey
  x5t: string
  log: TestLog
  witness: TestKey
  claims: Identity
  /** Another version; the second follows the first where nothing else is said. */
  sign(identity: Partial<Identity>): Promise<string>
}

export async function makeCountry(country: string): Promise<TestCountry> {
  const identityKey = await makeKey('Ed25519')
  const signing = await makeKey('ES256')
  const log = new TestLog(await makeNoteKey(`log.${country.toLowerCase()}.example/2026`))
  const witness = await makeNoteKey(`${log.key.key.name}/witness`, 4)
  const certificate = randomBytes(40)
  const identity: Identity = {
    version: 1,
    prev: null,
    country: country as Country,
    name: country,
    issued_at: NOW - 1000,
    tls: [],
    keys: [
      {
        kid: signing.kid,
        use: 'sig',
        alg: 'ES256',
        jwk: signing.jwk,
        x5c: [certificate.toString('base64')],
        from: NOW - 1000,
        until: NOW + 100_000,
      },
    ],
    log: { origin: log.key.key.name, vkey: encodeVerifierKey(log.key.key) },
    witness: { name: witness.key.name, vkey: encodeVerifierKey(witness.key) },
  }
  const sign = (more: Partial<Identity>): Promise<string> =>
    signIdentity(signerOf(identityKey), { kid: identityKey.kid, alg: 'Ed25519' }, { ...identity, ...more })
  const first = await sign({})
  return {
    country: country as Country,
    claims: identity,
    identityKey,
    identity: first,
    signing,
    x5t: createHash('sha256').update(certificate).digest('base64url'),
    log,
    witness,
    sign: (more) => sign(more.version === 2 ? { prev: identityDigest(first), ...more } : more),
  }
}

export const [xa, xb, xc] = (await Promise.all(['XA', 'XB', 'XC'].map(makeCountry))) as [
  TestCountry,
  TestCountry,
  TestCountry,
]

export const trustFile = (more: Record<string, unknown> = {}): string =>
  JSON.stringify({ identities: Object.fromEntries([xa, xb, xc].map((c) => [c.country, c.identityKey.jwk])), ...more })

export const signSet = (
  from: TestCountry,
  to: TestCountry,
  event: EventName,
  body: Record<string, unknown>,
  txn: string,
  iat = NOW,
): Promise<string> =>
  signSecurityEvent(
    signerOf(from.signing),
    { kid: from.signing.kid, alg: 'ES256', x5tS256: from.x5t },
    {
      iss: from.country,
      aud: to.country,
      jti: newMessageId(iat * 1000),
      iat,
      txn: txn as MessageId,
      events: { [`${EVENT}${event}`]: body },
    },
  )

export type Sent = {
  id: MessageId
  claims: ManifestClaims
  manifest: string
  salt: Buffer
  parts: Map<string, BundlePart>
  receipt: string
  event: string
  leaves: { log: TestLog; of: Subject; index: number; leaf: string }[]
}

/** XA sends XB a message; XB receives it and later says that it was collected. Everything is logged on both sides. */
export async function exchange(changes: Partial<ManifestClaims> = {}): Promise<Sent> {
  const id = newMessageId(NOW * 1000)
  const salt = randomBytes(32)
  const parts = new Map([['declaration', { salt: randomBytes(16), bytes: Buffer.from('<Declaration/>') }]])
  const claims: ManifestClaims = {
    iss: xa.country,
    aud: xb.country,
    jti: id,
    iat: NOW - 5,
    exp: NOW + 86_400,
    txn: newMessageId(NOW * 1000),
    procedure: 'pre-arrival',
    type: 'declaration',
    version: '1',
    agreement: digestOf('agreement'),
    priority: 5,
    salt_hash: digestOf(salt),
    parts: [...parts].map(([part, p]) => ({
      id: part,
      media_type: 'application/xml',
      size: p.bytes.length,
      digest: partDigest(p.salt, p.bytes),
    })),
    ...changes,
  }
  const manifest = await signManifest(
    signerOf(xa.signing),
    { kid: xa.signing.kid, alg: 'ES256', x5tS256: xa.x5t },
    claims,
  )
  const digest: Digest = manifestDigest(manifest)
  const input = signingInput(manifest)
  const sent = xa.log.append('sent', 'XB', salt, input)
  const received = xb.log.append('received', 'XA', salt, input)
  const receipt = await signSet(
    xb,
    xa,
    'received',
    {
      message: id,
      manifest_digest: digest,
      sealed_digest: digestOf('sealed'),
      log: { origin: xb.log.key.key.name, ...received },
    },
    claims.txn,
    NOW - 3,
  )
  const issued = xb.log.append('receipt-issued', 'XA', salt, signingInput(receipt))
  const held = xa.log.append('receipt-received', 'XB', salt, signingInput(receipt))
  const event = await signSet(xb, xa, 'collected', { message: id, manifest_digest: digest }, claims.txn, NOW - 1)
  const told = xb.log.append('event', 'XA', salt, signingInput(event))
  const heard = xa.log.append('event', 'XB', salt, signingInput(event))
  return {
    id,
    claims,
    manifest,
    salt,
    parts,
    receipt,
    event,
    leaves: [
      { log: xa.log, of: 'manifest', ...sent },
      { log: xa.log, of: 'receipt', ...held },
      { log: xa.log, of: 'events/0', ...heard },
      { log: xb.log, of: 'manifest', ...received },
      { log: xb.log, of: 'receipt', ...issued },
      { log: xb.log, of: 'events/0', ...told },
    ],
  }
}

/** The bundle that XA makes of it, with the proofs that it got from XB. */
export async function evidenceOf(
  sent: Sent,
  { cosigners = [xc.witness], logs = [xa.log, xb.log] }: { cosigners?: TestKey[]; logs?: TestLog[] } = {},
): Promise<Evidence> {
  return buildEvidence({
    made: { by: xa.country, at: NOW, version: '0.1.0' },
    message: sent.id,
    manifest: sent.manifest,
    salt: sent.salt,
    receipt: sent.receipt,
    events: [sent.event],
    agreement: null,
    identities: [xa.identity, xb.identity, xc.identity],
    logs: await Promise.all(
      logs.map(async (log) => ({
        checkpoint: await log.publish(cosigners),
        nodes: log.nodes(),
        leaves: sent.leaves.filter((l) => l.log === log).map(({ of, index, leaf }) => ({ of, index, leaf })),
      })),
    ),
    timestamps: [],
    records: [],
    parts: sent.parts,
  })
}
