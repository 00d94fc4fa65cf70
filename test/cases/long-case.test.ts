/** What a message costs does not grow with its case, counted and not timed: whose messages and whose events are looked at again, and what is written. */
import t from 'tap'
import { CaseFold, type CaseMessage } from '../../node/cases/engine.ts'
import { counted } from '../../node/cases/growing.ts'
import { PROCEDURES } from '../../node/procedures/procedures.ts'
import { aboutCrossings } from '../../node/procedures/release-time/about-crossings.ts'
import { message } from '../procedures/sides.ts'

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
