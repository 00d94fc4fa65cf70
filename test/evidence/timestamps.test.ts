/** Timestamps from an authority made with `openssl ts`: asked for while it is there, made up for when it was away. */
import { logIn } from '../../node/store/log.ts'
import { createServer } from 'node:http'
import { writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { parseEvidence } from '../../node/evidence/read-bundle.ts'
import { parseTrust } from '../../node/auditor/trust.ts'
import { verifyEvidence } from '../../node/auditor/verify.ts'
import { evidenceCrypto } from '../../node/seal/evidence.ts'
import { publicOf } from '../../node/seal/webcrypto.ts'
import { makeTsa } from '../log/tsa.ts'
import { needsOpenssl, temporaryFolder } from '../servers.ts'
import { settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'

t.test('a message is dated by an authority, which may be away for a while', needsOpenssl(), async (t) => {
  const tsa = makeTsa()
  let away = true
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (away) return void response.writeHead(503).end()
      response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(tsa.answer(Buffer.concat(chunks)))
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.teardown(() => void server.close())
  const certificate = join(temporaryFolder(t), 'tsa.pem')
  writeFileSync(certificate, tsa.ca)
  const [a, b] = (await startTestNodes(t, {
    env: (country) =>
      country === 'XA'
        ? {
            JUXTA_TSA_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
            JUXTA_TSA_CERTIFICATE: certificate,
            JUXTA_TSA_SECONDS: '1',
          }
        : {},
  })) as [TestNode, TestNode]
  const { id } = (await submit(a, b)).body
  await untilState(a, id, 'delivered')
  await settled('the operator is told that it is away', async () =>
    (await a.call('GET', '/v1/alerts')).body.items.some((x: any) => x.kind === 'timestamp'),
  )
  away = false
  await settled('it is dated', async () => {
    const { shard } = await logIn(a.node.store).head()
    return (await logIn(a.node.store).newestTimestamp(shard)) !== null
  })
  const identities: Record<string, unknown> = {}
  for (const node of [a, b]) identities[node.country] = (await publicOf(node.key('identity'))).jwk
  const trust = parseTrust(JSON.stringify({ identities, quorum: 0, tsa: [tsa.ca] }))
  const bundle = async () => {
    const { body } = await a.call('GET', `/v1/messages/${id}/evidence`, undefined, { prefer: 'wait=10' })
    return parseEvidence(Buffer.isBuffer(body) ? body : JSON.stringify(body))
  }
  await settled('the log of XB is cosigned', async () => (await b.call('GET', '/v1/log')).body.cosigned.length > 0)
  const soon = () => Math.floor(Date.now() / 1000) + 5
  const report = await settled('the bundle is whole', async () => {
    const read = await verifyEvidence(await bundle(), trust, evidenceCrypto, soon())
    return read.verdict === 'valid' && read
  })
  t.ok(
    report.findings.some((f) => f.code === 'timestamp'),
    'dated',
  )
  await settled('a newer date covers the first', async () => {
    // A log that rests is not dated again.
    await a.call('POST', '/v1/keys', { name: 'a key', roles: ['auditor'] })
    return (await bundle()).timestamps.length > 1
  })
  const strangers = makeTsa()
  const other = parseTrust(JSON.stringify({ identities, tsa: [strangers.ca] }))
  const codes = (await verifyEvidence(await bundle(), other, evidenceCrypto, soon())).findings.map((f) => f.code)
  t.ok(codes.includes('timestamp-invalid'), 'an authority that the auditor does not trust dates nothing')
})
