/** Opening hours between two real nodes, told from both sides: agreed, closed, reopened, served out of hours; and what each side's Single Window and the public see. */
import t, { type Test } from 'tap'
import { json, settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import { MACHINE, officer } from '../officer.ts'
import { stores } from '../servers.ts'

const PERSON = { xDecidedBy: officer('XA-77') }
const HELD = ['delivered', 'collected', 'accepted', 'rejected']
const week = (from: string, to: string) => ['mo', 'tu', 'we', 'th', 'fr'].map((day) => ({ day, from, to }))
const rule = (more: object = {}) => ({
  direction: 'both',
  modeCode: ['3'],
  agency: 'customs',
  service: 'clearance',
  weekly: week('08:00', '20:00'),
  exceptions: [],
  ...more,
})
/** A version that has been in force for a while: the nodes' clock is the real one. */
const FROM = '2026-01-01T00:00:00Z'
const hours = (xSide: string, xVersion: number, more: object = {}) => ({
  xVersion,
  exitOffice: { id: 'XA000101' },
  xEntryOffice: 'XB000214',
  xSide,
  xTimeZone: xSide === 'XA' ? 'Europe/Helsinki' : 'Europe/Moscow',
  xTzdb: process.versions['tz'],
  xValidFrom: FROM,
  xRules: [rule()],
  xAdmittedBefore: 'PT30M',
  ...more,
})
const PAIR = '/v1/opening-hours/XA000101/XB000214'
const requests = async (node: TestNode, query = ''): Promise<any[]> =>
  (await get(node, `${PAIR}/out-of-hours${query}`)).items
type More = Record<string, unknown>
const says = (from: TestNode, to: TestNode, type: string, document: object, more: More = {}) =>
  submit(from, to, {
    procedure: 'opening-hours',
    type,
    document: json(document),
    ...more,
    context: { xSchema: 'opening-hours', ...PERSON, ...(more['context'] as object | undefined) },
  })
/** Says it and waits until both sides have it in the case. */
async function said(
  t: Test,
  from: TestNode,
  to: TestNode,
  type: string,
  document: object,
  more: More = {},
): Promise<any> {
  const { status, body } = await says(from, to, type, document, more)
  t.equal(status, 202, `${type}: ${JSON.stringify(body)}`)
  await untilState(from, body.id, ...HELD)
  return body
}
const get = async (node: TestNode, path: string): Promise<any> => (await node.call('GET', path)).body
/** Without a key. */
const look = (node: TestNode, path: string) => node.call('GET', path, undefined, { authorization: '' })
const named = async (node: TestNode, id: string): Promise<any> => {
  const { versions } = await get(node, PAIR)
  const { version, intervals } = versions.find((v: any) => v.id === id)
  return { xVersion: version, xIntervalsDigest: intervals.digest, xTzdb: intervals.tzdb }
}
/** A time in the week after next, when nothing of this test lies in the past. */
const monday = (() => {
  const day = new Date(Date.now() + 14 * 86_400_000)
  return day.getTime() - ((day.getUTCDay() + 6) % 7) * 86_400_000
})()
const at = (days: number, clock: string): string =>
  `${new Date(monday + days * 86_400_000).toISOString().slice(0, 10)}T${clock}Z`
const q = encodeURIComponent

async function agreed(
  t: Test,
  order: Parameters<typeof startTestNodes>[1] = {},
  more: object = {},
): Promise<[TestNode, TestNode, string]> {
  const [a, b] = (await startTestNodes(t, order)) as [TestNode, TestNode]
  const first = await said(t, a, b, 'proposal', hours('XA', 1, more))
  const again = { conversation: first.conversation }
  const counter = await said(t, b, a, 'counter-proposal', hours('XB', 1, more), again)
  await said(t, a, b, 'acceptance', await named(a, counter.id), { ...again, inReplyTo: counter.id })
  return [a, b, first.conversation]
}

t.test('what is proposed is nobody else’s business; what is agreed is public before it is in force', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  t.equal((await look(a, `${PAIR}/calendar`)).status, 404)
  const first = await said(t, a, b, 'proposal', hours('XA', 1, { xNoticeDays: 7 }))
  t.equal((await look(b, `${PAIR}/calendar`)).status, 404, 'proposed only')
  t.match(await get(b, '/v1/opening-hours'), {
    items: [
      { exitOffice: 'XA000101', entryOffice: 'XB000214', peer: 'XA', states: [{ side: 'exit', state: 'proposed' }] },
    ],
    next: null,
  })
  const again = { conversation: first.conversation }
  const counter = await said(t, b, a, 'counter-proposal', hours('XB', 1, { xNoticeDays: 7 }), again)
  const accepting = await named(a, counter.id)
  t.match(accepting, { xVersion: 1, xIntervalsDigest: /^sha-256:/, xTzdb: process.versions['tz'] })
  t.same(accepting, await named(b, counter.id), 'both come to the same intervals')
  const wrong = await says(
    a,
    b,
    'acceptance',
    { ...accepting, xIntervalsDigest: (await named(a, first.id)).xIntervalsDigest },
    { ...again, inReplyTo: counter.id },
  )
  t.match([wrong.status, wrong.body], [409, { rule: 'digest', pointer: '/document/xIntervalsDigest' }])
  await said(t, a, b, 'acceptance', accepting, { ...again, inReplyTo: counter.id })
  for (const node of [a, b]) {
    const { body, status } = await look(
      node,
      `${PAIR}/calendar?from=${q(at(0, '00:00:00'))}&to=${q(at(7, '00:00:00'))}`,
    )
    t.equal(status, 200, node.country)
    t.equal(body.both.length, 5)
    t.equal(body.versions.length, 2)
    t.ok(
      body.versions.every((v: any) => Date.parse(v.from) > Date.now()),
      'not yet in force',
    )
    t.match(body.timeZones, { exit: 'Europe/Helsinki', entry: 'Europe/Moscow' })
    t.same((await get(node, `${PAIR}/open`)).open, false)
  }
})

t.test('open at T, next common opening, intervals, calendar and picture: the same on both sides', async (t) => {
  const [a, b] = await agreed(t)
  // Helsinki is two or three hours before UTC, Moscow three: both are open from 06:00 to 17:00 UTC, in winter.
  for (const node of [a, b]) {
    const noon = await get(node, `${PAIR}/open?at=${q(at(1, '12:00:00'))}&modeCode=3`)
    t.match(noon, { open: true, sides: { exit: true, entry: true }, next: null })
    t.equal(Date.parse(noon.opening.to) - Date.parse(noon.opening.admittedUntil), 30 * 60_000)
    t.match(await get(node, `${PAIR}/open?at=${q(at(1, '12:00:00'))}&modeCode=2`), {
      open: false,
      opening: null,
      next: null,
    })
    const saturday = await get(node, `${PAIR}/next?after=${q(at(5, '12:00:00'))}`)
    t.equal(new Date(saturday.next.from).getUTCDay(), 1, 'over the weekend')
    const set = await get(node, `${PAIR}/intervals?from=${q(at(0, '00:00:00'))}&to=${q(at(7, '00:00:00'))}`)
    t.same([set.exit.length, set.entry.length, set.both.length], [5, 5, 5])
    t.equal(
      (await node.call('GET', `${PAIR}/intervals?from=${q(at(0, '00:00:00'))}&to=${q(at(800, '00:00:00'))}`)).status,
      400,
    )
    const ics = await look(node, `${PAIR}/calendar.ics?from=${q(at(0, '00:00:00'))}&to=${q(at(7, '00:00:00'))}`)
    t.match(ics.headers['content-type'], /^text\/calendar/)
    t.equal(String(ics.body).match(/BEGIN:VEVENT/g)?.length, 5)
    const svg = await look(node, `${PAIR}/week.svg?date=${at(2, '').slice(0, 10)}`)
    t.match(svg.headers['content-type'], /^image\/svg\+xml/)
    t.equal(String(svg.body).match(/<title>both: /g)?.length, 5)
  }
  const { secret } = (await b.call('POST', '/v1/keys', { name: 'aeo only', roles: ['window'], procedures: ['aeo'] }))
    .body
  const other = { authorization: `Bearer ${secret}` }
  t.equal((await b.call('GET', PAIR, undefined, other)).status, 403)
  t.equal((await b.call('GET', '/v1/opening-hours', undefined, other)).status, 403)
  t.equal((await b.call('GET', '/v1/opening-hours/XA000101/XB999999')).status, 404)
})

t.test('a fire: closed at once by one side, seen by all, reopened by whoever closed', async (t) => {
  const [a, b, conversation] = await agreed(t)
  const open = async (node: TestNode, clock: string, more = '') =>
    (await get(node, `${PAIR}/open?at=${q(at(1, clock))}${more}`)).open as boolean
  const fire = await said(
    t,
    b,
    a,
    'emergency-closing',
    {
      xFrom: at(1, '11:00:00'),
      xAdmittedBefore: at(1, '10:30:00'),
      xReviewAt: at(1, '15:00:00'),
      xReason: 'fire',
      xAlternatives: ['XB000215'],
      xInstructions: [{ crossing: 'C1', instruction: 'divert', office: 'XB000215' }],
    },
    { conversation },
  )
  for (const node of [a, b]) {
    t.same([await open(node, '10:59:59'), await open(node, '12:00:00')], [true, false])
    t.ok(await open(node, '12:00:00', `&admittedAt=${q(at(1, '10:00:00'))}`), 'who was admitted is served')
    const { closings } = (await look(node, `${PAIR}/calendar?from=${q(at(0, '00:00:00'))}`)).body
    t.match(closings, [{ side: 'entry', alternatives: ['XB000215'], reviewOverdue: false, reopened: null }])
    t.notOk(JSON.stringify(closings).includes('C1'), 'no crossing is public')
    t.match((await get(node, PAIR)).closings, [{ instructions: [{ crossing: 'C1', instruction: 'divert' }] }])
    t.match(
      String((await look(node, `${PAIR}/week.svg?date=${at(2, '').slice(0, 10)}`)).body),
      '<title>emergency closing</title>',
    )
    t.match(String((await look(node, `${PAIR}/calendar.ics?from=${q(at(0, '00:00:00'))}`)).body), 'CATEGORIES:CLOSED')
  }
  const mine = await says(a, b, 'reopening', { xAt: at(1, '14:00:00') }, { conversation, inReplyTo: fire.id })
  t.match([mine.status, mine.body.rule], [409, 'not-own'])
  await said(t, b, a, 'reopening', { xAt: at(1, '14:00:00') }, { conversation, inReplyTo: fire.id })
  for (const node of [a, b]) t.same([await open(node, '13:59:00'), await open(node, '14:00:00')], [false, true])

  await t.test('an overdue review is told to both, and stays closed', async (t) => {
    await said(
      t,
      b,
      a,
      'emergency-closing',
      { xFrom: at(2, '11:00:00'), xReviewAt: at(2, '11:30:00'), xReason: 'fire', xInstructions: [] },
      { conversation },
    )
    for (const node of [a, b]) {
      node.clock.offset = Date.parse(at(2, '12:00:00')) - Date.now()
      await settled(`${node.country} is alerted`, async () =>
        (await get(node, '/v1/alerts')).items.some((x: any) => x.kind === 'deadline' && /not reviewed/.test(x.detail)),
      )
      t.same((await get(node, `${PAIR}/open`)).open, false)
      node.clock.offset = 0
    }
  })
})

t.test('out of hours for one crossing, and a temporary opening that needs both', async (t) => {
  const [a, b, conversation] = await agreed(t)
  const night = { xFrom: at(1, '22:00:00'), xTo: at(1, '23:00:00') }
  const asked = await said(t, a, b, 'out-of-hours-request', night, { conversation, context: { xCrossing: 'C7' } })
  const charge = { value: '40', currencyCode: 'EUR' }
  await said(
    t,
    b,
    a,
    'out-of-hours-answer',
    { xGranted: true, xCharge: charge, xCost: charge },
    { conversation, inReplyTo: asked.id },
  )
  for (const node of [a, b]) t.match(await requests(node), [{ id: asked.id, conversation, granted: true, charge }])
  const open = async (node: TestNode, clock: string, crossing = '') =>
    (await get(node, `${PAIR}/open?at=${q(at(1, clock))}${crossing && `&crossing=${crossing}`}`)).open as boolean
  for (const node of [a, b])
    t.same(
      [await open(node, '22:30:00', 'C7'), await open(node, '22:30:00', 'C8'), await open(node, '22:30:00')],
      [true, false, false],
    )
  const early = { xFrom: at(1, '04:00:00'), xTo: at(1, '08:00:00') }
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const change = await said(t, one, other, 'temporary-change', early, { conversation })
    t.equal(await open(a, '04:30:00'), false)
    await said(t, other, one, 'acceptance', {}, { conversation, inReplyTo: change.id })
  }
  for (const node of [a, b]) t.ok(await open(node, '04:30:00'))
  t.match((await get(a, `/v1/cases/${conversation}`)).hash, (await get(b, `/v1/cases/${conversation}`)).hash)
})

for (const store of stores())
  t.test(`slots, notice, competence and the page for drivers, with ${store.name}`, store.options, async (t) => {
    const xRules = [
      rule({
        exceptions: [{ rank: 'holiday', from: '2026-01-06', to: '2026-01-06', dateList: 'feasts', closed: true }],
      }),
    ]
    const [a, b, conversation] = await agreed(
      t,
      {
        env: async (country) =>
          country === 'XB' ? { JUXTA_STORE: await store.make(t), JUXTA_HOURS_URL: 'https://hours.example' } : {},
        agreement: (draft) => ({ ...draft, deadlines: { 'opening-hours': { closingNotice: 21 * 1440 } } }),
      },
      { xRules, xCompetence: { modeCode: ['3'] }, xCapacity: [{ modeCode: '3', lanes: 2, vehiclesPerHour: 60 }] },
    )
    const both = async (see: (node: TestNode) => Promise<void>): Promise<void> => {
      for (const node of [a, b]) await see(node)
    }
    const again = { conversation }

    await t.test('two requests for the last place: one yes on both sides, and one withdrawn frees it', async (t) => {
      const slot = { slot: 'N1', from: at(1, '21:00:00'), to: at(1, '23:00:00'), capacity: 1, charge: { value: '40', currencyCode: 'EUR' }, cost: { value: '45', currencyCode: 'EUR' } } // prettier-ignore
      await said(t, b, a, 'out-of-hours-slots', { xSlots: [slot] }, again)
      const place = { xSlot: 'N1', xFrom: slot.from, xTo: slot.to, modeCode: '3', declarant: { id: 'XA-EORI-417' } }
      const asks = (xCrossing: string) =>
        says(a, b, 'out-of-hours-request', place, { ...again, context: { xCrossing } })
      const free = (n: number) =>
        settled(`${n} free on both sides`, async () => {
          const seen = await Promise.all([a, b].map((node) => get(node, PAIR)))
          const open = (await look(a, `${PAIR}/calendar`)).body
          return [...seen, open].every(({ slots }) => slots[0].free === n)
        })
      await free(1)
      const [one, two] = await Promise.all([asks('C1'), asks('C2')])
      await free(0)
      const given: any[] = await settled('both hold what was decided', async () => {
        const [ours, theirs] = await Promise.all([a, b].map((node) => requests(node)))
        const same = JSON.stringify(ours) === JSON.stringify(theirs)
        return same && ours!.every((x) => x.granted !== null) && ours
      })
      t.same(
        given.filter((x) => x.granted).map(({ charge, declarant }) => [charge, declarant]),
        [[slot.charge, 'XA-EORI-417']],
      )
      t.same([one.status, two.status].filter((status) => status === 202).length >= 1, true)
      const full = await asks('C3')
      t.match([full.status, full.body.rule], [409, 'slot-full'])
      await both(async (node) => {
        const { crossing } = given.find((x) => x.granted)!
        t.ok((await get(node, `${PAIR}/open?at=${q(at(1, '22:00:00'))}&crossing=${crossing}`)).open)
        t.notMatch(JSON.stringify((await look(node, `${PAIR}/calendar`)).body), 'EORI', 'who asked is not public')
      })
      await said(t, a, b, 'withdrawal', {}, { ...again, inReplyTo: given.find((x) => x.granted)!.id })
      await free(1)
      t.equal((await asks('C4')).status, 202)
      await free(0)
    })

    await t.test('a planned closing keeps the notice of the agreement, and so does a new day of a list', async (t) => {
      const closed = (days: number) => ({ xFrom: at(days, '06:00:00'), xTo: at(days, '12:00:00'), xClosed: true })
      for (const [from, to] of [
        [a, b],
        [b, a],
      ] as const) {
        // prettier-ignore
        const late = await says(from, to, 'temporary-change', closed(1), again)
        t.match([late.status, late.body.rule, late.body.pointer], [409, 'notice', '/document/xFrom'])
        await said(t, from, to, 'temporary-change', closed(22), again)
      }
      const day = (days: number): string => at(days, '').slice(0, 10)
      const soon = await says(a, b, 'date-list', { xDateList: 'feasts', xDays: [day(2)] }, again)
      t.match([soon.status, soon.body.rule], [409, 'notice'])
      await said(t, a, b, 'date-list', { xDateList: 'feasts', xDays: [day(23)] }, again)
      await both(async (node) => {
        t.equal((await get(node, `${PAIR}/open?at=${q(at(23, '12:00:00'))}`)).sides.exit, false)
        t.same((await look(node, `${PAIR}/calendar`)).body.offices.exit.dateLists, [{ dateList: 'feasts', days: [day(23)] }]) // prettier-ignore
      })
    })

    await t.test('what an office may handle and how many it takes stands beside its hours', async (t) => {
      const rail = { xFrom: at(2, '21:00:00'), xTo: at(2, '22:00:00'), modeCode: '2' }
      const asked = await says(a, b, 'out-of-hours-request', rail, { ...again, context: { xCrossing: 'C9' } })
      t.match([asked.status, asked.body.rule, asked.body.pointer], [409, 'competence', '/document/modeCode'])
      await both(async (node) => {
        const { offices } = (await look(node, `${PAIR}/calendar`)).body
        t.match(offices, { exit: { competence: { modeCode: ['3'] } }, entry: { capacity: [{ lanes: 2, vehiclesPerHour: 60 }] } }) // prettier-ignore
        const may = await get(node, `${PAIR}/open?at=${q(at(1, '12:00:00'))}&modeCode=2`)
        t.match(may, { open: false, competence: { exit: false, entry: false } })
      })
    })

    await t.test('the page for drivers is there where the operator has named its address', async (t) => {
      for (const path of ['now', 'poster']) {
        t.match((await look(a, `${PAIR}/${path}`)).body, { status: 404, rule: 'switched-off' })
        const page = await look(b, `${PAIR}/${path}`)
        t.match([page.status, page.headers['content-type']], [200, /^text\/html/])
        t.match(page.headers['content-security-policy'], /default-src 'none'/)
        t.equal((await look(b, `/v1/opening-hours/XA000101/XB999999/${path}`)).status, 404)
      }
      t.match((await get(b, PAIR)).links, { now: `${PAIR}/now`, poster: `${PAIR}/poster` })
      t.notOk((await get(a, PAIR)).links.now)
      const asked = { authorization: '', 'accept-language': 'ar-MA' }
      const page = await b.call('GET', `${PAIR}/now`, undefined, asked)
      t.match(String(page.body), 'dir="rtl"')
      t.match(String((await look(b, `${PAIR}/now?language=fr`)).body), 'Dernière admission')
      t.match(String((await look(b, `${PAIR}/poster`)).body), `https://hours.example${PAIR}/now`)
      t.equal((await look(b, `${PAIR}/now?language=xx`)).status, 400)
    })
  })

t.test('crossed proposals in two conversations come to one pair; neither is lost', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const [one, two] = await Promise.all([says(a, b, 'proposal', hours('XA', 1)), says(b, a, 'proposal', hours('XB', 1))])
  await untilState(a, one.body.id, ...HELD)
  await untilState(b, two.body.id, ...HELD)
  for (const node of [a, b]) {
    const { versions } = await get(node, PAIR)
    t.match(versions.map((v: any) => [v.side, v.state, v.counters]).sort(), [
      ['entry', 'proposed', one.body.id],
      ['exit', 'countered', null],
    ])
  }
  const accept = async (from: TestNode, to: TestNode, { id, conversation }: any) =>
    said(t, from, to, 'acceptance', await named(from, id), { conversation, inReplyTo: id })
  await accept(a, b, two.body)
  await accept(b, a, one.body)
  for (const node of [a, b]) {
    const { states } = (await get(node, '/v1/opening-hours')).items[0]
    t.same(
      states.map((s: any) => s.state),
      ['in-force', 'in-force'],
    )
    t.ok((await get(node, `${PAIR}/open?at=${q(at(1, '12:00:00'))}`)).open)
  }
})

t.test(
  'every functional error is told at once, by rule and pointer, and a zone that is not known is refused by the receiver',
  async (t) => {
    const [a, b, conversation] = await agreed(t)
    const fails = async (
      from: TestNode,
      type: string,
      document: object,
      rule: string,
      pointer: string,
      more: More = {},
    ) => {
      const { status, body } = await says(from, from === a ? b : a, type, document, { conversation, ...more })
      t.match(
        [status, body.rule, body.pointer],
        [status === 422 ? 422 : 409, rule, pointer],
        `${type}: ${JSON.stringify(body)}`,
      )
    }
    const none = { inReplyTo: '019ab000-0000-7000-8000-000000000001' }
    await fails(a, 'proposal', hours('XB', 2), 'not-own', '/document/xSide')
    await fails(a, 'proposal', hours('XA', 1), 'version-used', '/document/xVersion')
    await fails(a, 'proposal', hours('XA', 2, { exitOffice: { id: 'XA9' } }), 'office', '/document/exitOffice/id')
    await fails(a, 'proposal', hours('XA', 2, { xEntryOffice: 'XC1' }), 'office', '/document/xEntryOffice')
    await fails(a, 'proposal', hours('XA', 2, { xTimeZone: 'Mars/Olympus' }), 'time-zone', '/document/xTimeZone')
    await fails(
      a,
      'proposal',
      hours('XA', 2, { xRules: [rule({ weekly: week('20:00', '08:00') })] }),
      'hours',
      '/document/xRules/0/weekly/0/to',
    )
    await fails(a, 'proposal', hours('XA', 2), 'decided-by', '/context/xDecidedBy', {
      context: { xDecidedBy: MACHINE },
    })
    await fails(a, 'acceptance', { xVersion: 7 }, 'no-proposal', '/ref')
    await fails(a, 'acceptance', {}, 'no-proposal', '/ref')
    await fails(a, 'counter-proposal', hours('XA', 2), 'no-proposal', '/type')
    await fails(a, 'rejection', { xVersion: 1 }, 'no-proposal', '/ref')
    await fails(a, 'withdrawal', { xVersion: 7 }, 'no-proposal', '/ref')
    await fails(a, 'reopening', { xAt: at(1, '10:00:00') }, 'no-closing', '/ref', none)
    await fails(
      a,
      'out-of-hours-request',
      { xFrom: at(1, '22:00:00'), xTo: at(1, '23:00:00') },
      'crossing',
      '/context/xCrossing',
    )
    await fails(a, 'out-of-hours-answer', { xGranted: true }, 'no-request', '/ref', none)
    await fails(a, 'temporary-change', { xFrom: at(1, '10:00:00'), xTo: at(1, '10:00:00') }, 'hours', '/document/xTo')
    await fails(
      a,
      'emergency-closing',
      { xFrom: at(1, '10:00:00'), xReviewAt: at(0, '10:00:00'), xReason: 'fire', xInstructions: [] },
      'hours',
      '/document/xReviewAt',
    )
    await fails(a, 'lapsed', { xVersion: 1 }, 'not-due', '/ref')
    const open = await said(t, a, b, 'proposal', hours('XA', 2), { conversation })
    await fails(a, 'proposal', hours('XA', 3), 'open-proposal', '/type')
    await fails(a, 'acceptance', { xVersion: 2 }, 'own-proposal', '/ref', { inReplyTo: open.id })
    await fails(b, 'withdrawal', {}, 'not-own', '/ref', { inReplyTo: open.id })
    await fails(b, 'acceptance', {}, 'version', '/document/xVersion', { inReplyTo: open.id })
    await fails(b, 'acceptance', { xVersion: 2 }, 'digest', '/document/xTzdb', { inReplyTo: open.id })
    await fails(
      b,
      'counter-proposal',
      hours('XB', 2, { xBasedOn: { version: 1 } }),
      'based-on',
      '/document/xBasedOn/version',
    )
    await said(t, b, a, 'rejection', { xReason: 'too late' }, { conversation, inReplyTo: open.id })
    t.same(
      (await get(b, PAIR)).states.map((s: any) => `${s.side} ${s.version} ${s.state}`),
      ['exit 1 in-force', 'entry 1 in-force', 'exit 2 lapsed'],
    )
    // A third country cannot state hours for a border that is not its own.
    t.equal((await says(b, a, 'proposal', hours('XB', 9, { exitOffice: { id: 'XC1' } }))).body.rule, 'office')
  },
)

t.test('proposals that nobody answers lapse by themselves', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const first = await said(t, a, b, 'proposal', hours('XA', 1))
  a.clock.offset = 31 * 86_400_000
  b.clock.offset = a.clock.offset
  const state = await settled('the proposal lapses', async () => {
    const held = await get(b, `/v1/cases/${first.conversation}`)
    const [v] = Object.values<any>(held.state?.versions ?? {})
    return v?.state === 'lapsed' && held
  })
  t.same(
    state.messages.map((m: any) => [m.from, m.type, m.status]),
    [
      ['XA', 'proposal', 'applied'],
      ['XA', 'lapsed', 'applied'],
    ],
  )
  // Its sender has the message in the case once it holds the receipt.
  await settled('both hold the same', async () => (await get(a, `/v1/cases/${first.conversation}`)).hash === state.hash)
})
