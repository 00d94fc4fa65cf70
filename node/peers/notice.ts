/** Times around the end of what was agreed, or of a part of it: how far clocks and the way of a word may put them off. Pure, so that the console says the same of them. */

/** How far a peer's clock may run ahead of or behind ours. */
export const SKEW_SECONDS = 300

/** How long after an end what was signed before it may still come. */
export const GRACE_SECONDS = 72 * 3600

/** How long a word may have been under way: its notice counts from no earlier before it came. */
export const UNDER_WAY_SECONDS = 6 * 3600

/** From when the notice of a peer's word counts that was said at `said` and came at `came`. */
export const noticeFrom = (said: number, came: number): number => Math.max(said, came - UNDER_WAY_SECONDS)

/** A time as it counts that lies after a notice: one before the notice is over, at `may`, is moved there. */
export const afterNotice = (at: number, may: number): number => (at >= may - SKEW_SECONDS ? at : may)

/** Whether an agreement is in force, if only until its notice is over. */
export const runs = (
  { state, revokedAt }: { readonly state: string; readonly revokedAt: number | null },
  now: number,
): boolean => state === 'in-force' || (state === 'revoked' && (revokedAt ?? 0) > now)

/** Whether a party that would have an agreement end at `end`, if the other wants it too, can still be answered at `now`: later it may say so again. */
export const isOffered = (end: number | null, now: number): end is number => end !== null && now <= end + GRACE_SECONDS

/** What a party has said that would have an agreement end, if the other wants it too: when, and when that was signed. In seconds since 1970. */
export type Wanted = { readonly end: number; readonly said: number }

/**
 * When an agreement ends by a word of one party and one of the `others` of the other: at the later of the two times, where the second was said while the first could still be answered. Of several
 * the soonest; null where there is none. Made of what both have signed and of no time at which it came, so that both hold the same.
 */
export function endTogether(word: Wanted, others: readonly Wanted[]): number | null {
  const ends = others.flatMap((other) => {
    const [first, second] = other.said <= word.said ? [other, word] : [word, other]
    return isOffered(first.end, second.said) ? [Math.max(first.end, second.end)] : []
  })
  return ends.length === 0 ? null : Math.min(...ends)
}

/** When a party that has said `before` and says `next` would have it end, if the other wants it too: the sooner of what can be answered at `now`. */
export function offeredEnd<E extends number | null>(before: number | null, next: E, now: number): number | E {
  const offered = [before, next].filter((end) => isOffered(end, now))
  return offered.length === 0 ? next : Math.min(...offered)
}
