/** Whether a shard of a log begins where the one before it ended. */
import { readCheckpoint, type Checkpoint } from '../log/checkpoint.ts'
import { commitment, parseLeaf } from '../log/entry.ts'
import { checkFinding, type CheckFinding } from './check.ts'

/** What the first leaf of a later shard commits to, as its log keeps it. */
export type Opening = { readonly salt: Uint8Array; readonly object: string }

/**
 * The first leaf of a shard must be a `shard` that commits to the last checkpoint of the one before (`before`, signed, with or without cosignatures).
 * After an accepted rollback it commits to a larger one, which a neighbour had seen. Null where all is as it should be.
 */
export function checkOpening(
  at: string,
  first: Uint8Array | null,
  opening: Opening | null,
  before: string | null,
): CheckFinding | null {
  const differs = (text: string): CheckFinding =>
    checkFinding('shard-differs', at, `the shard does not follow the one before: ${text}`)
  if (!first || !opening) return differs('what its first leaf commits to is not there')
  try {
    const leaf = parseLeaf(first)
    if (leaf.kind !== 'shard') return differs(`its first leaf is "${leaf.kind}"`)
    if (leaf.c !== commitment('shard', opening.salt, opening.object))
      return differs('its first leaf commits to something else')
    const last = before === null ? null : readCheckpoint(before).checkpoint
    let seen: Checkpoint
    try {
      seen = readCheckpoint(opening.object).checkpoint
    } catch {
      return checkFinding('shard-rollback', at, `the shard was opened after a rollback: ${opening.object}`)
    }
    if (!last || seen.origin !== last.origin) return differs(`it follows ${seen.origin}, which is not the one before`)
    if (seen.size === last.size && seen.root.equals(last.root)) return null
    return seen.size > last.size
      ? checkFinding(
          'shard-rollback',
          at,
          `the shard was opened after a rollback: ${seen.origin} had had ${seen.size} leaves, ${last.size} are left`,
        )
      : differs(`it commits to ${seen.size} leaves of it, not to its last checkpoint`)
  } catch (error) {
    return differs((error as Error).message)
  }
}
