/** What opening hours cost whoever works them out: an expensive question is answered by name, a common one is worked out once, and recurrences that are bombs are no opening hours. */
import t from 'tap'
import { openHoursWork } from '../../node/procedures/opening-hours/hours-work.ts'
import type { HoursVersion } from '../../node/procedures/opening-hours/hours-state.ts'
import type { OfficePair } from '../../node/procedures/opening-hours/office-pairs.ts'
import { NODE } from '../../node/threads/workshop.ts'
import { forge } from '../forge.ts'
import { json, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import { officer } from '../officer.ts'

const rule = (recurrences: number, recurs = 'FREQ=YEARLY;BYMONTH=1;BYDAY=1MO') => ({
  direction: 'both',
  modeCode: ['3'],
  agency: 'customs',
  service: 'clearance',
  weekly: recurrences > 1 ? [] : [{ day: 'mo', from: '08:00', to: '20:00' }],
  exceptions: Array.from({ length: recurrences }, () => ({
    rank: 'dated',
    from: '2026-01-01',
    to: '2026-01-01',
    recurs,
    closed: true,
  })),
})
const proposal = (xSide: string, rules: object[]) => ({
  xVersion: 1,
  exitOffice: { id: 'XA000101' },
  xEntryOffice: 'XB000214',
  xSide,
  xTimeZone: 'Europe/Helsinki',
  xTzdb: process.versions['tz'],
  xValidFrom: '2026-01-01T00:00:00Z',
  xRules: rules,
})

/** Both sides in force for ever, by these rules. */
function pairWith(rules: object[], hash = 'one'): OfficePair {
  const version = (side: 'exit' | 'entry') =>
    ({
      id: `version-${side}`,
      side,
      state: 'in-force',
      hours: proposal(side === 'exit' ? 'XA' : 'XB', rules),
      counters: null,
      accepted: null,
      rejectedBy: null,
      proposedAt: 0,
      from: 0,
      until: null,
    }) as unknown as HoursVersion
  const versions = { exit: version('exit'), entry: version('entry') }
  const [exitOffice, entryOffice] = ['XA000101', 'XB000214']
  const hours = {
    exitOffice,
    entryOffice,
    versions,
    changes: {},
    closings: {},
    outOfHours: {},
    slots: {},
    dateLists: {},
  }
  return { peer: 'XB', exitOffice, entryOffice, hours, cases: [{ conversation: 'c', hash, state: hours }] } as never
}
const road = { direction: 'exit', modeCode: '3' } as const
const NO_FILE = 'no tz database is laid down'
const AT = Date.parse('2026-11-02T09:00:00Z')

t.test(
  'when hours that are never open open next takes for ever, and is given up; the next question is answered',
  async (t) => {
    const hours = openHoursWork(300, NO_FILE)
    t.teardown(() => hours.close())
    let turns = 0
    const turning = setInterval(() => turns++, 1)
    const bomb = hours.work(NODE, 'nextView', pairWith([rule(399)]), road, AT)
    await t.rejects(bomb, { code: 'busy', rule: 'too-expensive', retryAfter: 60 })
    clearInterval(turning)
    t.ok(turns > 10, `${turns} turns of the event loop meanwhile`)
    const { open } = await hours.work(NODE, 'openView', pairWith([rule(0)]), road, AT)
    t.equal(open, true)
  },
)

t.test('what everybody asks is worked out once for the same cases and the same minute', async (t) => {
  const hours = openHoursWork(10_000, NO_FILE)
  t.teardown(() => hours.close())
  const ask = (pair: OfficePair, now: number, to = AT + 86_400_000) =>
    hours.shared(NODE, pair, 'calendarView', pair, 'XA' as never, road, AT, to, hours.minute(now))
  const first = ask(pairWith([rule(0)]), AT)
  t.equal(ask(pairWith([rule(0)]), AT + 59_999), first, 'the same answer')
  t.not(ask(pairWith([rule(0)]), AT + 60_000), first, 'a minute later')
  t.not(ask(pairWith([rule(0)], 'two'), AT), first, 'the case has gone on')
  t.not(ask(pairWith([rule(0)]), AT, AT + 2 * 86_400_000), first, 'another span')
  t.equal((await first).both.length, 1)
})

t.test('what hours come to that are accepted is worked out in a thread too, and given up there', async (t) => {
  const [a, b] = (await startTestNodes(t, { env: () => ({ JUXTA_EXPENSIVE_MS: '50' }) })) as [TestNode, TestNode]
  const context = { xSchema: 'opening-hours', xDecidedBy: officer('X-1') }
  const said = { procedure: 'opening-hours', context }
  const { id } = (await submit(b, a, { ...said, type: 'proposal', document: json(proposal('XB', [rule(390)])) })).body
  await untilState(b, id, 'delivered')
  const xIntervalsDigest = `sha-256:${'A'.repeat(43)}`
  const document = json({ xVersion: 1, xIntervalsDigest, xTzdb: process.versions['tz'] })
  const accept = { ...said, type: 'acceptance', document, conversation: id, inReplyTo: id }
  t.match(await submit(a, b, accept), { status: 503, body: { type: '/problems/busy', rule: 'too-expensive' } })
})

t.test('every second over a hundred years: refused by name on the way out and on the way in', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const bomb = proposal('XA', [rule(1, 'FREQ=SECONDLY;COUNT=3155760000')])
  const context = { xSchema: 'opening-hours', xDecidedBy: officer('X-1') }
  const told = await submit(a, b, { procedure: 'opening-hours', type: 'proposal', context, document: json(bomb) })
  t.match(told, {
    status: 422,
    body: { type: '/problems/schema-invalid', pointer: '/document/xRules/0/exceptions/0/recurs' },
  })
  const { jti, jwe } = await forge(a, b, {
    document: JSON.stringify(bomb),
    mediaType: 'application/json',
    context: JSON.stringify(context),
    claims: (claims) => ({ ...claims, procedure: 'opening-hours', type: 'proposal', version: '1' }),
  })
  const refused = await a.ask(b, 'PUT', `/v1/messages/${jti}`, 'application/jose', jwe)
  t.match(refused, {
    status: 422,
    body: { type: 'urn:juxta:problem:schema-invalid', pointer: '/document/xRules/0/exceptions/0/recurs' },
  })
  t.ok(refused.body.set, 'signed')
})
