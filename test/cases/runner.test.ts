/** The runner of projections: one bad case stands alone, one replica runs each projection, and a process that dies between two steps skips nothing. */
import t from 'tap'
import { Runner, type Projection } from '../../node/cases/runner.ts'
import { cases as casesCommand } from '../../node/cli/cases.ts'
import type { CaseName } from '../../node/cases/case-table.ts'
import { JuxtaError } from '../../node/values/errors.ts'
import type { MessageId } from '../../node/values/ids.ts'
import { json, settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import { stores } from '../servers.ts'

const NOTICE = { xFrom: '2026-01-01T00:00:00Z', xReason: 'test' }

/** A message that opens a case of its own, or goes on with one, and has come to both sides. */
async function say(from: TestNode, to: TestNode, conversation?: string): Promise<{ id: string; conversation: string }> {
  const { status, body } = await submit(from, to, {
    procedure: 'system',
    type: 'outage',
    document: json(NOTICE),
    ...(conversation === undefined ? {} : { conversation }),
  })
  if (status !== 202) throw new Error(JSON.stringify(body))
  await untilState(from, body.id, 'delivered')
  return body
}

type Looked = { conversation: string; ids: readonly string[] }

/** A runner beside the node's own, with one projection that tells what it was shown. */
function runnerOf(at: TestNode, owner: string, look: Projection['look'], leaseMs?: number) {
  const looked: Looked[] = []
  const probe: Projection = {
    name: 'probe',
    async look(name, ids) {
      looked.push({ conversation: name.conversation, ids })
      await look(name, ids)
    },
  }
  return { runner: new Runner({ ...at.node, owner }, [probe], leaseMs), looked }
}

/** The open alerts about cases that are set aside. */
const alertsOf = async (node: TestNode): Promise<any[]> =>
  (await node.call('GET', '/v1/alerts')).body.items.filter((x: any) => x.kind === 'case-set-aside')

for (const store of stores())
  t.test(store.name, store.options, async (t) => {
    const [a, b] = (await startTestNodes(t, {
      env: async (country) => (country === 'XB' ? { JUXTA_STORE: await store.make(t) } : {}),
    })) as [TestNode, TestNode]

    t.test('a case that throws is set aside, the others go on, and it is tried again when asked', async (t) => {
      const [first, bad, last] = [await say(a, b), await say(a, b), await say(a, b)]
      let broken = true
      const { runner, looked } = runnerOf(b, 'one', async ({ conversation }: CaseName) => {
        if (broken && conversation === bad.conversation) throw new TypeError('cannot read it')
      })
      await runner.round()
      t.same(
        looked.map((l) => l.conversation).slice(-3),
        [first, bad, last].map((m) => m.conversation),
        'each once, in the order of the log',
      )
      const [alert, ...more] = await alertsOf(b)
      t.same([alert.subject, alert.peer, alert.count, more], [bad.conversation, 'XA', 1, []])
      t.match(alert.detail, /probe: cannot read it/)
      const before = looked.length
      const added = await say(a, b, bad.conversation)
      const other = await say(a, b, first.conversation)
      await runner.round()
      t.same(looked.slice(before), [{ conversation: first.conversation, ids: [other.id] }], 'nothing is done in it')
      t.same(await runner.retry(bad.conversation as MessageId), { tried: 1, aside: 1 }, 'it fails again')
      t.equal((await alertsOf(b))[0].count, 2)
      broken = false
      t.same(await runner.retry(undefined), { tried: 1, aside: 0 })
      t.same(looked.at(-1)!.ids.toSorted(), [bad.id, added.id].toSorted(), 'with all that came meanwhile')
      t.same(await alertsOf(b), [], 'the alert is closed')
      t.same(await runner.retry(undefined), { tried: 0, aside: 0 })
      await runner.stop()
    })

    t.test('a store that fails is no fault of a case: the round is tried again from where it stood', async (t) => {
      const sent = await say(a, b)
      let away = true
      const { runner, looked } = runnerOf(b, 'one', async () => {
        if (away) throw new JuxtaError('log-unavailable', 'the store cannot be reached')
      })
      await t.rejects(runner.round(), { code: 'log-unavailable' })
      away = false
      await runner.round()
      t.same(
        looked.map((l) => l.ids),
        [[sent.id], [sent.id]],
      )
      t.same(await alertsOf(b), [])
      await runner.stop()
    })

    t.test('one replica runs a projection; a dead one is followed when its lease ends', async (t) => {
      const sent = await say(a, b)
      let free = (): void => undefined
      const stuck = new Promise<void>((resolve) => (free = resolve))
      const one = runnerOf(b, 'one', () => stuck, 2000)
      const two = runnerOf(b, 'two', async () => undefined, 2000)
      const late = one.runner.round()
      await settled('the first is at work', async () => one.looked.length > 0)
      await two.runner.round()
      t.same(two.looked, [], 'the first holds it')
      // It neither works on nor gives its lease back.
      b.clock.offset += 2100
      await new Promise((r) => setTimeout(r, 2100))
      await two.runner.round()
      t.same(
        two.looked.map((l) => l.ids),
        [[sent.id]],
      )
      free()
      await late
      const later = await say(a, b)
      b.clock.offset = 0
      await two.runner.round()
      await one.runner.round()
      t.same(one.looked.length, 1, 'what comes back too late does nothing')
      t.same(two.looked.at(-1)?.ids, [later.id])
      await two.runner.stop()
      const last = await say(a, b)
      await one.runner.round()
      t.same(one.looked.at(-1)?.ids, [last.id], 'a lease that was given back is free at once')
      await one.runner.stop()
    })

    t.test('a process that dies before it has noted a page does it again', async (t) => {
      const sent = await say(a, b)
      const dying = runnerOf(b, 'one', () => new Promise<never>(() => undefined))
      void dying.runner.round()
      await settled('it is at work', async () => dying.looked.length > 0)
      const next = runnerOf(b, 'one', async () => undefined)
      await next.runner.round()
      t.same(
        next.looked.map((l) => l.ids),
        [[sent.id]],
      )
      await next.runner.round()
      t.equal(next.looked.length, 1, 'and once it is noted, no more')
      await next.runner.stop()
    })

    t.test(
      'in a running node: an alert names the case, lists go on, and the command line tries it again',
      async (t) => {
        const bad = await say(a, b)
        await b.node.store.apart((db) =>
          db.updateTable('message').set({ contextJson: '{' }).where('id', '=', bad.id).execute(),
        )
        await b.restart()
        const broken = await say(a, b, bad.conversation)
        const good = await say(a, b)
        const aside = await settled('it is set aside', async () => {
          const { items } = (await b.call('GET', '/v1/set-aside')).body
          return items.length > 0 && items
        })
        t.same(
          aside.map((x: any) => [x.conversation, x.peer, x.attempts]),
          aside.map(() => [bad.conversation, 'XA', 1]),
        )
        t.same(
          (await alertsOf(b)).map((x: any) => [x.subject, x.peer]),
          [[bad.conversation, 'XA']],
          'one alert for the case',
        )
        t.match((await alertsOf(b))[0].detail, bad.conversation)
        t.equal((await b.call('GET', `/v1/cases/${good.conversation}`)).body.messages.length, 1)
        t.equal((await b.call('POST', `/v1/cases/${good.conversation}/retry`)).status, 404)
        const still = (await b.call('POST', `/v1/cases/${bad.conversation}/retry`)).body.items
        // Another projection may have come to the case only now.
        t.ok(
          still.some((x: any) => x.attempts === 2),
          'it was tried again',
        )
        t.match((await b.call('GET', '/metrics')).body.toString(), /juxta_cases_set_aside [1-9]/)
        await b.node.store.apart((db) =>
          db.updateTable('message').set({ contextJson: null }).where('id', '=', bad.id).execute(),
        )
        const lines: string[] = []
        const io = { out: (line: string) => lines.push(line), error: () => undefined, json: true, terminal: false }
        t.equal(await casesCommand.run(io, ['retry'], { dir: b.dir }), 0, lines.join('\n'))
        t.same(JSON.parse(lines[0]!).items, [])
        t.same(await alertsOf(b), [], 'the alert is closed')
        t.equal((await b.call('GET', `/v1/cases/${bad.conversation}`)).body.messages.length, 2, broken.id)
      },
    )
  })
