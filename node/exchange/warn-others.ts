/** What a node has found of the log of one neighbour waits for the others: the proof that it has two histories, or that it lost its end. */
import type { Node } from '../node.ts'
import type { Tx } from '../store/tx.ts'
import type { Country } from '../values/country.ts'
import { digestOf } from '../values/digest.ts'
import { DAY } from '../values/time.ts'
import { enqueue } from './outbox.ts'

/** Two checkpoints of one log, of one size and with different roots, each under the key of the log; or the event of its country that says that it lost its end, with its proof. */
export type LogWarning = { readonly notes: readonly [string, string] } | { readonly rollback: string }

/** Lets every neighbour but the owner of the log be told, in the transaction of what it was found by. */
export async function warnOthers(
  { directory, clock }: Pick<Node, 'directory' | 'clock'>,
  { db }: Pick<Tx, 'db'>,
  owner: Country,
  warning: LogWarning,
): Promise<Country[]> {
  const at = clock.now()
  const body = JSON.stringify(warning)
  const others = directory.all().filter(({ country, state }) => state === 'active' && country !== owner)
  const waiting = { kind: 'warning', about: digestOf(body), body, priority: 1, expiresAt: at + 7 * DAY, at } as const
  await enqueue(
    db,
    others.map(({ country: peer }) => ({ ...waiting, peer })),
  )
  return others.map(({ country }) => country)
}
