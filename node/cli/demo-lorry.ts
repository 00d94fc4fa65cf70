/** The demo's lorry: announced ahead, found at the office, released, and its time from door to door. */
import { time } from '../values/time.ts'
import type { Submitted } from './demo-desk.ts'
import { call, type DemoNode } from './demo-nodes.ts'
import {
  about,
  CROSSING,
  ENTRY_MRN,
  ENTRY_OFFICE,
  EXIT_OFFICE,
  LORRY,
  together,
  xSubject,
  type Scene,
  type Schemas,
} from './demo-scene.ts'

/** SAFE Pillar 1: declared ahead as WCO XML, registered, judged. */
export async function announce(scene: Scene): Promise<Submitted> {
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
    document: { declaration: { id: ENTRY_MRN }, xAgencies: ['customs', 'veterinary'] },
  })
  await desk.say(b, a, {
    ...entry,
    type: 'risk-outcome',
    document: {
      declaration: { id: ENTRY_MRN, versionId: '1' },
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

export const clockTime = (
  { a, b, desk, at }: Scene,
  node: DemoNode,
  xCode: string,
  minutes: number,
): Promise<Submitted> =>
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

export async function arrive(scene: Scene, declaration: Submitted): Promise<void> {
  const { a, b, desk, step, result } = scene
  step(`The lorry is at the office of ${b.country}; a look at its plate finds what was announced`)
  const found = await desk.wait('the announcement is found', async () => {
    const { items } = await call<{ items: { conversation: string }[] }>(b, 'GET', `/v1/pre-arrivals?reference=${LORRY}`)
    return items[0]
  })
  result(`${LORRY} belongs to case ${found.conversation}`)
  const entry = { procedure: 'pre-arrival', in: declaration, context: about(ENTRY_OFFICE) } as const
  await desk.say(b, a, { ...entry, type: 'arrival', document: { xActualOffice: ENTRY_OFFICE } })
  await desk.say(b, a, { ...entry, type: 'presentation', document: {} })
  await clockTime(scene, b, 'arrival', 41)
  await clockTime(scene, b, 'presentation', 47)
}

export async function release(scene: Scene, declaration: Submitted): Promise<void> {
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

/** WCO Time Release Study: from arrival to release, and door to door whose time it was. */
export async function showTimes({ a, b, desk, step, result }: Scene): Promise<void> {
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
  for (const { side, ms } of times.releases)
    if (ms !== null) result(`${side}: ${Math.round(ms / 60_000)} minutes from arrival to physical release`)
  result(
    `${Math.round((times.ms ?? 0) / 60_000)} minutes from door to door; the same as a picture: ${b.window}${path}.svg`,
  )
}
