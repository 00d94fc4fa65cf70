/** The signer whose keys are PKCS#8 files in the node's folder. Old decryption keys stay beside the new, so that what is on the way can be opened. */
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { JuxtaError } from '../values/errors.ts'
import type { Signer } from './signer.ts'
import { privateKey, thumbprint, type KeyAlgorithm, type LocalKey } from './keys.ts'
import { decryptCompactWith, signCompactWith, signNoteWith, signSecondWith, type NoteKey } from './local-keys.ts'
import { mlDsaPublicKey, readMlDsaPem } from './ml-dsa.ts'
import { secondJwk } from './second-keys.ts'
import { publicOf } from './webcrypto.ts'

/** Keys that were added to the folder count from the next `reload` on. */
export type FileSigner = Signer & {
  reload(): Promise<void>
  /** The public halves (32 bytes) of the Ed25519 note keys that lie in the folder. */
  noteKeys(): Buffer[]
  /** Whether the private half of a note key lies in the folder. */
  hasNoteKey(publicKey: Uint8Array): boolean
}

type Held = { alg: KeyAlgorithm; key: LocalKey } | { alg: 'ML-DSA-65'; seed: Buffer }
type Keys = { held: Map<string, Held>; notes: Map<string, NoteKey> }

const algorithmOf = (file: string, crv: string): KeyAlgorithm | null => {
  if (file.startsWith('encryption-')) return 'ECDH-ES+A256KW'
  if (file.startsWith('signing-') || file.startsWith('identity')) return crv === 'Ed25519' ? 'Ed25519' : 'ES256'
  return null
}

const NOTE_FILE = /^(log(-[A-Za-z0-9._-]+)?|witness(-ml-dsa-44(-[0-9a-f]{8})?)?)\.pem$/

/** A private key file that only its owner may read. Fails with `settings-invalid`, naming the file. */
export async function readKeyFile(path: string): Promise<string> {
  const { mode } = await stat(path)
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    throw new JuxtaError('settings-invalid', `${path} may be read by others: chmod 600`, { rule: 'key-file-mode' })
  return readFile(path, 'utf8')
}

export async function writeKeyFile(folder: string, name: string, pem: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(join(folder, name), pem, { mode: 0o600, flag: 'wx' })
}
/** Opens `folder` with `signing-*.pem`, `encryption-*.pem`, `identity.pem` (may be kept offline), `log.pem`, `log-*.pem` of later shards, `witness.pem`. */
export async function openFileSigner(folder: string): Promise<FileSigner> {
  let { held, notes } = await readKeys(folder)
  const find = (kid: string): Held => {
    const key = held.get(kid)
    if (!key) throw new JuxtaError('key-unknown', 'this signer does not hold that key', { rule: 'kid' })
    return key
  }
  const reload = async (): Promise<void> => {
    ;({ held, notes } = await readKeys(folder))
  }
  return {
    reload,
    has: (kid) => held.has(kid),
    noteKeys: () => [...notes].filter(([, key]) => !('seed' in key)).map(([name]) => Buffer.from(name, 'hex')),
    hasNoteKey: (publicKey) => notes.has(Buffer.from(publicKey).toString('hex')),
    async signCompact(header, payload) {
      const found = find(header.kid)
      if (found.alg !== header.alg) throw new JuxtaError('internal', 'alg does not fit the key')
      return 'seed' in found ? signSecondWith(found.seed, header, payload) : signCompactWith(found.key, header, payload)
    },
    async decryptCompact(kid, jwe) {
      const found = find(kid)
      if ('seed' in found) throw new JuxtaError('internal', 'that key decrypts nothing')
      return decryptCompactWith(found.key, jwe)
    },
    async signNote(publicKey, bytes) {
      const name = Buffer.from(publicKey).toString('hex')
      if (!notes.has(name)) await reload()
      const key = notes.get(name)
      if (!key)
        throw new JuxtaError('settings-invalid', `the log or witness key that the identity names is not in ${folder}`, {
          rule: 'note-key',
        })
      return signNoteWith(key, bytes)
    },
  }
}

/** What lies in `folder` now: keys by thumbprint, note keys by their public half. Fails with `settings-invalid`, naming what cannot be read. */
async function readKeys(folder: string): Promise<Keys> {
  const keys: Keys = { held: new Map(), notes: new Map() }
  for (const file of (await naming(folder, () => readdir(folder))).sort())
    if (file.endsWith('.pem')) await naming(join(folder, file), () => readKey(folder, file, keys))
  return keys
}

async function readKey(folder: string, file: string, { held, notes }: Keys): Promise<void> {
  if (NOTE_FILE.test(file)) {
    const pem = await readKeyFile(join(folder, file))
    const lattice = readMlDsaPem(pem)
    if (lattice?.set === 44) {
      notes.set(mlDsaPublicKey(44, lattice.seed).toString('hex'), lattice)
      return
    }
    const key = createPrivateKey(pem)
    const spki = createPublicKey(key).export({ type: 'spki', format: 'der' })
    notes.set(spki.subarray(-32).toString('hex'), key)
    return
  }
  if (!/^(signing-|encryption-|identity|second-)/.test(file) || file.endsWith('.crt.pem')) return
  const pem = await readKeyFile(join(folder, file))
  if (file.startsWith('second-')) {
    const lattice = readMlDsaPem(pem)
    if (lattice?.set !== 65) throw new Error('it is no ML-DSA-65 key that holds its seed (RFC 9881)')
    held.set(await thumbprint(secondJwk(lattice.seed)), { alg: 'ML-DSA-65', seed: lattice.seed })
    return
  }
  const { jwk } = await publicOf(pem)
  const alg = algorithmOf(file, jwk.crv)
  if (alg) held.set(await thumbprint(jwk), { alg, key: await privateKey(pem, alg) })
}

/** Whatever fails with `path` is told with its name. */
async function naming<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof JuxtaError && cause.code === 'settings-invalid') throw cause
    const { message } = cause as Error
    throw new JuxtaError('settings-invalid', `${path} cannot be read: ${message}`, { rule: 'key-file', cause })
  }
}
