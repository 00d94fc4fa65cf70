/** Whether what proves a message is cosigned: two neighbours, so that one is no party to it, or the only one, have cosigned all that our log has of it, and the receiver's. */
import { receiptIn, setsIn } from '../exchange/sets.ts'
import type { MessageRow } from '../exchange/message-rows.ts'
import { readCheckpoint } from '../log/checkpoint.ts'
import { registryIn } from '../peers/registry.ts'
import { logIn } from '../store/log.ts'
import type { Store } from '../store/store.ts'
import type { createAskReceiver } from './receiver.ts'

const NEIGHBOURS = 2

export function createIsCosigned(
  { store }: { readonly store: Store },
  askReceiver: ReturnType<typeof createAskReceiver>,
) {
  return async (message: MessageRow): Promise<boolean> => {
    const wanted = Math.min(NEIGHBOURS, (await registryIn(store).peers()).length)
    const sets = await setsIn(store).setsOf(message.id)
    for (const { shard, logIndex } of [message, ...sets])
      if (((await logIn(store).covering(shard, logIndex))?.cosignatures.length ?? 0) < wanted) return false
    const receipt = receiptIn(sets, message)?.jws
    // What came is proved by our own log, and what is not receipted by no other.
    if (message.direction === 'in' || message.salt === null || !receipt) return true
    const theirs = await askReceiver(message, receipt)
    if (theirs === null) return false
    const { note, checkpoint } = readCheckpoint(theirs.checkpoint)
    return new Set(note.signatures.map((s) => s.name).filter((name) => name !== checkpoint.origin)).size >= wanted
  }
}
