/** Timestamps from an authority made with `openssl ts`: asked for while it is there, made up for when it was away. */
import { logIn } from '../../node/store/log.ts'
import { createServer } from 'node:http'
import { readFileSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { extractEvidence } from '../../node/auditor/extract.ts'
import type { Evidence } from '../../node/evidence/bundle.ts'
import { readComponent } from '../../node/evidence/jades.ts'
import { parseEvidence } from '../../node/evidence/read-bundle.ts'
import { parseTrust } from '../../node/auditor/trust.ts'
import { verifyEvidence } from '../../node/auditor/verify.ts'
import { evidenceCrypto } from '../../node/seal/evidence.ts'
import { publicOf } from '../../node/seal/webcrypto.ts'
import { crlOf } from '../authority.ts'
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

  t.test('the signatures are dated too, and their certificates judged by what their authority says', async (t) => {
    const whole = await bundle()
    const authority = (node: TestNode) => {
      const read = (name: string): string => readFileSync(join(node.dir, 'development-authority', name), 'utf8')
      return { certificate: read('authority.pem'), key: read('authority-key.pem') }
    }
    const [ofA, ofB] = [authority(a), authority(b)]
    const strict = parseTrust(
      JSON.stringify({ identities, tsa: [tsa.ca], authorities: [ofA.certificate, ofB.certificate] }),
    )
    const said = async (evidence: Evidence, at = soon(), by = strict) => {
      const { findings, verdict } = await verifyEvidence(evidence, by, evidenceCrypto, at)
      const of = (about: RegExp) => findings.filter((f) => about.test(f.code)).map((f) => `${f.code} ${f.at}`)
      return { verdict, times: of(/^signature-timestamp/), certificates: of(/^certificate/) }
    }
    const stamps = (code: string) =>
      [0, 1].flatMap((n) =>
        whole.signatureTimestamps![n]!.etsiU.flatMap((text, i) =>
          'token' in readComponent(text, '') ? [`${code} /signature_timestamps/${n}/etsiU/${i}`] : [],
        ),
      )
    const plain = await said(whole)
    t.same(plain.times, stamps('signature-timestamp'), 'over both signatures, and over all that they are judged by')
    t.same(
      plain.certificates,
      ['certificate-unchecked /manifest', 'certificate-unchecked /receipt'],
      'nobody says anything of them',
    )
    t.not(plain.verdict, 'invalid')
    t.same(
      (await said(whole, soon() + 11 * 86_400)).times,
      stamps('signature-timestamp-expired'),
      'nobody has renewed them',
    )
    t.same(
      (await said(whole, soon(), parseTrust(JSON.stringify({ identities })))).times,
      [],
      'an auditor without an authority',
    )

    const listed = (...lists: Buffer[]): Evidence => ({
      ...whole,
      certificates: { revocation: lists.map((der) => ({ type: 'crl', der })) },
    })
    const certificate = readFileSync(join(b.dir, 'certificates', 'signing.pem'), 'utf8')
    const later = Date.now() + 60_000
    const day = 86_400_000
    const good = [await crlOf(ofA, [], [], later), await crlOf(ofB, [], [], later)]
    t.same((await said(listed(...good))).certificates, ['certificate /manifest', 'certificate /receipt'])
    for (const [what, list, code, invalid] of [
      ['before it was made', await crlOf(ofA, [], [], later - day), 'certificate-unchecked', false],
      [
        'of another authority',
        await crlOf({ ...ofA, certificate: ofB.certificate }, [], [], later),
        'certificate-unchecked',
        false,
      ],
      [
        'withdrawn before',
        await crlOf(ofB, [{ certificate, since: new Date(later - day) }], [], later),
        'certificate-revoked',
        true,
      ],
      ['withdrawn later', await crlOf(ofB, [{ certificate, since: new Date(later) }], [], later), 'certificate', false],
    ] as const) {
      const { certificates, verdict } = await said(listed(list))
      t.same([certificates[1], verdict === 'invalid'], [`${code} /receipt`, invalid], what)
    }

    const changed = (change: (etsiU: readonly string[]) => readonly string[], of = 0): Evidence => ({
      ...whole,
      signatureTimestamps: whole.signatureTimestamps!.map((s, i) => (i === of ? { ...s, etsiU: change(s.etsiU) } : s)),
    })
    for (const [what, evidence] of [
      ['of the other signature', changed(() => whole.signatureTimestamps![1]!.etsiU)],
      ['over values that were taken out', changed((etsiU) => [etsiU[0]!, etsiU.at(-1)!])],
      ['over values in another order', changed((etsiU) => [...etsiU.slice(1, -1), etsiU[0]!, etsiU.at(-1)!])],
      ['of nothing', changed(() => ['e30'])],
      ['of a receipt that is not there', { ...whole, receipt: null }],
    ] as const) {
      const { verdict, times } = await said(evidence)
      t.equal(verdict, 'invalid', what)
      t.ok(
        times.some((code) => code.startsWith('signature-timestamp-invalid')),
        what,
      )
    }
    const files = new Map(extractEvidence(whole).map(({ path, bytes }) => [path, bytes.toString()]))
    for (const { of, etsiU } of whole.signatureTimestamps!) {
      const {
        payload,
        protected: header,
        header: more,
        signature,
      } = JSON.parse(files.get(`${of}.jades.json`)!) as Record<string, never>
      t.equal(`${header}.${payload}.${signature}`, of === 'manifest' ? whole.manifest : whole.receipt)
      t.same(more, { etsiU })
    }
  })
})
