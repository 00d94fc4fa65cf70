/**
 * Pre-arrival between XA, which the goods leave, and XB, which they enter (SAFE Pillar 1): two containers are announced, one is stopped before loading and let go
 * again, both are seen out and in, one is controlled, all are released. Usage: node dist/examples/pre-arrival/pre-arrival.js demo.json
 */
import { randomInt } from 'node:crypto'
import {
  ask,
  officer,
  readNodes,
  Refused,
  say,
  send,
  sendAndHold,
  until,
  type DemoNode,
  type Sent,
} from '../demo-nodes.ts'

type View = {
  status: string
  lodgement: string
  late: boolean
  lodgingDeadline: string
  subjects: { key: string; risk: string; movement: string; disposal: Record<string, string> }[]
  doNotLoad: { timeToCarrierMs: number | null }[]
  hash: string
}
type Listed = { items: { conversation: string; lrn: string; status: string }[] }
type Board = { items: { cause: string; urgency: number; ours: boolean; case: { conversation: string } }[] }

const [a, b] = readNodes() as [DemoNode, DemoNode]
const inMinutes = (n: number): string => new Date(Date.now() + n * 60_000).toISOString()
const [one, two] = [0, 0].map(() => `XATU${randomInt(1_000_000, 9_999_999)}`) as [string, string]
const box = (id: string) => ({ transportEquipment: { id } })
const context = { xSchema: 'pre-arrival', xPurpose: 'border management' }
/** What only a person decides names that person. */
const person = {
  ...context,
  xDecidedBy: officer(`${b.country}-7`),
}

say(`${a.country} lodges a declaration: a lorry with two containers, in five hours.`)
const { conversation } = await sendAndHold(a, b, {
  procedure: 'pre-arrival',
  type: 'declaration',
  context,
  document: {
    functionalReferenceId: `LRN-${one}`,
    borderTransportMeans: { id: 'XA 1234', modeCode: '3' },
    goodsShipment: { consignment: { containerCode: '1', transportEquipment: [{ id: one }, { id: two }] } },
    xOfficeOfFirstEntry: 'XB000214',
    xEstimatedArrival: inMinutes(300),
  },
})

/** One message of the case, once both sides hold it. */
const says = (from: DemoNode, to: DemoNode, type: string, document: object = {}, more: object = {}): Promise<Sent> =>
  sendAndHold(from, to, { procedure: 'pre-arrival', type, context, conversation, document, ...more })
const look = (node: DemoNode): Promise<View> => ask(node, 'GET', `/v1/pre-arrivals/${conversation}`)
const attention = async (node: DemoNode): Promise<string[]> => {
  const { items } = await ask<Board>(node, 'GET', '/v1/pre-arrivals/board')
  return items.filter((i) => i.case.conversation === conversation).map((i) => `${i.cause}${i.ours ? ' (ours)' : ''}`)
}

await until('the board of the night operator shows it', async () => (await attention(b)).length > 0)
say(`On the board of ${b.country}: ${(await attention(b)).join(', ')}`)
await says(b, a, 'registered', { declaration: { id: `26XB${one.slice(4)}000000A` }, xAgencies: ['customs', 'vet'] })
const first = await look(b)
say(`Registered; due by ${first.lodgingDeadline}, ${first.late ? 'late' : 'in time'}.`)

const asked = await says(b, a, 'information-request', { xSubject: [box(one)], xLimit: inMinutes(60) })
await says(a, b, 'information-response', {}, { inReplyTo: asked.id })
await says(b, a, 'risk-outcome', { declaration: { versionId: '1' }, xComplete: true })

say(`${b.country} stops ${one}: do-not-load goes before everything else and waits for nothing.`)
const stop = await says(b, a, 'do-not-load', { xSubject: [box(one)] }, { context: person })
await until(`${a.country} sees it`, async () => (await attention(a)).length > 0)
say(`On the board of ${a.country}: ${(await attention(a)).join(', ')}`)
await says(
  a,
  b,
  'do-not-load-answer',
  { xOutcome: 'relayed', xAt: new Date(Date.now() + 1000).toISOString() },
  { inReplyTo: stop.id },
)
say(`The carrier had it after ${(await look(b)).doNotLoad[0]!.timeToCarrierMs} ms.`)
const refused = await send(a, b, {
  procedure: 'pre-arrival',
  type: 'do-not-load-lifted',
  context: person,
  conversation,
  document: {},
  inReplyTo: stop.id,
}).catch((error: unknown) => error)
if (!(refused instanceof Refused)) throw new Error('somebody else lifted it')
say(`${a.country} cannot lift it: ${refused.problem.detail}`)
await says(b, a, 'do-not-load-lifted', {}, { inReplyTo: stop.id, context: person })

await says(a, b, 'exit', { exitOffice: { id: 'XA000101' } })
const found = await until('the arrival finds its case', async () => {
  const { items } = await ask<Listed>(b, 'GET', `/v1/pre-arrivals?reference=${two}`)
  return items[0]
})
say(`Container ${two} arrives: it belongs to ${found.lrn}, ${found.status}.`)
await says(b, a, 'arrival', { xActualOffice: 'XB000214' })
await says(b, a, 'presentation')
await says(b, a, 'control-decision', { xAgency: 'vet', xSubject: [box(two)] }, { context: person })
const risk = (s: View['subjects'][number]): string => `${s.key} ${s.movement}: ${JSON.stringify(s.disposal)}`
say((await look(a)).subjects.map(risk).join('\n'))
await says(
  b,
  a,
  'control-result',
  { xAgency: 'vet', xSubject: [box(two)], xResultCode: 'satisfactory' },
  { context: person },
)
await says(b, a, 'agency-decision', { xAgency: 'vet', xDisposal: 'released' })
await says(b, a, 'release')

const [ours, theirs] = [await look(a), await look(b)]
if (ours.hash !== theirs.hash || ours.status !== 'closed') throw new Error('the two sides do not hold the same case')
say(`Both countries hold the same case, ${ours.status}: ${ours.hash}`)
