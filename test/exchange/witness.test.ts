/** What a neighbour says of our log, of which it may say anything: when it stops us, when it is only an alert, and when it is nothing. */
import t from 'tap'
import { logIn } from '../../node/store/log.ts'
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
const size = (leaves: number): Said => ({ status: 409, type: 'text/x.tlog.size', body: `${leaves}\n` })

t.test('a neighbour that refuses to cosign', { timeout: 120_000 }, async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  await untilState(a, (await submit(a, b)).body.id, 'delivered')
  await b.node.stop()
  let say: (shown: number) => Said | Promise<Said> = () => ({ status: 503 })
  let asked = 0
  const server = await pretend(b, async (request, body) => {
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
    t.notOk((await kinds(a)).includes('log-behind'))
  })
  t.test('is ahead where it names more than there is', async (t) => {
    say = (shown) => size(shown + 1000)
    await rounds(1)
    await settled('the operator is told', async () => (await kinds(a)).includes('log-behind'))
    t.notOk((await kinds(a)).includes('split-view'))
  })
  t.test('with our own size has another root', async () => {
    say = (shown) => size(shown)
    await rounds(1)
    await settled('the operator is told', async () => (await kinds(a)).includes('split-view'))
  })
  t.test('or answers what is no cosignature of its key', async () => {
    say = () => ({
      status: 200,
      body: `— ${b.node.own.identity.witness.name} ${Buffer.alloc(76, 7).toString('base64')}\n`,
    })
    await rounds(1)
    await settled('the operator is told', async () => (await kinds(a)).includes('witness-answer'))
  })
})

t.test('a node that starts believes its own log only as far as its neighbours do', { timeout: 120_000 }, async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  await untilState(a, (await submit(a, b)).body.id, 'delivered')
  await settled('it is cosigned', async () => (await a.call('GET', '/v1/log')).body.cosigned.length > 0)
  await b.node.stop()
  const { origin } = a.node.own.identity.log
  let seen: Record<string, unknown> | null = null
  let holds: (() => number) | null = null
  const server = await pretend(b, (request) =>
    request === 'GET /v1/witnessed' && seen
      ? {
          status: 200,
          type: 'application/json',
          body: JSON.stringify({ origin, checkpoint: null, receipt: holds?.() ?? null, ...seen }),
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
  const root = last.root.toString('base64')
  const other = Buffer.alloc(32, 7).toString('base64')

  seen = { size: last.size, root }
  t.equal(await starts(), 'goes on', 'what is faultless')
  t.equal((await submit(a, b)).status, 202)
  for (const [name, said, says] of [
    ['the same size with another root', { size: last.size, root: other }, /another history of the first/],
    ['a smaller size with another root', { size: 3, root: other }, /another history of the first 3 leaves/],
    ['a size that this log does not have', { size: 10_000, root }, /has cosigned 10000 leaves/],
    ['a receipt for a leaf that this log does not have', { size: 1, root: null, receipt: 10_000 }, /names leaf 10000/],
    ['leaves of a log that this store does not have', { origin: `${origin}/x`, size: 1, root }, /has seen 1 leaves of/],
  ] as const) {
    seen = said
    t.match(await starts(), says, name)
  }
  const leaves = (): number => rowsOf(a, 'select "size" from "logHead"')[0].size
  holds = () => leaves()
  seen = { size: last.size, root }
  t.match(await starts(), /names leaf/, 'a receipt for the leaf behind the last one')
  holds = () => leaves() - 1
  t.equal(await starts(), 'goes on', 'a receipt for the last leaf')
  holds = null
  tamper(a, 'delete from "cosignature"')
  seen = null
  t.equal(await starts(), 'goes on', 'who has never witnessed it need not answer')
  t.equal((await submit(a, b)).status, 202)
  seen = { size: null, root: null }
  t.equal(await starts(), 'goes on', 'who has seen nothing says nothing against it')
})
