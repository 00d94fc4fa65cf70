/** What is counted of crossings: all that began in a time, however many they are and however many of them began in one moment, by their days and strata. */
import t from 'tap'
import { crossingsIn } from '../../node/procedures/release-time/crossing-table.ts'
import { insertRows } from '../../node/store/insert-rows.ts'
import { emptyStore } from '../exchange/stored.ts'
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
    await put(4, null)
    t.same(await counted(), [], 'what is not counted any more')
  })
