/** Receivers of webhooks, as hostile as a test wants them: what they are told is kept with the bytes and headers that a signature is over. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import type { TestNode } from '../nodes.ts'

type Scope = { teardown(fn: () => unknown): unknown }

export type Told = {
  readonly id: string
  readonly type: string
  readonly timestamp: string
  readonly data: Record<string, any>
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}
/** A status, or what it does with the answer itself. */
export type Answers = (told: Told, response: ServerResponse) => number | Promise<number> | null

export type Receiver = {
  readonly url: string
  readonly told: Told[]
  /** How many requests were under way at once, at most. */
  most: number
  /** How often something was told while an event of the same conversation, at the same address, was under way. */
  beside: number
  answers: Answers
  /** What was told first of each event, in the order in which it came. */
  once(): Told[]
  close(): Promise<void>
}

export async function startReceiver(t: Scope, answers: Answers = () => 204, port = 0): Promise<Receiver> {
  let underWay = 0
  const inLane = new Map<string, number>()
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      void (async () => {
        receiver.most = Math.max(receiver.most, ++underWay)
        response.once('close', () => underWay--)
        const body = Buffer.concat(chunks).toString('utf8')
        const { headers, url } = request
        const parsed = { data: {}, ...(JSON.parse(body) as Pick<Told, 'type' | 'timestamp'> & { data?: Told['data'] }) }
        const told = { ...parsed, id: String(headers['webhook-id']), path: url!, headers, body }
        receiver.told.push(told)
        const lane = `${url} ${String(told.data['conversation'])}`
        const before = inLane.get(lane) ?? 0
        if (before > 0) receiver.beside++
        inLane.set(lane, before + 1)
        response.once('close', () => inLane.set(lane, inLane.get(lane)! - 1))
        const status = await receiver.answers(told, response)
        if (status !== null) response.writeHead(status).end()
      })()
    })
  })
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    told: [],
    most: 0,
    beside: 0,
    answers,
    once() {
      const seen = new Set<string>()
      return receiver.told.filter(({ id }) => !seen.has(id) && seen.add(id))
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
  t.teardown(() => receiver.close())
  return receiver
}

/** Whether what was told is signed with this secret, by the library of Standard Webhooks. */
export function isSigned({ body, headers }: Told, secret: string): boolean {
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>)
    return true
  } catch {
    return false
  }
}

type As = Record<string, string>

/** A key of a client of its own, as headers. */
export async function keyOf(
  node: TestNode,
  client: string,
  more: Record<string, unknown> = {},
): Promise<As & { id: string }> {
  const { status, body } = await node.call('POST', '/v1/keys', { name: client, client, roles: ['window'], ...more })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return { authorization: `Bearer ${body.secret}`, id: body.key.id }
}

/** Registers a webhook; the answer has its secret. */
export async function register(node: TestNode, as: As, url: string, more: Record<string, unknown> = {}): Promise<any> {
  const { status, body } = await node.call('POST', '/v1/webhooks', { url, ...more }, as)
  if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body
}

/** Events of each lane in the order in which they came. */
export function lanes(told: readonly Told[]): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const { data, id } of told) {
    const lane = String(data['conversation'])
    found.set(lane, [...(found.get(lane) ?? []), id])
  }
  return found
}
