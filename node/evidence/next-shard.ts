/**
 * Opening the next shard of the log: each year, with a new key, or after the log lost its end. The shard before is closed under its last checkpoint, to which
 * the first leaf of the next one commits; a new version of the identity names the new log. Old identities keep naming the old ones, so that every proof stays.
 */
import { registryIn } from '../peers/registry.ts'
import { logIn } from '../store/log.ts'
import { issue } from '../exchange/sets.ts'
import { JuxtaError } from '../values/errors.ts'
import { newMessageId, type Country, type MessageId } from '../values/ids.ts'
import { signCheckpoint } from '../log/checkpoint.ts'
import { encodeVerifierKey, parseVerifierKey, verifierKey } from '../log/note.ts'
import { TileBuilder } from '../log/tiles.ts'
import type { Identity } from '../message/identity.ts'
import { manifestDigest } from '../message/manifest.ts'
import type { EventName } from '../message/security-event.ts'
import type { Clock } from '../values/clock.ts'
import type { Store } from '../store/store.ts'
import type { ClosingShard, IssueSetItem, LogHead, NewLeaf, ShardEnd } from '../store/types.ts'

export type NextShardNeeds = {
  readonly country: Country
  readonly store: Store
  readonly clock: Clock
  readIdentity(jws: string): Identity
  /** Signs with the identity key, which a country may keep elsewhere. Fails where it is not at hand. */
  signIdentity(identity: Identity): Promise<string>
  /** Signs with the note key whose public half is `publicKey`. */
  signNote(publicKey: Uint8Array, bytes: Uint8Array): Promise<Uint8Array>
  /** Makes a log key that is kept under the name of `shard`; answers its public half. */
  makeLogKey(shard: string): Promise<Uint8Array>
  signSet(
    name: EventName,
    body: Record<string, unknown>,
    to: Country,
    jti: MessageId,
    txn: MessageId | null,
  ): Promise<string>
  leaf(kind: 'shard' | 'key' | 'operator' | 'event', peer: Country, object: string): NewLeaf
}

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

export function createNextShard(needs: NextShardNeeds): (order: NextShard) => Promise<LogHead> {
  const { country, store, clock } = needs

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
      needs.signNote(key.publicKey, bytes),
    )
    return { size, root, note, tiles: [...tiles, ...builder.partial()] }
  }

  return async ({ reason, by, keepKey, lost }) => {
    const now = clock.now()
    const before = (await registryIn(store).identities(country)).at(-1)!
    const old = needs.readIdentity(before.jws)
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
    const publicKey = keepKey ? parseVerifierKey(old.log.vkey).publicKey : await needs.makeLogKey(shard)
    const identity: Identity = {
      ...old,
      version: old.version + 1,
      prev: manifestDigest(before.jws),
      issued_at: Math.floor(now / 1000),
      log: { origin, vkey: encodeVerifierKey(verifierKey(origin, 1, publicKey)) },
    }
    const jws = await needs.signIdentity(identity)
    return logIn(store).openShard({ shard, origin, at: now }, async (last) => {
      if (last.shard !== head.shard)
        throw new JuxtaError('store-conflict', 'another replica opened the next shard at the same moment')
      // What lost its end is closed as it is: its neighbours hold a larger checkpoint, and a smaller one is never signed.
      const checkpoint = lost ? null : await lastCheckpoint(last, old.log.vkey)
      const note = lost?.checkpoint ?? checkpoint?.note ?? last.published!.note
      const told: IssueSetItem[] = []
      for (const { country: peer } of lost ? await registryIn(store).peers() : []) {
        const jti = newMessageId(now)
        const set = await needs.signSet('rollback', { origin: last.origin, size: last.size }, peer, jti, null)
        told.push({
          set: { jti, event: 'rollback', jws: set, message: null, manifestDigest: null },
          peer,
          leaf: needs.leaf('event', peer, set),
          deliver: { priority: 0, expiresAt: now + ROLLBACK_DAYS * DAY },
          at: now,
        })
      }
      const done = {
        action: lost ? 'accept-rollback' : 'open-shard',
        from: last.origin,
        to: origin,
        reason,
        by,
        at: now,
      }
      const seen = lost ? { peer: lost.peer, size: last.size } : {}
      return {
        checkpoint,
        identity: { country, version: identity.version, jws },
        leaves: [
          needs.leaf('shard', country, note),
          needs.leaf('key', country, jws),
          needs.leaf('operator', country, JSON.stringify({ ...done, ...seen })),
        ],
        also: (tx) => issue(tx, told),
      }
    })
  }
}
