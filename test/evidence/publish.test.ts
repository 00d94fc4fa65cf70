/** Publishing: what is signed is what the log holds, whichever replica signs it, and a log with a gap is not signed over. */
import t from 'tap'
import { createPublisher } from '../../node/evidence/publish.ts'
import { openCheckpoint } from '../../node/log/checkpoint.ts'
import { CompactRange, proveConsistency, verifyConsistency } from '../../node/log/merkle.ts'
import { encodeVerifierKey } from '../../node/log/note.ts'
import { nodesFromTiles } from '../../node/log/tiles.ts'
import type { Node } from '../../node/node.ts'
import { ownLeaf } from '../../node/store/leaves.ts'
import { logIn } from '../../node/store/log.ts'
import { emptyStore, XA } from '../exchange/stored.ts'
import { makeNoteKey } from '../log/note-keys.ts'
import { ShiftedClock } from '../nodes.ts'
import { stores } from '../servers.ts'

for (const kind of stores())
  t.test(kind.name, kind.options, async (t) => {
    const { store } = await emptyStore(t, kind)
    const log = logIn(store)
    const { origin, shard } = await log.head()
    const key = await makeNoteKey(origin)
    const replica = () =>
      createPublisher({
        country: XA,
        store,
        clock: new ShiftedClock(),
        signer: { signNote: (_: Uint8Array, bytes: Uint8Array) => key.sign(bytes) },
        own: { identity: { log: { origin, vkey: encodeVerifierKey(key.key) } }, refresh: async () => undefined },
      } as unknown as Node)
    const grow = async (n: number): Promise<void> => {
      for (let i = 0; i < n; i++) await log.append(ownLeaf('operator', XA, `${i}`))
    }
    const rootOf = async (size: number): Promise<Buffer> => {
      const range = new CompactRange()
      for (const { hash } of await log.leaves(shard, 0, size)) range.append(hash)
      return range.root()
    }
    const nodes = (size: number) => nodesFromTiles(size, ({ level, index }) => log.tile(shard, level, index))

    t.test('two replicas in turn sign one history', async (t) => {
      const [one, two] = [replica(), replica()]
      const signed: { size: number; root: Buffer }[] = []
      for (const [publish, n] of [
        [one, 3],
        [two, 260],
        [one, 5],
        [one, 1],
        [two, 300],
        [two, 1],
        [one, 2],
      ] as const) {
        await grow(n)
        const done = (await publish())!
        t.equal(done.size, (await log.head()).size)
        t.ok(done.root.equals(await rootOf(done.size)), `the root of ${done.size} leaves`)
        t.same(openCheckpoint(done.note, [key.key]).checkpoint, { origin, size: done.size, root: done.root })
        const last = signed.at(-1)
        if (last) {
          const proof = await proveConsistency(last.size, done.size, nodes(done.size))
          t.ok(verifyConsistency(last.size, done.size, proof, last.root, done.root), 'it leads on from the one before')
        }
        signed.push(done)
      }
      t.equal(await one(), null, 'nothing has grown')
      await grow(4)
      const both = await Promise.all([one(), two(), one()])
      t.equal(new Set(both.flatMap((b) => (b ? [b.note] : []))).size, 1, 'of two at once one')
    })

    t.test('a log with a gap is not signed', async (t) => {
      const before = (await log.published(shard))!.size
      await grow(6)
      const gap = before + 2
      await store.apart((db) => db.deleteFrom('leaf').where('idx', '=', gap).execute())
      for (const publish of [replica(), replica()]) await t.rejects(publish(), { code: 'internal', rule: 'log-gap' })
      t.equal((await log.published(shard))!.size, before)
    })
  })
