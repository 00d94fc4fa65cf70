/** How a later shard of a log begins: with a leaf that commits to the last checkpoint of the one before, and to nothing else. */
import { randomBytes } from 'node:crypto'
import t from 'tap'
import { checkOpening } from '../../node/auditor/check-opening.ts'
import { signCheckpoint } from '../../node/log/checkpoint.ts'
import { commitment, encodeLeaf, type LeafKind } from '../../node/log/entry.ts'
import { makeNoteKey } from './note-keys.ts'

t.test('a shard follows the one before, or says that it was opened after a rollback', async (t) => {
  const [ours, others] = [await makeNoteKey('log.xa.example/2026'), await makeNoteKey('log.xb.example/2026')]
  const [root, fork] = [randomBytes(32), randomBytes(32)]
  const signed = (key: typeof ours, size: number, of = root) =>
    signCheckpoint({ origin: key.key.name, size, root: of }, key.key, key.sign)
  const last = await signed(ours, 20)
  const salt = randomBytes(32)
  const mid = randomBytes(16).toString('base64url')
  const says = (object: string, kind: LeafKind = 'shard', of = object): string | null => {
    const first = encodeLeaf({ kind, peer: 'XA', mid, c: commitment(kind, salt, of) })
    return checkOpening('entry', first, { salt, object }, last)?.code ?? null
  }
  t.equal(says(last), null, 'what is faultless')
  t.equal(says(await signed(ours, 20, fork)), 'shard-differs', 'another history of the same size')
  t.equal(says(await signed(ours, 19)), 'shard-differs', 'not its last checkpoint')
  t.equal(says(await signed(others, 20)), 'shard-differs', 'the log of another country')
  t.equal(says(await signed(others, 30)), 'shard-differs')
  t.equal(says(await signed(ours, 30)), 'shard-rollback', 'more than is left')
  t.equal(says('it broke'), 'shard-rollback')
  t.equal(says(last, 'operator'), 'shard-differs', 'a leaf of another kind')
  t.equal(says(last, 'received'), 'shard-differs')
  const named = encodeLeaf({ kind: 'operator', peer: 'XA', mid, c: commitment('shard', salt, last) })
  t.equal(checkOpening('entry', named, { salt, object: last }, last)?.code, 'shard-differs', 'whatever it commits to')
  t.equal(says(last, 'shard', 'something else'), 'shard-differs', 'a leaf that commits to something else')
  const first = encodeLeaf({ kind: 'shard', peer: 'XA', mid, c: commitment('shard', salt, last) })
  t.equal(checkOpening('entry', first, { salt, object: last }, null)?.code, 'shard-differs')
  t.equal(checkOpening('entry', first, null, last)?.code, 'shard-differs')
  t.equal(checkOpening('entry', null, { salt, object: last }, last)?.code, 'shard-differs')
})
