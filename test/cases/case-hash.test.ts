/** The hash of a case: what it covers, written out, so that another implementation comes to the same. */
import { createHash } from 'node:crypto'
import t from 'tap'
import { changesOf, hashAfter, NO_MESSAGES } from '../../node/cases/case-hash.ts'
import type { Case } from '../../node/cases/procedure.ts'

const sha256 = (text: string): string => `sha-256:${createHash('sha256').update(text).digest('base64url')}`
const holding = (state: unknown): Case<unknown> => ({
  conversation: 'c',
  procedure: 'talk',
  version: '1',
  roles: { exit: 'XA', entry: 'XB' },
  test: false,
  state,
})

t.test(
  'each link covers the one before, the message, what became of it, what it opened and what it changed',
  async (t) => {
    t.equal(NO_MESSAGES, sha256(''))
    const first = hashAfter(NO_MESSAGES, { id: 'm1', status: 'applied' }, undefined, holding({ b: 1, a: [true] }))
    t.equal(
      first,
      sha256(
        `{"after":"${NO_MESSAGES}","change":[{"path":"","value":{"a":[true],"b":1}}],"message":"m1",` +
          '"opens":{"procedure":"talk","roles":{"entry":"XB","exit":"XA"},"test":false,"version":"1"},"status":"applied"}',
      ),
    )
    const fault = { rule: 'late', pointer: '/document/x', reason: 'in the words of this release' } as never
    t.equal(
      hashAfter(first, { id: 'm2', status: 'fault', fault }, holding({ a: 1 }), holding({ a: 1 })),
      sha256(
        `{"after":"${first}","change":[],"fault":{"pointer":"/document/x","rule":"late"},"message":"m2","status":"fault"}`,
      ),
    )
  },
)

t.test('what changed is told by value, member by member, in the order of their names', async (t) => {
  const before = { list: [1, 2, 3], 'a/b': 1, 'c~d': 1, gone: 1, same: { x: [1] }, none: 1, deep: { p: 1, q: 1 } }
  const after = { new: 0, none: undefined, deep: { q: 2, p: 1 }, same: { x: [1] }, 'c~d': 2, 'a/b': 2, list: [1, 5] }
  t.same(changesOf(before, after), [
    { path: '/a~1b', value: 2 },
    { path: '/c~0d', value: 2 },
    { path: '/deep/q', value: 2 },
    { path: '/gone' },
    { path: '/list/1', value: 5 },
    { path: '/list/2' },
    { path: '/new', value: 0 },
    { path: '/none' },
  ])
  t.same(changesOf({ l: [1] }, { l: [1, { a: 1 }] }), [{ path: '/l/1', value: { a: 1 } }])
  t.same(changesOf({ a: [] }, { a: {} }), [{ path: '/a', value: {} }], 'a list is no record')
  t.same(changesOf(null, { a: 1 }), [{ path: '', value: { a: 1 } }])
  t.same(changesOf({ toString: 1 }, {}), [{ path: '/toString' }])
  t.same(changesOf({}, { constructor: 1 }), [{ path: '/constructor', value: 1 }])
})
