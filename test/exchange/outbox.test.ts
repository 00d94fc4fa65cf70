/** What waits for a peer: put in once, claimed by one, in its order, and found without looking through what waits for others. */
import t from 'tap'
import { enqueue } from '../../node/exchange/enqueue.ts'
import { outboxIn, COUNTED, type OutboxRow } from '../../node/exchange/outbox.ts'
import { sealingsIn } from '../../node/exchange/sealings.ts'
import type { Store } from '../../node/store/store.ts'
import type { Country } from '../../node/values/country.ts'
import { digestOf } from '../../node/values/digest.ts'
import { newMessageId } from '../../node/values/id.ts'
import { settled } from '../nodes.ts'
import { stores } from '../servers.ts'
import { emptyStore, openAt, sent, XB, XC } from './stored.ts'

const LEASE = 45_000
const HOUR = 3_600_000

/** Lets events wait for a peer; answers their ids in the order in which they were put in. */
async function waiting(store: Store, peer: Country, count: number, more: { priority?: number; at?: number } = {}) {
  const ids = Array.from({ length: count }, () => newMessageId(Date.now()))
  const item = {
    kind: 'event',
    message: null,
    body: 'a set',
    priority: 3,
    expiresAt: 9e15,
    at: 0,
    peer,
    ...more,
  } as const
  await store.transact(({ db }) => enqueue(db, ids.map((jti) => ({ ...item, jti })))) // prettier-ignore
  return ids as string[]
}
const idsOf = (rows: readonly OutboxRow[]): string[] => rows.map((row) => row.id)

for (const kind of stores())
  t.test(kind.name, kind.options, async (t) => {
    const { store, url } = await emptyStore(t, kind)
    const outbox = outboxIn(store)
    const claim = (peer: Country, now: number, limit = 100, owner = 'one') =>
      outbox.claim(peer, owner, now, limit, LEASE)
    t.afterEach(() => store.apart((db) => db.deleteFrom('outbox').execute()).then(() => undefined))

    t.test('the same thing waits once', async (t) => {
      const [jti] = await waiting(store, XB, 1)
      const again = {
        kind: 'event',
        jti,
        message: null,
        body: 'another',
        priority: 0,
        expiresAt: 1,
        at: 1,
        peer: XB,
      } as const
      await store.transact(({ db }) => enqueue(db, [again as never]))
      t.match(await claim(XB, 1), [{ id: jti, body: 'a set', priority: 3, attempts: 1 }])
    })

    t.test('what is most urgent comes first, and of that the oldest', async (t) => {
      const late = await waiting(store, XB, 2, { priority: 1, at: 20 })
      const idle = await waiting(store, XB, 1, { priority: 9, at: 1 })
      const early = await waiting(store, XB, 2, { priority: 1, at: 10 })
      await waiting(store, XC, 1, { priority: 0 })
      t.same(idsOf(await claim(XB, 100, 3)), [...early.sort(), late.sort()[0]])
      t.same(idsOf(await claim(XB, 100)), [late[1], ...idle], 'and then what is left')
    })

    t.test('a claimed row is claimed by nobody else', async (t) => {
      const other = await openAt(t, url)
      const ids = await waiting(store, XB, 300)
      const owners = Array.from({ length: 24 }, (_, i) =>
        outboxIn(i % 2 ? store : other).claim(XB, `o${i}`, 1, 20, LEASE),
      )
      const claimed = (await Promise.all(owners)).map(idsOf)
      t.same([...claimed.flat()].sort(), [...ids].sort(), 'each once')
      t.same(idsOf(await claim(XB, LEASE - 1)), [])
      const held = await store.read.selectFrom('outbox').select(['id', 'leaseOwner']).execute()
      t.ok(held.every(({ id, leaseOwner }) => claimed[Number(leaseOwner!.slice(1))]!.includes(id)))
    })

    t.test('whoever lets a lease end has lost it', async (t) => {
      const [id] = await waiting(store, XB, 1)
      await claim(XB, 0, 1, 'slow')
      t.same(await outbox.duePeers(LEASE - 1), [])
      t.same(await outbox.duePeers(LEASE), [XB])
      t.match(await claim(XB, LEASE, 1, 'fast'), [{ id, attempts: 2 }])
      await outbox.postpone(id!, 'slow', 1, 'too late')
      t.same(await outbox.duePeers(LEASE + 1), [], 'what the first says of it counts no more')
      await outbox.postpone(id!, 'fast', LEASE + 10, 'not now')
      t.same(await outbox.duePeers(LEASE + 9), [])
      t.same(await outbox.duePeers(LEASE + 10), [XB])
      t.match(await claim(XB, LEASE + 10), [{ id, lastError: 'not now', attempts: 3 }])
    })

    t.test('a time that a wrong clock has written is over', async (t) => {
      const [soon, never] = await waiting(store, XB, 2)
      await claim(XB, 0)
      await outbox.postpone(soon!, 'one', HOUR, 'asked for an hour')
      await outbox.postpone(never!, 'one', 1000 * HOUR, 'by a clock ahead')
      t.same(await outbox.duePeers(1), [XB])
      t.same(idsOf(await claim(XB, 1)), [never])
    })

    t.test(
      'a peer that is back has all that waits due at once, and what is being tried stays with who tries it',
      async (t) => {
        const ids = await waiting(store, XB, 5)
        const elsewhere = await waiting(store, XC, 1)
        await claim(XB, 0)
        await claim(XC, 0)
        for (const id of [...ids.slice(1), ...elsewhere]) await outbox.postpone(id, 'one', HOUR, 'nobody there')
        await outbox.wakePeer(XB, 5)
        t.same(await outbox.duePeers(5), [XB])
        t.same(idsOf(await claim(XB, 5, 100, 'two')).sort(), ids.slice(1).sort())
        t.same(idsOf(await claim(XC, 5)), [])
      },
    )

    t.test('a process that ends lets go of its own', async (t) => {
      const ids = await waiting(store, XB, 4)
      await claim(XB, 0, 2, 'ending')
      const kept = idsOf(await claim(XB, 0, 2, 'other'))
      await outbox.releaseLeases('ending')
      t.same(idsOf(await claim(XB, 1)).sort(), ids.filter((id) => !kept.includes(id)).sort())
      await outbox.releaseLeases(null)
      t.equal((await claim(XB, 2)).length, 4, 'the only one there is lets go of all')
    })

    t.test('sealed bytes are stored once', async (t) => {
      const id = await sent(store)
      t.same([await outbox.seal(id, 'first', 2), await outbox.seal(id, 'second', 3)], ['first', 'first'])
      await outbox.unseal(id)
      t.equal((await outbox.of(id))?.body, null)
      t.ok(await sealingsIn(store).wasSent(id, digestOf('first')), 'a receipt of what was sent counts')
      t.equal(await outbox.seal(id, 'third', 4), 'third')
      const history = await store.read.selectFrom('history').select(['seq', 'state']).where('message', '=', id).orderBy('seq').execute() // prettier-ignore
      t.same(history.map((h) => [h.seq, h.state]), [[0, 'queued'], [1, 'sealed']]) // prettier-ignore
    })

    t.test(
      'what was sealed when it was submitted is in memory alone, and known again once it is sealed anew',
      async (t) => {
        const first = digestOf('sealed first')
        const claim = { leaseOwner: 'one', dueAt: LEASE }
        const id = await sent(store, {}, [], undefined, { digest: first, second: null, claim, body: null })
        t.equal((await outbox.of(id))?.body, null)
        const { wasSent } = sealingsIn(store)
        t.notOk(await wasSent(id, first), 'while whoever has it in memory knows')
        t.equal(await outbox.seal(id, 'sealed again', 2), 'sealed again', 'after a crash')
        t.ok(await wasSent(id, first))
        const other = await sent(store, {}, [], undefined, { digest: first, second: null, claim, body: null })
        await outbox.postpone(other, 'another', 5, 'not now', 'sealed first')
        t.equal((await outbox.of(other))?.body, null, 'of another who has claimed it nothing is kept')
        await outbox.postpone(other, 'one', 5, 'not now', 'sealed first')
        t.equal(
          (await outbox.of(other))?.body,
          'sealed first',
          'an attempt that failed is made again with the same bytes',
        )
        await outbox.duePeers(6)
        await outbox.claim(XB, 'one', 6, 9, LEASE)
        await outbox.postpone(other, 'one', 7, 'late', 'sealed by an attempt that hung')
        t.equal((await outbox.of(other))?.body, 'sealed first', 'what stands there stays')
        await outbox.unseal(other)
        t.ok(await wasSent(other, first))
      },
    )

    if (store.dialect === 'postgres')
      t.test('whoever holds the log keeps nobody from claiming', async (t) => {
        const [id] = await waiting(store, XB, 1)
        let go = (): void => undefined
        const held = new Promise<void>((open) => (go = open))
        let inside = false
        const holding = store.transact(async () => {
          inside = true
          await held
        })
        await settled('the log is locked', async () => inside)
        t.same(idsOf(await claim(XB, 1)), [id])
        await outbox.postpone(id!, 'one', 5, 'not now')
        t.same(await outbox.duePeers(5), [XB])
        go()
        await holding
      })

    t.test('100,000 that wait for one peer stand in no other’s way', async (t) => {
      await waiting(store, XC, 200, { at: 1 })
      for (let i = 0; i < 50; i++) await waiting(store, XB, 2000, { at: i })
      // Half of them wait for their time.
      await store.apart((db) =>
        db.updateTable('outbox').set({ ready: 0, dueAt: HOUR }).where('createdAt', '>=', 25).execute(),
      )
      t.same(idsOf(await claim(XC, 10, 10)).length, 10)
      t.same(idsOf(await claim(XB, 10, 10)).length, 10)
      t.same([...(await outbox.duePeers(10))].sort(), [XB, XC])
      t.match(await outbox.queues(), [
        { peer: XB, waiting: COUNTED, due: COUNTED, oldest: 0 },
        { peer: XC, waiting: 200 },
      ])
    })
  })
