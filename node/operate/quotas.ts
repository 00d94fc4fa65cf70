/**
 * What one caller may do in a stretch of time, whoever he is: token buckets in the memory of this process, and how many requests of his are under way. It
 * is asked before anything of a request is read, so that refusing costs next to nothing. Replicas count each for itself.
 */
import type { Payer } from '../threads/workshop.ts'
import { JuxtaError } from '../values/errors.ts'

/** Whose quotas there are: a peer by its country, a key by its id, and an address for whoever shows neither. */
export type Whose = 'peer' | 'key' | 'address'

/** What is counted, with the stretch of time that a limit is for, in milliseconds; without one it is what may be there at once. */
const COUNTED = {
  requests: { per: 1000, means: 'requests a second' },
  bytes: { per: 1000, means: 'bytes of bodies a second' },
  concurrent: { means: 'requests at once' },
  leaves: { per: 3_600_000, means: 'leaves of the log an hour' },
  events: { per: 3_600_000, means: 'events an hour' },
  work: { per: 60_000, means: 'milliseconds of expensive work a minute' },
  agreements: { means: 'proposed agreements that nobody has accepted' },
  'agreement-bytes': { means: 'bytes of proposed agreements that nobody has accepted' },
  'part-bytes': { means: 'bytes of parts whose message is not complete' },
  'upload-bytes': { means: 'bytes of uploads that no message has used' },
  webhooks: { means: 'webhooks of one client' },
  'webhook-events': { means: 'events that wait for one webhook' },
} as const satisfies Record<string, { readonly per?: number; readonly means: string }>

export type Counted = keyof typeof COUNTED
type Flowing = { [K in Counted]: (typeof COUNTED)[K] extends { readonly per: number } ? K : never }[Counted]

/** What holds where the settings say nothing else. A neighbour that comes back with a day's messages stays far below. */
export const LIMITS = {
  peer: {
    requests: 2000,
    bytes: 67_108_864,
    concurrent: 128,
    leaves: 1_000_000,
    events: 1_000_000,
    work: 30_000,
    agreements: 20,
    'agreement-bytes': 1_048_576,
    'part-bytes': 8_589_934_592,
  },
  key: {
    requests: 2000,
    bytes: 67_108_864,
    concurrent: 512,
    leaves: 1_000_000,
    work: 30_000,
    'upload-bytes': 8_589_934_592,
    webhooks: 20,
    'webhook-events': 1000,
  },
  address: { requests: 100, bytes: 1_048_576, concurrent: 64, work: 6000 },
} as const satisfies Record<Whose, Partial<Record<Counted, number>>>

export type Limits<W extends Whose> = Readonly<Record<keyof (typeof LIMITS)[W] & Counted, number>>

/** Below it no message of 4 MiB would get through in the time that a request may take, and what has cost too much once would wait for hours. */
const LEAST: Partial<Record<Counted, number>> = { bytes: 65_536, work: 1000, 'webhook-events': 100 }
const MOST = 1_000_000_000_000

/** What a setting says of the limits of `whose`: `requests=50,bytes=1000000`; those that it does not name keep their defaults. A text: what is wrong. */
export function readLimits<W extends Whose>(whose: W, text: string): Limits<W> | string {
  const limits: Record<string, number> = { ...LIMITS[whose] }
  const names = Object.keys(LIMITS[whose]).join(', ')
  for (const item of text === '' ? [] : text.split(',')) {
    const [, name, digits] = /^\s*([a-z-]+)=([0-9]{1,13})\s*$/.exec(item) ?? []
    if (name === undefined || !Object.hasOwn(LIMITS[whose], name))
      return `must be limits such as requests=50, separated by commas, out of ${names}`
    const least = LEAST[name as Counted] ?? 1
    if (Number(digits) < least || Number(digits) > MOST) return `${name} must be from ${least} to ${MOST}`
    limits[name] = Number(digits)
  }
  return limits as Limits<W>
}

/** So many seconds' worth may come at once, after a rest; of bytes at least the largest body. */
const BURST_S = 2
const LARGEST_BODY = 16 * 1_048_576
/** How long a body is kept waiting, before its caller is told to come again. */
const PATIENCE_MS = 5000

/** A bucket that fills by `perMs`, up to `most`. */
class Bucket {
  readonly #perMs: number
  readonly #most: number
  #level: number
  #at: number

  constructor(perMs: number, most: number, now: number) {
    this.#perMs = perMs
    this.#most = most
    this.#level = most
    this.#at = now
  }

  /** Milliseconds until `n` are there. */
  wait(n: number, now: number): number {
    this.#level = Math.min(this.#most, this.#level + Math.max(0, now - this.#at) * this.#perMs)
    this.#at = now
    return Math.max(0, (n - this.#level) / this.#perMs)
  }

  /** Takes `n`, whether they are there or not: then whoever comes next waits for them. */
  take(n: number): void {
    this.#level -= n
  }
}

type Subject = { readonly buckets: Map<Flowing, Bucket>; underWay: number }

/** A request that was let in. */
export type Visit = {
  /** Its body will have so many bytes. Fails where they would have to wait too long. */
  expects(bytes: number): void
  /** So many bytes of its body have come. Answers for how many milliseconds no more are to be read; fails where that is too long. */
  read(bytes: number): number
  /** It is over; again is nothing. */
  leave(): void
}

/** Subjects that are remembered; the one that was heard of longest ago is forgotten first. */
const REMEMBERED = 10_000

export type Shed = { readonly whose: Whose; readonly name: string; readonly what: Counted; readonly detail: string }

export class Quota<W extends Whose> {
  readonly limits: Limits<W>
  readonly #whose: W
  readonly #told: (shed: Shed) => void
  readonly #now: () => number
  readonly #subjects = new Map<string, Subject>()

  /** `told` hears of every request that was turned away. `now`: milliseconds of a clock that nobody sets. */
  constructor(whose: W, limits: Limits<W>, told: (shed: Shed) => void, now: () => number = () => performance.now()) {
    this.limits = limits
    this.#whose = whose
    this.#told = told
    this.#now = now
  }

  /** Lets a request of `name` in, or fails with `busy` (a peer) or `too-many-requests`. */
  enter(name: string): Visit {
    const subject = this.#subject(name)
    const { concurrent } = this.limits as Partial<Record<Counted, number>>
    if (concurrent !== undefined && subject.underWay >= concurrent) throw this.#shed(name, 'concurrent', 1000)
    this.take(name, 'requests')
    subject.underWay++
    let left = false
    return {
      expects: (bytes) => {
        const wait = this.#bucket(subject, 'bytes').wait(bytes, this.#now())
        if (wait > PATIENCE_MS) throw this.#shed(name, 'bytes', wait)
      },
      read: (bytes) => {
        const bucket = this.#bucket(subject, 'bytes')
        const wait = bucket.wait(bytes, this.#now())
        if (wait > PATIENCE_MS) throw this.#shed(name, 'bytes', wait)
        bucket.take(bytes)
        return wait
      },
      leave: () => {
        if (!left) subject.underWay--
        left = true
      },
    }
  }

  /** Takes `n` of what `name` may have, or fails as `enter` does. */
  take(name: string, what: Flowing, n = 1): void {
    const bucket = this.#bucket(this.#subject(name), what)
    const wait = bucket.wait(n, this.#now())
    if (wait > 0) throw this.#shed(name, what, wait)
    bucket.take(n)
  }

  /**
   * Who has expensive work done, and what is left of his time for it. A piece is paid for when it is done, since nobody knows before what it costs: whoever
   * has used up more than he has waits until that is made good.
   */
  payer(name: string): Payer {
    const bucket = this.#bucket(this.#subject(name), 'work')
    const wait = (): number => bucket.wait(1, this.#now())
    return {
      name: `${this.#whose} ${name}`,
      wait,
      refused: () => this.#shed(name, 'work', wait()),
      spent: (ms) => bucket.take(ms),
    }
  }

  /** Fails as `enter` does where `name` has used up what he may have of expensive work. */
  affords(name: string): void {
    const payer = this.payer(name)
    if (payer.wait() > 0) throw payer.refused()
  }

  /** Fails as `enter` does where `name` would have more of `what` at once than it may: `there` and so many more. */
  hold(name: string, what: Exclude<Counted, Flowing | 'concurrent'>, there: number, more: number): void {
    if (there + more > (this.limits as Record<Counted, number>)[what]) throw this.#shed(name, what, 3_600_000)
  }

  #subject(name: string): Subject {
    const known = this.#subjects.get(name)
    if (known) this.#subjects.delete(name)
    const subject: Subject = known ?? { buckets: new Map(), underWay: 0 }
    this.#subjects.set(name, subject)
    if (this.#subjects.size > REMEMBERED) this.#subjects.delete(this.#subjects.keys().next().value!)
    return subject
  }

  #bucket({ buckets }: Subject, what: Flowing): Bucket {
    const known = buckets.get(what)
    if (known) return known
    const { per } = COUNTED[what]
    const limit = (this.limits as Record<Counted, number>)[what]
    const most = Math.max(per === 1000 ? limit * BURST_S : limit, what === 'bytes' ? LARGEST_BODY : 0)
    const made = new Bucket(limit / per, most, this.#now())
    buckets.set(what, made)
    return made
  }

  #shed(name: string, what: Counted, waitMs: number): JuxtaError {
    const limit = (this.limits as Record<Counted, number>)[what]
    const detail = `more than ${limit} ${COUNTED[what].means}`
    this.#told({ whose: this.#whose, name, what, detail })
    return new JuxtaError(this.#whose === 'peer' ? 'busy' : 'too-many-requests', `${detail}: come again later`, {
      rule: what,
      retryAfter: Math.min(3600, Math.max(1, Math.ceil(waitMs / 1000))),
      members: { limit },
    })
  }
}
