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
import { JuxtaError } from '../values/errors.ts'
import { parseStrictJson } from '../values/json.ts'
import { checkHead, checkJson, checkTexts, mediaTypeOf } from './incoming.ts'
import { readOperations, type Operation, type Side } from './operations.ts'
import { problemHandlers } from './problems.ts'

export { mediaTypeOf }

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
}

/** Whether a request may go on, called before its body is read. */
export type Guard = (operation: Operation, request: FastifyRequest) => Promise<void>

export function buildServer({ side, bodyLimit, logger, tls }: ServerOptions): {
  app: FastifyInstance
  route(id: string, handler: Handler): void
  guard(guard: Guard): void
} {
  const operations = readOperations(side)
  const problems = problemHandlers(side, bodyLimit)
  // A missing Host is answered like any other fault.
  const http = { requireHostHeader: false }
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
    // How long a name is, its schema says; here stands it percent-encoded.
    routerOptions: { caseSensitive: true, maxParamLength: 4096 },
    frameworkErrors: problems.ofRequest,
    clientErrorHandler: problems.ofConnection,
    ...(tls ? { https: { ...tls, ...http } } : { http }),
  } as Parameters<typeof fastify>[0]) as unknown as FastifyInstance
  const guards: Guard[] = []

  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))

  problems.install(app)

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
          checkHead(side, operation, request)
        },
        handler: async (request, reply) => {
          let params = request.params as Record<string, string>
          if (operation.rest !== undefined) {
            const { '*': rest, ...others } = params
            params = { ...others, [operation.rest]: rest! }
          }
          checkTexts('path', params, side)
          checkTexts('query', request.query as Record<string, unknown>, side)
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
                const mediaType = checkJson(operation, request)
                const value = parseStrictJson(bytes)
                operation.checkBody(mediaType, value)
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
