/** Making a node: its folder, keys, certificates, identity, store and first API keys. Used by `init` and the demo. */
import { logIn } from '../store/log.ts'
import { keysIn, registryIn } from '../peers/registry.ts'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { createPublicKey, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { createAuthority, createRequest, issueCertificate } from '../../certs-dev/authority.ts'
import { writeKeyFile } from '../seal/file-signer.ts'
import { systemClock } from '../adapters/system-clock.ts'
import { byCommand, onRecord } from '../operate/audit.ts'
import { SCHEMA } from '../schema.ts'
import { initialiseStore, openStore } from '../store/store.ts'
import { folder, SETTINGS_FILE } from '../operate/node-folder.ts'
import { readSettings, type Settings } from '../operate/settings.ts'
import { JuxtaError } from '../values/errors.ts'
import { hashSecret, newSecret } from '../http/window-auth.ts'
import type { Country } from '../values/country.ts'
import { newMessageId } from '../values/id.ts'
import { commitment } from '../log/entry.ts'
import type { Store } from '../store/store.ts'
import { makeKey } from '../seal/keys.ts'
import { makeSecondKey, makeWitnessKey } from '../seal/second-keys.ts'
import { nextIdentity } from './next-identity.ts'

const YEAR = 365 * 86_400_000

export type MakeNode = {
  readonly dir: string
  readonly country: string
  readonly name: string
  readonly exchangeUrl?: string
  readonly exchangeListen?: string
  readonly windowPort?: number
  readonly development: boolean
  /** Also keys of ML-DSA: of second signatures, and of the witness. */
  readonly postQuantum?: boolean
  readonly more?: Readonly<Record<string, string>>
  /** Settings that win over the file, as they will when the node runs. */
  readonly environment?: NodeJS.ProcessEnv
}

export type Made = { readonly operatorKey: string; readonly words: string | null; readonly requests: readonly string[] }

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
    // A development node has one person, whose programs run beside it.
    ...(order.development
      ? { JUXTA_WEBHOOK_TARGETS: '127.0.0.0/8,::1' }
      : { JUXTA_TWO_PERSONS: 'erase,rollback,trust-peer,lift-hold' }),
    ...order.more,
  }
  const content = `# Settings of this node; the environment wins. "juxta start --check" shows all of them.\n${Object.entries(
    env,
  )
    .map(([k, v]) => `${k}=${v}\n`)
    .join('')}`
  await writeFile(join(dir, SETTINGS_FILE), content, { mode: 0o600 })
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
  if (order.postQuantum)
    for (const { file, pem } of [await makeSecondKey(), makeWitnessKey()]) await writeKeyFile(paths.keys, file, pem)

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
  await initialiseStore(settings.store, SCHEMA, { country: country as Country, name, shard, origin }, Date.now())
  const operatorKey = newSecret()
  const localKey = newSecret()
  await writeFile(paths.localKey, `${localKey}\n`, { mode: 0o600, flag: 'wx' })
  await withStore(settings, async (store) => {
    const key = (client: string, secret: string, roles: string[], expiresAt: number) => ({
      id: newMessageId(Date.now()),
      client,
      name: client,
      hash: hashSecret(secret),
      roles,
      agency: null,
      procedures: null,
      types: null,
      addresses: null,
      createdAt: Date.now(),
      expiresAt,
      revokedAt: null,
    })
    for (const row of [
      key('first operator', operatorKey, ['operator'], Date.now() + YEAR),
      // It ends with the folder.
      key('command line', localKey, ['window', 'operator', 'auditor', 'assistance', 'incidents'], 8.64e15),
    ])
      await onRecord({ store, clock: systemClock }, byCommand('init', row.id), () =>
        keysIn(store).createKey(
          row,
          ownLeaf(
            'operator',
            country as Country,
            JSON.stringify({ action: 'create-key', key: row.id, roles: row.roles, by: 'init' }),
          ),
        ),
      )
  })
  const words = order.development ? (await publishFirst(settings)).words : null
  return { operatorKey, words, requests: order.development ? [] : [paths.tlsRequest, paths.signingRequest] }
}

export async function withStore<T>(settings: Settings, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(settings.store, SCHEMA, () => undefined)
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

/** Publishes the first version of the identity, of a node that has none. */
export async function publishFirst(settings: Settings): Promise<{ version: number; words: string }> {
  return withStore(settings, async (store) => {
    const { jws, identity, words } = await nextIdentity(settings, {
      origin: (await logIn(store).head()).origin,
      versions: [],
    })
    await registryIn(store).saveIdentity(identity, jws, Date.now())
    return { version: identity.version, words }
  })
}
