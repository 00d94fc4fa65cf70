/** What a neighbour says of our log, of which it may say anything: when it stops us, when it is only an alert, and when it is nothing. */
import t from 'tap'
import { signSet } from '../../node/exchange/signed-events.ts'
import { signCheckpoint } from '../../node/log/checkpoint.ts'
import { parseVerifierKey, verifierKey } from '../../node/log/note.ts'
import { logIn } from '../../node/store/log.ts'
import { newMessageId } from '../../node/values/id.ts'
import { makeNoteKey } from '../log/note-keys.ts'
import { settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import { gone, pretend, type Said } from '../pretend.ts'
import { rowsOf, tamper } from '../tamper.ts'

const alerts = async (node: TestNode): Promise<any[]> => (await node.call('GET', '/v1/alerts')).body.items
const kinds = async (node: TestNode): Promise<string[]> => (await alerts(node)).map((x) => x.kind)
const published = async (node: TestNode) => {
  const { shard } = await logIn(node.node.store).head()
  return (await logIn(node.node.store).published(shard))!
}
/** One more leaf of `node`'s log. */
const grow = (node: TestNode) => node.call('POST', '/v1/keys', { name: 'a key', roles: ['auditor'] })
/** A checkpoint under the own key of `node`. */
const noteOf = ({ node }: TestNode, size: number, root: Buffer, origin = node.own.identity.log.origin) => {
  const { publicKey } = parseVerifierKey(node.own.identity.log.vkey)
  return signCheckpoint({ origin, size, root }, verifierKey(origin, 1, publicKey), (b) =>
    node.signer.signNote(publicKey, b),
  )
}
/** A receipt of `by` for `to` that names a leaf of the log of `of`. */
const receiptOf = (by: TestNode, to: TestNode, index: number, of = by) =>
  signSet(
    by.node,
    'received',
    {
      message: newMessageId(Date.now()),
      manifest_digest: `sha-256:${'A'.repeat(43)}`,
      sealed_digest: `sha-256:${'A'.repeat(43)}`,
      log: { origin: of.node.own.identity.log.origin, index, leaf: '{}' },
    },
    to.country,
    newMessageId(Date.now()),
    null,
  )
const size = (leaves: number): Said => ({ status: 409, type: 'text/x.tlog.size', body: `${leaves}\n` })

t.test('a neighbour that refuses to cosign', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  await untilState(a, (await submit(a, b)).body.id, 'delivered')
  await b.node.stop()
  let say: (shown: number) => Said | Promise<Said> = () => ({ status: 503 })
  let asked = 0
  let shows: string | null = null
  const server = await pretend(b, async (request, body) => {
    if (request === 'GET /v1/witnessed')
      return {
        status: 200,
        type: 'application/json',
        body: JSON.stringify({ checkpoints: shows === null ? [] : [shows], receipts: [] }),
      }
    if (request !== 'POST /add-checkpoint') return { status: 503 }
    const said = await say(Number(body.split('\n\n')[1]!.split('\n')[1]))
    asked++
    return said
  })
  t.teardown(() => gone(server))
  const rounds = async (n: number): Promise<void> => {
    asked = 0
    await grow(a)
    await settled(`it was asked ${n} times`, async () => asked >= n)
  }

  t.test('is not ahead of a log that has only grown meanwhile', async (t) => {
    // Another replica has published and submitted more, while this one showed what it knew.
    say = async (shown) => {
      await grow(a)
      return size(shown + 1)
    }
    await rounds(2)
    t.same(
      (await kinds(a)).filter((k) => ['log-behind', 'witness-claim'].includes(k)),
      [],
    )
  })
  t.test('that names more than there is, or another root, proves nothing by that', async (t) => {
    say = (shown) => size(shown + 1000)
    await rounds(1)
    await settled('the operator is told', async () => (await kinds(a)).includes('witness-claim'))
    say = (shown) => size(shown)
    await rounds(2)
    say = () => ({ status: 422 })
    await rounds(2)
    const stranger = await makeNoteKey(a.node.own.identity.log.origin)
    shows = await signCheckpoint(
      { origin: stranger.key.name, size: 9000, root: Buffer.alloc(32, 7) },
      stranger.key,
      stranger.sign,
    )
    say = (shown) => size(shown + 1000)
    await rounds(2)
    // Its own newest checkpoint is no other history, whatever is said with it.
    shows = (await published(a)).note
    say = () => ({ status: 422 })
    await rounds(2)
    t.same((await kinds(a)).filter((k) => ['log-behind', 'split-view'].includes(k)), []) // prettier-ignore
    const claims = (await alerts(a)).filter((x) => x.kind === 'witness-claim')
    t.equal(claims.length, 1, 'one alert, with a count')
    t.ok(claims[0].count > 1)
  })
  t.test('is ahead where it shows more than there is under our own key', async (t) => {
    shows = await noteOf(a, 5000, Buffer.alloc(32, 7))
    say = (shown) => size(shown + 1000)
    await rounds(1)
    await settled('the operator is told', async () => (await kinds(a)).includes('log-behind'))
    t.notOk((await kinds(a)).includes('split-view'))
  })
  t.test('shows another root under our own key', async () => {
    say = async (shown) => {
      shows = await noteOf(a, shown, Buffer.alloc(32, 7))
      return size(shown)
    }
    await rounds(1)
    await settled('the operator is told', async () => (await kinds(a)).includes('split-view'))
  })
  t.test('does not let us in yet, or has no time: that is nothing to wake anybody for', async (t) => {
    for (const status of [401, 403, 404, 429, 500, 502, 503, 504]) {
      say = () => ({ status })
      await rounds(1)
    }
    t.notOk((await kinds(a)).includes('witness-answer'))
  })
  t.test('or answers what is no cosignature of its key', async () => {
    say = () => ({
      status: 200,
      body: `— ${b.node.own.identity.witness.name} ${Buffer.alloc(76, 7).toString('base64')}\n`,
    })
    await rounds(1)
    await settled('the operator is told', async () => (await kinds(a)).includes('witness-answer'))
  })
  t.test('and is one of whom nothing is said any more when it cosigns', async () => {
    await gone(server)
    await b.restart()
    await grow(a)
    await settled('both alerts are closed', async () => !(await kinds(a)).some((k) => /^witness-/.test(k)))
  })
})

t.test('a node that starts believes its own log only as far as its neighbours do', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  await untilState(a, (await submit(a, b)).body.id, 'delivered')
  await settled('it is cosigned', async () => (await a.call('GET', '/v1/log')).body.cosigned.length > 0)
  await b.node.stop()
  const { origin } = a.node.own.identity.log
  let seen: Record<string, unknown> | null = null
  const server = await pretend(b, (request) =>
    request === 'GET /v1/witnessed' && seen
      ? {
          status: 200,
          type: 'application/json',
          body: JSON.stringify({ checkpoints: [], receipts: [], ...seen }),
        }
      : { status: 503 },
  )
  t.teardown(() => gone(server))
  const starts = async (): Promise<string> => {
    try {
      await a.restart()
      return 'goes on'
    } catch (error) {
      return (error as Error).message
    }
  }
  const last = await published(a)
  const other = Buffer.alloc(32, 7)
  const note = (size: number, root: Buffer, of = origin): Promise<string> => noteOf(a, size, root, of)
  const claims = async (): Promise<number> =>
    (await alerts(a)).filter((x) => x.kind === 'witness-claim' && x.closedAt === null)[0]?.count ?? 0

  seen = { checkpoints: [await note(last.size, last.root)] }
  t.equal(await starts(), 'goes on', 'what is faultless')
  t.equal((await submit(a, b)).status, 202)

  const stranger = await makeNoteKey(origin)
  const [first] = await logIn(a.node.store).leaves((await logIn(a.node.store).head()).shard, 0, 1)
  const forged = (size: number) => signCheckpoint({ origin, size, root: other }, stranger.key, stranger.sign)
  let count = 0
  for (const [name, said] of [
    ['a bare number', { size: 10_000, root: other.toString('base64') }],
    ['a bare index', { receipts: [10_000] }],
    ['a checkpoint under the key of a stranger', { checkpoints: [await forged(10_000)] }],
    ['a checkpoint of another log', { checkpoints: [await note(10_000, other, 'juxta.xc.example/2026')] }],
    ['a receipt that its own key signed', { receipts: [await receiptOf(b, a, 10_000, a)] }],
    ['a receipt that is none', { receipts: ['a.b.c'] }],
    ['a checkpoint of less than it has cosigned', { checkpoints: [await note(1, first!.hash)] }],
    ['nothing at all', {}],
    ['a checkpoint that is none', { checkpoints: ['x'] }],
  ] as const) {
    seen = said
    t.equal(await starts(), 'goes on', name)
    t.ok((await claims()) > count, `${name} is an alert`)
    count = await claims()
    t.match(await submit(a, b), { status: 503, body: { rule: 'rollback-check' } }, `${name} is no witness`)
  }
  for (const [name, said, says] of [
    [
      'the same size with another root',
      { checkpoints: [await note(last.size, other)] },
      /another history of the first/,
    ],
    [
      'a smaller size with another root',
      { checkpoints: [await note(3, other)] },
      /another history of the first 3 leaves/,
    ],
    ['a size that this log does not have', { checkpoints: [await note(10_000, other)] }, /has cosigned 10000 leaves/],
    [
      'a size that is proven, beside a receipt that is not',
      { checkpoints: [await note(10_000, other)], receipts: ['a.b.c'] },
      /has cosigned 10000 leaves/,
    ],
    [
      'a receipt for a leaf that this log does not have',
      { receipts: [await receiptOf(a, b, 10_000)] },
      /names leaf 10000/,
    ],
    [
      'leaves of a log that this store does not have',
      { checkpoints: [await note(1, other, `${origin.slice(0, origin.lastIndexOf('/'))}/2099`)] },
      /has seen 1 leaves of/,
    ],
  ] as const) {
    seen = said
    t.match(await starts(), says, name)
  }
  const leaves = (): number => rowsOf(a, 'select "size" from "logHead"')[0].size
  seen = { receipts: [await receiptOf(a, b, leaves())] }
  t.match(await starts(), /names leaf/, 'a receipt for the leaf behind the last one')
  seen = { receipts: [await receiptOf(a, b, leaves() - 1)] }
  t.equal(await starts(), 'goes on', 'a receipt for the last leaf')
  t.equal(await claims(), 0, 'what holds closes the alert')
  t.equal((await submit(a, b)).status, 202, 'and all goes on')
  tamper(a, 'delete from "cosignature"')
  seen = null
  t.equal(await starts(), 'goes on', 'who has never witnessed it need not answer')
  t.equal((await submit(a, b)).status, 202)
  seen = {}
  t.equal(await starts(), 'goes on', 'who has seen nothing says nothing against it')
})
