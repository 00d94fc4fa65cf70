/** The book of what each clause came to: what was tried, what was sent and came back, what was expected. */
import { digestOf } from '../values/digest.ts'
import { asJuxtaError } from '../values/errors.ts'
import { CLAUSES, sectionOf, type Clause } from './clauses.ts'

/** `not due`: it asks nothing of this implementation, or nothing that the kit could see; the book says why. */
export type Outcome = 'pass' | 'fail' | 'not due' | 'not tested'

/** One request and its answer, as they were on the line. Bodies are whole up to `KEPT` characters. */
export type Exchanged = {
  readonly sent: {
    readonly request: string
    readonly contentType: string
    readonly bytes: number
    readonly digest: string | null
    readonly body: string
  }
  readonly came: { readonly status: number; readonly contentType: string; readonly body: string } | null
}

/** One thing that was tried, and what came of it. */
export type Tried = {
  readonly tried: string
  readonly expected: string
  readonly answered: string
  readonly ok: boolean
  readonly exchanges: readonly Exchanged[]
}
export type Result = {
  readonly clause: Clause
  readonly demands: string
  /** Where it stands in docs/wire.md. */
  readonly page: { readonly section: string; readonly anchor: string }
  readonly outcome: Outcome
  /** Why it is not due. */
  readonly since?: string
  readonly trials: readonly Tried[]
}

/** Characters of a body that are kept. */
const KEPT = 16_384
/** Exchanges that belong to one trial. */
const MOST_OF_ONE = 8

type Line = {
  readonly method: string
  readonly path: string
  readonly contentType?: string
  readonly body?: string | Buffer
}

/** What was tried of each clause. A clause holds where something of it was tried and nothing failed. */
export class Book {
  readonly #trials = new Map<Clause, Tried[]>()
  readonly #skipped = new Map<Clause, string>()
  /** What went over the line since the last trial was written, and what belongs to that. */
  #fresh: Exchanged[] = []
  #last: readonly Exchanged[] = []

  /** Notes what went over the line; it belongs to what is written next. `came`: null where nothing did. */
  overheard(
    { method, path, contentType = '', body }: Line,
    came: { readonly status: number; readonly contentType: string; readonly body: string } | null,
  ): void {
    const text = Buffer.isBuffer(body) ? body.toString('base64') : (body ?? '')
    const bytes = Buffer.byteLength(body ?? '')
    this.#fresh.push({
      sent: {
        request: `${method} ${path}`,
        contentType,
        bytes,
        digest: bytes === 0 ? null : digestOf(body!),
        body: text.slice(0, KEPT),
      },
      came: came && { status: came.status, contentType: came.contentType, body: came.body.slice(0, KEPT) },
    })
  }

  /** `expected`: in place of what the clause demands in general. */
  write(clause: Clause, tried: string, ok: boolean, answered: string, expected: string = CLAUSES[clause]): boolean {
    if (this.#fresh.length > 0) this.#last = this.#fresh.slice(-MOST_OF_ONE)
    this.#fresh = []
    const found = this.#trials.get(clause) ?? []
    found.push({ tried, expected, answered, ok, exchanges: this.#last })
    this.#trials.set(clause, found)
    return ok
  }

  /** What fails inside is a failure of the clause, in its own words. */
  async try(clause: Clause, tried: string, work: () => Promise<string>): Promise<boolean> {
    try {
      return this.write(clause, tried, true, await work())
    } catch (error) {
      return this.write(clause, tried, false, asJuxtaError(error).message)
    }
  }

  /** It is not due, where nothing of it was tried. */
  skip(clause: Clause, since: string): void {
    this.#skipped.set(clause, since)
  }

  results(): Result[] {
    return (Object.keys(CLAUSES) as Clause[]).map((clause) => {
      const trials = this.#trials.get(clause) ?? []
      const since = trials.length === 0 ? this.#skipped.get(clause) : undefined
      const none = since === undefined ? 'not tested' : 'not due'
      const outcome = trials.length === 0 ? none : trials.every((t) => t.ok) ? 'pass' : 'fail'
      const more = since === undefined ? {} : { since }
      return { clause, demands: CLAUSES[clause], page: sectionOf(clause), outcome, ...more, trials }
    })
  }
}
