/** What two countries do at the demo's border to one lorry: they control it together, and write its certificate off. */
import { time } from '../values/time.ts'
import { call, type DemoNode } from './demo-nodes.ts'
import {
  about,
  ENTRY_OFFICE,
  LORRY,
  ENTRY_MRN,
  OFFICER_A,
  OFFICER_B,
  together,
  xSubject,
  type Scene,
  type Schemas,
} from './demo-scene.ts'

const CERTIFICATE = 'VET/XA/2026/000417'

type JointControl = { phase: string; record: { digest: string } | null }

/** RKC 3.4: asked for, agreed, run by both; the record is made by the nodes, and recognised by people. */
export async function controlTogether(scene: Scene): Promise<void> {
  const { a, b, desk, step, result, at } = scene
  step(`${b.country} asks for a joint control: both look into the lorry once, each states its own result`)
  const soon = time(Date.now() + 60_000)
  const context = about(ENTRY_OFFICE)
  const request = await desk.say(b, a, {
    procedure: 'joint-control',
    type: 'request',
    context,
    document: {
      xControl: 'JC-000417',
      xSide: 'entry',
      xPlace: ENTRY_OFFICE,
      xStart: soon,
      xObjectives: ['safety-security', 'veterinary'],
      xSubject,
      xAgencies: ['customs', 'veterinary'],
    },
  })
  const control = { procedure: 'joint-control', in: request, context } as const
  await desk.say(a, b, {
    ...control,
    type: 'acceptance',
    by: OFFICER_A,
    answers: request,
    document: { xAgencies: ['customs'] },
  })
  for (const [node, other] of [
    [a, b],
    [b, a],
  ] as const)
    await desk.say(node, other, { ...control, type: 'start', document: { xStart: at(50) } })
  const findings = (xAgency: string, xObjectives: string[], minutes: number, more: object = {}) => ({
    xControl: 'JC-000417',
    xResultNo: 1,
    xFinality: 'final',
    xAgency,
    xOutcomes: ['safety-security', 'veterinary'].map((xObjective) => ({
      xObjective,
      xResultCode: xObjectives.includes(xObjective) ? 'satisfactory' : 'not-controlled',
    })),
    xSubject,
    xStart: at(50),
    xEnd: at(minutes),
    ...more,
  })
  const seals = {
    transportEquipment: [
      { id: LORRY, xSealBefore: [{ id: 'NDC-7741', condition: 'intact' }], seal: [{ id: 'XB-90233' }] },
    ],
  }
  const say = (from: DemoNode, to: DemoNode, document: object) =>
    desk.say(from, to, { ...control, type: 'result', by: from === a ? OFFICER_A : OFFICER_B, document })
  await say(a, b, findings('customs', ['safety-security'], 62))
  await say(b, a, findings('veterinary', ['veterinary'], 66))
  await say(b, a, findings('customs', ['safety-security'], 70, seals))
  const recorded = await together<JointControl>(
    scene,
    request,
    'all results are final, so both nodes have made the joint record by themselves',
    (s) => s.record !== null,
  )
  await desk.say(b, a, {
    ...control,
    type: 'recognition',
    by: OFFICER_B,
    document: {
      xRecordDigest: recorded.record!.digest,
      xObjectives: ['safety-security'],
      xSealLastSeen: [{ transportEquipment: LORRY, seal: 'XB-90233', at: at(70) }],
    },
  })
  result(`${b.country} recognises the control of ${a.country} for safety and security: nobody opens the lorry again`)
}

/** CITES Art. VI, without paper (RKC 7.4): the issuer holds the balance; its node decides what is used. */
export async function writeOff({ a, b, desk, step, result, at }: Scene): Promise<void> {
  step(`The veterinary certificate of ${a.country} is written off at the border of ${b.country}`)
  const path = `/v1/permits/${encodeURIComponent(CERTIFICATE)}`
  const additionalDocument = { id: CERTIFICATE, typeCode: '853' }
  const quantityQuantity = { value: '18240.5', unitCode: 'KGM' }
  await call(
    a,
    'PUT',
    path,
    {
      typeCode: additionalDocument.typeCode,
      xKind: 'veterinary',
      xAgency: 'veterinary',
      xUse: 'single',
      xUsePoints: ['import'],
      xIssuedAt: at(-2 * 24 * 60),
      xDestinations: [b.country],
      xItems: [{ xItem: '1', description: 'dairy products', quantityQuantity }],
      xStanding: 'issued',
    },
    'window',
  )
  await desk.say(b, a, {
    procedure: 'documents',
    type: 'use',
    context: about(ENTRY_OFFICE),
    document: {
      xUseId: `${ENTRY_MRN}/1`,
      xMode: 'request',
      xKind: 'veterinary',
      xUsePoint: 'import',
      additionalDocument: { ...additionalDocument, writeOff: { quantityQuantity } },
      xIssuer: { country: a.country, agency: 'veterinary' },
      xItem: '1',
      declaration: { id: ENTRY_MRN },
      xFinal: true,
    },
  })
  const decided = await desk.wait('the issuer has decided', async () => {
    const { uses } = await call<Schemas['Permit']>(b, 'GET', path)
    return uses.find((use) => use.state !== 'requested')
  })
  result(
    `the node of ${a.country} has ${decided.state} the use of ${decided.value} kg; nothing is left of the certificate`,
  )
}
