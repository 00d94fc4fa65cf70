/** Puts together what proves a message: from our own store and log, and the peer's proof of its leaf, fetched while it can be reached. */
import { setsIn } from '../exchange/sets.ts'
import { messagesIn } from '../exchange/messages.ts'
import { secondsIn } from '../exchange/second-signatures.ts'
import { registryIn } from '../peers/registry.ts'
import { logIn } from '../store/log.ts'
import { JuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import { isMessageId, type MessageId } from '../values/id.ts'
import { VERSION } from '../values/version.ts'
import {
  buildEvidence,
  type AgreementEvidence,
  type Evidence,
  type EvidencePieces,
  type SecondSignature,
} from './bundle.ts'
import { showOwnLog } from './own-log.ts'
import { parseProofFile } from '../log/proof.ts'
import type { BundlePart } from '../message/bundle.ts'
import { parseReceived } from '../message/security-event.ts'
import type { Node } from '../node.ts'
import { readSecurityEvent } from '../seal/security-event.ts'
import type { Cosigned } from '../store/checkpoints.ts'
import type { MessageRow } from '../exchange/message-rows.ts'

export function createGather({
  country,
  store,
  clock,
  transport,
}: Pick<Node, 'country' | 'store' | 'clock' | 'transport'>) {
  /** The peer's proof of its leaf about this message, under a checkpoint that was cosigned if there is one. */
  async function peerLog(message: MessageRow): Promise<EvidencePieces['logs'][number] | null> {
    if (message.direction !== 'out' || !message.receipt) return null
    const { event, body } = readSecurityEvent(message.receipt)
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
    for (const { country: peer } of await registryIn(store).peers())
      for (const { jws } of await registryIn(store).identities(peer))
        if (witnesses.has(witnessOf(jws) ?? '')) countries.add(peer)
    const found: string[] = []
    for (const one of countries) for (const { jws } of await registryIn(store).identities(one)) found.push(jws)
    return found
  }

  /** Null where it, or a signature of it, is not held. */
  async function agreementOf({ agreement, peer }: MessageRow): Promise<AgreementEvidence | null> {
    const row = (await registryIn(store).agreements()).find((a) => a.hash === agreement)
    if (!row?.ourSignature || !row.theirSignature) return null
    const [ours, theirs] = [row.ourSignature, row.theirSignature]
    return { text: row.document, signatures: country < peer ? [ours, theirs] : [theirs, ours] }
  }

  /** The second signatures that are kept of the manifest and the receipt. */
  async function secondOf(id: MessageId, manifest: string, receipt: string | null): Promise<SecondSignature[]> {
    const found: SecondSignature[] = []
    for (const [of, first] of [
      ['manifest', manifest],
      ['receipt', receipt],
    ] as const) {
      const jws = first === null ? null : await secondsIn(store).of(id, first)
      if (jws !== null) found.push({ of, jws })
    }
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
    const second = await secondOf(id, message.manifest, receiptSet?.jws ?? null)
    const own = await showOwnLog(logIn(store), [
      { of: 'manifest', shard: message.shard, index: message.logIndex },
      ...(receiptSet ? [{ of: 'receipt' as const, shard: receiptSet.shard, index: receiptSet.logIndex }] : []),
      ...events.map((s, i) => ({ of: `events/${i}` as const, shard: s.shard, index: s.logIndex })),
    ])
    const theirs = await peerLog(message)
    const parts = new Map<string, BundlePart>()
    if (options.documents)
      for (const { part, salt, bytes } of await messagesIn(store).parts(id, true))
        if (salt && bytes) parts.set(part, { salt, bytes })
    return buildEvidence({
      made: { by: country, at: Math.floor(clock.now() / 1000), version: VERSION },
      message: id,
      manifest: message.manifest,
      salt: message.salt,
      receipt: receiptSet?.jws ?? null,
      ...(second.length > 0 ? { second } : {}),
      events: events.map((s) => s.jws),
      agreement: await agreementOf(message),
      identities: await identities(message, own.cosigned),
      logs: theirs ? [...own.logs, theirs] : own.logs,
      timestamps: own.timestamps,
      records: [],
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
