/** The client: every operation of the window side, typed by its OpenAPI document, and what a caller does with them again and again. */
import createClient, {
  type Client,
  type ClientPathsWithMethod,
  type MaybeOptionalInit,
  type MethodResponse,
} from 'openapi-fetch'
import type { components, paths } from '../../node/generated/window.ts'
import { documentOf, type JuxtaDocument } from './document.ts'
import { follow, itemsOf, type FeedOptions } from './feeds.ts'
import { newId } from './new-id.ts'
import { JuxtaProblem, JuxtaProposed } from './problem.ts'
import { repeating, type Patience } from './repeat.ts'
import { uploadOf, type UploadOptions } from './upload.ts'

type Schemas = components['schemas']
export type Submission = Schemas['Submission']
export type Submitted = Schemas['Submitted']
export type SubmittedMany = Schemas['SubmittedMany']

export type JuxtaOptions = Partial<Patience> & {
  /** The window side of the node, such as `https://node.customs.example`; in a page a path of its own origin, behind which the node is. */
  readonly url: string
  /** An API key; absent in a browser: the server of the page adds one, or somebody is signed in at the node. */
  readonly key?: string | undefined
  /** Headers that go along with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Instead of the `fetch` of the runtime: with certificates of its own, or a proxy. */
  readonly fetch?: typeof globalThis.fetch | undefined
}

type Method = 'get' | 'put' | 'post' | 'delete'
type Node = Client<paths>
/** The last parameter of a call: absent may be what has no required member. */
type Init<I> = undefined extends I ? [init?: I] : [init: I]
type Call<M extends Method> = <
  P extends ClientPathsWithMethod<Node, M>,
  I extends MaybeOptionalInit<paths[P], M> = MaybeOptionalInit<paths[P], M>,
>(
  path: P,
  ...init: Init<I>
) => Promise<MethodResponse<Node, M, P, I>>

type Answer<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: { 'application/json': infer T } } } }
}
  ? T
  : never
/** Paths of lists that are read page by page, to an end. */
type Lists = {
  [P in ClientPathsWithMethod<Node, 'get'>]: Answer<P> extends { items: readonly unknown[]; next: infer N }
    ? null extends N
      ? P
      : never
    : never
}[ClientPathsWithMethod<Node, 'get'>]
type ItemOf<P extends Lists> = Answer<P> extends { items: readonly (infer T)[] } ? T : never

type Sent<S extends Submission> = S['to'] extends string ? Submitted : SubmittedMany

/** Every method fails with `JuxtaProblem`, `JuxtaUnreachable`, `send` with `JuxtaProposed` too, or the reason of the signal that was handed over. */
export type Juxta = {
  /** An operation by its path: `GET('/v1/messages/{id}', { params: { path: { id } } })`; answers the body. */
  readonly GET: Call<'get'>
  readonly PUT: Call<'put'>
  readonly POST: Call<'post'>
  readonly DELETE: Call<'delete'>
  /** The same operations as openapi-fetch gives them, with `{data, error, response}`. */
  readonly api: Node
  /**
   * `POST /v1/messages`. Repeated under one Idempotency-Key until it is answered, so that however the line breaks the message goes out once. A caller that may die in
   * between keeps a `key` of its own with what is to be sent, and sends both again.
   */
  send<const S extends Submission>(
    message: S,
    options?: { readonly key?: string; readonly signal?: AbortSignal },
  ): Promise<Sent<S>>
  /** Uploads what is too large for a submission; the answer stands for it there, as document or attachment. In Node `fs.openAsBlob` makes a blob of a file. */
  upload(document: Blob, options?: UploadOptions): Promise<{ upload: string }>
  /** The document of a message, or another part of it, byte for byte as it was sent. */
  document(id: string, options?: { readonly part?: string; readonly signal?: AbortSignal }): Promise<JuxtaDocument>
  /** What came from neighbours, in the order of the log, for as long as it is read. */
  inbox(options?: FeedOptions): AsyncGenerator<{ message: Schemas['InboxMessage']; cursor: string }, void>
  /**
   * Every change of state that the key may see, in the order of commits, for as long as it is read: how a sender learns what has become of what it sent, without asking
   * message by message. Who wants what comes from now on asks once for `GET('/v1/changes', …after: 'now')`, keeps its `next`, and begins there. Fails with the
   * problem `gone` where the cursor is older than what is kept; its `members.next` is where that begins.
   */
  changes(
    options?: FeedOptions & { readonly kind?: Schemas['ChangeKind'] },
  ): AsyncGenerator<{ change: Schemas['Change']; cursor: string }, void>
  /** The Single Window holds the message; the sender is told, signed. */
  collect(id: string, signal?: AbortSignal): Promise<Schemas['Message']>
  /** The first answer counts; the sender is told, signed. */
  answer(
    id: string,
    answer: paths['/v1/inbox/{id}/answer']['post']['requestBody']['content']['application/json'],
    signal?: AbortSignal,
  ): Promise<Schemas['Message']>
  /** Every item of a list: `items('/v1/messages', { params: { query: { state: 'parked' } } })`. */
  items<P extends Lists>(path: P, ...init: Init<MaybeOptionalInit<paths[P], 'get'>>): AsyncGenerator<ItemOf<P>, void>
}

const PATIENCE: Patience = { attempts: 6, firstPauseMs: 250, longestPauseMs: 30_000, timeoutMs: 30_000 }

type Loose = (path: string, init: object) => Promise<{ data?: unknown; error?: unknown; response: Response }>
type Params = { params?: { query?: object } } & Record<string, unknown>

/** A client of the node at `url`. It holds no connection and needs no end. */
export function createJuxta({
  url,
  key,
  headers: more = {},
  fetch = globalThis.fetch,
  ...patient
}: JuxtaOptions): Juxta {
  const base = url.replace(/\/+$/, '')
  const given = Object.entries(patient).filter(([, value]) => value !== undefined)
  const patience: Patience = { ...PATIENCE, ...Object.fromEntries(given) }
  // Without a key it is a session of the node that asks: what writes then needs a header that no form can send.
  const who = key === undefined ? { 'x-juxta-console': '1' } : { authorization: `Bearer ${key}` }
  const headers = { ...more, ...who }
  // Called as a plain function: a browser's `fetch` does not work as a method of something else.
  const plain: typeof globalThis.fetch = (...args) => fetch(...args)
  const api = createClient<paths>({ baseUrl: base, headers, fetch: repeating(plain, patience) })

  const call =
    <M extends Method>(method: M): Call<M> =>
    async (path: string, init: object = {}) => {
      const { data, error, response } = await (api[method.toUpperCase() as 'GET'] as unknown as Loose)(path, init)
      if (!response.ok) throw new JuxtaProblem(response.status, response.headers, error)
      return data as never
    }
  const [GET, POST] = [call('get'), call('post')]

  const raw = (patience: Patience, taken: 'whole' | 'stream') => {
    const send = repeating(plain, patience, taken)
    return (method: string, path: string, { headers: own, ...init }: RequestInit & { headers?: object } = {}) =>
      send(new Request(base + path, { ...init, method, headers: { ...headers, ...own } as Record<string, string> }))
  }
  const signalled = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { signal })

  return {
    GET,
    POST,
    PUT: call('put'),
    DELETE: call('delete'),
    api,

    async send(message, { key = newId(), signal } = {}) {
      const answer = await POST('/v1/messages', {
        params: { header: { 'Idempotency-Key': key } },
        body: message,
        ...signalled(signal),
      })
      if ('proposedBy' in answer) throw new JuxtaProposed(answer)
      return answer as never
    },

    upload(document, options = {}) {
      // A piece that broke off is not sent again as it was: how much of it has come is asked first.
      const [once, patiently] = [raw({ ...patience, attempts: 1 }, 'whole'), raw(patience, 'whole')]
      return uploadOf(
        (method, ...rest) => (method === 'PUT' ? once : patiently)(method, ...rest),
        document,
        options,
        patience,
      )
    },

    document(id, { part, signal } = {}) {
      const path = `/v1/messages/${encodeURIComponent(id)}/document${part === undefined ? '' : `?part=${encodeURIComponent(part)}`}`
      const ask = raw(patience, 'stream')
      return documentOf((own) => ask('GET', path, { headers: own, ...signalled(signal) }), base + path)
    },

    async *inbox(options = {}) {
      const { limit, wait = 30 } = options
      const read = (after: string, signal: AbortSignal | undefined) =>
        GET('/v1/inbox', {
          params: { query: { after, wait, ...(limit === undefined ? {} : { limit }) } },
          ...signalled(signal),
        })
      for await (const { item, cursor } of follow(read, ({ messages }) => messages, options, patience))
        yield { message: item, cursor }
    },

    async *changes(options = {}) {
      const { limit, wait = 30, kind } = options
      const read = (after: string, signal: AbortSignal | undefined) =>
        GET('/v1/changes', {
          params: {
            query: { after, wait, ...(limit === undefined ? {} : { limit }), ...(kind === undefined ? {} : { kind }) },
          },
          headers: { accept: 'application/json' },
          ...signalled(signal),
        }) as Promise<Answer<'/v1/changes'>>
      for await (const { item, cursor } of follow(read, ({ items }) => items, options, patience))
        yield { change: item, cursor }
    },

    collect: (id, signal) => POST('/v1/inbox/{id}/collected', { params: { path: { id } }, ...signalled(signal) }),
    answer: (id, answer, signal) =>
      POST('/v1/inbox/{id}/answer', { params: { path: { id } }, body: answer, ...signalled(signal) }),

    items: (path, ...[init]) => {
      const { params, ...rest } = (init ?? {}) as Params
      return itemsOf((after) =>
        (GET as unknown as (path: string, init: object) => Promise<never>)(path, {
          ...rest,
          params: { ...params, query: { ...params?.query, ...(after === undefined ? {} : { after }) } },
        }),
      )
    },
  }
}
