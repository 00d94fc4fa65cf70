/** The log as C2SP tlog-tiles: for peers what does not join two logs, for auditors all of it. Served from the store, so that any replica can. */
import { JuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import { encodeProofFile } from '../log/proof.ts'
import { proveInclusion } from '../log/merkle.ts'
import { encodeEntries, nodesFromTiles, parseTilePath, tileWidth } from '../log/tiles.ts'
import { parseLeaf } from '../log/entry.ts'
import { notes } from '../store/checkpoints.ts'
import { logIn } from '../store/log.ts'
import type { Store } from '../store/store.ts'
import type { Routes } from '../http/server.ts'

const HASH_BYTES = 32
// A full tile never changes; a partial one only until it is full.
const immutable = { 'cache-control': 'public, max-age=31536000, immutable' }

const nothing = (): JuxtaError => new JuxtaError('not-found', 'there is no such file of a log')

/** `reader`: the peer that asks, or null for an auditor, who sees entries too. */
export function logRoutes<C>(store: Store, reader: (caller: C) => Country | null): Routes<C> {
  const log = logIn(store)
  return {
    async getCheckpoint({ params }) {
      const newest = await log.newestCosigned(params['shard']!)
      if (!newest) throw nothing()
      return { type: 'text/plain; charset=utf-8', body: notes(newest), headers: { 'cache-control': 'no-store' } }
    },

    async getTile({ caller, params }) {
      const shard = params['shard']!
      const id = parseTilePath(`tile/${params['tile']!}`)
      if (!id) throw nothing()
      const size = (await log.published(shard))?.size ?? 0
      if (id.width > tileWidth(id.level, id.index, size)) throw nothing()
      if (id.level === 'entries') {
        if (reader(caller) !== null)
          throw new JuxtaError('forbidden', 'entry bundles are for auditors only', { rule: 'entries' })
        const leaves = await log.leaves(shard, id.index * 256, id.width)
        if (leaves.length !== id.width) throw nothing()
        return { type: 'application/octet-stream', body: encodeEntries(leaves.map((l) => l.data)), headers: immutable }
      }
      const bytes = await log.tile(shard, id.level, id.index)
      if (!bytes) throw nothing()
      return { type: 'application/octet-stream', body: bytes.subarray(0, id.width * HASH_BYTES), headers: immutable }
    },

    async getProof({ caller, params }) {
      const shard = params['shard']!
      const index = Number(params['index'])
      const peer = reader(caller)
      const [leaf] = await log.leaves(shard, index, 1)
      // Whether a leaf of somebody else stands there is not told.
      if (leaf?.index !== index || (peer !== null && parseLeaf(leaf.data.toString('utf8')).peer !== peer))
        throw nothing()
      const at = await log.covering(shard, index)
      if (!at)
        throw new JuxtaError('log-unavailable', 'the leaf is not published yet', { rule: 'unpublished', retryAfter: 1 })
      const nodes = nodesFromTiles(at.size, (tile) => log.tile(shard, tile.level, tile.index))
      return {
        type: 'text/plain; charset=utf-8',
        body: encodeProofFile({ index, proof: await proveInclusion(index, at.size, nodes), checkpoint: notes(at) }),
      }
    },
  }
}
