/** What both sides share: a Fastify server whose routes are operations of an OpenAPI document, whose bodies are bytes, and whose errors are problems. */
import {
  fastify,
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, Server as HttpServer } from 'node:http'
import { Readable } from 'node:stream'
import type { SecureContextOptions } from 'node:tls'
import { readCursor, writeCursor, type Place, type PlaceChecks } from '../values/cursor.ts'
import type { Visit } from '../operate/quotas.ts'
import type { Along } from '../store/along.ts'
import { asJuxtaError, JuxtaError } from '../values/errors.ts'
import { parseStrictJson } from '../values/json.ts'
import { readBody, streamBody } from './body.ts'
import { checkHead, checkJson, checkTexts, mediaTypeOf } from './incoming.ts'
import { readOperations, type Operation, type Side } from './operations.ts'
import { problemHandlers } from './problems.ts'

/** A request before anything is known of it, as whoever identifies the caller sees it. */
export type Request = FastifyRequest

export type Answer = {
  readonly status?: number
  /** With a `type`: bytes, a text or a stream; else what becomes JSON. */
  readonly body?: unknown
  readonly type?: string
  readonly headers?: Readonly<Record<string, string | string[]>>
}
/** A request as the function of its operation gets it; `C`: who calls on this side. */
export type Incoming<C> = {
  readonly caller: C
  readonly params: Record<string, string>
  readonly query: Record<string, string>
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Path and query as they were sent. */
  readonly url: string
  /** Without parameters, in lower case; empty where none is stated. */
  readonly mediaType: string
  readonly bytes: Buffer
  /** The body as it comes, of an operation that streams (`x-stream`). Fails with `request-timeout` where it breaks off. */
  body(): AsyncGenerator<Buffer, void>
  /** The place of `?after=`, checked value by value; null: the beginning. Fails with `request-invalid` where the cursor is not of this list and this node. */
  after<P extends Place>(...checks: PlaceChecks<P>): P | null
  /** The place of a cursor of this list that stands elsewhere, at `pointer`. */
  placeOf<P extends Place>(cursor: string | undefined, pointer: string, ...checks: PlaceChecks<P>): P | null
  /** The cursor of the page after `place`; null: there is none. */
  next(place: Place | null | undefined): string | null
  /** The body as its schema has it. Fails with `request-invalid`. */
  json(): unknown
  /** Names what the request is about where its path does not, and that it is only proposed: for what is on record of it. */
  about(subject: string, proposed?: 'proposed'): void
  /** Says why contents are opened: for the same. */
  because(reason: string): void
  /** The request as problems name it, and where it came from. */
  readonly request: string
  readonly address: string
  /** What is put on record of it, of an operation that hands that on to its first write; null of all others, whose record finds that write by itself. */
  readonly along: Along | null
  /** Who calls, asked again by whoever answers for long. Fails where he may not ask for this any more. */
  still(): Promise<C>
  /** Aborted when the caller has gone before it was answered. */
  readonly gone: AbortSignal
}
export type Handler<C> = (incoming: Incoming<C>) => Promise<Answer>
/** The functions that answer operations, by operationId. */
export type Routes<C> = Readonly<Record<string, Handler<C>>>

/** A request as far as it is known. */
export type Asked<C> = {
  readonly operation: Operation
  /** As problems name it (`traceId`). */
  readonly id: string
  /** Undefined on a socket of this machine. */
  readonly address: string | undefined
  /** Null while nobody is known to call. */
  caller: C | null
  /** What stands in its path, or its handler has named. */
  subject: string
  /** It was kept, and is to be confirmed by another person. */
  proposed: boolean
  /** Why contents are opened, where it is said. */
  reason: string | null
}

/** IPv4 as it is written where the socket is of IPv6; what has no address came by a socket of this machine. */
export const addressOf = (address: string | undefined): string => address?.replace(/^::ffff:(?=\d)/, '') || 'local'

/** Passes on what `answer` answers or fails with, once what is to be on record of it is durable. `along`: that, where whoever answers takes it along himself. */
export type Trail<C> = (asked: Asked<C>, answer: (along: Along | null) => Promise<Answer>) => Promise<Answer>

export type ServerOptions<C> = {
  readonly side: Side
  readonly bodyLimit: number
  /** Whose lists these are: what cursors are bound to. */
  readonly lists: string
  readonly logger: FastifyBaseLogger
  readonly tls?: SecureContextOptions & {
    requestCert?: boolean
    rejectUnauthorized?: boolean
    minVersion?: 'TLSv1.3' | 'TLSv1.2'
  }
  /** Who calls, asked before the body is read. Fails where nobody who may call this operation does; `known` hears who it is, also of one who may not. */
  identify(operation: Operation, request: Request, known: (caller: C) => void): Promise<C>
  /** Whether he may ask for more now, by his quota; asked once he is known, before the body is read. */
  enter(operation: Operation, request: Request, caller: C): Visit
  /** Every request passes it, before its answer leaves; what is refused before its body is read too. */
  readonly trail?: Trail<C>
}

/** One side of the node. */
export type Server<C> = {
  readonly app: FastifyInstance
  /** Fails with `internal` where the document has no such operation. */
  routes(routes: Routes<C>): void
}

/** A request for what no operation takes is nobody's: its body is bounded, and counts for no quota. */
const NO_VISIT: Visit = { expects: () => undefined, read: () => 0, leave: () => undefined }

/** In how long a request must have come to its end. */
const REQUEST_MS = 120_000
/** How long somebody whose stream was refused goes on sending before he is cut off. */
const LINGER_MS = 5000

/** An answer that took longer has waited for something. */
const WAITED_MS = 100

const noCompiler = (): never => {
  throw new JuxtaError('internal', 'schemas of routes stand in openapi/')
}

export function buildServer<C>({
  side,
  bodyLimit,
  lists,
  logger,
  tls,
  identify,
  enter,
  trail = (_asked, answer) => answer(null),
}: ServerOptions<C>): Server<C> {
  const operations = readOperations(side)
  const problems = problemHandlers(side)
  // A missing Host is answered like any other fault.
  const http = { requireHostHeader: false }
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit,
    genReqId: () => randomUUID(),
    // What is logged of a request names it itself.
    childLoggerFactory: (parent: FastifyBaseLogger) => parent,
    // No route has a schema of Fastify's, whose compilers are not even loaded.
    schemaController: { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } },
    // Peers and Single Windows keep their connections; a body must not trickle in for ever.
    keepAliveTimeout: 75_000,
    connectionTimeout: 0,
    // Whoever is being answered is answered to the end (closing.ts).
    forceCloseConnections: 'idle',
    // How long a name is, its schema says; here stands it percent-encoded.
    routerOptions: { caseSensitive: true, maxParamLength: 4096 },
    frameworkErrors: problems.ofRequest,
    clientErrorHandler: problems.ofConnection,
    ...(tls ? { https: { ...tls, ...http } } : { http }),
  } as Parameters<typeof fastify>[0]) as unknown as FastifyInstance
  const streams = endInTime(app.server, (request) =>
    problems.ofConnection(Object.assign(new Error('timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), request.socket),
  )
  const callers = new WeakMap<FastifyRequest, { readonly caller: C; readonly visit: Visit; readonly asked: Asked<C> }>()

  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (request: FastifyRequest, body: Readable) => {
    const known = callers.get(request)
    if (known?.asked.operation.streams) {
      streams.add(request.raw)
      return Promise.resolve(body)
    }
    const limit = Math.min(bodyLimit, known?.asked.operation.bodyBytes ?? bodyLimit)
    return readBody(body, request.headers, limit, known?.visit ?? NO_VISIT)
  })

  problems.install(app)

  function route(id: string, handler: Handler<C>): void {
    const operation = operations.get(id)
    if (!operation) throw new JuxtaError('internal', `there is no operation ${id} in openapi/${side}.yaml`)
    app.route({
      method: operation.method,
      url: operation.url,
      onRequest: async (request, reply) => {
        const { id, socket } = request
        const subject = Object.values(request.params ?? {}).join('/')
        const asked: Asked<C> = {
          operation,
          id,
          address: socket.remoteAddress,
          caller: null,
          subject,
          proposed: false,
          reason: null,
        }
        try {
          const caller = await identify(operation, request, (known) => (asked.caller = known))
          const visit = enter(operation, request, caller)
          if (reply.raw.closed) visit.leave()
          else reply.raw.once('close', () => visit.leave())
          callers.set(request, { caller, visit, asked })
          checkHead(side, operation, request)
        } catch (error) {
          await trail(asked, () => Promise.reject(asJuxtaError(error)))
        }
      },
      handler: async (request, reply) => {
        const { caller, asked, visit } = callers.get(request)!
        if (operation.streams) reply.raw.once('finish', () => letEnd(request.raw))
        const begun = performance.now()
        const still = (): Promise<C> => identify(operation, request, () => undefined)
        const answer = await trail(asked, async (along) => {
          const found = await handler(incoming({ side, lists, visit, still, along }, asked, request, reply, caller))
          // Who waited for what he reads may have lost his right to it meanwhile.
          if (operation.method === 'GET' && performance.now() - begun > WAITED_MS) await still()
          return found
        })
        return send(operation, request, reply, answer)
      },
    })
  }
  return {
    app,
    routes(routes) {
      for (const [id, handler] of Object.entries(routes)) route(id, handler)
    },
  }
}

function incoming<C>(
  {
    side,
    lists,
    visit,
    still,
    along,
  }: Pick<ServerOptions<C>, 'side' | 'lists'> & { visit: Visit } & Pick<Incoming<C>, 'still' | 'along'>,
  asked: Asked<C>,
  request: FastifyRequest,
  reply: FastifyReply,
  caller: C,
): Incoming<C> {
  const { operation } = asked
  let params = request.params as Record<string, string>
  if (operation.rest !== undefined) {
    const { '*': rest, ...others } = params
    params = { ...others, [operation.rest]: rest! }
  }
  checkTexts('path', params, side)
  checkTexts('query', request.query as Record<string, unknown>, side)
  operation.checkRequest({ params, query: request.query, headers: request.headers })
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const mediaType = mediaTypeOf(request)
  let parsed: { value: unknown } | null = null
  const list = `${lists} ${operation.id}`
  return {
    caller,
    params,
    query: request.query as Record<string, string>,
    headers: request.headers as Record<string, string | undefined>,
    url: request.url,
    mediaType,
    bytes,
    body: () => streamBody(request.body instanceof Readable ? request.body : Readable.from([]), visit),
    after: (...checks) => readCursor(list, (request.query as Record<string, string>)['after'], checks),
    placeOf: (cursor, pointer, ...checks) => readCursor(list, cursor, checks, pointer),
    next: (place) => (place ? writeCursor(list, place) : null),
    json() {
      if (!parsed) {
        const checked = checkJson(operation, request)
        const value = parseStrictJson(bytes)
        operation.checkBody(checked, value)
        parsed = { value }
      }
      return parsed.value
    },
    about(subject, proposed) {
      asked.subject = subject
      asked.proposed = proposed === 'proposed'
    },
    because(reason) {
      asked.reason = reason
    },
    along,
    still,
    request: asked.id,
    address: addressOf(asked.address),
    get gone() {
      const gone = new AbortController()
      if (reply.raw.destroyed) gone.abort()
      else reply.raw.once('close', () => gone.abort())
      return gone.signal
    },
  }
}

function send(
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
  { status = 200, body, type, headers }: Answer,
): FastifyReply {
  void reply.status(status)
  if (headers) void reply.headers(headers)
  if (body instanceof Readable && request.method === 'HEAD') {
    body.destroy()
    return reply.type(type!).send()
  }
  if (type !== undefined) return reply.type(type).send(body)
  if (body === undefined) return reply.send()
  operation.checkAnswer(status, body)
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(body))
}

/** Lets a stream end that was answered before its end: what still comes is thrown away, so that the connection is free for the next request, and not for ever. */
function letEnd(request: IncomingMessage): void {
  if (request.complete) return
  const cut = setTimeout(() => request.destroy(), LINGER_MS).unref()
  request.once('close', () => clearTimeout(cut))
  request.resume()
}

/**
 * Cuts off what has not come to its end in time, which `late` answers: a body must not trickle in for ever. Node's own limit is for all requests of a server; a stream
 * may take as long as it goes on, and is in the set that is answered.
 */
function endInTime(server: HttpServer, late: (request: IncomingMessage) => void): WeakSet<IncomingMessage> {
  const streams = new WeakSet<IncomingMessage>()
  server.requestTimeout = 0
  server.on('request', (request: IncomingMessage) => {
    const { headers } = request
    if (headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0) return
    const timer = setTimeout(() => {
      if (!request.complete && !streams.has(request)) late(request)
    }, REQUEST_MS).unref()
    for (const over of ['end', 'close']) request.once(over, () => clearTimeout(timer))
  })
  return streams
}
