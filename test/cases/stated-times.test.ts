/** What messages say of times, of every procedure in every version: each is of what has happened or of what is to come, and is held against when its message was signed. */
import t from 'tap'
import { shapeOf, type Shape } from '../../node/cases/shape.ts'
import { checkTimes, doubtedTimes, spanOf, statedIn, timesOf } from '../../node/cases/stated-times.ts'
import { PROCEDURES } from '../../node/procedures/procedures.ts'
import { DAY, HOUR, time } from '../../node/values/time.ts'
import { message, START } from '../procedures/sides.ts'

const signed = { iat: START / 1000 }
const days = (n: number): string => time(START + n * DAY)
const TYPES = PROCEDURES.all.flatMap(({ name, version, types }) =>
  Object.keys(types).map((type) => ({ procedure: name, version, type })),
)

/** Members that are times, found by what documents in XML are read by. */
function clocks(shape: Shape | undefined): number {
  if (shape === undefined) return 0
  if (shape.kind === 'object') return Object.values(shape.members).reduce((n, inner) => n + clocks(inner), 0)
  if (shape.kind === 'list') return clocks(shape.of)
  return shape.kind === 'time' || shape.kind === 'day-or-time' ? 1 : 0
}

t.test('every time in a schema says whether it has happened or is to come', async (t) => {
  const unclassed = TYPES.flatMap((of) => timesOf(of).unclassed.map((path) => [of.procedure, of.type, path].join(' ')))
  t.same(unclassed, [])
  const all = TYPES.map((of) => timesOf(of).times.length)
  t.ok(all.reduce((n, one) => n + one, 0) > 200)
  for (const [i, of] of TYPES.entries())
    t.ok(
      all[i]! >= clocks(shapeOf(of.procedure, of.type, of.version)),
      `${of.procedure} ${of.type}: none is passed over`,
    )
})

t.test('a span is of hours, days or years', async (t) => {
  t.same(['PT6H', 'P90D', 'P2Y'].map(spanOf), [6 * HOUR, 90 * DAY, 732 * DAY])
  for (const none of ['6H', 'P6H', 'PT6D', 'P', '']) t.throws(() => spanOf(none), none)
})

t.test('every time of every message is refused or doubted where it cannot be', async (t) => {
  const never = (path: readonly string[], text: string): unknown =>
    path.reduceRight<unknown>((inner, name) => (name === '[]' ? [inner] : { [name]: inner }), text)
  for (const { procedure, version, type } of TYPES)
    for (const { path, is, ago, ahead } of timesOf({ procedure, version, type }).times) {
      const at = `${procedure} ${type} /${path.join('/')}`
      const pointer = `/document/${path.join('/').replaceAll('[]', '0')}`
      const said = (ms: number) => message(procedure, 'XA', 'XB', type, never(path, time(START + ms)), { ...signed, version }) // prettier-ignore
      t.same(statedIn(said(0)).map((one) => one.pointer), [pointer], at) // prettier-ignore
      // What has no end says so with the last year that can be written.
      if (ahead < 900 * 366 * DAY) {
        const wrong = [checkTimes(said(ahead + 1000)), checkTimes(said(ahead))].map(
          (one) => one && [one.rule, one.pointer],
        )
        t.same(wrong, [[is === 'fact' ? 'future' : 'too-far-ahead', pointer], undefined], at)
      }
      const early = [said(-ago - 1), said(-ago)]
      t.same(early.map((m) => doubtedTimes(m)), is === 'fact' ? [[pointer], []] : [[], []], at) // prettier-ignore
      t.same(early.map((m) => checkTimes(m)?.rule), [is === 'plan' ? 'past' : undefined, undefined], at) // prettier-ignore
    }
})

t.test('a day has happened where it has begun anywhere, and is over where it has ended everywhere', async (t) => {
  const on = (releaseDateTime: string) =>
    message('pre-arrival', 'XB', 'XA', 'release', { status: { releaseDateTime } }, signed)
  // 04:00 UTC on the 23rd: the 24th begins first at UTC+14, at 10:00 UTC.
  t.same(['2026-11-23', '2026-11-24', '2026-11-25'].map((day) => checkTimes(on(day))?.rule), [undefined, 'future', 'future']) // prettier-ignore
  t.same(doubtedTimes(on('2020-02-29')), ['/document/status/releaseDateTime'])
})

t.test('what corrects is held against when that was said which it corrects', async (t) => {
  const correction = message('release-time', 'XA', 'XB', 'correction', { xEventId: 'e', xOccurredAt: days(-100), xReason: 'x' }, signed) // prettier-ignore
  t.same(doubtedTimes(correction), ['/document/xOccurredAt'])
  t.same(doubtedTimes(correction, signed.iat - 20 * 86_400), [])
})
