/** The tree against the test vectors of others, and against the definition in RFC 6962 written down as it stands there. */
import fc from 'fast-check'
import { hash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import {
  CompactRange,
  EMPTY_ROOT,
  nodeHash,
  proveConsistency,
  proveInclusion,
  rootAt,
  verifyConsistency,
  verifyInclusion,
  verifySubtreeConsistency,
  verifySubtreeInclusion,
  type NodeReader,
} from '../../node/log/merkle.ts'
import { needsShared, shared } from '../shared-data.ts'

const leaf = (i: number): Buffer => hash('sha256', `leaf ${i}`, 'buffer')
const leaves = (n: number): Buffer[] => Array.from({ length: n }, (_, i) => leaf(i))

/** MTH of RFC 6962 §2.1 over leaf hashes, word for word. */
function mth(hashes: readonly Buffer[]): Buffer {
  const n = hashes.length
  if (n === 0) return hash('sha256', '', 'buffer')
  if (n === 1) return hashes[0]!
  const k = 2 ** (Math.ceil(Math.log2(n)) - 1)
  const data = Buffer.concat([Buffer.from([1]), mth(hashes.slice(0, k)), mth(hashes.slice(k))])
  return hash('sha256', data, 'buffer')
}

const reader =
  (hashes: readonly Buffer[]): NodeReader =>
  async (nodes) =>
    nodes.map(({ level, index }) => mth(hashes.slice(index * 2 ** level, (index + 1) * 2 ** level)))

type Vector = Record<'proof', string[] | null> &
  Record<'root' | 'root1' | 'root2' | 'leafHash' | 'desc', string> &
  Record<'leafIdx' | 'treeSize' | 'size1' | 'size2' | 'start' | 'end' | 'size', number> & { wantErr: boolean }
const bytes = (text: string | null): Buffer => Buffer.from(text ?? '', 'base64')

const CHECKS: Record<string, (v: Vector, proof: Buffer[]) => boolean> = {
  inclusion: (v, proof) => verifyInclusion(bytes(v.leafHash), v.leafIdx, v.treeSize, proof, bytes(v.root)),
  consistency: (v, proof) => verifyConsistency(v.size1, v.size2, proof, bytes(v.root1), bytes(v.root2)),
  subtreeinclusion: (v, proof) =>
    verifySubtreeInclusion(bytes(v.leafHash), v.leafIdx, [v.start, v.end], proof, bytes(v.root)),
  subtreeconsistency: (v, proof) =>
    verifySubtreeConsistency([v.start, v.end], v.size, proof, bytes(v.root1), bytes(v.root2)),
}

t.test('agrees with every vector of transparency-dev/merkle', needsShared(), async (t) => {
  const folder = shared('vectors', 'merkle', 'testdata')
  let seen = 0
  let accepted = 0
  for (const kind of Object.keys(CHECKS))
    for (const name of readdirSync(join(folder, kind), { recursive: true }).map(String)) {
      if (!name.endsWith('.json')) continue
      const vector = JSON.parse(readFileSync(join(folder, kind, name), 'utf8')) as Vector
      const got = CHECKS[kind]!(vector, (vector.proof ?? []).map(bytes))
      seen++
      if (got) accepted++
      if (got === vector.wantErr) t.fail(`${kind}/${name}: ${vector.desc}, answered ${got}`)
    }
  t.equal(seen, 518)
  t.ok(accepted > 20 && accepted < 60, `${accepted} accepted`)
})

t.test('grows leaf by leaf to the roots of the definition', async (t) => {
  const range = new CompactRange()
  t.same(range.root(), EMPTY_ROOT)
  const all = leaves(130)
  for (const [i, h] of all.entries()) {
    range.append(h)
    t.same(range.root(), mth(all.slice(0, i + 1)), `size ${i + 1}`)
    t.same(new CompactRange(range.size, range.peaks()).root(), range.root(), `resumed at ${i + 1}`)
  }
  t.same(await rootAt(77, reader(all)), mth(all.slice(0, 77)))
  t.same(await rootAt(0, reader(all)), EMPTY_ROOT)
  t.throws(() => new CompactRange(3, [leaf(0)]), { code: 'internal', message: /peaks/ })
})

t.test('every inclusion and consistency proof in trees up to 40 leaves verifies, and nothing beside it', async (t) => {
  const all = leaves(40)
  const roots = Array.from({ length: 41 }, (_, n) => mth(all.slice(0, n)))
  let proofs = 0
  for (let size = 1; size <= 40; size++) {
    const read = reader(all.slice(0, size))
    const root = roots[size]!
    for (let i = 0; i < size; i++) {
      const proof = await proveInclusion(i, size, read)
      if (!verifyInclusion(all[i]!, i, size, proof, root)) t.fail(`inclusion ${i} in ${size}`)
      if (i > 0 && verifyInclusion(all[i]!, i - 1, size, proof, root)) t.fail(`inclusion ${i} moved in ${size}`)
      if (verifyInclusion(all[i]!, i, size, [...proof, leaf(99)], root)) t.fail(`inclusion ${i} in ${size}, longer`)
      if (proof.length > 0 && verifyInclusion(all[i]!, i, size, proof.slice(1), root))
        t.fail(`${i} in ${size}, shorter`)
      const early = await proveConsistency(i + 1, size, read)
      if (!verifyConsistency(i + 1, size, early, roots[i + 1]!, root)) t.fail(`consistency ${i + 1} to ${size}`)
      if (verifyConsistency(i + 1, size, early, leaf(7), root)) t.fail(`consistency ${i + 1} to ${size}, other root`)
      proofs += 2
    }
  }
  t.equal(proofs, 40 * 41)
})

t.test('a tree of 2^52 leaves is no trouble for the checks', async (t) => {
  // A tree whose leaves are all equal has one hash per level.
  const rows = [leaf(0)]
  for (let i = 0; i < 52; i++) rows.push(nodeHash(rows[i]!, rows[i]!))
  t.equal(verifyInclusion(leaf(0), 2 ** 51 + 12345, 2 ** 52, rows.slice(0, 52), rows[52]!), true)
  t.equal(verifyInclusion(leaf(0), 2 ** 52, 2 ** 52, rows.slice(0, 52), rows[52]!), false)
  t.equal(verifyInclusion(leaf(0), 0, 2 ** 53, rows, rows[52]!), false)
})

t.test('no leaf stands beyond the end of a tree, whatever its proof', async (t) => {
  const [one, two, three] = [leaf(1), leaf(2), leaf(3)]
  const root = nodeHash(three, nodeHash(one, two))
  t.equal(verifyInclusion(one, 2, 4, [two, three], root), true, 'the same hashes in a tree that reaches there')
  t.equal(verifyInclusion(one, 1, 1, [two, three], root), false)
  t.equal(verifyInclusion(one, 4, 4, [two, three], root), false)
})

t.test('a flipped bit anywhere in a proof is refused', async () => {
  const all = leaves(300)
  const read = reader(all)
  const root = mth(all)
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 299 }),
      fc.integer({ min: 1, max: 299 }),
      fc.nat(),
      async (index, size1, flip) => {
        const paths = [await proveInclusion(index, 300, read), await proveConsistency(size1, 300, read)]
        const flat = paths.map((p) => Buffer.concat(p))
        for (const f of flat) if (f.length > 0) f[flip % f.length]! ^= 1 << (flip % 8)
        const [one, two] = flat.map((f) =>
          Array.from({ length: f.length / 32 }, (_, i) => f.subarray(i * 32, i * 32 + 32)),
        )
        return (
          !verifyInclusion(all[index]!, index, 300, one!, root) &&
          !verifyConsistency(size1, 300, two!, mth(all.slice(0, size1)), root)
        )
      },
    ),
    { numRuns: 60 },
  )
})
