/** The file of a backup, changed by somebody who does not know the passphrase, and what it says, changed by somebody who does. */
import { createDecipheriv, createHash, randomBytes, scryptSync } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import t from 'tap'
import { makeBackup } from '../../node/cli/backup.ts'
import { restoreBackup } from '../../node/cli/restore.ts'
import { readBackupFile, writeBackupFile } from '../../node/cli/backup-file.ts'
import { isInside, readRecords, type BackupRecord } from '../../node/cli/backup-records.ts'
import { settled, startTestNodes, submit, type TestNode, untilState } from '../nodes.ts'
import { temporaryFolder } from '../servers.ts'

const PASSPHRASE = 'correct horse battery staple'
// The cheapest that a backup may have.
const COST = 2 ** 14
const CHUNK = 65_536 + 16
const END = Buffer.from('JUXTA-END\n')

const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}
async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items
}

t.test('a file whose chunks were cut off, left out, moved or put in is not read', async (t) => {
  const folder = temporaryFolder(t)
  const [file, bent] = [join(folder, 'good'), join(folder, 'bent')]
  const lines = Array.from({ length: 40 }, () => randomBytes(6000).toString('hex'))
  await writeBackupFile(file, PASSPHRASE, each(lines), COST)
  t.same(await all(readBackupFile(file, PASSPHRASE)), lines, 'what is faultless')
  const good = readFileSync(file)
  const body = 13 + 4 + good.readUInt32BE(13) + 64
  const chunks: Buffer[] = []
  for (let at = body; at < good.length - END.length; at += CHUNK)
    chunks.push(good.subarray(at, Math.min(at + CHUNK, good.length - END.length)))
  t.ok(chunks.length > 3, `${chunks.length} chunks`)

  const prefix = good.subarray(0, body - 64)
  const header = JSON.parse(prefix.subarray(17).toString()) as { N: number; r: number; p: number; salt: string }
  const { N, r, p } = header
  const options = { N, r, p, maxmem: 256 * N * r }
  const key = scryptSync(PASSPHRASE, Buffer.from(header.salt, 'base64url'), 64, options).subarray(0, 32)
  const plain = chunks.map((chunk, i) => {
    const nonce = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, i, i === chunks.length - 1 ? 1 : 0])
    const aad = createHash('sha256').update(prefix).digest()
    const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(aad).setAuthTag(chunk.subarray(-16))
    return Buffer.concat([decipher.update(chunk.subarray(0, -16)), decipher.final()])
  })
  t.equal(gunzipSync(Buffer.concat(plain)).toString().trimEnd(), lines.join('\n'), 'each chunk under a nonce of its own') // prettier-ignore

  const refused = async (name: string, bytes: Buffer, code: RegExp = /malformed/): Promise<void> => {
    writeFileSync(bent, bytes)
    await t.rejects(all(readBackupFile(bent, PASSPHRASE)), { code }, name)
  }
  const of = (...some: Buffer[]): Buffer => Buffer.concat([good.subarray(0, body), ...some, END])
  const [first, second, ...rest] = chunks as [Buffer, Buffer, ...Buffer[]]
  await refused('its last chunk is cut off, and its end put behind the one before', of(...chunks.slice(0, -1)))
  await refused('all but the first are cut off', of(first))
  await refused('nothing is left but its end', of())
  await refused('the first is left out', of(second, ...rest))
  await refused('two are exchanged', of(second, first, ...rest))
  await refused('one stands twice', of(first, first, second, ...rest))
  await refused('the last stands twice', of(...chunks, chunks.at(-1)!))
  await refused('its end is missing', good.subarray(0, -END.length))
  await refused('something follows its end', Buffer.concat([good, Buffer.from('x')]))

  const withHeader = (change: Record<string, unknown>): Buffer => {
    const json = Buffer.from(JSON.stringify({ ...header, ...change }))
    const length = Buffer.alloc(4)
    length.writeUInt32BE(json.length)
    const prefix = Buffer.concat([good.subarray(0, 13), length, json])
    const digest = createHash('sha256').update(prefix).digest()
    return Buffer.concat([prefix, digest, good.subarray(body - 32)])
  }
  writeFileSync(bent, withHeader({}))
  t.same(await all(readBackupFile(bent, PASSPHRASE)), lines, 'the header as it was')
  await refused('another salt', withHeader({ salt: randomBytes(32).toString('base64url') }), /cannot-decrypt/)
  await refused('another cost', withHeader({ N: COST * 2 }), /cannot-decrypt/)
  for (const N of [2 ** 30, 2 ** 10, COST + 1, '16384']) await refused(`a cost of ${N}`, withHeader({ N }))
  await refused('another version', withHeader({ version: 2 }), /unsupported-version/)
})

t.test('a path stays in the folder', async (t) => {
  for (const path of ['keys/a.pem', 'juxta.env', 'a..b/c', '...']) t.ok(isInside(path), path)
  for (const path of [
    '..',
    '../x',
    'a/../../x',
    'a/..',
    '.',
    './a',
    '/etc/x',
    'a//b',
    'a/',
    '',
    'a\\..\\b',
    'C:x',
    'a\0b',
    'x'.repeat(1000),
  ])
    t.notOk(isInside(path), JSON.stringify(path))
})

t.test('what a backup says is held against itself', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  await untilState(a, (await submit(a, b)).body.id, 'delivered')
  await settled('a checkpoint is published', async () => (await a.call('GET', '/v1/log')).body.published !== null)
  const folder = temporaryFolder(t)
  const file = join(folder, 'xa.backup')
  await makeBackup(a.dir, file, PASSPHRASE, { cost: COST })
  const lines = await all(readBackupFile(file, PASSPHRASE))
  const read = (said: readonly string[]): Promise<BackupRecord[]> => all(readRecords(each(said)))
  t.equal((await read(lines)).at(-1)!.kind, 'end', 'what is faultless')

  const at = (table: string): number => lines.findIndex((l) => l.startsWith(`{"table":"${table}"`))
  const without = (i: number): string[] => lines.toSpliced(i, 1)
  const changed = (i: number, change: (value: any) => unknown): string[] =>
    lines.with(i, JSON.stringify(change(JSON.parse(lines[i]!))))
  const column = (table: string, name: string): number =>
    (JSON.parse(lines[at(table)]!) as { columns: string[] }).columns.indexOf(name)
  const cell = (table: string, row: number, name: string, value: (before: any) => unknown): string[] =>
    changed(at(table) + 1 + row, (cells) => cells.with(column(table, name), value(cells[column(table, name)])))
  const rows = (table: string): number => lines.slice(at(table) + 1).findIndex((l) => !l.startsWith('['))
  const other = () => ({ b: Buffer.alloc(32, 7).toString('base64') })
  const firstFile = lines.findIndex((l) => l.startsWith('{"file"'))
  const last = lines.length - 1

  for (const [name, said, code] of [
    ['no start', lines.slice(1), 'malformed'],
    ['no end', lines.slice(0, -1), 'malformed'],
    ['something behind its end', [...lines, lines[last]!], 'malformed'],
    ['a row less', without(at('message') + 1), 'malformed'],
    ['a row twice', lines.toSpliced(at('message') + 1, 0, lines[at('message') + 1]!), 'malformed'],
    ['a file less', without(firstFile), 'malformed'],
    ['a table less', without(at('apiKey')), 'malformed'],
    ['a row of another width', changed(at('message') + 1, (x) => x.slice(1)), 'malformed'],
    ['a cell of another type', cell('message', 0, 'id', () => ({ x: 1 })), 'malformed'],
    [
      'an end that counts otherwise',
      changed(last, (x) => ({ end: { ...x.end, files: x.end.files + 1 } })),
      'malformed',
    ],
    ['a path that leads out', changed(firstFile, (x) => ({ ...x, file: '../../x' })), 'malformed'],
    ['a schema of the future', changed(0, (x) => ({ backup: { ...x.backup, schema: 9999 } })), 'unsupported-version'],
    ['a leaf that is missing', without(at('leaf') + 2), 'log-invalid'],
    ['a leaf of other data', cell('leaf', 1, 'data', other), 'log-invalid'],
    ['a leaf of another number', cell('leaf', rows('leaf') - 1, 'idx', (n) => n + 5), 'log-invalid'],
    ['a leaf of another hash', cell('leaf', 1, 'hash', other), 'log-invalid'],
    [
      'leaves that are exchanged',
      lines.with(at('leaf') + 1, lines[at('leaf') + 2]!).with(at('leaf') + 2, lines[at('leaf') + 1]!),
      'log-invalid',
    ],
    ['a head of more leaves', cell('logHead', 0, 'size', (n) => n + 1), 'log-invalid'],
    ['a checkpoint of another root', cell('checkpoint', rows('checkpoint') - 1, 'root', other), 'log-invalid'],
    [
      'a checkpoint over more leaves',
      cell('checkpoint', rows('checkpoint') - 1, 'size', (n) => n + 10_000),
      'log-invalid',
    ],
  ] as const)
    // prettier-ignore
    await t.rejects(read(said), { code }, name)

  const bent = join(folder, 'bent')
  const outside = changed(firstFile, (x) => ({ ...x, file: '../outside' }))
  await writeBackupFile(bent, PASSPHRASE, each(outside), COST)
  await t.rejects(restoreBackup(bent, join(folder, 'again'), PASSPHRASE), { code: 'malformed' })
  t.notOk(existsSync(join(folder, 'outside')) || existsSync(join(folder, 'again')), 'nothing is written')
})
