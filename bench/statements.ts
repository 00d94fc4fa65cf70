/** `juxta bench statements`: how often two nodes speak to their SQLite databases while messages pass, statement by statement. */
import type { Io } from '../node/cli/command.ts'
import { record, summed } from './count.ts'
import { settled, startTestNodes, submit, type TestNode } from '../test/nodes.ts'

/** Sends `messages` from one node to another, 32 at a time, both in this process. */
export async function benchStatements(io: Io, messages: number): Promise<number> {
  const ends: (() => unknown)[] = []
  const recorded = record()
  const nodes = await startTestNodes({ teardown: (end) => void ends.push(end) })
  try {
    const [a, b] = nodes as [TestNode, TestNode]
    const counts = { sender: recorded.of(/xa[^/]*\/[^/]*$/i), receiver: recorded.of(/xb[^/]*\/[^/]*$/i) }
    let delivered = 0
    a.node.events.listen((event) => void (event.kind === 'delivered' && delivered++))
    const flow = async (count: number): Promise<void> => {
      const before = delivered
      let taken = 0
      await Promise.all(
        Array.from({ length: 32 }, async () => {
          while (taken < count) {
            if (taken - (delivered - before) >= 64) await new Promise((r) => setTimeout(r, 5))
            else {
              taken++
              const { status } = await submit(a, b)
              if (status !== 202) throw new Error(`a submission was answered ${status}`)
            }
          }
        }),
      )
      await settled('all is delivered', async () => delivered - before >= count, 300_000)
    }
    await flow(Math.ceil(messages / 10))
    recorded.clear()
    recorded.counts = true
    await flow(messages)
    const found = Object.fromEntries(Object.entries(counts).map(([who, c]) => [who, summed(c, messages)]))
    const statements = Object.entries(counts).flatMap(([who, c]) =>
      [...c.statements].map(([text, { grouped, alone }]) => ({
        who,
        text,
        grouped: grouped / messages,
        alone: alone / messages,
      })),
    )
    if (io.json) io.out(JSON.stringify({ ok: true, messages, ...found, statements }))
    else {
      const two = (n: number): string => n.toFixed(2).padStart(6)
      io.out(`a message, of ${messages}          commits  in groups  by itself`)
      for (const [who, { commits, grouped, alone }] of Object.entries(found))
        io.out(`${who.padEnd(24)} ${two(commits)}     ${two(grouped)}     ${two(alone)}`)
      io.out('\nmore often than once in twenty messages:\nnode      in groups  by itself')
      for (const { who, text, grouped, alone } of statements.sort((x, y) => y.alone + y.grouped - x.alone - x.grouped))
        if (grouped + alone > 0.05) io.out(`${who.padEnd(9)} ${two(grouped)}   ${two(alone)}   ${text.slice(0, 200)}`)
    }
    return 0
  } finally {
    for (const end of ends.reverse()) await end()
  }
}
