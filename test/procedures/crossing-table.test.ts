/** What is counted of crossings, however many began in one moment; which have a reference; in which order the board of pre-arrivals stands. */
import t from 'tap'
import { crossingsIn } from '../../node/procedures/release-time/crossing-table.ts'
import { insertRows } from '../../node/store/insert-rows.ts'
import { preArrivalsIn } from '../../node/procedures/pre-arrival/pre-arrival-table.ts'
import { nextId } from '../cases/alone.ts'
import { arrived, emptyStore, XB, XC } from '../exchange/stored.ts'
import { stores } from '../servers.ts'

const DAY = 86_400_000

for (const kind of stores())
  t.test(`crossings that began in a time: ${kind.name}`, kind.options, async (t) => {
    const { store } = await emptyStore(t, kind)
    const rows = Array.from({ length: 11_000 }, (_, n) => {
      // Half of them in one moment, more than are read at once; some of them before 1970.
      const startAt = n < 1000 ? n - 500 : n < 6500 ? 2000 : n * 60_000
      const crossing = `C${String(n).padStart(5, '0')}`
      const counted = n % 100 === 7 ? { stratum: null, figures: null } : { stratum: `s${n % 3}`, figures: `${n},null` }
      return { crossing, root: crossing, seenAt: n, startAt, revision: 1, summary: '{}', ...counted }
    })
    const strata = ['s0', 's1', 's2'].map((stratum) => ({ digest: stratum, stratum: `stratum ${stratum}` }))
    await store.apart(async (db) => {
      await insertRows(db, 'stratum', strata)
      for (let from = 0; from < rows.length; from += 1000) await insertRows(db, 'crossing', rows.slice(from, from + 1000)) // prettier-ignore
    })
    const [from, to] = [-400, 10_990 * 60_000]
    const wanted = new Map<string, string[]>()
    for (const { startAt, stratum, figures } of rows)
      if (stratum !== null && startAt >= from && startAt < to) {
        const key = `${new Date(startAt).toISOString().slice(0, 10)} stratum ${stratum}`
        wanted.set(key, [...(wanted.get(key) ?? []), figures])
      }
    const found = new Map<string, string[]>()
    let [turns, most] = [0, 0]
    let turning = setImmediate(function turn() {
      turns++
      turning = setImmediate(turn)
    })
    for await (const { day, stratum, figures } of crossingsIn(store).counted(from, to)) {
      t.equal(day % DAY, 0)
      const key = `${new Date(day).toISOString().slice(0, 10)} ${stratum}`
      const all = figures.match(/\d+,null/g)!
      most = Math.max(most, all.length)
      found.set(key, [...(found.get(key) ?? []), ...all])
    }
    clearImmediate(turning)
    t.same([...found.keys()].sort(), [...wanted.keys()].sort(), 'each day and stratum')
    for (const [key, figures] of wanted) t.same(found.get(key)?.sort(), figures.sort(), `${key}: each once, and no other`) // prettier-ignore
    t.ok(turns > 0 && most < 5000, 'some at a time')

    const AT = 50 * DAY
    const put = (revision: number, stratum: string | null) =>
      crossingsIn(store).put({
        ...{ crossing: 'D', root: 'D', seenAt: 1, startAt: AT, summary: '{}' },
        ...{ revision, stratum, figures: stratum === null ? null : String(revision) },
      })
    const counted = async () => {
      const all = []
      for await (const one of crossingsIn(store).counted(AT, AT + 1)) all.push([one.stratum, one.figures])
      return all
    }
    await put(1, 'short')
    t.same(await counted(), [['short', '1']])
    // Longer than an index of PostgreSQL takes.
    const long = Array.from({ length: 2000 }, (_, n) => n).join(' ')
    await put(3, long)
    await put(2, 'short')
    t.same(await counted(), [[long, '3']], 'as it was made of the most messages')
    const each = (to: number) => crossingsIn(store).each(AT, to)
    t.same(await each(AT + 1), [{ crossing: 'D', startAt: AT, stratum: long, figures: '3' }], 'one by one')
    t.same(await each(AT), [])
    await put(4, null)
    t.same(await counted(), [], 'what is not counted any more')

    for (let n = 0; n < 5; n++) {
      const [crossing, name] = [`C0000${n}`, `another name of ${n}`]
      await store.apart((db) => insertRows(db, 'crossing', [{ ...rows[n]!, crossing: name, root: crossing, stratum: null, figures: null }])) // prettier-ignore
      for (const value of [crossing, name])
        await arrived(store, {}, [{ type: 'national', value: 'FLEET 9' }, { type: 'crossing', value }]) // prettier-ignore
    }
    const reader = { procedures: null, exceptProcedures: [], exceptTypes: [], types: null, agency: null, client: 'c' }
    const places = await crossingsIn(store).named({ type: 'national', value: 'fleet9' }, reader, null)
    t.same(places, [4, 3, 2, 1, 0].map((n) => ({ seenAt: n, crossing: `C0000${n}` })), 'each once, newest first') // prettier-ignore
    t.same(await crossingsIn(store).named({ type: 'national', value: 'fleet9' }, reader, places[1]!), places.slice(2)) // prettier-ignore
    t.same((await crossingsIn(store).at(places)).map((r) => r.crossing), places.map((p) => p.crossing)) // prettier-ignore
    t.same(await crossingsIn(store).at([]), [])

    // Board: what has waited equally long stands in one order.
    const board = preArrivalsIn(store)
    const waits = (n: number) => ({ peer: n % 2 ? XB : XC, conversation: nextId(), office: n % 3 ? 'XA1' : 'XA2', urgent: [null, 7, null, null] as const }) // prettier-ignore
    const cases = Array.from({ length: 9 }, (_, n) => waits(n))
    const one = { side: 'entry', messages: 1, status: 'open', late: false, doNotLoad: false, mode: null, estimatedArrival: null, body: '{}' } as const // prettier-ignore
    for (const n of [3, 0, 8, 1, 7, 5, 2, 6, 4]) await board.put({ ...one, ...cases[n]! }, [])
    const listed = async (office?: string) => (await board.attention(7, 99, null, office)).map((r) => r.conversation)
    t.same(await listed(), cases.map((c) => c.conversation), 'whichever was written first') // prettier-ignore
    t.same(await listed('XA1'), cases.filter((c) => c.office === 'XA1').map((c) => c.conversation)) // prettier-ignore
  })
