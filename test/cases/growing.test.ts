/** Records that grow with their case: each version stays what it was, in whatever order they are looked at, and another entry costs the same. */
import fc from 'fast-check'
import t from 'tap'
import { changesOf } from '../../node/cases/case-hash.ts'
import { counted, Growing } from '../../node/cases/growing.ts'

/** By parity in the order in which they were put in, and all by their value. */
const groupsOf = (n: number): [group: string, rank?: number][] => [[`${n % 2}`], ['by value', n]]

t.test('any versions, made of any others and looked at in any order, are what plain records would be', async (t) => {
  const key = fc.constantFrom('a', 'b', '__proto__', 'toString', '7')
  const step = fc.record({ of: fc.nat(), key, value: fc.option(fc.nat(9), { freq: 4 }), look: fc.nat() })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const versions = [{ grown: Growing.empty(groupsOf), plain: [] as [string, number][] }]
      for (const { of, key, value, look } of steps) {
        const { grown, plain } = versions[of % versions.length]!
        const next =
          value === null
            ? plain.filter(([k]) => k !== key)
            : plain.some(([k]) => k === key)
              ? plain.map(([k, v]): [string, number] => [k, k === key ? value : v])
              : [...plain, [key, value] as [string, number]]
        versions.push({ grown: value === null ? grown.without(key) : grown.with(key, value), plain: next })
        const seen = versions[look % versions.length]!
        t.same(seen.grown.entries(), seen.plain)
      }
      for (const { grown, plain } of versions) {
        t.same(grown.entries(), plain)
        t.equal(JSON.stringify(grown), JSON.stringify(Object.fromEntries(plain)))
        t.equal(grown.size, plain.length)
        for (const k of ['a', '__proto__', 'toString', 'none'])
          t.equal(grown.get(k), plain.find(([name]) => name === k)?.[1])
        for (const odd of [0, 1]) {
          const those = plain.filter(([, v]) => v % 2 === odd)
          t.same(grown.group(`${odd}`), those, 'and so are those of a group, in their order')
          t.equal(grown.sizeOf(`${odd}`), those.length)
        }
        const byValue = plain.toSorted(([, a], [, b]) => a - b)
        t.same(grown.group('by value'), byValue, 'or by their rank')
        const above = byValue.findIndex(([, v]) => v > 4)
        t.same(
          grown.group('by value', 4),
          above < 0 ? byValue : byValue.slice(0, above + 1),
          'up to the first above one',
        )
        t.equal(grown.last('by value'), byValue.at(-1)?.[1])
        t.same(grown.newest(3), plain.slice(-3))
        for (const from of [-Infinity, 4]) {
          const paged: [string, number][] = []
          for (let page = grown.page('by value', null, 2, from); page.length > 0;) {
            paged.push(...page)
            const [key, rank] = page.at(-1)!
            page = grown.page('by value', { key, rank }, 2, from)
          }
          t.same(
            paged,
            byValue.filter(([, v]) => v >= from),
            'and pages of a group join',
          )
        }
      }
      for (const [i, { grown, plain }] of versions.entries()) {
        const other = versions[(i * 7) % versions.length]!
        t.same(
          changesOf({ all: other.grown }, { all: grown }),
          changesOf({ all: Object.fromEntries(other.plain) }, { all: Object.fromEntries(plain) }),
          'what a message has changed is told as of plain records',
        )
      }
    }),
    { numRuns: 150 },
  )
})

t.test('versions that were begun apart are compared all the same', async (t) => {
  const [one, two] = ['a', 'b'].map((key) => Growing.empty<number>().with(key, 1).with('c', 2))
  t.equal(Growing.between(one!, two!), undefined)
  t.same(changesOf(one, two), [{ path: '/a' }, { path: '/b', value: 1 }])
})

t.test('another entry, and what it has changed, cost the same of five and of five thousand', async (t) => {
  const cost = (size: number): number => {
    let grown = Growing.empty<number>()
    for (let n = 0; n < size; n++) grown = grown.with(`${n}`, n)
    counted.entries = 0
    for (let n = 0; n < 10; n++) {
      const before = grown
      grown = grown.with(`more ${n}`, n)
      t.same(changesOf(before, grown), [{ path: `/more ${n}`, value: n }])
      t.equal(before.get(`more ${n}`), undefined)
    }
    return counted.entries
  }
  t.equal(cost(5000), cost(5))
})
