/** The feed of changes as Server-Sent Events: what one reader gets, at his own pace, for as long as he may, and how many there may be at once. */
import { Readable } from 'node:stream'
import { changeTailIn } from '../exchange/change-tail.ts'
import type { ChangePage } from '../exchange/changes.ts'
import { rightsOf, type Caller } from '../http/caller.ts'
import type { Node } from '../node.ts'
import { JuxtaError } from '../values/errors.ts'

/** Streams of this process, and of one key. */
const [STREAMS, OF_ONE_KEY] = [2000, 100]
/** A page of it; what is not read yet is no more than that, and what the connection holds. */
const PAGE = 100
const BUFFERED_BYTES = 65_536
/** How often something is sent where nothing changes, so that whoever is between knows that the connection lives, and a reader that it is where he was. */
const BEAT_MS = 15_000
/** How long a reader may take nothing of what is there for him. */
const PATIENCE_MS = 60_000
/** Between two pages of changes that come as they are made: a busy node tells each reader of many at once. */
const TOGETHER_MS = 100
/** When a reader is to come again whose stream has ended. */
const RETRY_MS = 2000

/** What a stream needs of its request. */
export type Streamed = {
  readonly caller: Caller
  /** Of which kind changes are followed alone; undefined: of all. */
  readonly kind: string | undefined
  /** Who calls, asked again. Fails where he may not any more. */
  still(): Promise<Caller>
  page(caller: Caller, after: number | null, limit: number): Promise<ChangePage>
  cursor(place: number): string
  readonly gone: AbortSignal
}

/** What is sent of a page. */
type Told = { readonly text: string; readonly next: number; readonly more: boolean }

export function changeStreams({ store, ending, logger }: Node) {
  const tail = changeTailIn(store)
  const open = new Map<string, number>()
  let all = 0

  function enter(id: string): () => void {
    const own = open.get(id) ?? 0
    if (all >= STREAMS || own >= OF_ONE_KEY)
      throw new JuxtaError(
        'too-many-requests',
        own >= OF_ONE_KEY ? `this key follows ${own} streams already` : `${all} streams are followed already`,
        { rule: 'streams', retryAfter: 30 },
      )
    open.set(id, own + 1)
    all++
    return () => {
      const left = open.get(id)! - 1
      if (left === 0) open.delete(id)
      else open.set(id, left)
      all--
    }
  }

  /** Pages that are being read, or were a moment ago, by what their readers may see, which kind they follow, and from where. */
  const shared = new Map<string, Promise<Told>>()

  /** The page after `after`. A change is heard by all who follow at once: those who may read the same get one text, which is read and written once. */
  function told(caller: Caller, after: number | null, { kind, page, cursor }: Streamed): Promise<Told> {
    const key = `${kind ?? ''} ${after ?? ''} ${cursor(after ?? 0)} ${rightsOf(caller)}`
    const there = shared.get(key)
    if (there) return there
    const reading = page(caller, after, PAGE).then(({ items, next, more }): Told => {
      const events = items.map(
        ({ place, change }) => `id: ${cursor(place)}\nevent: ${change.kind}\ndata: ${JSON.stringify(change)}\n\n`,
      )
      return { text: events.join(''), next, more }
    })
    shared.set(key, reading)
    const forget = (): void => void shared.delete(key)
    // Where nothing was found, or nothing could be read, the next who asks looks again.
    reading.then(({ text }) => (text === '' ? forget() : setTimeout(forget, TOGETHER_MS).unref()), forget)
    return reading
  }

  async function* events(from: number | null, asked: Streamed): AsyncGenerator<string> {
    const { still, cursor, gone } = asked
    let after = from
    yield `retry: ${RETRY_MS}\n\n`
    for (let beat = -Infinity; !gone.aborted && !ending.signal.aborted;) {
      // Before each page: whoever lost his right hears nothing more.
      const { text, next, more } = await told(await still(), after, asked)
      after = next
      const now = performance.now()
      if (text !== '') yield text
      // Where nothing was for this reader he goes on after it, too.
      else if (!more && now - beat >= BEAT_MS) yield `:\nid: ${cursor(next)}\n\n`
      else {
        await (more
          ? new Promise((turn) => setImmediate(turn))
          : tail.wait(next, Math.max(0, BEAT_MS - (now - beat)), gone, ending.signal))
        continue
      }
      beat = performance.now()
      if (!more) await new Promise((turn) => setTimeout(turn, TOGETHER_MS))
    }
  }

  /** Events from the place `from` on (null: from the beginning of what is kept). Fails with `too-many-requests` where too many are followed already. */
  return (from: number | null, asked: Streamed): Readable => {
    const leave = enter(asked.caller.id)
    let timer: NodeJS.Timeout | undefined
    async function* inTime(): AsyncGenerator<string> {
      try {
        for await (const text of events(from, asked)) {
          // Asked for the next when there is room for it.
          timer = setTimeout(() => stream.destroy(), PATIENCE_MS).unref()
          yield text
          clearTimeout(timer)
        }
      } catch (error) {
        // It ends; whoever comes again hears why.
        logger.debug(error, 'a stream of changes has ended')
      }
    }
    const stream = Readable.from(inTime(), { objectMode: false, highWaterMark: BUFFERED_BYTES })
    stream.once('close', () => {
      clearTimeout(timer)
      leave()
    })
    return stream
  }
}
