/** What EU DSS says of receipts and manifests of real nodes, and of each flipped byte in them. Run by test/foreign/dss.sh. */
import { randomBytes, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Evidence } from '../../../node/evidence/bundle.ts'
import {
  archiveImprint,
  signatureImprint,
  writeJades,
  writeTimestamp,
  writeTimestampValues,
  writeValues,
} from '../../../node/evidence/jades.ts'
import { parseEvidence } from '../../../node/evidence/read-bundle.ts'
import { readTimestampResponse, timestampRequest } from '../../../node/log/rfc3161.ts'
import { makeTsa, type Tsa } from '../../log/tsa.ts'
import { startTestNodes, submit, untilState, type TestNode } from '../../nodes.ts'
import { needsOpenssl, temporaryFolder } from '../../servers.ts'
import { crlOf, selfSigned } from '../../authority.ts'
import { startDss, type Asked } from './dss.ts'

const FLIPS = 40
/** Where the flipped byte lies in the digest of the certificate, DSS finds no certificate to judge the signature by, and says that. */
const REFUSED = /^(TOTAL_FAILED|UNREADABLE|INDETERMINATE NO_SIGNING_CERTIFICATE_FOUND)/

const evidenceOf = async (node: TestNode, id: string): Promise<Evidence> => {
  const { body } = await node.call('GET', `/v1/messages/${id}/evidence`, undefined, { prefer: 'wait=20' })
  return parseEvidence(Buffer.isBuffer(body) ? body : JSON.stringify(body))
}
const file = (node: TestNode, folder: string, name: string): string =>
  readFileSync(join(node.dir, folder, name), 'utf8')

/** `jws` with one bit of one byte of what its segments encode flipped: header, payload and signature in turn, at places spread over each. */
function flipped(jws: string, count: number): { what: string; jws: string }[] {
  const segments = jws.split('.').map((s) => Buffer.from(s, 'base64url'))
  return Array.from({ length: count }, (_, i) => {
    const which = i % 3
    const bytes = Buffer.from(segments[which]!)
    const at = Math.floor(((i + 0.5) / count) * bytes.length)
    bytes[at] = bytes[at]! ^ (1 << (i % 8))
    const all = segments.map((s, j) => (j === which ? bytes : s).toString('base64url'))
    return { what: `${['header', 'payload', 'signature'][which]}, byte ${at}`, jws: all.join('.') }
  })
}

t.test('EU DSS', async (t) => {
  const dss = startDss(process.env['DSS_CLASSPATH']!, temporaryFolder(t), process.env['EXPLAIN'] !== undefined)
  t.teardown(dss.stop)
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const { id } = (await submit(a, b)).body
  await untilState(a, id, 'delivered')
  const { manifest, receipt } = await evidenceOf(a, id)

  const listOf = (node: TestNode, withdrawn: Parameters<typeof crlOf>[1] = []) => {
    const read = (name: string): string => file(node, 'development-authority', name)
    return crlOf({ certificate: read('authority.pem'), key: read('authority-key.pem') }, withdrawn)
  }
  const issued = async (node: TestNode) => ({
    ca: file(node, 'development-authority', 'authority.pem'),
    known: [file(node, 'certificates', 'signing.pem')],
    crls: [await listOf(node)],
  })
  const own = await selfSigned(receipt!)
  const [since, certificate] = [new Date(Date.now() - 86_400_000), file(b, 'certificates', 'signing.pem')]
  const cases = [
    { what: 'a manifest, by a national authority', jws: manifest, ...(await issued(a)) },
    { what: 'a receipt, by a national authority', jws: receipt!, ...(await issued(b)) },
    {
      what: 'a receipt, by a certificate that signs itself',
      jws: own.jws,
      ca: own.certificate,
      known: [own.certificate],
      crls: [],
    },
  ]
  t.match(
    await dss.ask([
      {
        signature: receipt!,
        anchors: [cases[1]!.ca],
        known: [certificate],
        crls: [await listOf(b, [{ certificate, since }])],
      },
    ]),
    [{ indication: 'INDETERMINATE', why: 'REVOKED_NO_POE' }],
    'its authority has withdrawn the certificate',
  )
  for (const { what, jws, ca, known, crls } of cases)
    t.test(what, async (t) => {
      const ask = (more: Partial<Asked>) => dss.ask([{ signature: jws, anchors: [ca], known, crls, ...more }])
      const [passed] = await ask({})
      const [without] = await ask({ anchors: [] })
      t.match(passed, { indication: 'TOTAL_PASSED', level: 'JAdES-BASELINE-B' }, 'with the anchor')
      t.match(without, { indication: 'INDETERMINATE', why: 'NO_CERTIFICATE_CHAIN_FOUND' }, 'without it')
      const bad = flipped(jws, FLIPS)
      const said = await dss.ask(bad.map((f) => ({ signature: f.jws, anchors: [ca], known, crls })))
      for (const [i, { indication, why }] of said.entries())
        t.match(`${indication} ${why}`, REFUSED, `${bad[i]!.what}: ${indication} ${why}`)
    })

  t.test('with timestamps and what they are judged by', needsOpenssl(), async (t) => {
    const [tsa, later] = [makeTsa({ days: 90 }), makeTsa({ days: 900 })]
    const listOfTsa = ({ ca: certificate, dir }: Tsa) =>
      crlOf({ certificate, key: readFileSync(join(dir, 'ca.private'), 'utf8') })
    const { ca, known } = await issued(b)
    const stamp = (imprint: Buffer, by = tsa): Buffer =>
      readTimestampResponse(by.answer(timestampRequest(imprint, randomBytes(8))))
    const der = (pem: string): Buffer => new X509Certificate(pem).raw
    const values = (revocation: readonly Buffer[]) =>
      writeValues({
        certificates: [...known, ca, tsa.ca].map(der),
        revocation: revocation.map((crl) => ({ type: 'crl', der: crl })),
      })
    const once = [writeTimestamp('sigTst', stamp(signatureImprint(receipt!)))]
    // What is to hold when all has run out says of a time after the signature that it had not been withdrawn; times are whole seconds.
    await new Promise((done) => setTimeout(done, 2100))
    const { crls } = await issued(b)
    const [ofTsa, ofLater] = [await listOfTsa(tsa), await listOfTsa(later)]
    const archived = (before: readonly string[], by = tsa): string[] => [
      ...before,
      writeTimestamp('arcTst', stamp(archiveImprint(receipt!, before), by)),
    ]
    const whole = archived([...once, ...values([...crls, ofTsa])])
    const renewed = archived(
      [...whole, ...writeTimestampValues({ certificates: [der(later.ca)], revocation: [] })],
      later,
    )
    const anchors = [ca, tsa.ca, later.ca]
    const then = { at: Math.floor(Date.now() / 1000) + 850 * 86_400, crls: [ofLater] }
    for (const [what, etsiU, indication, level, more] of [
      ['a timestamp over the signature value', once, 'TOTAL_PASSED', 'T', { known, crls: [...crls, ofTsa] }],
      ['and all it is judged by, dated again', whole, 'TOTAL_PASSED', 'LTA', {}],
      ['and renewed by another authority', renewed, 'TOTAL_PASSED', 'LTA', { crls: [ofLater] }],
      ['long after the certificates of signer and first authority have run out', renewed, 'TOTAL_PASSED', 'LTA', then],
      ['which nobody has renewed', whole, 'INDETERMINATE', 'LTA', then],
    ] as const)
      t.match(
        await dss.ask([{ signature: writeJades(receipt!, etsiU), anchors, ...more }]),
        [{ indication, level: `JAdES-BASELINE-${level}` }],
        what,
      )
  })
})
