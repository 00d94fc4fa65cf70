/** XML documents by named profiles: both ways without loss, never guessed, and not to be tricked. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { Unmapped } from '../../node/documents/profile.ts'
import { mapDocument, type Mapped } from '../../node/documents/profiles.ts'
import { PROCEDURES } from '../../node/procedures/procedures.ts'
import { dayOrTimeOf, formatted, timeOf } from '../../node/documents/model-time.ts'
import { tagOf, type Json, type Shape } from '../../node/documents/wco-xml.ts'
import { readXml } from '../../node/documents/xml-tree.ts'
import { checkSchema, validator } from '../../node/cases/schemas.ts'
import { shapeOf } from '../../node/cases/shape.ts'
import { message } from '../procedures/sides.ts'
import { ROOT } from '../shared-data.ts'

const OWN = readFileSync(join(ROOT, 'examples', 'samples', 'pre-arrival-declaration.xml'))
const map = (xml: string | Buffer, type = 'declaration', context: Json = { xProfile: 'wco-dec-dms-2' }) =>
  mapDocument(
    { mediaType: 'application/xml', bytes: Buffer.from(xml) },
    { procedure: 'pre-arrival', type, context },
    PROCEDURES.profiles,
    shapeOf,
  )
const body = (xml: string | Buffer, type?: string, context?: Json): Json => {
  const mapped = map(xml, type, context)
  if (mapped === undefined || mapped instanceof Unmapped) throw new Error(`unmapped: ${mapped?.reason}`)
  return mapped.body
}
const whyNot = (xml: string | Buffer, type?: string, context?: Json): string => {
  const mapped = map(xml, type, context)
  return mapped instanceof Unmapped ? mapped.rule : 'mapped'
}

t.test('the names of the model', async (t) => {
  for (const [name, tag] of Object.entries({
    functionalReferenceId: 'FunctionalReferenceID',
    id: 'ID',
    ucr: 'UCR',
    undgid: 'UNDGID',
    aeoMutualRecognitionParty: 'AEOMutualRecognitionParty',
    borderTransportMeans: 'BorderTransportMeans',
    marksNumbersId: 'MarksNumbersID',
  }))
    t.equal(tagOf(name), tag)
})

t.test('times of the model', async (t) => {
  const time = (text: string, code?: string) =>
    timeOf(
      readXml(
        Buffer.from(
          `<T><DateTimeString${code === undefined ? '' : ` formatCode="${code}"`}>${text}</DateTimeString></T>`,
        ),
      ),
    )
  for (const [text, code, read] of [
    ['20230908115708+01', '304', '2023-09-08T11:57:08+01:00'],
    ['20230908115708Z', '304', '2023-09-08T11:57:08Z'],
    ['20230908115708-0330', '304', '2023-09-08T11:57:08-03:30'],
    ['20230908115708+05:45', '304', '2023-09-08T11:57:08+05:45'],
    ['20230908115708', '204', '2023-09-08T11:57:08Z'],
    ['202309081157', '203', '2023-09-08T11:57:00Z'],
    ['20230908', '102', '2023-09-08T00:00:00Z'],
    ['20230908115708+01', undefined, '2023-09-08T11:57:08+01:00'],
    ['202309081157', undefined, '2023-09-08T11:57:00Z'],
    ['20230908', undefined, '2023-09-08T00:00:00Z'],
    ['2026-11-23T05:00:00+01:00', undefined, '2026-11-23T05:00:00+01:00'],
    [' 20230908 ', '102', '2023-09-08T00:00:00Z'],
  ] as const)
    t.equal(time(text, code), read, `${text} as ${code}`)
  t.equal(timeOf(readXml(Buffer.from('<T/>'))), undefined)
  const day = (text: string, code?: string) =>
    dayOrTimeOf(
      readXml(
        Buffer.from(
          `<T><DateTimeString${code === undefined ? '' : ` formatCode="${code}"`}>${text}</DateTimeString></T>`,
        ),
      ),
    )
  for (const [text, code, read] of [
    ['20230908', '102', '2023-09-08'],
    ['20230908', undefined, '2023-09-08'],
    ['2023-09-08', undefined, '2023-09-08'],
    ['202309081157', '203', '2023-09-08T11:57:00Z'],
    ['20230908115708+01', '304', '2023-09-08T11:57:08+01:00'],
    ['20230931', '102', '2023-09-31'],
    ['202309081157', '102', '202309081157'],
  ] as const)
    t.equal(day(text, code), read, `where a day may stand: ${text} as ${code}`)
  t.same([formatted('2023-09-08'), formatted('2023-09-08T11:57:08Z')], [
    ['102', '20230908'],
    ['304', '20230908115708+00'],
  ]) // prettier-ignore
})

t.test('a release of which a document states the day alone is of that day, and of no minute', async (t) => {
  const response = (code: string, text: string) =>
    body(
      `<Response xmlns="urn:wco:datamodel:WCO:RES-DMS:2"><FunctionCode>08</FunctionCode><Status><ReleaseDateTime><DateTimeString formatCode="${code}">${text}</DateTimeString></ReleaseDateTime></Status></Response>`,
      'release',
      { xProfile: 'wco-res-dms-2' },
    )
  const status = { releaseDateTime: '2023-09-08' }
  t.match(response('102', '20230908'), { status })
  t.match(
    response('204', '20230908000000'),
    { status: { releaseDateTime: '2023-09-08T00:00:00Z' } },
    'midnight is said',
  )
  const check = validator('pre-arrival', 'release')!
  t.ok(check({ status }))
  t.notOk(check({ status: { releaseDateTime: '2023-09-31' } }))
})

t.test('what is no time of the model is kept for the schema to refuse, and never left out', async (t) => {
  const inXml = (time: string) =>
    body(
      OWN.toString().replace(
        '</ID>',
        `</ID><IssueDateTime><DateTimeString formatCode="304">${time}</DateTimeString></IssueDateTime>`,
      ),
      'declaration',
      { xProfile: 'wco-dec-dms-2' },
    )
  for (const [text, kept] of [
    ['20230931115708+01', '2023-09-31T11:57:08+01:00'],
    ['20301231235960Z', '2030-12-31T23:59:60Z'],
    ['20230908245708Z', '2023-09-08T24:57:08Z'],
    ['2023', '2023'],
    ['202309081157', '202309081157'],
    ['2023-09-08T11:57:08Z', '2023-09-08T11:57:08Z'],
    ['yesterday', 'yesterday'],
  ] as const) {
    const read = inXml(text)
    t.equal(read['issueDateTime'], kept, text)
    const check = validator('pre-arrival', 'declaration')!
    if (text === '2023-09-08T11:57:08Z') continue
    t.equal(check(read), false, `${text} is refused`)
    t.equal(check.errors?.[0]?.instancePath, '/issueDateTime')
  }
})

t.test('attributes and members are read in their namespace', async (t) => {
  const other = 'xmlns:x="urn:somebody:else"'
  const measured = (measure: string) =>
    body(OWN.toString().replace(/<TotalGrossMassMeasure[^>]*>[^<]*<\/TotalGrossMassMeasure>/, measure), 'declaration', {
      xProfile: 'wco-dec-dms-2',
    })['totalGrossMassMeasure']
  const tag = 'TotalGrossMassMeasure'
  t.same(measured(`<${tag} ${other} unitCode="KGM" x:unitCode="TNE">5</${tag}>`), { value: '5', unitCode: 'KGM' })
  t.same(measured(`<${tag} ${other} x:unitCode="TNE" unitCode="KGM">5</${tag}>`), { value: '5', unitCode: 'KGM' })
  t.equal(measured(`<${tag} ${other} x:unitCode="TNE">5</${tag}>`), undefined, 'a number without a unit is no weight')
  t.same(measured(`<${tag} unitCode="KGM">5</${tag}><x:${tag} ${other} unitCode="TNE">7</x:${tag}>`), {
    value: '5',
    unitCode: 'KGM',
  })
})

t.test('our sample maps to a declaration that satisfies its schema', async (t) => {
  const read = body(OWN, 'declaration', {
    xProfile: 'wco-dec-dms-2',
    xDocument: { xOfficeOfFirstEntry: 'XB000214', id: 'not the document', functionCode: '1' },
  })
  t.match(read, {
    functionCode: '9',
    id: '26XAB0417000000011',
    totalGrossMassMeasure: { value: '18240.500', unitCode: 'KGM' },
    goodsShipment: {
      ucr: { id: '6XA4410027718-000417' },
      consignment: { transportEquipment: [{ id: 'XATR9081', seal: [{ id: 'NDC-7741' }] }] },
      governmentAgencyGoodsItem: [
        { sequenceNumeric: 1, commodity: { classification: [{ id: '040690' }] } },
        { packaging: [{ sequenceNumeric: 1, marksNumbersId: 'NDC 417/25-38', quantityQuantity: { value: '14' } }] },
      ],
    },
    xOfficeOfFirstEntry: 'XB000214',
  })
  t.equal(checkSchema(message('pre-arrival', 'XA', 'XB', 'declaration', read)), undefined)
})

/** Anything of a shape, without what is not in the XML. */
function anything(shape: Shape): fc.Arbitrary<unknown> {
  const text = fc.stringMatching(/^[A-Za-z0-9<>&"'äß€жЖ]{1,20}$/)
  const two = (n: number): string => String(n).padStart(2, '0')
  const moment = fc
    .tuple(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 28 }),
      fc.nat(23),
      fc.nat(59),
      fc.constantFrom('Z', '+02:00', '-03:30'),
    )
    .map(([m, d, h, s, z]) => `2026-${two(m)}-${two(d)}T${two(h)}:00:${two(s)}${z === 'Z' ? '+00:00' : z}`)
  switch (shape.kind) {
    case 'object': {
      const members = Object.entries(shape.members).filter(([name]) => !/^x[A-Z]/.test(name))
      const record = Object.fromEntries(members.map(([name, member]) => [name, anything(member)]))
      return fc.record(record, { requiredKeys: [], noNullPrototype: true }).filter((v) => Object.keys(v).length > 0)
    }
    case 'list':
      return fc.array(anything(shape.of), { minLength: 1, maxLength: 3 })
    case 'measure':
      return fc.record(
        { value: fc.stringMatching(/^[1-9][0-9]{0,5}\.[0-9]{1,3}$/), [shape.unit]: text },
        { requiredKeys: ['value', ...(shape.weighs ? [shape.unit] : [])], noNullPrototype: true },
      )
    case 'integer':
      return fc.nat({ max: 99999 })
    case 'time':
      return moment
    case 'day-or-time':
      return fc.oneof(
        moment,
        moment.map((time) => time.slice(0, 10)),
      )
    case 'flag':
      return fc.boolean()
    case 'text':
      return text
  }
}

for (const type of ['declaration', 'invalidation'])
  t.test(`a ${type} is written as DEC and read again without loss`, async (t) => {
    const shape = shapeOf('pre-arrival', type)!
    const profile = PROCEDURES.profiles.find((p) => p.name === 'wco-dec-dms-2')!
    fc.assert(
      fc.property(anything(shape), (value) => {
        const xml = profile.write!(value as Json, { procedure: 'pre-arrival', type }, shape)
        assert.deepStrictEqual(body(xml, type), value)
      }),
      { numRuns: 300, seed: 7 },
    )
    t.pass('300 documents')
  })

t.test('an amendment carries the declaration as it is to read', async (t) => {
  const shape = shapeOf('pre-arrival', 'amendment')!
  const read = body(OWN, 'amendment')
  t.match(read, { id: '26XAB0417000000011', xDeclaration: { goodsItemQuantity: 2 } })
  const xml = PROCEDURES.profiles.find((p) => p.name === 'wco-dec-dms-2')!.write!(
    read,
    { procedure: 'pre-arrival', type: 'amendment' },
    shape,
  )
  t.same(body(xml, 'amendment'), read)
})

const response = (code: string, inner = '<Declaration><ID>26XB1</ID></Declaration>', more = '') =>
  `<MetaData><Response><FunctionCode>${code}</FunctionCode><IssueDateTime><DateTimeString formatCode="304">20261123050000+01</DateTimeString></IssueDateTime>${more}${inner}</Response></MetaData>`
const BARE = { xProfile: 'wco-res-bare' }

t.test('a response says by its function code what it is', async (t) => {
  const accepted =
    '<Declaration><AcceptanceDateTime><DateTimeString formatCode="304">20261123050001+01</DateTimeString></AcceptanceDateTime><ID>26XB1</ID><VersionID>2</VersionID></Declaration>'
  t.same(body(response('01', accepted), 'registered', BARE), {
    functionCode: '01',
    issueDateTime: '2026-11-23T05:00:00+01:00',
    declaration: { id: '26XB1', versionId: '2', acceptanceDateTime: '2026-11-23T05:00:01+01:00' },
  })
  const error =
    '<Error><Description>too low</Description><ValidationCode>X1</ValidationCode><Pointer><SequenceNumeric>1</SequenceNumeric><DocumentSectionCode>68A</DocumentSectionCode></Pointer></Error>'
  t.match(body(response('03', undefined, error), 'rejected', BARE), {
    error: [
      { validationCode: 'X1', description: 'too low', pointer: [{ sequenceNumeric: 1, documentSectionCode: '68A' }] },
    ],
  })
  t.equal(whyNot(response('09'), 'registered', BARE), 'function-code')
  t.equal(whyNot(response('09'), 'release', { xProfile: 'wco-res-dms-2' }), 'namespace')
  t.equal(whyNot(response('07', '<Declaration/><Declaration/>'), 'authority-amendment', BARE), 'one')
})

t.test('nothing is guessed, and what does not fit says why', async (t) => {
  t.equal(map(OWN, 'declaration', {}), undefined)
  t.equal(whyNot(OWN, 'declaration', { xProfile: 'of-nobody' }), 'profile')
  t.equal(whyNot(OWN, 'arrival'), 'profile')
  t.equal(whyNot('<Declaration/>'), 'namespace')
  t.equal(whyNot('<MetaData/>'), 'root')
  t.equal(whyNot('<MetaData><Declaration/><Declaration/></MetaData>'), 'one')
  t.equal(whyNot('<Declaration xmlns="urn:wco:datamodel:WCO:DEC-DMS:2"/>'), 'empty')
  t.equal(whyNot('<a><b></a>'), 'xml-syntax')
  t.equal(whyNot('not XML at all'), 'xml-syntax')
})

t.test('hostile XML reaches no file, grows to nothing, and is refused by name', async (t) => {
  const ns = 'xmlns="urn:wco:datamodel:WCO:DEC-DMS:2"'
  t.equal(whyNot(`${'<a>'.repeat(100)}${'</a>'.repeat(100)}`), 'xml-depth')
  t.equal(
    whyNot(`<a>${'<b/>'.repeat(500_000)}</a>`),
    'xml-size',
    'before a tree is made of it that is thirty times as large',
  )
  t.equal(whyNot(`<a ${Array.from({ length: 300_000 }, (_, i) => `b${i}=""`).join(' ')}/>`), 'xml-size')
  const laughs = `<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">${'cdefghij'
    .split('')
    .map((c, i) => `<!ENTITY ${c} "${`&${'bcdefghi'[i]};`.repeat(10)}">`)
    .join('')}]>`
  const bomb = map(`${laughs}<Declaration ${ns}><FunctionalReferenceID>&j;</FunctionalReferenceID></Declaration>`)
  t.ok(JSON.stringify(bomb).length < 10_000, 'entities are not expanded')
  const secret = map(
    `<!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/hostname">]><Declaration ${ns}><ID>&f;</ID><TypeCode>X</TypeCode></Declaration>`,
  )
  t.match((secret as Mapped).body, { typeCode: 'X' })
  t.notOk((secret as Mapped).body['id'], 'no file is read')
  const included = `<Declaration ${ns} xmlns:xi="http://www.w3.org/2001/XInclude"><ID><xi:include href="file:///etc/hostname" parse="text"/></ID><TypeCode>X</TypeCode></Declaration>`
  t.same(body(included), { typeCode: 'X' })
  t.equal(whyNot(Buffer.from([0x3c, 0x61, 0xff, 0xfe, 0x3e])), 'xml-syntax')
})
