/** Searching and following messages: whatever is asked together, every page is what a look at all of them finds. */
import fc from 'fast-check'
import t from 'tap'
import { inboxIn } from '../../node/exchange/inbox.ts'
import { messagesIn, type SearchPlace, type MessageFilter } from '../../node/exchange/messages.ts'
import { issueSet, setsIn } from '../../node/exchange/sets.ts'
import { ownLeaf } from '../../node/store/leaves.ts'
import type { MessageRow } from '../../node/exchange/message-rows.ts'
import type { Page } from '../../node/store/look-through.ts'
import { newMessageId, type MessageId } from '../../node/values/id.ts'
import { stores } from '../servers.ts'
import { arrived, emptyStore, sent, XB, XC, XD } from './stored.ts'

const pick = <T>(n: number, values: readonly T[]): T => values[n % values.length]!

for (const kind of stores())
  t.test(kind.name, kind.options, async (t) => {
    const { store } = await emptyStore(t, kind)
    const messages = messagesIn(store)

    t.test(
      'filters that are asked together find what each of them lets through, newest first, page by page',
      async (t) => {
        const talks = [newMessageId(1), newMessageId(2), newMessageId(3)]
        for (let n = 0; n < 240; n++) {
          const more = {
            peer: pick(n * 7, [XB, XC, XD]),
            procedure: pick(n, ['pre-arrival', 'documents', 'aeo']),
            type: pick(n * 3, ['declaration', 'answer', 'list', 'notice']),
            conversation: pick(n * 5, talks),
            submission: n % 11 === 0 ? talks[0]! : null,
            test: n % 6 === 0,
            agency: pick(n, [null, 'customs', 'health']),
            ownerClient: pick(n * 5, [null, 'own', 'others']),
            ownerAgency: pick(n * 3, [null, 'customs', 'health', 'police']),
            // Several at the same moment.
            createdAt: 1000 + Math.floor(n / 4),
          }
          const references = n % 3 === 0 ? [{ type: pick(n, ['mrn', 'ucr']), value: `R${n % 9}` }] : []
          await (n % 2 ? sent : arrived)(store, more, references)
        }
        const rows = await store.read.selectFrom('message').selectAll().execute()
        const named = await store.read.selectFrom('reference').selectAll().execute()
        const all = await Promise.all(rows.map(async (row) => (await messages.message(row.id as MessageId))!))
        const may = (m: MessageRow, { reader }: MessageFilter): boolean =>
          !reader ||
          ((reader.procedures?.includes(m.procedure) ?? true) &&
            !reader.exceptProcedures.includes(m.procedure) &&
            (reader.types?.some((x) => x.type === m.type && (x.procedure ?? m.procedure) === m.procedure) ?? true) &&
            (reader.agency === null ||
              (m.direction === 'in'
                ? [null, reader.agency].includes(m.agency)
                : m.ownerAgency === reader.agency || [null, reader.client].includes(m.ownerClient))))
        const fits = (m: MessageRow, f: MessageFilter): boolean =>
          (['peer', 'direction', 'procedure', 'type', 'state', 'conversation', 'submission'] as const).every(
            (column) => f[column] === undefined || m[column] === f[column],
          ) &&
          (f.test === undefined || m.test === f.test) &&
          (f.since === undefined || m.createdAt >= f.since) &&
          (f.until === undefined || m.createdAt < f.until) &&
          (!f.reference ||
            named.some(
              (r) =>
                r.message === m.id && r.value === f.reference!.value && [undefined, r.type].includes(f.reference!.type),
            )) &&
          may(m, f)
        const expected = (f: MessageFilter): string[] =>
          all
            .filter((m) => fits(m, f))
            .sort((x, y) => y.createdAt - x.createdAt || (x.id < y.id ? 1 : -1))
            .map((m) => m.id)
        const maybe = <T>(...values: T[]) => fc.option(fc.constantFrom(...values), { nil: undefined, freq: 2 })
        const filter = fc
          .record({
            peer: maybe('XB', 'XC', 'XE'),
            direction: maybe('in' as const, 'out' as const),
            procedure: maybe('pre-arrival', 'aeo'),
            type: maybe('declaration', 'list'),
            state: maybe('queued', 'received', 'parked'),
            conversation: maybe(...talks),
            submission: maybe(talks[0]!),
            test: maybe(true, false),
            since: maybe(1000, 1020),
            until: maybe(1030, 1055),
            reference: maybe({ value: 'R3' }, { type: 'mrn', value: 'R0' }),
            reader: maybe(
              {
                procedures: ['aeo', 'documents'],
                exceptProcedures: [],
                exceptTypes: [],
                types: null,
                agency: null,
                client: 'c',
              },
              {
                procedures: null,
                exceptProcedures: ['aeo'],
                exceptTypes: [],
                types: null,
                agency: 'customs',
                client: 'own',
              },
              {
                procedures: null,
                exceptProcedures: [],
                exceptTypes: [],
                types: [{ procedure: null, type: 'list' }],
                agency: 'health',
                client: 'own',
              },
              { procedures: [], exceptProcedures: [], exceptTypes: [], types: null, agency: null, client: 'c' },
            ),
          })
          .map((f) => Object.fromEntries(Object.entries(f).filter(([, v]) => v !== undefined)) as MessageFilter)
        await fc.assert(
          fc.asyncProperty(filter, fc.integer({ min: 1, max: 40 }), async (f, limit) => {
            const found: string[] = []
            for (let before: SearchPlace | null = null; ;) {
              const page = await messages.search(f, before, limit)
              found.push(...page.map((m) => m.id))
              if (page.length < limit) break
              before = page.at(-1)!
            }
            t.same(found, expected(f), JSON.stringify(f))
            // Looked through a few at a time, one page stops before the end of what it might find.
            const paged: string[] = []
            for (let at: SearchPlace | null = null; ;) {
              const page: Page<MessageRow, SearchPlace> = await messages.page(f, at, limit, { atOnce: 7, most: 20 })
              paged.push(...page.rows.map((m) => m.id))
              if (page.next === null) break
              at = page.next
            }
            t.same(paged, expected(f), `in pages ${JSON.stringify(f)}`)
          }),
          { numRuns: 120, examples: [[{}, 7]] },
        )
      },
    )

    t.test('a reader of little follows the inbox without looking twice at what is not for it', async (t) => {
      const inbox = inboxIn(store)
      const wanted = ['2026-wanted', 'other']
      const reader = {
        procedures: ['opening-hours'],
        exceptProcedures: [],
        exceptTypes: [],
        types: null,
        agency: null,
        client: 'c',
        subscriptions: null,
      }
      let at = (await inbox.feed(null, 500, { ...reader, procedures: null })).next
      await store.transact(async (tx) => {
        // Others' messages, more than one page looks through.
        for (let i = 0; i < 45; i++)
          await tx.db
            .insertInto('message')
            .values(
              Array.from({ length: 100 }, (_, j) => ({
                id: newMessageId(9), direction: 'in', peer: 'XB', procedure: 'aeo', type: 'list', version: '1.0', conversation: 'c', ref: null,
                priority: 5, test: 0, state: 'received', agreement: 'a', iat: 1, exp: 2, createdAt: 9, manifest: 'm', manifestDigest: 'd', salt: null,
                sealedDigest: null, receiptJti: null, receiptIndex: null, receiptShard: null, shard: '2026', logIndex: 100_000 + i * 100 + j,
                submission: null, agency: null, contextJson: null, moves: 1,
              })), // prettier-ignore
            )
            .execute()
      })
      await store.apart((db) => db.updateTable('logHead').set({ size: 200_000 }).execute())
      const id = await arrived(store, { procedure: 'opening-hours', contextJson: JSON.stringify(wanted) })
      const pages: number[] = []
      let found: string[] = []
      for (let more = true; more && found.length === 0;) {
        const page = await inbox.feed(at, 10, reader)
        pages.push(page.rows.length)
        t.ok(page.next && (!at || page.next.index > at.index), 'every page moves on')
        ;[at, more, found] = [page.next, page.more, page.rows.map((r) => r.message.id)]
      }
      t.same([pages, found], [[0, 0, 1], [id]])
      t.same(await inbox.feed(at, 10, reader), { rows: [], next: at, more: false })
    })

    t.test('events are followed over the end of a shard of the log', async (t) => {
      const issue = async (n: number): Promise<void> => {
        const set = { jti: newMessageId(n), event: 'tally', jws: `set ${n}`, message: null, manifestDigest: null }
        await store.transact((tx) =>
          issueSet(tx, { set, peer: XC, leaf: ownLeaf('event', XC, set.jws), at: n }, { priority: 8, expiresAt: 9e15 }),
        )
      }
      await issue(1)
      await issue(2)
      await store.apart(async (db) => {
        await db.insertInto('logHead').values({ shard: '2027', origin: 'xa.example/2027', size: 0 }).execute()
        await db.updateTable('node').set({ shard: '2027' }).execute()
      })
      await issue(3)
      await issue(4)
      const followed: string[] = []
      for (let after: { shard: string; index: number } | null = null; ;) {
        const [row] = await setsIn(store).issuedSince(after, XC, 1)
        if (!row) break
        if (row.event === 'tally') followed.push(row.jws)
        after = { shard: row.shard, index: row.logIndex }
      }
      t.same(followed, ['set 1', 'set 2', 'set 3', 'set 4'])
    })
  })
