/** Sealing a message to its receiver: its manifest and parts, with the second signature where one is due. */
import { JuxtaError } from '../values/errors.ts'
import type { Node } from '../node.ts'
import { sealBundle } from '../seal/sealing.ts'
import type { MessageRow, PartRow } from './message-rows.ts'
import { makeSecond } from './second-signatures.ts'

/** What is sealed of a message. */
export type ToSeal = Pick<MessageRow, 'peer' | 'manifest' | 'salt'>

/** To the encryption key of the peer that counts now. Fails with `gone` where something of it was erased. */
export async function sealMessage(
  node: Node,
  { peer, manifest, salt }: ToSeal,
  rows: readonly PartRow[],
): Promise<{ body: string; second: string | null }> {
  const parts = new Map<string, { salt: Buffer; bytes: Buffer }>()
  for (const part of rows) {
    if (!part.bytes || !part.salt) throw new JuxtaError('gone', `part ${part.part} was erased`)
    parts.set(part.part, { salt: part.salt, bytes: part.bytes })
  }
  if (!salt) throw new JuxtaError('gone', 'the message was erased')
  const { kid, jwk } = node.directory.encryptionKey(peer, node.clock.now())
  const second = await makeSecond(node, peer, manifest)
  const bundle = { manifest, salt, parts, ...(second === null ? {} : { second }) }
  const { jwe } = await sealBundle(bundle, { kid, jwk }, node.country, peer)
  return { body: jwe, second }
}
