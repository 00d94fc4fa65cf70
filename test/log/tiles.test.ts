/** Tiles: their names, what they hold at the sizes where something can go wrong, and that every root and proof comes out of them. */
import fc from 'fast-check'
import { hash } from 'node:crypto'
import t from 'tap'
import {
  CompactRange,
  proveConsistency,
  proveInclusion,
  rootAt,
  verifyConsistency,
  verifyInclusion,
} from '../../node/log/merkle.ts'
import {
  encodeEntries,
  entriesBetween,
  nodesFromTiles,
  parseEntries,
  parseTilePath,
  TileBuilder,
  tilePath,
  tilesBetween,
  tileWidth,
  type Tile,
  type TileReader,
} from '../../node/log/tiles.ts'

const LARGEST = 66_000
const leaf = (i: number): Buffer => hash('sha256', `leaf ${i}`, 'buffer')

/** Everything once: all full tiles, the partial ones at the sizes of interest, and the root at every size. */
const SIZES = [
  1,
  2,
  255,
  256,
  257,
  511,
  512,
  513,
  65_279,
  65_280,
  65_281,
  65_535,
  65_536,
  65_537,
  65_791,
  65_792,
  65_793,
  LARGEST,
]
const files = new Map<string, Buffer>()
const roots: Buffer[] = []
const put = (tile: Tile): void => void files.set(tilePath(tile), tile.bytes)
{
  const builder = new TileBuilder()
  const range = new CompactRange()
  roots.push(range.root())
  for (let i = 0; i < LARGEST; i++) {
    builder.append(leaf(i)).forEach(put)
    range.append(leaf(i))
    roots.push(range.root())
    if (SIZES.includes(i + 1)) builder.partial().forEach(put)
  }
}
const read: TileReader = async (tile) =>
  files.get(tilePath(tile)) ?? files.get(tilePath({ ...tile, width: 256 })) ?? null

t.test('names tiles as the specification does', async (t) => {
  t.equal(tilePath({ level: 0, index: 1_234_067, width: 256 }), 'tile/0/x001/x234/067')
  t.equal(tilePath({ level: 2, index: 0, width: 17 }), 'tile/2/000.p/17')
  t.equal(tilePath({ level: 'entries', index: 1000, width: 1 }), 'tile/entries/x001/000.p/1')
  t.same(parseTilePath('tile/entries/x001/000.p/1'), { level: 'entries', index: 1000, width: 1 })
  for (const path of [
    'tile/0/0',
    'tile/00/000',
    'tile/64/000',
    'tile/0/x000/000',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/01',
    'tile/0/001/000',
    'tile/0/x001',
    'tile/0/000/',
    '/tile/0/000',
    'tile/0/../000',
    'tile/0/x999/x999/x999/x999/x999/999\n',
    'tile/data/000',
  ])
    t.equal(parseTilePath(path), null, path)
})

t.test('every name is read back', async () => {
  const id = fc.record({
    level: fc.oneof(fc.integer({ min: 0, max: 63 }), fc.constant('entries' as const)),
    index: fc.integer({ min: 0, max: 2 ** 45 }),
    width: fc.integer({ min: 1, max: 256 }),
  })
  fc.assert(
    fc.property(id, (tile) => {
      const back = parseTilePath(tilePath(tile))
      return back?.level === tile.level && back.index === tile.index && back.width === tile.width
    }),
  )
})

t.test('has the tiles of the specification’s own examples', async (t) => {
  const counted = (size: number): string[] => [...tilesBetween(0, size)].map(tilePath)
  const at70k = counted(70_000)
  t.equal(at70k.length, 273 + 1 + 1 + 1 + 1)
  t.same(
    at70k.filter((p) => p.includes('.p/')),
    ['tile/0/273.p/112', 'tile/1/001.p/17', 'tile/2/000.p/1'],
  )
  t.same(counted(256), ['tile/0/000', 'tile/1/000.p/1'])
  t.same(counted(0), [])
  t.same([...tilesBetween(256, 257)].map(tilePath), ['tile/0/001.p/1'])
  t.same([...tilesBetween(255, 257)].map(tilePath), ['tile/0/000', 'tile/0/001.p/1', 'tile/1/000.p/1'])
  t.same([...tilesBetween(257, 257)], [])
  t.same([...entriesBetween(255, 513)].map(tilePath), ['tile/entries/000', 'tile/entries/001', 'tile/entries/002.p/1'])
  t.same([...entriesBetween(512, 512)], [])
  t.equal(tileWidth(1, 1, 70_000), 17)
  t.equal(tileWidth(1, 2, 70_000), 0)
})

for (const size of SIZES)
  t.test(`at ${size} entries`, async (t) => {
    const nodes = nodesFromTiles(size, read)
    for (const tile of tilesBetween(0, size)) if (!(await read(tile))) t.fail(`${tilePath(tile)} was not written`)
    t.same(await rootAt(size, nodes), roots[size])
    const builder = await TileBuilder.resume(size, read)
    t.same(builder.root(), roots[size], 'resumed')
    if (size < LARGEST) {
      builder.append(leaf(size))
      t.same(builder.root(), roots[size + 1], 'resumed and grown by one')
    }
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: size - 1 }), async (index) => {
        const path = await proveInclusion(index, size, nodes)
        const growth = await proveConsistency(index + 1, size, nodes)
        return (
          verifyInclusion(leaf(index), index, size, path, roots[size]!) &&
          verifyConsistency(index + 1, size, growth, roots[index + 1]!, roots[size]!)
        )
      }),
      {
        numRuns: 25,
        examples: [[0], [size - 1], [Math.max(0, size - 2)], [Math.min(254, size - 1)], [Math.min(255, size - 1)]],
      },
    )
  })

t.test('a tile that is missing, short or ragged is said to be', async (t) => {
  const cut =
    (by: number): TileReader =>
    async () =>
      Buffer.alloc(256 * 32 - by)
  await t.rejects(
    rootAt(
      300,
      nodesFromTiles(300, async () => null),
    ),
    { code: 'log-invalid', message: /tile\/.* is missing/ },
  )
  await t.rejects(
    nodesFromTiles(3, cut(0))([{ level: 1, index: 1 }]),
    { code: 'internal' },
    'two leaves from the third on',
  )
  await t.rejects(proveInclusion(3, 256, nodesFromTiles(256, cut(32))), { code: 'log-invalid', rule: 'tile-length' })
  await t.rejects(proveInclusion(3, 256, nodesFromTiles(256, cut(1))), { code: 'log-invalid', rule: 'tile-length' })
})

t.test('entry bundles', async (t) => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 256 }), (entries) => {
      const back = parseEntries(encodeEntries(entries), entries.length)
      return back.length === entries.length && back.every((e, i) => e.equals(entries[i]!))
    }),
    { numRuns: 40 },
  )
  const three = encodeEntries([Buffer.from('a'), Buffer.alloc(0), Buffer.from('bc')])
  t.equal(three.toString('hex'), '00016100000002' + Buffer.from('bc').toString('hex'))
  t.same(parseEntries(three, 2).map(String), ['a', ''], 'a wider bundle answers for a narrower one')
  for (const [bad, rule] of [
    [three.subarray(0, -1), 'entries-length'],
    [Buffer.concat([three, Buffer.from([0])]), 'entries-length'],
  ] as const)
    t.throws(() => parseEntries(bad, 3), { code: 'log-invalid', rule })
  t.throws(() => parseEntries(three, 4), {
    code: 'log-invalid',
    rule: 'entries-count',
    message: /3 entries instead of 4/,
  })
  t.throws(() => parseEntries(Buffer.alloc(514), 256), { code: 'log-invalid', rule: 'entries-count' })
  t.throws(() => encodeEntries([Buffer.alloc(65_536)]), { code: 'internal' })
})
