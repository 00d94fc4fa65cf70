/** kill -9 of the receiving node again and again while a list of traders comes in: afterwards the register is what was sent, each trader once. */
import t from 'tap'
import { call, type DemoNode } from '../../node/cli/demo-nodes.ts'
import { cut, documentOf, planOf } from '../../node/procedures/aeo/cut-snapshot.ts'
import { deltaOf, entry, trader } from '../cases/traders.ts'
import { queues, stores } from '../servers.ts'
import { chance, killAndRestart, pause, startPair } from './processes.ts'

const COUNT = 20_000
const idOf = (n: number): string => `XA${String(n).padStart(6, '0')}`

async function* lines(): AsyncGenerator<string> {
  for (let n = 0; n < COUNT; n++) yield JSON.stringify(trader(idOf(n)))
}

const submit = (a: DemoNode, more: object, key: string) =>
  call<{ id: string }>(
    a,
    'POST',
    '/v1/messages',
    { to: 'XB', procedure: 'aeo', context: { xSchema: 'aeo' }, ...more },
    'window',
    { 'idempotency-key': key },
  )

/** All that a node answers about, in the order of its pages. */
async function everybody(b: DemoNode): Promise<{ id: string; status: string }[]> {
  const found: { id: string; status: string }[] = []
  for (let after = ''; ;) {
    const page = await call<{ items: { key: { id: string }; status: string }[]; next: string | null }>(
      b,
      'GET',
      `/v1/traders?limit=500${after}`,
    )
    for (const { key, status } of page.items) found.push({ id: key.id, status })
    if (page.next === null) return found
    after = `&after=${page.next}`
  }
}

const [sqlite, postgres] = stores()
const [embedded, redis] = queues()

for (const { name, store, queue } of [
  { name: 'embedded', store: sqlite!, queue: embedded! },
  { name: 'PostgreSQL and Redis', store: postgres!, queue: redis! },
])
  t.test(`the receiver of a list is killed: ${name}`, { ...store.options, ...queue.options }, async (t) => {
    const random = chance(t)
    const more =
      store.name === 'sqlite'
        ? {}
        : { store: process.env['JUXTA_TEST_POSTGRES']!, queue: process.env['JUXTA_TEST_REDIS']! }
    const [a, b] = await startPair(t, more)
    const bytes = 512 * 1024
    const plan = await planOf(cut(lines(), bytes))
    let conversation: string | undefined
    const applied = async (): Promise<number> => {
      const { state } = await call<{ state: { applied: { sequence: number } | null } | null }>(
        a,
        'GET',
        `/v1/cases/${conversation}`,
      )
      return state?.applied?.sequence ?? -1
    }
    let number = 0
    for await (const part of cut(lines(), bytes)) {
      number++
      const document = JSON.stringify(documentOf({ xSnapshot: 'S', xSequence: 0 }, plan, number, part))
      const { id } = await submit(
        a,
        {
          type: 'snapshot',
          ...(conversation === undefined ? {} : { conversation }),
          document: { mediaType: 'application/json', text: document },
          attachments: [{ mediaType: 'application/x-ndjson', text: part.text }],
        },
        `part ${number}`,
      )
      conversation ??= id
    }
    let kills = 0
    while (kills < 4 || ((await applied()) < 0 && kills < 12)) {
      await pause(300 + random() * 900)
      await killAndRestart(b, random() * 200)
      kills++
    }
    t.comment(`${kills} kills, ${plan.parts} parts`)
    const until = async (sequence: number): Promise<void> => {
      for (const end = Date.now() + 90_000; (await applied()) < sequence; await pause(200))
        if (Date.now() > end) throw new Error(`waited in vain until ${sequence} was applied`)
    }
    await until(0)
    const expected = Array.from({ length: COUNT }, (_, n) => ({ id: idOf(n), status: 'active' }))
    t.same(await everybody(b), expected, 'every trader is there once')

    const suspended = deltaOf(
      1,
      plan.hash,
      Array.from({ length: 2000 }, (_, n) => entry(idOf(n), 'suspended')),
    )
    const withdrawn = deltaOf(2, suspended.hash, [entry(idOf(COUNT - 1), 'consent-withdrawn')])
    for (const [i, delta] of [suspended, withdrawn].entries())
      await submit(a, { conversation, ...delta.post }, `delta ${i}`)
    await pause(random() * 250)
    await killAndRestart(b, 0)
    await until(2)
    const after = expected.slice(0, -1).map(({ id }, n) => ({ id, status: n < 2000 ? 'suspended' : 'active' }))
    t.same(await everybody(b), after, 'each delta was applied once')
  })
