/**
 * The table of failures: every kind of commit on the way of a message × not written, written and reported failed, killed before and after. Real processes,
 * whose driver fails (failing-commits.ts); after each, both go on by the ordinary start, and nothing is lost, doubled or without its leaf.
 */
import { randomUUID } from 'node:crypto'
import type { Test } from 'tap'
import { call, type DemoNode } from '../../node/cli/demo-nodes.ts'
import type { Fault, Kind } from './failing-commits.ts'
import { logsAgree, type Entries } from './logs.ts'
import {
  ENDS,
  faultAt,
  flow,
  inbox,
  keepRunning,
  pause,
  startPair,
  setClock,
  untilDelivered,
  withFailingCommits,
} from './processes.ts'

/** What fails at the sender and at the receiver in the same round: each twelve kinds are there once, `publish` and `accept` twice. */
const ROUNDS: readonly (readonly [Kind, Kind])[] = [
  ['submit', 'accept'],
  ['claim', 'issue-event'],
  ['seal', 'event-delivered'],
  ['settle', 'publish'],
  ['take-event', 'witness'],
  ['cosigned', 'refuse'],
]
const MESSAGES = 3
/** What is larger follows its message, which then waits in the store and is claimed and sealed at its first attempt. */
const INSIDE = 2048

/** A message with a part that follows it, taken for certain. */
async function withLarge(from: DemoNode, to: DemoNode): Promise<string> {
  const [id, key] = [randomUUID(), randomUUID()]
  const ask = async (method: string, path: string, type: string, body: Buffer | string): Promise<Response> => {
    for (const end = Date.now() + 180_000; ; await pause(50))
      try {
        const answer = await fetch(`${from.window}${path}`, {
          method,
          headers: { authorization: `Bearer ${from.keys.window}`, 'content-type': type, 'idempotency-key': key },
          body,
          signal: AbortSignal.timeout(20_000),
        })
        // What a process that was killed had stored of it is there already.
        if (answer.ok || answer.status === 409) return answer
        if (answer.status < 500) throw new Error(`refused: ${answer.status} ${await answer.text()}`)
      } catch (error) {
        if ((error as Error).message.startsWith('refused') || Date.now() > end) throw error
      }
  }
  await ask('PUT', `/v1/uploads/${id}`, 'application/pdf', Buffer.alloc(2 * INSIDE, id))
  const document = { mediaType: 'application/xml', text: `<Declaration>${id}</Declaration>` }
  const message = {
    to: to.country,
    procedure: 'pre-arrival',
    type: 'declaration',
    document,
    attachments: [{ upload: id }],
  }
  return (
    (await (await ask('POST', '/v1/messages', 'application/json', JSON.stringify(message))).json()) as { id: string }
  ).id
}

/** Answers a message in the inbox, again until it is told that it did; that it did so before may only be said after an answer that was lost. */
async function accept(node: DemoNode, id: string): Promise<string> {
  let lost = false
  for (const end = Date.now() + 180_000; ; await pause(100)) {
    try {
      const answer = await fetch(`${node.window}/v1/inbox/${id}/answer`, {
        method: 'POST',
        headers: { authorization: `Bearer ${node.keys.window}`, 'content-type': 'application/json' },
        body: JSON.stringify({ outcome: 'accepted' }),
        signal: AbortSignal.timeout(10_000),
      })
      if (answer.ok || (lost && answer.status === 409)) return 'accepted'
      if (answer.status < 500) return `${answer.status} ${await answer.text()}`
    } catch (error) {
      if (Date.now() > end) return String(error)
    }
    lost = true
    if (Date.now() > end) return 'no answer'
  }
}

/** Until `question` is answered with yes; no after a while. */
async function until(question: () => boolean | Promise<boolean>, ms = 180_000, everyMs = 50): Promise<boolean> {
  for (const end = Date.now() + ms; Date.now() < end; await pause(everyMs)) if (await question()) return true
  return false
}

/** The rows of `faults`, one after the other on one pair of nodes. */
export async function everyCommit(t: Test, faults: readonly Fault[]): Promise<void> {
  withFailingCommits(t)
  process.env['JUXTA_MESSAGE_BYTES'] = String(INSIDE)
  const [a, b] = await startPair(t)
  const kept = [a, b].map((node) => keepRunning(t, node))
  const sent: string[] = []
  let published: ReadonlyMap<string, Entries> = new Map()

  for (const fault of faults)
    for (const [atSender, atReceiver] of ROUNDS)
      await t.test(`${fault}: ${atSender} at the sender, ${atReceiver} at the receiver`, async (t) => {
        const ends = ENDS[fault]
        for (const k of kept) k.ends.length = 0
        const came = [
          faultAt(a, { kind: atSender, fault, nth: 1 }),
          faultAt(b, { kind: atReceiver, fault, nth: 1 }),
        ] as const
        const waits = atSender === 'claim' || atSender === 'seal'
        const ids = waits
          ? await Promise.all(Array.from({ length: MESSAGES }, () => withLarge(a, b)))
          : await flow(a, b, MESSAGES, MESSAGES)
        if (atReceiver === 'refuse')
          for (let tries = 0; tries < 12 && !came[1](); tries++) {
            await setClock(a, 'ahead')
            ids.push(...(await flow(a, b, 1)))
            await until(came[1], 3000)
            await setClock(a, 'right')
          }
        sent.push(...ids)
        // An attempt that came to nothing is made again by an operator: the clock of the sender may have been ahead when it was put off.
        await until(
          async () => {
            const there = await inbox(b).catch((): string[] => [])
            const missing = ids.filter((id) => !there.includes(id))
            await Promise.all(
              missing.map((id) =>
                call(a, 'POST', `/v1/messages/${id}/retry`, undefined, 'operator').catch(() => undefined),
              ),
            )
            return missing.length === 0
          },
          180_000,
          200,
        )
        t.same(
          await Promise.all(ids.map((id) => accept(b, id))),
          ids.map(() => 'accepted'),
        )
        const said = ['sender', 'receiver'].map((who, i) => ({ who, kind: i === 0 ? atSender : atReceiver }))
        for (const [i, { who, kind }] of said.entries()) t.ok(await until(came[i]!), `${kind} failed at the ${who}`)
        await until(() => kept.every((k) => k.ends.length >= ends.length))
        await Promise.all(kept.map((k) => k.running()))
        for (const [i, { who }] of said.entries()) t.same(kept[i]!.ends, ends, `how the process of the ${who} ended`)

        const found = await untilDelivered(a, sent, 180_000, 'accepted')
        t.same(
          [...found].filter(([, state]) => state !== 'accepted'),
          [],
          'each is receipted and accepted',
        )
        t.same([...found.keys()].sort(), [...sent].sort(), 'none was submitted twice')
        t.same([...(await inbox(b))].sort(), [...sent].sort(), 'each arrived once')
        published = await logsAgree(t, [a, b], published)
      })
}
