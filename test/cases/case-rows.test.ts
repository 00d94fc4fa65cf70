/** The rows that lists and boards show: the newest stays, and each list shows what it was asked for. */
import t from 'tap'
import { createRows, rowsIn, type CaseRow, type RowPlace } from '../../node/cases/case-rows.ts'
import type { Cases } from '../../node/cases/cases.ts'
import { WHILE_OPEN } from '../../node/cases/procedure.ts'
import { foldCase, type CaseMessage } from '../../node/cases/engine.ts'
import type { Page } from '../../node/store/look-through.ts'
import { XB, XC } from '../exchange/stored.ts'
import { stores } from '../servers.ts'
import { alone, heard, nextId } from './alone.ts'
import { lookup, says } from './talk.ts'

for (const kind of stores())
  t.test(kind.name, kind.options, async (t) => {
    const { store, node } = await alone(t, kind)
    const rows = rowsIn(store)
    const row = (more: Partial<CaseRow> = {}): CaseRow => ({
      peer: XB,
      conversation: nextId(),
      procedure: 'talk',
      test: false,
      open: true,
      size: 1,
      openedAt: 1,
      heads: ['h'],
      hash: 'sha-256:x',
      neededFrom: 0,
      neededUntil: 0,
      status: 'open',
      side: 'exit',
      due: 100,
      view: { shown: true },
      ...more,
    })
    const put = async (more: Partial<CaseRow> = {}): Promise<CaseRow> => {
      const made = row(more)
      await rows.put([made])
      return made
    }
    t.afterEach(() => store.apart((db) => db.deleteFrom('caseRow').execute()).then(() => undefined))

    t.test('an older state of a case, written late, does not replace a newer', async (t) => {
      const one = await put({ size: 5, status: 'newer' })
      await rows.put([{ ...one, size: 4, status: 'older' }])
      const page = () => rows.page({ procedure: 'talk' }, null, 9)
      t.same(await page(), [one])
      await rows.put([{ ...one, size: 5, status: 'again' }])
      t.match(await page(), [{ size: 5, status: 'again' }])
      await rows.put([{ ...one, peer: XC, size: 1 }])
      t.equal((await page()).length, 2, 'the case with another country is another')
    })

    t.test('each filter lets through what it says, newest first, page by page', async (t) => {
      const all: CaseRow[] = []
      for (let n = 0; n < 40; n++)
        all.push(
          await put({
            peer: n % 2 ? XB : XC,
            procedure: n % 3 ? 'talk' : 'other',
            status: n % 5 ? 'open' : 'closed',
            side: n % 7 ? 'exit' : 'entry',
            due: n % 4 ? n : null,
            view: n % 4 ? { n } : null,
          }),
        )
      const listed = async (filter: object, limit: number): Promise<string[]> => {
        const found: string[] = []
        for (let after: RowPlace | null = null; ;) {
          const page: CaseRow[] = await rows.page({ procedure: 'talk', ...filter }, after, limit)
          found.push(...page.map((r) => r.conversation))
          if (page.length < limit) return found
          after = [page.at(-1)!.conversation, page.at(-1)!.peer]
        }
      }
      const paged = async (filter: object, limit: number): Promise<string[]> => {
        const found: string[] = []
        for (let after: RowPlace | null = null; ;) {
          const page: Page<CaseRow, RowPlace> = await rows.list({ procedure: 'talk', ...filter }, after, limit, { atOnce: 3, most: 9 }) // prettier-ignore
          found.push(...page.rows.map((r) => r.conversation))
          if (page.next === null) return found
          after = page.next
        }
      }
      const expected = (fits: (r: CaseRow) => boolean): string[] =>
        all
          .filter((r) => r.procedure === 'talk' && fits(r))
          .map((r) => r.conversation)
          .reverse()
      for (const [filter, fits] of [
        [{}, () => true],
        [{ peer: 'XB' }, (r) => r.peer === 'XB'],
        [{ status: 'closed' }, (r) => r.status === 'closed'],
        [{ side: 'entry' }, (r) => r.side === 'entry'],
        [{ dueBefore: 17 }, (r) => r.due !== null && r.due < 17],
        [{ shown: true }, (r) => r.view !== null],
        [{ peer: 'XC', status: 'open', shown: true }, (r) => r.peer === 'XC' && r.status === 'open' && r.view !== null],
      ] as [object, (r: CaseRow) => boolean][])
        for (const limit of [1, 7, 100])
          for (const all of [listed, paged]) t.same(await all(filter, limit), expected(fits), JSON.stringify(filter))
    })

    t.test('a key finds the cases that name it, of its procedure and country', async (t) => {
      const named = async (n: number, more: Partial<CaseRow> & { type?: string; value?: string } = {}) => {
        const { type = 'equipment', value = 'C1', ...rest } = more
        const id = nextId()
        const { conversation, peer } = await put({ conversation: id, status: `${n}`, ...rest })
        await store.apart((db) => db.insertInto('caseKey').values({ type, value, conversation, peer }).execute())
        return conversation
      }
      const one = await named(1)
      const two = await named(2)
      await named(3, { value: 'C2' })
      await named(4, { type: 'mrn' })
      await named(5, { procedure: 'other' })
      await named(6, { view: null })
      await put({ conversation: one, peer: XC })
      const found = async (after: RowPlace | null, limit: number) =>
        (await rows.named('talk', 'equipment', 'C1', after, limit)).map((r) => [r.conversation, r.peer])
      t.same(await found(null, 9), [[two, XB], [one, XB]]) // prettier-ignore
      t.same(await found(null, 1), [[two, XB]])
      t.same(await found([two, XB], 9), [[one, XB]])
      t.same(await rows.values('equipment', null, 9), ['C1', 'C2'], 'each once')
      t.same(await rows.values('equipment', 'C1', 9), ['C2'])
    })

    t.test('what a procedure shows of a case is in its row; of a test nothing', async (t) => {
      const id = nextId()
      await heard(store, { id, conversation: id })
      const look = async (messages: CaseMessage[], conversation = nextId()) => {
        const shown = () => ({ status: 'seen', side: 'exit', due: 7, view: { a: 1 } })
        const fold = foldCase(messages, (name, version) => {
          const known = lookup(name, version)
          return known && { ...known, shown }
        })
        const cases = { node, book: { open: async () => ({ fold }) } } as unknown as Cases
        await createRows(cases).look({ peer: XB, conversation }, [])
        return (await rows.page({ procedure: 'talk' }, null, 99)).find((r) => r.conversation === conversation)
      }
      const open = says(1, 'XA', 'open', [])
      t.match(await look([open]), { status: 'seen', side: 'exit', due: 7, view: { a: 1 }, open: true, test: false, size: 1, openedAt: open.iat * 1000, heads: [open.id] }) // prettier-ignore
      t.match(await look([{ ...open, test: true }]), { status: null, side: null, due: null, view: null, test: true })
      t.match(await look([says(1, 'XA', 'fact', [])]), { status: null, view: null, open: false })
      t.equal(await look([]), undefined)
      // What follows on something that has not come is folded again when it comes.
      const alarm = says(3, 'XB', 'alarm', [2])
      t.match(await look([alarm]), { open: false, neededUntil: WHILE_OPEN })
      t.match(await look([open, alarm]), { open: true, neededUntil: WHILE_OPEN })
      t.match(await look([open, says(3, 'XB', 'fact', [2])]), { size: 1, neededUntil: WHILE_OPEN })
      t.match(await look([open, says(2, 'XA', 'fact', [1]), alarm]), { size: 3, neededUntil: 0 })
      t.match(await look([{ ...alarm, test: true }]), { test: true, neededUntil: 0 })
    })
  })
