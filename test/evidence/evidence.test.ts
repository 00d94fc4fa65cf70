/** The log of real nodes, as an auditor sees it: published, witnessed, exported, proven; and what happens when a node loses the end of its log. */
import { messagesIn } from '../../node/exchange/messages.ts'
import { checkpointsIn } from '../../node/store/checkpoints.ts'
import { logIn } from '../../node/store/log.ts'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { folderSource } from '../../node/cli/log-files.ts'
import { parseEvidence } from '../../node/evidence/read-bundle.ts'
import { checkLog } from '../../node/auditor/check.ts'
import { readCheckpoint } from '../../node/log/checkpoint.ts'
import { cosignatureTime } from '../../node/log/cosignature.ts'
import { parseSignatureLines, parseVerifierKey } from '../../node/log/note.ts'
import { parseTrust, type Trust } from '../../node/auditor/trust.ts'
import { verifyEvidence } from '../../node/auditor/verify.ts'
import { evidenceCrypto } from '../../node/seal/evidence.ts'
import { publicOf } from '../../node/seal/webcrypto.ts'
import { tamper } from '../tamper.ts'
import { temporaryFolder } from '../servers.ts'
import { juxta, juxtaAlone } from '../cli/juxta.ts'
import { agree, askOverTls, introduce, settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'

async function trustIn(nodes: readonly TestNode[], quorum = 1): Promise<{ trust: Trust; text: string }> {
  const identities: Record<string, unknown> = {}
  for (const node of nodes) identities[node.country] = (await publicOf(node.key('identity'))).jwk
  const text = JSON.stringify({ identities, quorum })
  return { trust: parseTrust(text), text }
}
const evidenceOf = async (node: TestNode, id: string, query = '', wait = 20): Promise<Buffer> => {
  const { status, body } = await node.call('GET', `/v1/messages/${id}/evidence${query}`, undefined, {
    prefer: `wait=${wait}`,
  })
  if (status !== 200) throw new Error(JSON.stringify(body))
  return Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body))
}

t.test('what was sent, answered and refused is proven from both sides', async (t) => {
  const nodes = (await startTestNodes(t, { countries: ['XA', 'XB', 'XC'] })) as [TestNode, TestNode, TestNode]
  const [a, b] = nodes
  const { trust, text } = await trustIn(nodes)
  const { id } = (await submit(a, b)).body
  await untilState(a, id, 'delivered')
  await b.call('POST', `/v1/inbox/${id}/collected`)
  await b.call('POST', `/v1/inbox/${id}/answer`, { outcome: 'rejected', reason: 'mouldy' })
  await untilState(a, id, 'rejected')
  for (const node of [a, b])
    await settled(`the whole log of ${node.country} is cosigned`, async () => {
      const { cosigned, size } = (await node.call('GET', '/v1/log')).body
      return cosigned.length === 2 && cosigned.every((c: any) => c.size === size)
    })
  const now = Math.floor(Date.now() / 1000) + 5
  for (const node of [a, b]) {
    const report = await verifyEvidence(
      parseEvidence(await evidenceOf(node, id, '?documents=true')),
      trust,
      evidenceCrypto,
      now,
    )
    t.equal(report.verdict, 'valid', JSON.stringify(report.findings.filter((f) => f.weight !== 'ok')))
    t.match(report.facts, { sender: 'XA', receiver: 'XB', outcome: 'received' })
    const { identities } = parseEvidence(await evidenceOf(node, id))
    const whose = identities.map((jws) => JSON.parse(Buffer.from(jws.split('.')[1]!, 'base64url').toString()).country)
    t.same([...new Set(whose)].sort(), ['XA', 'XB', 'XC'], 'of both, and of who has witnessed it')
    t.ok(report.facts.loggedBy! >= report.facts.issuedAt! - 1 && report.facts.loggedBy! <= now)
    const said = report.findings.map((f) => f.text).join('\n')
    t.match(said, /collected/)
    t.match(said, /rejected/)
  }
  const strict = await trustIn(nodes, 3)
  const bundle = parseEvidence(await evidenceOf(a, id))
  t.equal(
    (await verifyEvidence(bundle, strict.trust, evidenceCrypto, now)).verdict,
    'incomplete',
    'two neighbours are no quorum of three',
  )
  const strangers = await trustIn([nodes[2]])
  t.equal(
    (await verifyEvidence(bundle, strangers.trust, evidenceCrypto, now)).verdict,
    'invalid',
    'who knows neither country believes nothing',
  )

  t.test('the command line says the same, offline', async (t) => {
    const dir = temporaryFolder(t)
    const [file, trustFile] = [join(dir, 'b.json'), join(dir, 'trust.json')]
    writeFileSync(trustFile, text)
    writeFileSync(file, await evidenceOf(a, id, '?documents=true'))
    const good = await juxta(
      'verify',
      file,
      '--trust',
      trustFile,
      '--html',
      join(dir, 'r.html'),
      '--extract',
      join(dir, 'x'),
    )
    t.equal(good.code, 0, good.out)
    t.match(good.out, /VALID/)
    t.match(readFileSync(join(dir, 'r.html'), 'utf8'), /<html/)
    t.notMatch(readFileSync(join(dir, 'r.html'), 'utf8'), /https?:\/\/|<script/, 'the report loads nothing')
    const commands = readFileSync(join(dir, 'x', 'COMMANDS.txt'), 'utf8')
    t.match(commands, /openssl/)
    writeFileSync(
      file,
      (await evidenceOf(a, id)).toString().replace(/"salt":"./, (m) => m.slice(0, -1) + (m.endsWith('A') ? 'B' : 'A')),
    )
    t.equal((await juxta('verify', file, '--trust', trustFile, '--json')).code, 1)
    const served = await a.node.window.inject({ method: 'GET', url: '/verify' })
    t.equal(served.statusCode, 200, 'the page that verifies needs no key')
    t.equal((await juxta('verify', '--page', join(dir, 'verify.html'))).code, 0)
    t.equal(readFileSync(join(dir, 'verify.html'), 'utf8'), served.payload)
    writeFileSync(file, 'cheese')
    t.equal((await juxta('verify', file, '--trust', trustFile)).code, 2, 'what cannot be read is not wrong')
    t.equal((await juxta('verify', '--trust', trustFile)).code, 3)
  })

  t.test('exports check, reconcile, and show one flipped byte', async (t) => {
    const dir = temporaryFolder(t)
    const trustFile = join(dir, 'trust.json')
    writeFileSync(trustFile, text)
    for (const node of [a, b]) {
      const out = join(dir, node.country)
      const made = await juxta('log', 'export', out, '--dir', node.dir)
      t.equal(made.code, 0, made.out)
      const checked = await juxta('log', 'check', out, '--trust', trustFile)
      t.equal(checked.code, 0, checked.out)
      const unasked = await juxta('log', 'check', out)
      t.match([unasked.code, unasked.out], [2, /^ARITHMETIC, NOT HONESTY/])
    }
    rmSync(join(dir, 'XA', 'checkpoint'))
    rmSync(join(dir, 'XA', 'tile', '0'), { recursive: true })
    const again = await juxta('log', 'export', join(dir, 'XA'), '--dir', a.dir, '--json')
    t.match(again.json, { ok: true }, again.out)
    t.equal((await juxta('log', 'check', join(dir, 'XA'), '--trust', trustFile)).code, 0, 'one that broke off goes on')
    for (const [into, rule] of [
      [join(dir, 'XB'), 'other-log'],
      [dir, 'empty-folder'],
    ] as const)
      t.match((await juxta('log', 'export', into, '--dir', a.dir, '--json')).json, { ok: false, rule })
    const agreed = await juxta('reconcile', join(dir, 'XA'), join(dir, 'XB'), '--trust', trustFile)
    t.equal(agreed.code, 0, agreed.out)
    t.match(agreed.out, /no message on which they differ/)
    const key = parseVerifierKey(readFileSync(join(dir, 'XA', 'log.vkey'), 'utf8').trim())
    const { size } = readCheckpoint(readFileSync(join(dir, 'XA', 'checkpoint'))).checkpoint
    const entries = join(dir, 'XA', `tile/entries/000.p/${size}`)
    const bytes = readFileSync(entries)
    bytes[40]! ^= 1
    writeFileSync(entries, bytes)
    const report = await checkLog(folderSource(join(dir, 'XA')), { keys: [key] })
    t.equal(report.verdict, 'invalid')
    t.match(report.findings.map((f) => f.code).join(), /entry-malformed|tile-differs|root-differs/)
    t.equal((await juxta('log', 'check', join(dir, 'XA'), '--trust', trustFile)).code, 1)
  })

  t.test('peers see what blinds, auditors all of it', async (t) => {
    const { shard, size } = await logIn(b.node.store).head()
    const tls = { cert: readFileSync(join(a.dir, 'certificates', 'tls.pem'), 'utf8'), key: a.key('tls') }
    const ask = (path: string) => askOverTls(b, tls, 'GET', `/log/${shard}/${path}`)
    const checkpoint = await ask('checkpoint')
    t.equal(checkpoint.status, 200)
    t.match(checkpoint.body, /\n— juxta\.xa\.[^ ]+\/witness /, 'with the cosignature of XA')
    const width = readCheckpoint(checkpoint.body).checkpoint.size
    t.equal((await ask(`tile/0/000.p/${width}`)).status, 200)
    t.equal((await ask(`tile/entries/000.p/${width}`)).status, 403)
    t.equal((await ask(`tile/0/0`)).status, 404)
    t.equal((await ask(`tile/0/../../x`)).status, 404)
    t.equal((await ask(`tile/0/000.p/${size + 200 > 255 ? 255 : size + 200}`)).status, 404)
    const leaves = await logIn(b.node.store).leaves(shard, 0, size)
    const own = leaves.findIndex((l) => l.data.toString().includes('"peer":"XA"'))
    const other = leaves.findIndex((l) => l.data.toString().includes('"peer":"XC"'))
    t.equal((await ask(`proof/${own}`)).status, 200)
    t.equal((await ask(`proof/${other}`)).status, 404, 'what is between XB and XC is not told to XA')
    t.equal((await b.call('GET', `/log/${shard}/tile/entries/000.p/${width}`)).status, 200)
  })
})

t.test('whoever waits for evidence has it when the receiver’s log is cosigned too', async (t) => {
  const nodes = (await startTestNodes(t, { countries: ['XA', 'XB', 'XC'] })) as [TestNode, TestNode, TestNode]
  const [a, b, c] = nodes
  const { trust } = await trustIn(nodes)
  await c.call('POST', '/v1/peers/XB/block')
  const { id } = (await submit(a, b)).body
  await untilState(a, id, 'delivered')
  await settled('the log of XA is cosigned', async () => {
    const { cosigned, size } = (await a.call('GET', '/v1/log')).body
    return cosigned.length === 2 && cosigned.every((c: any) => c.size === size)
  })
  const judged = async (bundle: Buffer) =>
    (await verifyEvidence(parseEvidence(bundle), trust, evidenceCrypto, Math.floor(Date.now() / 1000) + 5)).verdict
  const waited = evidenceOf(a, id)
  t.equal(await judged(await evidenceOf(a, id, '', 1)), 'incomplete', 'nobody who is no party has seen that log')
  await c.call('POST', '/v1/peers/XB/unblock')
  t.equal(await judged(await waited), 'valid')
})

t.test('a node that was restored from an older copy does not go on, and says why', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  await untilState(a, (await submit(a, b)).body.id, 'delivered')
  await a.node.stop()
  const copy = mkdtempSync(join(tmpdir(), 'juxta-copy-'))
  t.teardown(() => rmSync(copy, { recursive: true, force: true }))
  cpSync(a.dir, join(copy, 'xa'), { recursive: true })
  await a.restart()
  for (let i = 0; i < 3; i++) await untilState(a, (await submit(a, b)).body.id, 'delivered')
  await settled('it is cosigned', async () => {
    const { cosigned, size } = (await a.call('GET', '/v1/log')).body
    return cosigned.some((c: any) => c.size === size)
  })
  await a.node.stop()
  rmSync(a.dir, { recursive: true })
  cpSync(join(copy, 'xa'), a.dir, { recursive: true })
  const started = await juxtaAlone('start', '--dir', a.dir)
  t.equal(started.code, 1, started.out)
  t.match(started.out, /XB has cosigned [0-9]+ leaves of juxta\.xa\.[^ ]+, which has [0-9]+ here/)
  t.match(started.out, /restored from an older copy/)
})

t.test('nobody who witnessed the log answers: nothing new is taken until somebody does', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  await untilState(a, (await submit(a, b)).body.id, 'delivered')
  await settled('it is cosigned', async () => (await a.call('GET', '/v1/log')).body.cosigned.length > 0)
  await b.node.stop()
  await a.restart()
  const { status, body } = await submit(a, b)
  t.same([status, body.type, body.rule], [503, '/problems/log-unavailable', 'rollback-check'])
  t.ok((await a.call('GET', '/v1/alerts')).body.items.some((x: any) => x.kind === 'log-unconfirmed'))
  await a.restart({ acceptRollback: 'this is the newest copy' })
  const { id } = (await submit(a, b)).body
  t.ok(id, 'an operator has ordered to go on')
  const { items } = (await a.call('GET', '/v1/audit')).body
  t.ok(
    items.some((x: any) => JSON.stringify(x).includes('start --accept-rollback')),
    'on record',
  )
  t.ok((await a.call('GET', '/v1/alerts')).body.items.some((x: any) => x.kind === 'log-unconfirmed'))
  await a.restart()
  t.equal((await submit(a, b)).status, 503, 'for this once')
  // It has forgotten what it cosigned, and says so: it is shown the log anew.
  tamper(b, 'delete from "witnessed"')
  await b.restart()
  await untilState(a, id, 'delivered')
  await settled('XA goes on', async () => (await submit(a, b)).status === 202)
  t.notOk((await a.call('GET', '/v1/alerts')).body.items.some((x: any) => x.kind === 'log-unconfirmed' && !x.closedAt))
})

t.test('two histories of one log are noticed by the witness, and the operator of both is told', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  await settled('all of it is cosigned', async () => {
    const { cosigned, size } = (await a.call('GET', '/v1/log')).body
    return cosigned.length > 0 && cosigned.every((c: any) => c.size === size)
  })
  const before = (await logIn(a.node.store).published((await logIn(a.node.store).head()).shard))!
  const { parseVerifierKey: parse } = await import('../../node/log/note.ts')
  const { signCheckpoint } = await import('../../node/log/checkpoint.ts')
  const other = Buffer.alloc(32, 7)
  const note = await signCheckpoint(
    { origin: a.node.own.identity.log.origin, size: before.size, root: other },
    parse(a.node.own.identity.log.vkey),
    (bytes) => a.node.signer.signNote(parse(a.node.own.identity.log.vkey).publicKey, bytes),
  )
  const { status } = await a.ask(b, 'POST', '/add-checkpoint', 'text/plain', `old ${before.size}\n\n${note}`)
  t.equal(status, 409)
  const alert = (await b.call('GET', '/v1/alerts')).body.items.find((x: any) => x.kind === 'split-view')
  t.ok(alert, 'XB is told')
  t.match(alert.detail, new RegExp(other.toString('base64').replace(/[+/]/g, '.')), 'with the proof')
  t.match(alert.detail, new RegExp(before.root.toString('base64').replace(/[+/]/g, '.')))
})

t.test('a log that never rests is witnessed all the same', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  let over = false
  const load = (async () => {
    while (!over) await submit(a, b)
  })()
  const { id } = (await submit(a, b)).body
  const row = (await messagesIn(a.node.store).message(id))!
  const at = await settled('its leaf is cosigned under load', async () => {
    const found = await checkpointsIn(a.node.store).covering(row.shard, row.logIndex)
    return found !== null && found.cosignatures.length > 0 ? found : undefined
  })
  const { size } = await logIn(a.node.store).head()
  over = true
  await load
  t.ok(at.size > row.logIndex, 'its leaf is under it')
  t.ok(size > at.size, 'and the log has not rested')
  const witness = parseVerifierKey(b.node.own.identity.witness.vkey)
  const [signature] = parseSignatureLines(at.cosignatures.map((c) => c.line).join(''))
  const body = at.note.slice(0, at.note.indexOf('\n\n') + 1)
  t.ok(cosignatureTime(body, signature!, witness)! > 0, 'what XB signed verifies')
})

t.test('who asks for a receipt may wait for its published proof; a quorum that is old raises an alert', async (t) => {
  const env = (country: string): Record<string, string> =>
    country === 'XA' ? { JUXTA_WITNESS_QUORUM: '2', JUXTA_WITNESS_SECONDS: '1' } : {}
  const order = { countries: ['XA', 'XB', 'XC'], env, peered: false }
  const [a, b, c] = (await startTestNodes(t, order)) as [TestNode, TestNode, TestNode]
  await introduce(a, b)
  await agree(a, b)
  const { id } = (await submit(a, b)).body
  const { body } = await a.call('GET', `/v1/messages/${id}`, undefined, { prefer: 'wait=30' })
  t.equal(body.state, 'delivered')
  const { shard } = await logIn(a.node.store).head()
  t.ok((await logIn(a.node.store).published(shard))!.size > body.log.index, 'its leaf is under a checkpoint')
  const alert = await settled('the operator is told', async () =>
    (await a.call('GET', '/v1/alerts')).body.items.find((x: any) => x.kind === 'quorum-old'),
  )
  t.match(alert.detail, /fewer than 2 witnesses/)
  t.notOk((await b.call('GET', '/v1/alerts')).body.items.some((x: any) => x.kind === 'quorum-old'))
  await introduce(a, c)
  await settled(
    'a second neighbour cosigns, and the alert is closed',
    async () => !(await a.call('GET', '/v1/alerts')).body.items.some((x: any) => x.kind === 'quorum-old'),
  )
})
