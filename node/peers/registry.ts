/** What changes rarely: peers, identities, agreements and API keys. Each change that touches evidence appends its leaf in the same transaction. */
import { tellList } from '../operate/change-rows.ts'
import { fixed, oneOf } from '../store/fixed.ts'
import { gathered } from '../store/gather.ts'
import { inStore, type Store } from '../store/store.ts'
import type { NewLeaf } from '../store/tx.ts'
import type { AgreementRow, ApiKeyRow, KeyStore, PeerRow, PeerStore } from '../store/types.ts'
import type { Tx } from '../store/tx.ts'
import type { Tables } from '../store/tables.ts'
import type { Country } from '../values/country.ts'
import type { Digest } from '../values/digest.ts'
import { readOwners, storeIdentity } from './identity-names.ts'
import { offeredEnd } from './notice.ts'

/** A change that other replicas must notice. */
async function revise(tx: Tx, leaf: NewLeaf | null): Promise<void> {
  if (leaf) tx.append(leaf)
  await tx.db
    .updateTable('node')
    .set((e) => ({ revision: e('revision', '+', 1) }))
    .where('id', '=', 1)
    .execute()
}

/** Null where the agreement is unknown. */
export async function agreementState(db: Tx['db'], hash: AgreementRow['hash']): Promise<AgreementRow['state'] | null> {
  const row = await db.selectFrom('agreement').select('state').where('hash', '=', hash).executeTakeFirst()
  return (row?.state ?? null) as AgreementRow['state'] | null
}

/** How many agreements beside `hash` a peer has proposed that nobody has accepted, and how many bytes they are; of those that it has taken back, what came after `since` (milliseconds). */
export async function receivedOf(
  db: Pick<Tx['db'], 'selectFrom'>,
  peer: Country,
  hash: string,
  since: number,
): Promise<{ readonly n: number; readonly bytes: number }> {
  const row = await db
    .selectFrom('agreement')
    .select((e) => [e.fn.countAll<number>().as('n'), e.fn.sum<number>(e.fn('length', ['document'])).as('bytes')])
    .where('peer', '=', peer)
    .where((e) =>
      e.or([
        e('state', '=', 'received'),
        // What it takes back stays on record: it makes room for no more without end.
        e.and([e('state', '=', 'withdrawn'), e('theirSignature', 'is not', null), e('createdAt', '>', since)]),
      ]),
    )
    .where('hash', '!=', hash as Digest)
    .executeTakeFirst()
  return { n: Number(row?.n ?? 0), bytes: Number(row?.bytes ?? 0) }
}

/** Stores what an agreement has become, where it is still in the state `was` (null: unknown). False where it is not. */
export async function saveAgreement(
  tx: Tx,
  row: AgreementRow,
  was: AgreementRow['state'] | null,
  leaf: NewLeaf,
  at: number,
): Promise<boolean> {
  const known = await tx.db
    .selectFrom('agreement')
    .select(['state', 'revokedAt', 'ourEnd', 'theirEnd'])
    .where('hash', '=', row.hash)
    .executeTakeFirst()
  if ((known?.state ?? null) !== was) return false
  const { shard, index } = tx.append(leaf)
  const signed = row.ourSignature !== null && row.theirSignature !== null
  // What is suspended is each side's own word, and is written by that alone.
  const { ourSuspension, theirSuspension, ...other } = row
  // Of two who end it the sooner is right.
  const ends = [row.revokedAt, known?.revokedAt ?? null].filter((end) => end !== null).map(Number)
  const revokedAt = ends.length === 0 ? null : Math.min(...ends)
  const wanted = (member: 'ourEnd' | 'theirEnd'): number | null =>
    offeredEnd(known?.[member] ?? null, row[member], Math.floor(at / 1000))
  const [ourEnd, theirEnd] = [wanted('ourEnd'), wanted('theirEnd')]
  const stored = { ...other, revokedAt, ourEnd, theirEnd, ...(signed ? { shard, logIndex: index } : {}) }
  await tx.db
    .insertInto('agreement')
    .values({ shard: null, logIndex: null, ourSuspension, theirSuspension, ...stored })
    .onConflict((c) => c.column('hash').doUpdateSet(stored))
    .execute()
  await revise(tx, null)
  await tellList(tx, { list: 'agreements', subject: row.hash, peer: row.peer, at })
  return true
}

/** Stores what a side suspends in the place of its word `was`. False where its word is another meanwhile. */
export async function saveSuspension(
  tx: Tx,
  { hash, peer }: Pick<AgreementRow, 'hash' | 'peer'>,
  side: 'ourSuspension' | 'theirSuspension',
  { was, word }: { readonly was: string | null; readonly word: string },
  at: number,
): Promise<boolean> {
  const changed = await tx.db
    .updateTable('agreement')
    .set({ [side]: word })
    .where('hash', '=', hash)
    .where(side, was === null ? 'is' : '=', was)
    .returning('hash')
    .executeTakeFirst()
  if (!changed) {
    // Tried again after a commit of which nobody heard that it was done.
    const row = await tx.db.selectFrom('agreement').select(side).where('hash', '=', hash).executeTakeFirst()
    return row?.[side] === word
  }
  await revise(tx, null)
  await tellList(tx, { list: 'agreements', subject: hash, peer, at })
  return true
}

const tellPeer = (tx: Tx, peer: Country, at: number): Promise<void> =>
  tellList(tx, { list: 'peers', subject: peer, peer, at })

export function peerStore({ read, transact, decide, node }: Store): PeerStore {
  return {
    peers: async () =>
      (await read.selectFrom('peer').selectAll().orderBy('country').execute()).map(
        ({ tallied: _tallied, talliedShard: _shard, ...row }) => row as unknown as PeerRow,
      ),
    savePeer: (row, leaf, identity, anew, at) =>
      decide(async (tx) => {
        if (anew)
          await tx.db
            .deleteFrom('identity')
            .where('country', '=', row.country)
            .where('version', '>=', row.identityVersion)
            .execute()
        await storeIdentity(tx, identity, row.identity)
        await tx.db
          .insertInto('peer')
          .values(row)
          .onConflict((c) => c.column('country').doUpdateSet(row))
          .execute()
        await revise(tx, leaf)
        await tellPeer(tx, row.country, at)
      }),
    setPeerState: (country, state, leaf, at) =>
      transact(async (tx) => {
        await tx.db.updateTable('peer').set({ state }).where('country', '=', country).execute()
        await revise(tx, leaf)
        await tellPeer(tx, country, at)
      }),
    identities: (country) =>
      read
        .selectFrom('identity')
        .select(['version', 'jws', 'shard', 'logIndex as index'])
        .where('country', '=', country)
        .orderBy('version')
        .execute(),
    owners: () => readOwners(read),
    async saveIdentity(identity, jws, at, also) {
      // That of a neighbour is found out, and decided by nobody here.
      await (also ? decide : transact)(async (tx) => {
        const { country, version } = identity
        if (!(await storeIdentity(tx, identity, jws))) return false
        await also?.(tx)
        await tx.db
          .updateTable('peer')
          .set({ identity: jws, identityVersion: version })
          .where('country', '=', country)
          .where('identityVersion', '<', version)
          .execute()
        await revise(tx, null)
        if (country === node.country) await tellList(tx, { list: 'identity', subject: String(version), peer: null, at })
        else await tellPeer(tx, country, at)
        return true
      })
    },
    agreements: async () =>
      (await read.selectFrom('agreement').selectAll().orderBy('createdAt').execute()).map(
        ({ shard: _shard, logIndex: _index, ...row }) => row as unknown as AgreementRow,
      ),
    async agreementLeaf(hash) {
      const row = await read
        .selectFrom('agreement')
        .select(['shard', 'logIndex'])
        .where('hash', '=', hash)
        .executeTakeFirst()
      return row && row.shard !== null && row.logIndex !== null ? { shard: row.shard, index: row.logIndex } : null
    },
    revision: async () =>
      Number((await read.selectFrom('node').select('revision').where('id', '=', 1).executeTakeFirstOrThrow()).revision),
  }
}

const keyRow = (row: Tables['apiKey']): ApiKeyRow =>
  ({
    ...row,
    roles: row.roles.split(','),
    procedures: row.procedures === null ? null : row.procedures.split(','),
    types: row.types === null ? null : row.types.split(','),
    addresses: row.addresses === null ? null : row.addresses.split(','),
    expiresAt: Number(row.expiresAt),
  }) as ApiKeyRow

const byHash = fixed((db, v: { hashes: readonly string[] }) =>
  db
    .selectFrom('apiKey')
    .selectAll()
    .where(oneOf(db, 'hash', v.hashes)),
)

export function keyStore({ read, transact }: Store): KeyStore {
  const rowByHash = gathered(async (hashes: readonly string[]) => {
    const rows = new Map((await byHash.all(read, { hashes: [...new Set(hashes)] })).map((row) => [row.hash, row]))
    return hashes.map((hash) => rows.get(hash))
  })
  return {
    async keyByHash(hash) {
      const row = await rowByHash(hash)
      return row ? keyRow(row) : null
    },
    async keyById(id) {
      const row = await read.selectFrom('apiKey').selectAll().where('id', '=', id).executeTakeFirst()
      return row ? keyRow(row) : null
    },
    keys: async () => (await read.selectFrom('apiKey').selectAll().orderBy('createdAt').execute()).map(keyRow),
    createKey: (row, leaf) =>
      transact(async (tx) => {
        const made = await tx.db
          .insertInto('apiKey')
          .values({
            ...row,
            roles: row.roles.join(','),
            procedures: row.procedures?.join(',') ?? null,
            types: row.types?.join(',') ?? null,
            addresses: row.addresses?.join(',') ?? null,
          })
          // Tried again after a commit of which nobody heard that it was done.
          .onConflict((c) => c.column('id').doNothing())
          .returning('id')
          .executeTakeFirst()
        if (made) await revise(tx, leaf)
      }),
    revokeKey(id, at, leaf) {
      let revoked = false
      return transact(async (tx) => {
        const gone = await tx.db
          .updateTable('apiKey')
          .set({ revokedAt: at })
          .where('id', '=', id)
          .where('revokedAt', 'is', null)
          .returning('id')
          .executeTakeFirst()
        if (gone) await revise(tx, leaf)
        return (revoked ||= gone !== undefined)
      })
    },
  }
}

export const registryIn = inStore(peerStore)

export const keysIn = inStore(keyStore)
