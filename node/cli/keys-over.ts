/** Which keys of an identity are over, so that a next one, which holds so many of a kind, can do without them: they stay for ever in the versions that had them. */
import { MAX_KEYS, type Validity } from '../message/identity.ts'
import { JuxtaError } from '../values/errors.ts'
import { time } from '../values/time.ts'

export type Use<K extends Validity> = {
  /** As people are told of it. */
  readonly name: string
  /** Whether its private half is in the folder. */
  readonly held: (key: K) => boolean
  /** What stays whatever its time. */
  readonly stays?: (key: K) => boolean
  /** Seconds since 1970. */
  readonly now: number
  /** Seconds for which what a key signed, or was sealed to it, may be under way. */
  readonly pending: number
}

/** Since when a key has no more to do: it ended, was withdrawn, or one that is held has taken its place. */
function overSince<K extends Validity>(key: K, keys: readonly K[], held: Use<K>['held']): number {
  const followers = keys.filter((k) => held(k) && k.revoked_at === undefined && k.from > key.from).map((k) => k.from)
  return Math.min(key.until, key.revoked_at ?? Infinity, ...followers)
}

/**
 * The keys of one use that stay: where they are more than an identity may hold, those go that have been over for longest, and nothing of which is under way any
 * more. Fails with `state-conflict`, rule `too-many`, which says from when on another may come.
 */
export function keepWithin<K extends Validity>(keys: readonly K[], use: Use<K>): K[] {
  const { name, held, stays = () => false, now, pending } = use
  const extra = keys.length - MAX_KEYS
  if (extra <= 0) return [...keys]
  const newest = keys.filter((k) => held(k) && k.revoked_at === undefined).sort((a, b) => b.from - a.from)[0]
  const ends = keys
    .filter((key) => key !== newest && !stays(key))
    .map((key) => ({ key, at: overSince(key, keys, held) + pending }))
    .sort((a, b) => a.at - b.at)
  const last = ends[extra - 1]?.at ?? Infinity
  if (last > now)
    throw new JuxtaError(
      'state-conflict',
      `an identity holds at most ${MAX_KEYS} ${name} keys, and too few of these have been over for so long that nothing of theirs is under way${last === Infinity ? '' : `: publish the next after ${time(last * 1000)}`}`,
      { rule: 'too-many' },
    )
  const gone = new Set(ends.slice(0, extra).map(({ key }) => key))
  return keys.filter((key) => !gone.has(key))
}
