/**
 * Messages that set out for one peer in the same turn go in one request (wire.md, MSG-8), so that neither side pays for a request each and the line is not waited for
 * once more for each. Each has an answer of its own. What is urgent or large goes by itself, and so does everything to a peer that takes no more than one.
 */
import { setImmediate } from 'node:timers'
import { JuxtaError } from '../values/errors.ts'
import type { Clock } from '../values/clock.ts'
import type { Country } from '../values/country.ts'
import type { MessageId } from '../values/id.ts'
import { parseStrictJson } from '../values/json.ts'
import { isArray, isCount, Members } from '../values/members.ts'
import { isString } from '../values/text.ts'
import type { PeerAnswer, Transport } from '../peers/transport.ts'
import { isUrgent } from './shares.ts'

/** A request of several has at most so many, and so many bytes of them: what one costs that is lost on the way is little. */
const MOST = 16
const BYTES = 262_144
/** What is larger gains nothing by company. */
const LARGE = 65_536
/** How long a peer that does not take several is not asked again whether it does, in milliseconds. */
const SINGLY_MS = 600_000

/** Sealed bytes as they go over the line; `priority`: that of the message. */
export type Going = { readonly id: MessageId; readonly priority: number; readonly body: string | Buffer }
type Waiting = Going & { resolve(answer: PeerAnswer): void; reject(error: unknown): void }

/** What an answer to several says of all of them alike: that nothing is taken now, or from this caller. Anything else but 200 is no answer to several. */
const ofAll = (status: number): boolean => status >= 500 || status === 429 || status === 403

/** The answers to several, in the order in which they went. Attacker-controlled. Fails with `malformed` where they are not in their form or not as many. */
function answersIn(body: string, many: number): PeerAnswer[] {
  const m = new Members(parseStrictJson(body))
  const answers = m.required('answers', (v): v is unknown[] => isArray(v) && v.length === many, `a list of ${many}`)
  m.close()
  return answers.map((value, i) => {
    const one = new Members(value, `/answers/${i}`)
    const answer = {
      status: one.required('status', isCount, 'a status of HTTP'),
      contentType: one.required('type', isString, 'a media type'),
      retryAfter: one.optional('retry_after', isCount, 'seconds') ?? null,
      body: one.required('body', isString, 'a text'),
    }
    one.close()
    return answer
  })
}

export class SendTogether {
  readonly #transport: Pick<Transport, 'request'>
  readonly #clock: Clock
  readonly #waiting = new Map<string, Waiting[]>()
  /** Peers that take one at a time, and since when that is known. */
  readonly #singly = new Map<Country, number>()

  constructor(transport: Pick<Transport, 'request'>, clock: Clock) {
    this.#transport = transport
    this.#clock = clock
  }

  /** What the peer answers to this message. Fails as `Transport.request` does; those that went in one request fail with one error. */
  put(peer: Country, going: Going): Promise<PeerAnswer> {
    if (isUrgent(going.priority) || going.body.length > LARGE || !this.#takesSeveral(peer))
      return this.#one(peer, going)
    return new Promise((resolve, reject) => {
      const like = `${peer} ${going.priority}`
      const waiting = this.#waiting.get(like)
      const one = { ...going, resolve, reject }
      if (waiting) return void waiting.push(one)
      this.#waiting.set(like, [one])
      setImmediate(() => this.#go(peer, like))
    })
  }

  #takesSeveral(peer: Country): boolean {
    const since = this.#singly.get(peer)
    return since === undefined || Math.abs(this.#clock.now() - since) >= SINGLY_MS
  }

  #one(peer: Country, { id, priority, body }: Going): Promise<PeerAnswer> {
    const path = `/v1/messages/${id}`
    return this.#transport.request(peer, { method: 'PUT', path, contentType: 'application/jose', priority, body })
  }

  #go(peer: Country, like: string): void {
    const waiting = this.#waiting.get(like)!
    this.#waiting.delete(like)
    let [from, bytes] = [0, 0]
    waiting.forEach(({ body }, i) => {
      if (i > from && (i - from === MOST || bytes + body.length > BYTES)) {
        void this.#send(peer, waiting.slice(from, i))
        ;[from, bytes] = [i, 0]
      }
      bytes += body.length
    })
    void this.#send(peer, waiting.slice(from))
  }

  /** Never fails: each is told. */
  async #send(peer: Country, together: readonly Waiting[]): Promise<void> {
    try {
      const answers = together.length > 1 ? await this.#several(peer, together) : null
      if (answers) together.forEach((one, i) => one.resolve(answers[i]!))
      else for (const one of together) this.#one(peer, one).then(one.resolve, one.reject)
    } catch (error) {
      for (const one of together) one.reject(error)
    }
  }

  /** Null where the peer does not take several. */
  async #several(peer: Country, together: readonly Going[]): Promise<PeerAnswer[] | null> {
    const answer = await this.#transport.request(peer, {
      method: 'POST',
      path: '/v1/messages',
      contentType: 'text/plain',
      priority: together[0]!.priority,
      body: linesOf(together),
    })
    if (ofAll(answer.status)) return together.map(() => answer)
    try {
      if (answer.status === 200) return answersIn(answer.body, together.length)
    } catch (error) {
      // As good as none: what it has taken it answers again, to each by itself.
      if (!(error instanceof JuxtaError) || error.fault === 'fatal') throw error
    }
    this.#singly.set(peer, this.#clock.now())
    return null
  }
}

/** Lines of an id, a space and a compact JWE, all of it ASCII. */
function linesOf(together: readonly Going[]): Buffer {
  const lines = Buffer.allocUnsafe(together.reduce((sum, { id, body }) => sum + id.length + body.length + 2, 0))
  let at = 0
  for (const { id, body } of together) {
    at += lines.write(`${id} `, at, 'latin1')
    at += typeof body === 'string' ? lines.write(body, at, 'latin1') : body.copy(lines, at)
    at += lines.write('\n', at, 'latin1')
  }
  return lines
}
