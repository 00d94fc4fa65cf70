/** Expensive work: what takes too long or too much is ended by name, the others go on, and who serves requests never waits. */
import { extname } from 'node:path'
import t, { type Test } from 'tap'
import { Workshop, type WorkshopOptions } from '../../node/threads/workshop.ts'
import { JuxtaError } from '../../node/values/errors.ts'

function made(t: Test, more: Partial<WorkshopOptions> = {}): Workshop<string, string> {
  const workshop = new Workshop<string, string>({
    script: new URL(`./work${extname(import.meta.url)}`, import.meta.url),
    threads: 2,
    ms: 300,
    megabytes: 32,
    waiting: 3,
    tooExpensive: () => new JuxtaError('schema-invalid', 'too much', { rule: 'too-expensive' }),
    ...more,
  })
  t.teardown(() => workshop.close())
  return workshop
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
  t.equal(await outcome(workshop.run('other')), 'other')
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
  waiting.push(outcome(workshop.run('e', { patient: true })))
  await workshop.close()
  t.same(await Promise.all([bomb, ...waiting]), Array(5).fill('busy'))
  t.equal(await outcome(workshop.run('f')), 'busy')
})

t.test('a thread that cannot begin leaves nobody waiting', async (t) => {
  t.equal(await outcome(made(t, { data: 'broken' }).run('one')), 'internal')
})
