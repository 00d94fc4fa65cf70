/**
 * Opening hours: two offices agree when they are open, and everybody sees it.
 * Run: npm run -s demo -- --keep --json > demo.json &   then   node dist/examples/opening-hours/opening-hours.js demo.json
 */
import { randomInt } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ask, askText, officer, readNodes, Refused, say, send, sendAndHold, type DemoNode } from '../demo-nodes.ts'

const [xa, xb] = readNodes() as [DemoNode, DemoNode]
// New offices each time, so that the example can be run again on the same nodes.
const number = randomInt(100_000, 1_000_000)
const [exitOffice, entryOffice] = [`${xa.country}${number}`, `${xb.country}${number}`]
const pair = `/v1/opening-hours/${exitOffice}/${entryOffice}`

// Opening hours are decided by a person, and the message says by whom.
const context = {
  xSchema: 'opening-hours',
  xPurpose: 'coordinated border management',
  xLegalBasis: 'TFA Article 8.2(a)',
  xDecidedBy: officer('head of office'),
}
const today = new Date().toISOString().slice(0, 10)
const days = ['mo', 'tu', 'we', 'th', 'fr']
const hours = (xSide: string, xTimeZone: string, from: string, to: string) => ({
  xVersion: 1,
  exitOffice: { id: exitOffice },
  xEntryOffice: entryOffice,
  xSide,
  xTimeZone,
  // The tz database that the sender computes with; this Node brings its own.
  xTzdb: process.versions['tz'],
  xValidFrom: `${today}T00:00:00Z`,
  xAdmittedBefore: 'PT30M',
  xRules: [
    {
      direction: 'both',
      modeCode: ['3'],
      agency: 'customs',
      service: 'clearance',
      weekly: days.map((day) => ({ day, from, to })),
      exceptions: [
        {
          rank: 'holiday',
          from: '2026-12-25',
          to: '2026-12-25',
          recurs: 'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25',
          closed: true,
        },
      ],
    },
  ],
})
type Version = { id: string; version: number; state: string; intervals: { digest: string; tzdb: string } }
type Pair = { versions: Version[] }
type Opening = { from: string; to: string; admittedUntil: string }
const procedure = 'opening-hours'

say(`${exitOffice} proposes its hours, in the time of Helsinki`)
const proposal = await sendAndHold(xa, xb, {
  procedure,
  type: 'proposal',
  context,
  document: hours(xa.country, 'Europe/Helsinki', '06:00', '22:00'),
})

say(`${entryOffice} counters with its own, in the time of Warsaw: each side states its own hours`)
const conversation = proposal.conversation
const counter = await sendAndHold(xb, xa, {
  procedure,
  type: 'counter-proposal',
  context,
  conversation,
  document: hours(xb.country, 'Europe/Warsaw', '08:00', '20:00'),
})

say(`${exitOffice} accepts by the digest of the intervals in UTC, which its own node has computed`)
const { versions } = await ask<Pair>(xa, 'GET', pair)
const theirs = versions.find((v) => v.id === counter.id)!
const acceptance = { xVersion: theirs.version, xIntervalsDigest: theirs.intervals.digest, xTzdb: theirs.intervals.tzdb }
await sendAndHold(xa, xb, {
  procedure,
  type: 'acceptance',
  context,
  conversation,
  inReplyTo: counter.id,
  document: acceptance,
})

say('What the case does not allow is told at once, by rule and element:')
const again = await send(xa, xb, {
  procedure,
  type: 'acceptance',
  context,
  conversation,
  inReplyTo: counter.id,
  document: acceptance,
}).catch((error: unknown) => error)
if (!(again instanceof Refused)) throw new Error('a version cannot be accepted twice')
say(`  ${again.status} ${again.problem.rule} at ${again.problem.pointer}: ${again.problem.detail}`)

say('Both countries see the same; each asks its own node, "open at T for road?" and "when next?"')
for (const node of [xa, xb]) {
  const open = await ask<{ open: boolean; sides: object }>(node, 'GET', `${pair}/open?modeCode=3&direction=exit`)
  const { next } = await ask<{ next: Opening }>(node, 'GET', `${pair}/next?modeCode=3&direction=exit`)
  say(
    `  ${node.country}: open now: ${open.open} ${JSON.stringify(open.sides)}; next ${next.from} to ${next.to}, be there by ${next.admittedUntil}`,
  )
}

say('The calendar is public: no key')
const { both } = await ask<{ both: Opening[] }>(xa, 'GET', `${pair}/calendar`, undefined, { as: 'nobody' })
say(`  ${both.length} openings in four weeks`)
for (const file of ['calendar.ics', 'week.svg']) {
  const path = join(tmpdir(), `juxta-${number}-${file}`)
  writeFileSync(path, await askText(xb, 'GET', `${pair}/${file}`, undefined, { as: 'nobody' }))
  say(`  ${path}`)
}

say(`A fire in ${entryOffice}: one side closes at once, by itself, and says where to go instead`)
const first = both[0]!
const fire = await sendAndHold(xb, xa, {
  procedure,
  type: 'emergency-closing',
  context,
  conversation,
  document: {
    xFrom: first.from,
    xReviewAt: first.to,
    xReason: 'fire',
    xAlternatives: [`${xb.country}000999`],
    xInstructions: [{ crossing: `C-${number}`, instruction: 'divert', office: `${xb.country}000999` }],
  },
})
const at = `${pair}/open?modeCode=3&at=${encodeURIComponent(first.from)}`
for (const node of [xa, xb]) {
  const { open, next } = await ask<{ open: boolean; next: Opening | null }>(node, 'GET', at)
  say(`  ${node.country}: open at ${first.from}: ${open}; next: ${next?.from ?? 'nobody knows'}`)
  if (open) throw new Error('it is closed')
}

say('Whoever has closed reopens')
await sendAndHold(xb, xa, {
  procedure,
  type: 'reopening',
  context,
  conversation,
  inReplyTo: fire.id,
  document: { xAt: first.from },
})
for (const node of [xa, xb])
  if (!(await ask<{ open: boolean }>(node, 'GET', at)).open) throw new Error('it is open again')

const hash = async (node: DemoNode) => (await ask<{ hash: string }>(node, 'GET', `/v1/cases/${conversation}`)).hash
const [ours, yours] = [await hash(xa), await hash(xb)]
if (ours !== yours) throw new Error('both countries hold the same case')
say(`Both countries hold the same case: ${ours}`)
