/** The cases that were looked at lately, each folded from its messages: what came in since is added, so that any replica holds the same case. */
import type { Country, MessageId } from '../ids.ts'
import { HELD } from '../message/lifecycle.ts'
import type { CaseEntry, CaseStore } from '../ports/store.ts'
import { CaseFold, type CaseMessage, type Lookup } from '../procedures/engine/engine.ts'
import type { CaseFault } from '../procedures/engine/case-message.ts'
import { caseMessage, envelopeOf, type ReadBody } from './content.ts'

/** A case as this node holds it. */
export type OpenCase = {
  readonly fold: CaseFold
  /** Why the document of a message does not count, by message. */
  readonly unread: ReadonlyMap<string, CaseFault>
  /** Messages of ours that are on their way: they come into the case once their receipt is held. */
  readonly pending: readonly MessageId[]
  /** Received messages to which no answer was given yet. */
  readonly unanswered: ReadonlySet<string>
}

type Kept = { readonly fold: CaseFold; readonly unread: Map<string, CaseFault>; turn: Promise<void> }

/** Cases kept in memory; the least recently used one goes first. */
const KEPT = 500

/** A message is in the case once it was received, or once the receipt for it is held; cancelled and refused ones never are. */
const inCase = ({ direction, state }: CaseEntry): boolean => direction === 'in' || HELD.has(state)

export class CaseBook {
  readonly #country: Country
  readonly #store: CaseStore
  readonly #lookup: Lookup
  readonly #read: ReadBody
  readonly #kept = new Map<string, Kept>()

  constructor(needs: { country: Country; store: CaseStore; lookup: Lookup; read: ReadBody }) {
    this.#country = needs.country
    this.#store = needs.store
    this.#lookup = needs.lookup
    this.#read = needs.read
  }

  /** With whom the messages of a conversation are exchanged. */
  async peersOf(conversation: MessageId): Promise<Country[]> {
    return [...new Set((await this.#store.entries(conversation)).map((e) => e.peer))].sort()
  }

  /** The case with all that is in it now; an empty one where there is none. */
  async open(peer: Country, conversation: MessageId): Promise<OpenCase> {
    const key = `${peer} ${conversation}`
    const kept = this.#kept.get(key) ?? { fold: new CaseFold(this.#lookup), unread: new Map(), turn: Promise.resolve() }
    this.#kept.delete(key)
    this.#kept.set(key, kept)
    if (this.#kept.size > KEPT) this.#kept.delete(this.#kept.keys().next().value!)
    const entries = (await this.#store.entries(conversation)).filter((e) => e.peer === peer)
    // Two at once add in turn, each what the other has not.
    const turn = kept.turn.then(async () => {
      const fresh = entries.filter((e) => inCase(e) && !kept.fold.has(e.id)).map((e) => e.id)
      for (const message of await this.#messages(fresh, kept.unread)) kept.fold.add(message)
    })
    kept.turn = turn.catch(() => undefined)
    await turn
    const pending = entries.filter((e) => e.direction === 'out' && (e.state === 'queued' || e.state === 'sealed'))
    const unanswered = entries.filter((e) => e.direction === 'in' && e.state !== 'answered')
    return {
      fold: kept.fold,
      unread: kept.unread,
      pending: pending.map((e) => e.id),
      unanswered: new Set(unanswered.map((e) => e.id)),
    }
  }

  /** The case as it would be once what is on its way has arrived: what a caller who goes on sending reckons with. */
  async foreseen(peer: Country, conversation: MessageId): Promise<CaseFold> {
    const { fold, pending } = await this.open(peer, conversation)
    if (pending.length === 0) return fold
    const next = new CaseFold(this.#lookup)
    for (const message of [...fold.messages, ...(await this.#messages(pending, new Map()))]) next.add(message)
    return next
  }

  /** The case as it was at `at` (milliseconds since 1970): of the messages, those that were in it by then. */
  async asOf(peer: Country, conversation: MessageId, at: number): Promise<OpenCase> {
    const entries = (await this.#store.entries(conversation)).filter((e) => e.peer === peer && inCase(e))
    const entered = await this.#store.entered(entries.map((e) => e.id))
    const fold = new CaseFold(this.#lookup)
    const unread = new Map<string, CaseFault>()
    const then = entries.filter((e) => (entered.get(e.id) ?? Infinity) <= at).map((e) => e.id)
    for (const message of await this.#messages(then, unread)) fold.add(message)
    return { fold, unread, pending: [], unanswered: new Set() }
  }

  async #messages(ids: readonly MessageId[], unread: Map<string, CaseFault>): Promise<CaseMessage[]> {
    if (ids.length === 0) return []
    return (await this.#store.contents(ids)).map((content) => {
      const { message, fault } = caseMessage(envelopeOf(content, this.#country), this.#lookup, this.#read)
      if (fault) unread.set(message.id, fault)
      return message
    })
  }
}
