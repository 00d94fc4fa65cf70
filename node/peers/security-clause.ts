/** What the part `security` of an agreement promises is kept by the keys of both parties when it is signed, and its witnesses are known. */
import { JuxtaError } from '../values/errors.ts'
import { KEY_BITS, type Identity } from '../message/identity.ts'
import type { Security } from './annexes.ts'

const DAY = 86_400

/**
 * Fails with `agreement-invalid` where no algorithm of this release has such long keys, a key that counts or will count (`now` in seconds since 1970) is used for longer,
 * or a witness is none of those that are `known`.
 */
export function checkSecurity(
  { key_bits: bits, key_days: days, witnesses }: Security,
  identities: readonly Pick<Identity, 'country' | 'keys'>[],
  known: ReadonlySet<string>,
  now: number,
): void {
  const wrong = (member: string, rule: string, reason: string): JuxtaError =>
    new JuxtaError('agreement-invalid', reason, { pointer: `/security/${member}`, rule })
  if (bits > KEY_BITS) throw wrong('key_bits', 'key-bits', `keys on the curves of this release have ${KEY_BITS} bits`)
  for (const { country, keys } of identities)
    for (const { from, until, revoked_at: revoked } of keys)
      if (until > now && revoked === undefined && Math.floor((until - from) / DAY) > days)
        throw wrong('key_days', 'key-days', `a key of ${country} is used for ${Math.floor((until - from) / DAY)} days`)
  for (const [i, witness] of witnesses.entries())
    if (!known.has(witness))
      throw wrong(`witnesses/${i}`, 'witness', 'is no party, no neighbour and no witness that this node knows')
}
