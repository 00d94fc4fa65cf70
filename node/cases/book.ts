/** The cases that were looked at lately, each folded from its messages: what came in since is added, so that any replica holds the same case. */
import type { Country, MessageId } from '../values/ids.ts'
import { HELD } from '../message/lifecycle.ts'
import type { CaseEntry, CaseStore } from '../store/types.ts'
import { CaseFold, type CaseMessage, type Lookup } from './engine.ts'
import type { CaseFault } from './case-message.ts'
import { caseMessage, envelopeOf, type ReadBody, type TermsOf } from './content.ts'

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

type Read = { readonly message: CaseMessage; readonly fault: CaseFault | undefined }

type Kept = {
  readonly fold: CaseFold
  readonly unread: Map<string, CaseFault>
  /** Messages of ours on their way, read once, until they come into the case. */
  readonly ahead: Map<string, Read>
  turn: Promise<void>
}

/** Cases kept in memory; the least recently used one goes first. */
const KEPT = 500

/** Documents read at once: each may be of 4 MiB, and the case holds little of a large one. */
const READ = 20

/** A message is in the case once it was received, or once the receipt for it is held; cancelled and refused ones never are. */
const inCase = ({ direction, state }: CaseEntry): boolean => direction === 'in' || HELD.has(state)

export class CaseBook {
  readonly #country: Country
  readonly #store: CaseStore
  readonly #lookup: Lookup
  readonly #read: ReadBody
  readonly #terms: TermsOf
  readonly #kept = new Map<string, Kept>()

  constructor(needs: { country: Country; store: CaseStore; lookup: Lookup; read: ReadBody; terms: TermsOf }) {
    this.#country = needs.country
    this.#store = needs.store
    this.#lookup = needs.lookup
    this.#read = needs.read
    this.#terms = needs.terms
  }

  /** With whom the messages of a conversation are exchanged. */
  async peersOf(conversation: MessageId): Promise<Country[]> {
    return [...new Set((await this.#store.entries(conversation)).map((e) => e.peer))].sort()
  }

  /** The case with all that is in it now; an empty one where there is none. */
  async open(peer: Country, conversation: MessageId): Promise<OpenCase> {
    return (await this.#open(peer, conversation)).open
  }

  async #open(peer: Country, conversation: MessageId): Promise<{ open: OpenCase; kept: Kept }> {
    const key = `${peer} ${conversation}`
    const kept: Kept = this.#kept.get(key) ?? {
      fold: new CaseFold(this.#lookup),
      unread: new Map(),
      ahead: new Map(),
      turn: Promise.resolve(),
    }
    this.#kept.delete(key)
    this.#kept.set(key, kept)
    if (this.#kept.size > KEPT) this.#kept.delete(this.#kept.keys().next().value!)
    const entries = (await this.#store.entries(conversation)).filter((e) => e.peer === peer)
    // Two at once add in turn, each what the other has not.
    const turn = kept.turn.then(async () => {
      const fresh = entries.filter((e) => inCase(e) && !kept.fold.has(e.id)).map((e) => e.id)
      await this.#each(fresh, kept.ahead, ({ message, fault }) => {
        if (fault) kept.unread.set(message.id, fault)
        kept.fold.add(message)
        kept.ahead.delete(message.id)
      })
    })
    kept.turn = turn.catch(() => undefined)
    await turn
    const pending = entries.filter((e) => e.direction === 'out' && (e.state === 'queued' || e.state === 'sealed'))
    const unanswered = entries.filter((e) => e.direction === 'in' && e.state !== 'answered')
    const open = {
      fold: kept.fold,
      unread: kept.unread,
      pending: pending.map((e) => e.id),
      unanswered: new Set(unanswered.map((e) => e.id)),
    }
    return { open, kept }
  }

  /** The case as it would be once what is on its way has arrived: what a caller who goes on sending reckons with. */
  async foreseen(peer: Country, conversation: MessageId): Promise<CaseFold> {
    const { open, kept } = await this.#open(peer, conversation)
    if (open.pending.length === 0) return open.fold
    const next = new CaseFold(this.#lookup)
    for (const message of open.fold.messages) next.add(message)
    await this.#each(open.pending, kept.ahead, (read) => {
      kept.ahead.set(read.message.id, read)
      next.add(read.message)
    })
    return next
  }

  /** The case as it was at `at` (milliseconds since 1970): of the messages, those that were in it by then. */
  async asOf(peer: Country, conversation: MessageId, at: number): Promise<OpenCase> {
    const entries = (await this.#store.entries(conversation)).filter((e) => e.peer === peer && inCase(e))
    const entered = await this.#store.entered(entries.map((e) => e.id))
    const fold = new CaseFold(this.#lookup)
    const unread = new Map<string, CaseFault>()
    const then = entries.filter((e) => (entered.get(e.id) ?? Infinity) <= at).map((e) => e.id)
    await this.#each(then, new Map(), ({ message, fault }) => {
      if (fault) unread.set(message.id, fault)
      fold.add(message)
    })
    return { fold, unread, pending: [], unanswered: new Set() }
  }

  async #each(ids: readonly MessageId[], ahead: ReadonlyMap<string, Read>, take: (read: Read) => void): Promise<void> {
    const unknown = ids.filter((id) => !ahead.has(id))
    for (const read of ids.flatMap((id) => ahead.get(id) ?? [])) take(read)
    for (let i = 0; i < unknown.length; i += READ)
      for (const content of await this.#store.contents(unknown.slice(i, i + READ))) {
        const terms = await this.#terms(content.agreement, content.procedure)
        take(caseMessage(envelopeOf(content, this.#country, terms), this.#lookup, this.#read))
      }
  }
}
