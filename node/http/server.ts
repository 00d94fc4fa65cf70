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
import type { SecureContextOptions } from 'node:tls'
import { asJuxtaError, ERRORS, JuxtaError, toProblem } from '../values/errors.ts'
import { parseStrictJson } from '../values/json.ts'
import { readOperations, type Operation, type Side } from './operations.ts'

/** A request as the routes see it. */
export type Request = FastifyRequest

export type Answer = {
  readonly status?: number
  readonly body?: unknown
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
}
export type Incoming = {
  readonly request: FastifyRequest
  readonly params: Record<string, string>
  readonly query: Record<string, string>
  readonly bytes: Buffer
  json(): unknown
}
export type Handler = (incoming: Incoming) => Promise<Answer>

export type ServerOptions = {
  readonly side: Side
  readonly bodyLimit: number
  readonly logger: FastifyBaseLogger
  readonly tls?: SecureContextOptions & {
    requestCert?: boolean
    rejectUnauthorized?: boolean
    minVersion?: 'TLSv1.3' | 'TLSv1.2'
  }
  onFatal(error: JuxtaError): void
}

/** Whether a request may go on, called before its body is read. */
export type Guard = (operation: Operation, request: FastifyRequest) => Promise<void>

export const mediaTypeOf = (request: FastifyRequest): string =>
  (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()

function toJuxta(error: unknown, side: Side, bodyLimit: number): JuxtaError {
  const { code, statusCode } = error as { code?: string; statusCode?: number }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new JuxtaError('too-large', `the body is larger than the limit of ${bodyLimit} bytes`, {
      rule: 'body-limit',
      members: { limit: bodyLimit },
    })
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new JuxtaError('media-type', 'the media type is not supported')
  if (code?.startsWith('FST_ERR') && statusCode !== undefined && statusCode < 500)
    return new JuxtaError(side === 'window' ? 'request-invalid' : 'malformed', (error as Error).message, {
      cause: error,
    })
  return asJuxtaError(error)
}

export function buildServer({ side, bodyLimit, logger, tls, onFatal }: ServerOptions): {
  app: FastifyInstance
  route(id: string, handler: Handler): void
  guard(guard: Guard): void
} {
  const operations = readOperations(side)
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit,
    genReqId: () => randomUUID(),
    // Peers and Single Windows keep their connections; a body must not trickle in for ever.
    keepAliveTimeout: 75_000,
    requestTimeout: 120_000,
    connectionTimeout: 0,
    forceCloseConnections: true,
    routerOptions: { caseSensitive: true, maxParamLength: 200 },
    ...(tls ? { https: tls } : {}),
  } as Parameters<typeof fastify>[0]) as unknown as FastifyInstance
  const guards: Guard[] = []

  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))

  app.setErrorHandler((error, request, reply) => {
    const fault = toJuxta(error, side, bodyLimit)
    const problem = { ...toProblem(fault), ...(side === 'window' ? { traceId: request.id } : {}) }
    if (fault.fault === 'fatal') {
      request.log.error({ err: error, traceId: request.id }, 'a request failed')
      if (fault.code === 'store-failed') onFatal(fault)
    }
    if (fault.retryAfter !== undefined || ERRORS[fault.code].status === 503)
      void reply.header('retry-after', String(fault.retryAfter ?? 5))
    // A certificate is judged once for a connection: the next attempt comes on a new one, and may find that it is known by then.
    if (fault.code === 'peer-unknown' && side === 'exchange') void reply.header('connection', 'close')
    if (fault.code === 'unauthorized') void reply.header('www-authenticate', 'Bearer')
    return reply.status(problem.status).type('application/problem+json').send(JSON.stringify(problem))
  })
  app.setNotFoundHandler((request, reply) => {
    const problem = {
      ...toProblem(new JuxtaError('not-found', `there is no ${request.method} ${request.url.split('?')[0]}`)),
      traceId: request.id,
    }
    return reply.status(404).type('application/problem+json').send(JSON.stringify(problem))
  })

  return {
    app,
    guard: (guard) => void guards.push(guard),
    route(id, handler) {
      const operation = operations.get(id)
      if (!operation) throw new JuxtaError('internal', `there is no operation ${id} in openapi/${side}.yaml`)
      app.route({
        method: operation.method,
        url: operation.url,
        onRequest: async (request) => {
          for (const guard of guards) await guard(operation, request)
        },
        handler: async (request, reply) => {
          let params = request.params as Record<string, string>
          if (operation.rest !== undefined) {
            const { '*': rest, ...others } = params
            params = { ...others, [operation.rest]: rest! }
          }
          operation.checkRequest({ params, query: request.query, headers: request.headers })
          const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
          let parsed: { value: unknown } | null = null
          const answer = await handler({
            request,
            params,
            query: request.query as Record<string, string>,
            bytes,
            json() {
              if (!parsed) {
                const value = parseStrictJson(bytes)
                operation.checkBody(mediaTypeOf(request), value)
                parsed = { value }
              }
              return parsed.value
            },
          })
          return send(operation, reply, answer)
        },
      })
    },
  }
}

function send(operation: Operation, reply: FastifyReply, { status = 200, body, type, headers }: Answer): FastifyReply {
  void reply.status(status)
  if (headers) void reply.headers(headers)
  if (type !== undefined) return reply.type(type).send(body)
  if (body === undefined) return reply.send()
  operation.checkAnswer(status, body)
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(body))
}
