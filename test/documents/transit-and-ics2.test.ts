/** NCTS and ICS2 by tables of places: what is read is written again, and what no field takes is named; the samples of others and our own. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { Unmapped } from '../../node/documents/profile.ts'
import { mapDocument, type Mapped } from '../../node/documents/profiles.ts'
import type { Json } from '../../node/documents/wco-xml.ts'
import { readXml, type Element } from '../../node/documents/xml-tree.ts'
import { readXsdSets } from '../../node/documents/xsd.ts'
import { validator } from '../../node/cases/schemas.ts'
import { subjectKey } from '../../node/cases/case-message.ts'
import { thingsIn } from '../../node/cases/named-things.ts'
import { shapeOf } from '../../node/cases/shape.ts'
import { equipmentOf, movesWith, sealsOf } from '../../node/procedures/pre-arrival/declared-means.ts'
import type { Declaration } from '../../node/procedures/pre-arrival/deadlines.ts'
import { goodsOf } from '../../node/procedures/pre-arrival/offices.ts'
import { preArrival } from '../../node/procedures/pre-arrival/pre-arrival.ts'
import { subjectsOf } from '../../node/procedures/pre-arrival/state.ts'
import { Strata } from '../../node/procedures/release-time/strata.ts'
import { derivedEvent } from '../../node/procedures/release-time/derived-events.ts'
import { PROCEDURES } from '../../node/procedures/procedures.ts'
import { message } from '../procedures/sides.ts'
import { temporaryFolder } from '../servers.ts'
import { needsShared, ROOT, shared } from '../shared-data.ts'
import { ICS2, presentation } from './ics2-samples.ts'

const own = (name: string): string => readFileSync(join(ROOT, 'examples', 'samples', `${name}.xml`), 'utf8')
const others = (name: string): string => readFileSync(shared('ncts', `ncts-${name}.xml`), 'utf8')

const SUBJECT = { xSubject: [{ transportEquipment: { id: 'XATU7741203' } }] }
const RELEASED = { xEntry: 'destination', xLimit: '2026-12-01T23:59:59Z' }
const JUDGED = { declaration: { versionId: '1' }, xComplete: true }
type Sample = readonly [profile: string, type: string, text: () => string, beside?: object]
const NCTS = 'ncts-6'
/** What happened on the way, as phase 5 has it in the notification of the arrival: transhipped onto another lorry, and sealed again. */
const transhipped = (): string =>
  own('ncts-arrival').replace(
    '</LocationOfGoods>',
    '</LocationOfGoods><Incident><sequenceNumber>1</sequenceNumber><code>3</code><text>Tractor broken down</text><TransportEquipment><sequenceNumber>1</sequenceNumber><containerIdentificationNumber>XATU7741203</containerIdentificationNumber><Seal><sequenceNumber>1</sequenceNumber><identifier>XB-POL-9</identifier></Seal></TransportEquipment><Transhipment><containerIndicator>1</containerIndicator><TransportMeans><typeOfIdentification>30</typeOfIdentification><identificationNumber>XBTR77</identificationNumber><nationality>XB</nationality></TransportMeans></Transhipment></Incident>',
  )
const OWN: readonly Sample[] = [
  [NCTS, 'declaration', () => own('ncts-declaration')],
  [NCTS, 'transit-release', () => own('ncts-release-for-transit'), RELEASED],
  [NCTS, 'transit-arrival', () => own('ncts-arrival')],
  [NCTS, 'release', () => own('ncts-goods-release')],
  [NCTS, 'transit-discharged', () => own('ncts-write-off')],
  ['ics2-2', 'declaration', () => own('ics2-entry-summary')],
  ['ics2-2', 'arrival', () => own('ics2-arrival')],
  ['ics2-2', 'risk-outcome', () => own('ics2-risk-analysis'), JUDGED],
  ['ics2-2', 'control-recommendation', () => own('ics2-risk-analysis')],
  ['ics2-2', 'do-not-load', () => own('ics2-risk-analysis')],
  ...Object.entries(ICS2).map(([type, text]): Sample => ['ics2-2', type, () => text]),
]
const OTHERS: readonly Sample[] = [
  [NCTS, 'declaration', () => others('cc015c-declaration')],
  [NCTS, 'transit-release', () => others('cc029c-release-for-transit'), RELEASED],
  [NCTS, 'transit-arrival', () => others('cc007c-arrival')],
  [NCTS, 'release', () => others('cc025c-goods-release'), SUBJECT],
]

const map = (profile: string, type: string, xml: string, beside?: object) =>
  mapDocument(
    { mediaType: 'application/xml', bytes: Buffer.from(xml) },
    { procedure: 'pre-arrival', type, context: { xProfile: profile, ...(beside && { xDocument: beside }) } },
    PROCEDURES.profiles,
    shapeOf,
  )
function mapped(...sample: Parameters<typeof map>): Mapped {
  const found = map(...sample)
  if (found === undefined || found instanceof Unmapped) throw new Error(`unmapped: ${found?.text}`)
  return found
}
const whyNot = (...sample: Parameters<typeof map>): string => {
  const found = map(...sample)
  return found instanceof Unmapped ? found.rule : 'mapped'
}

type Leaf = { readonly path: string; readonly text: string }
const leaves = (xml: string): Leaf[] => {
  const below = (e: Element, above: string): Leaf[] => {
    const path = `${above}${e.name}`
    return [...(e.text === '' ? [] : [{ path, text: e.text }]), ...e.children.flatMap((c) => below(c, `${path}/`))]
  }
  return below(readXml(Buffer.from(xml)), '')
}
/** Zeros behind the ninth decimal say nothing. */
const said = ({ path, text }: Leaf): string => `${path} ${text.replace(/^(\d+\.\d{9})0+$/, '$1')}`

/** That a document is a message by its schema, that its fields are written as it states them, and that nothing is lost without being named. */
function holds(t: Test, [profile, type, text, beside]: Sample): void {
  const { body, profile: by, unread } = mapped(profile, type, text(), beside)
  const check = validator('pre-arrival', type)!
  t.ok(check(body), JSON.stringify(check.errors))
  const again = by.write!(body, { procedure: 'pre-arrival', type }, shapeOf('pre-arrival', type)!)
  t.same(mapped(profile, type, again, beside).body, body, 'what is written is read again')
  const [stated, kept] = [leaves(text()), new Set(leaves(again).map(said))]
  t.same([...kept].filter((leaf) => !stated.some((s) => said(s) === leaf)), [], 'nothing is written that was not read') // prettier-ignore
  const left = new Set(unread())
  t.same(stated.filter((leaf) => !kept.has(said(leaf)) && !left.has(leaf.path)), [], 'nothing is lost unnamed') // prettier-ignore
  const taken = stated.filter(({ path }) => left.has(path)).filter((leaf) => kept.has(said(leaf)))
  t.ok(
    taken.every(({ path }) => stated.filter((s) => s.path === path).length > 1),
    'and nothing is named that was read, but further elements of a name',
  )
  t.same(mapped(profile, type, again, beside).unread(), [], 'what is written is read whole')
}

t.test('our own documents', async (t) => {
  for (const sample of OWN) await t.test(`${sample[0]} ${sample[1]}`, async (t) => holds(t, sample))
  const types = OWN.map(([profile, type]) => `${profile} ${type}`)
  for (const { name, documents } of PROCEDURES.profiles)
    for (const type of Object.keys(documents ?? {})) t.ok(types.includes(`${name} ${type}`), `a sample of ${type}`)
})

t.test('those of others', needsShared(), async (t) => {
  for (const sample of OTHERS) await t.test(`${sample[0]} ${sample[1]}`, async (t) => holds(t, sample))
})

t.test('a declaration under transit says what a case of pre-arrival asks for', async (t) => {
  t.match(mapped(NCTS, 'declaration', own('ncts-declaration')).body, {
    functionalReferenceId: 'XA-T-000417',
    typeCode: 'T1',
    issueDateTime: '2026-11-23T05:00:00Z',
    declarationOfficeId: 'XA000101',
    declarant: { id: 'XA4410027718' },
    agent: { functionCode: '2' },
    totalGrossMassMeasure: { value: '12040.5', unitCode: 'KGM' },
    xOfficeOfDestination: 'XB000214',
    xOfficeOfTransit: ['XB000011'],
    xLimit: '2026-12-01',
    obligationGuarantee: [
      {
        securityDetailsCode: '1',
        referenceId: '26XA0000010000417',
        amountAmount: { value: '7000.00', currencyCode: 'EUR' },
      },
    ],
    borderTransportMeans: { id: 'XATR9081', modeCode: '3' },
    consignment: { itinerary: [{ routingCountryCode: 'XA' }, { sequenceNumeric: 2 }] },
    goodsShipment: {
      aeoMutualRecognitionParty: [{ id: 'XA5520001876', roleCode: 'FW' }],
      consignment: {
        transportEquipment: [{ id: 'XATU7741203', seal: [{ id: 'NDC-7741' }] }],
        departureTransportMeans: [{ id: 'XATR9081', registrationNationalityCode: 'XA' }],
      },
      governmentAgencyGoodsItem: [
        {
          commodity: {
            classification: [{ id: '040690', identificationTypeCode: 'HS' }],
            goodsMeasure: { netNetWeightMeasure: { value: '11400', unitCode: 'KGM' } },
          },
          packaging: [{ quantityQuantity: 24 }],
          additionalDocument: [{ id: 'NDC-2026-0417', typeCode: 'N380' }],
        },
      ],
    },
    xTransportDocument: [{ documentNumber: 'CMR-2026-0417', type: 'N730' }],
  })
})

t.test('goods under transit are found by what they left on, and by what they were transhipped onto', async (t) => {
  const found = (type: string, text: string, beside?: object): string[] => {
    const { body } = mapped(NCTS, type, text, beside)
    return thingsIn(message('pre-arrival', 'XA', 'XB', type, body)).map((thing) => thing.value)
  }
  const left = found('transit-release', own('ncts-release-for-transit'), RELEASED)
  t.same(
    ['XATR9081', 'XATL1177', 'XATU7741203'].filter((one) => !left.includes(one)),
    [],
  )
  holds(t, [NCTS, 'transit-arrival', transhipped])
  t.same(found('transit-arrival', transhipped()).sort(), ['XATU7741203', 'XBTR77'])
  const seals = mapped(NCTS, 'transit-arrival', transhipped()).body['seal']
  t.same(seals, [{ sequenceNumeric: 1, id: 'XB-POL-9' }], 'under the seals of then')
  const tir = own('ncts-release-for-transit').replace('<HolderOfTheTransitProcedure>', '<HolderOfTheTransitProcedure><TIRHolderIdentificationNumber>XAA/031/4471</TIRHolderIdentificationNumber>') // prettier-ignore
  t.equal(mapped(NCTS, 'transit-release', tir, RELEASED).body['xTirHolder'], 'XAA/031/4471')
})

t.test('each guarantee is one, with the type that stands around it; its access code is for nobody here', async (t) => {
  const release = mapped(NCTS, 'transit-release', own('ncts-release-for-transit'), RELEASED)
  t.same(release.body['obligationGuarantee'], [
    { securityDetailsCode: '1', referenceId: '26XA0000010000417', amountAmount: { value: '7000.00', currencyCode: 'EUR' } }, // prettier-ignore
    { securityDetailsCode: '1', referenceId: '26XA0000010000425', amountAmount: { value: '1500.00', currencyCode: 'EUR' } }, // prettier-ignore
    { securityDetailsCode: '8', id: 'Undertaking 12/2026' },
  ])
  t.same(release.body['xOfficeOfTransit'], ['XB000011', 'XB000012'])
  t.ok(release.unread().includes('CC029C/Guarantee/GuaranteeReference/accessCode'))
  t.notMatch(JSON.stringify(release.body), /Q7Z2/)
})

t.test('what happened on the way is said with the arrival', async (t) => {
  const incident =
    '<Incident><sequenceNumber>1</sequenceNumber><code>2</code><text>Seal broken, replaced</text></Incident>'
  const { body } = mapped(NCTS, 'transit-arrival', own('ncts-arrival').replace('</Consignment>', `${incident}</Consignment>`)) // prettier-ignore
  t.match(body, {
    xAt: '2026-11-24T08:10:00Z',
    xActualOffice: 'XB000214',
    additionalInformation: [{ statementCode: '2', statementDescription: 'Seal broken, replaced' }],
  })
})

t.test('a carnet is found by its number, and is not what another paper is', async (t) => {
  const tir = (name: string): string =>
    own(name)
      .replace('<declarationType>T1<', '<declarationType>TIR<')
      .replace('<security>', '<TIRCarnetNumber>XF12345678</TIRCarnetNumber><security>')
  for (const [type, name] of [
    ['declaration', 'ncts-declaration'],
    ['transit-release', 'ncts-release-for-transit'],
  ] as const) {
    const { body, profile } = mapped(NCTS, type, tir(name), RELEASED)
    t.ok(validator('pre-arrival', type)!(body))
    t.same(body['additionalDocument'], [{ id: 'XF12345678', typeCode: '952' }])
    const found = thingsIn(message('pre-arrival', 'XA', 'XB', type, body))
    t.match(found.find((thing) => thing.type === 'tir-carnet'), { value: 'XF12345678' }) // prettier-ignore
    const other = { ...body, additionalDocument: [{ id: 'INV-1', typeCode: '380' }] }
    const again = profile.write!(other, { procedure: 'pre-arrival', type }, shapeOf('pre-arrival', type)!)
    t.notMatch(again, /TIRCarnetNumber/)
  }
})

t.test(
  'a load compartment is sealed without a number of its own, and what is neither sealed nor numbered is no equipment',
  async (t) => {
    const number = /<containerIdentificationNumber>[^<]*<.containerIdentificationNumber>/
    const bare = (): string => own('ncts-declaration').replace(number, '')
    holds(t, [NCTS, 'declaration', bare])
    const { body } = mapped(NCTS, 'declaration', bare())
    const equipment = (of: Json) => (of['goodsShipment'] as { consignment: Json }).consignment['transportEquipment']
    t.same(equipment(body), [{ sequenceNumeric: 1, seal: [{ sequenceNumeric: 1, id: 'NDC-7741' }] }])
    t.same(sealsOf(body as Declaration), ['NDC-7741'])
    t.same(equipmentOf(body as Declaration), [])
    t.same(subjectsOf(body as Declaration, undefined), [
    { xTransportDocument: { documentNumber: 'CMR-2026-0417', type: 'N730' } },
  ], 'nothing is found by a number that is not there') // prettier-ignore
    t.notOk(thingsIn(message('pre-arrival', 'XA', 'XB', 'declaration', body)).some(({ type }) => type === 'equipment'))
    const unsealed = mapped(NCTS, 'declaration', bare().replace(/<Seal>[\s\S]*?<.Seal>/, ''))
    t.notOk(equipment(unsealed.body))
    t.ok(unsealed.unread().includes('CC015C/Consignment/TransportEquipment/sequenceNumber'))
    const seal = (id: string) => validator('pre-arrival', 'declaration')!(mapped(NCTS, 'declaration', bare().replace('NDC-7741', id)).body) // prettier-ignore
    t.ok(seal('x'.repeat(128)))
    for (const wrong of ['x'.repeat(129), 'a&#9;b']) t.notOk(seal(wrong))
  },
)

t.test('a guarantee without a GRN has its other reference', async (t) => {
  const other = (text: string, reference = 'CASH-0417'): string =>
    text.replace(
      /<Guarantee>[\s\S]*<.Guarantee>/,
      `<Guarantee><sequenceNumber>1</sequenceNumber><guaranteeType>3</guaranteeType><otherGuaranteeReference>${reference}</otherGuaranteeReference></Guarantee>`,
    )
  holds(t, [NCTS, 'declaration', () => other(own('ncts-declaration'))])
  holds(t, [NCTS, 'transit-release', () => other(own('ncts-release-for-transit')), RELEASED])
  const { body } = mapped(NCTS, 'transit-release', other(own('ncts-release-for-transit')), RELEASED)
  t.same(body['obligationGuarantee'], [{ securityDetailsCode: '3', id: 'CASH-0417' }])
  const hostile = mapped(NCTS, 'transit-release', other(own('ncts-release-for-transit'), 'a&#9;b'), RELEASED).body
  const check = validator('pre-arrival', 'transit-release')!
  t.notOk(check(hostile))
  t.equal(check.errors![0]!.instancePath, '/obligationGuarantee/0/id')
})

t.test('a day is no time at which goods were released', async (t) => {
  const text = own('ncts-goods-release')
  const { body, unread } = mapped(NCTS, 'release', text)
  t.same(body['status'], { nameCode: '1', releaseDateTime: '2026-11-24' })
  t.notOk(unread().includes('CC025C/TransitOperation/releaseDate'))
  const clock = preArrival.types['release']!.clock
  const event = (said: Json) => derivedEvent(message('pre-arrival', 'XB', 'XA', 'release', said), clock)
  t.equal(event(body)?.day, '2026-11-24')
  const at = mapped(NCTS, 'release', text, { xAt: '2026-11-24T10:52:11Z' }).body
  t.match(event(at), { said: Date.parse('2026-11-24T10:52:11Z'), day: undefined }, 'or when the context says that it was') // prettier-ignore
})

t.test('days of a transit are days, and are written again as they stand', async (t) => {
  const { body, profile } = mapped(NCTS, 'transit-release', own('ncts-release-for-transit'), RELEASED)
  t.match(body, { declaration: { acceptanceDateTime: '2026-11-23' }, xReleasedAt: '2026-11-23' })
  const type = { procedure: 'pre-arrival', type: 'transit-release' }
  const written = (said: Json): string => profile.write!(said, type, shapeOf('pre-arrival', 'transit-release')!)
  t.match(written(body), '<releaseDate>2026-11-23</releaseDate>')
  t.match(written({ ...body, xReleasedAt: '2026-11-23T23:30:00-05:00' }), '<releaseDate>2026-11-23</releaseDate>')
  t.ok(validator('pre-arrival', 'transit-release')!({ ...body, xLimit: '2026-12-01' }))
  t.notOk(validator('pre-arrival', 'transit-release')!({ ...body, xLimit: '2026-12-32' }))
})

t.test('what stands in the name space of somebody else is not what is read', async (t) => {
  const evil = (name: string, text: string): string => `<e:${name} xmlns:e="urn:evil">${text}</e:${name}>`
  const release = own('ncts-goods-release')
  const ours = mapped(NCTS, 'release', release).body
  const spoken = release
    .replace('<MRN>', `${evil('MRN', 'FOREIGN')}<MRN>`)
    .replace('<releaseIndicator>', `${evil('releaseIndicator', '4')}<releaseIndicator>`)
    .replace('<TransitOperation>', `${evil('TransitOperation', '<MRN>INSIDE</MRN>')}<TransitOperation>`)
  const { body, unread } = mapped(NCTS, 'release', spoken)
  t.same(body, ours)
  t.ok(unread().includes('CC025C/TransitOperation/MRN'), 'and is named')
  t.notOk(mapped(NCTS, 'release', release).unread().includes('CC025C/TransitOperation/MRN'))
  t.equal(whyNot(NCTS, 'release', release.replace(/<(\/?)(MRN|TransitOperation|preparationDateAndTime)>/g, '<$1ncts:$2>')), 'empty') // prettier-ignore
  const arrival = own('ics2-arrival')
  t.same(mapped('ics2-2', 'arrival', arrival.replace('<MRN>', `${evil('MRN', 'FOREIGN')}<MRN>`)).body, mapped('ics2-2', 'arrival', arrival).body) // prettier-ignore
  t.equal(whyNot('ics2-2', 'arrival', arrival.replace('xmlns="', 'xmlns:i="').replace(/(<\/?)IE4N07/g, '$1i:IE4N07')), 'empty') // prettier-ignore
  const declared = own('pre-arrival-declaration')
  const [first] = /<FunctionalReferenceID>/.exec(declared)!
  t.same(
    mapped('wco-dec-dms-2', 'declaration', declared.replace(first, `${evil('FunctionalReferenceID', 'FOREIGN')}${first}`)).body, // prettier-ignore
    mapped('wco-dec-dms-2', 'declaration', declared).body,
  )
})

t.test('a list for no member does not make many times its document of it', async (t) => {
  const screening = (methods: number, houses: number): string =>
    ICS2['screening-result']!.replace(
      /(<screeningMethod>.*<\/screeningMethod>)/,
      '<screeningMethod><method>XRY</method></screeningMethod>'.repeat(methods),
    ) // prettier-ignore
      .replace(/(<transportDocumentHouseLevel>.*<\/transportDocumentHouseLevel>)/, (one) => one.repeat(houses))
  t.equal(whyNot('ics2-2', 'screening-result', screening(99, 9000)), 'repeated')
  t.equal(whyNot('ics2-2', 'screening-result', screening(999, 999)), 'repeated')
  t.equal(whyNot('ics2-2', 'screening-result', screening(1, 9000)), 'mapped', 'what is said once is not repeated')
  const { body } = mapped('ics2-2', 'screening-result', screening(99, 99))
  t.equal((body['xScreening'] as Json[]).length, 99)
  const [result] = /<hrcmScreeningResults>.*<\/hrcmScreeningResults>/.exec(screening(99, 400))!
  const many = (n: number): string => screening(1, 1).replace('<hrcmScreeningResults>', `${result.repeat(n)}<hrcmScreeningResults>`) // prettier-ignore
  t.equal(whyNot('ics2-2', 'screening-result', many(1)), 'mapped')
  t.equal(whyNot('ics2-2', 'screening-result', many(9)), 'repeated', 'all lists of a document are one')
})

t.test('a release of a part frees no whole', async (t) => {
  const of = (indicator: string): string =>
    own('ncts-goods-release').replace('<releaseIndicator>1<', `<releaseIndicator>${indicator}<`)
  t.equal(whyNot(NCTS, 'release', of('1')), 'mapped')
  for (const part of ['2', '3']) {
    t.equal(whyNot(NCTS, 'release', of(part)), 'release-indicator')
    t.match(mapped(NCTS, 'release', of(part), SUBJECT).body, { status: { nameCode: part }, ...SUBJECT })
  }
  t.equal(whyNot(NCTS, 'release', of('4'), SUBJECT), 'release-indicator', 'what releases nothing is no release')
})

t.test('an entry summary declaration is one declaration, or none', async (t) => {
  const summary = own('ics2-entry-summary')
  t.match(mapped('ics2-2', 'declaration', summary).body, {
    functionalReferenceId: 'XA-Q-000511',
    id: '26XA0511000000000B',
    issueDateTime: '2026-11-22T21:15:00Z',
    borderTransportMeans: { id: 'XATR5112', modeCode: '3' },
    totalGrossMassMeasure: { value: '8150.5', unitCode: 'KGM' },
    goodsShipment: {
      ucr: { id: '6XA4410027718-000511' },
      consignee: { id: 'XB2290008841' },
      consignment: { transportEquipment: [{ id: 'XATU5110511', seal: [{ id: 'NDC-5110' }] }] },
      governmentAgencyGoodsItem: [
        {
          commodity: { classification: [{ id: '040510', identificationTypeCode: 'HS' }] },
          packaging: [{ quantityQuantity: 320 }],
        },
      ],
    },
    xOfficeOfFirstEntry: 'XB000214',
    xEstimatedArrival: '2026-11-24T09:30:00Z',
    xTransportDocument: [{ documentNumber: 'CMR-2026-0511', type: 'N730' }],
  })
  const none = summary.replace(/<relatedENS>[\s\S]*<\/relatedENS>/, '')
  t.equal(whyNot('ics2-2', 'declaration', none), 'declaration', 'an answer that found nothing declares nothing')
})

t.test(
  'house consignments of an entry summary declaration are declared, each with its own goods and parties',
  async (t) => {
    const house = (n: number, code: string): string =>
      `<consignmentHouseLevel><sequenceNumber>${n}</sequenceNumber><totalGrossMass>70.5</totalGrossMass><consignee><name>Receiver ${n}</name></consignee><goodsItem><goodsItemNumber>1</goodsItemNumber><commodity><descriptionOfGoods>Shoes</descriptionOfGoods><commodityCode><harmonizedSystemSubHeadingCode>${code}</harmonizedSystemSubHeadingCode></commodityCode></commodity><weight><grossMass>70.5</grossMass></weight></goodsItem><consignor><identificationNumber>XA441002771${n}</identificationNumber></consignor><transportDocumentHouseLevel><documentNumber>H${n}</documentNumber><type>N741</type></transportDocumentHouseLevel><transportEquipment><seal><identifier>HS-${n}</identifier></seal></transportEquipment></consignmentHouseLevel>`
    const summary = (master = own('ics2-entry-summary')): string =>
      master.replace('</consignmentMasterLevel>', `${house(1, '640399')}${house(2, '240220')}</consignmentMasterLevel>`)
    holds(t, ['ics2-2', 'declaration', () => summary()])
    const { body } = mapped('ics2-2', 'declaration', summary())
    t.match(body['xHouseConsignment'], [
      {
        sequenceNumeric: 1,
        totalGrossMassMeasure: { value: '70.5', unitCode: 'KGM' },
        consignor: { id: 'XA4410027711' },
        consignee: { name: 'Receiver 1' },
        xTransportDocument: [{ documentNumber: 'H1', type: 'N741' }],
        governmentAgencyGoodsItem: [{ sequenceNumeric: 1, commodity: { classification: [{ id: '640399' }] } }],
      },
      { sequenceNumeric: 2, governmentAgencyGoodsItem: [{ commodity: { classification: [{ id: '240220' }] } }] },
    ])
    const found = thingsIn(message('pre-arrival', 'XA', 'XB', 'declaration', body)).map(({ value }) => value)
    t.same(
      ['H1', 'H2', 'CMR-2026-0511'].filter((one) => !found.includes(one)),
      [],
      'found by their documents',
    )
    const declared = body as Declaration
    t.same(sealsOf(declared), ['NDC-5110', 'HS-1', 'HS-2'])
    t.ok(movesWith(declared)('equipment:XATU5110511', 'document:N741:H1'), 'a container may hold them')
    const whole = subjectKey({ xTransportDocument: { documentNumber: 'CMR-2026-0511', type: 'N730' } })
    t.ok(movesWith(declared)('document:N741:H1', whole), 'a house consignment is in the whole one')
    t.notOk(movesWith(declared)('document:N741:H2', 'document:N741:H1'), 'of two documents neither is in the other')
    t.same(goodsOf(declared).goods.slice(-2), ['640399', '240220'], 'what an office is competent for')
    const bare = own('ics2-entry-summary').replace(/<transportDocumentMasterLevel>[\s\S]*?<.transportDocumentMasterLevel>/, '').replace(/<transportEquipment>[\s\S]*?<.transportEquipment>/g, '') // prettier-ignore
    const { body: alone } = mapped('ics2-2', 'declaration', summary(bare))
    const subjects = ['H1', 'H2'].map((documentNumber) => ({ xTransportDocument: { documentNumber, type: 'N741' } }))
    t.same(subjectsOf(alone as Declaration, undefined), subjects, 'what it is about, where the whole has no document')
    const hostile = mapped('ics2-2', 'declaration', summary().replace('<documentNumber>H2', `<documentNumber>${'x'.repeat(129)}`)).body // prettier-ignore
    const check = validator('pre-arrival', 'declaration')!
    t.notOk(check(hostile))
    t.equal(check.errors![0]!.instancePath, '/xHouseConsignment/1/xTransportDocument/0/documentNumber')
    const strata = new Strata()
    strata.hear({ body: alone })
    t.equal(strata.of([]).chapter, 'mixed')
  },
)

t.test('a part that is no subject of a case is not the whole', async (t) => {
  const item = '<consignmentMasterLevel><goodsItem><goodsItemNumber>2</goodsItemNumber></goodsItem></consignmentMasterLevel>' // prettier-ignore
  t.equal(whyNot('ics2-2', 'presentation', presentation(item)), 'subject')
  t.match(mapped('ics2-2', 'presentation', presentation(item), SUBJECT).body, SUBJECT)
  t.equal(whyNot('ics2-2', 'presentation', presentation('')), 'mapped')
  t.equal(whyNot('ics2-2', 'presentation', presentation('', '')), 'one')
  const result = ICS2['control-result']!
  t.equal(whyNot('ics2-2', 'control-result', result.replace(/<transportEquipment>.*?<\/transportEquipment>/, '<packaging><shippingMarks>X</shippingMarks><typeOfPackages>PX</typeOfPackages></packaging>')), 'subject') // prettier-ignore
  t.equal(whyNot('ics2-2', 'control-result', result.replace(/(<controlResults>.*<\/controlResults>)/, '$1$1')), 'one')
  const revoked = ICS2['presentation-revoked']!
  t.equal(whyNot('ics2-2', 'presentation-revoked', revoked.replace('</MRN>', `</MRN>${item}`), SUBJECT), 'subject')
})

t.test('a part that is no subject is not what stands beside it', async (t) => {
  const item = '<goodsItem><goodsItemNumber>2</goodsItemNumber></goodsItem>'
  const house = '<transportDocumentHouseLevel><documentNumber>H1</documentNumber><type>N741</type></transportDocumentHouseLevel>' // prettier-ignore
  const box = '<transportEquipment><containerIdentificationNumber>XATU7741203</containerIdentificationNumber></transportEquipment>' // prettier-ignore
  const inHouse = (inner: string): string => `<consignmentHouseLevel>${inner}</consignmentHouseLevel>`
  const H1 = { xTransportDocument: { documentNumber: 'H1', type: 'N741' } }
  for (const type of ['control-decision', 'control-notice', 'control-result', 'presentation']) {
    const about = (inner: string): string =>
      ICS2[type]!.replace(/<consignmentMasterLevel>.*<\/consignmentMasterLevel>/, `<consignmentMasterLevel>${inner}</consignmentMasterLevel>`) // prettier-ignore
    const why = (inner: string, beside?: object): string => whyNot('ics2-2', type, about(inner), beside)
    t.same(mapped('ics2-2', type, about(inHouse(house) + box)).body['xSubject'], [H1, ...SUBJECT.xSubject])
    t.equal(why(inHouse(item + house)), 'subject', 'an item in a house')
    t.equal(why(inHouse(item + house), SUBJECT), 'subject', 'whatever is said beside it')
    t.equal(why(inHouse(house + box)), 'subject', 'a box in a house')
    t.equal(why(item + box), 'subject', 'an item beside a box')
    t.equal(why(inHouse('<sequenceNumber>1</sequenceNumber>') + box), 'subject', 'a house without a document')
    t.equal(why(inHouse('<sequenceNumber>1</sequenceNumber>')), 'subject')
    t.equal(why(inHouse('<sequenceNumber>1</sequenceNumber>'), SUBJECT), 'mapped', 'unless it is said which')
    t.equal(why('<transportEquipment/>', SUBJECT), 'entry', 'a box without a number')
    t.equal(why(inHouse(house.replace('<type>N741</type>', '')) + box), 'entry', 'a document without its kind')
  }
  const risk = own('ics2-risk-analysis')
  for (const [type, beside] of [['risk-outcome', JUDGED], ['control-recommendation', {}]] as const) // prettier-ignore
    t.equal(whyNot('ics2-2', type, risk.replace('<consignmentMasterLevel>', `<consignmentMasterLevel>${item}`), beside), 'subject') // prettier-ignore
})

t.test('a do-not-load of which one paper is not named whole stops nothing', async (t) => {
  const paper = (number: string, type: string): string => `<transportDocument><documentNumber>${number}</documentNumber>${type}</transportDocument>` // prettier-ignore
  const stop = (papers: string): string => own('ics2-risk-analysis').replace('<doNotLoadDetails>', `<doNotLoadDetails>${papers}`) // prettier-ignore
  const [whole, half] = [paper('A', '<type>N741</type>'), paper('B', '')]
  t.equal(whyNot('ics2-2', 'do-not-load', stop(whole)), 'mapped')
  t.equal(whyNot('ics2-2', 'do-not-load', stop(whole + half)), 'entry')
})

t.test('what is left out of a list is named, of whichever parts it stands in', async (t) => {
  const paper = '<TransportDocument><sequenceNumber>2</sequenceNumber><referenceNumber>CMR-2</referenceNumber></TransportDocument>' // prettier-ignore
  const bare = mapped(NCTS, 'declaration', own('ncts-declaration').replace('<TransportDocument>', `${paper}<TransportDocument>`)) // prettier-ignore
  t.same(bare.body['xTransportDocument'], [{ documentNumber: 'CMR-2026-0417', type: 'N730' }])
  t.ok(bare.unread().includes('CC015C/Consignment/TransportDocument/referenceNumber'))
  t.notOk(mapped(NCTS, 'declaration', own('ncts-declaration')).unread().includes('CC015C/Consignment/TransportDocument/referenceNumber')) // prettier-ignore
})

t.test('results of risk analysis stop what they name, or nothing', async (t) => {
  const analysed = own('ics2-risk-analysis')
  const bag = '<receptacle><receptacleIdentificationNumber>BAG-7</receptacleIdentificationNumber></receptacle>'
  const both = mapped('ics2-2', 'do-not-load', analysed.replace('<doNotLoadDetails>', `<doNotLoadDetails>${bag}`))
  t.same(both.body['xSubject'], [{ xReceptacle: 'BAG-7' }, ...SUBJECT.xSubject], 'all that it names')
  t.match(mapped('ics2-2', 'do-not-load', analysed).body, { ...SUBJECT, functionalReferenceId: 'XB-RISK-0417' })
  const without = analysed.replace(/<doNotLoadDetails>[\s\S]*<\/doNotLoadDetails>/, '')
  t.equal(whyNot('ics2-2', 'do-not-load', without, SUBJECT), 'do-not-load')
  t.equal(whyNot('ics2-2', 'risk-outcome', without), 'mapped')
  for (const type of ['risk-outcome', 'control-recommendation']) {
    t.same(mapped('ics2-2', type, analysed).body['xDoNotLoad'], SUBJECT.xSubject, 'none of the two passes for one that stops nothing') // prettier-ignore
    t.notOk('xDoNotLoad' in mapped('ics2-2', type, without).body)
    const empty = analysed.replace(/<doNotLoadDetails>[\s\S]*<\/doNotLoadDetails>/, '<doNotLoadDetails/>')
    t.equal(whyNot('ics2-2', type, empty), 'do-not-load')
  }
  t.match(mapped('ics2-2', 'risk-outcome', analysed, { ...JUDGED, functionalReferenceId: 'not the document' }).body, {
    ...JUDGED,
    functionalReferenceId: 'XB-RISK-0417',
    xResults: [
      { requestReference: 'RR-0417', analysisType: 'S', resultCode: '3', completedAt: '2026-11-23T05:19:30Z' },
      { requestReference: 'RR-0417', analysisType: 'F', resultCode: '1' },
    ],
    xControlRecommendations: [{ placeOfControl: 'UNL', subject: SUBJECT.xSubject }],
  })
})

t.test('nothing is guessed', async (t) => {
  t.equal(whyNot(NCTS, 'transit-release', own('ncts-declaration')), 'root')
  t.equal(whyNot(NCTS, 'declaration', own('ncts-declaration').replace('http://ncts.dgtaxud.ec', 'urn:other')), 'namespace') // prettier-ignore
  t.equal(whyNot(NCTS, 'declaration', '<n:CC015C xmlns:n="http://ncts.dgtaxud.ec"/>'), 'empty')
  t.equal(whyNot(NCTS, 'amendment', own('ncts-declaration')), 'profile')
  const odd = own('ncts-declaration')
    .replace('<numberOfPackages>24<', '<numberOfPackages>024<')
    .replace('<preparationDateAndTime>2026-11-23T05:00:00<', '<preparationDateAndTime>yesterday<')
  const { body } = mapped(NCTS, 'declaration', odd)
  t.equal(body['issueDateTime'], 'yesterday', 'what is no time is kept for the schema to refuse')
  t.match(JSON.stringify(body), /"quantityQuantity":"024"/)
})

t.test('an attribute that no field takes is named, and one that a field takes is not', async (t) => {
  const unit = /unitCode="/
  const weighed = own('pre-arrival-declaration')
  const left = (text: string): string[] => mapped('wco-dec-dms-2', 'declaration', text).unread().filter((path) => path.includes('@')) // prettier-ignore
  const before = left(weighed)
  t.match(weighed, unit)
  t.notOk(before.some((path) => path.endsWith('@unitCode')), 'the unit of a mass is read') // prettier-ignore
  const more = left(weighed.replace(unit, 'xmlns:e="urn:e" e:note="x" unitCodeListVersion="20" $&'))
  t.same(more.filter((path) => !before.includes(path)).map((path) => path.split('/').at(-1)).sort(), ['@e:note', '@unitCodeListVersion']) // prettier-ignore
  const schema = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b"'
  t.same(left(weighed.replace(unit, `${schema} $&`)), before, 'where a schema is, is no part of the document')
})

t.test('what the other profiles leave is named too', async (t) => {
  const dec = mapped('wco-dec-dms-2', 'declaration', own('pre-arrival-declaration'))
  t.ok(dec.unread().includes('MetaData/ResponsibleCountryCode'))
  t.notOk(dec.unread().some((path) => path.endsWith('/FunctionalReferenceID')))
})

/** The files of an archive (APPNOTE 4.3), by their names. */
function unzipped(archive: Buffer): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>()
  for (
    let at = archive.indexOf('PK\x01\x02', 0, 'latin1');
    at >= 0;
    at = archive.indexOf('PK\x01\x02', at + 46, 'latin1')
  ) {
    const [size, nameLength, place] = [archive.readUInt32LE(at + 20), archive.readUInt16LE(at + 28), archive.readUInt32LE(at + 42)] // prettier-ignore
    const from = place + 30 + archive.readUInt16LE(place + 26) + archive.readUInt16LE(place + 28)
    const packed = archive.subarray(from, from + size)
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength)
    files.set(name, archive.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed))
  }
  return files
}

t.test(
  'our own documents are valid by the schemas of others, many roots of one name space in a set',
  needsShared(),
  async (t) => {
    // prettier-ignore
    const home = temporaryFolder(t)
    for (const [name, bytes] of unzipped(readFileSync(shared('ncts', 'ncts-ctc-xsds-v60.4.16.zip'))))
      if (/^[a-z0-9-]+\.xsd$/.test(name)) writeFileSync(join(home, name), bytes)
    const file = join(home, 'xsd.json')
    const rootsOf = (of: string): string[] =>
    [...new Set(OWN.filter(([profile]) => profile === of).map(([, , text]) => readXml(Buffer.from(text())).name))].sort() // prettier-ignore
    const ics2 = shared('ics2', 'BusinessObjects', 'ICS', 'Common', 'V2')
    const named = (order: (roots: string[]) => string[]): object => ({
      [NCTS]: { folder: home, roots: order(rootsOf(NCTS)).map((name) => `${name.toLowerCase()}.xsd`) },
      'ics2-2': { folder: ics2, roots: order(rootsOf('ics2-2')).map((name) => `${name}.xsd`) },
    })
    writeFileSync(file, JSON.stringify(named((roots) => roots)))
    const sets = readXsdSets(file)
    for (const [profile, type, text] of OWN)
      t.same(sets.get(profile)!.validate(Buffer.from(text())), [], `${profile} ${type}`)
    const faults = OTHERS.map(([, , text]) => sets.get(NCTS)!.validate(Buffer.from(text())).length)
    t.same(faults, [0, 4, 2, 1], 'three of those of others are of phase 5, and are mapped all the same')
    const wrong = own('ncts-arrival').replace('<simplifiedProcedure>0<', '<simplifiedProcedure>perhaps<')
    t.match(sets.get(NCTS)!.validate(Buffer.from(wrong)), [{ pointer: '/document/CC007C/TransitOperation/simplifiedProcedure' }]) // prettier-ignore
    writeFileSync(file, JSON.stringify(named((roots) => roots.toReversed())))
    t.equal(
      readXsdSets(file).get(NCTS)!.digest,
      sets.get(NCTS)!.digest,
      'a set is its files, in whatever order they are named',
    )
  },
)
