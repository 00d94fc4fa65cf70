/** What goes along with a write is there where the write is, and nowhere else. */
import t from 'tap'
import { Along } from '../../node/store/along.ts'
import { auditIn, auditRows, type AuditRecord } from '../../node/operate/audit-table.ts'
import type { Write } from '../../node/store/commit.ts'
import { newMessageId } from '../../node/values/id.ts'
import { emptyStore } from '../exchange/stored.ts'
import { stores } from '../servers.ts'

const writes: Write<number, boolean> = async (_tx, items) => items.map(() => true)
const fails: Write<number, boolean> = () => Promise.reject(new Error('no'))

for (const kind of stores())
  t.test(kind.name, kind.options, async (t) => {
    const { store } = await emptyStore(t, kind)
    const record = (what: string): AuditRecord => ({
      id: newMessageId(Date.now()),
      at: 1,
      request: '',
      key: null,
      client: 'somebody',
      agency: null,
      address: 'local',
      what,
      subject: '',
      outcome: 'done',
      problem: null,
      proposer: null,
      reason: null,
    })
    const along = (what: string): Along => {
      const one = record(what)
      return new Along(() => auditRows(one))
    }
    const written = async (what: string): Promise<number> => (await auditIn(store).page({ what }, null, 9)).length

    t.test('with the first write, once', async (t) => {
      const one = along('first')
      await one.within(async () => {
        t.equal(one.written, false)
        await store.transact(async () => 1)
        t.equal(one.written, true)
        await store.apart(async () => 2)
      })
      t.equal(await written('first'), 1)
    })
    t.test('not with a write that fails or has nothing to do; the next one takes it', async (t) => {
      const one = along('next')
      await one.within(async () => {
        await t.rejects(store.transact(() => Promise.reject(new Error('no'))))
        await store.apart(async () => false)
        t.equal(await written('next'), 0)
        await store.apart(async () => true)
      })
      t.equal(await written('next'), 1)
    })
    t.test('with the write that it was handed to alone, once', async (t) => {
      const one = along('handed')
      await one.handed(async (handed) => {
        await store.apart(async () => true)
        t.equal(handed.written, false)
        await t.rejects(store.commit(fails, 0, handed))
        await store.commit(writes, 0, handed)
        t.equal(handed.written, true)
        await store.commit(writes, 0, handed)
      })
      const late = along('handed on too late')
      await late.handed(async () => undefined)
      await store.commit(writes, 0, late)
      t.equal(await written('handed'), 1)
      t.equal(await written('handed on too late'), 0)
    })
    t.test('again after a time in which nothing had anything to take along', async (t) => {
      await new Promise(setImmediate)
      await store.apart(async () => true)
      const [one, other] = [along('after a rest'), along('beside it')]
      await Promise.all([
        one.within(() => store.apart(async () => true)),
        other.within(async () => {
          await new Promise(setImmediate)
          await store.apart(async () => true)
        }),
        store.apart(async () => true),
      ])
      t.equal(await written('after a rest'), 1)
      t.equal(await written('beside it'), 1)
    })
    t.test('not with what the work leaves running', async (t) => {
      let later: Promise<unknown> = Promise.resolve()
      const one = along('later')
      await one.within(async () => {
        later = new Promise((r) => setTimeout(r, 20)).then(() => store.apart(async () => true))
      })
      await later
      t.equal(await written('later'), 0)
    })
    t.test('each with its own of those that share a commit', async (t) => {
      const all = ['a', 'b', 'c'].map(along)
      await Promise.all(all.map((one, i) => one.within(() => store.transact(async () => i !== 1))))
      t.same(await Promise.all(['a', 'b', 'c'].map(written)), [1, 0, 1])
    })
  })
