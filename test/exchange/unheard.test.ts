/** Commits of which nobody hears that they were done, each made again: settlements, agreements, keys, and what the courier does. Nothing is doubled, and the answer is that of the first. */
import { LIMITS } from '../../node/operate/quotas.ts'
import t from 'tap'
import { PROCEDURES } from '../../node/procedures/procedures.ts'
import { createAgree } from '../../node/exchange/agree.ts'
import { createSuspend } from '../../node/exchange/suspend.ts'
import { wordsOf } from '../../node/peers/suspensions.ts'
import { Courier } from '../../node/exchange/courier.ts'
import { outboxIn } from '../../node/exchange/outbox.ts'
import { issueSet, setsIn } from '../../node/exchange/sets.ts'
import { settlementsIn } from '../../node/exchange/settlements.ts'
import { parseLeaf } from '../../node/log/entry.ts'
import type { Node } from '../../node/node.ts'
import { keysIn } from '../../node/peers/registry.ts'
import { agreementHash, agreementText } from '../../node/peers/agreement.ts'
import { logIn } from '../../node/store/log.ts'
import { ownLeaf } from '../../node/store/leaves.ts'
import { digestOf } from '../../node/values/digest.ts'
import { newMessageId, type MessageId } from '../../node/values/id.ts'
import { drafted } from '../nodes.ts'
import { stores } from '../servers.ts'
import { among } from './neighbour.ts'
import { emptyStore, receipted, sent, unheard, XA, XB } from './stored.ts'

for (const kind of stores())
  t.test(kind.name, kind.options, async (t) => {
    const { store } = await emptyStore(t, kind)
    const twice = unheard(store)
    const leaves = async (what: string): Promise<number> => {
      const { shard } = await logIn(store).head()
      const all = await logIn(store).leaves(shard, 0, 10_000)
      return all.filter(({ data }) => parseLeaf(data.toString()).kind === what).length
    }
    const moves = async (id: MessageId): Promise<string[]> =>
      (await store.read.selectFrom('history').select('state').where('message', '=', id).orderBy('seq').execute()).map(
        (h) => h.state,
      )
    const told = (id: MessageId, event: string) => ({
      set: {
        jti: newMessageId(Date.now()),
        event,
        jws: `h.${Buffer.from(JSON.stringify({ events: { [event]: {} } })).toString('base64url')}.s`,
        message: id,
        manifestDigest: digestOf(id),
      },
      peer: XB,
      leaf: ownLeaf('event', XB, `${event} of ${id}`),
      at: 30,
    })

    t.test('a receipt is kept once, and what came before it is applied once', async (t) => {
      const id = await sent(store)
      t.equal(await setsIn(twice).receive(told(id, 'accepted')), false, 'the second time it is known')
      t.equal(await leaves('event'), 1)
      await receipted(twice, id, 7)
      t.same(await moves(id), ['queued', 'delivered', 'accepted'])
      t.equal(await leaves('receipt-received'), 1)
      t.same((await setsIn(store).setsOf(id)).map((s) => s.event).sort(), ['accepted', 'received'])
      t.equal(await outboxIn(store).of(id), null)
    })

    t.test('a message is signed anew once, and the receipt of the earlier manifest brings that one back', async (t) => {
      const id = await sent(store)
      const before = await leaves('sent')
      const manifestDigest = digestOf(`anew ${id}`)
      const anew = { manifest: 'd.e.f', manifestDigest, iat: 5, exp: 4_000_000_005, at: 9 }
      await settlementsIn(twice).signAnew({ messageId: id, ...anew, leaf: ownLeaf('sent', XB, 'd.e') })
      t.equal(await leaves('sent'), before + 1)
      t.equal(await settlementsIn(store).superseded(id, digestOf(id)), 'a.b.c')
      t.equal(await settlementsIn(store).superseded(id, manifestDigest), null, 'what is in force replaces nothing')
      const row = async () =>
        store.read.selectFrom('message').select(['manifest', 'manifestDigest']).where('id', '=', id).executeTakeFirst()
      t.same(await row(), { manifest: 'd.e.f', manifestDigest })
      await settlementsIn(twice).settle({
        row: { id, attempts: 2, body: null },
        messageId: id,
        set: { jti: newMessageId(Date.now()), event: 'received', jws: 'r', manifestDigest: digestOf(id) },
        superseded: digestOf(id),
        leaf: ownLeaf('receipt-received', XB, id),
        state: 'delivered',
        cause: 'receipt',
        sealedDigest: digestOf(id),
        receiptShard: '2026',
        receiptIndex: 8,
        at: 20,
      })
      t.same(await row(), { manifest: 'a.b.c', manifestDigest: digestOf(id) })
      t.same(await moves(id), ['queued', 'delivered'])
    })

    t.test('a key is made once and revoked once, and who did so is told that it was done', async (t) => {
      const keys = keysIn(twice)
      const id = newMessageId(1)
      const key = { id, client: 'c', name: 'k', hash: 'h', roles: ['window'], procedures: null, types: null, agency: null, addresses: null, createdAt: 1, expiresAt: 9e12, revokedAt: null } // prettier-ignore
      await keys.createKey(key, ownLeaf('operator', XA, 'made'))
      t.equal(await leaves('operator'), 1)
      t.equal(await keys.revokeKey(id, 5, ownLeaf('operator', XA, 'gone')), true)
      t.equal(await leaves('operator'), 2)
      t.equal(await keys.revokeKey(id, 6, ownLeaf('operator', XA, 'gone')), false)
      t.equal((await keys.keys()).find((k) => k.id === id)?.revokedAt, 5)
    })

    t.test('an agreement goes its way as if each commit had been heard', async (t) => {
      const { node, XB: them } = among(twice)
      const agree = createAgree(
        node,
        { hold: () => undefined, limits: LIMITS.peer },
        { xsdSet: () => undefined, procedures: PROCEDURES },
      )
      const rows = () => store.read.selectFrom('outbox').select(['id', 'kind']).where('kind', '!=', 'message').execute()
      const now = Math.floor(Date.now() / 1000)
      const documentOf = (title: string) => ({ ...drafted(XA, XB, now), title })
      const signed = (text: string) => them.signs('juxta-agreement+jwt', text)
      const state = async (hash: string) => (await agree.find(hash)).state
      const size = () => leaves('agreement')

      const ours = await agree.propose(documentOf('ours'))
      t.same([await state(ours.hash), await size(), (await rows()).length], ['proposed', 1, 1])
      await t.rejects(agree.propose(documentOf('ours')), { code: 'state-conflict', rule: 'known' })
      await t.rejects(agree.accept(ours.hash), { code: 'state-conflict', rule: 'received' }, 'XB has not signed it')
      const signatures = { XB: signed(ours.document), XA: ours.ourSignature }
      await agree.receive(XB, ours.hash, { agreement: ours.document, signatures })
      t.same([await state(ours.hash), await size()], ['in-force', 2])

      const text = agreementText(documentOf('theirs'))
      const hash = agreementHash(text)
      await agree.receive(XB, hash, { agreement: text, signatures: { XB: signed(text) } })
      t.same([await state(hash), await size()], ['received', 3])
      await agree.accept(hash)
      t.same([await state(hash), await size(), (await rows()).length], ['in-force', 4, 2])

      const suspend = createSuspend(node)
      await suspend.suspend(hash, { procedures: ['aeo'], reason: 'a leak', client: 'op' })
      const words = wordsOf(await agree.find(hash))
      t.match(words, [{ by: XA, procedures: [{ name: 'aeo' }] }])
      t.equal((await rows()).length, 3, 'its event waits, once')
      const ended = await Promise.allSettled([1, 2].map(() => suspend.resume(hash, { reason: 'mended', client: 'op' })))
      t.same(ended.map(({ status }) => status).sort(), ['fulfilled', 'rejected'], 'one of two who say it at once')
      t.same([wordsOf(await agree.find(hash))[0]!.procedures, (await rows()).length], [[], 4])

      await agree.revoke(hash, 'enough', { effectiveAt: now })
      t.same([await state(hash), await size(), (await rows()).length], ['revoked', 5, 5], 'with its event, once')
      t.match(wordsOf(await agree.find(hash)), [{ procedures: [] }], 'what was suspended is not lost')
      const event = told(newMessageId(2), 'agreement-revoked')
      const about = { ...event, set: { ...event.set, message: null, manifestDigest: null } }
      const events = await leaves('event')
      await agree.revokedByPeer(await agree.find(ours.hash), now, 'enough', about)
      t.same([await state(ours.hash), await size(), await leaves('event')], ['revoked', 6, events + 1])
    })

    t.test('two decide on an agreement at once: the second is told to look again', async (t) => {
      const now = Math.floor(Date.now() / 1000)
      const text = agreementText({ ...drafted(XA, XB, now), title: 'at once' })
      const hash = agreementHash(text)
      const { node, XB: them } = among(store)
      const agree = createAgree(
        node,
        { hold: () => undefined, limits: LIMITS.peer },
        { xsdSet: () => undefined, procedures: PROCEDURES },
      )
      const jws = them.signs('juxta-agreement+jwt', text)
      await agree.receive(XB, hash, { agreement: text, signatures: { XB: jws } })
      await agree.accept(hash)
      const both = await Promise.allSettled([...['a', 'b'].map((why) => agree.revoke(hash, why, { effectiveAt: now }))])
      t.same(both.map((b) => b.status).sort(), ['fulfilled', 'rejected'])
      for (const b of both) if (b.status === 'rejected') t.match(b.reason.code, /^(store|state)-conflict$/)
      const events = await store.read.selectFrom('outbox').select('id').where('kind', '=', 'event').execute()
      t.equal(events.length, 4, 'and tells nobody')
    })

    t.test('the courier sends each once, and once more when it is due again', async (t) => {
      await store.apart((db) => db.deleteFrom('outbox').execute())
      const asked: string[] = []
      const { node: alone, clock } = among(twice)
      const answers = [503, 202]
      const node = {
        ...alone,
        settings: { inFlight: 4 },
        transport: {
          async request(_: string, { body }: { body: string }) {
            asked.push(body)
            return { status: answers[0], retryAfter: null, contentType: '', body: '{}' }
          },
        },
      } as unknown as Node
      const courier = new Courier(node)
      for (let n = 0; n < 10; n++) {
        const jti = newMessageId(n)
        const set = { jti, event: 'tally', jws: `jws ${n}`, message: null, manifestDigest: null }
        const item = { set, peer: XB, leaf: ownLeaf('event', XB, set.jws), at: clock.now() }
        await store.transact((tx) => issueSet(tx, item, { priority: 1, expiresAt: 9e15 }))
      }
      await courier.drain(XB)
      t.same(
        [...asked].sort(),
        Array.from({ length: 10 }, (_, n) => `jws ${n}`),
      )
      answers.shift()
      clock.offset = 61_000
      await outboxIn(store).duePeers(clock.now())
      await courier.drain(XB)
      t.equal(asked.length, 20)
      t.same(await store.read.selectFrom('outbox').select('id').execute(), [])
      await courier.stop()
    })
  })
