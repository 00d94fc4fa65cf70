/** Many messages that are tried again at once: counted and shown first, and put back only where as many wait as whoever asks has seen. */
import type { MessageRow } from '../exchange/message-rows.ts'
import { messagesIn, type SearchPlace } from '../exchange/messages.ts'
import { putBackIn, type Piece } from '../exchange/put-back.ts'
import { readableBy } from '../http/caller.ts'
import type { WindowIncoming, WindowRoutes } from '../http/window-auth.ts'
import type { Node } from '../node.ts'
import type { Store } from '../store/store.ts'
import { JuxtaError } from '../values/errors.ts'
import { parseTime } from '../values/time.ts'
import { summary } from './message-view.ts'

/** So many messages, and no more, are counted and put back by one request. */
const MOST = 10_000
const SAMPLE = 20
/** Messages that are read at once; between two pages whoever else asks has his turn. */
const PAGE = 250

type Asked = {
  readonly peer?: string
  readonly procedure?: string
  readonly type?: string
  readonly states?: readonly ('parked' | 'sealed' | 'queued')[]
  readonly since?: string
  readonly until?: string
  readonly preview?: boolean
  readonly expected?: number
}

/** The messages that are asked for, newest first, of those whose way the caller may steer; `more`: there are more than are counted. */
async function found(store: Store, { caller, json }: WindowIncoming): Promise<{ rows: MessageRow[]; more: boolean }> {
  const { peer, procedure, type, states = ['parked'], since, until } = json() as Asked
  const rows: MessageRow[] = []
  for (const state of states) {
    const filter = {
      state,
      direction: 'out' as const,
      ...(peer === undefined ? {} : { peer }),
      ...(procedure === undefined ? {} : { procedure }),
      ...(type === undefined ? {} : { type }),
      ...(since === undefined ? {} : { since: parseTime(since) }),
      ...(until === undefined ? {} : { until: parseTime(until) }),
      reader: readableBy(caller, 'steer'),
    }
    let before: SearchPlace | null = null
    do {
      const page = await messagesIn(store).page(filter, before, PAGE, { atOnce: PAGE, most: PAGE })
      rows.push(...page.rows)
      if (rows.length > MOST) return { rows: rows.slice(0, MOST), more: true }
      before = page.next
      await new Promise((turn) => setImmediate(turn))
    } while (before !== null)
  }
  return { rows, more: false }
}

/** Fails where not as many wait as whoever asks has seen: what came in between he has not looked at. */
function checkExpected({ expected }: Asked, count: number): void {
  if (expected === undefined)
    throw new JuxtaError(
      'request-invalid',
      'say with `preview` that you only look, or with `expected` how many you saw',
      {
        pointer: '/expected',
        rule: 'required',
      },
    )
  if (expected !== count)
    throw new JuxtaError('state-conflict', `${count} messages wait there now, and not ${expected}: look again`, {
      pointer: '/expected',
      rule: 'count',
      members: { count },
    })
}

const words = ({ peer, procedure, type, states = ['parked'] }: Asked): string =>
  [states.join(', '), ...(procedure === undefined ? [] : [`of ${procedure}${type === undefined ? '' : `/${type}`}`]), `to ${peer ?? 'all'}`].join(' ') // prettier-ignore

/** What two persons have to want, where it is more than one may put back alone; null where it is not. */
export async function tooManyForOne(
  store: Store,
  alone: number,
  incoming: WindowIncoming,
): Promise<{ subject: string; detail: string } | null> {
  const asked = incoming.json() as Asked
  if (asked.preview === true) return null
  const { rows } = await found(store, incoming)
  checkExpected(asked, rows.length)
  if (rows.length <= alone) return null
  return { subject: asked.peer ?? 'all', detail: `puts back ${rows.length} messages: ${words(asked)}` }
}

/**
 * Carries out what is ordered, and counts what was put back. Where the store is away meanwhile the order stands, and the sweep goes on with it: the answer says
 * how many were put back until then.
 */
async function carriedOut({ store, clock, logger }: Node, pieces: readonly Piece[], each: () => void): Promise<number> {
  let retried = 0
  try {
    for (const { id, count } of pieces) {
      retried += (await putBackIn(store).carryOut(id, clock.now())) ?? count
      each()
    }
  } catch (error) {
    logger.warn({ err: error }, 'messages that were ordered to be put back are put back later')
  }
  return retried
}

export function retryManyRoutes(node: Node): WindowRoutes {
  const { store, clock, queue, settings } = node
  return {
    async retryMessages(incoming) {
      const asked = incoming.json() as Asked
      const { rows, more } = await found(store, incoming)
      const seen = {
        count: rows.length,
        more,
        alone: rows.length <= settings.retryAlone,
        sample: rows.slice(0, SAMPLE).map(summary),
      }
      incoming.about(`${asked.preview === true ? 'preview, ' : ''}${rows.length} ${words(asked)}`)
      if (asked.preview === true) return { body: seen }
      checkExpected(asked, rows.length)
      const ordered = await putBackIn(store).order(
        rows.map(({ id }) => id),
        clock.now(),
      )
      const peers = new Set(rows.map((row) => row.peer))
      const retried = await carriedOut(node, ordered, () => peers.forEach((peer) => queue.wake(peer)))
      return { body: { ...seen, retried } }
    },
  }
}
