/** Bodies are counted while they come, not when they are there. */
import { PassThrough } from 'node:stream'
import { setTimeout as after } from 'node:timers/promises'
import t from 'tap'
import { readBody } from '../../node/http/body.ts'
import { JuxtaError } from '../../node/values/errors.ts'

const busy = new JuxtaError('busy', 'more than that')

/** A body, what its quota was asked, and what it answers to each chunk: milliseconds to wait, or an error. */
function made(limit: number, headers: Record<string, string>, answers: (number | Error)[] = []) {
  const body = new PassThrough()
  const asked: string[] = []
  const visit = {
    expects: (bytes: number) => void asked.push(`expects ${bytes}`),
    read(bytes: number) {
      asked.push(`read ${bytes}`)
      const answer = answers.shift() ?? 0
      if (answer instanceof Error) throw answer
      return answer
    },
    leave: () => undefined,
  }
  return { body, asked, read: readBody(body, headers, limit, visit) }
}

t.test('each chunk is counted as it comes, and one that is too many ends the reading there', async (t) => {
  const { body, asked, read } = made(1000, { 'content-length': '600' }, [0, busy])
  body.write(Buffer.alloc(300))
  await after(5)
  t.same(asked, ['expects 600', 'read 300'], 'though the body is not there yet')
  body.write(Buffer.alloc(200))
  await t.rejects(read, { code: 'busy' })
  t.equal(body.listenerCount('data'), 0, 'what comes after that is not kept')
})

t.test('a body that comes too fast is not read on before its time, and is whole then', async (t) => {
  const { body, asked, read } = made(1000, {}, [120, 0])
  body.write('one')
  await after(5)
  t.ok(body.isPaused())
  body.end(' two')
  t.equal((await read).toString(), 'one two')
  t.same(asked, ['expects 0', 'read 3', 'read 4'])
})

t.test(
  'larger than the limit: refused before a byte is read where it is stated, else where it passes it',
  async (t) => {
    const stated = made(10, { 'content-length': '11' })
    await t.rejects(stated.read, { code: 'too-large', members: { limit: 10 } })
    t.same(stated.asked, [])
    const chunked = made(10, {})
    chunked.body.write('123456')
    chunked.body.write('78901')
    await t.rejects(chunked.read, { code: 'too-large' })
    const exact = made(10, { 'content-length': '10' })
    exact.body.end('1234567890')
    t.equal((await exact.read).length, 10)
  },
)

t.test('one that breaks off is no fault of ours', async (t) => {
  const { body, read } = made(10, {})
  body.destroy(new Error('ECONNRESET'))
  await t.rejects(read, { code: 'request-timeout', rule: 'broken-off' })
})
