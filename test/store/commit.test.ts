/** The committer: what shares a commit and what does not share its fault. */
import t from 'tap'
import { setTimeout as pause } from 'node:timers/promises'
import type { Write } from '../../node/store/commit.ts'
import { logIn } from '../../node/store/log.ts'
import { ownLeaf } from '../../node/store/leaves.ts'
import { JuxtaError } from '../../node/values/errors.ts'
import type { Country } from '../../node/values/ids.ts'
import { stores } from '../servers.ts'
import { startTestNodes, type TestNode } from '../nodes.ts'

/** An error of a driver, as often as it says, and then a leaf. */
type Item = { name: string; fails?: string | Error; times?: number }

for (const store of stores())
  t.test(store.name, store.options, async (t) => {
    const [a] = (await startTestNodes(t, {
      countries: ['XA'],
      env: async () => ({ JUXTA_STORE: await store.make(t), JUXTA_SWEEP_MS: '60000' }),
    })) as [TestNode]
    const { store: open } = a.node
    const calls: string[][] = []
    const left = new Map<string, number>()
    const write: Write<Item, string> = async (tx, items) => {
      calls.push(items.map((i) => i.name))
      for (const { name, fails, times = Infinity } of items) {
        tx.append(ownLeaf('operator', 'XA' as Country, name))
        if (fails === undefined) continue
        const more = (left.get(name) ?? times) - 1
        left.set(name, more)
        if (more >= 0) throw typeof fails === 'string' ? Object.assign(new Error(fails), { code: fails }) : fails
      }
      return items.map((i) => `${i.name} done`)
    }
    const size = async (): Promise<number> => (await logIn(open).head()).size
    const all = async (...items: Item[]) => {
      calls.length = 0
      const before = await size()
      const results = await Promise.allSettled(items.map((item) => open.commit(write, item)))
      const said = results.map((r) => (r.status === 'fulfilled' ? r.value : (r.reason as JuxtaError).code))
      return { said, leaves: (await size()) - before }
    }

    t.test('what comes together shares a commit, and each gets its own answer', async (t) => {
      const names = Array.from({ length: 20 }, (_, i) => `n${i}`)
      const { said, leaves } = await all(...names.map((name) => ({ name })))
      t.same(said, names.map((n) => `${n} done`)) // prettier-ignore
      t.same([calls.length, leaves], [1, 20])
    })
    t.test('a deadlock, a lost connection and a lock are tried again', async (t) => {
      for (const fails of ['40P01', '40001', '08006', 'SQLITE_BUSY']) {
        const { said, leaves } = await all({ name: `again ${fails}`, fails, times: 2 })
        t.same([said, leaves, calls.length], [[`again ${fails} done`], 1, 3], fails)
      }
    })
    t.test('one that is at fault fails alone, and leaves nothing', async (t) => {
      const { said, leaves } = await all(
        { name: 'before' },
        { name: 'bad', fails: new JuxtaError('conflict', 'no') },
        { name: 'between' },
        { name: 'worse', fails: '23505' },
        { name: 'after' },
      )
      t.same(said, ['before done', 'conflict', 'between done', 'store-conflict', 'after done'])
      t.equal(leaves, 3)
    })
    t.test('what waits long is answered for now, and the store goes on', async (t) => {
      const { said, leaves } = await all({ name: 'full', fails: '53100' })
      t.same([said, leaves], [['log-unavailable'], 0])
      t.same(await all({ name: 'next' }), { said: ['next done'], leaves: 1 })
    })
    t.test('indexes are given once and without a gap', async (t) => {
      await Promise.all(
        Array.from({ length: 30 }, async (_, i) => {
          await pause(i % 7)
          await open
            .commit(write, i % 5 === 0 ? { name: `x${i}`, fails: '23505' } : { name: `x${i}` })
            .catch(() => null)
        }),
      )
      const { shard, size: end } = await logIn(open).head()
      const leaves = await logIn(open).leaves(shard, 0, end + 10)
      t.same(leaves.map((l) => l.index), Array.from({ length: end }, (_, i) => i)) // prettier-ignore
    })
  })
