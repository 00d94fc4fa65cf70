/** The book of cases: what is in a case, from when on, and what of it stays in memory. */
import t from 'tap'
import { CaseBook } from '../../node/cases/book.ts'
import { asideIn } from '../../node/exchange/aside.ts'
import type { MessageId } from '../../node/values/id.ts'
import { receipted, XB, XC } from '../exchange/stored.ts'
import { stores } from '../servers.ts'
import { alone, heard, nextId, queued } from './alone.ts'
import { lookup } from './talk.ts'

for (const kind of stores())
  t.test(kind.name, { ...kind.options, timeout: 120_000 }, async (t) => {
    const { node, store } = await alone(t, kind)
    const reads: string[] = []
    const faults = new Set<string>()
    const bookOf = (limit?: number): CaseBook =>
      new CaseBook(
        node,
        lookup,
        ({ bytes }) => {
          const body = JSON.parse(bytes.toString()) as { text: string }
          reads.push(body.text)
          if (faults.has(body.text)) throw new Error('it cannot be read')
          return body
        },
        async () => undefined,
        limit,
      )
    /** A case that XB has opened. */
    const opened = (peer = XB): Promise<MessageId> => {
      const id = nextId()
      return heard(store, { id, conversation: id, type: 'open', peer, body: { text: id } })
    }
    const sizes = async (book: CaseBook, conversation: MessageId) => {
      const { fold, pending } = await book.open(XB, conversation)
      const seen = await book.foreseen(XB, conversation)
      return { size: fold.size, pending: [...pending], foreseen: seen.size, waiting: fold.waiting.length }
    }

    t.test('what came is in a case at once, what was sent once its receipt is held, what ended never', async (t) => {
      const book = bookOf()
      const conversation = await opened()
      t.same(await sizes(book, conversation), { size: 1, pending: [], foreseen: 1, waiting: 0 })
      const ours = await queued(store, { conversation, heads: [conversation] })
      t.same(await sizes(book, conversation), { size: 1, pending: [ours], foreseen: 2, waiting: 0 })
      await receipted(store, ours)
      t.same(await sizes(book, conversation), { size: 2, pending: [], foreseen: 2, waiting: 0 })
      const waits = await queued(store, { conversation })
      await book.foreseen(XB, conversation)
      await heard(store, { conversation, heads: [ours] })
      t.same(await sizes(book, conversation), { size: 3, pending: [waits], foreseen: 4, waiting: 0 })
      await heard(store, { conversation, heads: [waits] })
      t.match(await sizes(book, conversation), { size: 3, waiting: 1 }, 'who has it answers before we hold its receipt')
      await receipted(store, waits)
      t.match(await sizes(book, conversation), { size: 5, waiting: 0 })
      const taken = await queued(store, { conversation, heads: [ours] })
      const after = await queued(store, { conversation, heads: [taken] })
      t.same(await sizes(book, conversation), { size: 5, pending: [taken, after], foreseen: 7, waiting: 0 })
      t.equal(await asideIn(store).cancel(taken, 5), 'cancelled')
      t.same(await sizes(book, conversation), { size: 5, pending: [after], foreseen: 6, waiting: 0 }, 'nobody reckons with it') // prettier-ignore
      await receipted(store, after)
      t.same(await sizes(book, conversation), { size: 6, pending: [], foreseen: 6, waiting: 0 })
      const { fold } = await book.open(XB, conversation)
      t.same(fold.ended, [taken], 'nobody waits for it')
      // Another process comes to the same.
      t.same(await sizes(bookOf(), conversation), { size: 6, pending: [], foreseen: 6, waiting: 0 })
      t.equal((await bookOf().open(XB, conversation)).fold.hash, fold.hash)
    })

    t.test('what was never received is waited for, until the other side says that it ended', async (t) => {
      const book = bookOf()
      const conversation = await opened()
      const lost = nextId()
      await heard(store, { conversation, heads: [lost] })
      t.match(await sizes(book, conversation), { size: 1, waiting: 1 })
      const stone = (iss: string, heads: string | null) =>
        store.apart((db) =>
          db
            .insertInto('tombstone')
            .values({ jti: lost, iss, manifestDigest: 'sha-256:x', heads, at: 1 } as never)
            .onConflict((c) => c.column('jti').doUpdateSet({ iss, heads }))
            .execute(),
        )
      await stone('XC', `["${conversation}"]`)
      t.match(await sizes(book, conversation), { size: 1, waiting: 1 }, 'no third country says so')
      await stone('XB', null)
      t.match(await sizes(book, conversation), { size: 1, waiting: 1 }, 'nor who has only refused it')
      const before = nextId()
      await stone('XB', `["${before}"]`)
      t.same((await book.open(XB, conversation)).fold.waiting.flatMap((w) => w.waitsFor), [before], 'what that one had seen is waited for') // prettier-ignore
      await heard(store, { id: before, conversation, heads: [conversation] })
      t.match(await sizes(book, conversation), { size: 3, waiting: 0 })
    })

    t.test('why a document does not count is there beside the case', async (t) => {
      const book = bookOf()
      const conversation = await opened()
      const bad = await heard(store, { conversation, body: { bad: true } })
      const { unread, fold } = await book.open(XB, conversation)
      t.same([...unread].map(([id, { rule }]) => [id, rule]), [[bad, 'bad']]) // prettier-ignore
      t.equal(fold.outcome(bad)?.status, 'noted')
      t.same([...(await book.asOf(XB, conversation, 9e15)).unread.keys()], [bad])
    })

    t.test('a conversation with two countries is two cases', async (t) => {
      const book = bookOf()
      const conversation = await opened()
      await heard(store, { conversation, peer: XC, type: 'open' })
      await queued(store, { conversation, peer: XC })
      t.same(await book.peersOf(conversation), [XB, XC])
      t.same(await sizes(book, conversation), { size: 1, pending: [], foreseen: 1, waiting: 0 })
      t.equal((await book.open(XC, conversation)).fold.first?.from, 'XC')
    })

    t.test('each message is read once, by whoever asks first; two who ask at once find the same', async (t) => {
      const book = bookOf()
      const conversation = await opened()
      for (let n = 0; n < 45; n++) await heard(store, { conversation, body: { text: `${n}` } })
      reads.length = 0
      const [one, two] = await Promise.all([book.open(XB, conversation), book.open(XB, conversation)])
      t.equal(one.fold, two.fold)
      t.equal(one.fold.size, 46)
      t.equal(reads.length, 46)
      await heard(store, { conversation })
      await book.open(XB, conversation)
      t.equal(reads.length, 47, 'and what came since alone')
      const ours = await queued(store, { conversation })
      await book.foreseen(XB, conversation)
      await book.foreseen(XB, conversation)
      await receipted(store, ours)
      t.equal((await book.open(XB, conversation)).fold.size, 48)
      t.equal(reads.length, 48, 'also of what was reckoned with before it arrived')
    })

    t.test('a case that cannot be read is not half there', async (t) => {
      const book = bookOf()
      const conversation = await opened()
      await book.open(XB, conversation)
      const before = book.held
      for (let n = 0; n < 30; n++) await heard(store, { conversation, body: { text: `bad ${n}` } })
      faults.add('bad 25')
      await t.rejects(book.open(XB, conversation), /cannot be read/)
      t.same(book.held, { cases: 0, bytes: 0 }, 'nothing of it stays')
      t.ok(before.bytes > 0)
      faults.clear()
      t.equal((await book.open(XB, conversation)).fold.size, 31)
    })

    t.test('memory is bounded by bytes; the case that was looked at longest ago goes first', async (t) => {
      const [a, b, c] = [await opened(), await opened(), await opened()]
      for (const conversation of [a, b, c]) await heard(store, { conversation, body: { text: 'y'.repeat(50_000) } })
      const book = bookOf(250_000)
      await book.open(XB, a)
      const { bytes } = book.held
      t.ok(bytes > 100_000 && bytes < 110_000, `${bytes} bytes for a document of 50,000`)
      await book.open(XB, b)
      t.equal(book.held.cases, 2)
      await book.open(XB, a)
      reads.length = 0
      await book.open(XB, c)
      t.equal(book.held.cases, 2)
      t.ok(book.held.bytes <= 250_000, `${book.held.bytes}`)
      reads.length = 0
      await book.open(XB, a)
      t.same(reads, [], 'it was looked at since')
      await book.open(XB, b)
      t.equal(reads.length, 2)
      const small = bookOf(1)
      t.equal((await small.open(XB, a)).fold.size, 2, 'one is always worked on')
      await small.open(XB, b)
      t.equal(small.held.cases, 1)
    })

    t.test('as it was at a time: what had come by then', async (t) => {
      const id = nextId()
      await heard(store, { id, conversation: id, type: 'open', createdAt: 1000 })
      await heard(store, { conversation: id, createdAt: 2000 })
      const ours = await queued(store, { conversation: id, createdAt: 2500 })
      await queued(store, { conversation: id, createdAt: 2600 })
      await receipted(store, ours, 0, { at: 3000 })
      const book = bookOf()
      const sizeAt = async (at: number) => (await book.asOf(XB, id, at)).fold.size
      t.same([await sizeAt(999), await sizeAt(1000), await sizeAt(2999), await sizeAt(3000), await sizeAt(9e15)], [0, 1, 2, 3, 3]) // prettier-ignore
    })
  })
