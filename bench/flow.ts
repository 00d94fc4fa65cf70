/** Documents from one node to another as fast as they go or at a given pace, by a driver that costs little: it shares the processor with both nodes. */
import { readFileSync } from 'node:fs'
import { Pool } from 'undici'
import type { DemoNode } from '../node/cli/demo-nodes.ts'
import type { Asked, Counted, Told, Took } from './probe.ts'

export const PROBE = new URL('./probe.js', import.meta.url).href

/** Milliseconds of CPU, in the process and the system for it, of any process of this machine. */
export function cpuMs(pid: number): number {
  // proc(5): the name may hold spaces and brackets; utime and stime are the 14th and 15th field, in hundredths of a second.
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

export type Ran = {
  readonly messages: number
  readonly ms: number
  /** Milliseconds of CPU a message. */
  readonly sender: number
  readonly receiver: number
  readonly driver: number
  /** Where it ran at a pace: milliseconds from the time at which a message was due until the node had taken it, ascending. */
  readonly taken: readonly number[]
}

export class Flow {
  readonly #senders: readonly DemoNode[]
  readonly #receiver: DemoNode
  readonly #pools: readonly Pool[]
  readonly #atOnce: number
  readonly #run = Math.random().toString(36).slice(2)
  #submitted = 0
  #delivered = 0
  #changed: (() => void)[] = []

  /** From the replicas of one country, in turns, to another, all started with PROBE; `atOnce` submissions at a time. */
  constructor(senders: readonly DemoNode[], receiver: DemoNode, atOnce: number) {
    ;[this.#senders, this.#receiver, this.#atOnce] = [senders, receiver, atOnce]
    this.#pools = senders.map(({ window }) => new Pool(window, { connections: atOnce, pipelining: 1 }))
    const delivered = senders.map(() => 0)
    senders.forEach((sender, i) =>
      sender.process.on('message', (told: Told) => {
        if (!('delivered' in told)) return
        delivered[i] = told.delivered
        this.#delivered = delivered.reduce((x, y) => x + y, 0)
        for (const go of this.#changed.splice(0)) go()
      }),
    )
  }

  async close(): Promise<void> {
    await Promise.all(this.#pools.map((pool) => pool.close()))
  }

  ask(node: DemoNode, asked: Asked): void {
    node.process.send(asked)
  }

  /** What a node answers to `asked`. */
  answer(node: DemoNode, asked: Asked, is: (told: Told) => boolean): Promise<Told> {
    const answered = new Promise<Told>((done) => {
      const look = (told: Told): void => {
        if (!is(told)) return
        node.process.off('message', look)
        done(told)
      }
      node.process.on('message', look)
    })
    this.ask(node, asked)
    return answered
  }

  /** Milliseconds from submission to receipt held of all since this was last asked, ascending. */
  async took(): Promise<readonly number[]> {
    const all = await Promise.all(
      this.#senders.map((node) => this.answer(node, { ask: 'took' }, (told) => 'took' in told)),
    )
    return all.flatMap((told) => (told as Took).took).sort((x, y) => x - y)
  }

  /** What sender and receiver asked of their databases since this was last asked. */
  async counted(): Promise<readonly [readonly Counted[], readonly Counted[]]> {
    const of = async (node: DemoNode) => (await this.answer(node, { ask: 'counted' }, (t) => 'commits' in t)) as Counted
    return [await Promise.all(this.#senders.map(of)), [await of(this.#receiver)]]
  }

  async #submit(body: Buffer): Promise<void> {
    const n = this.#submitted++
    const answer = await this.#pools[n % this.#pools.length]!.request({
      method: 'POST',
      path: `/v1/messages?to=${this.#receiver.country}&procedure=pre-arrival&type=declaration`,
      headers: {
        authorization: `Bearer ${this.#senders[0]!.keys.window}`,
        'content-type': 'application/xml',
        'idempotency-key': `${this.#run}-${n}`,
      },
      body,
    })
    if (answer.statusCode !== 202)
      throw new Error(`a submission was answered ${answer.statusCode}: ${await answer.body.text()}`)
    await answer.body.dump()
  }

  /** Until `reached`, or an error where nothing is delivered for two minutes. */
  async #until(reached: () => boolean): Promise<void> {
    while (!reached()) {
      let late: NodeJS.Timeout | undefined
      await new Promise<void>((go, fail) => {
        this.#changed.push(go)
        late = setTimeout(() => fail(new Error('no message was delivered for two minutes')), 120_000)
      }).finally(() => clearTimeout(late))
    }
  }

  /** Twice as many as are submitted at a time are on their way, so that latency is that of the nodes and not of a queue that the bench has built. */
  async #closed(body: Buffer, count: number): Promise<void> {
    const before = this.#delivered
    let taken = 0
    const submitting = async (): Promise<void> => {
      while (taken < count) {
        taken++
        await this.#until(() => taken - (this.#delivered - before) <= 2 * this.#atOnce)
        await this.#submit(body)
      }
    }
    await Promise.all(Array.from({ length: this.#atOnce }, submitting))
    await this.#until(() => this.#delivered - before >= count)
  }

  /** So many a second, whether or not the nodes keep up. */
  async #paced(body: Buffer, count: number, perSecond: number): Promise<number[]> {
    const before = this.#delivered
    const started = performance.now()
    const taken: number[] = []
    const sent: Promise<void>[] = []
    const one = async (due: number): Promise<void> => {
      await this.#submit(body)
      taken.push(performance.now() - due)
    }
    for (let i = 0; i < count;) {
      const now = Math.min(count, Math.floor(((performance.now() - started) / 1000) * perSecond) + 1)
      for (; i < now; i++) sent.push(one(started + (i / perSecond) * 1000))
      await new Promise((r) => setTimeout(r, 1))
    }
    await Promise.all(sent)
    await this.#until(() => this.#delivered - before >= count)
    return taken.sort((x, y) => x - y)
  }

  /** Sends, and answers when all receipts are held; at a pace where one is given. */
  async run(body: Buffer, count: number, perSecond?: number): Promise<Ran> {
    const cpu = (): [number, number] => [
      this.#senders.reduce((sum, { pid }) => sum + cpuMs(pid), 0),
      cpuMs(this.#receiver.pid),
    ]
    const [before, own, started] = [cpu(), process.cpuUsage(), performance.now()]
    let taken: number[] = []
    if (perSecond === undefined) await this.#closed(body, count)
    else taken = await this.#paced(body, count, perSecond)
    const [ms, after, { user, system }] = [performance.now() - started, cpu(), process.cpuUsage(own)]
    return {
      messages: count,
      ms,
      sender: (after[0] - before[0]) / count,
      receiver: (after[1] - before[1]) / count,
      driver: (user + system) / 1000 / count,
      taken,
    }
  }
}
