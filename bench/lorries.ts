/** Lorries that really pass the border between two nodes of the bench: announced, registered, judged, arrived, presented and released, or on their way. */
import { randomInt } from 'node:crypto'
import { DemoDesk } from '../node/cli/demo-desk.ts'
import type { Both } from './growing.ts'

export type Lorry = {
  readonly plate: string
  readonly container: string
  readonly lrn: string
  readonly mrn: string
  readonly crossing: string
}

const digits = (n: number): string => Array.from({ length: n }, () => randomInt(10)).join('')
const letters = (n: number): string => Array.from({ length: n }, () => String.fromCharCode(65 + randomInt(26))).join('')

const newLorry = (): Lorry => ({
  plate: `XA ${digits(5)} ${letters(2)}`,
  container: `${['MSKU', 'TGHU', 'CSQU', 'HLXU'][randomInt(4)]} ${digits(6)}-${digits(1)}`,
  lrn: `LRN-${digits(12)}`,
  mrn: `26XB${letters(2)}${digits(12)}`,
  crossing: `XA-XB-${digits(14)}`,
})

const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString()

/** How far a lorry has come. */
export type Stage = 'expected' | 'overdue' | 'arrived' | 'released'
/** Messages that a lorry leaves which was released. */
export const MESSAGES = 7

async function pass(desk: DemoDesk, [a, b]: Both, stage: Stage): Promise<Lorry> {
  const lorry = newLorry()
  const context = (xOffice: string) => ({ xCrossing: lorry.crossing, xOffice, xPurpose: 'demonstration', xSchema: 'pre-arrival' }) // prettier-ignore
  const subject = [{ transportEquipment: { id: lorry.container } }]
  const arrives = Date.now() + (stage === 'expected' ? 60 + randomInt(600) : -15) * 60_000
  const announced = await desk.say(a, b, {
    procedure: 'pre-arrival',
    type: 'declaration',
    context: { ...context('XB000214'), xSubject: subject },
    document: {
      functionCode: '9',
      functionalReferenceId: lorry.lrn,
      borderTransportMeans: { id: lorry.plate, modeCode: '3' },
      goodsShipment: { consignment: { containerCode: '1', transportEquipment: [{ id: lorry.container }] } },
      xOfficeOfFirstEntry: 'XB000214',
      xEstimatedArrival: new Date(arrives).toISOString(),
    },
  })
  const of = (type: string, document: object, from: 'exit' | 'entry' = 'entry') =>
    desk.say(...(from === 'exit' ? ([a, b] as const) : ([b, a] as const)), {
      ...{ procedure: 'pre-arrival', type, document, in: announced },
      context: context(from === 'exit' ? 'XA000101' : 'XB000214'),
    })
  await of('registered', { declaration: { id: lorry.mrn }, xAgencies: ['customs'] })
  if (stage === 'expected' || stage === 'overdue') return lorry
  const outcome = { declaration: { versionId: '1' }, xComplete: true, xResults: [{ resultCode: 'no-control' }] }
  await of('risk-outcome', outcome)
  await of('exit', { exitOffice: { id: 'XA000101' }, exitDateTime: inMinutes(-90) }, 'exit')
  await of('arrival', { xActualOffice: 'XB000214', xAt: inMinutes(-60) })
  await of('presentation', { xAt: inMinutes(-40) })
  if (stage === 'released') await of('release', { xAt: inMinutes(-randomInt(5, 35)) })
  return lorry
}

/** Lets `count` lorries come so far, some at a time. */
export async function passBorder(nodes: Both, count: number, stage: Stage, atOnce = 16): Promise<Lorry[]> {
  const desk = new DemoDesk()
  const found: Lorry[] = []
  let left = count
  const lane = async (): Promise<void> => {
    while (left-- > 0) found.push(await pass(desk, nodes, stage))
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  return found
}
