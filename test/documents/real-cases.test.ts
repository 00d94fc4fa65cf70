/** Real messages of others make real cases, each by a profile that is named; what none fits arrives all the same, with a note. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { startTestNodes, untilState, type TestNode } from '../nodes.ts'
import { needsShared, ROOT, shared } from '../shared-data.ts'
import { officer } from '../officer.ts'
import { ICS2 } from './ics2-samples.ts'

const HELD = ['delivered', 'collected', 'accepted', 'rejected']
const person = { xDecidedBy: officer('1') }

/** The samples of ENS expect arrivals in 2003; what did not arrive for so long has lapsed. */
const sample = (file: string): string =>
  readFileSync(shared(file), 'utf8').replaceAll(/(<ExpDatOfArr[A-Z0-9]*>)200302111234/g, `$1${MONTH}`)
/** Thirty days from now, as they write it. */
const MONTH = new Date(Date.now() + 30 * 86_400_000).toISOString().replaceAll(/[-:T]/g, '').slice(0, 12)

async function say(
  from: TestNode,
  to: TestNode,
  type: string,
  document: string | object,
  profile?: string,
  more: object = {},
  context: object = {},
): Promise<{ id: string; conversation: string }> {
  const { status, body } = await from.call('POST', '/v1/messages', {
    to: to.country,
    procedure: 'pre-arrival',
    type,
    context: { ...person, ...(profile === undefined ? {} : { xProfile: profile }), ...context },
    document:
      typeof document === 'string'
        ? { mediaType: document.endsWith('.json') ? 'application/ld+json' : 'application/xml', text: sample(document) }
        : { mediaType: 'application/json', text: JSON.stringify(document) },
    ...more,
  })
  if (status !== 202) throw new Error(`${type} ${JSON.stringify(body)}`)
  await untilState(from, body.id, ...HELD)
  return body
}

const caseOf = async (node: TestNode, conversation: string) =>
  (await node.call('GET', `/v1/cases/${conversation}`)).body

t.test('a declaration and the notifications about it', needsShared(), async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const dms = (name: string): string => `wco-dm/samples/Example_DMS_notifications/${name}.xml`
  const dec = await say(a, b, 'declaration', 'wco-dm/samples/TT_EX039a/TT_EX039a.xml', 'wco-dec-dms-2')
  const more = { conversation: dec.conversation }
  await say(b, a, 'registered', dms('01_DMSACC'), 'wco-res-bare', more)
  await say(b, a, 'control-notice', dms('05_DMSCTL'), 'wco-res-bare', more)
  const asked = await say(b, a, 'information-request', dms('06_DMSDOC'), 'wco-res-bare', more)
  const two = await say(b, a, 'authority-amendment', dms('07_DMSRES'), 'wco-res-bare', more)
  const plain = await say(b, a, 'release', dms('09_DMSCLE'), 'wco-res-dms-2', more)
  await say(b, a, 'arrival', { xActualOffice: 'XB000214' }, undefined, more)
  await say(b, a, 'release', dms('09_DMSCLE'), 'wco-res-bare', more)
  const [ours, theirs] = [await caseOf(a, dec.conversation), await caseOf(b, dec.conversation)]
  t.equal(ours.hash, theirs.hash)
  t.match(ours.state, {
    lodgement: 'registered',
    mrn: /^\d\d[A-Z]{2}/,
    requests: { [asked.id]: { kind: 'information' } },
  })
  const disposals = Object.values(ours.state.subjects as Record<string, { disposal: object }>).map((s) => s.disposal)
  t.match(disposals, [{ customs: 'released' }])
  t.same(
    ours.messages.map((m: any) => [m.type, m.status, m.note?.rule]).filter(([, status]: any) => status !== 'applied'),
    [
      ['authority-amendment', 'noted', 'one'],
      ['release', 'noted', 'namespace'],
    ],
  )
  for (const { id } of [two, plain])
    t.match((await a.call('GET', `/v1/messages/${id}/fields`)).body, { fields: null, note: { reason: String } })
})

t.test('entry summary declarations: lodged, amended, accepted and rejected', needsShared(), async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const ens = (name: string): string => `ens/samples/${name}.xml`
  const first = await say(a, b, 'declaration', ens('CC315A-schemaValidSample-v11-2'), 'ens-ics1')
  const more = { conversation: first.conversation }
  await say(b, a, 'registered', ens('DeclarationAcceptanceAllOptionalXML'), 'ens-ics1', more)
  const amendment = await say(a, b, 'amendment', ens('CC313A-schemaValidSampleWithEnvelope-v11-2'), 'ens-ics1', more)
  await say(b, a, 'amendment-accepted', ens('AmendmentAcceptanceAllOptionalXML'), 'ens-ics1', {
    ...more,
    inReplyTo: amendment.id,
  })
  const again = await say(a, b, 'amendment', ens('CC313A-schemaValidSampleWithSpecialChars-v11-2'), 'ens-ics1', more)
  await say(b, a, 'amendment-rejected', ens('AmendmentRejectionAllOptionalXML'), 'ens-ics1', {
    ...more,
    inReplyTo: again.id,
  })
  const held = await caseOf(a, first.conversation)
  t.equal(held.hash, (await caseOf(b, first.conversation)).hash)
  t.match(held.state, {
    lodgement: 'amended',
    amendments: 1,
    mrn: '12GB12345678901230',
    rejections: { [again.id]: String },
  })
  t.same(
    held.messages.map((m: any) => m.status).filter((s: string) => s !== 'applied'),
    [],
  )
  const other = await say(a, b, 'declaration', ens('CC315A-schemaValidSampleWithEnvelope-v11-2'), 'ens-ics1')
  await say(b, a, 'rejected', ens('DeclarationRejectionXML'), 'ens-ics1', {
    conversation: other.conversation,
    inReplyTo: other.id,
  })
  const refused = await caseOf(a, other.conversation)
  t.match(refused.state, { lodgement: 'rejected', rejections: { [other.id]: 'errorType1' } })
})

t.test('certificates are asked about, and what goes by air is announced', needsShared(), async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const asked = async (from: TestNode, to: TestNode, bytes: Buffer, context: object) => {
    const { status, body } = await from.call('POST', '/v1/messages', {
      to: to.country,
      procedure: 'documents',
      type: 'verification',
      context,
      document: { mediaType: 'application/xml', text: bytes.toString() },
    })
    t.equal(status, 202, JSON.stringify(body))
    await untilState(from, body.id, ...HELD)
    t.same((await to.call('GET', `/v1/messages/${body.id}/document`)).body, bytes, 'byte for byte')
    // The machine of its issuer answers.
    const held = async (node: TestNode) => {
      const { messages, hash } = await caseOf(node, body.conversation)
      return [...messages.map((m: any) => `${m.type} ${m.status}`), hash].join()
    }
    while (!(await held(a)).includes('status') || (await held(a)) !== (await held(b))) await setTimeout(50)
    t.match(await held(b), /^verification applied,status applied,sha-256:/)
    return (await to.call('GET', `/v1/messages/${body.id}/fields`)).body
  }
  const by = (xProfile: string, country: string, agency: string) => ({
    xProfile,
    xDocument: { xIssuer: { country, agency } },
  })
  // Its country is that of whom it is shown to.
  const certificate = readFileSync(shared('ephyto/SPSCertificateContent.xml'), 'utf8')
  const ours = Buffer.from(certificate.replace(/(<ns1:ExportSPSCountry>\s*<ns1:ID>)\w+/, '$1XB'))
  t.match(await asked(a, b, ours, by('ephyto-sps-17', 'XB', 'plant-health')), {
    profile: 'ephyto-sps-17',
    fields: {
      additionalDocument: { id: '123ABC', typeCode: '851' },
      xPresented: {
        xTreatments: [
          {
            xActiveIngredient: '238, 240',
            ...{ xConcentration: '2.5 KX', xTemperature: '32.0000 CEL', xDuration: '3.0000 HUR' },
          },
        ],
      },
    },
  })
  // Its authority is of XA.
  const cites = readFileSync(shared('cites/cites-epix-v2-certificate.xml'))
  const permit = await asked(b, a, cites, by('cites-epix-2', 'XA', 'CITES-MA'))
  t.match(permit.fields, {
    additionalDocument: { id: 'XA000000', typeCode: 'R' },
    xIssuer: { country: 'XA', agency: 'CITES-MA' },
    xPresented: {
      xSubtype: 're-export-certificate',
      xPurposeCode: 'T',
      xIssuedAt: '2014-01-06T12:03:52.00+01:00',
      xValidTo: '2014-07-05T12:03:52.000+02:00',
      xItems: [
        { xItem: 'A', xAppendix: 'II', xSourceCode: 'W', quantityQuantity: { value: '5', unitCode: 'PCS' } },
        { xItem: 'B', xAppendix: 'I', xSourceCode: 'D', xScientificName: 'Crocodylus siamensis' },
      ],
    },
  })

  const air = (name: string): string => `onerecord/onerecord-${name}.json`
  const id = 'https://1r.example.com/logistics-objects/1a8ded38-1804-467c-a369-81a411416b3c'
  for (const name of ['shipment', 'notification']) {
    const { id: sent, conversation } = await say(a, b, 'declaration', air(name), 'iata-one-record-3')
    const more = { conversation }
    t.same(
      (await b.call('GET', `/v1/messages/${sent}/document`)).body,
      readFileSync(shared(air(name))),
      'byte for byte',
    )
    await say(b, a, 'registered', { declaration: { id: `26XB${name}` } }, undefined, more)
    const question = await say(b, a, 'information-request', {}, undefined, more)
    const answer = { ...more, inReplyTo: question.id }
    const told = await say(a, b, 'information-response', air('customs-information'), 'iata-one-record-3', answer)
    const [ours, theirs] = [await caseOf(a, conversation), await caseOf(b, conversation)]
    t.equal(ours.hash, theirs.hash, name)
    t.same(
      theirs.messages.map((m: any) => m.status).filter((s: string) => s !== 'applied'),
      [],
    )
    t.match(ours.state.declaration, {
      functionalReferenceId: id,
      goodsShipment: {
        governmentAgencyGoodsItem: [
          { sequenceNumeric: 1, commodity: { description: 'Lots of awesome ONE Record information materials' } },
        ],
      },
    })
    t.match((await b.call('GET', `/v1/messages/${told.id}/fields`)).body, {
      profile: 'iata-one-record-3',
      fields: {
        additionalInformation: [
          { statementTypeCode: 'ISS', statementCode: 'RA', statementDescription: '01234-01', xCountry: 'DE' },
        ],
      },
    })
  }
})

t.test('documents of the European Union', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  await t.test('documents of NCTS carry a transit from its declaration to its end', needsShared(), async (t) => {
    const ncts = (name: string): string => `ncts/ncts-${name}.xml`
    const first = await say(a, b, 'declaration', ncts('cc015c-declaration'), 'ncts-6')
    const more = { conversation: first.conversation }
    await say(b, a, 'registered', { declaration: { id: '26XB0417000000000A' } }, undefined, more)
    const stated = (xDocument: object) => ({ xDocument })
    const released = await say(a, b, 'transit-release', ncts('cc029c-release-for-transit'), 'ncts-6', more, stated({ xEntry: 'destination', xLimit: new Date(Date.now() + 60 * 86_400_000).toISOString() })) // prettier-ignore
    await say(b, a, 'arrival', { xActualOffice: 'XB000214' }, undefined, more)
    const early = await say(b, a, 'release', ncts('cc025c-goods-release'), 'ncts-6', more)
    const arrived = await say(b, a, 'transit-arrival', ncts('cc007c-arrival'), 'ncts-6', more)
    await say(b, a, 'transit-result', { xOutcome: 'satisfactory', xResultCode: 'A1' }, undefined, more)
    const xSubject = [{ transportEquipment: { id: 'CSQU3054383' } }]
    const free = await say(b, a, 'release', ncts('cc025c-goods-release'), 'ncts-6', more, stated({ xSubject }))
    const writeOff = readFileSync(join(ROOT, 'examples', 'samples', 'ncts-write-off.xml'), 'utf8')
    const discharged = await a.call('POST', '/v1/messages', { to: 'XB', procedure: 'pre-arrival', type: 'transit-discharged', conversation: first.conversation, context: { ...person, xProfile: 'ncts-6' }, document: { mediaType: 'application/xml', text: writeOff } }) // prettier-ignore
    t.equal(discharged.status, 202)
    await untilState(a, discharged.body.id, ...HELD)
    const [ours, theirs] = [await caseOf(a, first.conversation), await caseOf(b, first.conversation)]
    t.equal(ours.hash, theirs.hash)
    t.match(ours.state, {
      declaration: { functionalReferenceId: 'MDTP-18', typeCode: 'T1', totalGrossMassMeasure: { value: '60000.204' } },
      transit: { by: released.id, mrn: '27WF9X1FQ9RCKN0TM3', phase: 'discharged', at: '2022-07-02T03:11:04Z' },
      subjects: { 'equipment:CSQU3054383': { disposal: { customs: 'released' } } },
      flags: [`transit-elsewhere:${arrived.id}`],
    })
    t.same(
      ours.messages.map((m: any) => [m.id, m.note?.rule]).filter(([, rule]: any) => rule !== undefined),
      [[early.id, 'release-indicator']],
      'a release of a part says of what, or frees nothing',
    )
    for (const [{ id }, file] of [
      [first, 'cc015c-declaration'],
      [released, 'cc029c-release-for-transit'],
      [arrived, 'cc007c-arrival'],
      [free, 'cc025c-goods-release'],
    ] as const) {
      const both = (what: string) => Promise.all([a, b].map((node) => node.call('GET', `/v1/messages/${id}/${what}`)))
      const [sent, came] = await both('document')
      t.equal(String(came!.body), readFileSync(shared(ncts(file)), 'utf8'), `${file} arrives byte for byte`)
      t.match(came!.headers['etag'], /^"sha-256:/)
      t.equal(came!.headers['etag'], sent!.headers['etag'], 'under the digest that was signed')
      const [here, there] = await both('fields')
      t.same(here!.body, there!.body)
      t.ok(here!.body.unread.length > 0)
    }
  })

  await t.test('messages of ICS2 judge, stop and see what is announced', async (t) => {
    const box = { id: 'XATU7741203' }
    const first = await say(a, b, 'declaration', { functionalReferenceId: 'L-0417', goodsShipment: { consignment: { transportEquipment: [box] } } }) // prettier-ignore
    const more = { conversation: first.conversation }
    const own = async (type: string, text: string, xDocument: object = {}): Promise<string> => {
      const { status, body } = await b.call('POST', '/v1/messages', { to: 'XA', procedure: 'pre-arrival', type, ...more, context: { ...person, xProfile: 'ics2-2', xDocument }, document: { mediaType: 'application/xml', text } }) // prettier-ignore
      if (status !== 202) throw new Error(`${type} ${JSON.stringify(body)}`)
      await untilState(b, body.id, ...HELD)
      return body.id
    }
    const file = (name: string): string => readFileSync(join(ROOT, 'examples', 'samples', `${name}.xml`), 'utf8')
    await say(b, a, 'registered', { declaration: { id: '26XB0417000000000A' } }, undefined, more)
    const stop = await own('do-not-load', file('ics2-risk-analysis'))
    await own('risk-outcome', file('ics2-risk-analysis'), { declaration: { versionId: '1' }, xComplete: true })
    await say(a, b, 'do-not-load-answer', { xOutcome: 'executed' }, undefined, { ...more, inReplyTo: stop })
    await say(b, a, 'do-not-load-lifted', {}, undefined, { ...more, inReplyTo: stop })
    await own('arrival', file('ics2-arrival'))
    await own('presentation', ICS2['presentation']!)
    await own('control-decision', ICS2['control-decision']!)
    await own('control-result', ICS2['control-result']!)
    const [ours, theirs] = [await caseOf(a, first.conversation), await caseOf(b, first.conversation)]
    t.equal(ours.hash, theirs.hash)
    t.same(ours.messages.filter((m: any) => m.status !== 'applied'), [], 'each is what its document says') // prettier-ignore
    t.match(ours.state, {
      subjects: { 'equipment:XATU7741203': { risk: 'complete', movement: 'presented', disposal: { customs: 'open' } } },
      closed: 'examination',
    })
  })
})
