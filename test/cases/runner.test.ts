/** The runner of projections: one bad case stands alone, one replica runs each projection, and a process that dies between two steps skips nothing. */
import t from 'tap'
import { plansIn } from '../../node/cases/case-plans.ts'
import type { CaseName } from '../../node/cases/case-table.ts'
import { projectionsIn } from '../../node/cases/projection-table.ts'
import { Runner, type Projection } from '../../node/cases/runner.ts'
import { cases as casesCommand } from '../../node/cli/cases.ts'
import { JuxtaError } from '../../node/values/errors.ts'
import type { MessageId } from '../../node/values/id.ts'
import { receipted, XB, XC } from '../exchange/stored.ts'
import { json, settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import { stores } from '../servers.ts'
import { alone, heard, nextId, queued } from './alone.ts'

const NOTICE = { xFrom: '2026-01-01T00:00:00Z', xReason: 'test' }
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

type Looked = { conversation: string; ids: readonly string[] }

for (const store of stores()) {
  t.test(`without a node: ${store.name}`, store.options, async (t) => {
    const at = await alone(t, store)
    const projections = projectionsIn(at.store)
    t.beforeEach(() => {
      at.told.length = at.settled.length = 0
    })

    /** A message that came from XB, in a case of its own or in another. */
    const say = async (conversation?: MessageId, peer = XB): Promise<{ id: MessageId; conversation: MessageId }> => {
      const id = nextId()
      await heard(at.store, { id, conversation: conversation ?? id, peer })
      return { id, conversation: conversation ?? id }
    }
    let probes = 0
    /** A runner of `owner` with one projection that tells what it was shown, which is caught up with what is there. */
    async function runnerOf(
      owner: string,
      look: Projection['look'],
      { leaseMs, name, ...more }: Partial<Projection> & { leaseMs?: number } = {},
    ) {
      const looked: Looked[] = []
      const probe: Projection = {
        name: name ?? `probe ${++probes}`,
        async look(name, ids) {
          looked.push({ conversation: name.conversation, ids })
          await look(name, ids)
        },
        ...more,
      }
      const runner = new Runner({ ...at.node, owner }, [probe], leaseMs)
      if (name === undefined) {
        const quiet = new Runner({ ...at.node, owner }, [{ name: probe.name, look: async () => undefined }])
        await quiet.round()
        await quiet.stop()
      }
      return { runner, looked, name: probe.name, ids: () => looked.map((l) => l.ids) }
    }
    const nothing = async (): Promise<void> => undefined

    t.test('each message once, in the order of the log, page after page, ours when its receipt is held', async (t) => {
      const { runner, looked } = await runnerOf('one', nothing)
      const ours = await queued(at.store)
      const many: { id: MessageId; conversation: MessageId }[] = []
      for (let n = 0; n < 230; n++) many.push(await say())
      await receipted(at.store, ours)
      const last = await say(many[0]!.conversation)
      await runner.round()
      t.same(looked.map((l) => l.conversation), [...many.map((m) => m.conversation), ours, many[0]!.conversation]) // prettier-ignore
      t.same(looked.at(-1)!.ids, [last.id])
      await runner.round()
      t.equal(looked.length, 232, 'and not again')
      const [again, other] = [await say(many[1]!.conversation), await say(many[1]!.conversation, XC)]
      const third = await say(many[1]!.conversation)
      await runner.round()
      t.same(looked.slice(232).map((l) => l.ids), [[again.id, third.id], [other.id]], 'what is of one case together; another country is another case') // prettier-ignore
      await runner.stop()
    })

    t.test('a case that throws is set aside, the others go on, and it is tried again when asked', async (t) => {
      let broken = true
      const of: { bad?: MessageId } = {}
      const { runner, looked, name } = await runnerOf('one', async ({ conversation }: CaseName) => {
        if (broken && conversation === of.bad) throw new TypeError('cannot read it')
      })
      const first = await say()
      const bad = await say()
      of.bad = bad.conversation
      const last = await say()
      await runner.round()
      t.same(
        looked.map((l) => l.conversation),
        [first, bad, last].map((m) => m.conversation),
        'each once, in the order of the log',
      )
      t.match(at.told, [{ kind: 'case-set-aside', subject: bad.conversation, peer: 'XB', detail: /probe \d+: cannot read it/ }]) // prettier-ignore
      t.match(await projections.aside(), [{ projection: name, conversation: bad.conversation, attempts: 1, again: false }]) // prettier-ignore
      const added = await say(bad.conversation)
      const other = await say(first.conversation)
      await runner.round()
      t.same(looked.slice(3), [{ conversation: first.conversation, ids: [other.id] }], 'nothing is done in it')
      t.same(await runner.retry(bad.conversation), { tried: 1, aside: 1 }, 'it fails again')
      t.equal(at.told.length, 2)
      t.match(await projections.aside(), [{ attempts: 2, again: false }])
      t.same(await runner.retry(last.conversation), { tried: 0, aside: 0 }, 'another is none')
      const tried = looked.length
      await runner.round()
      t.equal(looked.length, tried, 'it is not tried again by itself')
      broken = false
      t.same(await runner.retry(undefined), { tried: 1, aside: 0 })
      t.same(looked.at(-1)!.ids.toSorted(), [bad.id, added.id].toSorted(), 'with all that came meanwhile')
      t.same(at.settled, [`case-set-aside XB ${bad.conversation}`], 'the alert is closed')
      t.same(await projections.aside(), [])
      t.same(await runner.retry(undefined), { tried: 0, aside: 0 })
      await runner.stop()
    })

    t.test('a case that is set aside in two projections is alerted until it is in neither', async (t) => {
      let broken = ['a', 'b']
      const projection = (name: string): Projection => ({
        name,
        look: async () => {
          if (broken.includes(name)) throw new TypeError('no')
        },
      })
      const runner = new Runner(at.node, [projection('a'), projection('b')])
      broken = []
      await runner.round()
      broken = ['a', 'b']
      const bad = await say()
      await runner.round()
      t.equal(at.told.length, 2)
      broken = ['b']
      t.same(await runner.retry(bad.conversation), { tried: 2, aside: 1 })
      t.same(at.settled, [])
      broken = []
      t.same(await runner.retry(bad.conversation), { tried: 1, aside: 0 })
      t.same(at.settled, [`case-set-aside XB ${bad.conversation}`])
      await runner.stop()
    })

    t.test('a store that fails is no fault of a case: the round is tried again from where it stood', async (t) => {
      let away = true
      const { runner, ids } = await runnerOf('one', async () => {
        if (away) throw new JuxtaError('log-unavailable', 'the store cannot be reached')
      })
      const sent = await say()
      await t.rejects(runner.round(), { code: 'log-unavailable' })
      t.equal(runner.stands, null, 'not every failure is shown')
      const began = at.clock.now()
      at.clock.offset += 31_000
      await t.rejects(runner.round(), { code: 'log-unavailable' })
      t.match(runner.stands, { error: /cannot be reached/ })
      t.ok(runner.stands!.since <= began, 'since it failed first')
      away = false
      await runner.round()
      t.same(ids(), [[sent.id], [sent.id], [sent.id]])
      t.equal(runner.stands, null)
      t.same([at.told, await projections.aside()], [[], []])
      at.clock.offset = 0
      await runner.stop()
    })

    t.test('a projection that fails does not hold up the next', async (t) => {
      const { looked, name } = await runnerOf('one', nothing)
      const bad = { name: 'bad', look: () => Promise.reject(new JuxtaError('log-unavailable', 'away')) }
      const seen: string[] = []
      const good = { name, look: async (_: CaseName, ids: readonly MessageId[]) => void seen.push(...ids) }
      const runner = new Runner(at.node, [bad, good])
      const { id } = await say()
      await t.rejects(runner.round(), { code: 'log-unavailable' })
      t.same([seen, looked], [[id], []])
      await runner.stop()
    })

    t.test('who reads the rows of another never comes further than that one', async (t) => {
      const [rows, acts] = [await runnerOf('one', nothing), await runnerOf('one', nothing)]
      const behind = await runnerOf('one', nothing, { name: acts.name, behind: rows.name })
      const sent = await say()
      await behind.runner.round()
      t.same(behind.ids(), [])
      await rows.runner.round()
      const later = await say(sent.conversation)
      await behind.runner.round()
      t.same(behind.ids(), [[sent.id]])
      await rows.runner.round()
      await behind.runner.round()
      t.same(behind.ids(), [[sent.id], [later.id]])
      for (const { runner } of [rows, behind]) await runner.stop()
    })

    t.test(
      'a case in which something is due is looked at though nothing came; not one that is set aside',
      async (t) => {
        const due: CaseName[] = []
        const probe = await runnerOf('one', nothing)
        const { runner, looked } = await runnerOf(
          'one',
          async (_, ids) => {
            if (ids.length === 0) throw new TypeError('not now')
          },
          { name: probe.name, due: async () => due },
        )
        const { id, conversation } = await say()
        due.push({ peer: XB, conversation })
        await runner.round()
        t.same(looked, [{ conversation, ids: [id] }, { conversation, ids: [] }]) // prettier-ignore
        await runner.round()
        t.equal(looked.length, 2)
        due.length = 0
        await projections.done({ projection: probe.name, peer: XB, conversation })
        await runner.stop()
      },
    )

    t.test('one replica runs a projection; a dead one is followed when its lease ends', async (t) => {
      let free = (): void => undefined
      const stuck = new Promise<void>((resolve) => (free = resolve))
      const one = await runnerOf('one', () => stuck, { leaseMs: 2500 })
      const two = await runnerOf('two', nothing, { leaseMs: 2500, name: one.name })
      const [sent, second] = [await say(), await say()]
      const late = one.runner.round()
      await settled('the first is at work', async () => one.looked.length > 0)
      await two.runner.round()
      t.same(two.looked, [], 'the first holds it')
      // It neither works on nor gives its lease back.
      at.clock.offset += 2600
      await pause(2600)
      await two.runner.round()
      t.same(two.ids(), [[sent.id], [second.id]])
      free()
      await late
      t.same(one.ids(), [[sent.id]], 'who comes back too late works on nothing more')
      const later = await say()
      await two.runner.round()
      await one.runner.round()
      t.equal(one.looked.length, 1, 'nor takes it back')
      t.same(two.ids().at(-1), [later.id])
      await two.runner.stop()
      const last = await say()
      await one.runner.round()
      t.same(one.ids().at(-1), [last.id], 'a lease that was given back is free at once')
      await one.runner.stop()
      at.clock.offset = 0
    })

    // The same clock counts on both.
    if (store.name === 'sqlite')
      t.test('who works for long keeps its lease', async (t) => {
        const one = await runnerOf('one', () => pause(400), { leaseMs: 3000 })
        const two = await runnerOf('two', nothing, { leaseMs: 3000, name: one.name })
        for (let n = 0; n < 9; n++) await say()
        let working = true
        const round = one.runner.round().finally(() => (working = false))
        await settled('the first is at work', async () => one.looked.length > 0)
        for (; working; await pause(50)) await two.runner.round()
        await round
        t.equal(one.looked.length, 9)
        t.same(two.looked, [])
        await one.runner.stop()
      })

    t.test('a place that was moved on by its new holder stays', async (t) => {
      await projections.lease('p', 'one', 1000, 0)
      t.equal(await projections.move('p', 'two', { shard: '2026', index: 9 }), false)
      t.equal(await projections.move('p', 'one', { shard: '2026', index: 5 }), true)
      t.same((await projections.standing()).find((x) => x.name === 'p')?.at, { shard: '2026', index: 5 })
      await projections.release('two')
      t.equal(await projections.lease('p', 'two', 1000, 0), undefined, 'nobody gives back what another holds')
      await projections.release('one')
      t.same(await projections.lease('p', 'two', 1000, 1), { shard: '2026', index: 5 })
    })

    t.test('a process that dies before it has noted a page does it again', async (t) => {
      const dying = await runnerOf('one', () => new Promise<never>(() => undefined))
      const sent = await say()
      void dying.runner.round()
      await settled('it is at work', async () => dying.looked.length > 0)
      const next = await runnerOf('one', nothing, { name: dying.name })
      await next.runner.round()
      t.same(next.ids(), [[sent.id]])
      await next.runner.round()
      t.equal(next.looked.length, 1, 'and once it is noted, no more')
      await next.runner.stop()
    })

    t.test('who stops ends after its case and begins no other', async (t) => {
      let free = (): void => undefined
      const stuck = new Promise<void>((resolve) => (free = resolve))
      const { runner, ids } = await runnerOf('one', () => stuck)
      const first = await say()
      await say()
      void runner.round().catch(() => undefined)
      await settled('it is at work', async () => ids().length > 0)
      let stopped = false
      const stop = runner.stop().then(() => (stopped = true))
      await pause(50)
      t.notOk(stopped, 'it waits for the case')
      free()
      await stop
      await runner.round()
      runner.soon()
      await pause(60)
      t.same(ids(), [[first.id]])
    })

    t.test('a list waits for what came before it was asked for, and not for ever', async (t) => {
      const shown = await runnerOf('one', nothing)
      const { runner, ids } = await runnerOf('one', nothing, { name: shown.name, shows: true })
      const { id } = await say()
      await runner.upToDate()
      t.same(ids(), [[id]])
      const elsewhere = await runnerOf('two', nothing)
      await say()
      const held = await runnerOf('one', nothing, { name: elsewhere.name, shows: true })
      t.not(await projections.lease(elsewhere.name, 'three', 60_000, at.clock.now()), undefined)
      const began = performance.now()
      await held.runner.upToDate(150)
      t.ok(performance.now() - began >= 140 && held.looked.length === 0, 'another replica is at it')
      await runner.stop()
    })

    t.test('nobody waits for a list that is so far behind that waiting would not bring it', async (t) => {
      let free = (): void => undefined
      const stuck = new Promise<void>((resolve) => (free = resolve))
      const shown = await runnerOf('one', nothing)
      const { runner } = await runnerOf('one', () => stuck, { name: shown.name, shows: true })
      for (let n = 0; n < 500; n++) await say()
      // In a time in which the test itself would have failed.
      await runner.upToDate(600_000)
      t.pass('it is shown as it is')
      free()
      await runner.stop()
    })

    t.test('when a case is looked at next: who has woken it meanwhile stays heard', async (t) => {
      const plans = plansIn(at.store)
      const name = { peer: XB, conversation: nextId() }
      await plans.plan(name, 5000, 10, null)
      t.same(await plans.planned(name), { at: 5000, actedTo: 10 })
      await plans.plan(name, 9000, 20, 4000)
      t.same(await plans.planned(name), { at: 5000, actedTo: 10 }, 'it was decided on another plan')
      await plans.plan(name, 9000, 20, 5000)
      t.same(await plans.planned(name), { at: 9000, actedTo: 20 })
      t.same([await plans.due(8999, 9), await plans.due(9000, 9)], [[], [name]])
      await projections.setAside({ projection: 'rows', ...name }, 'x', 1)
      t.same(await plans.due(9000, 9), [name], 'it is set aside elsewhere')
      await projections.setAside({ projection: 'acts', ...name, peer: XC }, 'x', 1)
      t.same(await plans.due(9000, 9), [name], 'another case of the conversation is')
      await projections.setAside({ projection: 'acts', ...name }, 'x', 1)
      t.same(await plans.due(9000, 9), [])
      await plans.plan(name, null, 30, 9000)
      t.same(await plans.planned(name), { at: null, actedTo: 30 })
    })
  })

  /** A message that opens a case of its own, or goes on with one, and has come to both sides. */
  async function say(
    from: TestNode,
    to: TestNode,
    conversation?: string,
  ): Promise<{ id: string; conversation: string }> {
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

  /** The open alerts about cases that are set aside. */
  const alertsOf = async (node: TestNode): Promise<any[]> =>
    (await node.call('GET', '/v1/alerts')).body.items.filter((x: any) => x.kind === 'case-set-aside')

  t.test(store.name, store.options, async (t) => {
    const [a, b] = (await startTestNodes(t, {
      env: async (country) => (country === 'XB' ? { JUXTA_STORE: await store.make(t) } : {}),
    })) as [TestNode, TestNode]

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
        await settled('it is told', async () => (await alertsOf(b)).length > 0)
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
}
