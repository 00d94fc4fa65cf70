/** Sealing a message to its receiver: its manifest and parts, with the second signature where one is due. */
import { JuxtaError } from '../values/errors.ts'
import type { BundlePart, FollowingPart } from '../message/bundle.ts'
import type { Node } from '../node.ts'
import { sealBundle } from '../seal/sealing.ts'
import type { MessageRow, PartRow } from './message-rows.ts'
import { makeSecond } from './second-signatures.ts'
import { partKeysIn } from './transfers.ts'

/** What is sealed of a message. */
export type ToSeal = Pick<MessageRow, 'id' | 'peer' | 'manifest' | 'salt'>

/** To the encryption key of the peer that counts now. Fails with `gone` where something of it was erased. */
export async function sealMessage(
  node: Node,
  { id, peer, manifest, salt }: ToSeal,
  rows: readonly PartRow[],
): Promise<{ body: string; second: string | null }> {
  const parts = new Map<string, BundlePart | FollowingPart>()
  for (const part of rows) {
    if (part.large !== null && part.salt) {
      parts.set(part.part, { salt: part.salt, bytes: null, key: await partKeysIn(node.store).keyOf(id, peer, part) })
      continue
    }
    if (!part.bytes || !part.salt) throw new JuxtaError('gone', `part ${part.part} was erased`)
    parts.set(part.part, { salt: part.salt, bytes: part.bytes })
  }
  if (!salt) throw new JuxtaError('gone', 'the message was erased')
  const { kid, jwk } = node.directory.encryptionKey(peer, node.clock.now())
  const second = await makeSecond(node, peer, manifest)
  const bundle = { manifest, salt, parts, ...(second === null ? {} : { second }) }
  return { body: await sealBundle(bundle, { kid, jwk }, node.country, peer), second }
}
