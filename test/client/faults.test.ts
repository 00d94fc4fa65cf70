/** A submission under kill -9 of its node and a line that breaks at every moment: it goes out once. */
import t from 'tap'
import { createJuxta } from '../../client/src/index.ts'
import { killAndRestart, startPair } from '../faults/processes.ts'
import { cuttingProxy } from './cutting-proxy.ts'

t.test('a message is in the other country once, whatever happened to the answer', async (t) => {
  const [a, b] = await startPair(t)
  const proxy = await cuttingProxy(t, Number(new URL(a.window).port))
  const ours = createJuxta({ url: proxy.url, key: a.keys.window, firstPauseMs: 20, attempts: 12 })
  const kill = () => void killAndRestart(a, 0)
  const faults = [
    [{ of: 'request', after: 40 }],
    [{ of: 'answer', after: 0 }],
    [
      { of: 'answer', after: 200 },
      { of: 'answer', after: 0 },
    ],
    [{ of: 'answer', after: 0, first: kill }],
    [{ of: 'request', after: 400, first: kill }],
  ] as const
  const sent: string[] = []
  for (const cuts of faults) {
    proxy.cuts.push(...cuts)
    const { id } = await ours.send({
      to: 'XB',
      procedure: 'pre-arrival',
      type: 'declaration',
      context: { xPurpose: 'demonstration' },
      document: { mediaType: 'application/xml', text: '<Declaration/>' },
    })
    t.equal(proxy.cuts.length, 0, 'the line broke')
    sent.push(id)
  }
  const theirs = createJuxta({ url: b.window, key: b.keys.window, firstPauseMs: 20 })
  const came = new Set<string>()
  // Whoever reads goes on from his cursor while his own node is killed, too.
  let killed = false
  for await (const { message } of theirs.inbox({ wait: 1 })) {
    if (message.procedure === 'pre-arrival') came.add(message.id)
    if (!killed) {
      killed = true
      await killAndRestart(b, 0)
    }
    if (sent.every((id) => came.has(id))) break
  }
  for await (const { message } of theirs.inbox({ wait: 0 }))
    if (message.procedure === 'pre-arrival') came.add(message.id)
  t.same([...came].sort(), [...sent].sort(), 'each once, and none beside them')
})
