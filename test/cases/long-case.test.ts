/** What a message costs does not grow with its case, counted and not timed: whose messages and whose events are looked at again, and what is written. */
import t from 'tap'
import { CaseBook } from '../../node/cases/book.ts'
import { createRows } from '../../node/cases/case-rows.ts'
import type { Cases } from '../../node/cases/cases.ts'
import { CaseFold, type CaseMessage } from '../../node/cases/engine.ts'
import { counted } from '../../node/cases/growing.ts'
import { PROCEDURES } from '../../node/procedures/procedures.ts'
import { aboutCrossings } from '../../node/procedures/release-time/about-crossings.ts'
import { XB } from '../exchange/stored.ts'
import { message } from '../procedures/sides.ts'
import { stores } from '../servers.ts'
import { alone, heard, nextId } from './alone.ts'
import { lookup } from './talk.ts'

/** How often a message was looked into. */
let looks = 0
function watched(m: CaseMessage): CaseMessage {
  const seen = { ...m }
  for (const member of ['context', 'body', 'heads', 'type'] as const)
    Object.defineProperty(seen, member, { enumerable: true, get: () => (looks++, m[member]) })
  return seen
}

const clock = { source: 'ntp', uncertaintyMs: 100 }
/** A clock time of lorry `n`, each of which has four. */
const told = (n: number, heads: string[]): CaseMessage =>
  message(
    'release-time',
    n % 3 ? 'XA' : 'XB',
    n % 3 ? 'XB' : 'XA',
    n % 10 === 9 ? 'correction' : 'event',
    n % 10 === 9
      ? { xEventId: `e${n - 3}`, xOccurredAt: '2026-11-23T05:30:00.000Z', xReason: 'read wrongly' }
      : {
          xEventId: `e${n}`,
          xCode: ['arrival', 'lodgement', 'release', 'exit'][n % 4],
          xOccurredAt: `2026-11-23T05:${String(59 - (n % 50)).padStart(2, '0')}:00.000Z`,
          xRecordedAt: '2026-11-23T06:00:00.000Z',
          xClock: clock,
          xCapture: 'automatic',
        },
    { heads, ...(n % 10 === 9 ? {} : { context: { xCrossing: `C${n >> 2}` } }) },
  )

t.test('a message is looked into as often in a case of five thousand as in one of fifty', async (t) => {
  const fold = new CaseFold(PROCEDURES.lookup)
  let n = 0
  const add = (count: number): { looks: number; entries: number } => {
    looks = counted.entries = 0
    for (let i = 0; i < count; i++, n++) {
      fold.add(watched(told(n, fold.heads)))
      const about = aboutCrossings(fold)
      t.ok(about.about(new Set([`C${n >> 2}`])).length < 9)
    }
    return { looks, entries: counted.entries }
  }
  add(60)
  const early = add(60)
  add(4820)
  const late = add(60)
  t.equal(fold.size, 5000)
  t.ok(early.looks > 0 && early.entries > 0)
  t.ok(late.looks <= early.looks * 1.2, `${late.looks} looks, ${early.looks} in the small case`)
  t.ok(late.entries <= early.entries * 1.2, `${late.entries} entries, ${early.entries} in the small case`)
  t.ok(fold.faults.length < 600, `${fold.faults.length} at fault`)
})

for (const kind of stores())
  t.test(
    `${kind.name}: what is kept beside a case does not grow with it`,
    { ...kind.options, timeout: 120_000 },
    async (t) => {
      const { node, store } = await alone(t, kind)
      const book = new CaseBook(
        node,
        lookup,
        ({ bytes }) => JSON.parse(bytes.toString()) as object,
        async () => undefined,
      )
      const rows = createRows({ node, book } as Cases)
      const first = nextId()
      let last = await heard(store, { id: first, conversation: first, type: 'open' })
      const kept = async (size: number) => {
        for (let { fold } = await book.open(XB, first); fold.size < size; await book.open(XB, first))
          for (let n = fold.size; n < size; n++) last = await heard(store, { conversation: first, heads: [last] })
        await rows.look({ peer: XB, conversation: first }, [last])
        const found = await store.read.selectFrom('caseRow').selectAll().execute()
        t.match(found, [{ heads: new RegExp(last) }])
        return { rows: found.length, bytes: JSON.stringify(found).length }
      }
      const early = await kept(20)
      const late = await kept(520)
      t.equal(late.rows, early.rows)
      t.ok(late.bytes <= early.bytes + 8, `${late.bytes} bytes, ${early.bytes} of the small case`)
    },
  )
