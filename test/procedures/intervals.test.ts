/** Sets of time: from the beginning to the end, which is not of them, told minute by minute. */
import fc from 'fast-check'
import t from 'tap'
import {
  holdingOrNext,
  holds,
  intersect,
  normal,
  subtract,
  union,
  type Interval,
} from '../../node/procedures/opening-hours/intervals.ts'

t.test('an office is open from its first minute on, and closed in the minute in which it closes', async (t) => {
  const set = normal([
    [10, 20],
    [20, 30],
    [40, 50],
    [45, 47],
    [60, 60],
  ])
  t.same(set, [[10, 30], [40, 50]], 'what touches is one, and what is empty is none') // prettier-ignore
  for (const [time, is] of [
    [9, false],
    [10, true],
    [20, true],
    [29, true],
    [30, false],
    [40, true],
    [49, true],
    [50, false],
  ] as const)
    t.equal(holds(set, time), is, String(time))
  t.same([holdingOrNext(set, 30), holdingOrNext(set, 49), holdingOrNext(set, 50)], [[40, 50], [40, 50], undefined])
  t.same(intersect([[10, 20]], [[20, 30]]), [], 'two that never meet are never open together')
})

t.test('what sets come to is what they come to minute by minute', async (t) => {
  const END = 24
  const set = fc.array(fc.tuple(fc.nat(END), fc.nat(END)) as fc.Arbitrary<Interval>, { maxLength: 6 }).map(normal)
  const minutes = (s: readonly Interval[]): boolean[] =>
    Array.from({ length: END }, (_, m) => s.some(([from, to]) => from <= m && m < to))
  const sound = (s: readonly Interval[]): boolean =>
    s.every(([from, to], i) => from < to && (i === 0 || s[i - 1]![1] < from))
  fc.assert(
    fc.property(set, set, (a, b) => {
      const [inA, inB] = [minutes(a), minutes(b)]
      for (const [found, is] of [
        [intersect(a, b), inA.map((x, m) => x && inB[m]!)],
        [subtract(a, b), inA.map((x, m) => x && !inB[m]!)],
        [union(a, b), inA.map((x, m) => x || inB[m]!)],
      ] as const) {
        if (!sound(found)) return false
        if (JSON.stringify(minutes(found)) !== JSON.stringify(is)) return false
      }
      return inA.every((is, m) => holds(a, m) === is)
    }),
    { numRuns: 2000, seed: 5 },
  )
  t.pass('2,000 pairs')
})
