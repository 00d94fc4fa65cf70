/** What is kept of messages, by whom it is found, and what is counted of them: on both stores. */
import t from 'tap'
import { plansIn } from '../../node/cases/case-plans.ts'
import { asideIn } from '../../node/exchange/aside.ts'
import { inboxIn } from '../../node/exchange/inbox.ts'
import { moveMessages } from '../../node/exchange/message-rows.ts'
import { settlementsIn } from '../../node/exchange/settlements.ts'
import { submissionsIn } from '../../node/exchange/submissions.ts'
import { tallyRowsIn } from '../../node/exchange/tally-rows.ts'
import { ownLeaf } from '../../node/store/leaves.ts'
import type { Country } from '../../node/values/country.ts'
import { digestOf, type Digest } from '../../node/values/digest.ts'
import { newMessageId, type MessageId } from '../../node/values/id.ts'
import { stores } from '../servers.ts'
import { arrived, emptyStore, receipted, sent, XB, XC } from './stored.ts'

for (const kind of stores())
  t.test(kind.name, kind.options, async (t) => {
    const { store } = await emptyStore(t, kind)
    const inbox = inboxIn(store)
    const seenOf = (peer: Country, jti: string, sealedDigest: Digest) => inbox.see({ peer, jti, sealedDigest })
    const answerOf = async (...of: Parameters<typeof seenOf>) => (await seenOf(...of)).answer

    t.test('a stored answer is for whom it was given and for the bytes that it answers', async (t) => {
      const id = await arrived(store)
      const bytes = digestOf(`sealed ${id}`)
      t.same(await answerOf(XB, id, bytes), { status: 202, set: `receipt of ${id}` })
      t.equal(await answerOf(XC, id, bytes), null, 'who has overheard them is not the sender')
      t.equal(await answerOf(XB, newMessageId(1), bytes), null)
      t.equal(await answerOf(XB, id, digestOf('other')), null)
      t.match((await seenOf(XB, id, digestOf('other'))).known, { iss: XB, receipt: `receipt of ${id}` })
      const jti = newMessageId(2)
      const refuse = (problem: string, sealed: string, jws: string, address = jti) =>
        inbox.refuse({
          iss: XB,
          address,
          jti,
          manifestDigest: digestOf('m'),
          sealedDigest: digestOf(sealed),
          problem,
          status: 422,
          set: { jti: newMessageId(3), jws },
          leaf: ownLeaf('refused', XB, jws),
          at: 1,
        })
      t.same(await refuse('not-yet-valid', 'one', 'early'), { status: 422, set: 'early' })
      t.equal(await answerOf(XB, jti, digestOf('one')), null, 'that passes with time')
      t.same(await refuse('stale', 'one', 'late'), { status: 422, set: 'late' }, 'another problem is another answer')
      t.same(await refuse('stale', 'two', 'again'), { status: 422, set: 'late' }, 'the same is the first')
      t.same(await answerOf(XB, jti, digestOf('one')), { status: 422, set: 'late' })
      t.equal(await answerOf(XC, jti, digestOf('one')), null)
      const elsewhere = newMessageId(4)
      t.same(await refuse('malformed', 'three', 'wrong path', elsewhere), { status: 422, set: 'wrong path' })
      t.match(await answerOf(XB, elsewhere, digestOf('three')), { set: 'wrong path' })
      t.equal(await answerOf(XB, jti, digestOf('three')), null, 'what was said elsewhere is not said here')
      t.equal(await answerOf(XB, newMessageId(5), digestOf('one')), null)
      t.match(await refuse('malformed', 'three', 'wrong claims'), { set: 'wrong claims' })
    })

    t.test('what comes at once is looked up at once, and each gets what is its own', async (t) => {
      const [one, two] = [await arrived(store), await arrived(store)]
      const bytes = (id: string) => digestOf(`sealed ${id}`)
      const asked: Parameters<typeof seenOf>[] = [
        [XB, one, bytes(one)],
        [XB, two, bytes(two)],
        [XB, two, bytes(one)],
        [XC, two, bytes(two)],
        [XB, newMessageId(1), bytes(one)],
        [XB, 'no id: \u0000', bytes(one)],
        [XB, one, bytes(one)],
      ]
      const seen = await Promise.all(asked.map((of) => seenOf(...of).catch(() => null)))
      const receipts = [one, two, null, null, null, null, one].map((id) => (id ? `receipt of ${id}` : undefined))
      t.same(
        seen.map((s) => s?.answer?.set),
        receipts,
      )
      const known = [one, two, two, two, null, null, one].map((id) => (id ? `receipt of ${id}` : undefined))
      t.same(
        seen.map((s) => s?.known?.receipt),
        known,
      )
    })

    t.test('what ends wakes its case, and each step stands in the history, in order', async (t) => {
      const id = await sent(store)
      const name = { peer: XB, conversation: id }
      await plansIn(store).plan(name, 9e12, 1, null)
      await asideIn(store).cancel(id, 77)
      t.equal((await plansIn(store).planned(name))!.at, 77)
      const history = await store.read.selectFrom('history').select(['seq', 'state', 'at']).where('message', '=', id).orderBy('seq').execute() // prettier-ignore
      t.same(
        history.map((h) => [Number(h.seq), h.state, Number(h.at)]),
        [
          [0, 'queued', 1],
          [1, 'cancelled', 77],
        ],
      )
      const done = await sent(store)
      await receipted(store, done)
      const came = await arrived(store)
      const move = { id: came, from: ['received'] as const, cause: 'x', at: 81 }
      t.same(
        await store.transact((tx) =>
          moveMessages(tx, [
            { ...move, to: 'delivered' },
            { ...move, id: done, from: ['delivered'], to: 'answered' },
            { ...move, id: done, from: ['delivered'], to: 'cancelled' },
            { ...move, to: 'collected' },
          ]),
        ),
        [false, false, false, true],
        'what came is never delivered, what was sent never answered, what was delivered never cancelled',
      )
      await asideIn(store).endUnattempted(done, 'expired', 80)
      t.equal((await store.read.selectFrom('message').select('state').where('id', '=', done).executeTakeFirstOrThrow()).state, 'delivered', 'there is no way from there') // prettier-ignore
    })

    t.test('a refusal is no receipt', async (t) => {
      const id = await sent(store)
      await settlementsIn(store).settle({
        row: { id, attempts: 1, body: null },
        messageId: id,
        set: { jti: newMessageId(9), event: 'refused', jws: 'no', manifestDigest: digestOf(id) },
        leaf: ownLeaf('event', XB, 'no'),
        state: 'refused',
        cause: 'stale',
        sealedDigest: null,
        receiptShard: null,
        receiptIndex: null,
        at: 5,
      })
      const row = await store.read.selectFrom('message').select(['state', 'receiptJti']).where('id', '=', id).executeTakeFirst() // prettier-ignore
      t.same(row, { state: 'refused', receiptJti: null })
    })

    t.test('an agency finds what is addressed to it, and of the rest what it has subscribed to', async (t) => {
      const names = new Map<MessageId, string>()
      const put = async (name: string, more: object) => void names.set(await arrived(store, more), name)
      const aeo = { procedure: 'aeo' }
      await put('to health', { ...aeo, agency: 'health', type: 'list' })
      await put('to customs', { ...aeo, agency: 'customs', type: 'list' })
      await put('list for all', { ...aeo, type: 'list' })
      await put('query for all', { ...aeo, type: 'query' })
      await put('documents for all', { procedure: 'documents', type: 'list' })
      const found = async (subscriptions: object[] | null, agency: string | null = 'health') =>
        (
          await inbox.feed(null, 500, {
            procedures: ['aeo', 'documents'],
            exceptProcedures: [],
            exceptTypes: [],
            types: null,
            agency,
            subscriptions,
          } as never)
        ).rows.map((r) => names.get(r.message.id))
      t.same(await found([]), ['to health'])
      t.same(await found([{ procedure: 'aeo', types: null }]), ['to health', 'list for all', 'query for all'])
      t.same(await found([{ procedure: 'aeo', types: ['query'] }]), ['to health', 'query for all'])
      t.same(await found([{ procedure: 'documents', types: ['list'] }]), ['to health', 'documents for all'])
      t.same(await found([{ procedure: 'documents', types: [] }]), ['to health'])
      t.same(await found(null), ['to health', 'list for all', 'query for all', 'documents for all'])
      t.equal((await found(null, null)).length, 5)
    })

    t.test('a request is taken once for its client and key, also of two at once', async (t) => {
      let made = 0
      const ask = async (client: string, key: string) => {
        const message = newMessageId(++made)
        const row = {
          id: message,
          direction: 'out' as const,
          peer: XB,
          procedure: 'pre-arrival',
          type: 'declaration',
          version: '1',
          conversation: message,
          ref: null,
          priority: 5,
          test: false,
          state: 'queued' as const,
          agreement: digestOf('a'),
          iat: 1,
          exp: 4_000_000_000,
          createdAt: 1,
          manifest: 'a.b.c',
          manifestDigest: digestOf(message),
          salt: Buffer.alloc(32),
          submission: null,
          agency: null,
          ownerClient: null,
          ownerAgency: null,
          contextJson: null,
        }
        const submission = { message: row, parts: [], references: [], leaf: ownLeaf('sent', XB, message) }
        const idempotency = { client, key, fingerprint: 'f', answer: message }
        const taken = await submissionsIn(store).take({ submissions: [submission], idempotency, at: 1 })
        return taken && taken.replayed
      }
      const both = await Promise.all([ask('one', 'k'), ask('one', 'k'), ask('two', 'k'), ask('one', 'l')])
      t.same(
        both.map((b) => b !== null),
        [false, true, false, false],
      )
      t.match(await ask('one', 'k'), { answer: (await submissionsIn(store).answered('one', 'k'))!.answer })
      const rows = await store.read.selectFrom('outbox').select('id').where('createdAt', '=', 1).execute()
      t.equal(rows.length, 3, 'and three are sent')
    })

    t.test('a tally counts what lies between its leaves, of its peer and shard', async (t) => {
      const rows = tallyRowsIn(store)
      const ids: MessageId[] = []
      for (const [index, shard, peer] of [
        [4, '2040', XB],
        [5, '2040', XB],
        [6, '2040', XB],
        [7, '2040', XB],
        [5, '2041', XB],
        [5, '2040', XC],
      ] as const) {
        const id = await sent(store, { peer })
        await receipted(store, id, index, { shard, peer })
        ids.push(id)
      }
      const pending = await sent(store)
      const { receipted: held, pending: waits } = await rows.sent(XB, '2040', 5, 7)
      t.same(held.map((r) => [r.id, r.index]).sort(), [[ids[1], 5], [ids[2], 6]].sort()) // prettier-ignore
      t.ok(waits.includes(digestOf(pending)))
      t.notOk(waits.includes(digestOf(ids[0]!)))
      t.equal((await rows.highestReceipt(XB, '2040'))?.index, 7)
      t.equal(await rows.shardToTally(XB, { shard: '2040', index: 7 }), '2040', 'the next leaf is not tallied yet')
      t.equal(await rows.shardToTally(XB, { shard: '2040', index: 8 }), '2041')
      t.equal(await rows.shardToTally(XB, { shard: '2041', index: 6 }), null)
      const came = [await arrived(store), await arrived(store), await arrived(store)]
      await arrived(store, { peer: XC })
      const places = await store.read.selectFrom('message').select(['id', 'logIndex']).where('id', 'in', came).execute()
      const at = (id: MessageId) => Number(places.find((p) => p.id === id)!.logIndex)
      const shard = '2026'
      t.same(await rows.received(XB, shard, at(came[0]!), at(came[2]!)), [digestOf(came[0]!), digestOf(came[1]!)])
    })
  })
