/** What the bench tells: where a profile's samples belong, how large its documents are, what its histograms of groups say. */
import t from 'tap'
import { cpuMs } from '../../bench/flow.ts'
import { document } from '../../bench/drive.ts'
import { groupsBetween } from '../../bench/measure.ts'
import { partsOf } from '../../bench/parts.ts'

t.test('a sample belongs to the nearest frame of a part, and what waits to none', async (t) => {
  const frames: [url: string, functionName: string, children: number[]][] = [
    ['', '(root)', [2, 5, 6, 7]],
    ['file:///x/dist/node/exchange/courier.js', 'send', [3, 4]],
    ['file:///x/dist/node/seal/native.js', 'sign', [8]],
    ['file:///x/node_modules/undici/lib/client.js', 'write', []],
    ['', '(garbage collector)', []],
    ['', '(idle)', []],
    ['', 'toString', []],
    ['node:internal/crypto/sig', 'sign', []],
  ]
  const parts = partsOf({
    nodes: frames.map(([url, functionName, children], i) => ({
      id: i + 1,
      callFrame: { url, functionName, lineNumber: 0, columnNumber: 0 },
      children,
    })),
    samples: [2, 8, 4, 5, 6, 7],
    timeDeltas: [10, 50, 20, 15, 1000, 5],
  })
  t.strictSame(Object.fromEntries(parts), {
    seal: 0.5,
    'TLS, HTTP and sockets': 0.2,
    'collector of garbage': 0.15,
    exchange: 0.1,
    'the event loop and the rest': 0.05,
  })
})

t.test('a document has the size that is asked for, and is well-formed', async (t) => {
  for (const bytes of [1000, 10_000, 100_000]) {
    const text = document(bytes)
    t.equal(Buffer.byteLength(text), bytes)
    t.match(text, /^<Declaration [^>]*><ID><\/ID><!--(?:(?!--).)*--><\/Declaration>$/)
  }
})

t.test('groups are those of the time between two readings, each in one bucket', async (t) => {
  const read = (one: number, eight: number, more: number): string =>
    [`1`, `8`, `+Inf`]
      .map((le, i) => `juxta_commit_writes_bucket{le="${le}",kind="log"} ${[one, eight, more][i]}`)
      .join('\n')
  t.strictSame(groupsBetween(read(5, 6, 6), read(7, 18, 19)), { 1: 2, 8: 10, '+Inf': 1 })
})

t.test('the CPU of a process grows with what it does', async (t) => {
  const before = cpuMs(process.pid)
  while (cpuMs(process.pid) < before + 50) for (let i = 0; i < 1e5; i++) Math.sqrt(i)
  t.ok(cpuMs(process.pid) >= before + 50)
})
