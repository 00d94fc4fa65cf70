/** Making a node: its folder, keys, certificates, identity, store and first API keys. Used by `init` and the demo. */
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { X509Certificate, createPublicKey, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createAuthority, createRequest, issueCertificate } from '../../certs-dev/authority.ts'
import { openFileSigner, readKeyFile, writeKeyFile } from '../adapters/file-signer.ts'
import { initialiseStore, openStore } from '../adapters/sql/store.ts'
import { folder, readText } from '../config/node-folder.ts'
import { readSettings, type Settings } from '../config/settings.ts'
import { JuxtaError } from '../errors.ts'
import { hashSecret, newSecret } from '../http/window-auth.ts'
import { digestOf, newMessageId, type Country } from '../ids.ts'
import { commitment } from '../log/entry.ts'
import { encodeVerifierKey, verifierKey } from '../log/note.ts'
import type { Identity, IdentityKey } from '../message/identity.ts'
import { manifestDigest } from '../message/manifest.ts'
import type { Store } from '../ports/store.ts'
import { signIdentity } from '../seal/identity.ts'
import { makeKey, thumbprint } from '../seal/keys.ts'
import { publicOf } from '../seal/webcrypto.ts'
import { fingerprintWords } from '../seal/words.ts'

export type MakeNode = {
  readonly dir: string
  readonly country: string
  readonly name: string
  readonly exchangeUrl?: string
  readonly exchangeListen?: string
  readonly windowPort?: number
  readonly development: boolean
  readonly more?: Readonly<Record<string, string>>
  /** Settings that win over the file, as they will when the node runs. */
  readonly environment?: NodeJS.ProcessEnv
}

export type Made = { readonly operatorKey: string; readonly words: string | null; readonly requests: readonly string[] }

const YEAR = 365 * 86_400

/** Makes everything a node needs in an empty folder. Nothing is overwritten. Fails with `state-conflict` or `settings-invalid`. */
export async function makeNode(order: MakeNode): Promise<Made> {
  const { dir, country, name } = order
  await mkdir(dir, { recursive: true, mode: 0o700 })
  if ((await readdir(dir)).length > 0)
    throw new JuxtaError('state-conflict', `${dir} is not empty`, { rule: 'empty-folder' })
  const paths = folder(dir)
  const url = order.exchangeUrl ?? 'https://127.0.0.1:7443'
  const port = new URL(url).port || '443'
  const host = new URL(url).hostname
  const env: Record<string, string> = {
    JUXTA_COUNTRY: country,
    JUXTA_NAME: JSON.stringify(name),
    JUXTA_EXCHANGE_LISTEN: order.exchangeListen ?? `127.0.0.1:${port}`,
    JUXTA_EXCHANGE_URL: url,
    JUXTA_WINDOW_LISTEN: `127.0.0.1:${order.windowPort ?? 7080}`,
    ...order.more,
  }
  const content = `# Settings of this node; the environment wins. "juxta start --check" shows all of them.\n${Object.entries(
    env,
  )
    .map(([k, v]) => `${k}=${v}\n`)
    .join('')}`
  await writeFile(join(dir, 'juxta.env'), content, { mode: 0o600 })
  const { settings } = readSettings(dir, order.environment ?? {})

  const [identityKey, tls, signing, encryption, log, witness] = await Promise.all([
    makeKey('Ed25519'),
    makeKey('ES256'),
    makeKey('ES256'),
    makeKey('ECDH-ES+A256KW'),
    makeKey('Ed25519'),
    makeKey('Ed25519'),
  ])
  await mkdir(paths.certificates, { recursive: true, mode: 0o700 })
  await writeKeyFile(paths.keys, 'identity.pem', identityKey.pem)
  await writeKeyFile(paths.keys, 'tls.pem', tls.pem)
  await writeKeyFile(paths.keys, `signing-${signing.kid}.pem`, signing.pem)
  await writeKeyFile(paths.keys, `encryption-${encryption.kid}.pem`, encryption.pem)
  await writeKeyFile(paths.keys, 'log.pem', log.pem)
  await writeKeyFile(paths.keys, 'witness.pem', witness.pem)

  const hosts = [...new Set(['localhost', '127.0.0.1', '::1', host])]
  if (order.development) {
    const authority = await createAuthority({ country, name })
    await writeKeyFile(paths.developmentAuthority, 'authority-key.pem', authority.privateKeyPem)
    await writeFile(join(paths.developmentAuthority, 'authority.pem'), authority.certificatePem)
    await writeFile(paths.authority, authority.certificatePem)
    const publicPem = (pem: string): string => createPublicKey(pem).export({ type: 'spki', format: 'pem' }) as string
    await writeFile(
      paths.tlsCertificate,
      (await issueCertificate(authority, { country, name, use: 'tls', publicKeyPem: publicPem(tls.pem), hosts }))
        .certificatePem,
    )
    await writeFile(
      paths.signingCertificate,
      (await issueCertificate(authority, { country, name, use: 'signing', publicKeyPem: publicPem(signing.pem) }))
        .certificatePem,
    )
  } else {
    await writeFile(paths.tlsRequest, await createRequest({ country, name, use: 'tls', privateKeyPem: tls.pem, hosts }))
    await writeFile(
      paths.signingRequest,
      await createRequest({ country, name, use: 'signing', privateKeyPem: signing.pem }),
    )
  }

  const shard = String(new Date().getUTCFullYear())
  const origin = `juxta.${country.toLowerCase()}.${randomBytes(4).toString('hex')}/log/${shard}`
  await initialiseStore(settings.store, { country: country as Country, name, shard, origin }, Date.now())
  const operatorKey = newSecret()
  const localKey = newSecret()
  await writeFile(paths.localKey, `${localKey}\n`, { mode: 0o600, flag: 'wx' })
  await withStore(settings, async (store) => {
    const key = (client: string, secret: string, roles: string[]) => ({
      id: newMessageId(Date.now()),
      client,
      name: client,
      hash: hashSecret(secret),
      roles,
      agency: null,
      procedures: null,
      types: null,
      createdAt: Date.now(),
      revokedAt: null,
    })
    for (const row of [
      key('first operator', operatorKey, ['operator']),
      key('command line', localKey, ['window', 'operator', 'auditor', 'assistance']),
    ])
      await store.keys.createKey(
        row,
        ownLeaf(
          'operator',
          country as Country,
          JSON.stringify({ action: 'create-key', key: row.id, roles: row.roles, by: 'init' }),
        ),
      )
  })
  const words = order.development ? (await publishIdentity(settings)).words : null
  return { operatorKey, words, requests: order.development ? [] : [paths.tlsRequest, paths.signingRequest] }
}

export async function withStore<T>(settings: Settings, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(settings.store, () => undefined)
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

const ownLeaf = (kind: 'operator' | 'key', peer: Country, object: string) => {
  const salt = randomBytes(32)
  return { kind, peer, c: commitment(kind, salt, object), own: { salt, object } }
}

/** Signs a new version of the identity from the keys and certificates that lie in the folder; keys of earlier versions stay in it. */
export async function publishIdentity(settings: Settings): Promise<{ version: number; words: string }> {
  const paths = folder(settings.dataDir)
  for (const path of [paths.tlsCertificate, paths.signingCertificate, paths.authority])
    if (!existsSync(path))
      throw new JuxtaError(
        'settings-invalid',
        `${path} is missing: put there what your authority made from the requests beside it`,
        { rule: 'certificate' },
      )
  const signer = await openFileSigner(paths.keys)
  const identityPem = await readKeyFile(paths.identityKey)
  const identityJwk = (await publicOf(identityPem)).jwk
  const identityKid = await thumbprint(identityJwk)
  const now = Math.floor(Date.now() / 1000)
  const tls = new X509Certificate(readText(paths.tlsCertificate))
  const certificate = new X509Certificate(readText(paths.signingCertificate))
  return withStore(settings, async (store) => {
    const head = await store.log.head()
    const before = (await store.peers.identities(settings.country)).at(-1)
    const old = before
      ? (JSON.parse(Buffer.from(before.jws.split('.')[1]!, 'base64url').toString('utf8')) as Identity)
      : null
    const keys: IdentityKey[] = [...(old?.keys ?? [])]
    for (const file of (await readdir(paths.keys)).sort()) {
      const use = /^(signing|encryption)-.*\.pem$/.exec(file)?.[1]
      if (!use) continue
      const { jwk, spki } = await publicOf(await readKeyFile(join(paths.keys, file)))
      const kid = await thumbprint(jwk)
      if (keys.some((k) => k.kid === kid)) continue
      const certified = certificate.publicKey.export({ type: 'spki', format: 'der' }).equals(spki)
      if (use === 'signing' && !certified) continue
      const until = use === 'signing' ? Math.floor(Date.parse(certificate.validTo) / 1000) : now + 2 * YEAR
      keys.push({
        kid,
        use: use === 'signing' ? 'sig' : 'enc',
        alg: use === 'encryption' ? 'ECDH-ES+A256KW' : jwk.crv === 'Ed25519' ? 'Ed25519' : 'ES256',
        jwk,
        ...(use === 'signing' ? { x5c: [certificate.raw.toString('base64')] } : {}),
        from: now - 300,
        until,
      })
    }
    if (!keys.some((k) => k.use === 'sig'))
      throw new JuxtaError(
        'settings-invalid',
        `${paths.signingCertificate} is not the certificate of a signing key in ${paths.keys}`,
        { rule: 'signing-certificate' },
      )
    const spki = digestOf(tls.publicKey.export({ type: 'spki', format: 'der' }))
    const raw = async (name: string): Promise<Buffer> =>
      (await publicOf(await readKeyFile(join(paths.keys, `${name}.pem`)))).spki.subarray(-32)
    const witnessName = `${head.origin}/witness`
    const pins = old?.tls.filter((t) => t.spki !== spki) ?? []
    const identity: Identity = {
      version: (old?.version ?? 0) + 1,
      prev: before ? manifestDigest(before.jws) : null,
      country: settings.country,
      name: settings.name,
      issued_at: now,
      tls: [...pins, { spki, from: now - 300, until: Math.floor(Date.parse(tls.validTo) / 1000) }],
      keys,
      // Those of a node that has them stay: a log's key changes with its shard, and a witness keeps its name.
      log: old?.log ?? { origin: head.origin, vkey: encodeVerifierKey(verifierKey(head.origin, 1, await raw('log'))) },
      witness: old?.witness ?? {
        name: witnessName,
        vkey: encodeVerifierKey(verifierKey(witnessName, 4, await raw('witness'))),
      },
    }
    const jws = await signIdentity(signer, { kid: identityKid, alg: 'Ed25519' }, identity)
    await store.peers.saveIdentity(settings.country, identity.version, jws, ownLeaf('key', settings.country, jws))
    return { version: identity.version, words: fingerprintWords(identityKid) }
  })
}
