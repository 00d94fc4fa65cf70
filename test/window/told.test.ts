/** What a key may not see comes by no way in which somebody is told: the feed, a stream, a webhook, telling again, search. Tried with every role, agency, procedure and type. */
import t from 'tap'
import { settled, startTestNodes, untilState, type TestNode } from '../nodes.ts'
import { stores } from '../servers.ts'
import { register, startReceiver } from '../webhooks/receiver.ts'
import { follow } from './follow.ts'
import { allowedOne, keysOf, sendEach, type Json, type Key } from './rights.ts'

/** All that the feed has for a key, page by page. */
async function changesFor(node: TestNode, { as }: Key): Promise<Json[]> {
  const found: Json[] = []
  for (let after = ''; ;) {
    const { status, body } = await node.call('GET', `/v1/changes?after=${after}&limit=100`, undefined, as)
    if (status !== 200) throw new Error(JSON.stringify(body))
    found.push(...body.items)
    if (body.items.length === 0) return found
    after = body.next
  }
}

/** What webhooks are asked to tell: of each message one change. */
const STATES = ['delivered', 'received', 'rejected']
const isAsked = ({ kind, state }: Json): boolean => kind === 'message' && STATES.includes(state)
const idOf = ({ id }: Json): string => id
const eventOf = (change: Json): string => idOf(change).replaceAll('.', '_')

for (const store of stores())
  t.test(store.name, store.options, async (t) => {
    const order = { env: async () => ({ JUXTA_STORE: await store.make(t) }) }
    const [a, b] = (await startTestNodes(t, order)) as [TestNode, TestNode]
    const all = await sendEach(a, b)
    const refused = all.find((m) => m.direction === 'out' && m.procedure === 'documents')!
    await a.call('POST', `/v1/inbox/${refused.id}/answer`, { outcome: 'rejected', reason: 'what is in it' })
    await untilState(b, refused.id, 'rejected')
    await b.node.alert('parked', null, 'a test')
    const keys = await keysOf(b)
    const feeds = new Map<Key, Json[]>()
    for (const key of keys) feeds.set(key, await changesFor(b, key))
    const everything = new Map([...feeds.values()].flat().map((change) => [idOf(change), change]))

    await t.test('the feed has what the table lets through', async (t) => {
      for (const [key, feed] of feeds) {
        const of = (kind: string, member: string): string[] =>
          [
            ...new Set(feed.filter((change) => change['kind'] === kind).map((change) => change[member] as string)),
          ].sort()
        const may = all.filter((message) => allowedOne(key, message, 'facts'))
        const ids = may.map(({ id }) => id).sort()
        t.same(of('message', 'message'), ids, `messages: ${key.name}`)
        t.same(of('case', 'conversation'), ids, `cases: ${key.name}`)
        t.equal(of('alert', 'name').includes('parked'), key.roles.includes('operator'), `alerts: ${key.name}`)
        t.same(
          of('list', 'list'),
          ['agreements', 'identity', 'peers'],
          `the registers that every role reads: ${key.name}`,
        )
        const why = feed.find((change) => change['message'] === refused.id && change['state'] === 'rejected')?.['cause']
        const word = allowedOne(key, refused, 'contents') ? 'rejected by the receiver: what is in it' : 'rejected'
        t.equal(why, may.includes(refused) ? word : undefined, `why it was rejected: ${key.name}`)
      }
    })

    // The rest asks nothing of the store that the other would answer otherwise.
    if (store.name === 'postgres') return

    await t.test('a stream tells the same', async (t) => {
      for (const [key, feed] of feeds) {
        const { stream, close } = await follow(t, b, '', key.as)
        await settled(`it has come so far: ${key.name}`, async () => stream.events.length >= feed.length)
        t.same(stream.events.map(({ data }) => data).slice(0, feed.length), feed, key.name)
        close()
      }
    })

    await t.test('a webhook is told the same again, and nothing else, by whatever name it is asked for', async (t) => {
      const receiver = await startReceiver(t)
      const hooks = new Map<Key, string>()
      for (const [key, feed] of feeds) {
        const { id } = await register(b, key.as, `${receiver.url}${key.client}`, { states: STATES })
        hooks.set(key, id)
        const replay = (body: object) => b.call('POST', `/v1/webhooks/${id}/replay`, body, key.as)
        const events = feed.filter(isAsked).length
        t.match(
          await replay({ since: '2020-01-01T00:00:00Z' }),
          { status: 202, body: { events, more: false } },
          key.name,
        )
        for (const change of everything.values()) {
          if (!isAsked(change) || feed.some((seen) => idOf(seen) === idOf(change))) continue
          t.match(
            await replay({ event: eventOf(change) }),
            { status: 404, body: { pointer: '/event', rule: 'known' } },
            `${JSON.stringify(change)}: ${key.name}`,
          )
        }
      }
      await settled('all are told', async () => {
        const standing = await Promise.all([...hooks.values()].map((id) => b.call('GET', `/v1/webhooks/${id}`)))
        return standing.every(({ body }) => body.waiting === 0 && !body.replaying)
      })
      for (const [key, feed] of feeds) {
        const told = receiver.told.filter(({ path }) => path === `/${key.client}`)
        t.same(
          told.map(({ data }) => data).sort((one, other) => (idOf(one) < idOf(other) ? -1 : 1)),
          feed.filter(isAsked).sort((one, other) => (idOf(one) < idOf(other) ? -1 : 1)),
          key.name,
        )
      }
      for (const [key, id] of hooks) await b.call('DELETE', `/v1/webhooks/${id}`, undefined, key.as)
    })

    await t.test('search finds the same', async (t) => {
      const wrong: string[] = []
      for (const key of keys)
        for (const message of all) {
          const { body } = await b.call('GET', `/v1/search?q=${message.id}`, undefined, key.as)
          const found = body.items.map((one: Json) => one['kind']).join()
          if (found !== (allowedOne(key, message, 'facts') ? 'case,message' : ''))
            wrong.push(`${key.name} ${JSON.stringify(message)}: ${found}`)
        }
      t.same(wrong, [])
    })
  })
