/** Search that forgives: what stands on the paper, as people type it, in all that a key may read. */
import { messagesIn, type NamedMessage } from '../exchange/messages.ts'
import type { components } from '../generated/window.ts'
import { mayRead, readableBy, type Caller } from '../http/caller.ts'
import type { WindowRoutes } from '../http/window-auth.ts'
import type { Node } from '../node.ts'
import type { Found, Find } from '../procedures/slice.ts'
import { JuxtaError } from '../values/errors.ts'
import { isMessageId, type MessageId } from '../values/id.ts'
import { read } from '../values/plain.ts'
import { time } from '../values/time.ts'

type Result = components['schemas']['SearchResult']

/** So many letters or digits must be typed: nearly everything begins with fewer. */
const LEAST = 3

/** What somebody most often means, first among what fits as well. */
const ORDER: readonly Result['kind'][] = ['pre-arrival', 'movement', 'crossing', 'permit', 'trader', 'case', 'message']
/** A crossing that is asked for by its own name goes first; by a plate it is what was announced that somebody looks for. */
const rankOf = ({ kind, by }: Result): number =>
  kind === 'crossing' && by.type === 'crossing' ? -1 : ORDER.indexOf(kind)

const resultOf = ({ conversation: _stands, by, at, link, ...found }: Found, prefix: string): Result => ({
  ...found,
  procedure: null,
  by: { type: by.type, value: by.value, whole: by.plain === prefix },
  at: at === null ? null : time(at),
  links: { self: link },
})

const caseOf = (m: NamedMessage, prefix: string): Result => ({
  kind: 'case',
  id: m.conversation,
  peer: m.peer,
  procedure: m.procedure,
  by: { type: m.named, value: m.value, whole: m.plain === prefix },
  title: m.type,
  state: m.state,
  office: null,
  at: time(m.createdAt),
  links: { self: `/v1/cases/${m.conversation}?peer=${m.peer}` },
})

export function searchRoutes({ store }: Node, find: Find): WindowRoutes {
  const messages = messagesIn(store)

  /** A message or conversation by its id, which is no secret: facts of it are enough. */
  async function byId(id: MessageId, caller: Caller): Promise<Result[]> {
    const message = await messages.message(id)
    const [first] = await messages.search({ conversation: id, reader: readableBy(caller, 'facts') }, null, 1)
    const found: Result[] = []
    const about = { office: null, by: { type: 'id', value: id, whole: true } }
    if (first)
      found.push({
        ...{
          kind: 'case' as const,
          id,
          peer: first.peer,
          procedure: first.procedure,
          title: first.type,
          state: first.state,
        },
        ...{ ...about, at: time(first.createdAt), links: { self: `/v1/cases/${id}?peer=${first.peer}` } },
      })
    if (message && mayRead(caller, message, 'facts'))
      found.push({
        ...{ kind: 'message' as const, id, peer: message.peer, procedure: message.procedure, title: message.type },
        ...{ ...about, state: message.state, at: time(message.createdAt), links: { self: `/v1/messages/${id}` } },
      })
    return found
  }

  return {
    async search({ caller, query }) {
      const limit = Number(query['limit'] ?? 20)
      const { plain: prefix, forgiven } = read(query['q']!)
      if ([...prefix].length < LEAST)
        throw new JuxtaError('request-invalid', `at least ${LEAST} letters or digits are needed`, {
          pointer: '/query/q',
          rule: 'too-short',
        })
      const id = query['q']!.trim().toLowerCase()
      const { rows: named, all } = await messages.named(prefix, readableBy(caller))
      const found = await find({ prefix, named, limit: limit + 1 }, caller)
      const stood = new Set(found.map((f) => f.conversation))
      const cases = new Map<string, NamedMessage>()
      for (const m of named) {
        const there = cases.get(m.conversation)
        // What fits best, and of equals what came last, stands for its case.
        const better =
          there === undefined || m.plain < there.plain || (m.plain === there.plain && m.createdAt > there.createdAt)
        if (better && !stood.has(m.conversation)) cases.set(m.conversation, m)
      }
      const items = [
        ...(isMessageId(id) ? await byId(id, caller) : []),
        ...found.map((f) => resultOf(f, prefix)),
        ...[...cases.values()].map((m) => caseOf(m, prefix)),
      ].sort(
        (a, b) =>
          Number(b.by.whole) - Number(a.by.whole) || rankOf(a) - rankOf(b) || ((a.at ?? '') < (b.at ?? '') ? 1 : -1),
      )
      return {
        body: {
          read: { as: prefix, forgiven: [...forgiven] },
          items: items.slice(0, limit),
          more: items.length > limit || !all,
        },
      }
    },
  }
}
