/** The book of cases: what is in a case, from when on, and what of it stays in memory. */
import t from 'tap'
import { CaseBook } from '../../node/cases/book.ts'
import { createEnter } from '../../node/cases/enter.ts'
import { cameOf, enteredIn, EnteredTail } from '../../node/cases/entered.ts'
import { Handed, HANDED, type HandedLimits, type ReadMessage } from '../../node/cases/handed.ts'
import type { Procedures } from '../../node/cases/procedures.ts'
import { asideIn } from '../../node/exchange/aside.ts'
import type { Store } from '../../node/store/store.ts'
import { NODE } from '../../node/threads/workshop.ts'
import { digestOf } from '../../node/values/digest.ts'
import type { MessageId } from '../../node/values/id.ts'
import { canonicalJson } from '../../node/values/json.ts'
import { receipted, XA, XB, XC } from '../exchange/stored.ts'
import { stores } from '../servers.ts'
import { alone, heard, nextId, queued } from './alone.ts'
import { lookup } from './talk.ts'

t.test('what a case has taken weighs nothing any more: whatever passes by, the last is kept', (t) => {
  const handed = new Handed({ messages: 10, bytes: 100 })
  const agreement = digestOf('agreement')
  for (let i = 0; i < 20; i++) {
    const message = { id: nextId(), iat: i } as unknown as ReadMessage['message']
    handed.put({ message, fault: undefined, bytes: 60 }, agreement)
    t.equal(handed.take(message.id, { agreement, iat: i })?.message, message)
    t.equal(handed.take(message.id, { agreement, iat: i }), undefined, 'it is taken once')
  }
  t.end()
})

for (const kind of stores())
  t.test(kind.name, kind.options, async (t) => {
    const { node, store } = await alone(t, kind)
    const reads: string[] = []
    const faults = new Set<string>()
    const read = ({ bytes }: { bytes: Buffer }) => {
      const body = JSON.parse(bytes.toString()) as { text: string }
      reads.push(body.text)
      if (faults.has(body.text)) throw new Error('it cannot be read')
      return body.text === 'unknown' ? undefined : body
    }
    const terms = async () => ({ limits: { answer: 5 }, effects: [], presented: [], stage: 'live' as const })
    const bookOf = (limit?: number, handed?: HandedLimits): CaseBook =>
      new CaseBook(node, lookup, read, terms, limit, handed)
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
      const little = bookOf(20_000)
      for (let i = 0; i < 20; i++) await little.open(XB, nextId())
      t.equal(little.held.cases, 5, 'what holds a case is counted, with nothing in it')
      const small = bookOf(1)
      t.equal((await small.open(XB, a)).fold.size, 2, 'one is always worked on')
      await small.open(XB, b)
      t.equal(small.held.cases, 1)
    })

    /** What a message is to its case when it is sent or taken, with `book` to hand it to. */
    const agreement = digestOf('agreement')
    function enterFor(book: CaseBook) {
      const procedures = { lookup } as unknown as Procedures
      const none = { admitOwn: new Map(), admitTheirs: new Map(), xsd: async () => undefined, xsdSet: () => undefined }
      const enter = createEnter({ book, procedures, read, terms, ...none })
      const said = (id: MessageId, conversation: MessageId, type: string, body: object) => ({
        ...{ id, conversation, type, procedure: 'talk', version: '1', ref: null, iat: 1_700_000_000, test: false },
        ...{
          document: { mediaType: 'application/json', bytes: Buffer.from(JSON.stringify(body)) },
          part: () => undefined,
        },
      })
      return {
        async leave(conversation: MessageId | null, body: object): Promise<MessageId> {
          const id = nextId()
          const what = said(id, conversation ?? id, conversation === null ? 'open' : 'fact', body)
          const more = { from: XA, to: XB, context: undefined, agreement, payer: NODE }
          const { context } = await enter.leave({ ...what, ...more })
          const contextJson = context === undefined ? null : canonicalJson(context)
          const { conversation: of, type } = what
          return queued(store, { id, conversation: of, type, contextJson, body })
        },
        arrive(id: MessageId, conversation: MessageId, body: object, heads: string[] = []) {
          const what = said(id, conversation, id === conversation ? 'open' : 'fact', body)
          return enter.arrive({ ...what, from: XB, to: XA, context: { xHeads: heads } })
        },
      }
    }

    t.test(
      'what was read when a message was sent or taken is not read again, and is what the store holds',
      async (t) => {
        for (const [handed, again] of [
          [HANDED, 0],
          [{ messages: 0, bytes: 1e9 }, 5],
          [{ messages: 100, bytes: 0 }, 5],
          [{ messages: 1, bytes: 1e9 }, 4],
        ] as const) {
          const book = bookOf(undefined, handed)
          const enter = enterFor(book)
          const conversation = await enter.leave(null, { text: 'first' })
          await receipted(store, conversation)
          const theirs = nextId()
          const bodies = [{ text: 'theirs' }, { text: 'unknown' }, { text: 'bad', bad: true }]
          const ids = [theirs, nextId(), nextId()]
          // Taken before the case was looked at, all of it at once.
          for (const [i, body] of bodies.entries()) {
            const { taken } = enter.arrive(ids[i]!, conversation, body, [conversation])
            await heard(store, { id: ids[i]!, conversation, heads: [conversation], body })
            taken(agreement)
          }
          const one = nextId()
          enter.arrive(one, conversation, { text: 'one' }).taken(agreement)
          await heard(store, { id: one, conversation, contextJson: '{"xHeads":[]}', body: { text: 'one' } })
          reads.length = 0
          const { fold, unread } = await book.open(XB, conversation)
          t.equal(reads.length, again, `${handed.messages} messages, ${handed.bytes} bytes`)
          const ours = await enter.leave(conversation, { text: 'ours' })
          await receipted(store, ours)
          await book.open(XB, conversation)
          const other = await bookOf().open(XB, conversation)
          t.same(fold.messages, other.fold.messages)
          t.same([fold.hash, fold.heads, fold.outcomes], [other.fold.hash, other.fold.heads, other.fold.outcomes])
          t.same([...unread], [...other.unread])
          t.equal(fold.size, 6)
        }
      },
    )

    t.test('what was not taken, or was signed anew, is read from the store', async (t) => {
      const book = bookOf()
      const enter = enterFor(book)
      const id = nextId()
      // Somebody has sent another message under the same id, which was refused.
      enter.arrive(id, id, { text: 'refused' })
      await heard(store, { id, conversation: id, type: 'open', body: { text: 'taken' } })
      t.match((await book.open(XB, id)).fold.messages, [{ body: { text: 'taken' } }])
      const conversation = await enter.leave(null, { text: 'x' })
      await store.apart((db) => db.updateTable('message').set({ iat: 5 }).where('id', '=', conversation).execute())
      await receipted(store, conversation)
      reads.length = 0
      t.match((await book.open(XB, conversation)).fold.messages, [{ iat: 5 }])
      t.same(reads, ['x'])
    })

    t.test(
      'of a message that is alone nothing is asked, and one look at a case is enough for all who come to the same',
      async (t) => {
        const asked: string[] = []
        const heardIn: Store = {
          ...store,
          read: new Proxy(store.read, {
            get(of, name: 'selectFrom' | 'getExecutor') {
              if (name === 'getExecutor') return () => (asked.push('fixed'), of.getExecutor())
              return name === 'selectFrom' ? (from: 'message') => (asked.push(from), of.selectFrom(from)) : of[name]
            },
          }),
        }
        const book = new CaseBook({ ...node, store: heardIn }, lookup, read, terms)
        const enter = enterFor(book)
        const tail = new EnteredTail(store)
        let after = await tail.look()
        const next = async () => {
          await tail.look()
          const page = await tail.after(after)
          after = page.at(-1)?.at ?? after
          return cameOf(page)
        }
        const say = async (conversation: MessageId | null, heads: string[] = []): Promise<MessageId> => {
          const id = nextId()
          const { taken } = enter.arrive(id, conversation ?? id, { text: id }, heads)
          const contextJson = JSON.stringify({ xHeads: heads })
          const type = conversation === null ? 'open' : 'fact'
          await heard(store, { id, conversation: conversation ?? id, type, contextJson, body: { text: id } })
          taken(agreement)
          return id
        }
        const conversation = await say(null)
        const [first] = await next()
        t.equal((await book.open(XB, conversation, first)).fold.size, 1)
        t.same(asked, [])
        const second = await say(conversation, [conversation])
        t.equal((await book.open(XB, conversation, first)).fold.size, 1, 'what came since has its own look')
        const [came] = await next()
        t.equal((await book.open(XB, conversation, came)).fold.size, 2)
        t.ok(asked.length > 0 && asked.every((what) => what === 'fixed'), 'which messages there are, and no document')
        asked.length = 0
        await book.open(XB, conversation, came)
        t.same(asked, [], 'once')
        t.equal((await book.open(XB, conversation)).fold.size, 2)
        t.ok(asked.length > 0, 'who says nothing of what came is shown all that is there')
        // One that came into a case which another replica knows already is not alone.
        const elsewhere = new CaseBook(node, lookup, read, terms)
        t.equal((await elsewhere.open(XB, conversation, came)).fold.size, 2)
        // What is waited for may have ended without a look.
        const lost = nextId()
        await say(conversation, [second, lost])
        const [waits] = await next()
        t.equal((await book.open(XB, conversation, waits)).fold.waiting.length, 1)
        await store.apart((db) =>
          db
            .insertInto('tombstone')
            .values({ jti: lost, iss: XB, manifestDigest: 'sha-256:x', heads: '[]', at: 1 })
            .execute(),
        )
        t.equal((await book.open(XB, conversation, waits)).fold.waiting.length, 0)
      },
    )

    t.test('what came is read once for all, page by page, and who is far behind reads for himself', async (t) => {
      const tail = new EnteredTail(store)
      const all = await enteredIn(store).since(null, 1000)
      const end = await tail.look()
      t.same(await tail.after(end), [])
      t.equal(tail.isAll(end, end), true)
      t.equal(tail.isAll(all[0]!.at, end), undefined, 'what is not kept is not known')
      t.same((await tail.after(all[0]!.at)).map(({ id }) => id), all.slice(1, 201).map(({ id }) => id)) // prettier-ignore
      const id = await opened()
      const ours = await queued(store, { conversation: id })
      t.same(await tail.after(end), [], 'not before the next look')
      const now = await tail.look()
      t.equal(tail.isAll(end, now), undefined)
      t.match(await tail.after(end), [{ id, direction: 'in', alone: false }], 'beside one that is on its way')
      t.equal(tail.isAll(end, now), false)
      await receipted(store, ours)
      t.equal(await enteredIn(store).count(end, 1000), 2)
      t.equal(await enteredIn(store).count(end, 1), 1)
      t.equal(await enteredIn(store).count(null, 1000), Math.min(1000, all.length + 2))
      await tail.look()
      t.match(await tail.after(end), [{ id }], 'what is kept already is answered first')
      t.match(await tail.after((await tail.after(end))[0]!.at), [{ id: ours, direction: 'out' }])
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
