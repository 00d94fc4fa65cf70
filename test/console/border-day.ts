/** What stands at the border beside the demo's lorry when somebody looks: expected, overdue, stopped, arrived and held, and a control that waits for its answer. */
import { randomUUID } from 'node:crypto'
import { DemoDesk, type Submitted } from '../../node/cli/demo-desk.ts'
import { call, type DemoNode } from '../../node/cli/demo-nodes.ts'

const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString()
const context = (xCrossing: string, xOffice: string) => ({
  xCrossing,
  xOffice,
  xPurpose: 'demonstration',
  xSchema: 'pre-arrival',
})

type Lorry = { readonly plate: string; readonly container: string; readonly lrn: string; readonly arrives: number }
export const LORRIES = {
  expected: { plate: 'XA 4711 KL', container: 'MSKU 123456-7', lrn: 'LRN-2026-0101', arrives: 120 },
  overdue: { plate: 'XA 2231 TR', container: 'TGHU 765432-1', lrn: 'LRN-2026-0102', arrives: -42 },
  stopped: { plate: 'XA 9000 PP', container: 'CSQU 305438-3', lrn: 'LRN-2026-0103', arrives: 200 },
  held: { plate: 'XA 1010 AB', container: 'HLXU 200841-9', lrn: 'LRN-2026-0104', arrives: -15 },
} as const satisfies Record<string, Lorry>

const declarationOf = (lorry: Lorry, office: string) => ({
  functionCode: '9',
  functionalReferenceId: lorry.lrn,
  borderTransportMeans: { id: lorry.plate, modeCode: '3' },
  goodsShipment: { consignment: { containerCode: '1', transportEquipment: [{ id: lorry.container }] } },
  xOfficeOfFirstEntry: office,
  xEstimatedArrival: inMinutes(lorry.arrives),
})

export type Announced = Readonly<Record<keyof typeof LORRIES, Submitted>> & {
  readonly leaving: Submitted
  readonly control: Submitted
}

/** Of fewer than five nothing is shown. */
const MEASURED = 6

/** A crossing that was measured: it waited for `i` quarters of an hour. */
async function measured(desk: DemoDesk, from: DemoNode, to: DemoNode, i: number): Promise<void> {
  const crossing = `XA-XB-measured-${i}`
  for (const [xCode, ago] of [
    ['arrival', 60 + i * 15],
    ['release', 30],
  ] as const)
    await desk.say(from, to, {
      procedure: 'release-time',
      type: 'event',
      context: { xCrossing: crossing, xOffice: 'XB000214', xPurpose: 'demonstration' },
      document: {
        xEventId: `${crossing}/${xCode}`,
        xCode,
        xOccurredAt: inMinutes(-ago),
        xRecordedAt: inMinutes(-ago),
        xClock: { source: 'ntp', uncertaintyMs: 50 },
        xCapture: 'automatic',
        modeCode: '3',
      },
    })
}

/** Says all of it between XA and XB; each message is held by both when it answers. */
export async function crowdBorder([a, b]: readonly [DemoNode, DemoNode]): Promise<Announced> {
  const desk = new DemoDesk()
  const say = (
    from: DemoNode,
    to: DemoNode,
    type: string,
    document: object,
    more: { in?: Submitted; crossing: string; by?: string; answers?: Submitted },
  ) =>
    desk.say(from, to, {
      procedure: 'pre-arrival',
      type,
      document,
      context: context(more.crossing, from === a ? 'XA000101' : 'XB000214'),
      ...(more.in ? { in: more.in } : {}),
      ...(more.by ? { by: more.by } : {}),
      ...(more.answers ? { answers: more.answers } : {}),
    })
  const subject = ({ container }: Lorry) => [{ transportEquipment: { id: container } }]
  async function announce(
    from: DemoNode,
    to: DemoNode,
    lorry: Lorry,
    office: string,
  ): Promise<{ said: Submitted; crossing: string }> {
    const crossing = `${from.country}-${to.country}-${randomUUID().slice(0, 8)}`
    const said = await desk.say(from, to, {
      procedure: 'pre-arrival',
      type: 'declaration',
      context: { ...context(crossing, office), xSubject: subject(lorry) },
      document: declarationOf(lorry, office),
    })
    return { said, crossing }
  }
  const found: Record<string, Submitted> = {}
  for (const [name, lorry] of Object.entries(LORRIES)) {
    const { said, crossing } = await announce(a, b, lorry, 'XB000214')
    found[name] = said
    const more = { in: said, crossing }
    // The machine of the entry side may have registered it by itself.
    const { state } = await call<{ state: { lodgement: string } | null }>(b, 'GET', `/v1/cases/${said.conversation}`)
    if (state?.lodgement === 'lodged')
      await say(
        b,
        a,
        'registered',
        { declaration: { id: `26XA${lorry.lrn.slice(-4).padStart(14, '0')}` }, xAgencies: ['customs'] },
        more,
      ).catch(() => undefined)
    if (name !== 'expected')
      await say(
        b,
        a,
        'risk-outcome',
        {
          declaration: { versionId: '1' },
          xComplete: true,
          xResults: [{ resultCode: name === 'held' ? 'control' : 'no-control' }],
        },
        more,
      )
    if (name === 'stopped') {
      const xReasonCodes = ['goods-description', 'parties']
      const order = { xAgency: 'customs', xSubject: subject(lorry), xReasonCodes }
      await say(b, a, 'do-not-load', order, { ...more, by: 'XB-12' })
      const totalGrossMassMeasure = { value: '18240', unitCode: 'KGM' }
      const amended = {
        functionalReferenceId: lorry.lrn,
        xDeclaration: { ...declarationOf(lorry, 'XB000214'), totalGrossMassMeasure },
      }
      const answers = await say(a, b, 'amendment', amended, more)
      await say(b, a, 'amendment-accepted', {}, { ...more, answers })
    }
    if (name === 'overdue' || name === 'held') await say(a, b, 'exit', { exitOffice: { id: 'XA000101' } }, more)
    if (name === 'held') {
      await say(b, a, 'arrival', { xActualOffice: 'XB000214' }, more)
      await say(b, a, 'presentation', {}, more)
      await say(b, a, 'control-decision', { xAgency: 'customs', xSubject: subject(lorry) }, { ...more, by: 'XB-12' })
    }
  }
  const leaving = await announce(
    b,
    a,
    { plate: 'XB 5150 MV', container: 'MEDU 445566-0', lrn: 'LRN-XB-0007', arrives: 90 },
    'XA000101',
  )
  const control = await desk.say(a, b, {
    procedure: 'joint-control',
    type: 'request',
    context: { xSchema: 'joint-control', xPurpose: 'demonstration' },
    document: {
      xControl: 'JC-2026-0044',
      xSide: 'exit',
      xPlace: 'XB000214',
      xStart: inMinutes(60),
      xObjectives: ['safety-security', 'revenue'],
      xSubject: subject(LORRIES.overdue),
      xAgencies: ['customs'],
    },
  })
  await Promise.all(Array.from({ length: MEASURED }, (_, i) => measured(desk, b, a, i)))
  return { ...found, leaving: leaving.said, control } as unknown as Announced
}
