/** What a bundle of a real node holds beside the message, and that evidence made early still verifies after all that may come later. */
import { mkdtempSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parseTrust } from '../../node/auditor/trust.ts'
import { verifyEvidence } from '../../node/auditor/verify.ts'
import { parseEvidence } from '../../node/evidence/read-bundle.ts'
import { commitment, leafHash } from '../../node/log/entry.ts'
import { verifyInclusion } from '../../node/log/merkle.ts'
import { makeBackup } from '../../node/cli/backup.ts'
import { restoreBackup } from '../../node/cli/restore.ts'
import { readCheckpoint } from '../../node/log/checkpoint.ts'
import { evidenceCrypto } from '../../node/seal/evidence.ts'
import { juxta } from '../cli/juxta.ts'
import { settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import { temporaryFolder } from '../servers.ts'
import { trustOf } from '../trust-of.ts'
import { faultsOfForm } from './form.ts'

type Json = any

t.test('before and after', async (t) => {
  const nodes = (await startTestNodes(t, {
    countries: ['XA', 'XB', 'XC'],
    env: () => ({ JUXTA_TWO_PERSONS: 'erase' }),
  })) as [TestNode, TestNode, TestNode]
  const [a, b] = nodes
  const trust = parseTrust(readFileSync(trustOf(temporaryFolder(t), nodes)))
  const bundleOf = async (node: TestNode, id: string, query = ''): Promise<string> => {
    const { status, body } = await node.call('GET', `/v1/messages/${id}/evidence${query}`, undefined, {
      prefer: 'wait=20',
    })
    t.equal(status, 200)
    const text = Buffer.isBuffer(body) ? body.toString() : JSON.stringify(body)
    t.same(faultsOfForm(text), [], 'of the specified form')
    return text
  }
  const objections = async (text: string): Promise<string[]> => {
    const at = Math.floor(Date.now() / 1000) + 5
    const { findings } = await verifyEvidence(parseEvidence(text), trust, evidenceCrypto, at)
    return findings.filter((f) => f.weight === 'invalid' || f.weight === 'incomplete').map((f) => f.code)
  }
  /** Made until all witnesses have seen what it shows. */
  const whole = (node: TestNode, id: string, query = ''): Promise<string> =>
    settled(`the evidence of ${node.country} is whole`, async () => {
      const text = await bundleOf(node, id, query)
      return (await objections(text)).length === 0 && text
    })
  const keyOf = async (role: string, client = role): Promise<Record<string, string>> => {
    const { body } = await a.call('POST', '/v1/keys', { name: client, client, roles: [role] })
    return { authorization: `Bearer ${body.secret}` }
  }
  const send = async (): Promise<string> => {
    const { id } = (await submit(a, b)).body
    await untilState(a, id, 'delivered')
    return id
  }
  const early: string[] = []

  await settled(
    'the log was cosigned before the message',
    async () => (await a.call('GET', '/v1/log')).body.cosigned.length > 0,
  )
  const id = await send()
  await t.test('the lower bound of time, the agreement, and the receiver’s leaf', async (t) => {
    const text = await whole(a, id)
    early.push(text, await whole(b, id))
    const { logs, agreement, consistency, parts }: Json = JSON.parse(text)
    t.equal(parts, undefined, 'without the documents where they are not asked for')
    const [first] = logs
    const manifest = first.leaves.find((l: Json) => l.of === 'manifest')
    const { size } = readCheckpoint(first.before.checkpoint).checkpoint
    t.ok(size <= manifest.index, 'a checkpoint that was cosigned before the message')
    t.ok(first.before.checkpoint.split('\n').length > 5, 'with its cosignatures')
    t.match(JSON.parse(agreement.text).parties, ['XA', 'XB'])
    t.ok(first.leaves.some((l: Json) => l.of === 'agreement' && l.salt))
    const theirs = logs.at(-1)
    t.match(readCheckpoint(theirs.checkpoint).checkpoint.origin, /xb/)
    t.same(theirs.leaves.map((l: Json) => l.of), ['manifest']) // prettier-ignore
    const own = logs.filter((l: Json) => readCheckpoint(l.checkpoint).checkpoint.origin.includes('xa'))
    t.equal(consistency.length, own.length - 1, 'each checkpoint of our log leads to the next')
  })

  await t.test('the receiver’s proof is kept while it is away', async (t) => {
    await b.node.stop()
    const { logs }: Json = JSON.parse(await bundleOf(a, id))
    t.match(readCheckpoint(logs.at(-1).checkpoint).checkpoint.origin, /xb/)
    await b.restart()
  })

  await t.test('several come under one checkpoint', async (t) => {
    const ids = [id, await send(), await send()]
    for (const one of ids) await whole(a, one)
    const folder = mkdtempSync(join(temporaryFolder(t), 'out-'))
    t.equal((await juxta('evidence', ...ids, '--dir', a.dir, '-o', folder)).code, 0)
    t.same(readdirSync(folder).sort(), ids.map((one) => `${one}.evidence.json`).sort())
    const sizes = ids.map((one): Set<number> => {
      const { logs }: Json = JSON.parse(readFileSync(join(folder, `${one}.evidence.json`), 'utf8'))
      return new Set(logs.map((l: Json) => readCheckpoint(l.checkpoint).checkpoint).filter((c: Json) => c.origin.includes('xa')).map((c: Json) => c.size)) // prettier-ignore
    })
    t.ok([...sizes[0]!].some((size) => sizes.every((of) => of.has(size))))
  })

  await t.test('an erasure by two persons', async (t) => {
    const [one, two] = [await keyOf('operator', 'first person'), await keyOf('operator', 'second person')]
    const proposed = await a.call('POST', `/v1/messages/${id}/erase`, { reason: 'order of the court' }, one)
    t.equal((await a.call('POST', `/v1/proposals/${proposed.body.id}/confirm`, undefined, two)).status, 200)
    await a.node.audit.round()
    await a.node.publish()
    const text = await settled('the erasure is published', async () => {
      const made = await bundleOf(a, id)
      return JSON.parse(made).records.length >= 2 && made
    })
    const { records, audit }: Json = JSON.parse(text)
    t.match(records.map((r: Json) => r.kind), ['erased', 'operator']) // prettier-ignore
    t.match(audit.map((p: Json) => p.record), [{ subject: id, outcome: 'done', client: 'second person', proposer: 'first person' }]) // prettier-ignore
    early.push(await whole(a, id))

    const { leaf } = audit[0]
    const open = (index: number, role = 'auditor') =>
      keyOf(role).then((as) => a.call('GET', `/v1/log/${leaf.shard}/leaves/${index}`, undefined, as))
    const { status, body } = await open(leaf.index)
    t.match(
      [status, body],
      [200, { kind: 'operator', object: records.find((r: Json) => r.kind === 'operator').object }],
    )
    const { size, root } = readCheckpoint(body.checkpoint).checkpoint
    const hashes = body.proof.map((h: string) => Buffer.from(h, 'base64'))
    t.ok(verifyInclusion(leafHash(Buffer.from(body.leaf)), leaf.index, size, hashes, root), 'with its proof')
    t.equal(JSON.parse(body.leaf).c, commitment('operator', Buffer.from(body.salt, 'base64url'), body.object))
    const { logIndex } = (await a.node.store.read.selectFrom('message').select('logIndex').where('id', '=', id).executeTakeFirstOrThrow()) // prettier-ignore
    t.equal((await open(Number(logIndex))).status, 404, 'a message’s leaf is opened by its bundle alone')
    t.equal((await open(leaf.index, 'window')).status, 403)
    const ran = await juxta('log', 'open', leaf.shard, String(leaf.index), '--dir', a.dir, '--json')
    t.match([ran.code, ran.json], [0, { kind: 'operator', object: body.object }])
  })

  await t.test('a new shard', async (t) => {
    await a.node.nextShard({ reason: 'test', by: 'test', keepKey: false })
    await a.node.publish()
    const later = await send()
    const { records }: Json = JSON.parse(await whole(a, later))
    t.ok(records.some((r: Json) => r.kind === 'shard'))
    await whole(a, id)
  })

  await t.test('a signing key that is withdrawn', async (t) => {
    const old = a.node.own.signing.kid
    for (const words of [
      ['rotate', '--use', 'signing'],
      ['publish', '--overlap', '3600'],
      ['withdraw', old],
    ]) {
      const ran = await juxta('identity', ...words, '--dir', a.dir, '--json')
      t.equal(ran.code, 0, ran.out)
    }
    await a.node.publish()
    const { records, identities }: Json = JSON.parse(await whole(a, id))
    const version = (jws: string) => JSON.parse(Buffer.from(jws.split('.')[1]!, 'base64url').toString())
    const withdrawn = records.filter((r: Json) => r.kind === 'key').map((r: Json) => version(r.object))
    t.match(withdrawn, [{ country: 'XA' }], 'the version that withdraws it, as it became known')
    t.ok(withdrawn[0].keys.find((k: Json) => k.kid === old).revoked_at)
    t.equal(Math.max(...identities.map(version).filter((i: Json) => i.country === 'XA').map((i: Json) => i.version)), withdrawn[0].version, 'the newest is there') // prettier-ignore
    early.push(await whole(b, id))
    await whole(a, await send())
  })

  await t.test('a backup that is restored', async (t) => {
    const [file, dir] = [join(temporaryFolder(t), 'xa.backup'), join(temporaryFolder(t), 'again')]
    await makeBackup(a.dir, file, 'correct horse battery staple', { cost: 2 ** 14 })
    await a.node.stop()
    await restoreBackup(file, dir, 'correct horse battery staple', {})
    const out = join(temporaryFolder(t), 'bundle.json')
    const ran = await juxta('evidence', id, '--dir', dir, '-o', out)
    t.equal(ran.code, 0, ran.out)
    const text = readFileSync(out, 'utf8')
    t.same(faultsOfForm(text), [])
    t.match(JSON.parse(text).records.map((r: Json) => r.kind), ['erased', 'key', 'operator']) // prettier-ignore
    early.push(text)
  })

  for (const [i, text] of early.entries()) t.same(await objections(text), [], `early evidence ${i}`)
})
