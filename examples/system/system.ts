/**
 * Before go-live: XA and XB state their offices and routes and find where the two do not fit; then a maintenance, an outage with paper meanwhile, and a test.
 * Usage: node dist/examples/system/system.js demo.json
 */
import { ask, readNodes, say, sendAndHold, type DemoNode } from '../demo-nodes.ts'

type Difference = {
  kind: string
  at: string
  office?: string
  route?: { exitOffice: string; entryOffice: string; modeCode: string }
  member?: string
  ours?: unknown
  theirs?: unknown
}
type Check = { ours: number | null; theirs: number | null; ready: boolean; differences: Difference[] }

const [a, b] = readNodes() as [DemoNode, DemoNode]
const time = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString()
const check = async (node: DemoNode, peer: DemoNode): Promise<Check> =>
  (await ask<{ items: Check[] }>(node, 'GET', `/v1/office-check?peer=${peer.country}`)).items[0]!
const office = (node: DemoNode, n: number, name: string) => ({ id: `${node.country}00010${n}`, name, modeCode: ['3'] })
const route = (exit: DemoNode, i: number, entry: DemoNode, j: number) => ({
  exitOffice: { id: `${exit.country}00010${i}` },
  entryOffice: { id: `${entry.country}00010${j}` },
  modeCode: '3',
})
/** What is stated counts: a declaration for an office that its country does not state is rejected. These are those of the other examples. */
const others = [{ id: 'XB000214', name: 'Road East', modeCode: ['3'] }]
const system = { procedure: 'system', context: { xSchema: 'system' } }

// Versions grow, so that the example can be run again on the same nodes.
const before = await check(a, b)
const xVersion = Math.max(before.ours ?? 0, before.theirs ?? 0) + 1

say(`${a.country} and ${b.country} state what they serve.`)
await sendAndHold(a, b, {
  ...system,
  type: 'reference-data',
  document: {
    xVersion,
    xOffices: [office(a, 1, 'Bridge'), office(a, 2, 'Tunnel')],
    xForeignOffices: [office(b, 1, 'Bridge East'), ...others],
    xRoutes: [route(a, 1, b, 1), route(b, 1, a, 1), route(a, 2, b, 2)],
  },
})
await sendAndHold(b, a, {
  ...system,
  type: 'reference-data',
  document: {
    xVersion,
    xOffices: [office(b, 1, 'Bridge'), ...others],
    xRoutes: [route(a, 1, b, 1), route(b, 1, a, 1)],
  },
})
const found = await check(a, b)
say(`  ready: ${found.ready}; what does not fit:`)
for (const d of found.differences)
  say(
    `  - ${d.kind} at ${d.at}: ${[
      d.office,
      d.route && `${d.route.exitOffice} → ${d.route.entryOffice}`,
      d.member && `${d.member} is "${String(d.ours)}" here and "${String(d.theirs)}" there`,
    ]
      .filter(Boolean)
      .join(', ')}`,
  )

say('They mend it.')
await sendAndHold(b, a, {
  ...system,
  type: 'reference-data',
  document: {
    xVersion: xVersion + 1,
    xOffices: [office(b, 1, 'Bridge East'), office(b, 2, 'Tunnel'), ...others],
    xRoutes: [route(a, 1, b, 1), route(b, 1, a, 1), route(a, 2, b, 2)],
  },
})
await sendAndHold(a, b, {
  ...system,
  type: 'reference-data',
  document: {
    xVersion: xVersion + 1,
    xOffices: [office(a, 1, 'Bridge'), office(a, 2, 'Tunnel')],
    xForeignOffices: [office(b, 1, 'Bridge East'), office(b, 2, 'Tunnel'), ...others],
    xRoutes: [route(a, 1, b, 1), route(b, 1, a, 1), route(a, 2, b, 2)],
  },
})
for (const [node, peer] of [
  [a, b],
  [b, a],
] as const) {
  const { ready, differences } = await check(node, peer)
  if (!ready) throw new Error(JSON.stringify(differences))
  say(`  ${node.country}: ready`)
}

say(`${b.country} is away for an hour, and has paper meanwhile.`)
const away = await sendAndHold(b, a, {
  ...system,
  type: 'outage',
  document: { xSince: time(0), xExpectedEnd: time(60) },
})
const { conversation } = away
const paper = { xProcedure: 'paper', xFrom: time(0), xReviewAt: time(60), xInstructions: 'Two copies of form 30.' }
const contingency = await sendAndHold(b, a, { ...system, type: 'contingency', conversation, document: paper })
await sendAndHold(b, a, {
  ...system,
  type: 'outage',
  conversation,
  inReplyTo: away.id,
  document: { xSince: time(-1), xEndedAt: time(0) },
})
await sendAndHold(b, a, {
  ...system,
  type: 'contingency',
  conversation,
  inReplyTo: contingency.id,
  document: { ...paper, xEndedAt: time(1) },
})
const test = await sendAndHold(a, b, { ...system, type: 'test', conversation, document: { xTestId: 'T-1' } })
await sendAndHold(b, a, {
  ...system,
  type: 'test',
  conversation,
  inReplyTo: test.id,
  document: { xTestId: 'T-1', xResult: 'passed' },
})
const cases = await Promise.all(
  [a, b].map((node) => ask<{ hash: string; state: { tests: object } }>(node, 'GET', `/v1/cases/${conversation}`)),
)
if (cases[0]!.hash !== cases[1]!.hash) throw new Error('both hold the same case')
say(`  both hold the same case: ${cases[0]!.hash}`)
