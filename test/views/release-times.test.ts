/** Crossings and release times between two real nodes, told from both sides: one lorry door to door, many of them as figures, and what nobody may read. */
import t, { type Test } from 'tap'
import { json, settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import { untilHappened } from '../cases/story.ts'
import { officer } from '../officer.ts'

const HELD = ['delivered', 'collected', 'accepted', 'rejected']
const PERSON = { xDecidedBy: officer('XA-77') }
type More = Record<string, unknown>
const say = (from: TestNode, to: TestNode, procedure: string, type: string, document: object, more: More = {}) => {
  untilHappened([from, to], procedure, type, document)
  return submit(from, to, {
    procedure,
    type,
    document: json(document),
    ...more,
    context: { xSchema: procedure, ...(more['context'] as object | undefined) },
  })
}
async function said(t: Test, ...[from, to, procedure, type, document, more]: Parameters<typeof say>): Promise<any> {
  const { status, body } = await say(from, to, procedure, type, document, more)
  t.equal(status, 202, `${type}: ${JSON.stringify(body)}`)
  await untilState(from, body.id, ...HELD)
  return body
}
const get = async (node: TestNode, path: string): Promise<any> => (await node.call('GET', path)).body
/** A Tuesday to come: the hours that the nodes agree are in force by then. */
const TUESDAY = (() => {
  const day = new Date(Date.now() + 8 * 86_400_000)
  return new Date(day.getTime() - ((day.getUTCDay() + 5) % 7) * 86_400_000).toISOString().slice(0, 10)
})()
const MONTH = TUESDAY.slice(0, 7)
const at = (clock: string): string => `${TUESDAY}T${clock}Z`
let count = 0
const event = (xCode: string, clock: string, more: object = {}) => ({
  xEventId: `e${++count}`,
  xCode,
  xOccurredAt: at(clock),
  xRecordedAt: at(clock),
  xClock: { source: 'ntp', uncertaintyMs: 500 },
  xCapture: 'automatic',
  modeCode: '3',
  ...more,
})
const OFFICE: Readonly<Record<string, string>> = { XA: 'XA000101', XB: 'XB000214' }
const about = (node: TestNode, xCrossing: string, more: object = {}) => ({
  context: { xCrossing, xOffice: OFFICE[node.country], ...more },
})
const hours = (xSide: string) => ({
  xVersion: 1,
  exitOffice: { id: 'XA000101' },
  xEntryOffice: 'XB000214',
  xSide,
  xTimeZone: 'UTC',
  xTzdb: process.versions['tz'],
  xValidFrom: '2026-01-01T00:00:00Z',
  xRules: [
    {
      direction: 'both',
      modeCode: ['3'],
      agency: 'customs',
      service: 'clearance',
      weekly: [{ day: 'tu', from: xSide === 'XA' ? '06:00' : '08:00', to: '20:00' }],
    },
  ],
})
async function agreeHours(t: Test, a: TestNode, b: TestNode): Promise<void> {
  const first = await said(t, a, b, 'opening-hours', 'proposal', hours('XA'), { context: PERSON })
  const again = { context: PERSON, conversation: first.conversation }
  const counter = await said(t, b, a, 'opening-hours', 'counter-proposal', hours('XB'), again)
  const { versions } = await get(a, '/v1/opening-hours/XA000101/XB000214')
  const { digest, tzdb } = versions.find((v: any) => v.id === counter.id).intervals
  const accepting = { xVersion: 1, xIntervalsDigest: digest, xTzdb: tzdb }
  await said(t, a, b, 'opening-hours', 'acceptance', accepting, { ...again, inReplyTo: counter.id })
}
const listed = (node: TestNode, crossing: string, times: number): Promise<any> =>
  settled(`${node.country} lists ${crossing} with ${times} times`, async () =>
    (await get(node, '/v1/crossings')).items.find((c: any) => c.crossing === crossing && c.times === times),
  )

t.test('one lorry, door to door, the same at both countries', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const lodged = await said(
    t,
    a,
    b,
    'pre-arrival',
    'declaration',
    {
      functionCode: '9',
      functionalReferenceId: 'XA-LRN-1',
      issueDateTime: at('04:00:00'),
      borderTransportMeans: { id: 'XA 1234', modeCode: '3' },
      goodsShipment: { consignment: { containerCode: '1', transportEquipment: [{ id: 'XATU1000001' }] } },
      xOfficeOfFirstEntry: 'XB000214',
      xEstimatedArrival: at('07:00:00'),
    },
    about(a, 'C1'),
  )
  const first = await said(
    t,
    a,
    b,
    'release-time',
    'event',
    event('queue-in', '05:00:00', { xChannel: 'green' }),
    about(a, 'C1'),
  )
  const times = { conversation: first.conversation }
  await said(t, a, b, 'release-time', 'event', event('release', '06:30:00'), { ...times, ...about(a, 'C1') })
  await said(t, a, b, 'release-time', 'event', event('exit', '06:30:00.700'), { ...times, ...about(a, 'C1') })
  // The entry side says when it arrived in its pre-arrival case alone.
  await said(
    t,
    b,
    a,
    'pre-arrival',
    'arrival',
    { xAt: at('06:40:00') },
    { conversation: lodged.conversation, context: { xOffice: 'XB000214' } },
  )
  const wrong = event('release', '08:20:00')
  await said(t, b, a, 'release-time', 'event', wrong, { ...times, ...about(b, 'C1') })
  await said(
    t,
    b,
    a,
    'release-time',
    'correction',
    { xEventId: wrong.xEventId, xOccurredAt: at('08:30:00'), xReason: 'read wrongly' },
    times,
  )

  await t.test('without known hours nothing counts as closed', async (t) => {
    await listed(a, 'C1', 6)
    const told = await get(a, '/v1/crossings/C1/release-times')
    t.match([told.hoursKnown, told.closedMs], [false, 0])
  })

  // Agreed long before that day.
  for (const { clock } of [a, b]) clock.offset = 0
  await agreeHours(t, a, b)
  const views = await Promise.all([a, b].map((node) => get(node, '/v1/crossings/C1/release-times')))
  t.same(views[0], views[1], 'both countries see the same')
  const [seen] = views
  t.match(seen, {
    crossing: 'C1',
    leaves: 'XA',
    mode: '3',
    ms: 3.5 * 3_600_000,
    offices: OFFICE,
    start: at('05:00:00.000'),
    releases: [
      { side: 'XB', arrival: at('06:40:00.000'), release: at('08:30:00.000'), end: 'release', ms: 110 * 60_000 },
    ],
    leadMs: 160 * 60_000,
  })
  t.same(
    seen.events.map((e: any) => [e.side, e.code, e.at.slice(11, 19), e.capture]),
    [
      ['XA', 'lodgement', '04:00:00', 'derived'],
      ['XA', 'queue-in', '05:00:00', 'automatic'],
      ['XA', 'release', '06:30:00', 'automatic'],
      ['XA', 'exit', '06:30:00', 'automatic'],
      ['XB', 'arrival', '06:40:00', 'derived'],
      ['XB', 'release', '08:30:00', 'automatic'],
    ],
  )
  t.match(seen.events[5].corrections, [{ at: at('08:30:00.000'), reason: 'read wrongly' }])
  t.same(
    seen.legs.map((leg: any) => leg.shown),
    ['1 h 30 min', '≤ 1 s', '9 min 59 s', '1 h 50 min'],
  )
  t.match([seen.hoursKnown, seen.closedMs], [true, 3 * 3_600_000], 'both are open from eight')
  t.same(seen.byActor, { carrier: 0, customs: 30 * 60_000 }, 'closed hours are nobody’s')
  t.same(
    seen.legs.map((leg: any) => leg.closedMs / 60_000),
    [90, 700 / 60_000, 10 - 700 / 60_000, 80],
  )

  await t.test(
    'what belongs together is shown together; who states that two crossings are one merges them',
    async (t) => {
      await said(t, b, a, 'release-time', 'event', event('removal', '09:00:00'), {
        ...times,
        ...about(b, 'C0', { xCrossingLinked: ['C1'] }),
      })
      for (const node of [a, b]) {
        await listed(node, 'C0', 7)
        for (const name of ['C0', 'C1']) {
          const whole = await get(node, `/v1/crossings/${name}`)
          t.match(whole, { crossing: 'C0', linked: ['C1'] })
          t.same(whole.cases.map((c: any) => c.procedure).sort(), ['pre-arrival', 'release-time'])
          t.equal((await get(node, `/v1/crossings/${name}/release-times`)).events.length, 7)
        }
        await settled(
          'listed once',
          async () => !(await get(node, '/v1/crossings')).items.some((c: any) => c.crossing === 'C1'),
        )
      }
    },
  )

  await t.test('whoever turned round had not arrived, and a release that was revoked is none, on both sides', async (t) => {
    const pre = (from: TestNode, type: string, document: object, more: object = {}) =>
      said(t, from, from === a ? b : a, 'pre-arrival', type, document, { ...more, ...about(from, 'C2', from === b ? PERSON : {}) })
    const declared = await pre(a, 'declaration', { functionCode: '9', functionalReferenceId: 'XA-LRN-2', borderTransportMeans: { id: 'XA 2', modeCode: '3' } })
    const its = { conversation: declared.conversation }
    const measured = async (times: number, minutes: number[]) => {
      for (const node of [a, b]) {
        t.equal((await listed(node, 'C2', times)).releaseMs, minutes.length === 0 ? null : minutes[0]! * 60_000)
        const { releases, events } = await get(node, '/v1/crossings/C2/release-times')
        t.same(releases.map((r: any) => r.ms / 60_000), minutes)
        t.ok(events.every((e: any) => (e.takenBack === null) === (e.at !== null)))
      }
    }
    await pre(b, 'registered', { declaration: { id: '26XB0000000000002R' } }, its)
    await pre(b, 'arrival', { xAt: at('09:00:00') }, its)
    await pre(b, 'withdrawn', { xAt: at('10:00:00') }, its)
    await measured(0, [])
    await pre(b, 'arrival', { xAt: at('14:00:00') }, its)
    await pre(b, 'release', { xAt: at('15:00:00') }, its)
    await measured(2, [60])
    await pre(b, 'release-revoked', { xReasonCode: 'wrong-lorry', goodsLocation: { id: 'YARD' }, xAt: at('15:30:00') }, its)
    await measured(1, [])
    await pre(b, 'release', { xAt: at('16:00:00') }, its)
    await measured(2, [120])
  }) // prettier-ignore

  await t.test('what comes out of order is flagged on both sides; the picture shows it', async (t) => {
    await said(t, b, a, 'release-time', 'event', event('arrival', '08:45:00'), { ...times, ...about(b, 'C1') })
    for (const node of [a, b]) {
      const { events } = await get(node, '/v1/crossings/C1/release-times')
      t.same(
        events.filter((e: any) => e.outOfOrder).map((e: any) => e.code),
        ['arrival'],
        'after the release, and what was derived gives way to what was recorded',
      )
      const svg = await node.call('GET', '/v1/crossings/C1/release-times.svg')
      t.match(svg.headers['content-type'], /^image\/svg\+xml/)
      t.match(String(svg.body), 'arrival 08:45 (out of order)')
    }
  })

  await t.test('a key sees of a crossing what it may read, and no more', async (t) => {
    const key = async (procedures: string[]) => {
      const { secret } = (await a.call('POST', '/v1/keys', { name: procedures.join(), roles: ['window'], procedures }))
        .body
      return (path: string) => a.call('GET', path, undefined, { authorization: `Bearer ${secret}` })
    }
    const pre = await key(['pre-arrival'])
    t.same(
      (await pre('/v1/crossings/C1')).body.cases.map((c: any) => c.procedure),
      ['pre-arrival'],
    )
    t.equal((await pre('/v1/crossings/C1/release-times')).status, 403)
    t.equal((await pre('/v1/release-times')).status, 403)
    t.match((await pre('/v1/crossings')).body.items, [{ procedures: ['pre-arrival'], ms: null, times: 0 }])
    const timer = await key(['release-time'])
    t.ok((await timer('/v1/crossings/C1/release-times')).body.events.every((e: any) => e.capture !== 'derived'))
    const other = await key(['aeo'])
    t.equal((await other('/v1/crossings/C1')).status, 404)
    t.same((await other('/v1/crossings')).body.items, [])
  })
})

t.test('every functional error is told at once, by rule and pointer', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const arrived = event('arrival', '06:00:00')
  const first = await said(t, a, b, 'release-time', 'event', arrived, about(a, 'C1'))
  const again = { conversation: first.conversation }
  const fails = async (
    from: TestNode,
    type: string,
    document: object,
    rule: string,
    pointer: string,
    more: More = again,
  ) => {
    const { status, body } = await say(from, from === a ? b : a, 'release-time', type, document, more)
    t.match(
      [status, body.rule, body.pointer],
      [rule === 'schema' || rule === 'derived' || rule === 'recorded' ? 422 : 409, rule, pointer],
      `${type}: ${JSON.stringify(body)}`,
    )
  }
  const wrong = { xEventId: arrived.xEventId, xVoid: true, xReason: 'x' }
  await fails(a, 'correction', wrong, 'not-open', '/type', {})
  await fails(a, 'event', event('sleeping', '06:00:00'), 'schema', '/document/xCode')
  await fails(a, 'event', event('arrival', '06:00:00', { xCapture: 'derived' }), 'derived', '/document/xDerivedFrom')
  await fails(
    a,
    'event',
    event('arrival', '06:00:00', { xRecordedAt: at('05:59:00') }),
    'recorded',
    '/document/xOccurredAt',
  )
  await fails(
    b,
    'event',
    { ...event('arrival', '06:00:00'), xEventId: arrived.xEventId },
    'event-id',
    '/document/xEventId',
  )
  await fails(b, 'correction', wrong, 'not-own', '/document/xEventId')
  await fails(b, 'correction', { ...wrong, xEventId: 'none' }, 'no-event', '/document/xEventId')
  t.equal(
    (await get(a, `/v1/cases/${first.conversation}`)).hash,
    (await get(b, `/v1/cases/${first.conversation}`)).hash,
  )
  t.equal((await a.call('GET', '/v1/crossings/none')).status, 404)
  t.equal((await a.call('GET', '/v1/crossings/C1/release-times.svg')).status, 404, 'one time is no interval')
})

t.test(
  'many crossings as figures: test messages do not count, small cells are hidden, what-ifs are answered',
  async (t) => {
    const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
    await agreeHours(t, a, b)
    let conversation: string | undefined
    const pass = async (crossing: string, from: string, to: string, channel: string, more: More = {}) => {
      for (const [code, clock] of [
        ['arrival', from],
        ['release', to],
      ] as const) {
        const { status, body } = await say(a, b, 'release-time', 'event', event(code, clock, { xChannel: channel }), {
          ...(conversation === undefined || more['test'] ? {} : { conversation }),
          ...about(a, crossing),
          ...more,
        })
        t.equal(status, 202, JSON.stringify(body))
        if (!more['test']) conversation ??= body.conversation
        await untilState(a, body.id, ...HELD)
      }
    }
    for (const i of [1, 2, 3, 4, 5, 6]) await pass(`G${i}`, '06:00:00', `07:${i}0:00`.replace(':60', ':59'), 'green')
    for (const i of [1, 2]) await pass(`R${i}`, '12:00:00', '19:00:00', 'red')
    await pass('T1', '06:00:00', '23:00:00', 'green', { test: true })
    for (const node of [a, b]) {
      await listed(node, 'R2', 2)
      const march = `/v1/release-times?from=${MONTH}&to=${MONTH}`
      const whole = await get(node, march)
      t.match(whole, { by: 'month', items: [{ key: MONTH, times: { movements: 8 } }], total: { movements: 8 } })
      const { items } = await get(node, `${march}&by=channel`)
      t.same(
        items.map((i: any) => [i.key, i.times]),
        [
          ['green', null],
          ['red', null],
        ],
        'red by subtraction would be two',
      )
      t.same((await get(node, `${march}&channel=green`)).total, null)
      t.match((await get(node, `${march}&by=office`)).items, [{ key: 'XA000101', times: { movements: 8 } }])
      // Nobody has lodged anything: door to door is as long here, and there is no lead time.
      t.match(whole, { measure: 'release', total: { meanMs: (70 + 80 + 90 + 100 + 110 + 119 + 840) * 7500 } })
      t.match(await get(node, `${march}&measure=door-to-door`), { measure: 'door-to-door', total: whole.total })
      t.match(await get(node, `${march}&measure=lead-time`), { measure: 'lead-time', items: [], total: null })
      t.equal((await node.call('GET', `${march}&measure=clearance`)).status, 400)
      t.match([await node.call('GET', `${march}&channel=green&mode=3`)], [{ status: 400, body: { rule: 'one-kind' } }])
      t.match(
        [await node.call('GET', '/v1/release-times?from=2026-03&to=2026-02')],
        [{ status: 400, body: { rule: 'span' } }],
      )
      // The two months before the last may lie in another century, or before the first that there is.
      t.match(await get(node, '/v1/release-times?to=2000-01'), { from: '1999-11', to: '2000-01', items: [] })
      t.match(await get(node, '/v1/release-times?to=1900-02'), { from: '1900-01', to: '1900-02' })
      t.match(await get(node, '/v1/release-times?from=2999-12&to=2999-12'), { items: [] })
      const csv = await node.call('GET', `/v1/release-times.csv?from=${MONTH}&to=${MONTH}&by=day`)
      t.match(csv.headers['content-type'], /^text\/csv/)
      t.equal(
        String(csv.body).split('\r\n')[1],
        `${TUESDAY},release,8,${((70 + 80 + 90 + 100 + 110 + 119 + 840) / 8).toFixed(1)},100.0,119.0,420.0,420.0`,
      )
      t.match(String((await node.call('GET', `/v1/release-times.svg?from=${MONTH}&to=${MONTH}`)).body), '8 movements')
      t.notOk((await get(node, '/v1/crossings')).items.some((c: any) => c.crossing === 'T1'))
      const pages: string[] = []
      for (let next: string | null = ''; next !== null;) {
        const page: any = await get(node, `/v1/crossings?limit=3${next && `&after=${next}`}`)
        pages.push(...page.items.map((c: any) => c.crossing))
        next = page.next
      }
      t.same([...pages].sort(), ['G1', 'G2', 'G3', 'G4', 'G5', 'G6', 'R1', 'R2'])
      t.equal((await node.call('GET', '/v1/crossings?after=bm9uc2Vuc2U')).status, 400)
      const asked = `/v1/opening-hours/XA000101/XB000214/what-if?from=${at('00:00:00')}&to=${at('23:59:00')}`
      const now = { hoursOpen: 12, servedAtOnce: 2, meanWaitSeconds: 5400 }
      t.match(await get(node, `${asked}&before=PT1H`), {
        arrivals: 8,
        now,
        then: { hoursOpen: 13, meanWaitSeconds: 2700 },
      })
      const both = await get(node, `${asked}&before=PT2H`)
      t.match(both, { arrivals: 8, now, then: { hoursOpen: 14, servedAtOnce: 8, meanWaitSeconds: 0 } })
      t.match((await get(node, `${asked}&before=PT2H&side=entry`)).then, both.then, 'the other side is open by then')
      t.match((await get(node, `${asked}&before=PT2H&side=exit`)).then, now)
      t.match((await get(node, `${asked}&direction=entry`)).arrivals, 0, 'nobody went the other way')
    }
    const plan = {
      xStudy: 'autumn',
      xTitle: 'Autumn at the bridge',
      xFrom: TUESDAY,
      xTo: TUESDAY,
      xOffices: ['XA000101'],
      xSampling: { method: 'all' },
      xOutliers: { rule: 'limit', minutes: 100 },
    }
    const planned = await said(t, a, b, 'release-time', 'study', plan)
    const second = { ...plan, xStudy: 'winter', xSampling: { method: 'systematic', every: 2, seed: 'w' } }
    await said(t, b, a, 'release-time', 'study', second, { conversation: planned.conversation })
    await said(t, b, a, 'release-time', 'study-acceptance', { xStudy: 'autumn' }, { conversation: planned.conversation, inReplyTo: planned.id }) // prettier-ignore
    // One of which the entry side states the day alone of its release.
    const lodged = await said(t, a, b, 'pre-arrival', 'declaration', {
      functionCode: '9',
      functionalReferenceId: 'XA-LRN-2',
      issueDateTime: at('04:00:00'),
      borderTransportMeans: { id: 'XA 12', modeCode: '3' },
      goodsShipment: {
        consignment: { containerCode: '0' },
        governmentAgencyGoodsItem: [{ sequenceNumeric: 1, commodity: { classification: [{ id: '08051022' }] } }],
      },
      xOfficeOfFirstEntry: 'XB000214',
      xEstimatedArrival: at('07:00:00'),
    }, about(a, 'D1')) // prettier-ignore
    const there = { conversation: lodged.conversation, context: { xOffice: 'XB000214' } }
    await said(t, b, a, 'pre-arrival', 'registered', { declaration: { id: '26XB0000000000001A' } }, there)
    await said(t, b, a, 'pre-arrival', 'arrival', { xAt: at('06:40:00') }, there)
    await said(t, b, a, 'pre-arrival', 'release', { status: { releaseDateTime: TUESDAY } }, there)
    const samples: string[] = []
    for (const node of [a, b]) {
      await listed(node, 'D1', 3)
      const march = `/v1/release-times?from=${MONTH}&to=${MONTH}`
      const whole = await get(node, march)
      // Its release is a day of the office, and no minute.
      t.match(await get(node, '/v1/crossings/D1/release-times'), {
        releases: [{ side: 'XB', ms: null, dayOnly: true }],
        chapter: '08',
        events: [{ code: 'lodgement' }, { code: 'arrival', day: null }, { code: 'release', day: TUESDAY, uncertaintyMs: 43_200_000 }],
      }) // prettier-ignore
      t.equal(whole.dayOnly, node === a ? 0 : null, 'of the side that has released it; one is too few to be shown')
      t.same((await get(node, `${march}&by=chapter`)).items, [{ key: 'unknown', times: whole.total }])
      t.equal((await get(node, `${march}&aeo=unknown`)).total.movements, 8)
      t.equal((await get(node, `${march}&chapter=99`)).total, null)

      // A study, as both planned it: the same sample on both sides.
      const peer = node === a ? 'XB' : 'XA'
      const studies = (await get(node, '/v1/studies')).items
      t.match(studies.map((s: any) => [s.id, s.proposedBy, s.agreedAt === null]).sort(), [['autumn', 'XA', false], ['winter', 'XB', true]]) // prettier-ignore
      const study = `/v1/studies/${peer}/autumn`
      const sample = await get(node, `${study}/sample`)
      t.same([sample.population, sample.items.map((i: any) => i.crossing).sort().join()], [9, 'D1,G1,G2,G3,G4,G5,G6,R1,R2']) // prettier-ignore
      t.equal((await get(node, `${study}/sample?crossing=G1`)).items.length, 1)
      samples.push(JSON.stringify((await get(node, `/v1/studies/${peer}/winter/sample`)).items))
      const result = await get(node, study)
      // Of the day alone there is one release, which the month does not show either.
      t.match(result, { population: 9, sampled: 9, measured: 8, dayOnly: whole.dayOnly, times: { movements: 8 } })
      t.match(result.outliers, { highMs: 6_000_000, movements: null, without: null }, 'four are too few to be shown')
      t.same(
        result.tables.find((x: any) => x.by === 'channel').items.map((i: any) => i.times),
        [null, null],
      )
      const page = await node.call('GET', `${study}/report.html`)
      t.match(page.headers['content-type'], /^text\/html/)
      t.match(String(page.body), 'Autumn at the bridge')
      t.match(String(page.body), 'a movement of more than 100 min is an outlier')
      t.notMatch(String(page.body), /G1|XA 12|XATU/, 'no movement of it')
      t.match((await node.call('GET', `${study}/report.pdf`)).headers['content-type'], /^application\/pdf/)
      const lines = String((await node.call('GET', `${study}/report.csv`)).body).split('\r\n')
      t.ok(lines.includes('Sampling,all movements') && lines.some((l) => l.startsWith('all,with outliers,release,8,')))
      // In the language that is asked for; columns that a program reads are the same in all of them.
      for (const [language, outlier, sampled, way] of [
        ['fr', 'un mouvement de plus de 100 min est aberrant', 'Échantillonnage,tous les mouvements', 'ltr'],
        ['es', 'un movimiento de más de 100 min es atípico', 'Muestreo,todos los movimientos', 'ltr'],
        ['ar', 'الحركة التي تزيد على 100 د شاذة', 'المعاينة,كل الحركات', 'rtl'],
      ] as const) {
        const report = (kind: string) => node.call('GET', `${study}/report.${kind}?language=${language}`)
        const said = String((await report('html')).body)
        t.match(said, outlier)
        t.match(said, `<html lang="${language}" dir="${way}">`)
        t.notMatch(said, /[Mm]ovements|Made on|In short|Sampling/, `nothing of it is English in ${language}`)
        const [file, table] = [await report('pdf'), String((await report('csv')).body).split('\r\n')]
        t.same([file.status, String(file.body).slice(0, 5)], [200, '%PDF-'])
        t.ok(table.includes(sampled), language)
        const columns = (of: readonly string[]): string[] =>
          of.filter((l) => l.startsWith('by,') || l.startsWith('channel,'))
        t.same(columns(table), columns(lines))
      }
      t.match(await node.call('GET', `${study}/report.html?language=de`), { status: 400 })
      t.match((await node.call('GET', `/v1/studies/${peer}/summer`)).body, { rule: 'known' })
      t.match(await get(node, `${study}/comparison?before=autumn`), {
        difference: { movements: 0, meanMs: 0 },
        withoutDifference: null,
      })
      const before = new Date(Date.parse(`${MONTH}-01`) - 86_400_000).toISOString().slice(0, 7)
      const compared = `/v1/release-times/comparison?from=${MONTH}&to=${MONTH}`
      t.match(await get(node, `${compared}&beforeFrom=${before}`), {
        before: { from: before, to: before, times: null },
        after: { times: { movements: 8 } },
        difference: null,
      })
      t.match((await node.call('GET', `${compared}&beforeFrom=${MONTH}`)).body, { rule: 'span' })
    }
    t.equal(samples[0], samples[1], 'one in two, the same ones')
    t.ok([4, 5].includes(JSON.parse(samples[0]!).length), samples[0]!)
  },
)
