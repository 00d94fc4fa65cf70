/**
 * kill -9 between each two steps of the short way of a message, on both stores: before and after the commit at submission, while the PUT is under way, before and
 * after the receiver's commit, and before and after the one that settles. No message is lost, and none arrives twice.
 */
import t from 'tap'
import type { DemoNode } from '../../node/cli/demo-nodes.ts'
import { stores } from '../servers.ts'
import type { Fault, Kind } from './failing-commits.ts'
import { died, exactlyOnce, faultAt, flow, killAndRestart, pause, startPair, withFailingCommits } from './processes.ts'

type Step = {
  readonly name: string
  readonly at: 'sender' | 'receiver'
  /** The commit before or after which it is; null: the receiver stands still meanwhile, so that the bytes are on the wire and nobody answers. */
  readonly commit: readonly [Kind, Extract<Fault, `kill-${string}`>] | null
}

const STEPS: readonly Step[] = [
  { name: 'before the commit at submission', at: 'sender', commit: ['submit', 'kill-before'] },
  { name: 'after the commit at submission, before the PUT', at: 'sender', commit: ['submit', 'kill-after'] },
  { name: 'while the PUT is under way, at the sender', at: 'sender', commit: null },
  { name: 'while the PUT is under way, at the receiver', at: 'receiver', commit: ['accept', 'kill-before'] },
  { name: "after the receiver's commit, before its answer", at: 'receiver', commit: ['accept', 'kill-after'] },
  { name: 'after the answer, before it is settled', at: 'sender', commit: ['settle', 'kill-before'] },
  { name: 'after it is settled', at: 'sender', commit: ['settle', 'kill-after'] },
]
/** Sent at each step: the first of them goes by itself, so that it is committed, sent and settled alone; and so many at once, that go in requests of several. */
const MESSAGES = 3
const TOGETHER = 24
const HOW = [
  [MESSAGES, 1],
  [TOGETHER, TOGETHER],
] as const

/** Has the process die at the step, of which there is one message at least, and starts it again. Answers the ids of what was sent, and whether it died there. */
async function killAt(
  { at, commit }: Step,
  [many, atOnce]: readonly [number, number],
  a: DemoNode,
  b: DemoNode,
): Promise<{ ids: string[]; came: boolean }> {
  const node = at === 'sender' ? a : b
  if (commit) {
    const came = faultAt(node, { kind: commit[0], fault: commit[1], nth: 1 })
    const flowing = flow(a, b, many, atOnce)
    const there = await died(node, came)
    await killAndRestart(node, 0)
    return { ids: await flowing, came: there }
  }
  b.process.kill('SIGSTOP')
  try {
    const ids = await flow(a, b, many, atOnce)
    // They are on their way, or would be: whichever it is, none may be lost or come twice.
    await pause(200)
    await killAndRestart(a, 0).catch(() => undefined)
    return { ids, came: true }
  } finally {
    b.process.kill('SIGCONT')
  }
}

for (const store of stores())
  t.test(`kill -9 between each two steps: ${store.name}`, store.options, async (t) => {
    withFailingCommits(t)
    const [a, b] = await startPair(t, store.name === 'sqlite' ? {} : { store: process.env['JUXTA_TEST_POSTGRES']! })
    // The way is open, and short, before the first step.
    const all = await flow(a, b, MESSAGES, 1)
    for (const [step, how] of STEPS.flatMap((step) => HOW.map((how) => [step, how] as const))) {
      const { ids, came } = await killAt(step, how, a, b)
      t.ok(came, `the ${step.at} is killed ${step.name}, ${how[1]} at once`)
      t.equal(new Set(ids).size, how[0])
      all.push(...ids)
      // The next step is met on a way that is open again.
      all.push(...(await flow(a, b, 1, 1)))
    }
    await exactlyOnce(t, a, b, all, all.length)
  })
