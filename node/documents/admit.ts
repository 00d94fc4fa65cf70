/** What every document must be before anybody looks into it: JSON with unique keys, or XML without a document type definition. */
import { JuxtaError } from '../values/errors.ts'
import { parseStrictJson } from '../values/json.ts'

export const isJson = (mediaType: string): boolean => /^application\/([a-z0-9.+-]+\+)?json(;|$)/i.test(mediaType)
export const isXml = (mediaType: string): boolean => /^(application|text)\/([a-z0-9.+-]+\+)?xml(;|$)/i.test(mediaType)

const invalid = (message: string, rule: string, pointer: string): JuxtaError =>
  new JuxtaError('schema-invalid', message, { rule, pointer })

/**
 * Looks at attacker-controlled bytes of a document. XML: the prolog only (RFC 7303; a DOCTYPE is how entities come in, so there is none, and no
 * encoding in which one could hide). JSON: strictly parsed. Other media types are opaque. Fails with `schema-invalid`, `pointer` naming the part.
 */
export function admitDocument(mediaType: string, bytes: Buffer, pointer: string): void {
  if (isJson(mediaType)) {
    try {
      parseStrictJson(bytes)
    } catch (cause) {
      if (!(cause instanceof JuxtaError)) throw cause
      throw new JuxtaError('schema-invalid', cause.message, {
        cause,
        pointer: pointer + (cause.pointer ?? ''),
        ...(cause.rule === undefined ? {} : { rule: cause.rule }),
      })
    }
  } else if (isXml(mediaType)) admitXml(bytes, pointer)
}

function admitXml(bytes: Buffer, pointer: string): void {
  if (bytes.includes(0))
    throw invalid('the XML is neither UTF-8 nor another encoding that extends ASCII', 'xml-encoding', pointer)
  let at = bytes.length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
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
