/** XSD sets of the operator: real documents are judged by real schemas, and two nodes tell each other what they found. */
import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readXsdSets } from '../../node/documents/xsd.ts'
import { startTestNodes, untilState, type TestNode } from '../nodes.ts'
import { temporaryFolder } from '../servers.ts'
import { needsShared, ROOT, shared } from '../shared-data.ts'

const SETS = {
  'wco-dec-dms-2': ['declaration/DocumentMetaData_2_DMS.xsd', 'declaration/WCO_DEC_2_DMS.xsd'],
  'wco-res-dms-2': ['notification/DocumentMetaData_2_DMS.xsd', 'notification/WCO_RES_2_DMS.xsd'],
}
const setsFile = (t: { teardown(fn: () => unknown): unknown }): string => {
  const file = join(temporaryFolder(t), 'xsd.json')
  const folder = shared('wco-dm', 'xsd')
  const value = Object.fromEntries(Object.entries(SETS).map(([profile, roots]) => [profile, { folder, roots }]))
  writeFileSync(file, JSON.stringify(value))
  return file
}
const OWN = readFileSync(join(ROOT, 'examples', 'samples', 'pre-arrival-declaration.xml'), 'utf8')
const WRONG = OWN.replace('<SequenceNumeric>2</SequenceNumeric>', '<SequenceNumeric>two</SequenceNumeric>')

t.test('real declarations and our own satisfy the set; a fault names line and element', needsShared(), async (t) => {
  const set = readXsdSets(setsFile(t)).get('wco-dec-dms-2')!
  t.match(set.digest, /^sha-256:/)
  t.equal(readXsdSets(setsFile(t)).get('wco-dec-dms-2')!.digest, set.digest, 'the digest is that of the files')
  let valid = 0
  const samples = shared('wco-dm', 'samples')
  for (const file of readdirSync(samples, { recursive: true }).map(String)) {
    if (!file.endsWith('.xml')) continue
    const bytes = readFileSync(join(samples, file))
    if (!bytes.includes('urn:wco:datamodel:WCO:DEC-DMS:2') || bytes.includes('<Response')) continue
    if (bytes.includes('submitDeclarationRequest') || bytes.includes(':Response')) continue
    t.same(set.validate(bytes), [], file)
    valid++
  }
  t.ok(valid >= 8, `${valid} real declarations`)
  t.same(set.validate(Buffer.from(OWN)), [])
  const [fault] = set.validate(Buffer.from(WRONG))
  t.equal(fault!.pointer, '/document/MetaData/Declaration/GoodsShipment/GovernmentAgencyGoodsItem[2]/SequenceNumeric')
  t.equal(WRONG.split('\n')[fault!.line - 1]!.trim(), '<SequenceNumeric>two</SequenceNumeric>')
})

t.test('what is configured wrongly is said at start', async (t) => {
  const dir = temporaryFolder(t)
  const file = (value: unknown): string => {
    const path = join(dir, `${randomUUID()}.json`)
    writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value))
    return path
  }
  writeFileSync(
    join(dir, 'broken.xsd'),
    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="a" type="b"/></xs:schema>',
  )
  writeFileSync(
    join(dir, 'outside.xsd'),
    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:include schemaLocation="file:///etc/hostname"/><xs:element name="a"/></xs:schema>',
  )
  const fails = (value: unknown, words: RegExp): void =>
    void t.throws(() => readXsdSets(file(value)), { code: 'settings-invalid', message: words })
  fails('{', /cannot be read as JSON/)
  fails({ p: {} }, /folder must be a path/)
  fails({ p: { folder: dir, roots: [] } }, /roots must be a list/)
  fails({ p: { folder: dir, roots: ['none.xsd'] } }, /there is no file/)
  fails({ p: { folder: dir, roots: ['broken.xsd'] } }, /does not compile: line 1/)
  fails({ p: { folder: dir, roots: ['outside.xsd'] } }, /does not compile/)
})

t.test(
  'our own caller hears of it before anything leaves; a peer gets a signed rejected with a pointer',
  needsShared(),
  async (t) => {
    const file = setsFile(t)
    const [a, b] = (await startTestNodes(t, {
      env: (country) => (country === 'XB' ? { JUXTA_XSD: file } : {}),
    })) as [TestNode, TestNode]
    const send = (from: TestNode, to: string, text: string) =>
      from.call('POST', '/v1/messages', {
        to,
        procedure: 'pre-arrival',
        type: 'declaration',
        context: { xProfile: 'wco-dec-dms-2', xOffice: 'XA000101' },
        document: { mediaType: 'application/xml', text },
      })
    const own = await send(b, 'XA', WRONG)
    t.equal(own.status, 422)
    t.match(own.body, {
      type: '/problems/schema-invalid',
      rule: 'xsd',
      pointer: /SequenceNumeric$/,
      detail: /line 3\d/,
    })
    const good = (await send(a, 'XB', OWN)).body
    const bad = (await send(a, 'XB', WRONG)).body
    const told = await untilState(a, bad.id, 'rejected')
    const set = told.events.find((e: { event: string }) => e.event === 'rejected').set as string
    const { events } = JSON.parse(Buffer.from(set.split('.')[1]!, 'base64url').toString('utf8'))
    t.match(events['urn:juxta:event:rejected'], {
      reason: /^xsd: line 3\d/,
      pointer: '/document/MetaData/Declaration/GoodsShipment/GovernmentAgencyGoodsItem[2]/SequenceNumeric',
    })
    t.match(await untilState(a, good.id, 'delivered', 'collected', 'accepted'), { id: good.id })
    const fields = (await b.call('GET', `/v1/messages/${good.id}/fields`)).body
    t.match(fields, { profile: 'wco-dec-dms-2', mapping: '3', fields: { id: '26XAB0417000000011' } })
    const found = (await b.call('GET', '/v1/messages?reference=26XAB0417000000011')).body
    t.ok(
      found.items.some((m: { id: string }) => m.id === good.id),
      'found by the MRN that only the document states',
    )
    const held = (await b.call('GET', `/v1/cases/${good.conversation}`)).body
    t.match(held.state, { declaration: { goodsItemQuantity: 2 } })
    const none = (await send(a, 'XB', OWN.replace('urn:wco:datamodel:WCO:DEC-DMS:2', 'urn:other'))).body
    await untilState(a, none.id, 'delivered', 'rejected')
    const unmapped = (await b.call('GET', `/v1/messages/${none.id}/fields`)).body
    t.match(unmapped, { fields: null, note: { rule: 'namespace', reason: /line \d+/ } })
  },
)
