/**
 * Joint control: XA and XB control one container once, at one place. Both nodes make the record by themselves; XB recognises what XA has controlled, XA decides
 * against it; then the officer at the barrier asks "already controlled, same objective, seal intact?". Usage: node dist/examples/joint-control/joint-control.js demo.json
 */
import { randomUUID } from 'node:crypto'
import { ask, officer, readNodes, Refused, say, sendAndHold, until, type DemoNode, type Sent } from '../demo-nodes.ts'

type Answer = { controlled: boolean; recognised: boolean | null; sealsIntact: boolean | null }
type Control = {
  conversation: string
  phase: string
  record: { digest: string; signedBy: string[] } | null
  seals: { equipment: string; seal: string; lastSeen: string }[]
  answers: Answer[]
}

const [a, b] = readNodes() as [DemoNode, DemoNode]
const time = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString()
const run = randomUUID().slice(0, 8).toUpperCase()
const container = `XATU${run}`
const crossing = `example-${run}`
const subject = [{ transportEquipment: { id: container } }]

let conversation: string | undefined
/** One message of the control, by an officer; waits until it is in the case on both sides. */
async function message(from: DemoNode, type: string, document: object, inReplyTo?: string): Promise<Sent> {
  const sent = await sendAndHold(from, from.country === a.country ? b : a, {
    procedure: 'joint-control',
    type,
    context: {
      xSchema: 'joint-control',
      xCrossing: crossing,
      xDecidedBy: officer(`${from.country}-7`),
    },
    document,
    ...(conversation === undefined ? {} : { conversation }),
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
  })
  conversation ??= sent.conversation
  return sent
}
const controls = async (node: DemoNode, query: string): Promise<Control[]> =>
  (await ask<{ items: Control[] }>(node, 'GET', `/v1/controls?${query}`)).items
const tell = async (node: DemoNode, objective: string, seal: string): Promise<void> => {
  const [control] = await controls(node, `reference=${container}&objective=${objective}&seal=${seal}`)
  const { controlled, recognised, sealsIntact } = control!.answers[0]!
  say(
    `  ${node.country}, ${objective}, seal ${seal}: controlled ${controlled}, recognised ${recognised}, intact ${sealsIntact}`,
  )
}

say(
  `${a.country} asks ${b.country} to control ${container} together; ${b.country} accepts, and then has to come later.`,
)
const objectives = ['drugs', 'revenue']
const asked = await message(a, 'request', {
  xControl: `JC-${run}`,
  xSide: 'exit',
  xPlace: `${b.country}000214`,
  xStart: time(-60),
  xObjectives: objectives,
  xSubject: subject,
  xAgencies: ['customs'],
})
await message(b, 'acceptance', { xAgencies: ['customs'] }, asked.id)
const later = await message(b, 'reschedule', { xStart: time(-30) })
await message(a, 'reschedule-accepted', {}, later.id)

say('Both begin. Each agency states its own result; the seal was opened and a new one put on.')
await message(a, 'start', { xStart: time(-29) })
await message(b, 'start', { xStart: time(-28) })
const found = (codes: Readonly<Record<string, string>>) =>
  Object.entries(codes).map(([xObjective, xResultCode]) => ({ xObjective, xResultCode }))
const result = (xResultNo: number, more: object) => ({
  xControl: `JC-${run}`,
  xResultNo,
  xAgency: 'customs',
  xOutcomes: found({ drugs: 'satisfactory', revenue: 'satisfactory' }),
  xSubject: subject,
  xStart: time(-28),
  xEnd: time(-10),
  xFinality: 'final',
  ...more,
})
const first = await message(a, 'result', result(1, { xFinality: 'interim' }))
await message(
  b,
  'result',
  result(1, {
    xOutcomes: found({ drugs: 'satisfactory', revenue: 'not-controlled' }),
    xEnd: time(-8),
    transportEquipment: [{ id: container, xSealBefore: [{ id: 'A-1', condition: 'intact' }], seal: [{ id: 'B-7' }] }],
  }),
)
const unasked = await message(
  a,
  'result',
  result(2, { xOutcomes: found({ arms: 'satisfactory' }), xSupersedes: first.id }),
).catch((error: unknown) => error)
if (!(unasked instanceof Refused)) throw new Error('nobody asked for that objective')
say(`  a result for what nobody asked: ${unasked.status} ${unasked.problem.rule} at ${unasked.problem.pointer}`)
await message(a, 'result', result(2, { xSupersedes: first.id }))

say('All results are final: both nodes make the record by themselves.')
const { record } = await until('both have made the record', async () => {
  const [here, there] = [await controls(a, `crossing=${crossing}`), await controls(b, `crossing=${crossing}`)]
  return [here, there].every(([c]) => c?.record?.signedBy.length === 2) && here[0]
})
say(`  ${record!.digest}, by ${record!.signedBy.join(' and ')}`)
await tell(b, 'revenue', 'B-7')
say(`${b.country} recognises it for revenue; ${a.country} does not recognise the control of ${b.country}.`)
await message(b, 'recognition', {
  xRecordDigest: record!.digest,
  xObjectives: ['revenue'],
  xSealLastSeen: [{ transportEquipment: container, seal: 'B-7', at: time(0) }],
})
await message(a, 'non-recognition', { xRecordDigest: record!.digest, xReasonCode: 'other-method' })

say('The officer at the barrier asks: already controlled, same objective, seal intact?')
await tell(b, 'revenue', 'B-7')
await tell(b, 'revenue', 'X-9')
await tell(b, 'drugs', 'B-7')
await tell(a, 'drugs', 'B-7')
const [known] = await controls(b, `reference=${container}`)
say(`  last seen: ${known!.seals.map((s) => `${s.seal} on ${s.equipment} at ${s.lastSeen}`).join('; ')}`)
