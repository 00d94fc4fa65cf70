/**
 * Opening the next shard of the log: each year, with a new key, or after the log lost its end. The shard before is closed under its last checkpoint, to which
 * the first leaf of the next one commits; a new version of the identity names the new log. Old identities keep naming the old ones, so that every proof stays.
 */
import { existsSync } from 'node:fs'
import { storeIdentity } from '../peers/identity-names.ts'
import { registryIn } from '../peers/registry.ts'
import { logIn } from '../store/log.ts'
import { issueSet } from '../exchange/sets.ts'
import { JuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import { newMessageId } from '../values/id.ts'
import { signCheckpoint } from '../log/checkpoint.ts'
import { encodeVerifierKey, parseVerifierKey, verifierKey } from '../log/note.ts'
import { TileBuilder } from '../log/tiles.ts'
import type { Identity } from '../message/identity.ts'
import { renewOwn, type Node } from '../node.ts'
import { readText } from '../operate/node-folder.ts'
import { rollbackOf } from '../exchange/rollback.ts'
import { newEvent } from '../exchange/signed-events.ts'
import { writeKeyFile } from '../seal/file-signer.ts'
import { identityDigest, signIdentity } from '../seal/identity.ts'
import { makeKey, thumbprint } from '../seal/keys.ts'
import { publicOf } from '../seal/webcrypto.ts'
import { ownLeaf } from '../store/leaves.ts'
import type { ClosingShard, ShardEnd } from '../store/log.ts'
import type { LogHead } from '../store/tx.ts'

/** What a neighbour has seen of a log that lost its end: the checkpoint it cosigned, or where it holds none its own words. */
export type Lost = { readonly peer: Country; readonly checkpoint: string }
export type NextShard = {
  readonly reason: string
  readonly by: string
  /** Keeps the key of the shard before. */
  readonly keepKey: boolean
  readonly lost?: Lost
}

const DAY = 86_400_000
const ROLLBACK_DAYS = 30

/** The name of the shard after `shard`: the year, and where that is taken a number, so that names stand in the order of their making. */
export function nextShardName(shard: string, now: number): string {
  const [before, number] = shard.split('.') as [string, string?]
  const year = String(new Date(now).getUTCFullYear())
  if (!(before >= year)) return year
  const next = Number(number ?? 1) + 1
  if (next > 99) throw new JuxtaError('state-conflict', `the year ${before} has 99 shards`, { rule: 'shards' })
  return `${before}.${String(next).padStart(2, '0')}`
}

/** Signs `identity` with the identity key of the folder. Fails with `settings-invalid` where a country keeps it elsewhere. */
async function signOwnIdentity({ paths, signer }: Node, identity: Identity): Promise<string> {
  const jwk = existsSync(paths.identityKey) ? (await publicOf(readText(paths.identityKey))).jwk : null
  const kid = jwk && (await thumbprint(jwk))
  if (kid === null || !signer.has(kid))
    throw new JuxtaError(
      'settings-invalid',
      `${paths.identityKey} is not there: the identity key, which may be kept elsewhere, must sign the identity that names the next log`,
      { rule: 'identity-key' },
    )
  return signIdentity(signer, { kid, alg: jwk!.crv === 'Ed25519' ? 'Ed25519' : 'ES256' }, identity)
}

/** Makes a log key that is kept under the name of `shard`; answers its public half. */
async function makeLogKey({ paths }: Node, shard: string): Promise<Uint8Array> {
  const made = await makeKey('Ed25519')
  await writeKeyFile(paths.keys, `log-${shard}.pem`, made.pem)
  return made.spki.subarray(-32)
}

/** Opens the next shard, one at a time whatever the replica. Fails with `settings-invalid` and `store-conflict`. */
export async function openNextShard(node: Node, { reason, by, keepKey, lost }: NextShard): Promise<LogHead> {
  const { country, store, clock, signer } = node

  /** The last checkpoint of the shard that closes, where it is not published yet. */
  async function lastCheckpoint(last: ClosingShard, vkey: string): Promise<ShardEnd['checkpoint']> {
    const from = last.published?.size ?? 0
    if (last.published && last.size === from) return null
    const builder = await TileBuilder.resume(from, ({ level, index }) => logIn(store).tile(last.shard, level, index))
    const tiles = last.tail.flatMap((hash) => builder.append(hash))
    if (builder.size !== last.size)
      throw new JuxtaError('internal', `the log ${last.origin} has no leaf ${builder.size}`, { rule: 'log-gap' })
    const [size, root, key] = [builder.size, builder.root(), parseVerifierKey(vkey)]
    const note = await signCheckpoint({ origin: last.origin, size, root }, key, (bytes) =>
      signer.signNote(key.publicKey, bytes),
    )
    return { size, root, note, tiles: [...tiles, ...builder.partial()] }
  }

  const now = clock.now()
  const before = (await registryIn(store).identities(country)).at(-1)!
  const old = node.directory.read(before.jws)
  const head = await logIn(store).head()
  if (old.log.origin !== head.origin)
    throw new JuxtaError(
      'settings-invalid',
      `the newest identity names the log ${old.log.origin}, not ${head.origin}`,
      {
        rule: 'identity',
      },
    )
  const name = nextShardName(head.shard, now)
  // A store that was restored may not know what its predecessor had opened: no name is ever used twice.
  const shard = lost ? `${name.split('.')[0]}.${name.split('.')[1] ?? '00'}.${newMessageId(now).slice(-8)}` : name
  const origin = `${head.origin.slice(0, head.origin.lastIndexOf('/'))}/${shard}`
  const publicKey = keepKey ? parseVerifierKey(old.log.vkey).publicKey : await makeLogKey(node, shard)
  const identity: Identity = {
    ...old,
    version: old.version + 1,
    prev: identityDigest(before.jws),
    issued_at: Math.floor(now / 1000),
    log: { origin, vkey: encodeVerifierKey(verifierKey(origin, 1, publicKey)) },
  }
  const jws = await signOwnIdentity(node, identity)
  const rollback = lost && (await rollbackOf(node, head, lost, identity.version))
  const opened = await logIn(store).openShard({ shard, origin, at: now }, async (last) => {
    if (last.shard !== head.shard)
      throw new JuxtaError('store-conflict', 'another replica opened the next shard at the same moment')
    // What lost its end is closed as it is: its neighbours hold a larger checkpoint, and a smaller one is never signed.
    const checkpoint = lost ? null : await lastCheckpoint(last, old.log.vkey)
    const note = lost?.checkpoint ?? checkpoint?.note ?? last.published!.note
    const told = rollback
      ? await Promise.all(
          (await registryIn(store).peers()).map(({ country: peer }) => newEvent(node, 'rollback', rollback, peer)),
        )
      : []
    const done = {
      action: lost ? 'accept-rollback' : 'open-shard',
      from: last.origin,
      to: origin,
      reason,
      by,
      at: now,
    }
    const seen = lost ? { peer: lost.peer, size: last.size, left: rollback!.size } : {}
    return {
      checkpoint,
      leaves: [ownLeaf('shard', country, note)],
      async also(tx) {
        await storeIdentity(tx, identity, jws)
        tx.append(ownLeaf('operator', country, JSON.stringify({ ...done, ...seen })))
        for (const event of told) await issueSet(tx, event, { priority: 0, expiresAt: now + ROLLBACK_DAYS * DAY })
      },
    }
  })

  await renewOwn(node)
  return opened
}
