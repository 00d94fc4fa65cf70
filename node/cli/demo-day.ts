/**
 * One day at a border, told with what two neighbours really say to each other: hours agreed, a trader recognised, a lorry announced while a node dies
 * and comes back, controlled by both at once, its certificate written off, released, and its time from door to door.
 */
import type { components } from '../generated/window.ts'
import type { Country } from '../values/country.ts'
import { partHash, snapshotHash } from '../procedures/aeo/aeo.ts'
import type { Trader } from '../procedures/aeo/trader-record.ts'
import { call, launch, type DemoNode, type Line } from './demo-nodes.ts'
import { DemoDesk, type Message, type Submitted } from './demo-desk.ts'
import { time } from '../values/time.ts'

export type Told = {
  readonly sent: number
  readonly delivered: number
  readonly refused: number
  readonly shown: Message
}

export type Teller = {
  readonly nodes: readonly DemoNode[]
  /** A heading, and a line of what came of it. */
  step(text: string): void
  result(text: string): void
  onLine(country: Country, line: Line): void
}

type Scene = Pick<Teller, 'step' | 'result'> & {
  readonly a: DemoNode
  readonly b: DemoNode
  readonly desk: DemoDesk
  /** A time of the story, in minutes after seven in the morning of today (UTC). */
  at(minutes: number): string
}
type Schemas = components['schemas']
type Held<S> = Omit<Schemas['Case'], 'state'> & { readonly state: S | null }

const [OFFICER_A, OFFICER_B] = ['XA-77', 'XB-12']
const [EXIT_OFFICE, ENTRY_OFFICE] = ['XA000101', 'XB000214']
const LORRY = 'XATR9081'
const CROSSING = 'XA-XB-000417'
const MRN = '26XAB0417000000011'
const TRADER = { id: 'XA4410027718', programme: 'AEO-XA', type: 'AEOF' }
const CERTIFICATE = 'VET/XA/2026/000417'
const xSubject = [{ transportEquipment: { id: LORRY } }]

/** What the messages of the movement say beside their documents. */
const about = (xOffice: string, more: object = {}) => ({
  xCrossing: CROSSING,
  xOffice,
  xPurpose: 'demonstration',
  xLegalBasis: 'none: a demonstration of Juxta on one machine',
  xReferences: [{ type: 'mrn', value: MRN }],
  ...more,
})

export async function tellDay({ nodes, step, result, onLine }: Teller): Promise<Told> {
  const [a, b] = nodes as [DemoNode, DemoNode]
  const dawn = new Date().setUTCHours(7, 0, 0, 0)
  const at = (minutes: number): string => time(dawn + minutes * 60_000)
  const scene: Scene = { a, b, desk: new DemoDesk(), step, result, at }
  const { desk } = scene

  await agreeHours(scene)
  await recogniseTrader(scene)
  const declaration = await announce(scene)

  step(`The node of ${b.country} is killed (kill -9) while ${a.country} goes on sending`)
  b.process.kill('SIGKILL')
  await new Promise((done) =>
    b.process.exitCode !== null || b.process.signalCode !== null ? done(null) : b.process.once('exit', done),
  )
  const waiting = [
    await clockTime(scene, a, 'queue-in', 0),
    await clockTime(scene, a, 'arrival', 18),
    await clockTime(scene, a, 'release', 31),
    await desk.post(a, [b], {
      procedure: 'pre-arrival',
      type: 'exit',
      in: declaration,
      context: about(EXIT_OFFICE),
      document: { exitOffice: { id: EXIT_OFFICE }, exitDateTime: at(33) },
    }),
  ]
  await new Promise((done) => setTimeout(done, 1500))
  step(`${b.country} comes back; nothing was lost`)
  Object.assign(b, await launch(b, onLine), { alive: true })
  b.process.once('exit', () => (b.alive = false))
  await Promise.all(waiting.map((m) => desk.until(a, m.id)))

  await arrive(scene, declaration)
  await controlTogether(scene)
  await writeOff(scene)
  await release(scene, declaration)
  await showTimes(scene)
  if (nodes.length > 2) {
    step(`${a.country} tells all neighbours at once of its maintenance tonight: one submission, one status`)
    await desk.post(a, nodes.slice(1), {
      procedure: 'system',
      type: 'maintenance',
      document: { xFrom: at(16 * 60), xTo: at(17 * 60), xText: 'new release; messages wait and arrive afterwards' },
    })
  }
  return { ...(await desk.settle()), shown: await desk.get(a, declaration.id) }
}

const caseOf = <S>(node: DemoNode, { conversation }: Submitted): Promise<Held<S>> =>
  call<Held<S>>(node, 'GET', `/v1/cases/${conversation}`)

/** Waits until both hold the case as `done` wants it, and hold the same. */
async function together<S>(
  { a, b, desk, result }: Scene,
  of: Submitted,
  what: string,
  done: (state: S) => boolean,
): Promise<S> {
  const held = await desk.wait(`${what}, at both the same`, async () => {
    const [ours, theirs] = await Promise.all([caseOf<S>(a, of), caseOf<S>(b, of)])
    return ours.hash === theirs.hash && ours.state !== null && done(ours.state) && ours
  })
  result(`${what}; both hold the same case, ${held.hash.slice(8, 20)}…`)
  return held.state!
}

/** RKC 3.2, TFA 8.2(a): each side proposes its own hours; the common window is computed, never typed in. */
async function agreeHours(scene: Scene): Promise<void> {
  const { a, b, desk, step, result, at } = scene
  const hours = (side: DemoNode, xTimeZone: string, from: string, to: string) => ({
    xVersion: 1,
    exitOffice: { id: EXIT_OFFICE },
    xEntryOffice: ENTRY_OFFICE,
    xSide: side.country,
    xTimeZone,
    xTzdb: '2026a',
    xValidFrom: at(-7 * 24 * 60),
    xRules: [
      {
        direction: 'both',
        modeCode: ['3'],
        agency: 'customs',
        service: 'clearance',
        weekly: ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'].map((day) => ({ day, from, to })),
        exceptions: [],
      },
    ],
  })
  step(
    `${a.country} proposes opening hours, ${b.country} counters with its own, ${a.country} accepts: officers decide, nodes compute`,
  )
  const open = { procedure: 'opening-hours' } as const
  const proposal = await desk.say(a, b, {
    ...open,
    type: 'proposal',
    by: OFFICER_A,
    document: hours(a, 'Europe/Helsinki', '06:00', '22:00'),
  })
  const counter = await desk.say(b, a, {
    ...open,
    type: 'counter-proposal',
    by: OFFICER_B,
    in: proposal,
    answers: proposal,
    document: hours(b, 'Europe/Moscow', '08:00', '20:00'),
  })
  // What is accepted is named as every node computes it: the intervals in UTC, and the tz database they were computed with.
  const pair = `/v1/opening-hours/${EXIT_OFFICE}/${ENTRY_OFFICE}`
  const { versions } = await call<Schemas['OfficePair']>(a, 'GET', pair)
  const { intervals } = versions.find((v) => v.id === counter.id)!
  await desk.say(a, b, {
    ...open,
    type: 'acceptance',
    by: OFFICER_A,
    in: proposal,
    answers: counter,
    document: { xVersion: 1, xIntervalsDigest: intervals.digest, xTzdb: intervals.tzdb },
  })
  await together<{ versions: Record<string, { state: string }> }>(scene, proposal, 'the hours are in force', (s) =>
    Object.values(s.versions).every((v) => v.state === 'in-force'),
  )
  const common = await call<Schemas['NextOpening']>(
    b,
    'GET',
    `${pair}/next?direction=exit&modeCode=3&after=${at(24 * 60)}`,
  )
  if (common.next) result(`tomorrow both are open for lorries from ${common.next.from} to ${common.next.to}`)
}

/** SAFE Pillar 2: the granting country's list goes over in parts; the receiving one applies it and says so by itself. */
async function recogniseTrader({ a, b, desk, step, result, at }: Scene): Promise<void> {
  step(
    `${a.country} sends its list of authorised economic operators; ${b.country} applies it by machine and recognises them`,
  )
  const trader = (id: string, xName: string): Trader => ({
    aeoMutualRecognitionParty: { id },
    authorisationHolder: { id: `H-${id}`, categoryCode: TRADER.type },
    xName,
    xProgramme: TRADER.programme,
    xEffectiveFrom: at(-300 * 24 * 60),
    xConsent: { ref: `consent ${id}`, at: at(-301 * 24 * 60) },
  })
  const xTraders = [trader(TRADER.id, 'Northern Dairy Cooperative'), trader('XA7719001553', 'Fjell Timber')]
  await desk.say(a, b, {
    procedure: 'aeo',
    type: 'snapshot',
    document: {
      xSnapshot: 'XA-2026-11',
      xPart: 1,
      xParts: 1,
      xCount: xTraders.length,
      xSequence: 1,
      xHash: snapshotHash([partHash(xTraders)]),
      xTraders,
    },
  })
  const path = `/v1/traders/${TRADER.id}?granting=${a.country}&programme=${TRADER.programme}&type=${TRADER.type}`
  const found = await desk.wait('the trader is recognised', async () => {
    const answer = await call<Schemas['TraderAnswer']>(b, 'GET', path)
    return answer.recognised && answer
  })
  result(`${TRADER.id} is ${found.status} since ${found.since?.slice(0, 10)} and recognised in ${b.country}`)
}

/** SAFE Pillar 1: declared ahead as WCO XML, registered, judged. */
async function announce(scene: Scene): Promise<Submitted> {
  const { a, b, desk, step } = scene
  step(`A lorry with cheese leaves for ${b.country}: its declaration goes ahead of it, as XML of the WCO Data Model`)
  const declaration = await desk.say(a, b, {
    procedure: 'pre-arrival',
    type: 'declaration',
    context: about(EXIT_OFFICE, {
      xProfile: 'wco-dec-dms-2',
      xDocument: {
        xOfficeOfFirstEntry: ENTRY_OFFICE,
        xEstimatedArrival: time(Date.now() + 2 * 3_600_000),
      },
    }),
    document: 'pre-arrival-declaration.xml',
  })
  step(
    `The Single Window of ${b.country} collects it and accepts it, registers it and sends the outcome of its risk analysis`,
  )
  await call(b, 'POST', `/v1/inbox/${declaration.id}/collected`)
  await call(b, 'POST', `/v1/inbox/${declaration.id}/answer`, { outcome: 'accepted' })
  await desk.until(a, declaration.id, ['accepted'])
  const entry = { procedure: 'pre-arrival', in: declaration, context: about(ENTRY_OFFICE) } as const
  await desk.say(b, a, {
    ...entry,
    type: 'registered',
    answers: declaration,
    document: { declaration: { id: MRN }, xAgencies: ['customs', 'veterinary'] },
  })
  await desk.say(b, a, {
    ...entry,
    type: 'risk-outcome',
    document: {
      declaration: { id: MRN, versionId: '1' },
      xComplete: true,
      xResults: [{ resultCode: 'control', subject: xSubject }],
    },
  })
  await together<{ lodgement: string; subjects: Record<string, { risk: string }> }>(
    scene,
    declaration,
    'registered, risk analysis complete',
    (s) => s.lodgement === 'registered' && Object.values(s.subjects).every((x) => x.risk === 'complete'),
  )
  return declaration
}

const clockTime = ({ a, b, desk, at }: Scene, node: DemoNode, xCode: string, minutes: number): Promise<Submitted> =>
  desk.post(node, [node === a ? b : a], {
    procedure: 'release-time',
    type: 'event',
    context: about(node === a ? EXIT_OFFICE : ENTRY_OFFICE),
    document: {
      xEventId: `${CROSSING}/${node.country}/${xCode}`,
      xCode,
      xOccurredAt: at(minutes),
      xRecordedAt: at(minutes),
      xClock: { source: 'ntp', uncertaintyMs: 50 },
      xCapture: 'automatic',
      modeCode: '3',
    },
  })

async function arrive(scene: Scene, declaration: Submitted): Promise<void> {
  const { a, b, desk, step, result } = scene
  step(`The lorry is at the office of ${b.country}; a look at its plate finds what was announced`)
  const found = await desk.wait('the announcement is found', async () => {
    const { items } = await call<{ items: { conversation: string }[] }>(b, 'GET', `/v1/pre-arrivals?equipment=${LORRY}`)
    return items[0]
  })
  result(`${LORRY} belongs to case ${found.conversation}`)
  const entry = { procedure: 'pre-arrival', in: declaration, context: about(ENTRY_OFFICE) } as const
  await desk.say(b, a, { ...entry, type: 'arrival', document: { xActualOffice: ENTRY_OFFICE } })
  await desk.say(b, a, { ...entry, type: 'presentation', document: {} })
  await clockTime(scene, b, 'arrival', 41)
  await clockTime(scene, b, 'presentation', 47)
}

type JointControl = { phase: string; record: { digest: string } | null }

/** RKC 3.4: asked for, agreed, run by both; the record is made by the nodes, and recognised by people. */
async function controlTogether(scene: Scene): Promise<void> {
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
    xObjectives,
    xSubject,
    xStart: at(50),
    xEnd: at(minutes),
    xResultCode: 'satisfactory',
    ...more,
  })
  const seals = {
    transportEquipment: [
      { id: LORRY, xSealBefore: [{ id: 'NDC-7741', condition: 'intact' }], seal: [{ id: 'XB-90233' }] },
    ],
  }
  const say = (from: DemoNode, to: DemoNode, document: object) =>
    desk.say(from, to, { ...control, type: 'result', document })
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

/** RKC 7.4: the issuer holds the balance; its node decides what is used. */
async function writeOff({ a, b, desk, step, result, at }: Scene): Promise<void> {
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
      xUseId: `${MRN}/1`,
      xMode: 'request',
      xKind: 'veterinary',
      xUsePoint: 'import',
      additionalDocument: { ...additionalDocument, writeOff: { quantityQuantity } },
      xIssuer: { country: a.country, agency: 'veterinary' },
      xItem: '1',
      declaration: { id: MRN },
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

async function release(scene: Scene, declaration: Submitted): Promise<void> {
  const { a, b, desk, step } = scene
  step(`Both agencies of ${b.country} decide, and the lorry is released`)
  const entry = { procedure: 'pre-arrival', in: declaration, context: about(ENTRY_OFFICE) } as const
  await desk.say(b, a, {
    ...entry,
    type: 'agency-decision',
    document: { xAgency: 'veterinary', xDisposal: 'released' },
  })
  await desk.say(b, a, { ...entry, type: 'release', document: {} })
  await together<{ subjects: Record<string, { movement: string }> }>(scene, declaration, 'the lorry has left', (s) =>
    Object.values(s.subjects).every((x) => x.movement === 'left'),
  )
  const last = [await clockTime(scene, b, 'release', 78), await clockTime(scene, b, 'removal', 81)]
  await Promise.all(last.map((m) => desk.until(b, m.id)))
}

/** WCO Time Release Study: door to door, and whose time it was. */
async function showTimes({ a, b, desk, step, result }: Scene): Promise<void> {
  step('Its time from door to door, recorded by both countries')
  const path = `/v1/crossings/${CROSSING}/release-times`
  const times = await desk.wait('the last clock time is there', async () => {
    const found = await call<Schemas['CrossingReleaseTimes']>(a, 'GET', path)
    return found.legs.some((leg) => leg.to === 'removal') && found
  })
  const longest = Math.max(...times.legs.map((leg) => leg.ms))
  for (const { side, from, to, actor, ms, shown } of times.legs) {
    const bar = '█'.repeat(Math.max(1, Math.round((ms / longest) * 24)))
    result(`${side}  ${`${from} → ${to}`.padEnd(34)} ${actor.padEnd(8)} ${bar} ${shown}`)
  }
  result(`${Math.round((times.ms ?? 0) / 60_000)} minutes; the same as a picture: ${b.window}${path}.svg`)
}
