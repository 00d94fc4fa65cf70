/**
 * Second signatures (ML-DSA-65) on the way: made and asked for where both identities list a key that counts now, of manifests and of receipts alike.
 * Who lists none goes on as before. They are kept beside what they sign, by its payload, and no leaf commits to them: that of the first commits to the
 * payload, and so says when it was there (docs/decisions/0021).
 */
import type { Transaction } from 'kysely'
import { isSecond, keyCounts, type Identity, type SecondKey } from '../message/identity.ts'
import type { Node } from '../node.ts'
import { isSecondOf, readSecond, signSecond } from '../seal/second.ts'
import { inStore, type Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import type { Country } from '../values/country.ts'
import { digestOf } from '../values/digest.ts'
import { JuxtaError } from '../values/errors.ts'
import type { MessageId } from '../values/id.ts'

/** A peer's clock may run ahead of ours. */
const SKEW = 300

const counting = (identity: Pick<Identity, 'keys'>, now: number): SecondKey[] =>
  identity.keys.filter(isSecond).filter((k) => keyCounts(k, now, now))

type Needs = Pick<Node, 'own' | 'clock' | 'directory'>
const seconds = ({ clock }: Pick<Node, 'clock'>): number => Math.floor(clock.now() / 1000)

/** Whether both sides list a key of second signatures that counts now, as far as is known here. */
export function secondIsDue(node: Needs, peer: Country): boolean {
  const now = seconds(node)
  return [node.own.identity, node.directory.get(peer).identity].every((identity) => counting(identity, now).length > 0)
}

/** The second signature of what we have signed for `peer`; null where none is due, or where our key does not lie here (doctor says so). */
export async function makeSecond(
  node: Needs & Pick<Node, 'signer'>,
  peer: Country,
  first: string,
): Promise<string | null> {
  if (!secondIsDue(node, peer)) return null
  const now = seconds(node)
  const [key] = counting(node.own.identity, now)
    .filter((k) => node.signer.has(k.kid))
    .sort((a, b) => b.from - a.from)
  return key ? signSecond(node.signer, key.kid, first, now) : null
}

const refused = (message: string, rule: string, cause?: unknown): JuxtaError =>
  new JuxtaError('second-signature', message, { pointer: '/second', rule, cause })

/**
 * The attacker-controlled second signature of what `peer` has signed. Fails with `second-signature`: none is there and one is due, or the one that is there
 * does not hold, due or not.
 */
export async function checkSecond(
  node: Needs & Pick<Node, 'introduce'>,
  peer: Country,
  first: string,
  second: string | null,
): Promise<void> {
  if (second === null) {
    if (secondIsDue(node, peer))
      throw refused('both identities list a key of second signatures, and none is here', 'missing')
    return
  }
  try {
    const read = readSecond(second, first)
    const now = seconds(node)
    const key = await node.introduce.knowing(peer, () => node.directory.secondKey(peer, read.kid))
    if (read.iat > now + SKEW || !keyCounts(key, read.iat, now))
      throw new JuxtaError('key-unknown', 'its key does not count at its time, or was withdrawn before it came')
    read.verify(key)
  } catch (cause) {
    if (!(cause instanceof JuxtaError) || cause.fault === 'fatal') throw cause
    throw refused(`the second signature does not hold: ${cause.message}`, cause.code, cause)
  }
}

/** In the transaction that stores what it signs; one that was made anew takes the place of the one before. */
export async function keepSecond(db: Transaction<Tables>, message: string, second: string | null): Promise<void> {
  if (second === null) return
  const payload = digestOf(second.split('.')[1]!)
  await db
    .insertInto('secondSignature')
    .values({ message, payload, jws: second })
    .onConflict((c) => c.columns(['message', 'payload']).doUpdateSet({ jws: second }))
    .execute()
}

export const secondsIn = inStore(({ read, apart }: Store) => ({
  /** The second signature of `first`, which is about `message`; null where none is kept. */
  async of(message: MessageId, first: string): Promise<string | null> {
    const row = await read
      .selectFrom('secondSignature')
      .select('jws')
      .where('message', '=', message)
      .where('payload', '=', digestOf(first.split('.')[1]!))
      .executeTakeFirst()
    return row && isSecondOf(row.jws, first) ? row.jws : null
  },
  keep: (message: MessageId, second: string): Promise<void> => apart((db) => keepSecond(db, message, second)),
}))

/**
 * The second signature that goes with a receipt of ours: the one that is kept, else one that is made now, where it is due. After the commit of the
 * receipt, so that its cost holds up nobody's; a crash between leaves the receipt, and the sender that asks again gets both.
 */
export async function secondOfReceipt(
  node: Node,
  peer: Country,
  message: MessageId,
  receipt: string,
): Promise<string | null> {
  if (!secondIsDue(node, peer)) return null
  const there = await secondsIn(node.store).of(message, receipt)
  if (there !== null) return there
  const made = await makeSecond(node, peer, receipt)
  if (made !== null) await secondsIn(node.store).keep(message, made)
  return made
}
