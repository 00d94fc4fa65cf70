/** A node that plays a neighbour gets to know the other: it takes the invitation, waits until it is known there, and agrees on what may pass. */
import { setTimeout as sleep } from 'node:timers/promises'
import { endOf, isEnding } from '../peers/allows.ts'
import type { RunningNode } from '../assemble.ts'
import type { AgreementDocument } from '../peers/agreement.ts'
import type { PeerTest } from '../peers/test-peer.ts'
import type { Country } from '../values/country.ts'

/** Asks `look` until it answers something, or `seconds` are over; null then. */
export async function waited<T>(seconds: number, look: () => Promise<T | null>): Promise<T | null> {
  for (const end = Date.now() + seconds * 1000; ; await sleep(200)) {
    const found = await look()
    if (found !== null || Date.now() >= end) return found
  }
}

/** Whether `peer` answers us as a peer of it; what is wrong, where it does not in time. */
export async function knownThere(
  node: RunningNode,
  peer: Country,
  seconds: number,
): Promise<PeerTest['steps'][number] | null> {
  let wrong: PeerTest['steps'][number] | null = null
  await waited(seconds, async () => {
    const { steps } = await node.introduce.test(peer)
    wrong = steps.find((s) => !s.ok && s.check !== 'agreement') ?? null
    return wrong ? null : true
  })
  return wrong
}

/** The hash of an agreement in force with `peer`: of one that is, or else of `draft`, once the other side has signed it; null where it has not in time. */
export async function agreedWith(
  node: RunningNode,
  peer: Country,
  draft: AgreementDocument,
  seconds: number,
): Promise<string | null> {
  const inForce = (): string | null => {
    const now = Math.floor(node.clock.now() / 1000)
    const found = node.directory
      .get(peer)
      .agreements.find((a) => a.inForceAt !== null && !isEnding(a) && now < endOf(a))
    return found?.hash ?? null
  }
  if (inForce() === null && !(await node.agree.list()).some((a) => a.peer === peer && a.state === 'proposed'))
    await node.agree.propose(draft)
  return waited(seconds, async () => {
    await node.directory.refresh()
    return inForce()
  })
}
