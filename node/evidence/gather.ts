/** Puts together what proves a message: from our own store and log, and the peer's proof of its leaf, fetched while it can be reached. */
import { JuxtaError } from '../errors.ts'
import { isMessageId, type Country, type MessageId } from '../ids.ts'
import { buildEvidence, type Evidence, type EvidencePieces, type ProvenLeaf } from '../log/bundle.ts'
import { nodesFromTiles } from '../log/tiles.ts'
import { parseProofFile } from '../log/proof.ts'
import type { BundlePart } from '../message/bundle.ts'
import { parseReceived } from '../message/security-event.ts'
import type { Cosigned, MessageRow, Store } from '../ports/store.ts'
import type { Transport } from '../ports/transport.ts'

export type GatherNeeds = {
  readonly country: Country
  readonly store: Store
  readonly transport: Transport
  /** The name and body of the event in a SET that was verified when it was stored. */
  readSet(jws: string): { event: string; body: Record<string, unknown> }
}

type Leaf = Omit<ProvenLeaf, 'proof'>

/** A checkpoint as the bundle wants it: the note with the cosignatures under it. */
export const notes = ({ note, cosignatures }: Pick<Cosigned, 'note' | 'cosignatures'>): string =>
  note + cosignatures.map((c) => c.line).join('')

export function createGather({ country, store, transport, readSet }: GatherNeeds) {
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

  async function identities(message: MessageRow, cosigned: readonly Cosigned[]): Promise<string[]> {
    const witnesses = new Set(cosigned.flatMap((c) => c.cosignatures.map((x) => x.witness)))
    const countries = new Set<Country>([country, message.peer])
    for (const peer of await store.peers.peers())
      if ([...witnesses].some((w) => peer.identity && witnessOf(peer.identity) === w)) countries.add(peer.country)
    const found: string[] = []
    for (const one of countries) for (const { jws } of await store.peers.identities(one)) found.push(jws)
    return found
  }

  return async (id: MessageId, options: { documents: boolean }): Promise<Evidence> => {
    if (!isMessageId(id)) throw new JuxtaError('not-found', 'there is no such message')
    const message = await store.messages.message(id)
    if (!message) throw new JuxtaError('not-found', 'there is no such message')
    if (!message.salt)
      throw new JuxtaError('gone', 'the salt of the message was erased when its retention ended; its leaves are kept')
    const sets = (await store.sets.setsOf(id)).sort((a, b) => a.logIndex - b.logIndex)
    const receiptSet = sets.find((s) => s.event === 'received' || s.event === 'refused')
    const events = sets.filter((s) => s !== receiptSet)
    // Those whose salt is not the message's were salted apart before the message came: their leaf proves nothing here.
    const inShard = (s: { shard: string }): boolean => s.shard === message.shard
    const wanted: { of: Leaf['of']; index: number }[] = [
      { of: 'manifest', index: message.logIndex },
      ...(receiptSet && inShard(receiptSet) ? [{ of: 'receipt' as const, index: receiptSet.logIndex }] : []),
      ...events.flatMap((s, i) => (inShard(s) ? [{ of: `events/${i}` as const, index: s.logIndex }] : [])),
    ]
    const leaves: Leaf[] = []
    for (const { of, index } of wanted) {
      const [row] = await store.log.leaves(message.shard, index, 1)
      if (row?.index !== index) throw new JuxtaError('internal', `the log has no leaf ${index}`, { rule: 'log-gap' })
      leaves.push({ of, index, leaf: row.data.toString('utf8') })
    }
    const last = Math.max(...leaves.map((l) => l.index))
    // The first cosigned checkpoint bounds the times best; what came after it stands under the first that covers that.
    const first = await store.log.covering(message.shard, message.logIndex)
    if (!first)
      throw new JuxtaError('log-unavailable', 'the message is not under a published checkpoint yet', {
        rule: 'unpublished',
        retryAfter: 1,
      })
    const whole = last < first.size ? first : await store.log.covering(message.shard, last)
    const cosigned = [first, ...(whole && whole.size !== first.size ? [whole] : [])]
    // The first timestamp over the message, and where there is a later one, that one too: it covers the first when its certificate has run out.
    const stamps = [await store.log.timestampOver(message.shard, message.logIndex)].filter((s) => s !== null)
    const newest = await store.log.newestTimestamp(message.shard)
    if (stamps[0] && newest && newest.size > stamps[0].leafIndex) stamps.push(newest)
    const dated: Cosigned[] = []
    for (const stamp of stamps) dated.push((await store.log.checkpoint(stamp.shard, stamp.size))!)
    for (const [i, { leafIndex, salt }] of stamps.entries()) {
      const [row] = await store.log.leaves(message.shard, leafIndex, 1)
      if (row?.index === leafIndex)
        leaves.push({ of: `timestamps/${i}`, index: leafIndex, leaf: row.data.toString('utf8'), salt })
    }
    for (const at of dated) if (!cosigned.some((c) => c.size === at.size)) cosigned.push(at)
    const own = cosigned.map((at): EvidencePieces['logs'][number] => ({
      checkpoint: notes(at),
      nodes: nodesFromTiles(at.size, ({ level, index }) => store.log.tile(message.shard, level, index)),
      leaves: leaves.filter((l) => l.index < at.size),
    }))
    const theirs = await peerLog(message)
    const parts = new Map<string, BundlePart>()
    if (options.documents)
      for (const { part, salt, bytes } of await store.messages.parts(id, true))
        if (salt && bytes) parts.set(part, { salt, bytes })
    return buildEvidence({
      message: id,
      manifest: message.manifest,
      salt: message.salt,
      receipt: receiptSet?.jws ?? null,
      events: events.map((s) => s.jws),
      identities: await identities(message, cosigned),
      logs: theirs ? [...own, theirs] : own,
      timestamps: stamps.map(({ token }, i) => ({ log: cosigned.findIndex((c) => c.size === dated[i]!.size), token })),
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
