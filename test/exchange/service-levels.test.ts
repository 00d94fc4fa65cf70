/** What an agreement promises of a neighbour’s service is measured by each side of the other, month by month, and a month in which it was less is told. */
import t from 'tap'
import { moveMessage } from '../../node/exchange/message-rows.ts'
import { serviceCountsIn } from '../../node/exchange/service-counts.ts'
import { HELD, type State } from '../../node/message/lifecycle.ts'
import { announcedAway } from '../../node/procedures/system/announced-away.ts'
import { systemRowsIn } from '../../node/procedures/system/system-table.ts'
import { BOUNDS, boundOf, isReceiptTime } from '../../node/peers/receipt-times.ts'
import type { MessageId } from '../../node/values/id.ts'
import type { Country } from '../../node/values/country.ts'
import { DAY, HOUR, MINUTE, SECOND, spanOfMonth, time } from '../../node/values/time.ts'
import { json, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import { stores } from '../servers.ts'

t.test('times of receipts are counted by bounds, of which each that may be promised is one', async (t) => {
  t.same(
    BOUNDS,
    [...new Set(BOUNDS)].sort((a, b) => a - b),
    'ascending, none twice',
  )
  t.same([0, 10, 11, 1000, 1001, 60_000, 60_001, HOUR + 1].map(boundOf), [10, 10, 20, 1000, 2000, 60_000, 2 * MINUTE, 2 * HOUR]) // prettier-ignore
  t.equal(boundOf(400 * DAY), 60 * DAY, 'what is longer is the longest')
  t.same([1, 60, 90, 120, 3600, 5400, 7200, 86_400, 129_600, 172_800, 0, 1.5].map(isReceiptTime), [true, true, false, true, true, false, true, true, false, true, false, false]) // prettier-ignore
  t.same(spanOfMonth('2026-12'), { from: Date.UTC(2026, 11, 1), to: Date.UTC(2027, 0, 1) })
  t.throws(() => spanOfMonth('2026-13'), { code: 'malformed' })
})

const LEVELS = [
  { name: 'availability', level: '90 %', target: { measure: 'availability', percent: '90' } },
  {
    name: 'receipts',
    level: 'nearly all in 20 s',
    target: { measure: 'receipt', percent: '99.5', within_seconds: 20 },
  },
  { name: 'courtesy', level: 'always' },
] as const
const STEP = 21 * SECOND

for (const store of stores())
  t.test(`a neighbour that answers, is silent, and is away as it has said: ${store.name}`, store.options, async (t) => {
    const [a, b] = (await startTestNodes(t, {
      env: async () => ({ JUXTA_STORE: await store.make(t) }),
      agreement: (draft) => ({
        ...draft,
        service: { levels: LEVELS, maintenance_notice_hours: 1, languages: ['en'] },
      }),
    })) as [TestNode, TestNode]
    // In the middle of a month, that no end of one comes between.
    const start = spanOfMonth(time(a.clock.now()).slice(0, 7)).to + 10 * DAY
    const month = time(start).slice(0, 7)
    const set = (ms: number): void => {
      a.clock.offset = b.clock.offset = ms - Date.now()
    }
    const look = async (node: TestNode): Promise<void> => {
      a.clock.offset = b.clock.offset = a.clock.offset + STEP
      await node.node.watch()
    }
    const levels = async (node: TestNode, of = month): Promise<any> =>
      (await node.call('GET', `/v1/peers/${node === a ? 'XB' : 'XA'}/service-levels?month=${of}`)).body
    const told = async (from: TestNode, to: TestNode, type: string, document: object): Promise<void> => {
      const { body } = await submit(from, to, { procedure: 'system', type, context: { xSchema: 'system' }, document: json(document) }) // prettier-ignore
      await untilState(from, body.id, 'delivered', 'collected', 'accepted')
    }
    const away = (from: number, to: number, more: object = {}) =>
      told(b, a, 'maintenance', { xFrom: time(start + from), xTo: time(start + to), ...more })

    const move = (id: MessageId, from: readonly State[], to: State): Promise<unknown> =>
      a.node.store.transact((tx) => moveMessage(tx, { id, from, to, cause: 'by the test', at: a.clock.now() }))

    set(start)
    await away(2 * HOUR, 3 * HOUR)
    await away(30 * MINUTE, 50 * MINUTE)
    await away(4 * HOUR, 5 * HOUR, { xScope: { procedures: ['aeo'] } })
    await away(8 * HOUR, 9 * HOUR)
    // Of our own, which excuses no silence of theirs.
    await told(a, b, 'maintenance', { xFrom: time(start + 4 * HOUR), xTo: time(start + 5 * HOUR) })
    // A list of the window side waits for what is kept of the cases.
    for (const node of [a, b]) await node.call('GET', '/v1/interruptions')
    const said = async (node: TestNode, from: number, to: number) =>
      (await announcedAway(node.node, node.node.directory.find((node === a ? 'XB' : 'XA') as Country)!, start + from, start + to)).map((one) => [one.country, (one.from - start) / HOUR, (one.to - start) / HOUR]) // prettier-ignore
    for (const node of [a, b]) {
      t.same(await said(node, 9 * HOUR, 10 * HOUR), [['XB', 8, 9]], 'both ends count, on both sides')
      t.same(await said(node, 9 * HOUR + 1, 40 * DAY), [], 'it is over')
      t.same((await said(node, 0, 10 * HOUR)).sort(), [['XA', 4, 5], ['XB', 2, 3], ['XB', 8, 9]]) // prettier-ignore
      t.same((await said(node, 0, 8 * HOUR - 1)).sort(), [['XA', 4, 5], ['XB', 2, 3]]) // prettier-ignore
    }
    const flood = Array.from({ length: 250 }, (_, i) => ({ peer: 'XQ', country: 'XQ', conversation: 'c', message: `m${i}`, startsAt: i, endsAt: 1000 + i, said: 0, came: 0 })) // prettier-ignore
    await a.node.store.apart((db) => db.insertInto('maintenance').values(flood).execute())
    const many = await systemRowsIn(a.node.store).maintenances('XQ' as Country, 'XQ' as Country, 0, 2000)
    t.same([many.length, many[0]!.endsAt], [200, 1249], 'of any number those that end last are read')
    const rows = async () =>
      await a.node.store.read.selectFrom('maintenance').selectAll().where('startsAt', '=', start + 8 * HOUR).execute() // prettier-ignore
    const [kept] = await rows()
    const held = await a.node.store.read.selectFrom('message').select(['createdAt', 'iat']).where('id', '=', kept!.message).executeTakeFirstOrThrow() // prettier-ignore
    t.same([Number(kept!.said), Number(kept!.came)], [Number(held.iat), Math.floor(Number(held.createdAt) / SECOND)])
    // As one whose signature is dated back, and which has come no sooner.
    const came = (ms: number) =>
      a.node.store.apart((db) => db.updateTable('maintenance').set({ came: Math.floor((start + ms) / SECOND) }).where('message', '=', kept!.message).execute()) // prettier-ignore
    await came(13 * HOUR)
    t.same(await said(a, 9 * HOUR, 9 * HOUR), [['XB', 8, 9]], 'a word may be under way for six hours')
    await came(13 * HOUR + MINUTE)
    t.same(await said(a, 9 * HOUR, 9 * HOUR), [], 'and was not told in time where it came later')
    const ended = { xFrom: time(start + 8 * HOUR), xTo: time(start + 9 * HOUR), xCancelled: true }
    const { body: cancelled } = await submit(b, a, { procedure: 'system', type: 'maintenance', context: { xSchema: 'system' }, document: json(ended), conversation: kept!.conversation, inReplyTo: kept!.message }) // prettier-ignore
    await untilState(b, cancelled.id, 'delivered', 'collected', 'accepted')
    await a.call('GET', '/v1/interruptions')
    t.same(await rows(), [], 'what is cancelled excuses nothing')
    const first = (await submit(a, b)).body
    await untilState(a, first.id, 'delivered')
    for (const node of [a, b]) for (let i = 0; i < 3; i++) await look(node)
    await a.node.levels.round()
    const before = await levels(a)
    t.ok(before.availability.answered >= 3)
    t.match(before, { month, over: false, availability: { silent: 0, maintenance: 0, percent: '100' } })
    t.same(before.levels.map((l: any) => [l.name, l.kept]), [['availability', true], ['receipts', true], ['courtesy', null]]) // prettier-ignore

    await b.node.stop()
    await look(a)
    // Told less than an hour before: it counts.
    set(start + 35 * MINUTE)
    await look(a)
    const { silent } = (await levels(a)).availability
    t.ok(silent >= 2, 'silent')
    set(start + 2.5 * HOUR)
    await look(a)
    const excused = (await levels(a)).availability
    t.ok(excused.maintenance >= 1, 'as it has said in time')
    t.equal(excused.silent, silent, 'which takes nothing off')
    t.equal(excused.percent, String(Math.floor((excused.answered * 100_000) / (excused.answered + silent)) / 1000))
    const waited = (await submit(a, b)).body
    await b.restart()
    await untilState(a, waited.id, 'delivered')
    await Promise.all([a.node.levels.round(), b.node.levels.round()])
    t.match((await levels(a)).receipts, { receipted: 2, excused: 1, unreceipted: 0, waiting: 0, p50Seconds: Number })
    t.match(await levels(b), { receipts: { receipted: 5, excused: 0 }, availability: { silent: 0 } }, 'the other side measures for itself') // prettier-ignore
    t.match((await levels(a)).levels[1], { kept: true, measured: { asPromised: 2, of: 2, percent: '100' } })

    await b.node.stop()
    set(start + 4.5 * HOUR)
    await look(a)
    t.ok(
      (await levels(a)).availability.silent > silent,
      'a maintenance of one procedure alone, or of ours, is none of theirs',
    )
    set(start + 6 * HOUR)
    const late = (await submit(a, b)).body
    t.match(await levels(a), { receipts: { waiting: 1 } })
    t.equal((await levels(a)).levels[1].kept, true, 'it has its time')
    set(start + 6 * HOUR + 30 * SECOND)
    t.match((await levels(a)).levels[1], { kept: false, measured: { asPromised: 2, of: 3, percent: '66.666' } })
    const lost = (await submit(a, b)).body
    await move(lost.id, ['queued', 'sealed'], 'parked')
    t.match(await levels(a), { receipts: { waiting: 1 } }, 'what waits for a person here does not wait for them')
    await move(lost.id, ['parked'], 'expired')
    await b.restart()
    await untilState(a, late.id, 'delivered')
    await a.node.levels.round()
    t.match(
      (await levels(a)).levels[1],
      { kept: false, measured: { asPromised: 2, of: 4 } },
      'and is late still, as what never had one',
    )
    t.match((await levels(a)).receipts, { receipted: 3, unreceipted: 1, excused: 1, waiting: 0 })
    await move(first.id, [...HELD], 'queued')
    await move(first.id, ['queued'], 'delivered')
    await a.node.levels.round()
    t.match((await levels(a)).receipts, { receipted: 3, unreceipted: 1, excused: 1 }, 'what was sent anew counts once')
    const { add, keep } = serviceCountsIn(a.node.store)
    await add([{ peer: b.country, month, what: 'receipt', bound: 20 * SECOND, count: 1 }])
    t.match((await levels(a)).levels[1], { measured: { asPromised: 3, of: 5 } }, 'to the second')
    t.equal(await keep({ after: -1, upTo: 0, ended: [] }, []), false, 'what another process has kept is kept once')

    const alerts = async (node: TestNode) =>
      (await node.call('GET', '/v1/alerts?limit=100')).body.items.filter((i: any) => i.kind === 'service-level')
    t.same(await alerts(a), [], 'nothing before the month is over')
    set(spanOfMonth(month).to + 5 * MINUTE)
    await a.node.levels.round()
    t.same(await alerts(a), [], 'nor while its last messages have time')
    set(spanOfMonth(month).to + HOUR)
    for (let i = 0; i < 2; i++) for (const node of [a, b]) await node.node.levels.round()
    t.match(
      (await alerts(a)).map((i: any) => [i.peer, i.subject, i.detail, i.count]).sort(),
      [
        ['XB', `${month} availability`, /at least 90 % were agreed/, 1],
        ['XB', `${month} receipts`, /3 of 5 .*99.5 %/, 1],
      ],
      'once',
    )
    t.same(await alerts(b), [], 'whose neighbour has kept what it promised')
    // This node was down at the turn of two months: both are judged when it is back, each once.
    const [next, last] = [1, 2].map((n) => time(spanOfMonth(month).to + (n * 35 - 30) * 24 * HOUR).slice(0, 7)) as [string, string] // prettier-ignore
    for (const of of [next, last]) await add([{ peer: b.country, month: of, what: 'silent', bound: 0, count: 7 }])
    set(spanOfMonth(last).to + HOUR)
    for (let i = 0; i < 2; i++) await a.node.levels.round()
    const alerted = (await alerts(a)).map((i: any) => [i.subject, i.count]).sort()
    t.same(alerted, [`${month} availability`, `${month} receipts`, `${next} availability`, `${last} availability`].map((s) => [s, 1])) // prettier-ignore
    t.equal((await levels(a)).over, true)
    t.same((await levels(a, '2020-02')).levels, [], 'no agreement was in force')
    const status = async (path: string) => (await a.call('GET', path)).status
    t.equal(await status('/v1/peers/XB/service-levels?month=2026-13'), 400)
    t.equal(await status('/v1/peers/XQ/service-levels'), 404)
  })
