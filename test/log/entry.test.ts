/** A leaf of the log: one spelling, and a commitment that is to one object of one class alone. */
import { randomBytes } from 'node:crypto'
import t from 'tap'
import { commitment, encodeLeaf, leafHash, parseLeaf, type LeafKind } from '../../node/log/entry.ts'
import { nodeHash } from '../../node/log/merkle.ts'
import { ownEventLeaf, signedLeaf } from '../../node/store/leaves.ts'
import type { Country } from '../../node/values/country.ts'
import { digestOf, sha256 } from '../../node/values/digest.ts'

const leaf = {
  kind: 'sent' as LeafKind,
  peer: 'XB',
  mid: randomBytes(16).toString('base64url'),
  c: digestOf('x'),
}
const text = encodeLeaf(leaf).toString()

t.test('it is read in its canonical form alone', async (t) => {
  t.match(parseLeaf(text), leaf)
  t.match(parseLeaf(Buffer.from(text)), leaf)
  for (const bad of [
    text.replace(':', ': '),
    `${text} `,
    text.replace('"v":1', '"v":2'),
    text.replace('"v":1', '"v":1.0'),
    text.replace('"sent"', '"guessed"'),
    text.replace('"XB"', '"XBC"'),
    text.replace(leaf.mid, leaf.mid.slice(1)),
    text.replace('"v":1', '"v":1,"w":1'),
    JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text) as object).reverse())),
    '[]',
    '',
  ])
    t.throws(() => parseLeaf(bad), { code: 'log-invalid' }, bad)
  t.throws(() => parseLeaf(text.replace('"v":1', `"v":1${' '.repeat(300)}`)), { message: 'the leaf is too long' })
})

t.test('a commitment is to one object of one class, under one salt', async (t) => {
  const salt = randomBytes(32)
  t.equal(commitment('sent', salt, 'x'), commitment('received', salt, 'x'), 'both countries log the same')
  t.equal(
    commitment('sent', salt, 'x'),
    digestOf('juxta-commit-v1\0', 'message', '\0', salt, sha256('x')),
    'as the design of the log has it',
  )
  const one = commitment('sent', salt, 'x')
  for (const [what, beside] of [
    ['another class', commitment('receipt-issued', salt, 'x')],
    ['another salt', commitment('sent', randomBytes(32), 'x')],
    ['another object', commitment('sent', salt, 'y')],
  ] as const)
    t.not(beside, one, what)
})

t.test('the two signatures that ES256 has for one thing make one commitment', (t) => {
  const salt = randomBytes(32)
  const [one, twin] = ['e30.e30.AAAA', 'e30.e30.BBBB']
  for (const kind of ['sent', 'receipt-issued', 'refused', 'event'] as const)
    t.equal(signedLeaf(kind, 'XA' as Country, salt, one).c, signedLeaf(kind, 'XA' as Country, salt, twin).c, kind)
  const kept = ownEventLeaf('XA' as Country, one)
  t.equal(kept.own!.object, one, 'the event is kept whole')
  t.equal(kept.c, commitment('event', kept.own!.salt, 'e30.e30'))
  t.end()
})

t.test('no leaf is an inner node', async (t) => {
  const [left, right] = [randomBytes(32), randomBytes(32)]
  t.notSame(leafHash(Buffer.concat([left, right])), nodeHash(left, right))
  t.same(leafHash(Buffer.from('x')), sha256(Buffer.from([0]), 'x'), 'RFC 6962 §2.1')
  t.same(nodeHash(left, right), sha256(Buffer.from([1]), left, right), 'RFC 6962 §2.1')
})
