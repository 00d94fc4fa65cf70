/** Permits of EPIX and shipments of ONE Record: read by their profiles, written again without loss, and refused by name where they are something else. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { Unmapped } from '../../node/documents/profile.ts'
import { mapDocument, type Mapped } from '../../node/documents/profiles.ts'
import type { Json } from '../../node/documents/wco-xml.ts'
import { PROCEDURES } from '../../node/procedures/procedures.ts'
import { checkSchema } from '../../node/cases/schemas.ts'
import { shapeOf } from '../../node/cases/shape.ts'
import { message } from '../procedures/sides.ts'
import { ROOT } from '../shared-data.ts'

const sampleOf = (name: string): Buffer => readFileSync(join(ROOT, 'examples', 'samples', name))
const xIssuer = { country: 'XB', agency: 'CITES-MA' }
const map = (
  procedure: string,
  type: string,
  xProfile: string,
  document: Buffer | string,
  mediaType: string,
  xDocument: object = procedure === 'documents' ? { xIssuer } : {},
) => {
  const [bytes, context] = [Buffer.from(document), { xProfile, xDocument }]
  return mapDocument({ mediaType, bytes }, { procedure, type, context }, PROCEDURES.profiles, shapeOf)
}
const profileOf = (name: string) => PROCEDURES.profiles.find((p) => p.name === name)!
const why = (found: ReturnType<typeof map>): string => (found instanceof Unmapped ? found.rule : 'mapped')
const CITES = ['documents', 'verification', 'cites-epix-2'] as const
const AIR = 'iata-one-record-3'

t.test('a permit of EPIX is presented to its issuer, and written again as it was read', async (t) => {
  const found = map(...CITES, sampleOf('cites-epix-permit.xml'), 'application/xml') as Mapped
  t.same(found.body, {
    additionalDocument: { id: 'XB-2026-00417', typeCode: 'E' },
    xIssuer,
    xPresented: {
      xKind: 'cites',
      xSubtype: 'export-permit',
      xPurposeCode: 'T',
      xSecurityStampId: 'XB-ST-88214',
      xIssuedAt: '2026-10-05T09:00:00+02:00',
      xValidTo: '2027-04-04T23:59:59+02:00',
      xItems: [
        {
          xItem: 'A',
          xScientificName: 'Vanda coerulea',
          xAppendix: 'II',
          xSourceCode: 'A',
          xSpecimenMarks: 'VC-417',
          origin: { countryCode: 'XB' },
          quantityQuantity: { value: '40', unitCode: 'C62' },
          xQuota: { quantityQuantity: { value: '500', unitCode: 'C62' }, xGranted: '120' },
        },
      ],
    },
  })
  t.equal(checkSchema(message('documents', 'XA', 'XB', 'verification', found.body)), undefined)
  t.same(found.unread(), [
    'CITESEPermit/HeaderExchangedDocument/TypeCode/@listID',
    'CITESEPermit/HeaderExchangedDocument/EffectiveSpecifiedPeriod/StartDateTime',
    'CITESEPermit/HeaderExchangedDocument/FirstSignatoryDocumentAuthentication/TypeCode',
    'CITESEPermit/HeaderExchangedDocument/FirstSignatoryDocumentAuthentication/ProviderTradeParty/Name',
    'CITESEPermit/SpecifiedSupplyChainConsignment/IncludedSupplyChainConsignmentItem/IncludedSupplyChainTradeLineItem/SpecifiedTradeProduct/Description',
  ])
  const xml = profileOf('cites-epix-2').write!(
    found.body,
    { procedure: 'documents', type: 'verification' },
    { kind: 'flag' },
  )
  t.same((map(...CITES, xml, 'application/xml') as Mapped).body, found.body)
  const text = sampleOf('cites-epix-permit.xml').toString()
  const served = (service: string, permit = text.replace(/^<.xml.*\n/, '')) =>
    `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><s:GetFinalCitesCertificateResponse xmlns:s="${service}">${permit}</s:GetFinalCitesCertificateResponse></e:Body></e:Envelope>`
  t.same((map(...CITES, served('urn:CitesDataExchange/v2/'), 'text/xml') as Mapped).body, found.body)
  for (const [rule, document] of [
    ['namespace', served('urn:CitesDataExchange/v1/')],
    ['namespace', text.replaceAll('CITESEPermit:2', 'CITESEPermit:1')],
    ['namespace', '<CITESEPermit/>'],
    ['root', served('urn:CitesDataExchange/v2/', '')],
    ['root', text.replaceAll('c:CITESEPermit', 'c:SPSCertificate')],
    ['identifier', text.replace(/<p:ID>XB-2026-00417<.p:ID>/, '<p:ID></p:ID>')],
  ] as const)
    t.equal(why(map(...CITES, document, 'application/xml')), rule)
  const importer =
    '<p:ConsigneeTradeParty><p:PostalTradeAddress><p:CountryID>XA</p:CountryID></p:PostalTradeAddress></p:ConsigneeTradeParty>'
  const addressed = map(...CITES, text.replace('<p:IncludedSupplyChainConsignmentItem>', `${importer}$&`), 'text/xml') as Mapped // prettier-ignore
  t.same((addressed.body['xPresented'] as Json)['xDestinations'], ['XA'])
  const rewritten = profileOf('cites-epix-2').write!(addressed.body, { procedure: 'documents', type: 'verification' }, { kind: 'flag' }) // prettier-ignore
  t.same((map(...CITES, rewritten, 'application/xml') as Mapped).body, addressed.body)
  const two =
    '<p:TransportLogisticsPackage><p:ItemQuantity unitCode="C62">1</p:ItemQuantity></p:TransportLogisticsPackage>'
  const doubled = map(...CITES, text.replace('<p:TransportLogisticsPackage>', `${two}$&`), 'text/xml') as Mapped
  const quantityIn = (found: Mapped) => (found.body['xPresented'] as { xItems: Json[] }).xItems[0]!['quantityQuantity']
  t.same(quantityIn(doubled), { value: '41', unitCode: 'C62' }, 'what is in all packages')
  for (const other of [two.replace('C62', 'PR'), two.replace(' unitCode="C62"', ''), two.replace('>1<', '>one<')])
    t.notOk(quantityIn(map(...CITES, text.replace('<p:TransportLogisticsPackage>', `${other}$&`), 'text/xml') as Mapped)) // prettier-ignore
  const more = '<p:IncludedSupplyChainConsignmentItem><p:IncludedSupplyChainTradeLineItem><p:SpecifiedTradeProduct><p:Description>parrots</p:Description></p:SpecifiedTradeProduct></p:IncludedSupplyChainTradeLineItem></p:IncludedSupplyChainConsignmentItem>' // prettier-ignore
  const added = map(...CITES, text.replace('<p:IncludedSupplyChainConsignmentItem>', `${more}$&`), 'text/xml') as Mapped
  t.same((added.body['xPresented'] as { xItems: Json[] }).xItems[0], { description: 'parrots' }, 'what is in words alone is there') // prettier-ignore
  const unitless = map(...CITES, text.replace(' unitCode="C62"', ''), 'text/xml') as Mapped
  t.notOk((unitless.body['xPresented'] as { xItems: Json[] }).xItems[0]!['quantityQuantity'])
  const quota = (from: string, to: string) => {
    const found = map(...CITES, text.replace(from, to), 'text/xml') as Mapped
    return [(found.body['xPresented'] as { xItems: Json[] }).xItems[0]!['xQuota'], found.unread().join()]
  }
  t.match(quota('unitCode="C62">120', 'unitCode="PR">120'), [
    { quantityQuantity: { value: '500' }, xGranted: undefined },
  ])
  const [none, unread] = quota('<p:AnnualQuotaQuantity unitCode="C62">', '<p:AnnualQuotaQuantity>')
  t.equal(none, undefined)
  t.match(unread, /AnnualQuotaQuantity/)
  t.match(
    unitless.unread().join(),
    /TransportLogisticsPackage\/ItemQuantity/,
    'a number without its unit is not taken, and named',
  )
})

t.test(
  'a permit of EPIX names the papers under which its specimens came, and the one that belongs to it',
  async (t) => {
    const text = sampleOf('cites-epix-permit.xml').toString()
    const paper = (code: string, id: string, at = '2025-07-09') => `<p:AssociatedReferencedDocument><p:IssueDateTime>${at}</p:IssueDateTime><p:TypeCode>${code}</p:TypeCode><p:ID>${id}</p:ID></p:AssociatedReferencedDocument>` // prettier-ignore
    const exported = '<p:ExportTradeCountry><p:ID>XD</p:ID></p:ExportTradeCountry>'
    const [item] = /<p:IncludedSupplyChainConsignmentItem>[\s\S]*<.p:IncludedSupplyChainConsignmentItem>/.exec(text)!
    const second = (inside: string) => item.replace('<p:ID>A<', '<p:ID>B<').replace('</p:OriginTradeCountry>', `$&${inside}`) // prettier-ignore
    const of = (type: string, inside: string, more = '', refers = '') =>
      map(
        ...CITES,
        text
          .replace('listID="1001">E<', `listID="1001">${type}<`)
          .replace('</p:OriginTradeCountry>', `$&${inside}`)
          .replace('</c:SpecifiedSupplyChainConsignment>', `${more}$&`)
          .replace('<p:EffectiveSpecifiedPeriod>', `${refers}$&`),
        'text/xml',
      ) as Mapped
    const again = (found: Mapped) => {
      const xml = profileOf('cites-epix-2').write!(found.body, { procedure: 'documents', type: 'verification' }, { kind: 'flag' }) // prettier-ignore
      t.same((map(...CITES, xml, 'text/xml') as Mapped).body, found.body, 'written again as it was read')
      t.equal(checkSchema(message('documents', 'XA', 'XB', 'verification', found.body)), undefined)
      const presented = found.body['xPresented'] as { xCorrespondingPermit?: Json; xItems: Json[] }
      return [presented.xCorrespondingPermit, ...presented.xItems.map((one) => one['previousDocument'])]
    }
    const origin = { id: 'XB-1', xCountry: 'XB', xIssuedAt: '2025-07-09' }
    const last = { id: 'XD-2', xCountry: 'XD', xIssuedAt: '2025-07-09' }
    const both = exported + paper('861', 'XB-1') + paper('R', 'XD-2')
    t.same(again(of('R', both)), [undefined, [origin, last]])
    t.same(again(of('R', paper('380', 'XB-1'))), [undefined, undefined], 'a paper of another kind is none')
    t.ok(of('R', paper('380', 'XB-1')).unread().some((path) => path.endsWith('AssociatedReferencedDocument/ID'))) // prettier-ignore
    // What is imported leaves under the last of them.
    const belongs = { id: 'XD-2', xIssuer: { country: 'XD' } }
    t.same(again(of('I', both)), [belongs, [{ ...origin }]])
    t.same(again(of('I', both, second(both))), [belongs, [origin], [origin]])
    const alone = of('I', exported + paper('R', 'XD-2'))
    t.same(again(alone), [belongs, undefined])
    t.ok(alone.unread().some((path) => path.endsWith('AssociatedReferencedDocument/IssueDateTime')), 'its date is named') // prettier-ignore
    t.same(again(of('I', both, second(paper('E', 'XB-1')))), [undefined, [origin, last], [origin]], 'of two none is the one') // prettier-ignore
    t.same(again(of('I', paper('E', 'XB-1'))), [{ id: 'XB-1', xIssuer: { country: 'XB' } }, undefined])
    const refers = (type: string) => `<p:ReferenceReferencedDocument><p:TypeCode>${type}</p:TypeCode><p:ID>XA-9</p:ID></p:ReferenceReferencedDocument>` // prettier-ignore
    const importer = '<p:ConsigneeTradeParty><p:PostalTradeAddress><p:CountryID>XA</p:CountryID></p:PostalTradeAddress></p:ConsigneeTradeParty>' // prettier-ignore
    t.same(again(of('E', '', '', refers('I'))), [{ id: 'XA-9' }, undefined])
    t.same(again(of('E', '', importer, refers('I'))), [{ id: 'XA-9', xIssuer: { country: 'XA' } }, undefined])
    t.same(again(of('I', '', '', refers('E'))), [{ id: 'XA-9' }, undefined])
    t.same(again(of('E', '', '', refers('E'))), [undefined, undefined], 'a permit in its place does not belong to it')
  },
)

t.test('what a paper has no element for is said beside it, and nothing that stands on it otherwise', async (t) => {
  const text = sampleOf('cites-epix-permit.xml').toString()
  const beside = (xPresented: unknown) => map(...CITES, text, 'text/xml', { xIssuer, xPresented })
  const classification = { id: '060290' }
  const other = { id: 'XA-9', typeCode: '911', xIssuer: { country: 'XA', agency: 'CITES-MA' } }
  const stated = beside({
    ...{ xTimber: true, xPurposeCode: 'Z', xCorrespondingPermit: other },
    xItems: [{ xItem: 'A', xSourceCode: 'W', classification }],
  }) as Mapped
  t.match(stated.body['xPresented'], {
    ...{ xTimber: true, xPurposeCode: 'T', xCorrespondingPermit: other },
    xItems: [{ xItem: 'A', xSourceCode: 'A', classification, xScientificName: 'Vanda coerulea' }],
  })
  t.equal(checkSchema(message('documents', 'XA', 'XB', 'verification', stated.body)), undefined)
  t.match((beside({ xItems: [{ classification }] }) as Mapped).body['xPresented'], { xItems: [{ classification }] })
  for (const wrong of [
    'timber',
    [],
    { xItems: 'A' },
    { xItems: ['A'] },
    { xItems: [{ xItem: 'B' }] },
    { xItems: [{}, {}] },
  ])
    // prettier-ignore
    t.equal(why(beside(wrong)), 'stated', JSON.stringify(wrong))
  const refusedAt = (xml: string, xPresented = {}): string | undefined =>
    checkSchema(message('documents', 'XA', 'XB', 'verification', (map(...CITES, xml, 'text/xml', { xIssuer, xPresented }) as Mapped).body))?.pointer // prettier-ignore
  const stamp = (id: string) => text.replace('XB-ST-88214', id)
  t.equal(refusedAt(stamp('x'.repeat(128))), undefined)
  t.equal(refusedAt(stamp('x'.repeat(129))), '/document/xPresented/xSecurityStampId')
  t.equal(refusedAt(stamp('a&#9;b')), '/document/xPresented/xSecurityStampId')
  const previous = (at: string) => text.replace('</p:OriginTradeCountry>', `$&<p:AssociatedReferencedDocument><p:IssueDateTime>${at}</p:IssueDateTime><p:TypeCode>861</p:TypeCode><p:ID>XB-1</p:ID></p:AssociatedReferencedDocument>`) // prettier-ignore
  t.equal(refusedAt(previous('2025-02-28')), undefined)
  t.equal(refusedAt(previous('2025-02-30')), '/document/xPresented/xItems/0/previousDocument/0/xIssuedAt')
  t.equal(refusedAt(text, { xTimber: 'yes' }), '/document/xPresented/xTimber')
})

t.test('marks, packages, seal and transit of an ePhyto are presented', async (t) => {
  const note = (name: string, subject: string, content: string) => `<${name}><Subject>${subject}</Subject><Content>${content}</Content></${name}>` // prettier-ignore
  const line = (inside: string) => `<IncludedSPSTradeLineItem><ScientificName>Zea mays</ScientificName>${inside}</IncludedSPSTradeLineItem>` // prettier-ignore
  const pack = (type: string, count: string, marks = '') => `<PhysicalSPSPackage><LevelCode>1</LevelCode><TypeCode>${type}</TypeCode><ItemQuantity>${count}</ItemQuantity>${marks}</PhysicalSPSPackage>` // prettier-ignore
  const certificate = (notes: string, inside: string, lines: string) =>
    map(
      ...(['documents', 'verification', 'ephyto-sps-17'] as const),
      `<SPSCertificate xmlns="urn:un:unece:uncefact:data:standard:SPSCertificate:17"><SPSExchangedDocument><ID>7</ID><TypeCode>851</TypeCode>${notes}</SPSExchangedDocument><SPSConsignment>${inside}<ExportSPSCountry><ID>XB</ID></ExportSPSCountry><IncludedSPSConsignmentItem>${lines}</IncludedSPSConsignmentItem></SPSConsignment></SPSCertificate>`,
      'text/xml',
    ) as Mapped
  const seal = (...ids: string[]) => `<UtilizedSPSTransportEquipment>${ids.map((id) => `<AffixedSPSSeal><ID>${id}</ID></AffixedSPSSeal>`).join('')}</UtilizedSPSTransportEquipment>` // prettier-ignore
  const transit = ['XC', 'XD', 'XC'].map((id) => `<TransitSPSCountry><ID>${id}</ID></TransitSPSCountry>`).join('')
  const marked = '<PhysicalSPSShippingMarks><Marking>NDC 2</Marking></PhysicalSPSShippingMarks>'
  const found = certificate(
    note('IncludedSPSNote', 'DMCL', 'Lot 88') + note('IncludedSPSNote', 'ADEDL', 'free of Agrilus'),
    transit + seal('G2'),
    line(note('AdditionalInformationSPSNote', 'DMTLIL', 'NDC 1') + pack('BG', '100.0000') + pack('BX', '20', marked)) + line(''), // prettier-ignore
  )
  t.match(found.body['xPresented'], {
    xCountriesConcerned: ['XC', 'XD'],
    seal: { id: 'G2' },
    xItems: [
      {
        xSpecimenMarks: 'NDC 1, NDC 2',
        packaging: [
          { typeCode: 'BG', quantityQuantity: 100 },
          { typeCode: 'BX', quantityQuantity: 20 },
        ],
      },
      { xSpecimenMarks: 'Lot 88' },
    ],
  })
  const refusedAt = (one: Mapped) => checkSchema(message('documents', 'XA', 'XB', 'verification', one.body))?.pointer
  t.equal(refusedAt(found), undefined)
  t.match(found.unread().join(), /IncludedSPSNote\/Content/, 'a note on something else')
  const own = certificate(note('IncludedSPSNote', 'DMCL', 'Lot 88'), '', line(note('AdditionalInformationSPSNote', 'DMTLIL', 'NDC 1'))) // prettier-ignore
  t.match(own.unread().join(), /IncludedSPSNote\/Content/, 'marks that are those of no line are named')
  const two = certificate('', seal('G2', 'G3'), line(''))
  t.notOk((two.body['xPresented'] as Json)['seal'], 'of two seals none is the one')
  t.match(two.unread().join(), /AffixedSPSSeal\/ID/)
  const half = certificate('', '', line('<PhysicalSPSPackage><TypeCode>BG</TypeCode></PhysicalSPSPackage>'))
  t.notOk((half.body['xPresented'] as { xItems: Json[] }).xItems[0]!['packaging'])
  t.match(half.unread().join(), /PhysicalSPSPackage\/TypeCode/, 'packages without their number are named')
  for (const [count, at] of [
    ['1.5', '/document/xPresented/xItems/0/packaging/0/quantityQuantity'],
    ['9999999999', '/document/xPresented/xItems/0/packaging/0/quantityQuantity'],
    ['7', undefined],
  ] as const)
    t.equal(refusedAt(certificate('', '', line(pack('BG', count)))), at)
  t.equal(refusedAt(certificate('', transit.replace('XD', 'Utopia'), line(''))), '/document/xPresented/xCountriesConcerned/1') // prettier-ignore
  const long = note('IncludedSPSNote', 'DMCL', 'x'.repeat(4001))
  t.equal(refusedAt(certificate(long, '', line(''))), '/document/xPresented/xItems/0/xSpecimenMarks')
})

t.test('treatments of an ePhyto are presented; what is no treatment is named as unread', async (t) => {
  const characteristic = (code: string, inside: string) =>
    `<ApplicableSPSProcessCharacteristic><Description>${code}</Description>${inside}</ApplicableSPSProcessCharacteristic>`
  const process = (inside: string) => `<AppliedSPSProcess><TypeCode>ZZZ</TypeCode>${inside}</AppliedSPSProcess>`
  const certificate = (...processes: string[]) =>
    map(
      ...(['documents', 'verification', 'ephyto-sps-17'] as const),
      `<SPSCertificate xmlns="urn:un:unece:uncefact:data:standard:SPSCertificate:17"><SPSExchangedDocument><ID>7</ID><TypeCode>851</TypeCode></SPSExchangedDocument><SPSConsignment><ExportSPSCountry><ID>XB</ID></ExportSPSCountry><IncludedSPSConsignmentItem><IncludedSPSTradeLineItem>${processes.join('')}</IncludedSPSTradeLineItem></IncludedSPSConsignmentItem></SPSConsignment></SPSCertificate>`,
      'text/xml',
    ) as Mapped
  const found = certificate(
    process(
      characteristic('TTFT', '<Description>fumigation</Description>') +
        characteristic('TTCH', '<Description>methyl bromide</Description>') +
        characteristic('TTCO', '<ValueMeasure unitCode="GL">48</ValueMeasure>') +
        characteristic('TTTM', '<ValueMeasure unitCode="CEL">21</ValueMeasure>') +
        characteristic('TTAI', '<Description>in containers</Description>') +
        '<CompletionSPSPeriod><EndDateTime>2026-10-01T08:00:00Z</EndDateTime><DurationMeasure unitCode="HUR">24</DurationMeasure></CompletionSPSPeriod>',
    ),
    process(
      characteristic('TTL1', '<Description>CHT</Description>') +
        '<CompletionSPSPeriod><EndDateTime>2026-10-02</EndDateTime></CompletionSPSPeriod>',
    ),
    process(characteristic('TTCH', '<Description>phosphine</Description>')),
  )
  t.same((found.body['xPresented'] as Json)['xTreatments'], [
    {
      ...{ xTreatment: 'fumigation', xTreatedAt: '2026-10-01T08:00:00Z', xActiveIngredient: 'methyl bromide' },
      ...{ xConcentration: '48 GL', xDuration: '24 HUR', xTemperature: '21 CEL' },
    },
    { xTreatment: 'CHT', xTreatedAt: '2026-10-02' },
  ])
  t.equal(checkSchema(message('documents', 'XA', 'XB', 'verification', found.body)), undefined)
  t.match(found.unread().join(), /AppliedSPSProcess\/TypeCode/)
  t.notOk((certificate().body['xPresented'] as Json)['xTreatments'])
  const to = '</ExportSPSCountry><ImportSPSCountry><ID>XA</ID></ImportSPSCountry>'
  const line =
    '<ScientificName>Zea mays</ScientificName><NetWeightMeasure unitCode="KGM">5</NetWeightMeasure><OriginSPSCountry><ID>XB</ID></OriginSPSCountry>'
  const whole = certificate(line).body['xPresented'] as Json
  t.same(whole['xItems'], [{ xScientificName: 'Zea mays', origin: { countryCode: 'XB' }, quantityQuantity: { value: '5', unitCode: 'KGM' } }]) // prettier-ignore
  const lines = certificate(`${line}</IncludedSPSTradeLineItem><IncludedSPSTradeLineItem><ScientificName>Vanda</ScientificName><NetVolumeMeasure unitCode="MTQ">2</NetVolumeMeasure><ApplicableSPSClassification><SystemName>HS</SystemName><ClassCode>06029048</ClassCode></ApplicableSPSClassification><OriginSPSCountry><ID>XB</ID></OriginSPSCountry><OriginSPSCountry><ID>XC</ID></OriginSPSCountry></IncludedSPSTradeLineItem><IncludedSPSTradeLineItem><CommonName>parrots</CommonName>`).body['xPresented'] as Json // prettier-ignore
  t.same(lines['xItems'], [
    ...(whole['xItems'] as Json[]),
    { xScientificName: 'Vanda', classification: { id: '06029048' }, quantityQuantity: { value: '2', unitCode: 'MTQ' } },
    { description: 'parrots' },
  ])
  const heat = process(characteristic('TTFT', '<Description>heat</Description>'))
  const repeated = certificate(`${heat}</IncludedSPSTradeLineItem><IncludedSPSTradeLineItem>${heat}`).body['xPresented'] as Json // prettier-ignore
  t.same(repeated['xTreatments'], [{ xTreatment: 'heat' }], 'said at each line')
  const sent = (country: string) => {
    const xml = `<SPSCertificate xmlns="urn:un:unece:uncefact:data:standard:SPSCertificate:17"><SPSExchangedDocument><ID>7</ID><TypeCode>851</TypeCode></SPSExchangedDocument><SPSConsignment><ExportSPSCountry><ID>XB</ID>${to.replace('XA', country)}</SPSConsignment></SPSCertificate>`
    return (map('documents', 'verification', 'ephyto-sps-17', xml, 'text/xml') as Mapped).body['xPresented'] as Json
  }
  t.same(sent('XA')['xDestinations'], ['XA'])
  t.notOk(sent('Utopia')['xDestinations'], 'what is no code of a country names none')
})

t.test('the country of an issuer is that of the document, its agency that of the context', async (t) => {
  const permit = sampleOf('cites-epix-permit.xml').toString()
  const phyto = `<SPSCertificate xmlns="urn:un:unece:uncefact:data:standard:SPSCertificate:17"><SPSExchangedDocument><ID>7</ID><TypeCode>851</TypeCode><IssuerSPSParty><Name>Plant health of XB</Name></IssuerSPSParty></SPSExchangedDocument><SPSConsignment><ExportSPSCountry><ID>XB</ID></ExportSPSCountry></SPSConsignment></SPSCertificate>`
  for (const [profile, document, country] of [
    ['cites-epix-2', permit, '<p:CountryID>XB</p:CountryID>'],
    ['ephyto-sps-17', phyto, '<ID>XB</ID>'],
  ] as const) {
    const by = (xDocument: object, text: string = document) =>
      map('documents', 'verification', profile, text, 'text/xml', xDocument)
    t.same((by({ xIssuer }) as Mapped).body['xIssuer'], xIssuer)
    t.notMatch((by({ xIssuer }) as Mapped).unread().join(), /Country/)
    t.match((by({ xIssuer }) as Mapped).unread().join(), /Party\/Name/, 'words are no agency')
    t.equal(why(by({ xIssuer: { ...xIssuer, country: 'XA' } })), 'issuer')
    t.equal(why(by({})), 'issuer')
    t.equal(why(by({}, document.replace(country, ''))), 'issuer')
    t.ok(document.includes(country))
    t.same((by({ xIssuer }, document.replace(country, '')) as Mapped).body['xIssuer'], xIssuer)
  }
})

t.test('a shipment of ONE Record announces goods, customs information answers; both are written again', async (t) => {
  const air = (type: string, document: Buffer | string, mediaType = 'application/ld+json; version=3') =>
    map('pre-arrival', type, AIR, document, mediaType)
  const again = (type: string, found: Json): Json => {
    const shape = shapeOf('pre-arrival', type)!
    return (air(type, profileOf(AIR).write!(found, { procedure: 'pre-arrival', type }, shape)) as Mapped).body
  }
  const shipment = sampleOf('one-record-shipment.jsonld')
  const declared = (air('declaration', shipment) as Mapped).body
  t.same(declared, {
    functionalReferenceId: 'https://air.example.org/logistics-objects/shipment-417',
    totalGrossMassMeasure: { value: '412.5', unitCode: 'KGM' },
    goodsShipment: {
      governmentAgencyGoodsItem: [
        {
          sequenceNumeric: 1,
          commodity: {
            description: 'Machine parts',
            goodsMeasure: { grossMassMeasure: { value: '400', unitCode: 'KGM' } },
          },
          packaging: [{ sequenceNumeric: 1, marksNumbersId: 'NDC 417/1' }],
          additionalInformation: [{ statementTypeCode: 'SPH', statementCode: 'HEA' }],
        },
        { sequenceNumeric: 2, commodity: { description: 'Spare bearings' } },
      ],
    },
    xTransportDocument: [{ documentNumber: '999-41700011', type: '740' }],
  })
  t.equal(checkSchema(message('pre-arrival', 'XA', 'XB', 'declaration', declared)), undefined)
  t.same(again('declaration', declared), declared)
  const besides = ['Shipment/pieces/@id']
  t.same((air('declaration', shipment) as Mapped).unread(), besides)
  const parsed = JSON.parse(shipment.toString())
  const [one] = parsed['cargo:pieces']
  const elsewhere = { ...one, 'cargo:specialHandlingCodes': [{ '@id': 'https://air.example.org/handling#HEA' }] }
  const strange = air('declaration', JSON.stringify({ ...parsed, 'cargo:pieces': [elsewhere] })) as Mapped
  t.notMatch(JSON.stringify(strange.body), /HEA/, 'a code of another list is none')
  t.ok(strange.unread().includes('Shipment/pieces/specialHandlingCodes/@id'), 'and is named')
  const odd = {
    ...parsed,
    'cargo:pieces': [{ ...one, 'cargo:goodsDescription': 'Shafts' }],
    'cargo:waybill': { 'cargo:waybillNumber': '7', 'cargo:waybillType': { '@id': 'cargo:OTHER' } },
  }
  const untaken = air('declaration', JSON.stringify(odd)) as Mapped
  t.notOk(untaken.body['xTransportDocument'], 'a waybill of a type that is not known is none')
  const bill = ['waybillNumber', 'waybillType/@id'].map((path) => `Shipment/waybill/${path}`)
  t.same(untaken.unread(), ['Shipment/goodsDescription', ...besides, ...bill])
  const declares = (changed: object) => air('declaration', JSON.stringify({ ...parsed, ...changed })) as Mapped
  const goods = [{ sequenceNumeric: 1, commodity: { description: 'Machine parts' } }]
  const named = [{ '@id': 'urn:x:1' }, { '@id': 'urn:x:2' }]
  for (const pieces of [[], named])
    t.same(declares({ 'cargo:pieces': pieces }).body['goodsShipment'], { governmentAgencyGoodsItem: goods })
  const beside = declares({ 'cargo:pieces': [...named, one] }).body['goodsShipment'] as Json
  t.match(beside['governmentAgencyGoodsItem'], { length: 1 }, 'a piece by its name alone is no item')
  const typed = (waybillType: unknown) =>
    declares({
      'cargo:waybill': { 'cargo:waybillNumber': '7', ...(waybillType ? { 'cargo:waybillType': waybillType } : {}) },
    })
  for (const [type, waybillType] of [
    ['741', { '@id': 'cargo:MASTER' }],
    ['703', { '@type': 'cargo:CodeListElement', 'cargo:code': 'HOUSE' }],
    [undefined, undefined],
    [undefined, { '@id': 'urn:zz#MASTER' }],
    [undefined, { 'cargo:code': 'OTHER' }],
    [undefined, { 'cargo:code': 'constructor' }],
  ] as const) {
    const { body, unread } = typed(waybillType)
    t.same(body['xTransportDocument'], type && [{ documentNumber: '7', type }], JSON.stringify(waybillType))
    const left = unread().filter((path) => path.startsWith('Shipment/waybill/'))
    t.equal(left.length, type ? 0 : waybillType ? 2 : 1, 'what was not taken is named, whole')
  }
  const unit = (changed: object) => declares({ 'cargo:totalGrossWeight': { 'cargo:numericalValue': 5, ...changed } })
  for (const changed of [{}, { 'cargo:unit': { '@id': 'urn:zz#KGM' } }]) {
    const { body, unread } = unit(changed)
    t.notOk(body['totalGrossMassMeasure'], 'a number without a unit of the list is no weight')
    t.equal(unread().filter((path) => path.includes('totalGrossWeight')).length, 1 + Object.keys(changed).length)
  }
  const amended = (air('amendment', shipment) as Mapped).body
  t.match(amended, { functionalReferenceId: /shipment-417/, xDeclaration: declared })
  t.same(again('amendment', amended), amended)
  const told = (air('information-response', sampleOf('one-record-customs-information.jsonld')) as Mapped).body
  t.same(told, {
    additionalInformation: [
      { statementTypeCode: 'ISS', statementCode: 'RA', statementDescription: '00417-01', xCountry: 'XA' },
    ],
  })
  t.equal(checkSchema(message('pre-arrival', 'XA', 'XB', 'information-response', told)), undefined)
  t.same(again('information-response', told), told)

  const broken = { ...declared, xTransportDocument: [{ documentNumber: 'a\nb', type: '740' }] }
  t.same(again('declaration', broken), broken, 'any number that a waybill may have is written')
  const codes = (id: string, type = 'cargo:CodeListElement') =>
    why(
      air(
        'information-response',
        JSON.stringify({
          '@context': { cargo: 'https://onerecord.iata.org/ns/cargo#' },
          '@type': 'cargo:CustomsInformation',
          'cargo:subjectCode': { '@id': id, '@type': type },
        }),
      ),
    )
  t.equal(codes('https://a.example/subjectCode#ISS'), 'mapped')
  t.equal(codes('https://a.example/contentCode#ISS'), 'empty', 'an element of another list')
  t.equal(codes('https://a.example/subjectCode#ISS', 'cargo:Piece'), 'empty', 'no element of a list')

  const whole = JSON.parse(shipment.toString())
  const context = { ...whole['@context'], api: 'https://onerecord.iata.org/ns/api#' }
  const notified = (event: string, ...objects: unknown[]) =>
    JSON.stringify({
      '@context': context,
      '@type': 'api:Notification',
      'api:hasEventType': { '@id': `api:LOGISTICS_OBJECT_${event}` },
      'api:hasLogisticsObject': objects,
    })
  t.same((air('declaration', notified('CREATED', whole)) as Mapped).body, declared)
  t.same((air('amendment', notified('UPDATED', whole)) as Mapped).body, amended)
  const { '@id': _, ...nameless } = whole
  for (const [rule, type, document] of [
    ['event-type', 'declaration', notified('UPDATED', whole)],
    ['event-type', 'amendment', notified('CREATED', whole)],
    ['root', 'declaration', notified('CREATED', { '@id': 'urn:x:1' })],
    ['one', 'declaration', notified('CREATED', whole, whole)],
    ['root', 'declaration', sampleOf('one-record-customs-information.jsonld')],
    ['root', 'information-response', shipment],
    ['identifier', 'declaration', JSON.stringify(nameless)],
    ['empty', 'information-response', '{"@type":"https://onerecord.iata.org/ns/cargo#CustomsInformation"}'],
    ['context', 'declaration', JSON.stringify({ ...whole, '@context': 'https://onerecord.iata.org/ns/cargo' })],
    ['term', 'declaration', JSON.stringify({ ...whole, 'somebody:else': 1 })],
    ['profile', 'exit', shipment],
    ['duplicate-key', 'declaration', '{"@type":"a","@type":"b"}'],
  ] as const)
    t.equal(why(air(type, document)), rule, `${rule} of ${type}`)
})

t.test('a profile reads its own notation, and plain JSON needs none', async (t) => {
  const shipment = sampleOf('one-record-shipment.jsonld')
  t.equal(why(map('pre-arrival', 'declaration', AIR, shipment, 'application/xml')), 'profile')
  t.equal(
    why(
      map(
        'pre-arrival',
        'declaration',
        'wco-dec-dms-2',
        sampleOf('pre-arrival-declaration.xml'),
        'application/ld+json',
      ),
    ),
    'profile',
  )
  t.equal(map('pre-arrival', 'declaration', AIR, shipment, 'application/json'), undefined)
  t.equal(map('pre-arrival', 'declaration', 'wco-dec-dms-2', '{}', 'application/vnd.x+json'), undefined)
})
