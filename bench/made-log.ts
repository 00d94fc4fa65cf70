/** Made-up logs of made-up countries as exports, written entry by entry, so that they may have more of them than memory holds. */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { signCheckpoint } from '../node/log/checkpoint.ts'
import { cosign } from '../node/log/cosignature.ts'
import { encodeLeaf, leafHash } from '../node/log/entry.ts'
import {
  encodeNote,
  encodeVerifierKey,
  parseNote,
  verifierKey,
  type SignBytes,
  type VerifierKey,
} from '../node/log/note.ts'
import { encodeEntries, TileBuilder, tilePath } from '../node/log/tiles.ts'
import type { Identity, PublicJwk } from '../node/message/identity.ts'
import { signIdentity } from '../node/seal/identity.ts'
import { makeKey, privateKey } from '../node/seal/keys.ts'
import { signCompactWith } from '../node/seal/local-keys.ts'
import type { Country } from '../node/values/country.ts'

export type NoteSigner = { readonly key: VerifierKey; readonly sign: SignBytes }
export type MadeCountry = {
  readonly country: Country
  readonly identityKey: PublicJwk
  /** Its one identity, as a compact JWS. */
  readonly identity: string
  readonly log: NoteSigner
  readonly witness: NoteSigner
}

function noteSigner(name: string, type: 1 | 4): NoteSigner {
  const { publicKey, privateKey: key } = generateKeyPairSync('ed25519')
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)
  return { key: verifierKey(name, type, raw), sign: (bytes) => Promise.resolve(sign(null, bytes, key)) }
}

const NOW = 1_760_000_000

export async function makeCountry(country: string): Promise<MadeCountry> {
  const made = await makeKey('Ed25519')
  const log = noteSigner(`log.${country.toLowerCase()}.example/2026`, 1)
  const witness = noteSigner(`${log.key.name}/witness`, 4)
  const identity: Identity = {
    version: 1,
    prev: null,
    country: country as Country,
    name: country,
    issued_at: NOW,
    tls: [],
    keys: [],
    log: { origin: log.key.name, vkey: encodeVerifierKey(log.key) },
    witness: { name: witness.key.name, vkey: encodeVerifierKey(witness.key) },
  }
  const signer = {
    signCompact: async (header: Parameters<typeof signCompactWith>[1], payload: string) =>
      signCompactWith(await privateKey(made.pem, made.alg), header, payload),
  }
  return {
    country: country as Country,
    identityKey: made.jwk,
    identity: await signIdentity(signer, { kid: made.kid, alg: 'Ed25519' }, identity),
    log,
    witness,
  }
}

export const trustText = (countries: readonly MadeCountry[], more: Record<string, unknown> = {}): string =>
  JSON.stringify({
    identities: Object.fromEntries(countries.map((c) => [c.country, { key: c.identityKey, version: 1 }])),
    ...more,
  })

/** What stands beside the tiles of an export, as lines of its files. */
export type Beside = {
  readonly identities?: readonly string[]
  readonly names?: Iterable<string>
  readonly opened?: Iterable<string>
  readonly witnessed?: readonly string[]
  /** When it was made, by its own word. */
  readonly at?: string
}

/** An export that grows. */
export class MadeLog {
  readonly dir: string
  readonly #country: MadeCountry
  readonly #builder = new TileBuilder()
  #bundle: Buffer[] = []

  constructor(dir: string, country: MadeCountry) {
    this.dir = dir
    this.#country = country
  }

  get size(): number {
    return this.#builder.size
  }

  write(path: string, bytes: string | Uint8Array): void {
    mkdirSync(dirname(join(this.dir, path)), { recursive: true })
    writeFileSync(join(this.dir, path), bytes)
  }

  /** Answers the index of the leaf. */
  append(kind: string, peer: string, c: string): number {
    const data = encodeLeaf({ kind, peer, mid: randomBytes(16).toString('base64url'), c })
    const index = this.size
    this.#bundle.push(data)
    for (const tile of this.#builder.append(leafHash(data))) this.write(tilePath(tile), tile.bytes)
    if (this.#bundle.length === 256) {
      const id = { level: 'entries', index: Math.floor(index / 256), width: 256 } as const
      this.write(tilePath(id), encodeEntries(this.#bundle))
      this.#bundle = []
    }
    return index
  }

  /** The checkpoint of now, with cosignatures. */
  async checkpoint(cosigners: readonly MadeCountry[]): Promise<string> {
    const at = { origin: this.#country.log.key.name, size: this.size, root: this.#builder.root() }
    const note = parseNote(await signCheckpoint(at, this.#country.log.key, this.#country.log.sign))
    const marks = await Promise.all(cosigners.map(({ witness }) => cosign(note.text, witness.key, NOW, witness.sign)))
    return encodeNote({ ...note, signatures: [...note.signatures, ...marks] })
  }

  /** Writes all but the full tiles, which are there. */
  async finish(cosigners: readonly MadeCountry[], beside: Beside = {}): Promise<string> {
    const { country, log, identity } = this.#country
    for (const tile of this.#builder.partial()) this.write(tilePath(tile), tile.bytes)
    const width = this.#bundle.length
    if (width > 0)
      this.write(tilePath({ level: 'entries', index: Math.floor(this.size / 256), width }), encodeEntries(this.#bundle))
    const head = {
      format: 'juxta-log-export@v1',
      country,
      origin: log.key.name,
      shard: '2026',
      size: this.size,
      at: beside.at ?? new Date(NOW * 1000).toISOString(),
    }
    this.write('export.json', `${JSON.stringify(head)}\n`)
    this.write('log.vkey', `${encodeVerifierKey(log.key)}\n`)
    const lines = (all: Iterable<string>): string => [...all].map((line) => `${line}\n`).join('')
    this.write('identities.jws', lines(beside.identities ?? [identity]))
    this.write('messages.txt', lines(beside.names ?? []))
    this.write('opened.jsonl', lines(beside.opened ?? []))
    this.write('witnessed.jsonl', lines((beside.witnessed ?? []).map((note) => JSON.stringify({ note, at: head.at }))))
    const checkpoint = await this.checkpoint(cosigners)
    this.write('checkpoint', checkpoint)
    return checkpoint
  }
}
