/** A node that plays a neighbour by a script: what its peer sends is answered as the rule of each message says, and it sends messages of its own. */
import type { Server } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RunningNode } from '../assemble.ts'
import { openMessage, type OpenedMessage } from '../exchange/open-message.ts'
import { referencesIn } from '../exchange/outgoing.ts'
import type { Answer, Incoming } from '../http/server.ts'
import type { Between, Node } from '../node.ts'
import type { Country } from '../values/country.ts'
import { asJuxtaError, JuxtaError } from '../values/errors.ts'
import { parseStrictJson } from '../values/json.ts'
import { isObject } from '../values/members.ts'
import {
  isArrival,
  isSignedProblem,
  refusalOf,
  stepsFor,
  type Arrival,
  type Script,
  type Seen,
  type Word,
} from './behaviour.ts'
import { contradict, forkLog, lieAbout } from './lies.ts'

/** What the sandbox does, said as it does it. */
export type Told = {
  readonly peer: Country
  readonly message: string
  readonly procedure: string
  readonly type: string
  readonly does: string
}

/** A message of the peer: what is left to be done when it comes. */
type Known = { readonly arrivals: Arrival[]; readonly words: readonly Word[]; readonly seen: Seen; taken: boolean }

type PutMessage = (incoming: Incoming<Country>) => Promise<Answer>

function seenIn({ manifest: { claims }, bundle }: OpenedMessage): Seen {
  const bytesOf = (part: string): Buffer => bundle.parts.get(part)?.bytes ?? Buffer.alloc(0)
  let context: unknown = {}
  try {
    context = parseStrictJson(bytesOf('context'))
  } catch {
    // It has none, or none that can be read: the node says so.
  }
  return {
    procedure: claims.procedure,
    type: claims.type,
    references: isObject(context) ? referencesIn(context).map(({ value }) => value) : [],
    document: bytesOf('document').toString('utf8'),
  }
}

export class Sandbox {
  readonly #script: Script
  readonly #tell: (told: Told) => void
  readonly #known = new Map<string, Known>()
  /** What is to be refused by the node itself, so that it is signed and logged. */
  readonly #refusing = new Map<string, JuxtaError>()
  readonly #ending = new AbortController()
  #running: RunningNode | null = null
  #away = false

  constructor(script: Script, tell: (told: Told) => void = () => undefined) {
    this.#script = script
    this.#tell = tell
  }

  readonly between: Between = {
    judge: ({ jti }) => {
      const fault = this.#refusing.get(jti)
      if (fault) throw fault
    },
    transport: (straight) => ({
      ...straight,
      request: async (peer, request) => {
        if (this.#away) throw new JuxtaError('unreachable', 'the sandbox has gone away', { rule: 'reach' })
        const answer = await straight.request(peer, request)
        const twice =
          this.#script.duplicates && request.method !== 'GET' && /^\/v1\/(messages|events)/.test(request.path)
        if (twice && !request.stream) await straight.request(peer, request)
        return answer
      },
    }),
    routes: (straight, node) => ({
      ...straight,
      putMessage: (incoming) => this.#message(node, incoming, straight['putMessage']!),
      // What it does with a message, such as saying nothing, is to befall no other.
      postMessages: () => Promise.reject(new JuxtaError('not-found', 'the sandbox takes one message at a time')),
    }),
  }

  /** Begins to send, and can go away. */
  begin(
    running: RunningNode,
    peer: Country,
    send: (message: Readonly<Record<string, unknown>>) => Promise<void>,
  ): void {
    this.#running = running
    for (const sending of this.#script.sends)
      void (async () => {
        await this.#pause(sending.after)
        for (let n = 0; n < sending.times; n++) {
          if (n > 0) await this.#pause(sending.every)
          if (this.#ending.signal.aborted) return
          await send({ to: peer, ...sending.message }).catch((error: unknown) =>
            this.#tell({
              peer,
              message: '',
              procedure: '',
              type: '',
              does: `could not send: ${asJuxtaError(error).message}`,
            }),
          )
        }
      })()
  }

  end(): void {
    this.#ending.abort()
  }

  /** Seconds, or until the sandbox ends. */
  async #pause(seconds: number): Promise<void> {
    await sleep(seconds * 1000, null, { signal: this.#ending.signal, ref: false }).catch(() => undefined)
  }

  async #message(node: Node, incoming: Incoming<Country>, straight: PutMessage): Promise<Answer> {
    const { caller, bytes } = incoming
    const jwe = bytes.toString('latin1')
    const opened = await openMessage(node, jwe).catch(() => null)
    // What cannot be opened is in no rule: the node refuses it.
    if (!opened) return straight(incoming)
    const { jti } = opened.manifest.claims
    const known = this.#known.get(jti) ?? this.#meet(jti, opened)
    const [step] = known.arrivals
    if (!step) return this.#take(caller, opened, known, () => straight(incoming))
    if (!(step.do === 'refuse' && step.times === undefined)) known.arrivals.shift()
    if (step.do === 'refuse' && step.times !== undefined && step.times > 1)
      known.arrivals.unshift({ ...step, times: step.times - 1 })
    this.#say(caller, jti, known, describe(step))
    switch (step.do) {
      case 'refuse': {
        const fault = refusalOf(step)
        if (!isSignedProblem(step.problem)) throw fault
        this.#refusing.set(jti, fault)
        try {
          return await straight(incoming)
        } finally {
          this.#refusing.delete(jti)
        }
      }
      case 'silent':
        await this.#pause(step.seconds)
        this.#hangUp()
        throw new JuxtaError('busy', 'the sandbox says nothing', { retryAfter: 1 })
      case 'go-away':
        void this.#goAway(step.seconds)
        throw new JuxtaError('busy', 'the sandbox goes away', { retryAfter: 1 })
      case 'lie':
        return lieAbout(node, caller, opened, jwe, step.how)
      case 'late':
        await this.#pause(step.seconds)
        return this.#take(caller, opened, known, () => straight(incoming))
      case 'lose-receipt':
        await this.#take(caller, opened, known, () => straight(incoming))
        throw new JuxtaError('busy', 'the receipt was lost on its way', { retryAfter: 1 })
    }
  }

  #meet(jti: string, opened: OpenedMessage): Known {
    const seen = seenIn(opened)
    const steps = stepsFor(this.#script, seen)
    const words = steps.filter((s): s is Word => !isArrival(s))
    const known = { arrivals: steps.filter(isArrival), words, seen, taken: false }
    this.#known.set(jti, known)
    return known
  }

  /** Takes it as any node does; what is to be said of it follows. */
  async #take(peer: Country, opened: OpenedMessage, known: Known, straight: () => Promise<Answer>): Promise<Answer> {
    const answer = await straight()
    if (answer.status === 202 && !known.taken) {
      known.taken = true
      const { claims, digest } = opened.manifest
      this.#say(peer, claims.jti, known, 'takes it')
      void this.#speak(peer, { jti: claims.jti, txn: claims.txn, digest }, known)
    }
    return answer
  }

  async #speak(
    peer: Country,
    about: { jti: OpenedMessage['manifest']['claims']['jti']; txn: string; digest: string },
    known: Known,
  ): Promise<void> {
    let waited = 0
    for (const word of known.words) {
      await this.#pause(word.after - waited)
      waited = Math.max(waited, word.after)
      const node = this.#running
      if (!node || this.#ending.signal.aborted) return
      try {
        const came = await this.#word(node, peer, about, word)
        this.#say(peer, about.jti, known, came === null ? describe(word) : `${describe(word)}, and is answered ${came}`)
      } catch (error) {
        this.#say(peer, about.jti, known, `${describe(word)}: ${asJuxtaError(error).message}`)
      }
    }
  }

  async #word(
    node: RunningNode,
    peer: Country,
    about: { jti: OpenedMessage['manifest']['claims']['jti']; txn: string; digest: string },
    word: Word,
  ): Promise<number | null> {
    switch (word.do) {
      case 'collect':
        await node.collect.collected(about.jti, null)
        return null
      case 'accept':
      case 'reject': {
        const { do: kind, after: _after, ...words } = word
        await node.collect.answer(about.jti, { outcome: kind === 'accept' ? 'accepted' : 'rejected', ...words }, null)
        return null
      }
      case 'contradict':
        return contradict(node, peer, about)
      case 'fork-log':
        return forkLog(node, peer)
    }
  }

  #say(peer: Country, message: string, { seen: { procedure, type } }: Known, does: string): void {
    this.#tell({ peer, message, procedure, type, does })
  }

  /** Every connection ends, with nothing said. */
  #hangUp(): void {
    ;(this.#running?.exchange.server as unknown as Server | undefined)?.closeAllConnections()
  }

  /** Nobody listens, and nothing is sent, for so many seconds. */
  async #goAway(seconds: number): Promise<void> {
    const node = this.#running
    if (!node || this.#away) return
    const server = node.exchange.server as unknown as Server
    const { host, port } = node.settings.exchangeListen
    this.#away = true
    server.close()
    server.closeAllConnections()
    await this.#pause(seconds)
    this.#away = false
    if (!this.#ending.signal.aborted) server.listen(port, host)
  }
}

function describe(step: Arrival | Word): string {
  switch (step.do) {
    case 'refuse':
      return `refuses it: ${step.problem}`
    case 'silent':
      return `says nothing for ${step.seconds} s`
    case 'late':
      return `waits ${step.seconds} s with the receipt`
    case 'go-away':
      return `goes away for ${step.seconds} s`
    case 'lose-receipt':
      return 'loses the receipt'
    case 'lie':
      return `lies: ${step.how}`
    case 'fork-log':
      return 'shows another history of its log'
    case 'contradict':
      return 'contradicts itself'
    case 'reject':
      return step.rule === undefined ? 'rejects it' : `rejects it by rule ${step.rule}`
    default:
      return `${step.do}s it`
  }
}
