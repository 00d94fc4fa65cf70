/** Who speaks to the node of a country as its Single Window and its operator do, wherever it runs. */
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { Agent, fetch } from 'undici'
import { draftAgreement, trialTerms } from '../../../node/procedures/draft-agreement.ts'
import type { Country as Code } from '../../../node/values/country.ts'
import { until } from './machine.ts'

export type Alert = {
  readonly id: string
  readonly kind: string
  readonly count: number
  readonly closedAt: string | null
  /** When it closes by itself. */
  readonly closes?: string
}

export abstract class Desk {
  readonly code: Code
  /** The folder of the node, as this process sees it. */
  readonly dir: string
  readonly #url: string
  readonly #agent: Agent
  readonly #keys: { operator: string; window: string }

  constructor(code: Code, at: { dir: string; url: string; ca?: Buffer; operator: string }) {
    this.code = code
    this.dir = at.dir
    this.#url = at.url
    const connect = at.ca === undefined ? {} : { ca: at.ca }
    this.#agent = new Agent({ connect, connections: 32, keepAliveTimeout: 1000 })
    this.#keys = { operator: at.operator, window: '' }
  }

  /** The settings with which its programs find its store from here. */
  abstract get environment(): Readonly<Record<string, string>>

  /** `juxta` where the node is, which sees its folder at `seen`. Fails with what it said. */
  abstract juxta(...words: string[]): Promise<string>
  abstract readonly seen: string

  async ask(
    method: string,
    path: string,
    {
      as = 'window',
      body,
      headers = {},
      ms = 15_000,
    }: { as?: 'window' | 'operator'; body?: unknown; headers?: Record<string, string>; ms?: number } = {},
  ): Promise<{ status: number; body: any }> {
    const raw = typeof body === 'string'
    const answer = await fetch(`${this.#url}${path}`, {
      method,
      dispatcher: this.#agent,
      headers: {
        authorization: `Bearer ${this.#keys[as]}`,
        ...(body === undefined ? {} : { 'content-type': raw ? 'application/xml' : 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(ms),
    })
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
  }

  /** The same, again until it is answered with 2xx, for so long. Fails with an answer that says that it was wrong. */
  async get(method: string, path: string, more: Parameters<Desk['ask']>[2] = {}, forMs = 120_000): Promise<any> {
    let answer: any
    const answered = async (): Promise<boolean> => {
      const { status, body } = await this.ask(method, path, more).catch(() => ({ status: 599, body: undefined }))
      if (status >= 400 && status < 500 && status !== 429)
        throw new Error(`${method} ${path} at ${this.code}: ${JSON.stringify(body)}`)
      answer = body
      return status < 300
    }
    await until(`${method} ${path} at ${this.code}`, answered, forMs)
    return answer
  }

  /** Nobody grants what his own key lacks: a key of the window is made on the machine. */
  async makeKey(): Promise<void> {
    const said = await this.juxta('key', 'create', '--name', 'suite', '--role', 'window,assistance', '--json')
    this.#keys.window = /"secret": ?"([^"]+)"/.exec(said)![1]!
  }

  /** Ids of what it has sent and no receipt is held for, at most 500 of each state. */
  async waiting(): Promise<Set<string>> {
    const pages = await Promise.all(
      ['queued', 'sealed'].map((state) => this.get('GET', `/v1/messages?direction=out&state=${state}&limit=500`)),
    )
    return new Set(pages.flatMap((page) => page.items.map((m: { id: string }) => m.id)))
  }

  /** The states of all that it has sent, by id. */
  async sent(): Promise<Map<string, string>> {
    const found = new Map<string, string>()
    for (let cursor = ''; ;) {
      const page = await this.get('GET', `/v1/messages?direction=out&limit=500${cursor}`)
      for (const { id, state } of page.items) found.set(id, state)
      if (page.next === null) return found
      cursor = `&after=${page.next}`
    }
  }

  #read: { ids: string[]; after: string } = { ids: [], after: '' }
  /** Ids of all that it has received, in the order of the feed; one that came twice stands there twice. */
  async inbox(): Promise<readonly string[]> {
    for (;;) {
      const page = await this.get('GET', `/v1/inbox?limit=500&after=${this.#read.after}`)
      this.#read = { ids: [...this.#read.ids, ...page.messages.map((m: { id: string }) => m.id)], after: page.next }
      if (page.messages.length === 0) return this.#read.ids
    }
  }

  async alerts(): Promise<Alert[]> {
    return (await this.get('GET', '/v1/alerts?all=true&limit=200', { as: 'operator' })).items
  }
}

/** Makes the two known to each other by the commands of deploy/README.md, and agrees on everything. */
export async function introduce(a: Desk, b: Desk): Promise<void> {
  await Promise.all([a.makeKey(), b.makeKey()])
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const file = `${one.code.toLowerCase()}.invite`
    await one.juxta('peer', 'invite', '-o', join(one.seen, file))
    cpSync(join(one.dir, file), join(other.dir, file))
    await other.juxta('peer', 'accept', join(other.seen, file), '--yes')
  }
  const now = Math.floor(Date.now() / 1000)
  const draft = draftAgreement(a.code, b.code, now, {
    ...trialTerms([a.code, b.code], 'faults that are tried on one machine', now),
    purposes: ['demonstration'],
    defaultContext: { xPurpose: 'demonstration', xLegalBasis: 'none: faults that are tried on one machine' },
  })
  const { hash } = await a.get('POST', '/v1/agreements', { as: 'operator', body: draft })
  const stateAt = (node: Desk, state: string): Promise<void> =>
    until(`the agreement to be ${state} at ${node.code}`, async () => {
      const { items } = await node.get('GET', '/v1/agreements', { as: 'operator' })
      return items.some((x: { hash: string; state: string }) => x.hash === hash && x.state === state)
    })
  await stateAt(b, 'received')
  await b.get('POST', `/v1/agreements/${encodeURIComponent(hash)}/accept`, { as: 'operator' })
  await stateAt(a, 'in-force')
  await stateAt(b, 'in-force')
}
