/**
 * Release times: what the clocks on both sides of a border say about the same lorries, door to door and as figures.
 * Run: npm run -s demo -- --keep --json > demo.json &   then   node dist/examples/release-time/release-time.js demo.json
 */
import { randomInt, randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  ask,
  askText,
  readNodes,
  say,
  send,
  sendAndHold,
  until,
  untilHeld,
  type DemoNode,
  type Sent,
} from '../demo-nodes.ts'

const [xa, xb] = readNodes() as [DemoNode, DemoNode]
const number = randomInt(100_000, 1_000_000)
const office = (node: DemoNode): string => `${node.country}${number}`
const crossing = (i: number): string => `C-${number}-${i}`
const context = (node: DemoNode, i: number) => ({
  xSchema: 'release-time',
  xPurpose: 'time release study',
  xLegalBasis: 'TFA Article 7.6',
  xCrossing: crossing(i),
  xOffice: office(node),
})
const morning = Date.parse(`${new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)}T06:00:00Z`)
const time = (minutes: number): string => new Date(morning + minutes * 60_000).toISOString()
/** A time says by which clock, and how wrong that may be. */
const event = (xCode: string, minutes: number, more: object = {}) => ({
  xEventId: randomUUID(),
  xCode,
  xOccurredAt: time(minutes),
  xRecordedAt: time(minutes),
  xClock: { source: 'ntp', uncertaintyMs: 500 },
  xCapture: 'automatic',
  modeCode: '3',
  ...more,
})
const procedure = 'release-time'

say(`Eight lorries pass from ${office(xa)} to ${office(xb)}; each side says what its clocks have seen`)
let conversation: string | undefined
const sent: [DemoNode, Sent][] = []
let mistaken = ''
for (let i = 1; i <= 8; i++) {
  const steps: [DemoNode, object][] = [
    [xa, event('arrival', 10 * i, { xChannel: 'green' })],
    [xa, event('release', 10 * i + 12)],
    [xa, event('exit', 10 * i + 12.005)],
    [xb, event('arrival', 10 * i + 20)],
    [xb, event('control-started', 10 * i + 45, { xActor: 'agency' })],
    [xb, event('release', 10 * i + 60 + i * 5)],
  ]
  for (const [node, document] of steps) {
    const order = { procedure, type: 'event', context: context(node, i), document }
    const other = node === xa ? xb : xa
    // The first message opens the case that the others are in.
    const message = await (conversation === undefined
      ? sendAndHold(node, other, order)
      : send(node, other, { ...order, conversation }))
    conversation ??= message.conversation
    sent.push([node, message])
    if (i === 1) mistaken = (document as { xEventId: string }).xEventId
  }
}
for (const [node, message] of sent) await untilHeld(node, message)

say(`${xb.country} has read a clock wrongly: a correction is added, and what was said stays`)
await sendAndHold(xb, xa, {
  procedure,
  type: 'correction',
  context: { xSchema: 'release-time' },
  conversation: conversation!,
  document: { xEventId: mistaken, xOccurredAt: time(95), xReason: 'read wrongly' },
})

type Times = {
  ms: number
  idle: Record<string, number>
  byActor: Record<string, number>
  legs: { from: string; to: string; side: string; shown: string; actor: string }[]
}
say('Door to door, the same at both countries:')
for (const node of [xa, xb]) {
  const times = await ask<Times>(node, 'GET', `/v1/crossings/${crossing(1)}/release-times`)
  say(
    `  ${node.country}: ${times.ms / 60_000} min; ${times.legs.map((l) => `${l.from} to ${l.to} ${l.shown} (${l.actor})`).join(', ')}`,
  )
  say(`  ${node.country}: idle ${JSON.stringify(times.idle)} ms`)
}
for (const [name, path] of [
  ['crossing.svg', `/v1/crossings/${crossing(1)}/release-times.svg`],
  ['month.svg', '/v1/release-times.svg?by=day'],
  ['month.csv', '/v1/release-times.csv?by=day'],
] as const) {
  const file = join(tmpdir(), `juxta-${number}-${name}`)
  writeFileSync(file, await askText(xa, 'GET', path))
  say(`  ${file}`)
}

say('As figures, per office; what fewer than five movements have made is shown to nobody')
type Figures = { items: { key: string; times: { movements: number; p50Ms: number; p90Ms: number } | null }[] }
const figures = await until('all eight count', async () => {
  const { items } = await ask<Figures>(xa, 'GET', '/v1/release-times?by=office')
  return items.some((i) => i.key === office(xa) && (i.times === null || i.times.movements === 8)) && items
})
for (const { key, times } of figures)
  say(times ? `  ${key}: ${times.movements} movements, median ${times.p50Ms / 60_000} min` : `  ${key}: hidden`)
