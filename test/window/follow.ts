/** A reader of the feed of changes as Server-Sent Events, over a connection of its own. */
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestNode } from '../nodes.ts'

/** Where the window side of a node listens. */
export const addressOf = ({ node }: TestNode): string =>
  `http://127.0.0.1:${(node.window.server.address() as AddressInfo).port}`

type Event = { id?: string; event?: string; data?: any }

/** Follows a stream: its events as they come, and whether it has ended. */
export async function follow(
  t: { teardown(fn: () => unknown): unknown },
  node: TestNode,
  query = '',
  headers: Record<string, string> = {},
) {
  // A cookie stands alone: a key beside it would be who calls.
  const who = headers['cookie'] === undefined ? { authorization: `Bearer ${node.localKey}` } : {}
  const asked = get(`${addressOf(node)}/v1/changes${query}`, {
    headers: { ...who, accept: 'text/event-stream', ...headers },
  })
  t.teardown(() => asked.destroy())
  asked.on('error', () => undefined)
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  const stream = {
    status: answer.statusCode,
    type: answer.headers['content-type'],
    events: [] as Event[],
    at: '',
    text: '',
    ended: false,
  }
  let rest = ''
  answer.setEncoding('utf8').on('data', (piece: string) => {
    stream.text += piece
    const blocks = (rest + piece).split('\n\n')
    rest = blocks.pop()!
    for (const block of blocks) {
      const event: Record<string, string> = {}
      for (const line of block.split('\n')) if (!line.startsWith(':')) event[line.split(': ', 1)[0]!] = line.slice(line.indexOf(': ') + 2) // prettier-ignore
      if (event['id'] !== undefined) stream.at = event['id']
      if (event['data'] !== undefined) stream.events.push({ ...event, data: JSON.parse(event['data']) })
    }
  })
  answer.on('error', () => undefined).on('close', () => (stream.ended = true))
  return { ...stream, stream, close: () => asked.destroy() }
}
