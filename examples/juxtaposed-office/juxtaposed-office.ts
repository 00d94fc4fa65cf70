/**
 * A juxtaposed office: XA and XB agree their dossiers; a lorry leaves XA and enters XB in one stop; half of its load is refused and readmitted; the office is
 * suspended, and each open movement has its end. Usage: node dist/examples/juxtaposed-office/juxtaposed-office.js demo.json
 */
import { randomUUID } from 'node:crypto'
import { ask, officer, readNodes, Refused, say, sendAndHold, until, type DemoNode, type Sent } from '../demo-nodes.ts'

type Office = { conversation: string; state: string }
type Movement = {
  conversation: string
  state: string
  subjects: { key: string; stage: string; detained: boolean; readmitted: boolean }[]
  flags: string[]
  ending: { ends: string; told: string } | null
}

const [a, b] = readNodes() as [DemoNode, DemoNode]
const time = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString()
const run = randomUUID().slice(0, 8)
const xOfficeId = `Bridge ${run}`
const at = `office=${encodeURIComponent(xOfficeId)}`
const lorry = { transportEquipment: { id: `XATU${run}` } }
const groupage = { xTransportDocument: { type: 'CMR', documentNumber: run } }

async function message(from: DemoNode, type: string, document: object, conversation?: string): Promise<Sent> {
  return sendAndHold(from, from.country === a.country ? b : a, {
    procedure: 'juxtaposed-office',
    type,
    context: {
      xSchema: 'juxtaposed-office',
      xDecidedBy: officer(`${from.country}-3`),
    },
    document,
    ...(conversation === undefined ? {} : { conversation }),
  })
}
const office = async (node: DemoNode): Promise<Office> =>
  (await ask<{ items: Office[] }>(node, 'GET', `/v1/juxtaposed-offices?${at}`)).items[0]!
const board = async (node: DemoNode, more = ''): Promise<Movement[]> =>
  (await ask<{ items: Movement[] }>(node, 'GET', `/v1/movements?${at}${more}`)).items
const tell = async (): Promise<void> => {
  for (const m of await board(b)) {
    const subjects = m.subjects.map(
      (s) => `${s.key} ${s.stage}${s.detained ? ', detained' : ''}${s.readmitted ? ', readmitted' : ''}`,
    )
    const ends = m.ending === null ? '' : `; ends: ${m.ending.ends} (told in the case of the ${m.ending.told})`
    say(`  ${m.state}: ${subjects.join('; ')}${m.flags.length > 0 ? `; ${m.flags.join(', ')}` : ''}${ends}`)
  }
}

say(`${a.country} and ${b.country} describe the office and agree.`)
const dossier = (xSide: string) => ({
  xOfficeId,
  xSide,
  xVersion: 1,
  xZones: [{ id: 'Z1', territory: b.country, lanes: [{ id: '1', modeCode: '3' }] }],
  xValidFrom: time(-60),
  xLegalBasis: 'agreement on the bridge, Art. 4',
})
const { conversation: officeCase } = await message(a, 'dossier', dossier('exit'))
await message(b, 'dossier', dossier('entry'), officeCase)
await message(a, 'agreement', { xVersion: 1 }, officeCase)
say(`  one has agreed: ${(await office(b)).state}`)
await message(b, 'agreement', { xVersion: 1 }, officeCase)
say(`  both have: ${(await office(b)).state}`)

/** The exit side releases; its machine hands over what was released. */
async function exits(xSubject: object[], xLane: string): Promise<string> {
  const { conversation } = await message(a, 'exit-completed', {
    xOfficeId,
    xOfficeCase: officeCase,
    xZone: 'Z1',
    xLane,
    xSubject,
    xAt: time(0),
  })
  await until('it was handed over', async () => {
    const movement = (await board(b, '&stage=handover')).find((m) => m.conversation === conversation)
    return movement !== undefined
  })
  return conversation
}
say('A lorry with two consignments is released for exit; the machine of the exit side hands it over.')
const movement = await exits([lorry, groupage], '1')
await tell()
say(`${b.country} controls it: one consignment enters, the other is detained, refused, sent back and readmitted.`)
await message(b, 'entry-started', { xAt: time(0) }, movement)
const again = await message(a, 'handover', { xAt: time(0) }, movement).catch((error: unknown) => error)
if (!(again instanceof Refused)) throw new Error('it was handed over before')
say(`  handed over twice: ${again.status} ${again.problem.rule} at ${again.problem.pointer}`)
await message(b, 'entry-completed', { xAt: time(0), xSubject: [lorry] }, movement)
await message(b, 'detained', { xAt: time(0), xReasonCode: 'papers', xSubject: [groupage] }, movement)
await tell()
await message(b, 'entry-refused', { xAt: time(0), xReasonCode: 'prohibited' }, movement)
await message(b, 'returned', { xAt: time(0) }, movement)
await message(a, 'readmitted', { xAt: time(0), xSubject: [groupage] }, movement)
await tell()

say(`Another lorry, in a lane that no dossier has; then ${b.country} suspends the office for a storm.`)
const second = await exits([{ transportEquipment: { id: `XBTU${run}` } }], '9')
await message(b, 'suspension', { xReasonCode: 'storm', xFrom: time(-1), xEnds: 'return' }, officeCase)
say(`  the office: ${(await office(a)).state}`)
await tell()
await until('its machine has said so in the movement', async () =>
  (await board(b)).some((m) => m.conversation === second && m.ending?.told === 'movement'),
)
const late = await message(b, 'entry-started', { xAt: time(0) }, second).catch((error: unknown) => error)
if (!(late instanceof Refused)) throw new Error('what is open goes back')
say(`  its entry control: ${late.status} ${late.problem.rule} at ${late.problem.pointer}`)
await message(b, 'returned', { xAt: time(0) }, second)
say(`  open movements: ${(await board(a, '&state=open')).length}`)
await message(b, 'agreement', { xVersion: 1 }, officeCase)
say(`  whoever suspended it opens it again: ${(await office(a)).state}`)
