/** A whole log checked again from its files: what is right passes, what was touched is named. */
import { createHash, randomBytes } from 'node:crypto'
import t from 'tap'
import { checkLog, type CheckOptions, type CheckReport, type LogSource } from '../../node/auditor/check.ts'
import { readCheckpoint, signCheckpoint } from '../../node/log/checkpoint.ts'
import { cosign } from '../../node/log/cosignature.ts'
import { encodeNote } from '../../node/log/note.ts'
import { encodeLeaf, leafHash } from '../../node/log/entry.ts'
import { encodeEntries, entriesBetween, parseTilePath, TileBuilder, tilePath } from '../../node/log/tiles.ts'
import { makeNoteKey } from './note-keys.ts'

const ORIGIN = 'log.xa.example/2026'
const key = await makeNoteKey(ORIGIN)
const mid = randomBytes(16).toString('base64url')
const entry = (i: number): Buffer => {
  const c = `sha-256:${createHash('sha256').update(String(i)).digest('base64url')}`
  return encodeLeaf({ kind: i % 3 === 0 ? 'sent' : 'receipt-received', peer: 'XB', mid, c })
}

/** The files of an export. */
async function makeExport(size: number, entries = Array.from({ length: size }, (_, i) => entry(i))) {
  const files = new Map<string, Buffer>()
  const builder = new TileBuilder()
  const roots: Buffer[] = [builder.root()]
  for (const data of entries) {
    for (const tile of builder.append(leafHash(data))) files.set(tilePath(tile), tile.bytes)
    if (size < 2000) roots.push(builder.root())
  }
  for (const tile of builder.partial()) files.set(tilePath(tile), tile.bytes)
  for (const id of entriesBetween(0, size))
    files.set(tilePath(id), encodeEntries(entries.slice(id.index * 256, id.index * 256 + id.width)))
  files.set(
    'checkpoint',
    Buffer.from(await signCheckpoint({ origin: ORIGIN, size, root: builder.root() }, key.key, key.sign)),
  )
  return { files, roots }
}
const sourceOf = (files: ReadonlyMap<string, Buffer>): LogSource => ({
  checkpoint: async () => files.get('checkpoint')?.toString() ?? null,
  tile: async (id) => files.get(tilePath(id)) ?? null,
  entries: async (id) => files.get(tilePath(id)) ?? null,
})
const check = (files: ReadonlyMap<string, Buffer>, more: Partial<CheckOptions> = {}): Promise<CheckReport> =>
  checkLog(sourceOf(files), { keys: [key.key], ...more })
const found = (report: CheckReport): string[] => report.findings.map((f) => `${f.code} ${f.at}`)

for (const size of [0, 1, 255, 256, 257, 600])
  t.test(`a log of ${size} entries`, async (t) => {
    const { files } = await makeExport(size)
    const seen: number[] = []
    const report = await check(files, { onEntry: (index) => void seen.push(index) })
    t.same(report.findings, [])
    t.match(report, { verdict: 'valid', entries: size, checkpoint: { origin: ORIGIN, size } })
    t.same(seen, [...Array(size).keys()])
    t.equal((report.kinds.sent ?? 0) + (report.kinds['receipt-received'] ?? 0), size)
  })

t.test('every flipped byte of every file of an export is found, and the file is named', async (t) => {
  const { files } = await makeExport(300)
  let flips = 0
  for (const [path, bytes] of files)
    for (let at = 0; at < bytes.length; at += path === 'checkpoint' ? 1 : 61) {
      const bad = Buffer.from(bytes)
      bad[at]! ^= 1 << (at % 8)
      const report = await check(new Map([...files, [path, bad]]))
      flips++
      if (report.verdict !== 'invalid') t.fail(`${path}, byte ${at}: ${report.verdict}`)
      const id = parseTilePath(path)
      const named = report.findings.some((f) =>
        id?.level === 'entries' ? f.at.startsWith('tile/0/') || f.at.startsWith(path) : f.at === path,
      )
      if (!named) t.fail(`${path}, byte ${at}: ${found(report).join()}`)
    }
  t.ok(flips > 900, `${flips} flips`)
})

t.test('what is missing or does not fit is named', async (t) => {
  const { files, roots } = await makeExport(600)
  const without = (path: string) => new Map([...files].filter(([p]) => p !== path))
  const withFile = (path: string, bytes: Buffer) => new Map([...files, [path, bytes]])
  t.same(found(await check(without('checkpoint'))), ['checkpoint-missing checkpoint'])
  t.same(found(await check(without('tile/0/001'))), ['tile-missing tile/0/001'])
  t.same(found(await check(without('tile/1/000.p/2'))), ['tile-missing tile/1/000.p/2'])
  t.same(found(await check(without('tile/entries/001'))), ['entries-missing tile/entries/001'])
  const neither = without('tile/entries/001')
  neither.delete('tile/0/001')
  t.same(found(await check(neither)), ['entries-missing tile/entries/001', 'root-differs checkpoint'])
  t.same(found(await check(withFile('tile/0/001', Buffer.alloc(33)))), ['tile-malformed tile/0/001'])
  t.same(found(await check(withFile('tile/entries/001', Buffer.alloc(1)))), ['entries-malformed tile/entries/001'])
  const other = await makeExport(
    600,
    Array.from({ length: 600 }, (_, i) => (i === 300 ? Buffer.from('{}') : entry(i))),
  )
  t.same(found(await check(other.files)), ['entry-malformed tile/entries/001#300'])
  const rewritten = await makeExport(
    600,
    Array.from({ length: 600 }, (_, i) => entry(i === 300 ? 9999 : i)),
  )
  t.same((await check(rewritten.files)).findings, [], 'a rewritten log is whole in itself,')
  const report = await check(rewritten.files, { earlier: [300, 301].map((size) => ({ size, root: roots[size]! })) })
  t.match(report.findings, [{ code: 'history-differs', text: /first 301 entries/ }], 'and differs from what was seen')
  t.match(await check(files, { earlier: [{ size: 601, root: roots[600]! }] }), {
    findings: [{ code: 'history-differs', text: /had 601 entries/ }],
  })
  t.same(found(await check(files, { keys: [] })), ['checkpoint-invalid checkpoint'])
  t.match(await check(files, { quorum: 1 }), { verdict: 'incomplete', findings: [{ code: 'quorum-missing' }] })
  const forged = await signCheckpoint({ origin: ORIGIN, size: 600, root: randomBytes(32) }, key.key, key.sign)
  t.same(found(await check(withFile('checkpoint', Buffer.from(forged)))), ['root-differs checkpoint'])
  const witness = await makeNoteKey('log.xb.example/2026/witness', 4)
  const { note } = readCheckpoint(files.get('checkpoint')!)
  const mark = await cosign(note.text, witness.key, 1_700_000_000, witness.sign)
  const withMark = (signature: Buffer) =>
    withFile(
      'checkpoint',
      Buffer.from(encodeNote({ ...note, signatures: [...note.signatures, { ...mark, signature }] })),
    )
  const asks = { witnesses: [{ who: 'XB', key: witness.key }], quorum: 1 }
  t.same((await check(withMark(mark.signature), asks)).findings, [])
  const failing = Buffer.from(mark.signature)
  failing[20]! ^= 1
  t.same(found(await check(withMark(failing), asks)), ['cosignature-invalid checkpoint', 'quorum-missing checkpoint'])
  const wider = new Map(files)
  wider.set('tile/0/002', Buffer.concat([files.get('tile/0/002.p/88')!, Buffer.alloc(32)]))
  wider.delete('tile/0/002.p/88')
  const source = sourceOf(wider)
  const fallback = {
    ...source,
    tile: async (id: Parameters<LogSource['tile']>[0]) => (await source.tile(id)) ?? source.tile({ ...id, width: 256 }),
  }
  t.same((await checkLog(fallback, { keys: [key.key] })).findings, [], 'a wider tile stands for a partial one')
})

t.test('many findings are counted, not listed', async (t) => {
  const { files } = await makeExport(
    300,
    Array.from({ length: 300 }, () => Buffer.from('x')),
  )
  const report = await check(files)
  t.equal(report.findings.length, 100)
  t.equal(report.more, 200)
})

t.test('66,000 entries', async (t) => {
  const { files } = await makeExport(66_000)
  const started = process.hrtime.bigint()
  const report = await check(files)
  const seconds = Number(process.hrtime.bigint() - started) / 1e9
  t.same(report.findings, [])
  t.equal(readCheckpoint(files.get('checkpoint')!).checkpoint.size, report.entries)
  t.comment(`${Math.round(66_000 / seconds)} entries a second`)
})
