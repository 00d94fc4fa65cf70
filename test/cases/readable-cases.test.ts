/** What of cases is shown to a key that does not read all of their messages: the whole state of those alone in which nothing is hidden from it. */
import t from 'tap'
import { rowsIn } from '../../node/cases/case-rows.ts'
import { partOf, readableCasesIn, wholeFor } from '../../node/cases/readable-cases.ts'
import { readableBy, type Caller } from '../../node/http/caller.ts'
import { newMessageId } from '../../node/values/id.ts'
import { arrived, emptyStore, sent, XB, XC } from '../exchange/stored.ts'
import { stores } from '../servers.ts'

const caller = (more: Partial<Caller>): Caller => ({
  id: 'k',
  client: 'desk',
  name: 'a key',
  roles: new Set(['window']),
  agency: null,
  procedures: null,
  types: null,
  addresses: null,
  expiresAt: 9e12,
  reserved: { assistance: 'assistance' },
  ...more,
})

for (const kind of stores())
  t.test(kind.name, kind.options, async (t) => {
    const { store } = await emptyStore(t, kind)
    const [plain, mixed, foreign] = [newMessageId(1), newMessageId(2), newMessageId(3)]
    const procedure = 'documents'
    const own = await sent(store, { procedure, conversation: plain, ownerClient: 'desk', ownerAgency: 'health' })
    await arrived(store, { procedure, conversation: plain, agency: 'health' })
    const seen = await arrived(store, { procedure, conversation: mixed, agency: null })
    await sent(store, { procedure, conversation: mixed, ownerClient: 'others', ownerAgency: 'police' })
    await arrived(store, { procedure, conversation: foreign, agency: 'police' })
    // The same conversation with another country is another case.
    await arrived(store, { procedure, conversation: plain, agency: 'police', peer: XC })
    const cases = [plain, mixed, foreign].map((conversation) => ({ peer: XB, conversation }))
    const other = { peer: XC, conversation: plain }
    const names = async (key: Caller) =>
      (await wholeFor(store, key, [...cases, other])).map((c) => c.conversation + c.peer)
    t.equal((await names(caller({}))).length, 4, 'who speaks for all agencies sees all')
    t.same(await names(caller({ agency: 'health' })), [plain + XB])
    t.same(await names(caller({ agency: 'police', client: 'x' })), [mixed + XB, foreign + XB, plain + XC])
    const reader = readableBy(caller({ agency: 'health' }))
    const rooms = readableCasesIn(store)
    t.same(cases.map(await rooms.some(reader, cases)), [true, true, false])
    t.same([...(await rooms.messages(reader, cases[1]!))], [seen])
    t.notOk((await rooms.hidden(reader, cases[1]!)).has(seen))
    for (const one of cases) {
      const may = await rooms.messages(reader, one)
      const all = await store.read.selectFrom('message').select('id').where('conversation', '=', one.conversation).where('peer', '=', one.peer).execute() // prettier-ignore
      t.same(
        await rooms.hidden(reader, one),
        new Set(all.map(({ id }) => id).filter((id) => !may.has(id))),
        'a message is either read or hidden',
      )
    }
    t.same([...(await rooms.messages(reader, other))], [])
    t.same([...(await rooms.among(reader, [own, seen]))].sort(), [own, seen].sort())

    // A list leaves out what is hidden before it counts, so that neither its length nor where it goes on tells that there is something.
    const rows = rowsIn(store)
    for (const name of [...cases, other])
      await rows.put([
        {
          ...name,
          procedure,
          test: false,
          open: true,
          size: 1,
          openedAt: 1,
          heads: [],
          hash: 'sha-256:x',
          neededFrom: 0,
          neededUntil: 0,
          status: null,
          side: null,
          due: null,
          view: {},
        },
      ])
    const listed = async (key: Caller, which: 'whole' | 'some') => {
      const found: string[] = []
      for (let after: Parameters<typeof rows.page>[1] = null; ;) {
        const page = await rows.page({ procedure, [which]: partOf(key) }, after, 1)
        if (page.length === 0) return found
        found.push(page[0]!.conversation + page[0]!.peer)
        after = [page[0]!.conversation, page[0]!.peer]
      }
    }
    t.equal((await listed(caller({}), 'whole')).length, 4)
    t.same(await listed(caller({ agency: 'health' }), 'whole'), [plain + XB])
    t.same(await listed(caller({ agency: 'health' }), 'some'), [mixed + XB, plain + XB])
    t.same(await listed(caller({ agency: 'police', client: 'x' }), 'whole'), [foreign + XB, mixed + XB, plain + XC])
    t.same(await listed(caller({ types: [{ procedure: null, type: 'none' }] }), 'some'), [])
  })
