/** What every document must be before anybody looks into it: JSON with unique keys, or well-formed XML without a document type definition. */
import { isUtf8 } from 'node:buffer'
import { JuxtaError } from '../values/errors.ts'
import { parseStrictJson } from '../values/json.ts'
import { charsetOf } from '../values/media-type.ts'
import { clipped } from '../values/text.ts'
import { checkWellFormed } from './xml-tree.ts'

export const isJson = (mediaType: string): boolean => /^application\/([a-z0-9.+-]+\+)?json(;|$)/i.test(mediaType)
export const isXml = (mediaType: string): boolean => /^(application|text)\/([a-z0-9.+-]+\+)?xml(;|$)/i.test(mediaType)

const isLinked = (mediaType: string): boolean => /^application\/ld\+json(;|$)/i.test(mediaType)

/** A notation in which a document means something by a named profile alone. */
export type Notation = 'xml' | 'json-ld'

/** The notation of a document that only a profile reads; undefined where it is the JSON of its type, or nothing that is read here. */
export const notationOf = (mediaType: string): Notation | undefined =>
  isXml(mediaType) ? 'xml' : isLinked(mediaType) ? 'json-ld' : undefined

const invalid = (message: string, rule: string, pointer: string): JuxtaError =>
  new JuxtaError('schema-invalid', message, { rule, pointer })

const BOM = Buffer.from([0xef, 0xbb, 0xbf])
const hasMark = (bytes: Buffer): boolean => bytes.subarray(0, 3).equals(BOM)

/** The encoding that an XML document has by itself: of its byte order mark, else of its declaration, else UTF-8 (XML 1.0 §4.3.3). */
function encodingOf(bytes: Buffer): string {
  // After a byte order mark no declaration is looked for: it is UTF-8.
  const declaration = /^<\?xml[^>]*?\?>/.exec(bytes.toString('latin1', 0, 200))?.[0] ?? ''
  return /encoding\s*=\s*["']([^"']*)["']/.exec(declaration)?.[1]?.toLowerCase() ?? 'utf-8'
}

/**
 * Why a document is not in the encoding that its media type names, whose word counts before its own (RFC 7303 §3.2); undefined where it is, or names
 * none. The bytes travel as they are, so that the two must agree.
 */
export function charsetFault(mediaType: string, bytes: Buffer): string | undefined {
  const charset = charsetOf(mediaType)
  if (charset === undefined || (!isJson(mediaType) && !isXml(mediaType))) return undefined
  const own = isXml(mediaType) ? encodingOf(bytes) : 'utf-8'
  if (charset === own || (charset === 'us-ascii' && own === 'utf-8' && bytes.every((b) => b < 0x80))) return undefined
  return `the media type says charset=${clipped(charset, 32)}, the document is ${clipped(own, 32)}: let both say the same, or send UTF-8`
}

/**
 * Looks at attacker-controlled bytes of a document. XML: its prolog (RFC 7303; a DOCTYPE is how entities come in, so there is none, and no encoding in which
 * one could hide), its encoding, and then whether it is well-formed. JSON: strictly parsed. Other media types are opaque. Fails with `schema-invalid`, `pointer`
 * naming the part.
 */
export function admitDocument(mediaType: string, bytes: Buffer, pointer: string): void {
  const charset = charsetFault(mediaType, bytes)
  if (charset !== undefined) throw invalid(charset, 'charset', pointer)
  if (isJson(mediaType)) strictly(() => parseStrictJson(bytes), pointer)
  else if (isXml(mediaType)) {
    admitXml(bytes, pointer)
    if (encodingOf(bytes) === 'utf-8' && !isUtf8(bytes))
      throw invalid('the bytes are not valid UTF-8', 'utf-8', pointer)
    checkWellFormed(bytes, pointer)
  }
}

function strictly(read: () => unknown, pointer: string): void {
  try {
    read()
  } catch (cause) {
    if (!(cause instanceof JuxtaError)) throw cause
    throw new JuxtaError('schema-invalid', cause.message, {
      cause,
      pointer: pointer + (cause.pointer ?? ''),
      ...(cause.rule === undefined ? {} : { rule: cause.rule }),
    })
  }
}

function admitXml(bytes: Buffer, pointer: string): void {
  if (bytes.includes(0))
    throw invalid('the XML is neither UTF-8 nor another encoding that extends ASCII', 'xml-encoding', pointer)
  let at = hasMark(bytes) ? 3 : 0
  const starts = (text: string): boolean => bytes.toString('latin1', at, at + text.length) === text
  const skipTo = (end: string): void => {
    const found = bytes.indexOf(end, at, 'latin1')
    if (found < 0) throw invalid('the XML prolog is not closed', 'xml-syntax', pointer)
    at = found + end.length
  }
  for (;;) {
    while (at < bytes.length && [0x20, 0x09, 0x0a, 0x0d].includes(bytes[at]!)) at++
    if (starts('<?xml')) {
      const from = at
      skipTo('?>')
      const encoding = /encoding\s*=\s*["']([^"']*)["']/.exec(bytes.toString('latin1', from, at))?.[1]
      if (
        encoding !== undefined &&
        !/^(utf-8|us-ascii|iso-8859-1[0-6]?|iso-8859-[2-9]|windows-125[0-8])$/i.test(encoding)
      )
        throw invalid(`the XML encoding ${encoding.slice(0, 32)} is not accepted`, 'xml-encoding', pointer)
    } else if (starts('<?')) skipTo('?>')
    else if (starts('<!--')) skipTo('-->')
    else if (starts('<!')) throw invalid('a document type definition is not accepted in XML', 'xml-doctype', pointer)
    else if (starts('<') && /[A-Za-z_:\x80-\xff]/.test(bytes.toString('latin1', at + 1, at + 2))) return
    else throw invalid('the XML has no root element', 'xml-syntax', pointer)
  }
}

/** Of the beginning of a large document so much is looked at as its prolog. */
const PROLOG = 65_536

/** The same look at a document that is too large to be held, in the pieces that it comes in: prolog and encoding of XML, the encoding of JSON. */
export class LargeText {
  readonly #mediaType: string
  readonly #pointer: string
  #utf8: InstanceType<typeof TextDecoder> | null = new TextDecoder('utf-8', { fatal: true })
  #begun = false

  constructor(mediaType: string, pointer: string) {
    this.#mediaType = mediaType
    this.#pointer = pointer
  }

  read(bytes: Buffer): void {
    if (!this.#begun) this.#begin(bytes.subarray(0, PROLOG))
    this.#begun = true
    if (bytes.includes(0)) throw invalid('the document holds U+0000, or is not in UTF-8', 'nul', this.#pointer)
    this.#decode(bytes)
  }

  end(): void {
    this.#decode(undefined)
  }

  #begin(bytes: Buffer): void {
    const charset = charsetFault(this.#mediaType, bytes)
    if (charset !== undefined) throw invalid(charset, 'charset', this.#pointer)
    if (!isXml(this.#mediaType)) return
    admitXml(bytes, this.#pointer)
    if (encodingOf(bytes) !== 'utf-8') this.#utf8 = null
  }

  #decode(bytes: Buffer | undefined): void {
    try {
      this.#utf8?.decode(bytes, { stream: bytes !== undefined })
    } catch {
      throw invalid('the document is not valid UTF-8', 'utf-8', this.#pointer)
    }
  }
}
