/** The Merkle tree of RFC 6962 §2.1 over leaf hashes: grown leaf by leaf, proven and checked. Sizes are safe integers, hashes 32 bytes. */
import { hash } from 'node:crypto'
import { JuxtaError } from '../values/errors.ts'

export const HASH_BYTES = 32

/** The root of a tree without leaves: SHA-256 of nothing. */
export const EMPTY_ROOT: Buffer = hash('sha256', '', 'buffer')

// One buffer for all nodes: hashing is synchronous, and a log is checked at some hundred thousand nodes a second.
const joined = Buffer.alloc(1 + 2 * HASH_BYTES, 1)

/** `SHA-256(0x01 ‖ left ‖ right)`. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  joined.set(left, 1)
  joined.set(right, 1 + HASH_BYTES)
  return hash('sha256', joined, 'buffer')
}

/** Leaves `from` (inclusive) to `to` (exclusive). */
export type Range = readonly [from: number, to: number]
/** A complete subtree: the leaves from `index · 2^level` to `(index + 1) · 2^level`. */
export type NodeId = { readonly level: number; readonly index: number }
/** Answers the hashes of `nodes`, in their order. Fails with `log-invalid` where one cannot be had. */
export type NodeReader = (nodes: readonly NodeId[]) => Promise<Buffer[]>

/** The largest power of two below `n` (n ≥ 2): where RFC 6962 splits a tree. */
function splitOf(n: number): number {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}

/** Whether `range` is a subtree: it starts at a multiple of the smallest power of two that is not below its length. */
function isSubtree([from, to]: Range): boolean {
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from < 0 || from >= to) return false
  let power = 1
  while (power < to - from) power *= 2
  return from % power === 0
}

/**
 * The ranges whose hashes make the proof that the subtree `of` belongs to `within`, deepest first. This one recursion is PATH and PROOF of
 * RFC 6962 §2.1.1 and §2.1.2: an inclusion proof is that of a subtree of one leaf, a consistency proof that of a subtree that starts at 0.
 */
function proofRanges([start, end]: Range, [low, high]: Range, known: boolean): Range[] {
  if (start === low && end === high) return known ? [] : [[low, high]]
  const middle = low + splitOf(high - low)
  if (end <= middle) return [...proofRanges([start, end], [low, middle], known), [middle, high]]
  if (start >= middle) return [...proofRanges([start, end], [middle, high], known), [low, middle]]
  return [...proofRanges([middle, end], [middle, high], false), [low, middle]]
}

/** The complete subtrees that make up `range`, from left to right. */
export function completeNodes([from, to]: Range): NodeId[] {
  const nodes: NodeId[] = []
  for (let at = from; at < to;) {
    let level = 0
    while (at % 2 ** (level + 1) === 0 && at + 2 ** (level + 1) <= to) level++
    nodes.push({ level, index: at / 2 ** level })
    at += 2 ** level
  }
  return nodes
}

/** The hashes of `ranges` (each a subtree), read in one go. */
async function rangeHashes(ranges: readonly Range[], read: NodeReader): Promise<Buffer[]> {
  const nodes = ranges.map(completeNodes)
  const hashes = await read(nodes.flat())
  let at = 0
  return nodes.map((n) => hashes.slice(at, (at += n.length)).reduceRight((right, left) => nodeHash(left, right)))
}

function checkSizes(fits: boolean, message: string): void {
  if (!fits) throw new JuxtaError('internal', message)
}

/** Audit path of leaf `index` in the tree of `size` leaves, from the leaf's sibling up. */
export function proveInclusion(index: number, size: number, read: NodeReader): Promise<Buffer[]> {
  checkSizes(
    Number.isSafeInteger(size) && Number.isSafeInteger(index) && index >= 0 && index < size,
    'no such leaf in a tree of this size',
  )
  return rangeHashes(proofRanges([index, index + 1], [0, size], true), read)
}

/** Proof that the tree of `size1` leaves (at least 1) is the beginning of the one of `size2`. */
export function proveConsistency(size1: number, size2: number, read: NodeReader): Promise<Buffer[]> {
  checkSizes(
    Number.isSafeInteger(size2) && Number.isSafeInteger(size1) && size1 > 0 && size1 <= size2,
    'no consistency proof between these sizes',
  )
  return rangeHashes(proofRanges([0, size1], [0, size2], true), read)
}

/** The root of the first `size` leaves. */
export async function rootAt(size: number, read: NodeReader): Promise<Buffer> {
  if (size === 0) return EMPTY_ROOT
  return (await rangeHashes([[0, size]], read))[0]!
}

const isHash = (h: Uint8Array): boolean => h.length === HASH_BYTES

/** Is told each hash that a proof names or computes, with the leaves under it: what a log commits to by its root, where the proof holds. */
export type SeeHash = (range: Range, hash: Buffer) => void
const unseen: SeeHash = () => undefined

/** Follows an attacker-controlled `proof` upwards; null where it is too short. `sub` is the hash of the subtree, `all` of the whole. */
function follow(
  [start, end]: Range,
  [low, high]: Range,
  subRoot: Buffer | null,
  proof: Iterator<Uint8Array, undefined>,
  see: SeeHash,
): { sub: Buffer; all: Buffer } | null {
  const next = (range: Range): Buffer | null => {
    const hash = (proof.next().value ?? null) as Buffer | null
    if (hash) see(range, hash)
    return hash
  }
  if (start === low && end === high) {
    if (subRoot) see([low, high], subRoot)
    const known = subRoot ?? next([low, high])
    return known && { sub: known, all: known }
  }
  const middle = low + splitOf(high - low)
  const [left, right]: [Range, Range] = [
    [low, middle],
    [middle, high],
  ]
  const inLeft = end <= middle
  const inRight = start >= middle
  const below = inLeft
    ? follow([start, end], left, subRoot, proof, see)
    : follow(inRight ? [start, end] : [middle, end], right, inRight ? subRoot : null, proof, see)
  const sibling = next(inLeft ? right : left)
  if (!below || !sibling) return null
  const all = inLeft ? nodeHash(below.all, sibling) : nodeHash(sibling, below.all)
  see([low, high], all)
  return { sub: inLeft || inRight ? below.sub : nodeHash(sibling, below.sub), all }
}

function agrees(
  of: Range,
  size: number,
  proof: readonly Uint8Array[],
  subRoot: Uint8Array,
  root: Uint8Array,
  see: SeeHash = unseen,
): boolean {
  if (!Number.isSafeInteger(size) || !isSubtree(of) || of[1] > size) return false
  if (!isHash(subRoot) || !isHash(root) || !proof.every(isHash)) return false
  const left = proof[Symbol.iterator]() as Iterator<Uint8Array, undefined>
  const end = follow(of, [0, size], Buffer.from(subRoot), left, see)
  return end !== null && left.next().done === true && end.sub.equals(subRoot) && end.all.equals(root)
}

/** Whether `proof` shows that the leaf with `leafHash` stands at `index` in the tree of `size` leaves with `root`. */
export const verifyInclusion = (
  leafHash: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
  see?: SeeHash,
): boolean => agrees([index, index + 1], size, proof, leafHash, root, see)

/** Whether `proof` shows that the tree `size1`, `root1` is the beginning of `size2`, `root2`. A tree of size 0 has no such proof. */
export const verifyConsistency = (
  size1: number,
  size2: number,
  proof: readonly Uint8Array[],
  root1: Uint8Array,
  root2: Uint8Array,
  see?: SeeHash,
): boolean => size1 > 0 && verifySubtreeConsistency([0, size1], size2, proof, root1, root2, see)

/** Inclusion of a leaf in the subtree `within` (draft-ietf-plants-merkle-tree-certs §4.3). */
export const verifySubtreeInclusion = (
  leafHash: Uint8Array,
  index: number,
  within: Range,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean =>
  isSubtree(within) &&
  Number.isSafeInteger(index) &&
  index >= within[0] &&
  agrees([index - within[0], index - within[0] + 1], within[1] - within[0], proof, leafHash, root)

/** Consistency of the subtree `of` with the tree of `size` leaves (same draft, §4.4). An empty subtree agrees with every tree that reaches it. */
export function verifySubtreeConsistency(
  of: Range,
  size: number,
  proof: readonly Uint8Array[],
  subRoot: Uint8Array,
  root: Uint8Array,
  see?: SeeHash,
): boolean {
  if (!Number.isSafeInteger(size)) return false
  // The same tree: nothing is hashed, so whatever both sides call its root may stand (as the test vectors of others have it).
  if (of[0] === 0 && of[1] === size && size > 0) return proof.length === 0 && Buffer.compare(subRoot, root) === 0
  if (of[0] === of[1]) return of[0] >= 0 && of[1] <= size && proof.length === 0 && EMPTY_ROOT.equals(subRoot)
  return agrees(of, size, proof, subRoot, root, see)
}

/** The right edge of a growing tree: one hash for each complete subtree, largest first. All that is needed to append and to know the root. */
export class CompactRange {
  readonly #peaks: Buffer[]
  #size: number

  /** `peaks` as `peaks()` gave them at `size`. */
  constructor(size = 0, peaks: readonly Buffer[] = []) {
    checkSizes(
      Number.isSafeInteger(size) &&
        size >= 0 &&
        completeNodes([0, size]).length === peaks.length &&
        peaks.every(isHash),
      'these are not the peaks of a tree of this size',
    )
    this.#size = size
    this.#peaks = [...peaks]
  }

  get size(): number {
    return this.#size
  }

  peaks(): readonly Buffer[] {
    return [...this.#peaks]
  }

  append(leafHash: Buffer): void {
    let node = leafHash
    for (let carry = this.#size; carry % 2 === 1; carry = (carry - 1) / 2) node = nodeHash(this.#peaks.pop()!, node)
    this.#peaks.push(node)
    this.#size++
  }

  root(): Buffer {
    return this.#size === 0 ? EMPTY_ROOT : this.#peaks.reduceRight((right, left) => nodeHash(left, right))
  }
}
