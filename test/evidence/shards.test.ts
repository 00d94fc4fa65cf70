/** The log goes on in another shard: each year, with another key, or after it lost its end. What was proven before stays proven. */
import { logIn } from '../../node/store/log.ts'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { nextShardName } from '../../node/evidence/next-shard.ts'
import type { Evidence } from '../../node/evidence/bundle.ts'
import { parseEvidence } from '../../node/evidence/read-bundle.ts'
import { parseTrust } from '../../node/auditor/trust.ts'
import { verifyEvidence } from '../../node/auditor/verify.ts'
import { evidenceCrypto } from '../../node/seal/evidence.ts'
import { publicOf } from '../../node/seal/webcrypto.ts'
import { trustOf } from '../trust-of.ts'
import { temporaryFolder } from '../servers.ts'
import { juxta, juxtaAlone } from '../cli/juxta.ts'
import { settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'

const cosigned = (node: TestNode): Promise<unknown> =>
  settled(`the whole log of ${node.country} is cosigned`, async () => {
    const { cosigned, size } = (await node.call('GET', '/v1/log')).body
    return cosigned.length > 0 && cosigned.some((c: any) => c.size === size)
  })
async function bundleOf(node: TestNode, id: string): Promise<Evidence> {
  const { status, body } = await node.call('GET', `/v1/messages/${id}/evidence`, undefined, { prefer: 'wait=20' })
  if (status !== 200) throw new Error(JSON.stringify(body))
  return parseEvidence(Buffer.isBuffer(body) ? body : JSON.stringify(body))
}
const verdictOn = async (nodes: readonly TestNode[], node: TestNode, id: string): Promise<string> =>
  verdict(nodes, await bundleOf(node, id))
async function verdict(nodes: readonly TestNode[], bundle: Evidence): Promise<string> {
  const identities: Record<string, unknown> = {}
  for (const one of nodes) identities[one.country] = (await publicOf(one.key('identity'))).jwk
  const now = Math.floor(Date.now() / 1000) + 5
  const report = await verifyEvidence(
    bundle,
    parseTrust(JSON.stringify({ identities, quorum: 0 })),
    evidenceCrypto,
    now,
  )
  const bad = report.findings.filter((f) => f.weight === 'invalid' || f.weight === 'incomplete')
  return report.verdict === 'valid' ? 'valid' : JSON.stringify(bad)
}

t.test('names of shards stand in the order of their making', async (t) => {
  const at = (year: number): number => Date.UTC(year, 5, 1)
  t.equal(nextShardName('2026', at(2027)), '2027')
  t.equal(nextShardName('2026', at(2026)), '2026.02')
  t.equal(nextShardName('2026.02', at(2026)), '2026.03')
  t.equal(nextShardName('2026.09.1a2b3c4d', at(2026)), '2026.10')
  t.equal(nextShardName('2027', at(2026)), '2027.02', 'a clock that went back does not')
  t.equal(nextShardName('2026.99', at(2027)), '2027')
  t.throws(() => nextShardName('2026.99', at(2026)), /99 shards/)
})

t.test('the next shard, under a key of its own, while messages flow', async (t) => {
  const nodes = (await startTestNodes(t)) as [TestNode, TestNode]
  const [a, b] = nodes
  const before = [(await submit(a, b)).body.id, (await submit(b, a)).body.id]
  await untilState(a, before[0], 'delivered')
  await untilState(b, before[1], 'delivered')
  await cosigned(a)
  await cosigned(b)
  const old = (await a.call('GET', '/v1/log')).body
  let over = false
  const flowing: string[] = []
  const load = (async () => {
    while (!over)
      for (const [from, to] of [
        [a, b],
        [b, a],
      ] as const)
        flowing.push((await submit(from, to)).body.id)
  })()
  const mirror = join(temporaryFolder(t), 'mirror')
  t.equal((await juxta('log', 'export', mirror, '--dir', a.dir)).code, 0)
  const rotated = await juxta('log', 'rotate', '--dir', a.dir, '--reason', 'a new year')
  t.equal(rotated.code, 0, rotated.out)
  const enough = flowing.length + 10
  await settled('messages flow into the next one', async () => flowing.length >= enough)
  over = true
  await load
  for (const [i, id] of flowing.entries()) await untilState(i % 2 === 0 ? a : b, id, 'delivered')
  const now = (await a.call('GET', '/v1/log')).body
  t.not(now.origin, old.origin)
  t.not(now.vkey.split('+').at(-1), old.vkey.split('+').at(-1), 'another key signs')
  t.equal(now.witness, old.witness, 'the witness stays who it was')
  await cosigned(a)
  await cosigned(b)
  for (const id of [...before, flowing[0]!, flowing[1]!, flowing.at(-2)!, flowing.at(-1)!])
    for (const node of nodes) t.equal(await verdictOn(nodes, node, id), 'valid', `${id} at ${node.country}`)
  const shown = (await a.call('GET', `/v1/messages/${before[0]}`)).body
  t.equal(shown.log.origin, old.origin, 'what was logged before stays where it is')
  await a.node.tally.send(b.country)
  await b.node.tally.send(a.country)
  await b.node.tally.send(a.country)
  await new Promise((done) => setTimeout(done, 1000))
  for (const node of nodes)
    t.same(
      (await node.call('GET', '/v1/alerts')).body.items.map((x: any) => `${x.kind} ${x.detail}`),
      [],
      `nothing alarms ${node.country}`,
    )

  const dir = temporaryFolder(t)
  const trust = ['--trust', trustOf(dir, nodes)]
  for (const node of nodes) {
    const made = await juxta('log', 'export', join(dir, node.country), '--dir', node.dir)
    t.equal(made.code, 0, made.out)
    const checked = await juxta('log', 'check', join(dir, node.country), '--json', ...trust)
    t.equal(checked.code, 0, checked.out)
    t.equal(JSON.parse(checked.out).shards.length, node === a ? 2 : 1)
    t.equal((await juxta('log', 'check', '--dir', node.dir, ...trust)).code, 0)
  }
  t.equal((await juxta('log', 'export', mirror, '--dir', a.dir)).code, 0)
  const mirrored = await juxta('log', 'check', mirror, '--json', ...trust)
  t.match([mirrored.code, mirrored.json.shards.length], [0, 2], 'a mirror follows into the next shard')
  const joined = await juxta('reconcile', join(dir, 'XA'), join(dir, 'XB'), '--json', ...trust)
  t.equal(joined.code, 0, joined.out)
  t.ok(JSON.parse(joined.out).matched.messages >= flowing.length + 2, 'over all shards')

  // A closed shard that is another one, and an opening that names another end.
  const notes = join(dir, 'XA', 'export.json')
  const text = readFileSync(notes, 'utf8')
  const { opening } = JSON.parse(text)
  writeFileSync(
    notes,
    JSON.stringify({ ...JSON.parse(text), opening: { ...opening, salt: Buffer.alloc(32).toString('base64url') } }),
  )
  t.match((await juxta('log', 'check', join(dir, 'XA'), ...trust)).out, /FAIL the shard does not follow the one before/)
  writeFileSync(notes, text)
  t.equal((await juxta('log', 'check', join(dir, 'XA'), ...trust)).code, 0)
  const entries = join(dir, 'XA', 'shards', old.shard, 'tile', 'entries')
  const file = join(entries, String((await import('node:fs')).readdirSync(entries).find((f) => f.startsWith('000'))))
  const path = file.endsWith('.p') ? join(file, String((await import('node:fs')).readdirSync(file)[0])) : file
  const bytes = readFileSync(path)
  bytes[30]! ^= 1
  writeFileSync(path, bytes)
  t.equal((await juxta('log', 'check', join(dir, 'XA'), ...trust)).code, 1, 'a flipped byte in a closed shard')

  await a.restart()
  const after = (await submit(a, b)).body.id
  await untilState(a, after, 'delivered')
  t.equal((await a.call('GET', '/v1/log')).body.origin, now.origin, 'it starts in the newest shard')
})

t.test('a log that lost its end goes on under another name, and neighbours send again what it had lost', async (t) => {
  const nodes = (await startTestNodes(t)) as [TestNode, TestNode]
  const [a, b] = nodes
  const kept = (await submit(b, a)).body.id
  await untilState(b, kept, 'delivered')
  await cosigned(a)
  await a.node.stop()
  const copy = mkdtempSync(join(tmpdir(), 'juxta-copy-'))
  t.teardown(() => rmSync(copy, { recursive: true, force: true }))
  cpSync(a.dir, join(copy, 'xa'), { recursive: true })
  await a.restart()
  const lost: string[] = []
  for (let i = 0; i < 3; i++) lost.push((await submit(b, a)).body.id)
  for (const id of lost) await untilState(b, id, 'delivered')
  await a.call('POST', `/v1/inbox/${lost[0]}/collected`)
  await untilState(b, lost[0]!, 'collected')
  await cosigned(a)
  await cosigned(b)
  const early = [await bundleOf(a, kept), await bundleOf(b, kept), await bundleOf(b, lost[0]!)]
  for (const bundle of early) t.equal(await verdict(nodes, bundle), 'valid')
  const old = (await a.call('GET', '/v1/log')).body
  await a.node.stop()
  rmSync(a.dir, { recursive: true })
  cpSync(join(copy, 'xa'), a.dir, { recursive: true })
  t.match((await juxtaAlone('start', '--dir', a.dir)).out, /does not go on/, 'without the word it refuses')
  t.equal((await juxtaAlone('start', '--dir', a.dir, '--accept-rollback', ' ')).code, 3)

  await a.restart({ acceptRollback: 'the disk broke; restored from the backup of the evening' })
  const now = (await a.call('GET', '/v1/log')).body
  t.not(now.origin, old.origin)
  const opening = (await logIn(a.node.store).kept(now.shard, 0))!
  t.match(
    opening.object,
    new RegExp(`^${old.origin}\n${old.size}\n`),
    'the first leaf commits to what the neighbour has seen',
  )
  for (const id of lost) {
    const again = await settled(
      `${id} is receipted again`,
      async () => {
        const { body } = await b.call('GET', `/v1/messages/${id}`)
        return body.history.some((h: any) => /sent again/.test(h.cause)) && body.state === 'delivered' && body
      },
      90_000,
    )
    t.match(again.history.map((h: any) => h.cause).join('\n'), new RegExp(`of ${now.origin.replaceAll('.', '\\.')}`))
  }
  t.equal((await b.call('GET', `/v1/messages/${kept}`)).body.history.length, 3, 'what it kept is not sent again')
  const inbox = (await a.call('GET', '/v1/inbox')).body.messages.map((m: any) => m.id)
  t.same([...inbox].sort(), [kept, ...lost].sort(), 'each is there once')
  t.ok((await b.call('GET', '/v1/alerts')).body.items.some((x: any) => x.kind === 'peer-rollback'))
  t.ok((await a.call('GET', '/v1/alerts')).body.items.some((x: any) => x.kind === 'log-rollback'))
  await cosigned(a)
  await cosigned(b)
  for (const id of [kept, ...lost]) {
    t.equal(await verdictOn(nodes, b, id), 'valid', id)
    const { body } = await b.call('GET', `/v1/messages/${id}/evidence`)
    const { receipt } = Buffer.isBuffer(body) ? JSON.parse(body.toString()) : body
    t.equal(receipt, (await b.call('GET', `/v1/messages/${id}`)).body.receipt, 'by the receipt that holds now')
  }
  for (const bundle of early)
    t.equal(await verdict(nodes, bundle), 'valid', 'what was made before proves what it did, of what the log lost too')
  const checked = await juxta('log', 'check', '--dir', a.dir, '--trust', trustOf(temporaryFolder(t), nodes))
  t.equal(checked.code, 0, checked.out)
  t.match(checked.out, /note the shard was opened after a rollback/)
  await a.restart()
  t.equal((await submit(a, b)).status, 202, 'and it starts like any other')
})
