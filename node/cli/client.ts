/** How commands reach a node: through the socket in its folder where it runs, or through the same routes in this process where it does not. */
import { once } from 'node:events'
import { request as askOver, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { RunningNode } from '../assemble.ts'
import { folder, readText } from '../operate/node-folder.ts'
import { readSettings, type Settings } from '../operate/settings.ts'
import { isOfFolder, reachable } from '../http/local-socket.ts'
import { ERRORS, JuxtaError, PROBLEM_PATH, type ErrorCode } from '../values/errors.ts'

export type Reply = {
  readonly status: number
  readonly body: Buffer
  readonly headers: Readonly<Record<string, string>>
  json<T>(): T
}
export type Client = {
  readonly running: boolean
  request(
    method: 'GET' | 'POST',
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Reply>
  /** The body of a GET as it comes, for what may be larger than this process. */
  stream(path: string): Promise<AsyncIterable<Uint8Array>>
  close(): Promise<void>
}

const reply = (status: number, body: Buffer, headers: Record<string, string>): Reply => ({
  status,
  body,
  headers,
  json: <T>() => JSON.parse(body.toString('utf8')) as T,
})

/** Fails with the problem of the node as a `JuxtaError` where the answer is not 2xx. */
function checked(answer: Reply): Reply {
  if (answer.status < 400) return answer
  let problem: { type?: string; detail?: string; title?: string; rule?: string; pointer?: string; next?: string } = {}
  try {
    problem = answer.json()
  } catch {
    // Not a problem document.
  }
  const code = problem.type?.slice(PROBLEM_PATH.length) ?? ''
  throw new JuxtaError(
    Object.hasOwn(ERRORS, code) ? (code as ErrorCode) : 'answer-invalid',
    `${problem.detail ?? problem.title ?? `the node answered ${answer.status}`}`,
    {
      ...(problem.rule === undefined ? {} : { rule: problem.rule }),
      ...(problem.pointer === undefined ? {} : { pointer: problem.pointer }),
      ...(problem.next === undefined ? {} : { members: { next: problem.next } }),
    },
  )
}

const encode = (body: unknown): { payload: string | Buffer; type: Record<string, string> } =>
  Buffer.isBuffer(body)
    ? { payload: body, type: {} }
    : { payload: JSON.stringify(body), type: { 'content-type': 'application/json' } }

const authOf = (settings: Settings): Record<string, string> => ({
  authorization: `Bearer ${readText(folder(settings.dataDir).localKey).trim()}`,
})

/** The node of a folder through its socket; null where it does not run. The key is shown to nobody but the process that serves the socket in the folder. */
export async function connectRunning(settings: Settings): Promise<Client | null> {
  const at = folder(settings.dataDir).socket
  if (!isOfFolder(at)) return null
  const auth = authOf(settings)
  const socket = reachable(at)
  const ending = new AbortController()
  const ask = async (
    method: string,
    path: string,
    more: { headers?: Record<string, string>; payload?: string | Buffer | undefined; signal?: AbortSignal } = {},
  ): Promise<IncomingMessage> => {
    const signal = more.signal ? AbortSignal.any([more.signal, ending.signal]) : ending.signal
    // Nothing is kept open between two requests, so that none meets a connection which the node is about to close.
    const asking = askOver({ socketPath: socket.path, method, path, headers: more.headers, signal, agent: false })
    const answered = once(asking, 'response') as Promise<[IncomingMessage]>
    // What goes wrong later is told by the answer.
    asking.on('error', () => undefined).end(more.payload)
    return (await answered)[0]
  }
  const whole = async (answer: IncomingMessage): Promise<Reply> =>
    checked(reply(answer.statusCode!, await buffer(answer), answer.headers as Record<string, string>))
  const close = async (): Promise<void> => {
    ending.abort()
    socket.close()
  }
  const alive = await ask('GET', '/livez', { signal: AbortSignal.timeout(2000) }).then(
    (answer) => answer.resume().statusCode === 200,
    () => false,
  )
  if (!alive) {
    await close()
    return null
  }
  return {
    running: true,
    async request(method, path, body, headers = {}) {
      const { payload, type } = body === undefined ? { payload: undefined, type: {} } : encode(body)
      return whole(await ask(method, path, { headers: { ...auth, ...type, ...headers }, payload }))
    },
    async stream(path) {
      const answer = await ask('GET', path, { headers: auth })
      if (answer.statusCode !== 200) await whole(answer)
      return answer
    },
    close,
  }
}

/** The node of a folder: the one that runs, else its rooms in this process. */
export async function connect(dir: string): Promise<Client> {
  const { settings } = readSettings(dir, process.env)
  const there = await connectRunning(settings)
  if (there) return there
  const auth = authOf(settings)
  const node = await openQuietly(settings)
  let changed = false
  return {
    running: false,
    async request(method, path, body, headers = {}) {
      // A node that runs and does not answer, since it is frozen or stopping, is still the only one that changes anything.
      if (method !== 'GET') {
        node.store.own()
        changed = true
      }
      // What puts something new on the log asks first whether the log still has its end, as the start of a node does.
      if (method === 'POST' && /^\/v1\/(messages|cases)/.test(path)) await node.judgeOwnLog()
      const { payload, type } = body === undefined ? { payload: undefined, type: {} } : encode(body)
      const answer = await node.window.inject({
        method,
        url: path,
        headers: { ...auth, ...type, ...headers },
        ...(payload === undefined ? {} : { payload }),
      })
      return checked(reply(answer.statusCode, answer.rawPayload, answer.headers as Record<string, string>))
    },
    async stream(path) {
      const answer = await node.window.inject({ method: 'GET', url: path, headers: auth, payloadAsStream: true })
      if (answer.statusCode < 400) return answer.stream()
      const chunks: Buffer[] = []
      for await (const chunk of answer.stream()) chunks.push(chunk as Buffer)
      checked(reply(answer.statusCode, Buffer.concat(chunks), answer.headers as Record<string, string>))
      return answer.stream()
    },
    close: () => (changed ? node.stop() : node.close()),
  }
}

/** The rooms of a node that is not started, for a command: nothing is told but what ends it. They are loaded here: a node that runs has them, and to ask it takes a tenth of the time. */
export async function openQuietly(settings: Settings): Promise<RunningNode> {
  const [{ assemble }, { pino }] = await Promise.all([import('../assemble.ts'), import('pino')])
  return assemble({
    settings,
    logger: pino({ level: 'silent' }),
    onFatal: (error) => {
      console.error(error.message)
      process.exit(1)
    },
  })
}

/** Runs `work` with a client and closes it. */
export async function withClient<T>(dir: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await connect(dir)
  try {
    return await work(client)
  } finally {
    await client.close()
  }
}
