/** What of a word on suspended procedures counts: after the notice that was agreed, but where it only carries on what is suspended already. */
import t from 'tap'
import type { AgreementDocument } from '../../node/peers/agreement.ts'
import { counting } from '../../node/peers/suspensions.ts'

const HOUR = 3600
const SAID = 1_800_000_000
const document = { procedures: [{ name: 'aeo', suspension: { notice_hours: 24 } }] } as unknown as AgreementDocument
type Span = { readonly from: number; readonly until?: number }
const word = (said: number, { from, until }: Span) => ({
  ...{ agreement: 'sha-256:x', by: 'XB', said, reason: 'a strike' },
  procedures: [{ name: 'aeo', from, ...(until === undefined ? {} : { until }) }],
})
/** From when until when the next word counts, in hours from when it was said. */
const counts = (before: Span | null, next: Span) =>
  counting(document, word(SAID, next) as never, before && (word(SAID - 1, before) as never), SAID).procedures.map(
    ({ from, until }) => [(from - SAID) / HOUR, until === undefined ? null : (until - SAID) / HOUR],
  )
const at = (hours: number): number => SAID + hours * HOUR

t.test('what is suspended already goes on without another notice, what has ended does not', async (t) => {
  t.same(counts(null, { from: at(0) }), [[24, null]], 'after the notice')
  t.same(counts({ from: at(-5) }, { from: at(-2), until: at(2) }), [[-2, 2]], 'it ends sooner')
  t.same(counts({ from: at(-5), until: at(30) }, { from: at(-5), until: at(90) }), [[-5, 90]], 'the notice is over by then')
  t.same(counts({ from: at(-5), until: at(3) }, { from: at(-5), until: at(90) }), [[24, 90]], 'it is not')
  t.same(counts({ from: at(-5), until: at(-1) }, { from: at(-5), until: at(-1) }), [], 'nothing is said anew of what has ended')
  t.same(counts({ from: at(-5), until: at(-1) }, { from: at(-4), until: at(-2) }), [], 'nor of a part of it')
  t.same(counts({ from: at(-2) }, { from: at(-5) }), [[24, null]], 'nothing begins sooner than it did')
}) // prettier-ignore
