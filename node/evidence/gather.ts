/** Puts together what proves a message: from our own store and log, and the peer's proof of its leaf, fetched while it can be reached. */
import { setsIn } from '../exchange/sets.ts'
import { messagesIn } from '../exchange/messages.ts'
import { registryIn } from '../peers/registry.ts'
import { notes } from '../store/checkpoints.ts'
import { logIn } from '../store/log.ts'
import { JuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import { isMessageId, type MessageId } from '../values/id.ts'
import { buildEvidence, type Evidence, type EvidencePieces, type ProvenLeaf } from './bundle.ts'
import { nodesFromTiles } from '../log/tiles.ts'
import { parseProofFile } from '../log/proof.ts'
import type { BundlePart } from '../message/bundle.ts'
import { parseReceived, parseSetClaims } from '../message/security-event.ts'
import type { Node } from '../node.ts'
import { claimsOf, readJws } from '../seal/jws.ts'
import type { Cosigned } from '../store/checkpoints.ts'
import type { MessageRow } from '../store/types.ts'

/** The name and body of the event in a SET that was verified when it was stored. */
const readSet = (jws: string) => parseSetClaims(claimsOf(readJws(jws, 'secevent+jwt')))

type Leaf = Omit<ProvenLeaf, 'proof'>

export function createGather({ country, store, transport }: Pick<Node, 'country' | 'store' | 'transport'>) {
  /** The peer's proof of its leaf about this message, under a checkpoint that was cosigned if there is one. */
  async function peerLog(message: MessageRow): Promise<EvidencePieces['logs'][number] | null> {
    if (message.direction !== 'out' || !message.receipt) return null
    const { event, body } = readSet(message.receipt)
    if (event !== 'received') return null
    const { origin, index, leaf } = parseReceived(body).log
    const shard = origin.slice(origin.lastIndexOf('/') + 1)
    try {
      const answer = await transport.request(message.peer, {
        method: 'GET',
        path: `/log/${shard}/proof/${index}`,
        timeoutMs: 5000,
      })
      if (answer.status !== 200) return null
      const { proof, checkpoint } = parseProofFile(answer.body)
      return { checkpoint, leaves: [{ of: 'manifest', index, leaf, proof }] }
    } catch {
      // Away, or no proof yet: the bundle is less complete, and the verifier says so.
      return null
    }
  }

  /**
   * The checkpoints of a shard that show leaves: the first cosigned one over the first leaf, which bounds the times best, and where that does not reach, the
   * first over the last.
   */
  async function checkpointsOver(shard: string, indexes: readonly number[]): Promise<Cosigned[]> {
    const last = Math.max(...indexes)
    const first = await logIn(store).covering(shard, Math.min(...indexes))
    if (!first)
      throw new JuxtaError('log-unavailable', 'the message is not under a published checkpoint yet', {
        rule: 'unpublished',
        retryAfter: 1,
      })
    const whole = last < first.size ? first : await logIn(store).covering(shard, last)
    return [first, ...(whole && whole.size !== first.size ? [whole] : [])]
  }

  async function identities(message: MessageRow, cosigned: readonly Cosigned[]): Promise<string[]> {
    const witnesses = new Set(cosigned.flatMap((c) => c.cosignatures.map((x) => x.witness)))
    const countries = new Set<Country>([country, message.peer])
    for (const { country: peer } of await registryIn(store).peers())
      for (const { jws } of await registryIn(store).identities(peer))
        if (witnesses.has(witnessOf(jws) ?? '')) countries.add(peer)
    const found: string[] = []
    for (const one of countries) for (const { jws } of await registryIn(store).identities(one)) found.push(jws)
    return found
  }

  return async (id: MessageId, options: { documents: boolean }): Promise<Evidence> => {
    if (!isMessageId(id)) throw new JuxtaError('not-found', 'there is no such message')
    const message = await messagesIn(store).message(id)
    if (!message) throw new JuxtaError('not-found', 'there is no such message')
    if (!message.salt)
      throw new JuxtaError('gone', 'the salt of the message was erased when its retention ended; its leaves are kept')
    // By time first: an index tells the order within one shard alone.
    const sets = await setsIn(store).setsOf(id)
    const receiptSet =
      sets.find((s) => s.jws === message.receipt) ?? sets.find((s) => s.event === 'received' || s.event === 'refused')
    const events = sets.filter((s) => s !== receiptSet)
    // The first timestamp over the message, and as long as there is one, the newest over the leaf of the one before: it covers that when its certificate
    // has run out. The leaf of a timestamp may stand in a later shard than what it dates.
    const stamps = [await logIn(store).timestampOver(message.shard, message.logIndex)].filter((s) => s !== null)
    for (let last = stamps[0]; last;) {
      const newest = await logIn(store).newestTimestamp(last.leafShard)
      if (
        !newest ||
        newest.size <= last.leafIndex ||
        stamps.some((s) => s.leafIndex === newest.leafIndex && s.leafShard === newest.leafShard)
      )
        break
      stamps.push(newest)
      last = newest
    }
    const wanted: { of: Leaf['of']; shard: string; index: number; salt?: Buffer }[] = [
      { of: 'manifest', shard: message.shard, index: message.logIndex },
      ...(receiptSet ? [{ of: 'receipt' as const, shard: receiptSet.shard, index: receiptSet.logIndex }] : []),
      ...events.map((s, i) => ({ of: `events/${i}` as const, shard: s.shard, index: s.logIndex })),
      ...stamps.map((s, i) => ({
        of: `timestamps/${i}` as const,
        shard: s.leafShard,
        index: s.leafIndex,
        salt: s.salt,
      })),
    ]
    const own: EvidencePieces['logs'][number][] = []
    const places: string[] = []
    const cosigned: Cosigned[] = []
    for (const shard of new Set([message.shard, ...wanted.map((w) => w.shard)])) {
      const leaves: Leaf[] = []
      for (const { of, index, salt } of wanted.filter((w) => w.shard === shard)) {
        const [row] = await logIn(store).leaves(shard, index, 1)
        if (row?.index !== index) throw new JuxtaError('internal', `the log has no leaf ${index}`, { rule: 'log-gap' })
        leaves.push({ of, index, leaf: row.data.toString('utf8'), ...(salt === undefined ? {} : { salt }) })
      }
      const told = leaves.filter((l) => !l.of.startsWith('timestamps/')).map((l) => l.index)
      const checkpoints = await checkpointsOver(shard, told.length > 0 ? told : leaves.map((l) => l.index))
      for (const stamp of stamps.filter((s) => s.shard === shard))
        if (!checkpoints.some((c) => c.size === stamp.size))
          checkpoints.push((await logIn(store).checkpoint(shard, stamp.size))!)
      for (const at of checkpoints) {
        cosigned.push(at)
        places.push(`${shard} ${at.size}`)
        own.push({
          checkpoint: notes(at),
          nodes: nodesFromTiles(at.size, ({ level, index }) => logIn(store).tile(shard, level, index)),
          leaves: leaves.filter((l) => l.index < at.size),
        })
      }
    }
    const theirs = await peerLog(message)
    const parts = new Map<string, BundlePart>()
    if (options.documents)
      for (const { part, salt, bytes } of await messagesIn(store).parts(id, true))
        if (salt && bytes) parts.set(part, { salt, bytes })
    return buildEvidence({
      message: id,
      manifest: message.manifest,
      salt: message.salt,
      receipt: receiptSet?.jws ?? null,
      events: events.map((s) => s.jws),
      identities: await identities(message, cosigned),
      logs: theirs ? [...own, theirs] : own,
      timestamps: stamps.map(({ shard, size, token }) => ({ log: places.indexOf(`${shard} ${size}`), token })),
      ...(options.documents ? { parts } : {}),
    })
  }
}

/** The name of the witness key in a stored identity, which was verified when it was stored. */
function witnessOf(jws: string): string | null {
  const claims = JSON.parse(Buffer.from(jws.split('.')[1]!, 'base64url').toString('utf8')) as {
    witness?: { name?: string }
  }
  return claims.witness?.name ?? null
}
