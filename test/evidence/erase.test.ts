/** What is left of a message when its time is over: told from the tables themselves, and from the file. */
import Sqlite from 'libsql'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { retentionIn } from '../../node/evidence/retention.ts'
import { rowsIn } from '../../node/cases/case-rows.ts'
import { projectionsIn } from '../../node/cases/projection-table.ts'
import { setsIn } from '../../node/exchange/sets.ts'
import { parseLeaf } from '../../node/log/entry.ts'
import { putHold, type LegalHold } from '../../node/exchange/legal-hold-rows.ts'
import { ownLeaf } from '../../node/store/leaves.ts'
import { logIn } from '../../node/store/log.ts'
import { digestOf } from '../../node/values/digest.ts'
import { newMessageId, type MessageId } from '../../node/values/id.ts'
import { arrived, emptyStore, openAt, receipted, sent, XA, XB } from '../exchange/stored.ts'
import { stores } from '../servers.ts'

for (const kind of stores())
  t.test(kind.name, kind.options, async (t) => {
    const { store, url } = await emptyStore(t, kind)
    const retention = retentionIn(store)
    const secret = `SECRET-${'x'.repeat(3000)}`
    const put = (make: typeof arrived, more: object = {}) =>
      make(store, { contextJson: '{"xOffice":"SECRET-office"}', ...more }, [{ type: 'mrn', value: 'SECRET-mrn' }], { secret }) // prettier-ignore
    const all = async (id: MessageId) => {
      const one = await store.read.selectFrom('message').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
      const parts = await store.read.selectFrom('part').selectAll().where('message', '=', id).execute()
      const references = await store.read.selectFrom('reference').selectAll().where('message', '=', id).execute()
      const sets = await setsIn(store).setsOf(id)
      return { one, parts, references, sets }
    }
    const erase = (ids: MessageId[], what: 'documents' | 'manifests') =>
      retention.erase(ids, what, `${what} erased`, () => ownLeaf('erased', XA, `${what} ${ids.join()}`), 99)
    const erased = async (): Promise<number> => {
      const { shard } = await logIn(store).head()
      const leaves = await logIn(store).leaves(shard, 0, 1000)
      return leaves.filter(({ data }) => parseLeaf(data.toString()).kind === 'erased').length
    }

    t.test('first the documents with their salts, context and names; later what was signed', async (t) => {
      const [id, other] = [await put(arrived), await put(arrived)]
      t.equal(await erase([id], 'documents'), 1)
      const first = await all(id)
      t.same(first.parts.map((p) => [p.bytes, p.salt]), [[null, null]]) // prettier-ignore
      t.same([first.one.contextJson, first.references], [null, []])
      t.ok(first.one.salt && first.one.manifest && first.one.receiptJti, 'it can still be proven')
      t.ok(first.sets.every((s) => s.jws !== ''))
      t.equal(await erased(), 1)
      t.equal(await erase([id], 'documents'), 0, 'once')
      t.equal(await erased(), 1, 'and no leaf says that it was done again')
      t.equal(await erase([id], 'manifests'), 1)
      const last = await all(id)
      t.same([last.one.salt, last.one.manifest, last.one.receiptJti], [null, '', null])
      t.ok(last.sets.length > 0 && last.sets.every((s) => s.jws === ''), 'nor what was said about it')
      const kept = await all(other)
      t.ok(kept.parts[0]!.bytes && kept.parts[0]!.salt && kept.one.contextJson && kept.references.length === 1)
    })

    t.test('what is due: of its agreement, old enough, and not on its way', async (t) => {
      const agreement = digestOf('this one')
      const old = await put(arrived, { agreement, createdAt: 100 })
      const onItsWay = await put(sent, { agreement, createdAt: 100 })
      const done = await put(sent, { agreement, createdAt: 100 })
      await receipted(store, done)
      await put(arrived, { agreement, createdAt: 200 })
      await put(arrived, { agreement: digestOf('another'), createdAt: 100 })
      const due = (what: 'documents' | 'manifests', limit = 99) =>
        retention.due({ agreement, procedure: 'pre-arrival' }, 200, 1000, what, limit)
      t.same(await due('documents'), [], 'nobody has looked at their cases')
      const rowOf = async (id: MessageId) => {
        const { conversation } = (await all(id)).one
        const row = { peer: XB, conversation: conversation as MessageId, procedure: 'talk', test: false, open: true, size: 1, openedAt: 1, heads: [], hash: '' } // prettier-ignore
        return { ...row, status: null, side: null, due: null, view: null, neededFrom: 0, neededUntil: 0 }
      }
      for (const id of [old, onItsWay, done]) await rowsIn(store).put([await rowOf(id)])
      t.same((await due('documents')).sort(), [old, done].sort())
      t.equal((await due('documents', 1)).length, 1)
      const aside = { projection: 'acts', peer: XB, conversation: (await rowOf(old)).conversation }
      await projectionsIn(store).setAside(aside, 'it fails', 1)
      t.same(await due('documents'), [done], 'a case that is set aside is tried again of all its messages')
      await projectionsIn(store).done(aside)
      const ended = await put(sent, { agreement, createdAt: 100 })
      await store.apart((db) => db.updateTable('message').set({ state: 'cancelled' }).where('id', '=', ended).execute())
      t.same((await due('documents')).sort(), [old, done, ended].sort(), 'what has ended on its way is in no case')
      await erase([ended], 'manifests')
      t.equal(await erase([old, onItsWay], 'documents'), 1, 'nor is it erased when somebody names it')
      t.ok((await all(onItsWay)).parts[0]!.bytes)
      t.same(await due('documents'), [done])
      const row = await rowOf(done)
      const needed = async (neededFrom: number, neededUntil: number, size: number): Promise<MessageId[]> => {
        await rowsIn(store).put([{ ...row, neededFrom, neededUntil, size }])
        return due('documents')
      }
      const { iat } = (await all(done)).one
      t.same(await needed(0, 1001, 2), [], 'its case is not over')
      t.same(await needed(Number(iat) * 1000, 1001, 3), [], 'from this message on')
      t.same(await needed(Number(iat) * 1000 + 1, 1001, 4), [done], 'what came after it suffices')
      t.same(await needed(0, 1000, 5), [done], 'it is over by now')
      t.same((await due('manifests')).sort(), [old, done].sort())

      const order = { by: XA, peer: XB, agreement, procedure: 'pre-arrival', keeps: 'documents', authority: 'a court', reason: 'x', until: null, since: 0, setBy: null, liftedAt: null, liftedBy: null, liftReason: null, said: 0, jti: newMessageId(1) } as const // prettier-ignore
      const holding = async (more: Partial<LegalHold>): Promise<MessageId[][]> => {
        const hold = { ...order, id: newMessageId(7), conversation: null, ...more }
        await store.transact((tx) => putHold(tx.db, hold))
        const found = [await due('documents'), await due('manifests')]
        await store.transact((tx) => putHold(tx.db, { ...hold, liftedAt: 1 }))
        return found.map((ids) => ids.sort())
      }
      const both = [old, done].sort()
      const conversation = (await all(done)).one.conversation as MessageId
      t.same(await holding({}), [[], []], 'who keeps documents keeps what was signed about them')
      t.same(await holding({ keeps: 'manifests' }), [[done], []], 'and not the other way round')
      t.same(await holding({ conversation }), [[], [old]])
      t.same(await holding({ conversation: newMessageId(8) }), [[done], both], 'of another case')
      t.same(await holding({ procedure: 'documents' }), [[done], both], 'of another procedure')
      t.same(await holding({ peer: XA }), [[done], both], 'with another neighbour')
      t.same(
        [await holding({ until: 2 }), await holding({ until: 1 })],
        [
          [[], []],
          [[done], both],
        ],
        'until its time',
      )
      await store.transact((tx) => putHold(tx.db, { ...order, id: newMessageId(9), conversation }))
      t.equal(await erase([done], 'documents'), 0, 'nor on order')
      t.ok(await retention.held(done, 99))
      t.notOk(await retention.held(old, 99))
    })

    if (kind.name === 'sqlite')
      t.test('nothing of an erased document is in the file', async (t) => {
        const marker = `MARKER-${newMessageId(1)}`
        const id = await arrived(store, { peer: XB }, [], { secret: marker.repeat(300) })
        const path = new URL(url.replace('sqlite:', 'file:')).pathname
        // What was only in the journal would not be in the file either way.
        const inFile = (): boolean => {
          const own = new Sqlite(path)
          own.pragma('wal_checkpoint(truncate)')
          own.close()
          return readFileSync(path).includes(marker)
        }
        await store.close()
        t.ok(inFile())
        const again = await openAt(t, url)
        await retentionIn(again).erase([id], 'documents', 'erased', () => ownLeaf('erased', XA, id), 99)
        await again.close()
        t.notOk(inFile())
      })
  })
