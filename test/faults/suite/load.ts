/** A steady load of real messages both ways, and what became of each: whether a receipt is held, since when, and what stands in the inbox of the other side. */
import { randomUUID } from 'node:crypto'
import type { Desk } from './desk.ts'
import { pause, until } from './machine.ts'

type Sent = { readonly id: string; readonly at: number; receiptAt: number | null }

export type Judged = { messages: number; lost: string[]; twice: string[]; stuck: string[]; parked: string[] }

/** Whoever does not know whether a message was taken asks until he is told: what he gave up would count as sent by nobody. */
const PATIENCE_MS = 1_800_000

const PARKED = new Set(['parked', 'expired', 'refused', 'cancelled'])

/** One way of the load. */
class Way {
  readonly from: Desk
  readonly to: Desk
  readonly sent: Sent[] = []
  /** Of submissions without an answer as yet. */
  open = 0

  constructor(from: Desk, to: Desk) {
    this.from = from
    this.to = to
  }

  /** Submits one message, with the same key until it is told that it was taken. Fails with an answer that says that it was wrong. */
  async submit(): Promise<string> {
    this.open++
    try {
      const path = `/v1/messages?to=${this.to.code}&procedure=pre-arrival&type=declaration`
      const headers = { 'idempotency-key': randomUUID() }
      const body = `<Declaration>${headers['idempotency-key']}</Declaration>`
      const { id } = await this.from.get('POST', path, { body, headers }, PATIENCE_MS)
      this.sent.push({ id, at: Date.now(), receiptAt: null })
      return id
    } finally {
      this.open--
    }
  }

  /** Notes of which messages a receipt is held by now. */
  async look(): Promise<void> {
    const before = this.sent.filter((m) => m.receiptAt === null)
    if (before.length === 0) return
    const waiting = await this.from.waiting()
    // Pages that are full may have left some out.
    if (waiting.size >= 500) return
    for (const m of before) if (!waiting.has(m.id)) m.receiptAt = Date.now()
  }
}

export class Load {
  readonly ways: readonly Way[]
  readonly faults: string[] = []
  #over = false
  readonly #going: Promise<unknown>[] = []

  constructor(a: Desk, b: Desk, everyMs: number) {
    this.ways = [new Way(a, b), new Way(b, a)]
    for (const way of this.ways) {
      this.#going.push(this.#submitting(way, everyMs), this.#looking(way))
    }
  }

  async #submitting(way: Way, everyMs: number): Promise<void> {
    const open = new Set<Promise<unknown>>()
    for (; !this.#over; await pause(everyMs)) {
      // As many as a Single Window would have open; more would only measure how many wait.
      if (open.size >= 32) continue
      const one: Promise<unknown> = way
        .submit()
        .catch((error: unknown) => this.faults.push(String(error)))
        .finally(() => open.delete(one))
      open.add(one)
    }
    await Promise.all(open)
  }

  async #looking(way: Way): Promise<void> {
    while (!this.#over) {
      await way.look().catch(() => undefined)
      await pause(500)
    }
  }

  /** How far it is, in a line. */
  told(): string {
    return this.ways
      .map(({ from, sent, open }) => {
        const held = sent.filter((m) => m.receiptAt !== null).length
        return `${from.code} has sent ${sent.length}, holds ${held} receipts, ${open} not answered`
      })
      .join('; ')
  }

  /** So many more from one country, as fast as it takes them from 32 at once. */
  async burst(from: Desk, count: number): Promise<void> {
    const way = this.ways.find((w) => w.from === from)!
    let begun = 0
    await Promise.all(
      Array.from({ length: 32 }, async () => {
        while (begun++ < count) await way.submit()
      }),
    )
  }

  /** Until all that was taken before `time` has its receipt; null where that takes longer than `ms`, else how many seconds it took. */
  async settled(time: number, ms: number): Promise<number | null> {
    await until('receipts', () => this.lastReceipt(time, time) !== null, ms).catch(() => undefined)
    return this.lastReceipt(time, time)
  }

  /** Seconds from `since` until the last receipt of what was taken before `time`; null where one is missing. */
  lastReceipt(time: number, since: number): number | null {
    const early = this.ways.flatMap((w) => w.sent.filter((m) => m.at <= time))
    if (early.some((m) => m.receiptAt === null)) return null
    return (Math.max(since, ...early.map((m) => m.receiptAt!)) - since) / 1000
  }

  /** Submits nothing more, and waits until what was submitted is answered and has its receipt. */
  async end(ms: number): Promise<void> {
    this.#over = true
    await Promise.all(this.#going)
    for (const way of this.ways)
      await until(
        'receipts',
        async () => {
          await way.look()
          return way.sent.every((m) => m.receiptAt !== null)
        },
        ms,
      ).catch(() => undefined)
  }

  /** What became of the messages that were taken in a time, after `end`. What nobody has sent counts as twice: it was submitted once, and is there again. */
  async judge(from: number, to: number): Promise<Judged> {
    const judged: Judged = { messages: 0, lost: [], twice: [], stuck: [], parked: [] }
    for (const way of this.ways) {
      const [states, inbox] = [await way.from.sent(), await way.to.inbox()]
      const there = new Map<string, number>()
      for (const id of inbox) there.set(id, (there.get(id) ?? 0) + 1)
      const known = new Set(way.sent.map((m) => m.id))
      for (const { id, at } of way.sent) {
        if (at < from || at >= to) continue
        judged.messages++
        const state = states.get(id)
        const times = there.get(id) ?? 0
        if (times > 1) judged.twice.push(id)
        if (state === undefined || (times === 0 && state === 'delivered')) judged.lost.push(id)
        else if (PARKED.has(state)) judged.parked.push(id)
        else if (state !== 'delivered') judged.stuck.push(id)
      }
      if (to === Infinity)
        judged.twice.push(...[...new Set([...states.keys(), ...inbox])].filter((id) => !known.has(id)))
      if (new Set(way.sent.map((m) => m.id)).size !== way.sent.length) judged.twice.push('one id was given to two')
    }
    return judged
  }
}
