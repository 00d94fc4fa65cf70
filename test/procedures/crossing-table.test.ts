/** The rows of crossings: all that began in a time, however many they are and however many of them began in one moment. */
import t from 'tap'
import { crossingsIn } from '../../node/procedures/release-time/crossing-table.ts'
import { insertRows } from '../../node/store/insert-rows.ts'
import { emptyStore } from '../exchange/stored.ts'
import { stores } from '../servers.ts'

for (const kind of stores())
  t.test(`crossings that began in a time: ${kind.name}`, kind.options, async (t) => {
    const { store } = await emptyStore(t, kind)
    const rows = Array.from({ length: 3300 }, (_, n) => {
      // A third of them in one moment, more than are read at once.
      const startAt = n < 1000 ? n : n < 2200 ? 1000 : n
      const crossing = `C${String(n).padStart(4, '0')}`
      return { crossing, root: n === 7 ? 'C0008' : crossing, seenAt: n, startAt, revision: 1, summary: '{}' }
    })
    await store.apart((db) => insertRows(db, 'crossing', rows))
    const found: { startAt: number | null; crossing: string }[] = []
    let pages = 0
    for await (const some of crossingsIn(store).started(5, 3299)) {
      pages++
      found.push(...some)
    }
    const wanted = rows.filter((r) => r.root === r.crossing && r.startAt >= 5 && r.startAt < 3299)
    t.same(found.map((r) => r.crossing).sort(), wanted.map((r) => r.crossing), 'each once, and none but those that stand for themselves') // prettier-ignore
    t.same(found.map((r) => r.startAt), wanted.map((r) => r.startAt), 'in the order of their beginning') // prettier-ignore
    t.ok(pages > 3, 'some at a time')
  })
