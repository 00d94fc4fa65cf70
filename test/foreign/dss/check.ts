/** What EU DSS says of receipts and manifests of real nodes, and of each flipped byte in them. Run by test/foreign/dss.sh. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Evidence } from '../../../node/evidence/bundle.ts'
import { parseEvidence } from '../../../node/evidence/read-bundle.ts'
import { startTestNodes, submit, untilState, type TestNode } from '../../nodes.ts'
import { temporaryFolder } from '../../servers.ts'
import { crlOf, selfSigned } from './authority.ts'
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

t.test('EU DSS', { timeout: 300_000 }, async (t) => {
  const dss = startDss(process.env['DSS_CLASSPATH']!, temporaryFolder(t), process.env['EXPLAIN'] !== undefined)
  t.teardown(dss.stop)
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const { id } = (await submit(a, b)).body
  await untilState(a, id, 'delivered')
  const { manifest, receipt } = await evidenceOf(a, id)

  const issued = async (node: TestNode) => {
    const read = (name: string): string => file(node, 'development-authority', name)
    const ca = read('authority.pem')
    return {
      ca,
      known: [file(node, 'certificates', 'signing.pem')],
      crls: [await crlOf({ certificate: ca, key: read('authority-key.pem') })],
    }
  }
  const own = await selfSigned(receipt!)
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
})
