/** What an identity names, and whose it is: a log, a witness, a TLS key or a key belongs to the country that named it first, across all versions. */
import { createPublicKey, X509Certificate } from 'node:crypto'
import { parseVerifierKey } from '../log/note.ts'
import type { Identity } from '../message/identity.ts'
import { signingInput } from '../message/manifest.ts'
import { insertRows } from '../store/insert-rows.ts'
import { ownLeaf } from '../store/leaves.ts'
import type { Store } from '../store/store.ts'
import type { Tx } from '../store/tx.ts'
import type { Country } from '../values/country.ts'
import { JuxtaError } from '../values/errors.ts'

/** `note`: logs and witnesses, whose names stand side by side under one checkpoint. */
type Kind = 'note' | 'tls' | 'key'
type Named = {
  readonly kind: Kind
  readonly what: string
  readonly name: string
  readonly pointer: string
  /** Of a log: its verifier key, which never changes. */
  readonly vkey: string | null
  readonly revokedAt: number | null
}

const namesOf = ({ log, witness, tls, keys }: Identity): Named[] => [
  { kind: 'note', what: 'the log', name: log.origin, pointer: '/log/origin', vkey: log.vkey, revokedAt: null },
  { kind: 'note', what: 'the witness', name: witness.name, pointer: '/witness/name', vkey: null, revokedAt: null },
  ...tls.map(({ spki, revoked_at: revokedAt = null }, i): Named => {
    return { kind: 'tls', what: 'the TLS key', name: spki, pointer: `/tls/${i}/spki`, vkey: null, revokedAt }
  }),
  ...keys.map(({ kid, revoked_at: revokedAt = null }, i): Named => {
    return { kind: 'key', what: 'the key', name: kid, pointer: `/keys/${i}/kid`, vkey: null, revokedAt }
  }),
]

/** Whose each name is, by its kind: of the country that named it first. */
export type Owners = ReadonlyMap<string, Country>

const keyOf = (kind: string, name: string): string => `${kind} ${name}`

export async function readOwners(read: Store['read']): Promise<Owners> {
  const rows = await read.selectFrom('identityName').select(['kind', 'name', 'country']).execute()
  return new Map(rows.map(({ kind, name, country }) => [keyOf(kind, name), country as Country]))
}

/** Of a stored identity. Fails with `identity-invalid`, rule `taken`, where it names what another country named first, or what was never taken with an identity: it came into the store by another way. */
export function checkOwner(identity: Identity, owners: Owners): void {
  const { country } = identity
  for (const { kind, what, name, pointer } of namesOf(identity)) {
    const owner = owners.get(keyOf(kind, name))
    if (owner !== country)
      throw invalid(
        `the identity of ${country} names ${what} ${name}, which is that of ${owner ?? 'nobody'}`,
        pointer,
        'taken',
      )
  }
}

const invalid = (why: string, pointer: string, rule: string, cause?: unknown): JuxtaError =>
  new JuxtaError('identity-invalid', why, { pointer, rule, cause })

/** Before a version is taken: as `checkKeys`, and every key is one that can be used. Fails with `identity-invalid`. */
export function checkNewKeys(identity: Identity): void {
  checkKeys(identity)
  for (const [i, { use, jwk }] of identity.keys.entries())
    try {
      // Of ML-DSA every string of its length is a key.
      if (use !== 'second') createPublicKey({ key: jwk, format: 'jwk' })
    } catch (cause) {
      throw invalid('the key cannot be used: it is no point of its curve', `/keys/${i}/jwk`, 'key', cause)
    }
}

/** Before an identity of a peer is stored, and when it is read again. Fails with `identity-invalid` where a verifier key cannot be read or is not the one of its name and use, or a certificate is not of its key. */
export function checkKeys({ log, witness, keys }: Identity): void {
  for (const [pointer, name, vkey, type] of [
    ['/log/vkey', log.origin, log.vkey, 1],
    ['/witness/vkey', witness.name, witness.vkey, 4],
    ...(witness.more ?? []).map((more, i) => [`/witness/more/${i}`, witness.name, more, 6] as const),
  ] as const) {
    let key
    try {
      key = parseVerifierKey(vkey)
    } catch (cause) {
      throw invalid('the verifier key cannot be read', pointer, 'verifier-key', cause)
    }
    if (key.name !== name || key.type !== type)
      throw invalid(`the verifier key is not of ${name}, or of another type than ${type}`, pointer, 'verifier-key')
  }
  for (const [i, { use, x5c, jwk }] of keys.entries()) {
    if (use === 'second' || x5c === undefined) continue
    const pointer = `/keys/${i}/x5c`
    let certified
    try {
      certified = new X509Certificate(Buffer.from(x5c[0]!, 'base64')).publicKey.export({ format: 'jwk' })
    } catch (cause) {
      throw invalid('the certificate cannot be read', pointer, 'certificate', cause)
    }
    if (certified.x !== jwk.x || certified.y !== jwk.y || certified.crv !== jwk.crv)
      throw invalid('the certificate is not of this key', pointer, 'certificate')
  }
}

/**
 * Stores a version of an identity, with what it names and the leaf that says so; false where it is there already. In the transaction of whoever stores it, so that of two
 * replicas, or of two countries, one is first. Fails with `identity-invalid`; rule `fork`: another text of a version that is stored; `taken`: it names what
 * is another country's; `origin-key`: another verifier key of a log; `revoked-at`: what was withdrawn is not so any more.
 */
export async function storeIdentity(tx: Tx, identity: Identity, jws: string): Promise<boolean> {
  const { db } = tx
  const { country, version } = identity
  const there = await db
    .selectFrom('identity')
    .select('jws')
    .where('country', '=', country)
    .where('version', '=', version)
    .executeTakeFirst()
  if (there) {
    if (signingInput(there.jws) === signingInput(jws)) return false
    throw invalid(`another version ${version} of the identity of ${country} is known`, '/version', 'fork')
  }
  await claimNames(db, identity)
  const { shard, index } = tx.append(ownLeaf('key', country, jws))
  await db.insertInto('identity').values({ country, version, jws, shard, logIndex: index }).execute()
  return true
}

async function claimNames(db: Tx['db'], identity: Identity): Promise<void> {
  const { country } = identity
  const names = namesOf(identity)
  const rows = names.map(({ kind, name, vkey, revokedAt }) => ({ kind, name, country, vkey, revokedAt }))
  await insertRows(db, 'identityName', rows, 'stays')
  for (const { kind, what, name, pointer, vkey, revokedAt } of names) {
    const stored = await db
      .selectFrom('identityName')
      .select(['country', 'vkey', 'revokedAt'])
      .where('kind', '=', kind)
      .where('name', '=', name)
      .executeTakeFirstOrThrow()
    if (stored.country !== country)
      throw invalid(
        `the identity of ${country} names ${what} ${name}, which is that of ${stored.country}`,
        pointer,
        'taken',
      )
    if (vkey !== null && stored.vkey !== vkey)
      throw invalid(`${what} ${name} has had another verifier key`, '/log/vkey', 'origin-key')
    if (stored.revokedAt !== null && Number(stored.revokedAt) !== revokedAt)
      throw invalid(`${what} ${name} was withdrawn, which stays`, pointer, 'revoked-at')
    if (stored.revokedAt === null && revokedAt !== null)
      await db
        .updateTable('identityName')
        .set({ revokedAt })
        .where('kind', '=', kind)
        .where('name', '=', name)
        .execute()
  }
}
