/** What moves, as messages name it: wherever it stands in a context or a document, by the names of the WCO Data Model. */
import t from 'tap'
import { thingsIn } from '../../node/cases/named-things.ts'
import { subjectKey, type CaseMessage } from '../../node/cases/case-message.ts'
import { keyOf, referenceAsked } from '../../node/message/reference.ts'

const named = (body: unknown, context: object = {}): string[] =>
  thingsIn({ body, context } as CaseMessage).map(({ type, value }) => `${type}:${value}`)

t.test('vehicles, containers, waybills and carnets are named by the context and by the body', async (t) => {
  const body = {
    borderTransportMeans: { id: 'XA 1234', identificationTypeCode: '30' },
    xTransportDocument: [{ documentNumber: 'CMR-77/001', type: '730' }, { documentNumber: 'XA.1', type: 'N952' }],
    goodsShipment: {
      previousDocument: [{ id: 'AT/9', typeCode: '955' }, { id: '26XA1', typeCode: 'NMRN' }],
      consignment: {
        arrivalTransportMeans: { id: 'W 31' },
        departureTransportMeans: [{ id: 'XA 1234' }, { id: 'TR-5', identificationTypeCode: '31' }],
        transportEquipment: [{ id: 'MSKU 123456-7' }],
        transportContractDocument: { id: 'BL-1', typeCode: '705' },
      },
      governmentAgencyGoodsItem: [
        { sequenceNumeric: 1, additionalDocument: [{ id: 'AWB-1', typeCode: '740' }, { id: 'PHYTO-1', typeCode: '851' }] },
      ],
    },
  } // prettier-ignore
  const context = { xSubject: [{ borderTransportMeans: { id: 'XA-9' } }, { xReceptacle: 'R1' }, 7] }
  t.same(named(body, context).sort(), [
    'ata-carnet:AT/9',
    'equipment:MSKU 123456-7',
    'receptacle:R1',
    'tir-carnet:XA.1',
    'transport-document:AWB-1',
    'transport-document:BL-1',
    'transport-document:CMR-77/001',
    'transport-means:TR-5',
    'transport-means:W 31',
    'transport-means:XA 1234',
    'transport-means:XA-9',
  ])
  t.same(named({ xSealLastSeen: [{ transportEquipment: 'C-1', seal: 'S' }], additionalDocument: { id: 7 } }), ['equipment:C-1']) // prettier-ignore
  const odd = { toString: 1, valueOf: 1 }
  t.same(named({ additionalDocument: [{ typeCode: odd, id: 'x' }], transportContractDocument: [{ type: odd, id: 'B1' }] }), ['transport-document:B1'], 'a code that is no text is none') // prettier-ignore
  t.same(named(null), [], 'a document that was not read names nothing')
  t.equal(named({ transportEquipment: Array.from({ length: 5000 }, (_, id) => ({ id: `C${id}` })) }).length, 1000)
})

t.test('a number is the same however it is written, and a crossing as it was minted', async (t) => {
  t.equal(keyOf({ type: 'transport-means', value: 'xa-12 34' }), 'XA1234')
  t.equal(keyOf({ type: 'crossing', value: 'cr-1' }), 'cr-1')
  t.equal(keyOf({ type: 'equipment', value: '--' }), '--', 'what holds nothing is itself')
  const means = (id: string) => subjectKey({ borderTransportMeans: { id } })
  t.equal(means('xa-12 34'), means('XA 1234'))
  t.not(means('XA 1234'), means('XA 1235'))
  t.not(means('12/3'), means('1/23'), 'what tells two numbers apart stays')
  t.equal(means('xa-1.2_3\u00a04'), 'means:XA1234')
  t.equal(means('straße é \u{10d40}'), 'means:STRAßEé\u{10d40}', 'the same with every edition of Unicode')
  t.equal(means('--'), 'means:--')
  t.not(means('XA 1234'), subjectKey({ transportEquipment: { id: 'XA 1234' } }))
  t.same(referenceAsked('equipment:C:1'), { type: 'equipment', value: 'C:1' })
  t.same(referenceAsked('urn:x'), { value: 'urn:x' }, 'what is no type is of the value')
})
