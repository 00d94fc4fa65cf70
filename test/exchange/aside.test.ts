/** Parked, cancelled, tried again, sent again: what is said of a message that has left its way is true, and it is there once. */
import t from 'tap'
import { asideIn, fetchReceipt, sendAgain } from '../../node/exchange/aside.ts'
import { outboxIn } from '../../node/exchange/outbox.ts'
import { LEFT_MS, putBackIn, putBackLeft } from '../../node/exchange/put-back.ts'
import type { MessageId } from '../../node/values/id.ts'
import { settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import { stores } from '../servers.ts'
import { rowsOf } from '../tamper.ts'
import { emptyStore, receipted, sent, unheard, XB, XC } from './stored.ts'

const LEASE = 45_000
const DAY = 86_400_000

for (const kind of stores())
  t.test(kind.name, kind.options, async (t) => {
    const { store } = await emptyStore(t, kind)
    const [outbox, aside] = [outboxIn(store), asideIn(store)]
    const stateOf = async (id: MessageId): Promise<string> =>
      (await store.read.selectFrom('message').select('state').where('id', '=', id).executeTakeFirstOrThrow()).state
    const tried = async (times: number): Promise<MessageId> => {
      const id = await sent(store)
      for (let i = 0; i < times; i++) {
        await outbox.claim(XB, 'one', i * 10, 100, LEASE)
        await outbox.postpone(id, 'one', i * 10 + 1, 'nobody there')
        await outbox.duePeers(i * 10 + 1)
      }
      return id
    }
    t.afterEach(() => store.apart((db) => db.deleteFrom('outbox').execute()).then(() => undefined))

    t.test('attempts are remembered when a message is parked, and when it is put back', async (t) => {
      const id = await tried(3)
      await aside.park(id, 'no answer', 50)
      t.equal(await outbox.of(id), null)
      t.equal(await stateOf(id), 'parked')
      t.equal(await aside.retry(id, 60), true)
      t.match(await outbox.of(id), { attempts: 3, withdraw: false, createdAt: 60 })
      t.match(await outbox.claim(XB, 'one', 61, 1, LEASE), [{ id, attempts: 4 }])
      t.equal(await stateOf(id), 'queued')
    })

    t.test('what is being tried is not given to a second one when somebody asks for it', async (t) => {
      const id = await sent(store)
      await outbox.claim(XB, 'one', 0, 1, LEASE)
      t.equal(await aside.retry(id, 5), true)
      t.same(await outbox.duePeers(5), [])
      t.equal(await aside.cancel(id, 6), 'asking')
      t.same(await outbox.claim(XB, 'two', 7, 1, LEASE), [])
      await outbox.postpone(id, 'one', 8, 'not now')
      await outbox.duePeers(8)
      t.match(await outbox.claim(XB, 'two', 8, 1, LEASE), [{ id, withdraw: true }])
    })

    t.test('cancelled at once before any attempt, asked after one, too late once it is there', async (t) => {
      const [once, never] = [await tried(1), await sent(store)]
      t.same([await aside.cancel(never, 9), await stateOf(never)], ['cancelled', 'cancelled'])
      t.same([await aside.cancel(once, 9), await aside.cancel(never, 10)], ['asking', false])
      await receipted(store, once, 3, { shard: '2024' })
      t.same([await aside.cancel(once, 11), await stateOf(once)], [false, 'delivered'])
      t.equal(await aside.retry(once, 12), false)
    })

    t.test('two who cancel a parked message at once ask once', async (t) => {
      const id = await tried(2)
      await aside.park(id, 'no answer', 50)
      t.same(await Promise.all([aside.cancel(id, 60), aside.cancel(id, 60)]), ['asking', 'asking'])
      t.match(await store.read.selectFrom('outbox').selectAll().execute(), [{ id, withdraw: 1, attempts: 2 }])
    })

    t.test(
      'many are put back a hundred in each commit, and what is left of an order is gone on with once',
      async (t) => {
        const ids: MessageId[] = []
        for (let i = 0; i < 250; i++) ids.push(await sent(store))
        const [first, second, gone] = [ids[0]!, ids[249]!, await sent(store)]
        for (const id of ids) await aside.park(id, 'no answer', 50)
        await aside.cancel(gone, 50)
        const back = async (): Promise<number> => (await store.read.selectFrom('outbox').selectAll().execute()).length
        const many = putBackIn(store)
        const pieces = await many.order([...ids, gone], 1000)
        t.same([pieces.map((p) => p.count), await back()], [[100, 100, 51], 0], 'ordered, and nothing is held up by it')
        t.equal(await many.carryOut(pieces[0]!.id, 1000), 100)
        t.same([await stateOf(first), await stateOf(second), await back()], ['queued', 'parked', 100])
        await putBackLeft(store, 1000 + LEFT_MS)
        t.equal(await back(), 100, 'whoever has ordered it is at it still')
        await aside.park(first, 'no answer', 1500)
        await putBackLeft(store, 1001 + LEFT_MS)
        t.same([await stateOf(second), await stateOf(gone), await back()], ['queued', 'cancelled', 249])
        t.equal(
          await stateOf(first),
          'parked',
          'what was put back, and has come to nothing again, waits for a new order',
        )
        t.same([await many.left(1e15), await many.carryOut(pieces[1]!.id, 2000)], [[], null], 'another has done it')
      },
    )

    t.test('a commit of which nobody heard is answered as it was done', async (t) => {
      const twice = unheard(store)
      const id = await sent(store, { priority: 0 })
      t.match(await outboxIn(twice).claim(XB, 'one', 0, 1, LEASE), [{ id, attempts: 1 }], 'what it claimed is its own')
      const [back, cancelled] = [await tried(1), await sent(store)]
      t.equal(await asideIn(twice).cancel(cancelled, 5), 'cancelled')
      await asideIn(twice).park(back, 'no answer', 6)
      t.equal(await asideIn(twice).retry(back, 7), true)
      const moves = await store.read.selectFrom('history').select('state').where('message', '=', back).orderBy('seq').execute() // prettier-ignore
      t.same(moves.map((m) => m.state), ['queued', 'parked', 'queued']) // prettier-ignore
    })

    t.test('what a peer’s log has lost is sent to that peer again, and counts as tried', async (t) => {
      const [before, lost, erased, ended] = [await sent(store), await sent(store), await sent(store), await sent(store, { exp: 5 })] // prettier-ignore
      const elsewhere = await sent(store, { peer: XC })
      for (const [i, id] of [before, lost, erased, ended].entries()) await receipted(store, id, i)
      await receipted(store, elsewhere, 1, { peer: XC })
      const other = await sent(store)
      await receipted(store, other, 1, { shard: '2025' })
      await store.apart((db) => db.updateTable('part').set({ bytes: null }).where('message', '=', erased).execute())
      const found = await store.transact((tx) => sendAgain(tx, XB, { shard: '2026', size: 1 }, 6000))
      t.same({ ...found, gone: [...found.gone].sort() }, { requeued: [lost], gone: [erased, ended].sort() })
      t.same(await Promise.all([before, elsewhere, other].map(stateOf)), ['delivered', 'delivered', 'delivered'])
      t.match(await outbox.of(lost), { attempts: 1 }, 'only its receiver can say what became of it')
    })

    t.test('a parked message whose receiver says that it has it, gets its receipt', async (t) => {
      const id = await tried(1)
      await aside.park(id, 'no answer', 50)
      await store.transact((tx) => fetchReceipt(tx, id, 60))
      t.match(await outbox.of(id), { withdraw: false, expiresAt: 60 + DAY })
      t.equal(await stateOf(id), 'queued')
    })
  })

t.test('a parked message that is tried again becomes what its receiver says', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  await b.node.stop()
  const { id } = (await submit(a, b, { expiresAt: new Date(Date.now() + 3_600_000).toISOString() })).body
  await settled('it was tried', async () => (await a.call('GET', `/v1/messages/${id}`)).body.delivery?.lastError)
  a.clock.offset = 9 * DAY
  await untilState(a, id, 'parked')
  const { history } = (await a.call('GET', `/v1/messages/${id}`)).body
  t.match(history.at(-1).cause, /no answer to the withdrawal; the last attempt: unreachable/)
  t.equal((await a.call('POST', `/v1/messages/${id}/retry`)).status, 202)
  await b.restart()
  const ended = await untilState(a, id, 'expired', 'parked', 'delivered')
  t.match(ended.history.at(-1), { state: 'expired', cause: 'the receiver confirms that it never took it' })
  t.equal(rowsOf(a, `select * from "outbox" where "id" = '${id}'`).length, 0)
})
