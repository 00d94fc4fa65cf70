/** The trials of a neighbour's implementation, in their order. What they came to stands in the book of the kit. */
import type { AgreementDocument } from '../peers/agreement.ts'
import type { Result } from './book.ts'
import type { Kit } from './kit.ts'
import { tryEvents, tryFeed, tryTallies } from './trials-of-events.ts'
import { limitsOf, tryLimits } from './trials-of-limits.ts'
import { tryChecks, tryMessage, trySeveral } from './trials-of-messages.ts'
import { tryParts } from './trials-of-parts.ts'
import { tryAgreements, tryIdentity, tryTls } from './trials-of-peering.ts'
import { tryRotation, type OwnKeys } from './trials-of-rotation.ts'
import { trySecondSignatures } from './trials-of-second-signatures.ts'
import { trySending, type Listener } from './trials-of-sending.ts'
import { firstCheckpoint, tryLog, tryWitness, tryWitnessed } from './trials-of-the-log.ts'

const PARTS = ['PRT-1', 'PRT-2', 'PRT-3', 'PRT-4', 'PRT-5'] as const

export type Trials = {
  readonly listener: Listener
  readonly keys: OwnKeys
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
  { listener, keys, draft, sendingSeconds, asked, progress = () => undefined }: Trials,
): Promise<Result[]> {
  progress('who it is')
  await tryTls(kit)
  await tryIdentity(kit)
  await tryAgreements(kit, draft)
  if (kit.agreement !== '') {
    progress('messages')
    const earlier = await firstCheckpoint(kit)
    const known = await tryMessage(kit)
    await trySeveral(kit)
    await tryChecks(kit)
    await trySecondSignatures(kit)
    progress('parts that follow')
    const limits = await limitsOf(kit)
    if (typeof limits['part_bytes'] === 'number') await tryParts(kit)
    else
      for (const clause of PARTS)
        kit.book.skip(clause, 'its description states no part_bytes: it takes no parts that follow')
    progress('events')
    await tryEvents(kit, known)
    if (known) await tryTallies(kit, known)
    await tryFeed(kit, known)
    progress('its log')
    await tryLog(kit, earlier, known)
    await tryWitness(kit)
    progress('what it sends')
    await trySending(kit, listener, sendingSeconds, asked)
    await tryWitnessed(
      kit,
      [...listener.sent.values()].some(({ taken }) => taken),
    )
    progress('keys that change')
    await tryRotation(kit, keys)
    progress('its limits')
    await tryLimits(kit, limits)
  }
  return kit.book.results()
}

/** 0 conforms, 1 does not, 2 not all of it was tried. */
export const verdictOf = (results: readonly Result[]): 0 | 1 | 2 =>
  results.some((r) => r.outcome === 'fail') ? 1 : results.some((r) => r.outcome === 'not tested') ? 2 : 0
