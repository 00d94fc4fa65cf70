/**
 * What the examples share: the nodes of a demo that keeps running, a call to the window side of one of them, and waiting until something is so.
 * Only what any client of the window side could do: HTTP, JSON and an API key.
 */
import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export type DemoNode = {
  readonly country: string
  readonly name: string
  /** The folder of the node. */
  readonly dir: string
  /** The address of its window side, `http://127.0.0.1:…`. */
  readonly window: string
  readonly keys: { readonly window: string; readonly operator: string; readonly auditor: string }
}

/** The nodes that `npm run -s demo -- --keep --json` has printed in one line: in the file that is named first, or on standard input. */
export function readNodes(file = process.argv[2]): DemoNode[] {
  const text = readFileSync(file === undefined || file === '-' ? 0 : file, 'utf8')
  const { nodes } = JSON.parse(text.trim().split('\n')[0] ?? '') as { nodes?: DemoNode[] }
  if (!Array.isArray(nodes) || nodes.length < 2)
    throw new Error('that is not the line that `npm run -s demo -- --keep --json` prints')
  return nodes
}

/** The folder of the project, from its sources and from what is built of them. */
const root = ((at: string): string => {
  while (!existsSync(join(at, 'bin', 'juxta.js'))) at = dirname(at)
  return at
})(dirname(fileURLToPath(import.meta.url)))

/**
 * A key of its own for one role, made on the machine of the node by `juxta key create`: over HTTP nobody grants a role that his own key lacks, so that an operator
 * makes no key that reads what he may not.
 */
export function makeKey(node: DemoNode, name: string, role: string, more: readonly string[] = []): string {
  const args = ['key', 'create', '--dir', node.dir, '--name', name, '--role', role, ...more, '--json']
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'bin', 'juxta.js'), ...args], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`juxta ${args.join(' ')}: ${stderr}${stdout}`)
  return (JSON.parse(stdout) as { secret: string }).secret
}

export type Call = {
  readonly as?: 'window' | 'operator' | 'auditor' | 'nobody'
  readonly headers?: Readonly<Record<string, string>>
}

/** A problem document (RFC 9457): what a node answers where it does not do what it was asked. */
export class Refused extends Error {
  readonly status: number
  readonly problem: {
    readonly type?: string
    readonly pointer?: string
    readonly rule?: string
    readonly detail?: string
  }

  constructor(status: number, text: string) {
    super(`${status}: ${text}`)
    this.status = status
    this.problem = text.startsWith('{') ? (JSON.parse(text) as Refused['problem']) : { detail: text }
  }
}

/** The text of an answer. Fails with `Refused`. */
export async function askText(
  node: DemoNode,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: unknown,
  { as = 'window', headers = {} }: Call = {},
): Promise<string> {
  const answer = await fetch(`${node.window}${path}`, {
    method,
    headers: {
      ...(as === 'nobody' ? {} : { authorization: `Bearer ${node.keys[as]}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(90_000),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Refused(answer.status, text)
  return text
}

/** The JSON of an answer. Fails with `Refused`. */
export async function ask<T>(
  node: DemoNode,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: unknown,
  call: Call = {},
): Promise<T> {
  const text = await askText(node, method, path, body, call)
  return (text === '' ? undefined : JSON.parse(text)) as T
}

export type Sent = { readonly id: string; readonly conversation: string; readonly state: string }

/** What is submitted: `document` is the JSON of the message type, or `{mediaType, text}` for anything else. */
export type Order = {
  readonly procedure: string
  readonly type: string
  readonly document: object
  readonly context?: object
  readonly conversation?: string
  readonly inReplyTo?: string
}

/** Submits one message from `from` to `to`, once. Fails with `Refused` where its case forbids it (`case-conflict`). */
export const send = (from: DemoNode, to: DemoNode, { document, ...order }: Order): Promise<Sent> =>
  ask<Sent>(
    from,
    'POST',
    '/v1/messages',
    {
      to: to.country,
      ...order,
      document: 'mediaType' in document ? document : { mediaType: 'application/json', text: JSON.stringify(document) },
    },
    { headers: { 'idempotency-key': randomUUID() } },
  )

/** Asks until the answer is neither undefined nor false; fails after half a minute. A resource that is not there yet counts as false. */
export async function until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  for (const end = Date.now() + 30_000; Date.now() < end; await new Promise((r) => setTimeout(r, 50))) {
    const found = await look().catch((error: unknown) => {
      if (error instanceof Refused && error.status === 404) return undefined
      throw error
    })
    if (found !== undefined && found !== false) return found
  }
  throw new Error(`waited in vain until ${what}`)
}

const HELD = ['delivered', 'collected', 'accepted', 'rejected']

/** Waits until the receiver's receipt is held: from then on the message is in the case on both sides. */
export const untilHeld = (
  node: DemoNode,
  { id }: { id: string },
  states: readonly string[] = HELD,
): Promise<{ state: string }> =>
  until(`${id} of ${node.country} is ${states.join(' or ')}`, async () => {
    const message = await ask<{ state: string }>(node, 'GET', `/v1/messages/${id}`)
    return states.includes(message.state) && message
  })

/** `send`, and wait until it is in the case on both sides. */
export async function sendAndHold(from: DemoNode, to: DemoNode, order: Order): Promise<Sent> {
  const sent = await send(from, to, order)
  await untilHeld(from, sent)
  return sent
}

/** Who decides, where a person must: by name, function, office and legal ground. */
export const officer = (ref: string) => ({
  kind: 'officer',
  ref,
  function: 'duty officer',
  office: 'XB000214',
  legalGround: 'Customs Act, section 12',
})

/** A line of the story. */
export const say = (text: string): void => console.log(text)
