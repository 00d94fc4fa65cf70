/** What goes wrong in HTTP, by name: every refusal of a server is problem+json (RFC 9457), also those of the framework and of the parser before it. */
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { asJuxtaError, ERRORS, JuxtaError, PROBLEM_PATH, PROBLEM_URN, toProblem } from '../values/errors.ts'
import { MEDIA_TYPE_RULE } from '../values/media-type.ts'
import type { Side } from './operations.ts'

const TYPE = 'application/problem+json'

/** What the framework found, as an error of ours. */
function toJuxta(error: unknown, side: Side): JuxtaError {
  const { code, statusCode } = error as { code?: string; statusCode?: number }
  const invalid = side === 'window' ? 'request-invalid' : 'malformed'
  switch (code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new JuxtaError('media-type', `the Content-Type ${MEDIA_TYPE_RULE}`, { rule: 'media-type' })
    case 'FST_ERR_BAD_URL':
      return new JuxtaError(invalid, 'the path holds a percent escape that is no UTF-8', {
        pointer: '/path',
        rule: 'percent-encoding',
      })
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new JuxtaError('uri-too-long', 'a name in the path is too long', { rule: 'uri-length' })
    default:
      break
  }
  if (code?.startsWith('FST_ERR') && statusCode !== undefined && statusCode < 500)
    return new JuxtaError(invalid, (error as Error).message, { cause: error })
  return asJuxtaError(error)
}

/** What could not be read as HTTP at all. */
function ofParser({ code, message }: NodeJS.ErrnoException, side: Side): JuxtaError {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new JuxtaError('header-too-large', 'the header of a request is at most 16 KiB', { rule: 'header-length' })
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new JuxtaError('request-timeout', 'the request did not come to its end in time', { rule: 'timeout' })
  return new JuxtaError(side === 'window' ? 'request-invalid' : 'malformed', `this is no HTTP request: ${message}`, {
    rule: 'http',
  })
}

/** A refusal as it is answered. */
export type ProblemAnswer = {
  readonly status: number
  readonly type: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** `more`: members beside those of the error. */
export function problemAnswer(
  fault: JuxtaError,
  types?: Parameters<typeof toProblem>[1],
  more: Record<string, unknown> = {},
): ProblemAnswer {
  const problem = { ...toProblem(fault, types), ...more }
  const headers: Record<string, string> = {}
  if (fault.retryAfter !== undefined || ERRORS[fault.code].status === 503)
    headers['retry-after'] = String(fault.retryAfter ?? 5)
  if (fault.code === 'range-not-satisfiable') headers['content-range'] = `bytes */${Number(fault.members['size'])}`
  if (fault.code === 'mismatching-upload-offset') headers['upload-offset'] = String(fault.members['expected-offset'])
  if (fault.code === 'unauthorized') headers['www-authenticate'] = 'Bearer'
  if (fault.rule === 'content-encoding') headers['accept-encoding'] = 'identity'
  return { status: problem.status, type: TYPE, body: JSON.stringify(problem), headers }
}

/** The handlers that a server is made with; `paths` is filled as its routes are made. */
export function problemHandlers(side: Side): {
  ofRequest(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply
  ofConnection(error: NodeJS.ErrnoException, socket: Socket): void
  install(app: FastifyInstance): void
} {
  const types = side === 'window' ? PROBLEM_PATH : PROBLEM_URN

  function ofRequest(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const fault = toJuxta(error, side)
    if (fault.fault === 'fatal') request.log.error({ err: error, traceId: request.id }, 'a request failed')
    const { status, type, body, headers } = problemAnswer(
      fault,
      types,
      side === 'window' ? { traceId: request.id } : {},
    )
    // A certificate is judged once for a connection: the next attempt comes on a new one, and may find that it is known by then.
    if (fault.code === 'peer-unknown' && side === 'exchange') void reply.header('connection', 'close')
    return reply.status(status).headers(headers).type(type).send(body)
  }

  function ofConnection(error: NodeJS.ErrnoException, socket: Socket): void {
    if (error.code === 'ECONNRESET' || socket.destroyed) return
    const problem = toProblem(ofParser(error, side), types)
    const body = JSON.stringify(problem)
    if (socket.writable)
      socket.write(
        [
          `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
          `Content-Type: ${TYPE}`,
          `Content-Length: ${Buffer.byteLength(body)}`,
          'Connection: close',
          '',
          body,
        ].join('\r\n'),
      )
    socket.destroy(error)
  }

  /** Methods by path, as patterns. */
  const paths = new Map<string, { pattern: RegExp; methods: Set<string> }>()
  const seen = ({ url, method }: RouteOptions): void => {
    const pattern = url.replace(/[.\\+^$()[\]{}|?]/g, '\\$&').replace(/:[^/]+|\*/g, (m) => (m === '*' ? '.*' : '[^/]+'))
    const known = paths.get(url) ?? { pattern: new RegExp(`^${pattern}$`), methods: new Set() }
    for (const one of [method].flat()) known.methods.add(one)
    paths.set(url, known)
  }

  return {
    ofRequest,
    ofConnection,
    /** Before the first route is made. */
    install(app) {
      app.addHook('onRoute', seen)
      app.setErrorHandler(ofRequest)
      app.setNotFoundHandler((request, reply) => {
        const path = request.url.split('?', 1)[0]!
        const allowed = [...paths.values()].filter((p) => p.pattern.test(path)).flatMap((p) => [...p.methods])
        if (allowed.length === 0)
          return ofRequest(new JuxtaError('not-found', `there is no ${request.method} ${path}`), request, reply)
        const methods = [...new Set(allowed)].sort().join(', ')
        void reply.header('allow', methods)
        const message = `${path} takes ${methods}, not ${request.method}`
        return ofRequest(new JuxtaError('method-not-allowed', message, { rule: 'method' }), request, reply)
      })
    },
  }
}
