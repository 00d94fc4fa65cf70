/** The feed of changes in the store: whole, in the order of commits whoever writes, and for each reader what is his; on both stores. */
import t from 'tap'
import { asideIn } from '../../node/exchange/aside.ts'
import { changesIn, type Change } from '../../node/exchange/changes.ts'
import { outboxIn } from '../../node/exchange/outbox.ts'
import { NOBODY, type Caller } from '../../node/http/caller.ts'
import { alertsIn } from '../../node/operate/alert-rows.ts'
import { keepUntold, toldIn, type ListChange } from '../../node/operate/change-rows.ts'
import { registryIn } from '../../node/peers/registry.ts'
import { permitsIn } from '../../node/procedures/documents/permit-table.ts'
import { ownLeaf } from '../../node/store/leaves.ts'
import type { Store } from '../../node/store/store.ts'
import { newMessageId } from '../../node/values/id.ts'
import { stores } from '../servers.ts'
import { arrived, emptyStore, openAt, receipted, sent, XB } from './stored.ts'

const caller = (more: Partial<Caller> = {}): Caller => ({ ...NOBODY, client: 'c', roles: new Set(['window']), ...more })
const ALL = caller({ roles: new Set(['window', 'operator']) })

async function everything(
  store: Store,
  who = ALL,
  limit = 100,
  kind?: Parameters<ReturnType<typeof changesIn>['page']>[3],
) {
  const found: Change[] = []
  for (let after: number | null = null, more = true; more;) {
    const page = await changesIn(store).page(who, after, limit, kind)
    if (page.items.length > limit) throw new Error('a page is longer than it may be')
    found.push(...page.items.map(({ change }) => change))
    ;({ next: after, more } = page)
  }
  return found
}

const short = ({ kind, direction, state, message, conversation }: Change): string =>
  kind === 'message'
    ? `${String(message)} ${String(direction)} ${String(state)}`
    : `${kind} ${String(conversation ?? state)}`

for (const kind of stores())
  t.test(kind.name, kind.options, async (t) => {
    t.test(
      'each move of a message, what it changes in its case, and alerts, in order, whatever the page',
      async (t) => {
        const { store } = await emptyStore(t, kind)
        const one = await sent(store)
        const came = await arrived(store)
        await outboxIn(store).seal(one, 'sealed', 5)
        const alert = {
          id: newMessageId(7),
          at: 7,
          kind: 'parked' as const,
          peer: XB,
          subject: one,
          detail: 'x',
        }
        await alertsIn(store).raise(alert)
        await alertsIn(store).raise({ ...alert, id: newMessageId(8), detail: 'again' })
        await receipted(store, one)
        await alertsIn(store).closeAlert(alert.id, 9)
        const two = await sent(store)
        await asideIn(store).cancel(two, 30)
        const told = await everything(store)
        t.same(told.map(short), [
          `${one} out queued`,
          `${came} in received`,
          `case ${came}`,
          `${one} out sealed`,
          'alert open',
          `${one} out delivered`,
          `case ${one}`,
          'alert closed',
          `${two} out queued`,
          `${two} out cancelled`,
          `case ${two}`,
        ])
        t.equal(new Set(told.map((c) => c.id)).size, told.length, 'each has an id of its own')
        t.match(told[4], { id: `${alert.id}.open`, alert: alert.id, name: 'parked', subject: one, peer: 'XB' })
        t.match(told[5], { at: '1970-01-01T00:00:00.020Z', peer: 'XB', procedure: 'pre-arrival', type: 'declaration' })
        for (const limit of [1, 2, 3, 4, 7]) t.same(await everything(store, ALL, limit), told, `pages of ${limit}`)
        for (const of of ['message', 'case', 'alert', 'list'] as const)
          t.same(
            await everything(store, ALL, 2, of),
            told.filter((c) => c.kind === of),
            of,
          )
        t.same(
          await everything(store, caller()),
          told.filter((c) => c.kind !== 'alert'),
          'alerts are for operators',
        )
      },
    )

    t.test('a reader sees what he may see of messages, and of a case what such a message has changed', async (t) => {
      const { store } = await emptyStore(t, kind)
      await arrived(store, { procedure: 'assistance', type: 'request' })
      const forA = await arrived(store, { agency: 'a' })
      await arrived(store, { agency: 'b' })
      const ofType = await arrived(store, { type: 'lodgement' })
      const reserved = { assistance: 'assistance' }
      const shown = async (who: Partial<Caller>) =>
        (await everything(store, caller({ reserved, ...who }), 1)).map((c) => c.conversation)
      t.same(await shown({ agency: 'a' }), [forA, forA, ofType, ofType])
      t.same(await shown({ types: [{ procedure: null, type: 'lodgement' }] }), [ofType, ofType])
      t.same(await shown({ procedures: ['documents'] }), [])
      t.equal((await shown({})).length, 6)
      t.equal((await shown({ roles: new Set(['assistance']) })).length, 2)
      t.same(await shown({ roles: new Set([]) }), [])
    })

    t.test(
      'what registers hold is told with them, or kept with them and told once, to who may ask for them',
      async (t) => {
        const { store } = await emptyStore(t, kind)
        await registryIn(store).setPeerState(XB, 'blocked', ownLeaf('operator', XB, 'x'), 5)
        const shown = { agency: 'a', issuer: XB, body: '{}' }
        const entries = [{ message: 'record:1', body: '{}' }]
        await permitsIn(store).enter('P1', 6, () => ({ entries, wake: [], shown, said: [] }))
        await permitsIn(store).enter('P1', 7, () => ({ entries: [], wake: [], shown, said: [] }))
        const traders: ListChange = {
          list: 'traders',
          subject: '',
          peer: XB,
          at: 8,
          of: { procedure: 'aeo', doing: 'contents' },
        }
        const hours = {
          ...traders,
          list: 'opening-hours',
          at: 9,
          of: { procedure: 'opening-hours', doing: 'facts' },
        } as const
        const keep = () =>
          store.apart((db) =>
            keepUntold(db, [
              { id: 'z', change: traders },
              { id: 'a', change: hours },
            ]),
          )
        await keep()
        t.same(
          (await everything(store)).map((c) => c['list']),
          ['peers', 'permits'],
          'not before it has a place',
        )
        await Promise.all([toldIn(store).tellKept(), toldIn(store).tellKept()])
        await keep()
        await toldIn(store).tellKept()
        const lists = async (who: Partial<Caller> = {}) => (await everything(store, caller(who))).map((c) => c['list'])
        t.same(await lists(), ['peers', 'permits', 'traders', 'opening-hours'])
        t.same(await store.read.selectFrom('untold').select('id').execute(), [])
        t.same(await lists({ agency: 'a' }), ['peers', 'permits', 'traders', 'opening-hours'])
        t.same(await lists({ agency: 'b' }), ['peers', 'traders', 'opening-hours'])
        t.same(await lists({ procedures: ['aeo'] }), ['peers', 'traders'])
        t.same(await lists({ types: [{ procedure: 'aeo', type: 'snapshot' }] }), ['peers'])
        t.same(
          await lists({ roles: new Set(['operator']) }),
          ['peers', 'opening-hours'],
          'operators do not read contents',
        )
        t.same(await lists({ reserved: { aeo: 'special' } }), ['peers', 'permits', 'opening-hours'])
        t.match((await everything(store))[1], { kind: 'list', list: 'permits', subject: 'P1', peer: null })
        const other = await arrived(store, { agency: 'b', procedure: 'aeo' })
        const ofCase = { ...traders, of: { ...traders.of!, case: { peer: XB, conversation: other } } }
        await store.apart((db) => keepUntold(db, [{ id: 'c', change: ofCase }]))
        await toldIn(store).tellKept()
        t.same(
          (await lists({ agency: 'a' })).filter((l) => l === 'traders').length,
          1,
          'a case that is not whole to him',
        )
        t.same((await lists({ agency: 'b' })).filter((l) => l === 'traders').length, 2)
      },
    )

    t.test('a reader who may see nothing of thousands goes on after them, a bounded number at a time', async (t) => {
      const { store } = await emptyStore(t, kind)
      const id = await sent(store)
      await store.transact(async (tx) => {
        const rows = Array.from({ length: 4500 }, (_, n) => ({ message: id, seq: n + 1, state: 'x', at: 1, cause: '', place: tx.place() })) // prettier-ignore
        for (let n = 0; n < rows.length; n += 1000) await tx.db.insertInto('history').values(rows.slice(n, n + 1000)).execute() // prettier-ignore
      })
      const last = await arrived(store, { agency: 'a' })
      const who = caller({ procedures: ['pre-arrival'], agency: 'a', client: 'other', roles: new Set(['window']) })
      await store.apart((db) => db.updateTable('message').set({ ownerClient: 'x', ownerAgency: 'b' }).where('id', '=', id).execute()) // prettier-ignore
      const found: string[] = []
      let [pages, after]: [number, number | null] = [0, null]
      for (let more = true; more; pages++) {
        const page = await changesIn(store).page(who, after, 100)
        t.ok(page.next > (after ?? -1) || !page.more, 'each page goes on')
        found.push(...page.items.map(({ change }) => String(change['message'] ?? change.kind)))
        ;({ next: after, more } = page)
      }
      t.same(found, [last, 'case'])
      t.ok(pages >= 3 && pages < 6, `${pages} pages`)
    })

    t.test(
      'what is older than it is kept goes, a few at a time, and whoever stands before it hears from where to go on',
      async (t) => {
        const { store } = await emptyStore(t, kind)
        const day = 86_400_000
        const first = await sent(store, { createdAt: day })
        await alertsIn(store).raise({
          id: newMessageId(1),
          at: 2 * day,
          kind: 'parked',
          peer: XB,
          subject: '',
          detail: '',
        })
        await sent(store, { createdAt: 3 * day })
        const third = await sent(store, { createdAt: 4 * day })
        const before = await everything(store)
        const { next } = await changesIn(store).page(ALL, null, 1)
        t.equal(await toldIn(store).forget(2.5 * day, 1), 1)
        t.equal(await toldIn(store).forget(2.5 * day, 1), 1)
        t.equal(await toldIn(store).forget(2.5 * day, 1), 0)
        t.same(await everything(store), before.slice(2))
        t.same(await store.read.selectFrom('change').select('id').execute(), [])
        t.equal((await store.read.selectFrom('history').select('state').where('message', '=', first).execute()).length, 1, 'the history of a message stays') // prettier-ignore
        const { from } = await changesIn(store).span()
        await t.rejects(changesIn(store).page(ALL, next, 10), { code: 'changes-gone', members: { from } })
        t.same(
          (await changesIn(store).page(ALL, from, 10)).items.map(({ change }) => change),
          before.slice(2),
        )
        t.equal(await toldIn(store).forget(5 * day, 100), 2)
        t.same(await everything(store), [])
        t.equal(before.at(-1)!['message'], third)
        await t.rejects(changesIn(store).page(ALL, 1e9, 10), { code: 'request-invalid', rule: 'cursor' })
      },
    )

    t.test('whoever reads while several processes write misses nothing, and sees nothing twice', async (t) => {
      const { store, url } = await emptyStore(t, kind)
      const others = kind.name === 'postgres' ? [await openAt(t, url), await openAt(t, url)] : []
      const writers = [store, ...others]
      let writing = true
      const read = async (from: Store, limit: number): Promise<string[]> => {
        const ids: string[] = []
        for (let after: number | null = null; ;) {
          const last = !writing
          const page = await changesIn(from).page(ALL, after, limit)
          ids.push(...page.items.map(({ change }) => change.id))
          after = page.next
          if (last && !page.more) return ids
          await new Promise((turn) => setTimeout(turn, 2))
        }
      }
      const readers = [read(others[1] ?? store, 3), read(store, 50)]
      await Promise.all(
        writers.map(async (writer, w) => {
          for (let n = 0; n < 15; n++)
            await Promise.all([
              sent(writer).then(async (id) => {
                await Promise.all([outboxIn(writer).seal(id, 'sealed', 5), arrived(writer)])
                await receipted(writer, id, w * 1000 + n)
              }),
              alertsIn(writer).raise({ id: newMessageId(1), at: 1, kind: 'parked', peer: XB, subject: `${w} ${n}`, detail: '' }), // prettier-ignore
            ])
        }),
      )
      writing = false
      const all = (await everything(store)).map((c) => c.id)
      t.equal(all.length, writers.length * 15 * 7)
      for (const seen of await Promise.all(readers)) t.same(seen, all)
    })
  })
