/** Puts together what proves a message: from our own store and log, what stands around it there, and the receiver's proof of its leaf. */
import { receiptIn, setsIn } from '../exchange/sets.ts'
import { messagesIn } from '../exchange/messages.ts'
import { secondsIn } from '../exchange/second-signatures.ts'
import { registryIn } from '../peers/registry.ts'
import { logIn } from '../store/log.ts'
import { JuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import { isMessageId, type MessageId } from '../values/id.ts'
import { VERSION } from '../values/version.ts'
import { buildEvidence, type AgreementEvidence, type Evidence, type SecondSignature } from './bundle.ts'
import type { createLogAudit } from './log-audit.ts'
import { showOwnLog, type Under, type Wanted } from './own-log.ts'
import type { createAskReceiver } from './receiver.ts'
import { createRecords } from './records.ts'
import type { BundlePart } from '../message/bundle.ts'
import type { Node } from '../node.ts'
import type { Cosigned } from '../store/checkpoints.ts'
import type { MessageRow } from '../exchange/message-rows.ts'

/** `documents`: with them; `small`: where none of them is too large for a bundle, else without. */
export type Asked = { readonly documents: boolean | 'small'; readonly under?: Under | null }

export function createGather(
  node: Node,
  audit: ReturnType<typeof createLogAudit>,
  askReceiver: ReturnType<typeof createAskReceiver>,
) {
  const { country, store, clock } = node
  const recordsAround = createRecords(node, audit)

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

  return async (id: MessageId, { documents, under = null }: Asked): Promise<Evidence> => {
    if (!isMessageId(id)) throw new JuxtaError('not-found', 'there is no such message')
    const message = await messagesIn(store).message(id)
    if (!message) throw new JuxtaError('not-found', 'there is no such message')
    const isGone = message.salt === null
    // By time first: an index tells the order within one shard alone.
    const sets = await setsIn(store).setsOf(id)
    const receiptSet = receiptIn(sets, message) ?? sets.find((s) => s.event === 'received' || s.event === 'refused')
    const events = isGone ? [] : sets.filter((s) => s !== receiptSet)
    const told: [Wanted, ...Wanted[]] = [
      { of: 'manifest', shard: message.shard, index: message.logIndex },
      ...(receiptSet ? [{ of: 'receipt' as const, shard: receiptSet.shard, index: receiptSet.logIndex }] : []),
      ...events.map((s, i) => ({ of: `events/${i}` as const, shard: s.shard, index: s.logIndex })),
    ]
    const receipt = (!isGone && receiptSet?.jws) || null
    const second = isGone ? [] : await secondOf(id, message.manifest, receipt)
    const signed = isGone ? [] : [message.manifest, ...(receipt ? [receipt] : []), ...events.map((s) => s.jws)]
    const around = await recordsAround(
      message,
      signed,
      told.map((w) => w.shard),
    )
    const own = await showOwnLog(logIn(store), [...told, ...around.leaves], under)
    const theirs = isGone ? null : await askReceiver(message, receipt)
    const parts = new Map<string, BundlePart>()
    if (documents) {
      const rows = await messagesIn(store).parts(id, true)
      const large = rows.find((row) => row.large !== null)
      if (large && documents !== 'small') throw tooLarge(large.part)
      for (const { part, salt, bytes } of large ? [] : rows) if (salt && bytes) parts.set(part, { salt, bytes })
    }
    return buildEvidence({
      made: { by: country, at: Math.floor(clock.now() / 1000), version: VERSION },
      message: id,
      manifest: message.manifest,
      salt: message.salt,
      receipt,
      ...(second.length > 0 ? { second } : {}),
      events: events.map((s) => s.jws),
      agreement: isGone ? null : await agreementOf(message),
      identities: await identities(message, own.cosigned),
      logs: theirs ? [...own.logs, theirs] : own.logs,
      timestamps: own.timestamps,
      records: around.records,
      ...(around.audit.length > 0 ? { audit: around.audit } : {}),
      ...(parts.size > 0 ? { parts } : {}),
    })
  }
}

const tooLarge = (part: string): JuxtaError =>
  new JuxtaError(
    'too-large',
    `the part ${part} is too large for a bundle: ask for one without documents, which names it by its digest, and for the part itself`,
    { pointer: '/query/documents', rule: 'large-part' },
  )

/** The name of the witness key in a stored identity, which was verified when it was stored. */
function witnessOf(jws: string): string | null {
  const claims = JSON.parse(Buffer.from(jws.split('.')[1]!, 'base64url').toString('utf8')) as {
    witness?: { name?: string }
  }
  return claims.witness?.name ?? null
}
