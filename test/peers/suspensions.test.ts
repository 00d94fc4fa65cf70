/** What of a word on suspended procedures counts: after the notice that was agreed, but where it only carries on what was suspended before. */
import t from 'tap'
import type { AgreementDocument } from '../../node/peers/agreement.ts'
import { counting } from '../../node/peers/suspensions.ts'

const HOUR = 3600
const SAID = 1_800_000_000
const document = { procedures: [{ name: 'aeo', suspension: { notice_hours: 24 } }] } as unknown as AgreementDocument
type Span = { readonly from: number; readonly until?: number }
const word = (said: number, ...spans: readonly Span[]) => ({
  ...{ agreement: 'sha-256:x', by: 'XB', said, reason: 'a strike' },
  procedures: spans.map((span) => ({ name: 'aeo', ...span })),
})
/** From when until when the next word counts, in hours from when it was said. */
const counts = (before: Span | null, ...next: readonly Span[]) =>
  counting(document, word(SAID, ...next) as never, before && (word(SAID - 1, before) as never), SAID).procedures.map(
    ({ from, until }) => [(from - SAID) / HOUR, until === undefined ? null : (until - SAID) / HOUR],
  )
const at = (hours: number): number => SAID + hours * HOUR

t.test('what is suspended already goes on without another notice, what has ended does not', async (t) => {
  t.same(counts(null, { from: at(0) }), [[24, null]], 'after the notice')
  t.same(counts({ from: at(-5) }, { from: at(-2), until: at(2) }), [[-2, 2]], 'it ends sooner')
  t.same(counts({ from: at(-5), until: at(30) }, { from: at(-5), until: at(90) }), [[-5, 90]], 'the notice is over by then')
  t.same(counts({ from: at(-5), until: at(3) }, { from: at(-5), until: at(90) }), [[-5, 3], [24, 90]], 'it is not: what runs goes on to its end')
  t.same(counts({ from: at(-5), until: at(24) }, { from: at(-5), until: at(90) }), [[-5, 90]], 'what follows at once is one')
  t.same(counts({ from: at(-5), until: at(-1) }, { from: at(-5), until: at(-1) }), [[-5, -1]], 'what has ended stays as it was')
  t.same(counts({ from: at(-5), until: at(-1) }, { from: at(-4), until: at(2) }), [[-4, -1]], 'and goes on no longer')
  t.same(counts({ from: at(-2) }, { from: at(-5) }), [[-2, null]], 'nothing begins sooner than it did')
  const planned = { from: at(40), until: at(50) }
  t.same(counts({ from: at(-2) }, { from: at(-2) }, planned), [[-2, null], [40, 50]], 'what is planned stands beside what runs')
  t.same(counts(planned, planned, { from: at(0), until: at(30) }), [[40, 50], [24, 30]], 'whichever was said first')
}) // prettier-ignore

t.test('of what overlaps with much that runs each stretch stands once', async (t) => {
  const runs = Array.from({ length: 100 }, (_, i) => ({ from: at(1 + i / 10), until: at(1.05 + i / 10) }))
  const again = Array.from({ length: 100 }, (_, i) => ({ from: at(0) - i, until: at(90) }))
  const { procedures } = counting(document, word(SAID, ...again) as never, word(SAID - 1, ...runs) as never, SAID)
  t.same(procedures, [...runs, { from: at(24), until: at(90) }].map((span) => ({ name: 'aeo', ...span })))
}) // prettier-ignore
