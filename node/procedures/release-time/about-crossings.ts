/** Which messages of a case are about which crossing: each is read once, so that a message more does not make all be read again. */
import type { CaseFold, CaseMessage } from '../../cases/engine.ts'
import type { ReleaseTime } from './release-time.ts'

type Placed = { readonly at: number; readonly message: CaseMessage }

export class AboutCrossings {
  /** Crossings that a message has stated to be one. */
  readonly linked: { readonly by: string; readonly names: readonly string[] }[] = []
  readonly #fold: CaseFold
  readonly #sorted: number
  readonly #names = new Map<string, string>()
  readonly #messages = new Map<string, Placed[]>()
  /** Messages that name no crossing and have none yet, by the event that they are about; all under one name where they are about the case. */
  readonly #unnamed = new Map<string, Placed[]>()
  /** The crossing that the case is about: the first that a message names. */
  #first: string | undefined
  #size = 0

  constructor(fold: CaseFold) {
    this.#fold = fold
    this.#sorted = fold.sorted
  }

  get isOld(): boolean {
    return this.#sorted !== this.#fold.sorted
  }

  /** The crossing that a message is about: its own, that of the event it corrects, or the one that its case is about. */
  of(id: string): string | undefined {
    return this.#names.get(id)
  }

  /** Messages about one of `crossings`, in the order of the case. */
  about(crossings: ReadonlySet<string>): CaseMessage[] {
    const found = [...crossings].flatMap((name) => this.#messages.get(name) ?? [])
    return found.sort((a, b) => a.at - b.at).map(({ message }) => message)
  }

  /** Reads what has come into the case since. */
  bring(): void {
    for (const message of this.#fold.messagesAfter(this.#size)) {
      const placed = { at: this.#size++, message }
      const { xCrossing, xCrossingLinked } = message.context
      this.#first ??= xCrossing
      if (xCrossingLinked !== undefined)
        this.linked.push({
          by: message.id,
          names: [...(xCrossing === undefined ? [] : [xCrossing]), ...xCrossingLinked],
        })
      const event = eventOf(message)
      const name = xCrossing ?? this.#crossingOf(event)
      if (name === undefined) push(this.#unnamed, event, placed)
      else this.#name(placed, name)
      const known = this.#crossingOf(event)
      if (known === undefined) continue
      for (const other of this.#unnamed.get(event) ?? []) this.#name(other, known)
      this.#unnamed.delete(event)
    }
  }

  #name(placed: Placed, crossing: string): void {
    this.#names.set(placed.message.id, crossing)
    push(this.#messages, crossing, placed)
  }

  #crossingOf(event: string): string | undefined {
    return event === '' ? this.#first : (this.#fold.case?.state as ReleaseTime | undefined)?.events.get(event)?.crossing
  }
}

/** The event of a release time that a message tells or corrects; none: it is about the case. */
function eventOf({ procedure, body }: CaseMessage): string {
  if (procedure !== 'release-time') return ''
  const id = (body as { xEventId?: unknown } | null)?.xEventId
  return typeof id === 'string' && id !== '' ? id : NO_EVENT
}
/** No event has it for its id. */
const NO_EVENT = '\n'

function push<T>(lists: Map<string, T[]>, name: string, one: T): void {
  const list = lists.get(name)
  if (list === undefined) lists.set(name, [one])
  else list.push(one)
}

const read = new WeakMap<CaseFold, AboutCrossings>()

/** What the messages of a case are about, up to the last of them. */
export function aboutCrossings(fold: CaseFold): AboutCrossings {
  let known = read.get(fold)
  if (known === undefined || known.isOld) read.set(fold, (known = new AboutCrossings(fold)))
  known.bring()
  return known
}
