/** `juxta bench cases`: what a message costs in a long case against a short one, in one run: release times of lorries, four to each, all in one case. */
import type { Io } from '../node/cli/command.ts'
import { rowsIn } from '../node/cases/case-rows.ts'
import { json, settled, startTestNodes, submit, type Answer, type TestNode } from '../test/nodes.ts'

type Part = { readonly from: number; readonly to: number; readonly cpuMs: number }

const CODES = ['arrival', 'lodgement', 'release', 'exit']
const WARM = 800
/** Messages on their way at once. */
const AT_ONCE = 8

const event = (n: number, now: number) => ({
  xEventId: `e${n}`,
  xCode: CODES[n % 4],
  xOccurredAt: new Date(now - 60_000 + (n % 4)).toISOString(),
  xRecordedAt: new Date(now).toISOString(),
  xClock: { source: 'ntp', uncertaintyMs: 100 },
  xCapture: 'automatic',
})

/** Fills one case with `size` messages, and measures the CPU of both nodes for each around 500 and at the end. */
export async function benchCases(io: Io, size: number): Promise<number> {
  const ends: (() => unknown)[] = []
  const nodes = await startTestNodes({ teardown: (end) => void ends.push(end) })
  try {
    const [a, b] = nodes as [TestNode, TestNode]
    let conversation: string | undefined
    let [told, delivered] = [0, 0]
    a.node.events.listen((e) => void (e.kind === 'delivered' && delivered++))
    const one = async (): Promise<void> => {
      const n = told++
      const answer: Answer<{ conversation: string }> = await submit(a, b, {
        procedure: 'release-time',
        type: 'event',
        context: { xSchema: 'release-time', xCrossing: `C${n >> 2}` },
        document: json(event(n, Date.now())),
        ...(conversation === undefined ? {} : { conversation }),
      })
      if (answer.status !== 202) throw new Error(`a submission was answered ${answer.status}`)
      conversation ??= answer.body.conversation
    }
    /** Up to `count` messages, all of them in the case of both nodes, and in what lists show of it. */
    const fill = async (count: number): Promise<void> => {
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          while (told < count) {
            if (told - delivered >= 2 * AT_ONCE) await new Promise((r) => setTimeout(r, 5))
            else await one()
          }
        }),
      )
      for (const { node } of [a, b])
        await settled(
          'all is in the case',
          async () => {
            const [row] = await rowsIn(node.store).page({ procedure: 'release-time' }, null, 1)
            return (row?.size ?? 0) >= count
          },
          120_000,
        )
    }
    const part = async (from: number, to: number): Promise<Part> => {
      await fill(from)
      const before = process.cpuUsage()
      await fill(to)
      const { user, system } = process.cpuUsage(before)
      return { from, to, cpuMs: (user + system) / 1000 / (to - from) }
    }
    // Another case first, so that what is compared is compiled.
    await one()
    await fill(WARM)
    conversation = undefined
    told = delivered = 0
    await one()
    const early = await part(400, 600)
    const late = await part(size - 200, size)
    const started = performance.now()
    const { status } = await a.call('GET', `/v1/cases/${conversation}`)
    const getMs = performance.now() - started
    if (status !== 200) throw new Error(`the case was answered ${status}`)
    const ratio = late.cpuMs / early.cpuMs
    if (io.json) io.out(JSON.stringify({ ok: true, size, early, late, ratio, getMs }))
    else {
      for (const { from, to, cpuMs } of [early, late])
        io.out(`messages ${from} to ${to} of one case: ${cpuMs.toFixed(2)} ms CPU each, both nodes together`)
      io.out(`ratio ${ratio.toFixed(2)}; GET of the case of ${size}: ${getMs.toFixed(0)} ms`)
    }
    return 0
  } finally {
    for (const end of ends.reverse()) await end()
  }
}
