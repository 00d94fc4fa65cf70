/** Checkpoints in the store: one publisher wins, what somebody cosigned stays, and the newest is found. */
import t from 'tap'
import { alertsIn } from '../../node/operate/alert-rows.ts'
import { proposalsIn, type Proposal } from '../../node/operate/proposals.ts'
import { checkpointsIn } from '../../node/store/checkpoints.ts'
import { newMessageId } from '../../node/values/id.ts'
import { DAY } from '../../node/values/time.ts'
import { oldCheckpointsIn } from '../../node/store/thin-checkpoints.ts'
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
    t.test('of each minute long ago one is left, and what is named', async (t) => {
      const { transact } = a.node.store
      const line = (witness: string) => ({ witness, line: `— ${witness} AAAA\n`, time: 1 })
      let from: number | null = null
      const cosigned = async (log: string, size: number, at: number, ...witnesses: string[]): Promise<void> => {
        await one.publish({ shard: log, from, size, root: Buffer.alloc(32, size), tiles: [], at }, async () => 'note')
        from = size
        await one.addCosignatures(log, size, witnesses.map(line))
      }
      const log = 'thinned'
      await transact(({ db }) =>
        db.insertInto('logHead').values({ shard: log, origin: 'juxta.test/log/thinned', size: 1000 }).execute(),
      )
      await cosigned(log, 10, 1, 'xb')
      await cosigned(log, 20, 2, 'xb', 'xc')
      await cosigned(log, 30, 3, 'xb', 'xc')
      await cosigned(log, 40, 4, 'xd')
      await cosigned(log, 50, MINUTE + 1, 'xb')
      await cosigned(log, 60, MINUTE + 2, 'xb')
      const stamp = { token: Buffer.alloc(1), genTime: 1, validUntil: 1, salt: Buffer.alloc(16) }
      await transact(({ db }) =>
        db
          .insertInto('timestamp')
          .values({ shard: log, size: 60, ...stamp, leafShard: log, leafIndex: 1 })
          .execute(),
      )
      await cosigned(log, 70, 2 * MINUTE + 2, 'xb')
      await cosigned(log, 80, 2 * MINUTE + 3, 'xb')
      await cosigned(log, 90, 2 * MINUTE + 4, 'xb', 'xc')
      await cosigned(log, 100, 9 * MINUTE, 'xb', 'xc')
      await cosigned(log, 105, 9 * MINUTE + 1, 'xb')
      await cosigned(log, 110, 9 * MINUTE + 1, 'xb', 'xc')
      await cosigned(log, 120, 9 * MINUTE + 2)
      const left = async (): Promise<number[]> => (await one.newestFrom(log, 0, 100)).map(({ size }) => size).reverse()
      // With the three of the other log 70 is the tenth: the minute of which it is the first is seen whole the next time.
      while ((await oldCheckpointsIn(a.node.store).thin(9 * MINUTE, 10)) > 0);
      t.same(await left(), [20, 40, 50, 60, 90, 100, 105, 110, 120])
      t.same(
        (await one.checkpoint(log, 20))!.cosignatures.map((c) => c.witness),
        ['xb', 'xc'],
      )
      const rows = await a.node.store.read.selectFrom('cosignature').select('size').where('shard', '=', log).execute()
      t.same(
        [...new Set(rows.map(({ size }) => Number(size)))].sort((x, y) => x - y),
        [20, 40, 50, 60, 90, 100, 105, 110],
      )
      t.equal((await one.cosignedSizes(log)).get('xd'), 40, 'what a witness cosigned last')
      while ((await oldCheckpointsIn(a.node.store).thin(99 * MINUTE, 5)) > 0);
      t.same(await left(), [20, 40, 50, 60, 90, 100, 110, 120], 'the newest that each has cosigned')
    })
    // Alerts of a kind that no round of a node closes by itself.
    t.test('what was closed, or is over, goes when its time is over', async (t) => {
      const { store: kept, clock, settings } = a.node
      const [long, lately] = [settings.alertDays + 2, settings.alertDays - 1].map((d) => clock.now() - d * DAY) as [number, number] // prettier-ignore
      const alert = (at: number, subject: string) =>
        ({ id: newMessageId(at), at, kind: 'contingency-import', peer: null, subject, detail: '' }) as const
      const alerts = alertsIn(kept)
      const all = [alert(long, 'open'), alert(long, 'closed'), alert(long, 'lately'), alert(lately, 'newer')] as const
      for (const row of all) await alerts.raise(row)
      await alerts.closeAlert(all[1].id, long)
      await alerts.closeAlert(all[2].id, lately)
      const proposal = (at: number): Proposal => ({
        id: newMessageId(at), at, expiresAt: at + 1, action: 'erase', what: 'eraseDocuments', request: '{}', subject: '', detail: '',
        client: 'one', key: 'one', confirmedBy: null, confirmedAt: null, refusedBy: null, refusedAt: null, reason: null, act: null,
      }) // prettier-ignore
      const [over, newer] = [proposal(long), proposal(lately)]
      for (const row of [over, newer]) await proposalsIn(kept).propose(row)
      const more = Array.from({ length: 201 }, (_, i) => alert(long, `many ${i}`))
      await Promise.all(more.map((row) => alerts.raise(row)))
      await Promise.all(more.map((row) => alerts.closeAlert(row.id, long)))
      t.ok(await publish(one, 400, 500, clock.now() - DAY), 'nor is it thinned out before JUXTA_CHECKPOINT_DAYS')
      await one.addCosignatures(shard, 500, [{ witness: 'xb', line: '— xb AAAA\n', time: 1 }])
      t.match(await a.node.clean.round(), { alerts: 202, proposals: 1, checkpoints: 0 }, 'more than one commit takes')
      const subjects = (await alerts.alerts({ open: false, limit: 100 })).map((row) => row.subject)
      t.same(
        ['open', 'closed', 'lately', 'newer'].filter((s) => subjects.includes(s)),
        ['open', 'lately', 'newer'],
      )
      t.equal(await proposalsIn(kept).find(over.id), null)
      t.ok(await proposalsIn(kept).find(newer.id))
      t.match(await a.node.clean.round(), { alerts: 0, proposals: 0, checkpoints: 0 })
    })
  })
