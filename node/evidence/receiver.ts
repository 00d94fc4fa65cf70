/** The receiver's own proof that its log holds a message: asked of it when a bundle is made, and kept, so that a later bundle has it while it is away. */
import { parseReceived } from '../message/security-event.ts'
import { readCheckpoint } from '../log/checkpoint.ts'
import { leafHash } from '../log/entry.ts'
import { verifyInclusion } from '../log/merkle.ts'
import { parseProofFile, type ProofFile } from '../log/proof.ts'
import type { Node } from '../node.ts'
import { readSecurityEvent } from '../seal/security-event.ts'
import type { MessageRow } from '../exchange/message-rows.ts'
import { inStore, type Store } from '../store/store.ts'
import type { MessageId } from '../values/id.ts'
import './tables.ts'
import type { EvidencePieces } from './bundle.ts'

const receiverProofsIn = inStore(({ read, apart }: Store) => ({
  async find(message: MessageId): Promise<string | null> {
    const row = await read.selectFrom('receiverProof').select('proof').where('message', '=', message).executeTakeFirst()
    return row?.proof ?? null
  },
  keep: (message: MessageId, proof: string): Promise<unknown> =>
    apart((db) =>
      db
        .insertInto('receiverProof')
        .values({ message, proof })
        .onConflict((c) => c.column('message').doUpdateSet({ proof }))
        .execute(),
    ),
}))

/** What the receipt says of the receiver's log. */
type Said = ReturnType<typeof parseReceived>['log']

/** Attacker-controlled; null where it does not prove that the leaf stands where the receipt says. Whose log it is, the verifier judges. */
function proves(text: string, { origin, index, leaf }: Said): ProofFile | null {
  try {
    const file = parseProofFile(text)
    const { checkpoint } = readCheckpoint(file.checkpoint)
    const holds =
      file.index === index &&
      checkpoint.origin === origin &&
      verifyInclusion(leafHash(Buffer.from(leaf)), index, checkpoint.size, file.proof, checkpoint.root)
    return holds ? file : null
  } catch {
    return null
  }
}

/** Answers the receiver's log as a bundle shows it; null where there is no receipt, or the receiver never proved what it says. */
export function createAskReceiver({ store, transport }: Pick<Node, 'store' | 'transport'>) {
  const proofs = receiverProofsIn(store)

  async function ask({ id, peer }: MessageRow, said: Said): Promise<ProofFile | null> {
    const shard = said.origin.slice(said.origin.lastIndexOf('/') + 1)
    try {
      const path = `/log/${shard}/proof/${said.index}`
      const answer = await transport.request(peer, { method: 'GET', path, timeoutMs: 5000 })
      const file = answer.status === 200 ? proves(answer.body, said) : null
      if (file) await proofs.keep(id, answer.body)
      return file
    } catch {
      // Away, or the store takes no writes: what was kept is used, and the verifier says what is missing.
      return null
    }
  }

  return async (message: MessageRow, receipt: string | null): Promise<EvidencePieces['logs'][number] | null> => {
    if (message.direction !== 'out' || receipt === null) return null
    const { event, body } = readSecurityEvent(receipt)
    if (event !== 'received') return null
    const said = parseReceived(body).log
    const kept = async (): Promise<ProofFile | null> => {
      const text = await proofs.find(message.id)
      return text === null ? null : proves(text, said)
    }
    const file = (await ask(message, said)) ?? (await kept())
    if (!file) return null
    const { checkpoint, index, proof } = file
    return { checkpoint, leaves: [{ of: 'manifest', index, leaf: said.leaf, proof }] }
  }
}
