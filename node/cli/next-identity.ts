/** The next version of a node's identity, made of the keys and certificates that lie in its folder and signed by the identity key, which may lie elsewhere. */
import { X509Certificate } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readKeyFile } from '../seal/file-signer.ts'
import { folder, readText } from '../operate/node-folder.ts'
import type { Settings } from '../operate/settings.ts'
import { JuxtaError } from '../values/errors.ts'
import { digestOf } from '../values/digest.ts'
import { encodeVerifierKey, verifierKey } from '../log/note.ts'
import {
  keyCounts,
  MAX_WITNESS_KEYS,
  parseIdentity,
  type Identity,
  type PublicJwk,
  type SecondKey,
} from '../message/identity.ts'
import { identityDigest, signIdentity } from '../seal/identity.ts'
import { privateKey, thumbprint } from '../seal/keys.ts'
import { signCompactWith } from '../seal/local-keys.ts'
import { mlDsaPublicKey, readMlDsaPem } from '../seal/ml-dsa.ts'
import { secondJwk } from '../seal/second-keys.ts'
import { publicOf } from '../seal/webcrypto.ts'
import { fingerprintWords } from '../seal/words.ts'
import { parseCertificateTime } from '../values/time.ts'
import { keepWithin } from './keys-over.ts'

const DAY = 86_400
const YEAR = 365 * DAY
const USES = { sig: 'signing', enc: 'encryption', second: 'second' } as const
/** A peer's clock may run behind ours. */
const SKEW = 300

export type Order = {
  readonly origin: string
  /** All signed versions, the one that stands last; none for the first. */
  readonly versions: readonly string[]
  /** Seconds for which new signing and encryption keys are published before they are used. */
  readonly overlap?: number
  /** Thumbprint of a signing or encryption key, or pin of a TLS key, that counts no more. */
  readonly withdraw?: string
  /** Seconds for which messages may be under way, as agreements say; 30 days where not said. */
  readonly pending?: number
  /** Seconds since 1970; the time of the machine where not said. */
  readonly now?: number
  /** Where the identity key is not in the folder. */
  readonly identityKeyFile?: string
}

export type Made = {
  readonly jws: string
  readonly identity: Identity
  readonly key: PublicJwk
  readonly words: string
}

const settingsInvalid = (message: string, rule: string): JuxtaError =>
  new JuxtaError('settings-invalid', message, { rule })

export const readIdentity = (jws: string): Identity =>
  parseIdentity(JSON.parse(Buffer.from(jws.split('.')[1]!, 'base64url').toString('utf8')))

const spkiOf = (certificate: X509Certificate): Buffer => certificate.publicKey.export({ type: 'spki', format: 'der' })
const secondsOf = (time: string): number => Math.floor(parseCertificateTime(time) / 1000)

/** Keys of earlier versions stay in it, as long as there is room and their work is not over. Fails with `settings-invalid` where something is missing, `state-conflict` where nothing would be left. */
export async function nextIdentity(settings: Settings, order: Order): Promise<Made> {
  const paths = folder(settings.dataDir)
  for (const path of [paths.tlsCertificate, paths.signingCertificate, paths.authority])
    if (!existsSync(path))
      throw settingsInvalid(
        `${path} is missing: put there what your authority made from the requests beside it`,
        'certificate',
      )
  const now = order.now ?? Math.floor(Date.now() / 1000)
  const before = order.versions.at(-1) ?? null
  const old = before === null ? null : readIdentity(before)
  // A key that had its time does not come back, though its file lies there for what it is still to open.
  const known = new Set(order.versions.flatMap((jws) => readIdentity(jws).keys.map((k) => k.kid)))
  // Peers know the first keys by the invitation; later ones are published first and used once the overlap is over.
  const from = old ? now + (order.overlap ?? 0) : now - SKEW
  const certificate = new X509Certificate(readText(paths.signingCertificate))
  const held: string[] = []
  const keys: Identity['keys'][number][] = [...(old?.keys ?? [])]
  for (const file of (await readdir(paths.keys)).sort()) {
    const use = /^(signing|encryption|second)-.*\.pem$/.exec(file)?.[1]
    if (!use) continue
    if (use === 'second') {
      const key = await readSecond(join(paths.keys, file))
      held.push(key.kid)
      if (!known.has(key.kid)) keys.push({ ...key, from, until: now + 2 * YEAR })
      continue
    }
    const { jwk, spki } = await publicOf(await readKeyFile(join(paths.keys, file)))
    const kid = await thumbprint(jwk)
    held.push(kid)
    if (known.has(kid)) continue
    if (use === 'signing' && !spkiOf(certificate).equals(spki)) continue
    keys.push({
      kid,
      use: use === 'signing' ? 'sig' : 'enc',
      alg: use === 'encryption' ? 'ECDH-ES+A256KW' : jwk.crv === 'Ed25519' ? 'Ed25519' : 'ES256',
      jwk,
      ...(use === 'signing' ? { x5c: [certificate.raw.toString('base64')] } : {}),
      from,
      until: use === 'signing' ? secondsOf(certificate.validTo) : now + 2 * YEAR,
    })
  }
  if (!keys.some((k) => k.use === 'sig'))
    throw settingsInvalid(
      `${paths.signingCertificate} is not the certificate of a signing key in ${paths.keys}`,
      'signing-certificate',
    )
  const tls = [...(old?.tls ?? [])]
  const inFolder = new Set<string>()
  let shown = ''
  for (const path of [paths.nextTlsCertificate, paths.tlsCertificate]) {
    if (!existsSync(path)) continue
    const found = new X509Certificate(readText(path))
    const spki = digestOf(spkiOf(found))
    const at = tls.findIndex((entry) => entry.spki === spki)
    const until = secondsOf(found.validTo)
    // A renewed certificate for the same key lengthens its time.
    if (at < 0) tls.push({ spki, from: now - SKEW, until })
    else tls[at] = { ...tls[at]!, until: Math.max(tls[at]!.until, until) }
    shown = spki
    inFolder.add(spki)
  }
  const { withdraw } = order
  const all = withdraw === undefined ? { keys, tls } : withdrawn({ keys, tls }, withdraw, held, shown, now)
  const within = { now, pending: (order.pending ?? 30 * DAY) + SKEW }
  const isHeld = ({ kid }: { kid: string }): boolean => held.includes(kid)
  const isShown = ({ spki }: { spki: string }): boolean => inFolder.has(spki)
  const staying = (['sig', 'enc', 'second'] as const).flatMap((use) =>
    keepWithin(
      all.keys.filter((k) => k.use === use),
      { ...within, name: USES[use], held: isHeld },
    ),
  )
  const left = {
    keys: all.keys.filter((k) => staying.includes(k)),
    tls: keepWithin(all.tls, { ...within, name: 'TLS', held: isShown, stays: isShown }),
  }
  const raw = async (name: string): Promise<Buffer> =>
    (await publicOf(await readKeyFile(join(paths.keys, `${name}.pem`)))).spki.subarray(-32)
  const witnessName = `${order.origin}/witness`
  const identity: Identity = {
    version: (old?.version ?? 0) + 1,
    prev: before === null ? null : identityDigest(before),
    country: settings.country,
    name: settings.name,
    issued_at: now,
    ...left,
    // Those of a node that has them stay: a log's key changes with its shard, and a witness keeps its name.
    log: old?.log ?? { origin: order.origin, vkey: encodeVerifierKey(verifierKey(order.origin, 1, await raw('log'))) },
    witness: await witnessIn(
      paths.keys,
      old?.witness ?? { name: witnessName, vkey: encodeVerifierKey(verifierKey(witnessName, 4, await raw('witness'))) },
    ),
  }
  const pem = await readKeyFile(order.identityKeyFile ?? paths.identityKey)
  const { jwk } = await publicOf(pem)
  const kid = await thumbprint(jwk)
  const alg = jwk.crv === 'Ed25519' ? 'Ed25519' : 'ES256'
  const key = await privateKey(pem, alg)
  const signer = {
    signCompact: (header: Parameters<typeof signCompactWith>[1], payload: string) =>
      signCompactWith(key, header, payload),
  }
  return { jws: await signIdentity(signer, { kid, alg }, identity), identity, key: jwk, words: fingerprintWords(kid) }
}

/** The key of second signatures in a file, as an identity lists it. */
async function readSecond(path: string): Promise<Pick<SecondKey, 'kid' | 'use' | 'alg' | 'jwk'>> {
  const read = readMlDsaPem(await readKeyFile(path))
  if (read?.set !== 65) throw settingsInvalid(`${path} holds no ML-DSA-65 key`, 'key-file')
  const jwk = secondJwk(read.seed)
  return { kid: await thumbprint(jwk), use: 'second', alg: 'ML-DSA-65', jwk }
}

/** The witness with the ML-DSA-44 keys that lie in the folder: the newest of them last, and as many as an identity holds. */
async function witnessIn(folder: string, witness: Identity['witness']): Promise<Identity['witness']> {
  const more = [...(witness.more ?? [])]
  for (const file of (await readdir(folder)).filter((name) => /^witness-ml-dsa-44-.*\.pem$/.test(name)).sort()) {
    const read = readMlDsaPem(await readKeyFile(join(folder, file)))
    if (read?.set !== 44) throw settingsInvalid(`${join(folder, file)} holds no ML-DSA-44 key`, 'key-file')
    const vkey = encodeVerifierKey(verifierKey(witness.name, 6, mlDsaPublicKey(44, read.seed)))
    if (!more.includes(vkey)) more.push(vkey)
  }
  return more.length === 0 ? witness : { ...witness, more: more.slice(-MAX_WITNESS_KEYS) }
}

type Keys = { readonly keys: Identity['keys']; readonly tls: Identity['tls'] }

/** Marks one key as withdrawn; another of its use must count from now on. */
function withdrawn({ keys, tls }: Keys, id: string, held: readonly string[], shown: string, now: number): Keys {
  const conflict = (message: string, rule: string): JuxtaError => new JuxtaError('state-conflict', message, { rule })
  if (tls.some((entry) => entry.spki === id)) {
    if (id === shown)
      throw conflict('that TLS key is in use: juxta identity rotate --use tls, publish and switch first', 'in-use')
    return { keys, tls: tls.map((entry) => (entry.spki === id ? { ...entry, revoked_at: now } : entry)) }
  }
  const gone = keys.find((k) => k.kid === id)
  if (!gone) throw new JuxtaError('not-found', 'the identity has no such key: juxta identity show lists them')
  if (gone.revoked_at !== undefined) throw conflict('that key was withdrawn before', 'withdrawn')
  const left = keys.map((k): Identity['keys'][number] => {
    if (k.kid === id) return { ...k, revoked_at: now }
    // What waits for its overlap steps in at once.
    const waits = k.use === gone.use && k.revoked_at === undefined && k.from > now && held.includes(k.kid)
    return waits ? { ...k, from: now } : k
  })
  // Without a key of second signatures a node goes on as one that has none.
  if (gone.use !== 'second' && !left.some((k) => k.use === gone.use && keyCounts(k, now, now) && held.includes(k.kid)))
    throw conflict(`no other ${USES[gone.use]} key would count: juxta identity rotate first`, 'last-key')
  return { keys: left, tls }
}
