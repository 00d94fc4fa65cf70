/** The trials of a neighbour's implementation, in their order. What they came to stands in the book of the kit. */
import type { AgreementDocument } from '../peers/agreement.ts'
import type { Kit, Result } from './kit.ts'
import { tryEvents, tryFeed } from './trials-of-events.ts'
import { tryChecks, tryMessage } from './trials-of-messages.ts'
import { tryAgreements, tryIdentity, tryTls } from './trials-of-peering.ts'
import { trySending, type Listener } from './trials-of-sending.ts'
import { firstCheckpoint, tryLog, tryWitness } from './trials-of-the-log.ts'

export type Trials = {
  readonly listener: Listener
  /** One that could be agreed, and is not. */
  readonly draft: AgreementDocument
  /** How long a message of theirs is waited for; 0: nothing of what they send is tried. */
  readonly sendingSeconds: number
  /** Says that now is the time to send. */
  readonly asked: () => void
  readonly progress?: (what: string) => void
}

/** Tries every clause at a neighbour that knows us. `agreement` of the kit is empty where none came into force: then nothing that needs one is tried. */
export async function tryAll(
  kit: Kit,
  { listener, draft, sendingSeconds, asked, progress = () => undefined }: Trials,
): Promise<Result[]> {
  progress('who it is')
  await tryTls(kit)
  await tryIdentity(kit)
  await tryAgreements(kit, draft)
  if (kit.agreement !== '') {
    progress('messages')
    const earlier = await firstCheckpoint(kit)
    const known = await tryMessage(kit)
    await tryChecks(kit)
    progress('events')
    await tryEvents(kit, known)
    await tryFeed(kit, known)
    progress('its log')
    await tryLog(kit, earlier, known)
    await tryWitness(kit)
    progress('what it sends')
    await trySending(kit, listener, sendingSeconds, asked)
  }
  return kit.book.results()
}

/** 0 conforms, 1 does not, 2 not all of it was tried. */
export const verdictOf = (results: readonly Result[]): 0 | 1 | 2 =>
  results.some((r) => r.outcome === 'fail') ? 1 : results.some((r) => r.outcome === 'not tested') ? 2 : 0
