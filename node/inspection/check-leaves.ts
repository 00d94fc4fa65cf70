/** That the leaves of a package are those of the log: appended to the tree before them they give the root of every checkpoint, which others have cosigned. */
import { checkOpening } from '../auditor/check-opening.ts'
import { quorumOf, type Trust } from '../auditor/trust.ts'
import { utc } from '../auditor/markup.ts'
import { openCheckpoint, type ReadCheckpoint } from '../log/checkpoint.ts'
import { checkCosignatures, witnessKeys } from '../log/cosignature.ts'
import { leafHash, parseLeaf, type Leaf } from '../log/entry.ts'
import { CompactRange } from '../log/merkle.ts'
import { parseVerifierKey, type VerifierKey } from '../log/note.ts'
import type { Identity } from '../message/identity.ts'
import type { Country } from '../values/country.ts'
import type { PackageFindings } from './findings.ts'
import type { LeafRange, Statement } from './format.ts'

/** Identities that the trust file vouches for. */
export type Known = ReadonlyMap<Country, readonly Identity[]>
/** The text of a leaf of a message with the peer, by `origin#index`. */
export type MessageLeaves = Map<string, string>
export const placeOf = (origin: string, index: number): string => `${origin}#${index}`

/** Reads a file of the package; null where it is not there. */
export type ReadFile = (path: string) => Promise<Buffer | null>

type Witness = { readonly who: string; readonly keys: readonly VerifierKey[] }

/** Witnesses of the trust file that are neither the country of the log nor the peer; without a list every such country in it. */
function witnessesOf(trust: Trust, known: Known, { country, scope }: Statement): Witness[] {
  const national = (who: Country): Witness => ({
    who,
    keys: (known.get(who) ?? []).flatMap((identity) => witnessKeys(identity.witness)),
  })
  return (trust.witnesses ?? [...trust.identities.keys()])
    .map((w): Witness => (typeof w === 'string' ? national(w) : { who: w.name, keys: [w] }))
    .filter(({ who }) => who !== country && who !== scope.peer)
}

type Attested = { readonly size: number; readonly who: string; readonly time: number }

/** Who attests that nothing of the period is before the leaves, and who that nothing is after them. */
function checkBounds(
  attested: readonly Attested[],
  range: LeafRange,
  { scope }: Statement,
  [isFirst, isLast]: readonly [boolean, boolean],
  quorum: number,
  found: PackageFindings,
): void {
  const at = `statement.json#${range.origin}`
  const count = (those: readonly Attested[]): number => new Set(those.map((a) => a.who)).size
  const before = count(attested.filter((a) => a.size >= range.first && a.time < scope.from))
  const after = count(attested.filter((a) => a.size <= range.end && a.time >= scope.to))
  const begins = !isFirst || range.first === 0 || before >= quorum
  const ends = !isLast || after >= quorum
  if (!begins)
    found.say(
      'begin-unwitnessed',
      at,
      `that no message of the period stands before leaf ${range.first} is attested by ${before} independent witnesses of the ${quorum} asked for`,
    )
  const last = attested.filter((a) => a.size === range.end).map((a) => a.time)
  if (!ends)
    found.say(
      'end-unwitnessed',
      at,
      `that the leaves reach to the end of the period is attested by ${after} independent witnesses of the ${quorum} asked for: they are complete up to ${utc(last.length > 0 ? Math.min(...last) : null)}; a package that is made later reaches further`,
    )
  if (begins && ends) found.say('bounds', at, 'independent witnesses attest that nothing of the period is outside')
}

const ownerKeys = (known: Known, { country }: Statement, origin: string): VerifierKey[] =>
  (known.get(country) ?? []).filter((i) => i.log.origin === origin).map((i) => parseVerifierKey(i.log.vkey))

/** Follows the leaves of one range; answers its first leaf. */
async function followLeaves(
  range: LeafRange,
  checkpoints: readonly ReadCheckpoint[],
  read: ReadFile,
  each: (index: number, leaf: Leaf, text: string) => void,
): Promise<Buffer | null> {
  const tree = new CompactRange(range.first, range.edge)
  const roots = new Map(checkpoints.map(({ checkpoint }) => [checkpoint.size, checkpoint.root]))
  const compare = (): void => {
    const root = roots.get(tree.size)
    if (root && !tree.root().equals(root))
      throw new Error(`up to leaf ${tree.size - 1} they are not those of the checkpoint of ${tree.size} leaves`)
  }
  let first: Buffer | null = null
  compare()
  for (const path of range.files) {
    const text = (await read(path))?.toString('utf8')
    if (text === undefined) throw new Error(`${path} is not there`)
    if (text !== '' && !text.endsWith('\n')) throw new Error(`${path} ends within a line`)
    for (const line of text.split('\n').slice(0, -1)) {
      const bytes = Buffer.from(line)
      first ??= bytes
      each(tree.size, parseLeaf(bytes), line)
      tree.append(leafHash(bytes))
      compare()
    }
  }
  if (tree.size !== range.end)
    throw new Error(`there are ${tree.size - range.first} leaves, not the ${range.end - range.first} that are stated`)
  if (!roots.has(range.end)) throw new Error('no checkpoint stands over the last of them')
  return first
}

/** Checks every range and its bounds; answers the leaves of messages with the peer. */
export async function checkLeaves(
  statement: Statement,
  trust: Trust,
  known: Known,
  now: number,
  read: ReadFile,
  found: PackageFindings,
): Promise<MessageLeaves> {
  const leaves: MessageLeaves = new Map()
  const witnesses = witnessesOf(trust, known, statement)
  const quorum = quorumOf(trust, witnesses.length)
  let before: string | null = null
  for (const [i, range] of statement.logs.entries()) {
    const { origin, first, end } = range
    const at = `statement.json#${origin}`
    const keys = ownerKeys(known, statement, origin)
    if (keys.length === 0) {
      found.say('log-unknown', at, `no trusted identity of ${statement.country} has the log ${origin}`)
      continue
    }
    try {
      const checkpoints = range.checkpoints.map((note) => openCheckpoint(note, keys))
      const attested = checkpoints.flatMap(({ note, checkpoint: { size } }) =>
        witnesses.flatMap(({ who, keys: of }): Attested[] =>
          checkCosignatures(note, of)
            .valid.filter(({ time }) => time <= now)
            .map(({ time }) => ({ size, who, time })),
        ),
      )
      const opened = await followLeaves(range, checkpoints, read, (index, { kind, peer }, text) => {
        if (peer === statement.scope.peer && (kind === 'sent' || kind === 'received'))
          leaves.set(placeOf(origin, index), text)
      })
      if (i > 0) {
        const fault = first === 0 ? checkOpening(at, opened, range.opening, before) : null
        if (first > 0) found.say('shard-differs', at, 'a later shard does not begin with its first leaf')
        else if (fault) found.say(fault.code === 'shard-rollback' ? 'shard-rollback' : 'shard-differs', at, fault.text)
      }
      before = range.checkpoints.at(-1) ?? null
      found.say(
        'leaves',
        at,
        first === end
          ? `${origin} has no leaf of the period`
          : `leaves ${first} to ${end - 1} of ${origin}: none is missing, none was altered`,
      )
      checkBounds(attested, range, statement, [i === 0, i === statement.logs.length - 1], quorum, found)
    } catch (error) {
      const code = (error as { code?: string }).code === 'log-invalid' ? 'checkpoint-invalid' : 'leaves-differ'
      found.say(code, at, `the leaves are not those of ${origin}: ${(error as Error).message}`, statement.country)
    }
  }
  return leaves
}
