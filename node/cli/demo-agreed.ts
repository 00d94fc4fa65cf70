/** The demo's morning: what two neighbours settle before any lorry comes, the hours of their offices and whose traders they recognise. */
import { partHash, snapshotHash } from '../procedures/aeo/aeo.ts'
import type { Trader } from '../procedures/aeo/trader-record.ts'
import { call, type DemoNode } from './demo-nodes.ts'
import { ENTRY_OFFICE, EXIT_OFFICE, OFFICER_A, OFFICER_B, together, type Scene, type Schemas } from './demo-scene.ts'

const TRADER = { id: 'XA4410027718', programme: 'AEO-XA', type: 'AEOF' }

/** RKC 3.2, TFA 8.2(a): each side proposes its own hours; the common window is computed, never typed in. */
export async function agreeHours(scene: Scene): Promise<void> {
  const { a, b, desk, step, result, at } = scene
  const hours = (side: DemoNode, xTimeZone: string, from: string, to: string) => ({
    xVersion: 1,
    exitOffice: { id: EXIT_OFFICE },
    xEntryOffice: ENTRY_OFFICE,
    xSide: side.country,
    xTimeZone,
    xTzdb: '2026a',
    xValidFrom: at(-7 * 24 * 60),
    xAdmittedBefore: 'PT45M',
    xCompetence: { modeCode: ['3'], goodsMeasure: { grossMassMeasure: { value: '44', unitCode: 'TNE' } } },
    xCapacity: [{ modeCode: '3', lanes: 4, vehiclesPerHour: 90 }],
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
    `${pair}/next?direction=exit&modeCode=3&after=${at(48 * 60)}`,
  )
  if (common.next) result(`tomorrow both are open for lorries from ${common.next.from} to ${common.next.to}`)
}

/** SAFE Pillar 2: the granting country's list goes over in parts; the receiving one applies it and says so by itself. */
export async function recogniseTrader({ a, b, desk, step, result, at }: Scene): Promise<void> {
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
