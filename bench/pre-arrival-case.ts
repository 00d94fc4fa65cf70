/** One pre-arrival case of twenty messages, from the declaration to the release: what the bench folds a thousand times. */
import type { Country } from '../node/values/country.ts'
import { newMessageId, type MessageId } from '../node/values/id.ts'

export type Told = {
  readonly id: MessageId
  readonly from: Country
  readonly to: Country
  readonly type: string
  readonly ref?: MessageId
  readonly context: Readonly<Record<string, unknown>>
  readonly body: Readonly<Record<string, unknown>>
}

const [XA, XB] = ['XA', 'XB'] as [Country, Country]

const VET = {
  kind: 'officer',
  ref: 'XB-V7',
  function: 'veterinary inspector',
  office: 'XB000214',
  legalGround: 'Animal Health Act, section 9',
  client: 'bench',
}

/** In the order in which they were said, each with the one before as its head. */
export function preArrivalCase(n: number, now: number): Told[] {
  const equipment = [{ id: `XATU${1_000_000 + n}` }, { id: `XATU${2_000_000 + n}` }]
  const one = [{ transportEquipment: equipment[0]! }]
  const told: Told[] = []
  const say = (from: Country, type: string, body: Record<string, unknown> = {}, ref?: MessageId): MessageId => {
    const id = newMessageId(now)
    const decided = type.startsWith('control-') ? { xDecidedBy: VET } : {}
    const context = { xSchema: 'pre-arrival', ...decided, ...(told.length === 0 ? {} : { xHeads: [told.at(-1)!.id] }) }
    told.push({ id, from, to: from === XA ? XB : XA, type, context, body, ...(ref === undefined ? {} : { ref }) })
    return id
  }
  say(XA, 'declaration', {
    functionCode: '9',
    functionalReferenceId: `XA-LRN-${n}`,
    issueDateTime: '2026-11-23T05:00:00+01:00',
    borderTransportMeans: { id: `XA ${n}`, modeCode: '3' },
    goodsShipment: { consignment: { containerCode: '1', transportEquipment: equipment } },
    xOfficeOfFirstEntry: 'XB000214',
    xEstimatedArrival: '2026-11-23T09:00:00+01:00',
  })
  say(XB, 'registered', {
    declaration: { id: `26XB${n}`, acceptanceDateTime: '2026-11-23T04:00:01Z' },
    xAgencies: ['customs', 'vet'],
  })
  const asked = say(XB, 'information-request', { xSubject: one, xLimit: '2026-11-23T06:00:00Z' })
  say(XA, 'information-response', { additionalInformation: [{ statementCode: 'AA' }] }, asked)
  const screened = say(XB, 'screening-request', { xMethods: ['XRAY'] })
  say(XA, 'screening-result', { xScreening: [{ method: 'XRAY', resultCode: 'clear' }] }, screened)
  const amended = say(XA, 'amendment', { functionalReferenceId: `XA-A-${n}`, xSubject: one })
  say(XB, 'amendment-accepted', {}, amended)
  say(XB, 'risk-outcome', { declaration: { versionId: '2' }, xComplete: true })
  say(XB, 'control-recommendation', { xControlRecommendations: [{ placeOfControl: 'XB000214', subject: one }] })
  say(XB, 'control-notice', { xSubject: one })
  say(XA, 'exit', { exitOffice: { id: 'XA000101' }, exitDateTime: '2026-11-23T08:00:00Z' })
  say(XB, 'arrival', { xActualOffice: 'XB000214' })
  say(XB, 'presentation')
  say(XB, 'control-decision', { xAgency: 'vet', xSubject: one })
  say(XB, 'control-result', { xAgency: 'vet', xSubject: one, xResultCode: 'satisfactory' })
  say(XB, 'agency-decision', { xAgency: 'vet', xDisposal: 'released' })
  say(XB, 'presentation-revoked', { xReasonCode: 'wrong-lane' })
  say(XB, 'presentation')
  say(XB, 'release')
  return told
}
