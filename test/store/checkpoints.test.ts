/** Checkpoints in the store: one publisher wins, what somebody cosigned stays, and the newest is found. */
import t from 'tap'
import { checkpointsIn } from '../../node/store/checkpoints.ts'
import { stores } from '../servers.ts'
import { replicaOf, startTestNodes, type TestNode } from '../nodes.ts'

const MINUTE = 60_000

for (const store of stores())
  t.test(store.name, store.options, async (t) => {
    const [a] = (await startTestNodes(t, {
      countries: ['XA'],
      env: async () => ({ JUXTA_STORE: await store.make(t) }),
    })) as [TestNode]
    const two = store.name === 'postgres' ? await replicaOf(t, a) : a
    const [one, other] = [checkpointsIn(a.node.store), checkpointsIn(two.node.store)]
    // A log of nobody, so that the rounds of the nodes do not come between.
    const shard = 'test'
    await a.node.store.transact(async ({ db }) => {
      await db.insertInto('logHead').values({ shard, origin: 'juxta.test/log/test', size: 1000 }).execute()
    })
    let signed = 0
    const publish = (by: typeof one, from: number | null, size: number, at = 0): Promise<boolean> =>
      by.publish({ shard, from, size, root: Buffer.alloc(32, size), tiles: [], at }, async () => `note ${++signed}`)

    t.test('of two that publish at once one does, and the other signs nothing', async (t) => {
      t.same((await Promise.all([publish(one, null, 10), publish(other, null, 12)])).sort(), [false, true])
      t.equal(signed, 1)
      const { size } = (await one.published(shard))!
      t.same(await Promise.all([publish(one, null, 20), publish(one, size + 1, 20), publish(one, size, size)]), [false, false, false]) // prettier-ignore
      t.equal(signed, 1, 'nothing that does not follow what stands')
      const many = await Promise.all(Array.from({ length: 6 }, (_, i) => publish(i % 2 ? one : other, size, 20 + i)))
      t.equal(many.filter(Boolean).length, 1)
      t.equal(signed, 2)
    })
    t.test('what somebody cosigned stays, what nobody did goes after its time', async (t) => {
      const from = (await one.published(shard))!.size
      t.ok(await publish(one, from, 100, MINUTE))
      const cosignature = { witness: 'xb', line: '— xb AAAA\n', time: 1 }
      await other.addCosignatures(shard, 100, [cosignature])
      t.ok(await publish(one, 100, 200, MINUTE))
      t.ok(await publish(one, 200, 300, 2 * MINUTE))
      t.ok(await one.checkpoint(shard, 200), 'a neighbour may be about to')
      t.ok(await publish(one, 300, 400, 2 * MINUTE + 1))
      t.equal(await one.checkpoint(shard, 200), null, 'nobody did')
      t.match(await one.checkpoint(shard, 100), { size: 100, cosignatures: [cosignature] })
      await one.addCosignatures(shard, 200, [cosignature])
      t.same([...(await one.cosignedSizes(shard))], [['xb', 100]], 'nor can what has gone be cosigned')
      t.equal((await one.covering(shard, 50))?.size, 100, 'the first that somebody cosigned')
      t.equal((await one.covering(shard, 99))?.size, 100)
      t.equal((await one.covering(shard, 100))?.size, 400, 'the newest, where nobody cosigned one over the leaf')
      t.equal(await one.covering(shard, 400), null, 'none, where it is not published')
      t.equal((await one.newestCosigned(shard))?.size, 100)
      const two = [cosignature, { witness: 'xc', line: '— xc AAAA\n', time: 1 }]
      await one.addCosignatures(shard, 400, two)
      t.equal((await one.covering(shard, 50))?.size, 400, 'the one that most have cosigned')
      await one.addCosignatures(shard, 100, two)
      t.equal((await one.covering(shard, 50))?.size, 100, 'the earlier of equals')
    })
  })
