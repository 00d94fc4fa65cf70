/** What of the window side is on record: every action, every read that hands out content, and who was refused; the one place that every route passes. */
import type { Caller } from '../http/caller.ts'
import { addressOf, type Asked as Request, type Trail } from '../http/server.ts'
import { onRecord, type Asked } from '../operate/audit.ts'
import type { Node } from '../node.ts'
import type { JuxtaError } from '../values/errors.ts'

/** How many of those that show no key of ours are on record, from one address and from all, in a minute: nobody without a key fills the store. */
const STRANGERS = { each: 1, all: 60 } as const
const MINUTE = 60_000

/** Operations that are asked for so often that it would cost too much to watch for their first write: they hand their record on to it. */
const HANDED: ReadonlySet<string> = new Set(['submitMessage'])

/** Whether one more without a key is put on record. */
function strangers(now: () => number): (address: string) => boolean {
  let minute = 0
  let seen = new Map<string, number>()
  let all = 0
  return (address) => {
    const at = Math.floor(now() / MINUTE)
    if (at !== minute) {
      minute = at
      seen = new Map()
      all = 0
    }
    const count = seen.get(address) ?? 0
    if (count >= STRANGERS.each || all >= STRANGERS.all) return false
    seen.set(address, count + 1)
    all++
    return true
  }
}

export function createTrail(node: Pick<Node, 'store' | 'clock'>): Trail<Caller> {
  const isCounted = strangers(() => node.clock.now())
  return async (request, answer) => {
    const { operation } = request
    if (operation.open) return answer(null)
    const asked = askedBy(request)
    const isRead = operation.method === 'GET'
    const counts = (fault: JuxtaError | null): boolean => {
      if (fault === null) return !isRead || operation.content
      if (request.caller === null) return isCounted(asked.address)
      // A list or a picture of the state that is not there is nobody's doing; content that was asked for in vain is.
      return !isRead || operation.content || fault.code === 'unauthorized' || fault.code === 'forbidden'
    }
    return onRecord(node, asked, answer, counts, HANDED.has(operation.id))
  }
}

/** As it is known when it is written down: a key that is refused, and the id of what is made, are found on the way. */
const askedBy = (request: Request<Caller>): Asked => ({
  request: request.id,
  address: addressOf(request.address),
  what: request.operation.id,
  get key() {
    return request.caller?.id ?? null
  },
  get client() {
    return request.caller?.client ?? 'nobody'
  },
  get agency() {
    return request.caller?.agency ?? null
  },
  get subject() {
    return request.subject
  },
  get reason() {
    return request.reason
  },
  get done() {
    return request.proposed ? ('proposed' as const) : ('done' as const)
  },
})
