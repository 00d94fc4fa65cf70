/** The cases that were looked at lately, each folded from its messages: what came in since is added, so that any replica holds the same case. */
import type { Country } from '../values/country.ts'
import type { Digest } from '../values/digest.ts'
import type { MessageId } from '../values/id.ts'
import { ENDED, HELD } from '../message/lifecycle.ts'
import type { Node } from '../node.ts'
import type { LogPlace } from '../store/log.ts'
import { contentsIn } from './case-contents.ts'
import { casesIn, keyOf, type CaseEntry } from './case-table.ts'
import { CaseFold, type Lookup } from './engine.ts'
import { isAfter, type Came } from './entered.ts'
import type { CaseFault } from './case-message.ts'
import { caseMessage, envelopeOf, withSentUnder, type ReadBody, type TermsOf } from './content.ts'
import { Handed, HANDED, weighed, type ReadMessage } from './handed.ts'

/** A case as this node holds it. */
export type OpenCase = {
  readonly fold: CaseFold
  /** Why the document of a message does not count, by message. */
  readonly unread: ReadonlyMap<string, CaseFault>
  /** Messages of ours that are on their way: they come into the case once their receipt is held. */
  readonly pending: readonly MessageId[]
}

type Kept = {
  readonly fold: CaseFold
  readonly unread: Map<string, CaseFault>
  /** The case with what is on its way, from the first time on that somebody sends while something is. */
  foreseen: CaseFold | null
  /** Messages of ours that are in no case yet, with what was read of those that `foreseen` holds. */
  readonly away: Map<MessageId, CaseEntry>
  readonly ahead: Map<string, ReadMessage>
  /** Up to where the messages of the conversation were seen, by their own leaves. */
  seen: LogPlace | null
  /** All that came into the case up to here is in it. */
  upTo: LogPlace | null
  bytes: number
  turn: Promise<void>
}

/**
 * What the cases in memory come to at most, in bytes as counted; the least recently used goes first. The collector of garbage goes through all of it every few
 * seconds and holds what is on its way meanwhile, so that more of it is paid for by every message.
 */
const BYTES = 16 * 1024 * 1024
/** What a case comes to beside its messages (measured over cases of one message). */
const EACH = 4000
/** Documents read at once: each may be of 4 MiB, and the case holds little of a large one. */
const READ = 20

/** A message is in the case once it was received, or once the receipt for it is held; cancelled and refused ones never are. */
const inCase = ({ direction, state }: CaseEntry): boolean => direction === 'in' || HELD.has(state)

/** Of what is away, that which still goes to its receiver by itself. */
const pendingOf = (away: ReadonlyMap<string, CaseEntry>): CaseEntry[] =>
  [...away.values()].filter(({ state }) => state === 'queued' || state === 'sealed')

export class CaseBook {
  readonly #country: Country
  readonly #table: ReturnType<typeof casesIn>
  readonly #contents: ReturnType<typeof contentsIn>
  readonly #lookup: Lookup
  readonly #read: ReadBody
  readonly #terms: TermsOf
  readonly #limit: number
  readonly #handed: Handed
  readonly #kept = new Map<string, Kept>()
  #bytes = 0

  constructor(
    { country, store }: Pick<Node, 'country' | 'store'>,
    lookup: Lookup,
    read: ReadBody,
    terms: TermsOf,
    limit = BYTES,
    handed = HANDED,
  ) {
    this.#country = country
    this.#table = casesIn(store)
    this.#contents = contentsIn(store)
    this.#lookup = lookup
    this.#read = read
    this.#terms = terms
    this.#limit = limit
    this.#handed = new Handed(handed)
  }

  /** What is held in memory: cases, and what they come to in bytes as counted. */
  get held(): { readonly cases: number; readonly bytes: number } {
    return { cases: this.#kept.size, bytes: this.#bytes }
  }

  /** A message that this process has read: its case takes it from here. One that came from outside is handed on when it is durable, since others may use its id. */
  hand(read: ReadMessage, agreement: Digest): void {
    this.#handed.put(read, agreement)
  }

  /** With whom the messages of a conversation are exchanged. */
  peersOf(conversation: MessageId): Promise<Country[]> {
    return this.#table.peersOf(conversation)
  }

  /** The case with all that is in it now, or, where it is said what `came`, with that at least; an empty one where there is none. */
  async open(peer: Country, conversation: MessageId, came?: Came): Promise<OpenCase> {
    const open = async ({ fold, unread, away }: Kept): Promise<OpenCase> => ({
      fold,
      unread,
      pending: pendingOf(away).map(({ id }) => id),
    })
    return this.#inTurn(peer, conversation, open, came)
  }

  /** The case as it would be once what is on its way has arrived: what a caller who goes on sending reckons with. */
  async foreseen(peer: Country, conversation: MessageId): Promise<CaseFold> {
    return this.#inTurn(peer, conversation, async (kept) => {
      const pending = pendingOf(kept.away)
      if (pending.length === 0 && kept.foreseen === null) return kept.fold
      if (kept.foreseen === null) {
        kept.foreseen = new CaseFold(this.#lookup)
        for (const message of kept.fold.messages) kept.foreseen.add(message)
        await this.#dropEnded(peer, kept.foreseen)
      }
      const { foreseen } = kept
      await this.#each(
        pending.filter(({ id }) => !foreseen.has(id)),
        kept.ahead,
        (read) => {
          kept.ahead.set(read.message.id, read)
          foreseen.add(read.message)
        },
      )
      await this.#dropEnded(peer, foreseen)
      return foreseen
    })
  }

  /** The case as it was at `at` (milliseconds since 1970): of the messages, those that were in it by then. */
  async asOf(peer: Country, conversation: MessageId, at: number): Promise<OpenCase> {
    const entries = (await this.#table.entries({ peer, conversation }, null)).filter(inCase)
    const entered = await this.#contents.entered(entries.map((e) => e.id))
    const fold = new CaseFold(this.#lookup)
    const unread = new Map<string, CaseFault>()
    const then = entries.filter((e) => (entered.get(e.id) ?? Infinity) <= at)
    await this.#each(then, new Map(), ({ message, fault }) => {
      if (fault) unread.set(message.id, fault)
      fold.add(message)
    })
    return { fold, unread, pending: [] }
  }

  /** `work` on the case with all that is in it now. Two at once work in turn, each on what the other has added. */
  #inTurn<T>(peer: Country, conversation: MessageId, work: (kept: Kept) => Promise<T>, came?: Came): Promise<T> {
    const key = keyOf({ peer, conversation })
    const kept: Kept = this.#kept.get(key) ?? {
      fold: new CaseFold(this.#lookup),
      unread: new Map(),
      foreseen: null,
      away: new Map(),
      ahead: new Map(),
      seen: null,
      upTo: null,
      bytes: 0,
      turn: Promise.resolve(),
    }
    this.#kept.delete(key)
    this.#kept.set(key, kept)
    const turn = kept.turn.then(async () => {
      const before = kept.bytes
      if (before === 0) kept.bytes = EACH
      try {
        await this.#bring(peer, conversation, kept, came)
        return await work(kept)
      } catch (error) {
        // What was half added is made anew, and was not counted yet.
        kept.bytes = before
        if (this.#kept.get(key) === kept) this.#forget(key)
        throw error
      } finally {
        if (this.#kept.get(key) === kept) this.#bytes += kept.bytes - before
        for (const old of this.#kept.keys()) {
          if (this.#bytes <= this.#limit || old === key) break
          this.#forget(old)
        }
      }
    })
    kept.turn = turn.then(
      () => undefined,
      () => undefined,
    )
    return turn
  }

  #forget(key: string): void {
    this.#bytes -= this.#kept.get(key)?.bytes ?? 0
    this.#kept.delete(key)
  }

  /** Adds what has come into the case since it was looked at last; what it costs does not grow with the case. */
  async #bring(peer: Country, conversation: MessageId, kept: Kept, came?: Came): Promise<void> {
    const { fold, away } = kept
    // Whoever comes after another to the same messages finds them here. What is waited for may have ended meanwhile.
    if (came && kept.upTo && !isAfter(came.upTo, kept.upTo) && fold.waiting.length === 0) return
    const entries = this.#alone(kept, came) ?? (await this.#table.entries({ peer, conversation }, kept.seen))
    const known = new Set(entries.map((e) => e.id))
    const seen = entries.at(-1)?.at ?? kept.seen
    entries.push(...(await this.#table.states([...away.keys()].filter((id) => !known.has(id)))))
    const fresh: CaseEntry[] = []
    for (const entry of entries) {
      const { id, state } = entry
      if (inCase(entry)) {
        if (!fold.has(id)) fresh.push(entry)
        away.delete(id)
      } else if (ENDED.has(state)) {
        away.delete(id)
        // It was reckoned with, and will not come.
        if (kept.foreseen?.has(id)) kept.foreseen = null
        kept.ahead.delete(id)
      } else away.set(id, entry)
    }
    kept.seen = seen
    await this.#each(fresh, kept.ahead, ({ message, fault, bytes }) => {
      if (fault) kept.unread.set(message.id, fault)
      kept.bytes += bytes
      fold.add(message)
      kept.foreseen?.add(message)
      kept.ahead.delete(message.id)
    })
    await this.#dropEnded(peer, fold)
    if (came) kept.upTo = came.upTo
  }

  /** The one message of a case that nobody here has looked at yet: of it all is known already. */
  #alone({ seen }: Kept, came: Came | undefined): CaseEntry[] | undefined {
    const [first] = came?.messages ?? []
    if (seen !== null || first?.alone !== true) return undefined
    const { id, direction, leaf: at, agreement, iat } = first
    return [{ id, direction, at, agreement, iat, state: direction === 'in' ? 'received' : 'delivered' }]
  }

  /** Heads that ended on their way are waited for no more: on our side as soon as they have, on the other when it was told. */
  async #dropEnded(peer: Country, fold: CaseFold): Promise<void> {
    for (let waiting = fold.waiting; waiting.length > 0; waiting = fold.waiting) {
      const ended = await this.#table.ended(peer, [...new Set(waiting.flatMap((w) => w.waitsFor))])
      for (const { id, heads } of ended) fold.end(id, heads)
      if (ended.length === 0) return
    }
  }

  async #each(
    entries: readonly CaseEntry[],
    ahead: ReadonlyMap<string, ReadMessage>,
    take: (read: ReadMessage) => void,
  ): Promise<void> {
    const unknown: MessageId[] = []
    for (const entry of entries) {
      const read = ahead.get(entry.id) ?? (await this.#readBefore(entry))
      if (read === undefined) unknown.push(entry.id)
      else take(read)
    }
    for (let i = 0; i < unknown.length; i += READ)
      for (const content of await this.#contents.contents(unknown.slice(i, i + READ))) {
        const terms = await this.#terms(content.agreement, content.procedure)
        const { message: known, fault } = caseMessage(
          envelopeOf(content, this.#country, terms),
          this.#lookup,
          this.#read,
        )
        const message = await withSentUnder(known, this.#lookup, this.#terms)
        const document = content.document?.bytes.length ?? 0
        take({ message, fault, bytes: weighed(message, document, content.contextJson?.length ?? 0) })
      }
  }

  /** What this process has read of a message when it was sent or taken. */
  async #readBefore(entry: CaseEntry): Promise<ReadMessage | undefined> {
    const read = this.#handed.take(entry.id, entry)
    if (read === undefined) return undefined
    const terms = await this.#terms(entry.agreement, read.message.procedure)
    const message = await withSentUnder(read.message, this.#lookup, this.#terms)
    return terms === undefined ? { ...read, message } : { ...read, message: { ...message, terms } }
  }
}
