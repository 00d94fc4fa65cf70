/** `juxta traders`: a list from a file, sent in parts, once however often it is sent; and the question about some of them. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { call } from '../../node/cli/demo-nodes.ts'
import { trader } from '../cases/traders.ts'
import { pause, startPair } from '../faults/processes.ts'
import { temporaryFolder } from '../servers.ts'
import { juxta as run } from './juxta.ts'

const juxta = (...args: string[]) => run(...args, '--json')

t.test('a list is sent in parts, once, and asked about', async (t) => {
  const [a, b] = await startPair(t)
  const file = join(temporaryFolder(t), 'traders.ndjson')
  const list = Array.from({ length: 9000 }, (_, n) => JSON.stringify(trader(`XA${n}`)))
  writeFileSync(file, `${list.join('\r\n')}\n\n`)
  const send = (...more: string[]) => juxta('traders', 'snapshot', '--dir', a.dir, '--to', 'XB', ...more)
  const first = await send('--sequence', '5', file)
  t.equal(first.code, 0, first.out)
  t.match(first.json, { ok: true, count: 9000, sequence: 5, parts: 2 })
  const { conversation } = first.json
  const again = await send('--sequence', '5', file)
  t.same(again.json, first.json, 'a second run finds what the first has sent')
  const sent = async () =>
    (await call<{ items: unknown[] }>(a, 'GET', '/v1/messages?type=snapshot&direction=out')).items.length
  t.equal(await sent(), 2)
  for (const end = Date.now() + 60_000; Date.now() < end; await pause(200)) {
    const { state } = await call<{ state: any }>(a, 'GET', `/v1/cases/${conversation}`)
    if (state?.applied?.sequence === 5) break
  }
  const known = await juxta('traders', 'show', '--dir', b.dir, 'XA0', 'XA8999')
  t.equal(known.code, 0, known.out)
  t.match(known.json, {
    ok: true,
    items: [
      { id: 'XA0', recognised: true },
      { id: 'XA8999', recognised: true },
    ],
  })
  t.equal((await juxta('traders', 'show', '--dir', b.dir, 'XA0', 'XA9000')).code, 1, 'one is not')

  const { xConsent: _, ...without } = trader('XA2')
  writeFileSync(file, [trader('XA1'), without].map((x) => JSON.stringify(x)).join('\n'))
  const refused = await send('--sequence', '6', '--conversation', conversation, file)
  t.equal(refused.code, 1)
  t.match(refused.out, /line 2\/xConsent/)
  writeFileSync(file, '')
  t.equal((await send('--sequence', '6', '--conversation', conversation, file)).code, 0, 'a list may be empty')
  t.equal((await send(file)).code, 3, 'without a sequence it is not known which deltas follow')
})
