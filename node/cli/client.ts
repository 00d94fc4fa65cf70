/** How commands reach a node: through the socket in its folder where it runs, or through the same routes in this process where it does not. */
import { pino } from 'pino'
import { Agent, fetch } from 'undici'
import { assemble, type RunningNode } from '../assemble.ts'
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
  const base = 'http://node'
  const auth = authOf(settings)
  const socket = reachable(at)
  const dispatcher = new Agent({ connect: { socketPath: socket.path } })
  const close = async (): Promise<void> => {
    await dispatcher.destroy()
    socket.close()
  }
  const alive = await fetch(`${base}/livez`, { dispatcher, signal: AbortSignal.timeout(2000) }).then(
    (r) => r.ok,
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
      const answer = await fetch(`${base}${path}`, {
        method,
        headers: { ...auth, ...type, ...headers },
        ...(payload === undefined ? {} : { body: payload }),
        dispatcher,
      })
      return checked(reply(answer.status, Buffer.from(await answer.arrayBuffer()), Object.fromEntries(answer.headers)))
    },
    async stream(path) {
      const answer = await fetch(`${base}${path}`, { headers: auth, dispatcher })
      const head = Object.fromEntries(answer.headers)
      if (!answer.ok) checked(reply(answer.status, Buffer.from(await answer.arrayBuffer()), head))
      return answer.body!
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

/** The rooms of a node that is not started, for a command: nothing is told but what ends it. */
export const openQuietly = (settings: Settings): Promise<RunningNode> =>
  assemble({
    settings,
    logger: pino({ level: 'silent' }),
    onFatal: (error) => {
      console.error(error.message)
      process.exit(1)
    },
  })

/** Runs `work` with a client and closes it. */
export async function withClient<T>(dir: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await connect(dir)
  try {
    return await work(client)
  } finally {
    await client.close()
  }
}
