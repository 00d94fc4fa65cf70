/** Waits until what proves a message is cosigned: two neighbours, so that one is no party to it, or the only one, have cosigned all that our log has of it, and the receiver's. */
import { setTimeout } from 'node:timers/promises'
import { receiptIn, setsIn } from '../exchange/sets.ts'
import type { MessageRow } from '../exchange/message-rows.ts'
import { readCheckpoint } from '../log/checkpoint.ts'
import type { Node } from '../node.ts'
import { registryIn } from '../peers/registry.ts'
import { logIn } from '../store/log.ts'
import type { createAskReceiver } from './receiver.ts'

const NEIGHBOURS = 2
/** Between two looks at our own log, and between two requests to the receiver, in milliseconds. */
const [OURS_MS, THEIRS_MS] = [200, 2000]

export function createUntilCosigned(
  { store, clock }: Pick<Node, 'store' | 'clock'>,
  askReceiver: ReturnType<typeof createAskReceiver>,
) {
  const wanted = async (): Promise<number> => Math.min(NEIGHBOURS, (await registryIn(store).peers()).length)

  async function ours(message: MessageRow): Promise<boolean> {
    const least = await wanted()
    for (const { shard, logIndex } of [message, ...(await setsIn(store).setsOf(message.id))])
      if (((await logIn(store).covering(shard, logIndex))?.cosignatures.length ?? 0) < least) return false
    return true
  }

  async function theirs(message: MessageRow): Promise<boolean> {
    const receipt = receiptIn(await setsIn(store).setsOf(message.id), message)?.jws
    // A message that came is proved by our own log alone, and so is one that has no receipt yet.
    if (message.direction === 'in' || message.salt === null || !receipt) return true
    const shown = await askReceiver(message, receipt)
    if (shown === null) return false
    const { note, checkpoint } = readCheckpoint(shown.checkpoint)
    const cosigners = new Set(note.signatures.map((s) => s.name).filter((name) => name !== checkpoint.origin))
    return cosigners.size >= (await wanted())
  }

  /** Fulfilled once all of that is cosigned, or at the first look after `deadline` (a time of the clock). */
  return async (message: MessageRow, deadline: number): Promise<void> => {
    while (clock.now() < deadline && !(await ours(message))) await setTimeout(OURS_MS)
    while (clock.now() < deadline && !(await theirs(message))) await setTimeout(THEIRS_MS)
  }
}
