/** What every request must be on both sides before its body is read and before anything is made of it. */
import type { FastifyRequest } from 'fastify'
import { JuxtaError } from '../values/errors.ts'
import { charsetOf, essenceOf } from '../values/media-type.ts'
import { clipped, textFault } from '../values/text.ts'
import type { Operation, Side } from './operations.ts'

/** Longer is no address of ours. Headers together may have 16 KiB (Node's own limit). */
export const MAX_URL = 8192

export const mediaTypeOf = (request: FastifyRequest): string => essenceOf(request.headers['content-type'] ?? '')

/** How a form that curl makes of its options is sent as what it is. */
const FORMS: Readonly<Record<string, string>> = {
  'application/x-www-form-urlencoded':
    'this is a form, as curl -d makes one: send the bytes as they are, with curl --data-binary @FILE -H "Content-Type: TYPE"',
  'multipart/form-data':
    'this is a form, as curl -F makes one: send the bytes as they are, with curl --data-binary @FILE -H "Content-Type: TYPE"',
}

const unsupported = (rule: string, message: string): JuxtaError => new JuxtaError('media-type', message, { rule })

/** Fails with what is wrong with the head of a request, by name. */
export function checkHead(side: Side, operation: Operation, { url, headers, raw }: FastifyRequest): void {
  const malformed = side === 'window' ? 'request-invalid' : 'malformed'
  if (url.length > MAX_URL)
    throw new JuxtaError('uri-too-long', `the address is longer than ${MAX_URL} characters`, { rule: 'uri-length' })
  if (headers.host === undefined && raw.httpVersionMinor > 0)
    throw new JuxtaError(malformed, 'HTTP/1.1 needs a Host header', { pointer: '/header/host', rule: 'required' })
  checkQuery(url.slice(url.split('?', 1)[0]!.length + 1), malformed)
  const coding = headers['content-encoding']
  if (coding !== undefined && ![operation.coding, 'identity'].includes(coding.trim().toLowerCase()))
    throw unsupported(
      'content-encoding',
      `Content-Encoding ${clipped(coding, 64)} is not taken: send the bytes as they are`,
    )
  const form = Object.hasOwn(FORMS, essenceOf(headers['content-type'] ?? ''))
  const length = headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : Infinity
  if (form && length > 0 && operation.bodies.length > 0)
    throw unsupported('form', FORMS[essenceOf(headers['content-type']!)]!.replace('TYPE', operation.bodies.at(-1)!))
}

/** Percent escapes that the parser of queries would leave as they are. */
function checkQuery(query: string, code: 'request-invalid' | 'malformed'): void {
  try {
    decodeURIComponent(query)
  } catch (cause) {
    throw new JuxtaError(code, 'the query holds a percent escape that is no UTF-8', {
      pointer: '/query',
      rule: 'percent-encoding',
      cause,
    })
  }
}

/** Fails where a value of the path, the query or a header is no text: whatever else its schema says. */
export function checkTexts(where: string, values: Readonly<Record<string, unknown>>, side: Side): void {
  for (const [name, value] of Object.entries(values)) {
    const texts = [name, ...(Array.isArray(value) ? (value as unknown[]) : [value])]
    const fault = texts.map((text) => (typeof text === 'string' ? textFault(text) : undefined)).find((f) => f)
    if (fault === undefined) continue
    const pointer = `/${where}/${name.replaceAll('\0', '')}`
    throw new JuxtaError(side === 'window' ? 'request-invalid' : 'malformed', `${pointer} ${fault}`, {
      pointer,
      rule: 'text',
    })
  }
}

/** The media type of a JSON body. Fails with `media-type` where the operation takes another, or it names an encoding that JSON does not have. */
export function checkJson(operation: Operation, request: FastifyRequest): string {
  const mediaType = mediaTypeOf(request)
  if (!operation.bodies.includes(mediaType))
    throw unsupported('media-type', `the Content-Type must be ${operation.bodies.join(' or ')}`)
  const charset = charsetOf(request.headers['content-type'] ?? '')
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'us-ascii')
    throw unsupported('charset', `JSON is UTF-8 (RFC 8259 §8.1), not ${clipped(charset, 64)}`)
  return mediaType
}
