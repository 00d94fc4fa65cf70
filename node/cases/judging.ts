/**
 * Judges the XML of messages that came by the XSD sets of this node, beside the cases: what takes long, or waits for the time of the peer that sent it, holds up
 * neither a case nor what other peers have sent. It follows the log as the projections do (runner.ts); its place is before the first message that has not been
 * judged yet, so that a crash repeats some and skips none. XML that its set does not allow is in the log and in its case all the same, and is answered `rejected`.
 */
import type { Country } from '../values/country.ts'
import type { MessageId } from '../values/id.ts'
import { isObject } from '../values/members.ts'
import type { LogPlace } from '../store/log.ts'
import type { Acting } from './acts.ts'
import { contentsIn } from './case-contents.ts'
import { casesIn, keyOf, type CaseName } from './case-table.ts'
import type { Cases } from './cases.ts'
import { enteredIn, PAGE } from './entered.ts'
import { projectionsIn } from './projection-table.ts'
import { orSetAside } from './set-aside.ts'

const XSD = 'xsd'
/** Messages that are known and not judged yet; beyond them the log is not read on. */
const AHEAD = 10_000
/** How long a lease lasts: the other replicas wait for so long once this one has died. */
const LEASE_MS = 15_000
/** What comes within this time is looked at together. */
const TOGETHER_MS = 25

/** What is to be judged of a case; `again`: it was set aside. */
type Piece = { readonly name: CaseName; readonly ids: readonly MessageId[]; readonly again: boolean; judged: boolean }
type Arrived = Piece & { readonly at: LogPlace }

export class Judging {
  readonly #cases: Cases
  readonly #reject: Acting['reject']
  readonly #leaseMs: number
  /** In the order of the log, from the first that is not judged. */
  #arrived: Arrived[] = []
  /** Of each peer, those that are still to be begun. */
  readonly #queues = new Map<Country, Piece[]>()
  /** Cases that are judged again. */
  readonly #again = new Set<string>()
  readonly #working = new Map<Country, Promise<void>>()
  /** Until where the log was read; undefined where another replica judges. */
  #read: LogPlace | null | undefined
  /** The place that is noted. */
  #noted: LogPlace | null = null
  #leasedUntil = 0
  #running: Promise<void> | null = null
  #soon = false
  #stopped = false

  constructor(cases: Cases, reject: Acting['reject'], leaseMs = LEASE_MS) {
    this.#cases = cases
    this.#reject = reject
    this.#leaseMs = leaseMs
  }

  /** Something came: it is looked at in a moment, with what comes meanwhile. */
  soon(): void {
    if (this.#cases.xsd === undefined || this.#soon || this.#stopped) return
    this.#soon = true
    setTimeout(() => {
      this.#soon = false
      // What fails here is tried again by the next round.
      void this.round().catch(() => undefined)
    }, TOGETHER_MS).unref()
  }

  /** Begins with what has come, and notes what has been judged. Fails where the store does; never waits for a document. */
  round(): Promise<void> {
    if (this.#cases.xsd === undefined || this.#stopped) return Promise.resolve()
    this.#running ??= this.#round().finally(() => (this.#running = null))
    return this.#running
  }

  /** What is being judged is let go: it is judged again after the next start. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running?.catch(() => undefined)
  }

  async #round(): Promise<void> {
    if (!(await this.#leased())) return
    await this.#readOn()
    await this.#retried()
    for (const peer of this.#queues.keys())
      if (!this.#working.has(peer))
        this.#working.set(
          peer,
          this.#work(peer)
            .catch((error: unknown) => {
              if (!this.#stopped)
                this.#cases.node.logger.warn({ err: error, peer }, 'documents of a peer could not be judged')
            })
            .finally(() => this.#working.delete(peer)),
        )
    await this.#moveOn()
  }

  /** Whether this replica judges. It asks the store only when it must. */
  async #leased(): Promise<boolean> {
    const { store, clock, owner } = this.#cases.node
    const now = performance.now()
    if (this.#leasedUntil - this.#leaseMs / 3 > now) return true
    const at = await projectionsIn(store).lease(XSD, owner, this.#leaseMs, clock.now())
    if (at === undefined) {
      this.#forget()
      return false
    }
    // Another replica may have moved it on after this one had lost it.
    if (this.#leasedUntil <= now) this.#forget()
    this.#leasedUntil = now + this.#leaseMs
    this.#read ??= at
    this.#noted = at
    return true
  }

  #forget(): void {
    this.#arrived = []
    this.#queues.clear()
    this.#again.clear()
    this.#read = undefined
    this.#leasedUntil = 0
  }

  async #readOn(): Promise<void> {
    for (let more = true; more && this.#arrived.length < AHEAD;) {
      const page = await enteredIn(this.#cases.node.store).since(this.#read ?? null, PAGE)
      for (const { peer, conversation, id, direction, at } of page) {
        this.#read = at
        if (direction !== 'in') continue
        const one: Arrived = { name: { peer, conversation }, ids: [id], at, again: false, judged: false }
        this.#arrived.push(one)
        this.#queue(one)
      }
      more = page.length === PAGE
    }
  }

  #queue(one: Piece): void {
    const queue = this.#queues.get(one.name.peer)
    if (queue) queue.push(one)
    else this.#queues.set(one.name.peer, [one])
  }

  /** Cases that were set aside and that somebody has asked to have tried again. */
  async #retried(): Promise<void> {
    const { node } = this.#cases
    for (const name of await projectionsIn(node.store).aside(XSD)) {
      if (!name.again || this.#again.has(keyOf(name))) continue
      this.#again.add(keyOf(name))
      this.#queue({ name, ids: await casesIn(node.store).inCase(name), again: true, judged: false })
    }
  }

  /** One after the other what a peer has sent; where the store fails the rest stays, for the next round. */
  async #work(peer: Country): Promise<void> {
    const queue = this.#queues.get(peer)
    for (let one = queue?.[0]; queue !== undefined && one !== undefined; one = queue[0]) {
      if (this.#stopped || this.#queues.get(peer) !== queue) return
      const { name, ids, again } = one
      const judge = async (): Promise<void> => {
        for (const id of ids) await this.#judge(peer, id)
      }
      await orSetAside(this.#cases.node, XSD, name, judge, again)
      one.judged = true
      if (again) this.#again.delete(keyOf(name))
      queue.shift()
    }
    if (this.#queues.get(peer) === queue) this.#queues.delete(peer)
    this.soon()
  }

  async #judge(peer: Country, id: MessageId): Promise<void> {
    const { node, xsd } = this.#cases
    if ((await casesIn(node.store).unanswered([id])).size === 0) return
    const [content] = await contentsIn(node.store).contents([id])
    const context: unknown = content ? JSON.parse(content.contextJson ?? '{}') : null
    if (!content?.document || !isObject(context)) return
    const wrong = await xsd!(content.document, context, node.quotas.peer.payer(peer), true)
    if (wrong) await this.#reject(id, wrong, [])
  }

  /** Notes the place before the first that is not judged. */
  async #moveOn(): Promise<void> {
    const { store, owner } = this.#cases.node
    const first = this.#arrived.findIndex(({ judged }) => !judged)
    const done = first < 0 ? this.#arrived.length : first
    const to = done === this.#arrived.length ? this.#read : this.#arrived[done - 1]?.at
    if (to === null || to === undefined || to === this.#noted) return
    if (!(await projectionsIn(store).move(XSD, owner, to))) return this.#forget()
    this.#noted = to
    this.#arrived.splice(0, done)
  }
}
