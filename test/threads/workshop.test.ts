/** Expensive work: what takes too long or too much is ended by name, the others go on, and who serves requests never waits. */
import { extname } from 'node:path'
import t, { type Test } from 'tap'
import { NODE, Workshop, type Payer, type WorkshopOptions } from '../../node/threads/workshop.ts'
import { JuxtaError } from '../../node/values/errors.ts'

/** One with so many milliseconds of work left; and nothing that comes in. */
function payer(name: string, left = Infinity): Payer & { left: number } {
  return {
    name,
    left,
    wait() {
      return this.left > 0 ? 0 : 20
    },
    refused: () => new JuxtaError('too-many-requests', 'used up', { rule: 'work' }),
    spent(ms) {
      this.left -= ms
    },
  }
}

function made(t: Test, more: Partial<WorkshopOptions> = {}) {
  const workshop = new Workshop<string, string>({
    script: new URL(`./work${extname(import.meta.url)}`, import.meta.url),
    threads: 2,
    ms: 300,
    megabytes: 32,
    waiting: 3,
    tooExpensive: () => new JuxtaError('schema-invalid', 'too much', { rule: 'too-expensive' }),
    ...more,
  })
  // A workshop keeps no process alive for what waits; this test does.
  const alive = setInterval(() => undefined, 1000)
  t.teardown(() => {
    clearInterval(alive)
    return workshop.close()
  })
  const run = (what: string, whose: Payer = NODE, patient = false): Promise<string> =>
    workshop.run(what, { payer: whose, patient })
  return { run, close: () => workshop.close() }
}
const outcome = (work: Promise<string>): Promise<string> =>
  work.then(
    (value) => value.replace(/ in \d+$/, ''),
    (error: JuxtaError) => `${error.code} ${error.rule ?? ''}`.trim(),
  )

t.test('pieces are done in threads that are kept; one that fails says with what', async (t) => {
  const workshop = made(t, { threads: 1 })
  const first = await workshop.run('one')
  t.match(first, /^one in [1-9]/, 'in another thread than this')
  t.equal((await workshop.run('two')).split(' in ')[1], first.split(' in ')[1], 'in the same again')
  await t.rejects(workshop.run('wrong'), { code: 'schema-invalid', message: 'no good', pointer: '/a', rule: 'r' })
  t.match(await workshop.run('three'), /^three/, 'and goes on after it')
})

t.test('what never ends is ended; meanwhile this thread is free, and others are served', async (t) => {
  const workshop = made(t)
  let turns = 0
  const turning = setInterval(() => turns++, 1)
  const bomb = outcome(workshop.run('for ever'))
  t.equal(await outcome(workshop.run('other', payer('other'))), 'other')
  t.equal(await bomb, 'schema-invalid too-expensive')
  clearInterval(turning)
  t.ok(turns > 20, `${turns} turns of the event loop`)
  t.equal(await outcome(workshop.run('after')), 'after')
})

t.test('what takes too much memory is ended in its thread alone', async (t) => {
  const workshop = made(t, { ms: 60_000, threads: 1 })
  t.equal(await outcome(workshop.run('memory')), 'schema-invalid too-expensive')
  t.equal(await outcome(workshop.run('after')), 'after')
})

t.test('so many wait and no more, unless they are patient; at the end all are told', async (t) => {
  const workshop = made(t, { threads: 1, ms: 60_000 })
  await workshop.run('ready')
  const bomb = outcome(workshop.run('for ever'))
  const waiting = ['a', 'b', 'c'].map((what) => outcome(workshop.run(what)))
  t.equal(await outcome(workshop.run('d')), 'busy expensive-work')
  waiting.push(outcome(workshop.run('e', NODE, true)))
  await workshop.close()
  t.same(await Promise.all([bomb, ...waiting]), Array(5).fill('busy'))
  t.equal(await outcome(workshop.run('f')), 'busy')
})

t.test('a thread that cannot begin leaves nobody waiting', async (t) => {
  t.equal(await outcome(made(t, { data: 'broken' }).run('one')), 'internal')
})

t.test('whoever has much to do has not all threads, and all take turns', async (t) => {
  const workshop = made(t, { waiting: 10 })
  const [greedy, other] = [payer('greedy'), payer('other')]
  const bombs = Array.from({ length: 3 }, () => outcome(workshop.run('for ever', greedy)))
  const [first, second] = [await workshop.run('one', other), await workshop.run('two', other)]
  t.match([first, second], [/^one/, /^two/], 'beside the first of three that never end')
  t.same(await Promise.all(bombs), Array(3).fill('schema-invalid too-expensive'))
  const one = made(t, { threads: 1, waiting: 10 })
  await one.run('ready')
  const done: string[] = []
  const noted = (what: string, whose: Payer) => one.run(what, whose).then(() => done.push(what))
  await Promise.all([...['a1', 'a2', 'a3'].map((x) => noted(x, greedy)), noted('b1', other)])
  t.same(done, ['a1', 'a2', 'b1', 'a3'])
})

t.test('each pays with his own time: what it has cost is his, and then he waits or is refused', async (t) => {
  const workshop = made(t)
  const [poor, rich] = [payer('poor', 100), payer('rich')]
  t.equal(await outcome(workshop.run('for ever', poor)), 'schema-invalid too-expensive')
  t.ok(poor.left <= -150, `paid: ${100 - poor.left} ms`)
  t.equal(await outcome(workshop.run('more', poor)), 'too-many-requests work')
  let over = false
  const patient = workshop.run('later', poor, true).then(() => (over = true))
  t.equal(await outcome(workshop.run('else', rich)), 'else')
  t.equal(over, false, 'what is patient waits for his time')
  poor.left = 100
  t.equal(await patient, true)
  t.ok(poor.left < 100, 'and is paid for too')
})

t.test(
  'what waits behind a piece that uses up the time of its payer is refused when it comes to its turn',
  async (t) => {
    const workshop = made(t, { threads: 1 })
    await workshop.run('ready')
    const poor = payer('poor', 100)
    const [bomb, behind] = ['for ever', 'behind'].map((what) => outcome(workshop.run(what, poor)))
    t.same(await Promise.all([bomb, behind]), ['schema-invalid too-expensive', 'too-many-requests work'])
  },
)
