/** Which keys of an identity may go when there is no room for another. */
import t from 'tap'
import { keepWithin } from '../../node/cli/keys-over.ts'

type Key = { id: number; from: number; until: number; revoked_at?: number }
const NOW = 1_000_000
const [DAY, PENDING] = [86_400, 100]
/** `count` keys, each followed by the next. */
const keys = (count: number, change: (id: number) => Partial<Key> = () => ({})): Key[] =>
  Array.from({ length: count }, (_, id) => ({ id, from: 1000 * (id + 1), until: NOW + DAY, ...change(id) }))
const use = (held: (key: Key) => boolean = () => true) => ({ name: 'signing', held, now: NOW, pending: PENDING })
const gone = (all: Key[], held?: (key: Key) => boolean): number[] => {
  const kept = new Set(keepWithin(all, use(held)))
  return all.filter((k) => !kept.has(k)).map((k) => k.id)
}

t.test('none goes while there is room', async (t) => {
  t.same(gone(keys(32, () => ({ until: 1 }))), [])
})

t.test('who is over for longest goes first: ended, withdrawn, or followed by one that is held', async (t) => {
  t.same(gone(keys(34)), [0, 1])
  t.same(gone(keys(34, (id) => (id === 9 ? { until: 1500 } : {}))), [9, 0].sort())
  t.same(gone(keys(34, (id) => (id === 9 ? { revoked_at: 1 } : {}))), [9, 0].sort())
  t.same(
    gone(keys(33), ({ id }) => id !== 1),
    [0],
  )
  t.same(
    gone(
      keys(33, (id) => (id === 0 ? { until: 9000 } : {})),
      ({ id }) => id > 20,
    ),
    [0],
    'or ended meanwhile',
  )
  const spare = keys(33, (id) => (id === 32 ? { revoked_at: 5 } : {}))
  t.same(gone(spare), [32], 'the newest too where it was withdrawn')
})

t.test('what works, or of which something may be under way, stays', async (t) => {
  const young = (id: number): Partial<Key> => ({ from: NOW - 50 + id })
  t.throws(() => keepWithin(keys(33, young), use()), { rule: 'too-many', message: /signing keys/ })
  const alone = keys(33, () => ({ from: 5 }))
  t.throws(() => keepWithin(alone, use()), { rule: 'too-many' } as never, 'side by side none follows the other')
  const ended = keys(33, (id) => (id === 0 ? { from: NOW, until: NOW - 1 - PENDING } : { from: NOW - 10 + id }))
  t.same(
    gone(ended, ({ id }) => id > 0),
    [0],
  )
})
